import io
import sys
import time
from pathlib import Path

import pytest
from edge_cases import ENCODINGS, FILES, LINES, MARKDOWN, REFUSED, SHOWN, WRAPPED, File
from hypothesis import given
from hypothesis import strategies as st

from index.errors import ArticleError
from index.load import LARGEST_FILE, decode, from_bytes, from_text, kind_of, load, paths
from index.split import passages, sentences
from index.types import Article


def words(article: Article) -> list[str]:
    return [article.span(*paragraph).text for paragraph in article.paragraphs]


@pytest.mark.parametrize("name", FILES)
def test_text_is_the_files_with_line_feeds_when_the_file_is_plain_text(name: str, tmp_path: Path) -> None:
    file: File = FILES[name]
    (tmp_path / file.name).write_bytes(file.content)
    article = load(tmp_path / file.name)
    assert article.text == (file.text or file.content.decode(ENCODINGS.get(name, "utf-8")))
    assert article.origin == str(tmp_path / file.name)


@pytest.mark.parametrize("name", REFUSED)
def test_file_is_refused_when_it_is_empty_or_no_text(name: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(REFUSED[name])
    with pytest.raises(ArticleError, match=r'a.txt" is (empty|not a text file)'):
        load(tmp_path / "a.txt")


@given(st.binary() | st.text().map(str.encode) | st.text().map(lambda text: text.encode("utf-16")))
def test_load_gives_an_article_or_an_article_error_for_any_bytes(content: bytes) -> None:
    for markdown in (False, True):
        try:
            article = from_bytes(content, "a file", markdown)
        except ArticleError:
            continue
        assert article.text.encode().decode() == article.text
        assert passages(article)


@given(st.text(st.characters()))
def test_paragraphs_are_ordered_disjoint_and_trimmed_for_any_text(text: str) -> None:
    try:
        article = from_text(text)
    except ArticleError:
        assert not text.removeprefix("\ufeff").strip()
        return
    end = 0
    for paragraph in [article.span(start, end) for start, end in article.paragraphs]:
        assert paragraph.text
        assert paragraph.text == paragraph.text.strip()
        assert paragraph.start >= end
        end = paragraph.end


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_offsets_hold_in_the_file_for_any_text(text: str) -> None:
    try:
        article = from_bytes(text.encode(), "a file")
    except ArticleError:
        return
    file = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    assert all(file[s.start : s.end] == s.text for s in sentences(article))


@pytest.mark.parametrize("name", LINES)
def test_a_huge_line_is_read_in_seconds(name: str) -> None:
    start = time.process_time()
    article = from_text(LINES[name])
    assert passages(article)
    assert time.process_time() - start < 10


def test_identifier_is_the_same_when_only_line_ends_differ() -> None:
    assert from_text("Talks fail\r\n\r\nThey failed.").id == from_text("Talks fail\n\nThey failed.").id
    assert from_text("Talks fail\n\nThey failed.").id != from_text("Talks fail\n\nThey failed!").id
    assert from_text("…").id.startswith("article-")


def test_headline_and_teaser_are_cited_once_when_the_file_repeats_them(seed: Article) -> None:
    cited = [passage.text for passage in passages(seed)]
    for once in ("Iran offers Ukraine drone talks", "Ukraine has been intercepting Shahed-136 kamikaze drones since"):
        assert sum(text.count(once) for text in cited) == 1
    assert seed.title == "'Ready to clear allegations': Iran offers Ukraine drone talks"


def test_a_paragraph_is_kept_once_when_it_is_repeated() -> None:
    assert words(from_text("The talks failed.\n\nThe talks failed.")) == ["The talks failed."]


def test_a_short_paragraph_stays_when_a_later_one_begins_with_it() -> None:
    assert words(from_text("Denials\n\nKyiv\n\nKyiv denies it.")) == ["Kyiv", "Kyiv denies it."]


def test_headline_is_missing_when_the_first_line_is_a_sentence_or_long() -> None:
    assert from_text("The talks failed.\n\nNobody was surprised.").headline == (0, 0)
    assert from_text("word " * 50 + "\n\nNobody was surprised.").headline == (0, 0)
    assert from_text("Only one line").headline == (0, 0)


def test_lines_are_one_paragraph_when_they_are_wrapped() -> None:
    article = from_text(WRAPPED)
    assert article.title == "Talks fail"
    assert [text.count("\n") for text in words(article)] == [2, 1]


def test_lines_are_paragraphs_of_their_own_when_they_end_sentences() -> None:
    assert len(words(from_text("Talks fail\nThe talks failed.\nNobody was surprised.\nIt goes on."))) == 3


def test_markdown_becomes_what_a_reader_sees() -> None:
    article = from_text(MARKDOWN, markdown=True)
    assert article.text == SHOWN
    assert article.title == "Talks fail"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("---\n\nA rule above.\n\n---\n\nBelow.", "A rule above.\n\nBelow."),
        ("---\na: b\n...\nText.", "Text."),
        ("> Quoted\n> twice", "Quoted twice"),
        ("<p>Tags &lt; only", "Tags < only"),
        ("Para.\n\n## Later\n\nEnd.", "Para.\n\nLater\n\nEnd."),
        ("Shown.\n\n<!-- open\n\nand never closed", "Shown."),
    ],
    ids=["rule", "front matter with dots", "quotation", "html", "late heading", "open comment"],
)
def test_markdown_is_shown_when_it_has_a(text: str, shown: str) -> None:
    assert from_text(text + "\n\nLast.", markdown=True).text.removesuffix("Last.").strip() == shown


def test_a_lone_surrogate_is_replaced_since_it_cannot_be_stored() -> None:
    assert from_text("A \ud800 b", origin="caf\udce9.txt").text == "A ? b"
    assert from_text("A b", origin="caf\udce9.txt").origin == "caf?.txt"


def test_decode_keeps_replacement_characters_when_the_file_has_them() -> None:
    assert decode("\ufffd \ufffd".encode(), "a file") == "\ufffd \ufffd"


def test_standard_input_is_read_when_the_place_is_a_dash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"Talks fail\n\nThey failed.")))
    assert load("-").title == "Talks fail"


def test_load_says_what_to_do_when_the_place_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(ArticleError, match=r'there is no file ".*none.txt": check the path'):
        load(tmp_path / "none.txt")
    with pytest.raises(ArticleError, match=r"cannot read .* \(Is a directory\)"):
        load(tmp_path)
    (tmp_path / "two.jsonl").write_text('{"text": "One."}\n{"text": "Two."}')
    with pytest.raises(ArticleError, match="holds 2 articles, where one is needed"):
        load(tmp_path / "two.jsonl")


@pytest.mark.parametrize("name", ["x" * 300, "a\0b", "caf\udce9.txt", "", "~nobody/x.txt"])
def test_load_and_paths_take_any_name(name: str, tmp_path: Path) -> None:
    assert list(paths(f"{tmp_path}/a/{name}")) == [Path(f"{tmp_path}/a/{name}")]
    with pytest.raises(ArticleError, match=r"there is no file|cannot read") as told:
        load(f"{tmp_path}/a/{name}")
    str(told.value).encode()


def test_the_kind_on_standard_input_is_told_by_how_it_begins() -> None:
    begun = {b"%PDF-1.7": "pdf", b"\xef\xbb\xbf\n<!DOCTYPE html>": "html", b"<?xml version='1.0'?>": "feed", b"Talks fail": "text"}
    assert [kind_of(content) for content in begun] == list(begun.values())


def test_load_refuses_a_file_when_it_is_far_too_large(tmp_path: Path) -> None:
    with (tmp_path / "a.txt").open("wb") as file:
        file.truncate(LARGEST_FILE + 1)
    with pytest.raises(ArticleError, match="larger than 50 MiB"):
        load(tmp_path / "a.txt")


def test_paths_are_the_articles_below_a_folder_in_order(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for name in ("z.txt", "b/a.MD", "b/c.markdown", "b/d.pdf", "b/d.exe", "e"):
        (tmp_path / name).write_text("x")
    assert [p.relative_to(tmp_path).as_posix() for p in paths(tmp_path)] == [
        "b/a.MD",
        "b/c.markdown",
        "b/d.pdf",
        "z.txt",
    ]
    assert list(paths(tmp_path / "e")) == [tmp_path / "e"]


def test_paths_are_refused_when_a_folder_holds_no_article_or_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ArticleError, match=r"holds no file that is read \(\.txt, "):
        list(paths(tmp_path))

    def refuse(path: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refuse)
    with pytest.raises(ArticleError, match=r"cannot read the folder .* \(Permission denied\)"):
        list(paths(tmp_path))
