"""TimelineJS3: the timeline as the JSON that its page loads. Texts are escaped, since that page takes them for HTML."""

from __future__ import annotations

import json
from datetime import date as Day
from html import escape
from typing import Any

from reportedly.exchange._coding import span_words
from reportedly.exchange._out import Out
from reportedly.exchange._timeline import Dated, dated_rows
from reportedly.exchange._told import Told

__all__ = ["suffix", "tables", "write"]

suffix = ".json"
tables = ("timeline",)


def write(told: Told, out: Out) -> int:
    """Writes the timeline; returns its slides."""
    file, rows = out.text(), 0
    headline = json.dumps(escape(told.name), ensure_ascii=False)
    asked = json.dumps(escape(told.asked.told()), ensure_ascii=False)
    file.write(f'{{"title": {{"text": {{"headline": {headline}, "text": {asked}}}}},\n"events": [')
    for one in dated_rows(told):
        file.write(f"{',' if rows else ''}\n{json.dumps(_slide(one), ensure_ascii=False)}")
        rows += 1
        out.step(one.row["event"])
    file.write("\n]}\n")
    return rows


def _slide(one: Dated) -> dict[str, Any]:
    row = one.row
    source = escape(one.source)
    cited = f'<a href="{escape(one.link)}">{source or escape(one.link)}</a>' if one.link else source
    words = f"<blockquote>{escape(row['text'])}</blockquote>" + (f"<p>{cited}</p>" if cited else "")
    return {
        "start_date": _date(one.first), "end_date": _date(one.last),
        "text": {"headline": escape(one.headline), "text": words},
        # A row of its own for each status, so that what is denied does not stand among what is told as a fact.
        "group": row["status"], "unique_id": row["claim"],
        "reportedly": {
            **{name: row[name] for name in ("claim", "event", "article", "type", "status")},
            "words": one.event["words"], "offsets": span_words(one.event["trigger"]),
        },
    }  # fmt: skip


def _date(day: Day) -> dict[str, int]:
    return {"year": day.year, "month": day.month, "day": day.day}
