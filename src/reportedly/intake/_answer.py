"""A server's answer as a web archive keeps it: status, headers, and the body unpacked.

Many crawlers unpack a body and leave the headers as they were, so what a header says of the packing is believed only if
the body looks like it.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from reportedly.intake._decode import is_binary
from reportedly.intake._inflate import Broken, Cut, Members, Packed, deflated, metered
from reportedly.intake._raw import HEAD, Raw, TooLarge

__all__ = ["Answer", "answer", "payload"]

_STATUS = re.compile(rb"HTTP/\d(?:\.\d)?[ \t]+(\d{3})(?:[ \t][^\r\n]*)?\r?\n", re.IGNORECASE)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE)


class Answer(NamedTuple):
    """What a server said. `headers` have names in lower case; `body` is as it came over the wire."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def content_type(self) -> str:
        """The content type in lower case, without what follows it; some servers say it twice."""
        return re.split("[;,]", self.headers.get("content-type", ""), maxsplit=1)[0].strip().lower()

    @property
    def charset(self) -> str | None:
        """The encoding that the server names."""
        found = _CHARSET.search(self.headers.get("content-type", "")[:1000])
        return found.group(1) if found else None

    @property
    def length(self) -> int | None:
        """How long the server says the body is."""
        stated = self.headers.get("content-length", "")
        return int(stated) if stated.isascii() and stated.isdigit() and len(stated) < 19 else None


def answer(block: bytes) -> Answer | None:
    """The answer in a record's block; None where there is none."""
    first = _STATUS.match(block)
    if not first:
        return None
    head, body = _parted(block, first.end())
    headers: dict[str, str] = {}
    for line in head.splitlines():
        name, _, value = line.decode("utf-8", "replace").partition(":")
        headers.setdefault(name.strip().lower(), value.strip())
    return Answer(int(first.group(1)), headers, body)


_BLANK = re.compile(rb"(?:\A|\n)\r?\n")


def _parted(block: bytes, start: int) -> tuple[bytes, bytes]:
    """The headers and the body: an empty line lies between them."""
    found = _BLANK.search(block, start - 1)
    return (block[start : found.start() + 1], block[found.end() :]) if found else (block[start:], b"")


def payload(answer: Answer, raw: Raw, limit: int) -> tuple[bytes, list[str]]:
    """The body unpacked, and notes on what is missing of it. `raw`: the archive, to which the work is counted.

    Raises `TooLarge`, and `ValueError` where it cannot be unpacked.
    """
    body, notes = answer.body, list[str]()
    if "chunked" in answer.headers.get("transfer-encoding", "").lower():
        body, notes = _unchunked(body)
    elif answer.length is not None and "content-encoding" not in answer.headers and len(body) < answer.length:
        notes = [_CUT]
    codings = [word.strip().lower() for word in answer.headers.get("content-encoding", "").split(",")]
    for coding in reversed([word for word in codings if word not in ("", "identity")][:3]):
        body, more = _decoded(body, coding, raw, limit)
        notes += more
    if len(body) > limit:
        raise TooLarge(limit)
    return body, notes


_CUT = "The page is cut short: its server had more to send."
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,15})[ \t]*(?:;[^\r\n]{0,1000})?\r\n")


def _unchunked(body: bytes) -> tuple[bytes, list[str]]:
    """The chunks put together; the body as it is where it has none."""
    whole = io.BytesIO()
    at = 0
    while found := _CHUNK.match(body, at):
        size = int(found.group(1), 16)
        if size == 0:
            return whole.getvalue(), []
        whole.write(body[found.end() : found.end() + size])
        at = found.end() + size
        ends = 2 if body[at : at + 2] == b"\r\n" else int(body[at : at + 1] == b"\n")
        if not ends and at < len(body):
            break
        at += ends
    else:
        return (whole.getvalue(), [_CUT]) if at else (body, [])
    # Not a chunk's end: a text that begins with a number, or damage after some good chunks.
    return (body, []) if found.start() == 0 else (whole.getvalue(), [_CUT])


def _decoded(body: bytes, coding: str, raw: Raw, limit: int) -> tuple[bytes, list[str]]:
    """The body with one packing off; as it is where it does not look packed."""
    packed = Packed(io.BytesIO(body))
    if coding in ("gzip", "x-gzip") and body.startswith(b"\x1f\x8b"):
        pieces = Members(packed, raw).pieces()
    elif coding == "deflate" and (_is_zlib(body) or _is_deflate(body)):
        packed.exactly(2 if _is_zlib(body) else 0)
        pieces = metered(deflated(packed), packed, raw)
    elif coding in ("gzip", "x-gzip", "deflate") or not is_binary(body[:HEAD]):
        return body, []
    elif coding == "br":
        pieces = metered(_unbrotlied(body), packed, raw)
    else:
        raise ValueError(f"its body is packed by {coding[:20]!r}, which is not read in this version")
    return _gathered(pieces, limit)


def _gathered(pieces: Iterator[bytes], limit: int) -> tuple[bytes, list[str]]:
    whole = io.BytesIO()
    try:
        for piece in pieces:
            whole.write(piece)
            if whole.tell() > limit:
                raise TooLarge(limit)
    except Cut:
        return whole.getvalue(), [_CUT]
    except Broken as error:
        raise ValueError(f"its body cannot be unpacked: {error} of it") from None
    return whole.getvalue(), []


def _is_zlib(body: bytes) -> bool:
    return len(body) > 2 and body[0] & 0x0F == 8 and int.from_bytes(body[:2], "big") % 31 == 0


def _is_deflate(body: bytes) -> bool:
    """Whether it can be inflated, without a head that would tell: some servers leave it out."""
    try:
        return bool(zlib.decompressobj(-zlib.MAX_WBITS).decompress(body[:4096], 4096))
    except zlib.error:
        return False


def _unbrotlied(body: bytes) -> Iterator[bytes]:
    """What Brotli packed, a bounded piece at a time; the library is one that a user may have."""
    try:
        import brotli  # type: ignore[import-not-found, import-untyped, unused-ignore]

        engine: Any = brotli.Decompressor()
        piece = engine.process(body, output_buffer_limit=_PIECE)
        while piece:
            yield piece
            piece = engine.process(b"", output_buffer_limit=_PIECE)
        finished = engine.is_finished()
    except (ImportError, TypeError):
        raise ValueError("its body is packed by Brotli; pip install 'brotli>=1.2' to have it read") from None
    except brotli.error as error:
        raise ValueError(f"its body cannot be unpacked: {error}") from None
    if not finished:
        raise Cut("the packed data is cut short")


_PIECE = 1 << 18
