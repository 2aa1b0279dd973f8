"""The files of a case, written once a session."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from torture import inputs

# Asked once, when the libraries are loaded: threads that wait for one another are not what is measured here.
os.environ.setdefault("OMP_NUM_THREADS", "1")

Fed = Callable[[str], Path]


@pytest.fixture(scope="session")
def fed(tmp_path_factory: pytest.TempPathFactory) -> Fed:
    """For a case's number the folder with its files."""
    made: dict[str, Path] = {}

    def folder(id: str) -> Path:
        if id not in made:
            made[id] = tmp_path_factory.mktemp(id)
            write(inputs.CASES[id].make(), made[id])
        return made[id]

    return folder


def write(files: inputs.Files, folder: Path) -> None:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
