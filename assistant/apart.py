"""A text to its claims by a chat model, where one is configured; what it says counts only where it keeps to the text."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pydantic import BaseModel, Field

from assistant.decompose import claims
from assistant.patience import Patience, WriterFailed
from assistant.prompt import fenced
from assistant.types import Claim
from index.lexical import stems

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

KEPT = 0.9
"""The share of a text's telling words that its claims must have between them: a claim left out would go unjudged."""
MOST = 60


class Claims(BaseModel):
    """The claims of a text, in its order."""

    claims: list[str] = Field(description="each claim as one sentence that can be checked by itself", max_length=MOST)


@dataclass(frozen=True, slots=True)
class Apart:
    """Takes texts apart with a model's structured output, else by the rules."""

    model: "BaseChatModel"
    patience: Patience = field(default_factory=Patience)

    def __call__(self, text: str) -> tuple[Claim, ...]:
        """The claims of a text, in order."""
        by_rules = claims(text)
        if all(claim.matter != "fact" for claim in by_rules):
            return by_rules
        written = self._written(text)
        return tuple(claim for one in written for claim in claims(one)) if faithful(written, text) else by_rules

    def _written(self, text: str) -> list[str]:
        asked = fenced("decompose", "text", text=text)
        try:
            found = self.patience.call(lambda: self.model.with_structured_output(Claims).invoke(asked))
        except WriterFailed:
            return []
        return [" ".join(claim.split()) for claim in found.claims if claim.strip()] if isinstance(found, Claims) else []


def faithful(written: list[str], text: str) -> bool:
    """Whether claims have words of the text alone, and between them nearly all of it.

    >>> text = "Kirby said that it sank and that two men died."
    >>> faithful(["Kirby said that it sank.", "Kirby said that two men died."], text)
    True
    >>> faithful(["Kirby said that it sank."], text), faithful(["Kirby said that it sank.", "Ten men of Tarn died."], text)
    (False, False)
    """
    known, words = set(stems(text)), {stem for claim in written for stem in stems(claim)}
    return bool(written) and words <= known and len(words) >= KEPT * len(known)
