"""PDF files, through pypdf: pages to paragraphs, without the lines that head or foot every page."""

import re
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING

from index.errors import ArticleError
from index.loaders.compose import Part, compose, folded
from index.types import Article, Imprint

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

DAMAGE = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RuntimeError, OSError, ImportError, zlib.error)
"""What pypdf raises beside its own errors when a file is not what it says (ImportError: encrypted, and no library for it)."""
MOST_PAGES = 2_000
REPEATED = 3
"""Pages that a first or last line stands on, numbers apart, to be a running head or foot."""
SHORT_LINE = 0.75
"""Share of the longest line's length; a line below it that ends a sentence ends a paragraph."""
WIDE = 1.35
"""Times the distance of lines that a gap between paragraphs has at least."""
WIDEST_PITCH = 1.8
"""Times the size of the largest letters that lines of one paragraph are apart at most."""

_ENDS = re.compile(r"[.!?:][\"'”’)]*$")


def pdf(content: bytes, origin: str) -> Iterator[Article]:
    """The article in a PDF file; each paragraph has its page."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise ArticleError(f'"{origin}" is locked with a password: save it without one and add that')
        lines = [_lines(page) for page in reader.pages[:MOST_PAGES]]
        title, imprint = _imprint(reader)
    except (
        PyPdfError,
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
        ArithmeticError,
        RecursionError,
        OSError,
        zlib.error,
    ) as error:
        raise ArticleError(f'cannot read the PDF "{origin}" ({error or type(error).__name__}): save its text as .txt') from error
    except (NotImplementedError, ImportError) as error:
        raise ArticleError(f'cannot read the PDF "{origin}" ({error}): save its text as .txt') from error
    if not any(map(any, lines)):
        raise ArticleError(f'the PDF "{origin}" has pictures and no text: recognise its text first (OCR), or save it as .txt')
    running = _running(lines)
    pages = [[line for line in page if _unnumbered(line) not in running] for page in lines]
    parts = [Part(words, f"page {number}") for number, page in enumerate(pages, start=1) for words in paragraphs(page)]
    opening = folded(" ".join(pages[0]))[:1000].casefold() if pages else ""
    yield compose(title if title and folded(title).casefold() in opening else None, parts, origin, imprint)


def paragraphs(lines: Sequence[str]) -> Iterator[str]:
    """Lines of a page joined to paragraphs: one ends at a blank line, and at a short line that ends a sentence.

    A word parted at a line's end is joined.

    >>> list(paragraphs(["The council put off its bud-", "get vote.", "", "Nobody was there."]))
    ['The council put off its budget vote.', 'Nobody was there.']
    """
    longest = max(map(len, lines), default=0)
    words = ""
    for line in lines:
        parted = re.search(r"[a-z]-$", words) and line[:1].islower()
        words = words[:-1] + line if parted else f"{words} {line}".strip()
        if words and (not line or (len(line) < SHORT_LINE * longest and _ENDS.search(line))):
            yield words
            words = ""
    if words:
        yield words


def _lines(page: "PageObject") -> list[str]:
    """The lines of a page in the order that they are written, an empty one where the gap is wider than between lines."""
    lines: list[tuple[float, str]] = []
    words: list[str] = []
    at = size = 0.0

    def visit(text: str, matrix: Sequence[float], text_matrix: Sequence[float], _: object, font_size: float) -> None:
        nonlocal at, size
        if text.strip():
            at = text_matrix[4] * matrix[1] + text_matrix[5] * matrix[3] + matrix[5]
            size = max(size, abs(font_size * text_matrix[3] * matrix[3]))
        for number, piece in enumerate(text.split("\n")):
            if number:
                lines.append((at, folded("".join(words))))
                words.clear()
            words.append(piece)

    page.extract_text(visitor_text=visit)
    lines.append((at, folded("".join(words))))
    lines = [line for line in lines if line[1]]
    gaps = [abs(above - below) for (above, _), (below, _) in pairwise(lines)]
    pitch = min([WIDEST_PITCH * size, *sorted(gaps)[len(gaps) // 4 :][:1]])
    return [line for gap, (_, words) in zip([0.0, *gaps], lines, strict=False) for line in ([""] * (gap > WIDE * pitch) + [words])]


def _running(pages: Sequence[Sequence[str]]) -> set[str]:
    """The lines, numbers apart, that stand first or last on several pages."""
    edges = [{_unnumbered(line) for line in (*filled[:2], *filled[-2:])} for page in pages if (filled := [*filter(None, page)])]
    return {line for line, count in Counter(line for edge in edges for line in edge).items() if count >= REPEATED}


def _unnumbered(line: str) -> str:
    return re.sub(r"\d+", "#", line)


def _imprint(reader: "PdfReader") -> tuple[str | None, Imprint]:
    """The title and the imprint that the file has in its metadata."""
    known = reader.metadata
    if known is None:
        return None, Imprint()
    date = known.creation_date
    return known.title, Imprint(author=known.author or None, date=date.date().isoformat() if date else None)
