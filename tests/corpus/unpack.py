"""Unpacks what the corpus run looks at.

Arguments: the folder with the npm packages, the folder to fill. Templates of the packages and
the AWS managed policies that moto carries (Apache-2.0) become one file each.
"""

import json
import pathlib
import sys
import tarfile


def templates(packages: pathlib.Path, folder: pathlib.Path) -> None:
    for package in sorted(packages.glob("*.tgz")):
        with tarfile.open(package) as archive:
            for member in archive.getmembers():
                if not member.isfile() or not member.name.endswith(".template.json"):
                    continue
                name = pathlib.PurePosixPath(member.name).name
                target = folder / "templates" / package.stem / name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(archive.extractfile(member).read())


def managed_policies(folder: pathlib.Path) -> None:
    from moto.iam.aws_managed_policies import aws_managed_policies_data

    target = folder / "managed-policies"
    target.mkdir(parents=True, exist_ok=True)
    for name, policy in sorted(json.loads(aws_managed_policies_data).items()):
        document = json.dumps(policy["Document"], indent=2)
        (target / f"{name}.json").write_text(document + "\n", encoding="utf-8")


if __name__ == "__main__":
    packages, folder = map(pathlib.Path, sys.argv[1:3])
    templates(packages, folder)
    managed_policies(folder)
