"""Links that open an article's page at the words themselves (text fragments, WICG Scroll to Text Fragment)."""

import re
from urllib.parse import quote

from index.types import Span

WHOLE = 120
"""Characters up to which the words stand in the link whole; of longer ones it has where they begin and end."""
EDGE = 5
"""Words of the beginning and of the end."""
AROUND = 4
"""Words before and after that tell one place from another with the same words."""


def link(span: Span) -> str | None:
    """The address of the article with the words to go to; None where the article has no address on the web.

    >>> from index.types import Article, Imprint
    >>> link(Article("a", "Tehran denies it.", imprint=Imprint(address="https://daily.example/a")).span(7, 13))
    'https://daily.example/a#:~:text=denies'
    """
    address = span.article.imprint.link
    return f"{address.partition('#')[0]}#:~:text={directive(span)}" if address else None


def directive(span: Span) -> str:
    """`[prefix-,]start[,end][,-suffix]`: what follows `text=`; before and after are given where the words stand twice."""
    words = span.text.split()
    text = _encoded(words)
    if len(span.text) > WHOLE and len(words) > 2 * EDGE:
        text = f"{_encoded(words[:EDGE])},{_encoded(words[-EDGE:])}"
    body = span.article.text
    if len(re.findall(re.escape(span.text), body)) < 2:
        return text
    before, after = body[: span.start].split()[-AROUND:], body[span.end :].split()[:AROUND]
    return (f"{_encoded(before)}-," if before else "") + text + (f",-{_encoded(after)}" if after else "")


def _encoded(words: list[str]) -> str:
    """Percent-encoded, the comma, the dash and the ampersand too, which have a meaning in a directive."""
    return quote(" ".join(words), safe="").replace("-", "%2D")
