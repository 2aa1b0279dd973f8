"""P04 to P11: killed, full, crowded, damaged, interrupted; and nothing of a stranger's is ever run.

What stands elsewhere and is not written twice: a store held by others, damaged at any block, of a newer version or
somebody else's (`test_store`); adding stopped and taken up, refusals by name (`test_desk`); locale, signals while
reading, a closed pipe (`test_cli`); the same bytes whatever the hash seed and the number of workers
(`test_same_bytes`). Addresses, P01, are in `test_fetch`.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

import reportedly
from reportedly.desk import Desk
from reportedly.errors import ReportedlyError, StoreBusy, StoreDamaged
from reportedly.model import Article
from torture import inputs
from torture.adder import EACH, Short, adding, article, exported, killed
from torture.child import POSIX, run, started
from torture.conftest import Fed

SECONDS, MEGABYTES = 20, 1500
RULES = ("--reader", "rules")
posix = pytest.mark.skipif(not POSIX, reason="signals, limits and pipes as POSIX has them")


def filled(path: Path, count: int = 10) -> Desk:
    made = Desk(path, reader=Short())
    made.add([article(number) for number in range(count)])
    return made


def healthy(path: Path) -> Desk:
    made = Desk(path, reader=Short())
    found = made.doctor()
    assert (found["faults"], found["unread"]) == ([], [])
    assert found["tables"]["articles"] == found["tables"]["readings"] == found["tables"]["log"]
    return made


# --- P04: killed ------------------------------------------------------------------------------------------------------


def test_killed_at_any_moment_a_store_is_whole_and_nothing_is_taken_twice(tmp_path: Path) -> None:
    store, last, sizes = tmp_path / "a.db", 0, []
    for last in killed(store, rounds=20):
        if store.exists():
            ids = healthy(store).store.ids()
            assert ids == [f"n{number}" for number in range(len(ids))] and len(ids) <= last
            sizes.append(len(ids))
    assert sizes == sorted(sizes) and len(set(sizes)) > 3, "what was kept once stays"
    with adding(store, 0, last) as process:
        assert process.communicate()[0] == f"{last - sizes[-1]}\n"
    ids = healthy(store).store.ids()
    assert len(ids) == len(set(ids)) == last == 20 * EACH
    filled(tmp_path / "undisturbed.db", last)
    assert exported(store) == exported(tmp_path / "undisturbed.db")


# --- P05: full --------------------------------------------------------------------------------------------------------


def _of_at_most(size: int) -> Callable[[], None]:
    """What a child does before it starts: it may make no file larger than this."""

    def limit() -> None:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


@posix
def test_a_full_disk_leaves_the_old_file_and_no_half_one(fed: Fed, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    out.write_text("before")
    with started("read", fed("T35"), "-o", out, *RULES, before=_of_at_most(5_000)) as process:
        _, err = process.communicate(timeout=200)
    assert process.returncode == 1
    assert b"Traceback" not in err and b"could not be written" in err
    assert out.read_text() == "before"
    assert {path.name for path in tmp_path.iterdir()} <= {"out.jsonl", "out.jsonl.part"}
    if (tmp_path / "out.jsonl.part").exists():
        assert b"out.jsonl.part" in err, "what is left is said"


@posix
def test_a_full_disk_leaves_the_old_dossier(tmp_path: Path) -> None:
    filled(tmp_path / "a.db")
    page = tmp_path / "brief.html"
    page.write_text("before")
    with started("brief", tmp_path / "a.db", "-o", page, before=_of_at_most(5_000)) as process:
        _, err = process.communicate(timeout=200)
    assert process.returncode == 1 and b"could not be written" in err
    assert page.read_text() == "before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.db", "brief.html"]


@posix
def test_a_store_on_a_full_disk_stays_whole(tmp_path: Path) -> None:
    store = tmp_path / "a.db"
    filled(store)
    before = exported(store)
    # Its log grows until it may grow no more, in the middle of a transaction.
    with adding(store, 0, 400, _of_at_most(300_000)) as process:
        out, err = process.communicate(timeout=200)
    assert (process.returncode, out) == (3, ""), err
    assert str(store) in err and err.count("\n") == 1, "one sentence that names the store"
    ids = healthy(store).store.ids()
    assert ids == [f"n{number}" for number in range(len(ids))], "what it could keep, it kept whole"
    with adding(store, 0, 40) as process:
        process.communicate(timeout=200)
    assert len(healthy(store).store.ids()) == max(40, len(ids)), "once there is room again"
    assert before[:10] == exported(store)[:10]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such device here")
def test_output_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    filled(tmp_path / "a.db")
    with (
        open("/dev/full", "wb") as full,  # noqa: PTH123
        started("statements", tmp_path / "a.db", stdout=full) as process,
    ):
        _, err = process.communicate(timeout=100)
    assert (process.returncode, err.count(b"\n")) == (1, 1)
    assert b"could not be written" in err


@posix
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_folder_that_may_only_be_read(fed: Fed, tmp_path: Path) -> None:
    folder = tmp_path / "closed"
    folder.mkdir()
    store = folder / "a.db"
    filled(store)
    folder.chmod(0o500)
    try:
        assert run("statements", store).within(SECONDS, MEGABYTES).code == 0
        for argv in (["brief", store, "-o", folder / "b.html"], ["read", fed("T33"), "-o", folder / "r.jsonl"]):
            refused = run(*argv).within(SECONDS, MEGABYTES)
            assert refused.code == 2 and "cannot be written" in refused.err
        new = run("add", folder / "new.db", fed("T33"), *RULES).within(SECONDS, MEGABYTES)
        assert new.code == 3
    finally:
        folder.chmod(0o700)
    assert [path.name for path in folder.iterdir()] == ["a.db"]


# --- P06: crowded -----------------------------------------------------------------------------------------------------


def test_two_writers_and_twenty_readers(tmp_path: Path) -> None:
    store = tmp_path / "a b#é.db"
    filled(store, 1)
    told: list[str] = []
    counts: list[list[int]] = []
    over = threading.Event()

    def look() -> None:
        desk = Desk(store, reader=Short(), wait=20)
        seen = []
        while not over.is_set():
            try:
                ids = desk.store.ids()
                readings = desk.store.readings(ids)
            except StoreBusy:
                continue
            except ReportedlyError as error:
                told.append(repr(error))
                break
            if [one["id"] for one in readings] != ids or any(len(one["statements"]) != 1 for one in readings):
                told.append("half an article")
            seen.append(len(ids))
            time.sleep(0.05)
        counts.append(seen)

    readers = [threading.Thread(target=look) for _ in range(20)]
    for thread in readers:
        thread.start()
    with adding(store, 0, 40) as one, adding(store, 30, 70) as other:
        outs = [process.communicate(timeout=200) for process in (one, other)]
    over.set()
    for thread in readers:
        thread.join()
    assert told == []
    assert all(seen == sorted(seen) for seen in counts) and any(len(set(seen)) > 1 for seen in counts)
    for process, (_, err) in zip((one, other), outs, strict=True):
        # One may have been refused by name when the other, or a reader, held the file for too long.
        assert process.returncode == 0 or "held by another process" in err, err
    for first, last in ((0, 40), (30, 70)):
        with adding(store, first, last) as process:
            process.communicate(timeout=200)
    assert sorted(healthy(store).store.ids()) == sorted(f"n{number}" for number in range(70))


# --- P07: damaged -----------------------------------------------------------------------------------------------------


@pytest.fixture
def torn(tmp_path: Path) -> Path:
    """A store whose last writer was killed before its log went into the file."""
    store = tmp_path / "a.db"
    filled(store, 5)
    code = (
        "import duckdb, os, sys; con = duckdb.connect(sys.argv[1]); "
        "con.execute(\"insert into skipped values ('late.txt', 'empty', '')\"); os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", code, str(store)], check=False)
    assert store.with_name("a.db.wal").exists()
    return store


def test_a_log_that_is_missing_loses_what_stood_in_it_and_no_more(torn: Path) -> None:
    torn.with_name("a.db.wal").unlink()
    made = healthy(torn)
    assert made.store.ids() == [f"n{number}" for number in range(5)]
    assert made.add([article(number) for number in range(7)]).present == 5
    healthy(torn)


def test_a_log_of_noise_is_named_or_passed_over_and_the_file_stays(torn: Path) -> None:
    log = torn.with_name("a.db.wal")
    whole = log.read_bytes()
    for bad in (whole[: len(whole) // 2], b"\x55" * len(whole), whole[:-20] + b"\x55" * 20):
        log.write_bytes(bad)
        before = torn.read_bytes()
        try:
            assert Desk(torn, reader=Short()).store.ids() == [f"n{number}" for number in range(5)]
        except StoreDamaged as error:
            assert str(torn) in str(error)
        assert torn.read_bytes() == before


#: What somebody may put into a store, and whether it stands in the place of something of ours.
HOSTILE = (
    ("create view extra as select * from read_text('{secret}')", False),
    ("create schema evil; create table evil.articles (id varchar)", False),
    ("create macro hash(t) as (select content from read_text('{secret}'))", True),
    ("create macro bit_xor(x) as error('no')", True),
    ("create macro count() as 7", True),
    ("create macro coalesced(x) as (select x)", True),
    ("alter table log rename to log2; create view log as select * from log2", True),
    (
        "alter table skipped rename to s2; create view skipped as select content, content, '' from"
        " read_text('{secret}')", True,
    ),
)  # fmt: skip


@pytest.mark.parametrize(("bad", "ours"), HOSTILE)
def test_what_somebody_put_into_a_store_is_named_and_reads_no_file(tmp_path: Path, bad: str, ours: bool) -> None:
    secret, store = tmp_path / "secret.txt", tmp_path / "a.db"
    secret.write_text("THE SECRET", encoding="utf-8")
    made = filled(store, 3)
    with duckdb.connect(str(store)) as con:
        con.execute(bad.format(secret=secret.as_posix()))
    told: list[str] = []
    verbs: tuple[Callable[[], Any], ...] = (
        lambda: list(made.articles()), lambda: list(made.statements()), lambda: made.add([article(9)]),
        lambda: made.store.log(), lambda: made.store.skipped(), lambda: made.brief(),
    )  # fmt: skip
    for verb in verbs:
        try:
            told.append(repr(verb()))
        except ReportedlyError as error:
            told.append(str(error))
    assert not any("THE SECRET" in words for words in told)
    assert made.store.texts(["n0"]) == {"n0": article(0).text}
    if ours:
        with pytest.raises(StoreDamaged, match=r"somebody put into it the (?:macro|view) "):
            made.doctor()
    else:
        assert made.doctor()["faults"] == []


# --- P08: interrupted -------------------------------------------------------------------------------------------------


@posix
@pytest.mark.parametrize(("number", "code"), [("SIGINT", 130), ("SIGTERM", 143)])
def test_stopped_while_it_adds_it_keeps_what_was_done(fed: Fed, tmp_path: Path, number: str, code: int) -> None:
    store = tmp_path / "a.db"
    with started("add", store, fed("T18"), *RULES) as process:
        ids: list[str] = []
        deadline = time.monotonic() + 120
        while len(ids) < 10 and time.monotonic() < deadline:
            time.sleep(0.05)
            with contextlib.suppress(ReportedlyError):
                ids = reportedly.open(store).store.ids()
        process.send_signal(getattr(signal, number))
        _, err = process.communicate(timeout=100)
    assert process.returncode == code, err
    assert err.decode().splitlines()[-1] == "reportedly: Stopped; what was done stays done."
    assert b"Traceback" not in err
    desk = reportedly.open(store)
    assert set(ids) <= set(desk.store.ids())
    assert desk.doctor()["faults"] == []


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store whose rows fill a pipe many times."""
    store = tmp_path_factory.mktemp("large") / "a.db"
    filled(store, 500)
    return store


@posix
def test_a_pipe_closed_after_one_line_is_no_error(large: Path) -> None:
    with started("statements", large, "--format", "jsonl") as process:
        assert process.stdout is not None and process.stderr is not None
        assert process.stdout.readline().startswith(b'{"id"')
        process.stdout.close()
        err = process.stderr.read()
        assert (process.wait(100), err) == (141, b"")


@posix
def test_a_closed_output_is_no_traceback(large: Path) -> None:
    for closed in (">&-", ">&- 2>&-", "<&-"):
        words = f'exec "$0" -m reportedly.cli articles "$1" {closed}'
        done = subprocess.run(
            ["/bin/sh", "-c", words, sys.executable, str(large)], capture_output=True, check=False, timeout=100
        )
        assert done.returncode in (0, 1), closed
        assert b"Traceback" not in done.stderr and b"Exception ignored" not in done.stderr


def test_poor_surroundings_change_nothing(large: Path, tmp_path: Path) -> None:
    usual = run("statements", large, "--format", "jsonl").within(SECONDS, MEGABYTES)
    for env in (
        {"HOME": None, "USER": None, "LOGNAME": None, "USERPROFILE": None, "XDG_CACHE_HOME": None},
        {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"},
        {"TERM": "dumb", "COLUMNS": "1", "NO_COLOR": "1"},
        {"HOME": str(tmp_path / "not there"), "TMPDIR": str(tmp_path)},
    ):
        assert run("statements", large, "--format", "jsonl", env=env).within(SECONDS, MEGABYTES).out == usual.out, env
    assert run("statements", large, env={"COLUMNS": "1"}).within(SECONDS, MEGABYTES).code == 0
    text = tmp_path / "a.txt"
    text.write_text(inputs.FIRST, encoding="utf-8")
    nobody = {"HOME": None, "USER": None, "LOGNAME": None}
    assert run("add", tmp_path / "new.db", text, *RULES, env=nobody).within(SECONDS, MEGABYTES).code == 0


# --- P10: nothing of a stranger's is run ------------------------------------------------------------------------------


class Evil:
    """A pickle of this would write a file when it is loaded."""

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, ("pwned",)


def test_pickles_and_their_like_are_not_loaded(tmp_path: Path) -> None:
    names = ("model.pkl", "model.npz", "model.joblib", "model.pt", "rows.jsonl", "page.html")
    for name in names:
        (tmp_path / name).write_bytes(pickle.dumps(Evil()))
    done = run("read", *names, *RULES, cwd=tmp_path).within(SECONDS, MEGABYTES)
    assert done.code == 1 and len(done.said) + len(done.rows) == len(names)
    (tmp_path / "a.txt").write_text(inputs.FIRST, encoding="utf-8")
    for option in ("--actors", "--sources", "--ontology"):
        refused = run("read", "a.txt", option, "model.pkl", *RULES, cwd=tmp_path).within(SECONDS, MEGABYTES)
        assert refused.code == 2, option
    assert not (tmp_path / "pwned").exists()


def test_words_that_other_readers_obey_are_data(tmp_path: Path) -> None:
    lines = (
        '{"id": "c", "text": "Mr Eden said no.", "__class__": "os.system", "py/object": "os.system", "$ref": "x"}',
        '{"id": "y", "text": "!!python/object/apply:os.system [\'touch pwned\']", "!!python/name:os.system": 1}',
    )
    (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    done = run("read", "a.jsonl", *RULES, cwd=tmp_path).within(SECONDS, MEGABYTES)
    assert done.code == 0
    assert done.rows[0]["article"]["meta"]["__class__"] == "os.system"
    assert [path.name for path in tmp_path.iterdir()] == ["a.jsonl"]


def test_a_model_from_elsewhere_is_a_pipeline_or_refused(tmp_path: Path) -> None:
    model = tmp_path / "model"
    model.mkdir()
    (model / "__init__.py").write_text("import os\nos.mkdir('pwned')\n", encoding="utf-8")
    (model / "meta.json").write_text('{"lang": "en", "name": "x", "version": "1.0.0"}', encoding="utf-8")
    (model / "config.cfg").write_text('[nlp]\nlang = "en"\npipeline = ["x"]\n[components]\n', encoding="utf-8")
    (model / "weights.pkl").write_bytes(pickle.dumps(Evil()))
    (tmp_path / "a.txt").write_text(inputs.FIRST, encoding="utf-8")
    for name in (str(model), "pytest", "../model", "os"):
        done = run("read", "a.txt", "--model", name, *RULES, cwd=tmp_path)
        assert (done.code, done.out) == (2, b""), name
        assert "Internal error" not in done.err and "Traceback" not in done.err
    assert not (tmp_path / "pwned").exists()


def test_no_configuration_is_looked_for(tmp_path: Path) -> None:
    for name in (".reportedly", "reportedly.toml", "reportedly.yaml", "sitecustomize.py", "torch.py", "yaml.py"):
        (tmp_path / name).write_text("raise SystemExit('read')\n", encoding="utf-8")
    (tmp_path / "a.txt").write_text(inputs.FIRST, encoding="utf-8")
    assert run("read", "a.txt", *RULES, cwd=tmp_path).within(SECONDS, MEGABYTES).code == 0


# --- P11: three runs --------------------------------------------------------------------------------------------------


def test_three_runs_give_the_same_bytes_and_ask_nobody(fed: Fed, tmp_path: Path) -> None:
    cases = ("T03", "T05", "T07", "T08", "T09", "T10", "T11", "T37", "T40", "T41", "T42")
    folder = tmp_path / "in"
    for id in cases:
        shutil.copytree(fed(id), folder / id)
    outs = []
    for seed in ("0", "1", "4242"):
        done = run("read", folder, seconds=40, env={"PYTHONHASHSEED": seed}).within(40, MEGABYTES)
        outs.append((done.code, done.out, done.err))
    assert outs[0] == outs[1] == outs[2]
    assert outs[0][1].count(b"\n") > 25


def test_the_watch_would_see_it(tmp_path: Path) -> None:
    """An address that is fetched on request is seen by the same hook that sees nothing elsewhere."""
    done = run("read", "http://127.0.0.1:9/", "--fetch", *RULES, cwd=tmp_path)
    plain = run("read", "http://localhost.invalid/", *RULES, cwd=tmp_path).within(SECONDS, MEGABYTES)
    assert plain.code == 1 and plain.reached == ()
    assert done.code != 0


def test_an_article_in_hand_needs_no_file(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "a.db", reader=Short())
    desk.add(Article("a", "Harker said no.", origin="/etc/passwd"))
    assert desk.store.texts(["a"]) == {"a": "Harker said no."}
