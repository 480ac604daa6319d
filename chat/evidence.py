"""What the reranker found in an answer: how likely what is asked for begins in each clause."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Self

from index.records import Hit
from ingest.records import Passage
from ingest.sentences import Span, clauses_of_sentences

BOUND = 6.0
"""Log-odds beyond it say no more; what was not read counts as far from an answer."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The log-odds of the clauses of one answer that the reranker has read."""

    read: tuple[tuple[int, int, float], ...]
    """Where each clause begins and ends in the answer, and its log-odds."""

    @classmethod
    def of(cls, hit: Hit, passages: Sequence[Passage]) -> Self:
        """Take what was read of the answer that a hit stands in.

        :param passages: Of that answer, in order.
        """
        return cls(
            tuple(
                (passage.start + start, passage.start + end, bounded(odds))
                for passage, own in zip(passages, hit.evidence, strict=True)
                if own
                for (start, end), odds in zip(_clauses(passage), own, strict=True)
            )
        )

    def at(self, start: int, end: int) -> float:
        """Return the greatest log-odds of the clauses that a span has a part of."""
        return max((odds for a, b, odds in self.read if a < end and start < b), default=-BOUND)

    @property
    def best(self) -> float:
        """The greatest log-odds in the whole answer."""
        return max((odds for _, _, odds in self.read), default=-BOUND)


def bounded(odds: float) -> float:
    """Return log-odds within the bound."""
    return max(-BOUND, min(BOUND, odds))


def _clauses(passage: Passage) -> list[Span]:
    return list(chain.from_iterable(clauses_of_sentences(passage.text)))
