"""Conversations as text that can be taken along, every sentence with its citations."""

import re
from collections.abc import Callable, Iterator

from assistant.types import ABSTENTION
from assistant.unseen import visible
from page.record import Exchange, Finding, Place, Talk

Form = Callable[[str], str]
_ACTIVE = re.compile(r"([\\`*_\[\]<>#|!&~$])")


def plain(text: str) -> str:
    """The text on one line, unseen characters as their code points."""
    return visible(" ".join(text.split()))


def quiet(text: str) -> str:
    r"""The same, with nothing in it that Markdown acts on.

    >>> print(quiet("![p](http://example.com/p.png) <b>"))
    \!\[p\](http://example.com/p.png) \<b\>
    """
    return _ACTIVE.sub(r"\\\1", plain(text))


def markdown(talk: Talk) -> str:
    """The conversation as Markdown."""
    parts = [f"# {quiet(talk.name)}", f"Onrecord, {talk.changed}"]
    for exchange in talk.exchanges:
        parts += [f"## {quiet(exchange.question)}", outcome(exchange, quiet)]
    return "\n\n".join(parts) + "\n"


def outcome(exchange: Exchange, form: Form = plain) -> str:
    """What came of a message, with numbered citations and then their places."""
    if exchange.problem:
        return form(exchange.problem)
    if exchange.findings:
        return "\n\n".join(_finding(finding, form) for finding in exchange.findings)
    if not exchange.sentences:
        return "\n\n".join([ABSTENTION, *_places(exchange.nearest, form)])
    cited = exchange.cited
    lines = []
    for said in exchange.sentences:
        marks = "".join(f" [{cited.index(place) + 1}]" for place in said.places)
        whose = f" (words of {form(said.speaker)})" if said.speaker else ""
        lines.append(f"{form(said.text)}{marks}{whose}")
    return "\n\n".join([*lines, *_places(cited, form)])


def _finding(finding: Finding, form: Form) -> str:
    sure = f" ({finding.confidence:.0%} sure)" if finding.label else ""
    places = _places(tuple(witness.place for witness in finding.evidence), form)
    return "\n\n".join([f"“{form(finding.claim)}”", f"{form(finding.why)}{sure}", *places])


def _places(places: tuple[Place, ...], form: Form) -> Iterator[str]:
    for number, place in enumerate(places, start=1):
        where = f"{form(place.title)} · {form(place.article)} · characters {place.start}-{place.end}"
        yield f"[{number}] {where}: “{form(place.text)}”"
