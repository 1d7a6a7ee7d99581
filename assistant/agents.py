"""The assistant as LangChain tools, for other people's agents; its retriever is `assistant.index.as_retriever()`."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from langchain_core.tools import BaseTool, StructuredTool
from pydantic import BaseModel, Field

from assistant.export.formats import text
from assistant.export.results import Result
from index.errors import UserError
from index.types import Stance

if TYPE_CHECKING:
    from assistant.assistant import Assistant

Told = tuple[str, Result | None]
"""What the agent reads, and the result itself as the message's artifact (None: what went wrong was told)."""


class Asked(BaseModel):
    """What is asked of the articles."""

    question: str = Field(description="a question in plain English")
    articles: list[str] = Field([], description="ids of the articles to look at; none: all")


class Claimed(BaseModel):
    """What the articles are held against."""

    claim: str = Field(description="a claim, as a sentence")
    articles: list[str] = Field([], description="ids of the articles to judge by; none: all")


class Wanted(BaseModel):
    """Whose statements are wanted, about what."""

    speaker: str | None = Field(None, description="a speaker, in any form of the name")
    about: str | None = Field(None, description="a topic")
    stance: Stance | None = Field(None, description="asserts, denies, asks or other")
    articles: list[str] = Field([], description="ids of the articles to look at; none: all")


def tools(assistant: "Assistant") -> list[BaseTool]:
    """The tools ask, verify and who_said; each gives text with its places, and the result as the artifact.

    What the user can mend is told to the agent as text, so that it can go on.
    """

    def ask(question: str, articles: list[str]) -> Told:
        """Answers a question from news articles with exact quotations and their places, or says that they do not say."""
        return _told(lambda: assistant.ask(question, articles))

    def verify(claim: str, articles: list[str]) -> Told:
        """Judges a claim by news articles: who says so and who denies it, each with the words. Not what is true."""
        return _told(lambda: assistant.verify(claim, articles))

    def who_said(speaker: str | None, about: str | None, stance: Stance | None, articles: list[str]) -> Told:
        """Finds statements in news articles: of a speaker, about a topic, of a stance, each with its speaker and place."""
        return _told(lambda: assistant.who_said(speaker, about, articles, stance))

    made = ((ask, Asked), (verify, Claimed), (who_said, Wanted))
    return [
        StructuredTool.from_function(function, args_schema=schema, response_format="content_and_artifact")
        for function, schema in made
    ]


def _told(work: Callable[[], Result]) -> Told:
    try:
        result = work()
    except UserError as error:
        return str(error), None
    return text(result) or "Nobody is reported to have said such a thing.", result
