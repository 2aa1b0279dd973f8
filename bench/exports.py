"""How much memory a form of export takes, and how long: `python bench/exports.py --articles 1000 100000`.

Articles are generated as records (`bench/desk.py`: ten statements and six events each, every third event a happening
that the next articles tell as well) and told to each form as a store would tell them, so that what is measured is the
form alone and neither the store nor weighing. Each form has a process of its own; memory is the peak above what the
process held before (resident set).
"""

from __future__ import annotations

import argparse
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from desk import _rows
from reportedly import shelf
from reportedly.exchange import Out, Told
from reportedly.query import Query, Ruling, timeline_rows

Plain = dict[str, Any]

#: (certainty, polarity, frame) of the author's view, as often as they stand here.
_HELD = (
    ("certain", "+", "actual"), ("certain", "+", "actual"), ("uncommitted", "unknown", "actual"),
    ("certain", "-", "actual"), ("uncommitted", "unknown", "predicted"),
)  # fmt: skip
#: So many articles tell of one happening.
_JOINED = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, nargs="+", default=[1000])
    parser.add_argument("--forms", nargs="+", default=shelf.names("exchange"))
    parser.add_argument("--one", action="store_true", help="measure in this very process")
    asked = parser.parse_args()
    if asked.one:
        _measure(asked.forms[0], asked.articles[0])
        return
    print(f"{'form':<12} {'articles':>9} {'rows':>10} {'MB written':>11} {'work, s':>8} {'peak, MB':>9}")
    for form in asked.forms:
        for size in asked.articles:
            command = [sys.executable, __file__, "--one", "--forms", form, "--articles", str(size)]
            print(subprocess.run(command, capture_output=True, text=True, check=True).stdout, end="", flush=True)


def _measure(form: str, size: int) -> None:
    module = shelf.load("exchange", form)
    # What is loaded once (tables, ontologies) is no part of the question.
    _write(form, module, _told(3))
    before = _peak()
    began = time.process_time()
    rows, written = _write(form, module, _told(size))
    work = time.process_time() - began
    print(f"{form:<12} {size:>9,} {rows:>10,} {written / 1e6:>11,.1f} {work:>8.1f} {_peak() - before:>9,.1f}")


def _write(form: str, module: Any, told: Told) -> tuple[int, int]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x"
        with Out(path, form, module.suffix, module.tables) as out:
            rows = int(module.write(told, out))
        return rows, sum(file.stat().st_size for file in Path(folder).rglob("*") if file.is_file())


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _told(size: int) -> Told:
    def readings() -> Iterator[tuple[Plain, Mapping[str, Ruling]]]:
        chance = random.Random(1)
        return ((_reading(chance, n), {}) for n in range(size))

    return Told(
        "bench", Query(), readings, lambda: _claims(size), dict, list, lambda: _claims(size),
        # A timeline is sorted, and so as long in memory as it is: a thousandth of the events has a day in words.
        lambda: timeline_rows(_views(size // 1000 + 1), {}),
    )  # fmt: skip


def _reading(chance: random.Random, n: int) -> Plain:
    reading: Plain = _rows(chance, n).reading
    reading["reader"] = "generated"
    for event in reading["events"]:
        certainty, polarity, frame = chance.choice(_HELD)
        event["id"] = f"e-{n:08}{event['id'][-1]}"
        reading["factuality"].append(
            {
                "event": event["id"], "holder": ["author"], "certainty": certainty, "polarity": polarity,
                "frame": frame, "value": 0.0, "because": "generated",
            }
        )  # fmt: skip
    return reading


def _views(size: int) -> Iterator[Plain]:
    chance = random.Random(1)
    for n in range(size):
        for event in _reading(chance, n)["events"]:
            yield {**event, "time": 0}


def _claims(size: int) -> Iterator[Plain]:
    """Every third event of an article is told by two more."""
    for n in range(0, size - _JOINED + 1, _JOINED):
        for k in (0, 3):
            accounts = [{"article": f"g{n + i}", "event": f"e-{n + i:08}{k}"} for i in range(_JOINED)]
            yield {
                "id": f"c-{n:08}{k}", "type": "CONSULT", "verdict": "corroborated", "summary": "generated",
                "because": "generated", "date": None, "events": accounts, "statements": [], "kind": "event",
                "mode": None, "place": None, "joined": [], "parties": {"actors": [], "recipients": []},
                "voices": [_voice(one["article"]) for one in accounts],
            }  # fmt: skip


def _voice(article: str) -> Plain:
    return {
        "origin": "x", "holder": "x", "country": None, "stance": "asserts", "since": "1990-01-01",
        "articles": [article], "quote": {"article": article, "span": [0, 5], "text": "words"}, "via": [],
        "positions": [], "reprints": 0, "author": False, "grade": None,
    }  # fmt: skip


if __name__ == "__main__":
    main()
