"""What a chat model writes, as it comes in, to sentences with the numbers that they cite."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.unseen import UNSEEN
from index.split import sentences
from index.types import Article

_MARKS = re.compile(r"\s*((?:\[\s*\d+(?:\s*[,;–-]\s*\d+)*\s*\]\s*)+)")
_AFTER_STOP = re.compile(r"([.!?…]+[\"”’']?)\s*((?:\[\s*\d+(?:\s*[,;–-]\s*\d+)*\s*\]\s*)+)")
_LIST = re.compile(r"^\s*(?:[-*•>#]+|\d{1,2}[.)](?=\s)|(?:answer|a|response)\s*:)\s*", re.IGNORECASE)
_ECHO = re.compile(
    r"^\(words of [^)]*\)\s*|^(?:according to the (?:article|text|material|sentences?),|"
    r"the (?:article|text|material|numbered sentences?) (?:says?|states?|reports?|mentions?)(?: that|:)?|"
    r"(?:so,? )?(?:the )?answer is:?)\s+",
    re.IGNORECASE,
)
"""What a model says of the article itself or repeats of what it was given, before the sentence."""
_EMPHASIS = re.compile(r"\*\*|__|(?<!\w)[*_](?=\w)|(?<=[\w.!?])[*_](?!\w)")
_UNFINISHED = re.compile(r"\s*\[[^\]]*$")
_THOUGHT = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Draft:
    """A sentence as it was written, without its marks, and the numbers in them."""

    text: str
    numbers: tuple[int, ...]


def drafts(chunks: Iterable[str]) -> Iterator[Draft]:
    """The sentences, each as soon as the next begins; thoughts, list marks, emphasis and "the article says that" are left out.

    >>> list(drafts(["The dam he", "ld. [1", "] It rained [2][3]", "."]))
    [Draft(text='The dam held.', numbers=(1,)), Draft(text='It rained.', numbers=(2, 3))]
    """
    text, given = "", 0
    for chunk in chunks:
        text += UNSEEN.sub("", chunk)
        ready = list(_split(_UNFINISHED.sub("", text)))[:-1]
        yield from ready[given:]
        given = max(given, len(ready))
    yield from list(_split(text))[given:]


def _split(text: str) -> Iterator[Draft]:
    """The sentences of what has come in; the last one may yet grow."""
    for written in _THOUGHT.sub("", text).split("\n"):
        line = _AFTER_STOP.sub(lambda m: f" {m[2].strip()}{m[1]} ", _EMPHASIS.sub("", _LIST.sub("", written)))
        article = Article("", line, paragraphs=((0, len(line)),))
        yield from (_draft(span.text) for span in sentences(article) if re.search(r"\w", _MARKS.sub("", span.text)))


def _draft(text: str) -> Draft:
    numbers = [int(n) for m in _MARKS.finditer(text) for n in re.findall(r"\d+", m[1])]
    words = _ECHO.sub("", " ".join(_MARKS.sub("", text).split()))
    return Draft(words[:1].upper() + words[1:], tuple(dict.fromkeys(numbers)))
