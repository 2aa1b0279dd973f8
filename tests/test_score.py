"""Scores: each figure worked out by hand on a sentence small enough to do so."""

from __future__ import annotations

import copy
import itertools
from typing import Any

import pytest

from reportedly.score import _matching, score

TEXT = "Sadat said he would go to Jerusalem. Begin welcomed the offer, Carter said on Monday."


def spans(*words: str) -> list[list[int]]:
    return [[TEXT.index(word), TEXT.index(word) + len(word)] for word in words]


def line() -> dict[str, Any]:
    entities = [
        {"id": name[0], "name": name, "mentions": [{"span": spans(name)[0], "form": "name"}]}
        for name in ("Sadat", "Begin", "Carter")
    ]
    statements = [
        {"source": spans("Sadat"), "content": spans("he would go to Jerusalem"), "speaker": "S"},
        {"source": spans("Carter"), "content": spans("Begin welcomed the offer"), "speaker": "C"},
    ]
    events = [
        {"id": "e1", "trigger": spans("go"), "type": "CONSULT", "actors": ["S"], "recipients": []},
        {"id": "e2", "trigger": spans("welcomed"), "type": "SUPPORT", "actors": ["B"], "recipients": ["S"]},
    ]
    view = {"certainty": "certain", "polarity": "+", "frame": "actual"}
    factuality = [
        {**view, "event": "e1", "holder": ["author"], "certainty": "uncommitted"},
        {**view, "event": "e1", "holder": ["author", "S"], "frame": "predicted"},
        {**view, "event": "e2", "holder": ["author"], "certainty": "uncommitted"},
        {**view, "event": "e2", "holder": ["author", "C"]},
    ]
    times = [{"span": spans("on Monday")[0], "type": "DATE", "value": "1977-11-14"}]
    return {
        "id": "a", "text": TEXT, "entities": entities, "statements": statements, "events": events,
        "factuality": factuality, "times": times,
    }  # fmt: skip


def changed(layer: str, index: int, **fields: Any) -> dict[str, Any]:
    made = copy.deepcopy(line())
    made[layer][index].update(fields)
    return made


def test_a_reading_scores_fully_against_itself() -> None:
    found = score([line()], [line()])
    assert list(found) == ["statements", "events", "times", "factuality"]
    for part in found.values():
        assert all(value == 1 for name, value in part.items() if name not in ("gold", "pred"))


def test_nothing_found_scores_nothing() -> None:
    found = score([line()], [])
    assert all(part["f1"] == 0 and part["pred"] == 0 and part["gold"] > 0 for part in found.values())


def test_only_the_layers_that_gold_holds_are_scored() -> None:
    gold = {key: value for key, value in line().items() if key in ("id", "text", "times")}
    assert list(score([gold], [line()])) == ["times"]


def test_half_the_words_are_enough_and_fewer_are_not() -> None:
    # "he would go to Jerusalem" has 5 words: 2 of them make Dice 4/7, 1 makes 2/6.
    enough = score([line()], [changed("statements", 0, content=spans("to Jerusalem"))])["statements"]
    assert enough["f1"] == 1
    fewer = score([line()], [changed("statements", 0, content=spans("Jerusalem"))])["statements"]
    assert (fewer["p"], fewer["r"], fewer["found_r"]) == (0.5, 0.5, 0.5)


def test_a_wrong_source_is_found_but_not_right() -> None:
    found = score([line()], [changed("statements", 0, source=spans("Carter"))])["statements"]
    assert (found["f1"], found["found_r"], found["found_p"]) == (0.5, 1, 1)


def test_statements_without_words_do_not_count() -> None:
    found = score([line()], [changed("statements", 0, content=[[17, 17]])])["statements"]
    assert (found["pred"], found["p"]) == (1, 1)


def test_speakers_are_compared_by_name() -> None:
    other = changed("statements", 0, speaker="B")
    assert score([line()], [other])["statements"]["speaker"] == 0.5
    renamed = copy.deepcopy(line())
    renamed["entities"][0]["id"] = renamed["statements"][0]["speaker"] = "x1"
    assert score([line()], [renamed])["statements"]["speaker"] == 1


def test_event_types_count_as_often_as_they_occur() -> None:
    found = score([line()], [changed("events", 0, type="SUPPORT")])["events"]
    assert (found["p"], found["r"], found["f1"]) == (0.5, 0.5, 0.5)
    assert score([line()], [changed("events", 1, recipients=["C"])])["events"]["recipient_f1"] == 0


def test_times_need_the_value_and_only_touch() -> None:
    found = score([line()], [changed("times", 0, span=spans("Monday")[0])])["times"]
    assert (found["f1"], found["span_f1"]) == (1, 1)
    found = score([line()], [changed("times", 0, value="1977-11-21")])["times"]
    assert (found["f1"], found["span_f1"]) == (0, 1)


def test_views_need_the_holder_and_the_status() -> None:
    found = score([line()], [changed("factuality", 1, frame="actual")])["factuality"]
    assert (found["view_f1"], found["f1"], found["author"]) == (1, 0.75, 1)
    found = score([line()], [changed("factuality", 1, holder=["author", "B"])])["factuality"]
    assert (found["view_f1"], found["f1"]) == (0.75, 0.75)
    found = score([line()], [changed("events", 0, trigger=spans("would"))])["factuality"]
    assert (found["pred"], found["gold"], found["author"]) == (2, 4, 0.5)


def test_another_text_under_the_same_id_is_refused() -> None:
    with pytest.raises(ValueError, match="texts of a differ"):
        score([line()], [{**line(), "text": TEXT + " "}])


def test_the_matching_is_a_largest_one() -> None:
    # Every bipartite graph with three nodes a side, against trying all pairings.
    cells = list(itertools.product(range(3), range(3)))
    for bits in range(2**9):
        edges = {cell for n, cell in enumerate(cells) if bits >> n & 1}
        best = max(sum((i, p[i]) in edges for i in range(3)) for p in itertools.permutations(range(3)))
        pairs = _matching(range(3), range(3), lambda a, b, edges=edges: (a, b) in edges)  # type: ignore[misc]
        assert len(pairs) == best
        assert set(pairs) <= edges
        assert len({j for _, j in pairs}) == best


def test_attributed_is_the_right_speaker_whatever_the_words() -> None:
    pronoun = changed("statements", 0, source=spans("he"))
    assert score([line()], [pronoun])["statements"]["attributed"] == 1
    pronoun["entities"][0]["name"] = "President Sadat"
    assert score([line()], [pronoun])["statements"]["attributed"] == 1
    pronoun["entities"][0]["name"] = "Sadat Smith"
    assert score([line()], [pronoun])["statements"]["attributed"] == 0.5


def test_bodies_of_one_country_are_one_voice_if_the_words_are_the_same() -> None:
    gold, pred = line(), line()
    gold["entities"][0].update(name="Egyptian government", kind="ORG", country="EGY")
    pred["entities"][0].update(name="Egypt", kind="GPE", country="EGY")
    assert score([gold], [pred])["statements"]["attributed"] == 1
    pred["entities"][0]["country"] = "ISR"
    assert score([gold], [pred])["statements"]["attributed"] == 0.5
    pred["entities"][0].update(country="EGY", kind="PERSON")
    assert score([gold], [pred])["statements"]["attributed"] == 0.5


def test_an_unnamed_source_is_its_words_and_no_named_person() -> None:
    gold, pred = line(), line()
    gold["entities"][0].update(name=None, kind="PERSON")
    pred["entities"][0].update(kind="PERSON", mentions=[{"span": [0, 5], "form": "nominal"}])
    assert score([gold], [pred])["statements"]["attributed"] == 1
    pred["statements"][0]["source"] = spans("Sadat said he would")
    assert score([gold], [pred])["statements"]["attributed"] == 1
    pred["entities"][0]["mentions"][0]["form"] = "name"
    assert score([gold], [pred])["statements"]["attributed"] == 0.5


def test_events_are_found_by_trigger_and_type() -> None:
    assert score([line()], [changed("events", 0, trigger=spans("would"))])["events"]["found_r"] == 0.5
    other = changed("events", 0, type="AGREE")
    assert score([line()], [other])["events"]["found_f1"] == 0.5
    assert score([changed("events", 0, also=["AGREE"])], [other])["events"]["found_f1"] == 1


def test_only_ontologies_that_gold_uses_count() -> None:
    more = line()
    more["events"].append({**more["events"][0], "id": "e3", "ontology": "states", "type": "WANT"})
    assert score([line()], [more])["events"]["f1"] == 1


def member(*words: str) -> list[dict[str, Any]]:
    return [{"article": "a", "span": span} for span in spans(*words)]


def claimed(id: str, verdict: str, *events: str) -> dict[str, Any]:
    return {
        "id": id,
        "verdict": verdict,
        "events": [{"article": "a", "event": event} for event in events],
        "voices": [],
    }


def test_claims_match_the_one_that_covers_most() -> None:
    gold = {"id": "g", "verdict": "disputed", "members": member("go to Jerusalem", "welcomed")}
    lumped, right = claimed("p1", "open", "e1"), claimed("p2", "disputed", "e1", "e2")
    found = score([gold], [line(), lumped, right])["claims"]
    assert found == {
        "gold": 1, "pred": 2, "verdict": 1, "grouped": 1, "disputes_found": 1, "disputes_invented": 0,
    }  # fmt: skip
    found = score([gold], [line(), lumped])["claims"]
    assert (found["verdict"], found["grouped"], found["disputes_found"]) == (0, 0.5, 0)


def test_of_two_claims_the_one_with_fewer_foreign_passages_is_the_match() -> None:
    gold = {"id": "g", "verdict": "expected", "members": member("go to Jerusalem")}
    lumped, own = claimed("p1", "disputed", "e1", "e2"), claimed("p2", "expected", "e1")
    found = score([gold], [line(), lumped, own])["claims"]
    assert (found["verdict"], found["disputes_invented"]) == (1, 1)
    assert "disputes_found" not in found


def test_a_claim_also_stands_where_its_statements_and_quotes_do() -> None:
    gold = {"id": "g", "verdict": "open", "members": member("welcomed")}
    said = line()
    said["statements"] = [{**said["statements"][1], "id": "s2", "cue": spans("said on")}]
    by_statement = {**claimed("p", "open"), "statements": [{"article": "a", "statement": "s2"}]}
    by_quote = {**claimed("p", "open"), "voices": [{"quote": {"article": "a", "span": spans("Begin welcomed")[0]}}]}
    elsewhere = {**claimed("p", "open"), "voices": [{"quote": {"article": "b", "span": spans("Begin welcomed")[0]}}]}
    values = [score([gold], [said, one])["claims"]["verdict"] for one in (by_statement, by_quote, elsewhere)]
    assert values == [1, 1, 0]
    assert score([gold], [])["claims"]["grouped"] == 0
