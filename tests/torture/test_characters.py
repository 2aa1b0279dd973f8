"""T01 to T11: encodings, characters nobody sees, and characters that only look like others."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

import reportedly
from reportedly import intake
from reportedly.desk import Desk
from reportedly.intake import Options
from reportedly.model import Article, Skipped
from torture import inputs
from torture.child import Done, run
from torture.conftest import Fed
from torture.sound import contents, quoted, sound, words

Plain = dict[str, Any]
GROUP = ("T03", "T04", "T05", "T06", "T07", "T08", "T09", "T10", "T11")
#: The program started and its models loaded once, whatever it reads.
SECONDS, MEGABYTES = 20, 1500


@pytest.fixture(scope="module")
def done(fed: Fed) -> Done:
    """All files of the group read by one command."""
    return run("read", *(fed(id) for id in GROUP), seconds=SECONDS)


@pytest.fixture(scope="module")
def read(done: Done) -> dict[str, Plain]:
    """The readings by the id of their articles."""
    return {row["id"]: row for row in done.rows}


def articles(path: Path, **options: Any) -> list[Article | Skipped]:
    return list(intake.open([str(path)], Options(**options)))


def one(path: Path, **options: Any) -> Article:
    (article,) = articles(path, **options)
    assert isinstance(article, Article)
    return article


def test_all_are_taken_in_within_the_limits(done: Done) -> None:
    assert done.within(SECONDS, MEGABYTES).code == 0
    assert done.err == ""
    assert len(done.rows) == 18


def test_every_span_of_every_reading_cuts_its_words(done: Done) -> None:
    assert sum(len(sound(row)["statements"]) for row in done.rows) > 50


# --- T01, T02: nothing ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("id", "name", "reason"),
    [("T01", "empty.txt", "empty"), ("T02", "blank.txt", "white space"), ("T02", "bom_only.txt", "white space")],
)
def test_nothing_is_refused_by_name_and_the_store_is_left_alone(
    fed: Fed, tmp_path: Path, id: str, name: str, reason: str
) -> None:
    path, store = fed(id) / name, tmp_path / "a.db"
    Desk(store, reader="rules").add(Article("kept", "Mr Eden said no."))
    before = reportedly.open(store).doctor()
    refused = run("add", store, path, "--reader", "rules").within(SECONDS, MEGABYTES)
    assert refused.code == 1
    (said,) = refused.said
    assert str(path) in said and reason in said
    after = reportedly.open(store).doctor()
    assert (after["tables"]["articles"], after["tables"]["readings"]) == (1, 1)
    assert [item["origin"] for item in after["skipped"]] == [str(path)]
    assert before["faults"] == after["faults"] == []


# --- T03 to T06: bytes that are not what they say ---------------------------------------------------------------------


def test_bytes_that_are_no_utf8_are_named_and_shown_one_for_one(fed: Fed, read: dict[str, Plain]) -> None:
    path = fed("T03") / "invalid_utf8.txt"
    article = one(path)
    (note,) = article.notes
    assert "the first at byte 60, 61, 62" in note and "U+FFFD" in note
    assert article.text.count("\ufffd") == 8
    assert article.text.replace("\ufffd", "").replace("(", "", 1) == f"{inputs.REPORT}“cut off"
    assert article.raw == hashlib.sha256(path.read_bytes()).hexdigest()
    assert ("spokesman Hassan Ragheb", "“This was a deliberate attack on a sovereign state,”") in quoted(
        read[article.id]
    )


def test_every_width_of_letters_gives_the_same_records(fed: Fed, read: dict[str, Plain]) -> None:
    found = [one(path) for path in sorted(fed("T04").iterdir())]
    assert {article.text for article in found} == {inputs.REPORT}
    assert len({article.id for article in found}) == 1 and len(found) == 5
    assert len(contents(read[found[0].id])) == 6


def test_windows_encodings_are_guessed_and_named(fed: Fed, read: dict[str, Plain]) -> None:
    article = one(fed("T05") / "cp1252.txt")
    assert article.text == inputs.REPORT
    assert "cp1252" in article.notes[0]
    russian = one(fed("T05") / "charset_lies.html")
    assert inputs.RUSSIAN in russian.text
    assert "1251" in russian.notes[0]
    assert read[russian.id]["statements"] == []
    asked = one(fed("T05") / "cp1252.txt", encoding="cp437")
    assert asked.text == inputs.REPORT.encode("cp1252").decode("cp437"), "the user's word rules"


@pytest.mark.parametrize("name", ["mojibake1.txt", "mojibake2.txt"])
def test_mojibake_is_left_unless_asked_and_mended_with_a_map(fed: Fed, name: str) -> None:
    path = fed("T06") / name
    given = path.read_bytes().decode()
    left = one(path)
    assert left.text == given
    assert "Looks like mojibake" in left.notes[0] and "mended" not in left.meta
    mended = one(path, repair=True)
    assert len(mended.text) < len(given)
    at = before = 0
    for start, end, first, last in mended.meta["mended"]:
        assert mended.text[at:start] == given[before:first], "between two places nothing is touched"
        assert given[first:last].encode("cp1252", "surrogatepass" if last == first else "ignore") is not None
        assert end - start < last - first
        at, before = end, last
    assert mended.text[at:] == given[before:]
    if name == "mojibake1.txt":
        assert mended.text == inputs.REPORT


# --- T07: control characters ------------------------------------------------------------------------------------------


def test_nul_ends_no_text_anywhere(fed: Fed, tmp_path: Path) -> None:
    path = fed("T07") / "nuls.txt"
    given = path.read_bytes().decode()
    assert one(path).text == given
    store = tmp_path / "a.db"
    assert run("add", store, path, "--reader", "rules").within(SECONDS, MEGABYTES).code == 0
    desk = reportedly.open(store)
    (id,) = desk.store.ids()
    assert desk.store.texts([id]) == {id: given}
    for suffix in ("html", "md", "json"):
        out = tmp_path / f"brief.{suffix}"
        assert run("brief", store, "-o", out).within(SECONDS, MEGABYTES).code == 0
        told = out.read_text("utf-8")
        assert "New York" in told, "what stands behind the last NUL"
        assert "\x00" not in told and "\x1b" not in told
    table = run("statements", store).within(SECONDS, MEGABYTES)
    assert not {b"\x00", b"\x07", b"\x1b"} & {bytes([byte]) for byte in table.out}
    rows = run("statements", store, "--format", "jsonl").rows
    assert any("\x00" in row["text"] for row in rows), "programs get the words as they stand"


# --- T08, T09: what only looks like a name ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def hidden(fed: Fed, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A store with both spellings of one name, and the look-alikes."""
    desk = Desk(tmp_path_factory.mktemp("hidden") / "a.db")
    plain = Article("plain", inputs.REPORT, given_date="1956-11-06")
    desk.add([fed("T08"), fed("T09"), plain])
    return desk


def test_one_search_finds_a_name_with_and_without_hidden_marks(hidden: Desk) -> None:
    for name in ("Ragheb", "Hassan Ragheb", inputs.HIDDEN_NAME, "hassan ragheb"):
        rows = list(hidden.statements(who=name))
        assert len({row["article"] for row in rows}) == 2, name
        assert {row["name"] for row in rows} == {"Hassan Ragheb"}
    about = {row["id"] for row in hidden.articles(about="Britain")}
    assert len(about) == 2, "also where a mark stands within the word"
    assert {row["country"] for row in hidden.statements(who="Britain")} == {"GBR"}


def test_marks_stay_in_the_text_and_in_every_span(fed: Fed, read: dict[str, Plain]) -> None:
    article = one(fed("T08") / "bidi_zw.txt")
    reading = read[article.id]
    assert reading["text"] == (fed("T08") / "bidi_zw.txt").read_text("utf-8")
    sources = [words(reading, statement["source"]) for statement in reading["statements"]]
    assert f"spokesman {inputs.HIDDEN_NAME}" in sources


def test_no_name_is_shown_reversed(hidden: Desk, tmp_path: Path) -> None:
    steering = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")
    for suffix in ("html", "md"):
        out = tmp_path / f"brief.{suffix}"
        assert run("brief", hidden.store.path, "-o", out).within(SECONDS, MEGABYTES).code == 0
        told = out.read_text("utf-8")
        assert not steering & set(told)
    page = (tmp_path / "brief.html").read_text("utf-8")
    assert "U+202E" in page, "and it can be seen that something was there"
    assert page.count("<q") == page.count('<q dir="auto">') > 0, "each quotation has a direction of its own"
    table = run("statements", hidden.store.path).within(SECONDS, MEGABYTES).text
    assert not steering & set(table)


def test_one_name_in_two_normal_forms_is_one_entity(fed: Fed, read: dict[str, Plain]) -> None:
    reading = read[one(fed("T09") / "norm.txt").id]
    names = [entity["name"] for entity in reading["entities"]]
    assert [name for name in names if name.endswith("r\u0151")] == ["Imre G\u00e9r\u0151"]
    (both,) = (entity for entity in reading["entities"] if entity["name"] == "Imre G\u00e9r\u0151")
    printed = [words(reading, [mention["span"]]) for mention in both["mentions"]]
    assert len(printed) == 2 and printed[0] != printed[1]


def test_letters_of_another_script_make_another_name(hidden: Desk, fed: Fed, read: dict[str, Plain]) -> None:
    reading = read[one(fed("T09") / "norm.txt").id]
    names = {entity["name"] for entity in reading["entities"]}
    assert {"Vasily Kuznetsov", inputs.LOOKALIKE} <= names
    assert [row["text"] for row in hidden.statements(who="Vasily Kuznetsov")] == ["that he would come"]


# --- T10, T11 ---------------------------------------------------------------------------------------------------------


def test_offsets_are_code_points(fed: Fed, read: dict[str, Plain]) -> None:
    article = one(fed("T10") / "astral.txt")
    reading = read[article.id]
    assert len(article.text) == len(inputs.REPORT) - len("three people") + len("👩\u200d👩\u200d👧\u200d👦🇪🇬 𝟛 people")
    assert "Mr Dag Hammarskjöld" in [words(reading, one["source"]) for one in reading["statements"]]
    contract = (Path(__file__).parents[2] / "docs" / "contract.md").read_text("utf-8")
    assert "Unicode code point offsets" in contract


def test_lone_surrogates_are_replaced_and_said(fed: Fed, read: dict[str, Plain], tmp_path: Path) -> None:
    torn = read["torn"]
    assert torn["text"] == "Mr Eden said \ufffd on Monday: “no\ufffd”."
    assert "lone surrogate" in torn["notes"][0]
    assert torn["article"]["title"] == "\ufffd"
    store = tmp_path / "a.db"
    assert run("add", store, fed("T10") / "surrogate.jsonl", "--reader", "rules").within(SECONDS, MEGABYTES).code == 0
    assert run("brief", store, "-o", tmp_path / "a.json").code == 0
    assert json.loads((tmp_path / "a.json").read_bytes())
    assert reportedly.read("Mr Eden said \ud800.", reader="rules").article.text == "Mr Eden said \ufffd."


def test_no_line_end_loses_a_paragraph(fed: Fed, read: dict[str, Plain]) -> None:
    path = fed("T11") / "line_ends.txt"
    reading = read[one(path).id]
    assert reading["text"] == path.read_bytes().decode()
    kept = "".join(reading["text"][start:end] for start, end in (block["span"] for block in reading["blocks"]))
    assert "".join(kept.split()) == "".join(reading["text"].split())
    assert {"Mr Eden", "Mr Mollet", "Mr Pineau"} <= {words(reading, one["source"]) for one in reading["statements"]}
