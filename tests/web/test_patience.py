"""Who sends or takes a byte now and then holds a connection for a while, and the desk not at all."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

from reportedly.desk import Desk
from reportedly.web import Settings, create_app
from reportedly.web.patience import Impatient


class Quick(Impatient):
    seconds = 0.8


@pytest.fixture(scope="module")
def port(demo_store: Path) -> Iterator[int]:
    app = create_app(Desk(demo_store, reader="rules"), Settings(seconds=1.5))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        found: int = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, port=found, http=Quick, log_level="critical", timeout_keep_alive=1))
    running = threading.Thread(target=server.run, daemon=True)
    running.start()
    while not server.started:
        time.sleep(0.02)
    yield found
    server.should_exit = True
    running.join(10)


def _dripped(port: int, first: bytes, drip: bytes = b"x", most: float = 8.0) -> tuple[float, bytes]:
    """Sends a beginning, then a little now and then: after how many seconds the other side closes, and what it said."""
    began, said = time.monotonic(), b""
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.settimeout(0.1)
        try:
            line.sendall(first)
            while time.monotonic() - began < most:
                line.sendall(drip)
                try:
                    got = line.recv(65_536)
                except TimeoutError:
                    continue
                if not got:
                    break
                said += got
        except OSError:
            pass
    return time.monotonic() - began, said


def _answered(port: int) -> bool:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
        line.sendall(b"GET /static/desk.css HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        return line.recv(100).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize(
    "first", [b"", b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: ", b"GET /api HTTP/1.1\r\nHost: localhost\r\n\r\nG"]
)
def test_a_head_that_drips_is_given_up(port: int, first: bytes) -> None:
    took, _ = _dripped(port, first)
    assert took < 5


def test_a_body_that_drips_is_answered_and_given_up(port: int) -> None:
    head = b"POST /add HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    took, said = _dripped(port, head + b"Content-Length: 100000\r\n\r\ntext=")
    assert said.startswith(b"HTTP/1.1 408") and b"too slowly" in said
    assert 1 < took < 6


def test_an_answer_that_nobody_takes_is_given_up(port: int) -> None:
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.connect(("127.0.0.1", port))
        line.sendall(b"GET /static/vendor/charts.min.js HTTP/1.1\r\nHost: localhost\r\n\r\n" * 8)
        time.sleep(3)
        taken = 0
        with pytest.raises(OSError):  # reset, and not the whole of it
            while got := line.recv(65_536):
                taken += len(got)
            raise ConnectionError(taken)
        size = (Path(__file__).parents[2] / "src/reportedly/web/static/vendor/charts.min.js").stat().st_size
        assert taken < 8 * size


def test_the_desk_is_there_for_others_meanwhile(port: int) -> None:
    lines = [socket.create_connection(("127.0.0.1", port)) for _ in range(40)]
    for line in lines:
        line.sendall(b"POST /add HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n\r\nt")
    assert _answered(port)
    for line in lines:
        line.close()
