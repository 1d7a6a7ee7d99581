"""What an entailer finds, after the numbers and dates have been compared exactly (assistant/quantities.py)."""

from dataclasses import dataclass

from assistant.dates import dates
from assistant.names import names
from assistant.quantities import compare, quantities, without_quantities
from index.lexical import stems

SAME_MATTER = 0.3
"""The share of a claim's telling words, numbers and dates aside, from which a number is taken for one of the same thing."""
BORNE_OUT = 3.0
"""By how many times support is likelier than contradiction where every number and date of a hypothesis that tells a range
("more than 300", "before April") is borne out on the same matter; on 2,000 rows of vitaminc_dev that the benchmark leaves out,
accuracy is .770 at 1 and .780 at 3 (.0025 less than without a look at the matter)."""


@dataclass(frozen=True, slots=True)
class Entailment:
    """How probably a premise supports a hypothesis, refutes it, or does neither; sums to 1."""

    supports: float
    refutes: float
    neutral: float


def exact(premise: str, hypothesis: str, found: Entailment) -> Entailment:
    """The judgement with support turned into contradiction by another number or date, and strengthened by a range that holds.

    >>> exact("It met on 14 March.", "It met on 24 March.", Entailment(0.75, 0.0, 0.25))
    Entailment(supports=0.0, refutes=0.75, neutral=0.25)
    >>> exact("It met on 14 March.", "It met in the morning.", Entailment(0.25, 0.0, 0.75))
    Entailment(supports=0.25, refutes=0.0, neutral=0.75)
    """
    agreement = compare(hypothesis, premise)
    if agreement == "conflicts":
        return turned(found)
    if agreement == "agrees" and tells_range(hypothesis) and same_matter(hypothesis, premise):
        return _likelier(found)
    return found


def _likelier(found: Entailment) -> Entailment:
    """Support BORNE_OUT times likelier beside contradiction; the numbers do not tell whether it is the same matter."""
    decided = found.supports + found.refutes
    weighed = BORNE_OUT * found.supports + found.refutes
    supports = decided * BORNE_OUT * found.supports / weighed if weighed else 0.0
    return Entailment(supports, decided - supports, found.neutral)


def turned(found: Entailment) -> Entailment:
    """The judgement where a number or date of the hypothesis is ruled out: what supports it contradicts it."""
    return Entailment(0.0, found.supports + found.refutes, found.neutral)


def same_matter(claim: str, premise: str) -> bool:
    """Whether the premise has enough of the claim's words that count, numbers, dates and (where there are others) names aside.

    >>> same_matter("More than 4,000 cars cross it a day.", "A day, 4,300 cars cross it."), same_matter("300 came.", "300 fell.")
    (True, False)
    """
    named = {stem for name in names(claim) for stem in stems(name)}
    every = set(stems(without_quantities(claim)))
    wanted = every - named or every
    return len(wanted & set(stems(premise))) >= SAME_MATTER * max(1, len(wanted))


def tells_range(text: str) -> bool:
    """Whether a text has a number or a date that stands for several.

    >>> tells_range("More than 300 came."), tells_range("300 came before April."), tells_range("300 came in April.")
    (True, True, False)
    """
    return any(q.low != q.high for q in quantities(text)) or any(date.relation for date in dates(text))
