"""That every output says the same, leads to its words, and runs nothing of the articles."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import xml.etree.ElementTree as ElementTree
from collections import Counter
from html.parser import HTMLParser

import pytest
from built import JULY, cairo_denies, claim, july, london, told

from reportedly import shelf
from reportedly.model import Dossier
from reportedly.tell.dossier import assemble
from reportedly.tell.drawing import network, timeline


def rendered(name: str, dossier: Dossier) -> str:
    file = io.StringIO()
    shelf.load("tell", name).write(dossier, file)
    return file.getvalue()


class _Page(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.tags.append(tag)
        self.ids += [values["id"]] if values.get("id") else []
        self.links += [values["href"]] if tag == "a" and values.get("href") else []


def test_nothing_but_outputs_is_on_the_shelf() -> None:
    assert shelf.names("tell") == ["dossier", "html", "json", "markdown", "pdf"]


def test_every_link_of_the_page_leads_somewhere() -> None:
    page = _Page(rendered("html", told()))
    inside = [link[1:] for link in page.links if link.startswith("#")]
    assert len([link for link in inside if re.fullmatch(r"a\d+-\d+-\d+", link)]) > 10
    assert set(inside) <= set(page.ids)
    assert max(Counter(page.ids).values()) == 1


def test_marked_words_are_the_quoted_words() -> None:
    html = rendered("html", told())
    start = JULY.index("Cairo denied it")
    assert f'<a id="a1-{start}-{start + 15}"></a><mark class="a1-{start}-{start + 15}">Cairo denied it</mark>' in html


def test_the_page_has_its_sections_in_order() -> None:
    page = _Page(rendered("html", told()))
    sections = ["answer", "known", "disputed", "parties", "when", "expected", "speakers", "unsure", "sources"]
    assert [id for id in page.ids if id in sections] == sections


def test_the_page_asks_nothing_of_anybody_and_runs_nothing_of_the_articles() -> None:
    html = rendered("html", told())
    assert "<script>alert(1)" not in html
    assert "<b>& rebels" not in html
    assert 'href="javascript:' not in html
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', html)
    assert " style=" not in html and " onclick=" not in html


@pytest.mark.parametrize("kind", ["style", "script"])
def test_only_its_own_style_and_script_are_let_run(kind: str) -> None:
    html = rendered("html", told())
    held = re.findall(rf"<{kind}>(.*?)</{kind}>", html, re.DOTALL)
    assert len(held) == 1
    digest = base64.b64encode(hashlib.sha256(held[0].encode()).digest()).decode()
    assert f"{kind}-src 'sha256-{digest}'" in html


def test_furniture_is_no_finding() -> None:
    html = rendered("html", told())
    assert html.count(">Menu<") == 1
    assert "labelled and not read" in html[: html.index(">Menu<")]


@pytest.mark.parametrize("name", ["html", "markdown"])
def test_direction_marks_are_shown_as_codes(name: str) -> None:
    sly = july("rif\u202ees")
    text = rendered(name, assemble([sly]))
    assert "\u202e" not in text and "⟨U+202E⟩" in text


def test_direction_marks_in_a_drawing_are_shown_as_codes() -> None:
    entry = {
        "number": 1, "weight": 1, "lane": "a\u202eb", "background": False, "look": "told", "when": "today",
        "label": "x", "head": "\u202ey", "status": "z", "date": {"earliest": "2001-01-01", "latest": "2001-01-01"},
    }  # fmt: skip
    assert "\u202e" not in timeline.draw([entry])


def test_every_coded_line_of_the_page_says_why() -> None:
    html = rendered("html", told())
    assert "so the voices stand" in html and "both speak of rifles" in html and "verb “warned”" in html


def test_a_long_list_says_how_much_is_behind_the_fold_and_beyond() -> None:
    claims = [claim("single-voiced", london(), id=f"c-{n:03}") for n in range(130)]
    html = rendered("html", told(claims=claims))
    assert "<summary>112 more</summary>" in html
    assert "10 claims more, the least weighty, are not on this page" in html


# --- drawings ---------------------------------------------------------------------------------------------------


def dated(number: int, first: str | None, last: str | None, **more: object) -> dict[str, object]:
    entry = {
        "number": number, "weight": 1, "lane": "Egypt", "background": False, "look": "told", "when": "then",
        "label": "x", "head": "y", "status": "z", "date": {"earliest": first, "latest": last},
    }  # fmt: skip
    return {**entry, **more}


def shapes(svg: str, tag: str) -> list[dict[str, str]]:
    return [node.attrib for node in ElementTree.fromstring(svg).iter(tag)]


def test_a_month_is_a_bar_and_a_day_a_point() -> None:
    svg = timeline.draw([dated(1, "2023-07-01", "2023-07-31"), dated(2, "2023-09-11", "2023-09-11")])
    (bar,), (point,) = shapes(svg, "rect"), shapes(svg, "circle")
    assert float(bar["width"]) > 100
    assert float(point["cx"]) > float(bar["x"]) + float(bar["width"])
    assert [link["href"] for link in shapes(svg, "a")] == ["#t-1", "#t-2"]


def test_background_has_a_panel_and_scale_of_its_own() -> None:
    old = dated(1, "1950-01-01", "1950-12-31", background=True)
    svg = timeline.draw([old, dated(2, "2023-09-01", "2023-09-01"), dated(3, "2023-09-11", "2023-09-11")])
    assert "Background, on a scale of its own" in svg
    first, second = shapes(svg, "circle")
    assert float(second["cx"]) - float(first["cx"]) > 400, "ten days fill the width of the news"


def test_marks_of_one_day_do_not_cover_each_other() -> None:
    svg = timeline.draw([dated(n, "2023-09-01", "2023-09-01") for n in range(1, 6)])
    assert len({mark["cy"] for mark in shapes(svg, "circle")}) == 5


@pytest.mark.parametrize(("first", "last"), [(None, "2023-01-01"), ("2023-01-01", None), ("0001-01-01", "9999-12-31")])
def test_odd_periods_are_drawn(first: str | None, last: str | None) -> None:
    assert shapes(timeline.draw([dated(1, first, last), dated(2, "2023-01-05", "2023-01-05")]), "a")


def test_no_more_marks_are_drawn_than_can_be_read() -> None:
    svg = timeline.draw([dated(n, "2023-09-01", "2023-09-01", weight=n) for n in range(1, 200)])
    assert len(shapes(svg, "a")) == timeline.DRAWN
    assert "#t-199" in svg and '"#t-1"' not in svg


def test_a_network_is_drawn_only_where_it_helps() -> None:
    link = {"kind": "of", "count": 1}
    two = {"nodes": [{"name": "a", "count": 1}, {"name": "b", "count": 1}], "links": [{"from": "a", "to": "b", **link}]}
    assert not network.worth_drawing(two)
    three = {
        "nodes": [*two["nodes"], {"name": "c", "count": 1}],
        "links": [*two["links"], {"from": "c", "to": "a", **link}],
    }
    assert network.worth_drawing(three)
    svg = network.draw(three)
    assert len(shapes(svg, "path")) == 3 + 2  # arrow heads and links
    assert svg == network.draw(three)


def test_a_network_says_nothing_of_more_parties_than_can_be_read() -> None:
    nodes = [{"name": f"n{n:02}", "count": 99 - n} for n in range(40)]
    links = [{"from": f"n{n:02}", "to": f"n{n + 1:02}", "kind": "to", "count": 40 - n} for n in range(39)]
    assert len(network.drawn({"nodes": nodes, "links": links})[0]) == 12


# --- Markdown and JSON ------------------------------------------------------------------------------------------


def test_markdown_escapes_and_gives_offsets() -> None:
    text = rendered("markdown", told(claims=[claim("disputed", london(), cairo_denies())]))
    start = JULY.index("Cairo denied it")
    assert f"Egypt denies it: “Cairo denied it” \\[1: {start}-{start + 15}\\]" in text
    assert "<script>" not in text and "\\<b\\>\\& rebels" in text


def test_markdown_has_the_sections_of_the_page() -> None:
    titles = re.findall(r"^## (.*)$", rendered("markdown", told()), re.MULTILINE)
    assert [title.split()[-1] for title in titles] == [
        "lines", "word", "disputed", "promises", "when", "condition", "often", "of", "Sources",
    ]  # fmt: skip


def test_json_is_the_dossier() -> None:
    data = json.loads(rendered("json", told("Egypt")))
    assert data["subject"] == ["Egypt"]
    assert data["claims"][0]["voices"][1]["positions"][0]["stance"] == "denies"
    assert [key for key in data if key in ("answer", "known", "disputed", "parties", "timeline", "expected")] == [
        "answer", "known", "disputed", "parties", "timeline", "expected",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["html", "markdown", "json"])
def test_the_same_record_gives_the_same_text(name: str) -> None:
    assert rendered(name, told("Egypt")) == rendered(name, told("Egypt"))
    assert rendered(name, assemble([]))
