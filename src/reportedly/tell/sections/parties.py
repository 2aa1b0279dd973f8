"""What each party offers, has, can do, wants, intends, warns of, promises, fears: its own word and others' apart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from reportedly.tell.sections.findings import Findings
from reportedly.tell.sections.wording import Part, Row, line, listed, plain, said_to, the

__all__ = ["KINDS", "parties"]

#: What a party can be said to do, in the order told.
KINDS = {
    "offers": "offers",
    "has": "has",
    "can": "can",
    "wants": "wants",
    "intends": "intends",
    "promises": "promises",
    "warns": "warns of or threatens",
    "fears": "fears",
}
_BY_ACT = {
    "demand": "wants",
    "urge": "wants",
    "ask": "wants",
    "warn": "warns",
    "threaten": "warns",
    "promise": "promises",
    "agree": "promises",
    "intend": "intends",
}
_BY_TYPE = {
    "HAVE": "has",
    "CAN": "can",
    "WANT": "wants",
    "OFFER": "offers",
    "INTEND": "intends",
    "FEAR": "fears",
    "REQUEST": "wants",
    "THREATEN": "warns",
}
#: A content that is shorter says nothing ("which", "it").
_LEAST = 8
_TAKES_POSITION = ("asserted", "hedged", "conditional", "predicted", "requested")


def parties(findings: Findings) -> list[dict[str, Any]]:
    """`[{"party", "asked", "kinds": [{"kind", "title", "own": [...], "others": [...]}]}]`, those asked for first."""
    found: dict[str, list[dict[str, Any]]] = {}
    for party, item in (*_from_statements(findings), *_from_events(findings)):
        found.setdefault(party, []).append(item)
    asked = {party: len(findings.wanted.named(party, None)) for party in found}
    order = sorted(found, key=lambda party: (-asked[party], -len(found[party]), party))
    return [{"party": party, "asked": bool(asked[party]), "kinds": _kinds(found[party])} for party in order]


def _kinds(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    rows = []
    for kind, title in KINDS.items():
        here = _folded(sorted((item for item in items if item["kind"] == kind), key=_order))
        if here:
            own, others = [i for i in here if i["own"]], [i for i in here if not i["own"]]
            rows.append({"kind": kind, "title": title, "own": own, "others": others})
    return rows


def _folded(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same words printed again are one line, which cites every place."""
    lines: dict[tuple[bool, str], dict[str, Any]] = {}
    for item in items:
        key = (item["own"], plain(item["parts"]).casefold())
        if key in lines:
            parts: list[Part] = lines[key]["parts"]
            for part in item["parts"]:
                parts = line(parts, " ", {**part, "shown": True}) if "quote" in part else parts
            lines[key] = {**lines[key], "parts": parts}
        else:
            lines[key] = item
    return list(lines.values())


def _order(item: Row) -> tuple[int, float, int, list[int]]:
    return (-item["asked"], -round(item["confidence"], 1), item["number"], item["span"])


def _from_statements(findings: Findings) -> Iterator[tuple[str, dict[str, Any]]]:
    for row in findings.statements:
        kind = _BY_ACT.get(row["act"]) if row["id"] not in findings.files[row["article"]].unsaid else None
        if kind and row["party"] and sum(len(part["quote"]) for part in row["quotes"] if "quote" in part) > _LEAST:
            parts = line(f"{the(row['speaker'])} ({said_to(row)}): ", row["quotes"])
            item = _item(findings, row, kind, row["spans"][0])
            yield row["party"], {**item, "told": "statement", "own": True, "parts": parts}


def _from_events(findings: Findings) -> Iterator[tuple[str, dict[str, Any]]]:
    """States of a party, and requests and threats that no statement of its own tells already."""
    cues = {(row["article"], tuple(span)) for row in findings.statements for span in row["spans"]}
    for row in findings.events:
        kind = _BY_TYPE.get(row["type"])
        if not kind or (row["ontology"] != "states" and (row["article"], tuple(row["trigger"][0])) in cues):
            continue
        for party in row["by"]:
            own, source = _on_whose_word(row, party)
            parts = line(f"{source}: " if source else "", row["quotes"])
            yield party, {**_item(findings, row, kind, row["trigger"][0]), "told": "event", "own": own, "parts": parts}


def _item(findings: Findings, row: Row, kind: str, span: list[int]) -> dict[str, Any]:
    return {
        "kind": kind,
        "asked": findings.asked(row),
        "number": row["number"],
        "span": span,
        "because": row["because"],
        "confidence": row["confidence"],
    }


def _on_whose_word(row: Row, party: str) -> tuple[bool, str]:
    """Whether the party itself says it, and who does: "according to ...", "denied by ..."."""
    sources = [view for view in row["views"] if len(view["holder"]) > 1]
    own = [view["who"] for view in sources if view["party"] == party and view["status"] in _TAKES_POSITION]
    if own:
        return True, listed(map(the, dict.fromkeys(own)))
    said = list(dict.fromkeys(view["who"] for view in sources if view["status"] in _TAKES_POSITION))
    denied = list(dict.fromkeys(view["who"] for view in sources if view["status"] == "denied"))
    words = [f"according to {listed(map(the, said))}"] if said else []
    if not said:
        author = next((view["status"] for view in row["views"] if len(view["holder"]) == 1), "")
        words = [] if author == "alleged" else ["denied by the article" if author == "denied" else "the article says"]
    return False, ", ".join([*words, *([f"denied by {listed(map(the, denied))}"] if denied else [])])
