"""What is done by saying it: the marked sentences of tests/cases/en/acts.txt, the table, and its conditions."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from reportedly import shelf
from reportedly.encoding.statements import Said, Spans
from reportedly.model import ACTS, Act, Article, Block, Passage
from reportedly.reading import Reader, mentions, statements
from reportedly.reading.acts import act_of, acts, signs_of_word
from reportedly.reading.drafts import Draft, token_quotes
from reportedly.reading.heard import heard
from reportedly.reading.lexicon import ANY, Entry, lexicon
from reportedly.reading.page import Page
from reportedly.reading.tree import Tree

CASES = Path(__file__).parents[1] / "cases" / "en" / "acts.txt"
_MARK = re.compile(r"\[([SCT]) ([^\]]*)\]")
_SURE = (0.0, 0.0, 0.0, 0.0)


def _lines(*, known: bool) -> list[str]:
    lines = [line for line in CASES.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    return [line.removeprefix("known: ") for line in lines if line.startswith("known: ") == known]


@cache
def page_of(text: str) -> Page:
    return Reader(kind="rules").page(
        Article(id="case", text=text, blocks=(Block(Passage(0, len(text)), "body"),), language="en")
    )


def marked(line: str) -> tuple[str, dict[str, Spans]]:
    """The plain text of a line, and the offsets of what is marked in it."""
    spans: dict[str, Spans] = {"S": [], "C": [], "T": []}
    text = ""
    at = 0
    for mark in _MARK.finditer(line):
        text += line[at : mark.start()]
        spans[mark[1]].append([len(text), len(text) + len(mark[2])])
        text += mark[2]
        at = mark.end()
    return text + line[at:], spans


def given(text: str, source: Spans, cue: Spans, content: Spans) -> tuple[Tree, Draft]:
    """A statement as the encoder gives it: spans, and no word of the rules on its construction."""
    page = page_of(text)
    tree = Tree(page)
    drafts = heard(tree, lexicon("en"), token_quotes(page, tree), [Said(source, cue, content, _SURE)], [])
    return tree, drafts[0]


def act_given(line: str) -> Act:
    text, spans = marked(line)
    return act_of(*given(text, spans["S"], spans["C"], spans["T"]), "en")


def _spans(passages: tuple[Passage, ...]) -> Spans:
    return [[span.start, span.end] for span in passages]


def check(line: str) -> None:
    """The first statement's act, by the reader's own frame and by its bare spans alike."""
    sentence, _, act = line.rpartition(" | ")
    assert act in ACTS
    if _MARK.search(sentence):
        assert act_given(sentence) == act
        return
    page = page_of(sentence)
    first = statements.find(page, mentions.find(page))[0]
    assert first.act == act
    assert act_of(*given(sentence, _spans(first.source), _spans(first.cue), _spans(first.content)), "en") == act


@pytest.mark.parametrize("line", _lines(known=False))
def test_acts(line: str) -> None:
    check(line)


@pytest.mark.parametrize("line", _lines(known=True))
def test_known_failures_still_fail(line: str) -> None:
    """When one of these passes, take "known:" away."""
    with pytest.raises(AssertionError, match="=="):
        check(line)


def test_few_failures_are_known() -> None:
    assert 20 * len(_lines(known=True)) <= len(_lines(known=False))


# --- the table --------------------------------------------------------------------------------------------------

_SIGN = re.compile(
    r"that|wh|to|ing|obj|obj:(said|name|\w+)|prep:[a-z]+|passive|quote|not|thing|own|will|subjunctive|that:not|says:\w+"
)


def test_the_table_keeps_to_its_lists() -> None:
    rows = shelf.table("en/acts.tsv")
    assert len(rows) >= 700
    for row in rows:
        assert row["act"] in ACTS, row
        assert row["pos"] in {"verb", "noun", "adj", "adv", "phrase", "light", "said"}, row
        for sign in filter(None, row["when"].split("+")):
            assert _SIGN.fullmatch(sign), row
            kind, _, act = sign.partition(":")
            assert kind not in ("obj", "says") or act in {*ACTS, "said", "name", ""}, row
        assert not row["when"] or row["pos"] in ("verb", "noun", "adj"), row


def test_no_sense_is_given_twice() -> None:
    count = Counter((row["lemma"], row["pos"], row["when"]) for row in shelf.table("en/acts.tsv"))
    assert [key for key, times in count.items() if times > 1] == []


def test_every_act_has_verbs_and_nouns() -> None:
    rows = shelf.table("en/acts.tsv")
    for pos in ("verb", "noun"):
        assert {row["act"] for row in rows if row["pos"] == pos} == set(ACTS)


@pytest.mark.parametrize(
    ("lemma", "act"), [("criticize", "criticise"), ("favor", "agree"), ("hop", "believe"), ("rule_out", "reject")]
)
def test_a_word_is_found_however_it_is_spelt(lemma: str, act: str) -> None:
    found = acts("en").of(lemma, "verb")
    assert found is not None and found.act == act


def test_most_conditions_win_and_then_the_first_row() -> None:
    table = acts("en")
    signs = {"obj", "obj:urge", "obj:said", "prep:as"}
    assert table.of("dismiss", "verb", signs) == table.rows("dismiss", "verb")[1]
    assert [len(row.when) for row in table.rows("press", "verb")] == [2, 2, 1, 1, 1, 1, 0]


# --- how a word stands ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "word", "signs"),
    [
        ("Galileo insisted that the earth moved.", "insisted", {"that"}),
        ("Macmillan said the summit had failed.", "said", {"that"}),
        ("Eden asked whether the canal could be held.", "asked", {"wh"}),
        ("Molotov explained why the talks had ended.", "explained", {"wh"}),
        ("Nixon refused to hand over the tapes.", "refused", {"to"}),
        ("Reagan challenged Gorbachev to tear down the wall.", "challenged", {"to", "obj", "obj:name"}),
        ("MacArthur suggested bombing the bridges.", "suggested", {"ing"}),
        ("Dreyfus denied the charge.", "denied", {"obj", "obj:said", "obj:accuse"}),
        ("The board denied the request.", "denied", {"obj", "obj:said", "obj:ask"}),
        ("Hoover blamed foreign banks for the slump.", "blamed", {"obj", "prep:for"}),
        ("Ziegler dismissed the raid as a prank.", "dismissed", {"obj", "prep:as"}),
        ("Taft argued against the alliance.", "argued", {"prep:against"}),
        ("Dreyfus was accused of treason.", "accused", {"passive", "obj", "obj:name", "prep:of"}),
        ("A plan proposed by Rogers failed.", "proposed", {"passive", "obj"}),
        ("Gromyko did not agree.", "agree", {"not"}),
        ("Botha had no plans to release Mandela.", "plans", {"not", "to"}),
        ("Hoover's claim that the slump was over was false.", "claim", {"that"}),
        ("Rommel was confident that the line would hold.", "confident", {"that"}),
        ("The deal was not popular.", "popular", {"not"}),
        ("Nobody objected to the plan.", "objected", {"not", "prep:to"}),
        ("The Allies failed to agree on the frontier.", "agree", {"not", "prep:on"}),
    ],
)
def test_signs_of_a_word(text: str, word: str, signs: set[str]) -> None:
    tree = Tree(page_of(text))
    assert signs <= signs_of_word(tree, tree.word.index(word), acts("en"))


@pytest.mark.parametrize(
    ("text", "word", "sign"),
    [
        ("Gromyko agreed to talks.", "agreed", "not"),
        ("Dreyfus denied the charge.", "denied", "passive"),
        ("The board denied the map.", "denied", "obj:said"),
        ("Galileo criticised the treaty that Rome had signed.", "criticised", "that"),
        ("A plan presented in Rome failed.", "plan", "to"),
    ],
)
def test_a_sign_is_not_seen_where_it_is_not(text: str, word: str, sign: str) -> None:
    tree = Tree(page_of(text))
    assert sign not in signs_of_word(tree, tree.word.index(word), acts("en"))


# --- the order of authority -------------------------------------------------------------------------------------


def _with_entry(line: str, entry: Entry | None) -> Act:
    text, spans = marked(line)
    tree, draft = given(text, spans["S"], spans["C"], spans["T"])
    return act_of(tree, dataclasses.replace(draft, entry=entry), "en")


def test_a_sense_with_its_condition_goes_before_the_table_of_cues() -> None:
    line = "[S MacArthur] [C suggested] [T bombing the bridges]."
    assert _with_entry(line, Entry(0.9, "warn")) == "urge"


def test_the_table_of_cues_goes_before_a_row_without_condition() -> None:
    line = "[S MacArthur] [C muttered] [T that the bridges were old]."
    assert _with_entry(line, Entry(0.9, "warn")) == "warn"
    assert _with_entry(line, None) == "assert"


def test_the_row_for_any_word_says_nothing_of_this_one() -> None:
    any_verb = lexicon("en").entries[ANY, "verb", "that"]
    assert _with_entry("[S Foch] [C prophesied] [T that the war would return].", any_verb) == "predict"


def test_an_unknown_word_asserts() -> None:
    assert act_given("[S The colonel] [C zibbered] [T that the line would hold].") == "assert"


def test_a_word_known_as_another_part_of_speech_is_found() -> None:
    assert act_given("[S The party] [C slammed] [T the budget].") == "criticise"
    assert act_given("[S Nelson's] [C disavowal of] [T the order] was kept secret.") == "deny"


# --- plain saying: each rule and its opposite -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "act"),
    [
        # what the speaker will do; what befalls him; whose future it is
        ("[S Sadat] [C said] [T he would fly to Jerusalem].", "intend"),
        ("[S Sadat] [C said] [T he would be flown to Jerusalem].", "assert"),
        ("[S Sadat] [C said] [T she would fly to Jerusalem].", "intend"),
        ("[S Sadat] [C said] [T they would fly to Jerusalem].", "assert"),
        ("[S Sadat and Begin] [C said] [T they would fly to Camp David].", "intend"),
        ("[S Nixon] [C said] [T it would take years].", "assert"),
        ("[S The ministry] [C said] [T it would close the port].", "intend"),
        ("[S Castro] [C said] [T his government would close the port].", "intend"),
        ("[S Castro] [C said] [T his brother would close the port].", "assert"),
        ('[S Nixon] [C said], [T "We will open the archive."]', "intend"),
        ('[S Nixon] [C said], [T "They will open the archive."]', "assert"),
        ("[S Moscow] [C said] [T Russia would not attack Turkey].", "promise"),
        ("[S Moscow] [C said] [T Turkey would not attack Russia].", "assert"),
        ("[S The club] [C said] [T it would win].", "predict"),
        # what he thinks himself; what he had thought
        ("[S Lodge] [C said] [T he opposed the League].", "reject"),
        ("[S Lodge] [C said] [T he had opposed the League].", "assert"),
        ("[S Lodge] [C said] [T he knew Wilson].", "assert"),
        ("[S Lodge] [C said] [T he warned Wilson].", "assert"),
        ('[S Lodge] [C said], [T "I warn you."]', "warn"),
        ("[S Lodge] [C said] [T he had no intention of leaving].", "reject"),
        ("[S Lodge] [C said] [T he was determined to fight on].", "intend"),
        # what he did not do; what he has not done yet, or never knew
        ("[S Iraq] [C said] [T it had not gassed the village].", "deny"),
        ("[S Iraq] [C said] [T it had not yet opened the border].", "assert"),
        ("[S Iraq] [C said] [T it had not received the note].", "assert"),
        ("[S Iraq] [C said] [T Iran had not gassed the village].", "assert"),
        # what must be; what must have been; a condition; an order
        ("[S Dulles] [C said] [T the users must pay].", "demand"),
        ("[S Dulles] [C said] [T the users must have known].", "assert"),
        ("[S Dulles] [C said] [T the users should have paid].", "criticise"),
        ('[S Dulles] [C wrote], [T "Should the users pay, the canal will open."]', "assert"),
        ('[S Dulles] [C said], [T "Pay the company."]', "demand"),
        ('[S Dulles] [C said], [T "The users pay the company."]', "assert"),
        ('[S Dulles] [C said], [T "Let\'s pay the company."]', "urge"),
        # what is thought of it
        ("[S Keynes] [C said] [T the treaty was a mistake].", "criticise"),
        ("[S Keynes] [C said] [T the treaty was not a mistake].", "assert"),
        ("[S Keynes] [C said] [T the treaty would be a disaster].", "warn"),
        ("[S Keynes] [C said] [T the treaty might be a disaster].", "assert"),
        ("[S Keynes] [C said] [T the treaty was a great mistake].", "criticise"),
        ("[S Keynes] [C said] [T the treaty was a document].", "assert"),
        # of others' words
        ("[S Zorin] [C said] [T the charges were false].", "deny"),
        ("[S Zorin] [C said] [T the coins were false].", "assert"),
    ],
)
def test_plain_saying_takes_its_act_from_what_is_said(line: str, act: str) -> None:
    assert act_given(line) == act


def test_saying_that_is_denied_takes_nothing_from_what_is_said() -> None:
    assert act_given("[S Dulles] [C did not say] [T that the users must pay].") == "assert"


@pytest.mark.parametrize("line", _lines(known=False)[:40])
def test_nothing_breaks_in_capitals(line: str) -> None:
    """Lemmas and tags go wrong there; an act is still one of the list."""
    sentence, _, _ = line.rpartition(" | ")
    page = page_of(_MARK.sub(lambda mark: mark[2], sentence).upper())
    assert all(one.act in ACTS for one in statements.find(page, mentions.find(page)))
