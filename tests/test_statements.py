"""Statements read from whole texts by the shipped tagger."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant import build
from index.attribution import Attributor
from index.attribution.stance import Told, cue_class, stance
from index.index import read as read_entry
from index.load import from_text
from index.split import LONGEST_SENTENCE, passages, sentences
from index.types import Stance, Statement

MARKS = st.sampled_from(
    "“|”|\"|'|‘|’|«|»|„| he said, | according to Kyiv. |\n\n|Ada Quell denied |x. |Asked whether | that |Per |"  # noqa: SIM905
    "The Pilots' Guild | and who |\0|\x1b[31m|\u202e|\u200b|\ud800|\x85|\u2028|\t|\x0c|e\u0301|🙂|"
    "Il a dit : « non ». |„Nein“, sagte er. |部长否认了指控。|قال الوزير |Ада сказала: «да». ".split("|")
)


@pytest.fixture(scope="module")
def attributor() -> Attributor:
    return build.attributor()


def read(attributor: Attributor, body: str) -> list[Statement]:
    return list(attributor.statements(from_text(f"The dam at Tarn\n\n{body}")))


def words(statement: Statement) -> list[str]:
    return [span.text for span in statement.content]


def test_an_interrupted_quotation_is_one_statement(attributor: Attributor) -> None:
    said = read(attributor, '"The dam will hold," Mayor Ada Quell said on Monday. "Nobody needs to leave."')
    assert [(s.speaker, words(s), s.kind, s.stance) for s in said] == [
        ("Ada Quell", ["The dam will hold", "Nobody needs to leave"], "direct", "asserts")
    ]


def test_a_pronoun_and_a_surname_are_the_person_named_before(attributor: Attributor) -> None:
    said = read(
        attributor, "Mayor Ada Quell said that the dam would hold. She denied that money was missing. Quell said work goes on."
    )
    assert [(s.speaker, s.stance) for s in said] == [("Ada Quell", "asserts"), ("Ada Quell", "denies"), ("Ada Quell", "asserts")]


def test_two_who_deny_together_are_two_statements(attributor: Attributor) -> None:
    said = read(attributor, "Both Oslo and Bergen deny a deal over the water.")
    assert {(s.speaker, s.stance, *words(s)) for s in said} == {
        ("Oslo", "denies", "a deal over the water"),
        ("Bergen", "denies", "a deal over the water"),
    }


def test_according_to_and_nobody_named(attributor: Attributor) -> None:
    said = read(attributor, "The repairs cost 4 million euros, according to the Tarn Water Board.")
    assert [s.speaker for s in said] == ["Tarn Water Board"]
    said = read(attributor, "It is said that the dam leaks.")
    assert {s.speaker for s in said} <= {None}


def test_who_is_asked_does_not_ask(attributor: Attributor) -> None:
    said = read(attributor, "Ben Adler arrived late. Asked whether he would resign, Adler replied: “Not today, and not tomorrow.”")
    assert ("Ben Adler", "asks") not in {(s.speaker, s.stance) for s in said}
    assert ("Ben Adler", "asserts") in {(s.speaker, s.stance) for s in said}


@pytest.mark.parametrize(
    ("cue", "content", "stance_read", "told"),
    [
        ("rejected", "the parents' figure of 40 sick children", "denies", "speech"),
        ("called", "the allegations baseless", "denies", "speech"),
        ("branded", "the report a lie", "denies", "speech"),
        ("did not call", "the report a lie", "other", "attitude"),
        ("called", "the strike wrong", "other", "attitude"),
        ("rejected", "the offer of 4%", "other", "attitude"),
        ("dismissed", "a number of ministers", "other", "attitude"),
        ("dismissed", "three leading figures of the party", "other", "attitude"),
        ("disputed", "the auditor's findings", "denies", "speech"),
    ],
)
def test_who_rejects_a_figure_or_calls_a_claim_untrue_denies_it(cue: str, content: str, stance_read: Stance, told: str) -> None:
    assert stance(Told(cue, content)) == stance_read
    assert cue_class(Told(cue, content), "speech") == told


@pytest.mark.parametrize("words_said", ["that was untrue", "that account"], ids=["with a verb", "with a noun"])
def test_that_which_points_is_kept(attributor: Attributor, words_said: str) -> None:
    cue = "said" if "was" in words_said else "rejected"
    said = read(attributor, f"Ben Adler told reporters that the dam leaked. Mayor Ada Quell {cue} {words_said} on Monday.")
    assert any(s.speaker == "Ada Quell" and words(s)[0].startswith(words_said) for s in said)


@settings(max_examples=40)
@given(st.lists(MARKS | st.text(max_size=12), max_size=14).map("".join))
def test_any_text_gives_statements_that_lie_in_it(attributor: Attributor, body: str) -> None:
    entry = read_entry(from_text(f"A headline\n\nText. {body}"), attributor)
    for statement in entry.statements or attributor.statements(entry.article):
        assert statement.content
        places = [(span.start, span.end) for span in statement.content]
        assert places == sorted(places)
        assert all(start < end for start, end in places)


@pytest.mark.parametrize("part", ["‘He's 'a dog' said' ", "“Ann said, ‘no ", "…?! ", "' ", "Ann Lee said he was the mayor. ", "x"])
def test_the_sentences_of_a_long_line_cover_it(part: str) -> None:
    article = from_text("Head\n\n" + part * (200_000 // len(part)))
    found = sentences(article)
    assert all(span.end - span.start <= LONGEST_SENTENCE for span in found)
    kept, given = ("".join("".join(span.text for span in spans).split()) for spans in (found, passages(article, found)))
    assert kept == given == "".join(article.text.split())


def test_a_long_line_without_any_end_is_read(attributor: Attributor) -> None:
    assert isinstance(attributor.statements(from_text("Head\n\n" + '"said he, ' * 1_000)), tuple)
