"""The dossier as one self-contained HTML page: no network, light and dark, phone and paper."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby, pairwise
from typing import IO, Any

from jinja2 import Environment, PackageLoader
from markupsafe import Markup, escape

from reportedly.model import VERSION, Dossier

__all__ = ["suffix", "write"]

suffix = ".html"

#: Marks that steer the direction of writing: shown as a visible code, so that no name can be displayed reversed.
_STEERING = {code: f"⟨U+{code:04X}⟩" for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F)}


#: (start, end, what it is: "said" or "done")
_Cited = tuple[int, int, str]


def write(dossier: Dossier, file: IO[str]) -> None:
    """Writes the page. The same dossier gives the same bytes."""
    environment = Environment(
        loader=PackageLoader("reportedly", "tell"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["shown"] = _shown
    environment.filters["anchor"] = _anchor
    cited = _cited(dossier)
    page = environment.get_template("dossier.html.j2").render(
        dossier=dossier,
        version=VERSION,
        speakers=list(_by_speaker(dossier.statements)),
        days=[(words, list(rows)) for words, rows in groupby(dossier.timeline, key=lambda row: row["when"])],
        undated=[row for row in dossier.events if not row["date"]],
        disputed=[row for row in dossier.events if row["disputed"]],
        texts={article["id"]: _marked(article, cited.get(article["id"], [])) for article in dossier.articles},
    )
    file.write(page)


def _shown(text: str) -> str:
    """Text for the eye: control and direction marks made visible; nothing else touched."""
    visible = (
        chr(0x2400 + ord(c)) if ord(c) < 32 and c not in "\n\t" else "␡" if unicodedata.category(c) == "Cc" else c
        for c in text
    )
    return "".join(c if c in "\n\t" else _STEERING.get(ord(c), c) for c in visible)


def _anchor(number: int, start: int, end: int) -> str:
    return f"a{number}-{start}-{end}"


def _by_speaker(statements: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str, list[Mapping[str, Any]]]]:
    """(speaker, capacity, statements), the most quoted first, those without a named source last."""
    rows: dict[str, list[Mapping[str, Any]]] = {}
    for row in statements:
        rows.setdefault(row["speaker"] or row["source"] or "", []).append(row)
    for name in sorted(rows, key=lambda name: (not name, -len(rows[name]), name)):
        capacities = (row["capacity"] for row in rows[name] if row["capacity"])
        yield name, next(capacities, ""), rows[name]


def _marked(article: Mapping[str, Any], cited: list[_Cited]) -> list[tuple[str, Markup]]:
    """The article's blocks with every cited stretch marked: (kind, HTML)."""
    spans = sorted(set(cited))
    return [
        (block["kind"], _block(article["text"], tuple(block["span"]), spans, article["number"]))
        for block in article["blocks"]
    ]


def _cited(dossier: Dossier) -> dict[str, list[_Cited]]:
    """By article, everything the dossier's lines point at."""
    out: dict[str, list[_Cited]] = {}
    for row in dossier.statements:
        out.setdefault(row["article"], []).extend((start, end, "said") for start, end in row["spans"])
    for row in dossier.events:
        out.setdefault(row["article"], []).extend((start, end, "done") for start, end in row["trigger"])
    return out


def _block(text: str, block: tuple[int, int], spans: list[_Cited], number: int) -> Markup:
    """One block's text as segments; where cited stretches overlap each segment carries the names of all."""
    start, end = block
    here = [span for span in spans if span[0] < end and span[1] > start]
    cuts = sorted({start, end, *(min(max(cut, start), end) for span in here for cut in span[:2])})
    pieces = []
    for a, b in pairwise(cuts):
        over = [span for span in here if span[0] <= a and b <= span[1]]
        pieces.append(_segment(_shown(text[a:b]), a, over, number))
    return Markup("").join(pieces)


def _segment(words: str, at: int, over: list[_Cited], number: int) -> Markup:
    if not over:
        return escape(words)
    anchors = Markup("").join(Markup('<a id="{}"></a>').format(_anchor(number, s, e)) for s, e, _ in over if s == at)
    names = " ".join([*sorted({kind for _, _, kind in over}), *(_anchor(number, s, e) for s, e, _ in over)])
    return anchors + Markup('<mark class="{}">{}</mark>').format(names, words)
