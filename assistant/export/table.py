"""Results as CSV (RFC 4180): a row for each place, or one without a place where there is none."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from assistant.explain import explanation
from assistant.export.links import link
from assistant.export.results import Result
from assistant.types import Answer, Report, Statements
from index.types import Span

PLACE = ("article", "title", "outlet", "author", "date", "start", "end", "text", "place", "link")
COLUMNS = {
    "answer": ("question", "sentence", "support", "speaker", *PLACE),
    "report": ("claim", "label", "confidence", "explanation", "stance", "speaker", "score", *PLACE),
    "statements": ("speaker", "mention", "cue", "kind", "stance", "via", *PLACE),
}
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would compute; an apostrophe is put before it (OWASP, CSV injection)."""


def write(result: Result) -> str:
    """The result as CSV with a head."""
    kind = "answer" if isinstance(result, Answer) else "report" if isinstance(result, Report) else "statements"
    written = io.StringIO()
    table = csv.DictWriter(written, COLUMNS[kind], restval="")
    table.writeheader()
    table.writerows({name: _cell(value) for name, value in row.items()} for row in _rows(result))
    return written.getvalue()


def _rows(result: Result) -> Iterator[dict[str, Any]]:
    if isinstance(result, Answer):
        return _of_answer(result)
    return _of_report(result) if isinstance(result, Report) else _of_statements(result)


def _of_answer(found: Answer) -> Iterator[dict[str, Any]]:
    for sentence in found.sentences:
        said = {"question": found.question, "sentence": sentence.text, "support": sentence.support, "speaker": sentence.speaker}
        yield from ({**said, **_place(citation)} for citation in sentence.citations)
    if not found.found:
        yield {"question": found.question}


def _of_report(found: Report) -> Iterator[dict[str, Any]]:
    for verdict in found.verdicts:
        judged = {"claim": verdict.claim.text, "label": verdict.label, "confidence": round(verdict.confidence, 4)}
        judged["explanation"] = explanation(verdict)
        for e in verdict.evidence:
            yield {**judged, "stance": e.stance, "speaker": e.speaker, "score": round(e.score, 4), **_place(e.span)}
        if not verdict.evidence:
            yield judged


def _of_statements(found: Statements) -> Iterator[dict[str, Any]]:
    for statement in found:
        told = {"speaker": statement.speaker, "kind": statement.kind, "stance": statement.stance, "via": statement.via}
        told |= {name: span.text for name, span in (("mention", statement.mention), ("cue", statement.cue)) if span}
        yield from ({**told, **_place(part)} for part in statement.content)


def _place(span: Span) -> dict[str, Any]:
    article, imprint = span.article, span.article.imprint
    known = {"outlet": imprint.outlet, "author": imprint.author, "date": imprint.date, "place": span.place, "link": link(span)}
    return {"article": article.id, "title": article.title, "start": span.start, "end": span.end, "text": span.text, **known}


def _cell(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
