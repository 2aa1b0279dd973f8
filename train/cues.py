"""Estimates the numbers in data/en/cues.tsv and data/en/cue_signs.tsv on annotated statements.

    python train/cues.py GOLD.jsonl

GOLD has a document a line: {"id", "text", "statements": [{"source", "cue", "content"}]}, spans as code point offsets.
Acts and priors are kept as they stand in cues.tsv; precision is replaced, frequent new rows are added with the act of
their lemma, and rows that have neither a prior nor enough right frames in GOLD are dropped. A frame counts as right
when content and source overlap a gold statement's by a Dice of .5 or more, in words. Frames inside quotation marks are
left out: annotators mark none there, whatever the cue.
"""

from __future__ import annotations

import json
import math
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reportedly import shelf
from reportedly.clean import clean
from reportedly.model import Article
from reportedly.reading import Reader, drafts, statements
from reportedly.reading.lexicon import ANY, Entry, Lexicon
from reportedly.reading.page import Page
from reportedly.reading.tree import Tree

HERE = Path(__file__).parent
DATA = HERE.parent / "src" / "reportedly" / "data" / "en"
WORD = re.compile(r"\w+")
#: A new row needs this many right frames and this precision.
SEEN, WORTH = 2, 0.2
#: A row's precision is smoothed towards its construction's with this many frames' weight.
SMOOTH = 4.0
#: Constructions in which any word at all is likely a cue: they get a row for the words not named.
OPEN = (("verb", "that"), ("noun", "that"))
#: Constructions that hold a clause: in them a verb that mostly reports reports even where the construction is rare.
CLAUSES = ("that", "bare", "wh", "ing")
#: "attacked the plan as unfair", "hit him for his silence": these are words, whatever the verb is otherwise.
SPOKEN = ("obj-as", "obj-for", "obj-over")
PASSES, RATE, DECAY = 60, 0.3, 2.0

Key = tuple[str, str, str]


class Anything(dict):  # type: ignore[type-arg]
    """A table in which every word is a cue with even odds."""

    def get(self, key, default=None):  # type: ignore[no-untyped-def]
        return Entry(0.5, "assert")

    def __contains__(self, key: object) -> bool:
        return True


@dataclass(slots=True)
class Seen:
    """One candidate: its key, its signs, and whether an annotator marked it."""

    key: Key
    signs: list[str]
    right: bool
    capital: bool = False


def pages(path: Path) -> Iterator[tuple[dict, Page]]:  # type: ignore[type-arg]
    reader = Reader(kind="rules")
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            gold = json.loads(line)
            yield gold, reader.page(clean(Article(gold["id"], gold["text"]), body=True))


def seen(documents: Iterable[tuple[dict, Page]]) -> Iterator[list[Seen]]:  # type: ignore[type-arg]
    """The candidates of each document, those inside quotation marks left out."""
    speech = {
        row["lemma"]: Entry(0.5, "assert") for row in shelf.table("en/cues.tsv") if row["construction"] == "quote"
    }
    everything = Lexicon(Anything(), speech, Anything(), {}, frozenset(), 0.0)  # type: ignore[arg-type]
    for gold, page in documents:
        tree = Tree(page)
        quotes = drafts.token_quotes(page, tree)
        made = drafts.candidates(page, tree, everything, quotes)
        judge = Judge(gold, page)
        yield [
            Seen(d.frame.key, statements.signs(tree, d), judge.right(d), tree.word[d.frame.head][0].isupper())
            for d in made
            if drafts.quote_at(quotes, d.frame.head) is None
        ]


class Judge:
    """Says whether a draft matches some gold statement of its document."""

    def __init__(self, gold: dict, page: Page) -> None:  # type: ignore[type-arg]
        self.page = page
        self.word = [-1] * (len(gold["text"]) + 1)
        for number, found in enumerate(WORD.finditer(gold["text"])):
            self.word[found.start() : found.end()] = [number] * (found.end() - found.start())
        self.gold = [(self._words(s["content"]), self._words(s["source"])) for s in gold["statements"]]
        self.near: dict[int, set[int]] = defaultdict(set)
        for number, (content, _) in enumerate(self.gold):
            for word in content:
                self.near[word].add(number)

    def _words(self, spans: Iterable[Iterable[int]]) -> frozenset[int]:
        return frozenset(n for a, b in spans for n in self.word[a:b] if n >= 0)

    def _of(self, ranges: Iterable[tuple[int, int]]) -> frozenset[int]:
        doc = self.page.doc
        return self._words((doc[a].idx, doc[b - 1].idx + len(doc[b - 1])) for a, b in ranges)

    def right(self, draft: drafts.Draft) -> bool:
        content, source = self._of(draft.content), self._of(draft.frame.source)
        candidates = {number for word in content for number in self.near[word]}
        return any(dice(self.gold[n][0], content) >= 0.5 and dice(self.gold[n][1], source) >= 0.5 for n in candidates)


def dice(a: frozenset[int], b: frozenset[int]) -> float:
    return 2 * len(a & b) / (len(a) + len(b)) if a or b else 1.0


def precisions(found: Iterable[Seen]) -> tuple[dict[Key, float], Counter[Key]]:
    """Smoothed precision of every key, and how many of its frames were right."""
    prior = {_key(row): float(row["prior"]) for row in shelf.table("en/cues.tsv") if row["prior"]}
    n: Counter[Key] = Counter()
    right: Counter[Key] = Counter()
    capital: Counter[str] = Counter()
    for one in found:
        n[one.key] += 1
        right[one.key] += one.right
        capital[one.key[0]] += 1 if one.capital else -1
    usual = _shares(n, right, lambda key: key[1:])
    of_word = _shares(n, right, lambda key: key[:2])
    table = {}
    for key in sorted((n.keys() | prior.keys()) - deeds(n.keys() | prior.keys())):
        if capital[key[0]] > 0 and key not in prior:
            continue  # a name that the tagger took for a verb
        start = prior.get(key) or min(0.5, usual[key[1:]])
        if key[2] in CLAUSES and key[:2] in of_word:
            start = max(start, of_word[key[:2]])  # "denied supplying" is rare, but who denies is sure to say something
        table[key] = (right[key] + SMOOTH * start) / (n[key] + SMOOTH)
    for kind in OPEN:
        table[ANY, *kind] = usual[kind]
    return table, right


def _shares(n: Counter[Key], right: Counter[Key], of: Callable[[Key], Any]) -> dict[Any, float]:
    """The share of right frames, keys taken together by what `of` gives."""
    of_n: Counter[Any] = Counter()
    of_right: Counter[Any] = Counter()
    for key in n:
        of_n[of(key)] += n[key]
        of_right[of(key)] += right[key]
    return {group: of_right[group] / of_n[group] for group in of_n}


def deeds(keys: Iterable[Key]) -> set[Key]:
    """Those of the keys that deeds.tsv lists."""
    listed: dict[tuple[str, str], set[str]] = defaultdict(set)
    lines = (HERE / "deeds.tsv").read_text(encoding="utf-8").splitlines()
    for line in lines:
        if line[0] != "#":
            pos, construction, lemmas = line.split("\t")
            listed[pos, construction] |= set(lemmas.split())
    return {
        (lemma, pos, construction)
        for lemma, pos, construction in keys
        if lemma in listed.get((pos, construction), ())
        or (construction[:3] == "obj" and lemma in listed.get((pos, "obj*"), ()) and construction not in SPOKEN)
    }


def _key(row: dict[str, str]) -> Key:
    return row["lemma"], row["pos"], row["construction"]


def weights(found: list[Seen], table: dict[Key, float]) -> dict[str, float]:
    """Logistic regression of right on signs, the log odds of the cue given; plain gradient steps, so repeatable."""
    rows = [(one, math.log(p / (1 - p))) for one in found if 0.1 <= (p := min(0.98, table.get(one.key, 0))) < 1]
    count = Counter(sign for one, _ in rows for sign in one.signs)
    out = {sign: 0.0 for sign in sorted(count) if count[sign] >= 30}
    for _ in range(PASSES):
        step: dict[str, float] = defaultdict(float)
        for one, odds in rows:
            z = odds + sum(out.get(sign, 0.0) for sign in one.signs)
            miss = one.right - 1 / (1 + math.exp(-z))
            for sign in one.signs:
                step[sign] += miss
        for sign in out:
            out[sign] += RATE * (step[sign] - DECAY * out[sign]) * 4 / (count[sign] + 40)
    return {sign: round(weight, 2) for sign, weight in out.items()}


def write_cues(path: Path, table: dict[Key, float], right: Counter[Key]) -> None:
    head, rows = _head(path), shelf.table("en/cues.tsv")
    act = {row["lemma"]: row["act"] for row in reversed(rows)}
    known = {_key(row): (row["act"], row["prior"]) for row in rows}
    lines = []
    for key in sorted(table, key=lambda k: (k[1], k[2], k[0])):
        often = right[key] >= SEEN and table[key] >= WORTH and key[0].replace("_", "").isalpha()
        kept, prior = known.get(key, (act.get(key[0], "assert"), ""))
        if often or prior or key[0] == ANY:
            lines.append("\t".join((*key, kept, f"{table[key]:.2f}", prior)))
    columns = "lemma\tpos\tconstruction\tact\tprecision\tprior"
    path.write_text("\n".join([*head, columns, *lines]) + "\n", encoding="utf-8")


def write_signs(path: Path, weight: dict[str, float]) -> None:
    lines = [f"{sign}\t{value:.2f}" for sign, value in sorted(weight.items())]
    path.write_text("\n".join([*_head(path), "sign\tweight", *lines]) + "\n", encoding="utf-8")


def _head(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("#")]


def main(gold: Path, data: Path = DATA) -> None:
    found = [one for document in seen(pages(gold)) for one in document]
    table, right = precisions(found)
    write_cues(data / "cues.tsv", table, right)
    write_signs(data / "cue_signs.tsv", weights(found, table))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
