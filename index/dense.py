"""Vectors become an exact inner-product index; the only door to faiss."""

from pathlib import Path
from typing import Self

import faiss
import numpy as np

from index.records import Scores, Vectors


class DenseIndex:
    """Unit vectors in a flat FAISS index, so that the inner product is the cosine."""

    def __init__(self, faiss_index: faiss.Index) -> None:
        self._index = faiss_index

    @classmethod
    def build(cls, vectors: Vectors) -> Self:
        """Index vectors of shape (n, dimension)."""
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(vectors)
        return cls(index)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read an index that `save` wrote."""
        return cls(faiss.read_index(str(path)))

    def save(self, path: Path) -> None:
        """Write the index; equal vectors give equal bytes."""
        faiss.write_index(self._index, str(path))

    @property
    def n_documents(self) -> int:
        """How many vectors it holds."""
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self._index.d)

    def scores(self, vector: Vectors) -> Scores:
        """Return the cosine of every document with one question, of shape (1, dimension)."""
        total = np.zeros(self.n_documents)
        if self.n_documents:
            cosines, numbers = self._index.search(vector, self.n_documents)
            total[numbers[0]] = cosines[0]
        return total
