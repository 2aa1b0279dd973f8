"""What every format is handed (`Raw`, `Options`) and what every format gives back: a frozen article with its id."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date as Day
from datetime import timedelta
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from reportedly.model import Article

__all__ = ["HEAD", "LIMIT", "NAMES", "Options", "Raw", "Spent", "TooLarge", "freeze", "id_of", "iso_date", "shown"]

#: How many bytes of an input are looked at to tell what it is.
HEAD = 8192

#: The most bytes of one article, if the user says nothing else: a year's issue of a newspaper has fewer.
LIMIT = 20 << 20

#: The fields of an input line that have a meaning; every other key is kept under `meta`.
NAMES = frozenset({"id", "text", "html", "date", "title", "url", "outlet", "language", "triggers"})


@dataclass(frozen=True, slots=True)
class Options:
    """How inputs are to be read; the defaults find out for themselves.

    `kind` names a format (`--as`), `encoding` overrides detection, `repair` mends mojibake in text that is otherwise
    left as it is, `date` is the publication date (ISO) of inputs that state none themselves, `map` says which column
    holds a field (`{"text": "content"}`). `limit` is the most bytes one article may have. `fetch` lets inputs that are
    URLs be fetched.
    """

    kind: str | None = None
    encoding: str | None = None
    repair: bool = False
    date: str | None = None
    map: Mapping[str, str] = field(default_factory=dict)
    limit: int = LIMIT
    fetch: bool = False


class TooLarge(ValueError):
    """An article has more bytes than it may have."""

    def __init__(self, limit: int) -> None:
        super().__init__(
            f"more than {round(limit / (1 << 20), 3):g} MB, the most that one article may have; --limit allows more"
        )


class _Borrowed(io.BufferedReader):
    """A stream that is ours to read and not ours to close."""

    def close(self) -> None:
        pass


@dataclass(slots=True)
class Spent:
    """What the archives within one input have been inflated to so far, all depths together, and from how many bytes."""

    inflated: int = 0
    packed: int = 0


@dataclass(frozen=True, slots=True)
class Raw:
    """One input before it is decoded: the name people see, and its bytes, from a file or from a stream.

    A stream can be looked at (`head`) any number of times and opened once. What comes out of an archive has the name it
    has there (`inner`) and lies so deep; what was fetched has an address, and the encoding that its server named.
    `spent` is shared by all that lies within.
    """

    name: str
    path: Path | None = None
    stream: io.BufferedReader | None = None
    inner: str = ""
    depth: int = 0
    url: str | None = None
    charset: str | None = None
    spent: Spent = field(default_factory=Spent, repr=False, compare=False)

    @classmethod
    def of(cls, name: str, data: bytes, **more: Any) -> Raw:
        """Bytes already in hand: a page out of an archive, a line's markup."""
        return cls.streamed(name, io.BytesIO(data), **more)

    @classmethod
    def streamed(cls, name: str, stream: Any, **more: Any) -> Raw:
        """An open binary stream; it stays open when we are done."""
        return cls(name, stream=_Borrowed(stream, HEAD), **more)

    def within(self, inner: str, content: Any) -> Raw:
        """What lies inside this input under a name: bytes, or an open binary stream that reads them."""
        stream = io.BytesIO(content) if isinstance(content, bytes) else content
        name, deeper = f"{self.name}/{shown(inner)}", self.depth + 1
        return Raw.streamed(name, stream, inner=inner, depth=deeper, spent=self.spent)

    @property
    def suffix(self) -> str:
        """The ending of the name in lower case, with its dot; empty for a stream without a name."""
        return (self.path or PurePosixPath(self.inner.replace("\x00", ""))).suffix.lower()

    def open(self) -> BinaryIO:
        """The bytes as a stream, from the start. Raises `OSError` when the file cannot be read."""
        if self.stream is not None:
            return self.stream
        assert self.path is not None
        return self.path.open("rb")

    def head(self) -> bytes:
        """The first bytes, at most `HEAD` of them. Raises `OSError`."""
        if self.stream is not None:
            return self.stream.peek(HEAD)[:HEAD]
        with self.open() as file:
            return file.read(HEAD)

    def read(self, limit: int) -> bytes:
        """All bytes; no more than one over the limit are read. Raises `OSError`, and `TooLarge` for more than that."""
        with self.open() as file:
            if self.path is not None and self.path.stat().st_size > limit:
                raise TooLarge(limit)
            data = file.read(limit + 1)
        if len(data) > limit:
            raise TooLarge(limit)
        return data


def freeze(text: str, *, raw: bytes, id: str | None = None, given: object = None, **about: Any) -> Article:
    """An article around a text that will never change again.

    `raw`: the bytes it came from. `given`: the date stated with it, of any type; one that is no ISO date is kept in
    `meta` with a note. Without an id, text and URL make one: the same article from two folders is one article.
    """
    notes = list(about.pop("notes", ()))
    meta = dict(about.pop("meta", {}))
    day = iso_date(given)
    if given is not None and day is None:
        meta.setdefault("date", given)
        notes.append(f"The date {_short(given)} {_fault(given)} and was not used.")
    if day is not None and day > (Day.today() + timedelta(1)).isoformat():
        notes.append(f"The date {day} lies in the future.")
    return Article(
        id or id_of(text, about.get("url")),
        text,
        given_date=day,
        raw=hashlib.sha256(raw).hexdigest(),
        meta=meta,
        notes=tuple(dict.fromkeys(notes)),
        **about,
    )


def id_of(text: str, url: str | None) -> str:
    """The id of an article that was given none."""
    key = f"{url or ''}\x00{text}".encode("utf-8", "surrogatepass")
    return f"a-{hashlib.sha256(key).hexdigest()[:16]}"


def _fault(given: object) -> str:
    """Why a stated date is not used."""
    found = _SLASHED.fullmatch(given.strip()) if isinstance(given, str) else None
    first, second, year = found.groups() if found else ("", "", "")
    ways = [iso_date(f"{year}-{month:0>2}-{day:0>2}") for day, month in ((first, second), (second, first))]
    return f"may be {ways[0]} or {ways[1]}" if all(ways) and first != second else "could not be read"


_SLASHED = re.compile(r"(\d\d?)[/.](\d\d?)[/.](\d{4})", re.ASCII)


def shown(name: str) -> str:
    """A name out of somebody else's file as it can be shown: control characters and lone surrogates escaped."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in name)


def _short(value: object) -> str:
    words = repr(value)
    return words if len(words) <= 60 else f"{words[:57]}..."


_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ]\d\d:\d\d\S*(?: ?[+-]\d\d:?\d\d)?)?)?)?\Z", re.ASCII)
_BASIC = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T?\d{6}Z?)?\Z", re.ASCII)


def iso_date(value: object) -> str | None:
    """`YYYY`, `YYYY-MM` or `YYYY-MM-DD` from an ISO date or date and time; None for anything else, and for a year of
    which there are no newspapers.

    The day is the one written down: a time zone does not move it.
    """
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    words = str(value).strip() if not isinstance(value, int) or 0 <= value < 10**14 else ""
    found = _DATE.match(words) or _BASIC.match(words)
    if not found:
        return None
    parts = [int(part) for part in found.groups() if part]
    if not 1500 <= parts[0] < 2200:
        return None
    try:
        Day(*[*parts, 1, 1][:3])
    except ValueError:
        return None
    return "-".join(part for part in found.groups() if part)
