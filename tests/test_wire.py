"""Answers by a model behind an OpenAI-compatible address: recorded conversations, tool calls, errors, a server that dies."""

from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant, Settings
from assistant.apart import Apart, Claims, faithful
from assistant.models import chat_model
from assistant.patience import Patience
from index.types import Article
from tests.fake_chat import Queued
from tests.wire import message, refused, served, streamed

pytest.importorskip("langchain_openai", reason='the extra "local-llm" is not installed: pip install -e ".[local-llm]"')
QUESTION = "What are most of the attacks aimed at?"
GOOD = "Most of the attacks are aimed at Ukraine's energy supply, but cities are also being attacked. [1]"
CLAIMS = "Kirby said that it sank and that two men died."
APART = ["Kirby said that it sank.", "Kirby said that two men died."]


def settings(url: str) -> Settings:
    return Settings(writer="openai:recorded", writer_url=url, writer_timeout=5.0, writer_options="")


def ask(url: str, seed: Article) -> Any:
    return Assistant.blank(settings(url)).beside([seed]).ask(QUESTION)


def test_an_answer_over_the_wire_with_its_tokens_and_no_providers_key(seed: Article, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-quite-private")
    with served(streamed(GOOD)) as wire:
        answer = ask(wire.url, seed)
    assert (answer.text, answer.notice) == (GOOD.removesuffix(" [1]"), "")
    assert answer.usage is not None
    assert (answer.usage.input_tokens, answer.usage.output_tokens) == (100, 20)
    assert wire.keys == ["Bearer none"]
    assert [m["role"] for m in wire.requests[0]["messages"]] == ["system", "user"]


def test_a_busy_server_is_asked_again(seed: Article) -> None:
    with served(refused(429, retry_after="0"), refused(503, retry_after="0"), streamed(GOOD)) as wire:
        assert ask(wire.url, seed).notice == ""
    assert len(wire.requests) == 3


def test_a_refused_key_is_told_and_not_tried_again(seed: Article) -> None:
    with served(refused(401)) as wire:
        answer = ask(wire.url, seed)
    assert "refused the key (401)" in answer.notice
    assert answer.found
    assert len(wire.requests) == 1


def test_a_server_that_dies_in_the_middle_is_told_and_the_conversation_goes_on(seed: Article) -> None:
    with served(streamed("Most of the", broken=True), streamed(GOOD)) as wire:
        assistant = Assistant.blank(settings(wire.url)).beside([seed])
        first, second = assistant.ask(QUESTION), assistant.ask(QUESTION)
    assert "broke off" in first.notice
    assert first.found
    assert second.notice == ""


def test_a_server_that_is_not_there_is_told(seed: Article, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.patience.FIRST_PAUSE", 0.01)
    with served() as wire:
        pass
    assert "cannot be reached" in ask(wire.url, seed).notice


def test_claims_come_as_structured_output(tmp_path: Path) -> None:
    content = Claims(claims=APART).model_dump_json()
    with served(message(content)) as wire:
        found = Apart(chat_model(settings(wire.url)), Patience(5))(CLAIMS)
    assert [(claim.speaker, claim.content) for claim in found] == [("Kirby", "It sank."), ("Kirby", "Two men died.")]
    assert wire.requests[0]["response_format"]["json_schema"]["name"] == "Claims"


def test_claims_come_as_a_tool_call() -> None:
    from langchain_core.messages import AIMessage

    call = AIMessage("", tool_calls=[{"name": "Claims", "args": {"claims": APART}, "id": "1"}])
    model = Queued(replies=[call])
    found = Apart(model, Patience(5))(CLAIMS)
    assert [claim.content for claim in found] == ["It sank.", "Two men died."]
    assert model.tools


@pytest.mark.parametrize(
    "written", [["Kirby said that it sank."], ["It sank in Paris.", *APART], []], ids=["left-out", "added", "nothing"]
)
def test_claims_that_leave_out_or_add_are_those_of_the_rules(written: list[str]) -> None:
    from langchain_core.messages import AIMessage

    from assistant.decompose import claims

    call = AIMessage("", tool_calls=[{"name": "Claims", "args": {"claims": written}, "id": "1"}])
    assert not faithful(written, CLAIMS)
    assert Apart(Queued(replies=[call]), Patience(5))(CLAIMS) == claims(CLAIMS)


def test_claims_of_a_model_that_fails_are_those_of_the_rules() -> None:
    from assistant.decompose import claims

    assert Apart(Queued(replies=[ValueError("no")]), Patience(5))(CLAIMS) == claims(CLAIMS)
