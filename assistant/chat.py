"""A chat model as the writer: what it is given, what it writes, and how a sentence that did not pass is written again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from assistant.drafts import Draft, drafts
from assistant.orders import commanded
from assistant.patience import Patience
from assistant.prompt import fenced, prompt
from assistant.types import ABSTENTION, Candidate, Sentence, Usage
from assistant.unseen import UNSEEN
from assistant.write import Material, Talk

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage
    from langchain_core.runnables import RunnableConfig

AT_MOST = 4
"""Sentences that a model is asked for, and that are looked at."""
GIVEN = 8
"""Sentences of articles that a model is given."""


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat model as the writer; `name` is what the settings call it."""

    name: str
    model: "BaseChatModel"
    patience: Patience = field(default_factory=Patience)

    def begin(self, material: Material, config: "RunnableConfig | None" = None) -> Talk:
        """Begins an answer; the model is asked when it is written."""
        return Conversation(self.model, self.patience, material.question, given(material.candidates), config)


@dataclass(slots=True)
class Conversation:
    """One answer in the making: what the model was given, what it wrote, and the tokens that it took as far as it tells."""

    model: "BaseChatModel"
    patience: Patience
    question: str
    candidates: tuple[Candidate, ...]
    config: "RunnableConfig | None" = None
    usage: Usage | None = None
    _messages: "list[BaseMessage]" = field(default_factory=list)

    def __post_init__(self) -> None:
        from langchain_core.messages import HumanMessage, SystemMessage

        rules = prompt("writer", most=AT_MOST, abstention=ABSTENTION)
        asked = fenced("answer", "material", material=numbered(self.candidates), question=self.question)
        self._messages = [SystemMessage(rules), HumanMessage(asked)]

    def write(self) -> Iterator[Sentence]:
        """The model's sentences as they come, each with the places that it cites. Raises WriterFailed."""
        for number, draft in enumerate(drafts(self._streamed(self._messages)), start=1):
            yield self._sentence(draft)
            if number == AT_MOST:
                return

    def repair(self, sentence: Sentence, reasons: Sequence[str]) -> Sentence | None:
        """Another sentence in the place of one that did not pass, told why; None where there is none. Raises WriterFailed."""
        from langchain_core.messages import AIMessage, HumanMessage

        asked = prompt("repair", sentence=sentence.text, reasons="; ".join(reasons), abstention=ABSTENTION)
        turns = [*self._messages, AIMessage(sentence.text), HumanMessage(asked)]
        draft = next(iter(list(drafts(self._streamed(turns)))), None)
        return self._sentence(draft) if draft and not abstains(draft.text) else None

    def _streamed(self, messages: "list[BaseMessage]") -> Iterator[str]:
        for chunk in self.patience.stream(lambda: self.model.stream(messages, self.config)):
            if used := getattr(chunk, "usage_metadata", None):
                tokens = Usage(used.get("input_tokens", 0), used.get("output_tokens", 0))
                self.usage = self.usage + tokens if self.usage else tokens
            yield chunk.text

    def _sentence(self, draft: Draft) -> Sentence:
        places = [self.candidates[n - 1].sentence for n in draft.numbers if 0 < n <= len(self.candidates)]
        return Sentence(draft.text, tuple(dict.fromkeys(places)), "unsupported")


def given(candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """The candidates that a model is given: the best, each once, without headlines and what stands beside orders."""
    apt = [c for c in reversed(candidates) if not commanded(c.sentence) and not c.sentence.in_headline]
    told = {" ".join(c.sentence.text.split()): c for c in apt}
    return tuple(c for c in candidates if c in told.values())[:GIVEN]


def numbered(candidates: Sequence[Candidate]) -> str:
    """The numbered sentences, a line each, with whose words they are."""
    return "\n".join(f"[{number}] {_whose(c)}{_line(c.sentence.text)}" for number, c in enumerate(candidates, start=1))


def abstains(text: str) -> bool:
    """Whether a sentence says that there is no answer.

    >>> abstains("The articles do not say"), abstains("None."), abstains("The dam held.")
    (True, True, False)
    """
    bare = " ".join(text.lower().strip(" .!\"'").split())
    return bare in (ABSTENTION.lower().strip("."), "none", "n/a") or bare.startswith(
        ("the articles do not say", "the article does not say", "the numbered sentences do not", "the sentences do not")
    )


def _whose(candidate: Candidate) -> str:
    return f"(words of {_line(candidate.speaker)}) " if candidate.speaker else ""


def _line(text: str) -> str:
    return " ".join(UNSEEN.sub("", text).split())
