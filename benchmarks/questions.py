"""Score the answers to a folder of articles and questions.

python -m benchmarks.questions [--gold FOLDER] [--among FILE] [--errors] [--output RESULT.json]

The folder holds articles/ID.txt and questions.jsonl (benchmarks/gate_data/README.md tells the fields). Each question is
asked of its own article and of a library: the folder's articles, and with --among 200 others beside them.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.gold import Figures, Outcome, ask, citations, count, read
from benchmarks.news import articles

GATE_DATA = Path(__file__).parent / "gate_data"
OTHERS = 200
"""Articles beside the folder's, with --among."""


def parser() -> argparse.ArgumentParser:
    """The command line."""
    p = argparse.ArgumentParser(description="Score the answers to a folder of articles and questions.")
    p.add_argument("--gold", type=Path, default=GATE_DATA, help="articles/ID.txt and questions.jsonl (default: the gate's)")
    p.add_argument("--among", type=Path, help="other articles for the library, a {title, text} a line, gzipped")
    p.add_argument("--errors", action="store_true", help="list the misses, with what was cited")
    p.add_argument("--output", type=Path, help="put the figures into this JSON file, under the folder's name")
    return p


def measure(asked: Mapping[str, Sequence[Outcome]]) -> Figures:
    """The counts, and the figures for questions asked of their article and of all articles."""
    questions = [outcome.question for outcome in asked["article"]]
    return {
        "articles": len({question.article.id for question in questions}),
        "questions": len(questions),
        "unanswerable": sum(not question.evidence for question in questions),
        **{scope: count(outcomes) for scope, outcomes in asked.items()},
    }


def misses(asked: Mapping[str, Sequence[Outcome]]) -> list[str]:
    """A line for each question that went wrong: scope, id, what happened, the question, and what was cited."""
    return [
        f"{scope}\t{o.question.id}\t{o.verdict}\t{o.question.text}\t{' | '.join(span.text for span in citations(o.answer))}"
        for scope, outcomes in asked.items()
        for o in outcomes
        if o.verdict != "right"
    ]


def record(path: Path, name: str, figures: Figures) -> None:
    """Puts figures into a JSON file under a name, beside those of other names."""
    known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    path.write_text(json.dumps({**known, name: figures}, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Ask, count, print."""
    options = parser().parse_args()
    try:
        questions = read(options.gold)
    except FileNotFoundError as error:
        sys.exit(str(error))
    others = articles(options.among, OTHERS) if options.among else ()
    asked = ask(questions, others)
    figures = {**measure(asked), "library_articles": len({question.article.id for question in questions}) + len(others)}
    print(json.dumps(figures, indent=1))
    if options.errors:
        print("\n".join(misses(asked)), file=sys.stderr)
    if options.output:
        record(options.output, options.gold.resolve().name + (" among others" if others else ""), figures)


if __name__ == "__main__":
    main()
