"""The page: the library, the chat, and the articles. It draws replies and decides nothing.

`build` makes the page for an assistant, `launch` serves it until it is stopped. What the panes show is made in `page/`, a file
each; everything that a browser says or sees is its own.
"""

import inspect
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Any

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when gradio is imported

import gradio as gr

from assistant.assistant import Assistant
from index.errors import UserError
from index.load import LARGEST_FILE
from page.accounts import Accounts
from page.desk import Desk, Panes
from page.guard import COOKIE, guards
from page.library import ADDING
from page.reader import EMPTY, TABS, VIEWS
from page.sight import Sight

HOST = "127.0.0.1"
THREADS = 128
"""Of the page: more than those who may wait in the line (`assistant.line`), so that the rest of the page goes on."""
UPLOADS_KEPT = 3600
"""Seconds that the server's copy of an uploaded file stays in the temporary folder."""
TO_TOP = """() => requestAnimationFrame(() => requestAnimationFrame(
  () => document.querySelector('#reader').scrollTo({ top: 0, behavior: 'instant' })))"""
_HERE = Path(__file__).parent / "page"


def build(assistant: Assistant, users: Mapping[str, str] | None = None) -> gr.Blocks:
    """The page for an assistant, not yet served; with `users` (name to password) each has a library of their own."""
    folder = assistant.index.folder or Path(tempfile.mkdtemp(prefix="onrecord-"))  # what is read in memory is kept for a run
    accounts = Accounts(assistant, folder, users)
    with gr.Blocks(title="Onrecord", analytics_enabled=False, fill_width=True, delete_cache=(UPLOADS_KEPT, UPLOADS_KEPT)) as page:
        page.accounts = accounts
        sight = gr.State(Sight())
        gr.HTML("<h1>Onrecord <small>Answers in the articles’ own words, each with its place</small></h1>", elem_id="top")
        gr.HTML(VIEWS, elem_id="views", js_on_load=_text("views.js"))
        with gr.Row(elem_id="panes"):
            with gr.Column(elem_id="shelf"):
                adding = gr.HTML(ADDING, elem_id="adding", js_on_load=_text("adding.js"))
                files = gr.UploadButton("Choose files", file_count="multiple", size="sm", elem_id="files")
                notice = gr.HTML(elem_id="notice", js_on_load=None)
                library = gr.HTML(elem_id="library", js_on_load=_text("library.js"))
                talks = gr.HTML(elem_id="talks", js_on_load=_text("talks.js"))
                handed = gr.HTML(elem_id="handed", js_on_load=_text("handed.js"))
            with gr.Column(elem_id="talk"):
                scope = gr.HTML(elem_id="scope", js_on_load=_text("scope.js"))
                with gr.Column(elem_id="chat"):
                    past = gr.HTML(elem_id="past", js_on_load=_text("chat.js"))
                    now = gr.HTML(elem_id="now", js_on_load=_text("chat.js"))
                with gr.Row(elem_id="ask"):
                    question = gr.Textbox(
                        placeholder="Ask a question, state a claim, or paste a text", label="Your message", show_label=False,
                        max_lines=8, elem_id="question",
                    )  # fmt: skip
                    send = gr.Button("Ask", variant="primary", elem_id="send")
                    stop = gr.Button("Stop", elem_id="stop")
            with gr.Column(elem_id="read"):
                gr.HTML(TABS, elem_id="tabs", js_on_load=_text("tabs.js"))
                reader = gr.HTML(EMPTY, elem_id="reader", js_on_load=None)
                who = gr.HTML(elem_id="who", js_on_load=_text("statements.js"))
                claims = gr.HTML(elem_id="claims", js_on_load=_text("claims.js"))
                gr.HTML('<button type="button" id="back">Back to the chat</button>', js_on_load=None)
        panes: dict[str, Any] = {
            "sight": sight, "notice": notice, "library": library, "talks": talks, "handed": handed, "scope": scope, "past": past,
            "now": now, "question": question, "reader": reader, "who": who, "claims": claims,
        }  # fmt: skip
        on = partial(_connect, accounts, panes)
        article, answer = "sight library scope reader who claims notice", "question past now talks notice"
        on([past.arrive], Desk.arrive, f"{article} talks past now")
        sent = [question.submit, send.click, past.submit, now.submit, claims.submit]
        on(sent, Desk.ask, answer, typed=("typed", question), trigger_mode="always_last")  # what is sent meanwhile is asked next
        on([stop.click], Desk.stop)
        cited = on([past.cite, now.cite, who.cite, claims.cite], Desk.read, article)
        opened = on([library.read], Desk.read, article)
        on([library.more, adding.find], Desk.find, "sight library scope")
        on([library.scope, scope.all], Desk.scope, "sight library scope")
        on([library.remove], Desk.remove, f"{article} past")
        on([claims.draw], Desk.draw, "claims")
        brought = on([adding.paste], Desk.add, f"{article} past") + on(
            [files.upload], Desk.add, f"{article} past", typed=("places", files)
        )
        on([talks.pick], Desk.pick, "sight talks past now")
        on([talks.rename], Desk.rename, "talks notice")
        on([talks.delete], Desk.delete, "sight talks past now notice")
        on([talks.export], Desk.export, "handed")
        for done, script in [*((event, _text("reader.js")) for event in cited), *((event, TO_TOP) for event in opened + brought)]:
            done.then(None, js=script)
    return page


def _connect(
    accounts: Accounts,
    panes: Mapping[str, Any],
    events: Sequence[Any],
    method: Callable[..., Any],
    changed: str = "",
    *,
    typed: tuple[str, Any] | None = None,
    **how: Any,
) -> list[Any]:
    """Calls a method of the visitor's desk on the events; it may change the panes named in `changed`.

    `typed`: the name by which the method is given a control's value, and the control.
    """
    names = changed.split()

    def given(got: Panes) -> Any:
        assert got.keys() <= set(names), got.keys()
        values = [got.get(name, gr.skip()) for name in names]
        return values[0] if len(values) == 1 else values or None

    def asked(sight: Sight, value: Any, event: gr.EventData, request: gr.Request) -> Any:
        happened = (event._data if isinstance(event._data, dict) else {}) | ({typed[0]: value} if typed else {})
        owner = request.username or request.cookies.get(COOKIE) or request.session_hash
        return method(accounts.desk(request.username), sight, happened, owner)

    def once(sight: Sight, value: Any = None, event: gr.EventData = None, request: gr.Request = None) -> Any:
        return given(asked(sight, value, event, request))

    def often(sight: Sight, value: Any = None, event: gr.EventData = None, request: gr.Request = None) -> Iterator[Any]:
        yield given({})
        yield from map(given, asked(sight, value, event, request))

    slow = inspect.isgeneratorfunction(method)
    how |= {"api_visibility": "private", "show_progress": "hidden", "concurrency_limit": None}
    wired = often if slow else once, [panes["sight"], *([typed[1]] if typed else [])], [panes[name] for name in names]
    if all(hasattr(event, "has_trigger") for event in events):
        return [gr.on(list(events), *wired, **how)]
    return [event(*wired, **how) for event in events]  # events of our own names


def serve(
    assistant: Assistant,
    port: int | None = None,
    open_browser: bool = False,
    host: str = HOST,
    *,
    users: Mapping[str, str] | None = None,
) -> gr.Blocks:
    """Serves the page from a thread of its own; `page.local_url` is its address, `page.close()` ends it.

    `port`: None takes the first free one from 7860. Raises UserError when the port cannot be had.
    """
    page = build(assistant, users)
    try:
        page.launch(
            server_name=host, server_port=port, inbrowser=open_browser, prevent_thread_lock=True, quiet=True, inline=False,
            share=False, ssr_mode=False, mcp_server=False, run_history=False, enable_monitoring=False, pwa=False,
            footer_links=[], max_threads=THREADS, max_file_size=2 * LARGEST_FILE,
            app_kwargs={"middleware": guards(host), "openapi_url": None},
            theme=_theme(), css=_text("style.css"), auth=page.accounts.admits if users else None,
            auth_message="Each user has a library and conversations of their own.",
        )  # fmt: skip
    except OSError as error:
        raise UserError(f'cannot serve the page at port "{port or "7860 to 7959"}": close what uses it, or name another') from error
    Thread(target=partial(_warm, assistant), daemon=True).start()
    return page


def launch(
    assistant: Assistant,
    port: int | None = None,
    open_browser: bool = True,
    host: str = HOST,
    told: Callable[[str], object] = sys.stderr.write,
    *,
    users: Mapping[str, str] | None = None,
) -> None:
    """Serves the page until it is interrupted (Ctrl+C). `told` is given the line that names the address."""
    page = serve(assistant, port, open_browser, host, users=users)
    told(f"onrecord: the page is at {page.local_url} (Ctrl+C stops it)\n")
    try:
        page.server.thread.join()
    except KeyboardInterrupt:
        page.close(verbose=False)
    finally:
        page.accounts.close()


def _warm(assistant: Assistant) -> None:
    """Loads what the first question needs, while it is typed; what is wrong with it, the question will tell."""
    with suppress(UserError):
        assistant.ask("Who says so?")


def _text(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


def _theme() -> gr.themes.Base:
    fonts = [gr.themes.Font(name) for name in ("system-ui", "sans-serif")]
    return gr.themes.Base(primary_hue="cyan", neutral_hue="stone", font=fonts, font_mono=[gr.themes.Font("monospace")])
