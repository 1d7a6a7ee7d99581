import pytest

from assistant.voice import whose, with_words
from index.load import from_text
from index.split import sentences
from index.types import Article, Span, Statement

TEXT = "The clerk said the mayor had assured him the dam held. It broke. Both Ada and Bo denied a leak. Ada hopes for rain."
ARTICLE = from_text(TEXT)


def statement(speaker: str, content: str, via: str | None = None, attitude: bool = False) -> Statement:
    start = TEXT.index(content)
    span = ARTICLE.span(start, start + len(content))
    return Statement(speaker, None, None, (span,), "indirect", "asserts", via, "attitude" if attitude else "speech")


STATEMENTS = (
    statement("clerk", "the mayor had assured him the dam held"),
    statement("mayor", "the dam held", via="clerk"),
    statement("Ada", "a leak"),
    statement("Bo", "a leak"),
    statement("Ada", "rain", attitude=True),
)


@pytest.mark.parametrize(
    ("number", "speaker"), [(0, "clerk"), (1, None), (2, None), (3, None)], ids=["relayed", "own", "two", "attitude"]
)
def test_whose_words_a_sentence_reports(number: int, speaker: str | None) -> None:
    article: Article = ARTICLE
    assert whose(sentences(article)[number], STATEMENTS) == speaker


def test_a_sentence_that_only_attributes_stands_with_what_was_said() -> None:
    article = from_text("The dam is old and must be replaced. The group Klar said this in a letter. Nobody replied.")
    text = article.text

    def span(words: str) -> Span:
        return article.span(text.index(words), text.index(words) + len(words))

    said = Statement(
        "Klar", span("The group Klar"), span("said"), (span("The dam is old and must be replaced"),), "indirect", "asserts"
    )
    every = sentences(article)
    assert [with_words(sentence, [said], every) for sentence in every] == [
        every[0],
        article.span(every[0].start, every[1].end),
        every[2],
    ]
