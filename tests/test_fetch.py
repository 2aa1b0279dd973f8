"""Fetching: what is never connected to, what is bounded, how a polite guest behaves. No test leaves this machine."""

from __future__ import annotations

import contextlib
import gzip
import json
import socket
import ssl
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from reportedly import fetch, intake
from reportedly.fetch import Cache, Fetcher, NotFetched, Patience, _cache, _http, _robots, check, is_public
from reportedly.fetch._cache import Kept, lifetime
from reportedly.fetch._http import Answer
from reportedly.intake import Options
from reportedly.model import Article, Skipped
from served import Names, Site, guest

#: The addresses that any reader of URLs is tried with: places inside, other schemes, odd spellings.
HOSTILE = [
    "file:///etc/passwd", "FILE:///etc/passwd", "http://127.0.0.1/", "http://localhost:22/", "http://[::1]/",
    "http://0.0.0.0/", "http://169.254.169.254/latest/meta-data/", "http://2130706433/", "http://0x7f.1/",
    "http://0177.0.0.1/", "http://127.1/", "http://[::ffff:127.0.0.1]/", "http://10.0.0.1/", "http://192.168.0.1/",
    "http://172.16.0.1/", "http://metadata.internal/", "gopher://127.0.0.1:70/_x", "ftp://127.0.0.1/",
    "dict://127.0.0.1/", "data:text/html,<p>x", "javascript:alert(1)", "http://user:pw@127.0.0.1/",
    "http://example.org@127.0.0.1/", "http://127.0.0.1#@example.org/", "http://127。0。0。1/",
    "http://example.org:99999/", "http://exa mple/", "//127.0.0.1/", "http://", "\\\\127.0.0.1\\x",
    "http://example.org/\r\nHost: x",
    # and some more of the kind
    "http://１２７．０．０．１/", "http://①②⑦.⓪.⓪.①/", "http://127.0.0.1./", "http://0/", "http://[::]/",
    "http://[fe80::1%25eth0]/", "http://[::ffff:8.8.8.8]/", "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/",
    "http://100.64.0.1/", "http://168.63.129.16/", "http://printer.local/", "http://LOCALHOST/", "http://a.localhost/",
    "http://example.org:22/", "http://example.org:0/", "http://example.org\\@127.0.0.1/", "http://ex%61mple.org/",
    "http://example.org\t/", "http://example.org\u2028/", "http://a..b/", "http://.example.org/", "http://[1::2",
    "http://" + "a" * 64 + ".org/", "http://" + "a." * 130 + "org/", "http://example.org/" + "a" * 9000,
    "https:example.org", "https:///x", "http:\\\\example.org", "\ud800http://example.org/", "http://example.org/\ud800",
]  # fmt: skip


def small(kind: str) -> int:
    return 1 << 20


def never(*given: Any, **more: Any) -> Any:
    """Instead of a name server or a socket: fails the test that reaches it."""
    raise AssertionError(f"reached with {given}")


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    yield made
    made.server.shutdown()
    made.server.server_close()


def refused(made: Callable[[], object]) -> str:
    with pytest.raises(NotFetched) as caught:
        made()
    assert caught.value.reason.endswith(".") and "Traceback" not in caught.value.reason
    return caught.value.reason


# --- what is never connected to -----------------------------------------------------------------------------------


@pytest.mark.parametrize("url", HOSTILE)
def test_hostile_addresses_are_refused_with_a_sentence_and_without_a_connection(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "socket", never)
    monkeypatch.setattr(socket, "getaddrinfo", never)
    reason = refused(lambda: Fetcher(look_up=never).get(url, small))
    assert reason.endswith(".") and "\n" not in reason and len(reason) < 200


@pytest.mark.parametrize("url", HOSTILE)
@pytest.mark.parametrize("allowed", [True, False])
def test_as_inputs_they_are_skipped_and_the_rest_goes_on(
    url: str, allowed: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text("Delegates met in Geneva.")
    monkeypatch.setattr(socket, "socket", never)
    monkeypatch.setattr(fetch, "shared", lambda: Fetcher(look_up=never))
    skipped, article = list(intake.open([url, "a.txt"], Options(fetch=allowed)))
    assert isinstance(skipped, Skipped) and skipped.origin == url and skipped.reason.endswith(".")
    assert isinstance(article, Article)


def test_without_leave_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "shared", never)
    url = "https://www.example.org/news/1"
    assert list(intake.open([url])) == [
        Skipped(url, "Fetching is off; add --fetch, or save the page and name the file.")
    ]


def test_a_server_inside_is_never_reached(site: Site) -> None:
    for url in (site.url("/", "127.0.0.1"), site.url("/", "[::1]"), site.url("/", "localhost")):
        refused(lambda url=url: Fetcher().get(url, small))  # type: ignore[misc]
    assert site.asked == []


@pytest.mark.parametrize(
    "ips", [["127.0.0.1"], ["8.8.8.8", "10.0.0.1"], ["::1"], ["fe80::1%eth0"], ["100.64.0.1"], ["64:ff9b::a00:1"]]
)
def test_a_name_that_leads_inside_is_refused_whatever_else_it_leads_to(
    ips: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "socket", never)
    fetcher = Fetcher(look_up=Names(rebound_example=ips))
    reason = refused(lambda: fetcher.get("http://rebound.example/", small))
    assert reason == f"rebound.example leads to {ips[-1]}, which is no public address, and only such are fetched."


def test_a_name_is_resolved_once_for_a_request(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The address that was checked is the one connected to: a name server that changes its mind in between is not asked
    again, and one that does so for the next request is caught by the check of that."""
    monkeypatch.setattr(socket, "getaddrinfo", never)
    site.pages["/a"] = (200, {}, b"words")
    answers = [["127.0.0.1"]] * 3 + [["127.0.0.2"]]
    asked: list[str] = []

    def changing(host: str, port: int, seconds: float) -> list[str]:
        asked.append(host)
        return answers[len(asked) - 1]

    fetcher = guest(look_up=changing)
    assert fetcher.get(site.url("/a"), small).body == b"words"
    assert len(asked) == 3  # robots.txt is minded, and asked for; the page
    assert "127.0.0.2, which is no public address" in refused(lambda: fetcher.get(site.url("/b"), small))
    assert site.paths == ["/robots.txt", "/a"]


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("http://127.0.0.2/", "127.0.0.2 is no public address, and only such are fetched."),
        ("http://inside.example/", "inside.example leads to 10.0.0.1, which is no public address"),
        ("file:///etc/passwd", "It redirects to another address. Only http and https are fetched, not file."),
        ("http://2130706433/", "It redirects to another address. The host of the address is a number"),
        ("//user@127.0.0.1/", "It redirects to another address. The address has a user name in it"),
        ("http://[1::2", "It redirects to what is no address."),
        ("javascript:alert(1)", "It redirects to another address. Only http and https"),
        ("/a\x01b", "It redirects to another address. The address has a space, a control character"),
    ],
)
def test_redirects_are_checked_like_addresses(site: Site, location: str, reason: str) -> None:
    site.pages["/a"] = (302, {"Location": location}, b"")
    fetcher = guest(look_up=Names(inside_example=["10.0.0.1"]))
    assert refused(lambda: fetcher.get(site.url("/a"), small)).startswith(reason)
    assert site.paths == ["/robots.txt", "/a"]


def test_redirects_are_followed_five_times(site: Site) -> None:
    site.pages |= {f"/{n}": (302, {"Location": f"/{n + 1}"}, b"") for n in range(9)}
    site.pages["/9"] = (200, {"Content-Type": "text/plain"}, b"here")
    page = guest().get(site.url("/4"), small)
    assert (page.asked, page.url, page.body) == (site.url("/4"), site.url("/9"), b"here")
    site.asked.clear()
    assert refused(lambda: guest().get(site.url("/3"), small)) == "It redirects more than 5 times."
    assert site.paths == ["/robots.txt", "/3", "/4", "/5", "/6", "/7", "/8"]


def test_a_redirect_in_utf_8_is_understood(site: Site) -> None:
    site.pages["/a"] = (301, {"Location": "/é".encode().decode("latin-1")}, b"")
    site.pages["/%C3%A9"] = (200, {}, b"here")
    assert guest().get(site.url("/a"), small).url == site.url("/%C3%A9")


def test_no_way_leads_from_https_to_http() -> None:
    secure = check("https://www.example.org/a")
    reason = refused(lambda: secure.onward("http://www.example.org/b"))
    assert reason.startswith("It redirects from https to http://www.example.org/b, ")
    assert secure.onward("/b?c=ü#d").url == "https://www.example.org/b?c=%C3%BC"
    assert check("http://example.org/").onward("https://example.org/").scheme == "https"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("HTTP://EXAMPLE.ORG", "http://example.org/"),
        ("https://example.org:443/a?b=[1]#c", "https://example.org/a?b=[1]"),
        ("https://Bücher.example/ä?q=ü", "https://xn--bcher-kva.example/%C3%A4?q=%C3%BC"),
        ("https://straße.example/", "https://xn--strae-oqa.example/"),
        ("https://example。org./%e2%82%ac", "https://example.org/%e2%82%ac"),
        ("http://[2606:4700::1111]:8080/x", "http://[2606:4700::1111]:8080/x"),
        ("https://a_b.example.org/x%20y", "https://a_b.example.org/x%20y"),
    ],
)
def test_one_address_has_one_spelling(typed: str, meant: str) -> None:
    assert check(typed).url == meant
    assert check(meant) == check(typed)


@pytest.mark.parametrize(
    ("ips", "public"),
    [
        ("8.8.8.8 1.1.1.1 100.128.0.1 2606:4700::1111 2a00:1450:4001::1 64:ff9b::808:808 2002:808:808::1", True),
        ("127.0.0.1 127.255.255.254 10.1.1.1 172.31.0.1 192.168.1.1 0.0.0.0 0.1.2.3 169.254.169.254", False),
        ("100.64.0.1 100.127.255.255 192.0.0.192 192.0.2.1 192.88.99.1 198.18.0.1 198.51.100.1 203.0.113.1", False),
        ("224.0.0.1 239.1.1.1 240.0.0.1 255.255.255.255 168.63.129.16", False),
        (":: ::1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 ::127.0.0.1 64:ff9b::7f00:1 64:ff9b:1::1 2002:7f00:1::", False),
        ("2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:db8::1 fc00::1 fd00:ec2::254 fe80::1 fe80::1%e fec0::1", False),
        ("ff02::1 100::1 3fff::1 5f00::1 4000::1 hello 127.1", False),
    ],
)
def test_public_addresses(ips: str, public: bool) -> None:
    assert {ip: is_public(ip) for ip in ips.split()} == dict.fromkeys(ips.split(), public)


def test_the_systems_look_up_is_given_up_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    info = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.0.2.7", 80))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *given, **more: [info, info])
    assert _http.look_up("news.example", 80, 5) == ["192.0.2.7"]

    def fails(*given: Any, **more: Any) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fails)
    assert refused(lambda: _http.look_up("none.example", 80, 5)).startswith("There is no host none.example")

    def slow(*given: Any, **more: Any) -> list[Any]:
        time.sleep(0.5)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    assert "was not resolved in 0.05 seconds" in refused(lambda: _http.look_up("slow.example", 80, 0.05))


# --- bounds -------------------------------------------------------------------------------------------------------


def test_a_body_over_the_limit(site: Site) -> None:
    site.pages["/said"] = (200, {}, b"x" * 2000)
    site.pages["/unsaid"] = lambda handler: _write(handler, b"HTTP/1.0 200 OK\r\n\r\n", *[b"x" * 500] * 100)
    for path in ("/said", "/unsaid"):
        assert refused(lambda path=path: guest().get(site.url(path), lambda kind: 1999)) == (  # type: ignore[misc]
            "It has more than 0.00190639 MB; --limit allows more."
        )
    assert len(guest().get(site.url("/said"), lambda kind: 2000).body) == 2000


def _write(handler: BaseHTTPRequestHandler, *parts: bytes, every: float = 0.0) -> None:
    with contextlib.suppress(OSError):
        for part in parts:
            handler.wfile.write(part)
            handler.wfile.flush()
            time.sleep(every)
    handler.close_connection = True


def test_the_limit_goes_by_the_kind_of_page(site: Site) -> None:
    kinds: list[str] = []
    site.pages["/a"] = (200, {"Content-Type": "Application/PDF; x=y"}, b"%PDF")

    def limit(kind: str) -> int:
        kinds.append(kind)
        return 100

    page = guest().get(site.url("/a"), limit)
    assert kinds == ["Application/PDF; x=y"] and page.content_type == "application/pdf"


@pytest.mark.parametrize("slow", ["status", "headers", "body"])
def test_a_slow_answer_is_given_up_in_all(site: Site, slow: str) -> None:
    """Each byte comes well within the time for one; together they would take for ever."""
    begin = {"status": b"", "headers": b"HTTP/1.1 200 OK\r\n", "body": b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n"}
    site.pages["/a"] = lambda handler: _write(handler, begin[slow], *[b"x"] * 99, every=0.1)
    fetcher = guest(patience=Patience(read=5, whole=0.5))
    begun = time.monotonic()
    assert "took too long to answer" in refused(lambda: fetcher.get(site.url("/a"), small))
    assert time.monotonic() - begun < 3


def test_a_silent_answer_is_given_up(site: Site) -> None:
    site.pages["/a"] = lambda handler: time.sleep(2)
    fetcher = guest(patience=Patience(read=0.2))
    begun = time.monotonic()
    assert "took too long to answer" in refused(lambda: fetcher.get(site.url("/a"), small))
    assert time.monotonic() - begun < 1.5


@pytest.mark.parametrize("coding", ["gzip", "x-gzip", "deflate", "bare deflate", "GZIP ", "identity", ""])
def test_packed_bodies_are_unpacked(site: Site, coding: str) -> None:
    words = "Détente would go on. ".encode() * 9000
    bare = zlib.compressobj(wbits=-15)
    packed = {
        "deflate": zlib.compress(words), "bare deflate": bare.compress(words) + bare.flush(), "identity": words,
        "": words,
    }.get(coding, gzip.compress(words))  # fmt: skip
    site.pages["/a"] = (200, {"Content-Encoding": coding.removeprefix("bare ")}, packed)
    assert guest().get(site.url("/a"), small).body == words
    assert site.asked[-1][1]["accept-encoding"] == "gzip, deflate"


def test_two_members_and_padding(site: Site) -> None:
    site.pages["/a"] = (200, {"Content-Encoding": "gzip"}, gzip.compress(b"one ") + gzip.compress(b"two") + b"\0\0")
    assert guest().get(site.url("/a"), small).body == b"one two"


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_a_bomb_does_not_go_off(site: Site, coding: str) -> None:
    import tracemalloc

    bomb = zlib.compressobj(9, wbits=31 if coding == "gzip" else 15)
    packed = b"".join(bomb.compress(bytes(1 << 20)) for _ in range(300)) + bomb.flush()
    site.pages["/a"] = (200, {"Content-Encoding": coding}, packed)
    tracemalloc.start()
    try:
        assert "more than 1 MB" in refused(lambda: guest().get(site.url("/a"), small))
        assert tracemalloc.get_traced_memory()[1] < 16 << 20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("headers", "body", "words"),
    [
        ({"Content-Encoding": "br"}, b"x", "It came packed as 'br', which was not asked for."),
        ({"Content-Encoding": "gzip, gzip"}, b"x", "It came packed as 'gzip, gzip'"),
        ({"Content-Encoding": "gzip"}, b"no gzip at all", "failed"),
        ({"Content-Encoding": "gzip"}, gzip.compress(b"words" * 99)[:-9], "Its packed text breaks off."),
        ({"Content-Length": "99"}, b"x", "broke off with 98 bytes to come"),
    ],
)
def test_damaged_bodies_are_refused(site: Site, headers: dict[str, str], body: bytes, words: str) -> None:
    site.pages["/a"] = (200, {**headers, "Connection": "close"}, body)
    assert words in refused(lambda: guest().get(site.url("/a"), small))


@pytest.mark.parametrize(
    "answer",
    [
        b"", b"SSH-2.0-x\r\n", b"HTTP/1.1 abc\r\n\r\n", b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 500 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nA: " + b"b" * 100_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
    ],
)  # fmt: skip
def test_nonsense_is_refused(site: Site, answer: bytes) -> None:
    site.pages["/a"] = lambda handler: _write(handler, answer)
    with pytest.raises(NotFetched) as caught:
        guest().get(site.url("/a"), small)
    assert not caught.value.lasting and len(caught.value.reason) < 350


@pytest.mark.parametrize(
    ("status", "lasting", "words"),
    [
        (404, True, "There is no such page any more, or never was (404)."),
        (403, True, "news.example does not give it to everybody (403)"),
        (500, False, "news.example has a fault of its own (500); try again later."),
        (429, False, "news.example asks to be left alone for a while (429)."),
        (206, True, "news.example answered with 206 and no page."),
        (304, True, "news.example answered with 304 and no page."),
    ],
)
def test_other_answers_are_told(site: Site, status: int, lasting: bool, words: str) -> None:
    site.pages["/a"] = (status, {}, b"")
    with pytest.raises(NotFetched) as caught:
        guest().get(site.url("/a"), small)
    assert caught.value.reason.startswith(words) and caught.value.lasting is lasting
    assert str(caught.value) == f"An address was not fetched. {caught.value.reason}"


def test_a_closed_port_is_told_and_the_next_address_tried(site: Site) -> None:
    site.pages["/a"] = (200, {}, b"here")
    with contextlib.closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        with pytest.raises(NotFetched, match="failed") as caught:
            guest().get(f"http://news.example:{port}/", small)
    assert not caught.value.lasting
    if sys.platform == "linux":  # where the whole of 127/8 is this machine
        many = guest(look_up=Names(news_example=["127.0.0.9", "127.0.0.1"]), may_connect=lambda ip, port: True)
        assert many.get(site.url("/a"), small).body == b"here"


# --- a certificate ------------------------------------------------------------------------------------------------

#: For `news.example`, made for these tests and good for nothing else.
KEY = """-----BEGIN EC PRIVATE KEY-----
MHcCAQEEIFf5zRmh06CI1XZQDhEtOpWtfzXACihCI16sKlWXlBv/oAoGCCqGSM49
AwEHoUQDQgAE//jcUEr5jZL+HJQDpBxy5tgBIRqrtUfLk53M6ti63xCF50QQ8Jme
4ZBcM1XaPnucNgBOW6Rm0T3amNBFwJnqWQ==
-----END EC PRIVATE KEY-----
"""
CERTIFICATE = """-----BEGIN CERTIFICATE-----
MIIBnTCCAUSgAwIBAgIUQ9SCGAiV8ksX6kzXe9S3bdbHwuowCgYIKoZIzj0EAwIw
FzEVMBMGA1UEAwwMbmV3cy5leGFtcGxlMCAXDTI2MTEyOTEyMzkyMloYDzIxMjYx
MTA1MTIzOTIyWjAXMRUwEwYDVQQDDAxuZXdzLmV4YW1wbGUwWTATBgcqhkjOPQIB
BggqhkjOPQMBBwNCAAT/+NxQSvmNkv4clAOkHHLm2AEhGqu1R8uTnczq2LrfEIXn
RBDwmZ7hkFwzVdo+e5w2AE5bpGbRPdqY0EXAmepZo2wwajAdBgNVHQ4EFgQU5xSL
IoIBR5laeOWnJ3+YSdNNvaQwHwYDVR0jBBgwFoAU5xSLIoIBR5laeOWnJ3+YSdNN
vaQwFwYDVR0RBBAwDoIMbmV3cy5leGFtcGxlMA8GA1UdEwEB/wQFMAMBAf8wCgYI
KoZIzj0EAwIDRwAwRAIgUFbj0a23rlEXscSwom4QPNe3hfPOioFJZtM9fSxmNEYC
IHH1I7sC6awM3NUdKa3lXTgYGFVT8OFrrdN8G0j2RucH
-----END CERTIFICATE-----
"""


def test_the_certificate_must_be_that_of_the_name(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pem").write_text(KEY + CERTIFICATE)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(tmp_path / "pem")
    site.server.socket = server.wrap_socket(site.server.socket, server_side=True)
    site.pages["/a"] = (200, {}, b"here")
    url = site.url("/a").replace("http:", "https:")
    assert "The certificate of" in refused(lambda: guest().get(url, small))
    known = ssl.create_default_context(cadata=CERTIFICATE)
    monkeypatch.setattr(_http, "_trust", lambda: known)
    assert guest().get(url, small).body == b"here"
    assert site.asked[-1][1]["host"] == f"news.example:{site.port}"
    assert "The certificate of other.example" in refused(
        lambda: guest().get(url.replace("news.example", "other.example"), small)
    )
    assert _http._trust is not None and ssl.create_default_context().check_hostname


def test_the_trust_of_every_day_checks_names_and_has_certificates() -> None:
    context = _http._trust()
    assert context.check_hostname and context.verify_mode == ssl.CERT_REQUIRED
    assert context.cert_store_stats()["x509_ca"] > 50


# --- being a guest ------------------------------------------------------------------------------------------------


def test_robots_are_minded(site: Site) -> None:
    rules = b"User-agent: other\nDisallow: /\n\nUser-agent: *\nDisallow: /private/\nDisallow: /*?print=\n"
    rules += b"Allow: /private/a$\n"
    site.pages |= {"/robots.txt": (200, {}, rules)} | {
        path: (200, {}, b"here") for path in ("/", "/private/a", "/private/ab", "/x?print=1")
    }
    fetcher = guest()
    assert fetcher.get(site.url("/"), small).body == b"here"
    assert fetcher.get(site.url("/private/a"), small).body == b"here"
    for path in ("/private/ab", "/x?print=1"):
        assert "asks robots not to read it" in refused(lambda path=path: fetcher.get(site.url(path), small))  # type: ignore[misc]
    assert site.paths == ["/robots.txt", "/", "/private/a"]
    assert site.asked[0][1]["user-agent"].startswith("reportedly/")


def test_the_rules_for_us_by_name_go_first(site: Site) -> None:
    rules = b"User-agent: *\nAllow: /\n\nUSER-AGENT: Reportedly # hello\nDisallow: /news\n"
    site.pages |= {"/robots.txt": (200, {}, rules), "/news": (200, {}, b""), "/other": (200, {}, b"x")}
    assert guest().get(site.url("/other"), small).body == b"x"
    refused(lambda: guest().get(site.url("/news"), small))


def test_robots_at_the_end_of_a_redirect_are_minded(site: Site) -> None:
    """A redirect must not lead round the rules of the site it leads to."""
    site.pages |= {"/a": (302, {"Location": "/no"}, b""), "/no": (200, {}, b"x")}
    site.pages["/robots.txt"] = (200, {}, b"User-agent: *\nDisallow: /no")
    assert "asks robots" in refused(lambda: guest().get(site.url("/a"), small))
    assert site.paths == ["/robots.txt", "/a"]


@pytest.mark.parametrize(("status", "fetched"), [(404, True), (403, True), (429, False), (500, False), (503, False)])
def test_no_rules_no_limits_and_no_answer_no_visit(site: Site, status: int, fetched: bool) -> None:
    site.pages |= {"/robots.txt": (status, {}, b"User-agent: *\nDisallow: /"), "/a": (200, {}, b"x")}
    fetcher = guest()
    if fetched:
        assert fetcher.get(site.url("/a"), small).body == b"x"
    else:
        assert "robots.txt could not be read" in refused(lambda: fetcher.get(site.url("/a"), small))
        refused(lambda: fetcher.get(site.url("/a"), small))
        assert site.paths == ["/robots.txt"]


def test_large_and_hostile_rules_take_no_time() -> None:
    names = b"".join(b"user-agent: a%d\n" % n for n in range(16_000)) + b"Disallow:/x\n" * 20_000
    hidden = "".join(f"Disallow: /\x0buser agent a{n}\x0b" for n in range(12_000)).encode() + b"Disallow:/x\n" * 12_000
    stars = b"user-agent: *\n" + b"Disallow: /" + b"*a" * 200_000 + b"b\n"
    for body in (names, hidden, stars, bytes(range(256)) * 4000, b"user-agent: *\ncrawl-delay: inf\ncrawl-delay: -1\n"):
        begun = time.monotonic()
        rules = _robots.parse(body)
        assert rules.allow("http://news.example/" + "a" * 7000) and rules.delay == 0
        assert time.monotonic() - begun < 3


def test_pauses_between_two_requests_of_one_host(site: Site) -> None:
    site.pages["/robots.txt"] = (200, {}, b"User-agent: *\nCrawl-delay: 7\n")
    site.pages["/a"] = (200, {"Cache-Control": "no-store"}, b"x")
    slept: list[float] = []
    fetcher = guest(pause=1.0, sleep=slept.append)
    fetcher.get(site.url("/a"), small)
    fetcher.get(site.url("/a"), small)
    fetcher.get(site.url("/a", "other.example"), small)
    assert [round(one) for one in slept] == [1, 7, 1]


def test_a_site_that_asks_for_very_long_pauses_is_left_alone(site: Site) -> None:
    site.pages["/robots.txt"] = (200, {}, b"User-agent: *\nCrawl-delay: 3600\n")
    site.pages["/a"] = (200, {}, b"x")
    fetcher = guest()
    assert fetcher.get(site.url("/a"), small).body == b"x"
    assert "asks to be left alone for another 3600 seconds" in refused(lambda: fetcher.get(site.url("/a"), small))


def test_retry_after_is_honoured_once(site: Site) -> None:
    answers = [(503, {"Retry-After": "5"}, b""), (200, {}, b"x")] + [(429, {"Retry-After": "9"}, b"")] * 9
    site.pages["/a"] = lambda handler: answers.pop(0)
    slept: list[float] = []
    fetcher = guest(sleep=slept.append)
    assert fetcher.get(site.url("/a"), small).body == b"x"
    assert [round(one) for one in slept] == [5]
    refused(lambda: fetcher.get(site.url("/a"), small))
    assert len(answers) == 7
    answers[0] = (429, {"Retry-After": "7200"}, b"")
    refused(lambda: guest().get(site.url("/a"), small))
    assert len(answers) == 6


# --- the cache ----------------------------------------------------------------------------------------------------


def test_what_is_fresh_is_not_fetched_again(site: Site, tmp_path: Path) -> None:
    site.pages["/a"] = (301, {"Location": "/b"}, b"")
    site.pages["/b"] = (200, {"Content-Type": "text/html; charset=windows-1251"}, b"<p>x")
    first = guest(cache=Cache(tmp_path / "new" / "cache")).get(site.url("/a"), small)
    asked = list(site.paths)
    again = guest(cache=Cache(tmp_path / "new" / "cache")).get(site.url("/a"), small)
    assert first == again and again.charset == "windows-1251" and again.url == site.url("/b")
    assert site.paths == asked == ["/robots.txt", "/a", "/b"]


@pytest.mark.parametrize("tag", [{"ETag": '"1"'}, {"Last-Modified": "Mon, 02 Jan 2023 10:00:00 GMT"}])
def test_what_is_stale_is_asked_about(site: Site, tmp_path: Path, tag: dict[str, str]) -> None:
    def page(handler: BaseHTTPRequestHandler) -> tuple[int, dict[str, str], bytes]:
        told = handler.headers.get("If-None-Match") or handler.headers.get("If-Modified-Since")
        headers = {**tag, "Cache-Control": "no-cache"}
        return (304, headers, b"") if told in tag.values() else (200, headers, b"words")

    site.pages["/a"] = page
    for _ in range(3):
        assert guest(cache=Cache(tmp_path)).get(site.url("/a"), small).body == b"words"
    asked = [headers for path, headers in site.asked if path == "/a"]
    assert ["if-none-match" in one or "if-modified-since" in one for one in asked] == [False, True, True]


def test_recheck_asks_though_it_is_fresh(site: Site, tmp_path: Path) -> None:
    site.pages["/a"] = (200, {"Cache-Control": "max-age=900", "ETag": "x"}, b"one")
    fetcher = guest(cache=Cache(tmp_path))
    fetcher.get(site.url("/a"), small)
    site.pages["/a"] = (200, {}, b"two")
    assert fetcher.get(site.url("/a"), small).body == b"one"
    assert fetcher.get(site.url("/a"), small, recheck=True).body == b"two"


def test_what_may_not_be_kept_is_not(site: Site, tmp_path: Path) -> None:
    site.pages |= {"/a": (200, {"Cache-Control": "no-store, max-age=900"}, b"x"), "/b": (404, {}, b"")}
    fetcher = guest(cache=Cache(tmp_path))
    fetcher.get(site.url("/a"), small)
    refused(lambda: fetcher.get(site.url("/b"), small))
    assert list(tmp_path.iterdir()) == []


def headers(**given: str) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in given.items()}


DAY = "Tue, 02 Jan 2024 10:00:00 GMT"


@pytest.mark.parametrize(
    ("status", "given", "seconds"),
    [
        (200, {}, 600), (301, {}, 600), (302, {}, 0), (302, headers(cache_control="max-age=9"), 9),
        (200, headers(cache_control="public, MAX-AGE=90", age="30"), 60),
        (200, headers(cache_control="max-age=x"), 600),
        (200, headers(cache_control="max-age=99999999"), 86400), (200, headers(cache_control="no-cache"), 0),
        (200, headers(expires="0", date=DAY), 0),
        (200, headers(expires="Tue, 02 Jan 2024 11:00:00 GMT", date=DAY), 3600),
        (200, headers(last_modified="Tue, 02 Jan 2024 00:00:00 GMT", date=DAY), 3600),
        (200, headers(last_modified="Tue, 02 Jan 1990 00:00:00 GMT", date=DAY), 86400), (200, headers(vary="*"), 0),
    ],
)  # fmt: skip
def test_how_long_an_answer_is_fresh(status: int, given: dict[str, str], seconds: float) -> None:
    assert lifetime(Answer(status, given)) == seconds
    assert Kept(Answer(status, given), 100.0).fresh(100.0 + seconds - 1) is (seconds > 0)
    assert not Kept(Answer(status, given), 100.0).fresh(100.0 + seconds)
    assert not Kept(Answer(status, given), 100.0).fresh(99.0)  # a clock that was put back


def test_a_damaged_cache_is_as_none(site: Site, tmp_path: Path) -> None:
    site.pages["/a"] = (200, {}, b"words")
    cache = Cache(tmp_path)
    guest(cache=cache).get(site.url("/a"), small)
    (file,) = tmp_path.iterdir()
    whole = file.read_bytes()
    for damaged in (b"", b"{}", b"[1]\n", whole[:-1], whole.replace(b"/a", b"/b"), whole.replace(b"{", b"[")):
        file.write_bytes(damaged)
        assert cache.get(site.url("/a")) is None
        assert guest(cache=cache).get(site.url("/a"), small).body == b"words"
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    assert guest(cache=Cache(blocked / "x")).get(site.url("/a"), small).body == b"words"


def test_the_cache_forgets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    (tmp_path / "mine.txt").write_text("not of the cache")
    names = [str(n) * 64 for n in range(3)]
    for days, name in zip((1, 2, 40), names):
        (tmp_path / name).write_bytes(b"x" * 100)
        os.utime(tmp_path / name, (time.time() - days * 86_400,) * 2)
    monkeypatch.setattr(_cache, "LARGEST", 150)
    Cache(tmp_path).put("http://news.example/", Kept(Answer(200, {}, b""), time.time()))
    left = {path.name for path in tmp_path.iterdir()}
    assert names[0] in left and "mine.txt" in left
    assert not {names[1], names[2]} & left


def test_where_the_cache_is(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    for name in ("REPORTEDLY_CACHE", "XDG_CACHE_HOME", "HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    assert Cache.usual() is None
    fetch.shared.cache_clear()
    try:
        assert fetch.shared() is fetch.shared()
    finally:
        fetch.shared.cache_clear()
    assert [record.message for record in caplog.records] == [
        "reportedly: No place to keep fetched pages in is known; each is fetched anew (REPORTEDLY_CACHE names one)."
    ]
    monkeypatch.setenv("HOME", "/home/ann")
    monkeypatch.setenv("LOCALAPPDATA", "/home/ann")
    found = Cache.usual()
    assert found and found.folder.is_relative_to("/home/ann") and "reportedly" in str(found.folder)
    monkeypatch.setenv("REPORTEDLY_CACHE", "/var/kept")
    found = Cache.usual()
    assert found and found.folder == Path("/var/kept")
    monkeypatch.setenv("REPORTEDLY_CACHE", "")
    assert Cache.usual() is None


# --- as an input --------------------------------------------------------------------------------------------------

PAGE = (
    "<!doctype html><html><head><title>Канал</title></head><body><article><h1>Канал открыт</h1>"
    "<p>Суда прошли канал 9 апреля 1957 года.</p></article></body></html>"
)


@pytest.fixture
def shared(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    made = guest()
    monkeypatch.setattr(fetch, "shared", lambda: made)
    yield


@pytest.mark.usefixtures("shared")
def test_a_page_is_an_article_of_its_address(site: Site) -> None:
    site.pages["/old"] = (301, {"Location": "/news?id=1"}, b"")
    site.pages["/news?id=1"] = (200, {"Content-Type": "text/html; charset=windows-1251"}, PAGE.encode("cp1251"))
    (article,) = intake.open([site.url("/old")], Options(fetch=True))
    assert isinstance(article, Article)
    assert article.title == "Канал открыт" and "Суда прошли" in article.text and article.notes == ()
    assert (article.origin, article.url) == (site.url("/old"), site.url("/news?id=1"))
    assert article.meta == {"asked_url": site.url("/old")}
    (same,) = intake.open([site.url("/news?id=1")], Options(fetch=True))
    assert isinstance(same, Article) and same.id == article.id and same.meta == {}


@pytest.mark.usefixtures("shared")
def test_a_wrong_charset_is_only_a_hint(site: Site) -> None:
    site.pages["/a"] = (200, {"Content-Type": "text/html; charset=ISO-8859-1"}, PAGE.encode())
    site.pages["/b"] = (200, {"Content-Type": "text/html; charset=klingon\xff"}, PAGE.encode())
    for path in ("/a", "/b"):
        (article,) = intake.open([site.url(path)], Options(fetch=True))
        assert isinstance(article, Article) and "Суда прошли" in article.text


@pytest.mark.usefixtures("shared")
def test_the_format_is_told_by_the_content_type_then_by_the_name(site: Site) -> None:
    line = json.dumps({"id": "j1", "text": "The canal was opened.", "url": "https://www.example.org/own"}).encode()
    site.pages |= {
        "/page.php": (200, {"Content-Type": "text/html"}, b"<b>The canal</b> was opened."),
        "/": (200, {"Content-Type": "text/html"}, b"<b>The canal</b> was opened."),
        "/lines.jsonl": (200, {"Content-Type": "text/plain"}, line),
        "/odd.txt": (200, {"Content-Type": "application/json"}, line),
        "/plain": (200, {"Content-Type": "text/plain; charset=cp1252"}, "The café was opened.".encode("cp1252")),
        "/unnamed": (200, {}, b"<html><body><p>The canal was opened."),
        "/empty": (200, {"Content-Type": "text/html"}, b""),
    }
    found = list(intake.open([site.url(path) for path in site.pages if path != "/robots.txt"], Options(fetch=True)))
    texts = [item.text if isinstance(item, Article) else item.reason for item in found]
    opened = "The canal was opened."
    assert texts == [opened, opened, opened, opened, "The café was opened.", opened, "It is empty."]
    urls = [item.url for item in found if isinstance(item, Article)]
    own = "https://www.example.org/own"
    assert urls == [site.url("/page.php"), site.url("/"), own, own, site.url("/plain"), site.url("/unnamed")]


@pytest.mark.usefixtures("shared")
def test_one_article_has_a_tenth_of_what_others_have(site: Site) -> None:
    site.pages["/a.html"] = (200, {"Content-Type": "text/html"}, b"<p>x" + b" " * 2000)
    site.pages["/a.jsonl"] = (200, {"Content-Type": "application/jsonl"}, b'{"text": "One."}\n' * 100)
    found = list(intake.open([site.url("/a.html"), site.url("/a.jsonl")], Options(fetch=True, limit=1000)))
    assert isinstance(found[0], Skipped) and "--limit" in found[0].reason
    assert len(found) == 101


@pytest.mark.usefixtures("shared")
def test_an_address_named_twice_is_fetched_once(site: Site) -> None:
    site.pages["/a"] = (200, {}, b"The canal was opened.")
    assert len(list(intake.open([site.url("/a")] * 2, Options(fetch=True)))) == 1
    assert site.paths == ["/robots.txt", "/a"]


@pytest.mark.usefixtures("shared")
def test_a_table_of_addresses_is_fetched_row_by_row(site: Site, tmp_path: Path) -> None:
    page = "<html><body><p>The canal was opened on Friday, and the first ships passed before noon.</p></body></html>"
    site.pages["/a"] = (200, {"Content-Type": "text/html"}, page.encode())
    table = tmp_path / "stories.csv"
    rows = [
        ("The canal opens", "Courier", "1869-11-17", site.url("/a")),
        ("Gone", "Courier", "1869-11-18", site.url("/b")),
    ]
    lines = [f"{n},{title},{url},{date},{media}" for n, (title, media, date, url) in enumerate(rows)]
    table.write_text("stories_id,title,url,publish_date,media_name\n" + "\n".join(lines) + "\n", encoding="utf-8")
    article, reason = intake.open([str(table)], Options(fetch=True))
    assert isinstance(article, Article) and isinstance(reason, Skipped)
    assert (article.url, article.outlet, article.given_date) == (site.url("/a"), "Courier", "1869-11-17")
    assert article.title == "The canal opens" and str(article.meta["row"]).endswith(":line 2")
    assert reason.origin == site.url("/b") and "404" in reason.reason
    (refused,) = intake.open([str(table)])
    assert isinstance(refused, Skipped) and "--fetch" in refused.reason
