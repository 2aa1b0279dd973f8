"""Where the parties of a happening stand: arguments of verbs and nouns, missing subjects, and who is meant by them.

English news leaves out what the reader can supply: the second verb of a pair has no subject, infinitives and
participles never do, "the shelling of the town by rebels" puts both parties behind prepositions. A `Frame` holds what
was found.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from reportedly import shelf
from reportedly.model import Passage, Statement, TimeExpression
from reportedly.reading.mentions import Cast
from reportedly.reading.page import Page
from reportedly.reading.parse import Token

__all__ = ["Frame", "Roles", "words"]

#: How far missing subjects are looked for; chains of verbs are longer only in word lists and hostile text.
REACH = 6
DEEPEST = 40
#: Parties of one side; a list of forty co-signatories is cut.
MOST = 12
_PARTY_KINDS = frozenset({"PERSON", "ORG", "GPE", "NORP", "LOC"})
#: Whose a thing is: "Iraq's claim", "the claim by Iraq", "a claim made by Iraq", "the Iraqi claim".
_OWNERS = ("poss", "by", "subj", "of", "mod")
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "ADJ", "SYM", "X"})
_VERBAL = frozenset({"VERB", "AUX"})


@cache
def words(language: str) -> Mapping[str, frozenset[str]]:
    """The word classes of a language, by name (`data/<language>/event_words.tsv`)."""
    return {row["class"]: frozenset(row["words"].split()) for row in shelf.table(f"{language}/event_words.tsv")}


@dataclass(slots=True)
class Frame:
    """What a verb, noun or adjective governs.

    `slots`: heads of noun phrases by role: subj and obj (logical ones: passives are turned round), iobj, poss, mod, and
    one slot a preposition. `outer` holds what stands one step away (the object's own prepositions, the carrying verb's)
    and is asked when `slots` has nothing. `inner` are the clauses governed, `around` the words beside the head.
    """

    head: Token
    slots: dict[str, list[Token]] = field(default_factory=dict)
    outer: dict[str, list[Token]] = field(default_factory=dict)
    inner: list[Token] = field(default_factory=list)
    around: set[str] = field(default_factory=set)
    auxiliaries: set[str] = field(default_factory=set)
    finite: bool = False
    negated: bool = False
    passive: bool = False

    def get(self, slot: str) -> list[Token]:
        """The heads in a slot, or those one step away."""
        return self.slots.get(slot) or self.outer.get(slot) or []

    def put(self, slot: str, tokens: Iterable[Token]) -> None:
        self.slots.setdefault(slot, []).extend(tokens)

    def carried_by(self, verb: Frame, turned: bool = False) -> None:
        """Takes over from the verb that carries this noun ("carried out an attack on") what the noun itself lacks.

        `turned`: the verb's subject is at the receiving end ("faced criticism").
        """
        self.outer = {**verb.outer, **verb.slots, **self.outer}
        self.outer.pop("obj", None)
        if turned and "subj" in self.outer:
            self.outer["of"] = self.outer.pop("subj")
        self.auxiliaries |= verb.auxiliaries
        self.negated = self.negated or verb.negated
        self.inner = self.inner or [token for token in verb.inner if token.i != self.head.i]


class Roles:
    """Answers for one page: the frame of a token, and the entities that its arguments stand for."""

    def __init__(
        self, page: Page, cast: Cast, statements: tuple[Statement, ...], times: tuple[TimeExpression, ...] = ()
    ) -> None:
        self.page = page
        self.cast = cast
        self.labels = page.language.labels
        self.words = words(page.language.code)
        doers = self.words["people"] | self.words["force"] | self.words["protester"] | self.words["captive"]
        #: "Soviet missiles" act for whoever owns them, and alone for nobody.
        self.people = doers - self.words["machine"]
        self._frames: dict[int, Frame] = {}
        self._depth = 0
        self._when = sorted(when.span for when in times)
        self._when_starts = [span.start for span in self._when]
        self._by_last_name: dict[str, str] = {}
        said = [(span, s.speaker) for s in statements for span in s.content]
        self._speech = sorted(said, key=lambda one: (one[0], one[1] or ""))
        self._starts = [span.start for span, _ in self._speech]

    # --- frames

    def frame(self, token: Token) -> Frame:
        """The frame of a verb, noun or adjective (kept, so that asking twice is cheap)."""
        found = self._frames.get(token.i)
        if found is None:
            found = self._verb(token) if token.pos_ in _VERBAL else self._noun(token)
        return found

    def _verb(self, token: Token) -> Frame:
        frame = self._frames[token.i] = Frame(token, passive=self.is_passive(token))
        labels = self.labels
        # "were granted asylum": with an object of its own, the passive's subject is the one that receives.
        patient = "iobj" if frame.passive and any(c.dep_ in labels.object for c in token.children) else "obj"
        for child in token.children:
            label = child.dep_
            if label in labels.passive_subject:
                frame.put(patient, self.conjuncts(child))
            elif label in labels.subject:
                frame.put("subj", self.conjuncts(child))
            elif label in labels.object:
                gerunds = [t for t in child.lefts if self.is_gerund(t)]
                if gerunds:
                    frame.inner.extend(gerunds)
                else:
                    frame.put("obj", self.conjuncts(child))
            elif label in labels.passive_agent:
                frame.put("subj", self._below(child))
            else:
                self._dependent(frame, child)
        if self.is_gerund(token):
            self._as_gerund(frame)
        # A verb's neighbours are looked up while it is itself being looked up; hostile text chains thousands of them.
        self._depth += 1
        if self._depth < DEEPEST:
            self._missing(frame)
            self._borrow(frame)
        self._depth -= 1
        return frame

    def is_gerund(self, token: Token) -> bool:
        """Whether what is parsed as an adjective is a verb with its object: "denied [supplying arms]"."""
        noun = token.head
        return (
            token.dep_ in self.labels.adjective
            and token.i == noun.head.i + 1
            and noun.dep_ in self.labels.object
            and "Part" in token.morph.get("VerbForm", [])
            and noun.head.lemma_.lower() in self.words["gerund"]
        )

    def _as_gerund(self, frame: Frame) -> None:
        """Takes over the noun it was parsed with, as its object, and the prepositions of both."""
        noun, verb = frame.head.head, self.frame(frame.head.head.head)
        frame.put("obj", self.conjuncts(noun))
        frame.outer = {**verb.outer, **verb.slots, **self.frame(noun).slots}
        frame.slots["subj"] = verb.get("obj" if verb.passive else "subj")
        for slot in ("obj", "subj", "mod"):
            frame.outer.pop(slot, None)

    def _dependent(self, frame: Frame, child: Token) -> None:
        """A dependent that verbs, nouns and adjectives have alike."""
        label, labels = child.dep_, self.labels
        if label in labels.preposition or label in labels.indirect_object or label in labels.passive_agent:
            if child.pos_ == "ADP":
                self._preposition(frame, child)
            else:
                frame.put("iobj", self.conjuncts(child))
        elif label in labels.auxiliary:
            frame.auxiliaries.add(child.lower_)
        elif label in labels.negation or child.lower_ in self.page.language.negators:
            frame.negated = True
        elif label in labels.clausal_complement or label in labels.open_complement:
            frame.inner.append(child)
            frame.finite = frame.finite or label in labels.clausal_complement
        elif label in labels.attribute:
            frame.around.update((child.lower_, child.lemma_.lower()))
            frame.inner.append(child)
        else:
            frame.around.update((child.lower_, child.lemma_.lower()))

    def _preposition(self, frame: Frame, word: Token) -> None:
        """Puts "with Spain" into the slot `with`; "out of" is both a word beside the head and the slot `of`."""
        for _ in range(REACH):
            frame.around.add(word.lower_)
            frame.put(word.lower_, self._below(word))
            frame.inner.extend(child for child in word.children if child.dep_ in self.labels.preposition_clause)
            deeper = [child for child in word.children if child.dep_ in self.labels.preposition]
            if not deeper:
                return
            word = deeper[0]

    def _below(self, preposition: Token) -> list[Token]:
        heads = [child for child in preposition.children if child.dep_ in self.labels.preposition_object]
        return [token for head in heads for token in self.conjuncts(head)]

    def _noun(self, token: Token) -> Frame:
        frame = self._frames[token.i] = Frame(token)
        labels = self.labels
        for child in token.children:
            if child.dep_ in labels.possessive:
                frame.put("poss", self.conjuncts(child))
            elif child.dep_ in labels.compound or child.dep_ in labels.adjective:
                frame.put("mod", [child, *self._stacked(child)])
                if child.lower_ in self.words["led"]:
                    frame.put("by", list(child.lefts)[:1])
                frame.around.update((child.lower_, child.lemma_.lower()))
            elif child.dep_ in labels.noun_complement_clause:
                frame.inner.append(child)
            else:
                self._dependent(frame, child)
        if token.dep_ in labels.attribute and token.head.pos_ in _VERBAL:
            verb = self.frame(token.head)
            frame.slots["subj"] = [subject for subject in verb.get("subj") if subject.i != token.i]
            frame.auxiliaries |= verb.auxiliaries
            frame.negated = frame.negated or verb.negated
            frame.inner.extend(clause for clause in verb.inner if clause.i > token.i)
        return frame

    def _stacked(self, token: Token) -> list[Token]:
        return [
            child
            for child in token.children
            if child.dep_ in self.labels.compound or child.dep_ in self.labels.conjunct
        ]

    def conjuncts(self, token: Token) -> list[Token]:
        """The head and those coordinated with it ("France and Spain"); relative pronouns give way to what they mean."""
        found = [self.antecedent(token)]
        at, closed = token, False
        for _ in range(MOST):
            following = [c for c in at.children if c.dep_ in self.labels.conjunct and c.pos_ in _NOMINAL]
            following = following or self._beyond_apposition(at)
            joined = any(c.dep_ in self.labels.coordinator and c.i < following[0].i for c in at.children if following)
            # "Nixon and Brezhnev, the mentor and predecessor of": after "and" the list is complete, a comma describes.
            if not following or (closed and not joined and following[0].pos_ == "NOUN"):
                break
            closed = joined
            at = following[0]
            found.append(at)
        return found

    def _beyond_apposition(self, token: Token) -> list[Token]:
        """ "Nixon, the president, and Mao" are two; "Mao, the founder and chairman of the party" is one."""
        asides = [child for child in token.children if child.dep_ in self.labels.apposition]
        paired = [c for aside in asides for c in aside.children if c.dep_ in self.labels.conjunct]
        return [c for c in paired if c.pos_ == "PROPN" and self._named(c)]

    def _named(self, token: Token) -> bool:
        id = self.cast.at(token)
        return id is not None and self.cast.get(id).kind in _PARTY_KINDS

    def antecedent(self, token: Token) -> Token:
        """The noun a relative pronoun stands for; any other token is itself."""
        if token.lower_ not in self.words["relative"]:
            return token
        at = token
        for _ in range(REACH):
            at = at.head
            if at.dep_ in self.labels.relative_clause:
                return at.head
        return token

    def is_passive(self, token: Token, reach: int = REACH) -> bool:
        """Whether a verb form is passive: by its auxiliary or subject, as a reduced relative, or as the twin of one."""
        labels = self.labels
        beside = {child.dep_ for child in token.children}
        # "To be searched" has an auxiliary of either kind.
        if not beside.isdisjoint(labels.passive_auxiliary | labels.passive_subject):
            return True
        if not beside.isdisjoint(labels.subject | labels.auxiliary):
            return False
        if "Part" not in token.morph.get("VerbForm", []) or "Past" not in token.morph.get("Tense", []):
            return False
        if token.dep_ in labels.noun_complement_clause:
            return True
        twin = reach > 0 and token.dep_ in labels.conjunct and token.head.pos_ in _VERBAL
        return twin and self.is_passive(token.head, reach - 1)

    # --- what is left out

    def _missing(self, frame: Frame) -> None:
        """Supplies the logical subject, or for a passive the logical object, that a verb form does not carry itself."""
        wanted = "obj" if frame.passive else "subj"
        if wanted not in frame.slots:
            found = self._controller(frame.head)
            if found:
                frame.slots[wanted] = found
        elif not frame.passive and "obj" not in frame.slots and self._about_object(frame.head):
            frame.outer["obj"] = [frame.head.head]

    def _about_object(self, token: Token) -> bool:
        """ "The arms [it was supplying]": a relative clause with a subject of its own and none for an object."""
        labels = self.labels
        if token.dep_ not in labels.relative_clause or token.head.lemma_.lower() in self.words["adverbial"]:
            return False
        lacking = (c.dep_ in labels.preposition and not any(True for _ in c.children) for c in token.children)
        subjects = [c for c in token.children if c.dep_ in labels.subject and c.lower_ not in self.words["relative"]]
        return bool(subjects) and not any(lacking)

    def _controller(self, token: Token) -> list[Token]:
        """Who a verb without a subject is about. One step up; the verb above has been completed the same way."""
        labels, head, label = self.labels, token.head, token.dep_
        if head.i == token.i:
            return []
        if label in labels.noun_complement_clause:
            return self._of_noun(token, head)
        if label in labels.relative_clause:
            return [head]
        if label in labels.preposition_clause:
            head = head.head
        if label in labels.adverbial_clause or label in labels.clausal_complement:
            head = self._told(token, head)
        if head.pos_ not in _VERBAL:
            return self.frame(head).get("subj" if head.pos_ == "ADJ" else "poss")
        above = self.frame(head)
        grammatical = above.get("obj") if above.passive else above.get("subj")
        if label in labels.open_complement or label in labels.preposition_clause or label in labels.clausal_complement:
            patients = above.slots.get("obj", []) if label in labels.open_complement and self.is_passive(token) else []
            return patients or self._controlled(above, label) or grammatical
        return grammatical

    def _told(self, token: Token, saying: Token) -> Token:
        """The clause that "Washington says" is put into: what follows it has that clause's subject, not Washington."""
        if token.i < saying.i:
            return saying
        if saying.dep_ in self.labels.parataxis:
            return saying.head
        before = [c for c in saying.children if c.dep_ in self.labels.clausal_complement and c.i < saying.i]
        return before[0] if before else saying

    def _controlled(self, above: Frame, label: str) -> list[Token]:
        """ "urged Spain to leave", "accused Spain of shelling": the object is the one that acts."""
        movable = self.words["vessel"] | self.words["force"]
        objects = [
            token
            for token in above.slots.get("obj", [])
            if token.pos_ in ("PROPN", "PRON") or self.is_party(token) or token.lemma_.lower() in movable
        ]
        return [] if label in self.labels.clausal_complement else objects

    def _of_noun(self, token: Token, noun: Token) -> list[Token]:
        """A participle beside a noun is about the noun; an infinitive ("its plan to attack") about the noun's owner."""
        if self.is_party(noun) or self.is_passive(token):
            return [noun]
        owner = self.frame(noun).get("poss")
        if owner:
            return owner
        verb = noun.head
        governed = noun.dep_ in self.labels.object and verb.pos_ in _VERBAL
        return self.frame(verb).get("subj") if governed else [noun]

    def _borrow(self, frame: Frame) -> None:
        """An object shared with the next verb ("invaded and occupied it"), and the object's own prepositions."""
        if "obj" not in frame.slots and not frame.passive:
            for child in frame.head.children:
                if child.dep_ in self.labels.conjunct and child.pos_ in _VERBAL and child.i - frame.head.i <= 3:
                    frame.slots.update({"obj": shared} if (shared := self.frame(child).slots.get("obj")) else {})
        for token in frame.slots.get("obj", [])[:1]:
            if token.pos_ == "NOUN" and token.i != frame.head.head.i:
                noun = self.frame(token)
                frame.outer = {**noun.slots}
                frame.inner.extend(noun.inner)
            elif token.pos_ == "PROPN" and "of" not in frame.slots:
                # "Assured Nehru of support": parsers hang what follows a name on the name.
                frame.outer = {slot: found for slot, found in self.frame(token).slots.items() if slot == "of"}

    # --- who is meant

    def is_party(self, token: Token) -> bool:
        """Whether a word names or describes somebody who can act in politics; creates nothing."""
        id = self.cast.at(token)
        if id is not None and self.cast.get(id).kind in _PARTY_KINDS:
            return True
        return token.lemma_.lower() in self.people

    def is_place(self, token: Token) -> bool:
        """Whether a word names a country, city or region."""
        id = self.cast.at(token)
        return id is not None and self.cast.get(id).kind in ("GPE", "LOC", "NORP")

    def parties(self, tokens: Iterable[Token], acting: bool = False) -> tuple[str, ...]:
        """The entities that noun phrases with these heads stand for, in text order, each once.

        `acting`: asked of the side that acts, where "a bomb in Belfast" does not mean Belfast.
        """
        found: dict[str, None] = {}
        for token in list(tokens)[:MOST]:
            for id in self._party(token, 0, acting):
                found[id] = None
        return tuple(found)

    def nearby(self, frame: Frame) -> tuple[str, ...]:
        """The first party among what the trigger governs through prepositions and infinitives, after the trigger."""
        labels = self.labels
        through = labels.preposition | labels.preposition_object | labels.preposition_clause | labels.object
        through |= labels.open_complement | labels.noun_complement_clause | labels.adverbial_clause
        layer = [frame.head]
        for _ in range(REACH):
            layer = [
                child for token in layer for child in token.children if child.dep_ in through and child.i > token.i
            ]
            layer = layer[:MOST]
            for token in layer:
                found = self._party(token, 2, False) if token.pos_ in _NOMINAL else ()
                if found:
                    return found
        return ()

    def _party(self, token: Token, depth: int, acting: bool) -> tuple[str, ...]:
        if token.lower_ in self.words["first"] and token.pos_ in ("PRON", "DET"):
            speaker = self.speaker(token)
            return (speaker,) if speaker else ()
        id = self.cast.at(token)
        if id is not None and self.cast.get(id).kind in _PARTY_KINDS:
            return self._pair(id)
        lemma = token.lemma_.lower()
        if lemma in self.words["quantity"] and depth < REACH:
            counted = [t for t in self.frame(token).get("of") if t.i > token.i]
            if counted:
                return tuple(x for t in counted for x in self._party(t, depth + 1, acting))
        states = self._of_several(token)
        if states:
            return states
        known = self.cast.get(id) if id is not None else None
        if lemma in self.people or (known and known.sector and known.kind != "OTHER"):
            return (self.cast.describe(token),)
        owner = self._owner(token, depth, acting) if token.pos_ in ("NOUN", "PROPN") and depth < 3 else ()
        return owner or ((self.cast.describe(token),) if depth < 2 and self._unknown_name(token, id) else ())

    def _of_several(self, token: Token) -> tuple[str, ...]:
        """ "Iraqi and Iranian troops" are those of two states."""
        if "Sing" in token.morph.get("Number", []):
            return ()
        whose = [id for t in self.frame(token).slots.get("mod", []) if (id := self.cast.at(t)) and self.is_place(t)]
        countries = {self.cast.get(id).country for id in whose}
        return tuple(dict.fromkeys(whose)) if len(countries - {None}) > 1 else ()

    def _unknown_name(self, token: Token, id: str | None) -> bool:
        """A name that we cannot place may be anybody's; a Tuesday, a war or a hall acts for nobody."""
        if token.pos_ != "PROPN" or (id is not None and self.cast.get(id).kind in ("EVENT", "FAC")):
            return False
        at = bisect_right(self._when_starts, token.idx) - 1
        return at < 0 or self._when[at].end <= token.idx

    def _pair(self, id: str) -> tuple[str, ...]:
        """ "The Nixon-Brezhnev summit": both, where the article names them elsewhere, else nobody."""
        halves = self.cast.get(id).name.split("-")
        if len(halves) != 2 or self.cast.get(id).country or not all(half[:1].isupper() for half in halves):
            return (id,)
        if not self._by_last_name:
            people = [entity for entity in self.cast.entities(()) if entity.kind in _PARTY_KINDS]
            self._by_last_name = {entity.name.rpartition(" ")[2]: entity.id for entity in reversed(people)}
        found = [self._by_last_name.get(half.strip()) for half in halves]
        return tuple(half for half in found if half) if all(found) else (id,)

    def _owner(self, token: Token, depth: int, acting: bool) -> tuple[str, ...]:
        """Whose thing it is: "Iraq's claim", "the claim by Iraq", "the Iraqi claim", "a base in Iraq"."""
        frame = self.frame(token)
        for slot in _OWNERS if acting else (*_OWNERS, "in", "at", "from", "on", "against"):
            for owner in frame.slots.get(slot, []) or (frame.outer.get(slot, []) if slot == "subj" else []):
                if slot == "mod" and not (self.is_place(owner) or self.cast.at(owner)):
                    continue
                found = self._party(owner, depth + 1, acting)
                if found:
                    return found
        return ()

    def speaker(self, token: Token) -> str | None:
        """The speaker of the innermost statement whose content holds the token."""
        return next((speaker for speaker in self._telling(token) if speaker), None)

    def is_told(self, token: Token) -> bool:
        """Whether the token lies in what somebody is reported to say or think."""
        return next(self._telling(token), "nobody") != "nobody"

    def is_retold(self, token: Token) -> bool:
        """Whether somebody's words, but not as he said them, hold the token: a "would" in them was a "will"."""
        spot, text = Passage(token.idx, token.idx + len(token)), self.page.article.text
        before = bisect_right(self._starts, token.idx)
        inside = [span for span, _ in self._speech[max(before - 8, 0) : before] if span.covers(spot)]
        return bool(inside) and not any(text[span.start] in "“\"‘'" for span in inside)

    def _telling(self, token: Token) -> Iterator[str | None]:
        """The speakers of the statements whose content holds the token, innermost first."""
        spot = Passage(token.idx, token.idx + len(token))
        for index in range(bisect_right(self._starts, token.idx) - 1, -1, -1)[:8]:
            span, speaker = self._speech[index]
            if span.covers(spot):
                yield speaker


def ancestors(token: Token, limit: int) -> Iterator[Token]:
    """The heads above a token, nearest first."""
    for _ in range(limit):
        if token.head.i == token.i:
            return
        token = token.head
        yield token
