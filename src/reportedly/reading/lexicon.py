"""The table of cues: how often a word in a construction reports something, and what act it performs."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import cast

from reportedly import shelf
from reportedly.model import Act

__all__ = ["ANY", "ENOUGH", "Entry", "Lexicon", "lexicon"]

Key = tuple[str, str, str]

#: A cue reports something at least this often on the training part, or it is not read as a cue. Chosen there, on
#: one half of the documents with numbers from the other: statement F1 is flat between .30 and .42.
ENOUGH = 0.36
#: The row for all words that the table does not name.
ANY = "*"


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the table: the share of its frames that report something, and the act."""

    precision: float
    act: Act


@dataclass(frozen=True, slots=True)
class Lexicon:
    """`entries` by (lemma, part of speech, construction); `speech` the verbs that introduce quotations."""

    entries: Mapping[Key, Entry]
    speech: Mapping[str, Entry]
    words: frozenset[str]
    signs: Mapping[str, float]
    #: predicates that say of what was said that it is not so ("false", "a lie")
    untrue: frozenset[str]
    #: weights of the signs that a statement which the encoder marked is right
    heard: Mapping[str, float]
    enough: float = ENOUGH

    def of(self, key: Key) -> Entry | None:
        """The row of a word in a construction, else of its construction."""
        return self.entries.get(key) or self.entries.get((ANY, *key[1:]))

    def weighed(self, precision: float, found: Iterable[str]) -> float:
        """The precision of a cue moved by the signs beside it: weights are added to its log odds."""
        sure = min(0.98, max(0.02, precision))
        odds = math.log(sure / (1.0 - sure)) + sum(self.signs.get(sign, 0.0) for sign in found)
        return 1.0 / (1.0 + math.exp(-odds))

    def quoting(self, lemma: str) -> Entry | None:
        return self.speech.get(lemma)


@cache
def lexicon(code: str) -> Lexicon:
    """The table of a language. Read once."""
    entries: dict[Key, Entry] = {}
    speech: dict[str, Entry] = {}
    for row in shelf.table(f"{code}/cues.tsv"):
        entry = Entry(float(row["precision"]), cast(Act, row["act"]))
        if row["construction"] == "quote":
            speech[row["lemma"]] = entry
        entries[row["lemma"], row["pos"], row["construction"]] = entry
    signs = {row["sign"]: float(row["weight"]) for row in shelf.table(f"{code}/cue_signs.tsv")}
    words = frozenset(key[0].partition("_")[0].partition(" ")[0] for key in entries) | speech.keys()
    untrue = frozenset(row["word"] for row in shelf.table(f"{code}/commitment.tsv") if row["kind"] == "untrue")
    heard = {row["sign"]: float(row["weight"]) for row in shelf.table(f"{code}/heard_weights.tsv")}
    return Lexicon(entries, speech, frozenset(words), signs, untrue, heard)
