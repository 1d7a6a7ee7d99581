"""The retrieval chain as a LangChain runnable."""

import asyncio
from typing import Any

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.runnables import Runnable

from assistant.chain import NEAREST, retrieval_chain
from assistant.gates import Gates
from assistant.rerank import Features
from assistant.types import Answer, Request, Sentence
from assistant.write import AsTheyStand, Extractive, Material, Talk
from index.index import Index
from tests.table import Table

KIRBY = Request("What did John Kirby say?")
PRICE = Request("How much did Russia pay for the drones?")


@pytest.fixture
def chain(library: Index) -> Runnable[Request, Answer]:
    return retrieval_chain(library, Features(), Extractive(), Gates(library, Table), passages=8)


def test_invoke_answers_with_exact_slices(chain: Runnable[Request, Answer]) -> None:
    answer = chain.invoke(KIRBY)
    assert answer.found
    assert "Tehran is now directly involved" in answer.text
    for sentence in answer.sentences:
        for cited in sentence.citations:
            assert cited.article.text[cited.start : cited.end] == cited.text == sentence.text


def test_invoke_when_the_articles_do_not_say_abstains(chain: Runnable[Request, Answer]) -> None:
    answer = chain.invoke(PRICE)
    assert not answer.found
    assert answer.text == "The articles do not say."
    assert len(answer.nearest) == NEAREST


def test_stream_adds_up_to_invoke(chain: Runnable[Request, Answer]) -> None:
    parts = list(chain.stream(KIRBY))
    assert len(parts) >= 2
    assert parts[0].nearest
    assert not parts[0].sentences
    whole = parts[0]
    for part in parts[1:]:
        whole = whole + part
    assert whole == chain.invoke(KIRBY)


def test_batch_and_async_answer_alike(chain: Runnable[Request, Answer]) -> None:
    expected = [chain.invoke(KIRBY), chain.invoke(PRICE)]
    assert chain.batch([KIRBY, PRICE]) == expected
    assert asyncio.run(chain.abatch([KIRBY, PRICE])) == expected


def test_callbacks_see_every_step(chain: Runnable[Request, Answer]) -> None:
    seen: list[str] = []

    class Names(BaseCallbackHandler):
        def on_chain_start(self, serialized: Any, inputs: Any, **more: Any) -> None:
            seen.append(more.get("name", ""))

    chain.invoke(PRICE, {"callbacks": [Names()]})
    assert [name for name in seen if not name.startswith("Runnable")] == [
        "onrecord",
        "standalone",
        "route",
        "search",
        "rerank",
        "write",
    ]
    seen.clear()
    chain.invoke(KIRBY, {"callbacks": [Names()]})
    assert seen == ["onrecord", "standalone", "route", "given"]


def test_a_writer_that_cites_elsewhere_or_misquotes_is_not_let_through(library: Index) -> None:
    asked = Request("How many drones has Ukraine shot down?")

    class Stray(Extractive):
        def begin(self, material: Material, config: Any = None) -> Talk:
            place = material.candidates[0].sentence
            stray = (Sentence("Kirby resigned.", (), "supported"), Sentence('Kirby said: "I resign."', (place,), "supported"))
            return AsTheyStand(stray)

    answer = retrieval_chain(library, Features(), Stray(), Gates(library, Table), passages=8).invoke(asked)
    assert [dropped.text for dropped in answer.dropped] == ["Kirby resigned.", 'Kirby said: "I resign."']
    assert [sentence.text for sentence in answer.sentences] == [c.text for s in answer.sentences for c in s.citations]


def test_follow_up_keeps_its_subject(chain: Runnable[Request, Answer]) -> None:
    answer = chain.invoke(Request("What did he say?", (), (("Who is John Kirby?", "A spokesman."),)))
    assert "John Kirby" in answer.text


def test_empty_library_abstains(library: Index) -> None:
    empty = library.beside([])
    assert not retrieval_chain(empty, Features(), Extractive(), Gates(empty, Table), passages=8).invoke(KIRBY).found
