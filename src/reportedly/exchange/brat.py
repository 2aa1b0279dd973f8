"""brat standoff: a folder of texts (`.txt`) with their marks (`.ann`), and the `annotation.conf` that brat needs.

Offsets are code points, as brat's are. A mark that runs over the end of a line is in several pieces, since brat knows
no other. The content of a statement, the trigger of an event and each mention carry our id in a note (`id=...`), with
the fields that brat has no lists for; other fields are attributes, links are relations.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, get_args
from urllib.parse import quote, unquote

from reportedly import ontology
from reportedly.exchange._correction import Correction, Kept
from reportedly.exchange._marks import PARTS, Mark, Returned, by_line, compared, file_name, files_of, marks, stamp
from reportedly.exchange._out import Out
from reportedly.exchange._told import Page, Told
from reportedly.model import (
    ACTS,
    ONTOLOGIES,
    Certainty,
    EntityKind,
    Frame,
    Polarity,
    Skipped,
    StatementForm,
)

__all__ = ["corrections", "suffix", "tables", "write"]

suffix = ""
tables: tuple[str, ...] = ()

Plain = dict[str, Any]

_KINDS = get_args(EntityKind)
_PARTS = {"content": "Content", "source": "Source", "cue": "Cue", "addressee": "Addressee"}
#: Fields that brat shows as attributes of these marks, and what they may be; a mode is one of its ontology's.
_ATTRIBUTES: dict[str, dict[str, Sequence[str]]] = {
    "content": {"act": ACTS, "form": get_args(StatementForm)},
    "trigger": {
        "mode": (), "certainty": get_args(Certainty), "polarity": get_args(Polarity), "frame": get_args(Frame),
    },
    "mention": {},
}  # fmt: skip
#: Links and what the relations are called.
_RELATIONS = {
    "source": "Source", "cue": "Cue", "addressee": "Addressee", "speaker": "Speaker", "within": "Within",
    "actors": "Actor", "recipients": "Recipient", "place": "Place",
}  # fmt: skip
_ROLES = {name: role for role, name in _RELATIONS.items()}


# --- out --------------------------------------------------------------------------------------------------------


def write(told: Told, out: Out) -> int:
    """Writes two files an article; returns how many marks there are."""
    folder = out.folder()
    judged, rows = len(told.judgements()), 0
    types, modes = _known()
    for page in told.pages():
        name = file_name(page.id)
        (folder / f"{name}.txt").write_text(page.text, encoding="utf-8", errors="replace", newline="")
        given = _given(page.reading)
        lines = [*_about(page, stamp(page, judged)), *_lines(page.text, given)]
        (folder / f"{name}.ann").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="")
        types |= dict.fromkeys(_label(mark) for mark in given if mark.part == "trigger")
        modes |= dict.fromkeys(mark.values["mode"] for mark in given if mark.values.get("mode"))
        rows += len(given)
        out.step(page.id)
    (folder / "annotation.conf").write_text(_configuration(types, modes), encoding="utf-8", newline="")
    return rows


def _given(reading: Mapping[str, Any]) -> list[Mark]:
    """The marks as brat can have them: types and modes of signs that it takes."""
    schemes = {row["id"]: row["ontology"] for row in reading["events"]}
    made = marks(reading)
    for mark in made:
        if mark.part == "trigger":
            mark.values |= {"type": _plain(mark.values["type"]), "ontology": _plain(schemes[mark.finding or ""])}
        for name in _ATTRIBUTES.get(mark.part, ()):
            if name in mark.values:
                mark.values[name] = _plain(mark.values[name])
    return made


def _about(page: Page, told: str) -> Iterator[str]:
    """The mark of the article itself, on its first words: by it the marks are known again."""
    first = by_line(page.text, [[0, len(page.text)]])[:1]
    if not first:
        return
    yield f"T1\t{_text_bound('Article', page.text, first)}"
    yield f"#1\tAnnotatorNotes T1\t{_packed({'article': page.id, 'told': told})}"


def _lines(text: str, given: Sequence[Mark]) -> Iterator[str]:
    names = {mark.name: f"T{n}" for n, mark in enumerate(given, 2)}
    counts = {"A": 0, "R": 0, "#": 1}

    def line(kind: str, words: str) -> str:
        counts[kind] += 1
        return f"{kind}{counts[kind]}\t{words}"

    for mark in given:
        name = names[mark.name]
        yield f"{name}\t{_text_bound(_label(mark), text, by_line(text, mark.spans))}"
        if mark.finding is not None:
            attributes = _ATTRIBUTES[mark.part]
            for field in attributes:
                if mark.values.get(field):
                    yield line("A", f"{field.capitalize()} {name} {mark.values[field]}")
            shown = {*attributes, "type", "ontology", "kind"}
            rest = {key: value for key, value in mark.values.items() if key not in shown}
            yield line("#", f"AnnotatorNotes {name}\t{_packed({'id': mark.finding, **rest})}")
        for role, target in mark.links:
            yield line("R", f"{_RELATIONS[role]} Arg1:{name} Arg2:{names[target]}")


def _text_bound(label: str, text: str, spans: Sequence[Sequence[int]]) -> str:
    places = ";".join(f"{start} {end}" for start, end in spans)
    return f"{label} {places}\t{' '.join(text[start:end] for start, end in spans)}"


def _label(mark: Mark) -> str:
    if mark.part == "trigger":
        return _coded(mark.values["ontology"], mark.values["type"])
    return mark.values["kind"] if mark.part == "mention" else _PARTS[mark.part]


def _coded(scheme: str, type: str) -> str:
    """An event's type as a type of brat's: those of other schemes than the first have its name before them."""
    return (type if scheme == ONTOLOGIES[0] else f"{scheme}-{type}") if type else "Event"


def _plain(name: str) -> str:
    """A name of signs that brat takes in types and values."""
    return re.sub(r"[^\w+-]", "_", name, flags=re.ASCII)


def _packed(values: Mapping[str, str]) -> str:
    """Fields as a note that a person can read and change: `id=e-12; date=1962-10-22`."""
    return "; ".join(f"{name}={_escaped(value)}" for name, value in values.items())


def _escaped(value: str) -> str:
    return re.sub("[\x00-\x1f\x7f-\x9f%;\u2028\u2029]", lambda sign: quote(sign[0]), value)


def _known() -> tuple[dict[str, None], dict[str, None]]:
    """The types and modes of the ontologies that are coded unless told otherwise."""
    types: dict[str, None] = {"Event": None}
    modes: dict[str, None] = {}
    for name in ONTOLOGIES:
        scheme = ontology.load(name)
        types |= {_coded(name, _plain(one.name)): None for one in scheme.types}
        modes |= {_plain(mode): None for one in scheme.types for mode in one.modes}
    return types, modes


def _configuration(types: Iterable[str], modes: Iterable[str]) -> str:
    """The types, relations and attributes that brat offers."""
    coded = sorted({*types})
    parts = ["Article", *_PARTS.values()]
    events, people = "|".join(coded), "|".join(_KINDS)
    between = {
        **{role: ("Content", _PARTS[role]) for role in PARTS},
        "speaker": ("Content", people), "within": ("Content", "Content"),
        **dict.fromkeys(("actors", "recipients", "place"), (events, people)),
    }  # fmt: skip
    relations = [f"{_RELATIONS[role]}\tArg1:{one}, Arg2:{two}" for role, (one, two) in between.items()]
    attributes = [
        f"{name.capitalize()}\tArg:{on}, Value:{'|'.join(allowed or sorted(modes))}"
        for part, on in (("content", "Content"), ("trigger", events))
        for name, allowed in _ATTRIBUTES[part].items()
    ]
    overlap = "<OVERLAP>\tArg1:<ANY>, Arg2:<ANY>, <OVL-TYPE>:<ANY>"
    sections = {"entities": [*parts, *_KINDS, *coded], "relations": [*relations, overlap], "events": []}
    sections["attributes"] = attributes
    return "\n".join(f"[{name}]\n" + "".join(f"{row}\n" for row in rows) for name, rows in sections.items())


# --- back -------------------------------------------------------------------------------------------------------


def corrections(path: Path, kept: Kept) -> Iterator[Correction | Skipped]:
    """What was changed in a folder of brat's (or one `.ann` file), article by article."""
    for file, name in files_of(path, ".ann"):
        yield from _of_file(file, name, kept)


def _of_file(file: Path, name: str, kept: Kept) -> Iterator[Correction | Skipped]:
    try:
        text = file.with_suffix(".txt").read_bytes().decode()
        lines = file.read_bytes().decode().split("\n")
    except (OSError, UnicodeDecodeError) as error:
        yield Skipped(name, f"It cannot be read with its .txt: {error}.")
        return
    sheet = _Sheet(name, text)
    for number, line in enumerate(lines, 1):
        sheet.take(number, line.removesuffix("\r"))
    back = sheet.returned()
    yield from sheet.lost
    if back is None:
        yield Skipped(name, "Its mark of the type Article, or the note on it, is gone; without it no mark is known.")
    else:
        yield from compared(back, kept, _given, lines=True)


_TEXT_BOUND = re.compile(r"(T\S+)\t(\S+) (\d{1,9} \d{1,9}(?:;\d{1,9} \d{1,9})*)(?:\t.*)?")
_RELATION = re.compile(r"R\S+\t(\S+) Arg1:(\S+) Arg2:(\S+)\s*")
_ATTRIBUTE = re.compile(r"[AM]\S+\t(\S+) (\S+)(?: (\S+))?\s*")
_NOTE = re.compile(r"#\S*\t(\S+) (\S+)\t(.*)")


class _Sheet:
    """The lines of an `.ann` file, taken one by one in whatever order they stand."""

    def __init__(self, where: str, text: str) -> None:
        self.lost: list[Skipped] = []
        self._where = where
        self._text = text
        self._marks: dict[str, Mark] = {}
        self._article: str | None = None
        self._notes: dict[str, dict[str, str]] = {}
        self._later: list[tuple[int, str, str, str]] = []

    def take(self, number: int, line: str) -> None:
        if not line.strip():
            return
        if found := _TEXT_BOUND.fullmatch(line):
            self._text_bound(number, *found.groups())
        elif found := _RELATION.fullmatch(line):
            self._later.append((number, "relation", found[2], f"{found[1]} {found[3]}"))
        elif found := _ATTRIBUTE.fullmatch(line):
            self._later.append((number, "attribute", found[2], f"{found[1]} {found[3] or ''}"))
        elif found := _NOTE.fullmatch(line):
            self._note(number, *found.groups())
        else:
            self._lose(number, f"No judgement can say what this line does: {line[:80]!r}.")

    def _lose(self, number: int, reason: str) -> None:
        self.lost.append(Skipped(f"{self._where}: line {number}", reason))

    def _text_bound(self, number: int, name: str, label: str, places: str) -> None:
        spans = [[int(end) for end in place.split(" ")] for place in places.split(";")]
        if name in self._marks or not all(start < end <= len(self._text) for start, end in spans):
            self._lose(number, f"{name} is there twice, or is not a stretch of the text.")
        elif label == "Article":
            self._article = name
        else:
            self._marks[name] = _mark(name, label, spans)

    def _note(self, number: int, kind: str, on: str, words: str) -> None:
        pairs = [part.partition("=") for part in words.split("; ")]
        if kind != "AnnotatorNotes" or not all(equals for _, equals, _ in pairs):
            self._lose(number, f"A comment on {on} is not taken: {words[:80]!r}.")
        self._notes.setdefault(on, {}).update({key: unquote(value) for key, equals, value in pairs if equals})

    def returned(self) -> Returned | None:
        about = self._notes.get(self._article or "", {})
        if not {"article", "told"} <= about.keys():
            return None
        for name, values in self._notes.items():
            if name in self._marks and "id" in values:
                self._marks[name].finding = values["id"]
                self._marks[name].values |= {key: value for key, value in values.items() if key != "id"}
        for number, what, name, said in self._later:
            self._say(number, what, name, *said.split(" "))
        return Returned(self._where, about["article"], about["told"], self._text, list(self._marks.values()))

    def _say(self, number: int, what: str, name: str, said: str, more: str) -> None:
        """A relation or an attribute, once all marks are known."""
        mark = self._marks.get(name)
        if what == "relation" and mark is not None and said in _ROLES and more in self._marks:
            mark.links.append((_ROLES[said], more))
        elif what == "attribute" and mark is not None and said.lower() in _ATTRIBUTES.get(mark.part, ()):
            mark.values[said.lower()] = more
        else:
            self._lose(number, f"No judgement can say what this {what} does: {said} on {name}.")


def _mark(name: str, label: str, spans: list[list[int]]) -> Mark:
    """A mark by what it is called: an attribute that is not there any more was taken off."""
    part = next((part for part, called in _PARTS.items() if called == label), None)
    if part is not None:
        return Mark(name, part, spans, values=dict.fromkeys(_ATTRIBUTES.get(part, ()), ""))
    if label in _KINDS:
        return Mark(name, "mention", spans, values={"kind": label})
    scheme, _, type = label.partition("-") if "-" in label else (ONTOLOGIES[0], "", label)
    coded = {"type": ""} if label == "Event" else {"type": type, "ontology": scheme}
    return Mark(name, "trigger", spans, values={**coded, **dict.fromkeys(_ATTRIBUTES["trigger"], "")})
