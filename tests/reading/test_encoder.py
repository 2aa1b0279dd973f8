"""The encoder at work: nothing beside a window moves its numbers, spans stay in their blocks, findings say why."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
import spacy

import reportedly
from reportedly import intake
from reportedly.errors import UnknownName
from reportedly.flow import read_one
from reportedly.model import Article, Block, Passage, Reading
from reportedly.reading import Reader, encoder
from reportedly.reading.encoder import Marks
from reportedly.reading.forms import Forms
from reportedly.reading.parse import Doc

DEMO = sorted((Path(reportedly.__file__).parent / "data" / "demo").iterdir())
TEXTS = [path.read_text(encoding="utf-8") for path in DEMO[:4]]
SAID = "Khrushchev denied on Tuesday that he had sent missiles to Cuba."
SIZE = 30_000_000


def stretches(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer(r"\S(?:[^\n]*\S)?", text)]


def marks(text: str) -> Marks:
    return encoder.load("en").read(text, stretches(text))


def read(text: str) -> Reading:
    return read_one(intake.freeze(text, raw=text.encode(), given="1962-10-24"), Reader(), body=True)


def test_what_is_read_before_changes_nothing() -> None:
    alone = [marks(text) for text in TEXTS]
    assert [marks(text) for text in reversed(TEXTS)] == alone[::-1]
    assert any(found.said and found.names for found in alone)


def test_a_window_has_the_same_numbers_whatever_stands_around_it() -> None:
    """Paragraphs of more than half a window are each a window of its own: what follows the first is none of its own."""
    one, two, three = (
        " ".join([sentence] * 15)
        for sentence in (SAID, "Rusk said the ships had turned back to Odessa.", "Nobody spoke in the hall all night.")
    )
    first = marks(f"{one}\n{two}\n{three}"), marks(f"{one}\n{three}"), marks(f"{one}\n{two}")
    said, names = ([[x for x in m.said if x.cue[0][0] < len(one)] for m in first], [[*m.names[:15]] for m in first])
    assert said[0] and said[0] == said[1] == said[2]
    assert names[0] and names[0] == names[1] == names[2]


def test_sections_of_a_long_text_are_found_as_if_it_were_one(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "\n\n".join(TEXTS)
    whole = marks(text)
    monkeypatch.setattr("reportedly.encoding.windows.TOGETHER", 2)
    assert marks(text) == whole
    assert whole.said and whole.names


def test_outputs_do_not_depend_on_the_session() -> None:
    folder = Path(reportedly.__file__).parent / "data" / "en" / "encoder"
    assert sum(file.stat().st_size for file in folder.iterdir()) <= SIZE
    again = encoder.Encoder.open(folder)
    pieces = again._vocabulary.cut(SAID)
    for part in ("shared", "events"):
        ours, theirs = (one._run(pieces, 0, len(pieces), part) for one in (again, encoder.load("en")))
        assert ours and all(np.array_equal(ours[name], theirs[name]) for name in ours)


def test_one_encoder_a_process() -> None:
    assert encoder.load("en") is encoder.load("en")


def test_a_language_without_an_encoder_says_so() -> None:
    with pytest.raises(UnknownName, match="--reader rules"):
        encoder.load("tlh")


@pytest.mark.parametrize(
    "text", ["", " \n ", "...", "\U0001f600" * 50, "a" * 5000, "(" * 400 + ")" * 400, "x\ud7ff\x00y"]
)
def test_hostile_texts_are_read(text: str) -> None:
    found = marks(text)
    assert all(0 <= a < b <= len(text) for one in found.said for a, b in (*one.source, *one.cue, *one.content))
    assert all(0 <= a < b <= len(text) for a, b, _ in found.names)


def test_a_statement_is_found_with_its_reason_and_confidence() -> None:
    (said,) = read(SAID).statements
    assert [span.of(SAID) for span in (*said.source, *said.cue)] == ["Khrushchev", "denied"]
    assert said.act == "deny" and 0.5 < said.confidence < 1
    assert "denied" in said.because and "encoder" in said.because


def test_content_never_crosses_furniture() -> None:
    """A menu in the middle of a quotation is in no passage."""
    text = 'Khrushchev said: "We have no bases in Cuba\nHome World Sport Weather\nand we want none there."'
    kinds = ("body", "furniture", "body")
    blocks = tuple(Block(Passage(*span), kind) for span, kind in zip(stretches(text), kinds))  # type: ignore[arg-type]
    reading = Reader().read(Article("a", text, blocks=blocks, language="en"))
    spans = [span for said in reading.statements for span in (*said.source, *said.cue, *said.content)]
    assert spans
    assert not any("Sport" in span.of(text) or "\n" in span.of(text) for span in spans)


def test_rules_alone_read_without_the_encoder() -> None:
    page = Reader(kind="rules").page(Article("a", SAID, blocks=(Block(Passage(0, len(SAID)), "body"),), language="en"))
    assert page.marks is None and page.encoder is None
    assert Reader(kind="rules").version.endswith("/ rules") and "rules" not in Reader().version


def test_forms_are_those_of_the_pipeline() -> None:
    """All but "is" behind "there", which stays an auxiliary."""
    model = Reader().language.model
    usual, ours = (spacy.load(model, exclude=["ner"]) for _ in range(2))
    forms = Forms(ours)
    for text in TEXTS:
        parsed = ours(text)
        for a, b in zip(usual(text), Doc(parsed, forms.of(parsed), text), strict=True):
            if a.i and a.nbor(-1).lower_ == "there":
                continue
            assert (a.pos_, a.tag_, a.lemma_, str(a.morph), a.dep_, a.head.i) == (
                b.pos_, b.tag_, b.lemma_, str(b.morph), b.dep_, b.head.i,
            )  # fmt: skip
