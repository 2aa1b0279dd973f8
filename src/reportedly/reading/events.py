"""Who did what to whom: triggers, types, roles."""

from __future__ import annotations

from reportedly.model import Event, Statement, TimeExpression
from reportedly.reading.mentions import Cast
from reportedly.reading.page import Page

__all__ = ["find"]


def find(
    page: Page, cast: Cast, times: tuple[TimeExpression, ...], statements: tuple[Statement, ...]
) -> tuple[Event, ...]:
    """All events of the article, in text order; exactly one for each trigger that came with the article."""
    return ()
