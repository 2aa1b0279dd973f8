"""What a notebook shows of rows, readings and dossiers: HTML that brings its style along, for light and for dark.

Everything from articles is escaped. Colours are laid over whatever the notebook's theme has, so both can be read.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice, pairwise
from typing import Any

from markupsafe import Markup, escape

from reportedly.model import AUTHOR, Dated, Dossier, Reading, records
from reportedly.tell.sections.wording import shown, when

__all__ = ["ROWS_SHOWN", "TEXT_SHOWN", "show_dossier", "show_reading", "show_rows"]

#: So many rows of a table and characters of a text are shown; the rest is said to be there.
ROWS_SHOWN, TEXT_SHOWN = 30, 60_000

Row = Mapping[str, Any]
Cell = Callable[[Row], Markup]

_STYLE = Markup("""<style>
.reportedly { font: 14px/1.5 system-ui, "Segoe UI", sans-serif; color: inherit; }
.reportedly table { border-collapse: collapse; text-align: left; }
.reportedly th, .reportedly td { text-align: left; vertical-align: top; padding: .25em .7em .25em 0;
  border-bottom: 1px solid rgba(128,128,128,.35); overflow-wrap: anywhere; max-width: 44em; }
.reportedly q { quotes: none; font-family: Georgia, serif; }
.reportedly small { opacity: .75; }
.reportedly .text { white-space: pre-wrap; font-family: Georgia, serif; line-height: 1.9; max-width: 50em; }
.reportedly .furniture { opacity: .5; }
.reportedly .content { background: rgba(70,130,220,.16); border-bottom: 2px solid rgba(70,130,220,.65); }
.reportedly .source { background: rgba(60,170,110,.28); border-radius: .2em; }
.reportedly .cue { background: rgba(230,170,40,.32); border-radius: .2em; }
.reportedly .event { background: rgba(220,80,80,.26); border-radius: .2em; }
.reportedly .tag { font: 600 .68em/1 system-ui, sans-serif; opacity: .85; margin: 0 .3em 0 .2em; }
.reportedly .key span { padding: 0 .3em; margin-right: .8em; }
</style>""")


def show_rows(of: str, rows: Iterator[Row]) -> str:
    """A table of the first `ROWS_SHOWN` rows, with the words that were quoted."""
    first = list(islice(rows, ROWS_SHOWN + 1))
    if not first:
        return _page(Markup("<p>Nothing found.</p>"))
    columns = _TABLES.get(of) or {name: _plain(name) for row in first for name in row}
    head = _join(Markup("<th>{}</th>").format(name) for name in columns)
    body = _join(
        Markup("<tr>{}</tr>").format(_join(Markup("<td>{}</td>").format(cell(row)) for cell in columns.values()))
        for row in first[:ROWS_SHOWN]
    )
    more = Markup("")
    if len(first) > ROWS_SHOWN:
        more = Markup("<p><small>The first {}; <code>.list()</code> or <code>.df()</code> has all.</small></p>").format(
            ROWS_SHOWN
        )
    return _page(Markup("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>{}").format(head, body, more))


def show_reading(reading: Reading) -> str:
    """The text with statements, their sources and cues, and events marked on their words."""
    plain = reading.to_dict()
    text = plain["text"][:TEXT_SHOWN]
    about = plain["article"]
    line = " · ".join(
        str(part) for part in (about["title"], about["outlet"], about["published"]["value"] or "no date") if part
    )
    found = f"{len(plain['statements'])} statements, {len(plain['events'])} events"
    cut = " · only the beginning is shown" if len(plain["text"]) > TEXT_SHOWN else ""
    key = _join(Markup('<span class="{0}">{0}</span>').format(kind) for kind in ("source", "cue", "content", "event"))
    held = {one.event.id: one.status for one in records(reading) if one.factuality.holder == (AUTHOR,)}
    return _page(
        Markup('<p><b>{}</b> <small>{}{}</small></p><p class="key"><small>{}</small></p><div class="text" dir="auto">')
        .format(shown(line), found, cut, key)
        + _marked(text, plain, held)
        + Markup("</div>")
    )  # fmt: skip


def show_dossier(dossier: Dossier) -> str:
    """The dossier's own page in a frame, which cannot reach the notebook around it."""
    # Its template engine is not loaded for those who only want rows.
    from reportedly.tell import html

    page = io.StringIO()
    html.write(dossier, page)
    return (
        '<iframe title="Dossier" sandbox="allow-scripts" style="width:100%;height:42em;border:1px solid #8888" '
        f'srcdoc="{escape(page.getvalue())}"></iframe>'
    )


def _page(inner: Markup) -> str:
    return str(Markup('{}<div class="reportedly">{}</div>').format(_STYLE, inner))


def _join(parts: Iterable[Markup]) -> Markup:
    return Markup("").join(parts)


# --- cells --------------------------------------------------------------------------------------------------------


def _plain(name: str) -> Cell:
    return lambda row: _value(row.get(name))


def _value(value: Any) -> Markup:
    if value is None:
        return Markup("")
    if isinstance(value, float):
        return escape(f"{value:.3f}".rstrip("0").rstrip("."))
    if isinstance(value, list):
        return Markup(", ").join(_value(one) for one in value)
    if isinstance(value, Mapping):
        return Markup(", ").join(Markup("{} {}").format(key, _value(one)) for key, one in value.items())
    return escape(shown(str(value)))


def _quoted(*path: str) -> Cell:
    """The article's words that stand there."""

    def cell(row: Row) -> Markup:
        value: Any = row
        for name in path:
            value = (value or {}).get(name)
        return Markup('<q dir="auto">{}</q>').format(shown(value)) if value else Markup("")

    return cell


def _period(name: str) -> Cell:
    return lambda row: escape(when(Dated(**row[name])) if row[name] and any(row[name].values()) else "")


def _parties(row: Row) -> Markup:
    sides = [", ".join(row[f"{side}_names"]) for side in ("actor", "recipient")]
    return escape(shown(" → ".join(side for side in sides if side)))


def _voices(row: Row) -> Markup:
    """Each voice with its latest words."""
    return Markup("<br>").join(
        Markup('{} <i>{}</i>: <q dir="auto">{}</q>').format(
            shown(voice["holder"]), voice["stance"], shown(voice["quote"]["text"])
        )
        for voice in row["voices"]
    )


_TABLES: dict[str, dict[str, Cell]] = {
    "statements": {
        "published": _plain("published"), "who": _plain("name"), "act": _plain("act"), "words": _quoted("text"),
        "id": _plain("id"),
    },
    "events": {
        "type": _plain("type"), "who": _parties, "date": _period("date"), "on whose word": _plain("holders"),
        "status": _plain("status"), "words": _quoted("text"), "id": _plain("id"),
    },
    "claims": {
        "verdict": _plain("verdict"), "what": _plain("summary"), "voices": _voices, "because": _plain("because"),
        "id": _plain("id"),
    },
    "ledger": {
        "kind": _plain("kind"), "who": _plain("holder"), "said": _plain("said"), "words": _quoted("quote", "text"),
        "for": _period("window"), "state": _plain("state"), "because": _plain("because"), "id": _plain("id"),
    },
    "timeline": {
        "date": _period("date"), "type": _plain("type"), "status": _plain("status"), "words": _quoted("text"),
        "claim": _plain("claim"),
    },
    "articles": {
        "published": _plain("published"), "outlet": _plain("outlet"), "title": _plain("title"),
        "copy of": _plain("copy_of"), "id": _plain("id"),
    },
}  # fmt: skip


# --- a marked text ------------------------------------------------------------------------------------------------

#: start, end, kind, and the tag behind it.
_Mark = tuple[int, int, str, str]


def _marked(text: str, reading: Row, held: Mapping[str, str]) -> Markup:
    """The text cut wherever a mark begins or ends; each piece has the classes of all marks over it.

    `held`: the status of each event by the article's own word.
    """
    marks = [mark for mark in _marks(reading, held) if mark[0] < len(text)]
    cuts = sorted({0, len(text), *(min(at, len(text)) for start, end, *_ in marks for at in (start, end))})
    begins, ends = _by(marks, 0), _by(marks, 1)
    over: list[_Mark] = []
    pieces = list[Markup]()
    for start, end in pairwise(cuts):
        over = [mark for mark in over if mark[1] > start] + begins.get(start, [])
        kinds = " ".join(dict.fromkeys(mark[2] for mark in over))
        words = escape(shown(text[start:end]))
        pieces.append(Markup('<span class="{}">{}</span>').format(kinds, words) if kinds else words)
        tags = (mark[3] for mark in ends.get(end, []) if mark[3])
        pieces += [Markup('<span class="tag">{}</span>').format(shown(tag)) for tag in tags]
    return _join(pieces)


def _by(marks: Sequence[_Mark], side: int) -> dict[int, list[_Mark]]:
    found: dict[int, list[_Mark]] = {}
    for mark in marks:
        found.setdefault(int(mark[side]), []).append(mark)
    return found


def _marks(reading: Row, held: Mapping[str, str]) -> Iterator[_Mark]:
    entities = {one["id"]: one["name"] for one in reading["entities"]}
    for block in reading["blocks"]:
        if block["kind"] in ("furniture", "related"):
            yield *block["span"], "furniture", ""
    for one in reading["statements"]:
        tag = " · ".join(part for part in (one["act"], entities.get(one["speaker"])) if part)
        yield from _spans(one["source"], "source", "")
        yield from _spans(one["cue"], "cue", "")
        yield from _spans(one["content"], "content", tag)
    for one in reading["events"]:
        type = "-".join(part for part in (one["type"], one["mode"]) if part)
        yield from _spans(one["trigger"], "event", " · ".join(part for part in (type, held.get(one["id"])) if part))


def _spans(spans: Sequence[Sequence[int]], kind: str, tag: str) -> Iterator[_Mark]:
    """A mark for each part, the tag behind the last."""
    for n, (start, end) in enumerate(spans, 1):
        yield start, end, kind, tag if n == len(spans) else ""
