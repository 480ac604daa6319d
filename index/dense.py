"""Vectors become an exact inner-product index; the only door to faiss."""

from pathlib import Path
from typing import Self, cast

import faiss
import numpy as np

from index.records import Scores, Vectors


class DenseIndex:
    """Unit vectors in a flat FAISS index, so that the inner product is the cosine."""

    def __init__(self, faiss_index: faiss.IndexFlatIP) -> None:
        self._index = faiss_index
        self._vectors = _held(faiss_index)

    @classmethod
    def build(cls, vectors: Vectors) -> Self:
        """Index vectors of shape (n, dimension)."""
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(vectors)
        return cls(index)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read an index that `save` wrote."""
        return cls(cast(faiss.IndexFlatIP, faiss.read_index(str(path))))

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
        """Return the cosine of every document with one question, of shape (1, dimension).

        FAISS finds the best few; all of them are had for less by one product of what it holds.
        """
        return np.asarray(self._vectors @ vector[0], dtype=np.float64)

    def similarity(self, one: int, other: int) -> float:
        """Return the cosine of two documents, by their numbers."""
        return float(self._vectors[one] @ self._vectors[other])


def _held(index: faiss.IndexFlatIP) -> Vectors:
    """Return the vectors that an index holds, not a copy: they live as long as it does."""
    shape = int(index.ntotal), int(index.d)
    if not shape[0]:
        return np.empty(shape, dtype=np.float32)
    return cast(Vectors, faiss.rev_swig_ptr(index.get_xb(), shape[0] * shape[1]).reshape(shape))
