"""One request to one site, over a connection made to an IP address that was checked.

Plain `http.client` over a socket of our own. What a larger client would add - pools, proxies, redirects, tries again -
is what must not happen by itself here, and none bounds the whole time of an answer: a server that sends a byte a second
keeps every limit on single reads.
"""

from __future__ import annotations

import contextlib
import http.client
import io
import queue
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from reportedly.fetch._url import Address, NotFetched
from reportedly.model import VERSION

__all__ = ["AGENT", "Answer", "Patience", "ask", "look_up"]

AGENT = f"reportedly/{VERSION} (+news reading; respects robots.txt)"
#: The most addresses of one host that are tried.
TRIES = 4
_PIECE = 1 << 16

Limit = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class Patience:
    """How many seconds are waited: for a host's addresses, a connection, each piece of an answer, and all in all."""

    look_up: float = 10.0
    connect: float = 10.0
    read: float = 20.0
    whole: float = 120.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server sent: its status, its headers (names in lower case), and the body, unpacked."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""


def look_up(host: str, port: int, seconds: float) -> list[str]:
    """The IP addresses of a host. Raises `NotFetched` where there are none, or none in that time."""
    found: queue.Queue[list[str] | OSError] = queue.Queue(1)

    def wait() -> None:
        try:
            infos = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.put([str(info[4][0]) for info in infos])
        except (OSError, UnicodeError) as error:
            found.put(error if isinstance(error, OSError) else OSError(str(error)))

    # The system's own look-up knows no limit of time, and cannot be stopped.
    threading.Thread(target=wait, daemon=True).start()
    try:
        ips = found.get(timeout=seconds)
    except queue.Empty:
        raise NotFetched(f"The name {host} was not resolved in {seconds:g} seconds.", lasting=False) from None
    if isinstance(ips, OSError) or not ips:
        raise NotFetched(f"There is no host {host}, or no connection to the network.", lasting=False)
    return list(dict.fromkeys(ips))


def ask(
    address: Address, ips: Sequence[str], headers: Mapping[str, str], limit: Limit, patience: Patience, until: float
) -> Answer:
    """Asks for an address at one of these IP addresses, which the caller has checked, until a moment of the clock
    (`time.monotonic`). A body comes with 200 only. `limit`: the most bytes of a body of that content type.

    Raises `NotFetched` for whatever goes wrong on the way.
    """
    try:
        with _connected(address, ips, patience, until) as wire:
            return _exchange(wire, address, headers, limit)
    except TimeoutError:
        raise NotFetched(f"{address.named} took too long to answer.", lasting=False) from None
    except http.client.IncompleteRead:
        raise NotFetched(f"The connection to {address.named} broke off.", lasting=False) from None
    except ssl.SSLCertVerificationError as error:
        raise NotFetched(f"The certificate of {address.named} is not good: {error.verify_message}.") from None
    except (http.client.HTTPException, OSError, zlib.error, ValueError) as error:
        words = (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__
        raise NotFetched(f"The exchange with {address.named} failed: {words[:200]}.", lasting=False) from None


# --- the connection -------------------------------------------------------------------------------------------------


class _Wire:
    """A socket whose every wait ends at the latest when all time is used up."""

    def __init__(self, sock: socket.socket, patience: float, until: float) -> None:
        self.sock = sock
        self._patience = patience
        self._until = until

    def limited(self) -> socket.socket:
        """The socket, ready for one more wait. Raises `TimeoutError` when no time is left."""
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self.sock.settimeout(min(left, self._patience))
        return self.sock

    # What `http.client` asks of a socket.

    def sendall(self, data: bytes) -> None:
        self.limited().sendall(data)

    def makefile(self, mode: str, *more: Any, **options: Any) -> io.BufferedReader:
        return io.BufferedReader(_Incoming(self), _PIECE)

    def close(self) -> None:
        """The client closes once it has seen the headers; we do when the body has come."""


class _Incoming(io.RawIOBase):
    def __init__(self, wire: _Wire) -> None:
        self._wire = wire

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self._wire.limited().recv_into(buffer)


@contextlib.contextmanager
def _connected(address: Address, ips: Sequence[str], patience: Patience, until: float) -> Iterator[_Wire]:
    wire = _Wire(_first(address, ips, patience, until), patience.read, until)
    try:
        if address.scheme == "https":
            wire.sock = _trust().wrap_socket(wire.limited(), server_hostname=address.host)
        yield wire
    finally:
        wire.sock.close()


def _first(address: Address, ips: Sequence[str], patience: Patience, until: float) -> socket.socket:
    """A connection to the first of the addresses that takes one; names are not resolved again."""
    failed: OSError = TimeoutError()
    for ip in ips[:TRIES]:
        left = min(patience.connect, until - time.monotonic())
        if left <= 0:
            break
        sock = socket.socket(socket.AF_INET6 if ":" in ip else socket.AF_INET, socket.SOCK_STREAM)
        try:
            sock.settimeout(left)
            sock.connect((ip, address.port))
        except OSError as error:
            sock.close()
            failed = error
            continue
        return sock
    raise failed


@cache
def _trust() -> ssl.SSLContext:
    """Whom we believe about certificates: this machine's own list, and Mozilla's, since some machines have none."""
    import certifi

    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


# --- the exchange ---------------------------------------------------------------------------------------------------


def _exchange(wire: _Wire, address: Address, headers: Mapping[str, str], limit: Limit) -> Answer:
    connection = http.client.HTTPConnection(address.host, address.port)
    connection.sock = wire
    connection.putrequest("GET", address.target, skip_host=True, skip_accept_encoding=True)
    sent = {"Host": address.named, "User-Agent": AGENT, "Accept": "*/*", "Accept-Encoding": "gzip, deflate"}
    for name, value in {**sent, **headers, "Connection": "close"}.items():
        connection.putheader(name, value)
    connection.endheaders()
    with connection.getresponse() as response:
        got = {name.lower(): value.strip() for name, value in reversed(response.getheaders())}
        body = _body(response, got, limit) if response.status == 200 else b""
        return Answer(response.status, got, body)


def _body(response: http.client.HTTPResponse, headers: Mapping[str, str], limit: Limit) -> bytes:
    most = limit(headers.get("content-type", ""))
    if (response.length or 0) > most:
        raise _too_large(most)
    whole = io.BytesIO()
    for piece in _unpacked(_pieces(response), headers.get("content-encoding", ""), most + 1):
        whole.write(piece)
        if whole.tell() > most:
            raise _too_large(most)
    return whole.getvalue()


def _pieces(response: http.client.HTTPResponse) -> Iterator[bytes]:
    while piece := response.read(_PIECE):
        yield piece
    if response.length:
        raise NotFetched(f"The connection broke off with {response.length} bytes to come.", lasting=False)


def _too_large(most: int) -> NotFetched:
    return NotFetched(f"It has more than {most / (1 << 20):g} MB; --limit allows more.")


#: How gzip and zlib are told: by their heads. Some servers send deflate without one.
_BY_HEAD, _BARE = zlib.MAX_WBITS | 32, -zlib.MAX_WBITS


def _unpacked(pieces: Iterator[bytes], coding: str, most: int) -> Iterator[bytes]:
    """The bytes of a body, unpacked a bounded piece at a time: a bomb is told before it goes off."""
    coding = coding.strip().lower()
    if coding in ("", "identity"):
        yield from pieces
        return
    if coding not in ("gzip", "x-gzip", "deflate"):
        raise NotFetched(f"It came packed as {coding[:40]!r}, which was not asked for.")
    unpacker, first = zlib.decompressobj(_BY_HEAD), True
    for piece in pieces:
        if first and coding == "deflate" and piece[0] & 0x0F != 8:
            unpacker = zlib.decompressobj(_BARE)
        first = False
        while piece:
            if unpacker.eof:
                # Another member follows, or padding, which is no part of it.
                if coding == "deflate" or not b"\x1f\x8b".startswith(piece[:2]):
                    break
                unpacker = zlib.decompressobj(_BY_HEAD)
            yield unpacker.decompress(piece, min(most, _PIECE * 16))
            piece = unpacker.unconsumed_tail or unpacker.unused_data
    # What is packed tightest may all be read and not yet all be given out.
    while not unpacker.eof and (rest := unpacker.decompress(b"", _PIECE)):
        yield rest
    if not first and not unpacker.eof:
        raise NotFetched("Its packed text breaks off.", lasting=False)
