"""Signs among neighbours: what stands around a paragraph, and what it shares with the article."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from reportedly.clean.signs import Line
from reportedly.clean.words import content_words

_HEADINGS = frozenset({"related", "tail"})


def _smoothed(values: Sequence[float], keep: float) -> list[float]:
    """For each place the sum of the values before it, each place further away counting `keep` times as much."""
    out, sum_so_far = [], 0.0
    for value in values:
        out.append(sum_so_far)
        sum_so_far = (sum_so_far + value) * keep
    return out


def densest(gains: Sequence[float]) -> tuple[int, int]:
    """The run with the largest sum (Kadane's algorithm): its first place, and the one after its last."""
    best, best_run, sum_here, start = 0.0, (0, 0), 0.0, 0
    for index, gain in enumerate(gains):
        sum_here += gain
        if sum_here > best:
            best, best_run = sum_here, (start, index + 1)
        if sum_here < 0:
            sum_here, start = 0.0, index + 1
    return best_run


def _gain(line: Line) -> float:
    """A line's article words, less a fine for what of it is none."""
    fine = 6.0 + (14.0 if line.whole in _HEADINGS else 0.0)
    return line.mass - fine / (1 + math.exp(line.own))


def neighbour_signs(lines: Sequence[Line]) -> list[dict[str, float]]:
    """What speaks for each line among its neighbours; its own signs and log-odds come along."""
    masses = [line.mass for line in lines]
    back = masses[::-1]
    near = list(zip(_smoothed(masses, 0.5), _smoothed(back, 0.5)[::-1]))
    far = list(zip(_smoothed(masses, 0.9), _smoothed(back, 0.9)[::-1]))
    first, last = densest([_gain(line) for line in lines])
    share = sum(masses[first:last]) / (sum(masses) or 1.0)
    mostly_article = (sum(masses) / (sum(min(line.words, 60) for line in lines) or 1)) ** 2
    shared = _shared_words(lines, first, last)
    out = []
    under_heading = 0.0
    for index, line in enumerate(lines):
        size = _size_name(line.words)
        signs = {f"itself: {name}": strength for name, strength in line.signs.items()}
        signs |= {"always": 1.0, "by itself": max(-6.0, min(6.0, line.own))}
        signs |= _nearness(near[index], far[index]) | _adjoining(lines, index)
        signs |= _place_in_run(index, first, last, size)
        signs["share of the article in the densest run"] = share if first <= index < last else -share
        signs["the page is mostly article"] = signs[f"mostly article, {size}"] = mostly_article
        signs[f"words shared with the densest run, {size}"] = shared[index]
        if under_heading:
            signs[f"under a heading of other articles, {size}" + ("" if line.ended else ", no stop")] = under_heading
        under_heading = _heading_memory(under_heading, line)
        out.append(signs)
    return out


def _size_name(words: int) -> str:
    return "short" if words <= 10 else "middling" if words <= 25 else "long"


def _nearness(near: tuple[float, float], far: tuple[float, float]) -> dict[str, float]:
    out = {}
    for name, pair, scale in (("near", near, 3.0), ("far", far, 5.0)):
        low, high = sorted((math.log1p(pair[0]), math.log1p(pair[1])))
        out[f"article {name} on both sides"] = low / scale
        out[f"article {name} on one side"] = high / scale
    return out


def _adjoining(lines: Sequence[Line], index: int) -> dict[str, float]:
    places = (("line before", index - 1), ("line after", index + 1))
    return {name: max(-4.0, min(4.0, lines[at].own)) / 4 for name, at in places if 0 <= at < len(lines)}


def _place_in_run(index: int, first: int, last: int, size: str) -> dict[str, float]:
    if first <= index < last:
        return {f"in the densest run, {size}": 1.0}
    side, distance = ("before", first - index) if index < first else ("after", index - last + 1)
    return {f"{side} the densest run": 1 - 1 / distance, f"{side} the densest run, {size}": 1.0}


def _shared_words(lines: Sequence[Line], first: int, last: int) -> list[float]:
    """For each line the share of its longer words that stand in other lines of the run; other stories share few."""
    words = [content_words(line.text[:1000]) for line in lines]
    counts = Counter(word for i in range(first, last) if lines[i].own > 0 for word in words[i])
    out = []
    for index, here in enumerate(words):
        own = 1 if first <= index < last and lines[index].own > 0 else 0
        out.append(sum(counts[word] > own for word in here) / max(len(here), 3))
    return out


def _heading_memory(memory: float, line: Line) -> float:
    if line.whole in _HEADINGS or any(name.endswith(": related") for name in line.signs if name.startswith("opens")):
        return 1.0
    return memory * (0.35 if line.words > 20 and line.ended else 0.85) if memory > 0.05 else 0.0
