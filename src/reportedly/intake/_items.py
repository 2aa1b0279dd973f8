"""An XML feed cut into its items, in bounded memory: each item is parsed by itself, so a broken one costs only itself.

No document type is ever handed to the parser: the prolog is read here, and every piece is parsed below an element of
our own. So no entity can be declared, however the feed is encoded.
"""

from __future__ import annotations

import html
import html.entities
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO
from xml.sax.saxutils import quoteattr

from lxml import etree

from reportedly.intake._decode import as_browsers, by_bytes, decode, usable
from reportedly.intake._raw import Options, Raw, TooLarge

__all__ = ["Broken", "Head", "Item", "NoFeed", "cut", "name_of", "root_of"]


class NoFeed(ValueError):
    """The input is no feed, or one that is not read; its words are the reason, as a sentence."""


@dataclass(frozen=True, slots=True)
class Head:
    """What a feed says before its first item: the element around the items, and those around that one."""

    element: Any


@dataclass(frozen=True, slots=True)
class Item:
    """One item: its element, its bytes (UTF-8 where the feed is UTF-16), the line it begins at, what was mended."""

    element: Any
    raw: bytes
    line: int
    notes: list[str]


@dataclass(frozen=True, slots=True)
class Broken:
    """An item that could not be read and why; without `item` a stretch of the feed."""

    reason: str
    item: bool = True


# --- the prolog ------------------------------------------------------------------------------------------------------

#: All that may stand before the first element, in bytes.
_PROLOG = 1 << 16
_MISC = re.compile(rb"\s+|<\?.*?\?>|<!--.*?-->", re.DOTALL)
_ELEMENT = re.compile(rb"<((?:[A-Za-z_][\w.-]{0,60}:)?([A-Za-z_][\w.-]{0,60}))(?=[\s/>])")
_DOCTYPE = re.compile(rb"<!DOCTYPE\s+([^\s>\[]{1,100})\s*", re.IGNORECASE)
#: The one document type that feeds name: of RSS 0.91, in 1999. It is known, and never fetched.
_NETSCAPE = re.compile(
    rb"PUBLIC\s+([\"'])-//Netscape Communications//DTD RSS 0\.91//EN\1\s*(?:\"[^\"<>]{0,200}\"|'[^'<>]{0,200}')?\s*>"
)
_PAGE = "It is a web page (HTML), not a feed; name it .html, or read it with --as html."
_OTHERS = {
    "html": _PAGE,
    "opml": "It is a list of feeds (OPML), not a feed.",
    "urlset": "It is a site map, not a feed.",
    "sitemapindex": "It is a site map, not a feed.",
}
#: What a feed's items are called, by the name of its first element.
_ITEMS = {"rss": b"item", "rdf": b"item", "feed": b"entry"}


def root_of(head: bytes) -> re.Match[bytes]:
    """Where the first element of a feed begins, with its name. Raises `NoFeed` for what is no feed or a hostile one.

    `head`: the first bytes, without a byte order mark, in an encoding that has ASCII in it.
    """
    head, at = head[:_PROLOG], 0
    while at < len(head):
        if misc := _MISC.match(head, at):
            at = misc.end()
        elif doctype := _DOCTYPE.match(head, at):
            at = _past(doctype, head)
        else:
            break
    found = _ELEMENT.match(head, at)
    if found is None:
        raise NoFeed(_no_element(head, at))
    name = _local(found)
    if name not in _ITEMS or (name == "rdf" and not re.search(rb"purl\.org/rss/|netscape\.com/rdf/", head)):
        shown = found[1].decode("ascii", "replace")
        raise NoFeed(_OTHERS.get(name, f"It is XML but no feed: its first element is <{shown}>."))
    return found


def _local(root: re.Match[bytes]) -> str:
    return root[2].decode("ascii", "replace").lower()


def _no_element(head: bytes, at: int) -> str:
    if at == len(head) or head.startswith((b"<!--", b"<?"), at):
        return f"No element begins in its first {_PROLOG >> 10} kB; it was not read as a feed."
    if head.startswith(b"<", at):
        return f"It is no feed: what stands at line {_line(head, at)} is neither XML nor HTML."
    return "It is no feed: it does not begin like XML."


def _past(doctype: re.Match[bytes], head: bytes) -> int:
    """The end of a document type that declares nothing. Raises `NoFeed` for any other."""
    at = doctype.end()
    if doctype[1].lower() == b"html":
        raise NoFeed(_PAGE)
    if head.startswith(b">", at):
        return at + 1
    if known := _NETSCAPE.match(head, at):
        return known.end()
    raise NoFeed(
        f"Its document type (DOCTYPE, line {_line(head, doctype.start())}) declares entities or points to declarations "
        "elsewhere. No feed needs them, and attacks on readers are made of them: the feed was refused."
    )


def _line(data: bytes, at: int) -> int:
    return data.count(b"\n", 0, at) + 1


# --- the stream ------------------------------------------------------------------------------------------------------


class _Recoded(io.RawIOBase):
    """A stream in an encoding without ASCII in it (UTF-16, UTF-32), as UTF-8."""

    def __init__(self, file: BinaryIO, encoding: str) -> None:
        self._text = io.TextIOWrapper(file, encoding, errors="replace", newline="")

    def read(self, size: int = -1) -> bytes:
        return self._text.read(size).encode("utf-8", "replace")


def _wide(raw: Raw, options: Options) -> str | None:
    """The encoding, if one in which a tag is not written in ASCII."""
    name = usable(options.encoding or "")
    if name is None:
        return by_bytes(raw.head())
    return name if "<item>".encode(name) != b"<item>" else None


_CHUNK = 1 << 16
#: The longest start tag that is looked through; no token is longer, so a search need not begin farther back.
_TAG = 2000
_OVERLAP = _TAG + 200


class _Window:
    """A stretch of a stream. What is kept stays in it, up to the limit; what is not is forgotten while searching."""

    def __init__(self, file: Any, limit: int) -> None:
        self.data = bytearray()
        #: the line at which the window begins
        self.line = 1
        self.keep = True
        self._file, self._limit, self._ended = file, limit, False

    def more(self) -> bool:
        chunk = b"" if self._ended else self._file.read(_CHUNK)
        self._ended = not chunk
        self.data += chunk
        return bool(chunk)

    def forget(self, end: int) -> None:
        """Drops what stands before a place, which becomes place 0."""
        self.line += self.data.count(b"\n", 0, end)
        del self.data[:end]

    def line_at(self, at: int) -> int:
        return self.line + self.data.count(b"\n", 0, at)

    def find(self, pattern: re.Pattern[bytes], at: int) -> re.Match[bytes] | None:
        """The next match at or after a place. Raises `TooLarge` when more than the limit would have to be kept."""
        while True:
            found = pattern.search(self.data, at)
            # What ends where the window ends may be the beginning of something longer.
            if found and (self._ended or found.end() < len(self.data)):
                return found
            at = found.start() if found else max(at, len(self.data) - _OVERLAP)
            if self.keep and len(self.data) > self._limit:
                raise TooLarge(self._limit)
            if not self.keep:
                self.forget(at)
                at = 0
            if not self.more():
                return pattern.search(self.data, at)


# --- from tag to tag -------------------------------------------------------------------------------------------------

#: What hides tags from view, what it is called, and what ends it.
_HIDING = {
    b"<![CDATA[": ("CDATA section", re.compile(rb"\]\]>")),
    b"<!--": ("comment", re.compile(rb"-->")),
    b"<?": ("processing instruction", re.compile(rb"\?>")),
}


@dataclass(frozen=True, slots=True)
class _Tag:
    """A tag of an item (`open`, `close`, or `empty`: both in one) or the `end` of the feed, and where it stands."""

    kind: str
    name: bytes
    start: int
    end: int


class _Tags:
    """The tags that matter, in order. `at`: where the search goes on; `flaw`: what is never closed, in words."""

    def __init__(self, window: _Window, root: bytes, item: bytes) -> None:
        self.window, self.at, self.flaw = window, 0, ""
        self._root = re.escape(root)
        self._hidden: tuple[bytes, int, int] | None = None
        self._never: set[bytes] = set()
        self.named(rb"(?:[A-Za-z_][\w.-]{0,60}:)?" + item)

    def named(self, item: bytes) -> None:
        """Items are called so; a pattern."""
        self._tokens = re.compile(
            rb"(?P<hiding><!\[CDATA\[|<!--|<\?)|(?P<end></%b\s{0,99}>)|(?P<close></(?P<closed>%b)\s{0,99}>)"
            rb"|<(?P<opened>%b)(?:(?:\s[^<>]{0,%d}?)?(?P<empty>/?)>|(?=[\s/]))" % (self._root, item, item, _TAG)
        )

    def next(self) -> _Tag | None:
        """The next tag; None at the end of the stream. Raises `TooLarge`, and goes on after `give_up`."""
        while True:
            if self._hidden and not self._uncovered():
                return None
            found = self.window.find(self._tokens, self.at)
            if found is None:
                return None
            self.at = found.end()
            if not found["hiding"]:
                return _tag(found)
            self._hidden = (found["hiding"], found.end(), self.window.line_at(found.start()))

    def _uncovered(self) -> bool:
        """Steps over what is hidden. What is never closed hides nothing, if it is still there to be looked into."""
        assert self._hidden is not None
        opener, after, line = self._hidden
        name, ending = _HIDING[opener]
        found = None if opener in self._never else self.window.find(ending, self.at)
        self._hidden = None
        if found is not None:
            self.at = found.end()
            return True
        self._never.add(opener)
        self.flaw = self.flaw or f"The {name} that begins at line {line} is never closed"
        self.at = after
        return self.window.keep

    def forget(self, end: int) -> None:
        """Drops what stands before a place."""
        self.window.forget(end)
        self.at -= end

    def give_up(self) -> None:
        """Keeps nothing from here on; what is hidden stays hidden."""
        self.window.keep = False
        self.at = max(self.at, len(self.window.data) - _OVERLAP)


def _tag(found: re.Match[bytes]) -> _Tag:
    kind = "end" if found["end"] else "close" if found["close"] else "empty" if found["empty"] else "open"
    return _Tag(kind, found["opened"] or found["closed"] or b"", *found.span())


# --- from tags to items ----------------------------------------------------------------------------------------------


def cut(raw: Raw, options: Options) -> Iterator[Head | Item | Broken]:
    """The head of a feed, then its items in order, with a `Broken` where one cannot be read. Raises `NoFeed`."""
    wide = _wide(raw, options)
    with raw.open() as file:
        window = _Window(_Recoded(file, wide) if wide else file, options.limit)
        while len(window.data) < _PROLOG and window.more():
            pass
        window.forget(3 * window.data.startswith(b"\xef\xbb\xbf"))
        root = root_of(bytes(window.data[:_PROLOG]))
        parts = _Parts(
            "utf-8" if wide else options.encoding, as_browsers(raw.charset) or _declared(bytes(window.data[:200]))
        )
        window.forget(root.start())
        yield from _cut(window, root, parts)


_DECLARATION = re.compile(rb"\s*<\?xml[^>]{0,100}encoding\s*=\s*[\"']([\w.:-]{2,40})[\"']")


def _declared(start: bytes) -> str | None:
    """The encoding that the feed names."""
    found = _DECLARATION.match(start)
    return as_browsers(found[1].decode("ascii", "replace")) if found else None


def _cut(window: _Window, root: re.Match[bytes], parts: _Parts) -> Iterator[Head | Item | Broken]:
    tags = _Tags(window, root[1], _ITEMS[_local(root)])
    begun, line = False, 0  # `line`: at which the item begins that we are in; 0 between items
    while True:
        try:
            tag = tags.next()
        except TooLarge as error:
            if not begun:
                raise NoFeed(f"What stands before its first item has {error}.") from None
            yield Broken(f"The item at line {line} has {error}.")
            tags.give_up()
            line = 0
            continue
        if not begun:
            begun = True
            yield parts.head(bytes(window.data[: tag.start if tag else None]))
            tags.named(re.escape(tag.name) if tag and tag.name else _ITEMS[_local(root)])
        if tag is None or tag.kind == "end":
            yield from _ending(tag, tags, line)
            return
        if tag.kind != "close":
            if line:
                yield Broken(
                    f"The item at line {line} has no end: the next begins at line {window.line_at(tag.start)}."
                )
            tags.forget(tag.start)
            window.keep, line = True, window.line
        if tag.kind != "open":
            end = tag.end - (tag.start if tag.kind == "empty" else 0)
            if line:
                yield parts.item(bytes(window.data[:end]), line)
            tags.forget(end)
            window.keep, line = False, 0


def _ending(tag: _Tag | None, tags: _Tags, line: int) -> Iterator[Broken]:
    """What is to be said of the end of a feed: what breaks off there, what was never closed, what follows it."""
    window = tags.window
    if line:
        yield Broken(f"The item at line {line} has no end: the feed ends before it.")
    elif tag is None and not tags.flaw:
        yield Broken(f"The feed breaks off at line {window.line_at(len(window.data))}: it has no end tag.", item=False)
    if tags.flaw:
        yield Broken(f"{tags.flaw}{'; nothing after it was read' * (tag is None and not line)}.", item=False)
    if tag is not None:
        window.keep = False
        more = window.find(re.compile(rb"<(?:\w{1,60}:)?(?:item|entry)[\s>]"), tag.end)
        if more:
            at = window.line_at(more.start())
            yield Broken(
                f"What follows the end of the feed was not read; an item begins there at line {at}.", item=False
            )


# --- from a piece to its element -------------------------------------------------------------------------------------

#: Prefixes that feeds use without saying what they mean.
_PREFIXES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "media": "http://search.yahoo.com/mrss/",
}


#: The most tags of one item: a parsed element takes fifty times the room of the shortest tag.
_ELEMENTS = 500_000


def name_of(element: Any) -> tuple[str, str]:
    """The namespace and the name of an element; a prefix that nobody declared is left out."""
    space, _, local = element.tag.rpartition("}")
    return space[1:], local.rpartition(":")[2]


def _parser() -> Any:
    return etree.XMLParser(
        encoding="utf-8", recover=True, resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False,
        huge_tree=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip


@dataclass(slots=True)
class _Parts:
    """Parses the pieces of one feed: `encoding` is what the user says, `declared` what the feed says of itself."""

    encoding: str | None
    declared: str | None
    spaces: str = ""

    def head(self, data: bytes) -> Head:
        """The element around the items; its namespaces are theirs."""
        if data.count(b"<") > _ELEMENTS:
            raise NoFeed(f"More than {_ELEMENTS} tags stand before its first item; it was not read.")
        words, _ = _mended(decode(data, self.encoding, self.declared)[0])
        root = etree.fromstring(words.encode("utf-8", "replace"), _parser())
        if root is None:
            raise NoFeed("Its first element is broken; it was not read as a feed.")
        inner = next((child for child in root if name_of(child)[1] == "channel"), root)
        known = {**_PREFIXES, **{prefix or "": uri for prefix, uri in inner.nsmap.items()}}
        self.spaces = "".join(
            f" xmlns{':' * bool(prefix)}{prefix}={quoteattr(uri)}" for prefix, uri in known.items() if prefix != "xml"
        )
        return Head(inner)

    def item(self, data: bytes, line: int) -> Item | Broken:
        """The item of a piece that begins at a line."""
        if data.count(b"<") > _ELEMENTS:
            return Broken(f"The item at line {line} has more than {_ELEMENTS} tags, which no article has.")
        words, notes = decode(data, self.encoding, self.declared)
        words, more = _mended(words)
        parser = _parser()
        page = f"<feed{self.spaces}>{words}</feed>".encode("utf-8", "replace")
        try:
            tree = etree.fromstring(page, parser)
        except etree.XMLSyntaxError as error:  # where there is nothing to recover
            return Broken(f"The item at line {line} is no XML: {error.msg}.")
        flaw = next((e for e in parser.error_log if e.domain_name != "NAMESPACE" and e.level_name != "WARNING"), None)
        if flaw is not None:
            at = f" at line {line + flaw.line - 1}" if flaw.line > 1 else ""
            return Broken(f"The item at line {line} is broken XML{at}: {_message(flaw.message)}.")
        if tree is None or len(tree) != 1:
            return Broken(f"The item at line {line} is broken XML.")
        return Item(tree[0], data, line, notes + more)


def _message(words: str) -> str:
    """The parser's words, without the line that it counts from the item."""
    return re.sub(r" line \d+(?= and )", "", " ".join(words.split()))


_REFERENCES = re.compile(
    r"<!\[CDATA\[.*?\]\]>|<!--.*?-->|<\?.*?\?>|&(?:#(?:x[0-9a-fA-F]{1,8}|\d{1,9})|([A-Za-z][A-Za-z0-9]{0,31}));|(&)",
    re.DOTALL,
)
_XML_NAMES = frozenset({"amp", "lt", "gt", "quot", "apos"})
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def _mended(words: str) -> tuple[str, list[str]]:
    """Markup with what is no XML but has one meaning put right: HTML's names of characters, a bare `&`."""
    bare = 0

    def put_right(found: re.Match[str]) -> str:
        nonlocal bare
        whole, name = found[0], found[1]
        if whole[0] == "<" or name in _XML_NAMES:
            return whole
        known = html.entities.html5.get(f"{name};") if name else None if found[2] else _numbered(whole)
        if known is not None:
            return "".join(f"&#{ord(letter)};" for letter in known)
        bare += 1
        return "&amp;" + whole[1:]

    text = _REFERENCES.sub(put_right, words) if "&" in words else words
    text, illegal = _NO_XML.subn("\ufffd", text)
    notes = []
    if bare:
        notes.append(f"{bare} & in the feed {'begin' if bare > 1 else 'begins'} no character's name; read as written.")
    if illegal:
        notes.append(f"{illegal} character{'s' * (illegal > 1)} that XML does not allow became U+FFFD.")
    return text, notes


def _numbered(reference: str) -> str | None:
    """The character of a number, as browsers read it: those of Windows-1252 too; U+FFFD for none."""
    letter = html.unescape(reference)
    return letter if letter and not _NO_XML.match(letter) else "\ufffd"
