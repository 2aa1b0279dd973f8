"""JSON-LD as pyld expands it, rdflib loads it, and our SHACL shapes want it."""

from __future__ import annotations

import importlib.resources
import json
from pathlib import Path
from typing import Any

import pyld.jsonld
import pyshacl
import pytest
import rdflib
from rdflib.namespace import PROV, RDF

from reportedly.desk import Desk
from reportedly.exchange import Told

from .conftest import ODD_ID, told_to

Plain = dict[str, Any]
SCHEMA = rdflib.Namespace("https://schema.org/")
NIF = rdflib.Namespace("http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#")
GRASP = rdflib.Namespace("http://groundedannotationframework.org/grasp#")
RP = rdflib.Namespace("urn:reportedly:terms:")
SHAPES = importlib.resources.files("reportedly").joinpath("data", "shapes.ttl").read_text(encoding="utf-8")


def loaded(path: Path) -> rdflib.Graph:
    return rdflib.Graph().parse(path, format="json-ld")


def told_of(graph: rdflib.Graph, kind: rdflib.URIRef) -> set[str]:
    return {str(node).removeprefix("urn:reportedly:") for node in graph.subjects(RDF.type, kind)}


def conforms(graph: rdflib.Graph) -> bool:
    found, _, _ = pyshacl.validate(graph, shacl_graph=rdflib.Graph().parse(data=SHAPES, format="turtle"))
    return bool(found)


@pytest.fixture(scope="module")
def path(demo: Desk, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("jsonld") / "demo.jsonld"
    demo.export("jsonld", path)
    return path


@pytest.fixture(scope="module")
def graph(path: Path) -> rdflib.Graph:
    return loaded(path)


def test_rows_are_those_of_the_verbs(
    graph: rdflib.Graph, demo: Desk, statements: list[Plain], views: list[Plain]
) -> None:
    claims = {row["id"] for row in demo.claims()}
    assert told_of(graph, SCHEMA.NewsArticle) == set(demo.store.ids())
    assert told_of(graph, SCHEMA.Quotation) == {row["id"] for row in statements if row["form"] != "indirect"}
    assert told_of(graph, SCHEMA.Claim) == {row["id"] for row in statements if row["form"] == "indirect"} | claims
    assert len(told_of(graph, GRASP.Attribution)) == len(views)
    assert not told_of(graph, SCHEMA.ClaimReview)


def test_offsets_cut_the_words(graph: rdflib.Graph, texts: dict[str, str]) -> None:
    stretches = list(graph.subjects(RDF.type, NIF.RFC5147String))
    assert len(stretches) > 200
    for node in stretches:
        start, end = (int(graph.value(node, one)) for one in (NIF.beginIndex, NIF.endIndex))
        text = str(graph.value(graph.value(node, NIF.referenceContext), NIF.isString))
        assert text[start:end] == str(graph.value(node, NIF.anchorOf))
        assert text == texts[str(graph.value(node, NIF.referenceContext)).removeprefix("urn:reportedly:")]


def test_an_attribution_says_on_whose_word(graph: rdflib.Graph, views: list[Plain]) -> None:
    row = next(row for row in views if row["status"] == "denied" and len(row["holder"]) > 1)
    event = rdflib.URIRef(f"urn:reportedly:{row['id']}")
    held = {
        (str(graph.value(node, GRASP.wasAttributedTo)), graph.value(node, RDF.value))
        for node in graph.subjects(GRASP.isAttributionFor, event)
    }
    assert (f"urn:reportedly:{row['holder'][-1]}", GRASP.CERTAIN_NON_FUTURE_NEG) in held


def test_pyld_expands_it_without_fetching_anything(path: Path) -> None:
    def refuse(url: str, options: Any) -> Any:
        raise AssertionError(f"{url} was asked for")

    nodes = pyld.jsonld.expand(json.loads(path.read_bytes()), {"documentLoader": refuse})
    names = {name for node in nodes for name in node if not name.startswith("@")}
    assert len(nodes) > 300
    assert [name for name in names if ":" not in name] == []


def test_shapes_hold_and_would_not_hold_for_less(graph: rdflib.Graph) -> None:
    assert conforms(graph)
    quotation = next(graph.subjects(RDF.type, SCHEMA.Quotation))
    for broken in (PROV.wasDerivedFrom, SCHEMA.isPartOf, PROV.wasAttributedTo):
        (gone, *_) = list(graph.triples((quotation, broken, None)))
        graph.remove(gone)
        assert not conforms(graph)
        graph.add(gone)
    for wrong in (
        (quotation, RDF.type, SCHEMA.ClaimReview),
        (next(graph.subjects(RDF.type, GRASP.Attribution)), RP.certainty, rdflib.Literal("sure")),
    ):
        graph.add(wrong)
        assert not conforms(graph)
        graph.remove(wrong)


def test_what_was_amended_is_a_revision(own: Desk, tmp_path: Path) -> None:
    row, other = list(own.statements())[:2]
    own.judge(row["id"], "amend", changes={"act": "warn"}, by="mira o'n", why='not "deny"')
    own.judge(other["id"], "reject", by="mira o'n")
    own.export("jsonld", tmp_path / "x.jsonld")
    graph = loaded(tmp_path / "x.jsonld")
    node = rdflib.URIRef(f"urn:reportedly:{row['id']}")
    assert str(graph.value(node, RP.act)) == "warn"
    before = graph.value(node, PROV.wasRevisionOf)
    judgement = graph.value(node, PROV.wasGeneratedBy)
    assert (before, RDF.type, PROV.Entity) in graph
    assert graph.value(node, PROV.wasAttributedTo) == graph.value(judgement, PROV.wasAssociatedWith)
    assert str(graph.value(graph.value(node, PROV.wasAttributedTo), SCHEMA.name)) == "mira o'n"
    assert other["id"] not in told_of(graph, SCHEMA.Claim) | told_of(graph, SCHEMA.Quotation)
    assert list(graph.subjects(PROV.invalidated, rdflib.URIRef(f"urn:reportedly:{other['id']}")))
    assert conforms(graph)


def test_odd_names_are_kept(odd: Told, tmp_path: Path) -> None:
    told_to("jsonld", odd, tmp_path / "x.jsonld")
    graph = loaded(tmp_path / "x.jsonld")
    assert conforms(graph)
    (article,) = graph.subjects(RDF.type, SCHEMA.NewsArticle)
    (page,) = odd.pages()
    assert str(graph.value(article, NIF.isString)) == page.text
    assert rdflib.util.from_n3(article.n3()) == article
    assert ODD_ID not in str(article)


def test_the_same_store_gives_the_same_bytes(demo: Desk, path: Path, tmp_path: Path) -> None:
    demo.export("jsonld", tmp_path / "again.jsonld")
    assert (tmp_path / "again.jsonld").read_bytes() == path.read_bytes()
