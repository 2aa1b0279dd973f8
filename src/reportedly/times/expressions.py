"""Finds time expressions and says which days they mean (TIMEX3), anchored on the day the article was published.

One regular expression over the row of word parts (see `words`) finds each expression and names its kind; one small
function a kind gives its value. A relative value is computed from both ends of what is known of the day of publication:
where both give the same it is known ("last year" needs no day), where not it keeps X for what is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal, NamedTuple

from reportedly.model import Article, Passage, TimeExpression, TimexType
from reportedly.times import words
from reportedly.times.calendar import Bounds, bounds, iso_week, season, shift, shift_months, whole_days

__all__ = ["Hit", "Piece", "Walk", "Way", "direction", "find", "scan", "span_of"]


class Hit(NamedTuple):
    """What an expression means. `bounds` None: read them off the value."""

    type: TimexType
    value: str
    bounds: Bounds | None = None


@dataclass(slots=True)
class Piece:
    """A match: the words `first` up to `last` (exclusive) of a row."""

    row: words.Row
    first: int
    last: int

    def index(self, parts: str) -> int | None:
        """The first word with one of these parts."""
        return next((i for i in range(self.first, self.last) if self.row.parts[i] in parts), None)

    def has(self, parts: str) -> bool:
        return self.index(parts) is not None

    def value(self, parts: str) -> str | int | float | None:
        index = self.index(parts)
        return None if index is None else self.row.values[index]

    def number(self, parts: str) -> int:
        return int(self.value(parts) or 0)

    def lower(self, index: int) -> str:
        return self.row.lower(index)


@dataclass(slots=True)
class Walk:
    """What a reader keeps in mind on the way through a text."""

    #: first and last possible day of publication
    anchor: tuple[date, date] | None
    #: the day spoken of last ("that day", "two days later"), and the year and quarter
    day: str | None = None
    year: str | None = None
    #: the word behind the last month or day that was named with its year
    year_at: int = -1000
    quarter: str | None = None
    last_end: int = -1
    last_value: str = ""
    vocabulary: words.Vocabulary = field(default_factory=words.vocabulary)

    def from_publication(self, at: Callable[[date], str], unknown: str) -> tuple[str, Bounds]:
        """The value `at` gives for the day of publication; `unknown` is its shape when nothing is known."""
        if self.anchor is None:
            return unknown, (None, None)
        first, last = at(self.anchor[0]), at(self.anchor[1])
        if first == last:
            return first, bounds(first)
        if unknown[:4] == "XXXX" and first[:4] == last[:4]:
            unknown = first[:4] + unknown[4:]
        return unknown, (bounds(first)[0], bounds(last)[1])

    def hit(self, kind: TimexType, at: Callable[[date], str], unknown: str) -> Hit:
        value, known = self.from_publication(at, unknown)
        return Hit(kind, value, known)


def find(article: Article, text: str) -> tuple[TimeExpression, ...]:
    """All time expressions in `text` (the masked text of the article: same offsets), in text order."""
    row = words.row(article, text)
    found = (_expression(row, piece, hit) for _, piece, hit in scan(row, Walk(_anchor(article))))
    return tuple(found)


def scan(row: words.Row, walk: Walk) -> Iterator[tuple[str, Piece, Hit]]:
    """Each expression of a row as (name of its rule, its words, what it means), in text order."""
    for match in _GRAMMAR.finditer(row.parts):
        piece, name = Piece(row, match.start(), match.end()), match.lastgroup or ""
        try:
            hit = _RESOLVE[name](walk, piece)
        except (ValueError, OverflowError):  # 30 February, the year 12000: no such day
            continue
        if hit is not None:
            yield name, piece, hit
            _remember(walk, piece, hit)


def _anchor(article: Article) -> tuple[date, date] | None:
    """All days the article may have been published on."""
    published = article.published
    known = whole_days(published.value)
    if known is None and published.earliest and published.latest:
        first, last = whole_days(published.earliest), whole_days(published.latest)
        known = (first[0], last[1]) if first and last else None
    return known


def _expression(row: words.Row, piece: Piece, hit: Hit) -> TimeExpression:
    earliest, latest = bounds(hit.value) if hit.bounds is None else hit.bounds
    return TimeExpression(span_of(piece), hit.type, hit.value, earliest, latest)


def span_of(piece: Piece) -> Passage:
    """The passage of an expression, with the words that modify it."""
    first, last = _widened(piece)
    return Passage(piece.row.starts[first], piece.row.ends[last - 1])


def _remember(walk: Walk, piece: Piece, hit: Hit) -> None:
    walk.last_end, walk.last_value = piece.last, hit.value
    if hit.type in ("DATE", "TIME") and hit.value[:4].isdigit():
        walk.year = hit.value[:4]
        if piece.has("y") and piece.has("M") and piece.lower(piece.first - 1) in ("in", "on"):
            walk.year_at = piece.last
        if len(hit.value) >= 10 and "W" not in hit.value:
            walk.day = hit.value[:10]
    numbered = "-Q" in hit.value and hit.value[-1].isdigit() and piece.has("Oo") and not piece.has("ygEU")
    if numbered and _is_over(walk, hit):
        walk.quarter = hit.value


def _is_over(walk: Walk, hit: Hit) -> bool:
    """Whether a quarter can be reported on: not one that runs or is to come."""
    end = bounds(hit.value)[1]
    return walk.anchor is None or end is None or end < walk.anchor[1].isoformat()


# --- which words belong to the expression -------------------------------------------------------------------------

_TWO_WORDS = {("more", "than"), ("less", "than"), ("at", "least"), ("up", "to"), ("fewer", "than"), ("at", "most")}


def _widened(piece: Piece) -> tuple[int, int]:
    """With the words that modify it: "earlier in", "the end of", "more than", "nearly"."""
    first, last, row = piece.first, piece.last, piece.row
    while row.parts[last - 1] in ",-" or (row.parts[last - 1] == "." and _is_whole(row.lower(last - 2))):
        last -= 1
    if row.parts[first] not in "xT" and first >= 1:
        first = _widened_left(row, first, piece)
    return first, last


def _is_whole(word: str) -> bool:
    """Whether a full stop behind the word is no part of it, as it is of "Oct."."""
    return len(word) > 4 or word in ("may", "june", "july")


def _widened_left(row: words.Row, first: int, piece: Piece) -> int:
    before = row.parts[max(0, first - 3) : first]
    if before.endswith("WF"):
        return first - 3 if before == "tWF" else first - 2
    if before.endswith(("Ei", "Li", "Bi")) and row.lower(first - 1) in ("in", "on"):
        return first - 2
    if before.endswith(("B", "E", "L")) and piece.has("MDSyUkGKPQ") and row.parts[first] not in "aVdnwA":
        return first - 1
    if before.endswith("B-"):
        return first - 2
    if piece.has("U") or piece.has("wdn"):
        if (row.lower(first - 2), row.lower(first - 1)) in _TWO_WORDS:
            return first - 3 if row.lower(first - 3) == "no" else first - 2
        if before.endswith("A") and row.lower(first - 1) != "over":
            return first - 1
    return first


# --- ahead or behind ----------------------------------------------------------------------------------------------

#: How far back and forth in its clause a word may tell the direction of a day or a month.
_REACH_BACK, _REACH_FORTH = 14, 8
#: A telling word this near leaves no doubt ("was killed in March").
_NEAR = 3
_STOPS = frozenset(".?!;:")


class Way(NamedTuple):
    """-1 behind, 1 ahead, 0 the clause does not say; `sure` where the telling word stands beside the expression."""

    to: Literal[-1, 0, 1]
    sure: bool = False


def direction(walk: Walk, piece: Piece) -> Way:
    """Where the clause looks: the preposition decides, else the nearest telling word, on either side."""
    row, known = piece.row, walk.vocabulary
    at = piece.first - 1
    while at > piece.first - 4 and row.parts[at : at + 1] in ("t", "i", "B", "E", "L", "A") and at > 0:
        if row.lower(at) in known.directly:
            break
        at -= 1
    if row.lower(at) in known.directly:
        to = _sign(known.directly[row.lower(at)])
        return Way(-1 if to > 0 and _was_by_then(piece, row.lower(at)) else to, True)
    if row.lower(at) == "as" and row.lower(at - 1) in ("soon", "early"):
        return Way(1, True)
    back, back_at = _nearest_told(row, range(piece.first - 1, max(-1, piece.first - _REACH_BACK), -1), known)
    forth, forth_at = _nearest_told(row, range(piece.last, min(len(row.words), piece.last + _REACH_FORTH)), known)
    if back and (not forth or back_at <= forth_at + 1):
        return Way(back, back_at <= _NEAR)
    return Way(forth, False)


def _was_by_then(piece: Piece, preposition: str) -> bool:
    """ "Had filed reports by Wednesday", "until Thursday, they had not", "before Friday's purchases": it has been."""
    row = piece.row
    if preposition in ("before", "after") and row.parts[piece.last : piece.last + 1] == "'":
        return True
    near = (*range(max(0, piece.first - _REACH_BACK), piece.first), *range(piece.last, piece.last + 4))
    return preposition in ("by", "until", "till") and any(row.lower(index) == "had" for index in near)


def _nearest_told(row: words.Row, indices: range, known: words.Vocabulary) -> tuple[Literal[-1, 0, 1], int]:
    for away, index in enumerate(indices):
        if row.words[index] in _STOPS or row.parts[index] == "|":
            break
        told = _told(row, index, known)
        if told:
            return told, away
    return 0, 0


def _sign(number: int) -> Literal[-1, 0, 1]:
    return 1 if number > 0 else -1 if number < 0 else 0


def _told(row: words.Row, index: int, known: words.Vocabulary) -> Literal[-1, 0, 1]:
    if row.parts[index] != "x":
        return 0
    word, after = row.lower(index), row.lower(index + 1)
    if word in ("is", "are", "was", "were", "set") and (after == "to" or known.clause.get(after, 0) > 0):
        return 1
    past = len(word) > 3 and word.endswith("ed") and row.words[index].islower()
    back = known.clause.get(word, -1 if past else 0) < 0
    before = (row.lower(index - 1), row.lower(index - 2))
    if back and "be" in before:  # "will be paid", "is to be formally opened"
        return 1
    if back and before[0] in ("is", "are"):  # "the case is heard in May"
        return 0
    return -1 if back else _sign(known.clause.get(word, 0))


# --- days ---------------------------------------------------------------------------------------------------------


def _weekday(day: date, weekday: int, way: int) -> date:
    """The nearest such weekday in a direction; a day named on that weekday is that very day."""
    if way > 0:
        return day + timedelta((weekday - day.weekday()) % 7)
    return day - timedelta((day.weekday() - weekday) % 7)


def _named_day(walk: Walk, piece: Piece, weekday: int) -> Callable[[date], str]:
    parts = piece.row.parts[piece.first : piece.last]
    if "l" in parts or "p" in parts:
        return lambda day: _weekday(day - timedelta(1), weekday, -1).isoformat()
    if "e" in parts or "f" in parts:
        return lambda day: _weekday(day + timedelta(1), weekday, 1).isoformat()
    told = direction(walk, piece)
    if piece.row.parts[piece.last : piece.last + 1] == "'" and not told.sure:
        return lambda day: _weekday(day, weekday, -1).isoformat()
    to = told.to or (1 if "h" in parts else -1)
    return lambda day: _weekday(day, weekday, to).isoformat()


def _dated(walk: Walk, piece: Piece, month: int, number: int) -> Callable[[date], str]:
    """A day and month without a year: the nearest in the direction the clause tells."""
    parts = piece.row.parts[piece.first : piece.last]
    told = Way(-1, True) if "l" in parts else Way(1, True) if "e" in parts else direction(walk, piece)
    weekday = piece.value("D")
    return lambda day: _nearest_day(day, month, number, told, weekday)


def _nearest_day(day: date, month: int, number: int, way: Way, weekday: object) -> str:
    years = [day.year, day.year - 1, day.year + 1]
    found = [date(year, month, number) for year in years if not (month == 2 and number == 29 and year % 4)]
    if isinstance(weekday, int):
        found = [item for item in found if item.weekday() == weekday] or found
    return min(found, key=lambda item: _strain((item - day).days, 30, way)).isoformat()


def _strain(away: int, unit: int, way: Way) -> float:
    """How far-fetched a reading is, `away` days or months off (`unit` a month's worth): the news looks back more."""
    if way.to > 0:
        return away if away >= 0 else -3 * away + unit
    if way.to < 0:
        return -away if away <= 0 else 6 * away + 2 * unit if way.sure else 3 * away + unit / 2
    return -away if away <= 0 else 2 * away


def _month_of(way: Way, month: int, day: date) -> str:
    """The month meant by its bare name: the nearest in the direction of the clause."""
    offset = min((month - day.month + 12 * step for step in (-1, 0, 1)), key=lambda away: _strain(away, 1, way))
    return f"{day.year + (day.month - 1 + offset) // 12:04}-{month:02}"


def _month_behind(month: int, day: date) -> str:
    return f"{day.year - (month > day.month):04}-{month:02}"


def _month_ahead(month: int, day: date) -> str:
    return f"{day.year + (month < day.month):04}-{month:02}"


def _iso(walk: Walk, piece: Piece) -> Hit | None:
    raw = piece.row.words[piece.first]
    if "/" not in raw:
        return Hit("TIME" if "T" in raw else "DATE", raw.upper())
    month, number, year = (int(item) for item in raw.split("/"))
    if month > 12:
        month, number = number, month
    if year < 100:
        year += 2000 if year < 50 else 1900
    return Hit("DATE", date(year, month, number).isoformat())


def _full_date(walk: Walk, piece: Piece) -> Hit | None:
    """ "October 22", "22 October 1962", "Monday, Oct. 22"."""
    month, number = piece.number("M"), piece.number("do")
    year = piece.value("y")
    if not 1 <= number <= 31:
        return None
    if isinstance(year, int):
        return Hit("DATE", date(year, month, number).isoformat())
    date(2000, month, number)
    return walk.hit("DATE", _dated(walk, piece, month, number), f"XXXX-{month:02}-{number:02}")


def _month(walk: Walk, piece: Piece) -> Hit | None:
    """ "in July", "October 1962", "last May", "this November", "April of next year"."""
    month, year = piece.number("M"), piece.value("y")
    parts = piece.row.parts[piece.first : piece.last]
    if isinstance(year, int):
        return Hit("DATE", f"{year:04}-{month:02}")
    if "v" in parts:
        return Hit("SET", f"XXXX-{month:02}", (None, None))
    at = _month_at(walk, piece, month, parts)
    value, (earliest, latest) = walk.from_publication(at, f"XXXX-{month:02}")
    if piece.lower(piece.first - 2) == "earlier" and walk.anchor and latest:
        latest = min(latest, walk.anchor[1].isoformat())
    return Hit("DATE", value, (earliest, latest))


def _month_at(walk: Walk, piece: Piece, month: int, parts: str) -> Callable[[date], str]:
    if "U" in parts:  # of last year, of this year
        away = -1 if "l" in parts else 1 if "e" in parts else 0
        return lambda day: f"{day.year + away:04}-{month:02}"
    if "l" in parts or "p" in parts:
        return lambda day: _month_behind(month, shift_months(day.replace(day=1), -1))
    if "e" in parts or "f" in parts:
        return lambda day: _month_ahead(month, shift_months(day.replace(day=1), 1))
    if "h" in parts:
        return lambda day: f"{day.year:04}-{month:02}"
    told = direction(walk, piece)
    if year := _year_told_of(walk, piece, told):
        return lambda day: f"{year}-{month:02}"
    return lambda day: _month_of(told, month, day)


#: How many words behind a year that was named a month or season without one is still of that year.
_OF_THAT_YEAR = 25


def _year_told_of(walk: Walk, piece: Piece, told: Way) -> str | None:
    """The year of a narrative: "In July 1956 he seized the canal. In October they invaded." """
    if walk.anchor is None or walk.year is None or told.to >= 0 or piece.first - walk.year_at > _OF_THAT_YEAR:
        return None
    return walk.year if int(walk.year) < walk.anchor[0].year - 1 else None


def _weekday_name(walk: Walk, piece: Piece) -> Hit | None:
    """ "Tuesday", "last Friday", "Sunday night"; "Mondays" and "every Monday" are sets."""
    weekday = piece.number("D")
    if piece.has("v"):
        return Hit("SET", f"XXXX-WXX-{weekday + 1}", (None, None))
    at = _named_day(walk, piece, weekday)
    hit = walk.hit("DATE", at, f"XXXX-WXX-{weekday + 1}")
    part = piece.value("P")
    return Hit("TIME", f"{hit.value}T{part}", hit.bounds) if part else hit


def _plain(walk: Walk, piece: Piece) -> Hit | None:
    """ "today", "yesterday morning", "tonight"."""
    raw = str(piece.value("G"))
    away = int(raw.rstrip("NI"))
    part = str(piece.value("P") or "") or ("NI" if raw.endswith("NI") else "")
    hit = walk.hit("DATE", lambda day: shift(day, "D", away), "XXXX-XX-XX")
    return Hit("TIME", f"{hit.value}T{part}", hit.bounds) if part else hit


def _part_of_day(walk: Walk, piece: Piece) -> Hit | None:
    """ "this morning", "last night", "that evening"."""
    part = piece.value("P")
    parts = piece.row.parts[piece.first : piece.last]
    if "v" in parts:
        return Hit("SET", f"XXXX-XX-XXT{part}", (None, None))
    if "c" in parts or "s" in parts or "f" in parts or "e" in parts:
        base = _day_of_story(walk, 1 if ("f" in parts or "e" in parts) else 0)
        return Hit("TIME", f"{base}T{part}")
    away = -1 if "l" in parts else 0
    hit = walk.hit("DATE", lambda day: shift(day, "D", away), "XXXX-XX-XX")
    return Hit("TIME", f"{hit.value}T{part}", hit.bounds)


def _day_of_story(walk: Walk, away: int) -> str:
    """The day spoken of last, or some days from it."""
    known = whole_days(walk.day)
    if known:
        return shift(known[0], "D", away)
    if walk.anchor and walk.anchor[0] == walk.anchor[1]:
        return shift(walk.anchor[0], "D", away)
    return "XXXX-XX-XX"


def _clock(walk: Walk, piece: Piece) -> Hit | None:
    """ "10:35 a.m.", "noon Thursday", "5 p.m. EST, Nov. 6", "16:08 UTC"."""
    time = _time_of(piece)
    if time is None:
        return None
    day = _day_of_clock(walk, piece)
    return Hit("TIME", f"{day.value}T{time}", day.bounds)


def _time_of(piece: Piece) -> str | None:
    raw = str(piece.value("TC") or f"{piece.number('dw')}:00")
    hour, minute, *_ = (int(item) for item in raw.split(":"))
    half = piece.value("j")
    mark = piece.row.lower(piece.index("j") or 0) if half is not None or piece.has("j") else ""
    if mark.startswith("p") and hour < 12:
        hour += 12
    if mark.startswith("a") and hour == 12:
        hour = 0
    if hour > 24 or minute > 59:
        return None
    zone = piece.row.words[piece.index("z") or 0].upper() if piece.has("z") else ""
    return f"{hour:02}:{minute:02}" + ("Z" if zone in ("UTC", "GMT") else "")


def _day_of_clock(walk: Walk, piece: Piece) -> Hit:
    inner = Piece(piece.row, (piece.index("TCj") or piece.first) + 1, piece.last)
    named = _inner_day(walk, piece, inner)
    after = _behind_brackets(piece.row, piece.last)
    parts = piece.row.parts[after : after + 3]
    if named is None and (parts.startswith("iD") or (after > piece.last and parts.startswith("D"))):
        at = after + parts.index("D")
        named = _weekday_name(walk, Piece(piece.row, at, at + 1))
    if named is None and parts in ("tfU", "teU"):  # "2:30 the next day"
        named = _relative_unit(walk, Piece(piece.row, after, after + 3))
    if named is None and piece.first - walk.last_end <= 2 and len(walk.last_value) >= 10:
        named = Hit("DATE", walk.last_value[:10])
    return named or walk.hit("DATE", lambda day: day.isoformat(), "XXXX-XX-XX")


#: The longest remark in brackets that is read over, in words: "10:35 a.m. (0735 GMT) Friday".
_REMARK = 6


def _behind_brackets(row: words.Row, at: int) -> int:
    """The word behind a remark in brackets, or the word itself."""
    if row.words[at : at + 1] != ["("]:
        return at
    closing = next((i for i in range(at, min(at + _REMARK, len(row.words))) if row.words[i] == ")"), at - 1)
    return closing + 1


def _inner_day(walk: Walk, piece: Piece, inner: Piece) -> Hit | None:
    if inner.has("M"):
        return _full_date(walk, inner)
    if inner.has("D"):
        weekday = inner.number("D")
        return walk.hit("DATE", _named_day(walk, piece, weekday), f"XXXX-WXX-{weekday + 1}")
    if inner.has("G"):
        return _plain(walk, Piece(inner.row, inner.index("G") or 0, (inner.index("G") or 0) + 1))
    return None


# --- years, decades, seasons, quarters ----------------------------------------------------------------------------


def _year(walk: Walk, piece: Piece) -> Hit | None:
    value = piece.value("y")
    if not isinstance(value, int):  # '82
        value = int(str(piece.number("nd")))
        if not 32 <= value <= 99:
            return None
        value += 1900
    return Hit("DATE", f"{value:04}")


def _decade(walk: Walk, piece: Piece) -> Hit | None:
    """ "the 1980s", "the mid-1990s", "the sixties"; ages ("in his 30s") are no dates."""
    if piece.lower(piece.first - 1) in ("his", "her", "their", "my", "your", "our"):
        return None
    raw = str(piece.value("k"))
    if len(raw) == 4:
        return Hit("DATE", raw[:3])
    if not piece.has("tB"):
        return None
    tens = int(raw) // 10 if len(raw) == 2 else int(raw)
    return Hit("DATE", f"19{tens}")


def _century(walk: Walk, piece: Piece) -> Hit | None:
    return Hit("DATE", f"{piece.number('oO') - 1:02}") if piece.value("U") == "CE" else None


def _season(walk: Walk, piece: Piece) -> Hit | None:
    name = str(piece.value("S"))
    parts = piece.row.parts[piece.first : piece.last]
    year = piece.value("y")
    if isinstance(year, int):
        return Hit("DATE", f"{year:04}-{name}")
    if "v" in parts:
        return Hit("SET", f"XXXX-{name}", (None, None))
    way = -1 if "l" in parts or "p" in parts else 1 if "e" in parts or "f" in parts else 0
    if "U" in parts:
        return walk.hit("DATE", lambda day: f"{day.year + way:04}-{name}", f"XXXX-{name}")
    if not way and "h" not in parts:
        told = direction(walk, piece)
        if past := _year_told_of(walk, piece, told):
            return Hit("DATE", f"{past}-{name}")
        return walk.hit("DATE", lambda day: _told_season(day, name, told.to), f"XXXX-{name}")
    return walk.hit("DATE", lambda day: season(day, name, way), f"XXXX-{name}")


def _told_season(day: date, name: str, way: int) -> str:
    """This year's, unless it is past and the clause looks ahead, or to come and the clause looks back."""
    this = season(day, name, 0)
    earliest, latest = bounds(this)
    if way > 0 and latest and latest < day.isoformat():
        return season(day, name, 1)
    if way <= 0 and earliest and earliest > day.isoformat():
        return season(day, name, -1)
    return this


def _quarter(walk: Walk, piece: Piece) -> Hit | None:
    """ "the third quarter", "the first quarter of 1990", "last quarter", "the latest period"."""
    row, first, last = piece.row, piece.first, piece.last
    parts = row.parts[first:last]
    if "U" in parts and ("g" in parts or "E" in parts):
        return _year_before(walk)
    ordinal = piece.value("Oo")
    year = _quarter_year(walk, piece, parts)
    if ordinal is not None:
        number = int(ordinal)
        if not 1 <= number <= 4:
            return None
        return _numbered_quarter(walk, number, year)
    if "Q" in parts and ("l" in parts or "e" in parts or "H" in parts or "h" in parts) and "U" not in parts:
        away = -1 if "l" in parts else 1 if "e" in parts else 0
        return walk.hit("DATE", lambda day: shift(day, "Q", away), "XXXX-QX")
    if year and walk.quarter:
        return Hit("DATE", year + walk.quarter[4:])
    if year:
        return Hit("DATE", year if "%" in parts else f"{year}-QX")
    if walk.quarter:
        return Hit("DATE", walk.quarter)
    return walk.hit("DATE", lambda day: shift(day, "Q", -1), "XXXX-QX") if "Q" in parts else None


def _quarter_year(walk: Walk, piece: Piece, parts: str) -> str | None:
    year = piece.value("y")
    if isinstance(year, int):
        return f"{year:04}"
    if "U" not in parts:
        return None
    away = -1 if "l" in parts else 1 if "e" in parts else 0
    return walk.from_publication(lambda day: shift(day, "Y", away), "XXXX")[0]


def _numbered_quarter(walk: Walk, number: int, year: str | None) -> Hit:
    """A quarter without a year is the one reported on: the last of that number that is over or runs."""
    if year:
        return Hit("DATE", f"{year}-Q{number}")
    return walk.hit("DATE", lambda day: f"{day.year - (number > (day.month + 2) // 3):04}-Q{number}", f"XXXX-Q{number}")


def _half(walk: Walk, piece: Piece) -> Hit | None:
    """ "the first half of 1989", "the second half of last year", "the last half of the year"."""
    number = 2 if piece.has("l") and not piece.has("O") else piece.number("O")
    if number not in (1, 2):
        return None
    year = piece.value("y")
    if isinstance(year, int):
        return Hit("DATE", f"{year:04}-H{number}")
    if piece.value("U") != "Y":
        return None
    parts = piece.row.parts[piece.index("F") or piece.first : piece.last]
    away = -1 if "l" in parts else 1 if "e" in parts else 0
    return walk.hit("DATE", lambda day: f"{day.year + away:04}-H{number}", f"XXXX-H{number}")


def _year_before(walk: Walk) -> Hit:
    """ "a year earlier" in a report of a quarter's figures is the same quarter of the year before."""
    if walk.quarter:
        return Hit("DATE", f"{int(walk.quarter[:4]) - 1:04}{walk.quarter[4:]}")
    return walk.hit("DATE", lambda day: shift(day, "Y", -1), "XXXX")


def _fiscal(walk: Walk, piece: Piece) -> Hit | None:
    """ "fiscal 1989", "the current fiscal year"."""
    if piece.has("y"):
        return _year(walk, piece)
    if piece.has("U"):
        if piece.lower(piece.last) in ("ended", "ending") or not piece.has("tlehH"):
            return Hit("DURATION", _period(1, _unit(piece)), (None, None))
        return _relative_unit(walk, piece)
    return _quarter(walk, piece)


# --- units --------------------------------------------------------------------------------------------------------

_DAYS_OF = {"D": 1, "W": 7, "2W": 14}
_CLOCK_UNITS = {"H", "TM", "S"}
_SMALLER = {"H": "M", "TM": "S"}


def _unit(piece: Piece) -> str:
    value = piece.value("UQKP")
    if value == 2:
        return "S"
    return "D" if value == "NI" else str(value)


def _quantity(piece: Piece) -> float | None:
    """The number an expression counts; nothing where it is vague. "two to three" counts two."""
    total, part, seen = 0.0, 0.0, False
    for index in range(piece.first, piece.last):
        mark, value = piece.row.parts[index], piece.row.values[index]
        if mark in "dny" and isinstance(value, int | float):
            if seen and mark != "q":
                break
            part, seen = float(value), True
        elif mark == "w" and isinstance(value, int):
            part, seen = (max(part, 1.0) * value if value >= 100 else part + value), True
        elif mark == "q" and isinstance(value, int | float):
            part, seen = part + float(value), True
        elif mark == "~" and seen:
            break
        elif mark == "V":
            return float(str(value)) * max(part, 1.0) if value else None
        elif mark in "UQ":
            break
    total += part
    if seen:
        return total
    if piece.has("&") and piece.has("q"):  # "an hour and a half"
        return 1.5
    return 1.0 if piece.has("a") or piece.has("O") else None


def _period(number: float | None, unit: str) -> str:
    """A TIMEX3 period: P3D, PT2H, PXW, P10Y for a decade, PT5H30M."""
    if unit == "2W":
        unit, number = "W", None if number is None else 2 * number
    if unit in ("DE", "CE", "ML"):
        years = {"DE": 10, "CE": 100, "ML": 1000}[unit]
        return f"PX{unit}" if number is None else f"P{_digits(number * years)}Y"
    if unit == "Q":
        return "PXQ" if number is None else f"P{_digits(number * 3)}M"
    if unit in _CLOCK_UNITS:
        return _clock_period(number, unit)
    if unit == "Y" and number == 0.5:
        return "P6M"
    return f"P{'X' if number is None else _digits(number)}{unit}"


def _clock_period(number: float | None, unit: str) -> str:
    letter = unit[-1]
    if number is None:
        return f"PTX{letter}"
    whole, rest = int(number), number - int(number)
    if unit in _SMALLER and rest:
        return "PT" + (f"{whole}{letter}" if whole else "") + f"{round(rest * 60)}{_SMALLER[unit]}"
    return f"PT{_digits(number)}{letter}"


def _digits(number: float) -> str:
    return str(int(number)) if number == int(number) else f"{number:g}"


def _moved(day: date, unit: str, number: float) -> str:
    """The day, month or year some units away, as coarse as the unit; weeks keep the day."""
    if unit in _DAYS_OF:
        return shift(day, "D", round(number * _DAYS_OF[unit]))
    if unit in ("DE", "CE"):
        return shift(day, "Y", round(number * (10 if unit == "DE" else 100)))
    if unit == "Q":
        return shift(day, "M", round(3 * number))
    if unit == "Y" and number != int(number):
        return shift(day, "M", round(12 * number))
    return shift(day, unit if unit in ("M", "Y") else "D", round(number) if unit in ("M", "Y") else 0)


_UNKNOWN = {"D": "XXXX-XX-XX", "W": "XXXX-WXX", "2W": "XXXX-WXX", "WE": "XXXX-WXX-WE", "M": "XXXX-XX", "Q": "XXXX-QX"}


def _ago(walk: Walk, piece: Piece) -> Hit | None:
    """ "two days ago", "a decade ago"; "several years ago" says no more than that it is past."""
    if piece.has("x") and piece.lower(piece.last - 2) != "so":  # "a week or so ago"
        return None
    unit, number = _unit(piece), _quantity(piece)
    if number is None or unit == "ML":
        return Hit("DATE", "PAST_REF", (None, _last_day(walk)))
    if unit == "Y" and number == 1 and piece.has("a") and walk.quarter:
        return _year_before(walk)
    return walk.hit("DATE", lambda day: _moved(day, unit, -number), _UNKNOWN.get(unit, "XXXX"))


def _last_day(walk: Walk) -> str | None:
    return walk.anchor[1].isoformat() if walk.anchor else None


def _first_day(walk: Walk) -> str | None:
    return walk.anchor[0].isoformat() if walk.anchor else None


def _reckoned(walk: Walk, piece: Piece) -> Hit | None:
    """ "a day earlier", "three days later", "two weeks before": counted from the day spoken of last."""
    unit, number = _unit(piece), _quantity(piece)
    earlier = piece.has("E") or piece.lower(piece.last - 1) == "before"
    if unit == "Y" and number == 1 and earlier:
        return _year_before(walk)
    if number is None:
        return Hit("DURATION", _period(None, unit))
    story = whole_days(walk.day)
    if story is None:
        return Hit("DURATION", _period(number, unit))
    return Hit("DATE", _moved(story[0], unit, -number if earlier else number))


def _stretch(walk: Walk, piece: Piece, singular: float | None = None) -> Hit | None:
    """ "the past three months", "the next two years": a duration that starts or ends with the day of publication."""
    unit, number = _unit(piece), singular or _quantity(piece)
    parts = piece.row.parts[piece.first : piece.last]
    back = "l" in parts or "p" in parts
    value = _period(number, unit)
    if walk.anchor is None or number is None or not (back or "e" in parts or "f" in parts):
        return Hit("DURATION", value, (None, None))
    first, last = walk.anchor
    if back:
        start = bounds(_moved(first, unit, -number))[0]
        return Hit("DURATION", value, (start, last.isoformat()))
    return Hit("DURATION", value, (first.isoformat(), bounds(_moved(last, unit, number))[1]))


def _recent(walk: Walk, piece: Piece) -> Hit | None:
    """ "recent years", "the past decades", "coming months"."""
    unit = _unit(piece)
    parts = piece.row.parts[piece.first : piece.last]
    ahead = "f" in parts or "e" in parts
    known = (_first_day(walk), None) if ahead else (None, _last_day(walk))
    if not piece.lower(piece.last - 1).endswith("s"):
        return Hit("DURATION", _period(1, unit), known)
    if unit in ("Y", "Q"):
        return Hit("DATE", "FUTURE_REF" if ahead else "PAST_REF", known)
    return Hit("DURATION", _period(None, unit), known)


def _duration(walk: Walk, piece: Piece) -> Hit | None:
    """ "three days", "a two-hour meeting", "an 8-month-old truce"; "a day" behind a number of things is a rate."""
    unit, number = _unit(piece), _quantity(piece)
    parts = piece.row.parts[piece.first : piece.last]
    if "u" in parts and (unit == "Y" or "-" not in parts):  # the age of a person
        return None
    if unit == "Q" and ("-" in parts or piece.lower(piece.last) == "of"):  # three-quarters of
        return None
    if piece.row.words[piece.last - 1][0].isupper() and piece.has("dn"):  # the name of a programme
        return None
    if _unit(piece) == "H" and piece.lower(piece.last) == "a" and piece.lower(piece.last + 1) == "day":  # always
        return None
    if parts == "aU" and piece.lower(piece.first - 1) == "hours":  # "24 hours a day": always
        return None
    if parts in ("aU", "aK") and _is_rate(piece):
        return Hit("SET", _period(1, unit), (None, None))
    if parts == "aQ" or (parts == "aK"):
        return None
    if piece.has("P") and str(piece.value("P")) != "NI":
        return None
    return Hit("DURATION", _period(number, unit), (None, None))


def _is_rate(piece: Piece) -> bool:
    before = piece.lower(piece.first - 1)
    counted = before.endswith("s") and len(before) > 3 and before not in ("lasts", "takes", "was", "less", "spends")
    return counted or before in ("million", "billion", "percent", "once", "twice", "%", "per") or before.isdigit()


def _long(walk: Walk, piece: Piece) -> Hit | None:
    """ "day-long", "decades-long", "two-day-long"."""
    if piece.lower(piece.last - 1) != "long":
        return None
    many = piece.lower(piece.last - 3).endswith("s")
    counted = _quantity(piece) if piece.has("dnw") else None if many else 1
    value = "PXY" if many and _unit(piece) in ("DE", "CE") else _period(counted, _unit(piece))
    return Hit("DURATION", value, (None, None))


_RATES = {"D": "P1D", "W": "P1W", "M": "P1M", "Y": "P1Y", "WE": "P1WE"}


def _every(walk: Walk, piece: Piece) -> Hit | None:
    """ "every day", "each year", "every two weeks", "per month"."""
    return Hit("SET", _period(_quantity(piece) or 1, _unit(piece)), (None, None))


def _recurrent(walk: Walk, piece: Piece) -> Hit | None:
    following = piece.row.words[piece.last] if piece.last < len(piece.row.words) else ""
    if following[:1].isupper() and piece.row.words[piece.first].islower():  # a newspaper
        return None
    if piece.lower(piece.first) == "quarterly" and following[:1].isalpha():  # the figures of one quarter
        return None
    return Hit("SET", str(piece.value("r")), (None, None))


def _relative_unit(walk: Walk, piece: Piece) -> Hit | None:
    """ "last week", "this year", "the following month", "that day", "the weekend"."""
    parts = piece.row.parts[piece.first : piece.last]
    unit = _unit(piece)
    if unit in _CLOCK_UNITS:
        return None
    if unit in ("DE", "CE", "ML", "2W") and "l" not in parts and "e" not in parts and "h" not in parts:
        return _recent(walk, piece)
    if "f" in parts and piece.lower(piece.last - 1).endswith("s"):
        return _recent(walk, piece)
    if "c" in parts or "s" in parts or ("f" in parts and "t" in parts):
        return _anaphora(walk, unit, 1 if "f" in parts else 0)
    if unit == "D" and "e" in parts:
        return _anaphora(walk, unit, 1)
    if "p" in parts and piece.lower(piece.index("p") or 0) != "past":
        return _anaphora(walk, unit, -1) if unit in ("D", "M", "Y") else walk.hit(
            "DATE", lambda day: shift(day, unit, -1), _UNKNOWN.get(unit, "XXXX"))  # fmt: skip
    if "p" in parts or ("l" in parts and unit == "D"):
        if unit == "WE":
            return _weekend(walk, -1)
        return _recent(walk, piece) if piece.lower(piece.last - 1).endswith("s") else _stretch(walk, piece, 1)
    if unit == "WE":
        return _weekend(walk, -1 if "l" in parts else 1 if "e" in parts or "f" in parts else 0)
    away = -1 if "l" in parts else 1 if "e" in parts or "f" in parts else 0
    shifted = "W" if unit == "2W" else unit
    value, (earliest, latest) = walk.from_publication(lambda day: shift(day, shifted, away), _UNKNOWN.get(unit, "XXXX"))
    if walk.anchor and earliest and latest:
        before = piece.lower(piece.first - 1)
        if before == "earlier":
            latest = min(latest, walk.anchor[1].isoformat())
        elif before == "later":
            earliest = max(earliest, walk.anchor[0].isoformat())
    return Hit("DATE", value, (earliest, latest))


def _weekend(walk: Walk, away: int) -> Hit:
    """ "last weekend" on a Monday is the one just over; "this weekend" the one to come or that runs."""
    return walk.hit("DATE", lambda day: iso_week(day + timedelta(7 * away)) + "-WE", "XXXX-WXX-WE")


def _anaphora(walk: Walk, unit: str, away: int) -> Hit | None:
    """ "that day", "the same year", "the next day": from the day or year spoken of last."""
    story = whole_days(walk.day)
    if unit == "Y" and walk.year:
        return Hit("DATE", f"{int(walk.year) + away:04}")
    if unit not in ("D", "W", "M", "WE", "Q"):
        return None
    if story:
        return Hit("DATE", shift(story[0], unit, away))
    return Hit("DATE", _UNKNOWN[unit], (None, None))


def _that_time(walk: Walk, piece: Piece) -> Hit | None:
    """ "by that time": the time spoken of last."""
    before = piece.lower(piece.first - 1)
    if piece.lower(piece.last - 1) != "time" or before not in ("at", "by", "since", "until", "before", "after", "in"):
        return None
    return Hit("DATE", walk.last_value[:10]) if walk.last_value[:4].isdigit() else Hit("DATE", "PAST_REF", (None, None))


def _the_unit(walk: Walk, piece: Piece) -> Hit | None:
    """ "the year", "the week", "the weekend": the running one, or the one just over."""
    unit = _unit(piece)
    after = piece.lower(piece.last)
    if piece.lower(piece.last - 1).endswith("s"):
        return None
    if unit == "D":
        return _the_day(walk, piece)
    if unit == "Y" and after in ("before", "previous", "earlier") and _closes(piece.row, piece.last + 1):
        year = walk.year or (str(walk.anchor[0].year) if walk.anchor else "")
        return Hit("DATE", f"{int(year) - 1:04}") if year else None
    if unit == "WE":
        away = 0 if direction(walk, piece).to > 0 else -1
        return walk.hit("DATE", lambda day: _weekend_told(day, away), "XXXX-WXX-WE")
    if unit in ("Y", "M", "W") and after in ("ended", "ending", "to", "before", "after"):
        return Hit("DURATION", _period(1, unit), (None, None))
    if unit not in ("Y", "M", "W") or after == "of":
        return None
    return walk.hit("DATE", lambda day: shift(day, unit, 0), _UNKNOWN.get(unit, "XXXX"))


def _closes(row: words.Row, at: int) -> bool:
    """Whether a phrase ends here: nothing follows that it could govern."""
    return at >= len(row.words) or row.parts[at] in ",.|-" or row.words[at] in ";:)\"'?!" or row.lower(at) == "when"


_SPENT = frozenset("end ends ended ending close closes closed closing finish finished start started began".split())


def _the_day(walk: Walk, piece: Piece) -> Hit | None:
    """ "late in the day", "ended the day", "for the day": the day of the story; else "the day" is no date."""
    before, row = piece.lower(piece.first - 1), piece.row
    late = before in ("in", "on") and row.lower(piece.first - 2) in ("late", "later", "early", "earlier")
    if not (late or before in _SPENT or (before == "for" and _closes(row, piece.last))):
        return None
    return Hit("DATE", _day_of_story(walk, 0))


def _weekend_told(day: date, away: int) -> str:
    return iso_week(day + timedelta(7 * away if day.weekday() < 5 else 0)) + "-WE"


def _year_end(walk: Walk, piece: Piece) -> Hit | None:
    """ "year's end", "year-end"."""
    if piece.value("U") != "Y":
        return None
    return walk.hit("DATE", lambda day: f"{day.year:04}", "XXXX")


def _year_ago(walk: Walk, piece: Piece) -> Hit | None:
    return _year_before(walk) if piece.value("U") == "Y" else None


def _bare(walk: Walk, piece: Piece) -> Hit | None:
    """ "for weeks", "within months"; "these days"."""
    unit, before = _unit(piece), piece.lower(piece.first - 1)
    if before == "these" and unit == "D":
        return Hit("DATE", "PRESENT_REF", (_first_day(walk), _last_day(walk)))
    if before not in ("for", "within", "over") or not piece.lower(piece.first).endswith("s"):
        return None
    return Hit("DURATION", _period(None, unit), (None, None))


def _spoken_year(walk: Walk, piece: Piece) -> Hit | None:
    """ "nineteen ninety-six", as broadcasts are written down."""
    tens = [value for value, part in zip(piece.row.values[piece.first : piece.last],
            piece.row.parts[piece.first : piece.last], strict=True) if part == "w"]  # fmt: skip
    year = 100 * piece.number("N") + sum(int(value or 0) for value in tens)
    return Hit("DATE", f"{year:04}-{piece.number('M'):02}" if piece.has("M") else f"{year:04}")


def _year_in_words(walk: Walk, piece: Piece) -> Hit | None:
    """ "the year two thousand and one"."""
    whole, part = 0, 0
    for index in range(piece.first, piece.last):
        value = piece.row.values[index]
        if piece.row.parts[index] == "w" and isinstance(value, int):
            whole, part = (whole + max(part, 1) * value, 0) if value == 1000 else (whole, part + value)
    year = whole + part
    return Hit("DATE", f"{year:04}") if piece.value("U") == "Y" and 1000 < year < 2100 else None


def _current(walk: Walk, piece: Piece) -> Hit | None:
    if piece.lower(piece.first) != "current":
        return None
    return Hit("DATE", "PRESENT_REF", (_first_day(walk), _last_day(walk)))


# --- words that point without naming ------------------------------------------------------------------------------


def _reference(walk: Walk, piece: Piece) -> Hit | None:
    """ "now", "currently", "recently"; "recent" alone says of a thing that it is new, not when it was."""
    if piece.lower(piece.first) == "recent":
        return None
    value = str(piece.value("R"))
    known = (_first_day(walk), _last_day(walk)) if value == "PRESENT_REF" else (None, _last_day(walk))
    return Hit("DATE", value, known)


def _past(walk: Walk, piece: Piece) -> Hit | None:
    """ "the past" and no more."""
    after = piece.row.parts[piece.last : piece.last + 1]
    if piece.lower(piece.last - 1) != "past" or (after in ("x", "-", "d", "n") and not _ends_phrase(piece)):
        return None
    return Hit("DATE", "PAST_REF", (None, _last_day(walk)))


def _ends_phrase(piece: Piece) -> bool:
    """Whether "the past" or "the future" stands as a noun, not before one ("the past performance")."""
    before = piece.lower(piece.first - 1)
    return before in ("in", "from", "of", "about", "for", "to", "with")


def _future(walk: Walk, piece: Piece) -> Hit | None:
    """ "the future", "the near future"; not "the future of" somebody."""
    if piece.lower(piece.last) == "of" or piece.lower(piece.last - 2) == "foreseeable" or not _ends_phrase(piece):
        return None
    return Hit("DATE", "FUTURE_REF", (_first_day(walk), None))


def _holiday(walk: Walk, piece: Piece) -> Hit | None:
    known = str(piece.value("Z"))
    year = piece.value("y")
    if not known:
        return None
    if len(known) == 10:  # a day with its year: "9/11"
        return Hit("DATE", known)
    if known.count("-") == 2:
        return _moving_holiday(walk, piece, known)
    month, number = (int(item) for item in known.split("-"))
    if piece.lower(piece.last) == "eve":
        number -= 1
    if isinstance(year, int):
        return Hit("DATE", f"{year:04}-{month:02}-{number:02}")
    return walk.hit("DATE", _dated(walk, piece, month, number), f"XXXX-{month:02}-{number:02}")


def _moving_holiday(walk: Walk, piece: Piece, known: str) -> Hit:
    """The n-th such weekday of a month, `month-n-weekday`."""
    month, nth, weekday = (int(item) for item in known.split("-"))
    told = direction(walk, piece)

    def at(day: date) -> str:
        year = int(_month_of(told, month, day)[:4])
        first = date(year, month, 1)
        return (_weekday(first, weekday, 1) + timedelta(7 * (nth - 1))).isoformat()

    return walk.hit("DATE", at, "XXXX-XX-XX")


# --- the grammar --------------------------------------------------------------------------------------------------

_CARDINAL = r"(?:a?w(?:-?w){0,5}|[dny])(?:&aq|-&-aq|q)?"
_COUNT = rf"(?:A?{_CARDINAL}(?:[~&-]{{1,2}}{_CARDINAL})?|aVF?|VF?|wVF?|qa|aq|a)m?"
_CLOCKS = r"(?:Tj?|[dw]j|C)z?"
_RULES: tuple[tuple[str, str, Callable[[Walk, Piece], Hit | None]], ...] = (
    ("iso", r"I", _iso),
    ("clock", rf"{_CLOCKS}(?:,?(?:D\.?,?M\.?[do](?:,?y)?|M\.?[do](?:,?y)?|D|G))?", _clock),
    ("spoken", r"M?Nw(?:-?w)?", _spoken_year),
    ("dayfirst", r"(?:D\.?,?)?t?[do]F?M\.?(?:,?y)?", _full_date),
    ("monthfirst", r"l?(?:D\.?,?)?M\.?t?(?:d(?![:/]|-?[UQ])|o)(?:,?y)?", _full_date),
    ("monthyear", r"M\.?,?F?y", _month),
    ("month", r"(?:[lpefhv]|tf)?M\.?(?:F?[leh]U)?(?!-)", _month),
    ("monthdash", r"M", _month),
    ("weekday", r"(?:v|[lpefh]|t[pefl])?D(?:B?P)?", _weekday_name),
    ("plain", r"GP?", _plain),
    ("daypart", r"(?:[lhcv]|ts|t[ef])P", _part_of_day),
    ("fiscal", r"t?[lehHp]?X-?(?:y|[Oo]-?Q|U)(?:F?y)?", _fiscal),
    ("yearquarter", r"t?y[Oo]-?Q", _quarter),
    ("possessed", r"[lehH]U'[Oo]?-?Q", _quarter),
    ("yearago", r"[ta]?U-[gE](?![Oo]?-?[Q%])", _year_ago),
    ("agoquarter", r"(?:t|a)?U-?[gE][Oo]?-?[Q%]", _quarter),
    ("numbered", r"t?[Oo]-?Q(?:F(?:y|[leh]U)|y|aUg)?", _quarter),
    ("latest", r"t?(?:[lehHbpf]Q|b%|y[Q%])|tQ(?:aUg)?", _quarter),
    ("century", r"t?[oO]-?U(?!g)", _century),
    ("half", r"t?[Ol]-?q(?:F(?:y|[leht]U)|y)", _half),
    ("ago", rf"(?:{_COUNT}-?[UQ]|aU&aq|aU~x)g", _ago),
    ("andhalf", r"aU&aq", _duration),
    ("stretch", rf"t?(?:O?[lpef]O?|O)(?:A?{_CARDINAL}(?:[~&-]{{1,2}}{_CARDINAL})?|aVF?|VF?)-?m?[UQ]", _stretch),
    ("reckoned", rf"{_COUNT}-?[UQ][EL]", _reckoned),
    ("every", rf"v(?:{_CARDINAL}|V|O)?[UK]", _every),
    ("everyseason", r"vS", _season),
    ("long", r"(?:t|aV?-?)?(?:[dnw]-)?U-x", _long),
    ("duration", rf"{_COUNT}-?(?:[UQ]|K|P)(?:-?u)?", _duration),
    ("recent", r"R[UQ]|[pf](?:U|Q)(?![\w])", _recent),
    ("unit", r"(?:t?[lpefhHcs]|ts|cs|hp)[UK]", _relative_unit),
    ("season", r"(?:[lpefh]|t)?B?-?S(?:F?y|F[leh]U)?", _season),
    ("yearend", r"U'?-?W", _year_end),
    ("decade", r"t?B?-?`?k", _decade),
    ("year", r"y|`[nd](?!\w)", _year),
    ("thattime", r"cx", _that_time),
    ("yearinwords", r"t?Uw-?(?:&?w-?){1,3}", _year_in_words),
    ("theunit", r"t!?[UK]", _the_unit),
    ("bare", r"U", _bare),
    ("current", r"H", _current),
    ("reference", r"R", _reference),
    ("recurrent", r"r", _recurrent),
    ("past", r"tp", _past),
    ("future", r"t(?:x)?\$", _future),
    ("holiday", r"Z(?:,?y)?", _holiday),
)  # fmt: skip
_GRAMMAR = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern, _ in _RULES))
_RESOLVE = {name: resolve for name, _, resolve in _RULES}
