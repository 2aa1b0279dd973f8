"""The dossier as PDF: through a library that may not be there."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from built import told

from reportedly.errors import NotInstalled, UsageError
from reportedly.tell import pdf


class _Printer:
    """Stands in for WeasyPrint: keeps what it is given."""

    def __init__(self, string: str, url_fetcher: Any) -> None:
        with pytest.raises(ValueError, match="Nothing is fetched"):
            url_fetcher("https://example.org/x.png", timeout=1)
        self.string = string

    def write_pdf(self) -> bytes:
        return b"%PDF-1.7 " + self.string.encode()


def test_the_page_is_printed_and_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", SimpleNamespace(HTML=_Printer))  # type: ignore[misc]
    with (tmp_path / "x.pdf").open("w", encoding="utf-8") as file:
        pdf.write(told("Cairo"), file)
    made = (tmp_path / "x.pdf").read_bytes()
    assert made.startswith(b"%PDF-") and b"Cairo" in made
    with pytest.raises(UsageError):
        pdf.write(told(), io.StringIO())


def test_without_the_extra_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    said = pytest.raises(NotInstalled, match=r"reportedly\[pdf")
    with (tmp_path / "x.pdf").open("w", encoding="utf-8") as file, said:
        pdf.write(told("Cairo"), file)
