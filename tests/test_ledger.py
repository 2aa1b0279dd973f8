"""The ledger: what was foretold, by whom, and what came of it. Articles are read and weighed as a user's would be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from reportedly.desk import Desk
from reportedly.errors import UsageError
from reportedly.model import Article

BEFORE = (
    "Premier Nikita Khrushchev promised to withdraw the missiles from Cuba if Washington lifted the blockade. "
    "The United States will send troops to Lebanon on October 26, President Dwight Eisenhower announced. "
    "Dean Rusk warned that Moscow might blockade Berlin. "
    "London denied that it had promised to sell tanks to Turkey."
)
AFTER = "American troops landed in Lebanon on Friday. The United States sent 3,000 troops to Lebanon, an official said."
LATER = "The council met in Geneva on Monday."


def _desk(folder: Path, *reports: tuple[str, str, str]) -> Desk:
    desk = Desk(folder / "ledger.db")
    articles = [Article(id, text, given_date=day, outlet=f"The {id}") for id, day, text in reports]
    assert not desk.add(articles, body=True).skipped
    return desk


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    folder = tmp_path_factory.mktemp("ledger")
    return _desk(folder, ("a", "1962-10-24", BEFORE), ("b", "1962-10-27", AFTER), ("c", "1962-11-05", LATER))


def rows(desk: Desk, **asked: Any) -> list[dict[str, Any]]:
    return list(desk.ledger(**asked))


def about(desk: Desk, word: str) -> dict[str, Any]:
    (row,) = [row for row in rows(desk) if word in row["quote"]["text"]]
    return row


def test_a_promise_has_its_holder_day_and_condition(desk: Desk) -> None:
    row = about(desk, "missiles")
    assert (row["kind"], row["holder"], row["said"]) == ("promise", "Nikita Khrushchev", "1962-10-24")
    assert row["condition"] == "if Washington lifted the blockade"
    assert row["state"] == "open" and "condition" in row["because"]


def test_what_a_later_article_reports_is_met_in_its_words(desk: Desk) -> None:
    row = about(desk, "Lebanon")
    assert row["window"] == {"earliest": "1962-10-26", "latest": "1962-10-26"}
    assert row["state"] == "met"
    assert row["met"]["article"] == "b" and "Lebanon" in row["met"]["text"]


def test_past_its_window_and_unreported_it_is_overdue(tmp_path: Path) -> None:
    desk = _desk(tmp_path, ("a", "1962-10-24", BEFORE), ("c", "1962-11-05", LATER))
    row = about(desk, "Lebanon")
    assert (row["state"], row["met"]) == ("overdue", None)
    assert "1962-11-05" in row["because"]


def test_what_may_be_it_is_quoted_and_nothing_called_overdue(tmp_path: Path) -> None:
    maybe = "Protesters attacked American troops near Beirut on October 26."
    desk = _desk(tmp_path, ("a", "1962-10-24", BEFORE), ("b", "1962-10-27", maybe), ("c", "1962-11-05", LATER))
    row = about(desk, "Lebanon")
    assert row["state"] == "open" and "attacked American troops" in row["because"]


def test_before_its_window_is_over_it_is_open(tmp_path: Path) -> None:
    desk = _desk(tmp_path, ("a", "1962-10-24", BEFORE))
    assert {row["state"] for row in rows(desk)} == {"open"}


def test_a_warning_is_a_warning_and_a_denied_promise_nobodys(desk: Desk) -> None:
    assert about(desk, "Berlin")["kind"] == "warning"
    assert not [row for row in rows(desk) if "tanks" in row["quote"]["text"]]


def test_quotes_cut_the_words_they_show(desk: Desk) -> None:
    texts = {"a": BEFORE, "b": AFTER, "c": LATER}
    found = rows(desk)
    assert found
    for row in found:
        for quote in filter(None, (row["quote"], row["met"])):
            start, end = quote["span"]
            assert texts[quote["article"]][start:end] == quote["text"] != ""


def test_a_reprint_adds_no_entry(tmp_path: Path) -> None:
    first, reprint = ("a", "1962-10-24", BEFORE), ("z", "1962-10-25", "Our London desk writes. " + BEFORE)
    assert {row["articles"][0] for row in rows(_desk(tmp_path, first, reprint))} == {"a"}


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"who": "Moscow"}, ["missiles"]),
        ({"type": "warning"}, ["Berlin"]),
        ({"status": "met"}, ["Lebanon"]),
        ({"about": "blockade Berlin"}, ["Berlin"]),
        ({"until": "1962-10-01"}, []),
    ],
)
def test_filters(desk: Desk, asked: dict[str, str], words: list[str]) -> None:
    found = rows(desk, **asked)
    assert len(found) == len(words)
    assert all(word in row["quote"]["text"] for word, row in zip(words, found, strict=True))


@pytest.mark.parametrize("asked", [{"status": "disputed"}, {"type": "AID"}, {"mode": "visit"}])
def test_what_makes_no_sense_is_said(desk: Desk, asked: dict[str, str]) -> None:
    with pytest.raises(UsageError):
        rows(desk, **asked)
