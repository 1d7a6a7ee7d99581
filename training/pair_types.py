"""The two kinds of examples the pair model learns from."""

from dataclasses import dataclass

CLASSES = ("entailment", "contradiction", "neutral")
"""Order of the entailer's logits; the product calls them supports, refutes, neutral."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A premise, a hypothesis and one of CLASSES, or "not_entailment" where the other two are not told apart."""

    premise: str
    hypothesis: str
    label: str
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """A question, a sentence with the words around it (its title first), and whether the sentence answers it (1 or 0)."""

    question: str
    sentence: str
    context: str
    label: int
    title: str = ""
