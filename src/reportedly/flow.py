"""The pure part of the flow: one article in, one reading out. No store, no files."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from reportedly.clean import clean
from reportedly.model import Article, Reading
from reportedly.times import date

__all__ = ["Reads", "read_one"]


class Reads(Protocol):
    """Whatever can read an article; `reading.Reader` is the one we ship."""

    def read(self, article: Article) -> Reading: ...


def read_one(article: Article, reader: Reads, *, body: bool = False, seen: Collection[str] = ()) -> Reading:
    """Cleaned, dated, read. `body`: the text is a clean article body. `seen`: lines known as an outlet's furniture."""
    return reader.read(date(clean(article, seen, body=body)))
