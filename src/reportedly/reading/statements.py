"""Who says what: source, cue, content.

Two readings are joined. The parse gives frames, a cue word in a construction (`cues.py`), and the table of cues says
how often that word in that construction reports something. The marks give quotations (`quotes.py`), and each
quotation looks for the words that introduce it: around it in its sentence, else the speaker before it.

Limits: a statement needs a cue or a quotation; beliefs shown by deeds alone are not found.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from reportedly.model import READABLE, Act, Passage, Statement, StatementForm, hash_id
from reportedly.reading.cues import Frame, cue_words, frames, subject
from reportedly.reading.lexicon import Entry, Lexicon, lexicon
from reportedly.reading.mentions import Cast
from reportedly.reading.page import Page
from reportedly.reading.quotes import quotations
from reportedly.reading.tree import Tree

__all__ = ["find"]

Range = tuple[int, int]

#: How far, in tokens, a quotation may stand from the words that introduce it.
REACH = 14
_PLAIN_PUNCTUATION = frozenset({",", ".", ";", ":", "-", "–", "—", "--", "?", "!", "…", "...", ")", "(", "/"})


@dataclass(slots=True)
class _Quote:
    """A quotation as a range of tokens, its marks included."""

    first: int
    last: int
    block: int
    runs_on: bool
    single: bool


@dataclass(slots=True)
class _Draft:
    """A statement while it is being put together; `content` is kept as token ranges."""

    frame: Frame
    content: list[Range]
    precision: float
    entry: Entry | None
    quoted: list[_Quote] = field(default_factory=list)


def find(page: Page, cast: Cast) -> tuple[Statement, ...]:
    """All statements of the article, in text order."""
    if not len(page.doc):
        return ()
    tree = Tree(page)
    drafts = drafted(page, tree, lexicon(page.language.code))
    return _finished(page, tree, cast, drafts)


def drafted(page: Page, tree: Tree, words: Lexicon) -> list[_Draft]:
    """The statements as token ranges, before speakers and ids."""
    quotes = _token_quotes(page, tree)
    drafts = candidates(page, tree, words, quotes)
    for draft in drafts:
        draft.precision = words.weighed(draft.precision, signs(tree, draft))
    return _distinct(_outermost_and_voiced(tree, drafts, quotes, words.enough))


def candidates(page: Page, tree: Tree, words: Lexicon, quotes: Sequence[_Quote]) -> list[_Draft]:
    """Everything that may be a statement, with its final content and the precision of its cue alone."""
    drafts = [
        _Draft(frame, list(frame.content), entry.precision, entry)
        for frame in frames(tree, words.words)
        if (entry := words.of(frame.key)) is not None
    ]
    drafts = [draft for draft in drafts if _confined(tree, draft, quotes)]
    _attribute(page, tree, words, quotes, drafts)
    drafts.extend(_colons(page, tree, quotes, drafts))
    for draft in drafts:
        draft.content = _trimmed(tree, draft, quotes)
    return [draft for draft in drafts if draft.content]


_PERSONS = {"i": "i", "we": "i", "my": "i", "our": "i", "us": "i", "you": "you", "your": "you"}
_THINGS = frozenset({"it", "its", "that", "this", "they", "their", "which", "what", "these", "those", "one"})


def signs(tree: Tree, draft: _Draft) -> list[str]:
    """What speaks for or against a statement besides its cue: names of rows of the table of signs."""
    v = draft.frame.head
    found = [f"source {_source_kind(tree, draft.frame)}", f"role {tree.dep[v]}", f"form {tree.tag[v]}"]
    found += [f"modal {tree.low[k]}" for k in tree.kids[v] if tree.tag[k] == "MD"][:1]
    length = sum(b - a for a, b in draft.content)
    found.append("length " + next(name for name, most in _LENGTHS if length <= most))
    if draft.quoted:
        found.append("quoted")
    if tree.first(v, tree.labels.negation) is not None:
        found.append("negated")
    if length == 1 and tree.pos[draft.content[0][0]] == "PRON":
        found.append("content is a pronoun")
    if tree.block[v] == tree.first_block:
        found.append("first block")
    if draft.frame.speaker is not None and tree.head[draft.frame.speaker] != v:
        found.append("source is not its own")
    return found


_LENGTHS = (("1", 1), ("2-3", 3), ("4-8", 8), ("9-20", 20), ("21+", 10**9))


def _source_kind(tree: Tree, frame: Frame) -> str:
    head = frame.speaker
    if head is None:
        return "none"
    low = tree.low[head]
    if low in _PERSONS:
        return _PERSONS[low]
    if low in ("who", "he", "she"):
        return low
    return "thing" if low in _THINGS else tree.pos[head]


def _outermost_and_voiced(tree: Tree, drafts: list[_Draft], quotes: Sequence[_Quote], enough: float) -> list[_Draft]:
    """Likely drafts; inside another's words only those that give a third party's word."""
    likely = [draft for draft in drafts if draft.precision >= enough]
    outside = [draft for draft in likely if _quote_at(quotes, draft.frame.head) is None]
    inside = _nesting(outside)
    kept = {id(draft) for draft, outer in zip(outside, inside, strict=True) if outer is None}
    kept |= {
        id(d)
        for d, outer in zip(outside, inside, strict=True)
        if outer is not None and _voiced(tree, d, outside[outer])
    }
    kept |= {id(d) for d in likely if id(d) not in kept and _quote_at(quotes, d.frame.head) and _voiced(tree, d, None)}
    return [draft for draft in likely if id(draft) in kept]


def _voiced(tree: Tree, draft: _Draft, outer: _Draft | None) -> bool:
    """Whether a statement within another's words brings in a further voice worth a row: somebody else's, reported.

    Annotators mark hardly any statement inside another (12 % of what they would mark outside), but who denies
    what, according to whom, is what a reader must know.
    """
    frame = draft.frame
    if not frame.source or frame.construction not in _VOICING or draft.precision < 0.6:
        return False
    if outer is not None and frame.source == outer.frame.source:
        return False
    return frame.speaker is not None and (tree.pos[frame.speaker] in ("PROPN", "NOUN") or frame.construction == "despite")


_VOICING = frozenset({"that", "bare", "wh", "ing", "to", "obj-to", "clause", "despite"})


# --- quotations ------------------------------------------------------------------------------------------------


def _token_quotes(page: Page, tree: Tree) -> list[_Quote]:
    blocks = [(i, b.span) for i, b in enumerate(page.article.blocks) if b.kind in READABLE]
    found = []
    for q in quotations(page.article.text, blocks):
        first = bisect_right(tree.start, q.span.start) - 1
        last = bisect_left(tree.start, q.span.end)
        if 0 <= first < last:
            found.append(_Quote(first, last, q.block, q.runs_on, q.single))
    return found


def _confined(tree: Tree, draft: _Draft, quotes: Sequence[_Quote]) -> bool:
    """Cuts the content of a cue inside a quotation to it, and completes quotations that a content has begun.

    False when nothing is left of the content.
    """
    home = _quote_at(quotes, draft.frame.head)
    if home is not None:
        draft.content = [(max(a, home.first + 1), min(b, home.last)) for a, b in draft.content]
    draft.content = [(a, b) for a, b in draft.content if a < b]
    if home is None:
        for a, b in list(draft.content):
            for quote in _quotes_in(quotes, a, b):
                if quote.first <= draft.frame.head < quote.last:
                    continue
                draft.content.append(_quote_range(draft, quote))
                draft.quoted.append(quote)
        draft.content = merged(draft.content)
    return bool(draft.content)


def _quote_range(draft: _Draft, quote: _Quote) -> Range:
    return quote.first, quote.last


def _quote_at(quotes: Sequence[_Quote], token: int) -> _Quote | None:
    k = bisect_right(quotes, token, key=lambda q: q.first) - 1
    return quotes[k] if k >= 0 and token < quotes[k].last else None


def _quotes_in(quotes: Sequence[_Quote], begin: int, end: int) -> Iterator[_Quote]:
    k = max(0, bisect_right(quotes, begin, key=lambda q: q.first) - 1)
    while k < len(quotes) and quotes[k].first < end:
        if quotes[k].last > begin:
            yield quotes[k]
        k += 1


def _attribute(page: Page, tree: Tree, words: Lexicon, quotes: Sequence[_Quote], drafts: list[_Draft]) -> None:
    """Finds for each quotation the statement it belongs to, or makes one."""
    by_head = {draft.frame.head: draft for draft in drafts}
    owner: dict[int, _Draft] = {}
    for draft in drafts:
        for quote in draft.quoted:
            best = owner.get(quote.first)
            if best is None or _closer(draft, best, quote):
                owner[quote.first] = draft
    previous: _Draft | None = None
    before: _Quote | None = None
    for quote in quotes:
        draft = _adjacent(tree, words, quote, by_head)
        if draft is not None:
            _give(draft, quote)
            if draft.frame.head not in by_head:
                by_head[draft.frame.head] = draft
                drafts.append(draft)
        else:
            draft = owner.get(quote.first)
        if draft is None and previous is not None and before is not None and _speech(tree, quote):
            if _goes_on(tree, quote, before, quotes):
                draft = previous
                _give(draft, quote)
        if draft is not None:
            previous, before = draft, quote
        elif before is not None and quote.block > before.block:
            previous = before = None


def _give(draft: _Draft, quote: _Quote) -> None:
    """Adds a quotation to a statement. An object beside it was the one spoken to: "told the ambassador: ..."."""
    frame = draft.frame
    if not draft.quoted and frame.construction == "obj":
        if frame.word in _TELLING:
            draft.frame = replace(frame, addressee=frame.content, construction="quote")
        draft.content = []
    draft.content = merged([*draft.content, (quote.first, quote.last)])
    draft.quoted.append(quote)


_TELLING = frozenset({"tell", "ask", "remind", "warn", "assure", "inform", "advise", "urge", "answer", "address"})


def _closer(one: _Draft, other: _Draft, quote: _Quote) -> bool:
    return _distance(one.frame.head, quote) < _distance(other.frame.head, quote)


def _distance(token: int, quote: _Quote) -> int:
    return quote.first - token if token < quote.first else token - quote.last


def _speech(tree: Tree, quote: _Quote) -> bool:
    """Whether a quotation is a stretch of speech rather than a word held up with tongs: a clause, or closed as one."""
    inside = range(quote.first + 1, quote.last)
    solid = [i for i in inside if tree.word[i][0].isalnum()]
    if len(solid) < 3 or not tree.word[solid[0]][0].isupper():
        return False
    return any(
        tree.word[i] in {",", ".", "?", "!"}
        for i in range(max(quote.first, quote.last - 3), quote.last + 1)
        if i < tree.size
    )


def _goes_on(tree: Tree, quote: _Quote, before: _Quote, quotes: Sequence[_Quote]) -> bool:
    """Whether the quotation continues the one before: in its paragraph, or a next paragraph that opens with it."""
    if quote.block == before.block:
        return quote.first - before.last <= 60
    if quote.block != before.block + 1 and not before.runs_on:
        return _block_start(tree, quote) and _next_block(tree, quote, before)
    return _block_start(tree, quote)


def _block_start(tree: Tree, quote: _Quote) -> bool:
    at = quote.first - 1
    while at >= 0 and tree.block[at] < 0:
        at -= 1
    return at < 0 or tree.block[at] != quote.block


def _next_block(tree: Tree, quote: _Quote, before: _Quote) -> bool:
    at = quote.first - 1
    while at >= 0 and tree.block[at] < 0:
        at -= 1
    return at >= 0 and tree.block[at] == before.block


# --- the words beside a quotation -------------------------------------------------------------------------------


def _adjacent(tree: Tree, words: Lexicon, quote: _Quote, by_head: dict[int, _Draft]) -> _Draft | None:
    """The statement whose cue stands right after or before the quotation."""
    for verb in (*_after(tree, words, quote), *_before(tree, words, quote)):
        known = by_head.get(verb)
        if known is not None:
            return known
        source, speaker = _surface_source(tree, verb, quote)
        if not source:
            continue
        entry = words.quoting(tree.lemma[verb])
        frame = Frame(verb, tree.lemma[verb], "verb", "quote", cue_words(tree, verb), source, speaker, ())
        precision = entry.precision if entry else 0.5
        return _Draft(frame, [], precision, entry)
    return None


def _after(tree: Tree, words: Lexicon, quote: _Quote) -> Iterator[int]:
    """Verbs of saying in the words that follow a closed quotation: `," said X`, `," X told Y`."""
    inside_end = tree.word[quote.last - 2] if quote.last - 2 > quote.first else ""
    at = quote.last
    comma = at < tree.size and tree.word[at] == ","
    if not (comma or inside_end in {",", "?", "!", "-", "–", "—", "…", "..."}) or quote.runs_on:
        return
    at += comma
    for i in range(at, min(at + REACH, tree.size)):
        if tree.block[i] != quote.block or tree.word[i] in {".", '"', ";", "''"}:
            return
        if tree.pos[i] in ("VERB", "AUX") and words.quoting(tree.lemma[i]) is not None:
            if not _subordinate(tree, i, at):
                yield i
                return


def _subordinate(tree: Tree, verb: int, begin: int) -> bool:
    """Inside a relative clause of the speaker ("Mr X, who leads ..., said")."""
    return any(tree.tag[k] in ("WP", "WDT") and begin <= k < verb for k in tree.kids[verb])


def _before(tree: Tree, words: Lexicon, quote: _Quote) -> Iterator[int]:
    """Verbs of saying in the words that lead up to a quotation: `X said: "`, `X told Y, "`."""
    at = quote.first - 1
    while at >= 0 and tree.block[at] < 0:
        at -= 1
    lead = tree.word[at] if at >= 0 else ""
    if at < 0 or (tree.block[at] != quote.block and lead != ":"):
        return
    home = tree.block[at]
    if lead not in {",", ":"}:
        if lead and tree.pos[at] == "VERB" and words.quoting(tree.lemma[at]) is not None:
            yield at
        return
    for i in range(at, max(-1, at - REACH), -1):
        if tree.block[i] != home or tree.word[i] in {".", '"', ";", "''"}:
            return
        if tree.pos[i] in ("VERB", "AUX") and words.quoting(tree.lemma[i]) is not None:
            yield i
            return


def _surface_source(tree: Tree, verb: int, quote: _Quote) -> tuple[tuple[Range, ...], int | None]:
    """The parse's subject when it stands outside the quotation, else the name right beside the verb."""
    found = subject(tree, verb)
    if found.ranges and all(b <= quote.first or a >= quote.last for a, b in found.ranges):
        return found.ranges, found.head
    for head in (verb + 1, verb - 1):
        if 0 <= head < tree.size and tree.pos[head] in ("PROPN", "PRON", "NOUN", "DET", "ADJ"):
            return _noun_beside(tree, head, verb, quote)
    return (), None


def _noun_beside(tree: Tree, at: int, verb: int, quote: _Quote) -> tuple[tuple[Range, ...], int | None]:
    step = 1 if at > verb else -1
    end = at
    while (
        0 <= end + step < tree.size
        and tree.pos[end + step] in ("PROPN", "NOUN", "ADJ", "DET")
        and tree.block[end + step] == quote.block
    ):
        if quote.first <= end + step < quote.last:
            break
        end += step
    begin, stop = min(at, end), max(at, end) + 1
    return ((begin, stop),), stop - 1


# --- colons -----------------------------------------------------------------------------------------------------


def _colons(page: Page, tree: Tree, quotes: Sequence[_Quote], drafts: list[_Draft]) -> Iterator[_Draft]:
    """ "Khrushchev: We will bury you": a name at the start of a paragraph, a colon, and what he says."""
    taken = {quote.first for draft in drafts for quote in draft.quoted}
    for begin, end in _blocks(tree):
        colon = next((i for i in range(begin + 1, min(begin + 8, end)) if tree.word[i] == ":"), None)
        if colon is None or colon + 1 >= end or not _name_like(tree, begin, colon):
            continue
        quote = _quote_at(quotes, colon + 1)
        if quote is not None and quote.first in taken:
            continue
        frame = Frame(colon, ":", "mark", "quote" if quote else "text", (colon,), ((begin, colon),), colon - 1, ())
        yield _Draft(frame, [(colon + 1, end)], 0.6 if quote else 0.5, None, [quote] if quote else [])


def _name_like(tree: Tree, begin: int, colon: int) -> bool:
    return all(tree.pos[i] == "PROPN" and tree.word[i][0].isupper() for i in range(begin, colon))


def _blocks(tree: Tree) -> Iterator[Range]:
    begin = 0
    while begin < tree.size:
        end = begin + 1
        while end < tree.size and tree.block[end] == tree.block[begin]:
            end += 1
        if tree.block[begin] >= 0:
            yield begin, end
        begin = end


# --- boundaries -------------------------------------------------------------------------------------------------


def _trimmed(tree: Tree, draft: _Draft, quotes: Sequence[_Quote]) -> list[Range]:
    """The content cut at block edges, without cue and source, without punctuation at the ends of its pieces."""
    pieces = merged(draft.content)
    for taken in (*((i, i + 1) for i in draft.frame.cue), *draft.frame.source):
        if taken[0] <= draft.frame.head < taken[1] or not _deep_inside(taken, pieces, draft):
            pieces = _minus(pieces, taken)
    out = []
    for piece in pieces:
        for begin, end in _cut_at_blocks(tree, piece):
            trimmed = _strip(tree, begin, end, quotes)
            if trimmed[0] < trimmed[1]:
                out.append(trimmed)
    return out


def _deep_inside(taken: Range, pieces: Sequence[Range], draft: _Draft) -> bool:
    return False


def _minus(pieces: Iterable[Range], taken: Range) -> list[Range]:
    out = []
    for a, b in pieces:
        if taken[1] <= a or taken[0] >= b:
            out.append((a, b))
            continue
        out += [r for r in ((a, taken[0]), (taken[1], b)) if r[0] < r[1]]
    return out


def _cut_at_blocks(tree: Tree, piece: Range) -> Iterator[Range]:
    begin = None
    for i in range(piece[0], piece[1] + 1):
        inside = i < piece[1] and tree.block[i] >= 0
        if begin is not None and (not inside or tree.block[i] != tree.block[begin]):
            yield begin, i
            begin = None
        if inside and begin is None:
            begin = i


def _strip(tree: Tree, begin: int, end: int, quotes: Sequence[_Quote]) -> Range:
    """Without commas, full stops and dashes at the ends; the marks of a quotation that lies inside stay."""
    while begin < end and tree.word[begin] in _PLAIN_PUNCTUATION:
        begin += 1
    while end > begin and tree.word[end - 1] in _PLAIN_PUNCTUATION and _quote_at(quotes, end - 1) is None:
        end -= 1
    return begin, end


def merged(ranges: Iterable[Range]) -> list[Range]:
    """In text order, those that touch joined."""
    out: list[Range] = []
    for begin, end in sorted(ranges):
        if out and begin <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((begin, end))
    return out


def _distinct(drafts: list[_Draft]) -> list[_Draft]:
    """One draft a content and source, the likelier one; text order."""
    best: dict[tuple[tuple[Range, ...], tuple[Range, ...]], _Draft] = {}
    for draft in drafts:
        key = (tuple(draft.content), draft.frame.source)
        if key not in best or draft.precision > best[key].precision:
            best[key] = draft
    return sorted(best.values(), key=lambda d: (min(d.content[0][0], d.frame.head), d.frame.head, d.content))


# --- from drafts to statements ----------------------------------------------------------------------------------


def _finished(page: Page, tree: Tree, cast: Cast, drafts: Sequence[_Draft]) -> tuple[Statement, ...]:
    within = _nesting(drafts)
    ids: list[str] = []
    seen: dict[str, int] = {}
    spans = [_spans(page, draft) for draft in drafts]
    for cue, content in spans:
        key = hash_id("s", page.article.id, (*cue, *content))
        seen[key] = seen.get(key, 0) + 1
        ids.append(key if seen[key] == 1 else hash_id("s", page.article.id, (*cue, *content), seen[key] - 1))
    return tuple(
        Statement(
            id=ids[k],
            source=_passages(page, draft.frame.source),
            cue=spans[k][0],
            content=spans[k][1],
            speaker=_speaker(page, tree, cast, draft.frame),
            addressee=_passages(page, draft.frame.addressee),
            form=_form(tree, draft),
            act=_act(tree, draft),
            within=ids[outer] if (outer := within[k]) is not None else None,
            because=_because(tree, draft),
            confidence=round(min(0.98, max(0.05, draft.precision)), 2),
        )
        for k, draft in enumerate(drafts)
    )


def _spans(page: Page, draft: _Draft) -> tuple[tuple[Passage, ...], tuple[Passage, ...]]:
    cue = page.passages(page.doc[i] for i in draft.frame.cue if page.block_of[i] >= 0)
    return cue, _passages(page, draft.content)


def _passages(page: Page, ranges: Iterable[Range]) -> tuple[Passage, ...]:
    found: list[Passage] = []
    for a, b in ranges:
        found.extend(page.passages(page.doc[i] for i in range(a, b) if page.block_of[i] >= 0))
    return tuple(found)


def _nesting(drafts: Sequence[_Draft]) -> list[int | None]:
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


def _speaker(page: Page, tree: Tree, cast: Cast, frame: Frame) -> str | None:
    head = frame.speaker
    if head is None or tree.block[head] < 0:
        return None
    if tree.tag[head] in ("WP", "WDT") or tree.low[head] == "that":
        verb = frame.head
        while tree.dep[verb] not in tree.labels.relative_clause and tree.head[verb] != verb:
            verb = tree.head[verb]
        head = tree.head[verb]
    token = page.doc[head]
    found = cast.at(token)
    if found is None and tree.pos[head] in ("NOUN", "PROPN"):
        return cast.describe(token)
    return found


def _form(tree: Tree, draft: _Draft) -> StatementForm:
    if not draft.quoted:
        return "indirect"
    words = [i for a, b in draft.content for i in range(a, b) if tree.word[i][0].isalnum()]
    outside = sum(not any(q.first <= i < q.last for q in draft.quoted) for i in words)
    return "direct" if not outside else "mixed"


_GIVING = frozenset({"agree", "promise", "confirm", "intend"})
_REFUSING = frozenset({"refuse", "decline"})


def _act(tree: Tree, draft: _Draft) -> Act:
    """The act of the cue, turned by a negation, and for plain saying by what is said."""
    frame = draft.frame
    act = draft.entry.act if draft.entry else "assert"
    above = tree.head[frame.head]
    if tree.dep[frame.head] in tree.labels.open_complement and tree.lemma[above] in _REFUSING:
        return "reject"
    if tree.first(frame.head, tree.labels.negation) is not None and act in _GIVING:
        return "reject"
    return _act_of_content(tree, draft) if act == "assert" else act


def _act_of_content(tree: Tree, draft: _Draft) -> Act:
    last = draft.content[-1]
    ending = [tree.word[i] for i in range(max(last[0], last[1] - 2), last[1])]
    if draft.quoted and "?" in ending:
        return "ask"
    first = range(draft.content[0][0], min(draft.content[0][0] + 25, draft.content[0][1]))
    for i in first:
        if tree.tag[i] == "MD" and tree.low[i] in _MODAL_ACTS and tree.dep[tree.head[i]] in _main(tree):
            return _MODAL_ACTS[tree.low[i]]
        if tree.low[i] in ("sorry", "apologise", "apologize"):
            return "apologise"
    return "assert"


_MODAL_ACTS: dict[str, Act] = {"must": "demand", "should": "urge"}


def _main(tree: Tree) -> frozenset[str]:
    return tree.labels.clausal_complement | tree.labels.root


_CONSTRUCTIONS = {
    "that": "a that-clause", "bare": "a clause", "wh": "a question clause", "to": "an infinitive", "ing": "a gerund",
    "obj": "an object", "obj-to": "an object and an infinitive", "rel-obj": "a relative clause", "quote": "a quotation",
    "clause": "the clause it stands in", "text": "what follows", "by": "the noun before it",
}  # fmt: skip
_PARTS = {"verb": "verb", "passive": "passive", "reduced": "participle", "noun": "noun", "adj": "adjective"}
_PARTS |= {"adv": "adverb", "prep": "phrase", "mark": "mark"}


def _because(tree: Tree, draft: _Draft) -> str:
    frame = draft.frame
    kind = frame.construction
    name = _CONSTRUCTIONS.get(kind) or (f"a phrase with '{kind[5:]}'" if kind.startswith("prep:") else kind)
    text = f"{_PARTS[frame.pos]} '{tree.word[frame.head]}' with {name}"
    if frame.construction != "quote" and draft.quoted:
        text += " and quotation marks"
    if not frame.source:
        return text + "; no source named"
    begin, end = frame.source[0]
    return f"{text}; source '{tree.texts(range(begin, min(end, begin + 8)))}'"
