"""Findings as marks on a text, as annotation tools have them; and what the marks that come back say was changed.

A finding is one mark that stands for it (the content of a statement, the trigger of an event, each mention of an
entity), the marks of its parts, and links. An article is marked whole, whatever was asked: what were left out would
look taken out.

Coming back, marks are compared with those that were given out. Each article carries a stamp (`told`): how many
judgements there were and what was told, so that what others have judged since, or what a newer reader reads otherwise,
is not taken for the annotator's work.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from reportedly.errors import UsageError
from reportedly.exchange._correction import Correction, Kept
from reportedly.exchange._told import Page
from reportedly.model import Skipped, hash_id
from reportedly.query import amendable, amending, checked, judged, settled

__all__ = [
    "HEADS", "PARTS", "Mark", "Returned", "by_line", "compared", "file_name", "files_of", "marks", "stamp", "states",
]  # fmt: skip

Plain = dict[str, Any]
Spans = Sequence[Sequence[int]]
#: By id, the fields of a finding as `reportedly judge ID amend` takes them.
States = dict[str, dict[str, str]]

#: The part that stands for a finding, by layer.
HEADS = {"statements": "content", "events": "trigger", "entities": "mention"}
#: Further parts of a statement.
PARTS = ("source", "cue", "addressee")
#: What leads from one finding to others, by layer; only an event's parties are several.
LINKS = {"statements": ("speaker", "within"), "events": ("actors", "recipients", "place"), "entities": ()}
_SEVERAL = frozenset({"actors", "recipients", "contexts"})
_SPANS = frozenset({"content", "trigger", "mentions", *PARTS})
#: Where the spans of a finding's own mark are kept.
_FIELD = {"content": "content", "trigger": "trigger", "mention": "mentions"}


@dataclass(slots=True)
class Mark:
    """A stretch of the text (in one or several pieces) with what a tool shows there.

    `name` is what the file calls it, `finding` our id (None for a mark that somebody made). `values` are fields of the
    finding; `links` lead by role to the names of other marks: another finding's, or parts that have no id themselves.
    """

    name: str
    part: str
    spans: Spans
    finding: str | None = None
    values: dict[str, str] = field(default_factory=dict)
    links: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Returned:
    """An article as it came back. `where` names the file (and line); `told` is the stamp that it went out with."""

    where: str
    article: str
    told: str
    text: str
    marks: list[Mark]


# --- going out --------------------------------------------------------------------------------------------------


def marks(reading: Mapping[str, Any]) -> list[Mark]:
    """The marks of a reading: mentions, then statements with their parts, then events, each in the reading's order."""
    made = _Marks(reading)
    return made.all


def stamp(page: Page, judgements: int) -> str:
    """What an article is told with, after so many judgements."""
    return f"{judgements}-{_print(page.reading)}"


def files_of(path: Path, ending: str) -> Iterator[tuple[Path, str]]:
    """A file, or those of a folder (and its folders) that have an ending, each with its name in there. Raises
    `UsageError` where there are none."""
    if not path.is_dir():
        yield path, path.name
        return
    found = sorted(path.rglob(f"*{ending}"))
    if not found:
        raise UsageError(f"There are no {ending} files in {path}; unpack what the tool exported.")
    yield from ((file, file.relative_to(path).as_posix()) for file in found)


def file_name(id: str) -> str:
    """What an article's file is called, whatever its id is."""
    return id if re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,100}", id) else hash_id("a", id)


def _print(reading: Mapping[str, Any]) -> str:
    whole = json.dumps(states(reading), sort_keys=True)
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def states(reading: Mapping[str, Any]) -> States:
    """All findings with all that can be amended of them."""
    author = {row["event"]: row for row in reading["factuality"] if row["holder"] == ["author"]}
    return {
        row["id"]: {name: amending({**author.get(row["id"], {}), **row}, name) for name in amendable(layer)}
        for layer in HEADS
        for row in reading[layer]
    }


class _Marks:
    """The marks of a reading while they are made."""

    def __init__(self, reading: Mapping[str, Any]) -> None:
        self.all: list[Mark] = []
        self._states = states(reading)
        self._mentions: dict[str, list[Mark]] = {}
        self._parts: dict[tuple[str, str], Mark] = {}
        self._heads: dict[str, Mark] = {}
        for row in reading["entities"]:
            self._entity(row)
        for layer in ("statements", "events"):
            for row in reading[layer]:
                self._heads[row["id"]] = self._new(HEADS[layer], row[HEADS[layer]], row["id"])
                self._tell(self._heads[row["id"]], layer)
        for layer in ("statements", "events"):
            for row in reading[layer]:
                self._link(layer, row)

    def _new(self, part: str, spans: Spans, finding: str | None = None) -> Mark:
        mark = Mark(f"m{len(self.all) + 1}", part, spans, finding)
        self.all.append(mark)
        return mark

    def _tell(self, mark: Mark, layer: str) -> None:
        without = {*_SPANS, *LINKS[layer]}
        state = self._states[mark.finding or ""]
        mark.values = {name: value for name, value in state.items() if name not in without}

    def _entity(self, row: Plain) -> None:
        made = [self._new("mention", [one["span"]], row["id"]) for one in row["mentions"]]
        for mark in made:
            mark.values = {"kind": row["kind"]}
        if made:
            self._tell(made[0], "entities")
        self._mentions[row["id"]] = made

    def _link(self, layer: str, row: Plain) -> None:
        head = self._heads[row["id"]]
        if layer == "statements":
            for part in PARTS:
                if row[part]:
                    head.links.append((part, self._part(part, row[part]).name))
        for role in LINKS[layer]:
            for id in row[role] if role in _SEVERAL else [row[role]]:
                if id in self._heads:
                    head.links.append((role, self._heads[id].name))
                elif self._mentions.get(id):
                    near = row["source"] if layer == "statements" and row["source"] else row[HEADS[layer]]
                    head.links.append((role, self._nearest(id, near[0][0]).name))

    def _part(self, part: str, spans: Spans) -> Mark:
        """A part; statements that have the same one share it."""
        key = (part, str(spans))
        if key not in self._parts:
            self._parts[key] = self._new(part, spans)
        return self._parts[key]

    def _nearest(self, id: str, at: int) -> Mark:
        return min(self._mentions[id], key=lambda one: abs(one.spans[0][0] - at))


# --- coming back ------------------------------------------------------------------------------------------------

#: What ends a line somewhere, or is none of the signs that a line of text may have.
_BETWEEN_LINES = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def by_line(text: str, spans: Spans) -> list[list[int]]:
    """Spans for a tool whose marks cannot run over the end of a line: one piece a line, no control characters."""
    found = []
    for start, end in spans:
        at = start
        for gap in _BETWEEN_LINES.finditer(text, start, end):
            found.append([at, gap.start()])
            at = gap.end()
        found.append([at, end])
    return [[a, b] for a, b in found if text[a:b].strip()]


def compared(
    back: Returned, kept: Kept, given: Callable[[Plain], list[Mark]] = marks, lines: bool = False
) -> Iterator[Correction | Skipped]:
    """What somebody changed in an article: a `Correction` for each finding, `accept` where nothing was, and `Skipped`
    for all that no judgement can say. `given` makes the marks that the form gives out of a reading; `lines`: it gives
    them `by_line`."""
    machine = kept.reading(back.article)
    if machine is None:
        yield Skipped(back.where, f"The store has no article {back.article!r}.")
        return
    if (reason := _other_text(machine["text"], back.text)) is not None:
        yield Skipped(back.where, reason)
        return
    count, _, told = back.told.partition("-")
    before = judged(machine, settled(kept.judgements[: int(count)])) if count.isdecimal() else None
    if before is None or _print(before) != told:
        yield Skipped(
            back.where, f"Article {back.article} is no longer as it was when it was exported (it was read again, or "
            "its mark was changed); export it again and correct that."
        )  # fmt: skip
        return
    after = judged(machine, settled(kept.judgements))
    yield from _Comparison(back, before, given, lines).against(after)


def _other_text(ours: str, theirs: str) -> str | None:
    if ours == theirs:
        return None
    at = next((n for n, (a, b) in enumerate(zip(ours, theirs)) if a != b), min(len(ours), len(theirs)))
    return (
        f"Its text is not the article's: from character {at} it has {theirs[at : at + 20]!r} for "
        f"{ours[at : at + 20]!r}. Texts are frozen; nothing was taken from it."
    )


class _Comparison:
    """The marks that came back beside those that were given out."""

    def __init__(self, back: Returned, before: Plain, given: Callable[[Plain], list[Mark]], lines: bool) -> None:
        self._back = back
        self._before = before
        self._text = before["text"]
        self._lines = lines
        self._full = states(before)
        self._layer = {row["id"]: layer for layer in HEADS for row in before[layer]}
        out = given(before)
        self._base: States = {}
        self._base = self._gathered(out)
        self._odd: list[Skipped] = []
        for mark in back.marks:
            mark.spans = self._trimmed(mark)
        self._redrawn = self._claimed(list(self._new(out)))
        self._got = self._gathered(back.marks)

    def against(self, after: Plain | None) -> Iterator[Correction | Skipped]:
        """What was changed, set against what the record has now."""
        now = states(after) if after else {}
        gone = {id for id in self._base if id not in self._got}
        for id in self._base:
            changes = None if id in gone else self._changes(id, gone)
            yield from self._judgement(id, changes, now)
        yield from self._odd

    # what was given and what came

    def _gathered(self, some: list[Mark]) -> States:
        """By finding, what marks say of it."""
        by_name = {mark.name: mark for mark in some}
        found: States = {}
        spans: dict[tuple[str, str], list[Sequence[int]]] = {}
        for mark in some:
            if mark.finding is None or mark.finding not in self._layer:
                continue
            state, before = found.setdefault(mark.finding, {}), self._base.get(mark.finding, {})
            for name, value in mark.values.items():
                # Of several marks of one finding, that counts which says something new.
                if name not in state or state[name] == before.get(name):
                    state[name] = value
            if mark.part in PARTS:
                spans.setdefault((mark.finding, mark.part), []).extend(mark.spans)
            else:
                spans.setdefault((mark.finding, _FIELD[mark.part]), []).extend(mark.spans)
                self._linked(mark, by_name, state, spans)
        for (id, name), listed in spans.items():
            found[id][name] = _spelled(listed)
        headed = {id for id, name in spans if name in _FIELD.values()}
        return {id: {**self._blank(id), **state} for id, state in found.items() if id in headed}

    def _blank(self, id: str) -> dict[str, str]:
        """What a finding has where no link says otherwise."""
        layer = self._layer[id]
        return dict.fromkeys((*LINKS[layer], *(PARTS if layer == "statements" else ())), "")

    def _linked(
        self, mark: Mark, by_name: Mapping[str, Mark], state: dict[str, str],
        spans: dict[tuple[str, str], list[Sequence[int]]],
    ) -> None:  # fmt: skip
        id = mark.finding or ""
        for role, name in mark.links:
            target = by_name.get(name)
            if target is not None and role in PARTS:
                spans.setdefault((id, role), []).extend(target.spans)
            elif target is not None and target.finding is not None:
                before = state.get(role, "").split(",") if state.get(role) else []
                state[role] = ",".join(dict.fromkeys([*before, target.finding]))

    def _new(self, out: Iterable[Mark]) -> Iterator[Mark]:
        """The marks that were not given out: with no id of ours, or parts that belong to nothing and never did."""
        led = {name for mark in self._back.marks for _, name in mark.links}
        parts = {(mark.part, _spelled(self._cut(mark.spans))) for mark in out}
        for mark in self._back.marks:
            if mark.part not in PARTS or mark.finding is not None:
                if mark.finding not in self._base:
                    yield mark
            elif mark.name not in led and (mark.part, _spelled(self._cut(mark.spans))) not in parts:
                yield mark

    def _trimmed(self, mark: Mark) -> Spans:
        """Spans inside the text without white space at their ends: what a mouse catches too much is not meant."""
        made = []
        for start, end in mark.spans:
            words = self._text[start:end]
            start += len(words) - len(words.lstrip())
            if words.strip():
                made.append([start, start + len(words.strip())])
        return made

    def _claimed(self, new: list[Mark]) -> set[str]:
        """Marks without an id that stand where one is missing are that one, drawn anew; the others are told of.

        Returns the findings whose own mark is such a one.
        """
        there = {mark.finding for mark in self._back.marks if mark.part not in PARTS}
        missing = list(self._missing())
        redrawn: set[str] = set()
        for mark in new:
            fitting = [one for one in missing if mark.finding is None and one[1] == mark.part and _shared(mark, one[2])]
            if not fitting:
                self._odd.append(self._beyond(mark))
                continue
            found = max(fitting, key=lambda one: _shared(mark, one[2]))
            missing.remove(found)
            mark.finding = found[0]
            if mark.part not in PARTS and mark.finding not in there:
                redrawn.add(mark.finding)
        return redrawn

    def _missing(self) -> Iterator[tuple[str, str, list[int]]]:
        """What was given out and did not come back as it was: finding, part and span of each piece."""
        by_name = {mark.name: mark for mark in self._back.marks}
        came = {(mark.finding, mark.part, *one) for mark in self._back.marks for one in self._cut(mark.spans)}
        came |= {
            (mark.finding, role, *one)
            for mark in self._back.marks
            for role, name in mark.links
            if role in PARTS and name in by_name
            for one in self._cut(by_name[name].spans)
        }
        for id, state in self._base.items():
            for part in (HEADS[self._layer[id]], *PARTS):
                for one in self._cut(_parsed(state.get(_FIELD.get(part, part), ""))):
                    if (id, part, *one) not in came:
                        yield id, part, one

    def _beyond(self, mark: Mark) -> Skipped:
        words = " … ".join(self._text[a:b] for a, b in mark.spans) or "no words"
        what = {"content": "a statement", "trigger": "an event", "addressee": "an addressee"}
        why = (
            f"the record has no finding {mark.finding!r} here"
            if mark.finding is not None
            else "judgements correct what was found and cannot add such a mark of "
            f"{what.get(mark.part, f'a {mark.part}')}"
        )
        return Skipped(f"{self._back.where}: {mark.name}", f"“{words[:80]}” was not taken: {why}.")

    # what was changed

    def _changes(self, id: str, gone: set[str]) -> dict[str, str]:
        base, got = self._base[id], self._got[id]
        if id in self._redrawn:
            # What the new mark does not say stays as it was.
            got = {name: value for name, value in got.items() if value}
        found = {}
        for name in base:
            if name in got and not self._same(name, base[name], got[name], gone):
                found[name] = self._merged(id, name, got[name])
        return found

    def _same(self, name: str, base: str, got: str, gone: set[str]) -> bool:
        if name in _SPANS:
            return self._cut(_parsed(base)) == self._cut(_parsed(got))
        if name in _SEVERAL:
            return {*base.split(",")} - gone - {""} == {*got.split(",")} - {""}
        return base == got or (got == "" and base in gone)

    def _cut(self, spans: Spans) -> list[list[int]]:
        """Spans as the tool has them, in order."""
        return sorted(by_line(self._text, spans) if self._lines else [list(one) for one in spans])

    def _merged(self, id: str, name: str, got: str) -> str:
        """The new value: in the order there was, with what the tool could not show, new ones after that."""
        if name in _SPANS:
            return _spelled(_joined(self._text, _parsed(got))) if self._lines else got
        if name not in _SEVERAL:
            return got
        shown, before = self._base[id][name].split(","), self._full[id][name].split(",")
        new = [one for one in got.split(",") if one]
        kept = [one for one in before if one and (one in new or one not in shown)]
        return ",".join([*kept, *(one for one in new if one not in kept)])

    # what the record has now

    def _judgement(self, id: str, changes: dict[str, str] | None, now: States) -> Iterator[Correction | Skipped]:
        where, article = f"{self._back.where}: {id}", self._back.article
        if changes is None:
            if id in now and now[id] != self._full[id]:
                yield Skipped(where, "It was taken out here and amended in the store since the export; judge it there.")
            elif id in now:
                yield Correction(article, id, "reject", where)
            return
        if not changes:
            if id in now:
                yield Correction(article, id, "accept", where)
            return
        if id not in now:
            yield Skipped(where, f"It was rejected in the store since the export; {_told(changes)} was not taken.")
            return
        try:
            changes = checked(self._before, id, changes)
        except UsageError as error:
            yield Skipped(where, f"{_told(changes)} was not taken: {error.detail}")
            return
        wanted = {name: value for name, value in changes.items() if now[id][name] != value}
        for name in [name for name in wanted if now[id][name] != self._full[id][name]]:
            yield Skipped(
                where, f"{name} was amended to {now[id][name]!r} in the store since the export; "
                f"{wanted.pop(name)!r} was not taken."
            )  # fmt: skip
        if wanted:
            yield Correction(article, id, "amend", where, wanted)


def _shared(mark: Mark, span: Sequence[int]) -> int:
    """How many characters a mark shares with a span."""
    return sum(max(0, min(span[1], end) - max(span[0], start)) for start, end in mark.spans)


def _told(changes: Mapping[str, str]) -> str:
    return ", ".join(f"{name}={value}" for name, value in changes.items())


def _spelled(spans: Iterable[Sequence[int]]) -> str:
    return ",".join(f"{start}-{end}" for start, end in sorted({(one[0], one[1]) for one in spans}))


def _parsed(spans: str) -> list[list[int]]:
    return [list(map(int, one.split("-"))) for one in spans.split(",") if one]


def _joined(text: str, spans: Spans) -> Spans:
    """Pieces with nothing but white space of lines between them are one stretch again."""
    if not spans:
        return spans
    made = [list(spans[0])]
    for before, after in pairwise(spans):
        if text[before[1] : after[0]].strip() == "" and "\n" in text[before[1] : after[0]]:
            made[-1][1] = after[1]
        else:
            made.append(list(after))
    return made
