"""The REST API: the same results as the command line, as its OpenAPI document says, and only for who may ask."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks as openapi
from starlette.testclient import TestClient
from validators import valid_json, valid_linked, valid_markdown, valid_page, valid_table

from assistant import Assistant, Settings, export
from assistant.commands.serving import serve
from assistant.types import Answer
from index.attribution import Attributor
from index.embed import MiniLM
from index.errors import UserError
from index.index import Index
from index.types import Article
from serve.app import build
from serve.desk import Desk, Desks
from serve.guard import Limits

TEXT = "Flood in Tarn\n\nMayor Ada Quell said on Monday that the dam had held. Tehran denies it."
FREE = Limits(rate=0)


@pytest.fixture(scope="module")
def assistant(
    tmp_path_factory: pytest.TempPathFactory, minilm: MiniLM, attributor: Attributor, seed: Article
) -> Iterator[Assistant]:
    """One that holds the seed, for the tests that leave it as it is."""
    folder = tmp_path_factory.mktemp("served")
    with Index.open(folder, minilm.name, lambda: minilm, create=True, make_attributor=lambda: attributor) as index:
        index.add([seed])
        yield Assistant(index, Settings())


@pytest.fixture
def client(assistant: Assistant) -> Iterator[TestClient]:
    with TestClient(build(Desks(Desk(assistant)), FREE), raise_server_exceptions=True) as opened:
        yield opened


def test_results_are_those_of_the_command_line(client: TestClient, assistant: Assistant) -> None:
    question, claim = "What did John Kirby say?", "Russia denies an arms deal."
    assert client.post("/v1/ask", json={"question": question}).json() == export.answer(assistant.ask(question))
    assert client.post("/v1/verify", json={"claim": claim}).json() == export.report(assistant.verify(claim))
    said = client.post("/v1/who", json={"stance": "denies"}).json()
    assert said == {"statements": [export.statement(s) for s in assistant.who_said(stance="denies")]}
    for found in (client.post("/v1/ask", json={"question": question}), client.get("/v1/articles")):
        valid = json.loads(found.text)
        assert found.headers["content-type"] == "application/json"
        assert valid


def test_passages_are_found_with_their_places(client: TestClient, seed: object) -> None:
    found = client.post("/v1/search", json={"query": "drones over Crimea", "count": 3}).json()["passages"]
    assert len(found) == 3
    assert found[0]["score"] >= found[1]["score"]


def test_articles_are_added_read_and_removed(client: TestClient) -> None:
    (added,) = client.post("/v1/articles", json={"text": TEXT}).json()
    assert added["title"] == "Flood in Tarn"
    read = client.get(f"/v1/articles/{added['id']}").json()
    assert read["text"] == TEXT
    assert client.post("/v1/ask", json={"question": "Did the dam hold?", "articles": [added["id"]]}).status_code == 200
    assert client.delete(f"/v1/articles/{added['id']}").json() == {"removed": added["id"]}
    assert client.get(f"/v1/articles/{added['id']}").status_code == 404


FORMATS = {
    "markdown": valid_markdown,
    "html": valid_page,
    "csv": valid_table,
    "claimreview": valid_linked,
    "annotation": valid_linked,
}


@pytest.mark.parametrize("name", FORMATS)
def test_results_come_in_every_format(client: TestClient, name: str) -> None:
    found = client.post("/v1/verify", params={"format": name}, json={"claim": "Russia denies an arms deal."})
    assert FORMATS[name](found.text) is not None
    assert "json" not in found.headers["content-type"] or name in ("claimreview", "annotation")


def test_an_answer_streams_in_parts_that_add_up(client: TestClient, assistant: Assistant) -> None:
    with client.stream("POST", "/v1/ask/stream", json={"question": "What did John Kirby say?"}) as response:
        events = [block.split("\n") for block in "".join(response.iter_text()).strip().split("\n\n")]
    names = [name for name, _ in events]
    parts = [valid_json(data.removeprefix("data: ")) for name, data in events if name == "event: part"]
    assert names[-1] == "event: done"
    assert len(parts) > 1
    whole = export.answer(assistant.ask("What did John Kirby say?"))
    assert [s for part in parts for s in part["sentences"]] == whole["sentences"]


def test_an_error_in_a_stream_is_an_event(client: TestClient, assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> Iterator[Answer]:
        yield Answer("Who?")
        raise UserError("the model is gone: start it")

    monkeypatch.setattr(Assistant, "stream", broken)
    with client.stream("POST", "/v1/ask/stream", json={"question": "Who?"}) as response:
        text = "".join(response.iter_text())
    assert text.endswith('event: error\ndata: {"error": "the model is gone: start it"}\n\n')


@pytest.mark.parametrize(
    ("path", "sent", "status", "told"),
    [
        ("/v1/ask", {"question": "Who?", "articles": ["nowhere"]}, 404, "no article"),
        ("/v1/ask", {"question": ""}, 422, "question"),
        ("/v1/ask", {"question": "Who?", "history": [["x"]]}, 422, "history"),
        ("/v1/ask", {"question": "Who?", "more": 1}, 422, "more"),
        ("/v1/ask", {"question": "x" * 2001}, 422, "2000"),
        ("/v1/ask?format=pdf", {"question": "Who?"}, 422, "format"),
        ("/v1/ask?format=claimreview", {"question": "Who?"}, 400, "only verdicts"),
        ("/v1/verify", {"claim": "???"}, 400, "claim is empty"),
        ("/v1/articles", {}, 400, "either"),
        ("/v1/articles", {"text": "x", "address": "https://example.org"}, 400, "either"),
        ("/v1/articles", {"address": "/etc/passwd"}, 400, "either"),
        ("/v1/articles", {"address": "file:///etc/passwd"}, 400, "either"),
        ("/v1/articles", {"address": "http://169.254.169.254/latest/"}, 400, "not a public address"),
        ("/v1/nothing", {}, 404, "Not Found"),
    ],
)
def test_what_cannot_be_done_is_told(client: TestClient, path: str, sent: dict[str, object], status: int, told: str) -> None:
    found = client.post(path, json=sent)
    assert found.status_code == status
    assert told in found.json()["error"]


def test_a_server_that_only_reads_changes_nothing(assistant: Assistant, seed: object) -> None:
    with TestClient(build(Desks(Desk(assistant, writable=False)), FREE)) as client:
        assert client.post("/v1/articles", json={"text": TEXT}).status_code == 400
        assert client.delete(f"/v1/articles/{assistant.index.articles[0].id}").status_code == 400
        assert len(assistant.index.articles) == 1


TOKEN = "a-token-of-some-length"


def test_only_who_has_a_token_may_ask(assistant: Assistant) -> None:
    with TestClient(build(Desks(Desk(assistant)), Limits(tokens=("another-token-that-is", TOKEN)))) as client:
        for header in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": f"Basic {TOKEN}"}, {"Authorization": "Bearer"}):
            for path in ("/v1/articles", "/metrics", "/v1/schema", "/mcp/", "/openapi.json"):
                found = client.get(path, headers=header)
                assert found.status_code == 401
                assert found.headers["www-authenticate"] == "Bearer"
        assert client.get("/v1/articles", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 200
        assert client.get("/health").json() == {"status": "ok", "articles": 1, "working": 0, "waiting": 0}


def test_more_requests_than_the_rate_are_refused_until_later(assistant: Assistant) -> None:
    with TestClient(build(Desks(Desk(assistant)), Limits(rate=3))) as client:
        found = [client.get("/v1/articles") for _ in range(5)]
        assert [response.status_code for response in found] == [200, 200, 200, 429, 429]
        assert 1 <= int(found[-1].headers["retry-after"]) <= 60
        assert client.get("/health").status_code == 200


def test_a_request_that_is_too_large_is_refused(assistant: Assistant) -> None:
    def pieces() -> Iterator[bytes]:
        yield b'{"text": "'
        for _ in range(20):
            yield b"a" * 1000
        yield b'"}'

    with TestClient(build(Desks(Desk(assistant)), Limits(size=10_000))) as client:
        assert client.post("/v1/articles", json={"text": "a" * 20_000}).status_code == 413
        assert client.post("/v1/articles", content=pieces(), headers={"Content-Type": "application/json"}).status_code == 413
        assert len(assistant.index.articles) == 1


def test_a_name_that_is_not_the_servers_is_refused(assistant: Assistant) -> None:
    with TestClient(build(Desks(Desk(assistant)), FREE, hosts=("127.0.0.1",)), base_url="http://evil.example") as client:
        assert client.get("/v1/articles").status_code == 400


def test_metrics_count_requests_by_path(client: TestClient) -> None:
    client.get("/v1/articles")
    client.get("/v1/articles/nowhere")
    text = client.get("/metrics").text
    assert 'onrecord_requests_total{path="/v1/articles",status="200"} 1.0' in text
    assert 'onrecord_requests_total{path="/v1/articles/{article_id}",status="404"} 1.0' in text
    assert "onrecord_articles 1.0" in text


def test_the_server_does_what_its_document_says(library: Index) -> None:
    assistant = Assistant(library, Settings())
    schema = schemathesis.openapi.from_asgi("/openapi.json", build(Desks(Desk(assistant)), FREE))
    operations = [found.ok() for found in schema.get_all_operations()]
    assert {operation.path for operation in operations} >= {"/v1/ask", "/v1/ask/stream", "/v1/verify", "/v1/who", "/v1/search"}
    for operation in operations:

        @settings(max_examples=6, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy())
        def check(case: schemathesis.Case) -> None:
            case.call_and_validate(checks=CHECKS)

        check()


CHECKS = [
    not_a_server_error,
    openapi.status_code_conformance,
    openapi.content_type_conformance,
    openapi.response_schema_conformance,
]


@pytest.mark.parametrize(
    ("changed", "told"),
    [({"host": "0.0.0.0"}, "--tokens FILE"), ({"tokens": "nowhere.txt"}, "nowhere.txt"), ({"tokens": "short"}, "fewer than 16")],
    ids=["open-to-all", "no-file", "short-token"],
)
def test_serve_refuses_to_start_when_it_would_not_be_safe(
    changed: dict[str, str], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from argparse import Namespace

    monkeypatch.chdir(tmp_path)
    (tmp_path / "short").write_text("abc\n")
    options = {"host": "127.0.0.1", "tokens": None, "stdio": False, "library": str(tmp_path / "library")}
    with pytest.raises(UserError, match=told):
        serve(Namespace(**(options | changed)))
