"""The parser led through a text's parts abreast: what it gives one after the other, and parts of whole sentences."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
import spacy
from spacy.attrs import DEP, HEAD, SENT_START
from spacy.language import Language as Pipeline
from spacy.tokens import Doc

from reportedly import lang
from reportedly.reading import abreast
from reportedly.reading.abreast import Abreast
from reportedly.reading.vectors import Vectors

MODEL = lang.load("en").model
APART = ["ner", "attribute_ruler", "lemmatizer"]
STORY = (
    'Mr. Rusk told Congress that U.S. ships would turn back every vessel. "We shall stop them," he said. '
    '"No cargo will pass." Soviet officials in Moscow denied it! Had Khrushchev known? '
    "The Foreign Ministry, which J. Foster Dulles had once called a wall, gave no answer on Tuesday.\n\n"
    "Castro said at 3 p.m. that Cuba had been attacked. It asked the U.N. Council for help, no. 2 of that year. "
)


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return spacy.load(MODEL, exclude=APART)


@pytest.fixture(scope="module")
def given(pipeline: Pipeline) -> Iterator[tuple[Vectors, Abreast]]:
    vectors = Vectors(pipeline)
    yield vectors, Abreast(pipeline, vectors.given)


def parsed(pipeline: Pipeline, given: tuple[Vectors, Abreast], text: str) -> Doc:
    return given[1].parse(pipeline(given[0].give(pipeline.make_doc(text))))


def test_it_gives_what_the_parser_gives(pipeline: Pipeline, given: tuple[Vectors, Abreast]) -> None:
    usual = spacy.load(MODEL, exclude=APART)
    assert "parser" in usual.pipe_names and "parser" not in pipeline.pipe_names
    for text in (STORY, STORY * 30, "Eden resigned.", "\n", ""):
        ours, theirs = (doc.to_array([HEAD, DEP, SENT_START]) for doc in (parsed(pipeline, given, text), usual(text)))
        np.testing.assert_array_equal(ours, theirs)


def test_parts_end_where_sentences_end(
    pipeline: Pipeline, given: tuple[Vectors, Abreast], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = list[list[str]]()
    predict = given[1]._parser.predict

    class Parser:
        set_annotations = given[1]._parser.set_annotations

        def predict(self, docs: list[Doc]) -> object:
            seen.append([doc[0].text + " " + doc[1].text for doc in docs])
            return predict(docs)

    monkeypatch.setattr(given[1], "_parser", Parser())
    monkeypatch.setattr(abreast, "_LEAST", 1)
    doc = pipeline.make_doc(STORY)
    doc[9].is_sent_start = True  # as if a block of the page began there
    given[1].parse(pipeline(given[0].give(doc)))
    begun = ["Mr. Rusk", "back every", '" We', '" No', "Soviet officials", "Had Khrushchev", "The Foreign", "It asked"]
    assert seen == [begun]


def test_what_was_parsed_before_changes_nothing(pipeline: Pipeline, given: tuple[Vectors, Abreast]) -> None:
    alone = parsed(pipeline, given, STORY).to_array([HEAD, DEP, SENT_START])
    parsed(pipeline, given, "Nasser refused. Eden sent ships. " * 40)
    np.testing.assert_array_equal(parsed(pipeline, given, STORY).to_array([HEAD, DEP, SENT_START]), alone)


def test_a_parser_that_makes_its_own_vectors_stays() -> None:
    usual = spacy.load(MODEL, exclude=APART)
    Abreast(usual, given=False)
    assert "parser" in usual.pipe_names
    bare = spacy.blank("en")
    doc = bare.make_doc("Eden resigned.")
    assert Abreast(bare, given=True).parse(doc) is doc


def test_a_step_that_may_need_the_parse_comes_behind_it() -> None:
    usual = spacy.load(MODEL, exclude=["ner"])
    Abreast(usual, Vectors(usual).given)
    assert "parser" in usual.pipe_names
