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
#: How much more an event counts that is not taken to have happened.
RARE = 2.0


class Values(Head):
    """Output: "value" [.., 13], a score for each step of half a point from -3 to 3.

    Four layers of its own find no more than two, and one finds less; nor does it help to learn whether things did
    happen (UDS-IH2) beside it.
    """

    AFTER = TRUNK
    OWN = 2
    NET = 672

    def __init__(self) -> None:
        super().__init__()
        self.value = nn.Linear(WIDE, len(STEPS))

    def outputs(self, hidden: Tensor) -> dict[str, Tensor]:
        return {"value": self.value(hidden)}

    def targets(self, document: Document) -> dict[str, Ints]:
        """Hundredths of a point above the lowest value, at the first piece of each event."""
        values = np.full(len(document.pieces), -1, np.int64)
        for event in document.gold["events"]:
            first, last = places(document, event["start"], event["end"])
            if first < last:
                values[first] = round((event["value"] + SCALE) * 100)
        return {"value": values}

    def loss(self, hidden: Tensor, batch: Mapping[str, Tensor]) -> Tensor:
        """Cross entropy against the two steps that a value lies between, and the distance of the mean from it; what is
        not taken to have happened counts `RARE` times."""
        known = batch["value"] >= 0
        scores = self.value(functional.dropout(hidden[known], DROPPED, self.training)).float()
        values, steps = batch["value"][known].float() / 100 - SCALE, scores.new_tensor(STEPS)
        near = (1 - (values[:, None] - steps).abs() / (steps[1] - steps[0])).clamp(min=0)
        logs = functional.log_softmax(scores, -1)
        mean = (logs.exp() * steps).sum(-1)
        weight = torch.where(values <= 1, RARE, 1.0)
        return (weight * (-(near * logs).sum(-1) + (mean - values).abs())).sum() / weight.sum()

    def decode(self, document: Document, runs: Sequence[Run]) -> dict[str, Any]:
        spans = [(event["start"], event["end"]) for event in document.gold["events"]]
        values = [SCALE if chances is None else chances.mean for chances in happened(document.pieces, runs, spans)]
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
