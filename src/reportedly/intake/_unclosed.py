"""What a page opens and never closes, so that all that follows is no text of the page: to browsers, and to the parser.

Such pages were cut off, or are broken; either way words may be lost, and that has to be said.
"""

from __future__ import annotations

import re

__all__ = ["unclosed"]

#: A tag's name, and the rest of it up to its end; the value of an attribute may hold what looks like one.
_NAME, _REST = r"[A-Za-z][^\s/>]*+", r"(?:[^>=]++|=\s*+(?:\"[^\"]*+\"|'[^']*+'|(?![\"'])[^\s>]*+))*+>"
_TAG = re.compile(f"/?({_NAME}){_REST}")
_COMMENT = re.compile(r"--!?>")
#: Elements that hold letters, whatever they look like, up to their own end.
_ENDS = {
    name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE)
    for name in ("script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes")
}
#: As far as nothing begins that could go on for ever: words, and tags of other elements that have an end.
_PLAIN = re.compile(
    rf"(?:[^<]++|<(?![A-Za-z!?/])|<(?:/|(?!(?:{'|'.join(_ENDS)})[\s/>])){_NAME}{_REST})*+", re.IGNORECASE
)


def unclosed(page: str) -> str | None:
    """A sentence on what swallows the end of a page; None where all is closed. One pass over the page."""
    at = _plain(page, 0)
    while at < len(page):
        what, end = _step(page, at + 1)
        if end < 0:
            return f"What follows character {at} of the page was lost: {what} there is never closed."
        at = _plain(page, end)
    return None


def _plain(page: str, at: int) -> int:
    found = _PLAIN.match(page, at)
    return found.end() if found else at


def _step(page: str, at: int) -> tuple[str, int]:
    """What begins with a `<`, and where it ends: -1 where it does not. `at` is right behind the `<`."""
    if page.startswith("!--", at):
        found = _COMMENT.search(page, at + 1)
        return "a comment", found.end() if found else -1
    tag = _TAG.match(page, at)
    if tag is None:
        # A letter's tag that has no end, or what browsers take for a comment: up to the next ">".
        named = page[at : at + 1].isalpha()
        return "a tag", -1 if named else page.find(">", at)
    name = tag[1].lower()
    if name not in _ENDS or page.startswith("/", at) or page.endswith("/>", at, tag.end()):
        return "", tag.end()
    found = _ENDS[name].search(page, tag.end())
    return f"a <{name}>", found.start() if found else -1
