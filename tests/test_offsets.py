"""The whole reading over hostile strings: whatever goes in, every span cuts exact words out of readable text."""

from __future__ import annotations

import bisect
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportedly.flow import read_one
from reportedly.intake import freeze
from reportedly.model import READABLE, Reading, schema
from reportedly.reading import Reader

VALID = jsonschema.Draft202012Validator(schema())

#: Words that set something going somewhere: names, cues, verbs of doing, dates, furniture, datelines.
_WORDS = (
    "Brezhnev", "President Carter", "Mr Castro", "the United Nations", "Egypt", "Prague", "Soviet officials", "he",
    "she", "they", "who", "said", "told", "denied", "warned that", "according to", "accused", "of attacking", "killed",
    "signed a treaty with", "invaded", "will meet", "not", "if", "on Tuesday", "March 3, 1968", "in 1979", "last week",
    "MOSCOW, Oct 22 (Meridian) –", "By Anna Novak", "Share this article", "Read more:", "Advertisement", "a.m.",
    "The minister said that the army had left the city.", "“We have not given up,” he told reporters.",
)  # fmt: skip
_MARKS = (
    '"', "“", "”", "‘", "’", "'", "«", "»", "``", "''", "(", ")", "[", "]", "—", "...", ",", ".", ":", "?", "<b>", "{",
    "\n", "\n\n", "\r\n", "\r", "\t", "\v", "\x0c", "\x1c", "\x85", "\u2028", "\u2029", "\x00", "\x1b[31m", "\u00a0",
    "\u200b", "\u200d", "\u2060", "\ufeff", "\u202e", "\u202c", "\u2066", "\u2069", "\u200f", "\u00ad", "\u0301",
    "\u0301\u0301", "e\u0301", "\U0001d7db", "👩\u200d👩\u200d👧", "🇨🇺", "ﬁ", "Ｔｏｋｙｏ", "\ufffd", "Москва", "北京",
    "|", "1/1/1",
)  # fmt: skip
_GLUE = st.sampled_from(("", " ", " ", " ", "\n"))
_PART = st.sampled_from(_WORDS) | st.sampled_from(_WORDS) | st.sampled_from(_MARKS) | st.text(max_size=5)
HOSTILE = st.lists(st.tuples(_PART, _GLUE).map("".join), min_size=1, max_size=45).map("".join)


def read(text: str, body: bool) -> Reading:
    return read_one(freeze(text, raw=b"", given="1968-03-05"), Reader(), body=body)


def findings(reading: dict[str, Any]) -> Iterator[tuple[str, list[int]]]:
    """Every span that a finding names, with what it is."""
    for entity in reading["entities"]:
        yield from (("mention", mention["span"]) for mention in entity["mentions"])
    yield from (("time", time["span"]) for time in reading["times"])
    for statement in reading["statements"]:
        for part in ("source", "cue", "content", "addressee"):
            yield from ((part, span) for span in statement[part])
    for event in reading["events"]:
        yield from (("trigger", span) for span in event["trigger"])


def faults(reading: dict[str, Any]) -> list[tuple[Any, ...]]:
    """What is wrong with the spans of a reading: `(what, start, end, why)`."""
    text = reading["text"]
    blocks = [tuple(block["span"]) for block in reading["blocks"] if block["kind"] in READABLE]
    starts = [start for start, _ in blocks]
    wrong = [("block", *block["span"], why) for block in reading["blocks"] for why in _misfit(text, *block["span"])]
    for what, (start, end) in findings(reading):
        wrong += [(what, start, end, why) for why in _misfit(text, start, end)]
        index = bisect.bisect_right(starts, start) - 1
        if index < 0 or end > blocks[index][1]:
            wrong.append((what, start, end, "outside the readable blocks"))
    return wrong


def _misfit(text: str, start: int, end: int) -> Iterator[str]:
    if not 0 <= start < end <= len(text):
        yield "out of range"
    elif text[start].isspace() or text[end - 1].isspace():
        yield "not trimmed"


def links(reading: dict[str, Any]) -> list[str]:
    """Ids that are named and are not there."""
    entities = {entity["id"] for entity in reading["entities"]}
    statements = {statement["id"] for statement in reading["statements"]}
    events = {event["id"] for event in reading["events"]}
    named: list[tuple[set[str], str | None]] = []
    for statement in reading["statements"]:
        named += [(entities, statement["speaker"]), (statements, statement["within"])]
    for event in reading["events"]:
        named += [(entities, id) for id in (*event["actors"], *event["recipients"], event["place"])]
    for row in reading["factuality"]:
        named += [(events, row["event"]), *((entities | {"someone"}, id) for id in row["holder"][1:])]
    return [id for known, id in named if id is not None and id not in known]


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(HOSTILE, st.booleans())
def test_every_span_cuts_exact_words_out_of_readable_text(text: str, body: bool) -> None:
    made = read(text, body)
    plain = made.to_dict()
    assert plain["text"] == text
    assert faults(plain) == []
    assert links(plain) == []
    spans = [block["span"] for block in plain["blocks"]]
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert Reading.from_dict(plain).to_dict() == plain
    VALID.validate(plain)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_normal_forms_are_left_as_they_are(form: str) -> None:
    text = unicodedata.normalize(form, "Prime Minister Imre Nagy told the Múlt newspaper that Gerő had resigned.\n")  # type: ignore[arg-type]
    plain = read(text, True).to_dict()
    assert plain["text"] == text
    assert faults(plain) == []
    assert plain["statements"]


def test_the_checks_can_fail() -> None:
    plain = read("Brezhnev said on Tuesday that the army had left Prague.", True).to_dict()
    cue = plain["statements"][0]["cue"][0]
    plain["statements"][0]["cue"] = [[cue[0], cue[1] + 1]]
    plain["blocks"][0]["span"] = [0, 5]
    plain["statements"][0]["speaker"] = "n-nobody"
    assert {why for *_, why in faults(plain)} == {"not trimmed", "outside the readable blocks"}
    assert links(plain) == ["n-nobody"]
