"""Claims from outside: the command line, files of claims and the Python API, with a tiny model; what cannot be judged is told."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import seeds
from assistant import Assistant
from assistant.cli import main
from index.errors import UserError
from tests.pair_models import pair_model

SEED = str(Path(seeds.__file__).parent / "iran-ukraine-drone-talks.txt")
LABELS = {"supported", "refuted", "attributed", "denied", "contested", "misattributed", "not_found"}
TEXT = "Vote\n\nyes the dam held. Nobody was hurt."
LONG = "The dam in Tarn broke on Monday. " * 1500
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """run(*arguments): exit code, output and errors of a command over a library with the seed."""
    monkeypatch.setenv("ONRECORD_LIBRARY", str(tmp_path / "library"))
    monkeypatch.setenv("ONRECORD_ENTAILER", str(pair_model(tmp_path / "pairs")))
    main(["add", "--quiet", SEED])

    def command(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(arguments)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return command


def check(result: dict[str, Any], text: str) -> None:
    """The contract: the fields, exact places, and the same for each claim."""
    assert {"label", "confidence", "asserted_by", "denied_by", "evidence", "claims"} <= result.keys()
    for verdict in (result, *result["claims"]):
        assert verdict["label"] in LABELS or verdict["label"] is None
        assert 0 <= verdict["confidence"] <= 1
        assert all(isinstance(name, str) for name in (*verdict["asserted_by"], *verdict["denied_by"]))
        for place in verdict["evidence"]:
            assert {"article", "start", "end", "text", "stance", "speaker", "score"} == place.keys()
            assert text[place["start"] : place["end"]] == place["text"]
            assert place["stance"] in ("asserts", "denies")


def test_verify_prints_a_verdict_and_its_json(run: Run) -> None:
    code, out, _ = run("verify", "Kirby said that Tehran is involved. Is that good?")
    assert code == 0
    assert "Not judged: This is a question" in out
    code, out, _ = run("verify", "Kirby said that Tehran is involved. Is that good?", "--json")
    result = json.loads(out)
    assert code == 0
    check(result, Path(SEED).read_text(encoding="utf-8"))
    assert [(claim["speaker"], claim["matter"]) for claim in result["claims"]] == [("Kirby", "fact"), (None, "question")]


def test_bulk_judges_each_line_and_tells_what_failed(run: Run, tmp_path: Path) -> None:
    lines: list[Any] = [
        {"id": 1, "text": TEXT, "claim": "yes the dam held."},
        "{no json",
        {"id": 2, "article": SEED, "claim": "Kirby said that Tehran is involved."},
        {"id": 3, "article": "nowhere", "claim": "It sank."},
        {"id": 4, "text": TEXT, "claim": " "},
        {"id": 5, "text": TEXT, "claim": "Der Bürgermeister hat das alte Rathaus verkauft."},
        {"id": 6, "text": TEXT, "claim": LONG},
        {"id": 7, "text": TEXT},
    ]
    (tmp_path / "in.jsonl").write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines))
    code, out, err = run("verify", "--jsonl", str(tmp_path / "in.jsonl"), "--output", str(tmp_path / "out.jsonl"))
    results = list(map(json.loads, (tmp_path / "out.jsonl").read_text().splitlines()))
    assert (code, out) == (1, "")
    assert "6 of 8 lines failed" in err
    check(results[0], TEXT)
    check(results[2], Path(SEED).read_text(encoding="utf-8"))
    told = ("no JSON", "neither a file nor an article", "empty", "English", "12,000 characters", "claim")
    assert all(words in result["error"] for words, result in zip(told, (results[1], *results[3:]), strict=True))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("verify", " "), "the claim is empty"),
        (("verify", "It sank.", "--article", "nowhere"), "nowhere"),
        (("verify", LONG), "10,500 words"),
        (("verify", "Мэр продал старую ратушу."), "state it in English"),
    ],
    ids=["empty", "no-such-article", "long", "other-language"],
)
def test_what_cannot_be_judged_is_told_and_exits_1(run: Run, arguments: tuple[str, ...], told: str) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (1, "")
    assert told in err


@pytest.mark.parametrize("arguments", [("verify",), ("verify", "It sank.", "--jsonl", "x")])
def test_wrong_usage_exits_2(run: Run, arguments: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as stopped:
        run(*arguments)
    assert stopped.value.code == 2


def test_reply_judges_what_is_claimed_and_answers_what_is_asked(run: Run, tmp_path: Path) -> None:
    with Assistant.open(tmp_path / "library") as assistant:
        assert assistant.reply("Is it true that Tehran is involved?").verdicts[0].claim.text == "Tehran is involved."
        assert assistant.reply("What did John Kirby say?").found
        asked = assistant.reply("Did he say that Tehran is involved?", history=[("Who is John Kirby?", "A spokesman.")])
        assert asked.verdicts[0].claim.speaker == "John Kirby"
        with pytest.raises(UserError):
            assistant.verify("")
