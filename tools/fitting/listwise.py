"""Weights of a ranking from examples: the right passages are to have the most of a softmax.

Cao et al., "Learning to rank: from pairwise approach to listwise approach", ICML 2007, with a
top-one model.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Table = NDArray[np.float64]
_L2 = 0.01  # little, but enough to keep a grain that never decides near 0
_FOLDS = 5


@dataclass(frozen=True, slots=True)
class Example:
    """A question's passages: their features, shape (passages, features), and which are right."""

    features: Table
    right: NDArray[np.bool_]
    """Holds what the answer must."""
    of_exchange: NDArray[np.bool_]
    """Belongs to the right exchange."""
    question: str
    """Its id: a question that is asked twice belongs to one fold."""


def fit_softmax(examples: Sequence[Example]) -> Table:
    """Return the non-negative weights that give the right passages the most of the softmax."""
    n = examples[0].features.shape[1]

    def loss(weights: Table) -> tuple[float, Table]:
        total, gradient = _L2 * weights @ weights, 2 * _L2 * weights
        for example in examples:
            scores = example.features @ weights
            share = np.exp(scores - scores.max())
            share /= share.sum()
            of_right = share * example.right
            mass = of_right.sum()
            total -= np.log(mass) / len(examples)
            gradient += example.features.T @ (share - of_right / mass) / len(examples)
        return float(total), gradient

    start = np.full(n, 0.2)
    fitted = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[(0, None)] * n)
    return np.asarray(fitted.x)


def best_weight(
    examples: Sequence[Example], weights: Table, at: int, tried: Sequence[float]
) -> Table:
    """Return the weights with that of one feature by which the first passage is most often right.

    Of equals the smallest. The softmax keeps a feature small that may be wrong with great values,
    as it pays for confidence; what comes first is decided by the order alone.
    """

    def with_weight(weight: float) -> Table:
        changed = weights.copy()
        changed[at] = weight
        return changed

    return max(
        map(with_weight, sorted(tried)), key=lambda one: float(first_right(examples, one)[1])
    )


def first_right(examples: Sequence[Example], weights: Table) -> NDArray[np.float64]:
    """Return the shares of questions whose first passage is of the right exchange, and is right."""
    best = [int(np.argmax(example.features @ weights)) for example in examples]
    pairs = list(zip(examples, best, strict=True))
    return np.array(
        [
            np.mean([example.of_exchange[at] for example, at in pairs]),
            np.mean([example.right[at] for example, at in pairs]),
        ]
    )


def held_out(examples: Sequence[Example]) -> str:
    """Say how often the first passage is right where the weights were fitted on other folds."""
    figures, n = np.zeros(2), 0
    for fold_ in range(_FOLDS):
        own = [example for example in examples if fold_of(example.question) == fold_]
        rest = [example for example in examples if fold_of(example.question) != fold_]
        figures += len(own) * first_right(own, fit_softmax(rest))
        n += len(own)
    exchange, passage = figures / n
    return f"exchange {exchange:.3f}, passage {passage:.3f} of {n}"


def fold_of(question_id: str, n_folds: int = _FOLDS) -> int:
    """Return the fold of a question."""
    return zlib.crc32(question_id.encode()) % n_folds
