"""The nouns: what an article is, what is found in it, and what may be concluded. Frozen values; standard library only.

Links are ids and offsets, never object to object, so nothing is circular:
`Factuality -> Event`, `Record -> Factuality`, `Claim -> Record`. Attribute names are the names in the JSON formats.

One sentence and what it becomes:

    "Washington said that despite its denials, Pyongyang had supplied rockets to Moscow in 2022."

    Entity      Washington (GPE, USA), Pyongyang (GPE, PRK), Moscow (GPE, RUS)
    Statement   source "Washington", cue "said", content "that despite its denials, Pyongyang had supplied ... in 2022"
    Event       trigger "supplied", type AID, actors (PRK), recipients (RUS), date 2022-01-01..2022-12-31
    Factuality  (author)             uncommitted, polarity unknown      -> status alleged
                (author, usa)        certain, +                         -> status asserted
                (author, usa, prk)   certain, -                         -> status denied
"""

from __future__ import annotations

import dataclasses
import hashlib
import types
import typing
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

__all__ = [
    "ACTS",
    "AUTHOR",
    "BLOCK_KINDS",
    "FORMAT",
    "ONTOLOGIES",
    "VERSION",
    "READABLE",
    "SOMEONE",
    "Article",
    "Block",
    "Claim",
    "Dated",
    "Dossier",
    "Entity",
    "Event",
    "Factuality",
    "Judgement",
    "Mention",
    "Passage",
    "Published",
    "Quantity",
    "Reading",
    "Record",
    "RejectedDate",
    "Skipped",
    "Statement",
    "TimeExpression",
    "hash_id",
    "overlapping",
    "records",
    "schema",
    "status",
    "printed",
    "unsaid",
    "vouches",
]

VERSION = "0.1.0"
FORMAT = "reportedly/1"
AUTHOR = "author"
SOMEONE = "someone"

BlockKind = Literal["headline", "dateline", "byline", "body", "caption", "related", "furniture"]
EntityKind = Literal["PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "EVENT", "OTHER"]
MentionForm = Literal["name", "title", "pronoun", "nominal"]
TimexType = Literal["DATE", "TIME", "DURATION", "SET"]
StatementForm = Literal["direct", "indirect", "mixed"]
Act = Literal[
    "assert", "deny", "confirm", "accuse", "warn", "threaten", "promise", "demand", "urge", "ask", "predict",
    "praise", "criticise", "apologise", "reject", "agree", "intend", "believe",
]  # fmt: skip
Certainty = Literal["certain", "probable", "possible", "uncommitted"]
Polarity = Literal["+", "-", "unknown"]
Frame = Literal["actual", "conditional", "predicted", "requested"]
Status = Literal["asserted", "alleged", "hedged", "denied", "conditional", "predicted", "requested", "uncommitted"]
Verdict = Literal["corroborated", "single-voiced", "disputed", "denied", "withdrawn", "expected", "overtaken", "open"]
Stance = Literal["asserts", "hedges", "denies", "expects"]
ClaimKind = Literal["event", "state", "said"]
#: What is coded unless told otherwise.
ONTOLOGIES: tuple[str, ...] = ("plover", "states")
#: What reads: the encoder completed by rules, or the rules alone.
ReaderKind = Literal["encoder", "rules"]
Action = Literal["accept", "reject", "amend", "same", "different", "withdraw"]

BLOCK_KINDS: tuple[str, ...] = typing.get_args(BlockKind)
ACTS: tuple[str, ...] = typing.get_args(Act)
#: Kinds that are read for findings. Datelines and bylines are kept text but hold no statements or events.
READABLE: frozenset[str] = frozenset({"headline", "body", "caption"})


@dataclass(frozen=True, slots=True, order=True)
class Passage:
    """A stretch of an article's frozen text: half-open Unicode code point offsets, `[start, end]` in JSON."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The words themselves."""
        return text[self.start : self.end]

    def overlaps(self, other: Passage) -> bool:
        return self.start < other.end and other.start < self.end

    def covers(self, other: Passage) -> bool:
        return self.start <= other.start and other.end <= self.end

    def __iter__(self) -> Iterator[int]:
        return iter((self.start, self.end))


@dataclass(frozen=True, slots=True)
class Dated:
    """A period of whole days, both ends included, ISO `YYYY-MM-DD`; an end may be unknown."""

    earliest: str | None
    latest: str | None


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the text (a line, or a paragraph) and what it is. Blocks are in text order and do not overlap.

    `language` (ISO code) is that of a paragraph which is plainly in another language than the article; else None.
    """

    span: Passage
    kind: BlockKind
    language: str | None = None


@dataclass(frozen=True, slots=True)
class RejectedDate:
    """A candidate date that lost, with the reason."""

    value: str
    span: Passage | None
    because: str


@dataclass(frozen=True, slots=True)
class Published:
    """When the article was published, at the granularity the evidence bears; a null value is an abstention.

    `masthead` is the verdict on a date line at the top of a scraped text (null where there is none).
    """

    value: str | None = None
    earliest: str | None = None
    latest: str | None = None
    confidence: float = 0.0
    because: str = "no date was given and none was found"
    span: Passage | None = None
    masthead: Literal["accept", "reject"] | None = None
    rejected: tuple[RejectedDate, ...] = ()

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Published:
        """The reverse of what a reading says of its article's date."""
        built: Published = _build(cls, data)
        return built


@dataclass(frozen=True, slots=True)
class Article:
    """A text as it was taken in, frozen, with what is known about it. Cleaning and dating fill in, never cut.

    `origin` is the path or URL it was read from (shown to people, never part of an id); `raw` the sha256 of the bytes.
    `evidence` holds what intake found besides text that may tell the date: `(("url", ...), ("meta:pubdate", ...))`.
    """

    id: str
    text: str
    origin: str = ""
    url: str | None = None
    outlet: str | None = None
    agency: str | None = None
    byline: str | None = None
    dateline: str | None = None
    title: str | None = None
    language: str | None = None
    published: Published = field(default_factory=Published)
    given_date: str | None = None
    raw: str = ""
    blocks: tuple[Block, ...] = ()
    triggers: tuple[Passage, ...] = ()
    evidence: tuple[tuple[str, str], ...] = ()
    meta: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def noting(self, *notes: str, **changes: Any) -> Article:
        """The same article with changes and further notes (a note already there is not repeated)."""
        new = tuple(dict.fromkeys((*self.notes, *notes)))
        return dataclasses.replace(self, notes=new, **changes)

    def to_dict(self) -> dict[str, Any]:
        """The article with everything it was taken in with, as plain data; what a store keeps."""
        plain: dict[str, Any] = _plain(self)
        return plain

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Article:
        """The reverse of `to_dict`."""
        article: Article = _build(cls, data)
        return article


@dataclass(frozen=True, slots=True)
class Skipped:
    """An input that gave no article: what it was and why, as a sentence a person can act on.

    `lost` is false for what is no article and was never meant to be one (the pictures of a web archive): it is named,
    and nothing is missing.
    """

    origin: str
    reason: str
    lost: bool = True


@dataclass(frozen=True, slots=True)
class Mention:
    """One place in the text where an entity is named, titled, described or pointed at."""

    span: Passage
    form: MentionForm


@dataclass(frozen=True, slots=True)
class Entity:
    """Somebody or something the article speaks of, known by all its mentions in that article.

    `country` is ISO 3166-1 alpha-3 (or a PLOVER code such as IGO), `sector` a PLOVER sector, `office` the office held
    on the day of the article, `affiliation` what the article itself says ("researcher at the Sejong Institute").
    """

    id: str
    name: str
    kind: EntityKind
    country: str | None = None
    sector: str | None = None
    office: str | None = None
    affiliation: str | None = None
    wikidata: str | None = None
    because: str = ""
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """A TIMEX3: `value` as in TimeML, `earliest` and `latest` whole days (null where unknown)."""

    span: Passage
    type: TimexType
    value: str
    earliest: str | None = None
    latest: str | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """Who says what: source, cue and content as in PARC and PolNeAR, each possibly in several pieces.

    The quotation marks of a direct quote belong to its content. `within` is the statement this one is reported in.
    """

    id: str
    source: tuple[Passage, ...]
    cue: tuple[Passage, ...]
    content: tuple[Passage, ...]
    speaker: str | None
    addressee: tuple[Passage, ...]
    form: StatementForm
    act: Act
    within: str | None
    because: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Quantity:
    """How many people: `low` to `high`, both included, the same where the number is exact, null where it is open.

    `about`: the words give the number as near, not as such ("some 30"). `span`: those words.
    """

    low: int | None
    high: int | None
    about: bool
    span: Passage


@dataclass(frozen=True, slots=True)
class Event:
    """Something done by somebody to somebody, coded in an ontology; no truth field of its own (see `Factuality`).

    `quantity`: how many were killed, held, freed or marched, where the words say so. `given`: the trigger came with the
    article, so what a trigger needs beside it was not asked for. Readings stored earlier lack both.
    """

    id: str
    trigger: tuple[Passage, ...]
    ontology: str
    type: str | None
    mode: str | None
    contexts: tuple[str, ...]
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    place: str | None
    time: int | None
    date: Dated | None
    because: str
    confidence: float
    quantity: Quantity | None = None
    given: bool = False


@dataclass(frozen=True, slots=True)
class Factuality:
    """How far one holder commits to an event. The holder is a chain, outermost first, and starts with the author."""

    event: str
    holder: tuple[str, ...]
    certainty: Certainty
    polarity: Polarity
    frame: Frame
    value: float | None
    because: str


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything one version of the reader found in one article."""

    article: Article
    reader: str
    entities: tuple[Entity, ...] = ()
    times: tuple[TimeExpression, ...] = ()
    statements: tuple[Statement, ...] = ()
    events: tuple[Event, ...] = ()
    factuality: tuple[Factuality, ...] = ()
    notes: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The reading as plain data, in the published format `reportedly/1`."""
        article = self.article
        about = {name: _plain(getattr(article, name)) for name in _ARTICLE_FIELDS}
        return {
            "format": FORMAT,
            "id": article.id,
            "reader": self.reader,
            "text": article.text,
            "article": about,
            "blocks": [_plain_block(block) for block in article.blocks],
            **{name: _plain(getattr(self, name)) for name in _FINDINGS},
            "notes": list(dict.fromkeys((*article.notes, *self.notes))),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Reading:
        """The reverse of `to_dict`. Raises `ValueError` when the format is another."""
        if data.get("format") != FORMAT:
            raise ValueError(f"not a reading in the format {FORMAT}: {data.get('format')!r}")
        about = {key: value for key, value in data["article"].items() if key in _ARTICLE_FIELDS}
        article = _build(Article, {**about, "id": data["id"], "text": data["text"], "blocks": data["blocks"]})
        findings = {name: data[name] for name in _FINDINGS}
        built: Reading = _build(cls, {"article": article, "reader": data["reader"], "notes": data["notes"], **findings})
        return built


_ARTICLE_FIELDS = (
    "title", "outlet", "agency", "byline", "dateline", "url", "language", "published", "meta",
)  # fmt: skip
#: Fields that came after the format's first day: a reading may lack them.
_ADDED = frozenset({"quantity", "given"})
_FINDINGS = ("entities", "times", "statements", "events", "factuality")


@dataclass(frozen=True, slots=True)
class Record:
    """One row for analysts: an event under one holder's factuality in one article."""

    article: str
    event: Event
    factuality: Factuality
    #: Whether some source in the same article holds the event certain and true (decides alleged / uncommitted).
    vouched: bool

    @property
    def status(self) -> Status:
        return status(self.factuality, self.vouched)

    def cite(self, text: str) -> str:
        """The event's words with their offsets, as one would quote them: `“had supplied” [612-624]`."""
        return ", ".join(f"“{span.of(text)}” [{span.start}-{span.end}]" for span in self.event.trigger)


@dataclass(frozen=True, slots=True)
class Claim:
    """Records that speak of one happening, across articles, with the voices for and against it.

    `kind` is `said` for what is said to be so without being an event or a state; its accounts are `statements`.
    `voices` are rows as in the contract, each with its `positions` over time; `joined` says why accounts were put
    together. A claim's id is that of its first account, so it survives when later articles join.
    """

    id: str
    type: str
    summary: str
    date: Dated | None
    verdict: Verdict
    because: str
    events: tuple[Mapping[str, str], ...]
    voices: tuple[Mapping[str, Any], ...]
    kind: ClaimKind = "event"
    mode: str | None = None
    statements: tuple[Mapping[str, str], ...] = ()
    parties: Mapping[str, Any] = field(default_factory=dict)
    place: str | None = None
    joined: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The claim as plain data, one row of `claims`."""
        row: dict[str, Any] = _plain(self)
        return row


@dataclass(frozen=True, slots=True)
class Judgement:
    """What an analyst decided about an id, for ever: who, when, why. Judgements are added, never changed."""

    id: str
    action: Action
    other: str | None
    changes: Mapping[str, str]
    why: str
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """What is known about a subject, as plain data ready to render (see `tell.dossier`), a field for each section.

    Sections hold lines, and a line is parts in a row: `{"text"}` is the dossier's own word, and
    `{"quote", "article", "number", "span"}` is cut from an article: `text[start:end] == quote`.
    `statements` and `events` are all that answer what was asked; the sections are composed from them and the claims.
    """

    subject: tuple[str, ...]
    about: str | None
    since: str | None
    until: str | None
    answer: tuple[Mapping[str, Any], ...] = ()
    known: tuple[Mapping[str, Any], ...] = ()
    disputed: Mapping[str, Any] = field(default_factory=dict)
    parties: tuple[Mapping[str, Any], ...] = ()
    timeline: Mapping[str, Any] = field(default_factory=dict)
    expected: tuple[Mapping[str, Any], ...] = ()
    speakers: tuple[Mapping[str, Any], ...] = ()
    network: Mapping[str, Any] = field(default_factory=dict)
    unsure: tuple[Mapping[str, Any], ...] = ()
    articles: tuple[Mapping[str, Any], ...] = ()
    statements: tuple[Mapping[str, Any], ...] = ()
    events: tuple[Mapping[str, Any], ...] = ()
    claims: tuple[Mapping[str, Any], ...] = ()


def hash_id(prefix: str, article: str, passages: Iterable[Passage] = (), ordinal: int = 0) -> str:
    """An id that depends on the deciding passages only, not on the coding, so that judgements survive re-coding.

    `ordinal` (by the order of types in the ontology) tells apart several items that stand on the same passages.
    """
    spans = ";".join(f"{start}-{end}" for start, end in passages)
    key = f"{article}\x00{prefix}\x00{spans}\x00{ordinal or ''}"
    return f"{prefix}-{hashlib.sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"


def status(row: Factuality, vouched: bool = False) -> Status:
    """The status read off a factuality row (the rule is in the contract).

    `vouched`: some source in the article holds the event certain and true; it makes an uncommitted author *alleged*.
    """
    if row.frame != "actual":
        return row.frame
    if row.certainty == "uncommitted" or row.polarity == "unknown":
        return "alleged" if vouched else "uncommitted"
    if row.polarity == "-":
        return "denied"
    return "asserted" if row.certainty == "certain" else "hedged"


def printed(reading: Mapping[str, Any]) -> tuple[str, str]:
    """By what readings (plain data) are put in order: when they were published, those of an unknown day last."""
    published = reading["article"]["published"]
    return published["latest"] or published["value"] or "9999", reading["id"]


def unsaid(statements: Iterable[tuple[str, str, str | None]]) -> frozenset[str]:
    """Of (id, act, within) of an article's statements the ids of those that are denied where they are reported:
    "officials denied that Kennedy had promised" reports no promise."""
    rows = list(statements)
    denying = {id for id, act, _ in rows if act == "deny"}
    return frozenset(id for id, _, within in rows if within in denying)


def vouches(holder: Sequence[str], certainty: str, polarity: str, frame: str) -> bool:
    """Whether a row of factuality is a source's that holds the event certain and true (`status`, "vouched")."""
    return len(holder) > 1 and (certainty, polarity, frame) == ("certain", "+", "actual")


def records(reading: Reading) -> list[Record]:
    """All records of a reading, in the order of its events and holders."""
    vouched = {row.event for row in reading.factuality if vouches(row.holder, row.certainty, row.polarity, row.frame)}
    rows: dict[str, list[Factuality]] = {}
    for row in reading.factuality:
        rows.setdefault(row.event, []).append(row)
    return [
        Record(reading.article.id, event, row, event.id in vouched)
        for event in reading.events
        for row in rows.get(event.id, ())
    ]


# --- to and from plain data -------------------------------------------------------------------------------------


def _plain(value: Any) -> Any:
    kind = type(value)
    if kind in _ATOMS:
        return value
    if kind is Passage:
        return [value.start, value.end]
    if kind is tuple or kind is list:
        return [item if type(item) in _ATOMS else _plain(item) for item in value]
    if kind is dict:
        return {key: item if type(item) in _ATOMS else _plain(item) for key, item in value.items()}
    if kind in _NAMES or dataclasses.is_dataclass(kind):
        if kind not in _NAMES:
            _NAMES[kind] = tuple(f.name for f in dataclasses.fields(kind))
        held = [(name, getattr(value, name)) for name in _NAMES[kind]]
        return {name: item if type(item) in _ATOMS else _plain(item) for name, item in held}
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, tuple | list) else value


def _plain_block(block: Block) -> dict[str, Any]:
    """A block; hardly any is in another language than its article, and the others say nothing of it."""
    plain: dict[str, Any] = _plain(block)
    if block.language is None:
        del plain["language"]
    return plain


_ATOMS = frozenset({str, int, float, bool, type(None)})
#: Field names by class: asking `dataclasses` for them value by value takes at least twice as long.
_NAMES: dict[type, tuple[str, ...]] = {}


def _build(kind: Any, value: Any) -> Any:
    """A value of type `kind` from plain data."""
    return _builder(kind)(value)


@cache
def _builder(kind: Any) -> Callable[[Any], Any]:
    """What makes values of a type from plain data; made once a type, since readings hold tens of thousands."""
    origin = typing.get_origin(kind)
    if origin in (typing.Union, types.UnionType):
        inner = [arg for arg in typing.get_args(kind) if arg is not type(None)]
        return _optional(_builder(inner[0])) if len(inner) == 1 else _as_it_is
    if origin is tuple:
        return _tuple_builder(typing.get_args(kind))
    if kind is Passage:
        return lambda value: value if isinstance(value, Passage) else Passage(*value)
    if dataclasses.is_dataclass(kind):
        return _class_builder(kind)
    return float if kind is float else _as_it_is


def _as_it_is(value: Any) -> Any:
    return value


def _optional(inner: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else inner(value)


def _tuple_builder(args: tuple[Any, ...]) -> Callable[[Any], Any]:
    if len(args) == 2 and args[1] is Ellipsis:
        item = _builder(args[0])
        return tuple if item is _as_it_is else lambda value: tuple(map(item, value))
    items = [_builder(arg) for arg in args]
    return lambda value: tuple(build(one) for build, one in zip(items, value, strict=True))


def _class_builder(kind: Any) -> Callable[[Any], Any]:
    fields = {name: _builder(hint) for name, hint in _hints(kind).items()}

    def build(value: Any) -> Any:
        return value if isinstance(value, kind) else kind(**{name: fields[name](item) for name, item in value.items()})

    return build


_HINTS: dict[Any, dict[str, Any]] = {}


def _hints(kind: Any) -> dict[str, Any]:
    if kind not in _HINTS:
        _HINTS[kind] = typing.get_type_hints(kind)
    return _HINTS[kind]


def schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a reading, made from the types above."""
    about = {name: _schema_of(_hints(Article)[name]) for name in _ARTICLE_FIELDS}
    blocks = {name: _schema_of(hint) for name, hint in _hints(Block).items()}
    properties = {
        "format": {"const": FORMAT},
        "id": {"type": "string"},
        "reader": {"type": "string"},
        "text": {"type": "string"},
        "article": _object(about),
        "blocks": {"type": "array", "items": _object(blocks, {"language"})},
        **{name: _schema_of(_hints(Reading)[name]) for name in _FINDINGS},
        "notes": {"type": "array", "items": {"type": "string"}},
    }
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "A reading", **_object(properties)}


def _object(properties: Mapping[str, Any], lacking: Collection[str] = _ADDED) -> dict[str, Any]:
    """An object of these properties. `lacking`: those that it may lack."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": [key for key in properties if key not in lacking],
    }


_SCALARS: dict[Any, str] = {str: "string", int: "integer", float: "number", bool: "boolean"}


def _schema_of(kind: Any) -> dict[str, Any]:
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if kind is Passage:
        whole = {"type": "integer", "minimum": 0}
        return {"type": "array", "items": whole, "minItems": 2, "maxItems": 2, "description": "half-open offsets"}
    if origin is Literal:
        return {"enum": list(args)}
    if origin in (typing.Union, types.UnionType):
        return {"anyOf": [{"type": "null"} if arg is type(None) else _schema_of(arg) for arg in args]}
    if origin is tuple:
        return {"type": "array", "items": _schema_of(args[0])}
    if dataclasses.is_dataclass(kind):
        hints = _hints(kind)
        return _object({f.name: _schema_of(hints[f.name]) for f in dataclasses.fields(kind)})
    return {"type": _SCALARS[kind]} if kind in _SCALARS else {"type": "object"}


def overlapping(span: Passage, spans: Sequence[Passage]) -> bool:
    """Whether a passage shares a character with any of the others."""
    return any(span.overlaps(other) for other in spans)
