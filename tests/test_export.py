import json

from hypothesis import given
from hypothesis import strategies as st

from assistant import export
from assistant.types import Answer, Sentence
from assistant.unseen import UNSEEN
from index.types import Article


@given(st.dictionaries(st.text(), st.text()))
def test_dumps_is_json_without_unseen_characters(content: dict[str, str]) -> None:
    written = export.dumps(content)
    assert not UNSEEN.search(written)
    assert json.loads(written) == content


def test_answer_has_the_fields_that_programs_build_on(seed: Article) -> None:
    span = seed.span(0, 10)
    written = export.answer(Answer("?", (Sentence(span.text, (span,), "supported", None),)))
    assert written == {
        "answer": span.text,
        "found": True,
        "sentences": [
            {
                "text": span.text,
                "citations": [{"article": seed.id, "start": 0, "end": 10, "text": span.text}],
                "support": "supported",
                "speaker": None,
            }
        ],
        "nearest": [],
    }


def test_answer_when_the_articles_do_not_say() -> None:
    written = export.answer(Answer("?"))
    assert (written["found"], written["answer"], written["sentences"]) == (False, "The articles do not say.", [])
