"""Rows as people use them in Python: one after another, as a list, as a data frame, or as a table in a notebook.

`Desk.statements(...)` and its like give `Rows`, which ask the store when somebody looks at them, and again each time.
The libraries of frames are extras: `.df()` needs pandas, `.pl()` polars, `.arrow()` pyarrow.
"""

from __future__ import annotations

from reportedly.frames._rows import RowList, Rows
from reportedly.frames._shapes import SHAPES, Shape, sql_shapes
from reportedly.frames._showing import show_dossier, show_reading

__all__ = ["SHAPES", "RowList", "Rows", "Shape", "show_dossier", "show_reading", "sql_shapes"]
