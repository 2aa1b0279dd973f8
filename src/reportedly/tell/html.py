"""The dossier as one self-contained HTML page: no network, light and dark, phone and paper."""

from __future__ import annotations

import base64
import hashlib
import importlib.resources
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import IO, Any

from jinja2 import Environment, PackageLoader
from markupsafe import Markup, escape

from reportedly.model import VERSION, Dossier
from reportedly.tell.drawing import network, timeline
from reportedly.tell.sections.wording import capital, count, listed, quotation, shown, the, uncited

__all__ = ["policy", "suffix", "write"]

suffix = ".html"

#: Lines of a list that are open, and lines that are shown at all; what is more is counted, and is in the JSON.
OPEN, MOST = 8, 120
#: So many articles have their text open.
_TEXTS_OPEN = 4

_Span = tuple[int, int]
Row = Mapping[str, Any]


def write(dossier: Dossier, file: IO[str]) -> None:
    """Writes the page. The same dossier gives the same bytes."""
    cited = _cited(dossier)
    style, script = _static("dossier.css"), _static("dossier.js")
    page = (
        _environment()
        .get_template("dossier.html.j2")
        .render(
            dossier=dossier,
            version=VERSION,
            style=Markup(style),
            script=Markup(script),
            policy=_policy(style, script),
            drawn_timeline=timeline.draw(dossier.timeline["entries"]) if _drawable(dossier) else None,
            marks_drawn=timeline.DRAWN,
            drawn_network=network.draw(dossier.network) if network.worth_drawing(dossier.network) else None,
            links=network.drawn(dossier.network)[1] if dossier.network else [],
            texts={article["id"]: _marked(article, cited.get(article["id"], ())) for article in dossier.articles},
            texts_open=len(dossier.articles) <= _TEXTS_OPEN,
        )
    )
    file.write(page)


def _drawable(dossier: Dossier) -> bool:
    return len(dossier.timeline.get("entries", ())) > 1


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("reportedly", "tell"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters.update(
        shown=shown, line=_line, sentence=lambda parts: _line(capital(parts)), count=count, listed=listed, the=the,
        parted=_parted,
        uncited=uncited,
    )  # fmt: skip
    return environment


@cache
def _static(name: str) -> str:
    return importlib.resources.files("reportedly").joinpath("tell", name).read_text(encoding="utf-8")


def policy() -> str:
    """What a dossier's page may do, for the header of whoever serves it."""
    return f"{_policy(_static('dossier.css'), _static('dossier.js'))}; frame-ancestors 'none'"


def _policy(style: str, script: str) -> Markup:
    """What the page may do: its own style and script, known by their hashes, and nothing else."""
    hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (style, script)]
    return Markup(
        f"default-src 'none'; style-src 'sha256-{hashes[0]}'; script-src 'sha256-{hashes[1]}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _parted(rows: Sequence[Any], first: int = OPEN) -> tuple[Sequence[Any], Sequence[Any], int]:
    """A list as what is open, what is behind a fold, and how many more there are. A fold of one or two is not made."""
    first = first if len(rows) > first + 2 else len(rows)
    return rows[:first], rows[first:MOST], max(0, len(rows) - max(first, MOST))


# --- lines --------------------------------------------------------------------------------------------------------


def _line(parts: Iterable[Row]) -> Markup:
    """A line: our words as text, quoted words as quotations, each followed by the link to its place."""
    return Markup("").join(_part(part) for part in parts)


def _part(part: Row) -> Markup:
    if "text" in part:
        return escape(shown(part["text"]))
    start, end = part["span"]
    n = int(part["number"])
    # Numbers only: nothing here needs escaping, and a long page has tens of thousands of these.
    link = (
        f'<a class="cite" href="#{_anchor(n, start, end)}" aria-label="article {n}, characters {start:d} to {end:d}">'
        f"[{n}]</a>"
    )
    words = "" if part.get("shown") else f'<q dir="auto">{escape(shown(quotation(part)))}</q>&nbsp;'
    return Markup(words + link)


def _anchor(number: int, start: int, end: int) -> str:
    return f"a{number:d}-{start:d}-{end:d}"


# --- articles -----------------------------------------------------------------------------------------------------


def _cited(dossier: Dossier) -> dict[str, set[_Span]]:
    """By article, every stretch that a line of the dossier points at."""
    out: dict[str, set[_Span]] = {}
    sections = (
        dossier.answer, dossier.known, dossier.disputed, dossier.parties, dossier.timeline, dossier.expected,
        dossier.speakers, dossier.unsure,
    )  # fmt: skip
    for part in _quotes(sections):
        out.setdefault(part["article"], set()).add((part["span"][0], part["span"][1]))
    return out


def _quotes(value: Any) -> Iterator[Row]:
    """Every quotation inside plain data."""
    if isinstance(value, dict):
        if "quote" in value:
            yield value
        elif "text" not in value:
            yield from (part for inner in value.values() for part in _quotes(inner))
    elif isinstance(value, list | tuple):
        yield from (part for inner in value for part in _quotes(inner))


def _marked(article: Row, cited: Iterable[_Span]) -> list[tuple[str, Markup]]:
    """The article's blocks with every cited stretch marked: (kind, HTML)."""
    spans = sorted(cited)
    blocks = article["blocks"] or [{"span": [0, len(article["text"])], "kind": "body"}]
    return [
        (block["kind"], _block(article["text"], tuple(block["span"]), spans, article["number"])) for block in blocks
    ]


def _block(text: str, block: tuple[int, int], spans: Sequence[_Span], number: int) -> Markup:
    """One block's text as segments; where cited stretches overlap each segment carries the names of all."""
    start, end = block
    here = [span for span in spans if span[0] < end and span[1] > start]
    cuts = sorted({start, end, *(min(max(cut, start), end) for span in here for cut in span)})
    pieces = []
    for a, b in pairwise(cuts):
        over = [span for span in here if span[0] <= a and b <= span[1]]
        pieces.append(_segment(shown(text[a:b]), a, over, number))
    return Markup("").join(pieces)


def _segment(words: str, at: int, over: Sequence[_Span], number: int) -> Markup:
    if not over:
        return escape(words)
    begun = [_anchor(number, *span) for span in over if span[0] == at]
    anchors = "".join(f'<a id="{name}"></a>' for name in begun)
    names = " ".join(_anchor(number, *span) for span in over)
    return Markup(f'{anchors}<mark class="{names}">{escape(words)}</mark>')
