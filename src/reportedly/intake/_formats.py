"""Which format an input has, and what is read from it: also asked for what lies inside an archive, a feed or a mail.

A binary format has `magic: tuple[bytes, ...]`, the bytes it begins with, and is known by them whatever its name.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from functools import cache
from typing import Any

from reportedly import shelf
from reportedly.errors import NotInThisVersion
from reportedly.intake import _decode
from reportedly.intake._endings import ENDINGS
from reportedly.intake._raw import Options, Raw
from reportedly.model import Article, Skipped

__all__ = ["BINARY", "formats", "named", "read", "why", "within"]

#: Formats people have lying about that this version knows and does not read, by file ending.
_LATER = {
    ".msg": "Outlook mail", ".docx": "Word", ".doc": "Word", ".odt": "OpenDocument", ".rtf": "RTF", ".epub": "EPUB",
    ".xlsx": "Excel", ".xls": "Excel", ".ods": "OpenDocument", ".bz2": "Compression by bzip2",
    ".xz": "Compression by xz", ".zst": "Compression by zstd", ".tar": "A tar archive", ".tgz": "A tar archive",
    ".7z": "A 7z archive", ".rar": "A rar archive", ".arc": "The old ARC archive",
}  # fmt: skip
_LATER_KINDS = {"docx": "Word", "epub": "EPUB", "rtf": "RTF", "xlsx": "Excel"}
#: Archives within archives are opened to this depth.
DEEPEST = 4


@cache
def formats() -> dict[str, Any]:
    """All formats by name; plain text, which anything may be, comes last."""
    return {name: _format(name) for name in _names()}


@cache
def _names() -> tuple[str, ...]:
    return tuple(sorted(shelf.names("intake"), key=lambda name: (name == "text", name)))


@cache
def _format(name: str) -> Any:
    return shelf.load("intake", name)


def named(kind: str) -> Any:
    """The format of that name. Raises `UnknownName`, and `NotInThisVersion` for one that comes later."""
    if kind in _LATER_KINDS and kind not in shelf.names("intake"):
        raise NotInThisVersion(f"{_LATER_KINDS[kind]} cannot be read yet.")
    return shelf.load("intake", kind)


def read(raw: Raw, options: Options, kind: Any = None) -> Iterator[Article | Skipped]:
    """What an input holds; whatever goes wrong while reading it becomes a reason. `kind`: its format, if known."""
    try:
        yield from _read(raw, options, kind)
    except (OSError, MemoryError, RecursionError, ValueError) as error:
        yield Skipped(raw.name, why(error))


def _read(raw: Raw, options: Options, kind: Any) -> Iterator[Article | Skipped]:
    head = raw.head()
    if not head:
        yield Skipped(raw.name, "It is empty.")
        return
    if raw.depth > DEEPEST:
        yield Skipped(raw.name, f"It lies more than {DEEPEST} archives deep and was not opened.")
        return
    reader = _packing(kind, head) or kind or _by_suffix(raw) or _by_magic(head)
    if isinstance(reader, str):
        yield Skipped(raw.name, reader)
    elif reader is None and not options.encoding and _decode.is_binary(head):
        yield Skipped(raw.name, BINARY)
    elif reader is None or hasattr(reader, "magic") or options.encoding or not _decode.is_binary(head):
        yield from (reader or _by_content(head)).articles(raw, options)
    else:
        # A name that says text, and bytes that do not: what they are decides, if that is something.
        other = _by_magic(head)
        yield from other.articles(raw, options) if other else iter([Skipped(raw.name, BINARY)])


#: Formats that only pack what is of another.
_PACKINGS = ("gzip", "zip")


def _packing(kind: Any, head: bytes) -> Any:
    """How an input is packed that was named as another format: that names what lies inside."""
    if kind is None or head.startswith(getattr(kind, "magic", ())):
        return None
    return next((formats()[name] for name in _PACKINGS if head.startswith(formats()[name].magic)), None)


def within(options: Options) -> tuple[Options, Any]:
    """How what lies in an archive is to be read: as the format that was named, unless that is the archive's own."""
    if options.kind is None or options.kind in _PACKINGS:
        return dataclasses.replace(options, kind=None), None
    return options, named(options.kind)


#: The reason for bytes that no format knows.
BINARY = "It is not text: a picture, a program or another binary file."


def _by_suffix(raw: Raw) -> Any:
    """The format of a name's ending; a sentence where that format comes later; None where the ending says nothing."""
    for name in _names() if raw.suffix else ():
        # What only packs or draws pages is not loaded for a text.
        if raw.suffix in (ENDINGS[name] if name in ENDINGS else _format(name).suffixes):
            return _format(name)
    later = _LATER.get(raw.suffix)
    return f"{later} is not read in this version." if later else None


def _by_magic(head: bytes) -> Any:
    known = (module for module in formats().values() if head.startswith(getattr(module, "magic", ())))
    return next(known, None)


def _by_content(head: bytes) -> Any:
    text = _decode.decode(head)[0].encode("utf-8", "replace")
    return next(module for module in formats().values() if module is formats()["text"] or module.sniff(text))


def why(error: BaseException) -> str:
    """An error of the operating system, or of ours, as a sentence."""
    if isinstance(error, PermissionError):
        return "It may not be read: permission is denied."
    if isinstance(error, FileNotFoundError):
        return "There is no such file or folder."
    if isinstance(error, MemoryError):
        return "It is too large for this machine's memory."
    words = (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__
    return f"It could not be read: {words}."
