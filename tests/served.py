"""A web server and a name server on this machine, and a fetcher that may reach them: no test leaves it."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from reportedly.fetch import Fetcher


class Site:
    """A web server on this machine. `pages`: by path, what the handler writes, or (status, headers, body)."""

    def __init__(self) -> None:
        self.pages: dict[str, Any] = {"/robots.txt": (404, {}, b"")}
        self.asked: list[tuple[str, dict[str, str]]] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                site.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
                page = site.pages.get(self.path, (404, {}, b""))
                page = page(self) if callable(page) else page
                if page is None:
                    return
                status, headers, body = page
                self.send_response_only(status)
                for name, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                with contextlib.suppress(OSError):
                    self.wfile.write(body)

            def log_message(self, *given: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]

    def url(self, path: str = "/", host: str = "news.example") -> str:
        return f"http://{host}:{self.port}{path}"


class Names:
    """A name server of our own: every name leads here, but for those said to lead elsewhere."""

    def __init__(self, **elsewhere: Sequence[str]) -> None:
        self.elsewhere = {name.replace("_", "."): ips for name, ips in elsewhere.items()}
        self.asked: list[str] = []

    def __call__(self, host: str, port: int, seconds: float) -> Sequence[str]:
        self.asked.append(host)
        return self.elsewhere.get(host, ["127.0.0.1"])


def guest(**given: Any) -> Fetcher:
    """A fetcher that may reach this machine, and does not really wait."""
    usual = {"look_up": Names(), "may_connect": lambda ip, port: ip == "127.0.0.1", "pause": 0.0}
    return Fetcher(**{**usual, **given})
