import numpy as np
import pytest

from index.asking_space import AskingSpace, at_unit_length, means
from index.records import Vectors


def wordings_of_two_quotes() -> tuple[Vectors, list[int]]:
    """Forty wordings, which differ most in the last direction whichever quote they ask for."""
    rng = np.random.default_rng(0)
    vectors = 0.05 * rng.standard_normal((40, 6))
    vectors[:, 5] += rng.choice([-1, 1], size=40)
    quote_of = [number % 2 for number in range(40)]
    vectors[np.arange(40), quote_of] += 1
    return at_unit_length(vectors), quote_of


def test_how_wordings_of_one_quote_differ_counts_for_less() -> None:
    vectors, numbers = wordings_of_two_quotes()
    quote_of = np.array(numbers)
    quotes = at_unit_length(means(vectors, quote_of))
    question = at_unit_length(np.array([[1.0, 0.2, 0.3, 0, 0, 1.2]]))
    space = AskingSpace.fit(vectors, quote_of)
    placed = at_unit_length(means(space.place(vectors), quote_of))
    before = quotes @ question[0]
    after = placed @ space.place(question)[0]
    assert after[0] - after[1] > 1.3 * (before[0] - before[1]) > 0


def test_the_scaling_is_the_fourth_root_of_the_inverse_covariance() -> None:
    vectors, numbers = wordings_of_two_quotes()
    space = AskingSpace.fit(vectors, np.array(numbers))
    centres = np.array([vectors[0::2].mean(axis=0), vectors[1::2].mean(axis=0)])
    differences = vectors - centres[numbers]
    within = differences.T @ differences / 38
    imagined = np.eye(6) * np.trace(within) / 6
    covariance = (38 * within + 6 * imagined) / 44
    np.testing.assert_allclose(
        np.linalg.matrix_power(space.scaling.astype(float), 4) @ covariance, np.eye(6), atol=1e-4
    )
    np.testing.assert_allclose(space.mean, vectors.sum(axis=0) / 46, atol=1e-6)


@pytest.mark.parametrize("n", [0, 1, 3])
def test_where_no_quote_has_two_wordings_questions_lie_as_they_do(n: int) -> None:
    rng = np.random.default_rng(1)
    vectors = at_unit_length(rng.standard_normal((n, 64)))
    space = AskingSpace.fit(vectors, np.arange(n))
    questions = at_unit_length(rng.standard_normal((4, 64)))
    placed = space.place(questions)
    np.testing.assert_allclose(placed @ placed.T, questions @ questions.T, atol=0.05)
    np.testing.assert_allclose(np.linalg.norm(placed, axis=1), 1, atol=1e-6)
    assert (space.place(vectors) * at_unit_length(vectors)).sum() >= 0.99 * n


def test_the_mean_of_no_vectors_is_zero() -> None:
    vectors = np.array([[1.0, 0], [0, 1]], dtype=np.float32)
    np.testing.assert_array_equal(means(vectors, np.array([2, 2])), [[0, 0], [0, 0], [0.5, 0.5]])
    np.testing.assert_array_equal(at_unit_length(np.zeros((1, 2))), [[0, 0]])
