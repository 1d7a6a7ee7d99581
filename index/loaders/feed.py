"""RSS and Atom feeds, through feedparser: what the feed itself has of its articles, and where the whole ones are."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from time import struct_time
from typing import Any

from index.errors import ArticleError
from index.loaders.archive import without_entities
from index.loaders.blocks import parsed, parts
from index.loaders.compose import compose
from index.types import Article, Imprint

MOST_ENTRIES = 1_000
WHOLE = 1_000
"""Characters of text from which an entry is the article, and below which it is only a teaser."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An article as a feed has it: its HTML, perhaps a teaser alone, and its imprint with the address of the whole."""

    title: str
    page: str
    imprint: Imprint

    def article(self, origin: str) -> Article:
        """What the feed has of it. Raises ArticleError when that is nothing."""
        try:
            return compose(self.title, parts(parsed(self.page or self.title)), self.imprint.link or origin, self.imprint)
        except ValueError as error:
            raise ArticleError(f'the feed "{origin}" has an entry without text: leave it out') from error


def entries(content: bytes, origin: str) -> list[Entry]:
    """The entries of a feed, newest first as it has them. Raises ArticleError when it is none."""
    import feedparser

    # As a stream: of bytes feedparser would take the path of a file, or an address, for one to open.
    stream = BytesIO(without_entities(content, origin))
    try:
        found = feedparser.parse(stream, sanitize_html=True, resolve_relative_uris=False)
    except ValueError as error:  # an encoding that is named as none can be
        raise ArticleError(f'"{origin}" is no RSS or Atom feed ({error}): give the address of one, or save its articles') from error
    if not found.entries and (found.bozo or not found.get("version")):
        raise ArticleError(f'"{origin}" is no RSS or Atom feed: give the address of one, or save its articles')
    outlet = found.feed.get("title")
    return [_entry(entry, outlet) for entry in found.entries[:MOST_ENTRIES]]


def feed(content: bytes, origin: str) -> Iterator[Article | ArticleError]:
    """An article for each entry, made of what the feed has of it."""
    for entry in entries(content, origin):
        try:
            yield entry.article(origin)
        except ArticleError as error:
            yield error


def _entry(entry: Any, outlet: str | None) -> Entry:
    texts = [item.value for item in entry.get("content", ()) if item.get("value")]
    when = dict.get(entry, "published_parsed") or dict.get(entry, "updated_parsed")  # its own get warns of a fallback
    date = _iso(when) if when else None
    imprint = Imprint(entry.get("author") or None, date, outlet, entry.get("link") or None)
    return Entry(entry.get("title", ""), max([*texts, entry.get("summary", "")], key=len), imprint)


def _iso(when: struct_time) -> str:
    return f"{when.tm_year:04}-{when.tm_mon:02}-{when.tm_mday:02}T{when.tm_hour:02}:{when.tm_min:02}:{when.tm_sec:02}Z"
