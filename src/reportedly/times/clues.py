"""The words of a text that bear on the day it was published: weekdays, months, years, offices held, things known.

What they weigh for or against a day is in `marks`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date as Day
from functools import cache
from typing import Literal, NamedTuple

from reportedly import shelf
from reportedly.model import Article, Passage
from reportedly.times import knowledge, words
from reportedly.times.calendar import whole_days
from reportedly.times.expressions import Piece, Walk, Way, direction, scan, span_of

__all__ = [
    "MONTHS",
    "WEEKDAYS",
    "Clue",
    "Kind",
    "Recurring",
    "Term",
    "clues_of",
    "first_of",
    "recurring",
    "terms",
    "years_of",
]

MONTHS = "January February March April May June July August September October November December".split()
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


Kind = Literal[
    "weekday", "day", "month", "month now", "year", "quarter", "season", "full", "phase", "weekend", "market", "ended",
    "holiday", "office", "bare name", "recurring", "dateline", "thing", "level",
]  # fmt: skip


class Clue(NamedTuple):
    """Words of the text that bear on its date."""

    kind: Kind
    span: Passage
    way: Way
    #: weekday 0-6, month 1-12, year, quarter 1-4, season's first month, ordinal of a full date, points of an index
    number: int
    day: int = 0
    #: the phase of a unit ("early next year"), a day's weekday, a word such as "tomorrow"; which thing or index
    phase: str = ""
    lead: bool = False


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
    return [*found, *_offices(text), *_recurring(text), *_known(text)]


def _known(text: str) -> Iterator[Clue]:
    for at, words_ in knowledge.things_in(text):
        yield Clue("thing", Passage(at, at + len(words_)), Way(0), 0, phase=words_)
    for level in knowledge.levels_in(text):
        yield Clue("level", Passage(level.start, level.end), Way(0), level.points, phase=level.name)


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
        if _opens_report(piece):
            return Clue("dateline", span, Way(0), piece.number("M"), piece.number("do"))
        weekday = piece.value("D")
        named = WEEKDAYS[weekday] if isinstance(weekday, int) else ""
        return Clue("day", span, told, piece.number("M"), piece.number("do"), phase=named)
    if name in ("month", "monthdash") and (bound := _BOUND_MONTH.get(parts[0])):
        return Clue("month", span, bound[1], piece.number("M"), phase=bound[0]) if "U" not in parts else None
    if name in ("month", "monthdash") and not set(parts) & set("tvU"):
        now = piece.row.lower(piece.first - 2) == "earlier" and piece.row.lower(piece.first - 1) == "in"
        return Clue("month now" if now else "month", span, told, piece.number("M"))
    if name == "monthyear":
        return Clue("year", span, told, piece.number("y"), piece.number("M"))
    if name == "weekday" and not set(parts) & set("vlpefh"):
        return Clue("weekday", span, told, piece.number("D"), phase="said" if _is_said(piece) else "")
    return _coarse_clue(name, piece, span, told, parts)


def _opens_report(piece: Piece) -> bool:
    """ "GENEVA, Oct 25 (Reuters) -": an agency's line, with the day on which the report was filed."""
    before, after = piece.row.words[max(0, piece.first - 2) : piece.first], piece.row.lower(piece.last)
    return len(before) == 2 and before[1] == "," and before[0].isupper() and after in ("(", "-", "–", "—")


def _period_end(piece: Piece, span: Passage) -> Clue | None:
    """ "the quarter ended Sept. 30" tells the quarter reported on; the ends of business years tell nothing."""
    before = [piece.row.lower(piece.first - step) for step in (2, 3)]
    if "year" in before:
        return None
    return Clue("ended", span, Way(-1, True), piece.number("M"), piece.number("do"))


_SAYING = frozenset("said says told announced reported confirmed warned called urged denied".split())


def _is_said(piece: Piece) -> bool:
    """ "said Tuesday", "told reporters on Tuesday": words are news on the day they are spoken."""
    near = (*range(piece.first - 4, piece.first), piece.last)
    return any(piece.row.lower(index) in _SAYING for index in near)


def _coarse_clue(name: str, piece: Piece, span: Passage, told: Way, parts: str) -> Clue | None:
    if name == "year" and isinstance(year := piece.value("y"), int) and 1900 <= year < 2100:
        return Clue("year", span, _year_way(piece, told), year)
    if name == "plain" and (word := piece.row.lower(piece.first)) in ("today", "yesterday", "tomorrow"):
        return Clue("phase", span, told, 0, phase=word)
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
    if name == "holiday" and len(raw := str(piece.value("Z"))) in range(1, 10):
        month, day = (int(item) for item in raw.split("-")[:2])
        return Clue("holiday", span, told, month, min(28, day * 7) if raw.count("-") == 2 else day)
    return None


#: What "last March" and "next March" say by themselves.
_BOUND_MONTH = {
    "l": ("last", Way(-1, True)), "p": ("last", Way(-1, True)), "h": ("this", Way(0)),
    "e": ("next", Way(1, True)), "f": ("next", Way(1, True)),
}  # fmt: skip
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
    if words_[0] in ("earlier", "later", "early", "late"):
        return " ".join(words_)
    return "this week" if words_[1:] == ["this", "week"] else ""


def first_of(clues: Sequence[Clue], kind: Kind) -> Clue | None:
    return next((clue for clue in clues if clue.kind == kind), None)


def years_of(clues: Sequence[Clue]) -> list[Clue]:
    """The years named, those of full dates among them; `number` is the year."""
    return [
        clue if clue.kind == "year" else clue._replace(number=Day.fromordinal(clue.number).year)
        for clue in clues
        if clue.kind in ("year", "full")
    ]


# --- offices and recurring news -----------------------------------------------------------------------------------


class Term(NamedTuple):
    """One person's time in one office, as ordinals of days: first, and first no longer."""

    person: str
    since: int
    until: int


_RANKS = {
    "president": "president", "prime minister": "prime minister", "premier": "prime minister",
    "chancellor": "chancellor", "foreign minister": "foreign minister", "secretary of state": "foreign minister",
    "foreign secretary": "foreign minister", "defence minister": "defence minister",
    "defense minister": "defence minister", "defence secretary": "defence minister",
    "defense secretary": "defence minister", "vice president": "vice president", "pope": "pope", "king": "monarch",
    "queen": "monarch", "attorney general": "attorney general", "secretary-general": "secretary-general",
}  # fmt: skip
#: Offices whose holder is always given the title, somewhere in the text.
_ALWAYS_TITLED = frozenset(("president", "prime minister", "chancellor", "monarch", "pope"))
_TITLED = re.compile(
    r"(?:\b(former|ex|late|then|elect|future)[ -])?"
    r"\b((?:Vice|vice) [Pp]resident|[Pp]resident|[Pp]rime [Mm]inister|[Pp]remier|[Cc]hancellor|[Ff]oreign [Mm]inister"
    r"|Secretary of State|Foreign Secretary|[Dd]efen[cs]e (?:[Mm]inister|Secretary)|Pope|King|Queen"
    r"|[Aa]ttorney [Gg]eneral|[Ss]ecretary-[Gg]eneral)((?: [A-Z][\w'.-]{0,20}){1,4})",
)
_NAME = re.compile(r"\b[A-Z][\w'.-]{0,20}(?: [A-Z][\w'.-]{0,20}){1,4}")


@cache
def terms() -> tuple[dict[str, tuple[Term, ...]], dict[str, tuple[Term, ...]]]:
    """Who held which office when: by "rank|surname or name", and by full name for those always given their title."""
    titled: dict[str, list[Term]] = {}
    named: dict[str, list[Term]] = {}
    for row in shelf.table("offices.tsv"):
        if not row["since"]:
            continue
        term = Term(row["person"], _ordinal(row["since"], 0), _ordinal(row["until"], 1))
        names = [row["person"], *row["aliases"].split("|")]
        for name in {*names, *row["surname"].split("|")} - {"", "-"}:
            titled.setdefault(f"{row['role']}|{name}", []).append(term)
        if row["role"] in _ALWAYS_TITLED:
            for name in {name for name in names if " " in name}:
                named.setdefault(name, []).append(term)
    return {key: tuple(held) for key, held in titled.items()}, {key: tuple(held) for key, held in named.items()}


def _ordinal(raw: str, last: int) -> int:
    """A day, month or year as the ordinal of its first or last day; an empty one lies in the far future."""
    if _DAY.fullmatch(raw):
        return Day.fromisoformat(raw).toordinal()
    days = whole_days(raw)
    return days[last].toordinal() if days else Day.max.toordinal()


_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_TRAILING = ".'-"
#: So many offices are looked at: the first named are those of the news.
_OFFICES = 6


def _offices(text: str) -> list[Clue]:
    """Holders of office with their title ("President Kennedy"), and names that a title would go with had they one."""
    titled, named = terms()
    found: dict[str, Clue] = {}
    people: set[str] = set()
    for match in _TITLED.finditer(text):
        key = _holder(_RANKS[match[2].lower()], match[3].split(), titled)
        if key is None:
            continue
        people.update(term.person for term in titled[key])
        if match[1] in (None, "former") and len(found) < _OFFICES:
            span = Passage(
                match.start(2), match.end(2) + match[3].find(key.rpartition("|")[2]) + len(key.rpartition("|")[2])
            )
            found.setdefault(key, Clue("office", span, Way(-1 if match[1] else 0), 0, phase=key))
    return [*found.values(), *_bare_names(text, named, people)]


def _holder(rank: str, name: list[str], titled: dict[str, tuple[Term, ...]]) -> str | None:
    """Who of that rank the capitalised words behind the title name: the longest name that is known, else a surname."""
    for size in range(len(name), 0, -1):
        for words_ in (name[:size], name[size - 1 : size]):
            key = f"{rank}|{' '.join(words_).rstrip(_TRAILING)}"
            if key in titled:
                return key
    return None


def _bare_names(text: str, named: dict[str, tuple[Term, ...]], titled: set[str]) -> list[Clue]:
    found: dict[str, Clue] = {}
    for match in _NAME.finditer(text):
        words_ = match[0].split(" ")
        pairs = ((words_[at : at + size], at) for at in range(len(words_) - 1) for size in (3, 2))
        for several, at in pairs:
            name = " ".join(several).rstrip(_TRAILING)
            held = named.get(name)
            if held and not any(term.person in titled for term in held) and len(found) < _OFFICES:
                start = match.start() + len(" ".join([*words_[:at], ""]))
                found.setdefault(
                    held[0].person, Clue("bare name", Passage(start, start + len(name)), Way(0), 0, phase=name)
                )
    return list(found.values())


class Recurring(NamedTuple):
    """News that comes round: the months it fills, every so many years (`years % cycle == rest`)."""

    cycle: int
    rest: int
    first: int
    last: int


@cache
def recurring() -> tuple[re.Pattern[str], dict[str, Recurring]]:
    """The words of recurring news as one pattern, and what each means."""
    rows = shelf.table("en/times_recurring.tsv")
    seasons = {
        row["words"].lower(): Recurring(*(int(row[key]) for key in ("cycle", "rest", "first", "last"))) for row in rows
    }
    longest = sorted(seasons, key=lambda words_: (-len(words_), words_))
    return re.compile(r"\b(?:" + "|".join(map(re.escape, longest)) + r")\b", re.IGNORECASE), seasons


def _recurring(text: str) -> list[Clue]:
    pattern, _ = recurring()
    found: dict[str, Clue] = {}
    for match in pattern.finditer(text):
        key = match[0].lower()
        found.setdefault(key, Clue("recurring", Passage(*match.span()), Way(0), 0, phase=key))
    return list(found.values())
