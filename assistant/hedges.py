"""Modality: what a text only thinks possible, or passes on as hearsay, it does not state."""

import re

from index.lexical import stems

_POSSIBLE = r"\b(?:(?-i:may)|might|could|can|possibl[ey]|perhaps|maybe|risks?|likely|probabl[ey]|unclear|potential(?:ly)?)\b"
_CONDITION = r"\b(?:if|unless|provided|as long as|in case|whether)\b"
_HEARSAY = (
    r"\b(?:reported(?:ly)?|alleged(?:ly)?|supposed(?:ly)?|apparently|rumou?red|"
    r"(?:is|are|was|were|been|being|be) (?:\w+ )?"
    r"(?:said|believed|thought|supposed|reported|alleged|rumou?red|assumed|suspected|feared|expected) (?:to|that)|"
    r"accus\w+|allegations?|claims? (?:that|of)|suspicions? (?:that|of)|rumou?rs? (?:that|of)|seems?|appears? to)\b"
)
_INTENDED = (
    r"\b(?:plans?|planned|planning|considers?|considered|considering|wants?|wanted|intends?|hopes?|due|aims?|threaten\w*|offer\w*)"
    r" (?:to|on|for)?"
)
HEDGES = {
    "condition": re.compile(_CONDITION, re.IGNORECASE),
    "possible": re.compile(_POSSIBLE, re.IGNORECASE),
    "hearsay": re.compile(_HEARSAY, re.IGNORECASE),
    "intended": re.compile(_INTENDED, re.IGNORECASE),
}
_CERTAIN = re.compile(r"\b(?:definite(?:ly)?|certain(?:ly)?|sure(?:ly)?|undoubtedly|proven|finally|for good)\b", re.IGNORECASE)
REACH = 8
"""Words after a hedge that it holds for."""


def weaker(claim: str, premise: str) -> bool:
    """Whether the premise only thinks possible, passes on or intends what the claim states.

    A hedge holds for the words after it, and counts where the claim speaks of one of those and has no such hedge itself.

    >>> weaker("Drivers will strike in April.", "Drivers might strike in April.")
    True
    >>> weaker("Drivers might strike in April.", "Drivers might strike in April.")
    False
    >>> weaker("The firm was sold.", "It is believed to have a new owner.")
    True
    >>> weaker("Sales will begin in June.", "Sales begin on 27 May or in June.")
    False
    >>> weaker("Two hospitals no longer use it.", "Two hospitals are believed to have stopped using it.")
    True
    """
    told = set(stems(claim))
    if _CERTAIN.search(claim) and not _CERTAIN.search(premise):
        return True
    found = [(kind, match) for kind, pattern in HEDGES.items() if not pattern.search(claim) for match in pattern.finditer(premise)]
    return any(
        told & set(stems(_held(premise, match))) or (kind == "hearsay" and _rests(told, premise, match)) for kind, match in found
    )


def _held(text: str, hedge: re.Match[str]) -> str:
    """The words that a hedge holds for."""
    clause = re.split(r"[,;:.!?—]|\b(?:but|which|who|because|after|before)\b", text[hedge.end() :], maxsplit=1)[0]
    return " ".join(clause.split()[:REACH])


def _rests(told: set[str], premise: str, hedge: re.Match[str]) -> bool:
    """Whether what is claimed, in other words, can only be the hearsay: most of its words are not in the rest of the premise."""
    rest = premise[: hedge.start()] + premise[hedge.end() :].replace(_held(premise, hedge), " ")
    return 2 * len(told & set(stems(rest))) < len(told)
