from pathlib import Path

import pytest

from assistant import Assistant, Settings
from assistant.types import Answer
from index.errors import ArticleError, ModelError, StoreError, UserError
from index.load import from_text
from index.types import Article

OTHER = from_text("Flood in Tarn\n\nMayor Ada Quell said on Monday that the dam had held.")


@pytest.fixture
def assistant(tmp_path: Path, seed: Article) -> Assistant:
    opened = Assistant.open(tmp_path / "library", create=True)
    opened.index.add([seed, OTHER])
    return opened


def test_ask_in_one_article_cites_only_that_one(assistant: Assistant) -> None:
    answer = assistant.ask("What did Mayor Ada Quell say about the dam?", [OTHER.id])
    assert {cited.article.id for sentence in answer.sentences for cited in sentence.citations} == {OTHER.id}
    assert not assistant.ask("What did John Kirby say?", [OTHER.id]).found


def test_ask_by_the_beginning_of_an_id(assistant: Assistant) -> None:
    assert assistant.ask("What did Mayor Ada Quell say about the dam?", ["flood"]).found


@pytest.mark.parametrize("question", ["", " \n", "x" * 3000], ids=["empty", "blank", "endless"])
def test_ask_when_there_is_no_question_says_what_to_do(assistant: Assistant, question: str) -> None:
    with pytest.raises(UserError, match="ask something"):
        assistant.ask(question)


def test_ask_an_unknown_article_names_it(assistant: Assistant) -> None:
    with pytest.raises(ArticleError, match='"nowhere"'):
        assistant.ask("Who?", ["nowhere"])


def test_open_when_there_is_no_library_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="onrecord add"):
        Assistant.open(tmp_path / "none")
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("part", ["reranker", "writer"])
def test_unknown_part_lists_the_known_ones(part: str) -> None:
    with pytest.raises(ModelError, match='"nobody": use one of "'):
        Assistant.blank(Settings(**{part: "nobody"})).beside([OTHER]).ask("Who?")


def test_beside_keeps_nothing(assistant: Assistant) -> None:
    article = from_text("Elsewhere\n\nNothing happened here on Tuesday.")
    assert assistant.beside([article]).ask("When did nothing happen here?").found
    assert article.id not in {kept.id for kept in assistant.index.articles}


def test_route_is_told_and_can_be_chosen(assistant: Assistant) -> None:
    asked = {
        "Who denies an arms deal?": "who",
        "How many drones were shot down?": "answer",
        "Iran has good relations with Russia.": "verdict",
    }
    assert {message: assistant.route(message) for message in asked} == asked
    turns = [("Who is John Kirby?", "A spokesman.")]
    assert assistant.route("What did he say?", turns) == "who"
    *_, plain = assistant.replies("Who denies an arms deal?", route="answer")
    assert isinstance(plain, Answer)
    parts = assistant.replies("drones shot down since mid-September", route="who")
    said = [sentence for part in parts if isinstance(part, Answer) for sentence in part.sentences]
    assert {sentence.speaker for sentence in said} >= {"Ukrainian military"}
