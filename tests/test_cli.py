"""The command line, in process; with the real model where an answer is asked for."""

import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from chat.cli import main
from index.embed import SHIPPED

Page = Callable[..., str]
Write = Callable[[dict[str, str | bytes]], Path]
SEVEN = {
    "请您详细描述下我区“十四五”规划编制过程。": "02:03:09",
    "我区这次的“十四五”规划编制与以往与“十二五”“十三五”相比有什么不同呢?": "02:08:45",
    "请为我们简单介绍下《“十四五”规划》基本结构框架?": "02:14:10",
    "请谈谈我区2035年远景目标是什么呢?": "02:17:07",
    "通过以上详细解答,我们了解到“十四五”规划的相关情况,"
    "那么请您大概说下我区重点任务实施情况?": "02:25:57",
    "根据“十四五”期间指标体系,请说说我区主要经济社会指标设置情况?": "02:34:31",
    "请简单说下十四五”期间我区计划实施重点建设项目支撑情况?": "02:37:32",
}
NOTHING_IN_THE_CORPUS = ["今天天气怎么样？", "红烧肉怎么做才好吃？", "How do I renew my passport?"]


@pytest.fixture(scope="module")
def options(corpus_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The options of an index of the corpus by the real model."""
    index = tmp_path_factory.mktemp("real") / "index"
    options = ["--corpus", str(corpus_folder), "--index", str(index), "--model", SHIPPED]
    assert main(["index", *options]) == 0
    return options


def test_the_seven_questions_of_the_interview_are_answered_by_their_turns(
    options: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join([*SEVEN, *NOTHING_IN_THE_CORPUS])))
    assert main(["ask", "--json", "-", *options]) == 0
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [a["citations"][0]["time"] for a in answers[:7]] == [
        f"2021-07-12 {clock}" for clock in SEVEN.values()
    ]
    assert [(a["status"], a["answer"], a["citations"]) for a in answers[7:]] == [
        ("refused", "", [])
    ] * 3


def test_ask_prints_the_words_who_said_them_in_what_office_when_and_where(
    options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ask", "到2025年GDP要达到多少？", *options]) == 0
    out = capsys.readouterr().out
    for words in (
        "GDP年均增长拟按6.5%安排,到2025年达440亿元。",
        "荣跃 · 科技经济发展局发改科科长 · 2021-07-12 02:34",
        "二0三五年远景目标纲要》相关内容解读",
        "来源：往期访谈_泉州台商投资区管理委员会",
    ):
        assert words in out


def test_a_line_of_standard_input_may_be_an_object_with_history(
    options: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    line = json.dumps({"question": "其中工业科技类呢？", "history": ["重点建设项目有多少个？"]})
    monkeypatch.setattr("sys.stdin", io.StringIO(f"\n{line}\n"))
    assert main(["ask", "--json", "-", *options]) == 0
    (answer,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert "工业科技类项目66个" in answer["answer"]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("\udcc4\udce3\udcba\udcc3", "标准输入:2: 不是 UTF-8 编码"),
        ('{"question": ', "标准输入:2: 不是完整的 JSON"),
        ("{}", "标准输入:2: 字段 question 应是一段文字"),
        ('{"history": []}', "标准输入:2: 字段 question 应是一段文字"),
        ('{"question": "a", "history": "b"}', "标准输入:2: 字段 history 应是文字的列表"),
    ],
)
def test_a_bad_line_of_standard_input_is_named_and_the_others_are_answered(
    options: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    line: str,
    fault: str,
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"GDP目标\n{line}\n你好\n"))
    assert main(["ask", "--json", "-", *options]) == 1
    captured = capsys.readouterr()
    asked = [json.loads(answer)["question"] for answer in captured.out.splitlines()]
    assert asked == ["GDP目标", "你好"]
    assert fault in captured.err


@pytest.mark.parametrize("line", ["{你好}", "{GDP目标", "{", "[1]"])
def test_a_line_that_is_no_json_object_is_a_question_in_plain_words(
    options: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    line: str,
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{line}\n你好\n"))
    assert main(["ask", "--json", "-", *options]) == 0
    answers = [json.loads(answer) for answer in capsys.readouterr().out.splitlines()]
    assert [answer["question"] for answer in answers] == [line, "你好"]


def test_an_index_of_another_corpus_says_so_and_what_to_type(
    options: list[str],
    write_corpus: Write,
    page: Callable[..., str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    other = write_corpus({"other.txt": page()})
    assert main(["ask", "GDP目标", *options, "--corpus", str(other)]) == 1
    err = capsys.readouterr().err
    assert "访谈文件（或问法）在建索引之后有变动" in err
    assert "fangtan index" in err


def test_a_current_index_is_not_built_again(
    options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["index", "--if-stale", *options]) == 0
    assert "索引已是最新" in capsys.readouterr().out


def test_what_may_be_misread_is_pointed_out(
    page: Page, write_corpus: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    turns = (("主持人", "02:00:00", "请问何时编制?"), ("王五", "02:01:00", "2020年8月启动。"))
    folder = write_corpus({"a.txt": page(turns)})
    assert main(["index", "--corpus", str(folder), "--index", str(tmp_path / "index")]) == 0
    assert "请看一下 a: “嘉宾”一行里没有王五" in capsys.readouterr().err


def test_a_bad_file_stops_the_build_and_is_named(
    write_corpus: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_corpus({"a.txt": "不是访谈"})
    assert main(["index", "--corpus", str(folder), "--index", str(tmp_path / "index")]) == 1
    assert f"{folder / 'a.txt'}:1: 不像访谈" in capsys.readouterr().err
    assert not (tmp_path / "index").exists()


def test_a_missing_index_says_what_to_type(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ask", "GDP目标", "--index", str(tmp_path)]) == 1
    assert "请先运行：fangtan index" in capsys.readouterr().err


def test_a_missing_model_says_what_to_type(
    index_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--index", str(index_folder), "--model", "./nowhere"]
    assert main(["ask", "GDP目标", *options]) == 1
    assert "没有模型文件夹 ./nowhere" in capsys.readouterr().err


def test_options_come_from_the_environment_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FANGTAN_INDEX", str(tmp_path / "elsewhere"))
    assert main(["ask", "GDP目标"]) == 1
    assert str(tmp_path / "elsewhere") in capsys.readouterr().err


@pytest.mark.parametrize("argv", [["ask"], ["ask", " "], ["ask", "-"]])
def test_a_question_that_is_not_there_is_wrong_usage(
    argv: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(argv) == 2
    assert re.search("请写上|问题是空的|请加 --json", capsys.readouterr().err)


def test_a_wrong_option_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "--nonsense"]) == 2
    assert "--nonsense" in capsys.readouterr().err


def test_bench_prints_a_row_for_each_ranking_and_writes_both_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "tiny"
    folder.mkdir()
    texts = {"d1": "到2025年地区生产总值达到440亿元。", "d2": "规划共十四章。"}
    rows = [json.dumps({"id": key, "text": text}) for key, text in texts.items()]
    (folder / "corpus.jsonl").write_text("\n".join(rows))
    (folder / "queries.jsonl").write_text(json.dumps({"id": "q1", "text": "规划有多少章？"}))
    (folder / "qrels.tsv").write_text("q1\td2\t1\n")
    out, vectors = tmp_path / "out", tmp_path / "vectors"
    options = ["--out", str(out), "--vectors", str(vectors), "--model", SHIPPED]
    assert main(["bench", str(folder), *options]) == 0
    printed = capsys.readouterr().out
    for ranking in ("BM25", "向量（fangtan）", "混合（fangtan）"):
        assert f"| tiny | {ranking} | 1.000 | 1.000 | 1.000 | 1.000 | 1.000 |" in printed
    sets = json.loads((out / "bench.json").read_text(encoding="utf-8"))["sets"]
    assert [entry["rankings"]["混合（fangtan）"]["ndcg10"] for entry in sets] == [1.0]


def test_a_folder_that_is_no_dataset_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["bench", str(tmp_path)]) == 1
    assert str(tmp_path / "corpus.jsonl") in capsys.readouterr().err


def test_eval_prints_the_failures_and_fails_below_the_minimum_accuracy(
    options: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    questions = tmp_path / "questions.jsonl"
    rows = [
        {
            "id": "q1",
            "kind": "fact",
            "question": "到2025年GDP要达到多少？",
            "answerable": True,
            "time": "2021-07-12 02:34:31",
            "contains": ["440亿元"],
        },
        {
            "id": "q2",
            "kind": "fact",
            "question": "重点建设项目有多少个？",
            "answerable": True,
            "time": "2021-07-12 02:37:32",
            "contains": ["166个"],
        },
    ]
    questions.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows))
    argv = ["eval", str(questions), "--out", str(tmp_path / "out"), *options]
    assert main([*argv, "--min-accuracy", "0.5"]) == 0
    printed = capsys.readouterr().out
    assert "✗ q2 重点建设项目有多少个？：答案里缺少“166个”" in printed
    assert "│ 全部 │ 2    │ 0.500  │ 1.000" in printed
    assert main([*argv, "--min-accuracy", "0.6"]) == 1
    assert "准确率 0.500，低于要求的 0.6" in capsys.readouterr().err
    gate = tmp_path / "gate.toml"
    gate.write_text("accuracy = 0.9\n")
    assert main([*argv, "--gate", str(gate)]) == 1
    assert "未达门槛：accuracy：应不低于 0.9，实际 0.5" in capsys.readouterr().out


def test_a_bad_questions_file_is_named_by_line_and_field(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    questions = tmp_path / "questions.jsonl"
    questions.write_text('{"id": "q1", "kind": "fact", "answerable": true}\n')
    assert main(["eval", str(questions)]) == 1
    err = capsys.readouterr().err
    assert f"{questions} 第 1 行，question 字段：缺这一项" in err
