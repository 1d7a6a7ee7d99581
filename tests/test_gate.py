"""The gate's own logic: what it holds, what it notices, what it refuses."""

import json
import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from assistant.entail import entailer
from benchmarks import gate, gold, verdicts
from benchmarks.gate import Figure, LoweredError, Pins
from index.types import Article, Statement
from tests.pair_models import pair_model

DATA = "the data's hash"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one article and one question."""
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.txt").write_text("Talks fail\n\nThe talks failed on Monday.\n", encoding="utf-8")
    question = {"id": "q", "article": "a", "question": "When did the talks fail?", "answerable": True, "evidence": ["on Monday"]}
    (tmp_path / "questions.jsonl").write_text(json.dumps(question) + "\n", encoding="utf-8")
    return tmp_path


def test_open_when_figures_reach_their_floors() -> None:
    assert gate.failures({"hit": Figure(9, 10)}, DATA, Pins(DATA, {"hit": 0.9})) == []


def test_shut_when_a_figure_falls_below() -> None:
    assert gate.failures({"hit": Figure(8, 10)}, DATA, Pins(DATA, {"hit": 0.9})) == ["hit: 0.8 is below 0.9"]


def test_shut_when_the_data_changed() -> None:
    assert "the data changed" in gate.failures({"hit": Figure(9, 10)}, "another", Pins(DATA, {"hit": 0.9}))[0]


def test_shut_when_a_figure_has_no_floor_or_a_floor_no_figure() -> None:
    reasons = gate.failures({"new": Figure(9, 10)}, DATA, Pins(DATA, {"old": 0.9}))
    assert reasons == ["new: has no floor: pin it with --pin", "old: is no longer measured"]


def test_a_floor_leaves_one_question_of_slack() -> None:
    assert gate.pinned({"hit": Figure(9, 10)}, DATA, Pins(), allow_lower=False) == Pins(DATA, {"hit": 0.8})


def test_a_floor_without_slack_is_the_figure() -> None:
    assert gate.pinned({"exact": Figure(3, 3, slack=0)}, DATA, Pins(), allow_lower=False).floors == {"exact": 1.0}


def test_pinning_anew_raises_a_floor() -> None:
    assert gate.pinned({"hit": Figure(10, 10)}, DATA, Pins(DATA, {"hit": 0.5}), allow_lower=False).floors == {"hit": 0.9}


def test_pinning_within_the_slack_keeps_the_floor() -> None:
    assert gate.pinned({"hit": Figure(9, 10)}, DATA, Pins(DATA, {"hit": 0.85}), allow_lower=False).floors == {"hit": 0.85}


@pytest.mark.parametrize("measured", [{"hit": Figure(8, 10)}, {}], ids=["fallen", "gone"])
def test_pinning_refuses_to_lower_a_floor(measured: dict[str, Figure]) -> None:
    with pytest.raises(LoweredError, match="hit: say --allow-lower"):
        gate.pinned(measured, DATA, Pins(DATA, {"hit": 0.9}), allow_lower=False)


def test_pinning_lowers_a_floor_when_told_so() -> None:
    assert gate.pinned({"hit": Figure(8, 10)}, DATA, Pins(DATA, {"hit": 0.9}), allow_lower=True).floors == {"hit": 0.7}


def test_pins_survive_the_file(tmp_path: Path) -> None:
    pins = Pins(DATA, {"hit": 0.9})
    gate.write_pins(tmp_path / "gate.json", pins)
    assert gate.read_pins(tmp_path / "gate.json") == pins
    assert gate.read_pins(tmp_path / "none.json") == Pins()


def test_the_fingerprint_notices_a_changed_word_and_a_new_article(folder: Path) -> None:
    seen = [gate.fingerprint(folder)]
    (folder / "articles" / "a.txt").write_text("Talks fail\n\nThe talks failed on Tuesday.\n", encoding="utf-8")
    seen.append(gate.fingerprint(folder))
    shutil.copy(folder / "articles" / "a.txt", folder / "articles" / "b.txt")
    seen.append(gate.fingerprint(folder))
    assert len(set(seen)) == 3


def test_the_command_pins_then_passes_then_refuses(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    floors = folder / "gate.json"
    figures = {"hit": Figure(9, 10)}
    monkeypatch.setattr(gate, "measure", lambda _: figures)
    assert gate.main([], folder, floors) == 1
    assert gate.main(["--pin"], folder, floors) == 0
    assert gate.main([], folder, floors) == 0
    figures["hit"] = Figure(5, 10)
    assert gate.main([], folder, floors) == 1
    assert gate.main(["--pin"], folder, floors) == 1
    assert "say --allow-lower" in capsys.readouterr().out
    assert gate.main(["--pin", "--allow-lower"], folder, floors) == 0


def test_a_question_knows_every_place_of_its_evidence(folder: Path) -> None:
    (question,) = gold.read(folder)
    assert [place.text for place in question.evidence] == ["on Monday"]


def test_evidence_that_is_not_in_the_article_is_told(folder: Path) -> None:
    path = folder / "questions.jsonl"
    path.write_text(path.read_text(encoding="utf-8").replace("on Monday", "on Friday"), encoding="utf-8")
    with pytest.raises(ValueError, match="question q: answerable is True, and 0 places"):
        gold.read(folder)


def test_a_folder_without_questions_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"questions\.jsonl"):
        gold.read(tmp_path)


def test_the_floors_are_pinned_to_the_data_that_is_there() -> None:
    assert gate.fingerprint(gate.DATA) == gate.read_pins(gate.FLOORS).data


def test_pairs_are_counted_and_those_turned_round(tmp_path: Path) -> None:
    pairs = [("yes", "entailment"), ("no", "entailment"), ("perhaps", "contradiction"), ("perhaps", "neutral")]
    rows = [{"premise": premise, "hypothesis": "x", "label": label} for premise, label in pairs]
    (tmp_path / "pairs.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    measured = gate.entailment(tmp_path / "pairs.jsonl", entailer(str(pair_model(tmp_path / "model"))))
    assert measured == {"pairs, judged rightly": Figure(2, 4, slack=2), "pairs, not turned round": Figure(2, 3)}


def test_claims_count_labels_and_sides() -> None:
    def outcome(label: str, named: list[str]) -> verdicts.Outcome:
        claim = {"label": "attributed", "asserted_by": ["Ada Quell"], "denied_by": []}
        return verdicts.Outcome(claim, {"label": label, "asserted_by": named, "denied_by": []})

    measured = gate.claims(
        [outcome("attributed", ["Ada Quell"]), outcome("denied", ["Bo Lind", "Ada Quell"]), outcome("denied", [])]
    )
    assert list(measured.values()) == [Figure(1, 3), Figure(2, 3), Figure(2, 3)]


class Attributes:
    """Gives Bo Lind the first four words of any text."""

    def statements(self, article: Article) -> tuple[Statement, ...]:
        end = len(" ".join(article.text.split()[:4]))
        return (Statement("Bo Lind", None, None, (article.span(0, end),), "indirect", "asserts"),)


def test_statements_count_words_speakers_and_stances() -> None:
    def row(speaker: str | None, stance: str, content: str) -> gate.statements.Row:
        told = {"speaker": speaker, "stance": stance, "content": [content]}
        return {"id": "a", "text": "The dam will hold, and nobody leaves.", "statements": [told]}

    rows = [
        row("the Bo Lind", "asserts", "The dam will hold"),
        row("Bo Lind", "denies", "The dam will hold, and"),
        row("Ada Quell", "asserts", "The dam will hold"),
        row("Bo Lind", "asserts", "nobody leaves"),
    ]
    measured = gate.told([gate.statements.outcome(row, Attributes()) for row in rows])
    assert list(measured.values()) == [Figure(2, 4), Figure(2, 4), Figure(1, 2)]
