"""What a program may send, checked before anything is done with it."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.build import LONGEST_CLAIM, LONGEST_QUESTION
from index.types import Stance

Format = Literal["json", "markdown", "html", "csv", "claimreview", "annotation"]
Ids = Annotated[list[str], Field(max_length=100, description="ids of the articles to look at; none: all")]


class Strict(BaseModel):
    """A request without fields that nobody reads."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Question(Strict):
    """A question, perhaps after earlier turns."""

    question: str = Field(min_length=1, max_length=LONGEST_QUESTION, examples=["What did John Kirby say?"])
    articles: Ids = []
    history: list[tuple[str, str]] = Field([], max_length=20, description="earlier [question, answer] turns")


class Claim(Strict):
    """A claim: a sentence, or a text of them."""

    claim: str = Field(min_length=1, max_length=LONGEST_CLAIM, examples=["Russia denies an arms deal."])
    articles: Ids = []


class Wanted(Strict):
    """The statements that are wanted; without anything: all."""

    speaker: str | None = Field(None, max_length=200)
    about: str | None = Field(None, max_length=500)
    stance: Stance | None = None
    attitudes: bool = Field(False, description="wants, plans and beliefs too")
    articles: Ids = []


class Search(Strict):
    """What passages are looked for."""

    query: str = Field(min_length=1, max_length=LONGEST_QUESTION)
    count: int = Field(5, ge=1, le=50)
    articles: Ids = []


class Addition(Strict):
    """An article to add: its text, or its address."""

    text: str | None = Field(None, min_length=1)
    address: str | None = Field(None, max_length=2000, examples=["https://example.org/article"])
