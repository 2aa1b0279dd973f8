"""The house keeps its shape: imports point down only, and heavy libraries stay in their rooms."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

SRC = Path(__file__).parents[1] / "src" / "reportedly"

#: From docs/design.md, "What may import what": lower numbers only; the same line imports nothing of its neighbours.
LAYERS = {
    "cli": 6,
    "watch": 4.5,
    "web": 5,
    "mcp": 5,
    "desk": 4,
    "scale": 3.5,
    "flow": 3,
    "tell": 3,
    "frames": 3.2,
    "pipes": 3.4,
    "exchange": 3,
    "store": 2,
    "lake": 2,
    "index": 2,
    "fold": 2,
    "weigh": 2,
    "score": 2,
    "query": 2,
    "columns": 1,
    "views": 1,
    "sql": 2.2,
    "ledger": 1,
    "citing": 1,
    "series": 2,
    "validity": 1,
    "clean": 2,
    "intake": 2,
    "reading": 2,
    "times": 1,
    "encoding": 1,
    "ontology": 1,
    "actors": 1.5,
    "sources": 1.7,
    "fetch": 1.8,
    "tables": 0.2,
    "gazetteer": 1,
    "lang": 0.5,
    "shelf": 0.2,
    "undisturbed": 0,
    "model": 0,
    "errors": 0,
}
#: Which rooms may import a library at all; every other room may not.
ROOMS = {
    "spacy": {"reading", "exchange", "pipes"},  # exchange: its own DocBin
    "onnxruntime": {"reading"},
    "numpy": {"clean", "encoding", "reading"},
    "duckdb": {"store", "lake", "intake"},
    "sqlite3": {"index", "exchange"},
    "ray": {"scale"},
    "fsspec": {"scale"},
    "fastapi": {"web"},
    "starlette": {"web"},
    "uvicorn": {"web"},
    "lxml": {"intake"},
    "trafilatura": {"intake"},
    "htmldate": {"intake"},
    "pypdfium2": {"intake"},
    "brotli": {"intake"},
    "protego": {"fetch"},
    "idna": {"fetch"},
    "certifi": {"fetch"},
    "pandas": {"frames"},
    "mcp": {"mcp"},
    "polars": {"frames"},
    "pyarrow": {"frames"},
    "xlsxwriter": {"exchange"},
    "ssl": {"fetch"},
}


def room(path: Path) -> str:
    """The layer a file belongs to: its folder, or its own name."""
    return path.relative_to(SRC).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    """Every module a file imports, imports inside functions included, those for the type checker left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: relative import"
            module = node.module or ""
            if module == "reportedly":
                yield from (f"reportedly.{alias.name}" for alias in node.names)
            else:
                yield module


FILES = sorted(SRC.rglob("*.py"))


def ids(path: Path) -> str:
    return str(path.relative_to(SRC))


@pytest.mark.parametrize("path", FILES, ids=ids)
def test_imports_point_down(path: Path) -> None:
    here = room(path)
    if here in ("__init__", "data"):  # the public face may reach anything; data holds no code
        return
    assert here in LAYERS, f"{here} has no layer: add it to the design and to this test"
    for module in imports(path):
        if not module.startswith("reportedly."):
            continue
        there = module.split(".")[1]
        if there == here:
            continue
        assert there in LAYERS, f"{ids(path)} imports {module}, which has no layer"
        assert LAYERS[there] < LAYERS[here], f"{ids(path)} imports {module}, which is not below it"


@pytest.mark.parametrize("path", FILES, ids=ids)
def test_heavy_libraries_stay_in_their_rooms(path: Path) -> None:
    for module in imports(path):
        library = module.split(".")[0]
        assert room(path) in ROOMS.get(library, {room(path)}), f"{ids(path)} imports {library}"


def test_model_and_errors_use_the_standard_library_only() -> None:
    for name in ("model.py", "errors.py", "shelf.py"):
        for module in imports(SRC / name):
            first = module.split(".")[0]
            assert first in sys.stdlib_module_names or module in ("reportedly.errors",), f"{name} imports {module}"


def test_import_loads_nothing_heavy() -> None:
    code = "import sys, reportedly; print(sorted({'spacy','duckdb','onnxruntime','lxml','rich'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_plain_text_is_read_without_what_it_does_not_need() -> None:
    code = (
        "import sys; from reportedly import intake, scale\n"
        "list(intake.open([sys.argv[1]])); print(sorted({'duckdb', 'lxml', 'pypdfium2'} & set(sys.modules)))"
    )
    text = str(SRC / "data" / "demo" / "01-washington-address.txt")
    done = subprocess.run([sys.executable, "-c", code, text], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_no_pickle_anywhere() -> None:
    for path in FILES:
        assert not {"pickle", "joblib", "dill"} & {module.split(".")[0] for module in imports(path)}, ids(path)
    assert not [p for p in SRC.rglob("*") if p.suffix in {".pkl", ".pickle", ".joblib"}]


def test_labels_are_spelled_only_in_lang() -> None:
    """reading/ asks `page.language.labels`; a parser's label spelled there would tie it to one language."""
    spelled = {"nsubj", "dobj", "nsubjpass", "ccomp", "xcomp", "pobj", "relcl", "advcl", "appos", "auxpass", "obl"}
    for path in (SRC / "reading").rglob("*.py"):
        strings = {
            node.value
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        assert not spelled & strings, f"{ids(path)} spells {sorted(spelled & strings)}"
