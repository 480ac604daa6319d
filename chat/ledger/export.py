"""Entries are written to a file: an Excel workbook, CSV, or JSON Lines."""

import csv
import json
import re
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TextIO

from chat.ledger.records import LOCAL_TIME, Entry, Feedback
from chat.ledger.workbook import Sheet, Value, write_workbook
from chat.records import Status

STATUSES = {Status.ANSWERED: "已回答", Status.REFUSED: "没有官员回答过", Status.REPLIED: "寒暄"}
FEEDBACKS = {Feedback.HELPFUL: "有帮助", Feedback.UNHELPFUL: "没帮助"}
_COLUMNS = {  # and how wide they are in a workbook
    "编号": 26,
    "提问时间": 20,
    "问题": 50,
    "结果": 16,
    "回答": 60,
    "引用段落": 40,
    "可信度": 10,
    "语言": 8,
    "索引版本": 20,
    "评价": 10,
    "评价原因": 40,
    "留给工作人员": 14,
    "联系方式": 24,
    "任务": 8,
}
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r]")


def to_xlsx(entries: Iterable[Entry], path: Path) -> None:
    """Write entries to an Excel workbook, one to a row, with a heading row; no cell is a formula.

    :raises OSError: If the file can't be written.
    """
    write_workbook([Sheet("提问记录", _COLUMNS, map(_values, entries))], path)


def to_csv(entries: Iterable[Entry], stream: TextIO) -> None:
    """Write entries as CSV, one to a row, with a heading row; Excel opens it as it is.

    A text that a spreadsheet would take for a formula gets an apostrophe before it.

    :param stream: Opened as UTF-8 with `newline=""`; the mark by which Excel knows UTF-8 is
        written too.
    """
    stream.write("\ufeff")
    writer = csv.writer(stream)
    writer.writerow(_COLUMNS)
    for entry in entries:
        writer.writerow([_harmless(value) for value in _values(entry)])


def to_jsonl(entries: Iterable[Entry], stream: TextIO) -> None:
    """Write entries as JSON Lines, one to a line, with the fields of an Entry."""
    for entry in entries:
        fields = {**asdict(entry), "asked_at": entry.asked_at.isoformat()}
        stream.write(json.dumps(fields, ensure_ascii=False) + "\n")


def _values(entry: Entry) -> list[Value]:
    """Return a row's values, in the order of the columns."""
    return [
        entry.id,
        f"{entry.asked_at.astimezone(LOCAL_TIME):%Y-%m-%d %H:%M:%S}",
        entry.question,
        STATUSES[entry.status],
        entry.answer,
        "\n".join(entry.citations),
        round(entry.confidence, 4),
        entry.language,
        entry.build,
        FEEDBACKS[entry.feedback] if entry.feedback else "",
        entry.reason,
        "是" if entry.left else "",
        entry.contact,
        entry.task_id,
    ]


def _harmless(value: Value) -> Value:
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value
