"""An index folder on disk becomes a Searcher, and back; a new build replaces the old in one step.

    manifest.json               what it was built from, and the build that serves
    builds/<digest>/            interviews.json, exchanges.json, passages.json, wordings.json,
                                open_questions.json, reading.json, ranking.json,
                                asking.npz, <grain>_words.npz, <grain>_vectors.faiss,
                                quotes.faiss, open_questions.faiss

A build is written aside, checked, and moved to a folder named by its contents; only then is the
manifest replaced, which is atomic. The build before it is kept, older ones are removed. Equal
input gives equal bytes: no time, no pickle, sorted vocabulary.
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Self

import numpy as np

from index.asking_space import AskingSpace
from index.dense import DenseIndex
from index.grains import Grain, Grains
from index.lexical import LexicalIndex
from index.lexicon import EMPTY, Lexicon
from index.ranking import NAME as RANKING
from index.ranking import RankingModel, shipped_ranking
from index.reading import Reader
from index.records import BrokenIndex, Embedder, Progress, Reranker, StaleIndex
from index.search import Searcher
from ingest.collection import Collection, collect
from ingest.records import (
    Corpus,
    Exchange,
    Guest,
    Interview,
    Kind,
    OpenQuestion,
    Passage,
    Role,
    Turn,
    Wording,
)

FORMAT = 9
READING = "reading.json"
MANIFEST = "manifest.json"
_RECORDS = ("interviews", "exchanges", "passages", "wordings", "open_questions")
_ASKING = "asking.npz"
_QUOTES = "quotes.faiss"
_OPEN_VECTORS = "open_questions.faiss"
_REBUILD = "请重建索引：fangtan index"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index was built from, and what it holds."""

    format: int
    corpus: str
    """Fingerprint of the corpus."""
    lexicon: str
    """Fingerprint of the word lists."""
    ranking: str
    """Fingerprint of the ranking's numbers."""
    model: str
    model_fingerprint: str
    dimension: int
    n_interviews: int
    n_exchanges: int
    n_passages: int
    build: str
    """Digest of the files, and the name of their folder."""
    files: dict[str, str]
    """SHA-256 of each file."""

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read the manifest of an index folder.

        :raises BrokenIndex: If there is none, or it is of another format.
        """
        path = folder / MANIFEST
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            raise BrokenIndex(f"{folder}: 这里还没有索引；请先运行：fangtan index") from error
        except (OSError, ValueError) as error:
            raise BrokenIndex(f"{path}: 读不了索引清单（{error}）；{_REBUILD}") from error
        found = content.get("format") if isinstance(content, dict) else None
        if found != FORMAT:
            raise BrokenIndex(f"{path}: 索引格式是 {found}，本程序用 {FORMAT}；{_REBUILD}")
        try:
            manifest = cls(**content)
        except TypeError as error:
            raise BrokenIndex(f"{path}: 索引清单不完整（{error}）；{_REBUILD}") from error
        if not isinstance(manifest.files, dict) or not isinstance(manifest.build, str):
            raise BrokenIndex(f"{path}: 索引清单里 build 或 files 不对；{_REBUILD}")
        return manifest


def build_index(
    corpus: Corpus,
    embedder: Embedder,
    folder: Path,
    on_batch: Progress | None = None,
    lexicon: Lexicon = EMPTY,
) -> Manifest:
    """Build an index of a corpus and let it take the place of the one in `folder`.

    Until the last step the old index goes on serving; if anything fails it stays.
    """
    collection = collect(corpus)
    reader = Reader.build(collection, lexicon)
    searcher = Searcher.build(collection, embedder, on_batch, reader=reader)
    builds = folder / "builds"
    builds.mkdir(parents=True, exist_ok=True)
    with _aside(builds) as draft:
        _write(searcher, draft)
        files = {path.name: _digest(path) for path in sorted(draft.iterdir())}
        build = hashlib.sha256(json.dumps(files, sort_keys=True).encode()).hexdigest()[:16]
        collection = searcher.collection
        manifest = Manifest(
            format=FORMAT,
            corpus=corpus.fingerprint,
            lexicon=lexicon.fingerprint,
            ranking=searcher.model.fingerprint,
            model=embedder.name,
            model_fingerprint=embedder.fingerprint,
            dimension=embedder.dimension,
            n_interviews=len(collection.interviews),
            n_exchanges=len(collection.substantive),
            n_passages=len(collection.passages),
            build=build,
            files=files,
        )
        _publish(draft, builds / build, files)
    previous = _serving(folder)
    _replace(folder / MANIFEST, _json(asdict(manifest)))
    _prune(builds, keep={build, previous})
    return manifest


def open_index(
    folder: Path,
    embedder: Embedder,
    corpus_fingerprint: str | None = None,
    reranker: Reranker | None = None,
    lexicon_fingerprint: str | None = None,
) -> Searcher:
    """Open the index that serves in `folder`.

    :param corpus_fingerprint: The corpus it must have been built from; None accepts any.
    :param lexicon_fingerprint: The word lists, likewise.
    :raises BrokenIndex: If a file is missing or is not the one that was written.
    :raises StaleIndex: If it was built from another corpus or by another model.
    """
    manifest = Manifest.read(folder)
    if corpus_fingerprint is not None and manifest.corpus != corpus_fingerprint:
        raise StaleIndex(f"{folder}: 访谈文件（或问法）在建索引之后有变动；{_REBUILD}")
    if lexicon_fingerprint is not None and manifest.lexicon != lexicon_fingerprint:
        raise StaleIndex(f"{folder}: 词表（同义词、词典、英汉词表）在建索引之后有变动；{_REBUILD}")
    if manifest.model_fingerprint != embedder.fingerprint:
        raise StaleIndex(
            f"{folder}: 索引由模型 {manifest.model} 建成，现在用的是 {embedder.name}"
            f"（权重不同）；{_REBUILD}，或用 --model 指明原来的模型"
        )
    build = folder / "builds" / manifest.build
    for name, digest in manifest.files.items():
        if not (build / name).is_file() or _digest(build / name) != digest:
            raise BrokenIndex(f"{build / name}: 文件缺失或已损坏；{_REBUILD}")
    return _read(build, embedder, reranker)


def is_current(
    folder: Path, corpus_fingerprint: str, model_fingerprint: str, lexicon_fingerprint: str
) -> bool:
    """Tell whether the index that serves was built from this corpus, by this model and lists, and
    with the ranking that ships."""
    try:
        manifest = Manifest.read(folder)
    except BrokenIndex:
        return False
    built_from = (
        manifest.corpus,
        manifest.model_fingerprint,
        manifest.lexicon,
        manifest.ranking,
    )
    ranking = shipped_ranking().fingerprint
    return built_from == (corpus_fingerprint, model_fingerprint, lexicon_fingerprint, ranking)


@contextmanager
def _aside(builds: Path) -> Iterator[Path]:
    draft = Path(tempfile.mkdtemp(prefix="draft-", dir=builds))
    try:
        yield draft
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _publish(draft: Path, target: Path, files: dict[str, str]) -> None:
    """Move a draft to its name; a sound build of that name has the same bytes and stays."""
    draft.chmod(0o755)
    sound = target.is_dir() and all(
        (target / name).is_file() and _digest(target / name) == digest
        for name, digest in files.items()
    )
    if sound:
        return
    if target.exists():
        shutil.rmtree(target)
    draft.rename(target)


def _serving(folder: Path) -> str | None:
    try:
        return Manifest.read(folder).build
    except BrokenIndex:
        return None


def _replace(path: Path, text: str) -> None:
    fresh = path.with_suffix(".new")
    with fresh.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def _prune(builds: Path, keep: set[str | None]) -> None:
    for path in sorted(builds.iterdir()):
        if path.name not in keep and not path.name.startswith("draft-"):
            shutil.rmtree(path, ignore_errors=True)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True, default=str) + "\n"


def _write(searcher: Searcher, folder: Path) -> None:
    collection, grains = searcher.collection, searcher.grains
    records = {
        "interviews": [asdict(interview) for interview in collection.interviews],
        "exchanges": [_exchange_record(exchange) for exchange in collection.exchanges],
        "passages": [_passage_record(passage) for passage in collection.passages],
        "wordings": [asdict(wording) for wording in collection.wordings],
        "open_questions": [asdict(question) for question in collection.open_questions],
    }
    for name, rows in records.items():
        (folder / f"{name}.json").write_text(_json(rows), encoding="utf-8")
    assert searcher.reader
    (folder / READING).write_text(
        json.dumps(searcher.reader.as_state(), ensure_ascii=False, sort_keys=True) + "\n",
        encoding="utf-8",
    )
    (folder / RANKING).write_text(_json(searcher.model.as_json()), encoding="utf-8")
    for grain in Grain:
        words = grains.words[grain]
        np.savez(
            folder / f"{grain}_words.npz",
            vocabulary=np.frombuffer("\n".join(words.vocabulary).encode(), dtype=np.uint8),
            starts=words.starts,
            documents=words.documents,
            weights=words.weights,
            n_documents=np.array(words.n_documents),
        )
        grains.vectors[grain].save(folder / f"{grain}_vectors.faiss")
    np.savez(folder / _ASKING, mean=grains.asking.mean, scaling=grains.asking.scaling)
    grains.quotes.save(folder / _QUOTES)
    grains.open_questions.save(folder / _OPEN_VECTORS)


def _read(folder: Path, embedder: Embedder, reranker: Reranker | None) -> Searcher:
    rows = {
        name: json.loads((folder / f"{name}.json").read_text(encoding="utf-8")) for name in _RECORDS
    }
    interviews = {row["id"]: _interview(row) for row in rows["interviews"]}
    exchanges = {row["id"]: _exchange(row, interviews) for row in rows["exchanges"]}
    passages = tuple(_passage(row, exchanges) for row in rows["passages"])
    collection = Collection(
        tuple(interviews.values()),
        tuple(exchanges.values()),
        passages,
        tuple(Wording(**row) for row in rows["wordings"]),
        tuple(OpenQuestion(**row) for row in rows["open_questions"]),
    )
    words = {grain: _words(folder / f"{grain}_words.npz") for grain in Grain}
    vectors = {grain: DenseIndex.load(folder / f"{grain}_vectors.faiss") for grain in Grain}
    with np.load(folder / _ASKING, allow_pickle=False) as arrays:
        asking = AskingSpace(arrays["mean"], arrays["scaling"])
    quotes, left_open = (DenseIndex.load(folder / name) for name in (_QUOTES, _OPEN_VECTORS))
    grains = Grains(words, vectors, asking, quotes, left_open)
    model = RankingModel.from_json(json.loads((folder / RANKING).read_text(encoding="utf-8")))
    state = json.loads((folder / READING).read_text(encoding="utf-8"))
    reader = Reader.from_state(state)
    return Searcher(collection, grains, embedder, reranker, reader, model)


def _words(path: Path) -> LexicalIndex:
    with np.load(path, allow_pickle=False) as arrays:
        text = arrays["vocabulary"].tobytes().decode()
        return LexicalIndex(
            text.split("\n") if text else [],
            arrays["starts"],
            arrays["documents"],
            arrays["weights"],
            int(arrays["n_documents"]),
        )


def _interview(row: dict[str, Any]) -> Interview:
    turns = tuple(
        Turn(
            turn["number"],
            turn["speaker"],
            Role(turn["role"]),
            datetime.fromisoformat(turn["time"]),
            tuple(turn["paragraphs"]),
            turn["line"],
        )
        for turn in row["turns"]
    )
    return Interview(
        id=row["id"],
        title=row["title"],
        introduction=row["introduction"],
        date=date.fromisoformat(row["date"]),
        start=time.fromisoformat(row["start"]) if row["start"] else None,
        end=time.fromisoformat(row["end"]) if row["end"] else None,
        guests=tuple(Guest(**guest) for guest in row["guests"]),
        host=row["host"],
        source=row["source"],
        turns=turns,
    )


def _exchange_record(exchange: Exchange) -> dict[str, object]:
    """Return an exchange with its turns by number: they stand in the interview already."""
    return {
        "id": exchange.id,
        "interview_id": exchange.interview_id,
        "kind": exchange.kind,
        "question": exchange.question.number if exchange.question else None,
        "answers": [turn.number for turn in exchange.answers],
    }


def _exchange(row: dict[str, Any], interviews: dict[str, Interview]) -> Exchange:
    turns = interviews[row["interview_id"]].turns
    question = turns[row["question"] - 1] if row["question"] else None
    answers = tuple(turns[number - 1] for number in row["answers"])
    return Exchange(row["id"], row["interview_id"], Kind(row["kind"]), question, answers)


def _passage_record(passage: Passage) -> dict[str, object]:
    """Return a passage without its text, which stands between its offsets."""
    return {
        "id": passage.id,
        "exchange_id": passage.exchange_id,
        "start": passage.start,
        "end": passage.end,
        "heading": passage.heading,
    }


def _passage(row: dict[str, Any], exchanges: dict[str, Exchange]) -> Passage:
    text = exchanges[row["exchange_id"]].answer[row["start"] : row["end"]]
    return Passage(text=text, **row)
