"""The list of the shards that are whole, and with which settings they were made.

`manifest.json` says how a lake was made and, once it is whole, what is in it; `manifest.jsonl` has a line a shard: its
hash, its counts, the hashes of its files, and what was skipped and why. Lines are added as shards get done, and put in
order at the end, so that nothing tells in which order that was.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from reportedly.errors import UsageError
from reportedly.lake import COLUMNS, MANIFEST
from reportedly.scale.shards import part

__all__ = ["Manifest"]

Record = dict[str, Any]
_SETTINGS = "manifest.json"


class Manifest:
    """The list of a folder; one process at a time has it (`lake.alone`).

    Raises `UsageError` for a folder that is not a lake's, or whose shards were made with other settings.
    """

    def __init__(self, folder: Path, settings: Mapping[str, Any]) -> None:
        self._folder = folder
        self._settings = settings
        self._lines = folder / MANIFEST
        self._check()
        self.shards: dict[int, Record] = {}
        for record in _read(self._lines):
            self.shards.pop(record["shard"], None)
            if "files" in record:
                self.shards[record["shard"]] = record
        for table in COLUMNS:
            (folder / table).mkdir(exist_ok=True)
        self._sweep()
        self._tell({"complete": False, **settings})
        self._file = self._lines.open("a", encoding="utf-8", newline="\n")
        if self._lines.stat().st_size:
            # The line before may have been cut short.
            self._file.write("\n")

    def close(self) -> None:
        self._file.close()

    def has(self, number: int, digest: str) -> bool:
        """Whether a shard of that content is whole."""
        record = self.shards.get(number)
        return bool(record and record["digest"] == digest and self._is_whole(record))

    def add(self, record: Record) -> None:
        """Gives the files of a shard their names, and puts it on the list."""
        number, token = record["shard"], record.pop("token")
        if number in self.shards:
            # What it says of the files is not so any more.
            self._drop(number)
        for table in COLUMNS:
            (self._folder / table / f".{part(number)}.{token}").replace(self._folder / table / part(number))
        self._write(record)
        self.shards[number] = record

    def finish(self, shards: int) -> Record:
        """Takes away what lies behind the last shard, and puts the list in order; gives the totals."""
        for number in [number for number in self.shards if number >= shards]:
            self._drop(number)
        self._file.close()
        kept = {part(number) for number in self.shards}
        for table in COLUMNS:
            for path in (self._folder / table).iterdir():
                if path.name not in kept:
                    path.unlink()
        lines = "".join(_line(self.shards[number]) for number in sorted(self.shards))
        _put(self._lines, lines)
        totals = self._totals()
        self._tell({"complete": True, **self._settings, **totals})
        return totals

    def _check(self) -> None:
        told = self._folder / _SETTINGS
        if not told.exists():
            if any(path.name != ".working" for path in self._folder.iterdir()):
                raise UsageError(f"{self._folder} has other things in it; name a new folder.")
            return
        try:
            before = json.loads(told.read_text(encoding="utf-8"))
            changed = [name for name, value in self._settings.items() if before.get(name) != json.loads(_line(value))]
        except (ValueError, AttributeError) as error:
            raise UsageError(f"{told} is not what `code` wrote there; name a new folder.") from error
        if changed:
            pairs = [(name, _shown(before.get(name)), _shown(self._settings[name])) for name in changed]
            said = "; ".join(f"{name}: {was}, now {now}" for name, was, now in pairs)
            raise UsageError(f"{self._folder} was made otherwise ({said}); go on as it was begun or name a new folder.")

    def _is_whole(self, record: Record) -> bool:
        path = part(record["shard"])
        try:
            return all(
                (self._folder / table / path).stat().st_size == record["files"][table]["bytes"] for table in COLUMNS
            )
        except OSError:
            return False

    def _sweep(self) -> None:
        """What a run left behind that was stopped."""
        for table in COLUMNS:
            for path in (self._folder / table).glob(".part-*"):
                path.unlink(missing_ok=True)

    def _totals(self) -> Record:
        rows: Counter[str] = Counter()
        size = 0
        for record in self.shards.values():
            rows.update({table: record["files"][table]["rows"] for table in COLUMNS})
            size += sum(file["bytes"] for file in record["files"].values())
        skipped = [one for record in self.shards.values() for one in record["skipped"]]
        return {
            "shards": len(self.shards),
            "articles": sum(record["articles"] for record in self.shards.values()),
            "lost": sum(one["lost"] for one in skipped),
            "passed_over": sum(not one["lost"] for one in skipped),
            "rows": {table: rows[table] for table in COLUMNS},
            "bytes": size,
        }

    def _drop(self, number: int) -> None:
        self._write({"shard": number})
        del self.shards[number]

    def _write(self, record: Record) -> None:
        self._file.write(_line(record))
        self._file.flush()
        os.fsync(self._file.fileno())

    def _tell(self, settings: Mapping[str, Any]) -> None:
        _put(self._folder / _SETTINGS, json.dumps(settings, indent=2, ensure_ascii=False) + "\n")


def _read(path: Path) -> list[Record]:
    """The lines of a list; one that was cut short is none."""
    if not path.exists():
        return []
    found = []
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            record = json.loads(line)
        except ValueError:
            continue
        if isinstance(record, dict) and isinstance(record.get("shard"), int):
            found.append(record)
    return found


def _line(record: Any) -> str:
    return json.dumps(record, ensure_ascii=True) + "\n"


def _put(path: Path, text: str) -> None:
    """A file that is whole or not there."""
    new = path.with_name(f".{path.name}.new")
    with new.open("w", encoding="utf-8", newline="\n", errors="backslashreplace") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
