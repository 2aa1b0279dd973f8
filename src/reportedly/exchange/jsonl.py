"""JSON Lines for annotation by span: an article a line, for Doccano, Prodigy, or anything that edits JSON.

`label` (`[start, end, label]`) is what Doccano reads and writes; `spans` (`{"start", "end", "label", ...}`) what
Prodigy does, with our id (`finding`), the part it is of, and on the first piece of a finding all fields that can be
amended. Both say the same; of what comes back that one counts which was changed. Offsets are code points.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

from reportedly.errors import UsageError
from reportedly.exchange._correction import Correction, Kept
from reportedly.exchange._marks import HEADS, PARTS, Mark, Returned, compared, stamp, states
from reportedly.exchange._out import Out
from reportedly.exchange._told import Page, Told
from reportedly.model import ACTS, ONTOLOGIES, EntityKind, Skipped

__all__ = ["corrections", "suffix", "tables", "write"]

suffix = ".jsonl"
tables = ("articles",)

Plain = dict[str, Any]
#: A stretch with a label, as Doccano has it.
Label = tuple[int, int, str]

_SPANS = {"content", "trigger", "mentions", *PARTS}
#: Fields that are lists in JSON.
_LISTS = frozenset({"contexts", "actors", "recipients"})


# --- out --------------------------------------------------------------------------------------------------------


def write(told: Told, out: Out) -> int:
    """Writes a line an article; returns how many spans there are."""
    file = out.text()
    judged, rows = len(told.judgements()), 0
    for page in told.pages():
        row = _row(page, stamp(page, judged))
        file.write(f"{json.dumps(row, ensure_ascii=False)}\n")
        rows += len(row["spans"])
        out.step(page.id)
    return rows


def _row(page: Page, told: str) -> Plain:
    given = _given(page.reading)
    about = {name: page.about[name] for name in ("title", "outlet", "url")}
    return {
        "id": page.id,
        "article": page.id,
        "told": told,
        "text": page.text,
        "label": sorted(_labels(given)),
        "spans": [span for mark in given for span in _spans(mark)],
        "meta": {**about, "published": page.about["published"]["value"]},
    }


def _given(reading: Mapping[str, Any]) -> list[Mark]:
    """The marks as JSON has them: parts know their finding, and links are fields."""
    schemes = {row["id"]: row["ontology"] for row in reading["events"]}
    found = states(reading)
    made: list[Mark] = []
    for layer, head in HEADS.items():
        for row in reading[layer]:
            id = row["id"]
            values = {name: value for name, value in found[id].items() if name not in _SPANS}
            values |= {"ontology": schemes[id]} if layer == "events" else {}
            spans = [[one["span"]] for one in row["mentions"]] if layer == "entities" else [row[head]]
            for n, one in enumerate(spans):
                kept = values if n == 0 else {"kind": row["kind"]}
                made.append(Mark(f"{id} {head} {n}", head, one, id, kept))
            for part in PARTS if layer == "statements" else ():
                made += [Mark(f"{id} {part}", part, row[part], id)] if row[part] else []
    return made


def _spans(mark: Mark) -> Iterator[Plain]:
    """A span a piece; the first one has the fields."""
    for n, (start, end) in enumerate(mark.spans):
        values = {name: _value(name, value) for name, value in mark.values.items()} if n == 0 else {}
        named = {"finding": mark.finding, "part": mark.part}
        yield {"start": start, "end": end, "label": _label(mark), **named, **values}


def _value(name: str, value: str) -> Any:
    return ([one for one in value.split(",") if one]) if name in _LISTS else value or None


def _labels(given: Sequence[Mark]) -> Iterator[list[Any]]:
    yield from ([start, end, _label(mark)] for mark in given for start, end in mark.spans)


def _label(mark: Mark) -> str:
    """An act, the name of a part, an event's type and mode (`event` where it has none), or an entity's kind."""
    if mark.part == "content":
        return mark.values["act"]
    if mark.part == "mention":
        return mark.values["kind"]
    if mark.part == "trigger":
        scheme = "" if mark.values["ontology"] == ONTOLOGIES[0] else f"{mark.values['ontology']}:"
        return scheme + "-".join(one for one in (mark.values["type"], mark.values["mode"]) if one) or "event"
    return mark.part


# --- back -------------------------------------------------------------------------------------------------------


def corrections(path: Path, kept: Kept) -> Iterator[Correction | Skipped]:
    """What was changed in a file of JSON Lines, article by article."""
    if path.is_dir():
        raise UsageError(f"{path} is a folder; name the file of JSON Lines.")
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield from _of_line(f"{path.name}: line {number}", line, kept)


def _of_line(where: str, line: bytes, kept: Kept) -> Iterator[Correction | Skipped]:
    try:
        row = json.loads(line)
        article = str(row.get("article", row.get("id")))
        spans, labels = row.get("spans"), _labels_of(row)
        back = Returned(where, article, str(row.get("told", "")), row["text"], list(_marks(spans or ())))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        yield Skipped(where, f"It is no line of this form: {type(error).__name__}: {error}.")
        return

    clash: list[str] = []

    def given(before: Plain) -> list[Mark]:
        """What was given out; of what came back, either the labels or the spans count."""
        out = _given(before)
        if labels is not None and (spans is None or labels != sorted((a, b, c) for a, b, c in _labels(out))):
            if spans is not None and spans != [span for mark in out for span in _spans(mark)]:
                clash.append("`label` and `spans` were both changed; only `label` was taken.")
            back.marks = _relabelled(out, labels)
        else:
            _rename_all(back.marks, out, spans or ())
        return out

    yield from compared(back, kept, given)
    yield from (Skipped(where, reason) for reason in clash)


def _marks(spans: Sequence[Plain]) -> Iterator[Mark]:
    """The marks of Prodigy's spans. What has no part of ours is told of by its label."""
    for n, span in enumerate(spans, 1):
        values = {name: _text(value) for name, value in span.items() if name not in _OURS}
        part = span.get("part") or _part(str(span.get("label", "")))
        yield Mark(f"span {n}", part, [[int(span["start"]), int(span["end"])]], span.get("finding"), values)


#: Keys of a span that are no fields of a finding; the last four are Prodigy's own.
_OURS = frozenset({"start", "end", "label", "finding", "part", "token_start", "token_end", "text", "source"})


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ",".join(map(str, value))
    return "" if value is None else str(value)


def _part(label: str) -> str:
    if label in ACTS:
        return "content"
    if label in PARTS:
        return label
    return "mention" if label in get_args(EntityKind) else "trigger"


def _labels_of(row: Plain) -> list[Label] | None:
    """Doccano's labels: triples, or entities where it exports relations, too; None where the line has none."""
    if "entities" in row:
        return sorted((int(one["start_offset"]), int(one["end_offset"]), str(one["label"])) for one in row["entities"])
    if "label" in row:
        return sorted((int(start), int(end), str(label)) for start, end, label in row["label"])
    return None


def _relabelled(out: Sequence[Mark], labels: Sequence[Label]) -> list[Mark]:
    """The marks that labels say: those given out, each piece kept, moved to what overlaps it, relabelled, or gone."""
    left = list(labels)
    pieces = [(mark, start, end) for mark in out for start, end in mark.spans]
    became: dict[int, Label] = {}
    for n, (mark, start, end) in enumerate(pieces):
        if (same := (start, end, _label(mark))) in left:
            became[n] = same
            left.remove(same)
    for fits in (_renamed, _moved):
        for n, (mark, start, end) in enumerate(pieces):
            found = max(left, key=lambda one: fits(mark, start, end, one), default=None) if n not in became else None
            if found is not None and fits(mark, start, end, found) > 0:
                became[n] = found
                left.remove(found)
    made: dict[str, Mark] = {}
    for n, (mark, _, _) in enumerate(pieces):
        if n in became:
            start, end, label = became[n]
            copy = made.setdefault(mark.name, Mark(mark.name, mark.part, [], mark.finding, dict(mark.values)))
            copy.spans = [*copy.spans, [start, end]]
            if label != _label(mark):
                _rename(copy, label)
    new = [Mark(f"label {label}", _part(label), [[start, end]]) for start, end, label in left]
    return [*made.values(), *new]


def _renamed(mark: Mark, start: int, end: int, one: Label) -> int:
    return int(one[:2] == (start, end) and _part(one[2]) == mark.part)


def _moved(mark: Mark, start: int, end: int, one: Label) -> int:
    return max(0, min(end, one[1]) - max(start, one[0])) if one[2] == _label(mark) else 0


def _rename_all(came: Sequence[Mark], out: Sequence[Mark], spans: Sequence[Plain]) -> None:
    """Takes the labels of spans that have another one than they were given out with, or were not given out."""
    before = {(mark.finding, mark.part): _label(mark) for mark in out}
    for mark, span in zip(came, spans, strict=True):
        label = str(span.get("label", ""))
        if label and before.get((mark.finding, mark.part)) != label:
            _rename(mark, label)


def _rename(mark: Mark, label: str) -> None:
    """What another label says of a finding."""
    if mark.part == "content":
        mark.values["act"] = label
    elif mark.part == "mention":
        mark.values["kind"] = label
    elif mark.part == "trigger":
        scheme, colon, code = label.rpartition(":")
        type, _, mode = code.partition("-") if code != "event" else ("", "", "")
        mark.values |= {"ontology": scheme if colon else ONTOLOGIES[0], "type": type, "mode": mode}
