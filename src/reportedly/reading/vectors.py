"""The vectors of words that spaCy's tagger and parser go on from, by its own weights and the same arithmetic.

spaCy works out the first layer, half of the work, for every token anew, although it depends on nothing but the token's
form; and it keeps what only training needs. The numbers are the same to the last bit where its products of matrices
give a row the same numbers whatever stands beside it, as on the processors we know of.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language as Pipeline
from spacy.tokens import Doc

__all__ = ["Vectors"]

_STEP = "tok2vec"
#: How the layers of the small pipelines are put together: what makes a form's vector, and what looks to its neighbours.
_EMBED = ("extract_features", "list2ragged", "with_array", "with_array", "ragged2list")
_ENCODE = "with_array"
_LAYER = "residual(expand_window>>maxout>>layernorm>>dropout)"
#: Forms worked out together, so that no number depends on how many are new.
_TOGETHER = 48
#: Forms kept; the table is emptied when full, so memory stays bounded.
_KEPT = 30_000
#: Added to a variance, as thinc does.
_LEAST = 1e-8

Floats = NDArray[np.float32]


class Vectors:
    """Stands in for a pipeline's tok2vec, which it disables; not for one built otherwise than the small ones."""

    def __init__(self, pipeline: Pipeline) -> None:
        self._layers: list[_Layer] = []
        self._known: dict[bytes, Floats] = {}
        step: Any = pipeline.get_pipe(_STEP) if _STEP in pipeline.pipe_names else None
        if step is None or not _usual(step.model):
            return
        model = step.model
        features, _, embed, mix, _ = model.layers[0].layers
        encode = model.layers[1]
        self._features: list[int | str] = features.attrs["columns"]
        self._embed, self._mix = embed.layers[0], mix.layers[0]
        self._pad: int = encode.attrs["pad"]
        self._layers = [_Layer(layer) for layer in encode.layers[0].layers]
        pipeline.disable_pipe(_STEP)

    @property
    def given(self) -> bool:
        """Whether they are worked out here."""
        return bool(self._layers)

    def give(self, doc: Doc) -> Doc:
        """The document with its tokens' vectors, if these are worked out here."""
        if self.given and len(doc):
            around = np.zeros((self._pad, self._mix.get_dim("nO")), np.float32)
            vectors = np.concatenate([around, self._of_forms(doc), around])
            for layer in self._layers:
                vectors = layer.over(vectors)
            doc.tensor = vectors[self._pad : -self._pad]
        return doc

    def _of_forms(self, doc: Doc) -> Floats:
        """The vector of each token's form."""
        rows = doc.to_array(self._features)
        keys: list[bytes] = rows.view(f"V{rows[0].nbytes}").ravel().tolist()
        known = self._known
        new = [key for key in dict.fromkeys(keys) if key not in known]
        if new and len(known) > _KEPT:
            known = self._known = {}
            new = list(dict.fromkeys(keys))
        for at in range(0, len(new), _TOGETHER):
            some = new[at : at + _TOGETHER]
            known.update(zip(some, self._learned(some)))
        return np.concatenate([known[key] for key in keys]).reshape(len(keys), -1)

    def _learned(self, keys: Sequence[bytes]) -> Floats:
        """The vectors of at most `_TOGETHER` forms, and of nothing behind them."""
        given = np.zeros((_TOGETHER, len(self._features)), np.uint64)
        given[: len(keys)] = np.frombuffer(b"".join(keys), np.uint64).reshape(len(keys), -1)
        made: Floats = self._mix.predict(self._embed.predict(given))
        return made


class _Layer:
    """A layer that looks at a token and at those beside it: the largest of some products (maxout), brought to one
    scale, added to what came in."""

    def __init__(self, residual: Any) -> None:
        parts = {part.name: part for part in residual.walk()}
        maxout, norm = parts["maxout"], parts["layernorm"]
        weights = maxout.get_param("W")  # [width, pieces, 3 x width]
        # Piece by piece, so that the largest is found a whole array at a time.
        self._weights: Floats = np.ascontiguousarray(weights.transpose(1, 0, 2)).reshape(-1, weights.shape[2])
        self._bias: Floats = np.ascontiguousarray(maxout.get_param("b").T).ravel()
        self._scale, self._shift = norm.get_param("G"), norm.get_param("b")
        self._product = maxout.ops.gemm

    def over(self, vectors: Floats) -> Floats:
        """[tokens, width] from [tokens, width]."""
        length, width = vectors.shape
        wide = np.zeros((length, 3 * width), np.float32)
        wide[1:, :width] = vectors[:-1]
        wide[:, width : 2 * width] = vectors
        wide[:-1, 2 * width :] = vectors[1:]
        pieces = self._product(wide, self._weights, trans2=True)
        pieces += self._bias
        made: Floats = pieces.reshape(length, -1, width).max(1)
        made -= made.mean(1, keepdims=True)
        variance = np.square(made).mean(1, keepdims=True)
        variance += _LEAST
        made *= variance ** (-1 / 2)
        made *= self._scale
        made += self._shift
        made += vectors
        return made


def _usual(model: Any) -> bool:
    """Whether a tok2vec is built, layer by layer, as it is worked out here."""
    if len(model.layers) != 2 or model.ops.xp is not np:
        return False
    embed, encode = model.layers
    inner = [layer for part in encode.layers for layer in part.layers]
    return (
        tuple(part.name.partition("(")[0] for part in embed.layers) == _EMBED
        and encode.name.startswith(_ENCODE)
        and bool(inner)
        and all(layer.name == _LAYER for layer in inner)
        and all(part.attrs["window_size"] == 1 for part in model.walk() if part.name == "expand_window")
    )
