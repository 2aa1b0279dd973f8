"""A web page as lines of text: what a reader sees, block by block, and where in the page each line stands.

The walk is iterative and visits every node once: pages with fifty thousand nested elements are met in the wild.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from lxml import etree
from lxml import html as markup

from reportedly.intake._decode import mend, mojibake

__all__ = ["DEEP", "Box", "Line", "Size", "lines", "parse", "size"]

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
_BREAKS = _PARAGRAPH | _LINE | _CELL | {"br"}
#: Elements in which several lines stand beside one another.
_BOXES = _set(
    "body div section article main header footer nav aside form ul ol dl li dd td th table tr blockquote figure "
    "figcaption center details"
)
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


@dataclass(frozen=True, slots=True, eq=False)
class Box:
    """An element that holds lines or other boxes: a section, a cell, an item of a list. `level`: boxes around it."""

    around: Box | None
    level: int
    tag: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the page.

    `gap` is what stands between it and the line before; `marks` what the elements around it say it is; `linked` how
    many of its characters are links, `link` where the first of them leads; `box` what it stands in, beside which
    others; `last` the element that holds its last words, and whether in its tail.
    """

    text: str
    gap: str
    marks: frozenset[str]
    linked: int
    link: str
    box: Box
    last: tuple[Any, bool]


def parse(page: str) -> Any:
    """The tree of a page; None where there is no element at all."""
    parser = markup.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, collect_ids=False
    )
    data = page.replace("\x00", "").encode("utf-8", "replace")
    try:
        tree = markup.document_fromstring(data, parser=parser, ensure_head_body=True)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return None
    _end_head(tree)
    return tree


#: What may stand in a page's head. Anything else ends the head, whether the page says so or not.
_IN_HEAD = _set("title meta link script style base basefont bgsound noscript template object")


def _end_head(tree: Any) -> None:
    """Begins the body where browsers do: the parser, which is older than `article` and `main`, leaves them in the head
    of a page that does not say where its body begins."""
    head, body = tree.find("head"), tree.find("body")
    if head is None or body is None:
        return
    at = next((at for at, child in enumerate(head) if child.tag not in _IN_HEAD), None)
    if at is not None:
        moved = head[at:]
        moved[-1].tail, body.text = f"{moved[-1].tail or ''}{body.text or ''}", None
        for child in reversed(moved):
            body.insert(0, child)


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
            else:
                state.enter(element, tag)
        else:
            state.leave(element, tag)
        if state.done:
            yield from state.done
            state.done.clear()
    state.flush()
    yield from state.done


@dataclass(slots=True)
class _Walk:
    """Where the walk is: the words of the line so far (cell by cell), and the marks of the elements around."""

    done: list[Line] = field(default_factory=list)
    cells: list[list[str]] = field(default_factory=lambda: [[]])
    marks: list[frozenset[str]] = field(default_factory=lambda: [frozenset()])
    #: the marks of the innermost element at which words of this line stand
    here: frozenset[str] = frozenset()
    linked: int = 0
    #: where the link leads that the walk is in or was in last; where the line's first one leads
    target: str = ""
    link: str = ""
    box: Box = field(default_factory=lambda: Box(None, 0, ""))
    #: the box in which the line's last words stand
    inside: Box | None = None
    last: tuple[Any, bool] | None = None
    gap: int = 0
    begun: bool = False
    skipping: bool = False

    def enter(self, element: Any, tag: str) -> None:
        if tag in _BREAKS:
            self._boundary(tag, opening=True)
        if tag in _BOXES:
            self.box = Box(self.box, self.box.level + 1, tag)
        elif tag == "a":
            self.target = element.get("href") or ""
        marks = self.marks[-1]
        self.marks.append(_marked(marks, element, tag))
        if element.text:
            self._words(element, False)

    def leave(self, element: Any, tag: str) -> None:
        if self.skipping:  # an element nobody sees: only what follows it counts
            self.skipping = False
        else:
            self.marks.pop()
            if tag in _BREAKS:
                self._boundary(tag, opening=False)
            if tag in _BOXES and self.box.around:
                self.box = self.box.around
        if element.tail:
            self._words(element, True)

    def _boundary(self, tag: str, opening: bool) -> None:
        if tag in _PARAGRAPH:
            self.flush()
            self.gap = 2
        elif tag in _LINE:
            self.flush()
            self.gap = max(self.gap, 1)
        elif tag == "br" and opening:
            self.flush()
            self.gap += 1
        elif tag in _CELL and opening:
            self.cells.append([])

    def _words(self, element: Any, tail: bool) -> None:
        words = element.tail if tail else element.text
        if not tail and element.tag == "pre":
            for row in words.split("\n"):
                self._add(row, element, tail)
                self.flush()
            return
        self._add(words, element, tail)

    def _add(self, words: str, element: Any, tail: bool) -> None:
        self.cells[-1].append(words)
        if words.isspace():
            return
        marks = self.marks[-1]
        if self.last is None or "a" in self.here:
            self.here = marks
        self.last, self.inside = (element, tail), self.box
        if "a" in marks:
            self.linked += len(words.strip())
            self.link = self.link or self.target

    def flush(self) -> None:
        """The line that ends here, if it has words."""
        if self.last and self.inside:
            text = "\t".join(filter(None, map(_collapsed, self.cells)))
            if text:
                gap = "\n" * min(2, max(1, self.gap)) if self.begun else ""
                self.done.append(Line(text, gap, self.here, self.linked, self.link, self.inside, self.last))
                self.begun, self.gap = True, 0
            self.linked, self.link, self.last, self.here = 0, "", None, frozenset()
        self.cells = [[]]


def _unseen(element: Any, tag: str) -> bool:
    if tag in _UNSEEN or not tag:
        return True
    if not element.attrib or tag in ("html", "body"):
        return False
    if element.get("hidden") is not None:
        return True
    style, name = element.get("style"), element.get("class")
    return bool(style and _NONE.search(style)) or bool(name and _for_ears(name))


@lru_cache(4096)
def _for_ears(name: str) -> bool:
    return bool(_SCREEN_READER.search(name))


def _marked(around: frozenset[str], element: Any, tag: str) -> frozenset[str]:
    """The marks handed down, with what this element adds."""
    words = ""
    if element.attrib and tag not in ("html", "body"):
        words = " ".join(filter(None, map(element.get, ("class", "id", "role", "itemprop", "rel"))))
    new = _telling(tag, words if len(words) < 500 else "")
    return around if new <= around else around | new


@lru_cache(8192)
def _telling(tag: str, words: str) -> frozenset[str]:
    """What an element by its tag, and by the words of its attributes, says of the lines inside."""
    new = {tag} if tag in _TELLING else {"heading"} if tag in _HEADINGS else set()
    new.update(name for name, pattern in _HINTS if words and pattern.search(words))
    return frozenset(new)


_DROPPED = {ord(sign): None for sign in "\u00ad\u200b\u2060\ufeff"}
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")


def _collapsed(pieces: list[str]) -> str:
    """White space as browsers show it; soft hyphens and zero-width marks, which only guide line breaking, are out."""
    text = "".join(pieces)
    plain = " ".join(text.split())
    if plain.isascii() and plain.isprintable():
        return plain
    if mojibake(text):
        text = mend(text)
    text = _CONTROL.sub("", text.translate(_DROPPED))
    return " ".join(text.split())


@dataclass(frozen=True, slots=True)
class Size:
    """How deep the elements of a page are nested, and how many there are."""

    depth: int
    elements: int


def size(tree: Any) -> Size:
    """The size of a page's tree, nothing where there is none."""
    if tree is None:
        return Size(0, 0)
    deepest = now = elements = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        if event == "start":
            now += 1
            elements += 1
            deepest = max(deepest, now)
        else:
            now -= 1
    return Size(deepest, elements)
