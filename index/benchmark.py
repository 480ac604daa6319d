"""The searcher ranks the documents of public datasets, and its rankings become figures.

A document is an exchange in which nothing was asked, its text the answer. A title is the first
line of that text. A document longer than a passage is cut between sentences into passages, each
below the title as its heading, and is ranked by the best of them. So the project's own ranking
is measured by the code that serves it: index/search.py.
"""

import json
import os
import platform
import sys
import time
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, astuple, dataclass
from datetime import datetime
from importlib.resources import files
from pathlib import Path

import numpy as np

from index.dataset import SEED, Dataset, DatasetError, Document
from index.grains import Grain
from index.ranking import shipped_ranking
from index.records import Embedder, Progress, Reranker, Scores
from index.search import Searcher
from index.tokens import tokenise
from index.vector_cache import CachedEmbedder
from ingest.collection import Collection
from ingest.records import Exchange, Kind, Passage, Role, Turn
from ingest.sentences import Span, clauses, group_sentences

MAX_CHARS = 450  # as ingest.passages.passages_of cuts answers
N_RANKED = 100  # as deep as the deepest measure looks
_HEADING_MAX = 60


@dataclass(frozen=True, slots=True)
class Figures:
    """How good a ranking is: means over all questions asked, from 0 to 1."""

    ndcg10: float
    recall10: float
    recall100: float
    mrr10: float
    hit1: float


@dataclass(frozen=True, slots=True)
class Costs:
    """What a run took; the one part of a result that differs from run to run."""

    index_seconds: Mapping[str, float]
    """For each model: cutting, tokenising and embedding; loading the model is not in it."""
    vectors_kept: bool
    """Whether all vectors came from an earlier run."""
    questions_per_second: Mapping[str, float]
    """For each ranking, one question at a time, with its embedding."""
    peak_memory_mb: float
    """The most that the process has held so far, the sets before this one included."""


@dataclass(frozen=True, slots=True)
class SetResult:
    """What was measured on one dataset."""

    name: str
    note: str
    """Whether the set was used for tuning or training."""
    n_documents: int
    n_passages: int
    n_questions: int
    """Questions asked: what the figures are means over."""
    n_judged: int
    """Questions that could have been asked; if more than `n_questions`, a sample was."""
    rankings: Mapping[str, Figures]
    costs: Costs


@dataclass(frozen=True, slots=True)
class Setup:
    """What a benchmark was run with."""

    models: Mapping[str, str]
    """The fingerprint of each model, by its name."""
    command: str


def by_words(searcher: Searcher, question: str) -> Scores:
    """Score every document by BM25 alone, over whole documents; no common word: no result."""
    scores = searcher.grains.words[Grain.EXCHANGE].scores(tokenise(question))
    return np.where(scores > 0, scores, -np.inf)


_REREAD = 10  # passages: more than in serving, where the time counts


def by_vectors(searcher: Searcher, question: str) -> Scores:
    """Score every document by its passages' best cosine alone."""
    vector = searcher.embedder.embed_questions([question])
    return searcher.best_of_exchanges(searcher.grains.vectors[Grain.PASSAGE].scores(vector))


def by_all(searcher: Searcher, question: str) -> Scores:
    """Score every document by its best passage in the fused ranking of all grains."""
    return searcher.best_of_exchanges(searcher.found(question).fused)


def by_reranking(searcher: Searcher, question: str) -> Scores:
    """Score every document as `by_all` does, its first passages reread by the reranker."""
    return searcher.best_of_exchanges(searcher.ranking(question, n_candidates=_REREAD).scores)


Score = Callable[[Searcher, str], Scores]

WORDS = "BM25"
"""The name of the ranking that needs no model."""

OF_EACH_MODEL: Mapping[str, Score] = {"向量": by_vectors, "混合": by_all}
WITH_RERANKER: Mapping[str, Score] = {"混合＋重排": by_reranking}


def rankings_of(searcher: Searcher) -> dict[str, Score]:
    """Return the rankings that a model takes part in, by the names that the table shows."""
    own = {**OF_EACH_MODEL, **(WITH_RERANKER if searcher.reranker else {})}
    return {f"{name}（{searcher.embedder.name}）": score for name, score in own.items()}


def benchmark(
    dataset: Dataset,
    embedders: Sequence[Embedder],
    vectors: Path,
    *,
    reranker: Reranker | None = None,
    note: str = "",
    on_embedded: Progress | None = None,
    on_asked: Progress | None = None,
) -> SetResult:
    """Index a dataset, ask its questions of each ranking, and measure.

    :param embedders: The models that are compared; BM25 is measured once, beside the first.
    :param vectors: Folder in which vectors are kept between runs.
    :param reranker: Reads the first passages again, after the last of the models.
    :param note: Whether the set was used for tuning or training.
    :param on_embedded: Follows the embedding of the passages.
    :param on_asked: Follows the questions of each ranking.
    """
    collection = collection_of(dataset)
    relevance = {question.id: question.relevance for question in dataset.questions}
    found: dict[str, Figures] = {}
    speed: dict[str, float] = {}
    seconds: dict[str, float] = {}
    kept = True
    for nth, embedder in enumerate(embedders, 1):
        start = time.perf_counter()
        cached = CachedEmbedder(embedder, vectors)
        last = nth == len(embedders)
        searcher = Searcher.build(
            collection, cached, on_embedded, reranker=reranker if last else None
        )
        seconds[embedder.name] = time.perf_counter() - start
        kept = kept and cached.n_embedded == 0
        words: dict[str, Score] = {WORDS: by_words} if nth == 1 else {}
        for name, score in (words | rankings_of(searcher)).items():
            ranked, took = _asked(dataset, searcher, score, on_asked)
            found[name] = figures(relevance, ranked)
            speed[name] = len(dataset.questions) / took
    return SetResult(
        name=dataset.name,
        note=note,
        n_documents=len(dataset.documents),
        n_passages=len(collection.passages),
        n_questions=len(dataset.questions),
        n_judged=dataset.n_judged,
        rankings=found,
        costs=Costs(seconds, kept, speed, _peak_memory_mb()),
    )


def _asked(
    dataset: Dataset, searcher: Searcher, score: Score, on_asked: Progress | None
) -> tuple[dict[str, list[str]], float]:
    """Return the ranking of each question, and the seconds that all of them took."""
    ranked: dict[str, list[str]] = {}
    seconds = 0.0
    for at, question in enumerate(dataset.questions, 1):
        start = time.perf_counter()
        ranked[question.id] = _best(searcher, score(searcher, question.text))
        seconds += time.perf_counter() - start
        if on_asked:
            on_asked(at, len(dataset.questions))
    return ranked, seconds


def collection_of(dataset: Dataset, max_chars: int = MAX_CHARS) -> Collection:
    """Return the documents as exchanges in which nothing was asked, and their passages."""
    exchanges = [_exchange(document) for document in dataset.documents]
    passages = [
        passage
        for document, exchange in zip(dataset.documents, exchanges, strict=True)
        for passage in _passages(exchange, document.title, max_chars)
    ]
    return Collection((), tuple(exchanges), tuple(passages))


def figures(
    relevance: Mapping[str, Mapping[str, int]], ranked: Mapping[str, Sequence[str]]
) -> Figures:
    """Measure rankings of document ids, best first.

    :param relevance: For each question, the relevance of the judged documents. A question that
        has no ranking counts 0.
    """
    from ir_measures import RR, Qrel, R, ScoredDoc, Success, calc_aggregate, nDCG

    judged = [
        Qrel(question, document, grade)
        for question, grades in relevance.items()
        for document, grade in grades.items()
    ]
    run = [
        ScoredDoc(question, document, float(-rank))
        for question, documents in ranked.items()
        for rank, document in enumerate(documents)
    ]
    measures = (nDCG @ 10, R @ 10, R @ 100, RR @ 10, Success @ 1)
    means = calc_aggregate(measures, judged, run)
    return Figures(*(float(means[measure]) for measure in measures))


def read_notes(path: Path | None = None) -> dict[str, str]:
    """Read which set was used for what; without a path, the project's own table.

    :raises DatasetError: If the file is missing, is not TOML, or a note is not a string.
    """
    try:
        own = files("index") / "benchmark_notes.toml"
        notes = tomllib.loads((path or own).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise DatasetError(f"{path}: 没有这个文件；请检查路径") from error
    except (OSError, ValueError) as error:
        raise DatasetError(f"{path}: 不是合法的 TOML（{error}）；请改正") from error
    for name, note in notes.items():
        if not isinstance(note, str):
            raise DatasetError(f'{path}: 字段 {name} 应为字符串，例如 {name} = "未用于调参"')
    return notes


def write_results(results: Sequence[SetResult], setup: Setup, folder: Path) -> tuple[Path, Path]:
    """Write bench.json and bench.md into a folder; return their paths.

    Two runs on the same sets and model differ only in what stands under `costs`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    content = {
        **asdict(setup),
        "machine": _machine(),
        "weights": dict(shipped_ranking().fusion),
        "sample_seed": SEED,
        "sets": [asdict(result) for result in results],
    }
    data, table = folder / "bench.json", folder / "bench.md"
    text = json.dumps(_rounded(content), ensure_ascii=False, indent=1, sort_keys=True)
    data.write_text(text + "\n", encoding="utf-8")
    table.write_text(markdown(results, setup), encoding="utf-8")
    return data, table


def markdown(results: Sequence[SetResult], setup: Setup) -> str:
    """Return the figures as Markdown tables, in Chinese."""
    lines = [
        "# 检索评测",
        "",
        f"- 模型：{'，'.join(f'{name}（{of[:16]}）' for name, of in setup.models.items())}",
        f"- 命令：`{setup.command}`",
        f"- 机器：{_machine()}",
        "",
        "各项指标是全部被问问题的平均值，没有结果的问题计 0。"
        "文档按其最好的段落排名（BM25 按全文）；“混合”是各粒度的 BM25 与向量按学得的权重相加，"
        "“重排”由重排模型重读前十个段落。",
        "",
        "| 数据集 | 排序 | nDCG@10 | Recall@10 | Recall@100 | MRR@10 | hit@1 | 说明 |",
        "|---|---|--:|--:|--:|--:|--:|---|",
        *(_row(result, name) for result in results for name in result.rankings),
        "",
        "| 数据集 | 文档 | 段落 | 被问问题 | 建索引 | 每秒问题数 | 内存峰值 |",
        "|---|--:|--:|---|---|---|--:|",
        *(_costs_row(result) for result in results),
        "",
        "建索引含切分、分词和向量计算，不含加载模型；每秒问题数是逐个提问、含问题的向量计算；"
        "内存峰值是本进程到那时为止的最大值，含之前的数据集。",
    ]
    return "\n".join(lines) + "\n"


def _exchange(document: Document) -> Exchange:
    text = f"{document.title}\n{document.text}" if document.title else document.text
    turn = Turn(1, "", Role.GUEST, datetime.min, (text,), 1)
    return Exchange(document.id, "", Kind.SUBSTANTIVE, None, (turn,))


def _passages(exchange: Exchange, title: str, max_chars: int) -> Iterator[Passage]:
    """Yield a document's passages, none longer than `max_chars` with its heading.

    The first begins with the title itself, and needs no heading.
    """
    text, heading = exchange.answer, title[:_HEADING_MAX]
    room = max_chars - len(heading) - 1
    for number, (start, end) in enumerate(_cut(text, room, max_chars), 1):
        id_ = f"{exchange.id}p{number:02d}"
        yield Passage(id_, exchange.id, start, end, text[start:end], heading if start else "")


def _cut(text: str, room: int, max_chars: int) -> Iterator[Span]:
    """Yield a text's parts: all of it, or groups of sentences; none of a blank text.

    A sentence that has no room is cut between clauses, and such a clause anywhere: the model
    sees no more of a text than 512 word pieces.
    """
    if len(text) <= max_chars:
        if text.strip():
            yield 0, len(text)
        return
    for start, end in group_sentences(text, room):
        cut = start
        for left, right in clauses(text[start:end]):
            if start + right - cut > room and start + left > cut:
                yield cut, start + left
                cut = start + left
            while start + right - cut > room:
                yield cut, cut + room
                cut += room
        yield cut, end


def _best(searcher: Searcher, scores: Scores) -> list[str]:
    """Return the best documents' ids, best first, ties in the order of the ids."""
    exchanges = searcher.collection.searched
    order = np.lexsort((np.arange(len(scores)), -scores))[:N_RANKED]
    return [exchanges[at].id for at in order if np.isfinite(scores[at])]


def _peak_memory_mb() -> float:
    if sys.platform == "win32":
        return 0.0  # Windows has no getrusage
    from resource import RUSAGE_SELF, getrusage

    peak = getrusage(RUSAGE_SELF).ru_maxrss
    return peak / 1024**2 if sys.platform == "darwin" else peak / 1024


def _machine() -> str:
    parts = (platform.platform(), _processor(), f"{os.cpu_count()} CPU", platform.python_version())
    return " · ".join(part for part in parts if part)


def _processor() -> str:
    """Return the processor's name where Linux tells it."""
    table = Path("/proc/cpuinfo")
    for line in table.read_text(encoding="utf-8").splitlines() if table.is_file() else ():
        field, _, value = line.partition(":")
        if field.strip() == "model name":
            return value.strip()
    return platform.processor()


def _rounded(value: object) -> object:
    """Return nested values with their floats to four decimals."""
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, Mapping):
        return {key: _rounded(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_rounded(part) for part in value]
    return value


def _row(result: SetResult, ranking: str) -> str:
    values = " | ".join(f"{value:.3f}" for value in astuple(result.rankings[ranking]))
    note = (result.note or "没有记录是否用于调参或训练").replace("|", "\\|")
    return f"| {result.name} | {ranking} | {values} | {note} |"


def _costs_row(result: SetResult) -> str:
    costs = result.costs
    asked = f"{result.n_questions:,}"
    if result.n_questions < result.n_judged:
        asked += f"（从 {result.n_judged:,} 个中抽取，种子 {SEED}）"
    built = "，".join(f"{name} {took:.1f} 秒" for name, took in costs.index_seconds.items())
    built += "（向量已有）" if costs.vectors_kept else ""
    speed = "，".join(f"{name} {value:.0f}" for name, value in costs.questions_per_second.items())
    return (
        f"| {result.name} | {result.n_documents:,} | {result.n_passages:,} | {asked} | {built} "
        f"| {speed} | {costs.peak_memory_mb:,.0f} MB |"
    )
