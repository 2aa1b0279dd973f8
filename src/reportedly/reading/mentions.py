"""Names, titles, pronouns, descriptions -> mentions and article-wide entities.

Four steps, each in a file of its own: `names` finds where names stand, `grouping` says which of them mean the same one,
`standing` what the article and the office table say about each, `antecedents` who pronouns and descriptions point at.
Here the result is put together and asked.

Limits: one article at a time; "I" and "we" inside a quotation are listed as mentions of whom the text names as its
speaker, but who acts or speaks in them is left to whoever reads statements.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection

from reportedly.actors import NONE, Actors
from reportedly.model import Entity, Mention, Passage, hash_id
from reportedly.reading import antecedents, grouping, standing
from reportedly.reading import names as naming
from reportedly.reading.grouping import Figure, Place
from reportedly.reading.names import Sheet
from reportedly.reading.page import Page
from reportedly.reading.parse import Token

__all__ = ["Cast", "find"]


class Cast:
    """Everybody and everything an article names, while it is being read."""

    def __init__(self, page: Page, figures: list[Figure], owner: list[Figure | None], sheet: Sheet) -> None:
        self.page = page
        self._sheet = sheet
        self._bearers = owner
        self._owner: list[str | None] = [None] * len(page.doc)
        self._entities: dict[str, Entity] = {}
        self._minor: set[str] = set()
        ids = {id(figure): self._register(figure) for figure in figures}
        for index, figure in enumerate(owner):
            if figure is not None:
                self._owner[index] = ids[id(figure)]
        self._relative = _relatives(sheet)

    def at(self, token: Token) -> str | None:
        """The id of the entity that a mention covering this token belongs to, if any; the innermost of several.

        A relative "who" or "which" belongs to the entity that its clause is about.
        """
        return self._owner[self._relative.get(token.i, token.i)]

    def get(self, id: str) -> Entity:
        """The entity as known so far. Raises `KeyError` for an id that is not of this cast."""
        return self._entities[id]

    def mentions(self, id: str) -> tuple[Mention, ...]:
        """The entity's mentions so far, in text order."""
        return self._entities[id].mentions

    def describe(self, head: Token) -> str:
        """The entity meant by the noun phrase with this head: the one already known there, else a new nominal one.

        Coordinated heads are separate calls. Used for sources ("experts") and for actors ("police").
        """
        index = self._relative.get(head.i, head.i)
        known = self._owner[index]
        if known is not None:
            return known
        figure = _nominal(self._sheet, index, self._owner, self._entities)
        id = self._register(figure)
        place = figure.places[0]
        for inside in range(place.start, place.head + 1):
            if self._owner[inside] is None:
                self._owner[inside] = id
        self._minor.add(id)
        return id

    def settle(self, id: str, country: str, because: str) -> None:
        """Gives an entity without a country one that the text bears."""
        entity = self._entities[id]
        self._entities[id] = dataclasses.replace(entity, country=country, because=f"{entity.because}; {because}")

    def names(self, country: str) -> bool:
        """Whether the article names the country or somebody of it."""
        return any(entity.country == country for entity in self._entities.values())

    def entities(self, used: Collection[str]) -> tuple[Entity, ...]:
        """What an analyst would list, in order of first mention: what is named, and what the article comes back to;
        of what is merely described otherwise, people, bodies, places and papers that something points at, and what
        some finding uses.
        """
        kept = (entity for id, entity in self._entities.items() if id in used or id not in self._minor)
        return tuple(sorted(kept, key=lambda entity: (entity.mentions[0].span, entity.id)))

    def _register(self, figure: Figure) -> str:
        mentions = _mentions(self._sheet, figure, self._bearers)
        naming_spans = [mention.span for mention in mentions if mention.form == "name"] or [mentions[0].span]
        id = hash_id("n", self.page.article.id, naming_spans[:1])
        ordinal = 0
        while id in self._entities:
            ordinal += 1
            id = hash_id("n", self.page.article.id, naming_spans[:1], ordinal)
        self._entities[id] = _entity(id, figure, mentions)
        if figure.minor:
            self._minor.add(id)
        return id


def find(page: Page, actors: Actors = NONE) -> Cast:
    """The cast of a parsed article; `actors` of the user's own go before our tables."""
    sheet = Sheet(page, actors)
    figures = grouping.group(sheet, naming.find(sheet))
    owner = _owners(sheet, figures)
    standing.place_everybody(sheet, figures, owner)
    figures = [*figures, *antecedents.resolve(sheet, figures, owner)]
    return Cast(page, figures, owner, sheet)


def _owners(sheet: Sheet, figures: list[Figure]) -> list[Figure | None]:
    """For each token the figure of the shortest name that covers it, and of the name that a role stands before."""
    owner: list[Figure | None] = [None] * len(sheet.text)
    width = [1 << 30] * len(sheet.text)
    for figure in figures:
        for place in figure.places:
            for index in range(place.start, place.end):
                if place.end - place.start < width[index]:
                    owner[index], width[index] = figure, place.end - place.start
    for figure in figures:
        if figure.person:
            _own_roles(sheet, figure, owner)
    return owner


def _own_roles(sheet: Sheet, figure: Figure, owner: list[Figure | None]) -> None:
    for place in figure.places:
        before = standing.premodifiers(sheet, place)
        for index in range(before.start, before.end) if before else ():
            if owner[index] is None and sheet.pos[index] in {"NOUN", "PROPN"}:
                owner[index] = figure


def _mentions(sheet: Sheet, figure: Figure, owner: list[Figure | None]) -> list[Mention]:
    found = {_extent(sheet, figure, place, owner): place for place in figure.places}
    return [Mention(_span(sheet, *where), found[where].form) for where in sorted(found)]


def _extent(sheet: Sheet, figure: Figure, place: Place, owner: list[Figure | None]) -> tuple[int, int]:
    """A mention's tokens: the noun phrase around a name, from its article to a possessive mark, as annotators draw it.

    "the Polish electrician Lech Walesa's" is one mention of Walesa; "Polish" in it one of Poland.
    """
    start, end = place.start, place.end
    tied = start > 0 and sheet.glued(start) and sheet.text[start - 1] == "-"  # "the Eden-Nasser quarrel"
    if place.form == "name" and not tied:
        start = _opening(sheet, figure, place, owner)
        end = _closing(sheet, figure, place, owner)
    owned = end < len(sheet.text) and sheet.pos[end] == "PART" and sheet.low[end] in {"'s", "'"}
    if owned and place.form != "pronoun" and sheet.glued(end) and sheet.block[end] == sheet.block[end - 1]:
        end += 1
    return start, end


def _closing(sheet: Sheet, figure: Figure, place: Place, owner: list[Figure | None]) -> int:
    """Where the noun phrase of a name ends: "Alan Turing of Cambridge", "Springfield, Illinois" are one mention."""
    end = place.end
    if end + 1 >= len(sheet.text) or sheet.block[end + 1] != sheet.block[end - 1]:
        return end
    if sheet.text[end] == "," and figure.kind in {"GPE", "LOC", "FAC"}:
        return _with_region(sheet, place, owner)
    labels = sheet.page.language.labels
    if not figure.person or sheet.low[end] not in {"of", "from"} or not place.start <= sheet.head[end] < end:
        return end
    behind = next((one.i for one in sheet.tokens[end].rights if one.dep_ in labels.preposition_object), None)
    named = owner[behind] if behind is not None else None
    spot = next((p for p in named.places if p.head == behind and p.start > end), None) if named else None
    return spot.end if spot and spot.start <= end + 2 else end


def _with_region(sheet: Sheet, place: Place, owner: list[Figure | None]) -> int:
    """Past the state or province that says which town is meant."""
    at = place.end + 1
    region = owner[at]
    if region is None or region.kind != "GPE" or sheet.text[place.start].isupper():
        return place.end
    spot = next((p for p in region.places if p.start == at), None)
    labels = sheet.page.language.labels
    tied = spot is not None and place.start <= sheet.head[spot.head] < place.end
    return spot.end if spot and tied and sheet.dep[spot.head] in labels.apposition | labels.adverb else place.end


def _opening(sheet: Sheet, figure: Figure, place: Place, owner: list[Figure | None]) -> int:
    """Where the noun phrase of a name begins: not beyond a day's name, a person, a quotation mark or a dash."""
    start = place.start
    if figure.person:
        before = standing.premodifiers(sheet, place)
        start = min(start, _with_article(sheet, before.start)) if before else start
    elif figure.because.startswith("called ") and sheet.low[start - 1] == figure.because.split()[1]:
        start = antecedents.noun_phrase(sheet, start - 1)[0]
    elif figure.kind != "NORP" and sheet.pos[place.head] == "PROPN":
        start = min(start, antecedents.noun_phrase(sheet, place.head)[0])
    for index in range(place.start - 1, start - 1, -1):
        hyphen = sheet.text[index] == "-" and sheet.glued(index) and sheet.glued(index + 1)
        one = owner[index]
        other = one is not None and one is not figure and one.person and sheet.pos[index] == "PROPN"
        other = other and sheet.low[index + 1] not in {"'s", "'"}
        if other or sheet.low[index] in sheet.calendar or (sheet.pos[index] == "PUNCT" and not hyphen):
            return index + 1 + (sheet.low[index + 1] in {"'s", "'"})
    return start


def _with_article(sheet: Sheet, start: int) -> int:
    """One back if "the" or "his" stands before."""
    owned = sheet.page.language.labels.possessive | sheet.page.language.labels.determiner
    before = start - 1
    leads = start > 0 and sheet.block[before] == sheet.block[start] and sheet.dep[before] in owned
    return before if leads and sheet.pos[before] in {"DET", "PRON"} else start


def _span(sheet: Sheet, start: int, end: int) -> Passage:
    return Passage(sheet.at[start], sheet.ends[end - 1])


def _entity(id: str, figure: Figure, mentions: list[Mention]) -> Entity:
    held = figure.office
    wikidata = held.wikidata if held else figure.hit.wikidata if figure.hit and not figure.spot else None
    office = held.office if held and held.current and held.role else None
    return Entity(
        id, figure.name, figure.kind, figure.country, figure.sector, office, figure.affiliation, wikidata,
        figure.because, tuple(mentions),
    )  # fmt: skip


def _nominal(sheet: Sheet, head: int, owner: list[str | None], known: dict[str, Entity]) -> Figure:
    """ "Soviet officials", "the minister's aides": a figure made of words, its country and sector from them."""
    start, whole = antecedents.whole_phrase(sheet, head)
    first = start + 1 if start < head and sheet.pos[start] == "DET" else start
    words = sheet.words(first, antecedents.identified(sheet, head))
    figure = Figure(
        words, antecedents.described_kind(sheet.low[antecedents.tells(sheet, head)]), "described, not named"
    )

    def at(index: int) -> Entity | None:
        entity = owner[index]
        return known[entity] if entity is not None else None

    antecedents.take_sides(sheet, figure, head, at)
    pointing = sheet.page.language.pronouns.get(sheet.low[head])
    if pointing and pointing[0] in {"m", "f"}:
        figure.kind, figure.because = "PERSON", "pointed at, never named"
    figure.places.append(Place(start, whole, head, "pronoun" if sheet.pos[head] == "PRON" else "nominal"))
    return figure


def _relatives(sheet: Sheet) -> dict[int, int]:
    """Relative pronouns -> the noun their clause is about."""
    labels = sheet.page.language.labels
    out: dict[int, int] = {}
    for index, word in enumerate(sheet.low):
        if word in {"who", "whom", "whose", "which", "that"} and sheet.pos[index] in {"PRON", "DET"}:
            token = sheet.tokens[index]
            verb = token.head
            for _ in range(3):
                if verb.dep_ in labels.relative_clause:
                    out[token.i] = verb.head.i
                    break
                verb = verb.head
    return out
