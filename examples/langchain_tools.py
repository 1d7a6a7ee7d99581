"""The tools and the retriever in LangChain: python examples/langchain_tools.py LIBRARY ARTICLE.

An agent takes them as `create_agent(model, tools(assistant))`; here a chain without a model calls them.
"""

import sys

from langchain_core.documents import Document
from langchain_core.runnables import RunnableLambda

from assistant import Assistant
from assistant.agents import tools
from index.load import load


def main(library: str, article: str) -> None:
    """Calls each tool as an agent would, and puts the retriever in a chain."""
    with Assistant.open(library, create=True) as assistant:
        assistant.index.add([load(article)])
        named = {tool.name: tool for tool in tools(assistant)}
        call = {"name": "verify", "args": {"claim": "Russia denies an arms deal."}, "id": "1", "type": "tool_call"}
        message = named["verify"].invoke(call)
        print(message.content.splitlines()[0])
        print(f"artifact: {message.artifact.verdicts[0].label}")
        shown = RunnableLambda(lambda found: [_shown(document) for document in found])
        for line in (assistant.index.as_retriever(count=2) | shown).invoke("drones over Crimea"):
            print(line)


def _shown(document: Document) -> str:
    return f"{document.metadata['start']}-{document.metadata['end']}: {document.page_content[:60]}"


if __name__ == "__main__":
    main(*sys.argv[1:])
