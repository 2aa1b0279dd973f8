"""When an article was published: what intake, the masthead, the dateline and the text itself say, weighed.

The date at the top of a scraped page is often the day it was crawled. It is believed unless the text contradicts it
(`clues`). Where it is rejected the text's own evidence is asked for the year and month; a day is never made up, and a
year that the evidence does not bear is left open, with bounds.
"""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Iterator, Sequence
from datetime import date as Day
from datetime import timedelta
from typing import Literal, NamedTuple

from reportedly import lang
from reportedly.model import READABLE, Article, Passage, Published, RejectedDate
from reportedly.times import knowledge, words
from reportedly.times.calendar import bounds, month_end, shift_months, whole_days
from reportedly.times.clues import Clue, clues_of, first_of, terms, years_of
from reportedly.times.expressions import Walk, scan, span_of
from reportedly.times.marks import Mark, log_odds, marks, marks_of_month, month_score, weights, why
from reportedly.times.siblings import Sibling, refined

__all__ = ["Evidence", "Line", "chances", "date", "evidence", "months_possible"]

Verdict = Literal["accept", "reject"] | None

#: Below these log-odds a masthead is rejected; below the second a date that others state is doubted.
REJECT, DOUBT = -0.22, -3.0
#: A year, and a month, are given when they are this probable.
SURE_YEAR, SURE_MONTH = 0.8, 0.8

#: How many code points of a text are searched for its own evidence: the news of an article is near its top.
_SEARCHED = 20_000


class Line(NamedTuple):
    """A date that stands on a line of its own (or opens it): masthead above the headline, dateline below."""

    day: Day
    span: Passage


class Evidence(NamedTuple):
    """What an article holds on its own date: masthead, dateline, and the clues of its text."""

    masthead: Line | None
    dateline: Line | None
    clues: list[Clue]


class Against(NamedTuple):
    """The strongest contradiction of a date: in words, and where it stands."""

    because: str
    span: Passage | None


# --- the verb -----------------------------------------------------------------------------------------------------


def date(article: Article, siblings: Sequence[Sibling] = ()) -> Article:
    """The article with `published` filled in: value, why, and which candidates lost.

    `siblings`: articles of a store whose days are sure and tell something about this one's (`siblings.siblings_of`).
    """
    return refined(_by_itself(article), siblings)


def _by_itself(article: Article) -> Article:
    masthead, dateline, clues = evidence(article)
    if given := whole_days(_given_day(article)):
        return _given(article, given, masthead, dateline, clues)
    if stated := _stated(article):
        return _from_page(article, stated, masthead, clues)
    if dateline and (masthead is None or abs((masthead.day - dateline.day).days) > 1):
        return _from_dateline(article, dateline, masthead)
    if masthead:
        return _from_masthead(article, masthead, clues)
    if shown := _shown(article):
        return _from_dateline(article, shown, None)
    return dataclasses.replace(article, published=_from_text(clues, None, crawled=_crawled(article)))


def evidence(article: Article) -> Evidence:
    """Masthead, dateline and clues of an article whose blocks are labelled (or are not: then all is read)."""
    text = _straight(article)
    lines = _date_lines(article, text)
    return Evidence(*_masthead_and_dateline(article, lines), clues_of(article, _body(article, text, lines)))


def _given(
    article: Article, given: tuple[Day, Day], masthead: Line | None, dateline: Line | None, clues: list[Clue]
) -> Article:
    """A date that came with the article is not argued with; what contradicts it is noted."""
    value = _given_day(article)
    notes, rejected = [], []
    for what, line in (("masthead", masthead), ("dateline", dateline)):
        if line and not _near(line.day, given):
            notes.append(f"the date given, {value}, is contradicted by the {what} {line.day.isoformat()}")
            rejected.append(RejectedDate(line.day.isoformat(), line.span, f"another date was given: {value}"))
    if doubt := _doubt(given, clues):
        notes.append(f"the date given, {value}, sits ill with the text: {doubt}")
    why = "the date was given with the article"
    published = _published(value, 1.0, why, None, _verdict(masthead, given), tuple(rejected))
    return article.noting(*notes, published=published)


def _given_day(article: Article) -> str:
    """The date given, as far as it is one: intake hands on ISO dates of any century."""
    given = article.given_date or ""
    return given if whole_days(given) else _day_in(given)


def _near(day: Day, period: tuple[Day, Day]) -> bool:
    return period[0] - timedelta(1) <= day <= period[1] + timedelta(1)


def _verdict(masthead: Line | None, known: tuple[Day, Day]) -> Verdict:
    return None if masthead is None else "accept" if _near(masthead.day, known) else "reject"


def _doubt(period: tuple[Day, Day], clues: list[Clue]) -> str:
    """What in the text speaks strongly against a day that others state; "" when nothing does."""
    found = marks(period[0], clues) if period[0] == period[1] else []
    return _against(found, period[0]).because if found and log_odds(found) < DOUBT else ""


def _against(found: Sequence[Mark], day: Day) -> Against:
    """The strongest contradictions, at most two, in words; the place is that of the strongest."""
    worst = [(score, mark) for score, mark in _by_clue(found) if score < 0][:2]
    if not worst:
        return Against("nothing in the text bears it out", None)
    strong = [why(mark, day) for score, mark in worst if mark is worst[0][1] or score <= REJECT]
    span = next((mark.clue.span for _, mark in worst if mark.clue), None)
    return Against(", and ".join(dict.fromkeys(strong)), span)


def _by_clue(found: Sequence[Mark]) -> list[tuple[float, Mark]]:
    """What each clue says with all its signs together, the worst first; a mark stands for its clue."""
    known, sums, first = weights().masthead, dict[Clue | None, float](), dict[Clue | None, Mark]()
    for mark in found:
        sums[mark.clue] = sums.get(mark.clue, 0.0) + known.get(mark.sign, 0.0)
        first.setdefault(mark.clue, mark)
    return sorted(((sums[clue], mark) for clue, mark in first.items()), key=lambda item: item[0])


def _published(
    value: str, confidence: float, because: str, span: Passage | None, verdict: Verdict,
    rejected: tuple[RejectedDate, ...] = (),
) -> Published:  # fmt: skip
    earliest, latest = bounds(value)
    return Published(value, earliest, latest, confidence, because, span, verdict, rejected)


def _from_page(article: Article, stated: tuple[str, str], masthead: Line | None, clues: list[Clue]) -> Article:
    """A date in the page's own data is believed; a text that speaks against it is noted."""
    name, value = stated
    known = whole_days(value)
    if known is None:
        return article
    verdict, why = _verdict(masthead, known), f"the page's own data says so ({name})"
    lost = masthead if verdict == "reject" else None
    doubt = _doubt(known, clues)
    notes = [f"the page's date {value} sits ill with the text: {doubt}"] if doubt else []
    published = _published(value, 0.7 if doubt else 0.95, why, None, verdict, _losing(lost, f"{why}: {value}"))
    return article.noting(*notes, published=published)


def _losing(line: Line | None, why: str) -> tuple[RejectedDate, ...]:
    return (RejectedDate(line.day.isoformat(), line.span, why),) if line else ()


def _from_dateline(article: Article, dateline: Line, masthead: Line | None) -> Article:
    """The date between headline and text is the writer's; the one above the headline may be the crawler's."""
    value = dateline.day.isoformat()
    lost = _losing(masthead, f"the line below the headline dates the article {value}")
    because = f"the line “{dateline.span.of(article.text)}” opens the article"
    published = _published(value, 0.95, because, dateline.span, "reject" if masthead else None, lost)
    return dataclasses.replace(article, published=published)


def _from_masthead(article: Article, masthead: Line, clues: list[Clue]) -> Article:
    found = marks(masthead.day, clues)
    total = log_odds(found)
    if total < REJECT and any(score < 0 and mark.clue for score, mark in _by_clue(found)):
        against, crawled = _against(found, masthead.day), _crawled(article)
        return dataclasses.replace(article, published=_from_text(clues, masthead, against, crawled))
    best = next(iter(_by_clue(found)[::-1]), None)
    because = "it heads the page, and nothing in the text contradicts it"
    if best and best[0] > 0 and best[1].clue:
        because = f"it heads the page, and {why(best[1], masthead.day)}"
    published = _published(masthead.day.isoformat(), _probable(total), because, masthead.span, "accept")
    return dataclasses.replace(article, published=published)


def _probable(log_odds_: float) -> float:
    return round(1 / (1 + math.exp(-log_odds_)), 2)


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


def _day_spelled(raw: str) -> str:
    """The ISO day in a date written for people ("November 19, 2019, 07:47 PM EST"); "" where there is none."""
    found = _full_date_in(raw) if _YEAR.search(raw) else None
    return found[0].isoformat() if found else ""


def _shown(article: Article) -> Line | None:
    """The day in the line between a web page's headline and its text, which intake names: it may stand far down."""
    line = dict(article.evidence).get("page:date", "")
    found, at = _full_date_in(line), article.text.find(line)
    return Line(found[0], Passage(at + found[1], at + found[2])) if found and at >= 0 else None


def _stated(article: Article) -> tuple[str, str] | None:
    """What states the day of publication, and the day."""
    for name in _STATING:
        for key, raw in article.evidence:
            if key.lower() == name.lower() and (value := _day_in(raw) or _day_spelled(raw)):
                return _where_printed(article, name, value, raw)
    value = _day_in(article.url or "")
    return ("url", value) if value else None


#: A time of day before noon that is, or may be, universal time: where the Americas print, the day before may go on.
_UNIVERSAL = re.compile(r"\d\d[T ](?:0\d|1[01]):\d\d(?::\d\d(?:\.\d+)?)?\s*(?:Z|UTC|GMT|[+-]00:?00)?\s*\Z")


def _where_printed(article: Article, name: str, value: str, raw: str) -> tuple[str, str]:
    """The day as readers saw it: publishing systems state universal time, in which an evening in America is the next
    day's."""
    day = whole_days(value)
    if _UNIVERSAL.search(raw) and day:
        before = (day[0] - timedelta(1)).isoformat()
        where, seen = next(_seen_days(article), ("", ""))
        if seen == before:
            return f"{name}, in universal time; {where} has the day where it was printed", before
    return name, value


def _seen_days(article: Article) -> Iterator[tuple[str, str]]:
    """Days as the outlet's own readers saw them, surest first, and where they stand."""
    if shown := _shown(article):
        yield "the line under the headline", shown.day.isoformat()
    for key, raw in article.evidence:
        if key == "time:datetime" and not _UNIVERSAL.search(raw) and (value := _day_in(raw)):
            yield "the page's text", value
    if value := _day_in(article.url or ""):
        yield "its address", value


def _crawled(article: Article) -> Line | None:
    """The day a web archive has the page from. It stands nowhere in the text."""
    known = whole_days(_day_in(dict(article.evidence).get("crawled", "")))
    return Line(known[1], Passage(0, 0)) if known else None


# --- lines that are dates -----------------------------------------------------------------------------------------

_TOP = 1500
_YEAR = re.compile(r"(?:19|20)\d\d|/\d\d(?!\d)")
_FILLER = re.compile(
    r"updated|published|posted|today's paper|last modified|\d{1,2}:\d\d|[ap]\.?m\.?|gmt|[^\w]+", re.IGNORECASE
)


def _straight(article: Article) -> str:
    language = lang.load("en")
    return article.text.translate({ord(mark): plain for mark, plain in language.straight.items()})


def _date_lines(article: Article, text: str) -> list[tuple[int, Line, bool]]:
    """Date lines near the top: (where the line starts, the date, whether the line is nothing else)."""
    found = []
    for match in re.finditer(r"[^\n]+", text[:_TOP]):
        line = match.group()[:300]
        if not _YEAR.search(line):
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


#: Dumpers glue a masthead to the outlet's name before it and the menu behind it.
_GLUED = re.compile(
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? )?(?:(\d{1,2}) )?"
    r"(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.? (?:(\d{1,2}), ?)?((?:19|20)\d\d)(?=[A-Z]|\W|$)"
)


def _full_date_in(line: str) -> tuple[Day, int, int] | None:
    row = words.row(Article("", line), line)
    for name, piece, hit in scan(row, Walk(None)):
        if name in ("iso", "dayfirst", "monthfirst") and (known := whole_days(hit.value)) and known[0] == known[1]:
            span = span_of(piece)
            return known[0], span.start, span.end
    return _glued_date_in(line)


def _glued_date_in(line: str) -> tuple[Day, int, int] | None:
    match = _GLUED.search(line)
    number = match and (match[1] or match[3])
    if not match or not number:
        return None
    month = lang.load("en").months[match[2].lower()]
    known = whole_days(f"{match[4]}-{month:02}-{int(number):02}")
    return (known[0], match.start(), match.end()) if known else None


def _kind_at(article: Article, at: int) -> str | None:
    return next((block.kind for block in article.blocks if block.span.start <= at < block.span.end), None)


def _masthead_and_dateline(article: Article, lines: list[tuple[int, Line, bool]]) -> tuple[Line | None, Line | None]:
    """Above the first line of the article itself stands the masthead; below it, the dateline.

    Of two different date lines with words between them the lower is the writer's, whatever cleaning took the words for.
    """
    first = _first_line_of_article(article, {at for at, _, _ in lines})
    above = [(at, line) for at, line, alone in lines if at < first and alone]
    masthead = above[0][1] if above else None
    dateline = next((line for at, line, _ in lines if at >= first), None)
    if dateline is None and len(above) > 1 and len(article.text[above[0][0] : above[-1][0]].split()) > 8:
        dateline = above[-1][1]
    return masthead, dateline


def _first_line_of_article(article: Article, dates: set[int]) -> int:
    own = ("headline", "body", "caption", "dateline") if _is_read(article) else ("furniture", "related", "byline")
    for match in re.finditer(r"[^\n]+", article.text[:_TOP]):
        if match.start() in dates or len(match.group().split()) < 4:
            continue
        kind = _kind_at(article, match.start())
        if kind is None or kind in own:
            return match.start()
    return _TOP


def _is_read(article: Article) -> bool:
    """Whether cleaning found an article at all: a short one may have gone for furniture whole."""
    return any(block.kind == "body" for block in article.blocks)


def _body(article: Article, text: str, lines: list[tuple[int, Line, bool]]) -> str:
    """What is read for clues: readable blocks and datelines; date lines and all else are spaces."""
    pieces, at = [], 0
    for block in article.blocks:
        start, end = block.span
        readable = block.kind in READABLE or block.kind == "dateline"
        pieces.append(" " * (start - at) + (text[start:end] if readable else " " * (end - start)))
        at = end
    kept = "".join(pieces) + " " * (len(text) - at) if _is_read(article) else text
    for start, line, alone in lines:
        end = line.span.end if not alone else text.find("\n", start) if "\n" in text[start:] else len(text)
        kept = kept[:start] + " " * (end - start) + kept[end:]
    return kept[:_SEARCHED]


# --- when only the text is left -----------------------------------------------------------------------------------


def _from_text(
    clues: list[Clue], masthead: Line | None, against: Against | None = None, crawled: Line | None = None
) -> Published:
    """The year, or year and month, that the text bears; else nothing, with the bounds that it sets.

    `crawled`: the day that a web archive has the page from; like a masthead it is no earlier than the page.
    """
    bound = min((line for line in (masthead, crawled) if line), key=lambda line: line.day, default=None)
    first, _ = _limits(clues, bound)
    value, confidence = _value(chances(clues, bound), _agency_line(clues), first_of(clues, "month now"))
    because, span = _because(value, clues, first)
    if crawled and bound is crawled:
        because = f"{because}; a web archive has the page from {crawled.day.isoformat()}"
    if masthead and against:
        because = f"the masthead {masthead.day.isoformat()} is rejected: {against.because}; {because}"
        span = against.span or span
    lost = _losing(masthead, f"the text contradicts it: {against.because}" if against else "")
    known = bounds(value or "")
    earliest = _earliest(clues, first, known[0])
    latest = _latest(clues, known[1], bound)
    return Published(value, earliest, latest, confidence, because, span, "reject" if masthead else None, lost)


def _because(value: str | None, clues: list[Clue], first: int | None) -> tuple[str, Passage | None]:
    span = next((clue.span for clue in years_of(clues) if clue.number == first), None)
    if value:
        return f"the text itself speaks for {value}", span
    if first:
        return f"the year is not said; the latest year that the text looks back on is {first}", span
    return "nothing in the text says the year", None


def _limits(clues: list[Clue], masthead: Line | None) -> tuple[int | None, int | None]:
    """First and last possible year: the latest looked back on; that of the page, or the first surely to come."""
    named = years_of(clues)
    last = masthead.day.year if masthead else None
    past = [clue.number for clue in named if clue.way.to <= 0 and (last is None or clue.number <= last)]
    first = max(past, default=None)
    coming = [clue.number for clue in named if clue.way.to > 0 and clue.way.sure and clue.number >= (first or 0)]
    return first, min((*coming, *([last] if last else [])), default=None)


#: How many years back a text is looked for when nothing bounds it, how many after the last it names, and at most.
_YEARS_BACK, _YEARS_AHEAD, _YEARS_SEARCHED = 3, 8, 12


def chances(clues: list[Clue], masthead: Line | None) -> dict[str, float]:
    """How probable each month is, as far as the text tells; empty where nothing bounds it."""
    months = months_possible(clues, masthead)
    crawled = masthead.day if masthead else None
    logs = {month.isoformat()[:7]: month_score(marks_of_month(month, clues, crawled)) for month in months}
    top = max(logs.values(), default=0.0)
    total = sum(math.exp(value - top) for value in logs.values())
    return {key: math.exp(value - top) / total for key, value in logs.items()}


def months_possible(clues: list[Clue], masthead: Line | None) -> list[Day]:
    """The middle days of all months looked at, the latest first."""
    named, last = _limits(clues, masthead)
    since, until = _years_in_office(clues)
    began, ended = _years_of_things(clues)
    first = max((year for year in (named, began) if year), default=since)
    if first is None and last is None:
        if ended is None:
            return []
        last = ended + _YEARS_AFTER
    last = min(last or 9999, (first or 9999) + _YEARS_AHEAD) if masthead is None else last or masthead.day.year
    if named and until and since and since <= named <= until and (not masthead or last - until > _YEARS_SEARCHED):
        last = min(last, until)  # a page on the news of long ago, crawled now
    end = Day(last, 12, 15)
    end = min(end, masthead.day.replace(day=15)) if masthead else end
    start = Day(max(first or end.year - _YEARS_BACK, end.year - _YEARS_SEARCHED), 1, 15)
    months = [shift_months(end, -back) for back in range((end.year - start.year) * 12 + end.month)]
    line = _agency_line(clues)
    return [month for month in months if line is None or month.month == line.number]


#: What is no more is named for so many years.
_YEARS_AFTER = 2


def _years_of_things(clues: list[Clue]) -> tuple[int | None, int | None]:
    """The year in which the newest thing named came to be, and the one in which the first of them ended."""
    named = [knowledge.things()[clue.phase] for clue in clues if clue.kind == "thing"]
    began = max((when.since for when in named), default=0)
    ended = min((when.until for when in named if when.until), default=0)
    return ((began - 1) // 12 if began else None), ((ended - 1) // 12 if ended else None)


def _years_in_office(clues: list[Clue]) -> tuple[int | None, int | None]:
    """First and last year in which all who bear a title can bear it; nothing where there is no such year."""
    titled, _ = terms()
    held = [titled[clue.phase] for clue in clues if clue.kind == "office" and clue.way.to == 0]
    if not held:
        return None, None
    since = max(min(term.since for term in terms_) for terms_ in held)
    until = min(max(term.until for term in terms_) for terms_ in held)
    return (Day.fromordinal(since).year, Day.fromordinal(until).year) if since <= until else (None, None)


def _agency_line(clues: list[Clue]) -> Clue | None:
    """ "GENEVA, Oct 25 (Reuters)" at the top: the day and month without the year."""
    return next((clue for clue in clues if clue.kind == "dateline" and clue.lead), None)


def _value(chances: dict[str, float], line: Clue | None, now: Clue | None) -> tuple[str | None, float]:
    """The month or the year if it is sure enough, with its chance; for an abstention, the chance that it was right.

    `now`: the month that the text is written in ("earlier in September"), which needs no further proof but its year.
    """
    years: dict[str, float] = {}
    for month, chance in chances.items():
        years[month[:4]] = years.get(month[:4], 0.0) + chance
    if not years:
        return None, 0.0
    year = max(years, key=lambda key: (years[key], key))
    if years[year] < SURE_YEAR:
        return None, round(1 - years[year], 2)
    month = max(chances, key=lambda key: (chances[key], key))
    if line and line.day <= month_end(Day.fromisoformat(month + "-01")).day:
        return f"{month}-{line.day:02}", _calibrated(chances[month])
    if now:
        return f"{year}-{now.number:02}", _calibrated(years[year])
    if chances[month] >= SURE_MONTH:
        return month, _calibrated(chances[month])
    return year, _calibrated(years[year])


#: How much the odds of a year or month are worth: what was given .85 was right in .78 of the texts, .95 in .86 (three
#: folds, `train/docdate.py`).
WORTH = 0.65


def _calibrated(chance: float) -> float:
    kept, lost = chance**WORTH, max(0.0, 1 - chance) ** WORTH  # chances may add up to a hair more than 1
    return round(float(kept / (kept + lost)), 2)


def _earliest(clues: list[Clue], first: int | None, known: str | None) -> str | None:
    """The start of the value, the last full date looked back on, or of the first possible year or month."""
    if known or first is None:
        return known
    now = first_of(clues, "month now")
    full = [Day.fromordinal(clue.number) for clue in clues if clue.kind == "full" and clue.way.to <= 0]
    within = [day for day in full if day.year == first]
    return max(Day(first, now.number if now else 1, 1), *within, Day.min).isoformat()


def _latest(clues: list[Clue], known: str | None, masthead: Line | None) -> str | None:
    """No page is older than what it carries; with a month told, the end of the last such month before it."""
    if masthead is None:
        return known
    now = first_of(clues, "month now")
    last = masthead.day
    if now:
        year = last.year - (now.number > last.month)
        last = min(last, month_end(Day(year, now.number, 1)))
    return min(known, last.isoformat()) if known else last.isoformat()
