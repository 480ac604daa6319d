"""Candidates of which it is known whether they are right become the probability that one is, and
the threshold's curve of risk and coverage.

El-Yaniv & Wiener, "On the foundations of noise-free selective classification", JMLR 2010.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from sklearn.metrics import roc_auc_score

from chat.bot import Bot
from chat.evaluation.judge import is_right
from index.ranking import LogisticModel, RiskPoint
from tools.fitting.asked import Asked
from tools.fitting.listwise import Table, fold_of

_C = 0.1  # of the logistic regression, over standardised features
_UNWORDED = 0.184
"""Log-odds by which an answer of an interview without wordings is less probable than fitted: as a
threshold of .34 in place of .30. Of 1,062 `dev` questions without wordings 879 were right for 876,
of 857 to invented interviews 533 for 522; stricter loses of the former (.42: 872)."""
FEATURES = {
    "cosine": 1,
    "sentence_cosine": 1,
    "support": 1,
    "typed": -1,
    "lacks_type": -1,
    "lacks_measure": -1,
    "instruction": -1,
    "rank": -1,
    "evidence": 1,
    "answer_evidence": 1,
    "alone": 1,
    "wording": 1,
    "worded": -1,
    "left_open": -1,
}
"""What the probability rests on, and whether it speaks for an answer or against it. What was read
as a mistake, English words in no list, and the cosine of the host's question got weight 0."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A candidate for a question: its features, whether it is right, whether it may be served."""

    question: int
    features: dict[str, float]
    right: bool
    served: bool
    """False where a conflict or the wrong sort of thing refuses it already."""


def weigh(asked: Sequence[Asked]) -> list[Weighed]:
    """Weigh the first candidates of every question, answerable or not."""
    rows = []
    for number, one in enumerate(asked):
        bot = Bot(one.searcher)
        for found in bot.candidates(one.reading, None)[1]:
            candidate = bot.read_alone(one.reading, found)
            exchange = candidate.hit.exchange
            right = one.question.answerable and is_right(one.question, exchange)
            rows.append(Weighed(number, dict(candidate.features), right, candidate.probability > 0))
    return rows


def fit_answer(rows: Sequence[Weighed], names: Sequence[str]) -> LogisticModel:
    """Fit the probability that a candidate answers; its weights are those of the raw features.

    Each weight has the sign that FEATURES gives it or is 0. Left free, the cosine
    of the host's question came out negative; with the signs the AUC on a corpus that was left out
    rose from .899 to .931 (press) and from .895 to .897 (taiwan).
    """
    table = np.array([[row.features[name] for name in names] for row in rows])
    mean, spread = table.mean(axis=0), table.std(axis=0)
    spread[spread == 0] = 1.0
    scaled = (table - mean) / spread
    label = np.array([row.right for row in rows], dtype=float)

    def loss(weights: Table) -> tuple[float, Table]:
        logits = weights[0] + scaled @ weights[1:]
        excess = 1 / (1 + np.exp(-logits)) - label
        total = _C * (np.logaddexp(0, logits) - label * logits).sum()
        gradient = _C * np.array([excess.sum(), *(scaled.T @ excess)])
        gradient[1:] += weights[1:]
        return float(total + weights[1:] @ weights[1:] / 2), gradient

    bounds = [(None, None), *((0, None) if FEATURES[n] > 0 else (None, 0) for n in names)]
    fitted = minimize(loss, np.zeros(len(names) + 1), jac=True, method="L-BFGS-B", bounds=bounds).x
    weights = fitted[1:] / spread
    intercept = float(fitted[0] - weights @ mean)
    return stricter(
        LogisticModel(intercept, {n: float(w) for n, w in zip(names, weights, strict=True)})
    )


def stricter(model: LogisticModel) -> LogisticModel:
    """Return a model by which an answer is less probable where the interview has no wordings."""
    worded = model.weights.get("worded", 0.0) + _UNWORDED
    return LogisticModel(model.intercept - _UNWORDED, {**model.weights, "worded": worded})


def most_probable(rows: Sequence[Weighed], model: LogisticModel) -> dict[int, tuple[float, bool]]:
    """Return, for each question, the probability of the candidate shown, and whether it is right.

    Shown is the most probable of those that no conflict refuses.
    """
    found: dict[int, tuple[float, bool]] = {}
    for row in rows:
        probability = model.probability(row.features)
        if row.served and probability > found.get(row.question, (0.0, False))[0]:
            found[row.question] = probability, row.right
    return found


@dataclass(frozen=True, slots=True)
class Probability:
    """What was fitted of answering, and how it fares on questions that it was not fitted on."""

    model: LogisticModel
    curve: tuple[RiskPoint, ...]
    balance: float
    """The threshold that `most_balanced` finds."""
    risk: float
    """What the curve says at its point nearest to that threshold."""
    auc: float
    """Of the answerable questions against the others."""


def fit_probability(asked: Sequence[Asked]) -> Probability:
    """Fit the probability and the threshold's curve on questions in one part."""
    rows, names = weigh(asked), list(FEATURES)
    shown = predicted(rows, [one.question.id for one in asked], names)
    answerable = [one.question.answerable for one in asked]
    points = curve([(*shown[at], answerable[at]) for at in range(len(asked))])
    best = most_balanced([(shown[at][0], answerable[at]) for at in range(len(asked))])
    risk = min(points, key=lambda point: abs(point.threshold - best)).risk
    auc = float(roc_auc_score(answerable, [shown[at][0] for at in range(len(asked))]))
    return Probability(fit_answer(rows, names), points, best, risk, auc)


def curve(shown: Sequence[tuple[float, bool, bool]]) -> tuple[RiskPoint, ...]:
    """Return risk and coverage at each threshold from .02 to .98.

    The risk is the greatest at this threshold or any higher, so that it never rises with it.

    :param shown: For each question the probability, whether the exchange is the right one, and
        whether the question is answerable.
    """
    points: list[RiskPoint] = []
    n_answerable = sum(answerable for _, _, answerable in shown)
    for percent in range(98, 0, -2):
        given = [(right, answer) for p, right, answer in shown if p >= percent / 100]
        wrong = sum(not right for right, _ in given)
        answered = sum(answer for _, answer in given)
        risk = max([wrong / max(len(given), 1), *(point.risk for point in points[-1:])])
        points.append(RiskPoint(percent / 100, round(risk, 4), round(answered / n_answerable, 4)))
    return tuple(reversed(points))


def most_balanced(shown: Sequence[tuple[float, bool]]) -> float:
    """Return the threshold at which as large a share of the answerable questions is answered and
    of the others refused as at any, both counting alike."""
    probability = np.array([p for p, _ in shown])
    answerable = np.array([answer for _, answer in shown])

    def balance(threshold: float) -> float:
        given = probability >= threshold
        return float(given[answerable].mean() + (~given)[~answerable].mean())

    return max(sorted(set(probability)), key=balance)


def predicted(
    rows: Sequence[Weighed], ids: Sequence[str], names: Sequence[str], n_folds: int = 10
) -> dict[int, tuple[float, bool]]:
    """Return what would be shown for each question by models fitted on the other questions."""
    shown: dict[int, tuple[float, bool]] = dict.fromkeys(range(len(ids)), (0.0, False))
    for part in range(n_folds):
        own = [row for row in rows if fold_of(ids[row.question], n_folds) == part]
        rest = [row for row in rows if fold_of(ids[row.question], n_folds) != part]
        shown |= most_probable(own, fit_answer(rest, names))
    return shown
