"""The store: what is kept stays, what is derived can go, and nobody's file is ever spoilt."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from reportedly.columns import TABLES
from reportedly.errors import StoreBusy, StoreDamaged, StoreError, StoreTooNew, UnknownName, UsageError
from reportedly.model import (
    Article,
    Entity,
    Event,
    Factuality,
    Judgement,
    Mention,
    Passage,
    Published,
    Reading,
    RejectedDate,
    Skipped,
    Statement,
    TimeExpression,
)
from reportedly.store import SCHEMA, Store, _said_plainly

TEXT = "Khrushchev told the Presidium on Sunday that the missiles would be dismantled."


def article(id: str = "a1", text: str = TEXT, **more: object) -> Article:
    return Article(id, text, origin=f"{id}.txt", meta={"desk": ["foreign", None]}, **more)  # type: ignore[arg-type]


def span(words: str, text: str = TEXT) -> Passage:
    start = text.index(words)
    return Passage(start, start + len(words))


def reading(taken: Article) -> Reading:
    speaker = Entity("e1", "Khrushchev", "PERSON", "SUN", "GOV", mentions=(Mention(span("Khrushchev"), "name"),))
    time = TimeExpression(span("Sunday"), "DATE", "1962-10-28", "1962-10-28", "1962-10-28")
    said = Statement(
        "s1", (span("Khrushchev"),), (span("told"),), (span("that the missiles would be dismantled"),), "e1",
        (span("the Presidium"),), "indirect", "promise", None, "cue 'told'", 0.9,
    )  # fmt: skip
    event = Event(
        "v1", (span("dismantled"),), "plover", "RETREAT", "dismantle", ("military",), ("e1",), (), None, 0, None,
        "trigger 'dismantle'", 0.7,
    )  # fmt: skip
    rows = (
        Factuality("v1", ("author",), "uncommitted", "unknown", "actual", 1.5, "reported"),
        Factuality("v1", ("author", "e1"), "certain", "+", "actual", None, "promised"),
    )
    return Reading(taken, "reportedly test", (speaker,), (time,), (said,), (event,), rows)


def put(store: Store, *articles: Article) -> None:
    store.put([(one, False, reading(one) if one.text == TEXT else Reading(one, "reportedly test")) for one in articles])


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path / "a.db", wait=0.2)
    put(made, article())
    return made


def sql(path: Path, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(path)) as con:
        return con.execute(query).fetchall()


def test_articles_come_back_as_they_were_taken_in(tmp_path: Path) -> None:
    store = Store(tmp_path / "a.db")
    odd = Article(
        "odd", "NUL \x00 and \r\n and 𝒳.", origin="é.txt", url="http://example.org/1", given_date="1962-10-28",
        evidence=(("meta:date", "1962"),), triggers=(Passage(0, 3),), meta={"n": 1.5, "bad": "\ud800"}, notes=("n",),
        published=Published("1962", rejected=(RejectedDate("1961", Passage(0, 3), "older"),)),
    )  # fmt: skip
    store.put([(odd, True, Reading(odd, "r"))])
    assert store.articles(["odd"]) == [(odd, True)]
    assert store.readings(["odd"]) == [Reading(odd, "r").to_dict()]


def test_a_reading_comes_back_whole(store: Store) -> None:
    found = store.readings(["a1"])
    assert found == [reading(article()).to_dict()]
    assert Reading.from_dict(found[0]).statements == reading(article()).statements
    assert list(found[0]) == list(reading(article()).to_dict())


def test_derived_tables_hold_words_names_and_status(store: Store) -> None:
    assert sql(store.path, "select name, country, content, act from statements") == [
        ("Khrushchev", "SUN", "that the missiles would be dismantled", "promise")
    ]
    assert sql(store.path, "select trigger, type, actors, actor_countries from events") == [
        ("dismantled", "RETREAT", ["Khrushchev"], ["SUN"])
    ]
    assert sql(store.path, "select holders, status from factuality order by n") == [
        (["author"], "alleged"),
        (["author", "Khrushchev"], "asserted"),
    ]
    assert sql(store.path, "select text, value from times") == [("Sunday", "1962-10-28")]


def test_what_is_kept_is_never_overwritten(store: Store) -> None:
    put(store, article(text="Another text under the same id."), article("a2"))
    assert store.texts(["a1", "a2", "a3"]) == {"a1": TEXT, "a2": TEXT}
    assert store.ids() == ["a1", "a2"]
    assert [row["article"] for row in store.log()] == ["a1", "a2"]


def test_a_failed_write_leaves_nothing(store: Store) -> None:
    before = store.health()
    with pytest.raises(StoreError):
        store.put(
            [(article("a2"), False, reading(article("a2"))), (article("a3", "\ud800"), False, reading(article()))]
        )
    assert store.health() == before


def test_remove_takes_everything_derived_and_logs_it(store: Store) -> None:
    put(store, article("a2"))
    assert store.remove(["a1", "nobody", "a1"], by="me", why="a duplicate") == ["a1"]
    for table in ["articles", *TABLES]:
        column = "id" if table == "articles" else "article"
        assert sql(store.path, f"select count(*) from {table} where {column} = 'a1'") == [(0,)]
        assert sql(store.path, f"select count(*) from {table} where {column} = 'a2'") != [(0,)]
    last = store.log()[-1]
    assert (last["action"], last["article"], last["done_by"], last["detail"]) == ("remove", "a1", "me", "a duplicate")
    put(store, article())
    assert store.ids() == ["a2", "a1"]


def test_judgements_are_added_never_changed(store: Store) -> None:
    first = Judgement("s1", "reject", None, {}, "not a promise", "me", "1962-10-28T00:00:00Z")
    second = Judgement("s1", "amend", None, {"act": "assert"}, "", "you", "1962-10-29T00:00:00Z")
    store.judge(first)
    store.judge(second)
    store.remove(["a1"])
    assert store.judgements() == [first, second]


def test_rederive_replaces_a_reading(store: Store) -> None:
    store.rederive([Reading(article(), "reportedly newer"), Reading(article("gone"), "reportedly newer")])
    assert store.readings(["a1"])[0]["reader"] == "reportedly newer"
    assert store.readings(["gone"]) == []
    assert sql(store.path, "select count(*) from statements") == [(0,)]


def test_skipped_inputs_are_noted_once(store: Store) -> None:
    store.put([], skipped=[Skipped("b.pdf", "empty"), Skipped("b.pdf", "empty")])
    store.put([], skipped=[Skipped("b.pdf", "empty"), Skipped("a.pdf", "empty")])
    assert store.skipped() == [Skipped("a.pdf", "empty"), Skipped("b.pdf", "empty")]


def test_finding_articles_by_who_they_name(store: Store) -> None:
    assert store.cast() == [("a1", None, "Khrushchev", "SUN")]
    assert store.readers() == {"reportedly test": 1}
    assert store.holders_of(["s1", "v1", "e1", "a1", "x"]) == dict.fromkeys(("s1", "v1", "e1", "a1"), "a1")


def test_the_file_is_free_between_operations(store: Store) -> None:
    holding = f"import duckdb; duckdb.connect({str(store.path)!r}).execute('from articles').fetchall()"
    subprocess.run([sys.executable, "-c", holding], check=True)
    assert store.ids() == ["a1"]


def test_a_store_held_by_another_process_is_busy(store: Store) -> None:
    holding = f"import duckdb; c = duckdb.connect({str(store.path)!r}); print('held', flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", holding], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None and other.stdin is not None
        other.stdout.readline()
        with pytest.raises(StoreBusy, match="held by another process"):
            store.ids()
        other.stdin.write("\n")
        other.stdin.close()
        other.wait()
    assert store.ids() == ["a1"]


def test_a_store_opened_elsewhere_in_this_process_is_busy(store: Store) -> None:
    with duckdb.connect(str(store.path)), pytest.raises(StoreBusy):
        store.ids()


def test_a_writer_killed_in_the_middle_loses_only_its_own_transaction(store: Store) -> None:
    killed = f"""
import duckdb, os
c = duckdb.connect({str(store.path)!r})
c.execute("insert into skipped values ('whole', '', '')")
c.execute("begin")
c.execute("insert into skipped values ('half', '', '')")
os._exit(9)"""
    subprocess.run([sys.executable, "-c", killed], check=False)
    assert [item.origin for item in store.skipped()] == ["whole"]
    put(store, article("a2"))
    assert store.ids() == ["a1", "a2"]


@pytest.mark.parametrize("content", [b"", b"not a database at all\n" * 500, None])
def test_a_damaged_file_is_said_so_and_left_alone(store: Store, content: bytes | None) -> None:
    whole = store.path.read_bytes()
    store.path.write_bytes(whole[:6000] if content is None else content)
    before = store.path.read_bytes()
    for attempt in (store.ids, store.health, lambda: put(store, article("a2")), lambda: store.remove(["a1"])):
        with pytest.raises(StoreDamaged, match="damaged and was left as it is"):
            attempt()
    assert store.path.read_bytes() == before


def test_a_damaged_block_is_said_so(store: Store) -> None:
    raw = bytearray(store.path.read_bytes())
    raw[3 * 4096 :] = b"\x55" * (len(raw) - 3 * 4096)
    store.path.write_bytes(raw)
    with pytest.raises(StoreDamaged):
        store.readings(["a1"])
    assert store.path.read_bytes() == bytes(raw)


def test_what_a_writer_would_stumble_over_is_met_by_looking_at_the_health(store: Store) -> None:
    put(store, *(article(f"a{n}", f"{TEXT} {n}") for n in range(2, 40)))
    sql(store.path, "checkpoint")
    whole = store.path.read_bytes()
    met = {start for start in range(3 * 4096, len(whole), 262144) if _damaged_at(store, whole, start, store.health)}
    hurt = {
        start
        for start in range(3 * 4096, len(whole), 262144)
        if _damaged_at(store, whole, start, lambda: put(store, article("a99")))
    }
    assert hurt and hurt <= met


def _damaged_at(store: Store, whole: bytes, start: int, attempt: Callable[[], object]) -> bool:
    raw = bytearray(whole)
    raw[start + 8 : start + 400] = b"\x55" * len(raw[start + 8 : start + 400])
    store.path.write_bytes(raw)
    try:
        attempt()
    except StoreDamaged:
        return True
    finally:
        store.path.with_name(f"{store.path.name}.wal").unlink(missing_ok=True)
    return False


def test_somebody_elses_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    sql(path, "create table meta as select 'x' as name, 'y' as value")
    before = path.read_bytes()
    for attempt in (Store(path).ids, lambda: put(Store(path), article())):
        with pytest.raises(StoreDamaged, match="not one of Reportedly"):
            attempt()
    assert path.read_bytes() == before


def test_no_store_no_folder_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="no store at"):
        Store(tmp_path / "none.db").ids()
    assert not (tmp_path / "none.db").exists()
    with pytest.raises(UnknownName, match="is a folder"):
        Store(tmp_path).ids()
    with pytest.raises(UsageError, match="question mark"):
        put(Store(tmp_path / "what?.db"), article())
    with pytest.raises(UnknownName, match="no folder"):
        put(Store(tmp_path / "none" / "a.db"), article())


def test_a_newer_store_is_left_alone(store: Store) -> None:
    sql(store.path, f"update meta set value = '{SCHEMA + 1}' where name = 'schema'")
    before = store.path.read_bytes()
    with pytest.raises(StoreTooNew, match="update the program"):
        put(store, article("a2"))
    assert store.path.read_bytes() == before


def make_version_one(path: Path) -> None:
    """Turns a store into one as version 1 wrote it: no `body` mark, no date of adding, other derived tables."""
    with duckdb.connect(str(path)) as con:
        con.execute("alter table articles drop column body")
        con.execute("alter table articles drop column added")
        con.execute("drop table factuality")
        con.execute("update meta set value = '1' where name = 'schema'")


def test_an_older_store_is_migrated(store: Store) -> None:
    store.judge(Judgement("s1", "accept", None, {}, "", "me", "1962"))
    make_version_one(store.path)
    assert store.articles(["a1"]) == [(article(), False)]
    assert store.health()["schema"] == SCHEMA
    assert store.readings(["a1"]) == [reading(article()).to_dict()]
    assert sql(store.path, "select count(*) from factuality") == [(2,)]
    assert len(store.judgements()) == 1
    assert list(store.path.parent.iterdir()) == [store.path]
    put(store, article("a2"))
    assert store.ids() == ["a1", "a2"]


def test_an_unusable_old_reading_leaves_the_article_unread(store: Store) -> None:
    make_version_one(store.path)
    sql(store.path, """update readings set reading = '{"format": "reportedly/0"}'""")
    assert store.unread() == ["a1"]
    assert store.ids() == ["a1"]


def test_a_migration_that_fails_leaves_the_original(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    make_version_one(store.path)
    before = store.path.read_bytes()

    def broken(con: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("reportedly.store._MIGRATIONS", {1: broken})
    with pytest.raises(Exception, match="No space left"):
        store.ids()
    assert store.path.read_bytes() == before
    assert list(store.path.parent.iterdir()) == [store.path]


@pytest.mark.parametrize("name", [":memory:", "md:x", "a b#é.db", "x.db;y"])
def test_any_file_name_is_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    if os.name == "nt" and ":" in name:
        pytest.skip("no such file names here")
    monkeypatch.chdir(tmp_path)
    put(Store(name), article())
    assert Store(name).ids() == ["a1"]
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_signal_in_a_query_is_a_signal_still(tmp_path: Path) -> None:
    """DuckDB tells of Ctrl-C as of any other fault at run time."""
    with pytest.raises(KeyboardInterrupt), _said_plainly(tmp_path):
        raise RuntimeError("Query interrupted")
    with pytest.raises(RuntimeError, match="else"), _said_plainly(tmp_path):
        raise RuntimeError("anything else")


def test_what_a_feed_knows_an_article_by(store: Store, tmp_path: Path) -> None:
    page = "https://courier.example/1"
    put(store, Article("b", "Words.", url=page, meta={"asked_url": "https://courier.example/r/1", "guid": "g\u00e9"}))
    names = [page, "https://courier.example/r/1", "gé", "Words.", "\ud800", "?"]
    assert store.known(names) == set(names[:3])
    assert Store(tmp_path / "none.db").known(names) == set()
