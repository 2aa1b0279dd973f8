"""Gathers what the encoder is trained on: statements, a second annotator's view of some, names from silver labels, and
texts without gold, for a shallower body to learn from what a whole one makes of them.

    PYTHONPATH=src python -m train.encoder.prepare DATA -o FOLDER

DATA is the development data, unpacked. Run with the environment of the program, since the labels of names come from its
pipeline. Everything drawn is drawn with a fixed seed. Of The Guardian's articles every second is taken, so that the
others can be used for checking.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from train.encoder.silver import labelled

#: Stories of events abroad that names are learned from, beside the articles with statements.
STORIES = 900
#: Stories among the texts without gold.
PLAIN = 500

Row = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("-o", "--out", type=Path, required=True)
    options = parser.parse_args()
    data, out = options.data, options.out
    out.mkdir(parents=True, exist_ok=True)
    train = _rows(data / "statements/polnear.train.jsonl")
    stories = _rows(data / "events/synthetic_stories.jsonl")
    random.Random(1).shuffle(stories)
    abroad = _rows(data / "unlabelled/guardian_conflict.jsonl")
    _write(out / "statements.jsonl", _with_names(train))
    _write(out / "second.jsonl", _second(train, _rows(data / "statements/polnear.multi.traindev.jsonl")))
    _write(out / "stories.jsonl", _with_names(_bare(stories[:STORIES])))
    _write(out / "abroad.jsonl", _with_names(_bare(abroad[1::2])))
    _write(out / "plain.jsonl", [*_bare(stories[:PLAIN]), *_bare(abroad[1::2]), *_numbered(data)])
    others = ("cross/ecb.train.jsonl", "factuality/fact.uds_ih2.train.jsonl", "factuality/fact.uw.train.jsonl")
    texts = [*stories, *train, *abroad, *(row for other in others for row in _rows(data / other))]
    _write(out / "texts.jsonl", ({"text": text} for row in texts if (text := row.get("text") or row.get("sentence"))))


def _rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _write(path: Path, rows: Iterable[Row]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def _numbered(data: Path) -> Iterable[Row]:
    """The texts of ECB+'s training part."""
    for number, row in enumerate(_rows(data / "cross/ecb.train.jsonl")):
        yield {"id": f"ecb{number}", "text": row["text"]}


def _bare(rows: Iterable[Row]) -> list[Row]:
    return [{"id": row["id"], "text": row["text"]} for row in rows]


def _with_names(rows: list[Row]) -> Iterable[Row]:
    with ProcessPoolExecutor(2) as pool:
        for row, names in zip(rows, pool.map(labelled, (row["text"] for row in rows), chunksize=8)):
            yield {**row, "names": names}


def _second(train: list[Row], again: list[Row]) -> list[Row]:
    """Other annotators' versions of training documents; those of the development part stay out."""
    first = {row["id"]: _marked(row) for row in train}
    return [row for row in again if row["id"] in first and _marked(row) != first[row["id"]]]


def _marked(row: Row) -> list[str]:
    return sorted(json.dumps({role: one[role] for role in ("source", "cue", "content")}) for one in row["statements"])


if __name__ == "__main__":
    main()
