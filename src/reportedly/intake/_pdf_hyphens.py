"""Lines of print joined into running text, words that were divided at the end of a line put together again.

The document itself is asked first: where "govern-" ends a line and "ment" begins the next, the spelling that stands
elsewhere in it ("government" or "govern-ment") decides, the more frequent of the two. Where it has neither, the parts
are joined, unless the second begins with a capital ("anti-American"), the first is in capitals ("US-led"), a name that
stands elsewhere by itself ("Soviet-backed"), or one is a half that English joins with a hyphen ("self-", "-called").
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

__all__ = ["Words", "join"]

How = Literal["joined", "kept", ""]

_SOFT = "\u00ad"
_HYPHENS = ("-", "\u2010", _SOFT)
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
_LAST = re.compile(r"(?P<chain>(?:[^\W\d_]+[-\u2010])*)(?P<part>[^\W\d_]+)[-\u2010]\Z")
_FIRST = re.compile(r"[^\W\d_]+")
_FIRST_HALVES = frozenset({"self", "well", "half", "vice"})
_SECOND_HALVES = frozenset(
    {"based", "backed", "called", "controlled", "elect", "general", "minded", "scale", "sponsored", "term"}
)
#: Letters of languages that are written without spaces between words.
_UNSPACED = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60]")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a document that no end of a line divides, by how often they stand there: as they are written, and
    in lower case."""

    count: Counter[str]

    @classmethod
    def of(cls, lines: Iterable[str]) -> Words:
        count: Counter[str] = Counter()
        carried = False
        for text in lines:
            words = _WORD.findall(text.replace(_SOFT, ""))
            divided = text.endswith(_HYPHENS)
            for word in words[carried : len(words) - divided]:
                word = word.replace("\u2010", "-")
                count.update({word, word.casefold()})
            carried = divided
        return cls(count)

    def times(self, word: str) -> int:
        """How often a word stands in the document, in capitals or not."""
        return self.count[word.casefold()]


def join(before: str, after: str, words: Words) -> tuple[str, How]:
    """What a line becomes with the next one to follow it at once; and whether its hyphen was undone or kept."""
    if before.endswith(_SOFT):
        return before[:-1], "joined"
    last, first = _LAST.search(before[-80:]), _FIRST.match(after[:80])
    if last and first:
        apart = _hyphenated(last["chain"], last["part"], first.group(), words)
        return (before, "kept") if apart else (before[:-1], "joined")
    return before + ("" if _tight(before, after) else " "), ""


def _hyphenated(chain: str, part: str, second: str, words: Words) -> bool:
    """Whether a hyphen at the end of a line is the word's own."""
    whole, divided = words.times(chain + part + second), words.times(f"{chain}{part}-{second}")
    if whole or divided:
        return divided > whole
    if chain:  # "state-of-the-" and "art", but "vice-presi-" and "dent"
        return words.times(part) > 0
    if part.isupper() and len(part) > 1:  # "US-" and "led"; a headline in capitals is divided like any text
        return not (second.isupper() and len(part + second) > 6)
    if second[0].isupper():
        return True
    if part[0].isupper():
        return words.count[part] > 0
    return part in _FIRST_HALVES or second in _SECOND_HALVES


def _tight(before: str, after: str) -> bool:
    """Whether no space stands between two lines: after a hyphen or dash that none stands before ("1914-", "war—"), a
    slash, and in writing without spaces."""
    end, start = before[-1:], after[:1]
    if end in "-\u2010/\u2014" and end:
        return not before[-2:-1].isspace() and before[-2:-1] not in ("", end)
    if end == "\u2013":
        return before[-2:-1].isdigit() and start.isdigit()
    return bool(_UNSPACED.match(end) and _UNSPACED.match(start))
