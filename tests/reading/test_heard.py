"""The encoder's spans made whole by the parse: sources with what hangs on them, never from another sentence."""

from __future__ import annotations

import math

import pytest

from reportedly.encoding.statements import Said
from reportedly.model import Article, Block, Passage
from reportedly.reading import Reader
from reportedly.reading.drafts import Draft, candidates, token_quotes
from reportedly.reading.heard import heard
from reportedly.reading.layers import layered
from reportedly.reading.lexicon import lexicon
from reportedly.reading.statements import signs
from reportedly.reading.tree import Tree

SURE = (-0.01, -0.01, -0.01, -0.01)

Made = tuple[Tree, list[Draft], list[Draft]]


def _both(text: str, source: str, cue: str, *content: str, logs: tuple[float, ...] = SURE) -> Made:
    """What is made of one statement that an encoder marked with these words, and all that the rules see."""
    page = Reader(kind="rules").page(Article("a", text, blocks=(Block(Passage(0, len(text)), "body"),), language="en"))
    tree, words = Tree(page), lexicon("en")
    quotes = token_quotes(page, tree)
    given = ([source] if source else [], [cue], content)
    spans = [[[text.index(part), text.index(part) + len(part)] for part in parts] for parts in given]
    by_rule = candidates(page, tree, words, quotes)
    return tree, heard(tree, words, quotes, [Said(*spans, logs=logs)], by_rule), by_rule


def _drafts(text: str, source: str, cue: str, content: str) -> tuple[Tree, list[Draft]]:
    return _both(text, source, cue, content)[:2]


def _laid(text: str, source: str, cue: str, *content: str) -> list[tuple[str, list[str]]]:
    """The cue and content of each statement once the rules' are beside it."""
    tree, marked, by_rule = _both(text, source, cue, *content)
    for draft in by_rule:
        draft.precision = lexicon("en").weighed(draft.precision, signs(tree, draft))
    drafts = layered(tree, marked, by_rule, "en", lambda parts: [])
    return [(tree.texts(one.frame.cue), [tree.texts(range(*part)) for part in one.content]) for one in drafts]


def _source(tree: Tree, drafts: list[Draft]) -> list[str]:
    return [tree.texts(range(*part)) for draft in drafts for part in draft.frame.source]


@pytest.mark.parametrize(
    ("text", "source", "cue", "content", "whole"),
    [
        (
            "A spokesman for the ministry said that the ships had turned back.",
            *("A spokesman", "said", "that the ships had turned back"),
            "A spokesman for the ministry",
        ),
        (
            "A spokesman for the ministry said that the ships had turned back.",
            *("A spokesman for", "said", "that the ships had turned back"),
            "A spokesman for the ministry",
        ),
        (
            "The ministry on Tuesday said that the ships had turned back.",
            *("The ministry on", "said", "that the ships had turned back"),
            "The ministry",
        ),
    ],
)
def test_a_source_has_what_hangs_on_it(text: str, source: str, cue: str, content: str, whole: str) -> None:
    assert _source(*_drafts(text, source, cue, content)) == [whole]


def test_a_source_of_another_sentence_gives_way_to_the_subject() -> None:
    text = "The White House spoke of haste. The work went on at night, it said."
    assert _source(*_drafts(text, "The White House", "said", "The work went on at night")) == ["it"]


def test_what_another_says_in_the_next_sentence_is_his() -> None:
    text = "London said that the fleet had sailed. Cairo denied it."
    assert _laid(text, "London", "said", "that the fleet had sailed", "it") == [
        ("said", ["that the fleet had sailed"]),
        ("denied", ["it"]),
    ]


def test_what_the_same_one_says_in_the_next_sentence_stays() -> None:
    text = "“The fleet has sailed,” Mr Eden said. “It will not turn back.”"
    (found,) = _laid(text, "Mr Eden", "said", "“The fleet has sailed,”", "“It will not turn back.”")
    assert len(found[1]) == 2


def test_what_people_show_is_no_statement_of_theirs() -> None:
    shown = "Mr Stevenson showed the council photographs of the bases."
    assert _laid(shown, "Mr Stevenson", "showed", "the council photographs of the bases") == []
    told = "Mr Stevenson showed that the bases were there."
    assert _laid(told, "Mr Stevenson", "showed", "that the bases were there")
    assert _laid("A poll showed support for the pact falling.", "A poll", "showed", "support for the pact falling")


def test_of_a_source_that_the_rules_supply_they_are_as_sure_as_of_the_statement() -> None:
    """The encoder's doubt is about a source of its own: here it pointed to none."""
    doubt = (-0.01, -0.01, -0.01, -6.0)
    text = "Iran demanded that the troops leave."
    tree, (named,), by_rule = _both(text, "", "demanded", "that the troops leave", logs=doubt)
    assert _source(tree, [named]) == ["Iran"]
    assert named.logs[:3] == doubt[:3] and named.logs[3] == pytest.approx(math.log(by_rule[0].precision))
    assert named.precision > 0.5


def test_what_is_said_is_the_clause_that_rules_are_sure_of_and_not_a_phrase_elsewhere() -> None:
    text = "He spoke up for the landing at Suez, including, London says, sending arms to the rebels."
    tree, made = _drafts(text, "London", "says", "the landing at Suez")
    assert [tree.texts(range(*part)) for one in made for part in one.content] == ["sending arms to the rebels"]
