"""What an article tells about somebody beside the name ("City auditor Rufus Temperley"), and whom a description means."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from index.attribution.lexicon import (
    ADJECTIVES,
    CORPORATE,
    COUNTRY,
    DEFINITE,
    FUNCTION,
    GROUPS,
    INDEFINITE,
    ORGANISATIONS,
    PAPERS,
    PLURAL_GROUPS,
    PREPOSITIONS,
    RELATIVE,
    ROLES,
    noun_gender,
    same_role,
)
from index.attribution.names import Entity, Kind, Use
from index.attribution.reading import Reading

LONGEST_PHRASE = 8
"""Tokens looked at before a noun and after it."""
_NOUNS = ROLES | GROUPS
_ENDINGS = frozenset(["'s", "’s"])
_IS = frozenset(["is", "was", "became", "remains", "be"])


@dataclass(frozen=True, slots=True)
class Description:
    """A noun phrase without a name: "the Iranian chief diplomat". `words` are those around the head, countries by one name each."""

    use: Use
    head: str
    words: frozenset[str]
    determiner: str

    @property
    def indefinite(self) -> bool:
        """Whether it brings in somebody new ("a nurse")."""
        return self.determiner in INDEFINITE


def describe(reading: Reading, entities: Sequence[Entity]) -> None:
    """Add to each entity the roles that the article gives it, next to its name."""
    taken = {place for entity in entities for use in entity.uses for place in range(use.first, use.last)}
    for entity in entities:
        for use in entity.uses:
            for head, words in _told(reading, use, entity, taken):
                entity.roles.append((use.first, head, words - {head}))
                entity.votes[noun_gender([head])] += 1
                if entity.kind == "unknown" and head in ROLES | GROUPS:
                    entity.kind = kind_of(head)
        entity.roles += _own(entity)


def descriptions(reading: Reading, entities: Sequence[Entity]) -> Iterator[Description]:
    """The noun phrases of the article whose head is a role or a group, where no name follows."""
    taken = {place for entity in entities for use in entity.uses for place in range(use.first, use.last)}
    for place, token in enumerate(reading.tokens):
        after = reading.lower(place + 1)
        if token.lower not in _NOUNS or place in taken or place + 1 in taken or after in _NOUNS:
            continue
        start, determiner, words = left(reading, place)
        yield Description(Use(start, place + 1), token.lower, words, determiner)


def left(reading: Reading, head: int) -> tuple[int, str, frozenset[str]]:
    """The start of the noun phrase that ends with the token `head`, its determiner and its words before the head."""
    start = head
    sentence = reading.tokens[head].sentence
    while start > 0 and head - start < LONGEST_PHRASE:
        token = reading.tokens[start - 1]
        possessive = token.lower in {"'s", "’s"} or (token.text in "'’" and reading.lower(start - 2).endswith("s"))
        if token.sentence != sentence or not (token.word or possessive) or token.lower in FUNCTION - {"us"}:
            break
        start -= 1
    before = reading.tokens[start - 1] if start > 0 else None
    determiner = before.lower if before and before.sentence == sentence and before.lower in DEFINITE | INDEFINITE else ""
    words = keys(token.lower for token in reading.tokens[start:head] if token.word)
    return start - bool(determiner), determiner, words


def right(reading: Reading, place: int) -> frozenset[str]:
    """The words of a phrase that follows a head: "(spokesman) for the US National Security Council"."""
    words = []
    for token in reading.tokens[place : place + LONGEST_PHRASE]:
        if not (token.word or token.lower in {"'s", "’s"}) or token.lower in {
            "who",
            "which",
            "that",
            "is",
            "was",
            "has",
            "had",
            "said",
        }:
            break
        words.append(token.lower)
    return keys(word for word in words if word not in FUNCTION) if words and words[0] in PREPOSITIONS else frozenset()


def keys(words: Iterable[str]) -> frozenset[str]:
    """Words to compare: countries, their people and capitals by one name.

    >>> sorted(keys(["iranian", "foreign"]))
    ['foreign', 'iran']
    """
    return frozenset(COUNTRY.get(word, word) for word in words)


def _told(reading: Reading, use: Use, entity: Entity, taken: set[int]) -> Iterator[tuple[str, frozenset[str]]]:
    """Heads and words of the roles around one use of a name."""
    yield from _title(reading, use, entity)
    before = reading.lower(use.first - 1)
    if before == "," and reading.lower(use.last) == "," and reading.lower(use.first - 2) in _NOUNS:
        yield reading.lower(use.first - 2), left(reading, use.first - 2)[2]
        return  # the comma after the name ends what stands beside it
    elif before.isalpha() and before not in FUNCTION and not reading.tokens[use.first - 1].capital:
        yield before, left(reading, use.first - 1)[2]
    yield from _apposition(reading, use, taken)


def _title(reading: Reading, use: Use, entity: Entity) -> Iterator[tuple[str, frozenset[str]]]:
    """The role in the capitalised words before a name: "Foreign Minister" in "Iran's Foreign Minister Hussein Amirabdollahian"."""
    size = next((n for n in range(use.last - use.first) if _text(reading, use.first + n, use.last) in entity.forms), 0)
    if size:
        heads = [token.lower for token in reading.tokens[use.first : use.first + size] if token.word]
        head = next((word for word in reversed(heads) if word in ROLES), heads[-1] if heads else "")
        if head:
            yield head, keys(heads) | left(reading, use.first)[2]


def _text(reading: Reading, first: int, last: int) -> tuple[str, ...]:
    return tuple(token.text for token in reading.tokens[first:last] if token.word)


def _apposition(reading: Reading, use: Use, taken: set[int]) -> Iterator[tuple[str, frozenset[str]]]:
    """The role in "NAME, (the) … role of …," and "NAME is the … role"."""
    after = reading.lower(use.last)
    if after != "," and after not in _IS:
        return
    for place in range(use.last + 1, min(use.last + 1 + LONGEST_PHRASE, len(reading.tokens))):
        token = reading.tokens[place]
        if not (token.word or token.lower in {"'s", "’s"}) or token.sentence != reading.tokens[use.first].sentence or token.quoted:
            return
        if token.lower in RELATIVE | {"and", "said", "told", "but"}:
            return
        if token.lower in _NOUNS and not {place, place + 1} & taken and reading.lower(place + 1) not in _NOUNS | _ENDINGS:
            yield token.lower, left(reading, place)[2] | right(reading, place + 1)
            return


def _own(entity: Entity) -> Iterator[tuple[int, str, frozenset[str]]]:
    """What a group is by its name: an Authority is an authority, a Herald a newspaper, a Pharma a company."""
    place, lowered = entity.uses[0].first, [word.lower() for word in entity.words]
    if entity.kind in {"group", "unknown"}:
        for word in lowered:
            if word in ORGANISATIONS & GROUPS:
                yield place, word, keys(lowered) - {word}
            if word in PAPERS:
                yield place, "newspaper", keys(lowered)
            if word in CORPORATE:
                yield place, "company", keys(lowered)


def meant(description: Description, entities: Sequence[Entity]) -> Entity | None:
    """The entity that a definite description means: given that role or a like one, and nothing that contradicts it; the latest."""
    scored = [(score, entity) for entity in entities if (score := _fit(description, entity)) is not None]
    if not scored and same_role(description.head, "company"):
        scored = [
            ((0.0, _latest(entity, description.use.first)), entity) for entity in entities if _may_be_company(entity, description)
        ]
    return max(scored, key=lambda pair: pair[0], default=((0.0, 0), None))[1]


def _fit(description: Description, entity: Entity) -> tuple[float, int] | None:
    if not entity.roles:
        return None
    wanted = noun_gender([description.head])
    if (description.head in ROLES) != (entity.kind == "person") and not (entity.kind == "unknown" and not entity.described):
        return None
    if wanted != "u" and entity.gender not in {"u", wanted}:
        return None
    fits = [fit for role in entity.roles if (fit := _agreement(description, *role, known=not entity.described)) is not None]
    latest = _latest(entity, description.use.first)
    return (max(fits), latest) if fits and latest >= 0 else None


def _agreement(description: Description, place: int, head: str, words: frozenset[str], *, known: bool) -> float | None:
    """How well one role told of an entity fits a description; None when it does not.

    Whoever is `known` by a name can have a role described in two ways without a common word; who is known by a description
    is not described more closely later.
    """
    if description.head != head and not (known and same_role(description.head, head)):
        return None
    ours, theirs = description.words, words
    alike = known and head == description.head and len(ours) == 1 and not ours & set(COUNTRY.values())
    if (ours and theirs and not ours & theirs and not alike) or (ours - theirs and not known):
        return None
    return 2.0 * (head == description.head) + len(ours & theirs) - 0.5 * len(ours - theirs) - (place > description.use.first)


def _latest(entity: Entity, place: int) -> int:
    """The last use before a place, -1 when there is none."""
    return max((use.first for use in entity.uses if use.first < place), default=-1)


def _may_be_company(entity: Entity, description: Description) -> bool:
    if (
        entity.kind not in {"group", "unknown"}
        or entity.gender != "u"
        or entity.described
        or _latest(entity, description.use.first) < 0
    ):
        return False
    return not any(head in GROUPS and not same_role(head, "company") for _, head, _ in entity.roles)


def new(reading: Reading, description: Description) -> Entity:
    """Somebody known by a description only."""
    use = description.use
    start = use.first + (description.determiner in DEFINITE)
    entity = Entity(
        lowered(reading, start, use.last), tuple(reading.words(start, use.last).split()), kind_of(description.head), described=True
    )
    entity.roles.append((use.first, description.head, description.words))
    entity.votes[noun_gender([description.head])] += 1
    entity.plural = description.head in PLURAL_GROUPS
    return entity


def kind_of(head: str) -> Kind:
    """What a head noun names."""
    return "person" if head in ROLES else "group"


def lowered(reading: Reading, first: int, last: int) -> str:
    """The words there, the capital of a sentence's beginning taken from a word that is no name."""
    words = reading.words(first, last)
    token = reading.tokens[first] if first < last else None
    capital = token is None or not token.first or token.lower in COUNTRY or token.lower in ADJECTIVES
    named = token is None or capital or (token.text.isupper() and len(token.text) > 1)
    return words if named else words[:1].lower() + words[1:]
