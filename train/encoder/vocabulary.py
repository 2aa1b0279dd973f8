"""The base model's vocabulary cut down to the pieces that news needs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from reportedly.encoding.pieces import SPECIAL, Vocabulary


def pruned(full: Vocabulary, texts: Iterable[str], seen: int) -> list[str]:
    """The pieces that occur `seen` times or more in the texts, and every single character.

    Whatever is left out falls apart into shorter pieces, in the worst case into characters, and never becomes [UNK]: a
    piece one of whose characters has no piece of its own in that place is kept.
    """
    counts: Counter[int] = Counter()
    for text in texts:
        counts.update(full.cut(text).ids)
    kept = [
        piece
        for number, piece in enumerate(full.pieces)
        if not _unused(piece) and (counts[number] >= seen or len(_letters(piece)) == 1 or not _spelled(full, piece))
    ]
    return [*SPECIAL, *kept]


def _unused(piece: str) -> bool:
    """BERT's special pieces and its reserved rows."""
    return len(piece) > 2 and piece.startswith("[") and piece.endswith("]")


def _letters(piece: str) -> list[str]:
    """A piece's characters, each as the piece that would stand in its place."""
    if piece.startswith("##") and len(piece) > 2:
        return ["##" + letter for letter in piece[2:]]
    return [piece[0], *("##" + letter for letter in piece[1:])]


def _spelled(full: Vocabulary, piece: str) -> bool:
    return all(letter in full.number for letter in _letters(piece))
