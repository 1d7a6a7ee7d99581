"""Characters that a reader does not see and that still do something: none of an article's may reach a terminal or a page."""

import re

UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
"""Control characters, lone surrogates, and those of Unicode's category Cf that take no room or change the direction."""


def code(match: re.Match[str]) -> str:
    """The code point of a match of one character: U+202E."""
    return f"U+{ord(match[0]):04X}"


def visible(text: str) -> str:
    """The text with each unseen character as its code point.

    >>> visible("safe" + chr(0x202E) + "gnp.exe")
    'safe<U+202E>gnp.exe'
    """
    return UNSEEN.sub(lambda match: f"<{code(match)}>", text)
