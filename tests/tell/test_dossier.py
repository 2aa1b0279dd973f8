"""What a dossier holds, and that every output says the same."""

from __future__ import annotations

import dataclasses
import io
import json
import re
from html.parser import HTMLParser

import pytest

from reportedly import shelf
from reportedly.model import (
    Article,
    Block,
    Dated,
    Dossier,
    Entity,
    Event,
    Factuality,
    Mention,
    Passage,
    Published,
    Reading,
    Statement,
    TimeExpression,
)
from reportedly.tell import dossier as assembling

TEXT = "Menu\n\nLondon said that Cairo had supplied rifles to the rebels. Cairo denied it. <script>alert(1)</script>"


def span(words: str) -> Passage:
    start = TEXT.index(words)
    return Passage(start, start + len(words))


def reading(text: str = TEXT) -> Reading:
    """London alleges what Cairo denies; the writer stays out of it."""
    body = Passage(6, len(text))
    article = Article(
        "a-1",
        text,
        title="Rifles <b>& rebels</b>",
        url="javascript:alert(1)",
        blocks=(Block(Passage(0, 4), "furniture"), Block(body, "body")),
        published=Published("1956-07-01", "1956-07-01", "1956-07-01", 1.0, "given with the text"),
    )
    entities = (
        Entity("uk", "United Kingdom", "GPE", country="GBR", mentions=(Mention(span("London"), "name"),)),
        Entity("eg", "Egypt", "GPE", country="EGY", mentions=(Mention(span("Cairo"), "name"),)),
        Entity("re", "rebels", "ORG", mentions=(Mention(span("the rebels"), "nominal"),)),
    )
    statement = Statement(
        "s-1", (span("London"),), (span("said"),), (span("that Cairo had supplied rifles to the rebels"),), "uk", (),
        "indirect", "assert", None, "verb “said”", 0.9,
    )  # fmt: skip
    event = Event(
        "e-1", (span("supplied"),), "plover", "AID", None, (), ("eg",), ("re",), None, None,
        Dated("1956-06-01", "1956-06-30"), "verb “supplied”", 0.8,
    )  # fmt: skip
    rows = (
        Factuality("e-1", ("author",), "uncommitted", "unknown", "actual", 1.0, "only reported"),
        Factuality("e-1", ("author", "uk"), "certain", "+", "actual", None, "said"),
        Factuality("e-1", ("author", "eg"), "certain", "-", "actual", None, "denied"),
    )
    return Reading(article, "test", entities, (), (statement,), (event,), rows)


def rendered(name: str, dossier: Dossier) -> str:
    file = io.StringIO()
    shelf.load("tell", name).write(dossier, file)
    return file.getvalue()


def test_one_event_with_three_views_is_disputed() -> None:
    row = assembling.assemble([reading()]).events[0]
    assert row["disputed"]
    assert [(view["who"], view["status"]) for view in row["views"]] == [
        ("the article", "alleged"),
        ("United Kingdom", "asserted"),
        ("Egypt", "denied"),
    ]
    assert row["before"] == "London said that Cairo had "
    assert row["words"] == "supplied"
    assert row["after"] == " rifles to the rebels."


@pytest.mark.parametrize(
    ("who", "statements", "events"),
    [(["Egypt"], 1, 1), (["EGY"], 1, 1), (["Cairo"], 1, 1), (["Britain"], 1, 0), (["Peru"], 0, 0), ([], 1, 1)],
)
def test_who_is_a_name_a_country_or_a_code(who: list[str], statements: int, events: int) -> None:
    made = assembling.assemble([reading()], who)
    assert (len(made.statements), len(made.events)) == (statements, events)


def test_about_and_period() -> None:
    assert assembling.assemble([reading()], about="RIFLES rebels").events
    assert not assembling.assemble([reading()], about="tanks").events
    assert assembling.assemble([reading()], since="1956-06-15").events
    assert not assembling.assemble([reading()], since="1956-07-01").events
    assert not assembling.assemble([reading()], until="1956-05-31").events


@pytest.mark.parametrize(
    ("earliest", "latest", "words"),
    [
        ("1962-10-22", "1962-10-22", "22 October 1962"),
        ("1962-10-01", "1962-10-31", "October 1962"),
        ("2023-02-01", "2023-02-28", "February 2023"),
        ("1962-01-01", "1962-12-31", "1962"),
        ("1980-01-01", "1989-12-31", "the 1980s"),
        ("1962-10-22", "1962-10-28", "22 October 1962 to 28 October 1962"),
        (None, "1962-10-28", "by 28 October 1962"),
        ("1962-10-22", None, "from 22 October 1962 on"),
    ],
)
def test_periods_in_words(earliest: str | None, latest: str | None, words: str) -> None:
    assert assembling.when(Dated(earliest, latest)) == words


def test_a_year_that_is_not_said_is_not_shown_as_a_period_of_two_years() -> None:
    base = reading()
    month = TimeExpression(span("rifles"), "DATE", "XXXX-07", "1955-07-01", "1956-07-31")
    event = dataclasses.replace(base.events[0], time=0, date=Dated("1955-07-01", "1956-07-31"))
    row = assembling.assemble([dataclasses.replace(base, times=(month,), events=(event,))]).events[0]
    assert row["when"] == "“rifles”, the year not said (1 July 1955 to 31 July 1956)"


def test_undated_is_said() -> None:
    assert assembling.when(None) == "undated"


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.tags.append(tag)
        if values.get("id"):
            self.ids.add(values["id"] or "")
        if tag == "a" and values.get("href"):
            self.links.append(values["href"] or "")


def test_every_line_of_the_page_leads_to_its_words() -> None:
    page = _Page()
    page.feed(rendered("html", assembling.assemble([reading()])))
    inside = [link[1:] for link in page.links if link.startswith("#a")]
    assert f"a1-{span('supplied').start}-{span('supplied').end}" in inside
    assert set(inside) <= page.ids | {"articles"}


def test_the_page_asks_nothing_of_anybody_and_runs_nothing_of_the_articles() -> None:
    html = rendered("html", assembling.assemble([reading()]))
    assert "<script>alert(1)" not in html
    assert "<b>& rebels" not in html
    assert 'href="javascript:' not in html
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', html)


def test_direction_marks_in_a_name_are_shown_as_codes() -> None:
    sly = reading(TEXT.replace("rifles", "rif\u202ees"))
    assert "\u202e" not in rendered("html", assembling.assemble([sly]))


def test_markdown_escapes_and_gives_offsets() -> None:
    text = rendered("markdown", assembling.assemble([reading()]))
    place = span("supplied")
    assert f"{place.start}-{place.end}" in text
    assert "<script>" not in text
    assert "Egypt denies it" in text


def test_json_is_the_dossier() -> None:
    data = json.loads(rendered("json", assembling.assemble([reading()], ["Egypt"])))
    assert data["subject"] == ["Egypt"]
    assert data["events"][0]["views"][2]["status"] == "denied"


@pytest.mark.parametrize("name", ["html", "markdown", "json"])
def test_the_same_record_gives_the_same_text(name: str) -> None:
    assert rendered(name, assembling.assemble([reading()])) == rendered(name, assembling.assemble([reading()]))
    assert rendered(name, assembling.assemble([]))
