"""How far an ordinary reader takes an event to have happened, from -3 (certainly not) to 3 (certainly).

That is another question than what the holders commit to: who reads "Tehran denied that it had shipped the missiles" may
well believe that it did. Without the encoder the value is read off the rows. With it, its head of factuality gives the
chances of the values at the event's word, and whether the event is taken for so, for not so, or for open is decided by
these and the rows together (multinomial logistic regression, `data/<language>/value_weights.tsv`); the mean of the
values, kept within what that leaves, is the value.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache

from reportedly import shelf
from reportedly.encoding.factuality import Chances
from reportedly.model import Event, Factuality, Status, status
from reportedly.reading.page import Page

__all__ = ["SIGNS", "rated", "signs", "stated"]

#: What a value between these two is: open. (Lee et al. 2015 ask for -3 to 3; the scorers cut it at one.)
OPEN = 1.0
#: The least that a value is away from what is open.
BEYOND = 0.01
#: Chances are not taken for less or more than this.
LEAST = 0.005

Rows = Sequence[Factuality]


def rated(page: Page, events: Iterable[Event], rows: Mapping[str, Rows]) -> Iterator[Factuality]:
    """All rows, those of each event's author with its value; `rows` by event, the author's first."""
    known = _heard(page, [event for event in events if rows[event.id]])
    for event in events:
        if rows[event.id]:
            author, *others = rows[event.id]
            chances = known.get(event.id)
            value = stated(rows[event.id]) if chances is None else _weighed(page.language.code, chances, rows[event.id])
            yield from (replace(author, value=value), *others)


def _heard(page: Page, events: Sequence[Event]) -> dict[str, Chances]:
    """What the encoder's head says of each event at its word, sentence by sentence."""
    if page.encoder is None or not page.encoder.values:
        return {}
    sentences: dict[tuple[int, int], list[Event]] = {}
    for event in events:
        token = page.doc.char_span(event.trigger[0].start, event.trigger[0].end)
        if token is not None and len(token):
            sentence = token[0].sent
            sentences.setdefault((sentence.start_char, sentence.end_char), []).append(event)
    found: dict[str, Chances] = {}
    for ends, told in sentences.items():
        chances = page.encoder.happened(page.text, ends, [(*event.trigger[0],) for event in told])
        found.update({event.id: one for event, one in zip(told, chances, strict=True) if one is not None})
    return found


# --- by the rows alone ----------------------------------------------------------------------------------------------


def stated(rows: Rows) -> float:
    """The value that the rows come to: means of human judgements by what they say."""
    author = rows[0]
    row = _source(rows) if author.certainty == "uncommitted" else author
    if row.frame == "conditional":
        return 0.0
    size = {"certain": 3.0, "probable": 2.0, "possible": 1.0, "uncommitted": 0.0}[row.certainty]
    if row.frame in ("predicted", "requested"):
        size = min(size, 1.5) if row.frame == "predicted" else 0.3
    if row is not author:
        size *= 0.85
    return round(-size if row.polarity == "-" else size, 2)


def _source(rows: Rows) -> Factuality:
    """Whoever first commits to it, the author left out; else the last, who may be the author."""
    return next((row for row in rows[1:] if row.certainty != "uncommitted"), rows[-1])


# --- together -------------------------------------------------------------------------------------------------------

_STATUSES: tuple[Status, ...] = (
    "asserted", "hedged", "denied", "conditional", "predicted", "requested", "uncommitted",
)  # fmt: skip
#: Every sign that a row of the table may weigh.
SIGNS = (
    "base", "mean", "not_so", "open", "stated", "author_uncommitted", "somebody_denies",
    *(f"source_{one}" for one in _STATUSES),
)  # fmt: skip


def signs(chances: Chances, rows: Rows) -> dict[str, float]:
    """What speaks for each answer: the head's chances as log-odds, and what the rows say."""
    found = [status(row) for row in rows]
    return {
        "base": 1.0,
        "mean": chances.mean,
        "not_so": _odds(chances.below(-OPEN)),
        "open": _odds(1 - chances.below(-OPEN) - chances.above(OPEN)),
        "stated": stated(rows),
        "author_uncommitted": float(rows[0].certainty == "uncommitted"),
        "somebody_denies": float("denied" in found),
        f"source_{status(_source(rows))}": 1.0,
    }


def _weighed(language: str, chances: Chances, rows: Rows) -> float:
    told = signs(chances, rows)
    scores = {"so": 0.0}
    for answer, weights in _weights(language).items():
        scores[answer] = round(sum(weights[sign] * much for sign, much in told.items()), 3)
    best = max(scores, key=lambda answer: (scores[answer], answer))
    lowest, highest = {"so": (OPEN + BEYOND, 3.0), "open": (-OPEN, OPEN), "not_so": (-3.0, -OPEN - BEYOND)}[best]
    return round(min(max(chances.mean, lowest), highest), 2)


def _odds(chance: float) -> float:
    kept = min(max(chance, LEAST), 1 - LEAST)
    return math.log(kept / (1 - kept))


@cache
def _weights(language: str) -> Mapping[str, Mapping[str, float]]:
    """For "open" and "not_so", what each sign adds beside "so"."""
    table = shelf.table(f"{language}/value_weights.tsv")
    return {answer: {row["sign"]: float(row[answer]) for row in table} for answer in ("open", "not_so")}
