"""The people, groups and places that an article names, and where."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Literal

from index.attribution.gender import Gender, first_name_gender, is_first_name
from index.attribution.given import given_names
from index.attribution.lexicon import (
    ABBREVIATED,
    ADJECTIVES,
    CORPORATE,
    COUNTRY,
    FUNCTION,
    GROUPS,
    ORGANISATIONS,
    PARTICLES,
    ROLES,
    ROYAL,
    TITLES,
    noun_gender,
)
from index.attribution.reading import Reading, Token
from index.types import Range

_TAKING_OF = ORGANISATIONS | {"bank", "centers", "chamber", "house"}
_OWNERS = frozenset(["children", "men", "people", "women"])
"""Plurals without an s that stand in names: the Children's Hospital."""

_DASHES = frozenset("—–-")
LONGEST_DATELINE, DATED = 12, 2
"""Tokens before the dash, and paragraphs in which it is looked for."""

Kind = Literal["person", "group", "place", "unknown"]


@dataclass(frozen=True, slots=True)
class Use:
    """A place where somebody is named or described: tokens `first` to `last` (exclusive) of the reading."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it stands: its use, its words without titles, and the titles before it."""

    use: Use
    words: tuple[str, ...]
    text: str
    titles: tuple[str, ...]
    kind: Kind


@dataclass(slots=True)
class Entity:
    """One person, group or place of the article while it is read; `name` is its fullest form."""

    name: str
    words: tuple[str, ...]
    kind: Kind
    uses: list[Use] = field(default_factory=list)
    votes: Counter[str] = field(default_factory=Counter)
    roles: list[tuple[int, str, frozenset[str]]] = field(default_factory=list)
    """Where a role is told, its head noun, and the words around it."""
    forms: set[tuple[str, ...]] = field(default_factory=set)
    described: bool = False
    """Known by a description only ("a nurse at the hospital")."""
    plural: bool = False

    @property
    def gender(self) -> Gender:
        """What titles and roles tell, and the first name where they tell nothing."""
        if self.votes["f"] != self.votes["m"]:
            return "f" if self.votes["f"] > self.votes["m"] else "m"
        return first_name_gender(self.words[0]) if self.kind in {"person", "unknown"} and len(self.words) > 1 else "u"


def chains(reading: Reading) -> Iterator[Range]:
    """Runs of capitalised tokens that may be a name, with what joins them ("of", "van", "&")."""
    known, given, dateline = _mid_sentence(reading), given_names(reading), _dateline(reading)
    place = 0
    while place < len(reading.tokens):
        first = place
        place += 1
        if first in dateline or (first not in given and not _starts(reading, first, known)):
            continue
        while (following := _continues(reading, first, place)) > place:
            place = following
        yield first, place


def _dateline(reading: Reading) -> range:
    """The tokens of the first "PORT ELLIN (Newswire) —", which name nobody."""
    for start, token in enumerate(reading.tokens):
        if start == 0 or reading.tokens[start - 1].paragraph != token.paragraph:
            words = list(takewhile(lambda other: other.text not in _DASHES, reading.tokens[start : start + LONGEST_DATELINE]))
            stop = start + len(words)
            dashed = stop < len(reading.tokens) and reading.tokens[stop].text in _DASHES and len(words) < LONGEST_DATELINE
            spaced = dashed and reading.text[reading.tokens[stop].start - 1].isspace()
            if spaced and all(map(_of_dateline, words)) and any(map(_of_agency, words)):
                return range(start, stop)
        if token.paragraph > DATED:
            break
    return range(0)


def _of_dateline(token: Token) -> bool:
    return not token.quoted and (token.capital or not token.word or token.text.isdigit() or token.lower in {"of", "de", "and"})


def _of_agency(token: Token) -> bool:
    """Whether it sets a dateline apart from a subject before a dash: a place or agency in capitals, or in brackets."""
    return token.text == "(" or (token.text.isupper() and len(token.text) > 1)


def _mid_sentence(reading: Reading) -> frozenset[str]:
    """Words that stand capitalised where no sentence begins."""
    return frozenset(token.text for token in reading.tokens if token.capital and not token.first)


def _starts(reading: Reading, place: int, known: frozenset[str]) -> bool:
    token = reading.tokens[place]
    if not (token.word and token.capital) or token.lower in FUNCTION - {"us"} or token.text == "Us":
        return False
    if not token.first or token.text in known or token.text.isupper():
        return True
    return _rare(reading, place)


def _rare(reading: Reading, place: int) -> bool:
    """Whether a capitalised word that begins a sentence is likely a name: no common word, or with more of a name after it."""
    token = reading.tokens[place]
    if token.lower in TITLES or token.lower in COUNTRY or is_first_name(token.text):
        return True
    if place + 1 < len(reading.tokens) and reading.tokens[place + 1].capital and token.lower not in ADJECTIVES:
        return not token.lower.endswith("ly")
    import wordfreq

    return token.lower not in ROLES | GROUPS and not wordfreq.zipf_frequency(token.lower, "en", wordlist="small")


def _continues(reading: Reading, first: int, place: int) -> int:
    """The token after the next part of the chain, or `place` when it ends here."""
    tokens = reading.tokens
    if place >= len(tokens) or tokens[place].paragraph != tokens[first].paragraph or tokens[place].first:
        return place
    token, before = tokens[place], tokens[place - 1]
    if token.word and token.capital and token.lower not in FUNCTION - {"will", "may", "march", "april", "june", "august"}:
        return place + 1
    if (
        token.text == "."
        and (before.lower in ABBREVIATED or (len(before.text) == 1 and before.capital))
        and token.start == before.end
    ):
        return place + 1
    return _joined(reading, first, place)


def _joined(reading: Reading, first: int, place: int) -> int:
    """Past a word that joins two capitalised ones: a particle, "&", "of" after an organisation, "and" before its head."""
    lower = [reading.lower(at) for at in range(place, place + 4)]
    capital = [at < len(reading.tokens) and reading.tokens[at].capital for at in range(place, place + 4)]
    if lower[0] in PARTICLES or lower[0] == "&":
        span = 2 if lower[1] in PARTICLES and capital[2] else 1
        return place + span + 1 if capital[span] else place
    if _owned(reading, first, place):
        return place + 2
    heads = {reading.lower(at) for at in range(first, place)}
    if (lower[0] in {"of", "for", "on"} and heads & _TAKING_OF) or (lower[0] == "of" and heads & ROLES):
        span = 2 if lower[1] == "the" else 1
        return place + span + 1 if capital[span] and lower[span] not in FUNCTION else place
    if lower[0] == "and" and capital[1] and (_heads(reading, place + 1) & ORGANISATIONS) and not heads & ORGANISATIONS:
        return place + 2 if place - first == 1 and reading.lower(first - 1) in {"the", "u.s.", "us"} else place
    if lower[0] == "and" and capital[1] and "of" in heads and heads & {"department", "ministry"}:
        return place + 2
    return place


def _owned(reading: Reading, first: int, place: int) -> bool:
    """Whether a possessive joins a plural and an organisation's head, as in: the Pilots' Guild."""
    plural = reading.lower(place) in {"'", "’"} and reading.lower(place - 1).endswith("s")
    irregular = reading.lower(place) in {"'s", "’s"} and reading.lower(place - 1) in _OWNERS
    return (plural or irregular) and reading.lower(first - 1) == "the" and bool(_heads(reading, place + 1) & ORGANISATIONS)


def _heads(reading: Reading, place: int) -> set[str]:
    rest = takewhile(lambda token: token.capital, reading.tokens[place : place + 4])
    return {token.lower for token in rest}


def named(reading: Reading, chain: Range, surnames: frozenset[str] = frozenset()) -> Name | None:
    """The name in a chain without the titles before it; None when it is a title alone ("the Foreign Minister") or an adjective.

    `surnames` are names although they are words for a role too ("Dean").
    """
    first, last = chain
    start = _after_titles(reading, first, last)
    titles = tuple(token.lower for token in reading.tokens[first:start] if token.word)
    if start >= last or (
        reading.lower(last - 1) in ROLES and start == first and last - first > 1 and reading.tokens[last - 1].text not in surnames
    ):
        return None
    words = tuple(token.text for token in reading.tokens[start:last] if token.word)
    lowered = [word.lower() for word in words]
    if len(words) == 1 and lowered[0] in ADJECTIVES | TITLES | ROLES and words[0] not in surnames:
        return None
    kind = _kind(reading, (start, last), words, titles)
    if titles and titles[-1] in ROYAL:
        start, words = start - 1, (reading.tokens[start - 1].text, *words)
    return Name(Use(first, last), words, reading.words(start, last), titles, kind)


def _after_titles(reading: Reading, first: int, last: int) -> int:
    """Where the name begins: after the last title or role of the chain, unless an organisation's head ends the chain."""
    if reading.lower(last - 1) in ORGANISATIONS or (
        reading.lower(first) in ORGANISATIONS and reading.lower(first + 1) in {"of", "for"}
    ):
        return first
    start = first
    for place in range(first, last):
        if reading.lower(place) in TITLES | ROLES and place + 1 < last:
            start = place + 1
            if reading.lower(start) == "of":
                start += 3 if reading.lower(start + 1) == "the" else 2
            if reading.lower(start) == ".":
                start += 1
    while start == first and start + 1 < last and reading.lower(start) in ADJECTIVES and start + 2 < last:
        start = first = start + 1
    return min(start, last)


def _kind(reading: Reading, use: Range, words: Sequence[str], titles: Sequence[str]) -> Kind:
    lowered = [word.lower() for word in words]
    before = reading.lower(use[0] - 1)
    if "-".join(lowered) in COUNTRY:
        return "place"
    if titles or (before in ROLES and not set(lowered) & ORGANISATIONS):
        return "person"
    if set(lowered) & ORGANISATIONS or before in GROUPS | {"the"} or (words[-1].isupper() and len(words[-1]) > 1):
        return "group"
    if len(words) > 1:
        return "person" if is_first_name(words[0]) else "unknown"
    return "place" if before in {"in", "near"} else "unknown"


def entities(reading: Reading) -> list[Entity]:
    """Whoever is named, in order of the first name, every form of a name with the fullest one."""
    runs = list(chains(reading))
    surnames = frozenset(
        reading.tokens[last - 1].text for first, last in runs if last - first > 1 and is_first_name(reading.tokens[first].text)
    )
    names = [name for run in runs if (name := named(reading, run, surnames)) is not None]
    found: list[Entity] = []
    ends: dict[str, dict[int, Entity]] = {}
    for name in sorted(names, key=lambda name: (-len(name.words), name.use.first)):
        near = ends.get(name.words[0].lower(), {}) | ends.get(name.words[-1].lower(), {})
        entity = _match(name, list(near.values()))
        if entity is None:
            entity = Entity(name.text, name.words, name.kind)
            found.append(entity)
        _join(reading, entity, name)
        for word in (entity.words[0], entity.words[-1]):
            ends.setdefault(word.lower(), {})[id(entity)] = entity
    _acronyms(reading, found)
    for entity in found:
        entity.uses.sort(key=lambda use: use.first)
    return sorted(found, key=lambda entity: entity.uses[0].first)


def _match(name: Name, found: Sequence[Entity]) -> Entity | None:
    """The entity that a shorter form can be of; of several, one of its gender, the one most often named, the first."""
    fits = [entity for entity in found if _form_of(name, entity)]
    gender = noun_gender(name.titles)
    fitting = [entity for entity in fits if "u" in {gender, entity.gender} or entity.gender == gender]
    return max(fitting, key=lambda entity: (len(entity.uses), -entity.uses[0].first), default=None)


def _form_of(name: Name, entity: Entity) -> bool:
    short, full = tuple(w.lower() for w in name.words), tuple(w.lower() for w in entity.words)
    if short == full:
        return True
    if not {short[0], short[-1]} & {full[0], full[-1]}:
        return False
    if len(short) >= len(full) or (name.kind, entity.kind) in {("person", "group"), ("place", "person"), ("group", "person")}:
        return _initials(short, full) and entity.kind != "group"
    if full[-len(short) :] == short:
        return entity.kind != "place" and name.kind != "place"
    if full[: len(short)] == short:
        return set(full[len(short) :]) <= CORPORATE or (entity.kind == "person" and len(short) == 1 and is_first_name(short[0]))
    return len(short) > 1 and entity.kind != "group" and (short[0], short[-1]) == (full[0], full[-1])


def _initials(short: Sequence[str], full: Sequence[str]) -> bool:
    """Whether "J. Kirby" can be "John Kirby"."""
    return len(short) > 1 and short[-1] == full[-1] and short[0][0] == full[0][0] and 1 in {len(short[0]), len(full[0])}


def _join(reading: Reading, entity: Entity, name: Name) -> None:
    entity.uses.append(name.use)
    entity.forms.add(name.words)
    if len(name.words) > 1 and is_first_name(name.words[0]) and not is_first_name(entity.words[0]) and entity.kind != "group":
        entity.name, entity.words = name.text, name.words  # "Hillary Clinton" is fuller than "Crooked Hillary Clinton"
    if name.kind == "person" or entity.kind == "unknown":
        entity.kind = name.kind if name.kind != "unknown" else entity.kind
    entity.votes[noun_gender(name.titles)] += 1


def _acronyms(reading: Reading, found: list[Entity]) -> None:
    """Join "NSC" to "National Security Council" where the initials agree and only one name has them."""
    for short in [entity for entity in found if len(entity.words) == 1 and entity.words[0].isupper() and len(entity.words[0]) > 1]:
        letters = short.words[0].lower()
        full = [entity for entity in found if len(entity.words) > 1 and _spells(entity, letters)]
        if len(full) == 1:
            full[0].uses += short.uses
            full[0].forms |= short.forms
            found.remove(short)


def _spells(entity: Entity, letters: str) -> bool:
    initials = "".join(word[0].lower() for word in entity.words if word[0].isupper())
    return initials in {letters, letters.removeprefix("us")} or (initials.endswith(letters) and len(letters) > 2)
