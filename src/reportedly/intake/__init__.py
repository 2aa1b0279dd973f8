"""Takes news in: finds the inputs, tells their format, decodes, freezes the text, gives it an id.

A format is one module of this folder (or an entry point `reportedly.intake`) with three names:

    suffixes: tuple[str, ...]                        the file endings it reads, (".txt",)
    sniff(head: bytes) -> bool                       whether an input without such an ending begins like it
    articles(raw: Raw, options: Options) -> Iterator[Article | Skipped]

An input that cannot be read is a `Skipped` with the reason, in its place in the order; it never stops the others.
"""

from __future__ import annotations

import glob
import os
import re
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from reportedly import shelf
from reportedly.errors import NotInThisVersion, UnknownName
from reportedly.intake import _decode
from reportedly.intake._raw import Options, Raw, freeze, iso_date
from reportedly.model import Article, Skipped

__all__ = ["Options", "Raw", "formats", "freeze", "iso_date", "open"]

#: Formats people have lying about that this version knows and does not read, by file ending and by the name of --as.
_LATER = {
    ".pdf": "PDF", ".warc": "WARC", ".arc": "WARC", ".wacz": "WARC", ".rss": "Feeds (RSS)", ".atom": "Feeds (Atom)",
    ".xml": "XML and feeds", ".csv": "CSV", ".tsv": "CSV", ".eml": "Mail", ".mbox": "Mail", ".msg": "Mail",
    ".docx": "Word", ".doc": "Word", ".odt": "OpenDocument", ".rtf": "RTF", ".epub": "EPUB", ".mht": "MHTML",
    ".mhtml": "MHTML", ".parquet": "Parquet", ".gz": "Compressed input", ".bz2": "Compressed input",
    ".xz": "Compressed input", ".zst": "Compressed input", ".zip": "Compressed input", ".tar": "Compressed input",
    ".7z": "Compressed input",
}  # fmt: skip
_LATER_KINDS = {
    "pdf": "PDF", "warc": "WARC", "feed": "Feeds", "rss": "Feeds", "csv": "CSV", "mail": "Mail", "docx": "Word",
    "epub": "EPUB",
}  # fmt: skip
_URL = re.compile(r"[a-z][a-z0-9+.-]{1,20}://", re.IGNORECASE)


def open(inputs: Sequence[str], options: Options = Options()) -> Iterator[Article | Skipped]:  # noqa: B008
    """The articles of files, folders, globs and `-` (standard input), in the order given.

    Folders are read with all their subfolders, in order of names, hidden files left out; a file named twice is read
    once. Raises `UnknownName` when `options.kind` names no format or `options.encoding` no encoding, and
    `NotInThisVersion` for a format that comes later; a bad input never raises.
    """
    kind = _kind(options.kind) if options.kind else None
    if options.encoding and not _decode.usable(options.encoding):
        raise UnknownName(f"No encoding {options.encoding!r} for text files.")
    return _all(inputs, options, kind)


@cache
def formats() -> dict[str, Any]:
    """All formats by name; plain text, which anything may be, comes last."""
    names = sorted(shelf.names("intake"), key=lambda name: (name == "text", name))
    return {name: shelf.load("intake", name) for name in names}


def _kind(name: str) -> Any:
    if name in _LATER_KINDS and name not in shelf.names("intake"):
        raise NotInThisVersion(f"{_LATER_KINDS[name]} cannot be read yet.")
    return shelf.load("intake", name)


def _all(inputs: Sequence[str], options: Options, kind: Any) -> Iterator[Article | Skipped]:
    seen: set[str] = set()
    for given in inputs:
        for found in _found(given):
            if isinstance(found, Skipped):
                yield found
            elif (key := os.path.realpath(found.path) if found.path else found.name) not in seen:
                seen.add(key)
                yield from _guarded(found, options, kind)


# --- from what was typed to files -----------------------------------------------------------------------------------


def _found(given: str) -> Iterator[Raw | Skipped]:
    """The inputs that one word of the command line stands for."""
    if given == "-":
        buffer = getattr(sys.stdin, "buffer", None)
        yield Raw.streamed("stdin", getattr(buffer, "raw", buffer)) if buffer else Skipped("-", "Nothing is piped in.")
    elif _URL.match(given):
        yield Skipped(given, "Fetching from the web is not in this version; save the page and name the file.")
    else:
        yield from _on_disk(given)


def _on_disk(given: str) -> Iterator[Raw | Skipped]:
    try:
        if given and Path(given).is_dir():
            yield from _in_folder(given)
        elif given and Path(given).exists():
            yield _file(Path(given))
        else:
            yield from _by_pattern(given)
    except (OSError, ValueError) as error:
        yield Skipped(given, _why(error))


def _file(path: Path) -> Raw | Skipped:
    """A file, or a pipe that the shell names like one (`<(...)`)."""
    return Raw(str(path), path) if path.is_file() else Raw.streamed(str(path), path.open("rb", buffering=0))


def _by_pattern(given: str) -> Iterator[Raw | Skipped]:
    matches = sorted(glob.glob(given, recursive=True)) if glob.has_magic(given) else []  # noqa: PTH207 (any path, not below one)
    for match in matches:
        yield from _on_disk(match)
    if not matches:
        yield Skipped(given, "No file matches." if glob.has_magic(given) else "There is no such file or folder.")


def _in_folder(given: str) -> Iterator[Raw | Skipped]:
    """Every file below a folder, a folder's own files before those of its subfolders; links to folders not followed."""
    problems: list[Skipped] = []
    empty = True
    for folder, below, files in os.walk(given, onerror=lambda e: problems.append(Skipped(str(e.filename), _why(e)))):
        below[:] = sorted(name for name in below if not name.startswith("."))
        for name in sorted(name for name in files if not name.startswith(".")):
            path = Path(folder, name)
            empty = False
            yield Raw(str(path), path) if path.is_file() else Skipped(str(path), "It is not a regular file.")
    yield from problems
    if empty and not problems:
        yield Skipped(given, "The folder holds no files.")


# --- from files to articles -----------------------------------------------------------------------------------------


def _guarded(raw: Raw, options: Options, kind: Any) -> Iterator[Article | Skipped]:
    """What an input holds; whatever goes wrong while reading it becomes a reason."""
    try:
        yield from _read(raw, options, kind)
    except (OSError, MemoryError, RecursionError, ValueError) as error:
        yield Skipped(raw.name, _why(error))


def _read(raw: Raw, options: Options, kind: Any) -> Iterator[Article | Skipped]:
    head = raw.head()
    if not head:
        yield Skipped(raw.name, "It is empty.")
        return
    reader = kind or _by_suffix(raw)
    if isinstance(reader, str):
        yield Skipped(raw.name, reader)
    elif not options.encoding and _decode.is_binary(head):
        yield Skipped(raw.name, "It is not text (PDF is not read in this version)." if head[:4] == b"%PDF" else _BINARY)
    else:
        yield from (reader or _by_content(head)).articles(raw, options)


_BINARY = "It is not text: a picture, a program or another binary file."


def _by_suffix(raw: Raw) -> Any:
    """The format of a file's ending; a sentence where that format comes later; None where the ending says nothing."""
    for module in formats().values():
        if raw.suffix and raw.suffix in module.suffixes:
            return module
    suffixes = [suffix.lower() for suffix in raw.path.suffixes[-2:]] if raw.path else []
    later = next((_LATER[suffix] for suffix in suffixes if suffix in _LATER), None)
    return f"{later} is not read in this version." if later and raw.suffix in _LATER else None


def _by_content(head: bytes) -> Any:
    text = _decode.decode(head)[0].encode("utf-8", "replace")
    return next(module for module in formats().values() if module is formats()["text"] or module.sniff(text))


def _why(error: BaseException) -> str:
    """An error of the operating system, or of ours, as a sentence."""
    if isinstance(error, PermissionError):
        return "It may not be read: permission is denied."
    if isinstance(error, FileNotFoundError):
        return "There is no such file or folder."
    if isinstance(error, MemoryError):
        return "It is too large for this machine's memory."
    words = (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__
    return f"It could not be read: {words}."
