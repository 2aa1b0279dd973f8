"""An event as the event data sets ask for it: sides, codes of other schemes, sentence numbers, offsets; and what of
that is not known, and why."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, cached_property
from typing import Any

from reportedly import gazetteer, ontology, shelf
from reportedly.exchange._told import Page
from reportedly.lang import sentences
from reportedly.ontology import Code

__all__ = ["CAMEO_ROOTS", "QUADS", "Coded", "Party", "codes_of", "coded", "dated", "span_words", "views_told"]

Plain = Mapping[str, Any]

#: What PLOVER's quad classes are called.
QUADS = {
    "VC": "VERBAL COOPERATION", "MC": "MATERIAL COOPERATION", "VF": "VERBAL CONFLICT", "MF": "MATERIAL CONFLICT",
}  # fmt: skip
#: CAMEO's roots. Its names, version 1.1b3.
CAMEO_ROOTS = {
    "01": "Make public statement", "02": "Appeal", "03": "Express intent to cooperate", "04": "Consult",
    "05": "Engage in diplomatic cooperation", "06": "Engage in material cooperation", "07": "Provide aid",
    "08": "Yield", "09": "Investigate", "10": "Demand", "11": "Disapprove", "12": "Reject", "13": "Threaten",
    "14": "Protest", "15": "Exhibit force posture", "16": "Reduce relations", "17": "Coerce", "18": "Assault",
    "19": "Fight", "20": "Use unconventional mass violence",
}  # fmt: skip
#: Blocks whose sentences are counted: what a reader would call the article.
_COUNTED = frozenset({"headline", "body", "caption"})
#: What stands in the place of a country and is none.
_BODIES = frozenset({"IGO", "UNO", "EUR", "NGO", "ISM", "IMG", "MNC"})


@cache
def _codes() -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    for row in shelf.table("country_codes.tsv"):
        found.setdefault(row["code"], []).append(row)
    return found


def codes_of(country: str | None, date: str | None, scheme: str) -> str | None:
    """The code of a country on that day (that of today without one) in a scheme: "cow", "cameo" or "fips"."""
    rows = [row for row in _codes().get(country or "", ()) if gazetteer.covers(row["since"], row["until"], date)]
    return next((row[scheme] or None for row in rows), None)


class Party:
    """One who acts or is acted on, as an article's entity: `entity`, and the mention of it nearest to the trigger."""

    def __init__(self, page: Page, entity: Plain, trigger: Sequence[Sequence[int]], date: str | None) -> None:
        self.entity = entity
        self.name = str(entity["name"])
        self.country: str | None = entity["country"]
        self.sector: str | None = entity["sector"]
        self.cow = codes_of(self.country, date, "cow")
        mention = _nearest(entity["mentions"], trigger)
        self.span: Sequence[int] | None = mention["span"] if mention else None
        self.form: str | None = mention["form"] if mention else None
        self.raw = page.text[self.span[0] : self.span[1]] if self.span else None

    @property
    def of_state(self) -> bool:
        """Whether its country is one, and not a code for what stands above or across countries."""
        return self.country is not None and self.country not in _BODIES


def _nearest(mentions: Sequence[Plain], trigger: Sequence[Sequence[int]]) -> Plain | None:
    """The mention nearest to a trigger; of two the one before it."""
    start, end = trigger[0][0], trigger[-1][1]

    def apart(mention: Plain) -> tuple[int, int]:
        first, last = mention["span"]
        return (max(start - last, first - end, 0), first)

    return min(mentions, key=apart, default=None)


class Coded:
    """An event of a page (as `Page.events` gives them), with what exports ask of it.

    `why` says for each thing that could not be coded the reason, in the order in which they were asked.
    """

    def __init__(self, page: Page, row: Plain, cut: Sequence[tuple[int, int]]) -> None:
        self.page = page
        self.row = row
        self._cut = cut
        scheme = ontology.load(row["ontology"])
        self.code = Code(row["type"], row["mode"])
        # A judgement may have given it a type that the scheme lacks.
        self._known = row["type"] in scheme
        self.quad = scheme.get(row["type"]).quad if self._known else None
        self.intensity = scheme.intensity(self.code) if self._known else None
        self.day, self.latest, self.dated_by = dated(row, page.about["published"])
        self.actors = self._parties(row["actors"])
        self.recipients = self._parties(row["recipients"])
        #: Source and target of a scheme with two sides: a meeting's second actor is its target.
        self.sides = (self.actors[:1], self.recipients[:1] or self.actors[1:2])

    def _parties(self, ids: Iterable[str]) -> list[Party]:
        known = self.page.entities
        return [Party(self.page, known[id], self.row["trigger"], self.day) for id in ids if id in known]

    @property
    def trigger(self) -> Sequence[Sequence[int]]:
        found: Sequence[Sequence[int]] = self.row["trigger"]
        return found

    @property
    def sentence(self) -> int | None:
        """The number of its sentence, from 1, headline included; None in what is no part of the story."""
        at = self.trigger[0][0]
        number = bisect_right(self._cut, (at, len(self.page.text)))
        return number if number and at < self._cut[number - 1][1] else None

    @cached_property
    def cameo(self) -> tuple[str, str] | None:
        """The CAMEO code that stands for it best, and why that; None for what the scheme lacks."""
        scheme = ontology.load(self.row["ontology"])
        choices = scheme.to_cameo(self.code, self.row["contexts"]) if scheme.allows(self.code) else ()
        return (choices[0].code, choices[0].because) if choices else None

    @cached_property
    def place(self) -> Plain | None:
        """The entity that is its place."""
        return self.page.entities.get(self.row["place"] or "")

    @cached_property
    def is_country(self) -> bool:
        """Whether its place is a whole country."""
        hit = gazetteer.country(self.place["name"], self.day) if self.place else None
        return hit is not None and hit.how not in ("capital", "demonym")

    @cached_property
    def spot(self) -> gazetteer.Place | None:
        """Where the place is, if the table of places has it in the country that the reading gives."""
        if self.place is None or self.is_country:
            return None
        country = self.place["country"]
        found = gazetteer.place(self.place["name"], [country] if country else [])
        # Former states have no places of their own in the table: what lay in the USSR is found in its successors.
        return found if found and (country in (None, found.country) or country not in _present()) else None

    def why(self) -> list[str]:
        """What of the common columns is empty, and why."""
        found = [] if self._known else [f"quad, intensity, CAMEO: {self.code.type} is no type of the scheme"]
        found += [] if self.row["mode"] else [f"mode: {self._why_no_mode()}"]
        found += [] if self.actors else ["actor: nobody is named as doing it"]
        found += [] if self.recipients else [f"recipient: {self._why_no_recipient()}"]
        for side, parties in (("actor", self.actors), ("recipient", self.recipients)):
            for party in parties:
                found += [f"{side} {party.name}: {reason}" for reason in _lacks(party)]
        return found + self._why_no_place()

    def _why_no_mode(self) -> str:
        scheme, type = ontology.load(self.row["ontology"]), self.row["type"]
        return "the words do not say how" if self._known and scheme.get(type).modes else f"{type} has none"

    def _why_no_recipient(self) -> str:
        return "two-sided, all are actors" if len(self.actors) > 1 else "nobody is named as suffering it"

    def _why_no_place(self) -> list[str]:
        if self.place is None:
            return ["place: the sentence names none"]
        if self.is_country:
            return ["coordinates: the place is a whole country"]
        found = self.spot is not None and self.spot.lat is not None
        return [] if found else ["coordinates: the place is not in the table of places"]


@cache
def _present() -> frozenset[str]:
    """Countries that the FIPS list, of today's, has."""
    return frozenset(code for code, rows in _codes().items() if any(row["fips"] for row in rows))


def _lacks(party: Party) -> list[str]:
    found = [] if party.country else ["country not known"]
    found += [] if party.sector else ["sector not known"]
    if party.country and not party.cow:
        found.append(f"{party.country} is no state of the Correlates of War")
    return found


def dated(row: Plain, published: Plain) -> tuple[str | None, str | None, str | None]:
    """The first and the last day of an event, the article's where it has none, and whose they are ("event",
    "article"). Of a period that is open on one side both days are the known one."""
    for period, whose in ((row["date"] or {}, "event"), (published, "article")):
        first, last = period.get("earliest"), period.get("latest")
        if first or last:
            return first or last, last or first, whose
    return None, None, None


def coded(page: Page, scheme: str | None = "plover") -> list[Coded]:
    """The events of a page that have a type, of one scheme or (None) of all."""
    wanted = [row for row in page.events if row["type"] and scheme in (None, row["ontology"])]
    if not wanted:
        return []
    blocks = [block["span"] for block in page.reading["blocks"] if block["kind"] in _COUNTED]
    cut = sentences(page.text, blocks)
    return [Coded(page, row, cut) for row in wanted]


def span_words(spans: Iterable[Sequence[int]]) -> str:
    """Spans as a cell: "67-75; 80-84"."""
    return "; ".join(f"{start}-{end}" for start, end in spans)


def views_told(row: Plain) -> str:
    """Who holds what of an event, as a cell: "author: uncommitted; author > United States: asserted"."""
    return "; ".join(f"{' > '.join(view['holders'])}: {view['status']}" for view in row["views"])
