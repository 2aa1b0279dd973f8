"""Eight disputes as a corpus with gold claims: quoted words become offsets in the reports.

`answers.toml` says how it is written. Words that are not found just once are a `ValueError` that names the report.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["CORPUS", "gold", "sheet"]

CORPUS = Path(__file__).with_name("reports.jsonl")


@cache
def sheet() -> dict[str, Any]:
    """`answers.toml` as it is written."""
    return tomllib.loads(Path(__file__).with_name("answers.toml").read_text(encoding="utf-8"))


@cache
def _texts() -> dict[str, str]:
    lines = CORPUS.read_text(encoding="utf-8").splitlines()
    return {row["id"]: row["text"] for row in map(json.loads, lines)}


def gold(*, late: bool) -> list[dict[str, Any]]:
    """Gold claims as the scorer takes them, those of the last pair of disputes or of the others."""
    return [
        {"id": row["id"], "verdict": row["verdict"], "members": list(_members(row))}
        for row in sheet()["claim"]
        if row.get("late", False) == late
    ]


def _members(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for report, words in row["members"]:
        text = _texts()[report]
        at = text.find(words)
        if at < 0 or text.find(words, at + 1) >= 0:
            raise ValueError(f"{row['id']}: “{words}” does not stand just once in {report}")
        yield {"article": report, "span": [at, at + len(words)]}
