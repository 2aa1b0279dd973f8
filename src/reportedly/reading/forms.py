"""What each token's form tells: its part of speech, its lemma and the words of its labels, worked out once a form.

spaCy's attribute ruler matches its 180 patterns against every token anew, and its lemmatizer asks each token many
things; together they take nearly as long as the parse. Both decide by a token's own word, tag and label, so what they
gave once for such a token they give again. (A dozen patterns over two tokens are left out: "gon na", and "is" behind
"there", which stays an auxiliary.) And every string that spaCy is asked for it decodes anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from spacy.attrs import DEP, IS_PUNCT, IS_SPACE, LEMMA, LIKE_NUM, LOWER, MORPH, ORTH, POS, TAG
from spacy.language import Language as Pipeline
from spacy.tokens import Doc

__all__ = ["Form", "Forms", "Morph"]

_STEPS = ("attribute_ruler", "lemmatizer")
_GIVEN: list[int | str] = [ORTH, TAG, DEP]
_FOUND: list[int | str] = [ORTH, LOWER, LEMMA, POS, TAG, DEP, MORPH, IS_SPACE, IS_PUNCT, LIKE_NUM]
#: Forms kept; the table is emptied when full, so memory stays bounded.
_KEPT = 200_000
#: How spaCy keeps that a form shows nothing of itself.
_NO_FEATURES = "_"

#: The numbers of a word, its tag and its label.
Key = tuple[int, int, int]


class Morph:
    """What a form shows of itself: "Number=Plur|Person=3"."""

    __slots__ = ("_values", "_written")

    def __init__(self, written: str) -> None:
        self._written = written
        parts = (part.partition("=") for part in written.split("|") if "=" in part)
        self._values = {name: values.split(",") for name, _, values in parts}

    def __str__(self) -> str:
        return self._written

    def get(self, name: str, default: Sequence[str] = ()) -> Sequence[str]:
        """The values of a feature."""
        return self._values.get(name, default)


class Form(NamedTuple):
    """All that a token's word, tag and label decide."""

    text: str
    lower: str
    lemma: str
    pos: str
    tag: str
    dep: str
    morph: Morph
    is_space: bool
    is_punct: bool
    like_num: bool


class Forms:
    """Stands in for a pipeline's attribute ruler and lemmatizer, which it disables; for neither if one is missing, and
    then every token's form is asked for anew."""

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline
        self._steps = []
        if set(_STEPS) <= set(pipeline.pipe_names):
            self._steps = [pipeline.get_pipe(name) for name in _STEPS]
            for name in _STEPS:
                pipeline.disable_pipe(name)
        self._known: dict[Key, Form] = {}
        self._labels: dict[int, str] = {}
        self._morphs: dict[int, Morph] = {}

    def of(self, doc: Doc) -> list[Form]:
        """The form of each token of a parsed document."""
        if not len(doc):
            return []
        if not self._steps:
            return [self._form(row) for row in doc.to_array(_FOUND).tolist()]
        keys: list[Key] = list(map(tuple, doc.to_array(_GIVEN).tolist()))
        new = dict.fromkeys(key for key in keys if key not in self._known)
        if new:
            if len(self._known) > _KEPT:
                self._known.clear()
                new = dict.fromkeys(keys)
            self._learn(new)
        known = self._known
        return [known[key] for key in keys]

    def _learn(self, new: dict[Key, None]) -> None:
        """Lets the pipeline's own steps work on one token of each new form, set apart so that no two match together."""
        strings = self._pipeline.vocab.strings
        apart = strings.add(",")
        words = [word for orth, _, _ in new for word in (strings[orth], ",")]
        tags = [value for _, tag, dep in new for value in ((tag, dep), (apart, 0))]
        array: Any = np.array(tags, np.uint64)
        doc = Doc(self._pipeline.vocab, words=words).from_array([TAG, DEP], array)
        for step in self._steps:
            step(doc)
        self._known.update(zip(new, map(self._form, doc.to_array(_FOUND).tolist()[::2]), strict=True))

    def _form(self, row: Sequence[int]) -> Form:
        orth, lower, lemma, pos, tag, dep, morph, space, punct, number = row
        strings = self._pipeline.vocab.strings
        text = strings[orth]
        return Form(
            text,
            text if lower == orth else strings[lower],
            text if lemma == orth else strings[lemma] if lemma else "",
            self._label(pos),
            self._label(tag),
            self._label(dep),
            self._morph(morph),
            bool(space),
            bool(punct),
            bool(number),
        )

    def _label(self, key: int) -> str:
        """The name of a tag or label, one string for all tokens that bear it."""
        if key not in self._labels:
            self._labels[key] = self._pipeline.vocab.strings[key] if key else ""
        return self._labels[key]

    def _morph(self, key: int) -> Morph:
        if key not in self._morphs:
            written = self._label(key)
            self._morphs[key] = Morph("" if written == _NO_FEATURES else written)
        return self._morphs[key]
