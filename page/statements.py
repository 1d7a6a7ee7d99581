"""The pane "Who said what": the statements of an article as a table that can be narrowed, each leading to its words."""

from collections import Counter
from collections.abc import Iterable, Sequence

from index.types import Article, Span, Stance, Statement
from page.record import Place
from page.voices import DOES, NOBODY
from page.words import attribute, place, shown

STANCES: dict[Stance, str] = {**DOES, "other": "other"}
NONE = '<p class="hint">No words of anybody were found in this article.</p>'


def table(article: Article, statements: Sequence[Statement]) -> str:
    """The article's statements in the order of its text; `statements.js` narrows the rows and leads to the words.

    Attitudes ("wants", "believes") are in the table, hidden until asked for.
    """
    if not statements:
        return NONE
    rows = "".join(_row(article, statement) for statement in statements)
    heads = "".join(f'<th scope="col">{name}</th>' for name in ("Speaker", "Stance", "Words", "Place"))
    return (
        f'{_filters(statements)}<p class="hint" role="status"></p>'
        f'<table aria-label="Who said what"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'
    )


def _filters(statements: Sequence[Statement]) -> str:
    speakers = Counter(statement.speaker or NOBODY for statement in statements)
    names = _options("Everybody", ((name, f"{name} ({times})") for name, times in speakers.most_common()))
    stances = _options("Any", ((stance, word) for stance, word in STANCES.items() if any(s.stance == stance for s in statements)))
    return (
        f'<form class="filters"><label>Speaker <select name="speaker">{names}</select></label>'
        f'<label>Stance <select name="stance">{stances}</select></label>'
        '<label><input type="checkbox" name="attitudes"> wants, plans and beliefs too</label></form>'
    )


def _options(every: str, values: Iterable[tuple[str, str]]) -> str:
    options = "".join(f'<option value="{attribute(value)}">{attribute(name)}</option>' for value, name in values)
    return f'<option value="">{every}</option>{options}'


def _row(article: Article, statement: Statement) -> str:
    speaker = statement.speaker or NOBODY
    via = f" <small>via <bdi>{shown(statement.via)}</bdi></small>" if statement.via else ""
    words = " … ".join(shown(span.text) for span in statement.content)
    whole = article.span(statement.content[0].start, statement.content[-1].end)
    hidden = " hidden" if statement.cue_class == "attitude" else ""
    return (
        f'<tr data-speaker="{attribute(speaker)}" data-stance="{statement.stance}" data-class="{statement.cue_class}"{hidden}>'
        f'<th scope="row"><bdi>{shown(speaker)}</bdi>{via}</th>'
        f'<td><span class="stance {statement.stance}">{STANCES[statement.stance]}</span></td>'
        f'<td><button type="button" class="words" dir="auto" {place(Place.of(whole), speaker)}>{words}</button></td>'
        f"<td>{_paragraph(whole)}</td></tr>"
    )


def _paragraph(span: Span) -> str:
    """Where the words stand, as a reader counts."""
    if span.in_headline:
        return "headline"
    return f"¶&nbsp;{1 + sum(end <= span.start for _, end in span.article.paragraphs)}"
