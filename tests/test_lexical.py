import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.lexical import LexicalIndex

DOCUMENTS = st.lists(st.lists(st.sampled_from("甲乙丙丁戊己"), max_size=12), max_size=8)
QUESTIONS = st.lists(st.sampled_from("甲乙丙丁戊己庚"), max_size=6)


def bm25(documents: list[list[str]], question: list[str]) -> list[float]:
    """The formula of Robertson & Zaragoza (2009) with Lucene's idf, word by word."""
    mean_length = sum(len(document) for document in documents) / max(len(documents), 1)
    scores = [0.0 for _ in documents]
    for at, document in enumerate(documents):
        for token in question:
            tf = document.count(token)
            df = sum(token in other for other in documents)
            idf = math.log(1 + (len(documents) - df + 0.5) / (df + 0.5))
            if tf:
                length = 0.25 + 0.75 * len(document) / mean_length
                scores[at] += idf * tf * 2.5 / (tf + 1.5 * length)
    return scores


@given(DOCUMENTS, QUESTIONS)
def test_scores_are_those_of_the_formula(documents: list[list[str]], question: list[str]) -> None:
    found = LexicalIndex.build(documents).scores(question)
    np.testing.assert_allclose(found, bm25(documents, question), rtol=1e-5, atol=1e-5)


def test_one_score_by_hand() -> None:
    index = LexicalIndex.build([["规划", "目标"], ["项目", "投资"]])
    # both have the mean length, so the weight is idf * 1 * 2.5 / (1 + 1.5) = idf = ln 2
    assert index.scores(["目标"]).tolist() == pytest.approx([math.log(2), 0.0])


def test_a_word_that_is_asked_twice_counts_twice() -> None:
    index = LexicalIndex.build([["规划", "目标"], ["项目"]])
    assert index.scores(["规划", "规划"]).tolist() == (2 * index.scores(["规划"])).tolist()


def test_the_vocabulary_is_sorted_and_without_repetition() -> None:
    assert LexicalIndex.build([["b", "a", "b"], ["c", "a"]]).vocabulary == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("token", "documents_with_it"), [("规划", 3), ("目标", 1), ("项目", 0), ("", 0)]
)
def test_a_word_is_the_rarer_the_fewer_documents_have_it(
    token: str, documents_with_it: int
) -> None:
    index = LexicalIndex.build([["规划", "目标"], ["规划", "规划"], ["规划"]])
    expected = math.log(1 + (3 - documents_with_it + 0.5) / (documents_with_it + 0.5))
    assert index.idf(token) == pytest.approx(expected)


def test_documents_that_have_a_word_are_found_in_order() -> None:
    index = LexicalIndex.build([["规划"], ["目标"], ["目标", "规划", "规划"]])
    assert index.contains("规划").tolist() == [0, 2]
    assert index.contains("项目").tolist() == []


def test_unknown_words_score_nothing() -> None:
    assert LexicalIndex.build([["规划"], ["目标"]]).scores(["项目", ""]).tolist() == [0.0, 0.0]


def test_an_index_of_no_documents_has_no_scores() -> None:
    index = LexicalIndex.build([])
    assert index.scores(["规划"]).tolist() == []
    assert index.contains("规划").tolist() == []


def test_documents_without_words_score_nothing() -> None:
    assert LexicalIndex.build([[], []]).scores(["规划"]).tolist() == [0.0, 0.0]
