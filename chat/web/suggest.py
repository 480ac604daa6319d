"""What is being typed becomes the official questions that it may become."""

import math
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from index.normalise import normalise

MOST = 6
_SHARE_MIN = 0.5  # of what was typed, by weight, that a question must have


class Suggester:
    """Finds official questions by the pairs of characters that they share with what is typed."""

    def __init__(self, questions: Sequence[str]) -> None:
        """Take the questions, best first among equals; of equal ones the first is kept."""
        self._questions = tuple(dict.fromkeys(questions))
        self._having: dict[str, set[int]] = {}
        for number, question in enumerate(self._questions):
            for gram in _grams(question):
                self._having.setdefault(gram, set()).add(number)

    def suggest(self, typed: str) -> list[str]:
        """Return at most `MOST` questions, the likeliest first; none where little is shared."""
        weights = {gram: self._weight(gram) for gram in _grams(typed)}
        shared: dict[int, float] = defaultdict(float)
        for gram, weight in weights.items():
            for number in self._having.get(gram, ()):
                shared[number] += weight
        enough = sum(weights.values()) * _SHARE_MIN
        found = [number for number, share in shared.items() if share >= enough]
        found.sort(key=lambda number: (-shared[number], len(self._questions[number]), number))
        return [self._questions[number] for number in found[:MOST]]

    def _weight(self, gram: str) -> float:
        """Return how telling characters are: the rarer the more."""
        return math.log(1 + len(self._questions) / (1 + len(self._having.get(gram, ()))))


def _grams(text: str) -> frozenset[str]:
    """Return a text's letters and figures, and the pairs of neighbours."""
    bare = [char for char in normalise(text) if char.isalnum()]
    return frozenset(bare) | {first + second for first, second in pairwise(bare)}
