"""GDELT 2.0: Events (61 columns) and Mentions (16), without header as theirs are; and a table of our own beside them.

An event is a happening, counted once: accounts that a claim joins are one row, with as many mentions as there are
accounts. Only what an article itself holds to have happened (`query.COUNTED`) is counted; accounts that deny, foresee
or only pass on are in the third table alone, which has every account, and who holds what of it.

`GLOBALEVENTID` is the first 63 bits of the SHA-256 of the claim's id, which is the same whatever was asked for.
What GDELT has and we do not know (tone, Goldstein's scale, where the parties were) stays empty.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from reportedly.exchange._coding import Coded, Party, coded, codes_of, span_words, views_told
from reportedly.exchange._out import Out
from reportedly.exchange._told import Page, Told
from reportedly.exchange._tsv import Lines
from reportedly.query import COUNTED

__all__ = ["EVENTS", "MENTIONS", "number", "suffix", "tables", "write"]

Plain = Mapping[str, Any]
Cells = tuple[object, ...]

suffix = ".CSV"
tables = ("export", "mentions", "reportedly")

_ACTOR = (
    "Code", "Name", "CountryCode", "KnownGroupCode", "EthnicCode", "Religion1Code", "Religion2Code", "Type1Code",
    "Type2Code", "Type3Code",
)  # fmt: skip
_GEO = ("Type", "Fullname", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long", "FeatureID")
#: The columns of the two tables, in order.
EVENTS = (
    "GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate",
    *(f"Actor{n}{name}" for n in (1, 2) for name in _ACTOR),
    "IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale", "NumMentions",
    "NumSources", "NumArticles", "AvgTone",
    *(f"{who}Geo_{name}" for who in ("Actor1", "Actor2", "Action") for name in _GEO),
    "DATEADDED", "SOURCEURL",
)  # fmt: skip
MENTIONS = (
    "GLOBALEVENTID", "EventTimeDate", "MentionTimeDate", "MentionType", "MentionSourceName", "MentionIdentifier",
    "SentenceID", "Actor1CharOffset", "Actor2CharOffset", "ActionCharOffset", "InRawText", "Confidence",
    "MentionDocLen", "MentionDocTone", "MentionDocTranslationInfo", "Extras",
)  # fmt: skip
_OURS = (
    "GLOBALEVENTID", "Event ID", "Article ID", "Claim ID", "Verdict", "Counted", "Status", "Certainty", "Polarity",
    "Frame", "Auxiliary Modes", "Holders", "Type", "Mode", "Contexts", "Intensity", "CAMEO Best", "CAMEO Because",
    "Actors", "Actor Countries", "Recipients", "Recipient Countries", "Trigger", "Trigger Offsets", "Sentence",
    "Earliest", "Latest", "Date From", "Publication Date", "Because", "Confidence", "Empty Because",
)  # fmt: skip

_QUADS = {"VC": 1, "MC": 2, "VF": 3, "MF": 4}
#: PLOVER's sectors that CAMEO has as types, under CAMEO's names. Health is MED in one, the press in the other.
_TYPES = {
    **{same: same for same in "COP GOV JUD LEG MIL SPY UAF OPP REB AGR BUS CRM CVL EDU ELI LAB REF".split()},
    "MED": "HLH", "JRN": "MED",
}  # fmt: skip
#: PLOVER's codes in the place of a country: CAMEO has them as known groups or as types.
_GROUPS = {"UNO": "UNO", "EUR": "EEC"}
_KINDS = {"IGO": "IGO", "NGO": "NGO", "IMG": "IMG", "MNC": "MNC"}


def number(id: str) -> int:
    """The `GLOBALEVENTID` of a claim's id."""
    return int.from_bytes(hashlib.sha256(id.encode("utf-8", "surrogatepass")).digest()[:8], "big") >> 1


def write(told: Told, out: Out) -> int:
    """Writes the three tables; returns the rows in all."""
    events, mentions = Lines(out.text("export")), Lines(out.text("mentions"))
    ours = Lines(out.text("reportedly"), _OURS)
    claims = _Claims(told.happenings())
    joined: dict[str, _Happening] = {}
    for page in told.pages():
        for one in coded(page):
            claim = claims.of(one.row["id"])
            ours.add(_ours(one, claim))
            if one.row["status"] in COUNTED:
                mentions.add(_mention(one, claim))
            happening = joined.setdefault(claim.id, _Happening(claim))
            happening.add(one)
            if happening.whole:
                _put(events, [joined.pop(claim.id)])
        out.step(page.id)
    _put(events, joined.values())
    return events.rows + mentions.rows + ours.rows


def _put(events: Lines, happenings: Iterable[_Happening]) -> None:
    """Writes those of which an account counts."""
    for one in happenings:
        if one.cells:
            events.add(one.row())


# --- which accounts are one -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Claim:
    """What is known of a claim: `accounts`, how many events it joins, `since`, when the first voice spoke."""

    id: str
    accounts: int = 1
    type: str | None = None
    verdict: str = ""
    since: str | None = None


class _Claims:
    """The claim of each event. A claim is called after its first account, so that only what several accounts make, or
    what is more than one voice's word, has to be kept."""

    def __init__(self, claims: Iterable[Plain]) -> None:
        self._of: dict[str, _Claim] = {}
        for claim in claims:
            ids = [one["event"] for one in claim["events"]]
            if ids != [f"e-{claim['id'][2:]}"] or claim["verdict"] != "single-voiced":
                since = min((voice["since"] for voice in claim["voices"] if voice["since"]), default=None)
                kept = _Claim(claim["id"], len(ids), claim["type"], claim["verdict"], since)
                self._of.update(dict.fromkeys(ids, kept))

    def of(self, event: str) -> _Claim:
        return self._of.get(event) or _Claim(f"c-{event[2:]}")


@dataclass(slots=True)
class _Happening:
    """The row of one claim while its accounts come in. It is coded as the first account that counts, but as the first
    of the claim's own type if one of those counts."""

    claim: _Claim
    cells: tuple[Cells, Cells] | None = None
    seen: int = 0
    mentions: int = 0
    sources: set[str] = field(default_factory=set)
    articles: set[str] = field(default_factory=set)
    _typed: bool = False

    @property
    def whole(self) -> bool:
        return self.seen >= self.claim.accounts

    def add(self, one: Coded) -> None:
        self.seen += 1
        if one.row["status"] not in COUNTED:
            return
        self.mentions += 1
        self.sources.add(_source(one.page) or "")
        self.articles.add(one.page.id)
        if self.cells is None or (not self._typed and one.row["type"] == self.claim.type):
            self.cells = _coded(one), _located(one, self.claim)
            self._typed = one.row["type"] == self.claim.type

    def row(self) -> Cells:
        before, after = self.cells or ((), ())
        counts = (self.mentions, len(self.sources), len(self.articles))
        return (number(self.claim.id), *before, *counts, None, *after)


# --- events -----------------------------------------------------------------------------------------------------


def _coded(one: Coded) -> Cells:
    """The columns from `SQLDATE` to `GoldsteinScale`."""
    root = one.cameo[0][:2] if one.cameo else None
    code = f"{root}0" if root else None
    quad = _QUADS.get(one.quad or "")
    sides = (cell for side in one.sides for cell in _actor(side, one.day))
    return (*_days(one.day), *sides, int(_leads(one)), code, code, root, quad, None)


def _days(day: str | None) -> Cells:
    if day is None:
        return None, None, None, None
    year, month, date = day.split("-")
    fraction = int(year) + (int(month) * 30 + int(date)) / 365
    return f"{year}{month}{date}", f"{year}{month}", year, f"{fraction:.4f}"


def _actor(side: Sequence[Party], day: str | None) -> Cells:
    if not side:
        return (None,) * len(_ACTOR)
    (party,) = side
    country = codes_of(party.country, day, "cameo")
    group, kind = _GROUPS.get(party.country or ""), _KINDS.get(party.country or "")
    types = [code for code in (kind, _TYPES.get(party.sector or "")) if code]
    code = "".join(part for part in (country, group, *types) if part)
    return code, party.name, country, group, None, None, None, *(*types, None, None, None)[:3]


def _leads(one: Coded) -> bool:
    """Whether it stands in the headline or the first paragraph, which GDELT takes for what the article is about."""
    at = one.trigger[0][0]
    blocks = one.page.reading["blocks"]
    first = next((block for block in blocks if block["kind"] == "body"), None)
    lead = [block["span"] for block in blocks if block["kind"] == "headline" or block is first]
    return any(start <= at < end for start, end in lead)


def _located(one: Coded, claim: _Claim) -> Cells:
    """The columns behind `AvgTone`."""
    nowhere = (0, *(None,) * (len(_GEO) - 1))
    return (*nowhere, *nowhere, *_place(one), _stamp(_first_told(one, claim)), _identifier(one.page)[1])


def _place(one: Coded) -> Cells:
    place, spot = one.place, one.spot
    if place is None:
        return (0, *(None,) * (len(_GEO) - 1))
    american = place["country"] == "USA"
    kinds = {"city": 3 if american else 4, "region": 2 if american else 5}
    kind = 1 if one.is_country else kinds.get(spot.kind, 0) if spot else 0
    lat, lon = (spot.lat, spot.lon) if spot else (None, None)
    return kind, place["name"], codes_of(place["country"], one.day, "fips"), None, None, lat, lon, None


def _first_told(one: Coded, claim: _Claim) -> str | None:
    own: str | None = one.page.about["published"]["earliest"]
    return min(filter(None, (claim.since, own)), default=None)


def _stamp(day: str | None) -> str | None:
    """A day as GDELT's quarters of an hour: its first."""
    return f"{day.replace('-', '')}000000" if day and len(day) == 10 else None


# --- mentions ---------------------------------------------------------------------------------------------------


def _mention(one: Coded, claim: _Claim) -> Cells:
    page, row = one.page, one.row
    offsets = (side[0].span[0] if side and side[0].span else -1 for side in one.sides)
    kind, identifier = _identifier(page)
    plain = all(party.form == "name" for side in one.sides for party in side)
    return (
        number(claim.id), _stamp(_first_told(one, claim)), _stamp(page.about["published"]["earliest"]), kind,
        _source(page), identifier, one.sentence, *offsets, one.trigger[0][0], int(plain),
        max(20, round(row["confidence"] * 100)), len(page.text), None, None, row["id"],
    )  # fmt: skip


def _identifier(page: Page) -> tuple[int, str]:
    """The kind of mention and what it is found by: a web page's address, else (a citation) the article's id."""
    url = page.about["url"]
    return (1, str(url)) if url else (2, page.id)


def _source(page: Page) -> str | None:
    found: str | None = page.about["outlet"] or page.about["agency"]
    return found


# --- ours -------------------------------------------------------------------------------------------------------


def _ours(one: Coded, claim: _Claim) -> Cells:
    row = one.row
    return (
        number(claim.id), row["id"], one.page.id, claim.id, claim.verdict, int(row["status"] in COUNTED),
        row["status"], row["certainty"], row["polarity"], row["frame"], "; ".join(row["auxiliary"]), views_told(row),
        row["type"], row["mode"], "; ".join(row["contexts"]), one.intensity, *(one.cameo or (None, None)),
        *_lists(one), row["words"], span_words(one.trigger), row["text"], one.day, one.latest, one.dated_by,
        one.page.about["published"]["value"], row["because"], row["confidence"],
        "; ".join((*one.why(), *_uncoded(one))),
    )  # fmt: skip


def _lists(one: Coded) -> Iterator[str]:
    for parties in (one.actors, one.recipients):
        yield "; ".join(party.name.replace("; ", ", ") for party in parties)
        yield "; ".join(party.country or "" for party in parties)


def _uncoded(one: Coded) -> Iterator[str]:
    """What CAMEO has no code for."""
    for side in one.sides:
        for party in side:
            known = party.country in _GROUPS or party.country in _KINDS or codes_of(party.country, one.day, "cameo")
            if party.country and not known:
                yield f"{party.name}: CAMEO has no code for {party.country}"
            if party.sector and party.sector not in _TYPES:
                yield f"{party.name}: CAMEO has no type for {party.sector}"
