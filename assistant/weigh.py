"""How far a premise bears a claim out or contradicts it: the entailer's judgement, bounded by what is compared exactly."""

import re
from dataclasses import dataclass

from assistant.exact import Entailment, same_matter, turned
from assistant.hedges import weaker
from assistant.names import folded, foreign
from assistant.polarity import NEGATION, absent, of_another
from assistant.quantities import compare
from index.attribution.cues import acts

LIFT = 0.35
"""What the words before a sentence may add to what it bears out alone, so that they are not what is judged."""
NEAR, NEAR_BESIDE = (0.35, 0.55), (0.5, 0.8)
"""From what cosine of premise and claim a contradiction begins to count, and where it counts in full; the same for the cosine as
a share of the nearest premise's."""
NEAR_OPPOSED = (0.25, 0.45)
"""The first, where one of both says of nobody what it says: there is then less to be near in."""
REPEATED = 0.9
"""How surely a premise that has the claim's words, in their order and with few others between, asserts it."""
OTHERS = 0.25
"""The share of other telling words that such a premise may have."""
SHORTEST = 4
"""Telling words that such a claim has at least."""
_HYPHEN = re.compile(r"(?<=\w) ?[-–] ?(?=\w)")
MISSING = 0.5
"""What is left of support where a number of the claim has no counterpart."""


@dataclass(frozen=True, slots=True)
class Weight:
    """How surely a premise asserts or denies what a claim says."""

    asserts: float
    denies: float


def weigh(premise: str, claim: str, found: Entailment) -> Weight:
    """The entailer's judgement after the exact checks, which only take support away or turn it.

    Another number or date at the same place turns support into contradiction, and so does that there is none of what the claim
    speaks of. A number that is neither borne out nor ruled
    out, another name at the place of one, and a hedge that the claim lacks make the premise speak of something else.

    >>> weigh("It met on 14 March.", "It met on 24 March.", Entailment(0.9, 0.0, 0.1))
    Weight(asserts=0.0, denies=0.9)
    >>> weigh("It met on 14 March.", "The fire on 24 March killed a man.", Entailment(0.0, 0.9, 0.1))
    Weight(asserts=0.0, denies=0.0)
    >>> weigh("Drivers might strike.", "Drivers will strike.", Entailment(0.9, 0.0, 0.1))
    Weight(asserts=0.0, denies=0.0)
    >>> weigh("“Fewer than ten” cases are known", "Fewer than ten cases are known.", Entailment(0.4, 0.6, 0.0))
    Weight(asserts=1.0, denies=0.0)
    """
    return settled(premise, claim) or bounded(premise, claim, found)


def bounded(premise: str, claim: str, found: Entailment) -> Weight:
    """The weight where `settled` leaves it open."""
    claim, premise = _plain(claim), _plain(premise)
    agreement = compare(claim, premise)
    if agreement == "agrees" and repeats(claim, premise):
        return Weight(max(REPEATED, found.supports), 0.0)
    if agreement == "conflicts" or absent(claim, premise):
        return Weight(0.0, turned(found).refutes)
    return Weight(found.supports * (MISSING if agreement == "missing" else 1.0), found.refutes)


def settled(premise: str, claim: str) -> Weight | None:
    """The weight where the exact checks alone decide it, whatever the entailer says; else None.

    >>> settled("Drivers might strike.", "Drivers will strike."), settled("Drivers strike.", "Drivers will strike.")
    (Weight(asserts=0.0, denies=0.0), None)
    """
    claim, premise = _plain(claim), _plain(premise)
    if _words(claim) == _words(premise):
        return Weight(1.0, 0.0)
    if foreign(claim, premise) or weaker(claim, premise) or of_another(claim, premise):
        return Weight(0.0, 0.0)
    agreement = compare(claim, premise)
    speaks_of_it = agreement == "conflicts" and same_matter(claim, premise)
    return None if speaks_of_it or agreement not in ("conflicts", "differs") else Weight(0.0, 0.0)


def _plain(text: str) -> str:
    return _HYPHEN.sub(" ", text)


def repeats(claim: str, premise: str) -> bool:
    """Whether the premise says the claim in the claim's words: all the telling ones in their order, and few others.

    None of the others tells of speech, and as many words deny in both. Countries count in any form.

    >>> repeats("Iran is using such drones on Ukraine.", "Iran is using such drones on Ukrainian cities")
    True
    >>> repeats("The mayor resigned over the dam.", "The mayor has not resigned over the dam.")
    False
    """
    if len(NEGATION.findall(claim)) != len(NEGATION.findall(premise)):
        return False
    wanted, there = folded(claim), folded(premise)
    if not SHORTEST <= len(wanted) <= len(there) or len(there) - len(wanted) > OTHERS * len(there):
        return False
    left = iter(there)
    told = {lemma for lemma, _ in acts(premise)} <= {lemma for lemma, _ in acts(claim)}
    return told and all(word in left for word in wanted)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def related(weight: Weight, nearness: float, nearest: float, opposite: bool = False) -> Weight:
    """The weight with contradiction only as far as the premise is near to the claim in meaning, by itself and beside the nearest.

    What is unrelated contradicts nothing; but models of natural language inference learn contradiction from pairs about one
    scene, and take unrelated ones for it. `opposite`: one of both says of nobody what it says (`assistant.polarity`).

    >>> related(Weight(0.0, 0.9), 0.1, 0.8), related(Weight(0.0, 0.9), 0.8, 0.8)
    (Weight(asserts=0.0, denies=0.0), Weight(asserts=0.0, denies=0.9))
    """
    near = min(_ramp(nearness, *(NEAR_OPPOSED if opposite else NEAR)), _ramp(nearness / max(nearest, 1e-6), *NEAR_BESIDE))
    return Weight(weight.asserts, weight.denies * near)


def _ramp(value: float, low: float, high: float) -> float:
    return min(1.0, max(0.0, (value - low) / (high - low)))


def joined(alone: Weight, after: Weight) -> Weight:
    """One weight of a sentence read alone and after the words before it."""
    return Weight(
        max(alone.asserts, min(after.asserts, alone.asserts + LIFT)), max(alone.denies, min(after.denies, alone.denies + LIFT))
    )
