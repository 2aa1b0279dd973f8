"""Finds an item by its name: a module (or data file) in our own folder, else an entry point of somebody else's package.

Our own items sit on the same shelf as anybody's: `load("lang", "en")` looks for `reportedly.lang.en`, then for an
entry point named `en` in the group `reportedly.lang`. Nothing registers itself on import.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.metadata
import importlib.resources
import importlib.util
from typing import Any

from reportedly.errors import UnknownName

__all__ = ["digest", "load", "names", "table", "text"]


def names(shelf: str) -> list[str]:
    """The names of all items on a shelf (`"lang"`, `"intake"`, `"tell"`, `"ontology"`), ours and others', sorted."""
    folder = importlib.resources.files("reportedly").joinpath(shelf)
    ours = {
        item.name.rpartition(".")[0]
        for item in folder.iterdir()
        if item.name.endswith((".py", ".toml")) and not item.name.startswith("_")
    }
    return sorted(ours | {point.name for point in importlib.metadata.entry_points(group=f"reportedly.{shelf}")})


def load(shelf: str, name: str) -> Any:
    """The module `reportedly.<shelf>.<name>`, else what the entry point of that group and name points at.

    Raises `UnknownName`, naming what there is, when neither exists.
    """
    module = f"reportedly.{shelf}.{name}"
    if name.isidentifier() and not name.startswith("_") and importlib.util.find_spec(module):
        return importlib.import_module(module)
    for point in importlib.metadata.entry_points(group=f"reportedly.{shelf}", name=name):
        return point.load()
    raise UnknownName(f"No {name!r} among the {shelf} items; there are: {', '.join(names(shelf))}.")


def text(shelf: str, name: str) -> str:
    """The text of a data item (`ontology/plover.toml`) in our folder, else of the file an entry point names."""
    file = importlib.resources.files("reportedly").joinpath(shelf, name)
    if file.is_file():
        return file.read_text(encoding="utf-8")
    for point in importlib.metadata.entry_points(group=f"reportedly.{shelf}", name=name.rpartition(".")[0]):
        return importlib.resources.files(point.module).joinpath(name).read_text(encoding="utf-8")
    raise UnknownName(f"No {name!r} among the {shelf} items; there are: {', '.join(names(shelf))}.")


def table(name: str) -> list[dict[str, str]]:
    """The rows of a tab-separated table in our data folder (`"en/cues.tsv"`), as dicts by column name.

    A table starts with `#` lines (what it is, origin, licence, date), then a line of column names. Empty cells are "".
    """
    file = importlib.resources.files("reportedly").joinpath("data", *name.split("/"))
    lines = [line for line in file.read_text(encoding="utf-8").splitlines() if line.strip() and line[0] != "#"]
    columns = lines[0].split("\t")
    rows = []
    for line in lines[1:]:
        cells = line.split("\t")
        rows.append(dict(zip(columns, cells + [""] * (len(columns) - len(cells)), strict=True)))
    return rows


def digest(name: str) -> str | None:
    """The first figures of the SHA-256 of all files of a folder of our data; None where there is no such folder."""
    folder = importlib.resources.files("reportedly").joinpath("data", *name.split("/"))
    if not folder.is_dir():
        return None
    whole = hashlib.sha256()
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        whole.update(file.read_bytes())
    return f"sha256 {whole.hexdigest()[:16]}"
