"""What a page says about itself: who wrote it, where, when; and nothing where it does not say."""

from __future__ import annotations

import pytest

from reportedly.intake import _page, html
from reportedly.intake._about import About, about
from reportedly.intake._names import names_someone

COPY = "<p>" + "The delegates met again in the morning and spoke of the harvest and the price of grain. " * 4 + "</p>"

SITE = "<meta property=og:site_name content='The Evening Courier'>"


def told(markup: str, url: str | None = None) -> About:
    return about(_page.parse(markup), url)


def data(text: str) -> str:
    return f"<script type='application/ld+json'>{text}</script><p>x"


@pytest.mark.parametrize(
    ("markup", "name"),
    [
        ("<meta name=author content='By Anna Keller'>x", "Anna Keller"),
        ("<meta name=author content='Anna Keller | The Courier'>x", "Anna Keller"),
        ("<meta name=author content='ANNA KELLER, Courier Staff'>x", "ANNA KELLER, Courier Staff"),
        ("<meta property=article:author content='https://people.example/keller'>x", None),
        ("<meta name=author content=jkeller77>x", None),
        ("<meta name=author content=Admin>x", None),
        (SITE + "<meta name=author content='Evening Press'>x", "Evening Press"),
        (SITE + "<meta name=author content='The Evening Courier'>x", None),
        (SITE + "<meta name=author content=Courier>x", None),
        (SITE + "<meta name=author content=Reuters>x", "Reuters"),
        ("<a rel=author>Anna Keller</a>", "Anna Keller"),
        ("<div itemprop=author>by Anna Keller | 3 November 1956, 11:28</div>", "Anna Keller"),
        ("<div itemprop=author>3 November 1956</div>", None),
        (data('{"@type": "NewsArticle", "author": {"@type": "Person", "name": "Anna Keller"}}'), "Anna Keller"),
        (data('{"@type": "NewsArticle", "author": [{"name": "A. Keller"}, {"name": "Frey"}]}'), "A. Keller, Frey"),
        (data('{"@type": "NewsArticle", "author": "Anna Keller",}'), "Anna Keller"),  # a comma too many
        (data('{"@type": "NewsArticle", "author": '), None),
        ("<p>x", None),
    ],
)  # fmt: skip
def test_the_author(markup: str, name: str | None) -> None:
    assert told(markup).byline == name


def test_a_person_in_the_linked_data_is_surer_than_the_name_of_the_house() -> None:
    linked = data('{"@type": "NewsArticle", "author": [{"@type": "Person", "name": "Anna Keller"}]}')
    assert told("<meta name=author content='Courier Press'>" + linked).byline == "Anna Keller"


@pytest.mark.parametrize(
    ("markup", "url", "name"),
    [
        ("<meta property=og:site_name content='The Evening Courier'>x", None, "The Evening Courier"),
        (
            "<meta property=og:site_name content='@courier'><meta name=application-name content=Courier>x",
            None,
            "Courier",
        ),
        (data('{"@type": "NewsArticle", "publisher": {"name": "Courier Press"}}'), None, "Courier Press"),
        (
            data('[{"@type": "NewsArticle", "publisher": {"@id": "#us"}}, {"@id": "#us", "name": "Courier Press"}]'),
            None,
            "Courier Press",
        ),
        (data('{"@type": "NewsArticle", "publisher": {"@id": "#us"}}'), None, None),
        ("<title>Treaty signed - The Courier</title>x", "https://www.thecourier.example/1956", "The Courier"),
        ("<title>Treaty signed - The Courier</title>x", "https://news.example/1956", None),
        ("<title>Treaty signed - The Courier</title>x", None, None),
        ("<title>Courier</title>x", "https://courier.example/1956", None),
    ],
)
def test_the_outlet(markup: str, url: str | None, name: str | None) -> None:
    assert told(markup, url).outlet == name


@pytest.mark.parametrize(
    ("head", "byline"),
    [
        ("<span class=author>Anna Keller</span>", "Anna Keller"),
        ("<p class=byline><b class=byline__author>Anna Keller and Beat Frey</b> The Post", "Anna Keller and Beat Frey"),
        ("<div class=articleAuthorName>Anna van der Meer</div>", "Anna van der Meer"),
        ("<p class=byline>Von Anna Keller</p>", "Anna Keller"),
        ("<p class=byline>Staff</p>", None),
        ("<p class=byline>3 November 1956</p>", None),
        ("<p class=authors-choice-list>Grain Prices Fall</p>", None),
        ("<p>Anna Keller</p>", None),
    ],
)  # fmt: skip
def test_a_signature_that_only_the_markup_tells(head: str, byline: str | None) -> None:
    article = html.page(f"<h1>Treaty signed</h1>{head}{COPY}", raw=b"")
    assert article is not None and article.byline == byline
    named = [block.span.of(article.text) for block in article.blocks if block.kind == "byline"]
    assert [words.removeprefix("Von ") for words in named] == ([byline] if byline else [])


def test_a_signature_right_above_the_headline() -> None:
    head = "<p>World</p><p>News</p><p class=byline>Von <b class=author>Anna Keller</b> am 3. November 1956</p>"
    article = html.page(f"{head}<h1>Treaty signed</h1>{COPY}", raw=b"")
    assert article is not None and article.byline == "Anna Keller"


def test_the_author_of_another_story_does_not_sign_this_one() -> None:
    below = "<aside><h3>Grain prices fall</h3><span class=author>Beat Frey</span></aside>"
    article = html.page(f"<h1>Treaty signed</h1>{COPY}{below}", raw=b"")
    assert article is not None and article.byline is None


@pytest.mark.parametrize("name", ["", "ab", "x" * 200, "https://a.example", "a@b.example", "guest", "Гость"])
def test_what_names_nobody(name: str) -> None:
    assert not names_someone(name, "")


def test_a_page_that_says_nothing_is_given_nothing() -> None:
    article = html.page(f"<div>{COPY}</div>", raw=b"")
    assert article is not None
    assert (article.title, article.byline, article.outlet, article.url, article.evidence) == (
        None,
        None,
        None,
        None,
        (),
    )
