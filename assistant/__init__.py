"""Knows questions and claims: answers them from the articles of an `index.index.Index`."""

from typing import TYPE_CHECKING, Any

from assistant.settings import Settings
from assistant.types import Answer, Claim, Evidence, Report, Request, Sentence, Verdict

if TYPE_CHECKING:
    from assistant.assistant import Assistant

__all__ = ["Answer", "Assistant", "Claim", "Evidence", "Report", "Request", "Sentence", "Settings", "Verdict"]


def __getattr__(name: str) -> Any:
    """`Assistant` is imported when first asked for: it brings numpy along, and `--help` should not wait for that."""
    if name == "Assistant":
        from assistant.assistant import Assistant

        return Assistant
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
