"""Parquet: each row is one article; no other file is opened, and what is odd in it becomes plain data."""

from __future__ import annotations

import datetime
import io
import json
import os
import tempfile
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportedly import intake
from reportedly.intake import Options, Raw, parquet
from reportedly.model import Article, Skipped

WORDS = "The treaty was signed in Geneva, the envoy said."


def make(path: Path, select: str, values: list[Any] | None = None, how: str = "") -> Path:
    target = path.as_posix().replace("'", "''")
    with duckdb.connect() as connection:
        connection.execute(f"copy ({select}) to '{target}' (format parquet{how})", values)
    return path


def read(path: Path, **options: Any) -> list[Article | Skipped]:
    return list(intake.open([str(path)], Options(**options)))


def one(path: Path, **options: Any) -> Article:
    (article,) = read(path, **options)
    assert isinstance(article, Article), article
    return article


def test_the_fields_of_a_row(tmp_path: Path) -> None:
    select = (
        "select 7 as id, ? as text, timestamp '1954-07-21 10:30:00' as date, 'Signed' as headline, "
        "{'title': 'Times', 'uri': 'x'} as source, 'eng' as lang, ['a', 'b'] as tags, null as empty"
    )
    article = one(make(tmp_path / "x.parquet", select, [WORDS]))
    assert (article.id, article.text, article.given_date, article.title) == ("7", WORDS, "1954-07-21", "Signed")
    assert (article.outlet, article.language) == ("Times", "en")
    assert article.meta == {"source": {"title": "Times", "uri": "x"}, "tags": ["a", "b"]}
    assert article.origin.endswith("x.parquet:row 1") and len(article.raw) == 64 and article.notes == ()


def test_types_of_every_kind_become_plain_data(tmp_path: Path) -> None:
    select = """select 'Words.' as text, date '1954-07-21' as d, time '10:30:00' as t,
        timestamptz '1954-07-21 10:30:00+02' as z, 1.50::decimal(9, 2) as amount, true as b, 5::utinyint as small,
        'nan'::double as nan, 'inf'::float as inf, 170141183460469231731687303715884105727::hugeint as huge,
        uuid '12345678-1234-1234-1234-123456789012' as u, interval 3 day as i, 'caf\\xC3\\xA9'::blob as words,
        '\\x89PNG\\x00\\x01\\x02'::blob as picture, {'a': [{'b': 1.5, 'c': 'nan'::double}]} as deep,
        map {'k': timestamp '1954-07-21 10:30:00'} as m, 'x'::enum('x', 'y') as e"""
    article = one(make(tmp_path / "x.parquet", select))
    meta = dict(article.meta)
    json.dumps(meta, allow_nan=False)
    assert (meta["d"], meta["t"], meta["z"]) == ("1954-07-21", "10:30:00", "1954-07-21T08:30:00+00")
    assert (meta["amount"], meta["b"], meta["small"], meta["words"]) == ("1.50", True, 5, "café")
    assert meta["deep"] == {"a": [{"b": 1.5, "c": None}]} and meta["m"] == {"k": "1954-07-21 10:30:00"}
    assert meta["u"].startswith("12345678-") and meta["e"] == "x" and meta["i"] == "3 days"
    assert not {"nan", "inf", "picture"} & meta.keys()
    assert article.notes == ('What stands under "picture" is no text (7 bytes) and was left out.',)


def test_texts_stored_as_bytes_or_as_lists(tmp_path: Path) -> None:
    article = one(make(tmp_path / "x.parquet", "select 'Gen\\xE8ve.'::blob as text"))
    assert article.text == "Genève." and "cp1252" in article.notes[0]
    article = one(make(tmp_path / "y.parquet", "select ['One.', 'Two.'] as text"))
    assert article.text == "One.\n\nTwo." and "list" in article.notes[0]


def test_rows_that_are_no_articles(tmp_path: Path) -> None:
    select = "select unnest(['Words.', '', null, 'More.']) as text, unnest([1, 2, 3, 4]) as id"
    found = read(make(tmp_path / "x.parquet", select))
    assert [(item.origin[-5:], isinstance(item, Article)) for item in found] == [
        ("row 1", True), ("row 2", False), ("row 3", False), ("row 4", True),
    ]  # fmt: skip
    assert isinstance(found[1], Skipped) and found[1].reason == 'Its "text" is empty.'


def test_a_row_that_is_too_large_is_never_held(tmp_path: Path) -> None:
    select = "select repeat('x', 300 * range::bigint) as text, repeat('y', 300) as other from range(5)"
    found = read(make(tmp_path / "x.parquet", select), limit=1000)
    assert [isinstance(item, Article) for item in found] == [False, True, True, False, False]
    assert isinstance(found[4], Skipped) and "more than" in found[4].reason


def test_columns_can_be_mapped(tmp_path: Path) -> None:
    path = make(tmp_path / "x.parquet", "select 'Words.' as \"the \"\"copy\"\"\", {'when': '1954-07-21'} as info")
    article = one(path, map={"text": 'the "copy"', "date": "info.when"})
    assert (article.text, article.given_date) == ("Words.", "1954-07-21")
    assert article.meta == {"info": {"when": "1954-07-21"}}


def test_addresses_without_texts(tmp_path: Path) -> None:
    select = "select 'https://example.org/' || range as url, 'T' as title, date '1954-07-21' as published from range(9)"
    path = make(tmp_path / "x.parquet", select)
    (reason,) = read(path)
    assert reason == Skipped(str(path), "It has titles and addresses but no texts; fetch them with --fetch.")
    found = list(parquet.addresses(Raw(str(path), path), Options()))
    assert len(found) == 9 and found[2] == ("https://example.org/2", {"title": "T", "date": "1954-07-21"})


def test_no_text_and_no_rows(tmp_path: Path) -> None:
    (reason,) = read(make(tmp_path / "x.parquet", "select 1 as alpha, 2 as beta"))
    assert isinstance(reason, Skipped) and "alpha, beta" in reason.reason and "--map" in reason.reason
    (reason,) = read(make(tmp_path / "y.parquet", "select 'a' as text limit 0"))
    assert isinstance(reason, Skipped) and reason.reason == "It holds no rows."


@pytest.mark.parametrize("name", ["a[1].parquet", "it's.parquet", "é #%.pq", "{a,b}.parquet", "year=1954.parquet"])
def test_odd_names_are_that_file_and_no_pattern(tmp_path: Path, name: str) -> None:
    make(tmp_path / "a1.parquet", "select 'Other.' as text")
    article = one(make(tmp_path / name, "select 'Words.' as text"))
    assert article.text == "Words." and article.meta == {}


def test_ways_to_name_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make(tmp_path / "x.parquet", "select 'Words.' as text")
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")
    assert one(Path("..") / "x.parquet").text == "Words."
    try:
        (tmp_path / "link.parquet").symlink_to(path)
    except OSError:
        pytest.skip("no links here")
    assert one(tmp_path / "link.parquet").text == "Words."


@pytest.mark.skipif(os.name == "nt", reason="no such names there")
@pytest.mark.parametrize("name", ["*.parquet", "a?.parquet"])
def test_names_with_stars(tmp_path: Path, name: str) -> None:
    make(tmp_path / "a1.parquet", "select 'Other.' as text")
    make(tmp_path / "y.parquet", "select 'Words.' as text").rename(tmp_path / name)
    (article,) = parquet.articles(Raw("x", tmp_path / name), Options())
    assert isinstance(article, Article) and article.text == "Words."


def test_nothing_else_can_be_read_or_written(tmp_path: Path) -> None:
    path = make(tmp_path / "x.parquet", "select 'Words.' as text")
    other = make(tmp_path / "y.parquet", "select 'Secret.' as text")
    (tmp_path / "secret.csv").write_text("a\nb\n")
    with parquet._opened(path) as connection:
        for sql in (
            f"select * from read_parquet('{other.as_posix()}')",
            f"select * from '{(tmp_path / 'secret.csv').as_posix()}'",
            f"copy (select 1) to '{(tmp_path / 'new.csv').as_posix()}'",
            f"attach '{(tmp_path / 'new.db').as_posix()}'",
            f"select * from glob('{tmp_path.as_posix()}/*')",
            "set enable_external_access = true",
            "set allowed_directories = ['/']",
            "install httpfs",
        ):
            with pytest.raises(duckdb.Error):
                connection.execute(sql)
        assert connection.execute(f"select count(*) from read_parquet('{path.as_posix()}')").fetchone() == (1,)
    assert sorted(item.name for item in tmp_path.iterdir()) == ["secret.csv", "x.parquet", "y.parquet"]


def test_a_stream_goes_through_a_file_that_is_gone_afterwards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = make(tmp_path / "x.parquet", "select 'Words ' || range as text from range(100)").read_bytes()
    room = tmp_path / "room"
    room.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(room))
    raw = Raw.streamed("all.zip/x.parquet", io.BytesIO(data), inner="x.parquet")
    found = parquet.articles(raw, Options())
    first = next(found)
    assert isinstance(first, Article) and first.origin == "all.zip/x.parquet:row 1"
    assert len(list(room.iterdir())) == 1
    assert sum(isinstance(item, Article) for item in found) == 99
    assert list(room.iterdir()) == []
    # Also where the reader stops in the midst of it.
    found = parquet.articles(Raw.streamed("y", io.BytesIO(data)), Options())
    next(found)
    found.close()
    assert list(room.iterdir()) == []


def test_its_first_bytes_tell(tmp_path: Path) -> None:
    path = make(tmp_path / "x.parquet", "select 'Words.' as text").rename(tmp_path / "export.dat")
    assert one(path).text == "Words."


@pytest.mark.parametrize("damage", ["cut", "foot", "empty", "encrypted"])
def test_damage_is_a_reason_without_the_place_on_this_machine(tmp_path: Path, damage: str) -> None:
    path = make(tmp_path / "x.parquet", "select 'Words.' as text")
    data = path.read_bytes()
    path.write_bytes(
        {
            "cut": data[:-20],
            "foot": data[:-12] + b"\xff" * 4 + data[-8:],
            "empty": b"PAR1",
            "encrypted": b"PARE" + data[4:-4] + b"PARE",
        }[damage]
    )
    (reason,) = read(path)
    assert isinstance(reason, Skipped) and reason.origin.endswith(":row 1")
    assert reason.reason.startswith("Nothing from here on could be read:")
    assert str(tmp_path) not in reason.reason and reason.reason.isprintable()


def test_what_comes_before_the_damage_is_kept(tmp_path: Path) -> None:
    select = "select range || ' ' || repeat('The treaty was signed. ', 20) || hash(range) as text from range(20000)"
    path = make(tmp_path / "x.parquet", select, how=", row_group_size 2048")
    data = bytearray(path.read_bytes())
    for at in range(60):
        data[len(data) * 3 // 4 + at] ^= 255
    path.write_bytes(data)
    found = read(path)
    assert sum(isinstance(item, Article) for item in found) > 8000
    assert isinstance(found[-1], Skipped) and found[-1].origin.endswith(f":row {len(found)}")


def test_letters_that_are_no_utf8_cost_only_themselves(tmp_path: Path) -> None:
    path = make(
        tmp_path / "x.parquet", "select 'MARK' || range as text from range(3)", how=", compression uncompressed"
    )
    path.write_bytes(path.read_bytes().replace(b"MARK1", b"MA\xff\xfe1"))
    found = read(path)
    assert [isinstance(item, Article) for item in found] == [True, True, True]
    assert isinstance(found[1], Article) and found[1].text.startswith("MA?") and "UTF-8" in found[1].notes[0]
    assert isinstance(found[2], Article) and (found[2].text, found[2].notes) == ("MARK2", ())


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(st.characters(exclude_categories=("Cs",)), min_size=1), min_size=1, max_size=4))
def test_any_text_comes_back_as_it_is(tmp_path: Path, texts: list[str]) -> None:
    path = make(tmp_path / "x.parquet", "select unnest(?::varchar[]) as text", [texts])
    found = read(path)
    assert [item.text if isinstance(item, Article) else None for item in found] == texts


def test_days_are_those_written_down_wherever_it_is_read(tmp_path: Path) -> None:
    path = make(
        tmp_path / "x.parquet", "select 'Words.' as text, ?::timestamp as date", [datetime.datetime(1954, 7, 21)]
    )
    assert one(path).given_date == "1954-07-21"
