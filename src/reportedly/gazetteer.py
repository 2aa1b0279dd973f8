"""Countries, demonyms, capitals as metonyms, offices and office-holders by date, agencies, cities, role nouns.

Everything here is a look-up in small tables (`data/*.tsv`), each read on first use and kept. A finder elsewhere decides
*where* a name stands; this module says *who* the words can mean, on a given day, and because of which row.

    country("Moscow", "1962-10-22")     Hit(code="SUN", how="capital", ...)
    country("Moscow", "2023-09-12")     Hit(code="RUS", how="capital", ...)
    holder("Khrushchev", "1962-10-22")  Office(person="Nikita Khrushchev", role="prime minister", country="SUN", ...)
    incumbent("president", "RUS", "2023-09-12")     Office(person="Vladimir Putin", ...)
    resolve("former US President Bill Clinton")     Actor(country="USA", sector="ELI", ...)

Dates are ISO `YYYY-MM-DD`, `YYYY-MM` or `YYYY` and compare as text; `None` means "now", that is, the open-ended rows.
Limits: the tables are general knowledge written down by hand, unchecked against registers, and thin for offices outside
the states named in `data/offices.tsv`; a name that is not in them gives None, never a guess.
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Protocol

from reportedly import shelf

__all__ = [
    "SECTORS",
    "TABLE",
    "Actor",
    "Hit",
    "Known",
    "Office",
    "Place",
    "Role",
    "agency",
    "bare",
    "country",
    "country_name",
    "covers",
    "folded",
    "holder",
    "in_office",
    "incumbent",
    "misspelt_country",
    "office_role",
    "organisation",
    "place",
    "resolve",
    "role",
    "sector",
    "short_form",
    "spelled",
]

#: PLOVER's primary sectors.
SECTORS = frozenset(
    {
        *("COP", "GOV", "JUD", "LEG", "MIL", "PRM", "PTY", "REB", "SPY", "UAF", "UNK", "AGR", "BUS", "CRM", "CVL"),
        *("EDU", "ELI", "JRN", "LAB", "MED", "REF", "OPP", "PRE", "REL", "SOC"),
    }
)
#: PLOVER's codes that stand where a country would, for bodies that belong to none.
INTERNATIONAL = frozenset(["IGO", "UNO", "EUR", "NGO", "ISM", "IMG", "MNC"])

#: Where rows about people stand that are not a user's own.
TABLE = "by the office table"

#: Longer phrases are not names; refusing them keeps look-ups cheap on hostile input.
_LONGEST = 120
_CACHED = 20_000
#: Shorter names of states are too much alike for a slip of the pen to tell.
LONG_NAME = 6


@dataclass(frozen=True, slots=True)
class Hit:
    """What a name stands for. `code` is a country or PLOVER's code for a body of many; `how` the kind of name it is."""

    code: str
    how: str
    name: str
    sector: str | None
    wikidata: str | None
    because: str


@dataclass(frozen=True, slots=True)
class Office:
    """A person in an office: `since` and `until` are ISO days or months, `until` empty while it lasts.

    `current` is whether the person held it on the day asked about; if not, `sector` is ELI, as PLOVER has it for
    people out of office. A person known for other reasons than an office has an empty `role`.
    """

    person: str
    office: str
    role: str
    country: str
    sector: str
    since: str
    until: str
    wikidata: str | None
    aliases: tuple[str, ...]
    current: bool = True
    #: Where the row stands: our table, or a user's file and line.
    source: str = TABLE


class Known(Protocol):
    """Actors of somebody's own, asked before the tables here; `actors.Actors` is the one we ship."""

    def organisation(self, words: str, date: str | None = None) -> Hit | None: ...

    def holder(self, name: str, date: str | None = None) -> Office | None: ...


@dataclass(frozen=True, slots=True)
class Role:
    """A common noun for people or bodies. `human`: it may act; `speaker`: it may be the source of a statement."""

    noun: str
    sector: str | None
    kind: str
    human: bool
    speaker: bool


@dataclass(frozen=True, slots=True)
class Place:
    """A place on the map; `lat` and `lon` in degrees, None for regions that no table locates."""

    name: str
    country: str
    lat: float | None
    lon: float | None
    kind: str
    population: int


@dataclass(frozen=True, slots=True)
class Actor:
    """A bare actor phrase, coded: what `reportedly resolve` prints, and each value's reason."""

    text: str
    name: str
    country: str | None
    sector: str | None
    office: str | None
    kind: str
    wikidata: str | None
    because: str


@dataclass(frozen=True, slots=True)
class _Term:
    """One reading of a name, and the period in which it has it (half-open; "" is unbounded)."""

    hit: Hit
    since: str = ""
    until: str = ""


# --- countries -------------------------------------------------------------------------------------------------------


def country(words: str, date: str | None = None) -> Hit | None:
    """The state that a name, a name of its people, its capital or a seat of its government stands for on that day.

    "the North" is not here, it depends on the text: see `short_form`. Names are matched with their capitals, since
    Turkey and turkey differ; words all in capitals (headlines) match too.
    """
    return _look_up("countries", words, date)


def country_meanings(words: str) -> tuple[Hit, ...]:
    """Every state that a name has stood for on some day, as `country` finds it: Moscow, the Soviet Union and Russia."""
    return tuple(term.hit for term in _terms("countries", words)) if len(words) <= _LONGEST else ()


@lru_cache(maxsize=_CACHED)
def misspelt_country(words: str, date: str | None = None) -> Hit | None:
    """The state whose name is one letter from this: one wrong, missing or too many, or two neighbours exchanged.

    Only for names of `LONG_NAME` letters and more that are no place of their own: "Afganistan", not "Iran" for "Iraq".
    """
    if not LONG_NAME <= len(words) <= _LONGEST or country(words, date) or place(words):
        return None
    near = [name for name in _country_names().values() if _one_off(words.casefold(), name.casefold())]
    return country(near[0], date) if len(near) == 1 else None


def _one_off(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    start = next((i for i, (a, b) in enumerate(zip(one, other)) if a != b), min(len(one), len(other)))
    rest, theirs = one[start:], other[start:]
    swapped = rest[:2] == theirs[1::-1] and rest[2:] == theirs[2:]
    return swapped or rest[1:] == theirs[1:] or rest[1:] == theirs or rest == theirs[1:]


def country_name(code: str) -> str | None:
    """A country code's name: "PRK" is "North Korea"."""
    return _country_names().get(code)


_SHORT_FORMS: dict[str, tuple[str, ...]] = {
    "north": ("PRK", "VDR", "YEM", "SDN"),
    "northern": ("PRK",),
    "northerners": ("PRK", "VDR", "SDN"),
    "south": ("KOR", "VNM", "SSD", "YMD"),
    "southern": ("KOR",),
    "southerners": ("KOR", "VNM", "SSD"),
    "korean": ("KOR", "PRK"),
    "koreans": ("KOR", "PRK"),
    "koreas": ("KOR", "PRK"),
    "two koreas": ("KOR", "PRK"),
    "both koreas": ("KOR", "PRK"),
    "congolese": ("COD", "COG"),
    "congo": ("COD", "COG"),
    "guinea": ("GIN", "GNB", "GNQ", "PNG"),
    "east": ("DDR",),
    "west": ("DEU",),
    "emirates": ("ARE",),
    "kingdom": ("SAU", "GBR", "JOR"),
    "union": ("SUN", "EUR"),
    "republic": (),
    "island": ("TWN", "CUB", "CYP"),
    "mainland": ("CHN",),
    "federation": ("RUS",),
}


def short_form(words: str) -> tuple[str, ...]:
    """The states that a context-bound short name can mean, likeliest first: "the North" is PRK, or VDR."""
    return _SHORT_FORMS.get(bare(words).casefold(), ()) if len(words) <= _LONGEST else ()


# --- organisations ---------------------------------------------------------------------------------------------------


def organisation(words: str, date: str | None = None) -> Hit | None:
    """The body that a name stands for: intergovernmental, armed, party, parliament, court, service, news agency."""
    return _look_up("organisations", words, date)


def agency(words: str) -> Hit | None:
    """The news agency or broadcaster of that name."""
    hit = organisation(words)
    return hit if hit and hit.sector == "JRN" else None


# --- office holders --------------------------------------------------------------------------------------------------


def holder(name: str, date: str | None = None) -> Office | None:
    """The office that a person held on that day; else a known person's last one before it, with `current=False`.

    A full name always matches; a surname only if on that day one person in the tables answers to it (an incumbent goes
    before people out of office). "Mr Kim" is for the caller to strip.
    """
    if len(name) > _LONGEST:
        return None
    plain = bare(name)
    return _holder(plain, date) if any(map(str.isupper, plain)) else None


@lru_cache(maxsize=_CACHED)
def _holder(name: str, date: str | None) -> Office | None:
    key = folded(name)
    rows = _people_by_name().get(key)
    if rows:
        return in_office(rows, date)
    rows = _people_by_surname().get(key, [])
    known = [row for row in rows if not date or not row.since or row.since <= _end(date)]
    serving = [row for row in known if covers(row.since, row.until, date)]
    for candidates in (_highest(serving), serving, known):
        people = {row.person for row in candidates}
        if len(people) == 1:
            return in_office([row for row in rows if row.person in people], date)
    return None


def _highest(rows: Iterable[Office]) -> list[Office]:
    """Of several people of one surname in office those who lead a state: "Kim" is a leader before a minister."""
    leading = [row for row in rows if row.role in _LEADING]
    return [row for row in leading if row.role in _HEADS] or leading


def in_office(rows: Iterable[Office], date: str | None) -> Office | None:
    """Of one person's rows the one that holds on the day, the highest office first; else the latest that is over."""
    serving = [row for row in rows if covers(row.since, row.until, date)]
    if serving:
        return min(serving, key=lambda row: (_rank(row.role), row.since))
    past = [row for row in rows if not date or row.since <= date]
    if past:
        last = max(past, key=lambda row: (row.until, -_rank(row.role)))
        return dataclasses.replace(last, current=False, sector="ELI" if last.sector in _OFFICIAL else last.sector)
    first = min(rows, key=lambda row: row.since)
    return dataclasses.replace(first, current=False, sector="UNK")


def incumbent(office_words: str, country: str, date: str | None = None) -> Office | None:
    """Who held an office ("president", "the Soviet premier", "defense secretary") of a country on that day."""
    if len(office_words) > _LONGEST:
        return None
    role = office_role(office_words)
    for candidate in _posts_meant(role, country) if role else ():
        rows = [row for row in _posts().get((country, candidate), ()) if covers(row.since, row.until, date)]
        if rows:
            return max(rows, key=lambda row: row.since)
    return None


#: Offices whose holders a bare surname means when several people of that name are in office.
_LEADING = ("leader", "president", "prime minister", "chancellor", "monarch", "secretary-general")
_HEADS = frozenset({"leader", "president", "monarch", "chancellor"})
_OFFICIAL = frozenset({"GOV", "MIL", "LEG", "JUD", "SPY", "COP", "PTY"})
_RANKS = {
    role: i
    for i, role in enumerate(
        (*_LEADING, "vice president", "deputy prime minister", "foreign minister", "defence minister")
    )
}


def _rank(role: str) -> int:
    return _RANKS.get(role, len(_RANKS) if role else len(_RANKS) + 1)


#: The words of an office -> the role key in `offices.tsv`. Longer phrases are tried before shorter ones.
_OFFICE_WORDS: dict[str, str] = {
    "head of state": "head of state",
    "president": "president",
    "head of government": "head of government",
    "prime minister": "prime minister",
    "premier": "prime minister",
    "chairman of the council of ministers": "prime minister",
    "taoiseach": "prime minister",
    "chancellor": "chancellor",
    "general secretary": "leader",
    "first secretary": "leader",
    "party chief": "leader",
    "party leader": "leader",
    "communist leader": "leader",
    "paramount leader": "leader",
    "supreme leader": "leader",
    "leader": "leader",
    "dictator": "leader",
    "strongman": "leader",
    "chairman": "leader",
    "ruler": "leader",
    "king": "monarch",
    "queen": "monarch",
    "emperor": "monarch",
    "monarch": "monarch",
    "crown prince": "crown prince",
    "shah": "monarch",
    "emir": "monarch",
    "sultan": "monarch",
    "pope": "pope",
    "pontiff": "pope",
    "vice president": "vice president",
    "vice-president": "vice president",
    "deputy prime minister": "deputy prime minister",
    "foreign minister": "foreign minister",
    "minister of foreign affairs": "foreign minister",
    "minister for foreign affairs": "foreign minister",
    "foreign secretary": "foreign minister",
    "secretary of state": "foreign minister",
    "top diplomat": "foreign minister",
    "chief diplomat": "foreign minister",
    "defence minister": "defence minister",
    "defense minister": "defence minister",
    "minister of defence": "defence minister",
    "minister of defense": "defence minister",
    "defence secretary": "defence minister",
    "defense secretary": "defence minister",
    "secretary of defense": "defence minister",
    "defense chief": "defence minister",
    "defence chief": "defence minister",
    "pentagon chief": "defence minister",
    "national security adviser": "national security adviser",
    "national security advisor": "national security adviser",
    "security adviser": "national security adviser",
    "secretary general": "secretary-general",
    "secretary-general": "secretary-general",
    "attorney general": "attorney general",
}
#: Which rows answer to an office, in order: Stalin's and Kim's states are led by what the texts call their "leader".
_SAME_POST: dict[str, tuple[str, ...]] = {
    "leader": ("leader", "president", "prime minister", "chancellor"),
    "president": ("president", "leader"),
    "prime minister": ("prime minister", "chancellor"),
    "head of state": ("head of state", "president", "monarch", "leader"),
    "head of government": ("prime minister", "chancellor", "president"),
    "chancellor": ("chancellor",),
}
#: Where the president only represents the state, its "leader" is the head of government.
_PARLIAMENTARY = frozenset(
    {
        *(
            "DEU",
            "AUT",
            "ITA",
            "ISR",
            "IND",
            "PAK",
            "GRC",
            "PRT",
            "IRL",
            "FIN",
            "LBN",
            "IRQ",
            "HUN",
            "CZE",
            "SVK",
            "POL",
        ),
        *("EST", "LVA", "ALB", "BGR", "ARM", "SGP", "ETH", "BGD", "NPL", "MKD"),
    }
)


def _posts_meant(role: str, country: str) -> tuple[str, ...]:
    if role == "leader" and country in _PARLIAMENTARY:
        return ("leader", "prime minister", "chancellor", "president")
    return _SAME_POST.get(role, (role,))


_OFFICE_LENGTH = max(len(words.split()) for words in _OFFICE_WORDS)


def office_role(words: str) -> str | None:
    """The office named at the end of a phrase: "the then Soviet premier" -> "prime minister"."""
    parts = re.sub(r"\s+of\s+(the\s+)?[A-Z].*$", "", words[:_LONGEST]).casefold().split()
    for start in range(max(0, len(parts) - _OFFICE_LENGTH), len(parts)):
        found = _OFFICE_WORDS.get(" ".join(parts[start:]))
        if found:
            return found
    return None


# --- role nouns ------------------------------------------------------------------------------------------------------


def role(noun_lemma: str) -> Role | None:
    """Whether a common noun (one word or a fixed phrase, singular or plural) may act or speak, and its sector."""
    if len(noun_lemma) > _LONGEST:
        return None
    roles = _roles()
    key = noun_lemma.casefold()
    for form in (key, *_singulars(key)):
        if form in roles:
            return roles[form]
    return None


def sector(words: str) -> tuple[str, str] | None:
    """The PLOVER sector of a noun phrase and why: the last words that name a role win, then those before them.

    A head that says nothing about its side by itself ("government spokesman") takes it from the words before it.
    """
    if len(words) > _LONGEST:
        return None
    return _sector(words)


@lru_cache(maxsize=_CACHED)
def _sector(words: str) -> tuple[str, str] | None:
    parts = [_words(part) for part in _OF.split(words.casefold())]
    found = [role for part in parts for role in _roles_in(part)]
    plain = [one for one in found if one.sector and one.noun not in _SERVING]
    chosen = plain[0] if plain and (not found[0].sector or found[0].noun in _SERVING) else None
    chosen = chosen or next((one for one in found if one.sector), None)
    if chosen is None or chosen.noun in _SERVING | _OF_A_FAITH:
        told = _by_adjective(parts[0], faiths_only=chosen is not None)
        if told:
            return told
    return (chosen.sector or "", f'"{chosen.noun}" is {chosen.sector}') if chosen else None


def _by_adjective(words: list[str], faiths_only: bool) -> tuple[str, str] | None:
    """A head that tells no side beside an adjective that does: a medical alliance, a Jewish community leader."""
    sides = _sides()
    for word in reversed(words):
        side = sides.get(word)
        if side and (side == "REL" or not faiths_only):
            return side, f'"{word}" is {side}'
    return None


#: What stands behind these words says whose the head is ("a spokesman for the police"), so it is read after the head.
_OF = re.compile(r"\b(?:of|in|from|at|for|with|who|that|on|by|to|near|outside)\b")
#: Heads whose own sector gives way to that of the body they serve: a police official is police.
_SERVING = frozenset({"official", "leader", "secretary", "officer", "aide", "agent", "commissioner", "administrator"})
#: Heads whose side is that of their faith where one is named.
_OF_A_FAITH = frozenset({"community leader", "community", "elder", "association", "foundation", "federation", "party"})
#: Nouns that mostly stand as adjectives when another noun follows: a general strike has no general.
_ADJECTIVES = frozenset(
    {
        *("general", "major", "private", "national", "foreign", "local", "captain", "principal", "native", "state"),
        *(
            "adult",
            "child",
            "model",
            "host",
            "guest",
            "minor",
            "fellow",
            "power",
            "moderate",
            "radical",
            "conservative",
        ),
        *("liberal", "dead", "other", "royal", "public", "corporate", "village", "city", "town", "youth"),
    }
)


def _roles_in(parts: list[str]) -> Iterator[Role]:
    """The role nouns of a phrase, from its head (the last) to its front, the longest names first."""
    end = len(parts)
    while end > 0:
        for start in range(max(0, end - 4), end):
            found = role(" ".join(parts[start:end]))
            if found and not (end < len(parts) and found.noun in _ADJECTIVES):
                yield found
                end = start + 1
                break
        end -= 1


# --- places ----------------------------------------------------------------------------------------------------------


#: A city of fewer people is a place only where the article speaks of its country: Of, Police and Franklin are towns.
_SMALL = 100_000
#: What a region or a place picked by hand weighs against cities of its name.
_PICKED = 250_000


def place(name: str, near: Collection[str] = ()) -> Place | None:
    """The place of that name: in a country of `near` (those an article or its dateline names), else the most populous.

    A small town is never guessed: it needs its country in `near`, a capital, and no well known namesake elsewhere.
    """
    if len(name) > _LONGEST:
        return None
    plain = bare(name)
    found = _places().get(folded(plain))
    if not found:
        return None
    rows = [_place(line) for line in found]
    known = [row for row in rows if row.weight >= _SMALL]
    best = max((row for row in known if row.place.country in near), key=_weight, default=None)
    best = best or max(known, key=_weight, default=None)
    if best is None and any(map(str.isupper, plain)) and len(plain) > 2 and not role(plain):
        best = max((row for row in rows if row.place.country in near), key=_weight, default=None)
    return best.place if best else None


@dataclass(frozen=True, slots=True)
class _Placed:
    """A place and how well known it is, in people."""

    place: Place
    weight: int


def _weight(row: _Placed) -> int:
    return row.weight


def _place(line: str) -> _Placed:
    name, _, _, country, lat, lon, population, kind, origin = line.split("\t")
    people = int(population)
    spot = Place(name, country, float(lat) if lat else None, float(lon) if lon else None, kind, people)
    guessed = origin == "GeoNames" and (people >= _SMALL or not _is_capital(spot))
    return _Placed(spot, people if guessed else max(people, _PICKED))


def _is_capital(spot: Place) -> bool:
    hit = country(spot.name)
    return hit is not None and hit.how == "capital" and hit.code == spot.country


# --- bare actor phrases ----------------------------------------------------------------------------------------------

_PAST = frozenset({"former", "ex", "late", "deposed", "ousted", "retired", "erstwhile", "onetime", "exiled"})


def resolve(phrase: str, date: str | None = None, known: Known | None = None) -> Actor:
    """A bare actor phrase, coded: who it names, of which country, in which sector, on that day, and why.

    The words that name a job ("Foreign Minister") go before what the tables know of the person on that day, "former"
    before both; a body's own sector goes before the job of the person who speaks for it ("Kremlin spokesman").
    `known`: actors of your own, which go before everything here.

    >>> resolve("Soviet Premier Khrushchev", "1962-10-22").country
    'SUN'
    """
    text = " ".join(phrase[:_LONGEST].split())
    finds = _scan(_words(text), date, known)
    job = sector(_without(text, finds.named))
    past = not _PAST.isdisjoint(re.split(r"[\s-]", text.casefold()))
    if finds.person:
        return _person_actor(phrase, finds.person, job, past)
    return _body_actor(phrase, text, finds, job, past)


@dataclass(slots=True)
class _Finds:
    """What a scan of a phrase found, first of each."""

    person: Office | None = None
    body: Hit | None = None
    land: Hit | None = None
    where: Place | None = None
    #: The words that named body and land: "European Union" is no union of workers, the West Bank no bank.
    named: list[str] = field(default_factory=list)


_LITTLE = frozenset({"the", "a", "an", "some", "many", "most", "all", "young", "other", "several", "two", "three"})
_FOLK = frozenset({"people", "peoples", "nationals", "town", "towns", "village", "villages"})


def _are_people(parts: list[str], land: Hit | None) -> bool:
    """ "Algerians", "the Zambian people": who a state's adjective names when nothing else stands there but that."""
    words = [word for word in parts if word.casefold() not in _LITTLE]
    if land is None or land.how != "demonym" or not words:
        return False
    if words[-1].casefold() in _FOLK:
        return True
    plural = words[-1].endswith(("s", "an")) and not words[-1].endswith("ss")
    return plural and country(" ".join(words)) is not None


def _scan(parts: list[str], date: str | None, known: Known | None) -> _Finds:
    """From left to right the longest run of words that a table knows; then on behind it."""
    finds = _Finds()
    at = 0
    while at < len(parts):
        for length in range(min(len(parts) - at, 8), 0, -1):
            alone = length > 1 or _stands_alone(parts, at)
            if length == 1 and _is_no_name(parts, at):
                continue
            words = " ".join(parts[at : at + length])
            if known and _note_own(finds, words, date, known):
                at += length
                break
            if _note(finds, words, date, alone, _is_title(parts, at), whole=length == len(parts)):
                at += length
                break
        else:
            at += 1
    return finds


def _is_no_name(parts: list[str], at: int) -> bool:
    """A word that a table knows and that is something else beside its neighbours."""
    before = parts[at - 1].casefold() if at else ""
    behind = parts[at + 1].casefold() if at + 1 < len(parts) else ""
    # CASE: ethnic Albanians live in other states than Albania; the minister of labour need not be of the Labour Party.
    return before == "ethnic" or (parts[at].casefold() in {"labour", "labor"} and behind in _OF_LABOUR)


_OF_LABOUR = frozenset(
    {"minister", "ministry", "secretary", "department", "union", "unions", "force", "market", "court", "federation"}
)


def _without(text: str, names: Iterable[str]) -> str:
    for name in names:
        text = text.replace(name, " ")
    return " ".join(text.split())


def _stands_alone(parts: list[str], at: int) -> bool:
    """Whether a word is no part of a longer name: the Khan of "Jalal Khan" is not the one known as Khan."""
    beside = [*parts[max(0, at - 1) : at], *parts[at + 1 : at + 2]]
    return all(not word[:1].isupper() or word.casefold() in _FORMS or role(word) or country(word) for word in beside)


_FORMS = frozenset(
    {"mr", "mrs", "ms", "miss", "dr", "sir", "lord", "lady", "dame", "the", "former", "deputy", "acting"}
)


def _is_title(parts: list[str], at: int) -> bool:
    """Whether somebody's name is to be expected: behind "President" Bush is no town in Egypt."""
    told = role(parts[at - 1]) if at else None
    return told is not None and told.kind == "person" and parts[at - 1][:1].isupper()


def _note_own(finds: _Finds, words: str, date: str | None, known: Known) -> bool:
    """Whether the words are of a user's own actors, of whom nothing needs to be guessed."""
    person, body = known.holder(words, date), known.organisation(words, date)
    finds.person = finds.person or person
    if body and not finds.body:
        finds.body = body
        finds.named.append(words)
    return bool(person or body)


def _note(finds: _Finds, words: str, date: str | None, alone: bool, titled: bool, *, whole: bool) -> bool:
    """Whether some table knows the words; the first find of each kind is kept.

    A single word beside others of an unknown name is no surname and no place, nor is one typed small in a longer phrase
    ("borne youths").
    """
    typed = any(map(str.isupper, words))
    # "congress" and "gendarmerie" typed without capitals are what they are anywhere, not the bodies called so.
    cased = words if typed or role(words) else _capitalised(words)
    body, land = organisation(cased, date), country(cased, date)
    if land and land.how == "capital" and not alone:
        land = None
    sure = typed or whole or " " in words
    person = holder(cased, date) if alone and sure and not (body or land) else None
    known = body or land or person
    where = place(cased) if alone and not known and not titled and not role(words) else None
    if (body and not finds.body) or (land and not body and not finds.land and " " in words):
        finds.named.append(words)
    finds.body = finds.body or body
    finds.land = finds.land or (None if body else land)
    finds.person, finds.where = finds.person or person, finds.where or where
    return bool(known or where)


def _capitalised(words: str) -> str:
    """Names in a phrase typed without capitals; words of the dictionary that are also names stay as they are."""
    return words if words in _ALSO_WORDS else " ".join(word.capitalize() for word in words.split())


_ALSO_WORDS = frozenset(
    {
        *("turkey", "chad", "jordan", "china", "us", "who", "it", "polish", "pole", "poles", "swede", "finn", "dane"),
        *("male", "lima", "nice", "may", "bush", "brown", "ford", "guinea", "mali", "reading", "of", "and", "a", "the"),
    }
)


def _person_actor(phrase: str, person: Office, job: tuple[str, str] | None, past: bool) -> Actor:
    why = f"{person.person}: {person.office}" + ("" if person.current else ", not at that time")
    why += "" if person.source == TABLE else f"; {person.source}"
    side = person.sector
    if past and side in _OFFICIAL | {"ELI"}:
        side, why = "ELI", why + ", and out of office as the phrase says"
    elif job and (side in ("GOV", "ELI", "UNK") if person.source == TABLE else not side):
        side, why = job[0], f"{why}; {job[1]}"
    office = person.office if person.current and person.role else None
    return Actor(phrase, person.person, person.country or None, side or None, office, "PERSON", person.wikidata, why)


#: A body's side and a side that its people have nonetheless.
_OWN_SIDE = frozenset({("PTY", "LEG"), ("BUS", "LAB"), ("PTY", "REB"), ("GOV", "REB"), ("GOV", "MIL")})


def _side(body: Hit | None, job: tuple[str, str] | None) -> str | None:
    """The sector of a body or of those who belong to it: a party's deputies are parliament, a firm's workers labour."""
    if job and (not body or not body.sector or (body.sector, job[0]) in _OWN_SIDE):
        return job[0]
    return body.sector if body else None


def _body_actor(phrase: str, text: str, finds: _Finds, job: tuple[str, str] | None, past: bool) -> Actor:
    body, land, where = finds.body, finds.land, finds.where
    code = land.code if land and body and body.code not in INTERNATIONAL else body.code if body else None
    code = code or (land.code if land else where.country if where else None)
    side = _side(body, job) or (land.sector if land else None)
    if side is None and not body and _are_people(_words(text), land):
        side = "CVL"
    reasons = [hit.because for hit in (body, land) if hit] + ([job[1]] if job else [])
    if where and not (body or land):
        reasons.append(f"{where.name} is in {country_name(where.country)}")
    if past and side in _OFFICIAL:
        side = "ELI"
        reasons.append("out of office, as the phrase says")
    name = body.name if body else land.name if land and not job else text
    kind = "ORG" if body else "GPE" if (land or where) and not job else "OTHER"
    known = body or (land if kind == "GPE" else None)
    because = "; ".join(reasons) or "no row of the tables matches"
    return Actor(phrase, name, code, side, None, kind, known.wikidata if known else None, because)


# --- words -----------------------------------------------------------------------------------------------------------


#: Marks that are not seen and stand within words all the same: soft hyphens, joiners, directions, byte order marks.
_INVISIBLE = re.compile("[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]+")


def spelled(words: str) -> str:
    """In one spelling, for names are compared letter by letter: accents composed, marks that nobody sees left out.

    What consists of such marks alone stays; letters of other scripts that look alike stay apart.
    """
    if words.isascii():
        return words
    return _INVISIBLE.sub("", unicodedata.normalize("NFC", words)) or words


def bare(words: str) -> str:
    """Without white space and quotation marks around, "the" before and the possessive behind."""
    words = " ".join(spelled(words).replace("\u2019", "'").split()).strip("\"'“”,;:")
    if words[:4] in ("the ", "The ", "THE "):
        words = words[4:]
    return words[:-2] if words.endswith(("'s", "'S")) else words


#: Letters that have no decomposition, and marks that spellings of one name differ in.
_PLAIN = str.maketrans(
    {"-": " ", "'": "", ".": "", "`": "", "\u2019": "", "\u2018": "", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d"}
    | {"Đ": "D", "ı": "i", "ß": "ss", "æ": "ae", "Æ": "Ae", "ħ": "h"}
)


_MARKS = frozenset("-'.`")


def folded(words: str) -> str:
    """For comparing names: no accents, no capitals, hyphens as spaces, no apostrophes or full stops."""
    if words.isascii() and _MARKS.isdisjoint(words):
        return words.casefold()
    if words.isascii():
        return " ".join(words.translate(_PLAIN).casefold().split())
    plain = unicodedata.normalize("NFKD", spelled(words).translate(_PLAIN))
    kept = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(kept.casefold().split())


def _words(text: str) -> list[str]:
    return [word for word in (part.strip('.,;:!?()[]"“”') or part for part in _split(text)) if word]


def _split(text: str) -> list[str]:
    """Words without the possessive, and the country of "Saudi-led" alone; who backs somebody is not whose he is."""
    return [_TAIL.sub("", part) for part in text.split()]


_TAIL = re.compile(r"(?:['\u2019]s?|-(?:led|run|based|born|controlled|held|occupied|ruled|administered))$")


def _singulars(noun: str) -> tuple[str, ...]:
    """What a plural noun can be the plural of; the table decides which of them exists."""
    if not noun.endswith("s"):
        return (noun[:-3] + "man",) if noun.endswith("men") else ()
    found = [noun[:-1]]
    if noun.endswith("ies"):
        found.append(noun[:-3] + "y")
    if noun.endswith("es"):
        found.append(noun[:-2])
    return tuple(found)


def _end(date: str) -> str:
    """The last text that a date of this precision can be compared with."""
    return date + "-99" if len(date) < 10 else date


def covers(since: str, until: str, date: str | None) -> bool:
    """Whether a period holds on a day (or touches a month or year). Without a date: whether it is still open."""
    if date is None:
        return not until
    return since <= _end(date) and (not until or until > date)


# --- tables ----------------------------------------------------------------------------------------------------------


def _look_up(name: str, words: str, date: str | None) -> Hit | None:
    return _found(name, words, date) if len(words) <= _LONGEST else None


@lru_cache(maxsize=_CACHED)
def _found(name: str, words: str, date: str | None) -> Hit | None:
    terms = _terms(name, words)
    return _on(terms, date) if terms else None


def _terms(name: str, words: str) -> list[_Term]:
    """All readings of a name, whenever it had them."""
    exact, loud = _country_terms() if name == "countries" else _organisation_terms()
    plain = bare(words)
    # Papers are told from the common nouns they are named after by their article: The Times, The Economist.
    titled = exact.get("The " + plain) if words[:4] in ("the ", "The ") else None
    terms = titled or exact.get(plain) or exact.get(plain.replace(".", ""))
    if not terms and len(plain) > 3 and plain.isupper():
        terms = loud.get(plain)
    return terms or []


def _on(terms: list[_Term], date: str | None) -> Hit | None:
    """The reading of a name that holds on the day. Without a date: the one still open, else the last listed."""
    for term in terms:
        if covers(term.since, term.until, date):
            return term.hit
    return terms[-1].hit if date is None else None


_Index = dict[str, list[_Term]]


@cache
def _country_terms() -> tuple[_Index, _Index]:
    """Name -> readings, as written and in capitals."""
    index: _Index = {}
    for row in shelf.table("countries.tsv"):
        for how, words in _names_of(row):
            name, since, until = _period(words)
            hit = Hit(row["code"], how, row["name"], None, row["wikidata"] or None, _why(name, how, row["name"]))
            index.setdefault(name, []).append(_Term(hit, since, until))
    for row in shelf.table("seats.tsv"):
        for name in (row["name"], *_listed(row["aliases"])):
            why = f'"{name}" is a seat of the government of {country_name(row["country"])}'
            hit = Hit(row["country"], "seat", row["name"], row["sector"] or None, None, why)
            index.setdefault(name, []).append(_Term(hit, row["since"], row["until"]))
    return index, _in_capitals(index)


def _names_of(row: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The ways a state is named, each with its kind; a demonym also in the plural."""
    yield "country", row["name"]
    for alias in _listed(row["aliases"]):
        yield "alias", alias
    for demonym in _listed(row["demonyms"]):
        yield "demonym", demonym
        if not demonym.endswith(("s", "sh", "ch", "ese", "men", "man")):
            yield "demonym", demonym + "s"
    for capital in _listed(row["capitals"]):
        yield "capital", capital


def _why(name: str, how: str, country: str) -> str:
    if how == "country":
        return f'"{name}" is a country'
    kind = {"alias": "a name for", "demonym": "an adjective or people of", "capital": "the capital of"}[how]
    return f'"{name}" is {kind} {country}'


@cache
def _country_names() -> dict[str, str]:
    return {row["code"]: row["name"] for row in shelf.table("countries.tsv")}


@cache
def _organisation_terms() -> tuple[_Index, _Index]:
    index: _Index = {}
    for row in shelf.table("organisations.tsv"):
        known = row["wikidata"] or None
        for name in (row["name"], *_listed(row["aliases"])):
            hit = Hit(row["code"], row["how"], row["name"], row["sector"] or None, known, f'"{name}": {row["how"]}')
            index.setdefault(name, []).append(_Term(hit, row["since"], row["until"]))
    return index, _in_capitals(index)


def _in_capitals(index: _Index) -> _Index:
    return {name.upper(): terms for name, terms in index.items()}


def _listed(cell: str) -> list[str]:
    return cell.split("|") if cell else []


def _period(words: str) -> tuple[str, str, str]:
    """`Moscow@1922-12-30/1991-12-26` -> name, since, until."""
    name, _, period = words.partition("@")
    since, _, until = period.partition("/")
    return name, since, until


@cache
def _people() -> tuple[tuple[tuple[str, ...], Office], ...]:
    """Every row about a person with the surnames that it answers to."""
    rows = [*shelf.table("offices.tsv"), *shelf.table("persons.tsv")]
    return tuple((_surnames(row), _office(row)) for row in rows)


def _surnames(row: Mapping[str, str]) -> tuple[str, ...]:
    return () if row["surname"] == "-" else tuple(_listed(row["surname"])) or (row["person"].split()[-1],)


def _office(row: Mapping[str, str]) -> Office:
    return Office(
        row["person"], row["office"], row.get("role", ""), row["country"], row["sector"], row["since"], row["until"],
        row["wikidata"] or None, tuple(_listed(row["aliases"])),
    )  # fmt: skip


@cache
def _people_by_name() -> dict[str, list[Office]]:
    index: dict[str, list[Office]] = {}
    people: dict[str, set[str]] = {}
    for _, row in _people():
        people.setdefault(row.person, {row.person}).update(row.aliases)
    for _, row in _people():
        for key in sorted({folded(name) for name in people[row.person]}):
            index.setdefault(key, []).append(row)
    return index


@cache
def _people_by_surname() -> dict[str, list[Office]]:
    index: dict[str, list[Office]] = {}
    for surnames, row in _people():
        for key in sorted({folded(name) for name in surnames}):
            index.setdefault(key, []).append(row)
    return index


@cache
def _posts() -> dict[tuple[str, str], list[Office]]:
    index: dict[tuple[str, str], list[Office]] = {}
    for _, row in _people():
        if row.role:
            index.setdefault((row.country, row.role), []).append(row)
    return index


@cache
def _roles() -> dict[str, Role]:
    rows = shelf.table("en/roles.tsv")
    return {
        row["noun"]: Role(row["noun"], row["sector"] or None, row["kind"], row["human"] == "y", row["speaker"] == "y")
        for row in rows
    }


@cache
def _sides() -> dict[str, str]:
    return {row["word"]: row["sector"] for row in shelf.table("en/sides.tsv")}


@cache
def _places() -> dict[str, list[str]]:
    """Folded name -> lines of the table. They are taken apart when asked for: there are tens of thousands."""
    lines = [line for line in shelf.text("data", "places.tsv").splitlines() if line[:1] != "#"]
    index: dict[str, list[str]] = {}
    for line in lines[1:]:
        name, plain, alternates, _ = line.split("\t", 3)
        index.setdefault(plain or name.casefold(), []).append(line)
        if alternates:
            for other in alternates.split("|"):
                index.setdefault(folded(other), []).append(line)
    return index
