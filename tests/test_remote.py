"""The models in a process of their own: the same results as here, and errors that stay with whose request it was."""

import socket
import struct
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from assistant.pairs import PAIRS, PairReader
from index import session
from index.allowance import Allowance, allowed
from index.embed import MiniLM
from index.errors import BusyError, ModelError, OverdueError
from index.session import Source
from serve import wire
from serve.models import Models, source_in, source_out
from serve.remote import Remote

PAIR = [("Mayor Quell said that the dam had held.", "The dam held."), ("Nobody was hurt.", "Somebody was hurt.")]


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The socket of the models, served from a thread."""
    path = tmp_path_factory.mktemp("m") / "models"
    with Models(path) as serving:
        thread = threading.Thread(target=serving.serve_forever)
        thread.start()
        yield path
        serving.shutdown()
        thread.join()


@pytest.fixture
def remote(models: Path) -> Iterator[Remote]:
    """A worker's end, chosen for what is opened in the test."""
    made = Remote(models)
    session.use(made.opened, made.counts)
    yield made
    session.use()
    made.close()


def test_results_are_those_of_the_models_here(minilm: MiniLM, remote: Remote) -> None:
    texts = ["The dam of Tarn held.", "", "Tehran denies it. " * 40]
    before = {one.model: one.rows for one in remote.counts()}
    far, embedder = PairReader(), MiniLM()
    found, judged = embedder.encode(texts), far.entailment(PAIR)
    after = {one.model: one.rows - before.get(one.model, 0) for one in remote.counts()}
    assert (after["embedder"], after["pairs"]) == (3, 2)
    session.use()
    np.testing.assert_array_equal(found, minilm.encode(texts))
    near = PairReader()
    np.testing.assert_array_equal(judged, near.entailment(PAIR))
    np.testing.assert_array_equal(far.answer([("Did it hold?", "It held.", "")]), near.answer([("Did it hold?", "It held.", "")]))
    assert far.entailment([]).shape == (0, 3)


def test_many_threads_get_their_own(remote: Remote) -> None:
    embedder = MiniLM()
    texts = [f"Article {number} says so." for number in range(24)]
    alone = [embedder.encode([text]) for text in texts]
    with ThreadPoolExecutor(24) as pool:
        for one, found in zip(alone, pool.map(lambda text: embedder.encode([text]), texts), strict=True):
            np.testing.assert_allclose(found, one, atol=1e-6)


def test_an_error_there_is_raised_here_and_the_rest_goes_on(remote: Remote, tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="in the models"):
        remote.opened(Source("nothing", tmp_path / "none.onnx", 0)).run([[1]])
    with pytest.raises(RuntimeError, match="in the models"):
        remote.opened(Source("embedder", MiniLM.graph, 0, Path("/nowhere"))).run([[1]])
    assert MiniLM().encode(["It goes on."]).shape == (1, 384)


def test_a_model_error_stays_one(remote: Remote, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_: Models, __: Source) -> None:
        raise ModelError("the weights are gone: reinstall")

    monkeypatch.setattr(Models, "runner", missing)
    with pytest.raises(ModelError, match="the weights are gone"):
        remote.opened(Source("pairs", PAIRS / "model.onnx", 1)).run([[1]])


def test_work_whose_time_is_over_leaves_the_models_too(remote: Remote) -> None:
    reader = PairReader()
    with allowed(Allowance(0.3)), pytest.raises(OverdueError):
        reader.entailment([(f"{number} " + "The dam held. " * 60, "It held.") for number in range(400)])
    until = time.monotonic() + 20
    while any(one.waiting for one in remote.counts()):
        assert time.monotonic() < until
        time.sleep(0.05)


def test_models_that_are_gone_are_told_and_come_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("serve.remote.PATIENCE", 0.3)
    remote = Remote(tmp_path / "m")
    graph = remote.opened(Source("pairs", PAIRS / "model.onnx", 1))
    with pytest.raises(BusyError, match=r"^the models are being started anew, try again in 5 s$"):
        graph.run([[0, 2]])
    assert remote.counts() == []
    monkeypatch.setattr("serve.remote.PATIENCE", 20.0)
    serving: list[Models] = []
    late = threading.Timer(0.4, lambda: (serving.append(Models(tmp_path / "m")), serving[0].serve_forever()))
    late.start()
    assert len(graph.run([[0, 2]])) == 1
    remote.close()
    serving[0].shutdown()
    late.join()
    serving[0].server_close()


def hang_up(listening: socket.socket) -> None:
    """Ends the first connection."""
    listening.accept()[0].close()


def test_a_request_under_which_the_models_end_is_told(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "m"))
        listening.listen()
        threading.Thread(target=lambda: hang_up(listening)).start()
        with pytest.raises(BusyError, match="ended under this request"):
            Remote(tmp_path / "m").ask({"count": True}, b"", Allowance(10))


@given(st.lists(st.lists(st.integers(0, 2**31 - 1), max_size=20), max_size=10))
def test_rows_come_as_they_were_sent(rows: list[list[int]]) -> None:
    assert wire.rows_in(*wire.rows_out(rows)) == rows


NUMBERS = arrays(st.sampled_from([np.float32, np.float64, np.int64]), array_shapes(min_dims=1, max_dims=2, min_side=0, max_side=5))


@given(st.lists(NUMBERS, min_size=1, max_size=3), st.integers(1, 4))
def test_outputs_come_as_they_were_sent(columns: list[np.ndarray], count: int) -> None:
    outputs = [tuple(columns)] * count
    for found, sent in zip(wire.outputs_in(*wire.outputs_out(outputs)), outputs, strict=True):
        for one, other in zip(found, sent, strict=True):
            np.testing.assert_array_equal(one, other)
            assert one.dtype == other.dtype


@pytest.mark.parametrize(
    "sent",
    [b"", b"\0\0\0", struct.pack("!II", 2**31, 0), struct.pack("!II", 2, 0) + b"[]", struct.pack("!II", 3, 0) + b"no!"],
    ids=["nothing", "cut", "huge", "no-object", "no-json"],
)
def test_what_is_no_message_ends_the_connection_and_nothing_else(models: Path, remote: Remote, sent: bytes) -> None:
    with socket.socket(socket.AF_UNIX) as peer:
        peer.connect(str(models))
        peer.settimeout(10)
        peer.sendall(sent)
        peer.shutdown(socket.SHUT_WR)
        assert peer.recv(100) == b""
    assert isinstance(remote.counts(), list)


@pytest.mark.parametrize("kind", ["|O", "|S8", "<M8[s]"])
def test_what_is_no_number_is_refused(kind: str) -> None:
    with pytest.raises(ValueError, match="no numbers"):
        wire.outputs_in([{"type": kind, "shapes": [[1]]}], b"\0" * 8)


def test_a_source_comes_as_it_was_sent() -> None:
    for source in (Source("a", Path("/x/y"), 1), Source("b", Path("/x"), 0, Path("/z"))):
        assert source_in(source_out(source)) == source


def test_no_file_of_the_server_reads_pickles() -> None:
    for path in Path(wire.__file__).parent.glob("*.py"):
        assert "pickle" not in path.read_text(encoding="utf-8"), path
