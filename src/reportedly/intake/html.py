"""Web pages. The frozen text is our rendering of the whole visible page, with the kind of every line proposed.

Nothing of the page is thrown away: menus and teasers are in the text, labelled as what they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from reportedly.intake import _page
from reportedly.intake._about import About, about
from reportedly.intake._decode import as_browsers, decode
from reportedly.intake._endings import ENDINGS
from reportedly.intake._main import byline, kinds
from reportedly.intake._names import BY
from reportedly.intake._raw import Options, Raw, freeze
from reportedly.intake._unclosed import unclosed
from reportedly.model import Article, Block, BlockKind, Passage, Skipped

__all__ = ["articles", "declared", "page", "sniff", "suffixes"]

suffixes = ENDINGS["html"]

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
    text, notes = decode(data, options.encoding, as_browsers(raw.charset) or declared(data))
    found = page(text, raw=data, url=raw.url, given=options.date, origin=raw.name, notes=notes)
    yield found or Skipped(raw.name, " ".join(filter(None, ("The page holds no visible text.", unclosed(text)))))


_CHARSET = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})|<\?xml[^>]{0,100}encoding=[\"']([\w.-]+)", re.I
)


def declared(data: bytes) -> str | None:
    """The encoding a page names in its head."""
    found = _CHARSET.search(data[:8192])
    return as_browsers((found.group(1) or found.group(2)).decode("ascii")) if found else None


def page(text: str, *, raw: bytes, url: str | None = None, **given: Any) -> Article | None:
    """The article on a page of markup; None where nothing is to be seen. `given` fields rule over the page's own."""
    tree, size, notes = _tree(text)
    lines = list(_page.lines(tree)) if tree is not None else []
    if not lines:
        return None
    known = about(tree, url)
    frozen, spans = _frozen(lines)
    labels = zip(spans, kinds(tree, lines, known, size))
    blocks = tuple(block for span, kind in labels for block in _blocks(frozen, span, kind, known))
    facts: dict[str, Any] = {
        "title": _title(frozen, blocks, known),
        "byline": known.byline or _signed(frozen, blocks),
        "outlet": known.outlet,
        "language": known.language,
    }
    facts.update((key, value) for key, value in given.items() if value is not None)
    facts["notes"] = [*given.get("notes", ()), *notes, *filter(None, (unclosed(text),))]
    evidence = (*known.evidence, *_dated(frozen, blocks), *_declared_language(known, given))
    return freeze(frozen, raw=raw, url=known.url, blocks=blocks, evidence=evidence, **facts)


#: Runs of tags, all but those that never nest or whose content must stay out of sight.
_NESTING = re.compile(
    r"(?:</?(?!(?:html|head|body|title|meta|link|script|style|p|h1|br|hr)\b)[a-z][^<>]*>\s*)+", re.IGNORECASE
)


def _tree(text: str) -> tuple[Any, _page.Size, list[str]]:
    """The parsed page, its size, and notes. The parser gives up at a depth that only broken generators reach; such a
    page is made flat."""
    tree = _page.parse(text)
    size = _page.size(tree)
    if size.depth < _page.DEEP:
        return tree, size, []
    tree = _page.parse(_NESTING.sub("<br>", text))
    return tree, _page.size(tree), ["The page is nested too deeply; its structure was set aside."]


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


def _signed(text: str, blocks: tuple[Block, ...]) -> str | None:
    """The author as the page shows him."""
    signature: BlockKind = "byline"
    return next((BY.sub("", block.span.of(text), count=1) for block in blocks if block.kind == signature), None)


_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def _dated(text: str, blocks: tuple[Block, ...]) -> list[tuple[str, str]]:
    """The day as the page shows it: a short line with a year between the headline and the copy."""
    kinds: list[BlockKind] = [block.kind for block in blocks]
    if "headline" not in kinds or "body" not in kinds:
        return []
    above = blocks[kinds.index("headline") + 1 : kinds.index("body")]
    lines = (block.span.of(text) for block in above if block.kind in ("furniture", "byline"))
    shown = (line for line in lines if len(line) < 100 and _YEAR.search(line) and sum(map(str.isdigit, line)) > 4)
    return [("page:date", line) for line in islice(shown, 1)]


def _declared_language(known: About, given: dict[str, Any]) -> list[tuple[str, str]]:
    """The language that nobody but the page gives: templates in one language frame articles in another."""
    return [("page:language", known.language)] if known.language and not given.get("language") else []


def _title(text: str, blocks: tuple[Block, ...], known: About) -> str | None:
    """The headline as it stands on the page, else the metadata's."""
    headline: BlockKind = "headline"
    shown = next((block.span.of(text) for block in blocks if block.kind == headline), None)
    return shown or next(iter(known.titles), None)
