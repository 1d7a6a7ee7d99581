"""Entailment from premises longer than a passage: what stands nearest to the hypothesis is read, and judged together."""

from collections.abc import Sequence
from math import prod

from assistant.entail import Entailer
from assistant.exact import Entailment
from index.lexical import stems
from index.load import from_text
from index.split import sentences

WHOLE = 700
"""Characters, as of a passage; premises up to here are read whole."""
TOGETHER = (1, 2, 4)
"""Numbers of nearest sentences that are read as one premise (benchmarks/entailment.py; 90 rows each of wice_dev and cliff_val)."""
IN_PLACE = 2
"""Nearest sentences that are also read between their neighbours."""


def entail(entailer: Entailer, pairs: Sequence[tuple[str, str]]) -> tuple[Entailment, ...]:
    """One for each (premise, hypothesis), however long; all that is read goes in one batch."""
    read = [[[(window, part) for window in windows(premise, part)] for part in parts(premise, whole)] for premise, whole in pairs]
    found = iter(entailer.entail([pair for own in read for part in own for pair in part]))
    return tuple(every([together([next(found) for _ in part]) for part in own]) for own in read)


def parts(premise: str, hypothesis: str) -> tuple[str, ...]:
    """The hypothesis, or, beside a premise that is not read whole, its sentences: each has its own place there."""
    if len(premise) <= WHOLE or not hypothesis.strip():
        return (hypothesis,)
    return tuple(span.text for span in sentences(from_text(hypothesis)))


def windows(premise: str, hypothesis: str, whole: int = WHOLE) -> tuple[str, ...]:
    """The premise, or, where it is longer than `whole` characters, its sentences nearest to the hypothesis.

    Some of them together, in the order of the text, and some between the sentences that stand around them.
    """
    if len(premise) <= whole or not premise.strip():
        return (premise,)
    texts = [span.text for span in sentences(from_text(premise))]
    return tuple(dict.fromkeys(" ".join(texts[i] for i in numbers) for numbers in chosen(texts, hypothesis)))


def chosen(texts: Sequence[str], hypothesis: str) -> tuple[tuple[int, ...], ...]:
    """The numbers of the sentences of each window: the nearest to the hypothesis, alone and together, and some with those around.

    >>> chosen(["It rained.", "The dam held on Monday.", "The dam is old.", "The mayor was glad."], "The dam held.")
    ((1,), (1, 2), (0, 1, 2, 3), (0, 1, 2), (1, 2, 3))
    """
    order = nearest(texts, hypothesis)
    beside = [tuple(range(max(0, i - 1), min(len(texts), i + 2))) for i in order[:IN_PLACE]]
    return tuple(dict.fromkeys([*(tuple(sorted(order[:count])) for count in TOGETHER), *beside]))


def nearest(texts: Sequence[str], hypothesis: str) -> list[int]:
    """The numbers of the texts, those first that share more stems with the hypothesis for their length.

    >>> nearest(["It rained.", "The dam held on Monday.", "The dam is old."], "The dam held.")
    [1, 2, 0]
    """
    wanted = frozenset(stems(hypothesis))
    found = [frozenset(stems(text)) for text in texts]
    return sorted(range(len(texts)), key=lambda i: -len(wanted & found[i]) / (len(found[i]) + 1) ** 0.5)


def together(found: Sequence[Entailment]) -> Entailment:
    """One judgement of several readings of a premise: what supports best, and of the rest the mean share that refutes.

    >>> together([Entailment(0.25, 0.0, 0.75), Entailment(0.5, 0.0, 0.5)])
    Entailment(supports=0.5, refutes=0.0, neutral=0.5)
    """
    if len(found) == 1:
        return found[0]
    supports = max(one.supports for one in found)
    refutes, neutral = (sum(getattr(one, name) for one in found) for name in ("refutes", "neutral"))
    share = refutes / (refutes + neutral) if refutes + neutral else 0.0
    return Entailment(supports, (1 - supports) * share, (1 - supports) * (1 - share))


def every(found: Sequence[Entailment]) -> Entailment:
    """One judgement of a hypothesis's sentences: supported when all are, refuted when any is, each taken for itself.

    >>> every([Entailment(0.5, 0.0, 0.5), Entailment(0.5, 0.5, 0.0)])
    Entailment(supports=0.25, refutes=0.5, neutral=0.25)
    """
    if len(found) == 1:
        return found[0]
    supports, unrefuted = prod(one.supports for one in found), prod(1 - one.refutes for one in found)
    return Entailment(supports, 1 - unrefuted, max(0.0, unrefuted - supports))
