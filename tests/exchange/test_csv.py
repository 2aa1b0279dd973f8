"""CSV as pandas and spreadsheets read it."""

from __future__ import annotations

import csv
from typing import Any

import pytest

from reportedly.desk import Desk

Rows = dict[str, list[dict[str, str]]]


@pytest.fixture(scope="module")
def read(demo: Desk, tmp_path_factory: pytest.TempPathFactory) -> Rows:
    folder = tmp_path_factory.mktemp("csv") / "x"
    demo.export("csv", folder)
    found: Rows = {}
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            found[path.stem] = list(csv.DictReader(file))
    return found


def test_rows_are_those_of_the_verbs(
    read: Rows, demo: Desk, statements: list[dict[str, Any]], views: list[dict[str, Any]]
) -> None:
    assert [row["id"] for row in read["statements"]] == [row["id"] for row in statements]
    assert [(row["id"], row["status"]) for row in read["events"]] == [(row["id"], row["status"]) for row in views]
    assert [row["id"] for row in read["claims"]] == [row["id"] for row in demo.claims()]
    assert [row["id"] for row in read["articles"]] == demo.store.ids()
    for row, claim in zip(read["claims"], demo.claims(), strict=True):
        assert row["events"] == "; ".join(one["event"] for one in claim["events"])
        assert row["statements"] == "; ".join(one["statement"] for one in claim["statements"])


def test_offsets_cut_the_words(read: Rows, texts: dict[str, str]) -> None:
    for row in read["statements"]:
        spans = [tuple(map(int, span.split("-"))) for span in row["content"].split("; ")]
        words = " … ".join(texts[row["article"]][start:end] for start, end in spans)
        assert words == row["text"].removeprefix("'")


def test_numbers_of_people_are_there(read: Rows, views: list[dict[str, Any]]) -> None:
    told = [row["quantity"]["low"] for row in views if row["quantity"]]
    assert told and [row["quantity_low"] for row in read["events"] if row["quantity_low"]] == list(map(str, told))


def test_no_cell_is_a_formula(read: Rows) -> None:
    # A value is a number, and may be less than 0.
    cells = [cell for rows in read.values() for row in rows for name, cell in row.items() if name != "value"]
    assert len(cells) > 1000
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "-", "@", "\t", "\r")]
    assert {row["polarity"] for row in read["events"]} >= {"'+", "'-"}
