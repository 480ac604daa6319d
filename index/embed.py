"""Texts become vectors through a sentence-transformers model; the only door to that library."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.records import ModelError, Progress, Vectors

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_BATCH = 32
_WEIGHTS_AND_SETTINGS = {".json", ".safetensors", ".bin", ".onnx", ".txt"}


class SentenceEmbedder:
    """A sentence-transformers model behind the two verbs of an Embedder."""

    def __init__(self, model: "SentenceTransformer", name: str, fingerprint: str) -> None:
        self._model = model
        self.name = name
        self.fingerprint = fingerprint

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self._model.get_embedding_dimension() or 0)

    def embed_questions(self, questions: Sequence[str]) -> Vectors:
        """Return one unit vector for each question."""
        if not questions:
            return np.empty((0, self.dimension), dtype=np.float32)
        vectors = self._model.encode_query(
            list(questions), normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(vectors, dtype=np.float32)

    def embed_passages(self, texts: Sequence[str], on_batch: Progress | None = None) -> Vectors:
        """Return one unit vector for each text; the longest are embedded first, together."""
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        order = sorted(range(len(texts)), key=lambda at: (-len(texts[at]), at))
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            vectors[batch] = self._model.encode_document(
                [texts[at] for at in batch], normalize_embeddings=True, show_progress_bar=False
            )
            if on_batch:
                on_batch(start + len(batch), len(order))
        return vectors


def load_embedder(model: str) -> SentenceEmbedder:
    """Load a model from a folder, or by its hub name.

    :param model: A folder in the sentence-transformers layout, or a name such as
        `BAAI/bge-small-zh-v1.5`, which is downloaded once unless it is cached.
    :raises ModelError: If there is no such folder or it can't be loaded.
    """
    folder = Path(model)
    if not folder.is_dir() and (model.count("/") != 1 or model.startswith((".", "/", "var/"))):
        raise ModelError(f"没有模型文件夹 {model}；请先运行：fangtan model {model}")
    from sentence_transformers import SentenceTransformer  # takes seconds: not paid by --help
    from transformers.utils import logging

    logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        loaded = SentenceTransformer(model, device="cpu", local_files_only=folder.is_dir())
    except (OSError, ValueError) as error:
        raise ModelError(f"加载不了模型 {model}：{error}") from error
    name = folder.name if folder.is_dir() else model
    return SentenceEmbedder(loaded, name, model_fingerprint(model))


def model_fingerprint(model: str) -> str:
    """Return the SHA-256 over a model folder's weights and settings, or a hub model's name.

    The model itself is not loaded.
    """
    folder = Path(model)
    if not folder.is_dir():
        return model
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in _WEIGHTS_AND_SETTINGS:
            digest.update(path.relative_to(folder).as_posix().encode())
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()
