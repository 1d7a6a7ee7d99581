"""Reported speech put back into direct form: who said it would rain said "it will rain", who denied any theft denied a theft."""

import re

FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|can|could|may|might|must|shall|should|did|does|do|\w{2,}(?<!e)ed|\w{3,}(?<!s)s|"
    r"won|lost|went|came|took|made|gave|found|paid|sent|left|held|began|became|rose|fell|met|got|kept|shot|cut|put|broke|sold|"
    r"spent|built|bought|brought|caught|fought|thought|told|said|wrote|knew|grew|drew|flew|threw|ran|stood|spoke|stole|drove|hid|"
    r"chose|froze|woke|sank|struck|led|fled|felt|meant|dealt|lent|forgot|hurt|hit)\b"
)
"""A word that may be a finite verb."""
_PAST = re.compile(
    r"\bhad (?=(?:\w+ly )?(?:made|found|paid|sent|left|held|met|got|kept|shot|cut|put|sold|told|said|won|lost|\w{2,}(?<!e)ed)\b)"
)
"""Before a participle that is also the past tense."""
_PERFECT = re.compile(
    r"(?P<before>[\w’']*) ?\bhad (?P<rest>(?:\w+ly |never |already |also |not )?"
    r"(?:been|made|found|paid|sent|left|held|begun|become|risen|"
    r"fallen|met|got|kept|shot|cut|put|broken|sold|given|taken|written|told|said|known|seen|gone|done|come|won|lost|run|\w{2,}ed)\b)"
)
_PROGRESSIVE = re.compile(r"\b(?P<be>was|were) (?=(?:\w+ly |not |about |going )?(?:\w{2,}ing|to)\b)")
_POLARITY = {
    "any": "some",
    "anybody": "somebody",
    "anyone": "someone",
    "anything": "something",
    "anywhere": "somewhere",
}
_POLARITY |= {word.capitalize(): other.capitalize() for word, other in _POLARITY.items()}
_ANY = re.compile(rf"\b(?:{'|'.join(_POLARITY)})\b")


def direct(text: str) -> str:
    """Words reported in the past as they were said.

    >>> direct("the books would balance"), direct("payments had been left out"), direct("she had signed them")
    ('the books will balance', 'payments have been left out', 'she signed them')
    """
    text = re.sub(r"\bwould\b(?! have)", "will", text)
    text = _PERFECT.sub(_present_perfect, _PAST.sub("", text))
    return _PROGRESSIVE.sub(lambda m: "is " if m["be"] == "was" else "are ", text)


def affirmed(text: str) -> str:
    """What is denied as it would be asserted: without "any" and "ever".

    >>> affirmed("Dunajska had ever used any supplements")
    'Dunajska had used some supplements'
    """
    return re.sub(r"\bever ", "", _ANY.sub(lambda m: _POLARITY[m.group()], text))


def finite(gerund: str) -> str:
    """The gerund as it stands after a subject.

    >>> finite("having sold drones"), finite("taking bribes")
    ('has sold drones', 'is taking bribes')
    """
    return f"has {gerund.removeprefix('having ')}" if gerund.startswith("having ") else f"is {gerund}"


def as_sentence(words: str) -> str:
    """The words as a sentence: a capital first, a full stop last.

    >>> as_sentence("it sank")
    'It sank.'
    """
    words = words.strip().strip(",;: ").removesuffix(".")
    return f"{words[:1].upper()}{words[1:]}" + ("" if words.endswith(("!", "?", '."', ".”")) else ".")


def _present_perfect(match: re.Match[str]) -> str:
    before = match["before"]
    many = before.lower() in ("they", "we", "i", "you") or re.fullmatch(r"\w+[^s’'u]s", before)
    return f"{before}{' ' if before else ''}{'have' if many else 'has'} {match['rest']}"
