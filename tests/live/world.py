#!/usr/bin/env python3
"""Fills a stand-in of AWS with a world that the scenarios of `cargo xtask live` ask about.

    world.py shop --endpoint http://127.0.0.1:PORT --out world.json --auditor-policy policy.json
    world.py large --endpoint http://127.0.0.1:PORT --out world.json
    world.py network --endpoint http://127.0.0.1:PORT --out world.json

The file gets what a scenario has to know: ids that the server chose, how much there is of what,
and the keys of made-up users. Nothing here is real; the account numbers are made up.
"""

import argparse
import json

from making import large, network, shop


def main():
    parser = argparse.ArgumentParser()
    worlds = parser.add_subparsers(dest="world", required=True)
    for name, module in (("shop", shop), ("large", large), ("network", network)):
        world = worlds.add_parser(name)
        world.add_argument("--endpoint", required=True)
        world.add_argument("--out", required=True)
        world.set_defaults(make=module.make)
        if name == "shop":
            world.add_argument("--auditor-policy", required=True)
    options = parser.parse_args()
    with open(options.out, "w", encoding="utf-8") as file:
        json.dump(options.make(options), file, indent=1)


if __name__ == "__main__":
    main()
