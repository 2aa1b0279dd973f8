"""Assembles a dossier from readings and claims: what is known, on whose word, and what the other side says.

Everything in it is taken from the record or is a quoted stretch of an article; nothing is worded by chance.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from reportedly.model import Claim, Dossier, Reading
from reportedly.tell.sections.answer import answer
from reportedly.tell.sections.claims import disputed, known
from reportedly.tell.sections.expected import expected
from reportedly.tell.sections.files import File, Wanted
from reportedly.tell.sections.findings import Findings, bearing, claim_rows
from reportedly.tell.sections.parties import parties
from reportedly.tell.sections.sources import sources
from reportedly.tell.sections.speakers import network, speakers
from reportedly.tell.sections.timeline import timeline
from reportedly.tell.sections.unsure import unsure

__all__ = ["assemble"]


class Copies(Protocol):
    """What a dossier needs to know of reprints (see `fold.Copies`)."""

    @property
    def copy_of(self) -> Mapping[str, str]: ...

    @property
    def changes(self) -> Mapping[str, Any]: ...


def assemble(
    readings: Iterable[Reading],
    who: Sequence[str] = (),
    about: str | None = None,
    since: str | None = None,
    until: str | None = None,
    claims: Iterable[Claim | Mapping[str, Any]] = (),
    copies: Copies | None = None,
    foretold: Sequence[Mapping[str, Any]] = (),
    behind: Mapping[str, Mapping[str, Any]] | None = None,
) -> Dossier:
    """The dossier of some readings, numbered in order of publication.

    `who`: names, countries or codes; a finding belongs if it involves one of them. `about`: words that must stand in
    the finding's sentence. `since`, `until`: ISO days; findings with a known date outside them are left out.
    `claims`: what weighing made of these readings; those that rest on a finding that belongs are told.
    `foretold`: the ledger of these readings and claims; what has come is told of the claims that are. `behind`: what
    the user knows of an article's outlet, by article: owner, state (its name), agency, grade.
    """
    wanted = Wanted(tuple(who), about, since, until)
    found = _findings(readings, wanted, list(claims), foretold)
    dispute, sides, coming = disputed(found), parties(found), expected(found)
    return Dossier(
        subject=tuple(who),
        about=about,
        since=since,
        until=until,
        answer=tuple(answer(found, dispute, sides, coming)),
        known=tuple(known(found)),
        disputed=dispute,
        parties=tuple(sides),
        timeline=timeline(found),
        expected=tuple(coming),
        speakers=tuple(speakers(found)),
        network=network(found),
        unsure=tuple(unsure(found)),
        articles=tuple(
            sources(found.files, copies.copy_of if copies else {}, copies.changes if copies else {}, behind or {})
        ),
        statements=tuple(found.statements),
        events=tuple(found.events),
        claims=tuple(found.claims),
    )


def _findings(
    readings: Iterable[Reading],
    wanted: Wanted,
    claims: list[Claim | Mapping[str, Any]],
    foretold: Sequence[Mapping[str, Any]],
) -> Findings:
    files = [File(reading) for reading in sorted(readings, key=_by_date)]
    statements = [row for file in files for row in file.statement_rows(wanted)]
    events = [row for file in files for row in file.event_rows(wanted)]
    rows = [*statements, *events]
    borne = bearing(claims, {row["id"] for row in rows})
    told = {row["article"] for row in rows}
    told |= {article for claim in borne for voice in claim["voices"] for article in voice["articles"]}
    shown = {file.article.id: file for file in files if file.article.id in told or not (wanted.who or wanted.about)}
    _number(shown, rows)
    by_id = {row["id"]: row for row in rows}
    return Findings(wanted, shown, statements, events, claim_rows(borne, shown), by_id, foretold)


def _number(files: Mapping[str, File], rows: Iterable[dict[str, Any]]) -> None:
    """Numbers the articles that are told of, in order, and the rows and quotations from them."""
    for number, file in enumerate(files.values(), start=1):
        file.number = number
    for row in rows:
        row["number"] = files[row["article"]].number
        for part in row["quotes"]:
            if "quote" in part:
                part["number"] = row["number"]


def _by_date(reading: Reading) -> tuple[str, str]:
    published = reading.article.published
    # A report of a known month and an unknown day comes after those of its days.
    return (published.latest or published.value or "9999", reading.article.id)
