"""Citations: the quoted words of a finding with where they stand, as plain text, BibTeX or RIS."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reportedly.model import VERSION

__all__ = ["FORMS", "Cited", "cite", "cited"]

FORMS = {"txt": "text/plain", "bib": "application/x-bibtex", "ris": "application/x-research-info-systems"}


@dataclass(frozen=True, slots=True)
class Cited:
    """Words of an article, and what is known of the article. `spans`: offsets in its text, half-open, code points."""

    article: str
    words: str
    spans: tuple[tuple[int, int], ...]
    title: str | None
    outlet: str | None
    byline: str | None
    published: str | None
    url: str | None
    finding: str


def cited(reading: Mapping[str, Any], spans: Sequence[Sequence[int]], finding: str) -> Cited:
    """The words at these spans of a reading (plain data), for the finding of that id."""
    about = reading["article"]
    return Cited(
        reading["id"], " […] ".join(reading["text"][a:b] for a, b in spans), tuple((a, b) for a, b in spans),
        about["title"], about["outlet"] or about["agency"], about["byline"], about["published"]["value"], about["url"],
        finding,
    )  # fmt: skip


def cite(one: Cited, form: str) -> str:
    """The citation in a form of `FORMS`."""
    return {"txt": _text, "bib": _bibtex, "ris": _ris}[form](one)


def _text(one: Cited) -> str:
    parts = [one.byline, f"“{_flat(one.title)}”" if one.title else None, one.outlet, one.published, one.url]
    places = ", ".join(f"{a}-{b}" for a, b in one.spans)
    return (
        f"“{_flat(one.words)}” – {', '.join(filter(None, map(_flat, parts)))}. "
        f"Characters {places} of article {one.article}; finding {one.finding}, Reportedly {VERSION}.\n"
    )


def _bibtex(one: Cited) -> str:
    year, month, day = (*(one.published or "").split("-"), "", "", "")[:3]
    fields = {
        "author": f"{{{_braced(one.byline)}}}" if one.byline else None,
        "title": _braced(one.title or one.article),
        "journal": _braced(one.outlet) if one.outlet else None,
        "year": year,
        "month": str(int(month)) if month else None,
        "day": str(int(day)) if day else None,
        "url": one.url,
        "note": _braced(_note(one)),
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    key = re.sub(r"[^A-Za-z0-9]+", "", f"{one.outlet or 'article'}{year}{one.finding[-6:]}")
    return "@article{" + key + ",\n" + ",\n".join(lines) + "\n}\n"


def _ris(one: Cited) -> str:
    rows = [
        ("TY", "NEWS"), ("AU", one.byline), ("TI", one.title or one.article), ("T2", one.outlet),
        ("DA", (one.published or "").replace("-", "/")), ("UR", one.url), ("N1", _note(one)), ("ID", one.finding),
    ]  # fmt: skip
    return "".join(f"{name}  - {_flat(value)}\r\n" for name, value in rows if value) + "ER  - \r\n"


def _note(one: Cited) -> str:
    places = ", ".join(f"{a}-{b}" for a, b in one.spans)
    return f"“{_flat(one.words)}” (characters {places} of {one.article}; finding {one.finding})"


def _flat(words: str | None) -> str:
    return " ".join((words or "").split())


def _braced(words: str | None) -> str:
    """Words inside BibTeX's braces: its own signs made plain."""
    return re.sub(r"([&%$#_])", r"\\\1", re.sub(r"[{}\\~^]", " ", _flat(words)))
