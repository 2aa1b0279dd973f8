"""Text to numbers and numbers back to spans: what training the encoder and reading with it share."""

from __future__ import annotations

import sys
import time
import tracemalloc
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

sys.path.append(str(Path(__file__).parents[1]))

from train.encoder.vocabulary import pruned

from reportedly import ontology
from reportedly.encoding import events
from reportedly.encoding.pieces import LONGEST, SPECIAL, Pieces, Vocabulary
from reportedly.encoding.pointers import NOWHERE, pointed
from reportedly.encoding.tags import Marked, Run, averaged, best_path, best_tags, marked
from reportedly.encoding.windows import TOGETHER, UNBROKEN, WINDOW, sections, sliding, spans_of_windows

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


def test_stretches_of_a_text_are_paragraphs() -> None:
    pieces = FULL.cut("said xxx denies", [(0, 4), (9, 15)])
    assert pieces.breaks == [1]
    assert [(a, b) for a, b in zip(pieces.starts, pieces.ends)] == [(0, 4), (4, 9), (9, 13), (13, 15)]


def test_a_part_of_the_pieces_counts_anew_and_keeps_offsets() -> None:
    whole = FULL.cut("said no.\n\ndenies it.\nsaid")
    first = whole.breaks[0] + 1
    part = whole.part(first, len(whole))
    assert part == Pieces(
        whole.ids[first:], whole.shapes[first:], whole.starts[first:], whole.ends[first:],
        [whole.breaks[1] - first], [place - first for place in whole.stops[1:]],
    )  # fmt: skip
    assert whole.part(0, len(whole)) == whole


def test_a_long_run_of_spaces_is_looked_at_once() -> None:
    begun = time.process_time()
    assert len(FULL.cut("said" + " " * 200_000 + "said" + " \n" * 100_000)) == 3
    assert time.process_time() - begun < 2


def test_a_run_of_letters_longer_than_any_word_is_one_piece() -> None:
    text = "a" * (LONGEST + 1)
    assert shown(text) == [("[UNK]", text)]


def made_up(lengths: list[int], stops: bool) -> Pieces:
    """Pieces of paragraphs of so many pieces each, the marker behind counted in; a sentence every ten pieces."""
    total = sum(lengths)
    breaks = [sum(lengths[: k + 1]) - 1 for k in range(len(lengths) - 1)]
    ends = list(range(9, total, 10)) if stops else []
    return Pieces([0] * total, [0] * total, list(range(total)), list(range(1, total + 1)), breaks, ends)


@given(st.lists(st.integers(1, 700), min_size=1, max_size=12), st.integers(1, WINDOW), st.booleans())
def test_windows_cover_every_piece(lengths: list[int], first: int, stops: bool) -> None:
    spans = list(spans_of_windows(made_up(lengths, stops), first))
    assert {place for a, b in spans for place in range(a, b)} == set(range(sum(lengths)))
    assert all(0 < b - a <= WINDOW for a, b in spans)
    assert spans == sorted(spans)


def test_windows_hold_whole_paragraphs_and_no_piece_twice() -> None:
    assert list(spans_of_windows(made_up([100, 100, 100, 20], False))) == [(0, 200), (200, 320)]


def test_a_long_paragraph_is_cut_between_sentences() -> None:
    assert list(spans_of_windows(made_up([600], True))) == [(0, 250), (250, 500), (500, 600)]


def test_a_sentence_longer_than_a_window_is_read_in_windows_that_overlap() -> None:
    spans = list(spans_of_windows(made_up([400], False)))
    assert spans == list(sliding(0, 400)) and spans[0][1] > spans[1][0]


def test_what_is_no_sentence_of_anybody_is_cut() -> None:
    spans = list(spans_of_windows(made_up([2 * UNBROKEN + 5], False)))
    assert [start for (_, end), (start, _) in pairwise(spans) if start >= end] == [UNBROKEN, 2 * UNBROKEN]


@given(st.lists(st.integers(1, 9000), min_size=1, max_size=40), st.booleans())
def test_sections_are_the_windows_in_groups_without_overlap(lengths: list[int], stops: bool) -> None:
    pieces = made_up(lengths, stops)
    groups = list(sections(pieces))
    assert [span for group in groups for span in group] == list(spans_of_windows(pieces))
    assert all(before[-1][1] == after[0][0] for before, after in pairwise(groups))
    most = 2 * TOGETHER + len(list(sliding(0, UNBROKEN)))
    assert all(len(group) <= most for group in groups)
    assert all(len(group) >= TOGETHER for group in groups[:-1])


def test_a_section_ends_with_a_paragraph_where_there_is_one() -> None:
    pieces = made_up([100] * 200, True)
    groups = list(sections(pieces))
    assert len(groups) > 3
    assert {group[-1][1] - 1 for group in groups[:-1]} <= set(pieces.breaks)


def test_tags_are_the_best_legal_sequence() -> None:
    draw = np.random.default_rng(1)
    for _ in range(20):
        scores = draw.normal(size=(5, 5)).astype(np.float32)
        ways = [[tag] for tag in (0, 1, 3)]
        for _ in range(4):
            ways = [[*way, tag] for way in ways for tag in range(5) if tag % 2 or not tag or way[-1] in (tag - 1, tag)]
        best = max(ways, key=lambda way: sum(scores[place, tag] for place, tag in enumerate(way)))
        assert best_path(scores).tolist() == best


def test_only_paragraphs_with_illegal_tags_are_searched() -> None:
    """Within a paragraph the result is that of the whole search; a marker stays outside."""
    draw = np.random.default_rng(2)
    pieces = made_up([6, 5, 7], False)
    for _ in range(50):
        scores = draw.normal(size=(18, 7)).astype(np.float32)
        found = best_tags(scores, pieces)
        for a, b in ((0, 5), (6, 10), (11, 18)):
            assert found[a:b].tolist() == best_path(scores[a:b]).tolist()
        assert found[5] == found[10] == 0


def test_spans_end_before_a_paragraph_marker() -> None:
    pieces = FULL.cut("said said\nsaid")
    assert marked(np.array([1, 3, 4, 1]), pieces) == [Marked(0, 1, 0), Marked(1, 2, 1), Marked(3, 4, 0)]


def test_a_piece_counts_more_where_it_is_central() -> None:
    runs = [Run(0, 3, {"tags": np.zeros((5, 1), np.float32)}), Run(2, 7, {"tags": np.ones((7, 1), np.float32)})]
    assert averaged(runs, "tags", 7)[:, 0].tolist() == [0, 0, 0.5, 1, 1, 1, 1]


def test_pointers_follow_the_window_that_holds_both() -> None:
    """Cues at 0 and 9; content at 5 points to the second, in the one window, which begins at 2."""
    place = np.eye(10, dtype=np.float32)
    here = np.zeros((10, 10), np.float32)
    here[5 - 2 + 1] = 20 * place[9 - 2 + 1]
    runs = [Run(2, 10, {"from": here, "to": place})]
    first, second = Marked(0, 1, 1), Marked(9, 10, 1)
    for none in (True, False):
        ((number, log),) = pointed(runs, ("from", "to"), [Marked(5, 6, 2)], [first, second], none)
        assert number == 1 and log == pytest.approx(0, abs=1e-3)
    assert pointed(runs, ("from", "to"), [Marked(5, 6, 2)], [first], none=True)[0][0] == 1, "one past the last: none"
    assert pointed(runs, ("from", "to"), [Marked(5, 6, 2)], [first], none=False)[0][0] == NOWHERE


def test_a_span_in_two_windows_points_where_either_says() -> None:
    """Content at 2 to 5: its first piece points, less surely, to the cue before it, the two in the next window to that
    behind it."""
    place = np.eye(5, 6, dtype=np.float32)
    first, second = np.zeros((5, 6), np.float32), np.zeros((5, 6), np.float32)
    first[2 + 1] = 2 * place[0 + 1]
    second[[3 - 3 + 1, 4 - 3 + 1]] = 20 * place[5 - 3 + 1]
    runs = [Run(0, 3, {"from": first, "to": place}), Run(3, 6, {"from": second, "to": place})]
    cues = [Marked(0, 1, 1), Marked(1, 2, 1), Marked(5, 6, 1)]
    for none in (True, False):
        found = pointed(runs, ("from", "to"), [Marked(2, 5, 2)], cues, none)
        assert found == [(2, pytest.approx(0, abs=1e-3))]
        assert pointed(runs, ("from", "to"), [Marked(2, 3, 2)], cues, none)[0][0] == 0


def test_pointers_take_room_as_windows_do() -> None:
    """Thousands of quotations of a word each: no table of all contents and all cues is made."""
    size, windows = 200, 40
    out = {name: np.zeros((size + 2, 4), np.float32) for name in ("from", "to")}
    runs = [Run(at, at + size, out) for at in range(0, windows * size, size)]
    contents = [Marked(at, at + 1, 2) for at in range(0, windows * size, 2)]
    cues = [Marked(at + 1, at + 2, 1) for at in range(0, windows * size, 2)]
    tracemalloc.start()
    found = pointed(runs, ("from", "to"), contents, cues, none=False)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [cue // (size // 2) for cue, _ in found] == [content.start // size for content in contents]
    assert most < 8 * len(contents) * len(cues) / 4


def test_the_head_of_events_has_the_types_of_the_ontology() -> None:
    assert tuple(type.name for type in ontology.load("plover").types) == events.TYPES


def test_a_sentence_is_pooled_from_its_pieces() -> None:
    pieces = Vocabulary([*SPECIAL, "a", "b"]).cut("a b")
    types = np.full((4, len(events.TYPES) + 2), -5, np.float32)
    types[2, events.TYPES.index("AID")] = 5
    types[:, -1] = [9, 0, 3, 9]  # looked at: the frame does not count
    roles = np.log(np.array([[1, 0, 0], [0.1, 0.8, 0.1], [0.2, 0.2, 0.6], [1, 0, 0]], np.float32) + 1e-9)
    told = events.told(pieces, [Run(0, 2, {"types": types, "roles": roles})])
    assert max(told.kinds, key=told.kinds.__getitem__) == "AID"
    assert sum(told.kinds.values()) == pytest.approx(1, abs=0.01)
    assert told.parties == ((0, 1, events.ACTOR, 0.8), (2, 3, events.RECIPIENT, 0.6))
    assert events.told(pieces, []) == events.Told({}, ())
