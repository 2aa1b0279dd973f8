"""FollowTheMoney entities as FollowTheMoney itself takes them.

Its own package needs ICU to be built and is no test requirement: where it is installed, it checks every entity.
"""

from __future__ import annotations

import io
import json
from contextlib import redirect_stdout
from typing import Any

import pytest

from reportedly.desk import Desk

Plain = dict[str, Any]

#: The edges and links between the schemata used here, and what they may lead to.
_LINKS = {
    ("Mention", "document"): {"Article"},
    ("Mention", "resolved"): {"Person", "PublicBody", "Organization", "LegalEntity"},
    ("Note", "entity"): {"Person", "PublicBody", "Organization", "LegalEntity"},
    ("Documentation", "document"): {"Article"},
    ("Documentation", "entity"): {"Person", "PublicBody", "Organization", "LegalEntity", "Note"},
    ("Occupancy", "holder"): {"Person"},
    ("Occupancy", "post"): {"Position"},
    ("Event", "organizer"): {"Person", "PublicBody", "Organization", "LegalEntity"},
    ("Event", "involved"): {"Person", "PublicBody", "Organization", "LegalEntity"},
    ("Event", "proof"): {"Article"},
}


@pytest.fixture(scope="module")
def lines(demo: Desk, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    path = tmp_path_factory.mktemp("ftm") / "x.ftm.json"
    demo.export("ftm", path)
    return path.read_text(encoding="utf-8").splitlines()


@pytest.fixture(scope="module")
def entities(lines: list[str]) -> list[Plain]:
    return [json.loads(line) for line in lines]


def of(entities: list[Plain], schema: str) -> list[Plain]:
    return [one for one in entities if one["schema"] == schema]


def test_rows_are_those_of_the_verbs(
    entities: list[Plain], demo: Desk, statements: list[Plain], views: list[Plain]
) -> None:
    assert [one["id"] for one in of(entities, "Article")] == demo.store.ids()
    assert [one["id"] for one in of(entities, "Note")] == [row["id"] for row in statements]
    assert [one["properties"]["recordId"] for one in of(entities, "Documentation")] == [[r["id"]] for r in statements]
    assert [one["id"] for one in of(entities, "Event")] == list(dict.fromkeys(row["id"] for row in views))


def test_offsets_cut_the_quoted_words(entities: list[Plain]) -> None:
    texts = {one["id"]: one["properties"]["bodyText"][0] for one in of(entities, "Article")}
    for note in of(entities, "Note"):
        (article,), (places,), (words,) = (note["properties"][name] for name in ("proof", "summary", "description"))
        spans = [tuple(map(int, span.split("-"))) for span in places.removeprefix("characters ").split(", ")]
        assert " … ".join(texts[article][start:end] for start, end in spans) == words


def test_links_lead_to_entities_of_the_right_schema(entities: list[Plain]) -> None:
    schema = {one["id"]: one["schema"] for one in entities}
    led = [
        (target, allowed)
        for one in entities
        for (name, prop), allowed in _LINKS.items()
        if name == one["schema"]
        for target in one["properties"].get(prop, ())
    ]
    assert len(led) > 200
    assert [target for target, allowed in led if schema.get(target) not in allowed] == []


def test_an_office_is_held_by_whom_and_when(entities: list[Plain]) -> None:
    posts = {one["id"]: one["properties"]["name"][0] for one in of(entities, "Position")}
    holders = {one["id"]: one["properties"]["name"][0] for one in of(entities, "Person")}
    terms = {
        (holders[row["holder"][0]], posts[row["post"][0]]): row.get("startDate")
        for row in (one["properties"] for one in of(entities, "Occupancy"))
    }
    assert terms[("John F. Kennedy", "President of the United States")] == ["1961-01-20"]


def test_a_denial_is_not_told_as_a_fact(entities: list[Plain], views: list[Plain]) -> None:
    denied = {row["id"] for row in views if row["holder"] == ["author"] and row["status"] == "denied"}
    names = {one["id"]: one["properties"]["name"][0] for one in of(entities, "Event")}
    assert denied
    assert all(names[id].startswith("denied: ") for id in denied)


def test_the_same_store_gives_the_same_bytes(demo: Desk, lines: list[str]) -> None:
    into = io.StringIO()
    with redirect_stdout(into):
        demo.export("ftm", "-")
    assert into.getvalue().splitlines() == lines


def test_followthemoney_takes_every_entity_and_value(entities: list[Plain]) -> None:
    model = pytest.importorskip("followthemoney").model
    for one in entities:
        proxy = model.get_proxy(one, cleaned=False)
        proxy.schema.validate(one)
        assert proxy.id == one["id"]
        kept = {name: sorted(values) for name, values in proxy.to_dict()["properties"].items()}
        # (It takes white space off both ends, no more.)
        ours = {name: sorted({value.strip() for value in values}) for name, values in one["properties"].items()}
        assert kept == ours, one
