"""A served demo store: read once, copied for each test that changes something."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from reportedly.desk import Desk
from reportedly.web import Settings, create_app

from .browsing import CHROMIUM

DEMO = Path(__file__).parents[2] / "src" / "reportedly" / "data" / "demo"
#: As browsers say who asks.
OWN = {"origin": "http://localhost", "sec-fetch-site": "same-origin"}


@pytest.fixture(scope="session")
def demo_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo corpus as a store, by the rules alone, which is quicker."""
    path = tmp_path_factory.mktemp("served") / "demo.db"
    desk = Desk(path, reader="rules")
    assert not desk.add([DEMO]).skipped
    desk.index()
    return path


def client_of(path: Path, settings: Settings = Settings()) -> TestClient:  # noqa: B008 (frozen)
    return TestClient(create_app(Desk(path, reader="rules"), settings), base_url="http://localhost", headers=OWN)


@pytest.fixture(scope="session")
def reader(demo_store: Path) -> Iterator[TestClient]:
    """For tests that change nothing."""
    with client_of(demo_store) as client:
        yield client


@pytest.fixture
def own(demo_store: Path, tmp_path: Path) -> Iterator[TestClient]:
    """A desk of its own."""
    path = tmp_path / "own.db"
    shutil.copy(demo_store, path)
    with client_of(path) as client:
        yield client


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A Chromium; tests that ask for it are skipped where there is none."""
    playwright = pytest.importorskip("playwright.sync_api", reason="the package playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("there is no chromium on the path")
    with playwright.sync_playwright() as started:
        made = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield made
        made.close()
