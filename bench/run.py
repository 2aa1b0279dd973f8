#!/usr/bin/env python3
"""Reruns every quality and speed figure of this version, with naive baselines beside us.

    python bench/run.py [--data FOLDER] [--only statements,events,...] [--out FOLDER] [--folds FOLDER]

FOLDER holds `data/` and `eval/` as handed to developers (default: the folder `shared` beside the checkout, or
$REPORTEDLY_DATA). Where it is absent there is nothing to score: a notice is printed and the exit code is 0.
A figure below its floor in bench/floors.json makes the exit code 1; floors only ever rise.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from actors import actors
from attribution import abroad, nested, speakers, statements
from coding import events
from dating import docdate
from silence import silence

if TYPE_CHECKING:
    from reportedly.model import ReaderKind
    from reportedly.reading import Reader

# Speed is that of one thread, for the peer as for us; native libraries ask once, when they are loaded.
os.environ.setdefault("OMP_NUM_THREADS", "1")
HERE = Path(__file__).resolve().parent
FLOORS = json.loads((HERE / "floors.json").read_text(encoding="utf-8"))
Lines = list[dict[str, Any]]


class Bench:
    """One run: where the data is, where predictions go, what was measured."""

    def __init__(self, data: Path, out: Path, folds: Path | None = None) -> None:
        self.data, self.out, self.folds = data, out, folds
        self.figures: list[tuple[str, str, float]] = []
        self.reader = self.reader_of("encoder")

    # --- files ------------------------------------------------------------------------------------------------

    def lines(self, name: str) -> Lines:
        """The records of a data file, packed or not."""
        path = self.data / "data" / name
        packed = path.with_name(path.name + ".gz")
        raw = gzip.decompress(packed.read_bytes()) if packed.exists() else path.read_bytes()
        return [json.loads(line) for line in raw.decode("utf-8").split("\n") if line.strip()]

    def write(self, name: str, rows: Iterable[dict[str, Any]]) -> Path:
        path = self.out / name
        with path.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        return path

    def score(self, scorer: str, *arguments: object) -> str:
        command = [sys.executable, str(self.data / "eval" / f"eval_{scorer}.py"), *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    def convert(self, kind: str, readings: Path) -> Path:
        command = [sys.executable, str(self.data / "eval" / "from_reading.py"), kind, str(readings)]
        path = readings.with_suffix(f".{kind}.jsonl")
        path.write_text(subprocess.run(command, capture_output=True, text=True, check=True).stdout, encoding="utf-8")
        return path

    # --- readings ---------------------------------------------------------------------------------------------

    @staticmethod
    @cache
    def reader_of(kind: ReaderKind) -> Reader:
        from reportedly.reading import Reader

        return Reader(kind=kind)

    def read(
        self, name: str, rows: Iterable[dict[str, Any]], *, body: bool = False, deep: bool = True,
        kind: ReaderKind = "encoder", reader: Reader | None = None,
    ) -> Path:  # fmt: skip
        """Readings of some input lines; `deep=False` stops after cleaning and dating."""
        from reportedly import intake
        from reportedly.clean import clean
        from reportedly.flow import read_one
        from reportedly.model import Article, Reading
        from reportedly.times import date

        def readings() -> Iterator[dict[str, Any]]:
            for article in intake.open([str(source)], intake.Options(kind="jsonl")):
                if not isinstance(article, Article):
                    raise SystemExit(f"{name}: {article.origin}: {article.reason}")
                if deep:
                    yield read_one(article, reader or self.reader_of(kind), body=body).to_dict()
                else:
                    yield Reading(date(clean(article, body=body)), "bench").to_dict()

        source = self.write(f"{name}.in.jsonl", rows)
        return self.write(f"{name}.jsonl", readings())

    def figure(self, measure: str, who: str, value: float) -> None:
        self.figures.append((measure, who, value))
        print(f"{measure:44} {who:28} {value:8.3f}", flush=True)


def _keep(row: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: row[key] for key in keys if row.get(key)}


def times(bench: Bench) -> None:
    """TIMEX3 against TimeBank + AQUAINT, MEANTIME and GUM; the document's date is given, as in the task."""
    for name in ("timex", "timex_meantime", "timex_gum"):
        gold = bench.data / f"data/time/{name}.dev.jsonl"
        rows = bench.lines(f"time/{name}.dev.jsonl")
        texts = ({"id": row["id"], "text": row["text"], "date": row["dct"]} for row in rows)
        ours = bench.convert("timexes", bench.read(name, texts, body=True))
        scores = json.loads(bench.score("timex", gold, ours, "--json"))["scores"]
        for key, (_, recall, f1) in scores.items():
            bench.figure(f"{name}.dev {key} F1", "reportedly", f1)
            bench.figure(f"{name}.dev {key} recall", "reportedly", recall)


def textclean(bench: Bench) -> None:
    """Plain-text dumps, five real dumpers: 5-fold cross-validated, whole domains, as the weights are fitted on them."""
    sys.path.insert(0, str(HERE.parent / "train"))
    from clean import MADE_UP, cross_validated, lines_kept

    rows = bench.lines("clean/textdump.dev.jsonl")
    gold = bench.write("textdump.gold.jsonl", rows)
    texts, marks = [], []
    for page, spans in cross_validated(rows):
        if page.row["dumper"] not in MADE_UP[1:]:
            name = {"id": page.row["id"], "dumper": page.row["dumper"]}
            texts.append({**name, "text": "\n".join(span.of(page.text) for span in spans)})
            marks.append({**name, "keep": lines_kept(page.row, spans)})
    ours, lines = bench.write("textdump.jsonl", texts), bench.write("textdump.lines.jsonl", marks)
    scored = {
        "reportedly": bench.score("textclean", gold, ours),
        "naive: keep all": bench.score("textclean", gold, "--baseline", "all"),
        "naive: lines over 80": bench.score("textclean", gold, "--baseline", "len80"),
    }
    for who, printed in scored.items():
        bench.figure("textdump.dev token F1, real dumpers", who, _real(printed))
    whole = bench.score("textclean", gold, lines)
    bench.figure("textdump.dev all lines of the article kept", "reportedly", _real(whole, column=5))


def html(bench: Bench) -> None:
    """HTML pages: shingle F1 of the main text alone, and of all that is kept (headline, byline and captions too, which
    the gold leaves out: with them a faultless body scores .978); trafilatura (favour precision) beside us, in turn."""
    import trafilatura

    from reportedly.intake import html as ours_of

    pages = bench.lines("clean/html.dev.jsonl")
    gold = bench.write("html.gold.jsonl", ({**row, "lines": row.get("lines", [])} for row in pages))
    texts = ({"id": f"{row['id']}|html", "html": row["html"], "url": row["url"]} for row in pages)
    readings = bench.read("html", texts, deep=False)
    kept = bench.convert("textclean", readings)
    alone = bench.write("html.alone.jsonl", _body_alone(readings))
    ratios = []
    for _ in range(4):
        start = time.perf_counter()
        for row in pages:
            ours_of.page(row["html"], raw=b"", url=row["url"])
        middle = time.perf_counter()
        theirs = [trafilatura.extract(row["html"], favor_precision=True, include_comments=False) or "" for row in pages]
        ratios.append((middle - start) / (time.perf_counter() - middle))
    texts = ({"id": row["id"], "dumper": "html", "text": text} for row, text in zip(pages, theirs))
    peer = bench.write("html.peer.jsonl", texts)
    for measure, who, path in (
        ("html.dev sh4F1", "reportedly", kept),
        ("html.dev sh4F1", "trafilatura, favour precision", peer),
        ("html.dev sh4F1, main text alone", "reportedly", alone),
        ("html.dev sh4F1, main text alone", "trafilatura, favour precision", peer),
    ):
        bench.figure(measure, who, _real(bench.score("textclean", gold, path), column=3))
    # The first turn warms both up.
    bench.figure("html: time against trafilatura", "reportedly", sorted(ratios[1:])[1])


def _body_alone(readings: Path) -> Iterator[dict[str, Any]]:
    for line in readings.read_text(encoding="utf-8").rstrip("\n").split("\n"):
        row = json.loads(line)
        spans = (block["span"] for block in row["blocks"] if block["kind"] in ("body", "dateline"))
        text = "\n".join(row["text"][start:end] for start, end in spans)
        yield {"id": row["id"].rpartition("|")[0], "dumper": "html", "text": text}


def _real(printed: str, column: int = 0) -> float:
    row = next(line.split() for line in printed.splitlines() if line.split()[:1] == ["REAL"])
    return float(row[2 + column])


def holders(bench: Bench) -> None:
    """Whose word: holder views with the right status, gold triggers given; the naive author asserts everything."""
    gold = bench.data / "data/factuality/whose_word.dev.jsonl"
    rows = bench.lines("factuality/whose_word.dev.jsonl")
    texts = ({**_keep(r, "id", "text"), "triggers": [e["trigger"] for e in r["events"]]} for r in rows)
    ours = bench.convert("whose", bench.read("whose", texts, body=True))
    fact = {"holder": ["author"], "certainty": "certain", "polarity": "+", "frame": "actual"}
    naive = bench.write(
        "whose.naive.jsonl",
        ({"id": r["id"], "events": [{"trigger": [e["trigger"]], "views": [fact]} for e in r["events"]]} for r in rows),
    )
    for who, path in (("reportedly", ours), ("naive: all is fact", naive)):
        result = json.loads(bench.score("whose_word", gold, path, "--json"))
        for key in ("view_f1", "view_status_f1", "author_status", "source_status"):
            bench.figure(f"whose_word.dev {key}", who, result[key])


def believed(bench: Bench) -> None:
    """How far readers take events to have happened, gold triggers given. The shipped head has not seen these texts; the
    weights beside it were fitted on UW's, so its figures are cross-validated (`train/values.py`)."""
    sys.path.insert(0, str(HERE.parent / "train"))
    import values as training

    gold = bench.data / "data/factuality/fact.uw.dev.jsonl"
    rows, means, values, fold, _ = training.examples([str(gold)])
    found = means.copy()
    for number in range(training.FOLDS):
        held = fold == number
        found[held] = training.valued(rows[held], means[held], training.fitted(rows[~held], values[~held]))
    for name, much in training.scores(values, found).items():
        bench.figure(f"UW dev, {name}", "reportedly", much)
    wiki = bench.data / "data/factuality/fact.meantime.dev.jsonl"
    texts = (
        {**_keep(row, "id", "text"), "triggers": [[e["start"], e["end"]] for e in row["events"]]}
        for row in bench.lines("factuality/fact.meantime.dev.jsonl")
    )
    ours = bench.convert("factuality", bench.read("believed", texts, body=True))
    result = json.loads(bench.score("factuality", wiki, ours, "--json"))
    for key in ("mae", "r", "macro3"):
        bench.figure(f"MEANTIME dev (89 events), {key}", "reportedly", result[key])


def across(bench: Bench) -> None:
    """One event in many articles: ECB+'s development topics in one heap, gold triggers given, groups as of claims."""
    sys.path.insert(0, str(HERE.parent / "train"))
    sys.path.insert(0, str(bench.data / "eval"))
    import likeness as training

    from reportedly.weigh import likeness

    texts = training.corpus(bench.lines("cross/ecb.dev.jsonl"))
    loose = likeness.scale().loose.of
    bench.figure(
        "ECB+ dev, CoNLL F1, no topics told", "reportedly", training.conll(texts, training.grouped(texts, loose))
    )
    lemma = {one.id: one.trigger for one in training.accounts(texts)}
    bench.figure("ECB+ dev, CoNLL F1, no topics told", "naive: same word", training.conll(texts, lemma))


def coreference(bench: Bench) -> None:
    """GUM news, predicted mentions."""
    gold = bench.data / "data/coref/coref.gum_news.jsonl"
    rows = bench.lines("coref/coref.gum_news.jsonl")
    ours = bench.convert("coref", bench.read("coref", (_keep(r, "id", "text", "date") for r in rows), body=True))
    print(bench.score("coref", gold, ours))


def dups(bench: Bench) -> None:
    """Reprints, cuts, digests and merges: pairs with the same original; and whether time grows as the words do.

    No threshold was fitted on these: runs of a dozen words, a quarter of the shorter article.
    """
    from reportedly.fold import Text, fold, text_of

    gold = bench.write("dups.pairs.jsonl", bench.lines("cross/dups.pairs.jsonl"))
    docs = bench.lines("cross/dups.docs.jsonl")
    readings = bench.read("dups", docs, deep=False).read_text(encoding="utf-8").splitlines()
    copies = fold(text_of(json.loads(line)) for line in readings).copy_of
    ours = bench.write("dups.pred.jsonl", ({"a": copy, "b": root} for copy, root in _together(copies)))
    grams = {row["id"]: _five_grams(row["text"]) for row in docs}
    alike = (
        pair for pair in bench.lines("cross/dups.pairs.jsonl") if _jaccard(grams[pair["a"]], grams[pair["b"]]) >= 0.5
    )
    naive = bench.write("dups.naive.jsonl", ({"a": pair["a"], "b": pair["b"]} for pair in alike))
    for who, path in (("reportedly", ours), ("naive: 5-gram Jaccard .5", naive)):
        printed = bench.score("dups", gold, path)
        print(printed)
        for name, value in re.findall(r"(P|R|F1) ([\d.]+)", printed.splitlines()[0]):
            bench.figure(f"dups pair {name}", who, float(value))
    words = " ".join(row["text"] for row in docs).split()
    cost = {}
    for number in (1000, 10000):
        texts = [Text(str(n), text) for n, text in enumerate(_made_up(words, number))]
        start = time.process_time()
        fold(texts)
        cost[number] = (time.process_time() - start) / number
        bench.figure(f"fold {number} made-up articles, ms each", "reportedly", 1000 * cost[number])
    bench.figure("fold: time an article, 10,000 against 1,000", "reportedly", cost[10000] / cost[1000])


def _together(copies: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """All pairs of articles that have one original."""
    groups: dict[str, list[str]] = {}
    for copy, root in copies.items():
        groups.setdefault(root, [root]).append(copy)
    return itertools.chain.from_iterable(itertools.combinations(group, 2) for group in groups.values())


def _five_grams(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return set(zip(*(words[start:] for start in range(5))))


def _jaccard(one: set[Any], other: set[Any]) -> float:
    return len(one & other) / max(1, len(one | other))


def _made_up(words: list[str], number: int) -> list[str]:
    """Articles of shuffled words, three in ten of them cut and lightly edited copies of earlier ones."""
    draw = random.Random(1)
    made: list[str] = []
    for _ in range(number):
        if made and draw.random() < 0.3:
            kept = [line for line in draw.choice(made).split("\n") if draw.random() < 0.7]
            lines = [" ".join(word for word in line.split() if draw.random() > 0.02) for line in kept]
        else:
            lines = [" ".join(draw.choices(words, k=draw.randint(20, 60))) for _ in range(draw.randint(5, 10))]
        made.append("\n".join(lines))
    return made


def speed(bench: Bench) -> None:
    """Whole readings against the unmodified small spaCy pipeline (all components, one thread), in turn, in one run."""
    import spacy

    from reportedly import intake
    from reportedly.flow import read_one
    from reportedly.model import Article

    source = bench.write("speed.in.jsonl", (_keep(r, "id", "text", "date") for r in _articles(bench)))
    articles = [a for a in intake.open([str(source)], intake.Options(kind="jsonl")) if isinstance(a, Article)]
    nlp = spacy.load(bench.reader.language.model)
    ratios = []
    for turn in range(4):
        start = time.perf_counter()
        for _ in nlp.pipe(article.text for article in articles):
            pass
        middle = time.perf_counter()
        for article in articles:
            read_one(article, bench.reader)
        if turn:  # the first turn warms both up
            ratios.append((time.perf_counter() - middle) / (middle - start))
    bench.figure("time against nlp.pipe of the small pipeline", "reportedly", sorted(ratios)[len(ratios) // 2])


def _articles(bench: Bench) -> Lines:
    return bench.lines("unlabelled/guardian_conflict.jsonl")[:60]


TASKS: dict[str, Callable[[Bench], None]] = {
    task.__name__: task
    for task in (
        statements,
        abroad,
        nested,
        speakers,
        events,
        actors,
        silence,
        docdate,
        times,
        textclean,
        html,
        holders,
        believed,
        across,
        coreference,
        dups,
        speed,
    )
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    default = os.environ.get("REPORTEDLY_DATA") or HERE.parents[1] / "shared"
    parser.add_argument("--data", type=Path, default=Path(default))
    parser.add_argument("--only", default=",".join(TASKS))
    parser.add_argument("--out", type=Path)
    parser.add_argument("--folds", type=Path, help="models that did not learn from what they score, see coding.py")
    options = parser.parse_args()
    if not (options.data / "data").is_dir():
        print(
            f"notice: there is no data in {options.data}: nothing was scored. Name it with --data or $REPORTEDLY_DATA."
        )
        return 0
    with tempfile.TemporaryDirectory() as scratch:
        out = options.out or Path(scratch)
        out.mkdir(parents=True, exist_ok=True)
        bench = Bench(options.data, out, options.folds)
        for name in options.only.split(","):
            TASKS[name](bench)
    return _judge(bench.figures)


def _judge(figures: list[tuple[str, str, float]]) -> int:
    """Names every figure of ours on the wrong side of its floor (or ceiling). The rules by themselves have floors of
    their own: with the head, events are scored only where there are folds."""
    by_who: dict[str, dict[str, float]] = {}
    for measure, who, value in figures:
        by_who.setdefault(who, {})[measure] = value
    ours, rules = by_who.get("reportedly", {}), by_who.get("reportedly --reader rules", {})
    judged = [(ours, FLOORS["floors"]), (rules, FLOORS["floors of the rules"])]
    failed = [
        f"{m}: {got[m]:.3f}, floor {floor}"
        for got, floors in judged
        for m, floor in floors.items()
        if got.get(m, floor) < floor
    ]
    failed += [f"{m}: {ours[m]:.3f}, at most {top}" for m, top in FLOORS["ceilings"].items() if ours.get(m, top) > top]
    for line in failed:
        print("BELOW ITS FLOOR", line)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
