"""What `benchmarks/fuzz.py` feeds: targets, which take any bytes, may raise UserError alone, and check what comes out."""

import contextlib
import io
import json
import tempfile
from collections.abc import Callable, Sequence
from functools import cache, partial
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args

from documents import FORMATS
from edge_cases import FILES, MARKDOWN
from hashing import FirstWords, HashingEmbedder
from starlette.testclient import TestClient

import seeds
from assistant import Assistant, Settings, build, bulk, export
from assistant.cite import cite
from assistant.cli import main
from assistant.decompose import claims
from assistant.exact import Entailment
from assistant.export import formats
from assistant.gates import Gates
from assistant.mark import places
from assistant.quantities import compare
from assistant.quoted import fold
from assistant.route import claimed, standalone
from assistant.told import wanted
from assistant.types import Answer, Candidate, Claim, Dropped, Evidence, Label, Report, Request, Sentence, Statements, Verdict
from index import backup
from index.attribution.statements import TaggerAttributor
from index.attribution.tag import Link, Tagged, Tagging
from index.entry import from_json, to_json
from index.errors import ArticleError, UserError
from index.index import Index
from index.ingest import read
from index.load import LOADERS, from_text, loaded
from index.memory import MemoryStore
from index.types import Article, Hit, Imprint, Span, Statement
from page.chat import conversation
from page.export import markdown
from page.reader import reader
from page.record import Exchange, Talk
from page.sessions import FORM
from page.statements import table
from serve.app import build as api
from serve.desk import Desk, Desks
from serve.guard import Limits

Target = Callable[[bytes], object]
T = TypeVar("T")
SEED = (Path(seeds.__file__).parent / "iran-ukraine-drone-talks.txt").read_bytes()


class Draw:
    """Values drawn from bytes, one after the other; when they are used up, the least of each."""

    def __init__(self, content: bytes) -> None:
        self._rest = io.BytesIO(content)

    def number(self, most: int) -> int:
        """From 0 to `most`."""
        return int.from_bytes(self._rest.read(2), "little") % (most + 1)

    def one_of(self, things: Sequence[T]) -> T:
        """One of them."""
        return things[self.number(len(things) - 1)]

    def text(self, most: int = 300) -> str:
        """Characters, of all kinds."""
        return self._rest.read(self.number(most)).decode("utf-8", "replace")

    def spans(self, article: Article, most: int = 3) -> tuple[Span, ...]:
        """Spans of an article with something in them, in order."""
        made = sorted(tuple(sorted((self.number(len(article.text)), self.number(len(article.text))))) for _ in range(most))
        return tuple(article.span(*place) for place in made if place[0] < place[1])


def load(kind: str, content: bytes) -> None:
    """A file of that kind: its articles have a text, places inside it, and come back from their JSON."""
    for got in loaded(content, kind, f"a.{kind}"):
        if not isinstance(got, ArticleError):
            assert got.text.strip()
            entry = read(got)
            assert from_json(json.loads(json.dumps(to_json(entry))), got.id) == entry


def split(content: bytes) -> None:
    """Any text: sentences and passages cover its headline and paragraphs, in order."""
    article = from_text(content.decode("utf-8", "replace"))
    entry = read(article)
    for found in (entry.sentences, entry.passages):
        assert all(one.end <= other.start for one, other in pairwise(found))
    covered = "".join("".join(span.text.split()) for span in entry.sentences)
    blocks = sorted([article.headline, *article.paragraphs])
    assert covered == "".join("".join(article.text[slice(*place)].split()) for place in blocks)


ROLES: tuple[Literal["cue", "source", "content"], ...] = ("cue", "source", "content")
STANCES: tuple[Literal["asserts", "denies"], ...] = ("asserts", "denies")


class Tagger:
    """Tags any words in any way: what the steps after the model must bear."""

    def __init__(self, draw: Draw) -> None:
        self.draw = draw

    def tag(self, text: str, paragraphs: Sequence[tuple[int, int]] | None = None) -> Tagging:
        """Spans inside the paragraphs, disjoint, and links from cues to some of them."""
        found: list[Tagged] = []
        for start, end in paragraphs or [(0, len(text))]:
            place = start
            while place < end and len(found) < 40:
                first = place + self.draw.number(30)
                last = min(first + 1 + self.draw.number(40), end)
                if first >= last or not text[first:last].strip():
                    break
                role = self.draw.one_of(ROLES)
                found.append(Tagged(role, first, last, 0.9, self.draw.one_of(("speech", "attitude")) if role == "cue" else None))
                place = last
        cues = [span for span in found if span.role == "cue"]
        links = [Link(cue, other, 0.9) for cue in cues for other in found if other.role != "cue" and self.draw.number(2)]
        return Tagging(tuple(found), tuple(links))


def attribute(content: bytes) -> None:
    """Any text, any tags: every statement has its places in the text."""
    draw = Draw(content)
    text = draw.one_of((SEED.decode(), MARKDOWN, "")) or draw.text(2000)
    article = from_text(text[draw.number(len(text)) :] + " x")
    tagger: Any = Tagger(draw)
    _checked(TaggerAttributor(tagger).statements(article), article)


def attribute_really(content: bytes) -> None:
    """Any text, as the real tagger reads it."""
    article = from_text(content.decode("utf-8", "replace")[:1500])
    _checked(build.attributor().statements(article), article)


def _checked(found: Sequence[Statement], article: Article) -> None:
    for statement in found:
        assert statement.content
        assert all(part.article is article and part.text for part in statement.content)


class Unsure:
    """An entailer that says anything."""

    def __init__(self, draw: Draw) -> None:
        self.draw = draw

    def entail(self, pairs: Sequence[tuple[str, str]]) -> tuple[Entailment, ...]:
        """Probabilities that sum to one."""
        drawn = [(self.draw.number(100) / 100, self.draw.number(100) / 100) for _ in pairs]
        return tuple(Entailment(one * other, one * (1 - other), 1 - one) for one, other in drawn)


@cache
def library() -> Index:
    """The seed and two more, in memory, with quick models."""
    index = Index(MemoryStore(), HashingEmbedder.name, HashingEmbedder, FirstWords)
    index.add([from_text(SEED.decode()), from_text(FILES["plain"].text or ""), from_text(FILES["right to left"].content.decode())])
    return index


def gates(content: bytes) -> None:
    """Anything written of the articles: what goes out with quotation marks has those words in what it cites."""
    draw, index = Draw(content), library()
    sentences = [span for article in index.articles for span in index.sentences(article.id)]
    hits = [Hit(draw.one_of(index.passages(draw.one_of(index.articles).id)), 1.0) for _ in range(3)]
    cited = tuple(draw.one_of(sentences) for _ in range(draw.number(3)))
    written = "".join(draw.one_of((draw.text(80), draw.one_of(sentences).text, '"', "“", " said ", " [1]")) for _ in range(4))
    draft = cite(Sentence(written, cited, "unsupported"), [Candidate(draw.one_of(sentences), 0.5) for _ in range(3)])
    entailer: Any = Unsure(draw)
    checked, reasons = Gates(index, lambda: entailer).check(draft, hits)
    assert reasons or (checked.support == "supported" and checked.citations)
    assert reasons or any(fold(span.text) in fold(checked.text) for span in checked.citations) or checked.citations


def results(content: bytes) -> None:
    """Any answer, report or statements in every format, for the terminal, and on the page."""
    draw = Draw(content)
    article = Article("a-1", draw.text(400) + "x", imprint=Imprint(draw.text(20), draw.text(20), draw.text(20), draw.text(40)))
    spans = draw.spans(article) or (article.span(0, 1),)
    name = draw.one_of((draw.text(30), None))
    said = Statement(name, None, draw.one_of((spans[0], None)), spans, draw.one_of(("direct", "indirect", "mixed")),
                     draw.one_of(("asserts", "denies", "asks", "other")), draw.text(20) or None)  # fmt: skip
    answer = Answer(draw.text(60), (Sentence(draw.text(200), spans, "supported", name),) * draw.number(2), (Hit(spans[0], 1.0),),
                    (Dropped(draw.text(50), (draw.text(20),)),), draw.text(40))  # fmt: skip
    rows = [(span, stance, who) for span in spans for stance in STANCES for who in (name or "A", None)]
    evidence = tuple(Evidence(span, stance, who, draw.number(100) / 100) for span, stance, who in rows)  # of all that labels name
    labels: tuple[Label | None, ...] = (*get_args(Label), None)
    report = Report(draw.text(80), (Verdict(Claim(draw.text(60), draw.text(60), name), draw.one_of(labels), 0.5, evidence),))
    for result in (answer, report, Statements((said,))):
        for format_ in formats.FORMATS:
            with contextlib.suppress(UserError):
                formats.write(result, format_)
    drawn_on_the_page(article, answer, report, said)


def drawn_on_the_page(article: Article, answer: Answer, report: Report, said: Statement) -> None:
    """Panes without markup of the article's, and a conversation that comes back from its file."""
    asked = Exchange(answer.question or "?", "answer").plus(answer)
    judged = Exchange(report.text or "?", "verdict")
    with contextlib.suppress(UserError):
        judged = judged.plus(report)
    talk = Talk("0" * 32, answer.notice, exchanges=(asked, judged))
    assert FORM.validate_json(FORM.dump_json(talk)) == talk
    for pane in (conversation(talk.exchanges), reader(article, (0, 1), [said]), table(article, [said])):
        assert "<script" not in pane
        assert "<img" not in pane
    markdown(talk)


def messages(content: bytes) -> None:
    """Anything that is typed: read as a question, as claims, as quantities."""
    text = content.decode("utf-8", "replace")[: build.LONGEST_QUESTION]
    half = text[: len(text) // 2]
    parts = claims(text)
    assert all(0 <= start <= end <= len(text) for start, end in places(text, parts))
    claimed(text, [(half, half)])
    wanted(text)
    standalone(Request(text, history=((half, text),)))
    compare(text, half)


def entries(content: bytes) -> None:
    """Any JSON where a library has an article."""
    with contextlib.suppress(ValueError, KeyError, TypeError, RecursionError):  # what the store takes for a damaged file
        from_json(json.loads(content), "a")


def backups(content: bytes) -> None:
    """Any file where a backup is read."""
    with tempfile.NamedTemporaryFile(suffix=".zip") as file:
        file.write(content)
        file.flush()
        list(backup.read(Path(file.name)))


class Plain(Assistant):
    """An assistant whose answers need no model."""

    def ask(self, question: str, articles: Sequence[str] = (), history: Any = ()) -> Answer:
        """The nearest passages."""
        ids = [self.index.find(key).id for key in articles]
        return Answer(build.checked(question), nearest=self.index.search(question, 3, ids))

    def verify(self, claim: str, articles: Sequence[str] = ()) -> Report:
        """The claims, unjudged."""
        ids = [self.index.find(key).id for key in articles]
        assert isinstance(ids, list)
        return Report(build.checked_claim(claim), tuple(Verdict(one, "not_found", 0.5) for one in claims(claim)))


PATHS = (
    "ask",
    "verify",
    "who",
    "search",
    "articles",
    "ask/stream",
    "schema",
    "../health",
    "articles/x",
    "articles/..%2f..%2fetc%2fpasswd",
)


@cache
def client() -> TestClient:
    """The API over the library in memory; a defect in it is raised here."""
    return TestClient(api(Desks(Desk(Plain(library(), Settings()))), Limits(rate=0)))


def requests(content: bytes) -> None:
    """Any request: what comes back is no server's error, and JSON where it says so."""
    draw = Draw(content)
    path, method = draw.one_of(PATHS), draw.one_of(("POST", "POST", "POST", "GET", "DELETE", "PUT"))
    keys = ("question", "claim", "speaker", "about", "stance", "query", "count", "articles", "history", "text", "address", "more")
    values: tuple[Any, ...] = (
        draw.text(60),
        draw.number(99),
        None,
        [draw.text(9)],
        [[draw.text(9), draw.text(9)]],
        {},
        1e308,
        "x" * 3000,
    )
    sent = {draw.one_of(keys): draw.one_of(values) for _ in range(draw.number(4))}
    if path == "articles" and method == "POST":
        sent = {"texts": sent}  # adding is tested with its own library
    body = draw.one_of((json.dumps(sent).encode(), json.dumps(sent).encode(), draw.text(200).encode("utf-8", "replace")))
    query = {"format": draw.one_of(("json", "html", "csv", "markdown", draw.text(9)))}
    kind = draw.one_of(("application/json", "application/json", "text/plain", "multipart/form-data; boundary=x"))
    found = client().request(method, f"/v1/{path}", content=body, params=query, headers={"Content-Type": kind})
    assert found.status_code < 500, found.text
    if found.headers.get("content-type", "").startswith("application/json") and found.content:
        found.json()


COMMANDS = ["add", "articles", "ask", "verify", "who", "remove", "reindex", "doctor", "export-library", "import-library", "entail"]
WORDS = [
    *COMMANDS,
    *[
        "--json",
        "--all",
        "--jsonl",
        "--article",
        "--format",
        "csv",
        "html",
        "--speaker",
        "--about",
        "--quiet",
        "-",
        "--mend",
        "--every",
        "1",
    ],
]
WORDS += ["--output", "--stance", "denies", "--version", "--help", "--dropped"]


def commands(content: bytes) -> None:
    """Any command line: it ends with 0, 1 or 2, and what went wrong is said."""
    draw = Draw(content)
    arguments = [draw.one_of(COMMANDS)] + [draw.one_of((draw.one_of(WORDS), draw.text(20))) for _ in range(draw.number(4))]
    if {"--watch", "ui", "serve"} & set(arguments):
        return
    quiet = io.StringIO()
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder), patched():
        (Path(folder) / "a.txt").write_bytes(draw.text(200).encode("utf-8", "replace"))
        with contextlib.redirect_stdout(quiet), contextlib.redirect_stderr(quiet):
            try:
                code: Any = main([*arguments, "--library", f"{folder}/library"])
            except SystemExit as ended:
                code = ended.code
    assert code in (0, 1, 2), code
    assert code == 0 or quiet.getvalue().strip(), arguments


@contextlib.contextmanager
def patched() -> Any:
    """Quick models, and nothing on standard input."""
    import sys
    from unittest.mock import patch

    from benchmarks.restless import quick_models

    stdin = io.TextIOWrapper(io.BytesIO(b"{}\n"))
    with quick_models(True), patch.object(sys, "stdin", stdin), patch.multiple(Assistant, ask=Plain.ask, verify=Plain.verify):
        yield


def lines(content: bytes) -> None:
    """Any lines of a bulk file: each comes back with a result or an error."""
    raw = content.decode("utf-8", "replace").splitlines()
    for kind in (bulk.Question, bulk.Claimed, bulk.Wanted):
        desk = bulk.Desk(_none, lambda: Plain(Index(MemoryStore(), HashingEmbedder.name, HashingEmbedder, FirstWords), Settings()))
        work: Any = {bulk.Question: desk.ask, bulk.Claimed: desk.verify, bulk.Wanted: desk.who}[kind]
        found = list(bulk.results(raw, kind, work))
        export.dumps(found)


def _none() -> Assistant:
    raise UserError("there is no library")


LINE = json.dumps({"text": FILES["plain"].text, "question": "Who?", "claim": "It failed.", "speaker": "Kyiv"}).encode()
TEXTS = [SEED, MARKDOWN.encode(), *(file.content for file in FILES.values())]

TARGETS: dict[str, tuple[Target, list[bytes], int]] = {
    **{f"load {kind}": (partial(load, kind), [FORMATS.get(kind, MARKDOWN.encode()), *TEXTS[:2]], 2500) for kind in LOADERS},
    "split": (split, TEXTS, 12_000),
    "attribute": (attribute, TEXTS, 9000),
    "attribute really": (attribute_really, TEXTS, 300),
    "gates": (gates, TEXTS, 9000),
    "results": (results, TEXTS, 9000),
    "messages": (messages, [*TEXTS, b"Did Kirby say that 5 of 12 drones, or about 40%, fell on 3 May 2022?"], 12_000),
    "entries": (entries, [json.dumps(to_json(read(from_text(MARKDOWN), FirstWords()))).encode()], 9000),
    "backups": (backups, [], 3000),
    "requests": (requests, TEXTS, 4000),
    "commands": (commands, TEXTS, 1200),
    "lines": (lines, [LINE, LINE + b"\n" + LINE], 5000),
}
"""By name: the target, what its inputs are made of, and how many there are of them."""


@cache
def corpus(name: str) -> list[bytes]:
    """What a target's inputs are made of."""
    if name != "backups":
        return TARGETS[name][1]
    with tempfile.TemporaryDirectory() as folder:
        backup.save(library().entries, Path(folder) / "news.zip")
        return [(Path(folder) / "news.zip").read_bytes()]
