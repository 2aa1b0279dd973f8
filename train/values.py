"""Weights of `data/en/value_weights.tsv`: whether an event is taken for so, for not so or for open.

    PYTHONPATH=src python train/values.py FACT.jsonl[=FOLDER] ... [--write]

FACT holds sentences that the head of factuality was not trained on: {"id", "text", "events": [{"start", "end",
"value"}]}; the head is that of the model in FOLDER, or the shipped one. Multinomial logistic regression with a small
ridge over `reading.values.signs`, by gradient descent with a fixed number of steps; the rarer answers count `RARER`
times, as an open event that is told as a fact misleads more than a fact told as open. Folds are stretches of the files,
whose neighbours are sentences of one text; the figures printed, by the corpus that the ids begin with, are those of
sentences left out.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reportedly.flow import dated
from reportedly.model import Article, Passage
from reportedly.reading import Reader, values
from reportedly.reading.encoder import Encoder

TABLE = Path(__file__).parents[1] / "src" / "reportedly" / "data" / "en" / "value_weights.tsv"
ANSWERS = ("so", "open", "not_so")
RARER = {"so": 1.0, "open": 3.5, "not_so": 2.5}
RIDGE, STEPS, RATE, FOLDS, STRETCH = 1.0, 3000, 0.5, 5, 40
Array = NDArray[np.float64]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("gold", nargs="+", metavar="FACT.jsonl[=FOLDER]")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    rows, means, gold, fold, corpora = examples(options.gold)
    found = np.zeros(len(gold))
    for number in range(FOLDS):
        held = fold == number
        found[held] = valued(rows[held], means[held], fitted(rows[~held], gold[~held]))
    for corpus in sorted(set(corpora)):
        own = corpora == corpus
        told = {name: round(much, 3) for name, much in scores(gold[own], found[own]).items()}
        print(corpus, int(own.sum()), json.dumps(told))
    weights = fitted(rows, gold)
    if options.write:
        write(weights)


def examples(given: Sequence[str]) -> tuple[Array, Array, Array, NDArray[np.int64], NDArray[np.str_]]:
    """Signs, means of the head, gold values, the fold and the corpus of each event."""
    reader = Reader()
    rows, means, gold, fold, corpora = [], [], [], [], []
    for one in given:
        path, _, folder = one.partition("=")
        head = Encoder.open(Path(folder)) if folder else None
        for number, line in enumerate(Path(path).read_text(encoding="utf-8").splitlines()):
            row = json.loads(line)
            for told, mean, value in _of_text(reader, head, row):
                rows.append([told.get(sign, 0.0) for sign in values.SIGNS])
                means.append(mean)
                gold.append(value)
                fold.append(number // STRETCH % FOLDS)
                corpora.append(row["id"].partition("-")[0])
    return np.array(rows), np.array(means), np.array(gold), np.array(fold), np.array(corpora)


def _of_text(reader: Reader, head: Encoder | None, row: dict[str, Any]) -> list[tuple[dict[str, float], float, float]]:
    spans = {(event["start"], event["end"]): float(event["value"]) for event in row["events"]}
    article = dated(Article(row["id"], row["text"], triggers=tuple(Passage(*span) for span in spans)), body=True)
    reading = reader.read(article)
    page = reader.page(article)
    page = page if head is None else replace(page, encoder=head)
    events = [event for event in reading.events if tuple(event.trigger[0]) in spans]
    known = values._heard(page, events)
    found = []
    for event in {event.trigger: event for event in reversed(events)}.values():
        views = [view for view in reading.factuality if view.event == event.id]
        if event.id in known and views:
            chances = known[event.id]
            found.append((values.signs(chances, views), chances.mean, spans[tuple(event.trigger[0])]))
    return found


def answer_of(value: float) -> int:
    return 2 if value < -values.OPEN else 1 if value <= values.OPEN else 0


def fitted(rows: Array, gold: Array) -> Array:
    """Weights [answers, signs], those of "so" nothing."""
    wanted = np.array([answer_of(value) for value in gold])
    count = np.array([RARER[ANSWERS[answer]] for answer in wanted])
    scale = np.abs(rows).max(0).clip(1e-9)
    scaled, weights = rows / scale, np.zeros((3, rows.shape[1]))
    for _ in range(STEPS):
        scores_ = scaled @ weights.T
        chance = np.exp(scores_ - scores_.max(1, keepdims=True))
        chance /= chance.sum(1, keepdims=True)
        error = (chance - np.eye(3)[wanted]) * count[:, None]
        weights -= RATE * ((error.T @ scaled) + RIDGE * weights) / count.sum() * 4
    weights /= scale
    return weights - weights[:1]


def valued(rows: Array, means: Array, weights: Array) -> Array:
    best = (rows @ weights.T).argmax(1)
    low = np.array([values.OPEN + values.BEYOND, -values.OPEN, -3.0])[best]
    high = np.array([3.0, values.OPEN, -values.OPEN - values.BEYOND])[best]
    return means.clip(low, high)


def scores(gold: Array, found: Array) -> dict[str, float]:
    """Mean error, correlation, and macro F1 of the three answers."""
    ours, theirs = ([answer_of(value) for value in some] for some in (found, gold))
    f1 = [_f1(theirs, ours, answer) for answer in range(3)]
    return {
        "mean error": float(np.abs(gold - found).mean()),
        "correlation": float(np.corrcoef(gold, found)[0, 1]),
        "macro F1": sum(f1) / 3,
    }


def _f1(gold: Sequence[int], found: Sequence[int], answer: int) -> float:
    both = sum(a == b == answer for a, b in zip(gold, found, strict=True))
    total = gold.count(answer) + found.count(answer)  # type: ignore[attr-defined]
    return 2 * both / total if total else 0.0


def write(weights: Array) -> None:
    lines = [
        "# What speaks for taking an event for open, or for not so, beside taking it for so (log-odds, added up).",
        "# mean, not_so, open: what the encoder's head of factuality says; the rest is read off the holders' rows.",
        "# Origin: train/values.py, fitted on newswire sentences annotated by readers (no licence stated for their",
        "#   text; none of it is in here). Licence: that of Reportedly. Date: 2026-11-29.",
        "sign\topen\tnot_so",
    ]
    lines += [f"{sign}\t{weights[1, at]:.3f}\t{weights[2, at]:.3f}" for at, sign in enumerate(values.SIGNS)]
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
