"""What the encoder makes of a sentence's events, set against what the rules found in it.

The rules read words and their arguments, the encoder whole sentences; each is blind where the other sees. Their chances
are put together by a small logistic formula (`data/<language>/event_weights.tsv`), fitted on sentences that the head
had not learned from.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache

from reportedly import shelf
from reportedly.encoding.events import ACTOR, Told
from reportedly.reading.page import Page
from reportedly.reading.parse import Span, Token

__all__ = ["Sentences"]

#: A chance is never quite nothing nor quite all.
LEAST = 0.002


class Sentences:
    """Answers for one page; without the encoder, every question gets the rules' own answer."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._encoder = page.encoder if page.encoder and page.encoder.hears else None
        self._weights = _weights(page.language.code)
        self._known: dict[int, Told] = {}

    @property
    def heard(self) -> bool:
        """Whether there is an encoder to ask."""
        return self._encoder is not None

    def kinds(self, sentence: Span) -> Mapping[str, float]:
        """The chance of each type, "" for no event; nothing without the encoder."""
        told = self._of(sentence)
        return told.kinds if told else {}

    def _of(self, sentence: Span) -> Told | None:
        if self._encoder is None:
            return None
        if sentence.start not in self._known:
            ends = (sentence.start_char, sentence.end_char)
            self._known[sentence.start] = self._encoder.told(self._page.text, ends)
        return self._known[sentence.start]

    def together(self, rules: float, type: str, sentence: Span) -> float:
        """How sure an event of this type is, of which the rules are as sure as `rules`."""
        kinds = self.kinds(sentence)
        if not kinds:
            return rules
        w = self._weights
        return _squash(w["base"] + w["rules"] * _odds(rules) + w["type"] * _odds(kinds[type]) + w["none"] * kinds[""])

    def parties(self, sentence: Span) -> list[tuple[Token, bool, float]]:
        """The heads of the phrases that are parties of the sentence's main event: whether each acts, and how sure."""
        told = self._of(sentence)
        found = []
        for start, end, role, chance in told.parties if told else ():
            span = sentence.doc.char_span(start, end)
            if span is not None:
                found.append((span.root, role == ACTOR, chance))
        return found


def _odds(chance: float) -> float:
    kept = min(max(chance, LEAST), 1 - LEAST)
    return math.log(kept / (1 - kept))


def _squash(score: float) -> float:
    return 1 / (1 + math.exp(-score))


@cache
def _weights(language: str) -> Mapping[str, float]:
    return {row["sign"]: float(row["weight"]) for row in shelf.table(f"{language}/event_weights.tsv")}
