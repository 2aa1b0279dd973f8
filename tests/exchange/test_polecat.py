"""POLECAT's table as pandas, R's habits and a plain splitter read it."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from reportedly.desk import Desk
from reportedly.exchange import Told
from reportedly.exchange._tsv import flat

from .conftest import ODD, ODD_ID, told_to

Plain = dict[str, Any]

#: As published, verbatim.
HEADER = (
    "Event ID, Event Date, Event Type, Event Mode, Intensity, Quad Code, Contexts, Actor Name, Actor Country, "
    "Actor COW, Primary Actor Sector, Actor Sectors, Actor Title, Actor Name Raw, Wikipedia Actor ID, Recipient Name, "
    "Recipient Country, Recipient COW, Primary Recipient Sector, Recipient Sectors, Recipient Title, "
    "Recipient Name Raw, Wikipedia Recipient ID, Placename, City, District, Province, Country, Latitude, Longitude, "
    "GeoNames ID, Raw Placename, Feature Type, Source, Publication Date, Story People, Story Organizations, "
    "Story Locations, Language, Version"
).split(", ")


@pytest.fixture(scope="module")
def file(demo: Desk, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("polecat") / "x.tsv"
    assert demo.export("polecat", path) > 100
    return path


@pytest.fixture(scope="module")
def rows(file: Path) -> list[dict[str, str]]:
    return split(file)


def split(file: Path) -> list[dict[str, str]]:
    """A table as somebody reads it who knows nothing but tabs and lines."""
    header, *lines = [line.split("\t") for line in file.read_bytes().decode().removesuffix("\n").split("\n")]
    return [dict(zip(header, line, strict=True)) for line in lines]


def test_the_first_forty_columns_are_theirs(rows: list[dict[str, str]]) -> None:
    assert list(rows[0])[:40] == HEADER
    assert len(HEADER) == 40


def test_pandas_reads_the_same_rows_however_it_is_asked(file: Path, rows: list[dict[str, str]]) -> None:
    plain = pd.read_csv(file, sep="\t", dtype=str, keep_default_na=False)
    exact = pd.read_csv(file, sep="\t", dtype=str, keep_default_na=False, quoting=csv.QUOTE_NONE)
    assert plain.to_dict("records") == exact.to_dict("records") == rows
    # `None` is what pandas takes for not known.
    assert pd.read_csv(file, sep="\t")["GeoNames ID"].isna().all()


def test_rows_are_the_events_of_plover(rows: list[dict[str, str]], views: list[Plain]) -> None:
    wanted = [row for row in views if row["ontology"] == "plover" and row["type"] and row["holder"] == ["author"]]
    assert [row["Event ID"] for row in rows] == [row["id"] for row in wanted]
    for row, ours in zip(rows, wanted, strict=True):
        made = {
            "Event Type": ours["type"], "Event Mode": ours["mode"], "Article ID": ours["article"],
            "Status": ours["status"], "Certainty": ours["certainty"], "Polarity": ours["polarity"],
            "Frame": ours["frame"], "Sentence": flat(ours["text"]), "Because": ours["because"],
            "Actor Name": "; ".join(ours["actor_names"]), "Recipient Name": "; ".join(ours["recipient_names"]),
            "Contexts": "; ".join(ours["contexts"]), "Auxiliary Modes": "; ".join(ours["auxiliary"]),
            "Placename": ours["place_name"], "Confidence": ours["confidence"],
        }  # fmt: skip
        assert {name: row[name] for name in made} == {name: str(value or "None") for name, value in made.items()}
        assert set(row["Actor Country"].split("; ")) - {"None"} == set(ours["actor_countries"])


def test_offsets_cut_the_words(rows: list[dict[str, str]], texts: dict[str, str]) -> None:
    for row in rows:
        text = texts[row["Article ID"]]
        spans = [map(int, span.split("-")) for span in row["Trigger Offsets"].split("; ")]
        assert row["Trigger"] == " … ".join(text[start:end] for start, end in spans)
        assert row["Sentence"] in flat(text)
        for name in ("Actor Name Raw", "Recipient Name Raw"):
            assert all(raw in flat(text) for raw in row[name].split("; ") if raw != "None")


def test_every_holder_of_a_view_is_there(rows: list[dict[str, str]], views: list[Plain]) -> None:
    told = sum(len(row["Holders"].split("; ")) for row in rows)
    assert told == len([view for view in views if view["ontology"] == "plover" and view["type"]])


def test_what_is_empty_is_said(rows: list[dict[str, str]]) -> None:
    for row in rows:
        for name, reason in (("Event Mode", "mode:"), ("Actor Name", "actor:"), ("Placename", "place:")):
            assert (row[name] == "None") == (reason in row["Empty Because"]), (name, row["Empty Because"])
        cows = dict(zip(row["Actor Country"].split("; "), row["Actor COW"].split("; "), strict=True))
        for country, cow in cows.items():
            assert cow != "None" or "not known" in row["Empty Because"] or f"{country} is no state" in row[
                "Empty Because"
            ] or row["Actor Name"] == "None"  # fmt: skip
    assert {"USA": "2", "CUB": "40", "SUN": "365"}.items() <= {
        (row["Actor Country"], row["Actor COW"]) for row in rows if "; " not in row["Actor Country"]
    }


def test_judgements_are_applied(own: Desk, rows: list[dict[str, str]], tmp_path: Path) -> None:
    first, second, third = (row["Event ID"] for row in rows[:3])
    own.judge(first, "reject")
    own.judge(second, "amend", changes={"type": "AID", "mode": ""})
    own.judge(third, "amend", changes={"type": "SING", "mode": "aloud"})
    for form in ("polecat", "icews", "gdelt", "plover", "graphml", "gexf"):
        own.export(form, tmp_path / f"x.{form}")
    after = {row["Event ID"]: row for row in split(tmp_path / "x.polecat")}
    assert first not in after and len(after) == len(rows) - 1
    assert (after[second]["Event Type"], after[second]["Intensity"]) == ("AID", "7.0")
    # What PLOVER does not have is kept as it was judged, and has no codes.
    odd = after[third]
    assert (odd["Event Type"], odd["Event Mode"]) == ("SING", "aloud")
    assert (odd["Intensity"], odd["Quad Code"]) == ("None", "None")
    assert "SING is no type of the scheme" in odd["Empty Because"]


def test_odd_names_keep_their_row(odd: Told, tmp_path: Path) -> None:
    assert told_to("polecat", odd, tmp_path / "x.tsv") == 2
    for first in (split(tmp_path / "x.tsv"), pd.read_csv(tmp_path / "x.tsv", sep="\t").to_dict("records")):
        meeting, threat = first
        names = [re.sub("[\t\n\x00\x0b]", " ", name) for name in ODD]
        assert meeting["Article ID"] == ODD_ID.replace("\t", " ")
        assert meeting["Actor Name"] == f"{names[0]}; {names[1].replace('; ', ', ')}; {names[2]}"
        assert meeting["Actor Country"] == "ISR; SUN; None"
        assert threat["Actor Name"] == " " + names[3].replace("; ", ", ")
        assert (threat["Status"], threat["Holders"]) == ("denied", f"author: denied; author > {names[2]}: asserted")
        assert (meeting["Event Date"], meeting["Event Date Latest"]) == ("1973-10-06", "1973-10-25")


def test_the_same_bytes_again(demo: Desk, file: Path, tmp_path: Path) -> None:
    demo.export("polecat", tmp_path / "x.tsv")
    assert (tmp_path / "x.tsv").read_bytes() == file.read_bytes()
