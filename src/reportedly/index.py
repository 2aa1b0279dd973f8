"""A derived file beside a store, in which many rows are asked for at once: a row a statement, searchable.

It is SQLite with FTS5 in WAL mode, so that readers never wait for a writer and never hold one up. It may be deleted at
any time; `Desk.index` makes it anew. What it answers is what the store held when it was last brought up to date.

Ranking is BM25 (Robertson and Zaragoza 2009) as FTS5 has it. Of words that are everywhere only the newest rows are
ranked (`RANKED`): the answer says so.
"""

from __future__ import annotations

import json
import re
import sqlite3
import unicodedata
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from reportedly import gazetteer
from reportedly.errors import StoreBusy, UsageError
from reportedly.model import Judgement

__all__ = ["FACETS", "Asked", "Found", "Index", "Rows", "key_of"]

Plain = dict[str, Any]
#: The version of the tables; a file with another one is made anew.
TABLES = 7
#: So many matches are ranked, the newest, where words stand in more rows than that.
RANKED = 15_000
#: Values of a facet that are shown, the most frequent.
SHOWN = 12
#: What the rows found are counted by.
FACETS = ("kind", "type", "status", "outlet", "year")

_SCHEMA = """
create table meta (name text primary key, value text);
create table articles (
    n integer primary key, id text unique, title text, outlet text, day text, language text, row text, reading blob);
create table items (
    n integer primary key, id text, kind text, article text, outlet text, day text, type text, mode text, status text,
    name text, country text, quad text, intensity real, confidence real, judged integer, start integer, text text,
    row text, chance integer);
create table parties (item integer, role text, key text, name text, country text);
create table casts (article text, id text, key text, name text, kind text, country text, sector text, office text);
create table claims (
    n integer primary key, id text, verdict text, type text, day text, until text, voices integer, articles integer,
    turned integer, row text);
create table members (claim text, id text);
create table sides (claim text, key text, country text);
create table ledger (n integer primary key, id text, kind text, state text, holder text, day text, row text);
create table judgements (n integer primary key, id text, row text);
create index articles_day on articles (day);
create index items_article on items (article);
create index items_id on items (id);
create index items_day on items (day);
create index items_kind on items (kind, day);
create index items_type on items (type, day);
create index items_status on items (status, day);
create index items_outlet on items (outlet, day);
create index items_unsure on items (confidence, n) where kind != 'text' and judged = 0;
create index items_chance on items (chance) where kind != 'text' and judged = 0;
create table tallies (
    what text, a text, b text, c text, d text, e text, f text, n integer, x real,
    primary key (what, a, b, c, d, e, f)) without rowid;
create index tallies_b on tallies (what, b);
create index tallies_c on tallies (what, c, n);
create index tallies_n on tallies (what, n);
create index parties_key on parties (key, role, item);
create index parties_country on parties (country, role, item);
create index parties_item on parties (item, role);
create index casts_key on casts (key);
create index casts_article on casts (article);
create index claims_id on claims (id);
create index claims_order on claims (voices desc, articles desc, n);
create index claims_turned on claims (turned, voices desc, articles desc, n) where turned;
create index claims_verdict on claims (verdict, voices desc, articles desc, n);
create index members_id on members (id);
create index members_claim on members (claim);
create index sides_key on sides (key);
create index sides_country on sides (country);
create index ledger_id on ledger (id);
create virtual table words using fts5(
    text, tokenize="porter unicode61 remove_diacritics 2", prefix='3');
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for. Empty asks nothing; a row answers to everything that is asked.

    `words` must all stand in the row ("two words" in quotation marks side by side; the last one may be begun only).
    `kind`: statement, event or text. `who`: a name or part of one, a country or its code, in any role; `by` and `to`
    likewise, for who speaks or acts and who is at the other end.
    """

    words: str = ""
    kind: str = ""
    who: str = ""
    by: str = ""
    to: str = ""
    type: str = ""
    status: str = ""
    outlet: str = ""
    article: str = ""
    since: str = ""
    until: str = ""
    unsure: bool = False
    #: Only claims of which somebody changed his position.
    turned: bool = False
    #: Only rows that came into the index after this one.
    after: int = 0

    def __bool__(self) -> bool:
        return any(getattr(self, name) for name in self.__slots__)


@dataclass(frozen=True, slots=True)
class Found:
    """Rows with how many there are in all, and how they fall under each facet. `newest`: only that many were ranked."""

    rows: list[Plain]
    total: int
    facets: Mapping[str, list[tuple[str, int]]] = field(default_factory=dict)
    newest: int = 0


@dataclass(frozen=True, slots=True)
class Rows:
    """What the index keeps of one article: its row, its reading as judged, and the rows of the query verbs.

    `facts`: by event, its quad class and intensity.
    """

    article: Plain
    reading: Plain
    statements: Sequence[Plain]
    events: Sequence[Plain]
    facts: Mapping[str, tuple[str | None, float | None]]


class Index:
    """The file at a path. Methods raise `StoreBusy` where another process is writing it for too long."""

    def __init__(self, path: Path, wait: float = 5.0) -> None:
        self.path = path
        self.wait = wait

    # --- bringing it up to date ---------------------------------------------------------------------------------

    def marks(self) -> dict[str, str]:
        """What was kept by `mark`: up to where the store has been taken over."""
        with self._open() as con:
            return dict(con.execute("select name, value from meta").fetchall())

    def put(self, changed: Sequence[str], rows: Iterable[Rows]) -> None:
        """Puts the rows of changed articles in the place of what was there of them, all or none."""
        ids = json.dumps(list(changed))
        with self._open(write=True) as con:
            _tally(con, ids, -1)
            for id in changed:
                _drop(con, id)
            for one in rows:
                _insert(con, one)
            _tally(con, ids, 1)

    def mark(self, **marks: object) -> None:
        """Keeps up to where the store has been taken over."""
        with self._open(write=True) as con:
            _mark(con, marks)

    def put_whole(
        self,
        claims: Iterable[Plain],
        ledger: Iterable[Plain],
        copies: Mapping[str, str],
        **marks: object,
    ) -> None:
        """Puts what is made of all articles together in the place of what was there."""
        with self._open(write=True) as con:
            for name in ("claims", "members", "sides", "ledger"):
                con.execute(f"delete from {name}")
            for n, claim in enumerate(claims):
                _insert_claim(con, n, claim)
            con.executemany(
                "insert into ledger values (?, ?, ?, ?, ?, ?, ?)",
                [
                    (n, one["id"], one["kind"], one["state"], one["holder"], one["said"], _dumps(one))
                    for n, one in enumerate(ledger)
                ],
            )
            _note_copies(con, copies)
            _mark(con, marks)

    def put_judgements(self, judgements: Iterable[Judgement], **marks: object) -> None:
        """Puts all judgements in the place of those that were there."""
        with self._open(write=True) as con:
            con.execute("delete from judgements")
            rows = [(n, one.id, _dumps(asdict(one))) for n, one in enumerate(judgements)]
            con.executemany("insert into judgements values (?, ?, ?)", rows)
            _mark(con, marks)

    # --- asking -------------------------------------------------------------------------------------------------

    def search(
        self,
        asked: Asked,
        limit: int = 50,
        offset: int = 0,
        order: str = "rank",
        facets: bool = True,
        most: int = RANKED,
    ) -> Found:
        """The rows that answer, ranked ("rank"; without words the newest first), or by day ("new", "old"), or by how
        sure they are ("unsure"). Of more than `most` the newest are looked at.

        Raises `UsageError` where the words hold nothing that can be looked for.
        """
        order = "new" if order == "rank" and not asked.words.strip() else order
        with self._open() as con:
            if _by_columns(asked):
                return self._of_columns(con, asked, limit, offset, order, facets)
            newest = _find(con, asked, most)
            total = con.execute("select count(*) from hits").fetchone()[0]
            found = {name: _facet(con, name) for name in FACETS} if facets else {}
            best = f"select * from hits order by {_ORDERS[order].format('hits')} limit ? offset ?"
            query = f"""select items.* from ({best}) hits cross join items on items.n = hits.n
                        order by {_ORDERS[order].format("hits")}"""
            rows = [_item(row) for row in con.execute(query, [limit, offset]).fetchall()]
            return Found(rows, total, found, newest)

    def _of_columns(
        self, con: sqlite3.Connection, asked: Asked, limit: int, offset: int, order: str, facets: bool
    ) -> Found:
        """Where only kinds, types, outlets and years are asked for, nothing need be counted: it has been."""
        where, values = _conditions(asked)
        counted, more = _tallied(asked)
        total = con.execute(f"select coalesce(sum(n), 0) from tallies where {counted}", more).fetchone()[0]
        found = {name: _facet_tallied(con, name, counted, more) for name in FACETS} if facets else {}
        query = f"select items.* from items where {where} order by {_ORDERS[order].format('items')} limit ? offset ?"
        rows = [_item(row) for row in con.execute(query, [*values, limit, offset]).fetchall()]
        return Found(rows, total, found)

    def rows(self, asked: Asked) -> Iterator[Plain]:
        """All rows that answer, whole, in the order they came in; for exports."""
        where, values = _conditions(asked)
        if asked.words.strip():
            where = f"{where} and items.n in (select rowid from words where words match ?)"
            values.append(_match(asked.words))
        for role, who in (("", asked.who), ("by", asked.by), ("to", asked.to)):
            if who.strip():
                with self._open() as con:
                    one = _Party.of(con, who, role)
                where, values = f"{where} and items.n in ({one.items})", [*values, *one.values]
        query = f"select items.* from items where {where} and items.n > ? order by items.n limit 1000"
        at = 0
        while True:
            with self._open() as con:
                some = [_item(row) for row in con.execute(query, [*values, at]).fetchall()]
            if not some:
                return
            yield from some
            at = some[-1]["n"]

    def articles(self, asked: Asked, limit: int = 50, offset: int = 0) -> Found:
        """The articles that answer (`words`: in title or text; `who`, `outlet`, `since`, `until`), the newest first."""
        with self._open() as con:
            where, values = _article_conditions(con, asked)
            total = con.execute(f"select count(*) from articles where {where}", values).fetchone()[0]
            query = f"select row from articles where {where} order by day desc, n limit ? offset ?"
            return Found([json.loads(row) for (row,) in con.execute(query, [*values, limit, offset])], total)

    def about(self, ids: Sequence[str]) -> dict[str, Plain]:
        """The rows of articles by id."""
        with self._open() as con:
            query = "select id, row from articles where id in (select value from json_each(?))"
            return {id: json.loads(row) for id, row in con.execute(query, [json.dumps(list(ids))])}

    def reading(self, article: str) -> Plain | None:
        """The reading of an article, judgements applied; None where there is none of that id."""
        with self._open() as con:
            row = con.execute("select reading from articles where id = ?", [article]).fetchone()
            return json.loads(zlib.decompress(row[0])) if row else None

    def items(self, article: str) -> list[Plain]:
        """The statements and events of an article in the order of its text."""
        with self._open() as con:
            query = "select * from items where article = ? and kind != 'text' order by start, n"
            return [_item(row) for row in con.execute(query, [article]).fetchall()]

    def item(self, id: str) -> Plain | None:
        """A statement or an event by its id."""
        with self._open() as con:
            row = con.execute("select * from items where id = ? and kind != 'text'", [id]).fetchone()
            return _item(row) if row else None

    def claims(self, asked: Asked, limit: int = 50, offset: int = 0, about: Sequence[str] = ()) -> Found:
        """The claims that answer (`status` is a verdict; `words` in what is claimed), those with most voices first.

        `about`: only those that rest on one of these statements and events.
        """
        with self._open() as con:
            where, values = _claim_conditions(asked, about)
            few = "claims indexed by claims_turned"
            source = few if asked.turned else "claims"
            total = con.execute(f"select count(*) from {source} where {where}", values).fetchone()[0]
            verdicts = f"select verdict, count(*) from {source} where {where} group by 1 order by 2 desc"
            facets = {"status": [(name, count) for name, count in con.execute(verdicts, values)]}
            turned = con.execute(f"select count(*) from {few} where {where} and turned", values).fetchone()[0]
            facets["turned"] = [("1", turned)] if turned else []
            query = f"select row from {source} where {where} order by voices desc, articles desc, n limit ? offset ?"
            found = [json.loads(row) for (row,) in con.execute(query, [*values, limit, offset])]
            return Found(found, total, facets)

    def claim(self, id: str) -> Plain | None:
        with self._open() as con:
            row = con.execute("select row from claims where id = ?", [id]).fetchone()
            return json.loads(row[0]) if row else None

    def claims_of(self, ids: Sequence[str]) -> dict[str, str]:
        """For statements and events the claims that rest on them."""
        with self._open() as con:
            query = "select id, claim from members where id in (select value from json_each(?))"
            return dict(con.execute(query, [json.dumps(list(ids))]).fetchall())

    def ledger(self, asked: Asked, limit: int = 200, offset: int = 0) -> Found:
        """What was foretold (`status` is a state, `type` a kind, `who` the holder), the newest word first."""
        with self._open() as con:
            where, values = _ledger_conditions(asked)
            total = con.execute(f"select count(*) from ledger where {where}", values).fetchone()[0]
            query = f"select row from ledger where {where} order by day desc, n limit ? offset ?"
            return Found([json.loads(row) for (row,) in con.execute(query, [*values, limit, offset])], total)

    def people(self, begins: str = "", limit: int = 100, offset: int = 0, counted: bool = True) -> Found:
        """Who is named: {"key", "name", "country", "kind", "sector", "office", "articles"}, the most often first."""
        where, values = "what = 'person' and d in ('PERSON', 'ORG', 'GPE', 'NORP')", list[Any]()
        if begins.strip():
            where, values = f"{where} and (a like ? escape '\\' or a like ? escape '\\')", [*_likes(begins)]
        with self._open() as con:
            many = f"select count(distinct a) from tallies where {where}"
            total = con.execute(many, values).fetchone()[0] if counted else 0
            # (Somebody's rows differ in office and sector; those with the most articles are among the largest rows.)
            largest = 4 * (offset + limit) + 200
            query = f"""select a key, b name, nullif(max(c), '') country, d kind, nullif(max(e), '') sector,
                        nullif(max(f), '') office, sum(n) articles
                        from (select * from tallies where {where} order by n desc limit ?)
                        group by a order by articles desc, a limit ? offset ?"""
            return Found(_dicts(con.execute(query, [*values, largest, limit, offset])), total)

    def person(self, key: str) -> Plain | None:
        """Somebody by key or country code: as in `people`, with every name, office and how often in which role."""
        with self._open() as con:
            column = "c" if _is_code(key) else "a"
            query = f"""select b name, d kind, nullif(c, '') country, nullif(e, '') sector, nullif(f, '') office,
                        n articles from tallies where what = 'person' and {column} = ? order by n desc limit 200"""
            one = _dicts(con.execute(query, [key]))
            if not one:
                return None
            role, what = ("b", "side") if _is_code(key) else ("c", "role")
            counted = f"select {role}, sum(n) from tallies where what = ? and a = ? group by 1"
            roles = con.execute(counted, [what, key])
            offices = dict.fromkeys(row["office"] for row in one if row["office"])
            name = (gazetteer.country_name(key) or key) if _is_code(key) else one[0]["name"]
            return {**one[0], "key": key, "name": name, "names": one, "offices": list(offices), "roles": dict(roles)}

    def entities(self, key: str, limit: int) -> list[str]:
        """The ids of everybody who goes by a key, one an article."""
        with self._open() as con:
            query = "select id from casts where key = ? order by article, id limit ?"
            return [id for (id,) in con.execute(query, [key, limit]).fetchall()]

    def series(self, by: str, to: str = "", every: str = "month") -> list[Plain]:
        """Events that are asserted, alleged or hedged by period and quad class, of somebody as actor (`by` may be
        empty) towards somebody (`to`): {"period", "quad", "events", "intensity" (mean)}."""
        size = {"month": 7, "year": 4, "day": 10}[every]
        query = f"""select substr(c, 1, {size}) period, d quad, sum(n) events, sum(x) / sum(n) intensity
                    from tallies where what = 'act' and a in (select value from json_each(?))
                    and b in (select value from json_each(?)) group by 1, 2 order by 1, 2"""
        with self._open() as con:
            return _dicts(con.execute(query, [_side_keys(who) for who in (by, to)]))

    def network(self, who: str = "", kind: str = "", limit: int = 150, since: str = "", until: str = "") -> list[Plain]:
        """Who speaks or acts to whom: {"by", "to", "kind", "count"}, the strongest ties first. `since` and `until` by
        their years."""
        where, values = ["what = 'tie'"], list[Any]()
        if who:
            where.append("(a in (select value from json_each(?1)) or b in (select value from json_each(?1)))")
            values.append(json.dumps(_codes_of(who.strip())[0] or [_flat(who)]))
        for column, sign, value in (("c", "=", kind), ("d", ">=", since[:4]), ("d", "<=", until[:4])):
            if value:
                where.append(f"{column} {sign} ?")
                values.append(value)
        query = f"""select a "by", b "to", c kind, sum(n) count from tallies where {" and ".join(where)}
                    group by 1, 2, 3 order by 4 desc, 1, 2 limit ?"""
        with self._open() as con:
            return _dicts(con.execute(query, [*values, limit]))

    def places(self, who: str = "", limit: int = 500) -> list[Plain]:
        """Where events are told of: {"name", "country", "events"}; of somebody, the newest `RANKED` are looked at."""
        with self._open() as con:
            if not who:
                query = """select a name, nullif(b, '') country, n events from tallies where what = 'spot'
                           order by n desc, a limit ?"""
                return _dicts(con.execute(query, [limit]))
            one = _Party.of(con, who, "")
            query = f"""select name, country, count(distinct item) events from parties where role = 'at'
                        and item in ({one.newest}) group by 1, 2 order by 3 desc, 1 limit ?"""
            return _dicts(con.execute(query, [*one.values, RANKED, limit]))

    def judgements(self, id: str = "", limit: int = 500, offset: int = 0) -> Found:
        """Judgements, the latest first; of one thing, if it is named."""
        where, values = ("id = ?", [id]) if id else ("1", [])
        with self._open() as con:
            total = con.execute(f"select count(*) from judgements where {where}", values).fetchone()[0]
            query = f"select row from judgements where {where} order by n desc limit ? offset ?"
            return Found([json.loads(row) for (row,) in con.execute(query, [*values, limit, offset])], total)

    def latest(self) -> int:
        """The number of the row that came in last."""
        with self._open() as con:
            return int(con.execute("select coalesce(max(n), 0) from items").fetchone()[0])

    def known(self, ids: Sequence[str]) -> set[str]:
        """Of these ids those that statements, events, claims or articles have now."""
        query = """select id from items where id in (select value from json_each(?1))
                   union select id from claims where id in (select value from json_each(?1))
                   union select id from articles where id in (select value from json_each(?1))"""
        with self._open() as con:
            return {id for (id,) in con.execute(query, [json.dumps(list(ids))])}

    def drawn(self, asked: Asked, how: str, seed: int, limit: int) -> Found:
        """Statements and events that nobody has judged: by chance (the same for the same `seed`), or the least sure.

        Chance is a hash of the id: of all in the order of their hashes those from a point on that the seed chooses.
        """
        open_ones = replace(asked, unsure=True)
        found = self.search(open_ones, limit, 0, "unsure", facets=False)
        if how != "random":
            return found
        where, values = _conditions(open_ones)
        point = zlib.crc32(f"seed {seed}".encode())
        rows = list[Plain]()
        with self._open() as con:
            for side in (">=", "<"):
                query = f"select items.* from items where {where} and chance {side} ? order by chance limit ?"
                rows += [_item(row) for row in con.execute(query, [*values, point, limit - len(rows)]).fetchall()]
        return Found(rows, found.total)

    def counts(self) -> dict[str, int]:
        """How many articles, statements, events, claims and judgements there are."""
        with self._open() as con:
            query = "select a, sum(n) from tallies where what = 'row' group by a"
            kinds = dict(con.execute(query).fetchall())
            whole = {
                name: con.execute(f"select count(*) from {name}").fetchone()[0]
                for name in ("articles", "claims", "judgements", "ledger")
            }
        return {**whole, "statements": kinds.get("statement", 0), "events": kinds.get("event", 0)}

    # --- the file -----------------------------------------------------------------------------------------------

    @contextmanager
    def _open(self, write: bool = False) -> Iterator[sqlite3.Connection]:
        con = sqlite3.connect(self.path, timeout=self.wait, isolation_level=None)
        try:
            _prepare(con)
            con.execute("begin immediate" if write else "begin")
            yield con
            con.execute("commit")
        except sqlite3.OperationalError as error:
            if "locked" in str(error) or "busy" in str(error):
                raise StoreBusy(f"{self.path} is being brought up to date by another process.") from error
            raise
        finally:
            con.close()


def _prepare(con: sqlite3.Connection) -> None:
    """Tables of this version, in a file that readers and a writer share."""
    con.execute("pragma temp_store = memory")
    con.execute("pragma cache_size = -32768")
    if con.execute("pragma user_version").fetchone()[0] == TABLES:
        return
    con.execute("pragma journal_mode = wal")
    con.execute("pragma synchronous = normal")
    con.execute("begin immediate")
    if con.execute("pragma user_version").fetchone()[0] != TABLES:
        for kind, name in con.execute(
            "select type, name from sqlite_master where type = 'table' and name not like 'sqlite_%' "
            "and name not like 'words_%' order by name != 'words'"
        ).fetchall():
            con.execute(f"drop {kind} if exists {name}")
        for statement in filter(str.strip, _SCHEMA.split(";\n")):
            con.execute(statement)
        con.execute(f"pragma user_version = {TABLES}")
    con.execute("commit")


# --- putting ----------------------------------------------------------------------------------------------------


def _drop(con: sqlite3.Connection, article: str) -> None:
    con.execute("delete from words where rowid in (select n from items where article = ?)", [article])
    con.execute("delete from parties where item in (select n from items where article = ?)", [article])
    for name in ("items", "casts"):
        con.execute(f"delete from {name} where article = ?", [article])
    con.execute("delete from articles where id = ?", [article])


def _insert(con: sqlite3.Connection, one: Rows) -> None:
    about = one.article
    reading = zlib.compress(_dumps(one.reading).encode("utf-8", "replace"), 1)
    con.execute(
        "insert into articles (id, title, outlet, day, language, row, reading) values (?, ?, ?, ?, ?, ?, ?)",
        [about["id"], about["title"], about["outlet"], about["published"], about["language"], _dumps(about), reading],
    )
    cast = one.reading["entities"]
    entities = {row["id"]: row for row in cast}
    con.executemany(
        "insert into casts values (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (about["id"], row["id"], key_of(row["name"]), _flat(row["name"]), *(row[name] for name in _CAST))
            for row in cast
        ],
    )
    for row in one.statements:
        _insert_statement(con, about, one.reading, row)
    for rows in _by_event(one.events).values():
        _insert_event(con, about, rows, entities, one.facts)
    _insert_texts(con, about, one.reading)


_CAST = ("kind", "country", "sector", "office")


def _insert_statement(con: sqlite3.Connection, about: Plain, reading: Plain, row: Plain) -> None:
    entities = {one["id"]: one for one in reading["entities"]}
    cue = [reading["text"][start:end] for start, end in row["cue"]]
    n = _insert_item(
        con,
        {
            **_of_article(about), "id": row["id"], "kind": "statement", "day": row["published"], "type": row["act"],
            "mode": row["form"], "name": row["name"], "country": row["country"], "confidence": row["confidence"],
            "judged": row.get("judged", False), "start": row["content"][0][0] if row["content"] else row["cue"][0][0],
            "text": row["text"],
            "row": {**row, "told": [reading["text"][start:end] for start, end in row["addressee"]]},
        },
        " ".join(filter(None, (row["name"], *cue, row["text"]))),
    )  # fmt: skip
    ends = [*row["content"], *row["addressee"]]
    named = [
        entity
        for entity in entities.values()
        if any(a <= m["span"][0] and m["span"][1] <= b for m in entity["mentions"] for a, b in ends)
    ]
    _insert_parties(con, n, {"by": [entities[row["speaker"]]] if row["speaker"] in entities else [], "to": named})


def _insert_event(
    con: sqlite3.Connection,
    about: Plain,
    rows: Sequence[Plain],
    entities: Mapping[str, Plain],
    facts: Mapping[str, tuple[str | None, float | None]],
) -> None:
    """An event with the views on it; its status is what its article holds of it."""
    first = rows[0]
    quad, intensity = facts.get(first["id"], (None, None))
    date = first["date"] or {}
    own = next((row for row in rows if row["holder"] == ["author"]), first)
    n = _insert_item(
        con,
        {
            **_of_article(about), "id": first["id"], "kind": "event",
            "day": date.get("earliest") or date.get("latest") or first["published"], "type": first["type"],
            "mode": first["mode"], "status": own["status"], "quad": quad, "intensity": intensity,
            "name": ", ".join(first["actor_names"]), "country": next(iter(first["actor_countries"]), None),
            "confidence": first["confidence"], "judged": first.get("judged", False),
            "start": first["trigger"][0][0], "text": first["text"], "row": {**first, "views": list(rows)},
        },
        first["text"],
    )  # fmt: skip
    sides = {"by": first["actors"], "to": first["recipients"], "at": [first["place"]] if first["place"] else []}
    if not first["recipients"] and len(first["actors"]) > 1:  # of two that meet each is at the other's end
        sides["to"] = first["actors"]
    _insert_parties(con, n, {role: [entities[id] for id in ids if id in entities] for role, ids in sides.items()})


def _insert_texts(con: sqlite3.Connection, about: Plain, reading: Plain) -> None:
    """The article's paragraphs, so that what is in no statement and no event is found, too."""
    for block in reading["blocks"]:
        if block["kind"] in ("headline", "body", "caption"):
            start, end = block["span"]
            words = reading["text"][start:end]
            item = {
                **_of_article(about), "id": f"{about['id']}#{start}-{end}", "kind": "text", "day": about["published"],
                "type": block["kind"], "start": start, "text": words, "row": {"span": [start, end], "text": words},
            }  # fmt: skip
            _insert_item(con, item, words)


def _insert_item(con: sqlite3.Connection, item: Plain, words: str) -> int:
    item = {"judged": False, **item, "chance": zlib.crc32(item["id"].encode("utf-8", "replace"))}
    names = list(item)
    values = [_dumps(item[name]) if name == "row" else item[name] for name in names]
    holes = ", ".join("?" * len(names))
    n = con.execute(f"insert into items ({', '.join(names)}) values ({holes})", values).lastrowid
    con.execute("insert into words (rowid, text) values (?, ?)", [n, plain(words)])
    return int(n or 0)


def _insert_parties(con: sqlite3.Connection, n: int, sides: Mapping[str, Sequence[Plain]]) -> None:
    con.executemany(
        "insert into parties values (?, ?, ?, ?, ?)",
        [
            (n, role, key_of(one["name"]), _flat(one["name"]), one["country"])
            for role, some in sides.items()
            for one in some
        ],
    )


#: What is counted of the articles with these ids. (What is not known is '', since nulls are never the same.)
_TALLIES = (
    """select 'row', kind, ifnull(type, ''), ifnull(status, ''), ifnull(outlet, ''), ifnull(substr(day, 1, 4), ''),
       cast(ifnull(judged, 0) as text), count(*), 0.0 from items where article in (select value from json_each(?1))
       group by 1, 2, 3, 4, 5, 6, 7""",
    """select 'person', key, name, ifnull(country, ''), kind, ifnull(sector, ''), ifnull(office, ''),
       count(distinct article), 0.0 from casts where article in (select value from json_each(?1))
       group by 1, 2, 3, 4, 5, 6, 7""",
    """select 'role', parties.key, ifnull(parties.country, ''), role, '', '', '', count(distinct item), 0.0
       from items join parties on item = items.n where article in (select value from json_each(?1))
       group by 1, 2, 3, 4""",
    """select 'side', parties.country, role, '', '', '', '', count(distinct item), 0.0
       from items join parties on item = items.n where article in (select value from json_each(?1))
       and parties.country is not null group by 1, 2, 3""",
    """select 'tie', ifnull(p.country, p.name), ifnull(q.country, q.name), items.kind,
       ifnull(substr(items.day, 1, 4), ''), '', '', count(*), 0.0
       from items join parties p on p.item = items.n and p.role = 'by'
       join parties q on q.item = items.n and q.role = 'to'
       where article in (select value from json_each(?1)) and ifnull(p.country, p.name) != ifnull(q.country, q.name)
       group by 1, 2, 3, 4, 5""",
    """with told as (
           select n, day, quad, ifnull(intensity, 0.0) intensity from items
           where article in (select value from json_each(?1)) and kind = 'event' and quad is not null
           and day is not null and status in ('asserted', 'alleged', 'hedged')),
       sides as (
           select item, role, ifnull(country, name) side from parties where item in (select n from told)
           union select item, role, key from parties where item in (select n from told)
           union select n, 'by', '' from told union select n, 'to', '' from told)
       select 'act', p.side, q.side, day, quad, '', '', count(*), sum(intensity) from told
       join sides p on p.item = told.n and p.role = 'by' join sides q on q.item = told.n and q.role = 'to'
       group by 1, 2, 3, 4, 5""",
    """select 'spot', parties.name, ifnull(parties.country, ''), '', '', '', '', count(distinct item), 0.0
       from items join parties on item = items.n and role = 'at' where article in (select value from json_each(?1))
       group by 1, 2, 3""",
)


def _tally(con: sqlite3.Connection, ids: str, sign: int) -> None:
    """Adds what these articles have (or takes it away) to what is counted. `ids`: a list as JSON."""
    for counted in _TALLIES:
        con.execute(
            f"""insert into tallies select * from ({counted}) where true on conflict do update
                set n = tallies.n + ({sign}) * excluded.n, x = tallies.x + ({sign}) * excluded.x""",
            [ids],
        )
    if sign < 0:
        con.execute("delete from tallies where n <= 0")


def _insert_claim(con: sqlite3.Connection, n: int, claim: Plain) -> None:
    date = claim["date"] or {}
    articles = {article for voice in claim["voices"] for article in voice["articles"]}
    con.execute(
        "insert into claims values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [n, claim["id"], claim["verdict"], claim["type"], date.get("earliest") or date.get("latest"),
         date.get("latest"), len(claim["voices"]), len(articles),
         any(map(_turned, claim["voices"])), _dumps(claim)],
    )  # fmt: skip
    members = [one.get("event") or one["statement"] for one in (*claim["events"], *claim.get("statements", ()))]
    con.executemany("insert into members values (?, ?)", [(claim["id"], id) for id in members])
    people = [(one["name"], one["country"]) for side in claim["parties"].values() for one in side]
    people += [(voice["holder"], voice["country"]) for voice in claim["voices"]]
    sides = [(claim["id"], key_of(name), country) for name, country in dict.fromkeys(people)]
    con.executemany("insert into sides values (?, ?, ?)", sides)


def _turned(voice: Plain) -> bool:
    """Whether somebody changed his position; what he expected and then reports is none."""
    return len({step["stance"] for step in voice["positions"]} - {"expects"}) > 1


def _note_copies(con: sqlite3.Connection, copies: Mapping[str, str]) -> None:
    for id, row in con.execute("select id, row from articles").fetchall():
        about = json.loads(row)
        if about["copy_of"] != copies.get(id):
            con.execute("update articles set row = ? where id = ?", [_dumps({**about, "copy_of": copies.get(id)}), id])


def _mark(con: sqlite3.Connection, marks: Mapping[str, object]) -> None:
    con.executemany("insert or replace into meta values (?, ?)", [(name, str(value)) for name, value in marks.items()])


def _of_article(about: Plain) -> Plain:
    return {"article": about["id"], "outlet": about["outlet"] or about["agency"]}


def _by_event(rows: Sequence[Plain]) -> dict[str, list[Plain]]:
    events: dict[str, list[Plain]] = {}
    for row in rows:
        events.setdefault(row["id"], []).append(row)
    return events


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace").decode()


# --- words ------------------------------------------------------------------------------------------------------

#: What is not seen and parts words that are one: joiners, marks of direction, soft hyphens.
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")


def plain(text: str) -> str:
    """A text as it is looked for: composed, without marks that are not seen."""
    return unicodedata.normalize("NFKC", _UNSEEN.sub("", text))


def _flat(name: str) -> str:
    return " ".join(name.split())


def key_of(name: str) -> str:
    """By what one who is named is known: his name, composed, in lower case, without marks that are not seen."""
    return _flat(plain(name)).casefold()


def _match(words: str) -> str:
    """Words as FTS5 takes them, whatever signs they hold. Raises `UsageError` where none is a letter or digit."""
    asked = plain(words)
    parts = re.findall(r'"([^"]*)"|(\S+)', asked)
    terms = [_term(phrase or word) for phrase, word in parts]
    terms = [term for term in terms if term]
    if not terms:
        raise UsageError(f"{words!r} has no letter or digit to look for.")
    begun = not asked.rstrip().endswith('"') and not asked.endswith(" ") and len(parts[-1][1]) > 2
    return " ".join(terms) + ("*" if begun and _term(parts[-1][1]) else "")


def _term(words: str) -> str:
    tokens = re.findall(r"\w+", words)
    return '"' + " ".join(tokens) + '"' if tokens else ""


def _find(con: sqlite3.Connection, asked: Asked, most: int) -> int:
    """Makes the temporary table `hits` of the rows that answer, with what they are ordered and counted by. Returns how
    many of the newest were looked at, where there are too many; else 0.

    The words are looked up first, else the first of the people; the rest is then asked of each row, once.
    """
    people = [
        _Party.of(con, who, role) for role, who in (("by", asked.by), ("to", asked.to), ("", asked.who)) if who.strip()
    ]
    where, values = _conditions(asked)
    if asked.words.strip():
        query = "select rowid n, bm25(words) rank from words where words match ? order by rowid desc limit ?"
        given: list[Any] = [_match(asked.words)]
    elif people:
        first = people.pop(0)
        query, given = f"select item n, 0.0 rank from ({first.newest})", first.values
    else:
        query, given = f"select n, 0.0 rank from items where {where} order by day desc limit ?", values
    con.execute(f"create temp table looked as {query}", [*given, most + 1])
    more: bool = con.execute("select count(*) from looked").fetchone()[0] > most
    for one in people:
        where, values = f"{where} and exists ({one.has})", [*values, *one.values]
    con.execute(
        f"""create temp table hits as select looked.n, rank, kind, type, status, outlet, day, confidence
            from (select * from looked limit ?) looked cross join items on items.n = looked.n where {where}""",
        [most, *values],
    )
    return most if more else 0


@dataclass(frozen=True, slots=True)
class _Party:
    """Somebody in a role, as SQL: `items` gives the rows he is in, `has` asks it of the row `looked.n`."""

    items: str
    newest: str
    has: str
    values: list[Any]

    @classmethod
    def of(cls, con: sqlite3.Connection, who: str, role: str) -> _Party:
        by, values = _party(con, who.strip())
        roles = [role] if role else ["by", "to"]
        names = ", ".join(f"'{one}'" for one in roles)
        items = f"select distinct item from parties where {by} and role in ({names})"
        return cls(
            items, f"{items} order by item desc limit ?",
            f"select 1 from parties where item = looked.n and role in ({names}) and {by}", values,
        )  # fmt: skip


def _party(con: sqlite3.Connection, who: str) -> tuple[str, list[Any]]:
    """The condition that a row of `parties` is somebody: by his country, else by the names in which this one stands."""
    codes, whole = _codes_of(who)
    if whole:
        return _OF_COUNTRIES, [json.dumps(codes)]
    names = "select distinct a from tallies where what = 'person' and (a like ? escape '\\' or a like ? escape '\\')"
    keys = [key for (key,) in con.execute(f"{names} limit 500", _likes(who))]
    by_name = "key in (select value from json_each(?))"
    return f"({_OF_COUNTRIES} or {by_name})", [json.dumps(codes), json.dumps(keys)]


# --- conditions -------------------------------------------------------------------------------------------------

_ORDERS = {
    "rank": "{0}.rank, {0}.n",
    "new": "{0}.day desc, {0}.n",
    "old": "{0}.day, {0}.n",
    "unsure": "{0}.confidence, {0}.n",
}


def _is_code(who: str) -> bool:
    return bool(re.fullmatch(r"[A-Z]{3}", who)) and gazetteer.country_name(who) is not None


def _codes_of(who: str) -> tuple[list[str], bool]:
    """The countries that somebody names or codes, on whatever day he means; and whether he can mean nobody else.

    "Moscow" is the Soviet Union and Russia, and may be part of a name.
    """
    if _is_code(who):
        return [who], True
    hits = gazetteer.country_meanings(who)
    return list(dict.fromkeys(hit.code for hit in hits)), any(hit.how == "country" for hit in hits)


def _side_keys(who: str) -> str:
    """By what somebody is tallied as a side (a list as JSON): his country's codes if he is one, else his key, or '' for
    anybody."""
    who = who.strip()
    return json.dumps((_codes_of(who)[0] or [key_of(who)]) if who else [""])


#: The condition that a row is of one of these countries (a list as JSON).
_OF_COUNTRIES = "country in (select value from json_each(?))"


def _cast(who: str) -> tuple[str, list[Any]]:
    """The condition that a row with a country and a key is somebody."""
    codes, whole = _codes_of(who.strip())
    if whole:
        return _OF_COUNTRIES, [json.dumps(codes)]
    return f"{_OF_COUNTRIES} or key like ? escape '\\' or key like ? escape '\\'", [json.dumps(codes), *_likes(who)]


def _likes(words: str) -> list[str]:
    """Patterns for a key in which a word begins so."""
    safe = re.sub(r"([\\%_])", r"\\\1", key_of(words))
    return [f"{safe}%", f"% {safe}%"]


def _by_columns(asked: Asked) -> bool:
    """Whether only what has been counted is asked for."""
    years = all(re.fullmatch(r"(?:\d{4})?", day) for day in (asked.since, asked.until))
    named = (asked.words, asked.who, asked.by, asked.to, asked.article)
    return years and not asked.after and not any(part.strip() for part in named)


#: The columns of the tally of rows.
_TALLIED = {"kind": "a", "type": "b", "status": "c", "outlet": "d", "year": "e"}


def _tallied(asked: Asked) -> tuple[str, list[Any]]:
    where, values = ["what = 'row'"], list[Any]()
    for name in ("kind", "type", "status", "outlet"):
        if getattr(asked, name):
            where.append(f"{_TALLIED[name]} = ?")
            values.append(getattr(asked, name))
    for sign, day in ((">=", asked.since), ("<=", asked.until)):
        if day:
            where.append(f"e {sign} ? and e != ''")
            values.append(day)
    if asked.unsure:
        where.append("f = '0' and a != 'text'")
    return " and ".join(where), values


def _facet_tallied(con: sqlite3.Connection, name: str, where: str, values: list[Any]) -> list[tuple[str, int]]:
    column = _TALLIED[name]
    query = f"""select {column}, sum(n) from tallies where {where} and {column} != '' group by 1
                having sum(n) > 0 order by 2 desc, 1 limit {SHOWN}"""
    return [(str(value), count) for value, count in con.execute(query, values).fetchall()]


def _conditions(asked: Asked) -> tuple[str, list[Any]]:
    where, values = ["1"], list[Any]()
    for column, value in (
        ("kind", asked.kind), ("type", asked.type), ("status", asked.status), ("outlet", asked.outlet),
        ("article", asked.article),
    ):  # fmt: skip
        if value:
            where.append(f"items.{column} = ?")
            values.append(value)
    where, values = _within(asked, "items.day", where, values)
    if asked.after:
        where.append("items.n > ?")
        values.append(asked.after)
    if asked.unsure:
        where.append("items.kind != 'text' and items.judged = 0")
    return " and ".join(where), values


def _within(asked: Asked, day: str, where: list[str], values: list[Any]) -> tuple[list[str], list[Any]]:
    if asked.since:
        where.append(f"{day} >= ?")
        values.append(asked.since)
    if asked.until:
        where.append(f"{day} <= ?")
        values.append(f"{asked.until}￿")
    return where, values


def _article_conditions(con: sqlite3.Connection, asked: Asked) -> tuple[str, list[Any]]:
    where, values = ["1"], list[Any]()
    if asked.words.strip():
        rows = "select rowid from words where words match ? order by rowid desc limit ?"
        where.append(f"id in (select article from items where n in ({rows}))")
        values += [_match(asked.words), RANKED]
    if asked.who.strip():
        condition, named = _cast(asked.who)
        where.append(f"id in (select article from casts where {condition})")
        values += named
    if asked.outlet:
        where.append("outlet = ?")
        values.append(asked.outlet)
    where, values = _within(asked, "day", where, values)
    return " and ".join(where), values


def _claim_conditions(asked: Asked, about: Sequence[str]) -> tuple[str, list[Any]]:
    where, values = ["1"], list[Any]()
    for column, value in (("verdict", asked.status), ("type", asked.type)):
        if value:
            where.append(f"{column} = ?")
            values.append(value)
    if asked.who.strip():
        condition, named = _cast(asked.who)
        where.append(f"id in (select claim from sides where {condition})")
        values += named
    if asked.turned:
        where.append("turned")
    if asked.words.strip():
        where.append(
            "id in (select claim from members where id in "
            "(select id from items where n in "
            "(select rowid from words where words match ? order by rowid desc limit ?)))"
        )
        values += [_match(asked.words), RANKED]
    if about:
        where.append("id in (select claim from members where id in (select value from json_each(?)))")
        values.append(json.dumps(list(about)))
    where, values = _within(asked, "day", where, values)
    return " and ".join(where), values


def _ledger_conditions(asked: Asked) -> tuple[str, list[Any]]:
    where, values = ["1"], list[Any]()
    for column, value in (("state", asked.status), ("kind", asked.type)):
        if value:
            where.append(f"{column} = ?")
            values.append(value)
    if asked.who.strip():
        codes, whole = _codes_of(asked.who.strip())
        of_countries = "json_extract(row, '$.country') in (select value from json_each(?))"
        where.append(of_countries if whole else f"({of_countries} or holder like ? escape '\\')")
        values += [json.dumps(codes), *([] if whole else [f"%{_likes(asked.who)[0]}"])]
    where, values = _within(asked, "day", where, values)
    return " and ".join(where), values


def _facet(con: sqlite3.Connection, name: str) -> list[tuple[str, int]]:
    column = "substr(day, 1, 4)" if name == "year" else name
    query = f"""select {column}, count(*) from hits where {column} is not null
                group by 1 order by 2 desc, 1 limit {SHOWN}"""
    return [(str(value), count) for value, count in con.execute(query).fetchall()]


_ITEM = (
    "n", "id", "kind", "article", "outlet", "day", "type", "mode", "status", "name", "country", "quad", "intensity",
    "confidence", "judged", "start", "text", "row", "chance",
)  # fmt: skip


def _item(row: Sequence[Any]) -> Plain:
    item = dict(zip(_ITEM, row, strict=True))
    del item["chance"]
    return {**item, "row": json.loads(item["row"])}


def _dicts(cursor: sqlite3.Cursor) -> list[Plain]:
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
