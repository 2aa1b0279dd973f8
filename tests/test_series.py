"""Counts and series: what stands in which row, and that nothing is guessed."""

from __future__ import annotations

from typing import Any

import pytest

from reportedly.errors import UsageError
from reportedly.series import COLUMNS, counts, series


def fact(first: str | None = "1948-05-02", last: str | None = None, **more: Any) -> dict[str, Any]:
    """An event of one day, of a period, or of no day."""
    date = {"earliest": first, "latest": last or first} if first else None
    parts = {"type": "AID", "mode": None, "quad": "MC", "intensity": 7.0, "actors": ["USA"], "recipients": ["FRA"]}
    rest = {"contexts": [], "sectors": ["GOV"], "place": None, "status": "asserted", "outlet": None, "article": "a"}
    return {"id": "e", "ontology": "plover", **parts, **rest, "date": date, "dated_by": "event", **more}


def periods(rows: list[dict[str, Any]]) -> dict[str, int]:
    return {row["period"]: row["events"] for row in rows}


# --- series -------------------------------------------------------------------------------------------------------


def test_a_row_has_quad_counts_and_intensity() -> None:
    facts = [
        fact(),
        fact(quad="MF", intensity=-9.5, article="b"),
        fact(quad="VF", intensity=-1.0, dated_by="article"),
        fact(quad="VC", intensity=4.0),
        fact(quad="MF", intensity=-6.0),
        fact(quad=None, intensity=None),
    ]
    (row,) = series(facts, "month")
    assert tuple(row) == COLUMNS
    assert row == {
        "period": "1948-05", "events": 6, "VC": 1, "MC": 1, "VF": 1, "MF": 2, "mean_intensity": -1.1,
        "sum_intensity": -5.5, "net_cooperation": -1, "articles": 2, "dated_by_article": 1,
    }  # fmt: skip


def test_empty_periods_are_zeros() -> None:
    rows = series([fact("1948-11-30"), fact("1949-02-01")], "month")
    assert periods(rows) == {"1948-11": 1, "1948-12": 0, "1949-01": 0, "1949-02": 1}
    empty = {"mean_intensity": None, "sum_intensity": 0.0, "net_cooperation": 0, "articles": 0, "dated_by_article": 0}
    assert rows[1] == {"period": "1948-12", "events": 0, "VC": 0, "MC": 0, "VF": 0, "MF": 0, **empty}


@pytest.mark.parametrize(
    ("by", "since", "until", "found"),
    [
        ("month", "1948-03", None, ["1948-03", "1948-04", "1948-05"]),
        ("month", None, "1948-06-15", ["1948-05", "1948-06"]),
        ("quarter", "1948", "1948", ["1948-Q1", "1948-Q2", "1948-Q3", "1948-Q4"]),
        ("quarter", None, None, ["1948-Q2"]),
        ("year", "1947-12-31", "1949-01-01", ["1947", "1948", "1949"]),
    ],
)
def test_a_series_reaches_from_end_to_end(by: str, since: str | None, until: str | None, found: list[str]) -> None:
    assert [row["period"] for row in series([fact()], by, since, until)] == found


def test_without_events_there_are_zeros_only_where_a_period_was_named() -> None:
    assert series([], "month") == []
    assert series([], "month", since="1948") == []
    assert periods(series([], "quarter", "1948", "1948-06")) == {"1948-Q1": 0, "1948-Q2": 0}


@pytest.mark.parametrize(
    ("by", "first", "last", "period"),
    [
        ("month", "1948-05-01", "1948-05-31", "1948-05"),
        ("month", "1948-05-31", "1948-06-01", "wider than a month"),
        ("quarter", "1948-05-31", "1948-06-01", "1948-Q2"),
        ("quarter", "1948-06-30", "1948-07-01", "wider than a quarter"),
        ("year", "1948-06-30", "1948-07-01", "1948"),
        ("year", "1948-12-31", "1949-01-01", "wider than a year"),
    ],
)
def test_an_interval_is_in_a_period_only_if_wholly(by: str, first: str, last: str, period: str) -> None:
    assert periods(series([fact(first, last)], by)) == {period: 1}
    assert counts([fact(first, last)], [by]) == [{by: period, "events": 1, "articles": 1}]


def test_open_intervals_and_undated_events_stand_at_the_end() -> None:
    opened = fact(date={"earliest": "1948-05-01", "latest": None})
    assert periods(series([fact(None), opened, fact()], "month")) == {
        "1948-05": 1, "wider than a month": 1, "undated": 1,
    }  # fmt: skip
    assert [row["month"] for row in counts([fact(None), opened, fact()], ["month"])] == [
        "1948-05", "wider than a month", None,
    ]  # fmt: skip


def test_there_are_three_lengths_of_period() -> None:
    with pytest.raises(UsageError, match="No series by 'week'; there are: month, quarter, year"):
        series([fact()], "week")


# --- counts -------------------------------------------------------------------------------------------------------


def test_counts_by_one_field_the_most_frequent_first() -> None:
    facts = [fact(type="AID"), fact(type="ASSAULT"), fact(type="ASSAULT", article="b"), fact(type="CONSULT")]
    assert counts(facts, ["type"]) == [
        {"type": "ASSAULT", "events": 2, "articles": 2},
        {"type": "AID", "events": 1, "articles": 1},
        {"type": "CONSULT", "events": 1, "articles": 1},
    ]


def test_counts_by_several_fields_and_in_order_of_time() -> None:
    facts = [fact("1949-01-01"), fact(), fact(), fact(quad="VC")]
    rows = counts(facts, ["year", "quad"])
    assert [tuple(row.values()) for row in rows] == [
        ("1948", "MC", 2, 1), ("1948", "VC", 1, 1), ("1949", "MC", 1, 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("field", "more", "found"),
    [
        ("actor", {"actors": ["USA", "GBR"]}, ["GBR", "USA"]),
        ("actor", {"actors": []}, [None]),
        ("recipient", {}, ["FRA"]),
        ("dyad", {"actors": ["USA", "GBR"]}, ["GBR > FRA", "USA > FRA"]),
        ("dyad", {"actors": ["USA", "GBR"], "recipients": []}, ["GBR & USA"]),
        ("dyad", {"recipients": []}, [None]),
        ("context", {"contexts": ["military", "cyber"]}, ["cyber", "military"]),
        ("sector", {}, ["GOV"]),
        ("mode", {}, [None]),
        ("outlet", {"outlet": "The Courier"}, ["The Courier"]),
        ("quarter", {}, ["1948-Q2"]),
    ],
)
def test_each_value_of_a_field_counts(field: str, more: dict[str, Any], found: list[str | None]) -> None:
    assert [row[field] for row in counts([fact(**more)], [field])] == found


def test_what_has_no_value_comes_last_among_its_equals() -> None:
    rows = counts([fact(place=None), fact(place="Paris"), fact(place="Ajaccio")], ["place"])
    assert [row["place"] for row in rows] == ["Ajaccio", "Paris", None]


@pytest.mark.parametrize("fields", [["colour"], ["type", "Type"], []])
def test_unknown_fields_are_refused_by_name(fields: list[str]) -> None:
    with pytest.raises(UsageError, match="there are: type, mode, quad, actor, recipient, dyad, place, status"):
        counts([fact()], fields)
