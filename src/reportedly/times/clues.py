"""What the words of a text say about the day it was published: clues, and the marks they give a day.

Marks are rough log-odds: newspapers name the weekday that has just been, months a few months back or ahead, and years
not much before the one they are printed in. They were set by hand from how agency and newspaper copy is written, and
checked on half of the development texts. Marks for a day are kept small: a date of the week before fits nearly as well.
"""

from __future__ import annotations

import re
from calendar import isleap
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date as Day
from datetime import timedelta
from typing import Literal, NamedTuple

from reportedly.model import Article, Passage
from reportedly.times import words
from reportedly.times.expressions import Piece, Walk, Way, direction, scan, span_of

__all__ = ["Clue", "Kind", "Mark", "clues_of", "first_of", "mark_of_month", "marks", "years_of"]

MONTHS = "January February March April May June July August September October November December".split()
_WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


Kind = Literal[
    "weekday", "day", "month", "month now", "year", "quarter", "season", "full", "phase", "weekend", "market", "ended",
]  # fmt: skip


class Clue(NamedTuple):
    """Words of the text that bear on its date."""

    kind: Kind
    span: Passage
    way: Way
    #: weekday 0-6, month 1-12, year, quarter 1-4, season's first month, ordinal of a full date
    number: int
    day: int = 0
    #: the phase of a unit ("early next year"), a day's weekday, a word such as "tomorrow"
    phase: str = ""
    lead: bool = False


class Mark(NamedTuple):
    """What a clue says for or against a day, and why."""

    score: float
    because: str
    span: Passage | None


# --- clues of the text --------------------------------------------------------------------------------------------

_LEAD = 500
_SEASON_MONTH = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}


def clues_of(article: Article, text: str) -> list[Clue]:
    """All clues in `text` (same offsets as the article's), in text order; the word on markets comes last."""
    row = words.row(article, text)
    walk = Walk(None)
    lead = len(text) - len(text.lstrip()) + _LEAD
    found = []
    for name, piece, _ in scan(row, walk):
        clue = _clue(name, piece, walk)
        if clue is not None:
            found.append(clue._replace(lead=clue.span.start < lead))
    market = _MARKET.search(text)
    if market:
        found.append(Clue("market", Passage(*market.span()), Way(0), 0))
    return found


_MARKET = re.compile(
    r"\b(?:(?:Stock Exchange|over-the-counter|composite|early|heavy) trading|shares (?:closed|rose|fell|outstanding)|"
    r"common (?:shares|stock)|stock markets?|a share\b|tender offer|net income)"
)


def _clue(name: str, piece: Piece, walk: Walk) -> Clue | None:
    span, told = span_of(piece), direction(walk, piece)
    parts = piece.row.parts[piece.first : piece.last]
    if name in ("dayfirst", "monthfirst"):
        if piece.row.lower(piece.first - 1) in ("ended", "ending") and not piece.has("y"):
            return _period_end(piece, span)
        if isinstance(year := piece.value("y"), int):
            return Clue("full", span, told, Day(year, piece.number("M"), piece.number("do")).toordinal())
        weekday = piece.value("D")
        named = _WEEKDAYS[weekday] if isinstance(weekday, int) else ""
        return Clue("day", span, told, piece.number("M"), piece.number("do"), phase=named)
    if name in ("month", "monthdash") and not set(parts) & set("lpefhvU"):
        now = piece.row.lower(piece.first - 2) == "earlier" and piece.row.lower(piece.first - 1) == "in"
        return Clue("month now" if now else "month", span, told, piece.number("M"))
    if name == "monthyear":
        return Clue("year", span, told, piece.number("y"), piece.number("M"))
    if name == "weekday" and not set(parts) & set("vlpefh"):
        return Clue("weekday", span, told, piece.number("D"))
    return _coarse_clue(name, piece, span, told, parts)


def _period_end(piece: Piece, span: Passage) -> Clue | None:
    """ "the quarter ended Sept. 30" tells the quarter reported on; the ends of business years tell nothing."""
    before = [piece.row.lower(piece.first - step) for step in (2, 3)]
    if "year" in before:
        return None
    return Clue("ended", span, Way(-1, True), piece.number("M"), piece.number("do"))


def _coarse_clue(name: str, piece: Piece, span: Passage, told: Way, parts: str) -> Clue | None:
    if name == "year" and isinstance(year := piece.value("y"), int) and 1900 <= year < 2100:
        return Clue("year", span, _year_way(piece, told), year)
    if name == "plain" and piece.row.lower(piece.first) == "tomorrow":
        return Clue("phase", span, told, 0, phase="tomorrow")
    if name in ("unit", "theunit") and piece.row.parts[piece.last - 1] == "K":
        return Clue("weekend", span, told, 0) if told.to <= 0 and "e" not in parts else None
    if name == "unit" and (phase := _phase(piece)):
        return Clue("phase", span, told, 0, phase=phase)
    if name == "yearquarter" or (name == "numbered" and "y" in parts):
        return Clue("year", span, told, piece.number("y"))
    if name == "numbered" and "U" not in parts and 1 <= piece.number("Oo") <= 4:
        return Clue("quarter", span, told, piece.number("Oo"))
    if name == "season" and "h" in parts:
        return Clue("season", span, told, _SEASON_MONTH[str(piece.value("S"))])
    return None


_PREPOSITIONS = frozenset("in by until till through for since from between and to both before after during".split())
_COMING = frozenset(
    "will ll expected expects expect scheduled due plans planned hopes predicted predicting forecast projected".split()
)
_REACH = 7


def _year_way(piece: Piece, told: Way) -> Way:
    """A year is to come only where a word of the future stands close before it: "until 2014" is past as often.

    A year before a noun ("the 2003 invasion") has no direction of its own.
    """
    before = piece.row.lower(piece.first - 1)
    if before not in _PREPOSITIONS and before not in ("due", "early", "late", "mid"):
        return Way(0)
    for index in range(piece.first - 1, max(-1, piece.first - _REACH), -1):
        if piece.row.words[index] in ".;:?!":
            break
        if piece.row.lower(index) in _COMING:
            return Way(1, True)
    return told if told.to < 0 else Way(told.to, False)


def _phase(piece: Piece) -> str:
    """ "earlier this month", "early next year" in plain words; "" where the words say no phase."""
    words_ = [piece.row.lower(index) for index in (piece.first - 1, piece.last - 2, piece.last - 1)]
    return " ".join(words_) if words_[0] in ("earlier", "later", "early", "late") else ""


# --- marks for and against a day ----------------------------------------------------------------------------------

Marks = Iterator[Mark]


def marks(day: Day, clues: Sequence[Clue]) -> list[Mark]:
    """What each family of clues says of that day of publication."""
    return [mark for family in (*_OF_DAYS, *_OF_MONTHS, _years) for mark in family(day, clues)]


def mark_of_month(month: Day, clues: Sequence[Clue]) -> float:
    """What the clues that know no weekday and no year say of a month, given as its middle day."""
    return sum(mark.score for family in _OF_MONTHS for mark in family(month, clues))


def first_of(clues: Sequence[Clue], kind: Kind) -> Clue | None:
    return next((clue for clue in clues if clue.kind == kind), None)


def _weekday_of(day: Day) -> str:
    return _WEEKDAYS[day.weekday()]


#: Marks for the first weekday named as past, by how many days before it lies: mostly it is today or yesterday.
_WEEKDAY_MARKS = (1.0, 0.9, -1.0, -1.1, -1.2, -1.2, -1.2)
#: News of Friday on Sunday and Monday, and of Saturday on Monday, is nothing strange.
_OVER_THE_WEEKEND = {(0, 3): -0.1, (6, 2): -0.2, (0, 2): -0.3}
#: The mark where the first is too far back but another weekday named later is not.
_LATER_FITS = -0.45


def _past_weekdays(clues: Sequence[Clue]) -> list[Clue]:
    return [clue for clue in clues if clue.kind == "weekday" and clue.way.to <= 0]


def _weekdays(day: Day, clues: Sequence[Clue]) -> Marks:
    """News is of today and yesterday."""
    past = _past_weekdays(clues)
    if not past:
        return
    gap, *later = [(day.weekday() - clue.number) % 7 for clue in past]
    score = _OVER_THE_WEEKEND.get((day.weekday(), gap), _WEEKDAY_MARKS[gap])
    if score < _LATER_FITS and min(later, default=6) <= 1:
        score = _LATER_FITS
    far = "the same day" if gap == 0 else "the day before" if gap == 1 else f"{gap} days before"
    because = f"what the text reports of {_WEEKDAYS[past[0].number]} would lie {far}, on a {_weekday_of(day)}"
    yield Mark(score, because, past[0].span)


def _between(day: Day, clues: Sequence[Clue]) -> Marks:
    """The day lies between the weekday that has been and the weekday to come."""
    past = next(iter(_past_weekdays(clues)), None)
    coming = next((clue for clue in clues if clue.kind == "weekday" and clue.way.to > 0 and clue.way.sure), None)
    if past is None or coming is None or past.number == coming.number:
        return
    inside = (day.weekday() - past.number) % 7 <= (coming.number - past.number) % 7
    between = f"between {_WEEKDAYS[past.number]}, which is past, and {_WEEKDAYS[coming.number]}, which is to come"
    because = f"a {_weekday_of(day)} lies {'' if inside else 'not '}{between}"
    yield Mark(0.3 if inside else -0.8, because, coming.span)


#: Marks for "over the weekend", Monday to Sunday: it is said on Monday, and still on Tuesday.
_WEEKEND_MARKS = (0.6, 0.3, 0.0, -0.35, -0.5, -0.55, 0.1)


def _weekends(day: Day, clues: Sequence[Clue]) -> Marks:
    """Exchanges, companies and councils rest on Saturday and Sunday, and so does much of the news."""
    name = _weekday_of(day)
    if day.weekday() >= 5:
        yield Mark(-0.15, f"little is published on a {name}", None)
        if market := first_of(clues, "market"):
            because = f"the text reports on markets and companies, which rest on a {name}"
            yield Mark(-0.7 if day.weekday() == 5 else -1.0, because, market.span)
    if weekend := first_of(clues, "weekend"):
        yield Mark(_WEEKEND_MARKS[day.weekday()], f"the weekend just past is spoken of on a {name}", weekend.span)
    tomorrow = next((clue for clue in clues if clue.phase == "tomorrow" and clue.lead), None)
    if tomorrow and day.weekday() in (4, 5):
        yield Mark(-0.5, f"“tomorrow” would be a {_weekday_of(day + timedelta(1))}", tomorrow.span)


#: When the phase of a month, year or week is strange, and how much.
_STRANGE: Mapping[str, tuple[float, Callable[[Day], bool]]] = {
    "earlier this month": (-1.0, lambda day: day.day <= 5),
    "later this month": (-0.9, lambda day: day.day >= 26),
    "earlier this year": (-1.0, lambda day: day.month == 1),
    "early this year": (-0.8, lambda day: day.month == 1),
    "later this year": (-0.9, lambda day: day.month >= 11),
    "early next year": (-1.0, lambda day: day.month <= 5),
    "late last year": (-0.8, lambda day: day.month >= 9),
    "earlier this week": (-0.9, lambda day: day.weekday() == 0),
    "later this week": (-0.7, lambda day: day.weekday() >= 4),
}


def _phases(day: Day, clues: Sequence[Clue]) -> Marks:
    """Nobody says "earlier this month" on the second, or "early next year" in March."""
    for clue in [clue for clue in clues if clue.phase in _STRANGE][:4]:
        score, strange = _STRANGE[clue.phase]
        if strange(day):
            because = f"“{clue.phase}” is not said on a {_weekday_of(day)}, {day.day} {MONTHS[day.month - 1]}"
            yield Mark(score, because, clue.span)


def _days(day: Day, clues: Sequence[Clue]) -> Marks:
    """Days of a month without a year: the nearest of them is seldom far from the day of printing."""
    named = [clue for clue in clues if clue.kind == "day"]
    if not named:
        return
    nearest = max(named, key=lambda clue: _day_mark(day, clue))
    away = _away(day, nearest)
    yield Mark(_day_mark(day, nearest), f"{_name(nearest)}, named without its year, is {away} days away", nearest.span)
    for clue in [clue for clue in named if clue.phase][:3]:
        if not _weekday_fits(day, clue):
            because = f"{_name(clue)} was no {clue.phase} in the year nearest to {MONTHS[day.month - 1]} {day.year}"
            yield Mark(-2.0, because, clue.span)
    lead = next((clue for clue in named if clue.lead and clue.way.to <= 0), None)
    if lead and (far := _away(day, lead)) > 14:
        yield Mark(-0.8, f"the lead reports of {_name(lead)}, {far} days away", lead.span)


def _name(clue: Clue) -> str:
    return f"{MONTHS[clue.number - 1]} {clue.day}"


def _day_mark(day: Day, clue: Clue) -> float:
    away = _away(day, clue)
    return next((score for limit, score in ((8, 0.7), (31, 0.4), (75, 0.1), (150, -0.4)) if away <= limit), -1.0)


def _away(day: Day, clue: Clue) -> int:
    """Days to the nearest such day in the direction of the clause."""
    fitting = [gap for gap in _gaps(day, clue) if not (clue.way.sure and gap * clue.way.to > 0)]
    return min((abs(gap) for gap in fitting), default=366)


def _weekday_fits(day: Day, clue: Clue) -> bool:
    """Whether that date falls on that weekday in the year nearest to the day."""
    gap = min(_gaps(day, clue), key=abs, default=None)
    return gap is None or _weekday_of(day - timedelta(gap)) == clue.phase


def _gaps(day: Day, clue: Clue) -> Iterator[int]:
    """Days since that day of the year, in this year and those beside it."""
    for year in (day.year - 1, day.year, day.year + 1):
        if not (clue.number == 2 and clue.day == 29) or isleap(year):
            yield (day - Day(year, clue.number, clue.day)).days


#: Marks for a month named without its year, by how many months it lies away.
_MONTH_MARKS = (0.2, 0.4, 0.3, 0.2, 0.0, -0.1, -0.3, -0.5, -0.7, -0.8, -0.8, -0.5)


def _months(day: Day, clues: Sequence[Clue]) -> Marks:
    if now := first_of(clues, "month now"):
        month, here = MONTHS[now.number - 1], MONTHS[day.month - 1]
        because = f"“earlier in {month}” is written in {month}" + ("" if month == here else f", not in {here}")
        yield Mark(1.5 if month == here else -3.0, because, now.span)
    named = [clue for clue in clues if clue.kind == "month"]
    if not named:
        return
    ends = {clue.span: clue for clue in (max(named, key=_by(day)), min(named, key=_by(day)))}
    for clue in ends.values():
        said = {-1: "as past", 0: "without its year", 1: "as to come"}[clue.way.to]
        because = f"{MONTHS[clue.number - 1]} is named {said}, in {MONTHS[day.month - 1]}"
        yield Mark(0.8 * _month_mark(day, clue), because, clue.span)


def _by(day: Day) -> Callable[[Clue], float]:
    return lambda clue: _month_mark(day, clue)


def _month_mark(day: Day, clue: Clue) -> float:
    behind = _MONTH_MARKS[(day.month - clue.number) % 12]
    ahead = _MONTH_MARKS[(clue.number - day.month) % 12]
    if clue.way.to == 0:
        return max(behind, ahead)
    told, other = (behind, ahead) if clue.way.to < 0 else (ahead, behind)
    return told if clue.way.sure else max(told, other - 0.5)


def _quarters(day: Day, clues: Sequence[Clue]) -> Marks:
    """Companies report a quarter within three months of its end."""
    if ended := first_of(clues, "ended"):
        since = min((gap for gap in _gaps(day, ended) if gap >= 0), default=366)
        because = f"a period that ended {_name(ended)} is reported on, {since} days on"
        yield Mark(0.4 if 7 <= since <= 100 else -1.2, because, ended.span)
        return
    clue = next((clue for clue in clues if clue.kind == "quarter" and clue.way.to <= 0), None)
    if clue:
        since = (day.month - 1 - 3 * clue.number) % 12
        score = 0.4 if since <= 2 else -0.3 if since >= 10 or since == 3 else -1.5
        because = f"quarter {clue.number} is reported on in {MONTHS[day.month - 1]}"
        yield Mark(score, because, clue.span)


def _seasons(day: Day, clues: Sequence[Clue]) -> Marks:
    """ "this summer" is said from spring to autumn."""
    if clue := first_of(clues, "season"):
        since = (day.month - clue.number) % 12
        name = {3: "spring", 6: "summer", 9: "autumn", 12: "winter"}[clue.number]
        because = f"this {name} is spoken of in {MONTHS[day.month - 1]}"
        yield Mark(0.2 if since <= 3 or since >= 9 else -1.2, because, clue.span)


#: Marks by how many years the latest year looked back on lies behind.
_YEAR_MARKS = (0.4, 0.2, 0.0, -0.1, -0.2, -0.35)


def years_of(clues: Sequence[Clue]) -> list[Clue]:
    """The years named, those of full dates among them; `number` is the year."""
    return [
        clue if clue.kind == "year" else clue._replace(number=Day.fromordinal(clue.number).year)
        for clue in clues
        if clue.kind in ("year", "full")
    ]


def _years(day: Day, clues: Sequence[Clue]) -> Marks:
    named = years_of(clues)
    coming = min((clue for clue in named if clue.way.to > 0), key=lambda clue: clue.number, default=None)
    past = max((clue for clue in named if clue.way.to <= 0), key=lambda clue: clue.number, default=None)
    if coming and coming.number < day.year:
        yield Mark(-2.5 if coming.way.sure else -0.4, f"{coming.number} is spoken of as still to come", coming.span)
    if past and past.number > day.year:
        score = 0.0 if past.way.to == 0 else -1.5 if past.way.sure else -0.4
        yield Mark(score, f"{past.number} is spoken of as past", past.span)
    elif past:
        score = _YEAR_MARKS[min(day.year - past.number, 5)]
        yield Mark(score, f"the latest year that the text looks back on is {past.number}", past.span)
    near = (clue for clue in clues if clue.kind == "full" and abs(clue.number - day.toordinal()) <= 10)
    if clue := next(near, None):
        yield Mark(1.5, f"the text names {Day.fromordinal(clue.number).isoformat()}", clue.span)


#: The families that need the day, and those that need no more than its month.
_OF_DAYS = (_weekdays, _between, _weekends, _phases)
_OF_MONTHS = (_days, _months, _quarters, _seasons)
