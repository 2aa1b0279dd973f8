"""Countries that parties get from the sentence: from their phrase, the place, the only country; and who gets none."""

from __future__ import annotations

import pytest

import reportedly


def _parties(text: str, date: str | None = None) -> dict[str, tuple[str | None, str]]:
    reading = reportedly.read(text, date=date, body=True)
    used = {id for event in reading.events for id in (*event.actors, *event.recipients)}
    return {entity.name: (entity.country, entity.because) for entity in reading.entities if entity.id in used}


@pytest.mark.parametrize(
    ("text", "who", "country", "because"),
    [
        ("Miners throughout Bolivia went on strike in 1985.", "Miners", "BOL", "in its phrase"),
        ("In Lima police arrested forty students.", "students", "PER", "the only country in the sentence"),
        ("Afganistan rejected the Soviet offer in 1988.", "Afganistan", "AFG", "its spelling"),
    ],
)
def test_a_country_is_taken_from_the_sentence(text: str, who: str, country: str, because: str) -> None:
    found = _parties(text)
    name = next(name for name in found if who.casefold() in name.casefold())
    assert found[name][0] == country
    assert because in found[name][1]


def test_with_two_countries_in_the_sentence_nobody_is_placed_by_guess() -> None:
    found = _parties("Rebels shot down a Chadian plane, Libya said.")
    assert {country for name, (country, _) in found.items() if "ebels" in name} <= {None}


def test_a_guest_is_not_of_the_place_where_he_meets() -> None:
    found = _parties("Union leaders met Lech Walesa in Bonn.")
    assert {country for name, (country, _) in found.items() if "leaders" in name} <= {None}


def test_where_people_hear_of_a_place_is_not_where_it_is() -> None:
    found = _parties("A priest told reporters in Rome that bombers had attacked Brackmoor in waves.")
    assert {country for name, (country, _) in found.items() if name == "Brackmoor"} == {None}


def _speakers(text: str) -> dict[str, str | None]:
    reading = reportedly.read(text)
    said_by = {one.speaker for one in reading.statements}
    return {entity.name: entity.country for entity in reading.entities if entity.id in said_by}


def test_an_official_body_is_of_the_capital_where_the_report_was_written() -> None:
    found = _speakers("PARIS - French agents did not sink the ship, an official inquiry concluded on Monday.")
    assert found == {"official inquiry": "FRA"}


@pytest.mark.parametrize(
    "text",
    [
        "PARIS - The ship was not sunk by agents, an official inquiry concluded on Monday.",  # whose agents?
        "GENEVA - Swiss police found the boat, an official inquiry concluded on Monday.",
        "PARIS - French agents did not sink the ship, a private inquiry concluded on Monday.",
        "PARIS - French agents did not sink the ship, Western diplomats said on Monday.",
    ],
)
def test_others_are_not(text: str) -> None:
    assert set(_speakers(text).values()) == {None}
