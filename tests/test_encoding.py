"""The parts of train/encoder that need no torch: pieces with their offsets, windows, and numbers back to spans."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

sys.path.append(str(Path(__file__).parents[1]))

from train.encoder.data import STRIDE, WINDOW, spans_of_windows
from train.encoder.decode import Marked, Run, averaged, best_tags, marked, pointed
from train.encoder.pieces import SPECIAL, Vocabulary, pruned

LETTERS = "abcdefghijklmnopqrstuvwxyz"
WORDS = ("said", "deni", "##es", "##ed")
SIGNS = '.,"“”’-'
FULL = Vocabulary(
    [
        *SPECIAL,
        "[unused0]",
        *LETTERS,
        *("##" + letter for letter in LETTERS),
        *SIGNS,
        "said",
        "deni",
        "##es",
        "##ed",
        "ø",
    ]
)


def shown(text: str) -> list[tuple[str, str]]:
    pieces = FULL.cut(text)
    return [(FULL.pieces[i], text[a:b]) for i, a, b in zip(pieces.ids, pieces.starts, pieces.ends)]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("He denied", [("h", "H"), ("##e", "e"), ("deni", "deni"), ("##ed", "ed")]),
        # Accents go, as a letter's part or as a character of their own; offsets stay those of the text.
        ("Dénies", [("deni", "Déni"), ("##es", "es")]),
        ("De\u0301nies", [("deni", "De\u0301ni"), ("##es", "es")]),
        # A soft hyphen stands inside a word without being of it.
        ("sa\u00adid,", [("said", "sa\u00adid"), (",", ",")]),
        ("“said”", [("“", "“"), ("said", "said"), ("”", "”")]),
        # What has no piece is unknown alone, not with its word.
        ("said😀", [("said", "said"), ("[UNK]", "😀")]),
        ("said\n\nsaid", [("said", "said"), ("[SEP]", "\n\n"), ("said", "said")]),
    ],
)
def test_pieces_keep_their_offsets(text: str, pieces: list[tuple[str, str]]) -> None:
    assert shown(text) == pieces


def test_shapes_tell_capitals_and_missing_spaces() -> None:
    assert list(FULL.cut('UN "said').shapes) == [2, 2, 0, 3]
    assert list(FULL.cut('Said"').shapes) == [1, 3]


@given(st.text(alphabet=LETTERS + SIGNS + "Éø \n", max_size=40))
def test_a_vocabulary_cut_down_loses_nothing(text: str) -> None:
    small = Vocabulary(pruned(FULL, ["said"], 1))
    assert "deni" not in small.number and "said" in small.number and "[unused0]" not in small.number
    assert small.cut(text).ids.count(small.number["[UNK]"]) == FULL.cut(text).ids.count(FULL.number["[UNK]"])


@given(st.integers(1, 2000), st.integers(0, STRIDE - 1))
def test_windows_cover_every_piece(length: int, shift: int) -> None:
    spans = list(spans_of_windows(length, STRIDE, shift))
    assert {place for a, b in spans for place in range(a, b)} == set(range(length))
    assert all(0 < b - a <= WINDOW for a, b in spans)


def test_tags_are_the_best_legal_sequence() -> None:
    draw = np.random.default_rng(1)
    for _ in range(20):
        scores = draw.normal(size=(5, 5)).astype(np.float32)
        ways = [[tag] for tag in (0, 1, 3)]
        for _ in range(4):
            ways = [[*way, tag] for way in ways for tag in range(5) if tag % 2 or not tag or way[-1] in (tag - 1, tag)]
        best = max(ways, key=lambda way: sum(scores[place, tag] for place, tag in enumerate(way)))
        assert best_tags(scores).tolist() == best


def test_spans_end_before_a_paragraph_marker() -> None:
    pieces = FULL.cut("said said\nsaid")
    assert marked([1, 3, 4, 1], pieces) == [Marked(0, 1, 0), Marked(1, 2, 1), Marked(3, 4, 0)]


def test_a_piece_counts_more_where_it_is_central() -> None:
    runs = [Run(0, 3, {"tags": np.zeros((5, 1), np.float32)}), Run(2, 7, {"tags": np.ones((7, 1), np.float32)})]
    assert averaged(runs, "tags", 7)[:, 0].tolist() == [0, 0, 0.5, 1, 1, 1, 1]


def test_pointers_follow_the_window_that_holds_both() -> None:
    """Cues at 0 and 9; content at 5 points to the second, in the one window, which begins at 2."""
    place = np.eye(10, dtype=np.float32)
    here = np.zeros((10, 10), np.float32)
    here[5 - 2 + 1] = 20 * place[9 - 2 + 1]
    runs = [Run(2, 10, {"from": here, "to": place})]
    found = pointed(runs, ("from", "to"), [Marked(5, 6, 2)], [Marked(0, 1, 1), Marked(9, 10, 1)])
    assert found.shape == (1, 3)
    assert found[0, 0] < -1e8, "no window holds the first cue"
    assert found[0, 1] == pytest.approx(0, abs=1e-3) and found[0, 2] == pytest.approx(-20, abs=1e-3)
