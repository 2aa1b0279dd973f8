"""Takes the pictures of the docs from what `reportedly demo` makes: `python bench/pictures.py demo`.

The dossier's are taken from its page, the desk's from a desk that is served meanwhile on a copy of the demo's store.
Needs the Python package playwright and a `chromium` on the path; asks nothing of any network.
"""

from __future__ import annotations

import argparse
import contextlib
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
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


#: Name, width, scheme, where one starts, what is then clicked one after the other, and how much is shown.
DESK = (
    ("desk-article", 1280, "light", "/articles", ("text=Stevenson confronts", "mark.cue:has-text('refused')"), 820),
    ("desk-claim", 1280, "light", "/", ("text=supplied Cuba with the weapons",), 820),
    ("desk-search-phone", 390, "dark", "/search?words=denied&by=Soviet+Union", (), 844),
)  # fmt: skip
PORT = 8765


def main() -> None:
    """Writes a PNG a shot into docs/img."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("demo", type=Path, help="the folder that `reportedly demo -o` wrote")
    demo = parser.parse_args().demo.resolve()
    page = demo / "dossier.html"
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
        with _served(demo / "demo.db") as address:
            for name, width, scheme, start, clicks, height in DESK:
                context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
                opened = context.new_page()
                opened.goto(address + start)
                for what in clicks:
                    opened.locator(what).first.click()
                    opened.wait_for_timeout(1500)
                opened.screenshot(path=IMAGES / f"{name}.png")
                context.close()
        browser.close()


@contextlib.contextmanager
def _served(store: Path) -> Iterator[str]:
    """The desk on a copy of a store."""
    with tempfile.TemporaryDirectory() as folder:
        copy = shutil.copy(store, Path(folder) / store.name)
        run = "import sys; from reportedly.cli import main; sys.exit(main(sys.argv[1:]))"
        server = subprocess.Popen([sys.executable, "-c", run, "serve", str(copy), "--port", str(PORT)])
        address = f"http://127.0.0.1:{PORT}"
        try:
            for _ in range(600):
                with contextlib.suppress(OSError):
                    urllib.request.urlopen(f"{address}/static/desk.css").close()
                    break
                time.sleep(0.1)
            yield address
        finally:
            server.terminate()
            server.wait(60)


def _at(opened: Any, section: str) -> None:
    """Brings the top of a section, or a drawing, to the top of the window."""
    if section == "answer":
        return
    where = "svg.network" if section == "network" else f"#{section}"
    opened.evaluate("where => document.querySelector(where).scrollIntoView({ block: 'start' })", where)


if __name__ == "__main__":
    main()
