"""What the machine was unsure of: the codings it gives little for, names and dates it did not find, and why."""

from __future__ import annotations

from typing import Any

from reportedly.tell.sections.findings import Findings
from reportedly.tell.sections.wording import Row, flat, line

__all__ = ["unsure"]

#: Codings below this are listed.
_LOW = 0.6


def unsure(findings: Findings) -> list[dict[str, Any]]:
    """Groups of lines `{"title", "lines": [{"parts", "because"}]}`; groups without lines are left out."""
    groups = (
        ("Statements whose speaker is not known by name", [_statement(row) for row in _unnamed(findings)]),
        ("Statements coded with little confidence", [_statement(row) for row in _low(findings.statements)]),
        ("Events coded with little confidence", [_event(row) for row in _low(findings.events)]),
        ("Articles whose date is not known, or whose date line was not believed", _dates(findings)),
        ("What intake and reading noted", _notes(findings)),
    )
    return [{"title": title, "lines": lines} for title, lines in groups if lines]


def _unnamed(findings: Findings) -> list[Row]:
    return [row for row in findings.statements if row["speaker"] is None]


def _low(rows: Any) -> list[Row]:
    low = (row for row in rows if row["confidence"] < _LOW and row.get("speaker", "") is not None)
    return sorted(
        low, key=lambda row: (row["confidence"], row["number"], row["quotes"][0]["span"] if row["quotes"] else [])
    )


def _statement(row: Row) -> dict[str, Any]:
    source = row["speaker"] or row["source"] or "no source named"
    return {
        "parts": line(f"{source}, {row['cue']} ({row['act']}): ", row["quotes"]),
        "because": f"confidence {row['confidence']:.2f}: {row['because']}",
    }


def _event(row: Row) -> dict[str, Any]:
    return {
        "parts": line(f"{row['type']}: ", row["quotes"]),
        "because": f"confidence {row['confidence']:.2f}: {row['because']}",
    }


def _dates(findings: Findings) -> list[dict[str, Any]]:
    lines = []
    for file in findings.files.values():
        published = file.article.published
        if published.value is None:
            lines.append({"parts": line(f"Article {file.number}: no date. "), "because": published.because})
        lines += [
            {"parts": line(f"Article {file.number}: not {no.value}. "), "because": no.because}
            for no in published.rejected
        ]
    return lines


def _notes(findings: Findings) -> list[dict[str, Any]]:
    return [
        {"parts": line(f"Article {file.number}: {flat(note)}"), "because": ""}
        for file in findings.files.values()
        for note in dict.fromkeys((*file.article.notes, *file.reading.notes))
    ]
