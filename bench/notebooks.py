"""Runs the notebooks of docs/notebooks on the demo corpus and keeps what they show.

python bench/notebooks.py            runs them and writes them back with their outputs
python bench/notebooks.py FOLDER     runs them there, and writes nothing here (a test does this)
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from importlib import resources
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

import reportedly

NOTEBOOKS = Path(__file__).parents[1] / "docs" / "notebooks"


def run(path: Path, folder: Path) -> Any:
    """The notebook as it is after every cell has run in a folder. Raises `CellExecutionError` where one fails."""
    notebook = nbformat.read(path, as_version=4)
    where = {"metadata": {"path": str(folder)}}
    NotebookClient(notebook, timeout=300, kernel_name="python3", resources=where).execute()
    for cell in notebook.cells:
        # The time of a run is no part of what it shows.
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", []):
            # Shown as a page, it is not needed as a line of Python too, which names where the corpus lay.
            if "text/html" in output.get("data", {}):
                output["data"].pop("text/plain", None)
    notebook.metadata["language_info"] = {"name": "python"}
    return notebook


def main() -> int:
    kept = len(sys.argv) == 1
    folder = Path(tempfile.mkdtemp()) if kept else Path(sys.argv[1])
    # Each has the corpus to itself, but it is read once.
    first = reportedly.open(folder / "first.db")
    first.add([str(resources.files("reportedly").joinpath("data", "demo", "*"))])
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        own_folder = folder / path.stem
        own_folder.mkdir()
        shutil.copy(first.store.path, own_folder / "demo.db")
        done = run(path, own_folder)
        if kept:
            nbformat.write(done, path)
        print(path.name, "done")
    return 0


if __name__ == "__main__":
    sys.exit(main())
