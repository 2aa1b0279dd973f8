"""W3C Web Annotations, one a line: a stretch of an article's text, what was found there, and how to find it again.

Each annotation's target is named by the article's address, where known, and the text's hash (`urn:sha256:...`), and
selects the words twice: by place (`TextPositionSelector`, code points of our text) and by the words with some before
and after them (`TextQuoteSelector`), which finds them on a page that has changed. A finding in several pieces has an
annotation a piece.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from reportedly.exchange._out import Out
from reportedly.exchange._told import Page, Told
from reportedly.model import VERSION

__all__ = ["suffix", "tables", "write"]

suffix = ".jsonl"
tables = ("annotations",)

Plain = Mapping[str, Any]

#: How many characters are given before and after the words, as Hypothesis does.
_AROUND = 32
_CONTEXT = "http://www.w3.org/ns/anno.jsonld"


def write(told: Told, out: Out) -> int:
    """Writes the annotations of each article in the order of its findings; returns how many."""
    file = out.text()
    rows = 0
    for page in told.pages():
        source = _source(page)
        for one in _annotations(page, source):
            file.write(f"{json.dumps(one, ensure_ascii=False)}\n")
            rows += 1
        out.step(page.id)
    return rows


def _annotations(page: Page, source: Plain) -> Iterator[dict[str, Any]]:
    for row in page.statements:
        fields = {name: row[name] for name in ("act", "form", "speaker", "name", "within", "confidence", "because")}
        for part in ("source", "cue", "content", "addressee"):
            yield from _of(page, source, row["id"], part, row[part], fields if part == "content" else {})
    for row in page.events:
        views = [{"holder": view["holders"], "status": view["status"]} for view in row["views"]]
        names = (
            "ontology", "type", "mode", "contexts", "actors", "actor_names", "recipients", "recipient_names", "place",
            "place_name", "date", "confidence", "because",
        )  # fmt: skip
        fields = {**{name: row[name] for name in names}, "held": views}
        yield from _of(page, source, row["id"], "trigger", row["trigger"], fields)


def _of(
    page: Page, source: Plain, id: str, part: str, spans: list[list[int]], fields: Plain
) -> Iterator[dict[str, Any]]:
    for n, (start, end) in enumerate(spans):
        finding = {"finding": id, "part": part, **({"piece": [n + 1, len(spans)]} if len(spans) > 1 else {}), **fields}
        yield {
            "@context": _CONTEXT,
            "id": f"urn:reportedly:{quote(id, safe='')}:{part}:{n + 1}",
            "type": "Annotation",
            "motivation": "identifying",
            "creator": {"type": "Software", "name": f"reportedly {VERSION}"},
            "body": [
                {"type": "TextualBody", "purpose": "tagging", "value": _tag(part, fields)},
                {"type": "TextualBody", "purpose": "describing", "format": "application/json",
                 "value": json.dumps(finding, ensure_ascii=False)},
            ],
            "target": {**source, "selector": _selectors(page.text, start, end)},
        }  # fmt: skip


def _tag(part: str, fields: Plain) -> str:
    """What a person sees beside the words: deny, source, cue, ASSAULT-beat."""
    if part == "content":
        return str(fields["act"])
    return "-".join(one for one in (fields["type"], fields["mode"]) if one) or part if part == "trigger" else part


def _source(page: Page) -> Plain:
    """Where the text was printed, where that is known, and the hash of the text that the places are of."""
    digest = f"urn:sha256:{hashlib.sha256(page.text.encode('utf-8', 'surrogatepass')).hexdigest()}"
    named = {"id": page.about["url"] or digest, "canonical": digest, "type": "Text"}
    return {"type": "SpecificResource", "source": {**named, "via": f"urn:reportedly:{quote(page.id, safe='')}"}}


def _selectors(text: str, start: int, end: int) -> list[dict[str, Any]]:
    return [
        {"type": "TextPositionSelector", "start": start, "end": end},
        {
            "type": "TextQuoteSelector", "exact": text[start:end],
            "prefix": text[max(0, start - _AROUND) : start], "suffix": text[end : end + _AROUND],
        },
    ]  # fmt: skip
