import pytest

from assistant.voice import whose
from index.load import from_text
from index.split import sentences
from index.types import Article, Statement

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
