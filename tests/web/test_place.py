"""How a served store follows what other processes do to it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from reportedly.desk import Desk
from reportedly.index import Asked
from reportedly.model import Article
from reportedly.web.place import LAG, PATIENCE, QUIET, Place, Settings

DENIED = Article("new", "Dean Rusk denied on Friday that the talks in Geneva had failed.", given_date="1962-11-05")


@pytest.fixture
def place(demo_store: Path, tmp_path: Path) -> Place:
    path = tmp_path / "own.db"
    shutil.copy(demo_store, path)
    made = Place(Desk(path, reader="rules"), Settings())
    made.refresh()
    return made


def _told(place: Place) -> bool:
    return place.index.search(Asked(words="Rusk Geneva failed")).total > 0


def test_what_another_process_adds_is_seen_with_its_claims(place: Place) -> None:
    before = place.index.counts()
    Desk(place.desk.store.path, reader="rules").add([DENIED], body=True)
    place._look(1000.0)
    after = place.index.counts()
    assert _told(place) and not place.weighing
    assert after["articles"] == before["articles"] + 1 and after["claims"] > before["claims"]


def test_a_store_that_goes_on_changing_is_followed_now_and_then(place: Place) -> None:
    other = Desk(place.desk.store.path, reader="rules")
    place._look(1000.0)
    place._next = 1000.0 + LAG
    other.store.grade("Tass", "C", "", "me", "now")
    place._look(1001.0)
    seen = place._seen
    place._look(1001.0 + QUIET / 2)
    assert place._seen == seen  # others may be in the midst of it
    other.add([DENIED], body=True)
    place._look(1001.0 + QUIET)
    assert not _told(place)
    place._look(1000.0 + LAG)  # not quiet, but old enough
    assert _told(place)


def test_claims_are_left_to_who_adds_and_weighed_here_when_nobody_did(place: Place) -> None:
    known = place.index.claims(Asked()).total
    article = Article("more", DENIED.text.replace("Geneva", "Vienna"), given_date="1962-11-06")
    other = Desk(place.desk.store.path, reader="rules")
    readings = list(other._read([article], True, 1))
    other.store.put([(article, True, readings[0])])  # type: ignore[list-item]
    place._look(1000.0)
    place._look(1000.0 + QUIET)
    assert place.weighing and place.index.claims(Asked()).total == known
    place._look(1000.0 + PATIENCE)
    assert not place.weighing and place.index.claims(Asked()).total > known
