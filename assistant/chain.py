"""The retrieval chain, as LangChain runnables: invoke, batch, stream, async and callbacks come with them.

Request -> standalone -> search -> rerank -> write -> Answer (a stream of them, a sentence each, every one through the gates)
                      -> told, where it asks who said what -> write -> Answer
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from langchain_core.runnables import Runnable, RunnableConfig, RunnableLambda

from assistant.compose import compose
from assistant.gates import Gates
from assistant.rerank import Reranker
from assistant.route import standalone
from assistant.told import NEAREST, told
from assistant.types import Answer, Candidate, Request, Sentence
from assistant.voice import whose, with_words
from assistant.write import Material, Writer, best
from index.index import Index
from index.types import Hit, Span

Alone = Callable[..., Request]
"""From a request, and perhaps the `config` of its chain, to one without history."""
ANSWERS = 0.5
"""A sentence whose probability is below this does not answer; when none reaches it, the articles do not say."""


@dataclass(frozen=True, slots=True)
class Found:
    """A request that stands alone, and the passages found for it."""

    request: Request
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Ranked:
    """What was found, and its sentences in the order of their probability to answer."""

    found: Found
    candidates: tuple[Candidate, ...]


def retrieval_chain(
    index: Index,
    reranker: Reranker,
    writer: Writer,
    gates: Gates,
    *,
    passages: int,
    alone: Alone = standalone,
) -> Runnable[Request, Answer]:
    """Answers a Request from the best `passages` passages; `alone` folds its history into a question that stands alone."""

    def search(request: Request) -> Found:
        return Found(request, index.search(request.question, passages, request.article_ids))

    def rerank(found: Found) -> Ranked:
        sentences, neighbours = _sentences(index, found.hits)
        said = {article_id: index.statements([article_id]) for article_id in {sentence.article.id for sentence in sentences}}
        probabilities = reranker.rerank(found.request.question, sentences, neighbours)
        places = [with_words(s, said[s.article.id], index.sentences(s.article.id)) for s in sentences]
        candidates = [Candidate(s, p, whose(s, said[s.article.id])) for s, p in zip(places, probabilities, strict=True)]
        return Ranked(found, tuple(sorted(candidates, key=lambda candidate: -candidate.probability)))

    def write(ranked: Ranked, config: RunnableConfig) -> Iterator[Answer]:
        question, hits = ranked.found.request.question, ranked.found.hits
        nearest = tuple(hit for hit in hits if not hit.passage.in_headline)[:NEAREST]
        yield Answer(question, nearest=nearest, writer=writer.name)
        good = [candidate for candidate in ranked.candidates if candidate.probability >= ANSWERS]
        if good:
            yield from compose(writer, gates, Material(question, hits, ranked.candidates, tuple(best(good))), config)

    retrieval: Runnable[Request, Answer] = RunnableLambda(search) | RunnableLambda(rerank) | _streaming(write)

    def route(request: Request) -> Runnable[Request, Answer]:
        answers = None if request.route == "answer" else told(index, request)

        def given(_: Request, config: RunnableConfig) -> Iterator[Answer]:
            yield from _retold(index, writer, gates, answers or (), config)

        return retrieval if answers is None else _streaming(given)

    chain: Runnable[Request, Answer] = RunnableLambda(alone, name="standalone") | RunnableLambda(route)
    return chain.with_config(run_name="onrecord")


def _retold(index: Index, writer: Writer, gates: Gates, answers: Sequence[Answer], config: RunnableConfig) -> Iterator[Answer]:
    """The statements that answer, as the writer tells them."""
    own = tuple(sentence for answer in answers for sentence in answer.sentences)
    for answer in answers[:1]:
        yield Answer(answer.question, nearest=answer.nearest, writer=writer.name)
        if own:
            yield from compose(writer, gates, Material(answer.question, _around(index, own), tuple(_said(own)), own), config)


def _said(sentences: Sequence[Sentence]) -> Iterator[Candidate]:
    return (Candidate(place, 1.0, sentence.speaker) for sentence in sentences for place in sentence.citations)


def _around(index: Index, sentences: Sequence[Sentence]) -> tuple[Hit, ...]:
    """The passages that the sentences cite."""
    cited = [place for sentence in sentences for place in sentence.citations]
    every = (p for article_id in dict.fromkeys(place.article.id for place in cited) for p in index.passages(article_id))
    return tuple(Hit(passage, 1.0) for passage in every if any(passage.overlaps(place) for place in cited))


Value = TypeVar("Value")


def _streaming(function: Callable[[Value, RunnableConfig], Iterator[Answer]]) -> Runnable[Value, Answer]:
    """A step that streams, also where it is awaited: there a thread takes one part after the other."""

    async def awaited(value: Value, config: RunnableConfig) -> AsyncIterator[Answer]:
        parts = function(value, config)
        coming: asyncio.Future[Answer | None] | None = None
        try:
            while True:
                coming = asyncio.get_running_loop().run_in_executor(None, next, parts, None)
                if (part := await asyncio.shield(coming)) is None:
                    return
                yield part
        finally:
            if coming and not coming.done():
                coming.add_done_callback(lambda _: parts.close())  # type: ignore[attr-defined]  # generators close
            else:
                parts.close()  # type: ignore[attr-defined]

    return RunnableLambda(function, awaited, name=function.__name__)  # type: ignore[arg-type]  # both stream, which its types do not tell


def _sentences(index: Index, hits: tuple[Hit, ...]) -> tuple[list[Span], list[str]]:
    """The sentences inside the hits, each with the words around it: headline, sentence before, sentence after."""
    sentences, neighbours = [], []
    for hit in hits:
        article = hit.passage.article
        every = index.sentences(article.id)
        for number, sentence in enumerate(every):
            if hit.passage.covers(sentence):
                sentences.append(sentence)
                neighbours.append(around(every, number))
    return sentences, neighbours


def around(sentences: Sequence[Span], number: int) -> str:
    """The words around a sentence of an article: headline, sentence before, sentence after."""
    beside = (*sentences[max(0, number - 1) : number], *sentences[number + 1 : number + 2])
    return " ".join([sentences[number].article.title, *(span.text for span in beside)])
