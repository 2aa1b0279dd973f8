"""Weights of `data/en/heard_weights.tsv`: how often a statement that the encoder marked is right.

    PYTHONPATH=src python train/confidence.py GOLD.jsonl [--write]

GOLD holds documents that the encoder was not trained on (the development part of PolNeAR). A statement is right if it
matches a gold one as in the headline figure: Dice of content and of source at least a half. Logistic regression with a
small ridge, by Newton's method; five folds of whole documents give the figures printed, all documents the weights.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reportedly.model import Article, Block, Passage
from reportedly.reading import Reader
from reportedly.reading import heard as hearing
from reportedly.reading.drafts import Draft, candidates, token_quotes
from reportedly.reading.heard import LEAST, SIGNS, heard
from reportedly.reading.lexicon import lexicon
from reportedly.reading.statements import signs
from reportedly.reading.tree import Tree

TABLE = Path(__file__).parents[1] / "src" / "reportedly" / "data" / "en" / "heard_weights.tsv"
WORD = re.compile(r"\w+")
RIDGE, FOLDS, BINS = 1.0, 5, 10

Array = NDArray[np.float64]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    hearing.ENOUGH = 0.0  # those that would be left out are what the weights have to tell
    with options.gold.open(encoding="utf-8") as lines:
        documents = [list(_rows(json.loads(line))) for line in lines]
    random.Random(1).shuffle(documents)
    _report(documents)
    weights = _fitted([row for rows in documents for row in rows])
    print({sign: round(float(weight), 3) for sign, weight in zip(SIGNS, weights)})
    if options.write:
        head = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
        rows = [f"{sign}\t{weight:.3f}" for sign, weight in zip(SIGNS, weights)]
        TABLE.write_text("\n".join([*head, "sign\tweight", *rows]) + "\n", encoding="utf-8")


Row = tuple[list[float], bool]


def _rows(gold: dict[str, Any]) -> Iterator[Row]:
    """The signs of each statement that the encoder marks, and whether it is right."""
    text = gold["text"]
    blocks = tuple(Block(Passage(m.start(), m.end()), "body") for m in re.finditer(r"\S(?:[^\n]*\S)?", text))
    page = Reader(kind="encoder").page(Article(gold["id"], text, blocks=blocks, language="en"))
    tree, words = Tree(page), lexicon("en")
    quotes = token_quotes(page, tree)
    by_rule = candidates(page, tree, words, quotes)
    for draft in by_rule:
        draft.precision = words.weighed(draft.precision, signs(tree, draft))
    at = {i: draft for draft in by_rule for i in (*draft.frame.cue, draft.frame.head)}
    assert page.marks is not None
    for draft in heard(tree, words, quotes, page.marks.said, by_rule):
        rule = at.get(draft.frame.head)
        right = any(_alike(tree, draft, text, one) for one in gold["statements"])
        yield [*(max(LEAST, log) for log in draft.logs), rule.precision if rule else 0.0, 1.0], right


def _alike(tree: Tree, draft: Draft, text: str, gold: dict[str, Any]) -> bool:
    return all(
        _dice(_words(text, gold[role]), _words(text, _spans(tree, ranges))) >= 0.5
        for role, ranges in (("content", draft.content), ("source", draft.frame.source))
    )


def _spans(tree: Tree, ranges: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    return [(tree.start[a], tree.start[b - 1] + len(tree.word[b - 1])) for a, b in ranges]


def _words(text: str, spans: Sequence[Sequence[int]]) -> set[int]:
    return {m.start() for a, b in spans for m in WORD.finditer(text, a, b)}


def _dice(a: set[int], b: set[int]) -> float:
    return 2 * len(a & b) / (len(a) + len(b)) if a or b else 1.0


def _fitted(rows: Sequence[Row]) -> Array:
    x, y = np.array([row for row, _ in rows]), np.array([float(right) for _, right in rows])
    ridge = RIDGE * np.eye(len(SIGNS))
    ridge[-1, -1] = 0
    weights = np.zeros(len(SIGNS))
    for _ in range(25):
        chance = _chances(x, weights)
        slope = x.T @ (chance - y) + ridge @ weights
        weights -= np.linalg.solve((x.T * (chance * (1 - chance))) @ x + ridge, slope)
    return weights


def _chances(x: Array, weights: Array) -> Array:
    chances: Array = 1 / (1 + np.exp(-(x @ weights)))
    return chances


def _report(documents: Sequence[Sequence[Row]]) -> None:
    told: list[tuple[float, bool]] = []
    for fold in range(FOLDS):
        weights = _fitted([row for k, rows in enumerate(documents) if k % FOLDS != fold for row in rows])
        held = [row for k, rows in enumerate(documents) if k % FOLDS == fold for row in rows]
        told += zip(_chances(np.array([row for row, _ in held]), weights).tolist(), (right for _, right in held))
    told.sort()
    error = 0.0
    for part in np.array_split(np.array(told), BINS):
        said, right = part[:, 0].mean(), part[:, 1].mean()
        error += abs(said - right) * len(part) / len(told)
        print(f"said {said:.2f}  right {right:.2f}  of {len(part)}")
    brier = float(np.mean([(chance - right) ** 2 for chance, right in told]))
    share = np.mean([right for _, right in told])
    print(f"{len(told)} statements, {share:.3f} right; Brier {brier:.3f}; off by {error:.3f} on average")


if __name__ == "__main__":
    main()
