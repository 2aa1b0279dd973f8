"""Inputs that are addresses: fetched (only where the options say so), then read as what they are."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from reportedly.intake._formats import read
from reportedly.intake._raw import Options, Raw, id_of
from reportedly.model import Article, Skipped

if TYPE_CHECKING:
    from reportedly.fetch import Fetched

__all__ = ["fetched", "from_web", "is_url"]

_URL = re.compile(r"[a-z][a-z0-9+.-]{1,20}://", re.IGNORECASE)

#: Ending of a name for a content type that says what something is. What servers call plain text or XML may be anything
#: of the kind, and the name, or its first bytes, tell more.
_SUFFIXES = {
    "text/html": ".html", "application/xhtml+xml": ".html", "application/pdf": ".pdf", "text/csv": ".csv",
    "application/rss+xml": ".rss", "application/atom+xml": ".atom", "application/json": ".json",
    "application/feed+json": ".feed", "application/x-ndjson": ".jsonl", "application/jsonl": ".jsonl",
    "application/warc": ".warc", "application/zip": ".zip", "message/rfc822": ".eml", "application/mbox": ".mbox",
}  # fmt: skip
#: What is one article and nothing else; anything else may hold many, or pictures too, and may be ten times as large.
_ONE_ARTICLE = ("text/html", "application/xhtml+xml", "text/plain")


def is_url(given: str) -> bool:
    """Whether what was typed is an address (of whatever scheme) and no path."""
    return bool(_URL.match(given))


def fetched(url: str, options: Options, kind: Any = None) -> Iterator[Article | Skipped]:
    """What an address holds, or a `Skipped` with the reason why it was not fetched. Never raises."""
    from reportedly.fetch import NotFetched, check

    try:
        if not options.fetch:
            check(url)
            raise NotFetched("Fetching is off; add --fetch, or save the page and name the file.")
        yield from from_web(url, options, kind)
    except NotFetched as error:
        yield Skipped(url, error.reason)


def from_web(url: str, options: Options, kind: Any = None, *, recheck: bool = False) -> Iterator[Article | Skipped]:
    """What an address holds. An article that names no address of its own has the one it was found at in the end; where
    that is not the one asked for, the latter is `asked_url` in its `meta`.

    `recheck`: ask the server even if what it said last is still fresh. Raises `fetch.NotFetched`.
    """
    from reportedly.fetch import shared

    def limit(content_type: str) -> int:
        one = content_type.partition(";")[0].strip().lower() in _ONE_ARTICLE
        return options.limit * (1 if one else 10)

    page = shared().get(url, limit, recheck=recheck)
    raw = Raw.of(url, page.body, inner=_name(page), url=page.url, charset=page.charset)
    for item in read(raw, options, kind):
        yield _placed(item, page) if isinstance(item, Article) else item


def _name(page: Fetched) -> str:
    """A name for what was fetched, with the ending that tells its format."""
    name = PurePosixPath(unquote(urlsplit(page.url).path)).name
    suffix = _SUFFIXES.get(page.content_type)
    return name if suffix is None or name.lower().endswith(suffix) else f"{name or 'index'}{suffix}"


def _placed(article: Article, page: Fetched) -> Article:
    """The article with the address that it was found at."""
    if article.url is None:
        made = article.id == id_of(article.text, None)
        id = id_of(article.text, page.url) if made else article.id
        article = dataclasses.replace(article, id=id, url=page.url)
    if article.url != page.url or page.asked == page.url:
        return article
    return dataclasses.replace(article, meta={**article.meta, "asked_url": page.asked})
