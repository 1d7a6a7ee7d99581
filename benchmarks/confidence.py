"""Fit and measure how probably a verdict is right.

python -m benchmarks.verification --predictions FILE
python -m benchmarks.confidence --predictions FILE [--output RESULT.json]

One half of each set's rows fits the settings of assistant/judge.py (SOMETHING and NOTHING); the other half says how far
confidence is from the share of right verdicts.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from assistant import judge
from benchmarks.gold import Figures
from benchmarks.jsonl import read
from benchmarks.measures import calibration_error, log_odds, platt
from benchmarks.questions import record
from benchmarks.verification import Judged, judged

Row = dict[str, Any]
Setting = tuple[float, float]


def parser() -> argparse.ArgumentParser:
    """The command line."""
    p = argparse.ArgumentParser(description="Fit and measure how probably a verdict is right.")
    p.add_argument("--predictions", type=Path, required=True, help="what benchmarks.verification wrote")
    p.add_argument("--output", type=Path, help="put the figures into this JSON file")
    return p


def raw(confidence: float, setting: Setting) -> float:
    """The score that a confidence was made of."""
    odds = (float(log_odds(np.array(confidence))) - setting[1]) * setting[0]
    return float(1 / (1 + np.exp(-odds)))


def figures(rows: Sequence[Judged], setting: Setting) -> Figures:
    """The settings that fit the even rows; how the odd ones fare with them, and with none."""
    scores = [raw(row.confidence, setting) for row in rows]
    right = [row.right for row in rows]
    temperature, shift = platt(scores[::2], right[::2])
    fitted = 1 / (1 + np.exp(-(log_odds(np.array(scores[1::2])) / temperature + shift)))
    return {
        "rows": len(rows),
        "right": round(sum(right) / max(1, len(right)), 4),
        "setting": [temperature, shift],
        "calibration_error": round(calibration_error(fitted.tolist(), right[1::2], 10), 4),
        "before": round(calibration_error(scores[1::2], right[1::2], 10), 4),
    }


def main() -> None:
    """Fit, measure and print."""
    options = parser().parse_args()
    rows = [judged(row) for row in read(options.predictions)]
    nothing = [row for row in rows if row.verdict == "not_found"]
    something = [row for row in rows if row.verdict not in ("not_found", "error")]
    found = {"something": figures(something, judge.SOMETHING), "nothing": figures(nothing, judge.NOTHING)}
    print(json.dumps(found, indent=1))
    if options.output:
        for name, of in found.items():
            record(options.output, name, of)


if __name__ == "__main__":
    main()
