"""GraphML, for networkx, igraph, yEd and Gephi: the network of `_network`, a directed multigraph."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TextIO
from xml.sax.saxutils import escape, quoteattr

from reportedly.exchange._network import EDGE, NODE, edges, nodes
from reportedly.exchange._out import Out
from reportedly.exchange._told import Told
from reportedly.exchange._xml import printable

__all__ = ["suffix", "tables", "write"]

suffix = ".graphml"
tables = ("network",)

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
"""


def write(told: Told, out: Out) -> int:
    """Writes the network; returns its edges."""
    file, rows = out.text(), 0
    file.write(_HEAD)
    for of, columns in (("node", NODE), ("edge", EDGE)):
        for name, kind in columns.items():
            file.write(f' <key id="{of}-{name}" for="{of}" attr.name="{name}" attr.type="{kind}"/>\n')
    file.write(f' <graph id={quoteattr(printable(told.name))} edgedefault="directed">\n')
    for id, cells in nodes(told).items():
        file.write(f"  <node id={quoteattr(id)}>\n")
        _write_cells(file, "node", cells)
        file.write("  </node>\n")
    for page in told.pages():
        for edge in edges(page):
            ends = f"source={quoteattr(edge.source)} target={quoteattr(edge.target)}"
            file.write(f"  <edge id={quoteattr(edge.id)} {ends}>\n")
            _write_cells(file, "edge", edge.cells)
            file.write("  </edge>\n")
            rows += 1
        out.step(page.id)
    file.write(" </graph>\n</graphml>\n")
    return rows


def _write_cells(file: TextIO, of: str, cells: Mapping[str, Any]) -> None:
    for name in NODE if of == "node" else EDGE:
        if name in cells:
            value = cells[name]
            # (XML's own ends of line are one: others would be made into it.)
            words = str(value).lower() if isinstance(value, bool) else escape(printable(value), {"\r": "&#13;"})
            file.write(f'   <data key="{of}-{name}">{words}</data>\n')
