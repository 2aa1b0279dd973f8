"""Actors of a user's own: people and bodies that our tables lack or have otherwise, with the dates of their roles.

    name,aliases,country,sector,office,since,until,kind,wikidata
    Ana Kovel,A. Kovel|Kovel,HRV,GOV,mayor of Split,2021-06,,person,
    Blue Shore Front,BSF,HRV,REB,,1991,1995,organisation,

A file is CSV (as above; only `name` is needed) or TOML (`[[actor]]` tables with the same keys). Its rows go before
ours; several rows of one name are roles of one actor, who answers to the aliases of all.
What is read is a value: a Reader is given it and hands it on, so two readers never see each other's actors.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date as Day
from functools import cached_property

from reportedly import gazetteer, tables
from reportedly.errors import UsageError
from reportedly.gazetteer import INTERNATIONAL, SECTORS, Hit, Office

__all__ = ["NONE", "Actors", "code_of", "load"]

COLUMNS = ("name", "aliases", "country", "sector", "office", "since", "until", "kind", "wikidata")
KINDS = ("person", "organisation")
_SHAPE = tables.Shape("actor", COLUMNS)
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
        if not self.rows:
            return []
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
    rows, digest = tables.read(path, _SHAPE)
    return Actors(tuple(_row(cells, where) for where, cells in rows), digest)


def _row(cells: Mapping[str, str], where: str) -> _Row:
    def bad(what: str) -> UsageError:
        return UsageError(f"{where}: {what}.")

    cell = {column: cells.get(column, "") for column in COLUMNS}
    if not cell["name"]:
        raise bad("the actor has no name")
    code = code_of(cell["country"])
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


def code_of(words: str) -> str | None:
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
