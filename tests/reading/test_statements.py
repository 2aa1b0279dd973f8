"""Who says what, beyond what the marked sentences show: speakers, chains, blocks, ids, hostile text."""

from __future__ import annotations

import dataclasses
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly.model import ACTS, Article, Block, Passage, Statement
from reportedly.reading import Reader, mentions, statements
from reportedly.reading.lexicon import ANY, lexicon
from reportedly.reading.mentions import Cast


def read(text: str, *kinds: str) -> tuple[tuple[Statement, ...], Cast]:
    """Statements and cast of a text; a block a line, of the given kinds, then body."""
    blocks, at = [], 0
    for number, line in enumerate(text.split("\n")):
        start = at + len(line) - len(line.lstrip())
        if line.strip():
            kind = kinds[number] if number < len(kinds) else "body"
            blocks.append(Block(Passage(start, start + len(line.strip())), kind))  # type: ignore[arg-type]
        at += len(line) + 1
    page = Reader(kind="rules").page(Article(id="a", text=text, blocks=tuple(blocks), language="en"))
    cast = mentions.find(page)
    return statements.find(page, cast), cast


def cut(spans: tuple[Passage, ...], text: str) -> list[str]:
    return [span.of(text) for span in spans]


def speaker(found: Statement, cast: Cast) -> str:
    assert found.speaker is not None
    return cast.get(found.speaker).name


def test_a_pronoun_speaks_for_the_one_named_before() -> None:
    found, cast = read("Anwar Sadat flew to Jerusalem. He said the war was over.")
    assert speaker(found[-1], cast) == "Anwar Sadat"


def test_it_that_added_something_is_who_spoke_last() -> None:
    text = "Moscow left the talks on Sunday, according to the Tass news agency. The envoys were accompanied, it added."
    found, cast = read(text)
    assert found[1].speaker == found[0].speaker
    assert "Moscow" not in speaker(found[1], cast)


def test_who_speaks_for_the_noun_before_it() -> None:
    found, cast = read("Abba Eban, who said that the straits must open, left for New York.")
    assert speaker(found[0], cast) == "Abba Eban"


def test_who_after_a_place_speaks_for_the_people_there() -> None:
    found, cast = read("Forces on the ground who said that they saw the attack were moved.")
    assert speaker(found[0], cast).lower().startswith("forces")


def test_a_joint_source_says_that_its_first_member_stands_for_all() -> None:
    found, cast = read("Washington and London said that Iraq had hidden weapons.")
    assert speaker(found[0], cast) == "United States"
    assert found[0].because.endswith("of whom the first stands for all")


def test_two_statements_on_the_same_words_do_not_break_the_reading() -> None:
    found, _ = read("He cited Kennedy as saying that the ships had turned.")
    assert [cut(s.source, "He cited Kennedy as saying that the ships had turned.") for s in found] == [["Kennedy"]]


def test_an_unnamed_source_is_an_entity_of_its_own() -> None:
    found, cast = read("Diplomats said that the talks had failed.")
    entity = cast.get(found[0].speaker or "")
    assert entity.mentions[0].form == "nominal"


def test_no_source_no_speaker() -> None:
    found, _ = read("Nixon is expected to resign on Thursday.")
    assert found[0].source == () and found[0].speaker is None
    assert "no source named" in found[0].because


def test_a_chain_of_voices() -> None:
    text = "Washington said that despite its denials, Moscow had shipped rockets to Cuba in 1962."
    found, _ = read(text)
    said, denied = found
    assert denied.within == said.id and said.within is None
    assert cut(denied.content, text) == ["Moscow had shipped rockets to Cuba in 1962"]
    assert denied.act == "deny" and denied.speaker not in (None, said.speaker)


def test_a_chain_never_closes_on_itself() -> None:
    text = "Rusk said Gromyko said that Castro said the missiles, Khrushchev had said, were not Soviet."
    found, _ = read(text)
    outer = {s.id: s.within for s in found}
    for start in outer:
        seen: list[str] = []
        at: str | None = start
        while at is not None:
            assert at not in seen
            seen.append(at)
            at = outer[at]


def test_furniture_between_paragraphs_is_in_no_content() -> None:
    text = '"Both sides want peace," Mr Gromyko said.\nMore on this topic\n"I see the outline of a treaty already."'
    found, _ = read(text, "body", "furniture", "body")
    assert len(found) == 1
    assert cut(found[0].content, text) == ['"Both sides want peace,"', '"I see the outline of a treaty already."']


def test_a_following_paragraph_of_prose_ends_the_speech() -> None:
    text = '"Both sides want peace," Mr Gromyko said.\nSnow fell on Geneva.\n"Hot line" was the word of the day.'
    found, _ = read(text)
    assert all("Hot line" not in piece for s in found for piece in cut(s.content, text))


def test_marks_of_the_source_text_stay_in_the_content() -> None:
    text = "“We agree,” Rusk said."
    found, _ = read(text)
    assert cut(found[0].content, text) == ["“We agree,”"]


def test_ids_hang_on_cue_and_content_only() -> None:
    found, _ = read("Rusk said the ships had turned back.")
    again, _ = read("Rusk said the ships had turned back.")
    other, _ = read("Rusk wrote the ships had turned back.")
    assert found == again
    assert found[0].id != other[0].id and found[0].id.startswith("s-")


def test_a_shared_content_gives_every_statement_its_own_id() -> None:
    found, _ = read("Rusk said the ships had turned back and McNamara said the ships had turned back. " * 3)
    assert len({s.id for s in found}) == len(found)


def test_a_question_is_asked_whatever_the_verb() -> None:
    found, _ = read('"How many divisions has the Pope?" said Stalin.')
    assert found[0].act == "ask"


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("Nixon declined to comment on the tapes.", "reject"),
        ("Gromyko did not agree to withdraw the bombers.", "reject"),
        ("Dulles said the canal users must pay the company.", "demand"),
        ("Eden said the canal should be put under an international board.", "urge"),
        ("Ford said he was sorry for the pain the war had caused.", "apologise"),
        ("Haig charged that Moscow was supplying the rebels.", "accuse"),
    ],
)
def test_acts_follow_cue_and_content(text: str, act: str) -> None:
    found, _ = read(text)
    assert found[0].act == act


def test_the_table_keeps_to_the_closed_list_and_to_shares() -> None:
    words = lexicon("en")
    assert (ANY, "verb", "that") in words.entries
    for entry in words.entries.values():
        assert entry.act in ACTS and 0 <= entry.precision <= 1


def test_confidence_follows_the_cue() -> None:
    surely, _ = read("Dulles said that the loan had been withdrawn.")
    hardly, _ = read("Begin wants to keep the settlements.")
    assert 0 < hardly[0].confidence < surely[0].confidence < 1


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Nixon's message reached Hanoi on Sunday. The message said that the bombing would stop.", "Nixon"),
        ("President Jimmy Carter sent a letter to Brezhnev. The letter said that he would wait.", "Jimmy Carter"),
        ("A telegram from Mr Bulganin arrived. The telegram warned that rockets could be used.", "Bulganin"),
        ("In his reply, Mr Nasser rejected the demand. It said that Egypt would not yield.", "Nasser"),
        ("Hanoi read a note in which Alexei Kosygin proposed a truce. The note warned of war.", "Alexei Kosygin"),
        ("He held up a page of Lyndon Johnson's speech. “Further action will be taken,” it reads.", "Lyndon Johnson"),
        ("The commission sent a report to Kennedy. The report said that the dam was unsafe.", "commission"),
    ],
)
def test_a_document_is_the_word_of_its_writer(text: str, name: str) -> None:
    found, cast = read(text)
    assert speaker(found[-1], cast) == name
    assert cut(found[-1].source, text)[0].lower() in ("the message", "the letter", "the telegram", "it", "the note",
                                                     "the report")  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "A biography of Truman appeared in May. The biography said that he was stubborn.",
        "A letter to Lincoln arrived on Monday. The letter said that he would be shot.",
        "A report on the Soviet Union was published. The report said that the harvest had failed.",
    ],
)
def test_a_document_about_or_to_somebody_is_not_his(text: str) -> None:
    found, cast = read(text)
    assert cast.get(found[-1].speaker or "").kind == "OTHER"


@pytest.mark.parametrize(
    "text",
    [
        "The nerve agent showed that the sect had a laboratory.",
        "How many men said that they had seen the wreck?",
        "The blood showed that somebody had been there.",
    ],
)
def test_things_and_questions_are_no_speakers(text: str) -> None:
    found, _ = read(text)
    assert all(s.speaker is None for s in found)


def test_a_share_of_people_speaks() -> None:
    found, _ = read("A third said that they would not vote.")
    assert found[0].speaker is not None


def test_he_is_not_whom_he_asks() -> None:
    text = "Premier Nikita Khrushchev said the ships would sail. U Thant appealed to both leaders to wait. "
    found, cast = read(text + "He asked Mr Khrushchev to stop the ships, and asked Mr Kennedy to lift the blockade.")
    assert [speaker(s, cast) for s in found[-2:]] == ["U Thant", "U Thant"]


@pytest.mark.parametrize(
    ("text", "country", "sector"),
    [
        ("A Pentagon spokesman said that the bombers had left. He said that they would return.", "USA", "MIL"),
        ("American officials said that the ships had turned. They said that it was early.", "USA", "GOV"),
        ("A senior administration official said that the talks had failed.", "USA", "GOV"),
        ("Officials in Hanoi said that the dikes had been hit.", "VNM", "GOV"),
        ("Critics of Israel said that the road was illegal.", None, None),
    ],
)
def test_an_unnamed_source_speaks_for_a_state(text: str, country: str | None, sector: str | None) -> None:
    found, cast = read(text)
    for statement in found:
        entity = cast.get(statement.speaker or "")
        assert (entity.country, entity.sector) == (country, sector)


def test_a_denial_of_nobody_named_is_no_voice() -> None:
    found, _ = read("Washington said that despite the denial, Moscow had sent tanks to Hungary.")
    assert len(found) == 1


def well_formed(text: str) -> None:
    found, _ = read(text)
    for s in found:
        for span in (*s.source, *s.cue, *s.content, *s.addressee):
            words = span.of(text)
            assert words and words == words.strip()
        assert s.content and 0 < s.confidence < 1
        assert list(s.content) == sorted(s.content)
    assert len({s.id for s in found}) == len(found)


_PIECES = (
    "Rusk ",
    "said ",
    "told Eban ",
    '"',
    "“",
    "”",
    "'",
    "''",
    ", ",
    ". ",
    "\n\n",
    "that ",
    "he ",
    "denied ",
    "— ",
)
_PIECES += (
    "the ships had sailed",
    "according to ",
    "is expected to ",
    "?",
    ": ",
    "😀 ",
    "(",
    ")",
    "who ",
    "and ",
    "\u00a0",
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(_PIECES), max_size=40).map("".join))
def test_any_text_gives_well_formed_statements(text: str) -> None:
    well_formed(text)


@pytest.mark.parametrize("text", ["", " ", '"', "“”", '"said"', "((((" * 50, "he said " * 200, '" said " ' * 200])
def test_odd_texts(text: str) -> None:
    well_formed(text)


def test_time_grows_with_the_text() -> None:
    """The rules alone, ten times the text: well under a hundred times the time."""

    def taken(times_over: int) -> float:
        text = 'Rusk said, "We agree" and told Eban that he, who said no, was "right". ' * times_over
        page = Reader(kind="rules").page(Article(id="a", text=text, blocks=(Block(Passage(0, len(text) - 1), "body"),)))
        cast = mentions.find(page)
        begin = time.process_time()
        statements.find(page, cast)
        return time.process_time() - begin

    taken(1)
    assert taken(300) < 40 * max(taken(30), 0.01)


def test_a_statement_is_plain_data() -> None:
    found, _ = read("Rusk said the ships had turned back.")
    assert set(dataclasses.asdict(found[0])) == {
        "id", "source", "cue", "content", "speaker", "addressee", "form", "act", "within", "because", "confidence",
    }  # fmt: skip


def test_who_bears_arms_attacks_with_them() -> None:
    found, _ = read("A priest reported that gunmen had attacked the convent for hours.")
    assert [row.act for row in found] == ["assert"]
    found, _ = read("The minister attacked the judges as lackeys of the crown.")
    assert [row.act for row in found] == ["criticise"]
