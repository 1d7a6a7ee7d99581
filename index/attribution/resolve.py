"""Who a mention names: the canonical speaker, or speakers, behind the words that an attribution gives as its source.

A person is called by the fullest name in the article, without titles; a group or place by its fullest name as the article
writes it. "Tehran" stays "Tehran": that a capital speaks for its government is the reader's inference, not the article's.
Who is only described is called by the description as written, and later descriptions that agree with it by the first.
"""

from bisect import insort
from collections.abc import Iterator, Sequence
from itertools import accumulate

from index.attribution.lexicon import (
    DEFINITE,
    DOCUMENTS,
    FIRST_PERSON,
    INDEFINITE,
    PLURAL,
    POSSESSIVES,
    PREPOSITIONS,
    PRONOUNS,
    RELATIVE,
    ROLES,
    same_role,
)
from index.attribution.mention import beside, called, core, owner, parts, trimmed
from index.attribution.names import Entity, Use, entities
from index.attribution.pronouns import Chooser, agrees, antecedent, is_subject
from index.attribution.reading import Reading, read
from index.attribution.roles import Description, describe, descriptions, lowered, meant, new
from index.attribution.tag import lines
from index.types import Article, Range, Span

BLOCK = 50_000
"""Characters read together: a longer text is no single article, and what is far away names nobody here."""
NEAR = 1
"""Sentences back to which "they" can mean speakers named together, and the last speaker is likely to go on."""
_NOBODY = INDEFINITE | DEFINITE | {"you", "all", "everyone", "nobody", "one", "people", "others", "what", "there"}

_ANONYMITY = frozenset(["anonymity", "anonymously", "named", "identified"])

Cast = tuple[Entity, ...]


def speakers(article: Article, mentions: Sequence[Span]) -> list[tuple[str, ...]]:
    """The names of the speakers behind each mention: two or more for a collective one, () where it names nobody.

    >>> text = "Mayor Ann Lee denied it. “Never,” she said."
    >>> speakers(Article("a", text), [Span(Article("a", text), 34, 37)])
    [('Ann Lee',)]
    """
    found: dict[Range, tuple[str, ...]] = {}
    ranges = sorted({(mention.start, mention.end) for mention in mentions})
    for block in blocks(article):
        inside = [span for span in ranges if block[0][0] <= span[0] and span[1] <= block[-1][1]]
        if inside:
            found |= Resolver(read(article.text, block), inside).names()
    return [found.get((mention.start, mention.end), ()) for mention in mentions]


def blocks(article: Article) -> Iterator[list[Range]]:
    """The article's headline and paragraphs (its lines where it has none) in groups of at most `BLOCK` characters."""
    block: list[Range] = []
    for start, end in sorted({article.headline, *article.paragraphs} - {(0, 0)}) or lines(article.text):
        for first in range(start, end, BLOCK):
            piece = (first, min(end, first + BLOCK))
            if block and piece[1] - block[0][0] > BLOCK:
                yield block
                block = []
            block.append(piece)
    if block:
        yield block


class Resolver:
    """Resolves mentions in order, each in the light of those before it."""

    def __init__(self, reading: Reading, mentions: Sequence[Range], choose: Chooser = antecedent) -> None:
        self._choose = choose
        self._openings = [0, *accumulate(token.first and token.word and not token.quoted for token in reading.tokens)]
        self.reading = reading
        self._spans = {mention: trimmed(reading, *reading.inside(*mention)) for mention in mentions}
        self.entities = entities(reading)
        describe(reading, self.entities)
        self.named = {place: entity for entity in self.entities for use in entity.uses for place in range(use.first, use.last)}
        self._described: dict[int, Entity] = {}
        self._describe()
        self._told: list[tuple[Range, Cast]] = []

    def names(self) -> dict[Range, tuple[str, ...]]:
        """The names behind every mention; those of "I" and "we" last, since they are whoever the quotation is given to."""
        found: dict[Range, Cast] = {}
        for mention, span in self._spans.items():
            if not self._is(span, FIRST_PERSON):
                found[mention] = self._resolve(*span)
                self._told += [(span, found[mention])] if found[mention] else []
        for mention, span in self._spans.items():
            if mention not in found:
                found[mention] = self._of_quotation(span)
        return {mention: tuple(dict.fromkeys(entity.name for entity in cast)) for mention, cast in found.items()}

    def _is(self, span: Range, words: frozenset[str]) -> bool:
        return span[1] - span[0] == 1 and self.reading.lower(span[0]) in words and span[0] not in self.named

    def _describe(self) -> None:
        """Find whom the descriptions mean, in order, and who is known by a description only."""
        for description in descriptions(self.reading, self.entities):
            head = description.use.last - 1
            mention = next((span for span in self._spans.values() if span[0] <= head < span[1]), None)
            entity = self._apposed(description.use)
            if entity is None and not description.indefinite:
                entity = meant(description, self.entities)
            if entity is None and (mention or self._introduced(description)):
                entity = new(self.reading, description)
                self.entities.append(entity)
                if mention and description.use.first == mention[0] and core(self.reading, self.named, *mention)[1] == head + 1:
                    entity.name = self._written(*mention)
            if entity is not None:
                if entity.kind == "unknown" and len(entity.words) == 1 and same_role(description.head, "company"):
                    entity.kind = "group"
                entity.uses.append(description.use)
                self._described[head] = entity
        for entity in self.entities:
            entity.uses.sort(key=lambda use: use.first)

    def _introduced(self, description: Description) -> bool:
        """Whether words that no mention holds bring in somebody: "the military", and not the one of "military cooperation"."""
        if description.indefinite:
            return is_subject(self.reading, description.use)
        return bool(description.determiner) or self.reading.tokens[description.use.first].first

    def _apposed(self, use: Use) -> Entity | None:
        """Whom a description stands beside: "the spokesman, Colin Abara," or "Colin Abara, the spokesman"."""
        after = self.named.get(use.last + 1) if self.reading.lower(use.last) == "," else None
        before = self.named.get(use.first - 2) if self.reading.lower(use.first - 1) == "," else None
        if self.reading.lower(use.last - 1) in ROLES:
            return next((entity for entity in (after, before) if entity and entity.kind == "person"), None)
        return after if after and after.kind in {"group", "unknown"} else None

    def _written(self, first: int, last: int) -> str:
        """A description as written, without "the", what a comma divides from it, and why no name is told."""
        lower = [self.reading.lower(place) for place in range(first, last)]
        reason = lower.index("who") if "who" in lower and _ANONYMITY & set(lower) else len(lower)
        stop = first + min(reason, lower.index(",") if "," in lower else len(lower))
        start = first + (self.reading.lower(first) == "the")
        return self.reading.words(start, stop) if start in self.named else lowered(self.reading, start, stop)

    def _resolve(self, first: int, last: int) -> Cast:
        found = parts(self.reading, self.named, first, last)
        if len(found) > 1:
            return tuple(entity for span in found for entity in self._resolve(*span))
        return self._one(first, last) if first < last else ()

    def _one(self, first: int, last: int) -> Cast:
        """The speaker of a mention that joins no several."""
        if self._is((first, last), PRONOUNS):
            return self._pronoun(first)
        if self._label(first, last):
            return self._interviewed(first) if self.reading.lower(first) == "a" else ()
        name = called(self.reading, self.named, first, last)
        start, stop = core(self.reading, self.named, first, last)
        name = name or self.named.get(stop - 1) or beside(self.reading, self.named, stop, last)
        return (name,) if name else self._by_description(start, stop, last)

    def _label(self, first: int, last: int) -> bool:
        """Whether it is the Q or A before a turn of an interview."""
        token = self.reading.tokens[first]
        opens = first == 0 or self.reading.tokens[first - 1].paragraph != token.paragraph
        return last - first == 1 and token.text in {"Q", "A"} and opens and self.reading.lower(last) == ":"

    def _interviewed(self, first: int) -> Cast:
        """Whom an interview is with: the one named most often before its first question, if one is."""
        start = next((at for at in range(first) if self._label(at, at + 1)), first)
        counts = {id(entity): sum(use.first < start for use in entity.uses) for entity in self.entities if entity.kind == "person"}
        most = [entity for entity in self.entities if counts.get(id(entity), 0) == max(counts.values(), default=0) > 0]
        return (most[0],) if len(most) == 1 else ()

    def _by_description(self, first: int, stop: int, last: int) -> Cast:
        """Whom a phrase without a name for its head means: `stop` is where the head ends."""
        head = self.reading.lower(stop - 1)
        if head in DOCUMENTS and (cast := self._behind_document(first, stop, last)):
            return cast
        if stop - 1 in self._described:
            return (self._described[stop - 1],)
        if self._is((first, last), _NOBODY) or not self.reading.tokens[first].word:
            return ()
        return (self._new(first, last),)

    def _behind_document(self, first: int, stop: int, last: int) -> Cast:
        """Whose website, statement or report it is."""
        whose = owner(self.reading, first, stop)
        if whose:
            return self._resolve(*whose)
        if self.reading.lower(first) in POSSESSIVES:
            return self._pronoun(first)
        if self.reading.lower(stop) in PREPOSITIONS:
            author = trimmed(self.reading, stop + 1, last)
            head = core(self.reading, self.named, *author)[1] - 1
            if owner(self.reading, *author) or head in self.named or head in self._described:
                return self._resolve(*author)
        return ()

    def _new(self, first: int, last: int) -> Entity:
        """Somebody described by words that name no role we know: the same words mean the same."""
        name = self._written(first, last)
        known = next((entity for entity in self.entities if entity.described and entity.name.lower() == name.lower()), None)
        entity = known or Entity(name, tuple(name.split()), "group", described=True, plural=name.endswith("s"))
        entity.uses.append(Use(first, last))
        if known is None:
            self.entities.append(entity)
        return entity

    def _pronoun(self, place: int) -> Cast:
        word = self.reading.lower(place)
        if word in RELATIVE:
            return self._before(place)
        if word in FIRST_PERSON:
            return self._of_quotation((place, place + 1))
        lately = [(span, cast) for span, cast in self._told if self._near(span[0], place)]
        if word in PLURAL and lately and len(lately[-1][1]) > 1:
            return lately[-1][1]
        speaker = self._first_of_sentence(lately)
        found = self._announced(place) or self._choose(self.reading, place, self.entities, speaker)
        if found is None:
            return ()
        insort(found.uses, Use(place, place + 1), key=lambda use: use.first)
        return (found,)

    def _first_of_sentence(self, told: Sequence[tuple[Range, Cast]]) -> Entity | None:
        """Who spoke last: of several speakers in that sentence the first, whose words hold the others'."""
        sentences = [self.reading.tokens[span[0]].sentence for span, _ in told]
        return told[sentences.index(sentences[-1])][1][0] if told else None

    def _near(self, before: int, place: int) -> bool:
        """Whether few sentences lie between, those of a quotation not counted."""
        return before < place and self._openings[place + 1] - self._openings[before + 1] <= NEAR

    def _before(self, place: int) -> Cast:
        """Whoever stands before "who"."""
        before = place - 1 - (self.reading.lower(place - 1) == ",")
        entity = self.named.get(before) or self._described.get(before)
        return (entity,) if entity else ()

    def _announced(self, place: int) -> Entity | None:
        """The subject that follows a pronoun in a phrase before it: "According to its own statements, the military …"."""
        sentence = self.reading.tokens[place].sentence
        start = next((at for at in range(place, max(0, place - 4), -1) if self.reading.tokens[at].first), None)
        if start is None or start == place or self.reading.lower(start) not in PREPOSITIONS | {"according"}:
            return None
        for at in range(place, min(place + 12, len(self.reading.tokens))):
            if self.reading.lower(at) == "," and self.reading.tokens[at].sentence == sentence:
                uses = [(use.first, entity) for entity in self.entities for use in entity.uses if at < use.first <= at + 2]
                return next(
                    (entity for _, entity in sorted(uses, key=lambda pair: pair[0]) if agrees(self.reading.lower(place), entity)),
                    None,
                )
        return None

    def _of_quotation(self, span: Range) -> Cast:
        """Who speaks the quotation that a first person stands in: the mention nearest to it, its own paragraph's first."""
        if span[0] >= len(self.reading.tokens) or not self.reading.tokens[span[0]].quoted:
            return ()
        paragraph = self.reading.tokens[span[0]].paragraph

        def distance(other: tuple[Range, Cast]) -> tuple[bool, int]:
            return self.reading.tokens[other[0][0]].paragraph != paragraph, abs(other[0][0] - span[0])

        outside = [told for told in self._told if not self.reading.tokens[told[0][0]].quoted]
        return min(outside, key=distance)[1] if outside else ()
