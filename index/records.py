"""The nouns of searching: what an embedder is, and what a search finds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ingest.records import Exchange, Interview, Passage

Vectors = NDArray[np.float32]
"""Shape (n, dimension), each row of unit length."""

Scores = NDArray[np.float64]
"""Shape (n,): one score for each document, in the order the index was built with."""

Progress = Callable[[int, int], None]
"""Called with how many are done, and of how many."""


class ModelError(Exception):
    """The embedding model can't be used; the message says why and what to type."""


class BrokenIndex(Exception):
    """An index folder can't be opened; the message says why and what to type."""


class StaleIndex(BrokenIndex):
    """An index folder was built from another corpus or by another model."""


class Embedder(Protocol):
    """Turns texts into vectors; a question and a passage are different verbs, as models differ."""

    @property
    def name(self) -> str:
        """What the manifest calls the model."""

    @property
    def fingerprint(self) -> str:
        """Equal for equal weights, different for others."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    def embed_questions(self, questions: Sequence[str]) -> Vectors:
        """Return one unit vector for each question."""

    def embed_passages(self, texts: Sequence[str], on_batch: Progress | None = None) -> Vectors:
        """Return one unit vector for each text."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage, where it stands, and how well it matched.

    `score` is the estimated probability that the passage's exchange answers the question, from
    0 to 1.
    """

    passage: Passage
    exchange: Exchange
    interview: Interview
    score: float
