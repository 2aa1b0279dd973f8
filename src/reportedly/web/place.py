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

#: Seconds between looks at whether the store has changed; the least rest after changes were taken over, in times of
#: what that took; and for how many seconds nothing may have changed before claims are weighed anew. So who adds
#: meanwhile is hardly held up.
LOOK, REST, QUIET = 1.0, 4.0, 2.0
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
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _stop: threading.Event = field(default_factory=threading.Event)
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
            self._seen, self.weighing = self._fingerprint(), True
            return result

    def _take_over(self) -> None:
        seen = self._fingerprint()
        self._index = self.desk.index()
        self._seen, self.weighing = seen, False

    def start(self) -> None:
        threading.Thread(target=self._watch, name="index", daemon=True).start()

    def stop(self) -> None:
        self._stop.set()

    def _watch(self) -> None:
        changed = time.monotonic()
        while not self._stop.wait(LOOK):
            began = time.monotonic()
            try:
                if self._fingerprint() != self._seen:
                    self._follow()
                    changed = time.monotonic()
                    self._stop.wait(REST * (changed - began))
                elif self.weighing and began - changed > QUIET:
                    self.refresh()
                self.trouble = ""
            except ReportedlyError as error:  # the store is busy or damaged: pages go on with what they have
                self.trouble = str(error)
            except OSError as error:
                self.trouble = f"The store cannot be read: {error.strerror}."
            except Exception as error:  # a thread that ends would leave the pages with what is old, and say nothing
                self.trouble = f"What is new cannot be shown: internal error {type(error).__name__}: {error}."

    def _follow(self) -> None:
        """Takes over what others changed, all but the claims."""
        with self._lock:
            seen = self._fingerprint()
            self._index = self.desk.index(claims=False)
            self._seen, self.weighing = seen, True

    def _fingerprint(self) -> object:
        path = Path(self.desk.store.path)
        found = path.stat()
        return found.st_size, found.st_mtime_ns, path.with_name(f"{path.name}.wal").exists()


def place_of(request: Request) -> Place:
    return cast(Place, request.app.state.place)


def analyst(request: Request) -> str | None:
    """By what name somebody judges: the one he gave, else the system's (None)."""
    return unquote(request.cookies.get(NAME, "")) or None
