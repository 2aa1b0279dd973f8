"""What a page says about itself: title, author, outlet, address, language, and everything that may tell its date."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urljoin, urlsplit

from reportedly.intake._names import BARS, BY, authors, clean, names_someone, signed, squeezed

__all__ = ["About", "about"]


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


#: Names of meta fields that hold a date, as publishing systems spell them (compared in lower case).
_DATES = _set(
    """article:published_time article:modified_time article:published article:modified article:post_modified
    og:published_time og:updated_time og:pubdate og:article:published_time rnews:datepublished pubdate publishdate
    publish-date publish_date publication_date publicationdate published publishedat date originalpublicationdate
    article_date_original article.published article.updated cxenseparse:recs:publishtime dc.date dc.date.issued
    dc.date.created dc.date.modified dcterms.date dcterms.issued dcterms.created dcterms.modified dcterms.available
    parsely-pub-date sailthru.date bt:pubdate bt:moddate analyticsattributes.articledate citation_publication_date
    citation_date datepublished datecreated datemodified date.published last-modified lastmod revised displaydate
    prism.publicationdate eprints.date article:create_time weibo:article:create_at"""
)
_ITEMPROPS = ("datePublished", "dateModified", "dateCreated")
_JSONLD_DATES = ("datePublished", "dateCreated", "dateModified", "uploadDate")
_ARTICLE_TYPE = re.compile(r"Article|Posting|Report|WebPage|Review|CreativeWork")
#: More than this many `time` elements are a list of other articles.
_TIMES = 20


@dataclass(frozen=True, slots=True)
class About:
    """The page on itself. `titles` are candidates, surest first; `evidence` may tell its date and is not weighed.

    `byline` is the author by the page's data; `signed` are names that its markup alone takes for authors; `body` is the
    article as it stands in the linked data.
    """

    titles: tuple[str, ...] = ()
    byline: str | None = None
    signed: tuple[str, ...] = ()
    outlet: str | None = None
    url: str | None = None
    language: str | None = None
    body: str = ""
    evidence: tuple[tuple[str, str], ...] = ()


def about(tree: Any, url: str | None = None) -> About:
    """The metadata of a page. `url`: its address where the caller knows it."""
    metas = list(_metas(tree))
    first = dict(reversed(metas))
    data = list(_jsonld(tree))
    graph = [node for node in data if _ARTICLE_TYPE.search(str(node.get("@type", "")))]
    address = url or _address(tree, first)
    outlet = _outlet(tree, first, graph, data, address)
    signatures = tuple(dict.fromkeys(signed(tree)))[:10]
    evidence = [*_dates(metas, graph), *_times(tree)]
    if address:
        evidence.append(("url", address))
    return About(
        titles=tuple(dict.fromkeys(filter(None, _titles(tree, first, graph)))),
        byline=_with_others(_byline(tree, first, graph, outlet), signatures),
        signed=signatures,
        outlet=outlet,
        url=address,
        language=_language(tree, first),
        body=max(
            (node["articleBody"] for node in graph if isinstance(node.get("articleBody"), str)), key=len, default=""
        ),
        evidence=tuple(dict.fromkeys(evidence)),
    )


def _metas(tree: Any) -> Iterator[tuple[str, str]]:
    for element in tree.iter("meta"):
        value = clean(element.get("content"))
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            key = element.get(attribute)
            if key and value:
                yield ("itemprop:" if attribute == "itemprop" else "") + key.strip().lower(), value


def _jsonld(tree: Any) -> Iterator[dict[str, Any]]:
    """Every object of the page's linked data, `@graph` lists opened; what is no JSON is passed over."""
    for element in tree.iter("script"):
        if "ld+json" in element.get("type", "") and element.text:
            waiting = [_loaded(element.text.strip().strip(";"))]
            while waiting:
                item = waiting.pop(0)
                if isinstance(item, list):
                    waiting = item[:200] + waiting
                elif isinstance(item, dict):
                    yield item
                    waiting.append(item.get("@graph"))


_TRAILING = re.compile(r",\s*(?=[\]}])")


def _loaded(text: str) -> Any:
    """The data of a script, a comma too many forgiven; None where it is no JSON."""
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        pass
    try:
        return json.loads(_TRAILING.sub("", text), strict=False)
    except (ValueError, RecursionError):
        return None


def _dates(metas: list[tuple[str, str]], graph: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for key, value in metas:
        known = [f"itemprop:{name}" for name in _ITEMPROPS if key == f"itemprop:{name.lower()}"]
        if known or key in _DATES:
            yield (known or [f"meta:{key}"])[0], value[:60]
    for node in graph:
        for key in _JSONLD_DATES:
            if isinstance(node.get(key), str) and node[key].strip():
                yield f"jsonld:{key}", clean(node[key])[:60]


def _times(tree: Any) -> Iterator[tuple[str, str]]:
    """Dates in the body's markup: `time` elements, and microdata on other elements."""
    times = [element for element in tree.iter("time") if element.get("datetime")]
    for element in times[:_TIMES]:
        yield "time:datetime", clean(element.get("datetime"))[:60]
    marked = (e for e in tree.iter("span", "div", "p", "abbr", "time") if e.get("itemprop") in _ITEMPROPS)
    for element in islice(marked, _TIMES):
        value = clean(element.get("content") or element.get("datetime") or element.text_content()[:200])
        if value:
            yield f"itemprop:{element.get('itemprop')}", value[:60]


def _titles(tree: Any, first: dict[str, str], graph: list[dict[str, Any]]) -> Iterator[str]:
    """Candidates, surest first, without the name of the outlet or section that follows a dash or bar."""
    outlet = first.get("og:site_name", "").casefold()
    for title in (first.get("og:title", ""), *(clean(node.get("headline")) for node in graph[:3])):
        parts = BARS.split(title)
        yield " - ".join(part for part in parts if part.casefold() != outlet) if len(parts) > 1 else title
    for title in (first.get("twitter:title", ""), *(clean(element.text) for element in islice(tree.iter("title"), 1))):
        parts = [part for part in BARS.split(title) if part.casefold() != outlet]
        yield max(parts, key=len, default="")


def _outlet(
    tree: Any, first: dict[str, str], graph: list[dict[str, Any]], data: list[dict[str, Any]], address: str | None
) -> str | None:
    """The outlet's name: what the page says, not what its address suggests. A handle ("@courier") is no name."""
    named = (
        first.get("og:site_name"),
        _named(graph, "publisher"),
        _publisher(graph, data),
        first.get("application-name"),
    )
    name = next((name for name in named if name and name[0] != "@"), None)
    return _without_slogan(name, address) if name else _after_title(tree, address)


def _without_slogan(name: str, address: str | None) -> str:
    """The part of a name that the site's address has ("The Courier | News of the coast"), else all of it."""
    parts = BARS.split(name)
    return next((part for part in parts if _is_site(part, address)), name) if len(parts) > 1 else name


def _is_site(name: str, address: str | None) -> bool:
    """Whether the site's address has that name."""
    host = squeezed(urlsplit(address).netloc) if address else ""
    return len(squeezed(name)) > 2 and squeezed(name) in host


def _publisher(graph: list[dict[str, Any]], data: list[dict[str, Any]]) -> str | None:
    """The name behind a publisher that is only referred to ("@id"), as it stands elsewhere in the linked data."""
    referred = (node["publisher"].get("@id") for node in graph if isinstance(node.get("publisher"), dict))
    wanted = [key for key in referred if isinstance(key, str)][:10]
    for node in data if wanted else ():
        for found in (node, *(value for value in node.values() if isinstance(value, dict))):
            if found.get("@id") in wanted and (name := clean(found.get("name"))):
                return name
    return None


def _after_title(tree: Any, address: str | None) -> str | None:
    """The last part of the window's title ("Treaty signed - The Courier") where the site's address has that name."""
    title = next((clean(element.text) for element in islice(tree.iter("title"), 1)), "")
    return next((part for part in reversed(BARS.split(title)[1:]) if _is_site(part, address)), None)


def _byline(tree: Any, first: dict[str, str], graph: list[dict[str, Any]], outlet: str | None) -> str | None:
    """The author's name. Facebook wants a profile's address in `article:author`, which names nobody."""
    named = (first.get(key) for key in ("author", "article:author", "parsely-author", "dc.creator", "sailthru.author"))
    for raw in (_named(graph, "author", "Person"), *named, _named(graph, "author"), *authors(tree)):
        name = BY.sub("", BARS.split(raw)[0], count=1) if raw else ""
        if names_someone(name, outlet or ""):
            return name
    return None


def _with_others(name: str | None, signatures: Sequence[str]) -> str | None:
    """The author of the page's data with those who sign beside him: many systems name the first one only."""
    return next((all_ for all_ in signatures if name and all_.startswith((f"{name}, ", f"{name} and "))), name)


def _named(graph: list[dict[str, Any]], key: str, kind: str = "") -> str | None:
    """The name or names under a key: a string, an object with a name (of a kind), or a list of either."""
    for node in graph:
        found = [item for item in _listed(node.get(key)) if not kind or _is_a(kind, item)]
        names = [clean(item.get("name") if isinstance(item, dict) else item) for item in found]
        if any(names):
            return ", ".join(filter(None, names))
    return None


def _is_a(kind: str, item: object) -> bool:
    return isinstance(item, dict) and item.get("@type") == kind


def _listed(value: object) -> list[Any]:
    return value[:10] if isinstance(value, list) else [value]


def _address(tree: Any, first: dict[str, str]) -> str | None:
    """The page's own address, absolute or nothing."""
    links = [element.get("href", "") for element in tree.iter("link") if element.get("rel", "").lower() == "canonical"]
    known = [clean(link) for link in (*links, first.get("og:url", ""))]
    base = next((link for link in known if _absolute(link)), "")
    joined = (_join(base, link) for link in known if link)
    return next((link for link in joined if _absolute(link)), None)


def _join(base: str, link: str) -> str:
    try:
        return urljoin(base, link)
    except ValueError:
        return ""


def _absolute(link: str) -> bool:
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_].*)?\Z", re.IGNORECASE)


def _language(tree: Any, first: dict[str, str]) -> str | None:
    """ISO code of the page's language as it declares it, region left out."""
    html = tree.getroottree().getroot()
    for value in (html.get("lang"), html.get("xml:lang"), first.get("content-language"), first.get("og:locale")):
        if found := _LANGUAGE.match((value or "").strip()):
            return found.group(1).lower()
    return None
