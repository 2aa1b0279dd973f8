"""The drawing of a series: well-formed, alone in its file, bars and line where the rows say."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from typing import Any

import pytest

from reportedly.errors import UsageError
from reportedly.tell.drawing.series import MOST, draw

SVG = "{http://www.w3.org/2000/svg}"


def row(period: str, vc: int = 0, mc: int = 0, vf: int = 0, mf: int = 0, mean: float | None = 1.0) -> dict[str, Any]:
    events = vc + mc + vf + mf
    rest = {"mean_intensity": mean if events else None, "dated_by_article": events // 2}
    return {"period": period, "events": events, "VC": vc, "MC": mc, "VF": vf, "MF": mf, **rest}


def drawn(rows: list[dict[str, Any]], by: str = "month", title: str = "Events", *said: str) -> ElementTree.Element:
    return ElementTree.fromstring(draw(rows, by, title, said))


def marks(root: ElementTree.Element, tag: str, name: str) -> list[dict[str, str]]:
    return [dict(one.attrib) for one in root.iter(f"{SVG}{tag}") if one.get("class") == name]


def texts(root: ElementTree.Element) -> list[str]:
    return [one.text or "" for one in root.iter(f"{SVG}text")]


ROWS = [row("1948-05", 2, 1, 0, 4, -3.0), row("1948-06"), row("1948-07", vf=3, mean=-2.0), row("1948-08", 1)]


def test_cooperation_is_above_the_axis_and_conflict_below() -> None:
    root = drawn(ROWS)
    (axis, _) = (one for one in marks(root, "line", "axis") if one["x1"] != one["x2"])
    level = float(axis["y1"])
    tops = {
        quad: [(float(one["y"]), float(one["height"])) for one in marks(root, "rect", quad)][1:]
        for quad in ("vc", "mc", "vf", "mf")
    }
    assert all(y + height <= level + 0.2 for quad in ("vc", "mc") for y, height in tops[quad])
    assert all(y >= level - 0.2 for quad in ("vf", "mf") for y, _ in tops[quad])
    # Deeds lie on words, and heights are counts.
    (vc, mc), (mf,) = (tops["vc"][0], tops["mc"][0]), tops["mf"]
    assert mc[0] + mc[1] == pytest.approx(vc[0], abs=0.2)
    assert mf[1] / mc[1] == pytest.approx(4, rel=0.05)


def test_the_line_breaks_where_there_is_no_mean() -> None:
    root = drawn(ROWS)
    assert len(marks(root, "circle", "dot")) == 3
    (line,) = marks(root, "polyline", "mean")
    assert len(line["points"].split()) == 2


def test_words_say_what_is_drawn_and_what_is_not() -> None:
    rows = [*ROWS, row("wider than a month", 5), row("undated", 2)]
    root = drawn(rows, "month", "Events by month: dyad <USA> & SUN", "n = 18 events")
    said = texts(root)
    assert said[:2] == ["Events by month: dyad <USA> & SUN", "n = 18 events"]
    assert "Not drawn, for want of one month to stand in: 5 wider than a month, 2 undated." in said
    assert "7 of 18 events have no date of their own and stand by their article's." in said
    assert {"May 1948", "Aug 1948"} <= {*said}
    assert root.findtext(f"{SVG}title") == said[0]
    assert "May 1948: VC 2, MC 1, VF 0, MF 4" in [one.text for one in root.iter(f"{SVG}title")]


@pytest.mark.parametrize(
    ("by", "periods", "labels"),
    [
        ("month", [f"{1948 + n // 12}-{n % 12 + 1:02}" for n in range(40)], ["Jan 1948", "Jul 1948"]),
        ("quarter", [f"{1948 + n // 4}-Q{n % 4 + 1}" for n in range(12)], ["Q1 1948", "Q3 1948"]),
        ("year", [str(year) for year in range(1948, 1991)], ["1950", "1955"]),
    ],
)
def test_periods_are_named_at_round_places(by: str, periods: list[str], labels: list[str]) -> None:
    said = [text for text in texts(drawn([row(period, 1) for period in periods], by)) if re.search(r"\d{4}$", text)]
    assert said[0::2][:2] == labels
    assert len(said) <= 20


def test_it_stands_alone_in_light_and_dark() -> None:
    text = str(draw(ROWS, "month", "Events"))
    assert text.startswith("<svg ") and "prefers-color-scheme: dark" in text
    assert not re.search(r"<script|href=|url\(|@import|https?://(?!www\.w3\.org/2000/svg)", text)
    # Programs that take drawings into papers know no variables.
    assert "var(" not in text
    assert text == str(draw(ROWS, "month", "Events"))


def test_long_titles_are_wrapped_and_control_characters_shown() -> None:
    root = drawn(ROWS, "month", "Events: about " + "rocket " * 30 + "\x1b")
    assert max(map(len, texts(root))) <= 120
    assert "␛" in "".join(texts(root))


@pytest.mark.parametrize("rows", [[], [row("undated", 3)], [row(str(year), 1) for year in range(1000, 1001 + MOST)]])
def test_nothing_and_too_much_are_not_drawn(rows: list[dict[str, Any]]) -> None:
    with pytest.raises(UsageError, match="draw"):
        draw(rows, "year", "Events")
