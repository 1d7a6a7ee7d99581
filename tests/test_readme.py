"""What the README shows is what the program prints."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.cli import main

README = Path(__file__).parents[1] / "README.md"
BLOCK = re.compile(r"(?<=```console\n).*?(?=```)", re.DOTALL)


def commands(block: str) -> Iterator[tuple[str, str]]:
    """Each `$ onrecord …` line with the lines below it."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, shown = part.partition("\n")
        yield command, shown


def printed(text: str, capsys: pytest.CaptureFixture[str]) -> str:
    """The text with what its commands print now below each of them."""

    def anew(block: re.Match[str]) -> str:
        lines = ""
        for command, _ in commands(block.group()):
            assert main(shlex.split(command)[1:]) == 0
            lines += f"$ {command}\n{capsys.readouterr().out}"
        return lines

    return BLOCK.sub(anew, text)


def alike(text: str) -> str:
    """The text without how sure a verdict is: at 8 bits that differs by a point from one kind of processor to another."""
    return re.sub(r"\(\d+% sure\)", "(sure)", text)


def test_readme_shows_what_is_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest
) -> None:
    monkeypatch.setenv("ONRECORD_LIBRARY", str(tmp_path / "library"))
    monkeypatch.chdir(README.parent)

    text = README.read_text(encoding="utf-8")
    assert len(BLOCK.findall(text)) >= 2
    fresh = printed(text, capsys)
    if request.config.getoption("--update-golden"):
        README.write_text(fresh, encoding="utf-8")
    assert alike(fresh) == alike(text) or request.config.getoption("--update-golden"), (
        "bring the README up to date: pytest --update-golden"
    )


def test_readme_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    listed = re.findall(r"^    (\w+) ", capsys.readouterr().out, re.MULTILINE)
    assert listed
    assert all(f"`onrecord {name}" in README.read_text(encoding="utf-8") for name in listed)
