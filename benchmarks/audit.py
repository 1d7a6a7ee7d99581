"""What we stand on: licences and known weaknesses of every run-time dependency. `python benchmarks/audit.py [--list]`.

The licences that are allowed stand in benchmarks/licences.json, with the packages whose metadata names none and where it was read;
one that is in neither fails. pip-audit asks PyPI's service for known weaknesses; where that cannot be reached, this says so, in
so many words, and goes on: whoever runs it with the service in reach gets the answer, and a failure for each weakness.
"""

import argparse
import importlib.metadata
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

RULES = Path(__file__).with_name("licences.json")
PRODUCT = "onrecord"
EXTRAS = ("serve", "local-llm")
"""Those that a user installs; tests and training are not shipped."""
PROBE = "pip"
"""A package that every service of weaknesses knows."""
TIMEOUT = 15
"""Seconds that the service may be silent."""


def dependencies(name: str, extras: frozenset[str], seen: dict[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """All installed packages that one needs, with those that they need: by name, the extras that are asked of each."""
    name = canonicalize_name(name)
    new = extras - seen.get(name, frozenset())
    if name in seen and not new:
        return seen
    seen[name] = seen.get(name, frozenset()) | extras
    for line in importlib.metadata.requires(name) or ():
        wanted = Requirement(line)
        if any(wanted.marker is None or wanted.marker.evaluate({"extra": extra}) for extra in ("", *extras)):
            try:
                dependencies(wanted.name, frozenset(wanted.extras), seen)
            except importlib.metadata.PackageNotFoundError:  # of another platform
                continue
    return seen


def licences(name: str) -> tuple[str, ...]:
    """The licences that a package's metadata names: an expression, else classifiers, else the short text of the field."""
    told: Any = importlib.metadata.metadata(name)
    if expression := told.get("License-Expression"):
        return (expression,)
    classified = [c.rpartition(" :: ")[2] for c in told.get_all("Classifier") or () if c.startswith("License :: ")]
    named = [c for c in classified if c != "OSI Approved"]
    field = (told.get("License") or "").strip()
    return tuple(named) or ((field.splitlines()[0],) if field else ())


def problems(packages: dict[str, frozenset[str]]) -> Iterator[str]:
    """What is wrong with the licences of these packages, and what to do."""
    rules = json.loads(RULES.read_text(encoding="utf-8"))
    for name in sorted(packages):
        found = licences(name) or ("none named",)
        if name in rules["packages"] or all(allowed(one, rules["allowed"]) for one in found):
            continue
        yield (f"{name}: {'; '.join(found)}: not in {RULES.name}. Read its licence; then allow it there, or leave the package out")


def allowed(expression: str, known: Sequence[str]) -> bool:
    """Whether all that an SPDX expression joins by AND is known, and of what it joins by OR one.

    >>> allowed("MPL-2.0 AND (Apache-2.0 OR GPL-3.0-only)", ["MPL-2.0", "Apache-2.0"]), allowed("MIT AND GPL-3.0-only", ["MIT"])
    (True, False)
    """
    return all(
        any({one.strip(), one.strip(" ()")} & set(known) for one in part.split(" OR ")) for part in expression.split(" AND ")
    )


def weaknesses(packages: dict[str, frozenset[str]]) -> tuple[bool, str]:
    """Whether no weakness is known, or nothing could be found out, and what pip-audit says."""
    if not _asked([PROBE])[0]:
        return True, (
            "NOT AUDITED for known weaknesses: the service that pip-audit asks (https://pypi.org/pypi/NAME/VERSION/json) cannot be"
            " reached from here. Run `make audit` where it can."
        )
    _, told = _asked(sorted(packages))
    found = [f"{d['name']} {d['version']}: {v['id']}, mended in {', '.join(v['fix_versions']) or 'no version'}"
             for d in told for v in d.get("vulns", ())]  # fmt: skip
    skipped = [d["name"] for d in told if "skip_reason" in d]
    lines = [*found, f"audited {len(told) - len(skipped)} packages; not known to the service: {', '.join(skipped) or 'none'}"]
    return not found, "\n".join(lines)


def _asked(names: list[str]) -> tuple[bool, list[dict[str, Any]]]:
    """Whether the service knew any of the packages, and what it said of each."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("".join(f"{name}=={importlib.metadata.version(name).partition('+')[0]}\n" for name in names))
        file.flush()
        command = [sys.executable, "-m", "pip_audit", "--requirement", file.name, "--no-deps", "--disable-pip", "--format", "json",
                   "--progress-spinner", "off", "--timeout", str(TIMEOUT)]  # fmt: skip
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        told = json.loads(ended.stdout)["dependencies"]
    except (ValueError, KeyError):
        return False, []
    return any("skip_reason" not in one for one in told), told


def main() -> int:
    """Checks both; the exit code is 1 where something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--list", action="store_true", help="every package with its version and licences")
    listed = parser.parse_args().list
    packages = dependencies(PRODUCT, frozenset(EXTRAS), {})
    del packages[PRODUCT]
    if listed:
        for name in sorted(packages):
            print(f"{name} {importlib.metadata.version(name)}: {'; '.join(licences(name)) or 'none named'}")
    wrong = list(problems(packages))
    print(*wrong, f"licences of {len(packages)} packages: {len(wrong)} not allowed", sep="\n")
    sound, told = weaknesses(packages)
    print(told)
    return 1 if wrong or not sound else 0


if __name__ == "__main__":
    sys.exit(main())
