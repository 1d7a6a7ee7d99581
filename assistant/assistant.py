"""What the product does."""

from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from assistant import build
from assistant.settings import Settings, library
from assistant.told import wanted
from assistant.types import Answer, Report, Request, Route, Statements, Turn
from index.index import Index
from index.types import Article, Stance

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.runnables import Runnable

    from assistant.follow import Reader
    from assistant.verify import Verifier


class Assistant:
    """Answers for the articles of an index. Opened by `Assistant.open`, closed by `close` or a with block.

    >>> with Assistant.open("~/news") as assistant:  # doctest: +SKIP
    ...     print(assistant.ask("Who denies the deliveries?").text)
    """

    def __init__(self, index: Index, settings: Settings) -> None:
        self.index = index
        self.settings = settings

    @classmethod
    def open(cls, folder: str | Path | None = None, settings: Settings | None = None, create: bool = False) -> "Assistant":
        """The assistant for the library in `folder` (default: ONRECORD_LIBRARY, else the user's data folder).

        `create`: make the library when it is not there. Raises StoreError when there is none or it cannot be opened.
        """
        settings = settings or Settings()
        return cls(build.index(library(folder), settings, create), settings)

    @classmethod
    def blank(cls, settings: Settings | None = None) -> "Assistant":
        """An assistant without a library, to make others `beside` it."""
        settings = settings or Settings()
        return cls(build.memory(settings), settings)

    def __enter__(self) -> "Assistant":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Lets another process have the library."""
        self.index.close()

    @cached_property
    def chain(self) -> "Runnable[Request, Answer]":
        """The retrieval chain, a LangChain runnable from Request to Answer."""
        return build.chain(self.index, self.settings)

    def ask(self, question: str, articles: Sequence[str] = (), history: Iterable[Turn] = ()) -> Answer:
        """Answers a question from the given articles (by id), or from all. Raises ArticleError for an unknown id."""
        return self.chain.invoke(self._request(question, articles, history))

    def stream(self, question: str, articles: Sequence[str] = (), history: Iterable[Turn] = ()) -> Iterator[Answer]:
        """Answers in parts that add up to the answer: first the nearest passages, then a sentence at a time."""
        return self.chain.stream(self._request(question, articles, history))

    def astream(self, question: str, articles: Sequence[str] = (), history: Iterable[Turn] = ()) -> AsyncIterator[Answer]:
        """`stream`, awaited; cancelling the task ends the writer's work."""
        return self.chain.astream(self._request(question, articles, history))

    @cached_property
    def reader(self) -> "Reader":
        """What reads messages in their conversation."""
        return build.reader(self.settings)

    @property
    def writer_model(self) -> "BaseChatModel | None":
        """The chat model that writes, or None where none does. Raises ModelError where it cannot be had."""
        return build.writer_model(self.settings)

    def suggestions(self, articles: Sequence[str], asked: Iterable[str] = ()) -> tuple[str, ...]:
        """Questions about the given articles (by id) that they answer and that were not asked; a chat model's where one writes.

        Raises ArticleError for an unknown id.
        """
        from assistant.suggest import AT_MOST, suggestions

        before = tuple(asked)
        found = [self.index.find(article_id) for article_id in articles]
        model = self.writer_model
        if model and found:
            from assistant.ideas import Ideas

            quick = Assistant(self.index, replace(self.settings, writer="extractive"))
            ideas = Ideas(model, lambda question: quick.ask(question, [found[0].id]).found).about(found[0], AT_MOST)
            if new := tuple(idea for idea in ideas if idea not in before):
                return new
        return suggestions(self.index, [article.id for article in found], before)

    @cached_property
    def verifier(self) -> "Verifier":
        """What judges claims."""
        return build.verifier(self.index, self.settings)

    def verify(self, claim: str, articles: Sequence[str] = ()) -> Report:
        """A verdict for each claim of a text, by the given articles (by id) or by all. Raises ArticleError for an unknown id."""
        ids = tuple(self.index.find(article_id).id for article_id in articles)
        return self.verifier.verify(build.checked_claim(claim), ids)

    def route(self, message: str, history: Iterable[Turn] = ()) -> Route:
        """What a message gets unless the asker chooses: a verdict where it claims something, else statements or an answer."""
        turns = tuple(history)
        if self.reader.claimed(message, turns):
            return "verdict"
        return "who" if wanted(self.reader.standalone(Request(message, history=turns)).question) else "answer"

    def reply(self, message: str, articles: Sequence[str] = (), history: Iterable[Turn] = ()) -> Answer | Report:
        """What a chat says to a message: a report where it claims something, else an answer."""
        turns = tuple(history)
        claim = self.reader.claimed(message, turns)
        return self.verify(claim, articles) if claim else self.ask(message, articles, turns)

    def replies(
        self, message: str, articles: Sequence[str] = (), history: Iterable[Turn] = (), route: Route | None = None
    ) -> Iterator[Answer | Report]:
        """`reply` as a stream: a report at once, or an answer in parts that add up to it; by the `route` that the asker chose."""
        turns = tuple(history)
        claim = self.reader.claimed(message, turns) if route in (None, "verdict") else None
        if claim or route == "verdict":
            yield self.verify(claim or message, articles)
        else:
            yield from self.chain.stream(self._request(message, articles, turns, route))

    def who_said(
        self,
        speaker: str | None = None,
        about: str | None = None,
        articles: Sequence[str] = (),
        stance: Stance | None = None,
        attitudes: bool = False,
    ) -> Statements:
        """The statements of a speaker (in any form of the name), about a topic, of a stance; of the given articles or of all.

        Speech alone; with `attitudes` also wants, plans, beliefs. In the order of the text, or the nearest to the topic first.
        Raises ArticleError for an unknown article.
        """
        from assistant.who import who_said

        ids = tuple(self.index.find(article_id).id for article_id in articles)
        return Statements(who_said(self.index, speaker, about, ids, stance, attitudes=attitudes))

    def beside(self, articles: Iterable[Article]) -> "Assistant":
        """An assistant for these articles alone, with the same parts; they are not kept."""
        return Assistant(self.index.beside(articles), self.settings)

    def _request(self, question: str, articles: Sequence[str], history: Iterable[Turn], route: Route | None = None) -> Request:
        ids = tuple(self.index.find(article_id).id for article_id in articles)
        return Request(build.checked(question), ids, tuple(history), route)
