"""Which marks are quotation marks, and which belong together."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportedly.model import Passage
from reportedly.reading.quotes import Quotation, quotations


def quoted(text: str) -> tuple[Quotation, ...]:
    """The quotations of a text whose every line is a block."""
    lines = re.finditer(r"\S(?:.*\S)?", text)
    return quotations(text, [(number, Passage(*line.span())) for number, line in enumerate(lines)])


def words(text: str) -> list[str]:
    return [found.span.of(text) for found in quoted(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('He said "yes" and "no".', ['"yes"', '"no"']),
        ("He said “yes” and “no”.", ["“yes”", "“no”"]),
        ("Er sagte „ja“ im Haus.", ["„ja“"]),
        ("Il dit «oui» alors.", ["«oui»"]),
        ("''Yes,'' Mr. Sadat said.", ["''Yes,''"]),
        ("``Yes,'' Mr. Sadat said.", ["``Yes,''"]),
        # nested: the outer one counts
        ("“He called me a ‘spy’,” she said.", ["“He called me a ‘spy’,”"]),
        ("‘He said “no” to me,’ she wrote.", ["‘He said “no” to me,’"]),
        ("\"He called me a 'spy',\" she said.", ["\"He called me a 'spy',\""]),
        ("“They shouted “peace” at us,” he said.", ["“They shouted “peace” at us,”"]),
        # a closing mark typed with the shape of an opening one
        ("“We will go.“ He left.", ["“We will go.“"]),
        # apostrophes, elisions, decades, feet and inches
        ("The workers' demands and the owners' offer.", []),
        ("It wasn't the '60s; 'twas earlier, rock 'n' roll.", []),
        ("The gate is 12' 6\" wide and 5'10\" high.", []),
        ("He was 6′ 2″ tall.", []),
        ("‘The workers’ demands are fair,’ he said.", ["‘The workers’ demands are fair,’"]),
        # bracketed and dashed
        ('The "hot line" ("red phone") was open.', ['"hot line"', '"red phone"']),
        ("He said—“never”—and left.", ["“never”"]),
    ],
)
def test_pairs(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_a_stray_mark_harms_its_own_paragraph_only() -> None:
    text = 'The envoy "smiled at the press.\n\n"We agree," he said.\n\nThen "no" was heard.'
    assert words(text)[-2:] == ['"We agree,"', '"no"']


def test_a_stray_closing_mark_is_no_quotation() -> None:
    assert words("The envoy smiled” at the “free” press.") == ["“free”"]


def test_a_quotation_left_open_runs_on_when_the_next_paragraph_opens_anew() -> None:
    text = "He said: “One.\n\n“Two.\n\n“Three.”"
    found = quoted(text)
    assert [q.span.of(text) for q in found] == ["“One.", "“Two.", "“Three.”"]
    assert [q.runs_on for q in found] == [True, True, False]


def test_a_mark_left_open_in_mid_sentence_opens_nothing() -> None:
    assert words("The envoy “smiled at the press.\n\nNobody answered.") == []


@given(st.text(alphabet="\"'“”‘’„«»`aS. ,5\n😀", max_size=60))
def test_any_text_gives_outermost_quotations_in_order(text: str) -> None:
    found = quoted(text)
    ends = [0]
    for q in found:
        assert ends[-1] <= q.span.start < q.span.end <= len(text)
        ends.append(q.span.end)


@pytest.mark.parametrize("mark", ['"', "“", "”", "'", "‘", '" ', "'' "])
def test_a_wall_of_marks_takes_linear_time(mark: str) -> None:
    begin = time.perf_counter()
    quoted(mark * 50_000)
    assert time.perf_counter() - begin < 5
