"""Reads the articles of a news file: a {"title", "text"} a line, gzipped."""

import gzip
import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from index.load import from_text
from index.types import Article


def articles(news: Path, count: int) -> list[Article]:
    """The first articles of the file."""
    return list(islice(every(news), count))


def every(news: Path) -> Iterator[Article]:
    """The articles of the file, title above text."""
    with gzip.open(news, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            yield from_text(f"{row['title']}\n\n{row['text']}")
