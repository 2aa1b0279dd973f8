"""The run of a shipped model whose training folder is gone: weights read back from the quantised file.

They are those that the program reads with, to the last bit of eight, so what is trained on them meets no surprise
when it is shipped; a run that goes on learning loses next to nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor
from train.encoder.heads import load
from train.encoder.loop import Plan
from train.encoder.model import Body
from train.encoder.reader import Reader, depth

from reportedly.encoding.pieces import Vocabulary

#: Weights that the file names for what they are; the others only by the product that they stand in.
NAMED = "reader."
TABLES = ("words", "positions", "shapes")


def recovered(model: Path, folder: Path, without: Sequence[str] = ()) -> Path:
    """Writes a run folder that `restored` reads and `--start` takes, without these heads; the folder."""
    parts = [onnx.load(part) for part in sorted(model.glob("*.onnx"))]
    about = {prop.key: prop.value for part in parts for prop in part.metadata_props}
    vocabulary = Vocabulary(about["vocabulary"].split("\n"))
    heads = [name for name in about["heads"].split() if name not in without]
    weights = {name: weight for part in parts for name, weight in _of_part(part)}
    layers = depth(name.removeprefix("body.") for name in weights if name.startswith("body."))
    reader = Reader(Body(len(vocabulary.pieces), layers), {name: load(name) for name in heads})
    # Part by part: parts of different exports use the same names for different products.
    reader.load_state_dict({name: weights[name] for name in reader.state_dict()})
    folder.mkdir(parents=True, exist_ok=True)
    reader.save(folder)
    (folder / "vocabulary.txt").write_text("\n".join(vocabulary.pieces) + "\n", encoding="utf-8")
    plan = {"seed": Plan().seed} | json.loads(about["plan"])
    run = {"plan": plan, "heads": heads, "done": 0, "steps": 0, "log": []}
    (folder / "run.json").write_text(json.dumps(run), encoding="utf-8")
    return folder


def _of_part(part: onnx.ModelProto) -> Iterator[tuple[str, Tensor]]:
    kept = {t.name: numpy_helper.to_array(t) for t in part.graph.initializer}
    nodes = part.graph.node
    for name, array in kept.items():
        if name.startswith(NAMED):
            yield name.removeprefix(NAMED), torch.from_numpy(array.copy())
    for table in TABLES:
        if f"{NAMED}body.{table}.weight_quantized" in kept:
            yield f"body.{table}.weight", _scaled(kept, f"{NAMED}body.{table}.weight")
    biases = {name: bias for node in nodes for bias, name in _added(node)}
    for node in nodes:
        if node.op_type == "MatMulInteger":
            bias = biases[node.output[0].removesuffix("_output_quantized")]
            weight = _scaled(kept, node.input[1].removesuffix("_quantized"))
            yield bias.replace(".bias", ".weight").removeprefix(NAMED), weight.T.contiguous()


def _added(node: onnx.NodeProto) -> list[tuple[str, str]]:
    """The bias that a node adds and the product it is added to: the bias tells whose weights the product is of."""
    if node.op_type != "Add" or not node.input[0].startswith(NAMED):
        return []
    return [(node.input[0], node.input[1])]


def _scaled(kept: dict[str, Any], name: str) -> Tensor:
    whole = kept[f"{name}_quantized"].astype(np.float32) - kept[f"{name}_zero_point"].astype(np.float32)
    return torch.from_numpy(whole * kept[f"{name}_scale"])
