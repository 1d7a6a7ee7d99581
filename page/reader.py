"""The reading pane: an article in the colours of its voices, with a cited range marked."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from pathlib import Path

from index.types import Article, Range, Statement
from page.voices import Voice, voices
from page.words import attribute, shown

NOTHING: Range = (0, 0)
TAGS = {"headline": "h2", "paragraph": "p", "rest": "p", "white": ""}
LEGEND = (
    '<p class="legend">In this article: <span>its own voice</span> <span class="voice asserts">somebody says</span>'
    ' <span class="voice denies">denies</span> <span class="voice asks">asks</span> <span class="voice other">other</span></p>'
)
EMPTY = '<p class="hint">No article is open. Add one to the library: drop a file on the page, or paste a text or an address.</p>'
TABS = (
    '<div role="tablist" aria-label="The article">'
    '<button type="button" role="tab" data-tab="article" aria-controls="reader" aria-selected="true">Article</button>'
    '<button type="button" role="tab" data-tab="who" aria-controls="who" aria-selected="false" tabindex="-1">Who said what</button>'
    '<button type="button" role="tab" data-tab="claims" aria-controls="claims" aria-selected="false" tabindex="-1">Claims</button>'
    "</div>"
)
VIEWS = (
    '<nav aria-label="Views"><button type="button" data-view="shelf">Library</button>'
    '<button type="button" data-view="talk" aria-pressed="true">Chat</button>'
    '<button type="button" data-view="read">Article</button></nav>'
)
"""Shown where the window is too narrow for all three beside each other."""


def reader(article: Article, marked: Range = NOTHING, statements: Sequence[Statement] = ()) -> str:
    """The article as HTML with the marked range in <mark> elements and the words of others in <span class="voice">.

    Every character of the text is in the HTML, in order: the marks' textContent, joined, is `article.text[start:end]`.
    A range that runs over paragraphs has a mark in each, and in the white space between.
    """
    heard = list(voices(statements))
    cut = _parts(article)
    parts = "".join(_part(name, _words(article.text, start, end, marked, heard)) for name, start, end in cut)
    origin = f'<p class="origin">{shown(Path(article.origin).name)}</p>' if article.origin else ""
    key = LEGEND if heard else ""
    return f'{origin}{key}<article aria-label="{attribute(article.title)}" data-id="{attribute(article.id)}">{parts}</article>'


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


def _part(name: str, words: str) -> str:
    tag = TAGS[name]
    return f'<{tag} class="{name}" dir="auto">{words}</{tag}>' if tag else words


def _pieces(start: int, end: int, heard: Sequence[Voice]) -> Iterator[tuple[int, int, Voice | None]]:
    """The range cut where a voice begins or ends, without a gap."""
    for voice in heard[bisect_right(heard, start, key=lambda v: v.end) :]:
        if voice.start >= end:
            break
        if start < voice.start:
            yield start, voice.start, None
        yield max(start, voice.start), min(end, voice.end), voice
        start = min(end, voice.end)
    if start < end:
        yield start, end, None


def _words(text: str, start: int, end: int, marked: Range, heard: Sequence[Voice]) -> str:
    """The range with its voices and marks."""
    return "".join(_piece(_marked(text, low, high, marked), voice) for low, high, voice in _pieces(start, end, heard))


def _piece(words: str, voice: Voice | None) -> str:
    return f'<span class="voice {voice.stance}" title="{attribute(voice.whose)}">{words}</span>' if voice else words


def _marked(text: str, start: int, end: int, marked: Range) -> str:
    low, high = max(start, marked[0]), min(end, marked[1])
    if low >= high:
        return shown(text[start:end])
    return f'{shown(text[start:low])}<mark tabindex="-1">{shown(text[low:high])}</mark>{shown(text[high:end])}'
