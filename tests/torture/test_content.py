"""T39 to T42: pages without an article, other languages, near copies, and words that imitate our own formats."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import reportedly
from reportedly.desk import Desk
from torture import inputs
from torture.child import Done, run
from torture.conftest import Fed
from torture.sound import contents, quoted, sound

Plain = dict[str, Any]
SECONDS, MEGABYTES = 20, 1500


def read(*files: Path) -> Done:
    done = run("read", *files).within(SECONDS, MEGABYTES)
    for row in done.rows:
        sound(row)
    return done


# --- T39 --------------------------------------------------------------------------------------------------------------


def test_furniture_alone_gives_no_records_and_that_is_said(fed: Fed) -> None:
    done = read(fed("T39"))
    (row,) = done.rows
    assert (row["statements"], row["events"], row["factuality"]) == ([], [], [])
    assert "no article text was found" in row["notes"]
    assert {block["kind"] for block in row["blocks"]} <= {"furniture", "related"}


# --- T40 --------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def languages(fed: Fed) -> dict[str, Plain]:
    names = sorted(path.name for path in fed("T40").iterdir())
    done = read(*(fed("T40") / name for name in names))
    assert done.code == 0
    return dict(zip((name.removesuffix(".txt") for name in names), done.rows, strict=True))


@pytest.mark.parametrize("code", sorted(inputs.FOREIGN))
def test_other_languages_are_named_kept_and_not_coded_by_english_rules(languages: dict[str, Plain], code: str) -> None:
    row = languages[code]
    assert row["article"]["language"] == code
    assert row["text"] == inputs.FOREIGN[code] * 5
    assert (row["entities"], row["statements"], row["events"]) == ([], [], [])
    assert any(repr(code) in note and "not read" in note for note in row["notes"])


def test_the_english_part_of_a_mixed_page_is_coded_and_the_rest_marked(languages: dict[str, Plain]) -> None:
    row = languages["mixed"]
    found = contents(row)
    assert "Britain of bombing the airfield at Almaza, killing three people" in found
    assert "“Bridge number 1 is open again.”" in found
    spans = [span for entity in row["entities"] for span in (mention["span"] for mention in entity["mentions"])]
    assert not any(re.search("[а-я]", row["text"][start:end]) for start, end in spans)
    assert not any(re.search("[а-я]", content) for content in found)
    assert any("1 paragraph is in 'ru', which is not read" in note for note in row["notes"])
    assert [block["kind"] for block in row["blocks"]].count("body") == 7, "kept as what it is"
    assert [block.get("language") for block in row["blocks"]].count("ru") == 1
    assert row["article"]["language"] == "en"


def test_a_report_in_english_above_a_longer_one_in_russian_is_coded(languages: dict[str, Plain]) -> None:
    row = languages["mostly_russian"]
    assert "“Bridge number 1 is open again.”" in contents(row)
    assert row["article"]["language"] == "ru", "that of its main part"
    assert not any(re.search("[а-я]", content) for content in contents(row))
    assert any("'ru', which is not read" in note and "but for its paragraphs in 'en'" in note for note in row["notes"])


# --- T41 --------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def copies(fed: Fed, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    store = tmp_path_factory.mktemp("copies") / "a.db"
    done = run("add", store, fed("T41")).within(SECONDS, MEGABYTES)
    assert done.text == "6 added (3 of them copies), 0 already there, 0 could not be read\n"
    return reportedly.open(store)


def test_near_copies_are_grouped_and_their_differences_shown(copies: Desk) -> None:
    rows = {row["id"]: row for row in copies.articles()}
    assert {id: row["copy_of"] for id, row in rows.items()} == {
        "first": None, "n1": None, "n2": "n1", "n3": "n1", "n4": "n1", "last": None,
    }  # fmt: skip
    texts = copies.store.texts(list(rows))
    changed = {
        id: [(one["was"], texts[id][slice(*one["span"])]) for one in row["changes"] if one["kind"] == "changed"]
        for id, row in rows.items()
    }
    assert changed["n2"] == [("three", "four")]
    assert changed["n3"] == [("three", "two")]
    added = [texts["n3"][slice(*one["span"])] for one in rows["n3"]["changes"] if one["kind"] == "added"]
    assert any("an earlier version gave a wrong toll" in words for words in added)


def test_copies_confirm_nothing(copies: Desk) -> None:
    claims = [
        claim for claim in copies.claims() if {one["article"] for one in claim["events"]} & {"n1", "n2", "n3", "n4"}
    ]
    assert len(claims) > 3
    for claim in claims:
        assert claim["verdict"] != "corroborated", claim["summary"]
        origins = {voice["origin"] for voice in claim["voices"]}
        assert origins == {"Meridian"}, "the outlet that printed it first"


def test_each_copy_keeps_offsets_of_its_own(copies: Desk) -> None:
    assert copies.doctor()["faults"] == []
    rows = {row["article"]: row for row in copies.statements(type="accuse")}
    texts = copies.store.texts(["n1", "n2", "n3", "n4"])
    assert set(rows) == set(texts)
    assert len({str(row["content"]) for row in rows.values()}) > 2
    for id, row in rows.items():
        assert row["text"] == " … ".join(texts[id][start:end] for start, end in row["content"])


# --- T42 --------------------------------------------------------------------------------------------------------------


def test_imitations_of_our_formats_are_words(fed: Fed, tmp_path: Path) -> None:
    (row,) = read(fed("T42")).rows
    told = contents(row)
    assert "Britain of bombing the airfield at Almaza, killing three people" in told
    assert ("Mr Jonas Harker, mayor of Greyford", "“Bridge number 1 is open again.”") in quoted(row)
    for imitation in inputs.IMITATIONS[:4]:
        at = row["text"].index(imitation)
        inside = range(at, at + len(imitation))
        spans = [span for one in row["statements"] for part in ("source", "cue", "content") for span in one[part]]
        spans += [span for one in row["events"] for span in one["trigger"]]
        assert not any(start in inside for start, _ in spans), imitation
    ids = {one["id"] for one in (*row["statements"], *row["events"])}
    assert "s-0123456789abcdef" not in ids and row["id"] != "doc1"
    store = tmp_path / "a.db"
    assert run("add", store, fed("T42"), "--reader", "rules").within(SECONDS, MEGABYTES).code == 0
    for suffix in ("md", "html"):
        out = tmp_path / f"brief.{suffix}"
        assert run("brief", store, "-o", out).within(SECONDS, MEGABYTES).code == 0
        shown = out.read_text("utf-8")
        assert not re.search(r"<(?:a|img)[^>]*(?:javascript|127)", shown)
        assert suffix == "html" or not re.search(r"(?<!\\)\]\((?:javascript|http)", shown)


def test_a_short_report_among_imitations_is_still_read() -> None:
    text = inputs.FIRST + "\n".join(inputs.IMITATIONS[:4]) + "\n"
    found = contents(reportedly.read(text).to_dict())
    assert "“Bridge number 1 is open again.”" in found
