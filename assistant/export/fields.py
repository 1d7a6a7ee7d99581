"""Answers and articles as JSON, in the fields that other programs build on."""

import json
import re
from dataclasses import asdict
from typing import Any

from assistant.explain import explanation
from assistant.export.links import link
from assistant.types import Answer, Evidence, Label, Report, Sentence, Statements, Verdict
from assistant.unseen import UNSEEN
from index.index import Index
from index.language import note
from index.types import Article, Span, Statement

WORST: tuple[Label, ...] = ("misattributed", "refuted", "contested", "denied", "not_found", "attributed", "supported")
"""The label of a text of several claims is the first of these that one of them has: all must be supported for it to be."""


def result(found: Answer | Report | Statements) -> dict[str, Any]:
    """An answer, a report or statements in the fields of `schema.json`."""
    if isinstance(found, Answer):
        return answer(found)
    return report(found) if isinstance(found, Report) else statements(found)


def span(place: Span) -> dict[str, Any]:
    """A place with its words: `text[start:end]` of the article's stored text is `text`.

    `place` (the page or element) and `link` (to the words on the article's page) are there where the article has them.
    """
    known = {"place": place.place, "link": link(place)}
    words = {"article": place.article.id, "start": place.start, "end": place.end, "text": place.text}
    return words | {name: value for name, value in known.items() if value}


def answer(found: Answer) -> dict[str, Any]:
    """An answer: text, found, sentences with their citations and support, and the nearest passages.

    Where there is such: who wrote it, a notice, what did not pass the gates, and the tokens that a model took.
    """
    told: dict[str, Any] = {
        "notice": found.notice,
        "writer": found.writer,
        "dropped": [asdict(dropped) for dropped in found.dropped],
        "usage": asdict(found.usage) if found.usage else None,
    }
    return {
        "answer": found.text,
        "found": found.found,
        "sentences": [_sentence(sentence) for sentence in found.sentences],
        "nearest": [span(hit.passage) for hit in found.nearest],
        **{name: value for name, value in told.items() if value},
    }


def _sentence(sentence: Sentence) -> dict[str, Any]:
    return {
        "text": sentence.text,
        "citations": [span(citation) for citation in sentence.citations],
        "support": sentence.support,
        "speaker": sentence.speaker,
    }


def report(found: Report) -> dict[str, Any]:
    """A report: label, confidence, rosters and evidence of the whole, why, and the same of each claim in it."""
    judged = [verdict for verdict in found.verdicts if verdict.label]
    leading = min(judged, key=lambda verdict: WORST.index(verdict.label or "supported"), default=found.verdicts[0])
    evidence = dict.fromkeys(place for verdict in found.verdicts for place in verdict.evidence)
    return {
        "label": leading.label,
        "confidence": round(min((verdict.confidence for verdict in judged), default=0.0), 4),
        "asserted_by": list(dict.fromkeys(name for verdict in found.verdicts for name in verdict.asserted_by)),
        "denied_by": list(dict.fromkeys(name for verdict in found.verdicts for name in verdict.denied_by)),
        "evidence": [_evidence(place) for place in evidence],
        "claims": [_verdict(verdict) for verdict in found.verdicts],
    }


def _verdict(found: Verdict) -> dict[str, Any]:
    return {
        "claim": found.claim.text,
        "speaker": found.claim.speaker,
        "matter": found.claim.matter,
        "label": found.label,
        "confidence": round(found.confidence, 4),
        "explanation": explanation(found),
        "asserted_by": list(found.asserted_by),
        "denied_by": list(found.denied_by),
        "evidence": [_evidence(place) for place in found.evidence],
    }


def _evidence(found: Evidence) -> dict[str, Any]:
    return {**span(found.span), "stance": found.stance, "speaker": found.speaker, "score": round(found.score, 4)}


def statements(found: Statements) -> dict[str, Any]:
    """Statements, in their order."""
    return {"statements": [statement(each) for each in found]}


def statement(found: Statement) -> dict[str, Any]:
    """A statement, with the article's words at every place."""
    return {
        "article": found.content[0].article.id,
        "speaker": found.speaker,
        "mention": span(found.mention) if found.mention else None,
        "cue": span(found.cue) if found.cue else None,
        "content": [span(part) for part in found.content],
        "kind": found.kind,
        "stance": found.stance,
        "via": found.via,
        "cue_class": found.cue_class,
    }


def article(index: Index, kept: Article) -> dict[str, Any]:
    """An article of the library: its id, its title, its language (with a note where it is not English), passages and statements.

    Where there is such: its imprint, the other outlets that have it, its near copies and its earlier versions (ids).
    """
    language = index.language(kept.id)
    counts = {"passages": len(index.passages(kept.id)), "statements": len(index.statements([kept.id]))}
    known = {
        **asdict(kept.imprint),
        "address": kept.imprint.link,
        "also_in": list(index.outlets(kept.id)),
        "copies": list(index.families.copies.get(kept.id, ())),
        "versions": list(index.families.versions.get(kept.id, ())),
    }
    row = {"id": kept.id, "title": kept.title, "language": language, "note": note(language), **counts}
    return row | {name: value for name, value in known.items() if value}


def dumps(content: Any) -> str:
    """JSON on one line, readable, in which no invisible or direction-changing character of an article is sent to a terminal."""
    return UNSEEN.sub(_escaped, json.dumps(content, ensure_ascii=False))


def _escaped(match: re.Match[str]) -> str:
    return json.dumps(match[0])[1:-1]
