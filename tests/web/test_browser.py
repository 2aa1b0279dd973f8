"""The journeys of an analyst in a real browser: read, follow, correct, merge, search, export, add, two at once.

They need what `browsing.py` needs; where it is not there they are skipped, and the reason is said.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .browsing import Served, opened

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
PHONE = {"width": 390, "height": 844}
PAGES = (
    "/", "/search?words=missiles", "/search?unsure=1&order=unsure", "/claims", "/articles", "/actors", "/actor/SUN",
    "/dyad?a=Soviet+Union&b=United+States", "/foretold", "/check", "/audit", "/add", "/watch", "/dossier", "/api",
    "/nope",
)  # fmt: skip


@pytest.fixture(scope="module")
def shared(demo_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A desk that tests only look at."""
    path = tmp_path_factory.mktemp("seen") / "demo.db"
    shutil.copy(demo_store, path)
    served = Served(path)
    yield served.address
    served.server.should_exit = True


@pytest.fixture
def desk(demo_store: Path, tmp_path: Path) -> Iterator[str]:
    """A desk that a test changes."""
    path = tmp_path / "own.db"
    shutil.copy(demo_store, path)
    served = Served(path)
    yield served.address
    served.server.should_exit = True


def _violations(page: Any) -> list[str]:
    """What axe finds that is serious or critical. (Our policy lets no foreign script in: it is put in from outside.)"""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("async () => (await axe.run(document)).violations")
    return [
        f"{one['id']}: {one['help']} {[node['html'][:120] for node in one['nodes'][:3]]}"
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_for_everyone(browser: Any, shared: str, path: str, scheme: str) -> None:
    page = opened(browser, shared + path, color_scheme=scheme)
    page.wait_for_timeout(300)
    assert _violations(page) == []
    assert [line for line in page.said if "404" not in line] == []
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
    page.context.close()


def test_article_and_claim_pages_are_for_everyone(browser: Any, shared: str) -> None:
    page = opened(browser, shared + "/articles")
    page.locator("[data-list] a").first.click()
    page.locator("mark[data-for]").first.click()
    page.wait_for_selector("#finding dl.coding")
    assert _violations(page) == [] and page.said == []
    page.goto(shared + "/claims?status=disputed")
    page.locator("[data-list] a").first.click()
    assert _violations(page) == []
    for colour in ("light", "dark"):
        page.emulate_media(color_scheme=colour)
        assert _violations(page) == []
    page.context.close()


def test_from_the_start_to_who_denied_it_and_its_words(browser: Any, shared: str) -> None:
    page = opened(browser, shared)
    page.get_by_role("searchbox").first.fill("Soviet denied missiles")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?**")
    row = page.locator("[data-list] > li", has_text="deny").first
    assert "Soviet" in row.inner_text()
    row.get_by_role("link").last.click()
    page.wait_for_selector("#finding dl.coding")
    coding = page.locator("#finding").inner_text()
    assert "deny" in coding.lower() and "Why" in coding
    assert page.locator("mark.on").count() > 0
    page.context.close()


def test_findings_are_walked_and_judged_with_the_keyboard_alone(browser: Any, desk: str) -> None:
    page = opened(browser, desk + "/articles")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/article/**")
    page.keyboard.press("j")
    page.wait_for_selector("#finding dl.coding")
    first = page.locator("#finding").inner_text()
    page.keyboard.press("j")
    page.wait_for_function("before => document.querySelector('#finding').innerText !== before", arg=first)
    page.keyboard.press("u")
    page.wait_for_timeout(300)
    page.wait_for_selector("#finding [data-key=r]")
    with page.expect_navigation():
        page.keyboard.press("r")
    page.goto(desk + "/audit")
    assert page.locator("tbody tr").count() == 1
    assert "reject" in page.locator("tbody").inner_text()
    with page.expect_navigation():
        page.get_by_role("button", name="Undo").click()
    assert page.locator("tbody tr").count() == 2
    page.context.close()


def test_an_amendment_is_made_where_the_words_stand(browser: Any, desk: str) -> None:
    page = opened(browser, desk + "/search?kind=statement&type=assert")
    page.locator("[data-list] a").last.click()
    page.wait_for_selector("#finding dl.coding")
    page.keyboard.press("e")
    page.get_by_label("Field").select_option("act")
    page.get_by_label("New value").fill("deny")
    with page.expect_navigation():
        page.get_by_role("button", name="Amend").click()
    page.wait_for_selector("#finding dl.coding")
    assert "deny" in page.locator("#finding dl.coding").inner_text()
    page.context.close()


def test_two_claims_are_put_together(browser: Any, desk: str) -> None:
    page = opened(browser, desk + "/claims")
    links = page.locator("[data-list] a")
    other = links.nth(1).get_attribute("href").rsplit("/", 1)[1]
    links.nth(0).click()
    page.get_by_text("This is the same as another claim").click()
    page.get_by_label("The other claim").fill(other)
    with page.expect_navigation():
        page.get_by_role("button", name="Same", exact=True).click()
    assert "same" in page.locator("h2:has-text('Judgements') + ul").inner_text()
    page.context.close()


def test_a_text_is_pasted_and_read(browser: Any, desk: str) -> None:
    page = opened(browser, desk + "/add")
    page.get_by_label("The text").fill("Dean Rusk denied on Friday that the talks in Geneva had failed.")
    page.get_by_label("Title").fill("Rusk on Geneva")
    page.get_by_label("Published").fill("1962-11-05")
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("heading", name="Added").wait_for(timeout=30_000)  # (the page asks again by itself)
    assert "added" in page.locator("#adding").inner_text()
    page.get_by_role("link", name="To the start").click()
    assert "Rusk on Geneva" in page.locator("main").inner_text()
    page.context.close()


def test_a_view_is_taken_away_as_a_file(browser: Any, shared: str) -> None:
    page = opened(browser, shared + "/search?words=missiles")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="CSV").click()
    words = Path(waiting.value.path()).read_text(encoding="utf-8")
    assert words.startswith("kind,day,name") and words.count("\n") > 10
    page.context.close()


def test_two_analysts_on_one_store_see_each_other(browser: Any, desk: str) -> None:
    ann, ben = (opened(browser, desk + "/check") for _ in range(2))
    for page, name in ((ann, "Ann"), (ben, "Ben")):
        page.get_by_label("You judge as").fill(name)
        with page.expect_navigation():
            page.get_by_role("button", name="Keep").click()
    with ann.expect_navigation():
        ann.get_by_role("button", name="Right: 1", exact=True).click()
    with ben.expect_navigation():
        ben.get_by_role("button", name="Wrong: 1", exact=True).click()
    for page in (ann, ben):
        page.goto(desk + "/audit")
        words = page.locator("tbody").inner_text()
        assert "Ann" in words and "Ben" in words
        page.context.close()


def test_drawings_are_drawn_and_have_their_figures(browser: Any, shared: str) -> None:
    page = opened(browser, shared + "/actor/SUN")
    page.wait_for_selector("[data-series] svg")
    page.wait_for_selector("[data-network] canvas")
    page.wait_for_selector("[data-map] :is(svg.map circle, p)")
    assert page.locator("figure table").count() == 3
    assert page.said == []
    page.context.close()
