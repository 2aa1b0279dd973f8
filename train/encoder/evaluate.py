"""Runs a reader over documents, in batches, and scores what its head decodes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from train.encoder.data import Document, collate, documents, windows
from train.encoder.reader import Reader

from reportedly.encoding.pieces import Vocabulary
from reportedly.encoding.tags import Run

BATCH = 16

Scores = dict[str, float]
Line = dict[str, Any]


@torch.inference_mode()
def runs(reader: Reader, name: str, vocabulary: Vocabulary, made: Sequence[Document]) -> list[list[Run]]:
    """For each document one head's outputs for its windows, in order."""
    found: list[list[Run]] = [[] for _ in made]
    order = windows(made)
    # Windows of a length together: padding costs time.
    order.sort(key=lambda window: window.end - window.start)
    nothing: list[dict[str, Any]] = [{} for _ in made]
    for at in range(0, len(order), BATCH):
        batch = order[at : at + BATCH]
        given = {name: torch.from_numpy(a) for name, a in collate(vocabulary, made, nothing, batch).items()}
        hidden = reader([name], given["ids"], given["shapes"], given["real"])[name]
        out = reader.head(name).outputs(hidden)
        for row, window in enumerate(batch):
            length = window.end - window.start + 2
            arrays = {name: values[row, :length].numpy() for name, values in out.items()}
            found[window.document].append(Run(window.start, window.end, arrays))
    return [sorted(rows, key=lambda run: run.start) for rows in found]


def evaluated(
    reader: Reader, name: str, vocabulary: Vocabulary, path: Path, limit: int | None = None
) -> tuple[Scores, list[Line]]:
    """A head's scores on a gold file, and what it found, a line a document."""
    made = documents(path, vocabulary, limit)
    head = reader.head(name)
    found = [head.decode(d, rows) for d, rows in zip(made, runs(reader, name, vocabulary, made))]
    lines = [{"id": document.id, **line} for document, line in zip(made, found)]
    return head.scores(made, found), lines
