"""The chat pane: messages, and what came of them, with numbers that lead to the words it stands on."""

import html
from collections.abc import Sequence

from assistant.types import ABSTENTION, Route
from page.export import outcome
from page.record import Exchange, Place, Said
from page.verdict import report
from page.words import attribute, label, place, problem, shown, title

EXCERPT = 220
"""Characters of a nearest passage."""
ROUTES: dict[Route, str] = {"answer": "Answer", "verdict": "Verdict", "who": "Who said what"}
WAITING: dict[Route, str] = {
    "answer": "Reading the articles …",
    "verdict": "Weighing what the articles say …",
    "who": "Looking for who said it …",
}


def conversation(exchanges: Sequence[Exchange], first: int = 0) -> str:
    """The exchanges as HTML; `first` is the number of the first of them in its conversation."""
    return "".join(exchange(e, number) for number, e in enumerate(exchanges, start=first))


def welcome(suggested: Sequence[str], articles: int) -> str:
    """What stands before the first message."""
    promise = "Every answer is made of the articles’ own words, and its numbers lead to their place."
    ways = (
        "Ask a question, ask who said what, or state a claim to have it tested. Paste a text, and each claim in it gets a verdict."
        if articles
        else "The library is empty. Add an article first: drop a file on the page, or paste a text or an address into the library."
    )
    return f'<div class="welcome"><h2>Ask about the articles</h2><p>{promise}</p><p>{ways}</p>{offers(suggested)}</div>'


def offers(suggested: Sequence[str], heading: str = "For example:") -> str:
    """Questions to go on with, each a button."""
    buttons = "".join(f'<li><button type="button" data-ask="{attribute(q, 300)}">{shown(q)}</button></li>' for q in suggested)
    return f'<div class="offers"><p>{heading}</p><ul>{buttons}</ul></div>' if buttons else ""


def exchange(said: Exchange, number: int) -> str:
    """A message, what came of it, and what can be done with it."""
    working = ' aria-busy="true"' if said.state == "asked" else ""
    return (
        f'<section class="exchange" data-number="{number}" aria-label="Message {number + 1}"{working}>'
        f'<h3 class="question" dir="auto">{shown(said.question)}</h3>{_routes(said)}'
        f'<div class="answer">{_outcome(said)}</div>{_tools(said)}</section>'
    )


def _routes(said: Exchange) -> str:
    """The route taken, pressed, beside the others."""
    buttons = "".join(
        f'<button type="button" data-route="{route}" aria-pressed="{str(route == said.route).lower()}">{name}</button>'
        for route, name in ROUTES.items()
    )
    return f'<div class="routes" role="group" aria-label="Taken as">{buttons}</div>'


def _tools(said: Exchange) -> str:
    if said.state == "asked":
        return ""
    copied = html.escape(outcome(said)).replace("\n", "&#10;")
    return (
        f'<div class="tools"><button type="button" data-copy="{copied}">Copy</button>'
        '<button type="button" data-again>Try again</button>'
        f'<button type="button" data-edit="{html.escape(said.question)}">Edit</button></div>'
    )


def _outcome(said: Exchange) -> str:
    notice = f'<p class="hint" role="status">{shown(said.notice)}</p>' if said.notice else ""
    ended = '<p class="hint" role="status">Stopped.</p>' if said.state == "stopped" else ""
    return f"{_told(said)}{notice}{_left_out(said)}{ended}"


def _told(said: Exchange) -> str:
    if said.problem:
        return problem(said.problem)
    if said.findings:
        return report(said.question, said.findings)
    if said.sentences:
        return _sentences(said)
    if said.state == "asked":
        return f'<p class="hint waiting">{WAITING[said.route]}</p>'
    return _abstention(said) if said.state == "done" else ""


def _sentences(said: Exchange) -> str:
    cited = said.cited
    written = "".join(_sentence(sentence, cited) for sentence in said.sentences)
    titles = dict.fromkeys(title(spot.title) for spot in cited)
    return f'{written}<p class="from">From {"; ".join(titles)}</p>'


def _sentence(sentence: Said, cited: Sequence[Place]) -> str:
    links = "".join(_citation(spot, cited.index(spot) + 1, sentence.speaker or "") for spot in sentence.places)
    whose = f'<span class="whose">Words of <bdi>{shown(sentence.speaker)}</bdi></span>' if sentence.speaker else ""
    return f'<p class="sentence" dir="auto">{shown(sentence.text)}<span class="cites">{links}</span>{whose}</p>'


def _citation(spot: Place, number: int, whose: str) -> str:
    spoken = f"Citation {number}: go to these words in {label(spot.title, 80)}"
    return f'<button type="button" class="cite" {place(spot, whose)} aria-label="{attribute(spoken)}">{number}</button>'


def _left_out(said: Exchange) -> str:
    if not said.left_out:
        return ""
    rows = "".join(f'<li dir="auto">“{shown(text)}” {shown("; ".join(reasons))}</li>' for text, reasons in said.left_out)
    several = f"{len(said.left_out)} sentence{'s' * (len(said.left_out) > 1)} of the writer did not hold and were left out"
    return f'<details class="left-out"><summary>{several}</summary><ul>{rows}</ul></details>'


def _abstention(said: Exchange) -> str:
    nearest = "".join(f"<li>{_passage(spot)}</li>" for spot in said.nearest)
    shortlist = f'<p class="from">The passages nearest to the question:</p><ul class="nearest">{nearest}</ul>' if nearest else ""
    return f'<p class="sentence">{ABSTENTION}</p>{shortlist}'


def _passage(spot: Place) -> str:
    words = f'<span dir="auto">{shown(label(spot.text, EXCERPT))}</span>'
    return f'<button type="button" class="passage" {place(spot)}>{words}{title(spot.title)}</button>'
