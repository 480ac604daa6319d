"""The rows that one step of the training leaves for the next, as JSON lines in a folder."""

import hashlib
import json
import lzma
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

# In these sets one document alone answers a question, by how they were made: a candidate closer
# than the margin of mining is a hard negative there, not a doubtful one.
SINGLE_ANSWER = frozenset({"gov_letters", "cmrc2018", "drcd", "invented"})


class Part(StrEnum):
    """What a document may be used for."""

    TRAIN = "train"
    DEV = "dev"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class Piece:
    """A passage of a document, at most `prepare.MAX_CHARS` long unless it is one sentence."""

    id: str
    document: str
    text: str
    untold: tuple[str, ...] = ()
    """Questions on its subject that the document does not answer, where somebody wrote some."""
    asked: str = ""
    """What the document answers, in the words of who asked: the host, or a letter's title."""
    group: str = ""
    """What its questions are asked of, where that is not the whole set: its interview."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A question and the passage of its document that answers it best."""

    question_id: str
    set: str
    part: Part
    question: str
    detail: str
    piece: str
    document: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Negatives:
    """What a question's hard negatives are, hardest first, and which candidates are doubtful."""

    question_id: str
    negatives: tuple[str, ...]
    doubtful: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """A question and a passage, whether it answers, and where the pair comes from."""

    question: str
    passage: str
    label: float
    kind: str
    set: str
    start: int = -1
    """Where the answer begins in the passage; -1 where that is not known, or there is none."""
    end: int = -1
    context: str = ""
    """What is read before the passage: what its document answers, as `Piece.asked`."""
    group: str = ""
    """Rows of one question have one group: its answer is to come before the others."""


@dataclass(frozen=True, slots=True)
class Batched:
    """A question and the passage that it is to lie near; the other passages of its batch are not.

    Rows stand in the order of their batches.
    """

    question: str
    passage: str


def write_rows(path: Path, rows: Iterable[Any]) -> None:
    """Write dataclasses as JSON lines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(asdict(row), ensure_ascii=False) + "\n")


def read_rows(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a file of JSON lines; one that ends in .xz is unpacked."""
    with (
        lzma.open(path, "rt", encoding="utf-8")
        if path.suffix == ".xz"
        else path.open(encoding="utf-8") as file
    ):
        for line in file:
            yield json.loads(line)


def read_pairs(folder: Path) -> list[Pair]:
    """Read the pairs that `prepare` wrote."""
    return [
        Pair(**{**row, "part": Part(row["part"]), "answers": tuple(row["answers"])})
        for row in read_rows(folder / "pairs.jsonl")
    ]


def read_pieces(folder: Path) -> dict[str, Piece]:
    """Read the passages that `prepare` wrote, by id."""
    return {
        row["id"]: Piece(**{**row, "untold": tuple(row.get("untold", ()))})
        for row in read_rows(folder / "pieces.jsonl")
    }


def read_negatives(folder: Path) -> dict[str, Negatives]:
    """Read what `mine` wrote, by question."""
    return {
        row["question_id"]: Negatives(
            row["question_id"], tuple(row["negatives"]), tuple(row["doubtful"])
        )
        for row in read_rows(folder / "negatives.jsonl")
    }


def read_judged(path: Path) -> list[Judged]:
    """Read what `judged` wrote."""
    return [Judged(**row) for row in read_rows(path)]


def read_batched(path: Path) -> list[Batched]:
    """Read what `batches` wrote."""
    return [Batched(**row) for row in read_rows(path)]


def sample(pairs: Sequence[Pair], n: int) -> list[Pair]:
    """Return at most n training pairs and n // 8 of each held-out part, by hash of the id."""
    chosen = []
    for part, most in ((Part.TRAIN, n), (Part.DEV, n // 8), (Part.TEST, n // 8)):
        own = [pair for pair in pairs if pair.part is part]
        own.sort(key=lambda pair: hashlib.sha256(pair.question_id.encode()).hexdigest())
        chosen += own[:most]
    return chosen


def take(pairs: Sequence[Pair], limits: Iterable[str]) -> list[Pair]:
    """Return the training pairs, of some sets so many only.

    :param limits: `SET=N`, as the command line gives them.
    """
    trained = [pair for pair in pairs if pair.part is Part.TRAIN]
    for name, _, n in (text.partition("=") for text in limits):
        own = sample([pair for pair in trained if pair.set == name], int(n))
        trained = [pair for pair in trained if pair.set != name] + own
    return trained
