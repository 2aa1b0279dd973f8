"""Who did what to whom: PLOVER gold records and PLV. The head of events learned from both, so what the program says of
them is no measure of it: they are read by the rules alone, and with heads that did not see them where there are some.

`--folds FOLDER` (made by `train/events_head.sh DATA FOLDER folds`) holds `fold-0` to `fold-4`: the shipped
model with a head of events that learned without one fifth of the texts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reportedly.reading import Reader
    from run import Bench

FOLDS = 5
Line = dict[str, Any]
KEYWORDS = {
    "AGREE": "agree", "CONSULT": "meet|met|talks|visit", "SUPPORT": "support|prais", "CONCEDE": "pardon|apolog",
    "COOPERATE": "cooperat|trade", "AID": "aid|help", "RETREAT": "withdr|resign", "REQUEST": "ask|demand|urg|call",
    "ACCUSE": "accus|condemn|critic", "REJECT": "reject|refus", "THREATEN": "threat|warn", "PROTEST": "protest|strike",
    "SANCTION": "sanction|expel", "MOBILIZE": "deploy", "COERCE": "arrest|detain|ban", "ASSAULT": "kill|attack|bomb",
}  # fmt: skip


def events(bench: Bench) -> None:
    """Types, quads, dyads, actors, modes; the naive baseline is one keyword a type."""
    for name in ("plover_gsr.dev", "plv.dev"):
        gold = bench.lines(f"events/{name}.jsonl")
        texts = [_text(row) for row in gold]
        naive = bench.write(f"{name}.naive.jsonl", ({"id": r["id"], "events": _keyword(r["text"])} for r in gold))
        found = {"naive: a keyword a type": naive}
        rules = bench.read(f"{name}.rules", texts, body=True, kind="rules")
        found["reportedly --reader rules"] = bench.convert("events", rules)
        if bench.folds:
            found["reportedly"] = bench.convert("events", _folded(bench, name, texts))
        for who, path in found.items():
            _figures(bench, name, who, path, gold)


def _text(row: Line) -> Line:
    kept = {key: row[key] for key in ("id", "text")}
    return kept | ({} if row.get("date_is_placeholder") or not row.get("date") else {"date": row["date"]})


def _figures(bench: Bench, name: str, who: str, path: Path, gold: list[Line]) -> None:
    result = json.loads(bench.score("events", bench.data / f"data/events/{name}.jsonl", path, "--json", "--fast"))
    bench.figure(f"{name} type F1", who, result["type_micro"]["F1"])
    bench.figure(f"{name} top-1", who, result["top1_type"])
    bench.figure(f"{name} quad top-1", who, result["quad_top1"])
    for key in ("dyad", "actor_country", "recipient_country", "mention"):
        if key in result:
            bench.figure(f"{name} {key} F1", who, result[key]["F1"])
    if any(event["mode"] for row in gold for event in row["events"]):
        bench.figure(f"{name} mode, as written", who, result["mode"])
        bench.figure(f"{name} mode, old names read as today's", who, _modes(gold, path))


def _modes(gold: list[Line], path: Path) -> float:
    """As the scorer has it, with the modes of PLOVER 0.5b, in which the records are, read as those of 0.8."""
    from reportedly import ontology
    from reportedly.ontology import Code

    plover = ontology.load("plover")
    pred = {row["id"]: row["events"] for row in map(json.loads, path.read_text(encoding="utf-8").splitlines())}
    right, asked = 0, 0
    for row in gold:
        for event in row["events"]:
            same = [its.get("mode") for its in pred.get(row["id"], ()) if its["type"] == event["type"]]
            if event["mode"] and same:
                today = plover.modern(Code(event["type"], event["mode"]))
                asked += 1
                right += (today.mode if today.type == event["type"] else event["mode"]) in same
    return right / max(1, asked)


def _keyword(text: str) -> list[Line]:
    found = ((re.search(rf"\b(?:{words})", text, re.IGNORECASE), kind) for kind, words in KEYWORDS.items())
    hits = sorted((match.start(), kind) for match, kind in found if match)
    return [{"type": kind, "actors": [], "recipients": []} for _, kind in hits[:1]]


# --- by folds -----------------------------------------------------------------------------------------------------


def _folded(bench: Bench, name: str, texts: list[Line]) -> Path:
    """Each text read with the head that did not learn from it."""
    assert bench.folds is not None
    where = json.loads((bench.folds / "folds.json").read_text(encoding="utf-8"))

    def lines() -> Iterator[Line]:
        for fold in range(FOLDS):
            own = [row for row in texts if where[row["id"]] == fold]
            reader = _reader(bench.folds / f"fold-{fold}")  # type: ignore[operator]
            yield from map(
                json.loads,
                bench.read(f"{name}.{fold}", own, body=True, reader=reader).read_text(encoding="utf-8").splitlines(),
            )

    return bench.write(f"{name}.jsonl", lines())


def _reader(model: Path) -> Reader:
    from reportedly.reading import Reader
    from reportedly.reading.encoder import Encoder

    reader = Reader()
    reader._encoder = Encoder.open(model)
    return reader
