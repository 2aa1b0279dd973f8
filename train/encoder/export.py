"""A trained reader as one quantised ONNX file, and what that file costs and finds.

Weights become eight-bit integers, one scale a channel, with one bit held back (`reduce_range`): on processors without
VNNI the products of full eight-bit numbers overflow. Activations are scaled as they come, one scale a tensor, so a
window must be run alone: then nothing else can move its numbers.
"""

from __future__ import annotations

import copy
import json
import tempfile
import time
from pathlib import Path
from typing import Any

import onnx
import onnxruntime
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn
from train.encoder.data import Document, documents
from train.encoder.heads import load
from train.encoder.loop import Reader, restored
from train.encoder.model import HEADS, Mix

from reportedly.encoding.pieces import Vocabulary
from reportedly.encoding.tags import Run
from reportedly.encoding.windows import inputs, spans_of_windows

OPSET = 17


class _Attention(torch.autograd.Function):
    """Attention as onnxruntime's fused operator, a little faster than the same in its parts."""

    @staticmethod
    def forward(ctx: Any, query: Tensor, key: Tensor, value: Tensor) -> Tensor:
        mixed: Tensor = Mix()(query, key, value, None)
        return mixed

    @staticmethod
    def symbolic(g: Any, query: Any, key: Any, value: Any) -> Any:
        fused = g.op("com.microsoft::MultiHeadAttention", query, key, value, num_heads_i=HEADS)
        fused.setType(query.type())
        return fused


class _FusedMix(nn.Module):
    def forward(self, query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None) -> Tensor:
        mixed: Tensor = _Attention.apply(query, key, value)
        return mixed


class _Flat(nn.Module):
    """Body and heads as one function of two arrays [1, length]; outputs in the order of `names`."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.reader = copy.deepcopy(reader)
        for layer in self.reader.body.layers:
            layer.mix = _FusedMix()
        with torch.inference_mode():
            out = self._outputs(torch.zeros(1, 4, dtype=torch.long), torch.zeros(1, 4, dtype=torch.long))
        self.names = list(out)

    def _outputs(self, ids: Tensor, shapes: Tensor) -> dict[str, Tensor]:
        hidden = self.reader.body(ids, shapes)
        heads = self.reader.heads.items()
        return {f"{head}.{name}": values for head, module in heads for name, values in module.outputs(hidden).items()}

    def forward(self, ids: Tensor, shapes: Tensor) -> tuple[Tensor, ...]:
        return tuple(self._outputs(ids, shapes).values())


def exported(folder: Path, out: Path) -> None:
    """Writes a trained reader's model; its metadata holds the vocabulary, one piece a line, the names of the heads, the
    base weights and the plan of the run."""
    reader, vocabulary = restored(folder)
    flat = _Flat(reader).eval()
    example = (torch.ones(1, 16, dtype=torch.long), torch.zeros(1, 16, dtype=torch.long))
    with tempfile.TemporaryDirectory() as scratch:
        whole = Path(scratch) / "whole.onnx"
        torch.onnx.export(
            flat,
            example,
            whole,
            input_names=["ids", "shapes"],
            output_names=flat.names,
            dynamic_axes={name: {1: "length"} for name in ("ids", "shapes", *flat.names)},
            opset_version=OPSET,
            custom_opsets={"com.microsoft": 1},
            dynamo=False,
        )
        quantize_dynamic(whole, out, per_channel=True, reduce_range=True, weight_type=QuantType.QInt8)
    model = onnx.load(out)
    plan = json.loads((folder / "run.json").read_text())["plan"]
    metadata = {
        "vocabulary": "\n".join(vocabulary.pieces),
        "heads": " ".join(reader.heads),
        "base": "sentence-transformers/all-MiniLM-L6-v2, Apache-2.0",
        "plan": json.dumps(plan),
        "card": "docs/models.md",
    }
    onnx.helper.set_model_props(model, metadata)
    onnx.save(model, out)
    print(f"{out}: {out.stat().st_size / 1e6:.1f} MB, {len(vocabulary.pieces)} pieces")


def session(model: Path) -> onnxruntime.InferenceSession:
    """The model on one thread."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])


def read(run: onnxruntime.InferenceSession, head: str, vocabulary: Vocabulary, document: Document) -> list[Run]:
    """The outputs of one head for each window of a document, each window run alone."""
    names = [output.name for output in run.get_outputs() if output.name.startswith(f"{head}.")]
    found = []
    for start, end in spans_of_windows(document.pieces):
        ids, shapes = inputs(vocabulary, document.pieces, start, end)
        arrays = run.run(names, {"ids": ids[None], "shapes": shapes[None]})
        out = {name.removeprefix(f"{head}."): array[0] for name, array in zip(names, arrays)}
        found.append(Run(start, end, out))
    return found


def timed(model: Path, name: str, path: Path) -> dict[str, float]:
    """Scores on a gold file, and seconds and words a second of each step on one core."""
    run, head = session(model), load(name)
    vocabulary = Vocabulary(run.get_modelmeta().custom_metadata_map["vocabulary"].split("\n"))
    began = time.perf_counter()
    made = documents(path, vocabulary)
    cut = time.perf_counter()
    outputs = [read(run, name, vocabulary, document) for document in made]
    ran = time.perf_counter()
    found = [head.decode(document, rows) for document, rows in zip(made, outputs)]
    done = time.perf_counter()
    words = sum(len(document.text.split()) for document in made)
    steps = {"cutting": cut - began, "running": ran - cut, "decoding": done - ran, "words/s": words / (done - began)}
    return {key: round(value, 2) for key, value in {**steps, **head.scores(made, found)}.items()}
