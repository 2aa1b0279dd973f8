"""What of an article is read: furniture and paragraphs in other letters are masked, and offsets stay."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reportedly import lang
from reportedly.model import Article, Block, BlockKind, Passage
from reportedly.reading import Reader
from reportedly.reading.page import in_own_language, masked

ENGLISH = lang.load("en")


def article(*paragraphs: str, kind: BlockKind = "body") -> Article:
    text = "\n".join(paragraphs)
    starts = [sum(len(one) + 1 for one in paragraphs[:number]) for number in range(len(paragraphs))]
    spans = (Passage(start, start + len(one)) for start, one in zip(starts, paragraphs, strict=True))
    return Article("a", text, blocks=tuple(Block(span, kind) for span in spans), language="en")


@pytest.mark.parametrize(
    ("words", "script"),
    [
        ("Министр сказал, что ничего не знает.", "Cyrillic"),
        ("قال وزير الخارجية يوم الثلاثاء", "Arabic"),
        ("外交部发言人周二表示我们坚决反对这一决定", "CJK"),
        ("Η κυβέρνηση αρνήθηκε τα πάντα.", "Greek"),
    ],
)
def test_paragraphs_in_other_letters_are_not_read_and_named(words: str, script: str) -> None:
    given = article("Eden said no.", words, words)
    read, notes = in_own_language(given, ENGLISH)
    assert [block.kind for block in read.blocks] == ["body", "furniture", "furniture"]
    assert notes == [f"2 paragraphs are in {script} letters, which are not read: kept and left uncoded"]
    text = masked(read, ENGLISH)
    assert len(text) == len(given.text) and text.strip() == "Eden said no."


@pytest.mark.parametrize(
    "words",
    ["Eden said: “No.”", "Gerő, Łódź and Đà Nẵng", "Минск", "The paper “Правда” wrote so.", "Ｔｏｋｙｏ said no."],
)
def test_names_and_quotations_in_other_letters_are_read(words: str) -> None:
    given = article(words)
    assert in_own_language(given, ENGLISH) == (given, [])


def test_paragraphs_in_another_language_are_not_read_and_named() -> None:
    given = article("Eden said no.", "Le ministre ne savait rien.", "Eden said yes.")
    english, french, last = given.blocks
    read, notes = in_own_language(replace(given, blocks=(english, replace(french, language="fr"), last)), ENGLISH)
    assert [block.kind for block in read.blocks] == ["body", "furniture", "body"]
    assert notes == ["1 paragraph is in 'fr', which is not read: kept and left uncoded"]


def test_english_paragraphs_of_an_article_in_another_language_are_read() -> None:
    given = article("Eden said no.", "Le ministre ne savait rien.", "Министр сказал, что ничего не знает.")
    english, french, russian = given.blocks
    blocks = (replace(english, language="en"), french, replace(russian, language="ru"))
    read, notes = in_own_language(replace(given, language="fr", blocks=blocks), ENGLISH)
    assert [block.kind for block in read.blocks] == ["body", "furniture", "furniture"]
    assert notes == [
        "the text is in 'fr', which is not read: it was kept and left uncoded, but for its paragraphs in 'en'",
        "1 paragraph is in 'ru', which is not read: kept and left uncoded",
    ]
    read, notes = in_own_language(replace(given, language="fr"), ENGLISH)
    assert notes == ["the text is in 'fr', which is not read: it was kept and left uncoded"]
    assert not masked(read, ENGLISH).strip()


def test_a_mark_that_breaks_a_word_is_no_space_in_it() -> None:
    assert masked(article("Nas\u200bser\u200b spoke"), ENGLISH) == "Nas\u2060ser  spoke"


@pytest.mark.parametrize(("words", "times"), [("x", 0), ("1956", 1), ("5.", 0), ("   ", 0)])
def test_a_text_without_a_word_is_not_parsed(words: str, times: int, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = Reader(kind="rules")
    monkeypatch.setattr(reader, "page", lambda article: pytest.fail("it was parsed"))
    blocks = (Block(Passage(0, len(words)), "body"),) if words.strip() else ()
    reading = reader.read(Article("a", words, blocks=blocks))
    assert len(reading.times) == times and (reading.statements, reading.events, reading.entities) == ((), (), ())
    assert ("no article text was found" in reading.notes) == (not words.strip())


def test_a_trigger_that_is_given_is_coded_in_any_text() -> None:
    article = Article("a", "x", blocks=(Block(Passage(0, 1), "body"),), triggers=(Passage(0, 1),))
    reading = Reader(kind="rules").read(article)
    assert [event.given for event in reading.events] == [True]
