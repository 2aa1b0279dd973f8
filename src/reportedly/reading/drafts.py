"""Statements in the making: frames from the parse and quotations from the marks, joined.

A quotation belongs to the cue whose clause it stands in, or to the verb of saying right beside it, or else it carries
on the quotation before it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from reportedly.model import READABLE
from reportedly.reading.cues import Frame, Range, cue_words, frames, subject
from reportedly.reading.lexicon import Entry, Lexicon
from reportedly.reading.page import Page
from reportedly.reading.quotes import quotations
from reportedly.reading.tree import Tree

__all__ = [
    "Draft",
    "Quote",
    "candidates",
    "cut_at_blocks",
    "merged",
    "minus",
    "quote_at",
    "quotes_in",
    "token_quotes",
    "tokens_of",
    "trimmed",
]

#: How far, in tokens, a quotation may stand from the words that introduce it.
REACH = 14
#: How far, in tokens, a quotation may stand behind the one it carries on within a paragraph.
NEAR = 60
_JOINING = frozenset({"and", "but", "or"})
_PLAIN_PUNCTUATION = frozenset({",", ".", ";", ":", "-", "–", "—", "--", "?", "!", "…", "...", ")", "(", "/"})


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation as a range of tokens, its marks included."""

    first: int
    last: int
    block: int
    runs_on: bool
    single: bool


@dataclass(slots=True)
class Draft:
    """A statement while it is being put together; `content` is kept as token ranges."""

    frame: Frame
    content: list[Range]
    precision: float
    entry: Entry | None
    quoted: list[Quote] = field(default_factory=list)
    #: the precision of its cue alone, whatever stands beside it
    alone: float = 0.0
    #: how sure the encoder was of it (`Said.logs`); empty where it stands by rules alone
    logs: tuple[float, ...] = ()


def candidates(page: Page, tree: Tree, words: Lexicon, quotes: Sequence[Quote]) -> list[Draft]:
    """Everything that may be a statement, with its final content and the precision of its cue alone."""
    drafts = [
        Draft(frame, list(frame.content), entry.precision, entry)
        for frame in frames(tree, words.words)
        if (entry := words.of(frame.key)) is not None
    ]
    drafts = [draft for draft in drafts if _confined(tree, draft, quotes)]
    _attribute(tree, words, quotes, drafts)
    drafts.extend(_following(tree, words, quotes, drafts))
    drafts.extend(_colons(tree, quotes, drafts))
    drafts.extend(_signed(tree, quotes, drafts))
    for draft in drafts:
        draft.content = _trimmed(tree, draft, quotes)
    return [draft for draft in drafts if any(tree.word[i][0].isalnum() for i in tokens_of(draft.content))]


# --- quotations ------------------------------------------------------------------------------------------------


def token_quotes(page: Page, tree: Tree) -> list[Quote]:
    blocks = [(i, b.span) for i, b in enumerate(page.article.blocks) if b.kind in READABLE]
    found = []
    for q in quotations(page.article.text, blocks):
        first = bisect_right(tree.start, q.span.start) - 1
        last = bisect_left(tree.start, q.span.end)
        if 0 <= first < last:
            found.append(Quote(first, last, q.block, q.runs_on, q.single))
    return found


def _confined(tree: Tree, draft: Draft, quotes: Sequence[Quote]) -> bool:
    """Cuts the content of a cue inside a quotation to it, and completes quotations that a content has begun.

    False when nothing is left of the content.
    """
    home = quote_at(quotes, draft.frame.head)
    if home is not None:
        draft.content = [(max(a, home.first + 1), min(b, home.last)) for a, b in draft.content]
    draft.content = [(a, b) for a, b in draft.content if a < b]
    if home is None:
        for a, b in list(draft.content):
            for quote in quotes_in(quotes, a, b):
                if quote.first <= draft.frame.head < quote.last:
                    continue
                draft.content.append((quote.first, quote.last))
                draft.quoted.append(quote)
        draft.content = merged(draft.content)
    return bool(draft.content)


def quote_at(quotes: Sequence[Quote], token: int) -> Quote | None:
    k = bisect_right(quotes, token, key=lambda q: q.first) - 1
    return quotes[k] if k >= 0 and token < quotes[k].last else None


def quotes_in(quotes: Sequence[Quote], begin: int, end: int) -> Iterator[Quote]:
    k = max(0, bisect_right(quotes, begin, key=lambda q: q.first) - 1)
    while k < len(quotes) and quotes[k].first < end:
        if quotes[k].last > begin:
            yield quotes[k]
        k += 1


def _attribute(tree: Tree, words: Lexicon, quotes: Sequence[Quote], drafts: list[Draft]) -> None:
    """Finds for each quotation the statement it belongs to, or makes one."""
    by_head = {draft.frame.head: draft for draft in drafts}
    owner: dict[int, Draft] = {}
    for draft in drafts:
        for quote in draft.quoted:
            best = owner.get(quote.first)
            if best is None or _closer(draft, best, quote):
                owner[quote.first] = draft
    last: tuple[Draft, Quote] | None = None
    given: dict[int, Draft] = {}
    for quote in quotes:
        speaker = _adjacent(tree, words, quote, by_head)
        if speaker is not None and speaker.frame.head not in by_head:
            by_head[speaker.frame.head] = speaker
            drafts.append(speaker)
        if speaker is None and quote.first not in owner and last is not None and _goes_on(tree, quote, last[1]):
            speaker = last[0]
        if speaker is not None:
            _give(speaker, quote)
            given[quote.first] = speaker
        found = speaker or owner.get(quote.first)
        if found is not None:
            last = found, quote
        elif last is not None and quote.block > last[1].block:
            last = None
    drafts[:] = [draft for draft in drafts if not _spoken_by_another(draft, given)]


def _spoken_by_another(draft: Draft, given: dict[int, Draft]) -> bool:
    """Whether all that a draft holds is quotations that stand right beside somebody else's verb of saying."""
    if not draft.quoted or any(given.get(quote.first) in (None, draft) for quote in draft.quoted):
        return False
    return all(any(q.first <= a and b <= q.last for q in draft.quoted) for a, b in draft.content)


def _give(draft: Draft, quote: Quote) -> None:
    """Adds a quotation to a statement. An object beside it was the one spoken to: "told the ambassador: ..."."""
    frame = draft.frame
    if not draft.quoted and frame.construction == "obj":
        if frame.word in _TELLING and not set(frame.content) & set(frame.source):
            draft.frame = replace(frame, addressee=frame.content, construction="quote")
        draft.content = []
    draft.content = merged([*draft.content, (quote.first, quote.last)])
    draft.quoted.append(quote)


_TELLING = frozenset({"tell", "ask", "remind", "warn", "assure", "inform", "advise", "urge", "answer", "address"})


def _closer(one: Draft, other: Draft, quote: Quote) -> bool:
    return _distance(one.frame.head, quote) < _distance(other.frame.head, quote)


def _distance(token: int, quote: Quote) -> int:
    return quote.first - token if token < quote.first else token - quote.last


def _speech(tree: Tree, quote: Quote) -> bool:
    """Whether a quotation is a stretch of speech rather than a word held up with tongs: a clause, or closed as one."""
    inside = range(quote.first + 1, quote.last)
    solid = [i for i in inside if tree.word[i][0].isalnum()]
    if len(solid) < 3 or not tree.word[solid[0]][0].isupper():
        return False
    return any(word in {",", ".", "?", "!"} for word in tree.word[max(quote.first, quote.last - 3) : quote.last + 1])


def _goes_on(tree: Tree, quote: Quote, before: Quote) -> bool:
    """Whether speech carries on the quotation before: in its paragraph, or in a next one that it opens."""
    if not _speech(tree, quote):
        return False
    if quote.block == before.block:
        return quote.first - before.last <= NEAR
    at = quote.first - 1
    while at >= 0 and tree.block[at] < 0:
        at -= 1
    return at >= 0 and tree.block[at] == before.block


# --- the words beside a quotation -------------------------------------------------------------------------------


def _adjacent(tree: Tree, words: Lexicon, quote: Quote, by_head: dict[int, Draft]) -> Draft | None:
    """The statement whose cue stands right after or before the quotation."""
    for verb in (*_after(tree, words, quote), *_before(tree, words, quote)):
        known = by_head.get(verb)
        entry = words.quoting(tree.lemma[verb])
        source, speaker = _surface_source(tree, verb, quote)
        if known is not None and _has_its_own(tree, known, quote):
            continue
        if known is not None:
            known.precision = max(known.precision, entry.precision if entry else 0.0)
            if not known.frame.source and source:
                spoken_to = tuple(r for r in known.frame.addressee if r not in source)
                known.frame = replace(known.frame, source=source, speaker=speaker, addressee=spoken_to)
            return known
        if not source:
            continue
        frame = Frame(verb, tree.lemma[verb], "verb", "quote", cue_words(tree, verb), source, speaker, ())
        precision = entry.precision if entry else 0.5
        return Draft(frame, [], precision, entry)
    return None


def _has_its_own(tree: Tree, known: Draft, quote: Quote) -> bool:
    """Whether a verb behind a quotation that ended as a sentence says something else: `"Why?" Mr X said he was ill`."""
    ended = tree.word[quote.last - 2] != "," if quote.last - 2 > quote.first else False
    if known.frame.construction == "obj":
        return False
    own = [(a, b) for a, b in known.content if a > known.frame.head and _unquoted(known, a, b)]
    return ended and quote.last <= known.frame.head and bool(own) and tree.word[quote.last] != ","


def _unquoted(draft: Draft, a: int, b: int) -> bool:
    return not any(q.first < b and a < q.last for q in draft.quoted)


def _after(tree: Tree, words: Lexicon, quote: Quote) -> Iterator[int]:
    """Verbs of saying in the words that follow a closed quotation: `," said X`, `," X told Y`."""
    inside_end = tree.word[quote.last - 2] if quote.last - 2 > quote.first else ""
    at = quote.last
    comma = at < tree.size and tree.word[at] == ","
    if not (comma or inside_end in {",", "?", "!", "-", "–", "—", "…", "..."}) or quote.runs_on:
        return
    at += comma
    if tree.low[min(at, tree.size - 1)] in _JOINING:
        return  # `"...", and asked for a meeting`: the next thing that somebody does
    for i in range(at, min(at + REACH, tree.size)):
        if tree.block[i] != quote.block or tree.word[i] in {".", '"', ";", "''"}:
            return
        if _says(tree, words, i) and not _subordinate(tree, i, at):
            yield i
            return


def _says(tree: Tree, words: Lexicon, i: int) -> bool:
    return tree.pos[i] in ("VERB", "AUX") and words.quoting(tree.lemma[i]) is not None


def _subordinate(tree: Tree, verb: int, begin: int) -> bool:
    """Inside a clause about the speaker: "Mr X, who leads ..., said", "one of those quoted by Y said"."""
    if tree.dep[verb] in tree.labels.noun_complement_clause and tree.tag[verb] == "VBN":
        return True
    return any(tree.tag[k] in ("WP", "WDT") and begin <= k < verb for k in tree.kids[verb])


def _before(tree: Tree, words: Lexicon, quote: Quote) -> Iterator[int]:
    """Verbs of saying in the words that lead up to a quotation: `X said: "`, `X told Y, "`."""
    at = quote.first - 1
    while at >= 0 and tree.block[at] < 0:
        at -= 1
    lead = tree.word[at] if at >= 0 else ""
    if at < 0 or (tree.block[at] != quote.block and lead != ":"):
        return
    home = tree.block[at]
    if lead not in {",", ":"}:
        if _says(tree, words, at):
            yield at
        return
    for i in range(at, max(-1, at - REACH), -1):
        if tree.block[i] != home or tree.word[i] in {".", '"', ";", "''"}:
            return
        if _says(tree, words, i):
            yield i
            return


def _surface_source(tree: Tree, verb: int, quote: Quote) -> tuple[tuple[Range, ...], int | None]:
    """The parse's subject when it stands outside the quotation, else the name right beside the verb."""
    found = subject(tree, verb)
    if found.ranges and all(b <= quote.first or a >= quote.last for a, b in found.ranges):
        return found.ranges, found.head
    for head in (verb + 1, verb - 1):
        if 0 <= head < tree.size and tree.pos[head] in ("PROPN", "PRON", "NOUN", "DET", "ADJ"):
            return _noun_beside(tree, head, verb, quote)
    return (), None


def _noun_beside(tree: Tree, at: int, verb: int, quote: Quote) -> tuple[tuple[Range, ...], int | None]:
    step = 1 if at > verb else -1
    end = at
    while 0 <= end + step < tree.size and tree.pos[end + step] in ("PROPN", "NOUN", "ADJ", "DET"):
        if quote.first <= end + step < quote.last or tree.block[end + step] != quote.block:
            break
        end += step
    begin, stop = min(at, end), max(at, end) + 1
    return ((begin, stop),), stop - 1


# --- paragraphs of speech ---------------------------------------------------------------------------------------


def _following(tree: Tree, words: Lexicon, quotes: Sequence[Quote], drafts: list[Draft]) -> list[Draft]:
    """A paragraph that is all quotation, after one in which somebody was said to say something: his words go on."""
    taken = {quote.first for draft in drafts for quote in draft.quoted}
    likely = (d for d in drafts if d.frame.construction in _SPOKEN and d.precision >= words.enough)
    spoken = sorted((d for d in likely if quote_at(quotes, d.frame.head) is None), key=lambda d: d.frame.head)
    heads = [draft.frame.head for draft in spoken]
    found: list[Draft] = []
    for quote in quotes:
        before = _block_before(tree, quote)
        another = ":" in tree.word[quote.first : quote.first + 5]  # "CARR: Well, ..." in a transcript
        if quote.first in taken or before is None or another or not _whole_block(tree, quote):
            continue
        k = bisect_left(heads, quote.first) - 1
        if k >= 0 and tree.block[heads[k]] == before and _speech(tree, quote) and _somebody(tree, spoken[k]):
            frame = replace(spoken[k].frame, construction="quote", content=(), addressee=())
            found.append(Draft(frame, [(quote.first, quote.last)], 0.6, spoken[k].entry, [quote]))
    return found


_SPOKEN = frozenset({"that", "bare", "clause", "quote"})


def _somebody(tree: Tree, draft: Draft) -> bool:
    head = draft.frame.speaker
    return head is not None and (tree.pos[head] in ("PROPN", "NOUN") or tree.low[head] in ("he", "she", "who"))


def _block_before(tree: Tree, quote: Quote) -> int | None:
    """The readable block before the one that a quotation opens; None where it opens none."""
    at = quote.first - 1
    while at >= 0 and tree.block[at] < 0:
        at -= 1
    return tree.block[at] if at >= 0 and tree.block[at] != quote.block else None


def _whole_block(tree: Tree, quote: Quote) -> bool:
    at = quote.last
    while at < tree.size and (tree.block[at] < 0 or tree.word[at] in _PLAIN_PUNCTUATION):
        at += 1
    return at >= tree.size or tree.block[at] != quote.block


# --- colons -----------------------------------------------------------------------------------------------------


def _colons(tree: Tree, quotes: Sequence[Quote], drafts: list[Draft]) -> Iterator[Draft]:
    """ "Khrushchev: We will bury you": a name at the start of a paragraph, a colon, and what he says."""
    taken = {quote.first for draft in drafts for quote in draft.quoted}
    for begin, end in cut_at_blocks(tree, (0, tree.size)):
        colon = next((i for i in range(begin + 1, min(begin + 8, end)) if tree.word[i] == ":"), None)
        if colon is None or colon + 1 >= end or not _name_like(tree, begin, colon):
            continue
        quote = quote_at(quotes, colon + 1)
        if quote is not None and quote.first in taken:
            continue
        frame = Frame(colon, ":", "mark", "quote" if quote else "text", (colon,), ((begin, colon),), colon - 1, ())
        yield Draft(frame, [(colon + 1, end)], 0.6 if quote else 0.5, None, [quote] if quote else [])


def _signed(tree: Tree, quotes: Sequence[Quote], drafts: list[Draft]) -> Iterator[Draft]:
    """`"The lamps are going out." - Edward Grey`: a quotation, a dash, and a name that ends the paragraph."""
    taken = {quote.first for draft in drafts for quote in draft.quoted}
    for quote in quotes:
        dash = quote.last
        if quote.first in taken or dash + 1 >= tree.size or tree.word[dash] not in _DASHES:
            continue
        end = dash + 1
        while end < tree.size and tree.block[end] == quote.block and end - dash < 8:
            end += 1
        ends_block = end >= tree.size or tree.block[end] != quote.block
        if ends_block and end > dash + 1 and _name_like(tree, dash + 1, end):
            frame = Frame(dash, tree.word[dash], "mark", "quote", (dash,), ((dash + 1, end),), end - 1, ())
            yield Draft(frame, [(quote.first, quote.last)], 0.8, None, [quote])


_DASHES = frozenset({"-", "–", "—", "--"})


def _name_like(tree: Tree, begin: int, colon: int) -> bool:
    kinds = ("PROPN", "NOUN") if tree.block[begin] == tree.first_block else ("PROPN",)
    return all(tree.pos[i] in kinds and tree.word[i][0].isupper() for i in range(begin, colon))


# --- boundaries -------------------------------------------------------------------------------------------------


def _trimmed(tree: Tree, draft: Draft, quotes: Sequence[Quote]) -> list[Range]:
    """The content cut at block edges, without cue and source, without punctuation at the ends of its pieces."""
    pieces = _without_asides(draft)
    for taken in (*((i, i + 1) for i in draft.frame.cue), *draft.frame.source):
        pieces = minus(pieces, taken)
    out = []
    for piece in pieces:
        for begin, end in cut_at_blocks(tree, piece):
            kept = trimmed(tree, begin, end, quotes)
            if kept[0] < kept[1]:
                out.append(kept)
    return out


def _without_asides(draft: Draft) -> list[Range]:
    """The content of a quotation without what tells of its speaker: `"...," said Mr X, now in exile. "..."`."""
    pieces, source, head = merged(draft.content), draft.frame.source, draft.frame.head
    if not draft.quoted or not source or draft.quoted[0].last > min(head, source[0][0]):
        return pieces
    if source[0][0] < head:
        return minus(pieces, (source[0][0], head))
    end = source[-1][1]
    quoted = [(q.first, q.last) for q in draft.quoted if q.first >= end]
    return merged([*((a, min(b, end)) for a, b in pieces if a < end), *quoted])


def minus(pieces: Iterable[Range], taken: Range) -> list[Range]:
    out = []
    for a, b in pieces:
        if taken[1] <= a or taken[0] >= b:
            out.append((a, b))
            continue
        out += [r for r in ((a, taken[0]), (taken[1], b)) if r[0] < r[1]]
    return out


def cut_at_blocks(tree: Tree, piece: Range) -> Iterator[Range]:
    """The parts of a range that lie in one block each, white space and masked words at their ends left out."""
    begin = end = -1
    for i in range(*piece):
        if tree.block[i] < 0:
            continue
        if begin >= 0 and tree.block[i] != tree.block[begin]:
            yield begin, end
            begin = -1
        begin, end = (i if begin < 0 else begin), i + 1
    if begin >= 0:
        yield begin, end


def trimmed(tree: Tree, begin: int, end: int, quotes: Sequence[Quote]) -> Range:
    """Without commas, full stops and dashes at the ends; the marks of a quotation that lies inside stay."""
    while begin < end and tree.word[begin] in _PLAIN_PUNCTUATION:
        begin += 1
    if end - begin > 2 and tree.low[end - 1] in _JOINING and quote_at(quotes, end - 1) is None:
        end -= 1  # "said that it was dead, and announced"
    while end > begin and tree.word[end - 1] in _PLAIN_PUNCTUATION and quote_at(quotes, end - 1) is None:
        if tree.word[end - 1] == ")" and "(" in tree.word[begin:end]:
            break
        end -= 1
    return begin, end


def tokens_of(ranges: Iterable[Range]) -> list[int]:
    """The tokens of all ranges, in their order."""
    return [i for a, b in ranges for i in range(a, b)]


def merged(ranges: Iterable[Range]) -> list[Range]:
    """In text order, those that touch joined."""
    out: list[Range] = []
    for begin, end in sorted(ranges):
        if out and begin <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((begin, end))
    return out
