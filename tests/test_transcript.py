"""Interviews: whose turn a paragraph is."""

import pytest

from assistant import build
from index.attribution.transcript import is_transcript
from index.load import from_text

INTERVIEW = """Ten questions for Noor Haddad

Noor Haddad measures glaciers. She spoke to Lena Ortiz.

Q: Is the road safe?

A: No. I gave the council a number.

Ortiz: Some say that you are wrong.

Haddad: I have heard that. They may come up with me.

Haddad: And then we will see."""


def test_every_turn_is_given_whole_to_its_speaker() -> None:
    said = [one for one in build.attributor().statements(from_text(INTERVIEW)) if one.cue and one.cue.text == ":"]
    assert [(one.speaker, one.stance, *(span.text for span in one.content)) for one in said] == [
        (None, "asks", "Is the road safe?"),
        ("Noor Haddad", "asserts", "No. I gave the council a number"),
        ("Lena Ortiz", "asserts", "Some say that you are wrong"),
        ("Noor Haddad", "asserts", "I have heard that. They may come up with me"),
        ("Noor Haddad", "asserts", "And then we will see"),
    ]


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["Note: it rained."],
        ["Monday: rain", "Tuesday: sun", "Sunday: wind"],
        ["Update: it rained.", "Update: no.", "Update: yes."],
    ],
    ids=["empty", "one", "no label again", "no speaker"],
)
def test_what_is_no_transcript(lines: list[str]) -> None:
    text = "\n".join(lines)
    starts = [text.index(line) for line in lines]
    assert not is_transcript(text, [(start, start + len(line)) for start, line in zip(starts, lines, strict=True)])
