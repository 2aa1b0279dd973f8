"""The extractor's choice of lines, mended: what it lets in and what it leaves out, on page after page.

It lets in prompts and boxes of links in the midst of the copy, excerpts of other stories below it, labels above it and
signatures at its end. It leaves out what is short, what is all link, and what a page calls by a name that sounds like
furniture: posts embedded in the copy, sources, shops, crossheads without a heading's tag.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from reportedly.intake._about import About
from reportedly.intake._furnished import ADDRESS, ASIDE, furnished, leaves, linked, points_away, site_of
from reportedly.intake._names import squeezed
from reportedly.intake._page import Box, Line

__all__ = ["mended"]


def mended(lines: Sequence[Line], kept: set[int], about: About) -> set[int]:
    """The main text without what the extractor let in, and with what it left out between its own paragraphs."""
    site = site_of(about.url or "")
    kept = {at for at in kept if not _slipped(lines, at, site)}
    kept -= _beside(lines, kept)
    kept -= _teasers(lines, kept, site)
    kept -= _buttons(lines, kept)
    kept = _trimmed(lines, kept, site, about)
    homes = _homes(lines, kept)
    return kept | _above(lines, kept, homes) | _holes(lines, kept, homes, site)


def _length(lines: Sequence[Line], which: Iterable[int]) -> int:
    return sum(len(lines[at].text) for at in which)


# --- what was let in --------------------------------------------------------------------------------------------------


def _slipped(lines: Sequence[Line], at: int, site: str) -> bool:
    """Furniture in the midst of the copy: prompts, boxes of links, lists of other headlines."""
    line = lines[at]
    if furnished(line.text) or points_away(line) or "h1" in line.marks:
        return True
    if _to_copy(line):
        return True
    if "heading" in line.marks and line.marks & {"share", "related"}:
        return True
    if not linked(line) or leaves(line, site):
        return False
    neighbours = [lines[near] for near in (at - 1, at + 1) if 0 <= near < len(lines)]
    listed = "li" in line.marks and any("li" in near.marks and linked(near) for near in neighbours)
    return listed or "heading" in line.marks or bool(line.marks & ASIDE)


def _to_copy(line: Line) -> bool:
    """The page's address, put there to be copied."""
    return not line.linked and bool(ADDRESS.fullmatch(line.text))


#: What the markup calls by these names is no article, unless all of it stands in a box of that name.
_BESIDE = frozenset({"comments", "footer", "nav"})


def _beside(lines: Sequence[Line], kept: set[int]) -> set[int]:
    """What readers say, and the foot of the page, where a quarter of what was kept stands elsewhere."""
    out = {at for at in kept if lines[at].marks & _BESIDE}
    return out if _length(lines, kept - out) * 4 >= _length(lines, kept) else set()


def _teasers(lines: Sequence[Line], kept: set[int], site: str) -> set[int]:
    """Excerpts of other stories: three at least, each under a headline that is a link within the site, or behind it."""
    runs: list[list[int]] = [[]]
    for at in sorted(kept):
        if not _introduces(lines, at, site):
            runs.append([])
        elif runs[-1] and at - runs[-1][-1] > 4:
            runs.append([at])
        else:
            runs[-1].append(at)
    out = {at for run in runs if len(run) >= 3 and _briefs(lines, run) for at in run}
    return out if 2 * _length(lines, out) < _length(lines, kept) else set()


def _introduces(lines: Sequence[Line], at: int, site: str) -> bool:
    """Whether a line may be an excerpt: right under a link within the site, or opening with one in a box of its own."""
    line = lines[at]
    if linked(line):
        return False
    if at and linked(lines[at - 1]) and lines[at - 1].link and not leaves(lines[at - 1], site):
        return True
    alone = all(lines[near].box is not line.box for near in (at - 1, at + 1) if 0 <= near < len(lines))
    return alone and line.linked * 4 >= len(line.text) and not leaves(line, site)


def _briefs(lines: Sequence[Line], run: list[int]) -> bool:
    """Whether lines look like excerpts: short, or each in a box of its own."""
    return all(len(lines[at].text) < 250 for at in run) or len({lines[at].box for at in run}) == len(run)


def _buttons(lines: Sequence[Line], kept: set[int]) -> set[int]:
    """Links that stand in the copy twice or more."""
    links = [at for at in kept if linked(lines[at])]
    seen = Counter((lines[at].text, lines[at].link) for at in links)
    return {at for at in links if seen[lines[at].text, lines[at].link] > 1}


# --- the ends of the copy ---------------------------------------------------------------------------------------------


def _trimmed(lines: Sequence[Line], kept: set[int], site: str, about: About) -> set[int]:
    """Without what stands above the first paragraph and below the last: labels, dates, links, signatures."""
    order = sorted(kept)
    # The deck repeats the story; labels name the section.
    first = next((n for n, at in enumerate(order) if not _heads(lines[at], site)), 0)
    order = order[first:]
    while order and (drop := _tail(lines, order, about)):
        del order[-drop:]
    return set(order[: _ruled_off(lines, order)])


_YEAR = re.compile(r"(?:19|20)\d\d")


def _heads(line: Line, site: str) -> bool:
    """Whether a line belongs to the head of the page: a heading, a label that is a link, the day and hour."""
    if line.marks & {"heading", "h1"} or (linked(line) and not leaves(line, site)):
        return True
    text = line.text
    return len(text) < 60 and sum(map(str.isdigit, text)) >= 5 and bool(_YEAR.search(text))


_FOLLOW = re.compile(
    r"\b(?:follow|find|like|reach)\b.{0,80}\b(?:facebook|twitter|instagram|youtube|telegram|whatsapp)\b", re.IGNORECASE
)
_LABELLED = re.compile(r"[^:]{0,30}:\s*https?://\S+")


def _tail(lines: Sequence[Line], order: Sequence[int], about: About) -> int:
    """How many lines at the end are no part of the story: a rule, a heading over nothing, an address, who the author
    is; links, two at least, whose words are no addresses."""
    links = 0
    while links < len(order) and linked(line := lines[order[-1 - links]]) and not ADDRESS.match(line.text):
        links += 1
    return links if links > 1 else int(_signs_off(lines[order[-1]], about))


def _signs_off(line: Line, about: About) -> bool:
    text = line.text
    if not any(map(str.isalnum, text)) or "heading" in line.marks or _LABELLED.fullmatch(text):
        return True
    if len(text) < 250 and _FOLLOW.search(text):
        return True
    return bool(about.byline) and len(text) < 400 and text.startswith(f"{about.byline} is ")


def _ruled_off(lines: Sequence[Line], order: Sequence[int]) -> int:
    """Where the copy ends for a rule ("___") with hardly anything after it: who contributed, where to read on."""
    for number in range(len(order) - 1, max(-1, len(order) - 4), -1):
        if not any(map(str.isalnum, lines[order[number]].text)):
            after = _length(lines, order[number:])
            return number if after < 500 and after * 8 < _length(lines, order) else len(order)
    return len(order)


# --- what was left out ------------------------------------------------------------------------------------------------


def _homes(lines: Sequence[Line], kept: set[int]) -> set[Box]:
    """The boxes in which the copy stands: each holds a tenth of it."""
    shares: Counter[Box] = Counter()
    for at in kept:
        shares[lines[at].box] += len(lines[at].text)
    whole = sum(shares.values())
    return {box for box, share in shares.items() if share * 10 >= whole}


def _at_home(box: Box, homes: set[Box]) -> bool:
    """Whether a box is one of those, or stands in one with at most four between."""
    around: Box | None = box
    for _ in range(6):
        if around is None or around in homes:
            break
        around = around.around
    return around in homes


def _above(lines: Sequence[Line], kept: set[int], homes: set[Box]) -> set[int]:
    """The opening that the extractor passed over: lines in the same box right above the first it took, one of them
    a paragraph."""
    first = min(kept, default=0)
    out: list[int] = []
    for at in range(first - 1, max(-1, first - 12), -1):
        line = lines[at]
        if line.box not in homes or line.marks & (ASIDE | {"h1", "figure", "caption"}) or linked(line):
            break
        if furnished(line.text):
            break
        out.append(at)
    start = min((at for at in out if len(lines[at].text) >= 80), default=first)
    return {at for at in out if at >= start}


#: How many letters are searched, lines times copy, for lines that repeat the copy.
_SEARCHED = 50_000_000


def _holes(lines: Sequence[Line], kept: set[int], homes: set[Box], site: str) -> set[int]:
    """What the extractor left out between its own lines and is no pull quote, which says what the copy says."""
    order = sorted(kept)
    fits = list(_fitting(lines, order, homes, site))
    copy = squeezed("".join(lines[at].text for at in order))
    if len(copy) * len(fits) > _SEARCHED:
        return set(fits)
    return {at for at in fits if squeezed(lines[at].text) not in copy}


def _fitting(lines: Sequence[Line], order: Sequence[int], homes: set[Box], site: str) -> Iterator[int]:
    for one, two in pairwise(order):
        yield from (at for at in range(one + 1, two) if _fills(lines[at], homes, site, short=two - one <= 4))
    if order:  # below the copy, only posts that it ends with
        below = range(order[-1] + 1, min(len(lines), order[-1] + 4))
        yield from (
            at for at in below if "blockquote" in lines[at].marks and _fills(lines[at], homes, site, short=True)
        )


def _fills(line: Line, homes: set[Box], site: str, *, short: bool) -> bool:
    """Whether a line left out is of the copy: an embedded post, a link to another site, or, in a short gap, words
    that stand as the copy's own paragraphs do."""
    if not _at_home(line.box, homes) or furnished(line.text) or points_away(line) or _to_copy(line):
        return False
    if "blockquote" in line.marks:
        return not line.marks & (ASIDE - {"share"}) and not linked(line)
    if line.marks & (ASIDE | {"figure", "caption", "h1", "table"}):
        return False
    if linked(line):
        return leaves(line, site) and len(line.text) >= 12 and not _SHARING.search(line.link)
    if not short or line.marks & {"li", "heading"} or len(line.text) < 20:  # shorter: "Advertisement", in any language
        return False
    return "p" in line.marks or (line.box.tag == "div" and line.box.around in homes)


_SHARING = re.compile(r"share|/intent/|/submit\b|/dialog/|send\?", re.IGNORECASE)
