"""Pairs and their mined negatives become batches for the encoder, neighbours together.

Every other passage of a batch is a negative, so hard negatives cost no passage of their own: a
batch is made of questions whose passages are each other's mined negatives (topic-aware batches:
Hofstätter et al., "Efficiently teaching an effective dense retriever with balanced topic aware
sampling", SIGIR 2021).

    python -m index.training.batches --data DATA --batch 32 --steps 480
"""

import argparse
import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from index.training.augment import Augmentation, reworded
from index.training.records import (
    SINGLE_ANSWER,
    Batched,
    Negatives,
    Pair,
    Piece,
    read_negatives,
    read_pairs,
    read_pieces,
    take,
    write_rows,
)

_DETAIL = 60  # characters of a letter's body that stand for its title
_DETAIL_SHARE = 0.2  # of the letters
_SEED = 7
_WORDINGS = Augmentation(synonym=0.4, keywords=0.04)


def batches(
    pairs: Sequence[Pair],
    negatives: Mapping[str, Negatives],
    pieces: Mapping[str, Piece],
    size: int,
    chance: random.Random,
) -> Iterator[list[Pair]]:
    """Yield batches of one set each, neighbours together; what doesn't fill a batch is left out.

    A batch starts from a random question and grows along mined negatives, breadth first; no
    document is in it twice, nor one that is doubtful for another question of the batch.
    """
    for name in sorted({pair.set for pair in pairs}):
        own = [pair for pair in pairs if pair.set == name]
        by_document: dict[str, list[Pair]] = {}
        for pair in own:
            by_document.setdefault(pair.document, []).append(pair)
        order = chance.sample(own, len(own))
        used: set[str] = set()
        while True:
            batch = _grown(order, used, by_document, negatives, pieces, size)
            if len(batch) < size:
                break
            used |= {pair.question_id for pair in batch}
            yield batch


def _grown(
    order: Sequence[Pair],
    used: set[str],
    by_document: Mapping[str, Sequence[Pair]],
    negatives: Mapping[str, Negatives],
    pieces: Mapping[str, Piece],
    size: int,
) -> list[Pair]:
    batch: list[Pair] = []
    inside: set[str] = set()
    barred: set[str] = set()
    for first in order:
        waiting = [first]
        while waiting and len(batch) < size:
            pair = waiting.pop(0)
            doubtful = _doubtful(pair, negatives, pieces)
            free = pair.question_id not in used and pair.document not in inside | barred
            if not free or doubtful & inside:
                continue
            batch.append(pair)
            inside.add(pair.document)
            barred |= doubtful
            waiting += [
                neighbour
                for piece in _hard(pair, negatives)
                for neighbour in by_document.get(pieces[piece].document, ())
            ]
        if len(batch) == size:
            break
    return batch


def _hard(pair: Pair, negatives: Mapping[str, Negatives]) -> tuple[str, ...]:
    mined = negatives[pair.question_id]
    if pair.set in SINGLE_ANSWER:
        return (*mined.doubtful[:4], *mined.negatives[:6])
    return mined.negatives[:6]


def _doubtful(
    pair: Pair, negatives: Mapping[str, Negatives], pieces: Mapping[str, Piece]
) -> set[str]:
    if pair.set in SINGLE_ANSWER:
        return set()
    return {pieces[piece].document for piece in negatives[pair.question_id].doubtful}


def batched(
    pairs: Sequence[Pair],
    negatives: Mapping[str, Negatives],
    pieces: Mapping[str, Piece],
    size: int,
    steps: int,
    seed: int = _SEED,
) -> list[Batched]:
    """Return the rows of so many batches: each run of `size` rows is one.

    Rounds over the pairs follow each other, batched and worded anew, until the steps are full.
    """
    chance = random.Random(seed)
    rows: list[Batched] = []
    while len(rows) < steps * size:
        round_ = list(batches(pairs, negatives, pieces, size, chance))
        if not round_:
            raise ValueError(f"fewer than {size} pairs in every set: nothing to train on")
        chance.shuffle(round_)
        for pair in (pair for batch in round_ for pair in batch):
            long_form = pair.detail and chance.random() < _DETAIL_SHARE
            question = pair.detail[:_DETAIL] if long_form else pair.question
            worded = reworded(question, _WORDINGS, chance)
            rows.append(Batched(worded, pieces[pair.piece].text))
    return rows[: steps * size]


def main() -> None:
    """Write the batches of the pairs in a folder, beside them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder that mine wrote to")
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--steps", type=int, default=120)
    parser.add_argument("--take", action="append", default=[], metavar="SET=N")
    options = parser.parse_args()
    pairs = take(read_pairs(options.data), options.take)
    negatives, pieces = read_negatives(options.data), read_pieces(options.data)
    rows = batched(pairs, negatives, pieces, options.batch, options.steps)
    write_rows(options.data / "batched.jsonl", rows)
    print(f"{options.steps} batches of {options.batch}, {len(pairs)} pairs")


if __name__ == "__main__":
    main()
