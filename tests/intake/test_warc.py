"""Web archives: pages become articles with their address and the day of the crawl; all else is counted, or named."""

from __future__ import annotations

import gzip
import io
import json
import tracemalloc
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly import times
from reportedly.intake import Options, Raw, _answer, _formats, _tape, warc
from reportedly.model import Article, Skipped

WORDS = "On Sunday the House agreed to the Gulf of Tonkin resolution by 416 votes to none, the clerk said."
URL = "https://example.org/news"


def page(title: str = "Tonkin", words: str = WORDS, head: str = "") -> bytes:
    return f"<html><head><title>{title}</title>{head}</head><body><h1>{title}</h1><p>{words}</p></body></html>".encode()


def http(body: bytes, *headers: str, kind: str = "text/html; charset=utf-8", status: str = "200 OK") -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def sized(body: bytes, *headers: str, **more: str) -> bytes:
    return http(body, f"Content-Length: {len(body)}", *headers, **more)


def record(block: bytes, *, kind: str = "response", url: str = URL, length: object = None, **fields: str) -> bytes:
    """A record. `fields`: further ones of its head, `Content_Type` for Content-Type."""
    named = {"WARC_Date": "1964-08-08T12:00:00Z", "Content_Type": f"application/http; msgtype={kind}", **fields}
    lines = ["WARC/1.1", f"WARC-Type: {kind}", f"WARC-Target-URI: {url}" if url else "X: y"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in named.items() if value]
    lines += [f"Content-Length: {len(block) if length is None else length}"] if length != "" else []
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def read(data: bytes, name: str = "x.warc", **options: Any) -> list[Article | Skipped]:
    return list(_formats.read(Raw.of(name, data, inner=name), Options(**options)))


def articles(found: list[Article | Skipped]) -> list[Article]:
    return [item for item in found if isinstance(item, Article)]


def bodies(found: list[Article | Skipped]) -> list[str]:
    """The last line of every article: what the page says."""
    return [item.text.rpartition("\n")[2] for item in articles(found)]


def lost(found: list[Article | Skipped]) -> list[Skipped]:
    return [item for item in found if isinstance(item, Skipped) and item.lost]


def passed(found: list[Article | Skipped]) -> list[str]:
    return [item.reason for item in found if isinstance(item, Skipped) and not item.lost]


# --- what becomes an article ------------------------------------------------------------------------------------------


def test_a_page_with_its_address_and_the_day_of_the_crawl() -> None:
    (article,) = read(record(sized(page())))
    assert isinstance(article, Article)
    assert (article.title, article.text, article.url) == ("Tonkin", f"Tonkin\n\n{WORDS}", URL)
    assert article.origin == "x.warc:record 1"
    assert article.meta == {"crawled": "1964-08-08T12:00:00Z"}
    assert ("crawled", "1964-08-08T12:00:00Z") in article.evidence
    assert article.given_date is None and article.notes == ()


def test_the_same_page_has_the_same_id_as_one_that_is_read_by_itself() -> None:
    data = page()
    ours = articles(read(record(sized(data))))[0]
    alone = articles(list(_formats.read(Raw.of("y", data, inner="y.html", url=URL), Options())))[0]
    assert (ours.id, ours.raw, ours.blocks) == (alone.id, alone.raw, alone.blocks)


def test_an_archive_is_known_by_its_first_bytes_whatever_its_name_and_its_pages() -> None:
    data = record(sized(b"\x89PNG" + bytes(5000), kind="image/png")) + record(sized(page()))
    assert bodies(read(data, "crawl")) == bodies(read(gzip.compress(data), "crawl")) == [WORDS]
    assert warc.sniff(data) and not warc.sniff(b"WARCRAFT\n")


def test_an_archive_named_warc_that_is_packed() -> None:
    assert bodies(read(gzip.compress(record(sized(page()))), "x.warc")) == [WORDS]


def test_old_versions_bare_line_ends_and_addresses_in_brackets() -> None:
    data = record(sized(page()), url=f"<{URL}>").replace(b"WARC/1.1\r\n", b"WARC/0.18\r\n")
    assert articles(read(data))[0].url == URL
    head, block = record(sized(page())).split(b"\r\n\r\n", 1)
    found = read(head.replace(b"\r\n", b"\n") + b"\n\n" + block.rstrip() + b"\n\n" + record(sized(page("Two"))))
    assert [article.title for article in articles(found)] == ["Tonkin", "Two"]


def test_a_head_with_values_over_two_lines_and_names_in_any_case() -> None:
    data = record(sized(page())).replace(b"WARC-Target-URI: ", b"warc-target-uri:\r\n ").replace(b"Length", b"LENGTH")
    assert articles(read(data))[0].url == URL


def test_resources_and_conversions_are_read_themselves() -> None:
    found = read(
        record(page(), kind="resource", Content_Type="text/html")
        + record(WORDS.encode(), kind="conversion", Content_Type="text/plain", url=f"{URL}/2")
        + record(page(), kind="resource", Content_Type="text/html", url="file:///crawl/a.html"),
        "x.warc.wet",
    )
    assert [article.url for article in articles(found)] == [URL, f"{URL}/2", None]
    assert articles(found)[1].text == WORDS
    assert articles(found)[2].meta["target"] == "file:///crawl/a.html"


def test_plain_text_has_its_address_in_its_id() -> None:
    one, two = articles(
        read("".join(record(sized(WORDS.encode(), kind="text/plain"), url=url).decode() for url in "ab").encode())
    )
    assert one.id == two.id  # "a" and "b" are no addresses
    one, two = articles(
        read(b"".join(record(sized(WORDS.encode(), kind="text/plain"), url=URL + end) for end in ("/1", "/2")))
    )
    assert one.id != two.id and one.url == f"{URL}/1"


def test_the_encoding_that_the_server_names_is_believed_before_the_page() -> None:
    words = "Le général a dit non à l’Élysée."
    data = page("Non", words).decode().encode("cp1252")
    assert bodies(read(record(sized(data, kind="text/html; charset=ISO-8859-1")))) == [words]
    russian = "Министр сказал нет."
    data = page("Нет", russian, '<meta charset="windows-1252">').decode().encode("koi8-r")
    assert bodies(read(record(sized(data, kind="text/html;charset=KOI8-R")))) == [russian]


def test_answers_without_a_type_are_told_by_their_first_bytes() -> None:
    block = sized(page()).replace(b"Content-Type: text/html; charset=utf-8\r\n", b"")
    assert bodies(read(record(block))) == [WORDS]
    assert bodies(read(record(sized(page(), kind="application/octet-stream")))) == [WORDS]
    assert bodies(read(record(sized(page(), kind="text/html, text/html")))) == [WORDS]
    named = record(sized(page(), kind=""), WARC_Identified_Payload_Type="text/html")
    assert bodies(read(named)) == [WORDS]
    assert passed(read(record(sized(b"\x00\x01\x02", kind="")))) == ["Passed over: 1 file of another type."]


def test_a_pdf_goes_to_its_own_reader() -> None:
    found = read(record(sized(b"%PDF-1.4 \x00\xff", kind="application/pdf")) + record(sized(page())))
    assert bodies(found) == [WORDS]
    assert found[0].origin == "x.warc:record 1" and "PDF" in lost(found)[0].reason


@pytest.mark.parametrize("kind", ["application/rss+xml", "text/xml; charset=utf-8"])
def test_the_items_of_a_feed_are_articles(kind: str) -> None:
    item = f"<item><title>Vote</title><link>{URL}/vote</link><description>{WORDS}</description></item>"
    feed = f'<?xml version="1.0"?><rss version="2.0"><channel><title>T</title>{item}</channel></rss>'
    (article,) = articles(read(record(sized(feed.encode(), kind=kind), url="https://example.org/feed")))
    assert WORDS in article.text and article.url == f"{URL}/vote"
    assert article.meta["crawled"] == "1964-08-08T12:00:00Z"


# --- how a body came over the wire ------------------------------------------------------------------------------------


def chunked(body: bytes, size: int = 50) -> bytes:
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x;ext=1\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def deflated(body: bytes, wbits: int) -> bytes:
    engine = zlib.compressobj(6, zlib.DEFLATED, wbits)
    return engine.compress(body) + engine.flush()


CHUNKED = "Transfer-Encoding: chunked"


@pytest.mark.parametrize(
    "block",
    [
        http(chunked(page()), CHUNKED),
        http(page(), CHUNKED),
        sized(gzip.compress(page()), "Content-Encoding: gzip"),
        sized(gzip.compress(page()[:40]) + gzip.compress(page()[40:]), "Content-Encoding: x-gzip"),
        sized(page(), "Content-Encoding: gzip"),
        sized(deflated(page(), 15), "Content-Encoding: deflate"),
        sized(deflated(page(), -15), "Content-Encoding: deflate"),
        sized(page(), "Content-Encoding: deflate"),
        sized(page(), "Content-Encoding: br"),
        sized(page(), "Content-Encoding: identity"),
        http(chunked(gzip.compress(page())), CHUNKED, "content-encoding: GZIP"),
        http(gzip.compress(page()), CHUNKED, "Content-Encoding: gzip", "Content-Length: 3"),
        sized(gzip.compress(deflated(page(), 15)), "Content-Encoding: deflate, gzip"),
        http(page()).replace(b"\r\n", b"\n"),
        b"HTTP/2 200\r\ncontent-type: text/html\r\n\r\n" + page(),
    ],
)
def test_bodies_are_unpacked_and_those_that_the_crawler_unpacked_are_left(block: bytes) -> None:
    (article,) = read(record(block))
    assert isinstance(article, Article) and article.text == f"Tonkin\n\n{WORDS}"
    assert article.notes == ()


def test_a_text_that_begins_with_a_number_is_not_taken_for_chunks() -> None:
    found = read(record(http(f"64\n{WORDS}".encode(), CHUNKED, kind="text/plain")))
    assert articles(found)[0].text == f"64\n{WORDS}"


@pytest.mark.parametrize(
    "block",
    [
        http(chunked(page() + b" " * 4000)[:-3000], CHUNKED),
        sized(gzip.compress(page() + bytes(range(200)) * 3)[:-100], "Content-Encoding: gzip"),
        http(page(), "Content-Length: 9999"),
    ],
)
def test_a_page_that_came_cut_short_says_so(block: bytes) -> None:
    (article,) = read(record(block))
    assert isinstance(article, Article) and WORDS in article.text
    assert article.notes == ("The page is cut short: its server had more to send.",)


def test_a_page_that_the_crawler_cut_says_so() -> None:
    (article,) = read(record(sized(page()), WARC_Truncated="length"))
    assert isinstance(article, Article) and article.notes == ("The crawler cut the page short: length.",)


def test_bodies_that_cannot_be_unpacked_are_named_and_the_rest_is_read() -> None:
    broken = bytearray(gzip.compress(page()))
    broken[12:40] = b"\xff" * 28
    found = read(
        record(sized(bytes(broken), "Content-Encoding: gzip"))
        + record(sized(bytes(range(128, 256)) + bytes(range(64)), "Content-Encoding: zstd"))
        + record(sized(page()))
    )
    assert bodies(found) == [WORDS]
    assert [item.origin for item in lost(found)] == ["x.warc:record 1", "x.warc:record 2"]
    assert "cannot be unpacked" in lost(found)[0].reason and "zstd" in lost(found)[1].reason


def test_brotli_is_read_with_its_library_and_named_without(monkeypatch: pytest.MonkeyPatch) -> None:
    packed = bytes.fromhex("8b0180") + bytes(range(1, 31)) * 4  # no text, whatever else
    monkeypatch.setitem(__import__("sys").modules, "brotli", None)
    (found,) = read(record(sized(packed, "Content-Encoding: br")))
    assert isinstance(found, Skipped) and "pip install 'brotli>=1.2'" in found.reason
    monkeypatch.undo()
    brotli = pytest.importorskip("brotli")
    assert bodies(read(record(sized(brotli.compress(page()), "Content-Encoding: br")))) == [WORDS]
    bomb = brotli.compress(page() + b" " * (64 << 20))
    found = read(record(sized(bomb, "Content-Encoding: br")), limit=1 << 20)[0]
    assert isinstance(found, Skipped) and "more than 1 MB" in found.reason


def test_a_body_that_is_a_bomb_is_named() -> None:
    bomb = gzip.compress(page() + b" " * (8 << 20))
    found = read(record(sized(bomb, "Content-Encoding: gzip")) + record(sized(page())), limit=1 << 20)
    assert bodies(found) == [WORDS]
    assert "more than 1 MB" in lost(found)[0].reason


def test_bodies_that_inflate_beyond_measure_end_the_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    from reportedly.intake import _inflate

    monkeypatch.setattr(_inflate, "TOTAL", 2 << 20)
    bomb = record(sized(gzip.compress(bytes(1 << 20)), "Content-Encoding: gzip"))
    found = read(bomb * 9 + record(sized(page())))
    assert bodies(found) == [] and "nothing was read after byte" in lost(found)[-1].reason


# --- what is passed over ----------------------------------------------------------------------------------------------


def test_what_is_no_page_is_counted_by_kind() -> None:
    found = read(
        record(b"software: x\r\n", kind="warcinfo", url="", Content_Type="application/warc-fields")
        + record(b"GET / HTTP/1.1\r\n\r\n", kind="request") * 2
        + record(b"", kind="revisit")
        + record(b"a: b\r\n", kind="metadata")
        + record(b"", kind="novelty")
        + record(sized(page(), status="404 Not Found"))
        + record(sized(b"", status="301 Moved")) * 2
        + record(sized(b"GIF89a", kind="image/gif")) * 2
        + record(sized(b"p {}", kind="text/css"))
        + record(sized(b"x = 1", kind="application/javascript; charset=utf-8"))
        + record(sized(b'{"a": 1}', kind="application/json"))
        + record(sized(b'{"a": 1}'))
        + record(sized(b"<urlset/>", kind="application/xml"))
        + record(sized(b"User-agent: *", kind="text/plain"), url="https://example.org/robots.txt")
        + record(sized(b" \n"))
        + record(b"example.org. 1 A", kind="resource", url="dns:example.org", Content_Type="text/dns")
        + record(sized(page()))
    )
    assert bodies(found) == [WORDS]
    assert lost(found) == []
    assert passed(found) == [
        "Records that hold no page: 1 metadata record, 1 record of another type, 2 request records, "
        "1 revisit record, 1 warcinfo record.",
        "Answers that are no page, by their status: 2 with 301, 1 with 404.",
        "Passed over: 3 data files, 1 empty answer, 1 file for robots, 2 pictures, 1 record of the crawler's own, "
        "1 script, 1 style sheet.",
    ]


def test_a_picture_that_says_it_is_a_page_is_passed_over() -> None:
    assert passed(read(record(sized(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))))) == ["Passed over: 1 binary file."]


def test_what_is_no_answer_and_what_has_no_words_is_named() -> None:
    found = read(record(b"not http at all") + record(sized(b"<html><script>x()</script></html>")))
    assert [item.reason for item in lost(found)] == [
        "It could not be read: it holds no answer of a web server.",
        "The page holds no visible text.",
    ]
    assert [item.origin for item in found] == ["x.warc:record 1", "x.warc:record 2"]


def test_documents_that_are_not_read_are_named() -> None:
    (found,) = read(record(sized(b"PK\x03\x04", kind="application/msword")))
    assert isinstance(found, Skipped) and "office document" in found.reason and found.lost


def test_a_record_in_parts_is_named() -> None:
    (found,) = read(record(sized(page()), WARC_Segment_Number="1"))
    assert isinstance(found, Skipped) and "goes on in another record" in found.reason and found.lost


# --- lengths that lie -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("length", [len(sized(page())) + 300, 10**15, 10**30, -5, "many", "", 10, 0])
def test_after_a_lying_length_the_next_record_is_found(length: object) -> None:
    """The record itself is read too if its server's word on the length of the page bears out that it is whole."""
    liar = record(sized(page("Liar")), length=length)
    found = read(record(sized(page("One"))) + liar + record(sized(page("Two"))) + record(sized(page("Three"))))
    assert [article.title for article in articles(found)] == ["One", "Liar", "Two", "Three"]
    (said,) = [item for item in found if isinstance(item, Skipped)]
    at = len(record(sized(page("One")))) + len(liar)
    assert said.origin == "x.warc:record 2" and not said.lost
    assert f"the next record is at byte {at}, " in said.reason and said.reason.endswith("it is whole, and was read.")


def test_a_record_with_a_lying_length_that_may_not_be_whole_is_not_read() -> None:
    found = read(record(http(page("Liar")), length=9999) + record(sized(page("Two"))))
    assert [article.title for article in articles(found)] == ["Two"]
    assert lost(found)[0].reason.endswith("bytes on. It was not read.")


def test_a_record_found_inside_the_stated_length_of_another_says_so() -> None:
    found = read(record(sized(page("Liar")), length=500) + record(sized(page("Two"))) + record(sized(page("Three"))))
    assert [bool(article.notes) for article in articles(found)] == [False, True, False]
    assert "by the length stated, still goes on" in articles(found)[1].notes[0]


def test_a_page_cannot_smuggle_records_in() -> None:
    """A page that shows a record, as a page on web archives does, is one page as long as its length holds."""
    forged = record(sized(page("Forged")), url="https://elsewhere.example/")
    body = page("True").replace(b"</body>", b"<pre>\r\n\r\n" + forged + b"</pre></body>")
    found = read(record(sized(body)) + record(sized(page("Two"))))
    assert [article.url for article in articles(found)] == [URL, URL]


def test_a_file_that_is_cut_short_in_a_record() -> None:
    data = record(sized(page("One"))) + record(sized(page("Two")))
    for cut in (30, 60, 100):
        found = read(data[:-cut])
        assert [article.title for article in articles(found)] == ["One"]
        assert f"the file ends at byte {len(data) - cut}" in lost(found)[0].reason
    found = read(data[: len(record(sized(page("One")))) + 40])
    assert [article.title for article in articles(found)] == ["One"]
    assert "head of the record at byte" in lost(found)[0].reason
    assert lost(read(data[:-4])) == []


def test_what_is_no_record_is_named_with_its_place() -> None:
    one = record(sized(page("One")))
    found = read(one + b"junk that nobody wrote\r\n" + record(sized(page("Two"))))
    assert [article.title for article in articles(found)] == ["One", "Two"]
    assert f"the next record is at byte {len(one) + 24}" in lost(found)[0].reason
    assert lost(found)[0].reason.endswith("By its server's word it is whole, and was read, but not what follows it.")
    found = read(b"junk\n" + one)
    assert [article.title for article in articles(found)] == ["One"]
    assert lost(found) == [Skipped("x.warc", "There is no WARC record from byte 0 to byte 5.")]
    (said,) = read(b"<html>Not found</html>\n", "x.warc")
    assert isinstance(said, Skipped) and said.reason == (
        "There is no WARC record from byte 0 to byte 23. No record follows."
    )


def test_a_large_record_is_not_held_and_lies_about_its_length_in_vain() -> None:
    film = record(sized(bytes(3 << 20), kind="video/mp4"))
    found = read(film + record(sized(page("One"))) + record(sized(page() + b" " * (3 << 20))), limit=1 << 16)
    assert [article.title for article in articles(found)] == ["One"]
    assert "more than 0.062 MB" in lost(found)[0].reason and lost(found)[0].origin == "x.warc:record 3"
    assert passed(found) == ["Passed over: 1 recording."]
    liar = record(sized(bytes(3 << 20), kind="video/mp4"), length=10**12)
    found = read(liar + record(sized(page("One"))) + record(sized(page("Two"))), limit=1 << 16)
    assert [article.title for article in articles(found)] == ["One", "Two"]
    assert f"the next record is at byte {len(liar)}" in passed(found)[0]


def test_when_too_much_follows_a_lie_reading_ends_with_the_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warc, "_AROUND", 1000)
    rest = record(sized(page("One"))) * 10
    data = record(sized(bytes(5000), kind="video/mp4"), length=10**12) + rest
    found = read(data, limit=1000)
    assert articles(found) == []
    assert f"but the file ends at byte {len(data)}" in passed(found)[0]


def test_memory_is_bounded_whatever_the_size() -> None:
    pages = [record(sized(page(f"Report {number}"))) for number in range(50)]
    noise = record(sized(bytes(200_000), kind="image/png"))

    class Endless(io.RawIOBase):
        """Forty megabytes, made as they are read."""

        def __init__(self) -> None:
            self.parts: Iterator[bytes] = (part for number in range(200) for part in (pages[number % 50], noise))
            self.left = b""

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            self.left = self.left or next(self.parts, b"")
            count = min(len(buffer), len(self.left))
            buffer[:count] = self.left[:count]
            self.left = self.left[count:]
            return count

    read(pages[0])
    options = Options(limit=1 << 20)
    tracemalloc.start()
    count = sum(isinstance(item, Article) for item in warc.articles(Raw.streamed("x", Endless()), options))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 200 and peak < 4 << 20


# --- packed archives --------------------------------------------------------------------------------------------------


def members(*titles: str) -> list[bytes]:
    return [gzip.compress(record(sized(page(title))), mtime=0) for title in titles]


def test_records_packed_one_by_one() -> None:
    found = read(b"".join(members("One", "Two", "Three")), "x.warc.gz")
    assert [article.title for article in articles(found)] == ["One", "Two", "Three"]
    assert [item.origin for item in found] == [f"x.warc.gz:record {number}" for number in (1, 2, 3)]


def test_a_packed_archive_that_is_cut_short() -> None:
    request = gzip.compress(record(b"GET / HTTP/1.1\r\n\r\n", kind="request"))
    data = request + b"".join(members("One", "Two"))
    found = read(data[:-50], "x.warc.gz")
    assert [article.title for article in articles(found)] == ["One"]
    assert passed(found) == ["Records that hold no page: 1 request record."]
    assert lost(found)[0].reason.endswith(f"cut short at byte {len(data) - 50}. Articles read before that: 1.")
    assert articles(found)[0].notes == ()  # its own check sum was right


def test_an_archive_packed_as_one_that_is_cut_short_or_damaged() -> None:
    data = bytearray(gzip.compress(b"".join(record(sized(page(str(number)))) for number in range(20)), mtime=0))
    found = read(bytes(data[:-40]), "x.warc.gz")
    assert len(articles(found)) > 5 and all(article.notes for article in articles(found))
    assert "They could not be checked." in lost(found)[-1].reason
    data[-5] ^= 1
    found = read(bytes(data), "x.warc.gz")
    assert len(articles(found)) == 20 and all(article.notes for article in articles(found))
    assert "does not fit its check sum" in lost(found)[-1].reason


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_record_is_left_out_and_the_others_are_read(data: st.DataObject) -> None:
    packed = members("One", "Two", "Three", "Four")
    bad = bytearray(packed[1])
    at = data.draw(st.integers(10, len(bad) - 5))
    bad[at] ^= data.draw(st.integers(1, 255))
    found = read(packed[0] + bytes(bad) + packed[2] + packed[3], "x.warc.gz")
    titles = [article.title for article in articles(found)]
    assert titles[0] == "One" and titles[-1] == "Four" and set(titles) <= {"One", "Three", "Four"}
    assert all(article.text.endswith(WORDS) for article in articles(found))
    assert any(f"From byte {len(packed[0])} to " in item.reason for item in lost(found))


def test_wacz() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("archive/data.warc.gz", b"".join(members("One", "Two")))
        archive.writestr("archive/more.warc", record(sized(page("Three"))))
        archive.writestr("pages/pages.jsonl", json.dumps({"url": URL, "text": "Words taken from the page."}))
        archive.writestr("indexes/index.cdx", "org,example)/ 19640808")
        archive.writestr("datapackage.json", "{}")
    for name in ("x.wacz", "x.zip"):
        found = read(file.getvalue(), name)
        assert [article.title for article in articles(found)] == ["One", "Two", "Three"]
        assert articles(found)[0].origin == f"{name}/archive/data.warc.gz:record 1"
        assert lost(found) == [] and passed(found) == ["Passed over: 3 other files of the archive."]


# --- robustness, and what the dates are for ---------------------------------------------------------------------------


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_damage_makes_an_archive_fail(data: st.DataObject) -> None:
    whole = record(sized(page("One"))) + record(http(chunked(page("Two")), CHUNKED)) + record(sized(page("Three")))
    broken = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(broken) - 1))
        broken[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    for item in read(bytes(broken)):
        assert isinstance(item, Article) or item.reason.endswith(".")


@settings(max_examples=100, deadline=None)
@given(parts=st.lists(st.sampled_from([b"\r\n", b"\n", b"WARC/1.0\r\n", b"WARC/", b"a: b\r\n", b"x" * 9]), max_size=40))
def test_every_byte_is_passed_once(parts: list[bytes]) -> None:
    """Records and gaps come in the order of the file, and reading ends."""
    data = b"".join(parts)
    places = [part.at for part in _tape.records(io.BytesIO(data), 100)]
    assert places == sorted(set(places)) and all(at < len(data) for at in places)


@given(st.binary(max_size=300))
def test_no_bytes_make_the_chunks_fail(body: bytes) -> None:
    whole, notes = _answer._unchunked(body)
    assert len(whole) <= len(body) and len(notes) <= 1


def test_a_page_was_not_published_after_it_was_crawled() -> None:
    words = "The envoy left on Tuesday. He had been in Saigon since 1963, officials said. Nobody knew of his return."
    (article,) = articles(read(record(sized(page("Envoy leaves", words)))))
    dated = times.date(article).published
    assert (dated.value, dated.earliest, dated.latest) == (None, "1963-01-01", "1964-08-08")
    assert dated.because.endswith("a web archive has the page from 1964-08-08")


def test_a_day_of_the_crawl_that_is_no_date_is_not_used() -> None:
    (article,) = articles(read(record(sized(page()), WARC_Date="lately")))
    assert article.meta == {} and dict(article.evidence).get("crawled") is None
