"""The day in a stamp of mails and feeds (RFC 822 and its kin), as it is written down: a time zone does not move it."""

from __future__ import annotations

import re

from reportedly.intake._raw import iso_date

__all__ = ["day_of"]

_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
           "november", "december")  # fmt: skip
_WEEKDAY = r"\s*(?:[a-z]{2,9}\.?\s*,?\s+)?"
_CLOCK = r"(?:\s*,?\s+(?:at\s+)?\d{1,2}:\d\d(?::\d\d)?(?:\.\d+)?.{0,40})?\s*\Z"
_STAMPS = (
    re.compile(
        rf"{_WEEKDAY}(?P<day>\d{{1,2}})[ -]+(?P<month>[a-z]{{3,9}})\.?,?[ -]+(?P<year>\d{{4}}|\d\d){_CLOCK}", re.I
    ),
    re.compile(rf"{_WEEKDAY}(?P<month>[a-z]{{3,9}})\.?\s+(?P<day>\d{{1,2}}),?\s+(?P<year>\d{{4}}){_CLOCK}", re.I),
    # What C's asctime writes, and the first line of a mail in a mailbox.
    re.compile(
        rf"{_WEEKDAY}(?P<month>[a-z]{{3}})\s+(?P<day>\d{{1,2}})\s+\d\d:\d\d(?::\d\d)?\s+(?:[+-]?\w{{1,5}}\s+)?"
        r"(?P<year>\d{4})(?:\s+[+-]\d{4})?\s*\Z",
        re.I,
    ),
)  # fmt: skip


def day_of(stamp: str) -> str | None:
    """The day as `YYYY-MM-DD` (or what an ISO date tells less exactly); None for what is neither form of date.

    Years of two digits are read as mail reads them: 00 to 49 are of this century.
    """
    words = " ".join(stamp.split())
    if len(words) > 100:
        return None
    found = next(filter(None, (form.match(words) for form in _STAMPS)), None)
    if found is None:
        return iso_date(words)
    month, year = _month(found["month"]), found["year"]
    if len(year) == 2:
        year = ("20" if year < "50" else "19") + year
    return iso_date(f"{year}-{month:02}-{int(found['day']):02}") if month and found["day"].isascii() else None


def _month(name: str) -> int:
    """The number of a month named in English, whole or by its first letters; 0 for no month."""
    lowered = name.lower()
    whole = (number for number, month in enumerate(_MONTHS, 1) if month.startswith(lowered) or lowered == "sept")
    return 9 if lowered == "sept" else next(whole, 0)
