"""Copies are told from reports of the same event, and every paragraph knows who printed it first."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportedly import fold as folding
from reportedly.fold import Text, fold, text_of
from reportedly.model import Article, Block, Passage, Published, Reading

STRIKE = (
    "Dock workers walk out at the northern port",
    "Nearly two thousand dock workers at the northern port laid down their tools before dawn on Monday, halting the "
    "loading of grain ships for the first time in eleven years.",
    "The union says the harbour company has broken an agreement, signed last spring after weeks of talks, to hire "
    "forty more crane drivers before the autumn rush.",
    "By noon fourteen vessels lay at anchor outside the breakwater, and the pilot station expected as many again "
    "before nightfall, according to a log kept in the tower.",
    "Farmers inland, whose silos are full after a wet but plentiful summer, fear that wheat will spoil unless the "
    "trains start running to the quays again within the week.",
    "The harbour company declined to comment on the walkout, but a notice pinned to the gate told office staff to "
    "stay at home until further notice.",
    "A mediator named by the ministry of labour is to meet both sides on Wednesday in the old customs house, where "
    "the last dispute was settled.",
)
BRIDGE = (
    "Cracked pylon shuts river crossing",
    "Engineers closed the long suspension bridge over the estuary on Monday after an inspector climbing the eastern "
    "pylon found a crack as wide as a hand.",
    "Some thirty thousand cars a day will have to go round by the tunnel upstream, a detour that the traffic office "
    "reckons at fifty minutes in the morning.",
    "The crossing was opened in the year of the great flood and has been painted, but never strengthened, since the "
    "toll was abolished by the county council.",
    "Ferries that were taken out of service a generation ago are being made ready in the yards, though their crews "
    "retired long ago and must be replaced.",
    "An expert in metal fatigue from the technical university said winters of salt and frost had done more harm "
    "than the weight of lorries ever could.",
    "The county has asked the treasury for money to replace the eastern pylon, and expects an answer after the "
    "budget is read next month.",
)


def text(name: str, paragraphs: Sequence[str], published: str | None = None, **about: Any) -> Text:
    return Text(name, "\n\n".join(paragraphs), published=published, **about)


def lightly(paragraph: str, every: int = 17) -> str:
    """The paragraph with a word left out here and there, as an editor might."""
    return " ".join(word for place, word in enumerate(paragraph.split()) if place % every != every - 1)


def test_a_reprint_under_another_headline_is_a_copy() -> None:
    reprint = ("Harbour at a standstill", "PORTSIDE (Wire) — " + STRIKE[1], *map(lightly, STRIKE[2:]))
    copies = fold([text("wire", STRIKE, "2020-03-02"), text("daily", reprint, "2020-03-03")])
    assert copies.copy_of == {"daily": "wire"}


def test_a_cut_is_a_copy_however_little_is_left_of_the_original() -> None:
    cut = ("Ships wait", *STRIKE[1:3])
    assert fold([text("wire", STRIKE), text("brief", cut)]).copy_of == {"brief": "wire"}


def test_reports_of_one_event_in_their_own_words_are_no_copies() -> None:
    other = (
        "Port strike halts grain",
        "Grain ships stood idle on Monday when nearly two thousand dock workers at the northern port walked out.",
        "Fourteen vessels lay at anchor by noon, and their masters were told nothing.",
        "The union wants forty more crane drivers, which it says were promised to it last spring.",
    )
    copies = fold([text("one", STRIKE), text("two", other)])
    assert not copies.copy_of and not copies.printed


SPEECH = (
    "“We have waited at this gate since the winter, and we were told every month that the month after would bring "
    "the drivers we were promised,” she said.",
    "“No ship will be loaded by us, no train will be emptied, and no crane will be moved until the company does "
    "what it put its name to in the spring.”",
    "“They say the money is not there, and in the same week they show us plans for a new glass tower,” she said.",
)


def test_quoting_the_same_speech_at_length_is_no_copying() -> None:
    one = (
        "Union leader rallies strikers",
        "A crowd gathered in drizzle outside the harbour gate to hear the leader of the dockers speak.",
        *SPEECH,
        "People in the crowd sang, and somebody had brought a drum.",
    )
    other = (
        "No crane will be moved, strikers are told",
        "Employers were accused of breach of promise by the head of the union in a short address on Tuesday.",
        *SPEECH,
        "Shares of the harbour company fell by two in a hundred after she had finished.",
    )
    copies = fold([text("one", one), text("other", other)])
    assert not copies.copy_of
    at = "\n\n".join(other).index("No ship will")
    assert copies.first("other", at) == "other"


def test_a_quotation_goes_with_the_story_it_was_copied_with() -> None:
    story = (*STRIKE[:4], *SPEECH)
    copies = fold([text("wire", story), text("daily", ("Gate shut", *story[1:]))])
    at = "\n\n".join(("Gate shut", *story[1:])).index("No ship will")
    assert copies.first("daily", at) == "wire"


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_in_a_merged_article_each_paragraph_has_its_own_origin(order: tuple[int, ...]) -> None:
    merged = ("Cracked pylon shuts crossing as dockers strike", *BRIDGE[1:6], *STRIKE[1:4])
    texts = [text("strike", STRIKE), text("bridge", BRIDGE), text("merged", merged)]
    copies = fold([texts[place] for place in order])
    assert copies.copy_of == {"merged": "bridge"}
    whole = "\n\n".join(merged)
    assert copies.first("merged", whole.index("thirty thousand")) == "bridge"
    assert copies.first("merged", whole.index("fourteen vessels")) == "strike"
    assert copies.first("merged", 0) == "merged"
    assert copies.first("bridge", 200) == "bridge"


def test_a_copy_of_a_copy_points_at_the_original() -> None:
    second = ("Quays fall silent", *map(lightly, STRIKE[1:]))
    third = ("Silence on the quays", *second[1:6])
    copies = fold([text("a", STRIKE, "2020-01-01"), text("b", second, "2020-01-02"), text("c", third, "2020-01-03")])
    assert copies.copy_of == {"b": "a", "c": "a"}
    assert {copies.first("c", at) for at in range(40, 600, 40)} == {"a"}


def test_who_printed_first() -> None:
    """The day decides; within a day the agency, then who credits one, then the order given; no day comes last."""
    late, early = text("late", STRIKE, "2020-01-03"), text("early", STRIKE, "2020-01-02")
    wire = text("wire", STRIKE, "2020-01-03", outlet="Northern Wire", agency="Northern Wire")
    credit = text("credit", STRIKE, "2020-01-03", outlet="Daily", agency="Northern Wire")
    assert fold([late, early]).copy_of == {"late": "early"}
    assert fold([late, credit, wire]).copy_of == {"late": "wire", "credit": "wire"}
    assert fold([late, credit]).copy_of == {"late": "credit"}
    assert fold([text("one", STRIKE), text("two", STRIKE)]).copy_of == {"two": "one"}
    assert fold([text("undated", STRIKE), late]).copy_of == {"undated": "late"}


def test_background_printed_again_later_makes_no_copy() -> None:
    again = (
        "Mediator fails",
        "The talks in the customs house broke up on Friday without a date for others, as both sides had feared, and "
        "nobody wished to say why.",
        *STRIKE[3:5],
        "Rain is forecast for the harvest, and the co-operative has begun to sell oats at half of what they cost "
        "it, its books show.",
        "Two of the pilots have found work in the south, and the tavern by the breakwater opens at weekends only.",
    )
    assert fold([text("a", STRIKE, "2020-01-01"), text("b", again, "2020-01-02")]).copy_of == {"b": "a"}
    first, second = text("a", STRIKE, "2020-01-01", outlet="Daily"), text("b", again, "2020-02-01", outlet="Daily")
    later = fold([first, second])
    assert not later.copy_of
    assert later.first("b", "\n\n".join(again).index("fourteen vessels")) == "a"


CLOSING = (
    "This newspaper belongs to its readers; join the debate by writing to the letters page, or send us your own "
    "photographs for the weekend supplement.",
)


def test_what_an_outlet_prints_under_everything_has_no_origin() -> None:
    rng = random.Random(7)
    words = " ".join(STRIKE + BRIDGE).split()
    stories = [[" ".join(rng.sample(words, 40)) + "." for _ in range(5)] for _ in range(6)]
    texts = [text(str(n), (*s[:3], *CLOSING, *s[3:])) for n, s in enumerate(stories)]
    copies = fold(texts)
    assert not copies.copy_of
    assert all(copies.first(t.id, t.text.index("This newspaper")) == t.id for t in texts)


def test_two_short_letters_with_one_closing_are_no_copies() -> None:
    one, two = (*STRIKE[1:3], *CLOSING), (*BRIDGE[1:3], *CLOSING)
    assert not fold([text("one", one), text("two", two)]).copy_of


def test_what_changed_between_a_story_and_its_correction() -> None:
    corrected = (
        *STRIKE[:3],
        STRIKE[3].replace("fourteen", "sixteen"),
        *STRIKE[5:],
        "An earlier version of this report gave a wrong number of ships.",
    )
    new = text("new", corrected)
    copies = fold([text("old", STRIKE), new])
    changed, added, cut = copies.changes["new"]
    assert (changed["kind"], added["kind"], cut["kind"]) == ("changed", "added", "cut")
    assert new.text[slice(*changed["span"])] == "sixteen" and changed["was"] == "fourteen"
    assert new.text[slice(*added["span"])].startswith("An earlier version") and added["was"] is None
    assert cut["span"] is None and cut["was"] == STRIKE[4].removesuffix(".")
    assert list(copies.changes) == ["new"] and len(copies.changes) == 1


def test_setting_paragraphs_another_way_changes_nothing() -> None:
    joined = Text("joined", " ".join(STRIKE[1:]))
    copies = fold([text("wire", STRIKE[1:]), joined])
    assert copies.copy_of == {"joined": "wire"}
    assert copies.changes["joined"] == ()
    assert copies.first("joined", 5) == copies.first("joined", len(joined.text) - 5) == "wire"


def test_furniture_is_not_compared() -> None:
    furniture = "Sign up for our morning letter, which brings you the best of this page before you get up. " * 4

    def reading(name: str, body: str) -> Text:
        spans = (Passage(0, len(furniture)), Passage(len(furniture), len(furniture) + len(body)))
        blocks = (Block(spans[0], "furniture"), Block(spans[1], "body"))
        published = Published("2020-01-02", "2020-01-02", "2020-01-02")
        article = Article(name, furniture + body, outlet="Daily", agency="Wire", published=published, blocks=blocks)
        return text_of(Reading(article, "test").to_dict())

    one, two = reading("one", STRIKE[1]), reading("two", BRIDGE[1])
    assert (one.id, one.published, one.outlet, one.agency) == ("one", "2020-01-02", "Daily", "Wire")
    assert one.blocks == ((len(furniture), len(one.text)),)
    assert not fold([one, two]).copy_of


def test_work_grows_with_articles_and_not_with_reprints(monkeypatch: pytest.MonkeyPatch) -> None:
    done = []
    compare = folding._compare
    monkeypatch.setattr(folding, "_compare", lambda *given: done.append(1) or compare(*given))
    texts = [text(str(n), (f"Headline {n}", *(lightly(p, 13 + n) for p in STRIKE[1:]))) for n in range(60)]
    copies = fold(texts)
    assert set(copies.copy_of.values()) == {"0"} and len(copies.copy_of) == 59
    assert len(done) <= 6 * len(texts)


def test_nothing_and_next_to_nothing() -> None:
    assert not fold([]).copy_of
    copies = fold([Text("a", ""), Text("b", "Oh."), Text("c", "Oh."), Text("d", "“…”", blocks=((0, 3),))])
    assert not copies.copy_of and not copies.printed
    assert copies.first("a", 0) == "a" and copies.first("unknown", 5) == "unknown"


PARAGRAPHS = st.lists(st.sampled_from([*STRIKE, *BRIDGE, *SPEECH, *CLOSING, "Oh.", "", "“"]), max_size=9)


@given(st.lists(st.tuples(PARAGRAPHS, st.sampled_from([None, "2020-01-01", "2020-06-01"])), max_size=7))
def test_whatever_comes_in(made: list[tuple[list[str], str | None]]) -> None:
    texts = [text(str(number), paragraphs, day) for number, (paragraphs, day) in enumerate(made)]
    copies, again = fold(texts), fold(texts)
    assert (copies.copy_of, copies.printed) == (again.copy_of, again.printed)
    assert not set(copies.copy_of) & set(copies.copy_of.values())
    for one in texts:
        for start, end, origin in copies.printed.get(one.id, ()):
            assert 0 <= start < end <= len(one.text) and origin != one.id
        for change in copies.changes.get(one.id, ()):
            assert (change["span"] is None) == (change["kind"] == "cut")
            assert (change["was"] is None) == (change["kind"] == "added")
            assert change["span"] is None or re.search(r"\w", one.text[slice(*change["span"])])
