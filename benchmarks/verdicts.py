"""Measure verdicts on our own claims: labels, and who asserts and who denies.

python -m benchmarks.verdicts [--data FOLDER] [--entailer NAME] [--output RESULT.json]

A folder holds articles/ID.txt and claims.jsonl, as benchmarks/gate_data/verdicts does; and perhaps aliases.json: by article, each
speaker's name with the other names to accept. A claim's "roster_optional" may be named; its "evidence" are the article's words.
"""

import argparse
import json
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from assistant import Assistant, export
from assistant.settings import Settings
from benchmarks.gold import Figures, share
from benchmarks.questions import record
from index.load import load

DATA = Path(__file__).parent / "gate_data" / "verdicts"
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A claim with its label and roster, and the report on it."""

    claim: Row
    report: Row
    text: str = ""
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def right(self) -> bool:
        """Whether the label is the right one."""
        return bool(self.claim["label"] == self.report["label"])

    @property
    def roster(self) -> tuple[int, int, int]:
        """How many of the speakers named are right, how many are named, how many should be."""
        wanted, named = (
            {(side, self._name(n)) for side in ("asserted_by", "denied_by") for n in row[side]} for row in (self.claim, self.report)
        )
        optional = {self._name(name) for name in self.claim.get("roster_optional") or ()}
        named = {one for one in named if one in wanted or one[1] not in optional}
        return len(wanted & named), len(named), len(wanted)

    @property
    def hit(self) -> bool | None:
        """Whether a place shown shares a character with one that decides; None where none does or none is told."""
        places = [
            (m.start(), m.end()) for words in self.claim.get("evidence") or () for m in re.finditer(re.escape(words), self.text)
        ]
        if not places or self.claim["label"] == "not_found":
            return None
        return any(start < e["end"] and e["start"] < end for start, end in places for e in self.report["evidence"])

    def _name(self, name: str) -> str:
        return self.names.get(_plain(name), _plain(name))


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
    articles = {name: load(folder / "articles" / f"{name}.txt") for name in {claim["article"] for claim in claims}}
    beside = {name: blank.beside([article]) for name, article in articles.items()}
    known = names(folder / "aliases.json")
    return [
        Outcome(
            claim,
            export.report(beside[claim["article"]].verify(claim["claim"])),
            articles[claim["article"]].text,
            known.get(claim["article"], {}),
        )
        for claim in claims
    ]


def names(path: Path) -> dict[str, dict[str, str]]:
    """By article, the speakers' names by each name to accept; none where there is no such file."""
    known = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return {
        article: {_plain(form): _plain(name) for name, forms in speakers.items() for form in (name, *forms)}
        for article, speakers in known.items()
    }


def figures(outcomes: Sequence[Outcome]) -> Figures:
    """Accuracy, the labels' mean F1, the roster's F1, how often the evidence is shown, and what was judged wrongly."""
    hits, named, wanted = (sum(numbers) for numbers in zip(*(o.roster for o in outcomes), strict=True))
    labels = sorted({o.claim["label"] for o in outcomes})
    misattributed = [o.right for o in outcomes if o.claim["label"] == "misattributed"]
    return {
        "claims": len(outcomes),
        "accuracy": round(sum(o.right for o in outcomes) / max(1, len(outcomes)), 4),
        "macro_f1": round(sum(f1(outcomes, label) for label in labels) / max(1, len(labels)), 4),
        "roster_f1": round(2 * hits / max(1, named + wanted), 4),
        "evidence_hit": share(o.hit for o in outcomes if o.hit is not None),
        "misattributed_recall": share(misattributed),
        "wrong": [f"{o.claim['id']}: {o.claim['label']} -> {o.report['label']}" for o in outcomes if not o.right],
    }


def f1(outcomes: Sequence[Outcome], label: str) -> float:
    """The F1 of one label."""
    right = sum(o.right for o in outcomes if o.claim["label"] == label)
    either: int = sum((o.claim["label"] == label) + (o.report["label"] == label) for o in outcomes)
    return 2 * right / max(1, either)


def _plain(name: str) -> str:
    return re.sub(r"^(?:the|an?) ", "", name.lower().strip())


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
