"""Answers as text for a terminal: numbered citations, then their places."""

import re
import textwrap

from assistant.types import ABSTENTION, Answer
from index.types import Span

WIDTH = 100
_UNSHOWN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def answer(found: Answer) -> str:
    """The answer's sentences with [1], [2] …, and where each stands; or the abstention with the nearest passages."""
    if not found.found:
        nearest = [_place(number, hit.passage, shorten=True) for number, hit in enumerate(found.nearest, start=1)]
        return "\n".join([ABSTENTION, *(["", "Nearest passages:", *nearest] if nearest else [])])
    cited = list(dict.fromkeys(citation for sentence in found.sentences for citation in sentence.citations))
    lines = []
    for sentence in found.sentences:
        marks = "".join(f" [{cited.index(citation) + 1}]" for citation in sentence.citations)
        whose = f" (words of {plain(sentence.speaker.text)})" if sentence.speaker else ""
        lines.append(textwrap.fill(f"{plain(sentence.text)}{marks}{whose}", WIDTH))
    return "\n".join([*lines, "", *(_place(number, citation) for number, citation in enumerate(cited, start=1))])


def plain(text: str) -> str:
    r"""The text on one line, with control, invisible and direction-changing characters shown as their code points.

    >>> plain("a\x1b[31mred")
    'a<U+001B>[31mred'
    """
    return " ".join(_UNSHOWN.sub(lambda match: f"<U+{ord(match[0]):04X}>", " ".join(text.split())).split())


def _place(number: int, span: Span, shorten: bool = False) -> str:
    where = f"[{number}] {plain(span.article.title)} · {span.article.id} · characters {span.start}-{span.end}"
    return f"{where}\n    {textwrap.shorten(plain(span.text), WIDTH - 4, placeholder=' …')}" if shorten else where
