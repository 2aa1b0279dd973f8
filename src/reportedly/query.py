"""Readings as the rows that the query verbs give: judgements applied, filters asked, words and names filled in.

Works on readings as plain data (`Reading.to_dict()`), since that is what a store holds. Pure: no store, no files.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date as Day
from datetime import timedelta
from functools import lru_cache
from typing import Any, get_args

from reportedly import gazetteer, ledger, ontology
from reportedly.errors import UnknownName, UsageError
from reportedly.lang import sentence_around
from reportedly.model import (
    ACTS,
    AUTHOR,
    SOMEONE,
    Certainty,
    EntityKind,
    Factuality,
    Frame,
    Judgement,
    Polarity,
    StatementForm,
    Status,
    Verdict,
    status,
    vouches,
)

__all__ = [
    "COUNTED",
    "Query",
    "Ruling",
    "amendable",
    "amending",
    "article_row",
    "checked",
    "claim_rows",
    "codes",
    "event_facts",
    "event_rows",
    "faults",
    "judged",
    "ledger_rows",
    "means",
    "named",
    "settled",
    "speaks_of",
    "statement_rows",
    "timeline_rows",
]

Plain = dict[str, Any]
Row = Mapping[str, Any]

#: What an article itself has to hold of an event for it to be counted, unless a status is asked for.
COUNTED = ("asserted", "alleged", "hedged")
#: What was over so long before it was printed is history and no news.
HISTORICAL = timedelta(31)
#: Asks for every status, where otherwise only some would be counted.
_ALL = "all"


@dataclass(frozen=True, slots=True)
class Query:
    """What rows are asked for. None asks nothing; a row must answer to everything that is asked.

    `who`, `to`, `dyad` and `place` are a name or part of one ("Kim"), a country under any of its names, or a code; the
    first three also a sector's code ("MIL"), alone or after a slash ("Syria/MIL"). `directed`: the dyad's first acts.
    `type`, `mode`, `status`, `context`, `sector` and `ontology` may be several, with commas between: any will do.
    `about` is words that must all stand in the row's text, from the start of a word ("rocket" finds "rockets").
    `since` and `until` are ISO dates; a row whose date is not known does not answer to them.
    `type` is an event's type or quad class (VC, MC, VF, MF), or a statement's act; `sector` is an actor's, and that of
    `who` where both are asked for. `status` is that of an event's record, or a claim's verdict, or "all".
    """

    who: str | None = None
    to: str | None = None
    dyad: tuple[str, str] | None = None
    about: str | None = None
    type: str | None = None
    mode: str | None = None
    place: str | None = None
    since: str | None = None
    until: str | None = None
    status: str | None = None
    context: str | None = None
    sector: str | None = None
    ontology: str | None = None
    directed: bool = False

    def __post_init__(self) -> None:
        for one in _listed_in(self.status):
            if one not in (*get_args(Status), *get_args(Verdict), *ledger.STATES, _ALL):
                verdicts = ", ".join(get_args(Verdict))
                raise UsageError(
                    f"No status {one!r}; there are: {', '.join(get_args(Status))}; of claims: {verdicts}; "
                    f"and of what was foretold: {', '.join(ledger.STATES)}."
                )
        if self.directed and self.dyad is None:
            raise UsageError("`directed` says which way round a dyad is meant: name the two.")
        for day in (self.since, self.until):
            if day is not None and not _DAY.fullmatch(day):
                raise UsageError(f"{day!r} is not a date: write YYYY-MM-DD, YYYY-MM or YYYY.")

    def people(self) -> list[str]:
        """Every name asked for in any part: an article that has none of them has no row."""
        named = [_party(one)[0] for one in (self.who, self.to, *(self.dyad or ())) if one is not None]
        return [name for name in (*named, self.place) if name is not None]

    def of_events(self) -> bool:
        """Whether only an event can answer."""
        parts = (self.to, self.type, self.mode, self.place, self.status, self.context, self.sector, self.ontology)
        return any(part is not None for part in parts)

    def told(self) -> str:
        """What is asked, in a line: "dyad USA SUN, type VF,MF, since 1962-10"; empty where nothing is."""
        asked = {item.name: getattr(self, item.name) for item in fields(self)}
        dyad = f" {'to' if self.directed else 'and'} ".join(self.dyad or ()) or None
        parts = {**asked, "dyad": dyad, "directed": None}
        return ", ".join(f"{name} {value}" for name, value in parts.items() if value is not None)


def _listed_in(asked: str | None) -> list[str]:
    """What is asked for with commas between; one empty word asks for what has no value."""
    if asked is None:
        return []
    return [part.strip() for part in asked.split(",") if part.strip()] or [""]


@lru_cache(maxsize=1_000)
def _party(who: str) -> tuple[str | None, str | None]:
    """A party asked for as a name and a sector, either of them None: `Syria/MIL`, `Syria`, `MIL`.

    Sector codes and country codes are different words; a sector alone is written in capitals, as names are not.
    """
    sectors = ontology.load().sectors
    name, slash, sector = who.rpartition("/")
    if slash and sector.strip().upper() in sectors:
        return name.strip() or None, sector.strip().upper()
    return (None, who) if who in sectors else (who, None)


_DAY = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")


# --- judgements -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ruling:
    """What all judgements on one id come to."""

    rejected: bool = False
    changes: Mapping[str, str] = field(default_factory=dict)


def settled(judgements: Iterable[Judgement]) -> dict[str, Ruling]:
    """The rulings, by id. Of accept, reject and amend the last one counts; amendments add up, field by field. What was
    judged before `withdraw` counts no more."""
    rulings: dict[str, Ruling] = {}
    for one in judgements:
        if one.action == "withdraw" and one.other is None:
            rulings.pop(one.id, None)
        if one.action in ("accept", "reject", "amend"):
            before = rulings.get(one.id, Ruling())
            rulings[one.id] = Ruling(one.action == "reject", {**before.changes, **one.changes})
    return rulings


def judged(reading: Plain, rulings: Mapping[str, Ruling]) -> Plain | None:
    """The reading with what was rejected left out and what was amended replaced; None if the article was rejected.

    Raises nothing: an amendment that no longer fits what was read again (an entity that is gone) is passed over.
    """
    if rulings.get(reading["id"], Ruling()).rejected:
        return None
    touched = [row["id"] for layer in ("entities", "statements", "events") for row in reading[layer]]
    if not any(id in rulings for id in touched):
        return reading
    entities = _ruled(reading, "entities", rulings)
    known = {row["id"] for row in entities}
    return {
        **reading,
        "entities": entities,
        "statements": _standing_statements(reading, rulings, known),
        "events": [_referring(row, known) for row in _ruled(reading, "events", rulings)],
        "factuality": list(_standing_views(reading, rulings, known)),
    }


def _ruled(reading: Plain, layer: str, rulings: Mapping[str, Ruling]) -> list[Plain]:
    """The rows of a layer that were not rejected, amended."""
    kept = [row for row in reading[layer] if not rulings.get(row["id"], Ruling()).rejected]
    return [{**row, **_changes(reading, layer, rulings.get(row["id"]))} for row in kept]


def _standing_statements(reading: Plain, rulings: Mapping[str, Ruling], known: set[str]) -> list[Plain]:
    within = {row["id"]: row["within"] for row in reading["statements"]}
    rows = _ruled(reading, "statements", rulings)
    standing = {row["id"] for row in rows}

    def outer(id: str | None) -> str | None:
        # What was said inside a rejected statement moves up to the one around it.
        steps = 0
        while id is not None and id not in standing and steps < len(within):
            id, steps = within.get(id), steps + 1
        return id if id in standing else None

    return [
        {**row, "speaker": row["speaker"] if row["speaker"] in known else None, "within": outer(row["within"])}
        for row in rows
    ]


def _referring(event: Plain, known: set[str]) -> Plain:
    """An event that points only at entities that stand."""
    sides = {side: [id for id in event[side] if id in known] for side in ("actors", "recipients")}
    return {**event, **sides, "place": event["place"] if event["place"] in known else None}


def _standing_views(reading: Plain, rulings: Mapping[str, Ruling], known: set[str]) -> Iterator[Plain]:
    for row in reading["factuality"]:
        ruling = rulings.get(row["event"], Ruling())
        if ruling.rejected:
            continue
        amended = _changes(reading, "factuality", ruling) if row["holder"] == [AUTHOR] else {}
        holder = [id if id in known or id == AUTHOR else SOMEONE for id in row["holder"]]
        yield {**row, **amended, "holder": holder}


def _changes(reading: Plain, layer: str, ruling: Ruling | None) -> Plain:
    changes: Plain = {}
    for name, value in (ruling.changes if ruling else {}).items():
        if name in _FIELDS[layer]:
            try:
                changes[name] = _FIELDS[layer][name](reading, value)
            except UsageError:
                continue
    return changes


def checked(reading: Plain, id: str, changes: Mapping[str, str]) -> dict[str, str]:
    """The changes as they would be made to the item with that id, each value spelled as `amending` spells it.

    Raises `UsageError` or `UnknownName` if one cannot be made.
    """
    layers = [layer for layer in ("entities", "statements", "events") if any(row["id"] == id for row in reading[layer])]
    if not layers:
        raise UsageError("Only statements, events and entities can be amended; take an article in again instead.")
    fields = _FIELDS[layers[0]] | (_FIELDS["factuality"] if layers == ["events"] else {})
    for name in changes:
        if name not in fields:
            raise UnknownName(f"No field {name!r} can be amended here; there are: {', '.join(sorted(fields))}.")
    return {name: amending({name: fields[name](reading, value)}, name) for name, value in changes.items()}


def amendable(layer: str) -> list[str]:
    """The fields of a layer ("entities", "statements", "events") that can be amended."""
    return [*_FIELDS[layer], *(_FIELDS["factuality"] if layer == "events" else ())]


def amending(row: Row, field: str) -> str:
    """A field's value as `checked` takes it: the text that would amend it to what it is."""
    value = row[field]
    if field == "mentions":
        value = [one["span"] for one in value]
    if isinstance(value, Mapping):
        first, last = value["earliest"] or "", value["latest"] or ""
        return first if first == last else f"{first}..{last}"
    if isinstance(value, list):
        return ",".join("-".join(map(str, one)) if isinstance(one, list) else str(one) for one in value)
    return "" if value is None else str(value)


Parse = Callable[[Plain, str], Any]


def _text(reading: Plain, value: str) -> str | None:
    return value or None


def _one_of(*allowed: str) -> Parse:
    def parse(reading: Plain, value: str) -> str:
        if value not in allowed:
            raise UsageError(f"{value!r} is not one of {', '.join(allowed)}.")
        return value

    return parse


def _entity(reading: Plain, value: str) -> str | None:
    if value and all(value != row["id"] for row in reading["entities"]):
        raise UnknownName(f"The article has no entity {value!r}.")
    return value or None


def _entities(reading: Plain, value: str) -> list[str]:
    return [id for part in value.split(",") if (id := _entity(reading, part.strip()))]


def _listed(reading: Plain, value: str) -> list[str]:
    return [part.strip() for part in value.split(",") if part.strip()]


def _statement(reading: Plain, value: str) -> str | None:
    if value and all(value != row["id"] for row in reading["statements"]):
        raise UnknownName(f"The article has no statement {value!r}.")
    return value or None


def _spans(reading: Plain, value: str) -> list[list[int]]:
    found = [re.fullmatch(r"\s*(\d{1,9})-(\d{1,9})\s*", part) for part in value.split(",") if part.strip()]
    spans = [[int(match[1]), int(match[2])] for match in found if match]
    if None in found or not all(_cuts(reading["text"], span) for span in spans):
        raise UsageError(f"{value!r} is not a list of stretches of the text, such as 10-24,30-41.")
    return spans


def _some_spans(reading: Plain, value: str) -> list[list[int]]:
    """Of what an item rests on, something has to be left."""
    if not value.strip():
        raise UsageError("That needs at least one stretch of the text; reject the finding instead.")
    return _spans(reading, value)


def _mentions(reading: Plain, value: str) -> list[Plain]:
    """Where an entity is mentioned. What was a mention of somebody keeps its form; anything else is a description."""
    forms = {tuple(one["span"]): one["form"] for row in reading["entities"] for one in row["mentions"]}
    return [{"span": span, "form": forms.get(tuple(span), "nominal")} for span in _some_spans(reading, value)]


def _period(reading: Plain, value: str) -> Plain | None:
    if not value:
        return None
    earliest, dots, latest = value.partition("..")
    ends = (earliest, latest if dots else earliest)
    if not any(ends) or not all(re.fullmatch(r"\d{4}-\d\d-\d\d", day) for day in ends if day):
        raise UsageError(f"{value!r} is not a period: write YYYY-MM-DD, YYYY-MM-DD..YYYY-MM-DD, or one open end.")
    return dict(zip(("earliest", "latest"), (day or None for day in ends), strict=True))


_FIELDS: dict[str, dict[str, Parse]] = {
    "entities": {
        "name": lambda reading, value: value or SOMEONE,
        "kind": _one_of(*get_args(EntityKind)),
        **dict.fromkeys(("country", "sector", "office", "affiliation", "wikidata"), _text),
        "mentions": _mentions,
    },
    "statements": {
        "act": _one_of(*ACTS),
        "form": _one_of(*get_args(StatementForm)),
        "speaker": _entity,
        "within": _statement,
        **dict.fromkeys(("source", "cue", "addressee"), _spans),
        "content": _some_spans,
    },
    "events": {
        "type": _text,
        "mode": _text,
        "contexts": _listed,
        "actors": _entities,
        "recipients": _entities,
        "place": _entity,
        "date": _period,
        "trigger": _some_spans,
    },
    "factuality": {
        "certainty": _one_of(*get_args(Certainty)),
        "polarity": _one_of(*get_args(Polarity)),
        "frame": _one_of(*get_args(Frame)),
    },
}


# --- rows -------------------------------------------------------------------------------------------------------


def statement_rows(reading: Plain, query: Query, rulings: Mapping[str, Ruling]) -> list[Plain]:
    """A reading's statements that answer a query. `who` is the speaker, `to` one addressed or spoken of."""
    _refuse(query, "statement", "place", "status", "context", "sector", "ontology")
    sheet = _Sheet(reading, rulings)
    rows = [sheet.statement(row) for row in reading["statements"]]
    return [row for row in rows if sheet.statement_answers(row, query)]


def event_rows(reading: Plain, query: Query, rulings: Mapping[str, Ruling]) -> list[Plain]:
    """A reading's events that answer a query, one row a holder. `who` is an actor, `to` a recipient or counterpart."""
    _check_statuses(query)
    sheet = _Sheet(reading, rulings)
    return [row for event in reading["events"] for row in sheet.events(event, query)]


def event_facts(
    reading: Plain, query: Query, rulings: Mapping[str, Ruling], repeated: Callable[[int], bool] = lambda at: False
) -> list[Plain]:
    """A reading's events that answer a query as what is counted: one row an event, by what the article holds of it.

    Without a `status` asked for these are `COUNTED`; without a `type` or `ontology`, events whose type has a quad class
    (states have none). `repeated` says of an offset that another article printed the words there first: left out.

    `{"id", "article", "outlet", "ontology", "type", "mode", "quad", "intensity", "contexts", "actors", "recipients",
    "sectors", "place", "status", "date": {"earliest", "latest"} | None, "dated_by": "event" | "article" | None}`;
    actors and recipients by country, else by name, each once; `sectors` are the actors'.
    """
    _check_statuses(query)
    sheet = _Sheet(reading, rulings)
    asked = [event for event in reading["events"] if not repeated(event["trigger"][0][0])]
    return [row for event in asked for row in sheet.facts(event, query)]


def _check_statuses(query: Query) -> None:
    for one in _listed_in(query.status):
        if one not in (*get_args(Status), _ALL):
            raise UsageError(f"{one!r} is a verdict on claims; an event's row is {', '.join(get_args(Status))}.")


def _refuse(query: Query, what: str, *parts: str) -> None:
    """Raises `UsageError` where something is asked for that these rows do not have."""
    for name in parts:
        if getattr(query, name):
            raise UsageError(f"A {what} has no {name}; ask for events.")


def claim_rows(claims: Iterable[Plain], query: Query) -> list[Plain]:
    """The claims that answer a query. `who` is an actor or whoever speaks on it, `to` a recipient or counterpart."""
    if not {*_listed_in(query.status)} <= {*get_args(Verdict), _ALL}:
        raise UsageError(f"A claim has a verdict: {', '.join(get_args(Verdict))}.")
    _refuse(query, "claim", "context", "sector", "ontology", "directed")
    return [claim for claim in claims if _claim_answers(claim, query)]


def _claim_answers(claim: Plain, query: Query) -> bool:
    day = (claim["date"] or {}).get("earliest") or _first_said(claim)["earliest"]
    actors, recipients = claim["parties"]["actors"], claim["parties"]["recipients"]
    voices = [{"name": voice["holder"], "country": voice["country"]} for voice in claim["voices"]]
    place = [{"name": claim["place"], "country": None}] if claim["place"] else []

    def any_is(who: str | None, some: Iterable[Row]) -> bool:
        return who is None or any(means(who, day, one["name"], one["country"]) for one in some)

    return (
        any_is(query.who, [*actors, *voices])
        and any_is(query.to, recipients or actors)
        and all(any_is(one, [*actors, *recipients]) for one in query.dyad or ())
        and any_is(query.place, place)
        and speaks_of(" ".join([claim["summary"], *(voice["quote"]["text"] for voice in claim["voices"])]), query.about)
        and _among(query.type, claim["type"], _quad("plover", claim["type"]))
        and _among(query.status, claim["verdict"], _ALL)
        and _among(query.mode, claim["mode"])
        and _falls(claim["date"] or _first_said(claim), query)
    )


def ledger_rows(entries: Iterable[Plain], query: Query) -> list[Plain]:
    """The entries of a ledger that answer a query. `who` is the holder, `to` whom it is about; `type` is the kind,
    `status` the state; `since` and `until` ask when it was said."""
    if not {*_listed_in(query.status)} <= {*ledger.STATES, _ALL}:
        raise UsageError(f"What was foretold is one of: {', '.join(ledger.STATES)}.")
    if not {*_listed_in(query.type)} <= {*ledger.KINDS}:
        raise UsageError(f"What was foretold is of a kind: {', '.join(ledger.KINDS)}.")
    _refuse(query, "claim", "context", "sector", "ontology", "directed", "mode", "place")
    return [entry for entry in entries if _entry_answers(entry, query)]


def _entry_answers(entry: Plain, query: Query) -> bool:
    holder = [(entry["holder"], entry["country"])]
    others = [(name, None) for name in entry["to"]]

    def any_is(who: str | None, some: Iterable[tuple[str, str | None]]) -> bool:
        return who is None or any(means(who, entry["said"], name, country) for name, country in some)

    return (
        any_is(query.who, holder)
        and any_is(query.to, others)
        and all(any_is(one, [*holder, *others]) for one in query.dyad or ())
        and speaks_of(entry["quote"]["text"], query.about)
        and _among(query.type, entry["kind"])
        and _among(query.status, entry["state"], _ALL)
        and _falls({"earliest": entry["said"], "latest": entry["said"]}, query)
    )


def _first_said(claim: Plain) -> Row:
    """An undated claim is as old as its first voice."""
    since = min((voice["since"] for voice in claim["voices"] if voice["since"]), default=None)
    return {"earliest": since, "latest": since}


def timeline_rows(events: Iterable[Plain], claim_of: Mapping[str, str]) -> list[Plain]:
    """Dated events (rows as of `event_rows`) in order of time, each happening once, in the words that date it best."""
    best: dict[str, tuple[tuple[str, str, str, str], Plain]] = {}
    for row in events:
        date = row["date"]
        if row["holder"] != [AUTHOR] or not _has_place(row):
            continue
        claim = claim_of.get(row["id"], row["id"])
        first, last = date["earliest"] or date["latest"], date["latest"] or "9999"
        made = {"date": date, "claim": claim, "event": row["id"], "status": row["status"], "text": row["text"]}
        more = {name: row[name] for name in ("type", "actor_names", "recipient_names", "article")}
        # Of several accounts the narrowest period; what begins later is narrower where both are open.
        order = (last, _backwards(first), row["article"], row["id"])
        if claim not in best or order < best[claim][0]:
            best[claim] = (order, {**made, **more})
    return sorted((row for _, row in best.values()), key=_by_period)


def _has_place(row: Plain) -> bool:
    """Whether an event has a place in time: words that date it, not only a tense that leaves one side open."""
    date = row["date"] or {"earliest": None, "latest": None}
    return any(date.values()) and (row["time"] is not None or all(date.values()))


def _backwards(day: str) -> str:
    return "".join(str(9 - int(c)) if c.isdigit() else c for c in day)


def _by_period(row: Plain) -> tuple[str, str, str]:
    date = row["date"]
    return (date["earliest"] or date["latest"], date["latest"] or "9999", row["event"])


def article_row(reading: Plain, query: Query, rulings: Mapping[str, Ruling]) -> Plain | None:
    """A reading's article, if it answers: names those asked for, has the words, and an event where one is asked for."""
    sheet = _Sheet(reading, rulings)
    about = reading["article"]
    names = [name for name in (query.who, *(query.dyad or ())) if name is not None]
    if not (
        all(sheet.any(sheet.entities.values(), name) for name in names)
        and speaks_of(f"{about['title'] or ''}\n{reading['text']}", query.about)
        and _falls(about["published"], query)
        and (not query.of_events() or event_rows(reading, query, rulings))
    ):
        return None
    shown = {name: about[name] for name in ("title", "outlet", "agency")}
    more = {name: about[name] for name in ("url", "language")}
    return {
        "id": reading["id"], **shown, "published": about["published"]["value"], "copy_of": None, "changes": [], **more,
    }  # fmt: skip


class _Sheet:
    """One reading with the look-ups that its rows need."""

    def __init__(self, reading: Plain, rulings: Mapping[str, Ruling]) -> None:
        self.reading = reading
        self.rulings = rulings
        self.published = reading["article"]["published"]
        self.entities: dict[str, Plain] = {row["id"]: row for row in reading["entities"]}
        self.views: dict[str, list[Plain]] = {}
        for row in reading["factuality"]:
            self.views.setdefault(row["event"], []).append(row)

    def words(self, spans: Iterable[Sequence[int]]) -> str:
        return " … ".join(self.reading["text"][start:end] for start, end in spans)

    def named(self, ids: Iterable[str]) -> list[str]:
        return [self.entities[id]["name"] if id in self.entities else id for id in ids]

    def countries(self, ids: Iterable[str]) -> list[str]:
        codes = [self.entities[id]["country"] for id in ids if id in self.entities]
        return list(dict.fromkeys(code for code in codes if code))

    def any(self, entities: Iterable[Row], who: str | None) -> bool:
        return who is None or any(self.means(who, entity) for entity in entities)

    def means(self, who: str, entity: Row) -> bool:
        name, sector = _party(who)
        return (sector is None or entity.get("sector") == sector) and (
            name is None or means(name, self.published["earliest"], entity["name"], entity["country"])
        )

    def of(self, ids: Iterable[str | None]) -> list[Plain]:
        return [self.entities[id] for id in ids if id in self.entities]

    def marked(self, row: Plain, id: str) -> Plain:
        return {**row, "judged": True} if id in self.rulings else row

    # statements

    def statement(self, row: Plain) -> Plain:
        speaker = self.entities.get(row["speaker"] or "", {})
        more = {
            "article": self.reading["id"],
            "text": self.words(row["content"]),
            "name": speaker.get("name") or self.words(row["source"]) or None,
            "country": speaker.get("country"),
            "published": self.published["value"],
        }
        return self.marked({**row, **more}, row["id"])

    def statement_answers(self, row: Plain, query: Query) -> bool:
        speaker = self.of([row["speaker"]])
        asked = query.to is not None or query.dyad is not None
        concerned = self.within(row["addressee"] + row["content"]) if asked else []
        return (
            self.any(speaker, query.who)
            and (query.to is None or self.any(concerned, query.to))
            and (query.dyad is None or self.between(speaker, concerned, query.dyad, query.directed))
            and speaks_of(row["text"], query.about)
            and _among(query.type, row["act"])
            and _among(query.mode, row["form"])
            and _falls(self.published, query)
        )

    def within(self, spans: Sequence[Sequence[int]]) -> list[Plain]:
        """The entities with a mention inside any of the spans."""
        return [
            entity
            for entity in self.entities.values()
            if any(a <= m["span"][0] and m["span"][1] <= b for m in entity["mentions"] for a, b in spans)
        ]

    def between(
        self, some: Sequence[Row], others: Sequence[Row], dyad: tuple[str, str], directed: bool = False
    ) -> bool:
        """Whether the two stand on different sides: the first on the first if directed, else whichever way round."""
        return any(self._face(some, a, others, b) for a, b in ((dyad,) if directed else (dyad, dyad[::-1])))

    def _face(self, some: Sequence[Row], a: str, others: Sequence[Row], b: str) -> bool:
        pairs = ((one, two) for one in some for two in others if one["id"] != two["id"])
        return any(self.means(a, one) and self.means(b, two) for one, two in pairs)

    # events

    def events(self, event: Plain, query: Query) -> list[Plain]:
        """The event's rows that answer: what all its holders share is asked once, the status of each."""
        if not self.event_answers(event, query):
            return []
        sentence = self.sentence(event["trigger"])
        if not speaks_of(sentence, query.about):
            return []
        vouched = any(_vouches(row) for row in self.views.get(event["id"], ()))
        rows = [self.view(event, row, sentence, vouched) for row in self.views.get(event["id"], ())]
        return [row for row in rows if _among(query.status, row["status"], _ALL)]

    def event_answers(self, event: Plain, query: Query) -> bool:
        actors, recipients = self.of(event["actors"]), self.of(event["recipients"])
        # In a two-sided meeting both sides are actors and nobody is a recipient.
        counterparts = recipients or (actors if len(actors) > 1 else [])
        acting = actors if query.sector is None else [one for one in actors if _among(query.sector, one["sector"])]
        return (
            (query.sector is None or bool(acting))
            and self.any(acting, query.who)
            and self.any(counterparts, query.to)
            and (query.who is None or query.to is None or self._face(acting, query.who, counterparts, query.to))
            and (query.dyad is None or self.between(acting, counterparts, query.dyad, query.directed))
            and self.any(self.of([event["place"]]), query.place)
            and (query.type is None or _among(query.type, event["type"], _quad(event["ontology"], event["type"])))
            and _among(query.mode, event["mode"])
            and (query.context is None or _among(query.context, *event["contexts"]))
            and (query.ontology is None or _among(query.ontology, event["ontology"]))
            and _falls(self.dated(event)[0] or self.published, query)
        )

    def facts(self, event: Plain, query: Query) -> list[Plain]:
        """The event as it is counted, or nothing where it is not."""
        held = self.held(event)
        quad, intensity = _scaled(event["ontology"], event["type"], event["mode"])
        everything = query.type is not None or query.ontology is not None
        if not (
            (held in COUNTED if query.status is None else _among(query.status, held, _ALL))
            and (everything or quad is not None)
            and self.event_answers(event, query)
            and (query.about is None or speaks_of(self.sentence(event["trigger"]), query.about))
        ):
            return []
        date, dated_by = self.dated(event)
        more = {
            "article": self.reading["id"],
            "outlet": self.reading["article"]["outlet"],
            "quad": quad,
            "intensity": intensity,
            "actors": self.labels(event["actors"]),
            "recipients": self.labels(event["recipients"]),
            "sectors": list(dict.fromkeys(one["sector"] for one in self.of(event["actors"]) if one["sector"])),
            "place": self.entities.get(event["place"] or "", {}).get("name"),
            "status": held,
            "date": date,
            "dated_by": dated_by,
        }
        return [{name: event[name] for name in ("id", "ontology", "type", "mode", "contexts")} | more]

    def dated(self, event: Plain) -> tuple[Plain | None, str | None]:
        """An event's own period, else its article's, and whose it is; None for neither."""
        own = event["date"] or {"earliest": None, "latest": None}
        if any(own.values()):
            return own, "event"
        published = {end: self.published[end] for end in own}
        return (published, "article") if any(published.values()) else (None, None)

    def held(self, event: Plain) -> str | None:
        """What the article itself holds of an event, as a status."""
        views = self.views.get(event["id"], ())
        vouched = any(_vouches(row) for row in views)
        return next((self.status(row, vouched) for row in views if row["holder"] == [AUTHOR]), None)

    def status(self, row: Plain, vouched: bool) -> Status:
        return status(Factuality(**{**row, "holder": tuple(row["holder"])}), vouched)

    def auxiliary(self, event: Plain, row: Plain) -> list[str]:
        """PLOVER's auxiliary modes of an event as one holder sees it: historical, future, hypothetical, negation."""
        frames = {"predicted": "future", "conditional": "hypothetical"}
        over, printed = (event["date"] or {}).get("latest"), self.published["earliest"]
        past = over and printed and Day.fromisoformat(over) < Day.fromisoformat(printed) - HISTORICAL
        found = ["historical"] if past else []
        found += [frames[row["frame"]]] if row["frame"] in frames else []
        return found + (["negation"] if row["polarity"] == "-" else [])

    def labels(self, ids: Iterable[str]) -> list[str]:
        """Parties as they are told apart across articles: by country where it is known, else by name."""
        return list(dict.fromkeys(one["country"] or one["name"] for one in self.of(ids)))

    def view(self, event: Plain, row: Plain, sentence: str, vouched: bool) -> Plain:
        more = {
            "article": self.reading["id"],
            "text": sentence,
            "holder": row["holder"],
            "holders": self.named(row["holder"]),
            "status": self.status(row, vouched),
            **{name: row[name] for name in ("certainty", "polarity", "frame", "value")},
            "status_because": row["because"],
            "auxiliary": self.auxiliary(event, row),
            "words": self.words(event["trigger"]),
            "actor_names": self.named(event["actors"]),
            "actor_countries": self.countries(event["actors"]),
            "recipient_names": self.named(event["recipients"]),
            "recipient_countries": self.countries(event["recipients"]),
            "place_name": self.entities.get(event["place"] or "", {}).get("name"),
            "published": self.published["value"],
        }
        return self.marked({**event, **more}, event["id"])

    def sentence(self, trigger: Sequence[Sequence[int]]) -> str:
        """The words around a trigger, to the ends of its sentence or block."""
        blocks = [block["span"] for block in self.reading["blocks"]]
        start, end = sentence_around(self.reading["text"], blocks, trigger[0][0], trigger[-1][1])
        return str(self.reading["text"][start:end].strip())


@lru_cache(maxsize=100_000)
def means(who: str, date: str | None, name: str, country: str | None) -> bool:
    """Whether a name asked for is this entity: its country, by code or by any name on that day, or words of its name.

    "North Korea", "PRK" and "Pyongyang" ask for the same; "Kim" asks for every Kim.
    """
    if country is not None and country in codes(who, date):
        return True
    return named(who, name)


def codes(who: str, date: str | None) -> frozenset[str]:
    """The countries' codes that a name asked for means on that day."""
    hit = gazetteer.country(who, date)
    return frozenset((who, hit.code) if hit else (who,))


def named(who: str, name: str) -> bool:
    """Whether a name has the words of one asked for, one after the other."""
    wanted, have = _word_list(who), _word_list(name)
    return bool(wanted) and any(have[i : i + len(wanted)] == wanted for i in range(len(have)))


def _word_list(text: str) -> list[str]:
    """Words to compare: small letters, one spelling ("ﬁ" is "fi", accents composed), no marks that nobody sees."""
    if not text.isascii():
        text = gazetteer.spelled(unicodedata.normalize("NFKC", text))
    return re.findall(r"\w+", text.casefold())


def speaks_of(text: str, about: str | None) -> bool:
    """Whether every word asked for begins a word of the text."""
    wanted = _word_list(about or "")
    if not wanted:
        return True
    have = set(_word_list(text))
    return all(any(word.startswith(start) for word in have) for start in wanted)


def _among(wanted: str | None, *values: str | None) -> bool:
    """Whether any of the values is one of those asked for."""
    if wanted is None:
        return True
    asked = {part.casefold() for part in _listed_in(wanted)}
    return any((value or "").casefold() in asked for value in values)


def _quad(scheme: str, type: str | None) -> str | None:
    return _scaled(scheme, type)[0]


@lru_cache(maxsize=1_000)
def _scaled(scheme: str, type: str | None, mode: str | None = None) -> tuple[str | None, float | None]:
    """The quad class and the intensity of a code; None where they are not known here, as with a scheme of others."""
    try:
        types = ontology.load(scheme)
    except UnknownName:
        return None, None
    if type is None or type not in types:
        return None, None
    return types.get(type).quad, types.intensity(ontology.Code(type, mode))


def _falls(period: Row, query: Query) -> bool:
    """Whether a period can lie between the days asked for. An unknown end is no help: it answers only its own side."""
    if query.since is None and query.until is None:
        return True
    earliest, latest = period["earliest"], period["latest"]
    if earliest is None and latest is None:
        return False
    late = query.until is not None and earliest is not None and earliest[: len(query.until)] > query.until
    early = query.since is not None and latest is not None and latest[: len(query.since)] < query.since
    return not (late or early)


def _vouches(row: Row) -> bool:
    return vouches(row["holder"], row["certainty"], row["polarity"], row["frame"])


# --- health -----------------------------------------------------------------------------------------------------


def faults(reading: Plain) -> list[str]:
    """What is wrong with a reading's offsets and links, as sentences; none in a sound one."""
    text = reading["text"]
    bad = [
        f"{where} [{span[0]}, {span[1]}] cuts no words" for where, span in _all_spans(reading) if not _cuts(text, span)
    ]
    ids = {row["id"] for row in reading["entities"]} | {AUTHOR, SOMEONE}
    return bad + [f"{where} points at {id}, which is not there" for where, id in _all_links(reading) if id not in ids]


def _cuts(text: str, span: Sequence[int]) -> bool:
    start, end = span
    words = text[start:end]
    return 0 <= start < end <= len(text) and words == words.strip()


def _all_spans(reading: Plain) -> Iterator[tuple[str, Sequence[int]]]:
    for layer in ("blocks", "times"):
        yield from ((layer, row["span"]) for row in reading[layer])
    for entity in reading["entities"]:
        yield from ((entity["id"], mention["span"]) for mention in entity["mentions"])
    for row in reading["statements"]:
        yield from ((row["id"], span) for part in ("source", "cue", "content", "addressee") for span in row[part])
    for row in reading["events"]:
        yield from ((row["id"], span) for span in row["trigger"])


def _all_links(reading: Plain) -> Iterator[tuple[str, str]]:
    yield from ((row["id"], row["speaker"]) for row in reading["statements"] if row["speaker"])
    for row in reading["events"]:
        yield from ((row["id"], id) for id in (*row["actors"], *row["recipients"], row["place"]) if id)
    yield from ((row["event"], id) for row in reading["factuality"] for id in row["holder"])
