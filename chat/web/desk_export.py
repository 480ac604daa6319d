"""Gaps are written to an Excel workbook: one sheet of what is asked, one of each time."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from chat.ledger.export import FEEDBACKS, STATUSES
from chat.ledger.records import Gap
from chat.ledger.workbook import Sheet, write_workbook
from chat.web.desk_gaps import local_time, row_of

_GAPS = {  # columns, and how wide they are
    "序号": 6, "问题": 50, "次数": 8, "原因": 40, "近八周（旧→新）": 20, "最近一次": 14,
    "状态": 10, "部门": 24, "期限": 14, "各种问法": 60,
}  # fmt: skip
_ASKED = {
    "序号": 6, "提问时间": 20, "问题": 50, "结果": 16, "评价": 10, "评价原因": 40,
    "留给工作人员": 14, "联系方式": 24,
}  # fmt: skip
_Row = Sequence[str | int]


def gaps_to_xlsx(gaps: Sequence[Gap], path: Path, today: date) -> None:
    """Write gaps to a workbook; no cell is a formula.

    :raises OSError: If the file can't be written.
    """
    listed = (_gap(number, gap, today) for number, gap in enumerate(gaps, 1))
    each = (row for number, gap in enumerate(gaps, 1) for row in _asked(number, gap))
    sheets = [Sheet("未答问题", _GAPS, listed), Sheet("每次提问", _ASKED, each)]
    write_workbook(sheets, path)


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
