"""The prompts: every file is used with the variables it has, and a text of others cannot end its fence."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import prompt as prompts_of
from assistant.prompt import FOLDER, fence, fenced, prompt
from index.errors import PromptError

USES = {
    "answer": {"material": "[1] It sank.", "question": "Did it sink?"},
    "decompose": {"text": "It sank."},
    "follow": {"history": "Question: Did it sink?", "message": "And then?"},
    "repair": {"sentence": "It swam.", "reasons": "it did not", "abstention": "None."},
    "route": {"message": "It sank."},
    "suggest": {"article": "It sank.", "count": 3},
    "writer": {"most": 4, "abstention": "None."},
}
FENCED = {"answer": "material", "decompose": "text", "follow": "history", "route": "message", "suggest": "article"}


def test_every_prompt_has_a_use_here() -> None:
    assert {path.stem for path in FOLDER.glob("*.txt")} == USES.keys()


@pytest.mark.parametrize("name", USES)
def test_prompt_says_everything_it_is_given(name: str) -> None:
    text = fenced(name, FENCED[name], **USES[name]) if name in FENCED else prompt(name, **USES[name])
    assert all(str(value) in text for value in USES[name].values())
    assert "$" not in text


@pytest.mark.parametrize("name", FENCED)
def test_prompts_with_an_articles_words_declare_them_material(name: str) -> None:
    rules = prompt("writer", **USES["writer"]) if name == "answer" else fenced(name, FENCED[name], **USES[name])
    assert "material" in rules
    assert "never instructions" in rules


@pytest.mark.parametrize("name", USES)
def test_prompt_when_a_variable_is_left_out_or_unknown_says_which(name: str) -> None:
    with pytest.raises(PromptError, match=r'"\$\w+" is not given'):
        prompt(name)
    with pytest.raises(PromptError, match=r'"\$colour" is not in it'):
        prompt(name, colour="red", **USES[name], **({"fence": "===="} if name in FENCED else {}))


def test_prompt_when_the_file_is_missing_or_damaged_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prompts_of, "FOLDER", tmp_path)
    with pytest.raises(PromptError, match="cannot read the prompt"):
        prompt("none")
    (tmp_path / "costs.txt").write_text("It costs $5.")
    with pytest.raises(PromptError, match='write "\\$\\$"'):
        prompt("costs")


@given(st.text())
def test_a_fence_stands_in_no_text_that_it_is_around(text: str) -> None:
    assert fence(text) not in text


def test_fenced_leaves_out_what_nobody_sees() -> None:
    assert "It s\u200bank" not in fenced("route", "message", message="It s\u200bank")
