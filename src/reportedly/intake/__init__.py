"""Takes news in: finds the inputs, tells their format, decodes, freezes the text, gives it an id.

A format is one module of this folder (or an entry point `reportedly.intake`) with three names:

    suffixes: tuple[str, ...]                        the file endings it reads, (".txt",)
    sniff(head: bytes) -> bool                       whether an input without such an ending begins like it
    articles(raw: Raw, options: Options) -> Iterator[Article | Skipped]

and, if it is binary, `magic` (see `_formats`).

An input that cannot be read is a `Skipped` with the reason, in its place in the order; it never stops the others.
"""

from __future__ import annotations

import glob
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from reportedly.errors import UnknownName
from reportedly.intake import _decode
from reportedly.intake._formats import formats, named, read, why
from reportedly.intake._raw import LIMIT, NAMES, Options, Raw, freeze, id_of, iso_date, shown
from reportedly.intake._web import fetched, from_web, is_url
from reportedly.model import Article, Skipped

__all__ = [
    "LIMIT", "NAMES", "Options", "Raw", "check", "fetched", "formats", "found", "freeze", "from_web", "id_of",
    "is_url", "iso_date", "of", "of_bytes", "open",
]  # fmt: skip


def open(inputs: Sequence[str], options: Options = Options()) -> Iterator[Article | Skipped]:  # noqa: B008
    """The articles of files, folders, globs, `-` (standard input) and, where `options.fetch` lets it, URLs, in order.

    Folders are read with all their subfolders, in order of names, hidden files left out; a file named twice is read
    once. Raises `UnknownName` when `options.kind` names no format or `options.encoding` no encoding, and
    `NotInThisVersion` for a format that comes later; a bad input never raises.
    """
    check(options)
    return (item for one in found(inputs) for item in of(one, options))


def check(options: Options) -> None:
    """Raises `UnknownName`, or `NotInThisVersion`, for a format or an encoding that is none of ours."""
    if options.kind:
        named(options.kind)
    if options.encoding and not _decode.usable(options.encoding):
        raise UnknownName(f"No encoding {options.encoding!r} for text files.")


def found(inputs: Sequence[str]) -> Iterator[Raw | Skipped | str]:
    """What the words of a command line stand for, in order and each once: files and streams, URLs as they were given,
    and reasons for what is not there."""
    seen: set[str] = set()
    for given in inputs:
        for one in [given] if is_url(given) else _found(given):
            if isinstance(one, Skipped):
                yield one
                continue
            key = one if isinstance(one, str) else os.path.realpath(one.path) if one.path else one.name
            if key not in seen:
                seen.add(key)
                yield one


def of(one: Raw | Skipped | str, options: Options) -> Iterator[Article | Skipped]:
    """The articles of one of those that `found` gives."""
    kind = named(options.kind) if options.kind else None
    if isinstance(one, Skipped):
        yield one
    elif isinstance(one, str):
        yield from fetched(one, options, kind)
    else:
        yield from read(one, options, kind)


def of_bytes(name: str, data: bytes, options: Options = Options()) -> Iterator[Article | Skipped]:  # noqa: B008
    """The articles of a file in hand: an upload. Its name says its format, and it is what people see; it is no path."""
    yield from of(Raw.of(shown(name), data, inner=name), options)


# --- from what was typed to files -----------------------------------------------------------------------------------


def _found(given: str) -> Iterator[Raw | Skipped]:
    """The inputs that one word of the command line stands for."""
    if given == "-":
        buffer = getattr(sys.stdin, "buffer", None)
        yield Raw.streamed("stdin", getattr(buffer, "raw", buffer)) if buffer else Skipped("-", "Nothing is piped in.")
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
        yield Skipped(given, why(error))


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
    for folder, below, files in os.walk(given, onerror=lambda e: problems.append(Skipped(str(e.filename), why(e)))):
        below[:] = sorted(name for name in below if not name.startswith("."))
        for name in sorted(name for name in files if not name.startswith(".")):
            path = Path(folder, name)
            empty = False
            yield Raw(str(path), path) if path.is_file() else Skipped(str(path), "It is not a regular file.")
    yield from problems
    if empty and not problems:
        yield Skipped(given, "The folder holds no files.")
