"""What stands between a desk and the rest of the world: hosts, origins, a token, limits, and headers.

A page elsewhere must not be able to judge in an analyst's name (cross-site requests), to read his store by a name that
resolves to this machine (DNS rebinding), or to run anything here that came in with an article (CSP).
"""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response

from reportedly.web.place import Settings

__all__ = ["POLICY", "TOKEN", "Guard"]

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

TOKEN = "reportedly_token"
#: (The hash is of the one rule that Cytoscape writes for its container.)
POLICY = (
    "default-src 'none'; script-src 'self'; "
    "style-src 'self' 'sha256-pgvDUBa4IjFA2yuSJ2cqcyxmNYJMborsd0ORcRv9vw8='; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
#: A dossier is a page of its own with its own policy; these stand on every answer.
_HEADERS = {
    "x-content-type-options": "nosniff",
    # (With "no-referrer" browsers send the origin of our own forms as "null".)
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
_SAFE = frozenset({"GET", "HEAD"})
_KNOWN = _SAFE | {"POST"}
#: Characters of an address; longer ones are nobody's question.
_LONGEST = 8000


class Guard:
    """ASGI middleware around the whole application."""

    def __init__(self, app: Any, settings: Settings) -> None:
        self.app = app
        self.settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        refused = self._refused(scope)
        if refused is not None:
            await _with_headers(refused)(scope, receive, send)
            return
        counted = _Counted(receive, self.settings.upload)
        sent = _Sent(send)
        try:
            async with asyncio.timeout(self.settings.seconds):
                await self.app(scope, counted, sent)
        except TimeoutError:
            if counted.whole:
                await self._instead(scope, receive, sent, 503, "This took too long; ask for less.")
            else:
                await self._instead(scope, receive, sent, 408, "What is sent comes too slowly.")
        except _TooMuch:
            await self._instead(scope, receive, sent, 413, "That is more than may be sent at once.")

    async def _instead(self, scope: Scope, receive: Receive, sent: _Sent, status: int, words: str) -> None:
        if not sent.begun:
            await _with_headers(PlainTextResponse(words, status))(scope, receive, sent.send)

    def _refused(self, scope: Scope) -> Response | None:
        """Why a request is not let in; None where it is."""
        headers = Headers(scope=scope)
        if scope["method"] not in _KNOWN:
            return PlainTextResponse("Only GET and POST are known here.", 405, {"allow": "GET, HEAD, POST"})
        if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > _LONGEST:
            return PlainTextResponse("The address is too long.", 414)
        if _bare(headers.get("host", "")) not in self.settings.hosts:
            return PlainTextResponse("This desk does not answer to that name; see --host.", 421)
        if headers.get("content-length", "0").isdigit() is False:
            return PlainTextResponse("The length of what is sent is no number.", 400)
        if int(headers.get("content-length", "0")) > self.settings.upload:
            return PlainTextResponse("That is more than may be sent at once.", 413)
        if scope["method"] not in _SAFE:
            if self.settings.readonly:
                return PlainTextResponse("This desk is for reading only.", 403)
            if not _own(headers):
                return PlainTextResponse("Only this desk's own pages may change something.", 403)
        return self._without_token(scope, headers)

    def _without_token(self, scope: Scope, headers: Headers) -> Response | None:
        token = self.settings.token
        if not token or scope["path"].startswith("/static/") or scope["path"] == "/enter":
            return None
        cookie = SimpleCookie(headers.get("cookie", "")).get(TOKEN)
        bearer = headers.get("authorization", "").removeprefix("Bearer ")
        given = cookie.value if cookie else bearer
        if hmac.compare_digest(given.encode("utf-8", "replace"), token.encode()):
            return None
        if "text/html" in headers.get("accept", ""):
            return Response(status_code=303, headers={"location": "/enter"})
        return PlainTextResponse("A token is asked for: Authorization: Bearer TOKEN.", 401)


class _TooMuch(Exception):
    """More was sent than may be."""


class _Counted:
    """What is received, up to a limit, whatever length was announced."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self.receive = receive
        self.left = limit
        #: Nothing more is waited for; so it is, too, where nobody asks.
        self.whole = True

    async def __call__(self) -> MutableMapping[str, Any]:
        self.whole = False
        message = await self.receive()
        self.whole = not message.get("more_body", False)
        self.left -= len(message.get("body", b""))
        if self.left < 0:
            raise _TooMuch
        return message


class _Sent:
    """What is sent, with the headers that stand on every answer."""

    def __init__(self, send: Send) -> None:
        self.send = send
        self.begun = False

    async def __call__(self, message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.begun = True
            headers = message.setdefault("headers", [])
            named = {name.lower() for name, _ in headers}
            more = {**_HEADERS, "content-security-policy": POLICY, "cache-control": "no-store"}
            headers += [(k.encode(), v.encode()) for k, v in more.items() if k.encode() not in named]
        await self.send(message)


def _with_headers(response: Response) -> Response:
    for name, value in {**_HEADERS, "content-security-policy": POLICY}.items():
        response.headers[name] = value
    return response


def _bare(host: str) -> str:
    """A host without its port, in lower case."""
    name, _, port = host.rpartition(":")
    return (name if name and port.isdigit() and not name.endswith(":") else host).lower()


def _own(headers: Headers) -> bool:
    """Whether a request comes from a page of this very desk, as browsers say it; what says nothing is no browser."""
    site = headers.get("sec-fetch-site")
    if site is not None and site not in ("same-origin", "none"):
        return False
    origin = headers.get("origin")
    if origin is None:
        return True
    return origin != "null" and urlsplit(origin).netloc.lower() == headers.get("host", "").lower()
