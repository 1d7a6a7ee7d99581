"""The commands with --store: the library at a Chroma server and in a database."""

import json
from pathlib import Path

import pytest

import seeds
from assistant.cli import main
from index.server import Server

SEED = str(Path(seeds.__file__).parent / "iran-ukraine-drone-talks.txt")


def test_every_command_works_with_a_store(
    chroma: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONRECORD_STORE_TOKEN", "a-token-that-nobody-sees")
    shown: list[str] = []

    def onrecord(command: str, *rest: str, library: str = "library", code: int = 0) -> str:
        assert main([command, *rest, "--library", str(tmp_path / library), "--store", chroma.address]) == code
        captured = capsys.readouterr()
        shown.append(captured.out + captured.err)
        return shown[-1]

    assert "there is no library" in onrecord("articles", code=1)
    assert onrecord("add", SEED).startswith("added: ")
    assert onrecord("add", SEED).startswith("already there: ")
    (row,) = json.loads(onrecord("articles", "--json"))
    assert "Tehran is now directly involved" in onrecord("ask", "What did John Kirby say?")
    assert "John Kirby" in onrecord("who", "--speaker", "Kirby")
    assert "Contested" in onrecord("verify", "Russia is using Iranian drones in its attacks.")
    assert f"rebuilt the search index of 1 articles ({row['passages']} passages)" in onrecord("reindex")
    assert f"the library is sound: 1 articles, {row['passages']} passages" in onrecord("doctor")
    assert "saved 1 articles" in onrecord("export-library", str(tmp_path / "news.zip"))
    assert onrecord("remove", "ready") == f"removed {row['id']}\n"
    assert "the library is sound: 0 articles" in onrecord("doctor")
    assert "read 1 articles; 0 were there already" in onrecord("import-library", str(tmp_path / "news.zip"), library="other")
    assert json.loads(onrecord("articles", "--json", library="other")) == [row]
    assert not any("a-token-that-nobody-sees" in text for text in shown)


def test_a_database_without_a_store_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["articles", "--library", str(tmp_path), "--database", "sqlite:///x.db"]) == 1
    assert "name one with --store URL" in capsys.readouterr().err
