"""GraphML and GEXF as networkx reads them."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, product
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from reportedly.desk import Desk
from reportedly.exchange import Told

from .conftest import ODD, ODD_ID, told_to

Plain = dict[str, Any]
Read = dict[str, Any]


def read(form: str, path: Path) -> Any:
    return nx.read_graphml(path, force_multigraph=True) if form == "graphml" else nx.MultiDiGraph(nx.read_gexf(path))


@pytest.fixture(scope="module", params=["graphml", "gexf"])
def form(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def file(form: str, demo: Desk, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp(form) / f"x.{form}"
    demo.export(form, path)
    return path


@pytest.fixture(scope="module")
def graph(form: str, file: Path) -> Any:
    return read(form, file)


@pytest.fixture(scope="module")
def readings(demo: Desk) -> dict[str, Plain]:
    return {one["id"]: one for one in demo.store.readings(demo.store.ids())}


def expected(readings: dict[str, Plain]) -> Counter[tuple[str, str, str]]:
    """(finding, source, target) of every edge, worked out anew."""
    found: Counter[tuple[str, str, str]] = Counter()
    for reading in readings.values():
        known = {one["id"]: one for one in reading["entities"]}
        label = {id: one["country"] or one["name"] for id, one in known.items()}
        for row in reading["statements"]:
            spans = row["addressee"] + row["content"]
            parties = {
                label[id] for id, one in known.items() if one["kind"] in ("PERSON", "ORG", "GPE", "NORP")
                and any(a <= m["span"][0] and m["span"][1] <= b for m in one["mentions"] for a, b in spans)
            }  # fmt: skip
            speaker = label.get(row["speaker"])
            found.update((row["id"], speaker, one) for one in parties if speaker and one != speaker)
        for row in (row for row in reading["events"] if row["type"]):
            actors, recipients = ([label[id] for id in row[side]] for side in ("actors", "recipients"))
            pairs = set(product(actors, recipients)) if recipients else set(combinations(actors, 2))
            found.update((row["id"], a, b) for a, b in pairs if a != b)
    return found


def test_edges_are_the_findings_between_two(graph: Any, readings: dict[str, Plain]) -> None:
    told = Counter((edge["finding"], source, target) for source, target, edge in graph.edges(data=True))
    assert told == expected(readings)
    assert sum(told.values()) > 150
    assert graph.is_directed() and not list(nx.selfloop_edges(graph)) and not list(nx.isolates(graph))


def test_nodes_are_actors(graph: Any) -> None:
    assert graph.nodes["SUN"] | {"id": 0} == {"label": "Soviet Union", "kind": "country", "country": "SUN", "id": 0}
    assert {data["kind"] for _, data in graph.nodes(data=True)} >= {"country", "body", "PERSON"}
    assert any(data.get("sector") for _, data in graph.nodes(data=True))


def test_edges_say_who_what_when_and_where_it_stands(
    graph: Any, texts: dict[str, str], statements: list[Plain], views: list[Plain]
) -> None:
    acts = {row["id"]: row["act"] for row in statements}
    events = {row["id"]: row for row in views if row["holder"] == ["author"]}
    for _, _, edge in graph.edges(data=True):
        spans = [map(int, span.split("-")) for span in edge["offsets"].split("; ")]
        assert edge["words"] == " … ".join(texts[edge["article"]][start:end] for start, end in spans)
        assert float(edge["weight"]) == 1.0
        ours = events.get(edge["finding"])
        if ours is None:
            assert edge["code"] == acts[edge["finding"]] and edge["relation"] in ("to", "about")
        else:
            assert (edge["code"], edge["status"]) == (ours["type"], ours["status"])
            assert edge["counted"] == (ours["status"] in ("asserted", "alleged", "hedged"))
            assert edge["by"] in ours["actor_names"]
            if ours["date"] and ours["date"]["earliest"]:
                assert edge["start"] == ours["date"]["earliest"]
        assert len(edge["start"]) == len(edge["end"]) == 10 if "start" in edge else not ours or not ours["date"]


def test_odd_names_come_back(form: str, odd: Told, tmp_path: Path) -> None:
    assert told_to(form, odd, tmp_path / "x") == 6
    graph = read(form, tmp_path / "x")
    # The three who meet, two and two; and the first, who speaks of the three others.
    nul = ODD[2].replace("\x00", "\ufffd").replace("\x0b", "\ufffd")
    assert set(graph.nodes) == {"ISR", "SUN", nul, "EUR"}
    named = {edge["by"] for _, _, edge in graph.edges(data=True)}
    assert named == {ODD[0], ODD[1]}
    assert {edge["article"] for _, _, edge in graph.edges(data=True)} == {ODD_ID}
    (met,) = [
        edge for edge in graph["ISR"]["SUN"].values() if edge["kind"] == "event"
    ]  # fmt: skip
    assert (met["start"], met["end"], met["relation"]) == ("1973-10-06", "1973-10-25", "with")


def test_the_same_bytes_again(form: str, demo: Desk, file: Path, tmp_path: Path) -> None:
    demo.export(form, tmp_path / "x")
    assert (tmp_path / "x").read_bytes() == file.read_bytes()
