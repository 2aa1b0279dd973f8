"""What a user knows of outlets: who owns them, which state runs them, which are agencies. It tells who is independent.

    outlet,aliases,domains,owner,state,agency
    The Northern Courier,Courier,northerncourier.example,Meridian Group,,
    Tass,ITAR-Tass,tass.example,,SUN,yes

A file is CSV (as above; only `outlet` is needed) or TOML (`[[outlet]]` tables with the same keys). Two outlets of one
owner are one voice; what an outlet that a state runs reports in its own words is that state's. Nothing is graded.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from reportedly import actors, gazetteer, tables
from reportedly.errors import UsageError
from reportedly.model import Reading

__all__ = ["GRADES", "NONE", "Outlet", "Sources", "load"]

COLUMNS = ("outlet", "aliases", "domains", "owner", "state", "agency")
_SHAPE = tables.Shape("outlet", COLUMNS)
_YES, _NO = frozenset(("yes", "true", "1", "y")), frozenset(("no", "false", "0", "n", ""))
#: The letters of the Admiralty Code for the reliability of a source; they are the user's, and change no verdict.
GRADES: Mapping[str, str] = {
    "A": "completely reliable", "B": "usually reliable", "C": "fairly reliable", "D": "not usually reliable",
    "E": "unreliable", "F": "reliability cannot be judged",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outlet:
    """One outlet: the name it goes by, other names, addresses; its owner, the state that runs it (a country's code)."""

    outlet: str
    aliases: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    owner: str | None = None
    state: str | None = None
    agency: bool = False

    @property
    def voice(self) -> str:
        """Whose voice its own reports are."""
        return f"owner {self.owner.casefold()}" if self.owner else f"outlet {self.outlet.casefold()}"

    def to_dict(self) -> dict[str, object]:
        return asdict(self)


@dataclass(frozen=True)
class Sources:
    """The outlets of a file, asked by a name or an address. Empty is false."""

    outlets: tuple[Outlet, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.outlets)

    def of(self, name: str | None, url: str | None = None) -> Outlet | None:
        """The outlet of that name, else of that page's address."""
        found = self._names.get((name or "").casefold().strip())
        return found or next((self._domains[part] for part in _domains_of(url) if part in self._domains), None)

    def named(self, reading: Reading) -> Reading:
        """A reading whose article goes by its outlet's name here, with what is known of it under "source" in `meta`."""
        article = reading.article
        found = self.of(article.outlet, article.url) or self.of(article.agency)
        if found is None:
            return reading
        about = {"outlet": found.outlet, "owner": found.owner, "state": found.state, "agency": found.agency}
        outlet = article.outlet if found.agency and article.outlet else found.outlet
        return replace(reading, article=replace(article, outlet=outlet, meta={**article.meta, "source": about}))

    def behind(self, article: Mapping[str, Any], grades: Mapping[str, str]) -> dict[str, object]:
        """What is known of an article's outlet or agency (plain data): owner, state (its name), agency, grade."""
        names = [name for name in (article["outlet"], article["agency"]) if name]
        one = self.of(article["outlet"], article["url"]) or self.of(article["agency"])
        grade = self.grade(names, grades)
        if one is None:
            return {"grade": grade}
        state = gazetteer.country_name(one.state) if one.state else None
        return {"owner": one.owner, "state": state, "agency": one.agency, "grade": grade}

    def grade(self, names: Iterable[str], grades: Mapping[str, str]) -> str | None:
        """The grade of the first of these names that has one, under whatever name. `grades`: by name in lower case."""
        outlets = ((name, self.of(name)) for name in names)
        meant = (n.casefold() for name, one in outlets for n in (name, *((one.outlet, *one.aliases) if one else ())))
        return next((grades[name] for name in meant if name in grades), None)

    @cached_property
    def _names(self) -> dict[str, Outlet]:
        return {name.casefold(): one for one in reversed(self.outlets) for name in (one.outlet, *one.aliases)}

    @cached_property
    def _domains(self) -> dict[str, Outlet]:
        return {domain: one for one in reversed(self.outlets) for domain in one.domains}

    @classmethod
    def from_rows(cls, rows: Iterable[Mapping[str, object]]) -> Sources:
        """The reverse of `Outlet.to_dict`."""
        return cls(tuple(Outlet(**{k: tuple(v) if isinstance(v, list) else v for k, v in row.items()}) for row in rows))  # type: ignore[arg-type]


#: Nothing is known of any outlet.
NONE = Sources()


def load(path: str | os.PathLike[str]) -> Sources:
    """The outlets of a CSV or TOML file. Raises `UsageError`, naming file and line, for one that cannot be used."""
    rows, _ = tables.read(path, _SHAPE)
    return Sources(tuple(_outlet(cells, where) for where, cells in rows))


def _outlet(cells: Mapping[str, str], where: str) -> Outlet:
    cell = {column: cells.get(column, "") for column in COLUMNS}
    if not cell["outlet"]:
        raise UsageError(f"{where}: the outlet has no name.")
    state = actors.code_of(cell["state"])
    if state is None or (state and not gazetteer.country_name(state)):
        raise UsageError(f"{where}: {cell['state']!r} is no country and no code for one.")
    agency = cell["agency"].casefold()
    if agency not in _YES | _NO:
        raise UsageError(f"{where}: {cell['agency']!r} is neither yes nor no.")
    domains = tuple(domain.casefold().removeprefix("www.") for domain in _several(cell["domains"]))
    return Outlet(
        cell["outlet"], _several(cell["aliases"]), domains, cell["owner"] or None, state or None, agency in _YES
    )


def _several(words: str) -> tuple[str, ...]:
    return tuple(part for part in map(str.strip, words.split("|")) if part)


def _domains_of(url: str | None) -> list[str]:
    """A page's host and the domains above it, the narrowest first."""
    try:
        host = urlsplit(url or "").hostname or ""
    except ValueError:
        return []
    parts = host.removeprefix("www.").split(".")
    return [".".join(parts[at:]) for at in range(len(parts) - 1)]
