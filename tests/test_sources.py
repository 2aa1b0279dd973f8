"""What a user knows of outlets, what it does to independence, and his grades."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

from reportedly import sources
from reportedly.cli import main
from reportedly.desk import Desk
from reportedly.errors import UsageError
from reportedly.model import Article
from reportedly.sources import Outlet, Sources
from reportedly.tell import markdown

TABLE = """outlet,aliases,domains,owner,state,agency
The Northern Courier,Courier,courier.example,Meridian Group,,
The Southern Mail,,mail.example,Meridian Group,,no
Red Star,Krasnaya Zvezda,,,Soviet Union,
Halyard,,,,,yes
"""
#: Reports of one deed, each in words of its own.
DEED = {
    "courier": "American planes bombed the port of Haiphong on Sunday. Fires burned all night along the quays.",
    "mail": "On Sunday the port of Haiphong was bombed by American planes, and thousands fled to the hills.",
    "argus": "Planes of the United States bombed Haiphong's port on Sunday, sinking two barges in the harbour.",
}


def loaded(tmp_path: Path, text: str = TABLE, name: str = "outlets.csv") -> Sources:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return sources.load(tmp_path / name)


def test_an_outlet_is_found_by_any_name_and_by_its_address(tmp_path: Path) -> None:
    known = loaded(tmp_path)
    courier = known.of("courier")
    assert courier is not None and courier.outlet == "The Northern Courier"
    assert known.of(None, "https://www.news.courier.example/a/1.html") is courier
    assert known.of("Nobody's Gazette", "https://elsewhere.example/") is None
    red = known.of("Krasnaya Zvezda")
    assert red is not None and (red.state, red.agency) == ("SUN", False)


def test_toml_says_the_same(tmp_path: Path) -> None:
    text = '[[outlet]]\noutlet = "Red Star"\naliases = ["Krasnaya Zvezda"]\nstate = "SUN"\nagency = false\n'
    assert loaded(tmp_path, text, "outlets.toml").outlets == (Outlet("Red Star", ("Krasnaya Zvezda",), state="SUN"),)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("outlet,state\nRed Star,Atlantis\n", "line 2: 'Atlantis' is no country"),
        ("outlet,agency\nHalyard,perhaps\n", "line 2: 'perhaps' is neither yes nor no"),
        ("outlet,owner\n,Meridian Group\n", "line 2: the outlet has no name"),
        ("name,owner\nHalyard,Meridian Group\n", "line 1: there is no column 'name'"),
    ],
)
def test_what_cannot_be_used_is_named_with_its_line(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        loaded(tmp_path, text)


def _desk(folder: Path, **outlets: str) -> Desk:
    desk = Desk(folder / "sources.db", reader="rules")
    articles = [Article(id, DEED[id], given_date="1972-04-17", outlet=name) for id, name in outlets.items()]
    assert not desk.add(articles, body=True).skipped
    return desk


def _claim(desk: Desk) -> dict[str, Any]:
    (claim,) = desk.claims(about="bombed")
    return claim


def test_outlets_of_one_owner_are_one_voice(tmp_path: Path) -> None:
    desk = _desk(tmp_path, courier="Courier", mail="The Southern Mail")
    assert _claim(desk)["verdict"] == "corroborated"
    desk.know(loaded(tmp_path))
    claim = _claim(desk)
    assert claim["verdict"] == "single-voiced"
    (voice,) = claim["voices"]
    assert voice["articles"] == ["courier", "mail"]


def test_an_outlet_that_a_state_runs_speaks_for_it(tmp_path: Path) -> None:
    desk = _desk(tmp_path, courier="Courier", mail="Red Star")
    desk.know(loaded(tmp_path))
    claim = _claim(desk)
    assert claim["verdict"] == "corroborated"
    assert [voice["country"] for voice in claim["voices"]] == [None, "SUN"]


def test_what_is_known_is_kept_and_replaced_by_name(tmp_path: Path) -> None:
    desk = _desk(tmp_path, courier="Courier", mail="The Southern Mail")
    desk.know(loaded(tmp_path))
    desk.know(Sources((Outlet("The Southern Mail", owner="Somebody else"),)))
    assert _claim(Desk(desk.store.path))["verdict"] == "corroborated"


def test_a_grade_is_shown_beside_a_source_and_changes_nothing(tmp_path: Path) -> None:
    desk = _desk(tmp_path, courier="Courier", argus="Evening Argus")
    before = _claim(desk)
    assert [voice["grade"] for voice in before["voices"]] == [None, None]
    desk.grade("courier", "D", by="ann")
    desk.grade("Courier", "b", why="right about the barges", by="ann")
    after = _claim(desk)
    assert [voice["grade"] for voice in after["voices"]] == [None, "B"]
    assert (after["verdict"], after["because"]) == (before["verdict"], before["because"])
    assert [(one["source"], one["grade"], one["by"]) for one in desk.grades()] == [("Courier", "B", "ann")]


def test_a_dossier_shows_grades_and_who_is_behind_an_outlet(tmp_path: Path) -> None:
    desk = _desk(tmp_path, courier="Courier", mail="Red Star")
    desk.know(loaded(tmp_path))
    desk.grade("Courier", "B")
    brief = desk.brief()
    behind = {article["id"]: article["behind"] for article in brief.articles}
    assert behind == {
        "courier": "owned by Meridian Group, graded B by you: usually reliable",
        "mail": "run by the Soviet Union",
    }
    page = io.StringIO()
    markdown.write(brief, page)
    assert "The Northern Courier (graded B by you: usually reliable) reports it as fact" in page.getvalue()
    assert "Red Star, run by the Soviet Union, published" in page.getvalue()


@pytest.mark.parametrize(("source", "grade"), [("Courier", "G"), (" ", "A")])
def test_a_grade_that_there_is_not_is_refused(tmp_path: Path, source: str, grade: str) -> None:
    with pytest.raises(UsageError):
        _desk(tmp_path, courier="Courier").grade(source, grade)


def test_at_the_shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "outlets.csv").write_text(TABLE, encoding="utf-8")
    (tmp_path / "a.jsonl").write_text(
        '{"id": "a", "text": "Planes bombed Haiphong on Sunday.", "outlet": "courier"}\n', encoding="utf-8"
    )
    store, table = str(tmp_path / "s.db"), str(tmp_path / "outlets.csv")
    assert main(["read", str(tmp_path / "a.jsonl"), "--body", "--reader", "rules", "--sources", table]) == 0
    assert '"outlet": "The Northern Courier"' in capsys.readouterr().out
    assert main(["add", store, str(tmp_path / "a.jsonl"), "--body", "--reader", "rules", "--sources", table]) == 0
    assert main(["grade", store, "Courier", "C", "--by", "ann"]) == 0
    assert main(["grade", store, "--format", "csv"]) == 0
    assert '"Courier","C"' in capsys.readouterr().out
    assert main(["grade", store, "Courier"]) == 2
