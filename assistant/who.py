"""Statements found again: by speaker in any form of the name, by topic, by stance."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

import numpy as np

from assistant.names import called, same_speaker
from assistant.question import coverage, parse
from assistant.replies import meant
from index.index import Index
from index.lexical import stems
from index.search import CANDIDATES
from index.types import Stance, Statement

ABOUT = 0.4
"""Least of cosine plus `SHARED_WORDS` times the share of the topic's words for a statement to be about a topic."""
SHARED_WORDS = 0.5
LARGE = 10_000
"""Passages of a library in which statements are not all looked through, of which there are then far more than `MANY`."""
READ = 64
"""Articles whose statements are read at once."""
MANY = 128
"""Statements whose contents are embedded for one topic; of more only those in the passages that a search finds."""


def who_said(
    index: Index,
    speaker: str | None = None,
    about: str | None = None,
    article_ids: Sequence[str] = (),
    stance: Stance | None = None,
    *,
    attitudes: bool = False,
) -> tuple[Statement, ...]:
    """The statements that fit, in the order of the text; about a topic those first that are nearest to it.

    Without `attitudes` only speech. Raises ArticleError for an unknown article.
    """
    within = scope(index, speaker, about, article_ids)
    found = said(index, speaker, within, stance, attitudes=attitudes)
    return tuple(s for s, _ in nearest(index, about, list(found), within)) if about else tuple(found)


def scope(index: Index, speaker: str | None, about: str | None, article_ids: Sequence[str] = ()) -> Sequence[str] | None:
    """The articles to look through: those given, or all (None); in a large library those alone that may have such statements."""
    if article_ids or index.size < LARGE or not (speaker or about):
        return article_ids or None
    return index.about(about, CANDIDATES, speaker) if about else index.speaking(speaker or "")


def said(
    index: Index,
    speaker: str | None = None,
    within: Sequence[str] | None = None,
    stance: Stance | None = None,
    *,
    attitudes: bool = False,
) -> Iterator[Statement]:
    """The statements of a speaker, of a stance, in these articles or in all (None); read as they are asked for.

    Without `attitudes` only speech. Raises ArticleError for an unknown article.
    """
    parts = [()] if within is None else (within[start : start + READ] for start in range(0, len(within), READ))
    for part in parts:
        every = index.statements(part)
        found = [s for s in every if (attitudes or s.cue_class == "speech") and stance in (None, s.stance)]
        if speaker:
            wanted = {who for who, known in called(every).items() if same_speaker(speaker, known)}
            found = [s for s in found if s.speaker and (s.content[0].article.id, s.speaker) in wanted]
        yield from found


def nearest(
    index: Index, about: str, found: Sequence[Statement], within: Sequence[str] | None = None
) -> list[tuple[Statement, float]]:
    """Those of statements `within` articles that are about something, by how much: in meaning, and by the words that they share.

    Who denies "the accusation" speaks of what was said before.
    """
    if len(found) > MANY:
        passages = [hit.passage for hit in index.search(about, CANDIDATES, within or ())]
        found = [s for s in found if any(passage.overlaps(s.content[0]) for passage in passages)]
    if not found:
        return []
    contents = [_meant(index, statement) for statement in found]
    vectors = index.embedder.encode([about, *contents])
    cosines: Sequence[float] = (vectors[1:] @ vectors[0]).tolist()
    topic = parse(about)
    scored = [
        (statement, cosine + SHARED_WORDS * coverage(topic, set(stems(content))))
        for statement, cosine, content in zip(found, cosines, contents, strict=True)
    ]
    order = np.argsort([-score for _, score in scored], kind="stable")
    return [scored[i] for i in order if scored[i][1] >= ABOUT]


def _meant(index: Index, statement: Statement) -> str:
    """What is said; where that is "the accusation" or the like, with the accusation."""
    told = " ".join(" ".join(span.text.split()) for span in statement.content)
    if statement.stance != "denies":
        return told
    article_id = statement.content[0].article.id
    every = index.statements([article_id])
    return f"{told} {meant(every.index(statement), told, every, index.sentences(article_id))}".rstrip()


def by_speaker(statements: Iterable[Statement]) -> list[tuple[str | None, list[Statement]]]:
    """The statements grouped by speaker, each where the first of theirs stands; those of nobody named last."""
    statements = list(statements)
    order = list(dict.fromkeys(s.speaker for s in statements if s.speaker))
    ranked = sorted(statements, key=lambda s: order.index(s.speaker) if s.speaker else len(order))
    return [(speaker, list(group)) for speaker, group in groupby(ranked, key=lambda s: s.speaker)]
