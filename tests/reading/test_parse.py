"""The parse as our own objects says what spaCy says of it."""

from __future__ import annotations

import pytest
from spacy.tokens import Doc as Parsed

from reportedly.reading import Reader
from reportedly.reading.parse import Doc

TEXTS = (
    "Castro, who had denied it twice, told the 3rd congress that Havana's ships were not theirs.",
    "“We shall not sign,” Nasser said.  The canal, he said, belongs to Egypt: 5,000 men work there\n\nLondon waits",
    "Which treaty did Bonn say it would sign, and which did Paris, the older ally, not?",
    "no ",
)


def both(text: str) -> tuple[Parsed, Doc]:
    reader = Reader()
    parsed = reader._parse(text, {0}, 0)
    return parsed, Doc(parsed, reader._forms.of(parsed), text)


@pytest.mark.parametrize("text", TEXTS)
def test_tokens_hang_together_as_spacys_do(text: str) -> None:
    parsed, doc = both(text)
    assert len(parsed) == len(doc) and len(doc.text) == len(parsed.text)
    for theirs, ours in zip(parsed, doc, strict=True):
        assert (theirs.text, theirs.idx, theirs.i, len(theirs)) == (ours.text, ours.idx, ours.i, len(ours))
        assert (theirs.lower_, theirs.dep_, theirs.is_space, theirs.like_num) == (
            ours.lower_, ours.dep_, ours.is_space, ours.like_num,
        )  # fmt: skip
        assert theirs.head.i == ours.head.i and bool(theirs.is_sent_start) == ours.is_sent_start
        assert (theirs.left_edge.i, theirs.right_edge.i) == (ours.left_edge.i, ours.right_edge.i)
        assert (theirs.sent.start, theirs.sent.end) == (ours.sent.start, ours.sent.end)
        for name in ("children", "lefts", "rights", "subtree"):
            assert [token.i for token in getattr(theirs, name)] == [token.i for token in getattr(ours, name)]


@pytest.mark.parametrize("text", TEXTS)
def test_spans_have_spacys_edges_and_roots(text: str) -> None:
    parsed, doc = both(text)
    assert [(s.start, s.end) for s in parsed.sents] == [(s.start, s.end) for s in doc.sents]
    for start in range(len(doc)):
        for end in range(start + 1, len(doc) + 1):
            theirs, ours = parsed[start:end], doc[start:end]
            assert theirs.root.i == ours.root.i
            assert (theirs.start_char, theirs.end_char, theirs.text) == (ours.start_char, ours.end_char, ours.text)


@pytest.mark.parametrize("text", TEXTS)
def test_offsets_give_spacys_spans(text: str) -> None:
    parsed, doc = both(text)
    for start in range(-1, len(text) + 2):
        for end in range(start, min(start + 15, len(text) + 2)):
            theirs, ours = parsed.char_span(start, end, alignment_mode="expand"), doc.char_span(start, end)
            assert (theirs is None) == (ours is None)
            assert theirs is None or ours is None or (theirs.start, theirs.end) == (ours.start, ours.end)


def test_a_form_shows_its_features() -> None:
    _, doc = both("He had signed.")
    had = doc[1].morph
    assert (had.get("Tense"), had.get("Case"), "VerbForm=Fin" in str(had)) == (["Past"], (), True)
