"""A program of its own: reads a PDF from standard input and writes what its pages show, one line of JSON a page.

PDFs are read by a library in C++. A file made to break it, or to keep it busy for ever, must not take the reader of
news along; so it runs in a process that can be ended (see `_pdf_pages`). This file imports nothing of ours.

    {"pages": 3, "about": {"Title": ...}, "attachments": 0}     or {"error": "password" | "damaged" | "locked"}
    {"width", "height", "pieces": [[text, x0, x1, base, size, bold, italic, space, hidden], ...], "aside": [text, ...],
     "images": [[x0, top, x1, bottom], ...], "drawn", "ligatures", "unread"}     or {"damaged": true}
    {"end": true}                                                       or {"error": "large"}

A piece is a run of letters on one baseline, of one size and weight, without a wide gap. Places are in points from the
top left of the page as its text runs: a page whose text stands on its side is turned. `aside` is text that runs in
another direction than the page's, `space` says that a space came before the piece, `drawn` that there is anything.
"""

from __future__ import annotations

import ctypes
import json
import math
import sys
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

#: The most memory this process may take, where the system can say so.
_MEMORY = 3 << 29
#: A gap wider than this many sizes of the type parts two pieces.
_GAP = 0.7
#: More drawn objects or pictures than these are a map, a chart, a pattern; they are not all looked at.
_OBJECTS, _IMAGES = 20_000, 200
_TILTED = -1

_Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Style:
    """How a text object is drawn. `way` is the direction of its lines in quarter turns, `_TILTED` for any other."""

    size: float
    way: int
    bold: bool
    italic: bool
    unseen: bool
    white: bool


@dataclass(slots=True)
class Piece:
    """Letters in a row. Places are along the text (`x0`, `x1`) and down from its top (`base`)."""

    style: Style
    text: list[str]
    x0: float
    x1: float
    base: float
    space: bool
    hidden: bool
    last: float = 0.0
    middle: tuple[float, float] = (0.0, 0.0)


@dataclass(slots=True)
class Found:
    """What a page holds so far, and what had to be mended."""

    pieces: list[Piece] = field(default_factory=list)
    ligatures: int = 0
    unread: int = 0


def main() -> None:
    """Standard input to standard output; the first argument is the most letters that may come out."""
    _bounded()
    left = int(sys.argv[1])
    try:
        document = pdfium.PdfDocument(sys.stdin.buffer.read())
    except pdfium.PdfiumError as error:
        _say({"error": _REASONS.get(getattr(error, "err_code", None), "damaged")})
        return
    _say({"pages": len(document), "about": _about(document), "attachments": document.count_attachments()})
    for number in range(len(document)):
        found = page(document, number)
        left -= sum(len(piece[0]) for piece in found.get("pieces", ())) + sum(map(len, found.get("aside", ())))
        if left < 0:
            _say({"error": "large"})
            return
        _say(found)
    _say({"end": True})


_REASONS = {raw.FPDF_ERR_PASSWORD: "password", raw.FPDF_ERR_SECURITY: "locked"}


def _bounded() -> None:
    """A lid on memory and no dump after a crash, on systems that know of them."""
    try:
        import resource

        for limit, most in ((resource.RLIMIT_AS, _MEMORY), (resource.RLIMIT_CORE, 0)):
            _, hard = resource.getrlimit(limit)
            resource.setrlimit(limit, (most if hard < 0 else min(most, hard), hard))
    except (ImportError, AttributeError, OSError, ValueError):
        pass


def _say(what: dict[str, Any]) -> None:
    sys.stdout.buffer.write(json.dumps(what).encode("ascii") + b"\n")
    sys.stdout.buffer.flush()


def _about(document: Any) -> dict[str, str]:
    return {key: value[:2000] for key, value in document.get_metadata_dict(skip_empty=True).items()}


# --- one page --------------------------------------------------------------------------------------------------------


def page(document: Any, number: int) -> dict[str, Any]:
    """What one page shows."""
    try:
        sheet = document[number]
        text = sheet.get_textpage()
    except pdfium.PdfiumError:
        return {"damaged": True}
    box = sheet.get_cropbox()
    found = _pieces(text, box)
    images, grounds = _drawn(sheet)
    way = _way(found.pieces)
    for piece in found.pieces:
        piece.hidden |= piece.style.white and not any(_within(ground, *piece.middle) for ground in grounds)
    u0, v0, u1, v1 = _turned(box, way)
    straight = [piece for piece in found.pieces if piece.style.way == way]
    shown = {
        "width": _round(u1 - u0),
        "height": _round(v1 - v0),
        "pieces": [_plain(piece, u0, v0) for piece in straight],
        "aside": [_text(piece) for piece in found.pieces if piece.style.way != way],
        "images": [[_round(v) for v in _moved(_turned(image, way), u0, v0)] for image in images],
        "drawn": raw.FPDFPage_CountObjects(sheet) > 0,
        "ligatures": found.ligatures,
        "unread": found.unread,
    }
    text.close()
    sheet.close()
    return shown


def _plain(piece: Piece, u0: float, v0: float) -> list[Any]:
    places = [_round(value) for value in (piece.x0 - u0, piece.x1 - u0, piece.base - v0, piece.style.size)]
    return [_text(piece), *places, piece.style.bold, piece.style.italic, piece.space, piece.hidden]


def _text(piece: Piece) -> str:
    """The letters; halves of letters beyond the first plane are put together."""
    return "".join(piece.text).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _round(value: float) -> float:
    return round(value, 2) if math.isfinite(value) else 0.0


def _way(pieces: list[Piece]) -> int:
    """The direction in which most letters of the page run."""
    count: Counter[int] = Counter()
    for piece in pieces:
        if piece.style.way != _TILTED and not piece.hidden:
            count[piece.style.way] += len(piece.text)
    return max(count, key=lambda way: (count[way], -way), default=0)


def _along(way: int, x: float, y: float) -> tuple[float, float]:
    """A place of the page as text of that direction sees it: along the line, and down."""
    return ((x, -y), (y, x), (-x, y), (-y, -x))[max(0, way)]


def _turned(box: _Box, way: int) -> _Box:
    (a, b), (c, d) = _along(way, box[0], box[1]), _along(way, box[2], box[3])
    return min(a, c), min(b, d), max(a, c), max(b, d)


def _moved(box: _Box, u0: float, v0: float) -> _Box:
    return box[0] - u0, box[1] - v0, box[2] - u0, box[3] - v0


def _within(box: _Box, x: float, y: float, slack: float = 0.0) -> bool:
    return box[0] - slack <= x <= box[2] + slack and box[1] - slack <= y <= box[3] + slack


# --- letters to pieces ----------------------------------------------------------------------------------------------

_DROPPED = frozenset("\u200b\u2060\ufeff")
#: What the library says for a hyphen at the end of a line.
_HYPHENS = frozenset((0x02, 0xFFFE))


def _pieces(text: Any, box: _Box) -> Found:
    """The letters of a page, in the order in which they are drawn, as pieces."""
    found = Found()
    rect, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    styles: dict[int | None, Style] = {}
    space = broken = False
    for at in range(max(0, raw.FPDFText_CountChars(text))):
        code = raw.FPDFText_GetUnicode(text, at)
        drawn = raw.FPDFText_GetTextObject(text, at)
        letter = _letter(text, at, code)
        if not drawn or letter.isspace():
            broken |= letter in ("\r", "\n")
            space |= not broken
            continue
        if not letter or letter in _DROPPED:
            continue
        raw.FPDFText_GetCharOrigin(text, at, x, y)
        raw.FPDFText_GetLooseCharBox(text, at, rect)
        address = ctypes.cast(drawn, ctypes.c_void_p).value
        style = styles.get(address)
        if style is None:
            style = styles[address] = _style(text, at, drawn)
        glyph = rect.left, rect.bottom, rect.right, rect.top
        _add(found, style, letter, (x.value, y.value), glyph, box, space, broken)
        found.unread += letter == "\ufffd"
        space = broken = False
    return found


def _letter(text: Any, at: int, code: int) -> str:
    """The letter of a place; U+FFFD where the font does not say which it draws, nothing for a control character."""
    if code in _HYPHENS:
        return "-"
    if code == 0 or code > 0x10FFFF or raw.FPDFText_HasUnicodeMapError(text, at) == 1:
        return "\ufffd"
    letter = chr(code)
    return letter if letter in "\t\r\n" or unicodedata.category(letter) not in ("Cc", "Cn") else ""


def _add(
    found: Found, style: Style, letter: str, origin: tuple[float, float], glyph: _Box, box: _Box,
    space: bool, broken: bool,
) -> None:  # fmt: skip
    """One letter, to the piece before it or as the first of a new one."""
    _, base = _along(style.way, *origin)
    x0, _, x1, _ = _turned(glyph, style.way)
    middle = (glyph[0] + glyph[2]) / 2, (glyph[1] + glyph[3]) / 2
    hidden = style.unseen or not _within(box, *middle, slack=1)
    piece = found.pieces[-1] if found.pieces and not broken else None
    if piece and _goes_on(piece, style, hidden, x0, x1, base, letter):
        found.ligatures += x0 == piece.last and not space
        piece.text += [" ", letter] if space else [letter]
        piece.x0, piece.x1, piece.last = min(piece.x0, x0), max(piece.x1, x1), x0
    else:
        found.pieces.append(Piece(style, [letter], x0, x1, base, space, hidden, x0, middle))


def _goes_on(piece: Piece, style: Style, hidden: bool, x0: float, x1: float, base: float, letter: str) -> bool:
    """Whether a letter stands next to the last one of a piece and looks like it."""
    size, own = piece.style.size, piece.style
    alike = own is style or _looks(own) == _looks(style)
    level = abs(base - piece.base) <= size / 10 and abs(style.size - size) <= size / 20
    if not alike or not level or piece.hidden != hidden:
        return False
    if unicodedata.bidirectional(letter) in ("R", "AL"):
        # The library turns some words round; those come letter by letter and are put in order by their places.
        return -0.15 * size < piece.x0 - x1 < _GAP * size
    return -0.8 * size < x0 - piece.x1 < _GAP * size or x0 == piece.last


def _looks(style: Style) -> tuple[int, bool, bool, bool]:
    return style.way, style.bold, style.italic, style.white


def _style(text: Any, at: int, drawn: Any) -> Style:
    matrix, flags = raw.FS_MATRIX(), ctypes.c_int()
    raw.FPDFText_GetMatrix(text, at, matrix)
    name = ctypes.create_string_buffer(200)
    raw.FPDFText_GetFontInfo(text, at, name, 200, flags)
    font = name.value.decode("utf-8", "replace").lower()
    heavy = any(word in font for word in ("bold", "black", "heavy", "demi")) or bool(flags.value & 0x40000)
    red, green, blue, alpha = _colour(drawn, raw.FPDFPageObj_GetFillColor)
    return Style(
        size=max(0.01, raw.FPDFText_GetFontSize(text, at) * math.hypot(matrix.c, matrix.d)),
        way=_quarter(math.degrees(math.atan2(matrix.b, matrix.a))),
        bold=heavy,
        italic="italic" in font or "oblique" in font or bool(flags.value & 0x40),
        unseen=raw.FPDFTextObj_GetTextRenderMode(drawn) in (3, 7) or alpha == 0,
        white=min(red, green, blue) >= 250,
    )


def _quarter(angle: float) -> int:
    turns = angle / 90
    return round(turns) % 4 if abs(turns - round(turns)) < 0.06 else _TILTED


def _colour(drawn: Any, ask: Any) -> tuple[int, int, int, int]:
    parts = [ctypes.c_uint(0) for _ in range(3)] + [ctypes.c_uint(255)]
    return (*(p.value for p in parts),) if ask(drawn, *parts) else (0, 0, 0, 255)  # type: ignore[return-value]


# --- what is drawn besides letters ----------------------------------------------------------------------------------


def _drawn(sheet: Any) -> tuple[list[_Box], list[_Box]]:
    """Where pictures stand; and on what white letters can be seen: pictures and areas that are not white."""
    images: list[_Box] = []
    grounds: list[_Box] = []
    kinds = (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_SHADING, raw.FPDF_PAGEOBJ_FORM)
    for count, item in enumerate(sheet.get_objects(filter=kinds, max_depth=1)):
        if count > _OBJECTS:
            break
        try:
            bounds = item.get_bounds()
        except pdfium.PdfiumError:
            continue
        if item.type == raw.FPDF_PAGEOBJ_IMAGE and len(images) < _IMAGES:
            images.append(bounds)
        if item.type != raw.FPDF_PAGEOBJ_PATH or _coloured(item):
            grounds.append(bounds)
    return images, grounds


def _coloured(path: Any) -> bool:
    """Whether an area is filled with something darker than white paper."""
    mode, stroked = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path.raw, mode, stroked)
    red, green, blue, alpha = _colour(path.raw, raw.FPDFPageObj_GetFillColor)
    return mode.value != 0 and alpha > 0 and min(red, green, blue) < 230


if __name__ == "__main__":
    main()
