import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import BertPreTokenizer

from benchmarks.bio import agreement, bio_spans, joined, token_spans
from training.attribution_data import LABELS, NO_CLASS, Paragraph, encode, read_jsonl, windows
from training.cue_classes import cue_class
from training.news_pairs import CHANGES, news_pairs, news_questions
from training.pair_data import plain, squad_rows

ARTICLE = {
    "text": "“It is safe,” Ruiz said. “Go.”\n\nUnions want more.",
    "attributions": [
        {"id": "a", "source": [[14, 18]], "cue": [[19, 23]], "content": [[0, 13], [25, 30]]},
        {"id": "b", "source": [[32, 38]], "cue": [[39, 43]], "content": [[44, 48]]},
    ],
}
NEWS = (
    "The council will spend 40 million euros on the old bridge this year. Nobody was hurt when the road fell on Monday in "
    "the rain.\nThe bridge is safe for every car that crosses it today, Ana Ruiz said. Later that week Peter Holm may lead "
    "the inquiry into the fall of the road."
)


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    made = Tokenizer(WordLevel({"[UNK]": 0}, unk_token="[UNK]"))
    made.pre_tokenizer = BertPreTokenizer()
    return made


@pytest.mark.parametrize(
    ("cue", "expected"),
    [
        ("said", "speech"),
        ("has denied", "speech"),
        ("don’t want", "attitude"),
        ("hopes", "attitude"),
        (":", "speech"),
        ("hit", None),
    ],
)
def test_cue_class_is_that_of_the_first_listed_word(cue: str, expected: str | None) -> None:
    assert cue_class(cue) == expected


def test_encode_marks_spans_classes_and_links(tokenizer: Tokenizer) -> None:
    first, second = encode(ARTICLE, tokenizer)
    tags = [LABELS[tag] for tag in first.tags]
    assert tags == ["B-content", *["I-content"] * 5, "B-source", "B-cue", "O", "B-content", *["I-content"] * 3]
    assert first.links == {0: {"a"}, 6: {"a"}, 7: {"a"}, 9: {"a"}}
    assert [c for c in first.classes if c != NO_CLASS] == [0]
    assert [c for c in second.classes if c != NO_CLASS] == [1]


def test_another_publishers_typography_keeps_the_offsets(tokenizer: Tokenizer) -> None:
    tags = {tuple(p.tags for p in map(_tags, encode(ARTICLE, tokenizer, random.Random(seed)))) for seed in range(20)}
    assert len(tags) == 1


def _tags(paragraph: Paragraph) -> Paragraph:
    return Paragraph([], [], tuple(paragraph.tags), [])  # type: ignore[arg-type]


@given(st.lists(st.integers(1, 120), max_size=30), st.integers(0, 99))
def test_windows_give_every_paragraph_once_in_order(sizes: list[int], seed: int) -> None:
    paragraphs = [Paragraph([i] * size, [], [], []) for i, size in enumerate(sizes)]
    found = list(windows(paragraphs, random.Random(seed)))
    assert [p.pieces[0] for window in found for p in window] == list(range(len(sizes)))


def test_absent_data_are_named(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="No data at"):
        read_jsonl(tmp_path / "polnear_train.jsonl.gz")


def test_changed_sentences_differ_from_the_sentence_they_came_from() -> None:
    pairs = [pair for seed in range(30) for pair in news_pairs(NEWS, random.Random(seed), share=1.0)]
    assert {pair.label for pair in pairs} == {"entailment", "contradiction", "neutral", "not_entailment"}
    assert all(pair.hypothesis not in pair.premise for pair in pairs if pair.label == "contradiction")


def test_every_kind_of_change_is_made() -> None:
    sentences = [part for line in NEWS.split("\n") for part in line.replace(". ", ".\n").split("\n")]
    sentences.append("Ana Ruiz met Peter Holm at the old bridge after the rain.")
    rng = random.Random(0)
    names = ["Ana Ruiz", "Peter Holm"]
    assert [change.__name__ for change in CHANGES if not any(change(s, names, rng) for s in sentences)] == []


def test_questions_are_answered_by_their_own_sentence() -> None:
    rows = list(news_questions(NEWS, NEWS.replace("Ruiz", "Lind"), random.Random(1)))
    right, *wrong = rows
    assert right.label == 1
    assert "Ruiz said" in right.sentence
    assert len(wrong) >= 2
    assert not any(row.label for row in wrong)


def test_questions_about_another_name_are_not_answered_by_the_sentence() -> None:
    sentence = "Ana Ruiz thanked the old mayor Peter Holm and praised the plan."
    text = f"{sentence} Later that week the council heard Kim Lund on the same plan."
    rows = [row for seed in range(9) for row in news_questions(text, NEWS, random.Random(seed))]
    others = [row for row in rows if "Kim Lund" in row.question and row.sentence == sentence]
    assert others
    assert not any(row.label for row in others)


def test_what_a_sentence_says_nothing_of_is_asked_now_and_then() -> None:
    text = "On Friday the bridge was closed to all lorries for a month. " * 30
    rows = [row for seed in range(9) for row in news_questions(text, NEWS, random.Random(seed), "A title")]
    assert {row.label for row in rows} == {0}
    assert "Who owns the bridge?" in {row.question for row in rows}
    assert all(row.context.startswith("A title") for row in rows)


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("Ana Ruiz signed the plan for the bridge on Monday.", "Who signed the plan for the bridge on Monday?"),
        ("At least three people were hurt when the road fell.", "How many people were hurt when the road fell?"),
    ],
)
def test_questions_are_made_of_deeds_and_numbers(sentence: str, question: str) -> None:
    text = f"{sentence} Later that week the council began a long inquiry."
    rows = list(news_questions(text, NEWS, random.Random(1)))
    assert [(row.question, row.label) for row in rows] == [(question, 1), (question, 0), (question, 0)]
    assert [row.sentence == sentence for row in rows] == [True, False, False]


def test_names_change_about_only_where_that_changes_the_meaning() -> None:
    roles = next(change for change in CHANGES if change.__name__ == "_roles")
    names, rng = ["Ana Ruiz", "Peter Holm"], random.Random(0)
    assert roles("Ana Ruiz thanked Peter Holm.", names, rng) == ("Peter Holm thanked Ana Ruiz.", "not_entailment")
    assert roles("Ana Ruiz and Peter Holm left.", names, rng) is None


def test_squad_sentence_with_the_answer_is_the_right_one() -> None:
    context = "The tower opened in 1931. It stands in the north. Many people visit it."
    asked = {"question": "When did the tower open?", "is_impossible": False, "answers": [{"answer_start": 20, "text": "1931"}]}
    title = {"title": "Old_Tarn", "paragraphs": [{"context": context, "qas": [asked]}]}
    rows = list(squad_rows(title))
    assert rows[0].context == "Old Tarn It stands in the north. Many people visit it."
    assert next((row.sentence, row.label) for row in rows) == ("The tower opened in 1931.", 1)
    assert sum(row.label for row in rows) == 1


def test_treebank_tokens_become_running_text() -> None:
    assert plain("`` I do n't know , '' he said -LRB- today -RRB- .") == "“ I don't know, ” he said (today)."


def test_token_spans_cover_every_token_a_span_touches() -> None:
    text, places = joined(["He", "wo", "n't", "say", "."])
    assert text == "He won't say ."
    assert token_spans([("cue", 3, 12)], places) == [("cue", 1, 4)]


def test_agreement_counts_exact_begin_and_shared_tokens() -> None:
    gold = [bio_spans(["B-cue", "O", "B-content", "I-content"])]
    found = [bio_spans(["B-cue", "O", "B-content", "O"])]
    scores = agreement(gold, found)
    assert (scores["cue"]["exact"], scores["content"]["exact"]) == (100, 0)
    assert (scores["content"]["begin"], scores["content"]["jaccard"]) == (100, 50)


def test_schedule_ends_at_zero_and_pauses_do_not_count() -> None:
    pytest.importorskip("torch")
    from training.run import Progress, done_share, rate_factor

    assert done_share(Progress(step=10, seconds=60.0), steps=40, minutes=0) == 0.25
    assert done_share(Progress(step=10, seconds=60.0), steps=40, minutes=2) == 0.5
    assert rate_factor(1.0) == 0


def test_crf_loss_is_that_of_all_sequences_counted_out() -> None:
    torch = pytest.importorskip("torch")
    import itertools

    from training.tagger_model import Crf

    crf = Crf()
    torch.nn.init.normal_(crf.transitions, generator=torch.Generator().manual_seed(0))
    emissions = torch.randn(1, 3, len(LABELS), generator=torch.Generator().manual_seed(1))
    steps = crf.scores().detach()

    def score(tags: tuple[int, ...]) -> float:
        return float(
            sum(emissions[0, i, tag] for i, tag in enumerate(tags)) + sum(steps[a, b] for a, b in itertools.pairwise(tags))
        )

    total = torch.logsumexp(torch.tensor([score(t) for t in itertools.product(range(len(LABELS)), repeat=3)]), 0)
    gold = (3, 4, 0)
    loss = crf(emissions, torch.tensor([gold]), torch.ones(1, 3, dtype=torch.bool))
    assert float(loss.detach()) == pytest.approx(float(total - score(gold)) / 3, abs=1e-4)
