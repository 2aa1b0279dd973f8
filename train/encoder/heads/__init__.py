"""What a head must be able to do, and finding one by its name: `heads/NAME.py` with a class `HEAD`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

from torch import Tensor, nn
from train.encoder.data import Document
from train.encoder.model import INNER, LAYERS, Layer

from reportedly.encoding.tags import Run
from reportedly.encoding.windows import Ints


class Head(nn.Module, ABC):
    """Reads one thing off the body's vectors [windows, length, 384]. Its weights are one file, its code another.

    A head may leave the body early and go on through layers of its own: what it learns then moves nothing that other
    heads read. Such layers start as copies of those that the body has behind that place.
    """

    #: The body's layer behind which this head leaves it: `TRUNK`, or None: it stays to the end.
    AFTER: int | None = None
    #: How many layers of its own it goes on through, if not as many as the body.
    OWN: int | None = None
    #: How wide their nets are between; fewer than the body's are those that weigh most in it.
    NET = INNER

    def __init__(self) -> None:
        super().__init__()
        left = 0 if self.AFTER is None else LAYERS - self.AFTER
        own = left if self.OWN is None else self.OWN
        self.layers = nn.ModuleList(Layer(self.NET) for _ in range(own))

    @abstractmethod
    def targets(self, document: Document) -> dict[str, Ints]:
        """Gold as arrays over the document's pieces, by name; -1 where there is nothing to learn."""

    @abstractmethod
    def outputs(self, hidden: Tensor) -> dict[str, Tensor]:
        """What is exported, by name, each [windows, length, ...]; the names are prefixed with the head's own."""

    @abstractmethod
    def loss(self, hidden: Tensor, batch: Mapping[str, Tensor]) -> Tensor:
        """One number, from the vectors and a batch: the targets by name, and "real", 1 where there is a piece."""

    @abstractmethod
    def decode(self, document: Document, runs: Sequence[Run]) -> dict[str, Any]:
        """The outputs of all windows over a document, in the format of gold."""

    @abstractmethod
    def scores(self, made: Sequence[Document], found: Sequence[dict[str, Any]]) -> dict[str, float]:
        """Measures by name, in per cent."""

    def roundtrip(self, made: Sequence[Document]) -> dict[str, int]:
        """How much of gold survives becoming targets and coming back: "whole", and a count for each named exception."""
        raise NotImplementedError(f"{type(self).__name__} has no round trip")


def load(name: str) -> Head:
    """A new head. Raises `SystemExit` when there is none of that name."""
    try:
        module = import_module(f"train.encoder.heads.{name}")
    except ModuleNotFoundError as error:
        raise SystemExit(f"There is no head {name!r}: add train/encoder/heads/{name}.py") from error
    head: Head = module.HEAD()
    return head
