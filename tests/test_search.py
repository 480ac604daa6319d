import dataclasses
import itertools
from collections.abc import Callable, Sequence
from itertools import chain
from pathlib import Path

import numpy as np
import pytest

from index.grains import Grain
from index.normalise import normalise
from index.ranking import shipped_ranking
from index.records import NOTHING, WINDOW, Embedder, NearWording, Scores
from index.search import N_CANDIDATES, Searcher
from index.tokens import tokenise
from index.wordings import without_here
from ingest.collection import Collection, collect
from ingest.corpus import load_corpus
from ingest.records import OpenQuestion, Passage
from ingest.sentences import clauses_of_sentences, sentences

Page = Callable[..., str]
Write = Callable[[dict[str, str | bytes]], Path]
FLOOR = -3.0  # no passage is worse than that by one score
QUESTIONS = [
    "2035年远景目标里的GDP是多少?",
    "重点建设项目总投资多少?",
    "海峡健康城",
    "What is GDP?",
    "今天天气怎么样",
    "",
]


def fused_by_hand(searcher: Searcher, question: str, weights: dict[str, float]) -> list[float]:
    """Each passage's ten scores, weighed; all but those of wordings standardised."""
    words, vectors = searcher.grains.words, searcher.grains.vectors
    collection = searcher.collection
    ids = [exchange.id for exchange in collection.searched]
    its = [ids.index(passage.exchange_id) for passage in collection.passages]
    of_sentence = [
        number
        for number, passage in enumerate(collection.passages)
        for _ in sentences(passage.text)
    ]
    vector = searcher.embedder.embed_questions([question])
    tokens = tokenise(question)
    total = np.zeros(len(its))
    for grain in Grain:
        for kind, scores in (
            ("words", words[grain].scores(tokens)),
            ("vectors", vectors[grain].scores(vector)),
        ):
            if grain in (Grain.QUESTION, Grain.EXCHANGE):
                scores = scores[its]
            if grain is Grain.SENTENCE:
                scores = np.array(
                    [
                        max(
                            score for score, of in zip(scores, of_sentence, strict=True) if of == at
                        )
                        for at in range(len(its))
                    ]
                )
            weight = weights[f"{grain}_{kind}"]
            if grain is Grain.WORDING:
                total += weight * best_wordings(searcher, question, kind)
            elif scores.max() > scores.min():
                total += weight * np.maximum((scores - np.mean(scores)) / np.std(scores), FLOOR)
    return [float(score) for score in total]


def best_wordings(searcher: Searcher, question: str, kind: str) -> Scores:
    """For each passage, the best of the wordings that ask for words which begin in it."""
    collection, grains = searcher.collection, searcher.grains
    quotes = list(
        dict.fromkeys((one.exchange_id, one.start, one.end) for one in collection.wordings)
    )
    of = [quotes.index((one.exchange_id, one.start, one.end)) for one in collection.wordings]
    if kind == "words":
        scores = grains.words[Grain.WORDING].scores(tokenise(question))[of]
    else:
        here = searcher.embedder.embed_questions([without_here(question)])
        asked = grains.asking.place(here)
        own = grains.vectors[Grain.WORDING].scores(asked)
        share = 0.3 + 0.7 * np.maximum(own, 0) ** 8
        cosines = share * own + (1 - share) * grains.quotes.scores(asked)[of]
        scores = np.maximum(cosines - 0.3, 0) * 4 / 0.7
    best = [
        max(
            (
                score
                for wording, score in zip(collection.wordings, scores, strict=True)
                if wording.exchange_id == passage.exchange_id
                and passage.start <= wording.start < passage.end
            ),
            default=0.0,
        )
        for passage in collection.passages
    ]
    return np.array(best)


@pytest.mark.parametrize("question", QUESTIONS)
def test_hits_are_ordered_by_their_fused_scores(
    collection: Collection, toy_embedder: Embedder, question: str
) -> None:
    weights = {
        f"{grain}_{kind}": 0.1 * number
        for number, (grain, kind) in enumerate(itertools.product(Grain, ("words", "vectors")), 1)
    }
    model = dataclasses.replace(shipped_ranking(), fusion=weights)
    searcher = Searcher.build(collection, toy_embedder, model=model)
    fused = fused_by_hand(searcher, question, weights)
    order = sorted(range(len(fused)), key=lambda at: -fused[at])
    expected = [collection.passages[at].id for at in order]
    assert [hit.passage.id for hit in searcher.search(question, 99)] == expected


@pytest.mark.parametrize(
    ("question", "turn"),
    [("请介绍一下我区重点任务实施情况", "#t011"), ("我区主要经济社会指标怎么设置", "#t013")],
)
def test_what_the_host_asked_in_the_same_words_is_found_first(
    collection: Collection, toy_embedder: Embedder, question: str, turn: str
) -> None:
    searcher = Searcher.build(collection, toy_embedder)
    first, second, *_ = searcher.search(question, 2)
    assert first.exchange.id.endswith(turn)
    assert first.score > 40 > searcher.found(question).fused.max()
    assert second.exchange.id == first.exchange.id


@pytest.mark.parametrize("question", ["“十四五”规划", "我区“十四五”目标、重点项目和水价"])
def test_a_subject_or_words_that_no_host_put_so_move_nothing(
    collection: Collection, toy_embedder: Embedder, question: str
) -> None:
    searcher = Searcher.build(collection, toy_embedder)
    assert searcher.search(question, 1)[0].score == searcher.found(question).fused.max()


class Letters:
    """A reranker to count by hand: how many of the question's letters a passage has."""

    fingerprint = "letters"

    def evidence(self, question: str, passages: Sequence[Sequence[str]]) -> list[Scores]:
        return [
            np.array([float(len(set(question) & set(part))) for part in passage])
            for passage in passages
        ]


def in_clauses(passage: Passage) -> list[str]:
    spans = chain.from_iterable(clauses_of_sentences(passage.text))
    texts = [passage.text[start:end] for start, end in spans]
    return [f"{passage.heading}\n{texts[0]}" if passage.heading else texts[0], *texts[1:]]


def test_the_first_candidates_are_reread_and_stay_before_the_others(
    collection: Collection, toy_embedder: Embedder
) -> None:
    shipped = shipped_ranking()
    reread = dataclasses.replace(shipped.reread, rerank={"fused": 0.5, "evidence": 2.0})
    model = dataclasses.replace(shipped, reread=reread)
    plain = Searcher.build(collection, toy_embedder, model=model)
    rereading = Searcher.build(collection, toy_embedder, model=model, reranker=Letters())
    question = "海峡健康城怎么建设?"
    first = plain.search(question, N_CANDIDATES)
    evidence = [
        max(
            len(set(normalise(question)) & set(normalise(text))) for text in in_clauses(hit.passage)
        )
        for hit in first
    ]
    scores = [0.5 * hit.score + 2.0 * shared for hit, shared in zip(first, evidence, strict=True)]
    order = sorted(range(N_CANDIDATES), key=lambda at: -scores[at])
    found = [hit.passage.id for hit in rereading.search(question, 99)]
    assert found[:N_CANDIDATES] == [first[at].passage.id for at in order]
    assert (
        found[N_CANDIDATES:]
        == [hit.passage.id for hit in plain.search(question, 99)][N_CANDIDATES:]
    )


def test_of_a_long_passage_the_sentences_about_the_nearest_are_read(
    collection: Collection, toy_embedder: Embedder
) -> None:
    read: list[Sequence[str]] = []

    class Watched(Letters):
        def evidence(self, question: str, passages: Sequence[Sequence[str]]) -> list[Scores]:
            read.extend(passages)
            return super().evidence(question, passages)

    searcher = Searcher.build(collection, toy_embedder, reranker=Watched())
    long = next(
        one
        for one in collection.passages
        if len(one.text) > WINDOW + 50 and len(sentences(one.text)) > 2
    )
    last = long.text[slice(*sentences(long.text)[-1])]
    hit = next(hit for hit in searcher.search(last, 4) if hit.passage.id == long.id)
    passages = collection.passages_of(hit.exchange)
    own = hit.evidence[passages.index(hit.passage)]
    assert len(own) == sum(map(len, clauses_of_sentences(long.text)))
    assert own[0] == NOTHING < own[-1]
    assert any(normalise(last) in "".join(texts) for texts in read)
    assert all(sum(map(len, texts)) < WINDOW + 100 for texts in read)


def test_words_are_read_by_themselves_where_somebody_reads(
    collection: Collection, toy_embedder: Embedder
) -> None:
    reading = Searcher.build(collection, toy_embedder, reranker=Letters())
    assert reading.alone("几章？", "共１４章") == 1.0
    assert Searcher.build(collection, toy_embedder).alone("几章？", "共十四章") == NOTHING


def test_only_the_exchanges_asked_for_are_searched(
    page: Page, write_corpus: Write, toy_embedder: Embedder
) -> None:
    folder = write_corpus({f"{name}.txt": page() for name in "abc"})
    searcher = Searcher.build(collect(load_corpus(folder)), toy_embedder)
    asked_of = searcher.collection.select(ids=["b"])
    hits = searcher.search("规划何时编制?", 5, within=asked_of)
    assert [hit.interview.id for hit in hits] == ["b"]


def test_a_synonym_counts_as_much_as_it_is_told_to(
    page: Page, write_corpus: Write, toy_embedder: Embedder
) -> None:
    turns = (("主持人", "02:00", "请问?"), ("张三", "02:01", "医疗。"))
    searcher = Searcher.build(
        collect(load_corpus(write_corpus({"a.txt": page(turns), "b.txt": page()}))), toy_embedder
    )
    whole = searcher.found("医疗").tables["passage_words"]
    half = searcher.found("", {"医疗": 0.5}).tables["passage_words"]
    assert half.tolist() == (whole / 2).tolist()
    assert whole[0] > whole[1] == 0


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
        ("規劃的結尾部分講什麼?", "第三部分——结尾部分"),
    ],
)
def test_a_simple_question_finds_its_passage(
    searcher: Searcher, question: str, first_words: str
) -> None:
    (hit,) = searcher.search(question, 1)
    assert hit.passage.text[: len(first_words)] == first_words


def test_a_collection_without_passages_gives_no_hits(toy_embedder: Embedder) -> None:
    searcher = Searcher.build(Collection((), (), ()), toy_embedder)
    assert searcher.search("规划何时编制?") == []


def test_a_wording_leads_to_the_words_that_it_asks_for(
    collection: Collection, toy_embedder: Embedder
) -> None:
    wording = next(one for one in collection.wordings if one.text == "哪个大学帮忙写的这份规划")
    hit, *others = Searcher.build(collection, toy_embedder).search(wording.text, 40)
    assert hit.exchange.id == wording.exchange_id
    assert hit.passage.start <= wording.start < hit.passage.end
    assert hit.features.wording == pytest.approx(4.0)
    assert hit.asked_for(wording.start, wording.end) == pytest.approx(4.0)
    assert all(one.features.worded == 1.0 for one in [hit, *others])
    assert {one.features.wording == 4.0 for one in others if one.exchange != hit.exchange} == {
        False
    }


def test_a_span_counts_by_what_it_has_in_common_with_what_is_asked_for(
    searcher: Searcher,
) -> None:
    hit = searcher.search("规划共有多少章")[0]
    near = (NearWording(10, 20, "甲", 3.0), NearWording(40, 50, "乙", 1.0))
    hit = dataclasses.replace(hit, wordings=near)
    spans = [(10, 20), (15, 25), (0, 40), (40, 45), (20, 40), (60, 70)]
    assert [hit.asked_for(*span) for span in spans] == pytest.approx([3, 1, 0.75, 0.5, 0, 0])
    assert dataclasses.replace(hit, wordings=()).asked_for(10, 20) == 0


@pytest.mark.parametrize(
    ("asked", "looked_for"),
    [
        ("咱们区的空气以后会变好吗", "空气以后会变好吗"),
        ("区里有几所学校", "有几所学校"),
        ("我们这边的路修不修", "路修不修"),
        ("咱们区里", "咱们区里"),
        ("小区里的水管谁修", "小区里的水管谁修"),
        ("全区有几所学校", "全区有几所学校"),
        ("这市民中心在哪", "这市民中心在哪"),
    ],
)
def test_where_it_is_asked_does_not_make_a_question_less_like_a_wording(
    asked: str, looked_for: str
) -> None:
    assert without_here(asked) == looked_for


def test_without_wordings_nothing_is_near(collection: Collection, toy_embedder: Embedder) -> None:
    bare = dataclasses.replace(collection, wordings=())
    for hit in Searcher.build(bare, toy_embedder).search("规划是请谁来写的"):
        assert (hit.wordings, hit.features.wording, hit.features.worded) == ((), 0.0, 0.0)


def test_an_open_question_counts_in_the_interview_that_leaves_it_open(
    page: Page, write_corpus: Write, toy_embedder: Embedder
) -> None:
    collection = collect(load_corpus(write_corpus({"a.txt": page(), "b.txt": page()})))
    left_open = (OpenQuestion("规划哪天印发的?", "a"), OpenQuestion("规划花了多少钱编?", "a"))
    searcher = Searcher.build(
        dataclasses.replace(collection, open_questions=left_open), toy_embedder
    )

    def nearness(question: str) -> dict[str, float]:
        hits = searcher.search(question)
        return {hit.interview.id: hit.features.left_open for hit in hits}

    assert nearness("规划哪天印发的?") == {"a": pytest.approx(4.0), "b": 0.0}
    assert nearness("请问规划何时编制?")["a"] < 4.0


@pytest.mark.parametrize(
    ("left_open", "question"),
    [
        ("全省的GDP增速定多少?", "GDP增速定多少?"),
        ("2030年GDP增速定多少?", "GDP增速定多少?"),
        ("惠安县的GDP增速定多少?", "台商区的GDP增速定多少?"),
    ],
)
def test_an_open_question_that_names_another_thing_does_not_count(
    page: Page, write_corpus: Write, toy_embedder: Embedder, left_open: str, question: str
) -> None:
    collection = collect(load_corpus(write_corpus({"a.txt": page()})))
    known = dataclasses.replace(collection, open_questions=(OpenQuestion(left_open, "a"),))
    searcher = Searcher.build(known, toy_embedder)
    assert {hit.features.left_open for hit in searcher.search(question)} == {0.0}
    assert {hit.features.left_open > 3 for hit in searcher.search(left_open)} == {True}
