import codecs
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from chat.evaluation.questions import QuestionsError, read_questions
from chat.evaluation.records import EvalQuestion

GOOD = {"id": "q1", "kind": "fact", "question": "GDP多少？", "answerable": True}
Write = Callable[..., Path]


@pytest.fixture
def jsonl(tmp_path: Path) -> Write:
    def write(*rows: dict[str, Any] | str, name: str = "q.jsonl") -> Path:
        lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return write


def write_xlsx(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def complaint(*paths: Path) -> str:
    with pytest.raises(QuestionsError) as caught:
        read_questions(paths)
    return str(caught.value).replace(f"{paths[0].parent}/", "")


def test_a_line_with_every_field_is_read(jsonl: Write) -> None:
    row = {
        **GOOD,
        "history": ["规划有几章？"],
        "time": "2021-07-12 02:34:31",
        "exchange_id": "i#t003",
        "contains": ["440亿元", ["7%", "百分之七"]],
        "split": "dev",
        "note": "ignored",
    }
    assert read_questions([jsonl(row)]) == (
        EvalQuestion(
            id="q1",
            kind="fact",
            question="GDP多少？",
            history=("规划有几章？",),
            answerable=True,
            time=datetime(2021, 7, 12, 2, 34, 31),
            exchange_id="i#t003",
            contains=(("440亿元",), ("7%", "百分之七")),
            split="dev",
        ),
    )


def test_optional_fields_may_be_left_out(jsonl: Write) -> None:
    assert read_questions([jsonl(GOOD)]) == (EvalQuestion("q1", "fact", "GDP多少？", (), True),)


def test_a_byte_order_mark_and_blank_lines_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_bytes(codecs.BOM_UTF8 + b"\r\n" + json.dumps(GOOD).encode() + b"\r\n\r\n")
    assert [question.id for question in read_questions([path])] == ["q1"]


def test_questions_keep_the_order_of_files_and_lines(jsonl: Write) -> None:
    first = jsonl({**GOOD, "id": "b"}, {**GOOD, "id": "a"}, name="1.jsonl")
    second = jsonl({**GOOD, "id": "c"}, name="2.jsonl")
    assert [q.id for q in read_questions([second, first])] == ["c", "b", "a"]


def test_only_the_split_that_is_asked_for_is_returned(jsonl: Write) -> None:
    path = jsonl({**GOOD, "split": "dev"}, {**GOOD, "id": "q2", "split": "test"})
    assert [question.id for question in read_questions([path], split="test")] == ["q2"]


def test_a_split_that_no_question_has_is_an_error_that_names_those_there_are(jsonl: Write) -> None:
    path = jsonl({**GOOD, "split": "dev"}, {**GOOD, "id": "q2", "split": "test"})
    with pytest.raises(
        QuestionsError, match="没有 split 为“tset”的题；文件里的 split 有：dev、test"
    ):
        read_questions([path], split="tset")


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("id", None, "缺这一项；请补上"),
        ("id", 7, "写的是 7，应为非空的文字"),
        ("kind", " ", '写的是 " "，应为非空的文字'),
        ("question", "", '写的是 ""，应为非空的文字'),
        ("answerable", None, "缺这一项；请写 true（能答）或 false（应拒答）"),
        ("answerable", "yes", '写的是 "yes"，应为 true（能答）或 false（应拒答）'),
        ("time", "12日2时", '写的是 "12日2时"，应如 2021-07-12 02:34:31'),
        ("time", 3, "写的是 3，应如 2021-07-12 02:34:31"),
        ("exchange_id", 3, "写的是 3，应为非空的文字"),
        ("history", "先前", '写的是 "先前"，应为列表，如 ["440亿元"]；请检查引号和逗号'),
        ("history", [""], '其中的 "" 不是非空的文字'),
        ("contains", "440", '写的是 "440"，应为列表，如 ["440亿元"]；请检查引号和逗号'),
        ("contains", ["  "], '其中的 "  " 不是非空的文字'),
        ("contains", [["7%", 7]], "其中的 7 不是非空的文字"),
        ("contains", [[]], "其中有一个空的列表；请写上字样，或删去"),
        ("split", 1, "写的是 1，应为非空的文字"),
    ],
)
def test_a_wrong_field_is_named_with_file_line_and_mend(
    jsonl: Write, field: str, value: object, told: str
) -> None:
    path = jsonl({**GOOD, "id": "q0"}, {**GOOD, field: value})
    assert complaint(path) == f"q.jsonl 第 2 行，{field} 字段：{told}"


@pytest.mark.parametrize(
    ("field", "value"),
    [("time", "2021-07-12 02:34:31"), ("exchange_id", "e1"), ("contains", ["7%"])],
)
def test_a_question_to_refuse_says_nothing_of_a_right_answer(
    jsonl: Write, field: str, value: object
) -> None:
    told = complaint(jsonl({**GOOD, "answerable": False, field: value}))
    assert told == (
        f"q.jsonl 第 1 行，{field} 字段：answerable 为 false 的题应当拒答，不能写这一项；请删去"
    )


def test_all_faults_of_all_files_are_told_at_once(jsonl: Write, tmp_path: Path) -> None:
    first = jsonl("{", "[]", {**GOOD, "kind": 1}, GOOD, name="1.jsonl")
    second = jsonl(GOOD, name="2.jsonl")
    told = complaint(first, second, tmp_path / "3.jsonl", tmp_path / "4.txt").split("\n")
    assert [line.replace(f"{tmp_path}/", "") for line in told] == [
        "1.jsonl 第 1 行：不是合法的 JSON（Expecting property name enclosed in double quotes: "
        "line 1 column 2 (char 1)）；请检查引号和逗号",
        "1.jsonl 第 2 行：一行应是一个 JSON 对象：{…}",
        "1.jsonl 第 3 行，kind 字段：写的是 1，应为非空的文字",
        "2.jsonl 第 1 行，id 字段：编号“q1”与 1.jsonl 第 4 行重复；请换一个",
        "3.jsonl：没有这个文件；请检查路径",
        "4.txt：不认识的文件类型“.txt”；请用 .jsonl、.csv、.xlsx",
    ]


@pytest.mark.parametrize("name", ["q.jsonl", "q.csv", "q.xlsx"])
def test_a_file_without_questions_is_an_error(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if path.suffix == ".xlsx":
        write_xlsx(path, [["id", "kind", "question", "answerable"]])
    else:
        path.write_text("")
    assert complaint(path) == f"{name}：文件里没有题目；请至少写一道"


TABLE = (
    ("id", "kind", "question", "answerable", "history", "time", "contains", "备注"),
    (
        "q1",
        "fact",
        "GDP多少？",
        "是",
        "一？\n二？",
        "2021/7/12 2:03:00",
        "440亿元|7%/百分之七",
        "x",
    ),
    ("q2", "fact", "比例？", "true", "", "", '["1/3", ["a|b", "c"]]', ""),
    ("q3", "refuse", "天气？", "0", "", "", "", ""),
)
TABLE_MEANS = (
    EvalQuestion(
        "q1",
        "fact",
        "GDP多少？",
        ("一？", "二？"),
        True,
        datetime(2021, 7, 12, 2, 3),
        contains=(("440亿元",), ("7%", "百分之七")),
    ),
    EvalQuestion("q2", "fact", "比例？", (), True, contains=(("1/3",), ("a|b", "c"))),
    EvalQuestion("q3", "refuse", "天气？", (), False),
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_table_means_what_the_lines_would(tmp_path: Path, encoding: str) -> None:
    cells = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in TABLE]
    path = tmp_path / "q.csv"
    path.write_bytes("\r\n".join(cells).encode(encoding))
    assert read_questions([path]) == TABLE_MEANS


def test_an_excel_table_means_what_the_lines_would(tmp_path: Path) -> None:
    assert read_questions([write_xlsx(tmp_path / "q.xlsx", TABLE)]) == TABLE_MEANS


def test_excel_cells_may_hold_numbers_truths_and_times(tmp_path: Path) -> None:
    rows = [
        ["id", "kind", "question", "answerable", "time", "contains"],
        [7, "fact", "多少？", True, datetime(2021, 7, 12, 2, 3), 440],
    ]
    assert read_questions([write_xlsx(tmp_path / "q.xlsx", rows)]) == (
        EvalQuestion(
            "7", "fact", "多少？", (), True, datetime(2021, 7, 12, 2, 3), contains=(("440",),)
        ),
    )


def test_a_table_names_the_row_that_a_fault_stands_in(tmp_path: Path) -> None:
    rows = [
        ["id", "kind", "question", "answerable", "history", "contains"],
        ["q1", "fact", "第一行\n第二行？", "是", "", ""],
        ["q2", "fact", "？", "也许", "", ""],
        ["q3", "fact", "？", "是", "[1", ""],
        ["q4", "fact", "？", "是", "", "440//7"],
        ["", "fact", "？", "是", "", ""],
    ]
    book = write_xlsx(tmp_path / "q.xlsx", rows)
    faults = [
        '，answerable 字段：写的是 "也许"，应为 true（能答）或 false（应拒答）',
        '，history 字段：写的是 "[1"，应为列表，如 ["440亿元"]；请检查引号和逗号',
        '，contains 字段：其中的 "" 不是非空的文字',
        "，id 字段：缺这一项；请补上",
    ]
    assert complaint(book).split("\n") == [
        f"q.xlsx 第 {line} 行{fault}" for line, fault in zip((3, 4, 5, 6), faults, strict=True)
    ]
    table = tmp_path / "q.csv"
    table.write_text("\n".join(",".join(f'"{cell}"' for cell in row) for row in rows))
    assert complaint(table).split("\n") == [
        f"q.csv 第 {line} 行{fault}" for line, fault in zip((4, 5, 6, 7), faults, strict=True)
    ]


def test_a_table_without_a_required_column_says_which(tmp_path: Path) -> None:
    path = tmp_path / "q.csv"
    path.write_text("id,kind,question\nq1,fact,多少？\n")
    assert complaint(path) == (
        "q.csv 第 1 行，answerable 字段：标题行缺这一列；必须有：id、kind、question、answerable"
    )


def test_a_csv_row_with_too_many_cells_or_open_quotes_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "q.csv"
    path.write_text('id,kind,question,answerable\nq1,fact,一,二,是\nq2,fact,"三,是\n')
    assert complaint(path).split("\n") == [
        "q.csv 第 2 行：有 5 格，标题行只有 4 格；含逗号的格请加引号",
        "q.csv 第 3 行：不是合法的 CSV（unexpected end of data）；请检查引号",
    ]


def test_a_file_that_is_no_workbook_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "q.xlsx"
    path.write_text("id,kind")
    assert complaint(path) == "q.xlsx：不是 Excel 工作簿；请另存为 .xlsx"


def test_bytes_that_are_no_text_are_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_bytes(b"\xff\xff\xff")
    assert complaint(path) == "q.jsonl：文字编码不对；请另存为 UTF-8"
