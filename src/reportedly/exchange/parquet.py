"""Parquet: the tables of a store as files, for DuckDB, polars, pandas, R and Spark.

Columns are those of `columns.TABLES`; `readings` has the text besides, so that every span can be cut. Judgements are
applied: what was rejected is left out, what was amended leaves amended.
"""

from __future__ import annotations

from reportedly.columns import Cells
from reportedly.exchange._out import Out
from reportedly.exchange._tables import COLUMNS, rows_of
from reportedly.exchange._told import Told
from reportedly.lake import Tables

__all__ = ["suffix", "tables", "write"]

suffix = ".parquet"
tables = ("events", "statements", "factuality", "entities", "times", "readings")

#: Pages that are handed on at a time.
_BATCH = 64


def write(told: Told, out: Out) -> int:
    """Writes the six tables; returns the rows in all."""
    files = {table: out.part(table) for table in tables}
    stage = files["readings"].with_name(f"{files['readings'].name}.stage")
    with Tables(COLUMNS, stage) as staged:
        held: dict[str, list[Cells]] = {table: [] for table in tables}
        for number, page in enumerate(told.pages(), start=1):
            for table, rows in rows_of(page).items():
                held[table].extend(rows)
            if number % _BATCH == 0:
                staged.add(held)
                held = {table: [] for table in tables}
            out.step(page.id)
        staged.add(held)
        return sum(staged.write(table, path) for table, path in files.items())
