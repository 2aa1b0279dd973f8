"""The encoder's drafts and the rules' put together, so that what is said within what is said has its place.

The encoder gives a word one tag: where somebody says that another has said something, it marks the one statement or
the other, or parts of both. The parse knows which clause stands in which. So the rules' drafts complete the encoder's:
they give an outer content back the words that an inner statement took, and add the layers that are missing.

PolNeAR's annotators mark hardly any statement inside another, so every inner one counts as an error there. But who
denies what, according to whom, is what a reader must know: inner ones are kept where they bring in a further voice.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from reportedly import gazetteer
from reportedly.model import Act
from reportedly.reading.acts import act_of, acts
from reportedly.reading.cues import Frame, Range
from reportedly.reading.drafts import Draft, merged, tokens_of
from reportedly.reading.tree import Tree

__all__ = ["layered", "nesting"]

#: How sure the rules must be of a statement around one that the encoder marked, and of one where it marked nothing.
OUTER, MISSED = 0.5, 0.6
#: How often a cue reports something, wherever it stands, for a statement within another to be kept: any cue; one that
#: does more than assert or has a clause behind it; a noun with a clause and its owner ("Iraq's insistence that").
INNER, TELLING, NOUN = 0.5, 0.3, 0.1
#: Statements that may share words stand no further apart than so many.
BESIDE = 8
#: How sure the encoder must be of what it marks in a content read once more.
SECOND = 0.4
_CLAUSES = frozenset({"that", "bare", "wh", "to", "obj-to", "ing", "clause"})
_DEEDS: frozenset[Act] = frozenset(
    {"deny", "confirm", "accuse", "warn", "threaten", "promise", "demand", "urge", "reject", "agree", "apologise",
     "ask", "criticise"}
)  # fmt: skip
_REPORTING = frozenset({"say", "tell", "claim", "write", "report", "announce", "declare", "state"})
_CLAIMS = frozenset(
    {"claim", "report", "assertion", "allegation", "insistence", "statement", "suggestion", "rumour", "rumor", "boast",
     "assessment", "admission", "testimony", "finding"}
)  # fmt: skip
_HE = frozenset({"he", "she", "they", "it"})
_QUOTING = frozenset({"quote", "cite"})
#: Verbs with which people put things before others, and what tells that it is words.
_SHOWING = frozenset({"show", "display", "confront"})
_WORDED = frozenset({"that", "how", "why", "whether", "what", "where", "when", '"', "“"})
#: Verbs that report hard words of others.
_BLOWS = frozenset({"attack", "assail", "blast", "hit"})


def layered(
    tree: Tree,
    marked: Sequence[Draft],
    by_rule: Sequence[Draft],
    code: str,
    again: Callable[[list[Range]], list[Draft]],
) -> list[Draft]:
    """All drafts of the encoder, completed, and those of the rules that stand around or within one of them or apart.

    Contents that still hold a word which may report something are read once more, by `again`, as texts of their own.
    """
    marked = [draft for draft in marked if not _is_quoting(tree, draft) and not _is_a_deed(tree, draft)]
    by_rule = [draft for draft in by_rule if not _is_a_deed(tree, draft)]
    taken = {i for draft in marked for i in draft.frame.cue}
    left = [draft for draft in by_rule if draft.frame.head not in taken and draft.frame.source]
    beside = _Beside(left)
    answers = {id(other): other for draft in marked for other in _given_up(tree, draft, beside.of(draft))}
    inner = [draft for draft in left if _brings_in(tree, draft, code)]
    at = {draft.frame.head: draft for draft in by_rule}
    beside = _Beside([*marked, *inner])
    for draft in marked:
        _give_back_beginning(tree, draft, beside.of(draft))
        if draft.frame.head in at:
            _give_back(draft, at[draft.frame.head], beside.of(draft))
    beside = _Beside(marked)
    for draft in marked:
        _take_in(draft, beside.of(draft))
    outer = [draft for draft in left if draft.precision >= OUTER and _surrounds(draft, beside.of(draft))]
    answers.update((id(draft), draft) for draft in outer)
    outer = list(answers.values())
    kept = [*marked, *outer, *_missed(left, [*marked, *outer])]
    known = {id(draft) for draft in kept}
    inner = [draft for draft in inner if id(draft) not in known]
    around = nesting([*kept, *inner])[len(kept) :]
    kept += [draft for draft, over in zip(inner, around, strict=True) if over is not None]
    kept += _of_second_reading(tree, kept, code, again)
    return kept + list(_quoted_voices(tree, kept))


class _Beside:
    """The drafts next to one in the text: looking at all of a long article's for each would take quadratic time."""

    def __init__(self, drafts: Sequence[Draft]) -> None:
        self._drafts = sorted(drafts, key=lambda draft: draft.frame.head)
        self._heads = [draft.frame.head for draft in self._drafts]

    def of(self, draft: Draft) -> list[Draft]:
        at = bisect_left(self._heads, draft.frame.head)
        return self._drafts[max(0, at - BESIDE) : at + BESIDE + 1]


def _of_second_reading(
    tree: Tree, kept: Sequence[Draft], code: str, again: Callable[[list[Range]], list[Draft]]
) -> list[Draft]:
    taken = {i for draft in kept for i in (draft.frame.head, *draft.frame.cue)}
    parts = [part for draft in kept for part in draft.content if _may_report(tree, part, taken, code)]
    found = [draft for draft in again(parts) if taken.isdisjoint(draft.frame.cue) and _is_further(tree, draft, code)]
    around = nesting([*kept, *found])[len(kept) :]
    return [draft for draft, over in zip(found, around, strict=True) if over is not None]


def _may_report(tree: Tree, part: Range, taken: set[int], code: str) -> bool:
    """Whether a content holds a word of saying or of a deed done in words that is no cue yet."""
    free = (i for i in range(*part) if i not in taken)
    return any(_is_verb_of(tree, i, code) if tree.pos[i] == "VERB" else _is_noun_of(tree, i, code) for i in free)


def _is_verb_of(tree: Tree, i: int, code: str) -> bool:
    """ "X denied": a verb of saying or of such a deed with a subject, done and not only wanted."""
    if tree.first(i, tree.labels.subject) is None or not _is_done(tree, i):
        return False
    return tree.lemma[i] in _REPORTING or any(row.act in _DEEDS for row in acts(code).rows(tree.lemma[i], "verb"))


def _is_noun_of(tree: Tree, i: int, code: str) -> bool:
    """ "the admission that": a noun of saying with a clause."""
    clauses = tree.labels.noun_complement_clause | tree.labels.clausal_complement | tree.labels.relative_clause
    if tree.pos[i] != "NOUN" or tree.first(i, clauses) is None:
        return False
    return tree.lemma[i] in _CLAIMS or any(row.act in _DEEDS for row in acts(code).rows(tree.lemma[i], "noun"))


def _is_further(tree: Tree, draft: Draft, code: str) -> bool:
    """Whether what the encoder marked within a content brings in somebody's word."""
    frame = draft.frame
    if frame.speaker is None or draft.precision < SECOND:
        return False
    act = act_of(tree, draft, code)
    if frame.pos != "noun" and not _is_done(tree, frame.head):
        return False
    if _is_voice(tree, frame.speaker):
        return act != "intend"
    return tree.low[frame.speaker] in _HE and (frame.word in _REPORTING or act in _DEEDS)


# --- words that the inner statement took ------------------------------------------------------------------------


def _give_back_beginning(tree: Tree, draft: Draft, others: Sequence[Draft]) -> None:
    """ "[X has denied] sending arms, though that could change, experts say": the cue and source of an inner statement
    whose content begins the outer one's belong to the outer one as well."""
    own, begin = {*draft.frame.cue, *tokens_of(draft.frame.source)}, draft.content[0][0]
    for other in others:
        first = min((*other.frame.cue, *tokens_of(other.frame.source)), default=begin)
        led = range(first, begin)
        inner = other is not draft and bool(other.content) and begin <= other.content[0][0] < draft.content[-1][1]
        whole = inner and _covers(draft.content, set(tokens_of(other.content))) and max(other.frame.cue) < begin
        if whole and own.isdisjoint(led) and not any(tree.word[i] in {".", "?", "!"} for i in led):
            draft.content = merged([*draft.content, (first, begin)])
            return


def _give_back(draft: Draft, rule: Draft, others: Sequence[Draft]) -> None:
    """Adds the rule's content where that brings in the whole of a statement that stands beside the encoder's."""
    own = {*draft.frame.cue, *tokens_of(draft.frame.source)}
    for other in others:
        words = {*other.frame.cue, *tokens_of(other.frame.source)}
        # What comes behind the whole content is joined to it: "said that it was so, and X claimed ..."
        behind = min(words) >= draft.content[-1][1]
        if other is draft or behind or not own.isdisjoint(words) or _covers(draft.content, words):
            continue
        clause = rule.frame.construction in _CLAUSES and rule.precision >= OUTER
        if clause and _covers(rule.content, words) and own.isdisjoint(tokens_of(rule.content)):
            draft.content = merged([*draft.content, *rule.content])
            return


def _missed(by_rule: Sequence[Draft], kept: Sequence[Draft]) -> list[Draft]:
    """What the rules are sure of where no word is anybody's cue or content yet."""
    taken = {i for draft in kept for i in (*draft.frame.cue, *tokens_of(draft.content))}
    likely = (draft for draft in by_rule if draft.precision >= MISSED)
    return [draft for draft in likely if taken.isdisjoint((*draft.frame.cue, *tokens_of(draft.content)))]


def _given_up(tree: Tree, draft: Draft, by_rule: Sequence[Draft]) -> Iterator[Draft]:
    """ "X said that it was so. [Y denied it]": takes out of X's content what rules are sure that somebody says in
    another sentence; gives the rules' drafts of that."""
    for other in by_rule if len(draft.content) > 1 else ():
        if other.precision < OUTER or tree.under(draft.frame.head, tree.top(other.frame.head)):
            continue
        rest = [part for part in draft.content if not _covers(other.content, set(range(*part)))]
        if 0 < len(rest) < len(draft.content):
            draft.content = rest
            yield other


def _take_in(draft: Draft, marked: Sequence[Draft]) -> None:
    """Adds a statement whose source lies in a content already or follows one that its own cue stands behind: "Despite
    [Moscow's denials that ...], officers said"."""
    own = {*draft.frame.cue, *tokens_of(draft.frame.source)}
    for other in marked:
        source = set(tokens_of(other.frame.source))
        words = {*other.frame.cue, *tokens_of(other.content)}
        if other is draft or not source or not own.isdisjoint(words | source):
            continue
        led = any(b == min(source) for _, b in draft.content) and max(words) < min(own)
        if led or _covers(draft.content, source):
            taken = (*source, *other.frame.cue)
            draft.content = merged([*draft.content, *((i, i + 1) for i in taken), *other.content])


def _surrounds(draft: Draft, marked: Sequence[Draft]) -> bool:
    """Whether a draft's content holds the whole of a statement that the encoder marked."""
    return any(
        _covers(draft.content, {*one.frame.cue, *tokens_of(one.frame.source), *tokens_of(one.content)})
        for one in marked
    )


def _covers(ranges: Sequence[Range], words: set[int]) -> bool:
    return all(any(a <= i < b for a, b in ranges) for i in words)


# --- which inner statements are worth a row ---------------------------------------------------------------------


def _brings_in(tree: Tree, draft: Draft, code: str) -> bool:
    """Whether a statement of the rules, if it stands within another, brings in somebody's word."""
    frame = draft.frame
    if frame.construction == "despite":
        return True
    if frame.pos == "noun":
        return _is_claim(tree, draft, code)
    if draft.alone < TELLING or frame.speaker is None or not _is_done(tree, frame.head):
        return False
    act, clause = act_of(tree, draft, code), frame.construction in _CLAUSES
    if _is_voice(tree, frame.speaker):
        return act != "intend" and (draft.alone >= INNER or clause or act in _DEEDS)
    told = clause and (frame.word in _REPORTING or act in _DEEDS)
    return told and draft.alone >= INNER and tree.low[frame.speaker] in _HE


def _is_claim(tree: Tree, draft: Draft, code: str) -> bool:
    """ "Iraq's insistence that", "the admission by Mr X that": a noun with its owner and what it says."""
    frame = draft.frame
    told = draft.alone >= NOUN and frame.construction in _CLAUSES and _is_voice(tree, frame.speaker)
    return told and (frame.word in _CLAIMS or act_of(tree, draft, code) in _DEEDS)


def _is_done(tree: Tree, v: int) -> bool:
    """Whether a verb tells what somebody does or did: neither "to deny it" nor "may deny it"."""
    helpers = list(tree.among(v, tree.labels.auxiliary | tree.labels.passive_auxiliary))
    tags = {tree.tag[k] for k in helpers}
    if "TO" in tags and any(tree.lemma[k] == "have" for k in helpers):
        return True  # "is said to have denied"
    if tree.tag[v] in ("VB", "VBG", "VBN"):
        return bool(tags) and not tags & {"TO", "MD"}
    return "MD" not in tags


def _is_voice(tree: Tree, who: int | None) -> bool:
    """Whether a source is somebody who can speak, by name or description; not a paper."""
    if who is None:
        return False
    role = gazetteer.role(tree.low[who])
    return tree.pos[who] == "PROPN" or (
        tree.pos[who] == "NOUN" and role is not None and role.speaker and role.kind != "document"
    )


# --- "Tass, quoting the general, said" --------------------------------------------------------------------------


def _is_quoting(tree: Tree, draft: Draft) -> bool:
    """ "Reuters said, quoting officers": the officers are no content of Reuters'."""
    head = draft.frame.head
    return tree.lemma[head] in _QUOTING and tree.tag[head] == "VBG" and tree.first(head, tree.labels.object) is not None


def _is_a_deed(tree: Tree, draft: Draft) -> bool:
    return _by_craft(tree, draft) or _is_shown(tree, draft)


def _by_craft(tree: Tree, draft: Draft) -> bool:
    """ "Warships said", "gunmen attacked the town": what sails or shoots says nothing, and who bears arms attacks with
    them."""
    speaker = draft.frame.speaker
    role = gazetteer.role(tree.lemma[speaker]) if speaker is not None else None
    if role is None:
        return False
    armed = role.sector == "UAF" or (role.sector in {"MIL", "REB"} and role.kind == "group")
    return role.kind == "craft" or (armed and tree.lemma[draft.frame.head] in _BLOWS)


def _is_shown(tree: Tree, draft: Draft) -> bool:
    """ "Stevenson showed the Council photographs": what somebody shows, as polls do not, is no words of his."""
    frame = draft.frame
    if tree.lemma[frame.head] not in _SHOWING or not draft.content or not _is_voice(tree, frame.speaker):
        return False
    return tree.low[draft.content[0][0]] not in _WORDED


def _quoted_voices(tree: Tree, drafts: Sequence[Draft]) -> Iterator[Draft]:
    """Whoever is quoted or cited for what another says: the same content, within the other's, to which the words
    "quoting ..." are added."""
    at = {draft.frame.head: draft for draft in drafts}
    at |= {draft.frame.speaker: draft for draft in drafts if draft.frame.speaker is not None}
    for i in range(tree.size):
        if tree.lemma[i] not in _QUOTING or tree.tag[i] != "VBG" or tree.block[i] < 0:
            continue
        # "reported, citing investigators, that ..." may be parsed into the clause behind.
        outer, who = at.get(tree.head[i]) or at.get(max(0, i - 2)), tree.first(i, tree.labels.object)
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
