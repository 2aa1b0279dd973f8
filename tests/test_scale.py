"""Pools of processes, and corpora: what ends on the way changes nothing, and what cannot be read is named."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from quick import Quick, Stillborn
from reportedly import cli, intake, lake
from reportedly.errors import ReportedlyError, StoreBusy, UsageError
from reportedly.model import Article, Skipped
from reportedly.scale import Coded, Done, code, read_all
from reportedly.scale.pool import Pool
from reportedly.scale.shards import cut
from reportedly.scale.work import Key, Tell

RULES: Any = {"reader": "rules"}
STORIES = (
    "Khrushchev said on Friday that the ships would turn back. Washington denied that a blockade had been agreed.",
    "The Foreign Office accused Moscow of sending rockets to Cuba. “We have no rockets there,” Gromyko told reporters.",
    "Kennedy met Gromyko in Washington on Thursday. Havana protested against the quarantine.",
)


def lines(count: int, first: int = 0) -> str:
    """Input lines, each an article of its own."""
    told = ((n, STORIES[n % len(STORIES)]) for n in range(first, first + count))
    rows = ({"id": f"n{n}", "text": f"{text} It was report {n}.", "date": "1962-10-26"} for n, text in told)
    return "".join(json.dumps(row) + "\n" for row in rows)


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def rows(folder: Path, table: str, what: str = "*") -> list[tuple[Any, ...]]:
    files = sorted(str(path) for path in (folder / table).iterdir())
    return duckdb.execute(f"select {what} from read_parquet(?)", [files]).fetchall()


# --- jobs that go wrong ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Poison:
    """A job of several things, one of which is too much for its process."""

    things: tuple[str, ...]
    aside: tuple[tuple[Key, str], ...] = ()

    def run(self, reader: Any, tell: Tell) -> list[str]:
        set_aside = dict(self.aside)
        return [set_aside.get((n,)) or self._look(thing, (n,), tell) for n, thing in enumerate(self.things)]

    def _look(self, thing: str, key: Key, tell: Tell) -> str:
        tell(key, thing)
        if thing == "kills":
            os._exit(9)
        if thing == "hangs":
            time.sleep(600)
        if thing == "fails":
            raise UsageError("of its own")
        return thing

    def without(self, key: Key, reason: str) -> Poison:
        return replace(self, aside=(*self.aside, (key, reason)))


def test_what_ends_or_hangs_a_process_is_set_aside_and_the_rest_goes_on() -> None:
    jobs = [Poison(("a", "kills", "b")), Poison(("c",)), Poison(("hangs", "d", "kills"))]
    with Pool(2, Quick(), limit=2) as pool:
        done = dict(pool.run(jobs))
    assert done[0] == ["a", "The process that read it ended, 3 times out of 3; it was set aside.", "b"]
    assert done[1] == ["c"]
    assert done[2][0] == "It took more than 2 seconds, 2 times out of 2, and was set aside."
    assert done[2][1] == "d"
    assert done[2][2].startswith("The process that read it ended")


def test_errors_of_ours_are_raised_and_processes_that_never_begin_are_no_mystery() -> None:
    with pytest.raises(UsageError, match="of its own"), Pool(1, Quick()) as pool:
        list(pool.run([Poison(("fails",))]))
    with pytest.raises(ReportedlyError, match="end before they begin"), Pool(1, Stillborn()) as pool:
        list(pool.run([Poison(("a",))]))


def test_no_more_is_drawn_than_keeps_the_processes_busy() -> None:
    drawn = 0

    def jobs() -> Iterator[Poison]:
        nonlocal drawn
        for _ in range(200):
            drawn += 1
            yield Poison(("a",))

    with Pool(2, Quick()) as pool:
        for n, _ in enumerate(pool.run(jobs())):
            assert drawn - n <= 6
    assert drawn == 200


def test_a_reading_process_that_is_killed_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    articles = [Article(f"a{n}", STORIES[n % 3], given_date="1962-10-26") for n in range(30)]
    killed = 0
    take = Pool._heard

    def heard(pool: Pool, hand: Any, work: Any) -> Any:
        nonlocal killed
        if not killed and hand.key is not None:
            killed = hand._process.pid
            os.kill(killed, signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
        return take(pool, hand, work)

    monkeypatch.setattr(Pool, "_heard", heard)
    assert list(read_all(articles, workers=2, **RULES)) == list(read_all(articles, **RULES))
    assert killed


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Corpora are read at once."""
    monkeypatch.setattr("reportedly.scale.Making", Quick)


# --- corpora --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files that are an article each, and lines, one of them bad: five shards of up to four."""
    folder = tmp_path_factory.mktemp("corpus")
    for n, story in enumerate(STORIES):
        folder.joinpath(f"{n}.txt").write_text(f"{story}\n", encoding="utf-8")
    folder.joinpath("bad.jsonl").write_text(lines(2) + "{not json}\n" + lines(2, 2), encoding="utf-8")
    folder.joinpath("more.jsonl").write_text(lines(8, 10), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def whole(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lakes") / "whole"
    done = code([str(corpus)], folder, size=4, **RULES)
    assert (done.shards, done.made, done.articles, done.lost) == (5, 5, 15, 1)
    return folder


def test_a_lake_holds_what_reading_gives(corpus: Path, whole: Path) -> None:
    items = list(intake.open([str(corpus)]))
    readings = [one.to_dict() for one in read_all(items, **RULES) if not isinstance(one, Skipped)]
    kept = [
        {**json.loads(reading), "text": text}
        for text, reading in rows(whole, "readings", "text, reading")
    ]  # fmt: skip
    assert sorted(kept, key=lambda one: str(one["id"])) == sorted(readings, key=lambda one: str(one["id"]))
    for table in ("entities", "times", "statements", "events", "factuality"):
        assert len(rows(whole, table)) == sum(len(one[table]) for one in readings)
    taken = [Article.from_dict({**json.loads(taken), "id": id, "text": text})
             for id, text, taken in rows(whole, "readings", "article, text, taken")]  # fmt: skip
    articles = [item for item in items if isinstance(item, Article)]
    assert sorted(taken, key=lambda one: one.id) == sorted(articles, key=lambda one: one.id)


def test_the_manifest_counts_hashes_and_names(whole: Path) -> None:
    told = json.loads((whole / "manifest.json").read_text(encoding="utf-8"))
    shards = [json.loads(line) for line in (whole / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]
    assert told["complete"] and told["articles"] == 15 and told["lost"] == 1
    assert [one["shard"] for one in shards] == [0, 1, 2, 3, 4]
    for one in shards:
        for table, file in one["files"].items():
            path = whole / table / f"part-{one['shard']:05}.parquet"
            assert lake.digest(path) == file["sha256"]
            assert told["rows"][table] == sum(shard["files"][table]["rows"] for shard in shards)
    (bad,) = [one for shard in shards for one in shard["skipped"]]
    assert bad["origin"].endswith("bad.jsonl:line 3") and "JSON" in bad["reason"]


def test_two_workers_give_the_same_bytes(corpus: Path, whole: Path, tmp_path: Path) -> None:
    code([str(corpus)], tmp_path / "two", size=4, workers=2, **RULES)
    assert bytes_of(tmp_path / "two") == bytes_of(whole)


def test_the_same_again_reads_nothing_and_what_is_missing_is_made(corpus: Path, tmp_path: Path, quick: None) -> None:
    def again() -> Coded:
        return code([str(corpus)], tmp_path / "lake", size=4)

    again()
    whole = bytes_of(tmp_path / "lake")
    (tmp_path / "lake" / "readings" / ".part-00001.parquet.left").write_bytes(b"half")
    assert again().made == 0
    (tmp_path / "lake" / "events" / "part-00001.parquet").unlink()
    list_ = tmp_path / "lake" / "manifest.jsonl"
    list_.write_text(list_.read_text(encoding="utf-8")[:-20], encoding="utf-8")  # cut short
    assert again().made == 2
    assert bytes_of(tmp_path / "lake") == whole


def test_changed_inputs_are_read_anew_and_changed_options_refused(tmp_path: Path, quick: None) -> None:
    source, place = tmp_path / "in", tmp_path / "lake"
    source.mkdir()
    for n in range(4):
        source.joinpath(f"{n}.txt").write_text(STORIES[n % 3], encoding="utf-8")
    code([str(source)], place, size=2)
    source.joinpath("3.txt").write_text("Castro spoke on Sunday.", encoding="utf-8")
    assert code([str(source)], place, size=2).made == 1
    assert {text for (text,) in rows(place, "readings", "text")} == {*STORIES, "Castro spoke on Sunday."}
    source.joinpath("3.txt").unlink()
    source.joinpath("2.txt").unlink()
    code([str(source)], place, size=2)
    assert len(rows(place, "readings")) == 2
    with pytest.raises(UsageError, match=r"was made otherwise \(size: 2, now 3\)"):
        code([str(source)], place, size=3)
    with pytest.raises(UsageError, match="options"):
        code([str(source)], place, size=2, body=True)


def test_a_folder_of_other_things_is_left_alone(tmp_path: Path, quick: None) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(UsageError, match="has other things in it"):
        code([str(tmp_path)], tmp_path)
    assert bytes_of(tmp_path) == {"thesis.txt": b"mine"}


def test_lines_are_cut_as_they_come_and_pages_by_their_names(corpus: Path) -> None:
    found = list(cut(intake.found([str(corpus)]), intake.Options(), 3))
    assert [len(shard.taken) for shard in found] == [0, 3, 3, 3, 3, 1]
    assert [len(shard.files) for shard in found] == [3, 0, 0, 0, 0, 0]


def test_progress_tells_rate_and_share(corpus: Path, tmp_path: Path, quick: None) -> None:
    told: list[Done] = []
    code([str(corpus)], tmp_path / "lake", size=4, on=told.append)
    assert [done.articles for done in told] == sorted(done.articles for done in told)
    shares = [done.share or 0.0 for done in told]
    assert 0 < shares[0] < 1 and shares == sorted(shares)
    assert all(done.rate > 0 for done in told)


def test_an_article_that_ends_the_process_is_named(tmp_path: Path, quick: None) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text(lines(2) + lines(1, 2).replace("report", "trap") + lines(1, 3), encoding="utf-8")
    done = code([str(source)], tmp_path / "lake")
    assert [one.origin for one in done.skipped] == [f"{source}:line 3"]
    assert "The process that read it ended" in done.skipped[0].reason
    assert [id for (id,) in rows(tmp_path / "lake", "readings", "article")] == ["n0", "n1", "n3"]


def test_objects_of_a_store_are_streamed(tmp_path: Path, quick: None) -> None:
    fsspec = pytest.importorskip("fsspec")
    files = fsspec.filesystem("memory")
    files.pipe({"/wire/a.jsonl": lines(3).encode(), "/wire/deep/b.jsonl": lines(2, 3).encode(), "/c.txt": b"Alone."})
    done = code(["memory://wire", "memory://*.txt", "memory://nothing"], tmp_path / "lake", size=2)
    assert [one.origin for one in done.skipped] == ["memory://nothing"]
    assert sorted(text[:5] for (text,) in rows(tmp_path / "lake", "readings", "text")) == sorted(
        [*(json.loads(line)["text"][:5] for line in lines(5).splitlines()), "Alone"]
    )
    with pytest.raises(UsageError, match="nosuch"):
        code(["nosuch://bucket"], tmp_path / "other")


# --- killed ---------------------------------------------------------------------------------------------------------

#: `reportedly code` with the quick reader.
CODE = """
import sys
from quick import Quick
from reportedly import cli, scale
if __name__ == "__main__":
    scale.Making = Quick
    sys.exit(cli.main(["code", sys.argv[1], "-o", sys.argv[2], "--workers", "2", "--shard", "4"]))
"""


def begin(folder: Path) -> subprocess.Popen[bytes]:
    script = folder / "begin.py"
    script.write_text(CODE, encoding="utf-8")
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen([sys.executable, str(script), str(folder / "in.jsonl"), str(folder / "lake")], env=env)


def shards_done(place: Path) -> int:
    path = place / "manifest.jsonl"
    return path.read_bytes().count(b'"digest"') if path.exists() else 0


@pytest.mark.skipif(os.name == "nt", reason="kill -9")
def test_killed_twice_it_ends_the_same(tmp_path: Path, quick: None) -> None:
    (tmp_path / "in.jsonl").write_text(lines(200), encoding="utf-8")
    for _ in range(2):
        before, running = shards_done(tmp_path / "lake"), begin(tmp_path)
        while running.poll() is None and shards_done(tmp_path / "lake") < before + 5:
            time.sleep(0.01)
        running.kill()
        assert running.wait() != 0
    assert 0 < shards_done(tmp_path / "lake") < 50
    assert begin(tmp_path).wait() == 0
    code([str(tmp_path / "in.jsonl")], tmp_path / "calm", size=4)
    assert bytes_of(tmp_path / "lake") == bytes_of(tmp_path / "calm")


def test_one_process_at_a_time(tmp_path: Path, quick: None) -> None:
    held = "import sys, time; from pathlib import Path; from reportedly import lake\n"
    held += "with lake.alone(Path(sys.argv[1])): print('in', flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", held, str(tmp_path)], stdout=subprocess.PIPE) as other:
        assert other.stdout and other.stdout.readline().strip() == b"in"
        with pytest.raises(StoreBusy):
            code([], tmp_path)
        other.kill()
    with lake.alone(tmp_path):
        pass


# --- at the shell ---------------------------------------------------------------------------------------------------


def test_code_at_the_shell(corpus: Path, whole: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["code", str(corpus), "-o", str(tmp_path / "lake"), "--reader", "rules", "--shard", "4"]
    assert cli.main(words) == 1
    out, err = capsys.readouterr()
    assert out == "15 articles in 5 shards, 1 could not be read\n"
    assert "bad.jsonl:line 3" in err
    assert bytes_of(tmp_path / "lake") == bytes_of(whole)
    assert cli.main([*words[:-1], "9"]) == 2
    assert cli.main([*words, "--address", "x"]) == 2


# --- on a cluster ---------------------------------------------------------------------------------------------------


def descendants(of: int) -> list[int]:
    """The processes that a process started, and those that these started."""
    found = [int(one) for task in Path(f"/proc/{of}/task").iterdir() for one in (task / "children").read_text().split()]
    return found + [below for one in found for below in descendants(one)]


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds processes as Linux lists them")
def test_a_cluster_gives_the_same_bytes_though_a_worker_is_killed(
    tmp_path: Path, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    ray = pytest.importorskip("ray")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))  # its processes find this test's reader
    source = tmp_path / "in.jsonl"
    source.write_text(lines(80), encoding="utf-8")
    code([str(source)], tmp_path / "calm", size=4)
    killed: list[int] = []

    def kill(done: Done) -> None:
        for process in descendants(os.getpid()):
            if not killed and b"ray::_Hand" in Path(f"/proc/{process}/cmdline").read_bytes():
                killed.append(process)
                os.kill(process, signal.SIGKILL)

    code([str(source)], tmp_path / "lake", size=4, workers=2, engine="ray", on=kill)
    assert killed
    assert not ray.is_initialized()
    assert bytes_of(tmp_path / "lake") == bytes_of(tmp_path / "calm")


def test_without_ray_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(UsageError, match=r"reportedly\[ray\]"):
        code([], tmp_path / "lake", engine="ray", **RULES)
