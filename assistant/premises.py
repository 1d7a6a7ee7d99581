"""What an article offers for or against a claim: its own sentences and what it reports of others, in words that stand alone."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from assistant.content import by_name, content, hull, inside, plain
from assistant.polarity import denied
from assistant.replies import ALLEGED, NAMELESS, answered, opposite
from index.attribution.cues import acts
from index.types import Article, Range, Span, Statement

MEANINGFUL = 7
"""Words that a sentence must have besides what it attributes, for them to be a statement of the article's own."""
RUN = 500
"""Characters of a run of sentences."""

_THOUGHT = frozenset(
    """think believe expect hope fear know doubt feel suppose assume regard consider understand learn hear read want wish plan
    intend""".split()  # noqa: SIM905
)
_CLAUSE = re.compile(r"^that\b|\b(?:is|are|was|were|has|have|had|will|would|can|could|may|might|must|did|does|do|\w{2,}(?<!e)ed)\b")
_HANGING = re.compile(r"\W*(?:\w+ )?(?:which|whom?|whose|where)\b", re.IGNORECASE)
_NOBODY = re.compile(r"\b(?:[Nn]either|[Nn]obody|[Nn]one|[Nn]o one)\b[^,;:.]*$")
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’]?\s+(?=[\"“‘]?[A-Z])")


@dataclass(frozen=True, slots=True)
class Premise:
    """Words that may bear on a claim.

    `span` is where they stand; `text` are the words so that they stand alone, and `before` the ones they follow, where those
    are of the same voice. `statement` is None for the article's own voice. `denied`: the words are what the speaker denies;
    `whole`: they are the sentence with who says it, and bear only on claims about the saying; `run`: they are several sentences
    of the article's own, for claims that join what those say; `relayed`: the speaker passes on what another said.
    """

    span: Span
    text: str
    before: str = field(default="", repr=False)
    statement: Statement | None = field(default=None, repr=False)
    denied: bool = False
    whole: bool = False
    run: bool = False
    relayed: bool = False


def premises(article: Article, sentences: Sequence[Span], statements: Sequence[Statement]) -> tuple[Premise, ...]:
    """Everything in an article that can bear on a claim: its own voice, then what its speakers say, then both as one.

    What nobody at all is named for ("it is believed to be sold") is the article's own to say; `assistant.hedges` minds the rest.
    """
    statements = [statement for statement in statements if statement.mention]
    voiced = tuple(_own(article, sentences, [s for s in statements if not _answered_for(s)]))
    said = [p for number, statement in enumerate(statements) for p in _said(number, statement, statements, sentences)]
    whole = [p for statement in statements if (p := _whole(statement, sentences))]
    return (*voiced, *_runs(article, voiced), *said, *whole)


def _answered_for(statement: Statement) -> bool:
    """Whether it is no speech, thought or wish that something be so, but what somebody does or is for: "Tarn opposes the sale".

    That the article says itself, as it says what happened.
    """
    what = " ".join(span.text for span in statement.content)
    thinks = _THOUGHT & {lemma for lemma, _ in acts(statement.cue.text)} if statement.cue else _THOUGHT
    return statement.cue_class == "attitude" and not thinks and not _CLAUSE.search(what) and not statement.via


def _runs(article: Article, voiced: Sequence[Premise]) -> Iterator[Premise]:
    """Neighbouring sentences of the article's own, together, as far as they are no longer than a short passage."""
    run: list[Premise] = []
    for premise in voiced:
        near = run and not article.text[run[-1].span.end : premise.span.start].strip()
        if run and not (near and premise.span.end - run[0].span.start <= RUN):
            yield from _joined(article, run)
            run = [run[-1]] if near and premise.span.end - run[-1].span.start <= RUN else []
        run.append(premise)
    yield from _joined(article, run)


def _joined(article: Article, run: Sequence[Premise]) -> Iterator[Premise]:
    if len(run) > 1:
        span = article.span(run[0].span.start, run[-1].span.end)
        yield Premise(span, " ".join(premise.text for premise in run), run=True)


def _own(article: Article, sentences: Sequence[Span], statements: Sequence[Statement]) -> Iterator[Premise]:
    """The sentences that no statement's content covers, or what is left of them."""
    before = ""
    for sentence in sentences:
        touching = [s for s in statements if any(c.overlaps(sentence) for c in s.content)]
        told = [s for s in statements if s.cue and s.cue.overlaps(sentence)]
        if not touching and not told:
            text = plain(sentence.text)
            yield Premise(sentence, text, before)
            before = text
            continue
        before = ""
        rest = _without_cue(" ".join(_left(article, sentence, touching).split()), told)
        around = [place.text for s in told for place in (s.mention, s.cue) if place and place.overlaps(sentence)]
        if len(rest.split()) - sum(len(words.split()) for words in dict.fromkeys(around)) >= MEANINGFUL:
            yield Premise(sentence, plain(rest).lstrip(" ,"))


def _left(article: Article, sentence: Span, statements: Sequence[Statement]) -> str:
    """The sentence without the contents that lie in it, and without a clause ("which …") that hangs on the words of one."""
    taken: list[Range] = sorted((c.start, c.end) for s in statements for c in s.content)
    kept, place = [], sentence.start
    for start, end in [*taken, (sentence.end, sentence.end)]:
        words = article.text[place : max(place, min(start, sentence.end))]
        kept.append("" if place > sentence.start and _HANGING.match(words) else words)
        place = max(place, min(end, sentence.end))
    return " ".join(kept)


def _without_cue(rest: str, told: Sequence[Statement]) -> str:
    """What is left of a sentence without the "and said" that it now ends with.

    A speaker goes too where words of the article's own come before: "Though it is old, Tarn does not want".
    """
    for statement in told:
        cue = " ".join(statement.cue.text.split()) if statement.cue else ""
        mention = " ".join(statement.mention.text.split()) if statement.mention else ""
        found = re.search(rf"(?:,? (?:and|but|while))?[ ,]+{re.escape(cue)}(?: that)?[\s\"“”‘’,:;.!?]*$", rest)
        if cue and found:
            rest = re.sub(rf", {re.escape(mention)}$", "", rest[: found.start()]) if mention else rest[: found.start()]
            rest = f"{rest.rstrip(' ,')}."
    return rest


def _said(number: int, statement: Statement, statements: Sequence[Statement], sentences: Sequence[Span]) -> Iterator[Premise]:
    """A statement's content as a premise; for a denial that names nothing, what was said before it."""
    if statement.stance in ("asks", "other") or not statement.content or _nobody_said(statement, sentences):
        return
    span, text = hull(statement), content(statement)
    rejected = denied(statement, text)
    relayed = any(inside(other, statement) for other in statements if other is not statement and other.via)
    before = _before(span, statement, statements, sentences)
    inner = ALLEGED.search(text)
    if inner and (rejected or re.search(r"\b(?:debunk|reject|den|dismiss|false|untrue|unfounded|baseless)", text)):
        yield Premise(span, plain(inner["what"]), before, statement, denied=True)
    if statement.stance == "denies" and not inner:
        what = tuple(answered(number, text, statements, sentences))
        yield from (Premise(span, words, "", statement, denied=True) for words in dict.fromkeys(what))
    reversed_ = tuple(opposite(number, statements))
    if reversed_:
        yield from (Premise(span, words, "", statement, turned) for words, turned in reversed_)
        return
    pieces = tuple(_pieces(statement, sentences))
    if len(pieces) > 1:
        yield from (Premise(piece, by_name(plain(piece.text), statement), before, statement) for piece in pieces)
    elif not (rejected and NAMELESS.fullmatch(text)):
        yield Premise(span, text, before, statement, rejected, relayed=relayed)


def _nobody_said(statement: Statement, sentences: Sequence[Span]) -> bool:
    """Whether the sentence tells that it was not said: "neither her office nor the union would confirm the offer"."""
    cue = statement.cue
    begun = next((s.start for s in sentences if cue and s.covers(cue)), None)
    return begun is not None and cue is not None and bool(_NOBODY.search(cue.article.text[begun : cue.start]))


def _pieces(statement: Statement, sentences: Sequence[Span]) -> Iterator[Span]:
    """The sentences of a direct quotation of several, the parts of another content that each begin a sentence; else nothing."""
    if statement.kind != "direct" or not any(_SENTENCE_END.search(span.text) for span in statement.content):
        begun = {sentence.start for sentence in sentences}
        yield from statement.content if all(span.start in begun for span in statement.content) else ()
        return
    for span in statement.content:
        starts = [0, *(m.end() for m in _SENTENCE_END.finditer(span.text))]
        for start, end in pairwise([*starts, len(span.text)]):
            words = span.text[start:end]
            yield span.article.span(span.start + start, span.start + start + len(words.rstrip()))


def _whole(statement: Statement, sentences: Sequence[Span]) -> Premise | None:
    """The sentences of a statement with who says it, by name."""
    places = [*statement.content, *(place for place in (statement.cue, statement.mention) if place)]
    held = [s for s in sentences if any(place.overlaps(s) for place in places)]
    if not held or not statement.cue:
        return None
    span = held[0].article.span(held[0].start, held[-1].end)
    return Premise(span, plain(_introduced(span, statement)), "", statement, whole=True)


def _introduced(span: Span, statement: Statement) -> str:
    """The words with the speaker's name where they only say "she" or "the minister"."""
    mention, speaker = statement.mention, statement.speaker
    if not mention or not speaker or not span.covers(mention) or set(speaker.split()) & set(mention.text.split()):
        return span.text
    start, end = mention.start - span.start, mention.end - span.start
    return f"{span.text[:start]}{speaker}{span.text[end:]}"


def _before(span: Span, statement: Statement, statements: Sequence[Statement], sentences: Sequence[Span]) -> str:
    """The words before, where they are the same speaker's or nobody's but the article's own."""
    earlier = [s for s in sentences if s.end <= span.start and not s.overlaps(span)]
    if not earlier:
        return ""
    last = earlier[-1]
    told = [s for s in statements if any(c.overlaps(last) for c in s.content)]
    if not told:
        return plain(last.text)
    same = [s for s in told if s.speaker == statement.speaker and s.stance == "asserts" and s is not statement]
    return content(same[-1]) if same else ""
