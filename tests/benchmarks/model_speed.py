"""How fast texts become vectors: the base model in torch fp32, and ours in ONNX int8.

Command: python -m tests.benchmarks.model_speed --base FOLDER [--threads 1 2]
(about five minutes on 2 quiet cores). Questions have 20 characters, passages 300,
all cut from the interviews of corpus/. Variants take turns in one run, round after
round, since these machines are noisy; medians are printed.
"""

import argparse
import itertools
import os
import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from index.embed import OnnxEmbedder, load_embedder
from index.onnx_model import OnnxModel
from index.records import Embedder
from ingest.corpus import load_corpus

ROOT = Path(__file__).parents[2]
ROUNDS = 7
N_QUESTIONS, N_PASSAGES = 50, 16


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", required=True, help="folder of the base model in fp32")
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    options = parser.parse_args()
    text = whole_text()
    questions = list(itertools.islice(pieces(text, 20), N_QUESTIONS))
    passages = list(itertools.islice(pieces(text, 300), N_PASSAGES))
    print(f"{os.cpu_count()} cores; {ROUNDS} rounds, medians")
    print("| threads | model | a question, ms | passages per second |")
    print("|--:|---|--:|--:|")
    for threads in options.threads:
        for name, embedder in variants(options.base, threads).items():
            each = timed(partial(one_by_one, embedder, questions))
            many = timed(partial(embedder.embed_passages, passages))
            per_question, rate = each / len(questions) * 1000, len(passages) / many
            print(f"| {threads} | {name} | {per_question:.2f} | {rate:.1f} |", flush=True)


def one_by_one(embedder: Embedder, questions: list[str]) -> None:
    for question in questions:
        embedder.embed_questions([question])


def variants(base: str, threads: int) -> dict[str, Embedder]:
    import torch

    torch.set_num_threads(threads)
    shipped = ROOT / "index" / "models"
    ours = OnnxEmbedder(OnnxModel.load(shipped / "encoder"), "fangtan", "", threads)
    return {"base, torch fp32": load_embedder(base), "ours, ONNX int8": ours}


def timed(run: Callable[[], object]) -> float:
    """Return the median seconds of a run, after one that is not counted."""
    run()
    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        run()
        took.append(time.perf_counter() - began)
    return statistics.median(took)


def whole_text() -> str:
    corpus = load_corpus(ROOT / "corpus" / "interviews")
    return "".join(turn.text for interview in corpus.interviews for turn in interview.turns)


def pieces(text: str, n_chars: int) -> Iterator[str]:
    """Yield pieces of a text without end, each of `n_chars`, starting all over it."""
    for start in itertools.count(0, 97):
        at = start % (len(text) - n_chars)
        yield text[at : at + n_chars]


if __name__ == "__main__":
    main()
