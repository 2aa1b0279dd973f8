"""From the rows of a table, however it is stored, to articles; or to the addresses at which the articles are."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from reportedly.intake._layouts import Layout
from reportedly.intake._raw import Options, shown
from reportedly.intake._record import record
from reportedly.intake._stamp import day_of
from reportedly.model import Article, Skipped

__all__ = ["Found", "Item", "addresses", "articles"]


@dataclass(slots=True)
class Item:
    """A row by fields: where it stands, its bytes, what is odd about it. `short`: its last cells are missing."""

    origin: str
    raw: bytes
    fields: dict[str, Any]
    notes: list[str]
    short: str = ""

    @property
    def has_text(self) -> bool:
        return bool(self.fields.get("text") or self.fields.get("html"))


#: What reading a table gives: its layout first, then its rows; or reasons, alone or among them.
Found = Layout | Item | Skipped


def articles(name: str, found: Iterator[Found], options: Options) -> Iterator[Article | Skipped]:
    """One article (or reason) for each row. A table of addresses without texts is one reason, or, where fetching is
    asked for, what stands at the addresses."""
    plain = dataclasses.replace(options, map={})
    for item in found:
        if isinstance(item, Skipped):
            yield item
        elif isinstance(item, Layout):
            if not item.has_text and not (options.fetch and "url" in item.fields):
                yield Skipped(name, item.lacking())
                return
        elif options.fetch and not item.has_text and item.fields.get("url"):
            yield from _at_address(item, plain)
        elif item.short and not item.has_text:
            yield Skipped(item.origin, f"{item.short} and no text.")
        else:
            yield record(item.origin, item.raw, item.fields, plain, item.notes)


def _at_address(item: Item, options: Options) -> Iterator[Article | Skipped]:
    """What stands at a row's address; what the page does not say of itself is as the row has it."""
    from reportedly.intake._web import fetched

    address = _address(item)
    if isinstance(address, Skipped):
        yield address
        return
    url, known = address
    for one in fetched(url, options):
        if isinstance(one, Skipped):
            yield one
            continue
        said = {name: known.get(name) for name in ("title", "outlet", "language")}
        missing: dict[str, Any] = {
            name: value for name, value in said.items() if isinstance(value, str) and not getattr(one, name)
        }
        day = None if one.given_date else day_of(str(known.get("date", "")))
        row = {"row": item.origin, **{name: value for name, value in known.items() if name not in said}}
        yield dataclasses.replace(one, given_date=one.given_date or day, meta={**one.meta, **row}, **missing)


def addresses(name: str, found: Iterator[Found]) -> Iterator[tuple[str, dict[str, Any]] | Skipped]:
    """The addresses of the rows that have no text, each with what the row says besides, as plain data.

    The keys are those of an input line (`title`, `date`, `outlet`, ...), other columns under their own names. A row
    that cannot be read, or whose address is none of the web, is a reason; rows that hold texts are left out.
    """
    for item in found:
        if isinstance(item, Skipped):
            yield item
        elif isinstance(item, Layout):
            if "url" not in item.fields:
                yield Skipped(name, "No column of it is known to hold addresses. Say which one: --map url=COLUMN.")
                return
        elif not item.has_text:
            yield _address(item)


def _address(item: Item) -> tuple[str, dict[str, Any]] | Skipped:
    address = str(item.fields.get("url", "")).strip()
    if not re.match(r"https?://[^\s/]", address, re.IGNORECASE):
        return Skipped(item.origin, f"It has no text, and {shown(address[:80])!r} is no address of the web.")
    return address, {name: value for name, value in item.fields.items() if name not in ("url", "text", "html")}
