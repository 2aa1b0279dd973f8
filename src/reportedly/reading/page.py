"""A page: one article with its parse, and the small questions every reading step asks of it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from reportedly.lang import Language
from reportedly.model import READABLE, Article, Block, Passage
from reportedly.reading.encoder import Encoder, Marks
from reportedly.reading.parse import Doc, Token

__all__ = ["Page", "in_own_language", "masked"]

#: A paragraph of fewer letters is a name or a sign; one with this share of a language's own letters may be read.
_LETTERS, _SHARE = 12, 0.3


def in_own_language(article: Article, language: Language) -> tuple[Article, list[str]]:
    """The article as it is to be read, and notes: paragraphs in another language, or in other letters, are no part of
    it. A block that names no language is in that of the article."""
    main = article.language or language.code
    own = re.compile(f"[{language.letters}]") if language.letters and not article.text.isascii() else None
    left = Counter[str]()
    blocks = []
    for block in article.blocks:
        if block.kind in READABLE:
            code = block.language or main
            script = _other_letters(block.span.of(article.text), own) if code == language.code and own else None
            if code != language.code or script:
                left[f"{script} letters" if script else repr(code)] += 1
                block = replace(block, kind="furniture")
        blocks.append(block)
    read = replace(article, blocks=tuple(blocks)) if left else article
    return read, _left_out(left, main, language, any(block.kind in READABLE for block in blocks))


def _other_letters(words: str, own: re.Pattern[str]) -> str | None:
    """The script of a paragraph that is in other letters."""
    letters = [] if words.isascii() else [letter for letter in words if letter.isalpha()]
    if len(letters) < _LETTERS or len(own.findall(words)) >= _SHARE * len(letters):
        return None
    script = unicodedata.name(next(letter for letter in letters if not own.match(letter)), "other").split()[0]
    return script if script == "CJK" else script.capitalize()


def _left_out(left: Mapping[str, int], main: str, language: Language, rest: bool) -> list[str]:
    """Notes on paragraphs that are not read: how many in which languages and letters. `rest`: some are read."""
    notes = []
    if main != language.code:
        but = f", but for its paragraphs in {language.code!r}" if rest else ""
        notes.append(f"the text is in {main!r}, which is not read: it was kept and left uncoded{but}")
    for what, count in sorted(left.items()):
        if what != repr(main):
            subject = "1 paragraph is" if count == 1 else f"{count} paragraphs are"
            which = "which are" if what.endswith("letters") else "which is"
            notes.append(f"{subject} in {what}, {which} not read: kept and left uncoded")
    return notes


def masked(article: Article, language: Language) -> str:
    """The text to read: everything outside readable blocks is spaces, typographic marks are straight; same length.

    A token's offset in it is an offset in `article.text`.
    """
    pieces: list[str] = []
    at = 0
    for block in article.blocks:
        start, end = block.span
        pieces.append(" " * (start - at))
        pieces.append(article.text[start:end] if block.kind in READABLE else " " * (end - start))
        at = end
    pieces.append(" " * (len(article.text) - at))
    straight = {ord(mark): plain for mark, plain in language.straight.items()}
    # Control characters would be glued to words or cut them; each becomes one space.
    straight.update(dict.fromkeys((*range(32), *range(0x7F, 0xA0)), " "))
    return _BREAK.sub("\u2060", "".join(pieces)).translate(straight)


#: Where a long word may be broken: within a word that mark is no space, as it may be elsewhere.
_BREAK = re.compile("(?<=[^\\W\\d_])\u200b(?=[^\\W\\d_])")


@dataclass
class Page:
    """`doc` is the parse of the masked text, so `token.idx` is an offset in `article.text`."""

    article: Article
    doc: Doc
    language: Language
    #: index into `article.blocks` for each token; -1 for white space and everything masked
    block_of: list[int]
    #: the encoder and what it found; None when the page is read by rules alone
    encoder: Encoder | None = None
    marks: Marks | None = None

    @property
    def text(self) -> str:
        """The masked text."""
        return self.doc.text

    def passage(self, tokens: Iterable[Token]) -> Passage:
        """From the first to the last of the tokens, white space at the ends left out."""
        solid = [token for token in tokens if not token.is_space]
        return Passage(solid[0].idx, solid[-1].idx + len(solid[-1]))

    def passages(self, tokens: Iterable[Token]) -> tuple[Passage, ...]:
        """The tokens as few passages as possible: runs of neighbours, cut where tokens are missing."""
        runs: list[list[Token]] = []
        for token in sorted({token.i: token for token in tokens if not token.is_space}.values(), key=lambda t: t.i):
            if runs and self._adjoining(runs[-1][-1], token):
                runs[-1].append(token)
            else:
                runs.append([token])
        return tuple(self.passage(run) for run in runs)

    def block(self, token: Token) -> Block | None:
        index = self.block_of[token.i]
        return self.article.blocks[index] if index >= 0 else None

    def _adjoining(self, left: Token, right: Token) -> bool:
        between = self.doc[left.i + 1 : right.i]
        return self.block_of[left.i] == self.block_of[right.i] and all(token.is_space for token in between)


def blocks_of_tokens(article: Article, doc: Doc) -> list[int]:
    """For each token the index of the readable block it lies in, or -1."""
    out = [-1] * len(doc)
    blocks = article.blocks
    at = 0
    for token in doc:
        while at < len(blocks) and blocks[at].span.end <= token.idx:
            at += 1
        if at == len(blocks):
            break
        if not token.is_space and blocks[at].kind in READABLE and blocks[at].span.start <= token.idx:
            out[token.i] = at
    return out
