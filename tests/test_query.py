"""Filters and rulings on single readings; the desk's tests ask the same questions of a store."""

from __future__ import annotations

from typing import Any

import pytest

from reportedly.model import Judgement
from reportedly.query import Query, article_row, event_rows, judged, settled, statement_rows

TEXT = "A headline. Not it\nTito told Stalin. Tito (or Broz) met Mao, he said. Mr. Broz left."


def reading(**more: Any) -> dict[str, Any]:
    published = {"value": "1948", "earliest": "1948-01-01", "latest": "1948-12-31"}
    about = {"title": None, "outlet": None, "agency": None, "url": None, "language": "en", "published": published}
    blocks = [{"span": [0, 18], "kind": "headline"}, {"span": [19, len(TEXT)], "kind": "body"}]
    empty = {layer: [] for layer in ("entities", "times", "statements", "events", "factuality")}
    return {"id": "a", "text": TEXT, "article": about, "blocks": blocks, **empty, **more}


def statement(id: str, within: str | None = None) -> dict[str, Any]:
    spans = {"source": [[19, 23]], "cue": [[24, 28]], "content": [[29, 35]], "addressee": []}
    return {"id": id, **spans, "speaker": None, "form": "indirect", "act": "assert", "within": within}


def event(word: str, **more: Any) -> dict[str, Any]:
    start = TEXT.index(word)
    parts = {"type": "CONSULT", "mode": None, "actors": [], "recipients": [], "place": None, "date": None}
    return {"id": "v", "trigger": [[start, start + len(word)]], **parts, **more}


def view(**more: Any) -> dict[str, Any]:
    row = {"event": "v", "holder": ["author"], "certainty": "certain", "polarity": "+", "frame": "actual"}
    return {**row, "value": None, "because": "", **more}


def judgement(id: str, action: str, **changes: str) -> Judgement:
    return Judgement(id, action, None, changes, "", "me", "1948")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        ("headline", "A headline."),
        ("Not", "Not it"),
        ("told", "Tito told Stalin."),
        ("met", "Tito (or Broz) met Mao, he said."),
        ("left", "Mr. Broz left."),
    ],
)
def test_the_text_of_an_event_is_its_sentence(word: str, sentence: str) -> None:
    (row,) = event_rows(reading(events=[event(word)], factuality=[view()]), Query(), {})
    # A title's full stop may cut a sentence short at its start, never through the trigger.
    assert row["text"] in (sentence, sentence.removeprefix("Mr. "))


def test_rulings_the_last_word_counts_and_amendments_add_up() -> None:
    given = [
        judgement("s", "amend", act="deny"),
        judgement("s", "reject"),
        judgement("s", "amend", act="warn", form="direct"),
        judgement("t", "accept"),
        judgement("t", "reject"),
        judgement("u", "same"),
    ]
    rulings = settled(given)
    assert list(rulings) == ["s", "t"]
    assert (rulings["s"].rejected, rulings["s"].changes) == (False, {"act": "warn", "form": "direct"})
    assert rulings["t"].rejected


def test_what_was_said_inside_a_rejected_statement_moves_up() -> None:
    nested = reading(statements=[statement("s1"), statement("s2", "s1"), statement("s3", "s2"), statement("s4", "s4")])
    rows = judged(nested, settled([judgement("s2", "reject"), judgement("s4", "amend", act="deny")]))
    assert rows is not None
    assert [(row["id"], row["within"], row["act"]) for row in rows["statements"]] == [
        ("s1", None, "assert"),
        ("s3", "s1", "assert"),
        ("s4", "s4", "deny"),
    ]


def test_a_rejected_article_has_no_rows() -> None:
    assert judged(reading(), settled([judgement("a", "reject")])) is None


def test_amendments_that_no_longer_fit_are_passed_over() -> None:
    rulings = settled([judgement("v", "amend", actors="gone", type="AID")])
    (row,) = event_rows(judged(reading(events=[event("met")], factuality=[view()]), rulings) or {}, Query(), rulings)
    assert (row["type"], row["actors"], row["judged"]) == ("AID", [], True)


def test_an_event_without_views_has_no_row() -> None:
    assert event_rows(reading(events=[event("met")]), Query(), {}) == []


@pytest.mark.parametrize(
    ("since", "until", "found"),
    [
        ("1948", None, True), ("1948-12-31", None, True), ("1949", None, False), (None, "1948-01-01", True),
        (None, "1947", False), ("1948-05", "1948-06", True),
    ],
)  # fmt: skip
def test_a_year_answers_wherever_it_may_lie(since: str | None, until: str | None, found: bool) -> None:
    assert bool(article_row(reading(), Query(since=since, until=until), {})) is found


def test_unknown_dates_do_not_answer() -> None:
    undated = reading()
    undated["article"] = {**undated["article"], "published": {"value": None, "earliest": None, "latest": None}}
    assert statement_rows({**undated, "statements": [statement("s1")]}, Query(since="1900"), {}) == []
    assert len(statement_rows({**undated, "statements": [statement("s1")]}, Query(), {})) == 1


def test_an_events_own_date_goes_before_the_articles() -> None:
    dated = event("met", date={"earliest": "1944-09-21", "latest": "1944-09-21"})
    sheet = reading(events=[dated], factuality=[view()])
    assert len(event_rows(sheet, Query(until="1944"), {})) == 1
    assert event_rows(sheet, Query(since="1948"), {}) == []
