"""Long premises are read in windows that leave no sentence out."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.entail import Entailment
from assistant.windows import WINDOW, entail, windows

FILLER = "The council met again on the matter of the road and heard from those who live beside it. "


class Seeking:
    """Supports a hypothesis whose words stand in the premise, refutes it where "not" stands beside them; counts what it reads."""

    def __init__(self) -> None:
        self.read: list[tuple[str, str]] = []

    def entail(self, pairs: Sequence[tuple[str, str]]) -> tuple[Entailment, ...]:
        """One for each pair."""
        self.read += pairs
        return tuple(
            (Entailment(0.1, 0.8, 0.1) if "not" in premise else Entailment(0.9, 0.05, 0.05))
            if hypothesis in premise
            else Entailment(0.1, 0.1, 0.8)
            for premise, hypothesis in pairs
        )


def test_a_premise_as_long_as_a_passage_is_read_whole() -> None:
    assert list(windows("x" * WINDOW)) == ["x" * WINDOW]


@given(st.lists(st.integers(1, 300), min_size=1, max_size=30), st.integers(150, 900))
def test_windows_keep_every_word_in_order_and_the_limit(sizes: list[int], longest: int) -> None:
    sentences = [f"Sentence {i} " + "word " * (size // 5) + "ends here." for i, size in enumerate(sizes)]
    found = list(windows(" ".join(sentences), longest))
    assert all(any(sentence in window for window in found) for sentence in sentences)
    assert [window.split()[1] for window in found] == sorted((window.split()[1] for window in found), key=int)
    assert all(len(window) <= longest or window in sentences for window in found) or len(found) == 1


@given(st.text(max_size=400), st.integers(1, 60))
def test_any_text_has_a_window(text: str, longest: int) -> None:
    assert list(windows(text, longest))


@pytest.mark.parametrize("place", [0, 10, 30])
def test_a_sentence_is_found_wherever_it_stands(place: int) -> None:
    entailer = Seeking()
    long = FILLER * place + "The dam held. " + FILLER * (30 - place)
    short = "The dam held."
    found = entail(entailer, [(long, "The dam held."), (short, "The dam held."), (long, "The dam broke.")])
    assert [max("supports", "refutes", "neutral", key=lambda name: getattr(one, name)) for one in found] == [
        "supports",
        "supports",
        "neutral",
    ]
    assert (short, "The dam held.") in entailer.read


def test_nothing_gives_nothing() -> None:
    assert entail(Seeking(), []) == ()
