"""JSON-LD: the record as linked data, one document with its own `@context` (nothing is fetched to read it).

Terms: schema.org for articles (`NewsArticle`), direct and mixed statements (`Quotation`) and what is said or claimed
(`Claim`, never `ClaimReview`: nothing here is rated); SEM for events; GRaSP for who is said to hold them how far
(`grasp:hasAttribution`, `grasp:wasAttributedTo`); NIF for where the words stand (code points of `nif:isString`); PROV-O
for where each thing comes from: the words (`wasDerivedFrom`), the reading (`wasGeneratedBy`), the program or analyst
(`wasAttributedTo`). What an analyst amended is a new entity, `wasRevisionOf` what the machine had.
Names of our own (`r:` things, `rp:` properties) are URNs, so that nobody's server is asked for them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TextIO
from urllib.parse import quote

from reportedly.exchange._out import Out
from reportedly.exchange._told import Page, Told
from reportedly.model import VERSION, Judgement, hash_id
from reportedly.query import Query, settled

__all__ = ["suffix", "tables", "write"]

suffix = ".jsonld"
tables = ("record",)

Node = dict[str, Any]
Plain = Mapping[str, Any]

_IRI = {"@type": "@id"}
_DAY = {"@type": "xsd:date"}
_OFFSET = {"@type": "xsd:nonNegativeInteger"}
_CONTEXT: dict[str, Any] = {
    "@vocab": "https://schema.org/",
    "r": "urn:reportedly:",
    "rp": "urn:reportedly:terms:",
    "prov": "http://www.w3.org/ns/prov#",
    "nif": "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#",
    "sem": "http://semanticweb.cs.vu.nl/2009/11/sem/",
    "gaf": "http://groundedannotationframework.org/gaf#",
    "grasp": "http://groundedannotationframework.org/grasp#",
    "wd": "http://www.wikidata.org/entity/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    **dict.fromkeys(
        ("sameAs", "creator", "author", "spokenByCharacter", "isPartOf", "appearance", "firstAppearance", "url",
         "claimInterpreter", "prov:wasDerivedFrom", "prov:wasGeneratedBy", "prov:wasAttributedTo", "prov:used",
         "prov:wasAssociatedWith", "prov:wasRevisionOf", "prov:invalidated", "nif:referenceContext", "sem:hasActor",
         "sem:hasPlace", "gaf:denotedBy", "grasp:hasAttribution", "grasp:wasAttributedTo", "grasp:isAttributionFor",
         "rp:recipient", "rp:addressee", "rp:cue", "rp:source", "rp:within", "rp:holder", "rp:voicedBy", "rp:gathers"),
        _IRI,
    ),
    **dict.fromkeys(("nif:beginIndex", "nif:endIndex"), _OFFSET),
    "rp:holder": {"@type": "@id", "@container": "@list"},
    "rdf:value": _IRI,
    "prov:endedAtTime": {"@type": "xsd:dateTime"},
    **dict.fromkeys(
        ("sem:hasEarliestBeginTimeStamp", "sem:hasLatestEndTimeStamp", "rp:earliest", "rp:latest"), _DAY
    ),
}  # fmt: skip

_KINDS = {"PERSON": "Person", "ORG": "Organization", "GPE": "Country", "LOC": "Place", "FAC": "Place"}
_POLARITY = {"+": "POS", "-": "NEG", "unknown": "UNDERSPECIFIED"}


#: Who says which statements and events are one claim.
_WEIGHING: Node = {
    "@id": "r:weighing", "@type": ["prov:SoftwareAgent", "SoftwareApplication"], "name": f"reportedly {VERSION}",
}  # fmt: skip


def write(told: Told, out: Out) -> int:
    """Writes the document node by node; returns how many statements, events' views and claims are in it."""
    file = out.text()
    graph = _Graph(file, told.name)
    rows, seen = 0, _Seen(told.judgements())
    for page in told.pages():
        for node in _of_page(page, seen):
            graph.add(node)
        rows += len(page.statements) + len(page.views)
        out.step(page.id)
    graph.add(_WEIGHING)
    for claim in told.claims():
        graph.add(_claim(claim))
        rows += 1
    for node in seen.activities(everything=told.asked == Query()):
        graph.add(node)
    graph.end()
    return rows


class _Graph:
    """One JSON document, written as its nodes come."""

    def __init__(self, file: TextIO, name: str) -> None:
        # (With an `@id` beside it, the nodes would be in a graph of that name, where few look for them.)
        file.write(f'{{"@context": {json.dumps(_CONTEXT, indent=1)},\n"@graph": [')
        self._file = file
        self._between = "\n"
        self.add({"@id": _id("record", name), "@type": ["Dataset", "prov:Entity"], "name": name})

    def add(self, node: Node) -> None:
        self._file.write(f"{self._between}{json.dumps(_known(node), ensure_ascii=False)}")
        self._between = ",\n"

    def end(self) -> None:
        self._file.write("\n]}\n")


class _Seen:
    """What was judged, and which readers have been told of."""

    def __init__(self, judgements: Iterable[Judgement]) -> None:
        self._judgements = list(judgements)
        self._rulings = settled(self._judgements)
        self._judged = {one.id for one in self._judgements} | {one.other for one in self._judgements if one.other}
        self._amended = {one.id: (n, one) for n, one in enumerate(self._judgements) if one.action == "amend"}
        self._told: set[str] = set()
        self._readers: set[str] = set()

    def reader(self, name: str) -> Iterator[Node]:
        """The program that read, the first time it is met."""
        if name not in self._readers:
            self._readers.add(name)
            yield {"@id": _reader(name), "@type": ["prov:SoftwareAgent", "SoftwareApplication"], "name": name}

    def origin(self, id: str, by: str) -> Node:
        """Where a finding comes from: the reading, or an analyst who amended what the reading had."""
        if id in self._judged:
            self._told.add(id)
        if id not in self._rulings or not self._rulings[id].changes:
            return {"prov:wasGeneratedBy": by}
        n, last = self._amended[id]
        return {
            "prov:wasGeneratedBy": _id("judgement", n + 1),
            "prov:wasRevisionOf": _id(id, "as-read"),
            "prov:wasAttributedTo": _analyst(last),
        }

    def activities(self, everything: bool) -> Iterator[Node]:
        """The judgements; where a question was asked, those on what was told."""
        analysts: set[str] = set()
        for n, one in enumerate(self._judgements):
            if not everything and not {one.id, one.other} & self._told:
                continue
            if _analyst(one) not in analysts:
                analysts.add(_analyst(one))
                yield {"@id": _analyst(one), "@type": ["prov:Person", "Person"], "name": one.by or "unknown"}
            amended = _id(one.id, "as-read") if one.action == "amend" else _id(one.id)
            yield {
                "@id": _id("judgement", n + 1),
                "@type": "prov:Activity",
                "rp:action": one.action,
                "prov:used": [amended, *([_id(one.other)] if one.other else [])],
                "prov:invalidated": _id(one.id) if one.action == "reject" else None,
                "prov:wasAssociatedWith": _analyst(one),
                "prov:endedAtTime": one.at,
                "rp:changes": [f"{name}={value}" for name, value in one.changes.items()],
                "rdfs:comment": one.why,
            }


# --- an article -------------------------------------------------------------------------------------------------


def _of_page(page: Page, seen: _Seen) -> Iterator[Node]:
    reader = page.reading["reader"]
    reading = _id(page.id, "reading")
    yield from seen.reader(reader)
    yield _article(page)
    yield {
        "@id": reading, "@type": "prov:Activity", "prov:used": _id(page.id), "prov:wasAssociatedWith": _reader(reader),
    }  # fmt: skip
    stretches: dict[tuple[int, int], Node] = {}
    for one in page.entities.values():
        yield {**_entity(one), **_made(reader, seen.origin(one["id"], reading))}
    for row in page.statements:
        made = {**_statement(page, row, stretches), **_made(reader, seen.origin(row["id"], reading))}
        yield made
        yield from _before(made, reading, reader)
    for row in page.events:
        made = {**_event(page, row, stretches), **_made(reader, seen.origin(row["id"], reading))}
        yield made
        yield from _before(made, reading, reader)
        yield from (_attribution(page, n, view) for n, view in enumerate(row["views"]))
    yield from stretches.values()


def _article(page: Page) -> Node:
    about = page.about
    outlet = about["outlet"] or about["agency"]
    return {
        "@id": _id(page.id),
        "@type": ["NewsArticle", "nif:Context", "prov:Entity"],
        "headline": about["title"],
        "datePublished": about["published"]["value"],
        "publisher": {"@type": "Organization", "name": outlet} if outlet else None,
        "byline": about["byline"],
        "inLanguage": about["language"],
        "url": quote(about["url"], safe="%/:=&?~#+!$,;'@()*[]") if about["url"] else None,
        "nif:beginIndex": 0,
        "nif:endIndex": len(page.text),
        "nif:isString": page.text,
    }


def _entity(one: Plain) -> Node:
    return {
        "@id": _id(one["id"]),
        "@type": [_KINDS.get(one["kind"], "Thing"), "prov:Entity"],
        "name": one["name"],
        "sameAs": f"wd:{one['wikidata']}" if one["wikidata"] else None,
        "rp:country": one["country"],
        "rp:sector": one["sector"],
        "jobTitle": one["office"],
        "rp:affiliation": one["affiliation"],
    }


def _statement(page: Page, row: Plain, stretches: dict[tuple[int, int], Node]) -> Node:
    """In quotation marks a quotation, else a claim; the words are in one piece or several, and each has its place."""
    speaker, article = _id(row["speaker"]) if row["speaker"] else None, _id(page.id)
    quoted = row["form"] != "indirect"
    links = (
        {"@type": ["Quotation", "prov:Entity"], "creator": speaker, "spokenByCharacter": speaker, "isPartOf": article}
        if quoted
        else {"@type": ["Claim", "prov:Entity"], "author": speaker, "appearance": article}
    )
    return {
        "@id": _id(row["id"]),
        **links,
        "text": row["text"],
        "rp:speaker": row["name"],
        "rp:act": row["act"],
        "rp:form": row["form"],
        "rp:within": _id(row["within"]) if row["within"] else None,
        "rp:confidence": row["confidence"],
        "rp:because": row["because"],
        **{f"rp:{part}": _places(page, row[part], stretches) for part in ("source", "cue", "addressee")},
        "prov:wasDerivedFrom": _places(page, row["content"], stretches),
    }


def _event(page: Page, row: Plain, stretches: dict[tuple[int, int], Node]) -> Node:
    date = row["date"] or {"earliest": None, "latest": None}
    places = _places(page, row["trigger"], stretches)
    return {
        "@id": _id(row["id"]),
        "@type": ["sem:Event", "prov:Entity"],
        "rdfs:label": row["words"],
        "rp:ontology": row["ontology"],
        "sem:eventType": row["type"],
        "rp:mode": row["mode"],
        "rp:context": row["contexts"],
        "sem:hasActor": [_id(id) for id in row["actors"]],
        "rp:recipient": [_id(id) for id in row["recipients"]],
        "sem:hasPlace": _id(row["place"]) if row["place"] else None,
        "sem:hasEarliestBeginTimeStamp": date["earliest"],
        "sem:hasLatestEndTimeStamp": date["latest"],
        "rp:confidence": row["confidence"],
        "rp:because": row["because"],
        "gaf:denotedBy": places,
        "grasp:hasAttribution": [_id(row["id"], "attribution", n) for n in range(len(row["views"]))],
        "prov:wasDerivedFrom": places,
    }


def _attribution(page: Page, n: int, view: Plain) -> Node:
    """On whose word an event stands, and how far: of a chain the last one holds it; the author stands for the article.

    `rdf:value` is GRaSP's name for certainty, tense and polarity together.
    """
    tense = "FUTURE" if view["frame"] == "predicted" else "NON_FUTURE"
    value = f"grasp:{view['certainty'].upper()}_{tense}_{_POLARITY[view['polarity']]}"
    chain = [_holder(page, id) for id in view["holder"]]
    return {
        "@id": _id(view["id"], "attribution", n),
        "@type": "grasp:Attribution",
        "grasp:isAttributionFor": _id(view["id"]),
        "grasp:wasAttributedTo": chain[-1],
        "rp:holder": chain,
        "rdf:value": value,
        **{f"rp:{name}": view[name] for name in ("certainty", "polarity", "frame", "status")},
        "rp:because": view["status_because"],
    }


def _holder(page: Page, id: str) -> str:
    return _id(page.id) if id == "author" else _id(id) if id in page.entities else "rp:someone"


def _places(page: Page, spans: Iterable[Iterable[int]], stretches: dict[tuple[int, int], Node]) -> list[str]:
    """The stretches of the text (RFC 5147), each told of once."""
    found = []
    for start, end in spans:
        id = f"{_id(page.id)}#char={start},{end}"
        found.append(id)
        stretches[(start, end)] = {
            "@id": id, "@type": ["nif:RFC5147String", "prov:Entity"], "nif:beginIndex": start, "nif:endIndex": end,
            "nif:anchorOf": page.text[start:end], "nif:referenceContext": _id(page.id),
        }  # fmt: skip
    return found


def _made(reader: str, origin: Node) -> Node:
    return {"prov:wasAttributedTo": _reader(reader), **origin}


def _before(made: Node, reading: str, reader: str) -> Iterator[Node]:
    """Of what an analyst amended, that the machine had it before."""
    if "prov:wasRevisionOf" in made:
        yield {
            "@id": made["prov:wasRevisionOf"], "@type": "prov:Entity", "prov:wasGeneratedBy": reading,
            "prov:wasAttributedTo": _reader(reader),
        }  # fmt: skip


# --- across articles --------------------------------------------------------------------------------------------


def _claim(claim: Plain) -> Node:
    date = claim["date"] or {"earliest": None, "latest": None}
    voices = sorted(claim["voices"], key=lambda voice: (voice["since"] or "9999", voice["articles"]))
    # (Nobody may vouch for it: then it appeared where it was told of.)
    places = [*(voice["articles"] for voice in voices), [one["article"] for one in claim["events"]],
              [one["article"] for one in claim["statements"]]]  # fmt: skip
    articles = list(dict.fromkeys(article for place in places for article in place))
    told = [one["event"] for one in claim["events"]] + [one["statement"] for one in claim["statements"]]
    return {
        "@id": _id(claim["id"]),
        "@type": ["Claim", "prov:Entity"],
        "text": claim["summary"],
        "appearance": [_id(id) for id in articles],
        "firstAppearance": _id(articles[0]),
        "rp:earliest": date["earliest"],
        "rp:latest": date["latest"],
        "rp:verdict": claim["verdict"],
        "rp:because": claim["because"],
        "rp:gathers": [_id(id) for id in told],
        "rp:voice": [
            {
                "rp:holder_name": voice["holder"], "rp:origin": voice["origin"], "rp:stance": voice["stance"],
                "rp:since": voice["since"], "text": voice["quote"]["text"],
                "appearance": _id(voice["quote"]["article"]),
            }
            for voice in voices
        ],
        "prov:wasDerivedFrom": [_id(id) for id in told],
        "prov:wasAttributedTo": _WEIGHING["@id"],
        "claimInterpreter": _WEIGHING["@id"],
    }  # fmt: skip


# --- names ------------------------------------------------------------------------------------------------------


def _id(*parts: object) -> str:
    """A thing of the record; whatever a caller's own id has in it, this is an IRI."""
    return "r:" + "/".join(quote(str(part), safe="") for part in parts)


def _reader(name: str) -> str:
    return _id(hash_id("reader", name))


def _analyst(one: Judgement) -> str:
    return _id("analyst", one.by or "unknown")


def _known(node: Node) -> Node:
    """The node without what is not known."""
    return {name: value for name, value in node.items() if value is not None and value != [] and value != ""}
