"""What somebody does by saying something: asserts, denies, warns, promises, ... (`model.Act`, a closed list).

The word that reports it says most, and how that word stands says in which sense: `data/en/acts.tsv` holds the senses.
A negation turns some acts. Plain saying ("said", "told", "according to") takes its act from what is said, by the rules
under *what is said*. All is read off the parse, so it holds for any cue, whoever found it.

Order of authority: a phrase or a sense with its condition; the table of cues, where it names the word; the word's row
without condition; else somebody asserts something.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from typing import cast

from reportedly import gazetteer, shelf
from reportedly.model import Act
from reportedly.reading.drafts import Draft
from reportedly.reading.lexicon import ANY, Lexicon, lexicon
from reportedly.reading.tree import Tree

__all__ = ["REFUSING", "THINGS", "Acts", "Sense", "act_of", "acts", "signs_of_word"]

#: Words that point at something said or known, and say nothing of it.
THINGS = frozenset({"it", "its", "that", "this", "they", "their", "which", "what", "these", "those", "one"})
REFUSING = frozenset({"refuse", "decline"})

_NOR = frozenset({"neither", "nor"})
#: What an act becomes under "not": who neither confirms nor denies refuses to say. The others stay what they are:
#: who does not believe something believes that it is not so.
_DENIED: dict[Act, Act] = {
    "agree": "reject", "promise": "reject", "confirm": "reject", "deny": "reject", "apologise": "reject",
    "intend": "reject", "reject": "assert", "praise": "assert", "criticise": "assert", "accuse": "assert",
    "threaten": "assert", "demand": "assert", "urge": "assert", "ask": "assert", "warn": "assert",
}  # fmt: skip
_PARTS = {"verb": "verb", "passive": "verb", "reduced": "verb", "noun": "noun", "adj": "adj", "adv": "adv"}
_TAGGED = {"VERB": "verb", "AUX": "verb", "NOUN": "noun", "PROPN": "noun", "ADJ": "adj", "ADV": "adv"}


# --- the table --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sense:
    """A row of the table: the act, and the signs that must all be there."""

    act: Act
    when: frozenset[str] = frozenset()


_PLAIN = Sense("assert")


@dataclass(frozen=True, slots=True)
class Acts:
    """`senses` by lemma and part of speech, those with most conditions first; `phrases` by each of their words."""

    senses: Mapping[tuple[str, str], tuple[Sense, ...]]
    phrases: Mapping[str, tuple[tuple[tuple[str, ...], Act], ...]]

    def of(self, lemma: str, pos: str, signs: AbstractSet[str] = frozenset()) -> Sense | None:
        """The first sense of a word whose conditions all hold."""
        return next((row for row in self.rows(lemma, pos) if row.when <= signs), None)

    def rows(self, lemma: str, pos: str) -> tuple[Sense, ...]:
        """All senses of a word, however it is spelt."""
        return next((self.senses[key] for s in _spellings(lemma) if (key := (s, pos)) in self.senses), ())

    def said(self, lemma: str) -> Act | None:
        """What a word makes of what is said: "historic" praises, "liar" accuses, "retaliate" threatens."""
        found = self.of(lemma, "said")
        return found.act if found else None


def _spellings(lemma: str) -> Iterator[str]:
    """As it stands; in British spelling; with the e that the lemmatiser takes for an ending ("hop" of "hoped")."""
    yield lemma
    stem, mark, particle = lemma.partition("_")
    for old, new in (("ize", "ise"), ("or", "our"), ("", "e")):
        if stem.endswith(old) and len(stem) > 2:
            yield f"{stem.removesuffix(old)}{new}{mark}{particle}"


@cache
def acts(code: str) -> Acts:
    """The table of a language. Read once."""
    senses: dict[tuple[str, str], list[Sense]] = {}
    phrases: dict[str, list[tuple[tuple[str, ...], Act]]] = {}
    for row in shelf.table(f"{code}/acts.tsv"):
        act = cast(Act, row["act"])
        if row["pos"] == "phrase":
            parts = tuple(row["lemma"].split())
            for part in set(parts):
                phrases.setdefault(part, []).append((parts, act))
        else:
            when = frozenset(row["when"].split("+")) - {""}
            senses.setdefault((row["lemma"], row["pos"]), []).append(Sense(act, when))
    ordered = {key: tuple(sorted(rows, key=lambda row: -len(row.when))) for key, rows in senses.items()}
    return Acts(ordered, {word: tuple(rows) for word, rows in phrases.items()})


# --- the act ----------------------------------------------------------------------------------------------------


def act_of(tree: Tree, draft: Draft, code: str) -> Act:
    """The act of a statement in a text of that language."""
    cue, table, words = draft.frame.head, acts(code), lexicon(code)
    if tree.dep[cue] in tree.labels.open_complement and tree.lemma[tree.head[cue]] in REFUSING:
        return "reject"
    word = _telling_word(tree, draft)
    sense = _sense_of_cue(tree, draft, word, table, words)
    if _negated(tree, word):
        return _turned(tree, word, sense)
    if sense.act != "assert" or draft.frame.pos == "adv":
        return sense.act
    return _act_of_content(tree, draft, table, words.untrue)


def _turned(tree: Tree, i: int, sense: Sense) -> Act:
    """A denied act; "not yet" leaves open what will come, and a row for the denied word knows best."""
    if any(tree.low[k] == "yet" for k in tree.kids[i]):
        return "assert"
    return sense.act if "not" in sense.when else _DENIED.get(sense.act, sense.act)


def _negated(tree: Tree, i: int) -> bool:
    """ "did not agree", "no plans", "nobody objected", "failed to agree", "neither confirmed nor denied"."""
    labels = tree.labels
    if tree.pos[i] == "NOUN" and tree.has_word(i, labels.determiner, ("no",)):
        return True
    verbs = (i, tree.head[i]) if tree.dep[i] in labels.attribute and tree.lemma[tree.head[i]] == "be" else (i,)
    if any(tree.first(verb, labels.negation) is not None or _of_nothing(tree, verb) for verb in verbs):
        return True
    joined = (*verbs, tree.head[i]) if tree.dep[i] in labels.conjunct else verbs
    return _failed(tree, i) or any(tree.low[k] in _NOR for verb in joined for k in tree.kids[verb])


def _of_nothing(tree: Tree, verb: int) -> bool:
    return any(tree.low[k] in _NOBODY for k in tree.among(verb, tree.labels.subject | tree.labels.object))


_NOBODY = frozenset({"nobody", "nothing", "none"})


def _failed(tree: Tree, i: int) -> bool:
    return tree.dep[i] in tree.labels.open_complement and tree.lemma[tree.head[i]] == "fail"


# --- the word that reports --------------------------------------------------------------------------------------


def _telling_word(tree: Tree, draft: Draft) -> int:
    """The word that tells the act: the cue's head, "critical" in "was critical of", "agree" in "failed to agree"."""
    word, cue = draft.frame.head, draft.frame.cue
    if tree.pos[word] in ("VERB", "AUX"):
        word = next((k for k in tree.among(word, tree.labels.attribute) if k in cue), word)
    if tree.lemma[word] in _LEADING:
        word = next((k for k in tree.among(word, tree.labels.open_complement) if k in cue), word)
    return word


_LEADING = frozenset({"fail", "quick", "continue", "go", "proceed", "begin", "start", "appear", "seem", "happen",
                      "come", "rush", "hasten"})  # fmt: skip


def _sense_of_cue(tree: Tree, draft: Draft, word: int, table: Acts, words: Lexicon) -> Sense:
    """The sense of the cue, by the order of authority."""
    frame = draft.frame
    own = word == frame.head
    pos = _PARTS.get(frame.pos) if own else _TAGGED.get(tree.pos[word])
    phrase = _phrase(tree, frame.cue or (frame.head,), word, table)
    if phrase is not None:
        return phrase
    signs = signs_of_word(tree, word, table) | _signs_of_content(tree, draft, table) | _signs_of_frame(tree, draft)
    found = _sense_of_word(tree, word, pos or "", signs, table, frame.word if own else "")
    if found is not None and found.when:
        return found
    if draft.entry is not None and not _for_any_word(draft, words):
        return Sense(draft.entry.act)
    return found or _in_another_part(tree, word, pos, table) or _PLAIN


def _for_any_word(draft: Draft, words: Lexicon) -> bool:
    """Whether the row of the table of cues is the one for all words that it does not name."""
    return any(draft.entry is words.entries.get((ANY, pos, "that")) for pos in ("verb", "noun"))


def _in_another_part(tree: Tree, i: int, part: str | None, table: Acts) -> Sense | None:
    """The row of a word that the table has only as another part of speech: "a vow" where it knows the verb."""
    lemma = tree.lemma[i]
    if part is None or table.rows(lemma, part):
        return None
    found = (row for other in ("verb", "noun", "adj", "adv") for row in table.rows(lemma, other) if not row.when)
    return next(found, None)


def _sense_of_word(tree: Tree, i: int, pos: str, signs: set[str], table: Acts, word: str = "") -> Sense | None:
    """The sense of a word that stands with these signs: of verb and particle, of the verb, of "was determined"."""
    if pos == "verb" and (lent := _lent(tree, i, table)) is not None:
        return lent
    found = (table.of(lemma, part, signs) for lemma, part in _names(tree, i, pos, word or tree.lemma[i]))
    return next((sense for sense in found if sense is not None), None)


def _names(tree: Tree, i: int, pos: str, word: str) -> Iterator[tuple[str, str]]:
    """What a word may be called in the table, the longest name first. The parser may miss a particle."""
    lemma = word.partition("_")[0]
    if pos == "verb":
        if i + 1 < tree.size and tree.pos[i + 1] in ("ADP", "ADV", "PART"):
            yield f"{lemma}_{tree.low[i + 1]}", pos
        yield word, pos
        if tree.tag[i] == "VBN":
            yield tree.low[i], "adj"
    if pos == "adv":
        yield tree.low[i], pos
    if pos == "adj":
        yield tree.low[i], pos
    yield lemma, pos


def _lent(tree: Tree, v: int, table: Acts) -> Sense | None:
    """ "expressed support", "issued a warning", "has no plans": the act of the object."""
    light = table.of(tree.lemma[v], "light")
    noun = _object(tree, v)
    if light is None or noun is None:
        return None
    found = _sense_of_word(tree, noun, "noun", signs_of_word(tree, noun, table), table)
    if found is None:
        return Sense(light.act, frozenset({"obj"})) if light.act != "assert" else None
    act = _turned(tree, noun, found) if _negated(tree, noun) else found.act
    return Sense(act, frozenset({"obj"}))


def _phrase(tree: Tree, cue: Iterable[int], head: int, table: Acts) -> Sense | None:
    """The phrase that the cue is, or begins: "poured cold water on", "claimed responsibility"."""
    solid = [i for i in {head, *cue} if tree.pos[i] not in _SMALL]
    rows = [row for i in solid for row in table.phrases.get(tree.lemma[i], table.phrases.get(tree.low[i], ()))]
    if not rows:
        return None
    near = range(max(0, min(*cue, head) - _BESIDE), min(tree.size, max(*cue, head) + 1 + _BESIDE))
    told = [i for i in near if tree.block[i] == tree.block[head] and tree.tag[i] not in _UNTOLD]
    told = [i for i in told if tree.low[i] not in _ARTICLES]
    bare = [i for i in told if tree.pos[i] not in ("ADJ", "ADV", "NUM")]  # "took several swipes at"
    words = {tree.lemma[i] for i in told} | {tree.low[i] for i in told}
    for parts, act in sorted((row for row in rows if words.issuperset(row[0])), key=lambda row: -len(row[0])):
        if any(_holds(tree, run, parts, solid) for run in (told, bare)):
            return Sense(act, frozenset({"phrase", "not"} if {"not", "no"} & set(parts) else {"phrase"}))
    return None


def _holds(tree: Tree, words: list[int], parts: tuple[str, ...], cue: Collection[int]) -> bool:
    """Whether these words hold a phrase that takes in some word of the cue."""
    runs = (words[at : at + len(parts)] for at in range(len(words) - len(parts) + 1))
    return any(
        all(part in (tree.lemma[i], tree.low[i]) for part, i in zip(parts, run, strict=True))
        and not set(cue).isdisjoint(run)
        for run in runs
    )


#: How far, in tokens, a phrase may go on beyond the words that were taken for the cue.
_BESIDE = 4
#: What a phrase in the table is written without.
_UNTOLD = frozenset({"PRP$", "POS"})
_ARTICLES = frozenset({"a", "an", "the"})
#: Words too common to find a phrase by.
_SMALL = frozenset({"ADP", "PART", "SCONJ", "DET", "PRON", "CCONJ"})


# --- signs: how a word stands -----------------------------------------------------------------------------------


def signs_of_word(tree: Tree, i: int, table: Acts) -> set[str]:
    """What the parse hangs on a word, by the names that the table uses in its column `when`."""
    found = {kind for clause in _clauses(tree, i) if (kind := _clause_kind(tree, clause)) is not None}
    found |= {f"prep:{tree.low[p]}" for p in _prepositions(tree, i)}
    if _passive(tree, i):
        found.add("passive")
    if _negated(tree, i):
        found.add("not")
    noun = _object(tree, i)
    if noun is not None:
        found |= {"obj", *_signs_of_object(tree, noun, table)}
    return found


def _clauses(tree: Tree, i: int) -> list[int]:
    """The clauses that complete a verb, a noun or an adjective."""
    labels = tree.labels
    kinds = labels.clausal_complement | labels.open_complement
    if tree.pos[i] in ("NOUN", "PROPN"):
        kinds |= labels.noun_complement_clause | labels.relative_clause
    above = (tree.head[i],) if tree.dep[i] in labels.attribute else ()
    found = [k for place in (i, *above) for k in tree.among(place, kinds) if k > i]
    return [k for k in found if tree.dep[k] not in labels.relative_clause or _marked_that(tree, k)]


def _marked_that(tree: Tree, clause: int) -> bool:
    return tree.has_word(clause, tree.labels.marker, ("that",))


def _clause_kind(tree: Tree, clause: int) -> str | None:
    """that (said or not), wh, to or ing."""
    first = tree.left[clause]
    if tree.tag[first] in _WH or tree.low[first] in ("whether", "if"):
        return "wh"
    if any(tree.tag[k] == "TO" for k in tree.kids[clause]):
        return "to"
    if tree.tag[clause] == "VBG" and tree.first(clause, tree.labels.auxiliary) is None:
        return "ing"
    finite = tree.first(clause, tree.labels.subject) is not None and tree.pos[clause] in ("VERB", "AUX")
    return "that" if finite or _marked_that(tree, clause) else None


_WH = frozenset({"WDT", "WP", "WP$", "WRB"})


def _prepositions(tree: Tree, i: int) -> Iterator[int]:
    """The prepositions and particles of a word, and those the parser gave to its object ("blamed X [for] Y")."""
    labels = tree.labels
    kinds = labels.preposition | labels.particle | labels.indirect_object
    noun = _object(tree, i)
    for place in (i,) if noun is None or noun < i else (i, noun):
        yield from (k for k in tree.among(place, kinds) if k > i and tree.pos[k] in ("ADP", "ADV", "SCONJ"))


def _passive(tree: Tree, i: int) -> bool:
    if tree.tag[i] != "VBN":
        return False
    participle = tree.dep[i] in tree.labels.noun_complement_clause
    return participle or tree.first(i, tree.labels.passive_auxiliary) is not None


def _object(tree: Tree, i: int) -> int | None:
    """The object of a verb, also that of a passive ("[Dreyfus] was accused"), or the subject of its infinitive."""
    labels = tree.labels
    if tree.pos[i] not in ("VERB", "AUX"):
        return None
    found = next((k for k in tree.among(i, labels.object) if k > i and tree.pos[k] in _NOUNS), None)
    if found is not None:
        return found
    if _passive(tree, i):
        reduced = tree.dep[i] in labels.noun_complement_clause
        return tree.head[i] if reduced else tree.first(i, labels.passive_subject)
    clauses = (k for k in tree.among(i, labels.clausal_complement) if k > i and _clause_kind(tree, k) == "to")
    return next((s for k in clauses for s in tree.among(k, labels.subject) if s > i), None)


_NOUNS = frozenset({"NOUN", "PROPN", "PRON"})


def _signs_of_object(tree: Tree, noun: int, table: Acts) -> Iterator[str]:
    """That an object is a name, or itself a word for an act: "denied the [charge]", "refused the [request]"."""
    if tree.pos[noun] in ("PROPN", "PRON"):
        yield "obj:name"
    known = table.of(tree.lemma[noun], "noun")
    if known is not None:
        yield from ("obj:said", f"obj:{known.act}")


def _signs_of_frame(tree: Tree, draft: Draft) -> set[str]:
    """What the frame or the words themselves say, where the parse may have gone wrong."""
    frame = draft.frame
    first, *others = frame.construction.split("-")
    found = {_FRAMES.get(first, first), *(f"prep:{word}" for word in others)} - {""}
    if frame.pos in ("passive", "reduced"):
        found.add("passive")
    if _is_thing(tree, frame.speaker):
        found.add("thing")
    return found | _signs_of_opening(tree, draft)


#: Constructions of `cues.py` that the table of acts has no other name for.
_FRAMES = {"bare": "that", "by": "obj", "rel": "obj"}


def _signs_of_opening(tree: Tree, draft: Draft) -> set[str]:
    """How what is said begins, and the preposition that the cue ends in."""
    begin = draft.content[0][0]
    found = {f"prep:{tree.low[k]}" for k in (*draft.frame.cue, begin - 1) if k >= 0 and tree.pos[k] == "ADP"}
    if tree.low[begin] == "to" and tree.tag[begin] == "TO":
        found.add("to")
    elif tree.low[begin] == "that" and tree.pos[begin] == "SCONJ":
        found.add("that")
    elif tree.tag[begin] in _WH or tree.low[begin] in ("whether", "if"):
        found.add("wh")
    if draft.quoted and all(any(q.first <= a and b <= q.last for q in draft.quoted) for a, b in draft.content):
        found.add("quote")
    return found


def _is_thing(tree: Tree, speaker: int | None) -> bool:
    """ "The evidence suggested": no person, no body and no document with somebody's words."""
    if speaker is None or tree.pos[speaker] != "NOUN":
        return False
    role = gazetteer.role(tree.lemma[speaker])
    return role is None or not role.speaker


def _signs_of_content(tree: Tree, draft: Draft, table: Acts) -> set[str]:
    """How what is said is said: of the future, denied, of the speaker himself, with a word for some act."""
    verb = next(iter(_mains(tree, draft)), None)
    if verb is None:
        return set()
    found = {name for name, test in _TESTS.items() if test(tree, verb)}
    if _own(tree, draft, verb):
        found.add("own")
    told = (table.said(tree.lemma[k]) for k in (verb, *tree.among(verb, tree.labels.object)))
    return found | {f"says:{act}" for act in told if act is not None}


# --- what is said -----------------------------------------------------------------------------------------------


def _act_of_content(tree: Tree, draft: Draft, table: Acts, untrue: Collection[str]) -> Act:
    """The act of plain saying: the first rule that holds."""
    mains = _mains(tree, draft)
    said_untrue = mains and _calls_untrue(tree, mains[0], table, untrue)
    if said_untrue or _denies(tree, draft, untrue) or _names_untrue(tree, draft, table, untrue):
        return "deny"
    if _questions(tree, draft):
        return "ask"
    own = _own_act(tree, draft, mains[0], table) if mains else None
    if own is not None:
        return own
    wanted = _wanted(tree, draft, mains, table)
    return wanted or _verdict(tree, draft, mains, table) or "assert"


def _mains(tree: Tree, draft: Draft) -> list[int]:
    """The verbs that what is said is made of, in text order: those of its main clauses. A noun where it has none."""
    inside = {i for a, b in draft.content for i in range(a, min(b, a + _FAR))}
    tops = [i for i in sorted(inside) if tree.word[i][0].isalnum() and _tops(tree, i, inside)]
    verbs = [i for i in tops if tree.pos[i] in ("VERB", "AUX")]
    return verbs or tops[:1]


#: How far, in tokens, what is said is looked into: its act is known by its beginning.
_FAR = 25


def _tops(tree: Tree, i: int, inside: Collection[int]) -> bool:
    """Whether nothing in the content stands above a word, or only what it is joined to by "and"."""
    for _ in range(6):
        if tree.head[i] == i or tree.head[i] not in inside:
            return True
        if tree.dep[i] not in tree.labels.conjunct:
            return False
        i = tree.head[i]
    return False


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


def _calls_untrue(tree: Tree, verb: int, table: Acts, untrue: Collection[str]) -> bool:
    """ "The charges were false": what somebody else says is not so. A false map is no denial."""
    said = tree.first(verb, tree.labels.subject)
    if said is None or tree.lemma[verb] != "be" or _negated(tree, verb):
        return False
    claim = table.of(tree.lemma[said], "noun")
    predicates = tree.among(verb, tree.labels.attribute)
    return claim is not None and claim.act in ("assert", "accuse") and any(tree.low[k] in untrue for k in predicates)


#: Verbs that give a thing a name ("called the charge a fabrication").
_LABELLING = frozenset(("call", "label", "brand", "term", "describe", "denounce", "dismiss", "reject"))


def _names_untrue(tree: Tree, draft: Draft, table: Acts, untrue: Collection[str]) -> bool:
    """ "Called the story a lie", "described the report as fabricated": what others say is given that name."""
    if tree.lemma[draft.frame.head] not in _LABELLING:
        return False
    words = [i for a, b in draft.content for i in range(a, min(b, a + _FAR)) if tree.word[i][0].isalnum()]
    claim = next((i for i in words if tree.pos[i] in ("NOUN", "PROPN")), None)
    if claim is None:
        return False
    said = any(row.act in ("assert", "accuse") for row in table.rows(tree.lemma[claim], "noun"))
    named = next((i for i in words if i > claim and tree.low[i] in untrue), None)
    return said and named is not None and tree.first(named, tree.labels.negation) is None


def _questions(tree: Tree, draft: Draft) -> bool:
    """A quotation that is a question and nothing else."""
    last = draft.content[-1]
    said = {tree.word[i] for a, b in draft.content for i in range(a, b)}
    return bool(draft.quoted) and "?" in tree.word[max(last[0], last[1] - 2) : last[1]] and "." not in said


# --- what the speaker says of himself ---------------------------------------------------------------------------


def _own_act(tree: Tree, draft: Draft, verb: int, table: Acts) -> Act | None:
    """What somebody does who speaks of himself: "said he would resign", "said he opposed the League"."""
    if not _own(tree, draft, verb):
        return None
    return _own_future(tree, verb, table) if _will(tree, verb) else _own_stance(tree, verb, table)


def _own_future(tree: Tree, verb: int, table: Acts) -> Act | None:
    """What one says one will do is intended, threatened or agreed to; what one says one will not do is refused.

    What will only befall one ("would be late", "will be searched") is nothing one does.
    """
    found = _sense_of_word(tree, verb, "verb", {"will", *signs_of_word(tree, verb, table)}, table)
    if found is not None and "will" in found.when:
        return found.act  # "would like to"
    if tree.lemma[verb] in _BEFALLING or tree.first(verb, tree.labels.passive_auxiliary) is not None:
        return None
    deed, denied = table.said(tree.lemma[verb]), _negated(tree, verb)
    if deed == "threaten":
        return "promise" if denied else "threaten"  # "would not attack": a word given
    if deed == "predict":
        return "predict"
    if found is not None and found.act in ("agree", "reject"):
        return _turned(tree, verb, found) if denied else found.act
    return "reject" if denied else "intend"


_BEFALLING = frozenset({"be", "have", "see", "know", "need", "find", "feel", "like", "want", "prefer", "love", "hate",
                        "think", "miss", "die", "fail", "get", "become", "suffer", "hear", "understand"})  # fmt: skip


def _own_stance(tree: Tree, verb: int, table: Acts) -> Act | None:
    """ "said he believed, opposed, was sorry": to say it is to do it. What he "had" done is told as a fact.

    Of other acts the past tense tells as well ("said he warned them"); the present does them ("I warn you").
    """
    helpers = [k for k in tree.among(verb, tree.labels.auxiliary) if tree.lemma[k] != "do"]
    found = _stance(tree, verb, table) if not helpers and tree.lemma[verb] not in _KNOWING else None
    done = tree.tag[verb] == "VBP" or tree.lemma[verb] in ("be", "have")
    if found is None or found.act == "assert" or not (done or found.act in _STANCES):
        return "deny" if _not_done(tree, verb) else None
    return _turned(tree, verb, found) if _negated(tree, verb) else found.act


def _not_done(tree: Tree, verb: int) -> bool:
    """ "said it had not fired the missile": a deed denied. What one has not yet done, known or suffered is none."""
    tensed = _perfect(tree, verb) or any(tree.low[k] == "did" for k in tree.among(verb, tree.labels.auxiliary))
    idle = tree.lemma[verb] in _KNOWING | _BEFALLING | _SETTLING or _passive(tree, verb)
    idle = idle or any(tree.tag[k] == "MD" or tree.low[k] == "yet" for k in tree.kids[verb])
    return tensed and not idle and _negated(tree, verb)


_SETTLING = frozenset({"decide", "receive", "finish", "begin", "start", "expect", "intend", "plan", "believe", "reach",
                       "determine", "complete", "come", "go", "arrive", "choose", "end"})  # fmt: skip
_KNOWING = frozenset({"know", "see", "hear", "learn", "remember", "recall", "understand", "feel", "find", "realise",
                      "realize", "take", "hold", "forget", "notice", "perceive", "sense"})  # fmt: skip
_STANCES = frozenset({"believe", "intend", "agree", "reject", "apologise", "praise", "criticise", "predict"})


def _stance(tree: Tree, verb: int, table: Acts) -> Sense | None:
    """The sense of "opposed", of the "sorry" in "was sorry", of the "determined" in "was determined"."""
    if tree.lemma[verb] == "be":
        word = next((k for k in tree.among(verb, tree.labels.attribute) if tree.pos[k] in ("ADJ", "VERB")), None)
        return table.of(tree.low[word], "adj", signs_of_word(tree, word, table)) if word is not None else None
    if tree.first(verb, tree.labels.passive_auxiliary) is not None:
        return table.of(tree.low[verb], "adj", signs_of_word(tree, verb, table))
    return _sense_of_word(tree, verb, "verb", signs_of_word(tree, verb, table), table)


def _own(tree: Tree, draft: Draft, verb: int) -> bool:
    """Whether what is said is said of the speaker: "I" and "we" in his own words, "he" and "it" in the writer's."""
    head = tree.first(verb, tree.labels.subject)
    if head is None:
        return False
    owner = tree.first(head, tree.labels.possessive)
    if owner is not None and tree.lemma[head] in _FOR_HIM:
        head = owner
    if any(q.first <= head < q.last for q in draft.quoted):
        return tree.low[head] in _I
    speaker = draft.frame.speaker
    if speaker is None:
        return False
    if tree.pos[head] == "PROPN":
        return _will(tree, verb) and _same_state(tree, head, speaker)
    return _stands_for(tree, head, speaker)


_I = frozenset({"i", "we", "my", "our"})
#: Who acts for a speaker: "his government", "our troops".
_FOR_HIM = frozenset({"country", "government", "administration", "party", "army", "troop", "force", "navy", "side",
                      "nation", "ministry", "office", "company", "team", "people", "union", "delegation", "cabinet",
                      "group", "movement", "organisation", "organization", "regime", "captain", "soldier"})  # fmt: skip


def _stands_for(tree: Tree, pronoun: int, speaker: int) -> bool:
    """Whether a pronoun of the writer's may mean the speaker. "It" means a body or a state, never a person."""
    low, said_by = tree.low[pronoun], tree.low[speaker]
    plural = tree.tag[speaker] in ("NNS", "NNPS") or tree.first(speaker, tree.labels.conjunct) is not None
    if tree.pos[speaker] == "PRON":
        return low == said_by or (said_by == "who" and low in _PERSONS)
    if low in ("they", "their"):
        return plural
    if low in ("it", "its"):
        return not plural and _is_body(tree, speaker)
    return low in _PERSONS and not plural


_PERSONS = frozenset({"he", "she", "his", "her"})


def _same_state(tree: Tree, state: int, speaker: int) -> bool:
    """ "Turkey will not bargain, a Turkish diplomat said": who speaks for a state by his office or is one."""
    named, actor = gazetteer.country(_name(tree, state)), gazetteer.resolve(_name(tree, speaker))
    speaks = actor.sector in ("GOV", "MIL") or gazetteer.country(_name(tree, speaker)) is not None
    return named is not None and named.code == actor.country and speaks


def _name(tree: Tree, head: int) -> str:
    return " ".join(tree.word[tree.left[head] : head + 1])


def _is_body(tree: Tree, speaker: int) -> bool:
    """A state, a body or a document; of names only those that the gazetteer knows."""
    if tree.pos[speaker] == "NOUN":
        role = gazetteer.role(tree.lemma[speaker])
        return role is None or role.kind != "person"
    name = _name(tree, speaker)
    return any(known(name) is not None for known in (gazetteer.country, gazetteer.organisation, gazetteer.agency))


# --- what is wanted, and what is thought of it ------------------------------------------------------------------


def _wanted(tree: Tree, draft: Draft, mains: list[int], table: Acts) -> Act | None:
    """ "must" demands, "should" urges; so do orders in somebody's own words. "Should have" finds fault."""
    for verb in mains:
        subject = tree.first(verb, tree.labels.subject) or 0  # "Should this go on, ..." is a condition
        modals = (k for k in tree.kids[verb] if tree.tag[k] == "MD" and k > subject)
        modal = next((tree.low[k] for k in modals if tree.low[k] in _MODALS), None)
        if modal is None:
            continue
        if not _perfect(tree, verb):
            return _MODALS[modal]
        if modal != "must":
            return "criticise"
    return _order(tree, mains[0], table) if mains and draft.quoted else None


_MODALS: dict[str, Act] = {"must": "demand", "should": "urge", "ought": "urge"}


def _order(tree: Tree, verb: int, table: Acts) -> Act | None:
    """ "Tear down this wall", "Let us never negotiate out of fear". Thanks are no order."""
    helpers = [k for k in tree.among(verb, tree.labels.auxiliary) if tree.lemma[k] != "do"]
    if tree.tag[verb] not in ("VB", "VBP") or helpers or tree.first(verb, tree.labels.subject) is not None:
        return None
    if tree.low[verb] == "let" and verb + 1 < tree.size and tree.low[verb + 1] in ("us", "'s"):
        return "urge"
    known = table.of(tree.lemma[verb], "verb")
    if known is not None and known.act in ("praise", "apologise"):
        return known.act
    return "demand" if tree.tag[verb] == "VB" else None


def _verdict(tree: Tree, draft: Draft, mains: list[int], table: Acts) -> Act | None:
    """What something is called, or said to be: "called him a liar", "said the treaty was a triumph".

    What would be bad is warned of, what would be good is foretold.
    """
    verb = mains[0] if mains else draft.frame.head
    if tree.pos[verb] not in ("VERB", "AUX"):
        return next((act for k in _names_given(tree, draft) if (act := _judged(tree, k, table))), None)
    if tree.lemma[verb] != "be" or _negated(tree, verb) or _own(tree, draft, verb):
        return None
    found = next((act for k in tree.among(verb, tree.labels.attribute) if (act := _judged(tree, k, table))), None)
    if any(tree.tag[k] == "MD" for k in tree.kids[verb]):
        return _FORETOLD.get(found) if found is not None and _will(tree, verb) else None
    return found


_FORETOLD: dict[Act, Act] = {"criticise": "warn", "warn": "warn", "praise": "predict"}


def _names_given(tree: Tree, draft: Draft) -> Iterator[int]:
    """The name in "called Marshall [a traitor]", "described the attack as [barbaric]", wherever the parser hung it."""
    cue, last, labels = draft.frame.head, draft.content[-1][1] - 1, tree.labels
    objects = [k for k in tree.among(cue, labels.object | labels.adverb) if k > cue and tree.pos[k] in _NAMING]
    yield from objects if _passive(tree, cue) else objects[1:]
    for p in _prepositions(tree, cue):
        if tree.low[p] == "as" and (objects or _passive(tree, cue)):
            yield from (k for k in tree.kids[p] if k > p)
    if objects and tree.pos[last] == "ADJ" and tree.pos[last - 1] in _NOUNS:
        yield last  # "called the offer of the powers [unacceptable]"


_NAMING = _NOUNS | {"ADJ", "VERB"}


def _judged(tree: Tree, head: int, table: Acts) -> Act | None:
    """The verdict in a predicate: its head's, else that of what stands before it ("an [evil] empire")."""
    if _negated(tree, head):
        return None
    told = (table.said(tree.lemma[k]) or table.said(tree.low[k]) for k in (head, *range(tree.left[head], head)))
    return next((act for act in told if act in _VERDICTS), None)


_VERDICTS = frozenset({"praise", "criticise", "accuse", "warn"})


# --- small questions about a verb -------------------------------------------------------------------------------


def _will(tree: Tree, verb: int) -> bool:
    """ "will", "would", "shall"; not "would have"."""
    return any(tree.tag[k] == "MD" and tree.low[k] in _WILL for k in tree.kids[verb]) and not _perfect(tree, verb)


_WILL = frozenset({"will", "would", "shall", "'ll", "'d", "wo"})


def _perfect(tree: Tree, verb: int) -> bool:
    return any(tree.lemma[k] == "have" for k in tree.among(verb, tree.labels.auxiliary))


def _subjunctive(tree: Tree, verb: int) -> bool:
    """ "that the troops be withdrawn", "that he leave": a bare form with a subject and no helper."""
    subject = tree.first(verb, tree.labels.subject)
    helpers = [*tree.among(verb, tree.labels.auxiliary), *tree.among(verb, tree.labels.passive_auxiliary)]
    bare = tree.tag[verb] == "VB" and not helpers
    return subject is not None and (bare or [tree.low[k] for k in helpers] == ["be"])


_TESTS = {"will": _will, "subjunctive": _subjunctive, "that:not": _negated}
