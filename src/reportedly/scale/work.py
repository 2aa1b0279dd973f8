"""What a process does with an article: with which reader, and what becomes of one that cannot be read."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from reportedly.actors import NONE, Actors
from reportedly.flow import Reads, read_one
from reportedly.model import ONTOLOGIES, Article, ReaderKind, Reading, Skipped
from reportedly.times import Sibling
from reportedly.undisturbed import undisturbed

__all__ = ["Job", "Key", "Making", "One", "Tell", "called", "guarded"]

#: Where in a job something stands.
Key = tuple[int, ...]
#: Told before each thing that may end a process: where it stands in the job, and what people call it.
Tell = Callable[[Key, str], None]


@dataclass(frozen=True, slots=True)
class Making:
    """What a reader is made of (see `reading.Reader`); each process makes its own."""

    model: str | None = None
    kind: ReaderKind = "encoder"
    ontologies: tuple[str, ...] = ONTOLOGIES
    actors: Actors = NONE

    def reader(self) -> Reads:
        """Raises `UnknownName` for a pipeline or an ontology that is not there, `BadOntology` for an unusable one."""
        with undisturbed():
            from reportedly.reading import Reader

            return Reader(model=self.model, kind=self.kind, ontologies=self.ontologies, actors=self.actors)


class Job(Protocol):
    """Something for a process to do. It may be done several times, if processes end at it."""

    def run(self, reader: Reads, tell: Tell) -> Any: ...

    def without(self, key: Key, reason: str) -> Job:
        """The same job with what stands there set aside."""
        ...


@dataclass(frozen=True, slots=True)
class One:
    """An article to be read: gives its reading, or why there is none."""

    article: Article
    body: bool
    siblings: Sequence[Sibling] = ()
    aside: str | None = None

    def run(self, reader: Reads, tell: Tell) -> Reading | Skipped:
        if self.aside:
            return Skipped(called(self.article), self.aside)
        tell((), called(self.article))
        return guarded(self.article, reader, self.body, self.siblings)

    def without(self, key: Key, reason: str) -> One:
        return replace(self, aside=reason)


def guarded(article: Article, reader: Reads, body: bool, siblings: Sequence[Sibling] = ()) -> Reading | Skipped:
    """An article's reading. What the reader fails on becomes a reason; with the environment variable
    `REPORTEDLY_DEBUG` set, the trace is shown."""
    try:
        return read_one(article, reader, body=body, siblings=siblings)
    except Exception as error:
        if os.environ.get("REPORTEDLY_DEBUG"):
            traceback.print_exc()
        return Skipped(called(article), f"It could not be read: internal error {type(error).__name__}: {error}")


def called(item: Article | Reading | Skipped) -> str:
    """What a person would call it."""
    article = item.article if isinstance(item, Reading) else item
    return article.origin or (article.id if isinstance(article, Article) else "?")
