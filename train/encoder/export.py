"""A trained reader as quantised ONNX files in a folder, and what they cost and find.

`trunk.onnx` makes vectors of the pieces; what goes on from there is `shared.onnx`, the rest of the body with the heads
that stay on it, and a file for each head that leaves it. So the program runs only what it asks about.

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
import onnx.utils
import onnxruntime
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn
from train.encoder.data import Document, documents
from train.encoder.heads import load
from train.encoder.model import HEADS, TRUNK, WIDE, Layer, Mix
from train.encoder.reader import Reader, restored

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
        for layer in self.reader.modules():
            if isinstance(layer, Layer):
                layer.mix = _FusedMix()
        with torch.inference_mode():
            out = self._outputs(torch.zeros(1, 4, dtype=torch.long), torch.zeros(1, 4, dtype=torch.long))
        self.names = list(out)

    def _outputs(self, ids: Tensor, shapes: Tensor) -> dict[str, Tensor]:
        hidden = self.reader(self.reader.heads, ids, shapes)
        outputs = {name: self.reader.head(name).outputs(vectors) for name, vectors in hidden.items()}
        return {f"{head}.{name}": values for head, out in outputs.items() for name, values in out.items()}

    def forward(self, ids: Tensor, shapes: Tensor) -> tuple[Tensor, ...]:
        return tuple(self._outputs(ids, shapes).values())


#: The name that the trunk's vectors get, and the one that the exporter gives them.
VECTORS, TRACED = "vectors", f"/reader/body/layers.{TRUNK - 1}/norm2/LayerNormalization_output_0"


def exported(folder: Path, out: Path) -> None:
    """Writes a trained reader's model into a folder; the trunk's metadata hold the vocabulary, one piece a line, the
    names of the heads, the base weights and the plan of the run."""
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
        quantised = Path(scratch) / "quantised.onnx"
        quantize_dynamic(whole, quantised, per_channel=True, reduce_range=True, weight_type=QuantType.QInt8)
        model = onnx.load(quantised)
    parts = _cut(model, reader)
    plan = json.loads((folder / "run.json").read_text())["plan"]
    metadata = {
        "vocabulary": "\n".join(vocabulary.pieces),
        "heads": " ".join(reader.heads),
        "base": "sentence-transformers/all-MiniLM-L6-v2, Apache-2.0",
        "plan": json.dumps(plan),
        "card": "docs/models.md",
    }
    onnx.helper.set_model_props(parts["trunk"], metadata)
    out.mkdir(parents=True, exist_ok=True)
    for stale in out.glob("*.onnx"):  # a head that went on from another trunk would read nonsense
        stale.unlink()
    for name, part in parts.items():
        onnx.save(part, out / f"{name}.onnx")
    size = sum(file.stat().st_size for file in out.glob("*.onnx"))
    print(f"{out}: {', '.join(parts)}, {size / 1e6:.1f} MB, {len(vocabulary.pieces)} pieces")


def _cut(model: onnx.ModelProto, reader: Reader) -> dict[str, onnx.ModelProto]:
    """The model in parts by name, cut behind the trunk."""
    leaving = [name for name in reader.heads if reader.head(name).AFTER == TRUNK]
    ends = {"shared": [name for name in reader.heads if name not in leaving], **{name: [name] for name in leaving}}
    outputs = [output.name for output in model.graph.output]
    cut = onnx.utils.Extractor(_with_vectors(model))
    parts = {"trunk": cut.extract_model(["ids", "shapes"], [VECTORS])}
    for part, heads in ends.items():
        own = [name for name in outputs if name.partition(".")[0] in heads]
        if own:
            parts[part] = cut.extract_model([VECTORS], own)
    return parts


def _with_vectors(model: onnx.ModelProto) -> onnx.ModelProto:
    """The model with its trunk's vectors under their name and with their shape."""
    made = onnx.ModelProto()
    made.CopyFrom(model)
    for node in made.graph.node:
        for names in (node.input, node.output):
            for at, name in enumerate(names):
                if name == TRACED:
                    names[at] = VECTORS
    shape = onnx.helper.make_tensor_value_info(VECTORS, onnx.TensorProto.FLOAT, [1, "length", WIDE])
    made.graph.value_info.append(shape)
    return made


def session(part: Path) -> onnxruntime.InferenceSession:
    """A part on one thread."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(str(part), options, providers=["CPUExecutionProvider"])


Sessions = tuple[onnxruntime.InferenceSession, onnxruntime.InferenceSession]


def read(run: Sessions, head: str, vocabulary: Vocabulary, document: Document) -> list[Run]:
    """The outputs of one head for each window of a document, each window run alone."""
    trunk, rest = run
    names = [output.name for output in rest.get_outputs() if output.name.startswith(f"{head}.")]
    found = []
    for start, end in spans_of_windows(document.pieces):
        ids, shapes = inputs(vocabulary, document.pieces, start, end)
        (vectors,) = trunk.run([VECTORS], {"ids": ids[None], "shapes": shapes[None]})
        arrays = rest.run(names, {VECTORS: vectors})
        out = {name.removeprefix(f"{head}."): array[0] for name, array in zip(names, arrays)}
        found.append(Run(start, end, out))
    return found


def timed(model: Path, name: str, path: Path) -> dict[str, float]:
    """Scores on a gold file, and seconds and words a second of each step on one core."""
    head = load(name)
    own = model / f"{name}.onnx"
    run = session(model / "trunk.onnx"), session(own if own.exists() else model / "shared.onnx")
    vocabulary = Vocabulary(run[0].get_modelmeta().custom_metadata_map["vocabulary"].split("\n"))
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
