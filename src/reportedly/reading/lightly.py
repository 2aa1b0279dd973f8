"""Imports spaCy without its command line, which nobody here uses and which is a third of what importing spaCy takes:
it brings a library for options, one for colours, two for downloads and one for templates.

`import spacy` asks its command line for one function, `info`. While spaCy is first imported a module stands there whose
`info` goes to the real one when it is called, and is then taken away; `import spacy.cli` and what is in it are what
they always are, `spacy.cli` is imported when it is first asked for, and `spacy.info()` does the same.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import Any

__all__: list[str] = []

_ASKED, _WHOLE = "spacy.cli.info", "spacy.cli"


def _info(*given: Any, **named: Any) -> Any:
    """As `spacy.cli.info.info`."""
    from spacy.cli.info import info

    return info(*given, **named)


def _missing(name: str) -> Any:
    """What `spacy` is asked for and does not have (yet)."""
    if name == "cli":
        return importlib.import_module(_WHOLE)
    raise AttributeError(f"module 'spacy' has no attribute {name!r}")


def _import() -> None:
    """Does nothing where spaCy has been imported already."""
    if "spacy" in sys.modules:
        return
    stand_in = ModuleType(_ASKED)
    stand_in.__dict__["info"] = _info
    sys.modules[_ASKED] = stand_in
    try:
        import spacy
    finally:
        if sys.modules.get(_ASKED) is stand_in:
            del sys.modules[_ASKED]
    spacy.__dict__.setdefault("__getattr__", _missing)


_import()
