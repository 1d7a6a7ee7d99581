"""A fast embedder and a fast attributor without models, for tests whose subject is neither; child processes import them too."""

import re
import zlib
from collections.abc import Sequence

import numpy as np

from index.embed import Vectors
from index.types import Article, Statement


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


class FirstWords:
    """Gives each paragraph to its first word, by its second word as the cue: "Kyiv says nothing" is a statement of Kyiv."""

    def statements(self, article: Article) -> tuple[Statement, ...]:
        """One for each paragraph of three words or more."""
        return tuple(
            Statement(words[0].text, words[0], words[1], (article.span(words[2].start, end),), "indirect", "asserts")
            for start, end in article.paragraphs
            if len(
                words := [article.span(start + m.start(), start + m.end()) for m in re.finditer(r"\w+", article.text[start:end])]
            )
            > 2
        )
