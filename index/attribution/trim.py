"""Contents and mentions without what is not theirs: "that", outer quotation marks, closing commas, trailing clauses."""

import re

from index.attribution.layout import Layout
from index.types import Range

_THAT = re.compile(
    r"\W*that\b(?!\s+(?:is|was|has|had|will|would|could|can|may|might|should|must|did|does)\b|[’']s\b|\s+\w+$)[,\s]*", re.IGNORECASE
)
"""The word that opens a clause, and not what is pointed at: that was untrue, that account."""
_POINTING = re.compile(r"\b(?:reject|dismiss)\w*", re.IGNORECASE)
"""Cues after which "that" opens no clause."""
_THAT_NAME = re.compile(r"that\s+(?=[A-Z])")
_TRAILING = re.compile(r",\s+(?:who|whose|whom|which|where)\b.*", re.DOTALL)
_OPENING, _CLOSING = "“„«\"‘'", "”»\"’'“"
_DOUBLE = '”»"'
_EDGE = " \t\r\n,;:–—-"


def content(part: Range, layout: Layout, cue: str = "") -> Range:
    """Without a leading "that", the marks around a whole quotation, and the commas and stops at its end."""
    text = layout.text
    start, end = _without(part, text, _EDGE)
    opening = layout.quotation(start)
    if opening and opening.start == start and end >= opening.inner[1]:
        if end <= opening.end:
            start, end = opening.inner
    elif not _POINTING.search(cue) and (that := _THAT.match(text, start, end)):
        start = that.end()
    start, end = _without((start, end), text, _EDGE)
    start += start < end and text[start] in _OPENING and not _closes(text[start + 1 : end])
    end -= start < end and text[end - 1] in _DOUBLE and not _opens(text[start : end - 1])
    ending = layout.quotation(end - 1) if end > start else None
    if end > start and text[end - 1] == "." and not (ending and ending.start > start):
        end -= 1
    return start, end


def _closes(text: str) -> bool:
    return any(mark in text for mark in _CLOSING)


def _opens(text: str) -> bool:
    return any(mark in text for mark in _OPENING)


def mention(source: Range, text: str) -> Range:
    """Without the marks at its ends and a clause that trails it."""
    start, end = _without(source, text, _EDGE + _OPENING + _CLOSING)
    that = _THAT_NAME.match(text, start, end)
    start = that.end() if that else start
    trailing = _TRAILING.search(text, start, end)
    return _without((start, trailing.start() if trailing else end), text, _EDGE)


def _without(part: Range, text: str, edge: str) -> Range:
    start, end = part
    while start < end and text[start] in edge:
        start += 1
    while end > start and text[end - 1] in edge:
        end -= 1
    return start, end
