"""What the signs that two loose accounts speak of one happening weigh, fitted to event coreference across documents.

    python train/likeness.py ECB.train.jsonl [--dev ECB.dev.jsonl] [--folds 5] --scorer FOLDER [--write]

Every annotated mention is given as a trigger, so its account is loose (`weigh.likeness`). Logistic regression over
pairs of accounts, whose prior are the estimates for firm ones in column `weight` of data/likeness.tsv: a sign that the
texts hardly show keeps its estimate. Pairs of one corpus depend on each other, so all of them together count as
`WORTH`. The bias is then raised by the step of `STEPS` with which the grouping itself scores best on the same texts
(CoNLL F1, singletons kept, no topics told): what is compared has been found by its words first. With `--folds`, whole
topics are left out in turn and scored; with `--write`, column `loose` gets the weights fitted on all.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reportedly import fold, shelf, weigh
from reportedly.model import Article, Passage, Reading
from reportedly.scale import read_all
from reportedly.weigh import likeness
from reportedly.weigh.accounts import Account

TABLE = Path(__file__).parents[1] / "src" / "reportedly" / "data" / "likeness.tsv"
#: So many independent pairs the pairs of the corpus are worth, and how tightly an estimate holds (the inverse of its
#: variance).
WORTH, HOLD = 5_000, 1.0
#: What may be added to the bias.
STEPS = (0.0, 0.5, 1.0, 1.5, 2.0, 2.5)
#: Of pairs that share no word, no deed and no type one in so many is looked at.
SAMPLED = 40
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Corpus:
    """Readings with the gold cluster of each event, by event id, and the topic of each article."""

    readings: list[dict[str, Any]]
    clusters: dict[str, str]
    topics: dict[str, str]

    def without(self, topics: set[str]) -> Corpus:
        kept = [one for one in self.readings if self.topics[one["id"]] not in topics]
        return Corpus(kept, self.clusters, self.topics)


def corpus(rows: Sequence[dict[str, Any]]) -> Corpus:
    """Every annotated mention given as a trigger, so that each is an event."""
    gold = {(row["doc"], e["start"], e["end"]): e["cluster"] for row in rows for e in row["events"] if e["checked"]}
    articles = (
        Article(row["doc"], row["text"], triggers=tuple(Passage(s, e) for doc, s, e in gold if doc == row["doc"]))
        for row in rows
    )
    readings = [one.to_dict() for one in read_all(articles, body=True) if isinstance(one, Reading)]
    clusters: dict[str, str] = {}
    for reading in readings:
        for event in reading["events"]:
            key = (reading["id"], *event["trigger"][0])
            if key in gold:
                clusters.setdefault(event["id"], gold[key])
    return Corpus(readings, clusters, {row["doc"]: row["topic"] for row in rows})


def accounts(texts: Corpus) -> list[Account]:
    copies = fold.fold(fold.text_of(reading) for reading in texts.readings)
    return [one for one in weigh.accounts_of(texts.readings, copies) if one.id in texts.clusters]


def pairs(found: Sequence[Account], draw: random.Random) -> Iterator[tuple[Account, Account]]:
    for a, b in combinations(found, 2):
        like = a.trigger == b.trigger or a.deeds & b.deeds or (a.type and a.type == b.type)
        if like or a.article == b.article or not draw.randrange(SAMPLED):
            yield a, b


def signs(a: Account, b: Account, names: Mapping[str, int]) -> Floats:
    row = np.zeros(len(names))
    row[names["bias"]] = 1.0
    for sign, much, _ in likeness.signs(a, b):
        row[names[sign]] = max(row[names[sign]], much)
    return row


def fitted(texts: Corpus, names: Mapping[str, int], prior: Floats) -> Floats:
    """The weights with the highest posterior, by Newton's method, and the bias that groups best."""
    found, draw = accounts(texts), random.Random(1)
    drawn = list(pairs(found, draw))
    rows = np.array([signs(a, b, names) for a, b in drawn])
    same = np.array([texts.clusters[a.id] == texts.clusters[b.id] for a, b in drawn], float)
    hold = np.full(len(names), HOLD)
    share, weights = WORTH / len(rows), prior.copy()
    for _ in range(50):
        chance = 1 / (1 + np.exp(-(rows @ weights).clip(-30, 30)))
        slope = share * rows.T @ (chance - same) + hold * (weights - prior)
        bend = (rows * (share * chance * (1 - chance))[:, None]).T @ rows + np.diag(hold)
        step = np.linalg.solve(bend, slope)
        weights -= step * min(1.0, 2 / np.abs(step).max())
        if np.abs(step).max() < 1e-5:
            break
    biased = [weights + step * (np.arange(len(names)) == names["bias"]) for step in STEPS]
    return max(biased, key=lambda some: conll(texts, grouped(texts, dict(zip(names, some)))))


def grouped(texts: Corpus, weights: Mapping[str, float]) -> dict[str, str]:
    """event -> claim, by the program's own grouping under these weights."""
    copies = fold.fold(fold.text_of(reading) for reading in texts.readings)
    firm = likeness.scale().firm
    claims = weigh.weigh(texts.readings, copies, by=likeness.Scale(firm, likeness.Weights(weights)))
    return {one["event"]: claim.id for claim in claims for one in claim.events}


def conll(texts: Corpus, claims: Mapping[str, str]) -> float:
    """CoNLL F1 of the annotated events, everything together, singletons kept."""
    gold: dict[str, set[str]] = {}
    ours: dict[str, set[str]] = {}
    there = {event["id"] for reading in texts.readings for event in reading["events"]}
    for event, cluster in texts.clusters.items():
        if event in there:
            gold.setdefault(cluster, set()).add(event)
            ours.setdefault(claims.get(event, event), set()).add(event)
    scored = import_module("eval_coref").Acc()
    scored.add(list(gold.values()), list(ours.values()))
    return float(100 * scored.result()["conll"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("train", type=Path)
    parser.add_argument("--dev", type=Path)
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument("--scorer", type=Path, required=True, help="the folder of eval_coref.py")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    sys.path.insert(0, str(options.scorer))
    table = shelf.table("likeness.tsv")
    names = {row["sign"]: at for at, row in enumerate(table)}
    prior = np.array([float(row["weight"]) for row in table])
    texts = corpus(_lines(options.train))
    topics = sorted(set(texts.topics.values()))
    random.Random(1).shuffle(topics)
    for number in range(options.folds):
        held = set(topics[number :: options.folds])
        weights = fitted(texts.without(held), names, prior)
        rest = texts.without(set(topics) - held)
        print(f"fold {number}: CoNLL F1 {conll(rest, grouped(rest, dict(zip(names, weights)))):.1f}")
    weights = fitted(texts, names, prior)
    for name, at in names.items():
        print(f"{name:22} {prior[at]:6.1f} {weights[at]:7.2f}")
    if options.dev:
        dev = corpus(_lines(options.dev))
        print(f"dev: CoNLL F1 {conll(dev, grouped(dev, dict(zip(names, weights)))):.1f}")
        print(f"dev, estimates alone: {conll(dev, grouped(dev, dict(zip(names, prior)))):.1f}")
    if options.write:
        _write(dict(zip(names, weights)))


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _write(weights: Mapping[str, float]) -> None:
    """The table with its column `loose` replaced."""
    lines = []
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        cells = line.split("\t")
        if not line.startswith("#") and cells[0] in weights:
            cells[2] = f"{weights[cells[0]]:.2f}"
        lines.append("\t".join(cells))
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
