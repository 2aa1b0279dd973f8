"""A body and the heads on it, as one module and as a folder of weights."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from train.encoder.heads import Head, load
from train.encoder.model import Body, mask

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
        levels = self.body(ids, shapes, hidden, max(head.AFTER for head in heads.values()))
        found = {}
        for name, head in heads.items():
            found[name] = levels[head.AFTER]
            for layer in head.layers:
                found[name] = layer(found[name], hidden)
        return found

    def head(self, name: str) -> Head:
        """One of its heads by name."""
        head = self.heads[name]
        assert isinstance(head, Head)
        return head

    def branch(self, names: Iterable[str]) -> None:
        """Gives these heads' own layers the weights of the body's."""
        for name in names:
            head = self.head(name)
            for own, layer in zip(head.layers, self.body.layers[head.AFTER :]):
                own.load_state_dict(_narrowed(layer.state_dict(), head.NET))

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
    body, heads = Body(len(vocabulary.pieces)), {name: load(name) for name in names}
    body.load_state_dict(load_file(folder / "body.safetensors"))
    for name, head in heads.items():
        head.load_state_dict(load_file(folder / f"{name}.safetensors"))
    return Reader(body, heads).eval(), vocabulary
