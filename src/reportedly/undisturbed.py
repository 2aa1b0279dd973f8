"""Python's search for objects that only hold one another, put off while much is made that stays."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["undisturbed"]


@contextmanager
def undisturbed() -> Iterator[None]:
    """Without that search, which goes over all that has been made each time some hundreds more have been, and finds
    little in what starts, reads or asks. The next search after it finds what there is."""
    searching = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searching:
            gc.enable()
