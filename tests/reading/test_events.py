"""Who did what to whom: marked sentences, given triggers, ids, hostile text."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly import ontology
from reportedly.flow import read_one
from reportedly.model import Article, Block, Entity, Event, Passage, TimeExpression, hash_id
from reportedly.reading import Reader, events, mentions, triggers
from reportedly.reading.roles import words

CASES = Path(__file__).parents[1] / "cases" / "en" / "events.txt"
_MARK = re.compile(r"\[(\w[\w -]*?) -> ([^\]]+)\]")


@dataclass
class Found:
    text: str
    events: tuple[Event, ...]
    entities: dict[str, Entity]
    times: tuple[TimeExpression, ...]

    def at(self, word: str) -> list[Event]:
        return [e for e in self.events if any(span.of(self.text) == word for span in e.trigger[:1])]

    def parties(self, ids: tuple[str, ...]) -> list[set[str]]:
        """What each party may be called: its country, its sector, the last word of its name."""
        known = [self.entities[id] for id in ids]
        return [{e.country or "", e.sector or "", e.name.split()[-1]} for e in known]


def read(text: str, spans: tuple[Passage, ...] = (), *, heard: bool = False) -> Found:
    """The events of a text, with years as the only times and by the rules alone, so that these tests rest on this room;
    `heard`: the encoder is asked too."""
    article = Article(id="a", text=text, blocks=(Block(Passage(0, len(text)), "body"),), triggers=spans)
    page = Reader().page(article)
    page = page if heard else dataclasses.replace(page, encoder=None)
    cast = mentions.find(page)
    years = re.finditer(r"\b(?:1[89]|20)\d\d\b", text)
    times = tuple(TimeExpression(Passage(*m.span()), "DATE", m[0], f"{m[0]}-01-01", f"{m[0]}-12-31") for m in years)
    found = events.find(page, cast, times, ())
    ids = {id for e in found for id in (*e.actors, *e.recipients, e.place) if id}
    return Found(text, found, {e.id: e for e in cast.entities(ids)}, times)


def _lines(prefix: str) -> list[str]:
    lines = CASES.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if line.strip() and not line.startswith("#")]
    if prefix:
        return [line.removeprefix(prefix).strip() for line in kept if line.startswith(prefix)]
    return [line for line in kept if not line.startswith(("known:", "none:"))]


def _same(expected: str, actual: list[set[str]]) -> bool:
    if expected == "none":
        return not actual
    wanted = [set(one.split("|")) for one in expected.split(",")]
    return len(wanted) == len(actual) and all(any(one & names for names in actual) for one in wanted)


def _agrees(found: Found, event: Event, code: str, expected: dict[str, str]) -> bool:
    wanted = ontology.Code.parse(code)
    place = found.entities[event.place].name if event.place else ""
    time = found.times[event.time].value if event.time is not None else ""
    return (
        event.type == wanted.type
        and wanted.mode in (None, event.mode)
        and all(_same(expected[s], found.parties(getattr(event, s))) for s in ("actors", "recipients") if s in expected)
        and expected.get("place", place) == place
        and expected.get("time", time) == time
    )


def _holds(line: str, *, heard: bool = False) -> tuple[bool, str]:
    """Whether every mark of a line is met, and what was found instead."""
    text = _MARK.sub(r"\1", line)
    found = read(text, heard=heard)
    sides = [(found.parties(event.actors), found.parties(event.recipients)) for event in found.events]
    seen = [(e.trigger[0].of(text), e.type, e.mode, *side) for e, side in zip(found.events, sides, strict=True)]
    for mark in _MARK.finditer(line):
        code, *fields = mark[2].split()
        expected = dict(field.split("=") for field in fields)
        if code == "none":
            if found.at(mark[1]):
                return False, f"{mark[1]} is no event: {seen}"
        elif not any(_agrees(found, event, code, expected) for event in found.at(mark[1])):
            return False, f"{mark[0]}: {seen}"
    return True, ""


@pytest.mark.parametrize("line", _lines(""))
def test_cases(line: str) -> None:
    holds, why = _holds(line)
    assert holds, why


#: Share of the lines above that hold when the encoder is asked too. Raised when there are more, never lowered.
HELD = 0.96


def test_the_encoder_leaves_the_cases_standing() -> None:
    holds = [_holds(line, heard=True)[0] for line in _lines("")]
    assert len(holds) > 150
    assert sum(holds) / len(holds) >= HELD


@pytest.mark.parametrize("line", _lines("none:"))
def test_no_event(line: str) -> None:
    found = read(line)
    assert [(e.type, e.because) for e in found.events] == []


@pytest.mark.parametrize("line", _lines("known:"))
def test_known_limits_still_fail(line: str) -> None:
    assert not _holds(line)[0], "this works now: move the line up"


def test_hard_sentence_is_one_event() -> None:
    found = read("London said that despite its denials, Cairo had supplied rifles to Algiers in 1956.")
    assert [(e.type, e.time, e.date and e.date.earliest) for e in found.events] == [("AID", 0, "1956-01-01")]
    assert found.parties(found.events[0].actors)[0] >= {"EGY"}
    assert found.parties(found.events[0].recipients)[0] >= {"DZA"}


def test_verb_of_saying_keeps_its_own_time() -> None:
    found = read("In 1999 a commission said that Britain bombed the town.")
    assert [e.time for e in found.at("bombed")] == [None]


def test_at_the_time_means_the_sentence_before() -> None:
    found = read("In 1972 Nixon visited China. At the time, the United States did not recognise Beijing.")
    (event,) = found.at("recognise")
    assert (event.time, event.date and event.date.earliest) == (0, "1972-01-01")


NARRATED = "In 1956, the army invaded Hungary. It arrested the premier. "


def dated(text: str, word: str, printed: str = "1962-10-24") -> str | None:
    """The first day of the time that an article printed on a day gives the event at a word."""
    reading = read_one(Article("a", text, given_date=printed), Reader(), body=True)
    (event,) = [e for e in reading.events if e.trigger[0].of(text) == word]
    return event.date.earliest if event.date else None


def test_what_is_told_after_a_time_long_past_is_of_that_time() -> None:
    assert dated(NARRATED, "arrested") == "1956-01-01"
    assert dated(NARRATED + "The two governments then signed a pact.", "signed") == "1956-01-01"
    assert dated("In 1956, the army invaded Hungary.\n\nIt arrested the premier.", "arrested") == "1956-01-01"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (NARRATED + "Now Moscow has freed him.", "freed"),
        (NARRATED + "Austria says that the army killed thousands.", "killed"),
        ("In 1956, the army invaded Hungary.\n\nThe navy arrested three men.", "arrested"),
        ("On Monday the army invaded Hungary. It arrested the premier.", "arrested"),
    ],
)
def test_the_present_other_people_and_the_news_have_times_of_their_own(text: str, word: str) -> None:
    assert dated(text, word) in (None, "1962-10-24")


@pytest.mark.parametrize(
    ("text", "word", "first", "last"),
    [
        ("The army had invaded Hungary.", "invaded", None, "1962-10-24"),
        ("Hungary had been invaded by the army.", "invaded", None, "1962-10-24"),
        ("The president will visit China.", "visit", "1962-10-24", None),
        ("The army has invaded Hungary.", "invaded", None, None),
        ("Austria said that the army had invaded Hungary.", "invaded", None, None),
        ("In 1956 the army had invaded Hungary.", "invaded", "1956-01-01", "1956-12-31"),
    ],
)
def test_where_no_words_date_it_the_tense_leaves_one_side_open(
    text: str, word: str, first: str | None, last: str | None
) -> None:
    reading = read_one(Article("a", text, given_date="1962-10-24"), Reader(), body=True)
    (event,) = [e for e in reading.events if e.trigger[0].of(text) == word]
    assert (event.date and event.date.earliest, event.date and event.date.latest) == (first, last)


@pytest.mark.parametrize(
    ("text", "word", "code"),
    [
        ("Paris has said before that new arms deals could trigger US sanctions.", "sanctions", "SANCTION"),
        ("London warned of a possible weapons deal for Libya's war in Chad.", "deal", "AGREE"),
    ],
)
def test_what_is_seen_coming_is_an_event_and_only_possible(text: str, word: str, code: str) -> None:
    reading = read_one(Article("a", text), Reader(), body=True)
    (event,) = [e for e in reading.events if e.trigger[0].of(text) == word]
    rows = [row for row in reading.factuality if row.event == event.id]
    assert event.type == code
    assert [row.certainty for row in rows] == ["uncommitted", "possible"]


def test_contexts_are_read_off_nouns() -> None:
    assert "rights_freedoms" not in read("France pressed Spain and attacked Portugal.").events[0].contexts
    assert "diplomatic" in read("Iran expelled the Danish ambassador.").events[0].contexts


def test_times_out_of_order_are_found() -> None:
    text = "Iraq invaded Iran in 1980. Iraq invaded Kuwait in 1990."
    page = Reader().page(Article(id="a", text=text, blocks=(Block(Passage(0, len(text)), "body"),)))
    years = [TimeExpression(Passage(m.start(), m.end()), "DATE", m[0]) for m in re.finditer(r"\d{4}", text)]
    found = events.find(page, mentions.find(page), tuple(reversed(years)), ())
    assert [(e.time, e.date) for e in found] == [(1, None), (0, None)]


def test_two_events_on_one_trigger_differ_by_an_ordinal() -> None:
    first, second = read("The court sentenced Mandela to five years in prison.").at("sentenced")
    assert (first.type, second.type) == ("SANCTION", "COERCE")
    assert first.id == hash_id("e", "a", first.trigger)
    assert second.id == hash_id("e", "a", second.trigger, ontology.load("plover").order("COERCE"))


def test_given_triggers_give_exactly_one_event_each() -> None:
    text = "Chile arrested the miners, sentenced them to prison and painted the walls."
    spans = tuple(Passage(m.start(), m.end()) for m in re.finditer("arrested|sentenced|painted", text))
    found = read(text, spans)
    assert [e.trigger for e in found.events if e.trigger[0] in spans] == [(span,) for span in spans]
    assert [e.type for e in found.events] == ["COERCE", "SANCTION", None]
    assert {"CHL"} <= found.parties(found.events[2].actors)[0]


def test_given_trigger_of_several_words_or_of_none_that_is_known() -> None:
    text = "Norway carried out an attack on Denmark; nothing else."
    spans = tuple(Passage(text.index(w), text.index(w) + len(w)) for w in ("carried out an attack", "nothing"))
    assert [(e.trigger, e.type) for e in read(text, spans).events] == [((spans[0],), "ASSAULT"), ((spans[1],), None)]


def test_found_events_never_overlap_given_triggers() -> None:
    text = "Iraq invaded Kuwait; Britain condemned Iraq."
    span = Passage(5, 12)
    found = read(text, (span,)).events
    assert [e.trigger[0].overlaps(span) for e in found] == [True, False]


def test_first_person_is_nobody_without_a_speaker_but_the_country_is() -> None:
    found = read("The US attacked Libya.")
    assert {"USA"} <= found.parties(found.events[0].actors)[0]
    assert read("We attacked Libya.").events[0].actors == ()


def test_same_words_same_events() -> None:
    text = "Soviet troops shelled Grozny while Russia and Ukraine held talks in Minsk."
    assert read(text).events == read(text).events


def test_every_row_of_the_table_can_be_coded() -> None:
    scheme = ontology.load("plover")
    for by_lemma in triggers.rules("en").values():
        for rule in (rule for rules in by_lemma.values() for rule in rules):
            assert all(scheme.allows(code) for code in rule.codes), rule
            assert rule.operator is None or rule.operator in scheme.operators, rule
            assert rule.carries or rule.silent or 0 < rule.confidence <= 1, rule
            assert rule.carries or rule.silent or rule.actors, rule


def test_modes_named_in_word_classes_exist() -> None:
    codes = [ontology.Code.parse(name) for name in words("en") if name[0].isupper()]
    assert codes
    assert all(ontology.load("plover").allows(code) for code in codes)


@pytest.mark.parametrize(
    "text",
    [
        "",
        '"',
        "[" * 2000,
        "attacked " * 2000,
        "and killed " * 1500,
        "\U0001f600 attacked \U0001f600.",
        "of the attack " * 900,
    ],
)
def test_hostile_text_is_read_in_time(text: str) -> None:
    for event in read(text).events:
        assert all(span.of(text).strip() == span.of(text) != "" for span in event.trigger)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(["attacked", "who", "to", "Iran", "talks", "and", "by", "will", '"', ".", "of", "\n"])))
def test_any_text(parts: list[str]) -> None:
    text = " ".join(parts)
    for event in read(text).events:
        assert all(0 <= span.start < span.end <= len(text) for span in event.trigger)


def test_a_given_trigger_that_only_governs_a_deed_is_an_event_without_a_type() -> None:
    text = "Through his lawyers, Eden has denied allegations in the suit."
    at = text.index("denied")
    reading = read_one(Article("a", text, triggers=(Passage(at, at + 6),)), Reader(), body=True)
    assert [(event.type, event.given) for event in reading.events if event.trigger[0].start == at] == [(None, True)]


@pytest.mark.parametrize(
    ("text", "word", "type"),
    [
        ("French agents sank the Astrolabe, a newspaper reported.", "sank", "ASSAULT"),
        ("The minister is expected to resign.", "resign", "RETREAT"),
        ("Canada suspended landing rights for the airline.", "suspended", "SANCTION"),
        ("The two officers were tried in May.", "tried", "ACCUSE"),
    ],
)
def test_deeds_that_triggers_once_missed(text: str, word: str, type: str) -> None:
    reading = read_one(Article("a", text), Reader(), body=True)
    assert [event.type for event in reading.events if event.trigger[0].of(text) == word] == [type]


def test_a_number_is_no_part_of_a_peoples_name() -> None:
    reading = read_one(Article("a", "Three North Vietnamese boats attacked the destroyer."), Reader(), body=True)
    assert "VDR" in {entity.country for entity in reading.entities}
