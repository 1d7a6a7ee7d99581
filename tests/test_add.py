"""onrecord add: every kind of place, once or watched; and what is listed then."""

import json
from pathlib import Path

import pytest
from documents import FORMATS, PARAGRAPHS
from hostile import serving
from jsonschema import Draft202012Validator
from validators import SCHEMA

from assistant.cli import main
from assistant.commands import add as command


@pytest.fixture(autouse=True)
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ONRECORD_LIBRARY", str(tmp_path / "library"))
    return tmp_path / "library"


def listed(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, str]]:
    capsys.readouterr()
    main(["articles", "--json", *arguments])
    rows = json.loads(capsys.readouterr().out)
    Draft202012Validator(SCHEMA).validate(rows)
    return list(rows)


def test_a_folder_of_every_kind_is_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "news").mkdir()
    for kind, content in FORMATS.items():
        (tmp_path / "news" / f"talks.{kind if kind != 'feed' else 'rss'}").write_bytes(content)
    (tmp_path / "news" / "bad.pdf").write_bytes(b"no pdf")
    assert main(["add", str(tmp_path / "news")]) == 1
    captured = capsys.readouterr()
    assert "bad.pdf" in captured.err
    assert captured.out.count("added: ") >= 2  # the same text is the same article; a PDF has other quotation marks
    assert {row["outlet"] for row in listed(capsys) if "outlet" in row} == {"The Daily"}


def test_addresses_are_fetched_when_they_may_be(capsys: pytest.CaptureFixture[str]) -> None:
    with serving() as server:
        assert main(["add", server.address]) == 1
        assert "not a public address" in capsys.readouterr().err
        assert main(["add", "--allow-private", server.address]) == 0
    assert listed(capsys)[0]["author"] == "Ann Lee"


def test_watch_adds_what_is_new_and_what_has_changed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "a.txt").write_text("Talks fail\n\n" + PARAGRAPHS[0])
    said: list[str] = []
    steps = iter(
        [
            lambda: (folder / "b.txt").write_text("Dam holds\n\n" + PARAGRAPHS[1]),
            lambda: (folder / "c.txt").write_bytes(b"\0\1\2\3"),
            lambda: (folder / "a.txt").write_text("Talks fail\n\nA correction: they did not."),
        ]
    )

    def sleep(seconds: float) -> None:
        assert seconds == 60
        said.append(capsys.readouterr().out)
        step = next(steps, None)
        if step is None:
            raise KeyboardInterrupt
        step()

    monkeypatch.setattr(command.time, "sleep", sleep)
    assert main(["add", "--watch", "--every", "60", str(folder)]) == 130
    assert ["Talks fail" in said[0], "Dam holds" in said[1], said[2], "a new version of" in said[3]] == [True, True, "", True]
    assert all("Talks fail" not in out for out in said[1:3])
    assert len(listed(capsys)) == 3
    main(["articles"])
    assert capsys.readouterr().out.count("\n") == 2


@pytest.mark.parametrize("seconds", ["0", "-1", "inf", "soon"])
def test_a_time_that_is_none_is_wrong_usage(seconds: str) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["add", "--watch", "--every", seconds, "x"])
    assert stopped.value.code == 2


def test_results_are_written_in_the_format_that_is_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.json").write_bytes(FORMATS["json"])
    main(["add", str(tmp_path / "a.json")])
    assert main(["who", "--format", "annotation", "--output", str(tmp_path / "out.json")]) == 0
    (item, *_) = json.loads((tmp_path / "out.json").read_text())["items"]
    assert item["target"]["source"] == "https://daily.example/talks"
    assert main(["ask", "Who failed?", "--format", "claimreview"]) == 1
    assert "only verdicts" in capsys.readouterr().err
