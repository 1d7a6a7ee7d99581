"""Answers as text for a terminal: numbered citations, then their places."""

import textwrap
from collections.abc import Callable, Sequence

from assistant.explain import OWN_VOICE, explanation
from assistant.types import ABSTENTION, Answer, Evidence, Report, Verdict
from assistant.unseen import visible
from assistant.who import by_speaker
from index.types import Span, Statement

WIDTH = 100

Outlets = Callable[[str], Sequence[str]]
"""From an article's id to the other outlets that have it."""
NO_OUTLETS: Outlets = lambda _: ()


def answer(found: Answer, outlets: Outlets = NO_OUTLETS) -> str:
    """The answer's sentences with [1], [2] …, and where each stands; or the abstention with the nearest passages.

    Then what its writer did not do, and what did not pass the gates.
    """
    return "\n".join([_answer(found, outlets), *_told(found)])


def _told(found: Answer) -> list[str]:
    """The notice, and the sentences left out with the reasons."""
    left_out = (textwrap.fill(f"“{plain(d.text)}”: {plain('; '.join(d.reasons))}", WIDTH - 2) for d in found.dropped)
    lines = [textwrap.indent(text, "  ") for text in left_out]
    notice = ["", textwrap.fill(plain(found.notice), WIDTH)] if found.notice else []
    return [*notice, *(["", "Left out:", *lines] if lines else [])]


def _answer(found: Answer, outlets: Outlets) -> str:
    if not found.found:
        nearest = [_place(number, hit.passage, outlets, shorten=True) for number, hit in enumerate(found.nearest, start=1)]
        return "\n".join([ABSTENTION, *(["", "Nearest passages:", *nearest] if nearest else [])])
    cited = list(dict.fromkeys(citation for sentence in found.sentences for citation in sentence.citations))
    lines = []
    for sentence in found.sentences:
        marks = "".join(f" [{cited.index(citation) + 1}]" for citation in sentence.citations)
        whose = f" (words of {plain(sentence.speaker)})" if sentence.speaker else ""
        lines.append(textwrap.fill(f"{plain(sentence.text)}{marks}{whose}", WIDTH))
    return "\n".join([*lines, "", *(_place(number, citation, outlets) for number, citation in enumerate(cited, start=1))])


def report(found: Report, outlets: Outlets = NO_OUTLETS) -> str:
    """A verdict for each claim: why, and the places that it stands on."""
    return "\n\n".join(_verdict(verdict, len(found.verdicts) > 1, outlets) for verdict in found.verdicts)


def _verdict(found: Verdict, several: bool, outlets: Outlets) -> str:
    claim = [f"“{plain(found.claim.text)}”"] if several else []
    why = plain(explanation(found)) + (f" ({found.confidence:.0%} sure)" if found.label else "")
    places = [_evidence(number, place, outlets) for number, place in enumerate(found.evidence, start=1)]
    return "\n".join([*(textwrap.fill(line, WIDTH) for line in (*claim, why)), *(["", *places] if places else [])])


def _evidence(number: int, found: Evidence, outlets: Outlets) -> str:
    whose = plain(found.speaker) if found.speaker else OWN_VOICE
    return f"{_place(number, found.span, outlets, shorten=True)}\n    {whose} {found.stance}"


def statements(found: Sequence[Statement]) -> str:
    """Statements grouped by speaker: what is done, the words, and the place of each."""
    return "\n\n".join(
        "\n".join([plain(speaker) if speaker else "Nobody named", *map(_statement, group)]) for speaker, group in by_speaker(found)
    )


def _statement(found: Statement) -> str:
    words = " […] ".join(plain(part.text) for part in found.content)
    said = f"“{words}”" if found.kind == "direct" else words
    via = f", via {plain(found.via)}" if found.via else ""
    first, last = found.content[0], found.content[-1]
    where = f"{first.article.id} · characters {first.start}-{last.end}"
    return textwrap.fill(f"{found.stance}: {said} ({where}{via})", WIDTH, initial_indent="  ", subsequent_indent="    ")


def plain(text: str) -> str:
    r"""The text on one line, with control, invisible and direction-changing characters shown as their code points.

    >>> plain("a\x1b[31mred")
    'a<U+001B>[31mred'
    """
    return visible(" ".join(text.split()))


def _place(number: int, span: Span, outlets: Outlets, shorten: bool = False) -> str:
    """Title, id and characters, with the page or element and the other outlets that have the article, where there are such."""
    page = f" · {span.place}" if span.place else ""
    also = f" · also in {', '.join(map(plain, others))}" if (others := outlets(span.article.id)) else ""
    where = f"[{number}] {plain(span.article.title)} · {span.article.id} · characters {span.start}-{span.end}{page}{also}"
    return f"{where}\n    {textwrap.shorten(plain(span.text), WIDTH - 4, placeholder=' …')}" if shorten else where
