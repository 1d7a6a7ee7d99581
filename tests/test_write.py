"""Contracts of every writer."""

import pytest

from assistant.types import Candidate
from assistant.write import WRITERS, Writer
from index.load import from_text
from index.split import sentences


@pytest.fixture(params=WRITERS)
def writer(request: pytest.FixtureRequest) -> Writer:
    return WRITERS[request.param]()


def test_every_sentence_cites_what_it_was_given(writer: Writer) -> None:
    found = sentences(from_text("The talks failed. The ministers left. It rained."))
    candidates = [Candidate(found[1], 0.9), Candidate(found[0], 0.85), Candidate(found[2], 0.1)]
    written = list(writer.write("Did the talks fail?", candidates))
    assert written
    assert all(citation in found for sentence in written for citation in sentence.citations)


def test_extractive_when_the_next_is_much_worse_gives_one() -> None:
    found = sentences(from_text("The talks failed. It rained."))
    written = list(WRITERS["extractive"]().write("?", [Candidate(found[0], 0.99), Candidate(found[1], 0.6)]))
    assert [sentence.text for sentence in written] == ["The talks failed."]


def test_extractive_when_two_articles_say_the_same_gives_it_once() -> None:
    found = sentences(from_text("The talks failed.")) + sentences(from_text("Talks\n\nThe talks failed."))[1:]
    written = list(WRITERS["extractive"]().write("?", [Candidate(span, 0.9) for span in found]))
    assert [sentence.citations for sentence in written] == [(found[0],)]
