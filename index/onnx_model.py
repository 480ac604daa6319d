"""A model that ships with the project: checked, and run by ONNX Runtime; its only door.

Each text is run by itself, several at a time on threads of their own. An int8 model scales its
activations over the whole batch it is given, so that in a batch the vector of a text would depend
on its neighbours; alone it does not, and nothing is spent on padding.

Weights are signed bytes, activations unsigned. Processors with VNNI or AMX multiply these fast and
exactly; older ones saturate the sum of two products at 16 bits, which makes nonsense of a model.
Which one this is, a product of the greatest bytes tells (`PROBE`); where it saturates, ONNX Runtime
is told to turn the weights into unsigned bytes, which is slower and gives the same numbers.
"""

import hashlib
import json
import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Self

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from index.records import ModelError
from ingest.sentences import whole_sentences

CHECKSUMS = "checksums.json"
PROBE = "probe.onnx"
"""In the folder of shipped models: `PROBE_SHAPE` unsigned bytes times signed bytes of 127."""
PROBE_SHAPE = (16, 64)
_NEEDED = ("model.onnx", "tokenizer.json", "config.json")
_PRECISE = "session.x64quantprecision"  # unsigned by unsigned bytes; onnxruntime's config keys
_log = logging.getLogger(__name__)

Output = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Read:
    """What a graph made of a text or a pair of texts, and of which word pieces."""

    output: Output
    places: NDArray[np.int64]
    """Where each word piece begins in the last of the texts, in characters; -1: not in it."""


class OnnxModel:
    """A tokenizer and a graph with the inputs of a BERT."""

    def __init__(
        self, session: ort.InferenceSession, tokenizer: Tokenizer, config: dict[str, Any]
    ) -> None:
        self._session = session
        self._tokenizer = tokenizer
        self._inputs = {value.name for value in session.get_inputs()}
        self.config = config
        self.max_tokens = int(config["max_tokens"])

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Load a model folder, once its files have the checksums that were written with them.

        :raises ModelError: If a file is missing or is not the one that was published.
        """
        check_files(folder)
        session = open_graph(folder / "model.onnx", precise=saturates())
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        return cls(session, tokenizer, config)

    def run(
        self,
        texts: Sequence[tuple[str, str | None]],
        threads: int,
        on_text: Callable[[int, int], None] | None = None,
    ) -> list[Output]:
        """Return the graph's first output for each text, or pair of texts, without batching.

        :param threads: How many run at the same time; the longest start first.
        :param on_text: Called after each with how many are done, and of how many.
        """
        return [one.output for one in self.read(texts, threads, on_text)]

    def read(
        self,
        texts: Sequence[tuple[str, str | None]],
        threads: int,
        on_text: Callable[[int, int], None] | None = None,
    ) -> list[Read]:
        """Return what `run` does, each output with the places of the word pieces that were read."""
        order = sorted(range(len(texts)), key=lambda at: (-len(texts[at][1] or texts[at][0]), at))
        made: dict[int, Read] = {}
        for done, (at, one) in enumerate(self._in_turn(texts, order, threads), 1):
            made[at] = one
            if on_text:
                on_text(done, len(texts))
        return [made[at] for at in range(len(texts))]

    def _in_turn(
        self, texts: Sequence[tuple[str, str | None]], order: Sequence[int], threads: int
    ) -> Iterator[tuple[int, Read]]:
        if threads == 1 or len(order) == 1:
            for at in order:
                yield at, self._run_one(*texts[at])
            return
        with ThreadPoolExecutor(threads) as pool:
            yield from zip(
                order, pool.map(lambda at: self._run_one(*texts[at]), order), strict=True
            )

    def _run_one(self, text: str, pair: str | None) -> Read:
        encoding = self._encode(text, pair)
        feed = {
            "input_ids": encoding.ids,
            "attention_mask": encoding.attention_mask,
            "token_type_ids": encoding.type_ids,
        }
        arrays = {
            name: np.array([values], dtype=np.int64)
            for name, values in feed.items()
            if name in self._inputs
        }
        (output, *_) = self._session.run(None, arrays)
        last = 0 if pair is None else 1
        places = [
            offsets[0] if of == last else -1
            for offsets, of in zip(encoding.offsets, encoding.sequence_ids, strict=True)
        ]
        return Read(np.asarray(output[0], dtype=np.float32), np.array(places, dtype=np.int64))

    def _encode(self, text: str, pair: str | None) -> Encoding:
        """Encode a text or a pair; what is longer than the model reads ends with a sentence.

        Of a pair the second is cut, and the first only where it alone takes more than half.
        """
        encoding = self._tokenizer.encode(text, pair)
        if len(encoding.ids) <= self.max_tokens:
            return encoding
        n_marks = self._tokenizer.num_special_tokens_to_add(pair is not None)
        if pair is None:
            kept = self._cut(text, self.max_tokens - n_marks)
            _log.warning("a text of %d characters was cut to %d", len(text), len(kept))
            return self._tokenizer.encode(kept)
        first = self._cut(text, self.max_tokens // 2)
        room = self.max_tokens - n_marks - len(self._pieces(first))
        return self._tokenizer.encode(first, self._cut(pair, room))

    def _cut(self, text: str, room: int) -> str:
        """Return the first sentences of a text, no more word pieces than there is room for."""
        pieces = self._pieces(text)
        return text if len(pieces) <= room else whole_sentences(text, pieces[room - 1][1])

    def _pieces(self, text: str) -> list[tuple[int, int]]:
        """Return the spans of a text's word pieces."""
        return self._tokenizer.encode(text, add_special_tokens=False).offsets


def open_graph(path: Path, *, precise: bool, threads: int = 1) -> ort.InferenceSession:
    """Load a graph.

    :param precise: Whether signed weights become unsigned: for a processor that `saturates`.
    :param threads: Of one run; the program runs texts side by side, not a text on many.
    """
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    if precise:
        options.add_session_config_entry(_PRECISE, "1")
    return ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


@cache
def saturates() -> bool:
    """Tell whether this processor multiplies unsigned by signed bytes inexactly."""
    return not is_exact(open_graph(Path(str(files("index") / "models" / PROBE)), precise=False))


def is_exact(probe: ort.InferenceSession) -> bool:
    """Tell whether a session of the probe multiplies the greatest bytes exactly."""
    (product,) = probe.run(None, {"bytes": np.full(PROBE_SHAPE, 255, dtype=np.uint8)})
    return bool((product == PROBE_SHAPE[1] * 255 * 127).all())


def check_files(folder: Path) -> None:
    """Compare a model folder's files with the checksums in the folder above it.

    :raises ModelError: Naming the file that is missing or differs.
    """
    try:
        checksums = json.loads((folder.parent / CHECKSUMS).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(
            f"{folder.parent / CHECKSUMS}: 读不了校验和（{error}）；请重新安装"
        ) from error
    for name in _NEEDED:
        path = folder / name
        expected = checksums.get(f"{folder.name}/{name}")
        if not path.is_file() or digest_of(path) != expected:
            raise ModelError(f"{path}: 模型文件缺失或与发布时不同；请重新安装")


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
