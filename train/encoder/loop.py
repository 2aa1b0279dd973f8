"""The training loop: one body, any heads, jointly or alone; resumes where it stopped."""

from __future__ import annotations

import copy
import json
import random
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from train.encoder.data import Document, Window, batches, collate, documents, windows
from train.encoder.evaluate import evaluated
from train.encoder.heads import Head, load
from train.encoder.model import Layer, started
from train.encoder.reader import Reader, restored

from reportedly.encoding.pieces import Vocabulary
from reportedly.encoding.windows import Ints


@dataclass(frozen=True, slots=True)
class Plan:
    """All that decides the weights, beside the data."""

    seed: int = 1
    passes: float = 6.0
    batch: int = 16
    rate: float = 3e-4
    #: The heads start from nothing, so they learn this many times faster than the body.
    faster: float = 4.0
    warm: float = 0.06
    decay: float = 0.01
    bf16: bool = False
    frozen_body: bool = False
    #: The folder of a run whose weights this one starts from, instead of the base model's.
    start: str = ""
    #: Share of the mean of all steps' weights that a step keeps (0: no mean); the mean is what is saved and measured.
    average: float = 0.0
    threads: int = 2


@dataclass(frozen=True, slots=True)
class Task:
    """Documents and the heads that learn from them, by name; one pass of the body serves them all."""

    heads: Mapping[str, Head]
    made: list[Document]
    #: For each document, arrays by "HEAD.NAME".
    targets: list[dict[str, Ints]]


Paths = Sequence[tuple[str, Path]]


def tasks(paths: Paths, vocabulary: Vocabulary, limit: int | None = None) -> list[Task]:
    """A task for each gold file, with all the heads named for it; a head named for several files is one head."""
    heads = {name: load(name) for name, _ in paths}
    made = []
    for path in dict.fromkeys(path for _, path in paths):
        found = documents(path, vocabulary, limit)
        here = {name: heads[name] for name, its in paths if its == path}
        made.append(Task(here, found, [_targets(here, document) for document in found]))
    return made


def _targets(heads: Mapping[str, Head], document: Document) -> dict[str, Ints]:
    return {f"{head}.{k}": v for head, module in heads.items() for k, v in module.targets(document).items()}


Batch = tuple[Task, list[Window]]


def batches_of_pass(given: Sequence[Task], plan: Plan, number: int) -> list[Batch]:
    """All batches of one pass over the data, each of one task; drawn from the seed and the number of the pass alone."""
    draw = random.Random(1000 * plan.seed + number)
    return mixed(((task, windows(task.made, draw)) for task in given), plan, draw)


def mixed(given: Iterable[tuple[Task, Sequence[Window]]], plan: Plan, draw: random.Random) -> list[Batch]:
    """The windows of tasks in batches, each of one task, in an order that the seed decides."""
    made = [(task, batch) for task, found in given for batch in batches(found, plan.batch, draw)]
    draw.shuffle(made)
    return made


def schedule(plan: Plan, step: int, steps: int) -> float:
    """Share of the full rate: up during the warm-up, then straight down to nothing."""
    warm = max(1, int(plan.warm * steps))
    return min((step + 1) / warm, (steps - step) / max(1, steps - warm))


class Training:
    """One run in one folder. `run` goes on from the last checkpoint that the folder holds."""

    def __init__(self, folder: Path, given: list[Task], vocabulary: Vocabulary, plan: Plan) -> None:
        self.folder, self.tasks, self.vocabulary, self.plan = folder, given, vocabulary, plan
        torch.set_num_threads(plan.threads)
        torch.manual_seed(plan.seed)
        torch.use_deterministic_algorithms(True)
        torch.utils.deterministic.fill_uninitialized_memory = False
        # New heads are made here, after the seed, so that they start the same whatever was made before.
        heads = {name: load(name) for name in dict.fromkeys(name for task in given for name in task.heads)}
        self.tasks = [Task({name: heads[name] for name in t.heads}, t.made, t.targets) for t in given]
        self.reader = self._begun(heads)
        self.mean = copy.deepcopy(self.reader).requires_grad_(False) if plan.average else self.reader
        self.optimiser = self._optimiser()
        self.per_pass = len(self._drawn(0))
        self.steps = int(plan.passes * self.per_pass)
        self.done = 0
        self.log: list[dict[str, float]] = []

    def _begun(self, heads: Mapping[str, Head]) -> Reader:
        """What is trained, as it is before the first step."""
        if not self.plan.start:
            reader = Reader(started(self.vocabulary), heads)
            reader.branch(heads)
            return reader
        other = restored(Path(self.plan.start))[0]
        # Where the body stays as it is, so does all that others read off it.
        kept = [name for name in other.heads if name not in heads] if self.plan.frozen_body else []
        reader = Reader(other.body, {**heads, **{name: load(name).requires_grad_(False) for name in kept}})
        for name in reader.heads.keys() & other.heads.keys():
            reader.heads[name].load_state_dict(other.heads[name].state_dict())
        reader.branch(reader.heads.keys() - other.heads.keys())
        reader.body.requires_grad_(not self.plan.frozen_body)
        return reader.train()

    def _optimiser(self) -> torch.optim.Optimizer:
        layers = [module for module in self.reader.heads.modules() if isinstance(module, Layer)]
        begun = [p for part in (self.reader.body, *layers) for p in part.parameters() if p.requires_grad]
        known = {id(p) for p in begun}
        new = [p for p in self.reader.heads.parameters() if p.requires_grad and id(p) not in known]
        groups = [{"params": begun, "factor": 1.0}, {"params": new, "factor": self.plan.faster}]
        groups = [group for group in groups if group["params"]]
        return torch.optim.AdamW(groups, lr=self.plan.rate, weight_decay=self.plan.decay, fused=True)

    def run(self, dev: Paths = (), every: int = 50, until: int | None = None) -> None:
        """Trains to the end, or to step `until`; saves every so many steps and at the end of each pass."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "vocabulary.txt").write_text("\n".join(self.vocabulary.pieces) + "\n", encoding="utf-8")
        self._resume()
        began, last = time.monotonic(), min(self.steps, until or self.steps)
        for task, batch in self._remaining(last):
            loss = self._step(task, batch)
            self.done += 1
            self.log.append({"step": self.done, "loss": round(loss, 5)})
            at_end = self.done % self.per_pass == 0 or self.done == last
            if self.done % every == 0 or at_end:
                recent = [row["loss"] for row in self.log[-every:] if "loss" in row]
                spent = time.monotonic() - began
                print(f"step {self.done}/{self.steps} loss {sum(recent) / len(recent):.4f} {spent:.0f} s", flush=True)
                self._save()
            if at_end and dev:
                self._measure(dev)

    def _remaining(self, last: int) -> Iterator[Batch]:
        while self.done < last:
            number, skipped = divmod(self.done, self.per_pass)
            # Shifts of the windows may give a pass some batches more or less; the count of the first one rules.
            found = self._drawn(number)
            found = (found + found[: self.per_pass])[: self.per_pass]
            yield from found[skipped : skipped + last - self.done]

    def _drawn(self, number: int) -> list[Batch]:
        return batches_of_pass(self.tasks, self.plan, number)

    def _step(self, task: Task, batch: list[Window]) -> float:
        for group in self.optimiser.param_groups:
            group["lr"] = self.plan.rate * group["factor"] * schedule(self.plan, self.done, self.steps)
        arrays = collate(self.vocabulary, task.made, task.targets, batch)
        given = {name: torch.from_numpy(array) for name, array in arrays.items()}
        with torch.autocast("cpu", torch.bfloat16, enabled=self.plan.bf16):
            loss = self._loss(task, given)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_([p for p in self.reader.parameters() if p.grad is not None], 1.0)
        self.optimiser.step()
        self._follow()
        return float(loss.detach())

    def _loss(self, task: Task, batch: Mapping[str, Tensor]) -> Tensor:
        hidden = self.reader(task.heads, batch["ids"], batch["shapes"], batch["real"])
        losses = [head.loss(hidden[name], own(name, batch)) for name, head in task.heads.items()]
        return torch.stack(losses).sum()

    @torch.no_grad()
    def _follow(self) -> None:
        """Moves the mean a little towards the weights of this step."""
        if self.mean is not self.reader:
            for mean, here in zip(self.mean.parameters(), self.reader.parameters()):
                mean.lerp_(here, 1 - self.plan.average)

    def _measure(self, dev: Paths) -> None:
        self.reader.eval()
        for name, path in dev:
            scores, _ = evaluated(self.mean, name, self.vocabulary, path)
            self.log.append({"step": self.done, **{key: round(value, 2) for key, value in scores.items()}})
            print(name, json.dumps(self.log[-1]), flush=True)
        self.reader.train()
        self._save()

    def _save(self) -> None:
        """Weights as safetensors; the optimiser's state beside them, written last and moved into place whole."""
        self.mean.save(self.folder)
        heads = list(self.reader.heads)
        run = {"plan": asdict(self.plan), "heads": heads, "done": self.done, "steps": self.steps, "log": self.log}
        (self.folder / "run.json").write_text(json.dumps(run), encoding="utf-8")
        state = {"reader": self.reader.state_dict(), "mean": self.mean.state_dict(), "done": self.done}
        state["optimiser"] = self.optimiser.state_dict()
        torch.save(state, self.folder / "state.tmp")
        (self.folder / "state.tmp").replace(self.folder / "state.pt")

    def _resume(self) -> None:
        """Raises `SystemExit` when the folder holds a run of another plan. Its length may change: a run can be
        shortened or lengthened on the way, and the schedule goes on as that of the new length."""
        if not (self.folder / "state.pt").exists():
            return
        run = json.loads((self.folder / "run.json").read_text())
        if run["plan"] | {"passes": self.plan.passes} != asdict(self.plan):
            raise SystemExit(f"{self.folder} holds a run of another plan: {run['plan']}")
        state = torch.load(self.folder / "state.pt", weights_only=True)
        self.reader.load_state_dict(state["reader"])
        self.mean.load_state_dict(state["mean"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.done = state["done"]
        self.log = [row for row in run["log"] if row["step"] <= self.done]
        print(f"resumed at step {self.done}", flush=True)


def own(name: str, batch: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """What a batch holds for one head: its targets, and "real"."""
    start = f"{name}."
    return {"real": batch["real"]} | {k.removeprefix(start): v for k, v in batch.items() if k.startswith(start)}
