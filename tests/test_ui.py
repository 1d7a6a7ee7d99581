"""The page without a browser: what its panes are made of, and what its controls do."""

import asyncio
import html
import json
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import gradio as gr
import pytest
from hypothesis import given
from hypothesis import strategies as st

import ui
from assistant.assistant import Assistant
from assistant.disputes import disputes
from assistant.settings import Settings
from assistant.types import ABSTENTION, Answer, Claim, Dropped, Evidence, Label, Report, Sentence, Verdict
from index.errors import UserError
from index.index import Index
from index.types import Article, Hit, Imprint, Statement
from page.accounts import Accounts, people
from page.adding import added
from page.chat import conversation, offers
from page.desk import Desk
from page.disputed import claims
from page.export import markdown
from page.guard import POLICY
from page.library import found, library
from page.map import drawn
from page.reader import reader
from page.record import Exchange, Talk
from page.sessions import FORM, Sessions, fresh_id
from page.sight import Sight
from page.statements import table
from page.talks import talks
from page.verdict import report
from page.words import attribute, label, shown

HOSTILE = (
    '<script>alert(1)</script> <img src=x onerror="alert(1)"> [a](javascript:alert(1)) ![b](http://example.com/b.png) \u202egnp'
)
ME = "me"
OURS = """
div section h2 h3 p ul ol li button span bdi cite article mark details summary strong small sup dl dt dd table thead tbody tr th td
form label select option input dialog figure
"""


@pytest.fixture(autouse=True)
def no_loops(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keeps gradio from making an event loop for each lock of a page that is only built, and leaving it open."""
    for place in ("gradio.utils", "gradio.queueing"):
        monkeypatch.setattr(f"{place}.safe_get_lock", asyncio.Lock)
    monkeypatch.setattr("gradio.utils.safe_get_stop_event", asyncio.Event)


@pytest.fixture
def desk(library: Index, tmp_path: Path) -> Desk:
    return Desk(Assistant(library, Settings()), Sessions(tmp_path / "sessions"))


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


def asked(desk: Desk, question: str, sight: Sight, **happened: Any) -> tuple[list[dict[str, Any]], Exchange]:
    """All that the panes are given for a message, and the exchange that is kept."""
    panes = list(desk.ask(sight, {"question": question, **happened}, ME))
    return panes, desk.sessions.get(ME, sight.talk).exchanges[happened.get("at", -1)]


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


def answered(question: str, *parts: Answer | Report, **more: Any) -> Exchange:
    exchange = Exchange(question, more.pop("route", "answer"))
    for part in parts:
        exchange = exchange.plus(part)
    return replace(exchange, **{"state": "done", **more})


def test_conversation_numbers_citations_and_names_whose_words_they_are(seed: Article) -> None:
    start = seed.text.index('"Tehran is now')
    span = seed.span(start, seed.text.index("The Iranian trainers"))
    sentences = (Sentence(span.text, (span,), "supported", "John Kirby"), Sentence("Again.", (span,), "supported"))
    markup = conversation([answered("Who?", Answer("Who?", sentences))])
    assert markup.count(f'data-start="{span.start}" data-end="{span.end}"') == 2
    assert re.findall(r'class="cite".*?>(\d+)</button>', markup) == ["1", "1"]
    assert 'aria-label="Citation 1: go to these words in ' in markup
    assert "Words of <bdi>John Kirby</bdi>" in markup


def test_conversation_offers_the_nearest_passages_when_the_articles_do_not_say(seed: Article) -> None:
    nearest = Answer("How?", nearest=(Hit(seed.span(10, 400), 1.0), Hit(seed.span(500, 600), 0.5)))
    waiting, done = (conversation([answered("How?", nearest, state=state)]) for state in ("asked", "done"))
    assert ABSTENTION not in waiting
    assert 'aria-busy="true"' in waiting
    assert ABSTENTION in done
    assert done.count('class="passage"') == 2


def test_conversation_tells_what_was_left_out_and_why() -> None:
    part = Answer("Q?", dropped=(Dropped("It <b>sank</b>.", ("no passage says so",)),), notice="The model was slow.")
    markup = conversation([answered("Q?", part)])
    assert "1 sentence of the writer" in markup
    assert "It &lt;b&gt;sank&lt;/b&gt;." in markup
    assert "The model was slow." in markup


def test_route_taken_is_pressed() -> None:
    markup = conversation([answered("Who?", route="who")])
    assert re.findall(r'data-route="(\w+)" aria-pressed="(\w+)"', markup) == [
        ("answer", "false"),
        ("verdict", "false"),
        ("who", "true"),
    ]


def test_everything_of_an_article_or_a_user_is_escaped(seed: Article, library: Index) -> None:
    hostile = Article(
        "h<b>", HOSTILE + " headline\n\n" + HOSTILE, (0, len(HOSTILE)), ((len(HOSTILE) + 11, 2 * len(HOSTILE) + 11),),
        imprint=Imprint(HOSTILE, HOSTILE, HOSTILE),
    )  # fmt: skip
    whole = hostile.span(0, len(HOSTILE))
    said = Statement(HOSTILE, None, None, (whole,), "direct", "denies", via=HOSTILE)
    verdict = Verdict(Claim(HOSTILE, HOSTILE), "denied", 0.5, (Evidence(whole, "denies", HOSTILE, 0.9),))
    exchanges = (
        answered(HOSTILE, Answer(HOSTILE, (Sentence(HOSTILE, (whole,), "supported", HOSTILE),))),
        answered(HOSTILE, Answer(HOSTILE, nearest=(Hit(whole, 1.0),))),
        answered(HOSTILE, Report(HOSTILE, (verdict,))),
        answered(HOSTILE, Report(HOSTILE, (verdict, verdict))),
        answered(HOSTILE, problem=HOSTILE),
    )
    panes = [
        conversation(exchanges),
        offers([HOSTILE]),
        reader(hostile, (3, 50), [said]),
        table(hostile, [said]),
        library_of([hostile]),
        talks([Talk(fresh_id(), HOSTILE)], "x"),
        claims("h", disputes_of(said), wide=False, several=True),
    ]
    drawn_by_us = {"svg", "g", "path", "defs", "use", "clippath", "rect", "text", "line", "circle", "tspan"}
    for markup in panes:
        parser = Tags()
        parser.feed(markup)
        assert not parser.tags & {"script", "img", "a", "style", "iframe", "b"}, parser.tags
        assert not {name for name in parser.attributes if name.startswith("on") or name in ("href", "src")}
        assert parser.tags - drawn_by_us <= set(OURS.split())
        inert = r'<span class="unseen"[^>]*><span>.</span></span>|data-edit="[^"]*"'  # what the user typed, to be edited
        assert "\u202e" not in re.sub(inert, "", markup)


def library_of(articles: list[Article]) -> str:
    return library(articles, len(articles), {articles[0].id: 3}, Sight(reading=articles[0].id))


def disputes_of(*statements: Statement) -> Any:
    from assistant.disputes import Dispute, Part, words

    return [Dispute(words(statements[0]), tuple(Part(statement, statement.stance) for statement in statements))]


def test_library_lists_a_page_of_the_latest_and_finds_the_rest(seed: Article) -> None:
    articles = [
        replace(seed, id=f"a{n}", imprint=Imprint(date=f"2024-01-{n % 28 + 1:02}", outlet="The Post" if n == 7 else None))
        for n in range(200)
    ]
    listed = found(articles, "")
    assert listed[0].imprint.date == "2024-01-28"
    markup = library(listed, 200, {listed[0].id: 21}, Sight())
    assert markup.count("<li>") == 30
    assert "Show more (170 left)" in markup
    assert "21 statements" in markup
    assert [article.id for article in found(articles, "post iran")] == ["a7"]
    assert len(library(found(articles, ""), 200, {}, Sight())) < 60_000


def test_ask_streams_an_answer_with_its_citation(desk: Desk) -> None:
    sight = Sight()
    panes = list(desk.ask(sight, {"typed": "What did John Kirby say?"}, ME))
    assert panes[0] == {"question": ""}
    assert "What did John Kirby say?" in panes[1]["now"]
    assert 'aria-busy="true"' in panes[1]["now"]
    assert 'class="cite"' in panes[-1]["now"]
    assert "Go on with:" in panes[-1]["now"]
    (kept,) = desk.sessions.get(ME, sight.talk).exchanges
    assert kept.state == "done"
    assert kept.route == "who"
    assert "John Kirby" in kept.sentences[0].text


def test_a_follow_up_keeps_its_subject(desk: Desk) -> None:
    sight = Sight()
    asked(desk, "What did Hussein Amirabdollahian say?", sight)
    _, kept = asked(desk, "And what did he deny?", sight)
    assert kept.route == "who"
    assert "We deny the allegations" in kept.sentences[0].text
    assert {said.speaker for said in kept.sentences} == {"Hussein Amirabdollahian"}


def test_ask_hands_on_scope_history_and_route(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Any] = []

    def replies(question: str, articles: Any, history: Any, route: Any) -> Iterator[Answer]:
        seen.append((question, articles, history, route))
        yield Answer(question)

    monkeypatch.setattr(desk.assistant, "replies", replies)
    sight = Sight(scope=("an-id",))
    asked(desk, "One?", sight)
    asked(desk, "Two?", replace(sight, scope=()))
    asked(desk, "", sight, at=0, route="who")
    assert [e.question for e in desk.sessions.get(ME, sight.talk).exchanges] == ["One?", "Two?"], "another route keeps the rest"
    edited, _ = asked(desk, "Uno?", sight, at=0)
    assert seen == [
        ("One?", ("an-id",), (), None),
        ("Two?", (), (("One?", ABSTENTION),), None),
        ("One?", ("an-id",), (), "who"),
        ("Uno?", ("an-id",), (), None),
    ]
    assert [e.question for e in desk.sessions.get(ME, sight.talk).exchanges] == ["Uno?"], "an edited message begins anew there"
    assert edited[0]["past"] == ""


def test_stop_leaves_what_is_written_and_keeps_it(desk: Desk, seed: Article, monkeypatch: pytest.MonkeyPatch) -> None:
    sight, closed = Sight(), []

    def replies(question: str, *_: Any) -> Iterator[Answer]:
        try:
            while True:
                yield Answer(question, (Sentence("It goes on.", (seed.span(0, 5),), "supported"),))
                time.sleep(0.01)
        finally:
            closed.append(True)

    monkeypatch.setattr(desk.assistant, "replies", replies)
    asking = desk.ask(sight, {"question": "Why?"}, ME)
    while "It goes on." not in next(asking)["now"]:
        pass
    desk.stop(sight, {}, ME)
    *_, last = asking
    assert "Stopped." in last["now"]
    kept = desk.sessions.get(ME, sight.talk).exchanges[0]
    assert kept.state == "stopped"
    assert kept.sentences
    while not closed:
        time.sleep(0.01)


def test_a_tab_that_is_closed_leaves_a_stopped_exchange(desk: Desk) -> None:
    sight = Sight()
    asking = desk.ask(sight, {"question": "What did John Kirby say?"}, ME)
    next(asking)
    asking.close()  # type: ignore[attr-defined]
    assert desk.sessions.get(ME, sight.talk).exchanges[0].state == "stopped"


@pytest.mark.parametrize(("question", "scope"), [("x" * 5000 + "?", ()), ("Who?", ("no-such-article",))])
def test_ask_tells_a_user_error_in_the_chat(desk: Desk, question: str, scope: tuple[str, ...]) -> None:
    panes, kept = asked(desk, question, Sight(scope=scope))
    assert kept.problem
    assert 'role="alert"' in panes[-1]["now"]


def test_ask_nothing_changes_nothing(desk: Desk) -> None:
    assert list(desk.ask(Sight(), {"typed": " \n"}, ME)) == []


def judged(article: Article, label: Label | None = "contested") -> Verdict:
    places = (article.span(300, 330), article.span(340, 360))
    evidence = (Evidence(places[0], "asserts", "<b>Moscow</b>", 0.9), Evidence(places[1], "denies", "Kyiv", 0.8))
    return Verdict(Claim("The dam <i>broke</i>.", "The dam <i>broke</i>."), label, 0.8, evidence)


def test_card_shows_label_roster_and_evidence_escaped(seed: Article) -> None:
    kept = answered("The dam <i>broke</i>.", Report("", (judged(seed),)))
    markup = report(kept.question, kept.findings)
    assert "<strong>Contested</strong>" in markup
    assert "80% sure" in markup
    assert "<dt>Says so</dt><dd><bdi>&lt;b&gt;Moscow&lt;/b&gt;</bdi></dd><dt>Denies it</dt><dd><bdi>Kyiv</bdi></dd>" in markup
    assert markup.count("<line") == 2
    assert re.findall(r'data-start="(\d+)" data-end="(\d+)"', markup) == [("300", "330"), ("340", "360")]
    assert "<b>" not in markup
    assert "<i>" not in markup


def test_card_of_an_opinion_is_not_judged_and_has_no_picture() -> None:
    kept = answered(
        "It is a shame.", Report("", (Verdict(Claim("It is a shame.", "It is a shame.", matter="opinion"), None, 0.0),))
    )
    markup = report(kept.question, kept.findings)
    assert "Not judged" in markup
    assert "an opinion" in markup
    assert "<svg" not in markup


def test_report_marks_each_claim_in_the_pasted_text(seed: Article) -> None:
    text = "The dam broke on Monday.\n\nKirby denied that. What a day!"
    claims = [
        Claim("The dam broke on Monday.", "The dam broke on Monday."),
        Claim("Kirby denied that.", "That.", "Kirby", "denies"),
    ]
    kept = answered(text, Report(text, tuple(replace(judged(seed), claim=claim) for claim in claims)), route="verdict")
    markup = report(kept.question, kept.findings)
    pasted = markup.partition('<div class="pasted" dir="auto">')[2].partition("</div>")[0]
    assert plain(re.sub("<sup>.*?</sup>", "", pasted)) == text
    assert [plain(m) for m in re.findall(r'class="claimed contested".*?>(.*?)<sup>', pasted)] == [
        "The dam broke on Monday.",
        "Kirby denied that.",
    ]
    assert markup.count("<details") == 2
    assert "2 claims: 2 contested." in markup


def test_claims_made_by_the_same_words_share_their_mark(seed: Article) -> None:
    text = "Both Moscow and Tehran deny an arms deal."
    claims = [Claim(f"{who} denies an arms deal.", "There is an arms deal.", who, "denies") for who in ("Moscow", "Tehran")]
    kept = answered(text, Report(text, tuple(replace(judged(seed), claim=claim) for claim in claims)), route="verdict")
    assert [text[slice(*finding.at)] for finding in kept.findings] == [text, text]
    assert re.findall(r'data-claim="([^"]*)" aria', report(kept.question, kept.findings)) == ["1, 2"]


def test_map_has_a_mark_for_each_who_asserts_or_denies(library: Index) -> None:
    listed = disputes(library)
    svg = drawn(listed)
    marks = re.findall(
        r'class="dot" role="button" tabindex="0" aria-label="(.*?)" data-article="(.*?)" data-start="(\d+)" data-end="(\d+)"', svg
    )
    assert len(marks) == sum(len({(part.speaker, part.stance) for part in d.parts}) for d in listed)
    assert any(spoken.startswith("Moscow denies: an arms deal") for spoken, *_ in marks)
    text = library.articles[0].text
    assert all(text[int(start) : int(end)].split()[0] in html.unescape(spoken) for spoken, _, start, end in marks)
    assert "http" not in svg.replace("http://www.w3.org/", "")


def test_draw_fills_the_claims_pane(desk: Desk, seed: Article) -> None:
    sight = Sight(reading=seed.id)
    assert "<svg" in desk.draw(sight, {}, ME)["claims"]
    assert "todo" in desk._reading(seed)["claims"]
    assert "No claims" in desk.draw(Sight(), {}, ME)["claims"]
    assert 'role="alert"' in desk.draw(replace(sight, scope=("gone",)), {"wide": True}, ME)["claims"]


def test_read_opens_the_article_at_the_words(desk: Desk, seed: Article) -> None:
    panes = desk.read(Sight(), {"article": seed.id, "start": 200, "end": 260}, ME)
    assert panes["sight"].reading == seed.id
    assert "<table" in panes["who"]
    assert marked(panes["reader"]) == seed.text[200:260]
    again = desk.read(panes["sight"], {"article": seed.id, "start": 10, "end": 20}, ME)
    assert "who" not in again, "the table of the article that is open keeps its filters"
    assert marked(desk.read(Sight(), {"article": seed.id, "start": 9, "end": 10**9}, ME)["reader"]) == ""
    assert "gone" in desk.read(Sight(), {"article": "gone"}, ME)["notice"]


def test_arrive_shows_the_library_and_questions_made_of_it(desk: Desk, seed: Article) -> None:
    panes = desk.arrive(Sight(), {"talk": None}, ME)
    assert "Amirabdollahian" in panes["who"]
    assert attribute(seed.title, 90) in panes["library"]
    assert "21 statements" in panes["library"]
    assert "<article" in panes["reader"]
    assert panes["past"].count("data-ask=") == 3


def test_arrive_in_an_empty_library_says_what_to_do(desk: Desk, seed: Article) -> None:
    sight = desk.arrive(Sight(), {}, ME)["sight"]
    removed = desk.remove(sight, {"article": seed.id}, ME)
    panes = desk.arrive(Sight(), {}, ME)
    for shown_panes in (removed, panes):
        assert "No articles yet" in shown_panes["library"]
        assert "The library is empty" in shown_panes["past"]
        assert "drop a file" in shown_panes["reader"]
    assert 'role="alert"' in desk.remove(sight, {"article": seed.id}, ME)["notice"]


def test_scope_is_one_some_or_all(desk: Desk, seed: Article) -> None:
    panes = desk.scope(Sight(), {"article": seed.id, "on": True}, ME)
    assert panes["sight"].scope == (seed.id,)
    assert "Asking only" in panes["scope"]
    assert desk.scope(panes["sight"], {"article": seed.id, "on": False}, ME)["sight"].scope == ()
    everything = desk.scope(panes["sight"], {"all": True}, ME)
    assert everything["sight"].scope == ()
    assert "checked" not in everything["library"]


def test_add_reads_what_it_can_and_says_why_of_the_rest(desk: Desk, tmp_path: Path) -> None:
    good, bad, empty = (tmp_path / name for name in ("good.txt", "photo.png", "<b>.txt"))
    good.write_text("Bees return\n\nThe bees came back to Oslo in May, said the city.")
    bad.write_bytes(b"\x89PNG\0\0\0\x01\x02" * 99)
    empty.write_text("")
    first, *_, told, last = desk.add(Sight(), {"places": [str(path) for path in (good, bad, empty)]}, ME)
    assert "Reading 1 of 3" in first["notice"]
    assert "photo.png" in told["notice"]
    assert "&quot;&lt;b&gt;.txt&quot; is empty" in told["notice"]
    assert str(tmp_path) not in told["notice"]
    assert "Added <bdi>Bees return" in told["notice"]
    assert "The bees came back" in last["reader"]
    assert desk.assistant.index.find(last["sight"].reading).origin == "good.txt"


def test_add_takes_a_pasted_text(desk: Desk) -> None:
    *_, last = desk.add(Sight(), {"text": "Bees return\n\nThe bees came back to Oslo in May, said the city."}, ME)
    assert "The bees came back" in last["reader"]


def test_add_changes_no_pane_when_nothing_could_be_read(desk: Desk) -> None:
    *_, last = desk.add(Sight(), {"text": " "}, ME)
    assert "there is nothing to add" in last["notice"]
    assert set(last) == {"notice"}


def test_added_counts_and_tells_the_time_left(library: Index, tmp_path: Path) -> None:
    for n in range(3):
        (tmp_path / f"{n}.txt").write_text(f"Ship {n} sails\n\nThe ship {n} sailed to Oslo in May, said the harbour master.")
    states = list(added(library, [str(tmp_path / f"{n}.txt") for n in range(3)]))
    assert [state.looked_at for state in states] == sorted(state.looked_at for state in states)
    assert any("seconds left" in state.told for state in states if 0 < state.looked_at < 3)
    assert "Added <bdi>Ship 0 sails</bdi>." in states[-1].told
    assert len(library.articles) == 4


def test_sessions_survive_and_are_their_owners_alone(tmp_path: Path) -> None:
    talk = Talk(fresh_id(), exchanges=(answered("One?", Answer("One?")),))
    Sessions(tmp_path).save("me", talk)
    again = Sessions(tmp_path)
    assert again.talks("me") == [talk]
    assert again.talks("you") == []
    assert again.get("you", talk.id).exchanges == ()
    again.remove("you", talk.id)
    assert Sessions(tmp_path).talks("me") == [talk]
    again.remove("me", talk.id)
    assert Sessions(tmp_path).talks("me") == []
    assert "me" not in {path.name for path in tmp_path.iterdir()}


def test_sessions_pass_over_a_damaged_file_and_an_id_that_is_a_path(tmp_path: Path) -> None:
    sessions = Sessions(tmp_path)
    talk = Talk(fresh_id(), exchanges=(answered("One?", Answer("One?")),))
    sessions.save("me", talk)
    (file,) = tmp_path.rglob("*.json")
    (file.parent / f"{fresh_id()}.json").write_text('{"id": "half')
    assert [t.id for t in Sessions(tmp_path).talks("me")] == [talk.id]
    assert "/" not in sessions.get("me", "../../../etc/passwd").id


def test_a_conversation_is_kept_whole_and_taken_along(desk: Desk, seed: Article) -> None:
    sight = Sight()
    _, kept = asked(desk, "Who denies an arms deal?", sight)
    talk = desk.sessions.get(ME, sight.talk)
    assert FORM.validate_json(FORM.dump_json(talk)) == talk
    desk.rename(sight, {"talk": talk.id, "name": "Arms"}, ME)
    taken = desk.export(sight, {"talk": talk.id, "form": "json"}, ME)["handed"]
    cited = json.loads(plain(taken))["exchanges"][0]["sentences"][0]["places"][0]
    assert cited["text"] == seed.text[cited["start"] : cited["end"]] == kept.sentences[0].places[0].text
    written = plain(desk.export(sight, {"talk": talk.id, "form": "markdown"}, ME)["handed"])
    assert written.startswith("# Arms")
    assert f"characters {cited['start']}-{cited['end']}" in written
    assert 'data-file="arms.md"' in desk.export(sight, {"talk": talk.id, "form": "markdown"}, ME)["handed"]
    desk.assistant.index.remove(seed.id)
    assert "deny an arms deal" in desk.pick(sight, {"talk": talk.id}, ME)["now"], "it outlives the article"


def test_markdown_acts_on_nothing_of_an_article() -> None:
    talk = Talk(fresh_id(), exchanges=(answered(HOSTILE, problem=HOSTILE),))
    written = markdown(talk)
    assert "![b]" not in written
    assert "[a](" not in written
    assert "<img" not in written.replace("\\<", "")
    assert "\u202e" not in written


def test_pick_new_and_delete(desk: Desk) -> None:
    sight = Sight()
    asked(desk, "Who denies an arms deal?", sight)
    fresh = desk.pick(sight, {}, ME)
    assert fresh["sight"].talk != sight.talk
    assert "Ask about the articles" in fresh["past"]
    assert fresh["talks"].count("data-pick") == 1
    assert "deny an arms deal" in desk.pick(fresh["sight"], {"talk": sight.talk}, ME)["now"]
    assert "Ask about the articles" in desk.pick(Sight(), {"talk": sight.talk}, "somebody else")["past"]
    gone = desk.delete(sight, {"talk": sight.talk}, ME)
    assert "data-pick" not in gone["talks"]
    assert gone["sight"].talk != sight.talk


def test_users_have_libraries_of_their_own(desk: Desk, tmp_path: Path, seed: Article) -> None:
    accounts = Accounts(desk.assistant, tmp_path / "house", {"ada": "one", "bo": "two"})
    assert accounts.admits("ada", "one")
    assert not accounts.admits("ada", "two")
    assert not accounts.admits("eve", "")
    ada, bo = accounts.desk("ada"), accounts.desk("bo")
    ada.assistant.index.add([seed])
    assert accounts.desk("ada").assistant.index.articles == (seed,)
    assert bo.assistant.index.articles == ()
    with pytest.raises(UserError, match="log in"):
        accounts.desk(None)
    accounts.close()


def test_people_reads_users_or_says_what_is_wrong(tmp_path: Path) -> None:
    file = tmp_path / "users"
    file.write_text("# staff\nada:a:b\n\nbo:two\n")
    assert people(file) == {"ada": "a:b", "bo": "two"}
    file.write_text("../evil:x\n")
    with pytest.raises(UserError, match=r"\.\./evil"):
        people(file)
    with pytest.raises(UserError, match="NAME:PASSWORD"):
        people(tmp_path / "none")


def test_build_hides_its_endpoints_and_sends_nothing_home(desk: Desk) -> None:
    page = ui.build(desk.assistant)
    assert isinstance(page, gr.Blocks)
    assert not page.analytics_enabled
    assert {dependency["api_visibility"] for dependency in page.config["dependencies"]} == {"private"}
    assert page.get_api_info() == {"named_endpoints": {}, "unnamed_endpoints": {}}


def test_guard_policy_names_no_other_machine() -> None:
    assert "http" not in POLICY
    assert "*" not in POLICY


def test_serve_refuses_a_port_in_use(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def launch(*_: object, **__: object) -> None:
        raise OSError("Cannot find empty port in range: 80-80")

    monkeypatch.setattr(gr.Blocks, "launch", launch)
    with pytest.raises(UserError, match='port "80"'):
        ui.serve(desk.assistant, 80)
