import sys
from importlib import import_module
from pathlib import Path

import pytest

from benchmarks import pairs


def test_every_measurement_is_a_benchmark_that_takes_these_arguments(tmp_path: Path) -> None:
    given = dict(pairs.commands(tmp_path, tmp_path, tmp_path))
    assert tuple(given) == pairs.NAMES
    for module, *arguments in given.values():
        read = import_module(module).parser().parse_args([*arguments, "--output", str(tmp_path / "figures.json")])
        assert read.output == tmp_path / "figures.json"


def test_a_failed_measurement_is_told_and_a_made_one_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data, output = tmp_path / "data", tmp_path / "figures"
    data.mkdir()
    output.mkdir()
    (output / "entailment.json").write_text("{}")
    told = ["pairs", "--data", str(data), "--gold", str(data), "--output", str(output), "--only", "entailment", "documents"]
    monkeypatch.setattr(sys, "argv", told)
    with pytest.raises(SystemExit, match="not measured: documents"):
        pairs.main()
    assert "documents: failed" in capsys.readouterr().out
    assert "there is no file" in (output / "documents.log").read_text()
    assert (output / "entailment.json").read_text() == "{}"


@pytest.mark.parametrize(("option", "message"), [("--data", "there is no folder"), ("--model", "is no pair model")])
def test_what_is_missing_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, option: str, message: str) -> None:
    given = {
        "--data": str(tmp_path),
        "--gold": str(tmp_path),
        "--output": str(tmp_path / "figures"),
        option: str(tmp_path / "none"),
    }
    monkeypatch.setattr(sys, "argv", ["pairs", *(part for pair in given.items() for part in pair)])
    with pytest.raises(SystemExit, match=message):
        pairs.main()
    assert not (tmp_path / "figures").exists()
