"""The steps from a place to what the library keeps of its articles: the same in one process and in many (`index.cluster`)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from index.attribution import Attributor
from index.entry import Entry
from index.errors import ArticleError
from index.family import signature
from index.language import ENGLISH, language
from index.load import Fetch, is_address
from index.load import read as load
from index.split import passages, sentences
from index.types import Article

Place = str | Path
"""A file, an address, or "-" for standard input."""
Stamp = tuple[int, int]
"""When a file was last changed (nanoseconds), and its size."""


def found_at(place: Place, fetch: Fetch | None = None) -> Iterator[Article | ArticleError]:
    """The articles at a place, and errors where there is none."""
    try:
        for article in load(place, fetch):
            yield article if isinstance(article, ArticleError) else _addressed(article, place)
    except ArticleError as error:
        yield error


def read(article: Article, attributor: Attributor | None = None) -> Entry:
    """What the library keeps of an article: its sentences, the passages made of them, and what `attributor` finds said in it.

    In an article that is not in English it is not asked: its model and rules would find little, and half of that wrong.
    """
    found, spoken = sentences(article), language(article.text)
    statements = attributor.statements(article) if attributor and spoken == ENGLISH else ()
    return Entry(article, found, passages(article, found), statements, spoken, signature(article), now())


def stamp(path: Path) -> Stamp | None:
    """What tells whether a file is still what it was when it was read; None where there is none."""
    try:
        known = path.stat()
    except (OSError, ValueError):
        return None
    return known.st_mtime_ns, known.st_size


def now() -> str:
    """The time in UTC, ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def after(time: str) -> str:
    """The next moment after a time as `now` gives it; nothing after what is no time.

    >>> after("2026-11-25T17:00:00.000009+00:00")
    '2026-11-25T17:00:00.000010+00:00'
    """
    try:
        return (datetime.fromisoformat(time) + timedelta(microseconds=1)).isoformat(timespec="microseconds")
    except (ValueError, OverflowError):
        return ""


def _addressed(article: Article, place: Place) -> Article:
    """The article with its file as its address where it has no other, so that the changed file is a new version of it."""
    alone = place != "-" and not is_address(place) and article.origin == str(place) and article.imprint.address is None
    if not alone:
        return article
    return replace(article, imprint=replace(article.imprint, address=Path(place).absolute().as_uri()))
