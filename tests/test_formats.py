"""Every format holds every result, whatever the article says, and leads back to the exact words."""

import re
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from validators import VALIDATORS, valid_json, valid_linked, valid_markdown, valid_page, valid_table

from assistant.cli import FORMATS as OFFERED
from assistant.export.formats import FORMATS, write
from assistant.export.links import directive, link
from assistant.export.results import Result, places
from assistant.types import Answer, Claim, Evidence, Report, Sentence, Statements, Verdict
from index.errors import ArticleError, UserError
from index.load import from_text
from index.types import Article, Element, Hit, Imprint, Span, Statement

HARM = "Talks <script>alert(1)</script>\n\n=cmd() said *Ada* [x](javascript:1) & “no”, she said.\n\nNo, she said.\u202e ~~end~~\n"
IMPRINT = Imprint("Ann Lee", "2024-03-05", "The <b>Daily</b>", "https://daily.example/talks?a=1#top")


def article(text: str = HARM, imprint: Imprint = IMPRINT) -> Article:
    found = from_text(text)
    return replace(found, imprint=imprint, elements=(Element(0, len(found.text), "page 1"),))


def results(span: Span, other: Span) -> list[Result]:
    claim = Claim("Ada said <no>.", "=no", "Ada Lovelace")
    evidence = (Evidence(span, "asserts", "Tehran", 0.9), Evidence(other, "denies", None, 0.4))
    return [
        Answer("Who <said>?", (Sentence(span.text, (span, other), "supported", "Ada"),), (Hit(other, 1.0),)),
        Answer("Who?", (), (Hit(span, 1.0),)),
        Report("x", (Verdict(claim, "contested", 0.8, evidence), Verdict(Claim("Nice.", "Nice.", matter="opinion"), None, 0.0))),
        Report("x", (Verdict(Claim("No.", "No."), "not_found", 0.5),)),
        Statements([Statement("Ada", span, other, (span, other), "mixed", "denies", "Reuters")]),
        Statements(),
    ]


def holds(result: Result, name: str) -> Any:
    return VALIDATORS[name](write(result, name))


SPAN = article().span(33, 60)
RESULTS = results(SPAN, article().span(40, 48))


def test_the_command_line_offers_every_format() -> None:
    assert tuple(FORMATS) == OFFERED


@pytest.mark.parametrize("name", VALIDATORS)
@pytest.mark.parametrize("result", RESULTS, ids=["answer", "abstention", "report", "not-found", "statements", "nothing-said"])
def test_every_format_holds_every_result(result: Result, name: str) -> None:
    if name == "claimreview" and not isinstance(result, Report):
        with pytest.raises(UserError, match="only verdicts"):
            write(result, name)
        return
    holds(result, name)


@given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1), cut=st.tuples(st.integers(0, 60), st.integers(1, 60)))
def test_every_format_holds_the_words_of_any_article(text: str, cut: tuple[int, int]) -> None:
    try:
        found = article(text)
    except ArticleError:
        return
    start = min(cut[0], len(found.text) - 1)
    span = found.span(start, min(start + cut[1], len(found.text)))
    for result in results(span, found.span(0, 1)):
        for name in VALIDATORS:
            if name in ("json", "html", "csv", "markdown"):
                holds(result, name)
    page = valid_page(write(RESULTS[0], "html"))
    assert page is not None


def test_json_leads_back_to_the_words() -> None:
    content = valid_json(write(RESULTS[0], "json"))
    for citation in content["sentences"][0]["citations"]:
        assert SPAN.article.text[citation["start"] : citation["end"]] == citation["text"]
        assert citation["place"] == "page 1"


def test_table_leads_back_to_the_words() -> None:
    for result in RESULTS:
        rows = [row for row in valid_table(write(result, "csv")) if row["start"]]
        assert [(int(row["start"]), int(row["end"])) for row in rows if row["text"]] == [
            (s.start, s.end) for s in places(result)
        ] or not rows


def test_annotation_leads_back_to_the_words() -> None:
    for item in valid_linked(write(RESULTS[2], "annotation"))["items"]:
        quote, position = item["target"]["selector"]
        text = SPAN.article.text
        assert text[position["start"] : position["end"]] == quote["exact"]
        assert text[: position["start"]].endswith(quote["prefix"])
        assert text[position["end"] :].startswith(quote["suffix"])
        assert item["target"]["source"] == IMPRINT.address


def test_what_is_said_twice_of_a_place_is_one_annotation() -> None:
    (statement,) = RESULTS[4]
    twice = Statements([statement, replace(statement, cue=None)])
    assert write(twice, "annotation") == write(RESULTS[4], "annotation")


def test_page_marks_the_words_and_nothing_else() -> None:
    tree = valid_page(write(RESULTS[0], "html"))
    marked = "".join("".join(mark.itertext()) for mark in tree.iter("mark"))
    assert marked == SPAN.text
    (body,) = tree.iter("article")
    assert "".join(body.itertext()) == SPAN.article.text.replace("\u202e", "<U+202E>")
    targets = {element.attrib["id"] for element in tree.iter() if "id" in element.attrib}
    assert {a.attrib["href"][1:] for a in tree.iter("a") if a.attrib.get("href", "").startswith("#")} <= targets


def test_markdown_shows_the_words() -> None:
    shown = valid_markdown(write(RESULTS[0], "markdown"))
    assert " ".join(SPAN.text.split()) in shown


def test_claim_review_has_what_publishers_need() -> None:
    (review,) = valid_linked(write(RESULTS[2], "claimreview"))["@graph"]
    assert review["claimReviewed"] == "Ada said <no>."
    assert review["itemReviewed"]["author"] == [{"@type": "Person", "name": "Ada Lovelace"}]
    assert review["itemReviewed"]["appearance"][0]["url"] == IMPRINT.address
    assert review["reviewRating"]["alternateName"].startswith("Contested")
    assert [quotation["text"] for quotation in review["citation"]] == [SPAN.text, article().span(40, 48).text]


def test_no_format_is_found_under_another_name() -> None:
    with pytest.raises(UserError, match='no format "docx": use one of text, json'):
        write(RESULTS[0], "docx")


def found(text: str, fragment: str) -> tuple[int, int]:
    """Where a browser would go: the first place whose words, and those around them, are the directive's."""
    parts = [unquote(part) for part in re.split(r",", fragment)]
    before = parts.pop(0)[:-1] if fragment.split(",", maxsplit=1)[0].endswith("-") else ""
    after = parts.pop()[1:] if fragment.rsplit(",", maxsplit=1)[-1].startswith("-") else ""
    spaced = lambda words: r"\s+".join(map(re.escape, words.split()))
    around = (rf"{spaced(before)}\s*" if before else "", rf"\s*{spaced(after)}" if after else "")
    match = re.search(f"{around[0]}({'.*?'.join(map(spaced, parts))}){around[1]}", text, re.DOTALL)
    assert match
    return match.span(1)


@pytest.mark.parametrize(
    "words",
    ["denies", "well-known, & more", "the talks, again", "No, she said.", " ".join(f"word{n}" for n in range(60))],
    ids=["word", "dash-comma", "twice", "sentence", "long"],
)
def test_link_leads_to_the_words(words: str) -> None:
    text = (
        "Talks\n\nOn Monday the talks, again.\n\nHe denies it. A well-known, & more. An end of the talks, again: no one"
        f"\n\nNo, she said. {words} so"
    )
    source = article(text)
    start = source.text.rindex(words)
    span = source.span(start, start + len(words))
    assert found(source.text, directive(span)) == (span.start, span.end)
    address = link(span)
    assert address
    assert address.startswith("https://daily.example/talks?a=1#:~:text=")


def test_no_link_without_an_address_on_the_web() -> None:
    assert link(article(imprint=Imprint(address="file:///home/x/a.txt")).span(0, 5)) is None


def test_notebooks_draw_results_escaped() -> None:
    for result in (RESULTS[0], RESULTS[2], RESULTS[4], RESULTS[2].verdicts[0]):
        drawn = result._repr_html_()
        assert drawn.startswith("<h1>")
        assert "<script" not in drawn
        valid_page(f"<!DOCTYPE html><title>x</title>{drawn}")
