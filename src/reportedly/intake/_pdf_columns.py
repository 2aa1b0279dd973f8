"""The order in which a page is read: columns from left to right, each from top to bottom, headlines before what they
stand over.

A page is cut where white runs through. Rows of letters are taken from the top down as long as a gutter (a stretch that
no row of them crosses) is left between them; that band is cut into its columns, and each column is looked at again, for
a headline over two of three columns has columns below it. A row that crosses every gutter ends the band: a headline
over all columns, a line of a single column. What stands in short cells, row by row, is a table and is read in rows.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from reportedly.intake._pdf_pages import Piece

__all__ = ["Column", "Line", "columns", "line", "rows"]

Row = list[Piece]

#: A gutter is at least this many sizes of the type wide; a space between words is a quarter.
_GUTTER = 0.6
#: Columns within columns within columns: deeper cuts are noise.
_DEEPEST = 12
#: A broadsheet page has some two thousand pieces. A page with more than this is read as it is drawn.
_MOST = 6000
#: How many rows of one column may stand above the first of the next.
_AHEAD = 400
#: Cells of a table have this many letters or fewer, in all columns but one.
_CELL = 18
#: What stands before the items of a list, in a column of its own or not.
_MARKER = re.compile(r"(?:[•‣▪■●○◦·*–—-]|\(?\d{1,3}[.):]?|\(?[A-Za-z][.)])\Z")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a column. `lead` is the width of its first word; `face` whether it is bold and whether italic, where
    all of it is the same."""

    text: str
    x0: float
    x1: float
    base: float
    size: float
    bold: bool
    lead: float
    face: tuple[bool, bool] | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """Lines that follow one another downwards; `table`: each stands for itself, its cells parted by tabs."""

    lines: tuple[Line, ...]
    table: bool = False


def columns(pieces: Sequence[Piece]) -> list[Column]:
    """The columns of a page in reading order."""
    if not pieces:
        return []
    if len(pieces) > _MOST:
        return [Column(tuple(line([piece]) for piece in pieces))]
    right = _rtl("".join(piece.text for piece in pieces))
    return list(_cut(list(pieces), right, 0))


def _rtl(text: str) -> bool:
    """Whether more letters run from right to left than the other way."""
    if text.isascii():
        return False
    kinds = Counter(map(unicodedata.bidirectional, text))
    return kinds["R"] + kinds["AL"] > kinds["L"]


# --- cutting --------------------------------------------------------------------------------------------------------


def rows(pieces: Iterable[Piece]) -> list[Row]:
    """Pieces that share a baseline, from the top down; within a row from left to right."""
    found: list[Row] = []
    for piece in sorted(pieces, key=lambda piece: (piece.base, piece.x0)):
        if found and piece.base - found[-1][0].base <= min(piece.size, found[-1][0].size) / 4:
            found[-1].append(piece)
        else:
            found.append([piece])
    for row in found:
        row.sort(key=lambda piece: (piece.x0, piece.x1))
    return found


def _cut(pieces: list[Piece], right: bool, depth: int) -> Iterator[Column]:
    """The columns of a region; rows outside any band of columns run on in one."""
    ordered = rows(pieces)
    size = median(piece.size for piece in pieces)
    gutter = _GUTTER * size
    edges = min(piece.x0 for piece in pieces), max(piece.x1 for piece in pieces)
    single: list[Row] = []
    at = 0
    while at < len(ordered):
        if single and _goes_on(single[-1][0], ordered[at][0], size):
            single.append(ordered[at])
            at += 1
            continue
        end, parts = _band(ordered, at, gutter, edges, right) if depth < _DEEPEST else (at, [])
        if not parts:
            single.append(ordered[at])
            at += 1
            continue
        yield from _one(single, right)
        single = []
        if _is_table(ordered[at:end], parts):
            yield Column(tuple(line(row, right, cells=True) for row in ordered[at:end]), table=True)
        else:
            for part in reversed(parts) if right else parts:
                yield from _cut(part, right, depth + 1)
        at = end
    yield from _one(single, right)


def _goes_on(above: Piece, below: Piece, size: float) -> bool:
    """Whether a row is one more line of a headline."""
    alike = abs(above.size - below.size) < 0.05 * above.size
    return alike and below.size > 1.15 * size and below.base - above.base < 1.6 * below.size


def _band(
    ordered: list[Row], at: int, gutter: float, edges: tuple[float, float], right: bool
) -> tuple[int, list[list[Piece]]]:
    """The rows from `at` on that leave a gutter, as far as they go: where they end, and the pieces of each column."""
    covered: list[tuple[float, float]] = []
    end = at
    for number in range(at, len(ordered)):
        if end == at and number - at > _AHEAD:
            break
        covered = _covered(covered, ordered[number], gutter)
        if len(covered) > 1:
            end = number + 1
        elif covered[0][0] - gutter <= edges[0] and covered[0][1] + gutter >= edges[1]:
            break
    end = _trimmed(ordered, at, end)
    parts = _parts(ordered[at:end], gutter)
    return (end, parts) if _are_columns(ordered[at:end], parts, right) else (at, [])


def _covered(covered: list[tuple[float, float]], row: Row, gutter: float) -> list[tuple[float, float]]:
    """Stretches of the line that some row fills, with a new row's; white narrower than a gutter is filled."""
    merged: list[tuple[float, float]] = []
    for x0, x1 in sorted([*covered, *((piece.x0, piece.x1) for piece in row)]):
        if merged and x0 - merged[-1][1] < gutter:
            merged[-1] = merged[-1][0], max(merged[-1][1], x1)
        else:
            merged.append((x0, x1))
    return merged


def _trimmed(ordered: list[Row], at: int, end: int) -> int:
    """The band without rows at its foot that stand apart from it and near what follows: a short headline below."""
    while at + 1 < end < len(ordered):
        above = ordered[end - 1][0].base - ordered[end - 2][0].base
        below = ordered[end][0].base - ordered[end - 1][0].base
        if len(ordered[end - 1]) > 1 or above <= 1.4 * below:
            break
        end -= 1
    return end


def _parts(band: list[Row], gutter: float) -> list[list[Piece]]:
    """The pieces of each column of a band; bullets and numbers go with the column to their right."""
    covered: list[tuple[float, float]] = []
    for row in band:
        covered = _covered(covered, row, gutter)
    parts: list[list[Piece]] = [[] for _ in covered]
    for row in band:
        for piece in row:
            middle = (piece.x0 + piece.x1) / 2
            parts[next(at for at, (_, x1) in enumerate(covered) if middle <= x1)].append(piece)
    out: list[list[Piece]] = []
    markers: list[Piece] = []
    for part in parts:
        if part is not parts[-1] and all(_MARKER.match(piece.text) for piece in part):
            markers += part
        else:
            out.append(markers + part)
            markers = []
    return out


def _are_columns(band: list[Row], parts: list[list[Piece]], right: bool) -> bool:
    """Whether the parts of a band are columns, and no wide gaps between words that happen to lie below each other."""
    if len(parts) < 2 or len(band) < 2:
        return False
    begun = [[row[-1] if right else row[0] for row in rows(part)] for part in parts]
    later = begun[:-1] if right else begun[1:]
    if max(map(len, begun)) > 2:
        return all(_is_edged(firsts, right) for firsts in later)
    # The last two lines of a text that was spread over columns. Shorter things are the head of a letter.
    texts = all(_middling(part) > _CELL for part in parts)
    full = min(map(len, begun[1:] if right else begun[:-1])) > 1
    return texts and full and not any(piece.space for firsts in later for piece in firsts)


def _is_edged(firsts: list[Piece], right: bool) -> bool:
    """Whether lines, by their first pieces, begin at an edge of their own, where words before them run on into them.

    In narrow columns set to both edges a line of three long words has gaps as wide as a gutter.
    """
    if sum(piece.space for piece in firsts) * 2 < len(firsts):
        return True
    edges = Counter(round(piece.x1 if right else piece.x0) for piece in firsts)
    least = 2 / 3 if len(firsts) > 4 else 1
    return len(firsts) > 2 and max(edges.values()) >= least * len(firsts)


def _is_table(band: list[Row], parts: list[list[Piece]]) -> bool:
    """Whether the parts stand side by side in rows of short cells. Lines of text are longer, or differ in height."""
    together = sum(len(row) > 1 for row in band)
    if together * 5 < len(band) * 4:
        return False
    return sum(_middling(part) <= _CELL for part in parts) >= len(parts) - 1


def _middling(part: list[Piece]) -> float:
    """How many letters a line of a part has."""
    return median(sum(len(piece.text) for piece in row) for row in rows(part))


# --- lines ----------------------------------------------------------------------------------------------------------


def _one(ordered: list[Row], right: bool) -> Iterator[Column]:
    """Rows that belong to one column."""
    pieces = _initials([piece for row in ordered for piece in row])
    if pieces:
        yield Column(tuple(line(row, right) for row in _raised(pieces)))


def _initials(pieces: list[Piece]) -> list[Piece]:
    """A large first letter, as deep as two lines or three, is put before the line that its top stands at."""
    if len(pieces) < 3:
        return pieces
    size = median(piece.size for piece in pieces)
    out = list(pieces)
    for large in pieces:
        if large.size <= 1.8 * size or len(large.text) > 2 or not large.text.isalpha():
            continue
        beside = [piece for piece in out if piece is not large and _stands_by(piece, large)]
        if beside:
            first = min(beside, key=lambda piece: (piece.base, piece.x0))
            for piece in beside:
                text = f"{large.text}{' ' * piece.space}{piece.text}" if piece is first else piece.text
                out[out.index(piece)] = replace(piece, text=text, x0=large.x0, space=False)
            out.remove(large)
    return out


def _stands_by(piece: Piece, large: Piece) -> bool:
    top = large.base - 0.85 * large.size
    near = large.x1 - 1 <= piece.x0 <= large.x1 + piece.size * 1.5
    return near and piece.size * 1.5 < large.size and top - 2 <= piece.base <= large.base + piece.size


_UP = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def _raised(pieces: list[Piece]) -> list[Row]:
    """Rows, with small letters above or below the line (numbers of notes) in the line that they stand at."""
    most = max(piece.size for piece in pieces)
    marks = {id(piece) for piece in pieces if piece.size < _MARK * most and len(piece.text) <= 4}
    if not marks:
        return rows(pieces)
    lines = rows(piece for piece in pieces if id(piece) not in marks)
    heights = [row[0].base for row in lines]
    out = []
    for piece in pieces:
        near = lines[bisect_left(heights, piece.base - 0.4 * most) : bisect_left(heights, piece.base + 0.8 * most)]
        beside = next((row for row in near if _stands_at(piece, row)), None) if id(piece) in marks else None
        if beside:
            text = piece.text.translate(_UP) if beside[0].base - piece.base > 0.15 * piece.size else piece.text
            piece = replace(piece, text=text, base=beside[0].base)
        out.append(piece)
    return rows(out)


#: Raised numbers have less than this part of the size of the letters beside them.
_MARK = 0.87


def _stands_at(mark: Piece, row: Row) -> bool:
    return any(
        mark.size < _MARK * piece.size and min(abs(mark.x0 - piece.x1), abs(piece.x0 - mark.x1)) < piece.size / 2
        for piece in row
    )


def line(row: Row, right: bool = False, cells: bool = False) -> Line:
    """The pieces of a row as one line of text."""
    ordered = sorted(row, key=lambda piece: -piece.x1) if right else row
    text = ordered[0].text
    for before, piece in pairwise(ordered):
        text += _between(before, piece, right, cells) + piece.text
    weight = Counter[tuple[float, bool]]()
    for piece in row:
        weight[piece.size, piece.bold] += len(piece.text)
    size, bold = max(weight, key=lambda key: (weight[key], key))
    first = ordered[0]
    word = len(first.text.split(None, 1)[0]) / len(first.text) if first.text.strip() else 1
    x0, x1 = min(piece.x0 for piece in row), max(piece.x1 for piece in row)
    if right:  # places are counted from where lines begin
        x0, x1 = -x1, -x0
    faces = {(piece.bold, piece.italic) for piece in row}
    face = faces.pop() if len(faces) == 1 else None
    return Line(text, x0, x1, row[0].base, size, bold, (first.x1 - first.x0) * word, face)


def _between(before: Piece, piece: Piece, right: bool, cells: bool) -> str:
    """What stands between two pieces of a line: nothing, a space, or a tab where they are far apart for no reason."""
    gap = before.x0 - piece.x1 if right else piece.x0 - before.x1
    size = max(before.size, piece.size)
    if cells or (gap > 3 * size and not piece.space):
        return "\t"
    if right:
        return " " if gap > (0.08 if piece.space else 0.15) * size else ""
    return " " if piece.space or gap > 0.15 * size else ""
