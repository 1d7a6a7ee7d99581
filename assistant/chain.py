"""The retrieval chain, as LangChain runnables: invoke, batch, stream, async and callbacks come with them.

Request -> standalone -> search -> rerank -> write and check -> Answer (a stream of them, a sentence each)
                      -> told, where it asks who said what    -> Answer
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from langchain_core.runnables import Runnable, RunnableLambda

from assistant.check import passes, supported
from assistant.entail import Entailer
from assistant.rerank import Reranker
from assistant.route import standalone
from assistant.told import NEAREST, told
from assistant.types import Answer, Candidate, Request
from assistant.voice import whose
from assistant.write import Writer
from index.index import Index
from index.types import Hit, Span

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
    index: Index, reranker: Reranker, writer: Writer, make_entailer: Callable[[], Entailer], passages: int
) -> Runnable[Request, Answer]:
    """Answers a Request from the best `passages` passages; `make_entailer` is called for a sentence that is no slice of them."""

    def search(request: Request) -> Found:
        return Found(request, index.search(request.question, passages, request.article_ids))

    def rerank(found: Found) -> Ranked:
        sentences, neighbours = _sentences(index, found.hits)
        said = {article_id: index.statements([article_id]) for article_id in {sentence.article.id for sentence in sentences}}
        probabilities = reranker.rerank(found.request.question, sentences, neighbours)
        candidates = [Candidate(s, p, whose(s, said[s.article.id])) for s, p in zip(sentences, probabilities, strict=True)]
        return Ranked(found, tuple(sorted(candidates, key=lambda candidate: -candidate.probability)))

    def write(ranked: Ranked) -> Iterator[Answer]:
        question, hits = ranked.found.request.question, ranked.found.hits
        good = [candidate for candidate in ranked.candidates if candidate.probability >= ANSWERS]
        yield Answer(question, nearest=tuple(hit for hit in hits if not _is_headline(hit.passage))[:NEAREST])
        for sentence in writer.write(question, good) if good else ():
            checked = supported(sentence, make_entailer)
            if passes(checked, hits):
                yield Answer(question, (checked,))

    retrieval: Runnable[Request, Answer] = RunnableLambda(search) | RunnableLambda(rerank) | RunnableLambda(write)

    def route(request: Request) -> Runnable[Request, Answer]:
        answers = None if request.route == "answer" else told(index, request)

        def given(_: Request) -> Iterator[Answer]:
            yield from answers or ()

        return retrieval if answers is None else RunnableLambda(given)

    chain: Runnable[Request, Answer] = RunnableLambda(standalone) | RunnableLambda(route)
    return chain.with_config(run_name="onrecord")


def _is_headline(passage: Span) -> bool:
    """Whether the passage is nothing but the headline."""
    return passage.end <= passage.article.headline[1]


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
