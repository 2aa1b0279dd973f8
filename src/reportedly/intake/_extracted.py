"""The lines that trafilatura takes for the main text.

Its output is text without places, so each of our lines is first given a mark of its own, one rare letter at its end,
and the marks that come out name the lines. Its fast way is asked: the slow one runs two more extractors over every page
to compare, for twice the time, and with our corrections on top both come to the same (bench/run.py --only html).
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from typing import Any

from reportedly.intake._names import squeezed
from reportedly.intake._page import Line, Size

__all__ = ["extracted", "found"]

#: Ideographs of the second supplementary plane: letters that no page of news is written in.
_MARKS = range(0x20000, 0x2A6D7)
_MARKED = re.compile(f"[{chr(_MARKS[0])}-{chr(_MARKS[-1])}]")
#: Beyond this many elements, characters or levels a page is a data dump, on which the extractor would spend minutes.
_ELEMENTS, _CHARACTERS, _LEVELS = 150_000, 3_000_000, 300


def extracted(tree: Any, lines: Sequence[Line], size: Size) -> set[int]:
    """The lines that trafilatura keeps; none where it finds nothing or fails. The tree is spent: marks are left in."""
    characters = sum(len(line.text) for line in lines)
    if size.elements > _ELEMENTS or characters > _CHARACTERS or size.depth > _LEVELS:
        return set()
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # its warnings are about pages, not about us
    marks = _marked(lines)
    try:
        text = trafilatura.extract(tree, include_comments=False, fast=True) or ""
    except Exception:  # a page that trips the extractor still has its paragraphs
        return set()
    kept = {marks[letter] for letter in _MARKED.findall(text) if letter in marks}
    if 2 * sum(len(lines[at].text) for at in kept) < len(text):
        kept |= found(lines, text)
    return kept


#: How far ahead, in letters, the next line is looked for in a text without marks.
_AHEAD = 5000


def found(lines: Sequence[Line], text: str) -> set[int]:
    """The lines that stand in a text, in its order: some pages carry the article in their linked data, unmarked."""
    letters, at, out = squeezed(text), 0, set()
    for number, line in enumerate(lines):
        words = squeezed(line.text)
        where = letters.find(words, at, at + _AHEAD + len(words)) if len(words) > 40 else -1
        if where >= 0:
            out.add(number)
            at = where + len(words)
    return out


#: Characters that the parser lets in and does not take back.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def _marked(lines: Sequence[Line]) -> dict[str, int]:
    """Puts one rare letter after each line's last words in the tree; returns which letter is which line."""
    used = {letter for line in lines if not line.text.isascii() for letter in _MARKED.findall(line.text)}
    free = (chr(code) for code in _MARKS if chr(code) not in used)
    marks = dict(zip(free, range(len(lines))))
    ends: dict[tuple[Any, bool], str] = {}
    for mark, at in marks.items():
        ends[lines[at].last] = ends.get(lines[at].last, "") + mark
    for (element, tail), letters in ends.items():
        if tail:
            element.tail = _UNWRITABLE.sub("", element.tail or "") + letters
        else:
            element.text = _UNWRITABLE.sub("", element.text or "") + letters
    return marks
