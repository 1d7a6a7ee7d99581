"""Every example runs and prints what it is there to show."""

import os
import subprocess
import sys
from pathlib import Path

from test_mcp import TOKEN, address, assistant  # noqa: F401

import seeds
from index.index import Index

EXAMPLES = Path(__file__).parents[1] / "examples"
SEED = str(Path(seeds.__file__).parent / "iran-ukraine-drone-talks.txt")


def run(name: str, *arguments: str) -> str:
    command = [sys.executable, str(EXAMPLES / name), *arguments]
    environment = {**os.environ, "PYTHONPATH": str(EXAMPLES.parent)}
    return subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout


def test_python_api(tmp_path: Path) -> None:
    shown = run("python_api.py", str(tmp_path / "library"), SEED)
    assert "Tehran is now directly involved" in shown
    assert "contested: says so" in shown
    assert "denies:" in shown
    assert (tmp_path / "library" / "answer.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_langchain_tools(tmp_path: Path) -> None:
    shown = run("langchain_tools.py", str(tmp_path / "library"), SEED)
    assert "artifact: supported" in shown
    assert len(shown.splitlines()) == 4


def test_rest_client(address: str) -> None:  # noqa: F811
    assert "added: Flood in Tarn\n" in (shown := run("rest_client.py", address.removesuffix("/mcp/"), TOKEN))
    assert "Mayor Ada Quell said on Monday that the dam had held." in shown


def test_mcp_client(library: Index, tmp_path: Path) -> None:
    library.close()
    shown = run("mcp_client.py", str(tmp_path / "library"))
    assert shown.startswith("search, ask, verify, who_said, add\n")
    assert "John Kirby" in shown


def test_every_example_is_run() -> None:
    text = Path(__file__).read_text(encoding="utf-8")
    assert all(f'"{path.name}"' in text for path in EXAMPLES.glob("*.py"))


def test_tools_tell_an_agent_what_went_wrong(library: Index) -> None:
    from assistant import Assistant, Settings
    from assistant.agents import tools

    named = {tool.name: tool for tool in tools(Assistant(library, Settings()))}
    call = {"name": "ask", "args": {"question": "Who?", "articles": ["nowhere"]}, "id": "1", "type": "tool_call"}
    message = named["ask"].invoke(call)
    assert 'no article "nowhere"' in message.content
    assert message.artifact is None
    said = named["who_said"].invoke({"name": "who_said", "args": {"speaker": "Nobody Known"}, "id": "2", "type": "tool_call"})
    assert said.content == "Nobody is reported to have said such a thing."
