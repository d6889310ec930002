"""Check that requirements/*.txt carry out pyproject.toml. `make check` calls this; no network.

Every dependency is pinned within its range, every pin has its hashes, the two files agree, and
neither names where packages come from: that is for each machine to say.
"""

import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PIN = re.compile(r"^(?P<name>[\w.-]+)(?:\[[^]]*\])?==(?P<version>[^\s;\\]+)(?P<rest>.*)$")

Pins = dict[str, str]


def pins(lines: list[str]) -> tuple[Pins, list[str]]:
    """The pinned versions, and the names of those without a hash."""
    versions: Pins = {}
    bare: list[str] = []
    for index, line in enumerate(lines):
        if found := PIN.match(line):
            name = canonicalize_name(found["name"])
            versions[name] = found["version"]
            if "--hash=sha256:" not in "".join(lines[index + 1 : index + 2]):
                bare.append(name)
    return versions, bare


def unmet(dependencies: list[str], versions: Pins) -> Iterator[str]:
    for requirement in map(Requirement, dependencies):
        version = versions.get(canonicalize_name(requirement.name))
        if version is None:
            yield f"{requirement} is not pinned"
        elif not requirement.specifier.contains(version, prereleases=True):
            yield f"{requirement} is pinned to {version}"


def problems() -> Iterator[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    runtime = project["project"]["dependencies"]
    wanted = {"base": runtime, "test": runtime + project["dependency-groups"]["test"]}
    locked: dict[str, Pins] = {}
    for name, dependencies in wanted.items():
        text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
        locked[name], bare = pins(text.splitlines())
        yield from (f"{name}.txt: {problem}" for problem in unmet(dependencies, locked[name]))
        yield from (f"{name}.txt: {package} has no hash" for package in bare)
        if "://" in text or re.search(r"^--?[a-z]", text, re.MULTILINE):
            yield f"{name}.txt: names a package index or has an option"
    for name, version in locked["base"].items():
        if locked["test"].get(name) != version:
            yield f"test.txt: {name} differs from base.txt, which has {version}"


if __name__ == "__main__":
    found = sorted(problems())
    for problem in found:
        print(f"requirements/{problem}")
    if found:
        sys.exit("`make lock` writes both files anew.")
    print("Requirements: pinned, hashed, in step with pyproject.toml.")
