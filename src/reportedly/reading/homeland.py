"""Where the parties of events are from, when neither their names nor the words beside them say.

Coders of political events give every actor a country, and read it off the sentence: "students throughout Indonesia",
"in Lima police arrested", "Sudan lifted the curfew in Darfur". The rules here do the same, nearest evidence first, for
parties of an event alone, and each says which words it went by.

Limits: a foreigner abroad whose own country is never named is taken for one of the country he is in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from reportedly import gazetteer
from reportedly.model import Entity, Event
from reportedly.reading.mentions import Cast
from reportedly.reading.page import Page
from reportedly.reading.parse import Token
from reportedly.reading.roles import words
from reportedly.reading.setting import Setting

__all__ = ["settle", "settle_official"]

#: Who belongs to the country where he acts: its organs and those who live there. A firm or reporter may be anybody's.
_OF_THE_LAND = frozenset(
    {"COP", "GOV", "JUD", "LEG", "MIL", "PRM", "PTY", "REB", "SPY", "UAF", "AGR", "CRM", "CVL", "EDU", "ELI", "LAB"}
    | {"MED", "OPP", "PRE", "REL", "SOC", "REF"}
)
#: Words of a phrase in which its place is looked for.
NEAR = 40


def settle(page: Page, cast: Cast, setting: Setting, events: Iterable[Event]) -> None:
    """Gives the parties of these events a country where the text bears one; what has one keeps it."""
    finder = _Finder(page, cast, setting)
    for event in events:
        for id in (*event.actors, *event.recipients):
            if _homeless(cast.get(id)):
                finder.settle(id, event)


def settle_official(page: Page, cast: Cast, ids: Iterable[str]) -> None:
    """ "PARIS - An official inquiry concluded": bodies that are only called official are of the state in whose capital
    the report was written, if the article names that state as well."""
    place, published = page.article.dateline, page.article.published
    home = gazetteer.country(place, published.earliest or published.value) if place else None
    if home is None or home.how != "capital" or not cast.names(home.code):
        return
    official = words(page.language.code)["of the state"]
    for id in dict.fromkeys(ids):
        entity = cast.get(id)
        if entity.country is None and entity.kind == "ORG" and all(one.form != "name" for one in entity.mentions):
            first = page.doc.char_span(*entity.mentions[0].span)
            said = {token.lower_ for token in first} if first else set[str]()
            if said & official:
                cast.settle(id, home.code, f"of {home.code} by the dateline, {place}: an official body")


def _homeless(entity: Entity) -> bool:
    party = entity.kind in ("PERSON", "ORG", "NORP", "GPE", "LOC", "FAC")
    return entity.country is None and (party or gazetteer.misspelt_country(entity.name) is not None)


class _Finder:
    def __init__(self, page: Page, cast: Cast, setting: Setting) -> None:
        self.page = page
        self.cast = cast
        self.labels = page.language.labels
        self.setting = setting

    def settle(self, id: str, event: Event) -> None:
        """The first rule that knows decides."""
        found = self._by_spelling(id) or self._by_phrase(id) or self._by_sentence(id, event)
        if found:
            country, words = found
            self.cast.settle(id, country, f"of {country} by {words}")

    def _by_spelling(self, id: str) -> tuple[str, str] | None:
        """A state's name with one letter wrong, missing, too many or out of place, as wires have them now and then."""
        entity = self.cast.get(id)
        hit = gazetteer.misspelt_country(entity.name) if entity.kind != "PERSON" else None
        return (hit.code, f"its spelling: {hit.name} is meant") if hit else None

    def _by_phrase(self, id: str) -> tuple[str, str] | None:
        """A country or place in the phrase itself: "the government of Sindh province", "students throughout Peru".

        Of somebody named it says where he is from, which need not be whom he acts for.
        """
        if self.cast.get(id).kind == "PERSON" and self._named(id):
            return None
        for mention in self.cast.mentions(id)[:3]:
            span = self.page.doc.char_span(mention.span.start, mention.span.end)
            if span is None or mention.form == "pronoun":
                continue
            for token in islice(_phrase(span.root, self.labels.relative_clause), NEAR):
                country = self._country(token, id)
                if country:
                    return country, f"{self._name(token)} in its phrase"
        return None

    def _by_sentence(self, id: str, event: Event) -> tuple[str, str] | None:
        """Where it happened; else the country of the other side, or the only one the sentence names."""
        entity = self.cast.get(id)
        plain = entity.kind in ("GPE", "LOC", "FAC")
        plain = plain or (entity.kind == "PERSON" and entity.sector is None and self._named(id))
        if not plain and entity.sector not in _OF_THE_LAND:
            return None
        if event.type == "CONSULT":  # who meets is often a guest
            return None
        place = self.cast.get(event.place) if event.place and event.place != id else None
        if place and place.country and place.country not in gazetteer.INTERNATIONAL:
            return place.country, f"the place of the event, {place.name}"
        told = self._sentence(event)
        if entity.kind in ("GPE", "LOC", "FAC"):
            told = (token for token in told if not self._is_where_told(token))
        others = self._countries(told, id)
        if len(others) == 1:
            country, name = next(iter(others.items()))
            return country, f"{name}, the only country in the sentence"
        return None

    def _is_where_told(self, token: Token) -> bool:
        """ "Reporters in Paris": where people hear of a place is not where the place is."""
        heard = self.cast.at(token.head.head)
        return token.head.lower_ == "in" and heard is not None and self.cast.get(heard).kind == "PERSON"

    def _named(self, id: str) -> bool:
        return any(mention.form == "name" for mention in self.cast.mentions(id))

    def _sentence(self, event: Event) -> Iterable[Token]:
        start = event.trigger[0].start
        span = self.page.doc.char_span(start, start + 1)
        return self.setting.sentence(span[0]) if span else ()

    def _countries(self, tokens: Iterable[Token], but: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for token in tokens:
            country = self._country(token, but)
            if country:
                found.setdefault(country, self._name(token))
        return found

    def _name(self, token: Token) -> str:
        id = self.cast.at(token)
        return self.cast.get(id).name if id else token.text

    def _country(self, token: Token, but: str) -> str | None:
        id = self.cast.at(token)
        if id is None or id == but:
            return None
        country = self.cast.get(id).country
        return country if country not in gazetteer.INTERNATIONAL else None


def _phrase(head: Token, closed: frozenset[str]) -> Iterator[Token]:
    """The words of a noun phrase, without clauses that tell more about it."""
    layer = [head]
    while layer:
        yield from layer
        layer = [child for token in layer for child in token.children if child.dep_ not in closed]
