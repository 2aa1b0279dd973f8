"""ICEWS's table as pandas and a plain splitter read it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from reportedly import gazetteer, ontology
from reportedly.desk import Desk
from reportedly.exchange import Told
from reportedly.exchange._tsv import flat
from reportedly.lang import sentences
from reportedly.ontology import Code

from .conftest import ODD_ID, told_to

Plain = dict[str, Any]

#: As published, verbatim.
HEADER = (
    "Event ID, Event Date, Source Name, Source Sectors, Source Country, Event Text, CAMEO Code, Intensity, "
    "Target Name, Target Sectors, Target Country, Story ID, Sentence Number, Publisher, City, District, Province, "
    "Country, Latitude, Longitude"
).split(", ")


@pytest.fixture(scope="module")
def file(demo: Desk, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("icews") / "x.tsv"
    assert demo.export("icews", path) > 100
    return path


@pytest.fixture(scope="module")
def rows(file: Path) -> list[dict[str, str]]:
    found: list[dict[str, str]] = pd.read_csv(file, sep="\t", dtype=str, keep_default_na=False).to_dict("records")
    return found


def test_the_header_is_theirs(rows: list[dict[str, str]], file: Path) -> None:
    assert list(rows[0])[:20] == HEADER
    assert {line.count("\t") for line in file.read_text("utf-8").splitlines()} == {len(rows[0]) - 1}


def test_rows_are_the_events_of_plover(rows: list[dict[str, str]], views: list[Plain]) -> None:
    wanted = [row for row in views if row["ontology"] == "plover" and row["type"] and row["holder"] == ["author"]]
    assert [row["Event ID"] for row in rows] == [row["id"] for row in wanted]
    plover = ontology.load()
    for row, ours in zip(rows, wanted, strict=True):
        made = {
            "Story ID": ours["article"], "PLOVER Type": ours["type"], "PLOVER Mode": ours["mode"] or "",
            "Status": ours["status"], "Sentence": flat(ours["text"]), "Trigger": ours["words"],
            "Intensity": str(plover.intensity(Code(ours["type"], ours["mode"]))),
        }  # fmt: skip
        assert {name: row[name] for name in made} == made
        target = ours["recipient_names"][:1] or ours["actor_names"][1:2]
        assert [row["Source Name"]] == (ours["actor_names"][:1] or [""])
        assert [row["Target Name"]] == (target or [""])
        assert row["Source Country"] in ("", *map(gazetteer.country_name, ours["actor_countries"]))


def test_cameo_is_a_root_that_the_crosswalk_leads_back_from(rows: list[dict[str, str]]) -> None:
    plover = ontology.load()
    for row in rows:
        assert len(row["CAMEO Code"]) == 2 and row["CAMEO Best"].startswith(row["CAMEO Code"])
        assert row["CAMEO Because"]
        assert row["CAMEO Best"] in plover.cameo
    assert {"Consult", "Threaten", "Disapprove"} <= {row["Event Text"] for row in rows}


def test_sentences_are_numbered_as_they_stand(rows: list[dict[str, str]], demo: Desk, texts: dict[str, str]) -> None:
    readings = {one["id"]: one for one in demo.store.readings(demo.store.ids())}
    numbered = 0
    for row in rows:
        text, blocks = texts[row["Story ID"]], readings[row["Story ID"]]["blocks"]
        told = [block["span"] for block in blocks if block["kind"] in ("headline", "body", "caption")]
        if row["Sentence Number"]:
            start, end = sentences(text, told)[int(row["Sentence Number"]) - 1]
            numbered += flat(text[start:end].strip()) == row["Sentence"]
    assert numbered == len(rows)


def test_odd_names_keep_their_row(odd: Told, tmp_path: Path) -> None:
    assert told_to("icews", odd, tmp_path / "x.tsv") == 2
    (meeting, threat) = pd.read_csv(tmp_path / "x.tsv", sep="\t", dtype=str, keep_default_na=False).to_dict("records")
    assert meeting["Story ID"] == threat["Story ID"] == ODD_ID.replace("\t", " ")
    assert (meeting["Source Code"], meeting["Target Code"], meeting["Further Sources"]) == ("ISR", "SUN", "Nul  <&>'")
    assert (threat["Source Country"], threat["Source Code"], threat["CAMEO Code"]) == ("", "EUR", "13")
    assert "EUR is no state of the Correlates of War" in threat["Empty Because"]


def test_the_same_bytes_again(demo: Desk, file: Path, tmp_path: Path) -> None:
    demo.export("icews", tmp_path / "x.tsv")
    assert (tmp_path / "x.tsv").read_bytes() == file.read_bytes()
