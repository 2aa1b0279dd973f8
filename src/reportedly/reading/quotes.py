"""Quotation marks: which open, which close, which are no quotation marks at all.

Marks are paired by shape and by what stands beside them, block by block, so that a stray one does harm in its own
paragraph only. Newspapers open a long quotation anew at each paragraph and close it once, at its very end.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from reportedly.model import Passage

__all__ = ["Quotation", "quotations"]

#: An unclosed mark quotes at most this many characters: a page that came as one block is not all speech.
LONGEST = 1500
#: The same as ''|``|[...]; begun with a set, for which regular expressions skip ahead.
_MARK = re.compile(r"[\"“”„‟«»″'‘’‚‛′`](?:(?<=')'|(?<=`)`|(?<!`))")
_OPENS = frozenset("“„«‘‚‛") | {"``"}
_CLOSES = frozenset("”»’")
_SINGLE = frozenset("'‘’‚‛′")
_INCHES = frozenset("″′")
_BEFORE_OPEN = frozenset("([{-–—/:;…,")
_ENDS = frozenset(".,?!…;:)]}-–—")
#: 'em, 'til, '90s: what a leading apostrophe leaves out.
_ELIDED = re.compile(r"(?:em|til|tis|twas|twere|cause|n|round|bout|\d0s|\d\d)\b", re.IGNORECASE)
_FEET = re.compile(r"\d['′’]\s?\d{1,2}$")


@dataclass(frozen=True, slots=True)
class Quotation:
    """An outermost quotation, its marks included; `runs_on` when it is left open at the end of its paragraph."""

    span: Passage
    block: int
    single: bool = False
    runs_on: bool = False


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    side: Literal["open", "close", "either"]
    single: bool


def quotations(text: str, blocks: Sequence[tuple[int, Passage]]) -> tuple[Quotation, ...]:
    """The outermost quotations of the given blocks (number, extent), in text order."""
    found: list[Quotation] = []
    for k, (number, extent) in enumerate(blocks):
        after = blocks[k + 1][1] if k + 1 < len(blocks) else None
        found.extend(_in_block(text, number, extent, reopened=_opens_with_mark(text, after)))
    return tuple(found)


def _opens_with_mark(text: str, extent: Passage | None) -> bool:
    if extent is None:
        return False
    mark = _MARK.match(text, extent.start, extent.end)
    return mark is not None and mark.group() not in (_SINGLE - {"‘"}) | _CLOSES


def _in_block(text: str, number: int, extent: Passage, reopened: bool) -> list[Quotation]:
    judged = (_judged(text, found, extent) for found in _MARK.finditer(text, *extent))
    marks = [mark for mark in judged if mark is not None]
    double = _paired([mark for mark in marks if not mark.single], extent, text, reopened)
    single = _singles(text, [mark for mark in marks if mark.single])
    spans = [(a, b, False, runs) for a, b, runs in double] + [(a, b, True, False) for a, b in single]
    return [Quotation(Passage(a, b), number, one, runs) for a, b, one, runs in _outermost(spans)]


def _outermost(spans: list[tuple[int, int, bool, bool]]) -> list[tuple[int, int, bool, bool]]:
    kept: list[tuple[int, int, bool, bool]] = []
    for span in sorted(spans, key=lambda s: (s[0], -s[1])):
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
        elif span[1] > kept[-1][1] and kept[-1][2] and not span[2]:
            kept[-1] = span  # marks that cross: the double ones are the safer reading
    return kept


def _judged(text: str, found: re.Match[str], extent: Passage) -> _Mark | None:
    """What a mark is, from its shape and neighbours; None for feet, inches and apostrophes."""
    mark, start, end = found.group(), found.start(), found.end()
    before = text[start - 1] if start > extent.start else " "
    after = text[end] if end < extent.end else " "
    single = mark in _SINGLE
    if single and before.isalnum() and after.isalnum():
        return None
    if mark in _INCHES or (not single and _FEET.search(text, max(extent.start, start - 6), start)):
        return None
    side = _side(mark, before, after)
    if single and side != "close" and _ELIDED.match(text, end):
        return None
    if single and side != "open" and before.isdigit() and after.isspace() and mark == "'":
        return None
    return _Mark(start, end, side, single)


def _side(mark: str, before: str, after: str) -> Literal["open", "close", "either"]:
    free_left = before.isspace() or before in _BEFORE_OPEN or _MARK.match(before) is not None
    free_right = after.isspace() or after in _ENDS or _MARK.match(after) is not None
    if free_left and not free_right:
        # A typographic closing mark before a word is a slip of the keyboard only when it stands free on its left.
        return "open" if not (mark in _CLOSES and not before.isspace()) else "close"
    if free_right and not free_left:
        return "close"
    if mark in _OPENS:
        return "open"
    return "close" if mark in _CLOSES else "either"


def _paired(marks: list[_Mark], extent: Passage, text: str, reopened: bool) -> list[tuple[int, int, bool]]:
    """Start, end, and whether it was left open."""
    spans: list[tuple[int, int, bool]] = []
    open_at: list[int] = []
    for mark in marks:
        closes = mark.side == "close" or (mark.side == "either" and bool(open_at))
        if closes:
            if open_at:
                spans.append((open_at.pop(), mark.end, False))
        elif not (open_at and _opened_anew(text, open_at[-1], mark.start)):
            open_at.append(mark.start)
    if open_at and (reopened or _speaks(text, open_at[0], extent)):
        last = max((end for _, end, _ in spans), default=extent.start)
        if open_at[0] >= last:
            spans.append((open_at[0], extent.end, True))
    return spans


def _opened_anew(text: str, opened: int, start: int) -> bool:
    """Whether a mark opens a quotation that is still open: its paragraphs run together, each with a mark of its own."""
    lead = text[max(opened + 1, start - 8) : start].rstrip()
    return bool(lead) and lead[-1] in _SENTENCE_ENDS


_SENTENCE_ENDS = frozenset(".?!…")


def _speaks(text: str, start: int, extent: Passage) -> bool:
    """Whether an unclosed mark stands where speech begins: at the start of its block, or after a comma or colon."""
    lead = text[extent.start : start].rstrip()[-1:]
    return extent.end - start <= LONGEST and (start == extent.start or lead in (",", ":"))


def _singles(text: str, marks: list[_Mark]) -> list[tuple[int, int]]:
    """Pairs of single marks. A plural's apostrophe (the workers' demands) closes only if nothing better follows."""
    spans: list[tuple[int, int]] = []
    opened: _Mark | None = None
    spare: _Mark | None = None
    for mark in marks:
        if opened is None:
            opened = mark if mark.side == "open" else None
        elif mark.side == "open":
            if spare:
                spans.append((opened.start, spare.end))
                opened, spare = mark, None
        elif text[mark.start - 1] in "sS" and spare is None and text[mark.end : mark.end + 1] not in _ENDS:
            spare = mark
        else:
            spans.append((opened.start, mark.end))
            opened, spare = None, None
    if opened and spare:
        spans.append((opened.start, spare.end))
    return spans
