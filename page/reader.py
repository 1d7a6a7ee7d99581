"""The reading pane: an article, with a cited range marked."""

import re
from collections.abc import Iterator
from pathlib import Path

from index.types import Article, Range
from page.words import attribute, shown

NOTHING: Range = (0, 0)
TAGS = {"headline": "h2", "paragraph": "p", "rest": "p", "white": ""}
EMPTY = '<p class="hint">No article is open. Add one above, as a .txt or .md file.</p>'


def reader(article: Article, marked: Range = NOTHING) -> str:
    """The article as HTML with the marked range in <mark> elements.

    Every character of the text is in the HTML, in order: the marks' textContent, joined, is `article.text[start:end]`.
    A range that runs over paragraphs has a mark in each, and in the white space between.
    """
    parts = "".join(_part(article, name, start, end, marked) for name, start, end in _parts(article))
    origin = f'<p class="origin">{shown(Path(article.origin).name)}</p>' if article.origin else ""
    return f'{origin}<article aria-label="{attribute(article.title)}" data-id="{attribute(article.id)}">{parts}</article>'


def _parts(article: Article) -> Iterator[tuple[str, int, int]]:
    """The text cut into headline, paragraphs and what lies between ("rest"), without a gap."""
    named = [("headline", *article.headline), *(("paragraph", *place) for place in article.paragraphs)]
    reached = 0
    for name, start, end in sorted(named, key=lambda part: part[1]):
        if end > reached:
            yield from _rest(article.text, reached, max(start, reached))
            yield name, max(start, reached), end
            reached = end
    yield from _rest(article.text, reached, len(article.text))


def _rest(text: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """What lies between, line by line: a repeated headline or teaser, say; and white space."""
    for match in re.compile(r"\s+|\S.*").finditer(text, start, end):
        yield "white" if match[0].isspace() else "rest", match.start(), match.end()


def _part(article: Article, name: str, start: int, end: int, marked: Range) -> str:
    words = _words(article.text, start, end, marked)
    tag = TAGS[name]
    return f'<{tag} class="{name}" dir="auto">{words}</{tag}>' if tag else words


def _words(text: str, start: int, end: int, marked: Range) -> str:
    low, high = max(start, marked[0]), min(end, marked[1])
    if low >= high:
        return shown(text[start:end])
    return f'{shown(text[start:low])}<mark tabindex="-1">{shown(text[low:high])}</mark>{shown(text[high:end])}'
