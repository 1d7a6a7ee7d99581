"""The gates that every written sentence passes before it goes out, whoever wrote it. What does not pass is told why.

A sentence goes out when it cites places among the passages found; when the words it has in quotation marks are exact slices of
them, and those of the speaker it names; when its names and numbers occur there; when a speaker's statement is told as that
speaker's; and when the entailer finds it borne out. Who says what in the sentence is read as it is read in the articles.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.cited import Cited
from assistant.content import content, plain
from assistant.dates import dates
from assistant.decompose import claims
from assistant.entail import Entailer
from assistant.names import called, names, same_speaker, tokens
from assistant.orders import commanded, gives_orders
from assistant.quantities import compare, quantities
from assistant.quoted import fold, quoted
from assistant.types import Sentence
from assistant.voice import whose
from assistant.weigh import weigh
from index.index import Index
from index.lexical import STOPWORDS, stems
from index.types import Article, Hit, Span, Stance, Statement

SUPPORTED = 0.6
"""How surely what a sentence cites must bear it out."""
SAME_WORDS, SAME_IN_A_CLAUSE = 0.65, 0.5
"""The share of the telling words of a sentence, and of each clause of it, that the places it cites must have: a small entailer is
not asked to follow farther."""
OWN_WORDS = 3
"""Telling words besides what a sentence attributes, from which they must be the article's own."""
SHORTEST = 4
"""Words: what is shorter is no sentence, unless it is one of the article's."""

_CLAUSES = re.compile(
    r"[,;:]\s+(?:(?:but|and|or|while|which|who|because|so|as|although|though|whereas)\b)?|\s+(?:but|because|although|whereas)\s+"
)
_NEGATED = re.compile(
    r"\b(?:not|no|never|none|nobody|nothing|neither|nor|cannot|without|den(?:y|ies|ied)|reject(?:s|ed)?)\b|n[’']t\b", re.I
)
_OF_ITSELF = re.compile(
    r"\b(?:the|this|these|that) (?:\w+ )?(?:article|text|passage|material|document|sentence|paragraph|question|answer|source)s?\b",
    re.I,
)
_ENDED = re.compile(r"[.!?…][\"”’')\]]*$")
_AGAIN = re.compile(r"(.{12,}?)\1")
"""What models fall into: the same words again and again."""
_MARKUP = re.compile(r"[<>{}|\\^~]|={3}|\(words of ")
_WITH_DIGITS = re.compile(r"[^\W_]*\d[^\W_]*(?:[.,:-]\d+)*")
_FIRST = re.compile(r"\W*(?P<word>[A-Z][\w’'-]*)")
_LINKS = frozenset(
    """according additionally again although among another both currently despite during earlier either even finally five
    four furthermore given he'd however including instead it's later latter many meanwhile moreover most nearly nine none nor
    officials one others overall people previously recently regarding several she'd similarly since six some still ten
    therefore three thus today together two unlike until while within without yesterday yet""".split()  # noqa: SIM905
)
"""Words that begin a sentence and name nobody."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a written sentence gives to somebody: in whose name, how, and the words, as a sentence where they are none."""

    speaker: str
    stance: Stance
    words: str
    content: str


@dataclass(frozen=True, slots=True)
class Gates:
    """The gates for what is written of an index. `make_entailer` is called when a sentence is no sentence of an article."""

    index: Index
    make_entailer: Callable[[], Entailer]

    def check(self, draft: Sentence, hits: Sequence[Hit]) -> tuple[Sentence, tuple[str, ...]]:
        """The sentence with its support and whose words it reports, and why it does not pass: nothing where it may go out."""
        if reason := _uncited(draft, hits):
            return replace(draft, support="unsupported"), (reason,)
        verbatim = _verbatim(draft)
        if verbatim:
            speaker = draft.speaker or self._whose(verbatim)
            return replace(draft, citations=verbatim, support="supported", speaker=speaker), ()
        cited = self._cited(draft.citations)
        said = self._said(draft.text)
        reasons = tuple(dict.fromkeys(_exact(draft.text, said, cited)))
        reasons = reasons or tuple(self._unsupported(draft.text, said, cited))
        found = [cited.by(one.speaker)[0].speaker for one in said] if not reasons else []
        speaker = found[0] if len(set(found)) == 1 else None
        return replace(draft, support="unsupported" if reasons else "supported", speaker=speaker), reasons

    def _unsupported(self, text: str, said: Sequence[Said], cited: Cited) -> Iterator[str]:
        """What the entailer finds not borne out: what is given to speakers by their words, else all by the article's own."""
        pairs = [(cited.text, plain(text))]
        pairs += [(" ".join(content(s) for s in _alike(cited.by(one.speaker), one)), one.content) for one in said]
        pairs += [] if said else [(cited.own or "Nothing.", plain(text))]
        found = self.make_entailer().entail(pairs)
        borne = [weigh(*pair, judged).asserts >= SUPPORTED for pair, judged in zip(pairs, found, strict=True)]
        if not borne[0]:
            yield "what it cites does not bear it out"
        elif said and not all(borne):
            yield f"that is not what {said[borne[1:].index(False)].speaker} is reported to have said"
        elif not all(borne):
            yield f"it tells as a fact what is only the word of {_speakers(cited)}"

    def _cited(self, spans: tuple[Span, ...]) -> Cited:
        every = self.index.statements(list(dict.fromkeys(span.article.id for span in spans)))
        named = [s for s in every if s.mention]
        inside = tuple(s for s in named if any(_touches(s, span) for span in spans))
        return Cited(spans, inside, called(every))

    def _said(self, text: str) -> tuple[Said, ...]:
        """Who says what in a written sentence, read as in an article, or by the forms of reported speech."""
        written = Article("", text, paragraphs=((0, len(text)),))
        read = [s for s in self.index.attributor.statements(written) if s.mention and s.speaker and s.content]
        said = [Said(s.mention.text, s.stance, " ".join(c.text for c in s.content), content(s)) for s in read if s.mention]
        framed = [Said(c.speaker, c.stance, c.content, c.content) for c in claims(text) if c.speaker] if not said else []
        return tuple(said or framed)

    def _whose(self, spans: Sequence[Span]) -> str | None:
        every = self.index.statements(list(dict.fromkeys(span.article.id for span in spans)))
        speakers = {whose(span, every) for span in spans}
        return speakers.pop() if len(speakers) == 1 else None


def _uncited(draft: Sentence, hits: Sequence[Hit]) -> str:
    if not draft.citations:
        return "it cites no sentence of an article"
    if not all(any(hit.passage.covers(citation) for hit in hits) for citation in draft.citations):
        return "it cites what was not found for the question"
    return ""


def _verbatim(draft: Sentence) -> tuple[Span, ...]:
    """The citations that the sentence repeats word for word, all of them or one; none where it is written otherwise."""
    text = fold(draft.text)
    if text == fold(" ".join(citation.text for citation in draft.citations)):
        return draft.citations
    return next(((c,) for c in draft.citations if fold(c.text) == text), ())


def _exact(text: str, said: Sequence[Said], cited: Cited) -> Iterator[str]:
    """What is wrong by what is compared exactly."""
    if len(text.split()) < SHORTEST or _MARKUP.search(text) or not _ENDED.search(text) or _AGAIN.search(text):
        yield "it is no sentence"
    if any(map(commanded, cited.spans)) or gives_orders(text):
        yield "it rests on words that give orders to whoever answers"
    if any(words.group().lower() not in cited.text.lower() for words in _OF_ITSELF.finditer(text)):
        yield "it speaks of the article instead of what it says"
    if _NEGATED.search(text) and not _NEGATED.search(cited.text):
        yield "nothing is denied in what it cites"
    yield from _misquoted(text, said, cited)
    yield from (f"“{one.speaker}” is not reported to say this there" for one in said if not _alike(cited.by(one.speaker), one))
    yield from _elsewhere(text, cited)
    if not said and cited.statements and _share(set(stems(text)), cited.own) < SAME_WORDS:
        yield f"it tells as a fact what is only the word of {_speakers(cited)}"
    own = _own_stems(text, said)
    if said and len(own) >= OWN_WORDS and _share(own, cited.own) < SAME_WORDS:
        yield "the article itself does not say all of that"


def _misquoted(text: str, said: Sequence[Said], cited: Cited) -> Iterator[str]:
    """Words in quotation marks that are no slices of what is cited, or not those of the speaker that the sentence names."""
    if fold(text).count('"') % 2:
        yield "a quotation mark has no other"
    for words in (words.rstrip(".,;:!? ") for words in quoted(text)):
        if not any(fold(words) in fold(span.text) for span in cited.spans):
            yield f"the words “{words}” do not stand in what it cites"
            continue
        owners = [s for s in cited.statements if fold(words) in fold(" ".join(part.text for part in s.content))]
        named = [one for one in said if fold(words) in fold(one.words)]
        right = any(same_speaker(one.speaker, cited.called(s)) for one in named for s in owners if s.speaker)
        if not right and (named or any(s.speaker for s in owners)):
            yield f"it does not give the words “{words}” to who said them"


def _elsewhere(text: str, cited: Cited) -> Iterator[str]:
    """Names and numbers that do not occur in what is cited, and too many other words."""
    known = tokens(f"{cited.text} {cited.names}") | set(stems(cited.text))
    yield from (f"“{name}” does not occur in what it cites" for name in _named(text) if not tokens(name) <= known)
    missing = sorted(numbers(text) - numbers(cited.text))
    yield from (f"the number {number} does not occur in what it cites" for number in missing)
    if not missing and compare(text, cited.text) != "agrees":
        yield "its numbers are not those of what it cites"
    there = f"{cited.text} {cited.names}"
    clauses = [set(stems(clause)) for clause in _CLAUSES.split(text)]
    alien = any(len(clause) > 1 and _share(clause, there) < SAME_IN_A_CLAUSE for clause in clauses)
    if alien or _share(set(stems(text)), there) < SAME_WORDS:
        yield "too many of its words do not occur in what it cites"


def numbers(text: str) -> set[str]:
    """The numbers of a text, in words or digits, and the words that hold digits.

    >>> sorted(numbers("Three Shahed-136 drones and 2,400 others, on 14 March."))
    ['136', '14', '2400', '3']
    """
    digits = {re.sub(r"[,](?=\d{3})", "", m[0]).lower().strip(".,:-") for m in _WITH_DIGITS.finditer(text)}
    worded = {f"{q.written:g}" for q in quantities(text) if not q.soft}
    dated = {str(part) for d in dates(text) for part in (d.day, d.year) if part}
    plain_digits = {d for d in digits if not re.fullmatch(r"[\d.]+", d) or f"{float(d):g}" not in worded if d.count(".") < 2}
    return plain_digits | worded | dated


def _named(text: str) -> list[str]:
    """The words of its names; a word that begins the sentence may be one, unless it is an ordinary one of such places."""
    first = _FIRST.match(text)
    word = re.sub(r"['’]s?$", "", first["word"]) if first else ""
    beginning = [word] if word and word.lower() not in STOPWORDS | _LINKS and not word.endswith("ly") else []
    return list(dict.fromkeys([*beginning, *names(text)]))


def _alike(statements: Sequence[Statement], one: Said) -> list[Statement]:
    """Those of the statements that have the stance of what a sentence says."""
    return [s for s in statements if s.stance == one.stance]


def _own_stems(text: str, said: Sequence[Said]) -> set[str]:
    given = {stem for one in said for stem in stems(f"{one.words} {one.content} {one.speaker}")}
    return set(stems(text)) - given


def _share(wanted: set[str], text: str) -> float:
    """The share of the stems that a text has; numbers aside, which are compared exactly."""
    wanted = {stem for stem in wanted if not any(c.isdigit() for c in stem)}
    return len(wanted & (set(stems(text)) | set(tokens(text)))) / len(wanted) if wanted else 1.0


def _touches(statement: Statement, span: Span) -> bool:
    return any(place.overlaps(span) for place in (*statement.content, *([statement.cue] if statement.cue else [])))


def _speakers(cited: Cited) -> str:
    names = list(dict.fromkeys(s.speaker for s in cited.statements if s.speaker))
    return " and ".join(f"“{name}”" for name in names) or "somebody"
