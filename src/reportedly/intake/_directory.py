"""The list of contents at the end of a zip file, read entry by entry, and what an entry stands for.

Own code, since the standard library's reader holds all of a list in memory, however long somebody made it, and gives up
a whole archive for one name that is not the UTF-8 it is said to be.
"""

from __future__ import annotations

import stat
import struct
import zlib
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from reportedly.intake._inflate import Broken, Cut, Packed, deflated, held_back, metered
from reportedly.intake._raw import Raw

__all__ = ["ZIP", "Contents", "Entry", "Member"]

#: How a zip file begins; the second is an empty one.
ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_LOCAL, _END = ZIP
_END64, _LOCATOR, _ENTRY = b"PK\x06\x06", b"PK\x06\x07", b"PK\x01\x02"
_STORED, _DEFLATED = 0, 8
#: Ways of packing that are not read.
_METHODS = {9: "deflate64", 12: "bzip2", 14: "lzma", 93: "zstd", 95: "xz", 98: "ppmd"}


class Entry(NamedTuple):
    """A member: its name as it stands in the list, how it is packed, its check sum, its sizes, and where it begins."""

    name: str
    flags: int
    method: int
    check: int
    packed: int
    size: int
    at: int
    mode: int

    @property
    def folder(self) -> bool:
        """Whether it is a folder."""
        return self.name.endswith(("/", "\\")) and self.size == 0

    @property
    def link(self) -> bool:
        """Whether it is a link, whose content is the path that it points at, or a device: no file in any case."""
        return stat.S_IFMT(self.mode) not in (0, stat.S_IFREG, stat.S_IFDIR)

    @property
    def encrypted(self) -> bool:
        """Whether a password is needed."""
        return bool(self.flags & 1) or self.method == 99

    @property
    def method_unread(self) -> str | None:
        """The name of the way it is packed, where that is not read here."""
        known = self.method in (_STORED, _DEFLATED)
        return None if known else _METHODS.get(self.method, f"method {self.method}")


class Contents:
    """The list of contents of a zip file. Raises `Broken` where there is none.

    `count`: how many members it says there are.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        end, tail = _end(file)
        self.count, self._size, at = struct.unpack("<H2L", tail[10:20])
        if wide := _end64(file, end):
            end, self.count, self._size, at = wide
        self._start = end - self._size
        #: What somebody put before the archive (a program that unpacks it) shifts all places.
        self._shift = self._start - at
        if self._start < 0 or self._shift < 0:
            raise Broken(f"its list of contents should end at byte {end} and cannot be there")

    def __iter__(self) -> Iterator[Entry]:
        """The members in the order of the list. Raises `Broken` where the list is damaged."""
        at, end = self._start, self._start + self._size
        while at < end:
            self._file.seek(at)
            fixed = self._file.read(46)
            lengths = struct.unpack("<3H", fixed[28:34]) if len(fixed) == 46 and fixed.startswith(_ENTRY) else None
            rest = self._file.read(sum(lengths)) if lengths else b""
            if lengths is None or len(rest) < sum(lengths):
                raise Broken(f"its list of contents is damaged at byte {at}")
            at += len(fixed) + len(rest)
            yield _entry(fixed, rest[: lengths[0]], rest[lengths[0] : lengths[0] + lengths[1]], self._shift)


def _end(file: BinaryIO) -> tuple[int, bytes]:
    """Where the record at the end of a zip file is, and the record: it is found from behind, past a comment."""
    size = file.seek(0, 2)
    start = max(0, size - (1 << 16) - 22)
    file.seek(start)
    tail = file.read()
    at = tail.rfind(_END, 0, max(0, len(tail) - 18))
    if at < 0:
        raise Broken(f"its list of contents is missing from its end, byte {size}; perhaps it was cut short")
    return start + at, tail[at : at + 22]


def _end64(file: BinaryIO, end: int) -> tuple[int, int, int, int] | None:
    """The same for archives of more than 4 GB or 65,535 members: the list's end, number, size and place."""
    at = end - 20 - 56
    if at < 0:
        return None
    file.seek(at)
    both = file.read(76)
    if not both.startswith(_END64) or both[56:60] != _LOCATOR:
        return None
    count, size, start = struct.unpack("<3Q", both[32:56])
    return at, count, size, start


def _entry(fixed: bytes, name: bytes, extra: bytes, shift: int) -> Entry:
    flags, method, _, check, packed, size = struct.unpack("<2HL3L", fixed[8:28])
    attributes, at = struct.unpack("<2L", fixed[38:46])
    size, packed, at = _wide(extra, size, packed, at)
    mode = attributes >> 16 if fixed[5] in (3, 19) else 0  # Unix and macOS; others have no links to state
    return Entry(_name(name, bool(flags & 0x800)), flags, method, check, packed, size, at + shift, mode)


def _wide(extra: bytes, *values: int) -> list[int]:
    """Sizes and places of more than 4 GB stand among the extra fields, those that need it in this order."""
    found = list(values)
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack("<2H", extra[at : at + 4])
        if kind == 1:
            numbers = iter(struct.iter_unpack("<Q", extra[at + 4 : at + 4 + length // 8 * 8]))
            return [next(numbers, (value,))[0] if value == 0xFFFFFFFF else value for value in found]
        at += 4 + length
    return found


def _name(name: bytes, utf8: bool) -> str:
    """A name is only ever shown, and asked for its ending. Many archives have UTF-8 without saying so."""
    try:
        return name.decode("utf-8")
    except UnicodeDecodeError:
        return name.decode("utf-8", "backslashreplace") if utf8 else name.decode("cp437")


class _Window:
    """A part of a file that others read too."""

    def __init__(self, file: BinaryIO, at: int, size: int) -> None:
        self._file, self._at, self._end = file, at, at + size

    def read(self, count: int) -> bytes:
        self._file.seek(self._at)
        data = self._file.read(min(count, self._end - self._at))
        self._at += len(data)
        return data


class Member:
    """What an entry stands for. `misfit`: it does not fit its check sum; `doubt`: what is handed on may be wrong, which
    is known beforehand of what has less than `HELD` bytes."""

    def __init__(self, file: BinaryIO, entry: Entry, raw: Raw) -> None:
        self.doubt = self.misfit = False
        self._entry, self._raw = entry, raw
        file.seek(entry.at)
        head = file.read(30)
        if len(head) < 30 or not head.startswith(_LOCAL):
            raise Broken(f"it is not at byte {entry.at}, where the list of contents has it")
        at = entry.at + 30 + sum(struct.unpack("<2H", head[26:30]))
        self._packed = Packed(_Window(file, at, entry.packed), at)

    def pieces(self) -> Iterator[bytes]:
        """Raises `Broken`, after all that could be inflated."""
        return held_back(self._checked())

    def _checked(self) -> Iterator[bytes]:
        check = 0
        pieces = deflated(self._packed) if self._entry.method == _DEFLATED else self._stored()
        try:
            for piece in metered(pieces, self._packed, self._raw):
                check = zlib.crc32(piece, check)
                yield piece
        except Broken:
            self.doubt = True
            raise
        self.doubt = self.misfit = check != self._entry.check

    def _stored(self) -> Iterator[bytes]:
        end = self._packed.at + self._entry.packed
        yield from iter(self._packed.more, b"")
        if self._packed.at < end:
            raise Cut(f"the data is cut short at byte {self._packed.at}")
