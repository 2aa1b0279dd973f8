"""Names, titles, pronouns, descriptions -> mentions and article-wide entities."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from spacy.tokens import Token

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

    def at(self, token: Token) -> str | None:
        """The id of the entity that a mention covering this token belongs to, if any."""
        raise NotImplementedError

    def get(self, id: str) -> Entity:
        """The entity as known so far."""
        raise NotImplementedError

    def describe(self, head: Token) -> str:
        """The entity meant by the noun phrase with this head: the one already known there, else a new nominal one.

        Coordinated heads are separate calls. Used for sources ("experts") and for actors ("police").
        """
        raise NotImplementedError

    def entities(self, used: Collection[str]) -> tuple[Entity, ...]:
        """All named entities, and those merely described that some finding uses, in order of first mention."""
        raise NotImplementedError


def find(page: Page) -> Cast:
    """The cast of a parsed article."""
    return Cast(page)
