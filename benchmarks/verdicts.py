"""Measure verdicts on our own claims: labels, and who asserts and who denies.

python -m benchmarks.verdicts [--data FOLDER] [--entailer NAME] [--output RESULT.json]

A folder holds articles/ID.txt and claims.jsonl, as benchmarks/gate_data/verdicts does.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from assistant import Assistant, export
from assistant.settings import Settings
from benchmarks.gold import Figures
from benchmarks.questions import record
from index.load import load

DATA = Path(__file__).parent / "gate_data" / "verdicts"
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A claim with its label and roster, and the report on it."""

    claim: Row
    report: Row

    @property
    def right(self) -> bool:
        """Whether the label is the right one."""
        return bool(self.claim["label"] == self.report["label"])

    @property
    def roster(self) -> tuple[int, int, int]:
        """How many of the speakers named are right, how many are named, how many should be."""
        wanted, named = (
            {(side, _plain(n)) for side in ("asserted_by", "denied_by") for n in row[side]} for row in (self.claim, self.report)
        )
        return len(wanted & named), len(named), len(wanted)


def parser() -> argparse.ArgumentParser:
    """The command line."""
    p = argparse.ArgumentParser(description="Measure verdicts on our own claims.")
    p.add_argument("--data", type=Path, default=DATA, help="the folder (default: the gate's)")
    p.add_argument("--entailer", default="", help="onrecord (default), a pair model's folder, or any cross-encoder's name")
    p.add_argument("--output", type=Path, help="put the figures into this JSON file, under the folder's name")
    return p


def judge(folder: Path, settings: Settings) -> list[Outcome]:
    """Every claim judged by its article alone."""
    claims: list[Row] = [json.loads(line) for line in (folder / "claims.jsonl").read_text(encoding="utf-8").splitlines()]
    blank = Assistant.blank(settings)
    beside = {name: blank.beside([load(folder / "articles" / f"{name}.txt")]) for name in {claim["article"] for claim in claims}}
    return [Outcome(claim, export.report(beside[claim["article"]].verify(claim["claim"]))) for claim in claims]


def figures(outcomes: Sequence[Outcome]) -> Figures:
    """Accuracy, the roster's F1, and what was judged wrongly."""
    hits, named, wanted = (sum(numbers) for numbers in zip(*(o.roster for o in outcomes), strict=True))
    return {
        "claims": len(outcomes),
        "accuracy": round(sum(o.right for o in outcomes) / max(1, len(outcomes)), 4),
        "roster_f1": round(2 * hits / max(1, named + wanted), 4),
        "wrong": [f"{o.claim['id']}: {o.claim['label']} -> {o.report['label']}" for o in outcomes if not o.right],
    }


def _plain(name: str) -> str:
    return name.lower().removeprefix("the ")


def main() -> None:
    """Measure and print."""
    options = parser().parse_args()
    settings = Settings(entailer=options.entailer) if options.entailer else Settings()
    found = figures(judge(options.data, settings))
    print(json.dumps(found, indent=1))
    if options.output:
        record(options.output, options.data.name, found)


if __name__ == "__main__":
    main()
