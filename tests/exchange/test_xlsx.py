"""The workbook as openpyxl and pandas read it."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from reportedly.desk import Desk
from reportedly.errors import NotInstalled
from reportedly.exchange import Told, xlsx

from .conftest import ODD, ODD_ID, told_to

Plain = dict[str, Any]


@pytest.fixture(scope="module")
def file(demo: Desk, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("xlsx") / "x.xlsx"
    demo.export("xlsx", path)
    return path


def sheets(path: Path) -> dict[str, list[Plain]]:
    found = {}
    for sheet in openpyxl.load_workbook(path, read_only=True):
        header, *rows = sheet.iter_rows(values_only=True)
        found[sheet.title] = [dict(zip(header, row, strict=True)) for row in rows]
    return found


def test_rows_are_those_of_the_verbs(
    file: Path, demo: Desk, statements: list[Plain], views: list[Plain], texts: dict[str, str]
) -> None:
    read = sheets(file)
    assert [(row["id"], row["text"]) for row in read["statements"]] == [(row["id"], row["text"]) for row in statements]
    assert [row["id"] for row in read["claims"]] == [row["id"] for row in demo.claims()]
    assert [row["id"] for row in read["articles"]] == list(texts)
    for row, ours in zip(read["events"], views, strict=True):
        for name in ("id", "article", "type", "mode", "status", "polarity", "text", "confidence", "value", "words"):
            assert row[name] == ours[name], name
        spans = [map(int, span.split("-")) for span in row["trigger"].split("; ")]
        assert row["words"] == " … ".join(texts[row["article"]][start:end] for start, end in spans)
    assert len(pd.read_excel(file, sheet_name="events")) == len(views)


def test_nothing_is_a_formula(file: Path) -> None:
    kinds = {cell.data_type for sheet in openpyxl.load_workbook(file) for row in sheet.iter_rows() for cell in row}
    # Numbers (and empty cells), and text.
    assert kinds <= {"n", "s", "inlineStr"}


def test_odd_names_come_back(odd: Told, tmp_path: Path) -> None:
    told_to("xlsx", odd, tmp_path / "x.xlsx")
    read = sheets(tmp_path / "x.xlsx")
    nul = ODD[2].replace("\x00", "\ufffd").replace("\x0b", "\ufffd")
    assert read["events"][0]["actor_names"] == "; ".join((ODD[0], ODD[1], nul))
    assert {row["article"] for row in read["statements"]} == {ODD_ID}
    assert read["articles"][0]["title"] == ODD[0]


def test_what_a_sheet_has_no_room_for_goes_on_in_another(
    odd: Told, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx, "ROWS", 3)
    monkeypatch.setattr(xlsx, "LONGEST", 10)
    assert told_to("xlsx", odd, tmp_path / "x.xlsx") == 5
    read = sheets(tmp_path / "x.xlsx")
    assert (len(read["events"]), len(read["events 2"])) == (2, 1)
    # Of a character that Excel counts twice no half is left.
    assert read["events 2"][0]["actor_names"] == '"Quoted" …'


def test_it_says_what_is_missing(demo: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(NotInstalled, match=r'pip install "reportedly\[office\]"'):
        demo.export("xlsx", tmp_path / "x.xlsx")
    assert not list(tmp_path.iterdir())


def test_nothing_is_left_of_what_was_stopped(demo: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))

    def stop(name: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        demo.export("xlsx", tmp_path / "x.xlsx", on=stop)
    assert [path.name for path in tmp_path.rglob("*")] == ["temporary"]


def test_the_same_bytes_again(demo: Desk, file: Path, tmp_path: Path) -> None:
    demo.export("xlsx", tmp_path / "x.xlsx")
    assert (tmp_path / "x.xlsx").read_bytes() == file.read_bytes()
