from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from index.records import Embedder
from index.search import ConfidenceModel, Features, FusionWeights, Searcher, standardise
from index.tokens import tokenise
from ingest.collection import Collection, collect
from ingest.corpus import load_corpus

Page = Callable[..., str]
Write = Callable[[dict[str, str | bytes]], Path]
QUESTIONS = [
    "我区2035年远景目标是什么呢?",
    "重点建设项目总投资多少?",
    "海峡健康城",
    "What is GDP?",
    "今天天气怎么样",
    "",
]


def fused_by_hand(searcher: Searcher, question: str) -> list[float]:
    """Each passage's five scores, standardised over all passages and weighed."""
    indexes, collection = searcher.indexes, searcher.collection
    ids = [exchange.id for exchange in collection.substantive]
    its = [ids.index(passage.exchange_id) for passage in collection.passages]
    vector = searcher.embedder.embed_questions([question])
    total = np.zeros(len(its))
    tokens = tokenise(question)
    for weight, scores in [
        (0.5, indexes.passage_words.scores(tokens)),
        (0.2, indexes.question_words.scores(tokens)[its]),
        (0.3, indexes.exchange_words.scores(tokens)[its]),
        (0.4, indexes.passage_vectors.scores(vector)),
        (0.1, indexes.question_vectors.scores(vector)[its]),
    ]:
        if scores.max() > scores.min():
            total += weight * (scores - np.mean(scores)) / np.std(scores)
    return [float(score) for score in total]


@pytest.mark.parametrize("question", QUESTIONS)
def test_hits_are_ordered_by_their_fused_scores(
    collection: Collection, toy_embedder: Embedder, question: str
) -> None:
    weights = FusionWeights(
        passage_words=0.5,
        question_words=0.2,
        exchange_words=0.3,
        passage_vectors=0.4,
        question_vectors=0.1,
    )
    built = Searcher.build(collection, toy_embedder)
    searcher = Searcher(collection, built.indexes, toy_embedder, weights)
    fused = fused_by_hand(searcher, question)
    order = sorted(range(len(fused)), key=lambda at: -fused[at])
    expected = [collection.passages[at].id for at in order]
    assert [hit.passage.id for hit in searcher.search(question, 99)] == expected


def test_equal_passages_come_in_corpus_order(
    page: Page, write_corpus: Write, toy_embedder: Embedder
) -> None:
    folder = write_corpus({f"{name}.txt": page() for name in "cab"})
    searcher = Searcher.build(collect(load_corpus(folder)), toy_embedder)
    hits = searcher.search("规划何时编制?", 5)
    assert [hit.passage.id for hit in hits] == ["a#t001p01", "b#t001p01", "c#t001p01"]


@pytest.mark.parametrize("question", QUESTIONS)
def test_fewer_hits_are_the_first_of_more(searcher: Searcher, question: str) -> None:
    every = searcher.search(question, 99)
    for k in range(len(every) + 1):
        assert searcher.search(question, k) == every[:k]


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_passage_is_a_hit_once(searcher: Searcher, question: str) -> None:
    found = sorted(hit.passage.id for hit in searcher.search(question, 99))
    assert found == sorted(passage.id for passage in searcher.collection.passages)


@pytest.mark.parametrize("question", QUESTIONS)
def test_scores_are_probabilities(searcher: Searcher, question: str) -> None:
    for hit in searcher.search(question, 99):
        assert 0.0 <= hit.score <= 1.0


def test_a_hit_says_where_its_passage_stands(searcher: Searcher) -> None:
    (hit,) = searcher.search("海峡健康城", 1)
    assert hit.exchange.asked == "请谈谈我区2035年远景目标是什么呢?"
    assert hit.interview.host == "主持人"
    assert hit.exchange.answer[hit.passage.start : hit.passage.end] == hit.passage.text


@pytest.mark.parametrize(
    ("question", "first_words"),
    [
        ("海峡健康城怎么建设?", "——海峡健康城。突出“文旅健康”"),
        ("人才引进方面有哪些任务?", "3. 人才引进方面。"),
        ("城建环保类项目投资多少?", "城建环保类项目36个,"),
        ("規劃的第三部分講什麼?", "第三部分——结尾部分"),
    ],
)
def test_a_simple_question_finds_its_passage(
    searcher: Searcher, question: str, first_words: str
) -> None:
    (hit,) = searcher.search(question, 1)
    assert hit.passage.text[: len(first_words)] == first_words


def test_the_exchange_whose_question_is_asked_is_more_probable_than_an_unasked_one(
    searcher: Searcher,
) -> None:
    scores = {
        hit.exchange.id[-4:]: hit.score
        for hit in searcher.search("请谈谈我区2035年远景目标是什么呢?", 99)
    }
    assert max(scores, key=lambda turn: scores[turn]) == "t009"


def test_a_collection_without_passages_gives_no_hits(toy_embedder: Embedder) -> None:
    searcher = Searcher.build(Collection((), (), ()), toy_embedder)
    assert searcher.search("规划何时编制?") == []


def test_coverage_is_the_share_of_the_words_weighed_by_rarity(
    page: Page, write_corpus: Write, toy_embedder: Embedder
) -> None:
    turns = (("主持人", "02:00", "请问规划目标?"), ("张三", "02:01", "投资。"))
    searcher = Searcher.build(
        collect(load_corpus(write_corpus({"a.txt": page(turns)}))), toy_embedder
    )
    ((_, features),) = searcher.ranking("规划天气")
    known, unknown = np.log(1 + 0.5 / 1.5), np.log(1 + 1.5 / 0.5)
    assert features.coverage == pytest.approx(known / (known + unknown))


def test_the_cosine_of_an_exchange_is_the_best_of_its_question_and_passages(
    page: Page, write_corpus: Write, toy_embedder: Embedder
) -> None:
    searcher = Searcher.build(collect(load_corpus(write_corpus({"a.txt": page()}))), toy_embedder)
    ((_, features),) = searcher.ranking("请问规划何时编制?")
    assert features.cosine == pytest.approx(1.0)


def test_standard_scores_by_hand() -> None:
    # mean 3, standard deviation 2
    assert standardise(np.array([1.0, 5.0, 1.0, 5.0])).tolist() == [-1.0, 1.0, -1.0, 1.0]


def test_standard_scores_of_equal_scores_are_zero() -> None:
    assert standardise(np.array([2.0, 2.0])).tolist() == [0.0, 0.0]


def test_a_probability_by_hand() -> None:
    model = ConfidenceModel(intercept=-2.0, cosine=2.0, coverage=1.0)
    assert model.probability(Features(cosine=0.5, coverage=1.0)) == 0.5
    assert model.probability(Features(cosine=1.0, coverage=1.0)) == pytest.approx(np.e / (1 + np.e))
