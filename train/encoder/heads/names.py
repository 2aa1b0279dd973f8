"""Names and what they are names of: a person, an organisation, a country or city, ...

Learned from silver labels (`train/encoder/silver.py`), since no gold of this kind may be shipped in this size. The
label set is `EntityKind` of `reportedly.model`.
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
from train.encoder.model import WIDE

from reportedly.encoding import names
from reportedly.encoding.names import KINDS
from reportedly.encoding.tags import Run
from reportedly.encoding.windows import Ints

#: Silver labels are wrong now and then; the body must not bend to them as to gold.
WEIGHT, SMOOTHING = 0.5, 0.05


class Names(Head):
    """Outputs: "tags" [.., 17], BIO of each kind."""

    def __init__(self) -> None:
        super().__init__()
        self.tags = nn.Linear(WIDE, 1 + 2 * len(KINDS))

    def outputs(self, hidden: Tensor) -> dict[str, Tensor]:
        return {"tags": self.tags(hidden)}

    def targets(self, document: Document) -> dict[str, Ints]:
        return {"tag": encoded(document)}

    def loss(self, hidden: Tensor, batch: Mapping[str, Tensor]) -> Tensor:
        scores = self.tags(hidden).float().flatten(0, 1)
        return WEIGHT * functional.cross_entropy(
            scores, batch["tag"].flatten(), ignore_index=-1, label_smoothing=SMOOTHING
        )

    def decode(self, document: Document, runs: Sequence[Run]) -> dict[str, Any]:
        return {"names": [list(name) for name in names.found(document.pieces, runs)]}

    def scores(self, made: Sequence[Document], found: Sequence[dict[str, Any]]) -> dict[str, float]:
        spans, kinds = Counter[str](), Counter[str]()
        for document, lines in zip(made, found):
            gold, pred = document.gold["names"], lines["names"]
            _count(spans, {(a, b) for a, b, _ in gold}, {(a, b) for a, b, _ in pred})
            _count(kinds, {tuple(row) for row in gold}, {tuple(row) for row in pred})
        named = {"span": spans, "span and kind": kinds}
        return {k: 200 * c["both"] / max(1, c["gold"] + c["pred"]) for k, c in named.items()}

    def roundtrip(self, made: Sequence[Document]) -> dict[str, int]:
        counts: Counter[str] = Counter()
        for document in made:
            back = set(names.spans(document.pieces, encoded(document)))
            counts.update("whole" if tuple(row) in back else "edge inside a piece" for row in document.gold["names"])
        return dict(counts)


HEAD = Names


def encoded(document: Document) -> Ints:
    """BIO tags over the pieces."""
    tag = np.zeros(len(document.pieces), np.int64)
    for start, end, kind in document.gold["names"]:
        first, last = places(document, start, end)
        inside = 2 * KINDS.index(kind) + 2
        tag[first:last] = inside
        tag[first : first + 1] = inside - 1
    return tag


def _count(tally: Counter[str], gold: set[Any], pred: set[Any]) -> None:
    tally.update(gold=len(gold), pred=len(pred), both=len(gold & pred))
