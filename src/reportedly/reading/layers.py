"""The encoder's drafts and the rules' put together, so that what is said within what is said has its place.

The encoder gives a word one tag: where somebody says that another has said something, it marks the one statement or
the other, or parts of both. The parse knows which clause stands in which. So the rules' drafts complete the encoder's:
they give an outer content back the words that an inner statement took, and add the layers that are missing.

PolNeAR's annotators mark hardly any statement inside another, so every inner one counts as an error there. But who
denies what, according to whom, is what a reader must know: inner ones are kept where they bring in a further voice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from reportedly import gazetteer
from reportedly.model import Act
from reportedly.reading.acts import act_of
from reportedly.reading.cues import Frame, Range
from reportedly.reading.drafts import Draft, merged
from reportedly.reading.tree import Tree

__all__ = ["layered", "nesting"]

#: How sure the rules must be of a statement around one that the encoder marked.
OUTER = 0.5
#: How often a cue reports something, wherever it stands, for a statement within another to be kept: any cue; one that
#: does more than assert or has a clause behind it; a noun with a clause and its owner ("Iraq's insistence that").
INNER, TELLING, NOUN = 0.5, 0.3, 0.1
_CLAUSES = frozenset({"that", "bare", "wh", "to", "obj-to", "ing", "clause"})
_DEEDS: frozenset[Act] = frozenset(
    {"deny", "confirm", "accuse", "warn", "threaten", "promise", "demand", "urge", "reject", "agree", "apologise",
     "ask", "criticise"}
)  # fmt: skip
_REPORTING = frozenset({"say", "tell", "claim", "write", "report", "announce", "declare", "state"})
_QUOTING = frozenset({"quote", "cite"})


def layered(tree: Tree, marked: Sequence[Draft], by_rule: Sequence[Draft], code: str) -> list[Draft]:
    """All drafts of the encoder, completed, and those of the rules that stand around or within one of them."""
    marked = [draft for draft in marked if not _is_quoting(tree, draft)]
    taken = {i for draft in marked for i in draft.frame.cue}
    left = [draft for draft in by_rule if draft.frame.head not in taken and draft.frame.source]
    inner = [draft for draft in left if _brings_in(tree, draft, code)]
    at = {draft.frame.head: draft for draft in by_rule}
    for draft in marked:
        if draft.frame.head in at:
            _give_back(draft, at[draft.frame.head], [*marked, *inner])
    outer = [draft for draft in left if draft.precision >= OUTER and _surrounds(draft, marked)]
    kept = [*marked, *outer]
    inner = [draft for draft in inner if draft not in outer]
    around = nesting([*kept, *inner])[len(kept) :]
    kept += [draft for draft, over in zip(inner, around, strict=True) if over is not None]
    return kept + list(_quoted_voices(tree, kept))


# --- words that the inner statement took ------------------------------------------------------------------------


def _give_back(draft: Draft, rule: Draft, others: Sequence[Draft]) -> None:
    """Adds the rule's content where that brings in the whole of a statement that stands beside the encoder's."""
    own = {*draft.frame.cue, *_tokens(draft.frame.source)}
    for other in others:
        words = {*other.frame.cue, *_tokens(other.frame.source)}
        if other is draft or not own.isdisjoint(words) or _covers(draft.content, words):
            continue
        if _covers(rule.content, words) and own.isdisjoint(_tokens(rule.content)):
            draft.content = merged([*draft.content, *rule.content])
            return


def _surrounds(draft: Draft, marked: Sequence[Draft]) -> bool:
    """Whether a draft's content holds the whole of a statement that the encoder marked."""
    return any(
        _covers(draft.content, {*one.frame.cue, *_tokens(one.frame.source), *_tokens(one.content)}) for one in marked
    )


def _tokens(ranges: Sequence[Range]) -> list[int]:
    return [i for a, b in ranges for i in range(a, b)]


def _covers(ranges: Sequence[Range], words: set[int]) -> bool:
    return all(any(a <= i < b for a, b in ranges) for i in words)


# --- which inner statements are worth a row ---------------------------------------------------------------------


def _brings_in(tree: Tree, draft: Draft, code: str) -> bool:
    """Whether a statement of the rules, if it stands within another, brings in somebody's word."""
    frame = draft.frame
    if frame.construction == "despite":
        return True
    clause = frame.construction in _CLAUSES
    if _is_voice(tree, frame.speaker):
        if draft.alone >= INNER or (frame.pos == "noun" and clause and draft.alone >= NOUN):
            return True
        return draft.alone >= TELLING and (clause or act_of(tree, draft, code) in _DEEDS)
    if frame.speaker is None or tree.low[frame.speaker] not in ("he", "she", "they", "it") or not clause:
        return False
    modal = any(tree.tag[k] == "MD" for k in tree.kids[frame.head])
    told = frame.word in _REPORTING or act_of(tree, draft, code) in _DEEDS
    return draft.alone >= INNER and told and not modal


def _is_voice(tree: Tree, who: int | None) -> bool:
    """Whether a source is somebody who can speak, by name or description."""
    if who is None or tree.pos[who] not in ("PROPN", "NOUN"):
        return False
    role = gazetteer.role(tree.low[who])
    return tree.pos[who] == "PROPN" or (role is not None and role.speaker)


# --- "Tass, quoting the general, said" --------------------------------------------------------------------------


def _is_quoting(tree: Tree, draft: Draft) -> bool:
    """ "Reuters said, quoting officers": the officers are no content of Reuters'."""
    head = draft.frame.head
    return tree.lemma[head] in _QUOTING and tree.tag[head] == "VBG" and tree.first(head, tree.labels.object) is not None


def _quoted_voices(tree: Tree, drafts: Sequence[Draft]) -> Iterator[Draft]:
    """Whoever is quoted or cited for what another says: the same content, within the other's, to which the words
    "quoting ..." are added."""
    at = {draft.frame.head: draft for draft in drafts}
    at |= {draft.frame.speaker: draft for draft in drafts if draft.frame.speaker is not None}
    for i in range(tree.size):
        if tree.lemma[i] not in _QUOTING or tree.tag[i] != "VBG" or tree.block[i] < 0:
            continue
        outer, who = at.get(tree.head[i]), tree.first(i, tree.labels.object)
        if outer is None or who is None or not _is_voice(tree, who) or who <= i:
            continue
        source = (tree.left[who], tree.right[who])
        frame = Frame(i, tree.lemma[i], "verb", "clause", (i,), (source,), who, tuple(outer.content))
        yield Draft(frame, list(outer.content), min(outer.precision, OUTER), None, list(outer.quoted))
        outer.content = merged([*outer.content, (i, source[1])])
        outer.frame = replace(outer.frame, content=tuple(outer.content))


def nesting(drafts: Sequence[Draft]) -> list[int | None]:
    """For each draft the one with the shortest content around its cue; contents shrink inwards, so no circles."""
    pieces = sorted((a, b, k) for k, draft in enumerate(drafts) for a, b in draft.content)
    size = [sum(b - a for a, b in draft.content) for draft in drafts]
    out: list[int | None] = [None] * len(drafts)
    order = sorted(range(len(drafts)), key=lambda k: drafts[k].frame.head)
    active: list[tuple[int, int, int]] = []
    at = 0
    for k in order:
        head = drafts[k].frame.head
        while at < len(pieces) and pieces[at][0] <= head:
            active.append(pieces[at])
            at += 1
        active = [piece for piece in active if piece[1] > head]
        around = [j for _, _, j in active if j != k and size[j] > size[k]]
        out[k] = min(around, key=lambda j: (size[j], j), default=None)
    return out
