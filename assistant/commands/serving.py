"""onrecord ui and serve: the page, and the API for other programs."""

import argparse
import os
import sys
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from assistant.commands.shared import complain, opened, say, settings
from index.errors import UserError

LOOPBACK = ("127.0.0.1", "::1", "localhost")


def ui(options: argparse.Namespace) -> int:
    """Opens the page."""
    if options.host not in LOOPBACK and not options.auth:
        raise UserError(
            f'whoever reaches "{options.host}" could read and ask: name users with --auth FILE, a line NAME:PASSWORD each'
        )
    import ui as page
    from page.accounts import people

    users = people(Path(options.auth)) if options.auth else None
    with opened(options, create=True) as assistant:
        page.launch(assistant, port=options.port, open_browser=not options.no_browser, host=options.host, users=users)
    return 0


def serve(options: argparse.Namespace) -> int:
    """Serves the REST API and MCP over HTTP, or MCP over standard input and output."""
    try:
        from assistant.line import AT_ONCE
        from serve.running import Serving, desks, run
        from serve.tools import server
    except ImportError as error:
        raise UserError(f"{error.name} is missing: install what the server needs with: pip install 'onrecord[serve]'") from error
    serving = Serving(**_serving(options) | {"at_once": options.at_once or AT_ONCE})
    if options.workers > 1 and not options.stdio:
        from serve.workers import supervise

        supervise(serving, options.workers, partial(_tell, options), complain)
        return 0
    opened = desks(serving)
    try:
        if options.stdio:
            server(opened, serving.line()).run("stdio")
        else:
            _tell(options, f"serving http://{options.host}:{options.port}/openapi.json (MCP: /mcp/); stop with Ctrl+C")
            run(serving, opened)
    finally:
        opened.close()
    return 0


def _serving(options: argparse.Namespace) -> dict[str, Any]:
    """What the options say of `serve.running.Serving`. Raises UserError where it would not be safe."""
    tokens = _tokens(options.tokens)
    if options.host not in LOOPBACK and not tokens and not options.stdio:
        raise UserError(f'whoever reaches "{options.host}" could ask: give a file of tokens with --tokens FILE, one a line')
    same = ("library", "host", "port", "rate", "size", "waiting", "seconds", "allow_private")
    return {name: getattr(options, name) for name in same} | {
        "settings": asdict(settings(options)),
        "names": (*LOOPBACK, "[::1]") if options.host in LOOPBACK else tuple(options.name or ("*",)),
        "tokens": tokens,
        "writable": not options.read_only,
    }


def _tell(options: argparse.Namespace, line: str) -> None:
    say(options, line)
    sys.stdout.flush()


def _tokens(path: str | None) -> tuple[str, ...]:
    """The tokens in a file, one a line, or in ONRECORD_TOKENS, parted by commas. Raises UserError."""
    if path is None:
        found = os.environ.get("ONRECORD_TOKENS", "").split(",")
    else:
        try:
            found = Path(path).read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise UserError(f'cannot read "{path}" ({error}): name a file with a token a line') from error
    from serve.guard import named

    tokens = tuple(token.strip() for token in found if token.strip())
    if any(len(named(token)[1]) < 16 for token in tokens):
        raise UserError("a token has fewer than 16 characters: make longer ones, say with: openssl rand -hex 32")
    return tokens
