"""Entries are written to files that a spreadsheet or a program reads again."""

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from chat.ledger.export import to_csv, to_jsonl, to_xlsx
from chat.ledger.records import Entry, Feedback
from chat.records import Status

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1+1"]


def entry(question: str, **fields: object) -> Entry:
    values: dict[str, object] = {
        "id": "abc",
        "asked_at": datetime(2026, 3, 1, 23, 30, tzinfo=UTC),
        "question": question,
        "status": Status.ANSWERED,
        "answer": "共有60个。\n另有\x0b三个。",
        "citations": ("a#t001p01", "b#t002p01"),
        "confidence": 0.98765,
        "language": "zh-TW",
        "build": "b1",
        "feedback": Feedback.UNHELPFUL,
        "reason": "太短",
        "left": True,
        "contact": "",
        "task_id": 7,
    }
    return Entry(**{**values, **fields})  # type: ignore[arg-type]


def test_a_workbook_has_a_row_for_each_entry_and_local_times(tmp_path: Path) -> None:
    path = tmp_path / "提问.xlsx"
    to_xlsx([entry("有多少个？"), entry("在哪里？", feedback=None, left=False, task_id=None)], path)
    book = load_workbook(path)
    heading, first, second = book.active.iter_rows(values_only=True)
    book.close()
    row = dict(zip(heading, first, strict=True))
    assert row == {
        "编号": "abc",
        "提问时间": "2026-03-02 07:30:00",
        "问题": "有多少个？",
        "结果": "已回答",
        "回答": "共有60个。\n另有三个。",
        "引用段落": "a#t001p01\nb#t002p01",
        "可信度": 0.9877,
        "语言": "zh-TW",
        "索引版本": "b1",
        "评价": "没帮助",
        "评价原因": "太短",
        "留给工作人员": "是",
        "联系方式": None,
        "任务": 7,
    }
    assert second[2] == "在哪里？"


@pytest.mark.parametrize("typed", FORMULAS)
def test_what_a_citizen_typed_is_no_formula(tmp_path: Path, typed: str) -> None:
    path = tmp_path / "提问.xlsx"
    to_xlsx([entry(typed)], path)
    book = load_workbook(path)
    cell = book.active["C2"]
    assert (cell.data_type, cell.value) == ("s", typed)
    book.close()
    stream = io.StringIO(newline="")
    to_csv([entry(typed)], stream)
    stream.seek(0)
    assert [row[2] for row in csv.reader(stream)] == ["问题", "'" + typed]


def test_csv_is_read_by_excel_as_utf_8_with_its_lines_whole() -> None:
    stream = io.StringIO(newline="")
    to_csv([entry('他说"好",\n就走了'), entry("二")], stream)
    assert stream.getvalue().startswith("\ufeff编号,")
    stream.seek(1)
    rows = list(csv.DictReader(stream))
    assert [row["问题"] for row in rows] == ['他说"好",\n就走了', "二"]
    assert rows[0]["可信度"] == "0.9877"


def test_json_lines_have_the_fields_of_an_entry() -> None:
    stream = io.StringIO()
    to_jsonl([entry("有多少个？\n在哪里？"), entry("二", feedback=None)], stream)
    first, second = map(json.loads, stream.getvalue().splitlines())
    assert set(first) == set(Entry.__slots__)
    assert first["question"] == "有多少个？\n在哪里？"
    assert first["asked_at"] == "2026-03-01T23:30:00+00:00"
    assert (first["status"], first["feedback"]) == ("answered", "unhelpful")
    assert first["citations"] == ["a#t001p01", "b#t002p01"]
    assert second["feedback"] is None


def test_a_workbook_that_cannot_be_written_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="missing"):
        to_xlsx([entry("有多少个？")], tmp_path / "missing" / "提问.xlsx")
