from pathlib import Path

import numpy as np
import pytest

from index.dense import DenseIndex
from index.records import Vectors


def unit_vectors(n: int, dimension: int, seed: int) -> Vectors:
    vectors = np.random.default_rng(seed).normal(size=(n, dimension))
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


@pytest.mark.parametrize(("n", "dimension"), [(1, 4), (7, 4), (50, 64), (300, 512)])
def test_scores_are_the_inner_products_in_document_order(n: int, dimension: int) -> None:
    vectors = unit_vectors(n, dimension, seed=n)
    question = unit_vectors(1, dimension, seed=n + 1)
    found = DenseIndex.build(vectors).scores(question)
    expected = vectors @ question[0]
    np.testing.assert_allclose(found, expected, atol=1e-6)
    assert np.argsort(-found).tolist() == np.argsort(-expected).tolist()


def test_scores_by_hand() -> None:
    vectors = np.array([[1, 0], [0, 1], [0.6, 0.8], [-1, 0]], dtype=np.float32)
    question = np.array([[1, 0]], dtype=np.float32)
    found = DenseIndex.build(vectors).scores(question)
    assert found.tolist() == pytest.approx([1.0, 0.0, 0.6, -1.0])


def test_an_index_knows_how_many_vectors_it_holds_and_how_long_they_are() -> None:
    index = DenseIndex.build(unit_vectors(5, 8, seed=1))
    assert (index.n_documents, index.dimension) == (5, 8)


def test_an_index_of_nothing_has_no_scores() -> None:
    index = DenseIndex.build(np.empty((0, 8), dtype=np.float32))
    assert index.scores(unit_vectors(1, 8, seed=1)).tolist() == []


def test_a_loaded_index_scores_as_the_saved_one_did(tmp_path: Path) -> None:
    index, question = DenseIndex.build(unit_vectors(20, 16, seed=2)), unit_vectors(1, 16, seed=3)
    index.save(tmp_path / "vectors.faiss")
    loaded = DenseIndex.load(tmp_path / "vectors.faiss")
    assert loaded.scores(question).tolist() == index.scores(question).tolist()


def test_equal_vectors_are_saved_as_equal_bytes(tmp_path: Path) -> None:
    for name in ("a.faiss", "b.faiss"):
        DenseIndex.build(unit_vectors(20, 16, seed=2)).save(tmp_path / name)
    DenseIndex.load(tmp_path / "a.faiss").save(tmp_path / "c.faiss")
    saved = (tmp_path / "a.faiss").read_bytes()
    assert (tmp_path / "b.faiss").read_bytes() == saved
    assert (tmp_path / "c.faiss").read_bytes() == saved
