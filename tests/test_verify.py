"""Verdicts from hand-made statements and a table of what entails what: the rules, without a model's quirks."""

from collections.abc import Callable

import pytest

from assistant.build import attributor
from assistant.entail import entailer
from assistant.judge import Findings, judge
from assistant.premises import premises
from assistant.types import Claim, Evidence, Verdict
from assistant.verify import Verifier
from index.embed import MiniLM
from index.index import Index
from index.load import from_text
from index.memory import MemoryStore
from index.split import sentences
from index.types import Article, Kind, Span, Stance, Statement
from tests.table import Table

TEXT = """\
Flood in Tarn

The dam in Tarn broke on 4 May and 17 people died.

Mayor Ada Quell said the gates had been closed. She denied that anybody had been warned. "There was no warning," she said.

Engineer Ben Adler told reporters that the council had been warned in March. "The gates were open," said Adler.

Adler added that more rain might fall.

The ministry denied that it had cut the budget. The builder asked whether the gates had been oiled.
"""


def span(article: Article, words: str, after: int = 0) -> Span:
    start = article.text.index(words, after)
    return article.span(start, start + len(words))


class ByHand:
    """The statements of the text above."""

    rows: tuple[tuple[str, str, str, str, Stance], ...] = (
        ("Ada Quell", "Mayor Ada Quell", "said", "the gates had been closed", "asserts"),
        ("Ada Quell", "She", "denied", "anybody had been warned", "denies"),
        ("Ada Quell", "she", "said", "There was no warning", "denies"),
        ("Ben Adler", "Engineer Ben Adler", "told", "the council had been warned in March", "asserts"),
        ("Ben Adler", "Adler", "said", "The gates were open", "asserts"),
        ("Ben Adler", "Adler", "added", "more rain might fall", "asserts"),
        ("ministry", "The ministry", "denied", "it had cut the budget", "denies"),
        ("builder", "The builder", "asked", "whether the gates had been oiled", "asks"),
    )

    def statements(self, article: Article) -> tuple[Statement, ...]:
        if article.text != TEXT:
            return ()
        found = []
        for speaker, mention, cue, content, stance in self.rows:
            place = span(article, content)
            near = max(0, place.start - 45)
            kind = "direct" if article.text[place.start - 1] == '"' else "indirect"
            who = span(article, mention, near if mention in article.text[near:] else 0)
            found.append(Statement(speaker, who, span(article, cue, near), (place,), kind, stance))
        return tuple(found)


@pytest.fixture
def judged(minilm: MiniLM) -> Callable[..., Verdict]:
    """judged(claim, supports, refutes): the verdict on a single claim about the flood."""

    def verdict(claim: str, supports: dict[str, str] | None = None, refutes: dict[str, str] | None = None) -> Verdict:
        with Index(MemoryStore(), minilm.name, lambda: minilm, ByHand) as index:
            index.add([from_text(TEXT)])
            (found,) = Verifier(index, Table(supports, refutes)).verify(claim).verdicts
            return found

    return verdict


Case = tuple[str, dict[str, str], dict[str, str], str, tuple[str, ...], tuple[str, ...]]
CASES: dict[str, Case] = {
    "own-voice": ("The dam in Tarn broke.", {"The dam in Tarn broke": "dam in Tarn broke"}, {}, "supported", (), ()),
    "own-voice-refutes": ("The dam in Tarn held.", {}, {"The dam in Tarn broke": "held"}, "refuted", (), ()),
    "other-number": ("The dam in Tarn broke on 4 May and 19 people died.", {"17 people": "19 people"}, {}, "refuted", (), ()),
    "other-date": ("The dam in Tarn broke on 5 May.", {"4 May": "5 May"}, {}, "refuted", (), ()),
    "one-speaker": (
        "The council was warned in March.",
        {"warned in March": "warned in March"},
        {},
        "attributed",
        ("Ben Adler",),
        (),
    ),
    "only-denied": ("The ministry cut the budget.", {"cut the budget": "cut the budget"}, {}, "denied", (), ("ministry",)),
    "two-sides": (
        "The council had been warned.",
        {"warned in March": "warned", "somebody has been warned": "warned"},
        {},
        "contested",
        ("Ben Adler",),
        ("Ada Quell",),
    ),
    "two-statements": (
        "The gates were open.",
        {"gates were open": "open"},
        {"gates have been closed": "open"},
        "contested",
        ("Ben Adler",),
        ("Ada Quell",),
    ),
    "question-is-no-evidence": ("The gates had been oiled.", {"oiled": "oiled"}, {}, "not_found", (), ()),
    "weaker-than-claimed": ("More rain will fall.", {"rain might fall": "rain will fall"}, {}, "not_found", (), ()),
    "nothing": ("The bridge was painted green.", {}, {}, "not_found", (), ()),
    "said": ("Adler said that the gates were open.", {"gates were open": "gates were open"}, {}, "supported", ("Ben Adler",), ()),
    "said-by-role": (
        "The engineer said the gates were open.",
        {"gates were open": "gates were open"},
        {},
        "supported",
        ("Ben Adler",),
        (),
    ),
    "said-the-opposite": ("Quell said the gates were open.", {}, {"gates have been closed": "open"}, "refuted", (), ("Ada Quell",)),
    "said-by-another": (
        "Quell said that more rain might fall.",
        {"rain might": "rain might"},
        {},
        "misattributed",
        ("Ben Adler",),
        (),
    ),
    "denied-it": (
        "Quell denied that anybody had been warned.",
        {"somebody has been warned": "Somebody has", "warned in March": "Somebody has"},
        {},
        "supported",
        ("Ben Adler",),
        ("Ada Quell",),
    ),
    "denied-by-another": (
        "Adler denied that the ministry had cut the budget.",
        {"cut the budget": "cut the budget"},
        {},
        "misattributed",
        (),
        ("ministry",),
    ),
    "said-more-strongly": ("Adler said that rain would definitely fall.", {"rain might fall": "fall"}, {}, "not_found", (), ()),
    "said-by-nobody-named": (
        "A writer said that the gates were open.",
        {"gates were open": "gates were open"},
        {},
        "attributed",
        ("Ben Adler",),
        (),
    ),
    "nobody-named-said-what-the-article-says": (
        "Officials said that the dam in Tarn broke.",
        {"The dam in Tarn broke": "dam in Tarn broke"},
        {},
        "supported",
        (),
        (),
    ),
    "never-said": ("Quell said that the bridge was green.", {}, {}, "not_found", (), ()),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_label_and_roster(judged: Callable[..., Verdict], case: Case) -> None:
    claim, supports, refutes, label, asserted, denied = case
    verdict = judged(claim, supports, refutes)
    assert verdict.label == label
    assert set(asserted) <= set(verdict.asserted_by)
    assert set(verdict.denied_by) == set(denied)
    assert (0.5 if label == "not_found" else 0) <= verdict.confidence <= 1


def test_sentence_that_only_reports_is_not_the_articles_own_voice(judged: Callable[..., Verdict]) -> None:
    verdict = judged("The gates had been closed.", {"gates have been closed": "gates had been closed"})
    assert verdict.label == "attributed"
    assert verdict.asserted_by == ("Ada Quell",)
    assert all(place.speaker == "Ada Quell" for place in verdict.evidence)


def test_a_place_is_listed_once_for_a_voice_and_a_stance() -> None:
    article = from_text("Row\n\nThe dam broke. It was old. Nobody had been warned.")
    broke, old = span(article, "The dam broke."), span(article, "It was old.")
    found = tuple(
        Evidence(place, "asserts", speaker, score)
        for place, speaker, score in ((broke, None, 0.9), (old, None, 0.8), (broke, None, 0.7), (broke, "Quell", 0.6))
    )
    shown = judge(Claim("The dam broke.", "The dam broke."), Findings(found)).evidence
    assert [(e.span, e.speaker, e.score) for e in shown] == [(broke, None, 0.9), (broke, "Quell", 0.6), (old, None, 0.8)]


def test_flat_denial_rejects_what_was_said_before(minilm: MiniLM) -> None:
    text = 'Row\n\nAda Quell accused the firm of hiding a report. "No such report exists," the firm said.'

    class Row:
        def statements(self, article: Article) -> tuple[Statement, ...]:
            accused = Statement(
                "Ada Quell",
                span(article, "Ada Quell"),
                span(article, "accused"),
                (span(article, "the firm of hiding a report"),),
                "indirect",
                "asserts",
            )
            replied = Statement(
                "firm",
                span(article, "the firm", 60),
                span(article, "said"),
                (span(article, "No such report exists"),),
                "direct",
                "denies",
            )
            return accused, replied

    with Index(MemoryStore(), minilm.name, lambda: minilm, Row) as index:
        index.add([from_text(text)])
        (verdict,) = Verifier(index, Table({"firm is hiding a report": "hid a report"})).verify("The firm hid a report.").verdicts
    assert (verdict.label, verdict.asserted_by, verdict.denied_by) == ("contested", ("Ada Quell",), ("firm",))


def test_several_articles_are_all_judged_and_the_evidence_says_which(minilm: MiniLM) -> None:
    with Index(MemoryStore(), minilm.name, lambda: minilm) as index:
        one, other = from_text("One\n\nThe dam in Tarn broke on Monday."), from_text("Two\n\nIn Tarn the dam gave way.")
        index.add([one, other])
        verifier = Verifier(index, Table({"broke on Monday": "dam in Tarn broke", "dam gave way": "dam in Tarn broke"}))
        (both,) = verifier.verify("The dam in Tarn broke.").verdicts
        (first,) = verifier.verify("The dam in Tarn broke.", [one.id]).verdicts
    assert {place.span.article.id for place in both.evidence} == {one.id, other.id}
    assert {place.span.article.id for place in first.evidence} == {one.id}


def test_report_has_a_verdict_for_each_claim_and_one_batch_of_pairs(minilm: MiniLM) -> None:
    calls: list[int] = []

    class Counting(Table):
        def entail(self, pairs):  # type: ignore[no-untyped-def]
            calls.append(len(pairs))
            return super().entail(pairs)

    with Index(MemoryStore(), minilm.name, lambda: minilm, ByHand) as index:
        index.add([from_text(TEXT)])
        report = Verifier(index, Counting({"The dam in Tarn broke": "dam broke"})).verify("The dam broke. What a day! Who did it?")
    assert [verdict.claim.matter for verdict in report.verdicts] == ["fact", "opinion", "question"]
    assert [verdict.label for verdict in report.verdicts] == ["supported", None, None]
    assert len(calls) == 1


def test_claim_is_put_to_few_pairs_however_long_the_article(minilm: MiniLM) -> None:
    text = "Long\n\n" + "\n\n".join(f"The committee met in room {n} and spoke about the dam of Tarn." for n in range(400))
    table = Table()
    with Index(MemoryStore(), minilm.name, lambda: minilm) as index:
        index.add([from_text(text)])
        Verifier(index, table).verify("The dam of Tarn broke.")
    assert 0 < len(table.asked) <= 24


@pytest.mark.parametrize(
    ("known", "label", "speakers"),
    [
        ({"died. Mayor Ada Quell said the gates had been closed": "shut when"}, "attributed", ("Ada Quell",)),
        ({"She denied that anybody had been warned": "shut when"}, "not_found", ()),
        ({"The builder asked whether the gates": "shut when"}, "not_found", ()),
    ],
    ids=["over-two-voices", "denied", "asked"],
)
def test_whole_sentences_are_read_for_what_no_voice_alone_bears_out(
    judged: Callable[..., Verdict], known: dict[str, str], label: str, speakers: tuple[str, ...]
) -> None:
    verdict = judged("The gates of the dam in Tarn were shut when 17 people died.", known)
    assert (verdict.label, verdict.asserted_by) == (label, speakers)


def test_whole_sentences_are_read_for_who_said_what_no_statement_shows(judged: Callable[..., Verdict]) -> None:
    """The speaker found is the claim's, and the place is shown."""
    words = "The head of the village said that the gates had been shut when 17 people died."
    verdict = judged(words, {"died. Mayor Ada Quell said the gates had been closed": "head of the village said"})
    assert (verdict.label, verdict.asserted_by) == ("supported", ("The head of the village",))
    assert [place.span.text for place in verdict.evidence] == ["The dam in Tarn broke on 4 May and 17 people died."]
    assert judged(words, {}).label == "not_found"


def test_whole_sentences_are_read_only_where_nothing_else_is_found(minilm: MiniLM) -> None:
    found, missing = Table({"dam in Tarn broke": "Tarn broke"}), Table()
    with Index(MemoryStore(), minilm.name, lambda: minilm, ByHand) as index:
        index.add([from_text(TEXT)])
        for table in (found, missing):
            Verifier(index, table).verify("The dam in Tarn broke.")
    assert len(found.asked) < len(missing.asked)


def test_the_entailer_is_not_asked_what_exact_checks_decide(minilm: MiniLM) -> None:
    table = Table()
    with Index(MemoryStore(), minilm.name, lambda: minilm) as index:
        index.add([from_text("Row\n\nBen Adler resigned on Monday.\n\nThe dam in Tarn broke.")])
        Verifier(index, table).verify("Ada Quell resigned on Monday.")
    assert not any("Ben Adler resigned" in premise and "Ada Quell" in hypothesis for premise, hypothesis in table.asked)


def test_empty_library_finds_nothing(minilm: MiniLM) -> None:
    with Index(MemoryStore(), minilm.name, lambda: minilm) as index:
        (verdict,) = Verifier(index, Table()).verify("The dam broke.").verdicts
    assert (verdict.label, verdict.evidence) == ("not_found", ())


def test_flat_denial_after_a_rejection_still_answers_the_accusation() -> None:
    article = from_text('Fire\n\nThe union claims the firm had been warned. Moe rejected this. "No such warning came," she said.')

    def told(mention: str, cue: str, words: str, kind: Kind, stance: Stance) -> Statement:
        return Statement(mention, span(article, mention), span(article, cue), (span(article, words),), kind, stance)

    accuses = told("The union", "claims", "the firm had been warned", "indirect", "asserts")
    rejects = told("Moe", "rejected", "this", "indirect", "other")
    denies = told("she", "said", "No such warning came", "direct", "denies")
    found = premises(article, sentences(article), (accuses, rejects, denies))
    assert [p.text for p in found if p.denied and p.statement is denies] == ["the firm has been warned"]


DENIED = """\
Crane falls at the port

A crane fell across two berths at the port on Tuesday morning.

Nobody was hurt, the fire brigade said. Eleven families left their homes on the quay.

The union accused the port of having ignored three warnings since January.

Rask denied that. "There were no such warnings," she told reporters.
"""


@pytest.mark.parametrize(
    ("claim", "label"),
    [
        ("Two dockers were killed.", "denied"),
        ("Nobody had to leave their home.", "refuted"),
        ("The port ignored warnings.", "contested"),
        ("Rask denied that there had been any warnings.", "supported"),
    ],
)
def test_what_is_said_of_nobody_and_of_nothing_counts_with_the_shipped_models(minilm: MiniLM, claim: str, label: str) -> None:
    index = Index(MemoryStore(), MiniLM.name, lambda: minilm, attributor)
    index.add([from_text(DENIED)])
    assert Verifier(index, entailer("onrecord")).verify(claim).verdicts[0].label == label
