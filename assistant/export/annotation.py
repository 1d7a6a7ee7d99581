"""Places as W3C Web Annotations (JSON-LD): what annotation tools such as Hypothesis show over an article's page."""

import uuid
from collections.abc import Iterator
from typing import Any

from assistant.explain import OWN_VOICE
from assistant.export.fields import dumps
from assistant.export.results import Result
from assistant.types import Answer, Report
from index.types import Article, Span

AROUND = 32
"""Characters before and after the words, by which they are found again where the page has changed."""
NAMESPACE = uuid.UUID("a3f6f9a2-6a4b-5c8e-9d61-1f2b0c7d4e55")
"""Of the identifiers of annotations, which are the same each time."""


def write(result: Result) -> str:
    """An AnnotationPage with an annotation for each place."""
    told = dict.fromkeys(_said(result))  # two statements may say the same of one place, and are one annotation
    items = [_annotation(span, body, motivation) for span, body, motivation in told]
    identifier = uuid.uuid5(NAMESPACE, " ".join(item["id"] for item in items)).urn
    return dumps({"@context": "http://www.w3.org/ns/anno.jsonld", "id": identifier, "type": "AnnotationPage", "items": items})


def selectors(span: Span) -> list[dict[str, Any]]:
    """How the words are found: by themselves with those around them, and by their place in the stored text."""
    text = span.article.text
    before, after = text[max(0, span.start - AROUND) : span.start], text[span.end : span.end + AROUND]
    return [
        {"type": "TextQuoteSelector", "exact": span.text, "prefix": before, "suffix": after},
        {"type": "TextPositionSelector", "start": span.start, "end": span.end},
    ]


def source(article: Article) -> str:
    """The article's address, or a URN of its id where it has none on the web."""
    return article.imprint.link or f"urn:onrecord:article:{article.id}"


def _said(result: Result) -> Iterator[tuple[Span, str, str]]:
    """Each place, what is said of it, and why it is marked (a motivation of the Web Annotation vocabulary)."""
    if isinstance(result, Answer):
        for sentence in result.sentences:
            yield from ((span, f"Answers: {result.question} {sentence.text}", "linking") for span in sentence.citations)
    elif isinstance(result, Report):
        for verdict in result.verdicts:
            for e in verdict.evidence:
                yield e.span, f"{e.speaker or OWN_VOICE} {e.stance}: {verdict.claim.text} ({verdict.label})", "assessing"
    else:
        for statement in result:
            via = f" (via {statement.via})" if statement.via else ""
            yield from (
                (s, f"{statement.speaker or 'Nobody named'} {statement.stance}{via}", "identifying") for s in statement.content
            )


def _annotation(span: Span, body: str, motivation: str) -> dict[str, Any]:
    key = f"{source(span.article)} {span.article.id} {span.start} {span.end} {motivation} {body}"
    return {
        "id": uuid.uuid5(NAMESPACE, key).urn,
        "type": "Annotation",
        "motivation": motivation,
        "body": {"type": "TextualBody", "value": body, "format": "text/plain", "language": "en"},
        "target": {"source": source(span.article), "selector": selectors(span)},
    }
