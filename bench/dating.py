"""The date of an article nobody dated: as it is, and with each kind of evidence left out: what carries it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reportedly.model import Article
    from reportedly.times.clues import Clue
    from run import Bench

#: Kinds of clues (`times/clues.py`) that are left out together.
KINDS = {
    "weekdays": ("weekday", "weekend"),
    "days and months without a year": ("day", "month", "month now"),
    "years and full dates": ("year", "full"),
    "phases of a week, month or year": ("phase",),
    "quarters and periods ended": ("quarter", "ended"),
    "seasons and feasts": ("season", "holiday"),
    "news that comes round": ("recurring",),
    "holders of office": ("office", "bare name"),
    "things that have their time": ("thing",),
    "levels of stock indexes": ("level", "market"),
    "agency lines": ("dateline",),
}


def docdate(bench: Bench) -> None:
    """The date of an article nobody dated; the naive baseline trusts the masthead."""
    gold = bench.data / "data/time/docdate.dev.jsonl"
    rows = bench.lines("time/docdate.dev.jsonl")
    trust = ({"id": r["id"], "date": r["masthead_date"], "masthead": "accept"} for r in rows)
    naive = bench.write("docdate.naive.jsonl", trust)
    found = {"reportedly": _dates(bench, rows, "whole"), "naive: trust the masthead": naive}
    for name, kinds in KINDS.items():
        with without(kinds):
            found[f"without {name}"] = _dates(bench, rows, kinds[0].replace(" ", "-"))
    for who, path in found.items():
        result = json.loads(bench.score("docdate", gold, path, "--json"))
        bench.figure("docdate.dev wrong masthead rejected", who, result["wrong_rejected"])
        bench.figure("docdate.dev right masthead kept", who, result["right_kept"])
        for key in ("year", "wrongyr", "week"):
            bench.figure(f"docdate.dev {key}", who, result["all"][key])


def _dates(bench: Bench, rows: list[dict[str, Any]], name: str) -> Path:
    texts = ({key: row[key] for key in ("id", "text")} for row in rows)
    return bench.convert("docdate", bench.read(f"docdate.{name}", texts, deep=False))


@contextmanager
def without(kinds: tuple[str, ...]) -> Iterator[None]:
    """Dating that is blind to clues of these kinds."""
    from reportedly.times import docdate as dating

    whole = dating.clues_of

    def blind(article: Article, text: str) -> list[Clue]:
        return [clue for clue in whole(article, text) if clue.kind not in kinds]

    dating.clues_of = blind
    try:
        yield
    finally:
        dating.clues_of = whole
