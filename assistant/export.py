"""Answers and articles as JSON, in the fields that other programs build on."""

import json
import re
from typing import Any

from assistant.types import Answer, Sentence
from assistant.unseen import UNSEEN
from index.index import Index
from index.types import Article, Span


def span(place: Span) -> dict[str, Any]:
    """A place with its words: `text[start:end]` of the article's stored text is `text`."""
    return {"article": place.article.id, "start": place.start, "end": place.end, "text": place.text}


def answer(found: Answer) -> dict[str, Any]:
    """An answer: text, found, sentences with their citations and support, and the nearest passages."""
    return {
        "answer": found.text,
        "found": found.found,
        "sentences": [_sentence(sentence) for sentence in found.sentences],
        "nearest": [span(hit.passage) for hit in found.nearest],
    }


def _sentence(sentence: Sentence) -> dict[str, Any]:
    return {
        "text": sentence.text,
        "citations": [span(citation) for citation in sentence.citations],
        "support": sentence.support,
        "speaker": sentence.speaker.text if sentence.speaker else None,
    }


def article(index: Index, kept: Article) -> dict[str, Any]:
    """An article of the library: its id, its title, and how many passages and statements it has."""
    counts = {"passages": len(index.passages(kept.id)), "statements": len(index.statements([kept.id]))}
    return {"id": kept.id, "title": kept.title, **counts}


def dumps(content: Any) -> str:
    """JSON on one line, readable, in which no invisible or direction-changing character of an article is sent to a terminal."""
    return UNSEEN.sub(_escaped, json.dumps(content, ensure_ascii=False))


def _escaped(match: re.Match[str]) -> str:
    return json.dumps(match[0])[1:-1]
