"""Contracts of every writer without a model, and what the extractive one takes."""

import pytest

from assistant.types import Candidate
from assistant.write import WRITERS, Material, Writer, best
from index.load import from_text
from index.split import sentences


@pytest.fixture(params=WRITERS)
def writer(request: pytest.FixtureRequest) -> Writer:
    return WRITERS[request.param]()


def test_every_sentence_cites_what_it_was_given(writer: Writer) -> None:
    found = sentences(from_text("The talks failed. The ministers left. It rained."))
    candidates = (Candidate(found[1], 0.9), Candidate(found[0], 0.85), Candidate(found[2], 0.1))
    talk = writer.begin(Material("Did the talks fail?", (), candidates, tuple(best(candidates))))
    written = list(talk.write())
    assert written
    assert all(citation in found for sentence in written for citation in sentence.citations)
    assert talk.repair(written[0], ["it is too long"]) is None


def test_name_is_what_the_settings_call_it(writer: Writer) -> None:
    assert isinstance(WRITERS[writer.name](), type(writer))


def test_best_when_the_next_is_much_worse_is_one() -> None:
    found = sentences(from_text("The talks failed. It rained."))
    assert [s.text for s in best([Candidate(found[0], 0.99), Candidate(found[1], 0.6)])] == ["The talks failed."]


def test_best_when_two_articles_say_the_same_gives_it_once() -> None:
    found = sentences(from_text("The talks failed.")) + sentences(from_text("Talks\n\nThe talks failed."))[1:]
    assert [s.citations for s in best([Candidate(span, 0.9) for span in found])] == [(found[0],)]
