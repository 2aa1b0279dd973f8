"""What XML can hold."""

from __future__ import annotations

import re

__all__ = ["printable"]

#: Characters that XML 1.0 cannot have.
_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def printable(value: object) -> str:
    """A value as XML can hold it: a character that it cannot hold is U+FFFD."""
    return _UNFIT.sub("\ufffd", str(value))
