"""The command line of the training side: see the package's docstring for the verbs."""

from __future__ import annotations

import argparse
import json
from dataclasses import fields
from pathlib import Path

from train.encoder import smoke
from train.encoder.distil import Distilling, texts
from train.encoder.evaluate import evaluated
from train.encoder.export import exported, timed
from train.encoder.loop import Plan, Training, tasks
from train.encoder.model import base_vocabulary
from train.encoder.reader import restored
from train.encoder.recover import recovered
from train.encoder.vocabulary import pruned

from reportedly.encoding.pieces import Vocabulary


def main() -> None:
    options = _parser().parse_args()
    options.run(options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m train.encoder", description=__doc__)
    verbs = parser.add_subparsers(required=True)

    verb = verbs.add_parser("vocabulary", help="cut the vocabulary down to the pieces that occur in texts")
    verb.add_argument("texts", nargs="+", type=Path)
    verb.add_argument("--seen", type=int, default=3)
    verb.add_argument("-o", "--out", type=Path, required=True)
    verb.set_defaults(run=_vocabulary)

    verb = verbs.add_parser("train", help="train heads, with the body or on a frozen one")
    _heads(verb)
    verb.add_argument("--dev", action="append", default=[], metavar="NAME=DEV.jsonl")
    verb.add_argument("--vocabulary", type=Path)
    verb.add_argument("-o", "--out", type=Path, required=True)
    _plan(verb)
    verb.set_defaults(run=_train)

    verb = verbs.add_parser("distil", help="a shallower body from the run --start, by what that makes of texts")
    _heads(verb)
    verb.add_argument("--text", action="append", default=[], type=Path, metavar="TEXTS.jsonl")
    verb.add_argument("--dev", action="append", default=[], metavar="NAME=DEV.jsonl")
    verb.add_argument("-o", "--out", type=Path, required=True)
    _plan(verb)
    verb.add_argument("--student", type=Path, metavar="RUN", help="go on from the shallower body of this run")
    verb.set_defaults(run=_distil)

    verb = verbs.add_parser("evaluate", help="score a trained head on gold; write what it finds")
    verb.add_argument("folder", type=Path)
    _heads(verb)
    verb.add_argument("-o", "--out", type=Path)
    verb.set_defaults(run=_evaluate)

    verb = verbs.add_parser("export", help="write a trained reader as quantised ONNX")
    verb.add_argument("folder", type=Path)
    verb.add_argument("-o", "--out", type=Path, required=True)
    verb.set_defaults(run=lambda options: exported(options.folder, options.out))

    verb = verbs.add_parser("recover", help="a run folder from a shipped model, for `train --start`")
    verb.add_argument("model", type=Path)
    verb.add_argument("--without", action="append", default=[], metavar="HEAD")
    verb.add_argument("-o", "--out", type=Path, required=True)
    verb.set_defaults(run=lambda options: recovered(options.model, options.out, options.without))

    verb = verbs.add_parser("speed", help="words a second of an exported reader on one core, and its scores")
    verb.add_argument("model", type=Path)
    _heads(verb)
    verb.set_defaults(run=_speed)

    verb = verbs.add_parser("roundtrip", help="how much of gold survives becoming targets")
    _heads(verb)
    verb.set_defaults(run=_roundtrip)

    verb = verbs.add_parser("smoke", help="two minutes of checks on a few documents")
    _heads(verb)
    verb.set_defaults(run=lambda options: smoke.check(_paths(options.head)))
    return parser


def _plan(verb: argparse.ArgumentParser) -> None:
    for part in fields(Plan):
        kind = type(part.default)
        if kind is bool:
            verb.add_argument(f"--{part.name}", action=argparse.BooleanOptionalAction, default=part.default)
        else:
            verb.add_argument(f"--{part.name}", type=kind, default=part.default)


def _heads(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--head", action="append", required=True, metavar="NAME=GOLD.jsonl")


def _paths(given: list[str]) -> list[tuple[str, Path]]:
    return [(name, Path(path)) for name, _, path in (item.partition("=") for item in given)]


def _vocabulary(options: argparse.Namespace) -> None:
    full = base_vocabulary()
    kept = pruned(full, (text for path in options.texts for text in _texts(path)), options.seen)
    options.out.write_text("\n".join(kept) + "\n", encoding="utf-8")
    print(f"{len(kept)} of {len(full.pieces)} pieces kept")


def _texts(path: Path) -> list[str]:
    with path.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [row["text"] for row in rows if isinstance(row, dict) and isinstance(row.get("text"), str)]


def _train(options: argparse.Namespace) -> None:
    vocabulary = Vocabulary.read(options.vocabulary) if options.vocabulary else base_vocabulary()
    Training(options.out, tasks(_paths(options.head), vocabulary), vocabulary, _planned(options)).run(
        _paths(options.dev)
    )


def _distil(options: argparse.Namespace) -> None:
    vocabulary = Vocabulary.read(Path(options.start) / "vocabulary.txt")
    given = [*tasks(_paths(options.head), vocabulary), *(texts(path, vocabulary) for path in options.text)]
    Distilling(options.out, given, vocabulary, _planned(options), options.student).run(_paths(options.dev))


def _planned(options: argparse.Namespace) -> Plan:
    return Plan(**{part.name: getattr(options, part.name) for part in fields(Plan)})


def _evaluate(options: argparse.Namespace) -> None:
    reader, vocabulary = restored(options.folder)
    lines = []
    for name, path in _paths(options.head):
        scores, lines = evaluated(reader, name, vocabulary, path)
        print(name, json.dumps({key: round(value, 2) for key, value in scores.items()}))
    if options.out:
        options.out.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")


def _speed(options: argparse.Namespace) -> None:
    for name, path in _paths(options.head):
        print(name, json.dumps(timed(options.model, name, path)))


def _roundtrip(options: argparse.Namespace) -> None:
    for task in tasks(_paths(options.head), base_vocabulary()):
        for name, head in task.heads.items():
            print(name, json.dumps(head.roundtrip(task.made)))


if __name__ == "__main__":
    main()
