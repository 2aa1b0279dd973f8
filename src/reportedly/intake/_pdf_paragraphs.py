"""From lines of print to paragraphs, and what each is: headline, body, caption, or a note at the foot of the page.

A paragraph ends where the next line is set in, or stands further off than its neighbours, or is of another size, or
where its first word would have fitted on the line before: a typesetter breaks a line there only because he means to.
It goes on over the end of a column or page where no sentence ends there (or where paragraphs are set in, and the next
line is not) and what follows is of the same type; notes and captions between the two halves come after it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from reportedly.intake._furnished import furnished
from reportedly.intake._pdf_columns import Column, Line
from reportedly.intake._pdf_pages import Page
from reportedly.model import BlockKind

__all__ = ["Paragraph", "labelled", "paragraphs", "whole"]

#: Lines whose sizes differ by less than this part of them are of one size.
_SAME = 0.07
#: Type from this many times the size of the body on is display type.
_DISPLAY, _SMALL = 1.15, 0.93
#: A first line is set in by this much, in sizes of its type; more is a line beside a picture.
_INDENT, _BESIDE = 0.6, 6.0

_ENDS = re.compile(r"[.!?:…。！？][\"'”’»)\]]*[⁰¹²³⁴⁵⁶⁷⁸⁹]*\Z")
_BULLET = re.compile(r"[•‣▪■●○◦·*–—-]\s|\(?(?:\d{1,3}|[A-Za-z]|[ivx]{1,4})[.)]\s")
_NOTE = re.compile(r"[\d*†‡§⁰¹²³⁴⁵⁶⁷⁸⁹]")
_FIGURE = re.compile(r"(?:figure|fig\.|photo|photograph|picture|image|map|chart|graph|above|below|left|right)\b", re.I)
_CREDIT = re.compile(r"\W*(?:photos?|images?|pictures?|credits?|courtesy|source|file)\b[^.]{0,60}$", re.IGNORECASE)


@dataclass(slots=True, eq=False)
class Paragraph:
    """Lines that belong together, on which page they begin and in which of its columns they end, and between which
    edges that column runs. `inner`: first lines are set in there. `table`: the line stands for itself."""

    lines: list[Line]
    page: int
    column: tuple[int, int]
    left: float
    right: float
    inner: bool = False
    kind: BlockKind = "body"
    table: bool = False

    @property
    def text(self) -> str:
        """The words, for looking at: divided words are not put together."""
        return " ".join(line.text for line in self.lines)

    @property
    def size(self) -> float:
        return max(Counter(line.size for line in self.lines).items(), key=lambda item: (item[1], item[0]))[0]

    @property
    def bold(self) -> bool:
        return sum(line.bold for line in self.lines) * 2 > len(self.lines)


def paragraphs(columns: Sequence[Column], page: int) -> list[Paragraph]:
    """The paragraphs of a page, column by column."""
    return [each for number, column in enumerate(columns) for each in _of_column(column, (page, number))]


def _body_size(found: Sequence[Paragraph]) -> float:
    """The size in which most letters are set."""
    weight: Counter[float] = Counter()
    for paragraph in found:
        for line in paragraph.lines:
            weight[round(line.size * 2) / 2] += len(line.text)
    return max(weight, key=lambda size: (weight[size], size), default=0.0)


# --- lines to paragraphs --------------------------------------------------------------------------------------------


def _of_column(column: Column, where: tuple[int, int]) -> Iterator[Paragraph]:
    lines = column.lines
    if column.table:
        yield from (Paragraph([line], where[0], where, line.x0, line.x1, table=True) for line in lines)
        return
    settings = _settings(lines)
    leading = _leading(lines)
    now: list[Line] = []
    for line in lines:
        if now and _begins(line, now, settings[_step(line.size)], leading):
            yield _paragraph(now, where, settings)
            now = []
        now.append(line)
    yield _paragraph(now, where, settings)


def _paragraph(lines: list[Line], where: tuple[int, int], settings: dict[int, _Setting]) -> Paragraph:
    setting = settings[_step(lines[0].size)]
    return Paragraph(lines, where[0], where, setting.left, setting.right, setting.inner is not None)


@dataclass(frozen=True, slots=True)
class _Setting:
    """How the lines of a column are set: between which edges, and where first lines begin that are set in, if many are.

    Ragged lines end anywhere before the edge, and one long address may stick out over it: four fifths keep within it.
    """

    left: float
    right: float
    inner: float | None


def _step(size: float) -> int:
    return round(size * 2)


def _settings(lines: Sequence[Line]) -> dict[int, _Setting]:
    """The setting of the lines of each size."""
    by_size: dict[int, list[Line]] = {}
    for line in lines:
        by_size.setdefault(_step(line.size), []).append(line)
    return {step: _setting(own) for step, own in by_size.items()}


def _setting(lines: Sequence[Line]) -> _Setting:
    lefts, rights = sorted(line.x0 for line in lines), sorted(line.x1 for line in lines)
    left, right = lefts[len(lefts) // 5], rights[max(0, -(-len(rights) * 4 // 5) - 1)]
    # A first line is set in and the next one is not.
    inner = Counter(
        round(one.x0)
        for one, two in pairwise(lines)
        if two.x0 - left < one.size / 5 and _INDENT * one.size < one.x0 - left < _BESIDE * one.size
    )
    most = max(inner, key=lambda x: (inner[x], -x), default=None)
    return _Setting(left, right, most if most is not None and inner[most] > 1 else None)


def _leading(lines: Sequence[Line]) -> float:
    """From one baseline to the next within paragraphs, in sizes of the type."""
    gaps = sorted(
        (below.base - above.base) / below.size
        for above, below in pairwise(lines)
        if _alike(above.size, below.size) and below.base - above.base > below.size / 2
    )
    near = [gap for gap in gaps if gap < 2.5]
    return near[len(near) // 4] if near else 1.2


def _alike(one: float, two: float) -> bool:
    return abs(one - two) <= _SAME * max(one, two)


def _begins(line: Line, now: Sequence[Line], setting: _Setting, leading: float) -> bool:
    """Whether a line begins a paragraph, after the lines of the one before it."""
    above, size = now[-1], line.size
    if not _alike(above.size, size) or line.base - above.base > (leading * 1.22 + 0.05) * size:
        return True
    left, right = setting.left, setting.right
    shift = (line.x0 - above.x0) / size
    listed = bool(_BULLET.match(now[0].text))
    if _BULLET.match(line.text) and (not line.text[:1].isalnum() or _ended(above) or _short(above, line, right)):
        return True
    if setting.inner is not None and abs(line.x0 - setting.inner) < 1 and above.x0 < line.x0 + 1:
        return True
    if _INDENT < shift < _BESIDE and not (listed and len(now) == 1) and line.x0 - left < _BESIDE * size:
        return not _centred(above, line)
    if -_BESIDE < shift < -_INDENT and len(now) > 1 and not _centred(above, line):
        return True
    if above.face and line.face and above.face != line.face and _starts(line):
        return True
    return _short(above, line, right) and (_ended(above) or (_starts(line) and not _centred(above, line)))


def _short(above: Line, line: Line, right: float) -> bool:
    """Whether the first word of a line would have fitted on the line above."""
    return right - above.x1 > line.lead + line.size * 0.6


def _ended(line: Line) -> bool:
    return bool(_ENDS.search(line.text[-40:]))


def _starts(line: Line) -> bool:
    """Whether a line begins as a sentence may."""
    first = line.text.lstrip("\"'“‘«([¿¡")[:1]
    return first.isupper() or first.isdigit() or not first.isalnum()


def _centred(above: Line, line: Line) -> bool:
    """Whether two lines share their middle and not their beginning."""
    shift = abs((above.x0 + above.x1) - (line.x0 + line.x1)) / 2
    return shift < 0.2 * line.size and abs(above.x0 - line.x0) > _INDENT * line.size


# --- over the ends of columns and pages -----------------------------------------------------------------------------


def whole(found: Sequence[Paragraph]) -> list[Paragraph]:
    """Paragraphs that the end of a column or page divides, in one; what stands between the halves follows."""
    out: list[Paragraph] = []
    before: Paragraph | None = None
    for paragraph in found:
        if paragraph.kind == "headline":
            before = None
        elif paragraph.kind == "body" and not paragraph.table:
            if before and before.column != paragraph.column and _goes_on(before, paragraph):
                before.lines += paragraph.lines
                before.column, before.right = paragraph.column, paragraph.right
                continue
            before = paragraph
        out.append(paragraph)
    return out


def _goes_on(before: Paragraph, after: Paragraph) -> bool:
    """Whether a paragraph at the head of a column is the rest of one that the end of a column cut."""
    above, line = before.lines[-1], after.lines[0]
    if not _alike(above.size, line.size) or _BULLET.match(line.text):
        return False
    if above.text.endswith(("-", "\u2010", "\u00ad")):
        return True
    set_in = line.x0 - after.left > _INDENT * line.size
    full = not set_in and before.bold == after.bold and before.right - above.x1 < line.lead + line.size * 0.6
    if _ended(above):  # "Mr." may end a column, and a sentence may; where paragraphs are set in, this is none
        return full and before.inner and after.inner
    return full or not _starts(line)


# --- what they are --------------------------------------------------------------------------------------------------


def labelled(found: Sequence[Paragraph], pages: Sequence[Page], title: str | None) -> None:
    """Sets the kinds. `title`: what the file says that its title is."""
    size = _body_size([paragraph for paragraph in found if paragraph.kind == "body"])
    by_page = {page.number: page for page in pages}
    for paragraph in found:
        if paragraph.table or paragraph.kind != "body":
            continue
        page = by_page[paragraph.page]
        if _is_note(paragraph, page, size) or furnished(paragraph.text):
            paragraph.kind = "furniture"
        elif _is_caption(paragraph, page, size):
            paragraph.kind = "caption"
    around = _masthead(found, size)
    for paragraph in around:
        paragraph.kind = "furniture"
    headline = _headline(found, size, title)
    if headline:
        headline.kind = "headline"


def _is_note(paragraph: Paragraph, page: Page, size: float) -> bool:
    """A note at the foot of a page: small, numbered, in the lower half."""
    first = paragraph.lines[0]
    small = paragraph.size < _SMALL * size and first.base > page.height / 2
    return small and bool(_NOTE.match(first.text))


def _is_caption(paragraph: Paragraph, page: Page, size: float) -> bool:
    """A sentence in smaller type than the body under, over or beside a picture, or one that says what it is."""
    text = paragraph.text
    if paragraph.size >= _SMALL * size or text.count(" ") < 5 or len(text) > 1000 or _CREDIT.match(text):
        return False
    return bool(_FIGURE.match(text)) or any(_beside(paragraph, image, size) for image in page.images)


def _beside(paragraph: Paragraph, image: tuple[float, float, float, float], size: float) -> bool:
    """Whether a paragraph stands within three lines of a picture."""
    x0, x1 = min(line.x0 for line in paragraph.lines), max(line.x1 for line in paragraph.lines)
    top, foot = paragraph.lines[0].base - paragraph.size, paragraph.lines[-1].base
    near = 3 * size
    left, above, right, below = image
    return left - near < x1 and x0 < right + near and above - near < foot and top < below + near


#: How many paragraphs from the top the headline is looked for in, and how many letters it may have.
_TOP, _LONGEST = 40, 300
#: With more letters than this before it, large type is a heading within the text.
_BEFORE = 600
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")


def _masthead(found: Sequence[Paragraph], size: float) -> Sequence[Paragraph]:
    """The name of the paper in large type and the line with the day below it, where a headline follows."""
    for at, paragraph in enumerate(found[:_TOP]):
        if not _is_large(paragraph, size):
            continue
        dated = [n for n in (at + 1, at + 2) if n < len(found) and _is_dated(found[n], size)]
        follows = dated and any(_is_large(later, size * 1.4) for later in found[dated[0] + 1 : dated[0] + 6])
        return found[at : dated[0] + 1] if follows and len(paragraph.text.split()) <= 5 else ()
    return ()


def _is_large(paragraph: Paragraph, size: float) -> bool:
    display = paragraph.size > _DISPLAY * size and not paragraph.table and paragraph.kind == "body"
    return display and len(paragraph.text) <= _LONGEST and sum(map(str.isalpha, paragraph.text)) > 3


def _is_dated(paragraph: Paragraph, size: float) -> bool:
    return len(paragraph.text) < 150 and bool(_YEAR.search(paragraph.text)) and not _is_large(paragraph, size * 1.4)


def _headline(found: Sequence[Paragraph], size: float, title: str | None) -> Paragraph | None:
    """The words that the file gives as its title, or the largest type at the top; else a first line in bold."""
    first = next((paragraph.page for paragraph in found), 0)
    body = [p for p in found if p.kind == "body" and not p.table]
    top = [p for p in body if p.page <= first + 1][:_TOP]
    known = [p for p in top if title and len(p.text) <= _LONGEST and _same_words(p.text, title)]
    if known:
        return max(known, key=lambda p: p.size)
    early = [p for p in top if p.size > 1.6 * size or _written(body[: body.index(p)]) < _BEFORE]
    large = [p for p in early if _is_large(p, size)]
    if large:
        most = max(p.size for p in large)
        return next(p for p in large if _alike(p.size, most))
    bold = [p for p in top[:3] if p.bold and len(p.text) < 200 and not _ended(p.lines[-1])]
    return bold[0] if bold and sum(p.bold for p in body) * 3 < len(body) else None


def _written(found: Sequence[Paragraph]) -> int:
    return sum(len(line.text) for paragraph in found for line in paragraph.lines)


def _same_words(text: str, title: str) -> bool:
    """Whether most words of a line are those of a title."""
    words, named = (set(re.findall(r"\w+", each.casefold())) for each in (text, title))
    return bool(words) and 2 * len(words & named) >= 0.75 * (len(words) + len(named))
