"""Weighing: what belongs together, whose voices are heard, and what they come to."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import pytest

from reportedly.fold import fold, text_of
from reportedly.model import Claim, Judgement
from reportedly.weigh import account_id, accounts_of, weigh
from reportedly.weigh.accounts import accounts
from reportedly.weigh.likeness import _GIVES, _LOOKS, scale, signs

Plain = dict[str, Any]
SURE = ("certain", "+", "actual")
DENIED = ("certain", "-", "actual")
AHEAD = ("certain", "+", "predicted")
UNSAID = ("uncommitted", "unknown", "actual")
#: name -> (kind, country, sector)
WHO = {
    "London": ("GPE", "GBR", "GOV"),
    "Cairo": ("GPE", "EGY", "GOV"),
    "Paris": ("GPE", "FRA", "GOV"),
    "Mr Eden": ("PERSON", "GBR", "GOV"),
    "Dr Haddad": ("PERSON", None, "EDU"),
    "Gamal": ("PERSON", "EGY", "GOV"),
}


def reading(
    id: str,
    day: str | None,
    text: str,
    *,
    trigger: str = "supplied",
    type: str = "AID",
    views: Mapping[str, tuple[str, str, str]] | None = None,
    actors: tuple[str, ...] = ("Cairo",),
    recipients: tuple[str, ...] = (),
    date: str | None = None,
    outlet: str | None = None,
    said: tuple[tuple[str, str, str, str], ...] = (),
) -> Plain:
    """One article: one event with the views of `author` and others, and statements (source, cue, content, act)."""

    def span(words: str) -> list[int]:
        at = text.index(words)
        return [at, at + len(words)]

    entities = [
        {
            "id": f"{id}-{name}", "name": name, "kind": kind, "country": country, "sector": sector, "office": None,
            "affiliation": None, "wikidata": None, "because": "",
            "mentions": [{"span": span(name), "form": "name"}],
        }
        for name, (kind, country, sector) in WHO.items() if name in text
    ]  # fmt: skip
    statements = [
        {
            "id": f"s-{id}{n}", "source": [span(source)], "cue": [span(cue)], "content": [span(content)],
            "speaker": f"{id}-{source}" if source in WHO else None, "addressee": [], "form": "indirect", "act": act,
            "within": None, "because": "", "confidence": 1.0,
        }
        for n, (source, cue, content, act) in enumerate(said)
    ]  # fmt: skip
    event = {
        "id": f"e-{id}", "trigger": [span(trigger)] if trigger in text else [], "ontology": "plover", "type": type,
        "mode": None, "contexts": [], "actors": [f"{id}-{name}" for name in actors],
        "recipients": [f"{id}-{name}" for name in recipients], "place": None, "time": None,
        "date": {"earliest": date, "latest": date} if date else None, "because": "", "confidence": 0.9,
    }  # fmt: skip
    rows = [
        {
            "event": f"e-{id}", "holder": ["author"] + ([] if who == "author" else [f"{id}-{who}"]),
            "certainty": certainty, "polarity": polarity, "frame": frame, "value": None, "because": "",
        }
        for who, (certainty, polarity, frame) in (views or {"author": SURE}).items()
    ]  # fmt: skip
    about = dict.fromkeys(("title", "agency", "byline", "dateline", "url"))
    published = {"value": day, "earliest": day, "latest": day}
    return {
        "id": id, "text": text, "article": {**about, "outlet": outlet, "language": "en", "published": published},
        "blocks": [{"span": [0, len(text)], "kind": "body"}], "entities": entities, "times": [],
        "statements": statements, "events": [event] if event["trigger"] else [],
        "factuality": rows if event["trigger"] else [],
    }  # fmt: skip


def alleged(id: str, day: str, **more: Any) -> Plain:
    text = f"London said that Cairo had supplied mortars and shells to the rebels in Aden, report {id}."
    return reading(id, day, text, views={"author": UNSAID, "London": SURE}, **more)


def denied(id: str, day: str, cue: str = "denied") -> Plain:
    text = f"Cairo {cue} that it had supplied shells or mortars to rebels in Aden, report {id}."
    said = (("Cairo", cue, "that it had supplied shells or mortars to rebels in Aden", "deny"),)
    return reading(id, day, text, views={"author": UNSAID, "Cairo": DENIED}, said=said)


def admitted(id: str, day: str) -> Plain:
    text = f"Cairo admitted that it had supplied shells and mortars to the rebels in Aden, report {id}."
    return reading(id, day, text, views={"author": SURE, "Cairo": SURE})


def one(readings: list[Plain], **more: Any) -> Claim:
    found = weigh(readings, **more)
    assert len(found) == 1, [claim.summary for claim in found]
    return found[0]


def stands(claim: Claim) -> dict[str, str]:
    return {voice["holder"]: voice["stance"] for voice in claim.voices}


def test_one_voice_is_single() -> None:
    claim = one([alleged("a", "1956-07-01")])
    assert (claim.verdict, stands(claim)) == ("single-voiced", {"United Kingdom": "asserts"})
    assert claim.summary == "Egypt: “supplied mortars and shells to the rebels in Aden”"


def test_a_charge_and_its_denial_in_another_paper_are_one_disputed_claim() -> None:
    claim = one([alleged("a", "1956-07-01"), denied("b", "1956-07-02")])
    assert claim.verdict == "disputed"
    assert stands(claim) == {"United Kingdom": "asserts", "Egypt": "denies"}
    assert claim.because == "said by United Kingdom; denied by Egypt"
    assert [row["article"] for row in claim.events] == ["a", "b"]
    assert "both AID" in claim.joined[0]


def test_a_denial_that_is_given_up_is_told_and_ends_the_dispute() -> None:
    claim = one([alleged("a", "1956-07-01"), denied("b", "1956-07-02"), admitted("c", "1956-07-09")])
    assert claim.verdict == "corroborated"
    assert "Egypt denied it from 1956-07-02 on and gave that up, saying so since 1956-07-09" in claim.because
    (egypt,) = (voice for voice in claim.voices if voice["holder"] == "Egypt")
    assert [(one["stance"], one["since"]) for one in egypt["positions"]] == [
        ("denies", "1956-07-02"),
        ("asserts", "1956-07-09"),
    ]


def test_a_denial_told_as_past_comes_before_what_the_same_report_says() -> None:
    both = admitted("c", "1956-07-09")
    late = denied("d", "1956-07-09", cue="had denied")
    claim = one([alleged("a", "1956-07-01"), both, late])
    assert stands(claim)["Egypt"] == "asserts"
    assert claim.verdict == "corroborated"


def test_who_takes_it_back_withdraws_it() -> None:
    text = "London said Cairo had not supplied mortars and shells to the rebels in Aden after all."
    back = reading("b", "1956-07-08", text, views={"author": UNSAID, "London": DENIED})
    assert one([alleged("a", "1956-07-01"), back]).verdict == "withdrawn"


def test_a_government_has_one_voice_whoever_speaks() -> None:
    text = "Mr Eden said that Cairo had supplied mortars and shells to the rebels in Aden."
    eden = reading("b", "1956-07-02", text, views={"author": UNSAID, "Mr Eden": SURE})
    claim = one([alleged("a", "1956-07-01"), eden])
    assert (claim.verdict, len(claim.voices)) == ("single-voiced", 1)
    assert claim.voices[0]["articles"] == ["a", "b"]


def test_two_independent_voices_corroborate() -> None:
    text = "Dr Haddad said that Cairo had supplied mortars and shells to the rebels in Aden."
    haddad = reading("b", "1956-07-02", text, views={"author": UNSAID, "Dr Haddad": SURE})
    assert one([alleged("a", "1956-07-01"), haddad]).verdict == "corroborated"


def test_what_was_expected_and_then_reported_is_overtaken() -> None:
    before = reading(
        "a", "1956-07-01", "London said Cairo would supply shells and mortars to the rebels in Aden.",
        trigger="supply", views={"author": AHEAD, "London": AHEAD},
    )  # fmt: skip
    after = reading("b", "1956-07-05", "Cairo supplied shells and mortars to the rebels in Aden.", outlet="The Post")
    assert one([before]).verdict == "expected"
    claim = one([before, after])
    assert (claim.verdict, claim.because) == ("overtaken", "expected by United Kingdom, then reported by The Post")


def test_an_article_that_takes_it_from_its_source_is_no_second_voice() -> None:
    text = "Figures of London showed that Cairo had supplied shells to the rebels in Aden."
    shown = reading("a", "1956-07-01", text, views={"author": SURE, "London": SURE}, outlet="Post")
    assert one([shown]).verdict == "single-voiced"


def test_an_article_that_passes_on_an_expectation_expects_nothing_itself() -> None:
    text = "London said Cairo would supply shells to the rebels in Aden."
    ahead = reading("a", "1956-07-01", text, trigger="supply", views={"author": AHEAD, "London": AHEAD}, outlet="Post")
    assert stands(one([ahead])) == {"United Kingdom": "expects"}


@pytest.mark.parametrize(
    ("view", "verdict"), [(DENIED, "denied"), (("possible", "+", "actual"), "open"), (UNSAID, "open")]
)
def test_lone_stances(view: tuple[str, str, str], verdict: str) -> None:
    text = "London spoke of shells that Cairo had supplied to the rebels in Aden."
    assert one([reading("a", "1956-07-01", text, views={"author": UNSAID, "London": view})]).verdict == verdict


def test_who_only_asks_for_it_is_named_but_no_voice() -> None:
    text = "London asked that Cairo supplied shells to the rebels in Aden."
    claim = one([reading("a", "1956-07-01", text, views={"author": UNSAID, "London": ("certain", "+", "requested")})])
    assert claim.voices == ()
    assert "asked for by United Kingdom" in claim.because


WIRE = (
    "Cairo supplied mortars, shells and two lorries of rifles to the rebels in Aden on Sunday night, witnesses in the"
    " port town told this agency, describing crates that were carried ashore by fishermen from a freighter lying"
    " without lights behind the island while the garrison slept and the harbour master looked the other way."
)


def test_reprints_are_one_voice_and_an_own_report_is_another() -> None:
    wire = [
        {**reading("a", "1956-07-01", WIRE, outlet="Meridian"), "id": "a"},
        reading("b", "1956-07-02", WIRE.replace("on Sunday night", "late on Sunday"), outlet="The Post"),
        reading("c", "1956-07-02", WIRE, outlet="The Courier"),
    ]
    copies = fold(text_of(one) for one in wire)
    claim = one(wire, copies=copies)
    assert (claim.verdict, [voice["holder"] for voice in claim.voices]) == ("single-voiced", ["Meridian"])
    assert (claim.voices[0]["articles"], claim.voices[0]["reprints"]) == (["a", "b", "c"], 2)
    own = reading("d", "1956-07-03", "Cairo supplied mortars and shells to rebels in Aden.", outlet="The Globe")
    all_four = [*wire, own]
    claim = one(all_four, copies=fold(text_of(one) for one in all_four))
    assert claim.verdict == "corroborated"


@pytest.mark.parametrize(
    "other",
    [
        {"date": "1956-06-01"},
        {"actors": ("Paris",)},
        {"type": "ASSAULT", "trigger": "attacked"},
    ],
)
def test_other_days_parties_and_deeds_are_other_claims(other: Plain) -> None:
    words = other.get("trigger", "supplied")
    who = other.get("actors", ("Cairo",))[0]
    first = reading("a", "1956-07-01", "Cairo supplied mortars to rebels in Aden.", date="1956-06-30")
    text = f"At dawn {who} {words} a camp of rebels with mortars, doctors in Aden said."
    second = reading("b", "1956-07-01", text, **{"date": "1956-06-30", **other})
    assert len(weigh([first, second])) == 2


def said(id: str, day: str, source: str, words: str, act: str = "assert") -> Plain:
    text = f"{source} stated {words}."
    return reading(id, day, text, trigger="(none)", said=((source, "stated", words, act),))


def test_what_is_said_to_be_so_is_grouped_by_its_words() -> None:
    found = weigh(
        [
            said("a", "1956-07-01", "London", "that Cairo keeps forty bombers in hidden desert hangars"),
            said("b", "1956-07-02", "Paris", "that forty bombers stand in hangars hidden in the desert by Cairo"),
            said("c", "1956-07-03", "Paris", "that harvests failed along the river"),
        ]
    )
    assert [(claim.kind, claim.verdict) for claim in found] == [("said", "corroborated"), ("said", "single-voiced")]
    assert found[0].statements == ({"article": "a", "statement": "s-a0"}, {"article": "b", "statement": "s-b0"})


def test_a_content_that_opens_with_a_negation_denies() -> None:
    claim = one(
        [
            said("a", "1956-07-01", "London", "that Cairo keeps forty bombers in hidden desert hangars"),
            said("b", "1956-07-02", "Paris", "that Cairo keeps no bombers in hangars hidden in the desert"),
        ]
    )
    assert (claim.verdict, stands(claim)) == ("disputed", {"United Kingdom": "asserts", "France": "denies"})


def test_a_short_denial_answers_what_was_last_said() -> None:
    text = "Cairo stated that its bombers are meant for training alone. That is a lie, London replied."
    claims = [("Cairo", "stated", "that its bombers are meant for training alone", "assert")]
    denial = ("London", "replied", "That is a lie", "deny")
    both = reading("a", "1956-07-01", text, trigger="(none)", said=(claims[0], denial))
    claim = one([both])
    assert (claim.verdict, stands(claim)) == ("disputed", {"Egypt": "asserts", "United Kingdom": "denies"})


TOLD = said("a", "1956-11-08", "Dr Haddad", "More than 2,000 people perished in the harbour")


def test_a_denial_in_other_words_answers_what_was_told() -> None:
    denial = said("b", "1956-11-09", "Cairo", "that thousands had been killed in the harbour", act="deny")
    (claim,) = weigh([TOLD, denial])
    assert claim.verdict == "disputed", claim.because


def test_a_denial_before_the_word_answers_nothing() -> None:
    denial = said("b", "1956-11-07", "Cairo", "that thousands had been killed in the harbour", act="deny")
    a, b = (next(accounts(one, lambda at: None)) for one in (TOLD, denial))  # type: ignore[arg-type,return-value]
    found = {sign for sign, _, _ in signs(a, b)}
    assert "said_deed" in found and "answered" not in found


def test_what_is_due_is_expected() -> None:
    claim = one([said("a", "1956-11-08", "Cairo", "that 20,000 villagers are to leave the harbour by sea")])
    assert claim.verdict == "expected"


def test_an_article_in_another_language_claims_nothing() -> None:
    text = "Die Regierung in Bonn wies den Vorwurf am Dienstag zur\u00fcck."
    german = {**reading("a", "1956-07-01", text, trigger="(none)")}
    german["article"] = {**german["article"], "language": "de"}
    assert weigh([german, alleged("b", "1956-07-01")]) == weigh([alleged("b", "1956-07-01")])


def test_to_ask_or_urge_claims_nothing() -> None:
    assert weigh([said("a", "1956-07-01", "London", "that Cairo return the forty bombers", act="urge")]) == []


def judged(a: str, action: str, b: str) -> Judgement:
    return Judgement(a, action, b, {}, "", "me", "now")  # type: ignore[arg-type]


def test_an_analyst_has_the_last_word() -> None:
    two = [alleged("a", "1956-07-01"), denied("b", "1956-07-02")]
    assert len(weigh(two, judgements=[judged("e-a", "different", "e-b")])) == 2
    apart = [two[0], reading("c", "1956-07-03", "Paris attacked Dr Haddad.", trigger="attacked", type="ASSAULT")]
    claim = one(apart, judgements=[judged("c-c", "same", "c-a")])
    assert claim.joined == ("an analyst called them the same",)
    again = [judged("c-c", "same", "c-a"), judged("e-a", "different", "e-c")]
    assert len(weigh(apart, judgements=again)) == 2
    assert len(weigh(two, judgements=[judged("e-gone", "different", "e-b")])) == 1


def test_positions_of_claims_that_an_analyst_put_together_are_in_order_of_time() -> None:
    first = reading("a", "1956-07-01", "Paris attacked Dr Haddad.", trigger="attacked", type="ASSAULT")
    later = [denied("b", "1956-07-02"), admitted("c", "1956-07-09")]
    apart = [judged("e-b", "different", "e-c"), judged("e-a", "same", "e-c"), judged("e-a", "same", "e-b")]
    (egypt,) = (voice for voice in one([first, *later], judgements=apart).voices if voice["holder"] == "Egypt")
    assert [step["stance"] for step in egypt["positions"]] == ["denies", "asserts"]


def test_a_claim_keeps_its_id_when_later_articles_join() -> None:
    first = weigh([alleged("a", "1956-07-01")])[0].id
    assert weigh([denied("b", "1956-07-02"), alleged("a", "1956-07-01")])[0].id == first
    assert "e-a" in account_id(first)


def test_the_order_in_which_readings_come_changes_nothing() -> None:
    three = [alleged("a", "1956-07-01"), denied("b", "1956-07-02"), admitted("c", "1956-07-09")]
    assert weigh(three) == weigh(three[::-1])


def test_quotes_cut_the_words_they_show() -> None:
    three = [alleged("a", "1956-07-01"), denied("b", "1956-07-02"), admitted("c", "1956-07-09")]
    texts = {one["id"]: one["text"] for one in three}
    for voice in one(three).voices:
        for place in (voice["quote"], *(position["quote"] for position in voice["positions"])):
            start, end = place["span"]
            assert texts[place["article"]][start:end] == place["text"] != ""


def test_likeness_is_symmetric_and_every_sign_has_a_weight() -> None:
    a, b = (next(accounts(one, lambda at: None)) for one in (alleged("a", "1956-07-01"), denied("b", "1956-07-02")))  # type: ignore[arg-type,return-value]
    assert scale().compare(a, b).points == scale().compare(b, a).points > 0
    given = {name for names in _GIVES.values() for name in names}
    assert given | {"bias"} == set(scale().firm.of) == set(scale().loose.of)
    assert [look.__name__ for look in _LOOKS] == list(_GIVES)


def test_a_pair_given_up_early_would_not_have_been_saved() -> None:
    a = next(accounts(alleged("a", "1956-07-01"), lambda at: None))  # type: ignore[arg-type,return-value]
    far = dataclasses.replace(a, id="x", article="x", type="ASSAULT", trigger="attack", words={})
    assert scale().compare(a, far).points <= 0
    assert sum(scale().firm.of[sign] * much for sign, much, _ in signs(a, far)) + scale().firm.of["bias"] <= 0


def test_other_words_for_one_kind_of_deed_are_a_sign() -> None:
    a, b = (next(accounts(one, lambda at: None)) for one in (alleged("a", "1956-07-01"), denied("b", "1956-07-02")))  # type: ignore[arg-type,return-value]
    other = dataclasses.replace(b, trigger="ship")
    found = {sign for sign, _, _ in signs(a, other)}
    assert "same_deed" in found and "same_word" not in found


def test_a_given_trigger_is_weighed_loosely() -> None:
    a, b = (next(accounts(one, lambda at: None)) for one in (alleged("a", "1956-07-01"), denied("b", "1956-07-02")))  # type: ignore[arg-type,return-value]
    given = dataclasses.replace(b, loose=True)
    assert scale().compare(a, given).points != scale().compare(a, b).points


def test_a_saying_without_words_is_weighed_without_failing() -> None:
    said = (("London", "said", "…", "assert"),)
    assert weigh([reading("a", "1956-07-01", "London said … that Cairo supplied mortars.", said=said)])


def test_a_promise_that_is_denied_was_not_made() -> None:
    """ "London denied that Cairo had promised": nobody's promise is among the claims."""
    text = "London denied that Cairo had promised mortars, shells and ammunition to the rebels in Aden."
    said = (
        ("London", "denied", "that Cairo had promised mortars, shells and ammunition to the rebels in Aden", "deny"),
        ("Cairo", "promised", "mortars, shells and ammunition to the rebels in Aden", "promise"),
    )
    made = reading("a", "1956-07-01", text, said=said)
    inner = made["statements"][1]
    assert any("promise" in claim.type for claim in weigh([made]))
    inner["within"] = made["statements"][0]["id"]
    assert not any("promise" in claim.type for claim in weigh([made]))


def test_points_are_those_that_come_with_reasons() -> None:
    readings = [alleged("a", "2001-02-01"), denied("b", "2001-02-02"), admitted("c", "2001-02-03")]
    readings.append(said("d", "2001-06-01", "Peru", "that the harvest of potatoes was poor"))
    everything = accounts_of(readings)
    pairs = [(a, b) for a in everything for b in everything]
    points = [scale().points(a, b) for a, b in pairs]
    assert points == [scale().compare(a, b).points for a, b in pairs]
    assert min(points) < 0 < max(points)
