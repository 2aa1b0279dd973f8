"""The guard: hosts, origins, tokens, limits, headers; and what articles hold is text everywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from reportedly.desk import Desk
from reportedly.model import Article
from reportedly.validity import wilson
from reportedly.web import Settings

from .conftest import client_of

#: As on the list of hostile inputs, in words of our own.
POISON = [
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</textarea><svg/onload=alert(1)>",
    "javascript:alert(1)", '<a href="javascript:alert(1)">x</a>', "{{7*7}}${7*7}", "<!--", "<b>bold</b>",
    "' onmouseover='alert(1)", "\u2028alert(1)", "</script><script>alert(1)</script>", "\u202eevil",
]  # fmt: skip


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "", "127.0.0.1.nip.example:80", "127.0.0.1@evil"]
)
def test_another_name_is_not_answered(reader: TestClient, host: str) -> None:
    assert reader.get("/", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:1234", "[::1]:8000", "LOCALHOST"])
def test_its_own_names_are(reader: TestClient, host: str) -> None:
    assert reader.get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example", "sec-fetch-site": "cross-site"}, {"origin": "null"},
        {"origin": "http://localhost:9999"}, {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"},
    ],
)  # fmt: skip
def test_only_its_own_pages_change_something(own: TestClient, headers: dict[str, str]) -> None:
    before = own.get("/api/judgements").json()["total"]
    item = own.get("/api/search", params={"kind": "event"}).json()["rows"][0]["id"]
    answer = own.post("/judge", data={"id": item, "action": "reject"}, headers=headers)
    assert answer.status_code == 403
    assert own.get("/api/judgements").json()["total"] == before


@pytest.mark.parametrize("path", ["/judge?id=x&action=reject", "/name?name=x"])
def test_getting_changes_nothing(reader: TestClient, path: str) -> None:
    assert reader.get(path).status_code in (404, 405)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_other_methods_are_refused(reader: TestClient, method: str) -> None:
    assert reader.request(method, "/judge").status_code == 405


def test_every_answer_has_its_headers(reader: TestClient) -> None:
    for path in ("/", "/nope", "/static/desk.css", "/api/articles", "/search?as=csv", "/dossier?who=Cuba"):
        headers = reader.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff" and headers["referrer-policy"] == "same-origin"


def test_no_page_has_script_or_style_in_its_text(reader: TestClient) -> None:
    for path in ("/", "/search?words=missiles", "/actor/SUN", "/check", "/add"):
        page = reader.get(path).text
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=", page), path
        assert not re.findall(r"(?:src|href)=\"(?:https?:)?//(?!www\.w3)", page), path


@pytest.mark.parametrize(
    "path",
    ["/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/static/..%5c..%5cx", "/article/%00", "/article/%ff",
     "/article/" + "a" * 9000, "/search?words=%F0%9F", "/search?words=" + "a" * 9000, "/article/..%2f..%2fx",
     "/search?offset=-1", "/search?offset=x", "/search?since=soon", "/search?as=exe", "/data/series?every=hour"],
)  # fmt: skip
def test_odd_addresses_are_answered_without_a_traceback(reader: TestClient, path: str) -> None:
    answer = reader.get(path)
    assert answer.status_code < 500 and "Traceback" not in answer.text
    assert "root:" not in answer.text


def test_too_much_is_refused_whatever_length_is_announced(demo_store: Path) -> None:
    def body() -> Iterator[bytes]:
        yield from (b"x" * 100_000 for _ in range(20))

    form = {"content-type": "application/x-www-form-urlencoded"}
    with client_of(demo_store, Settings(upload=1_000_000)) as client:
        assert client.post("/judge", content=b"x" * 2_000_000).status_code == 413
        assert client.post("/judge", content=body(), headers=form).status_code in (400, 413)
        assert client.get("/", headers={"content-length": "-1"}).status_code == 400


def test_a_token_is_asked_for_and_kept_from_scripts(demo_store: Path) -> None:
    with client_of(demo_store, Settings(token="a-long-enough-token")) as client:
        assert client.get("/api/articles").status_code == 401
        assert client.get("/", headers={"accept": "text/html"}).url.path == "/enter"
        assert client.post("/enter", data={"token": "wrong"}).status_code == 403
        assert client.get("/api/articles", headers={"authorization": "Bearer a-long-enough-token"}).status_code == 200
        answer = client.post("/enter", data={"token": "a-long-enough-token"}, follow_redirects=False)
        assert (
            "httponly" in answer.headers["set-cookie"].lower()
            and "samesite=strict" in answer.headers["set-cookie"].lower()
        )
        assert client.get("/api/articles").status_code == 200


def test_a_way_back_leads_nowhere_else(own: TestClient) -> None:
    for back in ("//evil.example/", "https://evil.example/", "/\\evil.example"):
        answer = own.post("/name", data={"name": "x", "back": back}, follow_redirects=False)
        assert answer.headers["location"] == "/"


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    path = tmp_path_factory.mktemp("poison") / "poison.db"
    articles = [
        Article(
            f"x{n} {poison}", f"Minister {poison} said on Monday: “{poison} is true,” and Moscow denied it.\n",
            title=poison, url=poison, outlet=poison, byline=poison, given_date="1962-10-22",
        )
        for n, poison in enumerate(POISON)
    ]  # fmt: skip
    Desk(path, reader="rules").add(articles, body=True)
    with client_of(path) as client:
        yield client


def test_what_articles_hold_is_text_on_every_page(poisoned: TestClient) -> None:
    pages = ["/", "/articles", "/search?words=monday", "/claims", "/actors", "/foretold", "/check", "/dossier?all=1"]
    rows = poisoned.get("/api/articles", params={"limit": "100"}).json()["rows"]
    assert len(rows) == len(POISON)
    from urllib.parse import quote

    pages += [f"/article/{quote(row['id'], safe='')}" for row in rows]
    pages += [f"/actor/{quote(one['key'], safe='')}" for one in poisoned.get("/api/actors").json()["rows"]]
    for path in pages:
        answer = poisoned.get(path)
        assert answer.status_code == 200, path
        page = re.sub(r"<script>(?=\(|\"use strict\"|\n)", "", answer.text)
        for tag in ("<script>alert", "<img src=x", "<svg/onload", "<b>bold", "onmouseover='"):
            assert tag not in page, (path, tag)
        assert "\u202e" not in re.sub(r"<[^>]*>", "", page), path
        assert not re.search(r"href=[\"']?\s*(?:javascript|data|vbscript):", page, re.IGNORECASE), path


def test_what_is_searched_for_is_text(reader: TestClient) -> None:
    for poison in POISON:
        for part in ("words", "who", "by", "outlet", "type"):
            page = reader.get("/search", params={part: poison}).text
            assert "<script>alert" not in page and "<img src=x" not in page and "<svg/onload" not in page


@pytest.mark.parametrize(
    ("right", "judged", "low", "high"), [(8, 10, 0.49, 0.943), (0, 5, 0.0, 0.434), (0, 0, 0.0, 1.0)]
)
def test_the_interval_is_wilsons(right: int, judged: int, low: float, high: float) -> None:
    assert wilson(right, judged) == pytest.approx((low, high), abs=0.001)
