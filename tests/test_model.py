"""The nouns: ids, the status rule, and the way to plain data and back."""

from __future__ import annotations

import dataclasses
import itertools
import json
import typing

import jsonschema
import pytest

from reportedly import model
from reportedly.model import (
    Article,
    Block,
    Dated,
    Entity,
    Event,
    Factuality,
    Mention,
    Passage,
    Published,
    Reading,
    RejectedDate,
    Statement,
    TimeExpression,
    hash_id,
    records,
    status,
)

TEXT = "Paris said the fleet had left."


def row(certainty: str, polarity: str, frame: str = "actual", holder: tuple[str, ...] = ("author",)) -> Factuality:
    return Factuality("e-1", holder, certainty, polarity, frame, None, "a reason")  # type: ignore[arg-type]


def full() -> Reading:
    """One of everything."""
    said, left = Passage(6, 10), Passage(25, 29)
    rejected = (RejectedDate("2019-03-09", Passage(0, 5), "contradicted"),)
    article = Article(
        "a-1",
        TEXT,
        blocks=(Block(Passage(0, len(TEXT)), "body"),),
        published=Published("1962", "1962-01-01", "1962-12-31", 0.5, "a year", Passage(0, 5), "reject", rejected),
        notes=("a note",),
    )
    return Reading(
        article,
        "test",
        (Entity("n-1", "Paris", "GPE", "FRA", mentions=(Mention(Passage(0, 5), "name"),)),),
        (TimeExpression(left, "DATE", "1962", "1962-01-01", "1962-12-31"),),
        (
            Statement(
                "s-1", (Passage(0, 5),), (said,), (Passage(11, 29),), "n-1", (), "indirect", "assert", None, "", 0.9
            ),
        ),
        (Event("e-1", (left,), "plover", None, None, (), (), (), None, 0, Dated("1962-01-01", None), "", 0.5),),
        (row("uncommitted", "unknown"), row("certain", "+", holder=("author", "n-1"))),
    )


@pytest.mark.parametrize(
    ("certainty", "polarity", "frame", "vouched", "expected"),
    [
        ("certain", "+", "actual", False, "asserted"),
        ("probable", "+", "actual", False, "hedged"),
        ("possible", "+", "actual", True, "hedged"),
        ("certain", "-", "actual", False, "denied"),
        ("possible", "-", "actual", False, "denied"),
        ("uncommitted", "unknown", "actual", True, "alleged"),
        ("uncommitted", "unknown", "actual", False, "uncommitted"),
        ("certain", "unknown", "actual", False, "uncommitted"),
        ("uncommitted", "unknown", "conditional", True, "conditional"),
        ("certain", "-", "predicted", True, "predicted"),
        ("certain", "+", "requested", False, "requested"),
    ],
)
def test_status_is_read_off(certainty: str, polarity: str, frame: str, vouched: bool, expected: str) -> None:
    assert status(row(certainty, polarity, frame), vouched) == expected


def test_every_row_has_a_status() -> None:
    kinds = [typing.get_args(kind) for kind in (model.Certainty, model.Polarity, model.Frame)]
    for certainty, polarity, frame in itertools.product(*kinds):
        assert status(row(certainty, polarity, frame)) in typing.get_args(model.Status)


def test_a_source_that_vouches_makes_the_author_alleging() -> None:
    assert [record.status for record in records(full())] == ["alleged", "asserted"]


def test_there_and_back() -> None:
    data = full().to_dict()
    assert Reading.from_dict(data).to_dict() == data
    assert Reading.from_dict(json.loads(json.dumps(data))).to_dict() == data


def test_another_format_is_refused() -> None:
    with pytest.raises(ValueError, match="reportedly/0"):
        Reading.from_dict(full().to_dict() | {"format": "reportedly/0"})


def test_a_reading_answers_the_schema_and_a_broken_one_does_not() -> None:
    data = full().to_dict()
    jsonschema.validate(data, model.schema())
    data["statements"][0]["act"] = "mumble"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, model.schema())


def test_a_block_names_its_language_only_where_it_is_another() -> None:
    blocks = (Block(Passage(0, 5), "body", "fr"), Block(Passage(6, len(TEXT)), "body"))
    data = dataclasses.replace(full(), article=Article("a-1", TEXT, blocks=blocks)).to_dict()
    assert data["blocks"] == [
        {"span": [0, 5], "kind": "body", "language": "fr"},
        {"span": [6, len(TEXT)], "kind": "body"},
    ]
    jsonschema.validate(data, model.schema())
    assert Reading.from_dict(data).article.blocks == blocks


def test_ids_stand_on_article_kind_and_passages() -> None:
    spans = (Passage(1, 2), Passage(3, 4))
    first = hash_id("s", "a-1", spans)
    assert first == hash_id("s", "a-1", spans)
    others = {hash_id("e", "a-1", spans), hash_id("s", "a-2", spans), hash_id("s", "a-1", spans[:1])}
    others.add(hash_id("s", "a-1", spans, 1))
    assert len(others) == 4
    assert first not in others


def test_recoding_keeps_the_id() -> None:
    event = full().events[0]
    assert dataclasses.replace(event, type="AID").id == event.id


def test_nouns_are_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        full().article.text = "other"  # type: ignore[misc]


def test_citing_gives_words_and_place() -> None:
    assert records(full())[0].cite(TEXT) == "“left” [25-29]"
