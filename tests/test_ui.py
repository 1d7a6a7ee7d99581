"""The page without a browser: what its panes are made of, and what its controls do."""

import asyncio
import html
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import gradio as gr
import pytest
from hypothesis import given
from hypothesis import strategies as st

import ui
from assistant.assistant import Assistant
from assistant.settings import Settings
from assistant.types import ABSTENTION, Answer, Claim, Evidence, Label, Report, Sentence, Verdict
from index.errors import UserError
from index.index import Index
from index.types import Article, Hit, Statement
from page.chat import Exchange, conversation
from page.guard import POLICY
from page.reader import reader
from page.statements import table
from page.verdict import card
from page.words import attribute, label, shown

HOSTILE = (
    '<script>alert(1)</script> <img src=x onerror="alert(1)"> [a](javascript:alert(1)) ![b](http://example.com/b.png) \u202egnp'
)
TYPED = SimpleNamespace(target=None)


@pytest.fixture(autouse=True)
def no_loops(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keeps gradio from making an event loop for each lock of a page that is only built, and leaving it open."""
    for place in ("gradio.utils", "gradio.queueing"):
        monkeypatch.setattr(f"{place}.safe_get_lock", asyncio.Lock)
    monkeypatch.setattr("gradio.utils.safe_get_stop_event", asyncio.Event)


@pytest.fixture
def desk(library: Index) -> ui.Desk:
    return ui.Desk(Assistant(library, Settings()))


class Tags(HTMLParser):
    """The names of the elements and attributes in some markup."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)


def plain(markup: str) -> str:
    """The textContent of the markup."""
    return html.unescape(re.sub(r"<[^>]*>", "", markup))


def marked(markup: str) -> str:
    return plain("".join(re.findall(r"<mark[^>]*>(.*?)</mark>", markup, re.DOTALL)))


def values(update: dict[str, Any]) -> list[str]:
    return [value for _, value in update["choices"]]


def test_shown_leaves_no_markup_and_keeps_every_character() -> None:
    assert plain(shown(HOSTILE)) == HOSTILE
    assert "<script" not in shown(HOSTILE)
    assert "<img" not in shown(HOSTILE)
    assert 'data-code="U+202E"' in shown(HOSTILE)


@given(st.text())
def test_shown_reads_as_the_text_for_any_text(text: str) -> None:
    assert plain(shown(text)) == text


@given(st.text())
def test_attribute_cannot_be_left_for_any_text(text: str) -> None:
    assert not set('<>"') & set(attribute(text))
    assert len(label(text, 40)) <= 40 or " " not in label(text, 40)


@given(st.data())
def test_reader_marks_exactly_the_range_for_any_range(data: st.DataObject) -> None:
    text = data.draw(st.text(st.sampled_from("ab<&\"' \n\n.\u202e\u200bé"), min_size=1, max_size=60))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), min_size=6, max_size=6)))
    article = Article("a", text, (cuts[0], cuts[1]), ((cuts[2], cuts[3]), (cuts[4], cuts[5])))
    start, end = sorted(data.draw(st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))))
    said = [
        Statement("A<b>", None, None, (article.span(*sorted(place)),), "direct", "denies")
        for place in zip(cuts, cuts[2:], strict=False)
    ]
    markup = reader(article, (start, end), said)
    assert marked(markup) == text[start:end]
    assert plain(markup.partition("<article")[2].partition(">")[2]) == text


def test_reader_marks_every_passage_of_the_seed_exactly(library: Index) -> None:
    for article in library.articles:
        for span in (*library.passages(article.id), *library.sentences(article.id)):
            assert marked(reader(article, (span.start, span.end))) == span.text


def test_reader_shows_a_repeated_headline_as_no_heading(seed: Article) -> None:
    assert reader(seed).count("<h2") == 1
    assert reader(seed).count('class="rest"') == 2


def test_reader_colours_the_innermost_voice(seed: Article) -> None:
    outer = Statement("Kirby", None, None, (seed.span(300, 400),), "indirect", "asserts")
    inner = Statement("Tehran", None, None, (seed.span(320, 350),), "indirect", "denies")
    markup = reader(seed, (0, 0), (outer, inner))
    assert (
        plain("".join(re.findall(r'<span class="voice denies" title="Tehran denies">(.*?)</span>', markup))) == seed.text[320:350]
    )
    assert len(re.findall('title="Kirby says"', markup)) == 2
    assert "legend" in markup
    assert "legend" not in reader(seed)


def test_table_has_a_row_a_statement_and_hides_attitudes(seed: Article) -> None:
    said = Statement("<b>Kirby</b>", None, None, (seed.span(300, 320), seed.span(340, 360)), "direct", "asserts", via="The Post")
    wants = replace(said, speaker=None, cue_class="attitude", stance="other")
    markup = table(seed, (said, wants))
    assert markup.count("<tr data-") == 2
    assert re.findall(r'data-class="(\w+)"( hidden)?>', markup) == [("speech", ""), ("attitude", " hidden")]
    assert 'data-start="300" data-end="360"' in markup
    assert f"{shown(seed.text[300:320])} … {shown(seed.text[340:360])}" in markup
    assert "via <bdi>The Post</bdi>" in markup
    assert "<b>" not in markup
    assert "No words" in table(seed, ())


def test_conversation_numbers_citations_and_names_whose_words_they_are(seed: Article) -> None:
    start = seed.text.index('"Tehran is now')
    span = seed.span(start, seed.text.index("The Iranian trainers"))
    sentences = (Sentence(span.text, (span,), "supported", "John Kirby"), Sentence("Again.", (span,), "supported"))
    markup = conversation([Exchange(Answer("Who?", sentences), done=True)])
    assert markup.count(f'data-start="{span.start}" data-end="{span.end}"') == 2
    assert re.findall(r'class="cite".*?>(\d+)</button>', markup) == ["1", "1"]
    assert 'aria-label="Citation 1: go to these words in ' in markup
    assert "Words of <bdi>John Kirby</bdi>" in markup


def test_conversation_offers_the_nearest_passages_when_the_articles_do_not_say(seed: Article) -> None:
    nearest = (Hit(seed.span(10, 400), 1.0), Hit(seed.span(500, 600), 0.5))
    waiting, done = (conversation([Exchange(Answer("How?", nearest=nearest), done)]) for done in (False, True))
    assert ABSTENTION not in waiting
    assert ABSTENTION in done
    assert done.count('class="passage"') == 2


def test_conversation_escapes_questions_problems_and_answers(seed: Article) -> None:
    hostile = Article("h", HOSTILE + " headline\n\n" + HOSTILE, (0, len(HOSTILE)), ((len(HOSTILE) + 11, 2 * len(HOSTILE) + 11),))
    whole = hostile.span(0, len(HOSTILE))
    exchanges = (
        Exchange(Answer(HOSTILE, (Sentence(HOSTILE, (whole,), "supported", HOSTILE),)), done=True),
        Exchange(Answer(HOSTILE, nearest=(Hit(whole, 1.0),)), done=True),
        Exchange(Answer(HOSTILE), done=True, problem=HOSTILE),
    )
    for markup in (conversation(exchanges), conversation((), [HOSTILE]), reader(hostile, (3, 50))):
        parser = Tags()
        parser.feed(markup)
        assert parser.tags <= {"div", "section", "h2", "h3", "p", "ul", "li", "button", "span", "bdi", "cite", "article", "mark"}
        assert parser.attributes <= {"class", "dir", "role", "title", "type", "tabindex", "aria-label"} | {
            f"data-{name}" for name in ("id", "ask", "article", "start", "end", "code")
        }


def test_ask_streams_an_answer_with_its_citation(desk: ui.Desk) -> None:
    states = list(desk.ask("What did John Kirby say?", ui.ALL, (), TYPED))  # type: ignore[arg-type]
    assert states[0][0] == ""
    assert "What did John Kirby say?" in states[0][1]
    ((final,),) = [exchanges for _, _, exchanges in states[-1:]]
    assert final.done
    assert final.answer.found
    assert 'class="cite"' in states[-1][1]


def test_ask_keeps_earlier_exchanges_and_hands_them_on(desk: ui.Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Any] = []

    def stream(question: str, articles: Any, history: Any) -> Iterator[Answer]:
        seen.append((question, articles, history))
        yield Answer(question)

    monkeypatch.setattr(desk.assistant, "replies", stream)
    *_, (_, _, first) = desk.ask("One?", "an-id", (), TYPED)  # type: ignore[arg-type]
    *_, (_, markup, second) = desk.ask("Two?", ui.ALL, first, TYPED)  # type: ignore[arg-type]
    assert seen == [("One?", ("an-id",), ()), ("Two?", (), (("One?", ABSTENTION),))]
    assert len(second) == 2
    assert "One?" in markup


@pytest.mark.parametrize(("question", "scope"), [("x" * 5000, ui.ALL), ("Who?", "no-such-article")])
def test_ask_tells_a_user_error_in_the_chat(desk: ui.Desk, question: str, scope: str) -> None:
    *_, (_, markup, exchanges) = desk.ask(question, scope, (), TYPED)  # type: ignore[arg-type]
    assert exchanges[-1].problem
    assert 'role="alert"' in markup


def judged(article: Article, label: Label | None = "contested") -> Verdict:
    places = (article.span(300, 330), article.span(340, 360))
    evidence = (Evidence(places[0], "asserts", "<b>Moscow</b>", 0.9), Evidence(places[1], "denies", "Kyiv", 0.8))
    return Verdict(Claim("The dam <i>broke</i>.", "The dam <i>broke</i>."), label, 0.8, evidence)


def test_card_shows_label_sides_and_evidence_escaped(seed: Article) -> None:
    markup = card(judged(seed))
    assert "<strong>Contested</strong>" in markup
    assert "80% sure" in markup
    assert 'aria-label="Says so: &lt;b&gt;Moscow&lt;/b&gt;. Denies it: Kyiv."' in markup
    assert markup.count("<line") == 2
    assert re.findall(r'data-start="(\d+)" data-end="(\d+)"', markup) == [("300", "330"), ("340", "360")]
    assert "<b>" not in markup
    assert "<i>" not in markup


def test_card_of_an_opinion_is_not_judged_and_has_no_picture() -> None:
    markup = card(Verdict(Claim("It is a shame.", "It is a shame.", matter="opinion"), None, 0.0))
    assert "Not judged" in markup
    assert "an opinion" in markup
    assert "<svg" not in markup


def test_a_claim_is_answered_with_a_report_that_the_history_keeps(desk: ui.Desk, seed: Article, monkeypatch: Any) -> None:
    monkeypatch.setattr(desk.assistant, "verify", lambda claim, _: Report(claim, (judged(seed),)))
    claim = "The dam in the valley broke on Monday."
    *_, (_, markup, exchanges) = desk.ask(claim, ui.ALL, (), TYPED)  # type: ignore[arg-type]
    assert 'class="verdict contested"' in markup
    assert exchanges[-1].turn[0] == claim
    assert exchanges[-1].turn[1].startswith("Contested: ")


def test_ask_nothing_changes_nothing(desk: ui.Desk) -> None:
    assert list(desk.ask(" \n", ui.ALL, (), TYPED)) == [(gr.skip(),) * 3]  # type: ignore[arg-type]


def test_cite_opens_the_article_at_the_words(desk: ui.Desk, seed: Article) -> None:
    event: Any = SimpleNamespace(article=seed.id, start=200, end=260)
    choices, markup, who, notice = desk.cite(None, event)
    assert choices["value"] == seed.id
    assert "<table" in who
    assert desk.cite(seed.id, event)[2] == gr.skip(), "the table of the article that is open keeps its filters"
    assert marked(markup) == seed.text[200:260]
    assert notice == ""


def test_cite_says_so_when_the_article_is_gone(desk: ui.Desk) -> None:
    *_, notice = desk.cite(None, SimpleNamespace(article="gone", start=0, end=1))  # type: ignore[arg-type]
    assert "gone" in notice


def test_open_offers_the_library_and_the_seeds_examples(desk: ui.Desk, seed: Article) -> None:
    scopes, choices, markup, who, chat = desk.open()
    assert "Amirabdollahian" in who
    assert values(scopes) == [ui.ALL, seed.id]
    assert values(choices) == [seed.id]
    assert "<article" in markup
    assert chat.count("data-ask=") == len(ui.EXAMPLES)


def test_open_of_an_empty_library_says_what_to_do(desk: ui.Desk, seed: Article) -> None:
    desk.assistant.index.remove(seed.id)
    _, choices, markup, who, chat = desk.open()
    assert who == ""
    assert choices["value"] is None
    assert "Add one" in markup
    assert "data-ask=" not in chat


def test_named_tells_articles_of_one_title_apart(seed: Article) -> None:
    names = [name for name, _ in ui._named([seed, replace(seed, id="other-12345678")])]
    assert len(set(names)) == 2
    assert names[1].endswith("(12345678)")


def test_add_reads_what_it_can_and_says_why_of_the_rest(desk: ui.Desk, tmp_path: Path) -> None:
    good, bad, empty = (tmp_path / name for name in ("good.txt", "photo.png", "<b>.txt"))
    good.write_text("Bees return\n\nThe bees came back to Oslo in May, said the city.")
    bad.write_bytes(b"\x89PNG\0\0\0\x01\x02")
    empty.write_text("")
    first, (notice, scopes, choices, markup, _) = desk.add([str(path) for path in (good, bad, empty)])
    assert "Reading 3 files" in first[0]
    assert "&quot;photo.png&quot; is not a text file" in notice
    assert "&quot;&lt;b&gt;.txt&quot; is empty" in notice
    assert str(tmp_path) not in notice
    assert "Bees return" in notice
    assert choices["value"] in values(scopes)
    assert "The bees came back" in markup
    assert desk.assistant.index.find(choices["value"]).origin == "good.txt"


def test_add_changes_no_pane_when_nothing_could_be_read(desk: ui.Desk, tmp_path: Path) -> None:
    bad = tmp_path / "bad.txt"
    bad.write_bytes(bytes(range(256)) * 8)
    *_, (notice, *panes) = desk.add([str(bad)])
    assert "is not a text file" in notice
    assert all("value" not in pane for pane in panes)


def test_build_hides_its_endpoints_and_sends_nothing_home(desk: ui.Desk) -> None:
    page = ui.build(desk.assistant)
    assert isinstance(page, gr.Blocks)
    assert not page.analytics_enabled
    assert {dependency["api_visibility"] for dependency in page.config["dependencies"]} == {"private"}
    assert page.get_api_info() == {"named_endpoints": {}, "unnamed_endpoints": {}}


def test_guard_policy_names_no_other_machine() -> None:
    assert "http" not in POLICY
    assert "*" not in POLICY


def test_serve_refuses_a_port_in_use(desk: ui.Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def launch(*_: object, **__: object) -> None:
        raise OSError("Cannot find empty port in range: 80-80")

    monkeypatch.setattr(gr.Blocks, "launch", launch)
    with pytest.raises(UserError, match='port "80"'):
        ui.serve(desk.assistant, 80)
