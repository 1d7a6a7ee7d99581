"""Plain text and Markdown: finds the encoding, the headline and the paragraphs.

The stored text of a plain text file is the file's text (newlines as line feeds), so that offsets hold in the file too. The text
of a Markdown file is what a reader sees: emphasis, links and front matter are gone.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from index.errors import ArticleError
from index.loaders.markdown import shown
from index.types import Article, Range

LONGEST_HEADLINE = 200
"""Characters. The longest of the 3,000 headlines looked at (CNN, USA Today, The Week 2022) has 139."""
TEASER_PARAGRAPHS = 6
"""A teaser that the lede takes up again stands among the first few paragraphs."""
SHORTEST_TEASER = 30
"""Characters. Below, it is a list item, a name or a date line, and that a later paragraph begins with it is chance."""
LONGEST_WRAPPED_LINE = 100
LONGEST_SLUG = 40
FEW_BYTES = 0.05
"""Share of bytes beyond ASCII up to which a text that is not UTF-8 is taken for English or the like, in Windows-1252, which
is what the web takes such bytes for too. French has 0.14; a detector cannot tell from a handful of dashes and quotes."""


def plain(content: bytes, origin: str) -> Iterator[Article]:
    """The article in a plain text."""
    yield from_bytes(content, origin)


def markdown(content: bytes, origin: str) -> Iterator[Article]:
    """The article in a Markdown text."""
    yield from_bytes(content, origin, markdown=True)


def from_bytes(content: bytes, origin: str, markdown: bool = False) -> Article:
    """The article in a file's bytes. Raises ArticleError when they are not text, or empty."""
    return from_text(decode(content, origin), origin, markdown)


def from_text(text: str, origin: str = "text", markdown: bool = False) -> Article:
    r"""The article in a text. Its id is made of its headline and its text, so the same text is the same article.

    >>> from_text("Talks fail\n\nThe talks failed on Monday.").title
    'Talks fail'
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    text = text.encode("utf-8", "replace").decode("utf-8")  # a lone surrogate cannot be stored
    text, headline = shown(text) if markdown else (text, None)
    if not text.strip():
        raise ArticleError(f'"{origin}" is empty: give an article with some text')
    found = list(blocks(text))
    if headline is None:
        headline = found[0] if is_headline(text, found) else (0, 0)
    return made(text, headline, found, origin)


def made(text: str, headline: Range, found: Sequence[Range], origin: str, **rest: Any) -> Article:
    """The article of a text and its blocks, without those that repeat what was there; `rest` are further fields."""
    origin = origin.encode("utf-8", "replace").decode("utf-8")
    body = tuple(_without_repeats(text, headline, found))
    article = Article("", text, headline, body, origin, **rest)
    return replace(article, id=_identifier(article))


def decode(content: bytes, origin: str) -> str:
    """Bytes as text: by byte order mark, else UTF-8, else Windows-1252 or what charset-normalizer finds likeliest.

    A few damaged characters in UTF-8 become U+FFFD. Raises ArticleError when the bytes are not text.
    """
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return _checked(content.decode(encoding, "replace"), origin)
    try:
        return _checked(content.decode("utf-8"), origin)
    except UnicodeDecodeError:
        mended = content.decode("utf-8", "replace")
        whole = len(mended) - len(mended.encode("ascii", "ignore")) - mended.count("\ufffd")
        almost = mended.count("\ufffd") * 3 <= whole
        return _checked(mended if almost else _in_another_encoding(content, origin), origin)


def _in_another_encoding(content: bytes, origin: str) -> str:
    if b"\0" in content[:4096]:
        raise _not_text(origin)
    if len(content) - len(content.decode("ascii", "ignore")) < FEW_BYTES * len(content):
        with suppress(UnicodeDecodeError):
            return content.decode("cp1252")
    import charset_normalizer

    best = charset_normalizer.from_bytes(content).best()
    if best is None:
        raise _not_text(origin)
    return str(best)


def _checked(text: str, origin: str) -> str:
    """The text, unless control characters show that it is a binary file."""
    start = text[:4096]
    if sum(c < " " and c not in "\t\n\r\f" for c in start) > max(len(start) // 100, min(len(start) // 10, 4)):
        raise _not_text(origin)
    return text


def _not_text(origin: str) -> ArticleError:
    return ArticleError(f'"{origin}" is not a text file: save the article as .txt (UTF-8) or .md and add that')


def _identifier(article: Article) -> str:
    """A slug of the title and eight hex digits of the text's SHA-256."""
    words = re.findall(r"[a-z0-9]+", article.title.lower())
    kept = [word for number, word in enumerate(words) if len("-".join(words[: number + 1])) <= LONGEST_SLUG]
    slug = "-".join(kept) or "article"
    return f"{slug}-{hashlib.sha256(article.text.encode()).hexdigest()[:8]}"


def blocks(text: str) -> Iterator[Range]:
    """Ranges of the paragraphs: parted by blank lines, and by each newline unless the lines are hard-wrapped prose."""
    for lines in _groups(text):
        if _is_wrapped([text[start:end] for start, end in lines]):
            yield lines[0][0], lines[-1][1]
        else:
            yield from lines


def _groups(text: str) -> Iterator[list[Range]]:
    """Lines without a blank one between them, each trimmed of white space."""
    group: list[Range] = []
    for line in re.finditer(".*\n?", text):
        words = line.group().strip()
        if words:
            start = line.start() + line.group().index(words)
            group.append((start, start + len(words)))
        elif group:
            yield group
            group = []


def _is_wrapped(lines: list[str]) -> bool:
    """Whether lines are one paragraph wrapped to a width: none is long, and most stop in mid-sentence."""
    if len(lines) < 2 or max(map(len, lines)) > LONGEST_WRAPPED_LINE:
        return False
    stopped = sum(line.rstrip().endswith((".", "!", "?", "”", '"', ":")) for line in lines[:-1])
    return stopped * 2 < len(lines) - 1 and min(map(len, lines[:-1])) > max(map(len, lines)) // 2


def is_headline(text: str, found: Sequence[Range]) -> bool:
    """Whether the first block is a headline: one short line without a full stop, with a body after it."""
    first = text[slice(*found[0])]
    return len(found) > 1 and len(first) <= LONGEST_HEADLINE and "\n" not in first and not first.endswith((".", ","))


def _without_repeats(text: str, headline: Range, found: Sequence[Range]) -> Iterator[Range]:
    """The body's blocks, less the headline, what repeats it or an earlier block, and a teaser that a later block begins with."""
    fold: Callable[[Range], str] = lambda block: " ".join(text[slice(*block)].casefold().split())
    seen = {fold(headline)}
    opening = [fold(block) for block in found[: 2 * TEASER_PARAGRAPHS]]
    for number, block in enumerate(found):
        folded = fold(block)
        teaser = (
            number < TEASER_PARAGRAPHS
            and len(folded) >= SHORTEST_TEASER
            and any(later.startswith(folded) and later != folded for later in opening[number + 1 :])
        )
        if folded not in seen and not teaser:
            yield block
        seen.add(folded)
