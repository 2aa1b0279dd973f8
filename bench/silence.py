"""Silence: sentences of sport, markets, weather, film and science that report no event, and such that do.

The sentences of `gold/silence.jsonl` and `gold/hard_positives.jsonl` are our own writing. Of the development pages
(`clean/html.dev.jsonl`) only the topic of each page and the numbers of the sentences that report an event are kept, in
`gold/clean_topics.tsv` and `gold/clean_events.tsv`; where the types are `?`, good coders may differ, and the sentence
does not count. Pages in other languages than English have the topic `other`. Each sentence is read as an article of its
own. A third of each topic is held back: it is scored at closing alone, where `REPORTEDLY_HELD=1` is set.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from run import Bench

GOLD = Path(__file__).resolve().parent / "gold"
TOPICS = ("sport", "markets", "weather", "film", "science")
WHO = {"encoder": "reportedly", "rules": "reportedly --reader rules"}
#: A long page counts with its first sentences only: those after them were not marked.
FIRST = 60
#: Shorter lines of a page (scores, headings, dates) do not count: silence about them proves nothing.
WORDS = 5
#: Where a sentence ends inside a line; the numbers of `clean_events.tsv` hang on this, so it stays as it is.
END = re.compile(
    r"(?:(?<=[.!?])|(?<=[.!?][\"”’)\]]))"
    r"(?<!\bMr\.)(?<!\bMs\.)(?<!\bMrs\.)(?<!\bDr\.)(?<!\bSt\.)(?<!\bGov\.)(?<!\bRep\.)(?<!\bSen\.)(?<!\b[A-Z]\.)"
    r"\s+(?=[\"“‘'(\[]?[A-Z0-9$£€])"
)
Line = dict[str, Any]


def silence(bench: Bench) -> None:
    """Sentences that are no events, read in silence; and events in their midst, found."""
    parts = ("open", "held") if os.environ.get("REPORTEDLY_HELD") == "1" else ("open",)
    quiet, loud, pages = (
        [one for one in lines if one["part"] in parts]
        for lines in (_lines("silence.jsonl"), _lines("hard_positives.jsonl"), _page_sentences(bench))
    )
    eventful = [one for one in pages if one["types"]]
    uneventful = [one for one in pages if not one["types"]]
    given = [{"id": one["id"], "text": one["text"]} for one in (*quiet, *loud, *pages)]
    for kind in ("encoder", "rules"):
        with bench.read(f"silence.{kind}", given, body=True, kind=kind).open(encoding="utf-8") as file:
            found = {line["id"]: _types(line) for line in map(json.loads, file)}
        for name, lines, good in (
            ("silence, our sentences", quiet, _silent),
            ("silence, development pages", uneventful, _silent),
            ("recall, hard positives", loud, _right),
            ("any event on hard positives", loud, _heard),
            ("recall, development pages", eventful, _right),
        ):
            for label, here in _split(name, lines, parts):
                told = sum(good(one, found[one["id"]]) for one in here)
                bench.figure(label, WHO[kind], 100 * told / len(here))


def _split(name: str, lines: list[Line], parts: tuple[str, ...]) -> Iterator[tuple[str, list[Line]]]:
    """The open and the held part of some sentences, whole and by topic, as each is called in the figures."""
    for part in parts:
        for topic in ("", *TOPICS):
            here = [one for one in lines if one["part"] == part and topic in ("", one["topic"])]
            if here:
                yield f"{name}{', held' * (part == 'held')}{topic and ', ' + topic}", here


def _types(reading: Line) -> set[str]:
    return {one["type"] for one in reading["events"] if one["ontology"] == "plover" and one["type"]}


def _silent(_: Line, found: set[str]) -> bool:
    return not found


def _heard(_: Line, found: set[str]) -> bool:
    return bool(found)


def _right(one: Line, found: set[str]) -> bool:
    return bool(found.intersection(one["types"]))


# --- the development pages --------------------------------------------------------------------------------------


def _page_sentences(bench: Bench) -> Iterator[Line]:
    """The first sentences of the pages on our topics, with the types of the events that each reports, if any."""
    topics = {id: topic for id, topic in _table("clean_topics.tsv") if topic in TOPICS}
    types = {(id, int(number)): names.split(",") for id, number, names in _table("clean_events.tsv")}
    held = {id for topic in TOPICS for id in held_of([id for id, of in topics.items() if of == topic])}
    for page in bench.lines("clean/html.dev.jsonl"):
        id = page["id"]
        if id not in topics:
            continue
        part = "held" if id in held else "open"
        for number, text in enumerate(sentences(page["body"])[:FIRST], 1):
            of = types.get((id, number), [])
            if len(text.split()) >= WORDS and of != ["?"]:
                yield {"id": f"{id}:{number}", "text": text, "topic": topics[id], "part": part, "types": of}


def sentences(body: str) -> list[str]:
    """The sentences of a page's gold body, line by line; number 1 is the first."""
    return [text for line in body.splitlines() for text in map(str.strip, END.split(line)) if text]


def held_of(ids: list[str]) -> set[str]:
    """The third of some ids that is held back: those with the lowest hashes."""
    return set(sorted(ids, key=lambda id: hashlib.sha256(id.encode()).hexdigest())[: round(len(ids) / 3)])


def _table(name: str) -> list[list[str]]:
    """The rows of a table beneath its header."""
    return [line.split("\t") for line in (GOLD / name).read_text(encoding="utf-8").splitlines()[1:]]


def _lines(name: str) -> list[Line]:
    return [json.loads(line) for line in (GOLD / name).read_text(encoding="utf-8").splitlines() if line]
