"""Entries are written to a file: an Excel workbook, CSV, or JSON Lines."""

import csv
import io
import json
import re
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TextIO

from chat.ledger.records import LOCAL_TIME, Entry, Feedback
from chat.records import Status

_STATUSES = {Status.ANSWERED: "已回答", Status.REFUSED: "没有官员回答过", Status.REPLIED: "寒暄"}
_FEEDBACKS = {Feedback.HELPFUL: "有帮助", Feedback.UNHELPFUL: "没有帮助", None: ""}
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
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # a workbook can't hold them

_Value = str | float | None


def to_xlsx(entries: Iterable[Entry], path: Path) -> None:
    """Write entries to an Excel workbook, one to a row, with a heading row; no cell is a formula.

    :raises OSError: If the file can't be written.
    """
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet("提问记录")
    sheet.freeze_panes = "A2"
    for number, width in enumerate(_COLUMNS.values(), 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.append(list(_COLUMNS))
    for entry in entries:
        row = [WriteOnlyCell(sheet, _writable(value)) for value in _values(entry)]
        for cell in row:
            if isinstance(cell.value, str):
                cell.data_type = "s"  # openpyxl takes a text that begins with = for a formula
        sheet.append(row)
    content = io.BytesIO()  # openpyxl leaves its parts open where a path can't be written
    book.save(content)
    path.write_bytes(content.getvalue())


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


def _values(entry: Entry) -> list[_Value]:
    """Return a row's values, in the order of the columns."""
    return [
        entry.id,
        f"{entry.asked_at.astimezone(LOCAL_TIME):%Y-%m-%d %H:%M:%S}",
        entry.question,
        _STATUSES[entry.status],
        entry.answer,
        "\n".join(entry.citations),
        round(entry.confidence, 4),
        entry.language,
        entry.build,
        _FEEDBACKS[entry.feedback],
        entry.reason,
        "是" if entry.left else "",
        entry.contact,
        entry.task_id,
    ]


def _writable(value: _Value) -> _Value:
    return _CONTROL.sub("", value) if isinstance(value, str) else value


def _harmless(value: _Value) -> _Value:
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value
