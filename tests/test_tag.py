import itertools
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.attribution.layout import Layout
from index.attribution.link import attributions
from index.attribution.tag import Role, Tagged, Tagger, lines, runs
from index.attribution.viterbi import IMPOSSIBLE, decode
from index.attribution.windows import segments, windows
from index.load import from_text

TAGS = ("O", "B-cue", "I-cue")
TRANSITIONS = np.array([[0.0, 0.2, IMPOSSIBLE], [0.1, -0.5, 0.3], [0.0, 0.1, 0.2]])
QUOTED = (
    "The bridge will close for a year.\n\n"
    "“The bridge is not safe,” Mayor Ana Ruiz told reporters on Monday. “We have to act now.”\n\n"
    "The engineers' union denied that its report had been late. Residents want a new bridge."
)


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger()


def words(text: str, spans: tuple[Tagged, ...], role: Role) -> list[str]:
    return [text[span.start : span.end] for span in spans if span.role == role]


@given(st.lists(st.lists(st.floats(-3, 3), min_size=3, max_size=3), max_size=5))
def test_decode_finds_the_best_of_all_sequences(rows: list[list[float]]) -> None:
    emissions = np.array(rows, dtype=np.float64).reshape(len(rows), 3)

    def score(tags: tuple[int, ...]) -> float:
        steps = sum(TRANSITIONS[a, b] for a, b in itertools.pairwise(tags))
        return steps + sum(emissions[i, tag] for i, tag in enumerate(tags))

    found = tuple(decode(emissions[None], TRANSITIONS, np.array([len(rows)]))[0])
    best = max(map(score, itertools.product(range(3), repeat=len(rows))))
    assert score(found) == pytest.approx(best)


def test_decode_leaves_the_padding_of_a_shorter_row_alone() -> None:
    emissions = np.random.default_rng(0).normal(size=(2, 6, 3))
    together = decode(emissions, TRANSITIONS, np.array([6, 4]))
    assert together[1, :4].tolist() == decode(emissions[1:, :4], TRANSITIONS, np.array([4]))[0].tolist()
    assert together[1, 4:].tolist() == [0, 0]


@given(st.lists(st.integers(1, 30), max_size=40), st.integers(5, 40), st.integers(0, 20))
def test_windows_read_every_segment_once_as_their_own(sizes: list[int], limit: int, overlap: int) -> None:
    found = list(windows(sizes, limit, overlap))
    assert [i for w in found for i in range(w.start + w.context, w.end)] == list(range(len(sizes)))
    assert all(w.end - w.start == 1 or sum(sizes[w.start : w.end]) <= limit for w in found)


@given(st.text("ab .!\n“”é😀", max_size=300), st.integers(1, 12))
def test_segments_hold_every_word_of_the_lines_in_order(tagger: Tagger, text: str, limit: int) -> None:
    found = list(segments(text, lines(text), tagger._model.tokenizer, limit))
    spans = [span for segment in found for span in segment.words]
    assert spans == sorted(spans)
    assert all(0 <= start <= end <= len(text) for start, end in spans)
    assert "".join(text[s:e] for s, e in spans).split() == "".join(text[s:e].strip() for s, e in spans).split()
    assert all(len(segment.pieces) <= limit or len(segment.words) == 1 for segment in found)


@given(st.lists(st.sampled_from(["O", "B-cue", "I-cue", "B-source"]), max_size=12))
def test_runs_are_disjoint_and_in_order(tags: list[str]) -> None:
    found = list(runs(tags))
    assert [first for _, first, _ in found] == [i for i, tag in enumerate(tags) if tag.startswith("B-")]
    assert all(a[2] <= b[1] for a, b in itertools.pairwise(found))


def test_a_quotation_has_its_speaker_cue_and_both_parts(tagger: Tagger) -> None:
    found = attributions(tagger.tag(QUOTED), Layout(from_text(QUOTED)))
    told = next(one for one in found if QUOTED[slice(*one.cue)] == "told")
    assert told.source is not None
    assert "Ana Ruiz" in QUOTED[slice(*told.source)]
    assert [QUOTED[slice(*part)].strip("“”,.") for part in told.contents] == ["The bridge is not safe", "We have to act now"]


def test_speech_and_attitude_are_told_apart(tagger: Tagger) -> None:
    classes = {QUOTED[s.start : s.end]: s.cue_class for s in tagger.tag(QUOTED).spans if s.role == "cue"}
    assert classes == {"told": "speech", "denied": "speech", "want": "attitude"}


def test_the_articles_own_voice_is_not_tagged(tagger: Tagger) -> None:
    assert tagger.tag("The bridge was built in 1931. It is 400 metres long and carries two lanes.").spans == ()


def test_only_the_paragraphs_given_are_read(tagger: Tagger) -> None:
    start = QUOTED.index("The engineers")
    found = tagger.tag(QUOTED, [(start, len(QUOTED))]).spans
    assert words(QUOTED, found, "cue") == ["denied", "want"]
    assert all(span.start >= start for span in found)


@settings(max_examples=25)
@given(st.text(max_size=200) | st.text(" “”\"'.,:\n\t\x00saidHe", max_size=200))
def test_any_text_gives_disjoint_spans_inside_it(tagger: Tagger, text: str) -> None:
    found = tagger.tag(text)
    assert all(0 <= span.start < span.end <= len(text) and 0 <= span.score <= 1 for span in found.spans)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found.spans))
    assert {link.cue for link in found.links} | {link.span for link in found.links} <= set(found.spans)


@pytest.mark.parametrize(
    "text",
    ["", " \n\t\n", "\x00", "😀" * 50, "e\u0301" * 50, "x" * 30_000],
    ids=["empty", "blank", "nul", "emoji", "combining", "one-word"],
)
def test_odd_texts_are_read(tagger: Tagger, text: str) -> None:
    assert all(text[span.start : span.end] for span in tagger.tag(text).spans)


def test_a_line_longer_than_a_window_keeps_its_quotations(tagger: Tagger) -> None:
    text = "The road was closed again. " * 120 + "“It will reopen,” Ana Ruiz said. " + "The road was closed again. " * 120
    began = time.perf_counter()
    assert "It will reopen" in " ".join(words(text, tagger.tag(text).spans, "content"))
    assert time.perf_counter() - began < 60
