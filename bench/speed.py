#!/usr/bin/env python3
"""What a reading costs: against spaCy and peers, stage by stage, by length, in two processes, in memory, at the start.

    python bench/speed.py [--data FOLDER] [--only against,stages,...] [--articles N] [--many N] [--pythons PYTHON ...]

Without `--only` all of it is measured, in a quarter of an hour of an idle core. Peers are in `bench/peers.py`.

Processor time is counted wherever one process is timed, so that what else a machine does moves figures little; each
figure set against another is the median of several rounds that take turns. `bench/flames.py` draws where it goes.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from statistics import linear_regression, median
from typing import TYPE_CHECKING, Any

from peers import options_of, peers

# One thread for the peer as for us; native libraries ask once, when they are loaded.
os.environ.setdefault("OMP_NUM_THREADS", "1")

if TYPE_CHECKING:
    from reportedly.model import Article

HERE = Path(__file__).resolve().parent
#: Articles read and parsed in turn.
BATCH = 10
LENGTHS = (1_000, 10_000, 100_000, 1_000_000)


def texts(options: argparse.Namespace) -> list[dict[str, Any]]:
    """News reports with their dates."""
    path = options.data / "data" / "unlabelled" / "guardian_conflict.jsonl"
    packed = path.with_name(path.name + ".gz")
    raw = gzip.decompress(packed.read_bytes()) if packed.exists() else path.read_bytes()
    rows = [json.loads(line) for line in raw.decode("utf-8").split("\n") if line.strip()]
    return rows[: options.articles]


def articles(options: argparse.Namespace) -> list[Article]:
    return [made(row["text"], row["date"]) for row in texts(options)]


def made(text: str, date: str) -> Article:
    from reportedly import intake

    return intake.freeze(text, raw=text.encode(), given=date)


def figure(measure: str, value: float) -> None:
    print(f"{measure:64} {value:10.3f}", flush=True)


# --- tasks --------------------------------------------------------------------------------------------------------


def against(options: argparse.Namespace) -> None:
    """Whole readings (all layers, one core) and nlp.pipe of the unmodified small pipeline, ten articles in turn.

    "Cold": each text is new to both, whose tables of words are warm from others; "warm": it is read again.
    """
    import spacy

    from reportedly.flow import read_one
    from reportedly.reading import Reader

    reader = Reader()
    nlp = spacy.load(reader.model)
    found = articles(options)
    first, rest = found[:BATCH], found[BATCH:]
    for article in first:
        read_one(article, reader)
    list(nlp.pipe(article.text for article in first))
    for name, rounds in (("cold", 1), ("warm", options.rounds)):
        ratios, ours, theirs = [], 0.0, 0.0
        for _ in range(rounds):
            for at in range(0, len(rest), BATCH):
                batch = rest[at : at + BATCH]
                start = time.process_time()
                for _ in nlp.pipe(article.text for article in batch):
                    pass
                middle = time.process_time()
                for article in batch:
                    read_one(article, reader)
                end = time.process_time()
                ratios.append((end - middle) / (middle - start))
                ours, theirs = ours + end - middle, theirs + middle - start
        words = rounds * sum(len(article.text.split()) for article in rest)
        figure(f"{name}: time against nlp.pipe, median of {len(ratios)} turns", median(ratios))
        figure(f"{name}: time against nlp.pipe, in all", ours / theirs)
        figure(f"{name}: words a second, reportedly", words / ours)
        figure(f"{name}: words a second, nlp.pipe", words / theirs)


def stages(options: argparse.Namespace) -> None:
    """Where the time of a reading goes: each stage without those it calls."""
    from reportedly import flow, reading
    from reportedly.reading import encoder

    reader = reading.Reader()
    spent: Counter[str] = Counter()
    inner = [0.0]

    def timed(name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def timing(*given: Any, **named: Any) -> Any:
            inner.append(0.0)
            start = time.process_time()
            try:
                return work(*given, **named)
            finally:
                took = time.process_time() - start
                spent[name] += took - inner.pop()
                inner[-1] += took

        return timing

    def watch(owner: Any, name: str, stage: str) -> None:
        setattr(owner, name, timed(stage, getattr(owner, name)))

    def watch_parts() -> None:
        watch(flow, "clean", "clean")
        watch(flow, "date", "dating")
        watch(reading, "tokenised", "tokens")
        watch(reader._forms, "of", "forms")
        watch(reader._vectors, "give", "spaCy: vectors")
        watch(reader._abreast, "parse", "spaCy: parser")
        watch(reading, "Doc", "parse as objects")
        for name in ("read", "told", "happened", "said"):
            watch(encoder.Encoder, name, "encoder: pieces in, spans out")
        watch(reading.times, "find", "time expressions")
        for room in ("mentions", "statements", "events", "states", "factuality"):
            watch(getattr(reading, room), "find", room)
        watch(reading.Reader, "read", "the rest of the reader")
        pipeline = reader._pipeline
        pipeline._components = [(name, _Timed(timed(f"spaCy: {name}", part), part)) for name, part in pipeline.pipeline]
        assert reader._encoder is not None
        for name, part in reader._encoder._parts.items():
            reader._encoder._parts[name] = _Timed(timed(f"encoder: {name}", part.run), part, "run")

    found = articles(options)
    for article in found:
        flow.read_one(article, reader)
    watch_parts()
    try:
        for article in found:
            flow.read_one(article, reader)
    finally:
        reading.encoder.load.cache_clear()
        reading._pipeline.cache_clear()
    whole = sum(spent.values())
    for stage, took in spent.most_common():
        print(f"{stage:40} {1000 * took / len(found):8.2f} ms an article {took / whole:7.1%}", flush=True)
    print(f"{'all':40} {1000 * whole / len(found):8.2f} ms an article", flush=True)


class _Timed:
    """Stands before a part whose work is timed; all else is the part's own."""

    def __init__(self, work: Callable[..., Any], part: Any, name: str = "") -> None:
        self._part = part
        self._work = work
        if name:
            setattr(self, name, work)

    def __call__(self, doc: Any) -> Any:
        return self._work(doc)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._part, name)


def lengths(options: argparse.Namespace) -> None:
    """Processor time a word, by the length of the article: paragraphs of reports put together."""
    from reportedly.flow import read_one
    from reportedly.reading import Reader

    reader = Reader()
    paragraphs = [line for row in texts(options) for line in row["text"].split("\n") if line.strip()]
    for text in (row["text"] for row in texts(options)):
        read_one(made(text, "2019-05-01"), reader)
    costs = []
    for length in (size for size in LENGTHS if size <= options.largest):
        chosen = list(_filled(paragraphs, length, times=max(1, min(40, 200_000 // length))))
        start = time.process_time()
        for text in chosen:
            read_one(made(text, "2019-05-01"), reader)
        took = time.process_time() - start
        costs.append(1e6 * took / sum(len(text.split()) for text in chosen))
        figure(f"microseconds a word, articles of {length:,} characters", costs[-1])
        figure("  most memory so far, MB", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    figure("dearest against cheapest", max(costs) / min(costs))


def _filled(paragraphs: Sequence[str], length: int, times: int) -> Iterator[str]:
    """Articles of that many characters, each beginning with another paragraph."""
    at = 0
    for _ in range(times):
        text = ""
        while len(text) < length:
            text += paragraphs[at % len(paragraphs)] + "\n\n"
            at += 1
        yield text[:length]


def memory(options: argparse.Namespace) -> None:
    """Resident memory while many articles are read, their ids and order changing; MB for each thousand more, fitted by
    least squares to the second half, since the first warms up; and whether the work an article grows."""
    from reportedly.flow import read_one
    from reportedly.reading import Reader

    reader = Reader()
    found = articles(options)
    points, used = [], [time.process_time()]
    for number in range(options.many):
        article = found[(number * 7 + number // len(found)) % len(found)]
        read_one(replace(article, id=f"{article.id}-{number}"), reader)
        if (number + 1) % max(1, options.many // 100) == 0:
            points.append((number + 1, _resident()))
            used.append(time.process_time())
            if len(points) % 5 == 0:
                figure(f"after {number + 1:,} articles, MB", points[-1][1])
    later = points[len(points) // 2 :]
    slope = linear_regression(*zip(*later)).slope
    figure(f"MB more for each 1,000 articles, {later[0][0]:,} to {later[-1][0]:,}", 1000 * slope)
    half = len(used) // 2
    figure("work an article, second half against first", (used[-1] - used[half]) / (used[half] - used[0]))
    figure("most, MB", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def _resident() -> float:
    fields = Path("/proc/self/statm").read_text(encoding="ascii").split()
    return int(fields[1]) * resource.getpagesize() / 2**20


def pair(options: argparse.Namespace) -> None:
    """Two processes of ours and nlp.pipe with `n_process=2`, each against one, by the clock: wants two idle cores."""
    import spacy

    rows = texts(options)
    words = [row["text"] for row in rows]
    with ProcessPoolExecutor(2, mp_context=get_context("fork")) as pool:
        list(pool.map(_read_row, rows, chunksize=5))
        nlp = spacy.load(_reader().model)
        ways: dict[str, Callable[[], Iterable[Any]]] = {
            "nlp.pipe, one process": lambda: nlp.pipe(words),
            "nlp.pipe, two": lambda: nlp.pipe(words, n_process=2, batch_size=BATCH),
            "reportedly, one": lambda: map(_read_row, rows),
            "reportedly, two": lambda: pool.map(_read_row, rows, chunksize=5),
        }
        for way in ways.values():
            deque(way(), maxlen=0)
        took: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(options.rounds):
            for name, way in ways.items():
                start = time.perf_counter()
                deque(way(), maxlen=0)
                took[name].append(time.perf_counter() - start)
    one, two, our_one, our_two = (median(of) for of in took.values())
    for name, of in took.items():
        figure(f"{name}: articles a second", len(rows) / median(of))
    figure("how much faster two of nlp.pipe's are than one", one / two)
    figure("how much faster two of ours are than one", our_one / our_two)
    figure("two against one: ours to nlp.pipe's", our_one / our_two / (one / two))
    figure("two processes: articles a second against nlp.pipe's", two / our_two)


@cache
def _reader() -> Any:
    from reportedly.reading import Reader

    return Reader()


def _read_row(row: dict[str, Any]) -> int:
    from reportedly.flow import read_one

    return len(read_one(made(row["text"], row["date"]), _reader()).statements)


def starts(options: argparse.Namespace) -> None:
    """Processor seconds until something is done, least of several tries, and the memory it took."""
    with tempfile.TemporaryDirectory() as folder:
        one = Path(folder) / "one.txt"
        one.write_text("Moscow denied on Tuesday that it had sent arms to Havana.\n", encoding="utf-8")
        program = [sys.executable, "-m", "reportedly.cli"]
        for name, command in (
            ("python -c pass", [sys.executable, "-c", "pass"]),
            ("import reportedly", [sys.executable, "-c", "import reportedly"]),
            ("reportedly --help", [*program, "--help"]),
            ("reportedly read, one sentence", [*program, "read", str(one)]),
            ("import spacy and load, nothing read", [sys.executable, "-c", _LOADED]),
        ):
            figure(f"{name}, seconds", min(_cost(command) for _ in range(options.rounds)))


_LOADED = "import spacy; from reportedly import lang; spacy.load(lang.load('en').model)"


def _cost(command: Sequence[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


TASKS = {task.__name__: task for task in (against, peers, stages, lengths, starts, pair, memory)}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    default = os.environ.get("REPORTEDLY_DATA") or HERE.parents[1] / "shared"
    parser.add_argument("--data", type=Path, default=Path(default))
    parser.add_argument("--only", default=",".join(TASKS))
    parser.add_argument("--articles", type=int, default=60)
    parser.add_argument("--many", type=int, default=1_000, help="articles read to see whether memory grows")
    parser.add_argument("--largest", type=int, default=LENGTHS[-1])
    parser.add_argument("--rounds", type=int, default=3)
    options_of(parser)
    options = parser.parse_args()
    if not (options.data / "data").is_dir():
        print(f"notice: there is no data in {options.data}: nothing was measured.")
        return 0
    for name in options.only.split(","):
        print(f"--- {name}", flush=True)
        TASKS[name](options)
    return 0


if __name__ == "__main__":
    sys.exit(main())
