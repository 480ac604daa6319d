"""Training pairs become hard negatives: what BM25 and a dense model take for the answer.

A candidate that the dense model finds nearly as close to the question as the true passage is
probably an answer as well; such false positives are set aside by a margin relative to the
positive's score (Moreira et al., "NV-Retriever: improving text embedding models with effective
hard-negative mining", 2024: TopK-PercPos, 95 %).
"""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.lexical import LexicalIndex
from index.tokens import tokenise
from index.training.graphs import Graph, Matrix
from index.training.question_sets import near_duplicates
from index.training.records import (
    Negatives,
    Pair,
    Part,
    Piece,
    read_pairs,
    read_pieces,
    write_rows,
)

Embed = Callable[[Sequence[str]], Matrix]


@dataclass(frozen=True, slots=True)
class Mining:
    """How far down to look, how many to keep, and what is too close to be a negative."""

    depth: int = 30
    keep: int = 8
    margin: float = 0.95


def mine(
    pairs: Sequence[Pair], pieces: Sequence[Piece], embed: Embed, mining: Mining
) -> list[Negatives]:
    """Return the negatives of every pair, from the passages of its own set, or of its group.

    A training question sees training passages only; a held-out question sees all.
    """
    part = {pair.document: pair.part for pair in pairs}
    group = {piece.document: piece.group for piece in pieces}
    by_place: dict[tuple[str, str], list[Pair]] = {}
    for pair in pairs:
        by_place.setdefault((pair.set, group[pair.document]), []).append(pair)
    found = []
    for (_, of), own in sorted(by_place.items()):
        documents = {pair.document for pair in own}
        choice = [one for one in pieces if one.document in documents or (of and one.group == of)]
        trained = np.array([part.get(one.document, own[0].part) is Part.TRAIN for one in choice])
        found += _mine_set(own, choice, trained, embed, mining)
    return found


def _mine_set(
    pairs: Sequence[Pair],
    pieces: Sequence[Piece],
    trained: NDArray[np.bool_],
    embed: Embed,
    mining: Mining,
) -> list[Negatives]:
    words = LexicalIndex.build([tokenise(piece.text) for piece in pieces])
    vectors = embed([piece.text for piece in pieces])
    questions = embed([pair.question for pair in pairs])
    number = {piece.id: at for at, piece in enumerate(pieces)}
    twins = _twins([piece.text for piece in pieces])
    answered: dict[str, set[str]] = {}
    for pair in pairs:
        answered.setdefault(pair.question, set()).add(pair.document)
    found = []
    for pair, vector in zip(pairs, questions, strict=True):
        positive = number[pair.piece]
        cosines = vectors @ vector
        allowed = trained if pair.part is Part.TRAIN else np.ones_like(trained)
        rankings = [
            np.argsort(-np.where(allowed, scores, -np.inf), kind="stable")[: mining.depth]
            for scores in (words.scores(tokenise(pair.question)), cosines)
        ]
        merged = dict.fromkeys(
            int(at) for at in chain.from_iterable(zip_longest(*rankings)) if at is not None
        )
        kept: list[str] = []
        doubtful: list[str] = []
        for at in merged:
            if not allowed[at] or pieces[at].document in answered[pair.question]:
                continue
            close = cosines[at] > mining.margin * cosines[positive]
            (doubtful if close or at in twins.get(positive, ()) else kept).append(pieces[at].id)
        found.append(Negatives(pair.question_id, tuple(kept[: mining.keep]), tuple(doubtful)))
    return found


def _twins(texts: Sequence[str]) -> dict[int, set[int]]:
    twins: dict[int, set[int]] = {}
    for a, b in near_duplicates(texts):
        twins.setdefault(a, set()).add(b)
        twins.setdefault(b, set()).add(a)
    return twins


def main() -> None:
    """Mine the negatives of the pairs in a folder, and write them beside."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder that prepare wrote")
    parser.add_argument("--model", type=Path, required=True, help="encoder as ONNX")
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--max-tokens", type=int, default=128)
    parser.add_argument("--keep", type=int, default=8)
    options = parser.parse_args()
    graph = Graph.load(options.model, options.tokenizer, options.max_tokens)
    found = mine(
        read_pairs(options.data),
        list(read_pieces(options.data).values()),
        graph.embed,
        Mining(keep=options.keep),
    )
    write_rows(options.data / "negatives.jsonl", found)
    print(
        f"{len(found)} questions, {sum(len(row.negatives) for row in found)} negatives,"
        f" {sum(len(row.doubtful) for row in found)} doubtful candidates set aside"
    )


if __name__ == "__main__":
    main()
