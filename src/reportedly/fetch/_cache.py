"""What was fetched, kept on disk for as long as it may be used again, so that a command given twice fetches once.

One file an address, written aside and put in place whole: a line of JSON (status, headers, when it came), then the
body. It is only ever a help: what cannot be read or written is as if it were not there.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from pathlib import Path

from reportedly.fetch._http import Answer

__all__ = ["Cache", "Kept", "seconds_of"]

#: The shortest and longest time for which an answer that says nothing of it is used again, and the longest of all.
LEAST, MOST = 600.0, 86_400.0
#: The cache forgets what is older (seconds), and the oldest when it holds more (bytes).
OLDEST, LARGEST = 30 * 86_400.0, 1 << 30

_NEEDED = ("content-type", "etag", "last-modified", "location", "cache-control", "expires", "date", "age")


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer with the time it came (seconds since 1970)."""

    answer: Answer
    came: float

    def fresh(self, now: float) -> bool:
        return 0 <= now - self.came < lifetime(self.answer)

    def asking(self) -> dict[str, str]:
        """Headers that ask whether it still holds; none where it has nothing to be told by."""
        headers = self.answer.headers
        pairs = (("If-None-Match", "etag"), ("If-Modified-Since", "last-modified"))
        return {name: headers[by] for name, by in pairs if headers.get(by)}

    def confirmed(self, headers: Mapping[str, str], now: float) -> Kept:
        """The same, with what a server said when it confirmed it (304)."""
        newer = {name: value for name, value in headers.items() if name in _NEEDED and name != "content-type"}
        return Kept(replace(self.answer, headers={**self.answer.headers, **newer}), now)


def lifetime(answer: Answer) -> float:
    """For how many seconds an answer may be used without asking again."""
    wishes = _wishes(answer)
    if "no-cache" in wishes or answer.headers.get("vary") == "*":
        return 0.0
    if (age := _number(wishes.get("max-age"))) is not None:
        return min(age - (_number(answer.headers.get("age")) or 0.0), MOST)
    date = seconds_of(answer.headers.get("date"))
    if "expires" in answer.headers:
        ends = seconds_of(answer.headers["expires"])
        return min(ends - date, MOST) if ends and date else 0.0
    if answer.status not in (200, 301, 308):
        return 0.0
    # Nothing said: a tenth of its age, as the standard for caches proposes.
    changed = seconds_of(answer.headers.get("last-modified"))
    return min(max((date - changed) / 10, LEAST), MOST) if changed and date else LEAST


def _wishes(answer: Answer) -> dict[str, str]:
    """The parts of `Cache-Control`."""
    parts = (part.strip().lower().partition("=") for part in answer.headers.get("cache-control", "").split(","))
    return {name: value.strip('"') for name, _, value in parts}


def _number(words: str | None) -> float | None:
    return float(words) if words and re.fullmatch(r"\d{1,10}", words) else None


def seconds_of(date: str | None) -> float | None:
    """A header's date as seconds since 1970; None for what is none."""
    try:
        return parsedate_to_datetime(date).timestamp() if date else None
    except (ValueError, OverflowError, OSError):
        return None


class Cache:
    """A folder of kept answers."""

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self.folder = Path(folder)
        self._swept = False

    @classmethod
    def usual(cls) -> Cache | None:
        """Where the platform keeps such things, or the environment says (`REPORTEDLY_CACHE`, empty for nowhere)."""
        folder = _usual_folder()
        return cls(folder) if folder else None

    def get(self, url: str) -> Kept | None:
        """What is kept of an address."""
        try:
            first, _, body = self._path(url).read_bytes().partition(b"\n")
            kept = json.loads(first)
            if (kept["url"], kept["bytes"]) != (url, len(body)):
                return None
            headers = {str(name): str(value) for name, value in kept["headers"].items()}
            return Kept(Answer(int(kept["status"]), headers, body), float(kept["came"]))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None

    def put(self, url: str, kept: Kept) -> None:
        """Keeps an answer, unless it asks not to be kept or could not be used again anyway."""
        answer = kept.answer
        if "no-store" in _wishes(answer) or (lifetime(answer) <= 0 and not kept.asking()):
            return
        headers = {name: value for name, value in answer.headers.items() if name in _NEEDED}
        about = {
            "url": url, "status": answer.status, "came": kept.came, "bytes": len(answer.body), "headers": headers,
        }  # fmt: skip
        with contextlib.suppress(OSError):
            self._write(self._path(url), json.dumps(about).encode() + b"\n", answer.body)

    def _path(self, url: str) -> Path:
        return self.folder / hashlib.sha256(url.encode()).hexdigest()

    def _write(self, path: Path, *parts: bytes) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._sweep()
        number, aside = tempfile.mkstemp(prefix=".", dir=self.folder)
        try:
            with os.fdopen(number, "wb") as file:
                file.writelines(parts)
            Path(aside).replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(aside).unlink(missing_ok=True)
            raise

    def _sweep(self) -> None:
        """Once a process: takes out what is old, and the oldest of what is too much."""
        if self._swept:
            return
        self._swept = True
        kept = 0
        for changed, size, path in sorted(self._files(), reverse=True):
            kept += size
            if time.time() - changed > OLDEST or kept > LARGEST:
                with contextlib.suppress(OSError):
                    path.unlink(missing_ok=True)

    def _files(self) -> Iterator[tuple[float, int, Path]]:
        """Our own files in the folder, and no others: time of change, size, path."""
        for path in self.folder.iterdir():
            if re.fullmatch(r"[0-9a-f]{64}|\.[a-z0-9_]{8}", path.name):
                with contextlib.suppress(OSError):
                    found = path.stat()
                    yield found.st_mtime, found.st_size, path


def _usual_folder() -> Path | None:
    told = os.environ.get("REPORTEDLY_CACHE")
    if told is not None:
        return Path(told) if told else None
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA")
        return Path(base, "reportedly", "Cache") if base else None
    home = os.environ.get("HOME")
    if sys.platform == "darwin":
        return Path(home, "Library", "Caches", "reportedly") if home else None
    base = os.environ.get("XDG_CACHE_HOME") or (f"{home}/.cache" if home else None)
    return Path(base, "reportedly") if base else None
