"""Tab-separated files as the event data sets have them: no quoting, one line a row, whatever stands in a name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TextIO

__all__ = ["Lines", "flat"]

#: Characters that end a cell or a line for one reader or another, and NUL, which ends a string for some.
_BREAKS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def flat(words: object) -> str:
    """A value as a cell: a break of any kind is a space.

    A cell that began with a straight quotation mark would be taken for a quoted one, with all that follows, by readers
    who do not ask first (pandas, readr, spreadsheets): it gets a space before it.
    """
    if words is None:
        return ""
    text = _BREAKS.sub(" ", str(words))
    return f" {text}" if text.startswith('"') else text


class Lines:
    """One file and how many rows are in it."""

    def __init__(self, file: TextIO, header: Sequence[str] = (), blank: str = "") -> None:
        """`header` may be none; `blank` is what an empty cell is."""
        self._file = file
        self._blank = blank
        self.rows = 0
        if header:
            file.write("\t".join(header) + "\n")

    def add(self, cells: Iterable[object]) -> None:
        """Writes a row."""
        self._file.write("\t".join(flat(cell) or self._blank for cell in cells) + "\n")
        self.rows += 1
