"""The pure part of the flow: one article in, one reading out. No store, no files."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from reportedly.clean import clean
from reportedly.model import Article, Reading
from reportedly.times import Sibling, date

__all__ = ["Reads", "dated", "read_one"]


class Reads(Protocol):
    """Whatever can read an article; `reading.Reader` is the one we ship."""

    def read(self, article: Article) -> Reading: ...


def read_one(
    article: Article,
    reader: Reads,
    *,
    body: bool = False,
    seen: Collection[str] = (),
    siblings: Sequence[Sibling] = (),
) -> Reading:
    """Cleaned, dated, read. `body`: the text is a clean article body. `seen`: lines known as an outlet's furniture.
    `siblings`: other articles that help to date it."""
    return reader.read(dated(article, body=body, seen=seen, siblings=siblings))


def dated(
    article: Article, *, body: bool = False, seen: Collection[str] = (), siblings: Sequence[Sibling] = ()
) -> Article:
    """Cleaned and dated, as it is read."""
    return date(clean(article, seen, body=body), siblings)
