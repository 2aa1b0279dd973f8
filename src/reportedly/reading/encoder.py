"""The encoder: what is learned of statements, names, events and values. The only file that imports onnxruntime.

A small pretrained transformer (six layers, 384 wide), fine-tuned by `train/encoder`; its card is in docs/models.md. One
pass over a page's text finds statements and names; events and values have layers of their own behind the second, run
on single sentences when they are asked about. Each window of text is run alone and on one thread, so nothing that
shares a batch and no number of processors can move its numbers.
"""

from __future__ import annotations

import importlib.resources
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources.abc import Traversable

import onnxruntime

from reportedly.encoding import events, factuality, names, statements
from reportedly.encoding.events import Told
from reportedly.encoding.factuality import Chances
from reportedly.encoding.names import Name
from reportedly.encoding.pieces import Pieces, Vocabulary
from reportedly.encoding.statements import Said
from reportedly.encoding.tags import Floats, Run
from reportedly.encoding.windows import Ints, inputs, sections, spans_of_windows
from reportedly.errors import UnknownName

__all__ = ["Encoder", "Marks", "load"]


#: A sentence is asked about by one head after another: so many windows' vectors are kept.
LATELY = 64
#: A window's first piece, one past its last, and what the model gave for it.
Outputs = tuple[int, int, dict[str, Floats]]


@dataclass(frozen=True, slots=True)
class Marks:
    """What the encoder found in a text, as its character offsets, in text order."""

    names: tuple[Name, ...]
    said: tuple[Said, ...]


class Encoder:
    """A model's parts by name, opened: "trunk", whose vectors the others go on from; "shared", which finds names and
    statements; "events"; "factuality". Raises whatever onnxruntime raises for bytes that are no model."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # Its operator is slower than the two that it joins: a tenth of the whole.
        slow = ["SkipLayerNormFusion"]
        self._parts = {
            name: onnxruntime.InferenceSession(
                part, options, providers=["CPUExecutionProvider"], disabled_optimizers=slow
            )
            for name, part in parts.items()
        }
        self._outputs = {
            name: [output.name for output in session.get_outputs()] for name, session in self._parts.items()
        }
        self.about: dict[str, str] = self._parts["trunk"].get_modelmeta().custom_metadata_map
        self._vocabulary = Vocabulary(self.about["vocabulary"].split("\n"))
        self._lately: dict[bytes, Floats] = {}

    @classmethod
    def open(cls, folder: Traversable) -> Encoder:
        """The model whose parts are the files of a folder."""
        files = sorted(folder.iterdir(), key=lambda file: file.name)
        return cls(
            {file.name.removesuffix(".onnx"): file.read_bytes() for file in files if file.name.endswith(".onnx")}
        )

    def read(self, text: str, blocks: Iterable[tuple[int, int]]) -> Marks:
        """What is found in these stretches of a text, each a paragraph."""
        found_names, found_said = list[Name](), list[Said]()
        for pieces, runs in self._sections(text, blocks):
            found_names += names.found(pieces, _of_head("names", runs))
            found_said += statements.found(pieces, _of_head("statements", runs))
        return Marks(tuple(found_names), tuple(found_said))

    @property
    def hears(self) -> bool:
        """Whether the model has a head of events."""
        return "events" in self._parts

    def told(self, text: str, sentence: tuple[int, int]) -> Told:
        """What a sentence tells of events, read by itself."""
        pieces, runs = self._runs(text, [sentence], "events")
        return events.told(pieces, _of_head("events", runs))

    @property
    def values(self) -> bool:
        """Whether the model has a head of factuality."""
        return "factuality" in self._parts

    def happened(self, text: str, sentence: tuple[int, int], words: Sequence[tuple[int, int]]) -> list[Chances | None]:
        """How far the happenings at these words of a sentence, read by itself, are taken to have happened."""
        pieces, runs = self._runs(text, [sentence], "factuality")
        return factuality.happened(pieces, _of_head("factuality", runs), words)

    def said(self, text: str, blocks: Iterable[tuple[int, int]]) -> list[Said]:
        """The statements alone."""
        parts = self._sections(text, blocks)
        return [said for pieces, runs in parts for said in statements.found(pieces, _of_head("statements", runs))]

    def _sections(self, text: str, blocks: Iterable[tuple[int, int]]) -> Iterator[tuple[Pieces, list[Outputs]]]:
        """The shared heads' outputs section by section, so that a long text takes no more memory than a short one."""
        whole = self._vocabulary.cut(text, blocks)
        for windows in sections(whole):
            first, last = windows[0][0], windows[-1][1]
            part = whole.part(first, last)
            spans = [(start - first, end - first) for start, end in windows]
            yield part, [(start, end, self._run(part, start, end, "shared")) for start, end in spans]

    def _runs(self, text: str, blocks: Iterable[tuple[int, int]], part: str) -> tuple[Pieces, list[Outputs]]:
        pieces = self._vocabulary.cut(text, blocks)
        return pieces, [(start, end, self._run(pieces, start, end, part)) for start, end in spans_of_windows(pieces)]

    def _run(self, pieces: Pieces, start: int, end: int, part: str) -> dict[str, Floats]:
        ids, shapes = inputs(self._vocabulary, pieces, start, end)
        vectors = self._vectors(ids, shapes)
        names_ = self._outputs[part]
        arrays = self._parts[part].run(names_, {self._outputs["trunk"][0]: vectors})
        return {name: array[0] for name, array in zip(names_, arrays, strict=True)}

    def _vectors(self, ids: Ints, shapes: Ints) -> Floats:
        """What the trunk makes of a window; of the last few, what it made of them."""
        key = ids.tobytes() + shapes.tobytes()
        if key not in self._lately:
            (made,) = self._parts["trunk"].run(self._outputs["trunk"], {"ids": ids[None], "shapes": shapes[None]})
            self._lately[key] = made
            if len(self._lately) > LATELY:
                del self._lately[next(iter(self._lately))]
        return self._lately[key]


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
    folder = importlib.resources.files("reportedly").joinpath("data", code, "encoder")
    if not folder.is_dir():
        raise UnknownName(f"There is no encoder for {code!r}: read with --reader rules.")
    return Encoder.open(folder)
