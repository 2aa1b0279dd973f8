"""Web pages: the whole visible page is the text, every line has a kind, and the article is told from the rest."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly import intake
from reportedly.clean import clean
from reportedly.intake import Options, Raw, _extracted, html
from reportedly.model import BLOCK_KINDS, Article, Skipped
from reportedly.times import date

PAGE = """<!DOCTYPE html>
<html lang="en-GB"><head><title>Wall falls in Berlin - The Evening Courier</title>
<meta property="og:title" content="Wall falls in Berlin">
<meta property="og:site_name" content="The Evening Courier">
<meta name="author" content="Anna Keller">
<meta property="article:published_time" content="1989-11-10T06:00:00Z">
<link rel="canonical" href="https://courier.example/1989/11/10/wall">
<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "datePublished": "1989-11-10",
"author": [{"name": "Anna Keller"}], "publisher": {"name": "Courier Press"}}]}</script>
<style>p { color: red }</style></head>
<body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li><li><a href="/sport">Sport</a></li></ul></nav>
<h1>Wall falls in Berlin</h1>
<p class="byline">By Anna Keller | 10 November 1989</p>
<time datetime="1989-11-10T07:00:00+01:00">10 Nov 1989</time>
<article>
<p>Crowds poured through the crossing at Bornholmer Strasse late on Thursday after a spokesman for the East German
government said on live television that travel would be allowed&nbsp;“immediately”.</p>
<figure><img src="a.jpg"><figcaption>People stood on the wall near the Brandenburg Gate until dawn on
Friday.</figcaption></figure>
<p>The officer in charge, Harald Jaeger, said he had opened the gate because he could no longer hold
the people back, and that no order from above had reached him during the night.</p>
<ul class="related"><li><a href="/a">Leipzig marches grow again</a></li>
<li><a href="/b">Refugees reach Hungary</a></li></ul>
<p>In Bonn, members of parliament broke off a debate on taxes and sang the national anthem when the news was
read out, according to the record of the session.</p>
<p>Sign up for our newsletter to get the morning's news every day.</p>
</article>
<aside><h3>Most read</h3><a href="/c">Football results from all leagues</a></aside>
<noscript>Please turn on scripts</noscript><div style="display:none">Hidden words</div><p hidden>Also hidden</p>
<footer>Copyright The Evening Courier. <a href="/terms">Terms</a></footer>
</body></html>"""


def page(markup: str) -> Article:
    article = html.page(markup, raw=b"")
    assert article is not None
    return article


def kept(article: Article, kind: str) -> list[str]:
    return [block.span.of(article.text) for block in article.blocks if block.kind == kind]


@pytest.fixture(scope="module")
def wall() -> Article:
    (article,) = html.articles(Raw.of("wall.html", PAGE.encode()), Options())
    assert isinstance(article, Article)
    return article


def test_kinds_of_the_lines(wall: Article) -> None:
    assert kept(wall, "headline") == ["Wall falls in Berlin"]
    assert kept(wall, "byline") == ["By Anna Keller"]
    assert [line.split()[0] for line in kept(wall, "body")] == ["Crowds", "The", "In"]
    assert kept(wall, "caption") == ["People stood on the wall near the Brandenburg Gate until dawn on Friday."]
    assert kept(wall, "related")[:2] == ["Leipzig marches grow again", "Refugees reach Hungary"]
    furniture = kept(wall, "furniture")
    assert "Home" in furniture and "Terms" not in kept(wall, "body")
    assert any(line.startswith("Sign up") for line in furniture)


def test_nothing_seen_is_lost_and_nothing_unseen_is_there(wall: Article) -> None:
    for words in ("Home", "Most read", "Copyright The Evening Courier. Terms", "10 Nov 1989"):
        assert words in wall.text
    for words in ("Please turn on", "Hidden words", "Also hidden", "color: red", "@graph"):
        assert words not in wall.text


def test_what_the_page_says_of_itself(wall: Article) -> None:
    assert (wall.title, wall.byline, wall.outlet) == ("Wall falls in Berlin", "Anna Keller", "The Evening Courier")
    assert (wall.language, wall.url) == ("en", "https://courier.example/1989/11/10/wall")
    assert wall.evidence == (
        ("meta:article:published_time", "1989-11-10T06:00:00Z"),
        ("jsonld:datePublished", "1989-11-10"),
        ("time:datetime", "1989-11-10T07:00:00+01:00"),
        ("url", "https://courier.example/1989/11/10/wall"),
        ("page:date", "| 10 November 1989"),
        ("page:language", "en"),
    )
    assert wall.given_date is None
    assert wall.origin == "wall.html" and len(wall.raw) == 64


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("<div>One</div><div>Two</div>", "One\nTwo"),
        ("<p>One<br>Two<br><br>Three</p>", "One\nTwo\n\nThree"),
        ("<p>a  \n b<b>c</b> <i> d</i></p>", "a bc d"),
        ("<p>5&nbsp;&lt; 6 &amp; 7 &#8364; &eacute;</p>", "5 < 6 & 7 € é"),
        ("<p>dis\u00adarma\u200bment\ufeff</p>", "disarmament"),
        ("<p>family \U0001f468\u200d\U0001f469 نامه\u200cها</p>", "family \U0001f468\u200d\U0001f469 نامه\u200cها"),
        ("<p>â€œNoâ€\u009d in GenÃ¨ve</p>", "“No” in Genève"),
        ("<ul><li>One</li><li>Two</li></ul>end", "One\nTwo\n\nend"),
        ("<table><tr><th>Year</th><th>Votes</th><tr><td>1948</td><td>303</table>", "Year\tVotes\n1948\t303"),
        ("<table><tr><td><p>Layout</p><p>tables</p></td></tr></table>", "Layout\n\ntables"),
        ("<pre>one\n two\n\nthree</pre>", "one\ntwo\nthree"),
        ("a<!-- never -->b<script>var p = '<p>x</p>'</script>c", "abc"),
        ("Mr <span>Lodge<span class='tooltip-content'>All stories</span></span> spoke.", "Mr Lodge spoke."),
        ("<p>an open tag <b>here", "an open tag here"),
        ("<html><head><title>Only a title</title></head><body>x</body></html>", "x"),
        ("<?xml version='1.0' encoding='utf-8'?><html xmlns='http://www.w3.org/1999/xhtml'><p>xé</p></html>", "xé"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("a\x00b\x08c&#0;", None),
    ],
)  # fmt: skip
def test_rendering(markup: str, text: str | None) -> None:
    found = page(markup).text
    assert text is None or found == text


@pytest.mark.parametrize(
    "markup",
    [
        "<!doctype html><title>Bridge</title><article><p>The bridge was open.</p></article>",
        "<!doctype html><meta charset=utf-8><title>Bridge</title><link rel=icon><main><p>The bridge was open.",
        "<title>Bridge</title><section>The bridge <b>was</b> open.</section><style>p {}</style>",
    ],
)
def test_a_page_that_does_not_say_where_its_body_begins(markup: str) -> None:
    assert page(markup).text == "The bridge was open."


def test_what_stands_between_head_and_body_comes_before_the_body() -> None:
    assert page("<title>T</title><main>One</main> two <body>three<p>four</p>").text == "One\n\ntwo three\n\nfour"


@pytest.mark.parametrize(
    ("tail", "what"),
    [
        ("<script>var a = '<p>Lost</p>", "a <script>"),
        ("<style>p { color: red } <p>Lost</p>", "a <style>"),
        ("<textarea>Lost <p>Lost", "a <textarea>"),
        ("<title>Lost <p>Lost", "a <title>"),
        ("<!-- <p>Lost</p>", "a comment"),
        ("<a href='/lost>Lost</a><p>Lost</p>", "a tag"),
    ],
)
def test_what_is_never_closed_is_named_with_its_place(tail: str, what: str) -> None:
    head = "<html><body><p>The bridge was open.</p>"
    article = page(head + tail)
    assert article.text == "The bridge was open."
    note = f"What follows character {len(head)} of the page was lost: {what} there is never closed."
    assert article.notes == (note,)


@pytest.mark.parametrize(
    "tail",
    [
        "<script>if (a < b) { c = '<!--' }</script>", "<style/><p>x", "<!--><!---><!-- a --!>", "</p 'x>", "a < b",
        "<p title=\"a > b\" data-x='\"<script>'>x</p>", "<textarea></TEXTAREA >", "<svg><title>t</title></svg>",
    ],
)  # fmt: skip
def test_what_is_closed_loses_nothing(tail: str) -> None:
    article = page(f"<html><body><p>The bridge was open.</p>{tail}<p>The road was closed.")
    assert article.text.startswith("The bridge was open.") and article.text.endswith("The road was closed.")
    assert article.notes == ()


def _with(head: str, body: str = "") -> Article:
    copy = "".join(f"<p>{words}</p>" for words in _COPY)
    url = "https://www.courier.example/bridge"
    markup = f"<html><head>{head}</head><body><h1>Bridge opened</h1>{body}<article>{copy}</article></body></html>"
    found = html.page(markup, raw=markup.encode(), url=url, origin="bridge.html")
    assert found is not None
    return date(clean(found))


_COPY = (
    "The mayor of Greyford opened the new bridge over the river on Monday before a crowd of several thousand people.",
    "He said that the work had taken four years and that no money was missing, whatever had been written about it.",
    "The council had denied in March that the bridge would be closed to carts, and repeated that it would not be.",
)


def test_a_page_that_says_nothing_of_itself_is_given_nothing() -> None:
    article = _with("<title>Bridge opened</title>")
    assert (article.title, article.byline, article.outlet) == ("Bridge opened", None, None)
    assert article.published is not None and article.published.value is None
    article = _with('<meta name="author" content="admin"><meta name="author" content="https://courier.example/anna">')
    assert article.byline is None


@pytest.mark.parametrize(
    ("named", "outlet"),
    [
        ("The Courier | News of the coast since 1880", "The Courier"),
        ("News of the coast - The Courier", "The Courier"),
        ("News and views | of the coast", "News and views | of the coast"),
        ("@courier", None),
    ],
)
def test_an_outlet_is_named_without_its_slogan(named: str, outlet: str | None) -> None:
    url = "https://www.thecourier.example/bridge"
    markup = f'<html><head><meta property="og:site_name" content="{named}"></head><body><p>{_COPY[0]}</p></body></html>'
    found = html.page(markup, raw=b"", url=url, origin="bridge.html")
    assert found is not None and found.outlet == outlet


def test_all_who_sign_are_named_where_the_data_have_the_first() -> None:
    signed = '<p class="byline">By Anna Keller, Jonas Harker and Mary Stone</p>'
    first = '<meta name="author" content="Anna Keller">'
    assert _with(first, signed).byline == "Anna Keller, Jonas Harker and Mary Stone"
    assert _with(first, '<p class="byline">By Mary Stone</p>').byline == "Anna Keller"


@pytest.mark.parametrize(
    ("stated", "shown", "day"),
    [
        ("1989-11-10T00:04:00.000Z", "Nov. 9, 1989 7:04 pm ET", "1989-11-09"),
        ("1989-11-10T02:24:00+00:00", "Nov 9, 1989 at 9:24 pm ET", "1989-11-09"),
        ("1989-11-10T00:04:00-05:00", "Nov. 9, 1989", "1989-11-10"),
        ("1989-11-10T18:04:00Z", "Nov. 9, 1989", "1989-11-10"),
        ("1989-11-10T00:04:00Z", "Updated November 12, 1989", "1989-11-10"),
        ("1989-11-10T00:04:00Z", "", "1989-11-10"),
    ],
)
def test_the_day_is_that_of_where_it_was_printed(stated: str, shown: str, day: str) -> None:
    article = _with(f'<meta property="article:published_time" content="{stated}">', f"<p>{shown}</p>")
    assert article.published is not None and article.published.value == day


def test_the_address_may_have_the_day_of_where_it_was_printed() -> None:
    markup = f'<meta property="article:published_time" content="1989-11-10T04:58:46Z"><h1>Open</h1><p>{_COPY[0]}</p>'
    found = html.page(markup, raw=b"", url="https://courier.example/1989/11/09/open/", origin="open.html")
    assert found is not None
    published = date(clean(found)).published
    assert published is not None and published.value == "1989-11-09"
    assert "in universal time; its address has the day where it was printed" in published.because


def test_a_template_in_another_language_says_nothing_of_the_article() -> None:
    markup = f'<html lang="de"><body><h1>Bridge</h1>{"".join(f"<p>{words}</p>" for words in _COPY)}</body></html>'
    (found,) = html.articles(Raw.of("a.html", markup.encode()), Options())
    assert isinstance(found, Article) and found.language == "de"
    article = clean(found)
    assert article.language == "en" and {block.language for block in article.blocks} == {None}
    assert "the page says that it is in 'de', but the text is in 'en'" in article.notes
    given = html.page(markup, raw=b"", language="de")
    assert given is not None and clean(given).language == "de", "what a user says stands"


def test_a_page_without_words_is_skipped() -> None:
    for markup in (b"<html><body></body></html>", b"<script>x</script>", b"<!-- only -->", b"<p>&nbsp;</p>", b"<"):
        found = list(html.articles(Raw.of("x.html", markup), Options()))
        assert len(found) == 1
        assert markup == b"<" or found == [Skipped("x.html", "The page holds no visible text.")]


RUSSIAN = "Премьер-министр прибыл в Женеву и сказал журналистам: «Переговоры будут трудными, но мы надеемся на мир»."


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("<meta charset=windows-1251><p>Минск</p>".encode("cp1251"), "Минск"),
        ("<meta http-equiv=Content-Type content='text/html; charset=iso-8859-1'><p>“é”</p>".encode("cp1252"), "“é”"),
        ("<meta charset=iso-8859-1><p>“é”</p>".encode(), "“é”"),
        ("\ufeff<meta charset=iso-8859-1><p>é</p>".encode("utf-16-le"), "é"),
        ("<meta charset=no-such-thing><p>“é”</p>".encode("cp1252"), "“é”"),
        ("<meta charset=shift_jis><p>東京</p>".encode("shift_jis"), "東京"),
        (f"<meta charset=utf-8><p>{RUSSIAN}</p>".encode("cp1251"), RUSSIAN),
        ("<meta charset=utf-8><p>Genève, “a day”</p>".encode("cp1252"), "Genève, “a day”"),
        (b"<meta charset=utf-8><p>Gen\xc3\xa8ve, Z\xc3\xbcrich \xff</p>", "Genève, Zürich \ufffd"),
    ],
)
def test_encodings_of_pages(tmp_path: Path, data: bytes, text: str) -> None:
    (tmp_path / "x.html").write_bytes(data)
    (article,) = intake.open([str(tmp_path / "x.html")])
    assert isinstance(article, Article) and article.text == text


def test_one_headline_at_most() -> None:
    article = page(
        "<h1>The Courier</h1><h1>Treaty signed</h1><title>Treaty signed | Courier</title><p>" + "Words. " * 40
    )
    assert kept(article, "headline") == ["Treaty signed"]
    assert article.title == "Treaty signed"


def test_the_site_name_in_an_h1_is_no_headline() -> None:
    article = page("<title>Treaty signed | Courier</title><h1><a href=/>Courier</a></h1><p>" + "Words here. " * 40)
    assert kept(article, "headline") == [] and article.title == "Treaty signed"


def test_links_to_other_stories_inside_the_copy() -> None:
    paragraph = (
        "<p>" + "The delegates met again in the morning and spoke of the harvest and the price of grain. " * 4 + "</p>"
    )
    article = page(
        f"<article>{paragraph}<p>Related: <a href=/x>Grain prices fall in the autumn</a></p>{paragraph}</article>"
    )
    assert len(kept(article, "body")) == 2


@pytest.mark.parametrize("failure", [lambda *a, **k: None, lambda *a, **k: 1 / 0])
def test_without_the_extractor_long_paragraphs_are_the_body(
    monkeypatch: pytest.MonkeyPatch, failure: Callable[..., object]
) -> None:
    import trafilatura

    monkeypatch.setattr(trafilatura, "extract", failure)
    article = page(PAGE)
    assert [line.split()[0] for line in kept(article, "body")] == ["Crowds", "The", "In"]
    assert kept(article, "headline") == ["Wall falls in Berlin"]


def test_an_article_that_stands_in_the_linked_data_too(monkeypatch: pytest.MonkeyPatch) -> None:
    import trafilatura

    plain = "\n".join(kept(page(PAGE), "body"))
    monkeypatch.setattr(trafilatura, "extract", lambda *a, **k: plain)
    assert "\n".join(kept(page(PAGE), "body")) == plain


def test_where_the_extractor_finds_nothing_the_linked_data_tell_the_article(monkeypatch: pytest.MonkeyPatch) -> None:
    import trafilatura

    monkeypatch.setattr(trafilatura, "extract", lambda *a, **k: None)
    short, long = "He opened the gate because nobody told him not to open it.", "Words that are no part of it. " * 9
    data = f'<script type="application/ld+json">{{"@type": "NewsArticle", "articleBody": "{short}"}}</script>'
    assert kept(page(f"{data}<p>{short}</p><div>{long}</div>"), "body") == [short]
    assert kept(page(f"<p>{short}</p><div>{long}</div>"), "body") == [long.strip()]


def test_a_dense_column_that_the_extractor_misses_is_the_body(monkeypatch: pytest.MonkeyPatch) -> None:
    import trafilatura

    real = trafilatura.extract
    column = "".join(
        f"<p>Paragraph {n} of the story, which is told at some length and in order.</p>" for n in range(12)
    )
    markup = f"<div>{column}</div><section><p>A teaser that the extractor takes for all there is to it.</p></section>"

    def teaser(tree: object, **options: object) -> str:
        text = str(real(tree, favor_recall=True))
        return text[text.find("A teaser") :]

    monkeypatch.setattr(trafilatura, "extract", teaser)
    body = kept(page(markup), "body")
    assert len(body) == 12 and body[0].startswith("Paragraph 0")


def test_captions_once_and_no_credits() -> None:
    copy = "<p>" + "The delegates met again in the morning and spoke of the price of grain. " * 4 + "</p>"
    shown = "The delegates leave the hall on the last day of the conference"
    captions = [
        f"{shown}.",
        f"{shown}. (Photo: A. Keller)",
        "Picture: A. Keller",
        "By a staff photographer of the Courier via AP",
    ]
    figures = "".join(f"<figure><figcaption>{words}</figcaption></figure>" for words in captions)
    assert kept(page(f"<article>{copy}{figures}{copy}</article>"), "caption") == captions[:1]


def test_the_day_that_is_only_shown() -> None:
    menu = "".join(f"<li><a href=/{n}>Section number {n} of the paper</a></li>" for n in range(90))
    copy = "<p>" + "The delegates met again in the morning and spoke of the price of grain. " * 4 + "</p>"
    article = page(f"<ul>{menu}</ul><h1>Treaty signed</h1><div>October 25, 1952</div>{copy}")
    assert article.evidence == (("page:date", "October 25, 1952"),)
    dated = date(clean(article)).published
    assert dated is not None and dated.value == "1952-10-25"
    assert dated.span is not None and dated.span.of(article.text) == "October 25, 1952"


def test_a_day_that_the_metadata_spell_out() -> None:
    meta = '<meta property="article:published_time" content="October 25, 1952, 07:47 PM EST">'
    dated = date(clean(page(f"{meta}<p>{'The delegates met again. ' * 9}</p>"))).published
    assert dated is not None and dated.value == "1952-10-25" and "article:published_time" in dated.because


def test_old_pages_of_preformatted_text() -> None:
    rows = [f"Row {n} of the communique issued at the end of the conference in Yalta." for n in range(3000)]
    article = page("<title>Communique</title><pre>" + "\n".join(rows) + "</pre>")
    assert len(kept(article, "body")) == 3000


def test_the_letters_used_as_marks_may_be_in_the_page_and_never_in_the_text() -> None:
    article = page("<p>" + "\U00020000\U00020001 a name in rare letters. " * 10 + "</p><p>" + "Other words here. " * 20)
    assert article.text.count("\U00020000") == 10
    assert not any(ord(letter) in _extracted._MARKS for letter in page(PAGE).text)


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * 50_000 + "<p>Hello</p>",
        "<span>" * 50_000 + "Hello",
        "<custom>" * 50_000 + "Hello" + "</custom>" * 50_000,
        "<table><tr><td>" * 20_000 + "Hello",
        "<p>Hello<b><i>" * 5_000,
    ],
)
def test_deep_nesting_loses_no_words(markup: str) -> None:
    assert "Hello" in page(markup).text


@pytest.mark.parametrize(
    "markup",
    [
        "<" * 100_000,
        "<p " + "a=1 " * 50_000 + ">x",
        "<meta " * 30_000 + ">x",
        "x" + "<!--" * 50_000,
        "x<script type='application/ld+json'>" + "[" * 50_000 + "</script>",
        'x<script type=\'application/ld+json\'>{"@type": [1], "author": [[[]]], "headline": {}}</script>',
        'x<script type=\'application/ld+json\'>{"@type": "Article", "publisher": {"@id": [1]}, "@id": {}}</script>',
        "x<script type='application/ld+json'>[" + "," * 200_000 + "</script>",
        "x" + "<div class='author'>" * 1_900 + "A. B. " * 1_000,
        "x<span class=author>" + "Aa " * 49 + "!",
        "<p class='" + "a-" * 100_000 + "'>x",
        "<link rel=canonical href='http://[bad'><p>x",
        "<p>" + "â€" * 100_000,
        "&amp;" * 50_000,
        "x<br>" * 5_000,
    ],
)
def test_hostile_pages_are_read(markup: str) -> None:
    assert page(markup).text


_TAGS = [
    "p",
    "div",
    "h1",
    "h2",
    "b",
    "a href=x",
    "br",
    "ul",
    "li",
    "table",
    "tr",
    "td",
    "figcaption",
    "aside",
    "pre",
    "q",
]
_PIECES = st.one_of(
    st.sampled_from([f"<{tag}>" for tag in _TAGS] + [f"</{tag.split()[0]}>" for tag in _TAGS]),
    st.sampled_from(["Words of some length in a row, as papers print. ", "By Anna", "&amp;", "<!--x-->", "<p hidden>"]),
    st.text(max_size=20),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(_PIECES, max_size=40))
def test_blocks_of_any_markup_are_whole_ordered_and_apart(pieces: list[str]) -> None:
    article = html.page("".join(pieces), raw=b"")
    if article is None:
        return
    covered, at = set[int](), 0
    for block in article.blocks:
        words = block.span.of(article.text)
        assert block.span.start >= at and words and words == words.strip() and "\n" not in words
        assert block.kind in BLOCK_KINDS
        at = block.span.end
        covered.update(range(*block.span))
    assert all(letter.isspace() for n, letter in enumerate(article.text) if n not in covered)
    assert sum(block.kind == "headline" for block in article.blocks) <= 1
    article.text.encode("utf-8")


def test_two_runs_give_the_same() -> None:
    assert page(PAGE) == page(PAGE)


def test_sniffing() -> None:
    for head in (b"<!DOCTYPE html>", b"\n <html lang=de>", b"<!-- saved -->\n<html>", b"<?xml version='1.0'?><html>"):
        assert html.sniff(head)
    for head in (b"Plain", b"<news>", b'{"a": 1}', b"1 < 2", b""):
        assert not html.sniff(head)
