"""The dossier as JSON: the same plain data that the other outputs show."""

from __future__ import annotations

import dataclasses
import json
from typing import IO, Any

from reportedly.model import Dossier

__all__ = ["suffix", "write"]

suffix = ".json"


def write(dossier: Dossier, file: IO[str]) -> None:
    """Writes one JSON object; keys are the fields of `Dossier`. A list has a row a line, for comparing files."""
    names = [field.name for field in dataclasses.fields(dossier)]
    fields = (f'"{name}": {_value(getattr(dossier, name))}' for name in names)
    file.write("{\n" + ",\n".join(fields) + "\n}\n")


def _value(value: Any) -> str:
    if isinstance(value, tuple) and value:
        return "[\n" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in value) + "\n]"
    return json.dumps(value, ensure_ascii=False)
