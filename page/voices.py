"""Whose words stand where: the statements of an article as disjoint stretches of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.types import Stance, Statement

DOES: dict[Stance, str] = {"asserts": "says", "denies": "denies", "asks": "asks", "other": "is reported on"}
"""What a speaker does with the content of a statement, in a word."""
NOBODY = "Somebody"


@dataclass(frozen=True, slots=True)
class Voice:
    """A stretch of an article that reports words; `whose` names the speakers and what they do, as a caption."""

    start: int
    end: int
    stance: Stance
    whose: str


def voices(statements: Sequence[Statement]) -> Iterator[Voice]:
    """Disjoint stretches in order; where one statement stands inside another, the inner one counts."""
    spoken = sorted(((span.start, span.end, s) for s in statements for span in s.content), key=lambda place: place[:2])
    edges = sorted({edge for start, end, _ in spoken for edge in (start, end)})
    active: list[tuple[int, int, Statement]] = []
    following = iter([*spoken, None])
    coming = next(following)
    for start, end in pairwise(edges):
        while coming and coming[0] <= start:
            active.append(coming)
            coming = next(following)
        active = [place for place in active if place[1] > start]
        if active:
            least = min(high - low for low, high, _ in active)
            inner = [statement for low, high, statement in active if high - low == least]
            yield Voice(start, end, inner[0].stance, caption(inner))


def caption(statements: Sequence[Statement]) -> str:
    """Who does what with the same words.

    >>> caption([Statement(name, None, None, (), "indirect", "denies") for name in ("Moscow", "Tehran")])
    'Moscow denies; Tehran denies'
    """
    return "; ".join(dict.fromkeys(f"{s.speaker or NOBODY} {DOES[s.stance]}" for s in statements))
