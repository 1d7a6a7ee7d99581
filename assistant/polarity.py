"""Polarity: what negates, what a text is about whether it says so or denies it, and what a text says there is none of."""

import re

from index.lexical import STOPWORDS, stems
from index.types import Statement

NEGATION = re.compile(r"\b(?:no|not|never|none|nobody|nothing|neither|nor|without|cannot|hardly)\b|n[’']t\b", re.IGNORECASE)
_DENIAL = re.compile(r"\b(?:den(?:y|ies|ied|ying)|dismiss\w*|reject\w*|refut\w*|rul(?:e[sd]?|ing) out)\b", re.IGNORECASE)
_NOBODY = re.compile(
    r"\b(?:nobody|no one|none of (?:them|the \w+)|no (?:\w+ )?(?:people|person|man|woman|child(?:ren)?))\b", re.IGNORECASE
)
_NOT = re.compile(r" not\b|n[’']t\b|\bno (?=\w)", re.IGNORECASE)
_HARMED = re.compile(r"\b(?:killed|injured|wounded|harmed|died|dead)\b", re.IGNORECASE)
_NONE = re.compile(
    r"^(?:(?:But|And|Yet) )?there (?:is|are|was|were|(?:has|have|had) been) no(?: such)? (?P<what>[\w’'-]+(?: [\w’'-]+){0,3}?)"
    r"(?=[.,;:!?”\"]| (?:about|at|between|by|for|from|in|of|on|that|to|with)\b|$)",
    re.IGNORECASE,
)


def about(text: str) -> str:
    """The text without its polarity, for how near two are in meaning: who denies a thing speaks of it too.

    Every word for being hurt is one, since whoever says that nobody was hurt says that nobody was killed.

    >>> about("Nobody was injured."), about("The port didn't close."), about("No injuries were reported.")
    ('people was hurt.', 'The port did close.', 'injuries were reported.')
    """
    return _HARMED.sub("hurt", _NOT.sub("", _NOBODY.sub("people", text)).replace("  ", " "))


def denied(statement: Statement, text: str) -> bool:
    """Whether the text is what a statement denies ("that the dam broke"), and not itself the denial ("it did not break")."""
    return statement.stance == "denies" and statement.kind != "direct" and not NEGATION.search(" ".join(text.split()[:5]))


def opposed(one: str, other: str) -> bool:
    """Whether one of the two says of nobody what it says.

    >>> opposed("Nobody was hurt.", "Two dockers were killed."), opposed("Nobody was hurt.", "Nobody died.")
    (True, False)
    """
    return bool(_NOBODY.search(one)) != bool(_NOBODY.search(other))


def of_another(one: str, other: str) -> bool:
    """Whether both say of nobody what they say, and say different things.

    >>> of_another("Nobody was hurt.", "Nobody left their home."), of_another("Nobody was hurt.", "Nobody died.")
    (True, False)
    """
    if not (_NOBODY.search(one) and _NOBODY.search(other)):
        return False
    shared = set(stems(about(one))) & set(stems(about(other)))
    return not shared - STOPWORDS - set(stems("people"))


def absent(claim: str, premise: str) -> bool:
    """Whether the premise says that there is none of what the claim, which itself denies nothing, takes to be there.

    >>> absent("The port ignored warnings.", "There were no such warnings")
    True
    >>> absent("The port denied warnings.", "There were no such warnings")
    False
    """
    none = _NONE.match(premise)
    if not none or NEGATION.search(claim) or _DENIAL.search(claim):
        return False
    return set(stems(none["what"])) <= set(stems(claim))
