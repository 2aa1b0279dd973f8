"""Fetches a page from the web: only when asked to, only from public addresses, and as a polite guest.

fetcher = Fetcher(Cache.usual())
page = fetcher.get("https://www.example.org/news/1", limit=lambda kind: 20_000_000)
page.body, page.content_type, page.charset, page.url

Whatever an address says, a connection is made only to an IP address that was looked at and is public: the name is
resolved once, every address it has is checked, and one of these is connected to. Redirects are followed by hand, each
checked alike. A site's robots.txt is honoured, one request is made at a time with a pause between two of one host, and
what is kept on disk and still fresh is not asked for again.
"""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from email.message import Message
from functools import cache

from reportedly.fetch import _robots
from reportedly.fetch._cache import Cache, Kept, seconds_of
from reportedly.fetch._http import AGENT, Answer, Limit, Patience, ask, look_up
from reportedly.fetch._robots import Rules
from reportedly.fetch._url import Address, NotFetched, check, is_public

__all__ = ["AGENT", "Cache", "Fetched", "Fetcher", "NotFetched", "Patience", "check", "is_public", "shared"]

#: The most redirects that are followed.
REDIRECTS = 5
#: Seconds between two requests of one host, and the longest that we wait for one, whatever the site asks.
PAUSE, LONGEST_PAUSE = 1.0, 60.0
#: For how long a site's rules hold (seconds), and for how long it is left alone when they could not be read.
RULES_HOLD, RULES_UNREAD = 86_400.0, 600.0

_REDIRECTS = (301, 302, 303, 307, 308)
_LATER = (429, 503)


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as it came. `url` is where it was found in the end, `asked` what was asked for (in the same spelling).

    `content_type` is in lower case without its parameters; `charset` is the one the server named, not to be trusted.
    """

    asked: str
    url: str
    content_type: str
    charset: str | None
    body: bytes


@dataclass(slots=True)
class _Time:
    """The seconds left for all requests that one page takes; pauses are not counted."""

    left: float


class Fetcher:
    """Fetches pages, one at a time; keeps the pauses between them for as long as it lives.

    `cache`: where answers are kept, if anywhere. `may_connect` says of an IP address and port whether they may be
    connected to; a test may let its own server pass. `look_up` resolves a host (host, port, seconds) -> IP addresses.
    """

    def __init__(
        self,
        cache: Cache | None = None,
        *,
        patience: Patience = Patience(),  # noqa: B008
        may_connect: Callable[[str, int], bool] = lambda ip, port: is_public(ip),
        look_up: Callable[[str, int, float], Sequence[str]] = look_up,
        sleep: Callable[[float], None] = time.sleep,
        pause: float = PAUSE,
    ) -> None:
        self._cache = cache
        self._patience = patience
        self._may_connect = may_connect
        self._look_up = look_up
        self._sleep = sleep
        self._pause = pause
        self._lock = threading.Lock()
        #: By host, when it may be asked again (`time.monotonic`).
        self._ready: dict[str, float] = {}
        #: By origin, a site's rules and until when they hold.
        self._rules: dict[str, tuple[Rules, float]] = {}

    def get(self, url: str, limit: Limit, *, recheck: bool = False) -> Fetched:
        """The page at an address. `limit`: the most bytes that a body of a content type may have. `recheck`: ask the
        server even where what is kept is fresh.

        Raises `NotFetched` with the reason, whatever goes wrong.
        """
        address = check(url)
        with self._lock:
            there, answer = self._followed(address, limit, recheck)
        if answer.status != 200:
            raise _refused(there, answer)
        kind, charset = _kind(answer.headers.get("content-type", ""))
        return Fetched(address.url, there.url, kind, charset, answer.body)

    def _followed(
        self, address: Address, limit: Limit, recheck: bool = False, rules: bool = True
    ) -> tuple[Address, Answer]:
        """The answer at the end of all redirects, and where that was. `rules`: ask each site's robots.txt first."""
        seconds = _Time(self._patience.whole)
        for _ in range(REDIRECTS + 1):
            answer = self._answer(address, limit, recheck, rules, seconds)
            if answer.status not in _REDIRECTS or "location" not in answer.headers:
                return address, answer
            address = address.onward(answer.headers["location"])
        raise NotFetched(f"It redirects more than {REDIRECTS} times.")

    def _answer(self, address: Address, limit: Limit, recheck: bool, rules: bool, seconds: _Time) -> Answer:
        """What is kept of an address while it is fresh, else what its server says."""
        kept = self._cache.get(address.url) if self._cache else None
        if kept and kept.fresh(time.time()) and not recheck:
            return kept.answer
        if rules:
            self._mind_rules(address)
        answer = self._asked(address, kept.asking() if kept else {}, limit, seconds)
        if answer.status == 304 and kept:
            kept = kept.confirmed(answer.headers, time.time())
        elif answer.status in (200, *_REDIRECTS):
            kept = Kept(answer, time.time())
        else:
            return answer
        if self._cache:
            self._cache.put(address.url, kept)
        return kept.answer

    # --- being a guest ------------------------------------------------------------------------------------------

    def _asked(self, address: Address, headers: Mapping[str, str], limit: Limit, seconds: _Time) -> Answer:
        """The server's answer; one that asks to come again shortly is asked once more."""
        answer = self._once(address, headers, limit, seconds)
        if answer.status in _LATER and (wait := _asked_to_wait(answer)) is not None:
            self._ready[address.host] = time.monotonic() + max(wait, self._pause)
            if wait <= LONGEST_PAUSE:
                return self._once(address, headers, limit, seconds)
        return answer

    def _once(self, address: Address, headers: Mapping[str, str], limit: Limit, seconds: _Time) -> Answer:
        wait = self._ready.get(address.host, 0.0) - time.monotonic()
        if wait > LONGEST_PAUSE:
            raise NotFetched(f"{address.host} asks to be left alone for another {wait:.0f} seconds.", lasting=False)
        if wait > 0:
            self._sleep(wait)
        ips = self._checked(address)
        begun = time.monotonic()
        try:
            return ask(address, ips, headers, limit, self._patience, begun + seconds.left)
        finally:
            now = time.monotonic()
            seconds.left -= now - begun
            rules, _ = self._rules.get(address.origin, (Rules(), 0.0))
            self._ready[address.host] = now + max(self._pause, rules.delay)

    def _checked(self, address: Address) -> Sequence[str]:
        """The host's addresses, every one of them public: with one inside among them none is to be trusted."""
        literal = ":" in address.host or re.fullmatch(r"[0-9.]+", address.host)
        ips = [address.host] if literal else self._look_up(address.host, address.port, self._patience.look_up)
        for ip in ips:
            if not self._may_connect(ip, address.port):
                told = "" if literal else f" leads to {ip}, which"
                raise NotFetched(f"{address.host}{told} is no public address, and only such are fetched.")
        return ips

    def _mind_rules(self, address: Address) -> None:
        """Raises `NotFetched` where the site's robots.txt does not want us."""
        rules, until = self._rules.get(address.origin, (Rules(), 0.0))
        if until < time.monotonic():
            rules = self._read_rules(address)
            hold = RULES_UNREAD if rules.refused else RULES_HOLD
            self._rules[address.origin] = (rules, time.monotonic() + hold)
        if rules.refused:
            raise NotFetched(rules.refused, lasting=False)
        if not rules.allow(address.url):
            raise NotFetched(
                f"{address.host} asks robots not to read it (robots.txt); save the page and name the file."
            )

    def _read_rules(self, address: Address) -> Rules:
        """As the standard says: no such file, no rules; no answer, no visit."""
        home = Address(address.scheme, address.host, address.port, "/robots.txt")
        # A host that is none of ours to ask is told as such, and not as one without readable rules.
        self._checked(home)
        try:
            _, answer = self._followed(home, lambda kind: _robots.LARGEST * 16, rules=False)
        except NotFetched as error:
            return Rules(refused=f"The site's robots.txt could not be read. {error.reason}")
        if answer.status == 200:
            return _robots.parse(answer.body)
        if answer.status < 500 and answer.status != 429:
            return Rules()
        return Rules(refused=f"The site's robots.txt could not be read. It answered {answer.status}.")


def _asked_to_wait(answer: Answer) -> float | None:
    """The seconds of `Retry-After`, which may be a date."""
    told = answer.headers.get("retry-after", "")
    if re.fullmatch(r"\d{1,9}", told):
        return float(told)
    then = seconds_of(told)
    return None if then is None else max(0.0, then - time.time())


def _refused(address: Address, answer: Answer) -> NotFetched:
    """A status other than 200 in words."""
    status = answer.status
    if status in (404, 410):
        return NotFetched(f"There is no such page any more, or never was ({status}).")
    if status in (401, 402, 403, 407, 451):
        return NotFetched(f"{address.host} does not give it to everybody ({status}); save the page and name the file.")
    if status in _LATER:
        return NotFetched(f"{address.host} asks to be left alone for a while ({status}).", lasting=False)
    if status >= 500:
        return NotFetched(f"{address.host} has a fault of its own ({status}); try again later.", lasting=False)
    return NotFetched(f"{address.host} answered with {status} and no page.")


def _kind(header: str) -> tuple[str, str | None]:
    """Content type and charset of a `Content-Type` header; empty and None where it says nothing of use."""
    message = Message()
    message["Content-Type"] = header
    charset = message.get_content_charset()
    known = charset if charset and re.fullmatch(r"[a-z0-9][a-z0-9._:+-]{0,39}", charset) else None
    return (message.get_content_type() if header else ""), known


@cache
def shared() -> Fetcher:
    """The one fetcher of this process, so that its pauses hold for everything the process does."""
    kept = Cache.usual()
    if kept is None:
        logging.getLogger("reportedly").warning(
            "reportedly: No place to keep fetched pages in is known; each is fetched anew (REPORTEDLY_CACHE names one)."
        )
    return Fetcher(kept)
