"""Readings as Parquet: how they are written, by `code` shard by shard or as an export, and how a lake is asked.

A lake is a folder that `code` made: a folder a table (`columns.TABLES`), a file a shard in each, and a list of the
shards that are whole (`manifest.jsonl`). Its `readings` also hold the text and the article as it was taken in, so that
nothing else is needed. It is never changed afterwards; what is weighed from it lies beside it and may be deleted.

The same rows give the same bytes: DuckDB writes with one thread, in the order of the rows.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb

from reportedly.columns import TABLES, Cells, cells, dumps, sendable
from reportedly.errors import StoreBusy, StoreError, UsageError
from reportedly.model import VERSION, Article, Judgement, Reading, Skipped

__all__ = [
    "COLUMNS", "MANIFEST", "Lake", "Meant", "Tables", "Weighed", "alone", "digest", "is_lake", "segment", "taken_cells",
]  # fmt: skip

#: table -> its columns, in order, with their SQL types: those of a store's tables, and whole articles.
COLUMNS: dict[str, dict[str, str]] = {
    **TABLES,
    "readings": {**TABLES["readings"], "text": "varchar", "taken": "varchar", "body": "boolean"},
}
#: The list of the shards that are whole, one a line.
MANIFEST = "manifest.jsonl"

_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "threads": 1,
    "memory_limit": "1GB",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}


def is_lake(path: str | os.PathLike[str]) -> bool:
    """Whether a folder is one that `code` made, or is making."""
    return Path(path, MANIFEST).is_file()


def taken_cells(article: Article, body: bool, reading: Reading) -> dict[str, list[Cells]]:
    """The rows of a lake's tables for an article as it was taken in, and its reading."""
    found = cells(reading.to_dict())
    taken = {key: value for key, value in article.to_dict().items() if key not in ("id", "text")}
    (row,) = found["readings"]
    return {**found, "readings": [(*row, article.text, dumps(taken), body)]}


# --- writing --------------------------------------------------------------------------------------------------------


class Tables:
    """Rows on their way into Parquet files. `stage` is a file for rows that may be more than memory holds."""

    def __init__(self, columns: Mapping[str, Mapping[str, str]] = COLUMNS, stage: Path | None = None) -> None:
        self._columns = columns
        self._stage = stage
        self._con = _connect(str(stage.absolute()) if stage else ":memory:")
        for table, named in columns.items():
            self._con.execute(f"create table {table} ({', '.join(f'{name} {kind}' for name, kind in named.items())})")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._con.close()
        if self._stage:
            for path in (self._stage, self._stage.with_name(f"{self._stage.name}.wal")):
                path.unlink(missing_ok=True)

    def add(self, rows: Mapping[str, Sequence[Cells]]) -> None:
        """Adds rows to the tables of those names."""
        for table, some in rows.items():
            if some:
                # Column by column: a row at a time takes DuckDB a millisecond each.
                holes = ", ".join(f"unnest(?::{kind}[])" for kind in self._columns[table].values())
                self._con.execute(f"insert into {table} select {holes}", [list(one) for one in zip(*some, strict=True)])

    def write(self, table: str, path: Path, order: str = "") -> int:
        """Writes a table to a file, in the order of adding or in that of some columns; how many rows it has."""
        rows = f"(from {table} order by {order})" if order else table
        with _said_plainly(path):
            self._con.execute(f"copy {rows} to {_quoted(path)} (format parquet, compression zstd)")
        return int((self._con.execute(f"select count(*) from {table}").fetchone() or [0])[0])


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _literal(text: str) -> str:
    """A text as SQL writes it; a NUL would end the query."""
    return "'{}'".format(text.replace("'", "''").replace("\0", "' || chr(0) || '"))


def _quoted(path: str | os.PathLike[str]) -> str:
    """A path as SQL writes it; absolute, since `s3:x` in a working folder is no address."""
    return _literal(str(Path(path).absolute()))


def _connect(path: str, **more: Any) -> Any:
    """A database that fetches no extension and writes nothing on the screen."""
    con = duckdb.connect(path, config={**_CONFIG, **more})
    con.execute("set enable_progress_bar = false")
    return con


@contextlib.contextmanager
def _said_plainly(path: Path) -> Iterator[None]:
    """DuckDB's errors as sentences of ours."""
    try:
        yield
    except duckdb.Error as error:
        first = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise StoreError(f"({path}: {first})") from error


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One process at a time works at a folder. Raises `StoreBusy` for the others; a process that was killed is none.

    DuckDB holds a file's lock as the system at hand knows locks, and a lock ends with its process.
    """
    path = folder / ".working"
    try:
        held = _connect(str(path.absolute()))
    except duckdb.Error as error:
        raise StoreBusy(f"({folder})") from error
    try:
        yield
    finally:
        held.close()
        path.unlink(missing_ok=True)


# --- asking ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Meant:
    """Who is meant: whether somebody of a name is, and the countries' codes that are on a day (None: not known)."""

    name: Callable[[str], bool]
    codes: Callable[[str | None], frozenset[str]]


#: Beside a lake's tables: what is worked out from them, and may be deleted.
_ASKED, _WEIGHED = ".asked", ".weighed"
_ORDER = "order by filename, file_row_number"


class Lake:
    """A lake at a path, asked as a store is (`store.Store`). Nothing in it is changed: verbs that would raise
    `UsageError`. Of articles with one id the first counts. Raises `StoreError` where files cannot be read.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        self._settings: dict[str, Any] = json.loads((self.path / "manifest.json").read_text(encoding="utf-8"))
        #: Opened for the first question: that takes longer than most answers.
        self._con: Any = None

    def ids(self) -> list[str]:
        """The ids of all articles, in the order of the shards."""
        return [id for (id,) in self._ask(f"select article from {self._index('articles')} order by n")]

    def count(self) -> int:
        """How many articles there are."""
        return int(self._ask(f"select count(*) from {self._index('articles')}")[0][0])

    def readings(self, ids: Sequence[str]) -> list[dict[str, Any]]:
        """The readings of articles as plain data, in the order of the shards."""
        return [_whole(text, reading) for text, reading in self._rows("text, reading", ids)]

    def articles(self, ids: Sequence[str]) -> list[tuple[Article, bool]]:
        """The articles as they were taken in, with their `body` mark."""
        rows = self._rows("article, text, taken, body", ids)
        return [(Article.from_dict({**json.loads(taken), "id": id, "text": text}), bool(body))
                for id, text, taken, body in rows]  # fmt: skip

    def texts(self, ids: Sequence[str]) -> dict[str, str]:
        """The texts of those of the articles that are there."""
        return dict(self._rows("article, text", ids))

    def naming(self, meant: Meant) -> set[str]:
        """The articles that name anybody who is meant."""
        rows = self._naming("cast", "article", meant)
        return {str(id) for (id,) in rows}

    def holders_of(self, ids: Sequence[str]) -> dict[str, str]:
        """For each id of a statement, event, entity or article that is there: the id of its article."""
        parts = [f"select id, article from {self._files(name)}" for name in ("statements", "events", "entities")]
        parts.append(f"select article as id, article from {self._index('articles')}")
        wanted = "where id in (select unnest(?::varchar[])) order by all"
        return dict(self._ask(f"select id, article from ({' union all '.join(parts)}) {wanted}", [list(ids)]))

    def readers(self) -> dict[str, int]:
        """How many articles each version of the reader has read: a lake has one."""
        return {self._settings["reader"]: self.count()}

    def sources(self) -> list[dict[str, Any]]:
        """What is known of outlets, as `--sources` gave it."""
        return list(self._settings["sources"])

    def judgements(self) -> list[Judgement]:
        """None: who judges takes what he judges into a store."""
        return []

    def grades(self) -> list[dict[str, Any]]:
        """None, for the same reason."""
        return []

    def skipped(self) -> list[Skipped]:
        """The inputs that gave no article."""
        return [Skipped(**one) for record in self._records() for one in record["skipped"]]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        taken = f"`reportedly add STORE {self.path}` takes it into a store"
        raise UsageError(f"{self.path} is a lake, which is asked and not changed; {taken}.")

    # --- claims

    def claims(self, version: str) -> list[dict[str, Any]] | None:
        """All claims as plain data; None if they must be weighed (anew)."""
        return list(self.claims_naming()) if self.weighed(version) else None

    def stamp(self) -> tuple[int, ...]:
        """What changes with the lake: a lake that is being made grows."""
        return (len(self._records()),)

    def keep_claims(self, claims: Sequence[Mapping[str, Any]], version: str, stamp: tuple[int, ...]) -> None:
        """Keeps the claims of all readings, unless the lake is no longer what it was at the `stamp`."""
        if stamp == self.stamp():
            with self.weighing() as folder, Weighed(folder) as kept:
                kept.claims(enumerate(claims))
                kept.finish()

    def weighed(self, version: str) -> bool:
        """Whether claims need not be weighed anew."""
        return self._stamped(_WEIGHED)

    @contextlib.contextmanager
    def weighing(self) -> Iterator[Path]:
        """A folder for what is weighed (`Weighed`); it counts once this is left without an error."""
        with self._made(_WEIGHED) as folder:
            yield folder

    @contextlib.contextmanager
    def segments(self, size: int) -> Iterator[list[Path]]:
        """All articles, laid out on disk by when they were published: folders of at least so many, of whole days, the
        earliest first (`segment`)."""
        days = self._ask(f"select day, count(*) from {self._index('articles')} group by day order by day")
        numbers, count = list[int](), 0
        for _, some in days:
            numbers.append(count // size)
            # (So that a segment ends where it is full, however many the next day has.)
            count = count + some if (count % size) + some < size else (count // size + 1) * size
        folder = self.path / f".segments-{os.getpid()}"
        query = f"""select s.segment, a.day, r.article, r.text, r.reading from {self._files("readings")} r
                    join {self._index("articles")} a on r.filename = a.file and r.file_row_number = a.place
                    join (select unnest(?::varchar[]) as day, unnest(?::integer[]) as segment) s on a.day = s.day"""
        try:
            with _said_plainly(self.path), self._connected() as con:
                into = f"to {_quoted(folder)} (format parquet, partition_by (segment))"
                con.execute(f"copy ({query}) {into}", [[day for day, _ in days], numbers])
            yield [folder / f"segment={number}" for number in dict.fromkeys(numbers)]
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def claims_naming(self, *groups: Meant) -> Iterator[dict[str, Any]]:
        """The claims in which, for each of these, somebody is meant: a party, a voice or the place; oldest first."""
        table = self._kept("claims")
        wanted: set[int] | None = None
        for meant in groups:
            found = {int(n) for (n,) in self._naming("named", "n", meant)}
            wanted = found if wanted is None else wanted & found
        some = "" if wanted is None else "where n in (select unnest(?::bigint[]))"
        query = f"select n, begins, size from {table} {some} order by n"
        with _said_plainly(self.path), self._connected() as con:
            rows = con.execute(query, [] if wanted is None else [list(wanted)])
            for segment, places in groupby(iter(rows.fetchone, None), key=lambda row: row[0] // _MOST):
                with (self.path / _WEIGHED / _claims_file(segment)).open("rb") as file:
                    for _, at, size in places:
                        file.seek(at)
                        yield json.loads(zlib.decompress(file.read(size)))

    def copies(self) -> dict[str, str]:
        """For each article that is a copy: the one that printed it first."""
        return dict(self._ask(f"select article, copy_of from {self._kept('copies')}"))

    # --- files

    def _records(self) -> list[dict[str, Any]]:
        """The shards that are whole, as the list has them."""
        found: dict[int, dict[str, Any]] = {}
        for line in (self.path / MANIFEST).read_text(encoding="utf-8", errors="replace").splitlines():
            with contextlib.suppress(ValueError):
                record = json.loads(line)
                found.pop(record["shard"], None)
                if "files" in record:
                    found[record["shard"]] = record
        return [found[number] for number in sorted(found)]

    def _files(self, table: str, names: Iterable[str] | None = None) -> str:
        """All rows of a table, or those in some of its files."""
        if names is None:
            names = [str(self.path.absolute() / table / f"part-{one['shard']:05}.parquet") for one in self._records()]
        listed = ", ".join(map(_quoted, names))
        if not listed:
            columns = ", ".join(f"null::{kind} as {name}" for name, kind in COLUMNS[table].items())
            return f"(select {columns}, '' as filename, 0 as file_row_number where false)"
        return f"read_parquet([{listed}], filename = true, file_row_number = true)"

    def _rows(self, what: str, ids: Sequence[str]) -> list[tuple[Any, ...]]:
        """Of `readings` the rows of some articles."""
        wanted = f"select file, place, n from {self._index('articles')} where article in (select unnest(?::varchar[]))"
        places = self._ask(wanted, [list(ids)])
        if not places:
            return []
        files = self._files("readings", sorted({file for file, _, _ in places}))
        query = f"""select {what} from {files} r join (select unnest(?::varchar[]) as f, unnest(?::bigint[]) as p) w
                    on r.filename = w.f and r.file_row_number = w.p {_ORDER}"""
        return self._ask(query, [[file for file, _, _ in places], [place for _, place, _ in places]])

    def _naming(self, table: str, what: str, meant: Meant) -> list[tuple[Any, ...]]:
        """Of a table with `day`, `name` and `country` the rows of whoever is meant."""
        rows = self._index(table) if table == "cast" else self._kept(table)
        names = [name for (name,) in self._ask(f"select distinct name from {rows}") if meant.name(name)]
        days = [day for (day,) in self._ask(f"select distinct day from {rows}")]
        codes = {day or "": meant.codes(day) for day in days}
        every = frozenset[str]().union(*codes.values())
        # What is asked of a column alone is asked while it is read.
        some = f"country in ({', '.join(map(_literal, sorted(every)))})" if every else "false"
        if any(of_day != every for of_day in codes.values()):
            some += " and (coalesce(day, ''), country) in (select unnest(?::varchar[]), unnest(?::varchar[]))"
            pairs = [(day, code) for day, of_day in codes.items() for code in sorted(of_day)]
        else:
            pairs = []
        values = [[day for day, _ in pairs], [code for _, code in pairs]] if pairs else []
        called = f"name in ({', '.join(map(_literal, names))})" if names else "false"
        return self._ask(
            f"select {what} from {rows} where {called} union select {what} from {rows} where {some}", values
        )

    def _index(self, table: str) -> str:
        """A table that is worked out from the shards, in order that not all of them need be opened: made once."""
        if not self._stamped(_ASKED):
            with self._made(_ASKED) as folder, _said_plainly(self.path), self._connected() as con:
                readings, entities = self._files("readings"), self._files("entities")
                first = f"row_number() over (partition by article {_ORDER}) = 1"
                con.execute(f"""copy (select row_number() over ({_ORDER}) as n, article, filename as file,
                    file_row_number as place, coalesce(latest, published, '9999') as day, earliest
                    from (select * from {readings} qualify {first}) order by n)
                    to {_quoted(folder / "articles.parquet")} (format parquet)""")
                con.execute(f"""copy (select distinct e.article, a.earliest as day, e.name, e.country from {entities} e
                    join read_parquet({_quoted(folder / "articles.parquet")}) a on e.article = a.article order by all)
                    to {_quoted(folder / "cast.parquet")} (format parquet)""")
        return f"read_parquet({_quoted(self.path / _ASKED / f'{table}.parquet')})"

    def _kept(self, table: str) -> str:
        """A table of what was weighed."""
        return f"read_parquet({_quoted(self.path / _WEIGHED / f'{table}-*.parquet')})"

    def _ask(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with _said_plainly(self.path), self._connected() as con:
            return list(con.execute(query, list(values)).fetchall())

    def _connected(self) -> Any:
        if self._con is None:
            spill = {"memory_limit": "3GB", "temp_directory": str((self.path / ".spill").absolute())}
            self._con = _connect(":memory:", **spill, threads=os.cpu_count() or 1)
        return self._con.cursor()

    # --- what is worked out, and until when it holds

    def _mark(self) -> str:
        return f"{VERSION} {digest(self.path / MANIFEST)}"

    def _stamped(self, name: str) -> bool:
        path = self.path / name / "stamp.txt"
        return path.exists() and path.read_text(encoding="utf-8") == self._mark()

    @contextlib.contextmanager
    def _made(self, name: str) -> Iterator[Path]:
        """A folder for what is worked out, which gets its name when it is left without an error."""
        mark, new, old = self._mark(), self.path / f"{name}-{os.getpid()}", self.path / f"{name}-old-{os.getpid()}"
        try:
            new.mkdir(exist_ok=True)
            yield new
            (new / "stamp.txt").write_text(mark, encoding="utf-8")
            with contextlib.suppress(FileNotFoundError):
                (self.path / name).replace(old)
            new.replace(self.path / name)
        except OSError as error:
            raise StoreError(f"({self.path} keeps what is worked out from it beside it: {error.strerror})") from error
        finally:
            for path in (new, old):
                shutil.rmtree(path, ignore_errors=True)


_CLAIMS = {
    "claims": {"n": "bigint", "id": "varchar", "verdict": "varchar", "type": "varchar", "earliest": "varchar",
               "latest": "varchar", "begins": "bigint", "size": "integer"},
    "named": {"n": "bigint", "day": "varchar", "name": "varchar", "country": "varchar"},
    "copies": {"article": "varchar", "copy_of": "varchar"},
}  # fmt: skip


def segment(folder: Path) -> Iterator[tuple[str, str, str]]:
    """(day, text, reading) of a segment's articles in the order in which they were published. A reading is JSON."""
    with _said_plainly(folder), _connect(":memory:") as con:
        files = f"read_parquet({_quoted(folder / '*.parquet')}, hive_partitioning = false)"
        found = con.execute(f"select day, text, reading from {files} order by day, article")
        while rows := found.fetchmany(250):
            yield from rows


#: Claims of a segment have numbers of their own.
_MOST = 1_000_000_000


def _claims_file(segment: int) -> str:
    return f"claims-{segment:05}.bin"


class Weighed(Tables):
    """Claims of a segment on their way to disk, with everybody named in them.

    A claim is JSON, packed by itself in a file of them, since a column of Parquet is unpacked by thousands.
    """

    def __init__(self, folder: Path, segment: int = 0) -> None:
        super().__init__(_CLAIMS, folder / f"stage-{segment:05}.db")
        self._folder = folder
        self._segment = segment
        self._file = (folder / _claims_file(segment)).open("wb")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
        super().__exit__(kind, error, trace)

    def claims(self, some: Iterable[tuple[int, Mapping[str, Any]]]) -> None:
        """Adds claims (plain data), each with its number among those of the segment."""
        rows: dict[str, list[Cells]] = {"claims": [], "named": []}
        place = self._file.tell()
        for number, claim in some:
            n = self._segment * _MOST + number
            date = claim["date"] or {"earliest": None, "latest": None}
            told = (claim["id"], claim["verdict"], claim["type"], date["earliest"], date["latest"])
            packed = zlib.compress(dumps(claim).encode(), 1)
            rows["claims"].append((n, *map(sendable, told), place, len(packed)))
            place += self._file.write(packed)
            rows["named"] += [(n, *map(sendable, one)) for one in _named(claim)]
        self.add(rows)

    def copy_of(self, copies: Mapping[str, str]) -> None:
        """Adds copies, each with its original."""
        self.add({"copies": sorted(copies.items())})

    def finish(self) -> None:
        """Writes the files."""
        for table, order in (("claims", "n"), ("named", "n, name"), ("copies", "article")):
            self.write(table, self._folder / f"{table}-{self._segment:05}.parquet", order)


def _named(claim: Mapping[str, Any]) -> list[tuple[str | None, str, str | None]]:
    """Everybody in a claim, each once: (day, name, country)."""
    since = [voice["since"] for voice in claim["voices"] if voice["since"]]
    day = (claim["date"] or {}).get("earliest") or min(since, default=None)
    named = [(one["name"], one["country"]) for side in claim["parties"].values() for one in side]
    named += [(voice["holder"], voice["country"]) for voice in claim["voices"]]
    named += [(claim["place"], None)] if claim["place"] else []
    return [(day, *one) for one in dict.fromkeys(named)]


def _whole(text: str, reading: str) -> dict[str, Any]:
    """A kept reading with its text back where it belongs."""
    data = json.loads(reading)
    return {"format": data["format"], "id": data["id"], "reader": data["reader"], "text": text, **data}
