"""The encoder's spans made whole by the parse: sources with what hangs on them, never from another sentence."""

from __future__ import annotations

import pytest

from reportedly.encoding.statements import Said
from reportedly.model import Article, Block, Passage
from reportedly.reading import Reader
from reportedly.reading.drafts import Draft, candidates, token_quotes
from reportedly.reading.heard import heard
from reportedly.reading.lexicon import lexicon
from reportedly.reading.tree import Tree

SURE = (-0.01, -0.01, -0.01, -0.01)


def _drafts(text: str, source: str, cue: str, content: str) -> tuple[Tree, list[Draft]]:
    """What is made of one statement that an encoder marked with these words."""
    page = Reader(kind="rules").page(Article("a", text, blocks=(Block(Passage(0, len(text)), "body"),), language="en"))
    tree, words = Tree(page), lexicon("en")
    quotes = token_quotes(page, tree)
    spans = [[[text.index(part), text.index(part) + len(part)]] for part in (source, cue, content)]
    return tree, heard(tree, words, quotes, [Said(*spans, logs=SURE)], candidates(page, tree, words, quotes))


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
