"""The wording of page furniture: headings, buttons and notices that news sites share."""

from __future__ import annotations

from functools import cache

from reportedly import shelf
from reportedly.clean.words import plain


@cache
def _phrases(match: str) -> dict[str, str]:
    """The wordings of furniture that are matched in one way ("line", "start", "inside"), and their kinds."""
    return {row["phrase"]: row["kind"] for row in shelf.table("en/furniture.tsv") if row["match"] == match}


@cache
def _openings() -> dict[str, list[tuple[str, str]]]:
    """The wordings that open a line of furniture, by their first three characters; longest first."""
    out: dict[str, list[tuple[str, str]]] = {}
    for phrase, kind in sorted(_phrases("start").items(), key=lambda item: (-len(item[0]), item[0])):
        out.setdefault(phrase[:3], []).append((phrase, kind))
    return out


def opening_kind(lowered: str) -> str | None:
    for phrase, kind in _openings().get(lowered[:3], ()):
        if lowered.startswith(phrase) and not lowered[len(phrase) - 1 : len(phrase) + 1].isalpha():
            return kind
    return None


def inner_kind(lowered: str) -> str | None:
    here = ((phrase, kind) for phrase, kind in _phrases("inside").items() if phrase in lowered)
    return next((kind for phrase, kind in here if _holds(lowered, phrase)), None)


def _holds(lowered: str, phrase: str) -> bool:
    """Whether a line holds a wording as whole words ("our app" is not in "your approach")."""
    at = lowered.find(phrase)
    while at >= 0:
        end = at + len(phrase)
        opens_inside_word = at > 0 and lowered[at - 1 : at + 1].isalpha()
        if not opens_inside_word and not (end < len(lowered) and lowered[end - 1 : end + 1].isalpha()):
            return True
        at = lowered.find(phrase, at + 1)
    return False


def whole_kind(text: str) -> str | None:
    return _phrases("line").get(plain(text)) if len(text) < 80 else None
