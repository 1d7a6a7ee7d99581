"""The command line as scripts use it: what it prints, and its exit codes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import seeds
from assistant.cli import main
from tests.pair_models import pair_model

SEED = str(Path(seeds.__file__).parent / "iran-ukraine-drone-talks.txt")


@pytest.fixture(autouse=True)
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ONRECORD_LIBRARY", str(tmp_path / "library"))
    return tmp_path / "library"


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(arguments)
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_add_ask_remove(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "add", SEED, "--json")
    (added,) = json.loads(out)
    assert code == 0
    assert added.keys() == {"id", "title", "language", "note", "passages", "statements"}
    assert run(capsys, "articles", "--json")[1] == out
    code, out, _ = run(capsys, "ask", "What did John Kirby say?", "--json", "--article", added["id"])
    answer = json.loads(out)
    assert code == 0
    assert answer["found"]
    text = Path(SEED).read_text(encoding="utf-8")
    assert all(text[c["start"] : c["end"]] == c["text"] for s in answer["sentences"] for c in s["citations"])
    assert run(capsys, "reindex")[0] == 0
    assert run(capsys, "remove", added["id"])[0] == 0
    assert json.loads(run(capsys, "articles", "--json")[1]) == []


def test_add_twice_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert "added:" in run(capsys, "add", SEED)[1]
    assert "already there:" in run(capsys, "add", SEED)[1]


def test_add_when_one_of_several_fails_keeps_the_rest(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_bytes(b"\0\1\2\3")
    code, out, err = run(capsys, "add", SEED, str(tmp_path / "bad.txt"))
    assert code == 1
    assert "added:" in out
    assert "bad.txt" in err


def test_quiet_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "add", "--quiet", SEED)[1:] == ("", "")


def test_bulk_writes_each_line_and_tells_of_failures(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    lines = [{"id": "a", "article": SEED, "question": "What did John Kirby say?"}, {"id": "b"}]
    (tmp_path / "in.jsonl").write_text("\n".join(map(json.dumps, lines)))
    code, out, err = run(capsys, "ask", "--jsonl", str(tmp_path / "in.jsonl"), "--output", str(tmp_path / "out.jsonl"))
    first, second = map(json.loads, (tmp_path / "out.jsonl").read_text().splitlines())
    assert (code, out) == (1, "")
    assert "1 of 2 lines failed" in err
    assert first["found"]
    assert "error" in second


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("ask", "Who?"), "onrecord add FILE"),
        (("articles",), "no library"),
        (("remove", "x"), "no library"),
        (("add", "nowhere.txt"), "nowhere.txt"),
        (("add", "http://127.0.0.1:9/a"), "not a public address"),
        (("ask", "--jsonl", "nowhere.jsonl"), "nowhere.jsonl"),
    ],
    ids=["ask", "articles", "remove", "no-file", "address", "no-lines"],
)
def test_what_the_user_can_mend_is_told_and_exits_1(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], told: str
) -> None:
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (1, "")
    assert err.startswith("onrecord: ")
    assert told in err


@pytest.mark.parametrize("arguments", [(), ("nothing",), ("ask",), ("ask", "Who?", "--jsonl", "x"), ("add",)])
def test_wrong_usage_exits_2(arguments: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2


def test_version_is_the_packages(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--version"])
    assert capsys.readouterr().out.startswith("onrecord 0.")


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from assistant.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'numpy', 'torch', 'chromadb', 'onnxruntime', 'langchain_core', 'gradio', 'pydantic'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


def test_ask_does_not_need_torch(capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "add", SEED)
    code = (
        "import sys; from assistant.cli import main; main(['ask', 'What did John Kirby say?']); assert 'torch' not in sys.modules"
    )
    found = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert "John Kirby" in found.stdout


def test_entail_judges_a_file_of_pairs(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    entailer = str(pair_model(tmp_path / "model"))
    pairs = tmp_path / "pairs.jsonl"
    pairs.write_text('{"premise": "yes", "hypothesis": "\\ud800"}\n{"premise": "no"}\n', encoding="utf-8")
    code, out, err = run(capsys, "entail", "--jsonl", str(pairs), "--entailer", entailer)
    fine, failed = map(json.loads, out.splitlines())
    assert code == 1
    assert fine["hypothesis"] == "\ud800"
    assert fine["supports"] > fine["refutes"]
    assert "hypothesis" in failed["error"]
    assert "1 of 2 lines failed" in err
    pairs.write_text('{"premise": "yes", "hypothesis": "no"}\n', encoding="utf-8")
    assert run(capsys, "entail", "--jsonl", str(pairs), "--entailer", entailer, "--output", str(tmp_path / "out"))[:2] == (0, "")
    assert json.loads((tmp_path / "out").read_text(encoding="utf-8")).keys() > {"supports", "refutes", "neutral"}


def test_entail_with_an_entailer_that_is_not_there_says_so(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, _, err = run(capsys, "entail", "--jsonl", "-", "--entailer", str(tmp_path / "nowhere"))
    assert code == 1
    assert "cannot load the entailer" in err
