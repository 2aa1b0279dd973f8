"""How many: numbers in words and figures, bounds, ranges, sums, and what is no number of people."""

from __future__ import annotations

import pytest

from reportedly import ontology
from reportedly.model import Article, Block, Passage, Quantity
from reportedly.ontology import Code
from reportedly.reading import Reader, mentions, quantity
from reportedly.reading.roles import Roles

PLOVER = ontology.load("plover")


def found(text: str, verb: str, slots: tuple[str, ...] = ("obj",)) -> Quantity | None:
    """The number told with a verb of a text."""
    blocks = (Block(Passage(0, len(text)), "body"),)
    page = Reader(kind="rules").page(Article(id="case", text=text, blocks=blocks, language="en"))
    roles = Roles(page, mentions.find(page), ())
    token = next(token for token in page.doc if token.text == verb)
    return quantity.find(page, roles, roles.frame(token), slots)


@pytest.mark.parametrize(
    ("words", "low", "high", "about", "span"),
    [
        ("12 people", 12, 12, False, "12"),
        ("12", 12, 12, False, "12"),
        ("1,200 villagers", 1200, 1200, False, "1,200"),
        ("1.2 million people", 1_200_000, 1_200_000, False, "1.2 million"),
        ("two soldiers", 2, 2, False, "two"),
        ("twenty-five miners", 25, 25, False, "twenty-five"),
        ("two hundred and fifty people", 250, 250, False, "two hundred and fifty"),
        ("half a million people", 500_000, 500_000, False, "half a million"),
        ("two dozen people", 24, 24, False, "two dozen"),
        ("a dozen students", 12, 12, False, "dozen"),
        ("a couple of soldiers", 2, 2, True, "couple"),
        ("at least 12 people", 12, None, False, "at least 12"),
        ("more than 30 people", 31, None, False, "more than 30"),
        ("over 100 people", 101, None, False, "over 100"),
        ("up to 40 people", None, 40, False, "up to 40"),
        ("as many as 200 people", None, 200, False, "as many as 200"),
        ("no more than 20 people", None, 20, False, "no more than 20"),
        ("fewer than ten people", None, 9, False, "fewer than ten"),
        ("nearly 300 prisoners", 300, 300, True, "nearly 300"),
        ("some 30 protesters", 30, 30, True, "some 30"),
        ("an estimated 5,000 Kurds", 5000, 5000, True, "an estimated 5,000"),
        ("dozens of civilians", 24, None, False, "dozens"),
        ("hundreds", 200, None, False, "hundreds"),
        ("several people", 3, None, False, "several"),
        ("tens of thousands of civilians", 20_000, None, False, "tens of thousands"),
        ("hundreds of thousands of people", 200_000, None, False, "hundreds of thousands"),
        ("between 30 and 40 people", 30, 40, False, "between 30 and 40"),
        ("30 to 40 people", 30, 40, False, "30 to 40"),
        ("two or three soldiers", 2, 3, False, "two or three"),
        ("a soldier", 1, 1, False, "a soldier"),
        ("the ambassador", 1, 1, False, "ambassador"),
        ("a 12-year-old boy", 1, 1, False, "a 12-year-old boy"),
        ("three of its soldiers", 3, 3, False, "three"),
        ("a group of 12 soldiers", 12, 12, False, "12"),
        ("two soldiers and a nurse", 3, 3, False, "two soldiers and a nurse"),
        ("43 people, including three children", 43, 43, False, "43"),
        ("no one", 0, 0, False, "no one"),
    ],
)
def test_numbers(words: str, low: int | None, high: int | None, about: bool, span: str) -> None:
    text = f"Troops killed {words} in the town."
    told = found(text, "killed")
    assert told is not None
    assert (told.low, told.high, told.about, told.span.of(text)) == (low, high, about, span)


@pytest.mark.parametrize(
    "words",
    [
        "civilians",
        "the army",
        "12 tanks",
        "dozens of tanks",
        "them",
        "villages",
        "its 12 bases",
        "the embassy",
        "the enemy",
    ],
)
def test_no_number_of_people(words: str) -> None:
    assert found(f"Troops killed {words} in the town.", "killed") is None


def test_uncounted_company_leaves_the_end_open() -> None:
    told = found("Troops killed 12 soldiers and villagers in the town.", "killed")
    assert told is not None and (told.low, told.high) == (12, None)


@pytest.mark.parametrize(
    ("text", "verb", "code", "low"),
    [
        ("Police in Prague arrested 81 students.", "arrested", "COERCE-arrest", 81),
        ("Cuba released 3,600 prisoners.", "released", "RETREAT-release", 3600),
        ("Nearly 250,000 people marched on Washington.", "marched", "PROTEST-demo", 250_000),
        ("China expelled 12 journalists.", "expelled", "SANCTION-expel", 12),
        ("Turkey sent 30,000 soldiers to Cyprus.", "sent", "MOBILIZE-troops", 30_000),
        ("Two hundred women were arrested by the police.", "arrested", "COERCE-arrest", 200),
    ],
)
def test_events_of_plover_say_where_their_people_stand(text: str, verb: str, code: str, low: int) -> None:
    told = found(text, verb, PLOVER.counted(Code.parse(code)))
    assert told is not None and told.low == low


@pytest.mark.parametrize(
    "words", ["12 " * 2000, "hundreds of " * 900, "two and " * 1500, "99999999999999999999 people", "- - to"]
)
def test_hostile_numbers_end(words: str) -> None:
    text = f"Troops killed {words}."
    told = found(text, "killed")
    assert told is None or told.span.of(text).strip()
