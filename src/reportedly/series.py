"""Events as numbers: how many of what, and how they go over time, with quad counts and mean intensity.

Works on what `query.event_facts` gives: one row an event. Pure: no store, no files, nothing guessed: an event whose
date does not lie within one period is counted in a row of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations, product
from typing import Any

from reportedly.errors import UsageError

__all__ = ["COLUMNS", "FIELDS", "PERIODS", "QUADS", "UNDATED", "counts", "series", "wider"]

Plain = dict[str, Any]
#: A row of `query.event_facts`.
Fact = Mapping[str, Any]

#: Verbal and material cooperation, verbal and material conflict.
QUADS = ("VC", "MC", "VF", "MF")
#: How many periods of each length a year has.
PERIODS = {"month": 12, "quarter": 4, "year": 1}
UNDATED = "undated"
#: The columns of a series, in order.
COLUMNS = (
    "period", "events", *QUADS, "mean_intensity", "sum_intensity", "net_cooperation", "articles", "dated_by_article",
)  # fmt: skip

_DAY = re.compile(r"(\d{4})(?:-(\d\d))?(?:-\d\d)?")


def wider(by: str) -> str:
    """The row of events that are dated, but not within one period."""
    return f"wider than a {by}"


# --- counts -----------------------------------------------------------------------------------------------------


def counts(facts: Iterable[Fact], fields: Sequence[str]) -> list[Plain]:
    """How many events in how many articles have each value of the fields: `{field: value, ..., "events", "articles"}`.

    An event with several values (two actors) counts under each. In order of time where the first field is a time, else
    the most frequent first. Raises `UsageError` for a field that there is not.
    """
    unknown = [name for name in fields if name not in FIELDS]
    if unknown or not fields:
        raise UsageError(f"No field {', '.join(unknown) or 'given'} to count by; there are: {', '.join(FIELDS)}.")
    found: dict[tuple[str | None, ...], list[str]] = {}
    for fact in facts:
        for values in product(*(FIELDS[name](fact) or [None] for name in fields)):
            found.setdefault(values, []).append(fact["article"])
    rows = [
        {**dict(zip(fields, values)), "events": len(articles), "articles": len({*articles})}
        for values, articles in found.items()
    ]
    by_time = fields[0] in PERIODS
    # What has no value comes last among its equals.
    return sorted(rows, key=lambda row: (0 if by_time else -row["events"], [_last(row[name]) for name in fields]))


def _last(value: str | None) -> tuple[bool, str]:
    return value is None, value or ""


def _one(name: str) -> Callable[[Fact], list[str | None]]:
    return lambda fact: [fact[name]]


def _all(name: str) -> Callable[[Fact], list[str | None]]:
    return lambda fact: list(fact[name])


def _period(by: str) -> Callable[[Fact], list[str | None]]:
    def of(fact: Fact) -> list[str | None]:
        at = _place(fact["date"], by)
        return [_label(at, by) if isinstance(at, int) else at]

    return of


def _dyads(fact: Fact) -> list[str | None]:
    """Who to whom; where nobody is a recipient, as in a meeting, who with whom."""
    if fact["recipients"]:
        return [f"{a} > {b}" for a in fact["actors"] for b in fact["recipients"]]
    return [f"{a} & {b}" for a, b in combinations(sorted(fact["actors"]), 2)]


#: What can be counted by, each with its values for an event; no value is None.
FIELDS: dict[str, Callable[[Fact], list[str | None]]] = {
    **{name: _one(name) for name in ("type", "mode", "quad")},
    "actor": _all("actors"),
    "recipient": _all("recipients"),
    "dyad": _dyads,
    **{name: _one(name) for name in ("place", "status")},
    "context": _all("contexts"),
    "sector": _all("sectors"),
    **{name: _period(name) for name in PERIODS},
    **{name: _one(name) for name in ("outlet", "article", "ontology")},
}


# --- series -----------------------------------------------------------------------------------------------------


def series(facts: Iterable[Fact], by: str, since: str | None = None, until: str | None = None) -> list[Plain]:
    """A row a period, from `since` (else the first event) to `until` (else the last), empty ones as zeros; then, where
    there are any, the events dated more widely than one period and the undated ones. Columns: `COLUMNS`.

    `mean_intensity` is None where nothing has an intensity; `net_cooperation` is cooperative less conflictual events;
    `dated_by_article` says how many have no date of their own and stand by that of their article. Raises `UsageError`
    for a `by` that is none of `PERIODS`.
    """
    if by not in PERIODS:
        raise UsageError(f"No series by {by!r}; there are: {', '.join(PERIODS)}.")
    found: dict[int | str, list[Fact]] = {}
    for fact in facts:
        found.setdefault(_place(fact["date"], by) or UNDATED, []).append(fact)
    inside = [_row(_label(at, by), found.get(at, ())) for at in _span(found, by, since, until)]
    return inside + [_row(name, found[name]) for name in (wider(by), UNDATED) if name in found]


def _place(date: Mapping[str, str | None] | None, by: str) -> int | str | None:
    """The period a date lies in, as a number that goes up by one; `wider` if in no single one; None without a date."""
    if date is None:
        return None
    first, last = (_number(day, by, 1) if day else None for day in (date["earliest"], date["latest"]))
    return first if first is not None and first == last else wider(by)


def _number(day: str, by: str, month: int) -> int | None:
    """The period of a day; of a year alone, that of the given month of it."""
    found = _DAY.match(day)
    if found is None:
        return None
    return int(found[1]) * PERIODS[by] + (int(found[2] or month) - 1) * PERIODS[by] // 12


def _label(number: int, by: str) -> str:
    year, part = divmod(number, PERIODS[by])
    return {"month": f"{year:04}-{part + 1:02}", "quarter": f"{year:04}-Q{part + 1}", "year": f"{year:04}"}[by]


def _span(found: Iterable[int | str], by: str, since: str | None, until: str | None) -> Iterable[int]:
    """All periods between the ends asked for, or else met."""
    met = [at for at in found if isinstance(at, int)]
    first = _number(since, by, 1) if since else min(met, default=None)
    last = _number(until, by, 12) if until else max(met, default=None)
    return () if first is None or last is None else range(first, last + 1)


def _row(period: str, facts: Sequence[Fact]) -> Plain:
    quads = {quad: sum(fact["quad"] == quad for fact in facts) for quad in QUADS}
    figures = list(_intensities(facts))
    total = round(sum(figures, 0.0), 3)
    cooperation, conflict = quads["VC"] + quads["MC"], quads["VF"] + quads["MF"]
    return {
        "period": period,
        "events": len(facts),
        **quads,
        "mean_intensity": round(total / len(figures), 3) if figures else None,
        "sum_intensity": total,
        "net_cooperation": cooperation - conflict,
        "articles": len({fact["article"] for fact in facts}),
        "dated_by_article": sum(fact["dated_by"] == "article" for fact in facts),
    }


def _intensities(facts: Iterable[Fact]) -> Iterator[float]:
    return (fact["intensity"] for fact in facts if fact["intensity"] is not None)
