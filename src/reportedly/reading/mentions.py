"""Names, titles, pronouns, descriptions -> mentions and article-wide entities."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable

from spacy.tokens import Span, Token

from reportedly.model import Entity, EntityKind, Mention, MentionForm, hash_id
from reportedly.reading.page import Page

__all__ = ["Cast", "find"]

_KINDS: dict[str, EntityKind] = {
    "PERSON": "PERSON", "ORG": "ORG", "GPE": "GPE", "LOC": "LOC", "FAC": "FAC", "NORP": "NORP", "EVENT": "EVENT",
}  # fmt: skip


class Cast:
    """Everybody and everything an article names, while it is being read."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._entities: dict[str, Entity] = {}
        self._owner: list[str | None] = [None] * len(page.doc)
        self._described: set[str] = set()

    def at(self, token: Token) -> str | None:
        """The id of the entity that a mention covering this token belongs to, if any."""
        return self._owner[token.i]

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
        known = self._owner[head.i]
        if known is not None:
            return known
        tokens = self._phrase(head)
        id = self.add(tokens, " ".join(token.text for token in tokens), "OTHER", "nominal", "described, not named")
        self._described.add(id)
        return id

    def entities(self, used: Collection[str]) -> tuple[Entity, ...]:
        """All named entities, and those merely described that some finding uses, in order of first mention."""
        kept = (e for id, e in self._entities.items() if id in used or id not in self._described)
        return tuple(sorted(kept, key=lambda entity: entity.mentions[0].span))

    def add(self, tokens: list[Token], name: str, kind: EntityKind, form: MentionForm, because: str) -> str:
        """A new entity whose first mention is these tokens; its id."""
        span = self.page.passage(tokens)
        id = hash_id("n", self.page.article.id, [span])
        self._entities[id] = Entity(id, name, kind, because=because)
        self.mention(id, tokens, form)
        return id

    def mention(self, id: str, tokens: list[Token], form: MentionForm) -> None:
        """One more mention of a known entity."""
        entity = self._entities[id]
        found = sorted({*entity.mentions, Mention(self.page.passage(tokens), form)}, key=lambda m: m.span)
        self._entities[id] = dataclasses.replace(entity, mentions=tuple(found))
        for token in tokens:
            self._owner[token.i] = id

    def _phrase(self, head: Token) -> list[Token]:
        labels = self.page.language.labels
        start = head.i
        inner = labels.determiner | labels.compound | labels.adjective | labels.possessive | labels.number
        while start > head.sent.start and (self.page.doc[start - 1].dep_ in inner):
            start -= 1
        tokens = [t for t in self.page.doc[start : head.i + 1] if self._owner[t.i] is None]
        return [token for token in tokens if token.dep_ not in labels.determiner] or [head]


def find(page: Page) -> Cast:
    """The cast of a parsed article."""
    cast = Cast(page)
    names: dict[str, str] = {}
    ents = {ent.start: ent for ent in page.doc.ents if ent.label_ in _KINDS}
    latest: dict[str, str] = {}
    for token in page.doc:
        if token.i in ents:
            id = _named(cast, names, ents[token.i])
            if id:
                latest["n" if cast.get(id).kind != "PERSON" else "m"] = id
        elif token.lower_ in page.language.pronouns:
            gender = page.language.pronouns[token.lower_][0]
            antecedent = latest.get("n" if gender in ("n", "any") else "m")
            if antecedent and cast.at(token) is None:
                cast.mention(antecedent, [token], "pronoun")
    return cast


def _named(cast: Cast, names: dict[str, str], ent: Span) -> str | None:
    tokens = [t for t in ent if not t.is_space and t.tag_ != "POS" and cast.page.block_of[t.i] >= 0]
    if tokens and tokens[0].lower_ == "the":
        tokens = tokens[1:]
    if not tokens:
        return None
    name = " ".join(token.text for token in tokens)
    id = names.get(name)
    if id is None:
        id = cast.add(tokens, name, _KINDS[ent.label_], "name", "named")
        for key in _keys(tokens, _KINDS[ent.label_]):
            names.setdefault(key, id)
    else:
        cast.mention(id, tokens, "name")
    return id


def _keys(tokens: list[Token], kind: EntityKind) -> Iterable[str]:
    yield " ".join(token.text for token in tokens)
    if kind == "PERSON":
        yield tokens[-1].text
