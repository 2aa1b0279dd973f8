"""Text to word pieces with exact offsets.

The pieces are those of BERT's uncased WordPiece (Devlin et al. 2019): control characters dropped, lower case, accents
stripped, split at spaces, punctuation and CJK characters, then the longest piece first. Two things differ, neither seen
in ordinary news: a character without a piece makes [UNK] of itself only, not of its word, and only a run of letters
longer than any word (`LONGEST`) is [UNK] as a whole.

Offsets are half-open Unicode code points of the text as it was given. A line break gives a marker piece, since a
paragraph's end is evidence that a parse of bare words loses.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

PAD, UNK, CLS, SEP = "[PAD]", "[UNK]", "[CLS]", "[SEP]"
SPECIAL = (PAD, UNK, CLS, SEP)
#: What lower-casing and spacing take away and the body is told beside each piece: the writing of its word (as it comes,
#: Capital, CAPITALS), and whether the word follows the one before without a space, as a closing quotation mark does.
SHAPES = 6
#: Words and the white space between them, each whole: a pattern that looked for line breaks alone would look again from
#: every space of a long run.
CHUNK = re.compile(r"\S+|\s+")
#: A word that ends a sentence: a stop behind two small letters, a figure, a bracket or a mark; not "Mr." and "U.S.".
STOP = re.compile(r"(?:[a-z]{2}|[\d%)\]\"'])[.!?][\"')\]]*$|[!?][\"')\]]+$")
#: Chunks of text kept with their pieces; the table is emptied when full, so memory stays bounded.
KEPT = 200_000
#: Longer runs of letters are no words, and cutting them would take time out of proportion.
LONGEST = 200

#: A piece's number, its shape, and where in its chunk it starts and ends.
Piece = tuple[int, int, int, int]
#: A chunk's pieces, and whether it ends a sentence.
Chunk = tuple[tuple[Piece, ...], bool]


@dataclass(frozen=True, slots=True)
class Pieces:
    """A text's pieces: numbers, shapes and offsets, four sequences of one length."""

    ids: list[int]
    shapes: list[int]
    starts: list[int]
    ends: list[int]
    #: Which pieces are paragraph markers, in order.
    breaks: list[int]
    #: Which pieces end a sentence, as far as a full stop tells, in order.
    stops: list[int]

    def __len__(self) -> int:
        return len(self.ids)

    def add(self, number: int, shape: int, start: int, end: int) -> None:
        self.ids.append(number)
        self.shapes.append(shape)
        self.starts.append(start)
        self.ends.append(end)

    def part(self, start: int, end: int) -> Pieces:
        """The pieces from one number to another, counted anew; offsets stay those of the text."""

        def within(places: list[int]) -> list[int]:
            return [place - start for place in places[bisect_left(places, start) : bisect_left(places, end)]]

        return Pieces(
            self.ids[start:end], self.shapes[start:end], self.starts[start:end], self.ends[start:end],
            within(self.breaks), within(self.stops),
        )  # fmt: skip


@dataclass(slots=True)
class Vocabulary:
    """The pieces known, numbered by their order.

    >>> short = Vocabulary([*SPECIAL, "n", "##o", "no"])
    >>> [short.pieces[i] for i in short.cut("No no").ids]
    ['no', 'no']
    """

    pieces: list[str]
    number: dict[str, int] = field(init=False, repr=False)
    longest: int = field(init=False, repr=False)
    _cache: dict[str, Chunk] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.number = {piece: index for index, piece in enumerate(self.pieces)}
        self.longest = max(len(piece) for piece in self.pieces)

    @classmethod
    def read(cls, path: Path) -> Vocabulary:
        """One piece a line, as BERT's vocab.txt."""
        return cls(path.read_text(encoding="utf-8").splitlines())

    def cut(self, text: str, blocks: Iterable[tuple[int, int]] | None = None) -> Pieces:
        """The pieces of a text, in order: of these stretches of it alone if given, a paragraph marker between two."""
        made = Pieces([], [], [], [], [], [])
        at = None
        for start, end in [(0, len(text))] if blocks is None else blocks:
            if at is not None:
                made.breaks.append(len(made))
                made.add(self.number[SEP], 0, at, start)
            self._cut(made, text, start, end)
            at = end
        return made

    def _cut(self, made: Pieces, text: str, start: int, end: int) -> None:
        ids, shapes, starts, ends = made.ids, made.shapes, made.starts, made.ends
        known = self._cache
        for found in CHUNK.finditer(text, start, end):
            chunk = found.group()
            if chunk == " ":
                continue
            at = found.start()
            if chunk.isspace():
                if "\n" in chunk:
                    made.breaks.append(len(made))
                    made.add(self.number[SEP], 0, at, found.end())
                continue
            rows, stops = known.get(chunk) or self._chunk(chunk)
            for number, shape, first, last in rows:
                ids.append(number)
                shapes.append(shape)
                starts.append(at + first)
                ends.append(at + last)
            if stops:
                made.stops.append(len(ids) - 1)

    def _chunk(self, chunk: str) -> Chunk:
        """The pieces of a run of characters without a space, offsets counted from its start."""
        rows = tuple(
            row for order, word in enumerate(_words(chunk)) for row in self._word(chunk, word, glued=order > 0)
        )
        made = rows, STOP.search(chunk) is not None
        if len(chunk) <= LONGEST:
            if len(self._cache) >= KEPT:
                self._cache.clear()
            self._cache[chunk] = made
        return made

    def _word(self, chunk: str, word: list[tuple[str, int]], glued: bool) -> Iterable[Piece]:
        letters = "".join(letter for letter, _ in word)
        at = [offset for _, offset in word]
        shape = _writing(chunk[at[0] : at[-1] + 1]) + 3 * glued
        if len(letters) > LONGEST:
            yield self.number[UNK], shape, at[0], at[-1] + 1
            return
        for start, end in self._greedy(letters):
            piece = letters[start:end] if start == 0 else "##" + letters[start:end]
            yield self.number.get(piece, self.number[UNK]), shape, at[start], at[end - 1] + 1

    def _greedy(self, letters: str) -> Iterable[tuple[int, int]]:
        """Longest piece first; a letter that has none stands alone."""
        start = 0
        while start < len(letters):
            end = min(len(letters), start + self.longest)
            while end > start + 1 and ("##" if start else "") + letters[start:end] not in self.number:
                end -= 1
            yield start, end
            start = end


def _words(chunk: str) -> Iterable[list[tuple[str, int]]]:
    """BERT's words in a chunk: normalised letters, each with the offset of the character it came from."""
    word: list[tuple[str, int]] = []
    for offset, character in enumerate(chunk):
        if _dropped(character):
            continue
        letters = [(letter, offset) for letter in _plain(character)]
        if not _alone(character):
            word += letters
            continue
        if word:
            yield word
        word = []
        if letters:
            yield letters
    if word:
        yield word


def _plain(character: str) -> str:
    """Lower case without accents; possibly nothing, for an accent that stands as its own character."""
    return "".join(c for c in unicodedata.normalize("NFD", character.lower()) if unicodedata.category(c) != "Mn")


def _dropped(character: str) -> bool:
    return character in "\x00\ufffd" or unicodedata.category(character) in ("Cc", "Cf", "Cn", "Co", "Cs")


def _alone(character: str) -> bool:
    """Punctuation (all of ASCII's signs, as BERT has it) and CJK ideographs are words of their own."""
    if character < "\x80":
        return not character.isalnum()
    code = ord(character)
    return unicodedata.category(character)[0] == "P" or any(a <= code <= b for a, b in IDEOGRAPHS)


IDEOGRAPHS = (
    (0x4E00, 0x9FFF),
    (0x3400, 0x4DBF),
    (0x20000, 0x2A6DF),
    (0x2A700, 0x2B73F),
    (0x2B740, 0x2B81F),
    (0x2B820, 0x2CEAF),
    (0xF900, 0xFAFF),
    (0x2F800, 0x2FA1F),
)


def _writing(word: str) -> int:
    """0 as it comes, 1 Capital, 2 CAPITALS."""
    if not word[0].isupper():
        return 0
    return 2 if len(word) > 1 and word.isupper() else 1
