"""How long the server waits for who sends or takes nothing, or a byte now and then: one connection, and no longer."""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol

__all__ = ["Impatient"]


class Impatient(H11Protocol):
    """HTTP as uvicorn speaks it, with an end to waiting: each request's head is there in `seconds`, however often a
    byte of it comes, and so long an answer may lie unread. (A body's end is `Guard`'s: its time is the request's.)
    """

    seconds = 10.0
    _reading: asyncio.TimerHandle | None = None
    _writing: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._reading = self._later()

    def data_received(self, data: bytes) -> None:
        if self._between and self._reading is None:
            self._reading = self._later()
        super().data_received(data)
        if not self._between:
            self._stop_reading()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._writing = self._writing or self._later()

    def resume_writing(self) -> None:
        super().resume_writing()
        self._stop_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_reading()
        self._stop_writing()
        super().connection_lost(exc)

    @property
    def _between(self) -> bool:
        """Whether no request is being answered: what comes is a next one's head, or the rest of a body given up."""
        return self.cycle is None or self.cycle.response_complete

    def _later(self) -> asyncio.TimerHandle:
        # (Closing would wait until what is to be sent is taken.)
        return self.loop.call_later(self.seconds, self.transport.abort)

    def _stop_reading(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None

    def _stop_writing(self) -> None:
        if self._writing is not None:
            self._writing.cancel()
            self._writing = None
