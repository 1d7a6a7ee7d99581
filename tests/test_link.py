import pytest

from index.attribution.layout import Layout
from index.attribution.link import Attribution, attributions
from index.attribution.tag import Link, Tagged, Tagging
from index.load import from_text

TEXT = "Ana said the bridge was safe. She added it was old and laughed. Then she sang."


def tagged(role: str, words: str, start: int = 0) -> Tagged:
    place = TEXT.index(words, start)
    return Tagged(role, place, place + len(words), 0.9, "speech" if role == "cue" else None)


@pytest.fixture
def layout() -> Layout:
    return Layout(from_text(TEXT))


ANA, SHE = tagged("source", "Ana"), tagged("source", "She")
SAID, ADDED, SANG = (tagged("cue", word) for word in ("said", "added", "sang"))
SAFE, OLD = tagged("content", "the bridge was safe"), tagged("content", "it was old")


def found(layout: Layout, spans: tuple[Tagged, ...], *links: Link) -> list[tuple[str, str | None, list[str]]]:
    words = lambda place: TEXT[slice(*place)]
    return [
        (words(one.cue), words(one.source) if one.source else None, [words(part) for part in one.contents])
        for one in attributions(Tagging(spans, links), layout)
    ]


def test_each_content_goes_to_one_cue_and_cues_without_one_are_given(layout: Layout) -> None:
    spans = (ANA, SAID, SAFE, SHE, ADDED, OLD, SANG)
    links = (Link(ANA, SAID, 0.9), Link(SHE, ADDED, 0.9), Link(SAFE, SAID, 0.9), Link(OLD, SAID, 0.4), Link(OLD, ADDED, 0.7))
    assert found(layout, spans, *links) == [
        ("said", "Ana", ["the bridge was safe"]),
        ("added", "She", ["it was old"]),
        ("sang", None, []),
    ]


def test_a_link_inside_the_sentence_is_preferred(layout: Layout) -> None:
    spans = (SAID, SAFE, ADDED, OLD)
    assert found(layout, spans, Link(SAFE, SAID, 0.9), Link(OLD, SAID, 0.8), Link(OLD, ADDED, 0.6))[1] == (
        "added",
        None,
        ["it was old"],
    )


def test_a_content_without_a_link_goes_to_an_idle_cue_of_its_sentence(layout: Layout) -> None:
    assert found(layout, (SAID, SAFE, ADDED, OLD), Link(SAFE, SAID, 0.9)) == [
        ("said", None, ["the bridge was safe"]),
        ("added", None, ["it was old"]),
    ]


def test_a_source_stands_in_the_sentence_of_its_cue(layout: Layout) -> None:
    assert found(layout, (ANA, SHE, ADDED), Link(ANA, ADDED, 0.9)) == [("added", "She", [])]
    assert found(layout, (ANA, ADDED), Link(ANA, ADDED, 0.9)) == [("added", None, [])]


def test_ranges_are_those_of_the_tagged_spans(layout: Layout) -> None:
    (one,) = attributions(Tagging((SAID,), ()), layout)
    assert one == Attribution((4, 8), "speech", None, ())
