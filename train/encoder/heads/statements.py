"""Who said what: tags for source, cue and content, and pointers that make statements of them.

Each piece of a content points to its cue, each piece of a cue to its source, or to the frame's first place if the
statement has none. So one source may serve several cues, and content may lie in several pieces. Statements inside
statements are out of reach: a piece has one tag.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from torch import Tensor, nn
from torch.nn import functional
from train.encoder.data import Document, places
from train.encoder.heads import Head
from train.encoder.model import WIDE

from reportedly.encoding import statements
from reportedly.encoding.statements import CONTENT, CUE, ROLES, SOURCE, by_role, joined
from reportedly.encoding.tags import Run, marked, offsets
from reportedly.encoding.windows import Ints
from reportedly.score import score

TAGS = 1 + 2 * len(ROLES)
LINK, SMOOTHING = 128, 0.05
#: Weights of the three losses: tags, content to cue, cue to source.
TAG_LOSS, CUE_LOSS, SOURCE_LOSS = 1.0, 1.0, 0.5
#: In "needs": this cue's statement has no source.
NO_SOURCE = -2
WORD = re.compile(r"\w+")
QUOTE = re.compile("[\"\u201c\u201d\u201e\u201f\u00ab\u00bb]|``|''")

Statement = dict[str, list[list[int]]]


class Statements(Head):
    """Outputs: "tags" [.., 7] and four vectors [.., 128]: content to cue, cue to source, each from and to."""

    def __init__(self) -> None:
        super().__init__()
        self.tags = nn.Linear(WIDE, TAGS)
        self.links = nn.Linear(WIDE, 4 * LINK)

    def outputs(self, hidden: Tensor) -> dict[str, Tensor]:
        links = self.links(hidden).chunk(4, -1)
        scale = 1 / math.sqrt(LINK)
        return {
            "tags": self.tags(hidden),
            "content_from": links[0] * scale,
            "content_to": links[1],
            "cue_from": links[2] * scale,
            "cue_to": links[3],
        }

    def targets(self, document: Document) -> dict[str, Ints]:
        return encoded(document)

    def loss(self, hidden: Tensor, batch: Mapping[str, Tensor]) -> Tensor:
        out = self.outputs(hidden)
        tags = functional.cross_entropy(
            out["tags"].float().flatten(0, 1), batch["tag"].flatten(), ignore_index=-1, label_smoothing=SMOOTHING
        )
        same = (batch["content_of"][:, :, None] == batch["cue_of"][:, None, :]) & (batch["content_of"] >= 0)[:, :, None]
        cues = pointer_loss(out["content_from"], out["content_to"], same, batch["real"])
        same = (batch["needs"][:, :, None] == batch["source_of"][:, None, :]) & (batch["needs"] >= 0)[:, :, None]
        same[:, :, 0] |= batch["needs"] == NO_SOURCE
        sources = pointer_loss(out["cue_from"], out["cue_to"], same, batch["real"])
        return TAG_LOSS * tags + CUE_LOSS * cues + SOURCE_LOSS * sources

    def decode(self, document: Document, runs: Sequence[Run]) -> dict[str, Any]:
        said = statements.found(document.pieces, runs)
        return {"statements": [{role: getattr(one, role) for role in ROLES} for one in said]}

    def scores(self, made: Sequence[Document], found: Sequence[dict[str, Any]]) -> dict[str, float]:
        gold = [{"id": d.id, "text": d.text, "statements": d.gold["statements"]} for d in made]
        pred = [{"id": d.id, "text": d.text, **lines} for d, lines in zip(made, found)]
        whole = score(gold, pred)["statements"]
        quoted = score([_quoted(line) for line in gold], [_quoted(line) for line in pred])["statements"]
        measures = {"statement": whole["f1"], "found": whole["found_r"], "quoted": quoted["f1"]}
        measures |= {"precision": whole["p"], "recall": whole["r"]}
        return {name: 100 * value for name, value in (measures | _role_scores(gold, pred)).items()}

    def roundtrip(self, made: Sequence[Document]) -> dict[str, int]:
        counts: Counter[str] = Counter()
        for document in made:
            back = Counter(_words_of(document.text, s) for s in decoded(document, encoded(document)))
            for statement in document.gold["statements"]:
                key = _words_of(document.text, statement)
                kept = back[key] > 0
                back[key] -= kept
                counts["whole" if kept else _reason(document, statement)] += 1
        return dict(counts)


HEAD = Statements


def pointer_loss(here: Tensor, there: Tensor, right: Tensor, real: Tensor) -> Tensor:
    """Cross entropy of pointing from each place to any of its right ones [windows, length, length]; none right, none
    lost."""
    scores = (here.float() @ there.float().transpose(1, 2)).masked_fill(real[:, None, :] == 0, -1e9)
    asked = right.any(-1)
    if not bool(asked.any()):
        return scores.sum() * 0
    chosen = scores[asked]
    hit = chosen.masked_fill(~right[asked], -1e9).logsumexp(-1)
    return (chosen.logsumexp(-1) - hit).mean()


# --- gold to targets ----------------------------------------------------------------------------------------------


def encoded(document: Document) -> dict[str, Ints]:
    """Targets over the pieces: "tag"; "content_of", "cue_of": the number of the statement that a piece of content or
    cue belongs to; "source_of": the number of the source; "needs": the number of the source that a cue has.

    A piece that two statements claim goes to the earlier one, and to a cue before a source before a content.
    """
    length = len(document.pieces)
    out = {name: np.full(length, -1, np.int64) for name in ("content_of", "cue_of", "source_of", "needs")}
    out["tag"] = np.zeros(length, np.int64)
    numbers: dict[tuple[tuple[int, ...], ...], int] = {}
    given = document.gold["statements"]
    for number, statement in enumerate(given):
        cue = _put(document, out["tag"], CUE, statement["cue"])
        out["cue_of"][cue] = number
        source = tuple(tuple(span) for span in statement["source"])
        out["needs"][cue] = numbers.setdefault(source, len(numbers)) if source else NO_SOURCE
    for source, number in numbers.items():
        out["source_of"][_put(document, out["tag"], SOURCE, source)] = number
    for number, statement in enumerate(given):
        out["content_of"][_put(document, out["tag"], CONTENT, statement["content"])] = number
    return out


def _put(document: Document, tag: Ints, role: int, spans: Sequence[Sequence[int]]) -> list[int]:
    """Tags the pieces of the spans that are still free; these."""
    put = []
    for start, end in spans:
        free = [place for place in range(*places(document, start, end)) if tag[place] == 0]
        before = -2
        for place in free:
            tag[place] = 2 * role + (2 if place == before + 1 else 1)
            before = place
        put += free
    return put


def decoded(document: Document, targets: Mapping[str, Ints]) -> list[Statement]:
    """The statements that a perfect model would give."""
    sources, cues, contents = by_role(marked(targets["tag"], document.pieces))
    cue_of, content_of = targets["cue_of"], targets["content_of"]
    needs, source_of = targets["needs"], targets["source_of"]
    to_cue = np.array([[float(content_of[f.start] == cue_of[c.start]) for c in cues] for f in contents], np.float32)
    to_source = np.array(
        [[*(float(needs[c.start] == source_of[s.start]) for s in sources), 0.5] for c in cues], np.float32
    )
    chosen = (pointed.argmax(1).tolist() if pointed.size else [] for pointed in (to_cue, to_source))
    rows = joined(*chosen)
    spans = (
        (sources[source : source + 1], [cues[cue]], [contents[k] for k in content]) for cue, source, content in rows
    )
    return [{role: offsets(part, document.pieces) for role, part in zip(ROLES, parts)} for parts in spans]


# --- measures -----------------------------------------------------------------------------------------------------


def _words_of(text: str, statement: Mapping[str, Sequence[Sequence[int]]]) -> tuple[Any, ...]:
    """What a statement covers: the words of each role, by their place. Spaces and quotation marks do not count."""
    return tuple(tuple(_words(text, statement[role])) for role in ROLES)


def _words(text: str, spans: Sequence[Sequence[int]]) -> list[int]:
    """Starts of the words that share a character with a span."""
    return sorted({m.start() for a, b in spans for m in WORD.finditer(text, a, b)})


def _reason(document: Document, statement: Statement) -> str:
    """Why a gold statement is not given back."""
    if not statement["cue"]:
        return "no cue"
    if not statement["content"]:
        return "no content"
    if len(statement["source"]) > 1:
        return "source in several pieces"
    if len(statement["cue"]) > 1:
        return "cue in several pieces"
    if any(_cut(document, place) for role in ROLES for span in statement[role] for place in span):
        return "edge inside a piece"
    return "shares words with another"


def _cut(document: Document, offset: int) -> bool:
    first = bisect_right(document.pieces.ends, offset)
    return first < len(document.pieces) and document.pieces.starts[first] < offset


def _quoted(line: dict[str, Any]) -> dict[str, Any]:
    """A line with those statements only whose content holds a quotation mark or has one beside it."""
    text = line["text"]
    kept = [
        statement
        for statement in line["statements"]
        if any(QUOTE.search(text, max(0, a - 1), min(len(text), b + 1)) for a, b in statement["content"])
    ]
    return {**line, "statements": kept}


def _role_scores(gold: Sequence[dict[str, Any]], pred: Sequence[dict[str, Any]]) -> dict[str, float]:
    """F1 of each role's words, and of its whole spans, whatever the statement they belong to."""
    scores = {}
    for role in ROLES:
        words, spans = Counter[str](), Counter[str]()
        for ours, theirs in zip(gold, pred):
            text = ours["text"]
            a, b = ([span for s in line["statements"] for span in s[role]] for line in (ours, theirs))
            _count(words, set(_words(text, a)), set(_words(text, b)))
            _count(spans, {tuple(_words(text, [s])) for s in a}, {tuple(_words(text, [s])) for s in b})
        scores[f"token {role}"] = 2 * words["both"] / max(1, words["gold"] + words["pred"])
        scores[f"exact {role}"] = 2 * spans["both"] / max(1, spans["gold"] + spans["pred"])
    return scores


def _count(tally: Counter[str], gold: set[Any], pred: set[Any]) -> None:
    tally.update(gold=len(gold), pred=len(pred), both=len(gold & pred))
