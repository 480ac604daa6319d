"""The nouns of searching: what an embedder is, and what a search finds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ingest.records import Exchange, FangtanError, Interview, Passage

Vectors = NDArray[np.float32]
"""Shape (n, dimension), each row of unit length."""

Scores = NDArray[np.float64]
"""Shape (n,): one score for each document, in the order the index was built with."""

Progress = Callable[[int, int], None]
"""Called with how many are done, and of how many."""


class ModelError(FangtanError):
    """The embedding model can't be used; the message says why and what to type."""


class BrokenIndex(FangtanError):
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
        """Equal for equal weights, different for others; of a model from a hub its name."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    def embed_questions(self, questions: Sequence[str]) -> Vectors:
        """Return one unit vector for each question."""

    def embed_passages(self, texts: Sequence[str], on_batch: Progress | None = None) -> Vectors:
        """Return one unit vector for each text."""


NOTHING = -50.0
"""The log-odds of a clause that the reranker has not read."""

WINDOW = 200
"""Characters of a passage that the reranker reads; the shipped one was trained on no more."""


class Reranker(Protocol):
    """Reads a question and a passage together, and tells whether the one answers the other."""

    @property
    def fingerprint(self) -> str:
        """Equal for equal weights, different for others; of a model from a hub its name."""

    def evidence(self, question: str, passages: Sequence[Sequence[str]]) -> list[Scores]:
        """Return for each passage the log-odds that the answer begins in each of its parts.

        :param question: Normalised, as the passages are.
        :param passages: Each in parts, clauses or sentences, which are read together.
        """


@dataclass(frozen=True, slots=True)
class Features:
    """What the probability that a hit answers the question rests on, so far as it is read here."""

    cosine: float
    """The question's best cosine with a passage of the exchange."""
    sentence_cosine: float
    """The question's best cosine with a sentence of the passage."""
    wording: float = 0.0
    """The question's greatest nearness to a wording of the exchange."""
    worded: float = 0.0
    """1 where the staff has written wordings of the interview, else 0."""
    left_open: float = 0.0
    """The question's greatest nearness to one that the interview leaves open."""


@dataclass(frozen=True, slots=True)
class NearWording:
    """Words of an answer that a wording asks for, and how near the question is to the wording."""

    start: int
    """Character offsets in the exchange's answer."""
    end: int
    text: str
    """The nearest wording that asks for them."""
    nearness: float
    """From 0, of one that asks for something else, to 4, of an equal one."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage, where it stands, and how well it matched.

    `score` orders the hits of one question; those of two questions can't be compared.
    """

    passage: Passage
    exchange: Exchange
    interview: Interview
    score: float
    features: Features
    sentence_cosines: tuple[float, ...]
    """The question's cosine with each sentence of the passage, in their order."""
    passage_scores: tuple[float, ...]
    """The fused score of each passage of the exchange, in their order."""
    evidence: tuple[tuple[float, ...], ...]
    """For each passage of the exchange the log-odds that the answer begins in each of its clauses;
    empty where the reranker has not read it."""
    wordings: tuple[NearWording, ...] = ()
    """What wordings near to the question ask for in the exchange's answer, in order."""
    left_open: str = ""
    """The nearest question that the interview leaves open; empty where none is near."""

    def asked_for(self, start: int, end: int) -> float:
        """Return how much a span of the answer is what a near wording asks for.

        The greatest nearness, times the share of all its and the span's characters that both have.
        """
        return max((one.nearness * _common(one, start, end) for one in self.wordings), default=0.0)


def _common(one: NearWording, start: int, end: int) -> float:
    """Return the Jaccard similarity of two spans."""
    shared = min(one.end, end) - max(one.start, start)
    return max(shared, 0) / (max(one.end, end) - min(one.start, start))
