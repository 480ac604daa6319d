import json

import numpy as np
import pytest

from index.ranking import (
    AnswerModel,
    LogisticModel,
    RankingModel,
    RiskPoint,
    comparable,
    fuse,
    shipped_ranking,
    standardise,
)


def model_with(*curve: RiskPoint) -> AnswerModel:
    return AnswerModel({}, {}, LogisticModel(0.0, {}), curve, 0.05)


CURVE = (RiskPoint(0.2, 0.3, 1.0), RiskPoint(0.5, 0.05, 0.9), RiskPoint(0.8, 0.01, 0.6))


def test_standard_scores_by_hand() -> None:
    # mean 3, standard deviation 2
    assert standardise(np.array([1.0, 5.0, 1.0, 5.0])).tolist() == [-1.0, 1.0, -1.0, 1.0]


def test_standard_scores_of_equal_scores_are_zero() -> None:
    assert standardise(np.array([2.0, 2.0])).tolist() == [0.0, 0.0]


def test_comparable_scores_do_not_depend_on_how_many_passages_lie_behind() -> None:
    best = np.linspace(2.0, 9.0, 50)
    behind = np.zeros(5000)
    among_few = comparable("passage_words", np.concatenate([behind[:60], best]))
    among_many = comparable("passage_words", np.concatenate([behind, best]))
    assert among_few[-50:].tolist() == among_many[-50:].tolist() == standardise(best).tolist()


def test_comparable_scores_by_hand() -> None:
    scores = np.array([1.0, 5.0, 1.0, 5.0])
    assert comparable("passage_words", scores).tolist() == [-1.0, 1.0, -1.0, 1.0]
    assert comparable("wording_words", scores).tolist() == scores.tolist()
    assert comparable("passage_words", np.full(80, 2.0)).tolist() == [0.0] * 80


def test_a_passage_far_behind_is_no_further_behind_than_the_floor() -> None:
    scores = np.concatenate([np.linspace(8.0, 9.0, 50), [-1000.0]])
    assert comparable("passage_vectors", scores)[-1] == -3.0


def test_fused_scores_are_the_weighted_sum() -> None:
    tables = {"a": np.array([1.0, 5.0, 1.0, 5.0]), "b": np.array([3.0, 3.0, 7.0, 7.0])}
    assert fuse(tables, {"a": 2.0, "b": 0.5}).tolist() == [-2.5, 1.5, -1.5, 2.5]


def test_a_probability_by_hand() -> None:
    model = LogisticModel(-2.0, {"cosine": 2.0, "coverage": 1.0})
    assert model.probability({"cosine": 0.5, "coverage": 1.0}) == 0.5
    assert model.probability({"cosine": 1.0, "coverage": 1.0}) == pytest.approx(np.e / (1 + np.e))
    assert model.probability({"cosine": 1.0}) == 0.5


@pytest.mark.parametrize(
    ("risk", "threshold"), [(None, 0.5), (0.05, 0.5), (0.02, 0.8), (0.001, 0.8), (0.5, 0.2)]
)
def test_the_threshold_is_the_least_that_is_safe_enough(
    risk: float | None, threshold: float
) -> None:
    assert model_with(*CURVE).threshold(risk) == threshold


def test_a_threshold_is_not_safe_where_a_greater_one_is_not() -> None:
    bumpy = (RiskPoint(0.2, 0.01, 1.0), RiskPoint(0.5, 0.2, 0.9), RiskPoint(0.8, 0.01, 0.6))
    assert model_with(*bumpy).threshold(0.05) == 0.8


def test_the_numbers_survive_json() -> None:
    model = shipped_ranking()
    assert RankingModel.from_json(json.loads(json.dumps(model.as_json()))) == model
