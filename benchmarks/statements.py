"""Measure statements on paragraphs of our own: whether each is found, with its words and speaker, and its stance read.

python -m benchmarks.statements [--data FILE] [--errors]

A line is {"id", "text", "statements": [{"speaker": name or null, "stance", "content": [words…]}]}; a speaker without "the", "a"
or "an" and in any case is the same. A statement is found when its content shares four fifths of its letters and digits
(Jaccard, as in the gold set's script) with one that the product gives to that speaker as speech.
"""

import argparse
import json
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from assistant import build
from index.attribution import Attributor
from index.load import from_text
from index.types import Statement

DATA = Path(__file__).parent / "gate_data" / "statements.jsonl"
ALIKE = 0.8
Row = dict[str, Any]
Told = tuple[str, str, frozenset[int]]
"""Speaker, stance, and the places of the letters said."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A paragraph: what it says, what was found, and the pairs that belong together."""

    row: Row
    wanted: tuple[Told, ...]
    found: tuple[Told, ...]
    pairs: tuple[tuple[Told, Told], ...]

    @property
    def stances(self) -> int:
        """How many pairs agree in their stance."""
        return sum(one[1] == other[1] for one, other in self.pairs)


def measure(path: Path, attributor: Attributor) -> list[Outcome]:
    """The outcome of every paragraph in a file."""
    return [outcome(json.loads(line), attributor) for line in path.read_text(encoding="utf-8").splitlines()]


def outcome(row: Row, attributor: Attributor) -> Outcome:
    """What is found in one paragraph."""
    said = [one for one in attributor.statements(from_text(row["text"])) if one.cue_class == "speech"]
    wanted, found = tuple(_wanted(row["text"], one) for one in row["statements"]), tuple(_found(one) for one in said)
    return Outcome(row, wanted, found, tuple(_pairs(wanted, found)))


def _wanted(text: str, one: Row) -> Told:
    ranges, start = [], 0
    for words in one["content"]:
        start = text.index(words, start)
        ranges.append(range(start, start + len(words)))
    return _plain(one["speaker"]), one["stance"], _letters(text, ranges)


def _found(one: Statement) -> Told:
    return _plain(one.speaker), one.stance, _letters(one.content[0].article.text, [range(s.start, s.end) for s in one.content])


def _letters(text: str, ranges: Sequence[range]) -> frozenset[int]:
    return frozenset(place for places in ranges for place in places if text[place].isalnum())


def _plain(name: str | None) -> str:
    return re.sub(r"^(?:the|an?) ", "", (name or "").lower())


def _pairs(wanted: Sequence[Told], found: Sequence[Told]) -> list[tuple[Told, Told]]:
    """Each statement with the first found that is like it and no other's."""
    pairs: list[tuple[Told, Told]] = []
    for one in wanted:
        left = [other for other in found if all(other is not taken for _, taken in pairs)]
        like = [other for other in left if other[0] == one[0] and len(other[2] & one[2]) >= ALIKE * len(other[2] | one[2])]
        pairs += [(one, like[0])] if like else []
    return pairs


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure statements on paragraphs of our own.")
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--errors", action="store_true", help="print what was missed, and what was found too much")
    options = parser.parse_args()
    outcomes = measure(options.data, build.attributor())
    for one in outcomes if options.errors else ():
        _tell(one)
    hits, wanted, found = (sum(map(len, column)) for column in zip(*((o.pairs, o.wanted, o.found) for o in outcomes), strict=True))
    print(json.dumps({"wanted": wanted, "found": found, "right": hits, "stances": sum(o.stances for o in outcomes)}))


def _tell(one: Outcome) -> None:
    known = [told for pair in one.pairs for told in pair]
    for name, column in (("missed", one.wanted), ("too much", one.found)):
        for told in column:
            if all(told is not other for other in known):
                print(one.row["id"], name, told[0], told[1], "".join(one.row["text"][i] for i in sorted(told[2])), sep=" · ")
    for wanted, found in one.pairs:
        if wanted[1] != found[1]:
            print(one.row["id"], "stance", wanted[0], wanted[1], found[1], sep=" · ")


if __name__ == "__main__":
    main()
