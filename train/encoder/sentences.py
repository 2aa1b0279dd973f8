"""Gathers sentences labelled with the types of their events, for the head of events; whole and in five folds.

    PYTHONPATH=src python -m train.encoder.sentences DATA -o FOLDER

DATA is the development data, unpacked. Writes `events.jsonl` (all of it) and, for each fold, `without-K.jsonl` (what
remains when that fold's scored texts are left out), a sentence a line. Besides the data: sentences of our own
(`written_events.txt`, `written_silence.txt`), which are in every fold. The machine-written stories, labelled by what
was asked for, made it worse; so did several sentences of several articles in one window.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SCORED = ("events/plover_gsr.dev.jsonl", "events/plv.dev.jsonl")
#: Never scored, but in the fold of what is nearly the same.
TRAINED = "events/petr_unittest.dev.jsonl"
FOLDS = 5
#: Texts that share this much of the shorter one's words are in one fold.
ALIKE = 0.4
#: Names that types had in older versions of PLOVER; PLV does not part words and deeds of giving way.
OLDER = {
    "FIGHT": ("ASSAULT",),
    "DEMAND": ("REQUEST",),
    "DISAPPROVE": ("ACCUSE",),
    "INVESTIGATE": ("ACCUSE",),
    "YIELD": ("CONCEDE", "RETREAT"),
}
PARTY = re.compile(r"<(a|r)>(.*?)</\1>")
PLV_PARTY = re.compile(r"<(s|t)>(.*?)</\1>")
ROLES = {"a": "actor", "r": "recipient", "s": "actor", "t": "recipient"}


@dataclass(frozen=True, slots=True)
class Labelled:
    """A sentence with the types of which any is right (none: it reports nothing), and its parties where marked."""

    text: str
    types: tuple[str, ...]
    parties: tuple[tuple[int, int, str], ...] = ()
    marked: bool = False
    fold: int | None = None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("-o", "--out", type=Path, required=True)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    found = list(labelled(options.data))
    (options.out / "folds.json").write_text(json.dumps(folds(options.data)), encoding="utf-8")
    _write(options.out / "events.jsonl", found)
    for fold in range(FOLDS):
        rest = [one for one in found if one.fold != fold]
        _write(options.out / f"without-{fold}.jsonl", rest)


def folds(data: Path) -> dict[str, int]:
    """Which fold each scored text is in, by its id: drawn by its words, texts that are nearly the same in one fold."""
    rows = [row for name in (*SCORED, TRAINED) for row in _rows(data / name)]
    grams = [_grams(row["text"]) for row in rows]
    group = list(range(len(rows)))
    shared: Counter[tuple[int, int]] = Counter()
    having: dict[tuple[str, ...], list[int]] = {}
    for number, own in enumerate(grams):
        for gram in sorted(own):
            shared.update((other, number) for other in having.setdefault(gram, []))
            having[gram].append(number)
    for (one, other), count in sorted(shared.items()):
        if count >= ALIKE * min(len(grams[one]), len(grams[other])):
            old, new = group[other], group[one]
            group = [new if its == old else its for its in group]
    texts = [rows[first]["text"] for first in group]
    return {row["id"]: int(hashlib.sha1(text.encode()).hexdigest(), 16) % FOLDS for row, text in zip(rows, texts)}


def _grams(text: str) -> set[tuple[str, ...]]:
    """Four words in a row, without names: records were made of others by putting other names in."""
    words = re.findall(r"[a-z]+", re.sub(r"\b[A-Z][\w.]*", "", text))
    return set(zip(*(words[start:] for start in range(4))))


def _rows(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def labelled(data: Path) -> Iterator[Labelled]:
    """All sentences, those that are scored with their fold."""
    where = folds(data)
    for name in (*SCORED, TRAINED):
        yield from _plover(_rows(data / name), where)
    yield from written(HERE / "written_events.txt")
    yield from silent(HERE / "written_silence.txt")


def written(path: Path) -> Iterator[Labelled]:
    """Our own sentences: TYPE-mode, a tab, the sentence with <a>actors</a> and <r>recipients</r>."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            code, _, marked = line.partition("\t")
            text, parties = unmarked(marked, PARTY)
            yield Labelled(text, tuple(part.partition("-")[0] for part in code.split("+")), parties, True)


def silent(path: Path) -> Iterator[Labelled]:
    """Our own sentences that report nothing: a topic, a tab, the sentence."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield Labelled(line.partition("\t")[2], ("",))


def unmarked(marked: str, mark: re.Pattern[str]) -> tuple[str, tuple[tuple[int, int, str], ...]]:
    """The text without its tags, and where the tagged parts stand in it."""
    parts, parties, at, length = [], [], 0, 0
    for match in mark.finditer(marked):
        before, name = marked[at : match.start()], match.group(2)
        start = length + len(before)
        parties.append((start, start + len(name), ROLES[match.group(1)]))
        parts += [before, name]
        at, length = match.end(), start + len(name)
    return "".join([*parts, marked[at:]]), tuple(parties)


def _plover(rows: Iterable[dict[str, Any]], where: Mapping[str, int]) -> Iterator[Labelled]:
    for row in rows:
        types = [name for event in row["events"] for name in OLDER.get(event["type"], (event["type"],))]
        text, parties = row["text"], _parties(row)
        if types:
            yield Labelled(text, tuple(types), parties, bool(parties), where.get(row["id"]))


def _parties(row: dict[str, Any]) -> tuple[tuple[int, int, str], ...]:
    """Where the parties stand, as marked or, without marks, as named; nothing when the marks are of another text."""
    text, events = row["text"], row["events"]
    if any(event.get("markup") and "<s>" in event["markup"] for event in events):
        plain, parties = unmarked(events[0]["markup"], PLV_PARTY)
        return parties if plain == text else ()
    named = [
        (party["text"], role)
        for event in events
        for role, side in (("actor", "actors"), ("recipient", "recipients"))
        for party in event[side]
    ]
    spans = [(text.find(name), name, role) for name, role in named if name]
    return tuple((at, at + len(name), role) for at, name, role in spans if at >= 0)


def _write(path: Path, found: Iterable[Labelled]) -> None:
    """In the format of the head's gold."""
    rows = (_row(number, one) for number, one in enumerate(found))
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def _row(number: int, one: Labelled) -> dict[str, object]:
    parties = [list(party) for party in one.parties] if one.marked else None
    return {"id": str(number), "text": one.text.replace("\n", " "), "types": one.types, "parties": parties}


if __name__ == "__main__":
    main()
