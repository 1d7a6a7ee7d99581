"""A folder of articles with questions (articles/ID.txt and questions.jsonl), and what is counted on it.

Each question is asked twice: of its own article, and of all articles of the folder at once.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant import Assistant, export
from assistant.route import standalone
from assistant.types import Answer, Request, Turn
from index.load import load
from index.types import Article, Span

Figures = dict[str, Any]
DEPTH = 5
"""Passages among which the evidence is looked for: recall@5."""
WAYS = ("hybrid", "dense", "lexical")
"""The search as it is, and each half of it alone."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question about an article; `evidence` are all places that answer it, none when the article does not."""

    id: str
    article: Article
    text: str
    evidence: tuple[Span, ...]
    history: tuple[Turn, ...]

    def standalone(self, article_ids: tuple[str, ...] = ()) -> str:
        """The words searched for: with the earlier turns folded in."""
        return standalone(Request(self.text, article_ids, self.history)).question


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was answered to a question, and what each search found for it, best first."""

    question: Question
    answer: Answer
    found: Mapping[str, tuple[Span, ...]]

    @property
    def verdict(self) -> str:
        """One of "right", "abstained", "wrong citation" and "answered the unanswerable"."""
        if not self.question.evidence:
            return "answered the unanswerable" if self.answer.found else "right"
        if not self.answer.found:
            return "abstained"
        return "right" if meets(self.question.evidence, citations(self.answer)) else "wrong citation"


def read(folder: Path) -> tuple[Question, ...]:
    """The questions of a folder. Raises FileNotFoundError with what to do when there are none."""
    path = folder / "questions.jsonl"
    if not path.is_file():
        raise FileNotFoundError(f'there is no "{path}": name a folder with articles/ID.txt and questions.jsonl')
    articles = {place.stem: load(place) for place in sorted((folder / "articles").glob("*.txt"))}
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    return tuple(_question(row, articles[row["article"]]) for row in rows)


def ask(questions: Sequence[Question], others: Sequence[Article] = ()) -> dict[str, tuple[Outcome, ...]]:
    """The outcomes of asking each question of its own "article", and of the "library" of all, and of `others` beside them."""
    articles = tuple({question.article.id: question.article for question in questions}.values())
    blank = Assistant.blank()
    alone = {article.id: blank.beside([article]) for article in articles}
    together = blank.beside([*articles, *others])
    return {
        "article": tuple(_outcome(alone[question.article.id], question) for question in questions),
        "library": tuple(_outcome(together, question) for question in questions),
    }


def count(outcomes: Sequence[Outcome]) -> Figures:
    """The shares of right answers and right silence, and how often the evidence is among the first passages found."""
    answerable = [o for o in outcomes if o.question.evidence]
    unanswerable = [o for o in outcomes if not o.question.evidence]
    return {
        "citation_hit": share(o.verdict == "right" for o in answerable),
        "abstained_of_unanswerable": share(o.verdict == "right" for o in unanswerable),
        "abstained_of_answerable": share(o.verdict == "abstained" for o in answerable),
        "inexact_spans": sum(inexact(o.answer, o.question.article) for o in outcomes),
        f"recall@{DEPTH}": recall(answerable, DEPTH),
        "recall@1": recall(answerable, 1),
    }


def recall(outcomes: Sequence[Outcome], depth: int) -> Figures:
    """Share of the outcomes whose evidence is among the first `depth` passages, for each way to search."""
    return {way: share(meets(o.question.evidence, o.found[way][:depth]) for o in outcomes) for way in WAYS}


def citations(answer: Answer) -> list[Span]:
    """All places that an answer cites."""
    return [citation for sentence in answer.sentences for citation in sentence.citations]


def meets(evidence: Iterable[Span], found: Iterable[Span]) -> bool:
    """Whether one of the found places shares a character with one that answers."""
    found = tuple(found)
    return any(place.overlaps(other) for place in evidence for other in found)


def inexact(answer: Answer, article: Article) -> int:
    """Cited places, as they are exported, whose words are not those of the article's file at these offsets."""
    cited = [c for sentence in export.answer(answer)["sentences"] for c in sentence["citations"] if c["article"] == article.id]
    written = Path(article.origin).read_text(encoding="utf-8")
    return sum(written[c["start"] : c["end"]] != c["text"] for c in cited)


def share(hits: Iterable[bool]) -> float:
    """Share of true ones, 0 to 1, rounded to four places; 0 of nothing.

    >>> share([True, False, False])
    0.3333
    """
    hits = list(hits)
    return round(sum(hits) / len(hits), 4) if hits else 0.0


def _question(row: Mapping[str, Any], article: Article) -> Question:
    places = tuple(place for words in row["evidence"] for place in _places(article, words))
    if bool(places) != row["answerable"]:
        raise ValueError(f"question {row['id']}: answerable is {row['answerable']}, and {len(places)} places bear it out")
    return Question(row["id"], article, row["question"], places, tuple((q, a) for q, a in row.get("history") or ()))


def _places(article: Article, words: str) -> Iterable[Span]:
    start = article.text.find(words)
    while start >= 0:
        yield article.span(start, start + len(words))
        start = article.text.find(words, start + 1)


def _outcome(assistant: Assistant, question: Question) -> Outcome:
    searched, index = question.standalone(), assistant.index
    found = {
        "hybrid": tuple(hit.passage for hit in index.search(searched, DEPTH)),
        "dense": tuple(hit.passage for hit in index.dense(searched, DEPTH)),
        "lexical": tuple(hit.passage for hit in index.lexical(searched, DEPTH)),
    }
    return Outcome(question, assistant.ask(question.text, history=question.history), found)
