"""Reads articles: a file, a folder of them, standard input or an address, in any of the formats of `LOADERS`."""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from index.errors import ArticleError
from index.loaders import book, feed, mail, office, page, pdf, rows, text
from index.loaders.text import decode, from_bytes, from_text
from index.types import Article

__all__ = ["KINDS", "LOADERS", "decode", "from_bytes", "from_text", "load", "loaded", "paths", "read"]

LARGEST_FILE = 50 * 2**20
"""Bytes. An article is a few thousand; a file beyond this is a mistake more often than an article."""
LARGEST_ROWS = 500 * 2**20
"""Bytes of a file of many articles."""

Loader = Callable[[bytes, str], Iterator[Article | ArticleError]]
"""From a file's bytes and its origin to its articles, or in a file of many the error in place of one that is none."""

LOADERS: dict[str, Loader] = {
    "text": text.plain,
    "markdown": text.markdown,
    "html": page.html,
    "pdf": pdf.pdf,
    "docx": office.docx,
    "epub": book.epub,
    "eml": mail.eml,
    "feed": feed.feed,
    "jsonl": rows.jsonl,
    "json": rows.array,
    "csv": rows.table,
}
KINDS = {
    ".txt": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
    ".docx": "docx",
    ".epub": "epub",
    ".eml": "eml",
    ".rss": "feed",
    ".atom": "feed",
    ".xml": "feed",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".csv": "csv",
    ".tsv": "csv",
}
"""The kind of a file by its suffix; a file with another suffix is taken for plain text."""
MARKS = (
    (b"%PDF-", "pdf"),
    (b"<!doctype html", "html"),
    (b"<html", "html"),
    (b"<?xml", "feed"),
    (b"<rss", "feed"),
    (b"<feed", "feed"),
)
"""How a file begins that comes without a name."""


class Fetch(Protocol):
    """Gets what is at an address: its articles, or the errors in place of some. Raises ArticleError when nothing can be had."""

    def __call__(self, address: str) -> Iterator[Article | ArticleError]: ...


def is_address(place: str | Path) -> bool:
    """Whether a place is an address and no file."""
    return str(place).lower().startswith(("http://", "https://"))


def paths(place: str | Path) -> Iterator[Path]:
    """The article files at `place`: the file itself, or every one of a known kind below a folder, in order.

    Raises ArticleError when there is nothing there, or the folder cannot be read or holds no article.
    """
    path = Path(place)
    if not os.path.isdir(path):  # unlike Path.is_dir, also for a name that no file can have
        yield path
        return
    try:
        list(path.iterdir())
    except OSError as error:
        raise ArticleError(f'cannot read the folder "{path}" ({error.strerror}): check its permissions') from error
    found = sorted(p for p in path.rglob("*") if p.suffix.lower() in KINDS and p.is_file())
    if not found:
        raise ArticleError(f'the folder "{path}" holds no file that is read ({", ".join(KINDS)}): name a folder with articles')
    yield from found


def read(place: str | Path, fetch: Fetch | None = None) -> Iterator[Article | ArticleError]:
    """The articles in a file, on standard input ("-") or at an address; errors stand where one of many is none.

    `fetch` gets addresses (default: `index.fetch.articles`). Raises ArticleError when nothing can be read at all.
    """
    if is_address(place):
        from index.fetch import articles

        yield from (fetch or articles)(str(place))
    elif str(place) == "-":
        content = sys.stdin.buffer.read()
        yield from loaded(content, kind_of(content), "standard input")
    else:
        kind = KINDS.get(Path(place).suffix.lower(), "text")
        yield from loaded(_content(Path(place), kind), kind, str(place))


def load(place: str | Path) -> Article:
    """The article at a place that has one alone. Raises ArticleError when it cannot be read, or there are several."""
    found = list(read(place))
    if len(found) != 1:
        raise ArticleError(f'"{place}" holds {len(found)} articles, where one is needed: add it to the library with: onrecord add')
    (article,) = found
    if isinstance(article, ArticleError):
        raise article
    return article


def loaded(content: bytes, kind: str, origin: str) -> Iterator[Article | ArticleError]:
    """The articles in the bytes of a file of that kind. Raises ArticleError when they are no such file."""
    return LOADERS[kind](content, origin)


def kind_of(content: bytes) -> str:
    """The kind of a file without a name, by how it begins; plain text where it begins like no other."""
    start = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return next((kind for mark, kind in MARKS if start.startswith(mark.lower())), "text")


def _content(path: Path, kind: str) -> bytes:
    limit = LARGEST_ROWS if kind in ("jsonl", "json", "csv") else LARGEST_FILE
    try:
        if path.stat().st_size > limit:
            raise ArticleError(f'"{path}" is larger than {limit >> 20} MiB: split it into single articles')
        return path.read_bytes()
    except FileNotFoundError as error:
        raise ArticleError(f'there is no file "{path}": check the path') from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        why = getattr(error, "strerror", None) or error
        raise ArticleError(f'cannot read "{path}" ({why}): check that it is a file you may read') from error
