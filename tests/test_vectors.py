from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hashing import HashingEmbedder

import index.vectors
from index.errors import StoreError
from index.load import from_text
from index.split import passages
from index.types import Span
from index.vectors import ChromaVectors

SPANS = [
    *passages(from_text("Talks fail\n\nThe talks failed on Monday.\n\n" + "Nobody was surprised by it at all. " * 40)),
    *passages(from_text("Marmalade\n\nQuixotic marmalade is made in Seville.")),
]
ROWS = HashingEmbedder().encode([span.text for span in SPANS])


@pytest.fixture
def chroma(tmp_path: Path) -> Iterator[ChromaVectors]:
    """A folder that holds the vectors of SPANS."""
    vectors = ChromaVectors(tmp_path / "vectors")
    vectors.write(SPANS, ROWS)
    yield vectors
    vectors.close()


def place(span: Span) -> tuple[str, int, int]:
    return span.article.id, span.start, span.end


def test_nearest_gives_places_by_cosine(chroma: ChromaVectors) -> None:
    query = HashingEmbedder().encode(["marmalade from Seville"])[0]
    found = chroma.nearest(query, 10)
    cosines = {place(span): float(row @ query) for span, row in zip(SPANS, ROWS, strict=True)}
    assert dict(found) == pytest.approx(cosines, abs=1e-5)
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)
    assert found[0][0] == place(SPANS[-1])


def test_nearest_stays_in_the_articles_given(chroma: ChromaVectors) -> None:
    found = chroma.nearest(ROWS[-1], 10, [SPANS[0].article.id])
    assert {article for (article, _, _), _ in found} == {SPANS[0].article.id}
    assert len(found) == len(SPANS) - 1


def test_vectors_come_back_in_the_order_asked_for(chroma: ChromaVectors) -> None:
    np.testing.assert_allclose(chroma.read(SPANS[::-1]), ROWS[::-1], atol=1e-6)


def test_nothing_is_doubled_when_vectors_are_written_twice(chroma: ChromaVectors) -> None:
    chroma.write(SPANS, ROWS)
    chroma.check(SPANS)


@pytest.mark.parametrize("wrong", [SPANS[1:], [*SPANS, SPANS[0].article.span(0, 3)], [*SPANS[1:], SPANS[0].article.span(0, 3)]])
def test_check_names_reindex_when_passages_are_more_fewer_or_others(wrong: list[Span], chroma: ChromaVectors) -> None:
    with pytest.raises(StoreError, match="rebuild it with: onrecord reindex"):
        chroma.check(wrong)


@pytest.mark.filterwarnings("ignore:overflow")
@pytest.mark.parametrize("row", [np.zeros(64), np.full(64, 3.0)], ids=["zeros", "long"])
def test_check_names_reindex_when_a_vector_is_not_of_length_one(row: np.ndarray, tmp_path: Path) -> None:
    vectors = ChromaVectors(tmp_path / "vectors")
    vectors.write(SPANS[:1], row[None].astype(np.float32))
    with pytest.raises(StoreError, match="rebuild it with: onrecord reindex"):
        vectors.check(SPANS[:1])
    vectors.close()


def test_write_goes_in_batches_when_there_are_more_vectors_than_chroma_takes(
    chroma: ChromaVectors, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chroma._client, "get_max_batch_size", lambda: 2)
    chroma.write(SPANS, ROWS)
    chroma.check(SPANS)
    np.testing.assert_allclose(chroma.read(SPANS), ROWS, atol=1e-6)


def test_write_is_told_as_damage_when_the_dimensions_are_others(chroma: ChromaVectors) -> None:
    with pytest.raises(StoreError, match="dimension"):
        chroma.write(SPANS, ROWS[:, :32])


def test_a_collection_begun_with_longer_ids_is_written_on_with_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as earlier:
        earlier.setattr("index.vectors._identifier", index.vectors._place)
        begun = ChromaVectors(tmp_path / "vectors")
        begun.write(SPANS[:1], ROWS[:1])
        begun.close()
    again = ChromaVectors(tmp_path / "vectors")
    again.write(SPANS, ROWS)
    again.check(SPANS)
    again.close()


def test_ids_are_short_and_each_its_own(chroma: ChromaVectors) -> None:
    ids = chroma._collection.get(include=[])["ids"]
    assert len(set(ids)) == len(SPANS)
    assert {len(identifier) for identifier in ids} == {16}
