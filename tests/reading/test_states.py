"""Who has, can, wants, offers, intends or fears what: marked sentences, and that events stay as they are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from reportedly import ontology, shelf
from reportedly.flow import read_one
from reportedly.model import Article, Event, Passage, Reading, status
from reportedly.reading import Reader, events, mentions, statements, triggers
from reportedly.times import find

CASES = Path(__file__).parents[1] / "cases" / "en" / "states.txt"
_MARK = re.compile(r"\[(\w+) -> ([^\]]+)\]")
SCHEME = ontology.load("states")


def read(text: str, given: tuple[Passage, ...] = ()) -> Reading:
    return read_one(Article("case", text, triggers=given), Reader(), body=True)


def states(reading: Reading) -> list[Event]:
    return [event for event in reading.events if event.ontology == "states"]


def _lines(prefix: str = "") -> list[str]:
    lines = [line for line in CASES.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    if prefix:
        return [line.removeprefix(prefix) for line in lines if line.startswith(prefix)]
    return [line for line in lines if not line.startswith(("known: ", "none: "))]


def _named(reading: Reading, ids: tuple[str, ...]) -> list[set[str]]:
    known = {entity.id: entity for entity in reading.entities}
    return [{known[id].country or "", known[id].sector or "", known[id].name.split()[-1]} for id in ids]


def _same(expected: str, actual: list[set[str]]) -> bool:
    wanted = [] if expected == "none" else [set(one.split("|")) for one in expected.split(",")]
    return len(wanted) == len(actual) and all(any(one & names for names in actual) for one in wanted)


def _agrees(reading: Reading, event: Event, code: str, expected: dict[str, str]) -> bool:
    rows = [row for row in reading.factuality if row.event == event.id]
    place = _named(reading, (event.place,) if event.place else ())
    return (
        event.type == code
        and all(
            _same(expected[s], _named(reading, getattr(event, s))) for s in ("actors", "recipients") if s in expected
        )
        and ("place" not in expected or _same(expected["place"], place))
        and expected.get("status", status(rows[-1])) == status(rows[-1])
    )


def _holds(line: str) -> tuple[bool, str]:
    """Whether every mark of a line is met, and what was found instead."""
    text = _MARK.sub(r"\1", line)
    reading = read(text)
    found = {event.trigger[0].of(text): event for event in states(reading)}
    seen = [
        (word, e.type, _named(reading, e.actors), _named(reading, e.recipients), e.place, [
            status(row) for row in reading.factuality if row.event == e.id])
        for word, e in found.items()
    ]  # fmt: skip
    for mark in _MARK.finditer(line):
        code, *fields = mark[2].split()
        if code == "none":
            if mark[1] in found:
                return False, f"{mark[1]} is no state: {seen}"
        elif mark[1] not in found or not _agrees(reading, found[mark[1]], code, dict(f.split("=") for f in fields)):
            return False, f"{mark[0]}: {seen}"
    return True, ""


@pytest.mark.parametrize("line", _lines())
def test_cases(line: str) -> None:
    holds, why = _holds(line)
    assert holds, why


@pytest.mark.parametrize("line", _lines("none: "))
def test_no_state(line: str) -> None:
    assert [(event.type, event.because) for event in states(read(line))] == []


@pytest.mark.parametrize("line", _lines("known: "))
def test_known_limits_still_fail(line: str) -> None:
    assert not _holds(line)[0], "this works now: move the line up"


def test_events_are_what_they_would_be_without_states() -> None:
    text = "\n\n".join(_MARK.sub(r"\1", line) for line in _lines())
    reader, reading = Reader(), read(text)
    page = reader.page(reading.article)
    cast = mentions.find(page)
    plain = events.find(page, cast, find(reading.article, page.doc.text), statements.find(page, cast))
    assert plain and [event for event in reading.events if event.ontology == "plover"] == list(plain)


def test_states_stand_in_text_order_and_never_on_the_words_of_an_event() -> None:
    reading = read("\n\n".join(_MARK.sub(r"\1", line) for line in _lines()))
    assert [event.trigger for event in reading.events] == sorted(event.trigger for event in reading.events)
    spans = [span for event in reading.events if event.ontology == "plover" for span in event.trigger]
    assert not any(a.overlaps(b) for event in states(reading) for a in event.trigger for b in spans)
    assert len({event.id for event in reading.events}) == len(reading.events)


def test_given_triggers_leave_the_states_beside_them() -> None:
    text = "Iraq invaded Kuwait. Israel fears that Iran will build a bomb."
    reading = read(text, (Passage(5, 12),))
    assert [(event.ontology, event.type) for event in reading.events] == [("plover", "ASSAULT"), ("states", "FEAR")]
    assert [e.type for e in states(read(text, (Passage(28, 33),)))] == []


def test_a_state_is_dated_by_its_own_clause() -> None:
    (event,) = states(read("There were 20,000 Soviet soldiers in Cuba in 1962."))
    assert event.date is not None and event.date.earliest == "1962-01-01"


def test_whose_wish_we_means() -> None:
    reading = read('"We want peace with Egypt," the Israeli prime minister, Menachem Begin, said in 1977.')
    (event,) = states(reading)
    assert _same("ISR", _named(reading, event.actors)), event


def test_table_is_sound() -> None:
    table = triggers.rules("en", "states")
    rules = [rule for by_lemma in table.values() for group in by_lemma.values() for rule in group if not rule.silent]
    assert {code.type for rule in rules for code in rule.codes} == {type.name for type in SCHEME.types}
    assert all(0 < rule.confidence < 1 and rule.actors and not rule.operator for rule in rules)
    rows = [tuple(row.values())[:4] for row in shelf.table("en/states.tsv")]
    assert len(rows) == len(set(rows))


def test_scheme_has_types_and_no_quads() -> None:
    assert [type.name for type in SCHEME.types] == ["HAVE", "CAN", "WANT", "OFFER", "INTEND", "FEAR"]
    assert all(type.quad is None and type.meaning and not type.modes for type in SCHEME.types)
    assert SCHEME.contexts == ()
