"""Ontologies with rules of their own: deaths by marked sentences, a scheme from a file, ids, faults in sentences."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from reportedly import ontology
from reportedly.errors import BadOntology, UnknownName
from reportedly.flow import read_one
from reportedly.model import ONTOLOGIES, Article, Event, Quantity, Reading, status
from reportedly.reading import Reader, coder, triggers

CASES = Path(__file__).parents[1] / "cases" / "en" / "deaths.txt"
_MARK = re.compile(r"\[(\w+) -> ([^\]]+)\]")
WITH_DEATHS = (*ONTOLOGIES, "deaths")
STRIKES = """
name = "strikes"
version = "1"

[[types]]
name = "STRIKE"
meaning = "workers stop working"

[words.en]
labour = "docker miner weaver"

[rules]
en = \"\"\"
lemma     pos  needs                     code    roles             confidence  quantity
walk out  v    subj=@labour              STRIKE  subj >             0.90        subj
strike    v    subj=@labour !obj         STRIKE  subj > against     0.90        subj
strike    n    light                     STRIKE  subj|by > against  0.80        subj
stage     v    obj                       +                         0
\"\"\"
"""


def read(text: str, *ontologies: str) -> Reading:
    return read_one(Article("case", text), Reader(ontologies=ontologies or WITH_DEATHS), body=True)


def coded(reading: Reading, scheme: str = "deaths") -> list[Event]:
    return [event for event in reading.events if event.ontology == scheme]


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


def _written(number: Quantity | None) -> str:
    """A quantity as the cases write it."""
    if number is None:
        return "none"
    about, low, high = "~" * number.about, number.low, number.high
    return f"{about}{low}" if low == high else f"{about}{'' if low is None else low}..{'' if high is None else high}"


def _found(reading: Reading, event: Event) -> dict[str, object]:
    rows = [row for row in reading.factuality if row.event == event.id]
    return {
        "actors": _named(reading, event.actors),
        "recipients": _named(reading, event.recipients),
        "place": _named(reading, (event.place,) if event.place else ()),
        "number": _written(event.quantity),
        "status": status(rows[-1]),
    }


def _agrees(found: dict[str, object], expected: dict[str, str]) -> bool:
    return all(
        _same(value, found[key]) if isinstance(found[key], list) else value == found[key]  # type: ignore[arg-type]
        for key, value in expected.items()
    )


def _holds(line: str) -> tuple[bool, str]:
    """Whether every mark of a line is met, and what was found instead."""
    text = _MARK.sub(r"\1", line)
    reading = read(text)
    at = {event.trigger[0].of(text): event for event in coded(reading)}
    seen = {word: (event.type, _found(reading, event)) for word, event in at.items()}
    for mark in _MARK.finditer(line):
        code, *fields = mark[2].split()
        expected = dict(one.split("=") for one in fields)
        if mark[1] not in at or at[mark[1]].type != code or not _agrees(seen[mark[1]][1], expected):
            return False, f"{mark[0]}: {seen}"
    return True, ""


@pytest.mark.parametrize("line", _lines())
def test_cases(line: str) -> None:
    holds, why = _holds(line)
    assert holds, why


@pytest.mark.parametrize("line", _lines("none: "))
def test_no_event(line: str) -> None:
    assert [(event.type, event.because) for event in coded(read(line))] == []


@pytest.mark.parametrize("line", _lines("known: "))
def test_known_limits_still_fail(line: str) -> None:
    assert not _holds(line)[0], "this works now: move the line up"


def test_there_are_enough_sentences() -> None:
    assert len(_lines()) >= 25


def test_number_stands_on_its_words() -> None:
    text = "The army killed two soldiers and a nurse in Cairo."
    (event,) = coded(read(text))
    assert event.quantity == Quantity(3, 3, False, event.quantity.span if event.quantity else None)  # type: ignore[arg-type]
    assert event.quantity.span.of(text) == "two soldiers and a nurse"


def test_schemes_share_a_trigger_and_ids_are_their_own() -> None:
    text = "German troops killed 642 villagers in Oradour."
    reading, plain = read(text), read(text, *ONTOLOGIES)
    assert [(event.ontology, event.type) for event in reading.events] == [("plover", "ASSAULT"), ("deaths", "KILLED")]
    assert len({event.id for event in reading.events}) == 2
    assert [event for event in reading.events if event.ontology == "plover"] == list(plain.events)
    assert Reading.from_dict(reading.to_dict()) == reading


def test_what_is_added_changes_nothing_else() -> None:
    text = "Britain said that German soldiers had killed 642 people in Oradour. Germany denied it."
    reading, plain = read(text), read(text, *ONTOLOGIES)
    mine = {event.id for event in coded(reading)}
    assert [row for row in reading.factuality if row.event not in mine] == list(plain.factuality)
    rows = [row for row in reading.factuality if row.event in mine]
    assert [status(row) for row in rows] == [status(row) for row in plain.factuality]
    assert status(rows[-1]) == "denied"


def test_usual_ontologies_are_unchanged_and_any_may_be_left_out() -> None:
    text = "Iraq invaded Kuwait. Israel fears that Iran will build a bomb."
    assert {event.ontology for event in read(text, *ONTOLOGIES).events} == {"plover", "states"}
    assert {event.ontology for event in read(text, "states").events} == {"states"}
    assert Reader().version == Reader(ontologies=ONTOLOGIES).version


def test_version_says_which_ontologies() -> None:
    scheme = ontology.load("deaths")
    assert Reader(ontologies=WITH_DEATHS).version == f"{Reader().version} / deaths {scheme.digest}"
    assert Reader(ontologies=("states",)).version.endswith("without plover")


# --- a scheme of one's own, in one file


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "strikes.toml"
    path.write_text(STRIKES, encoding="utf-8")
    return path


def test_file_alone_is_enough(own: Path) -> None:
    text = (
        "Some 3,000 dockers struck against the government in Gdansk in 1980. Two hundred miners walked out in Kiruna."
    )
    reading = read(text, *ONTOLOGIES, str(own))
    first, second = coded(reading, "strikes")
    assert (first.type, _written(first.quantity), second.type, _written(second.quantity)) == (
        "STRIKE", "~3000", "STRIKE", "200",
    )  # fmt: skip
    assert first.place is not None and _named(reading, (first.place,)) == [{"POL", "", "Gdansk"}]
    assert [span.of(text) for span in second.trigger] == ["walked out"]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("STRIKE  subj >     ", "STRYKE  subj >     ", "row 1 .*walk out.*codes 'STRYKE'.*there are: STRIKE"),
        ("strike    n ", "strike    x ", "row 3 .*pos is 'x'.*v, n or a"),
        ("0.80 ", "lots ", "row 3 .*confidence is 'lots'"),
        ("!obj         STRIKE ", "!obj         =agree ", "row 2 .*operator 'agree'"),
        ("lemma     pos", "lemma     part", "no column pos"),
        ('name = "strikes"', "name = ", "not TOML"),
        ('version = "1"', "", "nothing of 'version'"),
        ('meaning = "workers', 'sense = "workers', "not laid out"),
        ("subj=@labour              STRIKE", "subj=@labor               STRIKE", "row 1 .*no word class @labor"),
        ('name = "strikes"', 'name = "plover"', "ontology 'plover' already"),
        ("en = ", "de = ", "no rules for 'en'"),
    ],
)
def test_faults_are_told_with_file_and_row(own: Path, old: str, new: str, says: str) -> None:
    assert old in STRIKES
    own.write_text(STRIKES.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadOntology, match=says):
        Reader(ontologies=(*ONTOLOGIES, str(own)))


def test_a_file_that_is_not_there_and_a_name_that_is_none() -> None:
    with pytest.raises(BadOntology, match=r"nosuch\.toml could not be read: No such file"):
        Reader(ontologies=("nosuch.toml",))
    with pytest.raises(UnknownName, match="nosuch"):
        Reader(ontologies=("nosuch",))


def test_two_of_one_name_are_refused(own: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text(STRIKES, encoding="utf-8")
    with pytest.raises(BadOntology, match="called 'strikes'"):
        Reader(ontologies=(str(own), str(other)))


def test_deaths_are_sound() -> None:
    scheme = ontology.load("deaths")
    rules = [rule for by in triggers.own_rules(scheme, "en").values() for group in by.values() for rule in group]
    assert {code.type for rule in rules for code in rule.codes} == {type.name for type in scheme.types}
    assert all(rule.silent or (0 < rule.confidence < 1 and rule.counts) for rule in rules)


@pytest.mark.parametrize(
    "text", ["", "killed " * 1500, "and 12 killed " * 900, "\U0001f600 killed 12 \U0001f600.", "12 " * 2000]
)
def test_hostile_text_is_read_in_time(text: str) -> None:
    for event in coded(read(text)):
        assert all(span.of(text).strip() == span.of(text) != "" for span in event.trigger)
        assert event.quantity is None or event.quantity.span.of(text)


def test_a_language_without_rules_gives_nothing() -> None:
    assert coder.find(ontology.load("states"), Reader().page(Article("a", "")), None, (), None) == ()  # type: ignore[arg-type]
