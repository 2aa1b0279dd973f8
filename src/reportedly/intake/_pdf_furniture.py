"""What stands on the pages of a PDF around their text: running heads and feet, page numbers, stamps of a printing
browser. It is told by coming again, at the same height, on other pages; where it stands once only, by its form."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median
from urllib.parse import urlsplit

from reportedly.intake._pdf_columns import rows
from reportedly.intake._pdf_pages import Page, Piece

__all__ = ["address", "furniture"]

#: Heads and feet are within this part of the page's height, and among this many rows from its edge.
_ZONE, _ROWS = 0.15, 3
#: Heights are the same within this many points.
_STEP = 6
#: No number, address or stamp has more letters.
_LONGEST = 400

_PAGE = r"\W*(?:(?:page|p\.|seite|página|pagina)\s*)?\d{1,4}(?:\s*(?:of|/|von|sur|de|di)\s*\d{1,4})?\W*"
_NUMBERED = re.compile(rf"{_PAGE}\Z", re.IGNORECASE)
_ROMAN = re.compile(r"\W*[ivxlc]{1,7}\W*\Z", re.IGNORECASE)
_ADDRESS = re.compile(rf"(?P<url>(?:https?|file)://\S+)(?:\s+{_PAGE})?\Z", re.IGNORECASE)
#: Date and hour at the head of a page that a browser printed.
_STAMP = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4},?\s+\d{1,2}[:.]\d\d", re.IGNORECASE)

Row = list[Piece]

#: Pages with more pieces than this are maps or noise.
_MOST = 6000

_Sight = tuple[int, str, int]


def furniture(pages: Sequence[Page]) -> list[list[Piece]]:
    """The pieces of each page that belong to no text."""
    shown = [[piece for piece in page.pieces if not piece.hidden] for page in pages]
    edges = [_edges(page, pieces) for page, pieces in zip(pages, shown)]
    worded = [[piece for piece in pieces if _is_worded(piece)] for pieces in shown]
    near = _counted(_sight(page, piece) for page, found in zip(pages, edges) for row, _ in found for piece in row)
    anywhere = _counted(_sight(page, piece) for page, pieces in zip(pages, worded) for piece in pieces)
    many = max(3, (len(pages) + 1) // 2)
    out = []
    for page, pieces, at_edge, words in zip(pages, shown, edges, worded):
        again = [piece for piece in words if _times(anywhere, _sight(page, piece)) >= many]
        told = _standing(again, pieces)
        told |= {id(piece) for piece in _by_form(page, pieces)}
        for row, apart in at_edge:
            times = [_times(near, _sight(page, piece)) for piece in row]
            if apart or min(times) >= max(3, len(pages) / 3):
                told |= {id(piece) for piece, count in zip(row, times) if count > 1}
        out.append([piece for piece in pieces if id(piece) in told])
    return out


def address(found: Iterable[Sequence[Piece]]) -> str | None:
    """The web address that a browser put under every page that it printed, where it is whole and always the same."""
    seen = {match["url"] for pieces in found for piece in pieces if (match := _ADDRESS.match(piece.text[:_LONGEST]))}
    url = next(iter(seen)) if len(seen) == 1 else ""
    if not url.lower().startswith("http") or url.endswith(("…", "...")):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.netloc and parts.path.strip("/") else None


# --- what comes again -----------------------------------------------------------------------------------------------


def _edges(page: Page, pieces: Sequence[Piece]) -> list[tuple[Row, bool]]:
    """The first and last rows near the page's edges, and whether white parts them from the text.

    Of a row that nothing parts, all must come again, in other type than the text's: a last line of a paragraph may well
    stand twice at one height.
    """
    ordered = rows(pieces)
    out = []
    for end in (ordered[: _ROWS + 1], ordered[: -_ROWS - 2 : -1]):
        near = [row for row in end[:_ROWS] if not page.height * _ZONE < row[0].base < page.height * (1 - _ZONE)]
        gaps = [abs(two[0].base - one[0].base) / max(piece.size for piece in one + two) for one, two in pairwise(end)]
        white = max((at for at, gap in enumerate(gaps[: len(near)]) if gap > 1.6), default=-1)
        alike = {_look(piece) for row in end[_ROWS:] for piece in row}
        out += [(row, at <= white) for at, row in enumerate(near) if at <= white or _look(row[0]) not in alike]
    return out


def _look(piece: Piece) -> tuple[int, bool, bool]:
    return round(piece.size * 2), piece.bold, piece.italic


def _standing(again: Sequence[Piece], pieces: Sequence[Piece]) -> set[int]:
    """Of what comes again on most pages, what is no line of a text: all that is close above and below it does, too.

    Most of a page is no furniture: the file holds the page several times.
    """
    if _letters(again) * 2 >= _letters(pieces) or len(pieces) > _MOST:
        return set()
    told = list(again)
    apart = {id(piece) for piece in again}
    text = [piece for piece in pieces if id(piece) not in apart]
    while told and text:
        text = [piece for piece in told if any(_is_close(piece, other) for other in text)]
        apart -= {id(piece) for piece in text}
        told = [piece for piece in told if id(piece) in apart]
    return apart


def _is_close(one: Piece, two: Piece) -> bool:
    """Whether two pieces look like lines of one paragraph."""
    return abs(one.base - two.base) < 1.6 * one.size and one.x0 < two.x1 and two.x0 < one.x1


def _letters(pieces: Sequence[Piece]) -> int:
    return sum(len(piece.text) for piece in pieces)


def _is_worded(piece: Piece) -> bool:
    """Whether a piece is more than a word of a line: such may stand at one height on many pages."""
    return not piece.space and len(piece.text) > 9 and sum(map(str.isalpha, piece.text)) > 4


def _sight(page: Page, piece: Piece) -> _Sight:
    """A piece as it would look on another page: page numbers are compared by how far they are from the page's own."""
    words = " ".join(piece.text.casefold().split())
    number = re.search(r"\d+", words) if len(words) < _LONGEST and _NUMBERED.match(words) else None
    if number:
        words = f"{words[: number.start()]}{int(number.group()) - page.number:+d}"
    elif _ROMAN.match(words):
        words = "roman"
    else:
        words = re.sub(r"\d+", "#", words)
    return page.number, words, round(piece.base / _STEP)


def _counted(sights: Iterable[_Sight]) -> Counter[tuple[str, int]]:
    """On how many pages something stands at a height."""
    return Counter((words, step) for _, words, step in set(sights))


def _times(count: Counter[tuple[str, int]], sight: _Sight) -> int:
    _, words, step = sight
    return max(count[words, step] + count[words, step + 1], count[words, step] + count[words, step - 1])


# --- what is told by its form ---------------------------------------------------------------------------------------


def _by_form(page: Page, pieces: Sequence[Piece]) -> list[Piece]:
    """A page number alone at the edge, a row of things far apart there (the paper, the day), and the two lines that
    browsers put around a page they print."""
    found: list[Piece] = []
    ordered = rows(pieces)
    size = median(piece.size for piece in pieces) if pieces else 0
    for row, beside in ((ordered[0], ordered[1:2]), (ordered[-1], ordered[-2:-1])) if ordered else ():
        if page.height * _ZONE < row[0].base < page.height * (1 - _ZONE):
            continue
        apart = beside and abs(beside[0][0].base - row[0].base) > 1.8 * max(piece.size for piece in row)
        texts = [piece.text[:_LONGEST] for piece in row]
        stamped = any(_ADDRESS.match(text) or _STAMP.match(text) for text in texts)
        numbered = len(row) == 1 and (_NUMBERED.match(texts[0]) or _ROMAN.match(texts[0]))
        if stamped or (apart and (numbered or _is_spread(row, size))):
            found += row
    return found


def _is_spread(row: Row, size: float) -> bool:
    """Whether a row holds a few things in small type, far from each other."""
    small = max(piece.size for piece in row) < 1.7 * size and sum(len(piece.text) for piece in row) < 150
    gaps = [two.x0 - one.x1 for one, two in pairwise(row)]
    return small and any(gap > 6 * size for gap in gaps)
