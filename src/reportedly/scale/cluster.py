"""The same jobs on a Ray cluster: an actor for each worker, which has a pool of one process of its own.

So what ends or hangs is dealt with where it happens, as on one machine, and Ray deals with machines that go away. Every
machine has Reportedly installed, and sees inputs and output under the same paths.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Any

from reportedly.errors import ReportedlyError, UsageError
from reportedly.scale.pool import SECONDS, Pool
from reportedly.scale.work import Job, Making

__all__ = ["Cluster"]


class _Hand:
    """What Ray makes an actor of."""

    def __init__(self, making: Making, limit: float) -> None:
        self._pool = Pool(1, making, limit)

    def do(self, number: int, job: Job) -> tuple[int, Any]:
        """The number of a job and what came of it."""
        ((_, result),) = self._pool.run([job])
        return number, result


class Cluster:
    """A pool (`Pool`) of workers on a cluster: that at `address`, else one made on this machine for the time being.

    Raises `UsageError` where Ray is not installed or the cluster does not answer.
    """

    def __init__(self, workers: int, making: Making, address: str | None = None, limit: float = SECONDS) -> None:
        try:
            import ray
        except ImportError as error:
            raise UsageError("Ray is not installed: pip install 'reportedly[ray]'.") from error
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
        here: dict[str, Any] = {"address": address} if address else {"num_cpus": workers, "include_dashboard": False}
        try:
            ray.init(**here, log_to_driver=False, logging_level=logging.ERROR)
        except (ConnectionError, ValueError, RuntimeError, OSError) as error:
            raise UsageError(f"No Ray cluster answers at {address or 'this machine'}: {error}") from error
        self._ray = ray
        # An actor whose process or machine is gone is made again, and what it was at is done again.
        made = ray.remote(num_cpus=1, max_restarts=-1, max_task_retries=-1)(_Hand)
        self._idle = [made.remote(making, limit) for _ in range(workers)]

    def __enter__(self) -> Cluster:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ray.shutdown()

    def run(self, jobs: Iterable[Job], ahead: int = 64) -> Iterator[tuple[int, Any]]:
        """As `Pool.run`; a job is drawn when a worker has nothing to do."""
        busy: dict[Any, Any] = {}
        for number, job in enumerate(jobs):
            hand = self._idle.pop()
            busy[hand.do.remote(number, job)] = hand
            if not self._idle:
                yield self._arrived(busy)
        while busy:
            yield self._arrived(busy)

    def _arrived(self, busy: dict[Any, Any]) -> tuple[int, Any]:
        (first, *_), _ = self._ray.wait(list(busy))
        self._idle.append(busy.pop(first))
        try:
            found: tuple[int, Any] = self._ray.get(first)
        except self._ray.exceptions.RayError as error:
            cause = getattr(error, "cause", None)
            if isinstance(cause, ReportedlyError):
                raise cause from error
            raise ReportedlyError(f"(on the cluster: {str(error).strip().splitlines()[-1]})") from error
        return found
