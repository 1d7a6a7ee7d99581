"""Many users at one server: a queue that tells when it is full, and nobody ever sees what is another's."""

import asyncio
import json
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from lines import held
from mcp import Client
from starlette.testclient import TestClient

from assistant import Assistant, Settings
from assistant.line import Line
from index.attribution import Attributor
from index.embed import MiniLM
from index.errors import OverdueError, UserError
from index.index import Index
from index.load import from_text
from page.accounts import Accounts
from page.desk import Desk as PageDesk
from page.sessions import FORM, Sessions, fresh_id
from page.sight import Sight
from serve.app import build
from serve.desk import Desk, Desks
from serve.guard import Limits
from serve.tools import server

USERS = 12
NAMES = ("Quell", "Brand", "Corso", "Danjuma", "Ekholm", "Farrow", "Grieco", "Hanlon", "Ibarra", "Jansen", "Kovacs", "Lind")
WORDS = ("amber", "basil", "cormorant", "dragon", "egret", "finch", "gannet", "hoopoe", "ibis", "jackdaw", "kestrel", "lapwing")
MARKS = [f"{word}-{number}" for number, word in enumerate(WORDS)]


def text(user: int) -> str:
    """The article of a user: a mayor and a dam that no other article has."""
    mark, name = MARKS[user], NAMES[user]
    return (
        f"Flood near the {mark} dam\n\nMayor Ada {name} said on Monday that the {mark} dam had held. "
        f'"Nobody at {mark} was hurt," {name} said. The governor denied that the {mark} dam had failed.'
    )


def foreign(user: int, said: str) -> list[str]:
    """The marks of other users in what a user was told."""
    return [mark for other, mark in enumerate(MARKS) if other != user and re.search(rf"\b{mark}\b", said)]


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory, minilm: MiniLM, attributor: Attributor) -> Iterator[Assistant]:
    """A library with an article of each user."""
    folder = tmp_path_factory.mktemp("crowded")
    with Index.open(folder, minilm.name, lambda: minilm, create=True, make_attributor=lambda: attributor) as index:
        index.add([from_text(text(user)) for user in range(USERS)])
        yield Assistant(index, Settings())


@pytest.fixture
def serving() -> Iterator[Callable[..., str]]:
    """serving(app) is the address of a running server."""
    running: list[tuple[uvicorn.Server, threading.Thread]] = []

    def start(app: Any) -> str:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        made = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error", ws="none"))
        thread = threading.Thread(target=made.run)
        thread.start()
        running.append((made, thread))
        while not made.started:
            time.sleep(0.02)
        return f"http://127.0.0.1:{port}"

    yield start
    for made, thread in running:
        made.should_exit = True
        thread.join()


def ids(assistant: Assistant) -> list[str]:
    """The id of each user's article."""
    return [next(a.id for a in assistant.index.articles if mark in a.title) for mark in MARKS]


def requests(user: int, article: str) -> list[tuple[str, dict[str, Any]]]:
    """What a user asks of their article."""
    mark = MARKS[user]
    only = {"articles": [article]}
    return [
        ("/v1/ask", {"question": f"Did the {mark} dam hold?"} | only),
        ("/v1/verify", {"claim": f"The {mark} dam has failed."} | only),
        ("/v1/who", {"speaker": NAMES[user]} | only),
        ("/v1/search", {"query": "Was anybody hurt at the dam?"} | only),
        ("/v1/ask/stream", {"question": f"What did {NAMES[user]} say?"} | only),
    ]


def test_answers_to_many_at_once_are_never_mixed(crowded: Assistant, serving: Callable[..., str]) -> None:
    address = serving(build(Desks(Desk(crowded)), Limits(rate=0), line=Line(at_once=6, waiting=100)))
    articles = ids(crowded)

    def user(number: int) -> list[str]:
        with httpx.Client(base_url=address, timeout=120) as client:
            asked = [client.post(path, json=sent) for path, sent in requests(number, articles[number]) * 2]
        assert [answer.status_code for answer in asked] == [200] * len(asked)
        return [answer.text for answer in asked]

    with ThreadPoolExecutor(USERS) as pool:
        told = list(pool.map(user, range(USERS)))
    for number, answers in enumerate(told):
        assert all(MARKS[number] in answer for answer in answers)
        assert [foreign(number, answer) for answer in answers] == [[]] * len(answers)
        assert answers[: len(answers) // 2] == answers[len(answers) // 2 :]  # the same again, whoever else asked


def test_agents_at_once_are_never_mixed(crowded: Assistant) -> None:
    articles = ids(crowded)

    async def agent(client: Client, number: int) -> str:
        calls = [("who_said", {"speaker": NAMES[number]}), ("search", {"query": "dam"})]
        told = [await client.call_tool(name, sent | {"articles": [articles[number]]}) for name, sent in calls]
        return json.dumps([result.structured_content for result in told])

    async def talk() -> list[str]:
        async with Client(server(Desks(Desk(crowded)))) as client:
            return await asyncio.gather(*(agent(client, number) for number in range(USERS)))

    for number, told in enumerate(asyncio.run(talk())):
        assert MARKS[number] in told
        assert not foreign(number, told)


@pytest.fixture
def apart(tmp_path: Path, minilm: MiniLM, attributor: Attributor) -> Iterator[Callable[[Sequence[str]], TestClient]]:
    """apart(lines) is a client of a server with these lines in its file of tokens."""

    def desk(user: str) -> Desk:
        folder = tmp_path / (user or "shared")
        index = Index.open(folder, minilm.name, lambda: minilm, create=True, make_attributor=lambda: attributor)
        return Desk(Assistant(index, Settings()))

    made: list[tuple[TestClient, Desks]] = []

    def start(lines: Sequence[str]) -> TestClient:
        desks = Desks(desk(""), desk)
        client = TestClient(build(desks, Limits(rate=0, tokens=tuple(lines))))
        client.__enter__()
        made.append((client, desks))
        return client

    yield start
    for client, desks in made:
        client.__exit__()
        desks.close()


def bearer(user: int) -> dict[str, str]:
    return {"Authorization": f"Bearer {MARKS[user]}-its-secret-token"}


def test_a_user_reaches_no_article_of_another(apart: Callable[[Sequence[str]], TestClient]) -> None:
    client = apart([f"user{number}:{MARKS[number]}-its-secret-token" for number in range(2)] + [f"{MARKS[2]}-its-secret-token"])
    kept = [client.post("/v1/articles", json={"text": text(n)}, headers=bearer(n)).json()[0]["id"] for n in range(3)]
    for number in range(3):
        told = client.get("/v1/articles", headers=bearer(number)).json()
        assert [article["id"] for article in told] == [kept[number]]
        for other in {0, 1, 2} - {number}:
            assert client.get(f"/v1/articles/{kept[other]}", headers=bearer(number)).status_code == 404
            assert client.delete(f"/v1/articles/{kept[other]}", headers=bearer(number)).status_code == 404
            for path, sent in requests(other, kept[other]):
                refused = client.post(path, json=sent, headers=bearer(number))
                assert refused.status_code == 404 or "no article" in refused.text
                assert not foreign(number, refused.text.replace(kept[other], ""))
    said = client.post("/v1/ask", json={"question": "Which dam had held?"}, headers=bearer(0)).text
    assert not foreign(0, said)
    wrong = client.get("/v1/articles", headers={"Authorization": f"Bearer user0:{MARKS[0]}-its-secret-token"})
    assert wrong.status_code == 401  # the name is no part of the secret


def test_an_agent_reaches_its_own_library_over_http(apart: Callable[[Sequence[str]], TestClient]) -> None:
    client = apart([f"user{number}:{MARKS[number]}-its-secret-token" for number in range(2)])
    for number in range(2):
        client.post("/v1/articles", json={"text": text(number)}, headers=bearer(number))
    head = {"Accept": "application/json, text/event-stream"}
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "who_said", "arguments": {}}}
    for number in range(2):
        told = client.post("/mcp/", json=call, headers=bearer(number) | head)
        assert MARKS[number] in told.text
        assert not foreign(number, told.text)


class Slow:
    """A desk whose answers wait until they are let go."""

    def __init__(self) -> None:
        self.go, self.stopped, self.working = threading.Event(), threading.Event(), 0
        self.count = 0

    def who_said(self, *_: object) -> Any:
        from assistant.types import Statements
        from index.allowance import current

        self.working += 1
        while not self.go.wait(0.02):
            try:
                current().check()
            except OverdueError:
                self.stopped.set()
                raise
        return Statements(())


def slow(serving: Callable[..., str], line: Line) -> tuple[Slow, str]:
    desk = Slow()
    return desk, serving(build(Desks(desk), Limits(rate=0), line=line))  # type: ignore[arg-type]


def wait_for(true: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not true():
        assert time.monotonic() < until
        time.sleep(0.01)


def test_a_full_queue_is_told_at_once_and_health_answers_always(serving: Callable[..., str]) -> None:
    line = Line(at_once=2, waiting=3)
    desk, address = slow(serving, line)
    with ThreadPoolExecutor(5) as pool:
        asked = [pool.submit(httpx.post, f"{address}/v1/who", json={}, timeout=60) for _ in range(5)]
        wait_for(lambda: line.counts.waiting == 3)
        for _ in range(20):
            begun = time.perf_counter()
            busy = httpx.post(f"{address}/v1/who", json={})
            assert time.perf_counter() - begun < 2
            assert busy.status_code == 503
            assert busy.json() == {"error": f"busy, try again in {busy.headers['retry-after']} s"}
        assert httpx.get(f"{address}/health").json() == {"status": "ok", "articles": 0, "working": 2, "waiting": 3}
        metrics = httpx.get(f"{address}/metrics").text
        assert "onrecord_waiting 3.0" in metrics
        assert "onrecord_refused_total 20.0" in metrics
        desk.go.set()
        assert [one.result().status_code for one in asked] == [200] * 5
    assert httpx.post(f"{address}/v1/who", json={}).status_code == 200


def test_work_that_takes_too_long_is_stopped(serving: Callable[..., str]) -> None:
    line = Line(at_once=1, seconds=0.4)
    desk, address = slow(serving, line)
    told = httpx.post(f"{address}/v1/who", json={}, timeout=20)
    assert told.status_code == 504
    assert "longer than 0.4 seconds" in told.json()["error"]
    assert desk.stopped.is_set()
    wait_for(lambda: line.counts.working == 0)


def test_real_work_is_stopped_when_its_time_is_over(crowded: Assistant, serving: Callable[..., str]) -> None:
    line = Line(seconds=0.5)
    address = serving(build(Desks(Desk(crowded)), Limits(rate=0), line=line))
    claims = " ".join(f"Mayor {name} said that the {mark} dam had failed." for name, mark in zip(NAMES * 8, MARKS * 8, strict=True))
    begun = time.perf_counter()
    told = httpx.post(f"{address}/v1/verify", json={"claim": claims}, timeout=120)
    assert told.status_code == 504
    assert "longer than 0.5 seconds" in told.json()["error"]
    assert time.perf_counter() - begun < 30
    wait_for(lambda: line.counts.working == 0)


def test_who_hangs_up_leaves_the_queue_and_the_work(serving: Callable[..., str]) -> None:
    line = Line(at_once=1, waiting=5)
    desk, address = slow(serving, line)
    asked = b"POST /v1/who HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
    clients = [socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2]))) for _ in range(3)]
    clients[0].sendall(asked)
    wait_for(lambda: desk.working == 1)
    for client in clients[1:]:
        client.sendall(asked)
    wait_for(lambda: line.counts.waiting == 2)
    for client in clients[1:]:
        client.close()
    wait_for(lambda: line.counts.waiting == 0)
    clients[0].close()
    wait_for(lambda: line.counts.working == 0)
    assert desk.stopped.wait(5)
    assert desk.working == 1  # the two that waited were never begun


def test_an_agent_is_told_when_too_many_wait() -> None:
    async def talk() -> None:
        desk, line = Slow(), Line(at_once=1, waiting=1)
        async with Client(server(Desks(desk), line)) as client:  # type: ignore[arg-type]
            waiting = [asyncio.create_task(client.call_tool("who_said", {})) for _ in range(2)]
            while line.counts.waiting < 1:
                await asyncio.sleep(0.01)
            busy = await client.call_tool("who_said", {})
            assert busy.is_error
            assert re.search(r"busy, try again in \d+ s", str(busy.content))
            assert {tool.name for tool in (await client.list_tools()).tools} > {"ask"}
            desk.go.set()
            assert [(await one).is_error for one in waiting] == [False, False]

    asyncio.run(talk())


def test_a_full_page_says_so_in_the_chat(crowded: Assistant, tmp_path: Path) -> None:
    line, release = Line(at_once=1, waiting=0), threading.Event()
    thread = held(line, release)
    page = PageDesk(crowded, Sessions(tmp_path / "sessions"), line)
    panes = list(page.ask(Sight(talk=fresh_id()), {"typed": f"What did {NAMES[0]} say?"}, "ada"))
    assert any(re.search(r"busy, try again in \d+ s", str(pane.get("now"))) for pane in panes)
    told = [pane["notice"] for pane in page.add(Sight(), {"text": "Another flood\n\nThe dam has held."}, "ada")]
    assert re.search(r"busy, try again in \d+ s", told[-1])
    assert crowded.index.count == USERS
    release.set()
    thread.join()


def test_conversations_of_many_are_each_their_owners(crowded: Assistant, tmp_path: Path) -> None:
    page = PageDesk(crowded, Sessions(tmp_path / "sessions"), Line(at_once=4, waiting=50))
    articles = ids(crowded)

    def talk(user: int) -> str:
        sight = Sight(talk=fresh_id(), scope=(articles[user],))
        for question in (f"What did {NAMES[user]} say?", f"Did the {MARKS[user]} dam hold?"):
            list(page.ask(sight, {"typed": question}, f"owner{user}"))
        return sight.talk

    with ThreadPoolExecutor(USERS) as pool:
        talks = list(pool.map(talk, range(USERS)))
    for user, kept in enumerate(talks):
        (mine,) = page.sessions.talks(f"owner{user}")
        assert mine.id == kept
        written = FORM.dump_json(mine).decode()
        assert MARKS[user] in written
        assert not foreign(user, written)
        other = page.sessions.get(f"owner{user}", talks[(user + 1) % USERS])  # another's id
        assert not other.exchanges
        handed = page.export(Sight(), {"talk": talks[(user + 1) % USERS], "form": "json"}, f"owner{user}")
        assert not foreign(user, str(handed))


def test_users_of_the_page_have_libraries_apart(tmp_path: Path, minilm: MiniLM, attributor: Attributor) -> None:
    with Index.open(tmp_path, minilm.name, lambda: minilm, create=True, make_attributor=lambda: attributor) as index:
        accounts = Accounts(Assistant(index, Settings()), tmp_path, {"ada": "x", "bo": "y"})
        kept = []
        for number, name in enumerate(("ada", "bo")):
            list(accounts.desk(name).add(Sight(), {"text": text(number)}, name))
            kept.append(accounts.desk(name).assistant.index.articles[0].id)
        assert "no article" in str(accounts.desk("ada").read(Sight(), {"article": kept[1]}, "ada"))
        assert "no article" in str(accounts.desk("ada").remove(Sight(), {"article": kept[1]}, "ada"))
        shown = str(accounts.desk("ada").arrive(Sight(), {}, "ada"))
        assert MARKS[0] in shown
        assert not foreign(0, shown)
        for nobody in (None, "", "eve", "ada/../bo"):
            with pytest.raises(UserError, match="log in first"):
                accounts.desk(nobody)
        accounts.close()
