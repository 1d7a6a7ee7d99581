"""The quality gate: figures on the project's own articles and questions may not fall below the floors in gate.json.

python benchmarks/gate.py                       figures beside floors; exit code 1 when one falls below, or the data changed
python benchmarks/gate.py --pin                 set the floors to one question under the figures; never lower
python benchmarks/gate.py --pin --allow-lower   ... also lower

The habit is trafilatura's (tests/eval_gate.py).
"""

import argparse
import hashlib
import json
import math
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from assistant import build
from assistant.entail import Entailer, Trained
from assistant.settings import Settings
from benchmarks import statements, verdicts
from benchmarks.entailment import CLASSES, is_right, judged
from benchmarks.entailment import read as read_pairs
from benchmarks.gold import DEPTH, Outcome, ask, citations, inexact, meets, read

DATA = Path(__file__).parent / "gate_data"
FLOORS = Path(__file__).parent / "gate.json"


@dataclass(frozen=True, slots=True)
class Figure:
    """`hits` of `of` went right; a floor is set `slack` hits lower.

    >>> Figure(33, 36).value, Figure(33, 36).floor
    (0.9167, 0.8888)
    """

    hits: int
    of: int
    slack: int = 1

    @property
    def value(self) -> float:
        """The share, 0 to 1; 0 of nothing."""
        return round(self.hits / self.of, 4) if self.of else 0.0

    @property
    def floor(self) -> float:
        """The share with `slack` hits fewer, rounded down."""
        return math.floor(10_000 * max(0, self.hits - self.slack) / max(1, self.of)) / 10_000


@dataclass(frozen=True, slots=True)
class Pins:
    """What gate.json holds: the SHA-256 of the data that was measured, and a floor for each figure."""

    data: str = ""
    floors: Mapping[str, float] = field(default_factory=dict)


class LoweredError(ValueError):
    """Pinning would lower a floor; the message says which."""


def parser() -> argparse.ArgumentParser:
    """The command line."""
    p = argparse.ArgumentParser(description="Hold the quality figures above their floors.")
    p.add_argument("--pin", action="store_true", help="set the floors to one question under today's figures")
    p.add_argument("--allow-lower", action="store_true", help="with --pin: also where that lowers a floor")
    return p


def fingerprint(folder: Path) -> str:
    """SHA-256 over the names and contents of a folder's articles, questions, pairs and claims."""
    digest = hashlib.sha256()
    for path in sorted([*folder.rglob("articles/*.txt"), *folder.rglob("*.jsonl")]):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(folder).as_posix()} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def measure(folder: Path) -> dict[str, Figure]:
    """The figures: each question asked of its article and of all articles, the entailer's on pairs, the verdicts on claims.

    And the statements in paragraphs.
    """
    asked = ask(read(folder))
    answered = {f"{scope}: {name}": figure for scope, outcomes in asked.items() for name, figure in figures(outcomes).items()}
    judged = entailment(folder / "entailment.jsonl", Trained()) | claims(verdicts.judge(folder / "verdicts", Settings()))
    return answered | judged | told(statements.measure(folder / "statements.jsonl", build.attributor()))


def figures(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """What is held: all are shares of right ones, so that higher is better."""
    answerable = [o for o in outcomes if o.question.evidence]
    unanswerable = [o for o in outcomes if not o.question.evidence]
    cited = sum(len(citations(o.answer)) for o in outcomes)
    wrong = sum(inexact(o.answer, o.question.article) for o in outcomes)
    return {
        "answerable, cited the evidence": Figure(sum(o.verdict == "right" for o in answerable), len(answerable)),
        "answerable, answered": Figure(sum(o.answer.found for o in answerable), len(answerable)),
        "unanswerable, abstained": Figure(sum(o.verdict == "right" for o in unanswerable), len(unanswerable)),
        f"evidence in the first {DEPTH} passages": Figure(
            sum(meets(o.question.evidence, o.found["hybrid"]) for o in answerable), len(answerable)
        ),
        "cited spans, exact": Figure(cited - wrong, cited, slack=0),
    }


def entailment(path: Path, model: Entailer) -> dict[str, Figure]:
    """How many of the pairs in a file the entailer judges rightly, and how many it turns round."""
    pairs = judged(read_pairs(path), model)
    sided = [pair for pair in pairs if pair.label != "neutral"]
    turned = sum(CLASSES[int(np.argmax(pair.chances))] not in (pair.label, "neutral") for pair in sided)
    return {
        "pairs, judged rightly": Figure(sum(is_right(pair, two_way=False) for pair in pairs), len(pairs), slack=2),
        "pairs, not turned round": Figure(len(sided) - turned, len(sided)),
    }


def claims(outcomes: Sequence[verdicts.Outcome]) -> dict[str, Figure]:
    """Claims labelled rightly, and of their sides: those named of all who should be, those who should be of all named."""
    hits, named, wanted = (sum(numbers) for numbers in zip(*(outcome.roster for outcome in outcomes), strict=True))
    return {
        "claims, labelled rightly": Figure(sum(outcome.right for outcome in outcomes), len(outcomes)),
        "claims, sides named": Figure(hits, wanted),
        "claims, named rightly": Figure(hits, named),
    }


def told(outcomes: Sequence[statements.Outcome]) -> dict[str, Figure]:
    """Statements found of all there are, right ones of all found, and of these those with the right stance."""
    hits, wanted, found = (sum(map(len, column)) for column in zip(*((o.pairs, o.wanted, o.found) for o in outcomes), strict=True))
    return {
        "statements, found": Figure(hits, wanted),
        "statements, right of those found": Figure(hits, found),
        "statements, stance read rightly": Figure(sum(outcome.stances for outcome in outcomes), hits),
    }


def failures(measured: Mapping[str, Figure], data: str, pins: Pins) -> list[str]:
    """Why the gate is shut, a line each; none when it is open."""
    found = [] if data == pins.data else ["the data changed: look at the figures, then pin them anew with --pin"]
    found += [
        f"{name}: {figure.value} is below {pins.floors[name]}" for name, figure in measured.items() if _below(figure, name, pins)
    ]
    found += [f"{name}: has no floor: pin it with --pin" for name in measured if name not in pins.floors]
    found += [f"{name}: is no longer measured" for name in pins.floors if name not in measured]
    return found


def pinned(measured: Mapping[str, Figure], data: str, pins: Pins, allow_lower: bool) -> Pins:
    """The new pins. A figure that lies above its floor by less than the slack keeps it. Raises LoweredError unless allowed."""
    lowered = [name for name, floor in pins.floors.items() if name not in measured or measured[name].value < floor]
    if lowered and not allow_lower:
        raise LoweredError("this would lower the floor of " + "; ".join(lowered) + ": say --allow-lower if it must be")
    old = {} if allow_lower else pins.floors
    return Pins(data, {name: max(figure.floor, old.get(name, 0.0)) for name, figure in measured.items()})


def read_pins(path: Path) -> Pins:
    """The pins in a file, empty when there is none."""
    return Pins(**json.loads(path.read_text(encoding="utf-8"))) if path.exists() else Pins()


def write_pins(path: Path, pins: Pins) -> None:
    """Keeps the pins in a file."""
    path.write_text(json.dumps({"data": pins.data, "floors": dict(pins.floors)}, indent=1) + "\n", encoding="utf-8")


def table(measured: Mapping[str, Figure], pins: Pins) -> str:
    """The figures beside their floors."""
    rows = [f"{name:52}{f.value:8.4f}  ({f.hits} of {f.of}){pins.floors.get(name, 0):12.4f}" for name, f in measured.items()]
    return "\n".join([f"{'':52}{'figure':>8}{'floor':>23}", *rows])


def main(arguments: Sequence[str] | None = None, data: Path = DATA, floors: Path = FLOORS) -> int:
    """Measure, print, and pin when asked to. The exit code: 1 when the gate is shut or a floor may not be lowered."""
    options = parser().parse_args(arguments)
    pins, found, measured = read_pins(floors), fingerprint(data), measure(data)
    if options.pin:
        try:
            pins = pinned(measured, found, pins, options.allow_lower)
        except LoweredError as error:
            print(table(measured, pins), error, sep="\n")
            return 1
        write_pins(floors, pins)
    shut = failures(measured, found, pins)
    print(table(measured, pins), *shut, sep="\n")
    return 1 if shut else 0


def _below(figure: Figure, name: str, pins: Pins) -> bool:
    return name in pins.floors and figure.value < pins.floors[name]


if __name__ == "__main__":
    sys.exit(main())
