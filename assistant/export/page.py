"""Results as one HTML file that needs nothing else: the result, and each article in it with the places marked."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import pairwise
from typing import Any

from assistant.explain import OWN_VOICE, explanation
from assistant.export.links import link
from assistant.export.results import Result, articles, places, source
from assistant.types import ABSTENTION, Answer, Report, Statements, Verdict
from assistant.unseen import visible
from assistant.who import by_speaker
from index.types import Article, Span, Statement

STYLE = (
    "body{font:1rem/1.6 Georgia,serif;max-width:44rem;margin:2rem auto;padding:0 1rem;color:#222;background:#fff}"
    "h1,h2{font-size:1.2rem;line-height:1.3}article{white-space:pre-wrap;border-top:1px solid #ccc;padding-top:1rem}"
    "a[data-number]::before{content:attr(data-number);font-size:.7rem;vertical-align:super;color:#666}"
    "mark{background:#ffe9a8}mark:target{outline:2px solid #c60}.source{color:#666;font-size:.9rem}sup{line-height:0}"
)


def write(result: Result) -> str:
    """The result as an HTML file. Nothing in it is fetched or run; every word of an article is escaped."""
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>Onrecord</title>'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{STYLE}</style></head><body>\n{fragment(result)}\n{_articles(result)}\n</body></html>\n"
    )


def fragment(result: Result) -> str:
    """The result alone, as notebooks show it; its marks lead to the articles where they stand below."""
    cited = places(result)
    if isinstance(result, Answer):
        return "\n".join(_answer(result, cited))
    if isinstance(result, Report):
        return "\n".join(line for verdict in result.verdicts for line in verdict_lines(verdict, cited))
    return "\n".join(_statements(result, cited))


def _answer(found: Answer, cited: Sequence[Span]) -> Iterator[str]:
    yield f"<h1>{shown(found.question)}</h1>"
    if not found.found:
        yield f"<p>{ABSTENTION}</p>"
    for sentence in found.sentences:
        whose = f" (words of {shown(sentence.speaker)})" if sentence.speaker else ""
        yield f"<p>{shown(sentence.text)}{_marks(sentence.citations, cited)}{whose}</p>"


def verdict_lines(found: Verdict, cited: Sequence[Span]) -> Iterator[str]:
    """A verdict: the claim, why, and whose words say so."""
    sure = f" ({found.confidence:.0%} sure)" if found.label else ""
    yield f"<h1>{shown(found.claim.text)}</h1><p>{shown(explanation(found))}{sure}</p>"
    if found.evidence:
        items = (
            f"<li>{shown(e.speaker or OWN_VOICE)} <b>{e.stance}</b>: {shown(e.span.text)}{_marks([e.span], cited)}</li>"
            for e in found.evidence
        )
        yield f"<ul>{''.join(items)}</ul>"


def _statements(found: Statements, cited: Sequence[Span]) -> Iterator[str]:
    for speaker, group in by_speaker(found):
        yield f"<h1>{shown(speaker) if speaker else 'Nobody named'}</h1>"
        yield f"<ul>{''.join(_statement(statement, cited) for statement in group)}</ul>"


def _statement(found: Statement, cited: Sequence[Span]) -> str:
    words = " […] ".join(shown(part.text) for part in found.content)
    via = f", via {shown(found.via)}" if found.via else ""
    return f"<li><b>{found.stance}</b>{via}: {words}{_marks(found.content, cited)}</li>"


def _marks(spans: Iterable[Span], cited: Sequence[Span]) -> str:
    numbers = [cited.index(span) + 1 for span in dict.fromkeys(spans)]
    return "".join(f'<sup><a href="#place-{number}">[{number}]</a></sup>' for number in numbers)


def _articles(result: Result) -> str:
    cited = places(result)
    return "\n".join(
        _article(article, [(n, p) for n, p in enumerate(cited, 1) if p.article.id == article.id]) for article in articles(result)
    )


def _article(article: Article, numbered: Sequence[tuple[int, Span]]) -> str:
    address = article.imprint.link
    head = (
        f'<a rel="noopener noreferrer" href="{escape(address)}">{shown(source(article))}</a>' if address else shown(source(article))
    )
    there = "".join(
        f'<li value="{number}">{shown(place.place or f"characters {place.start} to {place.end}")}'
        + (f' · <a rel="noopener noreferrer" href="{escape(at)}">in the page</a>' if (at := link(place)) else "")
        + "</li>"
        for number, place in numbered
    )
    return f'<p class="source">{head}</p><ol class="source">{there}</ol><article>{marked(article.text, numbered)}</article>'


def marked(text: str, numbered: Sequence[tuple[int, Span]]) -> str:
    """The text with each place marked; where places overlap, a piece carries the first's mark and every place its anchor."""
    bounds = sorted({0, len(text), *(edge for _, place in numbered for edge in (place.start, place.end))})
    pieces = []
    for start, end in pairwise(bounds):
        anchors = "".join(
            f'<a id="place-{number}" data-number="[{number}]"></a>' for number, place in numbered if place.start == start
        )
        inside = any(place.start <= start and end <= place.end for _, place in numbered)
        words = escape(visible(text[start:end]))
        pieces.append(f"{anchors}<mark>{words}</mark>" if inside else anchors + words)
    return "".join(pieces)


def shown(text: Any) -> str:
    """The text on one line, escaped, with invisible characters shown."""
    return escape(visible(" ".join(str(text).split())))
