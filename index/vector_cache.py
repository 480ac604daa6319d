"""Vectors are kept in a folder, so that texts which did not change are embedded only once.

A file `<key>.npy` holds the vectors of one call, followed by the SHA-256 of all that stands
before it. The key is the SHA-256 over the model's fingerprint and the texts. A file that is
damaged is made anew. Files that no longer serve are not removed: the folder may be deleted at
any time.
"""

import hashlib
import os
import tempfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import numpy as np

from index.records import Embedder, Progress, Vectors

_DIGEST_BYTES = hashlib.sha256().digest_size


class CachedEmbedder:
    """An embedder that looks into a folder before it embeds passages; questions aren't kept."""

    def __init__(self, embedder: Embedder, folder: Path) -> None:
        self._embedder = embedder
        self._folder = folder
        self.n_embedded = 0
        """Passages that were not in the folder."""

    @property
    def name(self) -> str:
        """What the model is called."""
        return self._embedder.name

    @property
    def fingerprint(self) -> str:
        """The model's fingerprint."""
        return self._embedder.fingerprint

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._embedder.dimension

    def embed_questions(self, questions: Sequence[str]) -> Vectors:
        """Return one unit vector for each question."""
        return self._embedder.embed_questions(questions)

    def embed_passages(self, texts: Sequence[str], on_batch: Progress | None = None) -> Vectors:
        """Return one unit vector for each text, from the folder if it has them."""
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        path = self._folder / f"{self._key(texts)}.npy"
        kept = _read(path, (len(texts), self.dimension))
        if kept is not None:
            if on_batch:
                on_batch(len(texts), len(texts))
            return kept
        vectors = self._embedder.embed_passages(texts, on_batch)
        self.n_embedded += len(texts)
        _write(path, vectors)
        return vectors

    def _key(self, texts: Sequence[str]) -> str:
        digest = hashlib.sha256()
        for part in (self.fingerprint, *texts):
            content = part.encode()
            digest.update(f"{len(content)}:".encode())  # so that ("ab", "c") is not ("a", "bc")
            digest.update(content)
        return digest.hexdigest()


def _read(path: Path, shape: tuple[int, int]) -> Vectors | None:
    """Return the vectors of a file; None if it is missing or damaged."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    body, digest = content[:-_DIGEST_BYTES], content[-_DIGEST_BYTES:]
    if hashlib.sha256(body).digest() != digest:
        return None
    vectors = np.load(BytesIO(body), allow_pickle=False)
    if vectors.shape != shape or vectors.dtype != np.float32:
        return None
    return np.asarray(vectors, dtype=np.float32)


def _write(path: Path, vectors: Vectors) -> None:
    """Write a file in one step: it is there whole, or not at all."""
    buffer = BytesIO()
    np.save(buffer, vectors, allow_pickle=False)
    body = buffer.getvalue()
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix="draft-", dir=path.parent)
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body + hashlib.sha256(body).digest())
        draft.chmod(0o644)  # written for its owner alone
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
