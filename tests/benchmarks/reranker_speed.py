"""How long the reranker takes for a question and the ten passages that it reads.

Command: nice -n 5 python -m tests.benchmarks.reranker_speed (about two minutes on 2 quiet cores).
Questions have 20 characters, passages 200 or, cropped, 120, all cut from the interviews of corpus/.
Cold: the first question after loading, files in the system's cache. Warm: questions after one
that is not counted; the variants take turns, question by question, since these machines are noisy.
CPU: of all threads together, which other tasks on the machine change less than the time.
"""

import argparse
import itertools
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from index.benchmark import _machine
from index.embed import shipped_models
from index.onnx_model import OnnxModel, digest_of
from index.reranker import OnnxReranker
from index.search import N_CANDIDATES
from tests.benchmarks.model_speed import pieces, whole_text

THREADS, LENGTHS = (1, 2), (200, 120)
N_COLD = 3


@dataclass(frozen=True, slots=True)
class Variant:
    """A way of reading, and the milliseconds that each question took in it, of time and of CPU."""

    threads: int
    n_chars: int
    reranker: OnnxReranker
    load_ms: float
    cold_ms: float
    warm_ms: list[float] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)


def loaded(folder: Path, threads: int) -> tuple[OnnxReranker, float]:
    """Load a reranker as index.reranker does; return it and the milliseconds."""
    began = time.perf_counter()
    reranker = OnnxReranker(OnnxModel.load(folder), digest_of(folder / "model.onnx"), threads)
    return reranker, (time.perf_counter() - began) * 1000


def read_in(reranker: OnnxReranker, question: str, passages: Sequence[str]) -> float:
    """Return the milliseconds that a question and its passages take."""
    began = time.perf_counter()
    reranker.evidence(question, [[one] for one in passages])
    return (time.perf_counter() - began) * 1000


def opened(
    folder: Path, threads: int, n_chars: int, question: str, passages: Sequence[str]
) -> Variant:
    """Load a model several times; keep the last, and the medians of what was cold."""
    load_ms, cold_ms = [], []
    for _ in range(N_COLD):
        reranker, took = loaded(folder, threads)
        load_ms.append(took)
        cold_ms.append(read_in(reranker, question, [one[:n_chars] for one in passages]))
    medians = (float(np.median(load_ms)), float(np.median(cold_ms)))
    return Variant(threads, n_chars, reranker, *medians)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--model", type=Path, default=shipped_models() / "reranker")
    options = parser.parse_args()
    text = whole_text()
    questions = list(itertools.islice(pieces(text, 20), options.questions + 1))
    supply = pieces(text, max(LENGTHS))
    sets = [list(itertools.islice(supply, N_CANDIDATES)) for _ in questions]
    variants = [
        opened(options.model, threads, n_chars, questions[0], sets[0])
        for threads, n_chars in itertools.product(THREADS, LENGTHS)
    ]
    for question, passages in zip(questions[1:], sets[1:], strict=True):
        for one in variants:
            cropped = [passage[: one.n_chars] for passage in passages]
            spent = time.process_time()
            one.warm_ms.append(read_in(one.reranker, question, cropped))
            one.cpu_ms.append((time.process_time() - spent) * 1000)
    report(variants)


def report(variants: Sequence[Variant]) -> None:
    print(f"machine: {_machine()}; load {os.getloadavg()[0]:.1f}")
    print(
        f"texts: corpus/interviews, questions of 20 characters, {N_CANDIDATES} passages for each; "
        f"warm: {len(variants[0].warm_ms)} questions, cold: medians of {N_COLD} loads\n"
    )
    print(
        "| threads | characters | load, ms | cold, ms | warm p50, ms | p95, ms | p50 to uncropped |"
    )
    print("|--:|--:|--:|--:|--:|--:|--:|")
    for one in variants:
        p50, p95 = np.percentile(one.warm_ms, (50, 95), method="inverted_cdf")
        print(
            f"| {one.threads} | {one.n_chars} | {one.load_ms:.0f} | {one.cold_ms:.1f} "
            f"| {p50:.1f} | {p95:.1f} | {np.median(one.cpu_ms):.1f} |"
        )
    for threads in THREADS:
        whole, cropped = (one for one in variants if one.threads == threads)
        saved = 1 - np.median(cropped.cpu_ms) / np.median(whole.cpu_ms)
        print(f"\n{threads} threads: cropped to {cropped.n_chars}, {saved:.0%} less CPU", end="")
    print()


if __name__ == "__main__":
    main()
