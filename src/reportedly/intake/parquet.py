"""Parquet: a table by columns, read in batches by DuckDB, which may open that one file and nothing else.

A row has no bytes of its own; an article's `raw` is the hash of the row written out as JSON.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from reportedly.intake import _table
from reportedly.intake._decode import decode, is_binary
from reportedly.intake._endings import ENDINGS
from reportedly.intake._layouts import Layout, recognise
from reportedly.intake._raw import Options, Raw, TooLarge, shown
from reportedly.intake._table import Found, Item
from reportedly.model import Article, Skipped

__all__ = ["addresses", "articles", "magic", "sniff", "suffixes"]

suffixes = ENDINGS["parquet"]
#: The second is what an encrypted file begins with.
magic = (b"PAR1", b"PARE")

#: Rows fetched at a time, each of them as large as one article may be.
_BATCH = 16
_CONFIG: dict[str, Any] = {
    "threads": 1,
    "memory_limit": "1GB",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}
_SOURCE = "read_parquet(?, hive_partitioning = false, utf8_validation = '{}')"
#: Types that come as plain values of Python; nested ones come as JSON, all others as SQL writes them out.
_PLAIN = frozenset(
    "varchar blob boolean float double tinyint smallint integer bigint hugeint utinyint usmallint uinteger ubigint "
    "uhugeint".split()
)
_NESTED = frozenset("struct list array map union variant".split())


def sniff(head: bytes) -> bool:
    """Never: its first bytes tell, and they are no text."""
    return False


def articles(raw: Raw, options: Options) -> Iterator[Article | Skipped]:
    """One article (or reason) for each row. A table of addresses without texts is one reason."""
    return _table.articles(raw.name, _read(raw, options), options)


def addresses(raw: Raw, options: Options) -> Iterator[tuple[str, dict[str, Any]] | Skipped]:
    """The addresses of the rows that have no text, each with what the row says besides (see `_table.addresses`)."""
    return _table.addresses(raw.name, _read(raw, options))


def _read(raw: Raw, options: Options) -> Iterator[Found]:
    """The layout of the table, then its rows; what the file says no more is a reason."""
    import duckdb

    number = 0
    with _on_disk(raw) as path:
        try:
            with _opened(path) as connection:
                columns = _columns(connection, path)
                layout = recognise([name for column in columns for name in column.names], options.map)
                yield layout
                for number, (cells, notes) in enumerate(_rows(connection, path, columns, options.limit), 1):
                    yield _item(f"{raw.name}:row {number}", columns, cells, layout, options, notes)
        except duckdb.Error as error:
            # Rows come in batches of DuckDB's: those of the one that broke are lost as well.
            yield Skipped(f"{raw.name}:row {number + 1}", f"Nothing from here on could be read: {_said(error, path)}.")
            return
    if not number:
        yield Skipped(raw.name, "It holds no rows.")


@contextlib.contextmanager
def _on_disk(raw: Raw) -> Iterator[Path]:
    """The file, or one that holds what a stream gives and is gone afterwards: Parquet is read from its end."""
    if raw.path is not None:
        yield raw.path.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="reportedly-", ignore_cleanup_errors=True) as folder:
        path = Path(folder).resolve() / "table.parquet"
        with raw.open() as stream, path.open("wb") as file:
            shutil.copyfileobj(stream, file, 1 << 20)
        yield path


# --- the file by DuckDB ----------------------------------------------------------------------------------------------


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """A database in memory that can read the file and no other, write none, and fetch no extension."""
    import duckdb

    with duckdb.connect(":memory:", config=_CONFIG) as connection:
        connection.execute("set temp_directory = ''; set TimeZone = 'UTC'")
        # What waits in this buffer when damage is met is lost.
        connection.execute("set streaming_buffer_size = '1KB'")
        connection.execute("set allowed_paths = ?", [[_plainly(path), _pattern(path)]])
        connection.execute("set enable_external_access = false; set lock_configuration = true")
        yield connection


def _plainly(path: Path) -> str:
    return path.as_posix() if os.name == "nt" else str(path)


def _pattern(path: Path) -> str:
    """The path as a pattern that nothing else fits: a name may hold stars and brackets."""
    return re.sub(r"[*?\[]", r"[\g<0>]", _plainly(path))


class _Column:
    """A column of the file: its name, how it is asked for, and the names of what lies inside it one step down."""

    def __init__(self, name: str, kind: Any) -> None:
        self.name = name
        self.nested = kind.id in _NESTED
        self.inner = [str(inner) for inner, _ in kind.children] if kind.id == "struct" else []
        self.names = [name, *(f"{name}.{inner}" for inner in self.inner)]
        quoted = '"{}"'.format(name.replace('"', '""'))
        form = "to_json({})::varchar" if self.nested else "{}" if kind.id in _PLAIN else "{}::varchar"
        self.sql = form.format(quoted)
        self.dated = kind.id.startswith("timestamp")
        # Only these have a length to speak of.
        self.size = {"varchar": f"strlen({self.sql})", "blob": f"octet_length({self.sql})"}.get(kind.id)
        self.size = f"strlen({self.sql})" if self.nested else self.size

    def within(self, limit: int) -> str:
        """How the cell is asked for so that no more than that many bytes come of it."""
        return f"case when {self.size} <= {limit} then {self.sql} end" if self.size else self.sql


def _columns(connection: Any, path: Path) -> list[_Column]:
    shape = connection.sql(f"select * from {_SOURCE.format('strict')}", params=[_pattern(path)])
    return [_Column(name, kind) for name, kind in zip(shape.columns, shape.types)]


def _rows(
    connection: Any, path: Path, columns: Sequence[_Column], limit: int
) -> Iterator[tuple[tuple[Any, ...], list[str]]]:
    """The cells of each row, then how many bytes its long ones have; and what was lost. No cell over the limit comes.

    Where text is met that is no UTF-8, DuckDB can go on only by putting question marks for such bytes.
    """
    import duckdb

    done = 0
    for check in ("strict", "replace"):
        try:
            for cells in _fetched(connection, path, columns, limit, check, done):
                done += 1
                yield cells, _questioned(cells) if check == "replace" else []
            return
        except duckdb.InvalidInputException as error:
            if check == "replace" or "string encoding" not in str(error):
                raise


def _fetched(
    connection: Any, path: Path, columns: Sequence[_Column], limit: int, check: str, done: int
) -> Iterator[tuple[Any, ...]]:
    sizes = " + ".join(f"coalesce({column.size}, 0)" for column in columns if column.size)
    wanted = ", ".join([*(column.within(limit) for column in columns), sizes or "0"])
    result = connection.execute(f"select {wanted} from {_SOURCE.format(check)} offset {done}", [_pattern(path)])
    while batch := result.fetchmany(_BATCH):
        yield from batch


def _questioned(cells: Sequence[Any]) -> list[str]:
    asked = any(isinstance(cell, str) and "?" in cell for cell in cells)
    return ["The file holds text that is no UTF-8; a question mark may stand for such bytes."] if asked else []


def _said(error: Exception, path: Path) -> str:
    """The error without the place on this machine, in one line."""
    named = re.compile(rf"(?:\bfile )?[\"']?{re.escape(_plainly(path))}[\"']?")
    return shown(named.sub("the file", str(error).partition("\n")[0]).rstrip(". ")[:300])


# --- a row ------------------------------------------------------------------------------------------------------------


def _item(
    origin: str,
    columns: Sequence[_Column],
    cells: Sequence[Any],
    layout: Layout,
    options: Options,
    notes: list[str],
) -> Item | Skipped:
    if cells[-1] > options.limit:
        return Skipped(origin, f"The row has {TooLarge(options.limit)}.")
    row = {column.name: _plain(column, cell, notes, options) for column, cell in zip(columns, cells)}
    data = json.dumps(row, ensure_ascii=False).encode("utf-8", "replace")
    row.update(_inside(row, columns, layout))
    return Item(origin, data, layout.item(row, notes), notes)


def _inside(row: dict[str, Any], columns: Sequence[_Column], layout: Layout) -> dict[str, Any]:
    """What lies inside nested cells and is wanted as a field: `source.title`."""
    used = {name for names in layout.fields.values() for name in names}
    found: dict[str, Any] = {}
    for column in columns:
        value = row[column.name]
        if isinstance(value, dict):
            found.update(
                (name, value.get(inner)) for name, inner in zip(column.names[1:], column.inner) if name in used
            )
    return found


def _plain(column: _Column, cell: Any, notes: list[str], options: Options) -> Any:
    """A cell as plain data. Times are as ISO writes them, in UTC where the file knows their zone."""
    if isinstance(cell, bytes):
        return _words(column.name, cell, notes, options)
    if isinstance(cell, float):
        return cell if math.isfinite(cell) else None
    if not isinstance(cell, str):
        return cell
    if column.nested:
        return _nested(column.name, cell, notes)
    return cell.replace(" ", "T", 1) if column.dated else cell


def _words(name: str, data: bytes, notes: list[str], options: Options) -> str | None:
    """Bytes that are text, as some writers store it; others, pictures say, are left out."""
    if not is_binary(data[:8192]):
        text, more = decode(data, options.encoding)
        if "\ufffd" not in text:
            notes += more
            return text
    notes.append(f'What stands under "{name}" is no text ({len(data)} bytes) and was left out.')
    return None


def _nested(name: str, words: str, notes: list[str]) -> Any:
    try:
        return json.loads(words, parse_constant=lambda constant: None)
    except (ValueError, RecursionError):
        notes.append(f'What stands under "{name}" is nested too deeply and was left out.')
        return None
