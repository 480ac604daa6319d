import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from index.lexicon import EMPTY
from index.reading import Reader
from index.records import BrokenIndex, Embedder, Progress, StaleIndex, Vectors
from index.search import Searcher
from index.store import Manifest, build_index, is_current, open_index
from ingest.collection import Collection
from ingest.corpus import load_corpus
from ingest.records import Corpus

Page = Callable[..., str]
Write = Callable[[dict[str, str | bytes]], Path]
FILES = [
    "asking.npz",
    "exchange_vectors.faiss",
    "exchange_words.npz",
    "exchanges.json",
    "interviews.json",
    "open_questions.faiss",
    "open_questions.json",
    "passage_vectors.faiss",
    "passage_words.npz",
    "passages.json",
    "question_vectors.faiss",
    "question_words.npz",
    "quotes.faiss",
    "ranking.json",
    "reading.json",
    "sentence_vectors.faiss",
    "sentence_words.npz",
    "wording_vectors.faiss",
    "wording_words.npz",
    "wordings.json",
]


@pytest.fixture(scope="module")
def built(collection: Collection, toy_embedder: Embedder) -> Searcher:
    """What the index was written from."""
    return Searcher.build(collection, toy_embedder, reader=Reader.build(collection, EMPTY))


@pytest.fixture
def folder(index_folder: Path, tmp_path: Path) -> Path:
    """A copy of the index, to break."""
    return shutil.copytree(index_folder, tmp_path / "index")


@pytest.fixture
def corpora(page: Page, write_corpus: Write) -> list[Corpus]:
    """Three corpora that differ in one month."""
    return [
        load_corpus(write_corpus({"a.txt": page().replace("8月", month)}))
        for month in ("1月", "2月", "3月")
    ]


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def build_of(folder: Path) -> Path:
    return folder / "builds" / Manifest.read(folder).build


def builds_in(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "builds").iterdir())


@pytest.mark.parametrize("question", ["海峡健康城怎么建设?", "总投资多少?", "What is GDP?"])
def test_an_opened_index_gives_the_hits_of_the_one_that_was_built(
    index_folder: Path, toy_embedder: Embedder, built: Searcher, question: str
) -> None:
    opened = open_index(index_folder, toy_embedder)
    assert opened.search(question, 99) == built.search(question, 99)


def test_changed_word_lists_make_an_index_stale(
    index_folder: Path, toy_embedder: Embedder, corpus: Corpus
) -> None:
    with pytest.raises(StaleIndex, match="词表"):
        open_index(index_folder, toy_embedder, corpus.fingerprint, lexicon_fingerprint="another")


def test_an_opened_index_has_the_collection_that_was_written(
    index_folder: Path, toy_embedder: Embedder, searcher: Searcher
) -> None:
    assert open_index(index_folder, toy_embedder).collection == searcher.collection


def test_an_index_opens_for_the_corpus_it_was_built_from(
    index_folder: Path, toy_embedder: Embedder, corpus: Corpus
) -> None:
    opened = open_index(index_folder, toy_embedder, corpus.fingerprint)
    assert opened.collection.interviews == corpus.interviews


def test_a_folder_holds_its_manifest_and_the_files_of_its_build(index_folder: Path) -> None:
    build = Manifest.read(index_folder).build
    assert list(files_of(index_folder)) == [
        *(f"builds/{build}/{name}" for name in FILES),
        "manifest.json",
    ]


def test_the_manifest_says_what_the_index_was_built_from(
    page: Page, write_corpus: Write, toy_embedder: Embedder, tmp_path: Path
) -> None:
    corpus = load_corpus(write_corpus({"a.txt": page(), "b.txt": page()}))
    built = build_index(corpus, toy_embedder, tmp_path / "index")
    assert Manifest.read(tmp_path / "index") == built
    assert (built.format, built.corpus) == (9, corpus.fingerprint)
    assert (built.model, built.model_fingerprint, built.dimension) == ("toy", "toy-1", 64)
    assert (built.n_interviews, built.n_exchanges, built.n_passages) == (2, 2, 2)


def test_two_builds_of_one_corpus_have_equal_bytes(
    index_folder: Path, corpus: Corpus, toy_embedder: Embedder, tmp_path: Path
) -> None:
    build_index(corpus, toy_embedder, tmp_path)
    assert files_of(tmp_path) == files_of(index_folder)


def test_a_second_build_of_one_corpus_changes_nothing(
    folder: Path, corpus: Corpus, toy_embedder: Embedder
) -> None:
    before = files_of(folder)
    build_index(corpus, toy_embedder, folder)
    assert files_of(folder) == before


def test_the_order_in_which_files_were_made_makes_no_difference(
    page: Page, toy_embedder: Embedder, tmp_path: Path
) -> None:
    for place, names in (("one", "ab"), ("two", "ba")):
        (tmp_path / place).mkdir()
        for name in names:
            (tmp_path / place / f"{name}.txt").write_text(page(), encoding="utf-8")
        build_index(load_corpus(tmp_path / place), toy_embedder, tmp_path / f"index-{place}")
    assert files_of(tmp_path / "index-one") == files_of(tmp_path / "index-two")


def test_an_index_of_another_corpus_is_stale(index_folder: Path, toy_embedder: Embedder) -> None:
    with pytest.raises(StaleIndex) as caught:
        open_index(index_folder, toy_embedder, "another fingerprint")
    assert str(caught.value) == (
        f"{index_folder}: 访谈文件（或问法）在建索引之后有变动；请重建索引：fangtan index"
    )


def test_an_index_by_another_model_is_stale(
    index_folder: Path, make_embedder: Callable[..., Embedder]
) -> None:
    with pytest.raises(StaleIndex) as caught:
        open_index(index_folder, make_embedder("bge", "bge-1"))
    assert str(caught.value) == (
        f"{index_folder}: 索引由模型 toy 建成，现在用的是 bge（权重不同）；"
        "请重建索引：fangtan index，或用 --model 指明原来的模型"
    )


def test_a_folder_without_an_index_is_broken(tmp_path: Path, toy_embedder: Embedder) -> None:
    with pytest.raises(BrokenIndex) as caught:
        open_index(tmp_path, toy_embedder)
    assert str(caught.value) == f"{tmp_path}: 这里还没有索引；请先运行：fangtan index"


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_breaks_the_index(folder: Path, toy_embedder: Embedder, name: str) -> None:
    path = build_of(folder) / name
    path.unlink()
    with pytest.raises(BrokenIndex) as caught:
        open_index(folder, toy_embedder)
    assert str(caught.value) == f"{path}: 文件缺失或已损坏；请重建索引：fangtan index"


@pytest.mark.parametrize("name", FILES)
def test_a_flipped_byte_breaks_the_index(folder: Path, toy_embedder: Embedder, name: str) -> None:
    path = build_of(folder) / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(BrokenIndex) as caught:
        open_index(folder, toy_embedder)
    assert str(caught.value) == f"{path}: 文件缺失或已损坏；请重建索引：fangtan index"


def test_an_index_of_another_format_is_broken(folder: Path, toy_embedder: Embedder) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"format": 0}))
    with pytest.raises(BrokenIndex) as caught:
        open_index(folder, toy_embedder)
    assert str(caught.value) == f"{path}: 索引格式是 0，本程序用 9；请重建索引：fangtan index"


@pytest.mark.parametrize("length", [0, 1, 200])
def test_a_truncated_manifest_breaks_the_index(
    folder: Path, toy_embedder: Embedder, length: int
) -> None:
    path = folder / "manifest.json"
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(BrokenIndex, match=r"manifest\.json: 读不了索引清单.*fangtan index$"):
        open_index(folder, toy_embedder)


def test_a_manifest_without_an_entry_breaks_the_index(folder: Path, toy_embedder: Embedder) -> None:
    path = folder / "manifest.json"
    content = json.loads(path.read_text())
    del content["model"]
    path.write_text(json.dumps(content))
    with pytest.raises(BrokenIndex, match=r"manifest\.json: 索引清单不完整.*fangtan index$"):
        open_index(folder, toy_embedder)


@pytest.mark.parametrize("name", FILES)
def test_a_build_mends_a_broken_file(
    folder: Path, corpus: Corpus, toy_embedder: Embedder, built: Searcher, name: str
) -> None:
    (build_of(folder) / name).write_bytes(b"")
    build_index(corpus, toy_embedder, folder)
    opened = open_index(folder, toy_embedder)
    assert opened.search("总投资多少?") == built.search("总投资多少?")


class FailsWhileEmbedding:
    """Breaks off after the first batch."""

    name, fingerprint, dimension = "toy", "toy-1", 64

    def embed_questions(self, questions: Sequence[str]) -> Vectors:
        raise AssertionError(f"a build asks no question, got {questions}")

    def embed_passages(self, texts: Sequence[str], on_batch: Progress | None = None) -> Vectors:
        if on_batch:
            on_batch(1, len(texts))
        raise RuntimeError("out of memory")


class FailsWhileWriting:
    """Embeds, but breaks off once the files are written."""

    name, fingerprint = "toy", "toy-1"

    def __init__(self, embedder: Embedder) -> None:
        self.embed_questions = embedder.embed_questions
        self.embed_passages = embedder.embed_passages

    @property
    def dimension(self) -> int:
        raise RuntimeError("disk full")


def test_a_build_that_fails_while_embedding_leaves_the_old_index(
    folder: Path, corpora: list[Corpus]
) -> None:
    before = files_of(folder)
    with pytest.raises(RuntimeError, match="out of memory"):
        build_index(corpora[0], FailsWhileEmbedding(), folder)
    assert files_of(folder) == before


def test_a_build_that_fails_while_writing_leaves_the_old_index_and_no_draft(
    folder: Path, corpora: list[Corpus], toy_embedder: Embedder, built: Searcher
) -> None:
    builds = builds_in(folder)
    with pytest.raises(RuntimeError, match="disk full"):
        build_index(corpora[0], FailsWhileWriting(toy_embedder), folder)
    assert builds_in(folder) == builds
    opened = open_index(folder, toy_embedder)
    assert opened.search("总投资多少?") == built.search("总投资多少?")


def test_the_build_before_is_kept_and_older_ones_are_removed(
    corpora: list[Corpus], toy_embedder: Embedder, tmp_path: Path
) -> None:
    first, second, third = (build_index(c, toy_embedder, tmp_path / "index") for c in corpora)
    assert first.build != second.build != third.build
    assert builds_in(tmp_path / "index") == sorted([second.build, third.build])
    opened = open_index(tmp_path / "index", toy_embedder, corpora[2].fingerprint)
    assert opened.collection.passages[0].text == "规划于2020年3月启动。"


def test_an_embedding_build_reports_how_far_it_is(
    page: Page, write_corpus: Write, toy_embedder: Embedder, tmp_path: Path
) -> None:
    corpus = load_corpus(write_corpus({"a.txt": page(), "b.txt": page()}))
    reported: list[tuple[int, int]] = []
    build_index(corpus, toy_embedder, tmp_path / "index", lambda *at: reported.append(at))
    assert reported == [(2, 2)]


def test_an_index_is_current_for_its_own_corpus_and_model(
    index_folder: Path, corpus: Corpus
) -> None:
    assert is_current(index_folder, corpus.fingerprint, "toy-1", EMPTY.fingerprint)


def test_an_index_is_not_current_for_another_corpus_or_model_nor_where_there_is_none(
    index_folder: Path, corpus: Corpus, tmp_path: Path
) -> None:
    lists = EMPTY.fingerprint
    assert not is_current(index_folder, "another", "toy-1", lists)
    assert not is_current(index_folder, corpus.fingerprint, "another", lists)
    assert not is_current(index_folder, corpus.fingerprint, "toy-1", "another")
    assert not is_current(tmp_path, corpus.fingerprint, "toy-1", lists)
