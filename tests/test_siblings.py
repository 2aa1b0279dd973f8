"""What other articles of a store say about an article's day: copies, and the order of an outlet's pages."""

from __future__ import annotations

from datetime import date as Day
from pathlib import Path

import pytest

from reportedly.desk import Desk
from reportedly.model import Article, Published
from reportedly.times import Known, Sibling, date, siblings_of

REPORT = (
    "The two delegations met at the old customs house and agreed to open the border for grain on the first working "
    "day. Officials of both sides said that the lorries would be weighed at the bridge and that nobody would be asked "
    "for more than a bill of lading. Traders who had waited there for a week cheered when the barrier went up, and by "
    "noon the first forty lorries had crossed."
)


def known(id: str, day: str | None, url: str | None = None, confidence: float = 1.0) -> Known:
    return Known(id, url, Published(day, day, day, confidence))


def page(number: int) -> str:
    return f"https://news.example/world/{number}.html"


def test_a_copy_of_a_sure_day_is_a_sibling_of_the_copies_without_one() -> None:
    found = siblings_of(
        [known("a", "1962-10-25"), known("b", None), known("c", "1962-11-30", confidence=0.6)], {"b": "a", "c": "a"}
    )
    assert found == {one: (Sibling("a", "copy", Day(1962, 10, 25)),) for one in "bc"}


def test_pages_between_two_numbered_ones_have_both_for_siblings() -> None:
    pages = [
        known("a", "2019-05-01", page(40100)),
        known("b", "2019-05-03", page(40300)),
        known("c", "2019-06-01", page(43000)),
        known("x", None, page(40200)),
        known("y", None, page(50000)),
        known("z", None, "https://other.example/40200"),
    ]
    found = siblings_of(pages, {})
    assert found["x"] == (Sibling("a", "before", Day(2019, 5, 1)), Sibling("b", "after", Day(2019, 5, 3)))
    assert [one.relation for one in found["y"]] == ["before"]
    assert "z" not in found


@pytest.mark.parametrize(
    "days",
    [("2019-05-01", "2019-05-03"), ("2019-05-01", "2019-06-03", "2019-05-10")],
    ids=["too few", "out of order"],
)
def test_numbers_that_are_no_sequence_say_nothing(days: tuple[str, ...]) -> None:
    pages = [known(day, day, page(40000 + n)) for n, day in enumerate(days)]
    assert siblings_of([*pages, known("x", None, page(40000))], {}) == {}


@pytest.mark.parametrize("url", ["https://news.example/20190501", "https://news.example/a-12345-b", "not a [url", None])
def test_dates_and_parts_of_words_are_no_page_numbers(url: str | None) -> None:
    pages = [known(str(n), "2019-05-01", page(20190500 + n)) for n in (0, 2, 3)]
    assert siblings_of([*pages, known("x", None, url)], {}) == {}


COPY = Sibling("wire", "copy", Day(1962, 10, 25))
BETWEEN = (Sibling("a", "before", Day(1962, 10, 24)), Sibling("b", "after", Day(1962, 10, 26)))


def dated(text: str, *siblings: Sibling) -> Published:
    return date(Article("x", text), siblings).published


def test_a_masthead_long_after_a_copy_is_rejected() -> None:
    found = dated("Monday, May 20, 1963\n\nGrain crosses the border\n\n" + REPORT, COPY)
    assert (found.value, found.masthead, found.earliest, found.latest) == (
        "1962-10",
        "reject",
        "1962-10-22",
        "1962-10-28",
    )
    assert "wire, which has the same words, was printed on 1962-10-25" in found.because
    assert [(one.value, one.because) for one in found.rejected] == [
        ("1963-05-20", "wire, which has the same words, was printed on 1962-10-25")
    ]


def test_a_masthead_that_a_copy_bears_out_is_surer_than_alone() -> None:
    text = "Friday, October 26, 1962\n\nGrain crosses the border\n\n" + REPORT
    alone, found = dated(text), dated(text, COPY)
    assert (found.value, found.masthead) == ("1962-10-26", "accept")
    assert found.confidence > alone.confidence


def test_a_masthead_before_the_first_known_copy_stands() -> None:
    text = "Monday, October 1, 1962\n\nGrain crosses the border\n\n" + REPORT
    assert dated(text, COPY) == dated(text)


def test_numbers_on_both_sides_reject_a_masthead_that_is_too_early() -> None:
    found = dated("Monday, October 1, 1962\n\nGrain crosses the border\n\n" + REPORT, *BETWEEN)
    assert (found.value, found.masthead) == ("1962-10", "reject")


def test_a_text_without_any_date_gets_the_month_not_the_day() -> None:
    assert dated(REPORT, COPY).value == "1962-10"
    assert dated(REPORT, *BETWEEN).latest == "1962-10-27"


def test_a_number_on_one_side_alone_says_nothing() -> None:
    assert dated(REPORT, BETWEEN[0]) == dated(REPORT)


def test_a_given_date_stands_against_all() -> None:
    article = Article("x", REPORT, given_date="1970-01-01")
    assert date(article, [COPY]).published.value == "1970-01-01"


def test_a_store_dates_an_article_by_its_reprint_whichever_came_first(tmp_path: Path) -> None:
    undated = Article("undated", "Grain crosses the border\n\n" + REPORT)
    wire = Article("wire", "Border opens for grain\n\n" + REPORT, given_date="1962-10-25")
    values = []
    for order in ([undated, wire], [wire, undated]):
        desk = Desk(tmp_path / f"{order[0].id}.db", reader="rules")
        desk.add(order, body=True)
        values += [row["published"] for row in desk.articles() if row["id"] == "undated"]
        assert desk.reread(compare=True).changes == ()
    assert values == ["1962-10", "1962-10"]
    desk.remove(["wire"])
    assert [row["published"] for row in desk.articles()] == [None]
