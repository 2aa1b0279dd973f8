"""Learns the weights in data/en/times_weights.tsv: what the words of a text say about the day it was published.

    python train/docdate.py NEWS.jsonl ... [--without HELD.jsonl] [--dry]

NEWS has a document a line: {"id", "text", "date"}; where "date" is missing, the line below the headline must tell it.
Documents that share an id or a line with one in HELD are left out, so that HELD stays a clean test. Each file counts
with the root of its size.

Two logistic regressions with an L2 penalty, on the same signs (`times.marks`):
- masthead: a day put above the text is the day of publication (or the day after) or a later one, the day of a crawl.
- month: the month of publication among all months that are looked at, with no masthead and with a wrong one.
The penalty draws towards the column `prior` of the table, set by hand for signs that are rare and sure, else towards 0.
Both are cross-validated by document; the table on confidence and the two thresholds that the output names (`REJECT`
and `SURE_YEAR` in `times.docdate`) come from those folds. Fixed seed; numpy only, and only here.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date as Day
from datetime import timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from reportedly import shelf
from reportedly.model import Article
from reportedly.times import docdate
from reportedly.times.calendar import whole_days
from reportedly.times.clues import Clue
from reportedly.times.marks import ANY, marks, marks_of_month

TABLE = Path(__file__).parents[1] / "src" / "reportedly" / "data" / "en" / "times_weights.tsv"
SEED, FOLDS, MONTH_FOLDS = 7, 5, 3
#: Delays of a crawl behind publication, in days, drawn evenly within each span and with these chances.
DELAYS = (((2, 14), 0.2), ((15, 90), 0.3), ((91, 365), 0.25), ((366, 1095), 0.25))
#: Wrong days for each text, right ones kept at the threshold, and how often a sign must occur.
DRAWN, KEPT, SEEN = 3, 0.83, 8
PENALTY, MONTH_PENALTY = 3.0, 2.0
STEPS, RATE, NEWTON = 120, 0.2, 8

Floats = NDArray[np.float64]
PRIOR = {row["sign"]: float(row["prior"]) for row in shelf.table("en/times_weights.tsv") if row["prior"]}


@dataclass(slots=True)
class Known:
    """A text with its true date; its clues, whatever day is put on top."""

    day: Day
    weight: float
    fold: int
    source: str
    clues: list[Clue]
    wrong: list[Day] = field(default_factory=list)


@dataclass(slots=True)
class Case:
    """One choice: the signs of each alternative, the number of the right one, its share, and its fold."""

    alternatives: list[list[str]]
    right: int
    weight: float
    fold: int
    known: Known
    keys: list[str] = field(default_factory=list)


# --- texts --------------------------------------------------------------------------------------------------------


def letters(text: str) -> str:
    return re.sub(r"[^a-z]+", "", text.lower())[:60]


def lines_of(text: str) -> set[str]:
    return {bare for line in text.split("\n") if len(bare := letters(line)) >= 40}


def read(path: Path, held_ids: set[str], held_lines: set[str]) -> Iterator[tuple[str, str, Day]]:
    """Documents of a file that are not held out, each once."""
    for raw in path.open(encoding="utf-8"):
        item = json.loads(raw)
        if any(item["id"] in held for held in held_ids) or lines_of(item["text"]) & held_lines:
            continue
        days = whole_days(str(item["date"])[:10]) if item.get("date") else None
        line = docdate.evidence(Article(item["id"], item["text"])).dateline
        if days and days[0] == days[1]:
            yield item["id"], item["text"], days[0]
        elif line:
            yield item["id"], item["text"], line.day


def load(paths: Sequence[Path], without: Path | None) -> list[Known]:
    held = [json.loads(line) for line in without.open(encoding="utf-8")] if without else []
    ids = {str(item.get(key)) for item in held for key in ("id", "source_id")}
    lines = set().union(*(lines_of(item["text"]) for item in held)) if held else set()
    chance, found, seen = random.Random(SEED), list[Known](), set[str]()
    for path in paths:
        texts = [(name, text, day) for name, text, day in read(path, ids, lines) if letters(text[-400:]) not in seen]
        seen |= {letters(text[-400:]) for _, text, _ in texts}
        print(f"{path.stem:20} {len(texts):5} texts")
        for _, text, day in texts:
            known = Known(day, len(texts) ** -0.5, chance.randrange(FOLDS), path.stem, clues_below(text, day))
            known.wrong = [day + timedelta(delay(chance)) for _ in range(DRAWN)]
            found.append(known)
    return found


def clues_below(text: str, day: Day) -> list[Clue]:
    """The clues of a text under a masthead, as the reader comes by them."""
    headed = f"{day:%A}, {day:%B} {day.day}, {day.year}\n{text}"
    return docdate.evidence(Article("", headed)).clues


def delay(chance: random.Random) -> int:
    ((first, last),) = chance.choices([span for span, _ in DELAYS], [share for _, share in DELAYS])
    return chance.randint(first, last)


# --- cases --------------------------------------------------------------------------------------------------------


def masthead_cases(texts: Sequence[Known]) -> list[Case]:
    """Each day by itself: right (1) or wrong (0); right and wrong days weigh the same."""
    cases = []
    for known in texts:
        for day, share in ((known.day, 0.75), (known.day + timedelta(1), 0.25)):
            cases.append(Case([[ANY, *signs(known, day)]], 1, known.weight * share, known.fold, known))
        for day in known.wrong:
            cases.append(Case([[ANY, *signs(known, day)]], 0, known.weight / DRAWN, known.fold, known))
    return cases


def signs(known: Known, day: Day) -> list[str]:
    return [mark.sign for mark in marks(day, known.clues)]


def month_cases(texts: Sequence[Known]) -> list[Case]:
    """The months looked at with no masthead, and with a wrong one; texts whose month is not among them are kept out."""
    cases = []
    for known in texts:
        for crawled in (None, known.wrong[0]):
            line = docdate.Line(crawled, None) if crawled else None
            months = docdate.months_possible(known.clues, line)
            keys = [month.isoformat()[:7] for month in months]
            here = known.day.isoformat()[:7]
            right = keys.index(here) if here in keys else -1
            found = [[mark.sign for mark in marks_of_month(month, known.clues, crawled)] for month in months]
            cases.append(Case(found, right, known.weight / 2, known.fold, known, keys))
    return cases


# --- regressions --------------------------------------------------------------------------------------------------


def index_of(cases: Sequence[Case]) -> dict[str, int]:
    counts = Counter(sign for case in cases for sign in {sign for signs_ in case.alternatives for sign in signs_})
    known = {sign for sign, count in counts.items() if count >= SEEN} | set(PRIOR)
    return {sign: at for at, sign in enumerate(sorted(known))}


def matrix(alternatives: Sequence[Sequence[str]], index: dict[str, int]) -> Floats:
    made = np.zeros((len(alternatives), len(index)), dtype=np.float32)
    for row, found in enumerate(alternatives):
        for sign in found:
            if sign in index:
                made[row, index[sign]] += 1
    return made


def descend(gradient, at: Floats) -> Floats:  # type: ignore[no-untyped-def]
    """Adam on a convex loss: plain, and the same on every machine to the digits kept."""
    first, second = np.zeros_like(at), np.zeros_like(at)
    for step in range(1, STEPS + 1):
        slope = gradient(at)
        first, second = 0.9 * first + 0.1 * slope, 0.999 * second + 0.001 * slope**2
        rate = RATE * (1 - step / (STEPS + 1))
        at = at - rate * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-9)
    return at


def believed(index: dict[str, int]) -> Floats:
    """What is believed of each sign before any text is seen; rare signs keep it."""
    made = np.zeros(len(index))
    for sign, weight in PRIOR.items():
        if sign in index:
            made[index[sign]] = weight
    return made


def fit_days(cases: Sequence[Case], index: dict[str, int]) -> Floats:
    made = matrix([case.alternatives[0] for case in cases], index)
    right = np.array([case.right for case in cases], dtype=float)
    weight = scaled(cases)
    free = np.ones(len(index))
    free[index[ANY]] = 0.0

    before = believed(index)
    at = before
    for _ in range(NEWTON):
        chance = 1 / (1 + np.exp(-(made @ at)))
        slope = made.T @ (weight * (chance - right)) + PENALTY * free * (at - before)
        bend = (made * (weight * chance * (1 - chance))[:, None]).T @ made + np.diag(PENALTY * free + 1e-6)
        at = at - np.linalg.solve(bend, slope)
    return at


def scaled(cases: Sequence[Case]) -> Floats:
    weight = np.array([case.weight for case in cases])
    return weight * len({id(case.known) for case in cases}) / weight.sum()


def fit_months(cases: Sequence[Case], index: dict[str, int]) -> Floats:
    used = [case for case in cases if case.right >= 0 and len(case.alternatives) > 1]
    made = matrix([signs_ for case in used for signs_ in case.alternatives], index)
    sizes = [len(case.alternatives) for case in used]
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    group = np.repeat(np.arange(len(used)), sizes)
    target = np.zeros(len(made))
    target[[start + case.right for start, case in zip(starts, used, strict=True)]] = 1
    weight = scaled(used)[group]

    before = believed(index)

    def gradient(at: Floats) -> Floats:
        return made.T @ (weight * (softmax(made @ at, starts, group) - target)) + MONTH_PENALTY * (at - before)

    return descend(gradient, before)


def softmax(scores: Floats, starts: Floats, group: Floats) -> Floats:
    powers = np.exp(scores - np.maximum.reduceat(scores, starts)[group])
    made: Floats = powers / np.add.reduceat(powers, starts)[group]
    return made


# --- thresholds ---------------------------------------------------------------------------------------------------


def crossed_days(cases: list[Case], index: dict[str, int]) -> list[tuple[Case, float]]:
    """The log-odds of each day by a fit that has not seen its text."""
    out = []
    for fold in range(FOLDS):
        at = fit_days([case for case in cases if case.fold != fold], index)
        rest = [case for case in cases if case.fold == fold]
        out += list(zip(rest, matrix([case.alternatives[0] for case in rest], index) @ at, strict=True))
    return out


def report_days(crossed: Sequence[tuple[Case, float]]) -> None:
    right = sorted((score, case.weight) for case, score in crossed if case.right)
    total, gone, reject = sum(weight for _, weight in right), 0.0, 0.0
    for score, weight in right:
        gone += weight
        if gone > (1 - KEPT) * total:
            reject = score
            break
    print(f"\nmasthead, cross-validated: REJECT = {reject:.2f} keeps {KEPT:.0%} of the right ones")
    wrong = [(case, score) for case, score in crossed if not case.right]
    print(f"  wrong rejected {share(wrong, lambda case, score: score < reject):.1%}")
    for source in sorted({case.known.source for case, _ in crossed}):
        here = [(case, score) for case, score in crossed if case.known.source == source]
        bad, good = [item for item in here if not item[0].right], [item for item in here if item[0].right]
        print(
            f"  {source:20} wrong rejected {share(bad, lambda case, score: score < reject):.1%}"
            f"  right kept {share(good, lambda case, score: score >= reject):.1%}"
        )
    print("  confidence  days   right")
    for low in range(10):
        here = [(case, score) for case, score in crossed if low <= 10 / (1 + np.exp(-score)) < low + 1]
        if here:
            right = share(here, lambda case, score: case.right)
            print(f"  {low / 10:.1f}-{low / 10 + 0.1:.1f} {len(here):9} {right:7.1%}")


def share(items, holds) -> float:  # type: ignore[no-untyped-def]
    total = sum(case.weight for case, _ in items)
    return sum(case.weight for case, score in items if holds(case, score)) / total if total else 0.0


def crossed_years(cases: list[Case], index: dict[str, int]) -> list[tuple[Case, float, bool, float, bool]]:
    """The year and the month chosen for each case by a fit that has not seen its text: chance, and whether right."""
    out = []
    for fold in range(MONTH_FOLDS):
        at = fit_months([case for case in cases if case.fold % MONTH_FOLDS != fold], index)
        for case in (case for case in cases if case.fold % MONTH_FOLDS == fold and case.alternatives):
            scores = matrix(case.alternatives, index) @ at
            powers = np.exp(scores - scores.max())
            months = dict(zip(case.keys, powers / powers.sum(), strict=True))
            years: dict[str, float] = {}
            for month, chance in months.items():
                years[month[:4]] = years.get(month[:4], 0.0) + chance
            year, month = max(years, key=lambda key: years[key]), max(months, key=lambda key: months[key])
            true = case.known.day.isoformat()
            out.append((case, years[year], true.startswith(year), months[month], true.startswith(month)))
    return out


def report_years(crossed: Sequence[tuple[Case, float, bool, float, bool]], cases: Sequence[Case]) -> None:
    for headed in (False, True):
        chosen = [item for item in crossed if is_headed(item[0]) is headed]
        total = sum(case.weight for case in cases if is_headed(case) is headed)
        print(f"\nyear, cross-validated, {'under a wrong masthead' if headed else 'no masthead'}, of all texts:")
        for sure in (0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9):
            right = sum(case.weight for case, chance, good, _, _ in chosen if chance >= sure and good) / total
            wrong = sum(case.weight for case, chance, good, _, _ in chosen if chance >= sure and not good) / total
            months = [(case, good) for case, _, _, chance, good in chosen if chance >= sure]
            exact = share(months, lambda case, good: good)
            print(
                f"  SURE_YEAR {sure:.2f}: right {right:.1%} wrong {wrong:.1%}"
                f"   SURE_MONTH {sure:.2f}: {len(months)} answered, {exact:.1%} right"
            )
    print("  confidence  texts  right year")
    for low in range(10):
        here = [
            (case, good)
            for case, chance, good, _, _ in crossed
            if low <= chance * 10 < low + 1 or (low == 9 and chance == 1)
        ]
        if here:
            print(f"  {low / 10:.1f}-{low / 10 + 0.1:.1f} {len(here):9} {share(here, lambda case, good: good):7.1%}")


def is_headed(case: Case) -> bool:
    return any(sign.startswith("crawled") for signs_ in case.alternatives[:1] for sign in signs_)


# --- the command --------------------------------------------------------------------------------------------------


def write(days: dict[str, float], months: dict[str, float]) -> None:
    head = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    rows = [
        f"{sign}\t{cell(PRIOR.get(sign))}\t{cell(days.get(sign))}\t{cell(months.get(sign))}"
        for sign in sorted({*PRIOR, *days, *months})
        if sign in PRIOR or cell(days.get(sign)) or cell(months.get(sign))
    ]
    TABLE.write_text("\n".join([*head, "sign\tprior\tmasthead\tmonth", *rows]) + "\n", encoding="utf-8")


def cell(weight: float | None) -> str:
    return "" if weight is None or abs(weight) < 0.005 else f"{weight:.2f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("news", nargs="+", type=Path)
    parser.add_argument("--without", type=Path)
    parser.add_argument("--dry", action="store_true", help="report only, write nothing")
    asked = parser.parse_args()
    texts = load(asked.news, asked.without)
    cases = masthead_cases(texts)
    index = index_of(cases)
    report_days(crossed_days(cases, index))
    chosen = month_cases(texts)
    months = index_of(chosen)
    report_years(crossed_years(chosen, months), chosen)
    if not asked.dry:
        day_weights, month_weights = fit_days(cases, index), fit_months(chosen, months)
        write(
            {sign: float(day_weights[at]) for sign, at in index.items()},
            {sign: float(month_weights[at]) for sign, at in months.items()},
        )


if __name__ == "__main__":
    main()
