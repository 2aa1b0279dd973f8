"""What all pages share: the desk, the index they ask, and who is asking.

Pages ask the index alone, never the store: it answers from what was committed last, whoever is adding meanwhile. A
thread of its own brings it up to date when the store's file has changed; what an analyst did himself is there at once.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast
from urllib.parse import unquote

from fastapi import Request

from reportedly.desk import Desk
from reportedly.errors import ReportedlyError
from reportedly.index import Index

__all__ = ["Place", "Settings", "analyst", "place_of"]

#: Seconds between looks at whether the store has changed; how long nothing may have changed before that is taken over
#: at once; how old pages may get while it goes on changing; and the least rest after taking over, in times of what that
#: took. So who adds meanwhile is hardly held up.
LOOK, QUIET, LAG, REST = 1.0, 2.5, 15.0, 20.0
#: Seconds for which nothing may have changed before claims are weighed here that others' changes made old: who adds
#: weighs them himself when all is in, and two who do so would only take each other's time.
PATIENCE = 60.0
#: Seconds that are waited at the end for what is under way.
STOPPING = 20.0
#: The cookie that keeps by what name an analyst goes.
NAME = "reportedly_name"


@dataclass(frozen=True, slots=True)
class Settings:
    """How a desk is served. `hosts` are the names it answers to; `token` is asked for where it is not empty."""

    hosts: tuple[str, ...] = ("127.0.0.1", "localhost", "[::1]")
    token: str = ""
    readonly: bool = False
    #: Bytes of one upload, seconds for one request, rows of one page.
    upload: int = 64 << 20
    seconds: float = 30.0
    rows: int = 50


@dataclass
class Place:
    """A served store."""

    desk: Desk
    settings: Settings
    trouble: str = ""
    #: Claims are being weighed anew.
    weighing: bool = False
    _index: Index | None = None
    _seen: object = None
    #: The store as it was at the last look, and since when; when to take over next though it goes on changing.
    _looked: object = None
    _since: float = 0.0
    _next: float = 0.0
    #: For how long nothing may have changed before claims are weighed.
    _patience: float = QUIET
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _stop: threading.Event = field(default_factory=threading.Event)
    _watching: threading.Thread | None = None
    #: What was told by those who take in articles in the background: job -> lines (see `pages/adding.py`).
    jobs: dict[str, Any] = field(default_factory=dict)

    @property
    def index(self) -> Index:
        """The index as it is; made now if there is none yet."""
        if self._index is None:
            self.refresh()
        assert self._index is not None
        return self._index

    def refresh(self) -> None:
        """Brings the index up to what is committed now. Raises the store's errors."""
        with self._lock:
            self._take_over()

    def do(self, act: Callable[[Desk], Any]) -> Any:
        """Does something to the store for an analyst, and shows it to him; claims, which are weighed anew, follow in
        the background. One at a time: threads of one process would shut each other out of the store as processes do.
        """
        with self._lock:
            result = act(self.desk)
            self._index = self.desk.index(claims=False)
            self._seen, self.weighing, self._patience = self._fingerprint(), True, QUIET
            return result

    def _take_over(self) -> None:
        seen = self._fingerprint()
        self._index = self.desk.index()
        self._seen, self.weighing = seen, False

    def start(self) -> None:
        self._watching = threading.Thread(target=self._watch, name="index", daemon=True)
        self._watching.start()

    def stop(self) -> None:
        """Ends with the look at the store that is under way: a process that ends in its midst would crash."""
        self._stop.set()
        if self._watching is not None:
            self._watching.join(STOPPING)

    def _watch(self) -> None:
        while not self._stop.wait(LOOK):
            try:
                self._look(time.monotonic())
                self.trouble = ""
            except ReportedlyError as error:  # the store is busy or damaged: pages go on with what they have
                self.trouble = str(error)
            except OSError as error:
                self.trouble = f"The store cannot be read: {error.strerror}."
            except Exception as error:  # a thread that ends would leave the pages with what is old, and say nothing
                self.trouble = f"What is new cannot be shown: internal error {type(error).__name__}: {error}."

    def _look(self, now: float) -> None:
        """Takes over what others changed, when it is quiet or pages would get too old; and weighs when it is quiet."""
        found = self._fingerprint()
        if found != self._looked:
            self._looked, self._since = found, now
        quiet = now - self._since
        if found != self._seen and (quiet >= QUIET or now >= self._next):
            self._follow()
            took = time.monotonic() - now
            self._next = now + took + max(LAG, REST * took)
        elif found == self._seen and self.weighing and quiet >= self._patience:
            self.refresh()

    def _follow(self) -> None:
        """Takes over what others changed; the claims only if they have been weighed already."""
        with self._lock:
            seen = self._fingerprint()
            weighed = self.desk.weighed()
            self._index = self.desk.index(claims=weighed)
            self._seen, self.weighing, self._patience = seen, not weighed, PATIENCE

    def _fingerprint(self) -> object:
        path = Path(self.desk.store.path)
        found = path.stat()
        return found.st_size, found.st_mtime_ns, path.with_name(f"{path.name}.wal").exists()


def place_of(request: Request) -> Place:
    return cast(Place, request.app.state.place)


def analyst(request: Request) -> str | None:
    """By what name somebody judges: the one he gave, else the system's (None)."""
    return unquote(request.cookies.get(NAME, "")) or None
