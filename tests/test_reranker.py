"""How the reranker's logits at word pieces become the log-odds of sentences."""

import numpy as np
import pytest

from index.onnx_model import Read
from index.records import NOTHING
from index.reranker import RememberingReranker, best_spans, load_reranker


def read(starts: list[float], ends: list[float], places: list[int]) -> Read:
    output = np.stack([starts, ends], axis=1).astype(np.float32)
    return Read(output, np.array(places, dtype=np.int64))


def test_a_sentence_has_the_best_span_that_begins_in_it() -> None:
    # no answer, a word of the question, then two sentences of two pieces: characters 0-1 and 2-3
    one = read([1, 9, 2, 3, 5, 0], [1, 9, 0, 4, 1, 2], [-1, -1, 0, 1, 2, 3])
    found = best_spans(one, [2, 2])
    assert found.tolist() == [3 + 4 - 2, 5 + 2 - 2]


def test_an_answer_does_not_end_before_it_begins() -> None:
    one = read([0, 0, 7], [0, 8, 1], [-1, 0, 1])
    assert best_spans(one, [2]).tolist() == [max(0 + 8, 7 + 1, 0 + 1)]


def test_an_answer_may_run_into_the_next_sentence() -> None:
    one = read([0, 5, 0], [0, 0, 5], [-1, 0, 1])
    assert best_spans(one, [1, 1]).tolist() == [10, 5]


def test_what_was_not_read_is_nothing() -> None:
    one = read([0, 1], [0, 1], [-1, 0])
    assert best_spans(one, [1, 4]).tolist() == [2, NOTHING]
    assert best_spans(read([0], [0], [-1]), [3]).tolist() == [NOTHING]


@pytest.fixture(scope="module")
def reranker() -> RememberingReranker:
    return RememberingReranker(load_reranker())


GDP = ["gdp年均增长拟按6.5%安排,到2025年达440亿元。", "规划共14章。"]


def test_the_shipped_model_finds_the_sentence_and_misses_what_is_not_there(
    reranker: RememberingReranker,
) -> None:
    (found,) = reranker.evidence("2025年gdp达到多少?", [GDP])
    assert found[0] > 0
    assert found[0] > found[1]
    (other,) = reranker.evidence("区里有几家医院?", [GDP])
    assert other.max() < found[0]


def test_what_is_remembered_is_what_was_read(reranker: RememberingReranker) -> None:
    (again,) = load_reranker().evidence("规划共几章?", [GDP])
    for _ in range(2):
        first, second = reranker.evidence("规划共几章?", [GDP, GDP])
        assert first.tolist() == second.tolist() == again.tolist()
