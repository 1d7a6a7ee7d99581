"""The attribution tagger: which words are a source, a cue or a content, and which belong together.

Sequence labels over the encoder's words, decoded with a linear-chain CRF (Lafferty et al. 2001), as in the baselines of
CofeNet (Wang et al. 2021); every source and content is tied to its cues by a biaffine score (Dozat and Manning 2017).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

from index.attribution.viterbi import IMPOSSIBLE, Floats, decode
from index.attribution.windows import Segment, segments, windows
from index.onnx import MODELS, OnnxModel, softmax
from index.session import Array
from index.types import CueClass, Range

Role = Literal["source", "cue", "content"]

WINDOW_PIECES = 254
LONGEST_SEGMENT = 510
OVERLAP_PIECES = 64
"""Longest paragraph read twice, to be seen with the one after it; 0, 64 and 96 gave joint F1 79.6, 80.2 and 79.1 on half of dev."""
GROUP = 32
"""Windows run at once: bounds the memory on long texts."""
BATCH_PIECES = 512
"""Padded pieces a batch: two windows. 300, 1024 and 2048 cost 1.06, 1.06 and 1.21 times the processor's time (more padding)."""
WEAKEST_LINK = 0.05
"""Links less likely than this are not given."""

_ROLES: dict[str, Role] = {"source": "source", "cue": "cue", "content": "content"}


@dataclass(frozen=True, slots=True)
class Tagged:
    """A span of the text with its role; `score` in [0, 1] is the mean probability of its words' tags.

    `cue_class` tells speech ("said") from attitude ("wants"); it is None on sources and contents.
    """

    role: Role
    start: int
    end: int
    score: float
    cue_class: CueClass | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """How likely (0 to 1) a source or content belongs to a cue."""

    span: Tagged
    cue: Tagged
    score: float


@dataclass(frozen=True, slots=True)
class Tagging:
    """The tagged spans of a text, in order and disjoint, and the links between those close enough to be read together."""

    spans: tuple[Tagged, ...]
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the model made of a window, a row a word; the words before `own` were settled by the window before."""

    words: list[Range]
    own: int
    opening: npt.NDArray[np.bool_]
    tags: Array
    classes: Array
    spans: Array
    cues: Array


class Tagger:
    """Tags any text with a model of this project (models/tagger)."""

    def __init__(self, folder: Path = MODELS / "tagger") -> None:
        """Open the model. Raises ModelError when its files are missing or damaged."""
        self._model = OnnxModel(folder)
        labels = self._model.labels
        self._tags: list[str] = labels["tags"]
        self._classes: list[CueClass] = labels["cue_classes"]
        self._start: int = labels["start"]
        self._separator: int = labels["separator"]
        self._transitions: Floats = np.array(labels["transitions"], dtype=np.float64)
        self._inside = np.array([tag.startswith("I-") for tag in self._tags])

    def tag(self, text: str, paragraphs: Sequence[Range] | None = None) -> Tagging:
        """Sources, cues and contents with character ranges into `text`.

        `paragraphs` are the ranges to read, in order and disjoint (by default the lines that are not blank); no span
        crosses them.
        """
        found: dict[int, Tagged] = {}
        links: dict[tuple[Tagged, Tagged], float] = {}
        for reading in self._readings(text, paragraphs if paragraphs is not None else lines(text)):
            found |= {span.start: span for span in self._spans(reading)}
            for pair, score in _links(reading, found):
                links.setdefault(pair, score)
        return Tagging(tuple(found.values()), tuple(Link(*pair, score) for pair, score in links.items()))

    def _readings(self, text: str, paragraphs: Sequence[Range]) -> Iterator[_Reading]:
        parts = list(segments(text, paragraphs, self._model.tokenizer, LONGEST_SEGMENT))
        cuts = list(windows([len(part.pieces) + 1 for part in parts], WINDOW_PIECES, OVERLAP_PIECES))
        for first in range(0, len(cuts), GROUP):
            group = cuts[first : first + GROUP]
            outputs = self._model.run([self._pieces(parts[cut.start : cut.end]) for cut in group], BATCH_PIECES)
            for cut, output in zip(group, outputs, strict=True):
                yield _reading(parts[cut.start : cut.end], cut.context, output)

    def _pieces(self, parts: Sequence[Segment]) -> list[int]:
        return [self._start, *(piece for part in parts for piece in (*part.pieces, self._separator))]

    def _spans(self, reading: _Reading) -> Iterator[Tagged]:
        """The spans among a window's own words."""
        scores = reading.tags.astype(np.float64)
        scores[np.ix_(reading.opening, self._inside)] = IMPOSSIBLE
        tags = decode(scores[None], self._transitions, np.array([len(scores)]))[0]
        chances = softmax(scores)[np.arange(len(tags)), tags]
        for role, first, end in runs([self._tags[tag] for tag in tags]):
            if first >= reading.own:
                kind = self._classes[int(reading.classes[first].argmax())] if role == "cue" else None
                start, stop = reading.words[first][0], reading.words[end - 1][1]
                yield Tagged(role, start, stop, float(chances[first:end].mean()), kind)


def runs(tags: Sequence[str]) -> Iterator[tuple[Role, int, int]]:
    """Spans of a well-formed BIO sequence as role, first word, word after the last.

    >>> list(runs(["B-cue", "O", "B-content", "I-content"]))
    [('cue', 0, 1), ('content', 2, 4)]
    """
    for first, tag in enumerate(tags):
        if tag.startswith("B-"):
            end = first + 1
            while end < len(tags) and tags[end] == f"I-{tag[2:]}":
                end += 1
            yield _ROLES[tag[2:]], first, end


def lines(text: str) -> list[Range]:
    r"""Ranges of the lines that are not blank.

    >>> lines("One.\n\nTwo.")
    [(0, 4), (6, 10)]
    """
    return [match.span() for match in re.finditer(r"[^\n]*\S[^\n]*", text)]


def _reading(parts: Sequence[Segment], context: int, output: tuple[Array, ...]) -> _Reading:
    places, opening = [], []
    offset = 1
    for part in parts:
        places += [offset + first for first in part.first]
        opening += [i == 0 for i in range(len(part.first))]
        offset += len(part.pieces) + 1
    words = [word for part in parts for word in part.words]
    own = sum(len(part.words) for part in parts[:context])
    return _Reading(words, own, np.array(opening, dtype=bool), *(array[places] for array in output))


def _links(reading: _Reading, found: Mapping[int, Tagged]) -> Iterator[tuple[tuple[Tagged, Tagged], float]]:
    """The likely pairs of a source or content and a cue that begin in a window."""
    here = [(i, found[word[0]]) for i, word in enumerate(reading.words) if word[0] in found]
    cues = [(i, span) for i, span in here if span.role == "cue"]
    others = [(i, span) for i, span in here if span.role != "cue"]
    scores = reading.spans[[i for i, _ in others]] @ reading.cues[[i for i, _ in cues]].T
    chances = 1 / (1 + np.exp(-scores.astype(np.float64)))
    for a, b in zip(*np.nonzero(chances >= WEAKEST_LINK), strict=True):
        yield (others[a][1], cues[b][1]), float(chances[a, b])
