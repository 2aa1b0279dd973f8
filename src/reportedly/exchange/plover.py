"""PLOVER's own records, one JSON object a line: an event of PLOVER that has a type, as an article tells it.

Of the fields that PLOVER defines and no public data set fills, `text_info` has where the sentence stands in the article
(`text_story[start:end] == text`; the story stands in the first record of each article), and `mode`, behind the mode,
the auxiliary ones: historical, future, hypothetical, negation. What the event is for each holder of a view on it, and
where its trigger stands, is under `reportedly`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from reportedly.citing import cite, cited
from reportedly.exchange._coding import Coded, Party, coded
from reportedly.exchange._out import Out
from reportedly.exchange._told import Told
from reportedly.lang import sentence_around

__all__ = ["suffix", "tables", "write"]

Plain = dict[str, Any]

suffix = ".jsonl"
tables = ("events",)


def write(told: Told, out: Out) -> int:
    """Writes a line an event; returns their number."""
    file = out.text()
    rows = 0
    for page in told.pages():
        for n, one in enumerate(coded(page)):
            record = _record(one, told.name, with_story=n == 0)
            file.write(f"{json.dumps(record, ensure_ascii=False)}\n")
            rows += 1
        out.step(page.id)
    return rows


def _record(one: Coded, corpus: str, *, with_story: bool) -> Plain:
    row, page = one.row, one.page
    start, end = _sentence(one)
    return {
        "id": row["id"],
        "date": one.day,
        "time": None,
        "enddate": one.latest if one.latest != one.day else None,
        "actor": [_entity(party) for party in one.actors],
        "recipient": [_entity(party) for party in one.recipients],
        "event": [row["type"]],
        "event_loc": _place(one),
        "event_text": row["words"],
        "quad_code": one.quad,
        "event_scale": one.intensity,
        "mode": [*([row["mode"]] if row["mode"] else []), *row["auxiliary"]],
        "context": row["contexts"],
        "link": page.about["url"],
        "text": page.text[start:end],
        "text_info": {
            "sequence": one.sentence, "start": start, "end": end, "text_story": page.text if with_story else None,
        },
        "cite_info": {
            "corpus": corpus, "citation": cite(cited(page.reading, one.trigger, row["id"]), "txt").strip(),
            "url": page.about["url"], "title": page.about["title"], "language": page.about["language"],
        },
        "coder": page.reading["reader"],
        "coded_date": None,
        "comment": row["because"],
        "reportedly": _ours(one),
    }  # fmt: skip


def _entity(party: Party) -> Plain:
    entity = party.entity
    return {
        "code": party.country, "sector": party.sector, "entity_text": party.raw, "identifier_id": entity["wikidata"],
        "identifier_text": party.name, "office": entity["office"], "span": party.span,
    }  # fmt: skip


def _place(one: Coded) -> Plain | None:
    if one.place is None:
        return None
    lat, lon = (one.spot.lat, one.spot.lon) if one.spot else (None, None)
    return {"name": one.place["name"], "country": one.place["country"], "latitude": lat, "longitude": lon}


def _sentence(one: Coded) -> tuple[int, int]:
    """Where the words of `text` start and end."""
    text, blocks = one.page.text, [block["span"] for block in one.page.reading["blocks"]]
    start, end = sentence_around(text, blocks, one.trigger[0][0], one.trigger[-1][1])
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    return start, start + len(words.strip())


def _ours(one: Coded) -> Plain:
    row = one.row
    return {
        "article": one.page.id, "published": one.page.about["published"]["value"], "trigger": row["trigger"],
        **{name: row[name] for name in ("status", "certainty", "polarity", "frame", "auxiliary", "confidence")},
        "holders": [_view(view) for view in row["views"]], "dated_by": one.dated_by, "empty": one.why(),
    }  # fmt: skip


def _view(view: Mapping[str, Any]) -> Plain:
    names = ("holders", "status", "certainty", "polarity", "frame", "auxiliary", "status_because")
    return {name: view[name] for name in names}
