"""The MCP server from another program, which starts it itself: python examples/mcp_client.py LIBRARY."""

import asyncio
import os
import sys

from mcp import Client, StdioServerParameters


async def main(library: str) -> None:
    """Lists the tools and calls one."""
    command = ["-m", "assistant", "serve", "--stdio", "--library", library]
    async with Client(StdioServerParameters(command=sys.executable, args=command, env=dict(os.environ))) as client:
        print(", ".join(tool.name for tool in (await client.list_tools()).tools))
        result = await client.call_tool("who_said", {"speaker": "Kirby"})
        for statement in result.structured_content["statements"]:
            print(f"{statement['speaker']}: {statement['content'][0]['text']}")


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
