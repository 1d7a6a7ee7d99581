"""The page: the chat on one side, the article on the other. It draws replies and decides nothing.

`build` makes the page for an assistant, `launch` serves it until it is stopped. Everything that a browser says or sees
is its session's own; the only thing shared is the assistant.
"""

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when gradio is imported

import gradio as gr

import seeds
from assistant.assistant import Assistant
from assistant.types import Answer, Report
from index.errors import UserError
from index.load import LARGEST_FILE, load
from index.types import Article, Range
from page.chat import Exchange, conversation
from page.guard import guards
from page.reader import EMPTY, NOTHING, reader
from page.statements import table
from page.words import label, shown

HOST = "127.0.0.1"
ALL = ""
"""The scope that is every article."""
EXAMPLES = (
    "What did John Kirby say?",
    "How many drones does the Ukrainian military say it has shot down?",
    "Who denies an arms deal?",
)
"""Questions that the seed answers, offered where the library holds it."""
SESSIONS_AT_ONCE = 4
"""Questions answered side by side; a further one waits its turn."""
UPLOADS_KEPT = 3600
"""Seconds that the server's copy of an uploaded file stays in the temporary folder."""
TO_TOP = "() => document.querySelector('#reader').scrollTo(0, 0)"
TABS = (
    '<div role="tablist" aria-label="The article">'
    '<button type="button" role="tab" data-tab="article" aria-controls="reader" aria-selected="true">Article</button>'
    '<button type="button" role="tab" data-tab="who" aria-controls="who" aria-selected="false" tabindex="-1">Who said what</button>'
    "</div>"
)
_HERE = Path(__file__).parent / "page"


def build(assistant: Assistant) -> gr.Blocks:
    """The page for an assistant, not yet served."""
    desk = Desk(assistant)
    with gr.Blocks(title="Onrecord", analytics_enabled=False, fill_width=True, delete_cache=(UPLOADS_KEPT, UPLOADS_KEPT)) as page:
        exchanges = gr.State(())
        gr.HTML("<h1>Onrecord <small>Answers in the articles’ own words, each with its place</small></h1>", elem_id="top")
        with gr.Row(elem_id="panes"):
            with gr.Column(elem_id="talk"):
                scope = gr.Dropdown([("All articles", ALL)], value=ALL, label="Ask", elem_id="scope")
                chat = gr.HTML(conversation(()), elem_id="chat", js_on_load=_text("chat.js"))
                with gr.Row(elem_id="ask"):
                    question = gr.Textbox(
                        placeholder="Ask a question", label="Your question", show_label=False, max_lines=6, elem_id="question"
                    )
                    send = gr.Button("Ask", variant="primary", elem_id="send")
            with gr.Column(elem_id="read"):
                with gr.Row(elem_classes="row-of-tools"):
                    read = gr.Dropdown([], label="Read", elem_id="article")
                    add = gr.UploadButton("Add articles", file_count="multiple", size="md", elem_id="add", scale=0, min_width=130)
                notice = gr.HTML(elem_id="notice")
                gr.HTML(TABS, elem_id="tabs", js_on_load=_text("tabs.js"))
                pane = gr.HTML(EMPTY, elem_id="reader", js_on_load=None)
                who = gr.HTML(elem_id="who", js_on_load=_text("statements.js"))
                gr.HTML('<button type="button" id="back">Back to the chat</button>', js_on_load=None)
        own: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden", "concurrency_limit": None}
        page.load(desk.open, None, [scope, read, pane, who, chat], **own)
        gr.on(
            [question.submit, send.click, chat.submit],
            desk.ask,
            [question, scope, exchanges],
            [question, chat, exchanges],
            trigger_mode="always_last",  # a question sent while another is being answered is asked next
            **(own | {"concurrency_limit": SESSIONS_AT_ONCE}),
        )
        for cites in (chat.cite, who.cite):
            cites(desk.cite, read, [read, pane, who, notice], **own).then(None, js=_text("reader.js"))
        read.input(desk.read, read, [pane, who, notice], **own).then(None, js=TO_TOP)
        add.upload(desk.add, add, [notice, scope, read, pane, who], **(own | {"concurrency_limit": 1})).then(None, js=TO_TOP)
    return page


class Desk:
    """What the page's controls do: each method takes what the controls hold and gives what they then show."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant

    def open(self) -> tuple[Any, ...]:
        """A browser comes in: the library's choices, its first article, an empty chat."""
        first = self._articles[0] if self._articles else None
        chat = conversation((), self._examples())
        return self._scopes(), self._choices(first), *(self._panels(first) if first else (EMPTY, "")), chat

    def ask(self, typed: str, scope: str, before: tuple[Exchange, ...], event: gr.EventData) -> Iterator[tuple[Any, ...]]:
        """A question, typed or an example's: the conversation as it grows. The box is emptied at once."""
        question = str(event.question) if isinstance(event.target, gr.HTML) else typed
        if not question.strip():
            yield (gr.skip(),) * 3
            return
        for number, exchange in enumerate(self._exchanges(question, scope, [e.turn for e in before if not e.problem])):
            yield gr.skip() if number else "", conversation((*before, exchange)), (*before, exchange)

    def _exchanges(self, question: str, scope: str, history: Sequence[tuple[str, str]]) -> Iterator[Exchange]:
        answer = Answer(question)
        yield Exchange(answer)
        try:
            for part in self.assistant.replies(question, (scope,) if scope else (), history):
                if isinstance(part, Report):
                    yield Exchange(answer, done=True, report=part)
                    return
                answer = answer + part
                yield Exchange(answer)
            yield Exchange(answer, done=True)
        except UserError as error:
            yield Exchange(answer, done=True, problem=str(error))

    def cite(self, open_id: str | None, event: gr.EventData) -> tuple[Any, ...]:
        """A citation is clicked: its article, with the cited words marked."""
        try:
            article = self.assistant.index.find(str(event.article))
        except UserError as error:
            return gr.skip(), gr.skip(), gr.skip(), _problem(str(error))
        pane = self._pane(article, (int(event.start), int(event.end)))
        return self._choices(article), pane, gr.skip() if open_id == article.id else self._table(article), ""

    def read(self, article_id: str | None) -> tuple[Any, ...]:
        """An article is chosen to read."""
        try:
            return *self._panels(self.assistant.index.find(article_id or "")), ""
        except UserError as error:
            return EMPTY, "", _problem(str(error))

    def _panels(self, article: Article) -> tuple[str, str]:
        """The reading pane's two panels: the article, and who said what in it."""
        return self._pane(article), self._table(article)

    def _pane(self, article: Article, marked: Range = NOTHING) -> str:
        """The article in the colours of its voices."""
        statements = self.assistant.index.statements([article.id])
        return reader(article, marked, [statement for statement in statements if statement.cue_class == "speech"])

    def _table(self, article: Article) -> str:
        """Who said what in the article."""
        return table(article, self.assistant.index.statements([article.id]))

    def add(self, places: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        """Files are handed in: each that can be read goes into the library, and of each that cannot it is said why."""
        same = (gr.skip(),) * 4
        yield f'<p class="hint" role="status">Reading {len(places)} file{"s" * (len(places) > 1)} …</p>', *same
        articles, problems = _loaded(places)
        try:
            self.assistant.index.add(articles)
        except UserError as error:
            articles, problems = [], [*problems, str(error)]
        told = "".join(_problem(problem) for problem in problems)
        told += "".join(f'<p class="hint" role="status">Added <bdi>{shown(label(a.title, 90))}</bdi>.</p>' for a in articles)
        yield told, *((self._scopes(), self._choices(articles[-1]), *self._panels(articles[-1])) if articles else same)

    @property
    def _articles(self) -> tuple[Article, ...]:
        return self.assistant.index.articles

    def _scopes(self) -> Any:
        return gr.update(choices=[("All articles", ALL), *_named(self._articles)])

    def _choices(self, chosen: Article | None) -> Any:
        return gr.update(choices=_named(self._articles), value=chosen.id if chosen else None)

    def _examples(self) -> Sequence[str]:
        seed = load(Path(seeds.__file__).parent / "iran-ukraine-drone-talks.txt")
        return EXAMPLES if seed in self._articles else ()


def serve(assistant: Assistant, port: int | None = None, open_browser: bool = False, host: str = HOST) -> gr.Blocks:
    """Serves the page from a thread of its own; `page.local_url` is its address, `page.close()` ends it.

    `port`: None takes the first free one from 7860. Raises UserError when the port cannot be had.
    """
    page = build(assistant)
    try:
        page.launch(
            server_name=host, server_port=port, inbrowser=open_browser, prevent_thread_lock=True, quiet=True, inline=False,
            share=False, ssr_mode=False, mcp_server=False, run_history=False, enable_monitoring=False, pwa=False,
            footer_links=[], max_file_size=2 * LARGEST_FILE, app_kwargs={"middleware": guards(host), "openapi_url": None},
            theme=_theme(), css=_text("style.css"),
        )  # fmt: skip
    except OSError as error:
        raise UserError(f'cannot serve the page at port "{port or "7860 to 7959"}": close what uses it, or name another') from error
    return page


def launch(
    assistant: Assistant,
    port: int | None = None,
    open_browser: bool = True,
    host: str = HOST,
    told: Callable[[str], object] = sys.stderr.write,
) -> None:
    """Serves the page until it is interrupted (Ctrl+C). `told` is given the line that names the address."""
    page = serve(assistant, port, open_browser, host)
    told(f"onrecord: the page is at {page.local_url} (Ctrl+C stops it)\n")
    try:
        page.server.thread.join()
    except KeyboardInterrupt:
        page.close(verbose=False)


def _loaded(places: Sequence[str]) -> tuple[list[Article], list[str]]:
    """The articles in the files, and the messages of those that hold none; both name a file as its owner does."""
    articles, problems = [], []
    for place in places:
        name = Path(place).name
        try:
            articles.append(replace(load(place), origin=name))
        except UserError as error:
            problems.append(str(error).replace(str(place), name))
    return articles, problems


def _named(articles: Sequence[Article]) -> list[tuple[str, str]]:
    """Choices of a selector. Gradio shows equal names once, so a title that two articles share takes its id along."""
    titles = [label(article.title, 90) for article in articles]
    times = Counter(titles)
    return [(t if times[t] == 1 else f"{t} ({a.id[-8:]})", a.id) for t, a in zip(titles, articles, strict=True)]


def _problem(message: str) -> str:
    return f'<p class="problem" role="alert">{shown(message)}</p>'


def _text(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


def _theme() -> gr.themes.Base:
    fonts = [gr.themes.Font(name) for name in ("system-ui", "sans-serif")]
    return gr.themes.Base(primary_hue="cyan", neutral_hue="stone", font=fonts, font_mono=[gr.themes.Font("monospace")])
