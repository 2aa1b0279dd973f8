"""What a text names that has its time: things that came to be or ended, and the levels of stock indexes.

Tables: `data/en/times_known.tsv`, `data/times_levels.tsv`. What they weigh for or against a date is in `marks`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from reportedly import shelf
from reportedly.times.calendar import month_count, whole_days

__all__ = ["Level", "When", "levels", "levels_in", "things", "things_in"]


class When(NamedTuple):
    """The months (as `month_count`) in which a thing first could be named, became news, and last was; 0 for unknown."""

    since: int
    news: int
    until: int


class Level(NamedTuple):
    """A stock index at a level: where it is said, which index, points."""

    start: int
    end: int
    name: str
    points: int


@cache
def things() -> dict[str, When]:
    """All things known, by the words that name them."""
    found = {}
    for row in shelf.table("en/times_known.tsv"):
        since = _month(row["since"])
        found[row["words"]] = When(since, _month(row["news"]) or since, _month(row["until"]))
    return found


def _month(raw: str) -> int:
    days = whole_days(raw)
    return month_count(days[0]) if days else 0


_WORD = re.compile(r"\w[\w.]*")


@cache
def _by_first_word() -> dict[str, tuple[str, ...]]:
    """The words of things by their first word, the longest first."""
    found: dict[str, list[str]] = {}
    for phrase in things():
        found.setdefault(_WORD.findall(phrase)[0], []).append(phrase)
    return {first: tuple(sorted(own, key=lambda phrase: (-len(phrase), phrase))) for first, own in found.items()}


def things_in(text: str) -> Iterator[tuple[int, str]]:
    """Where each thing is named first, and its words, in text order."""
    table, seen = _by_first_word(), set()
    for match in _WORD.finditer(text):
        at = match.start()
        for phrase in table.get(match[0]) or table.get(match[0].rstrip("."), ()):
            if text.startswith(phrase, at) and not text[at + len(phrase) : at + len(phrase) + 1].isalnum():
                if phrase not in seen:
                    seen.add(phrase)
                    yield at, phrase
                break


_INDEX = re.compile(
    r"\b(?:(Dow(?: Jones)?(?: [Ii]ndustrial)?|[Ii]ndustrial [Aa]verage)|(Nasdaq)|(S&P|S & P|Standard & Poor's 500))\b"
)
_POINTS = re.compile(
    r"\b(?:at|to|(?:level|close|mark|record) of) (\d{1,2},\d{3}|\d{3,4})(?![\d,]|\.?\d* (?:%|percent|[mb]illion))"
)
#: How far behind its name the level of an index is looked for.
_REACH = 200


def levels_in(text: str) -> Iterator[Level]:
    """Where an index is said to stand: "the Dow closed at 7,465.95"."""
    for match in _INDEX.finditer(text):
        index = ("Dow", "Nasdaq", "S&P")[next(i for i in range(3) if match[i + 1])]
        behind = text[match.end() : match.end() + _REACH]
        stop = _INDEX.search(behind)
        number = _POINTS.search(behind[: stop.start()] if stop else behind)
        if number:
            start = match.end() + number.start(1)
            yield Level(start, start + len(number[1]), index, int(number[1].replace(",", "")))


@cache
def levels() -> dict[str, dict[int, tuple[int, int]]]:
    """For each index and year the lowest and the highest close."""
    found: dict[str, dict[int, tuple[int, int]]] = {}
    for row in shelf.table("times_levels.tsv"):
        found.setdefault(row["index"], {})[int(row["year"])] = (int(row["low"]), int(row["high"]))
    return found
