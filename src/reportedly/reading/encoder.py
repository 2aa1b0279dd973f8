"""The encoder: one pass over a page's text serves everything that is learned. The only file that imports onnxruntime.

A small pretrained transformer (six layers, 384 wide), fine-tuned by `train/encoder`, with heads for statements, names
and, where a model has it, events; its card is in docs/models.md. Each window of text is run alone and on one thread, so
nothing that shares a batch and no number of processors can move its numbers.
"""

from __future__ import annotations

import importlib.resources
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import onnxruntime

from reportedly.encoding import events, names, statements
from reportedly.encoding.events import Told
from reportedly.encoding.names import Name
from reportedly.encoding.pieces import Pieces, Vocabulary
from reportedly.encoding.statements import Said
from reportedly.encoding.tags import Floats, Run
from reportedly.encoding.windows import inputs, spans_of_windows
from reportedly.errors import UnknownName

__all__ = ["Encoder", "Marks", "load"]


#: A window's first piece, one past its last, and what the model gave for it.
Outputs = tuple[int, int, dict[str, Floats]]


@dataclass(frozen=True, slots=True)
class Marks:
    """What the encoder's heads found, as character offsets of the text they were given, in text order; `told` is asked
    about one stretch of it after another, and None when the model has no head of events."""

    names: tuple[Name, ...]
    said: tuple[Said, ...]
    told: Told | None


class Encoder:
    """A model file, opened. Raises whatever onnxruntime raises for bytes that are no model."""

    def __init__(self, model: bytes) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # Its operator is slower than the two that it joins: a tenth of the whole.
        slow = ["SkipLayerNormFusion"]
        self._session = onnxruntime.InferenceSession(
            model, options, providers=["CPUExecutionProvider"], disabled_optimizers=slow
        )
        self.about: dict[str, str] = self._session.get_modelmeta().custom_metadata_map
        self._vocabulary = Vocabulary(self.about["vocabulary"].split("\n"))
        self._outputs = [output.name for output in self._session.get_outputs()]

    def read(self, text: str, blocks: Iterable[tuple[int, int]]) -> Marks:
        """What is found in these stretches of a text, each a paragraph."""
        pieces, runs = self._runs(text, blocks)
        found_names = names.found(pieces, _of_head("names", runs))
        found_said = statements.found(pieces, _of_head("statements", runs))
        return Marks(tuple(found_names), tuple(found_said), self._told(pieces, runs))

    def told(self, text: str, blocks: Iterable[tuple[int, int]]) -> Told | None:
        """What is told of events alone."""
        return self._told(*self._runs(text, blocks))

    def _told(self, pieces: Pieces, runs: list[Outputs]) -> Told | None:
        has = "events" in self.about["heads"].split()
        return events.told(pieces, _of_head("events", runs)) if has else None

    def said(self, text: str, blocks: Iterable[tuple[int, int]]) -> list[Said]:
        """The statements alone."""
        pieces, runs = self._runs(text, blocks)
        return statements.found(pieces, _of_head("statements", runs))

    def _runs(self, text: str, blocks: Iterable[tuple[int, int]]) -> tuple[Pieces, list[Outputs]]:
        pieces = self._vocabulary.cut(text, blocks)
        return pieces, [(start, end, self._run(pieces, start, end)) for start, end in spans_of_windows(pieces)]

    def _run(self, pieces: Pieces, start: int, end: int) -> dict[str, Floats]:
        ids, shapes = inputs(self._vocabulary, pieces, start, end)
        arrays = self._session.run(self._outputs, {"ids": ids[None], "shapes": shapes[None]})
        return {name: array[0] for name, array in zip(self._outputs, arrays, strict=True)}


def _of_head(head: str, runs: list[Outputs]) -> list[Run]:
    """The runs with the outputs of one head, under the names it gave them."""
    own = f"{head}."
    return [
        Run(start, end, {name.removeprefix(own): array for name, array in out.items() if name.startswith(own)})
        for start, end, out in runs
    ]


@cache
def load(code: str) -> Encoder:
    """The encoder of a language, one a process. Raises `UnknownName` when the language has none."""
    file = importlib.resources.files("reportedly").joinpath("data", code, "encoder.onnx")
    if not file.is_file():
        raise UnknownName(f"There is no encoder for {code!r}: read with --reader rules.")
    return Encoder(file.read_bytes())
