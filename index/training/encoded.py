"""Judged rows become word pieces, once, and batches of them: what the reranker's training reads.

python -m index.training.encoded --rows W/judged-train.jsonl --base B --out W/rows.npz.xz
"""

import argparse
import io
import lzma
import random
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, fields
from functools import partial
from itertools import groupby
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.training.records import Judged, read_judged

if TYPE_CHECKING:
    import torch

MAX_TOKENS = 288
"""Of a question, the context and the passage together."""
TOKENIZER = "tokenizer.json"  # of a model's folder
_CHUNK = 2000  # rows that a process encodes at a time
_WINDOW_OF_BATCHES = 16  # batches whose groups are put in the order of their length
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Encoded:
    """Rows as word pieces, one behind the other."""

    pieces: NDArray[np.uint16]
    """Shape (word pieces of all rows,)."""
    bounds: Numbers
    """Shape (rows + 1,): where each row's word pieces begin."""
    seconds: Numbers
    """Shape (rows,): how many word pieces stand before the second text: context and passage."""
    passages: Numbers
    """Shape (rows,): how many word pieces stand before the passage itself."""
    places: Numbers
    """Shape (rows, 2): the word pieces at which the answer begins and ends.

    0, 0 stands for no answer, -1, -1 for an answer of which the place is not known.
    """
    labels: NDArray[np.float32]
    """Shape (rows,): 1 for an answer, else 0."""
    groups: Numbers
    """Shape (rows,): rows that stand together and belong to one question have one number."""

    @property
    def lengths(self) -> Numbers:
        """How many word pieces each row has."""
        return np.diff(self.bounds)

    def batch(
        self, rows: Numbers, device: str = "cpu"
    ) -> "tuple[dict[str, torch.Tensor], torch.Tensor]":
        """Return the inputs of some rows, each of shape (rows, word pieces), and their places."""
        import torch

        lengths = self.bounds[rows + 1] - self.bounds[rows]
        at = np.arange(int(lengths.max()))
        inside = at < lengths[:, None]
        source = np.minimum(self.bounds[rows][:, None] + at, len(self.pieces) - 1)
        inputs = {
            "input_ids": np.where(inside, self.pieces[source], 0).astype(np.int64),
            "token_type_ids": (inside & (at >= self.seconds[rows][:, None])).astype(np.int64),
            "attention_mask": inside.astype(np.int64),
        }
        return (
            {name: torch.from_numpy(one).to(device) for name, one in inputs.items()},
            torch.from_numpy(self.places[rows]).to(device),
        )


def encode(tokenizer: Path, rows: Sequence[Judged], max_tokens: int, workers: int = 0) -> Encoded:
    """Encode rows, in order.

    What is over the length is cut from the passage's end: an answer that stood there is none.

    :param tokenizer: A tokenizer.json; its word pieces are fewer than 65,536.
    :param workers: Processes that share the work; 0: none beside this one.
    """
    chunks = [rows[first : first + _CHUNK] for first in range(0, len(rows), _CHUNK)]
    one_chunk = partial(_encode, tokenizer, max_tokens=max_tokens)
    if workers:
        with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
            parts = list(pool.map(one_chunk, chunks))
    else:
        parts = [one_chunk(chunk) for chunk in chunks]
    lengths = np.concatenate([one.lengths for one in parts])
    runs = [len(list(run)) for _, run in groupby(enumerate(rows), _group_of)]
    return Encoded(
        pieces=np.concatenate([one.pieces for one in parts]),
        bounds=np.concatenate([[0], np.cumsum(lengths)]),
        seconds=np.concatenate([one.seconds for one in parts]),
        passages=np.concatenate([one.passages for one in parts]),
        places=np.concatenate([one.places for one in parts]),
        labels=np.concatenate([one.labels for one in parts]),
        groups=np.repeat(np.arange(len(runs)), runs),
    )


def _group_of(numbered: tuple[int, Judged]) -> str | int:
    """Return what rows of one group have in common; a row without one is a group of its own."""
    number, row = numbered
    return row.group or number


def _encode(tokenizer: Path, rows: Sequence[Judged], max_tokens: int) -> Encoded:
    """Encode a chunk; its groups are left to `encode`."""
    from tokenizers import Tokenizer

    model = Tokenizer.from_file(str(tokenizer))
    model.no_padding()
    model.enable_truncation(max_tokens, strategy="longest_first")
    before = [f"{row.context}\n" if row.context else "" for row in rows]
    texts = [first + row.passage for first, row in zip(before, rows, strict=True)]
    read = model.encode_batch([*zip([row.question for row in rows], texts, strict=True)])
    places, n_before = [], []
    for row, context, one in zip(rows, before, read, strict=True):
        own = np.array(one.sequence_ids, dtype=float) == 1  # None is not a number
        starts, ends = np.array(one.offsets).T
        own &= starts >= len(context)
        n_before.append(int(own.argmax()))
        held = own & (ends > len(context) + row.start) & (starts < len(context) + row.end)
        if row.start >= 0 and held.any():
            first, last = np.flatnonzero(held)[[0, -1]]
            places.append((first, last))
        else:
            places.append((-1, -1) if row.start < 0 and row.label > 0 else (0, 0))
    return Encoded(
        pieces=np.concatenate([one.ids for one in read]).astype(np.uint16),
        bounds=np.concatenate([[0], np.cumsum([len(one) for one in read])]),
        seconds=np.array([len(one.type_ids) - sum(one.type_ids) for one in read]),
        passages=np.array(n_before),
        places=np.array(places, dtype=np.int64),
        labels=np.array([row.label for row in rows], dtype=np.float32),
        groups=np.zeros(len(rows), dtype=np.int64),
    )


def write_encoded(path: Path, encoded: Encoded) -> None:
    """Write encoded rows as numpy's arrays in an .npz, packed where the name ends in .xz."""
    buffer = io.BytesIO()
    np.savez(buffer, **{one.name: getattr(encoded, one.name) for one in fields(Encoded)})
    content = buffer.getvalue()
    path.write_bytes(lzma.compress(content, preset=9) if path.suffix == ".xz" else content)


def read_encoded(path: Path) -> Encoded:
    """Read what `write_encoded` wrote."""
    content = path.read_bytes()
    arrays = np.load(io.BytesIO(lzma.decompress(content) if path.suffix == ".xz" else content))
    return Encoded(**{one.name: arrays[one.name] for one in fields(Encoded)})


def batches(encoded: Encoded, size: int, seed: int) -> list[Numbers]:
    """Return the rows of each batch: about so many, groups whole, of like length, shuffled."""
    chance = random.Random(seed)
    firsts = np.flatnonzero(np.diff(encoded.groups, prepend=-1))
    groups = np.split(np.arange(len(encoded.groups)), firsts[1:])
    longest = np.maximum.reduceat(encoded.lengths, firsts)
    order = chance.sample(range(len(groups)), len(groups))
    per_batch = max(1, round(size * len(groups) / len(encoded.groups)))
    many = _WINDOW_OF_BATCHES * per_batch
    made = []
    for first in range(0, len(order), many):
        near = sorted(order[first : first + many], key=lambda at: int(longest[at]))
        some = [near[at : at + per_batch] for at in range(0, len(near), per_batch)]
        made += chance.sample(some, len(some))
    return [np.concatenate([groups[at] for at in batch]) for batch in made]


def main() -> None:
    """Encode judged rows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=Path, action="append", required=True, help="of judged")
    parser.add_argument("--base", type=Path, required=True, help="folder with the tokenizer")
    parser.add_argument("--out", type=Path, required=True, help=".npz or .npz.xz")
    parser.add_argument("--max-tokens", type=int, default=MAX_TOKENS)
    parser.add_argument("--workers", type=int, default=0, help="processes beside this one")
    options = parser.parse_args()
    rows = [row for path in options.rows for row in read_judged(path)]
    tokenizer = options.base / TOKENIZER
    encoded = encode(tokenizer, rows, options.max_tokens, options.workers)
    write_encoded(options.out, encoded)
    counted = Counter((row.kind, row.label) for row in rows)
    print(f"{len(rows)} rows, {len(encoded.pieces)} word pieces", dict(sorted(counted.items())))


if __name__ == "__main__":
    main()
