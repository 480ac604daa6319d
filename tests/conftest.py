"""The ladder of fixtures, from the corpus to the bot, and an embedder to count by hand."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings

from chat.bot import Bot
from index.embed import load_embedder
from index.lexicon import Lexicon, shipped_lists
from index.normalise import normalise
from index.records import Embedder, Progress, Vectors
from index.search import Searcher
from index.store import build_index, open_index
from ingest.collection import Collection, collect
from ingest.corpus import load_corpus
from ingest.records import Corpus, Interview

settings.register_profile("repeatable", derandomize=True, deadline=None, max_examples=60)
settings.load_profile("repeatable")

ROOT = Path(__file__).parents[1]
SPOKEN = (
    ("主持人", "02:00:00", "请问规划何时编制?"),
    ("张三", "02:01:00", "规划于2020年8月启动。"),
)
DETAILS = ("时 间:2021-07-12 16:00-17:00", "嘉 宾:某局局长张三", "主 持 人:主持人")


class ToyEmbedder:
    """Counts characters: each adds 1 to bucket `ord(c) % 64`, and the counts get unit length.

    A text without characters is the first unit vector.
    """

    def __init__(self, name: str = "toy", fingerprint: str = "toy-1") -> None:
        self.name = name
        self.fingerprint = fingerprint
        self.dimension = 64

    def embed_questions(self, questions: Sequence[str]) -> Vectors:
        return self.embed_passages(questions)

    def embed_passages(self, texts: Sequence[str], on_batch: Progress | None = None) -> Vectors:
        counts = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(counts, texts, strict=True):
            for character in normalise(text) or "\0":
                row[ord(character) % self.dimension] += 1
        if on_batch:
            on_batch(len(texts), len(texts))
        return np.asarray(counts / np.linalg.norm(counts, axis=1, keepdims=True), dtype=np.float32)


@pytest.fixture(scope="session")
def corpus_folder() -> Path:
    return ROOT / "corpus" / "interviews"


@pytest.fixture(scope="session")
def corpus(corpus_folder: Path) -> Corpus:
    return load_corpus(corpus_folder)


@pytest.fixture(scope="session")
def interview(corpus: Corpus) -> Interview:
    """The seed: the interview on Quanzhou's 14th five-year plan."""
    return next(i for i in corpus.interviews if i.id == "2021-07-12-quanzhou-14th-five-year-plan")


@pytest.fixture(scope="session")
def collection(corpus: Corpus) -> Collection:
    return collect(corpus)


@pytest.fixture(scope="session")
def make_embedder() -> Callable[..., Embedder]:
    """How to make another toy embedder, with its name and fingerprint."""
    return ToyEmbedder


@pytest.fixture(scope="session")
def toy_embedder() -> Embedder:
    return ToyEmbedder()


@pytest.fixture(scope="session")
def searcher(collection: Collection, toy_embedder: Embedder) -> Searcher:
    return Searcher.build(collection, toy_embedder)


@pytest.fixture(scope="session")
def bot(shipped_index: Path) -> Bot:
    """The bot as it is served: the models that ship, the fitted threshold."""
    return Bot(open_index(shipped_index, load_embedder()))


@pytest.fixture(scope="session")
def index_folder(
    corpus: Corpus, toy_embedder: Embedder, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """An index of the corpus by the toy embedder; copy it before you change it."""
    folder = tmp_path_factory.mktemp("index")
    build_index(corpus, toy_embedder, folder)
    return folder


@pytest.fixture(scope="session")
def shipped_index(
    corpus: Corpus, corpus_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """An index of the corpus by the encoder that ships with the project."""
    folder = tmp_path_factory.mktemp("shipped")
    lexicon = Lexicon.read(shipped_lists(), corpus_folder.parent)
    build_index(corpus, load_embedder(), folder, lexicon=lexicon)
    return folder


@pytest.fixture(scope="session")
def page() -> Callable[..., str]:
    """How to write a page from its parts, as a site publishes it."""
    return write_page


@pytest.fixture
def write_corpus(tmp_path: Path) -> Callable[[dict[str, str | bytes]], Path]:
    """How to write a folder of files, from their names and contents."""

    def write(files: dict[str, str | bytes]) -> Path:
        folder = tmp_path / "interviews"
        folder.mkdir(exist_ok=True)
        for name, content in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return folder

    return write


def write_page(
    turns: Sequence[tuple[str, ...]] = SPOKEN,
    *,
    head: Sequence[str] = ("往期访谈_某某管委会", "《某某规划》解读"),
    details: Sequence[str] = DETAILS,
    day: str = "2021-07-12",
    indent: str = "      ",
    footer: str = "提示信息",
) -> str:
    """Write a page; a turn is its speaker, its time of day, and its paragraphs."""
    lines = [*head, *(f"  • {detail}" for detail in details)]
    for speaker, clock, *paragraphs in turns:
        lines += [f"  • {speaker}{day} {clock}", *(indent + text for text in paragraphs)]
    return "\n".join([*lines, footer, ""])
