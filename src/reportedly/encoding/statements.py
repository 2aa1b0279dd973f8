"""The head of statements: tags for source, cue and content, and pointers that make statements of them.

Each piece of a content points to its cue, each piece of a cue to its source, or to the frame's first place if the
statement has none. So one source may serve several cues, and content may lie in several pieces. Statements inside
statements are out of reach: a piece has one tag.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reportedly.encoding.pieces import Pieces
from reportedly.encoding.pointers import NOWHERE, pointed
from reportedly.encoding.tags import (
    Marked,
    Run,
    averaged,
    best_tags,
    chances_of,
    marked,
    mean_chance,
    offsets,
)

__all__ = ["CONTENT", "CUE", "ROLES", "SOURCE", "Said", "by_role", "found", "joined"]

ROLES = ("source", "cue", "content")
SOURCE, CUE, CONTENT = range(3)
#: Added to the scores of a cue's tags when reading: what is said counts more than an even balance of errors.
CUE_BONUS = 1.4

Spans = list[list[int]]


@dataclass(frozen=True, slots=True)
class Said:
    """A statement as character offsets, and how sure each step to it was: mean log chances, 0 for certain."""

    source: Spans
    cue: Spans
    content: Spans
    #: of the cue's tags, of the content's tags, of the pointers to the cue, of the pointer to the source
    logs: tuple[float, float, float, float]


def found(pieces: Pieces, runs: Sequence[Run]) -> list[Said]:
    """The statements of a text, in text order of their cues."""
    if not runs:
        return []
    scores = averaged(runs, "tags", len(pieces))
    scores[:, [2 * CUE + 1, 2 * CUE + 2]] += CUE_BONUS
    tags = best_tags(scores, pieces)
    sources, cues, contents = by_role(marked(tags, pieces))
    to_cue = pointed(runs, ("content_from", "content_to"), contents, cues, none=False)
    to_source = pointed(runs, ("cue_from", "cue_to"), cues, sources, none=True)
    chances = chances_of(tags, scores)
    made = []
    for number, source, content in joined([cue for cue, _ in to_cue], [source for source, _ in to_source]):
        sure = (
            mean_chance(chances, cues[number]),
            min(mean_chance(chances, contents[k]) for k in content),
            min(to_cue[k][1] for k in content),
            to_source[number][1],
        )
        said_by, said = sources[source : source + 1], [contents[k] for k in content]
        made.append(Said(offsets(said_by, pieces), offsets([cues[number]], pieces), offsets(said, pieces), sure))
    return made


def by_role(spans: Sequence[Marked]) -> list[list[Marked]]:
    """Sources, cues and contents."""
    return [[span for span in spans if span.role == role] for role in range(len(ROLES))]


def joined(to_cue: Sequence[int], to_source: Sequence[int]) -> list[tuple[int, int, list[int]]]:
    """For each cue that some content points to: its number, that of its source (one past the last for none), and those
    of its contents.

    `to_cue`: the number of the cue that each content points to, or `NOWHERE`; `to_source`: of each cue's source.
    """
    contents: dict[int, list[int]] = {}
    for number, cue in enumerate(to_cue):
        if cue != NOWHERE:
            contents.setdefault(cue, []).append(number)
    return [(cue, to_source[cue], contents[cue]) for cue in sorted(contents)]
