"""What makes one ranking of many, and a probability of a ranking: learned numbers, kept as data.

`tools.fit_ranking` learns them and writes ranking.json into the folder of shipped models; an
index keeps a copy of those that it was built with.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Self

import numpy as np

from index.records import Scores

NAME = "ranking.json"

_BEST = 50  # passages: fewer (20, 30) are worse on interviews, more (80) not better on letters
_FLOOR = -3.0  # how far a passage is behind the best matters no more from here on


@dataclass(frozen=True, slots=True)
class RiskPoint:
    """A threshold, and what came of it on the questions that it was fitted on.

    `risk` is the share of wrong answers among the answers given, `coverage` the share of the
    answerable questions that are answered.
    """

    threshold: float
    risk: float
    coverage: float


@dataclass(frozen=True, slots=True)
class LogisticModel:
    """Probability = sigmoid(intercept + sum of weight * feature); what is not given counts 0."""

    intercept: float
    weights: Mapping[str, float]

    def probability(self, features: Mapping[str, float]) -> float:
        """Return a probability from 0 to 1."""
        logit = self.intercept + sum(
            weight * features.get(name, 0.0) for name, weight in self.weights.items()
        )
        return float(1 / (1 + np.exp(-np.clip(logit, -50, 50))))


@dataclass(frozen=True, slots=True)
class AnswerModel:
    """What an answer is chosen by, the model of its probability, and the threshold's curve."""

    rerank: Mapping[str, float]
    """What counts among the first candidates: the fused score, and the reranker's evidence."""
    passage: Mapping[str, float]
    """What counts among the passages of one answer."""
    answer: LogisticModel
    curve: tuple[RiskPoint, ...]
    """From the least threshold to the greatest."""
    risk: float
    """The risk that an answer is given at unless the operator chooses another."""

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Self:
        """Read what `dataclasses.asdict` gave."""
        return cls(
            rerank=dict(content["rerank"]),
            passage=dict(content["passage"]),
            answer=LogisticModel(**content["answer"]),
            curve=tuple(RiskPoint(**point) for point in content["curve"]),
            risk=float(content["risk"]),
        )

    def threshold(self, risk: float | None = None) -> float:
        """Return the least threshold at which no more than this share of answers was wrong.

        Where none was as safe, the greatest of the curve.
        """
        allowed = self.risk if risk is None else risk
        safe = [
            point.threshold
            for at, point in enumerate(self.curve)
            if all(later.risk <= allowed for later in self.curve[at:])
        ]
        return min(safe, default=self.curve[-1].threshold)


@dataclass(frozen=True, slots=True)
class Limits:
    """Where an answer is refused however probable it is; chosen on `dev` questions.

    `fitted_on` tells which.
    """

    left_open: float
    """Nearness of what the staff noted as left open from which it asks for the same: where that was
    nearer than any wording too, none of 499 answerable questions was answered rightly."""
    unfit: float
    """Log-odds below which words don't fit a follow-up as it was typed."""
    rather: float
    """By how many log-odds such words must fit the earlier question better than the completed one
    to be an answer to that. Of 67 answered follow-ups 7 that no official answered are refused so,
    8 wrong answers and 1 right one."""


@dataclass(frozen=True, slots=True)
class RankingModel:
    """The weights of the ranking, and what answers are chosen by, with and without a reranker."""

    fusion: Mapping[str, float]
    """What each grain's words and vectors count for, made comparable, e.g. `passage_words`."""
    plain: AnswerModel
    reread: AnswerModel
    """Where a reranker has read the first candidates."""
    limits: Limits
    fitted_on: Mapping[str, Any]

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Self:
        """Read what `as_json` gave."""
        return cls(
            fusion=dict(content["fusion"]),
            plain=AnswerModel.from_json(content["plain"]),
            reread=AnswerModel.from_json(content["reread"]),
            limits=Limits(**content["limits"]),
            fitted_on=dict(content["fitted_on"]),
        )

    def as_json(self) -> dict[str, Any]:
        """Return the numbers as JSON objects."""
        return asdict(self)

    @property
    def fingerprint(self) -> str:
        """SHA-256 over all numbers, in hexadecimal."""
        text = json.dumps(self.as_json(), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


def standardise(scores: Scores) -> Scores:
    """Return z-scores: mean 0, standard deviation 1; equal scores all become 0."""
    spread = scores.std()
    return (scores - scores.mean()) / spread if spread > 0 else np.zeros_like(scores)


def comparable(name: str, scores: Scores) -> Scores:
    """Return the scores of a table as they are summed: z-scores of the `_BEST` best of them.

    The mean and the deviation are those of the best only. Over all passages the z-scores of words
    would grow with the corpus, as most passages share no word with a question, and those of
    vectors would not: weights learned on three interviews would overrate words among thousands of
    passages. nDCG@10 on `dev` letters (2,671 documents, weights of the interviews): .731 with
    z-scores over all, .771 so; the interviews' own questions .939 and .938 right first.

    Scores of wordings stay as they are: most passages have no near wording and 0, so the spread
    tells how few have one, not how near it is.
    """
    if name.startswith("wording_"):
        return scores
    best = np.partition(scores, -_BEST)[-_BEST:] if len(scores) > _BEST else scores
    spread = best.std()
    if spread == 0:
        return np.zeros_like(scores)
    return np.asarray(np.maximum((scores - best.mean()) / spread, _FLOOR))


def fuse(tables: Mapping[str, Scores], weights: Mapping[str, float]) -> Scores:
    """Return the weighted sum of the comparable scores, in the order of the documents."""
    sizes: Sequence[int] = [len(scores) for scores in tables.values()]
    total = np.zeros(sizes[0])
    for name, weight in sorted(weights.items()):
        if weight:
            total += weight * comparable(name, tables[name])
    return total


@cache
def shipped_ranking() -> RankingModel:
    """Read the numbers that ship with the project."""
    text = (files("index") / "models" / NAME).read_text(encoding="utf-8")
    return RankingModel.from_json(json.loads(text))
