"""Packed files: what is inside is read by its name, what was whole is kept, no archive makes more work than it may."""

from __future__ import annotations

import gzip as std_gzip
import io
import json
import os
import struct
import sys
import tracemalloc
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly import intake
from reportedly.intake import Options, Raw, _formats, _inflate, zip
from reportedly.model import Article, Skipped

WORDS = "On 29 October 1956 the Foreign Office declined to say what had been agreed at Sèvres."
LINES = [json.dumps({"id": f"n{number}", "text": f"{number}. {WORDS}"}) + "\n" for number in range(40)]
PAGE = f"<html><head><title>Suez</title></head><body><h1>Suez</h1><p>{WORDS}</p></body></html>"


def read(name: str, data: bytes, **options: Any) -> list[Article | Skipped]:
    """What is found in bytes under a name, by their name and content alone."""
    return list(_formats.read(Raw.of(name, data, inner=name), Options(**options)))


def texts(found: list[Article | Skipped]) -> list[str]:
    return [item.text for item in found if isinstance(item, Article)]


def reasons(found: list[Article | Skipped]) -> list[str]:
    return [item.reason for item in found if isinstance(item, Skipped)]


def packed(data: bytes | str) -> bytes:
    return std_gzip.compress(data.encode() if isinstance(data, str) else data, mtime=0)


def bare(data: bytes) -> bytes:
    """Deflated without a head."""
    engine = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    return engine.compress(data) + engine.flush()


def zipped(members: list[tuple[str, bytes | str]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return file.getvalue()


# --- gzip: what is inside ---------------------------------------------------------------------------------------------


def test_the_name_without_gz_tells_what_is_inside(tmp_path: Path) -> None:
    for name, data in (("a.txt.gz", WORDS), ("b.html.gz", PAGE), ("c.JSONL.GZ", LINES[0]), ("d.gz", LINES[1])):
        (tmp_path / name).write_bytes(packed(data))
    found = list(intake.open([str(tmp_path)]))
    assert texts(found) == [WORDS, f"Suez\n\n{WORDS}", f"0. {WORDS}", f"1. {WORDS}"]
    assert [Path(item.origin).name for item in found] == ["a.txt.gz", "b.html.gz", "c.JSONL.GZ:line 1", "d.gz:line 1"]


def test_a_packed_table_is_a_table_and_a_row_that_is_cut_is_none() -> None:
    rows = "id,text\n" + "".join(f"r{number},{number}. {WORDS}\n" for number in range(200))
    data = packed(rows)
    assert len(texts(read("x.csv.gz", data))) == 200
    kept = texts(read("x.csv.gz", data[: len(data) // 2]))
    assert 0 < len(kept) < 200 and kept == [f"{number}. {WORDS}" for number in range(len(kept))]


def test_gzip_is_known_by_its_first_bytes() -> None:
    assert texts(read("", packed(WORDS))) == [WORDS]
    assert texts(read("x.txt", packed(WORDS))) == [WORDS]


def test_as_gzip_is_not_taken_for_the_kind_of_what_is_inside() -> None:
    data = packed(json.dumps([{"text": "One."}, {"text": "Two."}], indent=1))
    assert texts(list(_formats.read(Raw.of("x", data), Options(kind="gzip"), _formats.named("gzip")))) == [
        "One.",
        "Two.",
    ]


def test_all_members_are_one_text() -> None:
    found = read("x.jsonl.gz", packed(LINES[0] + LINES[1][:20]) + packed(LINES[1][20:]) + packed("") + packed(LINES[2]))
    assert texts(found) == [f"{number}. {WORDS}" for number in range(3)]
    assert reasons(found) == []


def test_every_field_of_a_head_is_read_over() -> None:
    head = b"\x1f\x8b\x08\x1e" + bytes(6) + b"\x05\x00extra" + b"../../name\x00" + b"comment\x00" + b"\x00\x00"
    tail = struct.pack("<2L", zlib.crc32(WORDS.encode()), len(WORDS.encode()))
    assert texts(read("x.txt.gz", head + bare(WORDS.encode()) + tail)) == [WORDS]


def test_a_tar_archive_is_named() -> None:
    assert reasons(read("x.tar.gz", packed(b"x" * 512))) == ["A tar archive is not read in this version."]


def test_padding_is_no_junk() -> None:
    assert read("x.txt.gz", packed(WORDS) + bytes(100_000)) == read("x.txt.gz", packed(WORDS))


def test_empty_inside_is_empty() -> None:
    assert reasons(read("x.txt.gz", packed(""))) == ["It is empty."]


# --- gzip: what breaks ------------------------------------------------------------------------------------------------


def test_named_gz_and_not_packed_is_read_as_it_is() -> None:
    found = read("x.jsonl.gz", LINES[0].encode())
    assert texts(found) == [f"0. {WORDS}"]
    (said,) = [item for item in found if isinstance(item, Skipped)]
    assert "not packed by gzip" in said.reason and not said.lost


def test_whole_lines_before_a_cut_are_kept_and_counted_and_the_place_is_named() -> None:
    data = packed("".join(LINES))
    cut = data[: len(data) // 2]
    whole = zlib.decompressobj(31).decompress(cut).count(b"\n")
    found = read("x.jsonl.gz", cut)
    assert 0 < whole < len(LINES)
    assert texts(found) == [f"{number}. {WORDS}" for number in range(whole)]
    assert found[-1] == Skipped(
        "x.jsonl.gz",
        f"It was not read to its end: the packed data is cut short at byte {len(cut)}. "
        f"Articles read before that: {whole}. They could not be checked.",
    )


@pytest.mark.parametrize("name", ["x.txt.gz", "x.html.gz", "x.json.gz"])
def test_of_one_document_that_is_cut_short_nothing_is_kept(name: str) -> None:
    data = packed(PAGE if "html" in name else json.dumps([{"text": WORDS}]) if "json" in name else WORDS)
    (found,) = read(name, data[:-12])
    assert isinstance(found, Skipped) and f"cut short at byte {len(data) - 12}" in found.reason and found.lost


def test_a_row_that_is_cut_is_no_row() -> None:
    """A line without its end may be half a line that looks whole."""
    found = read("x.jsonl.gz", packed(LINES[0] + LINES[1].rstrip())[:-8])
    assert texts(found) == [f"0. {WORDS}"]


def test_a_wrong_check_sum_keeps_what_came_out_and_says_so() -> None:
    data = bytearray(packed("".join(LINES[:3]) + LINES[3].rstrip()))
    data[-6] ^= 0xFF
    found = read("x.jsonl.gz", bytes(data))
    assert len(texts(found)) == 4
    assert found[-1] == Skipped(
        "x.jsonl.gz", f"The packed data before byte {len(data) - 8} does not fit its check sum; it was read."
    )
    page = bytearray(packed(PAGE))
    page[-1] ^= 1
    article, said = read("x.html.gz", bytes(page))
    assert isinstance(article, Article) and article.notes == (_inflate.DOUBT,)
    assert isinstance(said, Skipped) and said.lost


def test_damage_is_named_with_its_place_and_all_before_it_is_handed_on_with_a_doubt() -> None:
    """A block of a kind that does not exist, right after whole lines."""
    engine = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    good = engine.compress("".join(LINES[:20]).encode()) + engine.flush(zlib.Z_FULL_FLUSH)
    found = read("x.jsonl.gz", packed("")[:10] + good + b"\x07" * 30)
    assert texts(found) == [f"{number}. {WORDS}" for number in range(20)]
    assert all(item.notes == (_inflate.DOUBT,) for item in found if isinstance(item, Article))
    assert reasons(found) == [
        f"It was not read to its end: the packed data is damaged at byte {10 + len(good)}. "
        "Articles read before that: 20. They could not be checked."
    ]


@settings(max_examples=60, deadline=None)
@given(at=st.integers(10, len(packed("".join(LINES))) - 1), value=st.integers(0, 255))
def test_no_wrong_word_comes_out_without_a_doubt(at: int, value: int) -> None:
    """Damage shows late: until then, wrong words come out."""
    data = bytearray(packed("".join(LINES)))
    if data[at] == value:
        return
    data[at] = value
    found = read("x.jsonl.gz", bytes(data))
    assert reasons(found)
    right = {f"{number}. {WORDS}" for number in range(len(LINES))}
    for item in found:
        assert isinstance(item, Skipped) or item.text in right or _inflate.DOUBT in item.notes


def test_of_one_document_with_damage_nothing_is_kept() -> None:
    data = bytearray(packed(PAGE))
    data[40:60] = b"\xff" * 20
    (found,) = read("x.html.gz", bytes(data))
    assert isinstance(found, Skipped) and "damaged at byte" in found.reason


def test_what_is_too_large_to_be_checked_beforehand_is_doubted_as_soon_as_that_is_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(_inflate, "HELD", 1000)
    monkeypatch.setattr(_inflate, "_PIECE", 500)
    data = bytearray(packed("".join(LINES * 20)))
    data[-6] ^= 1
    found = read("x.jsonl.gz", bytes(data))
    doubted = [_inflate.DOUBT in item.notes for item in found if isinstance(item, Article)]
    assert len(doubted) == len(LINES) * 20 and not doubted[0] and doubted[-1]
    assert "does not fit its check sum" in reasons(found)[0]


def test_junk_after_the_end_is_named_and_loses_nothing() -> None:
    data = packed("".join(LINES))
    found = read("x.jsonl.gz", data + b"JUNKJUNK")
    assert len(texts(found)) == len(LINES)
    assert reasons(found) == [f"What follows byte {len(data)} is not packed by gzip and was not read."]


def test_a_head_that_is_damaged() -> None:
    assert "head at byte 0 is damaged" in reasons(read("x.txt.gz", b"\x1f\x8b\x07" + bytes(30)))[0]
    assert "cut short at byte 5" in reasons(read("x.txt.gz", packed(WORDS)[:5]))[0]
    assert "cut short" in reasons(read("x.txt.gz", b"\x1f\x8b\x08\x08" + bytes(6) + b"n" * 200_000))[0]


@settings(max_examples=60, deadline=None)
@given(cut=st.integers(3, len(packed("".join(LINES))) - 1))
def test_any_cut_keeps_a_beginning_of_the_lines(cut: int) -> None:
    data = packed("".join(LINES))[:cut]
    found = read("x.jsonl.gz", data)
    kept = texts(found)
    assert kept == [f"{number}. {WORDS}" for number in range(len(kept))]
    assert len(kept) == zlib.decompressobj(31).decompress(data).count(b"\n")
    assert f"at byte {cut}" in reasons(found)[-1]


# --- bombs ------------------------------------------------------------------------------------------------------------


def _bomb(head: bytes, megabytes: int, tail: bytes = b"", wbits: int = 31) -> bytes:
    engine = zlib.compressobj(9, zlib.DEFLATED, wbits)
    zeros = b"0" * (1 << 20)
    pieces = [engine.compress(head), *(engine.compress(zeros) for _ in range(megabytes)), engine.compress(tail)]
    return b"".join(pieces) + engine.flush()


def _peak(name: str, data: bytes, **options: Any) -> tuple[list[Article | Skipped], int]:
    read("warm.jsonl.gz", packed(LINES[0]))
    tracemalloc.start()
    try:
        return read(name, data, **options), tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_page_that_is_a_bomb_is_refused_without_inflating_it() -> None:
    found, peak = _peak("x.html.gz", _bomb(b"<html><body><p>", 200), limit=1 << 20)
    assert reasons(found) == [
        "It could not be read: more than 1 MB, the most that one article may have; --limit allows more."
    ]
    assert peak < 8 << 20


def test_a_line_that_is_a_bomb_is_named_and_the_lines_around_it_are_read() -> None:
    data = _bomb(LINES[0].encode() + b'{"text": "', 100, b'"}\n' + LINES[1].encode())
    found, peak = _peak("x.jsonl.gz", data, limit=1 << 20)
    assert texts(found) == [f"0. {WORDS}", f"1. {WORDS}"]
    (said,) = [item for item in found if isinstance(item, Skipped)]
    assert said.origin == "x.jsonl.gz:line 2" and "1 MB" in said.reason
    assert peak < 16 << 20


def test_what_inflates_beyond_measure_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_inflate, "TOTAL", 8 << 20)
    data = _bomb(LINES[0].encode() + b'{"text": "', 64, b'"}\n' + LINES[1].encode())
    found = read("x.jsonl.gz", data, limit=1 << 20)
    assert texts(found) == [f"0. {WORDS}"]
    assert found[1] == Skipped(
        "x.jsonl.gz:line 2",
        "The line has more than 1 MB, the most that one article may have; --limit allows more.",
    )
    assert "more than 200 times its size, and nothing was read after byte" in reasons(found)[-1]


def test_a_large_archive_that_is_no_bomb_is_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_inflate, "TOTAL", 1000)
    assert len(texts(read("x.jsonl.gz", packed("".join(LINES))))) == len(LINES)


def test_the_measure_is_one_for_all_that_lies_in_an_input(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of these is far below the limit; packed twice over, they are not together."""
    monkeypatch.setattr(_inflate, "TOTAL", 4 << 20)
    inner = zipped([(f"{number}.txt.gz", _bomb(b"", 1)) for number in range(20)])
    found = read("x.zip", zipped([("a.zip", inner), ("last.txt", WORDS)]))
    assert 2 <= len(texts(found)) <= 4
    assert any("inflates to more than" in reason for reason in reasons(found))
    assert any("members are left" in reason for reason in reasons(found))


def test_a_zip_member_that_is_a_bomb_and_the_members_around_it() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", WORDS)
        with archive.open("bomb.txt", "w", force_zip64=True) as member:
            for _ in range(100):
                member.write(b"0" * (1 << 20))
        archive.writestr("b.txt", "After. " + WORDS)
    found, peak = _peak("x.zip", file.getvalue(), limit=1 << 20)
    assert texts(found) == [WORDS, "After. " + WORDS]
    assert found[1].origin == "x.zip/bomb.txt" and "more than 1 MB" in reasons(found)[0]
    assert peak < 16 << 20


def test_archives_too_deep_are_not_opened() -> None:
    data = zipped([("a.txt", WORDS)])
    for number in range(6):
        data = zipped([(f"{number}.zip", data), (f"{number}.txt", f"Level {number}.")])
    found = read("x.zip", data)
    assert texts(found) == ["Level 2.", "Level 3.", "Level 4.", "Level 5."]
    assert [item.origin for item in found if isinstance(item, Skipped)] == [
        "x.zip/5.zip/4.zip/3.zip/2.zip/1.zip", "x.zip/5.zip/4.zip/3.zip/2.zip/1.txt",
    ]  # fmt: skip
    assert set(reasons(found)) == {"It lies more than 4 archives deep and was not opened."}


def test_of_too_many_members_the_first_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip, "MEMBERS", 3)
    found = read("x.zip", zipped([(f"{9 - number}.txt", f"Number {number}.") for number in range(5)]))
    assert texts(found) == ["Number 0.", "Number 1.", "Number 2."]
    assert reasons(found) == [
        "Of its 5 members the first 3 were read; unpack it and name the folder to have all of them."
    ]


# --- zip: what is inside ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_members_are_read_by_name_in_the_order_of_the_archive(tmp_path: Path, method: int) -> None:
    members = [("z/b.txt", WORDS), ("a.html", PAGE), ("lines.jsonl", LINES[0] + LINES[1]), ("g.txt.gz", packed("In."))]
    (tmp_path / "x.zip").write_bytes(zipped(members, method))
    found = list(intake.open([str(tmp_path / "x.zip")]))
    assert texts(found) == [WORDS, f"Suez\n\n{WORDS}", f"0. {WORDS}", f"1. {WORDS}", "In."]
    origins = ["z/b.txt", "a.html", "lines.jsonl:line 1", "lines.jsonl:line 2", "g.txt.gz"]
    assert [item.origin for item in found] == [f"{tmp_path / 'x.zip'}/{origin}" for origin in origins]


def test_a_zip_is_known_by_its_first_bytes_and_read_from_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(Pipe(zipped([("a", WORDS)]))))
    assert texts(list(intake.open(["-"]))) == [WORDS]


def test_a_zip_inside_that_is_too_large_for_memory_goes_through_a_file_without_a_name(tmp_path: Path) -> None:
    inner = zipped([("a.txt", WORDS), ("noise.bin", os.urandom(3 << 20))], zipfile.ZIP_STORED)
    outer = zipped([("inner.zip", inner)])
    (tmp_path / "x.zip").write_bytes(outer)
    found, peak = _peak("x.zip", outer, limit=1 << 16)
    assert texts(found) == [WORDS]
    assert peak < 2 * len(outer)


def test_names_are_only_shown_and_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "deep" / "er").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "deep" / "er")
    names = ["../../evil.txt", "/tmp/evil_abs.txt", "C:\\evil.txt", "a\u202etxt.exe", "line\nend.txt", "\x1b[2J.txt"]
    Path("x.zip").write_bytes(zipped([(name, f"{number}. {WORDS}") for number, name in enumerate(names)]))
    before = sorted(tmp_path.rglob("*"))
    found = list(intake.open(["x.zip"]))
    assert texts(found) == [f"{number}. {WORDS}" for number in range(len(names))]
    assert [item.origin for item in found] == [
        "x.zip/../../evil.txt", "x.zip//tmp/evil_abs.txt", "x.zip/C:\\evil.txt", "x.zip/a\\u202etxt.exe",
        "x.zip/line\\nend.txt", "x.zip/\\x1b[2J.txt",
    ]  # fmt: skip
    assert sorted(tmp_path.rglob("*")) == before


def test_folders_and_links_are_passed_over() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("folder/", "")
        link = zipfile.ZipInfo("link.txt")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("a.txt", WORDS)
    found = read("x.zip", file.getvalue())
    assert texts(found) == [WORDS]
    assert found[-1] == Skipped("x.zip", "Passed over: 1 link.", lost=False)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name_are_both_read() -> None:
    found = read("x.zip", zipped([("a.txt", "First."), ("a.txt", "Second.")]))
    assert texts(found) == ["First.", "Second."]


def test_names_with_nul_and_names_that_are_not_the_utf8_they_should_be() -> None:
    data = zipped([("aaaa.txt", WORDS), ("bbbb.txt", WORDS), ("é.txt", WORDS), ("cccc.txt", WORDS)])
    data = (
        data.replace(b"aaaa.txt", b"aa\x00a.txt")
        .replace("é.txt".encode(), b"\xc3\xff.txt")
        .replace(b"bbbb", b"b\xffbb")
    )
    found = read("x.zip", data)
    assert [item.origin for item in found] == [
        "x.zip/aa\\x00a.txt", "x.zip/b\\xa0bb.txt", "x.zip/\\xc3\\xff.txt", "x.zip/cccc.txt",
    ]  # fmt: skip
    assert texts(found) == [WORDS] * 4


def test_what_holds_no_article_is_counted_by_kind() -> None:
    members: list[tuple[str, bytes | str]] = [
        ("p.png", b"\x89PNG\r\n"), ("P2.JPG", b"\xff\xd8"), ("s.css", "p {}"), ("s.js", "x = 1"), ("f.woff2", b"wOF2"),
        ("__MACOSX/._a.txt", b"\x00\x05"), ("unknown.dat", bytes(range(256)) * 8), ("a.txt", WORDS),
    ]  # fmt: skip
    found = read("x.zip", zipped(members))
    assert texts(found) == [WORDS]
    counts = "1 binary file, 1 font, 2 pictures, 1 script, 1 style sheet, 1 system file"
    assert found[-1] == Skipped("x.zip", f"Passed over: {counts}.", lost=False)


def test_what_says_it_is_text_and_is_not_is_named() -> None:
    (found,) = read("x.zip", zipped([("a.txt", bytes(range(256)) * 8)]))
    assert found == Skipped("x.zip/a.txt", _formats.BINARY)


def test_members_that_need_a_password_are_named_once() -> None:
    data = bytearray(zipped([("a.txt", WORDS), ("b.txt", WORDS), ("c.txt", "Open. " + WORDS)]))
    at = 0
    for _ in range(2):
        at = data.index(b"PK\x01\x02", at + 1)
        data[at + 8] |= 1
    found = read("x.zip", bytes(data))
    assert texts(found) == ["Open. " + WORDS]
    assert found[-1] == Skipped("x.zip", "Members that cannot be read without a password: 2, the first of them a.txt.")


def test_ways_of_packing_that_are_not_read_are_named() -> None:
    found = read("x.zip", zipped([("a.txt", WORDS)], zipfile.ZIP_BZIP2))
    assert found == [Skipped("x.zip/a.txt", "It is packed by bzip2, which is not read in this version.")]


def test_documents_that_are_zip_archives_inside_are_not_taken_apart() -> None:
    data = zipped([("[Content_Types].xml", "<Types/>"), ("word/document.xml", "<w:p>Words</w:p>")])
    assert reasons(read("report.bin", data)) == [
        "It is an Office document (Word, Excel), which is not read in this version."
    ]


# --- zip: what breaks -------------------------------------------------------------------------------------------------


def test_a_member_with_a_wrong_check_sum_or_damage_leaves_the_others_whole() -> None:
    data = bytearray(zipped([("a.txt", WORDS), ("b.jsonl", "".join(LINES)), ("c.txt", "Last.")]))
    first = data.index(b"PK\x01\x02")
    data[first + 16] ^= 1
    inside = data.index(b"b.jsonl") + 300
    data[inside : inside + 30] = b"\xff" * 30
    found = read("x.zip", bytes(data))
    assert isinstance(found[0], Article) and found[0].text == WORDS and found[0].notes == (_inflate.DOUBT,)
    assert found[1] == Skipped("x.zip/a.txt", "Its data does not fit its check sum; it was read.")
    assert texts(found)[-1] == "Last."
    assert any(
        item.origin == "x.zip/b.jsonl" and "at byte" in item.reason for item in found if isinstance(item, Skipped)
    )


def test_an_archive_without_its_end() -> None:
    (reason,) = reasons(read("x.zip", zipped([("a.txt", WORDS)])[:-30]))
    assert reason.startswith("It could not be read as a zip file: its list of contents") and "byte" in reason
    assert "list of contents is missing" in reasons(read("x.zip", b"<html>Not found</html>"))[0]


def test_an_empty_archive() -> None:
    assert reasons(read("x.zip", zipped([]))) == ["It holds nothing."]


def test_a_list_of_contents_with_damage_gives_what_it_names_before() -> None:
    data = bytearray(zipped([("a.txt", WORDS), ("b.txt", WORDS)]))
    second = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 1)
    data[second] = 0
    found = read("x.zip", bytes(data))
    assert texts(found) == [WORDS]
    assert f"damaged at byte {second}" in reasons(found)[0]


def test_what_stands_before_an_archive_shifts_it() -> None:
    assert texts(read("x.zip", b"#!/bin/sh\nexit\n" + zipped([("a.txt", WORDS)]))) == [WORDS]


def test_places_beyond_four_gigabytes_are_understood() -> None:
    """A list in the wide form, as archives have it that are larger or hold more than 65,535 members."""
    data = zipped([("a.txt", WORDS)], zipfile.ZIP_STORED)
    start, end = data.index(b"PK\x01\x02"), data.index(b"PK\x05\x06")
    entry = bytearray(data[start:end])
    size = struct.pack("<Q", len(WORDS.encode()))
    entry[20:28], entry[42:46], entry[30:32] = b"\xff" * 8, b"\xff" * 4, struct.pack("<H", 28)
    entry += struct.pack("<2H", 1, 24) + size + size + struct.pack("<Q", 0)
    wide = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 1, 1, len(entry), start)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, start + len(entry), 1)
    last = b"PK\x05\x06" + struct.pack("<4H2LH", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    assert texts(read("x.zip", data[:start] + bytes(entry) + wide + locator + last)) == [WORDS]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_damage_makes_an_archive_fail(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(["x.zip", "x.jsonl.gz"]))
    whole = _SAMPLES[kind]
    broken = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 4))):
        broken[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    for item in read(kind, bytes(broken[: data.draw(st.integers(1, len(whole)))])):
        assert isinstance(item, Article) or item.reason.endswith(".")


_SAMPLES = {
    "x.zip": zipped([("a.txt", WORDS), ("b.zip", zipped([("c.jsonl", LINES[0])])), ("d.jsonl.gz", packed(LINES[1]))]),
    "x.jsonl.gz": packed(LINES[0]) + packed(LINES[1]),
}


# --- formats that are named -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["news.jsonl.gz", "news.gz", "news", "news.txt.gz"])
def test_a_format_that_is_named_is_that_of_what_is_packed(name: str) -> None:
    for data in (packed("".join(LINES)), zipped([("one.txt", "".join(LINES))]), zipped([("a.gz", packed(LINES[0]))])):
        found = list(intake.of_bytes(name, data, Options(kind="jsonl")))
        assert reasons(found) == [] and texts(found)[0] == f"0. {WORDS}"


@pytest.mark.parametrize(("kind", "data"), [("zip", zipped([("a.jsonl", LINES[0])])), ("gzip", packed(LINES[0]))])
def test_a_packing_that_is_named_says_nothing_of_what_is_inside(kind: str, data: bytes) -> None:
    found = list(intake.of_bytes(f"a.jsonl.{'gz' if kind == 'gzip' else 'zip'}", data, Options(kind=kind)))
    assert texts(found) == [f"0. {WORDS}"]
