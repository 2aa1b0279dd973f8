"""DocBin as spaCy loads it: every span in its group, with our id, covering our words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy.tokens import Doc, DocBin
from spacy.training import Corpus

from reportedly.desk import Desk
from reportedly.exchange import Told

from .conftest import told_to

Plain = dict[str, Any]
PARTS = {"statements": "content", "sources": "source", "cues": "cue", "addressees": "addressee", "events": "trigger"}


def loaded(folder: Path) -> list[Doc]:
    vocab = spacy.blank("en").vocab
    return [doc for file in sorted(folder.glob("*.spacy")) for doc in DocBin().from_disk(file).get_docs(vocab)]


@pytest.fixture(scope="module")
def folder(demo: Desk, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("docbin") / "x"
    demo.export("docbin", folder)
    return folder


def test_rows_are_those_of_the_verbs(
    folder: Path, demo: Desk, statements: list[Plain], views: list[Plain], texts: dict[str, str]
) -> None:
    docs = loaded(folder)
    assert {doc.user_data["reportedly"]["article"]: doc.text for doc in docs} == texts
    events = list({row["id"]: row for row in views}.values())
    for group, part in PARTS.items():
        told = [(row["id"], part) for row in (events if group == "events" else statements) for _ in row[part]]
        assert [(span.id_, part) for doc in docs for span in doc.spans[group]] == told
    assert [row["id"] for doc in docs for row in doc.user_data["reportedly"]["statements"]] == [
        row["id"] for row in statements
    ]


def test_spans_cover_the_words(folder: Path, statements: list[Plain]) -> None:
    rows = {row["id"]: row for row in statements}
    exact = 0
    for doc in loaded(folder):
        for span in doc.spans["statements"]:
            row = rows[span.id_]
            assert span.label_ == row["act"]
            start, end = next(one for one in row["content"] if span.start_char <= one[0] and one[1] <= span.end_char)
            exact += (span.start_char, span.end_char) == (start, end)
    assert exact > len(statements) * 0.9


def test_spacy_trains_from_it(folder: Path) -> None:
    examples = list(Corpus(folder)(spacy.blank("en")))
    assert sum(len(one.reference.spans["events"]) for one in examples) > 50


def test_odd_text_is_kept(odd: Told, tmp_path: Path) -> None:
    told_to("docbin", odd, tmp_path / "x")
    (page,) = odd.pages()
    (doc,) = loaded(tmp_path / "x")
    assert doc.text == page.text
    # (spaCy gives lists back as tuples.)
    assert json.loads(json.dumps(doc.user_data["reportedly"]["statements"])) == page.statements
    (span,) = doc.spans["statements"]
    assert page.statements[0]["text"] in span.text


def test_the_same_store_gives_the_same_bytes(demo: Desk, folder: Path, tmp_path: Path) -> None:
    demo.export("docbin", tmp_path / "x")
    assert (tmp_path / "x" / "00001.spacy").read_bytes() == (folder / "00001.spacy").read_bytes()
