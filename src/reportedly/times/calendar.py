"""The calendar behind TIMEX3 values: what a value covers, and what lies a number of units away from a day.

Values are those of TimeML: `1962-10-22`, `1962-10`, `1962`, `196` (the 1960s), `19` (the 20th century), `1962-W43`,
`1962-W43-WE`, `1962-Q4`, `1962-FA`, each day with an optional `T...`. Weeks are ISO weeks.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import MINYEAR, date, timedelta

__all__ = [
    "Bounds",
    "bounds",
    "iso_week",
    "month_count",
    "month_end",
    "quarter",
    "season",
    "shift",
    "shift_months",
    "whole_days",
]

#: First and last whole day, ISO; an end may be unknown.
Bounds = tuple[str | None, str | None]
NOTHING: Bounds = (None, None)

_SHAPE = re.compile(
    r"(?P<year>\d{4})(?:-(?:(?P<month>\d\d)(?:-(?P<day>\d\d))?|W(?P<week>\d\d)(?:-(?P<weekday>[1-7]|WE))?"
    r"|Q(?P<quarter>[1-4])|H(?P<half>[12])|(?P<season>SP|SU|FA|WI)))?(?:T.*)?"
)
_SEASON_START = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}


def bounds(value: str) -> Bounds:
    """The first and last day a value covers; `(None, None)` when some of it is unknown or it is no date."""
    if value.isdigit() and 2 <= len(value) <= 3:
        first = int(value) * 10 ** (4 - len(value))
        return _years(first, first + 10 ** (4 - len(value)) - 1)
    match = _SHAPE.fullmatch(value)
    if not match:
        return NOTHING
    try:
        return _bounds_of(match)
    except (ValueError, OverflowError):
        return NOTHING


def _bounds_of(match: re.Match[str]) -> Bounds:
    year = int(match["year"])
    if match["month"]:
        month = int(match["month"])
        if match["day"]:
            return _span(date(year, month, int(match["day"])), 0)
        return _months(year, month, 1)
    if match["week"]:
        monday = date.fromisocalendar(year, int(match["week"]), 1)
        if match["weekday"] == "WE":
            return _span(monday + timedelta(5), 1)
        if match["weekday"]:
            return _span(monday + timedelta(int(match["weekday"]) - 1), 0)
        return _span(monday, 6)
    if match["quarter"]:
        return _months(year, 3 * int(match["quarter"]) - 2, 3)
    if match["half"]:
        return _months(year, 6 * int(match["half"]) - 5, 6)
    if match["season"]:
        return _months(year, _SEASON_START[match["season"]], 3)
    return _years(year, year)


def _years(first: int, last: int) -> Bounds:
    return (date(max(first, MINYEAR), 1, 1).isoformat(), date(last, 12, 31).isoformat())


def _months(year: int, month: int, count: int) -> Bounds:
    first = date(year, month, 1)
    return (first.isoformat(), (shift_months(first, count) - timedelta(1)).isoformat())


def _span(first: date, more: int) -> Bounds:
    return (first.isoformat(), (first + timedelta(more)).isoformat())


def whole_days(value: str | None) -> tuple[date, date] | None:
    """The same as dates, or nothing."""
    earliest, latest = bounds(value or "")
    return (date.fromisoformat(earliest), date.fromisoformat(latest)) if earliest and latest else None


def month_count(day: date) -> int:
    """Months since the year 0."""
    return day.year * 12 + day.month


def shift_months(day: date, months: int) -> date:
    """The same day some months away; the last of the month where there is no such day (31 January + 1 month)."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def iso_week(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year:04}-W{week:02}"


def quarter(day: date, away: int = 0) -> str:
    there = shift_months(day.replace(day=1), 3 * away)
    return f"{there.year:04}-Q{(there.month + 2) // 3}"


def season(day: date, name: str, away: int) -> str:
    """The season of that name: the latest one begun before this one (-1), of this year (0), the next to begin (1).

    The northern year is meant, as in the news: a winter bears the year in which its December lies.
    """
    start = date(day.year, _SEASON_START[name], 1)
    year = day.year - (name == "WI" and day.month < 3)
    if away < 0:
        running = shift_months(start, 3) > day
        year = year - 1 if (running and name != "WI") or name == "WI" else year
    elif away > 0 and start <= day:
        year = day.year + 1
    return f"{year:04}-{name}"


_SHIFTS: dict[str, Callable[[date, int], str]] = {
    "D": lambda day, n: (day + timedelta(n)).isoformat(),
    "W": lambda day, n: iso_week(day + timedelta(7 * n)),
    "WE": lambda day, n: iso_week(day + timedelta(7 * n)) + "-WE",
    "M": lambda day, n: shift_months(day, n).isoformat()[:7],
    "Q": quarter,
    "Y": lambda day, n: f"{_year(day.year + n):04}",
    "DE": lambda day, n: f"{_year(day.year // 10 * 10 + 10 * n) // 10:03}",
    "CE": lambda day, n: f"{_year(day.year // 100 * 100 + 100 * n) // 100:02}",
}


def _year(year: int) -> int:
    if not 1 <= year <= 9999:
        raise ValueError("no such year")
    return year


def shift(day: date, unit: str, away: int) -> str:
    """The day, week, weekend, month, quarter, year, decade or century that lies `away` units from that of `day`.

    Raises `ValueError` or `OverflowError` outside the years 1 to 9999.
    """
    return _SHIFTS[unit](day, away)
