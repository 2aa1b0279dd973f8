"""A shallower body that gives what a whole one gives, learned from what that makes of texts (Hinton et al. 2015).

Its trunk is the teacher's and stays as it is, so heads that leave there read what they read before, to the last bit.
Of the layers behind, `KEPT` are kept (Sanh et al. 2019) and learn to give the teacher's last vectors and what its heads
make of them: the squares of the differences, each against the variance of what is to be met. Where there is gold, it is
learned from beside that.

A pass has half of the windows, and beside them a quarter of the sentences by themselves: what was learned from whole
windows alone misses what is said in texts of a sentence or two.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional
from train.encoder.data import Document, Window, documents, windows
from train.encoder.heads import Head
from train.encoder.loop import Batch, Plan, Task, Training, mixed, own
from train.encoder.model import TRUNK, Body, mask
from train.encoder.reader import Reader, restored

from reportedly.encoding.pieces import Vocabulary
from reportedly.encoding.windows import WINDOW

#: The teacher's layers that the shallower body has.
KEPT = (*range(TRUNK), TRUNK, 5)
#: Share of the windows, and of the sentences by themselves, that a pass has.
WHOLE, ALONE = 0.5, 0.25
#: What is shorter, in pieces, is no sentence.
SHORTEST = 4
#: What the teacher's vectors, its heads' outputs and gold weigh in the loss.
VECTORS, OUTPUTS, GOLD = 1.0, 1.0, 0.2


def texts(path: Path, vocabulary: Vocabulary) -> Task:
    """Texts without gold, a document a line."""
    made = documents(path, vocabulary)
    return Task({}, made, [{} for _ in made])


class Distilling(Training):
    """A run whose teacher is in the folder `plan.start`. The shallower body begins as `student`, the folder of another
    such run, or with the teacher's layers."""

    def __init__(
        self, folder: Path, given: list[Task], vocabulary: Vocabulary, plan: Plan, student: Path | None = None
    ) -> None:
        self.student = student
        super().__init__(folder, given, vocabulary, plan)

    def _begun(self, heads: Mapping[str, Head]) -> Reader:
        self.teacher = restored(Path(self.plan.start))[0].requires_grad_(False)
        if self.student:
            reader = restored(self.student)[0]
        else:
            reader = Reader(shallower(self.teacher.body), dict(copy.deepcopy(self.teacher.heads)))
        self.shared = [name for name in reader.heads if reader.head(name).AFTER is None]
        reader.requires_grad_(False)
        for part in (*reader.body.layers[TRUNK:], *(reader.head(name) for name in self.shared)):
            part.requires_grad_(True)
        return reader.train()

    def _drawn(self, number: int) -> list[Batch]:
        draw = random.Random(1000 * self.plan.seed + number)
        return mixed(((task, _some(task.made, draw)) for task in self.tasks), self.plan, draw)

    def _loss(self, task: Task, batch: Mapping[str, Tensor]) -> Tensor:
        hidden = mask(batch["real"])
        real = batch["real"].bool()
        with torch.no_grad():
            levels = self.teacher.body(batch["ids"], batch["shapes"], hidden)
        begun, wanted = levels[TRUNK], levels[-1]
        made = begun
        for layer in self.reader.body.layers[TRUNK:]:
            made = layer(made, hidden)
        loss = VECTORS * apart(made[real], wanted[real])
        for name in self.shared:
            ours, theirs = self.reader.head(name).outputs(made), self.teacher.head(name).outputs(wanted)
            loss = loss + OUTPUTS * sum(apart(ours[key][real], theirs[key][real]) for key in ours)
        for name in task.heads:
            loss = loss + GOLD * self.reader.head(name).loss(made, own(name, batch))
        return loss


def _some(made: list[Document], draw: random.Random) -> list[Window]:
    """Windows of a pass: some of the whole ones, and sentences by themselves, one in three with the next."""
    found = windows(made, draw)
    found = draw.sample(found, round(WHOLE * len(found)))
    for number, document in enumerate(made):
        ends = sorted({*(at + 1 for at in (*document.pieces.stops, *document.pieces.breaks)), len(document.pieces)})
        for first, (start, end) in enumerate(zip([0, *ends], ends)):
            if end - start >= SHORTEST and draw.random() < ALONE:
                last = ends[min(first + draw.choice((0, 0, 1)), len(ends) - 1)]
                found.append(Window(number, start, min(last, start + WINDOW)))
    return found


def shallower(teacher: Body) -> Body:
    """A body with the layers `KEPT` of another one."""
    body = Body(len(teacher.words.weight), len(KEPT))
    weights = {name: weight for name, weight in teacher.state_dict().items() if not name.startswith("layers.")}
    for number, layer in enumerate(KEPT):
        for name, weight in teacher.layers[layer].state_dict().items():
            weights[f"layers.{number}.{name}"] = weight.clone()
    body.load_state_dict(weights)
    return body


def apart(ours: Tensor, theirs: Tensor) -> Tensor:
    """The mean square of the difference, against the variance of what is to be met."""
    return functional.mse_loss(ours, theirs) / theirs.var().clamp(min=1e-6)
