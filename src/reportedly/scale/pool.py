"""Several processes that do jobs, and outlive what kills them.

A process says what it is about to look at. So when one ends, or takes too long, the culprit is known by name: its job
is done again by a new process, and what has ended several is set aside with the reason, while the rest goes on.
(The standard library's pool is broken as a whole by one process that ends, and cannot stop one that hangs.)
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import time
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from multiprocessing.connection import Connection, wait
from types import TracebackType
from typing import Any

from reportedly.errors import ReportedlyError
from reportedly.flow import Reads
from reportedly.scale.work import Job, Key, Making

__all__ = ["SECONDS", "Pool"]

#: The most seconds that one article may take, if the user says nothing else: a long one takes a few.
SECONDS = 300.0
#: How many processes may end at one article before it is set aside: one may have been stopped from outside.
_ENDED = 3
#: How often an article may take too long before it is set aside: the machine may have been busy once.
_SLOW = 2
#: So many processes that end before they begin are no accident.
_STILLBORN = 3


class Pool:
    """Processes with a reader each. They are started when there is work for them, and end when the pool is left.

    `limit`: the most seconds that one article may take.
    """

    def __init__(self, workers: int, making: Making, limit: float = SECONDS) -> None:
        self._workers = workers
        self._making = making
        self._limit = limit
        self._hands: list[_Hand] = []
        self._stillborn = 0

    def __enter__(self) -> Pool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for hand in self._hands:
            hand.end()
        self._hands.clear()

    def run(self, jobs: Iterable[Job], ahead: int = 64) -> Iterator[tuple[int, Any]]:
        """The number of each job and what came of it, as they get done.

        Jobs are drawn as there are hands for them; none that comes `ahead` or more after one that is not done yet.
        Raises what a job raises of our own errors, and `ReportedlyError` where processes end before they begin.
        """
        work = _Work(jobs, ahead, self._workers)
        while self._hand_out(work):
            busy = {hand.pipe: hand for hand in self._hands if hand.number is not None}
            # While all are at work there is time to get the next job ready.
            ready = wait(list(busy), 0 if work.drawable else self._patience(busy.values()))
            if not ready and work.drawable:
                work.draw()
            for pipe in ready:
                yield from self._heard(busy[pipe], work)  # type: ignore[index]
            for hand in busy.values():
                if hand.number is not None and time.monotonic() > self._until(hand) and not hand.pipe.poll():
                    self._lost(hand, work, slow=True)

    def _hand_out(self, work: _Work) -> bool:
        """Gives work to those who have none; whether anybody is at work then."""
        while len(idle := [hand for hand in self._hands if hand.number is None]) or len(self._hands) < self._workers:
            job = work.next()
            if job is None:
                break
            hand = idle[0] if idle else self._new()
            if not hand.take(*job):
                # It ended while it had nothing to do.
                self._away(hand)
                work.back(*job)
        return any(hand.number is not None for hand in self._hands)

    def _new(self) -> _Hand:
        self._hands.append(_Hand(self._making))
        return self._hands[-1]

    def _away(self, hand: _Hand) -> None:
        hand.end()
        self._hands.remove(hand)

    def _patience(self, busy: Iterable[_Hand]) -> float:
        """Seconds until somebody may have taken too long."""
        return max(0.0, min(map(self._until, busy)) - time.monotonic()) + 0.05

    def _until(self, hand: _Hand) -> float:
        """When it will have taken too long; to load what it reads with is given the usual time, not an article's."""
        return hand.since + (self._limit if hand.key is not None else max(self._limit, SECONDS))

    def _heard(self, hand: _Hand, work: _Work) -> Iterator[tuple[int, Any]]:
        try:
            what, *rest = hand.pipe.recv()
        except (EOFError, OSError):
            self._lost(hand, work, slow=False)
            return
        hand.since = time.monotonic()
        if what == "failed":
            raise rest[0]
        if what == "at":
            self._stillborn = 0
            hand.key = rest[0]
        else:
            assert hand.number is not None  # only who has work has done it
            yield hand.number, rest[0]
            work.done(hand.number)
            hand.number, hand.job, hand.key = None, None, None

    def _lost(self, hand: _Hand, work: _Work, slow: bool) -> None:
        """A process that ended, or has to be: its job is done again, without what has been too much several times."""
        number, job, key = hand.number, hand.job, hand.key
        hand.number = None
        self._away(hand)
        assert number is not None and job is not None  # (it had work)
        if key is None:
            self._stillborn += 1
            if self._stillborn >= _STILLBORN:
                raise ReportedlyError("Reading processes end before they begin; there may be too little memory.")
        elif work.struck(number, key, slow) >= (_SLOW if slow else _ENDED):
            ended = f"The process that read it ended, {_ENDED} times out of {_ENDED}; it was set aside."
            late = f"It took more than {self._limit:g} seconds, {_SLOW} times out of {_SLOW}, and was set aside."
            job = job.without(key, late if slow else ended)
        work.back(number, job)


class _Work:
    """The jobs of a run: those to come, those to be done again, and those that somebody is at."""

    def __init__(self, jobs: Iterable[Job], ahead: int, workers: int) -> None:
        self._coming = enumerate(jobs)
        self._ahead = ahead
        self._workers = workers
        self._ready: deque[tuple[int, Job]] = deque()
        self._open: dict[int, None] = {}
        self._strikes: Counter[tuple[int, Key, bool]] = Counter()
        self._drawn = 0
        self._over = False

    @property
    def drawable(self) -> bool:
        """Whether another job may be got ready."""
        far = self._drawn - next(iter(self._open), self._drawn) >= self._ahead
        return not self._over and not far and len(self._ready) < self._workers

    def draw(self) -> None:
        job = next(self._coming, None)
        if job is None:
            self._over = True
        else:
            self._drawn += 1
            self._open[job[0]] = None
            self._ready.append(job)

    def next(self) -> tuple[int, Job] | None:
        """A job to do, if there is one now."""
        if not self._ready and self.drawable:
            self.draw()
        return self._ready.popleft() if self._ready else None

    def back(self, number: int, job: Job) -> None:
        """Not done: others wait for it, so it comes first."""
        self._ready.appendleft((number, job))

    def done(self, number: int) -> None:
        del self._open[number]

    def struck(self, number: int, key: Key, slow: bool) -> int:
        """How often this has happened at this place, now included."""
        self._strikes[number, key, slow] += 1
        return self._strikes[number, key, slow]


class _Hand:
    """One process, and what it is at: which job, where in it, and since when."""

    def __init__(self, making: Making) -> None:
        # Spawned: a fork would copy locks that threads of this process hold.
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self._process = context.Process(target=_work, args=(theirs, making), daemon=True)
        self._process.start()
        theirs.close()
        self.number: int | None = None
        self.job: Job | None = None
        self.key: Key | None = None
        self.since = time.monotonic()

    def take(self, number: int, job: Job) -> bool:
        """Gives it a job; false if it is no more."""
        try:
            self.pipe.send(job)
        except OSError:
            return False
        self.number, self.job, self.key, self.since = number, job, None, time.monotonic()
        return True

    def end(self) -> None:
        """Whatever it is at: nothing that it does counts before it has said so."""
        self.pipe.close()
        self._process.kill()
        self._process.join()


def _work(pipe: Connection, making: Making) -> None:
    """The life of a process: it makes its reader and does jobs until nobody gives it any."""
    # Ctrl-C reaches every process of a terminal; the parent alone decides when to stop.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    reader: Reads | ReportedlyError
    try:
        reader = making.reader()
    except ReportedlyError as error:
        reader = error
    with contextlib.suppress(EOFError, OSError):  # the parent is gone
        while True:
            job: Job = pipe.recv()
            pipe.send(_done(job, reader, pipe))


def _done(job: Job, reader: Reads | ReportedlyError, pipe: Connection) -> tuple[str, Any]:
    try:
        if isinstance(reader, ReportedlyError):
            return "failed", reader
        return "done", job.run(reader, lambda key, name: pipe.send(("at", key, name)))
    except ReportedlyError as error:
        return "failed", error
    except Exception as error:
        return "failed", ReportedlyError(f"({type(error).__name__}: {error})")
