import asyncio
import json

from langchain_core.documents import Document
from langchain_core.runnables import RunnableLambda

from index.index import Index
from index.load import from_text
from index.types import Article

QUESTION = "Who denies an arms deal?"


def assert_slices(documents: list[Document], library: Index) -> None:
    assert documents
    for document in documents:
        place = document.metadata
        article = library.find(place["article"])
        assert document.page_content == article.text[place["start"] : place["end"]]
        assert document.id == f"{article.id}:{place['start']}-{place['end']}"
        assert place["title"] == article.title


def test_documents_are_the_hits_of_a_search(library: Index) -> None:
    documents = library.as_retriever(3).invoke(QUESTION)
    assert_slices(documents, library)
    hits = library.search(QUESTION, 3)
    assert [document.metadata["score"] for document in documents] == [hit.score for hit in hits]
    assert [document.page_content for document in documents] == [hit.passage.text for hit in hits]
    json.dumps([document.model_dump() for document in documents])


def test_batch_and_ainvoke_give_what_invoke_gives(library: Index) -> None:
    retriever = library.as_retriever()
    alone = [retriever.invoke(QUESTION), retriever.invoke("drones")]
    assert retriever.batch([QUESTION, "drones"]) == alone
    assert asyncio.run(retriever.ainvoke(QUESTION)) == alone[0]
    assert asyncio.run(retriever.abatch([QUESTION, "drones"])) == alone


def test_a_chain_goes_on_from_the_retriever(library: Index) -> None:
    chain = library.as_retriever(1) | RunnableLambda(lambda documents: documents[0].metadata["start"])
    assert chain.invoke(QUESTION) == library.search(QUESTION)[0].passage.start
    assert list(chain.stream(QUESTION)) == [chain.invoke(QUESTION)]


def test_retriever_stays_in_the_articles_given(library: Index, seed: Article) -> None:
    other = from_text("Deals\n\nBoth sides deny an arms deal.")
    library.add([other])
    for article in (seed, other):
        documents = library.as_retriever(9, [article.id]).invoke(QUESTION)
        assert {document.metadata["article"] for document in documents} == {article.id}


def test_retriever_gives_nothing_when_the_question_is_blank(library: Index) -> None:
    assert library.as_retriever().invoke(" ") == []
