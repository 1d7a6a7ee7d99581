"""The formats by name; a new one is a file with `write` and a line here."""

from collections.abc import Callable, Mapping

from assistant import render
from assistant.export import annotation, claimreview, fields, markdown, page, table
from assistant.export.results import Result
from assistant.types import Answer, Report
from index.errors import UserError


def text(result: Result, outlets: render.Outlets = render.NO_OUTLETS) -> str:
    """The result for a terminal; `outlets` gives the other outlets of an article by its id."""
    if isinstance(result, Answer):
        return render.answer(result, outlets)
    return render.report(result, outlets) if isinstance(result, Report) else render.statements(result)


def json(result: Result) -> str:
    """The result in the fields of `schema.json`."""
    return fields.dumps(fields.result(result))


FORMATS: Mapping[str, Callable[[Result], str]] = {
    "text": text,
    "json": json,
    "markdown": markdown.write,
    "html": page.write,
    "csv": table.write,
    "claimreview": claimreview.write,
    "annotation": annotation.write,
}


def write(result: Result, name: str) -> str:
    """The result in the format of that name. Raises UserError where there is none, or where it cannot hold such a result."""
    if name not in FORMATS:
        raise UserError(f'there is no format "{name}": use one of {", ".join(FORMATS)}')
    return FORMATS[name](result)
