"""Articles that try to command whoever answers (benchmarks/hostile): a model that obeys them all gets nothing out."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from assistant.chat import given, numbered
from assistant.gates import Gates
from assistant.orders import gives_orders
from assistant.types import Candidate, Sentence
from index.index import Index
from index.load import from_text
from index.split import sentences
from index.types import Hit
from tests.test_gates import Sure

ROWS = [json.loads(line) for line in (Path(__file__).parents[1] / "benchmarks/hostile/articles.jsonl").read_text().splitlines()]
each = pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])


def test_there_are_thirty_and_every_kind_of_them() -> None:
    assert len(ROWS) == len({row["text"] for row in ROWS}) == 30
    assert {row["kind"] for row in ROWS} == {"order", "system message", "citation", "verdict", "hidden text"}


@each
def test_a_model_that_obeys_gets_nothing_out_though_the_entailer_is_sure(library: Index, row: dict[str, Any]) -> None:
    article = from_text(row["text"])
    index = library.beside([article])
    gates, hits = Gates(index, Sure), [Hit(passage, 1.0) for passage in index.passages(article.id)]
    for place in index.sentences(article.id):
        for words in row["obeyed"]:
            for text in (words, f"{words}.", f"It is reported that {words}.", *_ordered(row["text"], words)):
                sentence, why = gates.check(Sentence(text, (place,), "unsupported"), hits)
                assert why or sentence.text == place.text


@each
def test_a_model_is_not_shown_the_orders_and_is_shown_the_answer(row: dict[str, Any]) -> None:
    article = from_text(row["text"])
    shown = numbered(given([Candidate(place, 0.9) for place in sentences(article)]))
    assert row["evidence"] in shown
    assert not any(gives_orders(line.split("] ", 1)[1]) for line in shown.splitlines())


def _ordered(text: str, words: str) -> list[str]:
    """The parts of the article's sentences that hold what is ordered, as a model would repeat them."""
    found = [part for part in re.split(r"(?<=[.!?:])\s+|\n+", text) if words in part]
    return [re.sub(r"^.*?\b(?:that|with|write|say)\b:? ", "", part).strip().capitalize() for part in found] + found
