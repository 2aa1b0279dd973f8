"""Which names mean the same one: names of an article -> figures, each a person, state, body or place under any name.

Newsroom habits used here: the full name comes once and the surname afterwards; a long name is followed by its initials
in brackets; a capital or a building stands for its government when it speaks or acts, and for itself behind "in".
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from reportedly import gazetteer, shelf
from reportedly.gazetteer import Hit, Office
from reportedly.model import EntityKind, MentionForm
from reportedly.reading import names as naming
from reportedly.reading.names import Name, Sheet

__all__ = ["Figure", "Place", "group", "head_of"]

_MASCULINE = frozenset({"mr", "sir", "lord", "king", "prince", "emperor", "pope", "chairman", "congressman", "father"})
_FEMININE = frozenset(
    {"mrs", "ms", "miss", "lady", "dame", "queen", "princess", "chairwoman", "spokeswoman", "congresswoman", "madame"}
)
_RELATIVES = frozenset(
    {"father", "mother", "brother", "sister", "son", "daughter", "wife", "husband", "widow", "uncle", "aunt", "nephew",
     "niece", "grandfather", "grandmother", "grandson", "cousin", "predecessor", "late", "deceased", "namesake"}
)  # fmt: skip


_SAYING = frozenset({"say", "tell", "add", "ask", "argue", "write", "insist", "reply", "note"})
#: Languages that are also surnames in the office table.
_TONGUES = frozenset({"English", "French", "German", "Dutch", "Welsh", "Irish", "Spanish", "Arabic", "Latin"})
#: How many bearers of one surname are told apart in an article.
_BEARERS = 50


@dataclass(slots=True)
class Place:
    """One mention: tokens `start` to `end`, half-open, its head token, and how it refers."""

    start: int
    end: int
    head: int
    form: MentionForm
    #: where a person's name begins behind its titles
    core: int = -1


@dataclass(slots=True, eq=False)
class Figure:
    """An entity while the article is being read."""

    name: str
    kind: EntityKind
    because: str
    hit: Hit | None = None
    office: Office | None = None
    country: str | None = None
    sector: str | None = None
    affiliation: str | None = None
    gender: str | None = None
    plural: bool = False
    human: bool = False
    #: neither named nor people, a body, a place or a paper: listed only if some finding needs it
    minor: bool = False
    #: dead, or brought in as somebody's father or predecessor: not whom a bare surname means
    secondary: bool = False
    #: a capital or building as a spot on the map, not the government it stands for
    spot: bool = False
    full: int = 0
    surname: str = ""
    roles: set[str] = field(default_factory=set)
    places: list[Place] = field(default_factory=list)
    #: where its names start, in order
    starts: list[int] = field(default_factory=list)

    @property
    def person(self) -> bool:
        return self.kind == "PERSON"


def group(sheet: Sheet, found: list[Name]) -> list[Figure]:
    """All figures named in the article, with the places that name them."""
    sheet.near.update(name.hit.code for name in found if name.hit and is_state(name.hit))
    cast = _Grouping(sheet)
    _called_again(sheet, found)
    _mistaken(sheet, found)
    _settled(sheet, found)
    people = [name for name in found if name.kind == "PERSON" and not name.loose]
    for name in sorted(people, key=lambda name: -len(_core(name.text))):
        if len(_core(name.text)) > 1:
            cast.full_name(name)
    for name in found:
        if name.kind != "PERSON" and not name.loose:
            cast.other(name)
    for name in found:
        if name.loose or (name.kind == "PERSON" and len(_core(name.text)) == 1):
            cast.short_name(name)
    cast.unseen(found)
    return [figure for figure in cast.figures if figure.places]


def _mistaken(sheet: Sheet, found: list[Name]) -> None:
    """Makes persons of what the pipeline took for bodies or towns, where the article or the office table differs."""
    for name in found:
        if _who_follows(sheet, name):
            name.kind, name.because = "PERSON", "somebody who does something"
    surnames = {name.text for name in found if " " not in name.text and (name.kind == "PERSON" or _says(sheet, name))}
    for name in found:
        words = name.text.split()
        capitals = all(word[0].isupper() or naming.is_particle(word) for word in words)
        if not _only_guessed(name) or not 2 <= len(words) <= 4 or not capitals:
            continue
        particled = len(words) > 2 and any(naming.is_particle(word) and word[0].islower() for word in words[1:-1])
        if particled or words[-1] in surnames or naming.is_given(words[0]) or sheet.holder(name.text):
            name.kind = "PERSON"
            name.because = "named like a person"


def _only_guessed(name: Name) -> bool:
    """Whether a body or a place is one on the pipeline's word alone."""
    guessed = name.hit is None and name.because.startswith("the pipeline")
    return guessed and name.kind in {"ORG", "GPE", "FAC", "LOC"}


def _says(sheet: Sheet, name: Name) -> bool:
    """ "Ellison said", where the pipeline sees a body: a surname, if the article names a Jane Ellison elsewhere."""
    if not _only_guessed(name) or not sheet.capital[name.start] or (name.start and sheet.pos[name.start - 1] == "DET"):
        return False
    index = name.start
    subject = sheet.dep[index] in sheet.page.language.labels.subject
    return subject and sheet.tokens[sheet.head[index]].lemma_.lower() in _SAYING


def _who_follows(sheet: Sheet, name: Name) -> bool:
    """ "Ellison, who was honoured": a name that only the pipeline vouches for, and a clause with "who" hangs on it."""
    end = name.end
    if not _only_guessed(name) or end + 1 >= len(sheet.text) or sheet.text[end] != "," or sheet.low[end + 1] != "who":
        return False
    clause = sheet.head[end + 1]
    return name.start <= sheet.head[clause] < end and sheet.pos[end - 1] == "PROPN"


def _called_again(sheet: Sheet, found: list[Name]) -> None:
    """ "The Bucharest", once the article has called a tanker so, is the tanker again."""
    called = {name.text: name for name in found if name.because.startswith("called ")}
    for name in found if called else ():
        first = called.get(name.text)
        article = name.start > 0 and sheet.low[name.start - 1] == "the"
        if first is not None and name.start > first.start and article:
            name.kind, name.hit, name.because = first.kind, None, first.because


def _settled(sheet: Sheet, found: list[Name]) -> None:
    """One kind for all uses of a name that only the pipeline vouches for; a place's if one can be in it."""
    uses: dict[str, list[Name]] = {}
    for name in found:
        if name.hit is None and name.because.startswith("the pipeline") and name.lead == name.start:
            uses.setdefault(name.text, []).append(name)
    for text, names in uses.items():
        kinds = [name.kind for name in names]
        kind = max(dict.fromkeys(kinds), key=kinds.count)
        if kind in {"PERSON", "ORG", "EVENT", "OTHER"} and not naming.is_given(text.split()[0]):
            kind = _kind_of_spot(sheet, names) or kind
        if kind == "PERSON" and len(names) == 1 and _hardly_a_person(sheet, names[0]):
            kind = "OTHER"
        for name in names:
            name.kind = kind


def _hardly_a_person(sheet: Sheet, name: Name) -> bool:
    """One word used once, with a figure in it or as an adjective is: "F-86", "it was Wagnerian"."""
    predicate = sheet.dep[name.start] in sheet.page.language.labels.attribute
    return any(map(str.isdigit, name.text)) or (name.end - name.start == 1 and predicate)


def _kind_of_spot(sheet: Sheet, names: list[Name]) -> EntityKind | None:
    """A place's kind if most uses of the name stand behind "in" and the like, or before "camp", "province"."""
    heads = [naming.place_noun(sheet.low[name.end]) for name in names if _common_noun(sheet, name)]
    kinds = [kind for kind in heads if kind]
    inside = sum(_stands_inside(sheet, name) for name in names)
    if 2 * (inside + len(kinds)) <= len(names):
        return None
    return kinds[0] if kinds else "GPE"


def _common_noun(sheet: Sheet, name: Name) -> bool:
    end = name.end
    beside = end < len(sheet.text) and sheet.block[end] == sheet.block[name.start] and not sheet.capital[end]
    return beside and name.start <= sheet.head[end - 1] <= end and sheet.pos[end] == "NOUN"


def _stands_inside(sheet: Sheet, name: Name) -> bool:
    before = name.start - 1
    before -= before > 0 and sheet.low[before] == "the"
    if before < 0 or sheet.block[before] != sheet.block[name.start]:
        return False
    alone = sheet.head[name.end - 1] == before or sheet.head[name.start] == before
    return alone and sheet.low[before] in _near_places("inside") and sheet.low[before] != "at"


class _Grouping:
    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.figures: list[Figure] = []
        self.people: dict[str, list[Figure]] = {}
        self.by_full: dict[str, Figure] = {}
        self.by_key: dict[str, Figure] = {}
        self.acronyms: dict[str, Figure] = {}

    # people

    def full_name(self, name: Name) -> None:
        words = _core(name.text)
        figure = self.by_full.get(_fold(words)) or self._same_person(words, name)
        if figure is None:
            figure = self._new_person(name, words)
        self.by_full[_fold(words)] = figure
        figure.full += 1
        self._place(figure, name)

    def _same_person(self, words: list[str], name: Name) -> Figure | None:
        """ "John Kennedy" beside "John F. Kennedy"; "Jack Kennedy" is nobody's business here."""
        surname = _surname(words)
        for figure in self.people.get(surname.casefold(), [])[-_BEARERS:]:
            theirs = _core(figure.name)
            if figure.surname == surname and len(theirs) > 1 and _compatible(words, theirs):
                return figure
        bearers = self.people.get(words[0].casefold(), [])[-_BEARERS:]
        return next((figure for figure in bearers if _within(words, _core(figure.name))), None)

    def _new_person(self, name: Name, words: list[str]) -> Figure:
        figure = Figure(name.text, "PERSON", name.because, human=True, surname=_surname(words))
        family_first = figure.surname == words[0]
        figure.gender = None if family_first else naming.gender_of(words[0])
        self.figures.append(figure)
        for word in dict.fromkeys([figure.surname, *_parts(words)]):
            self.people.setdefault(word.casefold(), []).append(figure)
        return figure

    def short_name(self, name: Name) -> None:
        words = _core(name.text)
        if name.lead == name.start and name.text in _TONGUES:
            return
        figure = self._meant(words, name)
        if figure is None and not name.loose and words:
            figure = self._new_person(name, words)
        if figure is None and name.loose:
            figure = self._same_words(name.text)
        if figure is None and name.loose and words and self._known_holder(name):
            figure = self._new_person(name, words)
        if figure:
            self._place(figure, name)

    def _same_words(self, text: str) -> Figure | None:
        figure = self.by_key.get(text.casefold())
        return figure if figure and figure.name == text else None

    def _known_holder(self, name: Name) -> bool:
        held = self.sheet.holder(name.text) if len(name.text) > 4 and " " not in name.text else None
        return held is not None and self.sheet.pos[name.start] == "PROPN"

    def _meant(self, words: list[str], name: Name) -> Figure | None:
        """Of all who bear a surname the one meant: alive, of the right gender, fully named often and lately."""
        if not words:
            return None
        key = " ".join(words).casefold()
        bearers = self.people.get(key) or self.by_full_list(words)
        title = self._gender(name)
        fits = [figure for figure in bearers[-_BEARERS:] if not (title and figure.gender and title != figure.gender)]
        exact = [figure for figure in fits if figure.surname.casefold() == key] or fits
        return max(exact, key=lambda figure: self._weight(figure, name.start), default=None)

    def by_full_list(self, words: list[str]) -> list[Figure]:
        figure = self.by_full.get(_fold(words))
        return [figure] if figure else []

    def _weight(self, figure: Figure, at: int) -> tuple[bool, float]:
        before = bisect.bisect_left(figure.starts, at)
        blocks = self.sheet.block[at] - self.sheet.block[figure.starts[before - 1]] if before else 10
        return not figure.secondary, min(figure.full, 4) - blocks

    def _gender(self, name: Name) -> str | None:
        for index in range(name.lead, name.start):
            title = self.sheet.low[index].rstrip(".")
            if title in _MASCULINE or title in _FEMININE:
                return "m" if title in _MASCULINE else "f"
        return None

    # everything else

    def other(self, name: Name) -> None:
        """A name of a state, body, place, people or happening, filed under what it stands for."""
        if self._is_surname(name):
            self.short_name(name)
            return
        key = self._key(name)
        figure = self.by_key.get(key) or self._by_initials(name)
        if figure is None and name.hit is None and name.end - name.start == 1:
            figure = self._short_form(name.start)
        if figure is None:
            figure = self._new_other(name, key)
            figure.country = figure.country or self._possessor(name)
        self.by_key.setdefault(key, figure)
        self._place(figure, name)
        self._bracketed(figure, name)

    def _is_surname(self, name: Name) -> bool:
        if name.hit or name.kind == "EVENT" or name.because.startswith("called "):
            return False
        called = name.text.casefold()
        bearers = self.people.get(called, [])[-_BEARERS:]
        if any(figure.surname.casefold() == called for figure in bearers):
            return True
        # CASE: a town or a firm that is called like a given name of somebody here is that person, if no map knows it.
        return bool(bearers) and gazetteer.place(name.text) is None and self.sheet.pos[name.start] == "PROPN"

    def _key(self, name: Name) -> str:
        hit = name.hit
        if hit is None:
            return _people(name.text.casefold()) if name.kind == "NORP" else f"{name.text.casefold()}"
        if not is_state(hit) or _own_body(hit):
            return f"body {hit.name}"
        if hit.how in {"capital", "seat"} and not acts(self.sheet, name):
            return f"place {name.text.casefold()}"
        return f"state {hit.code}"

    def _new_other(self, name: Name, key: str) -> Figure:
        hit = name.hit
        state = key.startswith("state ")
        called = (gazetteer.country_name(hit.code) or hit.name) if hit and state else name.text
        kind: EntityKind = "GPE" if state else name.kind
        if key.startswith("place ") and hit:
            kind = "GPE" if hit.how == "capital" else "FAC"
            called = called.title() if called.isupper() else called
        kind = "ORG" if hit and _own_body(hit) else kind
        figure = Figure(called, kind, name.because, hit=hit, spot=key.startswith("place "))
        figure.country, figure.sector = (hit.code, hit.sector) if hit else (self._country_of(name), None)
        if state:
            figure.sector = "GOV"
        figure.plural = kind == "NORP"
        self.figures.append(figure)
        return figure

    def _country_of(self, name: Name) -> str | None:
        if name.kind in {"GPE", "LOC", "FAC"}:
            place = gazetteer.place(name.text, self.sheet.near)
            return place.country if place else None
        words = name.text.split()
        for length in (3, 2, 1):
            hit = gazetteer.country(" ".join(words[:length]), self.sheet.date) if len(words) > length else None
            if hit and hit.how in {"demonym", "alias", "country"}:
                return hit.code
        return self._seated(name)

    def _seated(self, name: Name) -> str | None:
        """ "University of Havana", "Bank of Canada": the state or place that ends the name behind "of"."""
        _, of, behind = name.text.rpartition(" of ")
        if name.kind != "ORG" or not of:
            return None
        hit = gazetteer.country(behind, self.sheet.date)
        place = None if hit else gazetteer.place(behind, self.sheet.near)
        return hit.code if hit else place.country if place else None

    def _possessor(self, name: Name) -> str | None:
        """ "Peru's Supreme Court"."""
        at = name.start - 2
        if name.kind != "ORG" or at < 0 or self.sheet.low[at + 1] not in {"'s", "'"}:
            return None
        for length in (1, 2, 3):
            start = at - length + 1
            if start >= 0 and self.sheet.capital[start]:
                hit = gazetteer.country(self.sheet.words(start, at + 1), self.sheet.date)
                if hit:
                    return hit.code
        return None

    def _by_initials(self, name: Name) -> Figure | None:
        initials = name.text.replace(".", "")
        return self.acronyms.get(initials) if len(initials) <= 12 and not initials.islower() else None

    def _bracketed(self, figure: Figure, name: Name) -> None:
        """The initials an organisation's name gives, whether in brackets behind it or further down."""
        letters = "".join(word[0] for word in re.findall(r"[A-Z][\w-]*", name.text))
        if len(letters) > 1 and name.kind == "ORG":
            self.acronyms.setdefault(letters, figure)
        text = self.sheet.text
        if name.end + 2 < len(text) and text[name.end] == "(" and text[name.end + 2] == ")":
            initials = text[name.end + 1]
            if sum(letter.isupper() for letter in initials[:12]) > 1:
                self.acronyms[initials] = figure

    # names the finder did not see

    def unseen(self, found: list[Name]) -> None:
        """Surnames, initials and "the North" that stand where nothing told the finder they were names."""
        covered = [False] * len(self.sheet.text)
        for name in found:
            if not name.loose:
                covered[name.lead : name.end] = [True] * (name.end - name.lead)
        for figure in self.figures:
            for place in figure.places:
                covered[place.start : place.end] = [True] * (place.end - place.start)
        for index, capital in enumerate(self.sheet.capital):
            if capital and not covered[index] and self.sheet.block[index] >= 0:
                self._one_unseen(index)

    def _one_unseen(self, index: int) -> None:
        word = self.sheet.text[index]
        because = "used elsewhere in the article as a name"
        name = Name(index, index + 1, index, "OTHER", word, None, because, loose=True)
        bearers = [figure for figure in self.people.get(word.casefold(), ()) if figure.surname == word]
        figure = self._meant([word], name) if bearers else self._not_a_person(name)
        if figure:
            self._place(figure, name)

    def _not_a_person(self, name: Name) -> Figure | None:
        return self._by_initials(name) or self._same_words(name.text) or self._short_form(name.start)

    def _short_form(self, index: int) -> Figure | None:
        """ "the North" is whichever northern state the article speaks of."""
        low = self.sheet.low
        if (
            index == 0
            or low[index - 1] != "the"
            or (index + 1 < len(low) and self.sheet.text[index + 1] in {"of", "-"})
        ):
            return None
        codes = gazetteer.short_form(low[index]) if self.sheet.pos[index] in {"PROPN", "NOUN"} else ()
        return next((self.by_key[f"state {code}"] for code in codes if f"state {code}" in self.by_key), None)

    def _place(self, figure: Figure, name: Name) -> None:
        lead = name.lead if figure.person else name.start
        while lead < name.start and not self.sheet.capital[lead]:
            lead += 1
        if lead > 0 and self.sheet.low[lead - 1] == "the" and self.sheet.block[lead - 1] == self.sheet.block[lead]:
            lead -= not name.loose and lead <= self.sheet.head[lead - 1] < name.end
        figure.places.append(Place(lead, name.end, head_of(self.sheet, name.start, name.end), "name", name.start))
        bisect.insort(figure.starts, lead)
        if figure.person:
            figure.gender = self._gender(name) or figure.gender
            figure.roles.update(self.sheet.low[i].rstrip(".") for i in range(name.lead, name.start))
            figure.secondary = figure.secondary or self._brought_in(name)

    def _brought_in(self, name: Name) -> bool:
        """ "the late X", "his father X", "X, the father of": said of somebody who is not the subject of the piece."""
        low = self.sheet.low
        if any(low[i] in _RELATIVES for i in range(max(0, name.lead - 2), name.lead)):
            return True
        after = low[name.end : name.end + 4]
        return len(after) == 4 and after[0] == "," and after[1] in {"the", "his", "her"} and after[2] in _RELATIVES


# --- the parts of a person's name --------------------------------------------------------------------------------


def _core(text: str) -> list[str]:
    """A name's words without initials' sake: "Charles de Gaulle" -> Charles, de Gaulle; hyphenated given names stay."""
    out: list[str] = []
    carry: list[str] = []
    for word in text.replace(" - ", "-").split():
        bare = word.strip(".,'\"")
        if not bare:
            continue
        if naming.is_particle(bare) and (bare[0].islower() or not naming.is_given(bare)):
            carry.append(word)
        else:
            out.append(" ".join([*carry, word]))
            carry = []
    return out


def _surname(words: list[str]) -> str:
    return words[0] if len(words) > 1 and _family_first(words) else words[-1] if words else ""


_SYLLABLE = re.compile(r"[A-Z]?[bcdfghjklmnpqrstvwxyz]{0,3}[aeiouy]{1,3}w?(?:ng|n|m|k|l|p|t|h|r|c|nh|ch)?")


def _family_first(words: list[str]) -> bool:
    """Whether a name is printed surname first, as Korean, Chinese and Vietnamese names are."""
    given = words[1:]
    if any(re.fullmatch(r"[A-Z]\w*-[a-z]\w*", word) for word in given) and len(words) == 2:
        return True
    if not naming.is_family_first(words[0]):
        return False
    if len(words) == 2:
        return not naming.is_given(words[0]) and not naming.is_family_first(words[1])
    return len(words) == 3 and all(_SYLLABLE.fullmatch(word) for word in given)


def _parts(words: Iterable[str]) -> list[str]:
    """Every way one word of the name may stand for the whole: with and without particles and "al-"."""
    out: list[str] = []
    for word in words:
        bare = word.split()[-1]
        out += [word, bare, re.sub(r"^(?:[Aa]l|[Ee]l)-", "", bare)]
    return out


def _fold(words: Iterable[str]) -> str:
    kept = [word.casefold() for word in words if not re.fullmatch(r"[A-Z]\.?", word)]
    return " ".join(kept).replace("-", " ")


def _within(words: list[str], whole: list[str]) -> bool:
    """ "Il Sung" inside "Kim Il Sung": the recogniser lost the beginning."""
    size = len(words)
    return size < len(whole) and any(whole[i : i + size] == words for i in range(len(whole) - size + 1))


def _compatible(one: list[str], other: list[str]) -> bool:
    first, second = one[0].rstrip("."), other[0].rstrip(".")
    same_first = first == second or (min(len(first), len(second)) == 1 and first[0] == second[0])
    return same_first and one[-1] == other[-1]


def _people(word: str) -> str:
    """Kurds, Kurdish; Islamist, Islamists; Sunni, Sunnis: one people or creed under one key."""
    for ending in ("ish", "ians", "ian", "s"):
        if word.endswith(ending) and len(word) - len(ending) > 3:
            return word[: -len(ending)] + ("ian" if ending.startswith("ian") else "")
    return word


# --- states and their capitals -----------------------------------------------------------------------------------


def is_state(hit: Hit) -> bool:
    """Whether the gazetteer's row is a state, its people, its capital or its seat, and not a body."""
    return hit.how in {"country", "alias", "demonym", "capital", "seat"}


def _own_body(hit: Hit) -> bool:
    """The Pentagon is an armed force, the State Department a ministry: bodies of a state, not its voice as a whole."""
    return hit.how == "seat" and (hit.sector != "GOV" or "Department" in hit.name or "Ministry" in hit.name)


def head_of(sheet: Sheet, start: int, end: int) -> int:
    """The token among these whose governor lies outside."""
    for index in range(end - 1, start - 1, -1):
        if not start <= sheet.head[index] < end or sheet.head[index] == index:
            return index
    return end - 1


@cache
def _near_places(part: str) -> frozenset[str]:
    return frozenset(row["word"] for row in shelf.table("en/place_words.tsv") if row["part"] == part)


def acts(sheet: Sheet, name: Name) -> bool:
    """Whether a capital or building stands for its government here, not for the spot on the map."""
    labels = sheet.page.language.labels
    if _dateline(sheet, name):
        return False
    index = head_of(sheet, name.start, name.end)
    for _ in range(4):
        if sheet.dep[index] not in labels.conjunct or sheet.head[index] == index:
            break
        index = sheet.head[index]
    dep, governor = sheet.dep[index], sheet.head[index]
    lemma = sheet.tokens[governor].lemma_.lower()
    if dep in labels.subject or dep in labels.passive_agent:
        return True
    if dep in labels.possessive:
        return lemma not in _near_places("part")
    if dep in labels.object or dep in labels.indirect_object:
        return lemma not in _near_places("moving")
    if dep in labels.preposition_object:
        return _acts_behind(sheet, governor)
    if dep in labels.compound:
        return _linked(sheet, name) and sheet.low[governor] not in _near_places("part")
    return False


def _dateline(sheet: Sheet, name: Name) -> bool:
    first = all(sheet.block[i] != sheet.block[name.start] for i in range(max(0, name.start - 1), name.start))
    after = sheet.text[name.end] if name.end < len(sheet.text) else ""
    return first and after in {"-", "–", "—", "--", "(", ","} and sheet.text[name.start].isupper()


def _acts_behind(sheet: Sheet, preposition: int) -> bool:
    word = sheet.low[preposition]
    lemma = sheet.tokens[sheet.head[preposition]].lemma_.lower()
    if word in _near_places("inside"):
        return False
    if word == "of":
        return lemma not in _near_places("part")
    return lemma not in _near_places("moving")


def _linked(sheet: Sheet, name: Name) -> bool:
    """ "a Hanoi-Moscow pact": two capitals tied by a hyphen are two governments."""
    around = (name.start - 1, name.end)
    return any(
        0 < i < len(sheet.text) - 1 and sheet.text[i] in {"-", "–", "/"} and sheet.glued(i) and sheet.glued(i + 1)
        for i in around
    )
