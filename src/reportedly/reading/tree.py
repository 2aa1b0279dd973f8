"""The parse as plain lists: what the rules ask of a token, asked once for the whole article.

spaCy makes a new object for every token that is touched; the rules of statements touch each token many times.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from spacy.attrs import DEP, HEAD, IDX, LEMMA, LOWER, ORTH, POS, TAG
from spacy.strings import StringStore

from reportedly.lang import Labels
from reportedly.reading.page import Page

__all__ = ["Tree"]

_COLUMNS = [ORTH, LOWER, LEMMA, POS, TAG, DEP, HEAD, IDX]


#: What dates a sentence besides the names of days and months.
_NEAR_DAYS = frozenset(
    {"yesterday", "today", "week", "weekend", "month", "year", "night", "evening", "morning", "afternoon"}
)


class _Strings(dict[int, str]):
    """The pipeline's strings by their hash, each looked up once."""

    def __init__(self, store: StringStore) -> None:
        self.store = store

    def __missing__(self, key: int) -> str:
        self[key] = text = self.store[key % 2**64] if key else ""
        return text


class Tree:
    """`head[i]` is the index of token i's head (itself at a root), `kids[i]` its children in text order."""

    def __init__(self, page: Page) -> None:
        doc = page.doc
        self.size = len(doc)
        self.labels: Labels = page.language.labels
        self.days = _NEAR_DAYS | page.language.weekdays.keys() | page.language.months.keys()
        self.block = page.block_of
        columns = doc.to_array(_COLUMNS).astype("int64").T.tolist() if self.size else [[]] * len(_COLUMNS)
        string = _Strings(doc.vocab.strings)
        word, low, lemma, pos, tag, dep, head, start = columns
        self.word: list[str] = [string[key] for key in word]
        self.low: list[str] = [string[key] for key in low]
        self.lemma: list[str] = [string[key].lower() for key in lemma]
        self.pos: list[str] = [string[key] for key in pos]
        self.tag: list[str] = [string[key] for key in tag]
        self.dep: list[str] = [string[key] for key in dep]
        self.head: list[int] = [i + step for i, step in enumerate(head)]
        self.start: list[int] = start
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
