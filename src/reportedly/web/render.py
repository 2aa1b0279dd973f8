"""From rows to pages: the templates, what they may ask, and the other forms a view can leave in (CSV, JSON, citations).

Everything that comes from an article is text here: escaped, its marks of direction shut in (`bdi`), what cannot be seen
shown as a sign. No address but http and https becomes a link.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import Request
from jinja2 import Environment, PackageLoader
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse, Response

from reportedly import gazetteer
from reportedly.model import VERSION
from reportedly.tell.sections.wording import TYPES, count, listed, quotation, shown, the
from reportedly.web.place import analyst, place_of

__all__ = ["environment", "link", "marked", "page", "quoted"]

Plain = dict[str, Any]


def page(request: Request, name: str, status: int = 200, **more: Any) -> Response:
    """A page, or only its main part where htmx asks for that (`HX-Request` with a target)."""
    place = place_of(request)
    whole = request.headers.get("hx-request") != "true" or request.headers.get("hx-boosted") == "true"
    template = environment().get_template(f"{name}.html.j2")
    body = template.render(
        request=request, version=VERSION, store=place.desk.store.path.name, readonly=place.settings.readonly,
        trouble=place.trouble, weighing=place.weighing, me=analyst(request), whole=whole, at=at(request),
        status=status, **more,
    )  # fmt: skip
    return HTMLResponse(body, status)


def at(request: Request) -> Any:
    """A function that gives this very view's address with other values: `at(offset=50)`; an empty value goes."""

    def changed(path: str | None = None, **values: object) -> str:
        asked = {**dict(request.query_params), **{name: str(value) for name, value in values.items()}}
        kept = {name: value for name, value in asked.items() if value not in ("", "None")}
        return (path or request.url.path) + (f"?{urlencode(kept)}" if kept else "")

    return changed


@cache
def environment() -> Environment:
    made = Environment(
        loader=PackageLoader("reportedly", "web/templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    made.filters.update(
        shown=shown, capital=_capital, count=count, listed=listed, the=the, quoted=quoted, part=_part,
        country=lambda code: gazetteer.country_name(code or "") or code or "", label=label, httpish=_httpish,
    )  # fmt: skip
    made.globals.update(link=link, marked=marked)
    return made


def label(type: str | None) -> str:
    """A type of event, or what a paragraph is, as it is read; acts of speech are words already."""
    name = type or ""
    return "paragraph" if name == "body" else TYPES.get(name, name.casefold()) if name.isupper() else name


def link(kind: str, id: str, fragment: str = "") -> str:
    """The address of something: an article, a claim, an actor. Ids may hold anything."""
    return f"/{kind}/{quote(id, safe='')}" + (f"#{quote(fragment, safe='')}" if fragment else "")


def quoted(words: str) -> Markup:
    """Words of an article inside a line of ours: in quotation marks, shut in, on one line."""
    return Markup("<q>“<bdi>{}</bdi>”</q>").format(shown(quotation({"quote": str(words)})[1:-1]))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _part(words: str) -> str:
    """A word as a part of an address."""
    return quote(words, safe="")


def _httpish(address: str | None) -> str | None:
    return address if (address or "").lower().startswith(("http://", "https://")) else None


def marked(text: str, start: int, end: int, marks: Sequence[Mapping[str, Any]]) -> Markup:
    """`text[start:end]` with marks around stretches of it: {"span", "class", "for" (ids, with blanks between)}.

    Where marks overlap, each piece carries the classes and ids of all that hold it, so that nothing is cut wrong.
    """
    inside = [one for one in marks if one["span"][0] < end and start < one["span"][1]]
    edges = sorted({start, end, *(min(max(at, start), end) for one in inside for at in one["span"])})
    out: list[Markup] = []
    for a, b in pairwise(edges):
        over = [one for one in inside if one["span"][0] <= a and b <= one["span"][1]]
        words = escape(shown(text[a:b]))
        if not over:
            out.append(words)
            continue
        classes = " ".join(dict.fromkeys(str(one["class"]) for one in over))
        ids = " ".join(dict.fromkeys(str(one["for"]) for one in over if one.get("for")))
        what = Markup(' data-for="{}"').format(ids) if ids else ""
        out.append(Markup('<mark class="{}"{}>{}</mark>').format(classes, what, words))
    return Markup("").join(out)
