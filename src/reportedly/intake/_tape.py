"""The records of a WARC file as they come by, lying lengths included. Nothing is held but one record's worth.

Own code, since the WARC libraries believe a stated length: one that is too long swallows the records after it, and a
record cut in two passes for a whole one.

A length is believed if a record, or the end of the file, follows where it says. Otherwise the record goes up to the
next line that begins one. Somebody's page can hold such a line, so it is looked for only then, and records found inside
a stated length say so (`doubt`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, NamedTuple

__all__ = ["Gap", "Record", "records"]

_MARK = re.compile(rb"WARC/[01]\.\d{1,2}[ \t]*\r?\n\Z")
_MARK_WITHIN = b"\nWARC/"
_LINE, _PIECE = 1 << 16, 1 << 16
#: The most bytes of a record's own head; what is longer is no head.
_HEAD = 1 << 18
#: How many line ends there may be between records.
_BLANK = 64
#: How much of a record that is too large is kept, to tell what it is.
FIRST = 1 << 16


@dataclass(frozen=True, slots=True)
class Record:
    """One record. `fields` have names in lower case; `length` is the one stated; `whole` is false if `block` is only
    the beginning of its content; `wrong` says what is wrong with its length, as a sentence. `doubt`: it lies within
    another one's stated length."""

    number: int
    at: int
    fields: dict[str, str] = field(repr=False)
    block: bytes = field(repr=False)
    length: int | None
    whole: bool = True
    wrong: str = ""
    doubt: bool = False

    @property
    def target(self) -> str:
        """The address that the record is about; some tools put it in angle brackets."""
        return self.fields.get("warc-target-uri", "").strip("<> \t")

    @property
    def payload_type(self) -> str:
        """The content type that the crawler found by looking."""
        return self.fields.get("warc-identified-payload-type", "").partition(";")[0].strip().lower()


class Gap(NamedTuple):
    """Bytes that are no record: from where to where, and what they are, as a sentence."""

    at: int
    end: int
    what: str


def records(file: BinaryIO, most: int) -> Iterator[Record | Gap]:
    """The records of a file, those with more than `most` bytes not whole."""
    tape, number, until = _Tape(file), 0, 0
    while True:
        at = tape.over_blank()
        line = tape.line(_LINE)
        if not line:
            return
        if not _MARK.match(line):
            tape.back(line)
            yield _gap(tape, at)
            continue
        number += 1
        fields = _fields(tape)
        if fields is None:
            yield Gap(at, tape.at, f"The head of the record at byte {at} is cut short or no head.")
            continue
        length = _length(fields.get("content-length", ""))
        start = tape.at
        block, whole, wrong = _content(tape, length, most)
        yield Record(number, at, fields, block, length, whole, wrong, doubt=at < until)
        if wrong and length is not None:
            until = max(until, start + length)


def _gap(tape: _Tape, at: int) -> Gap:
    tape.to_mark(0)
    more = "" if tape.line_ahead() else " No record follows."
    return Gap(at, tape.at, f"There is no WARC record from byte {at} to byte {tape.at}.{more}")


def _fields(tape: _Tape) -> dict[str, str] | None:
    """The named fields of a record's head, the first of each name; None where the head does not end."""
    found: dict[str, str] = {}
    name, size = "", 0
    while line := tape.line(_LINE):
        size += len(line)
        if not line.strip(b"\r\n"):
            return found
        if size > _HEAD or not line.endswith(b"\n"):
            return None
        words = line.decode("utf-8", "replace").rstrip("\r\n")
        if words[0] in " \t":  # a value goes on
            found[name] = f"{found.get(name, '')} {words.strip()}".strip()
            continue
        name, _, value = words.partition(":")
        name = name.strip().lower()
        found.setdefault(name, value.strip())
    return None


def _length(stated: str) -> int | None:
    return int(stated) if stated.isascii() and stated.isdigit() and len(stated) < 19 else None


# --- what a record holds ----------------------------------------------------------------------------------------------

_Content = tuple[bytes, bool, str]


def _content(tape: _Tape, length: int | None, most: int) -> _Content:
    """The content of a record, whether that is all of it, and what is wrong with its length."""
    if length is None:
        return _to_mark(tape, most, "states no length that can be one")
    if length > most:
        return _large(tape, length, most)
    block = tape.read(length)
    if len(block) == length and tape.at_end_of_record():
        return block, True, ""
    tape.back(block)
    return _to_mark(tape, most, f"states {length} bytes")


def _to_mark(tape: _Tape, most: int, states: str) -> _Content:
    start = tape.at
    block, whole = tape.to_mark(most)
    return _less_end(block), whole, f"It {states}, but {_follows(tape, start)}."


def _follows(tape: _Tape, start: int) -> str:
    if tape.line_ahead():
        return f"the next record is at byte {tape.at}, {tape.at - start} bytes on"
    return f"the file ends at byte {tape.at}, {tape.at - start} bytes on"


def _less_end(block: bytes) -> bytes:
    """Content without the two line ends that close a record."""
    for end in (b"\r\n\r\n", b"\n\n"):
        if block.endswith(end):
            return block[: -len(end)]
    return block


def _large(tape: _Tape, length: int, most: int) -> _Content:
    """A record that is too large to be held: its beginning. What follows the first line in it that may begin a record
    is kept while it is read over, to go back there if the length is a lie."""
    start = tape.at
    first = tape.read(min(FIRST, most))
    tape.back(first)
    held, held_at = tape.over(length, most)
    if tape.at - start == length and tape.at_end_of_record():
        return first, False, ""
    if held:
        tape.back(held)
        size = held_at - start
        wrong = f"It states {length} bytes, but {_follows(tape, start)}."
        return _less_end(first[:size]), size <= len(first), wrong
    wrong = f"It states {length} bytes, and neither a record nor the end follows byte {tape.at}."
    if tape.at - start < length:
        wrong = f"It states {length} bytes, but the file ends at byte {tape.at}, {tape.at - start} bytes on."
    return first, False, wrong


class _Tape:
    """A stream with its place, onto which bytes can be put back."""

    def __init__(self, file: BinaryIO) -> None:
        self.at = 0
        self._file = file
        self._ahead = b""
        self._used = 0

    def read(self, count: int) -> bytes:
        """So many bytes, or fewer at the end."""
        data = self._ahead[self._used : self._used + count]
        self._used += len(data)
        if len(data) < count:
            data += self._file.read(count - len(data))
        self.at += len(data)
        return data

    def line(self, most: int) -> bytes:
        """A line with its end, or as many bytes of it."""
        if self._used < len(self._ahead):
            end = self._ahead.find(b"\n", self._used, self._used + most)
            whole = end >= 0 or len(self._ahead) - self._used >= most
            stop = end + 1 if end >= 0 else self._used + most
            data = self._ahead[self._used : stop]
            self._used += len(data)
            if not whole:
                data += self._file.readline(most - len(data))
        else:
            data = self._file.readline(most)
        self.at += len(data)
        return data

    def back(self, data: bytes) -> None:
        """Puts bytes back that were read last."""
        if data == self._ahead[max(0, self._used - len(data)) : self._used]:
            self._used -= len(data)
        else:
            self._ahead, self._used = data + self._ahead[self._used :], 0
        self.at -= len(data)

    def over_blank(self) -> int:
        """Reads over line ends; where the first other byte is."""
        while (data := self.read(1)) in (b"\r", b"\n"):
            pass
        self.back(data)
        return self.at

    def line_ahead(self) -> bool:
        """Whether anything is left."""
        data = self.read(1)
        self.back(data)
        return bool(data)

    def at_end_of_record(self) -> bool:
        """Whether only line ends lie before the next record or the end of the file; they are read over if so."""
        try:
            ahead = self.read(_BLANK)
            rest = ahead.lstrip(b"\r\n")
            more = self.read(5 - len(rest)) if 0 < len(rest) < 5 else b""
        except Exception:  # a break after the record is none in it; who reads on meets it again
            return True
        ends = rest.startswith(b"WARC/") or (rest + more) == b"WARC/" or (not rest and len(ahead) < _BLANK)
        self.back((rest if ends else ahead) + more)
        return ends

    def to_mark(self, keep: int) -> tuple[bytes, bool]:
        """Goes to the next line that begins a record, or to the end: the first bytes on the way, and whether that is
        all of them."""
        kept, size, begins = bytearray(), 0, True
        while line := self.line(_LINE):
            if begins and _MARK.match(line):
                self.back(line)
                break
            begins = line.endswith(b"\n")
            size += len(line)
            kept += line[: max(0, keep - len(kept))]
        return bytes(kept), size == len(kept)

    def over(self, count: int, keep: int) -> tuple[bytes, int]:
        """Reads over so many bytes: those from the first line on that may begin a record, and where that is; nothing
        if there is no such line or more than `keep` bytes follow it."""
        held, at, tail, given_up = bytearray(), 0, b"", False
        while count > 0 and (data := self.read(min(count, _PIECE))):
            count -= len(data)
            if held:
                held += data
            elif not given_up and (found := (tail + data).find(_MARK_WITHIN)) >= 0:
                held += (tail + data)[found + 1 :]
                at = self.at - len(held)
            tail = data[-len(_MARK_WITHIN) :]
            if len(held) > keep:
                held, given_up = bytearray(), True
        return bytes(held), at
