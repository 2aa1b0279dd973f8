"""On whose word, and how certain: one row per event and holder.

Holders are chains, outermost first: the author, a source, a source within a source (GRaSP; FactBank, Sauri and
Pustejovsky 2009). What the innermost holder commits to is read off the clause (negation, modals, conditions,
embedding predicates, after Karttunen 1971 for implicatives); everybody further out who only passes it on is
uncommitted, unless the cue is factive ("acknowledged that").

Limits: scope follows a statistical parse, so a wrong attachment gives a wrong scope; irony and rhetorical questions
are taken at their word; a denial that points back ("denied it") is tied to what was last alleged before it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from reportedly import shelf
from reportedly.model import (
    AUTHOR,
    SOMEONE,
    Certainty,
    Event,
    Factuality,
    Frame,
    Passage,
    Polarity,
    Statement,
)
from reportedly.reading import values
from reportedly.reading.mentions import Cast
from reportedly.reading.page import Page
from reportedly.reading.parse import Token

__all__ = ["find"]

_RANK: dict[str, int] = {"certain": 3, "probable": 2, "possible": 1, "uncommitted": 0}
_FRAMES: dict[str, int] = {"actual": 0, "predicted": 1, "requested": 2, "conditional": 3}
#: How far up a clause chain is followed; deeper embedding in news is a parse gone wrong.
_DEPTH = 12
#: Statements less sure than this do not take an event away from the author.
_SURE = 0.4
#: Marks of quotation in the masked text, and the most words between them that are no quotation of somebody's.
QUOTES, SCARE = frozenset("\"'"), 3
#: How many blocks back a denial that points back ("denied it") may reach.
_REACH = 2


@dataclass(frozen=True, slots=True)
class _Word:
    """A row of data/en/commitment.tsv: what a word does to the event in its scope."""

    text: str
    certainty: Certainty
    polarity: Polarity
    frame: Frame
    factive: bool
    hearsay: bool


@dataclass(frozen=True, slots=True)
class _Stance:
    """What is committed to about an event, from the trigger outwards, and the words that decided it."""

    certainty: Certainty = "certain"
    polarity: Polarity = "+"
    frame: Frame = "actual"
    hearsay: bool = False
    because: tuple[str, ...] = ()

    def under(self, word: _Word | None) -> _Stance:
        """The stance seen through one more operator."""
        if word is None:
            return self
        return _Stance(
            min(self.certainty, word.certainty, key=_RANK.__getitem__),
            self.polarity if word.polarity == "+" else _flip(self.polarity),
            max(self.frame, word.frame, key=_FRAMES.__getitem__),
            self.hearsay or word.hearsay,
            (*self.because, word.text),
        )

    def within(self, outer: _Stance) -> _Stance:
        """The stance inside a clause that has a stance of its own."""
        merged = self.under(_Word("", outer.certainty, outer.polarity, outer.frame, False, outer.hearsay))
        return replace(merged, because=(*self.because, *outer.because))


def _flip(polarity: Polarity) -> Polarity:
    return {"+": "-", "-": "+"}.get(polarity, "unknown")  # type: ignore[return-value]


@cache
def _words(language: str) -> dict[str, dict[str, _Word]]:
    """kind -> word -> what it does."""
    kinds: dict[str, dict[str, _Word]] = {}
    for row in shelf.table(f"{language}/commitment.tsv"):
        kinds.setdefault(row["kind"], {})[row["word"]] = _Word(
            f"“{row['word']}”",
            row["certainty"],  # type: ignore[arg-type]
            row["polarity"],  # type: ignore[arg-type]
            row["frame"],  # type: ignore[arg-type]
            row["author"] == "certain",
            row["someone"] == "certain",
        )
    return kinds


def find(
    page: Page, cast: Cast, statements: tuple[Statement, ...], events: tuple[Event, ...]
) -> tuple[Factuality, ...]:
    """For every event the author's row, then one row for each source that takes a position on it."""
    if not events:
        return ()
    reader = _Reader(page, cast, statements)
    rows = {event.id: reader.rows(event) for event in events}
    for event, denier, words in reader.denials_pointing_back(events, rows):
        rows[event.id].append(_row(event.id, (AUTHOR, denier), _Stance(polarity="-", because=(words,))))
    return tuple(values.rated(page, events, {id: tuple(_once(told)) for id, told in rows.items()}))


def _once(rows: list[Factuality]) -> Iterator[Factuality]:
    """Rows in order, one a holder; the first stands."""
    seen: set[tuple[str, ...]] = set()
    for row in rows:
        if row.holder not in seen:
            seen.add(row.holder)
            yield row


def _row(event: str, holder: tuple[str, ...], stance: _Stance) -> Factuality:
    because = "; ".join(dict.fromkeys(word for word in stance.because if word)) or "stated outright"
    return Factuality(event, holder, stance.certainty, stance.polarity, stance.frame, None, because)


def _uncommitted(stance: _Stance, why: str) -> _Stance:
    return _Stance("uncommitted", "unknown", stance.frame, because=(why,))


class _Reader:
    """Answers, for one page, who commits to what."""

    def __init__(self, page: Page, cast: Cast, statements: tuple[Statement, ...]) -> None:
        self.page = page
        self.cast = cast
        self.statements = statements
        self.words = _words(page.language.code)
        self.labels = page.language.labels
        self.negators = page.language.negators
        self.starts = {token.idx: token.i for token in page.doc if not token.is_space}
        self.covering = self._contents()
        self.cue_tokens = {
            i: statement for statement in statements for span in statement.cue for i in self._tokens(span)
        }

    # --- holders ----------------------------------------------------------------------------------------------

    def rows(self, event: Event) -> list[Factuality]:
        """The author's row and those of every source whose statement holds the trigger."""
        trigger = self._head(event)
        if trigger is None:
            return [_row(event.id, (AUTHOR,), _Stance("uncommitted", "unknown", because=("no word to read",)))]
        chain = self._chain(trigger)
        cues = {i for statement in chain for span in statement.cue for i in self._tokens(span)}
        stance = self._local(trigger, cues)
        if self._taken_for_granted(trigger):
            chain = []
        if not chain and self._in_scare_quotes(trigger):
            stance = _uncommitted(stance, "in quotation marks of its own")
        rows = list(self._chain_rows(event.id, trigger, chain, stance))
        rows = self._implied_source(event.id, trigger, rows, stance, cues)
        denials = self._denials_beside(event.id, trigger, rows[-1].holder)
        return [*rows, *denials]

    def _chain_rows(self, event: str, trigger: Token, chain: list[Statement], stance: _Stance) -> Iterator[Factuality]:
        seen = [self._through(stance, statement, trigger) for statement in chain]
        inner = seen[-1][0] if seen else stance
        holder: tuple[str, ...] = (AUTHOR,)
        for depth in range(len(chain) + 1):
            beyond = [factive for _, factive in seen[depth:]]
            if depth and depth == len(chain):
                yield _row(event, holder, inner)
            elif not all(beyond):
                yield _row(event, holder, _uncommitted(inner, self._reported(chain[depth])))
            elif stance.hearsay and not depth:
                yield from self._hearsay_rows(event, stance)
            else:
                yield _row(event, holder, stance)
            if depth < len(chain):
                holder = (*holder, chain[depth].speaker or SOMEONE)

    def _implied_source(
        self, event: str, trigger: Token, rows: list[Factuality], stance: _Stance, cues: set[int]
    ) -> list[Factuality]:
        """A reporting clause that no statement was made of ("..., said X") still has somebody who says it."""
        if len(rows) > 1:
            return rows
        teller = self._teller(trigger, cues)
        if teller is None:
            return rows
        author = _row(event, (AUTHOR,), _uncommitted(stance, f"only reported (“{teller.head.text}”)"))
        return [author, _row(event, (AUTHOR, self.cast.describe(teller)), stance)]

    def _teller(self, trigger: Token, cues: set[int]) -> Token | None:
        """The subject of the nearest reporting verb that the trigger's clause depends on."""
        node = trigger
        for _ in range(_DEPTH):
            head = node.head
            if head.i == node.i or head.i in cues or head.i in self.cue_tokens:
                return None
            if node.dep_ in self.labels.clausal_complement and head.pos_ == "VERB":
                word = self._predicate(head)
                if word is not None:
                    subjects = (c for c in head.children if c.dep_ in self.labels.subject - self.labels.passive_subject)
                    subject = next(subjects, None)
                    named = subject is not None and subject.pos_ in ("PROPN", "NOUN", "PRON")
                    known = named and subject is not None and (subject.pos_ != "PRON" or self.cast.at(subject))
                    return None if word.factive or not known else subject
            if node.dep_ in self.labels.relative_clause | self.labels.adverbial_clause:
                return None
            node = head
        return None

    def _taken_for_granted(self, trigger: Token) -> bool:
        """ "following his wife's illness", "after the attack": the writer takes the noun's happening for so."""
        return (
            trigger.pos_ == "NOUN"
            and trigger.dep_ in self.labels.preposition_object
            and trigger.head.lower_ in self.words["granted"]
        )

    def _in_scare_quotes(self, trigger: Token) -> bool:
        """The army's "liberation" of the town: a word or two that the writer does not take for his own."""
        doc, mark = self.page.doc, None
        for at in range(trigger.i - 1, max(trigger.i - SCARE, trigger.sent.start) - 1, -1):
            if doc[at].text in QUOTES and doc[at].tag_ != "POS":
                mark = at
                break
        if mark is None:
            return False
        closing = range(trigger.i + 1, min(trigger.i + SCARE, trigger.sent.end - 1) + 1)
        end = next((at for at in closing if doc[at].text == doc[mark].text), None)
        return end is not None and end - mark - 1 <= SCARE

    def _hearsay_rows(self, event: str, stance: _Stance) -> Iterator[Factuality]:
        yield _row(event, (AUTHOR,), _uncommitted(stance, f"hearsay: {', '.join(stance.because)}"))
        yield _row(event, (AUTHOR, SOMEONE), stance)

    def _reported(self, statement: Statement) -> str:
        cue = " ".join(span.of(self.page.article.text) for span in statement.cue)
        return f"only reported (“{cue}”)" if cue else "only reported, in quotation marks"

    def _through(self, stance: _Stance, statement: Statement, trigger: Token) -> tuple[_Stance, bool]:
        """The stance of a statement's source, and whether the cue commits the reporter too (factive)."""
        cue = self._cue_head(statement)
        if cue is None:
            return stance, False
        word = self._predicate(cue)
        if self._negated(cue):
            if word is not None and word.certainty == "probable":
                return stance.under(word).under(_NEGATION), False
            return _uncommitted(stance, f"“{cue.text}” is negated"), False
        if word is None:
            return stance, self._presupposed(trigger, statement, cue)
        if statement.act == "ask" and self._whether(statement):
            return _uncommitted(replace(stance, frame="actual"), f"“{cue.text}” is a question"), False
        if word.frame == "predicted" and stance.frame in ("predicted", "conditional"):
            word = replace(word, certainty="certain") if word.certainty == "certain" else word
        return stance.under(word), word.factive

    def _whether(self, statement: Statement) -> bool:
        tokens = self._tokens(statement.content[0]) if statement.content else range(0)
        return bool(tokens) and self.page.doc[tokens[0]].lower_ in self.words["question"]

    def _presupposed(self, trigger: Token, statement: Statement, cue: Token) -> bool:
        """A happening named by a noun that the cue governs directly ("condemned the attack") is taken for granted."""
        if trigger.pos_ != "NOUN" or statement.form == "direct":
            return False
        node = trigger
        for _ in range(4):
            if node.head.i == cue.i:
                return True
            if node.head.pos_ in ("VERB", "AUX") or node.head.i == node.i:
                return False
            node = node.head
        return False

    def _chain(self, trigger: Token) -> list[Statement]:
        """The statements whose content holds the trigger, outermost first; one source in a row counts once."""
        found = []
        block = self.page.block_of[trigger.i]
        for start, end, statement in self.covering.get(block, ()):
            doubtful = statement.confidence < _SURE
            its_own = self.cue_tokens.get(trigger.i) is statement
            if start <= trigger.idx < end and not doubtful and not its_own and not self._set_against(statement):
                found.append(statement)
        size = {id(s): sum(span.end - span.start for span in s.content) for s in found}
        found = sorted({id(s): s for s in found}.values(), key=lambda s: (-size[id(s)], s.content[0].start))
        chain: list[Statement] = []
        for statement in found:
            if chain and (chain[-1].speaker or SOMEONE) == (statement.speaker or SOMEONE):
                chain[-1] = statement
            else:
                chain.append(statement)
        return chain

    def _set_against(self, statement: Statement) -> bool:
        """ "despite its denials, ...": the noun is set against the clause and does not hold it (`_denials_beside`)."""
        cue = self._cue_head(statement)
        return (
            cue is not None
            and cue.lemma_.lower() in self.words["doer"]
            and cue.dep_ in self.labels.preposition_object
            and cue.head.lower_ in self.words["against"]
        )

    # --- the clause -------------------------------------------------------------------------------------------

    def _local(self, trigger: Token, cues: set[int]) -> _Stance:
        """What the clause itself says of the trigger, climbing until a cue, a root, or an assertion of its own."""
        stance, node = self._own(trigger), trigger
        for _ in range(_DEPTH):
            step = self._up(node, stance, cues)
            if step is None:
                break
            stance, node = step
        if self._asked(trigger):
            return _uncommitted(stance, "a question")
        return stance

    def _up(self, node: Token, stance: _Stance, cues: set[int]) -> tuple[_Stance, Token] | None:
        """One step from a word to what governs it; None where scope ends."""
        head, label = node.head, node.dep_
        labels = self.labels
        if head.i == node.i or head.i in cues or head.i in self.cue_tokens:
            return None  # a cue that governs the trigger is in its chain; any other was parsed too high
        if label in labels.conjunct or (label in labels.apposition and node.pos_ == "NOUN"):
            return self._conjunct(node, stance)
        if label in labels.adverbial_clause:
            return self._adverbial(node, stance, cues)
        if grounds := self._grounds(node):
            return self._on_grounds(stance, grounds), grounds
        if label in labels.clausal_complement | labels.open_complement | labels.clausal_subject:
            return self._governed(node, stance, head), head
        if label in labels.preposition_clause:
            governor = head.head
            if governor.i in cues or head.lower_ in self.words["against"] or head.lower_ in self.words["adjunct"]:
                return None
            return self._governed(node, stance, governor), governor
        if label in labels.noun_complement_clause and head.pos_ == "NOUN":
            if self._predicate(head):
                return self._governed(node, stance, head), head
            infinitive = any(child.tag_ == "TO" for child in node.children)
            return (stance.under(_PURPOSE), head) if infinitive else None
        if label in labels.attribute:
            return stance.within(self._own(head, node)), head
        if node.pos_ in ("NOUN", "PROPN") or node.tag_ == "VBG":
            return self._nominal(node, stance, cues)
        return None

    def _governed(self, node: Token, stance: _Stance, governor: Token) -> _Stance:
        if any(
            child.dep_ in self.labels.marker and child.lower_ in self.page.language.whether for child in node.children
        ):
            return _uncommitted(replace(stance, frame="actual"), "“whether”")
        word = self._predicate(governor) or self.words["implicative"].get(governor.lemma_.lower())
        if word is None and self._ahead(node, governor):
            word = _AHEAD
        if word is not None and self._hearsay_passive(governor, word):
            word = replace(word, hearsay=True)
        return stance.under(word).within(self._own(governor, node))

    def _is_to(self, verb: Token) -> bool:
        """ "(the talks) are to begin": what the verb "be" and an infinitive say together."""
        infinitives = (child for child in verb.children if child.dep_ in self.labels.open_complement)
        return verb.lemma_ == "be" and any(self._ahead(child, verb) for child in infinitives)

    def _ahead(self, node: Token, governor: Token) -> bool:
        """ "is to meet", "is going to meet": arranged, not done."""
        infinitive = any(child.tag_ == "TO" for child in node.children)
        return infinitive and (governor.lemma_ == "be" or (governor.lemma_ == "go" and governor.tag_ == "VBG"))

    def _hearsay_passive(self, governor: Token, word: _Word) -> bool:
        """ "is believed to", "was said to", "is expected to" with nobody named: somebody's word, not the writer's."""
        if word.factive or governor.tag_ != "VBN":
            return False
        children = list(governor.children)
        passive = any(child.dep_ in self.labels.passive_auxiliary for child in children)
        agent = any(child.dep_ in self.labels.passive_agent for child in children)
        return passive and not agent and governor.lemma_ not in ("schedule", "set", "plan", "arrange", "allow", "ban")

    def _conjunct(self, node: Token, stance: _Stance) -> tuple[_Stance, Token] | None:
        """A joined verb without a subject of its own shares the first one's helpers; "not" only across "or"/"nor"."""
        first = node.head
        if any(child.dep_ in self.labels.subject for child in node.children):
            return stance, first
        if any(child.dep_ in self.labels.auxiliary for child in node.children):
            return stance, first
        shared = self._own(first)
        joined = {child.lower_ for child in first.children if child.dep_ in self.labels.coordinator}
        if shared.polarity == "-" and not joined & {"or", "nor"}:
            shared = replace(shared, polarity="+")
        if node.tag_ in ("VBD", "VBZ") and first.tag_ == "VB":
            return stance, first
        return stance.within(shared), first

    def _adverbial(self, node: Token, stance: _Stance, cues: set[int]) -> tuple[_Stance, Token] | None:
        marks = [child.lower_ for child in node.children if child.dep_ in self.labels.marker | self.labels.adverb]
        for mark in marks:
            if mark in self.words["condition"]:
                return None if stance.frame == "conditional" else (stance.under(_word(mark, "conditional")), node.head)
        if any(child.tag_ == "TO" for child in node.children):
            return stance.under(_PURPOSE), node.head
        if marks or node.tag_ in ("VBD", "VBZ", "VBP"):
            main = self._local(node.head, cues) if node.tag_ not in ("VBD", "VBN") and marks else _Stance()
            ahead = main.frame == "predicted"
            return (stance.under(_AHEAD), node.head) if ahead and marks else None
        return stance.within(self._own(node.head)), node.head

    def _grounds(self, node: Token) -> Token | None:
        """The noun that is evidence for a clause or a happening: "no evidence that", "signs of"."""
        head, labels = node.head, self.labels
        if node.dep_ in labels.preposition_object and head.lower_ == "of":
            head = head.head
        elif node.dep_ not in labels.clausal_complement | labels.noun_complement_clause:
            return None
        infinitive = any(child.tag_ == "TO" for child in node.children)
        return head if head.pos_ == "NOUN" and head.lemma_.lower() in self.words["grounds"] and not infinitive else None

    def _on_grounds(self, stance: _Stance, noun: Token) -> _Stance:
        """What there is evidence for is likely; where there is none, it is not known."""
        lacking = any(child.lower_ in ("no", "little", "without", "any", "scant") for child in noun.children)
        if lacking or self._negated(noun.head, noun) or noun.head.lower_ == "without":
            return _uncommitted(replace(stance, frame="actual"), f"no {noun.text}")
        return stance.under(self.words["grounds"][noun.lemma_.lower()])

    def _nominal(self, node: Token, stance: _Stance, cues: set[int]) -> tuple[_Stance, Token] | None:
        """A happening named by a noun: the verb it is the object of speaks for it if that verb brings it about."""
        head, label = node.head, node.dep_
        lemma = head.lemma_.lower()
        if label in self.labels.preposition_object:
            governor = self._noun_before(head) or head.head
            if governor.i in cues or head.lower_ in self.words["against"]:
                return None
            word = self._predicate(governor, head.lower_)
            if word is None or (word.factive and governor.pos_ == "NOUN"):
                return None
            return self._governed(node, stance, governor), governor
        if label in self.labels.object | self.labels.passive_subject:
            if lemma in self.words["light"] or lemma in self.words["implicative"]:
                return self._governed(node, stance, head), head
            return None
        if label in self.labels.subject and self._is_to(head):
            return stance.under(_AHEAD).within(self._own(head, node)), head
        if label in self.labels.subject and lemma in self.words["occur"]:
            return stance.within(self._own(head, node)), head
        if label in self.labels.subject and head.lemma_ == "be":
            predicates = (child for child in head.children if child.dep_ in self.labels.attribute)
            words = [self.words["adjective"].get(child.lower_) for child in predicates]
            return stance.under(next(filter(None, words), None)).within(self._own(head, node)), head
        return None

    def _noun_before(self, preposition: Token) -> Token | None:
        """ "gave an order on the withdrawal": the object right before a preposition that was parsed as the verb's."""
        noun = preposition.nbor(-1) if preposition.i else preposition
        parsed_high = noun.head == preposition.head and noun.dep_ in self.labels.object
        return noun if parsed_high and self._predicate(noun, preposition.lower_) else None

    def _own(self, token: Token, below: Token | None = None) -> _Stance:
        """What stands on the word itself: negation, helpers, adverbs, adjectives, an if-clause.

        `below` is where the climb comes from: its own "no" was counted there and negates once.
        """
        stance = _Stance()
        children = list(token.children)
        helpers = [child for child in children if child.dep_ in self.labels.auxiliary and child.tag_ == "MD"]
        negated = self._negated(token, below)
        perfect = any(child.lower_ in ("have", "'ve") for child in children if child.dep_ in self.labels.auxiliary)
        for helper in helpers:
            stance = stance.under(self._modal(helper.lower_, negated, perfect))
        for child in children:
            if child.dep_ in self.labels.adverb and child.lower_ in self.words["adverb"]:
                stance = stance.under(self.words["adverb"][child.lower_])
            elif child.dep_ in self.labels.adjective | self.labels.determiner:
                stance = stance.under(self.words["adjective"].get(child.lower_))
        if self._has_condition(children) and (helpers or token.tag_ in ("VB", "VBP", "VBZ")):
            stance = stance.under(_word("if", "conditional"))
        if self._inverted(token, children):
            stance = stance.under(_word("had/were", "conditional"))
        return stance.under(_NEGATION if negated else None)

    def _inverted(self, token: Token, children: list[Token]) -> bool:
        """ "Had it come an hour later, ...": a condition without "if"."""
        subject = next((child.i for child in children if child.dep_ in self.labels.subject), None)
        first = next((child for child in children if child.lower_ in ("had", "were", "should")), None)
        if subject is None or first is None or first.i > subject:
            return False
        return token.tag_ in ("VBN", "VB") and not self._asked(token)

    def _modal(self, modal: str, negated: bool, perfect: bool) -> _Word | None:
        word = self.words["modal"].get(modal)
        if word is None:
            return None
        if negated and modal in ("can", "could", "ca"):
            return replace(word, certainty="certain")
        if perfect and word.frame == "requested":
            return replace(word, frame="actual")
        if perfect and modal in ("would", "'d"):
            return replace(word, frame="conditional")
        return word

    def _has_condition(self, children: list[Token]) -> bool:
        clauses = (child for child in children if child.dep_ in self.labels.adverbial_clause)
        return any(
            grandchild.lower_ in ("if", "unless")
            for clause in clauses
            for grandchild in clause.children
            if grandchild.dep_ in self.labels.marker
        )

    def _negated(self, token: Token, below: Token | None = None) -> bool:
        """ "not", "never", "no longer", "no talks", "nobody met", "released no statement", "without meeting"."""
        roles = self.labels.object | self.labels.subject | self.labels.attribute
        for child in token.children:
            if child.dep_ in self.labels.negation or (child.lower_ in self.negators and child.i < token.i):
                if child.i + 1 < len(self.page.doc) and child.nbor().lower_ in self.page.language.rather:
                    continue
                return child.dep_ not in roles or child.lower_ != "without"
            if child.lower_ == "longer" and any(word.lower_ == "no" for word in child.lefts):
                return True
            if (
                child.dep_ in roles
                and child != below
                and (
                    child.lower_ in ("nobody", "none", "nothing")
                    or any(word.lower_ in ("no", "neither") for word in child.lefts)
                )
            ):
                return True
        head = token.head
        return (
            head.lower_ == "without" and token.dep_ in self.labels.preposition_clause | self.labels.preposition_object
        )

    def _predicate(self, token: Token, preposition: str = "") -> _Word | None:
        lemma = token.lemma_.lower()
        table = self.words["predicate"]
        for child in token.children:
            if child.dep_ in self.labels.particle | self.labels.preposition and f"{lemma} {child.lower_}" in table:
                return table[f"{lemma} {child.lower_}"]
        return table.get(f"{lemma} {preposition}") or table.get(lemma)

    def _asked(self, trigger: Token) -> bool:
        sentence = trigger.sent
        last = next((token for token in reversed(sentence) if not token.is_space and token.text not in "\"'"), None)
        return last is not None and last.text == "?"

    # --- denials ----------------------------------------------------------------------------------------------

    def _denials_beside(self, event: str, trigger: Token, holder: tuple[str, ...]) -> Iterator[Factuality]:
        """ "despite its denials, X had supplied ...": the possessor denies what the clause says."""
        for noun in self._nouns_set_against(trigger):
            owner = self._possessor(noun, trigger)
            if owner is not None and owner not in holder:
                words = f"“{noun.text}” set against it"
                yield _row(event, (*holder, owner), _Stance(polarity="-", because=(words,)))

    def _nouns_set_against(self, trigger: Token) -> Iterator[Token]:
        node = trigger
        for _ in range(4):
            for child in node.children:
                if child.dep_ in self.labels.preposition and child.lower_ in self.words["against"]:
                    yield from (noun for noun in child.children if noun.lemma_.lower() in self.words["doer"])
            if node.head.i == node.i or node.dep_ not in self.labels.conjunct | self.labels.open_complement:
                return
            node = node.head

    def _possessor(self, noun: Token, trigger: Token) -> str | None:
        owner = next((child for child in noun.children if child.dep_ in self.labels.possessive), None)
        if owner is None:
            by = (child for child in noun.children if child.dep_ in self.labels.preposition)
            owner = next((obj for prep in by for obj in prep.children if prep.lower_ in ("by", "from")), None)
        if owner is not None and owner.lower_ in self.page.language.pronouns and owner.i < trigger.i:
            # A possessive in an adjunct before the subject points ahead to that subject.
            subject = next((c for c in noun.head.head.children if c.dep_ in self.labels.subject), None)
            owner = subject if subject is not None and subject.i > owner.i else owner
        return None if owner is None else self.cast.at(owner)

    def denials_pointing_back(
        self, events: tuple[Event, ...], rows: dict[str, list[Factuality]]
    ) -> Iterator[tuple[Event, str, str]]:
        """ "Moscow denied it", "called the charge false": against what others last alleged before it."""
        alleged = sorted(
            (event for event in events if _open_allegation(rows[event.id])), key=lambda event: event.trigger[0].start
        )
        for statement in self.statements:
            if not statement.speaker or not self._points_back(statement):
                continue
            event = self._last_before(alleged, statement)
            if event is not None and all(statement.speaker not in row.holder for row in rows[event.id]):
                cue = " ".join(span.of(self.page.article.text) for span in statement.cue)
                yield event, statement.speaker, f"“{cue}” points back to it"

    def _points_back(self, statement: Statement) -> bool:
        """Whether a short content means what was said before, and says or is told that it is not so."""
        tokens = [self.page.doc[i] for span in statement.content for i in self._tokens(span)]
        words = [token for token in tokens if token.pos_ not in ("PUNCT", "DET", "AUX", "ADP")]
        if not words or len(tokens) > 8:
            return False
        # "refused to confirm the report" denies nothing, whether the infinitive is of the cue or of the content.
        cue = [self.page.doc[i] for span in statement.cue for i in self._tokens(span)]
        infinitive = words[0].tag_ == "TO" or any(token.tag_ == "TO" for token in cue)
        denied = statement.act in ("deny", "reject") and len(tokens) <= 4 and not infinitive
        if denied and words[-1].lemma_.lower() in self.words["what"]:
            return True
        meant = any(token.lemma_.lower() in self.words["what"] for token in tokens[:4])
        return meant and not self._negated(words[-1]) and words[-1].lower_ in self.words["untrue"]

    def _last_before(self, alleged: list[Event], statement: Statement) -> Event | None:
        at = (statement.cue or statement.content)[0].start
        before = [event for event in alleged if event.trigger[0].start < at]
        if not before:
            return None
        first = self.starts.get(before[-1].trigger[0].start)
        here = self.starts.get(at)
        if first is None or here is None:
            return None
        near = self.page.block_of[here] - self.page.block_of[first] <= _REACH
        return before[-1] if near else None

    # --- offsets ----------------------------------------------------------------------------------------------

    def _contents(self) -> dict[int, list[tuple[int, int, Statement]]]:
        """Content pieces by block, so that an event is compared with its neighbours only."""
        out: dict[int, list[tuple[int, int, Statement]]] = {}
        for statement in self.statements:
            for span in statement.content:
                token = self.starts.get(span.start)
                if token is not None:
                    out.setdefault(self.page.block_of[token], []).append((span.start, span.end, statement))
        return out

    def _tokens(self, span: Passage) -> range:
        first = self.starts.get(span.start)
        if first is None:
            return range(0)
        last = first
        while last + 1 < len(self.page.doc) and self.page.doc[last + 1].idx < span.end:
            last += 1
        return range(first, last + 1)

    def _head(self, event: Event) -> Token | None:
        indexes = [i for span in event.trigger for i in self._tokens(span)]
        tokens = [self.page.doc[i] for i in indexes]
        return next((token for token in tokens if token.head.i not in indexes or token.head.i == token.i), None)

    def _cue_head(self, statement: Statement) -> Token | None:
        tokens = [self.page.doc[i] for span in statement.cue for i in self._tokens(span)]
        known = [token for token in tokens if token.lemma_.lower() in self.words["predicate"]]
        verbs = [token for token in tokens if token.pos_ in ("VERB", "NOUN", "ADJ")]
        return next(iter(known or verbs or tokens), None)


def _open_allegation(rows: list[Factuality]) -> bool:
    """Somebody holds it certain and true while the author stays out of it."""
    author = rows[0].certainty == "uncommitted"
    return author and any(len(row.holder) > 1 and row.polarity == "+" and row.frame == "actual" for row in rows)


def _word(text: str, frame: Frame) -> _Word:
    return _Word(f"“{text}”", "certain", "+", frame, False, False)


_NEGATION = _Word("negated", "certain", "-", "actual", False, False)
_AHEAD = _Word("still ahead", "certain", "+", "predicted", False, False)
_PURPOSE = _Word("a purpose", "probable", "+", "predicted", False, False)
