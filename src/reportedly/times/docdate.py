"""When an article was published: what intake, the masthead, the dateline and the text itself say, weighed.

The date at the top of a scraped page is often the day it was crawled. It is believed unless the text contradicts it.
Each clue of the text gives a day of publication marks for and against (`_marks`), in rough log-odds: newspapers name the weekday
that has just been, months a few months back or ahead, and years not much before the one they are printed in. The
marks were set by hand from how agency and newspaper copy is written and checked on half of the development texts.
"""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Iterator
from datetime import date as Day
from datetime import timedelta
from typing import Literal, NamedTuple

from reportedly import lang
from reportedly.model import READABLE, Article, Passage, Published, RejectedDate
from reportedly.times import words
from reportedly.times.calendar import bounds, month_end, shift_months, whole_days
from reportedly.times.expressions import Piece, Walk, Way, direction, scan, span_of

__all__ = ["date"]

_MONTHS = "January February March April May June July August September October November December".split()
_WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()

#: Below this sum of marks a masthead is rejected.
REJECT = -0.6
#: A year is given when it is this probable, a month likewise.
SURE_YEAR, SURE_MONTH = 0.7, 0.75

#: How many code points of a text are searched for its own evidence: the news of an article is near its top.
_SEARCHED = 20_000


class Line(NamedTuple):
    """A date that stands on a line of its own (or opens it): masthead above the headline, dateline below."""

    day: Day
    span: Passage


class Clue(NamedTuple):
    """Words of the text that bear on its date."""

    kind: Literal["weekday", "day", "month", "month now", "year", "quarter", "season", "full"]
    span: Passage
    way: Way
    #: weekday 0-6, month 1-12, year, quarter 1-4, season's first month, ordinal of a full date
    number: int
    day: int = 0
    lead: bool = False


class Mark(NamedTuple):
    """What a clue says for or against a day, and why."""

    score: float
    because: str
    span: Passage


# --- the verb -----------------------------------------------------------------------------------------------------


def date(article: Article) -> Article:
    """The article with `published` filled in: value, why, and which candidates lost."""
    text = _straight(article)
    lines = _date_lines(article, text)
    masthead, dateline = _masthead_and_dateline(article, lines)
    clues = _clues(article, _body(article, text, lines))
    if article.given_date and (given := whole_days(_day_in(article.given_date))):
        return _given(article, given, masthead, dateline, clues)
    if stated := _stated(article):
        return _from_page(article, stated, masthead, clues)
    if dateline and (masthead is None or abs((masthead.day - dateline.day).days) > 1):
        return _from_dateline(article, dateline, masthead)
    if masthead:
        return _from_masthead(article, masthead, clues)
    return dataclasses.replace(article, published=_from_text(article, clues, None))


def _given(article: Article, given: tuple[Day, Day], masthead: Line | None, dateline: Line | None, clues: list[Clue]) -> Article:  # fmt: skip
    value = _day_in(article.given_date or "")
    notes, rejected = [], []
    for what, line in (("masthead", masthead), ("dateline", dateline)):
        if line and not given[0] - timedelta(1) <= line.day <= given[1] + timedelta(1):
            notes.append(f"the date given, {value}, is contradicted by the {what} {line.day.isoformat()}")
            rejected.append(RejectedDate(line.day.isoformat(), line.span, f"another date was given: {value}"))
    if given[0] == given[1]:
        marks = _marks(given[0], clues)
        if (worst := min(marks, default=None)) and sum(mark.score for mark in marks) < 2 * REJECT:
            notes.append(f"the date given, {value}, sits ill with the text: {worst.because}")
    verdict = None if masthead is None else "accept" if _near(masthead.day, given) else "reject"
    published = Published(
        value, given[0].isoformat(), given[1].isoformat(), 1.0, "the date was given with the article", None,
        verdict, tuple(rejected),
    )  # fmt: skip
    return article.noting(*notes, published=published)


def _near(day: Day, period: tuple[Day, Day]) -> bool:
    return period[0] - timedelta(1) <= day <= period[1] + timedelta(1)


def _from_page(article: Article, stated: tuple[str, str], masthead: Line | None, clues: list[Clue]) -> Article:
    """A date in the page's own data is believed, unless the text speaks strongly against it and for the masthead."""
    name, value = stated
    known = whole_days(value)
    if known is None:
        return article
    rejected: tuple[RejectedDate, ...] = ()
    verdict: Literal["accept", "reject"] | None = None
    if masthead:
        verdict = "accept" if _near(masthead.day, known) else "reject"
        if verdict == "reject":
            why = f"the page's own data ({name}) says {value}"
            rejected = (RejectedDate(masthead.day.isoformat(), masthead.span, why),)
    marks = _marks(known[0], clues) if known[0] == known[1] else []
    total = sum(mark.score for mark in marks)
    notes = [f"the page's date {value} sits ill with the text: {min(marks).because}"] if total < 2 * REJECT else []
    published = Published(
        value, known[0].isoformat(), known[1].isoformat(), 0.95 if not notes else 0.7,
        f"the page's own data says so ({name})", None, verdict, rejected,
    )  # fmt: skip
    return article.noting(*notes, published=published)


def _from_dateline(article: Article, dateline: Line, masthead: Line | None) -> Article:
    """The date between headline and text is the writer's; the one above the headline may be the crawler's."""
    value = dateline.day.isoformat()
    rejected: tuple[RejectedDate, ...] = ()
    if masthead:
        why = f"the line below the headline dates the article {value}"
        rejected = (RejectedDate(masthead.day.isoformat(), masthead.span, why),)
    published = Published(
        value, value, value, 0.95, f"the line “{dateline.span.of(article.text)}” opens the article", dateline.span,
        "reject" if masthead else None, rejected,
    )  # fmt: skip
    return dataclasses.replace(article, published=published)


def _from_masthead(article: Article, masthead: Line, clues: list[Clue]) -> Article:
    marks = _marks(masthead.day, clues)
    total = sum(mark.score for mark in marks)
    value = masthead.day.isoformat()
    if total >= REJECT:
        best = max(marks, default=None)
        because = "it heads the page and nothing in the text contradicts it"
        if best and best.score > 0:
            because = f"it heads the page, and {best.because}"
        confidence = round(min(0.95, 1 / (1 + math.exp(-0.6 - total))), 2)
        published = Published(value, value, value, confidence, because, masthead.span, "accept")
    else:
        published = _from_text(article, clues, masthead, min(marks))
    return dataclasses.replace(article, published=published)


# --- dates that others state --------------------------------------------------------------------------------------

#: Names of what intake found that state publication, surest first; what is modified or crawled is not asked.
_STATING = (
    "meta:article:published_time", "jsonld:datePublished", "itemprop:datePublished", "meta:datepublished",
    "meta:pubdate", "meta:publishdate", "meta:publish-date", "meta:dc.date.issued", "meta:dcterms.created",
    "meta:parsely-pub-date", "meta:sailthru.date", "meta:date", "meta:dc.date", "feed:published", "url",
)  # fmt: skip
_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/.]?([01]\d)[-/.]?([0-3]\d)(?!\d)")
_PARTIAL = re.compile(r"(?:19|20)\d\d(?:-[01]\d)?")


def _day_in(raw: str) -> str:
    """The ISO day, month or year in a stated date; "" where there is none."""
    match = _DAY.search(raw)
    if match:
        value = "-".join(match.groups())
        return value if bounds(value)[0] else ""
    return raw if _PARTIAL.fullmatch(raw) else ""


def _stated(article: Article) -> tuple[str, str] | None:
    for name in _STATING:
        for key, raw in article.evidence:
            if key.lower() == name.lower() and (value := _day_in(raw)):
                return name, value
    value = _day_in(article.url or "")
    return ("url", value) if value else None


# --- lines that are dates -----------------------------------------------------------------------------------------

_TOP = 1500
_FILLER = re.compile(r"updated|published|posted|today's paper|last modified|\d{1,2}:\d\d|[ap]\.?m\.?|gmt|[^\w]+", re.IGNORECASE)


def _straight(article: Article) -> str:
    language = lang.load("en")
    return article.text.translate({ord(mark): plain for mark, plain in language.straight.items()})


def _date_lines(article: Article, text: str) -> list[tuple[int, Line, bool]]:
    """Date lines near the top: (index of the line, the date, whether the line is nothing else)."""
    found = []
    for index, match in enumerate(re.finditer(r"[^\n]+", text[:_TOP])):
        line = match.group()[:300]
        if not line.strip():
            continue
        hit = _full_date_in(line)
        if hit is None:
            continue
        day, start, end = hit
        rest = _FILLER.sub(" ", line[:start] + " " + line[end:]).split()
        opens = not line[:start].strip()
        if len(rest) <= 4 or opens or _kind_at(article, match.start()) in ("furniture", "byline", "dateline"):
            span = Passage(match.start() + start, match.start() + end)
            found.append((match.start(), Line(day, span), len(rest) <= 4 or not opens))
    return found


def _full_date_in(line: str) -> tuple[Day, int, int] | None:
    row = words.row(Article("", line), line)
    for name, piece, hit in scan(row, Walk(None)):
        if name in ("iso", "dayfirst", "monthfirst") and hit.type == "DATE" and (known := whole_days(hit.value)):
            span = span_of(piece)
            if known[0] == known[1]:
                return known[0], span.start, span.end
    return None


def _kind_at(article: Article, at: int) -> str | None:
    return next((block.kind for block in article.blocks if block.span.start <= at < block.span.end), None)


def _masthead_and_dateline(article: Article, lines: list[tuple[int, Line, bool]]) -> tuple[Line | None, Line | None]:
    """Above the first line of the article itself stands the masthead; below it, the dateline."""
    first = _first_line_of_article(article, {at for at, _, _ in lines})
    masthead = next((line for at, line, alone in lines if at < first and alone), None)
    dateline = next((line for at, line, _ in lines if at >= first), None)
    return masthead, dateline


def _first_line_of_article(article: Article, dates: set[int]) -> int:
    for match in re.finditer(r"[^\n]+", article.text[:_TOP]):
        if match.start() in dates or len(match.group().split()) < 4:
            continue
        if _kind_at(article, match.start()) in (None, "headline", "body", "caption", "dateline"):
            return match.start()
    return _TOP


def _body(article: Article, text: str, lines: list[tuple[int, Line, bool]]) -> str:
    """What is read for clues: readable blocks and datelines; date lines and all else are spaces."""
    pieces, at = [], 0
    for block in article.blocks:
        start, end = block.span
        readable = block.kind in READABLE or block.kind == "dateline"
        pieces.append(" " * (start - at) + (text[start:end] if readable else " " * (end - start)))
        at = end
    kept = "".join(pieces) if article.blocks else text
    for start, line, alone in lines:
        end = line.span.end if not alone else text.find("\n", start) if "\n" in text[start:] else len(text)
        kept = kept[:start] + " " * (end - start) + kept[end:]
    return kept[:_SEARCHED]


# --- clues of the text --------------------------------------------------------------------------------------------

_LEAD = 500
_SEASON_MONTH = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}


def _clues(article: Article, text: str) -> list[Clue]:
    row = words.row(article, text)
    walk = Walk(None)
    lead = len(text) - len(text.lstrip()) + _LEAD
    found = []
    for name, piece, _ in scan(row, walk):
        clue = _clue(name, piece, walk)
        if clue is not None:
            found.append(clue._replace(lead=clue.span.start < lead))
    return found


def _clue(name: str, piece: Piece, walk: Walk) -> Clue | None:
    span, told = span_of(piece), direction(walk, piece)
    parts = piece.row.parts[piece.first : piece.last]
    if name in ("dayfirst", "monthfirst"):
        if isinstance(year := piece.value("y"), int):
            return Clue("full", span, told, Day(year, piece.number("M"), piece.number("do")).toordinal())
        return Clue("day", span, told, piece.number("M"), piece.number("do"))
    if name in ("month", "monthdash") and not set(parts) & set("lpefhvU"):
        now = piece.row.lower(piece.first - 2) == "earlier" and piece.row.lower(piece.first - 1) == "in"
        return Clue("month now" if now else "month", span, told, piece.number("M"))
    if name == "monthyear":
        return Clue("year", span, told, piece.number("y"), piece.number("M"))
    if name == "weekday" and not set(parts) & set("vlpefh"):
        return Clue("weekday", span, told, piece.number("D"))
    return _coarse_clue(name, piece, span, told, parts)


def _coarse_clue(name: str, piece: Piece, span: Passage, told: Way, parts: str) -> Clue | None:
    if name == "year" and isinstance(year := piece.value("y"), int) and 1900 <= year < 2100:
        return Clue("year", span, told, year)
    if name == "yearquarter" or (name == "numbered" and "y" in parts):
        return Clue("year", span, told, piece.number("y"))
    if name == "numbered" and "U" not in parts and 1 <= piece.number("Oo") <= 4:
        return Clue("quarter", span, told, piece.number("Oo"))
    if name == "season" and "h" in parts:
        return Clue("season", span, told, _SEASON_MONTH[str(piece.value("S"))])
    return None


# --- marks for and against a day ----------------------------------------------------------------------------------


def _marks(day: Day, clues: list[Clue]) -> list[Mark]:
    """What each family of clues says of that day of publication."""
    return [mark for family in (_weekdays, _days, _months, _quarters, _seasons, _years) for mark in family(day, clues)]


#: Marks for the first weekday named as past, by how many days before it lies: today and yesterday are usual.
_WEEKDAY_MARKS = (1.0, 0.9, -0.4, -0.9, -1.0, -1.1, -1.1)


def _weekdays(day: Day, clues: list[Clue]) -> Iterator[Mark]:
    named = [clue for clue in clues if clue.kind == "weekday"]
    past = next((clue for clue in named if clue.way.to <= 0), None)
    if past:
        gap = (day.weekday() - past.number) % 7
        said = "today" if gap == 0 else "the day before" if gap == 1 else f"{gap} days before"
        name = _WEEKDAYS[past.number]
        yield Mark(_WEEKDAY_MARKS[gap], f"{name}, of which the text reports, lies {said}, counted from a {_WEEKDAYS[day.weekday()]}", past.span)  # fmt: skip


def _days(day: Day, clues: list[Clue]) -> Iterator[Mark]:
    """Days of a month without a year: the nearest of them is seldom far from the day of printing."""
    named = [clue for clue in clues if clue.kind == "day"]
    marked = [(_day_mark(day, clue), clue) for clue in named]
    if marked:
        score, clue = max(marked, key=lambda item: item[0])
        yield Mark(score, f"{_MONTHS[clue.number - 1]} {clue.day} is named without its year", clue.span)
    lead = [item for item in marked if item[1].lead and item[1].way.to <= 0]
    if lead and (far := _away(day, lead[0][1])) > 14:
        yield Mark(-0.8, f"the lead reports of {_MONTHS[lead[0][1].number - 1]} {lead[0][1].day}, {far} days off", lead[0][1].span)  # fmt: skip


def _away(day: Day, clue: Clue) -> int:
    """Days to the nearest such day in the direction of the clause."""
    best = 366
    for year in (day.year - 1, day.year, day.year + 1):
        try:
            gap = (Day(year, clue.number, clue.day) - day).days
        except ValueError:
            continue
        if clue.way.sure and gap * clue.way.to < 0:
            continue
        best = min(best, abs(gap))
    return best


def _day_mark(day: Day, clue: Clue) -> float:
    away = _away(day, clue)
    for limit, score in ((8, 1.2), (31, 0.7), (75, 0.2), (150, -0.4)):
        if away <= limit:
            return score
    return -1.0


#: Marks for the nearest month named without its year, by how many months it lies away.
_MONTH_MARKS = (0.3, 0.6, 0.5, 0.3, 0.1, -0.1, -0.3, -0.5, -0.7, -0.8, -0.8, -0.5)


def _months(day: Day, clues: list[Clue]) -> Iterator[Mark]:
    now = next((clue for clue in clues if clue.kind == "month now"), None)
    if now:
        same = now.number == day.month
        month = _MONTHS[now.number - 1]
        because = f"“earlier in {month}” is written in {month}"
        yield Mark(1.5 if same else -3.0, because + ("" if same else f", not in {_MONTHS[day.month - 1]}"), now.span)
    marked = [(_month_mark(day, clue), clue) for clue in clues if clue.kind == "month"]
    if marked:
        for score, clue in sorted({max(marked), min(marked)}, key=lambda item: item[1].span):
            said = {-1: "as past", 0: "without its year", 1: "as to come"}[clue.way.to]
            yield Mark(score * 0.8, f"{_MONTHS[clue.number - 1]} is named {said}, seen from {_MONTHS[day.month - 1]}", clue.span)  # fmt: skip


def _month_mark(day: Day, clue: Clue) -> float:
    behind, ahead = (day.month - clue.number) % 12, (clue.number - day.month) % 12
    if clue.way.to < 0:
        return _MONTH_MARKS[behind] if clue.way.sure else max(_MONTH_MARKS[behind], _MONTH_MARKS[ahead] - 0.5)
    if clue.way.to > 0:
        return _MONTH_MARKS[ahead] if clue.way.sure else max(_MONTH_MARKS[ahead], _MONTH_MARKS[behind] - 0.5)
    return max(_MONTH_MARKS[behind], _MONTH_MARKS[ahead])


def _quarters(day: Day, clues: list[Clue]) -> Iterator[Mark]:
    """Companies report a quarter within three months of its end."""
    clue = next((clue for clue in clues if clue.kind == "quarter" and clue.way.to <= 0), None)
    if clue:
        since = (day.month - 1 - 3 * clue.number) % 12
        score = 0.7 if since <= 2 else -0.3 if since >= 10 or since == 3 else -1.5
        yield Mark(score, f"quarter {clue.number} is the one reported on", clue.span)


def _seasons(day: Day, clues: list[Clue]) -> Iterator[Mark]:
    clue = next((clue for clue in clues if clue.kind == "season"), None)
    if clue:
        since = (day.month - clue.number) % 12
        name = {3: "spring", 6: "summer", 9: "autumn", 12: "winter"}[clue.number]
        score = 0.4 if since <= 3 or since >= 9 else -1.2
        yield Mark(score, f"“this {name}” is said near it", clue.span)


#: Marks by how many years the latest year named lies back.
_YEAR_MARKS = (0.7, 0.3, -0.1, -0.4, -0.4, -0.5)


def _years(day: Day, clues: list[Clue]) -> Iterator[Mark]:
    named = [clue for clue in clues if clue.kind == "year"]
    full = [clue for clue in clues if clue.kind == "full"]
    for clue in full:
        named.append(clue._replace(number=Day.fromordinal(clue.number).year))
    ahead = [clue for clue in named if clue.way.to > 0]
    rest = [clue for clue in named if clue.way.to <= 0]
    if ahead:
        first = min(ahead, key=lambda clue: clue.number)
        if first.number < day.year:
            score = -2.5 if first.way.sure else -1.2
            yield Mark(score, f"the text speaks of {first.number} as still to come", first.span)
    if rest:
        last = max(rest, key=lambda clue: clue.number)
        gap = day.year - last.number
        if gap < 0:
            yield Mark(-1.5 if last.way.to < 0 else -0.3, f"the text looks back on {last.number}", last.span)
        else:
            yield Mark(_YEAR_MARKS[min(gap, 5)], f"the latest year it looks back on is {last.number}", last.span)
    yield from _full_dates(day, full)


def _full_dates(day: Day, full: list[Clue]) -> Iterator[Mark]:
    near = [clue for clue in full if abs(clue.number - day.toordinal()) <= 10]
    if near:
        yield Mark(1.5, f"the text names {Day.fromordinal(near[0].number).isoformat()}", near[0].span)


# --- when only the text is left -----------------------------------------------------------------------------------


def _from_text(article: Article, clues: list[Clue], masthead: Line | None, against: Mark | None = None) -> Published:
    """The year, or year and month, that the text bears; else nothing, with the bounds that it sets."""
    first, last = _limits(clues, masthead)
    chances = _chances(clues, first, last, masthead)
    value, confidence = _value(chances)
    known = bounds(value or "")
    rejected: tuple[RejectedDate, ...] = ()
    because, span = _because(value, clues, first)
    if masthead and against:
        why = f"the text contradicts it: {against.because}"
        rejected = (RejectedDate(masthead.day.isoformat(), masthead.span, why),)
        because = f"the masthead {masthead.day.isoformat()} is rejected: {against.because}; {because}"
        span = against.span
    earliest = known[0] or (_first_day(clues, first).isoformat() if first else None)
    latest = _last_day(clues, known[1], masthead)
    return Published(value, earliest, latest, confidence, because, span, "reject" if masthead else None, rejected)


def _because(value: str | None, clues: list[Clue], first: int | None) -> tuple[str, Passage | None]:
    named = [clue for clue in clues if clue.kind == "year" and clue.number == first]
    span = named[0].span if named else None
    if value:
        return f"the text itself speaks for {value}", span
    if first:
        return f"the year is not said; the latest year the text looks back on is {first}", span
    return "nothing in the text says the year", None


def _limits(clues: list[Clue], masthead: Line | None) -> tuple[int | None, int | None]:
    """First and last possible year: the latest looked back on; that of the page, or the first spoken of as to come."""
    years = [
        (clue, Day.fromordinal(clue.number).year if clue.kind == "full" else clue.number)
        for clue in clues
        if clue.kind in ("year", "full")
    ]
    behind = [year for clue, year in years if clue.way.to < 0 or (clue.way.to == 0 and clue.kind == "full")]
    maybe = [year for clue, year in years if clue.way.to == 0 and clue.kind == "year"]
    ahead = [year for clue, year in years if clue.way.to > 0 and clue.way.sure]
    last = masthead.day.year if masthead else None
    first = max((year for year in (*behind, *maybe) if last is None or year <= last), default=None)
    coming = [year for year in ahead if first is None or year >= first]
    if coming:
        last = min(min(coming), last) if last else min(coming)
    return first, last


#: Chance that the latest year a text looks back on lies so many years before its own.
_BACK = (0.36, 0.24, 0.12, 0.07, 0.05, 0.03)
#: The same for the first year it speaks of as to come.
_AHEAD = (0.35, 0.35, 0.1, 0.05, 0.03, 0.02)


def _chances(clues: list[Clue], first: int | None, last: int | None, masthead: Line | None) -> dict[str, float]:
    """How probable each month is, as far as the text tells; empty where nothing bounds it."""
    if first is None and masthead is None and last is None:
        return {}
    end = masthead.day if masthead else Day((last or (first or 0) + 8), 12, 15)
    start = Day(max(first or end.year - 3, end.year - 12), 1, 15)
    logs = {}
    month = Day(end.year, end.month, 15)
    while month >= start:
        logs[month.isoformat()[:7]] = _log_chance(month, clues, first, last, masthead)
        month = shift_months(month, -1)
    if not logs:
        return {}
    top = max(logs.values())
    weights = {key: math.exp(value - top) for key, value in logs.items()}
    total = sum(weights.values())
    return {key: weight / total for key, weight in weights.items()}


def _log_chance(month: Day, clues: list[Clue], first: int | None, last: int | None, masthead: Line | None) -> float:
    chance = sum(mark.score for family in (_days, _months, _quarters, _seasons) for mark in family(month, clues))
    if first is not None:
        chance += math.log(_BACK[min(max(month.year - first, 0), 5)])
    if masthead:
        months = (masthead.day.year - month.year) * 12 + masthead.day.month - month.month
        chance += math.log(0.3 if months == 0 else 0.12 if months <= 3 else 0.03 if months <= 12 else 0.012)
    elif last is not None and not masthead:
        chance += math.log(_AHEAD[min(last - month.year, 5)])
    return chance


def _value(chances: dict[str, float]) -> tuple[str | None, float]:
    years: dict[str, float] = {}
    for month, chance in chances.items():
        years[month[:4]] = years.get(month[:4], 0.0) + chance
    if not years:
        return None, 0.0
    year = max(years, key=lambda key: (years[key], key))
    if years[year] < SURE_YEAR:
        return None, round(1 - years[year], 2)
    month = max(chances, key=lambda key: (chances[key], key))
    if chances[month] >= SURE_MONTH:
        return month, round(chances[month], 2)
    return year, round(years[year], 2)


def _first_day(clues: list[Clue], first: int) -> Day:
    """The earliest day: the last full date looked back on, else the start of the month told, in the first year."""
    now = next((clue for clue in clues if clue.kind == "month now"), None)
    full = [clue.number for clue in clues if clue.kind == "full" and clue.way.to <= 0]
    day = Day(first, now.number if now else 1, 1)
    return max(day, Day.fromordinal(max(full))) if full and Day.fromordinal(max(full)).year == first else day


def _last_day(clues: list[Clue], known: str | None, masthead: Line | None) -> str | None:
    """The latest day: a page cannot be older than what it carries; with a month told, the end of its last such month."""
    if known and (masthead is None or known <= masthead.day.isoformat()):
        return known
    if masthead is None:
        return known
    now = next((clue for clue in clues if clue.kind == "month now"), None)
    if now is None:
        return masthead.day.isoformat()
    year = masthead.day.year - (now.number > masthead.day.month)
    return min(masthead.day, month_end(Day(year, now.number, 1))).isoformat()
