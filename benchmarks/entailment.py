"""Measure the entailer on any file of pairs, or of documents with claims or summaries.

python -m benchmarks.entailment --pairs FILE… [--model NAME] [--limit N] [--output RESULT.json]

A row a line, gzipped or not. Pairs: {"premise", "hypothesis", "label"} (or "nli_label"), the labels entailment, neutral,
contradiction, or no neutral: then it counts whether supports is likelier than not. Rows with "case_id" count by case, too.
Documents: {"evidence": [sentence…], "claim", "label": "supported" or another} or {"document", "summary", "label": 1 or 0}.
"""

import argparse
import json
import random
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from assistant import windows
from assistant.entail import Entailer, entailer
from assistant.exact import Entailment
from assistant.pairs import PAIRS
from benchmarks import jsonl
from benchmarks.gold import Figures, share
from benchmarks.measures import balanced_accuracy, best_threshold, calibration_error
from benchmarks.questions import record
from index.errors import UserError

Row = dict[str, Any]
CLASSES = ("entailment", "contradiction", "neutral")
"""The files' words for supports, refutes, neutral."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A pair's label, what the entailer gave (the order of CLASSES, sum 1), and the case it belongs to."""

    label: str
    chances: tuple[float, float, float]
    case: str = ""


def parser() -> argparse.ArgumentParser:
    """The command line."""
    p = argparse.ArgumentParser(description="Measure the entailer.")
    p.add_argument("--pairs", type=Path, nargs="+", required=True, help="files of pairs or documents (.jsonl, .jsonl.gz)")
    p.add_argument("--model", default="onrecord", help="onrecord (default), a pair model's folder, or any cross-encoder's name")
    p.add_argument("--limit", type=int, default=0, help="rows of each file at most, drawn with a fixed seed (default: all)")
    p.add_argument("--output", type=Path, help="put the figures into this JSON file, under the files' names")
    return p


def read(path: Path, limit: int = 0) -> list[Row]:
    """The objects of a .jsonl or .jsonl.gz file, or `limit` of them."""
    every = jsonl.read(path)
    return random.Random(0).sample(every, limit) if 0 < limit < len(every) else every


def measure(rows: Sequence[Row], model: Entailer, temperature: float = 1.0) -> Figures:
    """The figures of one file; `temperature` is the model's own, to tell what it is worth."""
    if "premise" in rows[0]:
        return pair_figures(judged(rows, model), temperature)
    return document_figures(rows, model)


def judged(rows: Sequence[Row], model: Entailer) -> list[Judged]:
    """Each row with what the entailer gives."""
    found = windows.entail(model, [(row["premise"], row["hypothesis"]) for row in rows])
    return [
        Judged(row.get("nli_label") or row["label"], chances(one), str(row.get("case_id", "")))
        for row, one in zip(rows, found, strict=True)
    ]


def pair_figures(pairs: Sequence[Judged], temperature: float = 1.0) -> Figures:
    """Accuracy, over all and for each label, and calibration with and without the temperature."""
    two_way = all(pair.label != "neutral" for pair in pairs)
    right = [is_right(pair, two_way) for pair in pairs]
    labels = sorted({pair.label for pair in pairs})
    cases: dict[str, list[bool]] = {}
    for pair, hit in zip(pairs, right, strict=True):
        cases.setdefault(pair.case, []).append(hit)
    return {
        "pairs": len(pairs),
        "ways": 2 if two_way else 3,
        "accuracy": share(right),
        "recall": {label: share(hit for pair, hit in zip(pairs, right, strict=True) if pair.label == label) for label in labels},
        **({"cases": len(cases), "cases_all_right": share(all(hits) for hits in cases.values())} if len(cases) > 1 else {}),
        "calibration_error": calibration([pair.chances for pair in pairs], right, two_way),
        "calibration_error_before_temperature": calibration(
            [sharpened(pair.chances, temperature) for pair in pairs], right, two_way
        ),
    }


def is_right(pair: Judged, two_way: bool) -> bool:
    """Whether the likeliest class is the label; of two, whether supports is likelier than not as the label has it."""
    if two_way:
        return (pair.chances[0] > 0.5) == (pair.label == "entailment")
    return CLASSES[int(np.argmax(pair.chances))] == pair.label


def calibration(given: Sequence[tuple[float, float, float]], right: Sequence[bool], two_way: bool) -> float:
    """The calibration error of the probability of what was said."""
    sure = [max(one[0], 1 - one[0]) if two_way else max(one) for one in given]
    return round(calibration_error(sure, right), 4)


def sharpened(given: tuple[float, float, float], temperature: float) -> tuple[float, float, float]:
    """The probabilities as they were before they were divided by a temperature.

    >>> sharpened((0.5, 0.25, 0.25), 2.0)
    (0.6667, 0.1667, 0.1667)
    """
    powers = np.array(given) ** temperature
    supports, refutes, neutral = (round(float(power / powers.sum()), 4) for power in powers)
    return supports, refutes, neutral


def document_figures(rows: Sequence[Row], model: Entailer) -> Figures:
    """Supported against the rest: at one half, and at a threshold chosen on the other half of the rows, both ways round."""
    scores, gold = document_scores(rows, model)
    halves = [list(range(first, len(rows), 2)) for first in (0, 1)]
    chosen = [best_threshold([scores[i] for i in half], [gold[i] for i in half]) for half in halves]
    crosswise = [accuracy(scores, gold, halves[1 - i], chosen[i]) for i in (0, 1)]
    return {
        "documents": len(rows),
        "supported": sum(gold),
        "balanced_accuracy_at_half": round(accuracy(scores, gold, range(len(rows)), 0.5), 4),
        "balanced_accuracy": round(sum(crosswise) / 2, 4),
        "thresholds": [round(threshold, 4) for threshold in chosen],
        **origins(rows, scores, gold),
    }


def document_scores(rows: Sequence[Row], model: Entailer) -> tuple[list[float], list[bool]]:
    """How probably each document supports its claim or summary, and whether it does."""
    found = windows.entail(model, [(document(row), row.get("summary") or row["claim"]) for row in rows])
    return [one.supports for one in found], [row["label"] in (1, "supported") for row in rows]


def document(row: Row) -> str:
    """The text of a row's document."""
    return "\n".join(row["evidence"]) if "evidence" in row else str(row["document"])


def origins(rows: Sequence[Row], scores: Sequence[float], gold: Sequence[bool]) -> Figures:
    """Balanced accuracy at one half for each origin, where rows tell theirs."""
    places: dict[str, list[int]] = {}
    for i, row in enumerate(rows):
        places.setdefault(str(row.get("origin", "")), []).append(i)
    kinds = {name: round(accuracy(scores, gold, own, 0.5), 4) for name, own in sorted(places.items())}
    return {"balanced_accuracy_at_half_by_origin": kinds} if len(kinds) > 1 else {}


def accuracy(scores: Sequence[float], gold: Sequence[bool], rows: Sequence[int], threshold: float) -> float:
    """Balanced accuracy of some of the rows."""
    return balanced_accuracy([scores[i] > threshold for i in rows], [gold[i] for i in rows])


def chances(one: Entailment) -> tuple[float, float, float]:
    """A judgement in the order of CLASSES."""
    return one.supports, one.refutes, one.neutral


def temperature(model: str) -> float:
    """The temperature that a pair model was shipped with; 1 for any other."""
    labels = (PAIRS if model == "onrecord" else Path(model)) / "labels.json"
    found: Mapping[str, Any] = json.loads(labels.read_text(encoding="utf-8")) if labels.is_file() else {}
    return float(found.get("temperature", {}).get("entailment", 1.0))


def main() -> None:
    """Measure each file and print."""
    options = parser().parse_args()
    missing = [str(path) for path in options.pairs if not path.is_file()]
    if missing:
        sys.exit(f'there is no file "{missing[0]}": name one with --pairs (docs/evaluation.md tells where the sets come from)')
    try:
        model = entailer(options.model)
    except UserError as error:
        sys.exit(str(error))
    for path in options.pairs:
        name = path.name.split(".")[0]
        figures = measure(read(path, options.limit), model, temperature(options.model))
        print(json.dumps({name: figures}, indent=1), flush=True)
        if options.output:
            record(options.output, name, figures)


if __name__ == "__main__":
    main()
