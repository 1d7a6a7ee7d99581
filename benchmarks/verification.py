"""Measure verdicts on public sets of whole documents, through the same code as `onrecord verify --jsonl`.

python -m benchmarks.verification [--data FOLDER] [--set wice cliff qags climate] [--limit N] [--half even|odd]
    [--predictions FILE] [--output FILE]

WiCE, CLIFF and QAGS: is the claim (or every sentence of the summary) borne out by the document? "supported" and "attributed"
say yes. Climate-FEVER: the verdict of five sentences on a claim; its DISPUTED claims are counted apart, since people disagree
on them. The folder is not in the repository (docs/evaluation.md tells where the sets come from).
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from assistant import Assistant, bulk
from assistant.settings import Settings
from benchmarks.entailment import read
from benchmarks.gold import Figures, share
from benchmarks.measures import balanced_accuracy
from benchmarks.questions import record
from benchmarks.saved import Saved

Row = dict[str, Any]
YES = ("supported", "attributed")
HALVES = {"even": slice(0, None, 2), "odd": slice(1, None, 2)}
FOUR = {
    "supported": "SUPPORTS",
    "attributed": "SUPPORTS",
    "refuted": "REFUTES",
    "denied": "REFUTES",
    "misattributed": "REFUTES",
    "contested": "DISPUTED",
    "not_found": "NOT_ENOUGH_INFO",
}
"""Our labels in the words of FEVER."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A row's own label and ours, and how sure ours is."""

    label: str
    verdict: str
    confidence: float

    @property
    def right(self) -> bool:
        """Whether ours is the row's own; a set of yes and no asks only whether the document bears the claim out."""
        return (str(self.verdict in YES) if self.label in ("True", "False") else FOUR.get(self.verdict)) == self.label


def parser() -> argparse.ArgumentParser:
    """The command line."""
    p = argparse.ArgumentParser(description="Measure verdicts on WiCE, CLIFF, QAGS and Climate-FEVER.")
    p.add_argument("--data", type=Path, default=Path("../shared/data/verification"), help="the folder (default: %(default)s)")
    p.add_argument("--set", nargs="+", choices=SETS, default=list(SETS), help="default: all")
    p.add_argument("--entailer", default="", help="onrecord (default), a pair model's folder, or any cross-encoder's name")
    p.add_argument("--limit", type=int, default=0, help="rows of each set at most, drawn with a fixed seed (default: all)")
    p.add_argument("--half", choices=HALVES, help="every second row only: rules are chosen on the even ones, reported on the odd")
    p.add_argument("--predictions", type=Path, help="keep each row's verdict in this file; those that it has are not judged again")
    p.add_argument("--output", type=Path, help="put the figures into this JSON file, under the sets' names")
    return p


def wice(row: Row) -> Row:
    """A claim of Wikipedia and the page that it cites."""
    return {"text": "\n".join(row["evidence"]), "claim": row["claim"], "of": str(row["label"] == "supported")}


def summary(row: Row) -> Row:
    """A summary and its document."""
    return {"text": row["document"], "claim": row["summary"], "of": str(str(row["label"]) == "1")}


def climate(row: Row) -> Row:
    """A claim and five sentences."""
    return {"text": "\n\n".join(found["text"] for found in row["evidences"]), "claim": row["claim"], "of": row["label"]}


SETS: dict[str, tuple[str, Callable[[Row], Row]]] = {
    "wice": ("wice_dev.jsonl.gz", wice),
    "cliff": ("cliff_val.jsonl.gz", summary),
    "qags": ("qags.jsonl.gz", summary),
    "climate": ("climate_fever_dev.jsonl.gz", climate),
}


def judge(rows: Sequence[tuple[str, Row]], name: str, settings: Settings, saved: Saved) -> list[Row]:
    """Each (key, line) of a set with its own label and ours; one that fails (in another language, say) has the verdict "error"."""
    desk = bulk.Desk(lambda: Assistant.open(settings=settings), lambda: Assistant.blank(settings))

    def verdict(line: Row) -> Row:
        found = next(bulk.results([json.dumps(line)], bulk.Claimed, desk.verify))
        return {"label": line["of"], "verdict": found.get("label") or "error", "confidence": found.get("confidence", 0.0)}

    return saved.each(name, rows, verdict)


def judged(row: Row) -> Judged:
    """A row of the predictions as what is counted."""
    return Judged(row["label"], row["verdict"], row["confidence"])


def figures(judged: Sequence[Judged]) -> Figures:
    """Balanced accuracy of yes and no, or accuracy over FEVER's labels; and what each label of the set was given."""
    given = {label: dict(Counter(j.verdict for j in judged if j.label == label)) for label in sorted({j.label for j in judged})}
    if set(given) <= {"True", "False"}:
        right = balanced_accuracy([j.verdict in YES for j in judged], [j.label == "True" for j in judged])
        return {"rows": len(judged), "balanced_accuracy": right, "given": given}
    settled = [j for j in judged if j.label != "DISPUTED"]
    disputed = [j for j in judged if j.label == "DISPUTED"]
    recalls = [
        share(FOUR.get(j.verdict) == label for j in settled if j.label == label) for label in sorted({j.label for j in settled})
    ]
    return {
        "rows": len(settled),
        "accuracy": share(FOUR.get(j.verdict) == j.label for j in settled),
        "balanced_accuracy": round(sum(recalls) / max(1, len(recalls)), 4),
        "disputed": len(disputed),
        "disputed_called_contested": share(j.verdict == "contested" for j in disputed),
        "given": given,
    }


def main() -> None:
    """Measure the sets asked for and print."""
    options = parser().parse_args()
    if not options.data.is_dir():
        sys.exit(f'there is no folder "{options.data}": name it with --data (docs/evaluation.md tells where the sets come from)')
    settings = Settings(entailer=options.entailer) if options.entailer else Settings()
    saved = Saved(options.predictions)
    for name in options.set:
        file, of = SETS[name]
        lines = [(str(row["id"]), of(row)) for row in read(options.data / file, options.limit)]
        rows = judge(lines[HALVES.get(options.half, slice(None))], name, settings, saved)
        found = figures([judged(row) for row in rows]) | {"seconds": round(sum(row["seconds"] for row in rows), 1)}
        print(json.dumps({name: found}, indent=1), flush=True)
        if options.output:
            record(options.output, f"{name} {options.half}" if options.half else name, found)


if __name__ == "__main__":
    main()
