"""What happened when: dated claims (or, where nothing was weighed, dated events), background apart from the news."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date as Day
from datetime import timedelta
from typing import Any

from reportedly.tell.sections.claims import best_quote, sides_of, who_and_when
from reportedly.tell.sections.findings import Findings
from reportedly.tell.sections.wording import TYPES, Row, flat, line, listed, moment

__all__ = ["timeline"]

#: What is over so many days before the first article is background to the news.
_BEFORE = 30
#: How a claim's verdict, or an event's statuses, look on the line.
_LOOK = {
    "disputed": "disputed",
    "denied": "denied",
    "withdrawn": "denied",
    "expected": "expected",
    "open": "open",
}


def timeline(findings: Findings) -> dict[str, Any]:
    """`{"news_from", "entries", "undated"}`; entries in order of date, each with its lane and how it looks.

    `undated`: claims without a date of their own, by the day of the first article that tells them.
    """
    told = {(one["article"], one["event"]) for claim in findings.claims for one in claim["events"]}
    loose = [row for row in findings.events if (row["article"], row["id"]) not in told and row["ontology"] != "states"]
    claims = [claim for claim in findings.claims if claim["kind"] == "event"]
    by = {(row["article"], row["id"]): row["by"] for row in findings.events}
    published = [file.article.published for file in findings.files.values()]
    printed = {day for one in published for day in (one.earliest, one.latest) if day}
    dated = [_of_claim(claim, _lane_of(claim, by)) for claim in claims if _has_place(claim["date"], printed)]
    dated += [_of_event(row) for row in loose if _has_place(row["date"], printed)]
    start = _news_from(findings)
    for entry in dated:
        entry["background"] = bool(start and _last(entry) < start)
    ordered = sorted(dated, key=lambda entry: (not entry["background"], _first(entry), _last(entry), entry["id"]))
    undated = [
        _reported(_of_claim(claim, ""), claim, findings) for claim in claims if not _has_place(claim["date"], printed)
    ]
    return {
        "news_from": start,
        "entries": [{"number": number, **entry} for number, entry in enumerate(ordered, start=1)],
        "undated": sorted(undated, key=lambda entry: (entry["reported"] or "9999", entry["id"])),
    }


def _has_place(date: Row | None, printed: Collection[str]) -> bool:
    """Whether a time has a place: not where only a tense says that it was over, or to come, on a day of printing."""
    if not date:
        return False
    return bool(date["earliest"] and date["latest"]) or (date["earliest"] or date["latest"]) not in printed


def _reported(entry: dict[str, Any], claim: Row, findings: Findings) -> dict[str, Any]:
    files = [findings.files[one["article"]] for one in claim["events"] if one["article"] in findings.files]
    days = sorted(file.article.published.value or "9999" for file in files)
    day = days[0] if days and days[0] != "9999" else None
    return {**entry, "date": None, "reported": day, "when": f"reported {moment(day)}" if day else "undated"}


def _first(entry: Row) -> str:
    return str(entry["date"]["earliest"] or entry["date"]["latest"])


def _last(entry: Row) -> str:
    return str(entry["date"]["latest"] or entry["date"]["earliest"])


def _news_from(findings: Findings) -> str | None:
    """The first day of the news: a while before the first article, but not before most of what they tell."""
    days = sorted(file.article.published.earliest or "" for file in findings.files.values())
    days = [day for day in days if len(day) == 10]
    if not days:
        return None
    try:
        return (Day.fromisoformat(days[0]) - timedelta(days=_BEFORE)).isoformat()
    except (ValueError, OverflowError):
        return days[0]


def _lane_of(claim: Row, by: Mapping[tuple[str, str], list[str]]) -> str:
    """The party that acts, as the articles' rows have it; else the first of its own parties."""
    parties = (by.get((one["article"], one["event"]), []) for one in claim["events"])
    return _lane(
        next(
            filter(None, parties), [one["name"] for side in ("actors", "recipients") for one in claim["parties"][side]]
        )
    )


def _of_claim(claim: Row, lane: str) -> dict[str, Any]:
    quote = best_quote(claim)
    return {
        "id": claim["id"],
        "date": claim["date"],
        "when": claim["when"],
        "lane": lane,
        "weight": len(claim["voices"]),
        "look": _LOOK.get(claim["verdict"], "told"),
        "status": claim["verdict"],
        "label": TYPES.get(claim["type"], claim["type"].casefold()),
        "head": who_and_when({**claim, "date": None}),
        "parts": line(quote) if quote else line(flat(claim["summary"])),
        "because": claim["because"],
        "coded": claim["coded"],
    }


def _of_event(row: Row) -> dict[str, Any]:
    statuses = [view["status"] for view in row["views"]]
    look = "disputed" if row["disputed"] else _look_of(statuses)
    return {
        "id": row["id"],
        "date": row["date"],
        "when": row["when"],
        "lane": _lane([*row["by"], *row["to"]]),
        "weight": 0,
        "look": look,
        "status": "disputed" if row["disputed"] else next((one for one in statuses if one != "uncommitted"), "open"),
        "label": TYPES.get(row["type"], row["type"].casefold()),
        "head": sides_of(listed(row["actors"]), listed(row["recipients"])),
        "parts": line(row["quotes"]),
        "because": row["because"],
        "coded": [],
    }


def _look_of(statuses: Iterable[str]) -> str:
    have = set(statuses)
    if have & {"asserted", "alleged", "hedged"}:
        return "told"
    if have & {"predicted", "conditional", "requested"}:
        return "expected"
    return "denied" if "denied" in have else "open"


def _lane(names: Iterable[str]) -> str:
    return flat(next(iter(names), "Actor not said"))
