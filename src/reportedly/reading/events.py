"""Who did what to whom: triggers, types, roles.

By rules over the parse and a table of trigger words (see `triggers.py`). What is reported, planned and negated is coded
alike; how certain it is, and on whose word, is said by `factuality.py`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import islice, pairwise
from statistics import median

from reportedly import ontology as ontologies
from reportedly import shelf
from reportedly.model import Event, Passage, Statement, TimeExpression, hash_id
from reportedly.ontology import Code
from reportedly.reading import homeland, quantity
from reportedly.reading.mentions import Cast
from reportedly.reading.page import Page
from reportedly.reading.parse import Span, Token
from reportedly.reading.roles import Frame, Roles, ancestors
from reportedly.reading.sentences import Sentences
from reportedly.reading.setting import Setting
from reportedly.reading.triggers import Match, Matcher, Need

__all__ = ["find"]

#: Below this an event is more often wrong than right on the development sentences.
FLOOR = 0.34
#: What the encoder may lift above it must have this much.
FAINT = 0.3
#: With the encoder: below this an event is more often wrong than right.
ENOUGH = 0.15
#: A rule that is this certain is not overruled, unless the encoder is this certain that nothing is reported.
KEPT, NOTHING = 0.34, 0.95
#: Heard as surely as this, a type that no rule found takes the place of one that rules are less certain of than this.
RETYPED, CERTAIN = 0.9, 0.6
#: More than half of its sentences heard as nothing by this much, a page is of the kind that reports nothing.
IDLE = 0.5
#: So many sentences with a rule's event are asked about for that.
ASKED = 5
#: A phrase that the encoder is this sure of is a party.
PARTY = 0.5
#: Of several on one side those stand that are at most this much less likely than the likeliest.
NEARLY = 0.15
#: A sentence's second and third event must be this certain; codebooks give most sentences one.
SECOND = 0.68
#: What is said, denied or alleged, and the verbs of a chain that have objects of their own, are events in their own
#: right: "denied arming the rebels", "shelled the port and seized the ships".
OWN = 0.42
#: What is seen coming ("could trigger sanctions") is weighed down by its modal and its side clause already.
FORETOLD = 0.25
PER_SENTENCE = 3
#: Characters of the first paragraph that are an article's lead, where its paragraphs are lost.
LEAD = 400
#: A noun that a verb carries ("carried out an attack") is no longer a mere mention.
CARRIED = 0.25
#: Words of a trigger's clause in which the means are looked for.
NEAR = 60
_VERBAL = ("VERB", "AUX")
#: What a sentence is about is said by its nouns; "to mine", "to press" and "abused" are not about mines or the press.
_TOPICAL = ("NOUN", "PROPN", "ADJ")
_WORDS = {"VERB": "verb", "AUX": "verb", "NOUN": "noun", "PROPN": "noun", "ADJ": "adjective"}


_TALKS, _VISIT = Code("CONSULT"), Code("CONSULT", "visit")
#: What may be met with force is a threat as it stands.
_FORCE = Code("THREATEN", "violence")


@dataclass(slots=True)
class _Draft:
    """An event in the making: a match, what it is coded as, and the parties."""

    match: Match
    codes: tuple[Code, ...]
    #: By the rules alone.
    confidence: float
    #: By the rules and the encoder together.
    sure: float = 0.0
    actors: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    why: list[str] = field(default_factory=list)

    @property
    def token(self) -> Token:
        return self.match.token


def find(
    page: Page,
    cast: Cast,
    times: tuple[TimeExpression, ...],
    statements: tuple[Statement, ...],
    roles: Roles | None = None,
) -> tuple[Event, ...]:
    """All events of the article, in text order; exactly one for each trigger that came with the article.

    `roles`: where the caller asks about the same page himself, so that no frame is made twice.
    """
    return _Finder(page, cast, times, roles or Roles(page, cast, statements, times)).find()


class _Finder:
    def __init__(self, page: Page, cast: Cast, times: tuple[TimeExpression, ...], roles: Roles) -> None:
        self.page = page
        self.cast = cast
        self.ontology = ontologies.load("plover")
        self.roles = roles
        self.matcher = Matcher(self.roles, self.ontology, page.language.code)
        self.words = self.roles.words
        self.setting = Setting(page, cast, self.roles, times)
        self.sentences = Sentences(page)
        self._contexts: dict[int, tuple[str, ...]] = {}

    def find(self) -> tuple[Event, ...]:
        given = [self._given(span) for span in self.page.article.triggers]
        taken = self.page.article.triggers
        drafts = self._chosen([draft for token in self._candidates() if (draft := self._draft(token))])
        found = [event for draft in drafts for event in self._events(draft, self._passages(draft))]
        free = [event for event in found if not any(a.overlaps(b) for a in event.trigger for b in taken)]
        homeland.settle(self.page, self.cast, self.setting, (*given, *free))
        return tuple(sorted([*given, *free], key=lambda event: (event.trigger, self.ontology.order(event.type))))

    def _candidates(self) -> list[Token]:
        """The words of the table, without participles that only describe a noun."""
        adjectival = self.roles.labels.adjective
        found = self.matcher.spots(self.page)
        return [t for t in found if t.pos_ != "VERB" or t.dep_ not in adjectival or self.roles.is_gerund(t)]

    # --- from a match to a draft

    def _draft(self, token: Token) -> _Draft | None:
        match = self.matcher.match(token)
        if match is None or match.rule.carries or self._silenced(token):
            return None
        draft = _Draft(match, match.codes, match.rule.confidence)
        if match.carried:
            draft.confidence = min(draft.confidence + CARRIED, 0.9)
        self._modal(draft)
        self._assign(draft)
        self._commanded(draft)
        self._weigh(draft)
        enough = FAINT if self.sentences.heard else FLOOR
        return draft if draft.codes and draft.confidence >= enough and self._political(draft) else None

    def _silenced(self, token: Token) -> bool:
        """Inside what is no event: "declined to [discuss] the raid", "handed over a copy of the [demand]"."""
        subject = self.roles.labels.subject
        for at in (token, *ancestors(token, 3)):
            found = self.matcher.match(at)
            if found and found.rule.silent:
                return True
            if at.pos_ in _VERBAL and any(child.dep_ in subject for child in at.children):
                return False
        return False

    def _modal(self, draft: _Draft) -> None:
        """The future makes a promise or a threat of an event; "will not" a refusal; "must" a demand."""
        auxiliaries = draft.match.frame.auxiliaries
        if draft.match.rule.operator:
            draft.confidence *= 0.9 if auxiliaries & (self.words["future"] | self.words["would"]) else 1.0
            return
        ahead = auxiliaries & (self.words["future"] | (self.words["would"] if self._reported(draft.token) else set()))
        if ahead and self._lasting(draft.match):
            return
        if ahead:
            operator = "wont" if draft.match.frame.negated else "future"
            code = self.ontology.under(operator, draft.codes[0])
            if operator == "wont" and draft.match.carried and draft.codes[0].type == "ASSAULT":
                # "Will not join the raids" lets an ally down; "will not attack" leaves the other in peace.
                code = Code("REJECT")
            draft.codes = (code,) if code else ()
            draft.confidence *= 0.95
            draft.why.append(f"in the future: {code}")
        elif auxiliaries & self.words["must"] and self._reported(draft.token):
            draft.codes = (self.ontology.under("request", draft.codes[0]) or Code("REQUEST"),)
            draft.confidence *= 0.8
            draft.why.append("as a demand")
        elif auxiliaries & (self.words["would"] | self.words["may"]) and draft.codes[0] != _FORCE:
            draft.confidence *= 0.7

    def _lasting(self, match: Match) -> bool:
        """ "The curfew would stay in force": it is there already."""
        carrier = self.matcher.carrier(match.token) if match.carried else None
        return carrier is not None and carrier.rule.lemma in self.words["lasting"]

    def _reported(self, token: Token) -> bool:
        complement = self.roles.labels.clausal_complement
        if any(at.dep_ in complement for at in (token, *ancestors(token, 2))):
            return True
        return self.roles.is_retold(token)

    def _assign(self, draft: _Draft) -> None:
        rule, match = draft.match.rule, draft.match
        actors, _ = self._side(match, rule.actors, (), acting=True)
        others, slot = self._side(match, rule.others, actors)
        if not others and not rule.mutual and match.rule.others:
            others = tuple(id for id in self.roles.nearby(match.frame) if not self._own(id, actors, match.codes))
        both = rule.mutual or (slot in ("with", "between") and self.ontology.get(draft.codes[0].type).two_sided)
        if "as a demand" in draft.why:
            others, actors = actors or others, self._matrix_subject(match.token)
            both = False
        if both:
            actors, others = tuple(dict.fromkeys((*actors, *others))), ()
        draft.actors = actors
        draft.recipients = tuple(id for id in others if id not in actors)

    def _commanded(self, draft: _Draft) -> None:
        """ "Ordered his ships home" is their retreat; "ordered the garrison of a neighbour out" is a demand."""
        match = draft.match
        if match.rule.lemma not in self.words["command"] or not draft.codes or not draft.actors:
            return
        code = match.inner.codes[0] if match.inner and match.inner.codes else draft.codes[0]
        if code.type not in ("RETREAT", "MOBILIZE"):
            return
        named = self.words["force"] | self.words["arms"] | self.words["vessel"] | self.words["site"]
        things = match.frame.get("obj")
        if not any(thing.lemma_.lower() in named for thing in things):
            return
        whose = {self.cast.get(id).country for id in self.roles.parties(things, acting=True)}
        if whose <= {None, *(self.cast.get(id).country for id in draft.actors)}:
            draft.codes, draft.recipients = (code,), ()
            draft.why.append("ordered of one's own")
        elif draft.codes[0].type == "RETREAT":
            draft.codes = (Code("REQUEST", "yield"),)

    def _side(
        self, match: Match, slots: Iterable[str], taken: Sequence[str], acting: bool = False
    ) -> tuple[tuple[str, ...], str]:
        """The parties in the first slot that has any besides those already taken, and which slot it was."""
        for slot in slots:
            found = self._inner_parties(match) if slot == "comp" else self.roles.parties(match.frame.get(slot), acting)
            found = tuple(id for id in found if id not in taken and not self._own(id, taken, match.codes))
            if found:
                return found, slot
        return (), ""

    def _own(self, id: str, actors: Sequence[str], codes: tuple[Code, ...]) -> bool:
        """ "Turkey will send Turkish forces", "Honduras withdrew its troops": one's own army suffers nothing by it."""
        party = self.cast.get(id)
        if not actors or party.country is None or party.country != self.cast.get(actors[0]).country:
            return False
        moved = codes[0].type == "MOBILIZE" or codes[0].mode == "withdraw"
        return moved or (party.sector == "MIL" and codes[0].type in ("THREATEN", "AGREE", "CONCEDE", "AID"))

    def _inner_parties(self, match: Match) -> tuple[str, ...]:
        """Who an operator is about: those asked to act; otherwise those who would feel the inner event."""
        inner = match.inner
        while inner and inner.rule.carries:
            if inner.inner:
                inner.inner.frame.carried_by(inner.frame, inner.rule.turned)
            inner = inner.inner
        if inner is None:
            return self._clause_parties(match.frame)
        actors, _ = self._side(inner, inner.rule.actors, ()) if inner.token.i != match.token.i else ((), "")
        others, _ = self._side(inner, inner.rule.others, actors)
        return actors or others if match.rule.operator == "request" else others or actors

    def _clause_parties(self, frame: Frame) -> tuple[str, ...]:
        """Subject, else object, else the prepositions' nouns of a governed clause that is no event itself."""
        for clause in frame.inner[:2]:
            inside = self.roles.frame(clause)
            for slot in ("obj", "iobj", "to", "with", "against", "from", "on", "for", "in", "subj"):
                found = self.roles.parties(inside.slots.get(slot, []))
                if found:
                    return found
        return ()

    def _matrix_subject(self, token: Token) -> tuple[str, ...]:
        """Who says so: the subject of the verb of speech above, else the speaker of the quotation."""
        for above in ancestors(token, 3):
            if above.pos_ in _VERBAL and above.i != token.i:
                found = self.roles.parties(self.roles.frame(above).slots.get("subj", []))
                if found:
                    return found
        speaker = self.roles.speaker(token)
        return (speaker,) if speaker else ()

    # --- how certain

    def _weigh(self, draft: _Draft) -> None:
        if not draft.codes:
            return
        needs_both = self.ontology.get(draft.codes[0].type).recipient_required
        if draft.actors and (draft.recipients or len(draft.actors) > 1):
            factor = 1.0
        elif draft.actors:
            factor = 0.7 if needs_both else 0.85
        elif self._somebody(draft.match):
            factor = 0.8
        elif draft.recipients:
            factor = 0.72
        else:
            factor = 0.6 if self._plain_to_all(draft.match) else 0.4
        draft.confidence *= factor * self._standing(draft.token) * self._lacking(draft)

    def _lacking(self, draft: _Draft) -> float:
        """Threats come from somebody, not from floods or missiles; a meeting has two sides, a host, or many guests."""
        subjects = draft.match.frame.get("subj")
        nobody = bool(subjects) and not draft.actors and not self._somebody(draft.match)
        if draft.codes[0].type == "THREATEN" and nobody and draft.match.codes[0] != _FORCE:
            return 0.4
        if draft.token.pos_ == "ADJ" and draft.match.rule.operator and not draft.match.inner and not draft.recipients:
            return 0.4
        if self._unsaid(draft):
            return 0.8
        if draft.codes[0].type == "REJECT" and not draft.recipients and self._in_passing(draft.token):
            return 0.5
        somewhere = self.setting.place(draft.match.frame) is not None
        if draft.codes[0].type == "ASSAULT" and not draft.actors and not draft.recipients and not somewhere:
            return 0.9
        if draft.codes[0].type == "REQUEST" and self._curious(draft.match.frame):
            return 0.3
        lone = draft.codes[0] in (_TALKS, _VISIT) and len(draft.actors) < 2 and not draft.recipients
        if lone and not somewhere and not any("Plur" in t.morph.get("Number", []) for t in subjects):
            return 0.5
        return 1.0

    def _in_passing(self, token: Token) -> bool:
        """ "Defying the warnings, Brezhnev left": a participle tells how the deed of the main clause was done."""
        return token.tag_ == "VBG" and token.dep_ in self.roles.labels.adverbial_clause

    def _plain_to_all(self, match: Match) -> bool:
        """Nobody is named since everybody knows who it was: "the garrison was reinforced", "there was no deal",
        "work on the base has ceased", "the curfew came into force"."""
        labels, token, frame = self.roles.labels, match.token, match.frame
        if any(subject.lower_ in self.words["expletive"] for subject in frame.get("subj")):
            return True
        if match.carried:
            return any(child.lower_ == "the" for child in token.children) and match.codes[0].type != "ASSAULT"
        if token.dep_ in labels.adverbial_clause or token.dep_ in labels.relative_clause:
            return False
        if any(need.absent and need.slot == "obj" for need in match.rule.needs):
            return True
        return bool(frame.slots.get("obj")) and any(c.dep_ in labels.passive_auxiliary for c in token.children)

    def _unsaid(self, draft: _Draft) -> bool:
        """Words without anybody who says them: "to ignore his plight"; in the passive ("is accused") that is usual."""
        verbal = self.ontology.get(draft.codes[0].type).quad in ("VC", "VF") and draft.token.pos_ != "NOUN"
        return verbal and not draft.match.frame.passive and not draft.actors and not self._somebody(draft.match)

    def _curious(self, frame: Frame) -> bool:
        """ "Demanded to know", "asked the same question": words are wanted, no deed."""
        return any(
            token.lemma_.lower() in self.words["wonder"] for token in (*frame.inner, *frame.slots.get("obj", []))
        )

    def _somebody(self, match: Match) -> bool:
        """Somebody acts, though we do not know who is meant: "they will not end the strike", "ships turned back"."""
        pronouns, vessels = self.page.language.pronouns, self.words["vessel"]
        return any(t.lower_ in pronouns or t.lemma_.lower() in vessels for t in match.frame.get("subj"))

    def _standing(self, token: Token) -> float:
        """Events in the main clause are what a sentence reports; those in its side clauses are background."""
        labels, factor = self.roles.labels, 1.0
        side = (
            labels.relative_clause | labels.noun_complement_clause | labels.adverbial_clause | labels.preposition_clause
        )
        for at in (token, *ancestors(token, 6)):
            if at.dep_ in side:
                factor *= 0.6 if self._supposed(at) else 0.7 if self._describing(at) else 0.8
            elif at.dep_ in labels.preposition or at.dep_ in labels.conjunct:
                factor *= 0.94
        return factor

    def _describing(self, token: Token) -> bool:
        """ "The ship [it had seized]": a clause that only says which thing is meant."""
        frame = self.roles.frame(token)
        return token.dep_ in self.roles.labels.relative_clause and "obj" in frame.outer and "obj" not in frame.slots

    def _supposed(self, clause: Token) -> bool:
        """ "If a captain [refused]"."""
        return any(child.lower_ in self.words["suppose"] for child in clause.children)

    def _political(self, draft: _Draft) -> bool:
        """Not sport, not markets: their verbs are war's ("attacked the rim", "shares retreated")."""
        subjects = {token.lemma_.lower() for token in draft.match.frame.get("subj")}
        objects = {token.lemma_.lower() for token in draft.match.frame.get("obj")}
        if subjects & self.words["share"] or (subjects | objects) & self.words["game"]:
            return False
        things = {token.lemma_.lower() for token in draft.match.frame.get("subj") if token.pos_ == "NOUN"}
        if things & (self.words["nature"] | self.words["art"]) or self._invented(draft):
            return False
        private = (bool(subjects) and subjects <= self.words["business"]) or bool(objects & self.words["art"])
        if private and not any(self.cast.get(id).country for id in (*draft.actors, *draft.recipients)):
            return False
        return not self.setting.sporting(self.setting.sentence(draft.token))

    def _invented(self, draft: _Draft) -> bool:
        """Told of in a story: "in the opera the count threatens his rival"."""
        above = next((at for at in ancestors(draft.token, 3) if at.pos_ in _VERBAL), draft.token)
        frames = (draft.match.frame, self.roles.frame(above))
        return any(t.lemma_.lower() in self.words["fiction"] for frame in frames for t in frame.slots.get("in", []))

    # --- which of a sentence's drafts stand

    def _chosen(self, drafts: list[_Draft]) -> list[_Draft]:
        governed = {i for draft in drafts for i in draft.match.governed()}
        by_sentence: dict[int, list[_Draft]] = {}
        for draft in drafts:
            if draft.token.i not in governed:
                by_sentence.setdefault(self.setting.sentence(draft.token).start, []).append(draft)
        if not self.sentences.heard:
            return [draft for group in by_sentence.values() for draft in self._best_of(group)]
        groups = [(self.setting.sentence(group[0].token), group) for group in by_sentence.values()]
        # What looks like nothing by itself ("He demanded a yes or a no.") is judged by the company it keeps.
        idle = self._is_idle([sentence for sentence, _ in groups[:ASKED]])
        heard = (self._heard(sentence, group, idle=idle) for sentence, group in groups)
        return [draft for group in heard for draft in self._best_of(group)]

    def _is_idle(self, sentences: Sequence[Span]) -> bool:
        """Whether the chance that a sentence reports nothing is in the median high; no more sentences are asked about
        than it takes to know."""
        chances = list[float]()
        for sentence in sentences:
            chances.append(self.sentences.kinds(sentence).get("", 0.0))
            high = sum(chance > IDLE for chance in chances)
            if 2 * max(high, len(chances) - high) > len(sentences):
                return 2 * high > len(sentences)
        return bool(chances) and median(chances) > IDLE

    def _heard(self, sentence: Span, group: list[_Draft], *, idle: bool) -> list[_Draft]:
        """The drafts of a sentence, as sure as rules and encoder make them together; `idle`: on a page like those that
        report nothing."""
        lead = self._in_lead(sentence)
        if not (lead or idle):
            return [draft for draft in group if draft.confidence >= FLOOR]
        for draft in group:
            draft.sure = self.sentences.together(draft.confidence, draft.codes[0].type, sentence)
        if lead:
            self._retype(sentence, group)
        silent = idle and self.sentences.kinds(sentence).get("", 0.0) >= NOTHING
        kept = 1.0 if silent else KEPT
        group = [draft for draft in group if draft.sure >= ENOUGH or draft.confidence >= kept]
        if group and lead:
            self._hear_parties(min(group, key=lambda draft: (-draft.sure, draft.token.i)), sentence)
        return group

    def _in_lead(self, sentence: Span) -> bool:
        """In the headline or at the start of the first paragraph: of such sentences the encoder learned. Further on,
        where sentences lean on what was said before, rules and parse know better."""
        blocks = self.page.article.blocks
        first = next((at for at, block in enumerate(blocks) if block.kind == "body"), len(blocks))
        at = self.page.block_of[sentence.root.i]
        return at < first or (at == first and sentence.start_char < blocks[first].span.start + LEAD)

    def _retype(self, sentence: Span, group: list[_Draft]) -> None:
        """Where the encoder is sure of a type that no rule found, the likeliest draft is of that type."""
        kinds = self.sentences.kinds(sentence)
        heard = max(kinds, key=lambda name: kinds[name])
        if not heard or kinds[heard] < RETYPED or any(code.type == heard for draft in group for code in draft.codes):
            return
        draft = max(group, key=lambda draft: (draft.sure, -draft.token.i))
        if draft.confidence >= CERTAIN or self.roles.is_told(draft.token):  # the telling is heard, not what is told
            return
        draft.why.append(f"heard as {heard}; by its words {draft.codes[0]}")
        draft.codes = (Code(heard),)
        draft.sure = self.sentences.together(draft.confidence, heard, sentence)

    def _hear_parties(self, draft: _Draft, sentence: Span) -> None:
        """The sides of a sentence's main event that the parse leaves empty, as the encoder hears them."""
        if self._parsed_well(draft):
            return
        if not draft.actors:
            heard = self._heard_side(draft, sentence, acting=True)
            draft.actors = tuple(id for id in heard if id not in draft.recipients)
        if not draft.recipients:
            heard = self._heard_side(draft, sentence, acting=False)
            draft.recipients = tuple(id for id in heard if id not in draft.actors)

    def _parsed_well(self, draft: _Draft) -> bool:
        """Both sides of a meeting; who orders his own; a deed that is told: the encoder may hear the telling."""
        if (len(draft.actors) > 1 and not draft.recipients) or "ordered of one's own" in draft.why:
            return True
        deed = self.ontology.get(draft.codes[0].type).quad in ("MC", "MF")
        return deed and bool(draft.actors) and self.roles.is_told(draft.token)

    def _heard_side(self, draft: _Draft, sentence: Span, *, acting: bool) -> list[str]:
        """Who is heard on a side, the likeliest and those nearly as likely; never who only tells of it."""
        found = [(chance, head) for head, acts, chance in self.sentences.parties(sentence) if acts == acting]
        enough = max(PARTY, max((chance for chance, _ in found), default=0.0) - NEARLY)
        heard = [id for chance, head in found if chance >= enough for id in self.roles.parties([head], acting)]
        speaker = self.roles.speaker(draft.token)
        return [id for id in dict.fromkeys(heard) if id != speaker]

    def _best_of(self, group: list[_Draft]) -> list[_Draft]:
        ranked = sorted(group, key=lambda draft: (-(draft.sure or draft.confidence), draft.token.i))
        kept: list[_Draft] = []
        for draft in ranked[: 2 * PER_SENTENCE]:
            self._dampen(draft, kept)
            enough = FORETOLD if self._foretold(draft) else OWN if kept and self._own_right(draft, kept) else SECOND
            if not kept or (draft.confidence >= enough and self._further(draft, kept)):
                kept.append(draft)
        kept = [draft for draft in kept if not self._led_to(draft, kept)]
        return sorted(kept[:PER_SENTENCE], key=lambda draft: draft.token.i)

    def _further(self, draft: _Draft, kept: list[_Draft]) -> bool:
        """Whether a draft adds something to those kept; of two codes on one word the one that is new is left."""
        draft.codes = tuple(code for code in draft.codes if not self._same(draft, code, kept))
        return bool(draft.codes)

    def _led_to(self, draft: _Draft, kept: list[_Draft]) -> bool:
        """ "Massed its troops and invaded": force that was used is not also coded as force made ready."""
        if draft.codes[0].type != "MOBILIZE":
            return False
        used = (other for other in kept if other.codes[0].type == "ASSAULT")
        return any({*draft.actors} <= {*other.actors} for other in used)

    def _own_right(self, draft: _Draft, kept: list[_Draft]) -> bool:
        """Whether a further event stands by itself: its parties are known, and it is told of or paired, not implied."""
        if self._deed(draft):
            return True
        if self._describing(draft.token):
            return False
        if draft.token.pos_ not in _VERBAL:
            return self._possible(draft)
        if not draft.actors or not (draft.recipients or draft.match.frame.slots.get("obj") or draft.match.frame.inner):
            return False
        others = {other.token.i for other in kept}
        if draft.token.lemma_.lower() in self.words["vouch"]:
            return any(draft.token.i in {above.i for above in ancestors(other.token, 4)} for other in kept)
        if self._vouched(draft.token) or self._paired(draft.token, others):
            return True
        known = bool(draft.recipients or len(draft.actors) > 1)
        told = self.roles.is_told(draft.token) or self._whole(draft, kept)
        relative = self.roles.labels.relative_clause
        aside = any(at.dep_ in relative for at in (draft.token, *ancestors(draft.token, 1)))
        return known and told and not aside and self._happened(draft)

    def _foretold(self, draft: _Draft) -> bool:
        """ "Warned that it could trigger [sanctions]": nouns of what somebody sees coming."""
        may = draft.match.carried and draft.match.frame.auxiliaries & self.words["may"]
        return bool(may and draft.actors) and self.roles.is_told(draft.token)

    def _possible(self, draft: _Draft) -> bool:
        """ "Warned of a possible [deal]"."""
        supposed = self.words["possible"] & draft.match.frame.around
        return bool(supposed and draft.actors) and self.roles.is_told(draft.token)

    def _whole(self, draft: _Draft, kept: list[_Draft]) -> bool:
        """A clause of its own in a long sentence, between other parties: "..., while [Chad shelled a Libyan town]"."""
        subject = self.roles.labels.subject - self.roles.labels.passive_subject
        own = any(child.dep_ in subject for child in draft.token.children)
        parties = (*draft.actors[:1], *draft.recipients[:1])
        taken = {id for other in kept for id in (*other.actors, *other.recipients)}
        return own and not taken >= {*parties} and all(self.cast.get(id).country for id in parties)

    def _deed(self, draft: _Draft) -> bool:
        """What is told to have been done, with a subject of its own: "..., and the Greek ships [turned back]".

        Or "..., and that two pilots are believed to have been [killed]".
        """
        labels, token = self.roles.labels, draft.token
        if not (draft.actors or draft.recipients) or self.ontology.get(draft.codes[0].type).quad not in ("MC", "MF"):
            return False
        background = labels.adverbial_clause | labels.preposition_clause | labels.noun_complement_clause
        if token.head.pos_ != "PROPN":
            background |= labels.relative_clause
        raised = token.head if token.dep_ in labels.open_complement else token
        subject = any(child.dep_ in labels.subject for verb in (token, raised) for child in verb.children)
        return subject and token.dep_ not in background and self._happened(draft)

    def _happened(self, draft: _Draft) -> bool:
        """Told in the past and in a clause of its own: not "to free", "freeing", "would free", "if it freed"."""
        labels, token = self.roles.labels, draft.token
        auxiliaries = draft.match.frame.auxiliaries
        # "to have freed" is past.
        unreal = self.words["unreal"] - ({"to"} if "have" in auxiliaries else set())
        if "Past" not in token.morph.get("Tense", []) or auxiliaries & unreal:
            return False
        helped = any(
            child.dep_ in labels.auxiliary or child.dep_ in labels.passive_auxiliary for child in token.children
        )
        supposed = any(child.lower_ in self.words["unreal"] for child in token.children if child.dep_ in labels.marker)
        return not supposed and (helped or "Fin" in token.morph.get("VerbForm", []))

    def _vouched(self, token: Token) -> bool:
        """Inside what somebody denies, admits or lays at another's door."""
        if token.dep_ in self.roles.labels.preposition_clause and token.head.head.lemma_.lower() in self.words["blame"]:
            return True
        return any(above.lemma_.lower() in self.words["vouch"] for above in ancestors(token, 4))

    def _paired(self, token: Token, kept: set[int]) -> bool:
        """The twin of a verb that is an event: "invaded Kuwait and annexed it"."""
        conjunct, open_complement = self.roles.labels.conjunct, self.roles.labels.open_complement
        # "Had begun building a base and had shipped tanks": the pair is of "begun" and "shipped".
        while token.dep_ in open_complement and token.head.lemma_.lower() in self.words["phase"]:
            token = token.head
        chain = [token, *ancestors(token, 4)]
        links = {b.i for a, b in pairwise(chain) if a.dep_ in conjunct}
        return bool(links & kept) or any(child.i in kept and child.dep_ in conjunct for child in token.children)

    def _dampen(self, draft: _Draft, kept: list[_Draft]) -> None:
        above = {token.i for token in ancestors(draft.token, 6)}
        if any(other.token.i in above for other in kept):
            draft.confidence *= 0.85

    def _same(self, draft: _Draft, code: Code, kept: list[_Draft]) -> bool:
        """A second word for what has been coded in this sentence: same type, no party of its own."""
        parties = {*draft.actors, *draft.recipients}
        paired = self._paired(draft.token, {other.token.i for other in kept})
        return any(
            code.type in {its.type for its in other.codes}
            and parties <= {*other.actors, *other.recipients}
            and not (paired and draft.match.codes[0].type != other.match.codes[0].type)
            for other in kept
        )

    # --- from a draft to events

    def _passages(self, draft: _Draft) -> tuple[Passage, ...]:
        token, particle = draft.token, draft.match.rule.particle
        parts = [child for child in token.children if particle and child.lower_ == particle]
        return self.page.passages([token, *parts])

    def _events(self, draft: _Draft, trigger: tuple[Passage, ...]) -> list[Event]:
        """One event, or two where the scheme asks for two on one trigger; the first keeps the plain id."""
        codes = sorted(draft.codes, key=lambda code: self.ontology.order(code.type))
        first = self._event(draft, trigger, codes[0])
        return [first, *(self._twin(first, code, trigger) for code in codes[1:])]

    def _twin(self, event: Event, code: Code, trigger: tuple[Passage, ...]) -> Event:
        id = hash_id("e", self.page.article.id, trigger, self.ontology.order(code.type))
        confidence = round(event.confidence * 0.95, 3)
        return dataclasses.replace(event, id=id, type=code.type, mode=code.mode, confidence=confidence)

    def _event(self, draft: _Draft, trigger: tuple[Passage, ...], code: Code) -> Event:
        time, date = self.setting.dated(draft.token)
        return Event(
            id=hash_id("e", self.page.article.id, trigger),
            trigger=trigger,
            ontology=self.ontology.name,
            type=code.type,
            mode=code.mode or self._mode(draft, code),
            contexts=self._context(self.setting.sentence(draft.token)),
            actors=draft.actors,
            recipients=draft.recipients,
            place=self.setting.place(draft.match.frame),
            time=time,
            date=date,
            because=self._because(draft),
            confidence=round(min(draft.sure or draft.confidence, 0.99), 3),
            quantity=quantity.find(self.page, self.roles, draft.match.frame, self.ontology.counted(code)),
        )

    def _mode(self, draft: _Draft, code: Code) -> str | None:
        """How it was done, where the row does not say: from the means named beside the trigger, else from another word
        of the sentence for the same type, else from means named anywhere in it."""
        modes = self.ontology.get(code.type).modes
        if not modes:
            return None
        inner = draft.match.codes[0]
        if inner.mode in modes:
            return inner.mode
        near = {token.lemma_.lower() for token in islice(draft.token.subtree, NEAR)}
        near.update(token.lemma_.lower() for token in draft.match.frame.get("subj"))
        sentence = self.setting.sentence(draft.token)
        anywhere = {token.lemma_.lower() for token in sentence[:NEAR]}
        return self._means(code.type, near) or self._also_told(code.type, sentence) or self._means(code.type, anywhere)

    def _means(self, type: str, near: set[str]) -> str | None:
        """The first mode, in the order of the table, one of whose words is near."""
        start = f"{type}-"
        named = (name for name in self.words if name.startswith(start))
        return next((name.removeprefix(start) for name in named if not near.isdisjoint(self.words[name])), None)

    def _also_told(self, type: str, sentence: Span) -> str | None:
        for token in sentence:
            match = self.matcher.match(token) if self.matcher.candidates(token) else None
            if match and match.codes and match.codes[0].type == type and match.codes[0].mode:
                return match.codes[0].mode
        return None

    def _because(self, draft: _Draft) -> str:
        """The words that decided: "verb 'supply' with obj 'rockets', to 'Moscow': AID"."""
        rule, match = draft.match.rule, draft.match
        name = " ".join(part for part in (rule.lemma, rule.particle) if part)
        deciding = dict.fromkeys(self._deciding(match, need) for need in rule.needs if not need.absent)
        needs = f" with {', '.join(deciding)}" if deciding else ""
        governs = f", governing '{match.inner.token.text}'" if match.inner and rule.operator else ""
        code = "-".join(part for part in (match.codes[0].type, match.codes[0].mode) if part)
        return f"{_WORDS[draft.token.pos_]} '{name}'{needs}{governs}: {code}" + "".join(f"; {why}" for why in draft.why)

    def _deciding(self, match: Match, need: Need) -> str:
        tokens = match.frame.get(need.slot)
        return f"{need.slot} '{tokens[0].text}'" if tokens and need.slot != "light" else need.slot

    def _context(self, sentence: Span) -> tuple[str, ...]:
        if sentence.start not in self._contexts:
            table = _context_words(self.page.language.code)
            nouns = (token.lemma_.lower() for token in sentence if token.pos_ in _TOPICAL)
            found = {context for noun in nouns for context in table.get(noun, ())}
            self._contexts[sentence.start] = tuple(c for c in self.ontology.contexts if c in found)
        return self._contexts[sentence.start]

    # --- triggers that came with the article

    def _given(self, span: Passage) -> Event:
        """The one event of a trigger that the caller names; without a type where the table knows none."""
        tokens = self.page.doc.char_span(span.start, span.end)
        match = self._telling(list(tokens or ()))
        if match is None or not match.codes:  # "denied" governs a deed but is none that has a code
            return self._untyped(span, tokens.root if tokens else None)
        draft = _Draft(match, match.codes, match.rule.confidence)
        self._modal(draft)
        draft.codes = draft.codes or match.codes
        self._assign(draft)
        self._weigh(draft)
        event = self._events(draft, (span,))[0]
        return dataclasses.replace(event, confidence=round(event.confidence * 0.8, 3), given=True)

    def _telling(self, tokens: list[Token]) -> Match | None:
        """The first match among the words of a given trigger; for a verb that only carries, that of its noun."""
        found = [match for token in tokens[:8] if (match := self.matcher.match(token))]
        for match in found:
            if not match.rule.carries:
                return match
        inner = found[0].inner if found else None
        return self.matcher.match(inner.token) or inner if inner and not inner.rule.carries else None

    def _untyped(self, span: Passage, head: Token | None) -> Event:
        frame = self.roles.frame(head) if head is not None else None
        actors = self.roles.parties([*frame.get("subj"), *frame.get("poss")]) if frame else ()
        recipients = tuple(id for id in self.roles.parties(frame.get("obj")) if id not in actors) if frame else ()
        time, date = self.setting.dated(head) if head is not None else (None, None)
        return Event(
            id=hash_id("e", self.page.article.id, (span,)),
            trigger=(span,),
            ontology=self.ontology.name,
            type=None,
            mode=None,
            contexts=(),
            actors=actors,
            recipients=recipients,
            place=None,
            time=time,
            date=date,
            because="the trigger was given; the table has no type for it",
            confidence=0.2,
            given=True,
        )


@cache
def _context_words(language: str) -> Mapping[str, tuple[str, ...]]:
    """lemma -> contexts."""
    found: dict[str, list[str]] = {}
    for row in shelf.table(f"{language}/contexts.tsv"):
        for word in row["words"].split():
            found.setdefault(word, []).append(row["context"])
    return {word: tuple(contexts) for word, contexts in found.items()}
