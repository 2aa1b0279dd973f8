"""What the pages show and what analysts do on them, without a browser."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import time
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from reportedly.desk import Desk
from reportedly.web import Settings
from reportedly.web.render import link, quoted

from .conftest import client_of


def first(client: TestClient, what: str = "search", **asked: str) -> dict[str, Any]:
    rows = client.get(f"/api/{what}", params={"limit": "1", **asked}).json()["rows"]
    assert rows, asked
    return dict(rows[0])


@pytest.mark.parametrize(
    "path",
    ["/", "/search", "/search?words=missiles", "/claims", "/articles", "/actors", "/actor/SUN", "/foretold", "/check",
     "/audit", "/add", "/watch", "/dossier", "/dossier?who=Cuba", "/dyad?a=Soviet+Union&b=United+States", "/api",
     "/check?how=unsure&kind=event", "/search?order=unsure&unsure=1", "/claims?status=disputed"],
)  # fmt: skip
def test_every_page_answers(reader: TestClient, path: str) -> None:
    answer = reader.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert "<title>" in answer.text and "None" not in re.sub(r"<[^>]*>", "", answer.text)


def test_words_are_found_in_any_form_and_in_phrases(reader: TestClient) -> None:
    some = reader.get("/api/search", params={"words": "missile"}).json()["total"]
    assert some == reader.get("/api/search", params={"words": "missiles"}).json()["total"] > 0
    phrase = reader.get("/api/search", params={"words": '"missiles Cuba"'}).json()["total"]
    assert phrase < reader.get("/api/search", params={"words": "missiles Cuba"}).json()["total"]


def test_facets_add_up_and_narrow(reader: TestClient) -> None:
    found = reader.get("/api/search", params={"words": "missiles"}).json()
    kinds = dict(found["facets"]["kind"])
    assert sum(kinds.values()) == found["total"]
    only = reader.get("/api/search", params={"words": "missiles", "kind": "event"}).json()
    assert only["total"] == kinds["event"]


def test_who_narrows_by_side(reader: TestClient) -> None:
    by = reader.get("/api/search", params={"by": "USA", "to": "Soviet Union", "kind": "statement"}).json()
    back = reader.get("/api/search", params={"by": "Soviet Union", "to": "USA", "kind": "statement"}).json()
    assert by["total"] and back["total"] and by["rows"][0]["id"] != back["rows"][0]["id"]


@pytest.mark.parametrize(
    "words", ['"', "'; drop table items;--", "NEAR(a b)", "name:*", "^a", "AND OR NOT", "%_%", "*"]
)
def test_no_words_are_an_error_of_sql(reader: TestClient, words: str) -> None:
    answer = reader.get("/api/search", params={"words": words})
    assert answer.status_code in (200, 400), answer.text
    assert "rows" in answer.json() or "letter or digit" in answer.json()["detail"]


def test_a_view_leaves_as_csv_and_json(reader: TestClient) -> None:
    params = {"words": "missiles", "kind": "statement"}
    total = reader.get("/api/search", params=params).json()["total"]
    rows = list(csv.DictReader(io.StringIO(reader.get("/search", params={**params, "as": "csv"}).text)))
    lines = [json.loads(line) for line in reader.get("/search", params={**params, "as": "json"}).text.splitlines()]
    assert len(rows) == len(lines) == total
    assert {row["id"] for row in rows} == {line["id"] for line in lines}


def test_the_reading_view_marks_every_finding_and_loses_no_word(reader: TestClient) -> None:
    article = first(reader, "articles")["id"]
    reading = reader.get(f"/api/articles/{article}").json()
    page = reader.get(f"/article/{article}").text
    for row in (*reading["statements"], *reading["events"]):
        assert f'data-for="{row["id"]}' in page or f" {row['id']}" in page
    lines = re.findall(r'<p class="\w+" dir="auto">(.*?)</p>', page, re.DOTALL)
    shown = html.unescape(re.sub(r"<[^>]*>", "", "".join(lines)))
    assert re.sub(r"\s+", "", shown) == re.sub(r"\s+", "", reading["text"])


def test_a_claim_shows_both_sides_with_links_to_their_words(reader: TestClient) -> None:
    claim = first(reader, "claims", verdict="disputed")
    page = reader.get(f"/claim/{claim['id']}").text
    assert "Say so" in page and "Deny it" in page
    for voice in claim["voices"]:
        assert f"/article/{voice['quote']['article']}" in page


def test_who_changed_his_position_is_told_at_the_start(reader: TestClient) -> None:
    found = reader.get("/api/claims", params={"turned": 1}).json()["rows"]
    stances = [[step["stance"] for step in voice["positions"]] for one in found for voice in one["voices"]]
    assert any(one[0] == "denies" and one[-1] == "asserts" for one in stances if one)
    assert 0 < len(found) < reader.get("/api/claims").json()["total"]
    assert all(link("claim", one["id"]) in reader.get("/").text for one in found[:5])
    assert "All (now: somebody changed)" in reader.get("/claims?turned=1").text


def test_rows_tell_the_day_of_the_article_and_the_day_of_the_event(reader: TestClient) -> None:
    rows = reader.get("/api/search", params={"kind": "event", "limit": 200}).json()["rows"]
    one = next(row for row in rows if row["day"] and row["row"]["published"] not in (None, row["day"]))
    words = reader.get("/search", params={"article": one["article"], "kind": "event"}).text
    assert f", {one['row']['published']}</a> · dated {one['day']}" in words


def test_quotations_inside_quotations_have_other_marks() -> None:
    assert "“<bdi>‘No,’ he said</bdi>”" in quoted("“No,” he said")


def test_the_network_of_somebody_without_a_country_is_his_own(own: TestClient) -> None:
    page = own.get("/actor/western%20diplomats")
    assert page.status_code == 200 and "/data/network?who=Western%20diplomats" in page.text
    found = own.get("/data/network", params={"who": "Western diplomats"}).json()
    assert found and all("Western diplomats" in (row["by"], row["to"]) for row in found)


def test_a_judgement_is_there_at_once_and_can_be_undone(own: TestClient) -> None:
    item = first(own, kind="statement")
    own.post("/name", data={"name": "Mira Đoković", "back": "/check"})
    answer = own.post("/judge", data={"id": item["id"], "action": "reject", "why": "a title", "back": "/audit"})
    assert answer.status_code == 200 and answer.url.path == "/audit"
    assert "Mira Đoković" in answer.text and "a title" in answer.text
    assert item["id"] not in [
        row["id"] for row in own.get("/api/search", params={"kind": "statement", "limit": "1000"}).json()["rows"]
    ]
    own.post("/judge", data={"id": item["id"], "action": "withdraw", "back": "/audit"})
    assert item["id"] in [
        row["id"] for row in own.get("/api/search", params={"kind": "statement", "limit": "1000"}).json()["rows"]
    ]
    assert [one["action"] for one in own.get("/api/judgements").json()["rows"]] == ["withdraw", "reject"]


def test_an_amendment_shows_and_a_wrong_one_is_said(own: TestClient) -> None:
    item = first(own, kind="statement", type="assert")
    own.post("/judge", data={"id": item["id"], "action": "amend", "field": "act", "value": "deny"})
    assert first(own, kind="statement", words=f'"{item["text"][:30]}"')["type"] == "deny"
    answer = own.post("/judge", data={"id": item["id"], "action": "amend", "field": "act", "value": "shout"})
    assert answer.status_code == 400 and "shout" in answer.text


def settled(client: TestClient, claims: int) -> bool:
    """Whether there are so many claims before long: they are weighed in the background."""
    for _ in range(300):
        if client.get("/api/claims").json()["total"] == claims:
            return True
        time.sleep(0.2)
    return False


def test_two_claims_become_one_and_part_again(own: TestClient) -> None:
    one, two = own.get("/api/claims", params={"limit": "2"}).json()["rows"]
    before = own.get("/api/claims").json()["total"]
    own.post("/judge", data={"id": one["id"], "other": two["id"], "action": "same"})
    assert settled(own, before - 1)
    own.post("/judge", data={"id": one["id"], "other": two["id"], "action": "withdraw"})
    assert settled(own, before)


def test_two_names_become_one_person_and_part_again(own: TestClient) -> None:
    people = {one["name"]: one for one in own.get("/api/actors", params={"limit": "200"}).json()["rows"]}
    one, two = people["U Thant"], people["Dean Rusk"] if "Dean Rusk" in people else people["Adlai Stevenson"]
    answer = own.post("/rename", data={"key": two["key"], "name": "U Thant", "why": "a test"})
    assert answer.status_code == 200 and "U Thant" in answer.text
    after = {row["name"]: row for row in own.get("/api/actors", params={"limit": "200"}).json()["rows"]}
    assert two["name"] not in after and after["U Thant"]["articles"] >= one["articles"]
    for judgement in own.get("/api/judgements").json()["rows"]:
        own.post("/judge", data={"id": judgement["id"], "action": "withdraw"})
    again = {row["name"]: row["articles"] for row in own.get("/api/actors", params={"limit": "200"}).json()["rows"]}
    assert again[two["name"]] == two["articles"] and again["U Thant"] == one["articles"]


def test_precision_comes_with_its_interval_and_analysts_agree(own: TestClient) -> None:
    rows = own.get("/api/search", params={"kind": "event", "limit": "4"}).json()["rows"]
    for name in ("ann", "ben"):
        own.post("/name", data={"name": name})
        for n, row in enumerate(rows):
            action = "reject" if n == 0 or (n == 1 and name == "ben") else "accept"
            own.post("/judge", data={"id": row["id"], "action": action, "why": "[drawn by chance] seed 1"})
    page = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", own.get("/check").text))
    assert "ann and ben 4 3 0.50" in page, page[-900:]
    right = sum(
        int(n) for n in re.findall(r"\d+ (\d+) [01]\.\d\d", page.split("How far")[0].split("All judgements")[0])
    )
    assert right == 2  # the second analyst's word, which came last, counts


def test_what_is_drawn_by_chance_is_the_same_for_the_same_seed(reader: TestClient) -> None:
    def drawn(seed: int) -> list[str]:
        return re.findall(r'name="id" value="([^"]+)"', reader.get(f"/check?seed={seed}").text)

    assert drawn(1) == drawn(1) != drawn(2) and len(drawn(1)) == 20


def test_a_pasted_text_and_a_file_are_taken_in(own: TestClient) -> None:
    text = "Nikita Khrushchev told the Supreme Soviet that the weapons would be removed from Cuba by the navy."
    files = [("files", ("note.txt", b"Dean Rusk denied on Friday that the talks had failed.", "text/plain"))]
    answer = own.post("/add", data={"text": text, "title": "A speech", "date": "1962-11-05"}, files=files)
    assert answer.url.path.startswith("/adding/")
    for _ in range(100):
        if "Added" in own.get(answer.url.path).text:
            break
        time.sleep(0.2)
    page = own.get(answer.url.path).text
    assert "note.txt" in page and page.count('<span class="tag ">added</span>') == 2
    speech = first(own, "articles", words="Supreme Soviet navy")
    assert (speech["title"], speech["published"]) == ("A speech", "1962-11-05")


def test_whom_one_watches_has_something_new_after_an_article(own: TestClient) -> None:
    page = own.post("/watch", data={"name": "Dean Rusk"}).text
    seen = re.search(r'name="seen" value="(\d+)"', page)
    assert seen
    page = own.post("/watch", data={"seen": seen[1]}).text
    assert "Nothing new." in page
    own.post(
        "/add", data={"text": "Dean Rusk denied on Friday that the talks in Geneva had failed.", "date": "1962-11-05"}
    )
    for _ in range(100):
        page = own.get("/watch").text
        if "Nothing new." not in page:
            break
        time.sleep(0.2)
    assert "Geneva" in page


@pytest.mark.parametrize("form", ["txt", "bib", "ris"])
def test_a_citation_has_the_words_and_their_offsets(reader: TestClient, form: str) -> None:
    item = first(reader, kind="statement", words="missiles")
    start, end = item["row"]["content"][0]
    answer = reader.get(f"/cite/{item['id']}", params={"as": form})
    assert answer.status_code == 200
    assert f"{start}-{end}" in answer.text and item["text"].split(" … ")[0][:20] in answer.text


def test_an_empty_store_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "empty.db"
    Desk(path, reader="rules").add([])
    with client_of(path) as client:
        assert "This store is empty" in client.get("/").text
        for page in ("/search", "/claims", "/articles", "/actors", "/foretold", "/check", "/audit"):
            assert client.get(page).status_code == 200


@pytest.mark.parametrize(
    "path", ["/article/nope", "/claim/c-nope", "/finding/s-nope", "/actor/nobody", "/cite/e-nope", "/adding/x", "/nope"]
)
def test_what_is_not_there_is_said(reader: TestClient, path: str) -> None:
    answer = reader.get(path)
    assert answer.status_code == 404
    assert "Not found" in answer.text and "Traceback" not in answer.text


def test_an_article_added_by_another_process_is_shown_soon(own: TestClient, tmp_path: Path) -> None:
    Desk(tmp_path / "own.db", reader="rules").add([_later()])
    for _ in range(300):
        found = own.get("/api/articles", params={"words": "Rusk Geneva talks"}).json()
        if found["total"]:
            break
        time.sleep(0.2)
    assert found["total"], own.get("/").text
    assert found["rows"][0]["id"] == "later"


def _later() -> Any:
    from reportedly.model import Article

    return Article("later", "Dean Rusk denied on Friday that the Geneva talks had failed.", given_date="1962-11-05")


def test_reading_only_changes_nothing(demo_store: Path) -> None:
    with client_of(demo_store, Settings(readonly=True)) as client:
        item = first(client, kind="statement")
        assert client.post("/judge", data={"id": item["id"], "action": "reject"}).status_code == 403
        assert "data-key" not in client.get(f"/finding/{item['id']}").text
