"""The articles: where each is from, when it was published and how that is known, and which are reprints of which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from reportedly.model import Dated
from reportedly.tell.sections.files import File
from reportedly.tell.sections.wording import flat, graded_as, the, when

__all__ = ["sources"]


def sources(
    files: Mapping[str, File],
    copy_of: Mapping[str, str],
    changes: Mapping[str, Any],
    behind: Mapping[str, Mapping[str, Any]],
) -> list[dict[str, Any]]:
    """One row an article. `copy_of`: an article and the earlier one it reprints; `changes`: what it changed; `behind`:
    what the user knows of an article's outlet (owner, state, agency, grade)."""
    return [
        _source(file, files.get(copy_of.get(id, "")), changes.get(id, ()), behind.get(id, {}))
        for id, file in files.items()
    ]


def _source(file: File, original: File | None, changes: Sequence[Any], behind: Mapping[str, Any]) -> dict[str, Any]:
    article, published = file.article, file.article.published
    return {
        "number": file.number,
        "id": article.id,
        "title": _short(flat(article.title or file.words([block.span for block in article.blocks[:1]]) or article.id)),
        "outlet": article.outlet,
        "agency": article.agency,
        "byline": article.byline,
        "url": article.url if (article.url or "").startswith(("http://", "https://")) else None,
        "origin": article.origin,
        "text": article.text,
        "blocks": [{"span": [*block.span], "kind": block.kind} for block in article.blocks],
        "published": {
            "value": published.value,
            "words": when(_dated(published.earliest, published.latest, published.value)),
            "because": published.because,
            "masthead": published.masthead,
            "rejected": [
                {"value": no.value, "because": no.because}
                for no in published.rejected
                if no.value not in published.because  # said there already
            ],
        },
        "copy_of": {"id": original.article.id, "number": original.number} if original else None,
        "changes": list(changes),
        "behind": _behind(behind),
        "notes": list(dict.fromkeys((*article.notes, *file.reading.notes))),
    }


def _behind(known: Mapping[str, Any]) -> str:
    """ "owned by Meridian Group, run by the Soviet Union, your grade B: usually reliable", or ""."""
    parts = [
        f"owned by {known['owner']}" if known.get("owner") else "",
        f"run by {the(known['state'])}" if known.get("state") else "",
        "an agency" if known.get("agency") else "",
        graded_as(known["grade"]) if known.get("grade") else "",
    ]
    return ", ".join(filter(None, parts))


def _short(title: str, most: int = 110) -> str:
    """A title, or the beginning of a text that has none, at a length that can be read at a glance."""
    return title if len(title) <= most else title[:most].rsplit(" ", 1)[0].rstrip(" ,.;:") + "…"


def _dated(earliest: str | None, latest: str | None, value: str | None) -> Dated | None:
    if earliest or latest:
        return Dated(earliest, latest)
    return Dated(value, value) if value and len(value) == 10 else None
