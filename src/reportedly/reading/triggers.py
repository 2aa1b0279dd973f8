"""The words that trigger events: the rows of a language's `triggers.tsv`, and which of them holds at a token.
States have a table of the same form (`states.tsv`), and an ontology may bring one of its own in its file.

A row asks for arguments ("obj=@pact"), a frame has them or not; of the rows that hold the one that asks most wins.
Operators ("agreed to", "called off") take their code from the inner event by the ontology's tables.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial

from reportedly import shelf
from reportedly.errors import BadOntology
from reportedly.ontology import Code, Ontology
from reportedly.reading.page import Page
from reportedly.reading.parse import Token
from reportedly.reading.roles import Frame, Roles, words

__all__ = ["Match", "Matcher", "Rule", "at_the_time", "classes", "own_rules", "rules"]

#: How many operators may stand inside each other: "refused to agree to end the strike" has three.
NESTED = 4
_POS = {"VERB": "v", "AUX": "v", "NOUN": "n", "PROPN": "n", "ADJ": "a"}
#: Where an operator looks for its inner event when it governs no clause, in this order.
_INNER_SLOTS = ("obj", "for", "to", "on", "of", "in", "from", "against", "with")
_PREDICATES = ("@who", "@gpe", "@number", "@named")


@dataclass(frozen=True, slots=True)
class Need:
    """One condition on a frame: `slot` filled, by one of `lemmas` or a word for which one of `predicates` holds."""

    slot: str
    modifier: bool = False
    absent: bool = False
    lemmas: frozenset[str] = frozenset()
    predicates: tuple[str, ...] = ()

    @property
    def weight(self) -> int:
        """How much the condition tells: a listed word more than any two parties, an absence nothing."""
        if self.absent:
            return 0
        return (5 if self.lemmas else 2 if self.predicates else 1) + self.modifier


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table, for one of its alternative needs."""

    lemma: str
    particle: str | None
    needs: tuple[Need, ...]
    written: str
    codes: tuple[Code, ...]
    operator: str | None
    carries: bool
    turned: bool
    actors: tuple[str, ...]
    others: tuple[str, ...]
    mutual: bool
    confidence: float
    silent: bool = False
    #: the slots in which the people stand whose number is told
    counts: tuple[str, ...] = ()

    @property
    def weight(self) -> int:
        return sum(need.weight for need in self.needs) + 2 * bool(self.particle)


@dataclass(frozen=True, slots=True)
class Match:
    """A rule that holds at a token: its frame, its codes, and the inner match an operator or carrying verb needs."""

    rule: Rule
    frame: Frame
    codes: tuple[Code, ...]
    inner: Match | None = None
    carried: bool = False

    @property
    def token(self) -> Token:
        return self.frame.head

    def governed(self) -> Iterator[int]:
        """Tokens whose event is part of this one: what an operator governs, what a row's needs are filled by."""
        inner = self.inner
        while inner:
            yield inner.token.i
            inner = inner.inner
        for need in self.rule.needs:
            if need.lemmas and not need.modifier:
                yield from (token.i for token in self.frame.get(need.slot) if token.i != self.token.i)


#: part of speech (v, n, a) -> lemma -> rules, the most demanding first
Rules = Mapping[str, Mapping[str, tuple[Rule, ...]]]


@cache
def rules(language: str, table: str = "triggers") -> Rules:
    """The rules of a language's table by part of speech (v, n, a) and lemma, the most demanding first."""
    return _compiled(shelf.table(f"{language}/{table}.tsv"), words(language))


#: The compiled rules of ontologies that bring their own, by the digest of their file.
_OWN: dict[tuple[str, str], Rules] = {}


def own_rules(ontology: Ontology, language: str) -> Rules:
    """The rules that an ontology's own file has for a language; none where it has none.

    Raises `BadOntology` for a word class that is nowhere defined.
    """
    key = (ontology.digest, language)
    if key not in _OWN:
        rows, known = ontology.rows.get(language, ()), classes(ontology, language)
        for row in rows:
            named = {name[1:] for name in re.findall(r"@\w[\w-]*", row["needs"]) if name not in _PREDICATES}
            if lacking := sorted(named - set(known)):
                where = f"{ontology.name}.toml, rules.{language}, row {row['row']} ({row['lemma']!r})"
                raise BadOntology(f"{where}: there is no word class @{lacking[0]}.")
        _OWN[key] = {pos: dict(group) for pos, group in _compiled(rows, known).items()}
    return _OWN[key]


def classes(ontology: Ontology, language: str) -> Mapping[str, frozenset[str]]:
    """The word classes of a language, with those that an ontology adds or widens."""
    known = dict(words(language))
    for name, more in ontology.words.get(language, {}).items():
        known[name] = known.get(name, frozenset()) | more
    return known


def _compiled(rows: Iterable[Mapping[str, str]], known: Mapping[str, frozenset[str]]) -> Rules:
    found: dict[str, dict[str, list[Mapping[str, str]]]] = {"v": {}, "n": {}, "a": {}}
    need = cache(partial(_need, classes=known))  # of several thousand, some hundreds differ
    for row in rows:
        found[row["pos"]].setdefault(row["lemma"].partition(" ")[0], []).append(row)
    return {pos: _Group(by_lemma, need) for pos, by_lemma in found.items()}


class _Group(Mapping[str, tuple[Rule, ...]]):
    """The rules of one part of speech by lemma, a lemma's made when they are first asked for: a text needs few of
    several thousand."""

    def __init__(self, rows: Mapping[str, Sequence[Mapping[str, str]]], need: Callable[[str], Need]) -> None:
        self._rows = rows
        self._need = need
        self._made: dict[str, tuple[Rule, ...]] = {}

    def __getitem__(self, lemma: str) -> tuple[Rule, ...]:
        if lemma not in self._made:
            found = [rule for row in self._rows[lemma] for rule in _rules_of(row, self._need)]
            self._made[lemma] = tuple(sorted(found, key=lambda rule: -rule.weight))
        return self._made[lemma]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


def _rules_of(row: Mapping[str, str], need: Callable[[str], Need]) -> Iterator[Rule]:
    lemma, _, particle = row["lemma"].partition(" ")
    for needs in row["needs"].split(" / "):
        yield _rule(lemma, particle or None, needs.strip(" -"), row, need)


@cache
def _lemmas(language: str, table: str) -> frozenset[str]:
    return _written(rules(language, table))


def _written(table: Rules) -> frozenset[str]:
    """All lemmas in a table, in small and capital letters."""
    found = {lemma for by_lemma in table.values() for lemma in by_lemma}
    return frozenset(form for lemma in found for form in (lemma, lemma.capitalize(), lemma.upper()))


def _rule(lemma: str, particle: str | None, needs: str, row: Mapping[str, str], need: Callable[[str], Need]) -> Rule:
    code, roles = row["code"], row["roles"]
    mutual = "+" in roles
    actors, _, others = roles.partition("+" if mutual else ">")
    plain = not code.startswith(("=", "+", "-"))
    return Rule(
        lemma=lemma,
        particle=particle,
        needs=tuple(map(need, needs.split())),
        written=needs,
        codes=tuple(Code.parse(part) for part in code.split(";")) if plain else (),
        operator=code[1:] if code.startswith("=") else None,
        carries=code in ("+", "+turned"),
        turned=code == "+turned",
        actors=tuple(part.strip() for part in actors.split("|") if part.strip()),
        others=tuple(part.strip() for part in others.split("|") if part.strip()),
        mutual=mutual or (bool(roles) and not others.strip()),
        confidence=float(row["confidence"] or 0),
        silent=code == "-",
        counts=tuple(part.strip() for part in row.get("quantity", "").split("|") if part.strip()),
    )


def _need(written: str, classes: Mapping[str, frozenset[str]]) -> Need:
    slot, _, filler = written.partition("=")
    names = [name for name in filler.split("|") if name]
    lemmas = {name for name in names if not name.startswith("@")}
    lemmas.update(*(classes[name[1:]] for name in names if name.startswith("@") and name not in _PREDICATES))
    return Need(
        slot=slot.removeprefix("!").removesuffix(".mod"),
        modifier=slot.endswith(".mod"),
        absent=slot.startswith("!"),
        lemmas=frozenset(lemmas),
        predicates=tuple(name for name in names if name in _PREDICATES),
    )


def _carried(match: Match) -> set[int]:
    """Where the nouns stand that a carrying verb may carry: what it governs, or the subject of "protests erupted"."""
    slots = ("subj",) if any(need.absent for need in match.rule.needs) else ("obj", "in", "on", "with")
    return {token.i for slot in slots for token in match.frame.get(slot)}


def at_the_time(frame: Frame, roles: Roles) -> list[Token]:
    """Who acts in a clause at the same time, of this verb or of the twin that has it: "were killed and wounded when
    [jets] attacked"."""
    labels, simultaneous = roles.labels, roles.words["simultaneous"]
    verbs = [frame.head, *(child for child in frame.head.children if child.dep_ in labels.conjunct)]
    clauses = [child for verb in verbs for child in verb.children if child.dep_ in labels.adverbial_clause]
    timed = [clause for clause in clauses if any(word.lower_ in simultaneous for word in clause.children)]
    return [token for clause in timed for token in roles.frame(clause).slots.get("subj", [])]


class Matcher:
    """Finds the rule that holds at a token of one page. Without a `table`, by the rules in the ontology's own file."""

    def __init__(self, roles: Roles, ontology: Ontology, language: str, table: str | None = "triggers") -> None:
        self.roles = roles
        self.ontology = ontology
        self.rules = rules(language, table) if table else own_rules(ontology, language)
        self._lemmas = _lemmas(language, table) if table else _written(self.rules)
        self._known: dict[int, Match | None] = {}

    def spots(self, page: Page) -> list[Token]:
        """Tokens of readable blocks that the table has rows for; most words are no triggers."""
        lemmas, block_of = self._lemmas, page.block_of
        found = (token for token in page.doc.tokens if token.lemma_ in lemmas and block_of[token.i] >= 0)
        return [token for token in found if self.candidates(token)]

    def candidates(self, token: Token) -> tuple[Rule, ...]:
        """The rows of the table for this word, whatever they need."""
        by_lemma = self.rules.get(_POS.get(token.pos_, ""))
        return by_lemma.get(token.lemma_.lower(), ()) if by_lemma else ()

    def match(self, token: Token) -> Match | None:
        """The match at a token in its own right; None when no row holds."""
        if token.i not in self._known:
            self._known[token.i] = None
            carrier = self.carrier(token) if token.pos_ in ("NOUN", "PROPN") else None
            self._known[token.i] = self._best(token, carrier, NESTED)
        return self._known[token.i]

    def carrier(self, noun: Token) -> Match | None:
        """The match of the verb that carries a noun: "carried out an attack", "talks held in", "a raid led by"."""
        for verb in self._governors(noun):
            found = self.match(verb)
            if found and found.rule.carries and noun.i in _carried(found):
                return found
        return None

    def _governors(self, noun: Token) -> Iterator[Token]:
        labels = self.roles.labels
        if noun.head.i == noun.i:
            return
        at = noun.head if noun.dep_ in labels.conjunct else noun
        head = at.head
        if at.dep_ in labels.object or at.dep_ in labels.subject:
            yield head
        elif at.dep_ in labels.preposition_object and head.head.i != head.i:
            yield head.head
        # "The curfew is to take effect", "is expected to come into force".
        if at.dep_ in labels.subject or at.dep_ in labels.passive_subject:
            yield from (child for child in head.children if child.dep_ in labels.open_complement)
        for child in noun.children:
            if child.dep_ in labels.noun_complement_clause or child.dep_ in labels.relative_clause:
                yield child

    def _best(self, token: Token, carrier: Match | None, depth: int, governed: bool = False) -> Match | None:
        candidates = self.candidates(token)
        if not candidates:
            return None
        frame = self.roles.frame(token)
        if carrier:
            frame.carried_by(carrier.frame, carrier.rule.turned)
        for rule in candidates:
            if rule.particle and rule.particle not in frame.around:
                continue
            if all(self._holds(need, frame, carrier, governed) for need in rule.needs):
                if rule.silent:
                    return None if governed else Match(rule, frame, ())
                found = self._coded(rule, frame, depth)
                if found:
                    return dataclasses.replace(found, carried=carrier is not None)
        return None

    def _coded(self, rule: Rule, frame: Frame, depth: int) -> Match | None:
        if rule.carries:
            slots = ("subj",) if any(need.absent for need in rule.needs) else ("obj", "in", "on")
            inner = self._inner(frame, depth, slots) if depth else None
            return Match(rule, frame, inner.codes, inner) if inner else None
        if not rule.operator:
            return Match(rule, frame, rule.codes)
        inner = self._inner(frame, depth, _INNER_SLOTS) if depth else None
        code = self.ontology.under(rule.operator, inner.codes[0] if inner else None)
        return Match(rule, frame, (code,), inner) if code else None

    def _inner(self, frame: Frame, depth: int, slots: tuple[str, ...]) -> Match | None:
        """The event that is governed: in the clause, one clause further down, or a noun in one of the slots."""
        for clause in frame.inner[:4]:
            found = self._inside(clause, frame.head, depth - 1)
            if found:
                return found
        for slot in slots:
            for noun in frame.slots.get(slot, [])[:2]:
                found = self._best(noun, None, depth - 1, governed=True) if noun.pos_ in ("NOUN", "PROPN") else None
                if found and noun.i != frame.head.i:
                    return found
        return None

    def _inside(self, clause: Token, above: Token, depth: int) -> Match | None:
        if depth < 0 or clause.i == above.i:
            return None
        found = self._best(clause, None, depth, governed=True)
        if found or clause.pos_ not in ("VERB", "AUX"):
            return found
        # "That talks would be useful", "that a visit is out of the question".
        if clause.lemma_ == "be":
            subjects = (t for t in self.roles.frame(clause).slots.get("subj", [])[:2] if t.pos_ in ("NOUN", "PROPN"))
            told = next((match for t in subjects if (match := self._best(t, None, depth - 1, governed=True))), None)
            if told:
                return told
        deeper = [token for token in self.roles.frame(clause).inner if token.i != above.i]
        return next((match for token in deeper[:2] if (match := self._inside(token, clause, depth - 1))), None)

    # --- conditions

    def _holds(self, need: Need, frame: Frame, carrier: Match | None, governed: bool) -> bool:
        if need.slot == "light":
            return governed or bool(carrier and (not need.lemmas or carrier.rule.lemma in need.lemmas))
        if need.slot == "that":
            return frame.finite
        if need.slot == "comp":
            return self._complement(need, frame) != need.absent
        if need.slot == "does":
            return any(token.lemma_.lower() in need.lemmas for token in frame.inner[:1])
        if need.slot == "aux":
            return need.lemmas.isdisjoint(frame.auxiliaries) == need.absent
        if need.slot == "when":
            return bool(at_the_time(frame, self.roles)) != need.absent
        if need.slot in ("gap", "rel", "ing"):
            return self._related(need.slot, frame)
        if need.slot == "mod" and need.lemmas:
            return not need.lemmas.isdisjoint(frame.around)
        return self._filled(need, frame) != need.absent

    def _related(self, slot: str, frame: Frame) -> bool:
        """gap: a verb whose object is what its relative clause is about ("all it needs"); rel: an object that has one;
        ing: a gerund is governed."""
        if slot == "ing":
            return any(token.tag_ == "VBG" for token in frame.inner)
        relative = self.roles.labels.relative_clause
        if slot == "gap":
            return frame.head.dep_ in relative and "obj" not in frame.slots
        objects = frame.slots.get("obj", [])[:1]
        return any(child.dep_ in relative for noun in objects for child in noun.children)

    def _complement(self, need: Need, frame: Frame) -> bool:
        if not need.lemmas:
            return bool(frame.inner)
        if not need.lemmas.isdisjoint(frame.around):
            return True
        clauses = [token for token in frame.inner if token.pos_ in ("VERB", "AUX")]
        inside = (self.roles.frame(token) for token in clauses)
        return any(not need.lemmas.isdisjoint(clause.auxiliaries | clause.around) for clause in inside)

    def _filled(self, need: Need, frame: Frame) -> bool:
        tokens = frame.get(need.slot)
        if need.modifier:
            return any(not need.lemmas.isdisjoint(self.roles.frame(token).around) for token in tokens[:3])
        if need.lemmas or need.predicates:
            return any(self._fits(need, token) for token in tokens[:4])
        return bool(tokens) or need.slot in frame.around or any(t.lemma_.lower() == need.slot for t in frame.get("obj"))

    def _fits(self, need: Need, token: Token) -> bool:
        if token.lemma_.lower() in need.lemmas or token.lower_ in need.lemmas:
            return True
        if "@who" in need.predicates and self.roles.is_party(token):
            return True
        if "@gpe" in need.predicates and self.roles.is_place(token):
            return True
        if "@number" in need.predicates and token.like_num:
            return True
        if "@named" in need.predicates and token.pos_ == "PROPN":
            return True
        return self._counted(need, token)

    def _counted(self, need: Need, token: Token) -> bool:
        """ "Dozens of hostages" are hostages."""
        if token.lemma_.lower() not in self.roles.words["quantity"]:
            return False
        return any(t.i > token.i and self._fits(need, t) for t in self.roles.frame(token).slots.get("of", [])[:1])
