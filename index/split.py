"""Splits an article into sentence spans, and groups those into passage spans.

Sentences never cross a paragraph. A quotation is kept in one sentence, and in one passage, where its length allows.
"""

import re
from collections.abc import Iterator

import sentencex

from index.types import Article, Range, Span

LONGEST_SENTENCE = 600
"""Characters. A quotation of several sentences stays one sentence up to here; a "sentence" beyond it is cut at a space."""
LONGEST_PIECE = 4000
"""Characters split at once: sentencex takes four times as long over twice the quotation marks. Paragraphs are shorter."""
PASSAGE = 700
"""Characters, about 160 tokens: well inside the 256 that all-MiniLM-L6-v2 reads, and two or three news paragraphs."""

_OPENING, _CLOSING = "“‘«„", "”’»“"
_LATE_START = re.compile(r"\s*[\"'“‘«]\s*$")
_NUMBER = re.compile(r"\s*\(?\d{1,3}[.)]\s*")
_STOP = re.compile(r"[.!?…][\"'”’»)]*\s")
_MISSED = re.compile(r"(?<=\bMay\.)\s+(?=[A-Z“‘\"])")


def sentences(article: Article) -> tuple[Span, ...]:
    """The sentences of the headline and the paragraphs, in order, disjoint, trimmed of white space."""
    blocks = [article.headline, *article.paragraphs]
    return tuple(article.span(*r) for block in sorted(blocks) for r in _sentences(article.text, block))


def passages(article: Article, of: tuple[Span, ...] | None = None) -> tuple[Span, ...]:
    """Runs of neighbouring sentences (of `of`, or of the whole article) of at most `PASSAGE` characters.

    Passages cover every sentence once, in order, and nothing that is in no sentence. A run ends rather between paragraphs
    than inside one, and rather there than inside a quotation that is carried over a paragraph break.
    """
    units = list(_units(article, sentences(article) if of is None else of))
    runs: list[tuple[Span, Span]] = []
    for first, last in units:
        if runs and last.end - runs[-1][0].start <= PASSAGE and not article.text[runs[-1][1].end : first.start].strip():
            runs[-1] = (runs[-1][0], last)
        else:
            runs.append((first, last))
    return tuple(article.span(first.start, last.end) for first, last in runs)


def _units(article: Article, found: tuple[Span, ...]) -> Iterator[tuple[Span, Span]]:
    """First and last sentence of each paragraph, or of several that one quotation runs through; single sentences where too long."""
    groups: list[list[Span]] = []
    for sentence in found:
        if groups and _together(article.text, groups[-1], sentence):
            groups[-1].append(sentence)
        else:
            groups.append([sentence])
    for group in groups:
        if group[-1].end - group[0].start <= PASSAGE:
            yield group[0], group[-1]
        else:
            yield from ((sentence, sentence) for sentence in group)


def _together(text: str, group: list[Span], sentence: Span) -> bool:
    """Whether `sentence` is of the group's paragraph, or goes on with a quotation that the group left open."""
    between = text[group[-1].end : sentence.start]
    if between.strip():
        return False
    if "\n" not in between:
        return True
    long = group[-1].end - group[0].start > PASSAGE
    return not long and text[sentence.start] in "“\"'‘«„" and is_open(text[group[0].start : group[-1].end])


def is_open(words: str) -> bool:
    """Whether a quotation begins in `words` and does not end there (double marks and guillemets; single ones are also apostrophes).

    >>> is_open('He said: "We deny it.'), is_open('“Never,” he said.')
    (True, False)
    """
    straight = words.count('"') % 2 == 1
    return straight or words.count("“") + words.count("„") > words.count("”") or words.count("«") > words.count("»")


def _sentences(text: str, block: Range) -> Iterator[Range]:
    start, end = block
    joined: list[Range] = []
    for piece in _boundaries_of_pieces(text[start:end]):
        if joined and _belongs(text, start, joined[-1], piece):
            joined[-1] = (joined[-1][0], piece[1])
        else:
            joined.append(piece)
    for first, last in joined:
        yield from _cut(text, start + first, start + last)


def _boundaries_of_pieces(words: str) -> Iterator[Range]:
    """The boundaries in a paragraph of any length, which is cut after a full stop, else a space, where it is too long."""
    start = 0
    while start < len(words):
        cut = min(len(words), start + LONGEST_PIECE)
        if cut < len(words):
            stops = [match.end() for match in _STOP.finditer(words, start + LONGEST_PIECE // 2, cut)]
            cut = stops[-1] if stops else words.rfind(" ", start + LONGEST_PIECE // 2, cut) + 1 or cut
        yield from ((start + first, start + last) for first, last in _boundaries(words[start:cut]))
        start = cut


def _boundaries(words: str) -> Iterator[Range]:
    """What sentencex finds, less two habits of it.

    It leaves an opening mark at the end of the sentence before, and takes "May." for an abbreviation.
    """
    starts = [int(found["start_index"]) for found in sentencex.get_sentence_boundaries("en", words)]
    starts += [match.end() for match in _MISSED.finditer(words)]
    bounds = sorted({0, *starts})
    for number, bound in enumerate(bounds[1:], start=1):
        late = _LATE_START.search(words, bounds[number - 1], bound)
        if late and is_open(words[bounds[number - 1] : bound]):
            bounds[number] = late.start() + len(late.group()) - len(late.group().lstrip())
    yield from zip(bounds, [*bounds[1:], len(words)], strict=True)


def _belongs(text: str, offset: int, before: Range, piece: Range) -> bool:
    """Whether a piece goes on with the sentence before it: an open quotation, a list number, or a mark left alone."""
    now = text[offset + piece[0] : offset + piece[1]]
    if not any(c.isalnum() for c in now) or _NUMBER.fullmatch(text, offset + before[0], offset + before[1]):
        return True
    return piece[1] - before[0] <= LONGEST_SENTENCE and is_open(text[offset + before[0] : offset + before[1]])


def _cut(text: str, start: int, end: int) -> Iterator[Range]:
    """The range trimmed of white space, in pieces of at most `LONGEST_SENTENCE` characters where it is longer."""
    while start < end:
        stop = end
        if end - start > LONGEST_SENTENCE:
            space = text.rfind(" ", start + 1, start + LONGEST_SENTENCE)
            stop = space if space > start else start + LONGEST_SENTENCE
        words = text[start:stop]
        first, last = start + len(words) - len(words.lstrip()), start + len(words.rstrip())
        if first < last:
            yield first, last
        start = stop
