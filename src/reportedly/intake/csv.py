"""Tables as text: CSV with commas, semicolons, tabs or bars, read row by row as they come.

What a column holds is told by the header of a known export or by common names (`data/layouts.tsv`), or by `--map`.
A row that is no article is named with the line it begins in, and the rest is read.
"""

from __future__ import annotations

import dataclasses
import io
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, BinaryIO

from reportedly.intake import _table
from reportedly.intake._decode import by_bytes, decode, guess, usable
from reportedly.intake._endings import ENDINGS
from reportedly.intake._layouts import Layout, by_number, familiar, recognise, telling
from reportedly.intake._raw import HEAD, Options, Raw, shown
from reportedly.intake._rows import Dialect, Row, lines, rows
from reportedly.intake._table import Found, Item
from reportedly.model import Article, Skipped
from reportedly.tables import safe_cell

__all__ = ["addresses", "articles", "sniff", "suffixes"]

suffixes = ENDINGS["csv"]

_DELIMITERS = (",", ";", "\t", "|")
#: How many bytes are looked at to tell encoding and delimiter.
_SAMPLE = 1 << 16
#: The most columns of a table.
_MOST = 10_000


def sniff(head: bytes) -> bool:
    """Whether its first line is a header that we know, whatever parts its columns."""
    text = head.decode("utf-8", "replace").removeprefix("\ufeff")
    if not re.search("[\r\n]", text):
        return False
    newline = _newline(text)
    firsts = (row for mark in _DELIMITERS for row in _first(text, Dialect(mark, newline), 1))
    return any(telling(_columns(row.cells)) for row in firsts if row.cells)


def articles(raw: Raw, options: Options) -> Iterator[Article | Skipped]:
    """One article (or reason) for each row. A table of addresses without texts is one reason."""
    return _table.articles(raw.name, _read(raw, options), options)


def addresses(raw: Raw, options: Options) -> Iterator[tuple[str, dict[str, Any]] | Skipped]:
    """The addresses of the rows that have no text, each with what the row says besides (see `_table.addresses`)."""
    return _table.addresses(raw.name, _read(raw, options))


# --- rows that know their columns ------------------------------------------------------------------------------------


def _read(raw: Raw, options: Options) -> Iterator[Found]:
    """The layout of the table, then its rows; a reason alone where its columns cannot be told."""
    layout: Layout | None = None
    held = named = False
    with raw.open() as file:
        for row, data in _rows_in(file, raw, options):
            origin = f"{raw.name}:line {row.line}"
            if row.fault:
                held = True
                yield Skipped(origin, row.fault)
                continue
            if layout is None and len(row.cells) > _MOST:
                yield Skipped(raw.name, f"It has {len(row.cells)} columns; no table of articles has more than {_MOST}.")
                return
            if layout is None:
                layout = recognise(_columns(row.cells), options.map)
                head = _Head(row.cells, layout, options)
                if head.unclear:
                    yield Skipped(raw.name, head.unclear)
                    return
                yield layout
                if named := head.named:
                    if head.doubtful:
                        yield Skipped(origin, "The line was taken for the names of the columns.", lost=False)
                    continue
            if named and _columns(row.cells) == list(layout.columns):
                yield Skipped(origin, "The names of the columns stand here again.", lost=False)
            elif any(row.cells):
                held = True
                yield _item(origin, row, data, layout)
    if not held:
        yield Skipped(raw.name, "It holds no rows.")


class _Head:
    """What the first row is: names of columns, or data already; `unclear` says why nothing can be read."""

    def __init__(self, cells: Sequence[str], layout: Layout, options: Options) -> None:
        numbered = by_number(layout.columns, options.map)
        known = familiar(layout.columns) > 0 and _like_names(cells)
        self.named = known or _like_names(cells) or (layout.has_text and not numbered)
        self.doubtful = numbered and not known
        self.unclear = ""
        if not layout.has_text and "url" not in layout.fields:
            self.unclear = layout.lacking() if self.named else _headless(cells)


def _like_names(cells: Sequence[str]) -> bool:
    """Whether cells read like names of columns: short, all different, no sentences, dates, numbers or addresses."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    short = all(len(cell) <= 60 and cell.count(" ") < 6 for cell in filled)
    return bool(filled) and short and len(set(filled)) == len(filled) and not any(map(_DATA.search, filled))


_DATA = re.compile(r"\A[^\w\s]?[\d.,:/+-]+\Z|\d{4}-\d\d|://|[\r\n]|[.!?…][\"'”’»)]*\Z")


def _headless(cells: Sequence[str]) -> str:
    """What can be done with a table whose first row is data."""
    begin = ", ".join(f"{n} {shown(cell[:30])!r}" for n, cell in enumerate(cells[:12], 1))
    more = f" and {len(cells) - 12} more" if len(cells) > 12 else ""
    return f"It seems to have no header. Its columns begin: {begin}{more}. Say which holds the text: --map text=NUMBER."


def _columns(cells: Sequence[str]) -> list[str]:
    """The names of the columns: each its own, none empty."""
    names: dict[str, None] = {}
    for number, cell in enumerate(cells, 1):
        name = cell.removeprefix("\ufeff").strip() or f"column {number}"
        names[name if name not in names else f"{name} (column {number})"] = None
    return list(names)


def _item(origin: str, row: Row, data: bytes, layout: Layout) -> Item | Skipped:
    count, columns = len(row.cells), layout.columns
    if any(row.cells[len(columns) :]):
        said = f"The row has {count} cells for {len(columns)} columns"
        return Skipped(origin, f"{said}: a cell that holds what parts the columns must stand in quotation marks.")
    short = f"The row has {count} of {len(columns)} cells" if count < len(columns) else ""
    if short and row.doubtful:
        return Skipped(origin, f"{short}, after a quotation mark that was left open.")
    notes = [*row.notes, *([f"{short}; the others were taken as empty."] if short else [])]
    cells = [_unguarded(cell, notes) for cell in row.cells]
    return Item(origin, data, layout.item(dict(zip(columns, cells)), notes), notes, short)


def _unguarded(cell: str, notes: list[str]) -> str:
    """A cell without the quotation mark that our own tables put before what a spreadsheet would run as a formula."""
    if not cell.startswith("'") or safe_cell(cell[1:]) != cell:
        return cell
    note = "A quotation mark that keeps spreadsheets from running a cell was taken off."
    if note not in notes:
        notes.append(note)
    return cell[1:]


# --- from bytes to rows ----------------------------------------------------------------------------------------------


def _rows_in(file: BinaryIO, raw: Raw, options: Options) -> Iterator[tuple[Row, bytes]]:
    """The rows of an open file with their bytes (in UTF-8 where the file is UTF-16 or the encoding is given).

    Where nothing tells the encoding the file is split as UTF-8, which keeps other bytes as they are, and a row that is
    not UTF-8 is decoded by itself: the delimiters are the same in all encodings that it may be.
    """
    sample, broken = _sample(file)
    encoding = usable(options.encoding or "") or by_bytes(sample[:HEAD])
    name, errors = (encoding, "reportedly.one_for_one") if encoding else ("utf-8", "surrogateescape")
    start = sample.decode(name, errors).removeprefix("\ufeff")
    dialect = _dialect(start, _preferred(raw, options), len(sample) < _SAMPLE)
    guessed = None if encoding or raw.charset else guess(sample[: sample.rfind(b"\n") + 1] or sample)
    whole = io.BufferedReader(_Again(sample, broken, file), _SAMPLE)
    text = io.TextIOWrapper(whole, name, errors, newline=dialect.ends)
    for row in rows(_from_start(text, dialect, options), dialect, options.limit):
        if encoding:
            if "\ufffd" in row.text:
                row.notes.append(f"U+FFFD stands in the row, perhaps for bytes that are no {name}.")
            yield row, row.text.encode("utf-8", "replace")
        else:
            found, data = _decoded(row, dialect, raw.charset, guessed)
            if found.cells or found.fault:
                yield found, data


def _from_start(text: Any, dialect: Dialect, options: Options) -> Iterator[Any]:
    """The lines without the byte order mark, and without the line in which spreadsheets name the delimiter."""
    found = lines(text, dialect, options.limit)
    first = next(found, "")
    if isinstance(first, str):
        first = first.removeprefix("\ufeff")
    yield "\n" if isinstance(first, str) and _SEP.match(first) else first
    yield from found


def _decoded(row: Row, dialect: Dialect, declared: str | None, guessed: str | None) -> tuple[Row, bytes]:
    """A row with the characters that its bytes stand for, in the encoding that was stated or is likely."""
    try:
        return row, row.text.encode("utf-8")
    except UnicodeEncodeError:
        data = row.text.encode("utf-8", "surrogateescape")
    text, notes = decode(data, None, declared or guessed)
    if guessed:
        notes = [f"It is no UTF-8 and states no other encoding; it was read as {guessed}.", *notes]
    again = next(_first(text, dialect, 1), Row(row.line))
    if len(again.text) < len(text.rstrip()):
        # In that encoding other bytes part the cells: the guess is wrong.
        text, notes = decode(data, "utf-8")
        again = next(_first(text, dialect, 1), Row(row.line))
    return dataclasses.replace(again, line=row.line, notes=[*row.notes, *notes], doubtful=row.doubtful), data


def _sample(file: Any) -> tuple[bytes, Exception | None]:
    """The first bytes, and what broke the reading of more: what a damaged archive gave before that is not lost."""
    start = b""
    try:
        while len(start) < _SAMPLE and (part := file.read1(_SAMPLE)):
            start += part
    except Exception as error:
        return start, error
    return start, None


class _Again(io.RawIOBase):
    """A stream of which the first bytes were read already, from its start; closing it closes nothing."""

    def __init__(self, start: bytes, broken: Exception | None, rest: Any) -> None:
        self._start = memoryview(start)
        self._broken = broken
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        part, self._start = bytes(self._start[: len(buffer)]), self._start[len(buffer) :]
        if not part and self._broken:
            raise self._broken
        part = part or self._rest.read1(len(buffer))
        buffer[: len(part)] = part
        return len(part)


# --- how cells are told apart ----------------------------------------------------------------------------------------

#: The first line by which spreadsheets are told the delimiter.
_SEP = re.compile(r"sep=(.)[\r\n]", re.IGNORECASE)


def _preferred(raw: Raw, options: Options) -> str:
    return "\t" if options.kind == "tsv" or raw.suffix in (".tsv", ".tab") else ""


def _dialect(start: str, preferred: str, whole: bool) -> Dialect:
    """How the cells of a file that begins so are told apart. `whole`: the file has no more than that."""
    newline = _newline(start)
    if stated := _SEP.match(start):
        preferred, start = stated[1], start[stated.end() :]
    backslash = len(re.findall(r'\\"(?=[^\s,;|\\])', start)) > len(re.findall(r'[^\s,;|"\\]""[^"]', start))
    best: tuple[Any, ...] = (0,)
    found = Dialect(None, newline, backslash)
    for mark in dict.fromkeys((preferred or _DELIMITERS[0], *_DELIMITERS)):
        dialect = Dialect(mark, newline, backslash, _spaced(start, mark))
        widths = [len(row.cells) for row in _first(start, dialect, 20) if row.cells]
        # What the sample ends in may be half a row.
        widths = widths if whole or len(widths) < 2 or len(widths) == 20 else widths[:-1]
        head = next(_first(start, dialect, 1), Row(1)).cells
        # Commas that all have a space behind them are those of a sentence, unless they part names.
        if widths and widths[0] > 1 and (not dialect.spaced or _like_names(head)):
            worth = (mark == preferred, familiar(head), widths.count(widths[0]) / len(widths), widths[0])
            if worth > best:
                best, found = worth, dialect
    return found


def _first(text: str, dialect: Dialect, count: int) -> Iterator[Row]:
    source = lines(io.StringIO(text, dialect.ends), dialect, len(text) + 1)
    return islice(rows(source, dialect, len(text) + 1), count)


def _newline(text: str) -> str:
    """What ends the first line outside quotation marks: a carriage return alone only where something follows it."""
    bare = re.sub(r'"[^"]*"', "", text)
    found = re.search(r"\r\n|\n|\r(?=.)", bare, re.DOTALL)
    return found.group() if found else "\n"


def _spaced(text: str, mark: str) -> bool:
    """Whether a space follows each delimiter of the header."""
    head = text.lstrip("\r\n").partition("\n")[0]
    return mark != "\t" and mark in head and head.count(mark) == head.count(f"{mark} ")
