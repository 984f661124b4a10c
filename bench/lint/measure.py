"""Times a linter inside its own process: `measure.py TOOL FOLDER` prints one JSON object.

Importing, loading rules and a first round over three files are not counted.
"""

import json
import pathlib
import resource
import sys
import time


def parliament_checker():
    from parliament import analyze_policy_string

    return lambda text: len(analyze_policy_string(text).findings)


def cfn_lint_checker():
    from cfnlint.api import lint
    from cfnlint.core import get_rules

    # Loaded once: without this argument every call would load them again.
    rules = get_rules([], [], [])
    return lambda text: len(lint(text, rules=rules))


def main():
    checkers = {"parliament": parliament_checker, "cfn-lint": cfn_lint_checker}
    check = checkers[sys.argv[1]]()
    files = sorted(pathlib.Path(sys.argv[2]).iterdir())
    texts = [file.read_text() for file in files]
    for text in texts[:3]:
        check(text)
    start = time.perf_counter()
    found = [check(text) for text in texts]
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        json.dumps(
            {
                "seconds": seconds,
                "files": len(texts),
                "findings": sum(found),
                "with": sum(1 for count in found if count),
                "peak": peak,
            }
        )
    )


main()
