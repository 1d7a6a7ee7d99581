"""Pronouns that begin a sentence of a claim, replaced by who or what was spoken of last."""

import re

from assistant.frame import frame
from assistant.grammar import FINITE
from assistant.names import NO_NAMES
from index.attribution.gender import first_name_gender, is_first_name
from index.attribution.lexicon import COUNTRY

_PRONOUN = re.compile(r"^(?P<pronoun>He|She|They|It|His|Her|Their|Its)\b")
_EXPLETIVE = re.compile(
    r"^It (?:(?:is|was|has|had|will|would|may|might|could|seems?|appears?|took|takes|remains?|turns?|turned|emerged|follows)\b)"
    r"(?=(?:[^,;]|,(?=\d))*\b(?:that|to|since|whether|if|when|who|how|why|clear|likely|unclear|raining|snowing)\b)"
)
"""An "it" that stands for nothing said before: "it is unclear whether", "it has been a year since"."""
_LOWER = r"(?!(?:of|in|at|on|from|for|by|with|and|or|to|as|after|before|during|that|which|who)\b)[a-z’'-]+"
_NAMED = re.compile(
    rf"^(?:The |An? )?(?:{_LOWER} ){{0,4}}?(?P<name>[A-Z][\w’'.-]+(?: (?:of |the |for |de |van |von |al )*[A-Z][\w’'.-]+)*)"
)
_DESCRIBED = re.compile(r"^(?:The|An?) (?P<noun>(?:[\w’'-]+ ){1,6}?)(?=(?:\w+ly )?" + FINITE.pattern + ")")
_AGED = re.compile(r"^The (?:\d+[ -]+year[ -]+old|[A-Z]\w+(?:man|woman))$")
"""A description that stands for a person spoken of just before: "the 68-year-old", "the Frenchman"."""
_PERSONAL = ("He", "She", "His", "Her")


def resolved(sentence: str, subject: str) -> str:
    """The sentence with the pronoun that begins it replaced by who was spoken of last, where it can stand for that.

    >>> resolved("She resigned.", "Ada Quell"), resolved("It is unclear whether she did.", "Tarn")
    ('Ada Quell resigned.', 'It is unclear whether she did.')
    """
    found = _PRONOUN.match(sentence)
    if not found or not subject or _EXPLETIVE.match(sentence) or not _agrees(found["pronoun"], subject):
        return sentence
    owned = found["pronoun"] in ("His", "Their", "Its") or (found["pronoun"] == "Her" and not FINITE.match(sentence[4:]))
    return f"{subject}{'’s' if owned else ''}{sentence[found.end() :]}"


def speaker(described: str, subject: str) -> str:
    """Who speaks: the one spoken of last where the words are "the 68-year-old" or "the Frenchman", else as they are.

    >>> speaker("The 68-year-old", "Ada Quell"), speaker("The mayor", "Ada Quell")
    ('Ada Quell', 'The mayor')
    """
    return subject if subject and _AGED.match(described) and not _several(subject) else described


def subject(sentence: str) -> str:
    """What a sentence is about: the name in its subject, or the description that is its subject; or "".

    >>> subject("The dam in Tarn broke."), subject("Mayor Ada Quell left."), subject("At noon, Quell left.")
    ('The dam in Tarn', 'Mayor Ada Quell', '')
    """
    found = frame(sentence)
    whole = found.speaker if found else sentence
    named = _NAMED.match(whole)
    if named and named["name"].split()[0] not in NO_NAMES:
        return re.sub(r"['’]s?$", "", named["name"])
    described = _DESCRIBED.match(sentence)
    return f"The {described['noun'].strip()}" if described else ""


def _agrees(pronoun: str, subject: str) -> bool:
    """Whether a pronoun can stand for who is so called.

    "It" for no person and not for several, "she" for no country, "they" for no person whose name tells a gender.

    >>> _agrees("It", "Ada Quell"), _agrees("It", "Scientists"), _agrees("She", "Ada Quell"), _agrees("He", "Iran")
    (False, False, True, False)
    """
    first, *rest = subject.split()
    gender = first_name_gender(first) if rest and is_first_name(first) else ""
    if pronoun in _PERSONAL:
        return subject.lower() not in COUNTRY and gender in ("", "u", "m" if pronoun in ("He", "His") else "f")
    if pronoun in ("It", "Its"):
        return not gender and not _several(subject)
    return gender in ("", "u")


def _several(subject: str) -> bool:
    """Whether a description is of several: "Scientists", "The fires in Tarn", not "Adams" or "The bus"."""
    head = re.split(r" (?:of|in|at|on|from|for|by|with|who|that|which)\b", subject.removeprefix("The "))[0].split()[-1]
    return bool(re.search(r"[a-z]{2}[^s’']s$", head)) and (subject.startswith("The ") or _common(head))


def _common(word: str) -> bool:
    """Whether a word that begins a sentence is a common one: "Scientists", not "Adams"."""
    import wordfreq

    singular = word.lower().removesuffix("s")
    return float(wordfreq.zipf_frequency(singular, "en")) >= 3.0 and not is_first_name(singular.capitalize())
