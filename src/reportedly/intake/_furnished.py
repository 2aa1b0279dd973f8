"""Lines worded or linked as furniture: prompts, labels over other stories, links to them."""

from __future__ import annotations

import re
from functools import cache

from reportedly import shelf
from reportedly.intake._page import Line

__all__ = ["ADDRESS", "ASIDE", "CAPTION", "furnished", "leaves", "linked", "points_away", "site_of"]

#: What a line stands in, by its marks, where it is beside the article; and where it is a caption.
ASIDE = frozenset({"nav", "footer", "aside", "related", "comments", "share", "form", "button"})
CAPTION = frozenset({"figcaption", "caption"})

# --- wording ----------------------------------------------------------------------------------------------------------


@cache
def _wording(match: str) -> dict[str, str]:
    return {row["phrase"]: row["kind"] for row in shelf.table("en/furniture.tsv") if row["match"] == match}


@cache
def _prompts() -> re.Pattern[str]:
    """Wordings of three words and more that open or fill a prompt; shorter ones also open honest sentences."""
    kinds = {"advert", "comments", "cookie", "copyright", "newsletter", "related", "share"}
    opening, within = (
        "|".join(
            sorted(
                (re.escape(p) for p, kind in _wording(match).items() if kind in kinds and p.count(" ") > 1),
                reverse=True,
            )
        )
        for match in ("start", "inside")
    )
    return re.compile(rf"\A(?:{opening})(?!\w)|(?<!\w)(?:{within})(?!\w)")


_EDGES = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_UPDATED = re.compile(r"(?:last )?(?:updated|published|posted|modified)\b[^.]{0,60}\d", re.IGNORECASE)
_SHORTCODE = re.compile(r"\[/?[a-z_]+(?: [a-z_]+=[^\]]{0,200})?\]", re.IGNORECASE)


def furnished(text: str) -> bool:
    """Whether a line is worded as furniture: a prompt, a label over other stories, the hour of the last change."""
    if len(text) >= 250:
        return False
    lowered = text.lower().lstrip("[(*>»•-–— ")
    if len(text) < 80 and (_EDGES.sub("", lowered) in _wording("line") or _UPDATED.match(text)):
        return True
    return bool(_prompts().search(lowered) or _SHORTCODE.match(text))


# --- links ------------------------------------------------------------------------------------------------------------

ADDRESS = re.compile(r"https?://\S+")
_POINTER = re.compile(r"\W*(?:related|more|read|see|also|watch|leggi|lire|lesen|lee|leia)\b[^:.]{0,25}:", re.IGNORECASE)


def points_away(line: Line) -> bool:
    """A line that sends the reader to another story: a label, a colon, a link."""
    return line.linked * 2 >= len(line.text) and bool(_POINTER.match(line.text))


def linked(line: Line) -> bool:
    """Whether nearly all of a line is links."""
    return line.linked * 10 >= len(line.text) * 8


_HOST = re.compile(r"(?:https?:)?//(?:www\.)?([^/:?#\s]{1,255})", re.IGNORECASE)


def site_of(address: str) -> str:
    """The host of an address, without "www."; nothing where the address names none."""
    found = _HOST.match(address)
    return found.group(1).lower() if found else ""


def leaves(line: Line, site: str) -> bool:
    """Whether a line's link leads to another site: to what a writer cites or sells, not to the outlet's next story."""
    host = site_of(line.link)
    return bool(host and site) and not (host.endswith(site) or site.endswith(host))
