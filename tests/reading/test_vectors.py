"""Vectors of words: those of the pipeline's own component, whatever was read before, and only where it is known."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import spacy
from spacy.tokens import Doc

from reportedly import lang
from reportedly.reading import vectors
from reportedly.reading.vectors import Vectors

MODEL = lang.load("en").model
TEXTS = (
    "Khrushchev denied on Tuesday that he had sent missiles to Cuba.",
    "K",
    "Rusk said:\n\n  “The ships have turned back to Odessa,” and Gromyko didn't answer. " * 40,
)


def test_they_are_those_of_the_pipeline() -> None:
    usual, ours = (spacy.load(MODEL, exclude=["ner"]) for _ in range(2))
    given = Vectors(ours)
    assert "tok2vec" in usual.pipe_names and "tok2vec" not in ours.pipe_names
    for text in TEXTS:
        theirs = usual.get_pipe("tok2vec")(usual.make_doc(text))
        np.testing.assert_allclose(given.give(ours.make_doc(text)).tensor, theirs.tensor, rtol=0, atol=1e-4)


def test_what_was_read_before_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    pipeline = spacy.load(MODEL, exclude=["ner"])
    given = Vectors(pipeline)
    first = [given.give(pipeline.make_doc(text)).tensor for text in TEXTS]
    monkeypatch.setattr(vectors, "_KEPT", 3)  # now the table is emptied each time something is new
    again = [given.give(pipeline.make_doc(text)).tensor for text in (*TEXTS[::-1], *TEXTS)]
    assert all(np.array_equal(a, b) for a, b in zip(first * 2, [*again[2::-1], *again[3:]], strict=True))
    assert any(not np.array_equal(a, b) for a, b in pairwise(first[0]))


def test_a_component_built_otherwise_stays() -> None:
    pipeline = spacy.load(MODEL, exclude=["ner"])
    for part in pipeline.get_pipe("tok2vec").model.walk():  # type: ignore[attr-defined]
        if part.name == "expand_window":
            part.attrs["window_size"] = 2
    given = Vectors(pipeline)
    assert "tok2vec" in pipeline.pipe_names
    doc: Doc = given.give(pipeline.make_doc(TEXTS[0]))
    assert not doc.tensor.size
    assert not Vectors(spacy.blank("en")).give(doc).tensor.size
