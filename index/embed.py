"""Which model embeds: the one that ships with the project, or any other by name or folder."""

import hashlib
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

import numpy as np

from index.onnx_model import OnnxModel, digest_of
from index.records import Embedder, Progress, Vectors

SHIPPED = "fangtan"
"""The name of the encoder that ships with the project."""

_WEIGHTS_AND_SETTINGS = {".json", ".safetensors", ".bin", ".onnx", ".txt"}


class OnnxEmbedder:
    """The shipped encoder behind the two verbs of an Embedder."""

    def __init__(self, model: OnnxModel, name: str, fingerprint: str, threads: int = 2) -> None:
        self._model = model
        self._threads = threads
        self.name = name
        self.fingerprint = fingerprint

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self._model.config["dimension"])

    def embed_questions(self, questions: Sequence[str]) -> Vectors:
        """Return one unit vector for each question."""
        return self._embed(questions, None)

    def embed_passages(self, texts: Sequence[str], on_batch: Progress | None = None) -> Vectors:
        """Return one unit vector for each text; the longest start first."""
        return self._embed(texts, on_batch)

    def _embed(self, texts: Sequence[str], on_batch: Progress | None) -> Vectors:
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        outputs = self._model.run([(text, None) for text in texts], self._threads, on_batch)
        for row, output in zip(vectors, outputs, strict=True):
            row[:] = output if output.ndim == 1 else output[0]  # pooled, or the first token's
        return np.asarray(
            vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32
        )


def load_embedder(model: str = SHIPPED) -> Embedder:
    """Load the shipped encoder, or another model from a folder or by its hub name.

    :param model: `fangtan`, or what sentence-transformers can load: a folder, or a name such as
        `BAAI/bge-base-zh-v1.5`, which is downloaded once unless it is cached.
    :raises ModelError: If there is no such model or it can't be loaded.
    """
    fingerprint = model_fingerprint(model)
    if model == SHIPPED:
        folder = shipped_models() / "encoder"
        return OnnxEmbedder(OnnxModel.load(folder), SHIPPED, fingerprint)
    from index.sentence_model import load_sentence_model  # torch takes seconds

    return load_sentence_model(model, fingerprint)


def shipped_models() -> Path:
    """Return the folder of the models that ship with the project."""
    return Path(str(files("index") / "models"))


def model_fingerprint(model: str) -> str:
    """Return the SHA-256 over a model's weights and settings, or a hub model's name.

    The model itself is not loaded.
    """
    if model == SHIPPED:
        return digest_of(shipped_models() / "encoder" / "model.onnx")
    folder = Path(model)
    if not folder.is_dir():
        return model
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in _WEIGHTS_AND_SETTINGS:
            digest.update(f"{path.relative_to(folder).as_posix()} {digest_of(path)}\n".encode())
    return digest.hexdigest()
