"""Copies and versions: which articles are one, and what a search over everything leaves out."""

import random
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hashing import FirstWords, HashingEmbedder

from index import family
from index.family import ALIKE, alike, signature
from index.index import Index
from index.load import from_text
from index.types import Article, Imprint, Span

WORDS = ("talks", "dam", "council", "minister", "river", "budget", "vote", "Tarn", "held", "failed", "city", "flood", "money")
DRAWN = random.Random(7)
PARAGRAPHS = [" ".join(DRAWN.choices(WORDS, k=40)).capitalize() + "." for _ in range(10)]


def article(paragraphs: list[str], title: str = "Talks fail in Tarn", **imprint: str) -> Article:
    return replace(from_text("\n\n".join([title, *paragraphs])), imprint=Imprint(**imprint))


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with Index.open(tmp_path / "library", "hashing", HashingEmbedder, create=True, make_attributor=FirstWords) as opened:
        yield opened


AGENCY = article(PARAGRAPHS, outlet="Agency", address="https://agency.example/1")
COPY = article(
    [*PARAGRAPHS[:4], *PARAGRAPHS[5:], "With files from our staff."],
    "Dam talks fail",
    outlet="The Sun",
    address="https://sun.example/9",
)
VERBATIM = replace(AGENCY, imprint=Imprint(outlet="The Post", address="https://post.example/2"))
OTHER = article([" ".join(DRAWN.choices(WORDS, k=40)) + "." for _ in range(10)], "Another story", outlet="The Sun")
LATER = article([*PARAGRAPHS[:-1], "Correction: nothing of this was so."], outlet="Agency", address="https://agency.example/1")


def found(index: Index, ids: tuple[str, ...] = ()) -> set[str]:
    return {hit.passage.article.id for hit in index.search(PARAGRAPHS[2], 50, ids)}


def test_copies_are_alike_and_others_are_not() -> None:
    assert alike(signature(AGENCY), signature(COPY)) >= ALIKE
    assert alike(signature(AGENCY), signature(OTHER)) < 0.1
    assert signature(from_text("Talks fail\n\nToo short to say.")) == b""


def test_a_long_text_is_signed_a_part_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """The hashes of all shingles at once were 1 kB a word and more: 3 GB for 10 MB in one line."""
    words = " ".join(f"word{number}" for number in range(20_000))
    long = from_text(f"Talks fail\n\n{words}")
    tracemalloc.start()
    signed = signature(long)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 30_000_000
    monkeypatch.setattr(family, "AT_ONCE", 20_000)
    assert signature(long) == signed


def test_a_copy_is_shown_once_with_its_outlets(index: Index) -> None:
    index.add([AGENCY, COPY, OTHER, VERBATIM])
    assert index.families.copies == {AGENCY.id: (COPY.id,)}
    assert set(index.outlets(AGENCY.id)) == {"The Sun", "The Post"}
    assert found(index) == {AGENCY.id, OTHER.id}
    assert {s.content[0].article.id for s in index.statements()} == {AGENCY.id, OTHER.id}
    assert found(index, (COPY.id,)) == {COPY.id}
    assert index.statements([COPY.id])


def test_a_copy_counts_again_when_the_first_is_removed(index: Index) -> None:
    index.add([AGENCY, COPY])
    index.remove(AGENCY.id)
    assert found(index) == {COPY.id}
    assert index.outlets(COPY.id) == ()


def test_a_changed_article_is_a_new_version_and_citations_keep_the_old(index: Index) -> None:
    index.add([AGENCY])
    cited = index.search(PARAGRAPHS[-1], 1)[0].passage
    index.add([LATER])
    assert index.families.versions == {LATER.id: (AGENCY.id,)}
    assert found(index) == {LATER.id}
    assert Span(index.find(cited.article.id), cited.start, cited.end).text == cited.text
    assert cited in index.passages(AGENCY.id)


def test_an_article_that_is_changed_back_counts_again(index: Index) -> None:
    index.add([AGENCY])
    index.add([LATER])
    index.add([AGENCY])
    assert index.families.versions == {AGENCY.id: (LATER.id,)}
    assert found(index) == {AGENCY.id}


def test_families_are_the_same_when_the_library_is_opened_again(index: Index, tmp_path: Path) -> None:
    index.add([AGENCY, LATER, COPY, VERBATIM])
    families, outlets = index.families, index.outlets(AGENCY.id)
    index.close()
    with Index.open(tmp_path / "library", "hashing", HashingEmbedder) as again:
        assert again.families == families
        assert again.outlets(AGENCY.id) == outlets
