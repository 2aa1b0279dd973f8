"""Codes any ontology that brings rules in its own file: who did it, to whom, how many, where, when.

The rules are matched like those of PLOVER (`triggers.py`) and the parties found like PLOVER's (`roles.py`). What is
reported, planned and denied is coded alike; how certain it is, and on whose word, is said by `factuality.py`.

Limits: one word says one event; nothing is inferred over sentences, and a victim who is only "he" counts for nobody.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from reportedly.model import Event, Quantity, TimeExpression, hash_id
from reportedly.ontology import Code, Ontology
from reportedly.reading import quantity
from reportedly.reading.mentions import Cast
from reportedly.reading.page import Page
from reportedly.reading.parse import Token
from reportedly.reading.roles import Frame, Roles
from reportedly.reading.setting import Setting
from reportedly.reading.triggers import Match, Matcher, at_the_time, classes

__all__ = ["find"]

#: Below this an event is more often wrong than right.
FLOOR = 0.42
#: What is left of a rule's confidence where one side is unknown, where only a number is told, and where nothing is.
ONE_SIDE, NUMBER_ALONE, NOBODY = 0.95, 0.85, 0.45
#: How many prepositions a place may lie behind: "in an attack on a market in Baghdad".
DEEP = 4
#: Slots that no preposition marks.
_UNMARKED = ("subj", "obj", "iobj", "poss", "mod")
_PLACES = ("GPE", "LOC", "FAC")
_WORDS = {"VERB": "verb", "AUX": "verb", "NOUN": "noun", "PROPN": "noun", "ADJ": "adjective"}


@dataclass(frozen=True, slots=True)
class _Draft:
    """An event in the making."""

    match: Match
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    quantity: Quantity | None
    confidence: float

    @property
    def token(self) -> Token:
        return self.match.token


def find(
    scheme: Ontology, page: Page, cast: Cast, times: tuple[TimeExpression, ...], roles: Roles
) -> tuple[Event, ...]:
    """All events of a page in a scheme with rules of its own, in text order; none where it has none for the language.

    Raises `BadOntology` for a rule that names a word class which is nowhere defined.
    """
    return _Finder(scheme, page, cast, times, roles).find() if scheme.rows.get(page.language.code) else ()


class _Finder:
    def __init__(
        self, scheme: Ontology, page: Page, cast: Cast, times: tuple[TimeExpression, ...], roles: Roles
    ) -> None:
        self.scheme = scheme
        self.page = page
        self.cast = cast
        self.roles = roles
        self.labels = roles.labels
        self.words = classes(scheme, page.language.code)
        #: nouns of people besides those who act in politics
        self.people = scheme.words.get(page.language.code, {}).get("people", frozenset())
        self.people |= quantity.people(page.language.code)
        self.matcher = Matcher(roles, scheme, page.language.code, None)
        self.setting = Setting(page, cast, roles, times)

    def find(self) -> tuple[Event, ...]:
        drafts = [draft for token in self._candidates() if (draft := self._draft(token))]
        return tuple(event for draft in self._chosen(drafts) for event in self._events(draft))

    def _candidates(self) -> Iterator[Token]:
        """The words of the rules, without participles that only describe a noun ("the wounded soldiers")."""
        for token in self.matcher.spots(self.page):
            if token.pos_ != "VERB" or token.dep_ not in self.labels.adjective or self.roles.is_gerund(token):
                yield token

    # --- from a word to a draft

    def _draft(self, token: Token) -> _Draft | None:
        match = self.matcher.match(token)
        if match is None or match.rule.carries or match.rule.silent:
            return None
        if self.setting.sporting(self.setting.sentence(token)):
            return None
        frame, rule = match.frame, match.rule
        actors = self._side(match, rule.actors, (), acting=True)
        others = self._side(match, rule.others, actors)
        if rule.mutual:
            actors, others = tuple(dict.fromkeys((*actors, *others))), ()
        told = quantity.find(self.page, self.roles, frame, self._counted(match), self.people)
        confidence = rule.confidence * self._known(actors, others, told)
        return _Draft(match, actors, others, told, confidence) if confidence >= FLOOR else None

    def _counted(self, match: Match) -> tuple[str, ...]:
        return match.rule.counts or self.scheme.counted(match.codes[0])

    def _known(self, actors: tuple[str, ...], others: tuple[str, ...], told: Quantity | None) -> float:
        if actors and others:
            return 1.0
        if actors or others:
            return ONE_SIDE
        return NUMBER_ALONE if told else NOBODY

    def _side(
        self, match: Match, slots: Iterable[str], taken: tuple[str, ...], acting: bool = False
    ) -> tuple[str, ...]:
        """The parties in the first slot that has any besides those already taken.

        Besides the slots of `triggers.tsv` there is `when`: who acts in a clause at the same time ("died when rebels
        shelled the town"); not asked where something else is said to have done it.
        """
        slots = tuple(slots)
        for slot in slots:
            if slot == "when" and "subj" in slots and match.frame.slots.get("subj"):
                continue
            tokens = at_the_time(match.frame, self.roles) if slot == "when" else self._heads(match, slot)
            here = acting and slot in self.words["where"]  # a place after "in" acts for nobody
            found = [id for token in tokens if not (here and self._located(token)) for id in self._who(token, acting)]
            parties = tuple(dict.fromkeys(id for id in found if id not in taken))
            if parties:
                return parties
        return ()

    def _heads(self, match: Match, slot: str) -> list[Token]:
        """The heads in a slot; a preposition may also hang on a noun that belongs to the trigger: "the murder
        of priests [by] whom", "went on strike [against] whom"."""
        found = match.frame.get(slot)
        if slot == "subj" and self._in_passing(match.token):
            return self.roles.frame(match.token.head).get("subj")
        if found or slot in _UNMARKED or slot in self.words["where"]:
            return found
        asked = [token for need in match.rule.needs if need.lemmas for token in match.frame.get(need.slot)]
        nouns = [*match.frame.get("of")[:1], *asked] if slot == "by" else asked
        nouns = [noun for noun in nouns if noun.i != match.token.i]
        return next((behind for noun in nouns if (behind := self.roles.frame(noun).slots.get(slot, []))), [])

    def _in_passing(self, token: Token) -> bool:
        """ "The camp was attacked by militiamen, [killing] 150": it was not the camp that killed."""
        passive = self.roles.frame(token.head).passive if token.head.pos_ == "VERB" else False
        own = any(child.dep_ in self.labels.subject for child in token.children)
        return passive and not own and token.dep_ in self.labels.adverbial_clause

    def _who(self, token: Token, acting: bool, reach: int = 3) -> tuple[str, ...]:
        """Who is meant by a noun: those the scheme counts among people, else the parties that PLOVER knows, else who
        did what the noun is said to be ("a bomb planted by the guerrillas")."""
        if self.cast.at(token) is None and token.lemma_.lower() in self.people:
            return (self.cast.describe(token),)
        if token.lemma_.lower() in self.words["quantity"] and reach:
            made_of = [part for part in self.roles.frame(token).slots.get("of", []) if part.i > token.i]
            if any(part.lemma_.lower() in self.people for part in made_of):
                return tuple(id for part in made_of for id in self._who(part, acting, reach - 1))
        found = self.roles.parties([token], acting)
        if found or not acting:
            return found
        about = self.labels.noun_complement_clause | self.labels.relative_clause
        clauses = [child for child in token.children if child.dep_ in about]
        doers = [doer for clause in clauses for doer in self.roles.frame(clause).get("subj") if doer.i != token.i]
        return self.roles.parties(doers, acting)

    # --- where

    def _place(self, frame: Frame) -> str | None:
        """The place named beside the trigger, or behind what is named there: "in an attack on a market in Baghdad"."""
        near = self.setting.place(frame) or self._place_of_twin(frame)
        layer = [token for slot in sorted({*frame.slots, *frame.outer}) for token in frame.get(slot)]
        if frame.head.pos_ == "ADJ":  # "are dead after an attack in": what follows hangs on the verb
            layer += [
                token for slot, tokens in sorted(self.roles.frame(frame.head.head).slots.items()) for token in tokens
            ]
        for _ in range(DEEP if near is None else 0):
            inside = [self.roles.frame(token) for token in layer if token.i != frame.head.i]
            found = next((place for one in inside if (place := self.setting.place(one) or self._scene(one))), None)
            if found:
                return found
            layer = [token for one in inside for slot in sorted(one.slots) for token in one.slots[slot]][:12]
        return near

    def _place_of_twin(self, frame: Frame) -> str | None:
        """That of the verb this one goes with: "killed 69 in Sharpeville and [wounded] 180", "bombed it, [killing] 30",
        "seven were [killed] and 12 wounded in Kabul"."""
        labels, head = self.labels, frame.head
        twins = [child for child in head.children if child.dep_ in labels.conjunct]
        if head.dep_ in labels.conjunct | labels.adverbial_clause:
            twins.insert(0, head.head)
        for twin in twins:
            beside = self.roles.frame(twin)
            struck = [token for slot in ("on", "obj") for token in beside.get(slot) if self._located(token)]
            found = self.setting.place(beside) or next((self.cast.at(token) for token in struck), None)
            if found:
                return found
        return None

    def _scene(self, frame: Frame) -> str | None:
        """ "The siege of [Beslan]", "the bombing of [Guernica]"."""
        deeds = self.words["act"] | self.words["vague"] | self.words.get("violence", frozenset())
        of = frame.slots.get("of", []) if frame.head.lemma_.lower() in deeds else []
        return next((self.cast.at(token) for token in of if self._located(token)), None)

    def _located(self, token: Token) -> bool:
        id = self.cast.at(token)
        return id is not None and self.cast.get(id).kind in _PLACES

    # --- which stand

    def _chosen(self, drafts: list[_Draft]) -> list[_Draft]:
        """Those that are no part of another and say something that no surer one of the sentence has said."""
        governed = {i for draft in drafts for i in draft.match.governed()}
        kept: list[_Draft] = []
        for draft in sorted(drafts, key=lambda draft: (-draft.confidence, draft.token.i)):
            if draft.token.i not in governed and not any(self._repeats(draft, other) for other in kept):
                kept.append(draft)
        return sorted(kept, key=lambda draft: draft.token.i)

    def _repeats(self, draft: _Draft, other: _Draft) -> bool:
        """A second word for what has been coded: same sentence and type, no party and no number of its own."""
        return (
            self.setting.sentence(draft.token).start == self.setting.sentence(other.token).start
            and draft.match.codes[0].type == other.match.codes[0].type
            and {*draft.actors, *draft.recipients} <= {*other.actors, *other.recipients}
            and (draft.quantity is None or draft.quantity == other.quantity)
        )

    # --- from a draft to events

    def _events(self, draft: _Draft) -> Iterator[Event]:
        """One event for each code of the rule; ids are the scheme's own, so that schemes may share a trigger."""
        particle = draft.match.rule.particle
        parts = [child for child in draft.token.children if particle and child.lower_ == particle]
        trigger = self.page.passages([draft.token, *parts])
        time, date = self.setting.dated(draft.token)
        for n, code in enumerate(draft.match.codes):
            ordinal = _base(self.scheme) + (self.scheme.order(code.type) if n else 0)
            yield Event(
                id=hash_id("e", self.page.article.id, trigger, ordinal),
                trigger=trigger,
                ontology=self.scheme.name,
                type=code.type,
                mode=code.mode,
                contexts=(),
                actors=draft.actors,
                recipients=draft.recipients,
                place=self._place(draft.match.frame),
                time=time,
                date=date,
                because=self._because(draft.match, code),
                confidence=round(draft.confidence, 3),
                quantity=draft.quantity,
            )

    def _because(self, match: Match, code: Code) -> str:
        """The words that decided: "verb 'kill' with obj 'soldiers': KILLED"."""
        deciding = [
            f"{need.slot} '{tokens[0].text}'" if (tokens := match.frame.get(need.slot)) else need.slot
            for need in match.rule.needs
            if not need.absent
        ]
        needs = f" with {', '.join(dict.fromkeys(deciding))}" if deciding else ""
        name = " ".join(part for part in (match.rule.lemma, match.rule.particle) if part)
        return f"{_WORDS[match.token.pos_]} '{name}'{needs}: {code}"


def _base(scheme: Ontology) -> int:
    """What parts this scheme's ids from those of others on the same words: from its name, so that versions agree."""
    return 1000 + int.from_bytes(hashlib.sha256(scheme.name.encode()).digest()[:4]) * 1000
