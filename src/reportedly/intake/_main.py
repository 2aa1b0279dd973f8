"""Which lines of a page are the article, and what the others are.

The main text is trafilatura's choice (precision favoured; A. Barbaresi, ACL 2021). Its output is text without places,
so each of our lines is first given a mark of its own, one rare letter at its end, and the marks that come out name the
lines. What the page's markup and wording say about a line comes on top: captions, bylines, prompts, lists of links.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import Any

from reportedly import shelf
from reportedly.intake._about import About
from reportedly.intake._page import Line, depth
from reportedly.model import BlockKind

__all__ = ["byline", "kinds"]

#: Ideographs of the second supplementary plane: letters that no page of news is written in.
_MARKS = range(0x20000, 0x2A6D7)
#: Beyond this many elements, characters or levels a page is a data dump, on which the extractor would spend minutes.
_ELEMENTS, _CHARACTERS, _LEVELS = 150_000, 3_000_000, 300


def kinds(tree: Any, lines: Sequence[Line], about: About) -> list[BlockKind]:
    """The kind of each line. The tree is spent: marks are left in it."""
    kept = _extracted(tree, lines) or _dense(lines)
    headline = _headline(lines, about, kept)
    kept = _mended(lines, kept - {headline})
    out: list[BlockKind] = [_kind(line, at in kept) for at, line in enumerate(lines)]
    for at in _captions(lines, kept):
        out[at] = "caption"
    for at in _bylines(lines, kept, headline, about):
        out[at] = "byline"
    if headline >= 0:
        out[headline] = "headline"
    return out


# --- the main text --------------------------------------------------------------------------------------------------


def _extracted(tree: Any, lines: Sequence[Line]) -> set[int]:
    """The lines that trafilatura keeps; none where it finds nothing or fails."""
    if not _measured(tree, lines):
        return set()
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # its warnings are about pages, not about us
    marks = _marked(lines)
    try:
        text = trafilatura.extract(tree, include_comments=False, favor_precision=True) or ""
    except Exception:  # a page that trips the extractor still has its paragraphs
        return set()
    kept = {marks[letter] for letter in text if letter in marks}
    if 2 * sum(len(lines[at].text) for at in kept) < len(text):
        kept |= _found(lines, text)
    return kept


#: How far ahead, in letters, the next line is looked for in a text without marks.
_AHEAD = 5000


def _found(lines: Sequence[Line], text: str) -> set[int]:
    """The lines that stand in a text, in its order: some pages carry the article in their linked data, unmarked."""
    letters, at, found = _squeezed(text), 0, set()
    for number, line in enumerate(lines):
        words = _squeezed(line.text)
        where = letters.find(words, at, at + _AHEAD + len(words)) if len(words) > 40 else -1
        if where >= 0:
            found.add(number)
            at = where + len(words)
    return found


def _squeezed(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _measured(tree: Any, lines: Sequence[Line]) -> bool:
    """Whether a page is of a size that pages have."""
    elements = sum(1 for _ in tree.iter())
    characters = sum(len(line.text) for line in lines)
    return elements <= _ELEMENTS and characters <= _CHARACTERS and depth(tree) <= _LEVELS


#: Characters that the parser lets in and does not take back.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def _marked(lines: Sequence[Line]) -> dict[str, int]:
    """Puts one rare letter after each line's last words in the tree; returns which letter is which line."""
    used = {letter for line in lines for letter in line.text if ord(letter) in _MARKS}
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


_ASIDE = frozenset({"nav", "footer", "aside", "related", "comments", "share", "form", "button"})


def _dense(lines: Sequence[Line]) -> set[int]:
    """Without an extractor: paragraphs of some length that are not links and stand in no margin."""
    return {
        at
        for at, line in enumerate(lines)
        if len(line.text) >= 60 and line.linked * 3 < len(line.text) and not line.marks & (_ASIDE | _CAPTION)
    }


# --- what the wording and the markup add ----------------------------------------------------------------------------


@cache
def _wording(match: str) -> dict[str, str]:
    return {row["phrase"]: row["kind"] for row in shelf.table("en/furniture.tsv") if row["match"] == match}


@cache
def _prompts() -> re.Pattern[str]:
    """Wordings of three words and more that open or fill a prompt; shorter ones also open honest sentences."""
    kinds = {"advert", "comments", "cookie", "copyright", "newsletter", "related", "share"}
    opening, within = (
        "|".join(
            sorted(
                (re.escape(p) for p, kind in _wording(match).items() if kind in kinds and p.count(" ") > 1),
                reverse=True,
            )
        )
        for match in ("start", "inside")
    )
    return re.compile(rf"\A(?:{opening})(?!\w)|(?<!\w)(?:{within})(?!\w)")


_EDGES = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_UPDATED = re.compile(r"(?:last )?(?:updated|published|posted|modified)\b[^.]{0,60}\d", re.IGNORECASE)
_SHORTCODE = re.compile(r"\[/?[a-z_]+(?: [a-z_]+=[^\]]{0,200})?\]", re.IGNORECASE)


def _furnished(text: str) -> bool:
    """Whether a line is worded as furniture: a prompt, a label over other stories, the hour of the last change."""
    lowered = text.lower().lstrip("[(*>»•-–— ")
    if len(text) < 80 and (_EDGES.sub("", lowered) in _wording("line") or _UPDATED.match(text)):
        return True
    return len(text) < 250 and bool(_prompts().search(lowered) or _SHORTCODE.match(text))


_POINTER = re.compile(r"\W*(?:related|more|read|see|also|watch|leggi|lire|lesen|lee|leia)\b[^:.]{0,25}:", re.IGNORECASE)


def _points_away(line: Line) -> bool:
    """A line that sends the reader to another story: a label, a colon, a link."""
    return line.linked * 2 >= len(line.text) and bool(_POINTER.match(line.text))


def _linked(line: Line) -> bool:
    return line.linked * 10 >= len(line.text) * 8


def _mended(lines: Sequence[Line], kept: set[int]) -> set[int]:
    """The main text without what the extractor let in, and with what it left out between its own paragraphs."""
    kept = {at for at in kept if not _slipped(lines, at)}
    first = min((at for at in kept if not lines[at].marks & {"heading", "h1"}), default=0)
    # Headings above the first paragraph: the deck repeats the story, labels name the section.
    kept = {at for at in kept if at >= first}
    return kept | _holes(lines, kept)


def _again(text: str, seen: set[str]) -> bool:
    """Whether a text was seen before."""
    if text in seen:
        return True
    seen.add(text)
    return False


def _slipped(lines: Sequence[Line], at: int) -> bool:
    """Furniture in the midst of the copy: prompts, boxes of links, lists of other headlines."""
    line = lines[at]
    if _furnished(line.text) or _points_away(line) or "h1" in line.marks:
        return True
    if "heading" in line.marks and line.marks & {"share", "related"}:
        return True
    if not _linked(line):
        return False
    neighbours = [lines[near] for near in (at - 1, at + 1) if 0 <= near < len(lines)]
    listed = "li" in line.marks and any("li" in near.marks and _linked(near) for near in neighbours)
    return listed or "heading" in line.marks or bool(line.marks & _ASIDE)


def _holes(lines: Sequence[Line], kept: set[int]) -> set[int]:
    """Short paragraphs and embedded posts within three lines of kept ones on both sides: the extractor wants length."""
    order = sorted(kept)
    gaps = [range(one + 1, two) for one, two in pairwise(order) if 1 < two - one <= 4]
    return {at for gap in gaps for at in gap if _fills(lines[at])}


def _fills(line: Line) -> bool:
    if line.marks & (_ASIDE | {"figure", "caption", "h1", "heading", "li", "table"}) or _linked(line):
        return False
    fits = "blockquote" in line.marks or ("p" in line.marks and len(line.text) >= 25)
    return fits and not _furnished(line.text) and not _points_away(line)


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
        score -= 0.3 * bool(line.marks & _ASIDE) + 0.2 * ("a" in line.marks)
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
    seen = {lines[at].text for at in kept if not lines[at].marks & _CAPTION}
    inside = range(max(0, min(kept) - 12), max(kept) + 1)
    return [at for at in inside if _is_caption(lines[at]) and not _again(lines[at].text, seen)]


_CAPTION = frozenset({"figcaption", "caption"})
_CREDIT = re.compile(
    r"\W*(?:photos?|images?|pictures?|video|credits?|courtesy|source|file)\b[^.]{0,60}$", re.IGNORECASE
)


def _is_caption(line: Line) -> bool:
    if not line.marks & _CAPTION or line.marks & (_ASIDE - {"aside"}) or _linked(line):
        return False
    return line.text.count(" ") >= 7 and not _CREDIT.match(line.text)


_BY = re.compile(r"(?:(?:written )?by|von|par|por|di|door|af|av)\s+(?=[^\W\d_])", re.IGNORECASE)


def _bylines(lines: Sequence[Line], kept: set[int], headline: int, about: About) -> list[int]:
    """The line that names the author, near the headline and above the copy."""
    first = min(kept, default=len(lines))
    start = headline + 1 if 0 <= headline < first else max(0, first - 8)
    near = range(start, min(first, start + 15))
    return next(
        ([at] for at in near if byline(lines[at].text, about) and not lines[at].marks & (_ASIDE - {"aside"})), []
    )


def byline(text: str, about: About) -> tuple[int, int] | None:
    """Where in a line the author is named, with the "By" before it; None in a line that does not name him."""
    name = about.byline
    if not name or len(text) > 120 or name.casefold() == (about.outlet or "").casefold():
        return None
    at = text.casefold().find(name.casefold())
    if at < 0 or len(text.casefold()) != len(text):
        return None
    lead = _BY.match(text)
    return (0 if lead and lead.end() == at else at), at + len(name)


def _kind(line: Line, kept: bool) -> BlockKind:
    if kept:
        return "body"
    return "related" if "related" in line.marks and not line.marks & {"nav", "footer"} else "furniture"
