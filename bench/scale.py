"""Corpora: how coding scales with workers and size, how it outlives being killed, and how quick large lakes answer.

    python bench/scale.py claims --articles 10000 100000   generated records: weighing, its memory, questions, a dossier
    python bench/scale.py store --articles 10000 100000    a store of them: taking in, its index, questions, a search
    python bench/scale.py code INPUT --workers 1 2         by workers: seconds an article, cost of a million articles
    python bench/scale.py memory INPUT --parts 1 2 4       peak memory of coding a corpus once and several times over
    python bench/scale.py kills INPUT --times 10           killed at random, parent or worker, it ends the same

INPUT are articles, one a line (JSON). Processor time is that of all processes together; peak memory that of the largest
one, parent and workers apart. Records are made, not read, for `claims` and `store`: their words are ours at random,
three reports a story and one copy in six.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import math
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import accumulate, repeat
from pathlib import Path
from statistics import linear_regression, median
from typing import Any

from reportedly import gazetteer, lake, shelf
from reportedly.columns import cells, dumps
from reportedly.desk import Desk
from reportedly.index import Asked
from reportedly.model import Article
from reportedly.scale.claims import weigh_lake

TYPES = ("CONSULT", "AID", "ASSAULT", "REQUEST", "THREATEN", "AGREE", "REJECT", "COERCE", "PROTEST", "ACCUSE")
ACTS = ("assert", "deny", "accuse", "promise", "demand", "warn", "predict")
DAYS = 365 * 20
#: The dyad whose dossier is asked for: one article in some thousand names both.
DYAD = ("Japan", "Brazil")
Plain = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(dest="verb", required=True)
    claims = verbs.add_parser("claims")
    claims.add_argument("--articles", type=int, nargs="+", default=[10_000])
    claims.add_argument("--workers", type=int, default=2)
    claims.add_argument("--keep", type=Path, help="a folder to keep the lakes in")
    stores = verbs.add_parser("store")
    stores.add_argument("--articles", type=int, nargs="+", default=[10_000])
    stores.add_argument("--keep", type=Path, help="a folder of lakes that `claims --keep` made")
    stores.add_argument(
        "--no-claims", action="store_true", help="nothing that weighs: of large stores that takes longest"
    )
    for name in ("code", "memory", "kills"):
        one = verbs.add_parser(name)
        one.add_argument("input")
        one.add_argument("--workers", type=int, nargs="+", default=[1, 2])
        one.add_argument("--parts", type=int, nargs="+", default=[1, 2, 4])
        one.add_argument("--times", type=int, default=10)
        one.add_argument("--reader", default="encoder")
        one.add_argument("--shard", type=int, default=50)
        one.add_argument("--price", type=float, default=0.02, help="dollars for an hour of one core")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        {"claims": _claims, "store": _stores, "code": _code, "memory": _memory, "kills": _kills}[asked.verb](
            asked, Path(folder)
        )


# --- measuring --------------------------------------------------------------------------------------------------


def _used() -> float:
    """Seconds of processor time so far, of this process and those that it waited for."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


@contextlib.contextmanager
def _told(what: str, size: int = 0) -> Iterator[None]:
    began, used = time.monotonic(), _used()
    yield
    wall, work = time.monotonic() - began, _used() - used
    each = f", {work / size * 1000:.2f} ms of work an article" if size else ""
    print(f"  {what}: {wall:.1f} s, {work:.1f} s of work{each}", flush=True)


def _peaks() -> str:
    own, others = (resource.getrusage(who).ru_maxrss >> 10 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return f"peak memory {own} MB, of a process below {others} MB"


# --- claims of generated records --------------------------------------------------------------------------------


def _claims(asked: argparse.Namespace, folder: Path) -> None:
    for size in asked.articles:
        print(f"{size:,} articles", flush=True)
        place = (asked.keep or folder) / f"{size}.lake"
        if not lake.is_lake(place):
            with _told("made", size):
                make(place, size)
        made = lake.Lake(place)
        with _told("index", size):
            made.count()
        with _told("weighed", size):
            weigh_lake(made, asked.workers)
        print(f"  {_peaks()}", flush=True)
        desk = Desk(place)
        _ask(desk)
        if not asked.keep:
            shutil.rmtree(place)


def _questions(desk: Desk) -> dict[str, Callable[[], Any]]:
    return {
        "statements": lambda: sum(1 for _ in desk.statements(dyad=DYAD)),
        "events": lambda: sum(1 for _ in desk.events(dyad=DYAD)),
        "claims": lambda: sum(1 for _ in desk.claims(dyad=DYAD)),
        "timeline": lambda: sum(1 for _ in desk.timeline(dyad=DYAD)),
        "dossier": lambda: f"{len(desk.brief(dyad=DYAD).articles)} articles",
    }


def _ask(desk: Desk) -> None:
    for name, question in _questions(desk).items():
        began, used = time.monotonic(), _used()
        found = question()
        print(f"  {name} of the lake, {DYAD[0]} and {DYAD[1]}: {time.monotonic() - began:.2f} s, "
              f"{_used() - used:.2f} s of work ({found})", flush=True)  # fmt: skip


# --- stores of generated records --------------------------------------------------------------------------------


def _stores(asked: argparse.Namespace, folder: Path) -> None:
    """Work and disk by the size of the store, and to what power of the size the work grows."""
    table: dict[str, dict[int, float]] = {}
    for size in asked.articles:
        place = (asked.keep or folder) / f"{size}.lake"
        if not lake.is_lake(place):
            with _told("made", size):
                make(place, size)
        for what, much in _of_store(place, folder / f"{size}.db", weighs=not asked.no_claims):
            print(f"  {size:,} articles: {what}: {much:.2f}", flush=True)
            table.setdefault(what, {})[size] = much
        print(f"  {_peaks()}", flush=True)
    print(
        f"| a store of | {' | '.join(f'{size:,}' for size in asked.articles)} | grows with articles to the power of |"
    )
    print("|---" * (len(asked.articles) + 2) + "|")
    for what, row in table.items():
        print(f"| {what} | {' | '.join(f'{much:.2f}' for much in row.values())} | {_power(row)} |")


def _of_store(place: Path, path: Path, weighs: bool) -> Iterator[tuple[str, float]]:
    """What is measured of a store, and how much it is."""
    desk = Desk(path)
    yield "taken in, s of work", _work(lambda: desk.add([place]))
    yield "on disk, MB", path.stat().st_size / 2**20
    yield "index for pages and searches, s of work", _work(lambda: desk.index(claims=False))
    index = desk.index(claims=False)
    yield "index on disk, MB", index.path.stat().st_size / 2**20
    words = " ".join(word for word in _words()[0][:2])
    yield "a search for two words, s of work", _again(lambda: index.search(Asked(words=words)))
    for name, question in _questions(desk).items():
        if name in ("statements", "events"):
            yield f"{name} of a dyad, s of work", _again(question)
        elif weighs:
            if name == "claims":
                yield "weighed, s of work", _work(question)
            yield f"{name} of a dyad, s of work", _again(question)


def _work(done: Callable[[], Any]) -> float:
    used = _used()
    done()
    return _used() - used


def _again(done: Callable[[], Any], rounds: int = 3) -> float:
    return median(_work(done) for _ in range(rounds))


def _power(row: dict[int, float]) -> str:
    """The slope of the logarithms, by least squares."""
    points = [(math.log(size), math.log(much)) for size, much in row.items() if much > 0]
    return f"{linear_regression(*zip(*points)).slope:.2f}" if len(points) > 1 else ""


# --- generated records ------------------------------------------------------------------------------------------


def make(place: Path, size: int, shard: int = 250) -> None:
    """A lake of so many generated articles; each shard is drawn by its number alone, so processes share the work."""
    for table in lake.COLUMNS:
        (place / table).mkdir(parents=True)
    ends = [(start, min(start + shard, size)) for start in range(0, size, shard)]
    with ProcessPoolExecutor() as pool:
        lines = list(pool.map(_make_shard, repeat(place), range(len(ends)), ends))
    (place / lake.MANIFEST).write_text("".join(lines))
    (place / "manifest.json").write_text(json.dumps({"reader": "generated", "sources": []}))


def _make_shard(place: Path, number: int, ends: tuple[int, int]) -> str:
    """Writes the tables of the articles from one number to another; the line of the list of shards."""
    start, end = ends
    rows: dict[str, list[Any]] = {table: [] for table in lake.COLUMNS}
    for page in _pages(random.Random(number), start, end):
        found = cells(page)
        taken = Article("", "").to_dict()
        rows["readings"].append((*found.pop("readings")[0], page["text"], dumps(taken), True))
        for table, some in found.items():
            rows[table].extend(some)
    with lake.Tables() as tables:
        tables.add(rows)
        for table in lake.COLUMNS:
            tables.write(table, place / table / f"part-{number:05}.parquet")
    return json.dumps({"shard": number, "digest": "", "files": {}, "skipped": [], "articles": end - start}) + "\n"


@cache
def _words() -> tuple[list[str], list[float]]:
    """Words of our table, the oftener the commoner, with their shares added up."""
    rows = [(row["stem"], 2.718 ** -float(row["weight"])) for row in shelf.table("en/word_weights.tsv")]
    return [word for word, _ in rows], list(accumulate(share for _, share in rows))


@cache
def _states() -> tuple[list[str], list[float]]:
    """States, a few of which are in most of the news, with their shares added up."""
    codes = ["USA", "RUS", "CHN", "GBR", "FRA", "DEU", "ISR", "IRN", "IND", "JPN"]
    codes += [row["code"] for row in shelf.table("countries.tsv") if row["code"] not in codes]
    return codes, list(accumulate(1 / (n + 3) for n in range(len(codes))))


def _pages(chance: random.Random, start: int, end: int) -> Iterator[Plain]:
    n = start
    while n < end:
        story = _story(chance)
        reports = chance.choice((1, 1, 2, 3, 4, 7))
        first: list[str] = []
        for k in range(min(reports, end - n)):
            copied = first if k and chance.random() < 0.25 else []
            page = _page(chance, f"g{n:08}", story, copied)
            first = first or page["text"].split("\n\n")
            yield page
            n += 1


def _story(chance: random.Random) -> Plain:
    words, shares = _words()
    actor, recipient = _pair(chance)
    return {
        "day": date(1990, 1, 1) + timedelta(chance.randrange(DAYS)), "type": chance.choice(TYPES), "actor": actor,
        "recipient": recipient, "words": [chance.choice(words) for _ in range(8)], "common": (words, shares),
    }  # fmt: skip


def _pair(chance: random.Random) -> list[str]:
    codes, shares = _states()
    pair = chance.choices(codes, cum_weights=shares, k=2)
    return pair if pair[0] != pair[1] else _pair(chance)


def _page(chance: random.Random, id: str, story: Plain, copied: list[str]) -> Plain:
    words, shares = story["common"]
    sentences = list(copied[:8])
    while len(sentences) < 10:
        told = [*chance.sample(story["words"], 3), *chance.choices(words, cum_weights=shares, k=11)]
        chance.shuffle(told)
        sentences.append(f"{' '.join(told).capitalize()}.")
    spans, at = [], 0
    for sentence in sentences:
        spans.append([at, at + len(sentence)])
        at += len(sentence) + 2
    text = "\n\n".join(sentences)
    day = (story["day"] + timedelta(chance.choice((0, 0, 1, 1, 2)))).isoformat()
    states = [story["actor"], story["recipient"], *_pair(chance)]
    entities = [_entity(id, k, code, spans[k]) for k, code in enumerate(dict.fromkeys(states))]
    events = [_event(chance, id, k, spans[k], text, story, entities, day) for k in range(3)]
    statements = [_statement(chance, id, k, spans[k], entities) for k in range(2, 6)]
    published = {"value": day, "earliest": day, "latest": day, "confidence": 1.0, "because": "given", "span": None,
                 "masthead": None, "rejected": []}  # fmt: skip
    about = {"title": sentences[0], "outlet": f"Outlet {chance.randrange(200)}", "agency": None, "byline": None,
             "dateline": None, "url": None, "language": "en", "published": published}  # fmt: skip
    return {
        "format": "reportedly/1", "id": id, "reader": "generated", "text": text, "article": about,
        "blocks": [{"span": span, "kind": "body"} for span in spans], "entities": entities, "times": [],
        "statements": statements, "events": events, "factuality": list(_views(chance, events, entities)), "notes": [],
    }  # fmt: skip


def _entity(id: str, k: int, code: str, span: list[int]) -> Plain:
    return {
        "id": f"n-{id}-{k}", "name": gazetteer.country_name(code) or code, "kind": "GPE", "country": code,
        "sector": "GOV", "office": None, "affiliation": None, "wikidata": None, "because": "generated",
        "mentions": [{"span": [span[0], span[0] + 4], "form": "name"}],
    }  # fmt: skip


def _event(
    chance: random.Random, id: str, k: int, span: list[int], text: str, story: Plain, entities: list[Plain], day: str
) -> Plain:
    actor, recipient = entities[:2] if k == 0 else chance.sample(entities, 2)
    when = story["day"].isoformat() if k == 0 else day
    end = text.index(" ", span[0])
    return {
        "id": f"e-{id}-{k}", "trigger": [[span[0], end]], "ontology": "plover",
        "type": story["type"] if k == 0 else chance.choice(TYPES), "mode": None, "contexts": [],
        "actors": [actor["id"]], "recipients": [recipient["id"]], "place": None, "time": None,
        "date": {"earliest": when, "latest": when}, "because": "generated", "confidence": 0.8,
    }  # fmt: skip


def _statement(chance: random.Random, id: str, k: int, span: list[int], entities: list[Plain]) -> Plain:
    return {
        "id": f"s-{id}-{k}", "source": [], "cue": [[span[0], span[0] + 3]], "content": [[span[0] + 4, span[1]]],
        "speaker": chance.choice(entities)["id"], "addressee": [], "form": "indirect", "act": chance.choice(ACTS),
        "within": None, "because": "generated", "confidence": 0.7,
    }  # fmt: skip


def _views(chance: random.Random, events: list[Plain], entities: list[Plain]) -> Iterator[Plain]:
    for event in events:
        base = {"event": event["id"], "frame": "actual", "because": "generated"}
        yield {**base, "holder": ["author"], "certainty": "certain", "polarity": "+", "value": 2.0}
        who = chance.choice(entities)["id"]
        said = {"certainty": "certain", "polarity": chance.choice("++-"), "value": None}
        yield {**base, "holder": ["author", who], **said}


# --- coding a corpus --------------------------------------------------------------------------------------------


def _run(asked: argparse.Namespace, source: Path | str, place: Path, workers: int) -> subprocess.Popen[bytes]:
    words = [str(source), "-o", str(place), "--workers", str(workers), "--reader", asked.reader]
    main = "import sys; from reportedly.cli import main; sys.exit(main(sys.argv[1:]))"
    return subprocess.Popen([sys.executable, "-c", main, "code", *words, "--shard", str(asked.shard)])


#: Runs the command line on its arguments, then tells its work and the peak memory of parent and worker.
_MEASURED = """
import json, os, resource, sys
from reportedly.cli import main
ended = main(sys.argv[1:])
peaks = [resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
print("\\n" + json.dumps([sum(os.times()[:4]), *peaks]))
sys.exit(ended)
"""


@dataclass(frozen=True, slots=True)
class Coded:
    """What coding a corpus took: seconds by the clock and of work, peak MB of the parent and of its largest worker."""

    articles: int
    wall: float
    work: float
    parent: float
    worker: float


def _coded(asked: argparse.Namespace, source: Path, place: Path, workers: int, shard: int) -> Coded:
    words = [str(source), "-o", str(place), "--workers", str(workers), "--reader", asked.reader, "--shard", str(shard)]
    began = time.monotonic()
    done = subprocess.run([sys.executable, "-c", _MEASURED, "code", *words], stdout=subprocess.PIPE, check=True)
    wall = time.monotonic() - began
    return Coded(
        json.loads((place / "manifest.json").read_text())["articles"], wall, *json.loads(done.stdout.split(b"\n")[-2])
    )


def _lines(source: str) -> list[str]:
    return Path(source).read_text(encoding="utf-8").rstrip("\n").split("\n")


def _code(asked: argparse.Namespace, folder: Path) -> None:
    """By workers: an article, without what starting takes, which a run of one article a worker tells; and what a
    million articles would cost of rented cores."""
    print(f"| workers | to start, s of work | an article, ms | ms of work | times as many a second | "
          "times the work | peak MB, parent | worker | a million articles, core-hours | dollars at "
          f"{asked.price} an hour |")  # fmt: skip
    print("|---" * 10 + "|")
    first: list[float] = []
    for workers in asked.workers:
        few = folder / f"{workers}.jsonl"
        few.write_text("\n".join(_lines(asked.input)[:workers]) + "\n", encoding="utf-8")
        start = _coded(asked, few, folder / f"{workers}-few.lake", workers, shard=1)
        whole = _coded(asked, Path(asked.input), folder / f"{workers}.lake", workers, asked.shard)
        more = whole.articles - start.articles
        wall, work = (whole.wall - start.wall) / more, (whole.work - start.work) / more
        first = first or [wall, work]
        hours = work * 1e6 / 3600
        print(f"| {workers} | {start.work:.1f} | {1000 * wall:.0f} | {1000 * work:.0f} | {first[0] / wall:.2f} | "
              f"{work / first[1]:.2f} | {whole.parent:.0f} | {whole.worker:.0f} | {hours:.1f} | "
              f"{hours * asked.price:.2f} |", flush=True)  # fmt: skip
    places = [folder / f"{workers}.lake" for workers in asked.workers]
    size = json.loads((places[0] / "manifest.json").read_text())["bytes"] / whole.articles / 1000
    print(
        f"{whole.articles} articles, {size:.1f} kB each; the same bytes by all: {len(set(map(_digest, places))) == 1}"
    )


def _memory(asked: argparse.Namespace, folder: Path) -> None:
    """Peak memory of coding the corpus once and several times over, under other ids, and by how much it grows."""
    runs = []
    for parts in asked.parts:
        source = folder / f"{parts}.jsonl"
        with source.open("w", encoding="utf-8") as file:
            for n in range(parts):
                for row in map(json.loads, _lines(asked.input)):
                    file.write(json.dumps({**row, "id": f"{row.get('id')}-{n}"}) + "\n")
        runs.append(_coded(asked, source, folder / f"{parts}.lake", asked.workers[0], asked.shard))
        print(
            f"{runs[-1].articles:,} articles: parent {runs[-1].parent:.0f} MB, worker {runs[-1].worker:.0f} MB, "
            f"{1000 * runs[-1].work / runs[-1].articles:.0f} ms of work an article",
            flush=True,
        )
    if len(runs) > 1:
        sizes = [run.articles / 1000 for run in runs]
        for who in ("parent", "worker"):
            slope = linear_regression(sizes, [getattr(run, who) for run in runs]).slope
            print(f"{who}: {slope:.1f} MB more for each 1,000 articles")


def _kills(asked: argparse.Namespace, folder: Path) -> None:
    """Killed so many times, the parent or a worker by chance; the bytes are those of a run that was left alone."""
    _run(asked, asked.input, folder / "calm", 2).wait()
    chance, killed = random.Random(0), {"parent": 0, "worker": 0}
    while sum(killed.values()) < asked.times:
        running = _run(asked, asked.input, folder / "lake", 2)
        while running.poll() is None and sum(killed.values()) < asked.times:
            with contextlib.suppress(subprocess.TimeoutExpired):
                running.wait(3 + chance.random() * 9)
            workers = _below(running.pid) if running.poll() is None else []
            if workers and chance.random() < 0.5:
                os.kill(chance.choice(workers), signal.SIGKILL)
                killed["worker"] += 1
            elif running.poll() is None:
                running.kill()
                running.wait()
                killed["parent"] += 1
        if running.poll() == 0:
            shutil.rmtree(folder / "lake")
    running = _run(asked, asked.input, folder / "lake", 2)
    print(f"killed {killed}; the last run ended {running.wait()}; "
          f"the same bytes: {_digest(folder / 'lake') == _digest(folder / 'calm')}")  # fmt: skip


def _below(parent: int) -> list[int]:
    """The reading processes of a run (and not what keeps track of them)."""
    tasks = Path(f"/proc/{parent}/task")
    found = [int(one) for task in tasks.iterdir() for one in (task / "children").read_text().split()]
    return [one for one in found if b"spawn_main" in Path(f"/proc/{one}/cmdline").read_bytes()]


def _digest(place: Path) -> str:
    """One hash over all files of a lake."""
    whole = hashlib.sha256()
    for path in sorted(path for path in place.rglob("*") if path.is_file()):
        whole.update(str(path.relative_to(place)).encode() + path.read_bytes())
    return whole.hexdigest()[:16]


if __name__ == "__main__":
    main()
