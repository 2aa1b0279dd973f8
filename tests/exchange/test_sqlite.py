"""SQLite as Datasette finds it: plain tables with keys, indexes, and search."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from reportedly import cli
from reportedly.columns import TABLES
from reportedly.desk import Desk


@pytest.fixture(scope="module")
def file(demo: Desk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    path = tmp_path_factory.mktemp("sqlite") / "demo.db"
    demo.export("sqlite", path)
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as found:
        yield found


def test_tables_are_the_stores_with_keys_that_lead_to_each_other(file: sqlite3.Connection) -> None:
    assert file.execute("pragma integrity_check").fetchone() == ("ok",)
    assert file.execute("pragma foreign_key_check").fetchall() == []
    for table, columns in TABLES.items():
        known = [row[1] for row in file.execute(f"pragma table_info({table})")]
        assert [name for name in known if name != "text" or table != "readings"] == list(columns)
        assert any(row[5] for row in file.execute(f"pragma table_info({table})")), f"{table} has no key"
    (link,) = file.execute("pragma foreign_key_list(statements)").fetchall()
    assert link[2:5] == ("readings", "article", "article")


def test_rows_are_those_of_the_verbs_and_spans_cut_the_words(
    file: sqlite3.Connection, demo: Desk, statements: list[dict[str, Any]]
) -> None:
    rows = file.execute(
        "select id, content, content_spans, text from statements join readings using (article) "
        "order by readings.rowid, n"
    ).fetchall()
    assert {row[0] for row in rows} == {row["id"] for row in statements}
    for _, words, spans, text in rows:
        assert " … ".join(text[start:end] for start, end in json.loads(spans)) == words
    claims = demo.claims().list()
    assert [row[0] for row in file.execute("select id from claims order by rowid")] == [row["id"] for row in claims]
    assert file.execute("select count(*) from voices").fetchone()[0] == sum(len(row["voices"]) for row in claims)


def test_words_are_found(file: sqlite3.Connection) -> None:
    found = file.execute(
        "select name from statements where rowid in (select rowid from statements_fts where statements_fts match ?)",
        ["missiles"],
    ).fetchall()
    assert len(found) > 3
    assert file.execute("select count(*) from readings_fts where readings_fts match 'quarantine'").fetchone()[0] > 3


def test_what_was_rejected_is_left_out_and_a_question_leaves_the_rest(own: Desk, tmp_path: Path) -> None:
    first = own.statements(who="Kennedy").list()[0]["id"]
    own.judge(first, "reject", why="a heading", by="me")
    to = ["--to", "sqlite", "-o", str(tmp_path / "k.db"), "--who", "Kennedy"]
    assert cli.main(["export", str(own.store.path), *to]) == 0
    with closing(sqlite3.connect(tmp_path / "k.db")) as file:
        ids = [row[0] for row in file.execute("select id from statements")]
        assert sorted(ids) == sorted(row["id"] for row in own.statements(who="Kennedy"))
        assert first not in ids
        assert file.execute("select id, action, why from judgements").fetchall() == [(first, "reject", "a heading")]
