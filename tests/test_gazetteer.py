"""Look-ups by name and day, and the tables' own consistency."""

from __future__ import annotations

import datetime
import itertools
import re
import subprocess
import sys

import pytest

from reportedly import gazetteer, shelf
from reportedly.gazetteer import (
    INTERNATIONAL,
    SECTORS,
    agency,
    country,
    country_name,
    folded,
    holder,
    incumbent,
    misspelt_country,
    organisation,
    place,
    resolve,
    role,
    sector,
    short_form,
)

COUNTRIES = [
    ("North Korea", None, "PRK", "country"),
    ("NORTH KOREA", None, "PRK", "country"),
    ("North Koreans", None, "PRK", "demonym"),
    ("the DPRK", None, "PRK", "alias"),
    ("South Korean", None, "KOR", "demonym"),
    ("U.S.", None, "USA", "alias"),
    ("the US", None, "USA", "alias"),
    ("U.K.", None, "GBR", "alias"),
    ("Britons", None, "GBR", "demonym"),
    ("Moscow", None, "RUS", "capital"),
    ("Moscow", "1962-10-22", "SUN", "capital"),
    ("Moscow", "1991-12-25", "SUN", "capital"),
    ("Moscow", "2023-09-12", "RUS", "capital"),
    ("the Kremlin", "1962-10-22", "SUN", "seat"),
    ("the Kremlin's", "2023", "RUS", "seat"),
    ("Soviet", "1962", "SUN", "demonym"),
    ("Soviet Union", "2023", "SUN", "country"),
    ("Kiev", "1995", "UKR", "capital"),
    ("Prague", "1968-08-21", "CSK", "capital"),
    ("Prague", "1999", "CZE", "capital"),
    ("Belgrade", "1999-03-24", "YUG", "capital"),
    ("Hanoi", "1968", "VDR", "capital"),
    ("Hanoi", "1980", "VNM", "capital"),
    ("East German", "1961-08-13", "DDR", "demonym"),
    ("Jordan", None, "JOR", "country"),
    ("Georgia", None, "GEO", "country"),
    ("Congo", None, "COD", "alias"),
    ("Republic of the Congo", None, "COG", "country"),
    ("Niger", None, "NER", "country"),
    ("Nigeria", None, "NGA", "country"),
    ("Nigerian", None, "NGA", "demonym"),
    ("Nigerien", None, "NER", "demonym"),
    ("Guinea", None, "GIN", "country"),
    ("Guinea-Bissau", None, "GNB", "country"),
    ("Equatorial Guinea", None, "GNQ", "country"),
    ("Papua New Guinea", None, "PNG", "country"),
    ("Élysée Palace", None, "FRA", "seat"),
    ("Foggy Bottom", None, "USA", "seat"),
    ("Kosovo", None, "KOS", "country"),
    ("Lagos", "1985", "NGA", "capital"),
    ("Karachi", "1950", "PAK", "capital"),
    ("East Pakistan", "1970", "PAK", "alias"),
    ("Burma", None, "MMR", "alias"),
    ("Zaire", None, "COD", "alias"),
    ("Swaziland", None, "SWZ", "alias"),
    ("FYROM", None, "MKD", "alias"),
    ("Belgian Congo", None, "COD", "alias"),
    ("Argentinian", None, "ARG", "demonym"),
    ("Turkmens", None, "TKM", "demonym"),
    ("Bosnian Croats", None, "BIH", "demonym"),
]


@pytest.mark.parametrize(("words", "date", "code", "how"), COUNTRIES)
def test_country(words: str, date: str | None, code: str, how: str) -> None:
    hit = country(words, date)
    assert hit and (hit.code, hit.how) == (code, how)
    assert hit.because


@pytest.mark.parametrize("words", ["turkey", "chad", "the North", "the South", "", "'s", "Polka", "us", "x" * 100_000])
def test_what_is_no_country(words: str) -> None:
    assert country(words) is None


def test_kiev_is_no_government_under_moscow() -> None:
    assert country("Kiev", "1962") is None


def test_short_forms_stay_open() -> None:
    assert short_form("the North")[0] == "PRK" and "VDR" in short_form("the North")
    assert short_form("Koreans") == ("KOR", "PRK")
    assert short_form("the Netherlands") == ()


def test_the_pentagon_is_military() -> None:
    hit = country("the Pentagon")
    assert hit and (hit.code, hit.sector) == ("USA", "MIL")


ORGANISATIONS = [
    ("United Nations", None, "UNO", None),
    ("the U.N.", None, "UNO", None),
    ("EU", None, "EUR", None),
    ("IAEA", None, "IGO", None),
    ("Hamas", None, "PSE", "REB"),
    ("HEZBOLLAH", None, "LBN", "REB"),
    ("Viet Cong", "1968", "VNM", "REB"),
    ("Taliban", "1998", "AFG", "GOV"),
    ("the Taliban", "2010", "AFG", "REB"),
    ("Tass", "1962-10-22", "SUN", "JRN"),
    ("Tass", "1999", "RUS", "JRN"),
    ("KCNA", None, "PRK", "JRN"),
    ("Knesset", None, "ISR", "LEG"),
    ("the C.I.A.", None, "USA", "SPY"),
    ("KGB", None, "SUN", "SPY"),
    ("al-Qaeda", None, "IMG", "REB"),
]


@pytest.mark.parametrize(("words", "date", "code", "side"), ORGANISATIONS)
def test_organisation(words: str, date: str | None, code: str, side: str | None) -> None:
    hit = organisation(words, date)
    assert hit and (hit.code, hit.sector) == (code, side)


def test_agency_is_press_only() -> None:
    assert agency("Reuters") and agency("AFP")
    assert agency("Hamas") is None
    times = agency("The Times")
    assert times and times.code == "GBR"
    assert agency("Times") is None


HOLDERS = [
    ("Khrushchev", "1962-10-22", "Nikita Khrushchev", "SUN", True),
    ("Kennedy", "1962-10-22", "John F. Kennedy", "USA", True),
    ("John Fitzgerald Kennedy", "1962-10-22", "John F. Kennedy", "USA", True),
    ("Kim Jong-un", "2012-01-01", "Kim Jong Un", "PRK", True),
    ("Kim", "2015", "Kim Jong Un", "PRK", True),
    ("Kim", "1970", "Kim Il Sung", "PRK", True),
    ("Kim Jong Il", "2001", "Kim Jong Il", "PRK", True),
    ("Bush", "1990", "George H. W. Bush", "USA", True),
    ("Bush", "2003", "George W. Bush", "USA", True),
    ("de Gaulle", "1962", "Charles de Gaulle", "FRA", True),
    ("Lech Walesa", "1991", "Lech Wałęsa", "POL", True),
    ("Mao Tse-tung", "1955", "Mao Zedong", "CHN", True),
    ("Brezhnev", "1990", "Leonid Brezhnev", "SUN", False),
    ("bin Laden", "2001-09-11", "Osama bin Laden", "IMG", True),
]


@pytest.mark.parametrize(("name", "date", "person", "code", "current"), HOLDERS)
def test_holder(name: str, date: str, person: str, code: str, current: bool) -> None:
    found = holder(name, date)
    assert found and (found.person, found.country, found.current) == (person, code, current)


def test_out_of_office_is_elite() -> None:
    found = holder("Jimmy Carter", "1994-06-15")
    assert found and (found.sector, found.current) == ("ELI", False)


def test_an_open_surname_gives_nobody() -> None:
    assert holder("Bush") is None
    assert holder("bush", "1990") is None


INCUMBENTS = [
    ("President", "USA", "1962-10-22", "John F. Kennedy"),
    ("president of the United States", "USA", "1963-11-22", "Lyndon B. Johnson"),
    ("the Soviet premier", "SUN", "1962-10-22", "Nikita Khrushchev"),
    ("president", "RUS", "2010-01-01", "Dmitry Medvedev"),
    ("president of Russia", "RUS", "2023-09-12", "Vladimir Putin"),
    ("leader", "PRK", "2011-12-18", "Kim Jong Un"),
    ("leader", "PRK", "2011-12-16", "Kim Jong Il"),
    ("defense secretary", "USA", "1962-10", "Robert McNamara"),
    ("Foreign Minister", "SUN", "1962-10", "Andrei Gromyko"),
    ("prime minister", "GBR", "1962-10", "Harold Macmillan"),
    ("secretary-general", "UNO", "1962-10", "U Thant"),
    ("Chancellor", "DEU", "1990-10-03", "Helmut Kohl"),
    ("president", "FRA", "1974-05-01", "Alain Poher"),
    ("leader", "DEU", "2015-09-01", "Angela Merkel"),
    ("head of state", "GBR", "1962", "Elizabeth II"),
    ("head of state", "PRK", "2000-06-15", "Kim Yong Nam"),
]


@pytest.mark.parametrize(("office", "code", "date", "person"), INCUMBENTS)
def test_incumbent(office: str, code: str, date: str, person: str) -> None:
    found = incumbent(office, code, date)
    assert found and found.person == person


def test_an_unknown_office_has_no_holder() -> None:
    assert incumbent("dog catcher", "USA", "1962") is None
    assert incumbent("president", "USA", "1700") is None


SECTOR_WORDS = [
    ("riot police", "COP"),
    ("Iraqi troops", "MIL"),
    ("rebel commander", "REB"),
    ("members of parliament", "LEG"),
    ("a spokesman for the army", "MIL"),
    ("government spokesman", "GOV"),
    ("police official", "COP"),
    ("university students", "EDU"),
    ("women", "CVL"),
    ("striking miners", "LAB"),
    ("foreign ministry", "GOV"),
    ("masked gunmen", "UAF"),
]


@pytest.mark.parametrize(("words", "side"), SECTOR_WORDS)
def test_sector(words: str, side: str) -> None:
    found = sector(words)
    assert found and found[0] == side and side in found[1]


@pytest.mark.parametrize("words", ["spokesman", "general strike", "yesterday", "", "a", "x " * 5000])
def test_no_sector(words: str) -> None:
    assert sector(words) is None


def test_roles_act_or_speak() -> None:
    analyst, report, warship = role("analysts"), role("report"), role("warship")
    assert analyst and analyst.human and analyst.speaker and analyst.kind == "person"
    assert report and not report.human and report.speaker and report.kind == "document"
    assert warship and not warship.speaker
    assert role("ministries") and role("policemen") and role("Officials")
    assert role("sandwich") is None


def test_places() -> None:
    birmingham = place("Birmingham")
    assert birmingham and birmingham.country == "GBR"
    other = place("Birmingham", near=("USA",))
    assert other and other.country == "USA"
    leningrad = place("Leningrad")
    assert leningrad and leningrad.country == "RUS" and 59 < leningrad.lat < 61
    assert place("Nowhere-on-Sea") is None


@pytest.mark.parametrize(
    ("name", "near", "country"),
    [
        ("Franklin", (), None),  # as many people as towns
        ("Franklin", ("USA",), "USA"),
        ("Vukovar", (), None),
        ("Vukovar", ("SRB", "HRV"), "HRV"),
        ("Police", ("POL",), None),  # a word
        ("Of", ("TUR",), None),
        ("vukovar", ("HRV",), None),
        ("Paris", ("USA",), "FRA"),  # a small namesake nearby is not meant
        ("Moscow", ("USA",), "RUS"),
        ("Athens", ("GRC", "USA"), "GRC"),
        ("Punjab", (), "IND"),
        ("Punjab", ("PAK",), "PAK"),
        ("Valletta", (), "MLT"),
        ("Srebrenica", (), "BIH"),
        ("Northern Territory", (), "AUS"),
        ("Borno state", (), "NGA"),
        ("Reading", (), "GBR"),
    ],
)
def test_small_places_need_their_country(name: str, near: tuple[str, ...], country: str | None) -> None:
    found = place(name, near)
    assert (found.country if found else None) == country


def test_places_are_folded_as_names_are_and_small() -> None:
    for row in shelf.table("places.tsv"):
        assert (row["ascii"] or row["name"].casefold()) == folded(row["name"]), row
        assert row["kind"] in {"city", "region", "water", "site"} and (not row["lat"] or -90 <= float(row["lat"]) <= 90)
    assert len(shelf.text("data", "places.tsv").encode()) < 2_500_000


def test_places_load_fast() -> None:
    code = "import time; from reportedly import gazetteer as g; t = time.perf_counter(); g.place('Oslo'); "
    done = subprocess.run(
        [sys.executable, "-c", code + "print(time.perf_counter() - t)"], capture_output=True, text=True, check=True
    )
    assert float(done.stdout) < 0.5, "measured at 0.05 s on a quiet machine"


PHRASES = [
    ("Soviet Premier Khrushchev", "1962-10-22", "SUN", "GOV"),
    ("former US President Jimmy Carter", "1994-06-15", "USA", "ELI"),
    ("Kremlin spokesman", None, "RUS", "GOV"),
    ("Iraqi Republican Guard", "1991", "IRQ", "MIL"),
    ("Argentine police", None, "ARG", "COP"),
    ("the Belgian parliament", None, "BEL", "LEG"),
    ("Chilean Supreme Court", None, "CHL", "JUD"),
    ("UN peacekeepers", None, "UNO", "MIL"),
    ("Polish shipyard workers", None, "POL", "LAB"),
    ("striking miners", None, None, "LAB"),
    ("Hamas fighters", None, "PSE", "REB"),
    ("prague students", "1968", "CSK", "EDU"),
    ("Sharpeville residents", None, "ZAF", "CVL"),
    ("tomorrow morning", None, None, None),
    ("Saudi-led alliance", None, "SAU", None),
    ("Labour MPs", None, "GBR", "LEG"),
    ("Mayor London Pumpernickel", None, None, "GOV"),
    ("ex-Prime Minister Edward Heath", "1980", "GBR", "ELI"),
    ("Hungarian Defence Minister Zoltan Nobody", "1980", "HUN", "GOV"),
    ("a Jewish community leader", None, None, "REL"),
    ("the Muslim Council of Ruritania", None, None, "REL"),
    ("Northern Medical Alliance", None, None, "MED"),
    ("the National Guard", None, None, "MIL"),
    ("Venezuelan National Guard", None, "VEN", "MIL"),
    ("the European Union", None, "EUR", None),
    ("West Bank", None, "PSE", None),
    ("Serbian Labour Minister Dragan Nobody", None, "SRB", "GOV"),
    ("Labour MPs", None, "GBR", "LEG"),
    ("UNITA rebels", "1990", "AGO", "REB"),
    ("Algerians", None, "DZA", "CVL"),
    ("the Zambian people", None, "ZMB", "CVL"),
    ("ethnic Albanians", None, None, "CVL"),
    ("gendarmerie", None, None, "COP"),
    ("congress", None, None, "LEG"),
    ("President Bush", None, None, "GOV"),
    ("opposition parties", None, None, "OPP"),
    ("wanted men", None, None, "CRM"),
    ("former Zambian finance minister", None, "ZMB", "ELI"),
    ("Gauteng health workers", None, "ZAF", "MED"),
    ("Ivory Coast", None, "CIV", None),
    ("Upper Volta", None, "BFA", None),
    ("Swazi king", None, "SWZ", "GOV"),
    ("Zairean troops", None, "COD", "MIL"),
]


@pytest.mark.parametrize(("phrase", "date", "code", "side"), PHRASES)
def test_resolve(phrase: str, date: str | None, code: str | None, side: str | None) -> None:
    actor = resolve(phrase, date)
    assert (actor.country, actor.sector) == (code, side), actor.because
    assert actor.text == phrase and actor.because


def test_a_surname_inside_a_longer_name_is_left_alone() -> None:
    assert resolve("Widget Maker Ferdinand Castro Pumpernickel").kind == "OTHER"


@pytest.mark.parametrize(
    "words", ["", " ", '"', "'s", "(" * 50_000, "a" * 100_000, "\U0001f600 police", "the", "-" * 200]
)
def test_hostile_words_raise_nothing(words: str) -> None:
    for find in (country, organisation, holder, place, sector, role, agency, short_form, resolve):
        find(words)  # type: ignore[operator]
    incumbent(words, words, words)


# --- the tables ------------------------------------------------------------------------------------------------------

PERIOD = re.compile(r"(\d{4}(-\d{2}(-\d{2})?)?)?")


def dated_tables() -> list[dict[str, str]]:
    return [row for name in ("offices", "persons", "seats", "organisations") for row in shelf.table(f"{name}.tsv")]


TABLES = ("offices", "persons", "seats", "organisations", "countries", "places", "en/roles", "en/sides")


@pytest.mark.parametrize("name", TABLES)
def test_every_row_says_where_it_is_from(name: str) -> None:
    assert all(row["origin"] for row in shelf.table(f"{name}.tsv"))


def test_dates_are_real() -> None:
    for row in dated_tables():
        for day in (row["since"], row["until"]):
            assert PERIOD.fullmatch(day), row
            if len(day) == 10:
                datetime.date.fromisoformat(day)
        assert not row["until"] or row["since"] < row["until"], row


def test_terms_of_one_office_do_not_overlap() -> None:
    rows = sorted(shelf.table("offices.tsv"), key=lambda row: (row["country"], row["role"], row["since"]))
    for (code, post), group in itertools.groupby(rows, key=lambda row: (row["country"], row["role"])):
        for earlier, later in itertools.pairwise(group):
            assert earlier["until"] and earlier["until"] <= later["since"], (code, post, earlier, later)


def test_codes_and_sectors_are_known() -> None:
    codes = {row["code"] for row in shelf.table("countries.tsv")}
    assert len(codes) == len(shelf.table("countries.tsv"))
    for row in [*dated_tables(), *shelf.table("places.tsv")]:
        code = row.get("code", row.get("country", ""))
        assert code == "" or code in codes | INTERNATIONAL, row
        assert row.get("sector", "") in SECTORS | {""}, row
    for row in shelf.table("en/roles.tsv"):
        assert row["sector"] in SECTORS | {""} and row["human"] in "yn" and row["speaker"] in "yn", row
    assert country_name("PRK") == "North Korea"


@pytest.mark.parametrize("code", ["USA", "GBR", "FRA", "SUN", "CHN", "PRK", "KOR"])
@pytest.mark.parametrize("year", range(1950, 1991, 5))
def test_somebody_always_leads_the_states_we_promise(code: str, year: int) -> None:
    assert incumbent("leader", code, f"{year}-07-01")


def test_roles_are_broad_and_lower_case() -> None:
    nouns = [row["noun"] for row in shelf.table("en/roles.tsv")]
    assert len(nouns) == len(set(nouns)) > 900
    assert all(noun == noun.casefold().strip() for noun in nouns)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Afganistan", "AFG"),
        ("Isreal", "ISR"),
        ("Phillipines", None),
        ("Iram", None),
        ("Austria", None),
        ("Nigeira", "NGA"),
    ],
)
def test_a_state_with_one_letter_wrong(written: str, code: str | None) -> None:
    found = misspelt_country(written)
    assert (found.code if found else None) == code


@pytest.mark.parametrize(
    ("words", "plain"),
    [
        ("Nasser", "Nasser"),
        ("Nas\u200bser", "Nasser"),
        ("\u202eNasser\u202c", "Nasser"),
        ("Gero\u030b", "Ger\u0151"),
        ("N\u0430sser", "N\u0430sser"),
        ("\u200b", "\u200b"),
    ],
)
def test_names_are_compared_in_one_spelling(words: str, plain: str) -> None:
    assert gazetteer.spelled(words) == plain


def test_a_country_is_known_whatever_marks_stand_within_its_name() -> None:
    hit = gazetteer.country("Brit\u200dain", "1956-10-31")
    assert hit is not None and hit.code == "GBR"


def test_all_that_a_name_has_stood_for() -> None:
    assert {hit.code for hit in gazetteer.country_meanings("Moscow")} == {"SUN", "RUS"}
    assert {hit.code for hit in gazetteer.country_meanings("MOSCOW")} == {"SUN", "RUS"}
    assert gazetteer.country_meanings("Nixon") == ()
