"""Names of authors on a page: which words name one, and where the markup of a page has them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from lxml.etree import XPath

from reportedly.intake._decode import mend, mojibake

__all__ = ["BARS", "BY", "authors", "clean", "names_someone", "signed", "squeezed"]

#: What stands between the parts of a title, or of a signature.
BARS = re.compile(r"\s+[|\u2013\u2014\u00b7\u00bb\u2022-]\s+")
#: What opens a signature, in the languages that sign so.
BY = re.compile(
    r"\W*(?:(?:written|text|story|words) )?(?:by|von|par|por|di|door|af|av|text|текст)\b:?\s+(?=[^\W\d_])",
    re.IGNORECASE,
)
#: Accounts of publishing systems that name nobody.
_NOBODY = frozenset(
    "admin administrator anonymous author contributor editor guest root staff unknown user webmaster гость".split()
)


def clean(words: object) -> str:
    """A value of a page's data as text: on one line, mended, of bearable length; nothing where it is no text."""
    text = " ".join(words.split()) if isinstance(words, str) else ""
    return (mend(text) if mojibake(text) else text)[:2000]


def squeezed(text: str) -> str:
    """The letters and digits of a text, in lower case."""
    return "".join(filter(str.isalnum, text.casefold()))


def names_someone(name: str, outlet: str) -> bool:
    """Whether a name is an author's: no address, no login, not the outlet itself."""
    if not 2 < len(name) < 150 or "://" in name or "@" in name or name.casefold() in _NOBODY:
        return False
    letters, whole = squeezed(name), squeezed(outlet)
    if " " not in name and (name.islower() or letters in whole):
        return False
    return letters != whole


def authors(tree: Any) -> Iterator[str]:
    """What elements hold that a page declares to be its author."""
    declared = (e for e in tree.iter("a", "span", "p", "div", "li") if "author" in (e.get("rel"), e.get("itemprop")))
    for element in islice(declared, 5):
        words = BARS.split(_words(element))[0]
        if not any(map(str.isdigit, words)):
            yield words


_SIGNING = XPath('//*[contains(@class,"author") or contains(@class,"byline") or contains(@class,"Author")]')
_CLASS = re.compile(
    r"(?:^|[\s_-])(?:authors?|byline|[a-zA-Z]{0,40}[a-z]Author)(?:[_-]{0,2}(?:[Nn]ames?|link|item|text))?(?:$|\s)"
)
_NAME = (
    r"[^\W\d_a-z][\w.'’-]*"
    r"(?: (?:(?:de|da|del|den|der|el|al|van|von|bin|ibn|la|le) ){0,2}[^\W\d_a-z][\w.'’-]*){1,3}"
)
_NAMES = re.compile(rf"{_NAME}(?:(?:, | and | & |, and | und | et | y | e ){_NAME}){{0,5}}")


def signed(tree: Any) -> list[str]:
    """Names in elements whose class says that they sign: first and last name at least, and nothing else. An element
    around such a one says no more."""
    out: list[str] = []
    around: set[Any] = set()
    for element in reversed(_SIGNING(tree)[:40]):
        if element not in around and _CLASS.search(element.get("class", "")[:300]):
            words = BY.sub("", _words(element), count=1)
            if len(words) < 150 and _NAMES.fullmatch(words):
                out.append(words)
                around.update(element.iterancestors())
    return out[::-1]


def _words(element: Any) -> str:
    """The first words in an element."""
    return clean("".join(piece[:300] for piece in islice(element.itertext(), 40))[:300])
