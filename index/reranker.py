"""The shipped reranker: how probable it is that a passage answers a question, and where."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.embed import shipped_models
from index.onnx_model import OnnxModel, Read, digest_of
from index.records import NOTHING, Reranker, Scores

LONGEST = 40  # word pieces of an answer, counted from where it begins


class OnnxReranker:
    """A reranker's graph, and the scaling that turns its logits into log-odds."""

    def __init__(
        self, model: OnnxModel, fingerprint: str, threads: int = 2, *, scaled: bool = True
    ) -> None:
        """Take a loaded model.

        :param scaled: Whether its logits become log-odds, as its settings say; else they stay.
        """
        self._model = model
        self._threads = threads
        self._scaling = model.config["calibration"] if scaled else {"scale": 1.0, "offset": 0.0}
        self.fingerprint = fingerprint

    def evidence(self, question: str, passages: Sequence[Sequence[str]]) -> list[Scores]:
        """Return for each part of each passage the log-odds that the answer begins in it."""
        pairs = [(question, "".join(parts)) for parts in passages]
        return [
            self._scaling["scale"] * best_spans(read, [len(one) for one in parts])
            + self._scaling["offset"]
            for read, parts in zip(self._model.read(pairs, self._threads), passages, strict=True)
        ]


class RememberingReranker:
    """A reranker that reads each pair once: for trials that ask the same many times."""

    def __init__(self, reranker: Reranker) -> None:
        self._reranker = reranker
        self._known: dict[tuple[str, tuple[str, ...]], Scores] = {}
        self.fingerprint = reranker.fingerprint

    def evidence(self, question: str, passages: Sequence[Sequence[str]]) -> list[Scores]:
        """Return what the reranker says, or said before."""
        wanted = [tuple(one) for one in passages]
        fresh = [one for one in dict.fromkeys(wanted) if (question, one) not in self._known]
        for one, read in zip(fresh, self._reranker.evidence(question, fresh), strict=True):
            self._known[question, one] = read
        return [self._known[question, one] for one in wanted]


def best_spans(read: Read, lengths: Sequence[int]) -> Scores:
    """Return for each part the logit of the best span that begins in it, beside no answer.

    :param read: Its output are the logits of an answer's beginning and end at each word piece,
        shape (word pieces, 2); at the first stand those of there being none.
    :param lengths: Of the passage's parts, in characters.
    :return: `NOTHING` for a part of which nothing was read.
    """
    scores = np.full(len(lengths), NOTHING)
    pieces = np.flatnonzero(read.places >= 0)
    if len(pieces):
        starts, ends = read.output[pieces].astype(np.float64).T
        part = np.searchsorted(np.cumsum(lengths), read.places[pieces], side="right")
        best = starts + _best_ends(ends) - float(read.output[0].sum())
        np.maximum.at(scores, part, best)
    return scores


def _best_ends(ends: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return for each beginning the greatest logit of an end from there on."""
    padded = np.append(ends, np.full(LONGEST - 1, -np.inf))
    return np.asarray(np.lib.stride_tricks.sliding_window_view(padded, LONGEST).max(axis=1))


def load_reranker(folder: Path | None = None) -> Reranker:
    """Load the reranker that ships with the project, or another of the same form.

    :raises ModelError: If a file is missing or is not the one that was published.
    """
    folder = folder or shipped_models() / "reranker"
    return OnnxReranker(OnnxModel.load(folder), digest_of(folder / "model.onnx"))
