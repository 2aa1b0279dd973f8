"""A demo store, and its rows as the verbs list them."""

from __future__ import annotations

import importlib.resources
import shutil
from pathlib import Path
from typing import Any

import pytest

from reportedly.desk import Desk

Plain = dict[str, Any]


@pytest.fixture(scope="session")
def _read_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("exchange") / "demo.db"
    articles = importlib.resources.files("reportedly").joinpath("data", "demo")
    Desk(path).add([str(articles.joinpath("*"))])
    return path


@pytest.fixture(scope="session")
def demo(_read_once: Path) -> Desk:
    """For reading only."""
    return Desk(_read_once)


@pytest.fixture
def own(_read_once: Path, tmp_path: Path) -> Desk:
    """A copy for tests that judge."""
    return Desk(shutil.copy(_read_once, tmp_path / "own.db"))


@pytest.fixture(scope="session")
def statements(demo: Desk) -> list[Plain]:
    return list(demo.statements())


@pytest.fixture(scope="session")
def views(demo: Desk) -> list[Plain]:
    """Events, one row a holder."""
    return list(demo.events(status="all"))


@pytest.fixture(scope="session")
def texts(demo: Desk) -> dict[str, str]:
    """The text of each article, by id."""
    return demo.store.texts(demo.store.ids())


