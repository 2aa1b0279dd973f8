"""From text to tokens, at a cost in proportion to the text whatever the text is.

spaCy's tokenizer peels brackets and quotation marks off a word one by one and copies the rest each time, so a run of
thousands of them without a space takes quadratic time; its parser needs memory in proportion to what it is given at
once. Ordinary text meets neither guard and is parsed as spaCy would parse it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from spacy.attrs import IDX, LENGTH, SENT_START
from spacy.language import Language as Pipeline
from spacy.tokens import Doc

__all__ = ["PIECE", "SENTENCE", "begun", "cuts", "pieces", "tokenised"]

#: Longer articles are parsed in pieces of at least this many characters, cut at block starts.
PIECE = 50_000
#: No sentence anybody wrote has more tokens; those who walk its tree may do so for each of them.
SENTENCE = 400
#: Nothing in print is this long without a space but addresses of web pages, which the tokenizer takes whole.
_RUN = re.compile(r"\S{300,}")
_ADDRESS = re.compile(r"[\W_]{0,3}(?:[a-z]{2,10}://|www\.)[\w.~:/?#@!$&'*+,;=%-]{1,2000}[\W_]{0,3}", re.IGNORECASE)
#: In such a run, words of three letters and more are tokens, and whatever lies between two of them is one.
_PARTS = re.compile(r"[^\W\d_]{3,}|.+?(?=[^\W\d_]{3}|\Z)", re.DOTALL)
_STOPS = frozenset(".!?…")
#: Where a block longer than a piece may be cut: after a sentence if there is one, else after a word.
_STOP = re.compile(r"[.!?][\"')\]]? +(?=[\"'(]?[A-Z])")


def tokenised(pipeline: Pipeline, text: str) -> Doc:
    """The text's tokens, not parsed yet; `doc.text == text`."""
    runs = [run.span() for run in _RUN.finditer(text) if not _ADDRESS.fullmatch(text, *run.span())]
    if not runs:
        return pipeline.make_doc(text)
    words: list[str] = []
    spaces: list[bool] = []
    for word, space in _words(pipeline, text, runs):
        words.append(word)
        spaces.append(space)
    return Doc(pipeline.vocab, words=words, spaces=spaces)


def _words(pipeline: Pipeline, text: str, runs: list[tuple[int, int]]) -> Iterator[tuple[str, bool]]:
    """Tokens, and whether a space follows each; that space belongs to no token."""
    at = 0
    for start, end in runs:
        yield from _usual(pipeline, text[at:start])
        parts: list[str] = _PARTS.findall(text, start, end)
        yield from ((part, False) for part in parts[:-1])
        spaced = text.startswith(" ", end)
        yield parts[-1], spaced
        at = end + spaced
    yield from _usual(pipeline, text[at:])


def _usual(pipeline: Pipeline, text: str) -> Iterator[tuple[str, bool]]:
    return ((token.text, bool(token.whitespace_)) for token in pipeline.make_doc(text)) if text else iter(())


def begun(doc: Doc, text: str, offsets: set[int]) -> Doc:
    """The tokens of a text, sentences beginning at those at these offsets, and where there would be none for long."""
    for i, offset in enumerate(doc.to_array(IDX).tolist()):
        if offset in offsets:
            doc[i].is_sent_start = True
    for i in _unstopped(doc, text):
        doc[i].is_sent_start = True
    return doc


def _unstopped(doc: Doc, text: str) -> Iterator[int]:
    """Where sentences begin in a stretch so long without a full stop that it is no prose.

    Left to the parser, such a stretch comes back as one sentence, too long to be walked, and would be parsed twice.
    """
    if len(doc) <= 2 * SENTENCE:
        return
    begin = 0
    rows = enumerate(doc.to_array([IDX, LENGTH, SENT_START]).tolist(), 1)
    for end in [*(i for i, (idx, length, start) in rows if text[idx + length - 1] in _STOPS or start == 1), len(doc)]:
        if end - begin > 2 * SENTENCE:
            # Half as long as may be: the parser moves a beginning by a token or two.
            yield from range(begin + SENTENCE // 2, end, SENTENCE // 2)
        begin = end


def cuts(doc: Doc) -> list[int]:
    """Offsets at which sentences longer than `SENTENCE` tokens are to be cut so that none is."""
    begins = np.flatnonzero(doc.to_array(SENT_START) == 1).tolist()
    edges = pairwise([0, *(i for i in begins if i), len(doc)])
    return [doc[at].idx for start, end in edges for at in range(start + SENTENCE, end, SENTENCE)]


def pieces(text: str, starts: list[int]) -> list[tuple[int, int]]:
    """Extents that cover the text, of at least `PIECE` characters each: cut at the block starts given, and within a
    block only where it is longer than two pieces."""
    cuts = [0]
    for previous, start in zip([0, *starts], [*starts, len(text)], strict=True):
        if start - cuts[-1] > PIECE and previous > cuts[-1]:
            cuts.append(previous)
        while start - cuts[-1] > 2 * PIECE:
            cuts.append(_within(text, cuts[-1] + PIECE, start))
    return list(zip(cuts, [*cuts[1:], len(text)], strict=True))


def _within(text: str, at: int, end: int) -> int:
    """A place to cut a long block, not before `at` and not far behind it."""
    near = min(end, at + 5_000)
    stop = _STOP.search(text, at, near)
    space = text.find(" ", at, near) + 1
    return stop.end() if stop else space or at
