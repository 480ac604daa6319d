"""The shipped reranker: how probable it is that a passage answers a question."""

from collections.abc import Sequence

import numpy as np

from index.embed import shipped_models
from index.onnx_model import OnnxModel, digest_of
from index.records import Reranker, Scores


class OnnxReranker:
    """A reranker's graph, and the scaling that turns its logits into probabilities."""

    def __init__(self, model: OnnxModel, fingerprint: str, threads: int = 2) -> None:
        self._model = model
        self._threads = threads
        self.fingerprint = fingerprint

    def logits(self, question: str, passages: Sequence[str]) -> Scores:
        """Return the calibrated log-odds that each passage answers the question."""
        pairs = [(question, passage) for passage in passages]
        outputs = self._model.run(pairs, self._threads)
        calibration = self._model.config["calibration"]
        raw = np.array([float(output.reshape(-1)[0]) for output in outputs])
        return np.asarray(calibration["scale"] * raw + calibration["offset"], dtype=np.float64)


def load_reranker() -> Reranker:
    """Load the reranker that ships with the project.

    :raises ModelError: If a file is missing or is not the one that was published.
    """
    folder = shipped_models() / "reranker"
    return OnnxReranker(OnnxModel.load(folder), digest_of(folder / "model.onnx"))
