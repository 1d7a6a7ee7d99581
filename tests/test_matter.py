import pytest

from assistant.matter import matter, stated


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The dam is a beautiful building.", "opinion"),
        ("I think the mayor lied.", "opinion"),
        ("The council should resign.", "opinion"),
        ("Quell said that the council should resign.", "fact"),
        ("Where is the dam?", "question"),
        ("Hello!", "nothing"),
        ("The dam broke on Monday.", "fact"),
    ],
)
def test_matter(sentence: str, expected: str) -> None:
    assert matter(sentence) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Is it true that the dam broke?", "The dam broke."),
        ("True or false: the dam broke", "The dam broke."),
        ("Did Kirby ever say that the dam broke?", "Kirby said that the dam broke."),
        ("Did the mayor deny that the dam broke?", "The mayor denied that the dam broke."),
        ("Who said that the dam broke?", None),
        ("What did Kirby say?", None),
        ("Did the dam break?", None),
    ],
)
def test_stated(question: str, expected: str | None) -> None:
    assert stated(question) == expected
