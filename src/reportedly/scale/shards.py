"""How a corpus is cut, and what one process makes of a piece: the same one function, whatever engine calls it.

Files that are an article each (pages, texts, PDF) are cut by the list of their names, and a process opens them itself.
What comes out of an archive, a table, a stream or an address is cut as it comes, so many articles a piece, and nothing
of it is ever held whole. Where a corpus is cut depends on the corpus alone.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportedly import intake
from reportedly.columns import Cells
from reportedly.flow import Reads
from reportedly.model import Article, Reading, Skipped
from reportedly.scale.work import Key, Tell, called, guarded
from reportedly.sources import NONE, Sources

if TYPE_CHECKING:
    from reportedly import lake

__all__ = ["SIZE", "Coding", "Shard", "Version", "cut", "part"]

#: Articles (or files) of a shard, if the user says nothing else: a minute's reading, and some MB of Parquet.
SIZE = 250
#: Formats with an article a file.
_SINGLE = ("text", "html", "pdf")
#: Files of more than so many bytes together are two shards.
_TOGETHER = 16 << 20

Named = intake.Raw | Skipped | str


@dataclass(frozen=True, slots=True)
class Shard:
    """A piece of a corpus. `digest` tells whether it is still the same; `size` is its bytes, by which a corpus that has
    been read to this place can be told from one that has not."""

    number: int
    digest: str
    size: int
    files: tuple[Path, ...] = ()
    taken: tuple[Article | Skipped, ...] = ()


def part(number: int) -> str:
    """What a shard's files are called."""
    return f"part-{number:05}.parquet"


# --- cutting ----------------------------------------------------------------------------------------------------


def cut(found: Iterator[Named], options: intake.Options, size: int = SIZE) -> Iterator[Shard]:
    """The shards of what `intake.found` gives, in order."""
    for number, together in enumerate(_pieces(found, options, size)):
        if together and isinstance(together[0], Path):
            files = tuple(one for one in together if isinstance(one, Path))
            marks = _plainly([_mark(file) for file in files])
            yield Shard(number, _digest(marks), sum(map(_bytes, files)), files)
        else:
            taken = tuple(one for one in together if not isinstance(one, Path))
            # (As lines of JSON they have about the bytes that they had.)
            lines = _plainly([_plain(one) for one in taken])
            yield Shard(number, _digest(lines), len(lines), (), taken)


def _pieces(found: Iterator[Named], options: intake.Options, size: int) -> Iterator[list[Path | Article | Skipped]]:
    """Small files together, and articles together, so many of them."""
    held: list[Path | Article | Skipped] = []
    weight = 0
    for one in found:
        path = one.path if isinstance(one, intake.Raw) and _is_single(one, options) else None
        for item in [path] if path else intake.of(one, options):
            heavy = _bytes(item) if isinstance(item, Path) else 0
            other = held and isinstance(held[0], Path) != isinstance(item, Path)
            if len(held) == size or other or (held and weight + heavy > _TOGETHER):
                yield held
                held, weight = [], 0
            held.append(item)
            weight += heavy
    if held:
        yield held


def _is_single(raw: intake.Raw, options: intake.Options) -> bool:
    """Whether a file is an article, and not many."""
    if options.kind:
        return options.kind in _SINGLE
    return any(raw.suffix in intake.formats()[name].suffixes for name in _SINGLE)


def _mark(file: Path) -> tuple[str, str]:
    """What tells whether a file is the same: its name, and a hash of what is in it, if it can be read."""
    from reportedly import lake

    try:
        return str(file), lake.digest(file)
    except OSError:
        return str(file), ""


def _bytes(file: Path) -> int:
    """A file's size; nothing for one that is gone, which reading it will say."""
    try:
        return file.stat().st_size
    except OSError:
        return 0


def _letters(item: Path | Article | Skipped) -> int:
    return len(item.text) if isinstance(item, Article) else 0


def _plain(item: Article | Skipped) -> Any:
    return item.to_dict() if isinstance(item, Article) else [item.origin, item.reason, item.lost]


def _plainly(data: Any) -> bytes:
    return json.dumps(data, sort_keys=True).encode()


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


# --- reading ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Version:
    """A job that says which version of a reader a process has."""

    def run(self, reader: Reads, tell: Tell) -> str:
        return str(getattr(reader, "version", type(reader).__name__))

    def without(self, key: Key, reason: str) -> Version:
        return self


@dataclass(frozen=True, slots=True)
class Coding:
    """A shard to be read into Parquet files of `folder`. Gives the record that the list of shards has of it.

    The files get other names first ("token" in the record tells them): they count when whoever asked renames them.
    `aside`: what must not be looked at again, and why.
    """

    shard: Shard
    folder: Path
    options: intake.Options
    body: bool
    sources: Sources = NONE
    aside: Mapping[Key, str] = field(default_factory=dict)

    def without(self, key: Key, reason: str) -> Coding:
        return replace(self, aside={**self.aside, key: reason})

    def run(self, reader: Reads, tell: Tell) -> dict[str, Any]:
        # It brings DuckDB, which reading alone does without.
        from reportedly import lake

        skipped: list[Skipped] = []
        rows: dict[str, list[Cells]] = {table: [] for table in lake.COLUMNS}
        for article, reading in self._read(reader, tell):
            if isinstance(reading, Skipped):
                skipped.append(reading)
            elif article is not None:
                for table, some in lake.taken_cells(article, self.body, self.sources.named(reading)).items():
                    rows[table].extend(some)
        with lake.Tables() as tables:
            tables.add(rows)
            token = uuid.uuid4().hex
            files = {table: self._written(tables, table, token) for table in lake.COLUMNS}
        return {
            "shard": self.shard.number,
            "digest": self.shard.digest,
            "articles": len(rows["readings"]),
            "skipped": [{"origin": one.origin, "reason": one.reason, "lost": one.lost} for one in skipped],
            "files": files,
            "token": token,
        }

    def _written(self, tables: lake.Tables, table: str, token: str) -> dict[str, Any]:
        from reportedly import lake

        path = self.folder / table / f".{part(self.shard.number)}.{token}"
        rows = tables.write(table, path)
        return {"rows": rows, "bytes": path.stat().st_size, "sha256": lake.digest(path)}

    def _read(self, reader: Reads, tell: Tell) -> Iterator[tuple[Article | None, Reading | Skipped]]:
        for key, item in self._items(tell):
            if isinstance(item, Skipped):
                yield None, item
            elif key in self.aside:
                yield item, Skipped(called(item), self.aside[key])
            else:
                tell(key, called(item))
                yield item, guarded(item, reader, self.body)

    def _items(self, tell: Tell) -> Iterator[tuple[Key, Article | Skipped]]:
        """What is in the shard, each with its place; taking in may end a process, too, and has places of its own."""
        yield from (((n,), item) for n, item in enumerate(self.shard.taken))
        for at, file in enumerate(self.shard.files):
            yield from self._items_of(at, file, tell)

    def _items_of(self, at: int, file: Path, tell: Tell) -> Iterator[tuple[Key, Article | Skipped]]:
        found = intake.of(intake.Raw(str(file), file), self.options)
        n = 0
        while True:
            taking = (at, n, 0)
            if taking in self.aside:
                yield taking, Skipped(str(file), f"From article {n + 1} on: {self.aside[taking]}")
                return
            tell(taking, str(file))
            item = next(found, None)
            if item is None:
                return
            yield (at, n, 1), item
            n += 1
