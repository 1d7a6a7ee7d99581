import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant, bulk
from assistant.entail import Entailer, entailer
from index.load import load
from index.types import Article
from tests.pair_models import pair_model

TEXT = "Flood in Tarn\n\nMayor Ada Quell said on Monday that the dam had held."
ASKED = "When did Mayor Ada Quell say that the dam had held?"


@pytest.fixture
def desk(tmp_path: Path, seed: Article) -> Iterator[bulk.Desk]:
    with Assistant.open(tmp_path / "library", create=True) as assistant:
        assistant.index.add([seed])
    opened = bulk.Desk(lambda: Assistant.open(tmp_path / "library"), Assistant.blank)
    yield opened
    opened.close()


def answered(desk: bulk.Desk, *lines: Any) -> list[dict[str, Any]]:
    return list(bulk.results([line if isinstance(line, str) else json.dumps(line) for line in lines], bulk.Question, desk.ask))


def test_line_keeps_its_fields_and_gains_the_result(desk: bulk.Desk, tmp_path: Path) -> None:
    (tmp_path / "flood.txt").write_text(TEXT)
    inline, path = answered(
        desk,
        {"id": 7, "text": TEXT, "question": ASKED, "mine": [1]},
        {"id": 8, "article": str(tmp_path / "flood.txt"), "question": ASKED},
    )
    assert inline["id"] == 7
    assert inline["mine"] == [1]
    assert inline["found"]
    (citation,) = inline["sentences"][0]["citations"]
    assert TEXT[citation["start"] : citation["end"]] == citation["text"]
    assert path["sentences"] == inline["sentences"]


def test_line_about_the_library(desk: bulk.Desk, seed: Article) -> None:
    whole, one = answered(
        desk, {"question": "What did John Kirby say?"}, {"question": "What did John Kirby say?", "article": seed.id}
    )
    assert whole["found"]
    assert whole["sentences"] == one["sentences"]


def test_line_with_history(desk: bulk.Desk, seed: Article) -> None:
    (line,) = answered(desk, {"question": "What did he say?", "history": [["Who is John Kirby?", "A spokesman."]]})
    assert "Kirby" in line["answer"]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{no json", "no JSON"),
        ("[1]", "no JSON object"),
        ({"id": 1}, "question"),
        ({"question": "Who?", "article": "nowhere.txt"}, '"nowhere.txt" is neither a file nor an article'),
        ({"question": "Who?", "text": " "}, "empty"),
        ({"question": "", "text": TEXT}, "empty"),
        ({"question": "Who?", "text": TEXT, "history": ["x"]}, "history"),
    ],
    ids=["not-json", "a-list", "no-question", "no-such-article", "empty-text", "empty-question", "bad-history"],
)
def test_line_that_fails_tells_why_and_the_rest_goes_on(desk: bulk.Desk, line: Any, told: str) -> None:
    failed, fine = answered(desk, line, {"text": TEXT, "question": ASKED})
    assert told in failed["error"]
    assert fine["found"]


def test_lines_that_share_a_text_read_it_once(desk: bulk.Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "flood.txt").write_text(TEXT)
    read: list[str] = []
    monkeypatch.setattr(bulk, "load", lambda path: read.append(path) or load(path))
    line = {"article": str(tmp_path / "flood.txt"), "question": ASKED}
    assert all(result["found"] for result in answered(desk, line, line, line))
    assert len(read) == 1


def test_no_library_is_needed_for_inline_texts(tmp_path: Path) -> None:
    desk = bulk.Desk(lambda: Assistant.open(tmp_path / "none"), Assistant.blank)
    fine, failed = answered(desk, {"text": TEXT, "question": ASKED}, {"question": ASKED})
    assert fine["found"]
    assert "onrecord add" in failed["error"]


@pytest.fixture(scope="module")
def counting(tmp_path_factory: pytest.TempPathFactory) -> Entailer:
    return entailer(str(pair_model(tmp_path_factory.mktemp("pairs"))))


def test_pairs_keep_their_fields_and_gain_three_numbers(counting: Entailer) -> None:
    lines = [{"id": i, "premise": premise, "hypothesis": "x"} for i, premise in enumerate(["yes", "no", "perhaps"] * 500)]
    judged = list(bulk.entailments(map(json.dumps, lines), counting))
    assert [line["id"] for line in judged] == list(range(1500))
    names = ["supports", "refutes", "neutral"]
    assert [max(names, key=line.get) for line in judged] == names * 500
    assert all(sum(line[name] for name in names) == pytest.approx(1) for line in judged)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{no json", "line 1 is no JSON"),
        ("[" * 100_000, "line 1 is no JSON"),
        ("7", 'write lines like {"premise": "…", "hypothesis": "…"}'),
        ('{"premise": "yes"}', '"hypothesis": Field required'),
        ('{"premise": null, "hypothesis": "yes"}', '"premise": Input should be a valid string'),
    ],
    ids=["not-json", "deep", "a-number", "no-hypothesis", "no-text"],
)
def test_pair_that_fails_tells_why_and_the_rest_goes_on(counting: Entailer, line: str, told: str) -> None:
    failed, fine = bulk.entailments([line, "", '{"premise": "yes", "hypothesis": "x"}'], counting)
    assert told in failed["error"]
    assert fine["supports"] > 0.5
