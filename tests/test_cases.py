"""Marked sentences: one line a case (tests/cases/en/statements.txt says how a line is written)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from reportedly.model import Article, Block, Passage, Statement
from reportedly.reading import Reader, mentions, statements

CASES = Path(__file__).parent / "cases" / "en" / "statements.txt"
_MARK = re.compile(r"\[([SCAT]) ([^\]]*)\]")
_FIELDS = {"S": "source", "C": "cue", "A": "addressee", "T": "content"}


def _lines(prefix: str = "") -> list[str]:
    lines = [line for line in CASES.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    if prefix:
        return [line.removeprefix(prefix) for line in lines if line.startswith(prefix)]
    return [line for line in lines if not line.startswith(("known: ", "none: "))]


def read(text: str) -> tuple[Statement, ...]:
    """The statements of a text whose every line is a block of body text."""
    blocks = tuple(Block(Passage(*line.span()), "body") for line in re.finditer(r"\S(?:.*\S)?", text))
    page = Reader(kind="rules").page(Article(id="case", text=text, blocks=blocks, language="en"))
    return statements.find(page, mentions.find(page))


def _plain(marked: str) -> str:
    return _MARK.sub(lambda mark: mark[2], marked).replace(" // ", "\n\n")


def _marked(part: str) -> tuple[str, dict[str, list[str]], dict[str, str]]:
    """The plain text, the words of every role, and the attributes of one statement."""
    marked, _, attributes = part.rpartition(" | ")
    roles: dict[str, list[str]] = {name: [] for name in _FIELDS.values()}
    for mark in _MARK.finditer(marked):
        roles[_FIELDS[mark[1]]].append(mark[2])
    return _plain(marked), roles, dict(pair.split("=") for pair in attributes.split())


def _roles(statement: Statement, text: str) -> dict[str, list[str]]:
    return {name: [span.of(text) for span in getattr(statement, name)] for name in _FIELDS.values()}


def check(line: str) -> None:
    """Raises `AssertionError` unless every marked statement is found with its very words, act and form."""
    expected = [_marked(part) for part in line.split(" || ")]
    text = expected[0][0]
    found = read(text)
    by_roles = {str(_roles(statement, text)): statement for statement in found}
    chosen = []
    for plain, roles, attributes in expected:
        assert plain == text, "the parts of a line must hold the same text"
        statement = by_roles.get(str(roles))
        assert statement is not None, f"{roles} not among {[_roles(s, text) for s in found]}"
        assert (statement.act, statement.form) == (attributes["act"], attributes["form"])
        chosen.append(statement)
        outer = attributes.get("within")
        assert statement.within == (chosen[int(outer)].id if outer else None)


@pytest.mark.parametrize("line", _lines())
def test_statements(line: str) -> None:
    check(line)


@pytest.mark.parametrize("text", _lines("none: "))
def test_no_statement(text: str) -> None:
    assert read(text) == ()


@pytest.mark.parametrize("line", _lines("known: "))
def test_known_failures_still_fail(line: str) -> None:
    """When one of these passes, take "known:" away."""
    with pytest.raises(AssertionError, match=r"not among|=="):
        check(line)
