"""Signs: what a paragraph looks like by itself."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from reportedly.clean.wording import inner_kind, opening_kind, whole_kind
from reportedly.clean.words import BY, ENDED, FUNCTION_WORDS, LOWER, MONTH, TRUNCATED, UPPER, plain
from reportedly.model import Passage

_YOU = frozenset("you your yours you're we our us we're i me my i'm".split())
_REPORTING = frozenset("said says told according added announced reported warned confirmed denied statement".split())
_INNER_END = re.compile(r"[.!?][\"”’)]?\s+[\"“‘(]?[A-Z0-9]")
_SEPARATOR = re.compile(r"[|»›•·>/\\]|\s[-–—]\s")
_ADDRESS = re.compile(r"https?:|www\.|[\w.]@[\w.]|(?:^|\s)@\w|\.(?:com|org|net|co\.uk)\b")
_GLUED_CASE = re.compile(rf"[{LOWER}][{LOWER}.,)][{UPPER}][{LOWER}]|\d[{UPPER}][{LOWER}]{{2}}")
_DATE = re.compile(
    rf"\b{MONTH}\.?\s+\d{{1,2}}\b|\b\d{{1,2}}(?:st|nd|rd|th)?\s+{MONTH}\b|\b\d{{1,4}}[./-]\d{{1,2}}[./-]\d{{2,4}}\b|"
    rf"\b{MONTH}\.?,?\s+(?:19|20)\d\d\b|\b\d{{1,2}}:\d\d\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b",
    re.I,
)

#: How the names of the signs begin that are furniture's rather than the article's.
GUILTY = ("is wording", "opens with wording", "holds wording", "web address", "words glued", "marks of", "known from")


@dataclass(slots=True)
class Line:
    """A paragraph under judgement: its words, its signs by name with their strength, its log-odds for the article."""

    span: Passage
    text: str
    words: int
    ended: bool
    #: the kind of furniture heading or wording the whole line is, else None
    whole: str | None
    signs: dict[str, float]
    own: float = 0.0
    score: float = 0.0

    @property
    def mass(self) -> float:
        """How much article text stands here, in words, at most 60."""
        return min(self.words, 60) / (1 + math.exp(-self.own))


def line_at(text: str, span: Passage, repeats: Counter[str], seen: Collection[str]) -> Line:
    words_here = span.of(text)
    bare = words_here
    tokens = bare.split()
    count = len(tokens) if bare.isascii() else max(len(tokens), sum(1 for char in bare[:400] if char >= "\u2e80") // 2)
    ended = bool(ENDED.search(bare[-8:]))
    line = Line(span, bare, count, ended, whole_kind(bare), {"always": 1.0})
    _wording_signs(line, bare.lower().replace("’", "'"))
    _shape_signs(line, tokens)
    key = plain(bare) if len(bare) < 400 else bare
    if repeats[key] > 1:
        line.signs["stands on the page more than once"] = 1.0
    if key in seen or bare in seen:
        line.signs["known from other pages of the outlet"] = 1.0
    return line


_LENGTHS = (
    (2, "1-2 words"),
    (5, "3-5 words"),
    (10, "6-10 words"),
    (17, "11-17 words"),
    (30, "18-30 words"),
    (60, "31-60 words"),
)


def _length_name(words: int) -> str:
    return next((name for limit, name in _LENGTHS if words <= limit), "over 60 words")


def _wording_signs(line: Line, lowered: str) -> None:
    signs = line.signs
    brief = "" if line.words <= 14 else " (long line)"
    # One such wording among a thousand words says little.
    dilution = min(1.0, 120 / max(line.words, 1))
    if line.whole:
        signs[f"is wording: {line.whole}"] = 1.0
    elif opening := opening_kind(lowered):
        signs[f"opens with wording: {opening}{brief}"] = dilution
    if inner := inner_kind(lowered[:2000]):
        signs[f"holds wording: {inner}{brief}"] = dilution
    if line.words <= 12 and _DATE.search(line.text):
        signs["date or clock in a short line"] = 1.0
    if line.words <= 12 and BY.match(line.text):
        signs["by somebody"] = 1.0
    if _ADDRESS.search(line.text[:2000]):
        signs["web address or handle" + brief] = dilution


def _shape_signs(line: Line, tokens: Sequence[str]) -> None:
    signs, text, total = line.signs, line.text, max(len(tokens), 1)
    signs[_length_name(line.words)] = 1.0
    signs[_ending(line)] = 1.0
    lowered = [token.strip("\"'“”‘’.,;:!?()").lower() for token in tokens[:200]]
    seen_tokens = max(len(lowered), 1)
    signs["share of function words"] = sum(word in FUNCTION_WORDS for word in lowered) / seen_tokens
    signs["share of you, we, I"] = min(4 * sum(word in _YOU for word in lowered) / seen_tokens, 1.0)
    signs["share of small letters first"] = sum(token[0].islower() for token in tokens) / total
    signs["share of digits"] = sum(char.isdigit() for char in text[:400]) / min(len(text), 400)
    if any(word in _REPORTING for word in lowered):
        signs["word of reporting"] = 1.0
    if total >= 3 and sum(token[0].isupper() for token in tokens) >= 0.8 * total:
        signs["nearly every word has a capital"] = 1.0
    if text.isupper() and total >= 2:
        signs["all capitals"] = 1.0
    if inner := len(_INNER_END.findall(text[:2000])):
        signs["sentences within"] = min(inner, 3) / 3
    if separators := len(_SEPARATOR.findall(text[:400])):
        signs["separators"] = min(separators, 4) / 4
    if glued := len(_GLUED_CASE.findall(text[:1000])):
        signs["words glued"] = min(1.0, glued / 3, 10 * glued / line.words)
    if text[0] in '"“‘«„':
        signs["opens with a quotation mark"] = 1.0
    if not any(char.isalpha() for char in text[:200]):
        signs["no letter"] = 1.0
    if code := sum(text.count(char, 0, 2000) for char in "{};=<>_"):
        signs["marks of program code"] = min(1.0, 25 * code / min(len(text), 2000))


def _ending(line: Line) -> str:
    long = " after 12 words or more" if line.words >= 12 else ""
    if TRUNCATED.search(line.text[-12:]):
        return "breaks off with dots" + long
    if line.ended:
        return ("ends as a question" if line.text.rstrip('"”’)')[-1:] == "?" else "ends as a sentence") + long
    return ("ends with a colon" if line.text[-1] == ":" else "ends without a stop") + long


#: In a long line "three days ago" is a journalist's.
_EXCUSED = "holds wording: date (long line)"


def innocent(line: Line) -> bool:
    """Whether no sign of furniture stands in a line that would be furniture's even in wire copy.

    A clock time is none: live reports put one above each entry.
    """
    running_text = line.words > 60 and line.signs["share of function words"] > 0.3
    return running_text or not any(
        strength > 0.25 and name.startswith(GUILTY) and name != _EXCUSED for name, strength in line.signs.items()
    )
