"""The dossier as JSON: the same plain data that the other outputs show."""

from __future__ import annotations

import dataclasses
import json
from typing import IO

from reportedly.model import Dossier

__all__ = ["suffix", "write"]

suffix = ".json"


def write(dossier: Dossier, file: IO[str]) -> None:
    """Writes one JSON object; keys are the fields of `Dossier`."""
    json.dump(dataclasses.asdict(dossier), file, ensure_ascii=False, indent=1)
    file.write("\n")
