"""A timeline: periods as bars, days as points, a lane a party; background above the news, each on its own scale."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from markupsafe import Markup

from reportedly.tell.drawing.shapes import shape, svg, words

__all__ = ["DRAWN", "draw", "drawn"]

#: So many marks are drawn, the weightiest; the list has all.
DRAWN = 60
_LANES = 6
_OTHERS = "Others"
_WIDTH, _LEFT, _RIGHT = 780.0, 148.0, 20.0
#: Height of a mark's track, and the width a mark takes at least: its point and its number.
_TRACK, _LEAST = 17.0, 30.0
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
#: Distances of ticks, in days, and of what: each tick is the first day of such a stretch.
_STEPS = (1, 2, 5, 7, 14, 30, 61, 91, 182, 365, 730, 1826, 3652, 7305, 18262, 36525)

Entry = Mapping[str, Any]


def drawn(entries: Sequence[Entry]) -> list[tuple[int, Entry]]:
    """The entries to be drawn, each with its number in the list, in the order of the list."""
    weightiest = sorted(entries, key=lambda entry: (-entry["weight"], entry["number"]))[:DRAWN]
    return sorted(((entry["number"], entry) for entry in weightiest), key=lambda pair: pair[0])


def draw(entries: Sequence[Entry]) -> Markup:
    """The drawing of a dossier's timeline; every mark leads to its line `#t-<number>`."""
    marks = drawn(entries)
    lanes = _lanes(entry["lane"] for _, entry in marks)
    panels = [[m for m in marks if m[1]["background"]], [m for m in marks if not m[1]["background"]]]
    names = ["Background, on a scale of its own", "The period of the news"]
    shapes: list[Markup] = []
    top = 4.0
    for name, panel in zip(names, panels):
        if panel:
            made, top = _panel(name if all(panels) else "", panel, lanes, top)
            shapes += made
    title = f"Timeline of {len(marks)} dated happenings"
    said = "Points are days, bars are periods; numbers are those of the list below, which says the same in words."
    return svg("timeline", title, said, (_WIDTH, top), shapes)


def _lanes(names: Iterable[str]) -> list[str]:
    counted = Counter(names)
    order = sorted(counted, key=lambda name: (-counted[name], name))
    return order if len(order) <= _LANES else [*order[: _LANES - 1], _OTHERS]


@dataclass(frozen=True, slots=True)
class _Scale:
    first: date
    last: date

    @classmethod
    def of(cls, marks: Iterable[tuple[int, Entry]]) -> _Scale:
        days = [day for _, entry in marks for day in _ends(entry)]
        first, last = min(days), max(days)
        room = max(1, (last - first).days // 50)
        return cls(_shifted(first, -room), _shifted(last, room))

    def x(self, day: date) -> float:
        whole = max(1, (self.last - self.first).days)
        return _LEFT + (day - self.first).days / whole * (_WIDTH - _LEFT - _RIGHT)

    def ticks(self) -> Iterator[tuple[date, str]]:
        days = (self.last - self.first).days
        step = next((step for step in _STEPS if days / step <= 8), _STEPS[-1])
        day = _beginning(self.first, step)
        while day <= self.last:
            if day >= self.first:
                yield day, _tick(day, step)
            following = _next(day, step)
            if following <= day:
                return
            day = following


def _ends(entry: Entry) -> tuple[date, date]:
    first, last = entry["date"]["earliest"], entry["date"]["latest"]
    return date.fromisoformat(first or last), date.fromisoformat(last or first)


def _shifted(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return day


def _beginning(day: date, step: int) -> date:
    """The first tick at or before a day: days count from the first of the year, longer steps begin on a first."""
    if step < 30:
        return day - timedelta(days=(day.timetuple().tm_yday - 1) % step)
    if step < 365:
        months = round(step / 30.4)
        return date(day.year, (day.month - 1) // months * months + 1, 1)
    years = round(step / 365.25)
    return date(max(1, day.year // years * years), 1, 1)


def _next(day: date, step: int) -> date:
    if step < 30:
        return _shifted(day, step)
    months = round(step / 30.4) if step < 365 else 12 * round(step / 365.25)
    at = day.month - 1 + months
    return date(day.year + at // 12, at % 12 + 1, 1) if day.year + at // 12 <= 9999 else day


def _tick(day: date, step: int) -> str:
    if step >= 365:
        return str(day.year)
    return f"{_MONTHS[day.month - 1]} {day.year}" if step >= 30 else f"{day.day} {_MONTHS[day.month - 1]}"


def _panel(name: str, marks: list[tuple[int, Entry]], lanes: list[str], top: float) -> tuple[list[Markup], float]:
    """One panel with its scale on top and a band a lane; returns its shapes and where it ends."""
    scale = _Scale.of(marks)
    shapes = [words(name, 0, top + 12, class_="panel")] if name else []
    axis = top + (34.0 if name else 16.0)
    y = axis + 8
    body: list[Markup] = []
    for lane in lanes:
        here = [m for m in marks if (m[1]["lane"] if m[1]["lane"] in lanes else _OTHERS) == lane]
        if here:
            made, y = _lane(lane, here, scale, y)
            body += made
    years = f" {scale.first.year}" if scale.first.year == scale.last.year else ""
    for day, label in scale.ticks():
        x = scale.x(day)
        shapes += [shape("line", x1=x, x2=x, y1=axis, y2=y, class_="tick"), words(label, x, axis - 4, class_="scale")]
    if years:
        shapes.append(words(years.strip(), _LEFT - 40, axis - 4, class_="year"))
    return [*shapes, *body], y + 14


def _lane(lane: str, marks: list[tuple[int, Entry]], scale: _Scale, top: float) -> tuple[list[Markup], float]:
    """A lane's marks in as many tracks as keep them apart."""
    free: list[float] = []
    placed: list[tuple[int, Entry, int]] = []
    for number, entry in marks:
        start, end = (scale.x(day) for day in _ends(entry))
        track = next((n for n, x in enumerate(free) if x <= start), len(free))
        free[track : track + 1] = [max(end, start) + _LEAST]
        placed.append((number, entry, track))
    height = len(free) * _TRACK + 8
    shapes = [
        shape("line", x1=0, x2=_WIDTH, y1=top, y2=top, class_="edge"),
        words(_short(lane), 0, top + 17, class_="lane"),
        *(_mark(number, entry, scale, top + 4 + track * _TRACK) for number, entry, track in placed),
    ]
    return shapes, top + height


def _short(name: str, most: int = 20) -> str:
    return name if len(name) <= most else name[: most - 1].rstrip() + "…"


def _mark(number: int, entry: Entry, scale: _Scale, y: float) -> Markup:
    """A point or a bar with its number, leading to its line."""
    start, end = (scale.x(day) for day in _ends(entry))
    kind = f"mark {entry['look']}"
    if end - start < 9:
        form = shape("circle", cx=(start + end) / 2, cy=y + 8, r=5.0, class_=kind)
        end = (start + end) / 2 + 5
    else:
        form = shape("rect", x=start, y=y + 3, width=end - start, height=10.0, rx=3.0, class_=kind)
    one_sided = not (entry["date"]["earliest"] and entry["date"]["latest"])
    label = f"{number}{'→' if one_sided and entry['date']['earliest'] else '←' if one_sided else ''}"
    x, anchor = (end + 3, "start") if end < _WIDTH - _RIGHT else (start - 3, "end")
    told = shape("title", f"{number}. {entry['when']}: {entry['label']}, {entry['head']} ({entry['status']})")
    number_at = words(label, x, y + 12, class_="number", text_anchor=anchor)
    return shape("a", told + form + number_at, href=f"#t-{number}", tabindex=-1)
