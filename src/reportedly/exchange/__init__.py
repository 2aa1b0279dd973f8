"""The forms in which a record leaves for other people's tools, and in which their corrections come back: one a file.

A form (`exchange/gdelt.py`, or an entry point `reportedly.exchange` of another package) has

    suffix = ".tsv"                         # of its files; "" where each file has its own
    tables = ("events", "mentions")         # its files, the chief one first; () where it makes a folder of its own
    def write(told: Told, out: Out) -> int  # how many rows were written

and, where corrections can come back,

    def corrections(path: Path, kept: Kept) -> Iterator[Correction | Skipped]

A form goes through `Told.pages()` once or more, writes as it goes, and holds no more than a page in memory.
"""

from __future__ import annotations

from reportedly.exchange._correction import Correction, Kept
from reportedly.exchange._out import Out
from reportedly.exchange._told import Page, Told

__all__ = ["Correction", "Kept", "Out", "Page", "Told"]
