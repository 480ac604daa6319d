"""How long an answer takes from a collection of some ten thousand passages, and what it holds.

Command: nice -n 5 python -m tests.benchmarks.ask_speed ../shared/data [--passages 10000]
(about five minutes on 2 quiet cores the first time, most of it embedding; vectors are kept in
var/vectors and the index in var/bench, so a minute afterwards). Documents of the BEIR folders
become interviews of ten exchanges, in each of which a question of the set is asked, if it has
one; the interviews of corpus/ stand among them. Questions of all sets are asked warm, one at a
time, of the answering with and without the reranker in turn. The index is built in a process
of its own, so that the memory is what answering takes.
"""

import argparse
import hashlib
import itertools
import os
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

import numpy as np

from chat.bot import QUESTION_MAX, Bot
from index.benchmark import _machine, _peak_memory_mb
from index.dataset import Dataset, Document, read_datasets
from index.embed import load_embedder
from index.lexicon import Lexicon, shipped_lists
from index.reranker import load_reranker
from index.store import Manifest, build_index, is_current, open_index
from index.vector_cache import CachedEmbedder
from ingest.collection import collect
from ingest.corpus import load_corpus
from ingest.records import Corpus, Guest, Interview, Role, Turn

ROOT = Path(__file__).parents[2]
SETS = ["gov_letters", "mfa_remarks", "covid_policy_answers", "cmrc2018"]
N_EXCHANGES, SEED, N_WARM = 10, 0, 5
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Built:
    """The questions that the collection can be asked, and what its index took."""

    questions: tuple[str, ...]
    seconds: float | None
    """None: it was there already."""
    n_embedded: int
    """Texts whose vectors were not kept from an earlier run."""
    peak_mb: float


def prepare(data: Path, sets: Sequence[str], n_passages: int, n: int, folder: Path) -> Built:
    """Make the corpus and its index, unless that is there; choose the questions."""
    datasets = read_datasets([data / name for name in sets])
    interviews, documents = chosen_interviews(datasets, n_passages)
    corpus = Corpus(interviews, hashlib.sha256(repr(interviews).encode()).hexdigest())
    questions = chosen_questions(datasets, documents, n)
    embedder = CachedEmbedder(load_embedder(), ROOT / "var" / "vectors")
    lexicon = Lexicon.read(shipped_lists(), ROOT / "corpus")
    if is_current(folder, corpus.fingerprint, embedder.fingerprint, lexicon.fingerprint):
        return Built(questions, None, 0, _peak_memory_mb())
    began = time.perf_counter()
    build_index(corpus, embedder, folder, lexicon=lexicon)
    seconds = time.perf_counter() - began
    return Built(questions, seconds, embedder.n_embedded, _peak_memory_mb())


def chosen_interviews(
    datasets: Sequence[Dataset], n_passages: int
) -> tuple[tuple[Interview, ...], set[str]]:
    """Return interviews of at least so many passages, if the sets have them, and their documents.

    The interviews of corpus/ are the first; the sets take turns.
    """
    chosen = list(load_corpus(ROOT / "corpus" / "interviews").interviews)
    n_left = n_passages - n_passages_of(chosen)
    documents: set[str] = set()
    for interview, own in in_turn([list(interviews_of(dataset)) for dataset in datasets]):
        if n_left <= 0:
            break
        chosen.append(interview)
        documents |= own
        n_left -= n_passages_of([interview])
    return tuple(sorted(chosen, key=lambda one: one.id)), documents


def n_passages_of(interviews: Sequence[Interview]) -> int:
    return len(collect(Corpus(tuple(interviews), "")).passages)


def interviews_of(dataset: Dataset) -> Iterator[tuple[Interview, set[str]]]:
    """Yield interviews of ten documents each, and the ids of these."""
    asked: dict[str, str] = {}
    for question in dataset.questions:
        for document, grade in question.relevance.items():
            if grade:
                asked.setdefault(document, question.text)
    documents = [one for one in dataset.documents if paragraphs(one.text)]
    for number, start in enumerate(range(0, len(documents), N_EXCHANGES)):
        own = documents[start : start + N_EXCHANGES]
        yield interview_of(dataset.name, number, own, asked), {one.id for one in own}


def interview_of(
    name: str, number: int, documents: Sequence[Document], asked: Mapping[str, str]
) -> Interview:
    """Return an interview in which a host asks for each document, and an official tells it."""
    day = date(2010, 1, 1) + timedelta(days=7 * number)
    turns: list[Turn] = []
    for document in documents:
        question = " ".join(asked.get(document.id, document.title or "请您介绍一下。").split())
        said = ((Role.HOST, (question,)), (Role.GUEST, paragraphs(document.text)))
        for role, words in said:
            moment = datetime(day.year, day.month, day.day, 9) + timedelta(minutes=len(turns))
            speaker = "主持人" if role is Role.HOST else "官员"
            turns.append(Turn(len(turns) + 1, speaker, role, moment, words, len(turns) + 1))
    return Interview(
        id=f"{name}-{number:04d}",
        title=f"{name} 第 {number + 1} 期",
        introduction="",
        date=day,
        start=None,
        end=None,
        guests=(Guest("官员", "新闻办公室"),),
        host="主持人",
        source=name,
        turns=tuple(turns),
    )


def paragraphs(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def chosen_questions(datasets: Sequence[Dataset], documents: set[str], n: int) -> tuple[str, ...]:
    """Return `n` questions that a document answers, from the sets in turn, by chance."""
    shuffled = []
    for dataset in datasets:
        texts = [
            question.text.strip()
            for question in dataset.questions
            if documents.intersection(question.relevance) and len(question.text) <= QUESTION_MAX
        ]
        random.Random(SEED).shuffle(texts)
        shuffled.append(texts)
    return tuple(itertools.islice(in_turn(shuffled), n))


def in_turn(rows: Sequence[Sequence[_T]]) -> Iterator[_T]:
    """Yield the first of each row, then the second of each …"""
    for at in range(max(map(len, rows), default=0)):
        yield from (row[at] for row in rows if at < len(row))


def timed(bots: Mapping[str, Bot], questions: Sequence[str]) -> dict[str, list[tuple[float, bool]]]:
    """Return for each bot the milliseconds of each question, and whether it was answered."""
    for bot in bots.values():
        for question in questions[:N_WARM]:
            bot.ask(question)
    took: dict[str, list[tuple[float, bool]]] = {name: [] for name in bots}
    for number, question in enumerate(questions):
        names = list(bots) if number % 2 else list(bots)[::-1]
        for name in names:
            began = time.perf_counter()
            answer = bots[name].ask(question)
            ms = (time.perf_counter() - began) * 1000
            took[name].append((ms, bool(answer.citations)))
    return took


def report(took: Mapping[str, Sequence[tuple[float, bool]]]) -> None:
    print("\n| answering | questions | p50, ms | p95, ms | max, ms | answered |")
    print("|---|--:|--:|--:|--:|--:|")
    for name, times in took.items():
        p50, p95, most = np.percentile(
            [ms for ms, _ in times], (50, 95, 100), method="inverted_cdf"
        )
        n_answered = sum(answered for _, answered in times)
        print(
            f"| {name} | {len(times)} | {p50:.1f} | {p95:.1f} | {most:.1f} "
            f"| {n_answered} of {len(times)} |"
        )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path, help="the folder of the BEIR folders")
    parser.add_argument("--passages", type=int, default=10_000)
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--sets", nargs="+", default=SETS)
    parser.add_argument("--index", type=Path, help="default: var/bench/ask_speed-PASSAGES")
    parser.add_argument("--no-reranker", action="store_true")
    options = parser.parse_args()
    folder = options.index or ROOT / "var" / "bench" / f"ask_speed-{options.passages}"
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        sizes = (options.passages, options.questions)
        built = pool.submit(prepare, options.data, options.sets, *sizes, folder).result()
    began = time.perf_counter()
    searcher = open_index(folder, load_embedder())
    bots = {"without the reranker": Bot(searcher)}
    bots["without the reranker"].ask(built.questions[0])
    first = time.perf_counter() - began
    opened_mb = _peak_memory_mb()
    if not options.no_reranker:
        reread = copy(searcher)
        reread.reranker = load_reranker()
        bots["with the reranker"] = Bot(reread)
    held = Manifest.read(folder)
    mean = sum(map(len, built.questions)) / len(built.questions)
    print(f"machine: {_machine()}; load {os.getloadavg()[0]:.1f}")
    print(
        f"corpus: {', '.join(options.sets)} and corpus/interviews: {held.n_interviews} interviews, "
        f"{held.n_exchanges} exchanges, {held.n_passages} passages; {len(built.questions)} "
        f"questions of {mean:.0f} characters"
    )
    if built.seconds is None:
        print("index: kept from an earlier run")
    else:
        print(
            f"index: built in {built.seconds:.1f} s, {built.n_embedded} texts embedded in it, "
            f"the others' vectors kept; peak memory {built.peak_mb:.0f} MB with reading the sets"
        )
    print(f"encoder and index opened, first question answered: {first:.2f} s")
    report(timed(bots, built.questions))
    print(
        f"\npeak memory: {opened_mb:.0f} MB after the first answer, {_peak_memory_mb():.0f} MB "
        f"at the end{', reranker included' if len(bots) > 1 else ''}"
    )


if __name__ == "__main__":
    main()
