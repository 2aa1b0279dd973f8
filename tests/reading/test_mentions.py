"""Who is who in an article: marked sentences, and what the later steps ask of a cast."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Token

import reportedly
from reportedly.model import Article, Block, Entity, Passage, Published
from reportedly.reading import Reader, mentions
from reportedly.reading.mentions import Cast

CASES = Path(__file__).parents[1] / "cases" / "en" / "mentions.txt"


@dataclass
class Case:
    date: str
    marked: str
    known: dict[str, dict[str, str]] = field(default_factory=dict)


def _cases() -> list[Case]:
    out: list[Case] = []
    date = ""
    for line in CASES.read_text(encoding="utf-8").splitlines():
        if line.startswith("@"):
            date = line[1:].strip()
        elif line.startswith(">"):
            label, _, fields = line[1:].partition(":")
            pairs = (pair.partition("=") for pair in fields.split(";"))
            out[-1].known[label.strip()] = {key.strip(): value.strip() for key, _, value in pairs}
        elif line.strip() and not line.startswith("#"):
            out.append(Case(date, line.replace(" // ", "\n")))
    return out


def article(text: str, date: str | None = None) -> Article:
    blocks = tuple(Block(Passage(*found.span()), "body") for found in re.finditer(r"\S[^\n]*", text))
    return Article(id="a", text=text, blocks=blocks, published=Published(date, date, date))


def cast_of(text: str, date: str | None = None) -> Cast:
    return mentions.find(Reader().page(article(text, date)))


def token(cast: Cast, word: str, nth: int = 0) -> Token:
    return [one for one in cast.page.doc if one.text == word][nth]


def entity(cast: Cast, word: str, nth: int = 0) -> Entity:
    id = cast.at(token(cast, word, nth))
    assert id is not None, f"{word} is nobody"
    return cast.get(id)


def _unmarked(marked: str) -> tuple[str, list[tuple[str, Passage]]]:
    """The text without marks, and each mark's label and span; marks may stand inside marks."""
    text, open_at, marks = "", [], []
    for piece in re.split(r"(\[(?!\w+\] )|\|\w+\])", marked):
        if piece == "[":
            open_at.append(len(text))
        elif piece.startswith("|") and piece.endswith("]"):
            marks.append((piece[1:-1], Passage(open_at.pop(), len(text))))
        else:
            text += piece
    return text, marks


@pytest.mark.parametrize("case", _cases(), ids=lambda case: case.marked[:60])
def test_marked_sentence(case: Case) -> None:
    text, marks = _unmarked(case.marked)
    cast = cast_of(text, case.date)
    by_span = {mention.span: one for one in cast.entities(set()) for mention in one.mentions}
    missing = [span.of(text) for _, span in marks if span not in by_span]
    assert not missing, f"not found: {missing}; found: {sorted(span.of(text) for span in by_span)}"
    labels: dict[str, str] = {}
    for label, span in marks:
        assert labels.setdefault(label, by_span[span].id) == by_span[span].id, f"{span.of(text)!r} is not {label}"
    assert len(set(labels.values())) == len(labels), "two labels are one entity"
    for label, expected in case.known.items():
        found = cast.get(labels[label])
        assert {key: str(getattr(found, key)) for key in expected} == expected


def test_the_innermost_name_covers_a_word() -> None:
    cast = cast_of("Soviet Premier Nikita Khrushchev laughed.", "1959-09-20")
    assert entity(cast, "Soviet").country == "SUN"
    assert entity(cast, "Soviet").kind == "GPE"
    assert entity(cast, "Premier") == entity(cast, "Khrushchev")
    assert entity(cast, "Khrushchev").kind == "PERSON"


def test_a_role_before_a_name_belongs_to_the_person() -> None:
    cast = cast_of("Cuban leader Fidel Castro spoke for four hours.", "1962-10-22")
    assert entity(cast, "leader") == entity(cast, "Castro")
    assert entity(cast, "Castro").affiliation == "Cuban leader"


def test_who_is_the_one_its_clause_is_about() -> None:
    cast = cast_of("Dean Rusk, who had not slept, read the letter.", "1962-10-26")
    assert cast.at(token(cast, "who")) == cast.at(token(cast, "Rusk"))


def test_describing_finds_the_entity_that_is_already_there() -> None:
    cast = cast_of("Dean Rusk read the letter.", "1962-10-26")
    assert cast.describe(token(cast, "Rusk")) == cast.at(token(cast, "Rusk"))


def test_describing_makes_one_nominal_entity_of_a_noun_phrase() -> None:
    cast = cast_of("The Soviet officials at the border said nothing.", "1962-10-26")
    id = cast.describe(token(cast, "officials"))
    found = cast.get(id)
    assert (found.name, found.country, found.sector, found.kind) == ("Soviet officials", "SUN", "GOV", "PERSON")
    assert [mention.form for mention in found.mentions] == ["nominal"]
    assert cast.describe(token(cast, "officials")) == id
    assert entity(cast, "Soviet").kind == "GPE"


def test_a_possessor_gives_its_country_to_the_phrase() -> None:
    cast = cast_of("Washington's envoy left the hall.", "1962-10-26")
    assert cast.get(cast.describe(token(cast, "envoy"))).country == "USA"


def test_entities_merely_described_are_listed_only_when_used() -> None:
    cast = cast_of("Experts doubted it. Dean Rusk agreed.", "1962-10-26")
    id = cast.describe(token(cast, "Experts"))
    assert [one.name for one in cast.entities(set())] == ["Dean Rusk"]
    assert [one.name for one in cast.entities({id})] == ["Experts", "Dean Rusk"]


def test_i_and_it_is_said_point_at_nobody() -> None:
    cast = cast_of('The Kremlin was quiet. It is said that ships turned. "I saw them," Dean Rusk said.', "1962-10-26")
    assert cast.at(token(cast, "It")) is None
    assert cast.at(token(cast, "I")) is None


def test_he_in_a_quotation_is_not_the_one_who_speaks() -> None:
    cast = cast_of('"He will never resign," Dean Rusk said.', "1962-10-26")
    assert cast.at(token(cast, "He")) is None


def test_a_surname_of_the_table_needs_the_article_not_to_speak_against_it() -> None:
    cast = cast_of("Canadian goalkeeper Khrushchev saved twice.", "1962-10-26")
    assert entity(cast, "Khrushchev").country == "CAN"
    assert entity(cast, "Khrushchev").office is None


def test_somebody_is_who_he_was_on_the_day() -> None:
    text = "Dwight Eisenhower opened the bridge."
    assert entity(cast_of(text, "1958-05-01"), "Eisenhower").sector == "GOV"
    assert entity(cast_of(text, "1965-05-01"), "Eisenhower").sector == "ELI"
    assert entity(cast_of(text, "1965-05-01"), "Eisenhower").office is None


def test_ids_depend_on_the_first_name_only() -> None:
    first = cast_of("Dean Rusk spoke. He left.", "1962-10-26")
    second = cast_of("Dean Rusk spoke. Rusk left for Paris.", "1962-10-26")
    assert first.at(token(first, "Rusk")) == second.at(token(second, "Rusk"))


def test_every_entity_says_why() -> None:
    cast = cast_of("Soviet Premier Nikita Khrushchev met Dean Rusk of the State Department in Geneva.", "1962-10-26")
    assert all(one.because for one in cast.entities(set()))


_WORDS = [
    "Kim",
    "Il",
    "Sung",
    "Mr",
    "the",
    "North",
    "said",
    '"',
    "'s",
    "-",
    "(",
    ")",
    "al-",
    "he",
    "its",
    "UN",
    "\n",
    ",",
    "𝔘",
    "of",
]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(_WORDS), max_size=40))
def test_any_jumble_of_words_gives_clean_spans(words: list[str]) -> None:
    text = " ".join(words)
    for one in cast_of(text, "1951-01-01").entities(set()):
        for mention in one.mentions:
            cut = mention.span.of(text)
            assert cut and cut == cut.strip() and "\n" not in cut


@pytest.mark.parametrize("text", ["", '"' * 500, "A" * 100_000, "(" * 300 + ")" * 300, "Kim-" * 500, "al-" * 500])
def test_hostile_texts_do_no_harm(text: str) -> None:
    cast_of(text)


def test_a_namesake_in_another_walk_of_life_holds_no_office() -> None:
    cast = cast_of("Canadian singer Jimmy Carter cancelled the concert.", "1978-05-01")
    assert (entity(cast, "Carter").country, entity(cast, "Carter").office) == ("CAN", None)


def test_the_phrase_after_the_comma_may_be_somebody_else() -> None:
    cast = cast_of("After the call with Dean Rusk, a senior official said the ships had turned.", "1962-10-26")
    assert entity(cast, "Rusk").affiliation is None
    assert cast.at(token(cast, "official")) != cast.at(token(cast, "Rusk"))


def test_an_opposition_leader_is_not_the_head_of_state() -> None:
    cast = cast_of("The Egyptian opposition leader refused. The Egyptian president agreed.", "1978-09-17")
    assert cast.at(token(cast, "leader")) is None
    assert entity(cast, "president").name == "Anwar Sadat"


def test_a_name_is_not_carried_over_the_end_of_a_block() -> None:
    cast = cast_of("Talks with Dean\nRusk Hill is a village.", "1962-10-26")
    assert cast.at(token(cast, "Dean")) != cast.at(token(cast, "Rusk")) or cast.at(token(cast, "Dean")) is None


def test_describing_a_pronoun_nobody_resolves_keeps_it_a_pronoun() -> None:
    cast = cast_of('"She will never resign," Dean Rusk said.', "1962-10-26")
    found = cast.get(cast.describe(token(cast, "She")))
    assert (found.name, found.kind, found.mentions[0].form) == ("She", "PERSON", "pronoun")


def test_known_persons_need_no_table() -> None:
    cast = cast_of("Lawyer Jane Ellison said the wife of the minister wept. She left.", "1962-10-26")
    assert entity(cast, "Lawyer") == entity(cast, "Ellison")


def test_the_speaker_at_the_end_is_not_the_name_before() -> None:
    cast = cast_of("U Thant will see Mr Castro, a United Nations spokesman said.", "1962-10-26")
    assert cast.describe(token(cast, "spokesman")) != cast.at(token(cast, "Castro"))


def test_a_described_source_is_named_with_whom_it_speaks_for() -> None:
    cast = cast_of("A spokesman for the Defense Department on Monday told reporters so.", "1962-10-26")
    found = cast.get(cast.describe(token(cast, "spokesman")))
    assert (found.name, found.country, found.sector) == ("spokesman for the Defense Department", "USA", "MIL")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("A group of lawmakers who had fled said so.", "group of lawmakers"),
        ("The chief of the general staff in Moscow left.", "chief of the general staff"),
        ("They suspected officials of theft.", "officials"),
        ("Officials for two weeks said nothing.", "Officials"),
        ("The ambassador to France left.", "ambassador to France"),
    ],
)
def test_a_description_is_named_without_clauses_time_and_place(text: str, name: str) -> None:
    cast = cast_of(text, "1962-10-26")
    head = next(one for one in cast.page.doc if one.text in {"group", "chief", "Officials", "officials", "ambassador"})
    assert cast.get(cast.describe(head)).name == name


def test_who_is_against_a_state_or_sent_to_it_is_not_its_own() -> None:
    for text, word in (("Critics of Cuba wrote.", "Critics"), ("The ambassador to Cuba wrote.", "ambassador")):
        cast = cast_of(text, "1962-10-26")
        assert cast.get(cast.describe(token(cast, word))).country is None


def test_a_happening_and_nothing_at_all_are_nobody() -> None:
    text = (
        "The Kremlin spoke. It happened at noon. It was Dean Rusk who answered. It was the first time. It took weeks."
    )
    cast = cast_of(text, "1962-10-26")
    assert [cast.at(token(cast, "It", nth)) for nth in range(4)] == [None] * 4


def test_a_strike_cannot_speak() -> None:
    cast = cast_of("The strike went on. It said nothing.", "1962-10-26")
    assert cast.at(token(cast, "It")) is None


def test_things_that_the_article_comes_back_to_are_listed() -> None:
    cast = cast_of("The arms were old. They were counted. The ships left. The miners left. They sang.", "1962-10-26")
    assert [one.name for one in cast.entities(set())] == ["arms", "miners"]


def test_numbers_and_ways_are_not_listed_however_often_they_come() -> None:
    cast = cast_of("The number rose. The number fell. Many ships left. Many ships came. A way was found.", "1962-10-26")
    assert cast.entities(set()) == ()


def test_i_is_listed_with_the_speaker_and_owns_nothing() -> None:
    cast = cast_of('"I saw them, and my men did," Dean Rusk said. "We fired."', "1962-10-26")
    assert len(entity(cast, "Rusk").mentions) == 3
    assert cast.at(token(cast, "I")) is None
    assert cast.at(token(cast, "We")) is None


def test_a_day_is_nobody() -> None:
    cast = cast_of("On Monday the ships left. They were back by Monday.", "1962-10-26")
    day = next(one for one in cast.entities(set()) if one.name == "Monday")
    assert (day.kind, len(day.mentions)) == ("OTHER", 2)
    assert cast.at(token(cast, "Monday")) is None


def test_the_label_of_a_credit_comes_back_to_nothing() -> None:
    cast = cast_of("Image: Jane Ellison.\nImage: Omar Fadel.", "1962-10-26")
    assert all(one.name != "Image" for one in cast.entities(set()))


def test_an_engine_room_twice_is_no_engine_twice() -> None:
    cast = cast_of("They cleaned engine rooms. Smoke left engine rooms.", "1962-10-26")
    assert cast.at(token(cast, "engine", 1)) != cast.at(token(cast, "rooms", 1))


@pytest.mark.parametrize("text", ["A local government refused.", "The former Cuban government refused."])
def test_other_governments_are_not_the_state(text: str) -> None:
    cast = cast_of(text, "1962-10-26")
    assert cast.at(token(cast, "government")) is None


def test_two_uses_of_one_noun_are_told_apart_by_what_stands_behind() -> None:
    cast = cast_of("The end of the war came. The end of the talks came.", "1962-10-26")
    assert cast.at(token(cast, "end", 1)) is None


def test_a_paper_called_like_a_trade_is_in_no_sector_for_it() -> None:
    cast = cast_of("He reads Lawyer Weekly and works for Guardian.", "1962-10-26")
    assert all(one.sector != "CVL" for one in cast.entities(set()))


def test_a_rocket_that_a_state_launched_is_not_called_like_it() -> None:
    cast = cast_of("The missile Cuba received was old.", "1962-10-26")
    assert entity(cast, "Cuba").country == "CUB"


def test_a_director_for_a_country_is_not_of_it() -> None:
    cast = cast_of("Oxfam's Sudan relief director Jane Ellison wept.", "1985-05-01")
    assert entity(cast, "Ellison").country != "SDN"


def test_one_name_in_two_spellings_is_one_entity() -> None:
    """Accents composed or not, marks that nobody sees within: the spans keep them, the name does not."""
    text = "Imre Ger\u0151 said no. Imre Gero\u030b said yes. Im\u00adre Ge\u200br\u0151 said nothing."
    (gero,) = cast_of(text, "1956-10-26").entities(set())
    assert gero.name == "Imre Ger\u0151"
    printed = [mention.span.of(text) for mention in gero.mentions]
    assert printed == ["Imre Ger\u0151", "Imre Gero\u030b", "Im\u00adre Ge\u200br\u0151"]


def test_a_letter_of_another_script_makes_another_name() -> None:
    cast = cast_of("Vasily Kuznetsov said yes. V\u0430sily Kuznetsov denied it.", "1956-10-26")
    names = {one.name for one in cast.entities(set())}
    assert names == {"Vasily Kuznetsov", "V\u0430sily Kuznetsov"}


def test_a_lone_letter_before_a_persons_name_is_part_of_it() -> None:
    text = "At the United Nations, the Acting Secretary-General, U Thant, appealed to both leaders to step back."
    names = {entity.name for entity in reportedly.read(text, date="1962-10-24", body=True).entities}
    assert "U Thant" in names
