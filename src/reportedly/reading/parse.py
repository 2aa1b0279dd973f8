"""The parse as objects of our own, made once for an article; they answer what the rules ask, by spaCy's names.

spaCy makes a new object for every token that is touched and a new string for every word, label and lemma that is asked
for; the rules touch each token some twenty times.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, overload

from spacy.attrs import HEAD, IDX, SENT_START

from reportedly.reading.forms import Form

if TYPE_CHECKING:
    from spacy.tokens import Doc as Parsed

__all__ = ["Doc", "Span", "Token"]

_PLACES: list[int | str] = [HEAD, IDX, SENT_START]


class Token:
    """A word of a parse. Two are the same only where they are one object."""

    __slots__ = (
        "children", "dep_", "doc", "head", "i", "idx", "is_punct", "is_sent_start", "is_space", "lemma_", "like_num",
        "lower_", "morph", "pos_", "tag_", "text",
    )  # fmt: skip

    def __init__(self, doc: Doc, i: int, form: Form, idx: int, start: int) -> None:
        self.doc = doc
        self.i = i
        (
            self.text, self.lower_, self.lemma_, self.pos_, self.tag_, self.dep_, self.morph, self.is_space,
            self.is_punct, self.like_num,
        ) = form  # fmt: skip
        #: Where it starts in the text.
        self.idx = idx
        #: Whether a sentence begins with it.
        self.is_sent_start = start == 1
        #: The word it hangs from, itself at a root; and those that hang from it, in text order.
        self.head: Token = self
        self.children: list[Token] = []

    def __len__(self) -> int:
        """Characters."""
        return len(self.text)

    def __repr__(self) -> str:
        return f"Token({self.text!r})"

    @property
    def lefts(self) -> list[Token]:
        return [child for child in self.children if child.i < self.i]

    @property
    def rights(self) -> list[Token]:
        return [child for child in self.children if child.i > self.i]

    @property
    def left_edge(self) -> Token:
        """The first token of its subtree."""
        return self.doc[min(self._all())]

    @property
    def right_edge(self) -> Token:
        """The last token of its subtree."""
        return self.doc[max(self._all())]

    def _all(self) -> list[int]:
        found = [self]
        for token in found:
            found.extend(token.children)
        return [token.i for token in found]

    @property
    def subtree(self) -> Iterator[Token]:
        """The token and all below it, children in their order."""
        for child in self.lefts:
            yield from child.subtree
        yield self
        for child in self.rights:
            yield from child.subtree

    @property
    def sent(self) -> Span:
        """Its sentence."""
        return self.doc.sentence(self.i)

    def nbor(self, step: int = 1) -> Token:
        """The token so many places on."""
        return self.doc[self.i + step]


class Span:
    """Tokens `start` to `end` of a parse."""

    __slots__ = ("doc", "end", "start")

    def __init__(self, doc: Doc, start: int, end: int) -> None:
        self.doc = doc
        self.start = start
        self.end = end

    def __len__(self) -> int:
        return self.end - self.start

    def __iter__(self) -> Iterator[Token]:
        return iter(self.doc.tokens[self.start : self.end])

    @overload
    def __getitem__(self, at: int) -> Token: ...
    @overload
    def __getitem__(self, at: slice) -> list[Token]: ...

    def __getitem__(self, at: int | slice) -> Token | list[Token]:
        return self.doc.tokens[self.start : self.end][at]

    @property
    def start_char(self) -> int:
        return self.doc[self.start].idx

    @property
    def end_char(self) -> int:
        last = self.doc[self.end - 1]
        return last.idx + len(last.text)

    @property
    def text(self) -> str:
        return self.doc.text[self.start_char : self.end_char] if len(self) else ""

    @property
    def root(self) -> Token:
        """The highest token, the first of equals."""
        tokens = self.doc.tokens[self.start : self.end]
        for token in tokens:
            if token.head is token:
                return token
        hanging = (token for token in tokens if not self.start <= token.head.i < self.end)
        return min(hanging, key=_depth, default=self.doc[self.start])


def _depth(token: Token) -> int:
    """Steps to the root; a mark by itself is low, so that words go before it."""
    if (token.is_space or token.is_punct) and not token.children:
        return len(token.doc) - 1
    steps = 0
    while token.head is not token:
        token = token.head
        steps += 1
    return steps


class Doc:
    """The parse of a text; tokens and the white space between them cover it, so that an offset tells its token."""

    def __init__(self, parsed: Parsed, forms: Sequence[Form], text: str) -> None:
        self.text = text
        #: Names that the pipeline found: first token, one past the last, label.
        self.names: list[tuple[int, int, str]] = [(name.start, name.end, name.label_) for name in parsed.ents]
        places = parsed.to_array(_PLACES).astype("int64").tolist() if forms else []
        self.tokens = tokens = [
            Token(self, i, form, idx, start) for i, (form, (_, idx, start)) in enumerate(zip(forms, places))
        ]
        for token, (step, _, _) in zip(tokens, places):
            if step:
                token.head = tokens[token.i + step]
                token.head.children.append(token)

    def __len__(self) -> int:
        return len(self.tokens)

    def __iter__(self) -> Iterator[Token]:
        return iter(self.tokens)

    @overload
    def __getitem__(self, at: int) -> Token: ...
    @overload
    def __getitem__(self, at: slice) -> Span: ...

    def __getitem__(self, at: int | slice) -> Token | Span:
        if isinstance(at, slice):
            start, end, _ = at.indices(len(self.tokens))
            return Span(self, start, max(start, end))
        return self.tokens[at]

    @cached_property
    def sents(self) -> list[Span]:
        """The sentences, in order."""
        begins = [token.i for token in self.tokens if token.is_sent_start and token.i]
        edges = [0, *begins, len(self.tokens)]
        return [Span(self, start, end) for start, end in pairwise(edges) if start < end]

    @cached_property
    def _begins(self) -> list[int]:
        return [sentence.start for sentence in self.sents]

    @cached_property
    def _starts(self) -> list[int]:
        return [token.idx for token in self.tokens]

    def sentence(self, i: int) -> Span:
        """The sentence of the token of that number."""
        return self.sents[bisect_right(self._begins, i) - 1]

    def char_span(self, start: int, end: int) -> Span | None:
        """The tokens that lie at least partly between two offsets; None where these are no offsets of the text."""
        first, last = self._at(start), self._at(end - 1)
        if first is None or last is None:
            return None
        # The space behind a token is not part of it.
        first += start == self.tokens[first].idx + len(self.tokens[first].text)
        return Span(self, first, last + 1)

    def _at(self, offset: int) -> int | None:
        """The number of the token that holds an offset, or stands before it where a space does."""
        if not self.tokens or not 0 <= offset < len(self.text):
            return None
        return bisect_right(self._starts, offset) - 1
