"""Which lines of a page are the article, and what the others are.

The main text is trafilatura's choice of lines (A. Barbaresi, ACL 2021), mended. What the page's markup and wording say
about a line comes on top: headline, captions, bylines, boxes of related stories.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import islice
from typing import Any

from reportedly.intake._about import About
from reportedly.intake._extracted import extracted, found
from reportedly.intake._furnished import ASIDE, CAPTION, linked
from reportedly.intake._mended import mended
from reportedly.intake._names import BY, squeezed
from reportedly.intake._page import Box, Line, Size
from reportedly.model import BlockKind

__all__ = ["byline", "kinds"]


def kinds(tree: Any, lines: Sequence[Line], about: About, size: Size) -> list[BlockKind]:
    """The kind of each line. The tree is spent: marks are left in it."""
    kept = _main(tree, lines, about, size)
    headline = _headline(lines, about, kept)
    kept = mended(lines, kept - {headline}, about)
    out: list[BlockKind] = [_kind(line, at in kept) for at, line in enumerate(lines)]
    for at in _captions(lines, kept):
        out[at] = "caption"
    for at in _bylines(lines, kept, headline, about):
        out[at] = "byline"
    if headline >= 0:
        out[headline] = "headline"
    return out


# --- the main text --------------------------------------------------------------------------------------------------


def _main(tree: Any, lines: Sequence[Line], about: About, size: Size) -> set[int]:
    """The extractor's lines; without them those of the linked data's article, or paragraphs that look like copy."""
    dense = _dense(lines)
    kept = extracted(tree, lines, size)
    if kept:
        return _densest(lines, kept, dense)
    return found(lines, about.body) or dense


def _dense(lines: Sequence[Line]) -> set[int]:
    """Without an extractor: paragraphs of some length that are not links and stand in no margin."""
    return {
        at
        for at, line in enumerate(lines)
        if len(line.text) >= 60 and line.linked * 3 < len(line.text) and not line.marks & (ASIDE | CAPTION)
    }


def _densest(lines: Sequence[Line], kept: set[int], dense: set[int]) -> set[int]:
    """What was kept, unless it misses three quarters of a box of copy that is twice as long."""
    boxes: Counter[Box] = Counter()
    for at in dense:
        boxes[lines[at].box] += len(lines[at].text)
    box, whole = max(boxes.items(), key=lambda one: one[1], default=(None, 0))
    taken = sum(len(lines[at].text) for at in kept if lines[at].box is box)
    if whole < 600 or taken * 4 > whole or 2 * sum(len(lines[at].text) for at in kept) > whole:
        return kept
    return {at for at in dense if lines[at].box is box}


# --- headline, captions, bylines ------------------------------------------------------------------------------------


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _headline(lines: Sequence[Line], about: About, kept: set[int]) -> int:
    """The line that is the page's title, -1 where none is: an h1, or words that the metadata give as the title."""
    titles = [words for title in about.titles if (words := _words(title))]
    last = max(kept, default=len(lines) - 1)
    best, where = 0.5, -1
    for at, line in enumerate(lines[: last + 1]):
        telling = bool(line.marks & {"h1", "heading"})
        if len(line.text) > 300 or not (telling or titles):
            continue
        alike = _alike(_words(line.text), titles)
        score = alike + 0.45 * ("h1" in line.marks) + 0.1 * telling
        score -= 0.3 * bool(line.marks & ASIDE) + 0.2 * ("a" in line.marks)
        if score > best:
            best, where = score, at
    return where


def _alike(words: list[str], titles: list[list[str]]) -> float:
    """How much of a line is in the likest title and the other way round (0 to 1)."""
    return max((2 * len(set(words) & set(title)) / (len(set(words)) + len(set(title))) for title in titles), default=0)


def _captions(lines: Sequence[Line], kept: set[int]) -> list[int]:
    """Captions that are sentences, under pictures in the article or right above it; each once, credits left out."""
    if not kept:
        return []
    seen = {_opening(lines[at].text) for at in kept if not lines[at].marks & CAPTION}
    out = []
    for at in range(max(0, min(kept) - 12), max(kept) + 1):
        if _is_caption(lines[at]) and (words := _opening(lines[at].text)) not in seen:
            seen.add(words)
            out.append(at)
    return out


def _opening(text: str) -> str:
    """What tells a caption from others: a gallery repeats it with another credit behind it."""
    return squeezed(text[:80])[:40]


_CREDIT = re.compile(
    r"\W*(?:photos?|images?|pictures?|video|credits?|courtesy|source|file)\b[^.]{0,60}$"
    r"|\W*photo illustration by\b.{0,80}$|.{0,60}\b(?:via|/) ?(?:AP|AFP|Reuters|Getty)\b.{0,20}$",
    re.IGNORECASE,
)


def _is_caption(line: Line) -> bool:
    if not line.marks & CAPTION or line.marks & (ASIDE - {"aside"}) or linked(line):
        return False
    return line.text.count(" ") >= 7 and not _CREDIT.match(line.text)


def _bylines(lines: Sequence[Line], kept: set[int], headline: int, about: About) -> list[int]:
    """The line that names the author, near the headline and above the copy; else one right above the headline."""
    first = min(kept, default=len(lines))
    start = headline + 1 if 0 <= headline < first else max(0, first - 8)
    near = (*range(start, min(first, start + 15)), *range(start - 2, max(0, start - 4), -1))
    fits = (at for at in near if byline(lines[at].text, about) and not lines[at].marks & (ASIDE - {"aside"}))
    return list(islice(fits, 1))


def byline(text: str, about: About) -> tuple[int, int] | None:
    """Where in a line the author is named, with the "By" before it; None in a line that does not name him."""
    names = (about.byline,) if about.byline else about.signed
    if len(text) > 120 or len(text.casefold()) != len(text):
        return None
    for name in names:
        at = text.casefold().find(name.casefold())
        if at >= 0:
            lead = BY.match(text)
            return (0 if lead and lead.end() == at else at), at + len(name)
    return None


def _kind(line: Line, kept: bool) -> BlockKind:
    if kept:
        return "body"
    return "related" if "related" in line.marks and not line.marks & {"nav", "footer"} else "furniture"
