"""Which questions lean on the one before."""

import pytest

from chat.followup import standalone

BEFORE = ["规划有几章？", "重点建设项目有多少个？"]


@pytest.mark.parametrize(
    "question", ["其中工业科技类呢？", "那人才方面呢？", "依据是什么？", "为什么？"]
)
def test_a_short_question_that_leans_takes_the_last_one_with_it(question: str) -> None:
    assert standalone(question, BEFORE) == f"重点建设项目有多少个？ {question}"


def test_a_question_with_a_subject_of_its_own_stands_alone() -> None:
    assert standalone("2035年远景目标是什么？", BEFORE) == "2035年远景目标是什么？"


def test_without_history_nothing_is_added() -> None:
    assert standalone("其中工业科技类呢？", []) == "其中工业科技类呢？"
