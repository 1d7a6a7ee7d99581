"""Results as Markdown (CommonMark): sentences with numbered places below, every word of an article escaped."""

import re
from collections.abc import Iterable, Iterator, Sequence

from assistant.explain import OWN_VOICE, explanation
from assistant.export.links import link
from assistant.export.results import Result, places, source
from assistant.types import ABSTENTION, Answer, Report, Statements, Verdict
from assistant.unseen import visible
from assistant.who import by_speaker
from index.types import Span, Statement

_SPECIAL = re.compile(
    r"[\\`*_\[\]<>|~&$@]|:(?=//)|(?<=www)\.|^[#+\-=:]|(?<=^\d)[.)]|(?<=^\d\d)[.)]|(?<=^\d\d\d)[.)]", re.IGNORECASE
)
"""What Markdown or its common additions would read as more than itself: marks, links, and at the beginning headings and lists."""


def write(result: Result) -> str:
    """The result as Markdown."""
    return "\n".join(_lines(result)) + "\n"


def escaped(text: str) -> str:
    r"""The text on one line, so that no character of it is read as Markdown or HTML.

    >>> escaped("a *b* <c>")
    'a \\*b\\* \\<c\\>'
    """
    return _SPECIAL.sub(r"\\\g<0>", visible(" ".join(text.split())))


def _lines(result: Result) -> Iterator[str]:
    cited = places(result)
    if isinstance(result, Answer):
        yield from _answer(result, cited)
    elif isinstance(result, Report):
        for verdict in result.verdicts:
            yield from _verdict(verdict, cited)
    else:
        yield from _statements(result, cited)
    if cited:
        yield from ("## Places", "", *(_place(number, place) for number, place in enumerate(cited, start=1)))


def _answer(found: Answer, cited: Sequence[Span]) -> Iterator[str]:
    yield from (f"# {escaped(found.question)}", "")
    if not found.found:
        yield from (ABSTENTION, "")
    for sentence in found.sentences:
        whose = f" (words of {escaped(sentence.speaker)})" if sentence.speaker else ""
        yield from (f"{escaped(sentence.text)} {_marks(sentence.citations, cited)}{whose}", "")


def _verdict(found: Verdict, cited: Sequence[Span]) -> Iterator[str]:
    sure = f" ({found.confidence:.0%} sure)" if found.label else ""
    yield from (f"# {escaped(found.claim.text)}", "", escaped(explanation(found)) + sure, "")
    for evidence in found.evidence:
        yield f"- {escaped(evidence.speaker or OWN_VOICE)} **{evidence.stance}** {_marks([evidence.span], cited)}"
    if found.evidence:
        yield ""


def _statements(found: Statements, cited: Sequence[Span]) -> Iterator[str]:
    for speaker, group in by_speaker(found):
        yield from (f"# {escaped(speaker) if speaker else 'Nobody named'}", "")
        yield from (_statement(statement, cited) for statement in group)
        yield ""


def _statement(found: Statement, cited: Sequence[Span]) -> str:
    words = " […] ".join(escaped(part.text) for part in found.content)
    via = f", via {escaped(found.via)}" if found.via else ""
    return f"- **{found.stance}**{via}: “{words}” {_marks(found.content, cited)}"


def _marks(spans: Iterable[Span], cited: Sequence[Span]) -> str:
    return " ".join(f"\\[{cited.index(span) + 1}\\]" for span in dict.fromkeys(spans))


def _place(number: int, place: Span) -> str:
    where = f"{escaped(source(place.article))}, {f'{place.place}, ' if place.place else ''}characters {place.start} to {place.end}"
    address = link(place)
    there = f"[{where}](<{address}>)" if address else where
    return f"{number}. “{escaped(place.text)}” ({there})"
