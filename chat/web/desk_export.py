"""Gaps are written to an Excel workbook: one sheet of what is asked, one of each time."""

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter

from chat.ledger.records import Gap
from chat.web.desk_entries import FEEDBACKS, STATUSES
from chat.web.desk_gaps import local_time, row_of

_GAPS = {  # columns, and how wide they are
    "序号": 6, "问题": 50, "次数": 8, "原因": 40, "近八周（旧→新）": 20, "最近一次": 14,
    "状态": 10, "部门": 24, "期限": 14, "各种问法": 60,
}  # fmt: skip
_ASKED = {
    "序号": 6, "提问时间": 20, "问题": 50, "结果": 16, "评价": 10, "评价原因": 40,
    "留给工作人员": 14, "联系方式": 24,
}  # fmt: skip
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # a workbook can't hold them

_Row = Sequence[str | int]


def gaps_to_xlsx(gaps: Sequence[Gap], path: Path, today: date) -> None:
    """Write gaps to a workbook; no cell is a formula.

    :raises OSError: If the file can't be written.
    """
    book = Workbook(write_only=True)
    _write(book, "未答问题", _GAPS, (_gap(n, gap, today) for n, gap in enumerate(gaps, 1)))
    _write(
        book, "每次提问", _ASKED, (row for n, gap in enumerate(gaps, 1) for row in _asked(n, gap))
    )
    content = io.BytesIO()  # openpyxl leaves its parts open where a path can't be written
    book.save(content)
    path.write_bytes(content.getvalue())


def _write(book: Workbook, title: str, columns: Mapping[str, int], rows: Iterable[_Row]) -> None:
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for number, width in enumerate(columns.values(), 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.append(list(columns))
    for row in rows:
        cells = [
            WriteOnlyCell(sheet, _CONTROL.sub("", value) if isinstance(value, str) else value)
            for value in row
        ]
        for cell in cells:
            if isinstance(cell.value, str):
                cell.data_type = "s"  # openpyxl takes a text that begins with = for a formula
        sheet.append(cells)


def _gap(number: int, gap: Gap, today: date) -> _Row:
    row, task = row_of(gap, today), gap.task
    given = (task.department, f"{task.due}") if task else ("", "")
    forms = "\n".join(dict.fromkeys(entry.question for entry in gap.entries))
    listed = (number, row.question, row.n, row.reasons, row.weeks, row.last)
    return [*listed, row.state.value, *given, forms]


def _asked(number: int, gap: Gap) -> list[_Row]:
    return [
        [
            number,
            local_time(entry.asked_at),
            entry.question,
            STATUSES[entry.status],
            FEEDBACKS[entry.feedback] if entry.feedback else "",
            entry.reason,
            "是" if entry.left else "",
            entry.contact,
        ]
        for entry in gap.entries
    ]
