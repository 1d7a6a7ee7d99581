"""A fast embedder without a model, for tests whose subject is not the vectors; child processes import it too."""

import re
import zlib
from collections.abc import Sequence

import numpy as np

from index.embed import Vectors


class HashingEmbedder:
    """A text's words, each at the place its CRC gives, of length one: texts that share words are near each other."""

    name = "hashing"
    dimensions = 64

    def encode(self, texts: Sequence[str]) -> Vectors:
        """float32 [len(texts), 64], rows of length one."""
        vectors = np.full((len(texts), self.dimensions), 1e-3, np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for word in re.findall(r"\w+", text.lower()):
                row[zlib.crc32(word.encode()) % self.dimensions] += 1
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
