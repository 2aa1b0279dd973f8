"""spaCy comes without its command line, and the command line is there for who asks."""

from __future__ import annotations

import subprocess
import sys


def _said(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def test_reading_brings_no_command_line() -> None:
    code = "import sys, reportedly.reading; print(sorted({'typer', 'rich', 'requests', 'jinja2'} & set(sys.modules)))"
    assert _said(code) == "[]"


def test_the_command_line_is_there_for_who_asks() -> None:
    code = (
        "import sys, reportedly.reading, spacy\n"
        "print('typer' in sys.modules, callable(spacy.cli.download), 'typer' in sys.modules)\n"
        "print(spacy.cli.info.__module__, spacy.info(silent=True)['spacy_version'] == spacy.__version__)"
    )
    assert _said(code).split("\n") == ["False True True", "spacy.cli.info True"]


def test_a_module_of_it_may_be_imported_first() -> None:
    code = "import reportedly.reading; from spacy.cli.info import info; import spacy; print(info is spacy.cli.info)"
    assert _said(code) == "True"


def test_spacy_imported_before_is_left_as_it_is() -> None:
    code = "import spacy; whole = spacy.cli; import reportedly.reading, sys; print(sys.modules['spacy.cli'] is whole)"
    assert _said(code) == "True"
