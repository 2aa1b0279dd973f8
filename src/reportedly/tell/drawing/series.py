"""A series of events as a drawing of its own: cooperation upwards and conflict downwards, and below the mean intensity.

Unlike the dossier's drawings it stands alone in a file, so it brings its colours along, for light and for dark. No
script, no font, no picture: the same rows give the same bytes.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from markupsafe import Markup

from reportedly.errors import UsageError
from reportedly.tell.drawing.shapes import shape, svg, words
from reportedly.tell.sections.wording import shown

__all__ = ["MOST", "draw"]

#: More periods than this are too narrow to be seen.
MOST = 240
_WIDTH, _EDGE, _LEFT, _RIGHT = 820.0, 16.0, 56.0, 20.0
_BARS, _LINE = 250.0, 110.0
#: What stacks upwards and what downwards, from the axis outwards: deeds lie on words.
_UP, _DOWN = ("VC", "MC"), ("VF", "MF")
_NAMES = {
    "VC": "verbal cooperation", "MC": "material cooperation", "VF": "verbal conflict", "MF": "material conflict",
}  # fmt: skip
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_SCALE = 10.0
#: A lone month is a bar, not a wall.
_WIDEST = 72.0
#: What has which colour: in light, in dark. Written out class by class, since many programs that take a drawing into
#: a paper know no CSS variables, and leave a rule they do not know (the dark one) alone.
_COLOURS = {
    ".paper { fill": ("#ffffff", "#14181d"),
    "text { fill": ("#566272", "#a7b1bd"),
    ".title, .said, .key, .dot { fill": ("#1b2430", "#e8ecf1"),
    ".mean { stroke": ("#1b2430", "#e8ecf1"),
    ".rule { stroke": ("#dfe3e8", "#333b45"),
    ".axis { stroke": ("#566272", "#a7b1bd"),
    ".vc { fill": ("#8ab8e0", "#a9d0f2"),
    ".mc { fill": ("#1f5f9e", "#4d8fd1"),
    ".vf { fill": ("#f0a35c", "#f5bb80"),
    ".mf { fill": ("#b23a22", "#e0654a"),
}
_SHAPES = """
.drawn.series { max-width: 100%; height: auto; }
text { font-family: system-ui, "Segoe UI", "DejaVu Sans", sans-serif; font-size: 11px; }
.title { font-size: 15px; font-weight: 600; } .said, .key { font-size: 12px; } .mean { fill: none; stroke-width: 1.8; }
"""

Row = Mapping[str, Any]


def draw(rows: Sequence[Row], by: str, title: str, said: Sequence[str] = ()) -> Markup:
    """The drawing of a series (`series.COLUMNS`) by month, quarter or year, under a title and sentences of explanation.

    Rows that are no period are not drawn but counted below it. Raises `UsageError` where there is nothing to draw, or
    too much.
    """
    drawn = [row for row in rows if row["period"][:4].isdigit()]
    if not drawn:
        raise UsageError("Nothing to draw: no event answers that has a date within one period.")
    if len(drawn) > MOST:
        raise UsageError(
            f"{len(drawn)} periods are too many to draw; name --since and --until, or take longer periods."
        )
    head, top = _head(title, said)
    bars, low = _bars(drawn, top)
    line, end = _mean(drawn, low + 30)
    foot = [words(text, _EDGE, end + 44 + 16 * n, class_="said") for n, text in enumerate(_left_out(rows, by))]
    size = (_WIDTH, end + 42 + 16 * len(foot))
    paper = shape("rect", class_="paper", width=_WIDTH, height=size[1])
    inside = [shape("style", _style()), paper, *head, *bars, *line, *_times(drawn, by, low, end), *foot]
    text = "Bars above the axis are cooperation, below it conflict; the line is the mean intensity from -10 to +10."
    return svg(
        "series", shown(title), text, size, inside, xmlns="http://www.w3.org/2000/svg", width=_WIDTH, height=size[1]
    )


def _style() -> Markup:
    light, dark = (" ".join(f"{what}: {pair[n]}; }}" for what, pair in _COLOURS.items()) for n in (0, 1))
    return Markup(f"{_SHAPES}{light}\n@media (prefers-color-scheme: dark) {{ {dark} }}\n")


# --- around -------------------------------------------------------------------------------------------------------


def _head(title: str, said: Sequence[str]) -> tuple[list[Markup], float]:
    """The title, what is counted, and the key; and where they end."""
    shapes, y = [], 10.0
    for line in textwrap.wrap(title, 84):
        y += 19
        shapes.append(words(line, _EDGE, y, class_="title"))
    for line in (line for text in said for line in textwrap.wrap(text, 112)):
        y += 16
        shapes.append(words(line, _EDGE, y, class_="said"))
    y += 26
    for n, (quad, name) in enumerate(_NAMES.items()):
        x = _EDGE + n * 190.0
        shapes.append(shape("rect", class_=quad.lower(), x=x, y=y - 10, width=12.0, height=12.0))
        shapes.append(words(f"{name} ({quad})", x + 17, y, class_="key"))
    return shapes, y + 10


def _left_out(rows: Sequence[Row], by: str) -> Iterator[str]:
    """What is not in the drawing, and what stands there by its article's date."""
    out = [f"{row['events']} {row['period']}" for row in rows if not row["period"][:4].isdigit()]
    if out:
        yield f"Not drawn, for want of one {by} to stand in: {', '.join(out)}."
    borrowed, whole = (sum(row[name] for row in rows) for name in ("dated_by_article", "events"))
    yield f"{borrowed} of {whole} events have no date of their own and stand by their article's."


def _x(n: int, of: int) -> float:
    """The left edge of a period's column."""
    return _LEFT + n / of * (_WIDTH - _LEFT - _RIGHT)


def _times(rows: Sequence[Row], by: str, low: float, end: float) -> Iterator[Markup]:
    """Names of periods below both panels, as many as there is room for, at the round ones."""
    step = next((step for step in _steps(by) if len(rows) / step <= 10), len(rows))
    for n, row in enumerate(rows):
        if _number(row["period"]) % step == 0 or len(rows) == 1:
            x = (_x(n, len(rows)) + _x(n + 1, len(rows))) / 2
            for y in (low, end):
                yield shape("line", class_="axis", x1=x, x2=x, y1=y, y2=y + 4)
                yield words(_told(row["period"]), x, y + 16, text_anchor="middle")


def _steps(by: str) -> tuple[int, ...]:
    return {"month": (1, 2, 3, 6, 12, 24, 60, 120), "quarter": (1, 2, 4, 8, 20, 40)}.get(by, (1, 2, 5, 10, 20, 50))


def _number(period: str) -> int:
    """A period counted from the year 0 on, so that a multiple of a year's periods is a year's first."""
    year, part = int(period[:4]), period[5:]
    if part.startswith("Q"):
        return year * 4 + int(part[1:]) - 1
    return year * 12 + int(part) - 1 if part else year


def _told(period: str) -> str:
    year, part = period[:4], period[5:]
    return f"{_MONTHS[int(part) - 1]} {year}" if part.isdigit() else f"{part} {year}".strip()


# --- panels -------------------------------------------------------------------------------------------------------


def _caption(text: str, top: float) -> tuple[Markup, float]:
    """What a panel shows, and where the panel begins below that."""
    return words(text, _EDGE, top + 14, class_="said"), top + 28


def _bars(rows: Sequence[Row], top: float) -> tuple[list[Markup], float]:
    """Quad counts as stacked bars off one axis; returns the shapes and where the panel ends."""
    up, down = (max(sum(row[quad] for quad in side) for row in rows) for side in (_UP, _DOWN))
    step = _round_step(max(up, down, 1))
    caption, top = _caption("Events: cooperation above the axis, conflict below it", top)
    # Whole steps on either side, at least one, so that the axis has a number above and below.
    above, below = (max(1, -(-most // step)) * step for most in (up, down))
    scale = _BARS / (above + below)
    axis = top + above * scale
    shapes = [caption]
    for value in range(-below, above + 1, step):
        y = axis - value * scale
        shapes.append(shape("line", class_="rule" if value else "axis", x1=_LEFT, x2=_WIDTH - _RIGHT, y1=y, y2=y))
        shapes.append(words(str(abs(value)), _LEFT - 6, y + 4, text_anchor="end"))
    for n, row in enumerate(rows):
        shapes.append(_bar(row, _x(n, len(rows)), _x(n + 1, len(rows)), axis, scale))
    return shapes, top + _BARS


def _round_step(most: int) -> int:
    """The distance of the axis's numbers: 1, 2 or 5 times a power of ten, no more than six numbers a side."""
    steps = (digit * int(10**power) for power in range(12) for digit in (1, 2, 5))
    return next((step for step in steps if most / step <= 6), most)


def _bar(row: Row, left: float, right: float, axis: float, scale: float) -> Markup:
    width = min(_WIDEST, right - left - min(6.0, (right - left) * 0.18))
    parts = []
    for side, sign in ((_UP, -1), (_DOWN, 1)):
        at = axis
        for quad in side:
            height = row[quad] * scale
            if height:
                y = at - height if sign < 0 else at
                parts.append(
                    shape("rect", class_=quad.lower(), x=(left + right - width) / 2, y=y, width=width, height=height)
                )
                at += sign * height
    told = ", ".join(f"{quad} {row[quad]}" for quad in _NAMES)
    return shape("g", shape("title", f"{_told(row['period'])}: {told}") + Markup("").join(parts))


def _mean(rows: Sequence[Row], top: float) -> tuple[list[Markup], float]:
    """Mean intensity as a line on its whole scale, broken where there is nothing to take a mean of."""
    caption, top = _caption("Mean intensity, from -10 (conflict) to +10 (cooperation); Reportedly's own figures", top)
    middle = top + _LINE / 2
    shapes = [caption]
    for value in (-10, -5, 0, 5, 10):
        y = middle - value / _SCALE * _LINE / 2
        shapes.append(shape("line", class_="rule" if value else "axis", x1=_LEFT, x2=_WIDTH - _RIGHT, y1=y, y2=y))
        shapes.append(words(f"{value:+d}" if value else "0", _LEFT - 6, y + 4, text_anchor="end"))
    known = groupby(enumerate(rows), key=lambda pair: pair[1]["mean_intensity"] is not None)
    for points in (list(run) for whole, run in known if whole):
        places = [
            (
                (_x(n, len(rows)) + _x(n + 1, len(rows))) / 2,
                middle - row["mean_intensity"] / _SCALE * _LINE / 2,
                f"{_told(row['period'])}: {row['mean_intensity']:+.2f}, {row['events']} events",
            )
            for n, row in points
        ]
        if len(places) > 1:
            shapes.append(shape("polyline", class_="mean", points=" ".join(f"{x:.1f},{y:.1f}" for x, y, _ in places)))
        r = 2.5 if len(rows) <= 60 else 1.5
        shapes += [shape("circle", shape("title", told), class_="dot", cx=x, cy=y, r=r) for x, y, told in places]
    return shapes, top + _LINE
