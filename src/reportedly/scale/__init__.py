"""Many articles: read by several processes, and whole corpora coded into Parquet, on one machine or on a cluster.

    for item in read_all(articles, workers=4): ...
    code(["crawl/*.warc.gz"], "crawl.lake", workers=8)

The bytes do not depend on the number of workers, on the engine, or on what ended on the way.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from reportedly import intake, shelf, sources
from reportedly.actors import NONE, Actors
from reportedly.errors import UsageError
from reportedly.flow import Reads
from reportedly.model import ONTOLOGIES, VERSION, Article, ReaderKind, Reading, Skipped
from reportedly.scale import cloud
from reportedly.scale.cluster import Cluster
from reportedly.scale.pool import SECONDS, Pool
from reportedly.scale.shards import SIZE, Coding, Shard, Version, cut
from reportedly.scale.work import Job, Making, One, called, guarded
from reportedly.times import Sibling

if TYPE_CHECKING:
    from reportedly.scale.manifest import Manifest

__all__ = ["ENGINES", "SECONDS", "SIZE", "Body", "Coded", "Done", "Siblings", "called", "code", "read_all"]

#: What runs the workers: processes of this machine, or a cluster.
ENGINES = ("local", "ray")

#: The `--body` mark: the same for all articles, or asked of each once.
Body = bool | Callable[[Article], bool]
#: For the id of an article, those that help to date it.
Siblings = Mapping[str, Sequence[Sibling]]


# --- articles -------------------------------------------------------------------------------------------------------


def read_all(
    items: Iterable[Article | Skipped],
    *,
    body: Body = False,
    siblings: Siblings = MappingProxyType({}),
    model: str | None = None,
    workers: int = 1,
    reader: Reads | ReaderKind = "encoder",
    ontologies: Sequence[str] = ONTOLOGIES,
    actors: Actors = NONE,
) -> Generator[Reading | Skipped]:
    """Readings in the order of the articles; the bytes do not depend on `workers`. What was skipped stays in its place.

    An article that the reader fails on becomes `Skipped`, and the rest goes on; with several workers so does one that
    ends its process, or takes more than `SECONDS`. A `reader` of one's own reads in this process.
    """
    if isinstance(reader, str):
        making = Making(model, reader, tuple(ontologies), actors)
        if workers > 1:
            yield from _in_parallel(items, body, siblings, workers, making)
            return
    for item in items:
        if isinstance(item, Article):
            reader = making.reader() if isinstance(reader, str) else reader
            yield guarded(item, reader, _marked(item, body), siblings.get(item.id, ()))
        else:
            yield item


def _marked(article: Article, body: Body) -> bool:
    return body(article) if callable(body) else body


def _in_parallel(
    items: Iterable[Article | Skipped], body: Body, siblings: Siblings, workers: int, making: Making
) -> Iterator[Reading | Skipped]:
    """Several processes; not more is read ahead than keeps them busy."""
    ready: dict[int, Reading | Skipped] = {}
    places: dict[int, int] = {}

    def jobs() -> Iterator[Job]:
        drawn = 0
        for place, item in enumerate(items):
            if isinstance(item, Article):
                places[drawn] = place
                drawn += 1
                yield One(item, _marked(item, body), siblings.get(item.id, ()))
            else:
                ready[place] = item

    due = 0
    with Pool(workers, making) as pool:
        for number, result in pool.run(jobs(), ahead=workers * 8):
            ready[places.pop(number)] = result
            while due in ready:
                yield ready.pop(due)
                due += 1
    yield from (ready[place] for place in sorted(ready))


# --- corpora --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Done:
    """How far the coding of a corpus is: articles read by this run, and the share of the inputs' bytes that is done.

    The share is null where the size of the inputs is not known beforehand (a stream, addresses).
    """

    articles: int
    share: float | None
    seconds: float

    @property
    def rate(self) -> float:
        """Articles a second."""
        return self.articles / self.seconds if self.seconds else 0.0


@dataclass(frozen=True, slots=True)
class Coded:
    """What came of coding: shards and articles in all, shards made by this run, and what gave no article.

    `skipped` lists those of this run; `lost` counts all in the lake that could not be read.
    """

    shards: int
    made: int
    articles: int
    lost: int
    skipped: tuple[Skipped, ...]


def code(
    inputs: Sequence[str],
    folder: str | Path,
    *,
    options: intake.Options | None = None,
    body: bool = False,
    reader: ReaderKind = "encoder",
    model: str | None = None,
    ontologies: Sequence[str] = ONTOLOGIES,
    actors: Actors = NONE,
    known: sources.Sources = sources.NONE,
    workers: int = 1,
    engine: str = "local",
    address: str | None = None,
    size: int = SIZE,
    limit: float = SECONDS,
    on: Callable[[Done], None] = lambda done: None,
) -> Coded:
    """Reads a corpus (files, folders, globs, an object store) into a lake: a folder of Parquet files, so many articles
    a shard.

    Stopped at any moment, whole shards are kept, and the same call takes up what is missing. A shard whose inputs have
    changed is made anew; what was made by another version, or with other options, is refused. Articles that cannot be
    read, end a process or take more than `limit` seconds are set aside with the reason.

    `known` names outlets. Raises `UsageError` for a folder that is not a lake's or was made otherwise, and `StoreBusy`
    for one that another process works at.
    """
    # These bring DuckDB, which reading alone does without.
    from reportedly import lake
    from reportedly.scale.manifest import Manifest

    options = options or intake.Options()
    intake.check(options)
    _check(engine, size, limit)
    place = Path(folder)
    _made(place)
    making = Making(model, reader, tuple(ontologies), actors)
    with lake.alone(place), _engine(engine, workers, making, address, limit) as pool:
        ((_, version),) = pool.run([Version()])
        settings = _settings(version, options, body, known, size)
        with contextlib.closing(Manifest(place, settings)) as manifest:
            run = _Run(manifest, _weight(inputs), on)
            jobs = (
                Coding(shard, place.absolute(), options, body, known)
                for shard in run.missing(cut(cloud.found(inputs), options, size))
            )
            for _, record in pool.run(jobs):
                run.add(record)
            totals = manifest.finish(run.shards)
    return Coded(run.shards, run.made, totals["articles"], totals["lost"], tuple(run.skipped))


class _Run:
    """The shards of one run: which are missing, and how far it is."""

    def __init__(self, manifest: Manifest, weight: int | None, on: Callable[[Done], None]) -> None:
        self.shards = self.made = 0
        self.skipped: list[Skipped] = []
        self._manifest = manifest
        self._weight = weight
        self._on = on
        self._sizes: dict[int, int] = {}
        self._articles = self._before = self._passed = 0
        self._began = time.monotonic()

    def missing(self, shards: Iterable[Shard]) -> Iterator[Shard]:
        for shard in shards:
            self.shards += 1
            if self._manifest.has(shard.number, shard.digest):
                self._before += shard.size
            else:
                self._sizes[shard.number] = shard.size
                yield shard

    def add(self, record: dict[str, Any]) -> None:
        self._manifest.add(record)
        self.made += 1
        self.skipped += [Skipped(**one) for one in record["skipped"]]
        self._articles += record["articles"]
        self._passed += self._sizes.pop(record["shard"])
        left = max(1, self._weight - self._before) if self._weight is not None else 0
        share = min(1.0, self._passed / left) if left else None
        self._on(Done(self._articles, share, time.monotonic() - self._began))


def _check(engine: str, size: int, limit: float) -> None:
    if engine not in ENGINES:
        raise UsageError(f"There is no engine {engine!r}; there are: {', '.join(ENGINES)}.")
    if size < 1 or not limit > 0:
        raise UsageError("A shard has at least 1 article, and an article more than 0 seconds.")


def _made(place: Path) -> None:
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"No folder can be made at {place}: {error.strerror}.") from error


def _engine(
    name: str, workers: int, making: Making, address: str | None, limit: float
) -> contextlib.AbstractContextManager[Pool | Cluster]:
    if name == "ray":
        return Cluster(workers, making, address, limit)
    return Pool(workers, making, limit)


def _settings(version: str, options: intake.Options, body: bool, known: sources.Sources, size: int) -> dict[str, Any]:
    """What the bytes of a lake depend on besides its inputs."""
    packages = ("spacy", "onnxruntime", "duckdb")
    return {
        "format": "reportedly-lake/1",
        "reader": version,
        "reportedly": VERSION,
        "encoder": shelf.digest("en/encoder"),
        **{name: importlib.metadata.version(name) for name in packages},
        "options": {**asdict(options), "map": dict(options.map), "body": body},
        "sources": [one.to_dict() for one in known.outlets],
        "size": size,
    }


def _weight(inputs: Sequence[str]) -> int | None:
    """The bytes of all inputs; None where some come from a stream, whose size nobody knows."""
    if any(one == "-" or intake.is_url(one) or cloud.is_remote(one) or _is_pipe(one) for one in inputs):
        return None
    files = (one.path for one in intake.found(inputs) if isinstance(one, intake.Raw))
    return sum(path.stat().st_size if path and path.exists() else 0 for path in files)


def _is_pipe(given: str) -> bool:
    """Whether what was typed is there and is neither a file nor a folder: looking into it would be reading it."""
    return Path(given).exists() and not (Path(given).is_file() or Path(given).is_dir())
