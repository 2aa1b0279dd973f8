"""Coding schemes, one TOML file each: types, modes, contexts, sectors, operators, crosswalks, and rules of their own.

An event's type is a string checked against the scheme; `model.py` knows none of them. Add a scheme by adding
`ontology/<name>.toml` (or an entry point of that name in the group `reportedly.ontology`), or load a file by its path.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from reportedly import shelf
from reportedly.errors import BadOntology, UnknownName
from reportedly.ontology._file import parse
from reportedly.ontology._scheme import CameoChoice, Code, Convention, EventType, Mode, Ontology

__all__ = ["CameoChoice", "Code", "Convention", "EventType", "Mode", "Ontology", "load"]


def load(name: str | os.PathLike[str] = "plover") -> Ontology:
    """The scheme of that name, or in the file of that path (ending in `.toml`).

    Raises `UnknownName` when there is none, `BadOntology` when it cannot be read or contradicts itself.
    """
    written = os.fspath(name)
    return _of_file(Path(written)) if written.endswith(".toml") else _of_shelf(written)


@cache
def _of_shelf(name: str) -> Ontology:
    try:
        text = shelf.text("ontology", f"{name}.toml")
    except UnknownName as error:
        there = ", ".join(shelf.names("ontology"))
        raise UnknownName(f"No ontology {name!r}; there are: {there}. Your own file is named NAME.toml.") from error
    return parse(text, f"{name}.toml")


def _of_file(path: Path) -> Ontology:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise BadOntology(f"{path} could not be read: {reason}.") from error
    return parse(text, path.name)
