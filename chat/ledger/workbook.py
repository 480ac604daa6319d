"""Rows are written to an Excel workbook, sheet by sheet; no cell is a formula."""

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

Value = str | float | None
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # a workbook can't hold them


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet with a heading row."""

    title: str
    columns: Mapping[str, int]
    """The headings, and how wide each column is, in characters."""
    rows: Iterable[Sequence[Value]]


def write_workbook(sheets: Iterable[Sheet], path: Path) -> None:
    """Write sheets to a workbook.

    :raises OSError: If the file can't be written.
    """
    from openpyxl import Workbook  # takes time: not paid by who imports this to read labels
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    for sheet in sheets:
        page = book.create_sheet(sheet.title)
        page.freeze_panes = "A2"
        for number, width in enumerate(sheet.columns.values(), 1):
            page.column_dimensions[get_column_letter(number)].width = width
        page.append(list(sheet.columns))
        for row in sheet.rows:
            cells = [WriteOnlyCell(page, _writable(value)) for value in row]
            for cell in cells:
                if isinstance(cell.value, str):
                    cell.data_type = "s"  # openpyxl takes a text that begins with = for a formula
            page.append(cells)
    content = io.BytesIO()  # openpyxl leaves its parts open where a path can't be written
    book.save(content)
    path.write_bytes(content.getvalue())


def _writable(value: Value) -> Value:
    return _CONTROL.sub("", value) if isinstance(value, str) else value
