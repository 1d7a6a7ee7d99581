"""What both servers do, in the fields that the command line gives with --json."""

from collections.abc import Callable, Iterator, Sequence
from threading import Lock
from typing import Any

from assistant import export
from assistant.assistant import Assistant
from assistant.export.results import Result
from assistant.types import Answer, Turn
from index.errors import ArticleError, UserError
from index.fetch import Fetcher
from index.load import from_text, is_address
from index.types import Article, Stance

MOST_FOUND = 50
"""Passages that a search gives at most."""


class Desk:
    """Answers requests; threads may share it. `writable`: whether articles may be added and removed."""

    def __init__(self, assistant: Assistant, writable: bool = True, allow_private: bool = False) -> None:
        self.assistant = assistant
        self._writable = writable
        self._fetch = Fetcher(allow_private)
        self._turn = Lock()

    @property
    def count(self) -> int:
        """Articles in the library."""
        return self.assistant.index.count

    def search(self, query: str, count: int = 5, articles: Sequence[str] = ()) -> dict[str, Any]:
        """The passages that fit best, each with its score and its article's title. Raises UserError."""
        index = self.assistant.index
        ids = [index.find(article_id).id for article_id in articles]
        found = index.search(query, min(count, MOST_FOUND), ids)
        passages = [export.span(hit.passage) | {"title": hit.passage.article.title, "score": round(hit.score, 4)} for hit in found]
        return {"passages": passages}

    def ask(self, question: str, articles: Sequence[str] = (), history: Sequence[Turn] = ()) -> Result:
        """The answer. Raises UserError."""
        return self.assistant.ask(question, articles, history)

    def stream(self, question: str, articles: Sequence[str] = (), history: Sequence[Turn] = ()) -> Iterator[Answer]:
        """The answer in parts that add up to it. Raises UserError, while it runs too."""
        return self.assistant.stream(question, articles, history)

    def verify(self, claim: str, articles: Sequence[str] = ()) -> Result:
        """The verdicts. Raises UserError."""
        return self.assistant.verify(claim, articles)

    def who_said(
        self,
        speaker: str | None = None,
        about: str | None = None,
        articles: Sequence[str] = (),
        stance: Stance | None = None,
        attitudes: bool = False,
    ) -> Result:
        """The statements. Raises UserError."""
        return self.assistant.who_said(speaker, about, articles, stance, attitudes)

    def articles(self) -> list[dict[str, Any]]:
        """Every article of the library."""
        return [export.article(self.assistant.index, article) for article in self.assistant.index.articles]

    def article(self, article_id: str) -> dict[str, Any]:
        """An article with its text. Raises ArticleError."""
        found = self.assistant.index.find(article_id)
        return export.article(self.assistant.index, found) | {"text": found.text}

    def add(self, text: str | None = None, address: str | None = None) -> list[dict[str, Any]]:
        """Adds the article in a text, or those at an address; a server reads no files of its own machine. Raises UserError."""
        self._check_writable()
        found = [self._valid(article) for article in self._read(text, address)]
        with self._turn:
            self.assistant.index.add(found)
        return [export.article(self.assistant.index, self.assistant.index.find(article.id)) for article in found]

    def remove(self, article_id: str) -> dict[str, Any]:
        """Removes an article. Raises ArticleError."""
        self._check_writable()
        with self._turn:
            found = self.assistant.index.find(article_id)
            self.assistant.index.remove(found.id)
        return {"removed": found.id}

    def _read(self, text: str | None, address: str | None) -> Iterator[Article | ArticleError]:
        if text is not None and address is None:
            yield from_text(text, origin="added by a program")
        elif address is not None and text is None and is_address(address):
            yield from self._fetch(address)
        else:
            raise UserError('give either "text" or "address" (https://…) of an article, not both')

    def _valid(self, article: Article | ArticleError) -> Article:
        if isinstance(article, ArticleError):
            raise article
        return article

    def _check_writable(self) -> None:
        if not self._writable:
            raise UserError("this server does not change its library: add articles with onrecord add, or serve without --read-only")


class Desks:
    """The desk of each user, whose library is theirs alone, opened when they first ask; "" is the one that all others share."""

    def __init__(self, shared: Desk, own: Callable[[str], Desk] | None = None) -> None:
        self.shared = shared
        self._own = own
        self._known: dict[str, Desk] = {}
        self._turn = Lock()

    def of(self, user: str) -> Desk:
        """A user's desk. Raises UserError where their library cannot be opened."""
        if not user or self._own is None:
            return self.shared
        with self._turn:
            if user not in self._known:
                self._known[user] = self._own(user)
            return self._known[user]

    def close(self) -> None:
        """Lets other processes have the libraries."""
        for desk in (self.shared, *self._known.values()):
            desk.assistant.close()
