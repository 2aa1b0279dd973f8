"""A web page as lines of text: what a reader sees, block by block, and where in the page each line stands.

The walk is iterative and visits every node once: pages with fifty thousand nested elements are met in the wild.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree
from lxml import html as markup

from reportedly.intake._decode import mend, mojibake

__all__ = ["DEEP", "Line", "depth", "lines", "parse"]

#: The parser drops what is nested deeper than 2048 elements.
DEEP = 2040


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


#: Elements whose text nobody sees, or that hold no words of the page.
_UNSEEN = _set(
    "script style noscript template head title meta link svg math canvas iframe frame object embed applet audio video "
    "select option optgroup datalist textarea input map area param source track progress meter dialog"
)
_PARAGRAPH = _set(
    "p h1 h2 h3 h4 h5 h6 blockquote pre ul ol dl table figure section article main header footer nav aside form "
    "fieldset hr address details figcaption center body"
)
_LINE = _set("div li dt dd tr caption thead tbody tfoot summary legend button label menu noindex")
_CELL = _set("td th")
_HEADINGS = _set("h2 h3 h4 h5 h6")
#: Tags that say what a line is; they are handed down to everything inside.
_TELLING = _set("h1 p li figure figcaption nav footer aside button form blockquote table article main a")

_NONE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
#: Classes of text for screen readers, and of boxes that open when the mouse rests on a name in the copy.
_SCREEN_READER = re.compile(
    r"(?:^|[\s_-])(?:sr-only|visually-?hidden|screen-reader-text)(?:\s|$)"
    r"|(?:^|\s)(?:rollover|tooltip|popover)[\w-]{0,20}(?:block|content|text|body|inner|bubble)(?:\s|$)",
    re.IGNORECASE,
)


def _class(*names: str) -> re.Pattern[str]:
    """Any of these words as a whole part of a class name or id (`story-byline`, `byline_2`)."""
    return re.compile(rf"(?:^|[\s_-])(?:{'|'.join(names)})(?:$|[\s_-])", re.IGNORECASE)


#: What class names, ids, roles and microdata say about an element, in the words that publishing systems use.
_HINTS = (
    ("caption", _class("(?:wp-)?caption", "caption-?text", "photo-credit", "image-credit", "cutline")),
    ("related", re.compile("related|recommend", re.IGNORECASE)),
    (
        "related",
        _class("more", "read", "also", "trending", "popular", "most", "promo", "teasers?", "outbrain", "upnext"),
    ),
    ("related", _class("taboola", r"recirc\w*")),
    ("comments", _class("comments?", r"disqus\w*", "respond", "replies")),
    ("share", _class("share", "sharing", "social", "addthis", "sharedaddy", "newsletter", "subscribe", "sign-?up")),
    ("share", _class("paywall", "cookies?", "consent", "gdpr")),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the page.

    `gap` is what stands between it and the line before; `marks` what the elements around it say it is; `linked` how
    many of its characters are links; `last` the element that holds its last words, and whether in its tail.
    """

    text: str
    gap: str
    marks: frozenset[str]
    linked: int
    last: tuple[Any, bool]


def parse(page: str) -> Any:
    """The tree of a page; None where there is no element at all."""
    parser = markup.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, collect_ids=False
    )
    data = page.replace("\x00", "").encode("utf-8", "replace")
    try:
        return markup.document_fromstring(data, parser=parser, ensure_head_body=True)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return None


def lines(tree: Any) -> Iterator[Line]:
    """The visible lines of a page, in order."""
    walker = etree.iterwalk(tree, events=("start", "end"))
    state = _Walk()
    for event, element in walker:
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if _unseen(element, tag):
                walker.skip_subtree()
                state.skipping = True
                continue
            yield from state.enter(element, tag)
        else:
            yield from state.leave(element, tag)
    yield from state.flush()


@dataclass(slots=True)
class _Walk:
    """Where the walk is: the words of the line so far (cell by cell), and the marks of the elements around."""

    cells: list[list[str]] = field(default_factory=lambda: [[]])
    marks: list[frozenset[str]] = field(default_factory=lambda: [frozenset()])
    #: the marks of the innermost element at which words of this line stand
    here: frozenset[str] = frozenset()
    linked: int = 0
    last: tuple[Any, bool] | None = None
    gap: int = 0
    begun: bool = False
    skipping: bool = False

    def enter(self, element: Any, tag: str) -> Iterator[Line]:
        yield from self._boundary(tag, opening=True)
        self.marks.append(_marked(self.marks[-1], element, tag))
        yield from self._words(element, False)

    def leave(self, element: Any, tag: str) -> Iterator[Line]:
        if self.skipping:  # an element nobody sees: only what follows it counts
            self.skipping = False
        else:
            self.marks.pop()
            yield from self._boundary(tag, opening=False)
        yield from self._words(element, True)

    def _boundary(self, tag: str, opening: bool) -> Iterator[Line]:
        if tag in _PARAGRAPH:
            yield from self.flush()
            self.gap = 2
        elif tag in _LINE:
            yield from self.flush()
            self.gap = max(self.gap, 1)
        elif tag == "br" and opening:
            yield from self.flush()
            self.gap += 1
        elif tag in _CELL and opening:
            self.cells.append([])

    def _words(self, element: Any, tail: bool) -> Iterator[Line]:
        words = element.tail if tail else element.text
        if not words:
            return
        if not tail and element.tag == "pre":
            for row in words.split("\n"):
                self._add(row, element, tail)
                yield from self.flush()
            return
        self._add(words, element, tail)

    def _add(self, words: str, element: Any, tail: bool) -> None:
        self.cells[-1].append(words)
        if words.isspace():
            return
        marks = self.marks[-1]
        if self.last is None or "a" in self.here:
            self.here = marks
        self.last = (element, tail)
        if "a" in marks:
            self.linked += len(words.strip())

    def flush(self) -> Iterator[Line]:
        """The line that ends here, if it has words."""
        text = "\t".join(filter(None, (_collapsed(cell) for cell in self.cells)))
        if text and self.last:
            gap = "\n" * min(2, max(1, self.gap)) if self.begun else ""
            yield Line(text, gap, self.here, self.linked, self.last)
            self.begun, self.gap = True, 0
        self.cells, self.linked, self.last, self.here = [[]], 0, None, frozenset()


def _unseen(element: Any, tag: str) -> bool:
    if tag in _UNSEEN or not tag:
        return True
    if not element.attrib or tag in ("html", "body"):
        return False
    if element.get("hidden") is not None or _NONE.search(element.get("style", "")):
        return True
    return bool(_SCREEN_READER.search(element.get("class", "")))


def _marked(around: frozenset[str], element: Any, tag: str) -> frozenset[str]:
    """The marks handed down, with what this element adds."""
    new = {tag} if tag in _TELLING else {"heading"} if tag in _HEADINGS else set()
    if element.attrib and tag not in ("html", "body"):
        words = " ".join(filter(None, map(element.get, ("class", "id", "role", "itemprop", "rel"))))
        if words and len(words) < 500:
            new.update(name for name, pattern in _HINTS if pattern.search(words))
    return around if new <= around else around | new


_DROPPED = {ord(sign): None for sign in "\u00ad\u200b\u2060\ufeff"}
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")


def _collapsed(pieces: list[str]) -> str:
    """White space as browsers show it; soft hyphens and zero-width marks, which only guide line breaking, are out."""
    text = "".join(pieces)
    if mojibake(text):
        text = mend(text)
    text = _CONTROL.sub("", text.translate(_DROPPED))
    return " ".join(text.split())


def depth(tree: Any) -> int:
    """How deep the elements of a page are nested."""
    deepest = now = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        now += 1 if event == "start" else -1
        deepest = max(deepest, now)
    return deepest
