"""What a notebook shows: the quoted words, every mark on its words, and nothing of an article as markup."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest

import reportedly
from reportedly.desk import Desk
from reportedly.frames import SHAPES, RowList
from reportedly.model import Article

HOSTILE = (
    "<script>alert(1)</script> said on Monday that Cuba & its allies had shelled Havana. "
    "Moscow denied that it had shipped </div><img src=x onerror=alert(2)> rockets to Cuba."
)


class Tags(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


OURS = {"style", "div", "table", "thead", "tbody", "tr", "th", "td", "q", "p", "b", "i", "br", "small", "span", "code"}


def checked(page: str) -> str:
    found = Tags(page).found
    assert {tag for tag, _ in found} <= OURS
    assert not [name for _, given in found for name in given if name.startswith("on")]
    return page


@pytest.fixture(scope="module")
def reading() -> reportedly.Reading:
    return reportedly.read(HOSTILE, date="1962-10-22", body=True, title="<b>Rockets</b>")


@pytest.mark.parametrize("verb", sorted(SHAPES))
def test_tables_show_the_first_rows(verb: str, demo: Desk) -> None:
    page = checked(getattr(demo, verb)()._repr_html_())
    rows = getattr(demo, verb)().list()
    assert page.count("<tr>") == 1 + min(30, len(rows))
    assert ("The first 30" in page) == (len(rows) > 30)
    if verb in ("statements", "events", "timeline"):
        assert unescape(page).count(rows[0]["text"]) >= 1
    assert "Nothing found" in getattr(demo, verb)(about="zeppelin")._repr_html_()


def test_rows_of_articles_are_escaped(tmp_path: Path) -> None:
    desk = reportedly.open(tmp_path / "hostile.db")
    desk.add([Article("a", HOSTILE, given_date="1962-10-22", title="<b>Rockets</b>")], body=True)
    for verb in SHAPES:
        checked(getattr(desk, verb)()._repr_html_())
    assert "&lt;b&gt;Rockets" in desk.articles()._repr_html_()
    checked(RowList("<i>", [{"<u>": "<script>"}])._repr_html_())


def test_a_reading_shows_its_text_with_every_mark_on_its_words(reading: reportedly.Reading) -> None:
    page = checked(reading._repr_html_())  # type: ignore[attr-defined]
    body = page.partition('<div class="text" dir="auto">')[2]
    without_tags = re.sub(r'<span class="tag">.*?</span>', "", body)
    assert unescape(re.sub(r"<[^>]*>", "", without_tags)).strip() == HOSTILE
    (denial,) = [one for one in reading.statements if one.act == "deny"]
    cue = denial.cue[0].of(HOSTILE)
    assert re.search(rf'<span class="cue[^"]*">{cue}</span>', body)
    shipped = [one for one in reading.events if one.trigger[0].of(HOSTILE) == "shipped"]
    assert bool(shipped) == bool(re.search(r'class="[^"]*event[^"]*">shipped', body))
    assert "deny" in body


def test_the_style_leaves_the_ink_to_the_notebook(reading: reportedly.Reading) -> None:
    style = reading._repr_html_().partition("<style>")[2].partition("</style>")[0]  # type: ignore[attr-defined]
    assert "color: inherit" in style
    assert all(rule.startswith(".reportedly") for rule in re.findall(r"^[^\s{].*?(?=\{)", style, re.MULTILINE))
    assert not re.search(r"background: #|@import|url\(", style)


def test_any_text_can_be_shown() -> None:
    for text in ("", "\x00\x1b[31m", "a" * 70_000):
        page = checked(reportedly.read(text, body=True, reader="rules")._repr_html_())  # type: ignore[attr-defined]
        assert "\x1b" not in page
    assert "only the beginning" in page


def test_a_dossier_is_a_page_in_a_frame_that_cannot_reach_the_notebook(demo: Desk) -> None:
    page = demo.brief(["Moscow"])._repr_html_()  # type: ignore[attr-defined]
    ((tag, given),) = Tags(page).found
    assert (tag, given["sandbox"]) == ("iframe", "allow-scripts")
    assert (given["srcdoc"] or "").startswith("<!doctype html>")
    assert "Soviet" in (given["srcdoc"] or "")
