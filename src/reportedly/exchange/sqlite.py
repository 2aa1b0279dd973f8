"""SQLite: the tables of a store in one file, for Datasette and everything else that opens SQLite.

Columns are those of `columns.TABLES`, lists as JSON, with the article's `text` in `readings`; `claims` and `voices` as
the store's views of them; `judgements`. Rows hang together by `article`, and ids are indexed. Statements and texts can
be searched (`statements_fts`, `readings_fts`: FTS5). Judgements are applied.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any

from reportedly.columns import Cells, dumps, sendable
from reportedly.exchange._out import Out
from reportedly.exchange._tables import COLUMNS, rows_of
from reportedly.exchange._told import Told

__all__ = ["suffix", "tables", "write"]

suffix = ".db"
tables = ("sqlite",)

_CLAIMS = ("id", "verdict", "type", "summary", "earliest", "latest", "because")
_VOICES = ("claim", "n", "who", "country", "stance", "since", "origin", "words", "article", "span", "articles")
_JUDGEMENTS = ("n", "id", "action", "other", "changes", "why", "by", "at")
_KINDS = {"integer": "integer", "double": "real", "boolean": "integer"}
#: What is looked up, besides the keys.
_INDEXED = {
    "statements": ("id", "speaker", "country", "act"), "events": ("id", "type", "earliest"),
    "factuality": ("event", "status"), "entities": ("id", "name", "country"), "voices": ("article", "who"),
    "claims": ("verdict",), "judgements": ("id",),
}  # fmt: skip
_SEARCHED = {"statements": ("content", "name"), "readings": ("title", "text")}


def write(told: Told, out: Out) -> int:
    """Writes the file; returns the rows in all."""
    with closing(sqlite3.connect(out.part())) as file:
        # A file that is not whole is thrown away: nothing need be undone.
        file.executescript("pragma journal_mode = off; pragma synchronous = off;")
        _create(file)
        rows = 0
        for page in told.pages():
            rows += sum(_insert(file, table, found) for table, found in rows_of(page).items())
            out.step(page.id)
        for claim in told.claims():
            rows += _insert(file, "claims", [_claim(claim)]) + _insert(file, "voices", _voices(claim))
        rows += _insert(file, "judgements", _judgements(told))
        _finish(file)
        file.commit()
    return rows


def _create(file: sqlite3.Connection) -> None:
    for table, columns in COLUMNS.items():
        parts = [f"{_quoted(name)} {_KINDS.get(kind, 'text')}" for name, kind in columns.items()]
        key = ["primary key (article)"] if table == "readings" else [
            "primary key (article, n)", "foreign key (article) references readings (article)",
        ]  # fmt: skip
        file.execute(f"create table {table} ({', '.join([*parts, *key])})")
    file.execute(f"create table claims ({', '.join(f'{name} text' for name in _CLAIMS)}, primary key (id))")
    voices = ", ".join(f"{name} {'integer' if name == 'n' else 'text'}" for name in _VOICES)
    file.execute(f"create table voices ({voices}, primary key (claim, n), foreign key (claim) references claims (id))")
    judged = ", ".join(f"{_quoted(name)} text" for name in _JUDGEMENTS[1:])
    file.execute(f"create table judgements (n integer primary key, {judged})")


def _insert(file: sqlite3.Connection, table: str, rows: Iterable[Sequence[Any]]) -> int:
    made = [tuple(_cell(value) for value in row) for row in rows]
    if made:
        file.executemany(f"insert into {table} values ({', '.join('?' * len(made[0]))})", made)
    return len(made)


def _finish(file: sqlite3.Connection) -> None:
    """Indexes and search, once all rows are in."""
    for table, columns in _INDEXED.items():
        for name in columns:
            file.execute(f"create index {table}_{name} on {table} ({_quoted(name)})")
    for table, columns in _SEARCHED.items():
        names = ", ".join(columns)
        file.execute(f"create virtual table {table}_fts using fts5({names}, content='{table}')")
        file.execute(f"insert into {table}_fts ({table}_fts) values ('rebuild')")


def _quoted(name: str) -> str:
    return f'"{name}"'


def _cell(value: Any) -> Any:
    return dumps(value) if isinstance(value, list | tuple | Mapping) else sendable(value)


def _claim(claim: Mapping[str, Any]) -> Cells:
    date = claim["date"] or {"earliest": None, "latest": None}
    return tuple({**claim, **date}[name] for name in _CLAIMS)


def _voices(claim: Mapping[str, Any]) -> Iterator[Cells]:
    for n, voice in enumerate(claim["voices"]):
        quote = voice["quote"]
        more = {"claim": claim["id"], "n": n, "who": voice["holder"], "words": quote["text"], "span": quote["span"]}
        yield tuple({**voice, **more, "article": quote["article"]}[name] for name in _VOICES)


def _judgements(told: Told) -> Iterator[Cells]:
    for n, one in enumerate(told.judgements()):
        yield n, one.id, one.action, one.other, dict(one.changes), one.why, one.by, one.at
