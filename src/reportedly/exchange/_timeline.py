"""The rows of a timeline with what calendars and timelines show beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date as Day
from typing import Any

from reportedly.exchange._told import Told

__all__ = ["Dated", "dated_rows"]

Plain = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Dated:
    """A happening in the words that date it best. `first` and `last` are days, both included; of a period that is open
    on one side both are the known one. `about` is what is known of the article."""

    row: Plain
    first: Day
    last: Day
    event: Plain
    about: Plain

    @property
    def headline(self) -> str:
        """Who, to whom, what; and how it is told, where not as a fact."""
        row = self.row
        sides = (", ".join(row[f"{side}_names"]) for side in ("actor", "recipient"))
        who = " → ".join(side for side in sides if side)
        done = str(row["type"] or self.event["words"])
        what = f"{who}: {done}" if who else done
        return what if row["status"] == "asserted" else f"{what} ({row['status']})"

    @property
    def source(self) -> str:
        """Where it was printed: outlet, title and day, as far as they are known."""
        about = self.about
        return ", ".join(
            filter(None, (about["outlet"] or about["agency"], about["title"], about["published"]["value"]))
        )

    @property
    def link(self) -> str | None:
        """The article's address, if it is one that a browser opens."""
        url = self.about["url"]
        return str(url) if url and str(url).lower().startswith(("http://", "https://")) else None


def dated_rows(told: Told) -> Iterator[Dated]:
    """The timeline, in its order. It is sorted, and so in memory; texts of articles are not."""
    rows = list(told.timeline())
    wanted = {row["event"] for row in rows}
    found: dict[str, tuple[Plain, Plain]] = {}
    for page in told.pages():
        shown = {name: page.about[name] for name in ("outlet", "agency", "title", "url", "published")}
        for event in page.events:
            if event["id"] in wanted:
                found[event["id"]] = {name: event[name] for name in ("words", "trigger", "place_name")}, shown
    for row in rows:
        period = row["date"]
        first, last = (_day(period[a] or period[b]) for a, b in (("earliest", "latest"), ("latest", "earliest")))
        if first and last and row["event"] in found:
            yield Dated(row, first, max(first, last), *found[row["event"]])


def _day(written: str) -> Day | None:
    """A day; None for what a judgement wrote in the place of one."""
    try:
        return Day.fromisoformat(written)
    except ValueError:
        return None
