"""spaCy's DocBin: a folder of `.spacy` files (which `spacy.training.Corpus` takes whole), some articles each.

Documents are tokenised by spaCy's blank pipeline of the article's language. `doc.spans` has the groups `statements`
(the content, labelled by act), `sources`, `cues`, `addressees`, `events` (labelled by type) and `mentions` (by kind),
each span with our id as `id_`; a finding in several pieces has several spans of that id. A span that ends inside a
token is widened to it, so that none is lost: the exact offsets are in `doc.user_data["reportedly"]`, with all rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import islice
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin, Span

from reportedly.exchange._out import Out
from reportedly.exchange._told import Page, Told

__all__ = ["suffix", "tables", "write"]

suffix = ""
tables: tuple[str, ...] = ()

Plain = Mapping[str, Any]

#: Documents in a file: a DocBin is in memory until it is written.
_A_FILE = 200


def write(told: Told, out: Out) -> int:
    """Writes the files; returns how many spans there are."""
    folder = out.folder()
    rows, number, pages = 0, 0, told.pages()
    while batch := list(islice(pages, _A_FILE)):
        number += 1
        kept = DocBin(store_user_data=True)
        for page in batch:
            doc = _document(page)
            kept.add(doc)
            rows += sum(len(group) for group in doc.spans.values())
            out.step(page.id)
        kept.to_disk(folder / f"{number:05}.spacy")
    return rows


def _document(page: Page) -> Doc:
    doc = _tokenised(page.about["language"] or "en", page.text)
    groups: dict[str, Iterable[tuple[str, str, list[int]]]] = {
        "statements": _pieces(page.statements, "content", lambda row: row["act"]),
        "sources": _pieces(page.statements, "source", lambda row: "source"),
        "cues": _pieces(page.statements, "cue", lambda row: "cue"),
        "addressees": _pieces(page.statements, "addressee", lambda row: "addressee"),
        "events": _pieces(page.events, "trigger", lambda row: row["type"] or "event"),
        "mentions": ((one["id"], one["kind"], at["span"]) for one in page.entities.values() for at in one["mentions"]),
    }
    for name, pieces in groups.items():
        doc.spans[name] = [_span(doc, id, label, start, end) for id, label, (start, end) in pieces]
    about = {name: page.about[name] for name in ("title", "outlet", "url", "language")}
    doc.user_data["reportedly"] = {
        "article": page.id,
        "about": {**about, "published": page.about["published"]["value"]},
        "entities": page.reading["entities"],
        "statements": page.statements,
        "events": page.views,
    }
    return doc


def _span(doc: Doc, id: str, label: str, start: int, end: int) -> Span:
    found = doc.char_span(start, end, label=label, span_id=id, alignment_mode="expand")
    assert found is not None  # every stretch of the text lies in some tokens
    return found


def _pieces(rows: Iterable[Plain], part: str, label: Callable[[Plain], str]) -> Iterator[tuple[str, str, list[int]]]:
    return ((row["id"], label(row), span) for row in rows for span in row[part])


def _tokenised(language: str, text: str) -> Doc:
    made = _blank(language)
    made.max_length = max(made.max_length, len(text))
    return made.make_doc(text)


@lru_cache(maxsize=50)
def _blank(language: str) -> Language:
    """The blank pipeline of a language; of one that spaCy does not know, or needs more for, that of no language."""
    try:
        return spacy.blank(language)
    except ImportError:
        return spacy.blank("xx")
