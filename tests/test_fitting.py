import numpy as np
import pytest

from index.ranking import LogisticModel
from tools.fitting.listwise import Example, best_weight, first_right
from tools.fitting.probability import stricter


def example(features: list[list[float]], right: int) -> Example:
    is_right = np.arange(len(features)) == right
    return Example(np.array(features), is_right, is_right, "q")


def test_a_weight_is_chosen_by_what_comes_first() -> None:
    # The second feature is right about the first two questions, which the first feature is not,
    # and, with a weight over 2, outvotes it where it is wrong.
    examples = [
        example([[1.0, 0.0], [0.0, 1.0]], right=1),
        example([[1.0, 0.0], [0.0, 0.8]], right=1),
        example([[2.5, 0.0], [0.0, 1.0]], right=0),
    ]
    weights = best_weight(examples, np.array([1.0, 0.1]), 1, (4.0, 0.5, 1.5, 2.0))
    assert weights.tolist() == [1.0, 1.5]
    assert first_right(examples, weights)[1] == pytest.approx(1.0)


@pytest.mark.parametrize(("worded", "lower"), [(1.0, False), (0.0, True)])
def test_an_answer_is_less_probable_where_the_interview_has_no_wordings(
    worded: float, lower: bool
) -> None:
    fitted = LogisticModel(0.5, {"support": 1.0, "worded": -1.0})
    features = {"support": 0.3, "worded": worded}
    before, after = (one.probability(features) for one in (fitted, stricter(fitted)))
    assert (after < before - 0.01) is lower
    assert lower or after == pytest.approx(before)
