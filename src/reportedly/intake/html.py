"""Web pages. The frozen text is our rendering of the whole visible page, with the kind of every line proposed.

Nothing of the page is thrown away: menus and teasers are in the text, labelled as what they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from reportedly.intake import _page
from reportedly.intake._about import About, about
from reportedly.intake._decode import decode
from reportedly.intake._main import byline, kinds
from reportedly.intake._raw import Options, Raw, freeze
from reportedly.model import Article, Block, BlockKind, Passage, Skipped

__all__ = ["articles", "page", "sniff", "suffixes"]

suffixes = (".html", ".htm", ".xhtml", ".shtml")

_START = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,4000}?-->\s*)*<(?:!doctype\s+html|html|head|body|title|meta|article|main|div|p|h1)\b",
    re.IGNORECASE | re.DOTALL,
)


def sniff(head: bytes) -> bool:
    """Whether it begins like a web page."""
    return bool(_START.match(head))


def articles(raw: Raw, options: Options) -> Iterator[Article | Skipped]:
    """The page as one article."""
    data = raw.read(options.limit)
    text, notes = decode(data, options.encoding, _declared(data))
    found = page(text, raw=data, given=options.date, origin=raw.name, notes=notes)
    yield found or Skipped(raw.name, "The page holds no visible text.")


_CHARSET = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})|<\?xml[^>]{0,100}encoding=[\"']([\w.-]+)", re.I
)


def _declared(data: bytes) -> str | None:
    """The encoding a page names in its head. Pages that say Latin-1 mean Windows-1252, as browsers know; UTF-8 is
    tried unasked, and a template says it of whatever is filled in."""
    found = _CHARSET.search(data[:8192])
    name = (found.group(1) or found.group(2)).decode("ascii").lower() if found else None
    if name in ("utf-8", "utf8"):
        return None
    return "cp1252" if name in ("iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii") else name


def page(text: str, *, raw: bytes, url: str | None = None, **given: Any) -> Article | None:
    """The article on a page of markup; None where nothing is to be seen. `given` fields rule over the page's own."""
    tree, notes = _tree(text)
    lines = list(_page.lines(tree)) if tree is not None else []
    if not lines:
        return None
    known = about(tree, url)
    frozen, spans = _frozen(lines)
    labels = zip(spans, kinds(tree, lines, known))
    blocks = tuple(block for span, kind in labels for block in _blocks(frozen, span, kind, known))
    facts: dict[str, Any] = {
        "title": _title(frozen, blocks, known),
        "byline": known.byline,
        "outlet": known.outlet,
        "language": known.language,
    }
    facts.update((key, value) for key, value in given.items() if value is not None)
    facts["notes"] = [*given.get("notes", ()), *notes]
    return freeze(frozen, raw=raw, url=known.url, blocks=blocks, evidence=known.evidence, **facts)


#: Runs of tags, all but those that never nest or whose content must stay out of sight.
_NESTING = re.compile(
    r"(?:</?(?!(?:html|head|body|title|meta|link|script|style|p|h1|br|hr)\b)[a-z][^<>]*>\s*)+", re.IGNORECASE
)


def _tree(text: str) -> tuple[Any, list[str]]:
    """The parsed page. The parser gives up at a depth that only broken generators reach; such a page is made flat."""
    tree = _page.parse(text)
    if tree is None or _page.depth(tree) < _page.DEEP:
        return tree, []
    return _page.parse(_NESTING.sub("<br>", text)), ["The page is nested too deeply; its structure was set aside."]


def _frozen(lines: list[_page.Line]) -> tuple[str, list[Passage]]:
    parts: list[str] = []
    spans: list[Passage] = []
    at = 0
    for line in lines:
        start = at + len(line.gap)
        at = start + len(line.text)
        parts += (line.gap, line.text)
        spans.append(Passage(start, at))
    return "".join(parts), spans


def _blocks(text: str, span: Passage, kind: BlockKind, known: About) -> Iterator[Block]:
    """A line's block; a byline without the date, section or handle that shares its line."""
    named = byline(span.of(text), known) if kind == "byline" else None
    start, end = (span.start + named[0], span.start + named[1]) if named else (span.start, span.end)
    yield from _trimmed(text, span.start, start, "furniture")
    yield Block(Passage(start, end), kind)
    yield from _trimmed(text, end, span.end, "furniture")


def _trimmed(text: str, start: int, end: int, kind: BlockKind) -> Iterator[Block]:
    words = text[start:end]
    start, end = end - len(words.lstrip()), start + len(words.rstrip())
    if start < end:
        yield Block(Passage(start, end), kind)


def _title(text: str, blocks: tuple[Block, ...], known: About) -> str | None:
    """The headline as it stands on the page, else the metadata's."""
    headline: BlockKind = "headline"
    shown = next((block.span.of(text) for block in blocks if block.kind == headline), None)
    return shown or next(iter(known.titles), None)
