"""What other articles of a store say about when one was printed.

Two things tell. A *copy*: the same words, printed elsewhere on a day that is sure, were written by then, and wire
stories are printed within days. And the *order* in which an outlet numbers its pages (`/news/358849.html`): a page
whose number lies between those of two pages of known days was put up between these days.

Only days that are sure without any help are taken for this, so that no chain of guesses dates an article.
"""

from __future__ import annotations

import dataclasses
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from datetime import date as Day
from datetime import timedelta
from itertools import pairwise
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from reportedly.model import Article, Published, RejectedDate
from reportedly.times.calendar import whole_days

__all__ = ["Known", "Sibling", "refined", "siblings_of"]

#: From here on a day is sure: it was given, the page's own data state it, or a line of the article does.
SURE = 0.95
#: Days between the first and the last printing of one wire story (as `fold.DAYS`), and between a page's number and day.
APART, SLACK = timedelta(3), timedelta(1)
#: What is sure by siblings alone; never as sure as what the article itself states.
BY_SIBLINGS = 0.85
#: With fewer pages of known days, an outlet's numbers are not taken for a sequence; nor if any two are out of order.
FEWEST = 3
#: Page numbers are at least this long, and not dates (20231231).
_NUMBER = re.compile(r"(?<![\d-])(?!(?:19|20)\d\d[01]\d[0-3]\d(?!\d))\d{5,12}(?![\d-])")


class Known(NamedTuple):
    """An article as far as it dates others: its address, and when it was published."""

    article: str
    url: str | None
    published: Published


class Sibling(NamedTuple):
    """An article of a sure day, and how it stands to the one that is to be dated."""

    article: str
    relation: Literal["copy", "before", "after"]
    day: Day


class _Window(NamedTuple):
    """First and last day on which an article can have been printed, why, and whether it can be no earlier."""

    first: Day
    last: Day
    because: str
    firm: bool


# --- who the siblings are -----------------------------------------------------------------------------------------


def siblings_of(articles: Sequence[Known], copy_of: Mapping[str, str]) -> dict[str, tuple[Sibling, ...]]:
    """For each article that is not sure of its day, those that are and tell something about it.

    `copy_of` holds each copy's original, as `fold.Copies` does. Articles without siblings are left out.
    """
    sure = {one.article: day for one in articles if (day := _sure_day(one.published))}
    families: dict[str, list[str]] = {}
    for copy, original in copy_of.items():
        families.setdefault(original, [original]).append(copy)
    found = dict[str, list[Sibling]]()
    for family in families.values():
        dated = [Sibling(one, "copy", sure[one]) for one in sorted(family) if one in sure]
        for one in family:
            if one not in sure and dated:
                found.setdefault(one, []).extend(dated)
    for one, sibling in _numbered(articles, sure):
        found.setdefault(one, []).append(sibling)
    return {one: tuple(siblings) for one, siblings in found.items()}


def _sure_day(published: Published) -> Day | None:
    known = whole_days(published.value) if published.confidence >= SURE else None
    return known[0] if known and known[0] == known[1] else None


def _numbered(articles: Sequence[Known], sure: Mapping[str, Day]) -> Iterator[tuple[str, Sibling]]:
    """The pages of sure days whose numbers stand next before and next after those of the others."""
    outlets: dict[tuple[str, int], list[tuple[int, str]]] = {}
    for one in articles:
        if place := _number(one.url):
            outlets.setdefault(place[0], []).append((place[1], one.article))
    for pages in outlets.values():
        known = sorted((number, sure[id], id) for number, id in pages if id in sure)
        if len(known) < FEWEST or any(later[1] + SLACK < one[1] for one, later in pairwise(known)):
            continue
        for number, id in pages:
            if id not in sure:
                at = bisect_left(known, number, key=lambda page: page[0])
                yield from ((id, Sibling(page[2], "before", page[1])) for page in known[:at][-1:])
                yield from ((id, Sibling(page[2], "after", page[1])) for page in known[at:][:1])


def _number(url: str | None) -> tuple[tuple[str, int], int] | None:
    """An address's host and the length of its page's number, and that number: the longest of the path."""
    if not url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    numbers: list[str] = _NUMBER.findall(parts.path)
    longest = max(numbers, key=len, default="")
    return ((parts.netloc.lower(), len(longest)), int(longest)) if longest else None


# --- what they tell -----------------------------------------------------------------------------------------------


def refined(article: Article, siblings: Sequence[Sibling]) -> Article:
    """A dated article with its date confirmed, corrected or narrowed by its siblings; a sure day stays as it is."""
    published = article.published
    masthead = _masthead(published)
    window = _window(siblings, masthead.value if masthead else None)
    if window is None or _sure_day(published):
        return article
    if masthead and window.first <= Day.fromisoformat(masthead.value) <= window.last:
        return dataclasses.replace(article, published=_confirmed(published, masthead, window))
    if masthead and published.masthead == "accept" and not _contradicted(masthead, window):
        return article
    return dataclasses.replace(article, published=_replaced(published, masthead, window))


def _masthead(published: Published) -> RejectedDate | None:
    """The day of the masthead, believed so far or not, and where it stands."""
    if published.masthead == "accept" and published.value:
        return RejectedDate(published.value, published.span, "")
    return published.rejected[0] if published.masthead and published.rejected else None


def _window(siblings: Sequence[Sibling], masthead: str | None) -> _Window | None:
    """When the siblings leave room for: copies tell more than numbers, and both together more where they agree."""
    windows = [window for window in (_by_copies(siblings, masthead), _by_numbers(siblings)) if window]
    if len(windows) == 2 and (first := max(one.first for one in windows)) <= min(one.last for one in windows):
        because = " and ".join(one.because for one in windows)
        return _Window(first, min(one.last for one in windows), because, firm=True)
    return windows[0] if windows else None


def _by_copies(siblings: Sequence[Sibling], masthead: str | None) -> _Window | None:
    """The days about the first printing, or about a later one that the masthead fits."""
    copies = sorted((one for one in siblings if one.relation == "copy"), key=lambda one: (one.day, one.article))
    if not copies:
        return None
    fits = (one for one in copies if masthead and abs(one.day - Day.fromisoformat(masthead)) <= APART)
    copy = next(fits, copies[0])
    because = f"{copy.article}, which has the same words, was printed on {copy.day.isoformat()}"
    return _Window(copy.day - APART, copy.day + APART, because, firm=False)


def _by_numbers(siblings: Sequence[Sibling]) -> _Window | None:
    before = next((one for one in siblings if one.relation == "before"), None)
    after = next((one for one in siblings if one.relation == "after"), None)
    if not before or not after:
        return None
    days = f"{before.day.isoformat()} ({before.article}) and {after.day.isoformat()} ({after.article})"
    because = f"its page's number lies between those of pages of {days}"
    return _Window(before.day - SLACK, after.day + SLACK, because, firm=True)


def _contradicted(masthead: RejectedDate, window: _Window) -> bool:
    """A masthead of the day of crawling is too late. One that is too early may be right: others printed it later."""
    return window.firm or Day.fromisoformat(masthead.value) > window.last


def _confirmed(published: Published, masthead: RejectedDate, window: _Window) -> Published:
    value, believed = masthead.value, published.masthead == "accept"
    confidence = max(published.confidence if believed else 0.0, BY_SIBLINGS)
    lost = tuple(one for one in published.rejected if one is not masthead)
    because = f"it heads the page, and {window.because}"
    return Published(value, value, value, confidence, because, masthead.span, "accept", lost)


def _replaced(published: Published, masthead: RejectedDate | None, window: _Window) -> Published:
    """The window, narrowed by what the text itself bears where they agree."""
    own = whole_days(published.value) if published.masthead != "accept" else None
    first, last = window.first, window.last
    if own and max(first, own[0]) <= min(last, own[1]):
        first, last = max(first, own[0]), min(last, own[1])
    because, rejected = window.because, published.rejected
    if masthead:
        because = f"the masthead {masthead.value} is rejected: {window.because}"
        rejected = (
            RejectedDate(masthead.value, masthead.span, window.because),
            *(one for one in rejected if one is not masthead),
        )
    return Published(
        _period(first, last), first.isoformat(), last.isoformat(), BY_SIBLINGS, because, None,
        "reject" if masthead else None, rejected,
    )  # fmt: skip


def _period(first: Day, last: Day) -> str | None:
    """The day, month or year that holds both days; none where no year does."""
    one, other = first.isoformat(), last.isoformat()
    return next((one[:size] for size in (10, 7, 4) if one[:size] == other[:size]), None)
