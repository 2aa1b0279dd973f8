"""A desk served at a port of its own, and pages of it in a real browser.

They need the Python package playwright and a Chromium on the path (Debian's `chromium`).
"""

from __future__ import annotations

import shutil
import socket
import threading
import time
from pathlib import Path
from typing import Any

import uvicorn

from reportedly.desk import Desk
from reportedly.web import create_app

__all__ = ["CHROMIUM", "Served", "opened"]

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
WIDE = {"width": 1280, "height": 900}


class Served(threading.Thread):
    """A desk at a port of its own."""

    def __init__(self, path: Path) -> None:
        super().__init__(daemon=True)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        app = create_app(Desk(path, reader="rules", wait=10))
        self.server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=self.port, log_level="error"))
        self.start()
        while not self.server.started:
            time.sleep(0.05)

    def run(self) -> None:
        self.server.run()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def opened(browser: Any, address: str, **more: Any) -> Any:
    """A page whose console says nothing and which asks no other host for anything."""
    context = browser.new_context(viewport=WIDE, **more)
    page = context.new_page()
    page.said = []
    page.on("console", lambda line: page.said.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: page.said.append(str(error)))
    page.on(
        "request",
        lambda one: (
            page.said.append(one.url) if not one.url.startswith(("http://127.0.0.1", "data:", "blob:")) else None
        ),
    )
    page.goto(address)
    return page
