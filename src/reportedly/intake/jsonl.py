"""JSON Lines: one article a line, read as it comes; and JSON with one object or a list of them.

A line that is no article is named with its number and the rest is read. JSON is UTF-8 by its standard, so a byte that
is not becomes U+FFFD here instead of a guess at older encodings; `--encoding` says otherwise.
"""

from __future__ import annotations

import io
import json
import math
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from reportedly.intake import feed
from reportedly.intake._decode import by_bytes, decode
from reportedly.intake._endings import ENDINGS
from reportedly.intake._raw import Options, Raw, TooLarge
from reportedly.intake._record import record, sound
from reportedly.model import Article, Skipped

__all__ = ["articles", "sniff", "suffixes"]

suffixes = ENDINGS["jsonl"]

#: Data nested deeper than this is no article's and would break those who write it out again.
_DEPTH = 60


def sniff(head: bytes) -> bool:
    """Whether it begins like an object with keys, or a list of objects."""
    return bool(re.match(rb"\s*(?:\[\s*)?\{\s*(?:\"|\}|\Z)", head))


def articles(raw: Raw, options: Options) -> Iterator[Article | Skipped]:
    """One article (or reason) for each line, or for each item of a list; a JSON Feed is read as the feed it is."""
    if raw.suffix == ".json" and not options.kind and feed.is_json_feed(raw.head()):
        yield from feed.articles(raw, options)
        return
    found = False
    for origin, line in _whole(raw, options) if _is_one_value(raw, options) else _by_line(raw, options):
        found = True
        yield line if isinstance(line, Skipped) else _article(origin, line, options)
    if not found:
        yield Skipped(raw.name, "It holds no lines.")


# --- lines and items ------------------------------------------------------------------------------------------------

_Part = tuple[str, "bytes | Skipped"]


def _is_one_value(raw: Raw, options: Options) -> bool:
    """Whether a `.json` file, or a stream, is one JSON value over several lines; many `.json` files are lines."""
    if raw.suffix in (".jsonl", ".ndjson") or (options.kind and raw.suffix != ".json"):
        return False
    first, _, rest = raw.head().lstrip(b"\xef\xbb\xbf \t\r\n").partition(b"\n")
    if first.startswith(b"["):
        return True
    return raw.suffix == ".json" and bool(rest.strip()) and not _parses(first)


def _parses(line: bytes) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def _by_line(raw: Raw, options: Options) -> Iterator[_Part]:
    wide = by_bytes(raw.head())
    with raw.open() as file:
        lines = _transcoded(file, wide, options.limit) if wide else _lines(file, options.limit)
        for number, line in enumerate(lines, 1):
            origin = f"{raw.name}:line {number}"
            if isinstance(line, TooLarge):
                yield origin, Skipped(origin, f"The line has {line}.")
            elif line.strip(b"\xef\xbb\xbf \t\r\n\x00"):
                yield origin, line.rstrip(b"\r\n")


def _lines(file: BinaryIO, limit: int) -> Iterator[bytes | TooLarge]:
    """The lines of a stream; of one that is too long no more than the limit is ever held."""
    while line := file.readline(limit + 1):
        if len(line) <= limit:
            yield line
            continue
        yield TooLarge(limit)
        while line and not line.endswith(b"\n"):
            line = file.readline(limit)


def _transcoded(file: Any, encoding: str, limit: int) -> Iterator[bytes | TooLarge]:
    """Lines of UTF-16 and UTF-32, in which a line end is several bytes."""
    text = io.TextIOWrapper(file, encoding, errors="replace", newline="\n")
    while line := text.readline(limit + 1):
        if len(line) <= limit:
            yield line.lstrip("\ufeff").encode("utf-8", "replace")
            continue
        while line and not line.endswith("\n"):
            line = text.readline(limit)
        yield TooLarge(limit)


_SPACE = re.compile(r"[\s,]*")


def _whole(raw: Raw, options: Options) -> Iterator[_Part]:
    """The items of a list (or the one object), each as its own bytes; what follows a broken one is given up."""
    text, _ = decode(raw.read(options.limit), options.encoding, "utf-8")
    at = _SPACE.match(text).end()  # type: ignore[union-attr]
    listed = text.startswith("[", at)
    at += listed
    decoder = json.JSONDecoder()
    for number in range(1, len(text) + 2):
        at = _SPACE.match(text, at).end()  # type: ignore[union-attr]
        if at >= len(text) or text.startswith("]", at):
            if text[at + 1 :].strip():
                yield raw.name, Skipped(raw.name, "What follows the end of its list was not read.")
            return
        origin = f"{raw.name}:item {number}" if listed else raw.name
        try:
            _, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            yield origin, Skipped(origin, f"{_not_json(error)} Nothing after it was read.")
            return
        yield origin, text[at:end].encode("utf-8", "surrogatepass")
        at = end


# --- one line --------------------------------------------------------------------------------------------------------


def _article(origin: str, line: bytes, options: Options) -> Article | Skipped:
    """The article of one line, or why there is none."""
    words, notes = decode(line, options.encoding, "utf-8")
    try:
        item = json.loads(words, parse_constant=_refused, parse_float=_finite)
    except (ValueError, RecursionError) as error:
        return Skipped(origin, _not_json(error))
    if not isinstance(item, dict):
        return Skipped(origin, f"The line is {_KINDS.get(type(item), 'no object')}, not an object with a text.")
    if _depth(item) > _DEPTH:
        return Skipped(origin, "The line is nested too deeply.")
    return record(origin, line, sound(item, notes), options, notes)


_KINDS = {
    list: "a list",
    str: "a string",
    int: "a number",
    float: "a number",
    bool: "true or false",
    type(None): "null",
}


def _refused(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


def _finite(digits: str) -> float:
    value = float(digits)
    if math.isinf(value):
        raise ValueError("a number is too large")
    return value


def _not_json(error: BaseException) -> str:
    if isinstance(error, RecursionError):
        return "The line is nested too deeply."
    if isinstance(error, json.JSONDecodeError):
        return f"The line is not valid JSON: {error.msg} at character {error.pos + 1}."
    return "The line is not valid JSON: a number in it is too large or none."


def _depth(item: Any) -> int:
    depth, level = 0, [item]
    while level and depth <= _DEPTH:
        depth += 1
        level = [
            inner
            for value in level
            if isinstance(value, dict | list)
            for inner in (value.values() if isinstance(value, dict) else value)
        ]
    return depth
