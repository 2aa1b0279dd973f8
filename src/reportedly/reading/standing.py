"""Who somebody is: the office held on the day, and what the article's own words beside the name say."""

from __future__ import annotations

from dataclasses import dataclass

from reportedly import gazetteer
from reportedly.reading import names as naming
from reportedly.reading.grouping import Figure, Place, is_state
from reportedly.reading.names import Sheet

__all__ = ["Beside", "place_everybody", "premodifiers"]

#: Forms of address say nothing about who somebody is.
_ADDRESS = frozenset(
    {"mr", "mrs", "ms", "miss", "dr", "doctor", "prof", "professor", "sir", "lord", "lady", "dame", "rev"}
)
_CLOSERS = frozenset({",", ";", ".", ":", '"', ")", "(", "?", "!", "-", "–", "—"})
_LONGEST = 30
#: "a figure that" is a number; "a leading figure" is somebody.
_NUMBERS_TOO = frozenset({"figure", "total", "record", "majority", "minority", "state", "head", "model", "host"})


@dataclass(frozen=True, slots=True)
class Beside:
    """Words about a person next to the name: tokens `start` to `end`; `head` the noun of a phrase of its own."""

    start: int
    end: int
    head: int = -1


def place_everybody(sheet: Sheet, figures: list[Figure], owner: list[Figure | None]) -> None:
    """Fills in office, country, sector and affiliation of all figures."""
    for figure in figures:
        if figure.person and " " in figure.name and not _namesake(sheet, figure, owner):
            _by_office_table(sheet, figure)
    for figure in figures:
        if figure.person:
            _by_article(sheet, figure, owner)
            if figure.office is None and " " not in figure.name:
                _by_office_table(sheet, figure)
        elif figure.sector is None and figure.kind == "ORG" and _names_a_body(figure.name):
            figure.sector = _sector(figure.name)
        if figure.hit and not figure.person:
            figure.because = f"named; {figure.hit.because}"


def _names_a_body(name: str) -> bool:
    """ "Parliament" is one by its word; the paper called Guardian guards nobody."""
    role = gazetteer.role(name) if " " not in name else None
    return " " in name or (role is not None and role.kind in {"body", "organisation"})


def _sector(words: str) -> str | None:
    found = gazetteer.sector(words)
    return found[0] if found else None


# --- the office table --------------------------------------------------------------------------------------------


def _namesake(sheet: Sheet, figure: Figure, owner: list[Figure | None]) -> bool:
    """ "Canadian singer Jimmy Carter": another country's, and not in public life."""
    before = premodifiers(sheet, figure.places[0])
    held = sheet.holder(figure.name) if before else None
    if before is None or held is None:
        return False
    country = _country_said(sheet, figure, before, owner)
    words = sheet.words(before.start, before.end)
    return country not in {None, held.country} and _sector(words) not in {
        "GOV",
        "PTY",
        "LEG",
        "MIL",
        "ELI",
        held.sector,
    }


def _by_office_table(sheet: Sheet, figure: Figure) -> None:
    """The holder of that full name; of a bare surname only if nothing in the article speaks against it."""
    held = sheet.holder(figure.name)
    if held is None or not _plausible(figure, held):
        return
    figure.office = held
    figure.gender = figure.gender or naming.gender_of(held.person.split()[0])
    figure.country = held.country or figure.country
    figure.sector = held.sector if held.sector not in {"", "UNK"} else figure.sector or held.sector
    if held.current:
        figure.roles.update(f"{held.role} {held.office}".lower().split())
    when = f"since {held.since}" if held.current else f"{held.since} to {held.until or 'now'}"
    figure.because = f"{figure.because}; {held.office or held.role} {when} {held.source}"


def _plausible(figure: Figure, held: gazetteer.Office) -> bool:
    sex = naming.gender_of(held.person.split()[0])
    if sex and figure.gender and sex != figure.gender:
        return False  # CASE: "Mrs" before the surname of a man in office
    if " " in figure.name:
        return True
    if figure.country is not None:
        return figure.country == held.country
    titles = figure.roles - _ADDRESS
    return not titles or bool(titles & set(f"{held.role} {held.office}".lower().split()))


# --- the article's own words -------------------------------------------------------------------------------------


def _by_article(sheet: Sheet, figure: Figure, owner: list[Figure | None]) -> None:
    prenominal = None
    for place in figure.places[:6]:
        before = premodifiers(sheet, place)
        if figure.country is None and before:
            figure.country = _country_said(sheet, figure, before, owner)
        figure.country = figure.country or _realm(sheet, place, owner)
        found = _behind(sheet, place) or _ahead(sheet, place) or _house_of(sheet, place, owner)
        if found:
            _affiliate(sheet, figure, found, owner)
            return
        prenominal = prenominal or (before if before and _says_something(sheet, before) else None)
    if prenominal:
        _affiliate(sheet, figure, prenominal, owner)


def _affiliate(sheet: Sheet, figure: Figure, found: Beside, owner: list[Figure | None]) -> None:
    figure.affiliation = sheet.words(found.start, found.end)
    figure.roles.update(_roles_in(sheet, found))
    if found.head >= 0 and owner[found.head] is None:
        _also_described(sheet, figure, found, owner)
    house = _house(found, owner)
    side = (house.sector or _sector(house.name)) if house else None
    if figure.office is None or figure.sector == "UNK":
        figure.sector = side or _sector(figure.affiliation) or figure.sector
    figure.because = f'{figure.because}; "{figure.affiliation}" in the text'
    if figure.country is None:
        figure.country = _country_said(sheet, figure, found, owner) or (house.country if house else None)


def _also_described(sheet: Sheet, figure: Figure, found: Beside, owner: list[Figure | None]) -> None:
    """The phrase beside the name is one more mention of its bearer."""
    labels = sheet.page.language.labels
    start = found.start - (found.start > 0 and sheet.pos[found.start - 1] == "DET")
    figure.places.append(Place(start, found.end, found.head, "nominal"))
    for index in range(start, found.head + 1):
        owner[index] = owner[index] or figure
    for index in range(found.head + 1, found.end):
        # CASE: "the founder and first president of": the second noun is no second person.
        if owner[index] is None and sheet.head[index] == found.head and sheet.dep[index] in labels.conjunct:
            owner[index] = figure


def _roles_in(sheet: Sheet, found: Beside) -> list[str]:
    """The words that say what the person is, up to the first preposition, possessors left out: foreign, minister."""
    end = next((i for i in range(found.start, found.end) if sheet.pos[i] in {"ADP", "CCONJ"}), found.end)
    owned = max((i for i in range(found.start, end) if sheet.pos[i] == "PART"), default=found.start - 1)
    return sheet.low[owned + 1 : end]


def _house(found: Beside, owner: list[Figure | None]) -> Figure | None:
    inside = (owner[i] for i in range(found.start, found.end))
    return next((one for one in inside if one is not None and one.kind == "ORG"), None)


def _country_said(sheet: Sheet, figure: Figure, found: Beside, owner: list[Figure | None]) -> str | None:
    """Whose official somebody is: the first possessor or adjective, else the state or place behind a preposition."""
    turn = next((i for i in range(found.start, found.end) if sheet.pos[i] == "ADP"), found.end)
    for index in range(found.start, turn):
        one = owner[index]
        if one is None or one is figure or not one.country or one.kind not in {"GPE", "PERSON"}:
            continue
        if not _about_something_else(sheet, index, one, found):
            return one.country
    return _country_in(turn, found.end, owner, sheet)


#: Who studies, covers or helps a country under its bare name is not of it: a China expert, the Sudan relief director.
_ABOUT = frozenset(
    {"expert", "analyst", "specialist", "researcher", "correspondent", "scholar", "watcher", "relief", "response",
     "aid", "desk", "policy", "programme", "program", "bureau", "director", "hand", "editor", "historian", "adviser"}
)  # fmt: skip


def _about_something_else(sheet: Sheet, index: int, one: Figure, found: Beside) -> bool:
    bare = one.hit is not None and sheet.pos[index] == "PROPN" and not sheet.text[index].isupper()
    if not bare or sheet.dep[index] not in sheet.page.language.labels.compound:
        return False
    return any(sheet.low[behind] in _ABOUT for behind in range(index + 1, found.end))


def _country_in(start: int, end: int, owner: list[Figure | None], sheet: Sheet) -> str | None:
    """The last state named there, unless inside a body's name: "the Institute of Cuban Studies in Lima" is Peru's."""
    found = None
    for index in range(start, end):
        figure = owner[index]
        if figure is None or figure.hit is None or sheet.pos[index] == "ADJ":
            continue  # "a student of French literature" need not be French
        if is_state(figure.hit) and figure.country:
            found = figure.country
    return found


def premodifiers(sheet: Sheet, place: Place) -> Beside | None:
    """ "North Korean leader" before a name: adjectives, nouns and possessors that hang on it, the article left out."""
    name = start = max(place.core, place.start)
    while start > place.start or (start > max(0, place.start - 10) and _hangs(sheet, start - 1, place)):
        start -= 1
    while start < name and sheet.pos[start] in {"DET", "PART", "PUNCT"}:
        start += 1
    return Beside(start, name) if start < name else None


def _hangs(sheet: Sheet, index: int, place: Place) -> bool:
    if sheet.block[index] != sheet.block[place.start] or sheet.sentence[index] != sheet.sentence[place.start]:
        return False
    if sheet.pos[index] not in {"ADJ", "NOUN", "PROPN", "PART", "PUNCT", "VERB", "NUM", "ADV"}:
        return False
    if sheet.pos[index] == "PUNCT" and not (sheet.text[index] == "-" and sheet.glued(index) and sheet.glued(index + 1)):
        return False
    if sheet.pos[index] == "PART" or index < sheet.head[index] < place.end:
        return True
    # CASE: "goalkeeper Petrov" where the parser makes two subjects of noun and name.
    above = sheet.head[place.head]
    beside = index == place.start - 1 and (sheet.head[index] in {above, index} or above == index)
    return beside and sheet.pos[index] == "NOUN" and _is_role(sheet, index)


def _says_something(sheet: Sheet, found: Beside) -> bool:
    """Whether a noun of role or rank is in it; "North Korea's" and "Mr" alone are none."""
    return any(
        (sheet.is_title(i) and sheet.low[i].rstrip(".") not in _ADDRESS)
        or (sheet.pos[i] == "NOUN" and _is_role(sheet, i))
        for i in range(found.start, found.end)
    )


def _is_role(sheet: Sheet, index: int) -> bool:
    if sheet.is_title(index):
        return True
    role = gazetteer.role(sheet.low[index])
    return role is not None and role.kind == "person"


def _behind(sheet: Sheet, place: Place) -> Beside | None:
    """ "X, a researcher at Y, said": from the comma to what ends it."""
    at = place.end
    if at + 1 >= len(sheet.text) or sheet.text[at] not in {",", "("} or sheet.block[at] != sheet.block[place.start]:
        return None
    at += 1
    if sheet.text[at].isdigit() and at + 2 < len(sheet.text) and sheet.text[at + 1] == ",":
        at += 2  # CASE: an age between two commas
    stop = _stop(sheet, at)
    # CASE: "... with Brandt, a senior official said": the phrase is the next clause's subject, not an apposition.
    if stop < len(sheet.text) and sheet.pos[stop] in {"VERB", "AUX"} and sheet.block[stop] == sheet.block[at]:
        return None
    return _phrase(sheet, at, stop)


def _stop(sheet: Sheet, at: int) -> int:
    """The end of a phrase that begins here: punctuation, or the verb it is the subject's companion of."""
    end = at
    while end < min(len(sheet.text), at + _LONGEST) and sheet.block[end] == sheet.block[at]:
        hyphen = sheet.text[end] == "-" and sheet.glued(end)
        if (sheet.text[end] in _CLOSERS and not hyphen) or sheet.pos[end] in {"AUX", "SCONJ"}:
            break
        if sheet.low[end] in {"who", "which", "that", "whose"} or (sheet.pos[end] == "VERB" and _clausal(sheet, end)):
            break
        end += 1
    return end


def _clausal(sheet: Sheet, index: int) -> bool:
    labels = sheet.page.language.labels
    return sheet.dep[index] not in labels.adjective | labels.compound


def _phrase(sheet: Sheet, start: int, end: int) -> Beside | None:
    """The stretch as words about a person, if its head noun names a role; the article is left out."""
    while start < end and sheet.pos[start] in {"DET", "SPACE"}:
        start += 1
    while end > start and (not sheet.text[end - 1][-1].isalnum() or sheet.pos[end - 1] in {"ADP", "PART", "CCONJ"}):
        end -= 1
    if start >= end or sheet.pos[start] in {"PRON", "VERB", "ADP"}:
        return None
    head = next((i for i in range(start, end) if sheet.pos[i] in {"ADP", "CCONJ"}), end) - 1
    if head == start and sheet.low[head] in _NUMBERS_TOO:
        return None
    return Beside(start, end, head) if head >= start and _is_role(sheet, head) else None


def _ahead(sheet: Sheet, place: Place) -> Beside | None:
    """ "The president of the University of Y, Professor X, told": the words before the comma."""
    end = place.start - 1
    if end < 1 or sheet.text[end] != "," or sheet.block[end] != sheet.block[place.start]:
        return None
    start = end
    while start > max(0, end - _LONGEST) and _continues(sheet, start - 1, end):
        start -= 1
    # CASE: "said Unesco's regional director, X": the phrase has no article, the verb before it marks where it begins.
    opens = start == 0 or sheet.sentence[start - 1] != sheet.sentence[start] or _owned_phrase(sheet, start, end)
    owned = sheet.page.language.labels.possessive
    firsts = [
        i + (sheet.pos[i] == "PRON")
        for i in range(start, end)
        if sheet.pos[i] == "DET" or (sheet.pos[i] == "PRON" and sheet.dep[i] in owned) or (i == start and opens)
    ]
    found = (_phrase(sheet, first, end) for first in firsts)
    return next((one for one in found if one and not _cut_by_noun(sheet, one)), None)


def _owned_phrase(sheet: Sheet, start: int, end: int) -> bool:
    return sheet.pos[start - 1] == "VERB" and any(sheet.pos[i] == "PART" for i in range(start, min(start + 5, end)))


def _cut_by_noun(sheet: Sheet, found: Beside) -> bool:
    """Whether a second phrase begins before the head: "the fact | the Turkish president"."""
    return any(sheet.pos[i] in {"DET", "PRON"} for i in range(found.start, found.head))


def _continues(sheet: Sheet, index: int, end: int) -> bool:
    if sheet.block[index] != sheet.block[end] or sheet.sentence[index] != sheet.sentence[end]:
        return False
    hyphen = sheet.text[index] == "-" and sheet.glued(index)
    if sheet.text[index] in _CLOSERS and not hyphen:
        return False
    return sheet.pos[index] not in {"AUX", "SCONJ", "VERB"} or not _clausal(sheet, index)


def _realm(sheet: Sheet, place: Place, owner: list[Figure | None]) -> str | None:
    """ "King Haakon of Norway": the state behind a titled name."""
    at = place.end
    if (
        place.core == place.start
        or at + 1 >= len(sheet.text)
        or sheet.low[at] != "of"
        or sheet.block[at] != sheet.block[at - 1]
    ):
        return None
    return _country_in(at + 1, min(len(owner), at + 3), owner, sheet)


def _house_of(sheet: Sheet, place: Place, owner: list[Figure | None]) -> Beside | None:
    """ "X of Ewing University": the body named right behind."""
    at = place.end
    if (
        at + 1 >= len(sheet.text)
        or sheet.low[at] not in {"of", "at", "from", "with"}
        or sheet.block[at] != sheet.block[place.end - 1]
    ):
        return None
    at += 1 + (sheet.low[at + 1] == "the")
    if at >= len(sheet.text) or sheet.block[at] != sheet.block[place.start]:
        return None
    house = owner[at]
    if house is None or house.kind != "ORG":
        return None
    spot = next((p for p in house.places if p.start <= at < p.end), None)
    return Beside(at, spot.end) if spot else None
