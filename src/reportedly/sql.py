"""SQL on a store: one query that only reads, within limits of rows, time and memory, whatever it is.

It runs in a process of its own. DuckDB minds an interrupt between the steps of a query and its memory limit where it
plans for memory, but a single function (`repeat`, `range`) minds neither: only a process can be stopped and be bounded.

The process is this module: it is asked on its standard input and answers on its standard output, in JSON, a line a row.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from reportedly import errors
from reportedly.errors import ReportedlyError, UsageError
from reportedly.store import LATE, Store

__all__ = ["LIMIT", "MEMORY", "SECONDS", "Selected", "select"]

#: Rows, seconds and megabytes, unless others are asked for.
LIMIT, SECONDS, MEMORY = 10_000, 60.0, 1_000
#: So many characters of rows are given at most; the rest is cut, as rows beyond the limit are.
MOST = 64_000_000
#: A query longer than this is none that a person wrote.
LONGEST = 100_000
#: After the time is over, the process has so many seconds to say so itself.
_GRACE = 3.0
#: What Python and the libraries need besides, in megabytes.
_BESIDES = 350

Plain = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Selected:
    """What a query gave: names of columns with their SQL types, the rows, and whether there were more than the limit
    (or than `MOST` characters)."""

    columns: tuple[tuple[str, str], ...]
    rows: tuple[Plain, ...]
    cut: bool


def select(store: Store, query: str, *, limit: int = LIMIT, seconds: float = SECONDS, memory: int = MEMORY) -> Selected:
    """Runs a query that reads. `memory` in megabytes (kept to on Linux; elsewhere as far as the database minds it).

    Days, times and decimals come as text and numbers that JSON has. Raises `UsageError` for a query that does anything
    but read, takes longer or needs more, with DuckDB's own words where it is mistaken, and the store's errors.
    """
    _check(query, limit, seconds, memory)
    asked = {
        "path": os.fspath(store.path), "wait": store.wait, "query": query, "limit": limit, "seconds": seconds,
        "memory": memory,
    }  # fmt: skip
    lines = [json.loads(line) for line in _answer(json.dumps(asked), seconds, memory)]
    if "error" in lines[-1]:
        raise getattr(errors, lines[-1]["error"])(lines[-1]["detail"])
    columns = tuple((name, kind) for name, kind in lines[0])
    names = [name for name, _ in columns]
    return Selected(columns, tuple(dict(zip(names, row)) for row in lines[1:-1]), lines[-1]["cut"])


def _check(query: str, limit: int, seconds: float, memory: int) -> None:
    if limit < 1 or not 0 < seconds <= 86_400 or memory < 50:
        raise UsageError("A query needs at least 1 row, a time of up to a day and 50 MB.")
    if len(query) > LONGEST:
        raise UsageError(f"A query may have {LONGEST:,} characters.")


def _answer(asked: str, seconds: float, memory: int) -> list[bytes]:
    """What the process said, line by line; at least one line."""
    path = os.pathsep.join(part for part in sys.path if part)
    # -P: what lies in the folder it is started in is not imported.
    with subprocess.Popen(
        [sys.executable, "-P", "-m", "reportedly.sql"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": path},
    ) as process:  # fmt: skip
        try:
            said, _ = process.communicate(asked.encode(), timeout=seconds + _GRACE)
        except subprocess.TimeoutExpired as error:
            raise UsageError(LATE.format(seconds)) from error
        finally:
            process.kill()
    lines = said.splitlines()
    if process.returncode != 0 or not lines:
        raise UsageError(_starved(memory))
    return lines


def _starved(memory: int) -> str:
    return f"The query needed more than {memory} MB of memory and was stopped (--memory)."


# --- the process --------------------------------------------------------------------------------------------------


def main() -> None:
    """Answers one question. Leaves with 0 whenever it could say what is the matter."""
    # Ctrl-C reaches every process of a terminal; who asked decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asked = json.loads(sys.stdin.buffer.read())
    _bound(asked["memory"])
    try:
        last: Plain = _run(**asked)
    except MemoryError:
        last = {"error": "UsageError", "detail": _starved(asked["memory"])}
    except ReportedlyError as error:
        last = {"error": type(error).__name__, "detail": error.detail}
    _say(last)
    sys.stdout.flush()
    # Without tidying up: a thread of the database may still be at work on what was interrupted.
    os._exit(0)


def _bound(memory: int) -> None:
    """No more memory than that, where the system can be asked for it."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        most = (memory + _BESIDES) << 20
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def _run(path: str, wait: float, query: str, limit: int, seconds: float, memory: int) -> Plain:
    rows = Store(Path(path), wait).select(query, seconds, memory)
    _say(_unlike(next(rows)))
    said = 0
    for n, row in enumerate(rows):
        line = json.dumps([_plain(value) for value in row])
        said += len(line)
        if n >= limit or said > MOST:
            return {"cut": True}
        sys.stdout.write(f"{line}\n")
    return {"cut": False}


def _say(line: Any) -> None:
    sys.stdout.write(f"{json.dumps(line)}\n")


def _unlike(columns: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Columns with names that are all different: `id`, `id_1`."""
    taken: set[str] = set()

    def free(name: str) -> Iterator[str]:
        yield name
        yield from (f"{name}_{n}" for n in range(1, len(columns) + 1))

    named = []
    for name, kind in columns:
        new = next(one for one in free(name) if one not in taken)
        taken.add(new)
        named.append((new, kind))
    return named


def _plain(value: Any) -> Any:
    """A value of DuckDB's as JSON has it."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return value.hex() if isinstance(value, bytes) else str(value)


if __name__ == "__main__":
    main()
