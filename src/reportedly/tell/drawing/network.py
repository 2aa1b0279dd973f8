"""Who spoke to whom, of whom, and acted on whom: parties on a circle, links as arcs, wider the more there are."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from reportedly.tell.drawing.shapes import shape, svg, words

__all__ = ["draw", "drawn", "worth_drawing"]

#: Parties and links drawn at most, the strongest; the list has all.
_NODES, _LINKS = 12, 24
_WIDTH, _HEIGHT, _RADIUS = 760.0, 440.0, 165.0
_KINDS = ("to", "of", "on")

Node = Mapping[str, Any]
Link = Mapping[str, Any]


def drawn(network: Mapping[str, Any]) -> tuple[list[Node], list[Link]]:
    """The strongest parties and the strongest links between them."""
    names = {node["name"] for node in network["nodes"][:_NODES]}
    links = [link for link in network["links"] if link["from"] in names and link["to"] in names][:_LINKS]
    tied = {name for link in links for name in (link["from"], link["to"])}
    return [node for node in network["nodes"] if node["name"] in tied], links


def worth_drawing(network: Mapping[str, Any]) -> bool:
    """A network of fewer than three parties, or two links, is better read as a sentence."""
    nodes, links = drawn(network)
    return len(nodes) >= 3 and len(links) >= 2


def draw(network: Mapping[str, Any]) -> Markup:
    """The drawing; the layout depends on names and counts only."""
    nodes, links = drawn(network)
    places = _places(_spread(nodes))
    shapes = [_arrows()]
    shapes += [_link(link, places, links[0]["count"]) for link in reversed(links)]
    shapes += [_node(node, *places[node["name"]], nodes[0]["count"]) for node in nodes]
    title = f"Network of {len(nodes)} parties and {len(links)} links"
    said = "Arrows lead from who speaks or acts; wider means more often. The list below says the same in words."
    return svg("network", title, said, (_WIDTH, _HEIGHT), shapes)


def _spread(nodes: Sequence[Node]) -> list[str]:
    """Names in an order round the circle that keeps the strongest far apart, so that their many links have room."""
    slots = sorted(range(len(nodes)), key=_reversed)
    order = [""] * len(nodes)
    for node, slot in zip(nodes, slots):
        order[slot] = node["name"]
    return order


def _reversed(slot: int) -> float:
    """The slot's binary digits mirrored behind the point (van der Corput): 0, 8, 4, 12, 2, ... come first."""
    value, weight = 0.0, 0.5
    while slot:
        value, slot, weight = value + weight * (slot & 1), slot >> 1, weight / 2
    return value


def _places(order: Sequence[str]) -> dict[str, tuple[float, float]]:
    step = 2 * math.pi / len(order)
    return {
        name: (
            round(_WIDTH / 2 + _RADIUS * 1.15 * math.sin(n * step), 1),
            round(_HEIGHT / 2 - _RADIUS * math.cos(n * step), 1),
        )
        for n, name in enumerate(order)
    }


def _arrows() -> Markup:
    heads = (
        shape(
            "marker", shape("path", d="M0 0 L7 3.5 L0 7 z", class_=f"head {kind}"), id=f"head-{kind}", orient="auto",
            markerWidth=7, markerHeight=7, refX=6, refY=3.5, markerUnits="userSpaceOnUse",
        )
        for kind in _KINDS
    )  # fmt: skip
    return shape("defs", Markup("").join(heads))


def _link(link: Link, places: Mapping[str, tuple[float, float]], most: int) -> Markup:
    """An arc bent to the left of its direction, so that a link and its answer lie apart; kinds bend differently."""
    (x1, y1), (x2, y2) = places[link["from"]], places[link["to"]]
    length = math.hypot(x2 - x1, y2 - y1) or 1.0
    bend = (0.10, 0.18, 0.26)[_KINDS.index(link["kind"])] * length
    cx, cy = (x1 + x2) / 2 + (y1 - y2) / length * bend, (y1 + y2) / 2 + (x2 - x1) / length * bend
    ex, ey = _short_of(x2, y2, cx, cy)
    sx, sy = _short_of(x1, y1, cx, cy)
    said = {"to": "spoke to", "of": "spoke of", "on": "acted on"}[link["kind"]]
    told = shape("title", f"{link['from']} {said} {link['to']}: {link['count']}")
    return shape(
        "path", told, d=f"M{sx:.1f} {sy:.1f} Q{cx:.1f} {cy:.1f} {ex:.1f} {ey:.1f}", class_=f"link {link['kind']}",
        stroke_width=round(1 + 4 * math.sqrt(link["count"] / most), 1), marker_end=f"url(#head-{link['kind']})",
    )  # fmt: skip


def _short_of(x: float, y: float, cx: float, cy: float, gap: float = 12.0) -> tuple[float, float]:
    """A point just before a node on the way from the arc's bend."""
    length = math.hypot(cx - x, cy - y) or 1.0
    return x + (cx - x) / length * gap, y + (cy - y) / length * gap


def _node(node: Node, x: float, y: float, most: int) -> Markup:
    right = x - _WIDTH / 2
    anchor = "middle" if abs(right) < 20 else "start" if right > 0 else "end"
    dx = 0 if anchor == "middle" else 13 if right > 0 else -13
    dy = 4 if anchor != "middle" else -14 if y < _HEIGHT / 2 else 24
    dot = shape("circle", cx=x, cy=y, r=round(4 + 5 * math.sqrt(node["count"] / most), 1), class_="node")
    name = node["name"] if len(node["name"]) <= 26 else node["name"][:25].rstrip() + "…"
    return shape("g", dot + words(name, x + dx, y + dy, text_anchor=anchor, class_="name"))
