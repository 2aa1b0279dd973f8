"""Whether a reading keeps its promises: every span cuts exact words, blocks stand in order, links lead somewhere."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from reportedly.query import faults

__all__ = ["contents", "quoted", "sound", "words"]

Plain = dict[str, Any]


def sound(reading: Plain) -> Plain:
    """The reading itself, once it is sure that nothing in it points beside the words."""
    assert faults(reading) == []
    spans = [block["span"] for block in reading["blocks"]]
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    between = zip([0, *(end for _, end in spans)], [*(start for start, _ in spans), len(reading["text"])], strict=True)
    lost = [reading["text"][end:start] for end, start in between]
    assert not any(gap.strip() for gap in lost) or not spans, "words that stand in no block"
    return reading


def words(reading: Plain, spans: list[list[int]]) -> str:
    """The words of a discontinuous stretch."""
    return " … ".join(reading["text"][start:end] for start, end in spans)


def contents(reading: Plain) -> list[str]:
    """What is said in each statement."""
    return [words(reading, one["content"]) for one in reading["statements"]]


def quoted(reading: Plain) -> list[tuple[str, str]]:
    """Source and content of the direct quotations."""
    direct = [one for one in reading["statements"] if one["form"] == "direct"]
    return [(words(reading, one["source"]), words(reading, one["content"])) for one in direct]
