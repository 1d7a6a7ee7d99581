"""Words of articles and users as HTML: escaped, and with nothing in them that works without being seen."""

import html
import textwrap

from assistant.unseen import UNSEEN, code, visible
from page.record import Place


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


def title(text: str, width: int = 160) -> str:
    """An article's title as HTML."""
    return f"<cite><bdi>{shown(label(text, width))}</bdi></cite>"


def place(words: Place, whose: str = "") -> str:
    """The attributes of a button that leads to these words; they, their title and `whose` they are are shown on hovering."""
    return (
        f'data-article="{attribute(words.article)}" data-start="{words.start}" data-end="{words.end}"'
        f' data-words="{attribute(words.text, 600)}" data-from="{attribute(words.title, 90)}" data-whose="{attribute(whose)}"'
    )


def problem(message: str) -> str:
    """What went wrong, and what to do, as an alert."""
    return f'<p class="problem" role="alert">{shown(message)}</p>'


def counted(number: int, one: str, several: str = "") -> str:
    """A number with its noun.

    >>> counted(1, "article"), counted(1200, "article")
    ('1 article', '1,200 articles')
    """
    return f"{number:,} {one if number == 1 else several or one + 's'}"
