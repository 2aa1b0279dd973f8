"""Which types of event a sentence reports, and which words are the parties of its main one.

Learned from sentences that are labelled as a whole (see `encoding/events.py`). Gold: "sentences", rows of start, end
and the types, of which any is right ("" alone: nothing is reported); "parties", rows of start, end and role, and in
"marked" the numbers of the sentences whose parties are all marked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from train.encoder.data import Document, places
from train.encoder.heads import Head
from train.encoder.model import WIDE

from reportedly.encoding.events import NOTHING, ROLES, TYPES, told
from reportedly.encoding.tags import Run
from reportedly.encoding.windows import Ints

#: Weights of the two losses.
TYPE_LOSS, ROLE_LOSS = 1.0, 1.0
#: Scores go through this share of dropout in training: there are few examples.
DROPPED = 0.1
#: More sentences than a document ever has.
MOST = 1000


class Events(Head):
    """Outputs: "types" [.., 18], a score for each type, for nothing, and how much the piece is looked at; "roles"
    [.., 3]."""

    def __init__(self) -> None:
        super().__init__()
        self.types = nn.Linear(WIDE, NOTHING + 2)
        self.roles = nn.Linear(WIDE, len(ROLES))

    def outputs(self, hidden: Tensor) -> dict[str, Tensor]:
        return {"types": self.types(hidden), "roles": self.roles(hidden)}

    def targets(self, document: Document) -> dict[str, Ints]:
        return encoded(document)

    def loss(self, hidden: Tensor, batch: Mapping[str, Tensor]) -> Tensor:
        kept = functional.dropout(hidden, DROPPED, self.training)
        out = self.outputs(kept)
        roles = functional.cross_entropy(
            out["roles"].float().flatten(0, 1), batch["role"].flatten(), ignore_index=-1, reduction="sum"
        )
        known = (batch["role"] >= 0).sum().clamp(min=1)
        return TYPE_LOSS * type_loss(out["types"].float(), batch) + ROLE_LOSS * roles / known

    def decode(self, document: Document, runs: Sequence[Run]) -> dict[str, Any]:
        found = told(document.pieces, runs)
        kinds = [found.kinds(start, end) for start, end, *_ in document.gold["sentences"]]
        return {"kinds": kinds, "roles": found.roles.argmax(1).tolist()}

    def scores(self, made: Sequence[Document], found: Sequence[dict[str, Any]]) -> dict[str, float]:
        right: Counter[str] = Counter()
        for document, lines in zip(made, found):
            for (_, _, *types), kinds in zip(document.gold["sentences"], lines["kinds"]):
                right.update(sentences=1, type=max(kinds, key=kinds.__getitem__) in types)
            gold = encoded(document)["role"]
            pred = np.array(lines["roles"])
            for role in (1, 2):
                right.update(
                    gold=int((gold == role).sum()),
                    pred=int(((pred == role) & (gold >= 0)).sum()),
                    both=int(((pred == role) & (gold == role)).sum()),
                )
        return {
            "top-1": 100 * right["type"] / max(1, right["sentences"]),
            "token roles": 200 * right["both"] / max(1, right["gold"] + right["pred"]),
        }


HEAD = Events


def type_loss(scores: Tensor, batch: Mapping[str, Tensor]) -> Tensor:
    """Cross entropy of each sentence's pooled scores, all its types counting as one answer; types are bits."""
    sentence, bits = batch["sentence"], batch["types"]
    rows = torch.arange(len(sentence), device=sentence.device)[:, None] * MOST + sentence
    inside = sentence >= 0
    if not bool(inside.any()):
        return scores.sum() * 0
    keys, which = rows[inside].unique(return_inverse=True)
    chosen, looks = scores[inside][:, : NOTHING + 1], scores[inside][:, NOTHING + 1]
    weighed = chosen + (looks - _pooled(looks[:, None], which, len(keys))[which, 0])[:, None]
    logs = functional.log_softmax(_pooled(weighed, which, len(keys)), -1)
    wanted = torch.zeros(len(keys), dtype=bits.dtype, device=bits.device).index_put((which,), bits[inside])
    allowed = (wanted[:, None] >> torch.arange(NOTHING + 1, device=bits.device)) & 1
    return -logs.masked_fill(allowed == 0, -1e9).logsumexp(-1).mean()


def _pooled(scores: Tensor, which: Tensor, groups: int) -> Tensor:
    """log(sum(exp)) over the rows of each group: [rows, n] to [groups, n]."""
    index = which[:, None].expand_as(scores)
    top = torch.full((groups, scores.shape[1]), -1e9).scatter_reduce(0, index, scores.detach(), "amax")
    total = torch.zeros_like(top).scatter_add(0, index, (scores - top[which]).exp())
    return top + total.log()


def encoded(document: Document) -> dict[str, Ints]:
    """Targets over the pieces: "sentence", its number; "types", a bit for each type that it has; "role"."""
    length = len(document.pieces)
    out = {name: np.full(length, -1, np.int64) for name in ("sentence", "types", "role")}
    marked = set(document.gold.get("marked", ()))
    for number, (start, end, *types) in enumerate(document.gold["sentences"]):
        first, last = places(document, start, end)
        out["sentence"][first:last] = number
        out["types"][first:last] = sum(1 << ((*TYPES, "").index(name)) for name in set(types))
        if number in marked:
            out["role"][first:last] = 0
    for start, end, role in document.gold.get("parties", ()):
        first, last = places(document, start, end)
        out["role"][first:last] = ROLES.index(role)
    return out
