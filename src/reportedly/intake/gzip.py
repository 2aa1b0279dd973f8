"""Files packed by gzip: what is inside is read by its own name (`news.jsonl.gz` as JSON Lines), as it comes.

Data that is cut short or damaged: what came before is kept where every line or record stands for itself (JSON Lines,
tables, web archives). Of a page or a text nothing is kept, since half an article may lack the denial. Damage shows
late, and words that come out before it shows may be wrong: what did not stand its check sum, or never came to it, says
so in a note. (Of a large file, articles are read before that is known. They have no note, and the reason says so.) A
web archive is packed record by record: one that is damaged is left out, and reading goes on.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from reportedly.intake import _formats
from reportedly.intake._endings import ENDINGS
from reportedly.intake._inflate import DOUBT, GZIP, Broken, Members, Packed, Pieces
from reportedly.intake._raw import Options, Raw
from reportedly.model import Article, Skipped

__all__ = ["articles", "magic", "sniff", "suffixes"]

suffixes = ENDINGS["gzip"]
magic = (GZIP,)

#: Endings of what is packed record by record: one that is damaged says nothing of the others.
_RECORDS = (".warc", ".wet", ".wat")


def sniff(head: bytes) -> bool:
    """Never: the first bytes as text say nothing; `magic` tells."""
    return False


def articles(raw: Raw, options: Options) -> Iterator[Article | Skipped]:
    """What lies inside, and what was wrong with the packing."""
    name = _inner(raw)
    with raw.open() as file:
        if not raw.head().startswith(GZIP[:2]):
            yield from _plain(raw, name, file, options)
            return
        members = Members(Packed(file), raw, apart=name.lower().endswith(_RECORDS))
        inside = dataclasses.replace(raw.within(name, Pieces(members.pieces())), name=raw.name)
        yield from _inside(inside, members, options)


def _inner(raw: Raw) -> str:
    """The name without its ending. (The name in gzip's own head is what somebody once called it, and is not asked.)"""
    name = raw.path.name if raw.path else raw.inner
    return name[: -len(raw.suffix)] if raw.suffix in suffixes else name


def _plain(raw: Raw, name: str, file: object, options: Options) -> Iterator[Article | Skipped]:
    """Browsers and servers unpack what they hand on, and keep the name."""
    yield Skipped(raw.name, "It is not packed by gzip, whatever its name says; it was read as it is.", lost=False)
    yield from _formats.read(dataclasses.replace(raw.within(name, file), name=raw.name), *_formats.within(options))


def _inside(raw: Raw, members: Members, options: Options) -> Iterator[Article | Skipped]:
    kept = 0
    try:
        for item in _formats.read(raw, *_formats.within(options)):
            if isinstance(item, Article):
                kept += 1
                item = item.noting(DOUBT) if members.doubt else item
            yield item
    except Broken as error:
        doubt = " They could not be checked." if members.doubt and kept else ""
        yield Skipped(raw.name, f"It was not read to its end: {error}. Articles read before that: {kept}.{doubt}")
    if members.torn.count:
        what = "is damaged; what it held was left out, or not all of it was read"
        yield Skipped(raw.name, f"From byte {members.torn} the packed data {what}.")
    if members.misfits.count:
        what = f"before byte {members.misfits} does not fit its check sum; it was read"
        yield Skipped(raw.name, f"The packed data {what}.")
    if members.junk is not None:
        yield Skipped(raw.name, f"What follows byte {members.junk} is not packed by gzip and was not read.")
