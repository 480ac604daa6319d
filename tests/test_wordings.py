"""Ways of asking that the staff writes beside the interviews."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.collection import collect
from ingest.corpus import fingerprint_of, load_corpus
from ingest.records import CorpusError, OpenQuestion, Wording
from ingest.wordings import wordings_folder

Page = Callable[..., str]
Write = Callable[[dict[str, str | bytes]], Path]
STARTED = "规划于2020年8月启动"


@pytest.fixture
def write_wordings(page: Page, write_corpus: Write) -> Callable[..., Path]:
    """How to write one interview and a file of wordings beside it; the interviews' folder."""

    def write(text: str, name: str = "a.txt", **spoken: object) -> Path:
        folder = write_corpus({"a.txt": page(**spoken)})
        (folder.parent / "wordings").mkdir()
        (folder.parent / "wordings" / name).write_text(text, encoding="utf-8")
        return folder

    return write


def faults_of(folder: Path) -> list[str]:
    with pytest.raises(CorpusError) as caught:
        load_corpus(folder)
    beside = folder.parent / "wordings"
    return [line.removeprefix(f"{beside}/") for line in str(caught.value).splitlines()]


def test_each_line_below_the_officials_words_is_a_way_of_asking_for_them(
    write_wordings: Callable[..., Path],
) -> None:
    text = f"# 说明\n\n> {STARTED}\n哪年动手的\n  # 再想想\n 幾時開始的  \n\n＞规划\n写的是啥\n"
    corpus = load_corpus(write_wordings(text))
    assert corpus.wordings == (
        Wording("哪年动手的", "a#t001", 0, 12),
        Wording("幾時開始的", "a#t001", 0, 12),
        Wording("写的是啥", "a#t001", 0, 2),
    )
    assert collect(corpus).wordings == corpus.wordings


def test_words_of_a_later_turn_are_found_in_the_whole_answer(
    write_wordings: Callable[..., Path],
) -> None:
    turns = (
        ("主持人", "02:00:00", "请问规划何时编制?"),
        ("张三", "02:01:00", "已经启动。"),
        ("张三", "02:02:00", "年底完成。"),
    )
    folder = write_wordings("> 年底完成\n啥时候弄完\n", turns=turns)
    assert load_corpus(folder).wordings == (Wording("啥时候弄完", "a#t001", 6, 10),)


@pytest.mark.parametrize("nothing", ["（没有回答）", "(没有回答)"])
def test_what_the_interview_leaves_open_is_read(
    write_wordings: Callable[..., Path], nothing: str
) -> None:
    text = f"> {STARTED}\n哪年动手的\n> {nothing}\n哪天印发\n# 二\n谁批的\n"
    corpus = load_corpus(write_wordings(text))
    assert [one.text for one in corpus.wordings] == ["哪年动手的"]
    assert corpus.open_questions == (OpenQuestion("哪天印发", "a"), OpenQuestion("谁批的", "a"))
    assert collect(corpus).open_questions == corpus.open_questions


@pytest.mark.parametrize("folder", [".", "../interviews", "interviews/.."])
def test_wordings_lie_beside_the_interviews_however_their_folder_is_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    (tmp_path / "interviews").mkdir()
    monkeypatch.chdir(tmp_path / "interviews" if folder.startswith(".") else tmp_path)
    beside = tmp_path if folder != "interviews/.." else tmp_path.parent
    assert wordings_folder(Path(folder)) == beside / "wordings"


def test_interviews_need_no_wordings(page: Page, write_corpus: Write) -> None:
    assert load_corpus(write_corpus({"a.txt": page()})).wordings == ()


@pytest.mark.parametrize(
    ("text", "line", "fault"),
    [
        ("> 规划于2021年启动\n问", 1, "官员的回答里没有“规划于2021年启动”；请从访谈里逐字复制"),
        ("# 一\n>\n问", 2, "官员的回答里没有“”"),
        ("> 请问规划何时编制\n问", 1, "官员的回答里没有“请问规划何时编制”"),
        ("> 20\n问", 1, "官员的回答里有 2 处“20”；请多复制几个字，让它只指一处"),
        ("> 启动\n# 问\n", 1, "这句原话下面没有问法；请在下一行写上市民会怎样问"),
        ("哪年动手的\n> 启动\n问", 1, "问法之前要有一行以“>”开头的官员原话"),
        ("> 启动\n问\n问\n", 3, "“问”与第 2 行重复；一个问法只能写一次"),
        ("> 启动\n问\n> 规划\n问\n", 4, "“问”与第 2 行重复；一个问法只能写一次"),
        ("> 启动\n问\n> （没有回答）\n问\n", 4, "“问”与第 2 行重复；一个问法只能写一次"),
        ("> （没有回答）\n> 启动\n问\n", 1, "这句原话下面没有问法"),
        ("> 启动\n" + "问" * 201, 2, "这个问法超过 200 个字；请写短一些"),
    ],
)
def test_a_fault_is_named_with_its_line(
    write_wordings: Callable[..., Path], text: str, line: int, fault: str
) -> None:
    turns = (
        ("主持人", "02:00:00", "请问规划何时编制?"),
        ("张三", "02:01:00", "规划启动：20个、20人。"),
    )
    [said] = faults_of(write_wordings(text, turns=turns))
    assert said.startswith(f"a.txt:{line}: ")
    assert fault in said


def test_all_faults_are_named_at_once(write_wordings: Callable[..., Path]) -> None:
    faults = faults_of(write_wordings("问一\n> 没说过\n问二\n> 启动\n"))
    assert [fault.split(":")[1] for fault in faults] == ["1", "2", "4"]


def test_wordings_of_no_interview_are_a_fault(write_wordings: Callable[..., Path]) -> None:
    [fault] = faults_of(write_wordings(f"> {STARTED}\n问\n", name="b.txt"))
    assert fault == "b.txt:1: 没有编号为“b”的访谈；文件名应与访谈文件相同"


def test_what_is_no_text_is_a_fault(write_wordings: Callable[..., Path]) -> None:
    folder = write_wordings("")
    (folder.parent / "wordings" / "a.txt").write_bytes("> 启动\n问法".encode("gb18030"))
    [fault] = faults_of(folder)
    assert fault.startswith("a.txt:1: 不是 UTF-8 编码")


def test_greetings_are_not_asked_for(write_wordings: Callable[..., Path]) -> None:
    turns = (
        ("张三", "02:00:30", "大家好！"),
        ("主持人", "02:00:40", "请问规划何时编制?"),
        ("张三", "02:01:00", "已经启动。"),
    )
    [fault] = faults_of(write_wordings("> 大家好\n谁好\n", turns=turns))
    assert "官员的回答里没有“大家好”" in fault


def test_the_fingerprint_changes_with_the_wordings(write_wordings: Callable[..., Path]) -> None:
    folder = write_wordings(f"> {STARTED}\n问一\n")
    path = folder.parent / "wordings" / "a.txt"
    before = fingerprint_of(folder)
    assert load_corpus(folder).fingerprint == before
    path.write_text(f"> {STARTED}\n问二\n", encoding="utf-8")
    changed = fingerprint_of(folder)
    path.unlink()
    assert len({before, changed, fingerprint_of(folder)}) == 3
