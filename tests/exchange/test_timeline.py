"""Timelines: TimelineJS's JSON as its page takes it, and iCalendar as icalendar reads it."""

from __future__ import annotations

import json
from datetime import date as Day
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import icalendar
import pytest

from reportedly.desk import Desk
from reportedly.exchange import Told

from .conftest import ODD_ID, told_to

Plain = dict[str, Any]


@pytest.fixture(scope="module")
def rows(demo: Desk) -> list[Plain]:
    return list(demo.timeline())


@pytest.fixture(scope="module")
def slides(demo: Desk, tmp_path_factory: pytest.TempPathFactory) -> list[Plain]:
    path = tmp_path_factory.mktemp("timelinejs") / "x.json"
    demo.export("timelinejs", path)
    made = json.loads(path.read_text("utf-8"))
    assert made["title"]["text"]["headline"] == "demo"
    found: list[Plain] = made["events"]
    return found


@pytest.fixture(scope="module")
def calendar(demo: Desk, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("ical") / "x.ics"
    demo.export("ical", path)
    return path.read_bytes()


def entries(calendar: bytes) -> list[Any]:
    """The events of a calendar, which has to be sound."""
    made = icalendar.Calendar.from_ical(calendar)
    assert not made.errors and made["version"] == "2.0"
    assert all(not event.errors for event in made.walk("VEVENT"))
    return list(made.walk("VEVENT"))


class Words(HTMLParser):
    """The words of a piece of HTML, and its tags."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words, self.tags = "", list[str]()
        self.feed(html)

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.append(tag)


def test_slides_are_the_rows_of_the_verb(slides: list[Plain], rows: list[Plain], texts: dict[str, str]) -> None:
    assert [slide["unique_id"] for slide in slides] == [row["claim"] for row in rows]
    for slide, row in zip(slides, rows, strict=True):
        first, last = (Day(**slide[name]) for name in ("start_date", "end_date"))
        assert row["date"]["earliest"] in (None, str(first)) and row["date"]["latest"] in (None, str(last))
        assert Words(slide["text"]["text"]).words.startswith(row["text"])
        assert slide["group"] == row["status"]
        assert (f"({row['status']})" in slide["text"]["headline"]) == (row["status"] != "asserted")
        start, end = map(int, slide["reportedly"]["offsets"].split("; ")[0].split("-"))
        assert slide["reportedly"]["words"].startswith(texts[row["article"]][start:end])


def test_entries_are_the_rows_of_the_verb(calendar: bytes, rows: list[Plain]) -> None:
    found = entries(calendar)
    assert [entry["uid"] for entry in found] == [f"{row['claim']}@reportedly" for row in rows]
    for entry, row in zip(found, rows, strict=True):
        assert row["date"]["earliest"] in (None, str(entry["dtstart"].dt))
        assert row["date"]["latest"] in (None, str(entry["dtend"].dt - timedelta(1)))
        assert entry["description"].startswith(f"“{row['text']}”\n")
        assert entry["categories"].cats == [row["type"], row["status"]]
        assert entry["status"] == ("CONFIRMED" if row["status"] == "asserted" else "TENTATIVE")
        assert entry["x-reportedly-event"] == row["event"]


def test_lines_are_folded_and_end_as_they_should(calendar: bytes) -> None:
    lines = calendar.split(b"\r\n")
    assert max(map(len, lines)) == 75 and b"\n" not in calendar.replace(b"\r\n", b"")
    # No fold cuts a character.
    assert all(line.decode("utf-8") is not None for line in lines)


def test_odd_words_can_do_no_harm(odd: Told, tmp_path: Path) -> None:
    assert told_to("timelinejs", odd, tmp_path / "x.json") == told_to("ical", odd, tmp_path / "x.ics") == 2
    for slide in json.loads((tmp_path / "x.json").read_text("utf-8"))["events"]:
        assert set(Words(slide["text"]["text"]).tags) == {"blockquote", "p", "a"}
        assert not Words(slide["text"]["headline"]).tags
        assert slide["reportedly"]["article"] == ODD_ID
    first, _ = entries((tmp_path / "x.ics").read_bytes())
    assert str(first["summary"]) == 'Rock\t"n"\nRoll, \u202bאבא אבן\u202c; ירושלים, Nul<&>\': CONSULT'
    assert str(first["location"]) == '"Quoted" 🛰️ União, S.A.; \\N'
    # (It leaves values of names that it does not know as they stand in the file.)
    assert str(first["x-reportedly-article"]).replace("\\;", ";") == ODD_ID
    assert str(first["url"]) == 'https://example.org/?a=1&b="2"'
    assert (str(first["dtstart"].dt), str(first["dtend"].dt)) == ("1973-10-06", "1973-10-26")
    # The stamp is the article's day, not today's.
    assert str(first["dtstamp"].dt).startswith("1973-11-01")


def test_the_same_bytes_again(demo: Desk, calendar: bytes, tmp_path: Path) -> None:
    demo.export("ical", tmp_path / "x.ics")
    assert (tmp_path / "x.ics").read_bytes() == calendar
    for name in ("a", "b"):
        demo.export("timelinejs", tmp_path / f"{name}.json")
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()


def test_a_question_narrows_it(demo: Desk, rows: list[Plain], tmp_path: Path) -> None:
    written = demo.export("ical", tmp_path / "x.ics", since="1962-10-27")
    assert 0 < written == len(list(demo.timeline(since="1962-10-27"))) < len(rows)
