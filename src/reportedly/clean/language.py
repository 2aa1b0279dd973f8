"""The language of a text, and of each paragraph that is in another one.

A paragraph's language is told only where it is plain: by English function words, else by py3langid's classifier over
the words that are no names, if there are enough of them and English fits far worse. Lines of names, lists, figures and
phrases in an English sentence tell nothing, and are in the language of the article.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache

from reportedly.clean.words import FUNCTION_WORDS
from reportedly.model import READABLE, Article, Block


@cache
def _identifier() -> Callable[[str], list[tuple[str, float]]]:
    """py3langid's classifier: languages with their log-odds, the likeliest first. Loaded at first need (half a
    second)."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(_NEWS_LANGUAGES)
    return identifier.rank  # type: ignore[no-any-return]


_NEWS_LANGUAGES = (
    "af ar az be bg bn bs ca cs cy da de el en es et eu fa fi fr ga gl gu he hi hr hu hy id is it ja ka kk kn ko ku "
    "ky lt lv mk ml mn mr ms mt ne nl no pa pl ps pt ro ru si sk sl sq sr sv sw ta te th tl tr uk ur uz vi zh"
).split()


# --- a text as a whole -----------------------------------------------------------------------------------------------


def _language(words: str) -> str | None:
    """The language of a text, or None where it is too short to tell. Plainly English text asks no classifier."""
    sample = words[:4000]
    tokens = [token.strip("\"'“”‘’.,;:!?()").lower() for token in sample.split()]
    english = sum(token in FUNCTION_WORDS for token in tokens)
    ascii_share = sum(char < "\x80" for char in sample) / max(len(sample), 1)
    if english >= 0.25 * len(tokens) and english >= 2 and ascii_share > 0.9:
        return "en"
    if sum(char.isalpha() for char in sample) < 40:
        return "en" if english and ascii_share > 0.9 else None
    return _identifier()(sample)[0][0]


# --- a paragraph -----------------------------------------------------------------------------------------------------

#: Words, but for the parts of addresses.
_WORD = re.compile(r"(?<![\w'’.@/:-])[^\W\d_][\w'’-]*+(?![@/.:]\w)")
#: From here on letters have no spaces between words that could be counted: East Asian scripts, Thai and its neighbours.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
#: How many words that have no capital a paragraph needs to be told (letters without spaces: twice as many), and how
#: many characters are looked at.
_ENOUGH, _SAMPLE = 8, 600
#: The share of English function words among those words from which on nobody else is asked.
_ENGLISH = 0.3
#: How much worse English must fit than the likeliest language: log-odds a word. In our development articles English
#: paragraphs come to 0.6 (addresses taken to pieces to 1.6), those in other languages to 9 and more.
_MARGIN = 3.0


def told(words: str) -> str | None:
    """The language of a paragraph where it is plain, as its ISO code."""
    words = words[:_SAMPLE]
    # Names have capitals in most languages, and belong to any.
    common = [word for word in _WORD.findall(words) if not word[0].isupper()]
    if len(common) < _ENOUGH:
        unspaced = _UNSPACED.findall(words)
        return _likeliest("".join(unspaced), len(unspaced) / 2) if len(unspaced) >= 2 * _ENOUGH else None
    english = sum(word in FUNCTION_WORDS for word in common) / len(common)
    if english >= _ENGLISH:
        return "en"
    return _likeliest(" ".join(common), len(common))


def _likeliest(sample: str, words: float) -> str | None:
    """The language that fits far better than English does."""
    ranked = _identifier()(unicodedata.normalize("NFKC", sample))
    best, odds = ranked[0]
    return best if best != "en" and odds - dict(ranked)["en"] >= _MARGIN * words else None


# --- an article ------------------------------------------------------------------------------------------------------


def with_language(article: Article, words: str) -> Article:
    """The article with its language, that of its main part, and with the language of every paragraph in another.

    `words`: the copy, by which the language of the whole is told.
    """
    found = [told(block.span.of(article.text)) if block.kind in READABLE else None for block in article.blocks]
    named = _named(article, _main(article, found) or _language(words), words)
    blocks = tuple(_in_language(block, code, named.language) for block, code in zip(article.blocks, found))
    return replace(named, blocks=blocks)


def _main(article: Article, found: Sequence[str | None]) -> str | None:
    """The language in which most of the copy is, by its letters."""
    weights: Counter[str | None] = Counter()
    for block, code in zip(article.blocks, found):
        if block.kind in READABLE:
            weights[code] += block.span.end - block.span.start
    code, most = max(weights.items(), key=lambda pair: pair[1], default=(None, 0))
    return code if 2 * most > weights.total() else None


def _named(article: Article, found: str | None, words: str) -> Article:
    """The article with its language: the one given, else the one found, else the one that the page says it has."""
    if article.language is None:
        return replace(article, language=found or "en" if words.isascii() else found)
    given = article.language.replace("_", "-").split("-")[0].lower()
    if found and found != given and len(words) >= 200:
        if "page:language" in dict(article.evidence):
            note = f"the page says that it is in {given!r}, but the text is in {found!r}"
            return article.noting(note, language=found)
        note = f"the text was given as {given!r} but looks like {found!r}; the language given was kept"
        return article.noting(note, language=given)
    return replace(article, language=given)


def _in_language(block: Block, code: str | None, main: str | None) -> Block:
    other = code if code != main else None
    return block if block.language == other else replace(block, language=other)
