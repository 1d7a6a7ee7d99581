"""Waiting for a server: what is tried again, what is told, and that no key is."""

from collections.abc import Iterator

import pytest

from assistant.patience import LONGEST_PAUSE, Patience, WriterFailed, passes_over, pause, told, without_secrets
from tests.fake_chat import Status


@pytest.mark.parametrize("code", [408, 429, 500, 502, 503, 504, 529])
def test_what_may_pass_is_tried_again(code: int) -> None:
    assert passes_over(Status(code))


@pytest.mark.parametrize("code", [400, 401, 403, 404, 422])
def test_what_will_not_pass_is_not_tried_again(code: int) -> None:
    assert not passes_over(Status(code))


def test_pauses_double_and_have_an_end() -> None:
    pauses = [pause(ConnectionError(), attempt) for attempt in range(1, 9)]
    assert pauses[0] < pauses[1] < pauses[2]
    assert max(pauses) <= 1.25 * LONGEST_PAUSE
    assert pause(Status(429, retry_after="900"), 1) == LONGEST_PAUSE


def test_call_gives_what_the_function_gives_once_it_does() -> None:
    answers: Iterator[object] = iter([ConnectionError("down"), "here"])

    def call() -> object:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    assert Patience(5, wait=lambda _: None).call(call) == "here"


def test_stream_is_not_begun_again_when_some_of_it_was_given() -> None:
    begun: list[int] = []

    def start() -> Iterator[str]:
        begun.append(1)
        yield "a"
        raise ConnectionError("reset")

    stream = Patience(5, wait=lambda _: None).stream(start)
    assert next(stream) == "a"
    with pytest.raises(WriterFailed, match="broke off"):
        next(stream)
    assert begun == [1]


def test_no_key_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TARN_API_KEY", "quite-private-words")
    assert "private" not in told(ValueError("bad key quite-private-words"))
    assert without_secrets("Authorization: sk-proj-abcdefgh1234") == "Authorization: …"


def test_a_failure_keeps_no_trace_of_the_request() -> None:
    def start() -> Iterator[str]:
        raise ValueError("sk-abcdefghijkl")

    with pytest.raises(WriterFailed) as failure:
        list(Patience(5).stream(start))
    assert failure.value.__cause__ is None
    assert failure.value.__suppress_context__
