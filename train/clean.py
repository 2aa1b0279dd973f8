"""Fits the weights in `data/en/clean_weights.tsv` and reports 5-fold cross-validated scores, whole domains in one fold.

    python train/clean.py DUMPS.jsonl [--write]

DUMPS.jsonl: one text dump a line: {"id", "domain", "dumper", "body", "headline",
"lines": [{"text", "keep", "cov", "role", "dup"}]}.
Besides the dumps, the fit sees each article by itself (nothing is furniture) and each page without its article
(everything is). Two logistic regressions, the second on the first one's judgement of the neighbours; Newton's method,
ridge penalty; no random numbers.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from reportedly import clean
from reportedly.model import Passage

TOKEN = re.compile(r"\w+")
FOLDS = 5
RIDGE = 5.0
STAGES = ("itself", "neighbours")
TABLE = Path(clean.__file__).parent / "data" / "en" / "clean_weights.tsv"
HEAD = """# How strongly each sign of a paragraph speaks for the article (log-odds; minus: for the page around it).
# stage: itself = what the paragraph looks like; neighbours = what stands around it.
# Origin: fitted by train/clean.py on web pages dumped as text; no words of theirs are in it.
# Licence: Apache-2.0. Date: 2026-11-23.
stage\tsign\tweight
"""


def tokens(text: str) -> list[str]:
    return [token.lower() for token in TOKEN.findall(text or "")]


def shingles(words: list[str], size: int = 4) -> set[tuple[str, ...]]:
    return {tuple(words[i : i + size]) for i in range(max(1, len(words) - size + 1))}


def pages(path: str) -> list[dict[str, Any]]:
    """The dumps, each article by itself, and each page without its article; `text` and the gold label of each line."""
    out = []
    for row in map(json.loads, Path(path).read_text(encoding="utf8").splitlines()):
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
        spans = clean._paragraphs(self.text)
        repeats = Counter(clean._plain(span.of(self.text)) for span in spans if span.end - span.start < 400)
        self.lines = [clean._line_at(self.text, span, repeats, ()) for span in spans]
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
    out = np.zeros((len(rows), len(names)))
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
        p = 1 / (1 + np.exp(-np.clip(x @ w, -30, 30)))
        slope = x.T @ (weight * (p - gold)) + ridge * w
        curve = (x * (weight * p * (1 - p))[:, None]).T @ x + np.diag(ridge)
        step = np.linalg.solve(curve, slope)
        w -= step
        if np.abs(step).max() < 1e-4:
            break
    return {name: round(float(w[i]), 3) for name, i in names.items()}


def train(data: list[Page]) -> dict[str, dict[str, float]]:
    """The weights of each stage; each stage after the first sees the judgement of the one before."""
    gold = np.concatenate([page.gold for page in data])
    weight = np.concatenate([page.weight for page in data])
    weights = {"itself": fit([line.signs for page in data for line in page.lines], gold, weight)}
    for page in data:
        judge(page, weights["itself"], [line.signs for line in page.lines])
    for stage in STAGES[1:]:
        signs = [clean._neighbour_signs(page.lines) for page in data]
        weights[stage] = fit([row for rows in signs for row in rows], gold, weight)
        for page, rows in zip(data, signs):
            judge(page, weights[stage], rows)
    return weights


def judge(page: Page, weights: dict[str, float], signs: list[dict[str, float]]) -> None:
    for line, row in zip(page.lines, signs):
        line.own = clean._odds(row, weights)


def token_f1(kept: str, body: str) -> float:
    p, g = Counter(tokens(kept)), Counter(tokens(body))
    if not p and not g:
        return 1.0
    same = sum((p & g).values())
    return 2 * same / (sum(p.values()) + sum(g.values()))


def fold_of(domains: list[str]) -> dict[str, int]:
    return {domain: i % FOLDS for i, domain in enumerate(sorted(set(domains), key=lambda d: (d[::-1], d)))}


def kept(page: Page, weights: dict[str, dict[str, float]]) -> str:
    judge(page, weights["itself"], [line.signs for line in page.lines])
    for stage in STAGES[1:]:
        judge(page, weights[stage], clean._neighbour_signs(page.lines))
    return "\n".join(line.text for line in page.lines if line.own > 0)


def cross_validate(data: list[Page]) -> None:
    folds = fold_of([page.row["domain"] for page in data])
    scores: dict[str, list[float]] = {}
    for fold in range(FOLDS):
        weights = train([page for page in data if folds[page.row["domain"]] != fold])
        for page in data:
            if folds[page.row["domain"]] == fold:
                scores.setdefault(page.row["dumper"], []).append(token_f1(kept(page, weights), page.row["body"]))
    real = [
        s for name, values in scores.items() if name not in ("seedsim", "article only", "page only") for s in values
    ]
    for name, values in sorted({**scores, "REAL": real}.items()):
        print(f"{name:<20}{len(values):>5}{np.mean(values):8.4f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dumps")
    parser.add_argument("--write", action="store_true", help="write the weights fitted on all pages")
    options = parser.parse_args()
    data = [Page(row) for row in pages(options.dumps)]
    cross_validate(data)
    if options.write:
        rows = [(stage, *item) for stage, fitted in train(data).items() for item in sorted(fitted.items())]
        TABLE.write_text(HEAD + "".join(f"{s}\t{n}\t{w:.3f}\n" for s, n, w in rows), encoding="utf8")


if __name__ == "__main__":
    main()
