"""The dossier as Markdown, every line with the article and offsets of its words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import IO, Any

from reportedly.model import Dossier

__all__ = ["suffix", "write"]

suffix = ".md"

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")


def write(dossier: Dossier, file: IO[str]) -> None:
    """Writes the dossier; article text is escaped, so that it cannot become markup."""
    file.writelines(line + "\n" for line in _lines(dossier))


def _lines(dossier: Dossier) -> Iterator[str]:
    yield f"# {_plain(', '.join(dossier.subject)) or 'Everything in the record'}: what is known, on whose word"
    yield ""
    yield f"{len(dossier.articles)} articles, {len(dossier.statements)} statements, {len(dossier.events)} events."
    yield "Numbers in brackets are the article and the offsets of the words in its text."
    disputed = [row for row in dossier.events if row["disputed"]]
    if disputed:
        yield from ("", "## What is disputed", "")
        for row in disputed:
            yield from _event(row)
    yield from ("", "## Who said what", "")
    for row in dossier.statements:
        yield _statement(row)
    yield from ("", "## What happened when", "")
    for row in (*dossier.timeline, *(row for row in dossier.events if not row["date"])):
        yield from _event(row)
    yield from ("", "## The articles", "")
    for article in dossier.articles:
        yield from _article(article)


def _statement(row: Mapping[str, Any]) -> str:
    speaker = _plain(row["speaker"] or row["source"] or "No source named")
    capacity = f" ({_plain(row['capacity'])})" if row["capacity"] else ""
    to = f" to {_plain(row['addressee'])}" if row["addressee"] else ""
    content = _plain(" … ".join(row["content"]))
    return f"- **{speaker}**{capacity}, {row['act']}{to}: {content} {_place(row, row['spans'])}"


def _event(row: Mapping[str, Any]) -> Iterator[str]:
    sides = _plain(", ".join(row["actors"]) or "actor not said")
    if row["recipients"]:
        sides += " → " + _plain(", ".join(row["recipients"]))
    words = f"{_plain(row['before'])}**{_plain(row['words'])}**{_plain(row['after'])}"
    mode = f" ({row['mode']})" if row["mode"] else ""
    yield f"- {row['when']}: {row['type']}{mode}, {sides}: {words} {_place(row, row['trigger'])}"
    for view in row["views"]:
        yield f"  - {_plain(view['who'])} {_plain(view['says'])} ({_plain(view['because'])})"


def _article(article: Mapping[str, Any]) -> Iterator[str]:
    outlet = f"{_plain(article['outlet'])}, " if article["outlet"] else ""
    yield (
        f"- \\[{article['number']}\\] {_plain(article['title'])}. {outlet}published {article['published']['words']}: "
        + (_plain(article["published"]["because"]))
    )
    for no in article["published"]["rejected"]:
        yield f"  - not {_plain(no['value'])}: {_plain(no['because'])}"


def _place(row: Mapping[str, Any], spans: list[list[int]]) -> str:
    return f"\\[{row['number']}: " + ", ".join(f"{start}-{end}" for start, end in spans) + "\\]"


def _plain(words: str) -> str:
    """Words with line breaks as spaces and Markdown's own marks escaped."""
    return _SPECIAL.sub(r"\\\1", re.sub(r"\s+", " ", words))
