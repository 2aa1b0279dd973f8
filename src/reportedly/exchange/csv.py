"""CSV for spreadsheets: statements and events as the verbs of those names list them, claims, and articles.

No cell is run as a formula (`tables.safe_cell`). Lists have "; " between, spans read "67-75"; the first row names the
columns. UTF-8 with a byte order mark, without which spreadsheets take it for something else; lines end in CRLF
(RFC 4180).
"""

from __future__ import annotations

import csv

from reportedly.exchange._out import Out
from reportedly.exchange._sheets import COLUMNS, cell, fill
from reportedly.exchange._told import Told
from reportedly.tables import safe_cell

__all__ = ["suffix", "tables", "write"]

suffix = ".csv"
tables = tuple(COLUMNS)


def write(told: Told, out: Out) -> int:
    """Writes the four tables; returns the rows in all."""
    files = {}
    for table, columns in COLUMNS.items():
        file = out.text(table)
        file.write("\ufeff")
        files[table] = csv.writer(file)
        files[table].writerow(columns)
    return fill(
        told, out, lambda table, row: files[table].writerow([safe_cell(cell(row[name])) for name in COLUMNS[table]])
    )
