"""Which types of event a sentence reports, and which words are the parties of its main one.

Learned from sentences that are labelled as a whole (see `encoding/events.py`), each a document. Gold: "types", of which
any is right ("" alone: nothing is reported); "parties", rows of start, end and role, or None where they are not marked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from torch import Tensor, nn
from torch.nn import functional
from train.encoder.data import Document, places
from train.encoder.heads import Head
from train.encoder.model import TRUNK, WIDE

from reportedly.encoding.events import NOTHING, ROLES, TYPES, told
from reportedly.encoding.tags import Run
from reportedly.encoding.windows import Ints

#: Vectors go through this share of dropout in training: there are few examples.
DROPPED = 0.1


class Events(Head):
    """Outputs: "types" [.., 18], a score for each type, for nothing, and how much the piece is looked at; "roles"
    [.., 3].

    Sharing all six layers with the statements, the head cost nested statements 5 points and more whatever was trained
    beside it; with four layers of its own it costs them nothing, and finds as many types.
    """

    AFTER = TRUNK

    def __init__(self) -> None:
        super().__init__()
        self.types = nn.Linear(WIDE, NOTHING + 2)
        self.roles = nn.Linear(WIDE, len(ROLES))

    def outputs(self, hidden: Tensor) -> dict[str, Tensor]:
        return {"types": self.types(hidden), "roles": self.roles(hidden)}

    def targets(self, document: Document) -> dict[str, Ints]:
        return encoded(document)

    def loss(self, hidden: Tensor, batch: Mapping[str, Tensor]) -> Tensor:
        out = self.outputs(functional.dropout(hidden, DROPPED, self.training))
        roles = functional.cross_entropy(
            out["roles"].float().flatten(0, 1), batch["role"].flatten(), ignore_index=-1, reduction="sum"
        )
        known = (batch["role"] >= 0).sum().clamp(min=1)
        return type_loss(out["types"].float(), batch["types"]) + roles / known

    def decode(self, document: Document, runs: Sequence[Run]) -> dict[str, Any]:
        found = told(document.pieces, runs)
        return {"kinds": dict(found.kinds), "parties": [list(party) for party in found.parties]}

    def scores(self, made: Sequence[Document], found: Sequence[dict[str, Any]]) -> dict[str, float]:
        right: Counter[str] = Counter()
        for document, lines in zip(made, found):
            kinds, gold = lines["kinds"], encoded(document)["role"]
            right.update(sentences=1, type=max(kinds, key=kinds.__getitem__) in document.gold["types"])
            if document.gold["parties"] is None:
                continue
            pred = np.zeros_like(gold)
            for start, end, role, _ in lines["parties"]:
                first, last = places(document, start, end)
                pred[first:last] = role
            for role in range(1, len(ROLES)):
                right.update(
                    gold=int((gold == role).sum()),
                    pred=int((pred == role).sum()),
                    both=int(((pred == role) & (gold == role)).sum()),
                )
        return {
            "top-1": 100 * right["type"] / max(1, right["sentences"]),
            "pieces of parties": 200 * right["both"] / max(1, right["gold"] + right["pred"]),
        }


HEAD = Events


def type_loss(scores: Tensor, types: Tensor) -> Tensor:
    """Cross entropy of each sentence's pooled scores, all its types counting as one answer.

    `scores` [sentences, length, 18]; `types` [sentences, length], at each of a sentence's pieces a bit for each of its
    types, -1 where there is no piece.
    """
    inside = types >= 0
    shares = functional.log_softmax(scores[..., NOTHING + 1].masked_fill(~inside, -1e9), -1)
    pooled = (scores[..., : NOTHING + 1] + shares[..., None]).logsumexp(1)
    logs = functional.log_softmax(pooled, -1)
    allowed = (types.amax(1)[:, None] >> scores.new_tensor(range(NOTHING + 1)).long()) & 1
    return -logs.masked_fill(allowed == 0, -1e9).logsumexp(-1).mean()


def encoded(document: Document) -> dict[str, Ints]:
    """Targets over the pieces: "types", a bit for each type that the sentence has; "role", -1 where none are marked."""
    length, parties = len(document.pieces), document.gold["parties"]
    bits = sum(1 << (*TYPES, "").index(name) for name in set(document.gold["types"]))
    role = np.full(length, -1 if parties is None else 0, np.int64)
    for start, end, name in parties or ():
        first, last = places(document, start, end)
        role[first:last] = ROLES.index(name)
    return {"types": np.full(length, bits, np.int64), "role": role}
