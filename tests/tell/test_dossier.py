"""What a dossier holds, section by section, and that every quotation is cut from its article."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from built import JULY, august, cairo_denies, cairo_owns_to_it, claim, july, london, span, told, voice, warned

from reportedly.model import Block, Dated, Dossier, Entity, Mention, Passage, TimeExpression
from reportedly.tell.dossier import assemble
from reportedly.tell.sections.wording import moment, plain, quotation, said_to, the, when


def lines(value: Any) -> list[str]:
    """Every line inside plain data, as text."""
    return [plain(row) for row in _lines(value)]


def _lines(value: Any) -> Iterator[list[dict[str, Any]]]:
    if isinstance(value, Mapping):
        for inner in value.values():
            yield from _lines(inner)
    elif isinstance(value, list | tuple):
        if value and all(isinstance(part, dict) and ({"text"} == set(part) or "quote" in part) for part in value):
            yield list(value)
        for inner in value:
            yield from _lines(inner)


def quotes(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, Mapping):
        if "quote" in value and "span" in value:
            yield value
        for inner in value.values():
            yield from quotes(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from quotes(inner)


def test_every_quotation_is_cut_from_its_article() -> None:
    made = told("Egypt", "United Kingdom")
    texts = {article["id"]: (article["number"], article["text"]) for article in made.articles}
    found = list(quotes(dataclasses.asdict(made)))
    assert len(found) > 20
    for part in found:
        number, text = texts[part["article"]]
        start, end = part["span"]
        assert (part["number"], part["quote"]) == (number, text[start:end])
        assert part["quote"] == part["quote"].strip()


# --- the rows it rests on ---------------------------------------------------------------------------------------


def test_one_event_with_three_views_is_disputed() -> None:
    row = assemble([july()]).events[0]
    assert row["disputed"]
    assert [(view["who"], view["status"]) for view in row["views"]] == [
        ("the article", "alleged"),
        ("United Kingdom", "asserted"),
        ("Egypt", "denied"),
    ]
    assert row["quotes"][0]["quote"] == "Cairo had supplied rifles to the rebels"


@pytest.mark.parametrize(
    ("who", "statements", "events"),
    [(["Egypt"], 1, 1), (["EGY"], 1, 1), (["Cairo"], 1, 1), (["Britain"], 1, 0), (["Peru"], 0, 0), ([], 1, 1)],
)
def test_who_is_a_name_a_country_or_a_code(who: list[str], statements: int, events: int) -> None:
    made = assemble([july()], who)
    assert (len(made.statements), len(made.events)) == (statements, events)


def test_about_and_period() -> None:
    assert assemble([july()], about="RIFLES rebels").events
    assert not assemble([july()], about="tanks").events
    assert assemble([july()], since="1956-06-15").events
    assert not assemble([july()], since="1956-07-01").events
    assert not assemble([july()], until="1956-05-31").events


def test_a_claim_belongs_if_it_rests_on_a_finding_that_does() -> None:
    assert [row["id"] for row in told().claims] == ["c-1", "c-2"]
    assert [row["id"] for row in told(about="act more").claims] == ["c-2"]
    assert told("Peru").claims == ()


# --- sections ---------------------------------------------------------------------------------------------------


def test_the_answer_has_its_five_lines_whatever_is_known() -> None:
    for made in (told("Egypt", "United Kingdom"), told(claims=[]), assemble([])):
        assert [row["topic"] for row in made.answer] == [
            "Who they are", "What stands", "What is disputed", "Offered, wanted, threatened, promised",
            "What is expected next",
        ]  # fmt: skip
        assert all(row["items"] for row in made.answer)


def test_the_answer_tells_who_speaks_for_whom_in_the_articles_words() -> None:
    base = august()
    prime = Entity(
        "p", "Anthony Eden", "PERSON", "GBR", "GOV", None, "an official",
        mentions=(Mention(span(base.article.text, "an official"), "title"),),
    )  # fmt: skip
    made = assemble([dataclasses.replace(base, entities=(*base.entities, prime))], ["London"])
    assert plain(made.answer[0]["items"][0]) == "London: Anthony Eden, “an official”."


def test_known_tells_each_voice_with_its_articles_and_reprints() -> None:
    (group,) = [group for group in told().known if group["verdict"] == "corroborated"]
    (row,) = group["claims"]
    assert row["head"] == "Egypt → rebels · June 1956"
    assert row["label"] == "aid or supply"
    assert plain(row["parts"]) == "“Cairo had supplied rifles”"
    assert [plain(one["parts"]) for one in row["voices"]] == [
        "the United Kingdom says so",
        "Egypt denied it on 1 July 1956 (“Cairo denied it”), then acknowledged it on 3 August 1956 "
        "(“We sent the rifles”), in 2 articles; 1 reprint not counted",
    ]
    assert (row["because"], row["joined"]) == ("so the voices stand", ["both speak of rifles"])


def test_a_denial_given_up_is_told_and_is_no_dispute() -> None:
    made = told()
    assert made.disputed["open"] == []
    (row,) = made.disputed["ended"]
    assert "then acknowledged it on 3 August 1956" in plain(row["turns"][0]["parts"])
    assert any("acknowledged it" in line for line in lines(made.answer[2]))


def test_disputed_sets_each_sides_words_side_by_side() -> None:
    made = told(claims=[claim("disputed", london(), cairo_denies())])
    (row,) = made.disputed["open"]
    assert [(side["title"], [plain(one["parts"]) for one in side["voices"]]) for side in row["sides"]] == [
        ("Say so", ["the United Kingdom says so: “Cairo had supplied rifles”"]),
        ("Deny it", ["Egypt denies it: “Cairo denied it”"]),
    ]
    assert not any(group["verdict"] == "disputed" for group in made.known)


def test_more_voices_weigh_more() -> None:
    one = claim("single-voiced", london(), id="c-0")
    many = claim("single-voiced", london(), cairo_denies(), id="c-9")
    (group,) = told(claims=[one, many]).known
    assert [row["claim"] for row in group["claims"]] == ["c-9", "c-0"]


def test_voices_of_one_name_are_told_as_one() -> None:
    second = {**london(), "articles": ["a-2"]}
    (group,) = told(claims=[claim("corroborated", london(), second)]).known
    assert lines(group["claims"][0]["voices"]) == ["the United Kingdom says so, in 2 articles"]


def test_an_outlet_without_a_name_is_its_articles_number() -> None:
    where = {"article": "a-1", "span": [*span(JULY, "Cairo denied it")], "text": "Cairo denied it"}
    own = voice("a-1", None, "asserts", ("asserts", "1956-07-01", where), author=True)
    (group,) = told(claims=[claim("single-voiced", own)]).known
    assert lines(group["claims"][0]["voices"]) == ["article 1 reports it as fact"]


def test_an_expectation_that_it_will_not_be_is_no_denial() -> None:
    foreseen = claim("expected", cairo_denies())
    (row,) = [row for row in told(claims=[foreseen]).expected if row["kind"] == "expected"]
    assert lines(row["voices"]) == ["Egypt says that it will not be, in these words"]
    assert row["past"], "June was over when the last article was published"


def test_who_is_only_named_is_told_with_the_first_place() -> None:
    (line,) = told("rebels").answer[0]["items"]
    assert plain(line) == "rebels: named in 1 article, without an office ."
    assert line[1]["quote"] == "the rebels" and line[1]["shown"]


def test_parties_tell_their_own_word_apart_from_others() -> None:
    rows = {row["party"]: row["kinds"] for row in told().parties}
    (wants,) = rows["Egypt"]
    assert (wants["kind"], wants["own"]) == ("wants", [])
    assert lines(wants["others"]) == ["according to someone unnamed: “Cairo wants a seat at the talks”"]
    (warns,) = rows["United Kingdom"]
    assert (warns["kind"], warns["others"]) == ("warns", [])
    assert lines(warns["own"]) == ["the United Kingdom (warned): “it would act if Cairo sends more”"]


def test_the_same_words_printed_twice_are_one_line_of_a_party() -> None:
    base = august()
    again = dataclasses.replace(base, article=dataclasses.replace(base.article, id="a-3"))
    rows = {row["party"]: row["kinds"] for row in assemble([base, again]).parties}
    (line,) = rows["United Kingdom"][0]["own"]
    assert [part["number"] for part in line["parts"] if "quote" in part] == [1, 2]


def test_a_claim_that_nobody_takes_a_position_on_still_has_its_words() -> None:
    asked = claim("open", id="c-5", type="warn", kind="said", events=[], statements=warned()["statements"])
    (group,) = told(claims=[asked]).known
    assert plain(group["claims"][0]["parts"]) == "“it would act if Cairo sends more”"


def test_the_timeline_parts_background_from_news_and_tells_a_claim_once() -> None:
    made = told().timeline
    assert [(row["id"], row["when"], row["lane"], row["background"]) for row in made["entries"]] == [
        ("c-1", "June 1956", "Egypt", False),
        ("e-2", "June 1956", "Egypt", False),
    ]
    old = claim("single-voiced", london(), date={"earliest": "1950-01-01", "latest": "1950-12-31"})
    assert told(claims=[old]).timeline["entries"][0]["background"]
    assert told(claims=[claim("disputed", london(), cairo_denies())]).timeline["entries"][0]["look"] == "disputed"


def test_expected_quotes_the_condition() -> None:
    (row,) = told().expected
    assert plain(row["parts"]) == "“it would act if Cairo sends more”"
    assert row["condition"]["quote"] == "if Cairo sends more"
    assert lines(row["voices"]) == ["the United Kingdom warns of it"]
    (unweighed,) = told(claims=[]).expected
    assert plain(unweighed["parts"]) == "the United Kingdom (warned): “it would act if Cairo sends more”"


def test_what_only_its_words_put_in_the_future_is_quoted_by_its_sentence() -> None:
    base = july()
    text = base.article.text.replace("Cairo denied it", "Cairo was calm. It will not bow, Cairo denied it")
    article = dataclasses.replace(base.article, text=text, blocks=(Block(Passage(6, len(text)), "body"),))
    said = dataclasses.replace(base.statements[0], content=(span(text, "Cairo was calm. It will not bow"),))
    (row,) = assemble([dataclasses.replace(base, article=article, statements=(said,))]).expected
    assert plain(row["parts"]) == "the United Kingdom (said): “It will not bow”"


def test_no_words_are_expected_twice() -> None:
    again = {**warned(), "id": "c-3", "statements": []}
    assert len(told(claims=[warned(), {**again, "statements": [{"article": "a-2", "statement": "s-3"}]}]).expected) == 1


def test_speakers_are_counted_and_linked() -> None:
    made = told()
    assert [(row["name"], row["count"], row["acts"]) for row in made.speakers] == [
        ("United Kingdom", 2, [["assert", 1], ["warn", 1]]),
        ("Egypt", 1, [["assert", 1]]),
    ]
    assert {"from": "United Kingdom", "to": "Egypt", "kind": "of", "count": 1} in made.network["links"]
    assert {"from": "Egypt", "to": "rebels", "kind": "on", "count": 1} in made.network["links"]


def test_unsure_says_what_and_why() -> None:
    groups = {group["title"]: group["lines"] for group in told().unsure}
    assert lines(groups["Statements whose speaker is not known by name"]) == [
        "an official, said. (assert): “Cairo wants a seat at the talks”"
    ]
    (low,) = groups["Events coded with little confidence"]
    assert low["because"] == "confidence 0.40: verb “wants”"
    assert lines(groups["What intake and reading noted"]) == ["Article 2: a line was doubted"]


def test_sources_say_how_dates_are_known_and_what_is_a_reprint() -> None:
    first, second = told().articles
    assert (first["number"], first["published"]["words"], first["copy_of"]) == (1, "1 July 1956", None)
    assert (second["copy_of"], len(second["changes"])) == ({"id": "a-1", "number": 1}, 1)


def test_a_quotation_of_an_article_that_is_not_here_is_left_out() -> None:
    made = assemble([july()], claims=[claim("corroborated", london(), cairo_owns_to_it())])
    assert {part["article"] for part in quotes(dataclasses.asdict(made))} == {"a-1"}


def test_a_dossier_of_nothing_is_a_dossier() -> None:
    made = assemble([])
    assert isinstance(made, Dossier)
    assert (made.known, made.timeline["entries"], made.expected) == ((), [], ())


# --- words ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("earliest", "latest", "words"),
    [
        ("1962-10-22", "1962-10-22", "22 October 1962"),
        ("1962-10-01", "1962-10-31", "October 1962"),
        ("2023-02-01", "2023-02-28", "February 2023"),
        ("1962-01-01", "1962-12-31", "1962"),
        ("1980-01-01", "1989-12-31", "the 1980s"),
        ("1962-10-22", "1962-10-28", "22 October 1962 to 28 October 1962"),
        (None, "1962-10-28", "by 28 October 1962"),
        ("1962-10-22", None, "from 22 October 1962 on"),
    ],
)
def test_periods_in_words(earliest: str | None, latest: str | None, words: str) -> None:
    assert when(Dated(earliest, latest)) == words


def test_moments_in_words() -> None:
    told_as = ["on 23 October 1962", "in October 1962", "in 1962", ""]
    assert [moment(day) for day in ("1962-10-23", "1962-10", "1962", None)] == told_as


def test_a_year_that_is_not_said_is_not_shown_as_a_period_of_two_years() -> None:
    base = july()
    month = TimeExpression(span(JULY, "rifles"), "DATE", "XXXX-07", "1955-07-01", "1956-07-31")
    event = dataclasses.replace(base.events[0], time=0, date=Dated("1955-07-01", "1956-07-31"))
    row = assemble([dataclasses.replace(base, times=(month,), events=(event,))]).events[0]
    assert row["when"] == "“rifles”, the year not said (1 July 1955 to 31 July 1956)"


def test_undated_is_said() -> None:
    assert when(None) == "undated"


def test_names_inside_a_sentence() -> None:
    names = ["United States", "North Korea", "Analysts", "Soviet Union", "John Peters"]
    assert [the(name) for name in names] == [
        "the United States", "North Korea", "analysts", "the Soviet Union", "John Peters",
    ]  # fmt: skip
    assert said_to({"cue": "told", "to": ["AFP"]}) == "told AFP"
    assert said_to({"cue": "said", "to": ["United States"]}) == "said to the United States"


def test_marks_inside_a_quotation_become_single() -> None:
    assert quotation({"quote": 'a “b” and\n"c"'}) == "“a ‘b’ and ‘c’”"


def test_a_quotation_does_not_run_on_for_ever() -> None:
    base = july()
    long = "It went on. " * 100
    text = base.article.text + " " + long
    article = dataclasses.replace(base.article, text=text, blocks=(Block(Passage(0, len(text)), "body"),))
    said = dataclasses.replace(base.statements[0], content=(Passage(len(base.article.text) + 1, len(text) - 1),))
    (part,) = assemble([dataclasses.replace(base, article=article, statements=(said,))]).statements[0]["quotes"]
    assert part["quote"].endswith("It went on.") and len(part["quote"]) < 421
    assert quotation(part).endswith("It went on. […]”")


def test_warned_is_no_state() -> None:
    wish = {**warned(), "kind": "state"}
    assert all(row["kind"] != "expected" for row in told(claims=[wish]).expected)
