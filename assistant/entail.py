"""Judges whether a premise supports a hypothesis. A new entailer is one class with `entail` and one line in `ENTAILERS`."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from assistant.exact import Entailment, exact
from assistant.pairs import PAIRS, reader
from index.embed import SAFE
from index.errors import ModelError
from index.onnx import MANIFEST, softmax
from index.session import Array


class Entailer(Protocol):
    """Pairs of a premise and a hypothesis to probabilities."""

    def entail(self, pairs: Sequence[tuple[str, str]]) -> tuple[Entailment, ...]:
        """One for each (premise, hypothesis), in the order given."""


class Trained:
    """The entailment head of a pair model of this project, its temperature applied (models/pairs), numbers compared exactly."""

    def __init__(self, folder: Path = PAIRS) -> None:
        """Open the model. Raises ModelError when its files are missing or damaged."""
        self._reader = reader(folder)

    def entail(self, pairs: Sequence[tuple[str, str]]) -> tuple[Entailment, ...]:
        """One for each (premise, hypothesis); texts that are too long are cut (see `assistant.windows`)."""
        return _entailments(pairs, self._reader.entailment(pairs), self._reader.classes)


class CrossEncoder:
    """Any cross-encoder with the three classes of natural language inference, by its name on the Hugging Face hub or its folder.

    Which output is which class is read from the model's `id2label`. Its probabilities are not calibrated here.
    """

    def __init__(self, name: str) -> None:
        """Load the model. Raises ModelError when there is none of that name, or when its classes are others."""
        try:
            from sentence_transformers import CrossEncoder
        except ImportError as error:
            raise ModelError(f'the package "{error.name}" is missing: pip install sentence-transformers') from error
        try:
            self._model: Any = CrossEncoder(name, device="cpu", trust_remote_code=False, model_kwargs=SAFE)
        except (OSError, ValueError) as error:
            reason = next(iter(str(error).splitlines()), type(error).__name__)
            known = '", "'.join(ENTAILERS)
            raise ModelError(
                f'cannot load the entailer "{name}" ({reason}): use "{known}", the folder of a cross-encoder, or'
                " a hub name while online, like cross-encoder/nli-deberta-v3-base"
            ) from error
        self._classes = classes(name, self._model.model.config.id2label)

    def entail(self, pairs: Sequence[tuple[str, str]]) -> tuple[Entailment, ...]:
        """One for each (premise, hypothesis)."""
        if not pairs:
            return ()
        from torch.nn import Identity

        clean = [tuple(text.encode("utf-8", "replace").decode() for text in pair) for pair in pairs]
        scores = self._model.predict(clean, activation_fn=Identity(), show_progress_bar=False)
        return _entailments(pairs, softmax(np.asarray(scores, np.float64)), self._classes)


ENTAILERS: dict[str, Callable[[], Entailer]] = {"onrecord": Trained}
"""Entailers by name; any other name is taken for the folder of a pair model, or for a cross-encoder's."""

_NAMES = {"entailment": "supports", "contradiction": "refutes", "neutral": "neutral", "supports": "supports", "refutes": "refutes"}


def entailer(name: str) -> Entailer:
    """The entailer of that name. Raises ModelError when it cannot be loaded."""
    if name in ENTAILERS:
        return ENTAILERS[name]()
    return Trained(Path(name)) if (Path(name) / MANIFEST).is_file() else CrossEncoder(name)


def classes(model: str, labels: dict[int, str]) -> tuple[str, ...]:
    """Which of supports, refutes and neutral each output of a model is, by its `id2label`. Raises ModelError for other labels.

    >>> classes("a model", {0: "contradiction", 1: "entailment", 2: "neutral"})
    ('refutes', 'supports', 'neutral')
    """
    found = tuple(_NAMES.get(labels[i].lower(), "") for i in sorted(labels))
    if sorted(found) != ["neutral", "refutes", "supports"]:
        listed = ", ".join(f'"{labels[i]}"' for i in sorted(labels))
        raise ModelError(f'"{model}" has the labels {listed}: use a model with entailment, neutral and contradiction')
    return found


def _entailments(pairs: Sequence[tuple[str, str]], chances: Array, order: Sequence[str]) -> tuple[Entailment, ...]:
    found = (Entailment(**dict(zip(order, map(float, row), strict=True))) for row in chances)
    return tuple(exact(*pair, one) for pair, one in zip(pairs, found, strict=True))
