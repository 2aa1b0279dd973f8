"""Who "he", "it" and "the agency" are: one walk through the article, each pointing word looking back a few sentences.

The rules are the old ones (Lappin and Leass 1994, much simplified): agreement in number, gender and life; subjects
before objects; near before far; not somebody who acts on himself without "himself"; in a quotation not
the one who speaks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

from reportedly import gazetteer, lang
from reportedly.model import Entity, EntityKind, MentionForm
from reportedly.reading.grouping import Figure, Place
from reportedly.reading.names import Sheet, place_noun
from reportedly.reading.parse import Token

__all__ = ["described_kind", "identified", "noun_phrase", "resolve", "take_sides", "tells", "whole_phrase"]

#: How many earlier mentions a pointing word looks at, and across how many sentences and blocks.
_WINDOW = 40
_SENTENCES = 3
_BLOCKS = 2
_THRESHOLD = -3.5
#: Words that say that some are meant, and not which.
_UNTOLD = frozenset("many more most few fewer several other another such how what which every each any no some".split())
#: How far around a quotation its verb of saying is looked for, in tokens.
_REACH = 25
#: What says more of a noun it stands behind.
_TELLING = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "NUM"})
_FIRST = dict.fromkeys(("i", "me", "my", "myself", "mine"), "sg") | dict.fromkeys(
    ("we", "us", "our", "ours", "ourselves"), "pl"
)

_SPEAKING = frozenset(
    {"say", "tell", "add", "ask", "warn", "argue", "claim", "insist", "explain", "note", "write", "continue", "reply",
     "declare", "announce", "state", "remark", "conclude", "stress", "describe", "believe", "think", "admit", "deny",
     "report", "confirm", "acknowledge", "pledge", "vow", "allege", "reiterate", "maintain", "urge", "accuse",
     "appeal", "promise", "complain", "repeat", "demand", "read", "propose", "suggest", "caution", "recall", "assert",
     "tweet", "testify", "observe", "predict", "joke", "quip", "concede", "emphasize", "emphasise", "respond", "answer",
     "assure", "boast", "counter", "contend", "lament", "mention", "comment", "vent", "quote", "agree", "proclaim",
     "exclaim", "shout", "whisper", "blog", "retort", "muse", "opine", "wonder", "point"}
)  # fmt: skip
_STATES = frozenset({"country", "nation", "state", "kingdom", "republic"})
#: "the former president" is nobody in office; "the deputy minister" is not the minister.
_GRAND = frozenset({"supreme", "paramount", "current", "communist", "incumbent"})
_OUT = frozenset({"former", "ex", "late", "then", "next", "deputy", "vice", "previous", "first", "new", "another"})
#: Titles that newspapers change about for one office.
_ALIKE = (frozenset({"ambassador", "delegate", "envoy"}), frozenset({"spokesman", "spokeswoman", "spokesperson"}))
_ENVOYS = frozenset().union(*_ALIKE)
#: How many mentions back the holder of a title may have been introduced.
_PEOPLE = 300
_TOWNS = frozenset({"city", "town", "capital", "village"})
#: Those of them that no capital is.
_SMALL = frozenset({"town", "village", "hamlet", "settlement"})
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
    #: the tokens of several named side by side, who are one "they"
    several: tuple[int, int] | None = None


class _Lemmas(dict[int, str]):
    """The lemma at each token in lower case, asked of the pipeline once and only where somebody wants to know."""

    def __init__(self, sheet: Sheet) -> None:
        self.tokens = sheet.tokens

    def __missing__(self, index: int) -> str:
        lemma = self[index] = self.tokens[index].lemma_.lower()
        return lemma


class _Plurals(dict[int, bool]):
    """Whether the word at a token is a plural."""

    def __init__(self, sheet: Sheet) -> None:
        self.tokens = sheet.tokens

    def __missing__(self, index: int) -> bool:
        plural = self[index] = "Number=Plur" in str(self.tokens[index].morph)
        return plural


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
        self.lemma = _Lemmas(sheet)
        self.plural = _Plurals(sheet)
        self.starts: dict[int, int] = {}
        self.behind: dict[int, set[str]] = {}
        self.labels = sheet.page.language.labels
        self.joined = _dependents(sheet, self.labels.conjunct)
        self.subjects = _dependents(sheet, self.labels.subject)
        self.pronouns = sheet.page.language.pronouns
        self.quoted = list(_in_quotes(sheet))
        self.sentence, self.block = _unquoted(sheet, self.quoted)
        self.heads = {place.head: figure for figure in figures for place in figure.places}
        self.spots = {place.head: place for figure in figures for place in figure.places}
        #: nouns and the names in apposition to them
        apposed = (head for head in self.heads if sheet.dep[head] in self.labels.apposition)
        self.apposed = {sheet.head[head]: head for head in apposed}
        #: the states of the article by code, and the one whose government was spoken of last
        self.states = {one.country: one for one in figures if one.kind == "GPE" and one.sector == "GOV" and one.country}
        self.governing: Figure | None = None

    def _start(self, head: int) -> int:
        """Where the noun phrase with this head begins."""
        found = self.starts.get(head)
        if found is None:
            found = self.starts[head] = noun_phrase(self.sheet, head)[0]
        return found

    def run(self) -> list[Figure]:
        nominal = {"NOUN", "PROPN"}
        for index, block in enumerate(self.sheet.block):
            if block < 0:
                continue
            if index in self.heads:
                self._named(index, self.heads[index])
            elif self.sheet.low[index] in self.pronouns:
                self._pronoun(index)
            elif self.sheet.pos[index] in nominal and self.owner[index] is None:
                self._part(index) if self._inside(index) else self._noun(index)
            elif self.sheet.pos[index] == "NOUN":
                self._called(index, self.owner[index])
        self.new += _Voices(self.sheet, self.owner, self.quoted, self.lemma, self.subjects).hear()
        for figure in self.new:
            figure.minor = figure.minor and not self._comes_back_to(figure)
        return self.new

    def _comes_back_to(self, figure: Figure) -> bool:
        """Whether the article speaks of a thing again, and its noun is more than a number or a way."""
        return len(figure.places) > 1 and self.lemma[figure.places[0].head] not in _ABSTRACT

    def _inside(self, index: int) -> bool:
        return self.sheet.dep[index] in self.labels.compound

    # what has been mentioned

    def _see(self, index: int, figure: Figure | None) -> _Seen:
        subject = self.sheet.dep[index] in self.labels.subject
        if figure is None:
            told = tells(self.sheet, index)
            plural = self.plural[told]
            role = gazetteer.role(self.sheet.low[told])
            human = role is not None and role.kind in {"person", "group"}
            plural = plural or (role is not None and role.kind == "group")
            seen = _Seen(index, None, subject, plural, human, _GENDERED.get(self.sheet.low[index]))
        else:
            seen = _Seen(index, figure, subject, figure.plural, figure.human, figure.gender)
            if figure.kind in {"ORG", "FAC", "LOC", "EVENT"} and index in self.heads:
                self.by_word.update(dict.fromkeys(figure.name.lower().split(), figure))
            self.count[id(figure)] = self.count.get(id(figure), 0) + 1
        if self.lemma[index] not in _MEASURES:
            self.seen.append(seen)
        return seen

    def _figure(self, seen: _Seen) -> Figure:
        """The figure of something mentioned; a noun phrase becomes one when something points at it."""
        if seen.figure is None:
            seen.figure = self._group(seen) if seen.several else self._thing(seen)
            self.new.append(seen.figure)
        return seen.figure

    def _group(self, seen: _Seen) -> Figure:
        start, end = seen.several or (seen.at, seen.at + 1)
        figure = Figure(self.sheet.words(start, end), "PERSON" if seen.human else "OTHER", "named side by side")
        figure.plural, figure.human = True, seen.human
        figure.places.append(Place(start, end, seen.at, "nominal"))
        return figure

    def _thing(self, seen: _Seen) -> Figure:
        start, end = self._whole(seen.at)
        first = _past_article(self.sheet, start, seen.at)
        name = self.sheet.words(first, identified(self.sheet, seen.at))
        kind = described_kind(self.sheet.low[tells(self.sheet, seen.at)])
        figure = Figure(name, kind, "described, not named")
        figure.plural, figure.human = seen.plural, seen.human
        take_sides(self.sheet, figure, seen.at, lambda at: self.owner[at])
        figure.minor = figure.kind == "OTHER" and not _is_document(self.sheet.low[seen.at])
        self._attach(figure, Place(start, end, seen.at, "nominal"))
        return figure

    def _whole(self, head: int) -> tuple[int, int]:
        """The tokens of a noun phrase; a noun in front of another has nothing behind it."""
        return (self._start(head), head + 1) if self._inside(head) else whole_phrase(self.sheet, head)

    def _attach(self, figure: Figure, place: Place) -> None:
        figure.places.append(place)
        self.count[id(figure)] = self.count.get(id(figure), 0) + 1
        if self.owner[place.head] is None:
            self.owner[place.head] = figure

    def _named(self, index: int, figure: Figure) -> None:
        seen = self._see(index, figure)
        if self.sheet.pos[index] == "NOUN":
            self._file(index, seen)
        several = self._several(index, figure) if index in self.joined else None
        if several is not None:
            self.seen.append(_Seen(index, None, seen.subject, True, figure.person, None, several))

    def _several(self, index: int, figure: Figure) -> tuple[int, int] | None:
        """The tokens of "Jane Ellison, Omar Fadel and Ruth Lake": names of one kind with an "and" among them."""
        at, tied = index, False
        while at in self.joined:
            tied = tied or "and" in self.sheet.low[at + 1 : self.joined[at]]
            at = self.joined[at]
            one = self.heads.get(at)
            if one is None or one is figure or one.kind != figure.kind or one.plural:
                return None
        start, end = self.spots[index].start, self.spots[at].end
        return (start, end) if tied and start < end else None

    def _called(self, index: int, figure: Figure | None) -> None:
        """The noun in front of a name says what its bearer is: "the student Jane Ellison" is a student from now on."""
        if figure is None:
            return
        subject = self.sheet.dep[index] in self.labels.subject
        self._file(index, _Seen(index, figure, subject, figure.plural, figure.human, figure.gender))

    def _file(self, index: int, seen: _Seen) -> None:
        self.by_noun.setdefault(self.lemma[index], []).append(seen)

    # descriptions

    def _part(self, index: int) -> None:
        """A noun in front of another, "police" in "police response": again what the article has spoken of before."""
        if self.sheet.pos[index] != "NOUN":
            return
        figure = self._same_words(index) if self.lemma[index] in self.by_noun else None
        if figure is not None:
            self._attach(figure, Place(self._start(index), index + 1, index, "nominal"))
        self._file(index, _Seen(index, figure, False, self.plural[index], False, None))

    def _noun(self, index: int) -> None:
        figure = self._described(index, self._start(index), self.lemma[index])
        if figure is not None:
            form: MentionForm = "title" if figure.person and self.sheet.is_title(index) else "nominal"
            self._attach(figure, Place(*whole_phrase(self.sheet, index), index, form))
        self._file(index, self._see(index, figure))

    def _described(self, index: int, start: int, lemma: str) -> Figure | None:
        told = self._office(index, start) or (self._government(index, start, lemma) if lemma in _GOVERNMENTS else None)
        if told is None and (index in self.apposed or self.sheet.dep[index] in self.labels.apposition):
            told = self._beside(index, start)
        if told is not None:
            return told
        if self.sheet.low[start] not in _DEFINITE:
            return self._same_words(index) if lemma in self.by_noun else None
        body = None if self.plural[index] else self._body(index, start, lemma)
        return body or self._same_noun(index, start)

    def _earlier(self, index: int) -> list[_Seen]:
        """The last uses of a noun, the nearest first."""
        return self.by_noun.get(self.lemma[index], [])[-8:][::-1]

    def _same_noun(self, index: int, start: int) -> Figure | None:
        """ "the treaty" after "a treaty": the same head noun, and nothing beside it that the first mention lacked."""
        words = set(self.sheet.low[start + 1 : index]) - _DEFINITE
        for seen in self._earlier(index):
            same = self.sheet.text[seen.at] == self.sheet.text[index] or not seen.plural
            if same and words <= set(self.sheet.low[self._start(seen.at) : seen.at]) and self._no_other(index, seen.at):
                return self._figure(seen)
        return None

    def _no_other(self, index: int, earlier: int) -> bool:
        """Whether nothing behind a noun says that another one is meant: the use of gas and the use of force are two."""
        return not self._behind(index) or self._behind(index) <= self._behind(earlier)

    def _behind(self, index: int) -> set[str]:
        found = self.behind.get(index)
        if found is None:
            beyond = range(index + 1, self._whole(index)[1])
            found = self.behind[index] = {self.lemma[i] for i in beyond if self.sheet.pos[i] in _TELLING}
        return found

    # the same words again

    def _same_words(self, index: int) -> Figure | None:
        """ "veteran miners" twice, "his company" twice: the same words without an article, and the same owner."""
        if not self._comparable(index):
            return None
        for seen in self._earlier(index):
            same = self._words(index) == self._words(seen.at) and self._of_what(index) == self._of_what(seen.at)
            if same and not self._one_compound(index, seen.at):
                return self._figure(seen)
        return None

    def _comparable(self, index: int) -> bool:
        """Whether a noun phrase without "the" may be of something known.

        Not "a treaty" or "many treaties"; not a day, a percentage, or the label in front of a credit: "Image: ...".
        """
        sheet, start = self.sheet, self._start(index)
        if self.lemma[index] in _ABSTRACT:
            return False
        if (sheet.pos[start] == "DET" and start < index) or not _UNTOLD.isdisjoint(sheet.low[start:index]):
            return False
        label = index + 1 < len(sheet.text) and sheet.text[index + 1] == ":"
        return not label and sheet.low[index] not in sheet.calendar and sheet.low[index][0].isalpha()

    def _one_compound(self, one: int, other: int) -> bool:
        """Whether two nouns stand in front of the same third: an engine room and an engine room speak of no engine."""
        head = self.sheet.head
        return self._inside(one) and self._inside(other) and self.lemma[head[one]] == self.lemma[head[other]]

    def _words(self, index: int) -> list[object]:
        """The words of a noun phrase to its head, without an article; a possessor counts as whom it means."""
        sheet = self.sheet
        out: list[object] = []
        for i in range(self._start(index), index + 1):
            if sheet.pos[i] not in {"DET", "PART", "PUNCT"}:
                owned = sheet.dep[i] in self.labels.possessive and self.owner[i] is not None
                out.append(id(self.owner[i]) if owned else sheet.low[i])
        return out

    # appositions

    def _beside(self, index: int, start: int) -> Figure | None:
        """ "Mecca, the holiest city of Islam": what stands behind the comma is what stands before it."""
        sheet = self.sheet
        if sheet.dep[index] in self.labels.apposition:
            behind = start > 0 and sheet.text[start - 1] == "," and self._introduces(index, start)
            seen = next((one for one in reversed(self.seen[-_WINDOW:]) if one.at == sheet.head[index]), None)
            return self._figure(seen) if behind and seen is not None and self._one_thing(index, seen) else None
        named = self.apposed.get(index)
        if named is None or sheet.text[self.spots[named].start - 1] != "," or not self._introduces(index, start):
            return None
        figure = self.heads[named]
        seen = _Seen(named, figure, False, figure.plural, figure.human, figure.gender)
        return figure if self._one_thing(index, seen) else None

    def _introduces(self, index: int, start: int) -> bool:
        """Whether a noun phrase begins with an article or an owner and ends at a mark, as appositions do."""
        sheet = self.sheet
        led = sheet.pos[start] in {"DET", "PRON"} or sheet.low[start] == "one"
        if not led and sheet.dep[start] not in self.labels.possessive:
            return False
        end = whole_phrase(sheet, index)[1]
        return end >= len(sheet.text) or sheet.text[end] in _STOPS

    def _one_thing(self, index: int, seen: _Seen) -> bool:
        """Whether a noun can say what something is: of the same number, people of people, and no part of a list."""
        figure = seen.figure
        person = figure.person if figure is not None else described_kind(self.sheet.low[seen.at]) == "PERSON"
        alike = person == (described_kind(self.sheet.low[index]) == "PERSON")
        many = seen.plural and not (figure is not None and figure.kind == "ORG")
        return alike and index not in self.joined and seen.at not in self.joined and self.plural[index] == many

    def _of_what(self, index: int) -> str | None:
        """The noun behind "of": the use of force and the use of gas are two."""
        sheet = self.sheet
        if index + 2 >= len(sheet.text) or sheet.low[index + 1] != "of" or sheet.head[index + 1] != index:
            return None
        return next((child.lower_ for child in sheet.tokens[index + 1].rights), None)

    # bodies and places

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
            if lemma in _TOWNS and figure.kind == "GPE" and figure.sector is None and self._may_be(lemma, seen, figure):
                return figure
        return None

    def _may_be(self, lemma: str, seen: _Seen, figure: Figure) -> bool:
        """Whether a place may be called so: no capital is a village, and where officials speak is not the place that
        they speak of ("officials in Paris said that the town")."""
        if lemma in _SMALL and figure.hit is not None and figure.hit.how == "capital":
            return False
        by = self.sheet.head[seen.at]
        whose = self.sheet.head[by]
        people = self.sheet.pos[whose] == "NOUN" and described_kind(self.sheet.low[whose]) == "PERSON"
        return not (self.sheet.low[by] == "in" and people)

    # governments

    def _government(self, index: int, start: int, lemma: str) -> Figure | None:
        """ "The Soviet government" is the state that acts, and so is "the government" where it is clear whose."""
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
        titled = sheet.low[index] in _ENVOYS or sheet.is_title(index)
        if not titled or described_kind(sheet.low[index]) != "PERSON":
            return None
        country = self._country_at(index, start)
        if country is None and sheet.low[start] not in _DEFINITE:
            return None
        own = [sheet.low[i] for i in range(start, index + 1) if self._of_the_office(i)]
        if _OUT & set(own):
            return self._introduced(own, country) if "former" in own else None
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
            if figure is None or not figure.person or not (figure.roles or figure.office):
                continue
            if self._bears(figure, words) and (country is None or figure.country in {None, country}):
                return figure
        return None

    def _bears(self, figure: Figure, words: list[str]) -> bool:
        """Whether somebody was given that title, or another word for it: an ambassador is a delegate."""
        alike = next((one for one in _ALIKE if words[-1] in one), frozenset(words[-1:]))
        roles = figure.roles
        held, date = figure.office, self.sheet.date
        if held is not None and not held.current and date and held.until and held.until <= date:
            roles = roles | set(f"former {held.role} {held.office}".lower().split())
        return set(words[:-1]) <= roles and bool(alike & roles)

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
        says = self._speaks(index)
        speaks = says and gender not in {"m", "f"} and role == "subject"
        reads = speaks and self._reads(index)
        done_to = self._done_to(index) if role == "subject" else self._doers(index) if role == "object" else []
        sentence, block = self.sentence[index] - _SENTENCES, self.block[index] - _BLOCKS
        for seen in reversed(self.seen[-_WINDOW:]):
            if self.sentence[seen.at] < sentence or self.block[seen.at] < block:
                break
            if not self._agrees(seen, gender, number) or not self._allowed(seen, index, role):
                continue
            if seen.figure is not None and seen.figure in done_to:
                continue  # "He asked Mr Nasser": he is not Nasser
            if not speaks:
                yield self._weight(seen, index, role, says), seen
            elif self._may_speak(seen) and (not reads or _is_paper(self.sheet.low[seen.at])):
                yield self._weight(seen, index, role, says) + (2.0 if self._spoke(seen.at) else 0.0), seen
        ahead = self._ahead(index, role)
        if ahead is not None and self._agrees(ahead, gender, number):
            yield 5.0, ahead

    def _near(self, earlier: int, later: int, blocks: int) -> bool:
        return (
            self.sentence[later] - self.sentence[earlier] <= _SENTENCES
            and self.block[later] - self.block[earlier] <= blocks
        )

    def _agrees(self, seen: _Seen, gender: str, number: str) -> bool:
        figure = seen.figure
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
        return self.lemma[self.sheet.head[index]] in _SPEAKING

    def _reads(self, index: int) -> bool:
        """ "it reads": what reads so-and-so is written."""
        return self.lemma[self.sheet.head[index]] == "read"

    def _may_speak(self, seen: _Seen) -> bool:
        """Whether what was mentioned can say something: bodies, states, people and papers can, a strike cannot."""
        if seen.several is not None:
            return True
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

    def _done_to(self, index: int) -> list[Figure | None]:
        """The figures that are objects of a subject's verb, and of the verbs joined to it."""
        labels = self.labels
        verb = self.sheet.tokens[self.sheet.head[index]]
        joined = [one for one in verb.rights if one.dep_ in labels.conjunct and one.pos_ == "VERB"]
        own = [one for one in joined if not any(kid.dep_ in labels.subject for kid in one.lefts)]
        objects = (kid.i for one in (verb, *own) for kid in one.rights if kid.dep_ in labels.object)
        return [self.heads[at] for at in objects if at in self.heads]

    def _doers(self, index: int) -> list[Figure | None]:
        """The figures that are subjects of the verbs a pronoun is an object of: they would do it to themselves."""
        if self.sheet.low[index].endswith(("self", "selves")):
            return []
        return [self.owner[self.subjects[verb]] for verb in self._verbs(index) if verb in self.subjects]

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

    def _weight(self, seen: _Seen, index: int, role: str, says: bool) -> float:
        sheet, at, figure = self.sheet, seen.at, seen.figure
        weight = (-2.5 if says else -2.0) * (self.sentence[index] - self.sentence[at])
        weight -= 0.02 * (index - at) + 0.5 * (self.block[index] - self.block[at])
        if seen.subject:
            weight += self._as_subject(at, index, role, says)
        if sheet.dep[at] in self.labels.preposition_object:
            weight -= 0.5
        if self.quoted[index] != self.quoted[at]:
            # who says the words is seldom in them
            weight -= 6.0 if says and self.quoted[at] else 1.5
        gender, number, _ = self.pronouns[sheet.low[index]]
        if (figure.gender if figure is not None else seen.gender) == gender:
            weight += 1.0
        if figure is not None:
            weight += 1.0 + 0.2 * min(self.count.get(id(figure), 0), 5)
            weight -= 2.5 if number == "pl" and not figure.plural else 0.0
        return weight

    def _as_subject(self, at: int, index: int, role: str, says: bool) -> float:
        """What it counts that something was a subject: more if a subject points at it, most if both speak."""
        if role == "object":
            return 1.5 + (1.5 if says and not self.quoted[index] and self._speaks(at) else 0.0)
        weight = 2.5
        if says and role == "subject" and self._leads(at):
            weight += 1.0
        if says and not self.quoted[index] and self._speaks(at):
            weight += 1.5
        return weight

    def _leads(self, index: int) -> bool:
        """Whether a subject is the main clause's: whom the sentence is about."""
        verb = self.sheet.head[index]
        return self.sheet.dep[verb] in self.labels.root and not self.quoted[index]

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


def _dependents(sheet: Sheet, labels: frozenset[str]) -> dict[int, int]:
    """Each token that has a dependent of that label, with the first one."""
    found = [i for i, dep in enumerate(sheet.dep) if dep in labels]
    return {sheet.head[i]: i for i in reversed(found)}


class _Voices:
    """Who "I" and "we" are: inside quotation marks, whom the text says is speaking.

    These words own nothing: who acts or speaks in them is decided where statements are read.
    """

    def __init__(
        self, sheet: Sheet, owner: list[Figure | None], quoted: list[bool], lemma: _Lemmas, subjects: dict[int, int]
    ) -> None:
        self.sheet, self.owner, self.quoted, self.lemma, self.subjects = sheet, owner, quoted, lemma, subjects
        self.sides: dict[int, Figure] = {}

    def hear(self) -> list[Figure]:
        """Gives speakers their "I"; those for whom somebody says "we" more than once come back."""
        for first, last, speaker in self._spoken():
            for index in range(first, last):
                number = _FIRST.get(self.sheet.low[index])
                if number == "sg" and speaker.person and not speaker.plural:
                    speaker.places.append(Place(index, index + 1, index, "pronoun"))
                elif number == "pl" and self.sheet.text[index] != "US":
                    self._side(speaker).places.append(Place(index, index + 1, index, "pronoun"))
        return [side for side in self.sides.values() if len(side.places) > 1]

    def _side(self, speaker: Figure) -> Figure:
        """A body, a state or several people are "we" themselves; one person speaks for a side."""
        if speaker.kind in {"ORG", "GPE"} or speaker.plural:
            return speaker
        if id(speaker) not in self.sides:
            self.sides[id(speaker)] = Figure(f"{speaker.name}'s side", "OTHER", 'whom a speaker means by "we"')
        return self.sides[id(speaker)]

    def _spoken(self) -> Iterator[tuple[int, int, Figure]]:
        """Each quotation with its speaker; one without a verb of saying has its neighbour's in the same block."""
        speaker, block = None, -1
        for first, last in self._quotations():
            found = self._speaker(first, last) or (speaker if self.sheet.block[first] == block else None)
            if found is not None:
                speaker, block = found, self.sheet.block[first]
                yield first, last, found

    def _quotations(self) -> Iterator[tuple[int, int]]:
        """The tokens of each stretch in quotation marks; none runs across the end of a block."""
        first, block = -1, self.sheet.block
        for index, inside in enumerate(self.quoted):
            if first >= 0 and (not inside or block[index] != block[first]):
                yield first, index
                first = -1
            if inside and first < 0:
                first = index
        if first >= 0:
            yield first, len(self.quoted)

    def _speaker(self, first: int, last: int) -> Figure | None:
        """The subject of the nearest verb of saying outside, in the sentence a quotation begins or ends in."""
        sheet, size = self.sheet, len(self.quoted)
        near = {sheet.sentence[first], sheet.sentence[last - 1], sheet.sentence[min(last, size - 1)]}
        around = (*range(first - 1, max(-1, first - _REACH), -1), *range(last, min(size, last + _REACH)))
        verbs = (at for at in around if self._says(at) and sheet.sentence[at] in near)
        told = ((min(abs(first - at), abs(at - last)), at) for at in verbs if sheet.block[at] == sheet.block[first])
        subjects = (self.subjects.get(at) for _, at in sorted(told))
        return next((self.owner[at] for at in subjects if at is not None and self.owner[at] is not None), None)

    def _says(self, index: int) -> bool:
        return self.sheet.pos[index] == "VERB" and not self.quoted[index] and self.lemma[index] in _SPEAKING


def _whole_office(words: list[str]) -> bool:
    """Whether all words name the office: "supreme leader" does, "opposition leader" is somebody else's."""
    first, rest = " ".join(words), " ".join(words[1:])
    return words[0] in _GRAND or gazetteer.office_role(first) != gazetteer.office_role(rest)


def resolve(sheet: Sheet, figures: list[Figure], owner: list[Figure | None]) -> list[Figure]:
    """Adds what points at the figures to their places; the figures that only a noun phrase names come back."""
    return [*_Walk(sheet, figures, owner).run(), *_days(sheet)]


# --- days -----------------------------------------------------------------------------------------------------------


def _days(sheet: Sheet) -> list[Figure]:
    """The days, months and years that the text comes back to. "Monday, May 18" is one day under two names.

    They own no words: nobody is asked who a Monday is.
    """
    found: dict[str, Figure] = {}
    for key, place in _dated(sheet):
        name = sheet.words(place.start, place.end)
        found.setdefault(key, Figure(name, "OTHER", "a day, month or year of the calendar")).places.append(place)
    return [figure for figure in found.values() if len(figure.places) > 1]


def _dated(sheet: Sheet) -> Iterator[tuple[str, Place]]:
    language = sheet.page.language
    weekday = ""
    for index, word in enumerate(sheet.low):
        if not (word in sheet.calendar or (len(word) == 4 and word.isdigit())) or sheet.block[index] < 0:
            continue
        if word in language.weekdays:
            weekday = word
            if not _another_week(sheet, index):
                yield word, Place(index, index + 1, index, "nominal")
        elif word in language.months and sheet.pos[index] == "PROPN":
            start, end = _date_around(sheet, index)
            if end - start > 1:
                beside = start > 1 and sheet.text[start - 1] == "," and sheet.low[start - 2] == weekday
                key = weekday if beside else sheet.low[start if start < index else index + 1]
                yield key if beside else f"{word} {key}", Place(start, end, index, "nominal")
            yield word, Place(index, index + 1, index, "nominal")
        elif len(word) == 4 and word.isdigit() and _is_year(sheet, index):
            yield word, Place(index, index + 1, index, "nominal")


def _another_week(sheet: Sheet, index: int) -> bool:
    """ "last Monday", "every Monday"; "Monday night" is no day."""
    before = sheet.low[index - 1] if index else ""
    behind = sheet.head[index] == index + 1 and sheet.pos[index + 1] in {"NOUN", "PROPN"}
    return before in {"last", "next", "every", "each", "a", "following", "previous"} or behind


def _date_around(sheet: Sheet, month: int) -> tuple[int, int]:
    """The tokens of the date that a month belongs to: May 18, 2015; 18 May."""
    start, end, size = month, month + 1, len(sheet.text)
    if month and sheet.text[month - 1].isdigit() and int(sheet.text[month - 1][:3]) <= 31:
        start = month - 1
    elif end < size and sheet.text[end].isdigit() and len(sheet.text[end]) <= 2:
        end += 1
    comma = end + 1 < size and sheet.text[end] == "," and end > month + 1
    year = end + comma
    if year < size and len(sheet.text[year]) == 4 and sheet.text[year].isdigit():
        end = year + 1
    return (start, end) if sheet.block[start] == sheet.block[end - 1] else (month, month + 1)


def _is_year(sheet: Sheet, index: int) -> bool:
    """A number of four digits behind "in", "since" and the like, or behind a date's day or month."""
    before = index - 1
    if not 1800 <= int(sheet.text[index]) <= 2100 or before < 0 or sheet.block[before] != sheet.block[index]:
        return False
    told = sheet.low[before] in {"in", "since", "until", "from", "early", "late", "mid", "by", "of", "and", "between"}
    dated = sheet.low[before] in sheet.page.language.months or (
        index > 2 and sheet.text[before] == "," and sheet.text[before - 1].isdigit()
    )
    counted = index + 1 < len(sheet.text) and sheet.head[index] == index + 1 and sheet.pos[index + 1] == "NOUN"
    return (told or dated) and not counted


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
    if end + 1 >= len(sheet.text) or sheet.low[end] not in {"of", "in", "from", "for", "at"}:
        return None
    if sheet.block[end] != sheet.block[head] or sheet.tokens[head].lemma_.lower() in _AGAINST:
        return None
    if sheet.low[end] in {"of", "for"}:
        return _country_in(end, identified(sheet, head), at)
    spot = end + 1 + (sheet.low[end + 1] == "the")
    one = at(spot) if spot < len(sheet.text) else None
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


@cache
def _inner(language: str) -> frozenset[str]:
    """The labels of what stands in front of a noun."""
    labels = lang.load(language).labels
    return labels.determiner | labels.compound | labels.adjective | labels.possessive | labels.number | labels.adverb


@cache
def _closing(language: str) -> frozenset[str]:
    """The labels of what ends a noun phrase behind its noun."""
    labels = lang.load(language).labels
    return labels.conjunct | labels.coordinator | labels.apposition | labels.punctuation


def noun_phrase(sheet: Sheet, head: int) -> tuple[int, int]:
    """The tokens of a noun phrase from its determiner to its head, half-open; bounded, within one sentence."""
    inner = _inner(sheet.page.language.code)
    start = head
    while start > max(0, head - 12) and sheet.block[start - 1] == sheet.block[head]:
        before = start - 1
        hangs = (head >= sheet.head[before] >= before or sheet.pos[before] == "PART") and sheet.sentence[
            before
        ] == sheet.sentence[head]
        hangs = hangs and (sheet.dep[before] in inner or sheet.pos[before] in {"PART", "PUNCT"})
        if not (hangs or _deep_inside(sheet, before, head, inner)):
            break
        start = before
    while start < head and sheet.pos[start] in {"PUNCT", "PART", "ADV", "SPACE"}:
        start += 1
    return start, head + 1


def _deep_inside(sheet: Sheet, index: int, head: int, inner: frozenset[str]) -> bool:
    """ "over 700 miners", "a young and rather new party": what hangs on what stands in front of the head."""
    at = index
    for _ in range(4):
        if index < sheet.head[at] == head:
            return at > index and sheet.dep[at] in inner and sheet.sentence[index] == sheet.sentence[head]
        at = sheet.head[at]
        if not index < at < head:
            return False
    return False


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
    if tie >= len(sheet.text) or sheet.head[tie] != noun:
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
    start, end = noun_phrase(sheet, head)
    closing = _closing(sheet.page.language.code)
    for child in sheet.tokens[head].rights:
        edge = child.right_edge.i + 1
        if (
            child.dep_ in closing
            or child.pos_ == "PART"
            or _when(sheet, child)
            or _charged(sheet, child.i, head)
            or edge - head > 40
            or sheet.block[edge - 1] != sheet.block[head]
        ):
            break
        end = edge
    end = next((i for i in range(head + 1, end) if _stops(sheet, i)), end)
    return start, end + _closes_quote(sheet, start, end)


def _stops(sheet: Sheet, index: int) -> bool:
    """Whether a noun phrase ends before this mark; a hyphen inside a word is none."""
    hyphen = sheet.text[index] == "-" and sheet.glued(index) and index + 1 < len(sheet.text) and sheet.glued(index + 1)
    return sheet.text[index] in _STOPS and not hyphen


def _closes_quote(sheet: Sheet, start: int, end: int) -> bool:
    """Whether the mark behind closes a quotation that begins in the phrase: a "strong rationale"."""
    opened = sheet.text[start:end].count('"') == 1
    return opened and end < len(sheet.text) and sheet.text[end] == '"' and sheet.block[end] == sheet.block[start]


def _when(sheet: Sheet, child: Token) -> bool:
    """Whether what hangs behind a noun says when: last week, on Tuesday."""
    labels = sheet.page.language.labels
    if child.dep_ in labels.preposition and child.lower_ not in {"of", "for"}:
        return any(_tells_time(sheet, one.i) for one in child.rights if one.dep_ in labels.preposition_object)
    return child.dep_ in labels.adverb and _tells_time(sheet, child.i)


def _past_article(sheet: Sheet, start: int, head: int) -> int:
    return start + 1 if start < head and sheet.pos[start] == "DET" else start


def _unquoted(sheet: Sheet, quoted: list[bool]) -> tuple[list[int], list[int]]:
    """How many sentences, and how many blocks, begin up to each token, those that are quotation throughout left out.

    The speaker of a long quotation is as near as the sentence before it.
    """
    if not any(quoted):
        return sheet.sentence, sheet.block
    own = [i for i, inside in enumerate(quoted) if not inside and sheet.text[i][0].isalpha()]
    return _counted(sheet.sentence, own), _counted(sheet.block, own)


def _counted(numbers: list[int], own: list[int]) -> list[int]:
    told = {numbers[i] for i in own}
    left_out = [*accumulate(number not in told for number in range(max(numbers) + 1)), 0]
    return [number - left_out[number] for number in numbers]


def _in_quotes(sheet: Sheet) -> Iterator[bool]:
    inside, block = False, -1
    for index, text in enumerate(sheet.text):
        if sheet.block[index] != block and sheet.block[index] >= 0:
            inside, block = False, sheet.block[index]
        if text == '"' or text in {"``", "''"}:
            inside = not inside
        yield inside
