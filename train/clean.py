"""Fits `data/en/clean_weights.tsv` and `clean_trees.tsv`; measures the whole of `clean` by 5 folds, a domain in one.

    python train/clean.py DUMPS.jsonl [--cv] [--write]
    python train/clean.py --why TEXT.txt

DUMPS.jsonl: one text dump a line: {"id", "domain", "dumper", "body", "headline",
"lines": [{"text", "keep", "cov", "role", "dup"}]}.
Besides the dumps, the fit sees each article by itself (nothing is furniture) and each page without its article
(everything is). Two logistic regressions, the second on the first one's judgement of the neighbours (Newton's method,
ridge penalty); then trees on the second one's judgement, by regressions that had not seen the domain; a fixed seed.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from boosting import boosted

import reportedly
from reportedly.clean import clean
from reportedly.clean.judgement import Weights, fitted, odds, unjudged, weighed
from reportedly.clean.neighbours import neighbour_signs
from reportedly.clean.trees import Node, forest
from reportedly.model import Article, Passage

TOKEN = re.compile(r"\w+")
FOLDS = 5
RIDGE = 5.0
#: Rows that are not the work of a dumper in use: they teach, and are reported, but do not count as real.
MADE_UP = ("seedsim", "article only", "page only")
TABLES = Path(reportedly.__file__).parent / "data" / "en"
HEAD = """# How strongly each sign of a paragraph speaks for the article (log-odds; minus: for the page around it).
# stage: itself = what the paragraph looks like; neighbours = what stands around it.
# Origin: fitted by train/clean.py on web pages dumped as text; no words of theirs are in it.
# Licence: Apache-2.0. Date: 2026-11-29.
stage\tsign\tweight
"""
HEAD_OF_TREES = """# Trees over signs of the page: what is at most the threshold goes left, to a node of the same tree.
# value: log-odds for the article. The values of the nodes where a line ends, one a tree, are added up.
# Origin: fitted by train/clean.py on web pages dumped as text; no words of theirs are in it.
# Licence: Apache-2.0. Date: 2026-11-29.
tree\tnode\tsign\tthreshold\tleft\tright\tvalue
"""


def tokens(text: str) -> list[str]:
    return [token.lower() for token in TOKEN.findall(text or "")]


def shingles(words: list[str], size: int = 4) -> set[tuple[str, ...]]:
    return {tuple(words[i : i + size]) for i in range(max(1, len(words) - size + 1))}


def pages(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The dumps, each article by itself, and each page without its article, with the weight of each in the fit."""
    out = []
    for row in rows:
        out.append(row | {"weight": 0.6 if row["dumper"] == "seedsim" else 1.0})
        if row["dumper"] == "inscriptis":
            article = [part for part in row["body"].splitlines() if part.strip()]
            if row["headline"]:
                article.insert(0, row["headline"])
            kept = [{"text": part, "keep": True, "cov": 1.0} for part in article]
            rest = [line for line in row["lines"] if not line["keep"] and not line.get("dup")]
            out.append(row | {"dumper": "article only", "lines": kept, "weight": 1.0})
            out.append(row | {"dumper": "page only", "lines": rest, "body": "", "weight": 0.3})
    return out


class Page:
    def __init__(self, row: dict[str, Any]) -> None:
        self.row = row
        self.text = "\n".join(line["text"] for line in row["lines"])
        self.lines = unjudged(self.text, ())
        self.gold, self.weight = self._labels()

    def _labels(self) -> tuple[np.ndarray, np.ndarray]:
        gold_shingles = shingles(tokens(self.row["body"]))
        spans, at = [], 0
        for line in self.row["lines"]:
            spans.append(Passage(at, at + len(line["text"])))
            at += len(line["text"]) + 1
        gold, weight, first = [], [], 0
        for line in self.lines:
            while spans[first].end <= line.span.start:
                first += 1
            label, neutral, partial, k = [], False, False, first
            while k < len(spans) and spans[k].start < line.span.end:
                source = self.row["lines"][k]
                label.append(bool(source["keep"]))
                neutral |= source.get("role") == "headline" or bool(source.get("dup"))
                partial |= source["cov"] is not None and 0 < source["cov"] < 0.95
                k += 1
            words = tokens(line.text)
            y = float(all(label))
            if (partial or len(set(label)) > 1) and len(words) >= 4:
                here = shingles(words)
                y = float(len(here & gold_shingles) / len(here) > 0.5)
            gold.append(y)
            weight.append(0.0 if neutral or not words else min(len(words), 80) ** 0.7)
        total = sum(weight) or 1.0
        return np.array(gold), np.array(weight) / total * 40 * self.row["weight"]


def matrix(rows: list[dict[str, float]], names: dict[str, int]) -> np.ndarray:
    out = np.zeros((len(rows), len(names)), dtype=np.float32)
    for i, row in enumerate(rows):
        for name, value in row.items():
            if name in names:
                out[i, names[name]] = value
    return out


def fit(rows: list[dict[str, float]], gold: np.ndarray, weight: np.ndarray) -> dict[str, float]:
    names = {name: i for i, name in enumerate(sorted({name for row in rows for name in row}))}
    x = matrix(rows, names)
    w = np.zeros(len(names))
    ridge = np.full(len(names), RIDGE)
    for _ in range(12):
        p = 1 / (1 + np.exp(-np.clip(x @ w.astype(np.float32), -30, 30)))
        slope = x.T @ (weight * (p - gold)).astype(np.float32) + ridge * w
        curve = (x * (weight * p * (1 - p)).astype(np.float32)[:, None]).T @ x + np.diag(ridge)
        step = np.linalg.solve(curve, slope)
        w -= step
        if np.abs(step).max() < 1e-3:
            break
    return {name: round(float(w[i]), 3) for name, i in names.items()}


Sums = tuple[dict[str, float], dict[str, float]]


class Trainer:
    """Fits on chosen folds. What the trees learn from was judged by sums of signs that never saw its domain."""

    def __init__(self, data: list[Page]) -> None:
        self.data = data
        self.fold = fold_of([page.row["domain"] for page in data])
        self.sums: dict[frozenset[int], Sums] = {}

    def of(self, folds: Iterable[int]) -> list[Page]:
        return [page for page in self.data if self.fold[page.row["domain"]] in folds and page.lines]

    def sums_on(self, folds: frozenset[int]) -> Sums:
        """The weights of the signs by themselves, and of those among neighbours on the former's judgement."""
        if folds not in self.sums:
            data = self.of(folds)
            gold = np.concatenate([page.gold for page in data])
            weight = np.concatenate([page.weight for page in data])
            itself = fit([line.signs for page in data for line in page.lines], gold, weight)
            for page in data:
                for line in page.lines:
                    line.own = odds(line.signs, itself)
            self.sums[folds] = itself, fit([row for page in data for row in neighbour_signs(page.lines)], gold, weight)
        return self.sums[folds]

    def weights_on(self, folds: frozenset[int]) -> tuple[Weights, list[list[Node]]]:
        """All weights, and the trees as they are written, learned from some folds."""
        signs, pages = [], []
        for fold in sorted(folds):
            sums = self.sums_on(folds - {fold})
            pages += self.of([fold])
            signs += [weighed(page.lines, *sums) for page in self.of([fold])]
        names = sorted(signs[0])
        x = np.concatenate([np.stack([here[name] for name in names], axis=1) for here in signs])
        gold = np.concatenate([page.gold for page in pages])
        weight = np.concatenate([page.weight for page in pages])
        trees = boosted(x, names, gold, weight)
        return Weights(*self.sums_on(folds), forest(trees)), trees


def token_f1(kept: str, body: str) -> float:
    """Multiset F1 of the word tokens of the kept text against those of the article's body."""
    p, g = Counter(tokens(kept)), Counter(tokens(body))
    if not p and not g:
        return 1.0
    same = sum((p & g).values())
    return 2 * same / (sum(p.values()) + sum(g.values()))


def fold_of(domains: list[str]) -> dict[str, int]:
    return {domain: i % FOLDS for i, domain in enumerate(sorted(set(domains), key=lambda d: (d[::-1], d)))}


def kept(text: str, weights: Weights) -> list[Passage]:
    """What `clean` keeps of a text: all but furniture and related headlines."""
    blocks = clean(Article("page", text), weights=weights).blocks
    return [block.span for block in blocks if block.kind not in ("furniture", "related")]


def lines_kept(row: dict[str, Any], spans: Iterable[Passage]) -> list[bool]:
    """For each line of a dump whether half of it or more lies in what is kept."""
    marks = np.zeros(sum(len(line["text"]) + 1 for line in row["lines"]) + 1, dtype=int)
    for span in spans:
        marks[span.start : span.end] = 1
    upto, at, out = np.concatenate([[0], np.cumsum(marks)]), 0, []
    for line in row["lines"]:
        end = at + len(line["text"])
        out.append(bool(2 * (upto[end] - upto[at]) >= max(1, len(line["text"].strip()))))
        at = end + 1
    return out


def all_kept(row: dict[str, Any], spans: Iterable[Passage]) -> bool:
    """Whether every line of the article is kept (its headline does not count)."""
    pairs = zip(row["lines"], lines_kept(row, spans))
    return all(here for line, here in pairs if line["keep"] and line["cov"] is not None and line.get("role") is None)


def cross_validated(rows: Iterable[dict[str, Any]]) -> Iterator[tuple[Page, list[Passage]]]:
    """Each dump and what is kept of it by the whole of `clean`, under weights that never saw its domain."""
    trainer = Trainer([Page(row) for row in pages(rows)])
    for fold in range(FOLDS):
        weights, _ = trainer.weights_on(frozenset(range(FOLDS)) - {fold})
        for page in trainer.of([fold]):
            yield page, kept(page.text, weights)


def report(rows: Iterable[dict[str, Any]]) -> None:
    """Prints, cross-validated, each dumper's token F1 and share of pages all of whose article is kept."""
    scores: dict[str, list[tuple[float, float]]] = {}
    for page, spans in cross_validated(rows):
        made_up = page.row["dumper"] in MADE_UP
        words = "\n".join(span.of(page.text) for span in spans)
        for name in (page.row["dumper"],) if made_up else (page.row["dumper"], "REAL"):
            scores.setdefault(name, []).append((token_f1(words, page.row["body"]), all_kept(page.row, spans)))
    for name, values in sorted(scores.items()):
        f1, whole = np.mean(values, axis=0)
        print(f"{name:<20}{len(values):>5}{f1:8.4f}{whole:8.4f}")


def write(weights: Weights, trees: list[list[Node]]) -> None:
    """The tables that the package reads."""
    stages = {"itself": weights.itself, "neighbours": weights.neighbours}
    sums = [f"{stage}\t{name}\t{w:.3f}\n" for stage, fitted in stages.items() for name, w in sorted(fitted.items())]
    (TABLES / "clean_weights.tsv").write_text(HEAD + "".join(sums), encoding="utf8")
    nodes = []
    for number, tree in enumerate(trees):
        for place, (sign, threshold, low, high, value) in enumerate(tree):
            asked = f"{sign}\t{threshold:.4f}\t{low}\t{high}" if sign else "\t\t\t"
            nodes.append(f"{number}\t{place}\t{asked}\t{value:.4f}\n")
    (TABLES / "clean_trees.tsv").write_text(HEAD_OF_TREES + "".join(nodes), encoding="utf8")


def explain(text: str) -> None:
    """Prints the trees' log-odds of each paragraph, and the four signs that changed them most."""
    lines, weights = unjudged(text, ()), fitted()
    signs = weighed(lines, weights.itself, weights.neighbours)
    reasons = weights.trees.reasons(signs)
    for i, (line, odds_here) in enumerate(zip(lines, weights.trees.odds(signs))):
        strongest = sorted(((reasons[name][i], name) for name in reasons), key=lambda item: -abs(item[0]))[:4]
        print(f"{odds_here:6.2f}  {line.text[:60]!r}: " + "; ".join(f"{name} {by:+.2f}" for by, name in strongest))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dumps", type=Path, nargs="?")
    parser.add_argument("--cv", action="store_true", help="print cross-validated scores")
    parser.add_argument("--write", action="store_true", help="write the weights fitted on all pages")
    parser.add_argument("--why", type=Path, metavar="TEXT", help="print what speaks for and against each paragraph")
    options = parser.parse_args()
    if options.why:
        explain(options.why.read_text(encoding="utf8"))
    if not options.dumps:
        return
    rows = [json.loads(line) for line in options.dumps.read_text(encoding="utf8").splitlines()]
    if options.cv:
        report(rows)
    if options.write:
        weights, trees = Trainer([Page(row) for row in pages(rows)]).weights_on(frozenset(range(FOLDS)))
        write(weights, trees)


if __name__ == "__main__":
    main()
