"""Rows as iterators, lists and frames: the same columns and types whatever was found, and nothing lost on the way."""

from __future__ import annotations

import importlib
import sys
from typing import Any

import polars
import pyarrow
import pytest

from reportedly.desk import Desk
from reportedly.errors import NotInstalled, UsageError
from reportedly.frames import SHAPES, RowList, Rows

VERBS = sorted(SHAPES)


@pytest.fixture(scope="module")
def listed(demo: Desk) -> dict[str, list[dict[str, Any]]]:
    return {verb: getattr(demo, verb)().list() for verb in VERBS}


@pytest.mark.parametrize("verb", VERBS)
def test_the_shapes_are_those_of_the_rows(verb: str, listed: dict[str, list[dict[str, Any]]]) -> None:
    assert listed[verb]
    for row in listed[verb]:
        assert row.keys() == SHAPES[verb].keys()


@pytest.mark.parametrize("verb", VERBS)
def test_frames_have_the_rows_and_keep_their_columns_when_nothing_is_found(verb: str, demo: Desk) -> None:
    rows, none = getattr(demo, verb)(), getattr(demo, verb)(about="zeppelin")
    assert none.list() == []
    assert (rows.pl().schema, rows.arrow().schema) == (none.pl().schema, none.arrow().schema)
    assert dict(rows.df().dtypes) == dict(none.df().dtypes)
    assert len(rows.list()) == len(rows.df()) == len(rows.pl()) == len(rows.arrow())


def test_values_are_what_they_were(demo: Desk, listed: dict[str, list[dict[str, Any]]]) -> None:
    events, plain = demo.events(), listed["events"]
    assert list(events.df()["trigger"]) == [row["trigger"] for row in plain]
    assert events.pl()["actor_names"].to_list() == [row["actor_names"] for row in plain]
    latest = [(row["date"] or {}).get("latest") for row in plain]
    assert any(latest)
    assert events.arrow()["date_latest"].to_pylist() == latest
    assert [one if isinstance(one, str) else None for one in events.df()["date_latest"]] == latest
    assert events.pl()["time"].dtype == polars.Int64
    assert demo.claims().arrow()["voices"].to_pylist() == [row["voices"] for row in listed["claims"]]
    assert demo.claims().arrow().schema.field("voices").type.value_type.field("reprints").type == pyarrow.int64()


def test_rows_are_asked_for_when_somebody_looks_and_each_time_anew(demo: Desk) -> None:
    asked: list[int] = []

    def ask() -> list[dict[str, Any]]:
        asked.append(1)
        return [{"n": 1}, {"n": 2}]

    rows = Rows("numbers", ask)
    assert asked == []
    assert [row["n"] for row in rows] == [row["n"] for row in rows] == [1, 2]
    assert len(asked) == 2
    assert (next(rows)["n"], next(rows)["n"], next(rows, None)) == (1, 2, None)


def test_what_makes_no_sense_is_said_at_once(demo: Desk) -> None:
    with pytest.raises(UsageError, match="No status 'maybe'"):
        demo.claims(status="maybe")


def test_shapes_are_read_off_where_they_are_not_known() -> None:
    rows = [
        {"a": 1, "b": None, "c": 1, "d": [1], "e": {"x": True}, "f": "\ud800"},
        {"a": 2.5, "b": None, "c": "one", "d": None, "e": None, "f": 1 << 70},
    ]
    frame = RowList("things", rows).pl()
    kinds = {
        "a": polars.Float64, "b": polars.String, "c": polars.String, "d": polars.List(polars.Int64),
        "e": polars.Struct({"x": polars.Boolean}), "f": polars.String,
    }  # fmt: skip
    assert dict(frame.schema) == kinds
    assert frame["c"].to_list() == ["1", "one"]
    assert RowList("things", rows).arrow()["f"].to_pylist() == ["?", str(1 << 70)]


def test_counts_and_series_are_lists_and_frames(demo: Desk) -> None:
    series = demo.series("month", dyad=("USA", "SUN"))
    assert series == list(series)
    assert list(series.df()["events"]) == [row["events"] for row in series]
    assert demo.counts(["type"]).pl()["events"].sum() == sum(row["events"] for row in demo.counts(["type"]))


@pytest.mark.parametrize(("way", "library", "extra"), [("df", "pandas", "pandas"), ("pl", "polars", "polars"),
                                                       ("arrow", "pyarrow", "arrow")])  # fmt: skip
def test_a_library_that_is_missing_is_named_with_the_command(
    way: str, library: str, extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(NotInstalled, match=rf'{library}.*pip install "reportedly\[{extra}\]"'):
        getattr(RowList("things", [{"a": 1}]), way)()
    monkeypatch.undo()
    importlib.import_module(library)
