"""What a dossier is composed from: the articles' rows that answer what was asked, and the claims they bear on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reportedly.model import Claim, Dated
from reportedly.tell.sections.files import File, Wanted
from reportedly.tell.sections.wording import Part, Row, flat, when

__all__ = ["Findings", "bearing", "claim_rows"]


@dataclass(frozen=True, slots=True)
class Findings:
    """`files` by article id, in the order of publication; rows and claims are those that answer what was asked.

    `by_id` holds the statements and events by id.
    """

    wanted: Wanted
    files: Mapping[str, File]
    statements: Sequence[Row]
    events: Sequence[Row]
    claims: Sequence[Row]
    by_id: Mapping[str, Row]
    #: The ledger: what was foretold, and what came of it.
    foretold: Sequence[Row] = ()

    def asked(self, row: Row) -> int:
        """How many of those asked for have a part in a claim, a statement or an event."""
        if not self.wanted.who:
            return 0
        rows = [row, *(self.by_id[id] for id in _members(row) if id in self.by_id)] if "voices" in row else [row]
        people = {one for each in rows for one in _people(each)}
        return len({who for name, country in people for who in self.wanted.named(name, country)})


def _people(row: Row) -> set[tuple[str, str | None]]:
    if "voices" in row:
        sides = row["parties"]
        people = [(one["name"], one.get("country")) for side in ("actors", "recipients") for one in sides[side]]
        return {*people, *((voice["name"], voice["country"]) for voice in row["voices"])}
    names = [*row.get("by", ()), *row["to"], *row.get("of", ()), *row.get("actors", ()), *row.get("recipients", ())]
    return {(name, None) for name in (*names, row.get("party"), row.get("speaker")) if name}


def bearing(claims: Iterable[Claim | Row], chosen: set[str]) -> list[Row]:
    """The claims that rest on a chosen statement or event, as plain data."""
    rows = (claim.to_dict() if isinstance(claim, Claim) else claim for claim in claims)
    return [row for row in rows if any(id in chosen for id in _members(row))]


def claim_rows(claims: Iterable[Row], files: Mapping[str, File]) -> list[dict[str, Any]]:
    """Claims as rows whose quotations are parts."""
    return [_row(row, files) for row in claims]


def _members(row: Row) -> list[str]:
    return [one.get("event") or one["statement"] for one in _accounts(row)]


def _accounts(row: Row) -> list[Row]:
    return [*row["events"], *row.get("statements", ())]


def _row(row: Row, files: Mapping[str, File]) -> dict[str, Any]:
    date = _dated(row["date"])
    parties = row.get("parties") or {}
    return {
        **{name: row[name] for name in ("id", "type", "summary", "verdict", "because")},
        "kind": row.get("kind", "event"),
        "date": {"earliest": date.earliest, "latest": date.latest} if date else None,
        "when": when(date),
        "parties": {side: [dict(one) for one in parties.get(side, ())] for side in ("actors", "recipients")},
        "place": row.get("place"),
        "joined": list(row.get("joined", ())),
        "coded": _coded(row, files),
        "events": [dict(one) for one in row["events"]],
        "statements": [dict(one) for one in row.get("statements", ())],
        "voices": [_voice(voice, files) for voice in row["voices"]],
        "words": _words(row, files) if not row["voices"] else None,
    }


def _coded(row: Row, files: Mapping[str, File], most: int = 3) -> list[str]:
    """Why the findings that a claim rests on were coded as they were, the first of them."""
    members = [(one["article"], one.get("event") or one.get("statement")) for one in _accounts(row)]
    found = (files[article].reasons.get(id or "") for article, id in members if article in files)
    return list(dict.fromkeys(filter(None, found)))[:most]


def _words(row: Row, files: Mapping[str, File]) -> Part | None:
    """The words that tell a claim to which nobody takes a position."""
    members = [(one["article"], one.get("event") or one["statement"]) for one in _accounts(row)]
    told = (files[article].quote_of(id) for article, id in members if article in files)
    return next(filter(None, told), None)


def _voice(voice: Row, files: Mapping[str, File]) -> dict[str, Any]:
    positions = [
        {"since": one.get("since"), "stance": one["stance"], "quote": _quote(one.get("quote"), files)}
        for one in voice.get("positions", ())
    ]
    return {
        "name": _name(voice, files),
        "author": voice.get("author", False),
        "country": voice.get("country"),
        "stance": voice["stance"],
        "since": voice.get("since"),
        "via": list(voice.get("via", ())),
        "articles": list(voice["articles"]),
        "numbers": sorted(files[id].number for id in voice["articles"] if id in files),
        "reprints": voice.get("reprints", 0),
        "quote": _quote(voice["quote"], files),
        "positions": positions,
        "grade": voice.get("grade"),
    }


def _name(voice: Row, files: Mapping[str, File]) -> str:
    """Who speaks; an outlet that is not known by name is the article's number."""
    name = flat(voice["holder"])
    return f"article {files[name].number}" if voice.get("author") and name in files else name


def _quote(quote: Row | None, files: Mapping[str, File]) -> Part | None:
    """The passage a voice is quoted with, cut from its article; null where the article is not among these."""
    if not quote or quote["article"] not in files:
        return None
    return files[quote["article"]].quote(*quote["span"])


def _dated(date: Any) -> Dated | None:
    if date is None or isinstance(date, Dated):
        return date
    return Dated(date["earliest"], date["latest"]) if date["earliest"] or date["latest"] else None
