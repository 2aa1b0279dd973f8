"""GEXF, for Gephi: the network of `_network` with days on its edges, so that it can be played along its time line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TextIO
from xml.sax.saxutils import quoteattr

from reportedly.exchange._network import EDGE, NODE, Edge, edges, nodes
from reportedly.exchange._out import Out
from reportedly.exchange._told import Told
from reportedly.exchange._xml import printable

__all__ = ["suffix", "tables", "write"]

suffix = ".gexf"
tables = ("network",)

#: What GEXF has attributes of its own for.
_BUILT_IN = ("label", "weight", "start", "end")
# (Version 1.2: Gephi reads 1.3 too, networkx does not.)
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">
 <graph mode="dynamic" defaultedgetype="directed" timeformat="date">
"""


def write(told: Told, out: Out) -> int:
    """Writes the network; returns its edges."""
    file, rows = out.text(), 0
    file.write(_HEAD)
    for of, columns in (("node", NODE), ("edge", EDGE)):
        file.write(f'  <attributes class="{of}">\n')
        for name, kind in columns.items():
            if name not in _BUILT_IN:
                file.write(f'   <attribute id="{name}" title="{name}" type="{kind}"/>\n')
        file.write("  </attributes>\n")
    file.write("  <nodes>\n")
    for id, cells in nodes(told).items():
        file.write(f"   <node id={quoteattr(id)} label={quoteattr(cells['label'])}>\n")
        _write_cells(file, "node", cells)
    file.write("  </nodes>\n  <edges>\n")
    for page in told.pages():
        for edge in edges(page):
            file.write(f"   <edge id={quoteattr(edge.id)} {_attributes(edge)}>\n")
            _write_cells(file, "edge", edge.cells)
            rows += 1
        out.step(page.id)
    file.write("  </edges>\n </graph>\n</gexf>\n")
    return rows


def _attributes(edge: Edge) -> str:
    given = {"source": edge.source, "target": edge.target, "label": edge.cells["code"]}
    days = {name: edge.cells[name] for name in ("start", "end") if name in edge.cells}
    weight = {"weight": edge.cells["weight"]}
    return " ".join(f"{name}={quoteattr(printable(value))}" for name, value in {**given, **weight, **days}.items())


def _write_cells(file: TextIO, of: str, cells: Mapping[str, Any]) -> None:
    file.write("    <attvalues>\n")
    for name in NODE if of == "node" else EDGE:
        if name in cells and name not in _BUILT_IN:
            value = cells[name]
            words = str(value).lower() if isinstance(value, bool) else printable(value)
            file.write(f'     <attvalue for="{name}" value={quoteattr(words)}/>\n')
    file.write(f"    </attvalues>\n   </{of}>\n")
