#!/usr/bin/env python3
"""Draws where the processor time of reading goes, as a flame graph (SVG).

    python bench/flames.py [--data FOLDER] [--articles N] -o docs/img/speed.svg

Every other millisecond of processor time the stack is noted, with the time since it was noted last: a compiled library
is not interrupted, and counts in full once it is done. Each box is a function, as wide as its share, on top of
the one that called it; what compiled libraries do lies in the function that called them.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from types import FrameType

os.environ.setdefault("OMP_NUM_THREADS", "1")

import speed

EVERY = 0.002
WIDE, HIGH, LETTER = 1200.0, 17, 6.4
#: Narrower boxes are left out, in pixels.
LEAST = 1.5
#: Whose code: a word of the file's path, and the colour.
ROOMS = (
    ("onnxruntime", "#e07b53"), ("spacy", "#6f9fd8"), ("thinc", "#6f9fd8"), ("numpy", "#b9a0d6"),
    ("reading/abreast", "#6f9fd8"), ("reading/vectors", "#6f9fd8"),
    ("reportedly/encoding", "#e9b872"), ("reportedly/times", "#86b77a"), ("reportedly/clean", "#86b77a"),
    ("reportedly", "#d9cf7c"),
)  # fmt: skip
ELSE = "#c9c9c9"

Stack = tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Box:
    """A function in one stack: the microseconds it was seen for, and what it called."""

    spent: int = 0
    inside: dict[tuple[str, str], Box] = field(default_factory=dict)


def sampled(options: argparse.Namespace) -> Counter[Stack]:
    """Stacks below `read_one`, outermost first, and the microseconds each was seen for."""
    from reportedly import flow
    from reportedly.reading import Reader

    reader, found = Reader(), speed.articles(options)
    for article in found:
        flow.read_one(article, reader)
    seen: Counter[Stack] = Counter()
    last = [0.0]

    def note(_: int, frame: FrameType | None) -> None:
        stack, now = [], time.process_time()
        took, last[0] = now - last[0], now
        while frame is not None and frame.f_code is not flow.read_one.__code__:
            stack.append((frame.f_code.co_qualname.replace(".<locals>", ""), frame.f_code.co_filename))
            frame = frame.f_back
        if frame is not None:
            seen[tuple(reversed(stack))] += round(1e6 * took)

    signal.signal(signal.SIGPROF, note)
    last[0] = time.process_time()
    signal.setitimer(signal.ITIMER_PROF, EVERY, EVERY)
    for article in found:
        flow.read_one(article, reader)
    signal.setitimer(signal.ITIMER_PROF, 0)
    return seen


def tree(seen: Counter[Stack]) -> Box:
    top = Box()
    for stack, took in seen.items():
        box = top
        box.spent += took
        for call in stack:
            box = box.inside.setdefault(call, Box())
            box.spent += took
    return top


def drawn(top: Box) -> str:
    rects = list(_boxes(top, ("read_one", "reportedly/flow.py"), 0.0, WIDE, 0, top.spent))
    deepest = max(depth for depth, _ in rects)
    height = (deepest + 1) * HIGH + 4
    body = "\n".join(rect.replace("{y}", str((deepest - depth) * HIGH + 2)) for depth, rect in rects)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE:.0f} {height}" font-family="monospace" '
        f'font-size="10.5">\n<title>Processor time of reading, {top.spent / 1e6:.1f} seconds</title>\n'
        f'<rect width="100%" height="100%" fill="#fff"/>\n{body}\n</svg>\n'
    )


def _boxes(
    box: Box, call: tuple[str, str], x: float, width: float, depth: int, whole: int
) -> Iterator[tuple[int, str]]:
    name, file = call
    colour = next((colour for word, colour in ROOMS if word in file), ELSE)
    told = f"{name} ({'/'.join(file.split('/')[-2:])}) {box.spent / whole:.1%}"
    room = int((width - 4) / LETTER)
    label = name if len(name) <= room else name[: room - 1] + "…"
    text = f'<text x="{x + 2:.1f}" y="{{y}}" dy="12">{escape(label)}</text>' if room >= 3 else ""
    yield (
        depth,
        (
            f'<g><title>{escape(told)}</title><rect x="{x:.1f}" y="{{y}}" width="{width:.1f}" height="{HIGH - 1}" '
            f'fill="{colour}"/>{text}</g>'
        ),
    )
    for inner, under in sorted(box.inside.items(), key=lambda pair: (-pair[1].spent, pair[0])):
        part = width * under.spent / box.spent
        if part >= LEAST:
            yield from _boxes(under, inner, x, part, depth + 1, whole)
        x += part


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    default = os.environ.get("REPORTEDLY_DATA") or Path(__file__).resolve().parents[2] / "shared"
    parser.add_argument("--data", type=Path, default=Path(default))
    parser.add_argument("--articles", type=int, default=40)
    parser.add_argument("-o", dest="output", type=Path, required=True, metavar="FILE.svg")
    options = parser.parse_args()
    if not (options.data / "data").is_dir():
        print(f"notice: there is no data in {options.data}: nothing was drawn.")
        return 0
    options.output.write_text(drawn(tree(sampled(options))), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
