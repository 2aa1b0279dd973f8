"""A scheme's file: read, and checked for what it uses without defining it. A fault is a sentence that says where."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from reportedly.errors import BadOntology
from reportedly.ontology._scheme import Code, Convention, EventType, Mode, Ontology

__all__ = ["parse"]

#: The columns of a rule; the last two may be missing from the file.
_COLUMNS = ("lemma", "pos", "needs", "code", "roles", "confidence")
_PARTS_OF_SPEECH = ("v", "n", "a")
#: What a rule may have in the place of a code: carrying verbs, and words that are no event.
_NO_CODE = ("+", "+turned", "-")
#: Columns are parted by tabs, or, so that a table may be lined up by eye, by two or more spaces.
_GAP = re.compile(r"\t| {2,}")


def parse(text: str, file: str) -> Ontology:
    """The scheme in a file's text. `file` is what errors call it. Raises `BadOntology`."""
    try:
        data = tomllib.loads(text)
        types = tuple(_type(row) for row in data["types"])
        contexts = data.get("contexts", ())
        ontology = Ontology(
            name=data["name"],
            version=str(data["version"]),
            types=types,
            contexts=tuple(contexts),
            context_meanings=contexts if isinstance(contexts, dict) else {},
            sectors=data.get("sectors", {}),
            operators={key: _codes(rows) for key, rows in data.get("operators", {}).items()},
            modes={key: Mode(float(row[0]), row[1]) for key, row in data.get("modes", {}).items()},
            counts={key: tuple(slots) for key, slots in data.get("counts", {}).items()},
            conventions=tuple(Convention(**row) for row in data.get("conventions", ())),
            older=_codes(data.get("older", {})),
            cameo={key: (Code(row[0], row[1] or None), tuple(row[2:])) for key, row in data.get("cameo", {}).items()},
            cameo_notes=data.get("cameo_notes", {}),
            cameo_dropped=data.get("cameo_dropped", {}),
            preferred_cameo=data.get("to_cameo", {}),
            rows={key: tuple(_rows(table, key, file)) for key, table in data.get("rules", {}).items()},
            words={key: _classes(rows) for key, rows in data.get("words", {}).items()},
            digest=hashlib.sha256(text.encode()).hexdigest()[:8],
            _orders={type.name: i + 1 for i, type in enumerate(types)},
        )
    except tomllib.TOMLDecodeError as error:
        raise BadOntology(f"{file} is not TOML: {error}.") from error
    except KeyError as error:
        raise BadOntology(f"{file} says nothing of {error}.") from error
    except (TypeError, ValueError, AttributeError, IndexError) as error:
        raise BadOntology(f"{file} is not laid out as an ontology: {error}.") from error
    _check(ontology, file)
    return ontology


def _type(row: Mapping[str, Any]) -> EventType:
    return EventType(**{**row, "modes": tuple(row.get("modes", ()))})


def _codes(rows: Mapping[str, str]) -> dict[str, Code]:
    return {inner: Code.parse(code) for inner, code in rows.items()}


def _classes(rows: Mapping[str, str]) -> dict[str, frozenset[str]]:
    return {name: frozenset(words.split()) for name, words in rows.items()}


def _rows(table: str, language: str, file: str) -> Iterator[dict[str, str]]:
    """The rows of a table of rules, with the line they stand in under `row`; the first line names the columns."""
    lines = [line for line in table.splitlines() if line.strip() and not line.startswith("#")]
    columns = _GAP.split(lines[0].strip()) if lines else []
    missing = [name for name in _COLUMNS if name not in columns]
    if missing:
        raise BadOntology(f"{file}, rules.{language}: its first line names no column {', '.join(missing)}.")
    for number, line in enumerate(lines[1:], start=1):
        cells = [cell.strip() for cell in _GAP.split(line.strip())]
        if len(cells) > len(columns):
            raise BadOntology(f"{file}, rules.{language}, row {number}: {len(cells)} cells for {len(columns)} columns.")
        yield {**dict(zip(columns, cells + [""] * (len(columns) - len(cells)), strict=True)), "row": str(number)}


# --- what is used must be there


def _check(ontology: Ontology, file: str) -> None:
    wrong = sorted({str(code) for code in _used(ontology) if not ontology.allows(code)})
    known = {*ontology.contexts}
    wrong += sorted({context for _, found in ontology.cameo.values() for context in found} - known)
    wrong += sorted({code for code in ontology.preferred_cameo.values() if code not in ontology.cameo})
    wrong += sorted({code for code in ontology.cameo_notes if code not in ontology.cameo})
    if wrong:
        raise BadOntology(f"{file} uses what it does not define: {', '.join(wrong)}.")
    if len(ontology.types) != len({type.name for type in ontology.types}):
        raise BadOntology(f"{file} defines a type twice.")
    for language, rows in ontology.rows.items():
        for row in rows:
            fault = _fault(ontology, row)
            if fault:
                raise BadOntology(f"{file}, rules.{language}, row {row['row']} ({row['lemma']!r}): {fault}.")


def _used(ontology: Ontology) -> Iterator[Code]:
    yield from (code for table in ontology.operators.values() for code in table.values())
    yield from (code for code, _ in ontology.cameo.values())
    yield from ontology.older.values()
    written: Iterable[str] = (*ontology.modes, *ontology.counts, *ontology.preferred_cameo)
    yield from (Code.parse(code.split(" ")[0]) for code in written)


def _fault(ontology: Ontology, row: Mapping[str, str]) -> str | None:
    """What is wrong with a rule, as a sentence without its full stop."""
    code = row["code"]
    if row["pos"] not in _PARTS_OF_SPEECH:
        return f"its pos is {row['pos']!r}; it must be v, n or a"
    if code.startswith("="):
        return None if code[1:] in ontology.operators else f"it names an operator {code[1:]!r} that the file lacks"
    if code in _NO_CODE:
        return None
    for part in code.split(";"):
        if not ontology.allows(Code.parse(part)):
            there = ", ".join(type.name for type in ontology.types)
            return f"it codes {part!r}, which is no type (or mode) of the scheme; there are: {there}"
    try:
        likely = 0 < float(row["confidence"]) <= 1
    except ValueError:
        likely = False
    told = f"its confidence is {row['confidence']!r}; it must be a number above 0, at most 1"
    return None if likely else f"{told} (columns are parted by a tab or by two spaces)"
