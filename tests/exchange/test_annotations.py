"""Web Annotations: every stretch found again by place and by words, also on a page that has changed."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from reportedly.desk import Desk
from reportedly.exchange import Told

from .conftest import told_to

Plain = dict[str, Any]


def lines(path: Path) -> list[Plain]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n")[:-1]]


@pytest.fixture(scope="module")
def annotations(demo: Desk, tmp_path_factory: pytest.TempPathFactory) -> list[Plain]:
    path = tmp_path_factory.mktemp("annotations") / "x.jsonl"
    demo.export("annotations", path)
    return lines(path)


def about(one: Plain) -> Plain:
    described: Plain = json.loads(one["body"][1]["value"])
    return described


def test_rows_are_those_of_the_verbs(annotations: list[Plain], statements: list[Plain], views: list[Plain]) -> None:
    found = [(about(one)["finding"], about(one)["part"]) for one in annotations]
    told = [(row["id"], part) for row in statements for part in ("source", "cue", "content", "addressee")]
    told += [(id, "trigger") for id in dict.fromkeys(row["id"] for row in views)]
    spans = {(row["id"], part): row[part] for row in (*statements, *views) for part in row if (row["id"], part) in told}
    assert sorted(found) == sorted(key for key in told for _ in spans[key])
    assert len({one["id"] for one in annotations}) == len(annotations)


def test_each_is_as_the_data_model_wants_it(annotations: list[Plain]) -> None:
    for one in annotations:
        assert (one["@context"], one["type"]) == ("http://www.w3.org/ns/anno.jsonld", "Annotation")
        assert one["target"]["type"] == "SpecificResource"
        assert [selector["type"] for selector in one["target"]["selector"]] == [
            "TextPositionSelector", "TextQuoteSelector",
        ]  # fmt: skip
        assert all(body["type"] == "TextualBody" and body["value"] for body in one["body"])


def test_both_selectors_find_the_words_in_the_text_that_is_named(
    annotations: list[Plain], texts: dict[str, str]
) -> None:
    named = {f"urn:sha256:{hashlib.sha256(text.encode()).hexdigest()}": text for text in texts.values()}
    for one in annotations:
        place, words = one["target"]["selector"]
        text = named[one["target"]["source"]["canonical"]]
        assert text[place["start"] : place["end"]] == words["exact"]
        assert f"{words['prefix']}{words['exact']}{words['suffix']}" in text


def test_words_are_found_on_a_page_that_has_changed(annotations: list[Plain], texts: dict[str, str]) -> None:
    """With something new in front, each quotation with what is around it still stands in one place only."""
    for one in annotations:
        words = one["target"]["selector"][1]
        text = texts[one["target"]["source"]["via"].removeprefix("urn:reportedly:")]
        changed = f"CORRECTION: an earlier edition gave the wrong day.\n{text}"
        assert changed.count(words["prefix"] + words["exact"] + words["suffix"]) == 1


def test_odd_text_is_kept(odd: Told, tmp_path: Path) -> None:
    told_to("annotations", odd, tmp_path / "x.jsonl")
    (page,) = odd.pages()
    found = {about(one)["part"]: one["target"]["selector"] for one in lines(tmp_path / "x.jsonl")}
    assert found["content"][1]["exact"] == page.statements[0]["text"]
    for place, words in found.values():
        assert page.text[place["start"] : place["end"]] == words["exact"]


def test_the_same_store_gives_the_same_bytes(demo: Desk, annotations: list[Plain], tmp_path: Path) -> None:
    for name in ("once", "again"):
        demo.export("annotations", tmp_path / name)
    assert (tmp_path / "once").read_bytes() == (tmp_path / "again").read_bytes()
    assert lines(tmp_path / "once") == annotations
