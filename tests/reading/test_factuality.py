"""On whose word: each case is a sentence, the event word, and every holder with the status read off its row."""

from __future__ import annotations

import pytest

from reportedly.flow import read_one
from reportedly.model import Article, Passage, Reading, status
from reportedly.reading import Reader

AUTHOR = ("author",)


def read(text: str, word: str) -> Reading:
    start = text.index(word)
    return read_one(Article("case", text, triggers=(Passage(start, start + len(word)),)), Reader(), body=True)


def views(text: str, word: str) -> dict[tuple[str, ...], str]:
    """Holder names (and "author", "someone") -> status, for the event on the word."""
    reading = read(text, word)
    names = {entity.id: entity.name for entity in reading.entities}
    event = next(e for e in reading.events if e.trigger[0].of(text) == word)
    rows = [row for row in reading.factuality if row.event == event.id]
    return {tuple(names.get(id, id) for id in row.holder): status(row) for row in rows}


CASES = [
    # the writer's own word
    ("Israel withdrew from Sinai in 1982.", "withdrew", {AUTHOR: "asserted"}),
    ("Britain did not withdraw from Suez in October.", "withdraw", {AUTHOR: "denied"}),
    ("Nobody met the envoy at the airport.", "met", {AUTHOR: "denied"}),
    ("The two leaders signed no treaty at Reykjavik.", "signed", {AUTHOR: "denied"}),
    ("The delegation left Geneva without signing the accord.", "signing", {AUTHOR: "denied"}),
    ("The cabinet will meet on Friday.", "meet", {AUTHOR: "predicted"}),
    ("Nixon is to visit Beijing in February.", "visit", {AUTHOR: "predicted"}),
    ("France may withdraw its fleet.", "withdraw", {AUTHOR: "hedged"}),
    ("The army probably shelled the port.", "shelled", {AUTHOR: "hedged"}),
    ("If the blockade fails, the fleet will attack.", "attack", {AUTHOR: "conditional"}),
    ("The guards failed to arrest the plotters.", "arrest", {AUTHOR: "denied"}),
    ("The guards managed to arrest the plotters.", "arrest", {AUTHOR: "asserted"}),
    ("The rebels began to shell the port.", "shell", {AUTHOR: "asserted"}),
    ("Soldiers prevented an attack on the palace.", "attack", {AUTHOR: "denied"}),
    ("Did the fleet attack the harbour?", "attack", {AUTHOR: "uncommitted"}),
    ("Troops were sent to occupy the canal.", "occupy", {AUTHOR: "predicted"}),
    ("There was no attack on the convoy.", "attack", {AUTHOR: "denied"}),
    ("The rebels carried out no attack on the convoy.", "attack", {AUTHOR: "denied"}),
    ("No attack on the convoy took place.", "attack", {AUTHOR: "denied"}),
    ("Paris gave a new order on the withdrawal of the fleet.", "withdrawal", {AUTHOR: "requested"}),
    ("Talks on the withdrawal of the fleet began in Rome.", "withdrawal", {AUTHOR: "predicted"}),
    ("The army not only shelled the port but burned it.", "shelled", {AUTHOR: "asserted"}),
    ("Nasser contradicted Eden before meeting the envoy.", "meeting", {AUTHOR: "asserted"}),
    ("The siege of Berlin is to end in May.", "siege", {AUTHOR: "predicted"}),
    ("It was not known whether Cairo would agree to talks.", "agree", {AUTHOR: "uncommitted"}),
    ("The army's “invasion” of the valley lasted a week.", "invasion", {AUTHOR: "uncommitted"}),
    ("The invasion of the valley lasted a week.", "invasion", {AUTHOR: "asserted"}),
    ("The rebels' attack on the guards' post lasted an hour.", "attack", {AUTHOR: "asserted"}),
    ("There is no sign that the army shelled the port.", "shelled", {AUTHOR: "uncommitted"}),
    ("There is evidence that the army shelled the port.", "shelled", {AUTHOR: "hedged"}),
    ("Inspectors found no trace of an attack on the convoy.", "attack", {AUTHOR: "uncommitted"}),
    # one source
    (
        "Rusk said that he had no evidence that the army had shelled the port.",
        "shelled",
        {AUTHOR: "uncommitted", ("author", "Rusk"): "uncommitted"},
    ),
    (
        "Khrushchev said that the ships had turned back.",
        "turned",
        {AUTHOR: "uncommitted", ("author", "Khrushchev"): "asserted"},
    ),
    (
        "Eisenhower said the talks would begin in May.",
        "begin",
        {AUTHOR: "predicted", ("author", "Eisenhower"): "predicted"},
    ),
    (
        "Hungary denied that its police had fired on the crowd.",
        "fired",
        {AUTHOR: "uncommitted", ("author", "Hungary"): "denied"},
    ),
    (
        "Egypt acknowledged that its pilots had bombed the village.",
        "bombed",
        {AUTHOR: "asserted", ("author", "Egypt"): "asserted"},
    ),
    (
        "Britain warned that the fleet could attack.",
        "attack",
        {AUTHOR: "uncommitted", ("author", "United Kingdom"): "hedged"},
    ),
    (
        "Iran demanded that the troops leave.",
        "leave",
        {AUTHOR: "requested", ("author", "Iran"): "requested"},
    ),
    # nobody named
    (
        "The general allegedly ordered the raid.",
        "ordered",
        {AUTHOR: "uncommitted", ("author", "someone"): "asserted"},
    ),
    (
        "Egypt condemned the attack.",
        "attack",
        {AUTHOR: "asserted"},
    ),
]


@pytest.mark.parametrize(("text", "word", "expected"), CASES, ids=[case[0] for case in CASES])
def test_views(text: str, word: str, expected: dict[tuple[str, ...], str]) -> None:
    found = views(text, word)
    assert found[AUTHOR] == expected[AUTHOR]
    for holder, said in expected.items():
        assert found.get(holder) == said, found


def test_source_within_source() -> None:
    """One event, three views: the writer reports, one government alleges, the other denies."""
    text = "London said that despite its denials, Cairo had supplied rifles to the rebels in 1956."
    found = views(text, "supplied")
    assert found[AUTHOR] == "uncommitted"
    assert found[("author", "United Kingdom")] == "asserted"
    assert found[("author", "United Kingdom", "Egypt")] == "denied"


@pytest.mark.parametrize(
    ("answer", "denied"),
    [
        ("Libya denied the allegation.", True),
        ("Libya called the claim baseless.", True),
        ("The charge was false, Libya said.", True),
        ("Libya refused to confirm the report.", False),
        ("Libya said that the weather was wrong for sailing.", False),
    ],
)
def test_a_denial_that_points_back_reaches_what_was_alleged(answer: str, denied: bool) -> None:
    text = f"France said that Libya had shelled the border post.\n\n{answer}"
    assert (views(text, "shelled").get(("author", "Libya")) == "denied") is denied


def test_every_event_has_the_authors_row_first_and_a_value_there_only() -> None:
    reading = read("Moscow said its troops had left Vienna. Austria thanked Moscow.", "left")
    by_event: dict[str, list[tuple[str, ...]]] = {}
    for row in reading.factuality:
        by_event.setdefault(row.event, []).append(row.holder)
        assert (row.value is not None) == (row.holder == AUTHOR)
        assert row.because
    assert set(by_event) == {event.id for event in reading.events}
    for holders in by_event.values():
        assert holders[0] == AUTHOR
        assert len(holders) == len(set(holders))
