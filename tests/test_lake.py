"""A lake is asked as a store is, and answers the same."""

from __future__ import annotations

import dataclasses
import importlib.resources
import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from reportedly import cli
from reportedly.desk import Desk
from reportedly.errors import UsageError
from reportedly.scale import code
from reportedly.weigh import Running, accounts_of, weigh

VERBS = ("statements", "events", "claims", "ledger", "timeline", "articles")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lake") / "demo.lake"
    corpus = importlib.resources.files("reportedly").joinpath("data", "demo")
    code([str(corpus)], folder, reader="rules", size=4)
    return folder


@pytest.fixture(scope="module")
def store(place: Path) -> Desk:
    desk = Desk(place.parent / "demo.db", reader="rules")
    desk.add([str(importlib.resources.files("reportedly").joinpath("data", "demo"))])
    return desk


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch, place: Path) -> Desk:
    """The same lake taken for one that is too large to be gone through for every question."""
    monkeypatch.setattr("reportedly.desk.WEIGHED_AT_ONCE", 5)
    shutil.rmtree(place / ".weighed", ignore_errors=True)
    return Desk(place)


def lines(rows: Iterable[Any]) -> list[str]:
    return sorted(json.dumps(row, sort_keys=True) for row in rows)


@pytest.mark.parametrize("asked", [{}, {"who": "Moscow"}, {"dyad": ("Moscow", "Cuba")}], ids=str)
@pytest.mark.parametrize("verb", VERBS)
def test_it_answers_as_a_store_does(place: Path, store: Desk, verb: str, asked: dict[str, Any]) -> None:
    found = lines(getattr(Desk(place), verb)(**asked))
    assert found == lines(getattr(store, verb)(**asked))
    assert found or verb == "ledger"


def test_a_dossier_is_the_same(place: Path, store: Desk, large: Desk) -> None:
    for given in ({"who": ["Moscow"]}, {"dyad": ("Moscow", "Cuba")}):
        told = dataclasses.asdict(store.brief(**given))  # type: ignore[arg-type]
        assert dataclasses.asdict(large.brief(**given)) == told  # type: ignore[arg-type]


def test_a_dyads_dossier_is_of_what_names_both(store: Desk) -> None:
    both = store.brief(dyad=("Moscow", "Ankara"))
    either = store.brief(["Moscow", "Ankara"])
    assert 0 < len(both.articles) < len(either.articles)
    assert {one["id"] for one in both.claims} < {one["id"] for one in either.claims}


def test_claims_of_a_large_lake_are_those_of_a_store(large: Desk, store: Desk) -> None:
    assert lines(large.claims()) == lines(store.claims())
    for verb in ("claims", "timeline", "ledger"):
        assert lines(getattr(large, verb)(who="Moscow")) == lines(getattr(store, verb)(who="Moscow"))
    copies = {row["id"]: row["copy_of"] for row in store.articles()}
    assert {row["id"]: row["copy_of"] for row in large.articles()} == copies
    assert any(copies.values())


def test_a_large_lake_asks_about_whom(large: Desk) -> None:
    for question in (large.ledger, large.timeline, lambda: [large.brief()]):
        with pytest.raises(UsageError, match="say about whom"):
            list(question())  # type: ignore[operator]


def test_what_is_worked_out_is_made_anew_for_another_version(place: Path) -> None:
    claims = lines(Desk(place).claims())
    stamp = place / ".weighed" / "stamp.txt"
    stamp.write_text("another version", encoding="utf-8")
    assert lines(Desk(place).claims()) == claims
    assert stamp.read_text(encoding="utf-8") != "another version"


def test_nothing_is_changed_in_it(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (first, *_) = Desk(place).statements()
    with pytest.raises(UsageError, match="is asked and not changed"):
        Desk(place).judge(first["id"], "reject")
    assert cli.main(["remove", str(place), first["article"]]) == 2
    assert "is a lake" in capsys.readouterr().err


def test_a_store_takes_it_without_reading(place: Path, store: Desk, tmp_path: Path) -> None:
    taken = Desk(tmp_path / "taken.db", reader="rules", model="no_such_model")
    done = taken.add([place])
    assert len(done.added) == len(store.store.ids())
    for verb in VERBS:
        assert lines(getattr(taken, verb)()) == lines(getattr(store, verb)())
    assert taken.add([place]).present == len(done.added)


def test_a_store_takes_a_slice(place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "slice.db"
    assert cli.main(["add", str(path), str(place), "--dyad", "Moscow", "Ankara"]) == 0
    named = {row["id"] for row in Desk(place).articles(dyad=("Moscow", "Ankara"))}
    assert set(Desk(path).store.ids()) == named
    assert cli.main(["add", str(path), str(tmp_path), "--who", "Moscow"]) == 2


# --- claims that are over go ----------------------------------------------------------------------------------------


def running(desk: Desk, some: int = 7, **bounds: int) -> list[Any]:
    """The claims of a store, weighed a few accounts at a time."""
    readings = [reading for reading, _ in desk._judged(None)]
    texts = {reading["id"]: reading["text"] for reading in readings}
    accounts = accounts_of(readings)
    weighing, found = Running(**bounds), []
    for at in range(0, len(accounts), some):
        found += list(weighing.add(accounts[at : at + some], texts))
    return [claim for _, claim in sorted([*found, *weighing.rest()], key=lambda one: one[0])]


def test_weighing_a_few_at_a_time_is_weighing(store: Desk) -> None:
    assert running(store) == weigh([reading for reading, _ in store._judged(None)])


def test_a_claim_that_is_over_is_not_joined(store: Desk) -> None:
    whole = running(store)
    for bounds in ({"most": 20}, {"days": 0}):
        parted = running(store, **bounds)
        assert len(parted) > len(whole)
        told = [one["event"] for claim in parted for one in claim.events]
        assert sorted(told) == sorted(one["event"] for claim in whole for one in claim.events)
