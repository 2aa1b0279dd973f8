"""A body and the heads on it, as one module and as a folder of weights."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from train.encoder.heads import Head, load
from train.encoder.model import LAYERS, Body, base_layer, mask

from reportedly.encoding.pieces import Vocabulary


class Reader(nn.Module):
    """The body and its heads."""

    def __init__(self, body: Body, heads: Mapping[str, Head]) -> None:
        super().__init__()
        self.body = body
        self.heads = nn.ModuleDict(heads)

    def forward(
        self, names: Iterable[str], ids: Tensor, shapes: Tensor, real: Tensor | None = None
    ) -> dict[str, Tensor]:
        """For each of these heads the vectors that it reads; `real` is 1 where there is a piece and 0 in padding."""
        heads = {name: self.head(name) for name in names}
        hidden = None if real is None else mask(real)
        after = {name: len(self.body.layers) if head.AFTER is None else head.AFTER for name, head in heads.items()}
        levels = self.body(ids, shapes, hidden, max(after.values()))
        found = {}
        for name, head in heads.items():
            found[name] = levels[after[name]]
            for layer in head.layers:
                found[name] = layer(found[name], hidden)
        return found

    def head(self, name: str) -> Head:
        """One of its heads by name."""
        head = self.heads[name]
        assert isinstance(head, Head)
        return head

    def branch(self, names: Iterable[str]) -> None:
        """Gives these heads' own layers the weights of the body's, or where that is a shallower one the base's."""
        whole = len(self.body.layers) == LAYERS
        for name in names:
            head = self.head(name)
            for number, own in enumerate(head.layers, head.AFTER or 0):
                layer = self.body.layers[number].state_dict() if whole else base_layer(number)
                own.load_state_dict(_narrowed(layer, head.NET))

    def save(self, folder: Path) -> None:
        """`body.safetensors`, and a file for each head."""
        save_file(self.body.state_dict(), folder / "body.safetensors")
        for name, head in self.heads.items():
            save_file(head.state_dict(), folder / f"{name}.safetensors")


def _narrowed(layer: dict[str, Tensor], net: int) -> dict[str, Tensor]:
    """A layer's weights with so many of its net's inner units, those whose weights are the largest, in their order."""
    size = layer["inner.weight"].norm(dim=1) * layer["outer.weight"].norm(dim=0)
    kept = size.topk(net).indices.sort().values
    cut = {name: layer[name][kept] for name in ("inner.weight", "inner.bias")}
    return {**layer, **cut, "outer.weight": layer["outer.weight"][:, kept]}


def restored(folder: Path) -> tuple[Reader, Vocabulary]:
    """A trained reader from its folder."""
    vocabulary = Vocabulary.read(folder / "vocabulary.txt")
    names = json.loads((folder / "run.json").read_text())["heads"]
    weights = load_file(folder / "body.safetensors")
    body, heads = Body(len(vocabulary.pieces), depth(weights)), {name: load(name) for name in names}
    body.load_state_dict(weights)
    for name, head in heads.items():
        head.load_state_dict(load_file(folder / f"{name}.safetensors"))
    return Reader(body, heads).eval(), vocabulary


def depth(names: Iterable[str]) -> int:
    """How many layers a body has whose weights have these names."""
    return 1 + max(int(name.split(".")[1]) for name in names if name.startswith("layers."))
