"""`Rows` and `RowList`: plain rows that become frames, and tables in a notebook."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from reportedly.frames._kinds import to_arrow, to_pandas, to_polars
from reportedly.frames._shapes import SHAPES, Shape, columns, flat, shapes_of
from reportedly.frames._showing import show_rows

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

__all__ = ["RowList", "Rows"]

Plain = dict[str, Any]


class _Framed(Iterable[Plain]):
    """What `Rows` and `RowList` share: frames and a notebook's table, made from the rows that iterating gives."""

    _of: str
    _shapes: Mapping[str, Shape]

    def df(self) -> pandas.DataFrame:
        """A pandas DataFrame (extra `pandas`). Days stay ISO words, since "1962-10" is one; what is not known is NA."""
        return to_pandas(*self._columns())

    def pl(self) -> polars.DataFrame:
        """A polars DataFrame (extra `polars`)."""
        return to_polars(*self._columns())

    def arrow(self) -> pyarrow.Table:
        """A table of Apache Arrow (extra `arrow`), which DuckDB, R and Parquet take as it is."""
        return to_arrow(*self._columns())

    @property
    def columns(self) -> list[str]:
        """The names of the columns that are known before a row is seen."""
        return [*self._shapes]

    def _columns(self) -> tuple[dict[str, list[Any]], dict[str, Shape]]:
        rows = list(self)
        shapes = shapes_of(rows, self._shapes)
        return columns(rows, shapes), flat(shapes)

    def _repr_html_(self) -> str:
        return show_rows(self._of, iter(self))


class Rows(_Framed):
    """Rows that are asked for when somebody looks, each time anew: iterate, or take a frame.

    `of` says what they are rows of ("statements", ...), which decides their columns (`SHAPES`); for anything else the
    columns are read off the values. `next(rows)` goes on where the last `next` stopped, as with any iterator.

    >>> rows = Rows("series", lambda: iter([{"period": "1962-10", "events": 82}]))
    >>> [row["events"] for row in rows], rows.list()
    ([82], [{'period': '1962-10', 'events': 82}])
    """

    def __init__(self, of: str, ask: Callable[[], Iterable[Plain]], shapes: Mapping[str, Shape] | None = None) -> None:
        self._of = of
        self._ask = ask
        self._shapes = SHAPES.get(of, {}) if shapes is None else shapes
        self._begun: Iterator[Plain] | None = None

    def __iter__(self) -> Iterator[Plain]:
        return iter(self._ask())

    def __next__(self) -> Plain:
        self._begun = self._begun if self._begun is not None else iter(self)
        return next(self._begun)

    def list(self) -> list[Plain]:
        """All rows, as plain data."""
        return [*self]

    def __repr__(self) -> str:
        return f"<rows of {self._of}: iterate, or .list(), .df(), .pl(), .arrow()>"


class RowList(_Framed, list[Plain]):
    """A list of rows that is a frame, too. `cut`: there were more than were asked for.

    >>> counted = RowList("counts", [{"type": "AID", "events": 3}])
    >>> counted[0]["events"], counted == [{"type": "AID", "events": 3}]
    (3, True)
    """

    __iter__ = list.__iter__

    def __init__(
        self, of: str, rows: Iterable[Plain], shapes: Mapping[str, Shape] | None = None, *, cut: bool = False
    ) -> None:
        super().__init__(rows)
        self.cut = cut
        self._of = of
        self._shapes = SHAPES.get(of, {}) if shapes is None else shapes
