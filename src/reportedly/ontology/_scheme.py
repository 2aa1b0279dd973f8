"""What a scheme is and what may be asked of it: codes, types, operators, older codes, CAMEO there and back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Literal

from reportedly.errors import UnknownName

__all__ = ["CameoChoice", "Code", "Convention", "EventType", "Mode", "Ontology"]

Quad = Literal["VC", "MC", "VF", "MF"]
#: What speaks for a CAMEO code when a code of the scheme is read backwards: that it says the same mode; a context it
#: shares; one it asks for and that was not seen; that the scheme states it as preferred (more, with a context named).
_SAME_MODE, _SHARED, _UNSEEN, _STATED, _STATED_WITH_CONTEXT = 3.0, 2.0, -1.0, 1.5, 3.6


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
class Mode:
    """What is said of one mode of one type."""

    intensity: float
    meaning: str


@dataclass(frozen=True, slots=True)
class Convention:
    """How a scheme wants cases coded that a type alone does not settle; `example` is a sentence of the tests."""

    name: str
    says: str
    example: str


@dataclass(frozen=True, slots=True)
class CameoChoice:
    """A CAMEO code that may stand for a code of the scheme. `exact`: the crosswalk leads from it to that very code."""

    code: str
    exact: bool
    because: str


@dataclass(frozen=True, slots=True)
class Ontology:
    """A coding scheme. `types` keep the order of the file, which is part of ids (see `order`).

    `operators` say what an inner type becomes under "agreed to", "refused to", "ended" and the like. `modes` and
    `counts` are by code as written. `rows` are the scheme's own rules by language, columns as in `triggers.tsv`;
    `words` its word classes by language. `digest` tells two versions of a file apart.
    """

    name: str
    version: str
    types: tuple[EventType, ...]
    contexts: tuple[str, ...]
    sectors: Mapping[str, str]
    operators: Mapping[str, Mapping[str, Code]]
    cameo: Mapping[str, tuple[Code, tuple[str, ...]]]
    context_meanings: Mapping[str, str] = field(default_factory=dict)
    modes: Mapping[str, Mode] = field(default_factory=dict)
    counts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    conventions: tuple[Convention, ...] = ()
    older: Mapping[str, Code] = field(default_factory=dict)
    cameo_notes: Mapping[str, str] = field(default_factory=dict)
    cameo_dropped: Mapping[str, str] = field(default_factory=dict)
    preferred_cameo: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, tuple[Mapping[str, str], ...]] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, frozenset[str]]] = field(default_factory=dict)
    digest: str = ""
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

    def intensity(self, code: Code) -> float | None:
        """From -10 (conflict) to +10 (cooperation), that of the mode where there is one; our own figures.

        >>> from reportedly.ontology import load
        >>> load("plover").intensity(Code("COERCE", "curfew"))
        -6.5
        """
        mode = self.modes.get(str(code))
        return mode.intensity if mode else self.get(code.type).intensity

    def counted(self, code: Code) -> tuple[str, ...]:
        """The slots in which the people stand whose number an event of this code gives; none for most codes."""
        return self.counts.get(str(code)) or self.counts.get(code.type, ())

    def under(self, operator: str, inner: Code | None) -> Code | None:
        """What an inner event becomes under an operator; None when the operator says nothing about it.

        >>> from reportedly.ontology import load
        >>> load("plover").under("refuse", Code("AID"))
        Code(type='REJECT', mode='assist')
        """
        table = self.operators[operator]
        if inner is None:
            return table.get("none")
        return table.get(str(inner)) or table.get(inner.type) or table.get("other")

    # --- other schemes

    def modern(self, code: Code | str) -> Code:
        """A code of an older version as this one has it; a code of this one is itself.

        Raises `UnknownName` for what neither has.

        >>> from reportedly.ontology import load
        >>> str(load("plover").modern("FIGHT-heavy-weapons"))
        'ASSAULT-heavy-weapons'
        """
        old = Code.parse(code) if isinstance(code, str) else code
        if self.allows(old):
            return old
        if found := self.older.get(str(old)):
            return found
        base = self.older.get(old.type)
        same_mode = Code(base.type, old.mode) if base else None
        if same_mode and self.allows(same_mode):
            return same_mode
        raise UnknownName(
            f"{self.name} {self.version} has no code {str(old)!r}, and no older version that it knows had."
        )

    def from_cameo(self, code: str) -> tuple[Code, tuple[str, ...]]:
        """What a CAMEO code is in this scheme: the code and its contexts. A lost leading zero ("57") is put back.

        Raises `UnknownName` for a code without an entry, saying why where it is known.
        """
        written = code.strip()
        found = self.cameo.get(written) or self.cameo.get(f"0{written}")
        if found:
            return found
        for group, what in self.cameo_dropped.items():
            if written.startswith(group) and written.isdigit():
                raise UnknownName(f"CAMEO {written} has no event in {self.name}, which leaves out {what} ({group}).")
        raise UnknownName(f"{self.name} has no entry for the CAMEO code {code!r}; codes are written like 057 or 1823.")

    def to_cameo(self, code: Code, contexts: Collection[str] = ()) -> tuple[CameoChoice, ...]:
        """The CAMEO codes that may stand for a code seen in these contexts, the best first.

        CAMEO tells topics apart where this scheme has contexts, and this scheme has modes that CAMEO lacks; so most
        codes leave a choice, and `because` says which. Raises `UnknownName` for a code that is not of this scheme.
        """
        if not self.allows(code):
            raise UnknownName(f"{self.name} {self.version} has no code {str(code)!r}.")
        stated = self._stated(code, contexts)
        weights = {
            cameo: self._speaks_for(code, contexts, cameo, stated)
            for cameo, (same, _) in self.cameo.items()
            if cameo in stated or (same.type == code.type and (code.mode is None or same.mode in (None, code.mode)))
        }
        if any(self.cameo[cameo][0] == code for cameo in weights):
            weights = {key: weight for key, weight in weights.items() if key in stated or self._exact(key, code)}
        ranked = sorted(weights, key=lambda cameo: (-weights[cameo], len(cameo), cameo))
        return tuple(self._choice(code, cameo, ranked, weights) for cameo in ranked)

    def _exact(self, cameo: str, code: Code) -> bool:
        return self.cameo[cameo][0] == code

    def _stated(self, code: Code, contexts: Collection[str]) -> dict[str, float]:
        """The codes that the scheme prefers for this one, and how strongly."""
        found = {self.preferred_cameo[str(code)]: _STATED} if str(code) in self.preferred_cameo else {}
        for context in contexts:
            if named := self.preferred_cameo.get(f"{code} {context}"):
                found[named] = _STATED_WITH_CONTEXT
        return found

    def _speaks_for(self, code: Code, contexts: Collection[str], cameo: str, stated: Mapping[str, float]) -> float:
        same, asked = self.cameo[cameo]
        mode = _SAME_MODE if same.mode == code.mode or cameo in stated else 0.0
        shared = len({*asked} & {*contexts})
        return mode + _SHARED * shared + _UNSEEN * (len(asked) - shared) + stated.get(cameo, 0.0)

    def _choice(self, code: Code, cameo: str, ranked: list[str], weights: Mapping[str, float]) -> CameoChoice:
        exact = self._exact(cameo, code)
        parts = []
        if not exact:
            parts.append(f"CAMEO has no code of its own for {code}; this is {self.cameo[cameo][0]}")
        if cameo != ranked[0]:
            asks = " and ".join(self.cameo[cameo][1])
            parts.append(f"also possible{f', of {asks}' if asks else ''}")
        elif len(ranked) == 1:
            parts.append("the only one")
        else:
            level = [other for other in ranked[1:] if weights[other] == weights[cameo]]
            also = f"no better than {', '.join(level)}" if level else f"fits best of {len(ranked)}"
            parts.append(also)
        if cameo in self.cameo_notes:
            parts.append(self.cameo_notes[cameo])
        return CameoChoice(cameo, exact, "; ".join(parts))
