"""Documents, windows over their pieces, and batches of windows."""

from __future__ import annotations

import json
import random
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from reportedly import lang
from reportedly.encoding.pieces import PAD, Pieces, Vocabulary
from reportedly.encoding.windows import WINDOW, Ints, inputs, sliding, spans_of_windows

#: Readers see straight marks where pages have typographic ones (`reading/page.py`); one character for one.
STRAIGHT = {ord(mark): plain for mark, plain in lang.load("en").straight.items()}

Gold = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Document:
    """A text cut into pieces, with whatever was annotated on it."""

    id: str
    text: str
    pieces: Pieces
    gold: Gold


@dataclass(frozen=True, slots=True)
class Window:
    """Pieces `start` to `end` of a document."""

    document: int
    start: int
    end: int


def documents(path: Path, vocabulary: Vocabulary, limit: int | None = None) -> list[Document]:
    """A document a line: {"id", "text", ...}."""
    made = []
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if limit is not None and len(made) == limit:
                break
            gold = json.loads(line)
            text = gold["text"].translate(STRAIGHT)
            made.append(Document(gold["id"], text, vocabulary.cut(text), gold))
    return made


def places(document: Document, start: int, end: int) -> tuple[int, int]:
    """The pieces that share a character with [start, end)."""
    return bisect_right(document.pieces.ends, start), bisect_left(document.pieces.starts, end)


def windows(made: Sequence[Document], draw: random.Random | None = None) -> list[Window]:
    """All windows of the documents; with `draw`, each document's begin at a place of their own, a few of them anywhere,
    so that pages whose paragraphs are lost are no surprise."""
    return [
        Window(number, start, end)
        for number, document in enumerate(made)
        for start, end in (spans_of_windows(document.pieces) if draw is None else _drawn(document.pieces, draw))
    ]


#: Share of documents whose windows are cut without regard for paragraphs, in each pass.
ANYWHERE = 0.2


def _drawn(pieces: Pieces, draw: random.Random) -> Iterator[tuple[int, int]]:
    first, anywhere = draw.randrange(1, WINDOW), draw.random() < ANYWHERE
    if not anywhere or len(pieces) <= WINDOW:
        yield from spans_of_windows(pieces, first)
    else:
        yield 0, first
        yield from sliding(first, len(pieces), WINDOW)


def batches(found: Sequence[Window], size: int, draw: random.Random) -> list[list[Window]]:
    """Windows of about one length together, in an order that only the seed decides."""
    order = list(found)
    draw.shuffle(order)
    order.sort(key=lambda window: (window.end - window.start) // 32)
    made = [order[i : i + size] for i in range(0, len(order), size)]
    draw.shuffle(made)
    return made


def collate(
    vocabulary: Vocabulary, made: Sequence[Document], targets: Sequence[Mapping[str, Ints]], batch: Sequence[Window]
) -> dict[str, Ints]:
    """A batch as arrays [windows, longest]: "ids", "shapes", "real" (1 where not padding) and each of the targets.

    `targets` holds, for each document, arrays over its pieces; frame and padding get -1 in them.
    """
    longest = max(window.end - window.start for window in batch) + 2
    names = list(targets[batch[0].document])
    out = {name: np.full((len(batch), longest), -1, np.int64) for name in names}
    out["ids"] = np.full((len(batch), longest), vocabulary.number[PAD], np.int64)
    out["shapes"] = np.zeros((len(batch), longest), np.int64)
    out["real"] = np.zeros((len(batch), longest), np.int64)
    for row, window in enumerate(batch):
        ids, shapes = inputs(vocabulary, made[window.document].pieces, window.start, window.end)
        out["ids"][row, : len(ids)] = ids
        out["shapes"][row, : len(ids)] = shapes
        out["real"][row, : len(ids)] = 1
        for name in names:
            out[name][row, 1 : len(ids) - 1] = targets[window.document][name][window.start : window.end]
    return out
