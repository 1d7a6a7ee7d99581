"""Many at once from a file of JSON lines: each line comes out with its result, or with its error, and the rest goes on."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant import export, windows
from assistant.assistant import Assistant
from assistant.entail import Entailer
from assistant.types import Turn
from index.errors import ArticleError, UserError
from index.load import from_text, load
from index.types import Article, Stance

PAIRS_AT_ONCE = 1024
"""Enough to sort by length and to fill batches, few enough to see progress."""
KEPT = 64
"""Texts read for single lines that are kept at hand, so that lines which share one read it once."""


class Line(BaseModel):
    """Where a line looks: in an article (id, or path of a text file), an inline text, or the whole library."""

    model_config = ConfigDict(extra="allow")

    article: str | None = None
    text: str | None = None


class Question(Line):
    """A line that asks, perhaps after earlier turns."""

    question: str
    history: list[Turn] = []


class Claimed(Line):
    """A line that claims something."""

    claim: str


class Wanted(Line):
    """A line that wants statements: of a speaker, about a topic, of a stance; of none of them: all."""

    speaker: str | None = None
    about: str | None = None
    stance: Stance | None = None


class Pair(BaseModel):
    """A line: a premise and a hypothesis."""

    premise: str
    hypothesis: str


Kind = TypeVar("Kind", bound=BaseModel)
EXAMPLES: dict[type[BaseModel], str] = {
    Question: '{"question": "Who …?"}',
    Claimed: '{"claim": "…", "article": "…"}',
    Wanted: '{"article": "…", "speaker": "…"}',
    Pair: '{"premise": "…", "hypothesis": "…"}',
}
"""What a line looks like, for messages."""


class Desk:
    """Finds the assistant that a line is for: the library's, or one for the line's own text alone.

    `open_library` is called when a line first needs the library; `blank` makes an assistant without one.
    """

    def __init__(self, open_library: Callable[[], Assistant], blank: Callable[[], Assistant]) -> None:
        self._open_library = open_library
        self._library: Assistant | None = None
        self._blank = blank()
        self._read: dict[tuple[str, str], Assistant] = {}

    def close(self) -> None:
        """Lets go of the library, if it was needed."""
        if self._library:
            self._library.close()

    def ask(self, line: Question) -> dict[str, Any]:
        """The line's answer as JSON. Raises UserError."""
        assistant, articles = self._for(line)
        return export.answer(assistant.ask(line.question, articles, line.history))

    def verify(self, line: Claimed) -> dict[str, Any]:
        """The verdict on the line's claim as JSON. Raises UserError."""
        assistant, articles = self._for(line)
        return export.report(assistant.verify(line.claim, articles))

    def who(self, line: Wanted, attitudes: bool = False) -> dict[str, Any]:
        """The statements that the line wants as JSON. Raises UserError."""
        assistant, articles = self._for(line)
        found = assistant.who_said(line.speaker, line.about, articles, line.stance, attitudes)
        return {"statements": [export.statement(statement) for statement in found]}

    def _for(self, line: Line) -> tuple[Assistant, tuple[str, ...]]:
        if line.text is not None:
            return self._beside("text", line.text, lambda: from_text(line.text or "")), ()
        if line.article is None:
            return self._opened(), ()
        if Path(line.article).is_file():
            return self._beside("path", line.article, lambda: load(line.article or "")), ()
        try:
            return self._opened(), (self._opened().index.find(line.article).id,)
        except UserError as error:
            raise ArticleError(f'"{line.article}" is neither a file nor an article of the library ({error})') from error

    def _opened(self) -> Assistant:
        self._library = self._library or self._open_library()
        return self._library

    def _beside(self, kind: str, key: str, read: Callable[[], Article]) -> Assistant:
        if (kind, key) not in self._read:
            if len(self._read) >= KEPT:
                self._read.pop(next(iter(self._read)))
            self._read[kind, key] = self._blank.beside([read()])
        return self._read[kind, key]


def results(lines: Iterable[str], kind: type[Kind], work: Callable[[Kind], dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Each line's JSON object with what `work` gives for it added, or with `error`."""
    for number, raw in enumerate(lines, start=1):
        if raw.strip():
            content, line = _parsed(raw, number, kind)
            yield content if line is None else {**content, **_done(line, work)}


def entailments(lines: Iterable[str], entailer: Entailer) -> Iterator[dict[str, Any]]:
    """Each line's JSON object with supports, refutes and neutral added, or with `error`; pairs are judged many at a time."""
    numbered = ((number, raw) for number, raw in enumerate(lines, start=1) if raw.strip())
    while group := [_parsed(raw, number, Pair) for number, raw in islice(numbered, PAIRS_AT_ONCE)]:
        found = iter(windows.entail(entailer, [(pair.premise, pair.hypothesis) for _, pair in group if pair]))
        yield from (content if pair is None else {**content, **asdict(next(found))} for content, pair in group)


def _done(line: Kind, work: Callable[[Kind], dict[str, Any]]) -> dict[str, Any]:
    try:
        return work(line)
    except UserError as error:
        return {"error": str(error)}


def _parsed(raw: str, number: int, kind: type[Kind]) -> tuple[dict[str, Any], Kind | None]:
    """The line's JSON object and what it says; where it is none or lacks something, the object has `error`, and None."""
    try:
        content = json.loads(raw)
    except (ValueError, RecursionError) as error:
        return {"line": number, "error": f"line {number} is no JSON ({error}): write one JSON object a line"}, None
    if not isinstance(content, dict):
        return {"line": number, "error": f"line {number} is no JSON object: write lines like {EXAMPLES[kind]}"}, None
    try:
        return content, kind.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        return {**content, "error": f'line {number}: "{".".join(map(str, first["loc"]))}": {first["msg"]}'}, None
