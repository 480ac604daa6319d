"""A model folder with an ONNX graph becomes vectors; only what measuring needs."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from index.onnx_model import open_graph, saturates

Matrix = NDArray[np.float32]
_BATCH = 16


class Graph:
    """An ONNX graph over word pieces, with the tokenizer that lies beside it."""

    def __init__(self, session: Any, tokenizer: Any, max_tokens: int, name: str) -> None:
        """Take an `onnxruntime.InferenceSession` and a `tokenizers.Tokenizer`.

        :param name: Equal for equal weights and length; vectors are kept under it.
        """
        self.name = name
        self._session = session
        self._tokenizer = tokenizer
        self._names = {node.name for node in session.get_inputs()}
        tokenizer.enable_truncation(max_tokens, strategy="longest_first")
        tokenizer.enable_padding()

    @classmethod
    def load(cls, model: Path, tokenizer: Path, max_tokens: int = 256, n_threads: int = 2) -> Self:
        """Open a graph; it runs on the CPU."""
        from tokenizers import Tokenizer

        session = open_graph(model, precise=saturates(), threads=n_threads)
        name = f"{hashlib.sha256(model.read_bytes()).hexdigest()} {max_tokens}"
        return cls(session, Tokenizer.from_file(str(tokenizer)), max_tokens, name)

    def embed(self, texts: Sequence[str]) -> Matrix:
        """Return a unit vector for each text: the first token's, where the graph doesn't pool."""
        order = sorted(range(len(texts)), key=lambda at: -len(texts[at]))
        rows: list[Matrix] = []
        for start in range(0, len(order), _BATCH):
            codes = self._tokenizer.encode_batch(
                [texts[at] for at in order[start : start + _BATCH]]
            )
            inputs = {
                "input_ids": np.array([code.ids for code in codes], dtype=np.int64),
                "attention_mask": np.array([code.attention_mask for code in codes], dtype=np.int64),
                "token_type_ids": np.array([code.type_ids for code in codes], dtype=np.int64),
            }
            known = {name: value for name, value in inputs.items() if name in self._names}
            rows.append(_pooled(self._session.run(None, known)[0]))
        result = np.concatenate(rows).astype(np.float32)
        result[order] = result.copy()
        return result


def _pooled(output: Matrix) -> Matrix:
    vectors = output[:, 0] if output.ndim == 3 else output
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)
