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
from reportedly.reading.drafts import Draft, Quote, cut_at_blocks, merged, minus, trimmed
from reportedly.reading.lexicon import Lexicon
from reportedly.reading.tree import Tree

__all__ = ["SIGNS", "confidence", "heard"]

_PARTS = {"VERB": "verb", "AUX": "verb", "NOUN": "noun", "PROPN": "noun", "ADJ": "adj", "ADV": "adv", "ADP": "prep"}
_GOVERNING = ("VERB", "NOUN", "PROPN", "ADJ", "AUX", "PRON")
#: A quotation is completed when this share of its words is content already.
_MOSTLY = 0.5


def heard(
    tree: Tree, words: Lexicon, quotes: Sequence[Quote], said: Iterable[Said], by_rule: Sequence[Draft]
) -> list[Draft]:
    """A draft for each statement that the encoder marked, in its order; `by_rule` is what the rules make of them."""
    known = {draft.frame.head: draft for draft in by_rule}
    drafts = (_draft(tree, words, quotes, one, known) for one in said)
    return [draft for draft in drafts if draft is not None]


def _draft(tree: Tree, words: Lexicon, quotes: Sequence[Quote], said: Said, known: dict[int, Draft]) -> Draft | None:
    cue = [i for a, b in _ranges(tree, said.cue) for i in range(a, b)]
    source = [trimmed(tree, *part, ()) for part in _ranges(tree, said.source)]
    source = [part for part in source if part[0] < part[1]]
    content, quoted = _content(tree, quotes, _ranges(tree, said.content), cue, source)
    if not cue or not content:
        return None
    head = _governor(tree, cue)
    rule = next((known[i] for i in (head, *cue) if i in known), None)
    if rule is not None and rule.frame.pos == "passive" and rule.frame.source:
        # "was told by his envoy": who is told is no source.
        source = [*rule.frame.source]
    frame = _frame(tree, head, tuple(cue), tuple(source), tuple(content), rule)
    entry = rule.entry if rule else words.of(frame.key)
    sure = confidence(words.heard, said.logs, rule.precision if rule else 0.0)
    return Draft(frame, content, sure, entry, quoted, logs=said.logs)


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
    quoted = [quote for quote in quotes if _mostly_in(tree, quote, content)]
    own = {*cue, *(i for a, b in source for i in range(a, b))}
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
        if own.isdisjoint(gap) and len({tree.block[i] for i in (gap.start - 1, begin)}) == 1:
            out[-1] = (out[-1][0], end)
        else:
            out.append((begin, end))
    return out


def _mostly_in(tree: Tree, quote: Quote, content: Iterable[Range]) -> bool:
    words = [i for i in range(quote.first, quote.last) if tree.word[i][0].isalnum()]
    inside = sum(any(a <= i < b for a, b in content) for i in words)
    return bool(words) and inside >= _MOSTLY * len(words)


#: The signs of `data/en/heard_weights.tsv`, in the order of `Said.logs`; then how sure the rules are, and one for all.
SIGNS = ("cue", "content", "to cue", "to source", "rules", "always")


def confidence(weights: Mapping[str, float], logs: Sequence[float], by_rule: float) -> float:
    """How often a statement of which encoder and rules are that sure is right: logistic in their log chances."""
    odds = sum(weights[sign] * value for sign, value in zip(SIGNS, (*logs, by_rule, 1.0), strict=True))
    return 1.0 / (1.0 + math.exp(-odds))
