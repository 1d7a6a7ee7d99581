"""What a library keeps of an article, and its form as JSON."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from index.types import Article, Range, Span


@dataclass(frozen=True, slots=True)
class Entry:
    """An article as the library keeps it: with its sentences and passages."""

    article: Article
    sentences: tuple[Span, ...] = field(repr=False)
    passages: tuple[Span, ...] = field(repr=False)


def to_json(entry: Entry) -> dict[str, Any]:
    """The entry as JSON; ranges stand for spans."""
    article = entry.article
    return {
        "id": article.id,
        "origin": article.origin,
        "text": article.text,
        "headline": article.headline,
        "paragraphs": article.paragraphs,
        "sentences": [(span.start, span.end) for span in entry.sentences],
        "passages": [(span.start, span.end) for span in entry.passages],
    }


def from_json(content: dict[str, Any], article_id: str) -> Entry:
    """The entry again. Raises KeyError, TypeError or ValueError when it is not that article's."""
    if content["id"] != article_id or not isinstance(content["text"], str):
        raise ValueError(f'not the article "{article_id}"')
    ranges: Callable[[str], tuple[Range, ...]] = lambda key: tuple((int(s), int(e)) for s, e in content[key])
    start, end = content["headline"]
    article = Article(article_id, content["text"], (int(start), int(end)), ranges("paragraphs"), content["origin"])
    return Entry(
        article,
        tuple(article.span(*r) for r in ranges("sentences")),
        tuple(article.span(*r) for r in ranges("passages")),
    )
