"""Inputs in object stores (`s3://`, `gs://`, `az://`, ...), through fsspec and what it has for each store.

They are streamed: nothing is kept on disk, and nothing is held whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from reportedly import intake
from reportedly.errors import UsageError
from reportedly.model import Skipped

__all__ = ["found", "is_remote"]

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]+)://", re.IGNORECASE)
#: Addresses that are fetched, as pages are.
_WEB = ("http", "https")


def is_remote(given: str) -> bool:
    """Whether what was typed is an address in an object store."""
    scheme = _SCHEME.match(given)
    return scheme is not None and scheme[1].lower() not in _WEB


def found(inputs: Iterable[str]) -> Iterator[intake.Raw | Skipped | str]:
    """As `intake.found`, with what addresses in object stores stand for: objects, all below a prefix, patterns."""
    near: list[str] = []
    for given in inputs:
        if is_remote(given):
            yield from intake.found(near)
            near = []
            yield from _objects(given)
        else:
            near.append(given)
    yield from intake.found(near)


def _objects(given: str) -> Iterator[intake.Raw | Skipped]:
    try:
        import fsspec
    except ImportError as error:
        raise UsageError("Object stores need fsspec: pip install 'reportedly[cloud]'.") from error
    try:
        files, path = fsspec.core.url_to_fs(given)
        names = _names(files, path)
    except (ImportError, ValueError) as error:
        raise UsageError(f"{given}: {error}") from error
    except OSError as error:
        yield Skipped(given, f"It could not be reached: {error}.")
        return
    if not names:
        yield Skipped(given, "There is nothing of that name.")
    for name in names:
        try:
            yield intake.Raw.streamed(str(files.unstrip_protocol(name)), files.open(name, "rb"), inner=name)
        except OSError as error:
            yield Skipped(str(files.unstrip_protocol(name)), f"It could not be opened: {error}.")


def _names(files: Any, path: str) -> list[str]:
    """The objects that a path stands for, in order of their names."""
    if "*" in path or "?" in path or "[" in path:
        return sorted(name for name in files.glob(path) if files.isfile(name))
    if files.isfile(path):
        return [path]
    return sorted(files.find(path))
