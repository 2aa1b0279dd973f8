"""What an address asks: the filters of a view as `Asked`, its page, and the answer in the form that is wanted."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from fastapi import HTTPException, Request
from starlette.responses import Response, StreamingResponse

from reportedly.errors import UsageError
from reportedly.index import Asked
from reportedly.intake import iso_date
from reportedly.tables import safe_cell
from reportedly.web.place import place_of

__all__ = ["FORMS", "asked_of", "download", "offset_of"]

Plain = dict[str, Any]
FORMS = ("csv", "json")
_PARTS = ("words", "kind", "who", "by", "to", "type", "status", "outlet", "article", "since", "until")


def asked_of(request: Request) -> Asked:
    """The filters in an address. Raises `UsageError` for a day that is none."""
    given: dict[str, Any] = {name: request.query_params.get(name, "").strip()[:500] for name in _PARTS}
    for name in ("since", "until"):
        if given[name] and not iso_date(given[name]):
            raise UsageError(f"{given[name]!r} is not a date: write YYYY-MM-DD, YYYY-MM or YYYY.")
    return Asked(
        **given,
        unsure=request.query_params.get("unsure") == "1",
        turned=request.query_params.get("turned") == "1",
    )


def offset_of(request: Request) -> int:
    """From which row a page starts."""
    value = request.query_params.get("offset", "0")
    if not value.isdigit() or int(value) > 10_000_000:
        raise HTTPException(400, "The place in the list is no number.")
    return int(value)


def download(request: Request, rows: Iterable[Plain], name: str, columns: Sequence[str]) -> Response:
    """Rows as a file: all of them, JSON Lines whole or CSV in columns that a spreadsheet runs nothing of."""
    form = request.query_params.get("as", "")
    if form not in FORMS:
        raise HTTPException(400, f"There is no such form; there are: {', '.join(FORMS)}.")
    lines = _json(rows) if form == "json" else _csv(rows, columns)
    kind = "application/x-ndjson" if form == "json" else "text/csv; charset=utf-8"
    ending = "jsonl" if form == "json" else "csv"
    return StreamingResponse(
        lines, media_type=kind, headers={"content-disposition": f'attachment; filename="{name}.{ending}"'}
    )


def _json(rows: Iterable[Plain]) -> Iterator[bytes]:
    for row in rows:
        yield (json.dumps(row, ensure_ascii=False) + "\n").encode("utf-8", "backslashreplace")


def _csv(rows: Iterable[Plain], columns: Sequence[str]) -> Iterator[bytes]:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([safe_cell(row.get(column)) for column in columns])
        yield buffer.getvalue().encode("utf-8", "replace")
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue().encode("utf-8", "replace")


def limit_of(request: Request) -> int:
    return place_of(request).settings.rows
