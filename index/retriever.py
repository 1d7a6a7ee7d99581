"""The search of an `Index` as a LangChain retriever, for other people's chains."""

from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict


class IndexRetriever(BaseRetriever):
    """Finds passages; `metadata` of each Document: article (id), title, start, end (characters in the article), score."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    index: Any
    count: int = 5
    article_ids: tuple[str, ...] = ()

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        return [
            Document(
                page_content=hit.passage.text,
                id=f"{hit.passage.article.id}:{hit.passage.start}-{hit.passage.end}",
                metadata={
                    "article": hit.passage.article.id,
                    "title": hit.passage.article.title,
                    "start": hit.passage.start,
                    "end": hit.passage.end,
                    "score": hit.score,
                },
            )
            for hit in self.index.search(query, self.count, self.article_ids)
        ]
