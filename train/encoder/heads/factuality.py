"""How far a reader takes an event to have happened, from -3 (certainly not) to 3 (certainly), read at its word.

Gold: "events", rows of `{"start", "end", "value"}`. Nothing is learned at other words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from train.encoder.data import Document, places
from train.encoder.heads import Head
from train.encoder.model import TRUNK, WIDE

from reportedly.encoding.factuality import SCALE, STEPS, happened
from reportedly.encoding.tags import Run
from reportedly.encoding.windows import Ints

#: Vectors go through this share of dropout in training: there are few examples.
DROPPED = 0.1


class Values(Head):
    """Output: "value" [.., 13], a score for each step of half a point from -3 to 3."""

    AFTER = TRUNK
    OWN = int(__import__("os").environ.get("OWN", "2"))

    def __init__(self) -> None:
        super().__init__()
        self.value = nn.Linear(WIDE, len(STEPS))

    def outputs(self, hidden: Tensor) -> dict[str, Tensor]:
        return {"value": self.value(hidden)}

    def targets(self, document: Document) -> dict[str, Ints]:
        values = np.full(len(document.pieces), -1, np.int64)
        for event in document.gold["events"]:
            first, last = places(document, event["start"], event["end"])
            if first < last:
                values[first] = round((event["value"] + SCALE) * 100)
        return {"value": values}

    def loss(self, hidden: Tensor, batch: Mapping[str, Tensor]) -> Tensor:
        """Cross entropy against the two steps that a value lies between, and the distance of the mean from it."""
        known = batch["value"] >= 0
        scores = self.value(functional.dropout(hidden[known], DROPPED, self.training)).float()
        gold = batch["value"][known].float() / 100 - SCALE
        steps = scores.new_tensor(STEPS)
        near = (1 - (gold[:, None] - steps).abs() / (steps[1] - steps[0])).clamp(min=0)
        logs = functional.log_softmax(scores, -1)
        mean = (logs.exp() * steps).sum(-1)
        W = float(__import__("os").environ.get("RARE", "1"))
        weight = torch.where(gold <= 1, W, 1.0)
        return (weight * (-(near * logs).sum(-1) + (mean - gold).abs())).sum() / weight.sum()

    def decode(self, document: Document, runs: Sequence[Run]) -> dict[str, Any]:
        spans = [(event["start"], event["end"]) for event in document.gold["events"]]
        values = happened(document.pieces, runs, spans)
        return {
            "id": document.id,
            "events": [
                {"start": start, "end": end, "source": "AUTHOR", "value": value}
                for (start, end), value in zip(spans, values)
            ],
        }

    def scores(self, made: Sequence[Document], found: Sequence[dict[str, Any]]) -> dict[str, float]:
        gold = np.array([event["value"] for document in made for event in document.gold["events"]])
        ours = np.array([event["value"] for lines in found for event in lines["events"]])
        return {
            "mean error": float(100 * np.abs(gold - ours).mean()),
            "correlation": float(100 * np.corrcoef(gold, ours)[0, 1]),
        }


HEAD = Values
