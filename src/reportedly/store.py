"""The store: one DuckDB file that keeps articles and judgements, and holds what was derived from them for queries.

Kept for ever: `articles`, `judgements`, `sources`, `grades`, `log`, `skipped`. Derived, and rebuilt by reading again:
`readings` and the tables made from it (`columns.TABLES`), there for SQL, with views on them (`views.VIEWS`).

DuckDB has one writer and an open reader shuts it out. So every method here opens the file, does one thing in one
transaction and closes it; a page or a notebook left open never blocks `add`.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from reportedly.columns import TABLES, Cells, cells, dumps, sendable
from reportedly.errors import StoreBusy, StoreDamaged, StoreError, StoreTooNew, UnknownName, UsageError
from reportedly.model import VERSION, Article, Judgement, Reading, Skipped
from reportedly.views import VIEWS

__all__ = ["LATE", "SCHEMA", "Store", "database_version"]

#: The version of the tables below. A store with a lower one is migrated; one with a higher one is left alone.
SCHEMA = 6

_KEPT = """
create table meta (name varchar primary key, value varchar);
create table articles (
    seq bigint, id varchar primary key, text varchar, taken varchar, body boolean default false, added varchar);
create table judgements (
    seq bigint, id varchar, action varchar, other varchar, changes varchar, why varchar, done_by varchar,
    done_at varchar);
create table log (seq bigint, done_at varchar, done_by varchar, action varchar, article varchar, detail varchar);
create table skipped (origin varchar, reason varchar, done_at varchar);
"""

#: What a user knows of outlets, and his grades of sources: kept, as judgements are.
_SOURCES = """
create table if not exists sources (outlet varchar primary key, row varchar);
create table if not exists grades (
    seq bigint, source varchar, grade varchar, why varchar, done_by varchar, done_at varchar);
"""

#: When each article's reading was last changed, in numbers that rise: what a derived index has to look at again.
_CHANGED = "create table if not exists changed (article varchar, seq bigint)"

#: What weighing made of all readings together; dropped whole whenever a reading or a judgement changes.
_CLAIMS = """create table claims (
    n integer, id varchar, verdict varchar, type varchar, earliest varchar, latest varchar, claim varchar)"""

Config = dict[str, str | bool | int | float | list[str]]
#: No extension is ever fetched, and SQL reaches no other file of the machine.
_CONFIG: Config = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "enable_external_access": "false",
    "lock_configuration": "true",
}
#: What DuckDB says when somebody else has the file (POSIX, Windows, a thread of this very process).
_BUSY = ("could not set lock", "conflicting lock", "used by another process", "different configuration")
_DAMAGED = ("not a valid duckdb", "corrupt", "checksum", "could not read enough", "deserial", "serialization error")
_TOO_NEW = ("version number", "newer version of duckdb")

#: Said of a query that took longer than so many seconds.
LATE = "The query took more than {:g} s and was stopped (--seconds)."
#: By path, what keeps the threads of this process apart.
_THREADS: dict[str, threading.RLock] = {}

Connection = Any
Row = Mapping[str, Any]


class Store:
    """A store at a path. `wait` is how many seconds an operation waits for another process to let go of the file.

    Every method raises `StoreBusy`, `StoreDamaged` or `StoreTooNew` as the case may be, and `UsageError` when there is
    no file and nothing is to be written, or the path cannot be a store's. A damaged file is never written to.
    """

    def __init__(self, path: str | os.PathLike[str], wait: float = 3.0) -> None:
        self.path = Path(path)
        self.wait = wait

    # --- kept ---------------------------------------------------------------------------------------------------

    def put(
        self, taken: Sequence[tuple[Article, bool, Reading]], by: str = "", skipped: Iterable[Skipped] = ()
    ) -> None:
        """Keeps articles (as intake gave them, with their `body` mark) and their readings, all or none.

        An id that is there already is passed over: what is kept is never overwritten.
        """
        with self._open(write=True) as con:
            there = _present(con, [article.id for article, _, _ in taken])
            new = [item for item in taken if item[0].id not in there]
            at, seq = _now(), _next(con, "articles")
            rows = [
                (seq + n, article.id, article.text, dumps(_taken(article)), body, at)
                for n, (article, body, _) in enumerate(new)
            ]
            _insert(con, "articles", ("bigint", "varchar", "varchar", "varchar", "boolean", "varchar"), rows)
            _log(con, at, by, "add", [(article.id, article.origin) for article, _, _ in new])
            _derive(con, [reading.to_dict() for _, _, reading in new])
            _note_skipped(con, at, skipped)
            _touch(con, [article.id for article, _, _ in new])
            _forget_claims(con, bool(new))

    def remove(self, ids: Sequence[str], by: str = "", why: str = "") -> list[str]:
        """Takes out articles and all derived from them, and logs it; returns those that were there, as asked."""
        with self._open(write=True) as con:
            there = _present(con, ids)
            gone = [id for id in dict.fromkeys(ids) if id in there]
            con.execute("delete from articles where id in (select unnest(?::varchar[]))", [gone])
            _underive(con, gone)
            _touch(con, gone)
            _log(con, _now(), by, "remove", [(id, why) for id in gone])
            _forget_claims(con, bool(gone))
        return gone

    def judge(self, *judgements: Judgement) -> None:
        """Adds judgements, all or none. Judgements are never changed or taken out."""
        with self._open(write=True) as con:
            seq = _next(con, "judgements")
            rows = [
                (seq + n, one.id, one.action, one.other, dumps(dict(one.changes)), one.why, one.by, one.at)
                for n, one in enumerate(judgements)
            ]
            _insert(con, "judgements", ("bigint", *["varchar"] * 7), rows)
            _forget_claims(con)

    def keep_sources(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Keeps what is known of outlets, by the name in "outlet"; what was known of the same ones is replaced."""
        with self._open(write=True) as con:
            for row in rows:
                con.execute("insert or replace into sources values (?, ?)", [row["outlet"], dumps(dict(row))])
            _forget_claims(con)

    def sources(self) -> list[dict[str, Any]]:
        """What is known of outlets, by name."""
        if not self.path.exists():
            return []
        with self._open() as con:
            rows = con.execute("select row from sources order by outlet").fetchall()
        return [json.loads(row) for (row,) in rows]

    def grade(self, source: str, grade: str, why: str, by: str, at: str) -> None:
        """Adds a user's grade of a source. Grades are never changed or taken out; the last one stands."""
        with self._open(write=True) as con:
            con.execute(
                "insert into grades values (?, ?, ?, ?, ?, ?)", [_next(con, "grades"), source, grade, why, by, at]
            )

    def grades(self) -> list[dict[str, Any]]:
        """All grades given, oldest first: source, grade, why, by, at."""
        query = "select source, grade, why, done_by as by, done_at as at from grades order by seq"
        with self._open() as con:
            return _dicts(con.execute(query))

    def ids(self) -> list[str]:
        """The ids of all articles, in the order they were added."""
        with self._open() as con:
            return [id for (id,) in con.execute("select id from articles order by seq").fetchall()]

    def texts(self, ids: Sequence[str]) -> dict[str, str]:
        """The texts of those of the articles that are there."""
        if not self.path.exists():
            return {}
        query = "select id, text from articles where id in (select unnest(?::varchar[])) order by seq"
        with self._open() as con:
            return dict(con.execute(query, [list(ids)]).fetchall())

    def known(self, names: Sequence[str]) -> set[str]:
        """Of these addresses and names of feeds' items those that an article has, or was asked for at."""
        if not self.path.exists():
            return set()
        places = ("$.url", "$.meta.asked_url", "$.meta.guid")
        kept = " union all ".join(f"select json_extract_string(taken, '{one}') as name from articles" for one in places)
        query = f"select distinct name from ({kept}) where name in (select unnest(?::varchar[])) order by name"
        with self._open() as con:
            return {name for (name,) in con.execute(query, [list(map(sendable, names))]).fetchall()}

    def articles(self, ids: Sequence[str]) -> list[tuple[Article, bool]]:
        """The articles as they were taken in, with their `body` mark, in the order they were added."""
        query = "select id, text, taken, body from articles where id in (select unnest(?::varchar[])) order by seq"
        with self._open() as con:
            rows = con.execute(query, [list(ids)]).fetchall()
        return [(_article(id, text, taken), bool(body)) for id, text, taken, body in rows]

    def judgements(self) -> list[Judgement]:
        """All judgements, oldest first."""
        query = "select id, action, other, changes, why, done_by, done_at from judgements order by seq"
        with self._open() as con:
            rows = con.execute(query).fetchall()
        return [Judgement(id, action, other, json.loads(changes), *rest) for id, action, other, changes, *rest in rows]

    def log(self) -> list[dict[str, str]]:
        """What was added and removed, when and by whom, oldest first."""
        with self._open() as con:
            return _dicts(con.execute("select done_at, done_by, action, article, detail from log order by seq"))

    def skipped(self) -> list[Skipped]:
        """The inputs that gave no article."""
        with self._open() as con:
            return [Skipped(*row) for row in con.execute("select origin, reason from skipped order by all").fetchall()]

    # --- derived ------------------------------------------------------------------------------------------------

    def rederive(self, readings: Sequence[Reading]) -> None:
        """Puts new readings of articles that are there in the place of the old ones, all or none."""
        with self._open(write=True) as con:
            there = _present(con, [reading.article.id for reading in readings])
            _underive(con, sorted(there))
            _derive(con, [reading.to_dict() for reading in readings if reading.article.id in there])
            _touch(con, sorted(there))
            _forget_claims(con, bool(there))

    def claims(self, version: str) -> list[dict[str, Any]] | None:
        """All claims as plain data, as weighed by this version; None if they must be weighed (anew)."""
        with self._open() as con:
            rows = con.execute("select claim from claims order by n").fetchall() if _weighed(con, version) else None
        return rows if rows is None else [json.loads(claim) for (claim,) in rows]

    def weighed(self, version: str) -> bool:
        """Whether there are claims that this version weighed, and nothing has changed since."""
        with self._open() as con:
            return _weighed(con, version)

    def stamp(self) -> tuple[int, ...]:
        """What changes whenever something that claims are weighed from, or are shown with, changes."""
        with self._open() as con:
            return _stamp_of(con)

    def keep_claims(self, claims: Sequence[Mapping[str, Any]], version: str, stamp: tuple[int, ...]) -> None:
        """Keeps the claims of all readings in the place of older ones; not if the store is no longer what it was at
        the `stamp` with which they were weighed."""
        kinds = ("integer", *["varchar"] * 6)
        dates = [claim["date"] or {"earliest": None, "latest": None} for claim in claims]
        rows = [
            (n, claim["id"], claim["verdict"], claim["type"], day["earliest"], day["latest"], dumps(claim))
            for n, (claim, day) in enumerate(zip(claims, dates, strict=True))
        ]
        with self._open(write=True) as con:
            if _stamp_of(con) != stamp:
                return
            _forget_claims(con)
            _insert(con, "claims", kinds, rows)
            con.execute("insert into meta values ('weighed', ?)", [version])

    def readings(self, ids: Sequence[str]) -> list[dict[str, Any]]:
        """The readings of articles as plain data, in the order the articles were added."""
        query = """select text, reading from articles join readings on article = id
                   where id in (select unnest(?::varchar[])) order by seq"""
        with self._open() as con:
            return [_whole(*row) for row in con.execute(query, [list(ids)]).fetchall()]

    def changed(self, since: int) -> list[tuple[str, int]]:
        """The articles whose reading changed after a number that this gave before (0: all), oldest change first."""
        with self._open() as con:
            query = "select article, seq from changed where seq > ? order by seq, article"
            return [(str(article), int(seq)) for article, seq in con.execute(query, [since]).fetchall()]

    def unread(self) -> list[str]:
        """The ids of articles that have no reading (left so by a migration, or damaged derived data)."""
        query = "select id from articles where id not in (select article from readings) order by seq"
        with self._open() as con:
            return [id for (id,) in con.execute(query).fetchall()]

    def cast(self) -> list[tuple[str, str | None, str, str | None]]:
        """Everybody named in any article: distinct (article, its date, name, country)."""
        query = """select distinct e.article, r.earliest, e.name, e.country
                   from entities e join readings r on e.article = r.article order by all"""
        with self._open() as con:
            return list(con.execute(query).fetchall())

    def readers(self) -> dict[str, int]:
        """How many articles each version of the reader has read."""
        with self._open() as con:
            return dict(con.execute("select reader, count(*) from readings group by reader order by reader").fetchall())

    def holders_of(self, ids: Sequence[str]) -> dict[str, str]:
        """For each id of a statement, event, entity or article that is there: the id of its article."""
        parts = " union all ".join(f"select id, article from {name}" for name in ("statements", "events", "entities"))
        query = f"""select id, article from (select id, id as article from articles union all {parts})
                    where id in (select unnest(?::varchar[])) order by all"""
        with self._open() as con:
            return dict(con.execute(query, [list(ids)]).fetchall())

    def select(self, query: str, seconds: float, memory: int = 1_000) -> Iterator[Any]:
        """What one query that only reads gives: first its columns as (name, SQL type), then the rows, as tuples.

        `memory` is in megabytes; nothing is spilled to disk. Raises `UsageError` for anything but one such query and
        for what DuckDB finds wrong with it, and when the time is over; `MemoryError` for what needs more.
        """
        with self._open(config={**_CONFIG, "memory_limit": f"{memory}MB", "temp_directory": ""}) as con:
            timer = _Timer(seconds, con)
            try:
                con.execute(_one_that_reads(con, query))
                yield [(column[0], str(column[1])) for column in con.description]
                while rows := con.fetchmany(1_000):
                    yield from rows
            except duckdb.Error as error:
                if isinstance(error, duckdb.OutOfMemoryException):
                    raise MemoryError from error
                if timer.over:
                    raise UsageError(LATE.format(seconds)) from error
                if isinstance(error, duckdb.FatalException | duckdb.InternalException) or _says(error, _DAMAGED):
                    raise
                raise UsageError(f"The query cannot be run: {_first_line(error)}") from error
            finally:
                timer.cancel()

    def health(self) -> dict[str, Any]:
        """Versions, and how many rows each table holds. Every value is read, so that damage anywhere is met.

        Raises `StoreDamaged`, too, where somebody put in what would answer in the place of our tables and functions.
        """
        with self._open() as con:
            _check_own(con)
            versions = dict(con.execute("select name, value from meta order by name").fetchall())
            tables = ["articles", *TABLES, "claims", "judgements", "log", "skipped", "sources", "grades", "changed"]
            # The index of ids is a part of the file that only looking for one reads.
            for one in con.execute("select id from articles limit 1").fetchall():
                con.execute("select 1 from articles where id = ?", one).fetchall()
            reading = "select count(*), bit_xor(hash(t)) from {} t"
            whole = {name: con.execute(reading.format(name)).fetchone() for name in tables}
        counts = {name: rows for name, (rows, _) in whole.items()}
        return {"schema": int(versions["schema"]), "written_by": versions.get("program", ""), "tables": counts}

    # --- the file -----------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def _open(self, write: bool = False, config: Config | None = None) -> Iterator[Connection]:
        """A connection for one operation: read-only, or one transaction that is committed whole or not at all."""
        self._check_path(write)
        with self._alone(), _said_plainly(self.path):
            con = self._connect(write, config)
            try:
                con = self._current(con, write)
                if write:
                    con.execute("begin")
                yield con
                if write:
                    con.execute("commit")
            finally:
                # Closing rolls back whatever was not committed.
                con.close()

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """One thread of this process at a time: closing one of two handles on a file gives up the lock of both, and
        another process could then write under who still reads."""
        lock = _THREADS.setdefault(str(self.path.absolute()), threading.RLock())
        if not lock.acquire(timeout=max(self.wait, 30.0)):
            raise StoreBusy(str(self.path))
        try:
            yield
        finally:
            lock.release()

    def _check_path(self, write: bool) -> None:
        if "?" in str(self.path.absolute()):
            # DuckDB takes what follows for options and would keep its log in another place.
            raise UsageError(f"A store's path may not have a question mark in it: {self.path}")
        if self.path.is_dir():
            raise UnknownName(f"{self.path} is a folder, not a store.")
        if not self.path.exists() and not write:
            raise UnknownName(f"There is no store at {self.path}; `reportedly add` makes one.")
        if not self.path.parent.is_dir():
            raise UnknownName(f"There is no folder {self.path.parent} to put a store in.")

    def _connect(self, write: bool, config: Config | None = None) -> Connection:
        """Waits for whoever holds the file, but not for long."""
        deadline = time.monotonic() + self.wait
        # Whole, so that a file called ":memory:" or "md:x" is a file.
        path = str(self.path.absolute())
        while True:
            try:
                return duckdb.connect(path, read_only=not write, config=config or _CONFIG)
            except duckdb.Error as error:
                if not _says(error, _BUSY) or time.monotonic() > deadline:
                    raise
            time.sleep(0.02)

    def _current(self, con: Connection, write: bool) -> Connection:
        """The connection, to tables of this version: made if the file is new, migrated if they are older."""
        found = _schema_of(con)
        if found is None and write:
            _create(con)
            return con
        if found is None:
            raise StoreDamaged(f"{self.path} is a database, but not one of Reportedly's.")
        if found > SCHEMA:
            raise StoreTooNew(f"({self.path}: schema {found}, this version knows {SCHEMA})")
        if found == SCHEMA:
            return con
        con.close()
        self._migrate(found)
        return self._connect(write)

    def _migrate(self, found: int) -> None:
        """Brings an older store up to date on a copy, which then takes its place; the original is only read."""
        # What a crash left in the write-ahead log goes into the file first, as any writer would do.
        with contextlib.closing(self._connect(write=True)) as con:
            con.execute("checkpoint")
        copy = self.path.with_name(f"{self.path.name}.migrating-{os.getpid()}")
        try:
            # Reading shuts writers out while the copy is made.
            with contextlib.closing(self._connect(write=False)):
                before = _fingerprint(self.path)
                shutil.copy2(self.path, copy)
                _migrate_file(copy, found)
            if _fingerprint(self.path) != before:
                raise StoreBusy(f"({self.path} changed while it was being migrated)")
            copy.replace(self.path)
        finally:
            copy.unlink(missing_ok=True)
            _log_of(copy).unlink(missing_ok=True)


def database_version() -> str:
    """The version of DuckDB in use."""
    return str(duckdb.__version__)


# --- errors -----------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def _said_plainly(path: Path) -> Iterator[None]:
    """DuckDB's errors, and the file system's, as sentences of ours."""
    try:
        yield
    except duckdb.Error as error:
        raise _plain_error(path, error) from error
    except RuntimeError as error:
        # What DuckDB makes of a signal that came in the midst of a query (Ctrl-C).
        if str(error) == "Query interrupted":
            raise KeyboardInterrupt from error
        raise
    except OSError as error:
        raise StoreError(f"({path}: {error.strerror or error})") from error


def _plain_error(path: Path, error: Exception) -> StoreError:
    first = _first_line(error)
    if _says(error, _BUSY):
        return StoreBusy(f"({path})")
    if _says(error, _TOO_NEW):
        return StoreTooNew(f"({path}: {first})")
    if _says(error, _DAMAGED) or isinstance(error, duckdb.FatalException | duckdb.InternalException):
        return StoreDamaged(f"({path}: {first})")
    return StoreError(f"({path}: {first})")


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__


class _Timer:
    """Interrupts a connection when the time is over."""

    def __init__(self, seconds: float, con: Connection) -> None:
        self.over = False
        self._con = con
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True
        self._timer.start()

    def _end(self) -> None:
        self.over = True
        self._con.interrupt()

    def cancel(self) -> None:
        self._timer.cancel()


#: Kinds of statements that only read, as DuckDB names them (`MULTI` is what `pivot` becomes).
_READS = ("SELECT", "EXPLAIN", "MULTI")


def _one_that_reads(con: Connection, query: str) -> Any:
    """The one statement of a query. Raises `UsageError` for several, for none and for one that does not only read."""
    statements = con.extract_statements(query)
    kinds = [one.type.name for one in statements]
    if len(kinds) != 1 or kinds[0] not in _READS:
        what = kinds[0] if len(kinds) == 1 else f"{len(kinds) or 'no'} statements"
        raise UsageError(f"One query that reads can be run (select, from, with, describe, summarize, ...), not {what}.")
    return statements[0]


def _says(error: Exception, phrases: Iterable[str]) -> bool:
    said = str(error).casefold()
    return any(phrase in said for phrase in phrases)


# --- schema and migration ---------------------------------------------------------------------------------------


def _schema_of(con: Connection) -> int | None:
    """The schema version of a store, or None for a database without any tables.

    Raises `StoreDamaged` for somebody else's database and for a store whose version cannot be read.
    """
    try:
        row = con.execute("select value from meta where name = 'schema'").fetchone()
    except duckdb.Error as error:
        if not isinstance(error, duckdb.CatalogException | duckdb.BinderException):
            raise
        if not con.execute("select 1 from duckdb_tables() limit 1").fetchall():
            return None
        row = None
    if row is None or not str(row[0]).isdigit():
        raise StoreDamaged("(it is a database, but not one of Reportedly's)")
    return int(row[0])


def _create(con: Connection) -> None:
    con.execute("begin")
    con.execute(_KEPT)
    con.execute(_SOURCES)
    con.execute(_CHANGED)
    _create_derived(con)
    _stamp(con)
    con.execute("commit")


def _create_derived(con: Connection) -> None:
    for name, columns in TABLES.items():
        parts = ", ".join(f"{column} {kind}" for column, kind in columns.items())
        con.execute(f"create table {name} ({parts})")
    con.execute(_CLAIMS)
    for name, selected in VIEWS.items():
        con.execute(f"create view {name} as {selected}")


def _check_own(con: Connection) -> None:
    macros = con.execute("select function_name from duckdb_functions() where not internal order by 1").fetchall()
    views = con.execute("select view_name, sql from duckdb_views() where not internal order by all").fetchall()
    ours = {"meta", "articles", *TABLES, "claims", "judgements", "log", "skipped", "sources", "grades", "changed"}
    strange = [f"the macro {name}" for (name,) in macros] + [f"the view {name}" for name, _ in views if name in ours]
    strange += [f"another view {name}" for name, sql in views if name in VIEWS and sql != _own_views()[name]]
    if strange:
        raise StoreDamaged(f"(somebody put into it {', '.join(strange)})")


@cache
def _own_views() -> dict[str, str]:
    """Our views as DuckDB writes them down."""
    with contextlib.closing(duckdb.connect(config=_CONFIG)) as con:
        con.execute(_KEPT)
        _create_derived(con)
        return dict(con.execute("select view_name, sql from duckdb_views() where not internal").fetchall())


def _weighed(con: Connection, version: str) -> bool:
    return bool(con.execute("select 1 from meta where name = 'weighed' and value = ?", [version]).fetchone())


def _stamp_of(con: Connection) -> tuple[int, ...]:
    asked = (
        "max(seq) from changed", "count(*) from judgements", "bit_xor(hash(row)) from sources", "count(*) from grades",
    )  # fmt: skip
    return tuple(int((con.execute(f"select {what}").fetchone() or [0])[0] or 0) for what in asked)


def _forget_claims(con: Connection, changed: bool = True) -> None:
    if changed:
        con.execute("delete from claims")
        con.execute("delete from meta where name = 'weighed'")


def _stamp(con: Connection) -> None:
    con.execute("delete from meta where name in ('schema', 'program')")
    con.execute("insert into meta values ('schema', ?), ('program', ?)", [str(SCHEMA), VERSION])


def _migrate_file(copy: Path, found: int) -> None:
    con = duckdb.connect(str(copy.absolute()), config=_CONFIG)
    try:
        con.execute("begin")
        for version in range(found, SCHEMA):
            _MIGRATIONS[version](con)
        _rebuild_derived(con)
        _stamp(con)
        con.execute("commit")
        con.execute("checkpoint")
    finally:
        con.close()


def _one_to_two(con: Connection) -> None:
    """Version 1 did not keep whether an article was given as a clean body, so reading it again could change it."""
    con.execute("alter table articles add column body boolean default false")
    con.execute("alter table articles add column added varchar default ''")


def _two_to_three(con: Connection) -> None:
    """Version 2 had no claims; derived tables are made anew after every migration."""


def _three_to_four(con: Connection) -> None:
    """Version 3 knew nothing of sources."""
    con.execute(_SOURCES)


def _four_to_five(con: Connection) -> None:
    """Version 4 did not keep which readings changed when."""
    con.execute(_CHANGED)
    _touch(con, [id for (id,) in con.execute("select id from articles order by seq").fetchall()])


def _five_to_six(con: Connection) -> None:
    """Version 5 had no offsets in its derived tables, and called `factuality` `records`."""


_MIGRATIONS: dict[int, Callable[[Connection], None]] = {
    1: _one_to_two, 2: _two_to_three, 3: _three_to_four, 4: _four_to_five, 5: _five_to_six,
}  # fmt: skip


def _rebuild_derived(con: Connection) -> None:
    """Derived tables are made anew from the readings; an article whose reading is unusable is left unread."""
    con.execute(
        "create temp table old as select text, reading from articles join readings on article = id order by seq"
    )
    for name in VIEWS:
        con.execute(f"drop view if exists {name}")
    for name in (*TABLES, "records", "claims"):
        con.execute(f"drop table if exists {name}")
    _create_derived(con)
    for (n,) in con.execute("select rowid from old order by rowid").fetchall():
        text, reading = con.execute("select text, reading from old where rowid = ?", [n]).fetchone()
        with contextlib.suppress(ValueError, KeyError, TypeError):
            _derive(con, [_whole(text, reading)])
    con.execute("drop table old")


def _log_of(path: Path) -> Path:
    """DuckDB's write-ahead log beside a database file."""
    return path.with_name(f"{path.name}.wal")


def _fingerprint(path: Path) -> tuple[int, int, int, bool]:
    found = path.stat()
    return found.st_ino, found.st_size, found.st_mtime_ns, _log_of(path).exists()


# --- rows -------------------------------------------------------------------------------------------------------


def _derive(con: Connection, readings: Sequence[Row]) -> None:
    """Derived rows of readings of which there are none yet."""
    rows: dict[str, list[Cells]] = {name: [] for name in TABLES}
    for reading in readings:
        for name, new in cells(reading).items():
            rows[name].extend(new)
    for name, columns in TABLES.items():
        _insert(con, name, tuple(columns.values()), rows[name])


def _touch(con: Connection, ids: Sequence[str]) -> None:
    """Marks readings as changed."""
    if ids:
        seq = _next(con, "changed")
        con.execute("delete from changed where article in (select unnest(?::varchar[]))", [list(ids)])
        con.execute("insert into changed select unnest(?::varchar[]), ?", [list(ids), seq])


def _underive(con: Connection, ids: Sequence[str]) -> None:
    for name in TABLES:
        con.execute(f"delete from {name} where article in (select unnest(?::varchar[]))", [list(ids)])


def _taken(article: Article) -> dict[str, Any]:
    return {key: value for key, value in article.to_dict().items() if key not in ("id", "text")}


def _article(id: str, text: str, taken: str) -> Article:
    return Article.from_dict({**json.loads(taken), "id": id, "text": text})


def _whole(text: str, reading: str) -> dict[str, Any]:
    """A stored reading with its text back where it belongs."""
    data = json.loads(reading)
    return {"format": data["format"], "id": data["id"], "reader": data["reader"], "text": text, **data}


def _insert(con: Connection, table: str, kinds: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Rows column by column: a row at a time takes DuckDB a millisecond each."""
    if rows:
        holes = ", ".join(f"unnest(?::{kind}[])" for kind in kinds)
        con.execute(f"insert into {table} select {holes}", [list(column) for column in zip(*rows, strict=True)])


def _present(con: Connection, ids: Sequence[str]) -> set[str]:
    query = "select id from articles where id in (select unnest(?::varchar[])) order by id"
    return {id for (id,) in con.execute(query, [list(ids)]).fetchall()}


def _next(con: Connection, table: str) -> int:
    return int(con.execute(f"select coalesce(max(seq), 0) + 1 from {table}").fetchone()[0])


def _log(con: Connection, at: str, by: str, action: str, items: Sequence[tuple[str, str]]) -> None:
    seq = _next(con, "log")
    rows = [(seq + n, at, by, action, id, sendable(detail)) for n, (id, detail) in enumerate(items)]
    _insert(con, "log", ("bigint", *["varchar"] * 5), rows)


def _note_skipped(con: Connection, at: str, skipped: Iterable[Skipped]) -> None:
    known = set(con.execute("select origin, reason from skipped order by all").fetchall())
    pairs = dict.fromkeys((sendable(item.origin), sendable(item.reason)) for item in skipped)
    _insert(con, "skipped", ("varchar",) * 3, [(*pair, at) for pair in pairs if pair not in known])


def _dicts(cursor: Connection) -> list[dict[str, Any]]:
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
