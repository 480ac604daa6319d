"""Question files become EvalQuestions, or all of their faults are told at once.

A file is JSON Lines (`.jsonl`), CSV with a heading row (`.csv`, UTF-8 or, as Excel saves it on
Chinese systems, GB 18030) or the first sheet of an Excel workbook (`.xlsx`). The columns:

    id           text, different from all others, in other files too
    kind         text: the group that the question is counted in
    question     text
    answerable   true or false (in tables also 是/否, 1/0, yes/no)
    history      optional: earlier questions of the same conversation, oldest first
    time         optional: an answer turn of the right exchange, 2021-07-12 02:34:31
    exchange_id  optional: the right exchange
    contains     optional: what must stand in the answer; an entry may be a list of alternatives
    split        optional: text to choose by

In a table cell `history` and `contains` are a JSON list, or entries one to a line or separated
by `|`; alternatives inside an entry of `contains` are separated by `/` (write a JSON list where
a `/` belongs to the words). Other columns are ignored. A question without answer has no `time`,
`exchange_id` or `contains`.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from chat.evaluation.records import TIME_FORMAT, EvalQuestion
from index.normalise import normalise
from ingest.records import FangtanError

_REQUIRED = ("id", "kind", "question", "answerable")
_TRUTHS = {
    **dict.fromkeys(("true", "1", "yes", "y", "是"), True),
    **dict.fromkeys(("false", "0", "no", "n", "否"), False),
}
_TIME_FORMATS = (TIME_FORMAT, "%Y/%m/%d %H:%M:%S")  # Excel rewrites dates with slashes

Row = tuple[int, Mapping[str, Any]]
"""Number of the line or table row in the file, from 1, and its fields."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a questions file, where, and what to do."""

    path: Path
    line: int | None
    field: str | None
    problem: str

    def __str__(self) -> str:
        """Return file, line, field and what to do, in one line."""
        line = f" 第 {self.line} 行" if self.line else ""
        field = f"，{self.field} 字段" if self.field else ""
        return f"{self.path}{line}{field}：{self.problem}"


class QuestionsError(FangtanError):
    """Questions files can't be used; the message has one line for each fault."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = tuple(faults)


class _BadFieldError(Exception):
    def __init__(self, field: str | None, problem: str) -> None:
        super().__init__(problem)
        self.field = field
        self.problem = problem


def read_questions(paths: Sequence[Path], split: str | None = None) -> tuple[EvalQuestion, ...]:
    """Read question files, in the order given.

    :param split: Only questions of this split; all files are checked whole nevertheless.
    :raises QuestionsError: If anything is wrong with any of them; all faults are named.
    """
    questions: list[EvalQuestion] = []
    faults: list[Fault] = []
    seen: dict[str, tuple[Path, int]] = {}
    for path in paths:
        rows = _rows(path, faults)
        if not rows and not any(fault.path == path for fault in faults):
            faults.append(Fault(path, None, None, "文件里没有题目；请至少写一道"))
        for line, row in rows:
            try:
                question = _question(row)
            except _BadFieldError as bad:
                faults.append(Fault(path, line, bad.field, bad.problem))
                continue
            if question.id in seen:
                other, there = seen[question.id]
                problem = f"编号“{question.id}”与 {other} 第 {there} 行重复；请换一个"
                faults.append(Fault(path, line, "id", problem))
                continue
            seen[question.id] = (path, line)
            questions.append(question)
    if faults:
        raise QuestionsError(faults)
    chosen = tuple(q for q in questions if split is None or q.split == split)
    if not chosen:
        names = "、".join(sorted({q.split for q in questions if q.split})) or "（没有）"
        problem = f"没有 split 为“{split}”的题；文件里的 split 有：{names}"
        raise QuestionsError([Fault(path, None, "split", problem) for path in paths[:1]])
    return chosen


def _rows(path: Path, faults: list[Fault]) -> list[Row]:
    readers = {".jsonl": _jsonl_rows, ".csv": _csv_rows, ".xlsx": _xlsx_rows}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        problem = f"不认识的文件类型“{path.suffix}”；请用 {'、'.join(readers)}"
        faults.append(Fault(path, None, None, problem))
        return []
    try:
        return list(reader(path, faults))
    except FileNotFoundError:
        faults.append(Fault(path, None, None, "没有这个文件；请检查路径"))
    except OSError as error:
        faults.append(Fault(path, None, None, f"读不了（{error.strerror}）；请检查文件和权限"))
    return []


def _jsonl_rows(path: Path, faults: list[Fault]) -> Iterator[Row]:
    for line, text in enumerate(_decode(path, faults).split("\n"), 1):
        if not text.strip():
            continue
        try:
            row = json.loads(text)
        except ValueError as error:
            problem = f"不是合法的 JSON（{error}）；请检查引号和逗号"
            faults.append(Fault(path, line, None, problem))
            continue
        if isinstance(row, dict):
            yield line, row
        else:
            faults.append(Fault(path, line, None, "一行应是一个 JSON 对象：{…}"))


def _csv_rows(path: Path, faults: list[Fault]) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(_decode(path, faults), newline=""), strict=True)
    heading: list[str] = []
    began = 1
    try:
        for cells in reader:
            line, began = began, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if not heading:
                heading = _heading(path, line, cells, faults)
                if not heading:
                    return
            elif len(cells) > len(heading):
                problem = f"有 {len(cells)} 格，标题行只有 {len(heading)} 格；含逗号的格请加引号"
                faults.append(Fault(path, line, None, problem))
            else:
                yield line, _from_cells(heading, cells)
    except csv.Error as error:
        faults.append(Fault(path, began, None, f"不是合法的 CSV（{error}）；请检查引号"))


def _xlsx_rows(path: Path, faults: list[Fault]) -> Iterator[Row]:
    import zipfile

    from openpyxl import load_workbook

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError):
        faults.append(Fault(path, None, None, "不是 Excel 工作簿；请另存为 .xlsx"))
        return
    heading: list[str] = []
    try:
        for line, values in enumerate(book.worksheets[0].iter_rows(values_only=True), 1):
            cells = [_cell(value) for value in values]
            if not any(cells):
                continue
            if not heading:
                heading = _heading(path, line, cells, faults)
                if not heading:
                    return
            else:
                yield line, _from_cells(heading, cells)
    finally:
        book.close()


def _cell(value: object) -> str:
    """Return what a person sees in a cell: whole numbers without a decimal point."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:{TIME_FORMAT}}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _heading(path: Path, line: int, cells: Sequence[str], faults: list[Fault]) -> list[str]:
    """Return the columns' names; where a required one is missing, note it and return none."""
    names = [cell.strip() for cell in cells]
    missing = [name for name in _REQUIRED if name not in names]
    for name in missing:
        problem = f"标题行缺这一列；必须有：{'、'.join(_REQUIRED)}"
        faults.append(Fault(path, line, name, problem))
    return [] if missing else names


def _from_cells(heading: Sequence[str], cells: Sequence[str]) -> dict[str, Any]:
    """Return a table's row as JSON Lines would have it; what can't be read is left as it is."""
    row: dict[str, Any] = {}
    for name, cell in zip(heading, cells, strict=False):
        text = cell.strip()
        if name == "answerable":
            row[name] = _TRUTHS.get(text.lower(), text or None)
        elif name == "history":
            row[name] = _listed(text)
        elif name == "contains":
            row[name] = _listed(text, lambda entry: entry.split("/"))
        else:
            row[name] = text or None
    return row


def _listed(text: str, parted: Callable[[str], object] = str.strip) -> object:
    """Return a cell's entries; one that begins as a JSON list but is none stays a text."""
    if text.startswith("["):
        try:
            return json.loads(text)
        except ValueError:
            return text
    return [parted(entry) for entry in re.split(r"[\n|]", text) if entry.strip()]


def _decode(path: Path, faults: list[Fault]) -> str:
    content = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding).replace("\r\n", "\n")
        except UnicodeDecodeError:
            continue
    faults.append(Fault(path, None, None, "文字编码不对；请另存为 UTF-8"))
    return ""


def _question(row: Mapping[str, Any]) -> EvalQuestion:
    question = EvalQuestion(
        id=_text(row, "id"),
        kind=_text(row, "kind"),
        question=_text(row, "question"),
        history=_history(row),
        answerable=_truth(row, "answerable"),
        time=_time(row),
        exchange_id=_optional_text(row, "exchange_id"),
        contains=_contains(row),
        split=_optional_text(row, "split"),
    )
    if not question.answerable:
        for field in ("time", "exchange_id", "contains"):
            if getattr(question, field):
                raise _BadFieldError(
                    field, "answerable 为 false 的题应当拒答，不能写这一项；请删去"
                )
    return question


def _text(row: Mapping[str, Any], field: str) -> str:
    value = row.get(field)
    if value is None:
        raise _BadFieldError(field, "缺这一项；请补上")
    if not isinstance(value, str) or not value.strip():
        raise _BadFieldError(field, f"写的是 {_shown(value)}，应为非空的文字")
    return value.strip()


def _optional_text(row: Mapping[str, Any], field: str) -> str | None:
    return None if row.get(field) is None else _text(row, field)


def _truth(row: Mapping[str, Any], field: str) -> bool:
    value = row.get(field)
    if value is None:
        raise _BadFieldError(field, "缺这一项；请写 true（能答）或 false（应拒答）")
    if not isinstance(value, bool):
        raise _BadFieldError(field, f"写的是 {_shown(value)}，应为 true（能答）或 false（应拒答）")
    return value


def _time(row: Mapping[str, Any]) -> datetime | None:
    value = row.get("time")
    if value is None:
        return None
    for time_format in _TIME_FORMATS:
        try:
            return datetime.strptime(value, time_format)
        except (TypeError, ValueError):
            continue
    raise _BadFieldError("time", f"写的是 {_shown(value)}，应如 2021-07-12 02:34:31")


def _history(row: Mapping[str, Any]) -> tuple[str, ...]:
    entries = _entries(row, "history")
    for entry in entries:
        if not isinstance(entry, str) or not entry.strip():
            raise _BadFieldError("history", f"其中的 {_shown(entry)} 不是非空的文字")
    return tuple(entry.strip() for entry in entries)


def _contains(row: Mapping[str, Any]) -> tuple[tuple[str, ...], ...]:
    contains = []
    for entry in _entries(row, "contains"):
        alternatives = entry if isinstance(entry, list) else [entry]
        if not alternatives:
            raise _BadFieldError("contains", "其中有一个空的列表；请写上字样，或删去")
        for words in alternatives:
            if not isinstance(words, str) or not normalise(words):
                raise _BadFieldError("contains", f"其中的 {_shown(words)} 不是非空的文字")
        contains.append(tuple(words.strip() for words in alternatives))
    return tuple(contains)


def _entries(row: Mapping[str, Any], field: str) -> list[Any]:
    value = row.get(field)
    if value is None:
        return []
    if not isinstance(value, list):
        raise _BadFieldError(
            field, f'写的是 {_shown(value)}，应为列表，如 ["440亿元"]；请检查引号和逗号'
        )
    return value


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 40 else f"{text[:40]}…"
