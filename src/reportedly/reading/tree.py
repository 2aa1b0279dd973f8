"""The parse as plain lists: what the rules ask of a token, asked once for the whole article.

spaCy makes a new object for every token that is touched; the rules of statements touch each token many times.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from reportedly.lang import Labels
from reportedly.reading.page import Page

__all__ = ["Tree"]

#: What dates a sentence besides the names of days and months.
_NEAR_DAYS = frozenset(
    {"yesterday", "today", "week", "weekend", "month", "year", "night", "evening", "morning", "afternoon"}
)


class Tree:
    """`head[i]` is the index of token i's head (itself at a root), `kids[i]` its children in text order."""

    def __init__(self, page: Page) -> None:
        doc = page.doc
        self.size = len(doc)
        self.labels: Labels = page.language.labels
        self.days = _NEAR_DAYS | page.language.weekdays.keys() | page.language.months.keys()
        self.block = page.block_of
        tokens = doc.tokens
        self.word = [token.text for token in tokens]
        self.low = [token.lower_ for token in tokens]
        self.lemma = [token.lemma_.lower() for token in tokens]
        self.pos = [token.pos_ for token in tokens]
        self.tag = [token.tag_ for token in tokens]
        self.dep = [token.dep_ for token in tokens]
        self.head = [token.head.i for token in tokens]
        self.start = [token.idx for token in tokens]
        self.kids: list[list[int]] = [[] for _ in range(self.size)]
        self.left, self.right = self._edges()
        self.first_block = min((block for block in page.block_of if block >= 0), default=-1)

    def _edges(self) -> tuple[list[int], list[int]]:
        """First and one past the last token of every subtree; fills `kids` on the way."""
        kids, head = self.kids, self.head
        order = []
        for i, above in enumerate(head):
            if above == i:
                order.append(i)
            else:
                kids[above].append(i)
        for i in order:
            order.extend(kids[i])
        left, right = list(range(self.size)), list(range(1, self.size + 1))
        for i in reversed(order):
            above = head[i]
            left[above] = min(left[above], left[i])
            right[above] = max(right[above], right[i])
        return left, right

    def among(self, i: int, labels: Collection[str]) -> Iterator[int]:
        """The children of a token that bear one of the labels, in text order."""
        dep = self.dep
        return (kid for kid in self.kids[i] if dep[kid] in labels)

    def first(self, i: int, labels: Collection[str]) -> int | None:
        return next(self.among(i, labels), None)

    def has_word(self, i: int, labels: Collection[str], words: Collection[str]) -> bool:
        """Whether a child bears one of the labels and is one of the words."""
        return any(self.low[kid] in words for kid in self.among(i, labels))

    def under(self, i: int, above: int) -> bool:
        """Whether token i stands in the subtree of another (or is it)."""
        return self.left[above] <= i < self.right[above]

    def top(self, i: int) -> int:
        """The token that a token's sentence hangs from."""
        while self.head[i] != i:
            i = self.head[i]
        return i

    def texts(self, tokens: Iterable[int]) -> str:
        return " ".join(self.word[i] for i in tokens)

    def move_last(self, k: int, old: int, new: int) -> None:
        """Hangs the last child of `old` under `new`, its head's head; a conjunction before it goes along."""
        if self.right[k] != self.right[old]:
            return
        self.kids[old].remove(k)
        self.kids[new] = sorted([*self.kids[new], k])
        self.head[k] = new
        end = self.left[k]
        while end - 1 > old and self.dep[end - 1] in self.labels.coordinator | self.labels.punctuation:
            end -= 1
        self.right[old] = end
