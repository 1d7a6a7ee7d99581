"""A chat model that says what it is told to, in turn, and remembers what it was asked."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from pydantic import Field

USAGE = UsageMetadata(input_tokens=100, output_tokens=20, total_tokens=120)


class Queued(BaseChatModel):
    """Replies are given one after the other, streamed word by word: a text, a message with tool calls, an error to raise.

    A pair (text, error) raises the error after the text, a function is called between two words of its text.
    """

    replies: list[Any]
    history: list[list[BaseMessage]] = Field(default_factory=list)
    tools: list[Any] = Field(default_factory=list)
    closed: list[str] = Field(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "queued"

    def bind_tools(self, tools: Sequence[Any], **_: Any) -> Runnable[Any, AIMessage]:
        self.tools.extend(tools)
        return self

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        self.history.append(messages)
        reply = self.replies.pop(0)
        if isinstance(reply, Exception):
            raise reply
        message = reply if isinstance(reply, AIMessage) else AIMessage(reply, usage_metadata=USAGE)
        return ChatResult(generations=[ChatGeneration(message=message)])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        self.history.append(messages)
        reply = self.replies.pop(0)
        if isinstance(reply, Exception):
            raise reply
        text, after = reply if isinstance(reply, tuple) else (reply, None)
        try:
            for word in text.split(" "):
                yield ChatGenerationChunk(message=AIMessageChunk(f"{word} "))
            if isinstance(after, Exception):
                raise after
            if isinstance(after, Callable):
                after()
            yield ChatGenerationChunk(message=AIMessageChunk("", usage_metadata=USAGE, chunk_position="last"))
        finally:
            self.closed.append(text)


class Status(Exception):
    """What providers raise for an HTTP status."""

    def __init__(self, code: int, **headers: str) -> None:
        super().__init__(f"Error code: {code} - key sk-verysecret123456")
        self.status_code = code
        self.response = type(
            "Response", (), {"headers": {k.replace("_", "-"): v for k, v in headers.items()}, "status_code": code}
        )()
