"""What the page's controls do: each method takes what a tab looks at and what happened, and gives the panes that change."""

from collections import Counter
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing, nullcontext
from dataclasses import replace
from threading import Event
from typing import Any

from assistant.assistant import Assistant
from assistant.disputes import disputes
from assistant.line import Line
from assistant.suggest import suggestions
from assistant.types import Answer, Report, Route
from index.errors import UserError
from index.types import Article, Range, Statement
from page.adding import Added, added
from page.chat import conversation, exchange, offers, welcome
from page.disputed import claims, to_draw
from page.export import markdown
from page.handed import handed
from page.library import found, library, scope_line
from page.reader import EMPTY, NOTHING, reader
from page.record import Exchange, Talk
from page.sessions import FORM, Sessions, fresh_id
from page.sight import Sight
from page.statements import table
from page.talks import talks
from page.words import problem
from page.work import Tell, watched

Panes = dict[str, Any]
"""The panes that change, by name."""
Happened = Mapping[str, Any]
"""What an event tells: what was clicked, typed or chosen."""
MORE = 60
"""Articles that "Show more" adds."""
GLANCE = 0.25
"""Seconds after which work that tells nothing is looked at again."""


class Desk:
    """The controls over one library; `owner` tells whose conversations are meant."""

    def __init__(self, assistant: Assistant, sessions: Sessions, line: Line | None = None) -> None:
        """`line`: where questions and articles wait their turn, those of all desks of a page."""
        self.assistant = assistant
        self.sessions = sessions
        self._line = line or Line()
        self._stops: dict[str, Event] = {}

    def arrive(self, sight: Sight, happened: Happened, owner: str) -> Panes:
        """A tab opens: the library, the article that stands first, and the conversation it had, if any."""
        talk = self.sessions.get(owner, str(happened.get("talk") or ""))
        first = next(iter(found(self._articles, "")), None)
        sight = replace(sight, talk=talk.id, reading=first.id if first else "")
        return self._library(sight) | self._reading(first) | self._talk(sight, talk, owner) | {"sight": sight}

    # the chat

    def ask(self, sight: Sight, happened: Happened, owner: str) -> Iterator[Panes]:
        """A message, typed or chosen; or (`at`) one of before again, by another route or in other words."""
        talk = self.sessions.get(owner, sight.talk)
        at, route = happened.get("at"), happened.get("route")
        old = talk.exchanges[at] if isinstance(at, int) and 0 <= at < len(talk.exchanges) else None
        number = int(at) if old else len(talk.exchanges)  # type: ignore[arg-type]  # an int where there is an old one
        question = str(happened.get("question") or (old.question if old else happened.get("typed") or "")).strip()
        if not question:
            return
        history, scope = talk.history(number), old.scope if old else sight.scope
        route = route if route in ("answer", "verdict", "who") else None
        asked = Exchange(question, route or self.assistant.route(question, history), scope)
        edited = bool(old and question != old.question)
        talk = talk.put(number, asked, cut=lambda _: edited)
        if question == str(happened.get("typed")).strip():
            yield {"question": ""}
        yield from self._asked(sight, talk, number, owner, route)

    def _asked(self, sight: Sight, talk: Talk, number: int, owner: str, route: Route | None) -> Iterator[Panes]:
        """The exchange of that number as it grows; it is kept however it ends."""
        stop = self._stops[talk.id] = Event()
        try:
            yield {"past": conversation(talk.exchanges[:-1])} | self._drawn(talk, number) | self._kept(talk, owner)
            for grown in self._grown(talk, number, route, stop):
                talk = grown
                yield self._drawn(talk, number)
            talk = talk.put(number, replace(talk.exchanges[number], state="stopped" if stop.is_set() else "done"))
        except UserError as error:
            talk = talk.put(number, replace(talk.exchanges[number], state="done", problem=str(error)))
        finally:
            if talk.exchanges[number].state == "asked":  # the tab was closed
                talk = talk.put(number, replace(talk.exchanges[number], state="stopped"))
            kept = self._kept(talk, owner)
        if self._stops.get(talk.id) is stop:  # else the tab has gone on to another conversation
            del self._stops[talk.id]
            yield self._drawn(talk, number, self._next(sight, talk)) | self._talks(sight, owner) | kept

    def _kept(self, talk: Talk, owner: str) -> Panes:
        """Keeps a conversation; where the disk does not take it, it goes on all the same, and that is told."""
        try:
            self.sessions.save(owner, talk)
        except UserError as error:
            return {"notice": problem(str(error))}
        return {}

    def _grown(self, talk: Talk, number: int, route: Route | None, stop: Event) -> Iterator[Talk]:
        asked, history = talk.exchanges[number], talk.history(number)

        def work(tell: Tell[Answer | Report]) -> None:
            with self._line.turn(stop.is_set):
                parts = self.assistant.replies(asked.question, asked.scope, history, route)
                with closing(parts) if isinstance(parts, Generator) else nullcontext():
                    for part in parts:
                        if not tell(part):
                            return

        for part in watched(work, GLANCE, stop.is_set):
            if part is not None:
                talk = talk.put(number, talk.exchanges[number].plus(part))
                yield talk

    def _drawn(self, talk: Talk, number: int, more: str = "") -> Panes:
        """The exchange of that number, drawn; the last one has a pane of its own, since it grows."""
        last = len(talk.exchanges) - 1
        now = {"now": exchange(talk.exchanges[last], last) + more} if number == last or more else {}
        return now | ({"past": conversation(talk.exchanges[:last])} if number < last else {})

    def stop(self, sight: Sight, _: Happened, __: str) -> Panes:
        """The answer that is being written is left as it is."""
        if sight.talk in self._stops:
            self._stops[sight.talk].set()
        return {}

    def _next(self, sight: Sight, talk: Talk) -> str:
        """Questions to go on with, from the articles that were cited last, else those asked or read."""
        last = talk.exchanges[-1]
        spots = [*last.cited, *(w.place for f in last.findings for w in f.evidence), *last.nearest]
        ids = list(dict.fromkeys(spot.article for spot in spots)) or self._first_ids(sight)
        return offers(self._suggested(ids, [e.question for e in talk.exchanges]), "Go on with:")

    def _suggested(self, ids: Sequence[str], asked: Sequence[str] = ()) -> Sequence[str]:
        try:
            return suggestions(self.assistant.index, ids, asked)
        except UserError:  # an article has just been removed
            return ()

    # the articles

    def scope(self, sight: Sight, happened: Happened, _: str) -> Panes:
        """An article is asked or left out; or (`all`) all are asked again."""
        key = str(happened.get("article") or "")
        rest = tuple(known for known in sight.scope if known != key)
        sight = replace(sight, scope=() if happened.get("all") else (*rest, key) if happened.get("on") else rest)
        return {"sight": sight, "scope": self._scope(sight)} | (self._library(sight) if happened.get("all") else {})

    def find(self, sight: Sight, happened: Happened, _: str) -> Panes:
        """The list is narrowed to articles with some words, or lengthened."""
        words = str(happened.get("words", sight.find))
        sight = replace(sight, find=words, listed=sight.listed + MORE if happened.get("more") else Sight().listed)
        return {"sight": sight} | self._library(sight)

    def remove(self, sight: Sight, happened: Happened, owner: str) -> Panes:
        """An article is removed, which was confirmed."""
        key = str(happened.get("article"))
        try:
            self.assistant.index.remove(key)
        except UserError as error:
            return {"notice": problem(str(error))}
        sight = replace(sight, scope=tuple(known for known in sight.scope if known != key))
        panes: Panes = {}
        if sight.reading == key:
            first = next(iter(found(self._articles, "")), None)
            sight, panes = replace(sight, reading=first.id if first else ""), self._reading(first)
        empty = not self.sessions.get(owner, sight.talk).exchanges
        start = {"past": welcome(self._suggested(self._first_ids(sight)), len(self._articles))} if empty else {}
        return {"sight": sight, "notice": ""} | panes | self._library(sight) | start

    def add(self, sight: Sight, happened: Happened, owner: str) -> Iterator[Panes]:
        """Files, a text or an address come in; how far they are is told as they are read."""
        news = Added()
        for news in added(self.assistant.index, happened.get("places") or (), str(happened.get("text") or ""), self._line):
            yield {"notice": news.told}
        if not news.articles:
            return
        sight = replace(sight, reading=news.articles[-1].id)
        empty = not self.sessions.get(owner, sight.talk).exchanges
        start = {"past": welcome(self._suggested([sight.reading]), len(self._articles))} if empty else {}
        yield {"sight": sight} | self._library(sight) | self._reading(news.articles[-1]) | start

    def read(self, sight: Sight, happened: Happened, _: str) -> Panes:
        """An article is opened: at its beginning, or (`start`, `end`) with the cited words marked."""
        try:
            article = self.assistant.index.find(str(happened.get("article") or ""))
        except UserError as error:
            return {"notice": problem(str(error)), "reader": f"{problem(str(error))}"}
        marked = (int(happened["start"]), int(happened["end"])) if "start" in happened else NOTHING
        marked = marked if 0 <= marked[0] <= marked[1] <= len(article.text) else NOTHING
        if article.id == sight.reading:  # its table and its claims stay as they are, with their filters
            return {"reader": self._pane(article, marked), "notice": ""}
        sight = replace(sight, reading=article.id)
        return {"sight": sight, "notice": ""} | self._library(sight) | self._reading(article, marked)

    def draw(self, sight: Sight, happened: Happened, _: str) -> Panes:
        """The claims of the article that is read, or (`wide`) of all that are asked, are looked at."""
        wide = bool(happened.get("wide"))
        index = self.assistant.index
        try:
            listed = disputes(index, sight.scope if wide else (sight.reading,)) if sight.reading else ()
        except UserError as error:
            return {"claims": problem(str(error))}
        return {"claims": claims(sight.reading, listed, wide, len(self._articles) > 1)}

    # the conversations

    def pick(self, sight: Sight, happened: Happened, owner: str) -> Panes:
        """Another conversation, or (no `talk`) a new one."""
        self._leave(sight)
        talk = self.sessions.get(owner, str(happened.get("talk") or fresh_id()))
        sight = replace(sight, talk=talk.id)
        return {"sight": sight} | self._talk(sight, talk, owner)

    def rename(self, sight: Sight, happened: Happened, owner: str) -> Panes:
        """A conversation gets a name."""
        talk = self.sessions.get(owner, str(happened.get("talk")))
        named = replace(talk, title=str(happened.get("name") or "").strip()[:200])
        kept = self._kept(named, owner) if talk.exchanges else {}
        return self._talks(sight, owner) | kept

    def delete(self, sight: Sight, happened: Happened, owner: str) -> Panes:
        """A conversation is deleted."""
        key = str(happened.get("talk"))
        if key == sight.talk:
            self._leave(sight)
        try:
            self.sessions.remove(owner, key)
        except UserError as error:
            return {"notice": problem(str(error))}
        return self.pick(sight, {}, owner) if key == sight.talk else self._talks(sight, owner)

    def export(self, _: Sight, happened: Happened, owner: str) -> Panes:
        """A conversation is handed to the browser as a file."""
        talk = self.sessions.get(owner, str(happened.get("talk")))
        if happened.get("form") == "json":
            return {"handed": handed(FORM.dump_json(talk, indent=2).decode(), talk.name, "json")}
        return {"handed": handed(markdown(talk), talk.name, "md")}

    def _leave(self, sight: Sight) -> None:
        if stop := self._stops.pop(sight.talk, None):
            stop.set()

    # the panes

    @property
    def _articles(self) -> tuple[Article, ...]:
        return self.assistant.index.articles

    def _first_ids(self, sight: Sight) -> list[str]:
        return [*(sight.scope or ((sight.reading,) if sight.reading else ()))]

    def _library(self, sight: Sight) -> Panes:
        every = self._articles
        fitting = found(every, sight.find)
        shown = [article.id for article in fitting[: sight.listed]]
        said = Counter(s.content[0].article.id for s in self._said(shown)) if shown else Counter()
        return {"library": library(fitting, len(every), said, sight), "scope": self._scope(sight, len(every))}

    def _said(self, ids: Sequence[str]) -> Sequence[Statement]:
        try:
            return self.assistant.index.statements(ids)
        except UserError:  # another tab has just removed one
            return ()

    def _scope(self, sight: Sight, total: int | None = None) -> str:
        titles = [article.title for article in self._articles if article.id in sight.scope] if sight.scope else []
        return scope_line(titles, len(self._articles) if total is None else total)

    def _reading(self, article: Article | None, marked: Range = NOTHING) -> Panes:
        if article is None:
            return {"reader": EMPTY, "who": "", "claims": ""}
        statements = self._said([article.id])
        return {"reader": self._pane(article, marked), "who": table(article, statements), "claims": to_draw(article.id)}

    def _pane(self, article: Article, marked: Range) -> str:
        return reader(article, marked, [s for s in self._said([article.id]) if s.cue_class == "speech"])

    def _talk(self, sight: Sight, talk: Talk, owner: str) -> Panes:
        """A conversation in the chat's panes."""
        panes = self._talks(sight, owner)
        if talk.exchanges:
            return (
                panes
                | self._drawn(talk, len(talk.exchanges) - 1, self._next(sight, talk))
                | {"past": conversation(talk.exchanges[:-1])}
            )
        return panes | {"past": welcome(self._suggested(self._first_ids(sight)), len(self._articles)), "now": ""}

    def _talks(self, sight: Sight, owner: str) -> Panes:
        return {"talks": talks(self.sessions.talks(owner), sight.talk)}
