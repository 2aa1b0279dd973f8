"""Statements: PolNeAR, news out of its year and country, statements within statements, and who pronouns are.

Each is read twice, by the encoder completed by rules and by rules alone. The gold of our own lies in `gold/` as offsets
and hashes of texts that are not ours to print.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from run import Bench

HERE = Path(__file__).resolve().parent
ROLES = ("source", "cue", "content")
WORD = re.compile(r"\w+")
Line = dict[str, Any]


def statements(bench: Bench) -> None:
    """PolNeAR, development part; the naive baseline gives every quotation to the nearest name."""
    rows = bench.lines("statements/polnear.dev.jsonl")
    texts = [{key: row[key] for key in ("id", "text", "date") if row.get(key)} for row in rows]
    naive = [{"id": row["id"], "statements": _naive_quotes(row["text"])} for row in rows]
    gold = bench.data / "data/statements/polnear.dev.jsonl"
    for who, readings in _readings(bench, "polnear", texts):
        _score(bench, "polnear.dev", who, gold, bench.convert("statements", readings))
    _score(bench, "polnear.dev", "naive: quotes + nearest name", gold, bench.write("polnear.naive.jsonl", naive))


def abroad(bench: Bench) -> None:
    """120 statements marked by hand in passages of The Guardian on Syria and Iraq, drawn at random."""
    texts = {row["id"]: row["text"] for row in bench.lines("unlabelled/guardian_conflict.jsonl")}
    passages = _gold("guardian_statements.jsonl")
    lines = [_passage(texts[one["id"]], one, one["statements"]) for one in passages]
    gold = bench.write("guardian.gold.jsonl", lines)
    given = [{"id": id, "text": texts[id]} for id in dict.fromkeys(one["id"] for one in passages)]
    for who, readings in _readings(bench, "guardian", given, body=True):
        found = {line["id"]: line["statements"] for line in _lines(bench.convert("statements", readings))}
        pred = bench.write(
            f"guardian.{who.split()[-1]}.jsonl",
            [_passage(texts[one["id"]], one, _inside(found[one["id"]], one)) for one in passages],
        )
        _score(bench, "guardian", who, gold, pred)


def speakers(bench: Bench) -> None:
    """Who the pronoun is, in 100 statements drawn at random from PolNeAR's development part and checked by hand."""
    rows = bench.lines("statements/polnear.dev.jsonl")
    gold = [one for one in _gold("pronoun_speakers.jsonl") if one["name"]]
    texts = {row["id"]: row["text"] for row in rows}
    assert all(_sha(texts[one["id"]]) == one["sha256"] for one in gold), "the texts are others than those marked"
    wanted = {one["id"] for one in gold}
    given = [{"id": row["id"], "text": row["text"], "date": row.get("date")} for row in rows if row["id"] in wanted]
    for who, path in _readings(bench, "speakers", given, body=True):
        readings = {line["id"]: line for line in _lines(path)}
        told = [_named(readings[one["id"]], one) for one in gold]
        bench.figure("pronoun speakers, right of 100", who, 100 * sum(x == "right" for x in told) / len(told))
        found = [x for x in told if x != "not found"]
        bench.figure("pronoun speakers, right of statements found", who, 100 * found.count("right") / len(found))


def nested(bench: Bench) -> None:
    """Statements within statements: sentences of our own that are whole; those held back are scored at closing."""
    sys.path.insert(0, str(HERE.parent / "tests"))
    from test_nested import share_whole

    for kind in ("encoder", "rules"):
        bench.figure("nested, whole", _who(kind), 100 * share_whole(False, kind))


# --- readings and scores ----------------------------------------------------------------------------------------


def _who(kind: str) -> str:
    return "reportedly" if kind == "encoder" else "reportedly --reader rules"


def _readings(bench: Bench, name: str, rows: list[Line], *, body: bool = False) -> Iterator[tuple[str, Path]]:
    for kind in ("encoder", "rules"):
        yield _who(kind), bench.read(f"{name}.{kind}", rows, body=body, kind=kind)


def _score(bench: Bench, name: str, who: str, gold: Path, pred: Path) -> None:
    for label, flags in (("", ("--bootstrap", "1000")), (" quotes only", ("--quotes-only",))):
        result = json.loads(bench.score("statements", gold, pred, "--json", *flags))
        bench.figure(f"{name}{label} statement F1", who, 100 * result["stmt"]["f"])
        bench.figure(f"{name}{label} found", who, 100 * result["found"]["r"])
        for role in ROLES:
            bench.figure(f"{name}{label} token F1 {role}", who, 100 * result["overall"][role]["f"])
        for end, value in zip(("from", "to"), result.get("stmt_f_95", ())):
            bench.figure(f"{name}{label} statement F1, 95 % {end}", who, 100 * value)
    for role, value in _exact(_lines(gold), _lines(pred)).items():
        bench.figure(f"{name} exact span F1 {role}", who, value)


def _exact(gold: list[Line], pred: list[Line]) -> dict[str, float]:
    """F1 of the whole spans of each role, by their words, whatever statement they belong to."""
    found = {line["id"]: line["statements"] for line in pred}
    out = {}
    for role in ROLES:
        both = total = 0
        for line in gold:
            ours, theirs = (_spans(line["text"], each, role) for each in (found[line["id"]], line["statements"]))
            both, total = both + 2 * len(ours & theirs), total + len(ours) + len(theirs)
        out[role] = 100 * both / max(1, total)
    return out


def _spans(text: str, statements: list[Line], role: str) -> set[tuple[int, ...]]:
    spans = (tuple(m.start() for m in WORD.finditer(text, a, b)) for one in statements for a, b in one[role])
    return {span for span in spans if span}


def _naive_quotes(text: str) -> list[Line]:
    """Every quoted stretch, said by the nearest name before or after it in its paragraph."""
    out = []
    for paragraph in re.finditer(r"[^\n]+", text):
        names = [
            (paragraph.start() + m.start(), paragraph.start() + m.end())
            for m in re.finditer(r"[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+)+", paragraph[0])
        ]
        for quote in re.finditer(r"[“\"][^“”\"\n]+[”\"]", paragraph[0]):
            start, end = paragraph.start() + quote.start(), paragraph.start() + quote.end()
            near = min(names, key=lambda name: min(abs(name[0] - end), abs(start - name[1])), default=None)
            out.append({"source": [near] if near else [], "cue": [], "content": [[start, end]]})
    return out


# --- gold of our own --------------------------------------------------------------------------------------------


def _gold(name: str) -> list[Line]:
    return _lines(HERE / "gold" / name)


def _lines(path: Path) -> list[Line]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _passage(text: str, one: Line, found: list[Line]) -> Line:
    """A passage as a text of its own, with statements cut to it."""
    start, end = one["start"], one["end"]
    assert _sha(text[start:end]) == one["sha256"], "the text is another than the one marked"
    cut = [
        {
            role: [[max(a, start) - start, min(b, end) - start] for a, b in each[role] if a < end and start < b]
            for role in ROLES
        }
        for each in found
    ]
    return {"id": f"{one['id']}:{start}", "text": text[start:end], "statements": cut}


def _inside(found: list[Line], one: Line) -> list[Line]:
    """The statements whose cue stands in a passage, or their content where they have no cue."""
    first = (min(a for a, _ in each["cue"] or each["content"]) for each in found)
    return [each for each, at in zip(found, first) if one["start"] <= at < one["end"]]


def _named(reading: Line, one: Line) -> str:
    """Whether the statement with this content and pronoun has the named speaker: right, wrong or not found."""
    wanted = _tokens(reading["text"], one["content"])
    names = {entity["id"]: entity for entity in reading["entities"]}
    for each in reading["statements"]:
        content = _tokens(reading["text"], each["content"])
        same = 2 * len(wanted & content) >= 0.5 * (len(wanted) + len(content))
        if same and _overlap(each["source"], one["source"]):
            entity = names.get(each["speaker"] or "")
            mentions = [m["span"] for m in entity["mentions"] if m["form"] == "name"] if entity else []
            return "right" if _overlap(mentions, [one["name"]["span"], *one["name"]["also"]]) else "wrong"
    return "not found"


def _tokens(text: str, spans: list[list[int]]) -> set[int]:
    return {m.start() for a, b in spans for m in WORD.finditer(text, a, b)}


def _overlap(spans: list[list[int]], others: list[list[int]]) -> bool:
    return any(a < d and c < b for a, b in spans for c, d in others)
