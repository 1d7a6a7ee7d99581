"""Questions to go on with, thought of by a chat model; only those count that keep to the article's words and that it answers."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from assistant.orders import gives_orders
from assistant.patience import Patience, WriterFailed
from assistant.prompt import fenced
from index.lexical import stems
from index.types import Article

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

READ = 4000
"""Characters of an article that a model is given."""
LONGEST = 150
_LIST = re.compile(r"^\W*(?:\d{1,2}[.)]\s*)?")
_ASKING = frozenset(stems("say said according long many much happen reason kind date time name number year day"))


@dataclass(frozen=True, slots=True)
class Ideas:
    """Asks a model for questions. `answers` tells whether the article answers one."""

    model: "BaseChatModel"
    answers: Callable[[str], bool]
    patience: Patience = field(default_factory=Patience)

    def about(self, article: Article, count: int) -> tuple[str, ...]:
        """At most `count` questions that the article answers; none where the model fails."""
        body = "\n\n".join(article.text[start:end] for start, end in article.paragraphs)
        safe = "\n\n".join(part for part in body[:READ].split("\n\n") if not gives_orders(part))
        asked = fenced("suggest", "article", article=f"{article.title}\n\n{safe}", count=count)
        try:
            said = self.patience.call(lambda: self.model.invoke(asked)).text
        except WriterFailed:
            return ()
        return tuple(question for question in dict.fromkeys(questions(said, article.text)) if self.answers(question))[:count]


def questions(said: str, text: str) -> Iterator[str]:
    r"""The questions among a model's lines that have no words but the article's.

    >>> list(questions("1. When did the dam hold?\n- Who sold Paris?\nSure!", "The dam held on Monday. They hold it."))
    ['When did the dam hold?']
    """
    known = set(stems(text)) | _ASKING
    for line in said.splitlines():
        question = " ".join(_LIST.sub("", line).split())
        if question.endswith("?") and len(question) <= LONGEST and stems(question) and set(stems(question)) <= known:
            yield question
