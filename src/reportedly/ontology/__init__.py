"""Coding schemes, one TOML file each: types, modes, contexts, sectors, operators, crosswalks.

An event's type is a string checked against the scheme; `model.py` knows none of them. Add a scheme by adding
`ontology/<name>.toml` (or an entry point of that name in the group `reportedly.ontology`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from reportedly import shelf

__all__ = ["Code", "EventType", "Ontology", "load"]

Quad = Literal["VC", "MC", "VF", "MF"]


@dataclass(frozen=True, slots=True)
class Code:
    """What is coded: a type and, where it is known how it was done, a mode. `str(Code("COERCE", "arrest"))` is
    `COERCE-arrest`, the form in which tables write it."""

    type: str
    mode: str | None = None

    @classmethod
    def parse(cls, written: str) -> Code:
        """The reverse of `str()`; the first hyphen parts type and mode, so `COERCE-martial-law` works."""
        type, _, mode = written.partition("-")
        return cls(type, mode or None)

    def __str__(self) -> str:
        return f"{self.type}-{self.mode}" if self.mode else self.type


@dataclass(frozen=True, slots=True)
class EventType:
    """One type of event: its quadrant (verbal or material, cooperation or conflict), and what it asks of its parties.

    `two_sided`: the parties may act on each other; all of them are then actors and the recipients stay empty.
    `intensity` runs from -10 (conflict) to +10 (cooperation). A scheme of things that are no deeds has neither.
    """

    name: str
    meaning: str
    quad: Quad | None = None
    recipient_required: bool = False
    two_sided: bool = False
    intensity: float | None = None
    modes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ontology:
    """A coding scheme. `types` keep the order of the file, which is part of ids (see `order`).

    `operators` say what an inner type becomes under "agreed to", "refused to", "ended" and the like.
    """

    name: str
    version: str
    types: tuple[EventType, ...]
    contexts: tuple[str, ...]
    sectors: Mapping[str, str]
    operators: Mapping[str, Mapping[str, Code]]
    cameo: Mapping[str, tuple[Code, tuple[str, ...]]]
    _orders: Mapping[str, int] = field(default_factory=dict, repr=False)

    def __contains__(self, type: object) -> bool:
        return type in self._orders

    def get(self, type: str) -> EventType:
        """The type of that name. Raises `KeyError` when the scheme has none."""
        return self.types[self._orders[type] - 1]

    def order(self, type: str | None) -> int:
        """The place of a type in the file, counted from 1; 0 for no type. It tells apart the ids of two events that
        stand on one trigger. Raises `KeyError` for a type that the scheme lacks."""
        return self._orders[type] if type else 0

    def allows(self, code: Code) -> bool:
        """Whether the type exists and the mode, if any, is one of its own."""
        return code.type in self and (code.mode is None or code.mode in self.get(code.type).modes)

    def under(self, operator: str, inner: Code | None) -> Code | None:
        """What an inner event becomes under an operator; None when the operator says nothing about it.

        >>> load("plover").under("refuse", Code("AID"))
        Code(type='REJECT', mode='assist')
        """
        table = self.operators[operator]
        if inner is None:
            return table.get("none")
        return table.get(str(inner)) or table.get(inner.type) or table.get("other")


@cache
def load(name: str = "plover") -> Ontology:
    """The scheme of that name. Raises `UnknownName` when there is none, `ValueError` when it contradicts itself."""
    data = tomllib.loads(shelf.text("ontology", f"{name}.toml"))
    types = tuple(_type(row) for row in data["types"])
    ontology = Ontology(
        name=data["name"],
        version=data["version"],
        types=types,
        contexts=tuple(data.get("contexts", ())),
        sectors=data.get("sectors", {}),
        operators={key: _codes(rows) for key, rows in data.get("operators", {}).items()},
        cameo={key: (Code(row[0], row[1] or None), tuple(row[2:])) for key, row in data.get("cameo", {}).items()},
        _orders={type.name: i + 1 for i, type in enumerate(types)},
    )
    _check(ontology)
    return ontology


def _type(row: Mapping[str, Any]) -> EventType:
    return EventType(**{**row, "modes": tuple(row.get("modes", ()))})


def _codes(rows: Mapping[str, str]) -> dict[str, Code]:
    return {inner: Code.parse(code) for inner, code in rows.items()}


def _check(ontology: Ontology) -> None:
    used = [code for table in ontology.operators.values() for code in table.values()]
    used += [code for code, _ in ontology.cameo.values()]
    wrong = sorted({str(code) for code in used if not ontology.allows(code)})
    wrong += sorted({context for _, found in ontology.cameo.values() for context in found} - {*ontology.contexts})
    if wrong:
        raise ValueError(f"the ontology {ontology.name} uses what it does not define: {', '.join(wrong)}")
