"""What the clues of a text say for and against a day or month of publication, with learned weights.

Each clue gives signs ("the first weekday told of as past lies 3 days back"), and each sign has a weight in
`data/en/times_weights.tsv`: its log-odds for a masthead, and its part in choosing between months. Both columns are
logistic regressions fitted by `train/docdate.py` on articles whose date is known, with wrong dates put on top of them.
"""

from __future__ import annotations

from calendar import isleap
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date as Day
from datetime import timedelta
from functools import cache
from typing import NamedTuple

from reportedly import shelf
from reportedly.times import knowledge
from reportedly.times.calendar import month_count
from reportedly.times.clues import MONTHS, WEEKDAYS, Clue, Term, first_of, recurring, terms, years_of

__all__ = ["ANY", "Mark", "Weights", "log_odds", "marks", "marks_of_month", "month_score", "weights", "why"]


class Mark(NamedTuple):
    """A sign that a clue gives of a day; `clue` is None for what the day says by itself."""

    sign: str
    clue: Clue | None


class Weights(NamedTuple):
    """By sign: its log-odds that a masthead is right, and that a month is the month of publication."""

    masthead: dict[str, float]
    month: dict[str, float]


@cache
def weights() -> Weights:
    rows = shelf.table("en/times_weights.tsv")
    return Weights(*({row["sign"]: float(row[key]) for row in rows if row[key]} for key in ("masthead", "month")))


Marks = Iterator[Mark]

#: The sign that every day gives.
ANY = "any day"


def marks(day: Day, clues: Sequence[Clue]) -> list[Mark]:
    """All signs that the clues give of a day of publication."""
    return [mark for family in (*_OF_DAYS, *_OF_MONTHS) for mark in family(day, clues)]


def marks_of_month(month: Day, clues: Sequence[Clue], crawled: Day | None = None) -> list[Mark]:
    """Those that need no weekday and no day of the month; the month is given as its middle day.

    Where the page bears the day it was crawled, that is a sign too: pages are crawled soon, or any time.
    """
    found = [mark for family in _OF_MONTHS for mark in family(month, clues)]
    if crawled:
        months = (crawled.year - month.year) * 12 + crawled.month - month.month
        found.append(Mark(f"crawled months later, {_bin(months, 0, 3, 12, 36)}", None))
    return found


def log_odds(found: Sequence[Mark]) -> float:
    """How far the marks of a day speak for a masthead that bears it."""
    known = weights().masthead
    return known.get(ANY, 0.0) + sum(known.get(mark.sign, 0.0) for mark in found)


def month_score(found: Sequence[Mark]) -> float:
    """The same for a month among others, up to a constant."""
    known = weights().month
    return sum(known.get(mark.sign, 0.0) for mark in found)


def _bin(number: int, *limits: int) -> str:
    """The first limit that a number does not pass, as a word of a sign."""
    return next((f"to {limit}" for limit in limits if number <= limit), f"over {limits[-1]}")


# --- weekdays -----------------------------------------------------------------------------------------------------


def _weekdays(day: Day, clues: Sequence[Clue]) -> Marks:
    """News is of today and yesterday: how far back the weekdays lie that are told of, how far ahead those to come."""
    named = [clue for clue in clues if clue.kind == "weekday"]
    if not named:
        return
    past = [clue for clue in named if clue.way.to <= 0]
    relative = any(clue.phase in ("today", "yesterday") for clue in clues)
    if past:
        gap = (day.weekday() - past[0].number) % 7
        yield Mark(f"first weekday, back {gap}", past[0])
        if relative:
            yield Mark(f"first weekday beside “today”, back {gap}", past[0])
        yield Mark(f"first weekday is a {WEEKDAYS[past[0].number]}, on a {WEEKDAYS[day.weekday()]}", past[0])
        if said := next((clue for clue in past if clue.phase), None):
            yield Mark(f"weekday of saying, back {(day.weekday() - said.number) % 7}", said)
        most = max(past, key=lambda clue: (sum(other.number == clue.number for other in past), -clue.span.start))
        yield Mark(f"most told weekday, back {(day.weekday() - most.number) % 7}", most)
    yield from _each_weekday(day, named)
    yield from _between(day, past, [clue for clue in named if clue.way.to > 0 and clue.way.sure])


def _each_weekday(day: Day, named: Sequence[Clue]) -> Marks:
    seen = set()
    for clue in named:
        way = "back" if clue.way.to < 0 else "ahead" if clue.way.to > 0 else "somewhere"
        how = "surely " if clue.way.sure and way != "somewhere" else ""
        gap = (clue.number - day.weekday()) % 7 if way == "ahead" else (day.weekday() - clue.number) % 7
        sign = f"weekday {how}{way} {gap}{' in the lead' if clue.lead else ''}"
        if sign not in seen:
            seen.add(sign)
            yield Mark(sign, clue)


def _between(day: Day, past: Sequence[Clue], coming: Sequence[Clue]) -> Marks:
    """The day lies between the weekday that has been and the weekday to come."""
    if not past or not coming or past[0].number == coming[0].number:
        return
    inside = (day.weekday() - past[0].number) % 7 <= (coming[0].number - past[0].number) % 7
    yield Mark(f"{'between' if inside else 'not between'} weekdays past and to come", coming[0])


_REST = ("Saturday", "Sunday")


def _weekends(day: Day, clues: Sequence[Clue]) -> Marks:
    """Exchanges, companies and councils rest on Saturday and Sunday, and so does much of the news."""
    name = WEEKDAYS[day.weekday()]
    if name in _REST:
        yield Mark(f"printed on a {name}", None)
        if market := first_of(clues, "market"):
            yield Mark(f"markets on a {name}", market)
    if weekend := first_of(clues, "weekend"):
        yield Mark(f"weekend past on a {name}", weekend)
    for word, away in (("yesterday", -1), ("today", 0), ("tomorrow", 1)):
        told = next((clue for clue in clues if clue.phase == word and clue.lead), None)
        if told and (day.weekday() + away) % 7 >= 5:
            yield Mark(f"{word} is a {WEEKDAYS[(day.weekday() + away) % 7]}", told)


#: How far into its month, year or week a phase is said: the part of the day that tells, and its bins.
_PHASES: Mapping[str, tuple[Callable[[Day], int], tuple[int, ...]]] = {
    "earlier this month": (lambda day: day.day, (3, 7, 14, 21)),
    "later this month": (lambda day: day.day, (10, 18, 25)),
    "earlier this year": (lambda day: day.month, (1, 2, 4, 8)),
    "early this year": (lambda day: day.month, (1, 2, 4, 8)),
    "later this year": (lambda day: day.month, (3, 6, 9, 10)),
    "early next year": (lambda day: day.month, (4, 6, 8, 10)),
    "late last year": (lambda day: day.month, (2, 4, 6, 9)),
    "earlier this week": (lambda day: day.weekday(), (0, 1, 2, 3, 4)),
    "later this week": (lambda day: day.weekday(), (0, 1, 2, 3, 4)),
    "this week": (lambda day: day.weekday(), (0, 1, 2, 3, 4)),
}


def _phases(day: Day, clues: Sequence[Clue]) -> Marks:
    """Nobody says "earlier this month" on the second, or "early next year" in March."""
    said = {clue.phase: clue for clue in reversed(clues) if clue.kind == "phase" and clue.phase in _PHASES}
    for phase, clue in said.items():
        part, limits = _PHASES[phase]
        yield Mark(f"{phase}, {_bin(part(day), *limits)}", clue)


# --- days and months without a year -------------------------------------------------------------------------------


def _days(day: Day, clues: Sequence[Clue]) -> Marks:
    """Days of a month without a year: the nearest of them is seldom far from the day of printing."""
    named = [clue for clue in clues if clue.kind == "day"]
    if not named:
        return
    nearest = min(named, key=lambda clue: _away(day, clue))
    yield Mark(f"nearest day of a month, away {_bin(_away(day, nearest), 1, 3, 8, 31, 75, 150)}", nearest)
    farthest = max(named, key=lambda clue: _away(day, clue))
    yield Mark(f"farthest day of a month, away {_bin(_away(day, farthest), 31, 75, 150, 250)}", farthest)
    for clue in [clue for clue in named if clue.phase][:3]:
        yield Mark(f"day and weekday {'agree' if _weekday_fits(day, clue) else 'disagree'}", clue)
    if lead := next((clue for clue in named if clue.lead and clue.way.to <= 0), None):
        yield Mark(f"day in the lead, away {_bin(_away(day, lead), 1, 3, 8, 31, 75)}", lead)


def _dateline(day: Day, clues: Sequence[Clue]) -> Marks:
    """An agency's own line tells the day and month of the report, which is printed the same day or the next."""
    if line := next((clue for clue in clues if clue.kind == "dateline" and clue.lead), None):
        since = min((gap for gap in _gaps(day, line) if gap >= -1), default=366)
        yield Mark(f"dateline, days since {_bin(since, 1, 3, 31)}", line)


def _away(day: Day, clue: Clue) -> int:
    """Days to the nearest such day in the direction of the clause."""
    fitting = [gap for gap in _gaps(day, clue) if not (clue.way.sure and gap * clue.way.to > 0)]
    return min((abs(gap) for gap in fitting), default=366)


def _weekday_fits(day: Day, clue: Clue) -> bool:
    """Whether that date falls on that weekday in the year nearest to the day."""
    gap = min(_gaps(day, clue), key=abs, default=None)
    return gap is None or WEEKDAYS[(day - timedelta(gap)).weekday()] == clue.phase


def _gaps(day: Day, clue: Clue) -> Iterator[int]:
    """Days since that day of the year, in this year and those beside it."""
    for year in (day.year - 1, day.year, day.year + 1):
        if not (clue.number == 2 and clue.day == 29) or isleap(year):
            yield (day - Day(year, clue.number, clue.day)).days


def _months(day: Day, clues: Sequence[Clue]) -> Marks:
    if now := first_of(clues, "month now"):
        away = (day.month - now.number) % 12
        which = ("the same", "the next")[away] if away < 2 else "another"
        yield Mark(f"month of “earlier in”, {which}", now)
    seen = set()
    for clue in clues:
        if clue.kind != "month":
            continue
        way = "back" if clue.way.to < 0 else "ahead" if clue.way.to > 0 else "somewhere"
        how = clue.phase or ("surely" if clue.way.sure and way != "somewhere" else "perhaps")
        gap = (clue.number - day.month if way == "ahead" else day.month - clue.number) % 12
        sign = f"month {how} {way}, {_bin(gap, 0, 1, 2, 4, 7, 9, 10, 11)}"
        if sign not in seen:
            seen.add(sign)
            yield Mark(sign, clue)


def _quarters(day: Day, clues: Sequence[Clue]) -> Marks:
    """Companies report a quarter within three months of its end."""
    if ended := first_of(clues, "ended"):
        since = min((gap for gap in _gaps(day, ended) if gap >= 0), default=366)
        yield Mark(f"period ended, since {_bin(since, 6, 31, 62, 100, 200)}", ended)
    clue = next((clue for clue in clues if clue.kind == "quarter" and clue.way.to <= 0), None)
    if clue:
        since = (day.month - 1 - 3 * clue.number) % 12
        yield Mark(f"quarter reported, months since {_bin(since, 0, 1, 2, 3, 6, 9, 10)}", clue)


def _seasons(day: Day, clues: Sequence[Clue]) -> Marks:
    """ "this summer" is said from spring to autumn; feasts and elections have their months."""
    if clue := first_of(clues, "season"):
        yield Mark(f"season, months since {_bin((day.month - clue.number) % 12, 0, 2, 3, 5, 8, 10)}", clue)
    for clue in [clue for clue in clues if clue.kind == "holiday"][:2]:
        away = min(abs(gap) for gap in _gaps(day, clue))
        yield Mark(f"holiday, away {_bin(away, 8, 31, 62, 120)}", clue)


def _recurring(day: Day, clues: Sequence[Clue]) -> Marks:
    """Elections, prizes and feasts have their months, some of them not in every year."""
    known = [(_out_of_season(day, clue.phase), clue.span.start, clue) for clue in clues if clue.kind == "recurring"]
    if not known:
        return
    inside = [clue for months, _, clue in known if months == 0]
    if inside:
        yield Mark(f"recurring news in season, {_bin(len(inside), 1, 2)}", inside[0])
    months, _, farthest = max(known)
    if months:
        yield Mark(f"recurring news out of season, months {_bin(months, 1, 3, 6, 12)}", farthest)
    _, _, nearest = min(known)
    if not inside:
        often = "every year" if recurring()[1][nearest.phase].cycle == 1 else "every few years"
        yield Mark(f"no recurring news in season, {often}", nearest)


def _out_of_season(day: Day, words_: str) -> int:
    """Months to the nearest season of such news; 0 within it."""
    cycle, rest, first, last = recurring()[1][words_]
    here = month_count(day)
    years = range(day.year - cycle - 1, day.year + cycle + 2)
    spans = [(year * 12 + first, year * 12 + last) for year in years if year % cycle == rest % cycle]
    return min(max(start - here, here - end, 0) for start, end in spans)


# --- years and offices --------------------------------------------------------------------------------------------


def _years(day: Day, clues: Sequence[Clue]) -> Marks:
    named = years_of(clues)
    if not named:
        return
    coming = min((clue for clue in named if clue.way.to > 0), key=lambda clue: clue.number, default=None)
    bare = (clue for clue in clues if clue.kind == "year" and not clue.day and clue.way.to < 0)
    past = max(bare, key=lambda clue: clue.number, default=None)
    last = max(named, key=lambda clue: clue.number)
    if coming:
        how = "surely " if coming.way.sure else ""
        yield Mark(f"first year {how}to come, ahead {_bin(coming.number - day.year, -2, -1, 0, 1, 4)}", coming)
    if past:
        how = "surely " if past.way.sure else ""
        sign = f"latest year {how}past, back {_bin(day.year - past.number, -1, 0, 1, 2, 3, 5)}"
        yield Mark(sign, past)
        if day.year - past.number == 1:
            yield Mark(f"latest year past is last year, in month {_bin(day.month, 2, 4, 8)}", past)
    yield Mark(f"latest year named, back {_bin(day.year - last.number, -2, -1, 0, 1, 2, 3, 5)}", last)
    times = sum(clue.number == last.number for clue in named)
    if times > 1:
        yield Mark(f"latest year named again, back {_bin(day.year - last.number, -1, 0, 1, 2)}", last)
    yield from _year_months(day, clues)


def _year_months(day: Day, clues: Sequence[Clue]) -> Marks:
    """ "in October 1962", "on October 22, 1962": the latest month named with its year and not as to come."""
    here = month_count(day)
    dated = [(_month_number(clue), clue) for clue in clues if clue.way.to <= 0 and _month_number(clue)]
    if dated:
        month, clue = max(dated, key=lambda item: item[0])
        kind = "full date" if clue.kind == "full" else "month and year"
        yield Mark(f"latest {kind}, months back {_bin(here - month, -1, 0, 1, 3, 12, 36)}", clue)
        now = first_of(clues, "month now")
        if now and now.number == (month - 1) % 12 + 1:
            yield Mark(f"month of “earlier in” with its year, {'the same' if here == month else 'another'}", now)
        times = sum(month == other for other, _ in dated)
        if times > 1:
            yield Mark(f"latest month and year named again, back {_bin(here - month, -1, 0, 1, 3)}", clue)


def _month_number(clue: Clue) -> int:
    """Months since the year 0 of a month named with its year; 0 for anything else."""
    if clue.kind == "full":
        day = Day.fromordinal(clue.number)
        return month_count(day)
    return clue.number * 12 + clue.day if clue.kind == "year" and 1 <= clue.day <= 12 else 0


def _full_dates(day: Day, clues: Sequence[Clue]) -> Marks:
    full = [(day.toordinal() - clue.number, clue) for clue in clues if clue.kind == "full"]
    if not full:
        return
    gap, nearest = min(full, key=lambda item: (abs(item[0]), item[0]))
    way = "back" if gap >= 0 else "ahead"
    yield Mark(f"nearest full date {way}, {_bin(abs(gap), 1, 3, 10, 31, 100, 366)}", nearest)
    past = [item for item in full if item[1].way.to <= 0 and item[0] < -1]
    if past:
        yield Mark("a full date told of as past is still to come", past[0][1])


def _offices(day: Day, clues: Sequence[Clue]) -> Marks:
    """Who is called president is president, and who is president is called it."""
    titled, named = terms()
    about = [clue for clue in clues if clue.kind == "office"]
    held = [(_held(day, titled[clue.phase]), clue.span.start, clue) for clue in about if clue.way.to == 0]
    if held:
        over, _, clue = max(held)
        way = "in office" if over == 0 else f"out of office, days {_bin(over, 31, 366, 1500)}"
        yield Mark(f"a title, its holder {way}", clue)
    for clue in [clue for clue in about if clue.way.to < 0][:2]:
        still = all(day.toordinal() < term.until for term in titled[clue.phase])
        yield Mark(f"“former”, its holder {'still in office or to come' if still else 'out of office'}", clue)
    bare = (clue for clue in clues if clue.kind == "bare name" and _held(day, named[clue.phase]) == 0)
    if nameless := next(bare, None):
        yield Mark("a holder of office without title", nameless)


def _held(day: Day, held: Sequence[Term]) -> int:
    """Days between a day and the nearest time in office; 0 within one."""
    at = day.toordinal()
    return min(max(term.since - at, at - term.until, 0) for term in held)


def _things(day: Day, clues: Sequence[Clue]) -> Marks:
    """What is named was there; the newest of it is seldom old, and what has ended is seldom news."""
    here, known = month_count(day), knowledge.things()
    named = [(clue, known[clue.phase]) for clue in clues if clue.kind == "thing"]
    early = [(clue, when) for clue, when in named if when.since > here]
    if early:
        clue, when = max(early, key=lambda item: (item[1].since, -item[0].span.start))
        yield Mark(f"a thing named before it was, months {_bin(when.since - here, 3, 12)}", clue)
    news = sorted((when.news, -clue.span.start, clue) for clue, when in named if when.news)[::-1]
    for rank, (began, _, clue) in zip(("newest", "second newest", "third newest"), news):
        since = _bin(here - began, -13, -1, 2, 6, 12, 18, 24, 48, 96, 180)
        yield Mark(f"{rank} thing named, months since {since}", clue)
    ended = [(when.until, clue.span.start, clue) for clue, when in named if when.until and here > when.until]
    if ended:
        last, _, clue = min(ended)
        yield Mark(f"a thing named after it ended, months {_bin(here - last, 6, 24, 72)}", clue)
    elif alive := [clue for clue, when in named if when.until]:
        yield Mark("things named that have ended since", alive[0])


#: An index may be read this far beyond a year's closes: it moves within a day, and our table is rounded.
_LEEWAY = 0.02


def _levels(day: Day, clues: Sequence[Clue]) -> Marks:
    """A stock index stands where it stood that year."""
    said = [clue for clue in clues if clue.kind == "level"]
    spans = [(clue, knowledge.levels()[clue.phase].get(day.year)) for clue in said]
    inside = [(clue, span[0] * (1 - _LEEWAY) <= clue.number <= span[1] * (1 + _LEEWAY)) for clue, span in spans if span]
    if inside:
        right = [clue for clue, fits in inside if fits]
        yield Mark(f"an index stands where it {'stood' if right else 'never stood'} that year", (right or said)[0])


#: The families that need the day, and those that need no more than its month.
_OF_DAYS = (_dateline, _weekdays, _weekends, _phases, _full_dates)
_OF_MONTHS = (_days, _months, _quarters, _seasons, _recurring, _years, _offices, _things, _levels)


# --- in words -----------------------------------------------------------------------------------------------------


def why(mark: Mark, day: Day) -> str:
    """What a mark says of a day, in plain words."""
    name = WEEKDAYS[day.weekday()]
    clue = mark.clue
    if clue is None:
        return f"little is published on a {name}" if name in _REST else f"much is published on a {name}"
    return _TELLING[clue.kind](clue, day)


def _tell_weekday(clue: Clue, day: Day) -> str:
    named, here = WEEKDAYS[clue.number], WEEKDAYS[day.weekday()]
    if clue.way.to > 0:
        gap = (clue.number - day.weekday()) % 7
        return f"{named}, spoken of as to come, would lie {_days_off(gap, 'ahead')} on a {here}"
    gap = (day.weekday() - clue.number) % 7
    return f"what the text reports of {named} would lie {_days_off(gap, 'before')}, on a {here}"


def _days_off(gap: int, way: str) -> str:
    return "the same day" if gap == 0 else f"a day {way}" if gap == 1 else f"{gap} days {way}"


def _tell_phase(clue: Clue, day: Day) -> str:
    return f"“{clue.phase}” is read on a {WEEKDAYS[day.weekday()]}, {day.day} {MONTHS[day.month - 1]}"


def _tell_dateline(clue: Clue, day: Day) -> str:
    return f"the report is dated {MONTHS[clue.number - 1]} {clue.day}, not {MONTHS[day.month - 1]} {day.day}"


def _tell_day(clue: Clue, day: Day) -> str:
    name = f"{MONTHS[clue.number - 1]} {clue.day}"
    if clue.phase and not _weekday_fits(day, clue):
        return f"{name} was no {clue.phase} in the year nearest to {MONTHS[day.month - 1]} {day.year}"
    return f"{name}, named without its year, is {_away(day, clue)} days away"


def _tell_month(clue: Clue, day: Day) -> str:
    said = {-1: "as past", 0: "without its year", 1: "as to come"}[clue.way.to]
    return f"{MONTHS[clue.number - 1]} is named {said}, in {MONTHS[day.month - 1]}"


def _tell_month_now(clue: Clue, day: Day) -> str:
    month, here = MONTHS[clue.number - 1], MONTHS[day.month - 1]
    return f"“earlier in {month}” is written in {month}" + ("" if month == here else f", not in {here}")


def _tell_year(clue: Clue, day: Day) -> str:
    year = Day.fromordinal(clue.number).year if clue.kind == "full" else clue.number
    if clue.way.to > 0:
        return f"{year} is spoken of as still to come"
    told = " as past" if clue.way.to < 0 else ""
    return f"{year} is spoken of{told}" + ("" if year <= day.year else f", in {day.year}")


def _tell_full(clue: Clue, day: Day) -> str:
    return f"the text names {Day.fromordinal(clue.number).isoformat()}"


def _tell_season(clue: Clue, day: Day) -> str:
    name = {3: "spring", 6: "summer", 9: "autumn", 12: "winter"}[clue.number]
    return f"this {name} is spoken of in {MONTHS[day.month - 1]}"


def _tell_office(clue: Clue, day: Day) -> str:
    rank, _, name = clue.phase.partition("|")
    term = min(terms()[0][clue.phase], key=lambda term: _held(day, (term,)))
    if clue.way.to < 0:
        return f"{name} is called former {rank}"
    over = _held(day, (term,)) > 0
    return f"{name} is called {rank}" + (f", which {term.person} was not in {day.year}" if over else "")


def _tell_bare_name(clue: Clue, day: Day) -> str:
    return f"{clue.phase}, who held high office in {day.year}, is named without a title"


def _tell_thing(clue: Clue, day: Day) -> str:
    here, when = month_count(day), knowledge.things()[clue.phase]
    if when.since > here:
        return f"“{clue.phase}” is named, which was not known before {_month_in_words(when.since)}"
    if when.until and when.until < here:
        return f"“{clue.phase}” is named, which ended in {_month_in_words(when.until)}"
    return f"“{clue.phase}” is named, in {day.year}"


def _month_in_words(number: int) -> str:
    return f"{MONTHS[(number - 1) % 12]} {(number - 1) // 12}"


_TELLING: Mapping[str, Callable[[Clue, Day], str]] = {
    "weekday": _tell_weekday,
    "day": _tell_day,
    "dateline": _tell_dateline,
    "month": _tell_month,
    "month now": _tell_month_now,
    "year": _tell_year,
    "full": _tell_full,
    "phase": _tell_phase,
    "season": _tell_season,
    "office": _tell_office,
    "bare name": _tell_bare_name,
    "thing": _tell_thing,
    "level": lambda clue, day: f"the {clue.phase} is said to stand at {clue.number:,}, in {day.year}",
    "quarter": lambda clue, day: f"quarter {clue.number} is reported on in {MONTHS[day.month - 1]}",
    "ended": lambda clue, day: f"a period that ended {MONTHS[clue.number - 1]} {clue.day} is reported on",
    "weekend": lambda clue, day: f"the weekend just past is spoken of on a {WEEKDAYS[day.weekday()]}",
    "market": lambda clue, day: f"the text reports on markets and companies, on a {WEEKDAYS[day.weekday()]}",
    "holiday": lambda clue, day: f"a holiday of {MONTHS[clue.number - 1]} is named in {MONTHS[day.month - 1]}",
    "recurring": lambda clue, day: f"news of “{clue.phase}” is read in {MONTHS[day.month - 1]} {day.year}",
}
