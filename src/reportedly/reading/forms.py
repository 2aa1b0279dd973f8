"""Part of speech and lemma of each token, every form worked out once.

spaCy's attribute ruler matches its 180 patterns against every token anew, and its lemmatizer asks each token many
things; together they take nearly as long as the parse. Both decide by a token's own word, tag and label, so what they
gave once for such a token they give again. (A dozen patterns over two tokens are left out: "gon na", and "is" behind
"there", which stays an auxiliary.)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from spacy.attrs import DEP, LEMMA, MORPH, ORTH, POS, TAG
from spacy.language import Language as Pipeline
from spacy.tokens import Doc

__all__ = ["Forms"]

_STEPS = ("attribute_ruler", "lemmatizer")
_GIVEN: list[int | str] = [ORTH, TAG, DEP]
_FOUND: list[int | str] = [POS, MORPH, LEMMA, TAG]
#: Forms kept; the table is emptied when full, so memory stays bounded.
_KEPT = 500_000

Key = tuple[int, ...]


class Forms:
    """Stands in for a pipeline's attribute ruler and lemmatizer, which it disables; for neither if one is missing."""

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline
        self._steps = []
        if set(_STEPS) <= set(pipeline.pipe_names):
            self._steps = [pipeline.get_pipe(name) for name in _STEPS]
            for name in _STEPS:
                pipeline.disable_pipe(name)
        self._known: dict[Key, Key] = {}

    def __call__(self, doc: Doc) -> Doc:
        """The parsed document with its parts of speech, tags and lemmas set."""
        if not self._steps or not len(doc):
            return doc
        keys = [tuple(row) for row in doc.to_array(_GIVEN).tolist()]
        self._learn(dict.fromkeys(key for key in keys if key not in self._known))
        return _set(doc, _FOUND, [self._known[key] for key in keys])

    def _learn(self, new: dict[Key, None]) -> None:
        """Lets the pipeline's own steps work on one token of each new form, set apart so that no two match together."""
        if len(self._known) > _KEPT:
            self._known.clear()
        if not new:
            return
        strings = self._pipeline.vocab.strings
        apart = strings.add(",")
        words = [word for orth, _, _ in new for word in (strings[orth], ",")]
        tags = [value for _, tag, dep in new for value in ((tag, dep), (apart, 0))]
        doc = _set(Doc(self._pipeline.vocab, words=words), [TAG, DEP], tags)
        for step in self._steps:
            step(doc)
        self._known.update(zip(new, map(tuple, doc.to_array(_FOUND).tolist()[::2]), strict=True))


def _set(doc: Doc, columns: list[int | str], rows: Sequence[Key]) -> Doc:
    array: Any = np.array(rows, np.uint64)
    return doc.from_array(columns, array)
