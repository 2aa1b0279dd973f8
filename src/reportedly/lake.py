"""Readings as Parquet: how they are written, by `code` shard by shard or as an export, and how a lake is asked.

A lake is a folder that `code` made: a folder a table (`columns.TABLES`), a file a shard in each, and a list of the
shards that are whole (`manifest.jsonl`). Its `readings` also hold the text and the article as it was taken in, so that
nothing else is needed. It is never changed afterwards; what is weighed from it lies beside it and may be deleted.

The same rows give the same bytes: DuckDB writes with one thread, in the order of the rows.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType

import duckdb

from reportedly.columns import TABLES, Cells, cells, dumps
from reportedly.errors import StoreBusy, StoreError
from reportedly.model import Article, Reading

__all__ = ["COLUMNS", "MANIFEST", "Tables", "alone", "is_lake", "taken_cells"]

#: table -> its columns, in order, with their SQL types: those of a store's tables, and whole articles.
COLUMNS: dict[str, dict[str, str]] = {
    **TABLES,
    "readings": {**TABLES["readings"], "text": "varchar", "taken": "varchar", "body": "boolean"},
}
#: The list of the shards that are whole, one a line.
MANIFEST = "manifest.jsonl"

_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "threads": 1,
    "memory_limit": "1GB",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}


def is_lake(path: str | os.PathLike[str]) -> bool:
    """Whether a folder is one that `code` made, or is making."""
    return Path(path, MANIFEST).is_file()


def taken_cells(article: Article, body: bool, reading: Reading) -> dict[str, list[Cells]]:
    """The rows of a lake's tables for an article as it was taken in, and its reading."""
    found = cells(reading.to_dict())
    taken = {key: value for key, value in article.to_dict().items() if key not in ("id", "text")}
    (row,) = found["readings"]
    return {**found, "readings": [(*row, article.text, dumps(taken), body)]}


# --- writing --------------------------------------------------------------------------------------------------------


class Tables:
    """Rows on their way into Parquet files. `stage` is a file for rows that may be more than memory holds."""

    def __init__(self, columns: Mapping[str, Mapping[str, str]] = COLUMNS, stage: Path | None = None) -> None:
        self._columns = columns
        self._stage = stage
        self._con = duckdb.connect(str(stage.absolute()) if stage else ":memory:", config=_CONFIG)
        for table, named in columns.items():
            self._con.execute(f"create table {table} ({', '.join(f'{name} {kind}' for name, kind in named.items())})")

    def __enter__(self) -> Tables:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._con.close()
        if self._stage:
            for path in (self._stage, self._stage.with_name(f"{self._stage.name}.wal")):
                path.unlink(missing_ok=True)

    def add(self, rows: Mapping[str, Sequence[Cells]]) -> None:
        """Adds rows to the tables of those names."""
        for table, some in rows.items():
            if some:
                # Column by column: a row at a time takes DuckDB a millisecond each.
                holes = ", ".join(f"unnest(?::{kind}[])" for kind in self._columns[table].values())
                self._con.execute(f"insert into {table} select {holes}", [list(one) for one in zip(*some, strict=True)])

    def write(self, table: str, path: Path) -> int:
        """Writes a table to a file, in the order of adding; how many rows it has."""
        with _said_plainly(path):
            self._con.execute(f"copy {table} to {_quoted(path)} (format parquet, compression zstd)")
        return int((self._con.execute(f"select count(*) from {table}").fetchone() or [0])[0])


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _quoted(path: str | os.PathLike[str]) -> str:
    """A path as SQL writes it; absolute, since `s3:x` in a working folder is no address."""
    return "'{}'".format(str(Path(path).absolute()).replace("'", "''"))


@contextlib.contextmanager
def _said_plainly(path: Path) -> Iterator[None]:
    """DuckDB's errors as sentences of ours."""
    try:
        yield
    except duckdb.Error as error:
        first = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise StoreError(f"({path}: {first})") from error


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One process at a time works at a folder. Raises `StoreBusy` for the others; a process that was killed is none.

    DuckDB holds a file's lock as the system at hand knows locks, and a lock ends with its process.
    """
    path = folder / ".working"
    try:
        held = duckdb.connect(str(path.absolute()), config=_CONFIG)
    except duckdb.Error as error:
        raise StoreBusy(f"({folder})") from error
    try:
        yield
    finally:
        held.close()
        path.unlink(missing_ok=True)
