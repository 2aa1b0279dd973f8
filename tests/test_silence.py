"""What events must not be found in, and must be found in all the same: our own sentences about sport, markets, weather,
film and science. The third that is held back is scored by `bench/run.py --only silence` with REPORTEDLY_HELD=1."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import reportedly

GOLD = Path(__file__).parents[1] / "bench" / "gold"
SILENT, RECALL = 0.95, 0.85


def _open(name: str) -> list[dict[str, Any]]:
    rows = [json.loads(line) for line in (GOLD / name).read_text(encoding="utf-8").splitlines()]
    return [row for row in rows if row["part"] == "open"]


def _types(text: str) -> set[str]:
    events = reportedly.read(text, body=True).events
    return {event.type for event in events if event.ontology == "plover" and event.type}


def test_pages_about_other_things_are_silent() -> None:
    rows = _open("silence.jsonl")
    silent = [not _types(row["text"]) for row in rows]
    assert len(rows) == 165
    assert sum(silent) / len(silent) >= SILENT


def test_events_on_such_pages_are_found() -> None:
    rows = _open("hard_positives.jsonl")
    found = [bool(_types(row["text"]) & set(row["types"])) for row in rows]
    assert len(rows) == 65
    assert sum(found) / len(found) >= RECALL
