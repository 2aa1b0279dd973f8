"""A demo store that all tests of rows and frames only read."""

from __future__ import annotations

import importlib.resources
from pathlib import Path

import pytest

from reportedly.desk import Desk


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    path: Path = tmp_path_factory.mktemp("frames") / "demo.db"
    desk = Desk(path)
    desk.add([str(importlib.resources.files("reportedly").joinpath("data", "demo", "*"))])
    return desk
