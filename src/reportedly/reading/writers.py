"""Whose words a letter's are: documents -> those who wrote them, where the text says whose they are.

"The letter said" leaves its source as it stands; who speaks is the one whose letter it is: "Mr X's letter", "a message
from X", "in a letter X acknowledged", "X sent a letter". Rules only; a document of nobody named speaks for itself.
"""

from __future__ import annotations

from bisect import bisect_left

from reportedly import gazetteer
from reportedly.model import Mention
from reportedly.reading.cues import subject
from reportedly.reading.mentions import Cast
from reportedly.reading.page import Page
from reportedly.reading.tree import Tree

__all__ = ["noun_of", "writer"]

_ISSUING = frozenset(
    {"write", "send", "publish", "issue", "release", "sign", "dictate", "deliver", "give", "make", "read", "draft",
     "address", "hand", "broadcast", "record", "wire", "cable"}
)  # fmt: skip
_WRITING = frozenset({"write", "send", "sign", "dictate", "draft", "issue", "pen", "address", "make", "deliver"})
#: What stands in a document says what its writer says: "in a letter, he acknowledged".
_SAYING = frozenset(
    {"say", "tell", "write", "acknowledge", "admit", "add", "announce", "appeal", "ask", "assure", "call", "claim",
     "complain", "confirm", "declare", "demand", "deny", "describe", "explain", "inform", "insist", "offer", "promise",
     "propose", "protest", "repeat", "state", "suggest", "threaten", "urge", "vow", "warn"}
)  # fmt: skip
#: A study of somebody, and an article or a book about him, are not his.
_OF_ITS_OWNER = frozenset({"letter", "message", "statement", "speech", "address", "reply", "note", "cable", "telegram"})
_VOICES = frozenset({"PERSON", "ORG", "GPE", "NORP"})
#: How many nouns deep an owner may stand: "a sentence of a passage of his speech".
_DEPTH = 3


def writer(page: Page, tree: Tree, cast: Cast, id: str, at: int) -> str | None:
    """The entity whose document this is, as far as the text up to token `at` says, the last word on it first."""
    mentions = [one for one in cast.mentions(id) if one.form != "pronoun" and one.span.start <= tree.start[at]]
    for mention in reversed(mentions):
        head = noun_of(tree, mention)
        found = _at(page, tree, cast, head, _DEPTH) if _is_document(tree, head) else None
        if found is not None and found != id:
            return found
    return None


def noun_of(tree: Tree, mention: Mention) -> int:
    """The token of a mention that governs the others."""
    first, last = bisect_left(tree.start, mention.span.start), bisect_left(tree.start, mention.span.end)
    return next((k for k in range(first, last) if not first <= tree.head[k] < last or tree.head[k] == k), first)


def _is_document(tree: Tree, noun: int) -> bool:
    role = gazetteer.role(tree.low[noun])
    return tree.pos[noun] == "NOUN" and (tree.low[noun] in _PARTS or (role is not None and role.kind == "document"))


#: Parts of a document, which are their writer's as well.
_PARTS = frozenset({"sentence", "passage", "line", "paragraph", "phrase", "words", "page"})


def _at(page: Page, tree: Tree, cast: Cast, noun: int, depth: int) -> str | None:
    labels = tree.labels
    owner = tree.first(noun, labels.possessive)
    candidates = [owner] if owner is not None else []
    for p in tree.among(noun, labels.preposition | labels.passive_agent):
        inner = tree.first(p, labels.preposition_object) if p > noun else None
        if inner is None or tree.low[p] not in ("by", "from", "of", "in"):
            continue
        if _is_document(tree, inner) and tree.low[p] in ("of", "from", "in"):
            return _at(page, tree, cast, inner, depth - 1) if depth else None
        if tree.low[p] in ("by", "from") or (tree.low[p] == "of" and tree.lemma[noun] in _OF_ITS_OWNER):
            candidates.append(inner)
    if tree.lemma[noun] in _OF_ITS_OWNER:
        candidates += tree.among(noun, labels.compound | labels.adjective)
    candidates += [*_in_clauses(tree, noun), *_of_verb(tree, noun)]
    found = (_voice(page, tree, cast, candidate) for candidate in candidates)
    return next((one for one in found if one is not None), None)


def _in_clauses(tree: Tree, noun: int) -> list[int]:
    """ "a letter signed by X", "a message in which X ..."."""
    labels, found = tree.labels, list[int | None]()
    for clause in tree.kids[noun]:
        if clause > noun and tree.dep[clause] in labels.noun_complement_clause and tree.lemma[clause] in _WRITING:
            by = tree.first(clause, labels.passive_agent)
            found.append(tree.first(by, labels.preposition_object) if by is not None else None)
        elif tree.dep[clause] in labels.relative_clause:
            inside = tree.low[tree.left[clause]] == "in"
            mine = inside or (tree.lemma[clause] in _ISSUING and tree.first(clause, labels.passive_subject) is None)
            found.append(tree.first(clause, labels.subject) if mine else None)
    return [k for k in found if k is not None and tree.low[k] not in ("that", "which", "who")]


def _of_verb(tree: Tree, noun: int) -> list[int]:
    """ "X sent a letter"; "in a letter, X acknowledged"."""
    above, labels = tree.head[noun], tree.labels
    sent = tree.dep[noun] in labels.object and tree.lemma[above] in _ISSUING
    if tree.dep[noun] in labels.preposition_object and tree.low[above] in ("in", "through", "with"):
        above = tree.head[above]
        sent = tree.lemma[above] in _SAYING
    if not sent or tree.first(above, labels.passive_subject) is not None:
        return []
    head = subject(tree, above).head
    return [head] if head is not None else []


def _voice(page: Page, tree: Tree, cast: Cast, noun: int) -> str | None:
    found, role = cast.at(page.doc[noun]), gazetteer.role(tree.low[noun])
    if found is None and role is not None and role.human and role.speaker:
        return cast.describe(page.doc[noun])
    return found if found is not None and cast.get(found).kind in _VOICES else None
