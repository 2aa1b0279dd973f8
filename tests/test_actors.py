"""Actors of a user's own: found first, by day, said where they stand; bad files are named with their line."""

from __future__ import annotations

import json
import pickle
import re
from pathlib import Path

import pytest

import reportedly
from reportedly import actors, cli, gazetteer
from reportedly.actors import Actors, load
from reportedly.errors import UsageError
from reportedly.reading import Reader

CSV = """\
name,aliases,country,sector,office,since,until,kind,wikidata
Ana Kovel,A. Kovel|Kovel,Croatia,GOV,mayor of Split,2011-06,2021-06,person,
Ana Kovel,,HRV,LEG,member of parliament,2021-06,,person,
Blue Shore Front,BSF,HRV,REB,,1991,1995,organisation,Q1
"Blue Shore Front",,HRV,PTY,,1995,,,
Hamas,,PSE,PTY,,,,organisation,
"""
TOML = """\
# mine
[[actor]]
name = "Ana Kovel"
aliases = ["A. Kovel", "Kovel"]
country = "HRV"
office = "mayor of Split"
since = 2011-06-01

[[actor]]
name = "Blue Shore Front"
sector = "REB"
"""


@pytest.fixture
def own(tmp_path: Path) -> Actors:
    return load(written(tmp_path / "own.csv", CSV))


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_roles_by_date(own: Actors) -> None:
    mayor, later = own.holder("Ana Kovel", "2015-05-01"), own.holder("Kovel", "2022-05-01")
    assert mayor and (mayor.office, mayor.sector, mayor.source) == ("mayor of Split", "GOV", "from own.csv, line 2")
    assert later and (later.sector, later.current) == ("LEG", True)
    front, party = own.organisation("BSF", "1992"), own.organisation("the Blue Shore Front", "2001")
    assert front and (front.code, front.sector, front.because) == ("HRV", "REB", '"BSF": from own.csv, line 4')
    assert party and party.sector == "PTY"
    assert own.organisation("Blue Shore Front", "1980") is None and own.organisation("blue shore front") is None


def test_resolve_asks_them_first(own: Actors) -> None:
    assert gazetteer.resolve("Hamas").sector == "REB"
    mine = gazetteer.resolve("Hamas", None, own)
    assert mine.sector == "PTY" and "from own.csv, line 6" in mine.because
    mayor = gazetteer.resolve("Split mayor Ana Kovel", "2015", own)
    assert (mayor.name, mayor.country, mayor.sector) == ("Ana Kovel", "HRV", "GOV")
    assert "from own.csv, line 2" in mayor.because
    assert gazetteer.resolve("Ana Kovel", "2015").country is None


def test_toml_says_the_same(tmp_path: Path) -> None:
    own = load(written(tmp_path / "own.toml", TOML))
    mayor = own.holder("Kovel", "2015-05-01")
    assert mayor and (mayor.person, mayor.country, mayor.source) == ("Ana Kovel", "HRV", "from own.toml, line 2")
    front = own.organisation("Blue Shore Front")
    assert front and front.because.endswith("from own.toml, line 9")


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.csv", "name,contry\nA,B\n", "a.csv, line 1: there is no column 'contry'"),
        ("a.csv", "aliases\nA\n", "a.csv, line 1: the column 'name' is missing"),
        ("a.csv", "name,country\nA,HRV\nB,Atlantis\n", "a.csv, line 3: 'Atlantis' is no country"),
        ("a.csv", "name,sector\nA,KING\n", "a.csv, line 2: 'KING' is no sector"),
        ("a.csv", "name,since\nA,2021-13\n", "a.csv, line 2: '2021-13' is not a date"),
        ("a.csv", "name,since,until\n\nA,2021,2020\n", "a.csv, line 3: until 2020 is not after since 2021"),
        ("a.csv", "name,kind\nA,ship\n", "a.csv, line 2: 'ship' is no kind"),
        ("a.csv", "name,kind\n,person\n", "a.csv, line 2: the actor has no name"),
        ("a.csv", "name\nA,B\n", "a.csv, line 2: there are 2 cells for 1 columns"),
        ("a.csv", 'name\n"A\n', "a.csv, line 2: this is not CSV"),
        ("a.toml", "[[actor]]\nname = \n", "a.toml, line 2: this is not TOML"),
        ("a.toml", "[[actor]]\nname = 'A'\n\n[[actor]]\ntitle = 'B'\n", "a.toml, line 4: there is no column 'title'"),
        ("a.toml", "[[person]]\nname = 'A'\n", "a.toml, line 1: write each actor as a table under [[actor]]"),
    ],
)
def test_a_bad_file_is_named_with_its_line(tmp_path: Path, name: str, text: str, said: str) -> None:
    with pytest.raises(UsageError, match="cannot be carried out") as caught:
        load(written(tmp_path / name, text))
    assert said in str(caught.value)


def test_a_file_that_is_not_there_or_not_text(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"none\.csv cannot be read"):
        load(tmp_path / "none.csv")
    (tmp_path / "latin.csv").write_bytes(b"name\nA\nJos\xe9\n")
    with pytest.raises(UsageError, match=r"latin\.csv, line 3"):
        load(tmp_path / "latin.csv")


def test_empty_files_and_spreadsheets(tmp_path: Path) -> None:
    assert not load(written(tmp_path / "empty.csv", ""))
    assert load(written(tmp_path / "semi.csv", "\ufeffname;country\r\nA Co;HRV\r\n")).organisation("A Co")
    assert not actors.NONE and actors.NONE.holder("Putin") is None


def test_the_example_in_the_docs_is_right(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = (Path(__file__).parents[1] / "docs" / "verbs" / "resolve.md").read_text(encoding="utf-8")
    for kind in ("csv", "toml"):
        (block,) = re.findall(rf"```{kind}\n(.*?)```", page, re.DOTALL)
        file = written(tmp_path / f"own.{kind}", block)
        assert cli.main(["resolve", "Kovel", "--date", "2015", "--actors", str(file), "--format", "jsonl"]) == 0
        told = json.loads(capsys.readouterr().out)
        assert (told["name"], told["country"], told["sector"]) == ("Ana Kovel", "HRV", "GOV")
        assert f"mayor of Split; from own.{kind}, line 2" in told["because"] or kind == "toml"


# --- in readings -------------------------------------------------------------------------------------------------

TEXT = "SPLIT, May 2 - The Blue Shore Front denied the charge. Ana Kovel said the Blue Shore Front would attack."


def found(reading: reportedly.Reading, name: str) -> tuple[str | None, str | None, str]:
    (one,) = [entity for entity in reading.entities if entity.name == name]
    return one.country, one.sector, one.because


def test_read_knows_them_and_says_so(tmp_path: Path) -> None:
    file = written(tmp_path / "own.csv", CSV)
    with_them = reportedly.read(TEXT, date="1992-05-02", reader="rules", actors=file)
    country, sector, because = found(with_them, "Blue Shore Front")
    assert (country, sector) == ("HRV", "REB") and "from own.csv, line 4" in because
    assert with_them.reader.endswith(f"actors {load(file).digest}")
    without = reportedly.read(TEXT, date="1992-05-02", reader="rules")
    assert "own.csv" not in json.dumps(without.to_dict()) and "actors" not in without.reader


def test_two_readers_do_not_share_them(own: Actors, tmp_path: Path) -> None:
    other = load(written(tmp_path / "other.csv", "name,country,sector\nBlue Shore Front,ITA,BUS\n"))
    assert own.digest != other.digest
    readers = [Reader(kind="rules", actors=one) for one in (own, other, actors.NONE)]
    assert len({reader.version for reader in readers}) == 3


def test_they_travel_to_worker_processes(own: Actors) -> None:
    again = pickle.loads(pickle.dumps(own))
    assert again == own and again.organisation("BSF", "1992") == own.organisation("BSF", "1992")


def test_at_the_shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path / "own.csv", CSV)
    assert cli.main(["resolve", "Kovel", "--date", "2015", "--actors", str(file), "--format", "jsonl"]) == 0
    assert json.loads(capsys.readouterr().out)["country"] == "HRV"
    store, article = str(tmp_path / "own.db"), written(tmp_path / "a.txt", TEXT)
    added = ["add", store, str(article), "--date", "1992-05-02", "--reader", "rules", "--actors", str(file)]
    assert cli.main(added) == 0
    assert cli.main(["reread", store, "--reader", "rules", "--compare", "--format", "jsonl"]) == 0
    assert "own.csv" in capsys.readouterr().out  # what was theirs is gone, and the comparison says so
    bad = written(tmp_path / "bad.csv", "name,sector\nA,KING\n")
    assert cli.main(["read", str(article), "--actors", str(bad)]) == 2
    assert "bad.csv, line 2" in capsys.readouterr().err
