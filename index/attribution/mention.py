"""The parts of a mention: what is its head, who stands beside it, which speakers it joins. Ranges are tokens of a reading."""

from index.attribution.lexicon import CALLED, DEFINITE, FUNCTION, INDEFINITE, PREPOSITIONS, PRONOUNS, RELATIVE
from index.attribution.names import Entity
from index.attribution.reading import Reading
from index.types import Range

_JOINING = frozenset(["and", "or", "nor", "&"])
_EITHER = frozenset(["both", "either", "neither"])
_SELVES = frozenset(["itself", "themselves", "himself", "herself"])
_ENDINGS = frozenset(["'s", "’s"])
_CUTS = (
    PREPOSITIONS
    | RELATIVE
    | CALLED
    | {",", "(", "[", "—", "–", "-", ";", ":", "familiar", "close", "involved", "speaking", "briefed"}
)

Named = dict[int, Entity]
"""The entity that each token of a name belongs to."""


def trimmed(reading: Reading, first: int, last: int) -> Range:
    """Without marks and possessive endings at either end."""
    while first < last and not reading.tokens[first].word:
        first += 1
    while first < last and not reading.tokens[last - 1].word and reading.tokens[last - 1].text != ")":
        last -= 1
    if first < last and reading.lower(first) in _EITHER:
        first += 1
    return first, last


def parts(reading: Reading, named: Named, first: int, last: int) -> list[Range]:
    """The speakers that "and" and commas join, each as a range; the mention itself when it names one.

    Descriptions that stand beside a name ("Kirby, the spokesman, and Blinken") are no speakers of their own.
    """
    joints = [place for place in range(first, last) if reading.lower(place) in _JOINING and place not in named]
    cuts = [place for place in joints if _speaker(reading, named, place + 1, last)]
    if not cuts or not _ends_speaker(reading, named, first, cuts[-1]):
        return [(first, last)]
    commas = [place for place in range(first, cuts[-1]) if reading.lower(place) == ","]
    found: list[Range] = []
    start = first
    for cut in sorted({*commas, *cuts, last}):
        span = trimmed(reading, start, cut)
        if span[0] < span[1] and (not found or (cut in {*cuts, last} and start - 1 in cuts) or _name_at(named, *span)):
            found.append(span)
        start = cut + 1
    return found


def _speaker(reading: Reading, named: Named, first: int, last: int) -> bool:
    """Whether a speaker begins here: a name, or "the", "his" or "a" and what follows; not a clause with "who"."""
    return first < last and (first in named or reading.lower(first) in (DEFINITE | INDEFINITE | PRONOUNS) - RELATIVE)


def _ends_speaker(reading: Reading, named: Named, first: int, last: int) -> bool:
    """Whether what stands before "and" is a speaker by itself, and not the beginning of a longer phrase."""
    phrase = any(reading.lower(place) in PREPOSITIONS and place not in named for place in range(first, last))
    plural = not phrase and reading.lower(last - 1).endswith("s")
    if not (_speaker(reading, named, first, last) or last - 1 in named or plural):
        return False
    return not phrase or reading.lower(last + 1) in DEFINITE | INDEFINITE | PRONOUNS


def _name_at(named: Named, first: int, last: int) -> bool:
    return first in named or last - 1 in named


def core(reading: Reading, named: Named, first: int, last: int) -> Range:
    """The mention up to what follows its head: "the spokesman" of "the spokesman for the ministry"."""
    for place in range(first + 1, last):
        token = reading.tokens[place]
        if place not in named and (token.lower in _CUTS or (token.lower.endswith("ing") and reading.lower(place + 1) in _SELVES)):
            return first, place
    return first, last


def called(reading: Reading, named: Named, first: int, last: int) -> Entity | None:
    """Grey Heron of "a group calling itself Grey Heron"."""
    for place in range(first + 1, last - 1):
        if reading.lower(place) in CALLED:
            after = place + 1 + (reading.lower(place + 1) in _SELVES | {"as"})
            return named.get(after)
    return None


def beside(reading: Reading, named: Named, first: int, last: int) -> Entity | None:
    """The person between commas after a description: "the company's lawyer, Rowan Tickell"."""
    for place in range(first + 1, last):
        entity = named.get(place)
        if entity and entity.kind in {"person", "unknown"} and named.get(place - 1) is not entity and _after_comma(reading, place):
            return entity
    return None


def _after_comma(reading: Reading, place: int) -> bool:
    """Whether a comma stands before a name and its titles: ", state Del. Marcia Price"."""
    before = place - 1
    while reading.lower(before) not in FUNCTION and (reading.lower(before).isalpha() or reading.lower(before) == "."):
        before -= 1
    return reading.lower(before) == ","


def owner(reading: Reading, first: int, last: int) -> Range | None:
    """The ministry of "the ministry's website", the last one where there are several."""
    for place in range(last - 1, first, -1):
        if reading.lower(place) in _ENDINGS or (reading.tokens[place].text in "'’" and reading.lower(place - 1).endswith("s")):
            return first, place
    return None
