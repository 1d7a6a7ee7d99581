"""A few hundred of the inputs of benchmarks/fuzz.py, and what fuzzing has found."""

from collections.abc import Iterator

import pytest

from benchmarks.fuzz import changed, drawn_by_hypothesis, trial
from benchmarks.targets import TARGETS
from index.errors import ArticleError
from index.load import loaded

SLOW = {"commands": 4, "attribute really": 6, "requests": 15}


@pytest.mark.parametrize("name", TARGETS)
def test_no_input_raises_anything_but_what_a_user_can_mend(name: str) -> None:
    count = SLOW.get(name, 25)
    wrong = {number: what for number in range(count) if (what := trial(name, changed(name, number)))}
    assert wrong == {}, f"give one again with: python -m benchmarks.fuzz --replay {name!r} changed NUMBER"


def test_inputs_are_the_same_for_the_same_number() -> None:
    assert [changed("split", n) for n in range(20)] == [changed("split", n) for n in range(20)]
    assert (
        list(drawn_by_hypothesis("split", 100)) == list(drawn_by_hypothesis("split", 100)) != list(drawn_by_hypothesis("split", 0))
    )
    assert len({changed("split", n) for n in range(20)}) > 15


def test_a_defect_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: bytes) -> Iterator[None]:
        raise IndexError("list index out of range")

    monkeypatch.setitem(TARGETS, "split", (broken, [b"x"], 1))
    assert trial("split", b"x").startswith("IndexError: list index out of range")


def test_a_mail_whose_date_no_calendar_has_is_told() -> None:
    mail = b"Subject: Talks\r\nDate: Tue, 05 Mar 20242024202420242024 10:00:00 +0000\r\n\r\nThe talks failed.\r\n"
    with pytest.raises(ArticleError, match="cannot read the mail"):
        list(loaded(mail, "eml", "a.eml"))


def test_a_speaker_of_spaces_breaks_no_export() -> None:
    from assistant.export import claimreview

    assert claimreview._author(" ")["@type"] == "Organization"
