"""A text as a row of words, each with the part it may play in a time expression.

A part is one character, so that the grammar (`expressions`) is one regular expression over the row of parts, a fifth
as long as the text. The parts:

    d 1-31   y a year   n another number   w number word   q one half   o 22nd   O second   k 1960s, sixties
    M month  D weekday  S season   Z holiday   U unit   Q quarter   K weekend   P part of day   G today   R now
    T 10:35  C noon     j p.m.     z GMT       I 1962-10-22     X fiscal   % period   $ future   r daily   v every
    t the    a a   l last   p past   e next   f following   h this   H current   c that   s same   b latest
    g ago    E earlier   L later   B early, late, mid   W end, beginning   V several   A nearly   m more   u old
    F of     i in, on, at   & and   ~ to, or   ' 's   ` apostrophe   - , . /   x anything else   | a break
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from reportedly import lang, shelf
from reportedly.model import Article

__all__ = ["Row", "Vocabulary", "row", "vocabulary"]

_TOKEN = re.compile(
    r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?)?(?![\d-])"
    r"|\d{1,2}/\d{1,2}/(?:\d{4}|\d\d)(?!\d)"
    r"|\d{1,2}:\d\d(?::\d\d)?(?!\d)"
    r"|9/11(?![\d/])"
    r"|[1-9]/[2-9](?!\d)"
    r"|\d{1,3}(?:,\d{3})+(?!\d)"
    r"|\d+\.\d+"
    r"|\d+(?:(?:st|nd|rd|th|'?s)\b)?"
    r"|[ap]\.m\b\.?"
    r"|'s\b"
    r"|[^\W\d_]+"
    r"|[^\w\s]|_",
    re.IGNORECASE,
)
_KINDS = {
    "unit": "U", "quarter": "Q", "weekend": "K", "part": "P", "season": "S", "plain": "G", "reference": "R",
    "recurrent": "r", "every": "v", "vague": "V", "about": "A", "clock": "C", "holiday": "Z", "decade": "k",
}  # fmt: skip
_CLOSED = {
    "the": "t", "a": "a", "an": "a", "last": "l", "past": "p", "previous": "p", "preceding": "p", "prior": "p",
    "next": "e", "following": "f", "coming": "f", "upcoming": "f", "ensuing": "f", "this": "h", "current": "H",
    "that": "c", "same": "s", "latest": "b", "ago": "g", "earlier": "E", "later": "L", "early": "B", "late": "B",
    "mid": "B", "end": "W", "beginning": "W", "start": "W", "middle": "W", "close": "W", "more": "m", "old": "u",
    "of": "F", "in": "i", "on": "i", "at": "i", "for": "i", "during": "i", "and": "&", "to": "~", "or": "~",
    "through": "~", "fiscal": "X", "period": "%", "full": "!", "entire": "!", "whole": "!",
    "straight": "m", "consecutive": "m", "successive": "m", "trading": "m", "future": "$", "half": "q",
    "hundred": "w", "thousand": "w",
    "million": "w", "am": "j", "pm": "j", "a.m": "j", "p.m": "j", "a.m.": "j", "p.m.": "j", "gmt": "z", "utc": "z",
    "est": "z", "edt": "z", "cst": "z", "cdt": "z", "pst": "z", "pdt": "z", "bst": "z", "cet": "z", "et": "z",
}  # fmt: skip
_SIGNS = {",": ",", ".": ".", "-": "-", "–": "-", "—": "-", "/": "/", "'s": "'", "'": "`", "’": "`", "&": "&"}
_ORDINALS = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
_MULTIPLIERS = {"hundred": 100, "thousand": 1000, "million": 1_000_000}
#: What stands before a year that no reader would take for a count.
_BEFORE_YEAR = frozenset("in since by until till from of during between before after circa early late mid year".split())
_BEFORE_MONTH = _BEFORE_YEAR | frozenset(
    "last this next each every on through to and or for the earlier later end beginning past".split()
)
#: What follows a four-digit count.
_COUNTED = frozenset(
    "percent per people troops soldiers miles kilometers kilometres km feet metres meters dollars pounds euros words "
    "jobs men women children tons tonnes workers homes seats votes points delegates acres hp mhz members employees"
    .split()
)  # fmt: skip
_NOT_A_WEEKDAY_AFTER = frozenset("black bloody good super ash palm easter holy shrove cyber".split())
_PAPERS = frozenset("Times Telegraph Mirror Herald Post Express Mail Journal Independent Tribune Mercury".split())
_MONEY = frozenset("$£€¥#")
#: Verbs after which "last" is a verb ("will last three days").
_BEFORE_LAST_VERB = frozenset("to will would could can may might should must not t did does".split())
_SEASON_LEADS = frozenset(
    "this last next early late mid past each every previous following coming same that of".split()
)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of time of one language: word (lower case) -> part and value; which words say ahead or back."""

    parts: dict[str, str]
    values: dict[str, str | int | float]
    #: word -> +1 (ahead) or -1 (back), wherever it stands in the clause
    clause: dict[str, int]
    #: the same, but only directly before the expression
    directly: dict[str, int]


@cache
def vocabulary(code: str = "en") -> Vocabulary:
    language = lang.load(code)
    parts: dict[str, str] = dict(_CLOSED)
    values: dict[str, str | int | float] = {**_MULTIPLIERS, "half": 0.5}
    for row_ in shelf.table(f"{code}/times_words.tsv"):
        word = row_["word"].lower()
        parts.setdefault(word, _KINDS[row_["kind"]])
        values[word] = row_["value"]
    for word, number in language.numbers.items():
        parts[word], values[word] = "w", number
    for number, word in enumerate(_ORDINALS):
        parts[word], values[word] = "O", number
    parts["final"], values["final"] = "O", 4
    for word, month in language.months.items():
        parts[word], values[word] = "M", month
    for word, day in language.weekdays.items():
        parts[word], values[word] = "D", day
        parts[word[:3]], values[word[:3]] = "D", day
    ways = {"ahead": 1, "back": -1}
    rows = shelf.table(f"{code}/times_tense.tsv")
    clause = {row_["word"]: ways[row_["way"]] for row_ in rows if not row_["reach"]}
    directly = {row_["word"]: ways[row_["way"]] for row_ in rows if row_["reach"] == "next"}
    return Vocabulary(parts, values, clause, directly)


@dataclass(slots=True)
class Row:
    """The words of a text: where each starts and ends, how it is written, its part and its value."""

    starts: list[int]
    ends: list[int]
    words: list[str]
    parts: str
    values: list[str | int | float | None]

    def lower(self, index: int) -> str:
        """The word at an index in lower case; "" beyond either end."""
        return self.words[index].lower() if 0 <= index < len(self.words) else ""


def row(article: Article, text: str) -> Row:
    """The words of `text`, with breaks where a block of the article ends or words are far apart; not to be changed."""
    starts = [block.span.start for block in article.blocks] or [m.end() for m in re.finditer("\n", article.text)]
    return _row(text, tuple(starts))


@lru_cache(maxsize=1)
def _row(text: str, blocks: tuple[int, ...]) -> Row:
    """The last is kept: what an article is dated by and what is found in it are looked for in the same text, mostly."""
    known = vocabulary()
    starts: list[int] = []
    ends: list[int] = []
    words: list[str] = []
    breaks = _Breaks(blocks)
    previous = 0
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        if start > previous and breaks.between(previous, start):
            starts.append(previous)
            ends.append(previous)
            words.append("")
        starts.append(start)
        ends.append(end)
        words.append(match.group())
        previous = end
    made = Row(starts, ends, words, "", [None] * len(words))
    made.parts = _parts(made, text, known)
    return made


class _Breaks:
    """Where one sentence cannot run on: between blocks, and across what cleaning masked."""

    def __init__(self, starts: Sequence[int]) -> None:
        self._starts = starts
        self._at = 0

    def between(self, end: int, start: int) -> bool:
        """Must be asked in text order."""
        while self._at < len(self._starts) and self._starts[self._at] <= end:
            self._at += 1
        return start - end > 2 or (self._at < len(self._starts) and self._starts[self._at] <= start)


def _parts(made: Row, text: str, known: Vocabulary) -> str:
    out: list[str] = []
    for index, word in enumerate(made.words):
        lower = word.lower()
        part = known.parts.get(lower)
        if part is None:
            part = _other_part(made, index, word, text) if word else "|"
        else:
            made.values[index] = known.values.get(lower)
            doubt = _DOUBTS.get(part)
            if doubt is not None and not doubt(made, index, word):
                part = _ELSE.get(part, "x")
        out.append(part)
    return "".join(out)


def _other_part(made: Row, index: int, word: str, text: str) -> str:
    first = word[0]
    if "0" <= first <= "9":
        return _number_part(made, index, word, text)
    return _SIGNS.get(word, "x")


def _number_part(made: Row, index: int, word: str, text: str) -> str:
    start, end = made.starts[index], made.ends[index]
    if start and (text[start - 1].isalpha() or text[start - 1] in _MONEY):
        return "x"
    if ":" in word:
        made.values[index] = word
        return "I" if "-" in word else "T"
    if word.count("-") == 2 or word.count("/") == 2:
        made.values[index] = word
        return "I"
    if "/" in word:
        made.values[index] = int(word[0]) / int(word[2])
        return "q"
    return _plain_number(made, index, word, text[end : end + 1])


def _plain_number(made: Row, index: int, word: str, after: str) -> str:
    digits = word.rstrip("'sthndrSTHNDR")
    if digits != word:
        made.values[index] = int(digits) if len(digits) < 5 else 0
        if word[-1] in "sS" and word[-2:].lower() != "st":
            return "k" if len(digits) in (2, 4) and digits[-1] == "0" else "x"
        return "o"
    if "." in word or "," in word:
        made.values[index] = float(word.replace(",", ""))
        return "n"
    if len(word) > 9 or not word.isascii():
        return "x"
    value = made.values[index] = int(word)
    if after.isalpha() and made.lower(index + 1) not in ("am", "pm"):
        return "x"
    if len(word) == 4 and 1000 <= value < 2200 and _is_year(made, index, value):
        return "y"
    return "d" if len(word) <= 2 and 1 <= value <= 31 else "n"


def _is_year(made: Row, index: int, value: int) -> bool:
    after, before = made.lower(index + 1), made.lower(index - 1)
    if after in _COUNTED or after == "%":
        return False
    return (
        1900 <= value < 2100
        or before in _BEFORE_YEAR
        or before in _MONTH_NAMES
        or made.lower(index - 2) in _MONTH_NAMES
    )


_MONTH_NAMES = frozenset(
    "january february march april may june july august september october november december".split()
)


# --- words that are something else more often than not -----------------------------------------------------------


def _is_month(made: Row, index: int, word: str) -> bool:
    """Not the modal "may", the verb "march", a woman called April, or "Mar" and "Jan" that no day follows."""
    before, after = made.lower(index - 1), made.lower(index + 1)
    if not word[0].isupper():
        return False
    dated = after[:1].isdigit()
    if len(word) <= 4 and word.lower() not in ("may", "june", "july"):
        return dated or (after == "." and (made.lower(index + 2)[:1].isdigit() or before in _BEFORE_MONTH))
    if dated or before in _BEFORE_MONTH or before[:1].isdigit():
        return True
    if word.lower() in ("may", "march") and not (before and after and not after[0].isalpha()):
        return False
    following = made.words[index + 1] if index + 1 < len(made.words) else ""
    return not (word.lower() in ("april", "june", "august") and following[:1].isupper())


def _is_weekday(made: Row, index: int, word: str) -> bool:
    """Not Black Friday nor the Sunday Times; "Sun" and "Wed" only where a date follows."""
    if not word[0].isupper() or made.lower(index - 1) in _NOT_A_WEEKDAY_AFTER:
        return False
    following = made.words[index + 1] if index + 1 < len(made.words) else ""
    if len(word) == 3:
        near = [made.lower(index + step) for step in (1, 2)]
        return any(item[:1].isdigit() or item in _MONTH_NAMES for item in near) and near[0] in (
            ",",
            ".",
            *_DIGITS(near),
        )
    return following not in _PAPERS


def _DIGITS(near: list[str]) -> list[str]:
    return [item for item in near if item[:1].isdigit()]


def _is_season(made: Row, index: int, word: str) -> bool:
    """Not the verb "fall" nor "the fall of" a city: it takes a determiner of time, or a preposition and an article."""
    before, after = made.lower(index - 1), made.lower(index + 1)
    if after == "of" and not (made.lower(index + 2)[:1].isdigit() or made.lower(index + 2) in ("last", "next", "this")):
        return False
    if before in _SEASON_LEADS or after[:1].isdigit():
        return True
    if before == "the":
        return made.lower(index - 2) in (
            "in",
            "into",
            "during",
            "since",
            "until",
            "by",
            "for",
            "through",
            "over",
            "before",
            "after",
            "of",
            "from",
            "throughout",
        )
    if before == "-":
        return made.lower(index - 2) == "mid"
    return before in ("in", "by", "until", "since") and word.islower()


def _is_last(made: Row, index: int, word: str) -> bool:
    return made.lower(index - 1) not in _BEFORE_LAST_VERB


def _is_ordinal(made: Row, index: int, word: str) -> bool:
    """ "second" as a unit needs its number: "a 30-second clip"."""
    if word.lower() != "second" or made.lower(index + 1) in ("quarter", "half"):
        return True
    at = index - 1 if made.lower(index - 1) != "-" else index - 2
    return not (made.lower(at)[:1].isdigit() or _is_cardinal(made.lower(at)))


def _is_cardinal(word: str) -> bool:
    return vocabulary().parts.get(word) == "w"


def _is_half_day(made: Row, index: int, word: str) -> bool:
    """ "am" is a verb except behind a number."""
    return made.lower(index - 1)[:1].isdigit() or _is_cardinal(made.lower(index - 1))


def _is_zone(made: Row, index: int, word: str) -> bool:
    return word.isupper()


def _is_holiday(made: Row, index: int, word: str) -> bool:
    return not word[0].islower()


def _is_counting(made: Row, index: int, word: str) -> bool:
    """ "nineteen" before "ninety-six" begins a year."""
    if word.lower() not in ("nineteen", "eighteen"):
        return True
    following = vocabulary().values.get(made.lower(index + 1))
    return not (isinstance(following, int) and 20 <= following < 100)


_DOUBTS = {
    "w": _is_counting,
    "M": _is_month, "D": _is_weekday, "S": _is_season, "l": _is_last, "O": _is_ordinal, "j": _is_half_day,
    "z": _is_zone, "Z": _is_holiday,
}  # fmt: skip
_ELSE = {"O": "U", "w": "N"}
