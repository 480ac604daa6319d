"""Held-out questions measure the models: nDCG@10 of each ranking, and what 8 bits cost.

A document is ranked by its best passage. `bm25` and `dense` rank by one score; `hybrid` adds
both after standardising them over all documents of a question; `reranked` adds the
reranker's logit for the first candidates of the hybrid. The two weights are chosen on the
`dev` part of one set and said in the result.
"""

import argparse
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.lexical import LexicalIndex
from index.normalise import normalise
from index.records import Reranker
from index.reranker import load_reranker
from index.tokens import tokenise
from index.training.graphs import Graph, Matrix
from index.training.prepare import pieces_of
from index.training.question_sets import TRAINED_SETS, Question, QuestionSet, read_set
from index.training.records import Part, Piece

Ranking = NDArray[np.float64]
"""Shape (questions, documents): scores."""

_VECTOR_SHARES = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
_LOGIT_WEIGHTS = (0.0, 0.1, 0.2, 0.3, 0.5, 0.8, 1.2, 2.0, 4.0)
_CANDIDATES = 20


@dataclass(frozen=True, slots=True)
class Trial:
    """The questions that are asked of a set, and the documents that they are asked over."""

    name: str
    documents: tuple[str, ...]
    pieces: tuple[Piece, ...]
    questions: tuple[Question, ...]
    parts: tuple[Part, ...]

    def of_part(self, part: Part | None) -> list[int]:
        """Return the numbers of the questions of a part; None is all."""
        return [at for at, own in enumerate(self.parts) if part is None or own is part]


@dataclass(frozen=True, slots=True)
class Weights:
    """What the vectors count for beside the words, and the reranker beside both."""

    vectors: float = 0.7
    logit: float = 0.5


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure with its denominator; the interval is of the difference to `against`."""

    set: str
    part: str
    n_questions: int
    n_documents: int
    ranking: str
    ndcg10: float
    against: str = ""
    difference: float = 0.0
    low: float = 0.0
    high: float = 0.0


def trial(questions: QuestionSet, n_questions: int, n_documents: int) -> Trial:
    """Choose held-out questions, or of a set we don't train on any, and documents, by hash.

    The documents that answer the questions are always among them.
    """
    part = questions.parts()
    held_out = [
        (question, part[question.id])
        for question in questions.questions
        if questions.name not in TRAINED_SETS or part[question.id] is not Part.TRAIN
    ]
    held_out.sort(key=lambda pair: _hash(pair[0].id))
    held_out = held_out[:n_questions]
    gold = {document for question, _ in held_out for document in question.documents}
    ids = sorted((document.id for document in questions.documents), key=_hash)
    others = [name for name in ids if name not in gold][: max(0, n_documents - len(gold))]
    chosen = gold | set(others)
    documents = [document for document in questions.documents if document.id in chosen]
    return Trial(
        questions.name,
        tuple(document.id for document in documents),
        tuple(pieces_of(documents)),
        tuple(question for question, _ in held_out),
        tuple(own if questions.name in TRAINED_SETS else Part.TEST for _, own in held_out),
    )


def best_pieces(scores: Matrix, asked: Trial) -> tuple[Ranking, NDArray[np.int64]]:
    """Return each document's best score, and the number of the passage that has it."""
    numbers: dict[str, list[int]] = {}
    for at, piece in enumerate(asked.pieces):
        numbers.setdefault(piece.document, []).append(at)
    columns = [np.array(numbers[document]) for document in asked.documents]
    best = np.stack([own[scores[:, own].argmax(1)] for own in columns], axis=1)
    return np.take_along_axis(scores, best, 1).astype(np.float64), best


def bm25(asked: Trial) -> Matrix:
    """Return the score of every passage for every question."""
    words = LexicalIndex.build([tokenise(piece.text) for piece in asked.pieces])
    rows = [words.scores(tokenise(question.text)) for question in asked.questions]
    return np.stack(rows).astype(np.float32)


def dense(asked: Trial, graph: Graph, cache: Path | None = None) -> Matrix:
    """Return the cosine of every passage with every question."""
    texts = [piece.text for piece in asked.pieces]
    vectors = _cached(cache, graph.name + "\0".join(texts), lambda: graph.embed(texts))
    questions = graph.embed([question.text for question in asked.questions])
    return np.asarray(questions @ vectors.T)


def standardised(scores: NDArray[np.float32] | Ranking) -> Ranking:
    """Return every row with mean 0 and deviation 1."""
    mean, spread = scores.mean(1, keepdims=True), scores.std(1, keepdims=True)
    return np.asarray((scores - mean) / np.where(spread > 0, spread, 1), dtype=np.float64)


def fused(words: Matrix, cosines: Matrix, share: float) -> Matrix:
    """Return share * vectors + (1 - share) * words, both standardised."""
    both = share * standardised(cosines) + (1 - share) * standardised(words)
    return both.astype(np.float32)


def logits(asked: Trial, hybrid: Matrix, reranker: Reranker, cache: Path | None) -> Ranking:
    """Return the reranker's logit for the first candidates' best passages; else NaN."""
    documents, best = best_pieces(hybrid, asked)
    first = np.argsort(-documents, axis=1, kind="stable")[:, :_CANDIDATES]
    pairs = [
        (question.text, asked.pieces[best[at, column]].text)
        for at, question in enumerate(asked.questions)
        for column in first[at]
    ]
    key = "\0".join([reranker.fingerprint, *(text for pair in pairs for text in pair)])
    scores = _cached(cache, key, lambda: _read(reranker, pairs))
    result = np.full(documents.shape, np.nan)
    np.put_along_axis(result, first, scores.reshape(first.shape), 1)
    return result


def _read(reranker: Reranker, pairs: Sequence[tuple[str, str]]) -> Matrix:
    read = [
        reranker.evidence(normalise(question), [[normalise(text)]])[0][0]
        for question, text in pairs
    ]
    return np.array(read, dtype=np.float32)


def reranked(hybrid: Ranking, logit: Ranking, weight: float) -> Ranking:
    """Add the candidates' logits; what is no candidate stays behind them."""
    candidates = ~np.isnan(logit)
    added = standardised(hybrid) + weight * np.where(candidates, logit, 0)
    return np.where(candidates, added + 1000, standardised(hybrid))


def ndcg10(asked: Trial, ranking: Ranking) -> NDArray[np.float64]:
    """Return every question's nDCG@10, by ir_measures."""
    from ir_measures import Qrel, ScoredDoc, iter_calc, nDCG

    qrels = [
        Qrel(question.id, document, 1)
        for question in asked.questions
        for document in question.documents
    ]
    run = [
        ScoredDoc(question.id, asked.documents[column], float(scores[column]))
        for question, scores in zip(asked.questions, ranking, strict=True)
        for column in np.argsort(-scores, kind="stable")[:20]
    ]
    values = {metric.query_id: metric.value for metric in iter_calc([nDCG @ 10], qrels, run)}
    return np.array([values.get(question.id, 0.0) for question in asked.questions])


def interval(difference: NDArray[np.float64], n: int = 2000) -> tuple[float, float]:
    """Return the 95 % interval of a mean difference, by paired bootstrap over questions."""
    chance = np.random.default_rng(0)
    draws = chance.integers(0, len(difference), (n, len(difference)))
    low, high = np.percentile(difference[draws].mean(1), [2.5, 97.5])
    return float(low), float(high)


def best_share(asked: Trial, words: Matrix, cosines: Matrix) -> float:
    """Return the vectors' share that is best on the `dev` questions."""
    dev = asked.of_part(Part.DEV)
    values = {
        share: ndcg10(asked, best_pieces(fused(words, cosines, share), asked)[0])[dev].mean()
        for share in _VECTOR_SHARES
    }
    return max(values, key=lambda share: values[share])


def best_logit_weight(asked: Trial, hybrid: Ranking, logit: Ranking) -> float:
    """Return the logit's weight that is best on the `dev` questions."""
    dev = asked.of_part(Part.DEV)
    values = {
        weight: ndcg10(asked, reranked(hybrid, logit, weight))[dev].mean()
        for weight in _LOGIT_WEIGHTS
    }
    return max(values, key=lambda weight: values[weight])


def figures(
    asked: Trial, rankings: Mapping[str, NDArray[np.float64]], against: str
) -> list[Figure]:
    """Return the mean of each ranking's values, in each part, beside the one compared with."""
    result = []
    for part in sorted({*asked.parts}):
        own = asked.of_part(part)
        for name, values in rankings.items():
            difference = values[own] - rankings[against][own]
            low, high = interval(difference)
            result.append(
                Figure(
                    asked.name,
                    part,
                    len(own),
                    len(asked.documents),
                    name,
                    round(float(values[own].mean()), 4),
                    against,
                    round(float(difference.mean()), 4),
                    round(low, 4),
                    round(high, 4),
                )
            )
    return result


def measure(
    asked: Trial,
    encoders: Mapping[str, Graph],
    reranker: Reranker | None,
    weights: Weights,
    cache: Path | None,
) -> list[Figure]:
    """Measure every encoder alone and beside BM25, and the last one with the reranker."""
    words = bm25(asked)
    values = {"bm25": ndcg10(asked, best_pieces(words, asked)[0])}
    hybrid = words
    for name, graph in encoders.items():
        cosines = dense(asked, graph, cache)
        values[name] = ndcg10(asked, best_pieces(cosines, asked)[0])
        hybrid = fused(words, cosines, weights.vectors)
        values[f"{name}+bm25"] = ndcg10(asked, best_pieces(hybrid, asked)[0])
    if reranker:
        ranking = best_pieces(hybrid, asked)[0]
        logit = logits(asked, hybrid, reranker, cache)
        values["reranked"] = ndcg10(asked, reranked(ranking, logit, weights.logit))
        values["reranker alone"] = ndcg10(asked, reranked(ranking, logit, 1e6))
    return figures(asked, values, next(iter(encoders)))


def choose_weights(
    asked: Trial, encoder: Graph, reranker: Reranker | None, cache: Path | None
) -> Weights:
    """Choose both weights on the set's `dev` questions."""
    words, cosines = bm25(asked), dense(asked, encoder, cache)
    share = best_share(asked, words, cosines)
    if reranker is None:
        return Weights(share, 0.0)
    hybrid = fused(words, cosines, share)
    logit = logits(asked, hybrid, reranker, cache)
    return Weights(share, best_logit_weight(asked, best_pieces(hybrid, asked)[0], logit))


def compare_precision(asked: Trial, fp32: Graph, int8: Graph) -> dict[str, float]:
    """Return what 8 bits cost: cosine of the vectors, and nDCG@10 of both."""
    texts = [piece.text for piece in asked.pieces]
    texts += [question.text for question in asked.questions]
    exact, rough = fp32.embed(texts), int8.embed(texts)
    cosines = (exact * rough).sum(1)
    n = len(asked.pieces)
    values = [
        ndcg10(asked, best_pieces(vectors[n:] @ vectors[:n].T, asked)[0]).mean()
        for vectors in (exact, rough)
    ]
    return {
        "n_texts": len(texts),
        "cosine_mean": float(cosines.mean()),
        "cosine_min": float(cosines.min()),
        "ndcg10_fp32": float(values[0]),
        "ndcg10_int8": float(values[1]),
        "loss": float(values[0] - values[1]),
    }


def _cached(cache: Path | None, key: str, compute: Callable[[], Matrix]) -> Matrix:
    if cache is None:
        return compute()
    path = cache / f"{_hash(key)[:24]}.npy"
    if not path.is_file():
        cache.mkdir(parents=True, exist_ok=True)
        np.save(path, compute())
    return np.asarray(np.load(path, allow_pickle=False), dtype=np.float32)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def main() -> None:
    """Measure models on sets; write the figures as JSON and print them as a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", action="append", required=True, metavar="FOLDER[=DOCUMENTS]")
    parser.add_argument("--encoder", action="append", required=True, metavar="NAME=MODEL.ONNX")
    parser.add_argument("--reranker", type=Path, metavar="FOLDER")
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--max-tokens", type=int, default=256)
    parser.add_argument("--questions", type=int, default=600)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--cache", type=Path, help="folder for passages' vectors")
    parser.add_argument("--weights", metavar="VECTORS,LOGIT", help="else chosen on the first set")
    parser.add_argument("--precision", action="store_true", help="compare the two encoders given")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()

    def graph(path: str) -> Graph:
        return Graph.load(Path(path), options.tokenizer, options.max_tokens, options.threads)

    encoders = {
        name: graph(path) for name, _, path in (text.partition("=") for text in options.encoder)
    }
    reranker = load_reranker(options.reranker) if options.reranker else None
    trials = [
        trial(read_set(Path(folder)), options.questions, int(n or 10**9))
        for folder, _, n in (text.partition("=") for text in options.set)
    ]
    result: dict[str, object] = {}
    if options.precision:
        fp32, int8 = encoders.values()
        result["precision"] = {asked.name: compare_precision(asked, fp32, int8) for asked in trials}
        print(json.dumps(result["precision"], indent=1))
    else:
        if options.weights:
            weights = Weights(*(float(text) for text in options.weights.split(",")))
        else:
            weights = choose_weights(
                trials[0], list(encoders.values())[-1], reranker, options.cache
            )
        print(f"weights {weights}")
        rows = []
        for asked in trials:
            own = measure(asked, encoders, reranker, weights, options.cache)
            rows += own
            for row in own:
                print(
                    f"{row.set}\t{row.part}\t{row.n_questions}\t{row.n_documents}\t{row.ranking}\t"
                    f"{row.ndcg10:.3f}\t{row.difference:+.3f} [{row.low:+.3f}, {row.high:+.3f}]",
                    flush=True,
                )
        from dataclasses import asdict

        result = {"weights": asdict(weights), "figures": [asdict(row) for row in rows]}
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
