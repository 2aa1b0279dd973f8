"""A shallower body that gives what a whole one gives, learned from what that makes of texts (Hinton et al. 2015).

Its trunk is the teacher's and stays as it is, so heads that leave there read what they read before, to the last bit.
Of the layers behind, `KEPT` are kept (Sanh et al. 2019) and learn to give the teacher's last vectors and what its heads
make of them: the squares of the differences, each against the variance of what is to be met. Where there is gold, it is
learned from beside that.

What the teacher makes of a window is kept, since it costs more than what is learned from it; so windows are drawn anew
in the first `DRAWS` passes alone.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional
from train.encoder.data import documents
from train.encoder.heads import Head
from train.encoder.loop import Batch, Task, Training, batches_of_pass, own
from train.encoder.model import TRUNK, Body, mask
from train.encoder.reader import Reader, restored

from reportedly.encoding.pieces import Vocabulary

#: The teacher's layers that the shallower body has.
KEPT = (*range(TRUNK), TRUNK, 5)
#: Passes with windows of their own; those after them go over the same again.
DRAWS = 2
#: What the teacher's vectors, its heads' outputs and gold weigh in the loss.
VECTORS, OUTPUTS, GOLD = 1.0, 1.0, 0.2


def texts(path: Path, vocabulary: Vocabulary) -> Task:
    """Texts without gold, a document a line."""
    made = documents(path, vocabulary)
    return Task({}, made, [{} for _ in made])


class Distilling(Training):
    """A run that starts from the teacher in the folder `plan.start`."""

    def _begun(self, heads: Mapping[str, Head]) -> Reader:
        self.teacher = restored(Path(self.plan.start))[0].requires_grad_(False)
        self.known: dict[bytes, tuple[Tensor, Tensor]] = {}
        reader = Reader(shallower(self.teacher.body), dict(copy.deepcopy(self.teacher.heads)))
        self.shared = [name for name in reader.heads if reader.head(name).AFTER is None]
        reader.requires_grad_(False)
        for part in (*reader.body.layers[TRUNK:], *(reader.head(name) for name in self.shared)):
            part.requires_grad_(True)
        return reader.train()

    def _remaining(self, last: int) -> Iterator[Batch]:
        while self.done < last:
            number, skipped = divmod(self.done, self.per_pass)
            found = batches_of_pass(self.tasks, self.plan, number % DRAWS)
            found = (found + found[: self.per_pass])[: self.per_pass]
            yield from found[skipped : skipped + last - self.done]

    def _loss(self, task: Task, batch: Mapping[str, Tensor]) -> Tensor:
        hidden = mask(batch["real"])
        real = batch["real"].bool()
        begun, wanted = self._taught(batch, real, hidden)
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

    @torch.no_grad()
    def _taught(self, batch: Mapping[str, Tensor], real: Tensor, hidden: Tensor | None) -> tuple[Tensor, Tensor]:
        """What the trunk and the whole teacher make of each window, [windows, length, 384] both; kept in half
        precision."""
        rows = [torch.stack((ids, shapes))[:, kept] for ids, shapes, kept in zip(batch["ids"], batch["shapes"], real)]
        keys = [row.numpy().tobytes() for row in rows]
        if not all(key in self.known for key in keys):
            levels = self.teacher.body(batch["ids"], batch["shapes"], hidden)
            for at, (key, row) in enumerate(zip(keys, rows)):
                begun, wanted = (levels[level][at, : row.shape[1]] for level in (TRUNK, -1))
                self.known[key] = begun.half(), wanted.half()
        begun, wanted = zip(*(self.known[key] for key in keys))
        padded = torch.nn.utils.rnn.pad_sequence
        return padded(begun, batch_first=True).float(), padded(wanted, batch_first=True).float()


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
