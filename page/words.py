"""Words of articles and users as HTML: escaped, and with nothing in them that works without being seen."""

import html
import textwrap

from assistant.unseen import UNSEEN, code, visible
from index.types import Article, Span


def shown(text: str) -> str:
    """The text as HTML that reads exactly so. Unseen characters show as their code point and do nothing.

    They stay in the page inside an element that is not displayed, so its textContent is the text to the character.

    >>> shown("<b>5 > 4</b>")
    '&lt;b&gt;5 &gt; 4&lt;/b&gt;'
    """
    badge = '<span class="unseen" data-code="{}"><span>{}</span></span>'
    return UNSEEN.sub(lambda match: badge.format(code(match), match[0]), html.escape(text))


def label(text: str, width: int = 160) -> str:
    """The text as one line of at most `width` characters, unescaped, for names, tooltips and choices.

    >>> label("safe" + chr(0x202E) + "gnp.exe", 30)
    'safe<U+202E>gnp.exe'
    """
    return textwrap.shorten(visible(text), width, placeholder=" …")


def attribute(text: str, width: int = 160) -> str:
    """A `label` escaped for an attribute in double quotes."""
    return html.escape(label(text, width))


def title(article: Article, width: int = 160) -> str:
    """An article's title as HTML."""
    return f"<cite><bdi>{shown(label(article.title, width))}</bdi></cite>"


def place(span: Span) -> str:
    """The attributes of a button that leads to these words, and the words as its tooltip."""
    return (
        f'data-article="{attribute(span.article.id)}" data-start="{span.start}" data-end="{span.end}"'
        f' title="{attribute(span.text, 400)}"'
    )
