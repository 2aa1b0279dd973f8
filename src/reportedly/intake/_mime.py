"""A mail as a tree of parts, cut in place: headers by the standard library, the parts between boundaries by search.

The library's own reader goes line by line and builds every part before anybody can say stop: three hundred thousand
empty parts cost it twenty seconds. Here parts, their depth and the length of a header have a limit.
"""

from __future__ import annotations

import binascii
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import policy
from email.message import Message
from email.parser import BytesParser
from email.utils import collapse_rfc2231_value
from typing import Any

from reportedly.intake._decode import decode, no_surrogates

__all__ = ["Mail", "Part", "parse"]

#: More parts than any mail or saved page has; deeper than any is nested.
_PARTS, _DEPTH = 2000, 20
#: The most bytes of a part's headers, letters of one header, and letters of one read by the library, which takes
#: quadratic time.
_HEADERS, _HEADER, _READABLE = 1 << 16, 4000, 1000


@dataclass(slots=True)
class Part:
    """A part: its headers as written, its type in lower case (`text/plain`) and what is said with it (`charset`), its
    bytes as sent, and the parts in it; `notes` on what is not as it should be."""

    headers: dict[str, str]
    kind: str
    params: dict[str, str]
    body: bytes = b""
    parts: list[Part] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def header(self, name: str) -> str | None:
        """A header in readable letters and on one line; None where there is none."""
        value = self._understood(name)
        return _line(value) or None if value is not None else None

    def written(self, name: str) -> str | None:
        """A header as it is written, on one line: the library puts days right that do not exist."""
        return _line(self.headers.get(name, "")) or None

    def sender(self) -> tuple[str | None, str | None]:
        """The name and the address of the first sender."""
        first = next(iter(getattr(self._understood("from"), "addresses", ())), None)
        return (
            (_line(first.display_name) or None, _line(first.addr_spec) or None)
            if first
            else (None, self.header("from"))
        )

    def _understood(self, name: str) -> Any:
        """A header as the library reads it; as it is written where it is long, or the library trips over it."""
        raw = self.headers.get(name)
        if raw is None or (len(raw) > _READABLE and "=?" not in raw):
            return raw
        try:
            value = policy.default.header_fetch_parse(name, raw[:_READABLE])
            str(value)
        except Exception:
            return raw
        return value

    @property
    def name(self) -> str | None:
        """The name of the file that the part says it is."""
        named = _params(self.headers.get("content-disposition", "")).get("filename") or self.params.get("name")
        return _line(named)[:200] or None if named else None

    @property
    def attached(self) -> bool:
        """Whether it is meant to be saved and not shown."""
        return self.headers.get("content-disposition", "").lower().startswith("attachment")

    def content(self) -> bytes:
        """The bytes that were wrapped for sending."""
        wrapping = self.headers.get("content-transfer-encoding", "").strip().lower()
        if wrapping == "base64":
            return _of_base64(self.body)
        return quopri.decodestring(self.body) if wrapping == "quoted-printable" else self.body

    def leaves(self) -> Iterator[Part]:
        """The parts that hold no parts, in order."""
        if not self.kind.startswith("multipart/"):
            yield self
        for part in self.parts:
            yield from part.leaves()


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail's outermost part, and what of it could not be read, as sentences."""

    root: Part
    flaws: tuple[str, ...]


def parse(data: bytes) -> Mail:
    """The tree of a mail's parts. Anything gives a tree: what has no headers is one part of plain text."""
    reader = _Reader(data)
    start = len(data) - len(data.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n"))
    root = reader.part(start, len(data), 0, "text/plain")
    return Mail(root, tuple(dict.fromkeys(reader.flaws)))


def _line(value: object) -> str:
    return " ".join(no_surrogates(str(value))[0].split())


def _of_base64(body: bytes) -> bytes:
    """What base64 says, letters that are none of it passed over, and the end as far as it goes."""
    letters = re.sub(rb"[^A-Za-z0-9+/]", b"", body)
    letters = letters[: len(letters) - (len(letters) % 4 == 1)]
    return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))


_BLANK = re.compile(rb"\r?\n\r?\n")


@dataclass(slots=True)
class _Reader:
    """Cuts one mail; counts its parts."""

    data: bytes
    left: int = _PARTS
    flaws: list[str] = field(default_factory=list)

    def part(self, start: int, end: int, depth: int, usual: str) -> Part:
        """The part between two places. `usual`: its type where it names none."""
        headers, body = self._headers(start, end)
        kind = headers.get("content-type", usual).partition(";")[0].strip().lower()
        part = Part(headers, kind if kind.count("/") == 1 else "text/plain", _params(headers.get("content-type", "")))
        if not part.kind.startswith("multipart/"):
            part.body = self.data[body:end]
        elif depth == _DEPTH:
            self.flaws.append(f"Its parts are nested more than {_DEPTH} deep; what lies deeper was not read.")
        else:
            self._fill(part, body, end, depth)
        return part

    def _fill(self, part: Part, start: int, end: int, depth: int) -> None:
        """Puts what lies between boundaries into a multipart; without boundaries it is plain text."""
        boundary = part.params.get("boundary", "").rstrip().encode("utf-8", "replace")
        line = re.compile(rb"^--%b(--)?[ \t]*\r?(?:\n|\Z)" % re.escape(boundary), re.MULTILINE)
        if boundary and line.search(self.data, start, end):
            within = "message/rfc822" if part.kind == "multipart/digest" else "text/plain"
            part.parts += [self.part(*inner, depth + 1, within) for inner in self._between(line, start, end)]
        else:  # archives take attachments out and leave the headers as they were
            part.kind, part.body = "text/plain", self.data[start:end]
            part.notes.append("Its headers speak of parts, and there are none; it was read as plain text.")

    def _headers(self, start: int, end: int) -> tuple[dict[str, str], int]:
        """The headers that begin at a place, the first of each name, and where what they speak of begins."""
        if self.data.startswith((b"\n", b"\r\n"), start):
            return {}, self.data.index(b"\n", start) + 1
        last = min(end, start + _HEADERS)
        blank = _BLANK.search(self.data, start, last)
        last = blank.end() if blank else last
        message = BytesParser(policy=policy.compat32).parsebytes(self.data[start:last], headersonly=True)
        headers: dict[str, str] = {}
        for name, value in message.raw_items():
            headers.setdefault(name.lower(), _letters(str(value)[:_HEADER]))
        # Where a line is no header, the text begins without the empty line before it.
        return headers, last - len(str(message.get_payload()))

    def _between(self, line: re.Pattern[bytes], start: int, end: int) -> Iterator[tuple[int, int]]:
        """Where each part of a multipart begins and ends. `line`: the boundary."""
        begun: int | None = None
        for found in line.finditer(self.data, start, end):
            if begun is not None:
                yield begun, self._before(begun, found.start())
            begun = found.end()
            if found[1]:
                return
            self.left -= 1
            if self.left < 0:
                self.flaws.append(f"It has more than {_PARTS} parts; the others were not read.")
                return
        if begun is not None:
            self.flaws.append("It breaks off: the boundary that ends its parts is missing.")
            yield begun, end

    def _before(self, start: int, end: int) -> int:
        """The end of a part: the line end before a boundary belongs to the boundary."""
        for ending in (b"\r\n", b"\n"):
            if self.data.endswith(ending, start, end):
                return end - len(ending)
        return end


def _letters(raw: str) -> str:
    """A header with the letters that nobody encoded, which the library hands on as bytes."""
    return raw if raw.isascii() else decode(raw.encode("utf-8", "surrogateescape"))[0]


def _params(value: str) -> dict[str, str]:
    """What is said behind the type in a header, by name: `{"charset": "utf-8"}`."""
    message = Message()
    message["Content-Type"] = value
    try:
        found = message.get_params() or []
        return {key.lower(): collapse_rfc2231_value(words).strip() for key, words in found[1:]}
    except Exception:  # the library trips over some
        return {}
