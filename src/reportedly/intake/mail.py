"""Mail (EML), mailboxes (MBOX) and web pages saved as one file (MHTML, MHT).

A mail's text is its HTML, rendered like a page, else its plain text; attachments of known formats are read as inputs of
their own. Of a saved page only the page itself is read: its pictures, style sheets and frames are passed over.
"""

from __future__ import annotations

import html as escaping
import mimetypes
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from reportedly.intake import html
from reportedly.intake._decode import as_browsers, decode
from reportedly.intake._endings import ENDINGS
from reportedly.intake._formats import read
from reportedly.intake._mime import Part, parse
from reportedly.intake._passed import Passed, kind_of_name, kind_of_type
from reportedly.intake._raw import Options, Raw, TooLarge, freeze
from reportedly.intake._stamp import day_of
from reportedly.intake.text import as_is
from reportedly.model import Article, Skipped

__all__ = ["articles", "sniff", "suffixes"]

suffixes = ENDINGS["mail"]

_FIELD = re.compile(rb"([!-9;-~]{1,60}):")
#: Headers that only machines write.
_TELLING = {b"received", b"return-path", b"message-id", b"mime-version", b"delivered-to", b"dkim-signature"}


def sniff(head: bytes) -> bool:
    """Whether it begins like a mail or a mailbox: with headers, one of which only machines write."""
    names: set[bytes] = set()
    for line in head.split(b"\n")[:100]:
        if not line.strip():
            break
        found = _FIELD.match(line)
        if found:
            names.add(found[1].lower())
        elif not (names and line[:1] in b" \t") and not _ENVELOPE.match(line):
            return False
    return bool(names & _TELLING)


def articles(raw: Raw, options: Options) -> Iterator[Article | Skipped]:
    """The mail, or each mail of a mailbox, as an article, and behind it what is attached to it."""
    if raw.suffix in (".eml", ".mht", ".mhtml") or not _ENVELOPE.match(raw.head()):
        yield from _message(raw, raw.read(options.limit), options)
        return
    for number, data in enumerate(_messages(raw, options.limit), 1):
        one = Raw.of(f"{raw.name}:mail {number}", b"", depth=raw.depth, spent=raw.spent)
        if isinstance(data, TooLarge):
            yield Skipped(one.name, f"The mail has {data}.")
        else:
            yield from _message(one, data, options)


# --- mailboxes -------------------------------------------------------------------------------------------------------

#: The line before each mail of a mailbox: the sender and the hour.
_ENVELOPE = re.compile(rb"From [^\r\n]{1,200}\b\d\d:\d\d[^\r\n]{0,60}\b(?:19|20)\d\d\b[^\r\n]{0,20}\r?(?:\n|\Z)")
_QUOTED = re.compile(rb">+From ")


def _messages(raw: Raw, limit: int) -> Iterator[bytes | TooLarge]:
    """The mails of a mailbox; of one that is too long no more than the limit is held."""
    with raw.open() as file:
        mail, after_blank, over = bytearray(), True, False
        begun = False
        while line := file.readline(limit + 1):
            if after_blank and _ENVELOPE.match(line):
                if begun:
                    yield TooLarge(limit) if over else bytes(mail)
                mail, over, begun = bytearray(), False, True
            elif not over:
                mail += line[1:] if _QUOTED.match(line) else line
                over = len(mail) > limit
                if over:
                    mail = bytearray()
            after_blank = not line.strip(b"\r\n")
        yield TooLarge(limit) if over else bytes(mail)


# --- one mail --------------------------------------------------------------------------------------------------------


def _message(raw: Raw, data: bytes, options: Options) -> Iterator[Article | Skipped]:
    mail = parse(data)
    if not mail.root.headers:
        yield Skipped(raw.name, "It is no mail: it does not begin with headers.")
        return
    saved = _is_saved_page(mail.root, raw.suffix)
    yield from (_page if saved else _mail)(raw, data, mail.root, options)
    for flaw in mail.flaws:
        yield Skipped(raw.name, flaw)


def _is_saved_page(root: Part, suffix: str) -> bool:
    """Browsers write a page in the form of a mail that nobody sent."""
    if suffix in (".mht", ".mhtml") or root.header("snapshot-content-location"):
        return True
    by = (root.header("from") or "").lower()
    return by.startswith("<saved by") and not root.header("received")


# --- a page that a browser saved -------------------------------------------------------------------------------------


def _page(raw: Raw, data: bytes, root: Part, options: Options) -> Iterator[Article | Skipped]:
    main = _main(root)
    if main is None:
        yield Skipped(raw.name, "It holds no web page.")
        return
    words, notes = _words(main, options)
    # The hour in its headers is that of saving, and says nothing of the article's.
    saved = root.written("date")
    places = (
        main.header("content-location"),
        root.header("snapshot-content-location"),
        root.header("content-location"),
    )
    found = html.page(
        words,
        raw=data,
        url=next(filter(None, map(_web, places)), None),
        given=options.date,
        origin=raw.name,
        notes=notes,
        meta={"saved": saved} if saved else {},
    )
    if found is None:
        yield Skipped(raw.name, "The page holds no visible text.")
    else:
        yield found if found.title else replace(found, title=root.header("subject"))
    yield from _passed_over(raw, [leaf for leaf in root.leaves() if leaf is not main])


_PAGES = ("text/html", "application/xhtml+xml")


def _main(root: Part) -> Part | None:
    """The part that is the page: the one named as the start, the one from the page's address, else the first page."""
    pages = [leaf for leaf in root.leaves() if leaf.kind in _PAGES]
    start, place = root.params.get("start", "").strip("<> "), root.header("snapshot-content-location")
    for page in pages:
        if start and (page.header("content-id") or "").strip("<> ") == start:
            return page
    return next((page for page in pages if place and page.header("content-location") == place), next(iter(pages), None))


def _web(place: str | None) -> str | None:
    """An address of the web; None for the place of a file."""
    place = "".join((place or "").split())
    try:
        parts = urlsplit(place)
    except ValueError:
        return None
    return place if parts.scheme.lower() in ("http", "https") and parts.netloc else None


# --- a mail that somebody sent ---------------------------------------------------------------------------------------


def _mail(raw: Raw, data: bytes, root: Part, options: Options) -> Iterator[Article | Skipped]:
    bodies = _bodies(root)
    found = _article(raw, data, root, bodies, options)
    plain = [leaf for leaf in root.leaves() if leaf.kind == "text/plain" and not leaf.attached]
    if found is None and any(leaf not in bodies for leaf in plain):  # the HTML is one picture
        bodies += [leaf for leaf in plain if leaf not in bodies]
        found = _article(raw, data, root, plain, options)
    rest = _rest(root, bodies)
    reason = "The mail is encrypted." if _is_sealed(root) else "The mail holds no text."
    yield found or Skipped(raw.name, reason, lost=not any(_is_input(part) for part in rest))
    for number, part in enumerate(filter(_is_input, rest), 1):
        yield from read(raw.within(_named(part, number), part.content()), replace(options, kind=None))
    yield from _passed_over(raw, [part for part in rest if not _is_input(part)])


def _article(raw: Raw, data: bytes, root: Part, bodies: list[Part], options: Options) -> Article | None:
    """The article of a mail's texts; None where there is nothing to read in them."""
    texts = [(part.kind in _PAGES, *_words(part, options)) for part in bodies]
    notes = [note for _, _, more in texts for note in more]
    name, address = root.sender()
    stamp = root.written("date")
    about: dict[str, Any] = {
        "raw": data,
        "origin": raw.name,
        "given": (day_of(stamp) or stamp) if stamp else options.date,
        "title": root.header("subject"),
        "byline": name,
        "meta": {key: value for key, value in _meta(root, address) if value},
        "notes": notes,
    }
    if any(markup for markup, _, _ in texts):
        return html.page("\n".join(words if markup else _preformatted(words) for markup, words, _ in texts), **about)
    text = "\n\n".join(filter(None, (words.strip("\n") for _, words, _ in texts)))
    return freeze(text, **about) if text.strip() else None


def _meta(root: Part, address: str | None) -> Iterator[tuple[str, str | None]]:
    yield "from", address
    for name in ("to", "message-id", "list-id"):
        yield name, (root.header(name) or "")[:500] or None


def _preformatted(words: str) -> str:
    return f"<pre>{escaping.escape(words)}</pre>"


def _bodies(part: Part) -> list[Part]:
    """The parts that make up the text, in order. Of alternatives the HTML one is taken, else the last."""
    if part.kind == "multipart/related":
        start = part.params.get("start", "").strip("<> ")
        named = (p for p in part.parts if start and (p.header("content-id") or "").strip("<> ") == start)
        root = next(named, next(iter(part.parts), None))
        return _bodies(root) if root else []
    if part.kind.startswith("multipart/"):
        each = [found for child in part.parts if (found := _bodies(child))]
        if part.kind != "multipart/alternative":
            return [leaf for found in each for leaf in found]
        rich = (found for found in reversed(each) if any(leaf.kind in _PAGES for leaf in found))
        return next(rich, each[-1] if each else [])
    shown = part.kind in ("text/plain", *_PAGES) and not part.attached and not part.name
    return [part] if shown else []


def _words(part: Part, options: Options) -> tuple[str, list[str]]:
    """The text of a part as we render it: decoded, line ends made one, flowed lines joined, mojibake mended."""
    data = part.content()
    markup = part.kind in _PAGES
    stated = part.params.get("charset") or (html.declared(data) if markup else None)
    words, notes = decode(data, options.encoding, as_browsers(stated))
    words, more = as_is(words.replace("\r\n", "\n"), repair=True)
    more += part.notes
    if part.params.get("format", "").lower() == "flowed":
        words = _flowed(words, part.params.get("delsp", "").lower() == "yes")
    return words, notes + more


def _flowed(words: str, spaces_go: bool) -> str:
    """Lines joined as RFC 3676 has it: a space at the end of a line says that the paragraph goes on."""
    lines: list[str] = []
    depth, open_ = 0, False
    for line in words.split("\n"):
        bare = line.lstrip(">")
        quoted = len(line) - len(bare)
        bare = bare.removeprefix(" ")
        flows = bare.endswith(" ") and bare != "-- "
        shown = bare[:-1] if flows and spaces_go else bare
        if open_ and quoted == depth and bare != "-- ":
            lines[-1] += shown
        else:
            lines.append(">" * quoted + " " * bool(quoted) + shown)
        depth, open_ = quoted, flows
    return "\n".join(lines)


# --- what else a mail holds ------------------------------------------------------------------------------------------

#: What else than pictures and the like is no article, by content type.
_NO_ARTICLES = {
    "application/pgp-signature": "signature", "application/pkcs7-signature": "signature",
    "application/x-pkcs7-signature": "signature", "application/pgp-encrypted": "key", "application/pgp-keys": "key",
    "text/calendar": "calendar entry", "application/ics": "calendar entry", "text/vcard": "address card",
    "text/x-vcard": "address card", "message/delivery-status": "delivery report",
    "message/disposition-notification": "delivery report", "message/feedback-report": "delivery report",
    "text/rfc822-headers": "head of a mail", "message/external-body": "outside file",
}  # fmt: skip
_ALTERNATIVES = frozenset({"text/plain", "text/html", "text/enriched", "text/richtext", "text/x-amp-html"})


def _rest(part: Part, bodies: list[Part], within: str = "") -> list[Part]:
    """The leaves that are no part of the text; the other wordings of what was taken are left out."""
    if part.kind.startswith("multipart/"):
        return [leaf for child in part.parts for leaf in _rest(child, bodies, f"{within} {part.kind}")]
    other_wording = part.kind in _ALTERNATIVES and "alternative" in within and not part.attached and not part.name
    taken = other_wording or any(part is body for body in bodies)
    return [] if taken else [part]


def _what(part: Part) -> str | None:
    """What a part is called that is no article; None for one that may be."""
    return _NO_ARTICLES.get(part.kind) or kind_of_type(part.kind) or kind_of_name(part.name or "")


def _is_input(part: Part) -> bool:
    return _what(part) is None and bool(part.body.strip())


def _is_sealed(root: Part) -> bool:
    return root.kind in ("multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime")


def _named(part: Part, number: int) -> str:
    """The name of an attachment; where it has none, one with the ending of its type."""
    if part.name:
        return part.name
    ending = ".eml" if part.kind == "message/rfc822" else mimetypes.guess_extension(part.kind) or ""
    return f"attachment {number}{ending}"


def _passed_over(raw: Raw, parts: list[Part]) -> list[Skipped]:
    """One line for all that was never meant to be an article."""
    passed = Passed("Passed over")
    for part in parts:
        passed.add(_what(part) or ("frame" if part.kind in _PAGES else "file"))
    return passed.said(raw.name)
