"""Articles to statements: tag sources, cues and contents, link them, resolve speakers, read the stance."""

from typing import Protocol

from index.types import Article, Statement


class Attributor(Protocol):
    """Finds who says what in an article."""

    def statements(self, article: Article) -> tuple[Statement, ...]:
        """The article's statements, in the order of the text."""


class Silence:
    """Finds nothing: for an index whose statements nobody asks for."""

    def statements(self, article: Article) -> tuple[Statement, ...]:
        """No statements."""
        return ()
