"""What the labelled blocks tell of the article: title, outlet, agency, byline, dateline, language; and the notes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from reportedly.clean.copy import byline_name, credited_agency, dateline_place
from reportedly.clean.language import with_language
from reportedly.clean.words import WORD_GAP
from reportedly.model import Article, Block


def described(article: Article) -> Article:
    """The article with the fields that nobody gave read off its blocks."""
    text, blocks = article.text, article.blocks
    copy = " ".join(b.span.of(text)[:2000] for b in blocks[:400] if b.kind in ("body", "headline", "caption"))
    return replace(
        with_language(article, copy or text[:4000]),
        title=article.title or next((WORD_GAP.sub(" ", words) for words in _of_kind(article, "headline")), None),
        outlet=article.outlet or _outlet(text, blocks),
        agency=article.agency or _first(map(credited_agency, _of_kind(article, "byline"))),
        byline=article.byline or _first(map(byline_name, _of_kind(article, "byline"))),
        dateline=article.dateline or _first(map(dateline_place, _of_kind(article, "dateline"))),
    )


def _of_kind(article: Article, kind: str) -> Iterable[str]:
    return (block.span.of(article.text) for block in article.blocks if block.kind == kind)


def _first(found: Iterable[str | None]) -> str | None:
    return next((value for value in found if value), None)


def _outlet(text: str, blocks: Sequence[Block]) -> str | None:
    """The outlet named after the headline in the page's title line ("Headline - Outlet")."""
    headline = next((b.span.of(text) for b in blocks if b.kind == "headline"), None)
    if not headline or blocks[0].kind != "furniture":
        return None
    top = blocks[0].span.of(text)[:400]
    found = re.fullmatch(r"\s*[-–—|:•]\s*(?P<name>[^\W\d_][^|–—]{1,40}?)\s*", top[len(headline) :])
    return found["name"] if found and top.startswith(headline) else None


def notes(blocks: Iterable[Block]) -> list[str]:
    """What a reader of the record should know: how much of the text is labelled and not read."""
    counts = Counter(block.kind for block in blocks)
    parts = [
        f"{number} {one if number == 1 else many}"
        for number, one, many in (
            (counts["related"], "line of related headlines", "lines of related headlines"),
            (counts["furniture"], "line of page furniture", "lines of page furniture"),
        )
        if number
    ]
    alone = sum(counts[kind] for kind in ("related", "furniture")) == 1
    return [f"{' and '.join(parts)} {'is' if alone else 'are'} labelled and not read"] if parts else []
