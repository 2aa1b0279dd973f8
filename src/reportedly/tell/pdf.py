"""The dossier as PDF: its page as printed, by WeasyPrint (extra `pdf`). It asks nothing of any network."""

from __future__ import annotations

import importlib
import io
from typing import IO, Any, NoReturn

from reportedly.errors import NotInstalled, UsageError
from reportedly.model import Dossier
from reportedly.tell import html

__all__ = ["suffix", "write"]

suffix = ".pdf"


def write(dossier: Dossier, file: IO[str]) -> None:
    """Writes the bytes under a text file. The same dossier gives the same bytes.

    Raises `NotInstalled` where the extra is missing, `UsageError` where there is only text to write to.
    """
    try:
        printer: Any = importlib.import_module("weasyprint")
    except (ImportError, OSError) as error:  # OSError: the library is there, Pango is not
        raise NotInstalled("weasyprint, which needs Pango", "pdf") from error
    if not hasattr(file, "buffer"):
        raise UsageError("A PDF is written to a file: -o dossier.pdf")
    page = io.StringIO()
    html.write(dossier, page)
    file.buffer.write(printer.HTML(string=page.getvalue(), url_fetcher=_nothing).write_pdf())


def _nothing(url: str, *given: object, **named: object) -> NoReturn:
    raise ValueError(f"Nothing is fetched: {url}")
