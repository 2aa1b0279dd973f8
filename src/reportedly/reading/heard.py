"""The encoder's statements as drafts: its spans as tokens, each checked and completed by parse and quotation marks.

The encoder says which words are source, cue and content. The parse adds what the spans do not tell: which word governs
the cue and the source, in what construction the cue stands, whom it addresses.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence

from reportedly.encoding.statements import Said
from reportedly.reading.cues import Frame, Range
from reportedly.reading.drafts import Draft, Quote, cut_at_blocks, merged, minus, quotes_in, tokens_of, trimmed
from reportedly.reading.lexicon import Lexicon
from reportedly.reading.page import Page
from reportedly.reading.tree import Tree

__all__ = ["LEAST", "SIGNS", "confidence", "heard", "heard_within"]

_PARTS = {"VERB": "verb", "AUX": "verb", "NOUN": "noun", "PROPN": "noun", "ADJ": "adj", "ADV": "adv", "ADP": "prep"}
_GOVERNING = ("VERB", "NOUN", "PROPN", "ADJ", "AUX", "PRON")
#: Statements less likely to be right are left out. Chosen on PolNeAR's development part: up to .4 the statement F1
#: gains, but contents that were rightly found with a doubtful source go.
ENOUGH = 0.15
#: How sure the rules must be of a statement for their source to stand where the encoder sees none.
NAMED = 0.5
#: How sure of a cue they must be for their content to stand where the encoder's is quite another.
CERTAIN = 0.9
#: How sure of a source a rule is at least.
_DOUBT = 0.01
_VERBAL = frozenset({"VERB", "AUX"})
_CLAUSES = frozenset({"that", "bare", "wh"})
_ENDS = frozenset({".", "?", "!"})
#: A quotation is completed when this share of its words is content already.
_MOSTLY = 0.5


def heard(
    tree: Tree, words: Lexicon, quotes: Sequence[Quote], said: Iterable[Said], by_rule: Sequence[Draft]
) -> list[Draft]:
    """A draft for each statement that the encoder marked, in its order; `by_rule` is what the rules make of them."""
    known = {draft.frame.head: draft for draft in by_rule}
    drafts = (_draft(tree, words, quotes, one, known) for one in said)
    return [draft for draft in drafts if draft is not None and draft.precision >= ENOUGH]


def heard_within(
    page: Page, tree: Tree, words: Lexicon, quotes: Sequence[Quote], parts: Iterable[Range], by_rule: Sequence[Draft]
) -> list[Draft]:
    """What the encoder marks in parts of contents, each read as a paragraph of its own."""
    stretches = {_bare(tree, *part) for part in parts}
    spans = sorted((tree.start[a], tree.start[b - 1] + len(tree.word[b - 1])) for a, b in stretches if b - a > 2)
    if page.encoder is None or not spans:
        return []
    return heard(tree, words, quotes, page.encoder.said(page.text, spans), by_rule)


def _bare(tree: Tree, begin: int, end: int) -> Range:
    """A content without the mark or the "that" it begins with, and without the marks it ends with."""
    while begin < end and (tree.low[begin] == "that" or not tree.word[begin][0].isalnum()):
        begin += 1
    while begin < end and not tree.word[end - 1][0].isalnum():
        end -= 1
    return begin, end


def _draft(tree: Tree, words: Lexicon, quotes: Sequence[Quote], said: Said, known: dict[int, Draft]) -> Draft | None:
    cue, logs = tokens_of(_ranges(tree, said.cue)), said.logs
    marked = _ranges(tree, said.content)
    source = [trimmed(tree, *part, ()) for part in _ranges(tree, said.source)]
    source = [_whole(tree, part, {*cue, *tokens_of(marked)}) for part in source if part[0] < part[1]]
    content, quoted = _content(tree, quotes, marked, cue, source)
    if not cue or not content:
        return None
    head = _governor(tree, cue)
    rule = next((known[i] for i in (head, *cue) if i in known), None)
    content = _without_next_deed(tree, head, _without_addressee(rule, content)) or content
    if rule is not None and _is_elsewhere(tree, rule, content):
        content, quoted = [*rule.content], rule.quoted
    if rule is not None and _names_source(tree, rule, head, source, content):
        source = [*rule.frame.source]
        # Of this source the encoder says nothing: the rule is as sure of it as of the statement.
        logs = (*logs[:3], max(logs[3], math.log(max(rule.precision, _DOUBT))))
    frame = _frame(tree, head, tuple(cue), tuple(source), tuple(content), rule)
    entry = rule.entry if rule else words.of(frame.key)
    sure = confidence(words.heard, logs, rule.precision if rule else 0.0)
    return Draft(frame, content, sure, entry, quoted, logs=logs)


def _is_elsewhere(tree: Tree, rule: Draft, content: Sequence[Range]) -> bool:
    """Whether rules that are sure of a cue see a clause behind it where the encoder marked a mere phrase before: "spoke
    up for the landing at Suez, including, London says, [sending arms to the rebels]"."""
    behind = all(begin > rule.frame.head for begin, _ in rule.content)
    if rule.precision < CERTAIN or not behind or any(end > rule.frame.head for _, end in content):
        return False
    ours, theirs = (any(tree.pos[i] in _VERBAL for i in tokens_of(parts)) for parts in (rule.content, content))
    return ours and not theirs


def _names_source(tree: Tree, rule: Draft, head: int, source: Sequence[Range], content: Sequence[Range]) -> bool:
    """Whether the rules' source stands in the place of the encoder's: it owns the cue ("his claim that"), or the
    encoder sees none in the cue's sentence."""
    named = _apart(tree, head, source) and rule.frame.source and rule.precision >= NAMED
    return bool(_owned(tree, rule.frame) or named) and not any(_overlap(p, content) for p in rule.frame.source)


def _frame(
    tree: Tree,
    head: int,
    cue: tuple[int, ...],
    source: tuple[Range, ...],
    content: tuple[Range, ...],
    rule: Draft | None,
) -> Frame:
    """The rules' frame at the cue with the encoder's spans, else one made from the cue's governing word."""
    speaker = _governor(tree, range(*source[0])) if source else None
    taken = (*source, *content)
    if rule is not None:
        old = rule.frame
        addressee = tuple(part for part in old.addressee if not _overlap(part, taken))
        return Frame(
            old.head, old.word, old.pos, old.construction, cue, source, speaker, content, addressee, old.detail
        )
    particle = tree.first(head, tree.labels.particle)
    word = tree.lemma[head] if particle is None else f"{tree.lemma[head]}_{tree.low[particle]}"
    addressee = tuple(part for part in _spoken_to(tree, head) if not _overlap(part, taken))
    pos = _PARTS.get(tree.pos[head], "mark")
    return Frame(head, word, pos, "text", cue, source, speaker, content, addressee)


def _whole(tree: Tree, part: Range, taken: set[int]) -> Range:
    """ "his envoy [in Cairo]": a source with what hangs on it by a preposition, as annotators have it (1,943 of 2,043
    in PolNeAR's training part); it never ends with one that has nothing behind it."""
    begin, end = part
    if tree.pos[end - 1] == "ADP" and end - 1 > begin:
        end -= 1
    hung = next((k for i in range(begin, end) for k in tree.kids[i] if k == end and tree.pos[k] == "ADP"), None)
    if hung is None or tree.right[hung] == hung + 1 or not taken.isdisjoint(range(end, tree.right[hung])):
        return begin, end
    return begin, tree.right[hung]


def _apart(tree: Tree, head: int, source: Sequence[Range]) -> bool:
    """Whether a cue has no source in its own sentence."""
    top = tree.top(head)
    return not any(tree.under(a, top) for a, _ in source)


def _without_addressee(rule: Draft | None, content: list[Range]) -> list[Range]:
    """ "assured [him] that": who is spoken to is no part of what is said in a clause of its own."""
    if rule is None or rule.frame.construction not in _CLAUSES:
        return content
    for part in rule.frame.addressee:
        if content[0][0] == part[0] and part[1] < content[0][1]:
            return minus(content, part)
    return content


def _without_next_deed(tree: Tree, head: int, content: list[Range]) -> list[Range]:
    """ "denied that it had sent arms [and accused X]": the cue's own subject goes on to do something else."""
    begin = content[0][0]
    for k in tree.among(head, tree.labels.conjunct):
        joint = next((i for i in range(k - 1, head, -1) if tree.dep[i] in tree.labels.coordinator), None)
        own = tree.first(k, tree.labels.subject) is None and tree.pos[k] == "VERB"
        if joint is not None and own and begin < joint and any(a <= k < b for a, b in content):
            return minus(content, (joint, content[-1][1]))
    return content


def _owned(tree: Tree, frame: Frame) -> bool:
    """Whether grammar leaves no doubt whose words they are: "was told by his envoy", "Moscow's denials that"."""
    who = frame.speaker
    if who is None:
        return False
    possessed = frame.pos == "noun" and tree.dep[who] in tree.labels.possessive and tree.head[who] == frame.head
    return frame.pos == "passive" or possessed


def _spoken_to(tree: Tree, head: int) -> list[Range]:
    """ "told reporters": an object of the cue that is neither source nor content."""
    people = tree.among(head, tree.labels.object | tree.labels.indirect_object)
    return [(tree.left[k], tree.right[k]) for k in people if tree.pos[k] in ("PROPN", "NOUN", "PRON")]


def _overlap(part: Range, taken: Iterable[Range]) -> bool:
    return any(a < part[1] and part[0] < b for a, b in taken)


def _ranges(tree: Tree, spans: Iterable[Sequence[int]]) -> list[Range]:
    """Character offsets as ranges of tokens, cut at the edges of blocks."""
    found = ((bisect_right(tree.start, a) - 1, bisect_left(tree.start, b)) for a, b in spans)
    return [part for a, b in found for part in cut_at_blocks(tree, (max(0, a), b))]


def _governor(tree: Tree, tokens: Sequence[int]) -> int:
    """The word that governs the others: the first that hangs from outside, and can govern if any can."""
    inside = set(tokens)
    free = [i for i in tokens if tree.head[i] not in inside or tree.head[i] == i]
    return next((i for i in free if tree.pos[i] in _GOVERNING), free[0] if free else tokens[0])


def _content(
    tree: Tree, quotes: Sequence[Quote], content: list[Range], cue: Sequence[int], source: Sequence[Range]
) -> tuple[list[Range], list[Quote]]:
    """What is said without cue and source, quotations completed, and the quotations in it."""
    near = (quote for a, b in content for quote in quotes_in(quotes, a, b))
    quoted = [quote for quote in dict.fromkeys(near) if _mostly_in(tree, quote, content)]
    own = {*cue, *tokens_of(source)}
    pieces = _closed(tree, merged([*content, *((quote.first, quote.last) for quote in quoted)]), own)
    for taken in (*((i, i + 1) for i in cue), *source):
        pieces = minus(pieces, taken)
    parts = (trimmed(tree, a, b, quotes) for piece in pieces for a, b in cut_at_blocks(tree, piece))
    return [part for part in parts if any(tree.word[i][0].isalnum() for i in range(*part))], quoted


def _closed(tree: Tree, pieces: list[Range], own: set[int]) -> list[Range]:
    """Gaps filled that hold nothing of the statement's own cue and source: somebody else's words inside a content, or
    an aside, which annotators hardly ever leave out (12 of 322 gaps)."""
    out = pieces[:1]
    for begin, end in pieces[1:]:
        gap = range(out[-1][1], begin)
        whole = not any(tree.word[i] in _ENDS or tree.block[i] != tree.block[begin] for i in (gap.start - 1, *gap))
        if own.isdisjoint(gap) and whole:
            out[-1] = (out[-1][0], end)
        else:
            out.append((begin, end))
    return out


def _mostly_in(tree: Tree, quote: Quote, content: Iterable[Range]) -> bool:
    words = [i for i in range(quote.first, quote.last) if tree.word[i][0].isalnum()]
    inside = sum(any(a <= i < b for a, b in content) for i in words)
    return bool(words) and inside >= _MOSTLY * len(words)


#: No log chance counts as smaller than this.
LEAST = -8.0
#: The signs of `data/en/heard_weights.tsv`, in the order of `Said.logs`; then how sure the rules are, and one for all.
SIGNS = ("cue", "content", "to cue", "to source", "rules", "always")


def confidence(weights: Mapping[str, float], logs: Sequence[float], by_rule: float) -> float:
    """How often a statement of which encoder and rules are that sure is right: logistic in their log chances."""
    values = (*(max(LEAST, log) for log in logs), by_rule, 1.0)
    odds = sum(weights[sign] * value for sign, value in zip(SIGNS, values, strict=True))
    return 1.0 / (1.0 + math.exp(-odds))
