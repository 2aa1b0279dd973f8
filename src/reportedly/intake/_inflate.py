"""Bytes out of archives, a bounded piece at a time: what is whole is handed on, what breaks is named with its place.

A bomb is told by the work it makes: whatever lies in one input may inflate to `TOTAL` bytes in all, however deep its
archives are nested, or to `RATIO` times what was read of it, if that is more. (A page of rules and spaces can be packed
300 to 1; a crawl of many gigabytes is packed 10 to 1.) How much one article may have is the reader's `Options.limit`;
nothing here ever holds more than `HELD` bytes.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from typing import Any, Protocol

from reportedly.intake._raw import Raw

__all__ = [
    "DOUBT", "GZIP", "HELD", "RATIO", "TOTAL", "Broken", "Cut", "Members", "Packed", "Pieces", "deflated", "exhausted",
    "held_back", "metered",
]  # fmt: skip

#: How many bytes all archives within one input may inflate to, and how many times its size if that is more.
TOTAL = 4 << 30
RATIO = 200

#: How much is read, and inflated, at a time.
_TAKEN, _PIECE = 1 << 16, 1 << 18
#: What an article says of itself that came out of data which did not stand its check sum, or never came to it.
DOUBT = "The packed data it comes from is damaged or cut short, and could not be checked."

#: How much is held back until it has been checked; more than nearly all pages have.
HELD = 4 << 20

#: How a gzip member begins: the magic number, and deflate, which is the only method there is.
GZIP = b"\x1f\x8b\x08"


class Broken(Exception):
    """Packed bytes are damaged, end early or inflate beyond measure; the message says what and where, as a clause.

    Not a `ValueError`: a format that forgives bad values must not take a break for one. The archive whose stream it is
    turns it into a reason.
    """


class Cut(Broken):
    """Packed bytes end early: most likely cut off. Damage can look so too."""


class _Reads(Protocol):
    def read(self, count: int, /) -> bytes: ...


class Packed:
    """Packed bytes as they come, and how far into the file we are (`at`)."""

    def __init__(self, file: _Reads, at: int = 0) -> None:
        self.at = at
        self._file = file
        self._ahead = b""

    def more(self) -> bytes:
        """The next bytes, as many as come handy; none at the end."""
        data, self._ahead = self._ahead or self._file.read(_TAKEN) or b"", b""
        self.at += len(data)
        return data

    def back(self, data: bytes) -> None:
        """Puts bytes back that were not needed."""
        self._ahead = data + self._ahead
        self.at -= len(data)

    def exactly(self, count: int) -> bytes:
        """So many bytes, or fewer at the end."""
        found = b""
        while len(found) < count and (data := self.more()):
            found += data
        self.back(found[count:])
        return found[:count]


class Pieces(io.RawIOBase):
    """Pieces of bytes as a stream. An error among them is met once all that came before it has been read."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._piece = memoryview(b"")
        self._error: Exception | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """Fills the buffer, which is full unless the end is reached."""
        wanted = memoryview(buffer).cast("B")
        done = 0
        while done < len(wanted) and (self._piece or (self._error is None and self._next())):
            count = min(len(self._piece), len(wanted) - done)
            wanted[done : done + count] = self._piece[:count]
            self._piece = self._piece[count:]
            done += count
        if self._error and not done:
            raise self._error
        return done

    def _next(self) -> bool:
        """Whether there is one more piece that holds something."""
        try:
            self._piece = memoryview(next(filter(None, self._pieces), b""))
        except Exception as error:
            self._error = error
        return bool(self._piece)


def deflated(packed: Packed) -> Iterator[bytes]:
    """One deflate stream, without a head. Raises `Broken`, after all that could be inflated."""
    engine = zlib.decompressobj(-zlib.MAX_WBITS)
    while not engine.eof:
        data = engine.unconsumed_tail or packed.more()
        before = engine.copy()
        try:
            piece = engine.decompress(data, _PIECE)
        except zlib.error:
            piece, used = _before_damage(before, data)
            packed.back(data[used:])
            yield piece
            raise Broken(f"the packed data is damaged at byte {packed.at}") from None
        if not piece and not data and not engine.eof:
            raise Cut(f"the packed data is cut short at byte {packed.at}")
        yield piece
    packed.back(engine.unused_data)


def _before_damage(engine: Any, data: bytes) -> tuple[bytes, int]:
    """What inflates before the damage, and how many bytes that took."""
    whole = io.BytesIO()
    for at in range(len(data)):
        try:
            whole.write(engine.decompress(data[at : at + 1]))
        except zlib.error:
            return whole.getvalue(), at
    return whole.getvalue(), len(data)


def metered(pieces: Iterator[bytes], packed: Packed, raw: Raw) -> Iterator[bytes]:
    """The pieces, counted as what an input's archives inflate to. Raises `Broken` when that is beyond measure."""
    at = packed.at
    for piece in pieces:
        raw.spent.inflated += len(piece)
        if raw.depth == 0:
            raw.spent.packed += packed.at - at
            at = packed.at
        if exhausted(raw):
            total = f"{TOTAL / (1 << 30):g} GB and to more than {RATIO} times its size"
            raise Broken(f"it inflates to more than {total}, and nothing was read after byte {packed.at}")
        if piece:
            yield piece


def exhausted(raw: Raw) -> bool:
    """Whether what lies in an input has inflated beyond measure."""
    return raw.spent.inflated > max(TOTAL, RATIO * raw.spent.packed)


def held_back(pieces: Iterator[bytes], drop: bool = False) -> Iterator[bytes]:
    """The pieces, the first of them only when `HELD` bytes are together: what ends before that has been checked.
    `drop`: hand on nothing of it if it is damaged."""
    held, size, error = list[bytes](), 0, None
    try:
        for piece in pieces:
            held.append(piece)
            size += len(piece)
            if size > HELD:
                break
    except Broken as broken:
        error = broken
    yield from () if drop and error and not isinstance(error, Cut) else held
    if error:
        raise error
    yield from pieces


class Places:
    """How often something was met, and the first places."""

    def __init__(self) -> None:
        self.count = 0
        self._first: list[str] = []

    def add(self, place: str) -> None:
        """One more place."""
        self.count += 1
        self._first += [place] if self.count <= 3 else []

    def __str__(self) -> str:
        more = f" and at {self.count - 3} more places" if self.count > 3 else ""
        return ", ".join(self._first) + more


class Members:
    """What the members of a gzip file hold, one after another, and what was wrong with them.

    `doubt`: whether what is handed on now may be wrong, which is known beforehand of members of less than `HELD` bytes;
    `misfits` and `torn`: how often data did not fit its check sum and was handed on, and how often it was left out,
    with the first places (the end; from where to where); `junk`: where something follows that is no gzip data.
    `apart`: records may be packed one by one, so that damage in one (unless it is the first, which may be all) is left
    out and says nothing of the others. Of one that is larger than `HELD`, some is handed on.
    """

    def __init__(self, packed: Packed, raw: Raw, apart: bool = False) -> None:
        self.doubt = False
        self.misfits, self.torn = Places(), Places()
        self.junk: int | None = None
        self._packed, self._raw = packed, raw
        self._apart = apart

    def pieces(self) -> Iterator[bytes]:
        """Raises `Broken`, after all that could be inflated."""
        first = True
        while self._begins(first):
            apart, first = self._apart and not first, False
            start, self.doubt = self._packed.at, self.doubt and not self._apart
            try:
                yield from held_back(self._member(apart), drop=apart)
            except Cut:
                raise
            except Broken:
                if not self._apart or exhausted(self._raw) or not self._found():
                    raise
                self.torn.add(f"{start} to {self._packed.at}")
                yield b"\r\n\r\n"

    def _begins(self, first: bool) -> bool:
        """Whether one more member follows; zeros after the last are padding."""
        data = self._packed.more()
        while data and not first and not data.strip(b"\x00"):
            data = self._packed.more()
        self._packed.back(data if first else data.lstrip(b"\x00"))
        magic = self._packed.exactly(len(GZIP))
        self._packed.back(magic)
        if magic and not magic.startswith(GZIP[:2]):
            self.junk = self._packed.at
        return self.junk is None and bool(magic)

    def _member(self, apart: bool) -> Iterator[bytes]:
        self._head()
        check, count = 0, 0
        try:
            for piece in metered(deflated(self._packed), self._packed, self._raw):
                check, count = zlib.crc32(piece, check), count + len(piece)
                yield piece
            at, tail = self._packed.at, self._needed(8)
        except Broken:
            self.doubt = not apart
            raise
        if tail != check.to_bytes(4, "little") + (count & 0xFFFFFFFF).to_bytes(4, "little"):
            if apart:
                raise Broken(f"the packed data before byte {at} does not fit its check sum")
            self.doubt = True
            self.misfits.add(str(at))

    def _head(self) -> None:
        """Reads over a member's head: what it says of names and times is nobody's word."""
        fixed = self._needed(10)
        if fixed[:3] != GZIP or fixed[3] & 0xE0:
            raise Broken(f"the gzip head at byte {self._packed.at - 10} is damaged")
        flags = fixed[3]
        if flags & 4:
            self._needed(int.from_bytes(self._needed(2), "little"))
        for _ in range(bool(flags & 8) + bool(flags & 16)):
            self._over_words()
        if flags & 2:
            self._needed(2)

    def _needed(self, count: int) -> bytes:
        found = self._packed.exactly(count)
        if len(found) < count:
            raise Cut(f"the packed data is cut short at byte {self._packed.at}")
        return found

    def _over_words(self) -> None:
        while data := self._packed.more():
            end = data.find(b"\x00") + 1
            if end:
                self._packed.back(data[end:])
                return
        raise Cut(f"the packed data is cut short at byte {self._packed.at}")

    def _found(self) -> bool:
        """Goes to what looks like the next member; whether there is one."""
        tail = b""
        while data := self._packed.more():
            seen = tail + data
            at = seen.find(GZIP)
            if at >= 0:
                self._packed.back(seen[at:])
                return True
            tail = seen[-2:]
        return False
