"""PLOVER's records as pandas and a plain JSON reader read them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from reportedly import ontology
from reportedly.desk import Desk
from reportedly.exchange import Told
from reportedly.ontology import Code

from .conftest import ODD, ODD_ID, told_to

Plain = dict[str, Any]

#: As the manual has them.
FIELDS = (
    "id date time enddate actor recipient event event_loc event_text quad_code event_scale mode context link text "
    "text_info cite_info coder coded_date comment"
).split()


def read(path: Path) -> list[Plain]:
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]


@pytest.fixture(scope="module")
def file(demo: Desk, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("plover") / "x.jsonl"
    assert demo.export("plover", path) > 100
    return path


@pytest.fixture(scope="module")
def records(file: Path) -> list[Plain]:
    return read(file)


def test_fields_are_theirs_and_one_of_ours(records: list[Plain], file: Path) -> None:
    assert all(list(record) == [*FIELDS, "reportedly"] for record in records)
    assert set(records[0]["text_info"]) == {"sequence", "start", "end", "text_story"}
    assert set(records[0]["cite_info"]) == {"corpus", "citation", "url", "title", "language"}
    assert list(pd.read_json(file, lines=True)["id"]) == [record["id"] for record in records]


def test_records_are_the_events_of_plover(records: list[Plain], views: list[Plain]) -> None:
    wanted = [row for row in views if row["ontology"] == "plover" and row["type"]]
    authors = [row for row in wanted if row["holder"] == ["author"]]
    assert [record["id"] for record in records] == [row["id"] for row in authors]
    told = [(record["id"], view["holders"], view["status"]) for record in records
            for view in record["reportedly"]["holders"]]  # fmt: skip
    assert told == [(row["id"], row["holders"], row["status"]) for row in wanted]
    plover = ontology.load()
    for record, ours in zip(records, authors, strict=True):
        assert record["event"] == [ours["type"]]
        assert record["mode"] == [*filter(None, [ours["mode"]]), *ours["auxiliary"]]
        assert (record["context"], record["quad_code"]) == (ours["contexts"], plover.get(ours["type"]).quad)
        assert record["event_scale"] == plover.intensity(Code(ours["type"], ours["mode"]))
        assert [one["identifier_text"] for one in record["actor"]] == ours["actor_names"]
        assert [one["code"] for one in record["recipient"] if one["code"]][:1] == ours["recipient_countries"][:1]
        assert record["reportedly"]["article"] == ours["article"]


def test_offsets_cut_the_words(records: list[Plain], texts: dict[str, str], views: list[Plain]) -> None:
    sentences = {row["id"]: row["text"] for row in views}
    for record in records:
        text, info = texts[record["reportedly"]["article"]], record["text_info"]
        assert text[info["start"] : info["end"]] == record["text"] == sentences[record["id"]]
        assert " … ".join(text[a:b] for a, b in record["reportedly"]["trigger"]) == record["event_text"]
        for party in (*record["actor"], *record["recipient"]):
            assert text[slice(*party["span"])] == party["entity_text"]


def test_the_story_stands_in_the_first_record_of_an_article(records: list[Plain], texts: dict[str, str]) -> None:
    told: set[str] = set()
    for record in records:
        article = record["reportedly"]["article"]
        assert record["text_info"]["text_story"] == (None if article in told else texts[article])
        told.add(article)


def test_auxiliary_modes_are_filled(records: list[Plain]) -> None:
    modes = {mode for record in records for mode in record["mode"]}
    assert modes >= {"future", "hypothetical", "negation"}
    assert {record["reportedly"]["status"] for record in records if "future" in record["mode"]} == {"predicted"}


def test_odd_names_come_back_as_they_were(odd: Told, tmp_path: Path) -> None:
    assert told_to("plover", odd, tmp_path / "x.jsonl") == 2
    meeting, threat = read(tmp_path / "x.jsonl")
    assert [one["identifier_text"] for one in meeting["actor"]] == list(ODD[:3])
    assert [one["entity_text"] for one in meeting["actor"]] == list(ODD[:3])
    assert meeting["reportedly"]["article"] == ODD_ID
    assert (meeting["enddate"], threat["mode"]) == ("1973-10-25", ["violence", "negation"])


def test_the_same_bytes_again(demo: Desk, file: Path, tmp_path: Path) -> None:
    demo.export("plover", tmp_path / "x.jsonl")
    assert (tmp_path / "x.jsonl").read_bytes() == file.read_bytes()
