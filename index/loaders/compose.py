"""Builds an article out of the parts of a document that is no plain text: what is stored is what a reader sees, part by part."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from index.errors import ArticleError
from index.loaders.text import is_headline, made
from index.types import Article, Element, Imprint, Range

_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph, heading or row of a document, and the name of its place there; white space is folded when it is stored."""

    text: str
    place: str = ""


def compose(title: str | None, parts: Iterable[Part], origin: str, imprint: Imprint | None = None) -> Article:
    """The article of a title and parts, a blank line between them. Raises ArticleError when there is no text in them.

    Without a title the first part is the headline where it looks like one.

    >>> compose("Talks fail", [Part("They  failed.", "page 2")], "a.pdf").span(12, 24).place
    'page 2'
    """
    kept = [Part(words, part.place) for part in parts if (words := folded(part.text))]
    if not kept:
        raise ArticleError(f'there is no text in "{origin}": give an article with some text')
    heading = folded(title or "")
    if heading and kept[0].text.casefold() == heading.casefold():
        kept = kept[1:]
    headed = [Part(heading)] * bool(heading) + kept
    text = "\n\n".join(part.text for part in headed)
    blocks = list(_ranges(headed))
    headline = blocks[0] if heading or is_headline(text, blocks) else (0, 0)
    elements = tuple(_elements(headed, blocks))
    return made(text, headline, blocks, origin, imprint=imprint or Imprint(), elements=elements)


def folded(text: str) -> str:
    """The text on one line, without control characters, which no reader sees."""
    return " ".join(_UNSEEN.sub(" ", text).split())


def _ranges(parts: Iterable[Part]) -> Iterator[Range]:
    start = 0
    for part in parts:
        yield start, start + len(part.text)
        start += len(part.text) + 2


def _elements(parts: Sequence[Part], blocks: Sequence[Range]) -> Iterator[Element]:
    """A stretch for each run of parts that share a place."""
    for name, run in groupby(zip(parts, blocks, strict=True), key=lambda pair: pair[0].place):
        ranges = [block for _, block in run]
        if name:
            yield Element(ranges[0][0], ranges[-1][1], name)
