"""Plain text: one file, one article, only decoded. An offset into it is an offset into the user's own copy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from reportedly.intake._decode import decode, mend, mends, mojibake, no_surrogates
from reportedly.intake._endings import ENDINGS
from reportedly.intake._raw import Options, Raw, freeze
from reportedly.model import Article, Skipped

__all__ = ["articles", "as_is", "mended", "sniff", "suffixes"]

suffixes = ENDINGS["text"]


def sniff(head: bytes) -> bool:
    """Anything that is not binary may be plain text; other formats are asked first."""
    return bool(head.strip())


def articles(raw: Raw, options: Options) -> Iterator[Article | Skipped]:
    """The whole input as one article."""
    data = raw.read(options.limit)
    given, notes = decode(data, options.encoding, raw.charset)
    text, more = as_is(given, options.repair)
    if not any(c.isprintable() and c not in " \ufffd" for c in text):
        yield Skipped(raw.name, _UNREADABLE if "\ufffd" in text else "The file holds only white space.")
        return
    meta = mended(given, text)
    yield freeze(text, raw=data, given=options.date, origin=raw.name, meta=meta, notes=[*notes, *more])


_UNREADABLE = "No byte of it is text as far as can be told; --encoding says what it is."


def as_is(text: str, repair: bool = False) -> tuple[str, list[str]]:
    """The text with lone surrogates out; suspected mojibake noted, and mended only where the user asks for it."""
    text, notes = no_surrogates(text)
    places = mojibake(text)
    if places and repair:
        return mend(text), [*notes, f"Mojibake (UTF-8 read as Windows-1252) was mended in {_times(places)}."]
    if places:
        notes.append(
            f"Looks like mojibake (UTF-8 read as Windows-1252) in {_times(places)}; left as it is, --repair mends it."
        )
    return text, notes


def mended(given: str, text: str) -> dict[str, Any]:
    """Where a text that was mended differs from the one given, for `meta`: each place in it, and in the given one."""
    return {"mended": mends(given)} if len(text) != len(given) else {}


def _times(places: int) -> str:
    return "1 place" if places == 1 else f"{places} places"
