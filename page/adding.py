"""Articles come into the library: how far they are, how long it may take, and what could not be read and why."""

import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from assistant.line import Line
from index.errors import ArticleError, BusyError, UserError
from index.index import Index
from index.load import from_text, read
from index.types import Article
from page.library import is_address
from page.words import counted, label, problem, shown
from page.work import Tell, watched

GLANCE = 0.5
"""Seconds after which the page is told again how far the work is."""
PASTED = "the pasted text"
NAMED = 4
"""Articles that are named when they are in; of more, their number."""


@dataclass(frozen=True, slots=True)
class Added:
    """How far the adding is: places looked at, articles read, and what went wrong."""

    total: int = 0
    looked_at: int = 0
    seconds: float = 0.0
    articles: tuple[Article, ...] = ()
    problems: tuple[str, ...] = field(default=())
    done: bool = False

    @property
    def told(self) -> str:
        """The same as HTML."""
        problems = "".join(map(problem, self.problems))
        if self.done:
            return problems + self._in()
        left = f", {_time(self.seconds / self.looked_at * (self.total - self.looked_at))} left" if self.looked_at else ""
        reading = f"Reading {min(self.looked_at + 1, self.total)} of {self.total}{left} …"
        bar = f'<progress max="{self.total}" value="{self.looked_at}" aria-label="Articles read"></progress>'
        return f'<p class="hint" role="status">{reading}</p>{bar}{problems}'

    def _in(self) -> str:
        if len(self.articles) > NAMED:
            return f'<p class="hint" role="status">Added {counted(len(self.articles), "article")}.</p>'
        named = (f"Added <bdi>{shown(label(article.title, 90))}</bdi>." for article in self.articles)
        return "".join(f'<p class="hint" role="status">{line}</p>' for line in named)


def added(index: Index, places: Sequence[str], text: str = "", line: Line | None = None) -> Iterator[Added]:
    """Reads files, and a pasted text or address, into the library, when their turn in the line comes; tells how far it is."""
    line = line or Line()
    pasted = [text.strip() if is_address(text) else PASTED] if text.strip() else []
    state = Added(len(places) + len(pasted))
    if not state.total:
        yield replace(state, done=True, problems=("there is nothing to add: drop a file, or paste a text or an address",))
        return
    began = time.monotonic()
    yield state

    def work(tell: Tell[Added]) -> None:
        try:
            with line.turn(seconds=math.inf):
                _add(index, [*places, *pasted], text, tell)
        except BusyError as error:
            tell(replace(state, problems=(str(error),)))

    for news in watched(work, GLANCE):
        state = replace(news or state, seconds=time.monotonic() - began)
        yield state
    yield replace(state, done=True)


def _add(index: Index, places: Sequence[str], text: str, tell: Tell[Added]) -> None:
    state = Added(len(places))

    def articles() -> Iterator[Article]:
        nonlocal state
        for number, place in enumerate(places, start=1):
            for got in _read(place, text):
                if isinstance(got, Article):
                    state = replace(state, articles=(*state.articles, got))
                    yield got  # and here it is read for its statements, which takes the time
                else:
                    state = replace(state, problems=(*state.problems, got))
            state = replace(state, looked_at=number)
            tell(state)

    try:
        index.add(articles())
    except UserError as error:
        state = replace(state, articles=(), problems=(*state.problems, str(error)))
    tell(state)


def _read(place: str, text: str) -> Iterator[Article | str]:
    """The articles at a place, and the messages of what could not be read."""
    name = place if place == PASTED or is_address(place) else Path(place).name
    try:
        if place == PASTED:
            yield from_text(text, PASTED)
            return
        for got in read(place):
            if isinstance(got, ArticleError):
                yield str(got).replace(place, name)
            else:
                yield got if is_address(place) else replace(got, origin=name)
    except UserError as error:
        yield str(error).replace(place, name)


def _time(seconds: float) -> str:
    """A time as one says it.

    >>> _time(3.2), _time(89), _time(4000)
    ('about 5 seconds', 'about 1 minute', 'about 1 hour')
    """
    if seconds < 55:
        return f"about {max(5, 5 * round(seconds / 5))} seconds"
    unit, count = ("minute", round(seconds / 60)) if seconds < 3300 else ("hour", round(seconds / 3600))
    return f"about {counted(count, unit)}"
