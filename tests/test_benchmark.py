import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from math import log2
from pathlib import Path

import numpy as np
import pytest

from index.benchmark import (
    Costs,
    Figures,
    SetResult,
    Setup,
    benchmark,
    by_all,
    by_vectors,
    by_words,
    collection_of,
    figures,
    markdown,
    read_notes,
    write_results,
)
from index.dataset import (
    Dataset,
    DatasetError,
    DatasetQuestion,
    Document,
    only,
    read_dataset,
    read_datasets,
    sample,
)
from index.grains import Grain
from index.records import Embedder, Progress, Vectors
from index.search import Searcher
from index.vector_cache import CachedEmbedder

WriteDataset = Callable[..., Path]
DOCUMENTS = [("d1", "a"), ("d2", "a b"), ("d3", "b b"), ("d4", "c")]
QUESTIONS = [("q1", "a"), ("q2", "b"), ("q3", "c"), ("q4", "x"), ("q5", "nobody judged this")]
JUDGEMENTS = "q1\td2\t1\nq2\td3\t1\nq2\td1\t0\nq3\td4\t1\nq3\td1\t1\nq4\td4\t1\n"


def lines(rows: Sequence[tuple[str, str]]) -> str:
    return "".join(json.dumps({"id": id_, "text": text}) + "\n" for id_, text in rows)


@pytest.fixture
def write_dataset(tmp_path: Path) -> WriteDataset:
    """How to write a dataset's folder; what is not given is the small one above."""

    def write(
        corpus: str | bytes = lines(DOCUMENTS),
        queries: str | bytes = lines(QUESTIONS),
        qrels: str | bytes = JUDGEMENTS,
        name: str = "small",
    ) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        for file, content in [
            ("corpus.jsonl", corpus),
            ("queries.jsonl", queries),
            ("qrels.tsv", qrels),
        ]:
            (folder / file).write_bytes(content if isinstance(content, bytes) else content.encode())
        return folder

    return write


class CountingEmbedder:
    """A toy embedder that counts the passages it embeds."""

    def __init__(self, toy: Embedder) -> None:
        self._toy = toy
        self.name = toy.name
        self.fingerprint = toy.fingerprint
        self.dimension = toy.dimension
        self.n_embedded = 0

    def embed_questions(self, questions: Sequence[str]) -> Vectors:
        return self._toy.embed_questions(questions)

    def embed_passages(self, texts: Sequence[str], on_batch: Progress | None = None) -> Vectors:
        self.n_embedded += len(texts)
        return self._toy.embed_passages(texts, on_batch)


@pytest.fixture
def counting(toy_embedder: Embedder) -> CountingEmbedder:
    return CountingEmbedder(toy_embedder)


def dataset_of(*documents: Document) -> Dataset:
    return Dataset("made", documents, (), 0)


def order(searcher: Searcher, scores: np.ndarray) -> list[str]:
    """The exchanges with a result, best first, ties in their order."""
    ids = [exchange.id for exchange in searcher.collection.substantive]
    found = [at for at in range(len(ids)) if scores[at] > -np.inf]
    return [ids[at] for at in sorted(found, key=lambda at: -scores[at])]


# ---- figures ---------------------------------------------------------------------------------


def test_every_figure_of_the_small_dataset(
    write_dataset: WriteDataset, toy_embedder: Embedder, tmp_path: Path
) -> None:
    result = benchmark(read_dataset(write_dataset()), [toy_embedder], tmp_path / "vectors")
    second, fourth = 1 / log2(3), 1 / log2(5)  # what a document counts at rank 2, at rank 4
    # BM25      q1: d1 d2 (d1 is shorter)   q2: d3 d2   q3: d4             q4: nothing
    # relevant      d2: rank 2                  d3: 1       d4, d1: 1, -       d4: -
    words = Figures(
        ndcg10=(second + 1 + 1 / (1 + second) + 0) / 4,
        recall10=(1 + 1 + 1 / 2 + 0) / 4,
        recall100=(1 + 1 + 1 / 2 + 0) / 4,
        mrr10=(1 / 2 + 1 + 1 + 0) / 4,
        hit1=(0 + 1 + 1 + 0) / 4,
    )
    # vectors   q1: d1 d2 d3 d4   q2: d3 d2 d1 d4   q3: d4 d1 d2 d3   q4: d1 d2 d3 d4
    # relevant      d2: rank 2        d3: 1             d4, d1: 1, 2      d4: 4
    vectors = Figures(
        ndcg10=(second + 1 + 1 + fourth) / 4,
        recall10=1.0,
        recall100=1.0,
        mrr10=(1 / 2 + 1 + 1 + 1 / 4) / 4,
        hit1=(0 + 1 + 1 + 0) / 4,
    )
    expected = {"BM25": words, "向量（toy）": vectors, "混合（toy）": vectors}
    assert {name: pytest.approx(rounded(f)) for name, f in expected.items()} == {
        name: rounded(f) for name, f in result.rankings.items()
    }
    assert (result.n_documents, result.n_passages, result.n_questions) == (4, 4, 4)


def rounded(measured: Figures) -> tuple[float, ...]:
    m = measured
    return (m.ndcg10, m.recall10, m.recall100, m.mrr10, m.hit1)


def test_a_document_at_rank_11_counts_for_recall_at_100_alone() -> None:
    ranked = {"q": [f"d{at}" for at in range(1, 101)]}
    measured = figures({"q": {"d11": 1, "d101": 1}}, ranked)
    assert measured == Figures(ndcg10=0, recall10=0, recall100=0.5, mrr10=0, hit1=0)


def test_a_more_relevant_document_counts_for_more() -> None:
    measured = figures({"q": {"a": 2, "b": 1}}, {"q": ["b", "a"]})
    assert measured.ndcg10 == pytest.approx((1 + 2 / log2(3)) / (2 + 1 / log2(3)))


def test_a_question_without_results_counts_zero() -> None:
    judged = {"q1": {"a": 1}, "q2": {"a": 1}}
    assert figures(judged, {"q1": ["a"], "q2": []}) == Figures(0.5, 0.5, 0.5, 0.5, 0.5)


# ---- rankings --------------------------------------------------------------------------------


def test_a_long_document_is_ranked_by_its_best_passage(toy_embedder: Embedder) -> None:
    # characters shared with the question, by cosine: the long document as a whole .58, the short
    # one 3 of 5 = .60, the long document's last passage above .9
    long = "填充文字。" * 180 + "港湾建设" * 100 + "。"
    documents = Document("long", "", long), Document("short", "", "港湾堵车。")
    searcher = Searcher.build(collection_of(dataset_of(*documents)), toy_embedder)
    assert [p.exchange_id for p in searcher.collection.passages] == ["long"] * 3 + ["short"]
    assert order(searcher, by_vectors(searcher, "港湾建设。")) == ["long", "short"]
    whole = Searcher.build(collection_of(dataset_of(*documents), 9_999), toy_embedder)
    assert order(whole, by_vectors(whole, "港湾建设。")) == ["short", "long"]


def test_our_ranking_is_the_searcher_s(searcher: Searcher, toy_embedder: Embedder) -> None:
    documents = [Document(e.id, "", e.answer) for e in searcher.collection.substantive]
    ours = Searcher.build(collection_of(dataset_of(*documents)), toy_embedder)
    passages = ours.collection.passages
    for question in ["港湾幸福城怎么建设?", "重点建设项目总投资多少?", "规划的第三部分讲什么?"]:
        served = [passages[at].exchange_id for at in ours.ranking(question).order]
        assert order(ours, by_all(ours, question)) == list(dict.fromkeys(served))
        assert order(ours, by_all(ours, question)) != order(ours, by_vectors(ours, question))


def test_documents_without_a_common_word_are_no_result_of_bm25(toy_embedder: Embedder) -> None:
    documents = Document("d1", "", "规划"), Document("d2", "", "天气")
    searcher = Searcher.build(collection_of(dataset_of(*documents)), toy_embedder)
    assert order(searcher, by_words(searcher, "规划")) == ["d1"]
    assert order(searcher, by_vectors(searcher, "规划")) == ["d1", "d2"]


def test_what_was_never_asked_is_near_to_no_question(toy_embedder: Embedder) -> None:
    documents = Document("d1", "", "规划"), Document("d2", "", "天气")
    searcher = Searcher.build(collection_of(dataset_of(*documents)), toy_embedder)
    vector = toy_embedder.embed_questions([""])
    assert searcher.grains.vectors[Grain.QUESTION].scores(vector).tolist() == [0.0, 0.0]


# ---- passages --------------------------------------------------------------------------------


def texts(document: Document, max_chars: int = 20) -> list[tuple[str, str]]:
    passages = collection_of(dataset_of(document), max_chars).passages
    return [(passage.heading, passage.text) for passage in passages]


def test_a_document_that_fits_is_one_passage_below_its_title() -> None:
    assert texts(Document("d", "题目", "规划共十四章。历时半年。")) == [
        ("", "题目\n规划共十四章。历时半年。")
    ]


def test_a_long_document_is_cut_between_sentences_and_each_part_has_the_title() -> None:
    assert texts(Document("d", "题目", "规划共十四章。历时半年。" * 2)) == [
        ("", "题目\n规划共十四章。历时半年。"),
        ("题目", "规划共十四章。历时半年。"),
    ]


def test_a_long_sentence_is_cut_between_clauses_and_a_long_clause_anywhere() -> None:
    # without a heading a part has room for 19 characters: one is kept for the line's end
    assert texts(Document("d", "", "建设学校和医院，建设公园，" + "改" * 30)) == [
        ("", "建设学校和医院，建设公园，"),
        ("", "改" * 19),
        ("", "改" * 11),
    ]


def test_a_document_without_words_has_no_passage() -> None:
    assert texts(Document("d", "", " ")) == []


@pytest.mark.parametrize("title", ["", "题目", "很长的题目" * 30])
@pytest.mark.parametrize(
    "text", ["规划共十四章。" * 300, "建设" * 999, "一，" * 400 + "。二" * 400]
)
def test_no_passage_is_longer_than_allowed_and_nothing_is_lost(title: str, text: str) -> None:
    passages = collection_of(dataset_of(Document("d", title, text))).passages
    assert "".join(p.text for p in passages) == (f"{title}\n{text}" if title else text)
    assert all(len(p.heading) + len(p.text) < 450 + (not p.heading) for p in passages)


# ---- reading ---------------------------------------------------------------------------------


def test_a_folder_is_read(write_dataset: WriteDataset) -> None:
    folder = write_dataset(
        corpus='\ufeff{"_id": "d2", "text": "乙", "url": 5}\r\n\r\n'
        '{"id": "d1", "title": "题", "text": "甲"}',
        queries='{"id": "q1", "text": "问"}\n{"id": "q0", "text": "没有判定"}',
        qrels="query-id\tcorpus-id\tscore\nq1\td2\t2\nq1\td1\t0\n",
    )
    documents = (Document("d1", "题", "甲"), Document("d2", "", "乙"))
    questions = (DatasetQuestion("q1", "问", {"d2": 2, "d1": 0}),)
    assert read_dataset(folder) == Dataset("small", documents, questions, 1)


def test_a_question_without_a_relevant_document_is_not_asked(write_dataset: WriteDataset) -> None:
    dataset = read_dataset(write_dataset(qrels="q1\td1\t0\nq2\td1\t1\n"))
    assert [question.id for question in dataset.questions] == ["q2"]


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("corpus", '{"id": "d1", "text": "a"}\n{"id": "d2"}', "corpus.jsonl:2: 缺少字段 text"),
        ("corpus", '{"text": "a"}', "corpus.jsonl:1: 缺少字段 id（或 _id）"),
        ("corpus", '{"_id": 1, "text": "a"}', "corpus.jsonl:1: 字段 _id 应为字符串，得到 1"),
        ("corpus", '{"id": " ", "text": "a"}', "corpus.jsonl:1: 字段 id 不能为空"),
        (
            "corpus",
            '{"id": "d", "text": ""}\n{"id": "d", "text": ""}',
            "corpus.jsonl:2: 字段 id：'d' 在第 1 行已经出现过",
        ),
        ("corpus", '{"id": "d1", "text": ""}', "corpus.jsonl: 没有一篇有文字的文档"),
        ("corpus", '{"id": "d", "text": "", "title": []}', "字段 title 应为字符串，得到 []"),
        ("corpus", '\n{"id": ', "corpus.jsonl:2: 不是合法的 JSON"),
        ("corpus", '["d1"]', "corpus.jsonl:1: 应为 JSON 对象"),
        ("corpus", "\n政".encode("gbk"), "corpus.jsonl:2: 不是 UTF-8 编码"),
        ("queries", '{"id": "q1", "text": null}', "queries.jsonl:1: 缺少字段 text"),
        ("qrels", "q1\td1\n", "qrels.tsv:1: 应有 3 栏（制表符分隔），得到 2 栏"),
        (
            "qrels",
            "q1\td1\t1\nq1\td9\t1\n",
            "qrels.tsv:2: 字段 corpus-id：corpus.jsonl 里没有文档 'd9'",
        ),
        ("qrels", "q9\td1\t1\n", "qrels.tsv:1: 字段 query-id：queries.jsonl 里没有问题 'q9'"),
        ("qrels", "q1\td1\tyes\n", "qrels.tsv:1: 字段 score 应为 0、1、2 等整数，得到 'yes'"),
        ("qrels", "q1\td1\t1\nq1\td1\t0\n", "qrels.tsv:2: 字段 score：'q1' 与 'd1' 有两个不同的值"),
        ("qrels", "q1\td1\t0\n", "qrels.tsv: 没有一个问题有相关文档"),
    ],
)
def test_an_error_names_file_line_and_field(
    write_dataset: WriteDataset, file: str, content: str | bytes, message: str
) -> None:
    folder = write_dataset(**{file: content})
    with pytest.raises(DatasetError) as error:
        read_dataset(folder)
    assert message in str(error.value)


def test_a_missing_file_is_named(write_dataset: WriteDataset) -> None:
    folder = write_dataset()
    (folder / "qrels.tsv").unlink()
    with pytest.raises(DatasetError, match=r"small/qrels\.tsv: 没有这个文件"):
        read_dataset(folder)


def test_two_sets_of_one_name_are_refused(write_dataset: WriteDataset) -> None:
    folder = write_dataset()
    with pytest.raises(DatasetError, match="有两个数据集都叫 small"):
        read_datasets([folder, folder])


def test_a_sample_is_the_same_each_time(write_dataset: WriteDataset) -> None:
    numbers = range(100, 200)
    folder = write_dataset(
        queries=lines([(f"q{n}", f"question {n}") for n in reversed(numbers)]),
        qrels="".join(f"q{n}\td1\t1\n" for n in numbers),
    )
    drawn = sample(read_dataset(folder), 4)
    # random.Random(0).sample(range(100), 4) == [49, 97, 53, 5]
    assert [question.id for question in drawn.questions] == ["q105", "q149", "q153", "q197"]
    assert drawn.n_judged == 100
    assert sample(drawn, 4) == drawn


# ---- vectors kept between runs ---------------------------------------------------------------


def test_vectors_of_an_unchanged_corpus_are_kept(
    write_dataset: WriteDataset, counting: CountingEmbedder, tmp_path: Path
) -> None:
    dataset = read_dataset(write_dataset())
    first = benchmark(dataset, [counting], tmp_path / "vectors")
    again = benchmark(dataset, [counting], tmp_path / "vectors")
    assert (first.costs.vectors_kept, again.costs.vectors_kept) == (False, True)
    assert counting.n_embedded == 4
    assert again.rankings == first.rankings


def test_another_text_or_another_model_is_embedded_anew(
    counting: CountingEmbedder, tmp_path: Path
) -> None:
    CachedEmbedder(counting, tmp_path).embed_passages(["ab", "c"])
    CachedEmbedder(counting, tmp_path).embed_passages(["a", "bc"])
    assert counting.n_embedded == 4
    counting.fingerprint = "toy-2"
    CachedEmbedder(counting, tmp_path).embed_passages(["ab", "c"])
    assert counting.n_embedded == 6


@pytest.mark.parametrize("damage", ["cut short", "a byte changed", "empty"])
def test_a_damaged_file_is_made_anew(
    counting: CountingEmbedder, tmp_path: Path, damage: str
) -> None:
    right = CachedEmbedder(counting, tmp_path).embed_passages(["规划", "天气"])
    (path,) = tmp_path.iterdir()
    sound = path.read_bytes()
    changed = sound[:200] + bytes([sound[200] ^ 1]) + sound[201:]
    path.write_bytes({"cut short": sound[:-9], "a byte changed": changed, "empty": b""}[damage])
    again = CachedEmbedder(counting, tmp_path).embed_passages(["规划", "天气"])
    assert counting.n_embedded == 4
    assert again.tolist() == right.tolist()
    assert path.read_bytes() == sound
    assert list(tmp_path.iterdir()) == [path]


# ---- what is written -------------------------------------------------------------------------


def test_two_runs_give_equal_bytes_apart_from_what_they_cost(
    write_dataset: WriteDataset, toy_embedder: Embedder, tmp_path: Path
) -> None:
    folder = write_dataset()
    written = []
    for out in (tmp_path / "one", tmp_path / "two"):
        dataset = sample(read_dataset(folder), 3)
        result = benchmark(dataset, [toy_embedder], tmp_path / "vectors", note="没有用过")
        data, _ = write_results([result], Setup({"toy": "toy-1"}, "fangtan bench small"), out)
        content = json.loads(data.read_text(encoding="utf-8"))
        text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        assert data.read_text(encoding="utf-8") == text
        assert content["sets"][0]["rankings"]["向量（toy）"]["hit1"] == 0.3333  # q2 of q1, q2, q4
        costs = content["sets"][0].pop("costs")
        assert sorted(costs) == [
            "index_seconds",
            "peak_memory_mb",
            "questions_per_second",
            "vectors_kept",
        ]
        written.append(json.dumps(content))
    assert written[0] == written[1]


def test_the_table_has_each_figure_with_its_note_and_says_what_was_sampled() -> None:
    costs = Costs({"m": 12.34}, True, {"BM25": 900.4, "混合（m）": 50.0}, 1234.5)
    rankings = {
        "BM25": Figures(0.1, 0.2, 0.3, 0.4, 0.5),
        "混合（m）": Figures(0.6, 0.7, 0.8, 0.9, 1.0),
    }
    result = SetResult("letters", "没有用过", 2671, 3747, 600, 2698, rankings, costs)
    table = markdown(
        [result, replace(result, name="all", note="", n_judged=600)], Setup({"m": "f" * 64}, "x")
    )
    assert "| letters | BM25 | 0.100 | 0.200 | 0.300 | 0.400 | 0.500 | 没有用过 |\n" in table
    assert "| all | 混合（m） | 0.600 | 0.700 | 0.800 | 0.900 | 1.000 | 没有记录是否" in table
    assert (
        "| letters | 2,671 | 3,747 | 600（从 2,698 个中抽取，种子 0） | m 12.3 秒（向量已有） "
        "| BM25 900，混合（m） 50 | 1,234 MB |\n"
    ) in table
    assert "| all | 2,671 | 3,747 | 600 | " in table


def test_progress_counts_every_question_of_every_ranking(
    write_dataset: WriteDataset, toy_embedder: Embedder, tmp_path: Path
) -> None:
    seen: list[tuple[int, int]] = []
    benchmark(
        read_dataset(write_dataset()),
        [toy_embedder],
        tmp_path / "vectors",
        on_embedded=lambda done, total: seen.append((done, -total)),
        on_asked=lambda done, total: seen.append((done, total)),
    )
    assert seen == [(4, -4), *[(done, 4) for done in range(1, 5)] * 3]


def test_the_project_s_notes_speak_of_every_public_set_and_others_can_be_named(
    tmp_path: Path,
) -> None:
    assert read_notes()["dureader_demo"] == "未用于调参或训练；相关性标注不全"
    path = tmp_path / "notes.toml"
    path.write_text('letters = "调参用过"\n', encoding="utf-8")
    assert read_notes(path) == {"letters": "调参用过"}
    path.write_text("letters = 1\n", encoding="utf-8")
    with pytest.raises(DatasetError, match=r"notes\.toml: 字段 letters 应为字符串"):
        read_notes(path)
    path.write_text("letters", encoding="utf-8")
    with pytest.raises(DatasetError, match=r"notes\.toml: 不是合法的 TOML"):
        read_notes(path)
    with pytest.raises(DatasetError, match="没有这个文件"):
        read_notes(tmp_path / "none.toml")


def test_only_the_named_questions_are_kept_and_counted() -> None:
    asked = tuple(DatasetQuestion(f"q{n}", "问", {"d": 1}) for n in range(3))
    kept = only(Dataset("set", (), asked, 3), {"q0", "q2", "unknown"})
    assert ([question.id for question in kept.questions], kept.n_judged) == (["q0", "q2"], 2)
