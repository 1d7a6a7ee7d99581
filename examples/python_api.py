"""Ask, test a claim, see who said what, and write the result as a page: python examples/python_api.py LIBRARY ARTICLE."""

import sys
from pathlib import Path

from assistant import Assistant
from assistant.export.formats import write
from index.load import load


def main(library: str, article: str) -> None:
    """Reads an article into a library and asks it."""
    with Assistant.open(library, create=True) as assistant:
        assistant.index.add([load(article)])
        answer = assistant.ask("What did John Kirby say?")
        for sentence in answer.sentences:
            for place in sentence.citations:
                print(f"{place.text} (characters {place.start} to {place.end} of {place.article.id})")
        report = assistant.verify("Russia is using Iranian drones in its attacks.")
        for verdict in report.verdicts:
            print(f"{verdict.label}: says so {verdict.asserted_by}, denies it {verdict.denied_by}")
        for statement in assistant.who_said(stance="denies"):
            print(f"{statement.speaker} denies: {statement.content[0].text}")
        page = Path(library, "answer.html")
        page.write_text(write(answer, "html"), encoding="utf-8")
        print(f"written: {page.name}")


if __name__ == "__main__":
    main(*sys.argv[1:])
