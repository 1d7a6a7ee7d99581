"""Reads a file into an `Article`: finds its encoding, its headline and its paragraphs.

The stored text of a plain text file is the file's text (newlines as line feeds), so that offsets hold in the file too. The text
of a Markdown file is what a reader sees: emphasis, links and front matter are gone.
"""

import hashlib
import html
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import ArticleError
from index.types import Article, Range

if TYPE_CHECKING:
    from markdown_it.token import Token

SUFFIXES = (".txt", ".md", ".markdown")
LARGEST_FILE = 50 * 2**20
"""Bytes. An article is a few thousand; a file beyond this is a mistake more often than an article."""
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


def paths(place: str | Path) -> Iterator[Path]:
    """The article files at `place`: the file itself, or every .txt and .md below a folder, in order.

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
    found = sorted(p for p in path.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file())
    if not found:
        raise ArticleError(f'the folder "{path}" holds no {" or ".join(SUFFIXES[:2])} file: name a folder with articles')
    yield from found


def load(place: str | Path) -> Article:
    """Reads the article in a file, or on standard input when `place` is "-".

    Raises ArticleError when it cannot be read, is empty, is not text, or is an address.
    """
    if str(place).startswith(("http://", "https://")):
        raise ArticleError(f'cannot fetch "{place}": addresses are not read yet; save the page as a .txt file and add that')
    if str(place) == "-":
        return from_bytes(sys.stdin.buffer.read(), origin="standard input")
    path = Path(place)
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise ArticleError(f'"{path}" is larger than {LARGEST_FILE >> 20} MiB: split it into single articles')
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise ArticleError(f'there is no file "{path}": check the path') from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        why = getattr(error, "strerror", None) or error
        raise ArticleError(f'cannot read "{path}" ({why}): check that it is a file you may read') from error
    return from_bytes(content, origin=str(path), markdown=path.suffix.lower() in SUFFIXES[1:])


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
    text, headline = _from_markdown(text) if markdown else (text, None)
    if not text.strip():
        raise ArticleError(f'"{origin}" is empty: give an article with some text')
    origin = origin.encode("utf-8", "replace").decode("utf-8")
    blocks = list(_blocks(text))
    if headline is None:
        headline = blocks[0] if _is_headline(text, blocks) else (0, 0)
    body = tuple(_without_repeats(text, headline, blocks))
    article = Article("", text, headline, body, origin)
    return Article(_identifier(article), text, headline, body, origin)


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


def _blocks(text: str) -> Iterator[Range]:
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


def _is_headline(text: str, blocks: list[Range]) -> bool:
    """Whether the first block is a headline: one short line without a full stop, with a body after it."""
    first = text[slice(*blocks[0])]
    return len(blocks) > 1 and len(first) <= LONGEST_HEADLINE and "\n" not in first and not first.endswith((".", ","))


def _without_repeats(text: str, headline: Range, blocks: list[Range]) -> Iterator[Range]:
    """The body's blocks, less the headline, what repeats it or an earlier block, and a teaser that a later block begins with."""
    fold: Callable[[Range], str] = lambda block: " ".join(text[slice(*block)].casefold().split())
    seen = {fold(headline)}
    opening = [fold(block) for block in blocks[: 2 * TEASER_PARAGRAPHS]]
    for number, block in enumerate(blocks):
        folded = fold(block)
        teaser = (
            number < TEASER_PARAGRAPHS
            and len(folded) >= SHORTEST_TEASER
            and any(later.startswith(folded) and later != folded for later in opening[number + 1 :])
        )
        if folded not in seen and not teaser:
            yield block
        seen.add(folded)


def _from_markdown(text: str) -> tuple[str, Range | None]:
    """What a reader of the Markdown sees, and the range of its first heading (None: it has none); a table row is one line."""
    from markdown_it import MarkdownIt

    text = _FRONT_MATTER.sub("", text)
    tokens = MarkdownIt().enable("table").parse(text)
    written, length, headline, joint = [""], 0, None, ""
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.type in ("tr_open", "tr_close"):
            joint = "\n\n" if length else ""
        words = _shown(token).strip()
        if not words:
            continue
        start = length + len(joint)
        length = start + len(words)
        if headline is None and before is not None and before.type == "heading_open":
            headline = (start, length)
        written += (joint, words)
        joint = " | " if before is not None and before.type in ("th_open", "td_open") else "\n\n"
    return "".join(written), headline


def _shown(token: "Token") -> str:
    if token.type == "html_block":
        return html.unescape(_HIDDEN.sub("", token.content))
    return "".join(map(_shown_inline, token.children)) if token.children is not None else token.content


def _shown_inline(token: "Token") -> str:
    if token.type.endswith("break") or token.content.startswith("<br"):
        return " "
    return "" if token.type == "html_inline" else token.content


_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?!\s*\n).*?\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_HIDDEN = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1>|\Z)|<[^<>]+>", re.DOTALL | re.IGNORECASE)
