"""What somebody does by saying something: asserts, denies, warns, promises, ... (`model.Act`, a closed list).

The table of cues gives each cue its act; a negation turns some, and plain saying takes its act from what is said.
"""

from __future__ import annotations

from collections.abc import Collection

from reportedly.model import Act
from reportedly.reading.drafts import Draft
from reportedly.reading.tree import Tree

__all__ = ["REFUSING", "THINGS", "act_of"]

#: Words that point at something said or known, and say nothing of it.
THINGS = frozenset({"it", "its", "that", "this", "they", "their", "which", "what", "these", "those", "one"})

_NOR = frozenset({"neither", "nor"})
#: What an act becomes under "not": who neither confirms nor denies refuses to say.
_DENIED: dict[str, Act] = {"agree": "reject", "promise": "reject", "confirm": "reject", "deny": "reject"}
REFUSING = frozenset({"refuse", "decline"})


def act_of(tree: Tree, draft: Draft, untrue: Collection[str]) -> Act:
    """The act of the cue, turned by a negation, and for plain saying by what is said."""
    frame = draft.frame
    act = draft.entry.act if draft.entry else "assert"
    above = tree.head[frame.head]
    if tree.dep[frame.head] in tree.labels.open_complement and tree.lemma[above] in REFUSING:
        return "reject"
    if _negated(tree, frame.head):
        act = "assert" if any(tree.low[k] == "yet" for k in tree.kids[frame.head]) else _DENIED.get(act, act)
    return _act_of_content(tree, draft, untrue) if act == "assert" else act


def _negated(tree: Tree, v: int) -> bool:
    """ "did not agree"; "neither confirmed nor denied", where the words stand beside the first verb."""
    if tree.first(v, tree.labels.negation) is not None:
        return True
    verbs = (v, tree.head[v]) if tree.dep[v] in tree.labels.conjunct else (v,)
    return any(tree.low[k] in _NOR for verb in verbs for k in tree.kids[verb])


def _act_of_content(tree: Tree, draft: Draft, untrue: Collection[str]) -> Act:
    if _denies(tree, draft, untrue):
        return "deny"
    last = draft.content[-1]
    said = {tree.word[i] for a, b in draft.content for i in range(a, b)}
    if draft.quoted and "?" in tree.word[max(last[0], last[1] - 2) : last[1]] and "." not in said:
        return "ask"
    first = range(draft.content[0][0], min(draft.content[0][0] + 25, draft.content[0][1]))
    for i in first:
        if tree.tag[i] == "MD" and tree.low[i] in _MODAL_ACTS and tree.dep[tree.head[i]] in _main(tree):
            return _MODAL_ACTS[tree.low[i]]
        if tree.low[i] in ("sorry", "apologise", "apologize"):
            return "apologise"
    return "assert"


def _denies(tree: Tree, draft: Draft, untrue: Collection[str]) -> bool:
    """ "That is a lie": a short content that only says of what was said before that it is not so."""
    words = [i for a, b in draft.content for i in range(a, b) if tree.word[i][0].isalnum()]
    predicates = [i for i in words if tree.low[i] in untrue]
    if not predicates or len(words) > _SHORT:
        return False
    verb = tree.head[predicates[0]]
    return tree.low[words[0]] in THINGS and tree.first(verb, tree.labels.negation) is None


#: The most words of a content that may be a bare denial.
_SHORT = 6
_MODAL_ACTS: dict[str, Act] = {"must": "demand", "should": "urge"}


def _main(tree: Tree) -> frozenset[str]:
    return tree.labels.clausal_complement | tree.labels.root
