"""Scores readings against gold ones: statements, events, times, factuality. Pure; standard library only.

Gold and predicted lines are in the format `reportedly/1` and are joined on `id`; a gold line that a reading lacks
counts as nothing found. A gold line may hold some layers only: the others are not scored on it. All figures are pooled
over articles ("micro"). Use it on annotations of your own as on anybody's.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from reportedly.model import Factuality, status

__all__ = ["score"]

Line = Mapping[str, Any]
Scores = dict[str, float]
Tally = Counter[str]
Tokens = frozenset[int]

_WORD = re.compile(r"\w+")
#: Share of common words from which two stretches of text are taken to be the same.
_NEAR = 0.5


def score(gold: Iterable[Line], pred: Iterable[Line]) -> dict[str, Scores]:
    """Layer -> measure -> value (counts, and shares from 0 to 1), for each layer that some gold line holds.

    Raises `ValueError` when a text differs from the gold text of that id: offsets would mean other words.

    statements  A pair matches if content and source each share at least half their words (Dice over `\\w+` tokens; two
                empty sources match). `f1` from a maximum one-to-one matching; `found_*`: content alone; `speaker`:
                share of matched statements whose speaker has the gold speaker's name.
    events      `f1` of types as multisets an article; `actor_f1`, `recipient_f1`: names by role as sets an article.
    times       `f1`: overlapping and of the same value; `span_f1`: overlapping.
    factuality  Of events whose triggers overlap: `view_f1` (holder found), `f1` (holder found and status right),
                `author`: share of gold events with the author's status right.
    """
    found = {line["id"]: line for line in pred}
    tallies: dict[str, Tally] = {}
    for line in gold:
        other = found.get(line["id"], {"text": line["text"]})
        if other.get("text", line["text"]) != line["text"]:
            raise ValueError(f"the texts of {line['id']} differ")
        for layer, (count, _) in _LAYERS.items():
            if layer in line:
                tallies.setdefault(layer, Counter()).update(count(line, other))
    return {layer: _LAYERS[layer][1](tallies[layer]) for layer in _LAYERS if layer in tallies}


def _f1(tally: Tally, hits: str, pred: str = "pred", gold: str = "gold") -> float:
    total = tally[pred] + tally[gold]
    return 2 * tally[hits] / total if total else 0.0


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


# --- statements -------------------------------------------------------------------------------------------------


def _count_statements(gold: Line, pred: Line) -> Tally:
    token_at = _token_at(gold["text"])
    ours, theirs = _with_tokens(gold, token_at), _with_tokens(pred, token_at)
    full = _matching(ours, theirs, lambda a, b: _near(a[1], b[1]) and _near(a[2], b[2]))
    found = _matching(ours, theirs, lambda a, b: _near(a[1], b[1]))
    names = [(_name(gold, ours[i][0]["speaker"]), _name(pred, theirs[j][0]["speaker"])) for i, j in full]
    return Counter(
        gold=len(ours),
        pred=len(theirs),
        matched=len(full),
        found=len(found),
        speakers=sum(bool(name) for name, _ in names),
        right_speakers=sum(bool(name) and name == other for name, other in names),
    )


def _statement_scores(tally: Tally) -> Scores:
    return {
        "gold": tally["gold"],
        "pred": tally["pred"],
        "p": _share(tally["matched"], tally["pred"]),
        "r": _share(tally["matched"], tally["gold"]),
        "f1": _f1(tally, "matched"),
        "found_p": _share(tally["found"], tally["pred"]),
        "found_r": _share(tally["found"], tally["gold"]),
        # Absent where no matched gold statement names its speaker, as in corpora that mark words only.
        **({"speaker": _share(tally["right_speakers"], tally["speakers"])} if tally["speakers"] else {}),
    }


def _token_at(text: str) -> list[int]:
    """For each character the number of its word, -1 between words."""
    at = [-1] * len(text)
    for number, word in enumerate(_WORD.finditer(text)):
        at[word.start() : word.end()] = [number] * (word.end() - word.start())
    return at


def _with_tokens(line: Line, token_at: Sequence[int]) -> list[tuple[Line, Tokens, Tokens]]:
    """Statements with the words of content and source; those whose content has no word are left out."""
    rows = [
        ({"speaker": None, **row}, _tokens(row["content"], token_at), _tokens(row.get("source") or [], token_at))
        for row in line.get("statements", ())
    ]
    return [row for row in rows if row[1]]


def _tokens(spans: Iterable[Sequence[int]], token_at: Sequence[int]) -> Tokens:
    return frozenset(number for start, end in spans for number in token_at[start:end] if number >= 0)


def _near(a: Tokens, b: Tokens) -> bool:
    return 2 * len(a & b) >= _NEAR * (len(a) + len(b))


def _name(line: Line, id: str | None) -> str:
    names = (str(entity["name"]) for entity in line.get("entities", ()) if entity["id"] == id)
    return next(names, "").casefold()


def _matching(left: Sequence[Any], right: Sequence[Any], fits: Callable[[Any, Any], bool]) -> list[tuple[int, int]]:
    """A largest one-to-one matching of pairs that fit (augmenting paths, breadth first)."""
    edges = [[j for j, b in enumerate(right) if fits(a, b)] for a in left]
    right_of: dict[int, int] = {}
    left_of: dict[int, int] = {}
    for start in range(len(left)):
        came_from, free = _path_to_free(start, edges, left_of)
        while free is not None:
            at = came_from[free]
            left_of[free] = at
            right_of[at], free = free, right_of.get(at)
    return sorted(right_of.items())


def _path_to_free(
    start: int, edges: Sequence[Sequence[int]], left_of: Mapping[int, int]
) -> tuple[dict[int, int], int | None]:
    came_from: dict[int, int] = {}
    queue = deque([start])
    while queue:
        at = queue.popleft()
        for j in edges[at]:
            if j not in came_from:
                came_from[j] = at
                if j not in left_of:
                    return came_from, j
                queue.append(left_of[j])
    return came_from, None


# --- events -----------------------------------------------------------------------------------------------------


def _count_events(gold: Line, pred: Line) -> Tally:
    ours, theirs = _types(gold), _types(pred)
    tally = Counter(gold=ours.total(), pred=theirs.total(), right=(ours & theirs).total())
    for side in ("actors", "recipients"):
        a, b = _names(gold, side), _names(pred, side)
        tally.update({f"gold_{side}": len(a), f"pred_{side}": len(b), f"right_{side}": len(a & b)})
    return tally


def _event_scores(tally: Tally) -> Scores:
    return {
        "gold": tally["gold"],
        "pred": tally["pred"],
        "p": _share(tally["right"], tally["pred"]),
        "r": _share(tally["right"], tally["gold"]),
        "f1": _f1(tally, "right"),
        "actor_f1": _f1(tally, "right_actors", "pred_actors", "gold_actors"),
        "recipient_f1": _f1(tally, "right_recipients", "pred_recipients", "gold_recipients"),
    }


def _types(line: Line) -> Counter[str]:
    return Counter(row["type"] for row in line.get("events", ()) if row["type"])


def _names(line: Line, side: str) -> set[str]:
    return {_name(line, id) for row in line.get("events", ()) if row["type"] for id in row.get(side) or ()} - {""}


# --- times ------------------------------------------------------------------------------------------------------


def _count_times(gold: Line, pred: Line) -> Tally:
    ours, theirs = list(gold["times"]), list(pred.get("times", ()))
    pairs = _overlaps([row["span"] for row in ours], [row["span"] for row in theirs])
    right = sum(ours[i]["value"] == theirs[j]["value"] for i, j in pairs)
    return Counter(gold=len(ours), pred=len(theirs), spans=len(pairs), right=right)


def _time_scores(tally: Tally) -> Scores:
    return {
        "gold": tally["gold"],
        "pred": tally["pred"],
        "p": _share(tally["right"], tally["pred"]),
        "r": _share(tally["right"], tally["gold"]),
        "f1": _f1(tally, "right"),
        "span_f1": _f1(tally, "spans"),
    }


def _overlaps(ours: Sequence[Sequence[int]], theirs: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    """One-to-one pairs that share a character: the same spans first, then by what they share, then by place."""
    shared = [(min(a[1], b[1]) - max(a[0], b[0]), i, j) for i, a in enumerate(ours) for j, b in enumerate(theirs)]
    ranked = sorted((list(ours[i]) != list(theirs[j]), -common, i, j) for common, i, j in shared if common > 0)
    pairs: dict[int, int] = {}
    for _, _, i, j in ranked:
        if i not in pairs and j not in pairs.values():
            pairs[i] = j
    return sorted(pairs.items())


# --- factuality -------------------------------------------------------------------------------------------------


def _count_views(gold: Line, pred: Line) -> Tally:
    tally: Tally = Counter()
    rest = list(pred.get("events", ()))
    for event in gold["events"]:
        views = _views(gold, event)
        tally.update(events=1, gold=len(views))
        match = next((one for one in rest if _share_a_character(event["trigger"], one["trigger"])), None)
        if match is not None:
            rest.remove(match)
            tally.update(_compare_views(views, _views(pred, match)))
    return tally


def _compare_views(ours: list[Line], theirs: list[Line]) -> Tally:
    tally: Tally = Counter(pred=len(theirs))
    for view in ours:
        same = next((one for one in theirs if _same_holder(view, one)), None)
        if same is not None:
            theirs.remove(same)
            right = view["status"] == same["status"]
            tally.update(views=1, right=right, author=right and view["depth"] == 1)
    return tally


def _view_scores(tally: Tally) -> Scores:
    return {
        "gold": tally["gold"],
        "pred": tally["pred"],
        "view_f1": _f1(tally, "views"),
        "f1": _f1(tally, "right"),
        "author": _share(tally["author"], tally["events"]),
    }


def _views(line: Line, event: Line) -> list[Line]:
    """An event's views: status, length of the chain, and where the innermost holder is mentioned."""
    entities = {entity["id"]: entity for entity in line.get("entities", ())}
    rows = [row for row in line.get("factuality", ()) if row["event"] == event["id"]]
    return [
        {
            "status": status(Factuality(**{"value": None, "because": "", **row})),
            "depth": len(row["holder"]),
            "spans": [mention["span"] for mention in entities.get(row["holder"][-1], {}).get("mentions", ())],
        }
        for row in rows
    ]


def _same_holder(a: Line, b: Line) -> bool:
    """The author, two unnamed sources, or two sources named by the same words; chains of the same length."""
    if a["depth"] != b["depth"]:
        return False
    return not (a["spans"] or b["spans"]) or _share_a_character(a["spans"], b["spans"])


def _share_a_character(some: Iterable[Sequence[int]], others: Sequence[Sequence[int]]) -> bool:
    return any(a < d and c < b for a, b in some for c, d in others)


_LAYERS: dict[str, tuple[Callable[[Line, Line], Tally], Callable[[Tally], Scores]]] = {
    "statements": (_count_statements, _statement_scores),
    "events": (_count_events, _event_scores),
    "times": (_count_times, _time_scores),
    "factuality": (_count_views, _view_scores),
}
