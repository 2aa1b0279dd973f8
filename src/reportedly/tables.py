"""Tables that a user brings as CSV, TSV or TOML: rows of named cells, each with the number of its line."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Day
from pathlib import Path
from typing import Any

from reportedly.errors import UsageError

__all__ = ["Row", "Shape", "read", "safe_cell"]

#: Where a row stands ("actors.csv, line 3"), and its cells by column; a column that is not there is not in it.
Row = tuple[str, Mapping[str, str]]


def safe_cell(value: Any) -> Any:
    """A value as a cell of CSV: what a spreadsheet would run as a formula, and news is a stranger's, begins with '."""
    if value is None or isinstance(value, int | float):
        return value
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"'{text}" if _FORMULA.match(text) else text


#: Also full-width, also behind a quotation mark: some spreadsheets take those off first. What looks as if it had been
#: made safe already is made so again, so that intake can take off one mark and have the string that there was.
_FORMULA = re.compile("'*[\"'“”‘’]?[=+\\-@\t\r\n＝＋－＠]")


@dataclass(frozen=True, slots=True)
class Shape:
    """What a table may look like: what it is a table of ("actor": so a TOML heading reads), and its columns, of which
    the first must be there."""

    of: str
    columns: Sequence[str]

    def check(self, columns: Sequence[str], where: str) -> None:
        for column in columns:
            if column not in self.columns:
                raise UsageError(f"{where}: there is no column {column!r}; there are: {', '.join(self.columns)}.")
        if self.columns[0] not in columns:
            raise UsageError(f"{where}: the column {self.columns[0]!r} is missing.")


def read(path: str | os.PathLike[str], shape: Shape) -> tuple[list[Row], str]:
    """The rows of a CSV or TOML file, and the first figures of its hash. Raises `UsageError`, naming file and line."""
    file = Path(path)
    try:
        raw = file.read_bytes()
        text = raw.decode("utf-8-sig")
    except OSError as error:
        raise UsageError(f"The {shape.of}s in {file.name} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise UsageError(f"{file.name}, line {line}: this is not UTF-8 text.") from error
    rows = _from_toml if file.suffix.casefold() == ".toml" else _from_csv
    found = [(f"{file.name}, line {line}", cells) for line, cells in rows(text, file.name, shape)]
    return found, hashlib.sha256(raw).hexdigest()[:10]


def _from_csv(text: str, name: str, shape: Shape) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Each row with the number of the line that it begins on; the first line names the columns."""
    first = text.split("\n", 1)[0]
    mark = next((mark for mark in "\t;" if mark in first and "," not in first), ",")
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    columns: list[str] = []
    begins = 1
    try:
        for cells in lines:
            line, begins = begins, lines.line_num + 1
            if not any(cell.strip() for cell in cells) or cells[0].startswith("#"):
                continue
            if not columns:
                columns = [cell.strip().casefold() for cell in cells]
                shape.check(columns, f"{name}, line {line}")
            elif len(cells) > len(columns):
                raise UsageError(f"{name}, line {line}: there are {len(cells)} cells for {len(columns)} columns.")
            else:
                yield line, {column: cell.strip() for column, cell in zip(columns, cells)}
    except csv.Error as error:
        raise UsageError(f"{name}, line {lines.line_num}: this is not CSV: {error}.") from error


def _from_toml(text: str, name: str, shape: Shape) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Each `[[actor]]` with the number of the line that its heading stands on."""
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        told_line = re.search(r"line (\d+)", str(error))
        at = told_line[1] if told_line else text.count("\n") + 1
        raise UsageError(f"{name}, line {at}: this is not TOML: {error}.") from error
    found = told.pop(shape.of, [])
    if told or not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise UsageError(f"{name}, line 1: write each {shape.of} as a table under [[{shape.of}]].")
    heading = re.compile(rf"\s*\[\[\s*{shape.of}\s*\]\]")
    heads = [at for at, line in enumerate(text.splitlines(), 1) if heading.match(line)]
    for line, one in zip(heads or [1] * len(found), found):
        shape.check(list(one), f"{name}, line {line}")
        yield line, {key: _cell(value) for key, value in one.items()}


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return "|".join(map(str, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, Day) else str(value).strip()
