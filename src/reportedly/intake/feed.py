"""Feeds: RSS 0.9x, 1.0 and 2.0, Atom, JSON Feed. Each item is an article, with its full text where the feed has it.

Markup in an item is rendered like a page; plain text stays as it is. Nothing that a feed points to is fetched, and a
feed whose document type declares entities is refused.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree

from reportedly.intake._decode import decode
from reportedly.intake._endings import ENDINGS
from reportedly.intake._items import Broken, Item, NoFeed, cut, name_of, root_of
from reportedly.intake._raw import Options, Raw
from reportedly.intake._record import record, sound
from reportedly.intake._stamp import day_of
from reportedly.model import Article, Passage, Skipped

__all__ = ["articles", "is_json_feed", "sniff", "suffixes"]

suffixes = ENDINGS["feed"]

_JSON = re.compile(
    rb'\s*\{(?:[^{}\[\]]{0,4000},)?\s*"version"\s*:\s*"https?:\\?/\\?/(?:www\.)?jsonfeed\.org\\?/version'
)
_HOSTILE = re.compile(rb"<!DOCTYPE\s+(?:rss|feed|rdf:RDF)\b", re.IGNORECASE)


def sniff(head: bytes) -> bool:
    """Whether it begins like a feed, one that will be refused included."""
    try:
        return is_json_feed(head) or bool(root_of(head))
    except NoFeed:
        return bool(_HOSTILE.search(head[:1000]))


def is_json_feed(head: bytes) -> bool:
    """Whether JSON names a version of JSON Feed before anything nested."""
    return bool(_JSON.match(head.removeprefix(b"\xef\xbb\xbf")))


def articles(raw: Raw, options: Options) -> Iterator[Article | Skipped]:
    """One article (or reason) for each item, in the feed's order."""
    try:
        items = _of_json if decode(raw.head())[0].lstrip().startswith("{") else _of_xml
        yield from _once(items(raw, options), raw.name)
    except NoFeed as error:
        yield Skipped(raw.name, str(error))


def _once(found: Iterator[tuple[object, Article | Skipped]], name: str) -> Iterator[Article | Skipped]:
    """The items, those with one key and one text once; then how many were told twice, or that there are none."""
    seen: set[bytes] = set()
    twice: list[str] = []
    empty = True
    for key, item in found:
        empty = False
        if isinstance(item, Article) and key:
            digest = hashlib.sha256(f"{key}\x00{item.text}".encode("utf-8", "replace")).digest()[:16]
            if digest in seen:
                twice.append(item.origin.rpartition(":")[2])
                continue
            seen.add(digest)
        yield item
    if empty:
        yield Skipped(name, "The feed has no items.")
    if twice:
        more = f" and {len(twice) - 5} more" * (len(twice) > 5)
        yield Skipped(name, f"Told twice in the feed and taken once: {', '.join(twice[:5])}{more}.", lost=False)


# --- what an item says, whatever the format --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Body:
    """Words that may be an item's text. `whole`: the format says that it is all of it, not a summary."""

    words: str
    markup: bool
    whole: bool = False
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class _Entry:
    """An item, read: its bodies from the fullest to the barest, its fields for `record`, its author."""

    where: str
    raw: bytes
    bodies: list[_Body]
    fields: dict[str, Any]
    byline: str | None = None
    notes: list[str] = field(default_factory=list)

    @property
    def key(self) -> object:
        return self.fields.get("guid") or self.fields.get("url")


#: A description shorter than this, in characters, is a summary: a news agency's first paragraph has 200 to 300.
_SUMMARY = 1000
_CUT_SHORT = re.compile(r"(?:\.\.\.|…|\[(?:\.\.\.|…)\]|\b(?:read|continue|full)\b[^.!?]{0,40})\W*\Z", re.IGNORECASE)


def _article(origin: str, entry: _Entry, options: Options) -> Article | Skipped:
    """The article of the first body in which there is something to read; the title, where there is none."""
    for body in entry.bodies:
        if not body.words.strip():
            continue
        content = {"html": f"<article>{body.words}</article>"} if body.markup else {"text": body.words}
        notes = [*entry.notes, *body.notes]
        found = record(origin, entry.raw, {**entry.fields, **content}, options, notes)
        if isinstance(found, Article):
            short = len(found.text) < _SUMMARY or _CUT_SHORT.search(found.text[-100:])
            more = ["The feed has only a summary."] if short and not body.whole else []
            return found.noting(*more, byline=entry.byline or found.byline)
    if title := entry.fields.get("title"):
        notes = [*entry.notes, "The feed has only a title."]
        found = record(origin, entry.raw, {**entry.fields, "text": title}, options, notes)
        return found.noting(byline=entry.byline) if isinstance(found, Article) else found
    return Skipped(origin, f"The item{entry.where} has neither a text nor a title.")


def _dated(fields: dict[str, Any], stated: list[str], changed: list[str], notes: list[str]) -> None:
    """The day from the stamps of publication; from those of the last change, with a note, where there are none."""
    stamps = [stamp.strip() for stamp in stated if stamp.strip()]
    others = [stamp.strip() for stamp in changed if stamp.strip()]
    if others:
        fields["updated"] = others[0]
        if not stamps:
            notes.append("The feed dates its last change only; that date was used.")
    read = next(filter(None, map(day_of, stamps or others)), None)
    fields["date"] = read or next(iter(stamps or others), None)


def _linked(fields: dict[str, Any], base: str, links: list[str], notes: list[str]) -> None:
    """The first address of the web among the links, made whole; else the first link under `meta`, and a note."""
    given = [link.strip() for link in links if link.strip()]
    whole = next(filter(None, (_address(base, link) for link in given)), None)
    if whole:
        fields["url"] = whole
    elif given:
        fields["link"] = given[0]
        notes.append("Its link is no whole address of the web and was not used.")


def _address(base: str, link: str) -> str | None:
    """A link made whole; None where that gives no address of the web."""
    try:
        whole = urljoin(base, link)
        parts = urlsplit(whole)
    except ValueError:
        return None
    return whole if parts.scheme in ("http", "https") and parts.netloc else None


_LANGUAGE = re.compile(r"\s*([A-Za-z]{2,3})(?:[-_].*)?\s*\Z", re.DOTALL)


def _language(*stated: str | None) -> str | None:
    """The first that is a language's code, region left out."""
    codes = (_LANGUAGE.match(words or "") for words in stated)
    return next((code[1].lower() for code in codes if code), None)


_INLINE = re.compile(r"</?(?:b|i|em|strong|span|sup|sub|u|br|font|small|a)\b[^<>]{0,500}>", re.IGNORECASE)
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def _line(words: str, markup: bool = True) -> str | None:
    """A title or name as one line; markup that titles carry is taken out."""
    plain = _unescaped(_INLINE.sub("", words)) if markup else words
    return " ".join(plain.split()) or None


def _unescaped(words: str) -> str:
    return _REFERENCE.sub(lambda found: html.unescape(found[0]), words)


# --- RSS and Atom ----------------------------------------------------------------------------------------------------

_ATOM = ("http://www.w3.org/2005/atom", "http://purl.org/atom/ns#")
#: Namespaces, in lower case, by a short name; RSS has half a dozen, and an item's own names are the same in Atom.
_SHORT = {
    "": "",
    **dict.fromkeys(_ATOM, ""),
    "http://purl.org/rss/1.0/": "",
    "http://my.netscape.com/rdf/simple/0.9/": "",
    "http://backend.userland.com/rss2": "",
    "http://purl.org/net/rss1.1#": "",
    "http://purl.org/rss/1.0/modules/content/": "content:",
    "http://purl.org/dc/elements/1.1/": "dc:",
    "http://purl.org/dc/terms/": "dcterms:",
    "http://www.w3.org/1999/xhtml": "xhtml:",
    "http://search.yahoo.com/mrss/": "media:",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes:",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner:",
}
_XML = "{http://www.w3.org/XML/1998/namespace}"


@dataclass(frozen=True, slots=True)
class _Feed:
    """What a feed says of all its items."""

    title: str | None = None
    base: str = ""
    language: str | None = None


def _of_xml(raw: Raw, options: Options) -> Iterator[tuple[object, Article | Skipped]]:
    feed = _Feed()
    number = 0
    for piece in cut(raw, options):
        if isinstance(piece, Broken):
            number += piece.item
            yield None, Skipped(f"{raw.name}:item {number}" if piece.item else raw.name, piece.reason)
        elif isinstance(piece, Item):
            number += 1
            entry = _entry(piece, feed)
            yield entry.key, _article(f"{raw.name}:item {number}", entry, options)
        else:
            feed = _feed(piece.element, raw.url or "")


def _children(element: Any) -> dict[str, list[Any]]:
    """An element's children by name, `dc:creator`; those of namespaces that tell us nothing are left out."""
    found: dict[str, list[Any]] = {}
    for child in element:
        space, local = name_of(child)
        if (prefix := _SHORT.get(space.lower())) is not None:
            found.setdefault(prefix + local, []).append(child)
    return found


def _feed(element: Any, address: str) -> _Feed:
    around = list(reversed([element, *element.iterancestors()]))
    own = _children(element)
    link = _address(address, next(iter(_links(own)), "")) or address
    for outer in around:
        link = _address(link, outer.get(f"{_XML}base") or "") or link
    language = _language(*_texts(own, "language", "dc:language"), *(e.get(f"{_XML}lang") for e in reversed(around)))
    return _Feed(_title(own), link, language)


def _entry(piece: Item, feed: _Feed) -> _Entry:
    own = _children(piece.element)
    notes = list(piece.notes)
    base = _address(feed.base, piece.element.get(f"{_XML}base") or "") or feed.base
    source = _source(own)
    fields: dict[str, Any] = {
        "title": _title(own),
        "outlet": source or feed.title,
        "language": _language(piece.element.get(f"{_XML}lang"), *_texts(own, "dc:language"), feed.language),
    }
    if source and feed.title:
        fields["feed"] = feed.title
    if guid := next(iter(_texts(own, "guid", "id")), None):
        fields["guid"] = guid
    if tags := _tags(own):
        fields["tags"] = tags
    _linked(fields, base, _links(own), notes)
    _dated(fields, _texts(own, *_PUBLISHED), _texts(own, *_CHANGED), notes)
    bodies = _bodies(piece.element, own, notes)
    if len(bodies) > 1 and bodies[0].whole and bodies[1].words.strip() != bodies[0].words.strip():
        fields["summary"] = bodies[1].words
    return _Entry(f" at line {piece.line}", piece.raw, bodies, fields, _byline(own), notes)


_PUBLISHED = ("pubDate", "published", "dc:date", "issued", "dcterms:issued", "dcterms:created", "created")
_CHANGED = ("updated", "modified", "dcterms:modified")


def _text(element: Any) -> str:
    words = "".join(element.itertext())
    if element.get("mode") != "base64":
        return words
    try:  # Atom 0.3
        return base64.b64decode(words).decode("utf-8", "replace")
    except ValueError:
        return words


def _texts(own: dict[str, list[Any]], *names: str) -> list[str]:
    """What stands in the children of these names, in the order of the names; empty ones left out."""
    words = (_text(child).strip() for name in names for child in own.get(name, ()))
    return [text for text in words if text]


def _title(own: dict[str, list[Any]]) -> str | None:
    """The title as a line. Atom says whether it is markup; RSS does not, and entities in it are meant."""
    for child in (*own.get("title", ()), *own.get("dc:title", ()), *own.get("media:title", ())):
        plain = _is_atom(child) and (child.get("type") or "text") == "text"
        if found := _line(_text(child), markup=not plain):
            return found
    return None


def _is_atom(element: Any) -> bool:
    return name_of(element)[0].lower() in _ATOM


def _source(own: dict[str, list[Any]]) -> str | None:
    """The outlet that an item was taken from, in a feed that gathers from many."""
    for child in own.get("source", ()):
        inner = _children(child)
        if found := _title(inner) if inner else _line(_text(child)):
            return found
    return None


def _tags(own: dict[str, list[Any]]) -> list[str]:
    children = [*own.get("category", ()), *own.get("dc:subject", ())]
    return list(filter(None, (_line(e.get("label") or e.get("term") or _text(e)) for e in children[:50])))


def _links(own: dict[str, list[Any]]) -> list[str]:
    """The addresses of the page, surest first: where a service counts clicks on links, it names the page beside."""
    links = [*_texts(own, "feedburner:origLink")]
    for child in own.get("link", ()):
        if child.get("href") and (child.get("rel") or "alternate") == "alternate":
            links.append(child.get("href"))
        elif not child.get("href"):
            links.append(_text(child))
    for child in own.get("guid", ()):
        if (child.get("isPermaLink") or "true").strip().lower() == "true" and "://" in _text(child):
            links.append(_text(child))
    return links


_MAILBOX = re.compile(r"\s*[^\s@()]+@[^\s()]+\s*(?:\((.{1,200})\))?\s*\Z", re.DOTALL)


def _byline(own: dict[str, list[Any]]) -> str | None:
    """Who wrote it. RSS wants a mail address with the name behind it; an address alone names nobody."""
    names: list[str] = []
    for child in [*own.get("dc:creator", ()), *own.get("author", ()), *own.get("itunes:author", ())][:10]:
        inner = _children(child)
        words = next(iter(_texts(inner, "name")), "") if inner else _text(child)
        mailbox = _MAILBOX.match(words)
        if name := _line((mailbox[1] or "") if mailbox else words):
            names.append(name)
    return ", ".join(dict.fromkeys(names)) or None


# --- the text of an item ---------------------------------------------------------------------------------------------

_MARKUP = re.compile(
    r"</?(?:p|br|div|a|img|b|i|u|em|strong|span|ul|ol|li|h[1-6]|blockquote|table|figure|font|hr|pre|section|article|"
    r"center|small|sup|sub|iframe|script|style|html|body)(?:\s[^<>]{0,4000})?/?>|<!--",
    re.IGNORECASE,
)
_HTML_TYPES = ("html", "text/html", "xhtml", "application/xhtml+xml")


_WHOLE = ("content:encoded", "content", "xhtml:body", "xhtml:div", "body", "fullitem")
_SHORTER = ("description", "summary", "dc:description")


def _bodies(item: Any, own: dict[str, list[Any]], notes: list[str]) -> list[_Body]:
    """The texts of an item, the fullest first."""
    whole = [child for name in _WHOLE for child in own.get(name, ())]
    short = [child for name in _SHORTER for child in own.get(name, ())]
    short += item.iter("{http://search.yahoo.com/mrss/}description")
    short += own.get("itunes:summary", ())
    found = [(child, True) for child in whole] + [(child, False) for child in short]
    return [body for child, full in found if (body := _body(child, full, notes))]


def _body(child: Any, whole: bool, notes: list[str]) -> _Body | None:
    """The words in an element and whether they are markup: Atom says so; in RSS it shows."""
    kind = (child.get("type") or "").partition(";")[0].strip().lower()
    words = _text(child)
    if len(child):
        return _Body(_inner(child), True, whole)
    if _is_atom(child) and kind in ("text", "text/plain"):
        return _Body(words, False, whole)
    if kind in _HTML_TYPES:
        return _Body(words, True, whole)
    if _is_atom(child) and kind:
        notes.append(f"Its content is of the type {kind[:60]} and was not read.")
        return None
    if _MARKUP.search(words):
        note = "Its text says nothing of markup and looks like HTML; it was read as such."
        return _Body(words, True, whole, (note,) if _is_atom(child) else ())
    return _Body(words if _is_atom(child) else _unescaped(words), False, whole)


def _inner(element: Any) -> str:
    """What stands in an element, as HTML."""
    for inner in element.iter():
        inner.tag = name_of(inner)[1]
    parts = (etree.tostring(child, encoding="unicode", method="html") for child in element)
    return html.escape(element.text or "", quote=False) + "".join(parts)


# --- JSON Feed -------------------------------------------------------------------------------------------------------


def _of_json(raw: Raw, options: Options) -> Iterator[tuple[object, Article | Skipped]]:
    text, notes = decode(raw.read(options.limit), options.encoding, "utf-8")
    flaws: list[str] = []
    fields = {key: value for key, value, _ in _members(text, flaws) if key != "items"}
    if not re.match(r"https?://(?:www\.)?jsonfeed\.org/version", _str(fields.get("version"))):
        raise NoFeed(flaws[0] if flaws else "It is JSON but no feed: it names no version of jsonfeed.org.")
    home = _address(raw.url or "", _str(fields.get("home_page_url"))) or raw.url or ""
    feed = _Feed(_line(_str(fields.get("title")), markup=False), home, _language(_str(fields.get("language"))))
    number, line, at = 0, 1, 0
    for key, item, span in _members(text, []):
        if key != "items":
            continue
        number, line, at = number + 1, line + text.count("\n", at, span.start), span.start
        origin = f"{raw.name}:item {number}"
        if isinstance(item, dict):
            entry = _json_entry(item, feed, span.of(text).encode("utf-8", "replace"), f" at line {line}", list(notes))
            entry.byline = entry.byline or _authors(fields)
            yield entry.key, _article(origin, entry, options)
        else:
            yield None, Skipped(origin, f"The item at line {line} is no object.")
    for flaw in flaws:
        yield None, Skipped(raw.name, flaw)


_SPACE = re.compile(r"[\s,]*")


def _members(text: str, flaws: list[str]) -> Iterator[tuple[str, Any, Passage]]:
    """The members of an object, each item of `items` by itself, and where they stand; why it ends where it breaks."""
    decoder = json.JSONDecoder()
    at, inside = text.find("{") + 1, False
    key: Any = ""
    try:
        while True:
            at = _skip(text, at)
            if text.startswith("]" if inside else "}", at):
                if not inside:
                    return
                at, inside = _skip(text, at + 1), False
                continue
            if not inside:
                key, at = decoder.raw_decode(text, at)
                at = _skip(text, text.index(":", at) + 1)
                if inside := key == "items" and text.startswith("[", at):
                    at += 1
                    continue
            value, end = decoder.raw_decode(text, at)
            yield str(key), value, Passage(at, end)
            at = end
    except (ValueError, RecursionError):
        line = text.count("\n", 0, at) + 1
        flaws.append(f"The feed is broken JSON at line {line}; nothing after it was read.")


def _skip(text: str, at: int) -> int:
    return _SPACE.match(text, at).end()  # type: ignore[union-attr]


def _json_entry(item: dict[str, Any], feed: _Feed, raw: bytes, where: str, notes: list[str]) -> _Entry:
    fields: dict[str, Any] = {
        "title": _line(_str(item.get("title")), markup=False),
        "outlet": feed.title,
        "language": _language(_str(item.get("language")), feed.language),
    }
    key = item.get("id")
    if isinstance(key, str | int) and key != "":
        fields["guid"] = str(key)
    if tags := [tag for tag in _listed(item.get("tags")) if isinstance(tag, str)]:
        fields["tags"] = tags
    links = [_str(item.get("url")), _str(item.get("external_url")), fields.get("guid", "")]
    _linked(fields, feed.base, links[: 2 + ("://" in links[2])], notes)
    _dated(fields, [_str(item.get("date_published"))], [_str(item.get("date_modified"))], notes)
    names = (("content_html", True, True), ("content_text", False, True), ("summary", False, False))
    found = [(sound(_str(item.get(name)), notes), markup, whole) for name, markup, whole in names]
    bodies = [_Body(words, markup, whole) for words, markup, whole in found if words.strip()]
    if found[2][0].strip() and len(bodies) > 1:
        fields["summary"] = found[2][0]
    return _Entry(where, raw, bodies, sound(fields, notes), sound(_authors(item), notes), notes)


def _authors(item: dict[str, Any]) -> str | None:
    listed = [author for author in (*_listed(item.get("authors")), item.get("author")) if isinstance(author, dict)]
    names = (_line(_str(author.get("name")), markup=False) for author in listed[:10])
    return ", ".join(dict.fromkeys(filter(None, names))) or None


def _listed(value: object) -> list[Any]:
    return value[:50] if isinstance(value, list) else []


def _str(value: object) -> str:
    return value if isinstance(value, str) else ""
