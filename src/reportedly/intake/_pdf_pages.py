"""The pages of a PDF, read by a process of its own (`_pdf_glyphs`) that is ended when it breaks or does not end."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reportedly.intake._raw import TooLarge

__all__ = ["Page", "Pdf", "Piece", "Unreadable", "pages"]

#: The most seconds that pass without a page: a broadsheet with ten thousand words takes one.
PATIENCE = 60.0
#: The most seconds for a file: a report of a thousand pages takes half a minute.
LONGEST = 1800.0
#: The most pages. A file with more is a made one, or a library.
MOST_PAGES = 20_000

_PROGRAM = Path(__file__).with_name("_pdf_glyphs.py")


class Unreadable(ValueError):
    """A PDF that cannot be read, with the reason as a sentence."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Letters in a row on one baseline, of one size and face; places in points from the top left of the page.

    `space`: a space comes before it. `hidden`: nobody sees it on the page (no ink, white on white, off the page).
    """

    text: str
    x0: float
    x1: float
    base: float
    size: float
    bold: bool = False
    italic: bool = False
    space: bool = False
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """What one page shows. `aside` is text that runs in another direction; `damaged` pages hold nothing.

    `images` are the places of pictures: left, top, right, bottom. `drawn`: there is something on it. `ligatures`: how
    many were written out; `unread`: how many letters the fonts do not tell.
    """

    number: int
    width: float = 0.0
    height: float = 0.0
    pieces: tuple[Piece, ...] = ()
    aside: tuple[str, ...] = ()
    images: tuple[tuple[float, float, float, float], ...] = ()
    drawn: bool = False
    ligatures: int = 0
    unread: int = 0
    damaged: bool = False


@dataclass(frozen=True, slots=True)
class Pdf:
    """All pages, what the file says about itself (`Title`, `Author`, `CreationDate` ...), and its attachments."""

    pages: tuple[Page, ...]
    about: dict[str, str]
    attachments: int


def pages(data: bytes, limit: int) -> Pdf:
    """What a PDF shows. Raises `Unreadable` with the reason, and `TooLarge` for more letters than `limit`."""
    with _reading(data, limit) as said:
        first = next(said)
        _refused(first, limit)
        if first["pages"] > MOST_PAGES:
            raise Unreadable(f"The PDF has {first['pages']} pages; at most {MOST_PAGES} are read of one file.")
        found: list[Page] = []
        for line in said:
            if line.get("end"):
                return Pdf(tuple(found), first["about"], first["attachments"])
            _refused(line, limit)
            found.append(_page(len(found) + 1, line))
    raise AssertionError("the reading ends with an end")


_REASONS = {
    "password": "The PDF is locked with a password; save a copy without one.",
    "locked": "The PDF is locked in a way that cannot be opened; save a copy without the lock.",
    "damaged": "The PDF is damaged and could not be read.",
}


def _refused(line: dict[str, Any], limit: int) -> None:
    error = line.get("error")
    if error == "large":
        raise TooLarge(limit)
    if error:
        raise Unreadable(_REASONS[error])


def _page(number: int, line: dict[str, Any]) -> Page:
    if line.get("damaged"):
        return Page(number, damaged=True)
    pieces = tuple(Piece(*piece) for piece in line.pop("pieces"))
    images = tuple((x0, top, x1, bottom) for x0, top, x1, bottom in line.pop("images"))
    return Page(number, pieces=pieces, images=images, aside=tuple(line.pop("aside")), **line)


# --- the other process ----------------------------------------------------------------------------------------------


@contextmanager
def _reading(data: bytes, limit: int) -> Iterator[Iterator[dict[str, Any]]]:
    """The lines that the other process says about a PDF; it is ended on the way out, whatever happened."""
    command = [sys.executable, "-P", str(_PROGRAM), str(limit)]
    # It finds its library where we would: the same interpreter, the same folders.
    around = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    pipe = subprocess.PIPE
    flags = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # no window flashes up on Windows
    process = subprocess.Popen(
        command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, env=around, creationflags=flags
    )
    try:
        yield _said(process, data)
    finally:
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream:
                with suppress(OSError):
                    stream.close()


def _said(process: subprocess.Popen[bytes], data: bytes) -> Iterator[dict[str, Any]]:
    """Line by line; a process that is silent for too long is ended. Raises `Unreadable` when it stops midway."""
    assert process.stdin and process.stdout
    late = threading.Event()
    end = time.monotonic() + LONGEST
    number = 0
    while True:
        with _watched(process, late, min(PATIENCE, end - time.monotonic())):
            if number == 0:
                with suppress(OSError):  # one that has broken down already is noticed at its silence
                    process.stdin.write(data)
                    process.stdin.close()
            line = process.stdout.readline()
        if not line.endswith(b"\n"):
            raise Unreadable(_broken(number, late.is_set()))
        yield json.loads(line)
        number += 1


@contextmanager
def _watched(process: subprocess.Popen[bytes], late: threading.Event, seconds: float) -> Iterator[None]:
    def end() -> None:
        late.set()
        process.kill()

    timer = threading.Timer(max(0, seconds), end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _broken(number: int, late: bool) -> str:
    where = f"Page {number} of the PDF" if number else "The PDF"
    if late:
        return f"{where} took too long to read (more than {PATIENCE:g} seconds a page), so the file was given up."
    return f"{where} broke the program that reads it; the file is damaged or made to do harm."
