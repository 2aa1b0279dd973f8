"""Who spoke, in what capacity, how often; and who spoke to whom, of whom, and acted on whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from reportedly.tell.sections.findings import Findings
from reportedly.tell.sections.wording import Row, line

__all__ = ["network", "speakers"]


def speakers(findings: Findings) -> list[dict[str, Any]]:
    """One row a named speaker, the most quoted first; statements without a name are in `unsure`."""
    rows: dict[str, list[Row]] = {}
    for row in findings.statements:
        if row["speaker"]:
            rows.setdefault(row["speaker"], []).append(row)
    return [_speaker(name, rows[name]) for name in sorted(rows, key=lambda name: (-len(rows[name]), name))]


def _speaker(name: str, rows: list[Row]) -> dict[str, Any]:
    capacities = Counter(row["capacity"] for row in rows if row["capacity"])
    acts = Counter(row["act"] for row in rows)
    return {
        "name": name,
        "capacity": min(capacities, key=lambda one: (-capacities[one], one)) if capacities else None,
        "party": rows[0]["party"],
        "count": len(rows),
        "numbers": sorted({row["number"] for row in rows}),
        "acts": [[act, acts[act]] for act in sorted(acts, key=lambda act: (-acts[act], act))],
        "to": list(dict.fromkeys(party for row in rows for party in row["to"])),
        "statements": [_statement(row) for row in rows],
    }


def _statement(row: Row) -> dict[str, Any]:
    to = f" (to {row['addressee']})" if row["addressee"] else ""
    return {
        "id": row["id"],
        "act": row["act"],
        "parts": line(f"{row['cue']}{to}: ", row["quotes"]),
        "because": row["because"],
        "confidence": row["confidence"],
    }


def network(findings: Findings) -> dict[str, Any]:
    """`{"nodes": [{"name", "count"}], "links": [{"from", "to", "kind", "count"}]}`, the strongest first.

    Kinds: `to` (spoke to), `of` (spoke of), `on` (acted on, as told by anybody who does not deny it).
    """
    links: Counter[tuple[str, str, str]] = Counter(_links(findings))
    names: Counter[str] = Counter()
    for (one, other, _), number in links.items():
        names[one] += number
        names[other] += number
    return {
        "nodes": [{"name": name, "count": names[name]} for name in sorted(names, key=lambda n: (-names[n], n))],
        "links": [
            {"from": one, "to": other, "kind": kind, "count": links[one, other, kind]}
            for one, other, kind in sorted(links, key=lambda key: (-links[key], key[2] == "of", key))
        ],
    }


def _links(findings: Findings) -> Iterator[tuple[str, str, str]]:
    for row in findings.statements:
        if row["party"]:
            yield from ((row["party"], party, "to") for party in row["to"] if party != row["party"])
            yield from ((row["party"], party, "of") for party in row["of"] if party not in (row["party"], *row["to"]))
    for row in findings.events:
        if row["ontology"] != "states" and {"asserted", "alleged", "hedged"} & {v["status"] for v in row["views"]}:
            yield from ((one, other, "on") for one in row["by"] for other in row["to"] if one != other)
