"""The page in a browser: nothing serious for axe, no sideways scrolling on a phone, no request to anybody.

Needs the Python package playwright, a `chromium` on the path, and in `REPORTEDLY_AXE` the path of axe-core's script;
without them it is passed over.
"""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from built import cairo_denies, cairo_owns_to_it, claim, london, told, warned

from reportedly import shelf

playwright = pytest.importorskip("playwright.sync_api")
AXE, CHROMIUM = os.environ.get("REPORTEDLY_AXE", ""), shutil.which("chromium")
pytestmark = pytest.mark.skipif(not (AXE and CHROMIUM), reason="needs chromium and REPORTEDLY_AXE=axe.min.js")


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    claims = [
        claim("corroborated", london(), cairo_owns_to_it()),
        claim("disputed", london(), cairo_denies(), id="c-3", date={"earliest": "1950-01-01", "latest": "1950-12-31"}),
        warned(),
    ]
    file = io.StringIO()
    shelf.load("tell", "html").write(told("Egypt", "United Kingdom", claims=claims), file)
    path = tmp_path_factory.mktemp("page") / "dossier.html"
    path.write_text(file.getvalue(), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_and_the_page_fits(browser: Any, page_file: Path, width: int, scheme: str) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(page_file.as_uri())
    assert asked == [page_file.as_uri()]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate(Path(AXE).read_text(encoding="utf-8"))
    found = page.evaluate("axe.run()")["violations"]
    assert [(one["impact"], one["id"], one["nodes"][0]["html"]) for one in found] == []
    context.close()


def test_a_link_lights_up_its_words(browser: Any, page_file: Path) -> None:
    page = browser.new_page()
    page.goto(page_file.as_uri())
    link = page.locator("section[aria-labelledby=answer] a.cite").first
    where = (link.get_attribute("href") or "")[1:]
    link.click()
    lit = page.locator("mark.on")
    assert lit.count() >= 1
    assert where in (lit.first.get_attribute("class") or "")
