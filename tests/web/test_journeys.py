"""An analyst's journeys in a real browser on a store of 2,000 articles; what a small store hides shows here."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from . import records
from .browsing import Served, opened

SIZE = 2_000


@pytest.fixture(scope="session")
def large_store(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("large") / "large.db"
    records.made(path, SIZE)
    return path


@pytest.fixture(scope="module")
def desk(large_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    path = tmp_path_factory.mktemp("served") / "large.db"
    for ending in ("", ".index"):
        shutil.copy(f"{large_store}{ending}", f"{path}{ending}")
    served = Served(path)
    yield served.address
    served.server.should_exit = True


def _number(words: str) -> int:
    return int(words.split()[0].replace(",", ""))


def test_a_search_is_narrowed_by_facets_and_leads_to_the_words(browser: Any, desk: str) -> None:
    page = opened(browser, desk)
    assert "2,000 articles" in page.locator("main").inner_text()
    page.get_by_role("searchbox").first.fill("missile")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?**")
    every = _number(page.get_by_role("status").inner_text())
    for name in ("statement", "deny"):
        facet = page.locator(".facets li", has=page.get_by_role("link", name=name, exact=True))
        promised = int(facet.locator(".n").inner_text().replace(",", ""))
        facet.get_by_role("link").click()
        assert _number(page.get_by_role("status").inner_text()) == promised < every
        every = promised
    assert "missile" in page.locator("[data-list] > li").first.inner_text().lower()
    page.get_by_role("link", name="After").click()
    assert page.locator("[data-list] > li").count() == min(50, every - 50)
    page.locator("[data-list] > li a").first.click()
    page.wait_for_selector("#finding dl.coding")
    assert "deny" in page.locator("#finding").inner_text().lower()
    assert page.locator("mark.on").count() > 0 and page.said == []
    page.context.close()


def test_a_dispute_shows_both_sides_and_leads_to_an_actor_and_a_dyad(browser: Any, desk: str) -> None:
    page = opened(browser, desk + "/claims")
    page.get_by_role("link", name="disputed", exact=True).click()
    page.locator("[data-list] a").first.click()
    assert page.locator(".sides .asserts h3").count() == page.locator(".sides .denies h3").count() == 1
    page.locator(".sides .denies a").first.click()
    page.wait_for_selector("mark[data-for]")
    page.goto(desk + "/actors")
    page.get_by_role("link", name="Soviet Union", exact=True).first.click()
    page.wait_for_selector("[data-series] svg")
    page.wait_for_selector("[data-network] canvas")
    page.get_by_role("textbox", name="With").fill("Egypt")
    page.get_by_role("button", name="Show the two").click()
    page.wait_for_selector("[data-series] svg")
    assert page.locator(".sides > section").count() == 2 and page.locator(".sides .rows > li").count() > 8
    assert page.said == []
    page.context.close()


def test_a_view_of_thousands_is_taken_away_whole(browser: Any, desk: str) -> None:
    page = opened(browser, desk + "/search?words=missile&kind=statement")
    found = _number(page.get_by_role("status").inner_text())
    with page.expect_download() as waiting:
        page.get_by_role("link", name="CSV").click()
    with Path(waiting.value.path()).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == found > 1000 and {row["kind"] for row in rows} == {"statement"}
    page.context.close()


def test_two_analysts_judge_at_once_and_one_takes_it_back(browser: Any, desk: str) -> None:
    pages = {name: opened(browser, desk + f"/check?seed={n}") for n, name in enumerate(("Ann", "Ben"))}
    for name, page in pages.items():
        page.get_by_label("You judge as").fill(name)
        with page.expect_navigation():
            page.get_by_role("button", name="Keep").click()
    for n, page in enumerate(pages.values()):
        page.goto(desk + f"/check?seed={n}")
    with pages["Ann"].expect_navigation(), pages["Ben"].expect_navigation():
        pages["Ann"].get_by_role("button", name="Right: 1", exact=True).click(no_wait_after=True)
        pages["Ben"].get_by_role("button", name="Wrong: 1", exact=True).click(no_wait_after=True)
    ann = pages["Ann"]
    ann.goto(desk + "/audit")
    rows = ann.locator("tbody tr")
    assert rows.count() == 2 and "Ben" in ann.locator("tbody").inner_text()
    with ann.expect_navigation():
        rows.filter(has_text="Ben").get_by_role("button", name="Undo").click()
    pages["Ben"].goto(desk + "/audit")
    assert pages["Ben"].locator("tbody tr").count() == 3
    assert "withdraw" in pages["Ben"].locator("tbody").inner_text()
    for page in pages.values():
        assert page.said == []
        page.context.close()
