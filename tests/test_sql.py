"""SQL on a store: what it gives, what it refuses, and that nothing comes of it."""

from __future__ import annotations

import hashlib
import importlib.resources
import json
import re
import shlex
import time
from pathlib import Path

import duckdb
import pytest

from reportedly import cli
from reportedly.columns import TABLES
from reportedly.desk import Desk
from reportedly.errors import StoreDamaged, UnknownName, UsageError
from reportedly.sql import Selected, select
from reportedly.views import VIEWS

DOCS = Path(__file__).parents[1] / "docs"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    desk = Desk(tmp_path_factory.mktemp("sql") / "war.db")
    desk.add([str(importlib.resources.files("reportedly").joinpath("data", "demo", "*"))])
    return desk


def digest(desk: Desk) -> str:
    return hashlib.sha256(desk.store.path.read_bytes()).hexdigest()


# --- what there is ------------------------------------------------------------------------------------------------


def told() -> dict[str, list[str]]:
    """The tables of docs/tables.md with their columns."""
    parts = re.split(r"^### (\w+)$", (DOCS / "tables.md").read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    rows = {name: re.findall(r"^\| (`.*?) \|", text, re.MULTILINE) for name, text in zip(parts[::2], parts[1::2])}
    return {name: re.findall(r"`(\w+)`", " ".join(found)) for name, found in rows.items()}


def test_every_table_and_column_is_described(desk: Desk) -> None:
    query = "select table_name, column_name from duckdb_columns() where not internal"
    there: dict[str, set[str]] = {}
    for row in desk.sql(query):
        there.setdefault(row["table_name"], set()).add(row["column_name"])
    assert {name: sorted(columns) for name, columns in told().items()} == {
        name: sorted(columns) for name, columns in there.items()
    }
    assert {*TABLES, *VIEWS} <= there.keys()


def test_views_say_what_the_verbs_say(desk: Desk) -> None:
    statements = desk.sql("select id, who, act, words from who_said order by article, id")
    rows = sorted(desk.statements(), key=lambda row: (row["article"], row["id"]))
    assert statements == [{"id": r["id"], "who": r["name"], "act": r["act"], "words": r["text"]} for r in rows]
    views = desk.sql("select event as id, chain, status from whose_word order by all")
    rows = [{"id": r["id"], "chain": r["holders"], "status": r["status"]} for r in desk.events(status="all")]
    assert views == sorted(rows, key=lambda row: (row["id"], row["chain"], row["status"]))
    deeds = desk.sql("select id, status from who_did_what order by id")
    assert len(deeds) == len({row["id"] for row in desk.events()})
    claims = desk.claims().list()
    assert desk.sql("select id, verdict, summary, voices from claimed order by id") == sorted(
        ({**{k: c[k] for k in ("id", "verdict", "summary")}, "voices": len(c["voices"])} for c in claims),
        key=lambda row: str(row["id"]),
    )
    heard = desk.sql("select claim, who, stance, words, span, article, articles from voices")
    assert sorted((row["claim"], row["who"], row["stance"], row["words"]) for row in heard) == sorted(
        (c["id"], v["holder"], v["stance"], v["quote"]["text"]) for c in claims for v in c["voices"]
    )
    texts = desk.store.texts(desk.store.ids())
    for row in heard:
        assert texts[row["article"]][slice(*row["span"])] == row["words"]
        assert row["article"] in row["articles"]


def test_dyads_have_each_pair_once(desk: Desk) -> None:
    rows = desk.sql("select id, actor, recipient, mutual from dyads")
    pairs = {(row["id"], row["actor"], row["recipient"]) for row in rows}
    assert ("USA", "CUB") in {pair[1:] for pair in pairs}
    for event in {row["id"]: row for row in desk.events()}.values():
        mine = [row for row in rows if row["id"] == event["id"]]
        sides = len(event["actors"]), len(event["recipients"])
        expected = sides[0] * sides[1] if sides[1] else sides[0] * (sides[0] - 1) // 2
        assert len(mine) == expected
        assert all(row["mutual"] == (not sides[1]) for row in mine)


def test_views_leave_out_what_was_rejected_until_that_is_withdrawn(desk: Desk, tmp_path: Path) -> None:
    own = Desk(tmp_path / "own.db")
    own.store.path.write_bytes(desk.store.path.read_bytes())
    statement, event = own.statements().list()[0]["id"], own.events().list()[0]["id"]

    def there() -> tuple[int, int, int]:
        counts = (
            f"select count(*) as n from {view} where {column} = '{id}'"
            for view, column, id in (
                ("who_said", "id", statement), ("who_did_what", "id", event), ("whose_word", "event", event),
            )
        )  # fmt: skip
        one, two, three = (own.sql(query)[0]["n"] for query in counts)
        return one, two, min(1, three)

    assert there() == (1, 1, 1)
    for id in (statement, event):
        own.judge(id, "reject", by="me")
    assert there() == (0, 0, 0)
    own.judge(statement, "accept", by="me")
    own.judge(event, "withdraw", by="me")
    assert there() == (1, 1, 1)


def test_frames_have_types_even_where_nothing_is_found(desk: Desk) -> None:
    frame = desk.sql("select id, confidence, content_spans, n from statements where false").pl()
    assert [str(kind) for kind in frame.dtypes] == ["String", "Float64", "List(List(Int64))", "Int64"]
    assert desk.sql("select sum(n) as total, count(*) as rows from events").pl()["total"][0] > 0


def test_values_come_as_json_has_them_and_names_differ(desk: Desk) -> None:
    (row,) = desk.sql(
        "select date '1962-10-22' as day, 1.50::decimal(4,2) as price, 'nan'::double as none, 'a'::blob as bytes, "
        "map {'k': [1]} as pairs, 1 as x, 2 as x, 3 as x_1"
    )
    assert row == {
        "day": "1962-10-22", "price": 1.5, "none": None, "bytes": "61", "pairs": {"k": [1]}, "x": 1, "x_1": 2,
        "x_1_1": 3,
    }  # fmt: skip
    json.dumps(row)


# --- what is refused ----------------------------------------------------------------------------------------------

REFUSED = [
    "", ";", "-- nothing", "select 1; select 2", "select 1; drop table articles", "attach 'other.db'", "detach war",
    "copy articles to 'out.csv'", "copy articles from 'in.csv'", "install httpfs", "load httpfs",
    "pragma database_list",
    "set memory_limit = '90GB'", "reset memory_limit", "call pragma_version()", "checkpoint", "vacuum", "begin",
    "delete from articles", "update articles set id = '1'", "insert into skipped values ('a', 'b', 'c')",
    "drop view who_said", "create table mine (n integer)", "create temp table mine (n integer)",
    "create macro m() as 1", "alter table articles add column n integer", "export database 'folder'",
    "import database 'folder'", "use other", "prepare p as select 1", "set variable x = 1", "truncate articles",
    "select * from read_csv('/etc/passwd')", "select * from read_text('/etc/passwd')", "from '/etc/passwd'",
    "select * from glob('/*')", "from read_json('in.json')", "from read_parquet('in.parquet')", "from sniff_csv('in')",
    "select * from read_blob('/etc/passwd')", "select getenv('HOME')", "from duckdb_secrets()",
    "select * from query('drop table articles')", "from force_checkpoint()", "call enable_logging()",
    "selec 1", "select 'unclosed", "select * from nothing", f"select {'(' * 5000}1{')' * 5000}",
    "select 1 --" + "x" * 100_001, "select \x00", "'); drop table articles; --", "select \udc80",
]  # fmt: skip


@pytest.mark.parametrize("query", REFUSED, ids=range(len(REFUSED)))
def test_anything_but_reading_is_refused_with_a_sentence(
    query: str, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    before = digest(desk)
    assert cli.main(["sql", str(desk.store.path), "--", query]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("reportedly: That command cannot be carried out as written. ")
    assert "Traceback" not in said.err
    assert digest(desk) == before
    assert list(tmp_path.iterdir()) == []
    assert [path.name for path in desk.store.path.parent.iterdir()] == ["war.db"]


ENDLESS = {
    "with recursive t as (select 1 union all select 1 from t) select count(*) from t": "more than 1 s",
    "select count(*) from range(100000) a, range(100000) b, range(100000) c": "more than 1 s",
    "select * from range(1000000000) order by random()": "more than (1 s|200 MB)",
    "select repeat('x', 2000000000)": "more than 200 MB",
    "select list_aggregate(range(1000000000), 'sum')": "more than 200 MB",
}


@pytest.mark.parametrize("query", ENDLESS)
def test_what_never_ends_is_stopped(query: str, desk: Desk) -> None:
    before, begun = digest(desk), time.monotonic()
    with pytest.raises(UsageError, match=ENDLESS[query]):
        desk.sql(query, seconds=1, memory=200)
    assert time.monotonic() - begun < 30
    assert digest(desk) == before


def test_rows_beyond_the_limit_are_cut_and_it_says_so(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert (len(desk.sql("from range(5)", limit=5)), desk.sql("from range(5)", limit=5).cut) == (5, False)
    assert (len(desk.sql("from range(6)", limit=5)), desk.sql("from range(6)", limit=5).cut) == (5, True)
    assert cli.main(["sql", str(desk.store.path), "from range(6)", "--limit", "5", "--format", "jsonl"]) == 0
    said = capsys.readouterr()
    assert len(said.out.splitlines()) == 5
    assert "--limit gives more" in said.err
    wide = select(desk.store, "select repeat('x', 1000000) as words from range(100)")
    assert isinstance(wide, Selected)
    assert wide.cut
    assert len(wide.rows) == 63


@pytest.mark.parametrize("wrong", [{"limit": 0}, {"seconds": 0}, {"seconds": float("nan")}, {"memory": 1}])
def test_limits_that_make_no_sense_are_refused(wrong: dict[str, int], desk: Desk) -> None:
    with pytest.raises(UsageError, match="at least"):
        desk.sql("select 1", **wrong)


def test_a_store_that_is_not_there_or_is_none_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(UnknownName, match="There is no store at"):
        Desk(tmp_path / "none.db").sql("select 1")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "bad.db").write_bytes(b"no database" * 1000)
    assert cli.main(["sql", str(tmp_path / "bad.db"), "select 1"]) == 3


def test_a_view_of_ours_that_somebody_changed_is_found(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "war.db"
    path.write_bytes(desk.store.path.read_bytes())
    assert Desk(path).doctor()["faults"] == []
    with duckdb.connect(str(path)) as con:
        con.execute("create or replace view who_said as select 'Nobody' as who")
    with pytest.raises(StoreDamaged, match="view who_said"):
        Desk(path).doctor()


def test_the_examples_run_and_find_something(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(desk.store.path.parent)
    page = (DOCS / "verbs" / "sql.md").read_text(encoding="utf-8")
    commands = re.findall(r"```sh\n(.*?)\n```", page)
    assert len(commands) == 5
    for command in commands:
        words = shlex.split(command)
        assert words[:3] == ["reportedly", "sql", "war.db"]
        assert cli.main(words[1:]) == 0, command
        assert len(capsys.readouterr().out.splitlines()) > 2, command


def test_claims_that_are_not_weighed_are_said_to_be_so(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "war.db"
    path.write_bytes(desk.store.path.read_bytes())
    own = Desk(path)
    query = ["sql", str(path), "select count(*) from voices", "--format", "csv"]
    assert cli.main(query) == 0
    assert "weighed" not in capsys.readouterr().err
    own.judge(own.statements().list()[0]["id"], "reject", by="me")
    assert cli.main(query) == 0
    assert "`reportedly claims" in capsys.readouterr().err
