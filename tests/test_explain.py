import pytest

from assistant.explain import explanation
from assistant.types import Claim, Evidence, Label, Matter, Verdict
from index.types import Article, Span

ARTICLE = Article("a", "The gates were open. The gates had been closed. Nobody was warned.")


def place(words: str) -> Span:
    start = ARTICLE.text.index(words)
    return ARTICLE.span(start, start + len(words))


OPEN = Evidence(place("The gates were open."), "asserts", "Ben Adler", 0.9)
CLOSED = Evidence(place("The gates had been closed."), "denies", "Ada Quell", 0.9)
OWN = Evidence(place("Nobody was warned."), "asserts", None, 0.9)
PLAIN, SAID = Claim("The gates were open.", "The gates were open."), Claim("Quell said they were open.", "They were open.", "Quell")


@pytest.mark.parametrize(
    ("claim", "label", "evidence", "expected"),
    [
        (PLAIN, "supported", (OWN,), "Supported: the article itself says so: “Nobody was warned.”"),
        (
            PLAIN,
            "attributed",
            (OPEN,),
            "Attributed: Ben Adler says so; nobody denies it, and the article does not say so itself: “The gates were open.”",
        ),
        (
            PLAIN,
            "denied",
            (CLOSED,),
            "Denied: Ada Quell denies it, and nobody is reported to say so: “The gates had been closed.”",
        ),
        (
            PLAIN,
            "contested",
            (OPEN, CLOSED),
            "Contested: Ben Adler says so (“The gates were open.”); Ada Quell denies it (“The gates had been closed.”).",
        ),
        (SAID, "misattributed", (OPEN,), "Misattributed: not Quell but Ben Adler said this: “The gates were open.”"),
        (SAID, "refuted", (CLOSED,), "Refuted: the article reports the opposite of Quell: “The gates had been closed.”"),
        (
            SAID,
            "supported",
            (OPEN, CLOSED),
            "Supported: the article reports that Quell says so: “The gates were open.” Ada Quell denies it.",
        ),
        (PLAIN, "not_found", (), "Not found: the articles neither say nor contradict this."),
    ],
    ids=["supported", "attributed", "denied", "contested", "misattributed", "said-the-opposite", "said", "not-found"],
)
def test_explanation_is_made_of_the_evidence(claim: Claim, label: Label, evidence: tuple[Evidence, ...], expected: str) -> None:
    assert explanation(Verdict(claim, label, 0.9, evidence)) == expected


@pytest.mark.parametrize("matter", ["opinion", "question", "nothing"])
def test_what_is_no_claim_is_told_as_such(matter: Matter) -> None:
    assert explanation(Verdict(Claim("x", "x", matter=matter), None, 0.0)).startswith("Not judged: ")


def test_unseen_characters_of_an_article_are_shown() -> None:
    hostile = Article("h", "It held.\u202e")
    found = explanation(Verdict(PLAIN, "supported", 0.9, (Evidence(hostile.span(0, 9), "asserts", None, 0.9),)))
    assert "\u202e" not in found
    assert "U+202E" in found


def test_long_words_are_cut_at_a_space() -> None:
    long = Article("l", "word " * 100)
    found = explanation(Verdict(PLAIN, "supported", 0.9, (Evidence(long.span(0, 500), "asserts", None, 0.9),)))
    assert found.endswith("word …”")
