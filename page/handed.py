"""A text that the browser saves as a file."""

import html
import re


def handed(text: str, name: str, suffix: str) -> str:
    """The text, put where `handed.js` takes it from; the file's name is made of `name`.

    >>> handed("a < b", "Who said so?", "md")
    '<pre hidden data-file="who-said-so.md">a &lt; b</pre>'
    """
    stem = "-".join(re.findall(r"[a-z0-9]+", name.lower()))[:60].strip("-") or "conversation"
    return f'<pre hidden data-file="{stem}.{suffix}">{html.escape(text)}</pre>'
