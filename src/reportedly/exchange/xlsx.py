"""A workbook for Excel and LibreOffice: the tables of `csv`, a sheet each. Needs XlsxWriter (extra `office`).

Numbers are numbers and all else is text: nothing is taken for a formula, a link or a date. Rows that a sheet has no
room for go on in another one of that name ("events 2"); a cell of more characters than Excel keeps is cut, and ends
with "…".
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from reportedly.errors import NotInstalled
from reportedly.exchange._out import Out
from reportedly.exchange._sheets import COLUMNS, cell, fill
from reportedly.exchange._told import Told
from reportedly.exchange._xml import printable

__all__ = ["suffix", "tables", "write"]

suffix = ".xlsx"
tables = ("record",)

#: What Excel keeps: rows of a sheet, characters of a cell.
ROWS, LONGEST = 1_048_576, 32_767
#: A workbook has a day on which it was made; the same record is to give the same bytes on any day.
_MADE = datetime(1980, 1, 1)


def write(told: Told, out: Out) -> int:
    """Writes the workbook; returns the rows in all."""
    try:
        import xlsxwriter
    except ImportError as error:
        raise NotInstalled("XlsxWriter", "office") from error
    path = str(out.part())
    # What is not yet in the file lies in this folder, and goes with it when the export is stopped.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        book = xlsxwriter.Workbook(path, {"constant_memory": True, "tmpdir": folder})
        book.set_properties({"created": _MADE})
        sheets = {table: _Sheets(book, table) for table in COLUMNS}
        rows = fill(told, out, lambda table, row: sheets[table].add(row))
        book.close()
    return rows


class _Sheets:
    """A table's sheet, and the further ones that it needs."""

    def __init__(self, book: Any, table: str) -> None:
        self._book = book
        self._table = table
        self._sheets = 0
        self._open()

    def _open(self) -> None:
        self._sheets += 1
        self._sheet = self._book.add_worksheet(self._table if self._sheets == 1 else f"{self._table} {self._sheets}")
        self._sheet.freeze_panes(1, 0)
        for n, name in enumerate(COLUMNS[self._table]):
            self._sheet.write_string(0, n, name)
        self._next = 1

    def add(self, row: Mapping[str, Any]) -> None:
        if self._next == ROWS:
            self._open()
        for n, name in enumerate(COLUMNS[self._table]):
            value = cell(row[name])
            if isinstance(value, int | float) and not isinstance(value, bool):
                self._sheet.write_number(self._next, n, value)
            elif value not in (None, ""):
                self._sheet.write_string(self._next, n, _cut(printable(value)))
        self._next += 1


def _cut(words: str) -> str:
    # Excel counts UTF-16.
    if len(words.encode("utf-16-le")) // 2 <= LONGEST:
        return words
    return words.encode("utf-16-le")[: 2 * (LONGEST - 1)].decode("utf-16-le", "ignore") + "…"
