"""On whose word, and how certain: one row per event and holder."""

from __future__ import annotations

from reportedly.model import Event, Factuality, Statement
from reportedly.reading.mentions import Cast
from reportedly.reading.page import Page

__all__ = ["find"]


def find(
    page: Page, cast: Cast, statements: tuple[Statement, ...], events: tuple[Event, ...]
) -> tuple[Factuality, ...]:
    """For every event the author's row, then one row for each source that takes a position on it."""
    return ()
