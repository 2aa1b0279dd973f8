"""iCalendar (RFC 5545): the timeline as all-day entries that calendars load.

Nothing in it hangs on the day of the export: `DTSTAMP` is the article's day, `UID` the claim's id.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date as Day
from datetime import timedelta

from reportedly.exchange._coding import span_words
from reportedly.exchange._out import Out
from reportedly.exchange._timeline import Dated, dated_rows
from reportedly.exchange._told import Told
from reportedly.model import VERSION

__all__ = ["suffix", "tables", "write"]

suffix = ".ics"
tables = ("timeline",)

#: What no line of text may hold, but for tabs; ends of line, which are escaped, come before.
_CONTROL = re.compile("[\x00-\x08\x0a-\x1f\x7f]")
_END_OF_LINE = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
#: Octets on a line.
_WIDE = 75


def write(told: Told, out: Out) -> int:
    """Writes the calendar; returns its entries."""
    file, rows = out.text(), 0
    head = ("BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//Reportedly//Reportedly {VERSION}//EN", "CALSCALE:GREGORIAN")
    file.write(_lines((*head, f"X-WR-CALNAME:{_text(told.name)}")))
    for one in dated_rows(told):
        file.write(_lines(_entry(one)))
        rows += 1
        out.step(one.row["event"])
    file.write(_lines(["END:VCALENDAR"]))
    return rows


def _entry(one: Dated) -> Iterator[str]:
    row = one.row
    published = one.about["published"]["earliest"] or str(one.first)
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(row['claim'])}@reportedly"
    yield f"DTSTAMP:{published.replace('-', '')}T000000Z"
    yield f"DTSTART;VALUE=DATE:{_date(one.first)}"
    if one.last < Day.max:
        yield f"DTEND;VALUE=DATE:{_date(one.last + timedelta(1))}"
    yield f"SUMMARY:{_text(one.headline)}"
    yield "DESCRIPTION:" + _text(f"“{row['text']}”\n{one.source}")
    if one.event["place_name"]:
        yield f"LOCATION:{_text(one.event['place_name'])}"
    if one.link:
        yield f"URL:{_flat(one.link)}"
    yield "CATEGORIES:" + ",".join(_text(word) for word in (row["type"], row["status"]) if word)
    yield f"STATUS:{'CONFIRMED' if row['status'] == 'asserted' else 'TENTATIVE'}"
    yield "TRANSP:TRANSPARENT"
    yield f"X-REPORTEDLY-EVENT:{_text(row['event'])}"
    yield f"X-REPORTEDLY-ARTICLE:{_text(row['article'])}"
    yield f"X-REPORTEDLY-TRIGGER:{_text(one.event['words'])}"
    yield f"X-REPORTEDLY-OFFSETS:{_text(span_words(one.event['trigger']))}"
    yield "END:VEVENT"


def _date(day: Day) -> str:
    return day.isoformat().replace("-", "")


def _text(words: str) -> str:
    """A value of type TEXT."""
    lines = _END_OF_LINE.split(words)
    escaped = (re.sub(r"([\\;,])", r"\\\1", line) for line in lines)
    return _flat("\\n".join(escaped))


def _flat(words: str) -> str:
    return _CONTROL.sub("", words)


def _lines(lines: Iterator[str] | tuple[str, ...] | list[str]) -> str:
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _folded(line: str) -> str:
    """A content line in pieces of at most 75 octets, none of which cuts a character."""
    pieces, size = [""], 0
    for letter in line:
        width = len(letter.encode("utf-8", "replace"))
        if size + width > _WIDE:
            pieces.append("")
            # (The space that marks a continued line counts.)
            size = 1
        pieces[-1] += letter
        size += width
    return "\r\n ".join(pieces)
