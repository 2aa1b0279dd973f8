"""Scores readings against gold ones: statements, events, times, factuality, claims. Pure; standard library only.

Gold and predicted lines are in the format `reportedly/1` and are joined on `id`; a gold line that a reading lacks
counts as nothing found. A gold line may hold some layers only: the others are not scored on it. All figures are pooled
over articles ("micro"). Use it on annotations of your own as on anybody's.

Rows of `claims` may stand among the lines on both sides; they are told by their `verdict`. A gold claim is
`{"id", "verdict", "members": [{"article", "span"}]}`, each member a passage that speaks of the claim.
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
                share of matched statements whose speaker has the gold speaker's name; `attributed`: share of gold
                statements whose content is found with the right speaker, whatever words name him (`_rightly`).
    events      `f1` of types as multisets an article; `actor_f1`, `recipient_f1`: names by role as sets an article;
                `found_*`: one-to-one pairs whose triggers overlap and whose types agree; `country_f1`: sides by
                country. A gold event may list other right types under `also`. Only events of the ontologies that
                gold uses count.
    times       `f1`: overlapping and of the same value; `span_f1`: overlapping.
    factuality  Of events whose triggers overlap: `view_f1` (holder found), `f1` (holder found and status right),
                `author`: share of gold events with the author's status right.
    claims      See `_score_claims`.
    """
    lines, claims = _sorted_out(gold)
    readings, weighed = _sorted_out(pred)
    found = {line["id"]: line for line in readings}
    tallies: dict[str, Tally] = {}
    for line in lines:
        other = found.get(line["id"], {"text": line["text"]})
        if other.get("text", line["text"]) != line["text"]:
            raise ValueError(f"the texts of {line['id']} differ")
        for layer, (count, _) in _LAYERS.items():
            if layer in line:
                tallies.setdefault(layer, Counter()).update(count(line, other))
    scores = {layer: _LAYERS[layer][1](tallies[layer]) for layer in _LAYERS if layer in tallies}
    return {**scores, "claims": _score_claims(claims, weighed, found)} if claims else scores


def _sorted_out(lines: Iterable[Line]) -> tuple[list[Line], list[Line]]:
    """Readings and claims."""
    rows = list(lines)
    return [row for row in rows if "verdict" not in row], [row for row in rows if "verdict" in row]


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
    right = _matching(ours, theirs, lambda a, b: _near(a[1], b[1]) and _rightly(gold, a, pred, b))
    names = [(_name(gold, ours[i][0]["speaker"]), _name(pred, theirs[j][0]["speaker"])) for i, j in full]
    return Counter(
        gold=len(ours),
        pred=len(theirs),
        matched=len(full),
        found=len(found),
        attributed=len(right),
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
        "attributed": _share(tally["attributed"], tally["gold"]),
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
    return str(_entity(line, id).get("name") or "").casefold()


def _entity(line: Line, id: str | None) -> Line:
    return next((entity for entity in line.get("entities", ()) if entity["id"] == id), {})


def _rightly(gold: Line, ours: tuple[Line, Tokens, Tokens], pred: Line, theirs: tuple[Line, Tokens, Tokens]) -> bool:
    """Whether a found statement is given to the right speaker.

    A named speaker must have that name, or a shorter form of it. Of states and bodies the country is enough where the
    source's words are the same: "Moscow" and "the Soviet government" are one voice. A source without a name is its
    words, with what is added to them or without ("officials who would not be named"), and no named person.
    """
    wanted, given = (_entity(line, row[0]["speaker"]) for line, row in ((gold, ours), (pred, theirs)))
    same_words = _near(ours[2], theirs[2]) or _one_in_other(ours[2], theirs[2])
    if not wanted.get("name"):
        return same_words and not (given.get("kind") == "PERSON" and _has_name(given))
    if _same_name(wanted["name"], given.get("name")):
        return True
    bodies = "PERSON" not in (wanted.get("kind"), given.get("kind"))
    return bodies and same_words and wanted.get("country") == given.get("country") is not None


def _one_in_other(a: Tokens, b: Tokens) -> bool:
    return bool(a and b) and (a <= b or b <= a)


def _has_name(entity: Line) -> bool:
    return any(mention["form"] == "name" for mention in entity.get("mentions", ()))


def _same_name(one: str, other: str | None) -> bool:
    """Names of the same words, or one of them a part of the other that holds its last word: "Kennedy"."""
    a, b = sorted((_WORD.findall(name.casefold()) for name in (one, other or "")), key=len)
    return bool(a) and set(a) <= set(b) and a[-1] == b[-1]


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
    coded = _coded(gold, _ontologies(gold)), _coded(pred, _ontologies(gold))
    ours, theirs = (Counter(row["type"] for row in rows) for rows in coded)
    tally = Counter(gold=ours.total(), pred=theirs.total(), right=(ours & theirs).total())
    tally.update(found=len(_matching(*coded, _same_event)))
    for side in ("actors", "recipients"):
        a, b = _names(gold, coded[0], side), _names(pred, coded[1], side)
        tally.update({f"gold_{side}": len(a), f"pred_{side}": len(b), f"right_{side}": len(a & b)})
    here, there = _sides(gold, coded[0]), _sides(pred, coded[1])
    tally.update(gold_sides=len(here), pred_sides=len(there), right_sides=len(here & there))
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
        # Absent where gold gives no countries.
        **({"country_f1": _f1(tally, "right_sides", "pred_sides", "gold_sides")} if tally["gold_sides"] else {}),
        "found_p": _share(tally["found"], tally["pred"]),
        "found_r": _share(tally["found"], tally["gold"]),
        "found_f1": _f1(tally, "found"),
    }


def _ontologies(gold: Line) -> set[str]:
    return {row.get("ontology", "plover") for row in gold["events"]} or {"plover"}


def _coded(line: Line, ontologies: set[str]) -> list[Line]:
    return [row for row in line.get("events", ()) if row["type"] and row.get("ontology", "plover") in ontologies]


def _same_event(gold: Line, pred: Line) -> bool:
    right = (gold["type"], *gold.get("also", ()))
    return pred["type"] in right and _share_a_character(gold.get("trigger", ()), pred.get("trigger", ()))


def _names(line: Line, events: Sequence[Line], side: str) -> set[str]:
    return {_name(line, id) for row in events for id in row.get(side) or ()} - {""}


def _sides(line: Line, events: Sequence[Line]) -> set[tuple[str, str]]:
    """Roles with the countries in them."""
    roles = {(side, id) for row in events for side in ("actors", "recipients") for id in row.get(side) or ()}
    return {(side, country) for side, id in roles if (country := _entity(line, id).get("country"))}


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
    rest = [row for row in pred.get("events", ()) if row.get("ontology", "plover") in _ontologies(gold)]
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


# --- claims -----------------------------------------------------------------------------------------------------


def _score_claims(gold: Sequence[Line], pred: Sequence[Line], readings: Mapping[str, Line]) -> Scores:
    """Gold claims against predicted ones, whose events and statements are looked up in `readings`.

    A predicted claim covers a gold member if a trigger of its events, the cue or content of its statements or the
    quote of one of its voices overlaps it. Each gold claim is matched to the predicted claim that covers most of its
    members; of two that cover as many to the one with fewer passages outside the gold claim, then to the earlier.

    `verdict`            share of gold claims that are matched to a claim with their verdict
    `grouped`            share of gold members that the matched claim covers
    `disputes_found`     share of the gold claims that are disputed whose match is disputed
    `disputes_invented`  number of predicted disputes that are the match of no disputed gold claim
    """
    passages = [_passages(claim, readings) for claim in pred]
    matches = [_best(claim["members"], passages) for claim in gold]
    verdicts = [pred[at]["verdict"] if at is not None else None for at in matches]
    disputed = [n for n, claim in enumerate(gold) if claim["verdict"] == "disputed"]
    found = {matches[n] for n in disputed if verdicts[n] == "disputed"}
    members = sum(len(claim["members"]) for claim in gold)
    covered = sum(
        _covered(claim["members"], passages[at]) for claim, at in zip(gold, matches, strict=True) if at is not None
    )
    return {
        "gold": len(gold),
        "pred": len(pred),
        "verdict": _share(sum(claim["verdict"] == got for claim, got in zip(gold, verdicts, strict=True)), len(gold)),
        "grouped": _share(covered, members),
        # Absent where gold holds no dispute, as there is nothing to find.
        **(
            {"disputes_found": _share(sum(verdicts[n] == "disputed" for n in disputed), len(disputed))}
            if disputed
            else {}
        ),
        "disputes_invented": sum(row["verdict"] == "disputed" and n not in found for n, row in enumerate(pred)),
    }


def _passages(claim: Line, readings: Mapping[str, Line]) -> list[tuple[str, list[Sequence[int]]]]:
    """Where a predicted claim stands: one entry for each event, statement and quote, article and spans."""
    found: list[tuple[str, list[Sequence[int]]]] = []
    for layer, name, fields in (("events", "event", ("trigger",)), ("statements", "statement", ("cue", "content"))):
        for member in claim.get(layer, ()):
            rows = readings.get(member["article"], {}).get(layer, ())
            spans = [span for row in rows if row["id"] == member[name] for field in fields for span in row[field]]
            found.append((member["article"], spans))
    quotes = [voice["quote"] for voice in claim.get("voices", ()) if voice.get("quote")]
    return found + [(quote["article"], [quote["span"]]) for quote in quotes if quote.get("span")]


def _best(members: Sequence[Line], passages: Sequence[list[tuple[str, list[Sequence[int]]]]]) -> int | None:
    """The index of the predicted claim that a gold claim is matched to; none where none covers a member."""
    ranked = [(-_covered(members, places), _foreign(members, places), n) for n, places in enumerate(passages)]
    covered, _, best = min(ranked, default=(0, 0, 0))
    return best if covered else None


def _covered(members: Sequence[Line], places: Sequence[tuple[str, list[Sequence[int]]]]) -> int:
    return sum(any(_in(member, place) for place in places) for member in members)


def _foreign(members: Sequence[Line], places: Sequence[tuple[str, list[Sequence[int]]]]) -> int:
    return sum(not any(_in(member, place) for member in members) for place in places)


def _in(member: Line, place: tuple[str, list[Sequence[int]]]) -> bool:
    return bool(member["article"] == place[0] and _share_a_character([member["span"]], place[1]))


_LAYERS: dict[str, tuple[Callable[[Line, Line], Tally], Callable[[Tally], Scores]]] = {
    "statements": (_count_statements, _statement_scores),
    "events": (_count_events, _event_scores),
    "times": (_count_times, _time_scores),
    "factuality": (_count_views, _view_scores),
}
