"""A page's rows for forms that have the store's own tables (`columns.TABLES`): those that were asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from reportedly.columns import TABLES, Cells, cells
from reportedly.exchange._told import Page

__all__ = ["COLUMNS", "rows_of"]

#: `columns.TABLES`; `readings` has the text besides, so that every span can be cut.
COLUMNS = {**TABLES, "readings": {**TABLES["readings"], "text": "varchar"}}


def rows_of(page: Page) -> Mapping[str, Sequence[Cells]]:
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
