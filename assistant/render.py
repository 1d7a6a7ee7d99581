"""Answers as text for a terminal: numbered citations, then their places."""

import textwrap

from assistant.types import ABSTENTION, Answer
from assistant.unseen import visible
from index.types import Span

WIDTH = 100


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
    return visible(" ".join(text.split()))


def _place(number: int, span: Span, shorten: bool = False) -> str:
    where = f"[{number}] {plain(span.article.title)} · {span.article.id} · characters {span.start}-{span.end}"
    return f"{where}\n    {textwrap.shorten(plain(span.text), WIDTH - 4, placeholder=' …')}" if shorten else where
