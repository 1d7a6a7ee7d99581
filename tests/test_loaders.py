"""Every format gives the same article; no bytes give anything but articles or ArticleErrors."""

import json
from pathlib import Path

import documents
import pytest
from documents import AUTHOR, DATE, FORMATS, OUTLET, PARAGRAPHS, TITLE, archive, epub, pdf
from hypothesis import given, settings
from hypothesis import strategies as st

from index.entry import from_json, to_json
from index.errors import ArticleError
from index.index import read as entry_of
from index.load import LOADERS, loaded
from index.split import sentences
from index.types import Article

PLACES = {
    "html": "paragraph 1",
    "feed": "paragraph 1",
    "eml": "paragraph 1",
    "jsonl": "line 1",
    "json": "item 1",
    "csv": "row 2",
    "docx": "paragraph 2",
    "epub": "chapter 1, paragraph 1",
    "pdf": "page 1",
}


def only(kind: str, content: bytes) -> Article:
    (article,) = loaded(content, kind, f"an article.{kind}")
    assert isinstance(article, Article)
    return article


@pytest.mark.parametrize("kind", FORMATS)
def test_article_of_each_format_has_its_headline_paragraphs_and_places(kind: str) -> None:
    article = only(kind, FORMATS[kind])
    assert article.title == TITLE
    text = [article.span(*paragraph) for paragraph in article.paragraphs]
    assert [" ".join(t.text.replace('"', "“", 1).replace('"', "”").split()) for t in text if OUTLET not in t.text] == list(
        PARAGRAPHS
    )
    assert text[-1].place is not None
    assert next(t for t in text if "failed" in t.text).place == PLACES[kind]
    assert "Cookies" not in article.text
    assert "alert" not in article.text


@pytest.mark.parametrize("kind", FORMATS)
def test_imprint_of_each_format_says_who_and_when(kind: str) -> None:
    imprint = only(kind, FORMATS[kind]).imprint
    assert imprint.author == AUTHOR
    if kind not in ("pdf", "docx"):
        assert (imprint.date or "").startswith(DATE)
    if kind in ("html", "feed", "jsonl", "json", "csv", "epub"):
        assert imprint.outlet == OUTLET
    if kind in ("html", "feed", "jsonl", "json", "csv"):
        assert imprint.link == documents.ADDRESS


@pytest.mark.parametrize("kind", FORMATS)
def test_what_is_kept_of_each_format_is_read_back_as_it_was(kind: str) -> None:
    entry = entry_of(only(kind, FORMATS[kind]))
    again = from_json(json.loads(json.dumps(to_json(entry))), entry.article.id)
    assert again == entry
    assert (again.article.imprint, again.article.elements) == (entry.article.imprint, entry.article.elements)


@pytest.mark.parametrize("kind", LOADERS)
@settings(max_examples=25)
@given(data=st.data())
def test_any_bytes_give_articles_or_article_errors(kind: str, data: st.DataObject) -> None:
    whole = FORMATS.get(kind, b"Talks fail\n\nThey failed.")
    start = data.draw(st.integers(0, len(whole)))
    kept = data.draw(st.sampled_from([start, start + 20, len(whole)]))
    content = whole[:start] + data.draw(st.binary(max_size=40)) + whole[kept:]
    try:
        found = list(loaded(content, kind, "a file"))
    except ArticleError:
        return
    for article in found:
        if isinstance(article, Article):
            assert article.text.encode().decode() == article.text
            assert all(article.text[s.start : s.end] == s.text for s in sentences(article))


def test_pages_keep_their_numbers_and_lose_what_stands_on_each() -> None:
    article = only(
        "pdf", pdf(*(f"Part {word} of the report says that the dam has held." for word in ("one", "two", "three", "four")))
    )
    assert OUTLET not in article.text
    places = [article.span(*paragraph).place for paragraph in article.paragraphs]
    assert places == ["page 1", "page 2", "page 3", "page 4"]


def test_pdf_without_text_says_that_it_needs_recognition() -> None:
    from fpdf import FPDF

    made = FPDF()
    made.add_page()
    with pytest.raises(ArticleError, match="recognise its text first"):
        only("pdf", bytes(made.output()))


def test_a_row_that_is_no_article_is_told_and_the_rest_goes_on() -> None:
    lines = ['{"text": "One."}', "no json", '{"title": "x"}', "7", '{"content": ["a", "b"]}', '{"BODY": "Two."}']
    found = list(loaded("\n".join(lines).encode(), "jsonl", "rows.jsonl"))
    assert [a.text for a in found if isinstance(a, Article)] == ["One.", "a, b", "Two."]
    assert [str(e).split(" of ")[0] for e in found if isinstance(e, ArticleError)] == ["line 2", "line 3", "line 4"]


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("epub", epub(page="<p>" + "a" * 300_000_000)),
        ("docx", archive({"word/document.xml": b" " * 10_000_000})),
        ("docx", archive({f"{i}.xml": b"" for i in range(10_001)})),
        ("epub", epub(package='<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><package>&b;</package>')),
        ("feed", b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><rss version="2.0"><channel>&a;</channel></rss>'),
        ("feed", '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss/>'.encode("utf-16")),
        ("feed", b"no feed at all"),
        ("html", b"<html><body></body></html>"),
        ("pdf", b"%PDF-1.4 nothing"),
        ("csv", b"a,b\n1,2\n"),
        ("json", b"[" * 100_000),
    ],
    ids=[
        "unpacks-to-300-MB",
        "ratio",
        "members",
        "entities",
        "feed-entities",
        "external-entity",
        "no-feed",
        "empty-page",
        "no-pdf",
        "no-text-column",
        "deep-json",
    ],
)
def test_refused_with_an_error_that_says_why(kind: str, content: bytes) -> None:
    try:
        (error,) = loaded(content, kind, "a file")
    except ArticleError as raised:
        error = raised
    assert isinstance(error, ArticleError)
    assert '"a file"' in str(error)


@pytest.mark.parametrize("kind", LOADERS)
def test_a_file_that_holds_a_path_or_an_address_opens_neither(kind: str, tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(FORMATS.get(kind, b"Talks fail"))
    for place in (str(tmp_path / "secret"), f"file://{tmp_path}/secret", "http://127.0.0.1:9/"):
        try:
            found = list(loaded(place.encode(), kind, "a file"))
        except ArticleError:
            continue
        assert not [article for article in found if isinstance(article, Article) and "fail" in article.text]


def test_no_loader_is_imported_before_it_is_needed() -> None:
    import subprocess
    import sys

    heavy = ["trafilatura", "lxml", "pypdf", "docx", "feedparser", "httpcore"]
    code = f"import index.load, sys; found = set({heavy}) & set(sys.modules); assert not found, found"
    subprocess.run([sys.executable, "-c", code], check=True)
