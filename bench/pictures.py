"""Takes the pictures of the docs from the demo's dossier: `python bench/pictures.py demo/dossier.html`.

Needs the Python package playwright and a `chromium` on the path; asks nothing of any network.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path
from typing import Any

IMAGES = Path(__file__).parents[1] / "docs" / "img"
#: Name, width, scheme, the section that is at the top, and how much of the page is shown.
SHOTS = (
    ("dossier", 1000, "light", "answer", 1180),
    ("dossier-timeline", 1000, "light", "when", 900),
    ("dossier-network", 1000, "light", "network", 560),
    ("dossier-phone", 390, "dark", "disputed", 844),
)


def main() -> None:
    """Writes a PNG a shot into docs/img."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("page", type=Path)
    page = parser.parse_args().page.resolve()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        browser = started.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for name, width, scheme, section, height in SHOTS:
            context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
            opened = context.new_page()
            opened.goto(page.as_uri())
            _at(opened, section)
            opened.screenshot(path=IMAGES / f"{name}.png")
            context.close()
        browser.close()


def _at(opened: Any, section: str) -> None:
    """Brings the top of a section, or a drawing, to the top of the window."""
    if section == "answer":
        return
    where = "svg.network" if section == "network" else f"#{section}"
    opened.evaluate("where => document.querySelector(where).scrollIntoView({ block: 'start' })", where)


if __name__ == "__main__":
    main()
