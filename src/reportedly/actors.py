"""Actors of a user's own: people and bodies that our tables lack or have otherwise, with the dates of their roles.

    name,aliases,country,sector,office,since,until,kind,wikidata
    Ana Kovel,A. Kovel|Kovel,HRV,GOV,mayor of Split,2021-06,,person,
    Blue Shore Front,BSF,HRV,REB,,1991,1995,organisation,

A file is CSV (as above; only `name` is needed) or TOML (`[[actor]]` tables with the same keys). Its rows go before
ours; several rows of one name are roles of one actor, who answers to the aliases of all.
What is read is a value: a Reader is given it and hands it on, so two readers never see each other's actors.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date as Day
from functools import cached_property
from pathlib import Path
from typing import Any

from reportedly import gazetteer
from reportedly.errors import UsageError
from reportedly.gazetteer import INTERNATIONAL, SECTORS, Hit, Office

__all__ = ["NONE", "Actors", "load"]

COLUMNS = ("name", "aliases", "country", "sector", "office", "since", "until", "kind", "wikidata")
KINDS = ("person", "organisation")
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


@dataclass(frozen=True, slots=True)
class _Row:
    """One role of one actor; `names` are all it answers to, `where` says "from FILE, line N"."""

    names: tuple[str, ...]
    country: str
    sector: str
    office: str
    since: str
    until: str
    person: bool
    wikidata: str | None
    where: str


@dataclass(frozen=True)
class Actors:
    """The rows of a file, asked like the gazetteer and before it; `digest` tells two files apart. Empty is false."""

    rows: tuple[_Row, ...] = ()
    digest: str = ""

    def __bool__(self) -> bool:
        return bool(self.rows)

    def organisation(self, words: str, date: str | None = None) -> Hit | None:
        """The body of that name on that day; without a date the one whose row is open, else the last listed."""
        rows = [row for row in self._named(words) if not row.person]
        there = [row for row in rows if gazetteer.covers(row.since, row.until, date)] or ([] if date else rows[-1:])
        if not there:
            return None
        row = there[0]
        return Hit(
            row.country, "organisation", row.names[0], row.sector or None, row.wikidata, f'"{words}": {row.where}'
        )

    def holder(self, name: str, date: str | None = None) -> Office | None:
        """The person of that name, in the role of that day, else out of the last one, as `gazetteer.holder` has it."""
        rows = [_office(row) for row in self._named(name) if row.person]
        return gazetteer.in_office(rows, date) if rows else None

    def _named(self, words: str) -> list[_Row]:
        bare = gazetteer.bare(words)
        found = self._index.get(gazetteer.folded(bare), [])
        # A name with a capital is not meant by the same word without one.
        return [row for row in found if any(map(str.isupper, bare)) or row.names[0].islower()]

    @cached_property
    def _index(self) -> dict[str, list[_Row]]:
        known: dict[tuple[str, bool], dict[str, None]] = {}
        for row in self.rows:
            known.setdefault((row.names[0], row.person), {}).update(dict.fromkeys(map(gazetteer.folded, row.names)))
        index: dict[str, list[_Row]] = {}
        for row in self.rows:
            for key in known[row.names[0], row.person]:
                index.setdefault(key, []).append(row)
        return index


#: No actors of one's own.
NONE = Actors()


def _office(row: _Row) -> Office:
    role = gazetteer.office_role(row.office) or ""
    return Office(
        row.names[0], row.office, role, row.country, row.sector, row.since, row.until, row.wikidata, row.names[1:],
        source=row.where,
    )  # fmt: skip


def load(path: str | os.PathLike[str]) -> Actors:
    """The actors of a CSV or TOML file. Raises `UsageError`, naming file and line, for one that cannot be used."""
    file = Path(path)
    try:
        raw = file.read_bytes()
        text = raw.decode("utf-8-sig")
    except OSError as error:
        raise UsageError(f"The actors in {file.name} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise UsageError(f"{file.name}, line {line}: this is not UTF-8 text.") from error
    read = _from_toml if file.suffix.casefold() == ".toml" else _from_csv
    rows = tuple(_row(cells, f"{file.name}, line {line}") for line, cells in read(text, file.name))
    return Actors(rows, hashlib.sha256(raw).hexdigest()[:10])


def _from_csv(text: str, name: str) -> Iterator[tuple[int, Mapping[str, str]]]:
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
                _check_columns(columns, f"{name}, line {line}")
            elif len(cells) > len(columns):
                raise UsageError(f"{name}, line {line}: there are {len(cells)} cells for {len(columns)} columns.")
            else:
                yield line, {column: cell.strip() for column, cell in zip(columns, cells)}
    except csv.Error as error:
        raise UsageError(f"{name}, line {lines.line_num}: this is not CSV: {error}.") from error


def _from_toml(text: str, name: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Each `[[actor]]` with the number of the line that its heading stands on."""
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        told_line = re.search(r"line (\d+)", str(error))
        at = told_line[1] if told_line else text.count("\n") + 1
        raise UsageError(f"{name}, line {at}: this is not TOML: {error}.") from error
    found = told.pop("actor", [])
    if told or not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise UsageError(f"{name}, line 1: write each actor as a table under [[actor]].")
    heads = [at for at, line in enumerate(text.splitlines(), 1) if re.match(r"\s*\[\[\s*actor\s*\]\]", line)]
    for line, one in zip(heads or [1] * len(found), found):
        _check_columns(list(one), f"{name}, line {line}")
        yield line, {key: _cell(value) for key, value in one.items()}


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return "|".join(map(str, value))
    return value.isoformat() if isinstance(value, Day) else str(value).strip()


def _check_columns(columns: list[str], where: str) -> None:
    for column in columns:
        if column not in COLUMNS:
            raise UsageError(f"{where}: there is no column {column!r}; there are: {', '.join(COLUMNS)}.")
    if "name" not in columns:
        raise UsageError(f"{where}: the column 'name' is missing.")


def _row(cells: Mapping[str, str], where: str) -> _Row:
    def bad(what: str) -> UsageError:
        return UsageError(f"{where}: {what}.")

    cell = {column: cells.get(column, "") for column in COLUMNS}
    if not cell["name"]:
        raise bad("the actor has no name")
    code = _code(cell["country"])
    if code is None:
        raise bad(f"{cell['country']!r} is no country and no code for one")
    if cell["sector"] and cell["sector"] not in SECTORS:
        raise bad(f"{cell['sector']!r} is no sector; there are: {', '.join(sorted(SECTORS))}")
    kind = cell["kind"] or ("person" if cell["office"] else "organisation")
    if kind not in KINDS:
        raise bad(f"{cell['kind']!r} is no kind; there are: {', '.join(KINDS)}")
    for column in ("since", "until"):
        if cell[column] and not _is_date(cell[column]):
            raise bad(f"{cell[column]!r} is not a date: write YYYY-MM-DD, YYYY-MM or YYYY")
    if cell["until"] and cell["until"] <= cell["since"]:
        raise bad(f"until {cell['until']} is not after since {cell['since']}")
    names = (cell["name"], *(alias for alias in map(str.strip, cell["aliases"].split("|")) if alias))
    return _Row(
        names, code, cell["sector"], cell["office"], cell["since"], cell["until"], kind == "person",
        cell["wikidata"] or None, f"from {where}",
    )  # fmt: skip


def _code(words: str) -> str | None:
    """A code as it is, a country by its name; "" for none."""
    if not words or words in INTERNATIONAL or gazetteer.country_name(words):
        return words
    hit = gazetteer.country(words)
    return hit.code if hit else None


def _is_date(words: str) -> bool:
    if not _DATE.fullmatch(words):
        return False
    try:
        Day.fromisoformat(words + "-01-01"[len(words) - 4 :])
    except ValueError:
        return False
    return True
