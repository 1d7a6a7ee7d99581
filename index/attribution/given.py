"""Given names that are words of another kind too: Per Lie, Will Smith, May Britt Moser, An Nguyen, Even Hansen."""

from collections.abc import Iterator

from index.attribution.gender import is_first_name
from index.attribution.lexicon import ADJECTIVES, DEFINITE, FUNCTION, INDEFINITE, PREPOSITIONS
from index.attribution.reading import Reading

_MODAL = frozenset(["will", "may", "can"])
_MONTH = frozenset(["april", "may", "june", "august"])
_DAY = frozenset(["sunday", "tuesday"])
_BEFORE_DATE = PREPOSITIONS | DEFINITE | INDEFINITE | {"and", "or", "last", "next", "early", "late", "mid", "until", "from"}
_OPENING = frozenset("“„«‘\"'’(:;—–-…")
LONGEST_NAME, LONGEST_SENTENCE = 6, 100
"""Tokens looked at."""
MOSTLY = 0.75
"""Share of capitalised words in a headline that capitalises them all, where a capital letter says nothing."""


def given_names(reading: Reading) -> frozenset[int]:
    """The tokens where a name begins with a word that ends names elsewhere.

    Inside a sentence the capital letter tells; at its beginning what the word would do there otherwise, or the same name
    elsewhere.
    """
    places = [place for place in range(len(reading.tokens)) if _may_be_given(reading, place)]
    titled = _titled(reading)
    sure = {place for place in places if reading.tokens[place].paragraph not in titled and _is_given(reading, place)}
    known = {(reading.lower(place), name) for place in sure for name in _following(reading, place)}
    return frozenset(sure | {place for place in places if (reading.lower(place), reading.lower(place + 1)) in known})


def _may_be_given(reading: Reading, place: int) -> bool:
    token = reading.tokens[place]
    if not token.capital or token.lower not in FUNCTION or token.lower in _DAY or (token.text.isupper() and len(token.text) > 1):
        return False
    after = next(_following(reading, place), "")
    return bool(after) and after not in FUNCTION | ADJECTIVES and is_first_name(token.text)


def _is_given(reading: Reading, place: int) -> bool:
    if not _opens(reading, place):
        before = _BEFORE_DATE if reading.lower(place) in _MONTH else DEFINITE | INDEFINITE
        return reading.lower(place - 1) not in before and not reading.lower(place - 1).isdigit()
    word = reading.lower(place)
    if word in _MODAL:
        return not _asks(reading, place)
    if word == "an":
        name = reading.tokens[place + 1].text
        return name[0] not in "AEIOUH" and not name.isupper()
    if word == "per":
        return reading.lower(place + 1 + len(list(_following(reading, place)))) != ","
    return word in _MONTH


def _opens(reading: Reading, place: int) -> bool:
    """Whether any word would be capitalised there."""
    return reading.tokens[place].first or reading.tokens[place - 1].text in _OPENING


def _asks(reading: Reading, place: int) -> bool:
    """Whether the sentence is a question."""
    marks = (token.text for token in reading.tokens[place : place + LONGEST_SENTENCE] if token.text in {"?", ".", "!"})
    return next(marks, "") == "?"


def _following(reading: Reading, place: int) -> Iterator[str]:
    """The capitalised words right after a token, in lower case."""
    for token in reading.tokens[place + 1 : place + 1 + LONGEST_NAME]:
        if not token.capital or token.first or token.paragraph != reading.tokens[place].paragraph:
            return
        yield token.lower


def _titled(reading: Reading) -> frozenset[int]:
    """Paragraphs that capitalise most of their words."""
    words: dict[int, list[bool]] = {}
    for token in reading.tokens:
        if token.word:
            words.setdefault(token.paragraph, []).append(token.capital)
    return frozenset(number for number, capitals in words.items() if sum(capitals) > MOSTLY * len(capitals))
