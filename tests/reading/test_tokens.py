"""Tokens at a cost in proportion to the text: what hurts spaCy is met before it, and ordinary text is left to it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly.flow import read_one
from reportedly.intake import freeze
from reportedly.reading import Reader
from reportedly.reading.tokens import PIECE, SENTENCE, begun, pieces, tokenised

ADDRESS = "https://archive.example/1968/08/21/" + "prague-spring-" * 40 + "end.html?page=2"
PROSE = "Dubček told the Central Committee that reform would go on. “We shall not turn back,” he said.\n\n"


@pytest.mark.parametrize("text", ["", " ", PROSE, f"See {ADDRESS} for more.", f"({ADDRESS})", "x" * 299 + " y"])
def test_ordinary_text_is_left_to_the_tokenizer(text: str) -> None:
    usual = Reader()._pipeline.make_doc(text)
    assert [(token.text, token.idx) for token in tokenised(Reader()._pipeline, text)] == [
        (token.text, token.idx) for token in usual
    ]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["(" * 310, "“‘" * 160, "no", " ", "  ", ". ", PROSE, "a{" * 200, "\u00a0", "(no)"])))
def test_the_tokens_cover_the_text(parts: list[str]) -> None:
    text = "".join(parts)
    doc = tokenised(Reader()._pipeline, text)
    assert doc.text == text
    assert all(text.startswith(token.text, token.idx) for token in doc)


def test_the_rest_of_a_text_is_tokenised_as_ever_around_a_run() -> None:
    doc = tokenised(Reader()._pipeline, "He didn't go. " + "(" * 200 + "Prague" + ")" * 200 + " It's over.")
    words = [token.text for token in doc]
    assert words == ["He", "did", "n't", "go", ".", "(" * 200, "Prague", ")" * 200, "It", "'s", "over", "."]


@pytest.mark.parametrize("mark", ["(", '"', "“", "[", "a.", "“a”"])
def test_runs_without_a_space_cost_little(mark: str) -> None:
    begun = time.process_time()
    tokenised(Reader()._pipeline, "He said " + mark * 20_000 + " and left.")
    assert time.process_time() - begun < 1.0


def test_no_sentence_is_longer_than_those_who_walk_it_can_bear() -> None:
    article = freeze("said " * 3000, raw=b"")
    reading = read_one(article, Reader(), body=True)
    page = Reader().page(reading.article)
    assert max(len(sentence) for sentence in page.doc.sents) <= SENTENCE
    assert page.doc.text == article.text


@pytest.mark.parametrize("words", ["Mr Novák, ", "said ", "“yes,” he said, ", "and officials "])
def test_what_has_no_full_stop_for_pages_is_parsed_once(monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    reader = Reader(kind="rules")
    parsed: list[int] = []
    usual = reader._with_starts
    monkeypatch.setattr(reader, "_with_starts", lambda text, starts: parsed.append(len(text)) or usual(text, starts))
    text = words * (12_000 // len(words))
    assert max(len(sentence) for sentence in reader._parse(text, {0}, 0).sents) <= SENTENCE
    assert parsed == [len(text)]


def test_prose_is_cut_nowhere_before_it_is_parsed() -> None:
    text = PROSE * 40 + "A list: " + "potatoes; " * (SENTENCE - 10)
    article = tokenised(Reader()._pipeline, text)
    before = article.to_array("SENT_START").tolist()
    assert begun(article, text, set()).to_array("SENT_START").tolist() == before


@pytest.mark.parametrize("text", ["x" * 450_000, "word " * 90_000, "He left. " * 50_000, PROSE * 4_000])
def test_pieces_cover_the_text_and_none_is_huge(text: str) -> None:
    starts = list(range(0, len(text), len(PROSE))) if text.startswith(PROSE) else [0]
    found = pieces(text, starts)
    assert "".join(text[start:end] for start, end in found) == text
    assert max(end - start for start, end in found) <= 2 * PIECE + 5_000
    assert len(found) > 3


def test_a_long_block_is_cut_after_a_sentence() -> None:
    text = "He left. " * 50_000
    assert all(text[start:end].startswith("He") for start, end in pieces(text, [0]))


def test_a_short_text_is_one_piece() -> None:
    assert pieces(PROSE * 3, [0, len(PROSE)]) == [(0, len(PROSE) * 3)]
    assert pieces("", []) == [(0, 0)]
