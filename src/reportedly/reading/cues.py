"""The constructions in which English reports what somebody says, thinks, wants or backs, read off the parse.

A `Frame` is one cue word in one construction, with the words that would be its source and its content. Whether such a
frame is a statement is a matter of the word: `say` with a that-clause nearly always is, `make` with an object hardly
ever. The table `data/en/cues.tsv` holds that, word by construction.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass, replace

from reportedly.reading.tree import Tree

__all__ = ["Frame", "Range", "cue_words", "frames", "subject"]

Range = tuple[int, int]

_WH = frozenset({"WDT", "WP", "WP$", "WRB"})
_DASHES = frozenset({"-", "–", "—", "--"})
_WHETHER = frozenset({"whether", "if"})
#: Verbs that lend a noun its subject: "made a claim that", "has no plans to".
_LIGHT = frozenset(
    [
        "make",
        "have",
        "give",
        "offer",
        "issue",
        "deliver",
        "take",
        "hold",
        "express",
        "voice",
        "share",
        "raise",
        "get",
        "show",
        "do",
        "release",
    ]
)
#: What may stand between a verb of saying and what was said, and belongs to neither.
_OBJECT_CONTROL_SOURCE = frozenset({"promise", "vow", "threaten"})


@dataclass(frozen=True, slots=True)
class Frame:
    """One cue in one construction; ranges are half-open token indices."""

    head: int
    word: str
    pos: str
    construction: str
    cue: tuple[int, ...]
    source: tuple[Range, ...]
    speaker: int | None
    content: tuple[Range, ...]
    addressee: tuple[Range, ...] = ()
    detail: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        return self.word, self.pos, self.construction


@dataclass(frozen=True, slots=True)
class _Source:
    ranges: tuple[Range, ...] = ()
    head: int | None = None


NOBODY = _Source()
#: "It is fair to say that ...": nobody does.
EXPLETIVE = _Source()


def frames(tree: Tree, words: Container[str]) -> Iterator[Frame]:
    """The frames of the given words (lemmas; adverbs as they stand), in text order of the cue."""
    _repair(tree, words)
    for i in range(tree.size):
        if tree.block[i] < 0 or not (tree.lemma[i] in words or tree.low[i] in words or _takes_that(tree, i)):
            continue
        pos = tree.pos[i]
        if pos in ("VERB", "AUX"):
            yield from _verb(tree, i)
        elif pos in ("NOUN", "PROPN"):
            yield from _noun(tree, i)
        elif pos == "ADV":
            yield from _adverb(tree, i)
        if tree.low[i] in ("according", "in"):
            yield from _prepositional(tree, i)


def _repair(tree: Tree, words: Container[str]) -> None:
    """Gives back to "said" the verb that the parser hung into its clause: "said X would go and warned Y that ..."."""
    labels = tree.labels
    for k in range(tree.size):
        clause = tree.head[k]
        cue = tree.head[clause]
        if tree.dep[k] not in labels.conjunct or tree.dep[clause] not in labels.clausal_complement or cue > clause:
            continue
        finite = tree.tag[k] in ("VBD", "VBZ") and tree.tag[k] == tree.tag[cue]
        if not finite or tree.lemma[k] not in words or tree.first(k, labels.subject) is not None:
            continue
        if any(tree.tag[a] == "MD" or tree.low[a] == "had" for a in tree.among(clause, labels.auxiliary)):
            tree.move_last(k, clause, cue)


def _takes_that(tree: Tree, i: int) -> bool:
    """A clause with "that" makes a cue of nearly any verb or noun."""
    if not tree.kids[i] or tree.pos[i] not in ("VERB", "NOUN"):
        return False
    labels = tree.labels
    clauses = tree.among(i, labels.clausal_complement | labels.noun_complement_clause)
    return any(tree.has_word(k, labels.marker, ("that",)) for k in clauses)


# --- verbs ------------------------------------------------------------------------------------------------------


def _verb(tree: Tree, v: int) -> Iterator[Frame]:
    if tree.lemma[v] == "according":
        return
    labels = tree.labels
    if tree.low[v] == "according" or _said_by_the_quoted(tree, v):
        return
    if tree.lemma[v] == "be":
        yield from _copula(tree, v)
        return
    if tree.dep[v] in labels.auxiliary or tree.dep[v] in labels.passive_auxiliary:
        return
    base = _bare_frame(tree, v)
    if tree.first(v, labels.passive_auxiliary) is not None or _bare_participle(tree, v):
        yield from _passive(tree, v, base)
        return
    if tree.dep[v] in labels.noun_complement_clause and tree.tag[v] == "VBN":
        yield from _reduced(tree, v, base)
        return
    source = subject(tree, v)
    if source is EXPLETIVE:
        return
    if source.head is None and tree.tag[v] in _FINITE:
        source = _name_before(tree, base.cue[0])
    base = replace(base, source=source.ranges, speaker=source.head)
    for frame in _active(tree, v, base):
        spoken_to = tuple(r for r in frame.addressee or _spoken_to(tree, frame) if r not in frame.source)
        yield frame if spoken_to == frame.addressee else replace(frame, addressee=spoken_to)


def _spoken_to(tree: Tree, frame: Frame) -> tuple[Range, ...]:
    """ "called on [Chad] to leave", "said to [reporters] that": who stands between the cue and what is said."""
    if frame.construction not in _CLAUSES or not frame.content:
        return ()
    wanted = _ADDRESSING.get(frame.word, _TO)
    for p in tree.among(frame.head, tree.labels.preposition):
        noun = tree.first(p, tree.labels.preposition_object)
        between = noun is not None and frame.head < p < frame.content[0][0] and tree.low[p] in wanted
        if between and noun is not None and tree.pos[noun] in ("PROPN", "NOUN", "PRON"):
            return (_extent(tree, noun),)
    return ()


_CLAUSES = frozenset({"that", "bare", "wh", "to"})
_TO = frozenset({"to"})
_ADDRESSING = {"call": frozenset({"on", "upon"}), "plead": frozenset({"with"}), "agree": frozenset[str]()}

_FINITE = frozenset({"VBD", "VBZ", "VBP"})


def _name_before(tree: Tree, cue: int) -> _Source:
    """The noun phrase that ends right before a cue, or before an aside between commas, where the parse has lost it."""
    at = cue - 1
    if at > 0 and tree.word[at] == ",":
        commas = (
            i for i in range(at - 1, max(at - 25, 0), -1) if tree.word[i] == "," and tree.block[i] == tree.block[cue]
        )
        at = next(commas, 0) - 1
    if at < 0 or tree.block[at] != tree.block[cue] or tree.pos[at] not in ("PROPN", "PRON", "NOUN"):
        return NOBODY
    return _Source(((tree.left[at], at + 1),), at)


def _bare_participle(tree: Tree, v: int) -> bool:
    """ "Asked whether he would resign, the president ...": somebody asked him."""
    labels = tree.labels
    if tree.tag[v] != "VBN" or tree.dep[v] not in labels.adverbial_clause:
        return False
    return tree.first(v, labels.auxiliary | labels.subject | labels.object) is None


def _bare_frame(tree: Tree, v: int) -> Frame:
    word = tree.lemma[v]
    particle = tree.first(v, tree.labels.particle)
    if particle is not None:
        word = f"{word}_{tree.low[particle]}"
    return Frame(v, word, "verb", "", cue_words(tree, v), (), None, ())


def _active(tree: Tree, v: int, base: Frame) -> Iterator[Frame]:
    labels = tree.labels
    clause = _clause_of(tree, v)
    if clause is not None and _free_relative(tree, clause):
        yield replace(base, construction="obj", content=(_extent(tree, clause),))
        return
    objects = [k for k in tree.among(v, labels.object) if k > v]
    datives = [k for k in tree.among(v, labels.indirect_object) if k > v]
    if clause is not None:
        yield _with_clause(tree, v, clause, objects, datives, base)
        return
    parent = _parenthetical_of(tree, v)
    if parent is not None:
        yield replace(base, construction="bare", content=_around(tree, parent, v), detail="parenthetical")
        return
    open_clause = next((k for k in tree.among(v, labels.open_complement) if k > v), None) or _asked_to(tree, v)
    if open_clause is not None:
        yield _with_open_clause(tree, v, open_clause, objects, base)
        return
    if objects:
        yield _with_object(tree, v, objects, datives, base)
        return
    if v + 1 < tree.size and tree.tag[v + 1] == "UH":
        yield replace(base, construction="obj", content=((v + 1, v + 2),))
        return
    relativized = _relativized(tree, v)
    if relativized is not None:
        yield replace(base, construction="rel-obj", content=relativized)
        return
    yield from _with_prepositions(tree, v, base)


def _clause_of(tree: Tree, v: int) -> int | None:
    clauses = list(tree.among(v, tree.labels.clausal_complement))
    after = [k for k in clauses if k > v]
    if not clauses and tree.first(v, tree.labels.negation) is not None:
        # "did not say when the talks would resume": the parser hangs the question as an adverbial clause.
        after = [k for k in tree.among(v, tree.labels.adverbial_clause) if k > v and tree.tag[tree.left[k]] == "WRB"]
    after = after or ([] if clauses else _hung_elsewhere(tree, v))
    return after[0] if after else (clauses[-1] if clauses else None)


def _hung_elsewhere(tree: Tree, v: int) -> list[int]:
    """The clause that the parser hangs on words of time or occasion: "said as late as Monday [that he knew nothing]",
    "said in an editorial [that the war must end]".
    """
    labels = tree.labels
    times = [k for k in tree.among(v, labels.adverb | labels.preposition) if k > v]
    places = [tree.first(k, labels.preposition_object) for k in times if tree.low[k] == "in"]
    times += [k for k in places if k is not None and tree.lemma[k] in _OCCASIONS]
    kinds = labels.clausal_complement | labels.noun_complement_clause | labels.relative_clause
    return [c for k in times for c in tree.among(k, kinds) if c > k and _is_complete(tree, c)]


def _is_complete(tree: Tree, clause: int) -> bool:
    """A clause with "that" and a subject of its own: not "a speech that shook them", "a letter that he wrote"."""
    subjects = tree.among(clause, tree.labels.subject)
    own = any(tree.low[k] != "that" for k in subjects)
    return own and tree.low[tree.left[clause]] == "that" and tree.lemma[clause] not in _GIVEN


_GIVEN = frozenset({"give", "make", "write", "send", "deliver", "publish", "issue", "read", "sign", "hold", "release"})


def _free_relative(tree: Tree, clause: int) -> bool:
    """ "what he called a mistake": a thing under the name somebody gives it, and no question."""
    first = tree.left[clause]
    return tree.low[first] == "what" and tree.head[first] == clause and tree.lemma[clause] in _NAMING


_NAMING = frozenset({"call", "describe", "term", "label", "brand", "dub"})


def _asked_to(tree: Tree, v: int) -> int | None:
    """ "appealed to the states of Europe [to open their borders]": no purpose but what is asked."""
    if tree.lemma[v] not in _APPEALING:
        return None
    clauses = (k for k in tree.among(v, tree.labels.adverbial_clause) if k > v and tree.tag[k] == "VB")
    return next((k for k in clauses if tree.low[tree.left[k]] == "to"), None)


_APPEALING = frozenset({"appeal", "call", "plead"})


def _with_clause(tree: Tree, v: int, clause: int, objects: list[int], datives: list[int], base: Frame) -> Frame:
    kind = _clause_kind(tree, clause)
    content = _extent_of_clause(tree, clause, v)
    if kind in ("to", "ing") and tree.first(clause, tree.labels.subject) is not None:
        kind = "obj-" + kind
    if objects and clause < v:
        return replace(base, construction=kind, content=content, addressee=(_extent(tree, objects[0]),))
    if objects and kind in ("that", "bare", "wh", "to", "ing") and objects[0] < clause:
        if kind == "to":
            return replace(base, construction="obj-to", content=_merged([_extent(tree, objects[0]), *content]))
        return replace(base, construction=f"{kind}", content=content, addressee=(_extent(tree, objects[0]),))
    if datives:
        return replace(base, construction=kind, content=content, addressee=(_extent(tree, datives[0]),))
    return replace(base, construction=kind, content=content)


def _clause_kind(tree: Tree, clause: int) -> str:
    """that, wh, to, ing or bare."""
    labels = tree.labels
    for mark in tree.among(clause, labels.marker):
        if tree.low[mark] == "that":
            return "that"
        if tree.low[mark] in _WHETHER:
            return "wh"
    first = tree.left[clause]
    if tree.low[first] == "that":
        return "that"
    if any(tree.tag[k] in _WH for k in range(first, min(first + 3, clause + 1))):
        return "wh"
    if any(tree.tag[k] == "TO" for k in tree.among(clause, labels.auxiliary)):
        return "to"
    if tree.tag[clause] == "VBG" and tree.first(clause, labels.auxiliary) is None:
        return "ing"
    return "bare"


def _extent_of_clause(tree: Tree, clause: int, v: int) -> tuple[Range, ...]:
    """The clause's words without the cue's, which may stand in its middle."""
    begin, end = _extent(tree, clause)
    if v >= end:
        return _resumed(tree, v, end) or ((_after_dash(tree, clause, begin), end),)
    if v < begin:
        return ((_true_start(tree, clause, v, begin), end),)
    first, last = _own_extent(tree, v, clause)
    return _resumed(tree, v, first) or tuple(r for r in ((begin, first), (last, end)) if r[0] < r[1])


def _true_start(tree: Tree, clause: int, v: int, begin: int) -> int:
    """Where the clause behind a cue begins: without the cue's own date, with a subject that the parser has lost."""
    subject_ = tree.first(clause, tree.labels.subject)
    if subject_ is None:
        # "said in a statement that work on the bases must stop": "work" was taken for a verb of the statement's.
        lost = (k for k in range(v + 1, begin) if tree.low[k] == "that" and tree.head[k] != clause)
        return next(lost, begin) if tree.tag[begin] == "MD" else begin
    day = tree.first(clause, tree.labels.adverb)
    if day is not None and tree.left[day] == begin and tree.right[day] == tree.left[subject_] and _is_day(tree, day):
        return tree.right[day]  # "said last December it would send more troops"
    return begin


def _is_day(tree: Tree, k: int) -> bool:
    return tree.low[k] in tree.days and tree.dep[k] in tree.labels.adverb


def _resumed(tree: Tree, v: int, end: int) -> tuple[Range, ...]:
    """What an aside vouches for where only part of a sentence hangs on it, which the writer does not vouch for:
    "its arms, including, Dulles says, selling rifles".
    """
    while end > 0 and tree.word[end - 1] == ",":
        end -= 1
    cut = tree.low[end - 1] == "including" or tree.pos[end - 1] in ("ADP", "SCONJ")
    if not cut or v + 1 >= tree.size or tree.word[v + 1] != ",":
        return ()
    last = max((tree.right[k] for k in tree.kids[v] if k > v), default=v)
    return ((v + 2, last),) if v + 2 < last else ()


def _after_dash(tree: Tree, clause: int, begin: int) -> int:
    """Where the part after a dash begins: a closing "experts say" speaks for the clause it is joined to only."""
    for k in tree.among(clause, tree.labels.adverbial_clause | tree.labels.conjunct):
        if k > clause and tree.word[tree.left[k] - 1] in _DASHES:
            return tree.left[k]
    return begin


def _own_extent(tree: Tree, v: int, clause: int | None) -> Range:
    """From the first to the last word that belongs to the cue itself: subject, auxiliaries, adverbs.

    What follows a comma right behind the verb is the content's again: "including, Dulles says, shipping arms".
    """
    resumed = v + 1 < tree.size and tree.word[v + 1] == ","
    own = [v]
    for k in tree.kids[v]:
        if k != clause and abs(k - v) < 40 and not (resumed and k > v):
            own += [tree.left[k], tree.right[k] - 1]
    return min(own), max(own) + 1


def _parenthetical_of(tree: Tree, v: int) -> int | None:
    """The clause that a parenthetical "he said" hangs from."""
    dep, labels = tree.dep[v], tree.labels
    if dep in labels.parataxis or (dep in labels.adverbial_clause | labels.clausal_complement and _is_aside(tree, v)):
        return tree.head[v] if tree.head[v] != v else None
    return None


def _is_aside(tree: Tree, v: int) -> bool:
    """A bare finite clause set off by commas, with a subject and no marker: ", experts say"."""
    if tree.first(v, tree.labels.subject) is None or tree.first(v, tree.labels.marker) is not None:
        return False
    left, right = tree.left[v], tree.right[v]
    before = tree.word[left - 1] if left else ""
    after = tree.word[right] if right < tree.size else "."
    return (
        right - left <= 30
        and before in {",", '"', "-", "–", "—", "''"}
        and after in {",", ".", '"', "-", "–", "—", "?", "!", ";"}
    )


def _around(tree: Tree, parent: int, v: int) -> tuple[Range, ...]:
    """The parent clause without the parenthetical in it."""
    first, last = _own_extent(tree, v, None)
    whole = _extent(tree, parent)
    return tuple(r for r in ((whole[0], first), (last, whole[1])) if r[0] < r[1])


def _with_open_clause(tree: Tree, v: int, clause: int, objects: list[int], base: Frame) -> Frame:
    kind = "ing" if tree.tag[clause] == "VBG" else "to"
    if not any(tree.tag[k] == "TO" for k in tree.among(clause, tree.labels.auxiliary)) and kind == "to":
        kind = "small"
    extent = _extent(tree, clause)
    if objects and objects[0] < clause:
        return replace(base, construction=f"obj-{kind}", content=((tree.left[objects[0]], extent[1]),))
    return replace(base, construction=kind, content=(extent,))


def _with_object(tree: Tree, v: int, objects: list[int], datives: list[int], base: Frame) -> Frame:
    first = objects[0]
    begin, end = _extent(tree, first)
    assured = _assured_of(tree, v, first)
    if assured is not None:
        told, content = (begin, assured), (assured, tree.right[assured])
        return replace(base, construction="obj-of", content=(content,), addressee=(told,))
    construction = "no-obj" if tree.low[begin] == "no" else "obj"
    if begin == v + 1 and tree.tag[begin] == "VBG" and tree.dep[begin] in tree.labels.adjective:
        # "denied placing missiles": the parser may take the gerund for an adjective.
        return replace(base, construction="ing", content=((begin, max(end, _end_of_phrases(tree, v, end))),))
    for k in tree.kids[v]:
        said = _as_saying(tree, v, k) if k > first else None
        if said is not None:
            return _quoted_as(tree, base, (begin, end), first, said)
        if k > first and (tree.dep[k] in tree.labels.object or _completes(tree, k)):
            begin, end = begin, max(end, tree.right[k])
            construction = "obj-" + (tree.low[k] if tree.dep[k] in tree.labels.preposition else "obj")
            break
    addressee = tuple(_extent(tree, k) for k in datives[:1])
    return replace(base, construction=construction, content=((begin, end),), addressee=addressee)


def _assured_of(tree: Tree, v: int, noun: int) -> int | None:
    """The "of" in "assured the emperor of its support", which tells the object something, and what."""
    phrases = (k for above in (v, noun) for k in tree.among(above, tree.labels.preposition) if k > noun)
    return next((k for k in phrases if tree.low[k] == "of"), None) if tree.lemma[v] in _ASSURING else None


_ASSURING = frozenset({"assure", "inform", "notify", "remind", "advise"})


def _as_saying(tree: Tree, v: int, p: int) -> tuple[int, int] | None:
    """The "saying" of "quoted X as saying that ..." and the clause behind it."""
    if tree.lemma[v] not in _QUOTING or tree.low[p] != "as":
        return None
    gerund = next((k for k in tree.kids[p] if k > p and tree.tag[k] == "VBG"), None)
    clause = tree.first(gerund, tree.labels.clausal_complement) if gerund is not None else None
    return (gerund, clause) if gerund is not None and clause is not None and clause > gerund else None


def _said_by_the_quoted(tree: Tree, v: int) -> bool:
    p = tree.head[v]
    return tree.low[p] == "as" and _as_saying(tree, tree.head[p], p) is not None


_QUOTING = frozenset({"quote", "cite"})


def _quoted_as(tree: Tree, base: Frame, who: Range, head: int, said: tuple[int, int]) -> Frame:
    """Who is quoted is the source; who quotes only passes it on."""
    gerund, clause = said
    cue = (*base.cue, gerund - 1, gerund) if tree.low[gerund - 1] == "as" else (*base.cue, gerund)
    content = _extent_of_clause(tree, clause, gerund)
    return replace(base, construction="obj-as", cue=cue, source=(who,), speaker=head, content=content)


def _end_of_phrases(tree: Tree, v: int, end: int) -> int:
    """The end of the prepositional phrases that follow an object without a break."""
    for k in tree.among(v, tree.labels.preposition):
        if tree.left[k] == end:
            end = tree.right[k]
    return end


_COMPLETING = frozenset({"as", "of", "for", "with", "to", "from"})


def _completes(tree: Tree, k: int) -> bool:
    return tree.dep[k] in tree.labels.preposition and tree.low[k] in _COMPLETING


def _relativized(tree: Tree, v: int) -> tuple[Range, ...] | None:
    """The antecedent in "the deal he criticised", "what they want" when the verb has no object of its own."""
    if tree.dep[v] not in tree.labels.relative_clause or tree.head[v] == v:
        return None
    subject_ = tree.first(v, tree.labels.subject)
    if subject_ is None or tree.tag[subject_] in _WH:
        return None
    noun = tree.head[v]
    return ((tree.left[noun], tree.left[v]),) if tree.left[noun] < tree.left[v] else None


def _with_prepositions(tree: Tree, v: int, base: Frame) -> Iterator[Frame]:
    phrases = [p for p in tree.among(v, tree.labels.preposition) if p > v]
    # "called on Tuesday for the release": the day stands between, unless it is all there is
    for p in [p for p in phrases if not (tree.low[p] in _WHEN and _is_occasion(tree, p))] or phrases:
        inner = tree.first(p, tree.labels.preposition_object | tree.labels.preposition_clause)
        if inner is None:
            continue
        # "agreed on Monday to ...": a later clause is read by its own rule
        yield replace(
            base, construction=f"prep:{tree.low[p]}", content=((p + 1, tree.right[p]),), cue=_span_to(base.cue, p)
        )
        return


def _span_to(cue: tuple[int, ...], p: int) -> tuple[int, ...]:
    return (*cue, p) if not cue or p - cue[-1] > 4 else tuple(range(cue[0], p + 1))


def _passive(tree: Tree, v: int, base: Frame) -> Iterator[Frame]:
    labels = tree.labels
    patient = _patient(tree, v)
    agent = _agent(tree, v)
    source = agent or NOBODY
    base = replace(base, source=source.ranges, speaker=source.head, pos="passive")
    clause = next(
        (k for k in tree.kids[v] if tree.dep[k] in labels.clausal_complement | labels.open_complement and k > v), None
    )
    by = "-by" if agent else ""
    parent = _parenthetical_of(tree, v)
    if parent is not None and clause is None and patient is not None and tree.low[patient[0]] == "it":
        yield replace(base, construction="that" + by, content=_around(tree, parent, v))
        return
    if clause is not None:
        kind = _clause_kind(tree, clause)
        content = [_extent(tree, clause)]
        if kind in ("to", "bare", "ing") and patient:
            content.insert(0, patient)
        yield replace(base, construction=kind + by, content=_merged(content))
        return
    if patient is None:
        return
    extra = next((k for k in tree.among(v, labels.preposition) if k > v and tree.low[k] in _COMPLETING), None)
    said = _as_saying(tree, v, extra) if extra is not None else None
    subject_ = tree.first(v, labels.passive_subject)
    if said is not None and subject_ is not None:
        yield _quoted_as(tree, base, patient, subject_, said)
        return
    content = [patient] + ([_extent(tree, extra)] if extra is not None else [])
    name = f"obj-{tree.low[extra]}" if extra is not None else "obj"
    yield replace(base, construction=name + by, content=_merged(content))


def _patient(tree: Tree, v: int) -> Range | None:
    found = tree.first(v, tree.labels.passive_subject)
    if found is None and tree.dep[v] in tree.labels.conjunct:
        found = tree.first(tree.head[v], tree.labels.passive_subject)
    return _extent(tree, found) if found is not None else None


def _agent(tree: Tree, v: int) -> _Source | None:
    by = tree.first(v, tree.labels.passive_agent)
    noun = tree.first(by, tree.labels.preposition_object) if by is not None else None
    return _Source((_extent(tree, noun),), noun) if noun is not None else None


def _reduced(tree: Tree, v: int, base: Frame) -> Iterator[Frame]:
    """ "a plan proposed by the ministry": the noun is the content."""
    noun = tree.head[v]
    agent = _agent(tree, v)
    if agent is None and tree.first(v, tree.labels.object) is not None and tree.word[tree.left[v] - 1] == ",":
        # A full verb after an aside ("Mr X, who ..., accused Y"), which the parser takes for a participle.
        yield from _active(tree, v, replace(base, source=((tree.left[noun], tree.left[v] - 1),), speaker=noun))
        return
    source = agent or NOBODY
    content = ((tree.left[noun], tree.left[v]),)
    if tree.left[noun] < tree.left[v]:
        yield replace(
            base,
            pos="reduced",
            construction="by" if agent else "obj",
            source=source.ranges,
            speaker=source.head,
            content=content,
        )


# --- to be: "is confident that", "his advice is that" -----------------------------------------------------------


def _copula(tree: Tree, v: int) -> Iterator[Frame]:
    labels = tree.labels
    source = subject(tree, v)
    for word in tree.among(v, labels.attribute):
        if tree.pos[word] not in ("ADJ", "VERB"):
            continue
        base = Frame(word, tree.lemma[word], "adj", "", (*cue_words(tree, v), word), source.ranges, source.head, ())
        for k in tree.kids[word]:
            frame = _adjective_with(tree, word, k, base)
            if frame is not None:
                yield frame
                break


def _adjective_with(tree: Tree, word: int, k: int, base: Frame) -> Frame | None:
    labels = tree.labels
    if k < word:
        return None
    if tree.dep[k] in labels.clausal_complement | labels.open_complement:
        return replace(base, construction=_clause_kind(tree, k), content=(_extent(tree, k),))
    if tree.dep[k] in labels.preposition and k + 1 < tree.right[k]:
        return replace(base, construction=f"prep:{tree.low[k]}", content=((k + 1, tree.right[k]),), cue=(*base.cue, k))
    return None


# --- nouns ------------------------------------------------------------------------------------------------------


def _noun(tree: Tree, n: int) -> Iterator[Frame]:
    found = (_noun_content(tree, n) if tree.right[n] > n + 1 else None) or _despite(tree, n)
    if found is None:
        return
    construction, content, preposition = found
    owner = _owner(tree, n, construction)
    cue = _noun_cue(tree, n, preposition)
    yield Frame(n, tree.lemma[n], "noun", construction, cue, owner.ranges, owner.head, content)


def _noun_content(tree: Tree, n: int) -> tuple[str, tuple[Range, ...], int | None] | None:
    labels = tree.labels
    for k in tree.kids[n]:
        if k < n:
            continue
        if tree.dep[k] in labels.noun_complement_clause | labels.clausal_complement and tree.tag[k] != "VBN":
            kind = _clause_kind(tree, k)
            if kind in ("that", "to", "wh"):
                return kind, (_extent(tree, k),), None
        if (
            tree.dep[k] in labels.relative_clause
            and tree.low[tree.left[k]] == "that"
            and tree.dep[tree.left[k]] in labels.marker
        ):
            return "that", (_extent(tree, k),), None
    for k in tree.among(n, labels.preposition):
        if k > n and tree.low[k] not in ("by", "from") and k + 1 < tree.right[k]:
            return f"prep:{tree.low[k]}", ((k + 1, tree.right[k]),), k
    return None


def _despite(tree: Tree, n: int) -> tuple[str, tuple[Range, ...], int | None] | None:
    """ "despite its denials, CLAUSE": what is denied is the clause."""
    p = tree.head[n]
    if tree.low[p] not in _CONCEDING or tree.dep[n] not in tree.labels.preposition_object:
        return None
    whole = _extent(tree, tree.head[p])
    begin, end = _extent(tree, p)
    if not whole[0] <= begin < whole[1] or tree.head[p] == p:
        return None
    first = whole[0]
    if first < begin and tree.dep[first] in tree.labels.marker:
        first += 1
    pieces = tuple(r for r in ((first, begin), (end, whole[1])) if r[0] < r[1])
    return "despite", pieces, None


_CONCEDING = frozenset({"despite", "notwithstanding", "amid"})


def _noun_cue(tree: Tree, n: int, preposition: int | None) -> tuple[int, ...]:
    first = n
    for k in tree.kids[n]:
        if k < n and tree.dep[k] in tree.labels.adjective | tree.labels.compound | tree.labels.determiner:
            first = min(first, tree.left[k])
    poss = tree.first(n, tree.labels.possessive)
    if poss is not None:
        first = max(first, tree.right[poss])
    last = n if preposition is None else preposition
    return tuple(range(first, last + 1)) if last - first < 8 else (n,)


def _owner(tree: Tree, n: int, construction: str) -> _Source:
    """Whose claim, plan or view it is: a possessive, an "of"/"by"/"from" phrase, or the subject of "made a claim"."""
    labels = tree.labels
    poss = tree.first(n, labels.possessive)
    if poss is not None:
        return _Source((_trim_possessive(tree, poss),), poss)
    for p in tree.among(n, labels.preposition | labels.passive_agent):
        if tree.low[p] in ("by", "from") or (tree.low[p] in ("of", "among") and construction != f"prep:{tree.low[p]}"):
            noun = tree.first(p, labels.preposition_object)
            if noun is not None and p > n:
                return _Source((_extent(tree, noun),), noun)
    above = tree.head[n]
    if tree.dep[n] in labels.object and tree.pos[above] == "VERB":
        return subject(tree, above)
    return NOBODY


def _trim_possessive(tree: Tree, poss: int) -> Range:
    begin, end = _extent(tree, poss)
    while end - 1 > begin and tree.tag[end - 1] == "POS":
        end -= 1
    return begin, end


# --- adverbs and prepositions -----------------------------------------------------------------------------------


def _adverb(tree: Tree, i: int) -> Iterator[Frame]:
    """ "allegedly", "reportedly": the clause it stands in, on nobody's word."""
    if not tree.low[i].endswith("ly") or tree.dep[i] not in tree.labels.adverb:
        return
    head = tree.head[i]
    whole = _extent(tree, head)
    content = tuple(r for r in ((whole[0], i), (i + 1, whole[1])) if r[0] < r[1])
    yield Frame(i, tree.low[i], "adv", "clause", (i,), (), None, content)


def _prepositional(tree: Tree, i: int) -> Iterator[Frame]:
    """ "according to X", "in X's view": the clause it hangs from, without the phrase itself."""
    labels = tree.labels
    if tree.low[i] == "in":
        yield from _in_view(tree, i)
        return
    if tree.low[i] == "according" and i + 1 < tree.size and tree.low[i + 1] == "to":
        to = i + 1
        noun = tree.first(to, labels.preposition_object) if tree.dep[to] in labels.preposition else None
        if noun is None:
            return
        top = i if tree.under(to, i) else to
        yield from _phrase_frame(tree, top, (i, to), noun, "according to")


def _in_view(tree: Tree, i: int) -> Iterator[Frame]:
    """ "in Dulles's view": the clause it hangs from."""
    noun = tree.first(i, tree.labels.preposition_object)
    owner = tree.first(noun, tree.labels.possessive) if noun is not None else None
    if noun is None or owner is None or tree.lemma[noun] not in _VIEWS:
        return
    clause = _extent(tree, tree.head[i])
    content = tuple(r for r in ((clause[0], tree.left[i]), (tree.right[i], clause[1])) if r[0] < r[1])
    cue = (i, *range(tree.right[owner], noun + 1))
    yield Frame(noun, "in view", "prep", "clause", cue, (_trim_possessive(tree, owner),), owner, content)


_VIEWS = frozenset({"view", "opinion", "judgment", "judgement", "account", "telling", "eye", "estimation", "word"})


def _phrase_frame(tree: Tree, top: int, cue: tuple[int, ...], noun: int, word: str) -> Iterator[Frame]:
    clause = tree.head[top]
    while (
        tree.dep[clause] in tree.labels.preposition | tree.labels.preposition_object | tree.labels.object
        and tree.head[clause] != clause
    ):
        clause = tree.head[clause]
    whole = _extent(tree, clause)
    first, last = cue[0], tree.right[noun]
    content = tuple(r for r in ((whole[0], first), (last, whole[1])) if r[0] < r[1])
    yield Frame(cue[0], word, "prep", "clause", cue, ((tree.left[noun], tree.right[noun]),), noun, content)


# --- shared -----------------------------------------------------------------------------------------------------


def subject(tree: Tree, v: int) -> _Source:
    """Who does what a verb says: its own subject, else the one it shares or is controlled by."""
    labels, start = tree.labels, v
    for _ in range(12):
        own = next((k for k in tree.among(v, labels.subject)), None)
        if own is not None:
            if tree.low[own] == "there":
                return NOBODY
            if v != start and _is_expletive(tree, v, own):
                return EXPLETIVE
            return _behind_preposition(tree, v, own) or _Source((_without_asides(tree, own),), own)
        dep, above = tree.dep[v], tree.head[v]
        if above == v:
            return NOBODY
        if dep in labels.noun_complement_clause and tree.pos[above] in ("NOUN", "PROPN", "PRON"):
            if tree.tag[v] == "VBG":
                return _Source(((tree.left[above], tree.left[v]),), above)
            owner = tree.first(above, labels.possessive)
            return _Source((_trim_possessive(tree, owner),), owner) if owner is not None else NOBODY
        if dep in labels.open_complement and (controller := _controller(tree, above)) is not None:
            return _Source((_extent(tree, controller),), controller)
        if dep in labels.preposition_clause:
            above = tree.head[above] if tree.head[above] != above else above
        v = above
    return NOBODY


def _without_asides(tree: Tree, noun: int) -> Range:
    """A noun phrase without what a comma sets off ("Mr Carr, speaking by telephone, said") or says when and where."""
    begin, end = _extent(tree, noun)
    while begin < noun and tree.low[begin] in tree.days:
        begin += 1  # "On Monday President X said"
    for k in tree.among(noun, tree.labels.noun_complement_clause):
        if k > noun and tree.left[k] - 1 > begin and tree.word[tree.left[k] - 1] in _DASHES | {","}:
            end = min(end, tree.left[k] - 1)
    for k in tree.among(noun, tree.labels.preposition):
        if k > noun and tree.right[k] == end and tree.low[k] in _WHEN and _is_occasion(tree, k):
            end = k  # "officials on Sunday said"
    return begin, end


def _is_occasion(tree: Tree, p: int) -> bool:
    inner = tree.first(p, tree.labels.preposition_object)
    return inner is not None and (tree.low[inner] in tree.days or tree.lemma[inner] in _OCCASIONS)


_WHEN = frozenset({"on", "in", "at", "during", "late", "early"})
_OCCASIONS = frozenset(
    {"briefing", "statement", "interview", "speech", "letter", "testimony", "tweet", "conference", "editorial",
     "message", "broadcast", "telegram", "cable", "note", "reply", "address", "report", "memorandum", "article",
     "communique"}
)  # fmt: skip


def _behind_preposition(tree: Tree, v: int, noun: int) -> _Source | None:
    """The true subject in "After his call with Eban, the foreign minister, Mr Rusk, said": behind the first comma.

    The parser takes the call for the subject and leaves "After" alone.
    """
    p = tree.left[noun] - 1
    if p < 0 or tree.head[p] != v or tree.kids[p] or tree.dep[p] not in tree.labels.preposition | tree.labels.marker:
        return None
    comma = next((i for i in range(noun, min(tree.right[noun], noun + 25)) if tree.word[i] == ","), None)
    if comma is None:
        return None
    head = next((i for i in range(comma + 1, tree.right[noun]) if tree.head[i] <= comma), None)
    return _Source(((comma + 1, tree.right[noun]),), head) if head is not None else None


def _is_expletive(tree: Tree, v: int, own: int) -> bool:
    """Whether a subject handed down to an infinitive is the empty one of "it is fair to say"."""
    if tree.low[own] != "it" or tree.lemma[v] != "be":
        return False
    return any(tree.pos[k] == "ADJ" for k in tree.among(v, tree.labels.attribute))


def _controller(tree: Tree, v: int) -> int | None:
    """The object that a verb hands on as subject: "urged Congress to ..."."""
    if tree.lemma[v] in _OBJECT_CONTROL_SOURCE:
        return None
    return next(
        (k for k in tree.among(v, tree.labels.object | tree.labels.indirect_object) if tree.pos[k] != "ADJ"), None
    )


def cue_words(tree: Tree, v: int) -> tuple[int, ...]:
    """The verb with its auxiliaries, negation, particle and the adverbs directly beside it, as one run."""
    labels = tree.labels
    helpers = labels.auxiliary | labels.passive_auxiliary | labels.negation | labels.particle
    own = {v}
    for k in tree.kids[v]:
        if (tree.dep[k] in helpers and abs(k - v) <= 5) or (
            tree.dep[k] in labels.adverb and tree.right[k] - tree.left[k] == 1 and k < v and v - k <= 4
        ):
            own.add(k)
    run = [v]
    while run[0] - 1 in own:
        run.insert(0, run[0] - 1)
    while run[-1] + 1 in own:
        run.append(run[-1] + 1)
    return tuple(run)


def _extent(tree: Tree, i: int) -> Range:
    return tree.left[i], tree.right[i]


def _merged(ranges: list[Range]) -> tuple[Range, ...]:
    """In text order, neighbours joined."""
    out: list[Range] = []
    for begin, end in sorted(ranges):
        if out and begin <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((begin, end))
    return tuple(out)
