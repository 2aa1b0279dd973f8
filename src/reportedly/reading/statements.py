"""Who says what: source, cue, content."""

from __future__ import annotations

from reportedly.model import Statement
from reportedly.reading.mentions import Cast
from reportedly.reading.page import Page

__all__ = ["find"]


def find(page: Page, cast: Cast) -> tuple[Statement, ...]:
    """All statements of the article, in text order."""
    return ()
