"""Many articles in one file: JSON lines, a JSON list, or CSV; a row each."""

import csv
import io
import json
import re
import sys
from collections.abc import Iterable, Iterator
from typing import Any

from index.errors import ArticleError
from index.loaders.compose import Part, compose
from index.loaders.text import blocks, decode
from index.types import Article, Imprint

FIELDS = {
    "text": ("text", "body", "content", "article", "maintext", "articlebody"),
    "title": ("title", "headline", "name"),
    "author": ("author", "authors", "byline", "creator"),
    "date": ("date", "published", "date_published", "publish_date", "datepublished", "pubdate"),
    "outlet": ("outlet", "source", "publisher", "publication", "site", "sitename"),
    "address": ("url", "link", "address", "canonical_url"),
}
"""The names that a field goes by, in any case; the first that a row has counts."""
HOW = 'give each article a "text" (or body, content), and where known "title", "author", "date", "outlet", "url"'


def jsonl(content: bytes, origin: str) -> Iterator[Article | ArticleError]:
    """An article for each line; a line that is none gives an error, and the rest goes on."""
    lines = ((number, line) for number, line in enumerate(decode(content, origin).split("\n"), start=1) if line.strip())
    return _articles(((f"line {number}", _object(line)) for number, line in lines), origin)


def array(content: bytes, origin: str) -> Iterator[Article | ArticleError]:
    """An article for each object of a JSON list, or the one of a JSON object."""
    found = _object(decode(content, origin))
    if isinstance(found, ValueError):
        raise ArticleError(f'"{origin}" is no JSON ({found}): {HOW}')
    rows = found if isinstance(found, list) else [found]
    return _articles(((f"item {number}", row) for number, row in enumerate(rows, start=1)), origin)


def table(content: bytes, origin: str) -> Iterator[Article | ArticleError]:
    """An article for each row of a CSV file, whose first row names the columns; commas, semicolons or tabs."""
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    text = decode(content, origin)
    head = text.split("\n", 1)[0]
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count))
    try:
        numbered = [(f"row {number}", row) for number, row in enumerate(rows, start=2)]
    except csv.Error as error:
        raise ArticleError(f'"{origin}" is no CSV ({error}): save it as CSV in UTF-8') from error
    return _articles(numbered, origin)


def _articles(rows: Iterable[tuple[str, Any]], origin: str) -> Iterator[Article | ArticleError]:
    for place, row in rows:
        try:
            yield _article(row, place, origin)
        except ArticleError as error:
            yield error


def _article(row: Any, place: str, origin: str) -> Article:
    if not isinstance(row, dict):
        raise ArticleError(f'{place} of "{origin}" is no article ({row if isinstance(row, ValueError) else "no object"}): {HOW}')
    named = {str(name).strip().casefold(): value for name, value in row.items() if isinstance(name, str)}
    said = {field: _first(named, names) for field, names in FIELDS.items()}
    if not said["text"]:
        raise ArticleError(f'{place} of "{origin}" has no text: {HOW}')
    text = said["text"].replace("\r\n", "\n").replace("\r", "\n")
    paragraphs = [Part(text[start:end], place) for start, end in blocks(text)]
    date = re.sub(r"^(\d{4})/(\d{2})/(\d{2})", r"\1-\2-\3", said["date"]) if said["date"] else None
    imprint = Imprint(said["author"], date, said["outlet"], said["address"])
    return compose(said["title"], paragraphs, f"{origin}, {place}", imprint)


def _first(row: dict[str, Any], names: Iterable[str]) -> str | None:
    """The first of these fields that has words; a list of names is joined."""
    for name in names:
        value = row.get(name)
        words = ", ".join(map(str, value)) if isinstance(value, list) else value
        if isinstance(words, str) and words.strip():
            return words.strip()
    return None


def _object(text: str) -> Any:
    """What the JSON says, or the ValueError that says why it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        return ValueError(str(error))
