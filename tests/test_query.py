"""Filters and rulings on single readings; the desk's tests ask the same questions of a store."""

from __future__ import annotations

from typing import Any

import pytest

from reportedly import query
from reportedly.errors import UsageError
from reportedly.model import Judgement
from reportedly.query import Query, article_row, claim_rows, event_facts, event_rows, judged, settled, statement_rows

TEXT = "A headline. Not it\nTito told Stalin. Tito (or Broz) met Mao, he said. Mr. Broz left."


def reading(**more: Any) -> dict[str, Any]:
    published = {"value": "1948", "earliest": "1948-01-01", "latest": "1948-12-31"}
    names = {"title": None, "outlet": "The Courier", "agency": None, "url": None, "language": "en"}
    about = {**names, "published": published}
    blocks = [{"span": [0, 18], "kind": "headline"}, {"span": [19, len(TEXT)], "kind": "body"}]
    empty = {layer: [] for layer in ("entities", "times", "statements", "events", "factuality")}
    return {"id": "a", "text": TEXT, "article": about, "blocks": blocks, **empty, **more}


def statement(id: str, within: str | None = None) -> dict[str, Any]:
    spans = {"source": [[19, 23]], "cue": [[24, 28]], "content": [[29, 35]], "addressee": []}
    return {"id": id, **spans, "speaker": None, "form": "indirect", "act": "assert", "within": within}


def event(word: str, **more: Any) -> dict[str, Any]:
    start = TEXT.index(word)
    parts = {"type": "CONSULT", "mode": None, "actors": [], "recipients": [], "place": None, "date": None}
    return {
        "id": "v", "trigger": [[start, start + len(word)]], "ontology": "plover", "contexts": [], **parts, **more
    }  # fmt: skip


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


# --- filters on events ----------------------------------------------------------------------------------------------


def entity(id: str, name: str, country: str | None, sector: str | None = None) -> dict[str, Any]:
    return {"id": id, "name": name, "country": country, "sector": sector, "mentions": []}


CAST = [
    entity("t", "Josip Broz Tito", "YUG", "GOV"),
    entity("s", "Joseph Stalin", "SUN", "GOV"),
    entity("m", "Soviet marshals", "SUN", "MIL"),
    entity("b", "Brijuni", "YUG"),
]


def cast_in(*views: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A reading in which Tito, unless said otherwise, threatens Stalin at Brijuni."""
    parts = {"type": "THREATEN", "mode": "violence", "contexts": ["military"], "actors": ["t"], "recipients": ["s"]}
    told = event("told", **{**parts, "place": "b", **more})
    return reading(entities=CAST, events=[told], factuality=list(views) or [view()])


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"type": "THREATEN"}, True), ({"type": "AID"}, False), ({"type": "AID,threaten"}, True),
        ({"type": "VF"}, True), ({"type": "MC, vf"}, True), ({"type": "MF"}, False), ({"type": ""}, False),
        ({"mode": "violence"}, True), ({"mode": "arrest,violence"}, True), ({"mode": ""}, False),
        ({"context": "military"}, True), ({"context": "cyber,military"}, True), ({"context": "cyber"}, False),
        ({"ontology": "plover"}, True), ({"ontology": "states"}, False), ({"ontology": "states,plover"}, True),
        ({"sector": "GOV"}, True), ({"sector": "REB,GOV"}, True), ({"sector": "MIL"}, False),
        ({"who": "Tito"}, True), ({"who": "YUG"}, True), ({"who": "Belgrade"}, True), ({"who": "GOV"}, True),
        ({"who": "Yugoslavia/GOV"}, True), ({"who": "YUG/gov"}, True), ({"who": "YUG/MIL"}, False),
        ({"who": "MIL"}, False),
        ({"who": "YUG", "sector": "GOV"}, True), ({"who": "SUN"}, False), ({"to": "SUN"}, True),
        ({"to": "SUN/MIL"}, False),
        ({"dyad": ("SUN", "YUG")}, True), ({"dyad": ("YUG", "SUN")}, True), ({"dyad": ("YUG/GOV", "SUN/GOV")}, True),
        ({"dyad": ("YUG", "SUN"), "directed": True}, True), ({"dyad": ("SUN", "YUG"), "directed": True}, False),
        ({"place": "Brijuni"}, True), ({"place": "Yugoslavia"}, True), ({"place": "YUG"}, True),
        ({"place": "SUN"}, False),
        ({"status": "asserted"}, True), ({"status": "denied,asserted"}, True), ({"status": "denied"}, False),
        ({"status": "all"}, True),
    ],
)  # fmt: skip
def test_filters_on_an_event(asked: dict[str, Any], found: bool) -> None:
    assert bool(event_rows(cast_in(), Query(**asked), {})) is found
    assert bool(event_facts(cast_in(), Query(**asked), {})) is found


def test_sector_and_actor_are_one_and_the_same() -> None:
    both = cast_in(actors=["t", "m"], recipients=[])
    assert event_rows(both, Query(who="SUN", sector="MIL"), {})
    assert event_rows(both, Query(who="YUG", sector="MIL"), {}) == []


def test_a_meeting_goes_both_ways() -> None:
    met = cast_in(type="CONSULT", mode=None, actors=["t", "s"], recipients=[])
    for dyad in (("YUG", "SUN"), ("SUN", "YUG")):
        assert len(event_rows(met, Query(dyad=dyad, directed=True), {})) == 1


def test_a_mode_may_be_asked_to_be_missing() -> None:
    assert len(event_rows(cast_in(mode=None), Query(mode=""), {})) == 1


@pytest.mark.parametrize(
    "asked",
    [{"status": "perhaps"}, {"status": "denied,perhaps"}, {"status": ""}, {"directed": True}, {"since": "Friday"}],
)
def test_what_makes_no_sense_is_refused(asked: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        Query(**asked)


@pytest.mark.parametrize("part", ["context", "sector", "ontology"])
def test_what_only_events_have_is_asked_of_events(part: str) -> None:
    for rows in (
        lambda: statement_rows(reading(), Query(**{part: "x"}), {}),
        lambda: claim_rows([], Query(**{part: "x"})),
    ):
        with pytest.raises(UsageError, match=f"has no {part}; ask for events"):
            rows()
    with pytest.raises(UsageError, match="verdict on claims"):
        event_facts(reading(), Query(status="disputed"), {})


def test_names_to_look_for_leave_sectors_out() -> None:
    assert Query(who="Syria/MIL", to="REB", dyad=("Kim", "KOR/gov"), place="Idlib").people() == [
        "Syria", "Kim", "KOR", "Idlib",
    ]  # fmt: skip


def test_a_query_in_words() -> None:
    asked = Query(dyad=("USA", "SUN"), directed=True, type="VF,MF", since="1962-10")
    assert asked.told() == "dyad USA to SUN, type VF,MF, since 1962-10"
    assert Query().told() == ""


# --- what is counted ------------------------------------------------------------------------------------------------


def test_the_facts_of_an_event() -> None:
    (fact,) = event_facts(cast_in(actors=["t", "b"], recipients=["m", "s"]), Query(), {})
    assert fact == {
        "id": "v", "article": "a", "outlet": "The Courier", "ontology": "plover", "type": "THREATEN",
        "mode": "violence", "quad": "VF", "intensity": fact["intensity"], "contexts": ["military"],
        "actors": ["YUG"], "recipients": ["SUN"], "sectors": ["GOV"], "place": "Brijuni", "status": "asserted",
        "date": {"earliest": "1948-01-01", "latest": "1948-12-31"}, "dated_by": "article",
    }  # fmt: skip
    assert -10 <= fact["intensity"] < 0


def test_an_event_is_one_fact_by_its_articles_own_word() -> None:
    alleged = (view(certainty="uncommitted", polarity="unknown"), view(holder=["author", "s"]))
    (fact,) = event_facts(cast_in(*alleged), Query(), {})
    assert fact["status"] == "alleged"
    # The source's row is asserted, the article's is not.
    assert event_facts(cast_in(*alleged), Query(status="asserted"), {}) == []
    assert len(event_rows(cast_in(*alleged), Query(status="asserted"), {})) == 1


@pytest.mark.parametrize(
    ("row", "held"),
    [
        ({"polarity": "-"}, "denied"), ({"frame": "predicted"}, "predicted"), ({"frame": "requested"}, "requested"),
        ({"frame": "conditional"}, "conditional"), ({"certainty": "uncommitted"}, "uncommitted"),
    ],
)  # fmt: skip
def test_what_an_article_does_not_hold_is_counted_on_demand(row: dict[str, Any], held: str) -> None:
    sheet = cast_in(view(**row))
    assert event_facts(sheet, Query(), {}) == []
    for status in (held, "all", f"asserted,{held}"):
        assert [fact["status"] for fact in event_facts(sheet, Query(status=status), {})] == [held]


def test_states_and_codes_of_others_are_counted_on_demand() -> None:
    for scheme, type in (("states", "HAVE"), ("mine", "X"), ("plover", None)):
        sheet = cast_in(ontology=scheme, type=type, mode=None)
        assert event_facts(sheet, Query(), {}) == []
        (fact,) = event_facts(sheet, Query(ontology=scheme), {})
        assert (fact["quad"], fact["intensity"]) == (None, None)
    assert len(event_facts(cast_in(ontology="states", type="HAVE", mode=None), Query(type="HAVE"), {})) == 1


def test_repeated_words_are_not_counted() -> None:
    at = TEXT.index("told")
    assert event_facts(cast_in(), Query(), {}, lambda where: where == at) == []
    assert len(event_facts(cast_in(), Query(), {}, lambda where: where != at)) == 1


@pytest.mark.parametrize(
    ("own", "published", "dated_by"),
    [
        ({"earliest": None, "latest": "1944-01-01"}, True, "event"),
        ({"earliest": None, "latest": None}, True, "article"),
        (None, True, "article"), (None, False, None),
    ],
)  # fmt: skip
def test_whose_date_it_is(own: dict[str, Any] | None, published: bool, dated_by: str | None) -> None:
    sheet = cast_in(date=own)
    if not published:
        sheet["article"] = {**sheet["article"], "published": {"value": None, "earliest": None, "latest": None}}
    (fact,) = event_facts(sheet, Query(), {})
    assert fact["dated_by"] == dated_by
    assert (fact["date"] is None) is (dated_by is None)


def test_words_are_found_in_any_spelling() -> None:
    assert query.speaks_of("The Ｔｏｋｙｏ ﬁle of Gero\u030b and Nas\u200bser", "tokyo file ger\u0151 nasser")
    assert query.means("Gero\u030b", None, "Imre Ger\u0151", None)
    assert not query.means("Nasser", None, "N\u0430sser", None)
