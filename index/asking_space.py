"""A space in which questions that ask for the same words lie close together."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from index.records import Vectors

_POWER = 0.25
"""Of the inverse covariance; .5 is to whiten wholly. Half of it found the right words first as
often on the first interview and more often on others, where a quote has few wordings."""


@dataclass(frozen=True, slots=True)
class AskingSpace:
    """Questions' vectors, centred, and scaled down where wordings that ask for the same differ.

    Within-class covariance normalisation (Hatch, Kajarekar & Stolcke, Interspeech 2006), the
    classes being the words that are asked for. As many imagined wordings as a vector has
    dimensions, alike in all directions, stand beside those there are: with few wordings little
    changes, and with none nothing.
    """

    mean: Vectors
    """Shape (dimension,)."""
    scaling: Vectors
    """Shape (dimension, dimension), symmetric."""

    @classmethod
    def fit(cls, vectors: Vectors, quote_of: NDArray[np.int64]) -> Self:
        """Learn from wordings' vectors, shape (n, dimension), and which quote each asks for.

        :param quote_of: From 0, shape (n,).
        """
        n, dimension = vectors.shape
        own = vectors.astype(np.float64)
        differences = own - means(own, quote_of)[quote_of]
        freedom = n - len(np.unique(quote_of))
        within = differences.T @ differences
        variance = float(np.trace(within)) / (freedom * dimension) if freedom else 1.0
        covariance = (within + dimension * variance * np.eye(dimension)) / (freedom + dimension)
        sizes, directions = np.linalg.eigh(covariance)
        return cls(
            (own.sum(axis=0) / (n + dimension)).astype(np.float32),
            ((directions * sizes**-_POWER) @ directions.T).astype(np.float32),
        )

    def place(self, vectors: Vectors) -> Vectors:
        """Return unit vectors, shape (n, dimension), as they lie in this space."""
        return at_unit_length((vectors - self.mean) @ self.scaling)


def means(vectors: NDArray[np.floating], groups: NDArray[np.int64]) -> NDArray[np.floating]:
    """Return the mean vector of each group, by its number; a group without any has zeros."""
    n_groups = int(groups.max(initial=-1)) + 1
    sums = np.zeros((n_groups, vectors.shape[1]), dtype=vectors.dtype)
    np.add.at(sums, groups, vectors)
    counts = np.bincount(groups, minlength=n_groups)[:, None]
    return np.asarray(sums / np.maximum(counts, 1), dtype=vectors.dtype)


def at_unit_length(vectors: NDArray[np.floating]) -> Vectors:
    """Return vectors at unit length; those of length 0 stay."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths > 0, lengths, 1), dtype=np.float32)
