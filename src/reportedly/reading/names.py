"""Where names stand: what the gazetteer knows first, then titles and the shape of words, then the pipeline's guess.

A small statistical recogniser errs in one name of five in news: it takes capitals for persons, cuts "Ho Chi Minh" at
the title before it, runs across line breaks. So runs of capitalised words are found by shape, and cut by what is known.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cache, lru_cache

from reportedly import gazetteer, shelf
from reportedly.actors import NONE, Actors
from reportedly.gazetteer import Hit, Office
from reportedly.model import EntityKind
from reportedly.reading.page import Page
from reportedly.reading.parse import Token

__all__ = ["Name", "Sheet", "find", "gender_of", "is_family_first", "is_given", "is_particle", "place_noun"]

_KINDS: dict[str, EntityKind] = {
    "PERSON": "PERSON", "ORG": "ORG", "GPE": "GPE", "LOC": "LOC", "FAC": "FAC", "NORP": "NORP", "EVENT": "EVENT",
    "OTHER": "OTHER",
}  # fmt: skip
#: Words that tie the two halves of one organisation's name: "Institute for Naval Research".
_TIES = frozenset({"of", "for", "on", "and", "the", "in", "to", "de", "du", "des", "&", "at"})
#: What stands between "Mr", "minister" and the like in a title: "deputy foreign minister", "secretary of state".
_TITLE_PARTS = frozenset({
    "foreign", "defence", "defense", "interior", "finance", "home", "health", "trade", "economy", "energy",
    "justice", "education", "environment", "agriculture", "labour", "labor", "transport", "treasury", "state",
    "first", "second", "third", "deputy", "assistant", "under", "national", "security", "affairs", "war", "naval",
    "army", "police", "press", "chief", "executive", "opposition", "party", "general", "lead", "senior", "junior",
    "managing", "crown", "grand", "supreme", "brigadier", "lance", "field", "vice", "interim", "associate",
    "adjunct", "emeritus", "information", "culture", "commerce", "communist", "central", "committee", "intelligence"
})  # fmt: skip
_FUNCTION = frozenset({"ADV", "ADP", "PRON", "SCONJ", "CCONJ", "DET", "AUX", "PART", "INTJ"})
#: Forms of address that also begin the names of institutions: "General Assembly", "King's College".
_AMBIGUOUS_TITLES = frozenset(
    {"king", "queen", "prince", "princess", "general", "justice", "major", "judge", "lord", "lady", "chief", "attorney"}
)
_COMPASS = frozenset({"north", "south", "east", "west"})
#: Heads of place names that come first: "Mount Sinai", "Lake Van".
_LEADING_HEADS = frozenset({
    "mount", "lake", "cape", "port", "camp", "gulf", "bay", "strait", "straits", "sea", "hotel", "rue", "calle", "fort"
})  # fmt: skip
#: Those among them that stand for nothing without the word behind.
_ALWAYS_LEADING = frozenset({"mount", "lake", "cape", "camp", "hotel", "rue", "calle", "fort"})
_LONGEST_FACT = 7
_LONGEST_NAME = 6
_LONGEST_TEXT = 100


@dataclass(slots=True)
class Name:
    """A name found at tokens `start` to `end` (half-open); its titles begin at `lead`; `hit` is the gazetteer's row."""

    start: int
    end: int
    lead: int
    kind: EntityKind
    text: str
    hit: Hit | None
    because: str
    #: A name without evidence of its own; it stands only if the article uses it elsewhere with evidence.
    loose: bool = False


#: Letters of other scripts that are drawn like Latin ones.
_LOOKALIKES = re.compile("[\u0370-\u03ff\u0400-\u052f]")
_LATIN = re.compile("[A-Za-z]")


def _disguised(word: str) -> bool:
    """Whether a capitalised word mixes Latin letters with others that look like them: a name, made to pass for one."""
    return not word.isascii() and word[0].isupper() and bool(_LOOKALIKES.search(word) and _LATIN.search(word))


class Sheet:
    """A page's tokens as plain lists, because asking spaCy for each word again and again is what costs time."""

    def __init__(self, page: Page, actors: Actors = NONE) -> None:
        tokens = list(page.doc)
        self.page = page
        self.actors = actors
        self.tokens = tokens
        self.raw = page.article.text
        #: in one spelling, so that lengths in the article are those of `at` and `ends`
        self.text = [gazetteer.spelled(token.text) for token in tokens]
        self.low = [word.lower() for word in self.text]
        self.pos = ["PROPN" if _disguised(word) else token.pos_ for word, token in zip(self.text, tokens)]
        self.dep = [token.dep_ for token in tokens]
        self.head = [token.head.i for token in tokens]
        self.at = [token.idx for token in tokens]
        self.ends = [token.idx + len(token) for token in tokens]
        self.block = page.block_of
        self.capital = [word[0].isupper() for word in self.text]
        self.sentence = _sentences(tokens)
        self.entity = _guesses(page, self.at)
        self.titles = page.language.titles
        self.calendar = frozenset(page.language.months) | frozenset(page.language.weekdays)
        self.date = page.article.published.earliest or page.article.published.value
        #: The countries that names of this page have told so far: where a small town is looked for.
        self.near: set[str] = set()

    def holder(self, name: str) -> Office | None:
        """Who held an office or is known by that name on the day of the page, the user's own people first."""
        return self.actors.holder(name, self.date) or gazetteer.holder(name, self.date)

    def fact(self, words: str) -> Hit | None:
        """The body, state or people of that name, the user's own bodies first."""
        return self.actors.organisation(words, self.date) or _fact(words, self.date)

    def __len__(self) -> int:
        return len(self.text)

    def words(self, start: int, end: int) -> str:
        """The words of a stretch of tokens, in one spelling and with white space evened out."""
        raw = gazetteer.spelled(self.raw[self.at[start] : self.ends[end - 1]])
        return " ".join(raw.split()) if "  " in raw or "\n" in raw else raw

    def glued(self, index: int) -> bool:
        """Whether a token follows the one before it without white space."""
        return index > 0 and self.ends[index - 1] == self.at[index]

    def is_title(self, index: int) -> bool:
        return self.low[index].rstrip(".") in self.titles

    def guess(self, index: int) -> EntityKind | None:
        """What the pipeline takes the word for, as part of a name."""
        found = self.entity.get(index)
        return found[2] if found else None

    def starts_sentence(self, index: int) -> bool:
        """Whether the word's capital may be due to its place: first of a sentence, or first inside quotation marks."""
        before = index - 1
        while before >= 0 and not self.text[before].strip():
            before -= 1
        first = before < 0 or self.sentence[before] != self.sentence[index] or self.block[before] != self.block[index]
        return first or self.text[before] in {'"', "'", ":", "-", "–", "—", "(", "*", "•"}


def _sentences(tokens: list[Token]) -> list[int]:
    out, number = [], -1
    for token in tokens:
        number += bool(token.is_sent_start) or number < 0
        out.append(number)
    return out


def _guesses(page: Page, at: list[int]) -> dict[int, tuple[int, int, EntityKind]]:
    """The names that the encoder or, without it, the pipeline sees: for each token of one its extent and kind."""
    if page.marks is None:
        found = ((start, end, _KINDS[label]) for start, end, label in page.doc.names if label in _KINDS)
    else:
        spans = ((bisect_right(at, a) - 1, bisect_left(at, b), kind) for a, b, kind in page.marks.names)
        found = ((_initial(page, _begin(page, a, b), kind), b, kind) for a, b, kind in spans)
    return {index: name for name in found for index in range(name[0], name[1])}


def _begin(page: Page, first: int, end: int) -> int:
    """ "Later Armstrong ...", "Three North Vietnamese ...": a sentence's first word that is no part of a name has its
    capital from its place."""
    word = page.doc[first]
    if end - first < 2 or not word.is_sent_start:
        return first
    counts = word.pos_ == "NUM" and gazetteer.country(page.doc[first + 1 : end].text) is not None
    return first + (counts or word.pos_ in {"ADV", "ADP", "SCONJ", "CCONJ"})


def _initial(page: Page, first: int, kind: EntityKind) -> int:
    """ "[U] Thant", "[J.] Smith": a lone capital letter before a person's name is part of it."""
    before = page.doc[first - 1].text.removesuffix(".") if first and kind == "PERSON" else ""
    alone = len(before) == 1 and before.isupper() and before not in {"A", "I"}
    return first - 1 if alone and not page.doc[first].is_sent_start else first


# --- word lists --------------------------------------------------------------------------------------------------


@cache
def _rows(part: str) -> dict[str, str]:
    return {row["name"]: row["gender"] for row in shelf.table("en/names.tsv") if row["part"] == part}


@cache
def _head_words() -> dict[str, EntityKind]:
    return {row["word"]: _KINDS[row["kind"]] for row in shelf.table("en/name_heads.tsv")}


@cache
def _callers() -> dict[str, EntityKind]:
    return {row["word"]: _KINDS[row["kind"]] for row in shelf.table("en/called.tsv")}


def place_noun(noun: str) -> EntityKind | None:
    """GPE, LOC or FAC if a common noun is a kind of place."""
    kind = _head_words().get(noun) or _callers().get(noun)
    return kind if kind in {"GPE", "LOC", "FAC"} else None


def is_given(word: str) -> bool:
    return word.lower() in _rows("given")


def is_family_first(word: str) -> bool:
    return word.lower() in _rows("family-first")


def is_particle(word: str) -> bool:
    return word.lower() in _rows("particle")


def gender_of(given: str) -> str | None:
    """m or f if the given name tells, else None."""
    found = _rows("given").get(given.lower())
    return found if found in {"m", "f"} else None


@lru_cache(maxsize=50_000)
def _fact(words: str, date: str | None) -> Hit | None:
    return gazetteer.organisation(words, date) or gazetteer.country(words, date)


# --- runs of capitalised words -----------------------------------------------------------------------------------


def find(sheet: Sheet) -> list[Name]:
    """All names of a page in text order; a name may lie inside another ("Soviet" in "Soviet Union Academy")."""
    out: list[Name] = []
    at = 0
    while at < len(sheet):
        if not _opens(sheet, at):
            at += 1
            continue
        end = _run_end(sheet, at)
        while at < end:
            at = _cut(sheet, at, end, out)
    return out


def _opens(sheet: Sheet, index: int) -> bool:
    if sheet.block[index] < 0:
        return False
    if sheet.capital[index]:
        return True
    # "al-Ghazali", "van der Stoel" at the start of a name; lower-case names ("eBay") the pipeline has to find.
    return index in sheet.entity and sheet.entity[index][0] == index and is_particle(sheet.text[index])


def _run_end(sheet: Sheet, start: int) -> int:
    end = start + 1
    limit = min(len(sheet), start + 40)
    while end < limit and sheet.block[end] == sheet.block[start]:
        step = _joins(sheet, end)
        if not step:
            break
        end += step
    return min(end, limit)


def _joins(sheet: Sheet, index: int) -> int:
    """How many tokens from here still belong to a run of capitals that stands before them."""
    after = index + 1 < len(sheet) and sheet.block[index + 1] == sheet.block[index]
    if sheet.capital[index]:
        return 1
    if not after:
        return 0
    if sheet.text[index] in {"-", "'"} and sheet.glued(index) and sheet.glued(index + 1):
        return 2 if sheet.text[index + 1][0].isalnum() else 0
    if sheet.text[index] == "&" and sheet.capital[index + 1]:
        return 2
    if is_particle(sheet.text[index]):
        return _particles(sheet, index)
    return 0


def _particles(sheet: Sheet, index: int) -> int:
    at = index
    while at < min(index + 4, len(sheet) - 1) and (is_particle(sheet.text[at]) or sheet.text[at] == "-"):
        at += 1
    return at - index + 1 if sheet.capital[at] and sheet.block[at] == sheet.block[index] else 0


# --- cutting a run into names ------------------------------------------------------------------------------------


def _cut(sheet: Sheet, at: int, end: int, out: list[Name]) -> int:
    """The name that begins here, if one does; where to go on."""
    if _no_name(sheet, at):
        return at + 1
    hit, hit_end = _longest_fact(sheet, at)
    called = _called(sheet, at, end, hit)
    if called:
        return _keep(out, called)
    shaped = _shaped(sheet, at, end)
    if hit and (not (shaped and shaped.end > hit_end) or _attacks(sheet, hit, hit_end)):
        person = _person_over(sheet, at, hit, hit_end, end)
        return _keep(out, person or _of_fact(sheet, at, hit_end, hit))
    title_end = _title_end(sheet, at, end)
    if title_end > at and not (shaped and shaped.end > title_end and _institution(sheet, at, title_end)):
        return _titled(sheet, at, title_end, end, out)
    if shaped:
        _nested_fact(sheet, shaped, hit, hit_end, out)
        return _keep(out, shaped)
    return _by_guess(sheet, at, end, out)


def _no_name(sheet: Sheet, at: int) -> bool:
    """A hyphen, "the", a weekday, or a common word that has its capital from its place or from a headline."""
    article = sheet.low[at] in {"a", "an"} and sheet.pos[at] == "DET"
    if not sheet.text[at][0].isalnum() or sheet.low[at] == "the" or article:
        return True
    if sheet.pos[at] == "NUM" and sheet.text[at].isalpha() and at not in sheet.entity and at + 1 in sheet.entity:
        return True  # "Three North Vietnamese"
    if not sheet.capital[at] and sheet.glued(at) and not is_particle(sheet.text[at]):
        return True  # "US-led"
    if at in sheet.entity and sheet.entity[at][1] > at + 1:
        return False
    if sheet.pos[at] not in _FUNCTION or sheet.text[at].isupper():
        return sheet.low[at] in sheet.calendar
    return not (is_given(sheet.text[at]) and at + 1 < len(sheet) and sheet.capital[at + 1])


def _keep(out: list[Name], name: Name) -> int:
    out.append(name)
    return name.end


def _attacks(sheet: Sheet, hit: Hit, end: int) -> bool:
    """ "The attack by the Soviet Union on Finland": what follows a state's whole name after "on" is another's."""
    return _is_state(hit) and hit.how == "country" and end < len(sheet) and sheet.low[end] == "on"


def _longest_fact(sheet: Sheet, at: int) -> tuple[Hit | None, int]:
    best: tuple[Hit | None, int] = (None, at)
    longer = at in sheet.entity and sheet.entity[at][1] > at + 1  # "the National Weather Service" is not The National
    article = at > 0 and sheet.low[at - 1] == "the" and not longer  # "the Times" is not any Times
    stop = min(len(sheet), at + _LONGEST_FACT)
    for end in range(at + 1, stop + 1):
        last = end - 1
        if sheet.block[last] != sheet.block[at] or sheet.ends[last] - sheet.at[at] > _LONGEST_TEXT:
            break
        if sheet.capital[last]:
            words = sheet.words(at, end)
            hit = sheet.fact(words) or (sheet.fact(f"The {words}") if article else None)
            if hit and not (end - at == 1 and _only_starts_sentence(sheet, at)):
                best = (hit, end)
        elif sheet.low[last] not in _TIES and not (
            sheet.glued(last) and sheet.glued(last + 1 if end < len(sheet) else 0)
        ):
            break
    return best


def _only_starts_sentence(sheet: Sheet, index: int) -> bool:
    """A capital that a common word owes to its place: "Polish the silver", "March on"."""
    return sheet.pos[index] in {"VERB", "AUX", "ADV", "ADP", "PRON", "SCONJ", "CCONJ", "DET", "INTJ"} and (
        index not in sheet.entity and sheet.starts_sentence(index)
    )


def _of_fact(sheet: Sheet, start: int, end: int, hit: Hit) -> Name:
    kind: EntityKind = "NORP" if hit.how == "demonym" else "GPE" if _is_state(hit) else "ORG"
    if sheet.low[start] == "the" and end - start > 1:
        start += 1
    return Name(start, end, start, kind, sheet.words(start, end), hit, hit.because)


def _is_state(hit: Hit) -> bool:
    return hit.how in {"name", "alias", "demonym", "capital", "seat", "country"} and len(hit.code) == 3


def _person_over(sheet: Sheet, at: int, hit: Hit, hit_end: int, end: int) -> Name | None:
    """ "Chad Newman", "Jordan Ellis": a given name that is also a country's, with a surname behind it."""
    found = sheet.entity.get(at)
    if hit.how == "demonym" or not found or found[2] != "PERSON" or found[0] != at or found[1] <= hit_end:
        return None
    if hit_end - at != 1 or not is_given(sheet.text[at]) or sheet.is_title(hit_end):
        return None
    return _person(sheet, at, at, end, "given name and surname")


def _is_trade(noun: str) -> bool:
    role = gazetteer.role(noun)
    return role is not None and role.kind == "person"


def _title_end(sheet: Sheet, at: int, end: int) -> int:
    """Past the last word of the title that begins here, else `at`."""
    best = at
    if at + 1 < end and sheet.starts_sentence(at) and not is_given(sheet.text[at]) and _is_trade(sheet.low[at]):
        best = at + 1  # CASE: "Lawyer Jane Ellison said", the noun's capital is due to its place
    for index in range(at, min(end, at + 5)):
        if sheet.is_title(index):
            best = index + 1
        elif sheet.low[index] not in _TITLE_PARTS and sheet.text[index] != "-":
            break
    return best


def _institution(sheet: Sheet, at: int, title_end: int) -> bool:
    """Whether what looks like a title may as well be the first word of a body's name."""
    return not sheet.is_title(at) or sheet.low[at] in _AMBIGUOUS_TITLES or title_end > at + 1


def _titled(sheet: Sheet, at: int, name_at: int, end: int, out: list[Name]) -> int:
    name_at, end = _of_office(sheet, name_at, end)
    if name_at >= end or sheet.low[name_at] in sheet.calendar or not _name_like(sheet, name_at):
        return name_at
    hit, hit_end = _longest_fact(sheet, name_at)
    if hit and hit_end >= end and hit.how not in {"capital", "seat"} and sheet.guess(name_at) != "PERSON":
        return name_at
    return _keep(out, _person(sheet, at, name_at, end, f"title {sheet.words(at, name_at)!r} before the name"))


def _of_office(sheet: Sheet, at: int, end: int) -> tuple[int, int]:
    """ "Secretary | of State John Hay": past the rest of the title, and the end of the run that begins there."""
    if at != end or at + 1 >= len(sheet) or sheet.low[at] != "of" or sheet.low[at + 1] not in _TITLE_PARTS:
        return at, end
    if not sheet.capital[at + 1] or sheet.block[at + 1] != sheet.block[at]:
        return at, end
    end = _run_end(sheet, at + 1)
    at += 1
    while at < end and sheet.low[at] in _TITLE_PARTS:
        at += 1
    return at, end


def _name_like(sheet: Sheet, index: int) -> bool:
    return sheet.pos[index] in {"PROPN", "NOUN", "ADJ", "X"} or index in sheet.entity or is_particle(sheet.text[index])


def _person(sheet: Sheet, lead: int, at: int, end: int, because: str) -> Name:
    """A person's name from here to the end of the run, or to the first word that cannot be part of it."""
    stop = at + 1
    while stop < min(end, at + _LONGEST_NAME + 2) and _in_person(sheet, stop):
        stop += 1
    while stop > at + 1 and not sheet.text[stop - 1][-1].isalnum() and sheet.text[stop - 1][-1] != ".":
        stop -= 1
    return Name(at, stop, lead, "PERSON", sheet.words(at, stop), None, because)


def _in_person(sheet: Sheet, index: int) -> bool:
    if sheet.is_title(index) or (sheet.low[index] in sheet.calendar and index not in sheet.entity):
        return False
    if sheet.text[index] == "-" and sheet.capital[index + 1]:
        return _hyphenated(sheet, index)
    if sheet.glued(index) or is_particle(sheet.text[index]):
        return True
    return _name_like(sheet, index) and sheet.capital[index]


def _hyphenated(sheet: Sheet, index: int) -> bool:
    """ "Hans-Jochen Vogel", "Douglas-Home" behind a given name; but "the Begin-Sadat talks" are two people's."""
    if is_particle(sheet.text[index - 1]) or (index > 1 and sheet.capital[index - 2] and not sheet.glued(index - 1)):
        return True
    both_given = is_given(sheet.text[index - 1]) and is_given(sheet.text[index + 1])
    further = index + 2 < len(sheet) and sheet.capital[index + 2] and sheet.block[index + 2] == sheet.block[index]
    return both_given or (further and not sheet.is_title(index + 2))


# --- organisations, places, events by the word that heads them ---------------------------------------------------


def _shaped(sheet: Sheet, at: int, end: int) -> Name | None:
    """A name whose own words tell what it is ("... Institute for ..."), with what a tie adds behind it."""
    last = at
    kind: EntityKind | None = None
    for index in range(at, min(end, at + 8)):
        if index > at and sheet.is_title(index) and index + 1 < end:
            break
        found = _head_words().get(sheet.low[index])
        if found is None and last == index and sheet.low[index - 1] in _COMPASS and sheet.capital[index]:
            last = index + 1
        if found and (index > at or found in {"ORG", "EVENT"} or sheet.low[index] in _LEADING_HEADS):
            last, kind = index + 1, found
    if kind is None or (kind != "ORG" and _looks_personal(sheet, at, last)):
        return None
    stop = _tied(sheet, at, last) if kind in {"ORG", "EVENT"} else last
    if stop - at < 2 and sheet.low[at] in _ALWAYS_LEADING:
        stop = _behind_head(sheet, at, end)
    if stop - at < 2:
        return None
    return Name(at, stop, at, kind, sheet.words(at, stop), None, "shape")


def _behind_head(sheet: Sheet, at: int, end: int) -> int:
    """ "Rue | de Berlin", "Hotel | Moscow": the head stands first and the run is its name."""
    stop = at + 1
    while stop < end and sheet.low[stop] not in sheet.calendar and not sheet.is_title(stop):
        stop += 1
    return stop


def _tied(sheet: Sheet, start: int, end: int) -> int:
    """ "Institute" + "for Naval Research": on past a tie as long as capitals follow; at most two ties."""
    for _ in range(2):
        at = end
        while at < min(len(sheet), end + 2) and sheet.low[at] in {"of", "for", "on", "the"} and _same(sheet, start, at):
            at += 1
        if at == end or at >= len(sheet) or not _same(sheet, start, at) or not sheet.capital[at]:
            return end
        if sheet.low[at] in sheet.calendar:
            return end
        end = _run_end(sheet, at)
        if end + 1 < len(sheet) and sheet.low[end] == "and" and _same(sheet, start, end + 1):
            end = _and_more(sheet, at, end)
    return end


def _and_more(sheet: Sheet, start: int, end: int) -> int:
    """ "Ministry of Trade and Industry" goes on; "Bank of England and Parliament" does not: the pipeline decides."""
    found = sheet.entity.get(end)
    return _run_end(sheet, end + 1) if found and found[0] <= start and sheet.capital[end + 1] else end


def _same(sheet: Sheet, a: int, b: int) -> bool:
    return sheet.block[a] == sheet.block[b] and sheet.sentence[a] == sheet.sentence[b]


def _called(sheet: Sheet, at: int, end: int, hit: Hit | None) -> Name | None:
    """ "the tanker Bucharest", "the river Jordan": a common noun before the name says what bears it."""
    quoted = at > 1 and sheet.text[at - 1] == '"'
    noun = at - 1 - quoted
    if noun < 0 or sheet.capital[noun] or sheet.block[noun] != sheet.block[at]:
        return None
    kind = _callers().get(sheet.low[noun])
    if kind is None or not (quoted or _side_by_side(sheet, noun, at, end)):
        return None
    known = hit is not None and (kind == "GPE" or not _is_state(hit) or hit.how == "demonym")
    if known or sheet.is_title(at) or (kind in {"ORG", "GPE"} and is_given(sheet.text[at])):
        return None
    return Name(at, end, at, kind, sheet.words(at, end), None, f"called {sheet.low[noun]}")


def _side_by_side(sheet: Sheet, noun: int, at: int, end: int) -> bool:
    """Whether the parse ties a name and the noun before it, one as the other's companion.

    CASE: "The liner France docked", where it makes two subjects of them, or a sentence without a verb. "The rocket
    France launched has failed" is another matter.
    """
    if at <= sheet.head[noun] < end or any(sheet.head[index] == noun for index in range(at, end)):
        return True
    governors = {sheet.head[index] for index in range(at, end)} - set(range(at, end))
    if sheet.head[noun] in governors and sheet.head[noun] != noun:
        return True
    return sheet.head[noun] == noun and any(sheet.head[verb] == noun for verb in governors)


def _nested_fact(sheet: Sheet, name: Name, hit: Hit | None, hit_end: int, out: list[Name]) -> None:
    """ "Soviet Foreign Ministry": the adjective points at the country on its own account."""
    if hit and hit_end < name.end and (hit.how == "demonym" or sheet.text[name.start].isupper()):
        out.append(_of_fact(sheet, name.start, hit_end, hit))


# --- what the pipeline guesses -----------------------------------------------------------------------------------


def _by_guess(sheet: Sheet, at: int, end: int, out: list[Name]) -> int:
    found = _joined(sheet, at, end) or sheet.entity.get(at)
    if _dateline(sheet, at, end):
        return _keep(out, Name(at, end, at, "GPE", sheet.words(at, end).title(), None, "a dateline"))
    part = found is not None and (found[1] - at > 1 or found[0] < at)
    if found and found[2] == "PERSON" and part and _only_a_place(sheet, at, found[1]):
        return _keep(out, Name(at, found[1], at, "GPE", sheet.words(at, found[1]), None, "a place by the place table"))
    if found and found[2] == "PERSON" and not _doubtful(sheet, at, found):
        return _keep(out, _person(sheet, at, at, _facts_stop(sheet, at, end), "the pipeline takes it for a person"))
    if _looks_personal(sheet, at, end):
        return _keep(out, _person(sheet, at, at, _facts_stop(sheet, at, end), "given name and surname"))
    if found and not _doubtful(sheet, at, found):
        return _keep(out, _guessed(sheet, at, found))
    return _loose(sheet, at, end, out)


def _only_a_place(sheet: Sheet, at: int, end: int) -> bool:
    return not is_given(sheet.text[at]) and gazetteer.place(sheet.words(at, end)) is not None


def _joined(sheet: Sheet, at: int, end: int) -> tuple[int, int, EntityKind] | None:
    """ "Olof | Larsen", "Channel | Tunnel": one name that the pipeline cut in two, as its own parse shows."""
    labels = sheet.page.language.labels
    head, own = sheet.head[at], sheet.guess(at)
    if sheet.dep[at] not in labels.compound or not at < head < end or sheet.pos[at] != "PROPN":
        return None
    behind = sheet.entity.get(head)
    if behind is None or behind == sheet.entity.get(at) or behind[1] > end:
        return None
    if own not in {None, "ORG"} or (own == "ORG" and (sheet.text[at].isupper() or behind[2] != "PERSON")):
        return None
    return (at, behind[1], behind[2]) if behind[2] in {"PERSON", "ORG", "FAC", "LOC", "EVENT"} else None


def _dateline(sheet: Sheet, at: int, end: int) -> bool:
    """ "YALTA, Crimea -" at the start of a block."""
    if (at > 0 and sheet.block[at - 1] == sheet.block[at]) or end >= len(sheet) or end - at > 4:
        return False
    return sheet.text[end] in {",", "-", "–", "—", "--", "("} and sheet.words(at, end).isupper()


def _doubtful(sheet: Sheet, at: int, found: tuple[int, int, EntityKind]) -> bool:
    """A one-word place or people that no table knows, with a capital that says nothing; or two names on a hyphen."""
    tied = any(sheet.text[i] == "-" and sheet.capital[i + 1] for i in range(at + 1, found[1] - 1))
    if tied and found[2] not in {"ORG", "PERSON"}:
        return True
    if found[1] - at > 1 or not sheet.starts_sentence(at):
        return False
    alone = found[2] in {"GPE", "NORP", "LOC", "FAC"} or sheet.pos[at] in {"ADJ", "ADV", "NOUN", "VERB", "NUM"}
    return alone and gazetteer.place(sheet.text[at]) is None


def _facts_stop(sheet: Sheet, at: int, end: int) -> int:
    """Where inside a run something known of two words or more begins, so that a person's name ends there."""
    for index in range(at + 1, end):
        if sheet.capital[index] and not sheet.glued(index):
            hit, hit_end = _longest_fact(sheet, index)
            if hit and (hit_end - index > 1 or hit.how == "demonym"):
                return index
    return end - 1 if end - at > 2 and _signed_from(sheet, end) else end


def _signed_from(sheet: Sheet, end: int) -> bool:
    """ "Jane Ellison Toronto, Canada": a letter's signature runs into the place it was sent from."""
    if end + 1 >= len(sheet) or sheet.text[end] != "," or sheet.block[end + 1] != sheet.block[end - 1]:
        return False
    behind, place = _longest_fact(sheet, end + 1)[0], gazetteer.place(sheet.text[end - 1])
    return behind is not None and behind.how == "country" and place is not None and place.country == behind.code


def _looks_personal(sheet: Sheet, at: int, end: int) -> bool:
    if (
        end - at < 2
        or not sheet.capital[at + 1]
        or not _name_like(sheet, at + 1)
        or sheet.low[at + 1] in sheet.calendar
    ):
        return False
    if _head_words().get(sheet.low[at + 1]) in {"ORG", "EVENT"}:
        return False
    syllables = end - at >= 3 and (sheet.text[at + 2] == "-" or end - at == 3)
    return is_given(sheet.text[at]) or (is_family_first(sheet.text[at]) and syllables)


def _parts_names(sheet: Sheet, index: int) -> bool:
    """Punctuation that no name has inside, a dash with space around it among them."""
    return sheet.text[index] in {'"', "(", ";", ":", "–", "—"} or (sheet.text[index] == "-" and not sheet.glued(index))


def _guessed(sheet: Sheet, at: int, found: tuple[int, int, EntityKind]) -> Name:
    stop = found[1]
    while stop > at + 1 and (
        not sheet.text[stop - 1].strip() or sheet.low[stop - 1] in {"'s", "'", '"', ",", ".", "-", "(", ")"}
    ):
        stop -= 1
    for index in range(at, stop):
        if sheet.block[index] != sheet.block[at] or (index > at and _parts_names(sheet, index)):
            stop = index
            break
    kind = found[2]
    if kind == "NORP" and _stands_in(sheet, at):
        kind = "GPE"  # "at Chernobyl": a people is no place
    place = gazetteer.place(sheet.words(at, stop)) if kind in {"GPE", "LOC", "ORG"} else None
    if place and kind == "ORG" and stop - at == 1 and not sheet.text[at].isupper():
        kind = "GPE"
    because = f"place in {place.country} by the place table" if place else "the pipeline takes it for a name"
    return Name(at, stop, at, kind, sheet.words(at, stop), None, because)


def _stands_in(sheet: Sheet, at: int) -> bool:
    """Whether a name of the place table is the object of a preposition of place."""
    before = sheet.low[at - 1] if at else ""
    by = sheet.head[at] == at - 1 and before in {"at", "in", "near"}
    return by and gazetteer.place(sheet.text[at]) is not None


def _loose(sheet: Sheet, at: int, end: int, out: list[Name]) -> int:
    stop = at + 1
    while stop < end and stop not in sheet.entity and _in_person(sheet, stop) and not _longest_fact(sheet, stop)[0]:
        stop += 1
    if stop - at > 1 and sheet.holder(sheet.words(at, stop)):
        return _keep(out, Name(at, stop, at, "PERSON", sheet.words(at, stop), None, "in the office table"))
    if sheet.pos[at] == "PROPN" or not sheet.starts_sentence(at):
        out.append(Name(at, stop, at, "OTHER", sheet.words(at, stop), None, "capitalised", loose=True))
    return stop
