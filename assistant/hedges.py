"""Modality: what a text only thinks possible, or passes on as hearsay, it does not state."""

import re

from index.lexical import stems

_POSSIBLE = (
    r"\b(?:(?-i:may)|might|(?:could|can)(?! ?not\b|n?[’']t\b)|possibl[ey]|perhaps|maybe|risks?|likely|probabl[ey]|unclear|"
    r"potential(?:ly)?)\b"
)
_CONDITION = r"\b(?:if|unless|provided|as long as|in case|whether)\b"
_HEARSAY = (
    r"\b(?:reportedly|(?:an?|the|this|that|these|those|his|her|its|their|any) reported|"
    r"alleged(?:ly)?|supposed(?:ly)?|apparently|rumou?red|"
    r"(?:is|are|was|were|been|being|be) (?:\w+ )?"
    r"(?:said|believed|thought|supposed|reported|alleged|rumou?red|assumed|suspected|feared|expected) (?:to|that)|"
    r"accus\w+|allegations?|claims? (?:that|of)|suspicions? (?:that|of)|rumou?rs? (?:that|of)|seems?|appears? to)\b"
)
_CONSIDERED = r"consider(?:s|ed|ing)?(?! (?:one|as|an?|the|to be|by|among)\b)"
_INTENDED = (
    rf"\b(?:plans?|planned|(?:is|are|was|were|be|been) (?:planning|due)|planning (?=to\b)|{_CONSIDERED}|"
    r"wants?|wanted|intends?|hopes?|aims?|threaten\w*|offer\w*)"
    r" (?:to|on|for)?"
)
HEDGES = {
    "condition": re.compile(_CONDITION, re.IGNORECASE),
    "possible": re.compile(_POSSIBLE, re.IGNORECASE),
    "hearsay": re.compile(_HEARSAY, re.IGNORECASE),
    "intended": re.compile(_INTENDED, re.IGNORECASE),
}
_CERTAIN = re.compile(
    r"\b(?:definite(?:ly)?|certain(?:ly)?|(?<!be )(?<!make )(?<!makes )sure(?:ly)?|undoubtedly|proven|finally|for good)\b",
    re.IGNORECASE,
)
REACH = 8
"""Words after a hedge that it holds for."""


def weaker(claim: str, premise: str) -> bool:
    """Whether the premise only thinks possible, passes on or intends what the claim states.

    A hedge holds for the words after it, and counts where the claim speaks of one of those that the premise has nowhere else, and
    has no such hedge itself.

    >>> weaker("Drivers will strike in April.", "Drivers might strike in April.")
    True
    >>> weaker("Drivers might strike in April.", "Drivers might strike in April.")
    False
    >>> weaker("The firm was sold.", "It is believed to have a new owner.")
    True
    >>> weaker("Quell was shocked by the decision.", "Quell was shocked by the decision, but it could be a good decision.")
    False
    >>> weaker("It is a great bridge.", "It is considered one of the great bridges.")
    False
    >>> weaker("Sales will begin in June.", "Sales begin on 27 May or in June.")
    False
    >>> weaker("A man died.", "A man died due to the fire."), weaker("It had 50 cases.", "The state reported that it had 50 cases.")
    (False, False)
    >>> weaker("Two hospitals no longer use it.", "Two hospitals are believed to have stopped using it.")
    True
    """
    told = set(stems(claim))
    if _CERTAIN.search(claim) and not _CERTAIN.search(premise):
        return True
    found = [(kind, match) for kind, pattern in HEDGES.items() if not pattern.search(claim) for match in pattern.finditer(premise)]
    return any(
        told & set(stems(_held(premise, match))) - set(_rest(premise, match))
        or (kind == "hearsay" and _rests(told, premise, match))
        for kind, match in found
        if not told & set(stems(match.group()))
    )


def _held(text: str, hedge: re.Match[str]) -> str:
    """The words that a hedge holds for."""
    clause = re.split(r"[,;:.!?—]|\b(?:but|which|who|because|after|before)\b", text[hedge.end() :], maxsplit=1)[0]
    return " ".join(clause.split()[:REACH])


def _rests(told: set[str], premise: str, hedge: re.Match[str]) -> bool:
    """Whether what is claimed, in other words, can only be the hearsay: most of its words are not in the rest of the premise."""
    return 2 * len(told & set(_rest(premise, hedge))) < len(told)


def _rest(text: str, hedge: re.Match[str]) -> list[str]:
    """The stems of what a hedge does not hold for."""
    return stems(text[: hedge.start()] + text[hedge.end() :].replace(_held(text, hedge), " "))
