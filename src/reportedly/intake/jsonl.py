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
from typing import Any

from reportedly.intake._decode import by_bytes, decode, no_surrogates
from reportedly.intake._raw import NAMES, Options, Raw, freeze
from reportedly.intake.text import as_is
from reportedly.model import Article, Passage, Skipped

__all__ = ["articles", "sniff", "suffixes"]

suffixes = (".jsonl", ".ndjson", ".json")

#: Data nested deeper than this is no article's and would break those who write it out again.
_DEPTH = 60


def sniff(head: bytes) -> bool:
    """Whether it begins like an object with keys, or a list of objects."""
    return bool(re.match(rb"\s*(?:\[\s*)?\{\s*(?:\"|\}|\Z)", head))


def articles(raw: Raw, options: Options) -> Iterator[Article | Skipped]:
    """One article (or reason) for each line, or for each item of a list."""
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
        lines = _transcoded(file, wide) if wide else file
        for number, line in enumerate(lines, 1):
            if line.strip(b"\xef\xbb\xbf \t\r\n\x00"):
                yield f"{raw.name}:line {number}", line.rstrip(b"\r\n")


def _transcoded(file: Any, encoding: str) -> Iterator[bytes]:
    """Lines of UTF-16 and UTF-32, in which a line end is several bytes."""
    for line in io.TextIOWrapper(file, encoding, errors="replace", newline="\n"):
        yield line.lstrip("\ufeff").encode("utf-8", "replace")


_SPACE = re.compile(r"[\s,]*")


def _whole(raw: Raw, options: Options) -> Iterator[_Part]:
    """The items of a list (or the one object), each as its own bytes; what follows a broken one is given up."""
    text, _ = decode(raw.read(), options.encoding, "utf-8")
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
    item = _mapped(_sound(item, notes), options)
    if isinstance(item.get("text"), str) and item["text"]:
        return _of_text(origin, line, item, options, notes)
    if isinstance(item.get("html"), str) and item["html"]:
        return _of_html(origin, line, item, options, notes)
    return Skipped(origin, _lacking(item))


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


def _sound(value: Any, notes: list[str]) -> Any:
    """The same data with lone surrogates out of every string."""
    if isinstance(value, str):
        clean, more = no_surrogates(value) if not value.isascii() else (value, [])
        notes += more
        return clean
    if isinstance(value, list):
        return [_sound(inner, notes) for inner in value]
    if isinstance(value, dict):
        return {_sound(key, notes): _sound(inner, notes) for key, inner in value.items()}
    return value


def _mapped(item: dict[str, Any], options: Options) -> dict[str, Any]:
    """Columns under the names we know: `--map text=content`."""
    moved = {name: item.pop(column) for name, column in options.map.items() if column in item}
    return {**item, **moved}


def _lacking(item: dict[str, Any]) -> str:
    for key in ("text", "html"):
        if item.get(key) is not None:
            return f'Its "{key}" is {"empty" if isinstance(item[key], str) else "no string"}.'
    return 'The line lacks a "text".'


def _of_text(origin: str, line: bytes, item: dict[str, Any], options: Options, notes: list[str]) -> Article:
    text, more = as_is(item["text"], options.repair)
    if not text.strip():
        more.append("The text is white space only.")
    if item.get("html"):
        more.append("The line has both text and html; the text was read.")
    known = _known(item, notes + more)
    triggers = _triggers(item.get("triggers"), len(text), known["notes"])
    return freeze(text, raw=line, origin=origin, given=_date(item, options), triggers=triggers, **known)


def _of_html(origin: str, line: bytes, item: dict[str, Any], options: Options, notes: list[str]) -> Article | Skipped:
    from reportedly.intake.html import page

    known = _known(item, notes)
    given = _date(item, options)
    article = page(item["html"], raw=line, origin=origin, given=given, **known)
    if article is None:
        return Skipped(origin, 'Its "html" holds no visible text.')
    more: list[str] = []
    triggers = _triggers(item.get("triggers"), len(article.text), more)
    return article.noting(*more, triggers=triggers)


def _known(item: dict[str, Any], notes: list[str]) -> dict[str, Any]:
    """The fields that a line states in so many words, other keys under `meta`, and the notes so far."""
    fields: dict[str, Any] = {"id": _id(item.get("id"), notes)}
    meta = {key: value for key, value in item.items() if key not in NAMES}
    for name in ("title", "url", "outlet", "language"):
        value = item.get(name)
        if isinstance(value, str):
            fields[name] = value.strip() or None
        elif value is not None:
            meta[name] = value
            notes.append(f'Its "{name}" is no string and was not used.')
    return {**fields, "meta": meta, "notes": notes}


def _id(value: object, notes: list[str]) -> str | None:
    """The id as a string. Numbers are ids too, once they are strings."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        notes.append("Its id is a number and was made a string.")
        return str(value)
    if value is not None and not isinstance(value, str):
        notes.append("Its id is neither a string nor a number; one was made from the text.")
    return value if isinstance(value, str) and value else None


def _date(item: dict[str, Any], options: Options) -> object:
    """The date of the line, else the one given for all; one that cannot be read is kept and noted by `freeze`."""
    stated = item.get("date")
    return options.date if stated in (None, "") else stated


def _triggers(value: object, length: int, notes: list[str]) -> tuple[Passage, ...]:
    """The spans at which events are asked for; those outside the text are noted and left out."""
    if value is None:
        return ()
    spans: list[Any] = value if isinstance(value, list) else [value]
    good = tuple(found for span in spans if (found := _span(span, length)))
    if len(good) < len(spans):
        notes.append(f"{len(spans) - len(good)} of {len(spans)} triggers are no spans of the text and were left out.")
    return good


def _span(value: object, length: int) -> Passage | None:
    if not (isinstance(value, list) and len(value) == 2):
        return None
    start, end = value
    whole = type(start) is int and type(end) is int
    return Passage(start, end) if whole and 0 <= start < end <= length else None
