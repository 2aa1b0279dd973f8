"""GDELT's tables as pandas reads them, by its published column names."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from reportedly import query
from reportedly.desk import Desk
from reportedly.exchange import Told, gdelt
from reportedly.exchange._tsv import flat

from .conftest import ODD, ODD_ID, told_to

Plain = dict[str, Any]
Tables = dict[str, pd.DataFrame]

#: As published, verbatim: of the 61, those between which the repeated ones stand.
FIRST = "GLOBALEVENTID SQLDATE MonthYear Year FractionDate Actor1Code Actor1Name Actor1CountryCode".split()
MIDDLE = (
    "Actor2Type3Code IsRootEvent EventCode EventBaseCode EventRootCode QuadClass GoldsteinScale NumMentions NumSources "
    "NumArticles AvgTone Actor1Geo_Type Actor1Geo_Fullname"
).split()
LAST = "ActionGeo_Lat ActionGeo_Long ActionGeo_FeatureID DATEADDED SOURCEURL".split()
MENTIONS = (
    "GLOBALEVENTID EventTimeDate MentionTimeDate MentionType MentionSourceName MentionIdentifier SentenceID "
    "Actor1CharOffset Actor2CharOffset ActionCharOffset InRawText Confidence MentionDocLen MentionDocTone "
    "MentionDocTranslationInfo Extras"
).split()


def read(folder: Path) -> Tables:
    plain: dict[str, Any] = {"sep": "\t", "dtype": str, "keep_default_na": False}
    return {
        "events": pd.read_csv(folder / "export.CSV", header=None, names=gdelt.EVENTS, **plain),
        "mentions": pd.read_csv(folder / "mentions.CSV", header=None, names=gdelt.MENTIONS, **plain),
        "ours": pd.read_csv(folder / "reportedly.CSV", **plain),
    }


@pytest.fixture(scope="module")
def folder(demo: Desk, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("gdelt") / "x"
    demo.export("gdelt", folder)
    return folder


@pytest.fixture(scope="module")
def tables(folder: Path) -> Tables:
    return read(folder)


@pytest.fixture(scope="module")
def accounts(views: list[Plain]) -> dict[str, Plain]:
    """The events that have a row, by id, as the articles themselves hold them."""
    wanted = [row for row in views if row["ontology"] == "plover" and row["type"] and row["holder"] == ["author"]]
    return {row["id"]: row for row in wanted}


def test_columns_are_theirs(folder: Path) -> None:
    assert len(gdelt.EVENTS) == 61
    assert list(gdelt.EVENTS[:8]) == FIRST
    at = gdelt.EVENTS.index(MIDDLE[0])
    assert list(gdelt.EVENTS[at : at + len(MIDDLE)]) == MIDDLE
    assert list(gdelt.EVENTS[-5:]) == LAST
    assert list(gdelt.MENTIONS) == MENTIONS
    for name, size in (("export", 61), ("mentions", 16)):
        lines = (folder / f"{name}.CSV").read_text("utf-8").splitlines()
        assert {len(line.split("\t")) for line in lines} == {size}


def test_only_what_is_told_as_having_happened_is_counted(tables: Tables, accounts: dict[str, Plain]) -> None:
    counted = [id for id, row in accounts.items() if row["status"] in query.COUNTED]
    assert list(tables["mentions"]["Extras"]) == counted
    ours = tables["ours"]
    assert list(ours["Event ID"]) == list(accounts)
    assert list(ours[ours["Counted"] == "1"]["Event ID"]) == counted
    assert set(ours[ours["Counted"] == "0"]["Status"]) >= {"denied", "predicted", "requested"}
    # One happening in numbers: the same ones are counted in events, and nothing else is.
    assert set(tables["events"]["GLOBALEVENTID"]) == set(ours[ours["Counted"] == "1"]["GLOBALEVENTID"])


def test_a_happening_is_one_row(tables: Tables, demo: Desk, accounts: dict[str, Plain]) -> None:
    claim_of = {one["event"]: claim["id"] for claim in demo.claims() for one in claim["events"]}
    members: defaultdict[int, list[Plain]] = defaultdict(list)
    for id, row in accounts.items():
        if row["status"] in query.COUNTED:
            members[gdelt.number(claim_of[id])].append(row)
    events = tables["events"].set_index("GLOBALEVENTID")
    assert sorted(events.index) == sorted(map(str, members))
    assert max(map(len, members.values())) > 3
    for number, rows in members.items():
        row = events.loc[str(number)]
        assert row["NumMentions"] == str(len(rows))
        assert row["NumArticles"] == str(len({one["article"] for one in rows}))
    assert Counter(tables["mentions"]["GLOBALEVENTID"]) == {str(number): len(rows) for number, rows in members.items()}
    verdicts = {claim["id"]: claim["verdict"] for claim in demo.claims()}
    for _, one in tables["ours"].iterrows():
        assert one["Claim ID"] == claim_of[one["Event ID"]]
        assert one["Verdict"] in ("", verdicts[one["Claim ID"]])


def test_a_row_is_coded_as_one_of_its_accounts(tables: Tables) -> None:
    ours = tables["ours"].set_index("Event ID")
    for _, event in tables["events"].iterrows():
        told = ours[(ours["GLOBALEVENTID"] == event["GLOBALEVENTID"]) & (ours["Counted"] == "1")]
        assert event["EventRootCode"] in {best[:2] for best in told["CAMEO Best"]}
        assert event["EventCode"] == event["EventBaseCode"] == event["EventRootCode"] + "0"
        assert event["SQLDATE"] in {day.replace("-", "") for day in told["Earliest"]}
        assert event["SQLDATE"].startswith(event["MonthYear"]) and event["MonthYear"].startswith(event["Year"])
        assert not event["SQLDATE"] or 0 < float(event["FractionDate"]) - int(event["Year"]) < 1.1
        assert event["QuadClass"] in "1234" and not event["AvgTone"] and not event["GoldsteinScale"]
        names = {name for cell in told["Actors"] for name in cell.split("; ")}
        assert event["Actor1Name"] in names


def test_offsets_are_the_words(tables: Tables, texts: dict[str, str], accounts: dict[str, Plain]) -> None:
    mentions = tables["mentions"].set_index("Extras")
    named = 0
    for id, row in mentions.iterrows():
        ours, text = accounts[str(id)], texts[accounts[str(id)]["article"]]
        assert row["MentionDocLen"] == str(len(text))
        assert text[int(row["ActionCharOffset"]) :].startswith(ours["words"].split(" … ")[0])
        assert (row["Actor1CharOffset"] == "-1") == (not ours["actors"])
        assert 20 <= int(row["Confidence"]) <= 100
        assert abs(int(row["Confidence"]) - max(20, ours["confidence"] * 100)) <= 1
        if row["InRawText"] == "1" and ours["actors"]:
            at = int(row["Actor1CharOffset"])
            named += text[at : at + 60].removeprefix("the ").removeprefix("The ")[0].isupper()
    assert named > 20


def test_codes_without_a_counterpart_are_empty_and_said(tables: Tables) -> None:
    ours = tables["ours"]
    soviet = ours[ours["Actors"] == "Soviet Union"]
    assert len(soviet) and soviet["Empty Because"].str.contains("CAMEO has no code for SUN").all()
    events = tables["events"]
    assert set(events[events["Actor1Name"] == "Soviet Union"]["Actor1CountryCode"]) == {""}
    assert set(events[events["Actor1Name"] == "United States"]["Actor1CountryCode"]) == {"USA"}


def test_numbers_do_not_hang_on_the_question(tables: Tables, demo: Desk, tmp_path: Path) -> None:
    demo.export("gdelt", tmp_path / "x", who="Khrushchev")
    asked, whole = read(tmp_path / "x")["ours"], tables["ours"]
    assert 0 < len(asked) < len(whole)
    kept = whole[whole["Event ID"].isin(set(asked["Event ID"]))]
    assert list(kept["GLOBALEVENTID"]) == list(asked["GLOBALEVENTID"])
    assert all(0 < int(number) < 2**63 for number in whole["GLOBALEVENTID"])


def test_odd_names_keep_their_row(odd: Told, tmp_path: Path) -> None:
    told_to("gdelt", odd, tmp_path / "x")
    found = read(tmp_path / "x")
    (event,) = found["events"].to_dict("records")
    (mention,) = found["mentions"].to_dict("records")
    assert (event["Actor1Code"], event["Actor2Name"]) == ("ISRGOV", flat(ODD[1]))
    assert event["SQLDATE"] == "19731006"
    assert mention["MentionTimeDate"] == "19731101000000"
    assert (mention["MentionType"], mention["MentionIdentifier"]) == ("1", 'https://example.org/?a=1&b="2"')
    assert [row["Article ID"] for row in found["ours"].to_dict("records")] == [flat(ODD_ID)] * 2
    assert list(found["ours"]["Counted"]) == ["1", "0"]


def test_the_same_bytes_again(demo: Desk, folder: Path, tmp_path: Path) -> None:
    demo.export("gdelt", tmp_path / "x")
    for file in folder.glob("*.CSV"):
        assert (tmp_path / "x" / file.name).read_bytes() == file.read_bytes()
