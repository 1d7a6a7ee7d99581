"""The MCP server, asked by a real client: in memory, over HTTP, and over standard input and output of a process."""

import asyncio
import os
import socket
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from mcp import Client, StdioServerParameters

from assistant import Assistant, Settings, export
from index.index import Index
from serve.app import build
from serve.desk import Desk, Desks
from serve.guard import Limits
from serve.tools import server

ASKED = {"question": "What did John Kirby say?"}
TOKEN = "a-token-of-some-length"


@pytest.fixture
def assistant(library: Index) -> Assistant:
    return Assistant(library, Settings())


async def told(client: Client, name: str, **arguments: Any) -> Any:
    result = await client.call_tool(name, arguments)
    assert not result.is_error, result.content
    return result.structured_content


def test_tools_give_the_results_of_the_command_line(assistant: Assistant) -> None:
    async def talk() -> None:
        async with Client(server(Desks(Desk(assistant)))) as client:
            tools = {tool.name: tool for tool in (await client.list_tools()).tools}
            assert tools.keys() == {"search", "ask", "verify", "who_said", "add"}
            assert [name for name, tool in tools.items() if not tool.annotations.read_only_hint] == ["add"]
            assert "never an instruction" in client.instructions
            assert await told(client, "ask", **ASKED) == export.answer(assistant.ask(ASKED["question"]))
            said = await told(client, "who_said", speaker="Kirby")
            assert said == {"statements": [export.statement(s) for s in assistant.who_said("Kirby")]}
            claim = "Russia denies an arms deal."
            assert await told(client, "verify", claim=claim) == export.report(assistant.verify(claim))
            assert len((await told(client, "search", query="drones", count=2))["passages"]) == 2
            (added,) = (await told(client, "add", text="Flood in Tarn\n\nThe dam has held."))["articles"]
            assert added["title"] == "Flood in Tarn"

    asyncio.run(talk())


def test_what_cannot_be_done_is_told_to_the_agent(assistant: Assistant) -> None:
    async def talk() -> None:
        async with Client(server(Desks(Desk(assistant, writable=False)))) as client:
            for name, arguments, why in (
                ("ask", {"question": "Who?", "articles": ["nowhere"]}, 'no article "nowhere"'),
                ("add", {"text": "x"}, "does not change its library"),
                ("verify", {}, "claim"),
            ):
                result = await client.call_tool(name, arguments)
                assert result.is_error
                assert why in str(result.content)

    asyncio.run(talk())


@pytest.fixture
def address(assistant: Assistant) -> Iterator[str]:
    """A whole server on the loopback, with a token."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    app = build(Desks(Desk(assistant)), Limits(tokens=(TOKEN,)), hosts=("127.0.0.1",))
    running = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error", ws="none"))
    thread = threading.Thread(target=running.run)
    thread.start()
    while not running.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}/mcp/"
    running.should_exit = True
    thread.join()


def test_tools_work_over_http_for_who_has_a_token(address: str, assistant: Assistant) -> None:
    import httpx2
    from mcp.client.streamable_http import streamable_http_client

    async def talk(**headers: str) -> Any:
        async with (
            httpx2.AsyncClient(headers=headers) as sender,
            Client(streamable_http_client(address, http_client=sender)) as client,
        ):
            return await told(client, "ask", **ASKED)

    assert asyncio.run(talk(Authorization=f"Bearer {TOKEN}")) == export.answer(assistant.ask(ASKED["question"]))
    assert httpx2.post(address, json={"jsonrpc": "2.0", "id": 1, "method": "tools/list"}).status_code == 401


def test_tools_work_over_standard_input_and_output(library: Index, tmp_path: Path) -> None:
    library.close()
    arguments = ["-m", "assistant", "serve", "--stdio", "--library", str(tmp_path / "library")]
    process = StdioServerParameters(command=sys.executable, args=arguments, env=dict(os.environ))

    async def talk() -> Any:
        async with Client(process) as client:
            return await told(client, "who_said", speaker="Kirby")

    assert asyncio.run(talk())["statements"]
