"""Who "he", "it" and "the agency" are: one walk through the article, each pointing word looking back a few sentences.

The rules are the old ones (Lappin and Leass 1994, much simplified): agreement in number, gender and life; subjects
before objects; near before far; not somebody who acts on himself without "himself"; in a quotation not
the one who speaks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from spacy.tokens import Token

from reportedly import gazetteer
from reportedly.model import Entity, EntityKind, MentionForm
from reportedly.reading.grouping import Figure, Place
from reportedly.reading.names import Sheet, place_noun

__all__ = ["described_kind", "identified", "noun_phrase", "resolve", "take_sides", "tells", "whole_phrase"]

#: How many earlier mentions a pointing word looks at, and across how many sentences and blocks.
_WINDOW = 40
_SENTENCES = 3
_BLOCKS = 2
_THRESHOLD = -3.5

_SPEAKING = frozenset(
    {"say", "tell", "add", "ask", "warn", "argue", "claim", "insist", "explain", "note", "write", "continue", "reply",
     "declare", "announce", "state", "remark", "conclude", "stress", "describe", "believe", "think", "admit", "deny",
     "report", "confirm", "acknowledge", "pledge", "vow", "allege", "reiterate", "maintain", "urge", "accuse",
     "appeal", "promise", "complain", "repeat", "demand", "read", "propose", "suggest", "caution", "recall"}
)  # fmt: skip
_STATES = frozenset({"country", "nation", "state", "kingdom", "republic"})
#: "the former president" is nobody in office; "the deputy minister" is not the minister.
_GRAND = frozenset({"supreme", "paramount", "current", "communist", "incumbent"})
_OUT = frozenset({"former", "ex", "late", "then", "next", "deputy", "vice", "previous", "first", "new", "another"})
#: Titles that newspapers change about for one office.
_ALIKE = (frozenset({"ambassador", "delegate", "envoy"}), frozenset({"spokesman", "spokeswoman", "spokesperson"}))
#: How many mentions back the holder of a title may have been introduced.
_PEOPLE = 300
_TOWNS = frozenset({"city", "town", "capital", "village"})
_DEFINITE = frozenset({"the", "this", "that", "these", "those"})
#: What "it" and "they" hardly ever are.
_MEASURES = frozenset(
    {"decade", "year", "month", "week", "day", "hour", "minute", "night", "morning", "evening", "time", "century",
     "way", "percent", "fact", "term", "size"}
)  # fmt: skip
#: Nouns an article repeats without speaking of one thing.
_ABSTRACT = _MEASURES | frozenset(
    {"number", "lot", "sort", "kind", "way", "reason", "part", "rest", "amount", "level", "result", "idea",
     "thing", "point", "lack", "end", "start", "beginning", "rate", "figure", "share", "half", "third", "quarter",
     "majority", "minority", "total", "average", "type", "form", "extent", "degree", "chance", "need",
     "sense", "kilometre", "mile", "metre", "dollar", "cent", "percentage", "turn"}
)  # fmt: skip
_GENDERED = dict.fromkeys("husband father son brother man boy uncle nephew king prince grandfather".split(), "m") | (
    dict.fromkeys("wife mother daughter sister woman girl aunt niece queen princess grandmother".split(), "f")
)
_STOPS = frozenset({",", ";", ":", '"', ".", "!", "?", "(", ")", "-", "–", "—"})
#: What "it" does when it is a happening or nothing at all.
_PLEONASTIC = frozenset(
    {"seem", "appear", "happen", "rain", "snow", "turn", "follow", "transpire", "emerge", "matter", "occur", "ensue",
     "befall", "dawn", "behove", "remain"}
)  # fmt: skip
#: Whose government, in one word; "authorities" alone may be any town's.
_GOVERNMENTS = frozenset({"government", "regime", "leadership", "authority", "administration", "junta"})
_ALONE = frozenset({"government", "regime", "administration"})
#: "the former government", "the local authorities": not the state that acts.
_NOT_IN_POWER = frozenset(
    {"former", "previous", "local", "provincial", "regional", "municipal", "rival", "parallel", "shadow", "next",
     "future", "past", "last", "exiled", "self", "elected", "alternative", "unity", "successive", "first", "new"}
)  # fmt: skip


_LONGEST_NAME = 12
#: "accused the miners of theft": these are no miners of theft.
_CHARGING = frozenset(
    {"accuse", "suspect", "convict", "acquit", "warn", "inform", "remind", "deprive", "rob", "clear", "strip", "assure"}
)
_QUANTITIES = frozenset(
    {"lot", "number", "majority", "minority", "hundred", "thousand", "million", "dozen", "score", "couple", "handful",
     "half", "third", "quarter", "rest", "kind", "sort", "bulk", "series", "pair", "crowd", "wave", "remainder"}
)  # fmt: skip
#: Who is somebody's to somebody: "ambassador to France".
_SENT = frozenset({"ambassador", "envoy", "adviser", "advisor", "delegate", "delegation", "mission", "heir", "aide"})


@dataclass(slots=True)
class _Seen:
    """One thing mentioned: where, in what role, and the figure it belongs to once there is one."""

    at: int
    figure: Figure | None
    subject: bool
    plural: bool
    human: bool
    gender: str | None


class _Walk:
    def __init__(self, sheet: Sheet, figures: list[Figure], owner: list[Figure | None]) -> None:
        self.sheet = sheet
        self.owner = owner
        self.new: list[Figure] = []
        self.seen: list[_Seen] = []
        self.by_noun: dict[str, list[_Seen]] = {}
        self.by_word: dict[str, Figure] = {}
        self.in_office = {figure.office.person: figure for figure in figures if figure.office is not None}
        self.count: dict[int, int] = {}
        self.labels = sheet.page.language.labels
        self.pronouns = sheet.page.language.pronouns
        self.quoted = list(_in_quotes(sheet))
        self.heads = {place.head: figure for figure in figures for place in figure.places}
        #: the states of the article by code, and the one whose government was spoken of last
        self.states = {one.country: one for one in figures if one.kind == "GPE" and one.sector == "GOV" and one.country}
        self.governing: Figure | None = None

    def run(self) -> list[Figure]:
        nominal = {"NOUN", "PROPN"}
        for index, block in enumerate(self.sheet.block):
            if block < 0:
                continue
            if index in self.heads:
                self._see(index, self.heads[index])
            elif self.sheet.low[index] in self.pronouns:
                self._pronoun(index)
            elif self.sheet.pos[index] in nominal and self.owner[index] is None and not self._inside(index):
                self._noun(index)
        for figure in self.new:
            figure.minor = figure.minor and not self._comes_back_to(figure)
        return self.new

    def _comes_back_to(self, figure: Figure) -> bool:
        """Whether the article calls a thing by its noun again, and the noun is more than a number or a way."""
        called = [place for place in figure.places if place.form != "pronoun"]
        return len(called) > 1 and self.sheet.tokens[called[0].head].lemma_.lower() not in _ABSTRACT

    def _inside(self, index: int) -> bool:
        return self.sheet.dep[index] in self.labels.compound

    # what has been mentioned

    def _see(self, index: int, figure: Figure | None) -> _Seen:
        subject = self.sheet.dep[index] in self.labels.subject
        if figure is None:
            told = tells(self.sheet, index)
            plural = "Number=Plur" in str(self.sheet.tokens[told].morph)
            role = gazetteer.role(self.sheet.low[told])
            human = role is not None and role.kind in {"person", "group"}
            plural = plural or (role is not None and role.kind == "group")
            seen = _Seen(index, None, subject, plural, human, _GENDERED.get(self.sheet.low[index]))
        else:
            seen = _Seen(index, figure, subject, figure.plural, figure.human, figure.gender)
            if figure.kind in {"ORG", "FAC", "LOC", "EVENT"} and index in self.heads:
                self.by_word.update(dict.fromkeys(figure.name.lower().split(), figure))
            self.count[id(figure)] = self.count.get(id(figure), 0) + 1
        self.seen.append(seen)
        return seen

    def _figure(self, seen: _Seen) -> Figure:
        """The figure of something mentioned; a noun phrase becomes one when something points at it."""
        if seen.figure is None:
            start, end = whole_phrase(self.sheet, seen.at)
            first = _past_article(self.sheet, start, seen.at)
            name = self.sheet.words(first, identified(self.sheet, seen.at))
            kind = described_kind(self.sheet.low[tells(self.sheet, seen.at)])
            figure = Figure(name, kind, "described, not named")
            figure.plural, figure.human = seen.plural, seen.human
            take_sides(self.sheet, figure, seen.at, lambda at: self.owner[at])
            figure.minor = figure.kind == "OTHER" and not _is_document(self.sheet.low[seen.at])
            self._attach(figure, Place(start, end, seen.at, "nominal"))
            self.new.append(figure)
            seen.figure = figure
        return seen.figure

    def _attach(self, figure: Figure, place: Place) -> None:
        figure.places.append(place)
        self.count[id(figure)] = self.count.get(id(figure), 0) + 1
        if self.owner[place.head] is None:
            self.owner[place.head] = figure

    # descriptions

    def _noun(self, index: int) -> None:
        lemma = self.sheet.tokens[index].lemma_.lower()
        start, _ = noun_phrase(self.sheet, index)
        figure = self._described(index, start, lemma)
        if figure is not None:
            form: MentionForm = "title" if figure.person and self.sheet.is_title(index) else "nominal"
            self._attach(figure, Place(start, whole_phrase(self.sheet, index)[1], index, form))
        seen = self._see(index, figure)
        self.by_noun.setdefault(lemma, []).append(seen)

    def _described(self, index: int, start: int, lemma: str) -> Figure | None:
        office = self._office(index, start) or self._government(index, start, lemma)
        if office is not None:
            return office
        definite = self.sheet.low[start] in _DEFINITE
        if not definite or "Number=Plur" in str(self.sheet.tokens[index].morph):
            return self._same_noun(index, start, lemma) if definite else None
        return self._body(index, start, lemma) or self._same_noun(index, start, lemma)

    def _same_noun(self, index: int, start: int, lemma: str) -> Figure | None:
        """ "the treaty" after "a treaty": the same head noun, and no adjective that the first mention lacked."""
        words = set(self.sheet.low[start + 1 : index]) - _DEFINITE
        behind = self._of_what(index)
        for seen in reversed(self.by_noun.get(lemma, [])[-8:]):
            first, _ = noun_phrase(self.sheet, seen.at)
            same = self.sheet.text[seen.at] == self.sheet.text[index] or not seen.plural
            if same and words <= set(self.sheet.low[first : seen.at]) and behind in {None, self._of_what(seen.at)}:
                return self._figure(seen)
        return None

    def _of_what(self, index: int) -> str | None:
        """The noun behind "of": the use of force and the use of gas are two."""
        sheet = self.sheet
        if index + 2 >= len(sheet) or sheet.low[index + 1] != "of" or sheet.head[index + 1] != index:
            return None
        return next((child.lower_ for child in sheet.tokens[index + 1].rights), None)

    def _body(self, index: int, start: int, lemma: str) -> Figure | None:
        """ "the agency" is the last body whose name has the word; "the country" the state spoken of."""
        if index - start > 1:
            return None
        named = self.by_word.get(lemma)
        if named is not None:
            return named
        for seen in reversed(self.seen[-_WINDOW:]):
            figure = seen.figure
            if figure is None or not self._near(seen.at, index, 4):
                continue
            if lemma in _STATES and figure.country and figure.kind == "GPE" and figure.sector == "GOV":
                return figure if seen.subject or figure.name[0].isupper() else None
            if lemma in _TOWNS and figure.kind == "GPE" and figure.sector is None:
                return figure
        return None

    # governments

    def _government(self, index: int, start: int, lemma: str) -> Figure | None:
        """ "The Soviet government" is the state that acts, and so is "the government" where it is clear whose."""
        if lemma not in _GOVERNMENTS:
            return None
        found = self._whose(index, start)
        bare = index == start + 1 and self.sheet.low[start] == "the" and self._of_what(index) is None
        if found is None and bare:
            found = self.governing or (self._spoken_of_most() if self.sheet.low[index] in _ALONE else None)
        self.governing = found or self.governing
        return found

    def _whose(self, index: int, start: int) -> Figure | None:
        sheet = self.sheet
        behind = [child.i for child in sheet.tokens[index + 1].rights] if self._of_what(index) else []
        for spot in range(start, index):
            owner = self.owner[spot]
            if owner is None and (sheet.low[spot] in _NOT_IN_POWER or sheet.pos[spot] == "NOUN"):
                return None
        owners = (self.owner[spot] for spot in (*range(start, index), *behind[:1]))
        return next((state for owner in owners if owner is not None and (state := self._state_of(owner))), None)

    def _state_of(self, owner: Figure) -> Figure | None:
        """The state that an adjective, a capital, or somebody in power there stands for."""
        ruling = owner.person and owner.office is not None and owner.office.role != ""
        if not owner.country or not (ruling or (owner.kind == "GPE" and owner.hit is not None)):
            return None
        name = gazetteer.country_name(owner.country)
        if owner.country not in self.states and name is not None:
            because = f"government of {name}"
            state = Figure(name, "GPE", because, gazetteer.country(name, self.sheet.date), country=owner.country)
            state.sector = "GOV"
            self.states[owner.country] = state
            self.new.append(state)
        return self.states.get(owner.country)

    def _spoken_of_most(self) -> Figure | None:
        """The state that the lines before are about, if one stands out; its people in power count as it."""
        weights: dict[str, float] = {}
        for seen in self.seen[-_WINDOW:]:
            figure = seen.figure
            if figure is not None and figure.country and (figure.person or figure.kind == "GPE") and not figure.spot:
                acting = seen.subject or (figure.person and figure.sector == "GOV")
                weights[figure.country] = weights.get(figure.country, 0.0) + (2.0 if acting else 1.0)
        ranked = sorted(weights.items(), key=lambda pair: -pair[1])
        if not ranked or (len(ranked) > 1 and ranked[1][1] * 1.5 > ranked[0][1]):
            return None
        code = ranked[0][0]
        name = gazetteer.country_name(code)
        return self._state_of(Figure(name, "GPE", "", gazetteer.country(name), country=code)) if name else None

    # offices

    def _office(self, index: int, start: int) -> Figure | None:
        """ "The Soviet premier", "Egypt's foreign minister", "the general": whom the article or the table says."""
        sheet = self.sheet
        titled = sheet.is_title(index) or any(sheet.low[index] in alike for alike in _ALIKE)
        if not titled or described_kind(sheet.low[index]) != "PERSON":
            return None
        country = self._country_at(index, start)
        if country is None and sheet.low[start] not in _DEFINITE:
            return None
        own = [sheet.low[i] for i in range(start, index + 1) if self._of_the_office(i)]
        if _OUT & set(own):
            return None
        return self._introduced(own, country) or self._incumbent(own, country)

    def _of_the_office(self, index: int) -> bool:
        return self.owner[index] is None and self.sheet.pos[index] in {"ADJ", "NOUN", "PROPN"}

    def _country_at(self, index: int, start: int) -> str | None:
        of = self.sheet.low[index + 1 : index + 2] == ["of"]
        behind = [child.i for child in self.sheet.tokens[index + 1].rights] if of else []
        spots = [*range(start, index), *behind[:1]]
        found = (self.owner[i] for i in spots)
        return next((one.country for one in found if one is not None and one.country and not one.person), None)

    def _introduced(self, words: list[str], country: str | None) -> Figure | None:
        """The last person mentioned who was given that title, in that country if one is said."""
        for seen in reversed(self.seen[-_PEOPLE:]):
            figure = seen.figure
            if figure is None or not figure.person or not figure.roles:
                continue
            if self._bears(figure, words) and (country is None or figure.country in {None, country}):
                return figure
        return None

    def _bears(self, figure: Figure, words: list[str]) -> bool:
        """Whether somebody was given that title, or another word for it: an ambassador is a delegate."""
        alike = next((one for one in _ALIKE if words[-1] in one), frozenset(words[-1:]))
        return set(words[:-1]) <= figure.roles and bool(alike & figure.roles)

    def _incumbent(self, words: list[str], country: str | None) -> Figure | None:
        date, office = self.sheet.date, " ".join(words)
        held = gazetteer.incumbent(office, country, date) if country and date and _whole_office(words) else None
        if held is None:
            return None
        known = self.in_office.get(held.person)
        if known is not None:
            return known
        because = f"{held.office} since {held.since} by the office table"
        figure = Figure(held.person, "PERSON", because, office=held, country=held.country, human=True)
        figure.sector = held.sector
        self.in_office[held.person] = figure
        self.new.append(figure)
        return figure

    # pronouns

    def _pronoun(self, index: int) -> None:
        gender, number, role = self.pronouns[self.sheet.low[index]]
        if self.sheet.dep[index] in self.labels.object | self.labels.preposition_object | self.labels.indirect_object:
            role = "object"
        if gender == "n" and self._points_at_nothing(index):
            return
        best = max(self._candidates(index, gender, number, role), key=lambda pair: pair[0], default=None)
        if best is None or best[0] < _THRESHOLD:
            return
        figure = self._figure(best[1])
        if gender in {"m", "f"} and figure.person and figure.gender is None:
            figure.gender = gender
            best[1].gender = gender
        self._attach(figure, Place(index, index + 1, index, "pronoun"))
        self.owner[index] = figure
        self._see(index, figure)

    def _candidates(self, index: int, gender: str, number: str, role: str) -> Iterator[tuple[float, _Seen]]:
        speaks = gender not in {"m", "f"} and role == "subject" and self._speaks(index)
        reads = speaks and self._reads(index)
        done_to = self._done_to(index) if role == "subject" else []
        for seen in reversed(self.seen[-_WINDOW:]):
            if not self._near(seen.at, index, _BLOCKS):
                break
            if not self._agrees(seen, gender, number) or not self._allowed(seen, index, role):
                continue
            if seen.figure is not None and seen.figure in done_to:
                continue  # "He asked Mr Nasser": he is not Nasser
            if not speaks:
                yield self._weight(seen, index, role), seen
            elif self._may_speak(seen) and (not reads or _is_paper(self.sheet.low[seen.at])):
                yield self._weight(seen, index, role) + (2.0 if self._spoke(seen.at) else 0.0), seen
        ahead = self._ahead(index, role)
        if ahead is not None and self._agrees(ahead, gender, number):
            yield 5.0, ahead

    def _near(self, earlier: int, later: int, blocks: int) -> bool:
        sheet = self.sheet
        return (
            sheet.sentence[later] - sheet.sentence[earlier] <= _SENTENCES
            and sheet.block[later] - sheet.block[earlier] <= blocks
        )

    def _agrees(self, seen: _Seen, gender: str, number: str) -> bool:
        figure = seen.figure
        if self.sheet.tokens[seen.at].lemma_.lower() in _MEASURES:
            return False
        if gender in {"m", "f"}:
            known = figure.gender if figure else seen.gender
            alive = (figure.person or figure.human) if figure else seen.human
            return alive and not seen.plural and known in {None, gender}
        if gender == "n":
            thing = figure.kind not in {"PERSON", "NORP"} and not figure.human if figure else not seen.human
            return thing and not seen.plural
        if figure is None:
            return seen.plural or described_kind(self.sheet.low[seen.at]) == "ORG"
        return figure.plural or (not figure.person and (seen.plural or figure.kind in {"ORG", "NORP"}))

    def _allowed(self, seen: _Seen, index: int, role: str) -> bool:
        sheet = self.sheet
        if seen.at == sheet.head[index] or sheet.head[seen.at] == index:
            return False
        if seen.figure is not None and self.owner[sheet.head[index]] is seen.figure:
            return False  # "his foreign minister" is not his own minister
        reflexive = sheet.low[index].endswith(("self", "selves"))
        if role == "object" and not reflexive and seen.subject and sheet.head[seen.at] in self._verbs(index):
            return False
        speaker = self.quoted[index] and not self.quoted[seen.at] and seen.subject
        same = sheet.sentence[seen.at] == sheet.sentence[index]
        return not (speaker and same and self._speaks(seen.at))

    def _speaks(self, index: int) -> bool:
        return self.sheet.tokens[self.sheet.head[index]].lemma_.lower() in _SPEAKING

    def _reads(self, index: int) -> bool:
        """ "it reads": what reads so-and-so is written."""
        return self.sheet.tokens[self.sheet.head[index]].lemma_.lower() == "read"

    def _may_speak(self, seen: _Seen) -> bool:
        """Whether what was mentioned can say something: bodies, states, people and papers can, a strike cannot."""
        if seen.figure is not None and seen.figure.kind in {"ORG", "GPE", "PERSON", "NORP"}:
            return not seen.figure.spot
        role = gazetteer.role(self.sheet.low[seen.at])
        return role is not None and role.speaker

    def _spoke(self, index: int) -> bool:
        """Whether the words before were on its word: it said them, or they were "according to" it."""
        sheet, to = self.sheet, self.sheet.head[index]
        if sheet.dep[index] in self.labels.subject or sheet.dep[index] in self.labels.passive_agent:
            return self._speaks(index)
        return sheet.low[to] == "to" and sheet.low[sheet.head[to]] == "according"

    def _done_to(self, index: int) -> list[Figure]:
        """The figures that are objects of a subject's verb, and of the verbs joined to it."""
        labels = self.labels
        verb = self.sheet.tokens[self.sheet.head[index]]
        joined = [one for one in verb.rights if one.dep_ in labels.conjunct and one.pos_ == "VERB"]
        own = [one for one in joined if not any(kid.dep_ in labels.subject for kid in one.lefts)]
        objects = (kid.i for one in (verb, *own) for kid in one.rights if kid.dep_ in labels.object)
        return [self.heads[at] for at in objects if at in self.heads]

    def _verbs(self, index: int) -> list[int]:
        """The verb that a pronoun is an object of, and the verbs that one completes: wants to support it."""
        at, out = index, list[int]()
        for _ in range(5):
            linked = not out or self.sheet.dep[at] in self.labels.open_complement
            at = self.sheet.head[at]
            if self.sheet.pos[at] in {"VERB", "AUX"}:
                if not linked:
                    break
                out.append(at)
        return out

    def _weight(self, seen: _Seen, index: int, role: str) -> float:
        sheet = self.sheet
        sentences = sheet.sentence[index] - sheet.sentence[seen.at]
        weight = -2.0 * sentences - 0.02 * (index - seen.at) - 0.5 * (sheet.block[index] - sheet.block[seen.at])
        if seen.subject:
            weight += 2.5 if role != "object" else 1.5
        if seen.subject and self._speaks(seen.at) and not self.quoted[index] and self._speaks(index):
            weight += 1.5
        if sheet.dep[seen.at] in self.labels.preposition_object:
            weight -= 0.5
        if self.quoted[index] and not self.quoted[seen.at]:
            weight -= 1.5
        if self.quoted[seen.at] and not self.quoted[index] and self._speaks(index):
            weight -= 1.5  # who says the words is seldom in them
        figure = seen.figure
        known = figure.gender if figure is not None else seen.gender
        if known is not None and known == self.pronouns[sheet.low[index]][0]:
            weight += 1.5
        if figure is not None and self.pronouns[sheet.low[index]][1] == "pl" and not figure.plural:
            weight -= 2.5
        if figure is not None:
            weight += 1.0 + 0.2 * min(self.count.get(id(figure), 0), 5)
        return weight

    def _ahead(self, index: int, role: str) -> _Seen | None:
        """ "Despite its denials, Cuba had ...": the subject that a fronted phrase waits for."""
        sheet, at = self.sheet, index
        if role != "possessive":
            return None
        fronted = False
        for _ in range(5):
            at = sheet.head[at]
            fronted = fronted or sheet.dep[at] in self.labels.preposition | self.labels.adverbial_clause
            if at <= index and sheet.pos[at] == "VERB":
                return None
            if sheet.pos[at] in {"VERB", "AUX"}:
                break
        else:
            return None
        for place in range(index + 1, at) if fronted else ():
            if place in self.heads and sheet.head[place] == at and sheet.dep[place] in self.labels.subject:
                figure = self.heads[place]
                return _Seen(place, figure, True, figure.plural, figure.human, figure.gender)
        return None

    def _points_at_nothing(self, index: int) -> bool:
        """ "It is said that", "it seems", "it was clear that"."""
        sheet = self.sheet
        tokens = sheet.tokens
        if sheet.low[index] != "it":
            return False
        governor = tokens[sheet.head[index]]
        if governor.lemma_.lower() in _PLEONASTIC:
            return True
        clausal = self.labels.clausal_complement | self.labels.clausal_subject | self.labels.open_complement
        children = {child.dep_ for child in governor.children}
        passive = bool(children & self.labels.passive_auxiliary)
        copular = governor.pos_ == "AUX" and bool(children & self.labels.attribute)
        if copular and self._cleft(governor):
            return True
        if governor.lemma_.lower() == "take" and any(
            child.dep_ in self.labels.object and child.lemma_.lower() in _MEASURES for child in governor.children
        ):
            return True
        told = governor.lemma_.lower() in _SPEAKING and sheet.dep[index] in self.labels.object
        return told or ((passive or copular) and bool(children & (clausal | self.labels.adverbial_clause)))

    def _cleft(self, copula: Token) -> bool:
        """ "It was Rusk who said so"; "It was the first time that"."""
        attributes = [child for child in copula.children if child.dep_ in self.labels.attribute]
        timed = any(child.lemma_.lower() in _MEASURES for child in attributes)
        return timed or any(
            inner.dep_ in self.labels.relative_clause and attribute.pos_ == "PROPN"
            for attribute in attributes
            for inner in attribute.rights
        )


def _whole_office(words: list[str]) -> bool:
    """Whether all words name the office: "supreme leader" does, "opposition leader" is somebody else's."""
    first, rest = " ".join(words), " ".join(words[1:])
    return words[0] in _GRAND or gazetteer.office_role(first) != gazetteer.office_role(rest)


def resolve(sheet: Sheet, figures: list[Figure], owner: list[Figure | None]) -> list[Figure]:
    """Adds what points at the figures to their places; the figures that only a noun phrase names come back."""
    return _Walk(sheet, figures, owner).run()


# --- whose people somebody described is --------------------------------------------------------------------------

#: Who is who at a token.
At = Callable[[int], Figure | Entity | None]
#: Who acts against somebody is not his: "critics of Israel".
_AGAINST = frozenset(
    {"critic", "opponent", "enemy", "foe", "rival", "victim", "invader", "supporter", "ambassador", "envoy", "visitor",
     "exile", "buyer", "ally"}
)  # fmt: skip
_SPOKESMEN = frozenset(
    {"spokesman", "spokeswoman", "spokesperson", "spokesmen", "spokeswomen", "official", "officials"}
)
#: What English newspapers call one state's officials without naming it: "a senior administration official".
_AT_HOME = {"administration": "USA", "congressional": "USA"}


def take_sides(sheet: Sheet, figure: Figure, head: int, at: At) -> None:
    """Gives somebody described ("Soviet officials", "a Pentagon spokesman") the country and sector his words tell."""
    start, _ = noun_phrase(sheet, head)
    told = gazetteer.sector(figure.name)
    figure.sector = _sector_said(sheet, start, head, at) or (told[0] if told else None)
    figure.country = _country_in(start, head + 1, at) or _country_behind(sheet, head, at)
    if told and told[0] == "GOV" and figure.country is None:
        figure.country = next((_AT_HOME[word] for word in sheet.low[start:head] if word in _AT_HOME), None)
    if told:
        figure.because = f"{figure.because}; {told[1]}"


def _country_in(start: int, end: int, at: At) -> str | None:
    owners = (at(index) for index in range(end - 1, start - 1, -1))
    return next((one.country for one in owners if one is not None and one.country), None)


def _country_behind(sheet: Sheet, head: int, at: At) -> str | None:
    """ "officials in Hanoi", "the government of Peru", "spokesman for the State Department"."""
    end = head + 1
    if end + 1 >= len(sheet) or sheet.low[end] not in {"of", "in", "from", "for", "at"}:
        return None
    if sheet.block[end] != sheet.block[head] or sheet.tokens[head].lemma_.lower() in _AGAINST:
        return None
    if sheet.low[end] in {"of", "for"}:
        return _country_in(end, identified(sheet, head), at)
    spot = end + 1 + (sheet.low[end + 1] == "the")
    one = at(spot) if spot < len(sheet) else None
    return one.country if one is not None and one.kind in {"GPE", "FAC", "ORG"} else None


def _sector_said(sheet: Sheet, start: int, head: int, at: At) -> str | None:
    """A spokesman is of the side that he speaks for: "spokesman for the State Department", "a Pentagon spokesman"."""
    role = gazetteer.role(sheet.low[head])
    if role is None or role.kind != "person" or (role.sector and sheet.low[head] not in _SPOKESMEN):
        return None
    kinds = {"ORG", "GPE"} if sheet.low[head] in _SPOKESMEN else {"ORG"}
    inside = (at(index) for index in (*range(head + 1, identified(sheet, head)), *range(start, head)))
    return next((one.sector for one in inside if one is not None and one.kind in kinds and one.sector), None)


def described_kind(noun: str) -> EntityKind:
    """PERSON for people, one or many; ORG for bodies; else OTHER."""
    role = gazetteer.role(noun)
    if role is not None and role.kind in {"person", "group"}:
        return "PERSON"
    spot = place_noun(noun) or (place_noun(noun[:-1]) if noun.endswith("s") else None)
    return spot or ("ORG" if role is not None and role.kind in {"body", "organisation"} else "OTHER")


def tells(sheet: Sheet, head: int) -> int:
    """The noun that says what a noun phrase is about: women in "a lot of women", else the head."""
    if sheet.tokens[head].lemma_.lower() not in _QUANTITIES or not _ties(sheet, head + 1, head):
        return head
    behind = sheet.tokens[head + 1].rights
    return next((one.i for one in behind if one.pos_ in {"NOUN", "PROPN"}), head)


def _is_paper(noun: str) -> bool:
    role = gazetteer.role(noun)
    return role is not None and role.kind == "document"


def _is_document(noun: str) -> bool:
    role = gazetteer.role(noun)
    return role is not None and role.kind in {"document", "craft", "state"}


def noun_phrase(sheet: Sheet, head: int) -> tuple[int, int]:
    """The tokens of a noun phrase from its determiner to its head, half-open; bounded, within one sentence."""
    labels = sheet.page.language.labels
    inner = labels.determiner | labels.compound | labels.adjective | labels.possessive | labels.number | labels.adverb
    start = head
    while start > max(0, head - 12) and sheet.block[start - 1] == sheet.block[head]:
        before = start - 1
        hangs = (head >= sheet.head[before] >= before or sheet.pos[before] == "PART") and sheet.sentence[
            before
        ] == sheet.sentence[head]
        if not (hangs and (sheet.dep[before] in inner or sheet.pos[before] in {"PART", "PUNCT"})):
            break
        start = before
    while start < head and sheet.pos[start] in {"PUNCT", "PART", "ADV", "SPACE"}:
        start += 1
    return start, head + 1


def identified(sheet: Sheet, head: int) -> int:
    """The end of a noun phrase with what says whose or what it is: "spokesman for the ministry", "group of monks".

    Without relative clauses and without words of time or place ("for two weeks", "in Lima").
    """
    labels = sheet.page.language.labels
    end = noun = head
    for _ in range(3):
        tie = noun + 1
        if not _ties(sheet, tie, noun):
            break
        behind = next((one.i for one in sheet.tokens[tie].rights if one.dep_ in labels.preposition_object), None)
        if behind is None or behind - head > _LONGEST_NAME or _tells_time(sheet, behind):
            break
        if any(sheet.text[i] in _STOPS or sheet.block[i] != sheet.block[head] for i in range(head, behind + 1)):
            break
        end = noun = behind
    return end + 1


def _ties(sheet: Sheet, tie: int, noun: int) -> bool:
    if tie >= len(sheet) or sheet.head[tie] != noun:
        return False
    if _charged(sheet, tie, noun):
        return False
    return sheet.low[tie] in {"of", "for"} or (sheet.low[tie] == "to" and sheet.low[noun] in _SENT)


def _charged(sheet: Sheet, tie: int, noun: int) -> bool:
    """Whether "of" says what somebody is accused of, though the parser ties it to him."""
    return sheet.low[tie] == "of" and sheet.tokens[sheet.head[noun]].lemma_.lower() in _CHARGING


def _tells_time(sheet: Sheet, noun: int) -> bool:
    return (
        sheet.tokens[noun].lemma_.lower() in _MEASURES
        or sheet.low[noun] in sheet.calendar
        or (sheet.text[noun].isdigit())
    )


def whole_phrase(sheet: Sheet, head: int) -> tuple[int, int]:
    """The noun phrase with what hangs behind its head ("of the council", "who fled"), up to a comma or an "and"."""
    labels = sheet.page.language.labels
    start, end = noun_phrase(sheet, head)
    closing = labels.conjunct | labels.coordinator | labels.apposition | labels.punctuation
    for child in sheet.tokens[head].rights:
        edge = child.right_edge.i + 1
        if (
            child.dep_ in closing
            or child.pos_ == "PART"
            or _charged(sheet, child.i, head)
            or edge - head > 40
            or sheet.block[edge - 1] != sheet.block[head]
        ):
            break
        end = edge
    return start, next((i for i in range(head + 1, end) if sheet.text[i] in _STOPS), end)


def _past_article(sheet: Sheet, start: int, head: int) -> int:
    return start + 1 if start < head and sheet.pos[start] == "DET" else start


def _in_quotes(sheet: Sheet) -> Iterator[bool]:
    inside, block = False, -1
    for index, text in enumerate(sheet.text):
        if sheet.block[index] != block and sheet.block[index] >= 0:
            inside, block = False, sheet.block[index]
        if text == '"' or text in {"``", "''"}:
            inside = not inside
        yield inside
