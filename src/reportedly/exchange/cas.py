"""UIMA CAS as XMI: a folder with an `.xmi` an article and the `TypeSystem.xml` that INCEpTION and cassis load it with.

Offsets are UTF-16 units, as Java's are. What XML cannot hold (NUL and the like) becomes U+FFFD, one for one. An
annotation is in one piece: a finding in several has several annotations with the same `finding`. Written and read by
hand: of XMI little is needed, files come back from elsewhere, and a reader that keeps no graph needs no library.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.parsers import expat

from reportedly.exchange._correction import Correction, Kept
from reportedly.exchange._marks import HEADS, PARTS, Mark, Returned, compared, file_name, files_of, marks, stamp
from reportedly.exchange._out import Out
from reportedly.exchange._told import Page, Told
from reportedly.model import Skipped
from reportedly.query import amendable

__all__ = ["corrections", "suffix", "tables", "write"]

suffix = ""
tables: tuple[str, ...] = ()

Plain = dict[str, Any]

_TYPES = {
    "content": "Statement", "trigger": "Event", "mention": "Mention", "source": "Source", "cue": "Cue",
    "addressee": "Addressee",
}  # fmt: skip
_NAMESPACE = "http:///reportedly.ecore"
_CAS = "http:///uima/cas.ecore"
#: The features of each type besides its id: what can be amended and is no span and no link.
_NO_FEATURES = {"content", "trigger", "mentions", "speaker", "within", "actors", "recipients", "place", *PARTS}
_FEATURES = {
    part: [name for name in amendable(layer) if name not in _NO_FEATURES] + ["ontology"] * (part == "trigger")
    for layer, part in HEADS.items()
}
#: Features that are called otherwise: Java has a `getType` of its own on all annotations.
_CALLED = {"type": "eventType"}
_MEANINGS = {
    "Article": "The article as a whole, on its first word: leave it, or its marks are not known again",
    "Statement": "The words that somebody is said to have said", "Event": "The words that name an event",
    "Mention": "Where somebody or something is mentioned", "Source": "Who says it", "Cue": "That it is said",
    "Addressee": "To whom it is said", "Link": "From a finding to its parts and parties",
}  # fmt: skip


# --- out --------------------------------------------------------------------------------------------------------


def write(told: Told, out: Out) -> int:
    """Writes a file an article, and the type system; returns how many annotations there are."""
    folder = out.folder()
    judged, rows = len(told.judgements()), 0
    (folder / "TypeSystem.xml").write_text(_type_system(), encoding="utf-8", newline="")
    for page in told.pages():
        given = _given(page.reading)
        with (folder / f"{file_name(page.id)}.xmi").open("w", encoding="utf-8", newline="") as file:
            file.writelines(_document(page, stamp(page, judged), given))
        rows += sum(len(mark.spans) for mark in given)
        out.step(page.id)
    return rows


def _given(reading: Mapping[str, Any]) -> list[Mark]:
    """The marks, each with all fields of its finding (one sees them wherever one looks), as XML can have them."""
    schemes = {row["id"]: row["ontology"] for row in reading["events"]}
    made = marks(reading)
    values = {mark.finding: mark.values for mark in reversed(made) if mark.finding is not None}
    for mark in made:
        if mark.finding is not None:
            mark.values = {name: _xml(value) for name, value in values[mark.finding].items()}
        if mark.part == "trigger":
            mark.values["ontology"] = _xml(schemes[mark.finding or ""])
    return made


def _document(page: Page, told: str, given: list[Mark]) -> Iterator[str]:
    units = _Units(page.text)
    ids = _Ids()
    numbers = {mark.name: [ids.next() for _ in mark.spans] for mark in given}
    members = []
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n<xmi:XMI xmi:version="2.0" xmlns:xmi="http://www.omg.org/XMI" '
        f'xmlns:cas="{_CAS}" xmlns:tcas="http:///uima/tcas.ecore" xmlns:reportedly="{_NAMESPACE}">\n'
        '<cas:NULL xmi:id="0"/>\n'
    )
    about = {"xmi:id": ids.next(), "sofa": 1, "begin": 0, "end": units.out(len(page.text))}
    yield _element("tcas:DocumentAnnotation", {**about, "language": page.about["language"] or "x-unspecified"})
    word = re.search(r"\S+", page.text)
    place = {"begin": units.out(word.start()), "end": units.out(word.end())} if word else {"begin": 0, "end": 0}
    members += [about["xmi:id"], ids.next()]
    yield _element("reportedly:Article", {"xmi:id": members[-1], "sofa": 1, **place, "article": page.id, "told": told})
    for mark in given:
        # A part is all its pieces; of a finding, or an entity, the first stands for it.
        links = [
            (ids.next(), role, number)
            for role, target in mark.links
            for number in (numbers[target] if role in PARTS else numbers[target][:1])
        ]
        for link, role, target in links:
            yield _element("reportedly:Link", {"xmi:id": link, "role": role, "target": target})
        members += numbers[mark.name]
        for n, (id, (start, end)) in enumerate(zip(numbers[mark.name], mark.spans, strict=True)):
            whole = {"roles": " ".join(str(link) for link, _, _ in links)} if n == 0 else {}
            yield _element(f"reportedly:{_TYPES[mark.part]}", {
                "xmi:id": id, "sofa": 1, "begin": units.out(start), "end": units.out(end),
                "finding": mark.finding or "", **_called(mark.values), **whole,
            })  # fmt: skip
    yield _element(
        "cas:Sofa",
        {"xmi:id": 1, "sofaNum": 1, "sofaID": "_InitialView", "mimeType": "text", "sofaString": page.text},
    )
    yield _element("cas:View", {"sofa": 1, "members": " ".join(map(str, members))})
    yield "</xmi:XMI>\n"


def _called(values: Mapping[str, str]) -> dict[str, str]:
    return {_CALLED.get(name, name): value for name, value in values.items()}


class _Ids:
    """Numbers for what has to have one; 0 is nothing and 1 the text."""

    def __init__(self) -> None:
        self._last = 1

    def next(self) -> int:
        self._last += 1
        return self._last


def _element(name: str, features: Mapping[str, object]) -> str:
    """An empty element; features without a value are left out, as UIMA does."""
    told = "".join(f' {key}="{_quoted(str(value))}"' for key, value in features.items() if value != "")
    return f"<{name}{told}/>\n"


def _quoted(value: str) -> str:
    return re.sub('[&<>"\t\n\r\x7f-\x9f\u2028\u2029]', lambda sign: f"&#{ord(sign[0])};", _xml(value))


def _xml(value: str) -> str:
    """What XML 1.0 cannot hold replaced, one for one: offsets stay."""
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "\ufffd", value)


class _Units:
    """Offsets in code points and in UTF-16 units, one from the other."""

    def __init__(self, text: str) -> None:
        self._wide = [at for at, sign in enumerate(text) if ord(sign) > 0xFFFF] if not text.isascii() else []
        self._there = [at + n for n, at in enumerate(self._wide)]

    def out(self, at: int) -> int:
        return at + bisect_left(self._wide, at)

    def back(self, at: int) -> int:
        return at - bisect_left(self._there, at)


def _type_system() -> str:
    """The types, as UIMA's descriptors have them."""
    described = [_type("Link", "uima.cas.TOP", [("role", "uima.cas.String"), ("target", "uima.tcas.Annotation")])]
    named = [(name, "uima.cas.String") for name in ("article", "told")]
    described.append(_type("Article", "uima.tcas.Annotation", named))
    for part, name in _TYPES.items():
        strings = ["finding", *_called(dict.fromkeys(_FEATURES[part], ""))] if part in _FEATURES else []
        linked = [("roles", "uima.cas.FSArray")] if part in ("content", "trigger") else []
        described.append(_type(name, "uima.tcas.Annotation", [(one, "uima.cas.String") for one in strings] + linked))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<typeSystemDescription xmlns="http://uima.apache.org/'
        f'resourceSpecifier">\n<types>\n{"".join(described)}</types>\n</typeSystemDescription>\n'
    )


def _type(name: str, above: str, features: Iterable[tuple[str, str]]) -> str:
    array = "<elementType>reportedly.Link</elementType><multipleReferencesAllowed>false</multipleReferencesAllowed>"
    told = "".join(
        f"<featureDescription><name>{one}</name><description/><rangeTypeName>{kind}</rangeTypeName>"
        f"{array if kind == 'uima.cas.FSArray' else ''}</featureDescription>\n"
        for one, kind in features
    )
    return (
        f"<typeDescription><name>reportedly.{name}</name><description>{_MEANINGS[name]}</description>"
        f"<supertypeName>{above}</supertypeName>\n<features>\n{told}</features></typeDescription>\n"
    )


# --- back -------------------------------------------------------------------------------------------------------


def corrections(path: Path, kept: Kept) -> Iterator[Correction | Skipped]:
    """What was changed in a folder of `.xmi` files (or one), article by article. Types of others are passed over."""
    for file, name in files_of(path, ".xmi"):
        yield from _of_file(file, name, kept)


def _of_file(file: Path, name: str, kept: Kept) -> Iterator[Correction | Skipped]:
    try:
        found = _Found(file)
        back = found.returned(name)
    except (OSError, expat.ExpatError, ValueError) as error:
        yield Skipped(name, f"It cannot be read as XMI: {error}.")
        return
    if back is None:
        yield Skipped(name, "It has no annotation of the type reportedly.Article, by which it would be known.")
        return
    machine = kept.reading(back.article)
    if machine is not None and back.text == _xml(machine["text"]):
        # What XML cannot hold was replaced on the way out; the article's text is the one that counts.
        back.text = machine["text"]
    yield from compared(back, kept, _given)


class _Found:
    """The feature structures of a file that matter here."""

    def __init__(self, file: Path) -> None:
        self.text = ""
        self._ours: dict[str, tuple[str, dict[str, str]]] = {}
        self._arrays: dict[str, list[str]] = {}
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self._element
        parser.StartDoctypeDeclHandler = self._refused
        with file.open("rb") as stream:
            parser.ParseFile(stream)

    def _refused(self, *declared: object) -> None:
        raise ValueError("it declares a document type, which no XMI needs")

    def _element(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, kind = name.rpartition(" ")
        id = attributes.get("http://www.omg.org/XMI id", "")
        if namespace == _NAMESPACE:
            self._ours[id] = (kind, attributes)
        elif (namespace, kind) == (_CAS, "FSArray"):
            self._arrays[id] = attributes.get("elements", "").split()
        elif (namespace, kind) == (_CAS, "Sofa") and not self.text:
            self.text = attributes.get("sofaString", "")

    def returned(self, where: str) -> Returned | None:
        """Raises `ValueError` for offsets that are no numbers or lie outside of the text."""
        about = next((one for kind, one in self._ours.values() if kind == "Article" and one.get("article")), None)
        if about is None:
            return None
        units = _Units(self.text)
        parts = {called: part for part, called in _TYPES.items()}
        made = [
            self._mark(id, parts[kind], attributes, units)
            for id, (kind, attributes) in self._ours.items()
            if kind in parts
        ]
        return Returned(where, about["article"], about.get("told", ""), self.text, made)

    def _mark(self, id: str, part: str, attributes: Mapping[str, str], units: _Units) -> Mark:
        start, end = (units.back(int(attributes.get(name, ""))) for name in ("begin", "end"))
        if not 0 <= start <= end <= len(self.text):
            raise ValueError(f"annotation {id} lies outside of the text")
        features = {name: attributes.get(_CALLED.get(name, name), "") for name in _FEATURES.get(part, ())}
        # A new annotation with nothing but an id adds a stretch, and takes no field away.
        values = features if any(features.values()) else {}
        return Mark(id, part, [[start, end]], attributes.get("finding") or None, values, list(self._links(attributes)))

    def _links(self, attributes: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        for reference in attributes.get("roles", "").split():
            for one in self._arrays.get(reference, [reference]):
                kind, link = self._ours.get(one, ("", {}))
                if kind == "Link" and "target" in link:
                    yield link.get("role", ""), link["target"]
