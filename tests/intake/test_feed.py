"""Feeds: every good item is an article with its own words; every bad one is named with its line; no feed is trusted."""

from __future__ import annotations

import json
import socket
import time
import tracemalloc
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportedly import intake
from reportedly.intake import Options, Raw, feed
from reportedly.intake._items import _CHUNK, root_of
from reportedly.model import Article, Skipped

SUEZ = (
    "Britain and France said on Monday that their troops would leave Suez.\n\n“We go,” Mr Selwyn Lloyd told the House."
)
MOON = "Neil Armstrong stepped on the Moon on Sunday, the agency said."


def read(data: str | bytes, name: str = "x.rss", **options: Any) -> list[Article | Skipped]:
    raw = Raw.of(name, data.encode() if isinstance(data, str) else data, inner=name)
    return list(feed.articles(raw, Options(**options)))


def articles(found: list[Article | Skipped]) -> list[Article]:
    return [item for item in found if isinstance(item, Article)]


def skipped(found: list[Article | Skipped]) -> list[Skipped]:
    return [item for item in found if isinstance(item, Skipped)]


def rss(*items: str, prolog: str = "", spaces: str = "", channel: str = "") -> str:
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n{prolog}<rss version="2.0"{spaces}><channel><title>Daily</title>'
    return f"{head}<link>https://example.org/</link>{channel}\n" + "\n".join(items) + "\n</channel></rss>"


def item(
    title: str, text: str, link: str = "https://example.org/a", date: str = "Mon, 03 Dec 1956 10:00:00 GMT"
) -> str:
    return (
        f"<item><title>{title}</title><link>{link}</link><guid>{link}</guid>"
        f"<pubDate>{date}</pubDate><description>{text}</description></item>"
    )


FIRST, LAST = item("Suez", SUEZ, "https://example.org/suez"), item("Moon", MOON, "https://example.org/moon")


def one(inner: str, **more: Any) -> Article:
    (article,) = read(rss(f"<item>{inner}</item>", **more))
    assert isinstance(article, Article), article
    return article


# --- what an item says -----------------------------------------------------------------------------------------------


def test_an_item_of_rss_2() -> None:
    spaces = ' xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    article = one(
        "<title>Troops to leave</title><link>https://example.org/1</link><guid isPermaLink='false'>n-1</guid>"
        "<pubDate>Mon, 3 Dec 1956 23:30:00 -0500</pubDate><dc:creator>Jane Doe</dc:creator><category>Egypt</category>"
        "<description>In short.</description>"
        f"<content:encoded><![CDATA[<p>{MOON}</p><p>Second &amp; last.</p>]]></content:encoded>",
        spaces=spaces,
        channel="<language>en-gb</language>",
    )
    assert article.text == f"{MOON}\n\nSecond & last."
    assert (article.title, article.url, article.outlet) == ("Troops to leave", "https://example.org/1", "Daily")
    assert (article.given_date, article.byline, article.language) == ("1956-12-03", "Jane Doe", "en")
    assert article.meta == {"guid": "n-1", "tags": ["Egypt"], "summary": "In short."}
    assert article.notes == ()
    assert article.origin == "x.rss:item 1"
    assert {block.kind for block in article.blocks} == {"body"}


def test_plain_text_stays_as_it_is() -> None:
    article = one(f"<title>Suez</title><description>  {SUEZ}\n</description>")
    assert article.text == f"  {SUEZ}\n" and article.blocks == ()
    assert one("<description>Smith &amp;amp; Sons, &amp;#8220;limited&amp;#8221;.</description>").text == (
        "Smith & Sons, “limited”."
    )
    assert one("<description>A &lt; B, R&amp;D &amp; so on</description>").text == "A < B, R&D & so on"


def test_what_is_only_a_summary_is_said() -> None:
    assert "The feed has only a summary." in one(f"<description>{MOON}</description>").notes
    long = "<p>" + "The House debated Suez until midnight. " * 40 + "</p>"
    assert one(f"<description>{escape(long)}</description>").notes == ()
    cut = long.replace("</p>", "The Prime Minister…</p>")
    assert one(f"<description>{escape(cut)}</description>").notes == ("The feed has only a summary.",)
    title = one("<title>Suez: troops to leave</title>")
    assert title.text == title.title == "Suez: troops to leave" and title.notes == ("The feed has only a title.",)


def test_markup_that_shows_nothing_gives_way_to_what_does() -> None:
    article = one("<title>Suez</title><description>&lt;img src='x.gif'/&gt;</description>")
    assert article.text == "Suez" and "The feed has only a title." in article.notes


def test_titles_are_one_line_without_markup() -> None:
    assert one("<title> The &lt;i&gt;Times&lt;/i&gt;\n on Suez &amp;amp; Port Said </title>").title == (
        "The Times on Suez & Port Said"
    )
    assert one("<title>&lt;script&gt;alert(1)&lt;/script&gt;</title>").title == "<script>alert(1)</script>"


def test_authors() -> None:
    assert one("<title>t</title><author>jane@example.org (Jane Doe)</author>").byline == "Jane Doe"
    assert one("<title>t</title><author>jane@example.org</author>").byline is None
    assert one("<title>t</title><author>Jane Doe</author><author>John Roe</author>").byline == "Jane Doe, John Roe"


def test_a_feed_that_gathers_from_many_names_the_outlet() -> None:
    article = one("<title>t</title><source url='https://example.net/rss'>The Courier</source>")
    assert article.outlet == "The Courier" and article.meta["feed"] == "Daily"


@pytest.mark.parametrize(
    ("inner", "url"),
    [
        ("<link>/rel</link>", "https://example.org/rel"),
        ("<link> https://example.net/x?a=1&amp;b=2 </link>", "https://example.net/x?a=1&b=2"),
        ("<link/><guid>https://example.net/g</guid>", "https://example.net/g"),
        ("<link/><guid isPermaLink='false'>https://example.net/g</guid>", None),
        ("<link>javascript:alert(1)</link>", None),
        ("<link>https://[broken</link>", None),
        ("<link>file:///etc/passwd</link>", None),
    ],
)
def test_links(inner: str, url: str | None) -> None:
    article = one(f"<title>t</title>{inner}")
    assert article.url == url
    if url is None and "<link/>" not in inner:
        assert article.meta["link"] == inner.removeprefix("<link>").removesuffix("</link>")
        assert any("link" in note for note in article.notes)


def test_a_feed_that_was_fetched_has_an_address_for_its_links() -> None:
    data = b"<rss><channel><title>D</title><item><title>t</title><link>b/c</link></item></channel></rss>"
    raw = Raw.of("x.rss", data, url="https://example.org/a/feed.xml")
    (article,) = feed.articles(raw, Options())
    assert isinstance(article, Article) and article.url == "https://example.org/a/b/c"


@pytest.mark.parametrize(
    ("inner", "day"),
    [
        ("<pubDate>Sun, 20 Jul 1969 20:17:40 GMT</pubDate>", "1969-07-20"),
        ("<pubDate>20 Jul 69 20:17 EST</pubDate>", "1969-07-20"),
        ("<pubDate>July 20, 1969 8:17 pm</pubDate>", "1969-07-20"),
        ("<pubDate>1969-07-20T23:59:59-10:00</pubDate>", "1969-07-20"),
        ("<pubDate>1969-07</pubDate>", "1969-07"),
        ("<pubDate>nonsense</pubDate><pubDate>20 Jul 1969</pubDate>", "1969-07-20"),
        ("<pubDate>31 Feb 1969 10:00:00 GMT</pubDate>", None),
        ("<pubDate>Foo, 99 Bar 2024 99:99</pubDate>", None),
        ("<pubDate></pubDate>", "1999"),
    ],
)
def test_dates(inner: str, day: str | None) -> None:
    (article,) = read(rss(f"<item><title>t</title>{inner}</item>"), date="1999")
    assert isinstance(article, Article) and article.given_date == day
    if day is None:
        assert article.meta["date"] in inner and any("date" in note for note in article.notes)


def test_a_date_of_change_is_used_with_a_note() -> None:
    entry = "<entry><title>t</title><updated>1969-07-21T00:00:00Z</updated></entry>"
    (article,) = read(f"<feed xmlns='http://www.w3.org/2005/Atom'>{entry}</feed>")
    assert isinstance(article, Article) and article.given_date == "1969-07-21"
    assert any("last change" in note for note in article.notes)


# --- formats ---------------------------------------------------------------------------------------------------------


def test_rss_1_and_its_modules() -> None:
    data = f"""<?xml version="1.0"?>
    <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
     xmlns:dc="http://purl.org/dc/elements/1.1/">
    <channel rdf:about="https://example.org/"><title>Daily</title><link>https://example.org/</link>
     <items><rdf:Seq><rdf:li rdf:resource="https://example.org/1"/></rdf:Seq></items></channel>
    <item rdf:about="https://example.org/1?a>b"><title>Suez</title><link>https://example.org/1</link>
     <description>{MOON}</description><dc:date>1956-12-03T10:00+01:00</dc:date><dc:creator>J. Doe</dc:creator></item>
    </rdf:RDF>"""
    (article,) = read(data)
    assert isinstance(article, Article)
    assert (article.text, article.outlet, article.given_date) == (MOON, "Daily", "1956-12-03")
    assert (article.byline, article.url) == ("J. Doe", "https://example.org/1")


def test_rss_091_with_the_document_type_of_its_day() -> None:
    doctype = (
        '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"\n'
        ' "http://my.netscape.com/publish/formats/rss-0.91.dtd">\n'
    )
    (article,) = read(rss(item("t", "Caf&eacute; &nbsp;closed"), prolog=doctype))
    assert isinstance(article, Article) and article.text == "Café \u00a0closed" and len(article.notes) == 1


def test_atom() -> None:
    data = f"""<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://example.org/news/" xml:lang="en-US">
    <title type="html">The &amp;lt;b&amp;gt; Daily</title><link rel="self" href="atom.xml"/>
    <author><name>Editor</name></author>
    <entry xml:base="1956/"><title type="text">A &lt;b&gt; C</title><link href="suez"/><id>tag:example.org,1956:1</id>
     <published>1956-12-03T10:00:00Z</published><updated>1956-12-04T10:00:00Z</updated>
     <author><name>Jane Doe</name><email>jane@example.org</email></author><category term="suez" label="Suez"/>
     <summary>Short.</summary>
     <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{MOON}</p><p>A &amp; B</p></div></content>
    </entry>
    <entry><title>Two</title><id>2</id><content type="html">&lt;p&gt;{MOON}&lt;/p&gt;</content></entry>
    <entry><title>Three</title><id>3</id><content type="text">1 &lt;p&gt; 2</content></entry>
    <entry><title>Four</title><id>4</id><content type="image/png">iVBOR</content><summary>{SUEZ}</summary></entry>
    <entry><title>Five</title><id>5</id><summary>&lt;p&gt;Marked.&lt;/p&gt;</summary></entry>
    </feed>"""
    first, two, three, four, five = articles(read(data))
    assert first.text == f"{MOON}\n\nA & B"
    assert (first.title, first.url, first.byline) == ("A <b> C", "https://example.org/news/1956/suez", "Jane Doe")
    assert (first.given_date, first.outlet, first.language) == ("1956-12-03", "The <b> Daily", "en")
    assert first.meta["updated"] == "1956-12-04T10:00:00Z" and first.meta["tags"] == ["Suez"]
    assert two.text == MOON and three.text == "1 <p> 2"
    assert four.text == SUEZ and any("image/png" in note for note in four.notes)
    assert five.text == "Marked." and any("looks like HTML" in note for note in five.notes)


def test_atom_03_and_names_of_podcasts() -> None:
    data = (
        '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>D</title><entry><title>t</title>'
        "<issued>2003-12-13T08:29:29-04:00</issued><modified>2003-12-14</modified>"
        '<content type="text/html" mode="base64">PHA+TXIgTGxveWQgc2FpZCBuby48L3A+</content></entry></feed>'
    )
    (article,) = read(data)
    assert isinstance(article, Article) and article.text == "Mr Lloyd said no." and article.given_date == "2003-12-13"
    spaces = ' xmlns:i="http://www.itunes.com/DTDs/Podcast-1.0.dtd"'
    assert one(f"<i:summary>{MOON}</i:summary>", spaces=spaces).text == MOON


def test_a_feed_with_prefixes_throughout() -> None:
    data = (
        '<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:title>D</a:title>'
        f'<a:entry><a:title>t</a:title><a:content type="text">{MOON}</a:content></a:entry></a:feed>'
    )
    (article,) = read(data)
    assert isinstance(article, Article) and article.text == MOON and article.outlet == "D"


def test_prefixes_that_nobody_declared() -> None:
    article = one(f"<content:encoded>&lt;p&gt;{MOON}&lt;/p&gt;</content:encoded><odd:thing>x</odd:thing>")
    assert article.text == MOON


def test_markup_that_is_not_escaped() -> None:
    assert one("<title>t</title><description><p>One.</p><p>Two &amp; <b>three</b>.</p></description>").text == (
        "One.\n\nTwo & three."
    )


JSON = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Daily",
    "home_page_url": "https://example.org/",
    "language": "en",
    "authors": [{"name": "Editor"}],
    "items": [
        {"id": "1", "url": "/suez", "title": "Suez", "content_html": f"<p>{MOON}</p>", "summary": "Short.",
         "date_published": "1956-12-03T10:00:00Z", "authors": [{"name": "Jane Doe"}], "tags": ["egypt", 5]},
        {"id": 2, "content_text": SUEZ},
        {"id": "3", "summary": "In short."},
        {"id": "4"},
        "five",
        {"id": "6", "content_text": "a\ud800b"},
    ],
}  # fmt: skip


def test_json_feed(tmp_path: Path) -> None:
    path = tmp_path / "feed.json"
    path.write_text(json.dumps(JSON, indent=1))
    first, second, third, fourth, fifth, sixth = intake.open([str(path)])
    assert isinstance(first, Article) and isinstance(second, Article) and isinstance(third, Article)
    assert (first.text, first.title, first.url) == (MOON, "Suez", "https://example.org/suez")
    assert (first.given_date, first.byline, first.outlet, first.language) == ("1956-12-03", "Jane Doe", "Daily", "en")
    assert first.meta == {"guid": "1", "tags": ["egypt"], "summary": "Short."}
    assert second.text == SUEZ and second.meta["guid"] == "2" and second.byline == "Editor"
    assert third.text == "In short." and "The feed has only a summary." in third.notes
    assert isinstance(fourth, Skipped) and "line" in fourth.reason
    assert isinstance(fifth, Skipped) and fifth.origin.endswith("feed.json:item 5")
    assert isinstance(sixth, Article) and sixth.text == "a\ufffdb"


@pytest.mark.parametrize("name", ["x.json", "x", "x.rss", "x.feed"])
def test_json_feed_is_told_by_its_content(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    data = {"version": "https://jsonfeed.org/version/1", "items": [{"id": "1", "content_text": MOON}]}
    path.write_text(json.dumps(data).replace("/", "\\/"))
    (article,) = intake.open([str(path)])
    assert isinstance(article, Article) and article.text == MOON


def test_lines_of_json_are_no_feed(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(json.dumps({"text": "See https://jsonfeed.org/version/1", "version": "1"}))
    (article,) = intake.open([str(path)])
    assert isinstance(article, Article) and article.text.startswith("See")
    (no,) = read('{"text": "x"}')
    assert isinstance(no, Skipped) and "no feed" in no.reason


def test_json_that_breaks_off() -> None:
    whole = json.dumps(JSON, indent=1)
    found = read(whole[: whole.index('"id": 2')])
    assert articles(found)[0].text == MOON
    assert skipped(found)[-1].reason.startswith("The feed is broken JSON at line ")


@pytest.mark.parametrize("name", ["x.rss", "x.atom", "x.xml", "x.rdf", "x"])
def test_feeds_are_found_by_ending_and_by_content(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(rss(FIRST))
    (article,) = intake.open([str(tmp_path / name)])
    assert isinstance(article, Article) and article.text == SUEZ


# --- what is no feed, or holds nothing -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (rss(), "The feed has no items."),
        ("<!doctype html><html><body><p>x</p></body></html>", "web page (HTML)"),
        ("<html><body><p>x</p></body></html>", "web page (HTML)"),
        ("<?xml version='1.0'?><opml version='2.0'><body/></opml>", "OPML"),
        (
            "<?xml version='1.0'?>\n<!-- x -->\n<nitf><body/></nitf>",
            "It is XML but no feed: its first element is <nitf>.",
        ),
        ("<rdf:RDF xmlns:rdf='x'><foaf:Person/></rdf:RDF>", "It is XML but no feed"),
        ("Plain words.", "does not begin like XML"),
        ("<!-- never closed <rss>", "No element begins"),
        ("<?xml version='1.0'?>" + " " * 70_000 + "<rss/>", "No element begins"),
        ("<!ELEMENT rss ANY><rss/>", "neither XML nor HTML"),
    ],
)
def test_what_is_no_feed_says_what_it_is(data: str, words: str) -> None:
    (no,) = read(data, "x.xml")
    assert isinstance(no, Skipped) and words in no.reason and no.lost


def test_a_broken_item_costs_only_itself() -> None:
    found = read(rss(FIRST, "<item><title>unclosed & <b>bad</title>", "<item><b></item>", LAST))
    assert [article.text for article in articles(found)] == [SUEZ, MOON]
    no_end, broken = skipped(found)
    assert (no_end.origin, broken.origin) == ("x.rss:item 2", "x.rss:item 3")
    assert "line 6" in no_end.reason and "line 7" in broken.reason


def test_the_line_of_the_flaw_is_named() -> None:
    (broken, good) = read(rss("<item><title>t</title>\n<description>x\n</b></description></item>", FIRST))
    assert isinstance(broken, Skipped) and "The item at line 3 is broken XML at line 5" in broken.reason
    assert isinstance(good, Article)


def test_ampersands_and_control_characters_are_put_right_and_noted() -> None:
    article = one(
        "<title>Smith & Sons &sons;</title><link>https://e.org/?a=1&b=2</link><description>a\x0bb&#1;&#146;</description>"
    )
    assert article.title == "Smith & Sons &sons;" and article.url == "https://e.org/?a=1&b=2"
    assert article.text == "a\ufffdb\ufffd’"
    assert any(note.startswith("3 & in the feed") for note in article.notes)
    assert any("XML does not allow" in note for note in article.notes)


def test_references_in_cdata_are_words() -> None:
    assert one("<title>t</title><description><![CDATA[a &bogus; & b]]></description>").text == "a &bogus; & b"


def test_tags_in_cdata_and_comments_cut_nothing() -> None:
    hidden = (
        "<item><title>a</title><!-- </item><item> --><description><![CDATA[x </item><item> y]]></description></item>"
    )
    first, last = read(rss(hidden, LAST))
    assert isinstance(first, Article) and first.text == "x </item><item> y"
    assert isinstance(last, Article) and last.text == MOON


def test_cdata_that_never_ends() -> None:
    found = read(rss(FIRST, "<item><title><![CDATA[open</title></item>", LAST))
    assert [article.text for article in articles(found)] == [SUEZ, MOON]
    reasons = [item.reason for item in skipped(found)]
    assert any("CDATA section that begins at line 6 is never closed" in reason for reason in reasons)


def test_a_comment_that_never_ends_between_items() -> None:
    found = read(rss(FIRST, "<!-- open", LAST))
    assert [article.text for article in articles(found)] == [SUEZ]
    assert skipped(found)[-1].reason == "The comment that begins at line 6 is never closed; nothing after it was read."


def test_a_feed_cut_short() -> None:
    whole = rss(FIRST, LAST)
    found = read(whole[:-60])
    assert [article.text for article in articles(found)] == [SUEZ]
    assert skipped(found)[0].reason == "The item at line 6 has no end: the feed ends before it."
    (reason,) = skipped(read(whole.removesuffix("</channel></rss>")))
    assert "breaks off at line 7" in reason.reason


def test_two_feeds_in_one_file() -> None:
    found = read(rss(FIRST) + rss(LAST))
    assert [article.text for article in articles(found)] == [SUEZ]
    assert "follows the end" in skipped(found)[0].reason


def test_what_is_told_twice_is_taken_once() -> None:
    again = item("other title", SUEZ, "https://example.org/suez")
    changed = item("Suez", SUEZ + " Corrected.", "https://example.org/suez")
    found = read(rss(FIRST, again, changed, item("Suez", SUEZ, "https://example.org/other")))
    assert [article.text for article in articles(found)] == [SUEZ, SUEZ + " Corrected.", SUEZ]
    (said,) = skipped(found)
    assert not said.lost and "item 2" in said.reason


def test_an_empty_item_and_one_that_is_a_single_tag() -> None:
    found = read(rss("<item></item>", "<item/>", FIRST))
    assert [item.reason for item in skipped(found)] == [
        "The item at line 3 has neither a text nor a title.",
        "The item at line 4 has neither a text nor a title.",
    ]
    assert len(articles(found)) == 1


# --- hostile feeds ---------------------------------------------------------------------------------------------------

LAUGHS = '<!DOCTYPE rss [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
) + "]>"  # fmt: skip
HOSTILE = {
    "billion laughs": rss(FIRST, item("&j;", "x"), prolog=LAUGHS),
    "quadratic": rss(item("t", "&a;" * 20_000), prolog='<!DOCTYPE rss [<!ENTITY a "' + "x" * 50_000 + '">]>'),
    "a file": rss(item("&x;", "x"), prolog='<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
    "parameters": rss(FIRST, prolog='<!DOCTYPE rss [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p">%p;]>'),
    "outside": rss(FIRST, prolog='<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/rss.dtd">'),
    "public": rss(FIRST, prolog='<!DOCTYPE rss PUBLIC "-//X//Y" "http://127.0.0.1:9/rss.dtd">'),
    "netscape and more": rss(
        FIRST,
        prolog='<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "x" [<!ENTITY a "b">]>',
    ),
    "behind a comment": rss(FIRST, prolog="<!-- " + "x" * 9000 + ' --><?x y?>\n<!doctype rss [<!ENTITY a "<item>">]>'),
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32"])
def test_declared_entities_are_refused_in_any_encoding(name: str, encoding: str) -> None:
    (no,) = read(HOSTILE[name].encode(encoding))
    assert isinstance(no, Skipped) and "document type" in no.reason and no.lost


def test_hostile_feeds_cost_nothing(tmp_path: Path) -> None:
    start = time.perf_counter()
    tracemalloc.start()
    for name, data in HOSTILE.items():
        (tmp_path / f"{name}.rss").write_text(data)
    found = list(intake.open([str(tmp_path)]))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(skipped(found)) == len(found) == len(HOSTILE)
    assert time.perf_counter() - start < 5 and peak < 10 << 20


def test_nothing_is_opened_or_called(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A secret file and a listener: neither is touched by entities, document types, XInclude or style sheets."""
    secret = tmp_path / "secret.txt"
    secret.write_text("TOP SECRET")
    listener = socket.create_server(("127.0.0.1", 0))
    listener.setblocking(False)
    there = f"http://127.0.0.1:{listener.getsockname()[1]}/x"
    include = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{secret.as_uri()}" parse="text"/>'
    sheet = f'<?xml-stylesheet href="{there}"?>'
    data = [
        rss(FIRST, f"<item>{include}</item>", f"<item><title>t</title><description>{include}</description></item>"),
        rss(FIRST, prolog=sheet),
        rss(item("&x;", SUEZ)),
        rss(FIRST, f'<item><!DOCTYPE item [<!ENTITY x SYSTEM "{secret.as_uri()}">]><title>&x;</title></item>'),
        rss(FIRST, prolog=f'<!DOCTYPE rss SYSTEM "{there}">'),
        rss(FIRST, prolog=f'<!DOCTYPE rss [<!ENTITY % p SYSTEM "{there}">%p;]>'),
    ]
    for number, text in enumerate(data):
        (tmp_path / f"{number}.rss").write_text(text)
    found = list(intake.open([str(tmp_path / f"{number}.rss") for number in range(len(data))]))
    with pytest.raises(BlockingIOError):
        listener.accept()
    listener.close()
    assert "TOP SECRET" not in repr(found)
    assert [article.text for article in articles(found)].count(SUEZ) == 4
    assert any("neither a text nor a title" in item.reason for item in skipped(found))


def test_an_item_over_the_limit_is_left_out_and_the_next_is_read() -> None:
    for filler in ("x" * 300_000, "<![CDATA[" + "</item><item> " * 30_000 + "]]>", "<b/>" * 80_000):
        found = read(rss(FIRST, item("big", filler), LAST), limit=100_000)
        assert [article.text for article in articles(found)] == [SUEZ, MOON]
        (no,) = skipped(found)
        assert no.origin == "x.rss:item 2" and "line 6" in no.reason and "--limit" in no.reason


def test_a_long_feed_is_not_held(tmp_path: Path) -> None:
    path = tmp_path / "long.rss"
    body = "The House debated Suez until midnight. " * 500
    path.write_text(rss(*(item(f"t{n}", body, f"https://example.org/{n}") for n in range(600))))
    tracemalloc.start()
    count = sum(isinstance(found, Article) for found in intake.open([str(path)]))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 600 and peak < path.stat().st_size / 8


@pytest.mark.parametrize(
    "data",
    [
        "<rss><channel>" + "<item><![CDATA[" * 60_000,
        "<rss><channel>" + "<item><!--" * 60_000,
        "<rss><channel>" + "<item" * 100_000,
        "<rss><channel><item>" + "<a>" * 100_000,
        "<rss><channel><item><description>" + "&" * 300_000 + "</description></item></channel></rss>",
        "<rss><channel><item><description>" + "&lt;p" * 60_000 + "</description></item></channel></rss>",
        "<rss><channel><item><title>" + "&lt;a " * 60_000 + "</title></item></channel></rss>",
        "<rss><channel><item>" + "<a/>" * 600_000 + "</item></channel></rss>",
        "<rss><channel>" + "<a/>" * 600_000 + "<item/></channel></rss>",
        "<rss><channel><item><description>" + "…" * 500_000 + "x</description></item></channel></rss>",
        "<rss " + "xmlns:a='b' " * 10_000 + "><channel><item/></channel></rss>",
        '{"version": "https://jsonfeed.org/version/1", "items": [' + "1," * 100_000 + "1]}",
        '{"version": "https://jsonfeed.org/version/1", "items": ' + "[" * 100_000,
        '{"version": "https://jsonfeed.org/version/1", "items": [{"a":' + '{"a":' * 50_000,
        '{"a": ' * 50_000,
    ],
)  # fmt: skip
def test_bombs_end_quickly(data: str) -> None:
    start = time.perf_counter()
    assert read(data)
    assert time.perf_counter() - start < 10


# --- encodings -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252", "koi8-r"])
def test_encodings(encoding: str) -> None:
    text = "Министр сказал нет." if encoding == "koi8-r" else "“We go,” said Café owners."
    data = rss(item("t", text)).replace("UTF-8", encoding.removesuffix("-sig"))
    (article,) = read(data.encode(encoding))
    assert isinstance(article, Article) and article.text == text


def test_latin_1_means_windows_and_what_the_user_says_rules() -> None:
    data = rss(item("t", "“We go”")).replace("UTF-8", "ISO-8859-1").encode("cp1252")
    assert articles(read(data))[0].text == "“We go”"
    assert articles(read(rss(item("t", "нет")).encode("cp1251"), encoding="cp1251"))[0].text == "нет"
    assert articles(read(rss(item("t", "нет")).encode("utf-16-le"), encoding="utf-16-le"))[0].text == "нет"


def test_bytes_that_are_not_utf8_are_noted() -> None:
    data = rss(item("t", "Ca\x00fé said — “no”")).encode().replace(b"\x00", b"\xff")
    (article,) = read(data)
    assert isinstance(article, Article) and article.text == "Ca\ufffdfé said — “no”"
    assert any("U+FFFD" in note for note in article.notes)


# --- properties ------------------------------------------------------------------------------------------------------

WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\ufffe\uffff"), max_size=60).map(
    lambda text: "".join(letter for letter in text if letter >= " " or letter in "\n\t")
)


@given(
    st.lists(WORDS.filter(lambda text: bool(text.strip())), min_size=1, max_size=5), st.booleans(), st.integers(0, 40)
)
def test_any_plain_text_comes_back_as_it_is(texts: list[str], hidden: bool, gap: int) -> None:
    """Atom says that a text is plain: then every character of it is in the article, wherever a chunk ends."""

    def wrapped(text: str) -> str:
        return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>" if hidden else escape(text)

    entries = "".join(
        f'<entry><id>{n}</id><content type="text">{wrapped(t)}</content></entry>' for n, t in enumerate(texts)
    )
    head = '<feed xmlns="http://www.w3.org/2005/Atom"><title>'
    found = read(f"{head}{'x' * (_CHUNK - len(head) - 60 + gap)}</title>{entries}</feed>")
    assert [article.text for article in articles(found)] == texts
    assert all(article.notes == () for article in articles(found) if article.text.isascii())


PIECES = st.sampled_from(
    ["<item>", "</item>", "<item/>", "<rss>", "</rss>", "<channel>", "</channel>", "<![CDATA[", "]]>", "<!--", "-->",
     "<?x", "?>", "<title>", "</title>", "<description>", "</description>", "&", "&amp;", "&#x0;", "<!DOCTYPE rss [",
     "\n", "é", "words", "<", ">", '"', "<link>", "</link>", "<b a='", "'>", "\x00", "xmlns:a='b'", "<a:b>"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=40), st.booleans())
def test_nothing_raises_and_nothing_is_silent(pieces: list[str], whole: bool) -> None:
    data = "".join(pieces)
    found = read(rss(FIRST, data, LAST) if whole else "<rss><channel>" + data)
    assert found
    for thing in found:
        assert isinstance(thing, Article) or (thing.reason[0].isupper() and thing.reason.endswith("."))
        if isinstance(thing, Article):
            thing.text.encode("utf-8")
    if whole:
        assert articles(found)[0].text == SUEZ
        assert articles(found)[-1].text == MOON or skipped(found)


@given(st.binary(max_size=200))
def test_no_bytes_raise(data: bytes) -> None:
    assert read(b"<rss><channel><item>" + data)
    assert read(data)


_VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "id", "x"]), inner, max_size=3)
    ),
    max_leaves=5,
)
_NAMES = ["id", "url", "title", "content_html", "content_text", "summary", "authors", "author", "tags", "language"]


@given(st.dictionaries(st.sampled_from([*_NAMES, "date_published", "external_url"]), _VALUES))
def test_no_item_of_json_raises(value: dict[str, Any]) -> None:
    found = read(json.dumps({"version": "https://jsonfeed.org/version/1", "items": [value]}))
    assert len(found) == 1
    if isinstance(found[0], Article):
        json.dumps(found[0].to_dict(), allow_nan=False).encode("utf-8")


def test_the_first_element_is_found() -> None:
    assert root_of(b'<?xml version="1.0"?>\n<!DOCTYPE rss>\n<!-- a --><rss version="2.0">')[1] == b"rss"
    assert not feed.sniff(b"<p>Words</p>") and feed.sniff(b"<feed xmlns='http://www.w3.org/2005/Atom'>")
    assert feed.sniff(LAUGHS.encode())
