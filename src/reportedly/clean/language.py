"""The language of a text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

from reportedly.clean.words import FUNCTION_WORDS
from reportedly.model import Article


@cache
def _identifier() -> Callable[[str], tuple[str, float]]:
    """py3langid's classifier, loaded at first need (it takes half a second)."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(_NEWS_LANGUAGES)
    return identifier.classify  # type: ignore[no-any-return]


_NEWS_LANGUAGES = (
    "af ar az be bg bn bs ca cs cy da de el en es et eu fa fi fr ga gl gu he hi hr hu hy id is it ja ka kk kn ko ku "
    "ky lt lv mk ml mn mr ms mt ne nl no pa pl ps pt ro ru si sk sl sq sr sv sw ta te th tl tr uk ur uz vi zh"
).split()


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
    return _identifier()(sample)[0]


def with_language(article: Article, words: str) -> Article:
    found = _language(words)
    if article.language is None:
        return replace(article, language=found or "en" if words.isascii() else found)
    given = article.language.replace("_", "-").split("-")[0].lower()
    if found and found != given and len(words) >= 200:
        note = f"the text was given as {given!r} but looks like {found!r}; the language given was kept"
        return article.noting(note, language=given)
    return replace(article, language=given)
