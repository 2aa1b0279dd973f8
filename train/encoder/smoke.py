"""Checks of the training side that need no test run of their own: two minutes on a few documents.

- Pieces: a vocabulary cut down writes everything the full one writes, and offsets hold.
- Gold to targets and back: all of gold but for counted exceptions.
- The loss falls, and a run stopped and resumed ends with the weights of one that was not, but for their last digits.
- Windows alone and in a batch give the same numbers.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import torch
from train.encoder.evaluate import runs
from train.encoder.loop import Paths, Plan, Task, Training, tasks
from train.encoder.model import base_vocabulary
from train.encoder.reader import restored
from train.encoder.vocabulary import pruned

from reportedly.encoding.pieces import UNK, Vocabulary
from reportedly.encoding.tags import best_path

DOCUMENTS, STEPS = 8, 24
#: Share of gold that may be lost on the way to targets and back.
LOST = 0.03


def check(paths: Paths) -> None:
    """Raises `AssertionError` with what failed."""
    full = base_vocabulary()
    _check_tags()
    _check_pieces(full, tasks(paths, full, DOCUMENTS))
    _check_roundtrip(tasks(paths, full))
    _check_training(tasks(paths, full, DOCUMENTS), full)
    print("smoke: all is well")


def _check_tags() -> None:
    scores = np.array([[0, 1, 9], [0, 1, 2], [5, 0, 0], [0, 0, 3]], np.float32)
    assert best_path(scores).tolist() == [1, 2, 0, 0] or best_path(scores).tolist() == [1, 2, 0, 1], "I follows O"


def _check_pieces(full: Vocabulary, given: list[Task]) -> None:
    made = [document for task in given for document in task.made]
    small = Vocabulary(pruned(full, (document.text for document in made[:2]), 2))
    unknown = small.number[UNK]
    for document in made:
        again, pieces = small.cut(document.text), document.pieces
        assert again.ids.count(unknown) == list(pieces.ids).count(full.number[UNK]), "pruning loses characters"
        for place, (start, end) in enumerate(zip(pieces.starts, pieces.ends)):
            letters = full.pieces[pieces.ids[place]].removeprefix("##")
            plain = document.text[start:end].lower()
            assert place in pieces.breaks or not plain.isascii() or letters in (plain, UNK), (letters, plain)


def _check_roundtrip(given: list[Task]) -> None:
    for name, head, task in [(name, head, one) for one in given for name, head in one.heads.items()]:
        counts = head.roundtrip(task.made)
        whole = counts.get("whole", 0) / max(1, sum(counts.values()))
        print(f"{name}: {whole:.2%} of gold comes back; exceptions: {counts}")
        assert whole >= 1 - LOST, "gold is lost on the way to targets and back"


def _check_training(given: list[Task], vocabulary: Vocabulary) -> None:
    per_pass = 2
    plan = Plan(passes=per_pass, batch=4, bf16=False)
    with tempfile.TemporaryDirectory() as folder:
        straight = Training(Path(folder) / "a", given, vocabulary, plan)
        straight.run(until=STEPS)
        losses = [row["loss"] for row in straight.log]
        assert np.mean(losses[-4:]) < 0.7 * np.mean(losses[:4]), f"the loss does not fall: {losses}"
        Training(Path(folder) / "b", given, vocabulary, plan).run(until=STEPS // 2)
        resumed = Training(Path(folder) / "b", given, vocabulary, plan)
        resumed.run(until=STEPS)
        for (name, ours), theirs in zip(straight.reader.state_dict().items(), resumed.reader.state_dict().values()):
            # Two straight runs differ in their last digits too: threads do not always add in one order.
            assert torch.allclose(ours, theirs, rtol=0, atol=1e-3), f"a resumed run ends elsewhere: {name}"
        _check_batches(Path(folder) / "a", given)


def _check_batches(folder: Path, given: list[Task]) -> None:
    """What shares a batch moves nothing but the last digits of single precision."""
    reader, vocabulary = restored(folder)
    for name, task in [(name, one) for one in given for name in one.heads]:
        together = runs(reader, name, vocabulary, task.made)
        alone = runs(reader, name, vocabulary, task.made[:1])[0]
        for ours, theirs in zip(together[0], alone):
            for part, values in ours.out.items():
                assert np.allclose(values, theirs.out[part], atol=1e-3), f"{name}.{part} depends on the batch"
