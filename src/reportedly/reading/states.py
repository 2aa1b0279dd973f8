"""What is said to be so without being an event: who has, can, wants, offers, intends or fears what.

The scheme is `ontology/states.toml`, the words `data/<language>/states.tsv`, matched like the words of events. A state
needs a holder who acts in politics or conflict: a country or its people, a government, an armed group, an international
organisation, an office-holder; things of war may also just be somewhere ("there are missiles in Cuba").

Limits: one verb, noun or adjective says a state; what follows from a deed ("fired its rockets") does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from reportedly import ontology as ontologies
from reportedly.model import Event, Passage, Statement, TimeExpression, hash_id
from reportedly.ontology import Code
from reportedly.reading.mentions import Cast
from reportedly.reading.page import Page
from reportedly.reading.parse import Token
from reportedly.reading.roles import Frame, Roles, ancestors
from reportedly.reading.setting import Setting
from reportedly.reading.triggers import Match, Matcher

__all__ = ["find"]

#: Sectors whose members act for a side; what others have or want is theirs alone.
_PUBLIC = frozenset({"GOV", "MIL", "COP", "LEG", "JUD", "PRM", "PTY", "REB", "SPY", "UAF", "OPP", "PRE", "ELI"})
#: Below this a state is more often wrong than right.
FLOOR = 0.5
PER_SENTENCE = 3
#: A verb without tense says less: "to have weapons is not to use them".
UNTENSED = 0.8
#: "There are missiles in Cuba": as sure as "Cuba has missiles".
THERE = 0.75
_STANDING = ("in", "on", "at", "inside", "near")
_NOUNS = ("NOUN", "PROPN", "PRON")
_INNER = ("subj", "obj", "iobj", "to", "with", "against", "from", "of", "on", "in")
_WORDS = {"VERB": "verb", "AUX": "verb", "NOUN": "noun", "PROPN": "noun", "ADJ": "adjective"}


@dataclass(slots=True)
class _Draft:
    """A state in the making: what is said, of whom, where."""

    frame: Frame
    code: Code
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    place: str | None
    because: str
    confidence: float
    match: Match | None = None

    @property
    def token(self) -> Token:
        return self.frame.head


def find(
    page: Page,
    cast: Cast,
    times: tuple[TimeExpression, ...],
    statements: tuple[Statement, ...],
    events: tuple[Event, ...],
    roles: Roles | None = None,
) -> tuple[Event, ...]:
    """All states of the article, in text order; none on the words of an event."""
    return _Finder(page, cast, times, roles or Roles(page, cast, statements, times)).find(events)


class _Finder:
    def __init__(self, page: Page, cast: Cast, times: tuple[TimeExpression, ...], roles: Roles) -> None:
        self.page = page
        self.cast = cast
        self.roles = roles
        self.labels = roles.labels
        self.words = roles.words
        self.ontology = ontologies.load("states")
        self.matcher = Matcher(roles, self.ontology, page.language.code, "states")
        self.setting = Setting(page, cast, roles, times)

    def find(self, events: tuple[Event, ...]) -> tuple[Event, ...]:
        taken = sorted(span for event in events for span in event.trigger)
        free = [token for token in self.matcher.spots(self.page) if self._speaks(token, taken)]
        drafts = [draft for token in free if (draft := self._draft(token)) and draft.confidence >= FLOOR]
        return tuple(self._state(draft) for draft in self._chosen(drafts))

    def _speaks(self, token: Token, taken: Sequence[Passage]) -> bool:
        """Whether a word can say a state: no helping verb, no word of an event, nothing asked or supposed."""
        labels = self.labels
        helping = token.pos_ == "AUX" and token.lemma_.lower() not in ("be", "have")
        if helping or token.dep_ in labels.auxiliary | labels.passive_auxiliary:
            return False
        if token.pos_ == "VERB" and token.dep_ in labels.adjective:
            return False
        spot = Passage(token.idx, token.idx + len(token))
        if any(span.overlaps(spot) for span in taken):
            return False
        return not self._supposed(token)

    def _supposed(self, token: Token) -> bool:
        """In a question, or under "if": nobody says that it is so."""
        sentence = self.setting.sentence(token)
        if self.setting.sporting(sentence) or any(word.text == "?" for word in sentence[-2:]):
            return True
        supposing = self.words["suppose"]
        marker = self.labels.marker
        clause = (token, *ancestors(token, 2))
        return any(child.lower_ in supposing and child.dep_ in marker for at in clause for child in at.children)

    # --- from a word to a draft

    def _draft(self, token: Token) -> _Draft | None:
        if token.lemma_.lower() == "be":
            return self._there(token)
        match = self.matcher.match(token)
        if match is None or match.rule.silent:
            return None
        frame, code = match.frame, match.codes[0]
        if "less" in frame.around or self._in_name_only(frame, code):
            return None
        actors = self._holders(self._first(frame, match.rule.actors, acting=True))
        place = self._place(frame) or (self._kept_at(frame) if code.type == "HAVE" else None)
        if not actors and place and code.type == "HAVE":
            actors = self._holders(self.roles.parties(frame.get("obj"), acting=True))
        if not actors:
            return None
        others = tuple(id for id in self._first(frame, match.rule.others, taken=actors) if self._known(id))
        confidence = match.rule.confidence * self._tensed(token)
        return _Draft(frame, code, actors, others, place, self._because(match), confidence, match)

    def _in_name_only(self, frame: Frame, code: Code) -> bool:
        """ "I want to stress", "any Russians considering", "the failure to offer": nobody's wish, offer or plan."""
        labels, token = self.labels, frame.head
        courtesy = any(clause.lemma_.lower() in self.words["courtesy"] for clause in frame.inner)
        unsaid = token.dep_ in labels.noun_complement_clause and any(child.tag_ == "TO" for child in token.children)
        if code.type != "HAVE" and ((code.type == "WANT" and courtesy) or unsaid):
            return True
        subjects = frame.get("subj")[:1]
        mindless = code.type not in ("HAVE", "CAN") and any(self._thing(subject) for subject in subjects)
        return mindless or any(self._anybody(subject) for subject in subjects)

    def _thing(self, noun: Token) -> bool:
        """ "The operation aims", "a French test case seeks": things have owners, but no mind."""
        id = self.cast.at(noun)
        known = noun.lemma_.lower() in self.roles.people or (id is not None and self._named(id))
        return noun.pos_ == "NOUN" and not known

    def _anybody(self, noun: Token) -> bool:
        """ "Any Russians", "hundreds of Britons", "many countries": no side of anything."""
        few = self.words["some"]
        if noun.pos_ not in ("NOUN", "PROPN"):
            return noun.lower_ in few
        counted = noun.lemma_.lower() in self.words["quantity"] and not self._of_war(noun)
        return counted or any(child.lower_ in few for child in noun.lefts)

    def _first(
        self, frame: Frame, slots: Iterable[str], taken: tuple[str, ...] = (), acting: bool = False
    ) -> tuple[str, ...]:
        """The parties in the first slot that has any besides those already taken."""
        for slot in slots:
            if slot == "comp":
                found = self._inside(frame, taken)
            else:
                tokens = self._wanting(frame) if slot == "rel" else frame.get(slot)
                found = tuple(id for t in tokens for id in self.roles.parties([t], acting) if not self._misled(t, id))
            found = tuple(id for id in found if id not in taken)
            if found:
                return found
        return ()

    def _misled(self, noun: Token, id: str) -> bool:
        """ "The gunmen" are no town, whatever the town's name was the last before them."""
        armed = (
            noun.pos_ == "NOUN"
            and noun.lemma_.lower() in (self.words["force"] - self.words["machine"]) | self.words["folk"]
        )
        return armed and self.cast.get(id).kind == "GPE"

    def _inside(self, frame: Frame, taken: tuple[str, ...]) -> tuple[str, ...]:
        """The first party besides the holder in the clause that is governed: "wants [Iran] to stop"."""
        for clause in frame.inner[:2]:
            inside = self.roles.frame(clause)
            for slot in _INNER:
                found = tuple(id for id in self.roles.parties(inside.get(slot)) if id not in taken)
                if found:
                    return found
        return ()

    def _wanting(self, frame: Frame) -> list[Token]:
        """Who stands in the relative clause on the object: "everything that [Cuba] needs"."""
        clauses = [
            child
            for noun in frame.slots.get("obj", [])[:1]
            for child in noun.children
            if child.dep_ in self.labels.relative_clause
        ]
        return [token for clause in clauses for token in self.roles.frame(clause).slots.get("subj", [])]

    def _holders(self, ids: Iterable[str]) -> tuple[str, ...]:
        return tuple(id for id in ids if self._holds(id))

    def _known(self, id: str) -> bool:
        """Whether we can say more of a party than the words that describe it."""
        party = self.cast.get(id)
        return bool(party.country or party.sector)

    def _named(self, id: str) -> bool:
        return any(mention.form == "name" for mention in self.cast.mentions(id))

    def _holds(self, id: str) -> bool:
        """Whether a party acts in politics or conflict."""
        party = self.cast.get(id)
        if party.kind in ("GPE", "NORP"):
            return party.country is not None
        if self._named(id) and party.kind == "PERSON" and party.sector == "MIL" and not party.office:
            return False  # a fighter's wishes are his own
        return party.office is not None or party.sector in _PUBLIC or party.country == "IGO"

    def _tensed(self, token: Token) -> float:
        if token.pos_ != "VERB" or "Fin" in token.morph.get("VerbForm", []):
            return 1.0
        helped = any(child.dep_ in self.labels.auxiliary and child.lower_ != "to" for child in token.children)
        return 1.0 if helped else UNTENSED

    # --- what is somewhere

    def _there(self, verb: Token) -> _Draft | None:
        """ "There are missiles in Cuba", "the bombers were on the island"."""
        frame = self.roles.frame(verb)
        subjects = frame.slots.get("subj", [])
        expletive = bool(subjects) and subjects[0].lower_ in self.words["expletive"]
        things = [t for t in frame.inner if t.dep_ in self.labels.attribute] if expletive else subjects
        thing = next((t for t in things if t.pos_ in _NOUNS and self._of_war(t)), None)
        if thing is None:
            return None
        place = self._place(frame) or (self._place(self.roles.frame(thing)) if expletive else None)
        if place is None:
            return None
        owners = self._holders(self.roles.parties([thing], acting=True))
        because = f"'{verb.text}' with '{thing.text}' at a place: HAVE"
        return _Draft(frame, Code("HAVE"), owners, (), place, because, THERE * self._tensed(verb))

    def _of_war(self, noun: Token) -> bool:
        """Arms, troops, bases, prisoners, stockpiles; "dozens of missiles" are missiles."""
        lemma = noun.lemma_.lower()
        if any(lemma in self.words[name] for name in ("arms", "stock", "troops")) or lemma in self.words["held"]:
            return True
        counted = self.roles.frame(noun).slots.get("of", []) if lemma in self.words["quantity"] else []
        return any(token.i > noun.i and self._of_war(token) for token in counted[:1])

    def _place(self, frame: Frame) -> str | None:
        """The place named after "in", "on" or "at"; "the island of Cuba" is Cuba."""
        tokens = [token for slot in _STANDING for token in frame.get(slot)]
        behind = [deeper for token in tokens for deeper in self.roles.frame(token).slots.get("of", [])]
        return next((id for token in (*tokens, *behind) if (id := self._located(token))), None)

    def _kept_at(self, frame: Frame) -> str | None:
        """Where what is held lies: "bases in [Cuba] hold", "holds [Aleppo]", "controls the north of [Mali]"."""
        for slot in ("subj", "obj"):
            for token in frame.get(slot)[:1]:
                place = self._place(self.roles.frame(token)) or (self._located(token) if slot == "obj" else None)
                of = self.roles.frame(token).slots.get("of", [])[:1] if slot == "obj" else []
                place = place or next((id for t in of if (id := self._located(t))), None)
                if place:
                    return place
        return None

    def _located(self, token: Token) -> str | None:
        id = self.cast.at(token)
        return id if id and self.cast.get(id).kind in ("GPE", "LOC", "FAC") else None

    # --- which stand

    def _chosen(self, drafts: list[_Draft]) -> list[_Draft]:
        """Those that no other holds inside ("wants to have"), a few a sentence, in text order."""
        governed = {i for draft in drafts for i in self._governed(draft)}
        by_sentence: dict[int, list[_Draft]] = {}
        for draft in drafts:
            if draft.token.i not in governed:
                by_sentence.setdefault(self.setting.sentence(draft.token).start, []).append(draft)
        kept = [
            draft
            for group in by_sentence.values()
            for draft in sorted(group, key=lambda draft: (-draft.confidence, draft.token.i))[:PER_SENTENCE]
        ]
        return sorted(kept, key=lambda draft: draft.token.i)

    def _governed(self, draft: _Draft) -> Iterator[int]:
        yield from (token.i for token in draft.frame.inner)
        for need in draft.match.rule.needs if draft.match else ():
            yield from (token.i for token in draft.frame.get(need.slot) if token.i != draft.token.i)

    def _state(self, draft: _Draft) -> Event:
        time, date = self.setting.dated(draft.token)
        trigger = self.page.passages([draft.token])
        return Event(
            id=hash_id("e", self.page.article.id, trigger),
            trigger=trigger,
            ontology=self.ontology.name,
            type=draft.code.type,
            mode=draft.code.mode,
            contexts=(),
            actors=draft.actors,
            recipients=draft.recipients,
            place=draft.place,
            time=time,
            date=date,
            because=draft.because,
            confidence=round(draft.confidence, 3),
        )

    def _because(self, match: Match) -> str:
        """The words that decided: "verb 'have' with obj 'missiles': HAVE"."""
        deciding = [
            f"{need.slot} '{tokens[0].text}'" if (tokens := match.frame.get(need.slot)) else need.slot
            for need in match.rule.needs
        ]
        needs = f" with {', '.join(dict.fromkeys(deciding))}" if deciding else ""
        return f"{_WORDS[match.token.pos_]} '{match.rule.lemma}'{needs}: {match.codes[0]}"
