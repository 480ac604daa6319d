"""Any sentence-transformers model as an Embedder; the only door to that library, and to torch."""

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.records import ModelError, Progress, Vectors
from ingest.sentences import whole_sentences

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_BATCH = 32
_log = logging.getLogger(__name__)


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
        texts = [self._cut(text) for text in texts]
        order = sorted(range(len(texts)), key=lambda at: (-len(texts[at]), at))
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            vectors[batch] = self._model.encode_document(
                [texts[at] for at in batch], normalize_embeddings=True, show_progress_bar=False
            )
            if on_batch:
                on_batch(start + len(batch), len(order))
        return vectors

    def _cut(self, text: str) -> str:
        """Return what of a text the model reads, up to the end of a sentence."""
        limit, tokenizer = self._model.max_seq_length, self._model.tokenizer
        if (
            limit is None or len(text) < limit // 2
        ):  # a character is two tokens at the most, as a rule
            return text
        prompt = self._model.prompts.get("document") or ""
        special = len(tokenizer("")["input_ids"]) + len(tokenizer.tokenize(prompt))
        pieces = tokenizer(text, add_special_tokens=False, return_offsets_mapping=True)
        ends = [end for _, end in pieces["offset_mapping"]]
        if len(ends) + special <= limit:
            return text
        kept = whole_sentences(text, ends[max(limit - special, 1) - 1])
        _log.warning("a text of %d characters was cut to %d", len(text), len(kept))
        return kept


def load_sentence_model(model: str, fingerprint: str) -> SentenceEmbedder:
    """Load a model from a folder, or by its hub name.

    :param model: A folder in the sentence-transformers layout, or a name such as
        `BAAI/bge-small-zh-v1.5`, which is downloaded once unless it is cached.
    :param fingerprint: What tells its weights from others.
    :raises ModelError: If there is no such folder or it can't be loaded.
    """
    folder = Path(model)
    if not folder.is_dir() and (model.count("/") != 1 or model.startswith((".", "/", "var/"))):
        raise ModelError(f"没有模型文件夹 {model}；请检查 --model（不写则用自带的模型）")
    from sentence_transformers import SentenceTransformer  # takes seconds: not paid by --help
    from transformers.utils import logging as transformers_logging

    transformers_logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        loaded = SentenceTransformer(
            model,
            device="cpu",
            local_files_only=folder.is_dir(),
            model_kwargs={"dtype": "float32"},  # half precision crawls on a CPU
        )
    except (OSError, ValueError) as error:
        raise ModelError(f"加载不了模型 {model}：{error}") from error
    name = folder.name if folder.is_dir() else model
    return SentenceEmbedder(loaded, name, fingerprint)
