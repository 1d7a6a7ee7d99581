"""How far a premise bears a claim out or contradicts it: the entailer's judgement, bounded by what is compared exactly."""

from dataclasses import dataclass

from assistant.entail import Entailment
from assistant.hedges import weaker
from assistant.names import foreign
from assistant.quantities import compare

LIFT = 0.5
"""What the words before a sentence may add to what it bears out alone, so that they are not what is judged."""
MISSING = 0.5
"""What is left of support where a number of the claim has no counterpart."""


@dataclass(frozen=True, slots=True)
class Weight:
    """How surely a premise asserts or denies what a claim says."""

    asserts: float
    denies: float

    def swapped(self) -> "Weight":
        """The weight of words that are denied."""
        return Weight(self.denies, self.asserts)


def weigh(premise: str, claim: str, found: Entailment) -> Weight:
    """The entailer's judgement after the exact checks, which only take support away or turn it.

    Another number or date at the same place turns support into contradiction; a number that is neither borne out nor ruled
    out, another name at the place of one, and a hedge that the claim lacks take support away.

    >>> weigh("It met on 14 March.", "It met on 24 March.", Entailment(0.9, 0.0, 0.1))
    Weight(asserts=0.0, denies=0.9)
    >>> weigh("Drivers might strike.", "Drivers will strike.", Entailment(0.9, 0.0, 0.1))
    Weight(asserts=0.0, denies=0.0)
    """
    agreement = compare(claim, premise)
    if agreement == "conflicts":
        return Weight(0.0, max(found.supports, found.refutes) if not foreign(claim, premise) else found.refutes)
    if agreement == "differs" or weaker(claim, premise) or foreign(claim, premise):
        return Weight(0.0, found.refutes)
    return Weight(found.supports * (MISSING if agreement == "missing" else 1.0), found.refutes)


def joined(alone: Weight, after: Weight) -> Weight:
    """One weight of a sentence read alone and after the words before it."""
    return Weight(
        max(alone.asserts, min(after.asserts, alone.asserts + LIFT)), max(alone.denies, min(after.denies, alone.denies + LIFT))
    )
