"""Markdown as a reader sees it."""

import html
import re
from typing import TYPE_CHECKING

from index.types import Range

if TYPE_CHECKING:
    from markdown_it.token import Token


def shown(text: str) -> tuple[str, Range | None]:
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
