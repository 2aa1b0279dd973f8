"""Parquet as DuckDB reads it; pandas, polars and R read the same files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from reportedly.columns import TABLES
from reportedly.desk import Desk

Plain = dict[str, Any]


@pytest.fixture(scope="module")
def folder(demo: Desk, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("parquet") / "demo"
    demo.export("parquet", folder)
    return folder


def rows(folder: Path, table: str) -> list[Plain]:
    """The rows of a table, by column name."""
    found = duckdb.execute("select * from read_parquet(?)", [str(folder / f"{table}.parquet")])
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def test_rows_are_those_of_the_verbs(folder: Path, demo: Desk, statements: list[Plain], views: list[Plain]) -> None:
    assert [row["article"] for row in rows(folder, "readings")] == demo.store.ids()
    assert [row["id"] for row in rows(folder, "statements")] == [row["id"] for row in statements]
    assert {row["id"] for row in rows(folder, "events")} == {row["id"] for row in views}
    told = [(row["event"], row["holder"], row["status"]) for row in rows(folder, "factuality")]
    assert sorted(told) == sorted((row["id"], row["holder"], row["status"]) for row in views)


def test_columns_are_those_of_the_store(folder: Path) -> None:
    for table, columns in TABLES.items():
        more = ["text"] if table == "readings" else []
        (first, *_) = rows(folder, table)
        assert list(first) == [*columns, *more]


def test_spans_cut_the_words(folder: Path) -> None:
    texts = {row["article"]: row["text"] for row in rows(folder, "readings")}
    cut = 0
    for table, words, spans in (
        ("events", "trigger", "trigger_spans"), ("statements", "content", "content_spans"),
        ("statements", "source", "source_spans"), ("statements", "cue", "cue_spans"),
    ):  # fmt: skip
        for row in rows(folder, table):
            assert row[words] == " … ".join(texts[row["article"]][start:end] for start, end in row[spans])
            cut += bool(row[spans])
    for row in rows(folder, "times"):
        assert row["text"] == texts[row["article"]][slice(*row["span"])]
    assert cut > 500


def test_a_question_and_judgements_are_applied(own: Desk, tmp_path: Path) -> None:
    one, *_ = own.statements(who="Kennedy")
    own.judge(one["id"], "reject")
    own.export("parquet", tmp_path / "some", who="Kennedy")
    left = [row["id"] for row in own.statements(who="Kennedy")]
    assert [row["id"] for row in rows(tmp_path / "some", "statements")] == left
    assert one["id"] not in left
    assert len(rows(tmp_path / "some", "readings")) < len(own.store.ids())


def test_chief_file_and_the_others_beside_it(own: Desk, tmp_path: Path) -> None:
    own.export("parquet", tmp_path / "x.parquet")
    names = sorted(path.name for path in tmp_path.iterdir() if path.name.startswith("x"))
    assert names == ["x.entities.parquet", "x.factuality.parquet", "x.parquet", "x.readings.parquet",
                     "x.statements.parquet", "x.times.parquet"]  # fmt: skip
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]
