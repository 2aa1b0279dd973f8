"""Web archives (WARC 1.0 and 1.1; `.warc.gz` comes through gzip, `.wacz` through zip): each page is an article.

Read are answers with status 200, and records that hold a page or a text themselves (`resource`, `conversion`). All else
is counted by kind. The day a page was crawled (`WARC-Date`) is not the day it was published, which cannot be later: it
is kept in `meta` under `crawled`, and as evidence.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from reportedly.intake import _formats
from reportedly.intake._answer import Answer, answer, payload
from reportedly.intake._endings import ENDINGS
from reportedly.intake._inflate import GZIP, exhausted
from reportedly.intake._passed import Passed, kind_of_type
from reportedly.intake._raw import HEAD, Options, Raw, TooLarge, id_of, iso_date, shown
from reportedly.intake._tape import Gap, Record, records
from reportedly.model import Article, Skipped

__all__ = ["articles", "magic", "sniff", "suffixes"]

suffixes = ENDINGS["warc"]
magic = (b"WARC/1.", b"WARC/0.")

#: How much a record may have beyond its article: what the server says before it, and the sizes of chunks.
_AROUND = 1 << 20
#: Types of records, those that can hold a page first.
_HOLDING = ("response", "resource", "conversion")
_TYPES = (*_HOLDING, "warcinfo", "request", "metadata", "revisit", "continuation")
#: The ending of a name that tells a format, by content type.
_ENDINGS = {
    "text/html": ".html", "application/xhtml+xml": ".html", "application/vnd.wap.xhtml+xml": ".html",
    "text/plain": ".txt", "application/pdf": ".pdf", "application/x-pdf": ".pdf",
    "application/rss+xml": ".rss", "application/atom+xml": ".atom",
}  # fmt: skip
#: Types of files in which no article is, and of documents in which one could be.
_DATA_TYPES = re.compile(r"json|csv|yaml|zip|x-tar|protobuf|x-bittorrent")
_OFFICE = re.compile(r"msword|officedocument|ms-excel|ms-powerpoint|opendocument|rtf\Z|epub")
#: Text at these addresses is there for crawlers and advertisers.
_FOR_ROBOTS = re.compile(r"/(?:robots|ads|app-ads|humans|llms|security)\.txt\Z", re.IGNORECASE)
#: Addresses under which crawlers file what they made themselves.
_OWN = re.compile(r"(?:dns|whois|filedesc|metadata|screenshot|urn):(?!uuid:)", re.IGNORECASE)


def sniff(head: bytes) -> bool:
    """Whether it begins with a record."""
    return head.startswith(magic)


def articles(raw: Raw, options: Options) -> Iterator[Article | Skipped]:
    """The pages of an archive in order, then what was passed over, by kind."""
    options = dataclasses.replace(options, kind=None)
    if raw.head().startswith(GZIP):
        yield from _formats.named("gzip").articles(raw, options)
        return
    crawl = _Crawl(raw, options)
    try:
        with raw.open() as file:
            for item in records(file, options.limit + _AROUND):
                if exhausted(raw):
                    yield Skipped(raw.name, f"So much has inflated that nothing was read after byte {item.at}.")
                    break
                yield from crawl.part(item)
    except Exception:  # what was passed over is said, whatever ends the reading
        yield from crawl.said()
        raise
    yield from crawl.said()


class _Crawl:
    """One archive while it is read."""

    def __init__(self, raw: Raw, options: Options) -> None:
        self._raw, self._options = raw, options
        self._records = Passed("Records that hold no page")
        self._statuses = Passed("Answers that are no page, by their status")
        self._kinds = Passed("Passed over")

    def said(self) -> Iterator[Skipped]:
        """What was passed over."""
        for passed in (self._records, self._statuses, self._kinds):
            yield from passed.said(self._raw.name)

    def part(self, part: Record | Gap) -> Iterator[Article | Skipped]:
        """What one record gives, or why it gives nothing."""
        if isinstance(part, Gap):
            yield Skipped(self._raw.name, part.what)
            return
        origin = f"{self._raw.name}:record {part.number}"
        try:
            found = self._answer(part)
            if found is None or self._is_passed(found, part.target):
                if part.wrong:
                    yield Skipped(origin, part.wrong, lost=False)
            elif not part.wrong:
                yield from self._page(part, found, origin)
            else:
                yield from self._mended(part, found, origin)
        except ValueError as error:
            yield Skipped(origin, _formats.why(error))

    def _answer(self, record: Record) -> Answer | None:
        """The answer that a record holds, or what it holds itself as if it were one; None for other records, counted.

        Raises `ValueError` where there should be one and is none.
        """
        kind = record.fields.get("warc-type", "").lower()
        if kind not in _HOLDING:
            self._records.add(f"{kind} record" if kind in _TYPES else "record of another type")
            return None
        stated = record.fields.get("content-type", "").lower()
        if not stated.startswith("application/http") and not record.block.startswith(b"HTTP/"):
            return Answer(200, {"content-type": stated}, record.block)
        if found := answer(record.block):
            return found
        raise ValueError("it holds no answer of a web server")

    def _is_passed(self, found: Answer, target: str) -> bool:
        """Whether an answer, by its status, its type or its address, holds no article; it is counted then."""
        if found.status != 200:
            self._statuses.add(f"with {found.status}")
        elif _OWN.match(target):
            self._kinds.add("record of the crawler's own")
        elif _FOR_ROBOTS.search(target):
            self._kinds.add("file for robots")
        elif kind := kind_of_type(found.content_type):
            self._kinds.add(kind)
        elif _DATA_TYPES.search(found.content_type) and not _OFFICE.search(found.content_type):
            self._kinds.add("data file")
        else:
            return False
        return True

    def _mended(self, record: Record, found: Answer, origin: str) -> Iterator[Article | Skipped]:
        """The page in a record with a wrong length, if it is whole by its server's word on how long it is."""
        length = len(found.body) if found.length is None else found.length
        rest = found.body[length:].strip(b"\r\n")
        agreed = record.length == len(record.block) - len(found.body) + length
        if found.length is None or len(found.body) < length or (rest and not agreed):
            yield Skipped(origin, f"{record.wrong} It was not read.")
            return
        more = ", but not what follows it" if rest else ""
        yield Skipped(origin, f"{record.wrong} By its server's word it is whole, and was read{more}.", lost=bool(rest))
        yield from self._page(record, found._replace(body=found.body[:length]), origin)

    def _page(self, record: Record, found: Answer, origin: str) -> Iterator[Article | Skipped]:
        """The article on a page, or the articles in what else was sent."""
        if _OFFICE.search(found.content_type):
            raise ValueError("it is an office document or a book, which is not read in this version")
        if not record.whole:
            raise TooLarge(self._options.limit)
        if "warc-segment-number" in record.fields:
            raise ValueError("it goes on in another record, and such parts are not put together in this version")
        body, notes = payload(found, self._raw, self._options.limit)
        ending, other = _form(found.content_type or record.payload_type, body)
        if other:
            self._kinds.add(other)
            return
        url = record.target if _is_web(record.target) else None
        inside = self._raw.within(f"page{ending}", body)
        inside = dataclasses.replace(inside, name=origin, url=url, charset=found.charset)
        for item in _formats.read(inside, self._options):
            if isinstance(item, Article):
                yield _crawled(item, record, url, notes)
            elif item.reason == _formats.BINARY:
                self._kinds.add("binary file")
            else:
                yield item


_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF)\b")
_DATA = re.compile(rb"\s*(?:\{\s*[\"}]|\[\s*[\[{\"\]])")


def _form(content_type: str, body: bytes) -> tuple[str, str]:
    """The ending of a name that tells how a body is read; else what it is, for the count."""
    head = body[:HEAD]
    ending = _ENDINGS.get(content_type, "")
    if not body.strip():
        return "", "empty answer"
    if head.startswith(b"%PDF-"):
        return ".pdf", ""
    if ending in (".html", ".txt") and _DATA.match(head):
        return "", "data file"
    if ending:
        return ending, ""
    if content_type.endswith(("/xml", "+xml")) and _FEED.search(head):
        return ".rss", ""
    if not content_type.endswith("xml") and _formats.named("html").sniff(head):
        return ".html", ""
    return "", "data file" if content_type.endswith("xml") else "file of another type"


def _is_web(target: str) -> bool:
    try:
        parts = urlsplit(target)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _crawled(article: Article, record: Record, url: str | None, notes: list[str]) -> Article:
    """The article with the day it was crawled, its address, and what the archive says of the page."""
    meta, evidence, notes = dict(article.meta), article.evidence, list(notes)
    when = record.fields.get("warc-date", "")
    if iso_date(when):
        meta["crawled"] = when
        evidence = (*evidence, ("crawled", when))
    if record.target and not url:
        meta["target"] = record.target
    if cut := record.fields.get("warc-truncated"):
        notes.append(f"The crawler cut the page short: {shown(cut[:40])}.")
    if record.doubt:
        notes.append("It was found where another record, by the length stated, still goes on.")
    if article.url is None and url:
        made = article.id == id_of(article.text, None)
        article = dataclasses.replace(article, id=id_of(article.text, url) if made else article.id, url=url)
    return article.noting(*notes, meta=meta, evidence=evidence)
