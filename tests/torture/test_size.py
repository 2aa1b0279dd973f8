"""T12 to T18: what is too large, too deep, too long, too many; and what makes patterns try and try again."""

from __future__ import annotations

import io
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import reportedly
from reportedly import intake
from reportedly.flow import read_one
from reportedly.intake import LIMIT, Options
from reportedly.model import Article, ReaderKind, Skipped
from reportedly.reading import Reader
from torture import inputs
from torture.child import run
from torture.conftest import Fed
from torture.sound import contents, quoted, sound

Plain = dict[str, Any]
BOTH: tuple[ReaderKind, ...] = ("encoder", "rules")
CASES = inputs.CASES


def seconds(words: str, kind: ReaderKind) -> float:
    """Processor time that a text takes to be read."""
    reader = Reader(kind=kind)
    article = intake.freeze(words, raw=b"")
    begun = time.process_time()
    sound(read_one(article, reader).to_dict())
    return time.process_time() - begun


def grows_evenly(words: str, kind: ReaderKind, most: float = 1000) -> None:
    """Four times the text takes four times as long, with twofold slack; and no more than `most` seconds.

    Others use the machine, too: what looks otherwise is measured again.
    """
    quarter = whole = 1000.0
    for _ in range(3):
        quarter, whole = min(quarter, seconds(words[: len(words) // 4], kind)), min(whole, seconds(words, kind))
        if whole < min(most, 8 * max(quarter, 0.1)):
            return
    raise AssertionError(f"{whole:.1f} s, and {quarter:.1f} s for a quarter of it")


# --- T12 --------------------------------------------------------------------------------------------------------------


class Endless(io.RawIOBase):
    """A stream without end that counts what is taken from it."""

    taken = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self.taken += len(buffer)
        buffer[:] = b"Mr Eden "[: len(buffer)].ljust(len(buffer), b".")
        return len(buffer)


def test_what_is_too_large_is_refused_and_the_limit_is_named(fed: Fed) -> None:
    case = CASES["T12"]
    done = run("read", fed("T12"), seconds=case.seconds).within(case.seconds, 300)
    assert (done.code, done.out) == (1, b"")
    (said,) = done.said
    assert "one_line.txt" in said and "more than 20 MB" in said and "--limit" in said


def test_a_stream_without_end_is_left_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Endless()
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=stream))
    (found,) = intake.open(["-"], Options(limit=100_000))
    assert isinstance(found, Skipped) and "more than 0.095 MB" in found.reason
    assert stream.taken < 2 * 100_000


def test_the_limit_is_the_users(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Mr Eden said no. " * 10_000, encoding="utf-8")
    for limit, kind in ((100_000, Skipped), (200_000, Article)):
        (found,) = intake.open([str(tmp_path)], Options(limit=limit))
        assert isinstance(found, kind)
    assert LIMIT == 20 << 20
    refused = run("read", tmp_path / "a.txt", "--limit", "0.1")
    assert refused.code == 1 and "more than 0.1 MB" in refused.err


# --- T13, T14 ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", BOTH)
@pytest.mark.parametrize("name", ["quotes.txt", "open_quotes.txt", "alternate.txt"])
def test_time_grows_with_the_quotation_marks(name: str, kind: ReaderKind) -> None:
    grows_evenly(CASES["T13"].make()[name].decode(), kind)


def test_quotation_marks_alone_say_nothing(fed: Fed) -> None:
    case = CASES["T13"]
    done = run("read", fed("T13"), seconds=case.seconds).within(case.seconds, case.megabytes)
    assert done.code == 0 and len(done.rows) == 3
    for row in done.rows:
        assert all(any(map(str.isalnum, content)) for content in contents(sound(row))), "no record is made of nothing"
    assert [len(row["statements"]) for row in done.rows[1:]] == [0, 0]


def test_ten_thousand_brackets_in_one_another(fed: Fed) -> None:
    case = CASES["T14"]
    done = run("read", fed("T14"), seconds=case.seconds).within(case.seconds, case.megabytes)
    assert done.code == 0
    assert [len(sound(row)["text"]) for row in done.rows] == [20_016, 20_016, 20_016]


# --- T15 --------------------------------------------------------------------------------------------------------------


def test_the_rest_of_a_document_keeps_its_records(fed: Fed) -> None:
    case = CASES["T15"]
    done = run("read", fed("T15"), seconds=case.seconds).within(case.seconds, case.megabytes)
    assert done.code == 0 and len(done.rows) == 2
    for row in done.rows:
        told = quoted(sound(row))
        for number in (1, 2):
            assert ("Mr Jonas Harker, mayor of Greyford", f"“Bridge number {number} is open again.”") in told
        assert contents(row).count("that money was missing") == 2


# --- T16 --------------------------------------------------------------------------------------------------------------

#: Those that give few tokens for their length: what grows with the square shows only in longer ones.
SPARSE = ("dots", "capitals", "dash", "html", "style", "url", "spaces", "hyphens")


@pytest.mark.parametrize("kind", BOTH)
@pytest.mark.parametrize("name", [*inputs.HURTING, "spaces"])
def test_patterns_do_not_try_for_ever(name: str, kind: ReaderKind) -> None:
    size = 100_000 if name in SPARSE else 16_000
    grows_evenly(inputs.hurting(name, size), kind, most=10 * max(size / 100_000, 0.4))


# --- T17, T18 ---------------------------------------------------------------------------------------------------------


def test_every_quotation_of_thousands_is_found(fed: Fed) -> None:
    case = CASES["T17"]
    done = run("read", fed("T17"), seconds=60).within(60, 1000)
    (row,) = done.rows
    count = row["text"].count("“")
    assert count == 2_000
    found = {content: source for source, content in quoted(sound(row))}
    missing = [n for n in range(count) if f"“Article {n} of the treaty is clear,”" not in found]
    assert missing == []
    assert case.megabytes >= 1000


def test_a_folder_of_many_files_names_the_bad_ones_and_takes_none_twice(fed: Fed, tmp_path: Path) -> None:
    case = CASES["T18"]
    store = tmp_path / "a.db"
    first = run("add", store, fed("T18"), "--reader", "rules", seconds=90).within(90, case.megabytes)
    assert first.code == 1
    assert first.text == "497 added, 0 already there, 3 could not be read\n"
    assert [Path(said.split(": ")[1]).name for said in first.said] == ["00017.txt", "00250.txt", "00499.txt"]
    assert all(said.endswith(".") for said in first.said)
    again = run("add", store, fed("T18"), "--reader", "rules", seconds=60).within(60, case.megabytes)
    assert again.text == "0 added, 497 already there, 3 could not be read\n"
    desk = reportedly.open(store)
    assert len(set(desk.store.ids())) == 497
    assert len(desk.doctor()["skipped"]) == 3
