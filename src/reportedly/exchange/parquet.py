"""Parquet: the tables of a store as files, for DuckDB, polars, pandas, R and Spark.

Columns are those of `columns.TABLES`; `readings` has the text besides, so that every span can be cut. Judgements are
applied: what was rejected is left out, what was amended leaves amended.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from reportedly.columns import TABLES, Cells, cells
from reportedly.exchange._out import Out
from reportedly.exchange._told import Page, Told
from reportedly.lake import Tables

__all__ = ["suffix", "tables", "write"]

suffix = ".parquet"
tables = ("events", "statements", "factuality", "entities", "times", "readings")

#: Pages that are handed on at a time.
_BATCH = 64
_COLUMNS = {**TABLES, "readings": {**TABLES["readings"], "text": "varchar"}}


def write(told: Told, out: Out) -> int:
    """Writes the six tables; returns the rows in all."""
    files = {table: out.part(table) for table in tables}
    stage = files["readings"].with_name(f"{files['readings'].name}.stage")
    with Tables(_COLUMNS, stage) as staged:
        held: dict[str, list[Cells]] = {table: [] for table in tables}
        for number, page in enumerate(told.pages(), start=1):
            for table, rows in _rows(page).items():
                held[table].extend(rows)
            if number % _BATCH == 0:
                staged.add(held)
                held = {table: [] for table in tables}
            out.step(page.id)
        staged.add(held)
        return sum(staged.write(table, path) for table, path in files.items())


def _rows(page: Page) -> Mapping[str, Sequence[Cells]]:
    """Of a page's rows those that were asked for; an entity or a time belongs to its article, asked for or not."""
    asked = {"statements": {row["id"] for row in page.statements}, "events": {row["id"] for row in page.events}}
    views = {(row["id"], tuple(row["holder"])) for row in page.views}
    found = cells(page.reading)
    (reading,) = found["readings"]
    at = {table: {name: n for n, name in enumerate(TABLES[table])} for table in TABLES}

    def wanted(table: str, row: Any) -> bool:
        if table == "factuality":
            return (row[at[table]["event"]], tuple(row[at[table]["holder"]])) in views
        return table not in asked or row[at[table]["id"]] in asked[table]

    kept = {table: [row for row in rows if wanted(table, row)] for table, rows in found.items()}
    return {**kept, "readings": [(*reading, page.text)]}
