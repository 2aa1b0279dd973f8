"""What a language is to the rest of the house: closed word classes and the parser's labels, one file a language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from reportedly import shelf
from reportedly.errors import UnknownName

__all__ = ["Labels", "Language", "load", "sentence_around", "sentences"]


@dataclass(frozen=True, slots=True)
class Labels:
    """The parser's dependency labels by the role they play, so that `reading/` never spells one."""

    subject: frozenset[str]
    passive_subject: frozenset[str]
    object: frozenset[str]
    indirect_object: frozenset[str]
    clausal_complement: frozenset[str]
    open_complement: frozenset[str]
    clausal_subject: frozenset[str]
    adverbial_clause: frozenset[str]
    relative_clause: frozenset[str]
    noun_complement_clause: frozenset[str]
    passive_agent: frozenset[str]
    preposition: frozenset[str]
    preposition_object: frozenset[str]
    preposition_clause: frozenset[str]
    possessive: frozenset[str]
    apposition: frozenset[str]
    conjunct: frozenset[str]
    coordinator: frozenset[str]
    parataxis: frozenset[str]
    attribute: frozenset[str]
    negation: frozenset[str]
    auxiliary: frozenset[str]
    passive_auxiliary: frozenset[str]
    compound: frozenset[str]
    adjective: frozenset[str]
    adverb: frozenset[str]
    determiner: frozenset[str]
    particle: frozenset[str]
    marker: frozenset[str]
    punctuation: frozenset[str]
    number: frozenset[str]
    root: frozenset[str]


@dataclass(frozen=True, slots=True)
class Language:
    """One language. `version` goes into `Reading.reader` and rises whenever its rules or words change."""

    code: str
    name: str
    version: int
    model: str
    labels: Labels
    #: pronoun -> (gender m/f/n/any, number sg/pl, role subject/object/possessive)
    pronouns: Mapping[str, tuple[str, str, str]]
    #: forms of address and rank before a name, lower case, without a full stop
    titles: frozenset[str]
    negators: frozenset[str]
    #: words after which a negator does not negate ("not only")
    rather: frozenset[str]
    #: auxiliaries that put a verb before the time of the telling ("had denied")
    past_perfect: frozenset[str]
    #: auxiliaries that say that something is past or done
    past: frozenset[str]
    #: pairs of words that say that something is due ("are to leave")
    due: frozenset[tuple[str, str]]
    #: words that leave open which of two is so, and those that open a condition
    whether: frozenset[str]
    conditions: frozenset[str]
    #: words that open the condition on which something foretold hangs, to the end of their clause
    provisos: tuple[str, ...]
    #: longer words of any report and any forecast, which tell nothing of what it is about
    reporting: frozenset[str]
    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    numbers: Mapping[str, int] = field(default_factory=dict)
    #: typographic quotation marks -> the straight one that is read in their place, one character each
    straight: Mapping[str, str] = field(default_factory=dict)
    #: the letters it is written in, as the inside of a character class; nothing where any letters will do
    letters: str = ""


@cache
def load(code: str) -> Language:
    """The language of an ISO 639-1 code. Raises `UnknownName` when there is no file for it."""
    language = shelf.load("lang", code).LANGUAGE
    if not isinstance(language, Language):
        raise UnknownName(f"lang/{code} holds no Language.")
    return language


def sentence_around(text: str, blocks: Iterable[Sequence[int]], first: int, last: int) -> tuple[int, int]:
    """Where the sentence that holds `text[first:last]` starts and ends, never outside its block."""
    start, end = next(((a, b) for a, b in blocks if a <= first < b), (first, last))
    for mark, closed, begin in _boundaries(text, start, max(end, last)):
        if begin <= first:
            start = begin
        elif mark >= last - 1:
            return start, closed
    return start, max(end, last)


def sentences(text: str, blocks: Iterable[Sequence[int]]) -> list[tuple[int, int]]:
    """Where the sentences of these blocks start and end, in order: those that `sentence_around` cuts."""
    found = list[tuple[int, int]]()
    for start, end in blocks:
        for _, closed, begin in _boundaries(text, start, end):
            found.append((start, closed))
            start = begin
        if start < end:
            found.append((start, end))
    return found


@lru_cache(maxsize=256)
def _boundaries(text: str, start: int, end: int) -> tuple[tuple[int, int, int], ...]:
    """Where sentences end within a stretch: (the mark, behind it and its closing quotes, the next sentence)."""
    return tuple((m.start(), m.end(1), m.end()) for m in _SENTENCE_END.finditer(text, start, end))


#: A full stop after an initial or a title ends no sentence. (Asked at full stops only: asked everywhere it is slow.)
_SENTENCE_END = re.compile(
    r"([.!?](?<!\b[A-Z]\.)(?<!\bMr\.)(?<!\bMs\.)(?<!\bDr\.)(?<!\bSt\.)(?<!\bMrs\.)(?<!\bGen\.)(?<!\bSen\.)"
    r"(?<!\bRep\.)(?<!\bGov\.)(?<!\bCol\.)[\"'”’)]*)\s+(?=[\"'“‘(]*[^\W\d_a-z])"
)
