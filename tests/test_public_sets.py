"""Public question sets as the benchmarks read them, in rows made up in their format."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks import answers, finder
from benchmarks.answers import Asked
from index.types import Span

TITLE, PARAGRAPH = "Ada Quell", "Ada Mary Quell ( born 1931 ) is an engineer . She built the Marit . She retired in 1990 ."


def place(words: str) -> dict[str, Any]:
    start = PARAGRAPH.index(words)
    return {"start": start, "end": start + len(words), "string": words}


def question(kind: str, **annotation: Any) -> dict[str, Any]:
    return {
        "title_text": TITLE,
        "question_text": "who built the marit",
        "paragraph_text": PARAGRAPH,
        "original_nq_answers": [[place("Ada Mary Quell")]],
        "annotation": {"explanation_type": kind, **annotation},
    }


@pytest.fixture
def qed(tmp_path: Path) -> Path:
    rows = [question("single_sentence", selected_sentence=place("She built the Marit . ")), question("none")]
    with gzip.open(tmp_path / "qed_dev.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
    return tmp_path


def words(asked: Asked) -> list[str]:
    return [asked.articles[0].text[start:end].strip() for start, end in asked.places]


def test_the_right_sentence_is_the_one_the_annotators_chose(qed: Path) -> None:
    [asked] = answers.qed(qed, 10)
    assert asked.question == "who built the marit?"
    assert asked.articles[0].title == TITLE
    assert words(asked) == ["She built the Marit ."]


def test_of_all_questions_the_marked_answer_is_right(qed: Path) -> None:
    assert [words(asked) for asked in answers.qed_answers(qed, 10)] == [["Ada Mary Quell"]] * 2


@pytest.mark.parametrize(("best", "right"), [(0, False), (1, True)])
def test_a_sentence_of_the_paragraph_comes_first_and_not_the_title(qed: Path, best: int, right: bool) -> None:
    [asked] = answers.qed(qed, 10)
    seen: list[Span] = []

    def scorer(_: str, spans: Any) -> list[float]:
        seen.extend(spans)
        return [float(number == best) for number in range(len(spans))]

    assert finder.asked(asked, scorer) == {"best": 1.0, "right": right}
    assert [span.text.split()[0] for span in seen] == ["Ada", "She", "She"]
    assert seen[0].text != TITLE
