"""PDF: a page of a newspaper, a report, a printed web page. One file is one article; several on a page stay together.

The frozen text is our rendering of all pages: columns in reading order, lines joined into paragraphs, divided words put
together. What stands around the text (running heads, numbers, notes at the foot, what nobody sees) is kept, labelled as
furniture, after the paragraph that it would cut in two.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from reportedly.intake._endings import ENDINGS
from reportedly.intake._pdf_columns import Line, columns, line, rows
from reportedly.intake._pdf_furniture import address, furniture
from reportedly.intake._pdf_hyphens import Words, join
from reportedly.intake._pdf_pages import Page, Pdf, Piece, Unreadable, pages
from reportedly.intake._pdf_paragraphs import Paragraph, labelled, paragraphs, whole
from reportedly.intake._raw import Options, Raw, freeze, iso_date
from reportedly.model import Article, Block, Passage, Skipped

__all__ = ["articles", "magic", "sniff", "suffixes"]

suffixes = ENDINGS["pdf"]
magic = (b"%PDF-",)

#: Pictures and fonts: a file may have this many times the bytes of an article.
_PICTURES = 10


def sniff(head: bytes) -> bool:
    """Whether it begins like a PDF; some servers put a line before it."""
    return b"%PDF-" in head[:1024]


def articles(raw: Raw, options: Options) -> Iterator[Article | Skipped]:
    """The file as one article."""
    data = raw.read(options.limit * _PICTURES)
    try:
        pdf = pages(data, options.limit)
    except Unreadable as error:
        yield Skipped(raw.name, str(error))
        return
    yield _article(pdf, data, raw, options)


def _article(pdf: Pdf, data: bytes, raw: Raw, options: Options) -> Article | Skipped:
    scanned = [page.number for page in pdf.pages if _is_recognised(page)]
    shown = [_seen(page) if page.number in scanned else page for page in pdf.pages]
    around = furniture(shown)
    title = _title(pdf.about.get("Title", ""))
    found = _paragraphs(shown, around, title)
    if reason := _reason(shown, found):
        return Skipped(raw.name, reason)
    text, blocks, mended = _frozen(found)
    url = raw.url or address(around)
    headline = next((block.span.of(text) for block in blocks if block.kind == "headline"), None)
    return freeze(
        text,
        raw=data,
        given=options.date,
        origin=raw.name,
        url=url,
        title=headline or title,
        blocks=blocks,
        evidence=(("url", url),) if url else (),
        meta=_meta(pdf),
        notes=[*_lost(pdf, shown), *_unusual(shown, scanned), *mended],
    )


# --- from pages to paragraphs ---------------------------------------------------------------------------------------


def _is_recognised(page: Page) -> bool:
    """Whether nearly all text of a page lies unseen under a picture: a scan, with the letters a machine made out."""
    unseen = sum(len(piece.text) for piece in page.pieces if piece.hidden)
    return bool(page.images) and unseen * 5 > 4 * sum(len(piece.text) for piece in page.pieces)


def _seen(page: Page) -> Page:
    return replace(page, pieces=tuple(replace(piece, hidden=False) for piece in page.pieces))


def _paragraphs(shown: Sequence[Page], around: Sequence[Sequence[Piece]], title: str | None) -> list[Paragraph]:
    """All that the pages show, in the order in which it is read, with its kinds."""
    found: list[Paragraph] = []
    for page, margin in zip(shown, around):
        head = [piece for piece in margin if piece.base < page.height / 2]
        apart = {id(piece) for piece in margin}
        text = [piece for piece in page.pieces if not piece.hidden and id(piece) not in apart]
        found += _furniture(page, _rows(head))
        found += paragraphs(columns(text), page.number)
        above = {id(piece) for piece in head}
        found += _furniture(page, _rows(piece for piece in margin if id(piece) not in above))
        found += _furniture(page, _rows(piece for piece in page.pieces if piece.hidden))
        found += _furniture(page, (Line(text, 0, 0, 0, 1, False, 0) for text in page.aside))
    labelled(found, shown, title)
    return whole(found)


def _rows(pieces: Iterable[Piece]) -> Iterator[Line]:
    """Rows of things that do not belong together: a tab parts what stands far apart, whatever drew a space there."""
    for row in rows(pieces):
        yield line([replace(piece, space=False) for piece in row])


def _furniture(page: Page, lines: Iterable[Line]) -> Iterator[Paragraph]:
    for each in lines:
        yield Paragraph([each], page.number, (page.number, -1), each.x0, each.x1, kind="furniture", table=True)


# --- the frozen text ------------------------------------------------------------------------------------------------

_SOFT = "\u00ad"


def _frozen(found: Sequence[Paragraph]) -> tuple[str, tuple[Block, ...], list[str]]:
    """The text, its blocks, and what was mended in making it."""
    words = Words.of(each.text for paragraph in found for each in paragraph.lines)
    mended: Counter[str] = Counter()
    parts: list[str] = []
    blocks: list[Block] = []
    at = 0
    before: Paragraph | None = None
    for paragraph in found:
        text = _joined(paragraph, words, mended)
        if not text:
            continue
        gap = ("\n" if before.table and paragraph.table and before.kind == paragraph.kind else "\n\n") if before else ""
        blocks.append(Block(Passage(at + len(gap), at + len(gap) + len(text)), paragraph.kind))
        parts += (gap, text)
        at += len(gap) + len(text)
        before = paragraph
    return "".join(parts), tuple(blocks), _mendings(mended)


def _joined(paragraph: Paragraph, words: Words, mended: Counter[str]) -> str:
    """The lines of a paragraph as running text."""
    parts: list[str] = []
    for each in paragraph.lines:
        if parts:
            parts[-1], how = join(parts[-1], each.text, words)
            mended[how] += 1
        parts.append(each.text)
    text = "".join(parts)
    mended["soft"] += text.count(_SOFT)
    return text.replace(_SOFT, "").strip()


def _mendings(mended: Counter[str]) -> list[str]:
    out = []
    if mended["joined"]:
        kept = f"; {mended['kept']} kept the hyphen there" if mended["kept"] else ""
        out.append(f"{_many(mended['joined'], 'word')} divided at the end of a line put together{kept}.")
    elif mended["kept"]:
        out.append(f"{_many(mended['kept'], 'hyphen')} at the end of a line kept.")
    if mended["soft"]:
        out.append(f"{_many(mended['soft'], 'soft hyphen')} taken out.")
    return out


def _many(count: int, noun: str) -> str:
    return f"{count} {noun} was" if count == 1 else f"{count} {noun}s were"


# --- what the file says, and what is to be said of it ---------------------------------------------------------------

#: Names that programs give a document that nobody named.
_UNNAMED = re.compile(
    r"untitled|about:blank|(?:document|layout|slide|page|print|presentation)\s*\d*\Z"
    r"|.*\.(?:docx?|odt|rtf|indd|qx[dp]|pub|pdf|html?|txt|tex|dvi|xlsx?|pptx?|ai|p65)\Z",
    re.IGNORECASE,
)
_PROGRAM = re.compile(r"microsoft (?:office )?word - ", re.IGNORECASE)
_BARS = re.compile(r"\s+[|\u2013\u2014\u00b7\u00bb-]\s+")


def _title(stated: str) -> str | None:
    """The title in the file's own data, where it can be one: several words, and no name of a file.

    Of "Headline - Outlet", as browsers write it, the longest part.
    """
    words = " ".join(_PROGRAM.sub("", stated, count=1).split())
    title = max(_BARS.split(words), key=len)
    return title if " " in title and len(title) <= 300 and title.isprintable() and not _UNNAMED.match(words) else None


_CREATED = re.compile(r"(?:D:)?(\d{4})(\d\d)?(\d\d)?")


def _meta(pdf: Pdf) -> dict[str, Any]:
    """What the file says of itself. The day it was made is no day of publication: a scan of 1914 was made last year."""
    named = {f"pdf_{key.lower()}": pdf.about.get(key, "").strip()[:500] for key in ("Title", "Author")}
    created = _CREATED.match(pdf.about.get("CreationDate", ""))
    day = iso_date("-".join(filter(None, created.groups()))) if created else None
    out: dict[str, Any] = {key: value for key, value in named.items() if value}
    if day:
        out["pdf_created"] = day
    return {**out, "pdf_pages": len(pdf.pages)}


_SCAN = "it needs text recognition first."


def _reason(shown: Sequence[Page], found: Sequence[Paragraph]) -> str | None:
    """Why there is nothing to read."""
    letters = sum(len(each.text) for paragraph in found for each in paragraph.lines)
    drawn = any(page.drawn for page in shown)
    if not letters:
        if drawn:
            return f"The PDF holds pictures of pages and no text; {_SCAN}"
        damaged = any(page.damaged for page in shown)
        return "The pages of the PDF are damaged." if damaged else "The pages of the PDF are empty."
    if sum(page.unread for page in shown) * 2 > letters:
        return f"The fonts of the PDF do not tell which letters they draw; {_SCAN}"
    if any(page.images for page in shown) and all(paragraph.kind == "furniture" for paragraph in found):
        return f"The PDF holds pictures of pages and no text but heads, feet and notes; {_SCAN}"
    return None


def _lost(pdf: Pdf, shown: Sequence[Page]) -> Iterator[str]:
    """What could not be read."""
    damaged = [page.number for page in shown if page.damaged]
    empty = [page.number for page in shown if page.drawn and not page.pieces and not page.aside]
    unread = sum(page.unread for page in shown)
    if damaged:
        yield f"{_listed(damaged)} damaged and could not be read."
    if empty:
        yield f"{_listed(empty)} without text; where there is a picture of text, {_SCAN}"
    if unread:
        yield f"{_many(unread, 'letter')} not told by the fonts of the PDF and became U+FFFD."
    if pdf.attachments:
        yield f"{_many(pdf.attachments, 'file')} attached to the PDF and not read."


def _unusual(shown: Sequence[Page], scanned: Sequence[int]) -> Iterator[str]:
    """What a reader should know of how the text stands on the pages."""
    hidden = sum(len(piece.text) for page in shown for piece in page.pieces if piece.hidden)
    ligatures = sum(page.ligatures for page in shown)
    if scanned:
        yield f"{_listed(scanned)} a scan; the text is what a program made out in the picture, with its errors."
    if hidden:
        yield (
            f"{_many(hidden, 'letter')} not to be seen on the page (without ink, white on white or outside it); "
            "they are kept as furniture."
        )
    if ligatures:
        yield f"{_many(ligatures, 'ligature')} written out as letters."


def _listed(numbers: Sequence[int]) -> str:
    """ "Pages 2, 3 and 7 are"; of many the first ones."""
    if len(numbers) == 1:
        return f"Page {numbers[0]} is"
    shown = ", ".join(map(str, numbers[:10]))
    return f"Pages {shown} and {len(numbers) - 10} more are" if len(numbers) > 10 else f"Pages {shown} are"
