"""Who says what: source, cue, content.

Two readings are joined. The parse gives frames, a cue word in a construction (`cues.py`), and the table of cues says
how often that word in that construction reports something. The marks give quotations (`quotes.py`), and each
quotation looks for the words that introduce it: around it in its sentence, else the speaker before it.

Limits: a statement needs a cue or a quotation; beliefs shown by deeds alone are not found. On the development part of
PolNeAR (84 documents, November 2026) statements score F1 67.8 (P 77.1, R 60.5) and quotations 82.2; with the numbers
estimated on half of its training part and scored on 150 documents of the other half, 62.5 and 79.3.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from reportedly import gazetteer
from reportedly.model import Passage, Statement, StatementForm, hash_id
from reportedly.reading.acts import REFUSING, THINGS, act_of
from reportedly.reading.cues import Frame, Range
from reportedly.reading.drafts import Draft, Quote, candidates, cut_at_blocks, merged, quote_at, token_quotes, trimmed
from reportedly.reading.heard import heard, heard_within
from reportedly.reading.layers import layered, nesting
from reportedly.reading.lexicon import Lexicon, lexicon
from reportedly.reading.mentions import Cast
from reportedly.reading.page import Page
from reportedly.reading.tree import Tree
from reportedly.reading.writers import noun_of, writer

__all__ = ["find"]


def find(page: Page, cast: Cast) -> tuple[Statement, ...]:
    """All statements of the article, in text order."""
    if not len(page.doc):
        return ()
    tree = Tree(page)
    drafts = drafted(page, tree, lexicon(page.language.code))
    return _finished(page, tree, cast, drafts)


def drafted(page: Page, tree: Tree, words: Lexicon) -> list[Draft]:
    """The statements as token ranges, before speakers and ids: by the encoder if the page has its marks, completed by
    rules, else by rules alone."""
    quotes = token_quotes(page, tree)
    drafts = candidates(page, tree, words, quotes)
    for draft in drafts:
        draft.alone = draft.precision
        draft.precision = words.weighed(draft.precision, signs(tree, draft))
    if page.marks is not None:
        marked = heard(tree, words, quotes, page.marks.said, drafts)
        marked = [draft for draft in marked if not (_unwilling(tree, draft) or _unknown(tree, draft))]
        again = partial(heard_within, page, tree, words, quotes, by_rule=drafts)
        drafts = [draft for draft in drafts if not _out_of_question(tree, draft, quotes)]
        return _distinct(layered(tree, marked, drafts, page.language.code, again))
    return _distinct(_outermost_and_voiced(tree, drafts, quotes, words.enough))


_PERSONS = {"i": "i", "we": "i", "my": "i", "our": "i", "us": "i", "you": "you", "your": "you"}


#: How sure a statement within another's words must be. Higher than outside, where a mistake does no second harm.
VOICED = 0.5


def signs(tree: Tree, draft: Draft) -> list[str]:
    """What speaks for or against a statement besides its cue: names of rows of the table of signs."""
    v = draft.frame.head
    found = [f"source {_source_kind(tree, draft.frame)}", f"role {_role(tree, v)}", f"form {tree.tag[v]}"]
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


def _role(tree: Tree, v: int) -> str:
    """The cue's label; what a semicolon parts from the clause it hangs from is a sentence of its own."""
    above = tree.head[v]
    parted = tree.dep[v] in tree.labels.clausal_complement and v < above and tree.word[tree.right[v]] == ";"
    return "ROOT" if parted else tree.dep[v]


_LENGTHS = (("1", 1), ("2-3", 3), ("4-8", 8), ("9-20", 20), ("21+", 10**9))


def _source_kind(tree: Tree, frame: Frame) -> str:
    head = frame.speaker
    if head is None:
        return "none"
    low, person = tree.low[head], _person(tree, head)
    if person is not None:
        return person
    if low in ("who", "he", "she"):
        return low
    return "thing" if low in THINGS else tree.pos[head]


def _person(tree: Tree, head: int) -> str | None:
    """ "i" for the first person, "you" for the second. "US" is a country and no pronoun."""
    return None if tree.word[head] == "US" else _PERSONS.get(tree.low[head])


def _outermost_and_voiced(tree: Tree, drafts: list[Draft], quotes: Sequence[Quote], enough: float) -> list[Draft]:
    """Likely drafts; inside another's words only those that give a third party's word."""
    likely = [d for d in drafts if d.precision >= enough and not _out_of_question(tree, d, quotes)]
    outside = [draft for draft in likely if quote_at(quotes, draft.frame.head) is None]
    inside = nesting(outside)
    kept = {id(draft) for draft, outer in zip(outside, inside, strict=True) if outer is None}
    kept |= {
        id(d)
        for d, outer in zip(outside, inside, strict=True)
        if outer is not None and _voiced(tree, d, outside[outer])
    }
    kept |= {id(d) for d in likely if id(d) not in kept and quote_at(quotes, d.frame.head) and _voiced(tree, d, None)}
    return [draft for draft in likely if id(draft) in kept]


def _out_of_question(tree: Tree, draft: Draft, quotes: Sequence[Quote]) -> bool:
    return _nobodys(tree, draft, quotes) or _handed(tree, draft) or _unwilling(tree, draft) or _unknown(tree, draft)


def _unknown(tree: Tree, draft: Draft) -> bool:
    """ "It was not known whether": nobody says so, and nobody knows."""
    first = tree.low[draft.content[0][0]]
    asked = first in _WHETHER or tree.tag[draft.content[0][0]] in ("WP", "WRB", "WDT")
    head = draft.frame.head
    unknown = tree.low[head] in _UNKNOWN or (
        tree.lemma[head] in _KNOWING and tree.first(head, tree.labels.negation) is not None
    )
    return asked and unknown and not draft.frame.source


_WHETHER = frozenset({"whether", "if"})
_UNKNOWN = frozenset({"unknown", "unclear", "uncertain"})
_KNOWING = frozenset({"know", "clear", "certain", "sure"})


def _nobodys(tree: Tree, draft: Draft, quotes: Sequence[Quote]) -> bool:
    """ "What we know about ...": outside quotation marks "we" and "you" are the writer and the reader, no source."""
    head = draft.frame.speaker
    addressed = head is not None and _person(tree, head) in ("i", "you") and tree.low[head] != "i"
    return addressed and not draft.quoted and quote_at(quotes, draft.frame.head) is None


_SHOWING = frozenset({"show", "display", "present", "produce", "hold_up"})
_SHOWN = frozenset(
    "map picture photo photograph image slide film video footage tape document card badge passport copy album flag "
    "weapon gun rifle letter chart diagram model wound scar body".split()
)


def _handed(tree: Tree, draft: Draft) -> bool:
    """ "Powell showed a map": figures show that something is so, people show things."""
    frame = draft.frame
    if frame.word not in _SHOWING or frame.construction not in _HANDING or draft.quoted:
        return False
    # "showed the council enlarged photographs": the parser may make a clause of it
    clauses = tree.among(frame.head, tree.labels.clausal_complement)
    things = (k for v in (frame.head, *clauses) for k in tree.among(v, tree.labels.object))
    return any(tree.lemma[k] in _SHOWN for k in things)


_HANDING = frozenset({"obj", "obj-obj", "obj-of", "obj-to", "obj-with", "bare"})


def _unwilling(tree: Tree, draft: Draft) -> bool:
    """ "asked not to be named", "refused to be searched": nothing is said of the world.

    "Declined to comment" stays: annotators take it as a statement (34 of 35 times).
    """
    if draft.frame.word not in _UNWILLING or draft.quoted:
        return False
    clause = tree.first(draft.frame.head, tree.labels.open_complement | tree.labels.clausal_complement)
    return clause is not None and _passive_of_self(tree, clause)


def _passive_of_self(tree: Tree, clause: int) -> bool:
    """ "refused to be searched", "asked not to be named"; not "asked the ship to be searched", "asked to be heard"."""
    v, labels = tree.head[clause], tree.labels
    passive = tree.first(clause, labels.passive_auxiliary) is not None
    passive = passive and (tree.lemma[v] in REFUSING or tree.first(clause, labels.negation) is not None)
    return passive and tree.first(clause, labels.subject) is None and tree.first(v, labels.object) is None


_UNWILLING = frozenset({"ask", "refuse", "decline", "request"})


def _voiced(tree: Tree, draft: Draft, outer: Draft | None) -> bool:
    """Whether a statement within another's words brings in a further voice worth a row: somebody else's, reported.

    Annotators mark hardly any statement inside another (12 % of what they would mark outside), but who denies
    what, according to whom, is what a reader must know.
    """
    frame = draft.frame
    if frame.construction == "despite":
        return bool(frame.source)
    if not frame.source or frame.construction not in _VOICING or draft.precision < VOICED:
        return False
    if outer is not None and frame.source == outer.frame.source:
        return False
    return frame.speaker is not None and tree.pos[frame.speaker] in ("PROPN", "NOUN")


_VOICING = frozenset({"that", "bare", "wh", "ing", "to", "obj-to", "obj-of", "clause"})


def _distinct(drafts: list[Draft]) -> list[Draft]:
    """One draft a content and source, the likelier one; text order."""
    best: dict[tuple[tuple[Range, ...], tuple[Range, ...]], Draft] = {}
    for draft in drafts:
        key = (tuple(draft.content), draft.frame.source)
        if key not in best or draft.precision > best[key].precision:
            best[key] = draft
    return sorted(best.values(), key=lambda d: (min(d.content[0][0], d.frame.head), d.frame.head, d.content))


# --- from drafts to statements ----------------------------------------------------------------------------------


def _finished(page: Page, tree: Tree, cast: Cast, drafts: Sequence[Draft]) -> tuple[Statement, ...]:
    within = nesting(drafts)
    ids: list[str] = []
    seen: dict[str, int] = {}
    spans = [(_passages(tree, merged((i, i + 1) for i in d.frame.cue)), _passages(tree, d.content)) for d in drafts]
    for cue, content in spans:
        key = hash_id("s", page.article.id, (*cue, *content))
        seen[key] = seen.get(key, 0) + 1
        ids.append(key if seen[key] == 1 else hash_id("s", page.article.id, (*cue, *content), seen[key] - 1))
    speakers = _own_words(tree, drafts, within, _speakers(page, tree, cast, drafts))
    return tuple(
        Statement(
            id=ids[k],
            source=_passages(tree, (trimmed(tree, *r, ()) for r in draft.frame.source)),
            cue=spans[k][0],
            content=spans[k][1],
            speaker=speakers[k],
            addressee=_passages(tree, draft.frame.addressee),
            form=_form(tree, draft),
            act=act_of(tree, draft, page.language.code),
            within=ids[outer] if (outer := within[k]) is not None else None,
            because=_because(tree, draft),
            confidence=round(min(0.98, max(0.05, draft.precision)), 2),
        )
        for k, draft in enumerate(drafts)
    )


def _passages(tree: Tree, ranges: Iterable[Range]) -> tuple[Passage, ...]:
    pieces = (piece for r in ranges for piece in cut_at_blocks(tree, r))
    return tuple(Passage(tree.start[a], tree.start[b - 1] + len(tree.word[b - 1])) for a, b in pieces)


_GOING_ON = frozenset({"add", "continue", "go_on"})


def _speakers(page: Page, tree: Tree, cast: Cast, drafts: Sequence[Draft]) -> list[str | None]:
    """The entity behind each source. A pronoun that "added" something is whoever spoke last, if the kind fits."""
    out: list[str | None] = []
    last: str | None = None
    for draft in drafts:
        frame = draft.frame
        found = _speaker(page, tree, cast, frame)
        low = tree.low[frame.speaker] if frame.speaker is not None else ""
        if last is not None and frame.word in _GOING_ON and low in ("he", "she", "it"):
            fits = (cast.get(last).kind == "PERSON") != (low == "it")
            found = last if fits else found
        out.append(found)
        last = found if found is not None and frame.construction in _SPOKEN else last
    return out


_SPOKEN = frozenset({"that", "bare", "wh", "quote", "clause"})


def _own_words(
    tree: Tree, drafts: Sequence[Draft], within: Sequence[int | None], found: list[str | None]
) -> list[str | None]:
    """Speakers with "I" and "we" in somebody's words given to him; outside of quotations they are nobody known."""
    out = list(found)
    for k, draft in enumerate(drafts):
        if draft.frame.speaker is not None and _person(tree, draft.frame.speaker) == "i":
            outer = within[k]
            out[k] = found[outer] if outer is not None else None
    return out


def _speaker(page: Page, tree: Tree, cast: Cast, frame: Frame) -> str | None:
    head = frame.speaker
    if head is None or tree.block[head] < 0:
        return None
    if tree.tag[head] in ("WP", "WDT") or tree.low[head] == "that":
        verb = frame.head
        while tree.dep[verb] not in tree.labels.relative_clause and tree.head[verb] != verb:
            verb = tree.head[verb]
        head = _one_who(page, tree, cast, tree.head[verb]) if tree.low[head] == "who" else tree.head[verb]
    token = page.doc[head]
    found = cast.at(token)
    if found is None and tree.pos[head] in ("NOUN", "PROPN"):
        found = cast.describe(token)
    return _voice(page, tree, cast, found, head) if found is not None else None


def _voice(page: Page, tree: Tree, cast: Cast, found: str, head: int) -> str | None:
    """Who speaks: a document's writer where the text names one; nobody where what is named can say nothing."""
    entity = cast.get(found)
    if tree.low[tree.left[head]] in _ASKING or _kind_of_thing(tree, head):
        return None
    if entity.kind != "OTHER" or any(mention.form == "name" for mention in entity.mentions):
        return found
    noun = noun_of(tree, entity.mentions[0])
    role = gazetteer.role(tree.low[noun])
    thing = tree.pos[noun] == "NOUN" and tree.word[noun].islower() and tree.lemma[noun] not in _SHARES
    if thing and not (role is not None and role.speaker):
        return None
    return writer(page, tree, cast, found, head) or found


_ASKING = frozenset({"how", "what", "which"})


def _kind_of_thing(tree: Tree, noun: int) -> bool:
    """ "The nerve agent showed": the table knows the two words as a thing, whatever the last one is alone."""
    role = gazetteer.role(f"{tree.low[noun - 1]} {tree.low[noun]}") if noun else None
    return role is not None and not role.speaker


#: "Half said that they would not vote": a share of people.
_SHARES = frozenset(
    {"percent", "half", "third", "quarter", "fifth", "majority", "minority", "lot", "number", "share", "proportion",
     "other", "rest", "dozen", "hundred", "thousand", "million", "two-thirds", "three-quarters"}
)  # fmt: skip


def _one_who(page: Page, tree: Tree, cast: Cast, noun: int) -> int:
    """ "Forces on the ground who said": who speaks is somebody, whatever noun the clause was parsed with."""
    phrase = tree.head[noun]
    if tree.dep[noun] not in tree.labels.preposition_object or cast.at(page.doc[noun]) is not None:
        return noun
    above = tree.head[phrase]
    return above if tree.low[phrase] in ("on", "in", "at") and tree.pos[above] in ("NOUN", "PROPN") else noun


def _form(tree: Tree, draft: Draft) -> StatementForm:
    if not draft.quoted:
        return "indirect"
    words = [i for a, b in draft.content for i in range(a, b) if tree.word[i][0].isalnum()]
    outside = sum(not any(q.first <= i < q.last for q in draft.quoted) for i in words)
    return "direct" if not outside else "mixed"


_CONSTRUCTIONS = {
    "that": "a that-clause", "bare": "a clause", "wh": "a question clause", "to": "an infinitive", "ing": "a gerund",
    "obj": "an object", "obj-to": "an object and an infinitive", "rel-obj": "a relative clause", "quote": "a quotation",
    "clause": "the clause it stands in", "text": "what follows", "by": "the noun before it",
}  # fmt: skip
_PARTS = {"verb": "verb", "passive": "passive", "reduced": "participle", "noun": "noun", "adj": "adjective"}
_PARTS |= {"adv": "adverb", "prep": "phrase", "mark": "mark"}


def _because(tree: Tree, draft: Draft) -> str:
    frame = draft.frame
    kind = frame.construction
    name = _CONSTRUCTIONS.get(kind) or (f"a phrase with '{kind[5:]}'" if kind.startswith("prep:") else kind)
    text = f"{_PARTS[frame.pos]} '{tree.word[frame.head]}' with {name}"
    if frame.construction != "quote" and draft.quoted:
        text += " and quotation marks"
    text += "; marked by the encoder" if draft.logs else ""
    if not frame.source:
        return text + "; no source named"
    begin, end = frame.source[0]
    text += f"; source '{tree.texts(range(begin, min(end, begin + 8)))}'"
    joint = frame.speaker is not None and tree.first(frame.speaker, tree.labels.conjunct) is not None
    return f"{text}, of whom the first stands for all" if joint else text
