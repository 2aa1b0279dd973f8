"""Statements within statements (tests/cases/en/nested.txt): who says that another has said.

A text is right when it is whole: every marked statement is found with its source, cue and content, within the right
other one, and no further statement lies within another. Spans may differ by a word or two (`ALIKE`), as annotators do.
"""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path

import pytest

from reportedly.model import Article, Block, Passage, ReaderKind, Statement
from reportedly.reading import Reader, mentions, statements

CASES = Path(__file__).parent / "cases" / "en" / "nested.txt"
_MARK = re.compile(r"\[([SCAT]) ([^\]]*)\]")
_WORD = re.compile(r"\w+")
_FIELDS = {"S": "source", "C": "cue", "T": "content"}
#: The least Dice of the words of two spans that count as one.
ALIKE = 0.75

Words = frozenset[int]


def lines(held: bool) -> list[str]:
    found = [line for line in CASES.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    return [line.removeprefix("held: ") for line in found if line.startswith("held: ") == held]


@cache
def reader(kind: ReaderKind) -> Reader:
    return Reader(kind=kind)


def read(text: str, kind: ReaderKind) -> tuple[Statement, ...]:
    """The statements of a text, each line a block of body text."""
    blocks = tuple(Block(Passage(*line.span()), "body") for line in re.finditer(r"\S(?:.*\S)?", text))
    page = reader(kind).page(Article(id="case", text=text, blocks=blocks, language="en"))
    return statements.find(page, mentions.find(page))


def _words(text: str, spans: list[tuple[int, int]]) -> Words:
    return frozenset(m.start() for a, b in spans for m in _WORD.finditer(text, a, b))


def _marked(part: str) -> tuple[str, dict[str, Words], int | None]:
    """The plain text, the words of each role, and the number of the statement around it."""
    marked, bar, attributes = part.rpartition(" | ")
    marked, attributes = (marked, attributes) if bar else (part, "")
    text, at, spans = "", 0, dict[str, list[tuple[int, int]]]()
    for mark in _MARK.finditer(marked):
        text += marked[at : mark.start()]
        spans.setdefault(mark[1], []).append((len(text), len(text) + len(mark[2])))
        text, at = text + mark[2], mark.end()
    text += marked[at:]
    outer = re.search(r"within=(\d+)", attributes)
    roles = {name: _words(text, spans.get(letter, [])) for letter, name in _FIELDS.items()}
    return text, roles, int(outer[1]) if outer else None


def _dice(a: Words, b: Words) -> float:
    return 2 * len(a & b) / (len(a) + len(b)) if a or b else 1.0


def _same(text: str, found: Statement, roles: dict[str, Words]) -> bool:
    own = {name: _words(text, [(p.start, p.end) for p in getattr(found, name)]) for name in roles}
    alike = all(_dice(own[name], roles[name]) >= ALIKE for name in ("source", "content"))
    return alike and (bool(own["cue"] & roles["cue"]) or not roles["cue"])


def wrong(line: str, kind: ReaderKind) -> str:
    """What is wrong with the reading of a line; nothing if it is whole."""
    expected = [_marked(part) for part in line.split(" || ")]
    text = expected[0][0].replace(" // ", "\n\n")
    found = read(text, kind)
    chosen: list[Statement] = []
    for plain, roles, outer in expected:
        assert plain == expected[0][0], "the parts of a line must hold the same text"
        same = [one for one in found if one not in chosen and _same(text, one, roles)]
        if not same:
            return f"not found: {roles_shown(text, roles)}"
        inside = chosen[outer].id if outer is not None else None
        right = next((one for one in same if one.within == inside), None)
        if right is None:
            return f"within the wrong one: {roles_shown(text, roles)}"
        chosen.append(right)
    more = [one for one in found if one.within is not None and one not in chosen]
    return f"one too many: {[p.of(text) for p in more[0].cue]}" if more else ""


def roles_shown(text: str, roles: dict[str, Words]) -> dict[str, str]:
    return {name: " ".join(m[0] for m in _WORD.finditer(text) if m.start() in own) for name, own in roles.items()}


def share_whole(held: bool, kind: ReaderKind) -> float:
    given = lines(held)
    return sum(not wrong(line, kind) for line in given) / len(given)


def test_most_are_whole() -> None:
    """The floor is where it stands (49 of 64, 29 November 2026); the aim is 0.85."""
    assert share_whole(False, "encoder") >= 0.76


@pytest.mark.skipif("REPORTEDLY_HELD" not in os.environ, reason="the held third is scored once, at closing")
def test_held_ones_are_mostly_whole() -> None:
    share = share_whole(True, "encoder")
    print(f"held: {share:.1%}")
    assert share > 0.5
