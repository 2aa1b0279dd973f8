"""Rows of delimited text, as they come: quoted cells over several lines, and what breaks them.

The standard reader is not used here for three reasons: its limit for a cell is one for the whole process, a quotation
mark that is never closed makes it swallow the rest of the file, and it does not tell in which line a row begins.
"""

from __future__ import annotations

import math
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TextIO

from reportedly.intake._raw import TooLarge

__all__ = ["Dialect", "Row", "lines", "rows"]


@dataclass(frozen=True)
class Dialect:
    """How the cells of a file are told apart. Without a `delimiter` a line is one cell.

    `newline`: what ends a line. With both characters a line feed alone ends one too; with a line feed alone a carriage
    return before it belongs to the last cell.
    `backslash`: a quotation mark inside a quoted cell has a backslash before it and is not doubled.
    `spaced`: a space follows each delimiter and belongs to no cell.
    """

    delimiter: str | None = ","
    newline: str = "\n"
    backslash: bool = False
    spaced: bool = False

    @property
    def ends(self) -> str:
        """The character that a line ends with."""
        return self.newline[-1]

    @cached_property
    def closed(self) -> re.Pattern[str]:
        """What follows the closing quotation mark of a cell."""
        return re.compile(rf" *(?:{re.escape(self.delimiter)}|\Z)" if self.delimiter else r" *\Z")

    @cached_property
    def marks(self) -> re.Pattern[str]:
        """What has a meaning inside a quoted cell."""
        return re.compile(r'\\["\\]|"+' if self.backslash else '"+')


@dataclass(slots=True)
class Row:
    """A row: the line it begins in, its cells, its text as it stands in the file, and what is odd about it.

    A row with a `fault`, a sentence on what is wrong in that line, has no cells. `doubtful`: it follows a quotation
    mark that was left open, and may be a piece of what that should have held.
    """

    line: int
    cells: list[str] = field(default_factory=list)
    text: str = ""
    notes: list[str] = field(default_factory=list)
    fault: str = ""
    doubtful: bool = False


def lines(file: TextIO, dialect: Dialect, limit: int) -> Iterator[str | TooLarge]:
    """The lines of an open text file with their ends; of one that is too long no more than the limit is held."""
    while line := file.readline(limit + 1):
        if len(line) <= limit:
            yield line
            continue
        while line and not line.endswith(dialect.ends):
            line = file.readline(limit)
        yield TooLarge(limit)


def rows(lines: Iterator[str | TooLarge], dialect: Dialect, limit: int) -> Iterator[Row]:
    """The rows in those lines, blank ones left out. No more than `limit` characters of a row are held."""
    source = _Source(lines)
    while (line := source.take()) is not None:
        if isinstance(line, TooLarge):
            yield Row(source.number, fault=f"The line has {line}.")
        elif line.strip():
            at = source.at
            row = _row(line, source, dialect, limit)
            source.width = source.width or len(row.cells)
            row.doubtful = at < source.tainted
            yield row


class _Source:
    """Lines that can be given back, with the number of the line last taken and of the characters before it.

    `barren`: a quotation mark that is open before here stays open; `searched`: up to here nothing closes one. Without
    them a file full of open quotation marks would be searched anew for each. `tainted`: lines before here were given
    back and may be pieces of a cell. `width`: how many cells the first row has.
    """

    def __init__(self, lines: Iterator[str | TooLarge]) -> None:
        self._lines = lines
        self._back: deque[str | TooLarge] = deque()
        self._length = 0
        self.number = self.at = 0
        self.barren: float = 0
        self.searched = self.tainted = self.width = 0

    def take(self) -> str | TooLarge | None:
        line = self._back.popleft() if self._back else next(self._lines, None)
        if line is not None:
            self.number += 1
            self.at += self._length
            self._length = _length(line)
        return line

    def give_back(self, lines: list[str | TooLarge], before: str | TooLarge) -> None:
        """The lines last taken, and the one taken before them, which is the last one again."""
        self.tainted = max(self.tainted, self.at + self._length)
        self._back.extendleft(reversed(lines))
        self.number -= len(lines)
        self.at -= sum(map(_length, [before, *lines[:-1]])) if lines else 0
        self._length = _length(before)


def _length(line: str | TooLarge) -> int:
    return len(line) if isinstance(line, str) else 1


def _row(first: str, source: _Source, dialect: Dialect, limit: int) -> Row:
    """The row that begins with that line; where a quotation mark is not closed, what follows its line goes back."""
    row = _Cells(dialect)
    began, start = source.number, source.at
    row.feed(first, began)
    taken: list[str | TooLarge] = [first]
    opened = at = 0
    while row.opened:
        if row.opened != opened:
            opened, at = row.opened, source.at
        if at < source.barren or source.searched - at > limit / 2:
            break
        line = source.take()
        if line is None:
            source.barren = math.inf
            break
        taken.append(line)
        if isinstance(line, TooLarge) or source.at + len(line) - start > limit:
            source.searched = source.at
            break
        row.feed(line, source.number)
        if row.stray or (not row.opened and len(row.cells) > source.width > 0):
            source.barren = source.at
            break
    else:
        return Row(began, row.cells, _joined(taken, dialect), row.notes)
    kept = opened - began + 1
    source.give_back(taken[kept:], taken[kept - 1])
    return _broken(taken[:kept], began, dialect)


def _broken(taken: list[str | TooLarge], began: int, dialect: Dialect) -> Row:
    """The row of a quotation mark that opens in the last of these lines and does not close."""
    opened = began + len(taken) - 1
    if dialect.delimiter == "\t" and opened == began:
        # Tables with tabs are often written without any quoting: the mark is a letter like others.
        text = _joined(taken, dialect)
        return Row(opened, text.split("\t"), text, ["A quotation mark is not closed; it was read as it stands."])
    more = "" if opened == began else f" The row that began in line {began} is lost with it."
    return Row(opened, fault=f"A quotation mark opens a cell and is not closed; the line was left out.{more}")


def _joined(taken: list[str | TooLarge], dialect: Dialect) -> str:
    return _body("".join(line for line in taken if isinstance(line, str)), dialect)


def _body(text: str, dialect: Dialect) -> str:
    """A line without its end."""
    body = text.removesuffix(dialect.newline)
    return body if len(body) < len(text) else text.removesuffix(dialect.ends)


class _Cells:
    """The cells of one row while its lines come in.

    `opened` is the number of the line in which a quoted cell began that has not ended yet, 0 where there is none;
    `stray`: a quotation mark was met that can only open another cell.
    """

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.cells: list[str] = []
        self.notes: list[str] = []
        self.opened = 0
        self.stray = False
        self._parts: list[str] = []

    def feed(self, line: str, number: int) -> None:
        if self.opened and '"' not in line:
            self._parts.append(line)
            return
        body = _body(line, self.dialect)
        at: int | None = 0
        if self.opened:
            at = self._quoted(body, 0, number)
        while at is not None:
            at = self._cell(body, at, number)
        if self.opened:
            self._parts.append(line[len(body) :])

    def _cell(self, body: str, at: int, number: int) -> int | None:
        """Reads the cell that begins there: where the next begins, None where the row or the line ends in it."""
        if self.dialect.spaced and body.startswith(" ", at):
            at += 1
        if body.startswith('"', at):
            self.opened = number
            found = self._quoted(body, at + 1, number)
            if not self.stray:
                return found
            # The mark is a letter after all: a cell with tabs around it that only begins with a word in quotes.
            self.opened, self.stray = 0, False
        mark = self.dialect.delimiter
        end = body.find(mark, at) if mark else -1
        self.cells.append(body[at:] if end < 0 else body[at:end])
        return None if end < 0 else end + 1

    def _quoted(self, body: str, at: int, number: int) -> int | None:
        """Reads on in a quoted cell: where the next cell begins, None where the row or the line ends."""
        for mark in self.dialect.marks.finditer(body, at):
            self._parts.append(body[at : mark.start()])
            at = mark.end()
            if mark.group().startswith("\\"):
                self._parts.append(mark.group()[1])
                continue
            self._parts.append('"' * (len(mark.group()) // 2))
            if len(mark.group()) % 2 == 0:
                continue
            if after := self.dialect.closed.match(body, at):
                return self._close(after, body)
            if self._opens_another(body, mark.start(), number):
                self.stray, self.opened, self._parts = True, 0, []
                return None
            self._parts.append('"')
            self.notes = ["A quotation mark inside a quoted cell is not doubled; it was read as it stands."]
        self._parts.append(body[at:])
        return None

    def _close(self, after: re.Match[str], body: str) -> int | None:
        self.cells.append("".join(self._parts))
        self.opened, self._parts = 0, []
        mark = self.dialect.delimiter
        return after.end() if mark and after.group().endswith(mark) else None

    def _opens_another(self, body: str, at: int, number: int) -> bool:
        """Whether a mark that closes nothing opens a cell of a later line, so that ours was never meant to be open."""
        if number == self.opened:
            return self.dialect.delimiter == "\t"
        mark = self.dialect.delimiter
        return at == 0 or bool(mark and body[max(0, at - 2) : at].removesuffix(" ").endswith(mark))
