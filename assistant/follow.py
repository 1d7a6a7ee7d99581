"""Reads a message in its conversation: what it asks by itself, and whether it claims something. By rules, or by a chat model.

A model's reading counts only where it uses the conversation's words and keeps the message's; else the rules' does.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from assistant import route
from assistant.matter import stated
from assistant.orders import gives_orders
from assistant.patience import Patience, WriterFailed
from assistant.prompt import fenced
from assistant.types import Request, Turn
from index.lexical import stems

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.runnables import RunnableConfig

TURNS = 4
"""Earlier turns that a model is given."""
LONGEST = 300
"""Characters of an earlier answer that a model is given, and of a rewritten question."""


class Reader(Protocol):
    """Reads messages."""

    def standalone(self, request: Request, config: "RunnableConfig | None" = None) -> Request:
        """The request with its history folded into the question: no later step sees the history."""

    def claimed(self, message: str, history: Sequence[Turn] = ()) -> str | None:
        """What a message claims, to be judged; None where it asks, greets or tells to do something."""


class Rules:
    """Reads by the rules of `assistant.route`."""

    def standalone(self, request: Request, config: "RunnableConfig | None" = None) -> Request:
        """By pronouns, names and what is left out."""
        return route.standalone(request)

    def claimed(self, message: str, history: Sequence[Turn] = ()) -> str | None:
        """By the message's form."""
        return route.claimed(message, history)


@dataclass(frozen=True, slots=True)
class Modelled:
    """Reads with a chat model; where it fails or says what it must not, by the rules."""

    model: "BaseChatModel"
    patience: Patience = field(default_factory=Patience)

    def standalone(self, request: Request, config: "RunnableConfig | None" = None) -> Request:
        """The question as the model rewrites it."""
        if not request.history:
            return request
        history = "\n".join(f"Question: {question}\nAnswer: {answer[:LONGEST]}" for question, answer in request.history[-TURNS:])
        written = self._said(fenced("follow", "history", history=history, message=request.question), config)
        if faithful(written, request.question, history):
            return replace(request, question=written, history=())
        return route.standalone(request)

    def claimed(self, message: str, history: Sequence[Turn] = ()) -> str | None:
        """By the message's form where that is plain; the model decides whether what looks like a claim is one."""
        claim = route.claimed(message, history)
        if not claim or stated(message):
            return claim
        return None if self._said(fenced("route", "message", message=message)).lower().startswith("question") else claim

    def _said(self, asked: str, config: "RunnableConfig | None" = None) -> str:
        """The first line of what the model says; "" where it fails."""
        try:
            said = self.patience.call(lambda: self.model.invoke(asked, config))
        except WriterFailed:
            return ""
        return next(iter(said.text.strip().splitlines()), "").strip(" \"'*")


def faithful(written: str, message: str, history: str) -> bool:
    r"""Whether a rewritten message has all that the message asks, and nothing that the conversation has not.

    >>> history = "Question: Who is John Kirby?\nAnswer: A spokesman."
    >>> faithful("What did John Kirby deny?", "What did he deny?", history)
    True
    >>> faithful("What did Kirby deny in Paris?", "What did he deny?", history), faithful("Who is John Kirby?", "And why?", history)
    (False, False)
    """
    known, asked = set(stems(f"{history} {message}")), set(stems(message))
    words = set(stems(written))
    again = written.strip(" ?").lower() in history.lower()
    return bool(words) and len(written) <= LONGEST and asked <= words <= known and not again and not gives_orders(written)
